//! How large an interface may be. Readers of Solidity go into brackets by recursion, and the project's test has each value of an
//! array of a fixed length.

use crate::{
    model::{Function, Part},
    types::Ty,
};
use anyhow::{ensure, Result};

/// Brackets, braces and parentheses within each other.
const MOST_DEPTH: usize = 64;
/// Dimensions of an array, as many as `encode` takes.
const MOST_DIMENSIONS: usize = 32;
/// Values of a function's arguments, or of what it returns, with each member of structs and arrays of fixed lengths.
const MOST_VALUES: usize = 1_024;

/// Checks a text before it is read.
///
/// # Errors
/// If it is nested deeper, or an array has more dimensions.
pub fn text(text: &str) -> Result<()> {
    let (mut depth, mut dimensions) = (0_usize, 0_usize);
    let mut last = ' ';
    for letter in code(text).chars().filter(|it| !it.is_whitespace()) {
        match letter {
            '(' | '[' | '{' => depth = depth.saturating_add(1),
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        // A bracket behind one that closes is a further dimension, whatever the length in it.
        dimensions = match (last, letter) {
            (']', '[') => dimensions.saturating_add(1),
            (']', _) => 0,
            _ => dimensions,
        };
        last = letter;
        ensure!(
            depth <= MOST_DEPTH,
            "expected at most {MOST_DEPTH} brackets within each other, received more"
        );
        ensure!(
            dimensions < MOST_DIMENSIONS,
            "expected arrays of at most {MOST_DIMENSIONS} dimensions, received one of more"
        );
    }
    Ok(())
}

/// A text without its comments and the contents of its strings.
fn code(text: &str) -> String {
    let mut code = String::new();
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let skipped = match letter {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => {
                let end = rest.get(2..).and_then(|it| it.find("*/"));
                end.map_or(rest.len(), |end| end.saturating_add(4))
            }
            '"' | '\'' => quoted(rest, letter),
            _ => {
                code.push(letter);
                letter.len_utf8()
            }
        };
        rest = rest.get(skipped..).unwrap_or_default();
    }
    code
}

/// How many bytes a string has that a text begins with; it ends with its line.
fn quoted(text: &str, mark: char) -> usize {
    let mut escaped = true;
    for (at, letter) in text.char_indices() {
        match letter {
            '\n' => return at,
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if letter == mark => return at.saturating_add(letter.len_utf8()),
            _ => {}
        }
    }
    text.len()
}

/// Checks the functions of a part.
///
/// # Errors
/// If one has more values than a test can have.
pub fn functions(part: &Part) -> Result<()> {
    for function in &part.functions {
        let Function {
            inputs, outputs, ..
        } = function;
        for fields in [inputs, outputs] {
            let values = fields
                .iter()
                .fold(0_usize, |sum, it| sum.saturating_add(values(&it.ty)));
            ensure!(
                values <= MOST_VALUES,
                "expected at most {MOST_VALUES} values in the arguments of a function and in what it returns, received {} in {}: \
                 take an array without a fixed length",
                match values {
                    usize::MAX => "more".into(),
                    values => values.to_string(),
                },
                function.signature()
            );
        }
    }
    Ok(())
}

/// How many values a type has, or more than [`MOST_VALUES`]; an array without a fixed length has one.
fn values(ty: &Ty) -> usize {
    match ty {
        Ty::Fixed(of, length) => values(of).saturating_mul(*length),
        Ty::Struct(of) => {
            let mut sum = 0_usize;
            for field in &of.fields {
                sum = sum.saturating_add(values(&field.ty));
                // Structs of structs that have each twice would take time without an end.
                if sum > MOST_VALUES {
                    break;
                }
            }
            sum
        }
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_is_nested_too_deeply_is_an_error() {
        let array =
            |many: usize| format!("function f(uint{} calldata x) external;", "[]".repeat(many));
        assert!(text(&array(MOST_DIMENSIONS)).is_ok());
        let error = text(&array(10_000)).unwrap_err().to_string();
        assert!(error.contains("32 dimensions"), "{error}");
        let nested = |many: usize| format!("{}1{}", "(".repeat(many), ")".repeat(many));
        assert!(text(&nested(MOST_DEPTH)).is_ok());
        assert!(text(&nested(50_000)).is_err());
        assert!(text(&"uint[2] a; ".repeat(10_000)).is_ok());
        for length in ["N", "0x2", "/* [ */", "2 * N"] {
            let named = |many: usize| format!("uint{} a", format!("[{length}]").repeat(many));
            assert!(text(&named(MOST_DIMENSIONS)).is_ok(), "{length}");
            assert!(text(&named(MOST_DIMENSIONS + 1)).is_err(), "{length}");
        }
        // What no compiler reads is not counted.
        let open = "(".repeat(1_000);
        for comment in [
            format!("// {open}\n"),
            format!("/* {open} */"),
            format!("\"\\\"{open}\""),
            format!("'{open}'"),
            format!("// {}\n", "[0]".repeat(100)),
        ] {
            assert!(text(&comment).is_ok(), "{comment}");
            assert!(text(&format!("{comment}{open}")).is_err(), "{comment}");
        }
        assert!(text("/* no end").is_ok() && text("/").is_ok() && text("\"no end").is_ok());
    }
}
