//! Who counts the eras.

use frame_support::weights::Weight;

/// Another pallet's eras, which those of services follow: one counter for a chain. `()` has none.
///
/// Services' eras begin in the first block whose start finds a later number. A number that is not later changes nothing, so a chain
/// that adopts a source whose numbers are lower waits in one era until they are reached.
pub trait EraSource {
    /// The number of the running era; `None` before there is one, or where eras are counted in blocks.
    fn running() -> Option<u32>;

    /// The weight of [`running`](Self::running).
    fn weight() -> Weight;
}

impl EraSource for () {
    fn running() -> Option<u32> {
        None
    }

    fn weight() -> Weight {
        Weight::zero()
    }
}
