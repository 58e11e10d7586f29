//! What the sender of a call allows the hooks of that call to take as deposits.
//!
//! The limit is kept beside the state while the call is executed: it leaves no trace there.

environmental::environmental!(limit: u128);

/// Run `body`, whose hooks take at most `most` as deposits, all of them together. A limit within a limit
/// is at most as high as the outer one, and what is taken within it is taken of both.
pub(crate) fn within<R>(most: u128, body: impl FnOnce() -> R) -> R {
    let before = left();
    let mut most = before.map_or(most, |before| most.min(before));
    let granted = most;
    let result = limit::using(&mut most, body);
    take(granted.saturating_sub(most));
    result
}

/// What is left of the sender's limit; `None` where it gave none.
pub(crate) fn left() -> Option<u128> {
    limit::with(|left| *left)
}

/// Take an amount of the limit.
pub(crate) fn take(amount: u128) {
    limit::with(|left| *left = left.saturating_sub(amount));
}
