//! The compiler versions that a Solidity file asks for.

use anyhow::{ensure, Context, Result};
use semver::{Version, VersionReq};

const PACKAGE: &str = include_str!("../../solidity/package.json");

/// Whether the project's solc compiles a file with these pragmas. A range that is not known here is left to the compiler.
///
/// # Errors
/// If a `pragma solidity` leaves the version out.
pub fn check(text: &str) -> Result<()> {
    let solc = solc()?;
    for range in ranges(text) {
        ensure!(
            has(range, &solc).unwrap_or(true),
            "expected a pragma that takes solc {solc}, which compiles the project, received `pragma solidity {range}`: change it"
        );
    }
    Ok(())
}

/// The version of solc that the command installs.
fn solc() -> Result<Version> {
    let package: serde_json::Value = serde_json::from_str(PACKAGE)?;
    let version = package["dependencies"]["solc"].as_str();
    Ok(version.context("expected a version of solc")?.parse()?)
}

/// What stands behind each `pragma solidity` that begins a line.
fn ranges(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| {
        let pragma = line.trim_start().strip_prefix("pragma")?;
        let range = pragma.trim_start().strip_prefix("solidity")?;
        Some(range.split(';').next()?.trim())
    })
}

/// Whether a range has a version; `None` if it is written in a way that is not known.
fn has(range: &str, version: &Version) -> Option<bool> {
    for alternative in range.split("||") {
        let text = alternative.replace(['"', '\''], " ");
        let mut parts: Vec<String> = Vec::new();
        for word in text.split_whitespace() {
            let operator = |it: &String| it.ends_with(['<', '>', '=', '^', '~']);
            match parts.last_mut().filter(|it| operator(it)) {
                Some(last) => last.push_str(word),
                None => parts.push(word.to_owned()),
            }
        }
        let exact = |part: String| match part.starts_with(|it: char| it.is_ascii_digit()) {
            true => format!("={part}"),
            false => part,
        };
        let parts: Vec<_> = parts.into_iter().map(exact).collect();
        if VersionReq::parse(&parts.join(", ")).ok()?.matches(version) {
            return Some(true);
        }
    }
    Some(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_those_of_the_compiler() {
        let solc = Version::new(0, 8, 30);
        for (range, expected) in [
            ("^0.8.20", Some(true)),
            ("0.8.30", Some(true)),
            ("0.8", Some(true)),
            (">=0.6.2 <0.9.0", Some(true)),
            (">= 0.6.2 < 0.9.0", Some(true)),
            ("^0.7.0 || ^0.8.0", Some(true)),
            ("\"^0.8.0\"", Some(true)),
            ("*", Some(true)),
            ("~0.8.1", Some(true)),
            ("^0.5.0", Some(false)),
            ("0.8.19", Some(false)),
            ("=0.8.19", Some(false)),
            (">0.8.30", Some(false)),
            ("^0.6.0 || ^0.7.0", Some(false)),
            ("^0.8.31", Some(false)),
            ("0.8.0 - 0.8.9", None),
        ] {
            assert_eq!(has(range, &solc), expected, "{range}");
        }
    }

    #[test]
    fn file_that_the_compiler_leaves_out_is_an_error() {
        let error = check("// A\n  pragma  solidity ^0.5.0;\n").unwrap_err();
        assert!(
            format!("{error}").contains("received `pragma solidity ^0.5.0`"),
            "{error}"
        );
        for text in ["pragma solidity ^0.8.20;", "pragma abicoder v2;", ""] {
            check(text).unwrap();
        }
    }
}
