//! Cosmos' slashing: a ring of signed blocks that finds an absent validator, and a fraction of
//! the tokens it had at the infraction.
//!
//! Source: cosmos-sdk, `x/slashing/keeper/infractions.go`, `x/slashing/types/params.go`,
//! `x/staking/keeper/slash.go`. Amounts are base units, fractions are parts of 10^18. Amounts
//! are truncated, so that dust escapes; the fraction that reward accounting sees is rounded up.

use super::{OffenceFacts, PenaltyError, PenaltyRule};
use crate::math::{mul_div_saturating, Rounding, U256, WAD};

fn one() -> U256 {
    U256::from(WAD)
}

/// How much absence is tolerated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "scale",
    derive(
        codec::Encode,
        codec::Decode,
        codec::MaxEncodedLen,
        scale_info::TypeInfo
    )
)]
pub struct Liveness {
    /// Blocks in the window.
    pub window: u64,
    /// Blocks that may be missed within a window.
    pub max_missed: u64,
}

impl Liveness {
    /// The parameters from the share of a window that must be signed, in parts of 10^18: that
    /// share of the window to the nearest block, a half to the even one.
    ///
    /// # Errors
    /// [`PenaltyError::OutOfRange`] when the share is above one.
    pub fn new(window: u64, min_signed_e18: U256) -> Result<Self, PenaltyError> {
        PenaltyError::check("minimum signed per window", 0, min_signed_e18, one())?;
        let signed = mul_div_saturating(
            U256::from(window),
            min_signed_e18,
            one(),
            Rounding::NearestTiesEven,
        );
        // A share of at most one, rounded, is at most the window.
        let min_signed = signed.unwrap_or_default().as_u64();
        Ok(Self {
            window,
            max_missed: window - min_signed,
        })
    }

    /// Blocks that must be signed within a window.
    pub fn min_signed(&self) -> u64 {
        self.window.saturating_sub(self.max_missed)
    }
}

/// What is recorded of a validator's signatures, besides the ring itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "scale",
    derive(
        codec::Encode,
        codec::Decode,
        codec::MaxEncodedLen,
        scale_info::TypeInfo
    )
)]
pub struct SigningInfo {
    /// The height at which the validator began.
    pub start_height: u64,
    /// Blocks recorded since the ring was last cleared.
    pub index_offset: u64,
    /// Marks in the ring.
    pub missed: u64,
    /// Whether the validator is in jail. A jailed validator's blocks are not recorded.
    pub jailed: bool,
}

/// What recording a block found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Nothing to act upon.
    Tolerated,
    /// The validator is slashed and jailed; the ring must be cleared.
    SlashAndJail {
        /// Blocks missed within the window.
        missed: u64,
    },
}

impl SigningInfo {
    /// The position of the ring that the next block overwrites.
    ///
    /// # Errors
    /// [`PenaltyError::ZeroDivisor`] when the window is empty.
    pub fn position(&self, liveness: &Liveness) -> Result<u64, PenaltyError> {
        self.index_offset
            .checked_rem(liveness.window)
            .ok_or(PenaltyError::zero("window"))
    }

    /// Records the block at `height`: `was_missed` is the mark that [`SigningInfo::position`]
    /// held, `is_missed` the one it receives. The first slash needs a whole window after the
    /// start to have passed.
    pub fn record(
        &mut self,
        liveness: &Liveness,
        height: u64,
        was_missed: bool,
        is_missed: bool,
    ) -> Presence {
        if self.jailed {
            return Presence::Tolerated;
        }
        self.index_offset = self.index_offset.saturating_add(1);
        match (was_missed, is_missed) {
            (false, true) => self.missed = self.missed.saturating_add(1),
            (true, false) => self.missed = self.missed.saturating_sub(1),
            _ => {}
        }
        let full_window = self.start_height.saturating_add(liveness.window);
        if height <= full_window || self.missed <= liveness.max_missed {
            return Presence::Tolerated;
        }
        let missed = self.missed;
        *self = Self {
            start_height: self.start_height,
            jailed: true,
            ..Self::default()
        };
        Presence::SlashAndJail { missed }
    }
}

/// A fraction of the tokens at the infraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "scale",
    derive(
        codec::Encode,
        codec::Decode,
        codec::MaxEncodedLen,
        scale_info::TypeInfo
    )
)]
pub struct Cosmos {
    /// The fraction, in parts of 10^18.
    pub slash_fraction: U256,
}

impl Cosmos {
    /// The default of the SDK for signing twice: 5 %.
    pub const DOUBLE_SIGN: Self = Self {
        slash_fraction: U256([WAD / 20, 0, 0, 0]),
    };
    /// The default of the SDK for absence: 1 %.
    pub const DOWNTIME: Self = Self {
        slash_fraction: U256([WAD / 100, 0, 0, 0]),
    };

    /// The fraction of an amount, truncated.
    pub fn of(&self, amount: U256) -> U256 {
        mul_div_saturating(amount, self.slash_fraction, one(), Rounding::Down).unwrap_or_default()
    }

    /// What an unbonding entry of the infraction's time loses: the nominal amount, by its
    /// initial balance, and what its present balance can bear of it. The nominal amount is what
    /// the validator is no longer liable for.
    pub fn unbonding(&self, initial: U256, balance: U256) -> (U256, U256) {
        let nominal = self.of(initial);
        (nominal, nominal.min(balance))
    }

    /// What is burned of the validator's tokens now, after the entries' nominal amounts.
    pub fn burned(&self, at_infraction: U256, entries_nominal: U256, tokens_now: U256) -> U256 {
        self.of(at_infraction)
            .saturating_sub(entries_nominal)
            .min(tokens_now)
    }
}

/// The share of the tokens that was burned, in parts of 10^18, rounded up so that rewards are
/// never computed on more stake than is left. Zero without tokens, at most one.
pub fn effective_fraction(burned: U256, tokens: U256) -> U256 {
    mul_div_saturating(burned, one(), tokens, Rounding::Up)
        .unwrap_or_default()
        .min(one())
}

impl PenaltyRule for Cosmos {
    fn assess(&self, facts: &OffenceFacts) -> Result<U256, PenaltyError> {
        Ok(self.of(facts.stake))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_block_rounds_to_the_even_one() {
        let half = U256::from(WAD / 2);
        let signed = [100, 101, 103].map(|n| Liveness::new(n, half).expect("a share").min_signed());
        assert_eq!(signed, [50, 50, 52]);
    }

    #[test]
    fn share_above_one_is_refused() {
        assert!(matches!(
            Liveness::new(1, one() + 1),
            Err(PenaltyError::OutOfRange { .. })
        ));
    }

    #[test]
    fn absent_validator_is_jailed_once_after_a_whole_window() {
        let liveness = Liveness {
            window: 10,
            max_missed: 5,
        };
        let mut info = SigningInfo::default();
        let events: usize = (1..=30)
            .filter(|height| {
                // A validator that never signs: a mark is found once the ring has gone round.
                let was_missed = !info.jailed && info.index_offset >= 10;
                let presence = info.record(&liveness, *height, was_missed, true);
                if let Presence::SlashAndJail { missed } = presence {
                    assert_eq!((*height, missed), (11, 10));
                }
                presence != Presence::Tolerated
            })
            .count();
        assert_eq!((events, info.missed, info.jailed), (1, 0, true));
    }

    #[test]
    fn misses_up_to_the_tolerated_number_are_tolerated() {
        let liveness = Liveness {
            window: 2,
            max_missed: 1,
        };
        let mut info = SigningInfo {
            start_height: 0,
            missed: 1,
            ..SigningInfo::default()
        };
        assert_eq!(info.record(&liveness, 3, true, true), Presence::Tolerated);
        assert_eq!(
            info.record(&liveness, 4, false, true),
            Presence::SlashAndJail { missed: 2 }
        );
    }

    #[test]
    fn validator_answers_only_for_what_entries_did_not_cover() {
        let half = Cosmos {
            slash_fraction: U256::from(WAD / 2),
        };
        let (nominal, taken) = half.unbonding(4_000_000.into(), 1_000_000.into());
        assert_eq!((nominal, taken), (2_000_000.into(), 1_000_000.into()));
        let burned = half.burned(10_000_000.into(), nominal, 6_000_000.into());
        assert_eq!(burned, 3_000_000.into());
        assert_eq!(
            effective_fraction(burned, 6_000_000.into()),
            U256::from(WAD / 2)
        );
        assert_eq!(effective_fraction(U256::zero(), U256::zero()), U256::zero());
    }
}
