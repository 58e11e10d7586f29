//! A fixed amount plus a percentage, as proposed in NuCypher's discussion of its penalties:
//! "5 % of stake if stake < 0.01 % of network + fixed penalty of $100 in NU tokens".
//!
//! The sentence has no reference implementation. Read literally it is regressive: a stake that is just
//! above the threshold pays the fixed amount only, less than the smaller ones just below it.
//! [`Reading::Monotone`] keeps its two parts and mends that.

use super::{OffenceFacts, PenaltyError, PenaltyRule};
use crate::math::{mul_div_saturating, Rounding, BPS, U256, WAD};

/// How the sentence is read.
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
pub enum Reading {
    /// The percentage is of the whole stake, and only of stakes strictly below the threshold.
    /// Rounded down.
    Literal,
    /// The percentage is of the part of the stake up to the threshold. Rounded
    /// up, so that dust does not escape. It never falls when the stake grows.
    Monotone,
}

/// The parameters of the sentence.
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
pub struct FixedPlusPercent {
    /// The fixed part, in whole dollars.
    pub fixed_usd: U256,
    /// The price of a whole token in dollars, in parts of 10^18.
    pub price_usd_e18: U256,
    /// Decimals of the token.
    pub token_decimals: u8,
    /// The percentage, in basis points.
    pub percentage_bps: U256,
    /// Share of the network's stake that is the threshold: numerator.
    pub threshold_numerator: U256,
    /// Share of the network's stake that is the threshold: denominator.
    pub threshold_denominator: U256,
    /// How the sentence is read.
    pub reading: Reading,
}

/// The parts of the penalty, in base units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts {
    /// Whether the stake is strictly below the threshold.
    pub small_staker: bool,
    /// The percentage's part.
    pub percentage: U256,
    /// The fixed part.
    pub fixed: U256,
    /// Their sum, at most the stake.
    pub penalty: U256,
}

impl FixedPlusPercent {
    /// The penalty of a stake in a network of `network_stake`. Sums and products saturate.
    ///
    /// # Errors
    /// [`PenaltyError::ZeroDivisor`] when the price or the threshold's denominator is zero.
    pub fn penalty_of(&self, stake: U256, network_stake: U256) -> Result<Parts, PenaltyError> {
        if self.threshold_denominator.is_zero() {
            return Err(PenaltyError::zero("threshold denominator"));
        }
        let small_staker = stake.full_mul(self.threshold_denominator)
            < network_stake.full_mul(self.threshold_numerator);
        let bps = self.percentage_bps.min(U256::from(BPS));
        let (base, rounding) = match self.reading {
            Reading::Literal if small_staker => (stake, Rounding::Down),
            Reading::Literal => (U256::zero(), Rounding::Down),
            Reading::Monotone => (stake.min(self.threshold(network_stake)), Rounding::Up),
        };
        let percentage = mul_div_saturating(base, bps, U256::from(BPS), rounding).unwrap_or(base);
        let fixed = self.fixed(rounding)?;
        let penalty = percentage.saturating_add(fixed).min(stake);
        Ok(Parts {
            small_staker,
            percentage,
            fixed,
            penalty,
        })
    }

    /// The fixed part in base units of the token.
    fn fixed(&self, rounding: Rounding) -> Result<U256, PenaltyError> {
        let usd_e18 = self.fixed_usd.saturating_mul(U256::from(WAD));
        let unit = U256::from(10u8)
            .checked_pow(self.token_decimals.into())
            .unwrap_or(U256::MAX);
        mul_div_saturating(usd_e18, unit, self.price_usd_e18, rounding)
            .ok_or(PenaltyError::zero("price"))
    }

    /// The threshold in base units, rounded down.
    fn threshold(&self, network_stake: U256) -> U256 {
        mul_div_saturating(
            network_stake,
            self.threshold_numerator,
            self.threshold_denominator,
            Rounding::Down,
        )
        .unwrap_or_default()
    }
}

/// The network's stake is the correlation's total.
impl PenaltyRule for FixedPlusPercent {
    fn assess(&self, facts: &OffenceFacts) -> Result<U256, PenaltyError> {
        Ok(self
            .penalty_of(facts.stake, facts.correlation.total)?
            .penalty)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(reading: Reading) -> FixedPlusPercent {
        FixedPlusPercent {
            fixed_usd: 100.into(),
            price_usd_e18: U256::from(WAD),
            token_decimals: 0,
            percentage_bps: 500.into(),
            threshold_numerator: 1.into(),
            threshold_denominator: 10_000.into(),
            reading,
        }
    }

    fn penalty(reading: Reading, stake: u64) -> u64 {
        let network = U256::from(100_000_000u64);
        rule(reading)
            .penalty_of(stake.into(), network)
            .expect("a price")
            .penalty
            .as_u64()
    }

    #[test]
    fn literal_reading_is_regressive_at_the_threshold() {
        assert_eq!(penalty(Reading::Literal, 9_999), 599);
        assert_eq!(penalty(Reading::Literal, 10_000), 100);
    }

    #[test]
    fn monotone_reading_is_flat_beyond_the_threshold() {
        assert_eq!(penalty(Reading::Monotone, 9_999), 600);
        assert_eq!(penalty(Reading::Monotone, 10_000), 600);
        assert_eq!(penalty(Reading::Monotone, 1_000_000), 600);
    }

    #[test]
    fn stake_below_the_fixed_part_is_lost_whole() {
        assert_eq!(penalty(Reading::Literal, 99), 99);
        assert_eq!(penalty(Reading::Monotone, 1), 1);
    }

    #[test]
    fn token_without_a_price_is_refused() {
        let priceless = FixedPlusPercent {
            price_usd_e18: 0.into(),
            ..rule(Reading::Literal)
        };
        assert_eq!(
            priceless.penalty_of(1.into(), 1.into()),
            Err(PenaltyError::zero("price"))
        );
    }
}
