//! What the words of calldata may hold: by a table of [`Kind`]s, which a signature has.

use super::{
    words::{is_low, limbs, low, raw},
    Slot, WORD,
};

/// What a word of the head may hold: a rule in the low byte, its number in the high one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind(u16);

/// Rules of kinds. What the number counts depends on the rule.
pub(crate) mod rule {
    pub const WHOLE: u8 = 0;
    /// 1 to 64 bits.
    pub const BITS: u8 = 1;
    pub const ADDRESS: u8 = 2;
    /// 65 to 255 bits, but for 160.
    pub const WIDE: u8 = 3;
    pub const SIGNED: u8 = 4;
    pub const HIGH: u8 = 5;
    pub const BELOW: u8 = 6;
    /// Words of an item; 0 for items of one byte.
    pub const TAIL: u8 = 7;
    /// Words of the head.
    pub const HEAD: u8 = 8;
    pub const HERE: u8 = 9;
}

/// The rules of these tables, a bit each.
pub const fn rules(tables: &[&[Kind]]) -> u16 {
    let (mut rules, mut i) = (0, 0);
    while i < tables.len() {
        let mut j = 0;
        while j < tables[i].len() {
            rules |= 1 << tables[i][j].rule();
            j += 1;
        }
        i += 1;
    }
    rules
}

/// Named like variants: an `enum` that holds bytes up to a `u32` would take eight bytes a word, and
/// the tables of a contract with dozens of messages are part of its code.
#[allow(non_snake_case, non_upper_case_globals)]
impl Kind {
    /// Anything: `uint256`, `int256`, `bytes32`, and words that are checked later or not at all.
    pub const Whole: Self = Self::new(rule::WHOLE, 0);

    /// The first word of a static struct or of a static array of fixed length. Nothing is checked
    /// before a member is read. The slot is replaced by its own position; the kinds of the words
    /// that follow are [`Whole`](Self::Whole).
    pub const Here: Self = Self::new(rule::HERE, 0);

    /// An unsigned number of at most this many bits, 1 to 255: 1 for `bool`, 160 for `address`.
    pub const fn Bits(bits: u8) -> Self {
        let rule = match bits {
            ..=64 => rule::BITS,
            160 => rule::ADDRESS,
            _ => rule::WIDE,
        };
        Self::new(rule, bits)
    }

    /// A signed number of this many bits, 8 to 248, extended by its sign to the whole word.
    pub const fn Signed(bits: u8) -> Self {
        Self::new(rule::SIGNED, bits)
    }

    /// This many bytes, 1 to 31, from the highest on; the others are zero: `bytes1` to `bytes31`.
    pub const fn High(bytes: u8) -> Self {
        Self::new(rule::HIGH, bytes)
    }

    /// A number below this one: an `enum` of so many members, 1 to 255. For 256, `Bits(8)`.
    pub const fn Below(members: u8) -> Self {
        Self::new(rule::BELOW, members)
    }

    /// The offset of a length, behind which lie that many items of so many bytes: 1 for `bytes` and
    /// `string`, else a multiple of 32 up to 8,160.
    pub const fn Tail(bytes: u32) -> Self {
        if bytes == 1 {
            return Self::new(rule::TAIL, 0);
        }
        Self::new(rule::TAIL, in_words(bytes))
    }

    /// The offset of a dynamic struct, or of an array of fixed length of dynamic elements, whose head
    /// has so many bytes: a multiple of 32 up to 8,160.
    pub const fn Head(bytes: u32) -> Self {
        Self::new(rule::HEAD, in_words(bytes))
    }

    const fn new(rule: u8, number: u8) -> Self {
        Self(u16::from_le_bytes([rule, number]))
    }

    pub(crate) const fn rule(self) -> u8 {
        self.0.to_le_bytes()[0]
    }

    pub(crate) const fn number(self) -> u8 {
        self.0.to_le_bytes()[1]
    }

    /// Whether a word holds a value of this kind. Offsets are not followed: every one is accepted.
    pub fn accepts(self, word: &Slot) -> bool {
        self.holds(word, u16::MAX)
    }

    /// As [`accepts`](Self::accepts), for a kind whose rule is one of `rules`.
    #[inline(always)]
    pub(crate) fn holds(self, word: &Slot, rules: u16) -> bool {
        let is = |rule: u8| rules & (1 << rule) != 0 && self.rule() == rule;
        let number = u32::from(self.number());
        if is(rule::BITS) {
            return is_low(word) && (number == 64 || low(word) >> number == 0);
        }
        if is(rule::ADDRESS) {
            let [a, b, ..] = raw(word);
            // In memory the highest bytes come first: of the second part, the lower half.
            return a == 0 && u64::from_le(b) as u32 == 0;
        }
        if rules & (1 << rule::WIDE | 1 << rule::SIGNED | 1 << rule::HIGH | 1 << rule::BELOW) != 0 {
            return self.holds_rarely(word);
        }
        true
    }

    /// The rules that few contracts have.
    #[inline(never)]
    fn holds_rarely(self, word: &Slot) -> bool {
        let number = u32::from(self.number());
        match self.rule() {
            rule::WIDE => is_below_bit(limbs(word), number),
            rule::SIGNED => {
                // All bits from the sign's on are equal.
                let limbs = limbs(word);
                let sign = ((limbs[0] as i64) >> 63) as u64;
                is_below_bit(limbs.map(|limb| limb ^ sign), number.saturating_sub(1))
            }
            rule::HIGH => {
                let mut left = number.saturating_mul(8);
                limbs(word).iter().all(|limb| {
                    let low = limb.checked_shl(left).unwrap_or(0);
                    left = left.saturating_sub(64);
                    low == 0
                })
            }
            rule::BELOW => is_low(word) && low(word) < u64::from(number),
            _ => true,
        }
    }
}

/// Bytes in words. Evaluated while compiling.
const fn in_words(bytes: u32) -> u8 {
    assert!(
        bytes != 0 && bytes.is_multiple_of(WORD) && bytes / WORD <= u8::MAX as u32,
        "an item or a head has 1 to 255 words"
    );
    (bytes / WORD) as u8
}

/// Whether no bit is set from this one on, counted from the lowest.
fn is_below_bit(limbs: [u64; 4], bit: u32) -> bool {
    let mut left = bit;
    limbs.iter().rev().all(|limb| {
        let high = limb.checked_shr(left).unwrap_or(0);
        left = left.saturating_sub(64);
        high == 0
    })
}
