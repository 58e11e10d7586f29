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

/// What the interface says about each function: its `@notice`, by the function's name.
pub fn notices() -> BTreeMap<String, String> {
    let mut notices = BTreeMap::new();
    let mut comment = Vec::new();
    for line in SOURCE.lines().map(str::trim) {
        if let Some(text) = line.strip_prefix("///") {
            comment.push(text.trim());
        } else {
            if let Some(rest) = line.strip_prefix("function ") {
                let name = rest.split('(').next().unwrap_or_default().trim();
                notices.insert(name.to_owned(), notice(&comment));
            }
            comment.clear();
        }
    }
    notices
}

/// The lines of `@notice` and of `@dev`, in which the errors are, up to the next tag.
fn notice(comment: &[&str]) -> String {
    let mut words = Vec::new();
    let mut taken = false;
    for line in comment {
        if let Some(tagged) = line.strip_prefix('@') {
            let (tag, rest) = tagged.split_once(' ').unwrap_or((tagged, ""));
            taken = matches!(tag, "notice" | "dev");
            if taken {
                words.push(rest);
            }
        } else if taken {
            words.push(line);
        }
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_function_is_documented() {
        let notices = notices();
        for function in abi().0.functions() {
            let notice = notices
                .get(&function.name)
                .map(String::as_str)
                .unwrap_or_default();
            assert!(!notice.is_empty(), "{}", function.name);
        }
        assert!(notices["heartbeat"].contains("heartbeat to a service"));
        assert!(notices["expireSlash"].contains("SlashNotLapsed"));
        assert!(!notices["serviceOf"].contains("Its end"));
    }
}
