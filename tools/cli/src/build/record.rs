//! What a build was made of, beside its code: `<name>.build.json`. `verify` compares it with another build.

use super::contracts::InkContract;
use serde::Serialize;
use sha3::{Digest, Keccak256};
use std::collections::BTreeMap;

/// The record of an ink! contract's build.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Record {
    pub contract: String,
    /// This command's version.
    pub builder: &'static str,
    /// `rustc -vV`, and the linker.
    pub compiler: Vec<String>,
    pub opt_level: String,
    /// SHA-256 of the sources, the locked dependencies, the compiler and the builder.
    pub sources: String,
    /// Keccak-256 of the code, which the chain knows it by.
    pub code_hash: String,
    pub bytes: usize,
}

/// The record of an ink! contract's build.
pub fn of_ink(contract: &InkContract, sources: &str, rustc: &str, code: &[u8]) -> Record {
    let linker = "polkavm-linker 0.35.0".to_owned();
    Record {
        contract: contract.name.clone(),
        builder: env!("CARGO_PKG_VERSION"),
        compiler: rustc.lines().map(str::to_owned).chain([linker]).collect(),
        opt_level: contract.opt_level.clone(),
        sources: sources.to_owned(),
        code_hash: code_hash(code),
        bytes: code.len(),
    }
}

/// The record of a Solidity contract's builds, one for each machine.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SolidityRecord<'a> {
    pub contract: &'a str,
    /// This command's version.
    pub builder: &'static str,
    /// The compilers, npm packages of exact versions.
    pub compiler: &'a [String],
    /// SHA-256 of the sources, what they import, the compilers and the builder.
    pub sources: &'a str,
    /// The code by the end of its file's name: `evm` is that of the creation, `polkavm` the blob.
    pub code: BTreeMap<&'static str, Code>,
}

/// The code of a build.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Code {
    /// Keccak-256 of the code.
    pub code_hash: String,
    pub bytes: usize,
    /// resolc's optimisation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<&'static str>,
}

impl Code {
    /// The record of code.
    pub fn of(code: &[u8], mode: Option<&'static str>) -> Self {
        Self {
            code_hash: code_hash(code),
            bytes: code.len(),
            mode,
        }
    }
}

impl<'a> SolidityRecord<'a> {
    /// The record of one or both machines' code.
    pub fn new(
        contract: &'a str,
        compiler: &'a [String],
        sources: &'a str,
        code: BTreeMap<&'static str, Code>,
    ) -> Self {
        Self {
            contract,
            builder: env!("CARGO_PKG_VERSION"),
            compiler,
            sources,
            code,
        }
    }
}

/// Keccak-256 of code, as hex.
pub fn code_hash(code: &[u8]) -> String {
    format!("0x{}", hex::encode(Keccak256::digest(code)))
}

#[cfg(test)]
mod tests {
    use super::code_hash;

    #[test]
    fn hash_is_that_of_ethereum() {
        let empty = "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470";
        assert_eq!(code_hash(&[]), empty);
    }
}
