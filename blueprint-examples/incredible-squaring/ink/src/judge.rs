//! What a right result is. No chain in here.

use codec::{Decode, Encode, MaxEncodedLen};
use ink::U256;

/// What the contract thinks of a result.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Encode, Decode, MaxEncodedLen, scale_info::TypeInfo,
)]
pub enum Verdict {
    /// It is the square.
    #[codec(index = 1)]
    Correct = 1,
    /// It is not.
    #[codec(index = 2)]
    Wrong = 2,
}

/// Judges `output`, the result's bytes when they are one word, against the square of `input`. An input
/// of 2^128 or more has no square in 256 bits: then the right answer is no bytes at all.
pub fn judge(input: U256, output: Option<U256>, output_is_empty: bool) -> Verdict {
    let right = match input.checked_mul(input) {
        Some(square) => output == Some(square),
        None => output_is_empty,
    };
    if right {
        Verdict::Correct
    } else {
        Verdict::Wrong
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(input: U256, output: U256) -> Verdict {
        judge(input, Some(output), false)
    }

    #[test]
    fn judge_square_correct_anything_else_wrong() {
        assert_eq!(judged(7.into(), 49.into()), Verdict::Correct);
        assert_eq!(judged(7.into(), 50.into()), Verdict::Wrong);
        assert_eq!(judge(7.into(), None, true), Verdict::Wrong);
        assert_eq!(judged(0.into(), 0.into()), Verdict::Correct);
    }

    #[test]
    fn judge_largest_square_correct() {
        let root = U256::from(u128::MAX);
        assert_eq!(judged(root, root * root), Verdict::Correct);
    }

    #[test]
    fn judge_input_without_a_square_wants_an_empty_output() {
        let input = U256::one() << 128;
        assert_eq!(
            judged(input, 0.into()),
            Verdict::Wrong,
            "2^256 wraps to zero"
        );
        assert_eq!(judge(input, None, true), Verdict::Correct);
        assert_eq!(
            judge(input, None, false),
            Verdict::Wrong,
            "bytes, but not one word"
        );
    }
}
