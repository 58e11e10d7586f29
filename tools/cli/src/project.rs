//! A project: the folder that the command works in, and what its `blueprint.toml` says.

use anyhow::{bail, ensure, Context, Result};
use blueprint_strict::Objects;
use serde::Deserialize;
use std::{
    collections::BTreeMap,
    env, fs,
    path::{Component, Path, PathBuf},
};

/// The file's name.
pub const FILE: &str = "blueprint.toml";

/// The folder, and its configuration.
#[derive(Debug)]
pub struct Project {
    /// Where `blueprint.toml` is; canonical.
    pub root: PathBuf,
    pub config: Config,
}

/// What `blueprint.toml` may say. Every table can be left out.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// What Solidity files and `#[contract]` import by name: `"blueprint-abi/" = "library/abi/solidity"`. Folders are
    /// relative to the project's root.
    pub packages: BTreeMap<String, PathBuf>,
    pub solidity: Solidity,
    // Other commands read these. They are named here so that any other table is an error.
    #[serde(rename = "bench")]
    _bench: toml::Table,
    #[serde(rename = "chains")]
    _chains: toml::Table,
}

/// Where Solidity contracts are.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Solidity {
    /// Folders to look in. A contract is a `.sol` file of a folder called `solidity`, at any depth.
    pub folders: Vec<PathBuf>,
    /// Whether a warning of solc fails the build.
    pub deny_warnings: bool,
}

impl Default for Solidity {
    fn default() -> Self {
        Self {
            folders: vec!["solidity".into()],
            deny_warnings: false,
        }
    }
}

impl Project {
    /// The tables of `blueprint.toml` beside `chains`.
    #[cfg(feature = "live")]
    pub const OTHER_TABLES: &'static [&'static str] = &["packages", "solidity", "bench"];

    /// The project of `start`: the nearest folder upwards with a `blueprint.toml`; without one, the nearest with a
    /// cargo workspace or package.
    ///
    /// # Errors
    /// If there is none, or its `blueprint.toml` makes no sense.
    pub fn find(start: &Path) -> Result<Self> {
        let start = start
            .canonicalize()
            .with_context(|| format!("expected a folder, received {}", start.display()))?;
        let with = |name: &str| start.ancestors().find(|it| it.join(name).is_file());
        let root = with(FILE).or_else(|| with("Cargo.toml"));
        let Some(root) = root else {
            bail!(
                "expected a project: a folder with {FILE} or Cargo.toml, received {} with neither, nor a folder above. \
                 Start one with `blueprint-hooks new <name>`",
                start.display()
            );
        };
        Self::read(root)
    }

    /// The project of the current folder, or of `given`.
    ///
    /// # Errors
    /// As [`Project::find`].
    pub fn current(given: Option<&Path>) -> Result<Self> {
        match given {
            Some(folder) => Self::find(folder),
            None => Self::find(&env::current_dir().context("cannot tell the current folder")?),
        }
    }

    fn read(root: &Path) -> Result<Self> {
        let path = root.join(FILE);
        let config = match fs::read_to_string(&path) {
            Ok(text) => {
                let config = Config::parse(&text).with_context(|| path.display().to_string())?;
                config
                    .check_folders(root)
                    .with_context(|| path.display().to_string())?;
                config
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Config::default(),
            Err(error) => {
                return Err(error).with_context(|| format!("cannot read {}", path.display()))
            }
        };
        Ok(Self {
            root: root.to_owned(),
            config,
        })
    }

    /// Where builds go.
    pub fn target(&self) -> PathBuf {
        self.root.join("target")
    }
}

impl Config {
    fn parse(text: &str) -> Result<Self> {
        let config = Self::deserialize(Objects(toml::Deserializer::new(text)))?;
        for (name, folder) in &config.packages {
            ensure!(
                name.ends_with('/') && name.len() > 1 && !name.starts_with('.'),
                "[packages]: expected a name that ends in '/', for example \"blueprint-abi/\", received \"{name}\""
            );
            inside(folder).with_context(|| format!("[packages] \"{name}\""))?;
        }
        for folder in &config.solidity.folders {
            inside(folder).context("[solidity] folders")?;
        }
        // What other commands read of it is wrong for this one, too.
        #[cfg(feature = "live")]
        blueprint_live::Config::parse(text, Project::OTHER_TABLES)?;
        Ok(config)
    }

    /// A folder that is not there would be a project without these contracts. The default one may be missing.
    fn check_folders(&self, root: &Path) -> Result<()> {
        let named = self.packages.values().chain(&self.solidity.folders);
        for folder in named.filter(|it| **it != Path::new("solidity")) {
            ensure!(
                root.join(folder).is_dir(),
                "expected the folder {}, which [packages] or [solidity] names, received none: make it, or take it out",
                folder.display()
            );
        }
        Ok(())
    }
}

/// Compilers are given paths below the root.
fn inside(folder: &Path) -> Result<()> {
    let down = folder
        .components()
        .all(|it| matches!(it, Component::Normal(_) | Component::CurDir));
    ensure!(
        down,
        "expected a folder inside the project, received \"{}\"",
        folder.display()
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_says_packages_folders_and_what_to_measure() {
        let config = Config::parse(
            r#"
            [packages]
            "blueprint-abi/" = "library/abi/solidity"
            [solidity]
            folders = ["solidity"]
            [[bench.contracts]]
            ink = "mine"
            [chains.dev]
            rpc = "http://127.0.0.1:8545"
            "#,
        )
        .unwrap();
        assert_eq!(
            config.packages["blueprint-abi/"],
            Path::new("library/abi/solidity")
        );
        assert!(config._bench.contains_key("contracts") && config._chains.contains_key("dev"));
    }

    #[test]
    fn what_the_file_may_not_say_is_an_error_that_names_it() {
        for (text, expected) in [
            ("[package]\n", "unknown field `package`"),
            ("[packages]\nabi = \"x\"\n", "ends in '/'"),
            (
                "[packages]\n\"abi/\" = \"../x\"\n",
                "a folder inside the project",
            ),
            (
                "[solidity]\nfolders = [\"/x\"]\n",
                "a folder inside the project",
            ),
            #[cfg(feature = "live")]
            (
                "[chains.dev]\nrpc = \"x\"\ntypo = 1\n",
                "unknown field `typo`",
            ),
        ] {
            let error = format!("{:#}", Config::parse(text).unwrap_err());
            assert!(error.contains(expected), "{text}: {error}");
        }
    }

    #[test]
    fn folder_that_is_not_there_is_an_error() {
        let named = |text: &str| Config::parse(text).unwrap().check_folders(Path::new("/"));
        named("[solidity]\nfolders = [\"solidity\"]\n").unwrap();
        for text in [
            "[solidity]\nfolders = [\"none-there\"]\n",
            "[packages]\n\"abi/\" = \"none-there\"\n",
        ] {
            let error = named(text).unwrap_err().to_string();
            assert!(
                error.starts_with("expected the folder none-there"),
                "{error}"
            );
        }
    }

    #[test]
    fn folder_without_a_project_is_an_error_that_says_how_to_start_one() {
        let error = Project::find(Path::new("/")).unwrap_err().to_string();
        assert!(error.contains("blueprint-hooks new"), "{error}");
    }
}
