//! What a run leaves behind.

use blueprint_rules::math::U256;

use super::offence::Kind;
use super::population::Distribution;

/// One era.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EraRecord {
    /// Its number, from 0.
    pub era: u32,
    /// Operators in service at its beginning.
    pub active: u32,
    /// Of them, those that offended.
    pub offenders: u32,
    /// Operators out of service at its end.
    pub out: u32,
    /// Taken in it, in base units.
    pub slashed: U256,
    /// Stake of everybody at its end, in base units.
    pub stake: U256,
    /// Paid into the reward pool in it, in base units.
    pub reward: U256,
}

/// One operator. Amounts in base units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OperatorRecord {
    /// Whether the scenario singled it out.
    pub marked: bool,
    /// Stake at the start.
    pub stake_before: U256,
    /// Stake at the end.
    pub stake_after: U256,
    /// Taken from it.
    pub slashed: U256,
    /// Offences while in service.
    pub offences: u32,
    /// Offending eras for which it was paid nothing.
    pub unpaid_eras: u32,
    /// Reward paid to it.
    pub reward: U256,
    /// Era in which it went below half of its first stake.
    pub halved_at: Option<u32>,
    /// Era in which its service ended.
    pub out_at: Option<u32>,
}

impl OperatorRecord {
    /// Era in which it lost half of its stake or its service, whichever came first.
    pub fn lost_at(&self) -> Option<u32> {
        match (self.halved_at, self.out_at) {
            (Some(halved), Some(out)) => Some(halved.min(out)),
            (one, other) => one.or(other),
        }
    }
}

/// What one attack took, in base units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AttackCost {
    /// Stake of the attackers before.
    pub stake: U256,
    /// Taken from them.
    pub taken: U256,
}

/// What attacks cost, each against the population at the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AttackCosts {
    /// By one operator of median stake.
    pub alone: AttackCost,
    /// By operators at random with more than a third of the stake.
    pub third: AttackCost,
    /// By the fewest operators with more than a third of the stake.
    pub richest_third: AttackCost,
    /// By one more operator, with a hundredth of the stake of all.
    pub hundredth: AttackCost,
    /// By the same stake in a hundred equal parts.
    pub hundredth_in_parts: AttackCost,
}

/// Where the reward went, in base units; every deposit is in one of the three.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RewardTotals {
    /// Deposited over all eras.
    pub deposited: U256,
    /// Paid in whole units.
    pub paid: U256,
    /// Earned in fractions of a unit, scaled by 1e18.
    pub unclaimed_e18: U256,
    /// Carried to the next deposit, scaled by 1e18.
    pub carry_e18: U256,
}

/// A run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Name of the preset.
    pub preset: String,
    /// Decimals of its token.
    pub decimals: u8,
    /// What went wrong.
    pub kind: Kind,
    /// How the stakes were spread.
    pub distribution: Distribution,
    /// The seed.
    pub seed: u64,
    /// Every era.
    pub eras: Vec<EraRecord>,
    /// Every operator.
    pub operators: Vec<OperatorRecord>,
    /// What attacks cost, when the scenario is about them.
    pub attacks: Option<AttackCosts>,
    /// The rewards.
    pub rewards: RewardTotals,
}

impl Record {
    /// Stake of everybody at the start, in base units.
    pub fn stake_before(&self) -> U256 {
        self.sum(|operator| operator.stake_before)
    }

    /// Stake of everybody at the end, in base units.
    pub fn stake_after(&self) -> U256 {
        self.sum(|operator| operator.stake_after)
    }

    /// Taken over all eras, in base units.
    pub fn slashed(&self) -> U256 {
        self.sum(|operator| operator.slashed)
    }

    /// Whether no unit appeared or vanished: every operator's stake before is its stake after and
    /// what was taken from it, the eras have the same sum, and so do the rewards.
    pub fn conserved(&self) -> bool {
        let each = self
            .operators
            .iter()
            .all(|operator| operator.stake_before == operator.stake_after + operator.slashed);
        let by_era = self
            .eras
            .iter()
            .fold(U256::zero(), |sum, era| sum + era.slashed);
        let deposits = self
            .eras
            .iter()
            .fold(U256::zero(), |sum, era| sum + era.reward);
        let totals = &self.rewards;
        let e18 = U256::exp10(18);
        each && by_era == self.slashed()
            && deposits == totals.deposited
            && self.sum(|operator| operator.reward) == totals.paid
            && totals.deposited * e18 == totals.paid * e18 + totals.unclaimed_e18 + totals.carry_e18
    }

    fn sum(&self, of: impl Fn(&OperatorRecord) -> U256) -> U256 {
        self.operators
            .iter()
            .fold(U256::zero(), |sum, operator| sum + of(operator))
    }
}
