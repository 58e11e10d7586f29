//! The eras.

use std::collections::VecDeque;
use std::fmt;

use blueprint_rules::math::{mul_div_ceil, mul_div_floor, BPS, U256};
use blueprint_rules::penalty::{Correlation, History, Offence, OffenceFacts, PenaltyError};
use blueprint_rules::rewards::{operator_weight, OperatorEra, Pool, PoolError, Position};
use oorandom::Rand64;

use super::offence::{richest_third, Class, Kind, Offences};
use super::population::Distribution;
use super::preset::{Cost, Forgiveness, Preset};
use super::record::{AttackCost, AttackCosts, EraRecord, OperatorRecord, Record, RewardTotals};

/// Eras in a year.
pub const ERAS_PER_YEAR: u64 = 365;

/// What to simulate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Config {
    /// Operators at the start.
    pub operators: u32,
    /// Eras.
    pub eras: u32,
    /// Seed of everything random.
    pub seed: u64,
    /// Spread of the stakes.
    pub distribution: Distribution,
    /// What goes wrong.
    pub kind: Kind,
}

/// Why a simulation stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SimulationError {
    /// A penalty formula refused a case.
    Penalty {
        /// The era.
        era: u32,
        /// The operator.
        operator: usize,
        /// Why.
        error: Box<PenaltyError>,
    },
    /// The reward pool refused an operation.
    Rewards(Box<PoolError>),
}

impl fmt::Display for SimulationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Penalty {
                era,
                operator,
                error,
            } => {
                write!(f, "era {era}, operator {operator}: {error}")
            }
            Self::Rewards(error) => write!(f, "reward pool: {error:?}"),
        }
    }
}

impl std::error::Error for SimulationError {}

impl From<PoolError> for SimulationError {
    fn from(error: PoolError) -> Self {
        Self::Rewards(Box::new(error))
    }
}

/// Plays every era of a preset. Calls `tick` after each.
pub fn run(
    preset: &Preset,
    config: &Config,
    mut tick: impl FnMut(u32),
) -> Result<Record, SimulationError> {
    // Two streams, so that stakes do not depend on what goes wrong.
    let mut population = Rand64::new(u128::from(config.seed));
    let chance = Rand64::new(u128::from(config.seed) | 1 << 64);
    let stakes =
        config
            .distribution
            .stakes(config.operators as usize, preset.decimals, &mut population);
    let mut offences = Offences::new(config.kind, &stakes, config.eras, chance);
    let attacks = match config.kind {
        Kind::Attack => Some(price_attacks(preset, &stakes, &offences)?),
        _ => None,
    };
    let mut world = World::new(preset, &stakes, offences.marked())?;

    let mut drawn = Vec::new();
    let mut eras = Vec::with_capacity(config.eras as usize);
    for era in 0..config.eras {
        offences.draw(era, &mut drawn);
        eras.push(world.era(era, &drawn)?);
        tick(era);
    }
    let (operators, rewards) = world.finish()?;
    Ok(Record {
        preset: preset.name.clone(),
        decimals: preset.decimals,
        kind: config.kind,
        distribution: config.distribution,
        seed: config.seed,
        eras,
        operators,
        attacks,
        rewards,
    })
}

/// What an attack by `attackers` costs in a population that has seen nothing yet.
pub fn price_attack(
    preset: &Preset,
    stakes: &[U256],
    attackers: &[usize],
) -> Result<AttackCost, SimulationError> {
    let mut world = World::new(preset, stakes, &vec![false; stakes.len()])?;
    let drawn: Vec<(usize, Class)> = attackers.iter().map(|who| (*who, Class::Attack)).collect();
    let stake = attackers
        .iter()
        .fold(U256::zero(), |sum, who| sum + stakes[*who]);
    let taken = world.era(0, &drawn)?.slashed;
    Ok(AttackCost { stake, taken })
}

/// The attacks of a scenario, each against the population at the start.
fn price_attacks(
    preset: &Preset,
    stakes: &[U256],
    offences: &Offences,
) -> Result<AttackCosts, SimulationError> {
    let third: Vec<usize> = (0..stakes.len())
        .filter(|who| offences.marked()[*who])
        .collect();
    let total = stakes.iter().fold(U256::zero(), |sum, stake| sum + stake);
    let (whole, part) = (total / 100, total / 10_000);
    let joined = |newcomers: &[U256]| {
        let stakes: Vec<U256> = stakes.iter().chain(newcomers).copied().collect();
        let attackers: Vec<usize> = (stakes.len() - newcomers.len()..stakes.len()).collect();
        price_attack(preset, &stakes, &attackers)
    };
    Ok(AttackCosts {
        alone: price_attack(preset, stakes, &[offences.lone_attacker()])?,
        third: price_attack(preset, stakes, &third)?,
        richest_third: price_attack(preset, stakes, &richest_third(stakes))?,
        hundredth: joined(&[whole])?,
        hundredth_in_parts: joined(&[part; 100])?,
    })
}

/// Everything that changes from era to era.
struct World<'a> {
    preset: &'a Preset,
    stakes: Vec<U256>,
    positions: Vec<Position>,
    operators: Vec<OperatorRecord>,
    /// Offences that still count.
    history: Vec<u32>,
    /// Operators with offences that still count; scanned instead of everybody.
    remembered: Vec<usize>,
    offended_in: Vec<u32>,
    pool: Pool,
    /// Stake offending in each era of the window, the latest last.
    window: VecDeque<U256>,
    reward_per_era: U256,
    active: u32,
    active_stake: U256,
    stake: U256,
    bad_eras: u32,
}

/// No era.
const NEVER: u32 = u32::MAX;

impl<'a> World<'a> {
    fn new(preset: &'a Preset, stakes: &[U256], marked: &[bool]) -> Result<Self, SimulationError> {
        let total = stakes.iter().fold(U256::zero(), |sum, stake| sum + stake);
        let reward_per_era = mul_div_floor(
            total,
            preset.reward_bps.into(),
            (BPS * ERAS_PER_YEAR).into(),
        )
        .unwrap_or_default();
        let operators = stakes
            .iter()
            .zip(marked)
            .map(|(stake, marked)| OperatorRecord {
                marked: *marked,
                stake_before: *stake,
                stake_after: *stake,
                slashed: U256::zero(),
                offences: 0,
                unpaid_eras: 0,
                reward: U256::zero(),
                halved_at: None,
                out_at: None,
            })
            .collect();
        let mut world = Self {
            preset,
            stakes: stakes.to_vec(),
            positions: vec![Position::default(); stakes.len()],
            operators,
            history: vec![0; stakes.len()],
            remembered: Vec::new(),
            offended_in: vec![NEVER; stakes.len()],
            pool: Pool::default(),
            window: VecDeque::with_capacity(preset.window),
            reward_per_era,
            active: stakes.len() as u32,
            active_stake: total,
            stake: total,
            bad_eras: 0,
        };
        for who in 0..stakes.len() {
            world.weigh(who, false)?;
        }
        Ok(world)
    }

    /// One era: who offends is not paid if the preset says so, then everybody else is, then the
    /// penalties fall due.
    fn era(&mut self, era: u32, drawn: &[(usize, Class)]) -> Result<EraRecord, SimulationError> {
        let active = self.active;
        let in_service: Vec<(usize, Class)> = drawn
            .iter()
            .copied()
            .filter(|(who, _)| self.operators[*who].out_at.is_none())
            .collect();

        for (who, class) in &in_service {
            if self.preset.freezes[class.index()] {
                self.weigh(*who, true)?;
                self.operators[*who].unpaid_eras += 1;
            }
        }
        self.pool.deposit_reward(self.reward_per_era)?;

        let slashed = self.penalise(era, &in_service)?;
        self.forgive(era, !in_service.is_empty());
        for (who, _) in &in_service {
            self.weigh(*who, false)?;
        }
        Ok(EraRecord {
            era,
            active,
            offenders: in_service.len() as u32,
            out: self.operators.len() as u32 - self.active,
            slashed,
            stake: self.stake,
            reward: self.reward_per_era,
        })
    }

    fn penalise(
        &mut self,
        era: u32,
        offenders: &[(usize, Class)],
    ) -> Result<U256, SimulationError> {
        let offending = offenders
            .iter()
            .fold(U256::zero(), |sum, (who, _)| sum + self.stakes[*who]);
        if self.window.len() >= self.preset.window {
            self.window.pop_front();
        }
        self.window.push_back(offending);
        let correlation = self.correlation(offenders.len() as u32, offending);

        let mut slashed = U256::zero();
        for (who, class) in offenders.iter().copied() {
            let offences = if self.preset.network_history {
                self.bad_eras
            } else {
                self.history[who]
            };
            let facts = OffenceFacts {
                stake: self.stakes[who],
                offence: Offence {
                    class: class as u16,
                    severity: self.preset.severity[class.index()],
                },
                history: History {
                    offences,
                    charged: U256::zero(),
                },
                correlation,
            };
            let taken =
                self.preset
                    .penalty(class, &facts)
                    .map_err(|error| SimulationError::Penalty {
                        era,
                        operator: who,
                        error: Box::new(error),
                    })?;
            slashed += taken;
            let ejects_at = self.preset.ejects_at[class.index()];
            // As the pallet: an offence for which nothing is due by the terms leaves no record.
            let is_due = match self.preset.penalties[class.index()] {
                Cost::Terms(_) => !taken.is_zero(),
                Cost::Formula(_) | Cost::Nothing => true,
            };
            let too_often = is_due && ejects_at > 0 && offences.saturating_add(1) >= ejects_at;
            if is_due {
                self.charge(era, who, taken);
            }
            if self.preset.ejects[class.index()] || too_often || self.stakes[who].is_zero() {
                self.end_service(era, who);
            }
        }
        Ok(slashed)
    }

    /// Operators of the running era, or seats by stake where the rule counts those.
    fn correlation(&self, offenders: u32, offending: U256) -> Correlation {
        let recently_slashed = self
            .window
            .iter()
            .fold(U256::zero(), |sum, stake| sum + stake);
        let (offenders, operators) = match self.preset.seats {
            None => (offenders, self.active),
            Some(seats) => {
                // Rounded up: a third of the stake is a third of the seats, and dust is a seat.
                let taken = mul_div_ceil(offending, seats.into(), self.active_stake);
                (taken.map_or(0, |taken| taken.low_u32()), seats)
            }
        };
        Correlation {
            offenders,
            operators,
            recently_slashed,
            total: self.active_stake,
        }
    }

    fn charge(&mut self, era: u32, who: usize, taken: U256) {
        self.stakes[who] -= taken;
        self.stake -= taken;
        self.active_stake -= taken;
        if self.history[who] == 0 {
            self.remembered.push(who);
        }
        self.history[who] = self.history[who].saturating_add(1);
        self.offended_in[who] = era;
        let operator = &mut self.operators[who];
        operator.offences += 1;
        operator.slashed += taken;
        operator.stake_after = self.stakes[who];
        if operator.halved_at.is_none() && operator.stake_after * 2 < operator.stake_before {
            operator.halved_at = Some(era);
        }
    }

    fn end_service(&mut self, era: u32, who: usize) {
        self.operators[who].out_at = Some(era);
        self.active -= 1;
        self.active_stake -= self.stakes[who];
    }

    fn forgive(&mut self, era: u32, bad: bool) {
        self.bad_eras = if bad { self.bad_eras + 1 } else { 0 };
        if self.preset.forgiveness == Forgiveness::Never {
            return;
        }
        let (history, offended_in) = (&mut self.history, &self.offended_in);
        self.remembered.retain(|who| {
            if offended_in[*who] != era {
                history[*who] -= 1;
            }
            history[*who] > 0
        });
    }

    /// Sets the operator's weight in the rewards.
    fn weigh(&mut self, who: usize, frozen: bool) -> Result<(), SimulationError> {
        let operator = OperatorEra {
            points: 1,
            // One USD per token: base units weigh as their value does.
            stake_usd_e18: self.stakes[who],
            frozen: frozen || self.operators[who].out_at.is_some(),
        };
        let weight = operator_weight(self.preset.weighting, &operator);
        self.pool.change_stake(&mut self.positions[who], weight)?;
        Ok(())
    }

    /// Everybody claims.
    fn finish(mut self) -> Result<(Vec<OperatorRecord>, RewardTotals), SimulationError> {
        for (operator, position) in self.operators.iter_mut().zip(&mut self.positions) {
            operator.reward = self.pool.claim(position)?;
        }
        let totals = RewardTotals {
            deposited: self.pool.deposited(),
            paid: self.pool.paid(),
            unclaimed_e18: self.pool.unclaimed_e18(),
            carry_e18: self.pool.carry_e18(),
        };
        Ok((self.operators, totals))
    }
}

#[cfg(test)]
mod tests;
