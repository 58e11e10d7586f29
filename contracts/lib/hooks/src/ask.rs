//! Calling another contract: asking it in a call that may change nothing, or telling it something.

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
    let [word] = ask_words(contract, calldata)?;
    W::from_word(&word)
}

/// What `contract` answers. `None` if it reverts, has no code, or answers with anything but `N`
/// words.
#[cfg(target_arch = "riscv64")]
pub fn ask_words<const N: usize>(contract: Address, calldata: &[u8]) -> Option<[[u8; 32]; N]> {
    let mut words = [[0; 32]; N];
    host::call(
        pallet_revive_uapi::CallFlags::READ_ONLY,
        contract,
        calldata,
        words.as_flattened_mut(),
    )
    .then_some(words)
}

/// What `contract` answers. `None` if nothing was [`prepared`], or anything but `N` words.
#[cfg(not(target_arch = "riscv64"))]
pub fn ask_words<const N: usize>(contract: Address, calldata: &[u8]) -> Option<[[u8; 32]; N]> {
    prepared::get(contract, calldata)?.try_into().ok()
}

/// Calls `contract`, which may change state, and returns the `N` words that it answers with.
///
/// When it refuses, this call ends with the same refusal, and with nothing done. `None` if it has no
/// code, or answers with anything else.
#[cfg(target_arch = "riscv64")]
pub fn tell<const N: usize>(contract: Address, calldata: &[u8]) -> Option<[[u8; 32]; N]> {
    let mut words = [[0; 32]; N];
    if host::call(
        pallet_revive_uapi::CallFlags::empty(),
        contract,
        calldata,
        words.as_flattened_mut(),
    ) {
        // Where there is no code nothing refuses, and nothing is done.
        return host::has_code(contract).then_some(words);
    }
    host::pass_refusal_on();
    None
}

/// Calls `contract`, which may change state, and returns the `N` words that it answers with. `None`
/// if nothing was [`prepared`], or anything but `N` words.
#[cfg(not(target_arch = "riscv64"))]
pub fn tell<const N: usize>(contract: Address, calldata: &[u8]) -> Option<[[u8; 32]; N]> {
    prepared::note(contract, calldata);
    ask_words(contract, calldata)
}

#[cfg(target_arch = "riscv64")]
mod host {
    use ink::{prelude::vec, Address};
    use pallet_revive_uapi::{CallFlags, HostFn, HostFnImpl, ReturnFlags};

    /// Longest refusal that is passed on. Custom errors are a few words; a callee could make its
    /// caller pay for more.
    const LONGEST: u64 = 1_024;

    /// Whether `contract` takes the call and answers with exactly as much as `out` holds.
    pub fn call(flags: CallFlags, contract: Address, calldata: &[u8], out: &mut [u8]) -> bool {
        let size = out.len() as u64;
        // Whatever weight and deposit are left.
        let called = HostFnImpl::call(
            flags,
            &contract.0,
            u64::MAX,
            u64::MAX,
            &[u8::MAX; 32],
            &[0; 32],
            calldata,
            Some(&mut &mut *out),
        );
        called.is_ok() && HostFnImpl::return_data_size() == size
    }

    pub fn has_code(contract: Address) -> bool {
        HostFnImpl::code_size(&contract.0) > 0
    }

    /// Ends this call with what the last callee returned, if that was a refusal with a reason.
    pub fn pass_refusal_on() {
        let size = HostFnImpl::return_data_size();
        // An answer of another size than expected is no refusal: those have a selector and words.
        if size % 32 != 4 || size > LONGEST {
            return;
        }
        let mut reason = vec![0; size as usize];
        HostFnImpl::return_data_copy(&mut &mut reason[..], 0);
        HostFnImpl::return_value(ReturnFlags::REVERT, &reason)
    }
}

/// Answers off chain: what tests prepare, and what was told.
#[cfg(not(target_arch = "riscv64"))]
pub mod prepared {
    use super::Vec;
    use crate::word::Word;
    use core::cell::RefCell;
    use ink::Address;
    use std::collections::BTreeMap;

    type Call = ([u8; 20], Vec<u8>);

    std::thread_local! {
        static ANSWERS: RefCell<BTreeMap<Call, Vec<[u8; 32]>>> = const { RefCell::new(BTreeMap::new()) };
        static TOLD: RefCell<Vec<Call>> = const { RefCell::new(Vec::new()) };
    }

    /// `contract` answers this calldata with `answer` from now on, on this thread.
    pub fn set(contract: Address, calldata: Vec<u8>, answer: impl Word) {
        set_words(contract, calldata, &[answer.to_word()]);
    }

    /// `contract` answers this calldata with `words` from now on, on this thread.
    pub fn set_words(contract: Address, calldata: Vec<u8>, words: &[[u8; 32]]) {
        ANSWERS.with_borrow_mut(|all| all.insert((contract.0, calldata), words.to_vec()));
    }

    /// What was told to contracts on this thread since the last time, in order.
    pub fn told() -> Vec<(Address, Vec<u8>)> {
        TOLD.take()
            .into_iter()
            .map(|(contract, calldata)| (contract.into(), calldata))
            .collect()
    }

    pub(super) fn note(contract: Address, calldata: &[u8]) {
        TOLD.with_borrow_mut(|all| all.push((contract.0, calldata.to_vec())));
    }

    pub(super) fn get(contract: Address, calldata: &[u8]) -> Option<Vec<[u8; 32]>> {
        ANSWERS.with_borrow(|all| all.get(&(contract.0, calldata.to_vec())).cloned())
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
        assert_eq!(ask_words::<2>(contract, &[1]), None);
    }

    #[test]
    fn tell_is_noted_and_answers_what_was_prepared() {
        let contract = Address::from([2; 20]);
        assert_eq!(tell::<0>(contract, &[1]), None);
        prepared::set_words(contract, [1].to_vec(), &[]);
        assert_eq!(tell::<0>(contract, &[1]), Some([]));
        assert_eq!(prepared::told(), [(contract, vec![1]), (contract, vec![1])]);
        assert_eq!(prepared::told(), []);
    }
}
