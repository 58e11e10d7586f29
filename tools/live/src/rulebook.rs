//! `rulebook`: what the rules of a service say of an operator, before a window is evaluated. The contract is
//! `contracts/rulebook`; it reads the measures itself, and what follows is by its own rules (`blueprint_rules::qos::rulebook`).

use crate::{
    abi::Abi,
    client::Client,
    contract::{Book, Contract},
    levels::Place,
    reader::Reader,
    values, Project, Report,
};
use alloy_primitives::{Address, U256};
use anyhow::{ensure, Context, Result};
use blueprint_rules::qos::rulebook::{Breach, Effect, Schedule, Soft, Standing};
use clap::{Args, Subcommand};
use serde::Serialize;
use std::fmt;

mod generated {
    #![allow(
        missing_docs,
        clippy::too_many_arguments,
        reason = "generated; the .sol file is documented"
    )]
    alloy_sol_types::sol!(
        #![sol(abi = true)]
        "../../abi/solidity/library/IRulebook.sol"
    );
}
use generated::IRulebook::{
    self, measureOfCall, recordOfCall, ruleOfCall, rulesOfCall, standingAtCall,
};

/// What is asked of a rulebook.
#[derive(Subcommand, Clone, Debug)]
pub enum Work {
    /// Compute what the rules will say of an operator, as things are now: of each window that can still be evaluated, and
    /// of the running one
    ///
    /// Each rule's measure is read by the contract. A window that is not over can still change; one that no account
    /// evaluates in time is no breach.
    Forecast(Forecast),
}

/// Which service, and which operator.
#[derive(Args, Clone, Debug)]
pub struct Forecast {
    /// Which service.
    #[command(flatten)]
    pub place: Place,
    /// The operator: an address or a name
    #[arg(long, value_name = "ADDRESS")]
    pub operator: String,
    /// This rule alone
    #[arg(long, value_name = "N")]
    pub rule: Option<u8>,
}

/// What rules will say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Forecasted {
    /// The service.
    pub service: u64,
    /// The operator.
    pub operator: Address,
    /// The time of the chain's latest block. All times are seconds since 1970.
    pub now: u64,
    /// Whether it is suspended now.
    pub suspended: bool,
    /// What is left of its points now, in basis points.
    pub points_bps: u16,
    /// The rules.
    pub rules: Vec<RuleForecast>,
}

/// What a rule will say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct RuleForecast {
    /// Its number.
    pub rule: u8,
    /// Its condition, by its number in `IRulebook`.
    pub condition: u8,
    /// Whether it was retired: no window is evaluated any more.
    pub retired: bool,
    /// Breaches with which it takes effect.
    pub needed: u8,
    /// Among so many windows.
    pub span: u8,
    /// Breaches on record that are not used up.
    pub breaches: u32,
    /// How often it took effect.
    pub times: u32,
    /// The windows, as if each were evaluated as it is now.
    pub windows: Vec<WindowForecast>,
}

/// What a rule will say of a window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct WindowForecast {
    /// The window.
    pub window: u32,
    /// The first second in which it can be evaluated.
    pub from: u64,
    /// The first one in which it no longer can.
    pub until: u64,
    /// Whether it is over.
    pub over: bool,
    /// The value that is compared; none where nothing is measured, which is no breach.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "value")]
    pub value: Option<U256>,
    /// Whether it is a breach.
    pub breached: bool,
    /// What comes of it, where enough windows are breached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effect: Option<EffectForecast>,
}

/// What comes of a rule that takes effect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct EffectForecast {
    /// From this second on, where it takes points or suspends.
    pub from: u64,
    /// Until this one.
    pub until: u64,
    /// What is left of points, in basis points.
    pub points_bps: u16,
    /// Whether it suspends.
    pub suspends: bool,
    /// The share of stake that can be proposed, in basis points.
    pub slash_bps: u16,
}

fn value<S: serde::Serializer>(value: &Option<U256>, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => values::decimal(value, serializer),
        None => serializer.serialize_none(),
    }
}

impl fmt::Display for Forecasted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = |bps: u16| f64::from(bps) / 100.0;
        let suspended = if self.suspended { "suspended, " } else { "" };
        write!(
            f,
            "{} in service {}: {suspended}{:.2} % of points",
            self.operator,
            self.service,
            percent(self.points_bps)
        )?;
        for rule in &self.rules {
            let retired = if rule.retired { ", retired" } else { "" };
            write!(
                f,
                "\nrule {}, condition {}: {} breaches on record, {} of {} windows are needed{retired}",
                rule.rule, rule.condition, rule.breaches, rule.needed, rule.span
            )?;
            for it in &rule.windows {
                let over = if it.over { "is over" } else { "runs" };
                write!(
                    f,
                    "\n  window {} {over}, evaluated from {} to {}: ",
                    it.window, it.from, it.until
                )?;
                match (&it.value, it.breached) {
                    (None, _) => write!(f, "nothing is measured")?,
                    (Some(value), true) => write!(f, "{value}, a breach")?,
                    (Some(value), false) => write!(f, "{value}, no breach")?,
                }
                if let Some(effect) = &it.effect {
                    let suspends = if effect.suspends { ", suspended" } else { "" };
                    write!(
                        f,
                        ". The rule takes effect from {} to {}: {:.2} % of points{suspends}, {:.2} % of stake proposed",
                        effect.from,
                        effect.until,
                        percent(effect.points_bps),
                        percent(effect.slash_bps)
                    )?;
                }
            }
        }
        Ok(())
    }
}

impl Report for Forecasted {}

/// Computes what rules will say.
///
/// # Errors
/// If the chain, the contract or the rule is not known, or there is no connection.
pub async fn forecast(args: Forecast, project: &Project) -> Result<Forecasted> {
    let client = Client::connect(project, &args.place.chain).await?;
    let mut book = Book::open(project, &client)?;
    let contract = book.names.address(&args.place.contract)?;
    book.add(Contract {
        label: args.place.contract.clone(),
        address: contract,
        abi: Abi(IRulebook::abi::contract()),
    });
    let operator = book.names.address(&args.operator)?;
    let reader = Reader {
        client: &client,
        book: &book,
        contract,
        what: "a rulebook",
    };
    let service = args.place.service;
    let now = client.latest().await?.timestamp.to();
    let of = rulesOfCall { serviceId: service };
    let count = reader.view(of).await?;
    ensure!(
        args.rule.is_none_or(|rule| rule < count),
        "expected a rule below {count}, of which service {service} has so many; received {}",
        args.rule.unwrap_or_default()
    );
    let standing = standingAtCall {
        serviceId: service,
        operator,
        time: now,
    };
    let standing = reader.view(standing).await?;
    let mut rules = Vec::new();
    for rule in (0..count).filter(|rule| args.rule.is_none_or(|it| it == *rule)) {
        rules.push(of_rule(&reader, service, operator, rule, now).await?);
    }
    Ok(Forecasted {
        service,
        operator,
        now,
        suspended: standing.suspended,
        points_bps: standing.pointsBps,
        rules,
    })
}

async fn of_rule(
    reader: &Reader<'_>,
    service: u64,
    operator: Address,
    rule: u8,
    now: u64,
) -> Result<RuleForecast> {
    let of = ruleOfCall {
        serviceId: service,
        rule,
    };
    let stated = reader.view(of).await?;
    let of = recordOfCall {
        serviceId: service,
        rule,
        operator,
    };
    let record = reader.view(of).await?;
    let schedule = Schedule {
        start: stated.schedule.start,
        window: stated.schedule.window,
        lag: stated.schedule.lag,
        evaluation: stated.schedule.evaluation,
        needed: stated.schedule.needed,
        span: stated.schedule.span,
    };
    let effect = Effect {
        life: stated.effect.life,
        soft: Soft {
            points_bps: stated.effect.pointsBps,
            suspends: stated.effect.suspends,
        },
        slash_bps: stated.effect.slashBps,
        repeat_bps: stated.effect.repeatBps,
        most_bps: stated.effect.mostBps,
    };
    let mut standing = Standing {
        next: record.next,
        breaches: record.breaches,
        times: record.times,
        from: record.from,
        until: record.until,
        earlier_from: record.earlierFrom,
        earlier_until: record.earlierUntil,
        // The contract itself reads counters and their rise.
        counter: Default::default(),
    };
    let mut windows = Vec::new();
    for window in open(&schedule, record.next, now)?.filter(|_| !stated.retired) {
        let of = measureOfCall {
            serviceId: service,
            rule,
            operator,
            window,
        };
        let found = reader.view(of).await?;
        // A counter's rise is read from the record, which is of the window before the first one alone.
        let measured = found.measured && !(stated.measure.rises && window != record.next);
        let is_breached = measured && found.breached;
        let mut takes = None;
        if measured {
            let breach = Breach {
                is_breached,
                counter: Default::default(),
            };
            let (after, takes_effect) = standing.evaluated(window, breach, &schedule, &effect);
            standing = after;
            takes = takes_effect.then(|| EffectForecast {
                from: after.from,
                until: after.until,
                points_bps: effect.soft.points_bps,
                suspends: effect.soft.suspends,
                slash_bps: effect.share_bps(after.times),
            });
        }
        let evaluation = schedule.evaluation(window);
        windows.push(WindowForecast {
            window,
            from: evaluation.start,
            until: evaluation.end,
            over: schedule.window(window).end <= now,
            value: measured.then_some(found.value),
            breached: is_breached,
            effect: takes,
        });
    }
    Ok(RuleForecast {
        rule,
        condition: stated.condition,
        retired: stated.retired,
        needed: schedule.needed,
        span: schedule.span,
        breaches: record.breaches.count_ones(),
        times: record.times,
        windows,
    })
}

/// The windows from the first one that can still be evaluated to the running one.
fn open(schedule: &Schedule, next: u32, now: u64) -> Result<std::ops::Range<u32>> {
    let begun = |second: u64| {
        let since = second.checked_sub(schedule.start)?;
        let windows = since.checked_div(schedule.window)?.saturating_add(1);
        u32::try_from(windows).ok()
    };
    if now < schedule.start {
        return Ok(0..0);
    }
    let end = begun(now).context("expected a rule with windows, received none")?;
    let closes = schedule
        .window
        .saturating_add(schedule.lag)
        .saturating_add(schedule.evaluation);
    // The windows whose evaluation has ended begin at least so long ago.
    let over = now.checked_sub(closes).and_then(begun).unwrap_or(0);
    Ok(next.max(over).min(end)..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_are_open_until_their_evaluation_ends() {
        let schedule = Schedule {
            start: 1_000,
            window: 100,
            lag: 50,
            evaluation: 30,
            needed: 1,
            span: 1,
        };
        for now in 0..2_000 {
            let windows = open(&schedule, 0, now).unwrap();
            let expected: Vec<u32> = (0..20)
                .filter(|it| {
                    schedule.window(*it).start <= now && now < schedule.evaluation(*it).end
                })
                .collect();
            assert_eq!(windows.collect::<Vec<_>>(), expected, "{now}");
        }
        assert_eq!(open(&schedule, 5, 1_250).unwrap(), 3..3);
        assert_eq!(open(&schedule, 2, 1_250).unwrap(), 2..3);
    }
}
