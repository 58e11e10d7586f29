//! Bounds of terms.

/// A term that is out of its bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TermOutOfBounds {
    /// Its number in the interface.
    pub term: u8,
    /// The least value.
    pub least: u64,
    /// The largest value.
    pub most: u64,
    /// What it is.
    pub received: u64,
}

/// Errors at the first term, of those with number, least, largest and received value, that is out of its bounds.
pub(super) fn check(terms: &[(u8, u64, u64, u64)]) -> Result<(), TermOutOfBounds> {
    let out =
        |(_, least, most, received): &&(u8, u64, u64, u64)| received < least || received > most;
    match terms.iter().find(out) {
        None => Ok(()),
        Some(&(term, least, most, received)) => Err(TermOutOfBounds {
            term,
            least,
            most,
            received,
        }),
    }
}
