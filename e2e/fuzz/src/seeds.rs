//! Writes the corpus of every hook into a folder, a file a case, for the fuzzer to start from.

use alloy_json_abi::{Function, JsonAbi};
use blueprint_corpus::{unknown_selectors, values::Dictionary, Author, Category};
use blueprint_hooks_fuzz::oracle;
use std::{error::Error, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1);
    let folder = folder.ok_or("expected the folder to write to, received no argument")?;
    fs::create_dir_all(&folder)?;
    let mut cases = unknown_selectors(&JsonAbi::default());
    for hook in oracle::hooks() {
        let function = Function::parse(hook.signature)?;
        cases.extend(Author::new(&function)?.from_types(&Dictionary::default()));
    }
    // Long inputs slow the fuzzer down and reach nothing new.
    cases.retain(|case| case.category != Category::Large);
    for (number, case) in cases.iter().enumerate() {
        fs::write(
            Path::new(&folder).join(format!("{number:05}")),
            &case.calldata,
        )?;
    }
    println!("{} seeds", cases.len());
    Ok(())
}
