//! The running call.

use crate::{host, Address, U256};
use core::mem::MaybeUninit;

/// Who calls.
#[inline]
pub fn caller() -> Address {
    #[cfg(not(target_arch = "riscv64"))]
    if !host::is_running() {
        return ink::env::caller();
    }
    Address::from(*host::caller(&mut MaybeUninit::uninit()))
}

/// Who calls, in `memory`, which costs less than moving it.
#[inline(always)]
pub fn caller_in(memory: &mut MaybeUninit<[u8; 20]>) -> &[u8; 20] {
    #[cfg(target_arch = "riscv64")]
    return host::caller(memory);
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
    if host::is_running() {
        host::address()
    } else {
        ink::env::address()
    }
}

/// The block's time, in seconds since 1970.
#[inline]
pub fn now() -> u64 {
    #[cfg(not(target_arch = "riscv64"))]
    if host::is_running() {
        return host::now();
    }
    ink::env::block_timestamp::<ink::env::DefaultEnvironment>()
}

/// The block's number.
#[inline]
pub fn block_number() -> u32 {
    #[cfg(not(target_arch = "riscv64"))]
    if host::is_running() {
        return host::block_number();
    }
    ink::env::block_number::<ink::env::DefaultEnvironment>()
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

/// The value that came with the call, in wei.
#[inline]
pub fn value() -> U256 {
    #[cfg(not(target_arch = "riscv64"))]
    if host::is_running() {
        return host::value();
    }
    ink::env::transferred_value()
}

/// Sends value, in wei, with all weight that is left. `false` where `to` does not take it, or there is
/// not so much; state that was written before stays written.
#[must_use]
pub fn transfer(to: Address, amount: U256) -> bool {
    #[cfg(not(target_arch = "riscv64"))]
    if host::is_running() {
        return host::call(to, crate::call::Access::Payable, amount, &[]).is_ok();
    }
    ink::env::transfer::<ink::env::DefaultEnvironment>(to, amount).is_ok()
}

/// The chain's number (EIP-155). Off chain [`TEST_CHAIN`], unless a host of tests has another.
#[inline]
pub fn chain_id() -> U256 {
    #[cfg(target_arch = "riscv64")]
    {
        use pallet_revive_uapi::{HostFn, HostFnImpl};
        let mut number = [0; 32];
        HostFnImpl::chain_id(&mut number);
        U256::from_little_endian(&number)
    }
    #[cfg(not(target_arch = "riscv64"))]
    if host::is_running() {
        host::chain_id()
    } else {
        U256::from(TEST_CHAIN)
    }
}

/// The number of the chain in unit tests.
#[cfg(not(target_arch = "riscv64"))]
pub const TEST_CHAIN: u64 = 1_337;

/// keccak-256 of `bytes`.
pub fn keccak256(bytes: &[u8]) -> [u8; 32] {
    use ink::env::hash::{CryptoHash, Keccak256};
    let mut hash = [0; 32];
    Keccak256::hash(bytes, &mut hash);
    hash
}

/// keccak-256 of the parts, one after the other.
pub fn keccak(parts: &[&[u8]]) -> [u8; 32] {
    keccak256(&parts.concat())
}

/// The precompile for SHA-256.
pub const SHA256: Address = ink::H160([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2]);

/// SHA-256 of `bytes`. `None` on a chain without the precompile.
pub fn sha256(bytes: &[u8]) -> Option<[u8; 32]> {
    use crate::call::{Access, Callee};
    Callee::at(SHA256).call_static(Access::View, bytes).ok()
}
