//! Code in the documents is code that the build compiles.

use std::{fs, path::PathBuf};

/// Documents with code blocks under a comment `<!-- file: path -->`, and how many they have.
const DOCUMENTS: [(&str, usize); 1] = [("docs/hooks.md", 3)];

fn read(path: &str) -> String {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    fs::read_to_string(root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The path and the code of every block that names its file.
fn blocks(document: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = document;
    while let Some((_, after)) = rest.split_once("<!-- file: ") {
        let (path, after) = after.split_once(" -->").expect("a comment ends");
        let (_, after) = after.split_once("```").expect("a block follows");
        let (_, code) = after.split_once('\n').expect("a block has lines");
        let (code, after) = code.split_once("\n```").expect("a block ends");
        found.push((path.to_owned(), code.to_owned()));
        rest = after;
    }
    found
}

#[test]
fn code_blocks_are_the_files_that_they_name() {
    for (document, expected) in DOCUMENTS {
        let blocks = blocks(&read(document));
        assert_eq!(
            blocks.len(),
            expected,
            "{document}: blocks that name a file"
        );
        for (path, code) in blocks {
            let file = read(&path);
            assert!(
                file.starts_with(&code),
                "{document}: expected the beginning of {path}, received\n{code}"
            );
        }
    }
}

#[test]
fn address_of_the_services_precompile_is_the_one_in_the_documents() {
    let address = format!("`{:?}`", blueprint_e2e::accounts::SERVICES);
    assert!(read("docs/library.md").contains(&address), "{address}");
}
