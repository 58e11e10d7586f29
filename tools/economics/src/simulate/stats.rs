//! What the records say. Floating point is allowed here: nothing of it goes back into a stake.

use blueprint_rules::math::U256;

use super::amount::share_bps;
use super::record::{OperatorRecord, Record};

/// An amount as a number of tokens, for statistics.
pub fn approximate(amount: U256, decimals: u8) -> f64 {
    // Three decimals are kept exactly; above 2^53 of them precision is lost, which a plot bears.
    let milli = amount / U256::exp10(usize::from(decimals).saturating_sub(3));
    milli.low_u128() as f64 / 1_000.0
}

/// Gini coefficient of amounts: 0 when all are equal, towards 1 when one has everything; 0 of
/// nothing.
pub fn gini(amounts: &[f64]) -> f64 {
    let mut sorted = amounts.to_vec();
    sorted.sort_by(f64::total_cmp);
    let count = sorted.len() as f64;
    let total: f64 = sorted.iter().sum();
    if total <= 0.0 {
        return 0.0;
    }
    let ranked: f64 = sorted
        .iter()
        .enumerate()
        .map(|(rank, amount)| (rank as f64 + 1.0) * amount)
        .sum();
    2.0 * ranked / (count * total) - (count + 1.0) / count
}

/// Inequality of the stakes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Inequality {
    /// At the start.
    pub before: f64,
    /// At the end.
    pub after: f64,
    /// At the end, with the rewards put on top.
    pub with_rewards: f64,
}

/// Gini of the stakes before, after, and with rewards.
pub fn inequality(record: &Record) -> Inequality {
    let of = |amount: &dyn Fn(&OperatorRecord) -> U256| {
        let amounts: Vec<f64> = record
            .operators
            .iter()
            .map(|operator| approximate(amount(operator), record.decimals))
            .collect();
        gini(&amounts)
    };
    Inequality {
        before: of(&|operator| operator.stake_before),
        after: of(&|operator| operator.stake_after),
        with_rewards: of(&|operator| operator.stake_after + operator.reward),
    }
}

/// What a group lost of its stake, in basis points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LossByWealth {
    /// The poorer half.
    pub poorer_half: u64,
    /// Everybody between.
    pub middle: u64,
    /// The richest tenth.
    pub richest_tenth: u64,
}

/// Losses of the poorer half, the middle, and the richest tenth, by stake at the start.
pub fn loss_by_wealth(record: &Record) -> LossByWealth {
    let mut order: Vec<usize> = (0..record.operators.len()).collect();
    order.sort_unstable_by_key(|who| (record.operators[*who].stake_before, *who));
    let loss = |group: &[usize]| loss_of(group.iter().map(|who| &record.operators[*who]));
    let (half, tenth) = (order.len() / 2, order.len() - order.len() / 10);
    LossByWealth {
        poorer_half: loss(&order[..half]),
        middle: loss(&order[half..tenth]),
        richest_tenth: loss(&order[tenth..]),
    }
}

/// What operators lost together of their stakes, in basis points.
pub fn loss_of<'a>(operators: impl Iterator<Item = &'a OperatorRecord>) -> u64 {
    let (lost, had) = operators.fold((U256::zero(), U256::zero()), |(lost, had), operator| {
        (lost + operator.slashed, had + operator.stake_before)
    });
    share_bps(lost, had)
}

/// How the operators fare that the scenario singles out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Survival {
    /// How many there are.
    pub marked: usize,
    /// Of them, those with service and half of their stake at the end, in basis points.
    pub surviving: u64,
    /// Era by which half of them had lost their service or half of their stake; `None` when half
    /// never did.
    pub median_era: Option<u32>,
    /// What they lost together of their stakes, in basis points.
    pub loss: u64,
    /// Their reward relative to what the others were paid per stake, in basis points; 0 when
    /// the others were paid nothing.
    pub relative_reward: u64,
}

/// Survival of the marked operators.
pub fn survival(record: &Record) -> Survival {
    let marked = || record.operators.iter().filter(|operator| operator.marked);
    let count = marked().count();
    let mut lost: Vec<u32> = marked().filter_map(OperatorRecord::lost_at).collect();
    lost.sort_unstable();
    let reward_rate = |of_marked: bool| {
        let group = record.operators.iter().filter(|o| o.marked == of_marked);
        group.fold((U256::zero(), U256::zero()), |(reward, stake), operator| {
            (reward + operator.reward, stake + operator.stake_before)
        })
    };
    let (own, own_stake) = reward_rate(true);
    let (others, others_stake) = reward_rate(false);
    Survival {
        marked: count,
        surviving: share_bps((count - lost.len()).into(), count.into()),
        median_era: lost.get(count.div_ceil(2).saturating_sub(1)).copied(),
        loss: loss_of(marked()),
        // Both products are below 2^192 for any stake a preset makes.
        relative_reward: share_bps(own * others_stake, others * own_stake),
    }
}

/// Share of the marked operators with service and half of their stake at the end of each era.
pub fn survival_curve(record: &Record) -> Vec<f64> {
    let marked: Vec<&OperatorRecord> = record.operators.iter().filter(|o| o.marked).collect();
    let mut lost_in = vec![0usize; record.eras.len()];
    for era in marked.iter().filter_map(|operator| operator.lost_at()) {
        if let Some(count) = lost_in.get_mut(era as usize) {
            *count += 1;
        }
    }
    let mut left = marked.len();
    lost_in
        .iter()
        .map(|lost| {
            left -= lost;
            left as f64 / marked.len().max(1) as f64
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gini_of_equals_is_zero_and_of_one_owner_nearly_one() {
        assert_eq!(gini(&[3.0; 10]), 0.0);
        assert_eq!(gini(&[]), 0.0);
        assert_eq!(gini(&[0.0, 0.0]), 0.0);
        let mut one = vec![0.0; 99];
        one.push(5.0);
        assert!((gini(&one) - 0.99).abs() < 1e-12);
        // 1, 2, 3: mean difference 8/9 over twice the mean of 2.
        assert!((gini(&[2.0, 3.0, 1.0]) - 2.0 / 9.0).abs() < 1e-12);
    }

    #[test]
    fn approximation_keeps_three_decimals() {
        assert_eq!(approximate(U256::from(1_234_567), 6), 1.234);
        assert_eq!(approximate(U256::exp10(24), 18), 1e6);
    }
}
