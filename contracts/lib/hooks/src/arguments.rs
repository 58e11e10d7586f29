//! A message's arguments as one type: strictly read, and named in Solidity.

use crate::calldata::CallData;

/// All arguments of one message.
pub trait Arguments: Sized {
    /// Their Solidity types, separated by commas: what stands between the parentheses of the
    /// signature.
    const TYPES: &'static str;

    /// Reads them from calldata, where they start at `base`: [`MESSAGE`](crate::calldata::MESSAGE)
    /// or [`CONSTRUCTOR`](crate::calldata::CONSTRUCTOR).
    fn read<S: CallData>(source: &S, base: u32) -> Result<Self, S::Malformed>;
}

/// Declares the arguments of messages, one field an argument, in the order of the signature.
///
/// ```
/// blueprint_hooks::arguments! {
///     /// Which job call.
///     pub struct CallKey {
///         /// The service instance.
///         pub service_id: u64,
///         /// The call.
///         pub job_call_id: u64,
///     }
/// }
/// use blueprint_hooks::Arguments;
/// assert_eq!(CallKey::TYPES, "uint64,uint64");
/// ```
#[macro_export]
macro_rules! arguments {
    ($($(#[$doc:meta])* pub struct $name:ident {
        $($(#[$field_doc:meta])* pub $field:ident: $ty:ty),* $(,)?
    })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $ty),*
        }

        impl $crate::Arguments for $name {
            const TYPES: &'static str = {
                const NAMES: &[&str] = &[$(<$ty as $crate::Argument>::SOL),*];
                const LEN: usize = $crate::text::joined_len(NAMES);
                const JOINED: [u8; LEN] = $crate::text::join(NAMES);
                $crate::text::as_str(&JOINED)
            };

            // One copy in each message: the fields that are not used are then never built.
            #[inline(always)]
            fn read<S: $crate::calldata::CallData>(source: &S, base: u32) -> Result<Self, S::Malformed> {
                use $crate::calldata::{checked, joined, words, Kind};
                const PARTS: &[&[Kind]] = &[$(<$ty as $crate::Argument>::KINDS),*];
                const KINDS: &[Kind; words(PARTS)] = &joined(PARTS);
                let head = checked(source, base, KINDS)?;
                let mut _head = head.iter();
                Ok(Self {
                    $($field: $crate::Argument::take(&mut _head, source)),*
                })
            }
        }
    )+};
}
