//! Tangle's Solidity core: `tnt_core_epoch_split` (`src/rewards/RewardVaults.sol`
//! `distributeEpochReward`) and `tnt_core_operator_score` (`src/rewards/InflationPool.sol`
//! `_calculateOperatorScore`, `TangleMetrics.sol` `getOperatorSuccessRate`).

use blueprint_rules::math::{mul_div_floor, BPS, U256};

/// An amount handed out in list order, each share `left * weight / weight left`, rounded down. The
/// last weight takes what is left, so there is no dust; in return a share depends on the order of
/// the list, by at most one unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TntCoreEpochSplit {
    amount_left: U256,
    weight_left: U256,
}

impl TntCoreEpochSplit {
    /// `amount` units over weights that sum to `total_weight`.
    pub fn new(amount: U256, total_weight: U256) -> Self {
        Self {
            amount_left: amount,
            weight_left: total_weight,
        }
    }

    /// The next operator's share. Zero for a weight of zero, as the source skips it; a weight above
    /// what is left counts as what is left.
    pub fn share(&mut self, weight: U256) -> U256 {
        let weight = weight.min(self.weight_left);
        // None only when no weight is left: the product over it never exceeds the amount.
        let share =
            mul_div_floor(self.amount_left, weight, self.weight_left).unwrap_or(U256::zero());
        self.amount_left -= share;
        self.weight_left -= weight;
        share
    }

    /// What is not handed out yet.
    pub fn amount_left(&self) -> U256 {
        self.amount_left
    }
}

/// What one division per share would give: `amount * weight / total`, rounded down; zero when the
/// total is.
pub fn naive_share(amount: U256, weight: U256, total_weight: U256) -> U256 {
    mul_div_floor(amount, weight.min(total_weight), total_weight).unwrap_or(U256::zero())
}

/// An operator's score and what it is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OperatorScore {
    /// Successful of completed jobs, in basis points, rounded down; 0 without jobs.
    pub success_rate_bps: U256,
    /// Stake in units of 1e9 base units, rounded down.
    pub stake_weight: U256,
    /// `jobs * rate * weight / 1e4 + heartbeats * weight / 100`, each rounded down.
    pub score: U256,
}

/// The score by which the core splits its inflation between operators. Counts and stake are
/// lifetime totals in the source, which favours the old; pass an era's counts to avoid that.
/// `None` when a product exceeds 256 bits, where the source reverts.
pub fn tnt_core_operator_score(
    jobs_completed: U256,
    jobs_successful: U256,
    heartbeats: U256,
    stake: U256,
) -> Option<OperatorScore> {
    let bps = U256::from(BPS);
    let success_rate_bps = if jobs_completed.is_zero() {
        U256::zero()
    } else {
        jobs_successful.checked_mul(bps)? / jobs_completed
    };
    let stake_weight = stake / 1_000_000_000u64;
    let jobs = jobs_completed
        .checked_mul(success_rate_bps)?
        .checked_mul(stake_weight)?
        / bps;
    let beats = heartbeats.checked_mul(stake_weight)? / 100;
    Some(OperatorScore {
        success_rate_bps,
        stake_weight,
        score: jobs.checked_add(beats)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn u(value: u64) -> U256 {
        value.into()
    }

    #[test]
    fn split_leaves_no_dust_and_gives_the_last_the_rest() {
        let mut split = TntCoreEpochSplit::new(u(100), u(3));
        let shares = [split.share(u(1)), split.share(u(1)), split.share(u(1))];
        assert_eq!(shares, [u(33), u(33), u(34)]);
        assert_eq!(split.amount_left(), u(0));
        assert_eq!(naive_share(u(100), u(1), u(3)), u(33));
    }

    #[test]
    fn split_over_no_weight_keeps_the_amount() {
        let mut split = TntCoreEpochSplit::new(u(7), u(0));
        assert_eq!(split.share(u(0)), u(0));
        assert_eq!(split.share(u(5)), u(0));
        assert_eq!(split.amount_left(), u(7));
        assert_eq!(naive_share(u(7), u(0), u(0)), u(0));
    }

    #[test]
    fn score_adds_jobs_and_heartbeats() {
        let score = tnt_core_operator_score(u(3), u(1), u(90), u(500_000_000_000_000_000));
        let score = score.unwrap();
        assert_eq!(score.success_rate_bps, u(3_333));
        assert_eq!(score.score, u(949_950_000));
    }

    #[test]
    fn score_without_jobs_or_stake_is_zero() {
        let no_jobs = tnt_core_operator_score(u(0), u(0), u(0), u(1_000_000_000)).unwrap();
        assert_eq!(no_jobs.success_rate_bps, u(0));
        assert_eq!(no_jobs.score, u(0));
        let dust = tnt_core_operator_score(u(5), u(5), u(0), u(999_999_999)).unwrap();
        assert_eq!(dust.score, u(0));
    }

    #[test]
    fn score_beyond_256_bits_is_refused() {
        assert_eq!(
            tnt_core_operator_score(U256::MAX, U256::MAX, u(0), U256::MAX),
            None
        );
    }
}
