//! Events, encoded as solc encodes them and deposited without a detour over the heap.

/// A fact for whoever watches the contract, told right after the write that made it true.
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
    recorded::push(topics, data);
}

/// Declares events. Fields marked `#[topic]`, three at most, stand first and become topics; the
/// others, in their order, become data.
///
/// ```
/// use blueprint_hooks::Event;
/// blueprint_hooks::events! {
///     /// A stake came in.
///     pub struct Staked {
///         /// Whose.
///         #[topic]
///         pub operator: ink::Address,
///         /// In base units.
///         pub amount: ink::U256,
///     }
/// }
/// let event = Staked { operator: Default::default(), amount: 1.into() };
/// event.encode_to(|topics, data| assert_eq!((topics.len(), data.len()), (2, 32)));
/// ```
#[macro_export]
macro_rules! events {
    ($($(#[$doc:meta])* pub struct $name:ident { $($body:tt)* })+) => {$(
        $crate::events!(@split [$(#[$doc])*] $name [] [] $($body)*);
    )+};
    (@split [$($doc:tt)*] $name:ident [$($topics:tt)*] [$($data:tt)*]
        $(#[doc = $field_doc:expr])* #[topic] pub $field:ident: $ty:ty $(, $($rest:tt)*)?) => {
        $crate::events!(@split [$($doc)*] $name
            [$($topics)* { $(#[doc = $field_doc])* $field: $ty }] [$($data)*] $($($rest)*)?);
    };
    (@split [$($doc:tt)*] $name:ident [$($topics:tt)*] [$($data:tt)*]
        $(#[doc = $field_doc:expr])* pub $field:ident: $ty:ty $(, $($rest:tt)*)?) => {
        $crate::events!(@split [$($doc)*] $name
            [$($topics)*] [$($data)* { $(#[doc = $field_doc])* $field: $ty }] $($($rest)*)?);
    };
    (@split [$($doc:tt)*] $name:ident
        [$({ $(#[$topic_doc:meta])* $topic:ident: $topic_ty:ty })*]
        [$({ $(#[$data_doc:meta])* $data:ident: $data_ty:ty })*]) => {
        $($doc)*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct $name {
            $($(#[$topic_doc])* pub $topic: $topic_ty,)*
            $($(#[$data_doc])* pub $data: $data_ty,)*
        }

        impl $name {
            /// The first topic: the hash of the event's signature.
            pub const SIGNATURE: [u8; 32] = {
                const TYPES: &[&str] = &[
                    $(<$topic_ty as $crate::Word>::SOL,)* $(<$data_ty as $crate::Word>::SOL,)*
                ];
                $crate::text::signature_hash(
                    stringify!($name),
                    $crate::text::as_str(&$crate::text::join::<{ $crate::text::joined_len(TYPES) }>(TYPES)),
                )
            };
        }

        impl $crate::Event for $name {
            fn encode_to<R>(&self, send: impl FnOnce(&[[u8; 32]], &[u8]) -> R) -> R {
                let topics = [Self::SIGNATURE, $($crate::Word::to_word(&self.$topic)),*];
                let data: &[[u8; 32]] = &[$($crate::Word::to_word(&self.$data)),*];
                send(&topics, data.as_flattened())
            }
        }
    };
}

/// Events off chain: what tests look at.
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
