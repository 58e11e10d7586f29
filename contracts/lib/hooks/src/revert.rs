//! Errors of Solidity, and the revert that carries one to the caller.

use crate::calldata::Malformed;

/// An error that is declared in a `.sol` file. The macros implement it.
pub trait CustomError: Sized {
    /// As Solidity writes it: `NotBound()`.
    const SIGNATURE: &'static str;
    /// The first four bytes of the signature's keccak-256.
    const SELECTOR: [u8; 4];

    /// Hands selector and encoded fields to `send`.
    fn encode_to<R>(&self, send: impl FnOnce(&[u8]) -> R) -> R;
}

/// A `Result` whose error is the revert of the call.
pub type Result<T, E = Revert> = core::result::Result<T, E>;

/// The end of a call that changes nothing.
///
/// On chain the call ends the moment a `Revert` is made of an error, by `?` or `.into()`: no code
/// after it runs, nothing can catch it, and the host undoes what was written. In unit tests it is so under a
/// `testing::Host`; without one it is a value
/// with the data that would be returned, and state that was written before stays written. Decide with
/// the rules' own errors where a failure is not the end.
// Private, or `Err(NotBound.into())` would be unreachable code to the compiler.
#[cfg(target_arch = "riscv64")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revert(pub(crate) core::convert::Infallible);

/// The end of a call that changes nothing: the data that its caller gets.
///
/// On chain the call ends the moment a `Revert` is made of an error; see the riscv64 form.
#[cfg(not(target_arch = "riscv64"))]
#[derive(Clone)]
pub struct Revert {
    data: crate::Vec<u8>,
    description: crate::String,
}

#[cfg(target_arch = "riscv64")]
impl<E: CustomError> From<E> for Revert {
    // One copy an error type; the call is over, so that speed does not matter.
    #[cold]
    #[inline(never)]
    fn from(error: E) -> Self {
        error.encode_to(|data| crate::return_data::revert(data))
    }
}

#[cfg(target_arch = "riscv64")]
impl From<Malformed> for Revert {
    fn from(_: Malformed) -> Self {
        crate::return_data::revert(&[])
    }
}

#[cfg(not(target_arch = "riscv64"))]
impl<E: CustomError> From<E> for Revert {
    fn from(error: E) -> Self {
        if crate::host::is_running() {
            error.encode_to(|data| crate::return_data::revert(data))
        }
        Self {
            data: error.encode_to(<[u8]>::to_vec),
            description: E::SIGNATURE.into(),
        }
    }
}

#[cfg(not(target_arch = "riscv64"))]
impl From<Malformed> for Revert {
    fn from(_: Malformed) -> Self {
        if crate::host::is_running() {
            crate::return_data::revert(&[])
        }
        Self::with(&[], "malformed calldata")
    }
}

impl Revert {
    /// With this data, as a callee returned it.
    pub fn of_data(data: &[u8]) -> Self {
        #[cfg(target_arch = "riscv64")]
        {
            crate::return_data::revert(data)
        }
        #[cfg(not(target_arch = "riscv64"))]
        {
            if crate::host::is_running() {
                crate::return_data::revert(data)
            }
            Self::with(data, "data of a callee")
        }
    }

    /// The data that the caller gets.
    #[cfg(not(target_arch = "riscv64"))]
    pub fn data(&self) -> &[u8] {
        &self.data
    }

    #[cfg(not(target_arch = "riscv64"))]
    fn with(data: &[u8], description: &str) -> Self {
        Self {
            data: data.to_vec(),
            description: description.into(),
        }
    }
}

#[cfg(not(target_arch = "riscv64"))]
impl PartialEq for Revert {
    fn eq(&self, other: &Self) -> bool {
        self.data == other.data
    }
}

#[cfg(not(target_arch = "riscv64"))]
impl Eq for Revert {}

#[cfg(not(target_arch = "riscv64"))]
impl core::fmt::Debug for Revert {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Revert({}: 0x", self.description)?;
        for byte in &self.data {
            write!(f, "{byte:02x}")?;
        }
        f.write_str(")")
    }
}

/// Reverts with an error unless a condition holds.
///
/// ```
/// blueprint_hooks::interface!(mod errors = "../../../../abi/solidity/library/IRuntimeGuard.sol");
/// fn bound(bound: bool) -> blueprint_hooks::Result<()> {
///     blueprint_hooks::ensure!(bound, errors::NotBound);
///     Ok(())
/// }
/// assert_eq!(bound(false), Err(errors::NotBound.into()));
/// ```
#[macro_export]
macro_rules! ensure {
    ($condition:expr, $error:expr $(,)?) => {
        if !$condition {
            return ::core::result::Result::Err($crate::Revert::from($error));
        }
    };
}
