//! Reading inside of structs and arrays that stay in calldata, by the rules of solc's
//! `access_calldata_tail`.

#[cfg(target_arch = "riscv64")]
use crate::calldata::Host;
use crate::calldata::{number, CallData, Malformed, Place, Slot, WORD};

#[cfg(not(target_arch = "riscv64"))]
extern crate alloc;

/// Where the head of a struct, or the first element of an array, lies. Offsets inside of it count from
/// there.
///
/// The EVM computes positions modulo 2^256, and offsets between dynamic values are signed there: one
/// may point back, and before the start of calldata, where zeros are read. Here positions are 64 bits
/// wide and wrap likewise.
#[derive(Clone)]
pub struct Frame {
    /// Bytes from the start of calldata.
    at: i64,
    #[cfg(not(target_arch = "riscv64"))]
    data: alloc::sync::Arc<[u8]>,
}

impl Frame {
    /// The frame whose position [`checked`](crate::calldata::checked) left in a slot.
    #[inline]
    pub fn from_slot<S: CallData>(slot: &Slot, source: &S) -> Self {
        Self::at(Place::from_slot(slot).at, source)
    }

    /// The frame at a position, in bytes from the start of calldata.
    #[inline]
    pub(crate) fn at<S: CallData>(position: u32, _source: &S) -> Self {
        Self {
            at: i64::from(position),
            #[cfg(not(target_arch = "riscv64"))]
            data: {
                // Longer calldata was refused.
                let mut data = alloc::vec![0; _source.size() as usize];
                _source.copy(&mut data, 0);
                data.into()
            },
        }
    }

    /// The frame of a value, as if it were calldata. For tests.
    #[cfg(not(target_arch = "riscv64"))]
    pub fn of_value<V: crate::encode::Encode + ?Sized>(value: &V) -> Self {
        let mut data = alloc::vec::Vec::new();
        value.append(&mut data);
        Self {
            at: 0,
            data: data.into(),
        }
    }

    /// The word at an offset, in bytes. Zeros outside of calldata.
    pub fn word(&self, offset: u32) -> Slot {
        let mut word = [0; WORD as usize];
        if let Ok(at) = u32::try_from(self.moved(i64::from(offset))) {
            self.copy(&mut word, at);
        }
        word
    }

    /// A static struct or array inside of this one.
    pub fn inner(&self, offset: u32) -> Self {
        self.with(self.moved(i64::from(offset)))
    }

    /// The dynamic struct, or array of fixed length of dynamic elements, whose offset stands at
    /// `offset` and whose head has `needed` bytes, at least 1.
    ///
    /// # Errors
    /// Where its head does not end inside of calldata.
    pub fn follow(&self, offset: u32, needed: u32) -> Result<Self, Malformed> {
        let relative = narrow(&self.word(offset));
        let limit = self
            .size()
            .wrapping_sub(self.at)
            .wrapping_sub(i64::from(needed).wrapping_sub(1));
        if relative >= limit {
            return Err(Malformed);
        }
        Ok(self.with(self.moved(relative)))
    }

    /// The first item, and the number of items, of `bytes`, a `string` or an array whose offset stands
    /// at `offset`; an item takes `stride` bytes.
    ///
    /// # Errors
    /// Where the length or the items do not end inside of calldata.
    pub fn tail(&self, offset: u32, stride: u32) -> Result<(Self, u32), Malformed> {
        let length = self.follow(offset, WORD)?;
        let len = number(&length.word(0)).ok_or(Malformed)?;
        let items = length.inner(WORD);
        let bytes = len
            .checked_mul(u64::from(stride))
            .and_then(|bytes| i64::try_from(bytes).ok())
            .ok_or(Malformed)?;
        if items.at > self.size().wrapping_sub(bytes) {
            return Err(Malformed);
        }
        // Not above the size, which fits: a length that is not zero was read inside of calldata.
        Ok((items, len as u32))
    }

    /// Where its bytes are, for [`Bytes`](crate::Bytes).
    pub(crate) fn place(&self, len: u32) -> Place {
        Place {
            // Nothing is read where it is not inside of calldata.
            at: u32::try_from(self.at).unwrap_or(0),
            len,
        }
    }

    fn moved(&self, by: i64) -> i64 {
        self.at.wrapping_add(by)
    }

    #[cfg(target_arch = "riscv64")]
    fn with(&self, at: i64) -> Self {
        Self { at }
    }

    #[cfg(not(target_arch = "riscv64"))]
    fn with(&self, at: i64) -> Self {
        Self {
            at,
            data: self.data.clone(),
        }
    }

    /// Bytes of calldata.
    #[cfg(target_arch = "riscv64")]
    fn size(&self) -> i64 {
        Host.size() as i64
    }

    #[cfg(not(target_arch = "riscv64"))]
    fn size(&self) -> i64 {
        self.data.len() as i64
    }

    /// Copies from a position in calldata; zeros past the end.
    #[cfg(target_arch = "riscv64")]
    pub(crate) fn copy(&self, out: &mut [u8], at: u32) {
        Host.copy(out, at);
    }

    #[cfg(not(target_arch = "riscv64"))]
    pub(crate) fn copy(&self, out: &mut [u8], at: u32) {
        CallData::copy(&&*self.data, out, at);
    }
}

/// Without what lies there.
impl core::fmt::Debug for Frame {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Frame").field("at", &self.at).finish()
    }
}

/// A signed number of 256 bits as one of 64. Near zero and near -2^255, where the position it leads to
/// can be inside of calldata or wrap, it keeps its distance to them; every other becomes 2^62 or -2^62,
/// which is as far from both. (Near 2^255 no offset is accepted.)
fn narrow(word: &Slot) -> i64 {
    const NEAR: u64 = 1 << 40;
    const TOP: u64 = 1 << 63;
    let [a, b, c, d] = crate::calldata::limbs(word);
    let is_near = |middle: u64| b == middle && c == middle;
    match a {
        0 if is_near(0) && d < NEAR => d as i64,
        u64::MAX if is_near(u64::MAX) && d >= NEAR.wrapping_neg() => d as i64,
        TOP if is_near(0) && d < NEAR => (d | TOP) as i64,
        _ if a < TOP => 1 << 62,
        _ => -(1 << 62),
    }
}
