//! Ends of calls: return data goes to the host at once.

/// Marker: return data was sent. On chain that ends the call, so that no code ever sees the value.
#[derive(Debug)]
pub struct Returned(());

/// Ends the call with this return data.
pub fn send(data: &[u8]) -> Returned {
    end(false, data)
}

/// Ends the call, changes nothing, and returns this data.
#[cfg(target_arch = "riscv64")]
pub(crate) fn revert(data: &[u8]) -> ! {
    end(true, data)
}

/// Ends the call with a revert: on chain it has ended already.
#[cfg(target_arch = "riscv64")]
#[inline(always)]
pub fn reverted(revert: crate::Revert) -> Returned {
    match revert {}
}

/// Ends the call with a revert.
#[cfg(not(target_arch = "riscv64"))]
pub fn reverted(revert: crate::Revert) -> Returned {
    end(true, revert.data())
}

/// As solc does with calldata it cannot read and with value that a function does not take: a revert
/// without data.
#[cfg(target_arch = "riscv64")]
#[cold]
#[inline(never)]
pub(crate) fn refuse() -> ! {
    end(true, &[])
}

/// Reverts if the call brought value. Off chain none comes.
#[inline(always)]
pub(crate) fn deny_value() {
    #[cfg(target_arch = "riscv64")]
    if crate::host::has_value() {
        refuse()
    }
}

#[cfg(target_arch = "riscv64")]
#[inline(always)]
fn end(reverts: bool, data: &[u8]) -> ! {
    use pallet_revive_uapi::ReturnFlags;
    let flags = if reverts {
        ReturnFlags::REVERT
    } else {
        ReturnFlags::empty()
    };
    crate::host::end(flags, data)
}

#[cfg(not(target_arch = "riscv64"))]
fn end(_reverts: bool, _data: &[u8]) -> Returned {
    Returned(())
}

/// Ends a constructor that failed. On chain it has ended already; off chain, where nothing can be
/// reverted, this panics.
pub fn constructed(result: crate::Result<()>) {
    #[cfg(not(target_arch = "riscv64"))]
    if let Err(revert) = result {
        panic!("the constructor reverted: {revert:?}");
    }
    #[cfg(target_arch = "riscv64")]
    let _ = result;
}
