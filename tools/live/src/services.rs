//! `IServices`: its ABI and its documentation, both from the `.sol` file.

use crate::abi::Abi;
use std::collections::BTreeMap;

mod generated {
    #![allow(
        missing_docs,
        clippy::too_many_arguments,
        reason = "generated; the .sol file is documented"
    )]
    alloy_sol_types::sol!(
        #![sol(abi = true)]
        "../../abi/solidity/library/IServices.sol"
    );
}

/// The text of the interface.
const SOURCE: &str = include_str!("../../../abi/solidity/library/IServices.sol");

/// The ABI of `IServices`.
pub fn abi() -> Abi {
    Abi(generated::IServices::abi::contract())
}

/// What the interface says about a function.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Documentation {
    /// Its `@notice` and its `@dev`, in which the errors are.
    pub text: String,
    /// Its `@param`, by the parameter's name.
    pub params: BTreeMap<String, String>,
}

/// What the interface says about each function, by the function's name.
pub fn documentation() -> BTreeMap<String, Documentation> {
    let mut documentation = BTreeMap::new();
    let mut comment = Vec::new();
    for line in SOURCE.lines().map(str::trim) {
        if let Some(text) = line.strip_prefix("///") {
            comment.push(text.trim());
        } else {
            if let Some(rest) = line.strip_prefix("function ") {
                let name = rest.split('(').next().unwrap_or_default().trim();
                documentation.insert(name.to_owned(), read(&comment));
            }
            comment.clear();
        }
    }
    documentation
}

/// The tags of a comment. A tag's text goes on until the next tag.
fn read(comment: &[&str]) -> Documentation {
    let text = comment.join("\n");
    let mut documentation = Documentation::default();
    for tagged in text.split('@').skip(1) {
        let tagged = tagged.split_whitespace().collect::<Vec<_>>();
        let join = |words: &[&str]| words.join(" ");
        match tagged.as_slice() {
            ["notice" | "dev", text @ ..] => {
                let separator = if documentation.text.is_empty() {
                    ""
                } else {
                    " "
                };
                documentation.text = format!("{}{separator}{}", documentation.text, join(text));
            }
            ["param", name, text @ ..] => {
                documentation.params.insert((*name).to_owned(), join(text));
            }
            _ => {}
        }
    }
    documentation
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_function_is_documented() {
        let documentation = documentation();
        for function in abi().0.functions() {
            let of = documentation.get(&function.name);
            assert!(
                of.is_some_and(|of| !of.text.is_empty()),
                "{}",
                function.name
            );
        }
        let expire = &documentation["expireSlash"].text;
        assert_eq!(
            expire,
            "Ends a slash that was not executed in time. Errors: SlashNotFound, SlashNotLapsed."
        );
        let propose = &documentation["proposeSlash"];
        assert!(propose.params["evidence"].starts_with("A hash of the evidence"));
        assert!(propose.text.starts_with("Proposes to slash") && propose.text.contains("OwnCase"));
        assert!(!documentation["serviceOf"].text.contains("Its end"));
    }
}
