//! Built contracts: the code, with the ABI and the record of the build beside it.

use crate::{abi::Abi, Project};
use alloy_primitives::{keccak256, B256};
use anyhow::{bail, Context, Result};
use clap::ValueEnum;
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    fmt, fs, io,
    path::{Path, PathBuf},
};

/// The first bytes of a PolkaVM blob.
const POLKAVM: &[u8] = b"PVM\0";

/// Where builds are put, below a project's root; the first that has a contract counts.
const FOLDERS: [&str; 5] = [
    "target/blueprint",
    "target/blueprint/ink",
    "target/blueprint/solidity",
    "target/ink",
    "target/solidity",
];

/// What built a contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Build {
    /// ink!, for PolkaVM.
    Ink,
    /// resolc: Solidity for PolkaVM.
    Resolc,
    /// solc: Solidity for the EVM.
    Evm,
}

impl fmt::Display for Build {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ink => "ink",
            Self::Resolc => "resolc",
            Self::Evm => "evm",
        })
    }
}

/// A built contract.
#[derive(Clone, Debug)]
pub struct Artifact {
    /// The code's file.
    pub path: PathBuf,
    /// The file's name without its extension.
    pub stem: String,
    /// What built it.
    pub build: Build,
    /// A PolkaVM blob, or EVM creation code.
    pub code: Vec<u8>,
    /// The ABI, if `<stem>.abi.json` lies beside the code.
    pub abi: Option<Abi>,
    /// What `<stem>.build.json` beside the code says about the build, if there is one.
    pub build_record: Option<serde_json::Value>,
}

impl Artifact {
    /// Finds an artifact by the path of its code, or by its name among a project's builds. A name may be written as
    /// in Rust or as in Solidity: `my_blueprint`, `MyBlueprint`.
    ///
    /// # Errors
    /// If there is none; if several builds have the name and none is chosen; as [`Artifact::load`].
    pub fn find(project: &Project, name: &str, build: Option<Build>) -> Result<Self> {
        let is_path = name.contains(std::path::is_separator)
            || [".polkavm", ".evm", ".bin"]
                .iter()
                .any(|end| name.ends_with(end));
        if is_path {
            let artifact = Self::load(Path::new(name))?;
            if let Some(build) = build.filter(|build| *build != artifact.build) {
                bail!(
                    "expected a build by {build}, received {name}, which is one by {}",
                    artifact.build
                );
            }
            return Ok(artifact);
        }
        let mut found = candidates(&project.root, name)?;
        found.retain(|(candidate, _)| build.is_none_or(|build| build == *candidate));
        match found.as_slice() {
            [(_, path)] => Self::load(path),
            [] => {
                let by = build
                    .map(|build| format!(" by {build}"))
                    .unwrap_or_default();
                bail!(
                    "expected a build{by} of {name} in {} of {}, received none: build the contract, or give the path of its code",
                    FOLDERS.join(", "),
                    project.root.display()
                )
            }
            several => {
                let builds: Vec<_> = several.iter().map(|(build, _)| build.to_string()).collect();
                bail!(
                    "expected one build of {name}, received {}: choose by --build {}",
                    builds.join(", "),
                    builds.join("|")
                )
            }
        }
    }

    /// Loads code, as bytes or as hex text, with `<stem>.abi.json` and `<stem>.build.json` beside it.
    ///
    /// # Errors
    /// If a file cannot be read, or holds something else. A missing ABI or record is no error.
    pub fn load(path: &Path) -> Result<Self> {
        let bytes = fs::read(path).with_context(|| {
            format!(
                "expected a contract's code, a .polkavm or .evm file, in {}",
                path.display()
            )
        })?;
        let code = blueprint_strict::code(bytes).with_context(|| {
            format!(
                "expected a contract's linked code, bytes or hex digits, in {}, received none",
                path.display()
            )
        })?;
        let stem = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let abi = path.with_file_name(format!("{stem}.abi.json"));
        let record = path.with_file_name(format!("{stem}.build.json"));
        Ok(Self {
            build: build_of(&code, &stem),
            abi: abi.exists().then(|| Abi::load(&abi)).transpose()?,
            build_record: read_record(&record)?,
            path: path.to_owned(),
            stem,
            code,
        })
    }

    /// The contract's ABI.
    ///
    /// # Errors
    /// If none lies beside the code.
    pub fn abi(&self) -> Result<&Abi> {
        self.abi.as_ref().with_context(|| {
            format!(
                "expected the ABI {}.abi.json beside {}, received none",
                self.stem,
                self.path.display()
            )
        })
    }

    /// Whether the code is a PolkaVM blob.
    pub fn is_polkavm(&self) -> bool {
        self.build != Build::Evm
    }

    /// Keccak-256 of the file's code. Of a PolkaVM contract a chain returns the same code.
    pub fn hash(&self) -> B256 {
        keccak256(&self.code)
    }
}

fn read_record(path: &Path) -> Result<Option<serde_json::Value>> {
    match fs::read_to_string(path) {
        Ok(text) => blueprint_strict::json::parse(&text)
            .map(Some)
            .with_context(|| format!("expected JSON in the build's record {}", path.display())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
}

/// A PolkaVM blob does not name its compiler: crates are in snake case, contracts in Solidity begin with a capital.
fn build_of(code: &[u8], stem: &str) -> Build {
    if !code.starts_with(POLKAVM) {
        Build::Evm
    } else if stem.starts_with(|first: char| first.is_ascii_uppercase()) {
        Build::Resolc
    } else {
        Build::Ink
    }
}

/// A name in one spelling for both languages.
pub(crate) fn plain(name: &str) -> String {
    name.chars()
        .filter(|c| !matches!(c, '_' | '-'))
        .collect::<String>()
        .to_ascii_lowercase()
}

/// One file for each kind of build that has the name: the exact one, or the one that has it in another spelling.
///
/// # Errors
/// If several have it in other spellings.
fn candidates(root: &Path, name: &str) -> Result<Vec<(Build, PathBuf)>> {
    let mut found = BTreeMap::<Build, PathBuf>::new();
    for folder in FOLDERS {
        let Ok(entries) = fs::read_dir(root.join(folder)) else {
            continue;
        };
        let mut here = BTreeMap::<Build, Vec<(String, PathBuf)>>::new();
        for entry in entries {
            let path = entry?.path();
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            let build = match path.extension().and_then(|extension| extension.to_str()) {
                Some("polkavm") => build_of(POLKAVM, &stem),
                Some("evm") => Build::Evm,
                _ => continue,
            };
            if plain(&stem) == plain(name) {
                let stem = stem.into_owned();
                here.entry(build).or_default().push((stem, path));
            }
        }
        for (build, mut files) in here {
            // The first folder counts.
            if found.contains_key(&build) {
                continue;
            }
            files.sort();
            let place = files.iter().position(|(stem, _)| stem == name);
            if let (None, [(one, _), (other, _), ..]) = (place, &files[..]) {
                bail!("expected the name of one contract in {folder}, received {name}, which is another spelling of {one} and of {other}");
            }
            found.insert(build, files.swap_remove(place.unwrap_or(0)).1);
        }
    }
    Ok(found.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project(files: &[(&str, &[u8])]) -> (tempfile::TempDir, Project) {
        let folder = tempfile::tempdir().unwrap();
        for (path, bytes) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        let project = Project {
            root: folder.path().into(),
            config: Default::default(),
        };
        (folder, project)
    }

    #[test]
    fn a_name_finds_its_builds_in_both_spellings() {
        let (_folder, project) = project(&[
            ("target/ink/my_blueprint1_4.polkavm", b"PVM\0ink"),
            ("target/solidity/MyBlueprint1_4.polkavm", b"PVM\0resolc"),
            ("target/solidity/MyBlueprint1_4.evm", b"\x60\x80"),
            ("target/solidity/MyBlueprint1_4.abi.json", b"[]"),
            (
                "target/solidity/MyBlueprint1_4.build.json",
                b"{\"solc\": 1}",
            ),
        ]);
        for name in ["my_blueprint1_4", "MyBlueprint1_4", "my-blueprint-1-4"] {
            for (build, code) in [
                (Build::Ink, &b"PVM\0ink"[..]),
                (Build::Resolc, b"PVM\0resolc"),
                (Build::Evm, b"\x60\x80"),
            ] {
                let artifact = Artifact::find(&project, name, Some(build)).unwrap();
                assert_eq!((artifact.build, artifact.code.as_slice()), (build, code));
                assert_eq!(artifact.abi.is_some(), build != Build::Ink);
            }
            let several = Artifact::find(&project, name, None)
                .unwrap_err()
                .to_string();
            assert!(several.contains("--build ink|resolc|evm"), "{several}");
        }
        let evm = Artifact::find(&project, "MyBlueprint1_4", Some(Build::Evm)).unwrap();
        assert_eq!(evm.build_record, Some(serde_json::json!({"solc": 1})));
        let none = Artifact::find(&project, "other", None)
            .unwrap_err()
            .to_string();
        assert!(
            none.contains("target/ink") && none.contains("other"),
            "{none}"
        );
    }

    #[test]
    fn a_name_in_another_spelling_is_of_one_contract() {
        let (_folder, project) = project(&[
            ("target/ink/manager_1_1.polkavm", b"PVM\0one"),
            ("target/ink/manager_11.polkavm", b"PVM\0eleven"),
        ]);
        for (name, code) in [
            ("manager_11", &b"PVM\0eleven"[..]),
            ("manager_1_1", b"PVM\0one"),
        ] {
            assert_eq!(Artifact::find(&project, name, None).unwrap().code, code);
        }
        let error = Artifact::find(&project, "Manager11", None)
            .unwrap_err()
            .to_string();
        assert!(error.contains("manager_11 and of manager_1_1"), "{error}");
    }

    #[test]
    fn the_first_folder_counts() {
        let (_folder, project) = project(&[
            ("target/ink/a.polkavm", b"PVM\0old"),
            ("target/blueprint/a.polkavm", b"PVM\0new"),
        ]);
        assert_eq!(
            Artifact::find(&project, "a", None).unwrap().code,
            b"PVM\0new"
        );
    }

    #[test]
    fn a_path_is_loaded_and_hex_is_read() {
        let (folder, project) = project(&[("x/A.bin", b"0x6080\n"), ("x/b.evm", b"")]);
        let path = folder.path().join("x/A.bin");
        let name = path.to_str().unwrap();
        let artifact = Artifact::find(&project, name, None).unwrap();
        assert_eq!(
            (artifact.code.as_slice(), artifact.build),
            (&[0x60, 0x80][..], Build::Evm)
        );
        assert!(artifact
            .abi()
            .unwrap_err()
            .to_string()
            .contains("A.abi.json"));
        assert!(Artifact::find(&project, name, Some(Build::Ink)).is_err());
        assert!(Artifact::load(&folder.path().join("x/b.evm")).is_err());
        assert!(Artifact::load(&folder.path().join("x/c.evm")).is_err());
    }
}
