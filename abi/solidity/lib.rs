//! The `.sol` files of this folder, wherever cargo has put it: in a clone, or in a registry's folder.

/// The folder that `blueprint-abi/` stands for in an import.
pub const FOLDER: &str = env!("CARGO_MANIFEST_DIR");

/// The Solidity type of a constructor's parameter in ink!, which no interface declares. `rust` is the type
/// as tokens are printed, with or without its path: `u64`, `blueprint_hooks :: Address`, `[u8 ; 32]`.
/// `None` where Solidity has no such type of one value.
pub fn type_of_rust(rust: &str) -> Option<String> {
    let text: String = rust.chars().filter(|c| !c.is_whitespace()).collect();
    let name = text.rsplit("::").next()?;
    let simple = match name {
        "bool" => "bool",
        "U256" => "uint256",
        "I256" => "int256",
        "Address" => "address",
        "Bytes" => "bytes",
        "Text" => "string",
        _ => "",
    };
    if !simple.is_empty() {
        return Some(simple.to_owned());
    }
    if let Some(length) = name
        .strip_prefix("[u8;")
        .and_then(|rest| rest.strip_suffix(']'))
    {
        let length: u8 = length.trim_end_matches("usize").parse().ok()?;
        return (1..=32).contains(&length).then(|| format!("bytes{length}"));
    }
    match name.split_at_checked(1)? {
        ("u", bits @ ("8" | "16" | "32" | "64" | "128")) => Some(format!("uint{bits}")),
        ("i", bits @ ("8" | "16" | "32" | "64" | "128")) => Some(format!("int{bits}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::type_of_rust;

    #[test]
    fn types_are_solidity_s() {
        for (rust, solidity) in [
            ("u64", Some("uint64")),
            ("i128", Some("int128")),
            ("blueprint_hooks :: U256", Some("uint256")),
            (":: blueprint_hooks :: Address", Some("address")),
            ("[u8 ; 32]", Some("bytes32")),
            ("[u8 ; 33]", None),
            ("[u8 ; 0]", None),
            ("usize", None),
            ("Vec < u8 >", None),
            ("", None),
        ] {
            assert_eq!(type_of_rust(rust).as_deref(), solidity, "{rust}");
        }
    }
}
