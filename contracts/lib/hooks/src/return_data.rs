//! Ends of calls: return data goes to the host at once.

/// Marker: return data was sent. On chain that ends the call, so that no code ever sees the value.
#[derive(Debug)]
pub struct Returned(());

/// Ends the call with this return data.
pub fn send(data: &[u8]) -> Returned {
    end(false, data)
}

/// Ends the call, changes nothing, and returns this data.
pub(crate) fn revert(data: &[u8]) -> ! {
    stop(true, data)
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
#[cold]
#[inline(never)]
pub(crate) fn refuse() -> ! {
    stop(true, &[])
}

/// Reverts if the call brought value. Off chain none comes but under a host of tests.
#[inline(always)]
pub(crate) fn deny_value() {
    #[cfg(not(target_arch = "riscv64"))]
    if !crate::host::is_running() {
        return;
    }
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
#[cfg(target_arch = "riscv64")]
use end as stop;

/// Under a host of tests the frame ends; without one, the method's caller goes on.
#[cfg(not(target_arch = "riscv64"))]
fn end(reverts: bool, data: &[u8]) -> Returned {
    if crate::host::is_running() {
        stop(reverts, data)
    }
    Returned(())
}

#[cfg(not(target_arch = "riscv64"))]
fn stop(reverts: bool, data: &[u8]) -> ! {
    use pallet_revive_uapi::ReturnFlags;
    let flags = match reverts {
        true => ReturnFlags::REVERT,
        false => ReturnFlags::empty(),
    };
    crate::host::end(flags, data)
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
