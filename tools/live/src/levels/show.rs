//! `levels show`: terms, and a strip of windows for each party.

use super::{
    service::{label, Pages, Service},
    Place,
};
use crate::{Project, Report};
use alloy_primitives::Address;
use anyhow::Result;
use blueprint_rules::qos::service_level::Party;
use clap::Args;
use serde::Serialize;
use std::{fmt, ops::Range};

/// Which service, and how much of it.
#[derive(Args, Clone, Debug)]
pub struct Show {
    /// Which service.
    #[command(flatten)]
    pub place: Place,
    /// How many windows
    #[arg(long, value_name = "N", default_value_t = 48, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub windows: u32,
}

/// The state of a service's windows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Shown {
    /// The chain.
    pub chain: String,
    /// The contract.
    pub contract: Address,
    /// The service.
    pub service: u64,
    /// The contract that decides which windows are kept; none for signed answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verifier: Option<Address>,
    /// The time of the chain's latest block. All times are seconds since 1970.
    pub now: u64,
    /// The first second of window 0.
    pub start: u64,
    /// The length of a window, in seconds.
    pub window: u32,
    /// From the beginning of a window until nothing of it changes any more, in seconds.
    pub lag: u64,
    /// The first second in which the running window can no longer be answered; none before window 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answers_end: Option<u64>,
    /// The first window that is shown.
    pub from: u32,
    /// The first one that is not: the one after the running window.
    pub to: u32,
    /// The parties.
    pub parties: Vec<PartyShown>,
}

/// A party's windows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct PartyShown {
    /// The operator, or `the probe`.
    pub account: String,
    /// Its responsibility, in basis points.
    pub weight_bps: u16,
    /// A sign for each window.
    pub windows: String,
    /// The windows shown that it kept.
    pub kept: u32,
    /// Those that it missed.
    pub missed: u32,
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "service {} of {} on {}: windows of {} s, final {} s after they begin",
            self.service, self.contract, self.chain, self.window, self.lag
        )?;
        match self.verifier {
            Some(verifier) => writeln!(f, "windows are kept by evidence to {verifier}")?,
            None => writeln!(f, "windows are kept by signed answers")?,
        }
        match (self.to.checked_sub(1), self.answers_end) {
            (Some(running), Some(end)) => writeln!(
                f,
                "window {running} runs; it can be answered for {} s",
                end.saturating_sub(self.now)
            )?,
            _ => writeln!(
                f,
                "window 0 begins in {} s",
                self.start.saturating_sub(self.now)
            )?,
        }
        write!(f, "windows {} to {}:", self.from, self.to)?;
        for party in &self.parties {
            write!(
                f,
                "\n{:<42} {:>6.2} %  {}  kept {}, missed {}",
                party.account,
                f64::from(party.weight_bps) / 100.0,
                party.windows,
                party.kept,
                party.missed
            )?;
        }
        Ok(())
    }
}

impl Report for Shown {}

/// Reads the windows of a service.
///
/// # Errors
/// If the chain, the contract or the service is not known, or there is no connection.
pub async fn run(args: Show, project: &Project) -> Result<Shown> {
    let service = Service::read(project, &args.place).await?;
    let (terms, now) = (&service.terms, service.now);
    let (from, to) = service.shown(args.windows);
    let pages = service.pages(&(from..to)).await?;
    let parties = service
        .rows()
        .map(|row| service.party(row, &pages, from..to))
        .collect();
    Ok(Shown {
        chain: service.client.chain.clone(),
        contract: service.contract,
        service: service.number,
        verifier: (!service.verifier.is_zero()).then_some(service.verifier),
        now,
        start: terms.start,
        window: terms.window,
        lag: terms.lag(),
        answers_end: to.checked_sub(1).map(|running| terms.answers_end(running)),
        from,
        to,
        parties,
    })
}

impl Service {
    /// The last windows up to the running one, so many of them, as far as they are remembered: the first one, and the one
    /// after them.
    pub(crate) fn shown(&self, windows: u32) -> (u32, u32) {
        let to = self.terms.begun(self.now);
        let from = to.saturating_sub(windows);
        (from.max(self.terms.forgotten_below(self.now)), to)
    }

    /// A sign for each window of a party.
    pub(crate) fn party(
        &self,
        (row, account, party): (usize, Address, &Party),
        pages: &Pages,
        windows: Range<u32>,
    ) -> PartyShown {
        let answered = self.terms.answered_below(self.now);
        let mut shown = PartyShown {
            account: label(account),
            weight_bps: party.weight_bps,
            windows: String::new(),
            kept: 0,
            missed: 0,
        };
        for window in windows {
            let serves = (party.from..party.until).contains(&window);
            let sign = match (serves, pages.window(row, window)) {
                (false, _) => ' ',
                (true, (true, _)) => '#',
                (true, (false, true)) => '-',
                (true, (false, false)) if window >= answered => '?',
                _ => '.',
            };
            shown.windows.push(sign);
            shown.kept += u32::from(sign == '#');
            shown.missed += u32::from(sign == '.');
        }
        shown
    }
}
