//! Who offends when. The same seed gives the same offences under every preset.

use std::cmp::Reverse;

use blueprint_rules::math::U256;
use oorandom::Rand64;

/// What an operator did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// A result or signature that is provably wrong, by mistake.
    WrongResult,
    /// It was not there.
    Unresponsive,
    /// A provably wrong or contradicting statement, on purpose.
    Attack,
}

impl Class {
    /// All classes, in the order of their index.
    pub const ALL: [Self; 3] = [Self::WrongResult, Self::Unresponsive, Self::Attack];

    /// Position in tables by class.
    pub fn index(self) -> usize {
        self as usize
    }

    /// How grave it is, in basis points.
    pub fn severity(self) -> u16 {
        match self {
            Self::WrongResult => 1_000,
            Self::Unresponsive => 500,
            Self::Attack => 10_000,
        }
    }
}

/// What goes wrong in a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Every operator gives a wrong result once in 10,000 eras, independently.
    RareBug,
    /// A fifth of the operators share a provider that is away for two eras out of fifty; everybody
    /// is away once in 1,000 eras besides.
    CorrelatedOutage,
    /// One operator of median stake attacks after a quarter of the eras; operators with more than
    /// a third of the stake attack together after half of them.
    Attack,
    /// One operator in twenty is honest and has a bad line: it is away in every fifth era.
    /// Everybody is away once in 1,000 eras besides.
    Flapping,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 4] = [
        Self::RareBug,
        Self::CorrelatedOutage,
        Self::Attack,
        Self::Flapping,
    ];

    /// The name by which it is chosen.
    pub fn name(self) -> &'static str {
        match self {
            Self::RareBug => "rare-bug",
            Self::CorrelatedOutage => "correlated-outage",
            Self::Attack => "attack",
            Self::Flapping => "flapping",
        }
    }
}

/// The offences of a run, drawn era by era.
#[derive(Debug)]
pub struct Offences {
    kind: Kind,
    rng: Rand64,
    /// Of the provider, the coalition, or those with a bad line, by the kind.
    marked: Vec<bool>,
    lone: usize,
    lone_era: u32,
    coalition_era: u32,
}

impl Offences {
    /// The offences among operators with `stakes` over `eras`.
    pub fn new(kind: Kind, stakes: &[U256], eras: u32, mut rng: Rand64) -> Self {
        let marked = match kind {
            Kind::RareBug => vec![false; stakes.len()],
            Kind::CorrelatedOutage => mark(&mut rng, stakes.len(), 5),
            Kind::Flapping => mark(&mut rng, stakes.len(), 20),
            Kind::Attack => coalition(&mut rng, stakes),
        };
        Self {
            kind,
            lone: lone_attacker(stakes, &marked),
            marked,
            rng,
            lone_era: eras / 4,
            coalition_era: eras / 2,
        }
    }

    /// Whether the scenario singles the operator out.
    pub fn marked(&self) -> &[bool] {
        &self.marked
    }

    /// The operator that attacks alone.
    pub fn lone_attacker(&self) -> usize {
        self.lone
    }

    /// The offenders of an era in the order of their numbers. Draws for every operator, whatever
    /// became of it, so that a preset does not change who offends.
    pub fn draw(&mut self, era: u32, into: &mut Vec<(usize, Class)>) {
        into.clear();
        match self.kind {
            Kind::RareBug => self.each(into, Class::WrongResult, |_, _| 10_000),
            Kind::CorrelatedOutage => {
                let outage = era % 50 >= 48;
                self.each(into, Class::Unresponsive, |_, marked| {
                    if outage && marked {
                        1
                    } else {
                        1_000
                    }
                });
            }
            Kind::Flapping => self.each(
                into,
                Class::Unresponsive,
                |_, marked| {
                    if marked {
                        5
                    } else {
                        1_000
                    }
                },
            ),
            Kind::Attack => {
                let (lone, together) = (era == self.lone_era, era == self.coalition_era);
                let attackers =
                    self.marked.iter().enumerate().filter(|(who, marked)| {
                        (together && **marked) || (lone && *who == self.lone)
                    });
                into.extend(attackers.map(|(who, _)| (who, Class::Attack)));
            }
        }
    }

    /// Each operator offends once in as many eras as `one_in` says.
    fn each(
        &mut self,
        into: &mut Vec<(usize, Class)>,
        class: Class,
        one_in: impl Fn(usize, bool) -> u64,
    ) {
        for (who, marked) in self.marked.iter().enumerate() {
            if self.rng.rand_u64() <= u64::MAX / one_in(who, *marked) {
                into.push((who, class));
            }
        }
    }
}

/// Marks one operator in `one_in`, each by its own draw.
fn mark(rng: &mut Rand64, operators: usize, one_in: u64) -> Vec<bool> {
    (0..operators)
        .map(|_| rng.rand_u64() <= u64::MAX / one_in)
        .collect()
}

/// Operators in random order until they hold more than a third.
fn coalition(rng: &mut Rand64, stakes: &[U256]) -> Vec<bool> {
    let mut order: Vec<usize> = (0..stakes.len()).collect();
    for last in (1..order.len()).rev() {
        let other = rng.rand_range(0..last as u64 + 1) as usize;
        order.swap(last, other);
    }
    let mut marked = vec![false; stakes.len()];
    for who in first_third(stakes, order) {
        marked[who] = true;
    }
    marked
}

/// The fewest operators that hold more than a third.
pub fn richest_third(stakes: &[U256]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..stakes.len()).collect();
    order.sort_unstable_by_key(|who| (Reverse(stakes[*who]), *who));
    first_third(stakes, order)
}

/// The first of `order` that hold more than a third.
fn first_third(stakes: &[U256], mut order: Vec<usize>) -> Vec<usize> {
    let total = stakes.iter().fold(U256::zero(), |sum, stake| sum + stake);
    let mut held = U256::zero();
    let enough = order.iter().position(|who| {
        held += stakes[*who];
        held * 3 > total
    });
    order.truncate(enough.map_or(order.len(), |last| last + 1));
    order
}

/// The operator outside the coalition whose stake is nearest above the median.
fn lone_attacker(stakes: &[U256], marked: &[bool]) -> usize {
    let mut order: Vec<usize> = (0..stakes.len()).collect();
    order.sort_unstable_by_key(|who| (stakes[*who], *who));
    let (lower, upper) = order.split_at(order.len() / 2);
    let outside = |who: &&usize| !marked[**who];
    upper
        .iter()
        .find(outside)
        .or_else(|| lower.iter().rev().find(outside))
        .copied()
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stakes(count: u64) -> Vec<U256> {
        (1..=count).map(U256::from).collect()
    }

    fn offenders(kind: Kind, era: u32) -> Vec<(usize, Class)> {
        let mut offences = Offences::new(kind, &stakes(1_000), 100, Rand64::new(3));
        let mut drawn = Vec::new();
        for at in 0..=era {
            offences.draw(at, &mut drawn);
        }
        drawn
    }

    #[test]
    fn outage_takes_the_providers_operators_away_together() {
        let quiet = offenders(Kind::CorrelatedOutage, 47).len();
        let outage = offenders(Kind::CorrelatedOutage, 48).len();
        assert!(quiet < 10, "{quiet}");
        assert!((150..250).contains(&outage), "{outage}");
    }

    #[test]
    fn attack_comes_once_alone_and_once_with_a_third() {
        assert!(offenders(Kind::Attack, 24).is_empty());
        assert_eq!(offenders(Kind::Attack, 25).len(), 1);
        let together = offenders(Kind::Attack, 50);
        let stakes = stakes(1_000);
        let held = together
            .iter()
            .fold(U256::zero(), |sum, (who, _)| sum + stakes[*who]);
        let total = U256::from(500_500);
        assert!(held * 3 > total && held * 3 < total + 3_000);
        let lone = offenders(Kind::Attack, 25)[0].0;
        assert!(together.iter().all(|(who, _)| *who != lone));
    }

    #[test]
    fn richest_third_is_the_fewest_that_hold_it() {
        let third = richest_third(&stakes(9));
        // 9 and 8 of 45: 9 alone is too little.
        assert_eq!(third, [8, 7]);
    }

    #[test]
    fn bad_line_is_away_in_a_fifth_of_the_eras() {
        let mut offences = Offences::new(Kind::Flapping, &stakes(1_000), 100, Rand64::new(3));
        let (mut drawn, mut away, mut others) = (Vec::new(), 0, 0);
        for era in 0..200 {
            offences.draw(era, &mut drawn);
            let marked = drawn
                .iter()
                .filter(|(who, _)| offences.marked()[*who])
                .count();
            away += marked;
            others += drawn.len() - marked;
        }
        let flappers = offences.marked().iter().filter(|marked| **marked).count();
        let expected = flappers * 200 / 5;
        assert!(away.abs_diff(expected) < expected / 10, "{away} {expected}");
        assert!(others < 400, "{others}");
    }
}
