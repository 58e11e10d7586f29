//! Names that a project cannot have: its files would have two things of that name.

use super::{Names, TYPE};
use crate::library::{CRATES, LIBRARY, LOCK, TEMPLATE};
use anyhow::{ensure, Result};

/// Folders of the template, and packages that the compiler has.
const FOLDERS_AND_PACKAGES: [&str; 11] = [
    "life",
    "library",
    "ink",
    "test",
    "solidity",
    "interface",
    "alloc",
    "bench",
    "core",
    "proc_macro",
    "std",
];

/// Names that each Rust file has from the start, which the code that the macros write uses.
const OF_RUST: &[&str] = &[
    "AsMut",
    "AsRef",
    "Box",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Drop",
    "Eq",
    "Err",
    "Extend",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "Hash",
    "Into",
    "IntoIterator",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Send",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Unpin",
    "Vec",
];

/// What `use blueprint_components::prelude::*` brings.
const PRELUDES: [&str; 2] = [
    "contracts/lib/components/src/prelude.rs",
    "contracts/lib/hooks/src/prelude.rs",
];

/// Whether a project can have these names.
///
/// # Errors
/// If a folder, a package or a type has one.
pub fn check(names: &Names) -> Result<()> {
    let Names {
        kebab,
        snake,
        camel,
    } = names;
    let package = [kebab, snake].into_iter().any(|name| is_package(name));
    let folder = FOLDERS_AND_PACKAGES.contains(&snake.as_str());
    ensure!(
        !package && !folder,
        "expected a name that no package of Rust and no folder of the project has, received {kebab:?}: choose another"
    );
    let own = format!("I{camel}");
    // The template's own names are those that the project's replace.
    let of_type = types()
        .filter(|it| !it.ends_with(TYPE))
        .find(|it| *it == camel || *it == own);
    if let Some(name) = of_type {
        anyhow::bail!(
            "expected a name whose types are new in the project, received {kebab:?}: {name} is there already; choose another"
        );
    }
    Ok(())
}

/// Whether the project's packages depend on one of this name.
fn is_package(name: &str) -> bool {
    let line = format!("name = \"{name}\"\n");
    let of_registry = |it: &str| it.contains(&line) && it.contains("source = ");
    CRATES.iter().any(|(it, _)| *it == name) || LOCK.split("[[package]]").any(of_registry)
}

/// Words of the template's code and of the preludes. Some are not types: few projects would have their names.
fn types() -> impl Iterator<Item = &'static str> {
    let template = TEMPLATE
        .iter()
        .filter(|(path, _)| path.ends_with(".rs") || path.ends_with(".sol"));
    let preludes = LIBRARY.iter().filter(|(path, _)| PRELUDES.contains(path));
    let lines = template.chain(preludes).flat_map(|(_, text)| text.lines());
    let words = lines
        .filter(|it| !it.trim_start().starts_with("//"))
        .flat_map(|it| it.split(|it: char| !it.is_alphanumeric() && it != '_'));
    words.chain(OF_RUST.iter().copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_there_already_are_errors() {
        let preludes: Vec<_> = LIBRARY
            .iter()
            .filter(|(path, _)| PRELUDES.contains(path))
            .collect();
        assert_eq!(preludes.len(), PRELUDES.len());
        for name in [
            "life",
            "std",
            "syn",
            "blueprint-hooks",
            "scale_info",
            "runtime-guard",
            "map",
            "job-accepted",
            "option",
            "blueprint-service-manager",
            "roles",
        ] {
            let error = Names::of(name).err().map(|it| it.to_string());
            let error = error.unwrap_or_else(|| panic!("{name}: expected an error"));
            assert!(error.contains("choose another"), "{error}");
        }
        for name in ["my-blueprint", "reputation", "tangle", "price-feed2"] {
            assert!(Names::of(name).is_ok(), "{name}");
        }
    }
}
