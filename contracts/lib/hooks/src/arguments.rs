//! A message's arguments as one type: strictly read, and named in Solidity.

use crate::calldata::{CallData, Kind};

/// All arguments of one message. The macros implement it.
pub trait Arguments: Sized {
    /// Their Solidity types, separated by commas: what stands between the parentheses of the
    /// signature.
    const TYPES: &'static str;
    /// What each word of their head may hold.
    const KINDS: &'static [Kind];

    /// Reads them from calldata, where they start at `base`: [`MESSAGE`](crate::calldata::MESSAGE)
    /// or [`CONSTRUCTOR`](crate::calldata::CONSTRUCTOR).
    ///
    /// # Errors
    /// Where solc's decoder reverts.
    fn read<S: CallData>(source: &S, base: u32) -> Result<Self, S::Malformed>;
}
