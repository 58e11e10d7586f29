//! What a contract must answer to a static call.

use crate::math::U256;
#[cfg(feature = "scale")]
use {
    codec::{Decode, Encode, MaxEncodedLen},
    scale_info::TypeInfo,
};

/// How a word is compared with a bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub enum Comparison {
    /// It is not below the bound.
    #[default]
    AtLeast = 0,
    /// It is not above the bound.
    AtMost = 1,
    /// It is the bound.
    Equal = 2,
    /// It is not the bound.
    Differs = 3,
}

impl Comparison {
    /// By its number.
    pub fn from_number(number: u8) -> Option<Self> {
        [Self::AtLeast, Self::AtMost, Self::Equal, Self::Differs]
            .into_iter()
            .find(|it| *it as u8 == number)
    }

    /// Whether the word with this index of returned data compares with the bound as it must. A word that is not all
    /// there does not.
    pub fn holds(self, returned: &[u8], word: u8, bound: U256) -> bool {
        let from = usize::from(word).saturating_mul(32);
        let Some(word) = returned.get(from..from.saturating_add(32)) else {
            return false;
        };
        self.compares(U256::from_big_endian(word), bound)
    }

    /// Whether the value compares with the bound as it must.
    pub fn compares(self, value: U256, bound: U256) -> bool {
        match self {
            Self::AtLeast => value >= bound,
            Self::AtMost => value <= bound,
            Self::Equal => value == bound,
            Self::Differs => value != bound,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn word_is_compared_where_it_is_whole() {
        let mut returned = [0; 64];
        returned[63] = 5;
        let holds = |number: u8, bound: u64| {
            let comparison = Comparison::from_number(number).unwrap();
            comparison.holds(&returned, 1, bound.into())
        };
        let cases = [
            (0, [true, true, false]),
            (1, [false, true, true]),
            (2, [false, true, false]),
            (3, [true, false, true]),
        ];
        for (number, expected) in cases {
            assert_eq!(
                [4, 5, 6].map(|bound| holds(number, bound)),
                expected,
                "{number}"
            );
        }
        assert_eq!(Comparison::from_number(4), None);
        for comparison in [Comparison::AtMost, Comparison::Differs] {
            assert!(!comparison.holds(&returned[..63], 1, 9.into()));
            assert!(!comparison.holds(&returned, 255, 9.into()));
        }
    }
}
