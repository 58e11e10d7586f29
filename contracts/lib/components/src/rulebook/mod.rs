//! Rulebook: what a service measures of its operators, and what comes of a breach (`blueprint_rules::qos::rulebook`).
//!
//! A rule has one record, an operator under a rule another, and a service one with the number of its rules and their
//! factors: what a manager asks reads it, and the operator's record of each rule.

mod errors;
#[cfg(test)]
mod tests;

blueprint_hooks::interface! {
    /// Errors and events of a rulebook, and a client of it.
    pub mod abi = "blueprint-abi/library/IRulebook.sol";
}
pub use blueprint_rules::qos::{
    rulebook::{Effect, Measure, Schedule, Soft, Standing, MOST_RULES},
    service_level::Comparison,
};

use crate::{
    cell::Map,
    slashing_court::{check_court, Offence},
};
use abi::{
    AbsenceTakesNoStake, BreachProposed, CourtSilent, Forgiven, NoEffect, NothingDue,
    NothingMeasured, NothingToForgive, RuleAdded, RuleEnded, RuleRetired, RuleTookEffect,
    StakeUnknown, TooEarly, TooLate, TooManyRules, UnknownCondition, UnknownRule, WindowEvaluated,
    WindowOver, ZeroAccount,
};
use blueprint_hooks::{
    call::{Access, CallError, Callee},
    ensure, env, record, Address, Event, Result, Text, Word, U256,
};
use blueprint_rules::{
    court::LONGEST_SLASHABLE,
    qos::rulebook::{self as rules, Breach, Condition},
};
use ink::storage::traits::{AutoKey, StorageKey};

/// keccak-256 of `RuleBreach(address rulebook,uint64 serviceId,uint8 rule,address operator,uint32 window)`.
const BREACH_TYPE: [u8; 32] = [
    0x9f, 0x57, 0x78, 0x93, 0x3a, 0xc8, 0x9f, 0xd9, 0x0e, 0xd5, 0x1f, 0x17, 0xd4, 0xcc, 0x7e, 0x19,
    0xce, 0xc6, 0x02, 0x46, 0xe6, 0xb5, 0xda, 0x66, 0xb0, 0x6f, 0xff, 0xe3, 0xd0, 0xe0, 0xd6, 0xb3,
];

/// A rule of a service.
#[record]
pub struct Rule {
    /// What it is about.
    pub condition: Condition,
    /// Where stake is proposed; zero for a rule that takes none.
    pub court: Address,
    /// Whether nothing is evaluated any more.
    pub is_retired: bool,
    /// What is asked.
    pub measure: Measure,
    /// When.
    pub schedule: Schedule,
    /// What comes of it.
    pub effect: Effect,
}

/// The rules of a service.
#[record]
pub struct Service {
    /// How many it has had.
    pub rules: u8,
    /// Factors and suspensions of them.
    soft: [Soft; MOST_RULES as usize],
}

/// What is remembered of an operator under a rule.
#[record]
pub struct Remembered {
    standing: Standing,
}

/// Rules and standings. The contract authorises.
#[ink::storage_item]
#[derive(Default, Debug)]
pub struct Rulebook<KEY: StorageKey = AutoKey> {
    services: Map<u64, Service>,
    rules: Map<(u64, u8), Rule>,
    standings: Map<(u64, u8, Address), Remembered>,
    /// Shares of stake, in basis points, by the window for which they are due.
    due: Map<(u64, u8, Address, u32), u16>,
}

impl<KEY: StorageKey> Rulebook<KEY> {
    /// Adds a rule, by the number of its condition; its number. Errors: `TooManyRules`, `UnknownCondition`,
    /// `TermOutOfBounds`, `AbsenceTakesNoStake`, `NoEffect`, `BadMeasure`, `MomentChosen`, `CourtSilent`.
    pub fn add(
        &mut self,
        service_id: u64,
        condition: u8,
        court: Address,
        measure: &Measure,
        schedule: &Schedule,
        effect: &Effect,
    ) -> Result<u8> {
        let mut service = self.services.get(&service_id).unwrap_or_default();
        let number = service.rules;
        let place = service.soft.get_mut(usize::from(number));
        *place.ok_or(TooManyRules { most: MOST_RULES })? = effect.soft;
        let (most, received) = (Condition::MOST, condition);
        let condition = Condition::from_number(condition);
        let condition = condition.ok_or(UnknownCondition { most, received })?;
        schedule.check(env::now()).map_err(errors::of_term)?;
        effect.check().map_err(errors::of_term)?;
        let takes_stake = effect.takes_stake();
        let absent = AbsenceTakesNoStake {
            condition: condition as u8,
        };
        ensure!(!(takes_stake && condition.is_absence()), absent);
        ensure!(effect.is_some() && takes_stake != court.is_zero(), NoEffect);
        let fits = measure.check(env::this(), schedule, takes_stake);
        fits.map_err(errors::of_measure)?;
        if takes_stake {
            check_court(court).map_err(|error| error.or(CourtSilent { court }))?;
        }
        let rule = Rule {
            condition,
            court,
            is_retired: false,
            measure: *measure,
            schedule: *schedule,
            effect: *effect,
        };
        self.rules.set(&(service_id, number), &rule);
        // At most `MOST_RULES`.
        service.rules = number.saturating_add(1);
        self.services.set(&service_id, &service);
        RuleAdded {
            service_id,
            rule: number,
            condition: condition as u8,
            target: measure.target,
            court,
            start: schedule.start,
        }
        .emit();
        Ok(number)
    }

    /// Evaluates no window of a rule any more. Errors: `UnknownRule`, `RuleRetired`.
    pub fn retire(&mut self, service_id: u64, rule: u8) -> Result<()> {
        let known = self.rule(service_id, rule)?;
        ensure!(!known.is_retired, RuleRetired { rule });
        let retired = Rule {
            is_retired: true,
            ..known
        };
        self.rules.set(&(service_id, rule), &retired);
        RuleEnded { service_id, rule }.emit();
        Ok(())
    }

    /// Takes back what counts against an operator, as the guardian. Errors: `UnknownRule`, `NothingToForgive`.
    pub fn forgive(
        &mut self,
        service_id: u64,
        rule: u8,
        operator: Address,
        reason: Text,
    ) -> Result<()> {
        let forgiven = self.standing(service_id, rule, operator)?;
        let standing = forgiven.forgiven().ok_or(NothingToForgive)?;
        self.standings
            .set(&(service_id, rule, operator), &Remembered { standing });
        Forgiven {
            service_id,
            rule,
            operator,
            reason,
        }
        .emit();
        Ok(())
    }

    /// Evaluates a window; whether it is breached. Errors: `UnknownRule`, `RuleRetired`, `ZeroAccount`, `WindowOver`,
    /// `TooEarly`, `TooLate`, `NothingMeasured`.
    pub fn evaluate(
        &mut self,
        service_id: u64,
        rule: u8,
        operator: Address,
        window: u32,
    ) -> Result<bool> {
        let known = self.rule(service_id, rule)?;
        ensure!(!known.is_retired, RuleRetired { rule });
        ensure!(!operator.is_zero(), ZeroAccount);
        let before = self.remembered(service_id, rule, operator);
        let (next, received) = (before.next, window);
        ensure!(window >= next, WindowOver { next, received });
        let (open, time) = (known.schedule.evaluation(window), env::now());
        let deadline = open.start;
        ensure!(time >= deadline, TooEarly { deadline, time });
        let deadline = open.end;
        ensure!(time < deadline, TooLate { deadline, time });
        let target = known.measure.target;
        let found = known.found(&before, operator, window);
        let (value, found) = found.ok_or(NothingMeasured { target })?;
        let (standing, takes_effect) =
            before.evaluated(window, found, &known.schedule, &known.effect);
        self.standings
            .set(&(service_id, rule, operator), &Remembered { standing });
        WindowEvaluated {
            service_id,
            rule,
            operator,
            window,
            value,
            breached: found.is_breached,
        }
        .emit();
        if takes_effect {
            // Proposed apart: a court that takes no proposal now does not undo the rest.
            let due_bps = known.effect.share_bps(standing.times);
            if due_bps != 0 {
                self.due
                    .set(&(service_id, rule, operator, window), &due_bps);
            }
            RuleTookEffect {
                service_id,
                rule,
                operator,
                window,
                from: standing.from,
                until: standing.until,
                due_bps,
            }
            .emit();
        }
        Ok(found.is_breached)
    }

    /// Proposes what is due for a window; 0 where the share rounds to nothing, or it is too long ago. Errors: `UnknownRule`,
    /// `NothingDue`, `StakeUnknown`, `CourtSilent`, those of the court.
    pub fn propose(
        &mut self,
        service_id: u64,
        rule: u8,
        operator: Address,
        window: u32,
    ) -> Result<u64> {
        let known = self.rule(service_id, rule)?;
        let share_bps = self.due(service_id, rule, operator, window);
        let nothing = NothingDue {
            service_id,
            rule,
            operator,
            window,
        };
        ensure!(share_bps != 0, nothing);
        let offence = Offence {
            court: known.court,
            service_id,
            operator,
            charge: known.condition.charge(),
            evidence: evidence(service_id, rule, operator, window),
            share_bps,
            moment: known.schedule.window(window).end,
        };
        let amount = at_stake(&offence)?;
        self.due.clear(&(service_id, rule, operator, window));
        let proposal_id = match amount.is_zero() {
            // The court takes no proposal of nothing.
            true => 0,
            false => answered(offence.court, offence.propose(amount))?,
        };
        BreachProposed {
            service_id,
            rule,
            operator,
            window,
            proposal_id,
        }
        .emit();
        Ok(proposal_id)
    }

    /// The share of stake that is due for a window, in basis points; 0 for none.
    pub fn due(&self, service_id: u64, rule: u8, operator: Address, window: u32) -> u16 {
        let due = self.due.get(&(service_id, rule, operator, window));
        due.unwrap_or_default()
    }

    /// What a manager weighs an operator's results by, for a second.
    pub fn standing_at(&self, service_id: u64, operator: Address, time: u64) -> Soft {
        let service = self.services.get(&service_id).unwrap_or_default();
        let rules = (0..service.rules).zip(&service.soft);
        let holds = |rule| self.remembered(service_id, rule, operator).holds(time);
        let held = rules.filter(|(rule, soft)| soft.is_some() && holds(*rule));
        held.fold(Soft::default(), |all, (_, soft)| all.and(*soft))
    }

    /// What an evaluation would find now, with the value that it compares; `None` where nothing is measured. Errors:
    /// `UnknownRule`.
    pub fn measure(
        &self,
        service_id: u64,
        rule: u8,
        operator: Address,
        window: u32,
    ) -> Result<Option<(U256, bool)>> {
        let known = self.rule(service_id, rule)?;
        let before = self.remembered(service_id, rule, operator);
        let found = known.found(&before, operator, window);
        Ok(found.map(|(value, found)| (value, found.is_breached)))
    }

    /// What is remembered of an operator. Errors: `UnknownRule`.
    pub fn standing(&self, service_id: u64, rule: u8, operator: Address) -> Result<Standing> {
        self.rule(service_id, rule)?;
        Ok(self.remembered(service_id, rule, operator))
    }

    /// How many rules a service has had.
    pub fn rules(&self, service_id: u64) -> u8 {
        self.services.get(&service_id).unwrap_or_default().rules
    }

    /// A rule of a service. Errors: `UnknownRule`.
    pub fn rule(&self, service_id: u64, rule: u8) -> Result<Rule> {
        let known = self.rules.get(&(service_id, rule));
        Ok(known.ok_or(UnknownRule { service_id, rule })?)
    }

    fn remembered(&self, service_id: u64, rule: u8, operator: Address) -> Standing {
        let record = self.standings.get(&(service_id, rule, operator));
        record.unwrap_or_default().standing
    }
}

impl Rule {
    /// The value of a window, which is compared, and what it means; `None` where nothing is measured.
    fn found(&self, before: &Standing, operator: Address, window: u32) -> Option<(U256, Breach)> {
        let measure = &self.measure;
        let data = measure.calldata(operator, &self.schedule.window(window));
        let answer = Callee::at(measure.target).call(Access::View, data.as_slice());
        let read = measure.read(&answer.ok()?)?;
        if !measure.rises {
            let found = Breach {
                is_breached: measure.is_breached(read),
                counter: U256::zero(),
            };
            return Some((read, found));
        }
        let risen = before.risen(window, read);
        let found = Breach {
            is_breached: risen.is_some_and(|risen| measure.is_breached(risen)),
            counter: read,
        };
        Some((risen.unwrap_or_default(), found))
    }
}

/// What to propose; 0 where the share rounds to nothing, or it is too long ago. Errors: `StakeUnknown`, `CourtSilent`,
/// those of the court.
fn at_stake(offence: &Offence) -> Result<U256> {
    let (operator, captured_at) = (offence.operator, offence.moment);
    if env::now() > captured_at.saturating_add(LONGEST_SLASHABLE) {
        return Ok(U256::zero());
    }
    let unknown = StakeUnknown {
        operator,
        captured_at,
    };
    let exposure = answered(offence.court, offence.exposure())?;
    // A capture of nothing may be wrong, and the runtime corrects it: the share stays due.
    let exposure = exposure.filter(|it| !it.is_zero()).ok_or(unknown)?;
    Ok(offence.share_of(exposure))
}

/// What the court answered. Its own error is passed on. Errors: `CourtSilent`.
fn answered<T>(court: Address, answer: core::result::Result<T, CallError>) -> Result<T> {
    answer.map_err(|error| error.or(CourtSilent { court }))
}

/// The hash by which the court knows a breach.
pub fn evidence(service_id: u64, rule: u8, operator: Address, window: u32) -> [u8; 32] {
    let words = [
        BREACH_TYPE,
        env::this().to_word(),
        service_id.to_word(),
        rule.to_word(),
        operator.to_word(),
        window.to_word(),
    ];
    env::keccak256(words.as_flattened())
}
