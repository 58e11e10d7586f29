//! Events, encoded as solc encodes them and deposited without a detour over the heap.

/// An event that is declared in a `.sol` file. The macros implement it.
pub trait Event {
    /// Hands topics (the signature's hash first) and data to `send`.
    fn encode_to<R>(&self, send: impl FnOnce(&[[u8; 32]], &[u8]) -> R) -> R;

    /// Deposits the event.
    fn emit(&self) {
        self.encode_to(deposit)
    }
}

#[cfg(target_arch = "riscv64")]
fn deposit(topics: &[[u8; 32]], data: &[u8]) {
    use pallet_revive_uapi::{HostFn, HostFnImpl};
    HostFnImpl::deposit_event(topics, data);
}

#[cfg(not(target_arch = "riscv64"))]
fn deposit(topics: &[[u8; 32]], data: &[u8]) {
    if crate::host::is_running() {
        return crate::host::emit(topics, data);
    }
    recorded::push(topics, data);
}

/// Events off chain, without a host: what tests look at.
#[cfg(not(target_arch = "riscv64"))]
pub mod recorded {
    use super::Event;
    use core::cell::RefCell;
    use ink::prelude::vec::Vec;

    /// Topics and data.
    pub type Record = (Vec<[u8; 32]>, Vec<u8>);

    std::thread_local! {
        static RECORDED: RefCell<Vec<Record>> = const { RefCell::new(Vec::new()) };
    }

    pub(super) fn push(topics: &[[u8; 32]], data: &[u8]) {
        RECORDED.with_borrow_mut(|events| events.push((topics.to_vec(), data.to_vec())));
    }

    /// Takes the events emitted on this thread since the last call.
    pub fn take() -> Vec<Record> {
        RECORDED.take()
    }

    /// The record that emitting `event` leaves.
    pub fn of(event: &impl Event) -> Record {
        event.encode_to(|topics, data| (topics.to_vec(), data.to_vec()))
    }
}
