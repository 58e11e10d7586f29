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
    for letter in text.chars() {
        match letter {
            '(' | '[' | '{' => depth = depth.saturating_add(1),
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        match letter {
            '[' => dimensions = dimensions.saturating_add(1),
            ']' => {}
            _ if letter.is_whitespace() || letter.is_ascii_digit() => {}
            _ => dimensions = 0,
        }
        ensure!(
            depth <= MOST_DEPTH,
            "expected at most {MOST_DEPTH} brackets within each other, received more"
        );
        ensure!(
            dimensions <= MOST_DIMENSIONS,
            "expected arrays of at most {MOST_DIMENSIONS} dimensions, received one of more"
        );
    }
    Ok(())
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

/// How many values a type has; an array without a fixed length has none.
fn values(ty: &Ty) -> usize {
    match ty {
        Ty::Fixed(of, length) => values(of).saturating_mul(*length),
        Ty::Struct(of) => of
            .fields
            .iter()
            .fold(0, |sum: usize, it| sum.saturating_add(values(&it.ty))),
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
    }
}
