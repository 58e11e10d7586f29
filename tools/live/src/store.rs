//! Lists in JSON files, which several commands may change at a time.

use anyhow::{Context, Result};
use serde::{de::DeserializeOwned, Serialize};
use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

/// The list in a file; empty where there is no file.
///
/// # Errors
/// If the file cannot be read or holds another list.
pub fn read<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>> {
    match fs::read_to_string(path) {
        Ok(text) => {
            blueprint_strict::json::read(blueprint_strict::text(&text)).with_context(|| {
                format!(
                    "expected a list that this command wrote in {}",
                    path.display()
                )
            })
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
}

/// Changes the list in a file. One command at a time does so in a folder, and the file is replaced as a whole: a
/// reader, or a crash, sees the list before or after the change.
///
/// # Errors
/// If the file cannot be read or written. Then it is as before.
pub fn update<T: DeserializeOwned + Serialize>(
    path: &Path,
    change: impl FnOnce(&mut Vec<T>),
) -> Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let _lock = lock(folder)?;
    let mut list = read(path)?;
    change(&mut list);
    let mut text = serde_json::to_string_pretty(&list)?;
    text.push('\n');
    write(path, text.as_bytes()).with_context(|| format!("cannot write {}", path.display()))
}

/// Held until it is dropped.
fn lock(folder: &Path) -> Result<File> {
    let path: PathBuf = folder.join(".lock");
    let open = || -> io::Result<File> {
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)?;
        file.lock()?;
        Ok(file)
    };
    open().with_context(|| format!("cannot lock {}", path.display()))
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new()
        .permissions(readable())
        .tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Lists are no secrets: they belong into a repository.
fn readable() -> fs::Permissions {
    use std::os::unix::fs::PermissionsExt;
    fs::Permissions::from_mode(0o644)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_of_many_threads_are_all_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/list.json");
        assert_eq!(read::<u32>(&path).unwrap(), Vec::<u32>::new());
        std::thread::scope(|scope| {
            for number in 0..16u32 {
                let path = &path;
                scope.spawn(move || update(path, |list| list.push(number)).unwrap());
            }
        });
        let mut list = read::<u32>(&path).unwrap();
        list.sort();
        assert_eq!(list, (0..16).collect::<Vec<_>>());
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_list() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list.json");
        fs::write(&path, "\u{feff}[1]").unwrap();
        update::<u32>(&path, |list| list.push(2)).unwrap();
        assert_eq!(read::<u32>(&path).unwrap(), [1, 2]);
    }

    #[test]
    fn a_file_of_another_kind_is_an_error_and_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list.json");
        fs::write(&path, "{}").unwrap();
        let error = update::<u32>(&path, |list| list.push(1)).unwrap_err();
        assert!(format!("{error:#}").contains("list.json"), "{error:#}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "{}");
    }
}
