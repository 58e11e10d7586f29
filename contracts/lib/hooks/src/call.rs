//! Calls of other contracts. Generated clients stand on it.

use crate::{revert::Revert, Address, CustomError, Vec, U256};

/// What a function of a callee may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Nothing: the call is a static call.
    View,
    /// Change state.
    Change,
    /// Change state, and take value.
    Payable,
}

/// Why a call has no return value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallError {
    /// The callee reverted, with this data. Without data it reverted without, or with more than
    /// [`LONGEST_RETURN`], ran out of weight or trapped. Its changes are undone.
    Reverted(Vec<u8>),
    /// There is no contract at the address. Nothing was done, and no value was sent.
    NoCode,
    /// The callee returned less than its interface says, more than [`LONGEST_RETURN`] where the
    /// length is its own choice, or words that are outside their types. What it changed stays
    /// changed, unless the caller reverts.
    Undecodable,
    /// Value was to be sent with a call of a function that takes none. Nothing was called.
    NotPayable,
}

/// Longest return or revert data that is read, in bytes: a callee cannot make its caller pay for
/// more memory.
pub const LONGEST_RETURN: usize = 16_384;

impl From<CallError> for Revert {
    /// As Solidity does: a revert is passed on as it is; everything else reverts without data.
    fn from(error: CallError) -> Self {
        match error {
            CallError::Reverted(data) => Self::of_data(&data),
            _ => Self::of_data(&[]),
        }
    }
}

impl CallError {
    /// A revert of the callee is passed on as it is; everything else reverts with `error`.
    pub fn or<E: CustomError>(self, error: E) -> Revert {
        match self {
            Self::Reverted(data) if !data.is_empty() => Revert::of_data(&data),
            _ => error.into(),
        }
    }
}

/// A contract that is called, and what a call of it gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Callee {
    contract: Address,
    value: U256,
    ref_time: u64,
    proof_size: u64,
}

impl Callee {
    /// Gets all weight that is left, and no value.
    pub fn at(contract: Address) -> Self {
        Self {
            contract,
            value: U256::zero(),
            ref_time: u64::MAX,
            proof_size: u64::MAX,
        }
    }

    /// Sends so much value, in wei.
    #[must_use]
    pub fn with_value(self, value: U256) -> Self {
        Self { value, ..self }
    }

    /// Gets at most so much weight.
    #[must_use]
    pub fn with_weight(self, ref_time: u64, proof_size: u64) -> Self {
        Self {
            ref_time,
            proof_size,
            ..self
        }
    }

    /// Calls with `calldata` and returns the first `N` bytes of what the callee returns.
    pub fn call_static<const N: usize>(
        &self,
        access: Access,
        calldata: &[u8],
    ) -> Result<[u8; N], CallError> {
        let mut returned = [0; N];
        let size = self.perform(access, calldata, N == 0)?;
        if size < N as u64 {
            return Err(self.too_short());
        }
        self.copy(calldata, &mut returned);
        Ok(returned)
    }

    /// Calls with `calldata` and returns all that the callee returns.
    pub fn call(&self, access: Access, calldata: &[u8]) -> Result<Vec<u8>, CallError> {
        let size = self.perform(access, calldata, false)?;
        if size == 0 {
            return Err(self.too_short());
        }
        let length = within_longest(size).ok_or(CallError::Undecodable)?;
        let mut returned = ink::prelude::vec![0; length];
        self.copy(calldata, &mut returned);
        Ok(returned)
    }

    fn too_short(&self) -> CallError {
        if self.has_code() {
            CallError::Undecodable
        } else {
            CallError::NoCode
        }
    }

    /// The length of what the callee returned, which is `silent` where its interface returns nothing.
    fn perform(&self, access: Access, calldata: &[u8], silent: bool) -> Result<u64, CallError> {
        let has_value = !self.value.is_zero();
        if has_value && access != Access::Payable {
            return Err(CallError::NotPayable);
        }
        // The host calls an address without code without an error, and value would be gone. Where a
        // return is expected and no value is sent, its absence says it at no cost.
        if (silent || has_value) && !self.has_code() {
            return Err(CallError::NoCode);
        }
        self.host_call(access, calldata)
    }
}

/// A length that is read.
fn within_longest(size: u64) -> Option<usize> {
    usize::try_from(size)
        .ok()
        .filter(|size| *size <= LONGEST_RETURN)
}

#[cfg(target_arch = "riscv64")]
impl Callee {
    /// The length of what the callee returned.
    fn host_call(&self, access: Access, calldata: &[u8]) -> Result<u64, CallError> {
        use pallet_revive_uapi::{CallFlags, HostFn, HostFnImpl, ReturnErrorCode};
        let flags = match access {
            Access::View => CallFlags::READ_ONLY,
            Access::Change | Access::Payable => CallFlags::empty(),
        };
        let called = HostFnImpl::call(
            flags,
            &self.contract.0,
            self.ref_time,
            self.proof_size,
            // Whatever deposit is left.
            &[u8::MAX; 32],
            &self.value.to_little_endian(),
            calldata,
            None,
        );
        let size = HostFnImpl::return_data_size();
        match called {
            Ok(()) => Ok(size),
            Err(ReturnErrorCode::CalleeReverted) => {
                // Cut data would be other data.
                let mut data = ink::prelude::vec![0; within_longest(size).unwrap_or(0)];
                HostFnImpl::return_data_copy(&mut &mut data[..], 0);
                Err(CallError::Reverted(data))
            }
            Err(_) => Err(CallError::Reverted(Vec::new())),
        }
    }

    fn has_code(&self) -> bool {
        use pallet_revive_uapi::{HostFn, HostFnImpl};
        HostFnImpl::code_size(&self.contract.0) > 0
    }

    fn copy(&self, _calldata: &[u8], out: &mut [u8]) {
        use pallet_revive_uapi::{HostFn, HostFnImpl};
        HostFnImpl::return_data_copy(&mut &mut *out, 0);
    }
}

#[cfg(not(target_arch = "riscv64"))]
use crate::host;

#[cfg(not(target_arch = "riscv64"))]
impl Callee {
    fn host_call(&self, access: Access, calldata: &[u8]) -> Result<u64, CallError> {
        if host::is_running() {
            let called = host::call(self.contract, access, self.value, calldata);
            // Cut data would be other data.
            let whole = |data: Vec<u8>| within_longest(data.len() as u64).map(|_| data);
            return called.map_err(|data| CallError::Reverted(whole(data).unwrap_or_default()));
        }
        mock::call(self.contract, access, self.value, calldata).map(|data| data.len() as u64)
    }

    fn has_code(&self) -> bool {
        if host::is_running() {
            return host::has_code(self.contract);
        }
        mock::has_code(self.contract)
    }

    fn copy(&self, calldata: &[u8], out: &mut [u8]) {
        if host::is_running() {
            return host::copy_returned(out);
        }
        if let Some(Ok(data)) = mock::prepared(self.contract, calldata) {
            let n = out.len().min(data.len());
            out[..n].copy_from_slice(&data[..n]);
        }
    }
}

/// Callees of unit tests without a host: what they return, and how they were called. Per thread.
#[cfg(not(target_arch = "riscv64"))]
pub mod mock {
    use super::{Access, Address, CallError, CustomError, Vec, U256};
    use core::cell::RefCell;
    use std::collections::BTreeMap;

    type Key = ([u8; 20], Vec<u8>);
    type Answer = Result<Vec<u8>, Vec<u8>>;

    /// A call that changes state, as it reached its callee.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Called {
        /// The callee.
        pub contract: Address,
        /// The value sent, in wei.
        pub value: U256,
        /// Selector and arguments.
        pub calldata: Vec<u8>,
    }

    std::thread_local! {
        static ANSWERS: RefCell<BTreeMap<Key, Answer>> = const { RefCell::new(BTreeMap::new()) };
        static CALLED: RefCell<Vec<Called>> = const { RefCell::new(Vec::new()) };
    }

    /// From now on `contract` returns `data` to this calldata.
    pub fn returns(contract: Address, calldata: &[u8], data: &[u8]) {
        set(contract, calldata, Ok(data.to_vec()));
    }

    /// From now on `contract` reverts with `error` on this calldata.
    pub fn reverts(contract: Address, calldata: &[u8], error: impl CustomError) {
        set(contract, calldata, Err(error.encode_to(<[u8]>::to_vec)));
    }

    /// The calls that may change state since the last time, in order.
    pub fn calls() -> Vec<Called> {
        CALLED.take()
    }

    fn set(contract: Address, calldata: &[u8], answer: Answer) {
        ANSWERS.with_borrow_mut(|all| all.insert((contract.0, calldata.to_vec()), answer));
    }

    pub(super) fn prepared(contract: Address, calldata: &[u8]) -> Option<Answer> {
        ANSWERS.with_borrow(|all| all.get(&(contract.0, calldata.to_vec())).cloned())
    }

    pub(super) fn has_code(contract: Address) -> bool {
        ANSWERS.with_borrow(|all| all.keys().any(|(known, _)| *known == contract.0))
    }

    pub(super) fn call(
        contract: Address,
        access: Access,
        value: U256,
        calldata: &[u8],
    ) -> Result<Vec<u8>, CallError> {
        if access != Access::View {
            CALLED.with_borrow_mut(|all| {
                all.push(Called {
                    contract,
                    value,
                    calldata: calldata.to_vec(),
                });
            });
        }
        match prepared(contract, calldata) {
            Some(answer) => answer.map_err(CallError::Reverted),
            None if has_code(contract) => Err(CallError::Reverted(Vec::new())),
            None => Ok(Vec::new()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEER: Address = ink::H160([7; 20]);

    /// As a caller that solc compiled: a proxy may return more words than its interface says.
    #[test]
    fn more_than_was_expected_is_read_and_less_is_not() {
        let ask = |data: &[u8]| {
            mock::returns(PEER, &[1], data);
            Callee::at(PEER).call_static::<32>(Access::View, &[1])
        };
        let long = [[5; 32], [6; 32]].concat();
        for data in [&long[..32], &long[..33], &long] {
            assert_eq!(ask(data), Ok([5; 32]));
        }
        assert_eq!(ask(&long[..31]), Err(CallError::Undecodable));
        // As long as an error with a word is.
        mock::returns(PEER, &[1], &long[..36]);
        let done = Callee::at(PEER).call_static::<0>(Access::Change, &[1]);
        assert_eq!(done, Ok([]));
        let stranger = Callee::at(Address::zero());
        let none = stranger.call_static::<32>(Access::View, &[1]);
        assert_eq!(none, Err(CallError::NoCode));
    }
}
