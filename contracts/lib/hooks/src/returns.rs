//! What a contract's method may return.

use crate::revert::Result;

/// What a method may return for a function that returns a `T`: the value, or a `Result` of it.
pub trait Returns<T> {
    /// As a `Result`.
    fn into_result(self) -> Result<T>;
}

impl<T> Returns<T> for T {
    #[inline(always)]
    fn into_result(self) -> Result<T> {
        Ok(self)
    }
}

impl<T> Returns<T> for Result<T> {
    #[inline(always)]
    fn into_result(self) -> Result<T> {
        self
    }
}
