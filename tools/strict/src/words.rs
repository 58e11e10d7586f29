//! Arguments as the words of a command line.

use crate::json;
use alloy_json_abi::Param;
use serde_json::Value;

/// The values of parameters: each a word, where a list or a struct is JSON; or one word with a JSON array of all of them,
/// except for one parameter that is a list or a struct itself. Their number is not checked.
///
/// # Errors
/// If a word that should be JSON is none: what was expected, and what was received.
pub fn values(parameters: &[Param], words: &[String]) -> Result<Vec<Value>, String> {
    if let [word] = words {
        let alone = matches!(parameters, [parameter] if is_compound(parameter));
        if word.trim_start().starts_with('[') && !alone {
            return json::read(word).map_err(|error| {
                format!("expected a JSON array of arguments, received {word}: {error}")
            });
        }
    }
    let values = words.iter().enumerate().map(|(index, word)| {
        let compound = parameters.get(index).filter(|it| is_compound(it));
        let Some(parameter) = compound else {
            // Whatever is in it.
            return Ok(Value::from(word.as_str()));
        };
        json::parse(word).map_err(|error| {
            format!(
                "argument {} ({}): expected JSON with words in quotation marks, received {word}: {error}",
                parameter.name,
                parameter.selector_type()
            )
        })
    });
    values.collect()
}

fn is_compound(parameter: &Param) -> bool {
    parameter.ty.ends_with(']') || parameter.ty.starts_with("tuple")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(parameters: &[&str], words: &[&str]) -> Result<Vec<Value>, String> {
        let parameters: Vec<_> = parameters
            .iter()
            .map(|it| Param::parse(it).unwrap())
            .collect();
        let words: Vec<_> = words.iter().map(|it| (*it).to_owned()).collect();
        values(&parameters, &words)
    }

    #[test]
    fn lists_are_json_and_other_words_are_values() {
        let two = ["uint8[] a", "string b"];
        let expected = vec![json!([1, 2]), json!("[x")];
        assert_eq!(read(&two, &["[1,2]", "[x"]), Ok(expected.clone()));
        assert_eq!(read(&two, &["[[1,2],\"[x\"]"]), Ok(expected));
        assert_eq!(read(&["uint8[] a"], &["[1,2]"]), Ok(vec![json!([1, 2])]));
        assert_eq!(read(&["uint8 a"], &["[1]"]), Ok(vec![json!(1)]));
        assert_eq!(read(&[], &["1"]), Ok(vec![json!("1")]));
    }

    #[test]
    fn word_that_is_no_json_is_an_error() {
        let error = read(&["uint8[] a"], &["[x]"]).unwrap_err();
        assert!(
            error.starts_with("argument a (uint8[]): expected JSON"),
            "{error}"
        );
        let error = read(&["uint8 a"], &["[1"]).unwrap_err();
        assert!(
            error.starts_with("expected a JSON array of arguments"),
            "{error}"
        );
    }
}
