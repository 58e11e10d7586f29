//! Whether a call has storage layers left for steps that are rolled back on their own.
//!
//! FRAME nests 255 layers at most, and a call that dispatches another one takes some of them: a sender chooses how many. A
//! step that may fail while its call succeeds, such as a hook, must not fail because the sender left no layer for it.

#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

use frame_support::{
    dispatch::DispatchResult,
    ensure,
    storage::{
        transactional::{Layer, TRANSACTIONAL_LIMIT, TRANSACTION_LEVEL_KEY},
        unhashed,
    },
};
use sp_runtime::TransactionalError;

/// Layers for a hook: contracts call each other up to 25 deep, and each may call a pallet.
pub const FOR_HOOKS: Layer = 128;
/// Layers for a transfer, or a call of another pallet. A hook that calls a pallet leaves as many.
pub const FOR_STEPS: Layer = 32;

/// Checks that as many layers can still be nested.
///
/// # Errors
/// `TransactionalError::LimitReached`, as the layer that is missing would give.
pub fn ensure_left(layers: Layer) -> DispatchResult {
    let nested: Layer = unhashed::get_or_default(TRANSACTION_LEVEL_KEY);
    let left = TRANSACTIONAL_LIMIT.saturating_sub(nested);
    ensure!(left >= layers, TransactionalError::LimitReached);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use frame_support::storage::with_storage_layer;
    use sp_io::TestExternalities;
    use sp_runtime::DispatchError;

    fn nested(layers: Layer, run: &dyn Fn() -> DispatchResult) -> DispatchResult {
        match layers.checked_sub(1) {
            None => run(),
            Some(rest) => with_storage_layer(|| nested(rest, run)),
        }
    }

    #[test]
    fn as_many_layers_are_left_as_can_still_be_nested() {
        let reached = Err(DispatchError::from(TransactionalError::LimitReached));
        TestExternalities::default().execute_with(|| {
            for layers in [0, 1, FOR_STEPS, FOR_HOOKS, TRANSACTIONAL_LIMIT] {
                let outer = TRANSACTIONAL_LIMIT - layers;
                let inner = || {
                    ensure_left(layers)?;
                    nested(layers, &|| Ok(()))
                };
                assert_eq!(nested(outer, &inner), Ok(()));
                let more = || ensure_left(layers + 1);
                assert_eq!(nested(outer, &more), reached);
                assert_eq!(nested(outer, &|| nested(layers + 1, &|| Ok(()))), reached);
            }
        });
    }
}
