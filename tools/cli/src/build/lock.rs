//! The lock file: what a package is compiled with. And the lock of a build: one at a time.

use super::progress::Progress;
use anyhow::{Context, Result};
use std::{
    collections::BTreeSet,
    fs::{File, TryLockError},
    path::Path,
};

/// Waits until no other process builds contracts with this cache; dropping the file lets the next one in.
pub fn exclusive(cache: &Path, progress: &Progress) -> Result<File> {
    let path = cache.join("contracts.lock");
    let file = File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
    match file.try_lock() {
        Ok(()) => return Ok(file),
        Err(TryLockError::WouldBlock) => progress.say("waiting for another build to end"),
        Err(TryLockError::Error(error)) => {
            return Err(error).with_context(|| format!("cannot lock {}", path.display()))
        }
    }
    file.lock()
        .with_context(|| format!("cannot lock {}", path.display()))?;
    Ok(file)
}

/// A package of the lock file.
struct Locked<'a> {
    entry: &'a str,
    name: &'a str,
    version: &'a str,
}

impl<'a> Locked<'a> {
    fn read(entry: &'a str) -> Option<Self> {
        Some(Self {
            entry: entry.trim(),
            name: field(entry, "name")?,
            version: field(entry, "version")?,
        })
    }

    /// Whether it comes from a registry. The others are the workspace's own.
    fn is_foreign(&self) -> bool {
        field(self.entry, "source").is_some()
    }

    /// `name`, `name version` or `name version (source)`, as the lock file distinguishes packages.
    fn dependencies(&self) -> impl Iterator<Item = &'a str> {
        let list = self.entry.split_once("\ndependencies = [");
        let list = list.map_or("", |(_, rest)| rest.split(']').next().unwrap_or(""));
        list.split('"').skip(1).step_by(2)
    }

    fn is(&self, dependency: &str) -> bool {
        let mut words = dependency.split(' ');
        words.next() == Some(self.name)
            && words.next().is_none_or(|version| version == self.version)
    }
}

/// The entries of all foreign packages that `package` needs, directly or not, in the lock file's
/// order. Dependencies of tests are among them: a lock file does not distinguish them.
pub fn foreign_packages<'a>(lock: &'a str, package: &str) -> Vec<&'a str> {
    let all: Vec<Locked> = lock.split("[[package]]").filter_map(Locked::read).collect();
    let mut found = BTreeSet::new();
    let mut pending = vec![package];
    while let Some(wanted) = pending.pop() {
        for (place, candidate) in all.iter().enumerate() {
            if candidate.is(wanted) && found.insert(place) {
                pending.extend(candidate.dependencies());
            }
        }
    }
    let entries = found.iter().filter_map(|place| all.get(*place));
    entries
        .filter(|package| package.is_foreign())
        .map(|package| package.entry)
        .collect()
}

fn field<'a>(entry: &'a str, name: &str) -> Option<&'a str> {
    let line = entry
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(" = \""))?;
    line.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = r#"
version = 4

[[package]]
name = "contract"
version = "0.1.0"
dependencies = [
 "library",
 "codec 2.0.0",
]

[[package]]
name = "library"
version = "0.1.0"
dependencies = [
 "hash 1.0.0 (registry+index)",
]

[[package]]
name = "codec"
version = "1.0.0"
source = "registry+index"

[[package]]
name = "codec"
version = "2.0.0"
source = "registry+index"

[[package]]
name = "hash"
version = "1.0.0"
source = "registry+index"

[[package]]
name = "node"
version = "9.0.0"
source = "registry+index"
"#;

    fn names(package: &str) -> Vec<&str> {
        let entries = foreign_packages(LOCK, package);
        let name = |entry| field(entry, "name").zip(field(entry, "version"));
        let text = entries.into_iter().filter_map(name);
        text.map(|(name, version)| match (name, version) {
            ("codec", "2.0.0") => "codec 2",
            (name, _) => name,
        })
        .collect()
    }

    #[test]
    fn package_needs_what_it_names_at_the_version_it_names_and_what_that_needs() {
        assert_eq!(names("contract"), ["codec 2", "hash"]);
    }

    #[test]
    fn package_without_dependencies_needs_nothing() {
        assert_eq!(names("hash"), ["hash"]);
        assert!(names("unknown").is_empty());
    }
}
