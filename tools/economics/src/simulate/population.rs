//! Who stakes how much at the start.

use blueprint_rules::math::U256;
use oorandom::Rand64;

/// Thousandths of a token: the grain of stakes before a preset's decimals are applied.
const MILLITOKENS: u64 = 1_000;

/// How stakes are spread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Distribution {
    /// Anything from 10,000 to 100,000 tokens.
    Uniform,
    /// From 10,000 tokens up with a tail of exponent 8/7, cut at 10,000 times that: about four
    /// fifths belong to one fifth.
    Pareto,
    /// Uniform, and one operator with as much as all others together.
    Whale,
}

impl Distribution {
    /// The name by which it is chosen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Uniform => "uniform",
            Self::Pareto => "pareto",
            Self::Whale => "whale",
        }
    }

    /// The stakes of `operators`, in base units of a token with `decimals`, at least 3.
    pub fn stakes(self, operators: usize, decimals: u8, rng: &mut Rand64) -> Vec<U256> {
        let unit = U256::exp10(usize::from(decimals).saturating_sub(3));
        let mut stakes: Vec<U256> = (0..operators)
            .map(|_| match self {
                Self::Uniform | Self::Whale => U256::from(uniform(rng)),
                Self::Pareto => pareto(rng),
            })
            .map(|millitokens| millitokens * unit)
            .collect();
        if self == Self::Whale {
            if let Some((whale, others)) = stakes.split_first_mut() {
                *whale = others.iter().fold(U256::zero(), |sum, stake| sum + stake);
            }
        }
        stakes
    }
}

/// Millitokens between 10,000 and 100,000 tokens.
fn uniform(rng: &mut Rand64) -> u64 {
    rng.rand_range(10_000 * MILLITOKENS..100_000 * MILLITOKENS)
}

/// Millitokens of a Pareto distribution: `least * (1/u)^(7/8)` for a uniform `u`, the power taken
/// as a product of square roots, since 7/8 = 1/2 + 1/4 + 1/8. Fixed point with 48 fractional bits.
fn pareto(rng: &mut Rand64) -> U256 {
    const FRACTION: usize = 48;
    let least = U256::from(10_000 * MILLITOKENS);
    let draw = U256::from(rng.rand_u64() >> 16) + 1;
    let root = |value: U256| (value << FRACTION).integer_sqrt();
    let half = root((U256::one() << (2 * FRACTION)) / draw);
    let quarter = root(half);
    let eighth = root(quarter);
    let scaled = ((half * quarter) >> FRACTION) * eighth;
    ((least * scaled) >> (2 * FRACTION)).min(least * 10_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(distribution: Distribution) -> Vec<U256> {
        let mut stakes = distribution.stakes(10_000, 18, &mut Rand64::new(7));
        stakes.sort_unstable();
        stakes
    }

    fn sum(stakes: &[U256]) -> U256 {
        stakes.iter().fold(U256::zero(), |sum, stake| sum + stake)
    }

    #[test]
    fn uniform_stakes_stay_in_their_range() {
        let stakes = sorted(Distribution::Uniform);
        assert!(stakes[0] >= U256::exp10(22));
        assert!(stakes[9_999] < U256::exp10(23));
    }

    #[test]
    fn richest_fifth_of_a_pareto_population_holds_most() {
        let stakes = sorted(Distribution::Pareto);
        let share: U256 = sum(&stakes[8_000..]) * 100 / sum(&stakes);
        assert!(stakes[0] >= U256::exp10(22));
        assert!((65..=90).contains(&share.as_u32()), "{share}");
    }

    #[test]
    fn whale_holds_half() {
        let stakes = sorted(Distribution::Whale);
        assert_eq!(stakes[9_999], sum(&stakes[..9_999]));
    }
}
