//! Where built artifacts go, and how a second build does nothing.

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::{
    fs,
    path::{Path, PathBuf},
};
use walkdir::WalkDir;

/// How an artifact came to be where it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    Unchanged,
    Cached,
    Built,
}

/// A folder of artifacts that are up to date.
pub struct Artifacts {
    pub folder: PathBuf,
    how: How,
}

impl Artifacts {
    /// What [`Artifacts::how`] says where nothing was done.
    pub const UNCHANGED: &'static str = "unchanged";

    /// How they came to be there.
    pub fn how(&self) -> &'static str {
        match self.how {
            How::Unchanged => Self::UNCHANGED,
            How::Cached => "taken from the cache",
            How::Built => "built",
        }
    }
}

/// The cache, and the folder that people look into.
pub struct Store {
    cache: PathBuf,
    target: PathBuf,
}

/// The name of artifacts that have `target/<kind>` for themselves.
pub const ALL: &str = "all";

impl Store {
    pub fn new(cache: &Path, target: &Path) -> Self {
        Self {
            cache: cache.join("artifacts"),
            target: target.to_owned(),
        }
    }

    /// Whether the artifacts are there already and need not be built.
    pub fn has(&self, kind: &str, name: &str, key: &str) -> bool {
        self.cached(kind, name, key).exists()
    }

    fn cached(&self, kind: &str, name: &str, key: &str) -> PathBuf {
        self.cache.join(format!("{kind}-{name}-{}", &key[..16]))
    }

    /// Provides the artifacts of `kind` for sources of hash `key` in `target/<kind>`.
    pub fn provide(
        &self,
        kind: &str,
        key: &str,
        build: impl FnOnce(&Path) -> Result<()>,
    ) -> Result<Artifacts> {
        self.provide_named(kind, ALL, key, build)
    }

    /// The same for one of several that share `target/<kind>`.
    pub fn provide_named(
        &self,
        kind: &str,
        name: &str,
        key: &str,
        build: impl FnOnce(&Path) -> Result<()>,
    ) -> Result<Artifacts> {
        let folder = self.target.join(kind);
        let stamp = folder.join(format!(".{name}.key"));
        let cached = self.cached(kind, name, key);
        let present = |files: &Path| {
            relative_files(files)
                .is_ok_and(|files| files.iter().all(|file| folder.join(file).exists()))
        };
        if cached.exists()
            && fs::read_to_string(&stamp).is_ok_and(|old| old == key)
            && present(&cached)
        {
            return Ok(Artifacts {
                folder,
                how: How::Unchanged,
            });
        }
        let how = if cached.exists() {
            How::Cached
        } else {
            How::Built
        };
        if how == How::Built {
            // Built aside and renamed when complete: an interrupted build leaves nothing to be found.
            let partial = cached.with_extension(format!("partial-{}", std::process::id()));
            let _ = fs::remove_dir_all(&partial);
            create(&partial)?;
            build(&partial)?;
            if let Err(error) = fs::rename(&partial, &cached) {
                // Another process may have built the same artifact first; they are equal.
                let _ = fs::remove_dir_all(&partial);
                if !cached.is_dir() {
                    return Err(error)
                        .with_context(|| format!("cannot move artifacts to {}", cached.display()));
                }
            }
        }
        // A copy that is interrupted must not be taken for what the old key stands for.
        if stamp.exists() {
            fs::remove_file(&stamp)
                .with_context(|| format!("cannot remove {}", stamp.display()))?;
        }
        let files = relative_files(&cached)?;
        if name == ALL {
            remove_old_code(&folder, &files)?;
        }
        for file in files {
            let to = folder.join(&file);
            create(to.parent().unwrap_or(&folder))?;
            fs::copy(cached.join(&file), &to)
                .with_context(|| format!("cannot write {}", to.display()))?;
        }
        fs::write(&stamp, key).with_context(|| format!("cannot write {}", stamp.display()))?;
        Ok(Artifacts { folder, how })
    }
}

impl Store {
    /// Removes from `target/<kind>` what contracts that are no longer there left behind: every file whose
    /// name up to the first dot is none of `names`.
    pub fn keep_only(&self, kind: &str, names: &[&str]) -> Result<()> {
        let folder = self.target.join(kind);
        if !folder.exists() {
            return Ok(());
        }
        for file in relative_files(&folder)? {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            let name = name.trim_start_matches('.').split('.').next();
            if !name.is_some_and(|name| names.contains(&name)) {
                let file = folder.join(&file);
                fs::remove_file(&file)
                    .with_context(|| format!("cannot remove {}", file.display()))?;
            }
        }
        Ok(())
    }
}

/// Removes code that the artifacts of a whole folder no longer have, such as that of a mode which is left out now.
fn remove_old_code(folder: &Path, kept: &[PathBuf]) -> Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    for file in relative_files(folder)? {
        let is_code = file
            .extension()
            .is_some_and(|it| it == "polkavm" || it == "evm");
        if is_code && !kept.contains(&file) {
            let file = folder.join(&file);
            fs::remove_file(&file).with_context(|| format!("cannot remove {}", file.display()))?;
        }
    }
    Ok(())
}

/// Writes an ABI: `<name>.abi.json`, and `<name>.ts` for clients in TypeScript, which take the types of
/// functions, errors and events from a constant.
pub fn write_abi(folder: &Path, name: &str, abi: &impl serde::Serialize) -> Result<()> {
    let abi = serde_json::to_string_pretty(abi)?;
    fs::write(
        folder.join(format!("{name}.ts")),
        format!("export const abi = {abi} as const;\n"),
    )?;
    Ok(fs::write(folder.join(format!("{name}.abi.json")), abi)?)
}

fn create(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))
}

fn relative_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let entry = entry?;
        if entry.file_type().is_file() {
            files.push(entry.path().strip_prefix(folder)?.to_owned());
        }
    }
    Ok(files)
}

/// A hash over files, their paths below `root` and some words.
pub struct Key(Sha256);

impl Key {
    /// Begins with the builder itself: what it does with the sources is part of what comes out.
    pub fn new() -> Self {
        let mut key = Self::of_nothing();
        for source in [
            include_str!("../../Cargo.toml"),
            include_str!("artifacts.rs"),
            include_str!("blob.rs"),
            include_str!("cargo.rs"),
            include_str!("compilers.rs"),
            include_str!("contracts.rs"),
            include_str!("imports.rs"),
            include_str!("ink.rs"),
            include_str!("libraries.rs"),
            include_str!("record.rs"),
            include_str!("lock.rs"),
            include_str!("solidity.rs"),
            include_str!("source.rs"),
        ] {
            key.word(source);
        }
        key
    }

    /// Begins with nothing.
    pub fn of_nothing() -> Self {
        Self(Sha256::new())
    }

    pub fn word(&mut self, word: &str) {
        self.0.update((word.len() as u64).to_le_bytes());
        self.0.update(word);
    }

    pub fn file(&mut self, root: &Path, file: &Path) -> Result<()> {
        let content = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
        self.word(&file.strip_prefix(root).unwrap_or(file).to_string_lossy());
        self.0.update((content.len() as u64).to_le_bytes());
        self.0.update(content);
        Ok(())
    }

    /// Every file below `folder` with one of `extensions`. A folder that is not there has none.
    pub fn folder(&mut self, root: &Path, folder: &Path, extensions: &[&str]) -> Result<()> {
        if !folder.exists() {
            return Ok(());
        }
        for file in relative_files(folder)? {
            let wanted = file
                .extension()
                .is_some_and(|e| extensions.iter().any(|x| *x == e));
            if wanted {
                self.file(root, &folder.join(file))?;
            }
        }
        Ok(())
    }

    pub fn finish(self) -> String {
        hex::encode(self.0.finalize())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn code_that_is_no_longer_made_is_removed() {
        let folder = std::env::temp_dir().join(format!("old-code-{}", std::process::id()));
        let store = Store::new(&folder.join("cache"), &folder.join("target"));
        let provide = |key: &str, modes: &[&str]| {
            let provided = store.provide("solidity", key, |out| {
                for mode in modes {
                    let of_mode = out.join(mode);
                    create(&of_mode)?;
                    fs::write(of_mode.join("Mine.polkavm"), key)?;
                }
                Ok(())
            });
            provided.unwrap();
        };
        provide(&"1".repeat(64), &["resolc-3", "resolc-z"]);
        let target = folder.join("target/solidity");
        fs::write(target.join("Mine.build.json"), "{}").unwrap();
        provide(&"2".repeat(64), &["resolc-z"]);
        assert!(!target.join("resolc-3/Mine.polkavm").exists());
        assert!(target.join("resolc-z/Mine.polkavm").exists());
        assert!(target.join("Mine.build.json").exists(), "a record stays");
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn unchanged_sources_are_built_once_and_a_removed_file_returns() {
        let folder = std::env::temp_dir().join(format!("store-{}", std::process::id()));
        let store = Store::new(&folder.join("cache"), &folder.join("target"));
        let builds = Cell::new(0);
        let provide = |key: &str| {
            let provided = store.provide_named("ink", "mine", key, |out| {
                builds.set(builds.get() + 1);
                Ok(fs::write(out.join("mine.polkavm"), key)?)
            });
            provided.unwrap().how()
        };
        let (one, two) = ("1".repeat(64), "2".repeat(64));
        assert!(!store.has("ink", "mine", &one));
        assert_eq!(provide(&one), "built");
        assert!(store.has("ink", "mine", &one));
        assert_eq!(provide(&one), "unchanged");
        assert_eq!(provide(&two), "built");
        assert_eq!(provide(&one), "taken from the cache");
        fs::remove_file(folder.join("target/ink/mine.polkavm")).unwrap();
        assert_eq!(provide(&one), "taken from the cache");
        assert_eq!(
            fs::read_to_string(folder.join("target/ink/mine.polkavm")).unwrap(),
            one
        );
        assert_eq!(builds.get(), 2);
        fs::write(folder.join("target/ink/gone.polkavm"), "").unwrap();
        store.keep_only("ink", &["mine"]).unwrap();
        assert!(!folder.join("target/ink/gone.polkavm").exists());
        assert_eq!(provide(&one), "unchanged");
        fs::remove_dir_all(&folder).unwrap();
    }
}
