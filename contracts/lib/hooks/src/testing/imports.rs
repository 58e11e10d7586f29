//! The host functions of a contract that runs natively: the same names as on PolkaVM, and those by which
//! `blueprint-components` stores.

use super::{
    precompiles,
    world::{self, trap, with, End, Frame},
    Emitted, Failure, Trap, EVENT_BYTES, EVENT_TOPICS, IMMUTABLE_BYTES, STORAGE_BYTES,
    STORAGE_KEY_BYTES,
};
use crate::{call::Access, Address, Vec, U256};
use core::mem::MaybeUninit;
use pallet_revive_uapi::ReturnFlags;

/// Whether a contract's code runs under a [`Host`](super::Host).
pub fn is_running() -> bool {
    world::in_contract()
}

/// Reads the running frame.
fn frame<R>(read: impl FnOnce(&Frame) -> R) -> R {
    with(|world| world.frames.last().map(read)).expect("a contract runs")
}

/// Bytes of calldata.
pub fn calldata_size() -> u64 {
    frame(|it| it.calldata.len() as u64)
}

/// Copies calldata from `offset` on into all of `out`; zeros past its end.
pub fn copy_calldata(out: &mut [u8], offset: u32) {
    frame(|it| crate::CallData::copy(&&*it.calldata, out, offset))
}

/// Copies calldata like [`copy_calldata`], into memory that nothing was written to.
pub fn calldata(out: &mut [MaybeUninit<u8>], offset: u64) -> &mut [u8] {
    let mut bytes = std::vec![0; out.len()];
    copy_calldata(&mut bytes, u32::try_from(offset).unwrap_or(u32::MAX));
    out.iter_mut().zip(bytes).for_each(|(to, byte)| {
        to.write(byte);
    });
    // SAFETY: every byte was written.
    unsafe { core::slice::from_raw_parts_mut(out.as_mut_ptr().cast(), out.len()) }
}

/// The account that calls.
pub fn caller(memory: &mut MaybeUninit<[u8; 20]>) -> &[u8; 20] {
    memory.write(frame(|it| it.caller.0))
}

/// This contract.
pub fn address() -> Address {
    frame(|it| it.contract)
}

/// The value that came with the call, in wei.
pub fn value() -> U256 {
    frame(|it| it.value)
}

/// Whether value came with the call.
pub fn has_value() -> bool {
    !value().is_zero()
}

/// The block's time, in seconds since 1970.
pub fn now() -> u64 {
    with(|world| world.now)
}

/// The block's number.
pub fn block_number() -> u32 {
    with(|world| world.number)
}

/// The chain's number.
pub fn chain_id() -> U256 {
    with(|world| world.chain_id)
}

/// Ends the call.
pub fn end(flags: ReturnFlags, data: &[u8]) -> ! {
    let data = data.to_vec();
    world::end(if flags.contains(ReturnFlags::REVERT) {
        End::Reverted(data)
    } else {
        End::Returned(data)
    })
}

/// The bytes under a key; zeros where there are none, or another number of them.
pub fn storage<'a, const N: usize>(
    key: &[u8; 4],
    memory: &'a mut MaybeUninit<[u8; N]>,
) -> &'a mut [u8; N] {
    let stored = read(key).and_then(|value| value.try_into().ok());
    memory.write(stored.unwrap_or([0; N]))
}

/// The value under a key.
pub fn read(key: &[u8]) -> Option<Vec<u8>> {
    check_key(key);
    let contract = address();
    with(|world| {
        let value = world
            .accounts
            .entry(contract)
            .or_default()
            .storage
            .get(key)
            .cloned();
        let bytes = value.as_ref().map_or(0, Vec::len);
        let counts = world.touch(contract, key);
        counts.reads = counts.reads.saturating_add(1);
        counts.read_bytes = counts.read_bytes.saturating_add(bytes);
        value
    })
}

/// Stores a value.
pub fn write(key: &[u8], value: &[u8]) {
    check_changes();
    check_key(key);
    if value.len() > STORAGE_BYTES {
        trap(Trap::ValueTooLarge(value.len()));
    }
    store(key, Some(value));
}

/// Removes a value. `false` where there was none.
pub fn clear(key: &[u8]) -> bool {
    check_changes();
    check_key(key);
    store(key, None)
}

/// Whether there was a value.
fn store(key: &[u8], value: Option<&[u8]>) -> bool {
    let (contract, bytes) = (address(), value.map_or(0, <[u8]>::len));
    with(|world| {
        let counts = world.touch(contract, key);
        counts.writes = counts.writes.saturating_add(1);
        counts.written_bytes = counts.written_bytes.saturating_add(bytes);
        counts.longest_written = counts.longest_written.max(bytes);
        let storage = &mut world.accounts.entry(contract).or_default().storage;
        match value {
            Some(value) => storage.insert(key.to_vec(), value.to_vec()),
            None => storage.remove(key),
        }
        .is_some()
    })
}

fn check_key(key: &[u8]) {
    if key.len() > STORAGE_KEY_BYTES {
        trap(Trap::DecodingFailed(key.len()));
    }
}

fn check_changes() {
    if frame(|it| it.is_static) {
        trap(Trap::StateChangeDenied);
    }
}

/// What the constructor left beside the code.
pub fn immutable() -> Vec<u8> {
    let contract = address();
    let data = with(|world| world.accounts.get(&contract)?.immutable.clone());
    match data.filter(|_| !frame(|it| it.is_constructor)) {
        Some(data) => data,
        None => trap(Trap::InvalidImmutableAccess),
    }
}

/// Leaves data beside the code.
pub fn set_immutable(data: &[u8]) {
    check_changes();
    if data.len() > IMMUTABLE_BYTES {
        trap(Trap::ValueTooLarge(data.len()));
    }
    if data.is_empty() || !frame(|it| it.is_constructor) {
        trap(Trap::InvalidImmutableAccess);
    }
    let contract = address();
    with(|world| world.accounts.entry(contract).or_default().immutable = Some(data.to_vec()));
}

/// Emits an event.
pub fn emit(topics: &[[u8; 32]], data: &[u8]) {
    check_changes();
    if topics.len() > EVENT_TOPICS {
        trap(Trap::TooManyTopics(topics.len()));
    }
    if data.len() > EVENT_BYTES {
        trap(Trap::ValueTooLarge(data.len()));
    }
    let contract = address();
    with(|world| {
        world.events.push(Emitted {
            contract,
            topics: topics.to_vec(),
            data: data.to_vec(),
        });
    });
}

/// Calls an account. Without data the callee reverted without, or trapped, or had not so much value to take.
pub fn call(to: Address, access: Access, value: U256, calldata: &[u8]) -> Result<u64, Vec<u8>> {
    match world::nested(to, access, value, calldata) {
        Ok(data) => Ok(data.len() as u64),
        Err(Failure::Reverted(data)) => Err(data),
        Err(Failure::Trapped(_)) => Err(Vec::new()),
    }
}

/// Copies what the last call returned.
pub fn copy_returned(out: &mut [u8]) {
    frame(|it| {
        let length = out.len().min(it.returned.len());
        out[..length].copy_from_slice(&it.returned[..length]);
    });
}

/// Whether there is code at an address. Where a peer stands in for a precompile, what the chain says of that.
pub fn has_code(address: Address) -> bool {
    let has = |world: &mut world::World| world.accounts.get(&address)?.code.as_ref().map(|_| ());
    precompiles::has_code(address).unwrap_or_else(|| with(has).is_some())
}
