//! Asking another contract for one word, in a call that may change nothing.

use crate::word::Word;
use ink::{prelude::vec::Vec, Address};

/// Calldata of a call whose arguments are one word each.
pub fn calldata(selector: [u8; 4], words: &[[u8; 32]]) -> Vec<u8> {
    let mut data = Vec::with_capacity(words.len().saturating_mul(32).saturating_add(4));
    data.extend_from_slice(&selector);
    data.extend_from_slice(words.as_flattened());
    data
}

/// What `contract` answers. `None` if it reverts, has no code, or answers with anything but one
/// word that holds a `W`.
pub fn ask<W: Word>(contract: Address, calldata: &[u8]) -> Option<W> {
    W::from_word(&word(contract, calldata)?)
}

#[cfg(target_arch = "riscv64")]
fn word(contract: Address, calldata: &[u8]) -> Option<[u8; 32]> {
    use pallet_revive_uapi::{CallFlags, HostFn, HostFnImpl};
    let mut word = [0; 32];
    // Whatever weight and deposit are left; the flag forbids every change, so none is used.
    HostFnImpl::call(
        CallFlags::READ_ONLY,
        &contract.0,
        u64::MAX,
        u64::MAX,
        &[u8::MAX; 32],
        &[0; 32],
        calldata,
        Some(&mut &mut word[..]),
    )
    .ok()?;
    (HostFnImpl::return_data_size() == 32).then_some(word)
}

#[cfg(not(target_arch = "riscv64"))]
fn word(contract: Address, calldata: &[u8]) -> Option<[u8; 32]> {
    prepared::get(contract, calldata)
}

/// Answers off chain: what tests prepare.
#[cfg(not(target_arch = "riscv64"))]
pub mod prepared {
    use super::Vec;
    use crate::word::Word;
    use core::cell::RefCell;
    use ink::Address;
    use std::collections::BTreeMap;

    type Answers = BTreeMap<([u8; 20], Vec<u8>), [u8; 32]>;

    std::thread_local! {
        static ANSWERS: RefCell<Answers> = const { RefCell::new(BTreeMap::new()) };
    }

    /// `contract` answers this calldata with `answer` from now on, on this thread.
    pub fn set(contract: Address, calldata: Vec<u8>, answer: impl Word) {
        ANSWERS.with_borrow_mut(|all| all.insert((contract.0, calldata), answer.to_word()));
    }

    pub(super) fn get(contract: Address, calldata: &[u8]) -> Option<[u8; 32]> {
        ANSWERS.with_borrow(|all| all.get(&(contract.0, calldata.to_vec())).copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calldata_is_selector_and_words() {
        let data = calldata([1, 2, 3, 4], &[7u64.to_word(), true.to_word()]);
        assert_eq!(data.len(), 4 + 64);
        assert_eq!((data[3], data[35], data[67]), (4, 7, 1));
    }

    #[test]
    fn ask_unprepared_or_of_another_type_is_none() {
        let contract = Address::from([1; 20]);
        assert_eq!(ask::<u64>(contract, &[1]), None);
        prepared::set(contract, [1].to_vec(), ink::U256::MAX);
        assert_eq!(ask::<u64>(contract, &[1]), None);
        assert_eq!(ask(contract, &[1]), Some(ink::U256::MAX));
    }
}
