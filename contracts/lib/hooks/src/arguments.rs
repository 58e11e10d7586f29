//! A message's arguments as one type: strictly read, and named in Solidity.

use crate::calldata::CallData;

/// All arguments of one message. The macros implement it.
pub trait Arguments: Sized {
    /// Their Solidity types, separated by commas: what stands between the parentheses of the
    /// signature.
    const TYPES: &'static str;

    /// Reads them from calldata, where they start at `base`: [`MESSAGE`](crate::calldata::MESSAGE)
    /// or [`CONSTRUCTOR`](crate::calldata::CONSTRUCTOR).
    ///
    /// # Errors
    /// Where solc's decoder reverts.
    fn read<S: CallData>(source: &S, base: u32) -> Result<Self, S::Malformed>;
}
