//! The `.sol` files of this folder, wherever cargo has put it: in a clone, or in a registry's folder.

/// The folder that `blueprint-abi/` stands for in an import.
pub const FOLDER: &str = env!("CARGO_MANIFEST_DIR");
