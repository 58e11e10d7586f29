//! Custom errors: refusals that carry their evidence.

use ink::prelude::vec::Vec;

/// What a hook refuses with: Solidity's custom error.
pub trait Refusal: Sized {
    /// Hands the encoded error, selector in front, to `send`.
    fn encode_to<R>(&self, send: impl FnOnce(&[u8]) -> R) -> R;

    /// The error of these bytes; `None` when they are another's.
    fn decode_from(data: &[u8]) -> Option<Self>;

    /// The encoded error.
    fn encoded(&self) -> Vec<u8> {
        self.encode_to(<[u8]>::to_vec)
    }
}

/// Declares custom errors. A variant is an error of that name, its fields are the arguments.
///
/// ```
/// use blueprint_hooks::Refusal;
/// blueprint_hooks::refusals! {
///     /// Why a stake is refused.
///     pub enum StakeError {
///         /// It is below the minimum.
///         StakeTooLow { required: u64, received: u64 },
///     }
/// }
/// let error = StakeError::StakeTooLow { required: 2, received: 1 };
/// assert_eq!(error.encoded().len(), 4 + 2 * 32);
/// assert_eq!(StakeError::decode_from(&error.encoded()), Some(error));
/// ```
#[macro_export]
macro_rules! refusals {
    ($(#[$doc:meta])* pub enum $name:ident {
        $($(#[$variant_doc:meta])* $variant:ident { $($(#[$field_doc:meta])* $field:ident: $ty:ty),* $(,)? }),+ $(,)?
    }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name {
            $($(#[$variant_doc])* $variant { $($(#[$field_doc])* $field: $ty),* }),+
        }

        impl $crate::Refusal for $name {
            fn encode_to<R>(&self, send: impl FnOnce(&[u8]) -> R) -> R {
                match self {
                    $(Self::$variant { $($field),* } => {
                        const TYPES: &[&str] = &[$(<$ty as $crate::Word>::SOL),*];
                        const SELECTOR: [u8; 4] = $crate::text::selector($crate::text::signature_hash(
                            stringify!($variant),
                            $crate::text::as_str(&$crate::text::join::<{ $crate::text::joined_len(TYPES) }>(TYPES)),
                        ));
                        let mut data = [0u8; 4 + 32 * TYPES.len()];
                        let (selector, _words) = data.split_at_mut(4);
                        selector.copy_from_slice(&SELECTOR);
                        let mut _words = _words.chunks_exact_mut(32);
                        $(if let Some(word) = _words.next() {
                            word.copy_from_slice(&$crate::Word::to_word($field));
                        })*
                        send(&data)
                    })+
                }
            }

            fn decode_from(data: &[u8]) -> Option<Self> {
                let (selector, words) = data.split_at_checked(4)?;
                $({
                    const TYPES: &[&str] = &[$(<$ty as $crate::Word>::SOL),*];
                    const SELECTOR: [u8; 4] = $crate::text::selector($crate::text::signature_hash(
                        stringify!($variant),
                        $crate::text::as_str(&$crate::text::join::<{ $crate::text::joined_len(TYPES) }>(TYPES)),
                    ));
                    if selector == SELECTOR && words.len() == 32 * TYPES.len() {
                        let mut _words = words.chunks_exact(32);
                        return Some(Self::$variant {
                            $($field: $crate::Word::from_word(_words.next()?.try_into().ok()?)?),*
                        });
                    }
                })+
                None
            }
        }

        $crate::ink_error!($name);
    };
}

/// Declares an error that is one of several: what a contract of several components refuses with.
#[macro_export]
macro_rules! one_of_refusals {
    ($(#[$doc:meta])* pub enum $name:ident { $($(#[$variant_doc:meta])* $variant:ident($error:ty)),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name {
            $($(#[$variant_doc])* $variant($error)),+
        }

        $(impl From<$error> for $name {
            fn from(error: $error) -> Self {
                Self::$variant(error)
            }
        })+

        impl $crate::Refusal for $name {
            fn encode_to<R>(&self, send: impl FnOnce(&[u8]) -> R) -> R {
                match self {
                    $(Self::$variant(error) => $crate::Refusal::encode_to(error, send)),+
                }
            }

            fn decode_from(data: &[u8]) -> Option<Self> {
                $(if let Some(error) = <$error as $crate::Refusal>::decode_from(data) {
                    return Some(Self::$variant(error));
                })+
                None
            }
        }

        $crate::ink_error!($name);
    };
}

/// Lets a message return `Result<_, $name>`.
#[doc(hidden)]
#[macro_export]
macro_rules! ink_error {
    ($name:ident) => {
        impl $crate::ink::sol::SolErrorEncode for $name {
            fn encode(&self) -> $crate::ink::prelude::vec::Vec<u8> {
                $crate::Refusal::encoded(self)
            }
        }

        impl $crate::ink::sol::SolErrorDecode for $name {
            fn decode(data: &[u8]) -> Result<Self, $crate::ink::sol::Error> {
                $crate::Refusal::decode_from(data).ok_or($crate::ink::sol::Error)
            }
        }
    };
}

impl Refusal for crate::Revert {
    fn encode_to<R>(&self, _send: impl FnOnce(&[u8]) -> R) -> R {
        #[cfg(target_arch = "riscv64")]
        match self.0 {}
        #[cfg(not(target_arch = "riscv64"))]
        _send(self.data())
    }

    fn decode_from(data: &[u8]) -> Option<Self> {
        Some(Self::of_data(data))
    }
}
