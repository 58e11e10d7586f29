//! Tezos' penalties for signing twice: the whole deposit in 2019, a share that grows with the
//! square of the rights denounced together today.
//!
//! Source: tezos/tezos-mirror, `proto_004_Pt24m4xi/lib_protocol/{apply,delegate_storage}.ml`,
//! `proto_alpha/lib_protocol/{slash_percentage,delegate_slashed_deposits_storage}.ml`. Amounts
//! are mutez, percentages are in hundredths of a percent (10,000 is the whole).

use super::{OffenceFacts, PenaltyError, PenaltyRule};
use crate::math::{mul_div_saturating, Rounding, BPS, U256};

/// The percentage for baking twice, today: 5 %.
pub const DOUBLE_BAKING_E4: u64 = 500;

/// What a denunciation cost in 2019.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FullDeposit {
    /// Everything frozen for the cycle: deposit, fees and rewards.
    pub lost_total: U256,
    /// Deposit and fees.
    pub burned_base: U256,
    /// Half of those, rounded down, to the accuser.
    pub accuser_reward: U256,
    /// The burned part.
    pub net_burn: U256,
}

/// The denunciation of 2019: the offender's whole frozen balance of the cycle. Sums saturate.
///
/// # Errors
/// [`PenaltyError::NothingToSlash`] when nothing is frozen, as after a first denunciation in the
/// same cycle.
pub fn full_deposit(deposit: U256, fees: U256, rewards: U256) -> Result<FullDeposit, PenaltyError> {
    let burned_base = deposit.saturating_add(fees);
    let lost_total = burned_base.saturating_add(rewards);
    if lost_total.is_zero() {
        return Err(PenaltyError::NothingToSlash);
    }
    let accuser_reward = burned_base / U256::from(2u8);
    let net_burn = lost_total - accuser_reward;
    Ok(FullDeposit {
        lost_total,
        burned_base,
        accuser_reward,
        net_burn,
    })
}

/// How the percentage for attesting twice is computed.
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
pub struct AdaptivePercentage {
    /// Share of the committee from which on the maximum is due: numerator.
    pub threshold_numerator: U256,
    /// Share of the committee from which on the maximum is due: denominator.
    pub threshold_denominator: U256,
    /// The maximum, in hundredths of a percent.
    pub max_slashing_e4: u64,
}

impl AdaptivePercentage {
    /// The parameters of the main network: everything from a third of the committee on.
    pub const MAINNET: Self = Self {
        threshold_numerator: U256([1, 0, 0, 0]),
        threshold_denominator: U256([3, 0, 0, 0]),
        max_slashing_e4: BPS,
    };

    /// The percentage when `rights` of a committee of `committee` slots are denounced together:
    /// the maximum times the square of their share of the threshold, rounded up, and the maximum
    /// from the threshold on.
    ///
    /// # Errors
    /// [`PenaltyError::ZeroDivisor`] when the threshold's denominator is zero.
    pub fn percentage(&self, rights: u64, committee: u64) -> Result<u64, PenaltyError> {
        let slots = self
            .threshold_numerator
            .saturating_mul(U256::from(committee));
        let threshold = mul_div_saturating(slots, U256::one(), self.threshold_denominator, Rounding::Up)
                .ok_or(PenaltyError::zero("threshold denominator"))?
                // The source's integer division gives an empty committee a threshold of one.
                .max(U256::one());
        let rights = U256::from(rights);
        let maximum = self.max_slashing_e4.min(BPS);
        if rights >= threshold {
            return Ok(maximum);
        }
        // Below the threshold the square fits: the rights are 64 bits. A threshold whose own
        // square does not fit makes the share smaller than one can say, which rounds up to one.
        let scaled = rights * rights * U256::from(maximum);
        let share = threshold
            .checked_mul(threshold)
            .and_then(|whole| mul_div_saturating(scaled, U256::one(), whole, Rounding::Up))
            .unwrap_or(scaled.min(U256::one()));
        Ok(share.min(U256::from(maximum)).as_u64())
    }
}

/// What a denunciation costs today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AdaptiveSlash {
    /// The percentage applied, in hundredths of a percent.
    pub effective_e4: u64,
    /// Taken from the current deposit.
    pub slashed: U256,
    /// Paid to the denouncer, rounded down.
    pub reward: U256,
    /// Destroyed.
    pub burn: U256,
    /// Percentages applied in the cycle so far.
    pub total_e4_after: u64,
}

/// Applies a percentage to the deposit frozen when the cycle began. Percentages of one cycle add
/// up to the whole at most; the amount is rounded down and bounded by what is still there; the
/// denouncer receives one part in `limit_staking_over_baking + 2`.
pub fn adaptive_slash(
    initial_frozen: U256,
    current_frozen: U256,
    percentage_e4: u64,
    already_slashed_e4: u64,
    limit_staking_over_baking: u64,
) -> AdaptiveSlash {
    let effective_e4 = percentage_e4.min(BPS.saturating_sub(already_slashed_e4));
    let share = mul_div_saturating(
        initial_frozen,
        U256::from(effective_e4),
        U256::from(BPS),
        Rounding::Down,
    );
    let slashed = share.unwrap_or_default().min(current_frozen);
    let reward = slashed / U256::from(u128::from(limit_staking_over_baking) + 2);
    AdaptiveSlash {
        effective_e4,
        slashed,
        reward,
        burn: slashed - reward,
        total_e4_after: already_slashed_e4.saturating_add(effective_e4),
    }
}

/// The whole stake, as in 2019.
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
pub struct WholeDeposit;

impl PenaltyRule for WholeDeposit {
    fn assess(&self, facts: &OffenceFacts) -> Result<U256, PenaltyError> {
        Ok(facts.stake)
    }
}

/// The fixed percentage for baking twice, rounded down.
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
pub struct DoubleBaking;

impl PenaltyRule for DoubleBaking {
    fn assess(&self, facts: &OffenceFacts) -> Result<U256, PenaltyError> {
        Ok(adaptive_slash(facts.stake, facts.rest(), DOUBLE_BAKING_E4, 0, 0).slashed)
    }
}

/// With the offenders' slots of the committee in the correlation.
impl PenaltyRule for AdaptivePercentage {
    fn assess(&self, facts: &OffenceFacts) -> Result<U256, PenaltyError> {
        let (rights, committee) = (facts.correlation.offenders, facts.correlation.operators);
        let percentage = self.percentage(rights.into(), committee.into())?;
        Ok(adaptive_slash(facts.stake, facts.rest(), percentage, 0, 0).slashed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentage_rises_with_the_square_of_the_rights() {
        let percentages = [0, 1, 23, 100, 500, 1000, 2333, 2334, 7000]
            .map(|rights| AdaptivePercentage::MAINNET.percentage(rights, 7000));
        assert_eq!(
            percentages,
            [0, 1, 1, 19, 459, 1836, 9992, 10_000, 10_000].map(Ok)
        );
    }

    #[test]
    fn empty_committee_has_a_threshold_of_one() {
        assert_eq!(AdaptivePercentage::MAINNET.percentage(0, 0), Ok(0));
        assert_eq!(AdaptivePercentage::MAINNET.percentage(1, 0), Ok(10_000));
    }

    #[test]
    fn second_denunciation_in_a_cycle_finds_nothing() {
        let zero = U256::zero();
        assert_eq!(
            full_deposit(zero, zero, zero),
            Err(PenaltyError::NothingToSlash)
        );
    }

    #[test]
    fn percentages_of_one_cycle_never_exceed_the_whole() {
        let slash = adaptive_slash(1000.into(), 400.into(), 5000, 6000, 9);
        assert_eq!((slash.effective_e4, slash.total_e4_after), (4000, 10_000));
        assert_eq!(slash.slashed, 400.into());
    }
}
