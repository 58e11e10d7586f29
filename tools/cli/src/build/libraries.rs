//! What cargo says that it has compiled.

use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

/// Compiled libraries, and all that they need to be linked.
#[derive(Default)]
pub struct Libraries {
    /// A contract's own library, by the package's name.
    pub own: BTreeMap<String, PathBuf>,
    /// `core` and what belongs to it, which cannot be found by a folder alone.
    pub core: BTreeMap<String, PathBuf>,
    pub folders: BTreeSet<PathBuf>,
}

impl Libraries {
    /// Stores what cargo reports of one crate; returns the package's name when it is one of `wanted`.
    pub fn take(&mut self, message: &Value, wanted: &[&str]) -> Option<String> {
        let files = message["filenames"].as_array()?;
        let library = files
            .iter()
            .filter_map(Value::as_str)
            .find(|file| file.ends_with(".rlib"))?;
        let library = PathBuf::from(library);
        self.folders.insert(library.parent()?.to_owned());
        let name = message["target"]["name"].as_str()?;
        if matches!(name, "core" | "alloc" | "compiler_builtins") {
            self.core.insert(name.to_owned(), library);
            return None;
        }
        let package = wanted
            .iter()
            .find(|package| package.replace('-', "_") == name)?;
        self.own.insert((*package).to_owned(), library);
        Some((*package).to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::path::Path;

    fn artifact(name: &str, files: &[&str]) -> Value {
        json!({
            "reason": "compiler-artifact",
            "target": { "name": name },
            "filenames": files,
        })
    }

    fn taken(messages: &[Value], wanted: &[&str]) -> (Libraries, Vec<String>) {
        let mut libraries = Libraries::default();
        let names = messages
            .iter()
            .filter_map(|message| libraries.take(message, wanted))
            .collect();
        (libraries, names)
    }

    #[test]
    fn cargo_messages_name_the_contracts_core_and_all_folders() {
        let messages = [
            artifact(
                "core",
                &["/t/deps/libcore-1.rlib", "/t/deps/libcore-1.rmeta"],
            ),
            artifact("some_macro", &["/t/host/libsome_macro-2.so"]),
            artifact("ink", &["/t/more/libink-3.rlib"]),
            artifact("my_contract", &["/t/libmy_contract.rlib"]),
            json!({"reason": "build-finished", "success": true}),
        ];
        let (libraries, names) = taken(&messages, &["my-contract"]);
        assert_eq!(names, ["my-contract"]);
        assert_eq!(
            libraries.own["my-contract"],
            Path::new("/t/libmy_contract.rlib")
        );
        assert_eq!(libraries.core["core"], Path::new("/t/deps/libcore-1.rlib"));
        let folders: Vec<_> = libraries.folders.iter().collect();
        assert_eq!(
            folders,
            [Path::new("/t"), Path::new("/t/deps"), Path::new("/t/more")]
        );
    }
}
