//! The running call.

use crate::{
    call::{Access, Callee},
    Address, Word, U256,
};
use core::mem::MaybeUninit;

/// Who calls.
#[inline]
pub fn caller() -> Address {
    #[cfg(target_arch = "riscv64")]
    return Address::from(*crate::host::caller(&mut MaybeUninit::uninit()));
    #[cfg(not(target_arch = "riscv64"))]
    ink::env::caller()
}

/// Who calls, in `memory`, which costs less than moving it.
#[inline(always)]
pub fn caller_in(memory: &mut MaybeUninit<[u8; 20]>) -> &[u8; 20] {
    #[cfg(target_arch = "riscv64")]
    return crate::host::caller(memory);
    #[cfg(not(target_arch = "riscv64"))]
    memory.write(caller().0)
}

/// This contract.
#[inline]
pub fn this() -> Address {
    #[cfg(target_arch = "riscv64")]
    {
        use pallet_revive_uapi::{HostFn, HostFnImpl};
        let mut address = [0; 20];
        HostFnImpl::address(&mut address);
        Address::from(address)
    }
    #[cfg(not(target_arch = "riscv64"))]
    ink::env::address()
}

/// The block's time, in seconds since 1970.
#[inline]
pub fn now() -> u64 {
    ink::env::block_timestamp::<ink::env::DefaultEnvironment>()
}

/// The block's number.
#[inline]
pub fn block_number() -> u32 {
    ink::env::block_number::<ink::env::DefaultEnvironment>()
}

/// The chain's id, as Ethereum has it.
pub fn chain_id() -> U256 {
    #[cfg(target_arch = "riscv64")]
    {
        use pallet_revive_uapi::{HostFn, HostFnImpl};
        let mut id = [0; 32];
        HostFnImpl::chain_id(&mut id);
        U256::from_little_endian(&id)
    }
    // That of development chains.
    #[cfg(not(target_arch = "riscv64"))]
    U256::from(31_337)
}

/// The hash of one of the latest 256 blocks before the running one; zeros for any other block.
pub fn block_hash(number: u64) -> [u8; 32] {
    #[cfg(target_arch = "riscv64")]
    {
        use pallet_revive_uapi::{HostFn, HostFnImpl};
        let mut hash = [0; 32];
        HostFnImpl::block_hash(&U256::from(number).to_little_endian(), &mut hash);
        hash
    }
    // Off chain there are no blocks: the hash of the number.
    #[cfg(not(target_arch = "riscv64"))]
    match u64::from(block_number()).checked_sub(number) {
        Some(1..=256) => keccak256(&number.to_be_bytes()),
        _ => [0; 32],
    }
}

/// Who signed a digest: `signature` is r, s, and v of 27 or 28. `None` if no account did. Off chain the precompile at
/// [`ECRECOVER`] answers as [`call::mock`](crate::call::mock) says.
pub fn signer(digest: &[u8; 32], signature: &[u8; 65]) -> Option<Address> {
    let (r_s, v) = signature.split_first_chunk::<64>()?;
    let mut input = [[0; 32]; 4];
    let [hash, parity, r, s] = &mut input;
    *hash = *digest;
    *parity.last_mut()? = *v.first()?;
    let (first, second) = r_s.split_at(32);
    r.copy_from_slice(first);
    s.copy_from_slice(second);
    let recovered = Callee::at(ECRECOVER).call_static(Access::View, input.as_flattened());
    let signer = Address::from_word(&recovered.ok()?)?;
    (!signer.is_zero()).then_some(signer)
}

/// The precompile that recovers the signer of a digest.
pub const ECRECOVER: Address =
    ink::H160([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);

/// The value that came with the call, in wei.
#[inline]
pub fn value() -> U256 {
    ink::env::transferred_value()
}

/// Sends value, in wei, with all weight that is left. `false` where `to` does not take it, or there is
/// not so much; state that was written before stays written.
#[must_use]
pub fn transfer(to: Address, amount: U256) -> bool {
    ink::env::transfer::<ink::env::DefaultEnvironment>(to, amount).is_ok()
}

/// keccak-256 of `bytes`.
pub fn keccak256(bytes: &[u8]) -> [u8; 32] {
    use ink::env::hash::{CryptoHash, Keccak256};
    let mut hash = [0; 32];
    Keccak256::hash(bytes, &mut hash);
    hash
}
