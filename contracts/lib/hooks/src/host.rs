//! Host functions on memory that nothing was written to: zeroing it first would be paid for in every call,
//! and a reference to uninitialised bytes is undefined behaviour in Rust.

use core::{mem::MaybeUninit, slice};
use pallet_revive_uapi::ReturnFlags;

/// The functions by their pointers; `pallet-revive-uapi` takes references.
mod imports {
    #[ink::polkavm_derive::polkavm_import(abi = ink::polkavm_derive::default_abi)]
    extern "C" {
        pub fn call_data_size() -> u64;
        // The host takes the lower half of the offset.
        pub fn call_data_copy(out: *mut u8, len: u64, offset: u64);
        pub fn caller(out: *mut u8);
        pub fn value_transferred(out: *mut u8);
        pub fn seal_return(flags: u32, data: *const u8, len: u32);
        pub fn get_storage(
            flags: u32,
            key: *const u8,
            key_len: u32,
            out: *mut u8,
            out_len: *mut u32,
        ) -> u64;
    }
}

/// Bytes of calldata, below 2^32: pallet-revive takes 128 KiB at most.
#[inline(always)]
pub fn calldata_size() -> u64 {
    // SAFETY: it takes no pointer.
    unsafe { imports::call_data_size() }
}

/// Copies calldata from `offset` on, which is below 2^32, into all of `out`; zeros past its end.
#[inline(always)]
pub fn calldata(out: &mut [MaybeUninit<u8>], offset: u64) -> &mut [u8] {
    // SAFETY: the host writes `len` bytes, which are ours, all of them.
    unsafe {
        imports::call_data_copy(out.as_mut_ptr().cast(), out.len() as u64, offset);
        slice::from_raw_parts_mut(out.as_mut_ptr().cast(), out.len())
    }
}

/// Who calls, in memory: moving 20 bytes costs six instructions.
#[inline(always)]
pub fn caller(memory: &mut MaybeUninit<[u8; 20]>) -> &[u8; 20] {
    // SAFETY: the host writes 20 bytes.
    unsafe {
        imports::caller(memory.as_mut_ptr().cast());
        memory.assume_init_ref()
    }
}

/// Whether value came with the call.
#[inline(always)]
pub fn has_value() -> bool {
    let mut value = MaybeUninit::<[u64; 4]>::uninit();
    // SAFETY: the host writes 32 bytes, in any order of which zero is zero.
    let [a, b, c, d] = unsafe {
        imports::value_transferred(value.as_mut_ptr().cast());
        value.assume_init()
    };
    a | b | c | d != 0
}

/// Ends the call.
#[inline(always)]
pub fn end(flags: ReturnFlags, data: &[u8]) -> ! {
    // SAFETY: the host reads `data` and does not come back.
    unsafe {
        imports::seal_return(flags.bits(), data.as_ptr(), data.len() as u32);
        core::hint::unreachable_unchecked()
    }
}

/// The bytes under a key, in memory; zeros where there are none, or another number of them.
#[inline(always)]
pub fn storage<'a, const N: usize>(
    key: &[u8; 4],
    memory: &'a mut MaybeUninit<[u8; N]>,
) -> &'a mut [u8; N] {
    let mut len = N as u32;
    // SAFETY: the host writes at most `len` bytes, and how many they are; where they are not all, they are
    // written here.
    unsafe {
        let found = imports::get_storage(
            0,
            key.as_ptr(),
            key.len() as u32,
            memory.as_mut_ptr().cast(),
            &mut len,
        );
        if found != 0 || len != N as u32 {
            memory.write([0; N]);
        }
        memory.assume_init_mut()
    }
}
