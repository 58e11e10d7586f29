//! A word as the host wants it and as the machine computes with it.

/// Four limbs as the 32 bytes they lie in.
pub(crate) fn bytes_of(limbs: &mut [u64; 4]) -> &mut [u8; 32] {
    // SAFETY: both are 32 bytes, bytes have no alignment, and every byte pattern is a number.
    unsafe { &mut *limbs.as_mut_ptr().cast() }
}
