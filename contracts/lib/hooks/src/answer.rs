//! Answers: what a message or a constructor hands back, sent to the host at once, which ends the call.

use crate::{refusal::Refusal, word::Word};
use ink::prelude::vec::Vec;

/// That the call has been answered. On chain nobody lives to see it.
pub struct Answered(());

/// As solc does with calldata it cannot read and with value it did not ask for: revert, no data.
#[cfg(target_arch = "riscv64")]
#[cold]
#[inline(never)]
pub(crate) fn refuse() -> ! {
    send(true, &[])
}

/// Refuses value.
#[inline(always)]
pub(crate) fn deny_value() -> Result<(), ink::sol::Error> {
    // Off chain no value comes.
    #[cfg(target_arch = "riscv64")]
    refuse_value();
    Ok(())
}

#[cfg(target_arch = "riscv64")]
#[inline(never)]
fn refuse_value() {
    use pallet_revive_uapi::{HostFn, HostFnImpl};
    let mut value = [0; 32];
    HostFnImpl::value_transferred(&mut value);
    let (limbs, _) = value.as_chunks::<8>();
    if limbs.iter().any(|limb| u64::from_ne_bytes(*limb) != 0) {
        refuse()
    }
}

#[cfg(target_arch = "riscv64")]
fn send(reverts: bool, data: &[u8]) -> ! {
    use pallet_revive_uapi::{HostFn, HostFnImpl, ReturnFlags};
    let flags = if reverts {
        ReturnFlags::REVERT
    } else {
        ReturnFlags::empty()
    };
    HostFnImpl::return_value(flags, data)
}

#[cfg(not(target_arch = "riscv64"))]
fn send(_reverts: bool, _data: &[u8]) -> Answered {
    Answered(())
}

/// Ends the call with this return data.
pub fn send_answer(data: &[u8]) -> Answered {
    send(false, data)
}

/// Ends the call, changes nothing, and returns this data.
#[cfg(target_arch = "riscv64")]
pub(crate) fn revert(data: &[u8]) -> ! {
    send(true, data)
}

/// Ends the call with a revert: on chain it has ended already.
#[cfg(target_arch = "riscv64")]
#[inline(always)]
pub fn reverted(revert: crate::Revert) -> Answered {
    match revert.0 {}
}

/// Ends the call with a revert.
#[cfg(not(target_arch = "riscv64"))]
pub fn reverted(revert: crate::Revert) -> Answered {
    send(true, revert.data())
}

fn send_refusal(data: &[u8]) -> Answered {
    send(true, data)
}

/// Ends a constructor that cannot go on, with the error's data.
///
/// A constructor could return the `Result`; ink! would then bring its own encoders of errors along,
/// a tenth of a contract's code.
pub trait OrRevert<T> {
    /// The value; without one, reverts. Off chain, where nothing can be reverted, panics.
    fn or_revert(self) -> T;
}

impl<T, E: Refusal + core::fmt::Debug> OrRevert<T> for Result<T, E> {
    fn or_revert(self) -> T {
        match self {
            Ok(value) => value,
            #[cfg(target_arch = "riscv64")]
            Err(error) => error.encode_to(|data| send(true, data)),
            #[cfg(not(target_arch = "riscv64"))]
            Err(error) => panic!("reverted: {error:?}"),
        }
    }
}

/// What a message may answer with.
pub trait Reply {
    /// Sends it and ends the call.
    fn reply(&self) -> Answered;
}

impl Reply for () {
    fn reply(&self) -> Answered {
        send_answer(&[])
    }
}

impl<W: Word> Reply for W {
    fn reply(&self) -> Answered {
        send_answer(&self.to_word())
    }
}

macro_rules! tuple_reply {
    ($($field:ident)+) => {
        impl<$($field: Word),+> Reply for ($($field,)+) {
            #[allow(non_snake_case)]
            fn reply(&self) -> Answered {
                let ($($field,)+) = self;
                send_answer([$($field.to_word()),+].as_flattened())
            }
        }
    };
}
tuple_reply!(A B);
tuple_reply!(A B C);
tuple_reply!(A B C D);
tuple_reply!(A B C D E);
tuple_reply!(A B C D E F);

/// A dynamic array: `uint64[]`, `address[]`.
impl<W: Word> Reply for Vec<W> {
    fn reply(&self) -> Answered {
        send_answer(list(self).as_flattened())
    }
}

/// As solc returns an array alone: the place of its length, the length, the elements.
fn list<W: Word>(items: &[W]) -> Vec<[u8; 32]> {
    let head = [32u64, items.len() as u64].map(|word| word.to_word());
    head.into_iter()
        .chain(items.iter().map(Word::to_word))
        .collect()
}

impl<T: Reply, E: Refusal> Reply for Result<T, E> {
    fn reply(&self) -> Answered {
        match self {
            Ok(value) => value.reply(),
            Err(error) => refused(error),
        }
    }
}

/// One copy an error type, not one a message.
#[cold]
#[inline(never)]
fn refused<E: Refusal>(error: &E) -> Answered {
    error.encode_to(send_refusal)
}

#[cfg(test)]
mod tests {
    use super::list;
    use alloy_sol_types::{private::Address as AlloyAddress, sol_data, SolType};
    use ink::Address;

    #[test]
    fn list_encodes_as_an_array_returned_alone() {
        let numbers = vec![1u64, u64::MAX, 0];
        let expected = sol_data::Array::<sol_data::Uint<64>>::abi_encode(&numbers);
        assert_eq!(list(&numbers).as_flattened(), expected);

        let addresses = [[1; 20], [0xff; 20]];
        let expected = addresses.map(AlloyAddress::from).to_vec();
        let expected = sol_data::Array::<sol_data::Address>::abi_encode(&expected);
        assert_eq!(list(&addresses.map(Address::from)).as_flattened(), expected);
    }

    #[test]
    fn list_of_nothing_encodes_its_length() {
        let expected = sol_data::Array::<sol_data::Uint<64>>::abi_encode(&Vec::<u64>::new());
        assert_eq!(list::<u64>(&[]).as_flattened(), expected);
    }
}
