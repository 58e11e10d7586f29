//! `levels forecast`: a bill before its windows are final.

use super::{
    service::{label, Service},
    Place,
};
use crate::{Project, Report};
use anyhow::{ensure, Result};
use blueprint_rules::qos::service_level::{self as rules, Tally};
use clap::Args;
use serde::Serialize;
use std::fmt;

/// Which service, and which period.
#[derive(Args, Clone, Debug)]
pub struct Forecast {
    /// Which service.
    #[command(flatten)]
    pub place: Place,
    /// The first second of the period, since 1970
    #[arg(long, value_name = "SECONDS", value_parser = crate::options::number)]
    pub from: u64,
    /// The first second after it
    #[arg(long, value_name = "SECONDS", value_parser = crate::options::number)]
    pub to: u64,
}

/// A bill that is to come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Forecasted {
    /// The service.
    pub service: u64,
    /// The first window that the bill judges.
    pub first_window: u32,
    /// The first one after them.
    pub end_window: u32,
    /// How many of them can still be answered, or have not begun.
    pub answerable: u32,
    /// The share that is due if no further window is kept, in basis points.
    pub least_bps: u16,
    /// The share that is due if all are kept that can be.
    pub most_bps: u16,
    /// The parties.
    pub parties: Vec<PartyForecast>,
}

/// What a party's windows leave of its part of the bill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct PartyForecast {
    /// The operator, or `the probe`.
    pub account: String,
    /// Its responsibility, in basis points.
    pub weight_bps: u16,
    /// The windows that are expected of it, excused ones that it did not keep left out.
    pub expected: u32,
    /// Those that it kept so far.
    pub kept: u32,
    /// Those that it keeps if it keeps all that it can.
    pub most_kept: u32,
    /// The share of its part that is due if it keeps no further one, in basis points.
    pub least_bps: u64,
    /// The share of its part that is due if it keeps all that it can.
    pub most_bps: u64,
}

impl fmt::Display for Forecasted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = |bps: u64| bps as f64 / 100.0;
        write!(
            f,
            "windows {} to {} of service {}, {} of them can still be kept: {:.2} to {:.2} % of the bill are due",
            self.first_window,
            self.end_window,
            self.service,
            self.answerable,
            percent(self.least_bps.into()),
            percent(self.most_bps.into())
        )?;
        for party in &self.parties {
            write!(
                f,
                "\n{:<42} {:>6.2} %  kept {} to {} of {}: {:.2} to {:.2} % of its part",
                party.account,
                percent(party.weight_bps.into()),
                party.kept,
                party.most_kept,
                party.expected,
                percent(party.least_bps),
                percent(party.most_bps)
            )?;
        }
        Ok(())
    }
}

impl Report for Forecasted {}

/// Computes a bill.
///
/// # Errors
/// If the period is empty or longer than the longest bill, which is due in full; if the chain, the contract or the service
/// is not known, or there is no connection.
pub async fn run(args: Forecast, project: &Project) -> Result<Forecasted> {
    let service = Service::read(project, &args.place).await?;
    let (terms, parties) = (&service.terms, &service.parties);
    let period = (args.from, args.to);
    let longest = terms.longest_bill;
    let billed = terms.billed(period.0, period.1);
    ensure!(
        billed.is_some(),
        "expected a period of 1 to {longest} seconds, received {} to {}: any other is due in full",
        args.from,
        args.to
    );
    let pages = service.pages(&billed.unwrap_or_default()).await?;
    let read = |number| pages.get(number);
    let bill = rules::Forecast::new(terms, parties, period, service.now, read);
    let Some(bill) = bill else {
        anyhow::bail!("a period of {} to {} is due in full", args.from, args.to)
    };
    let both = bill
        .least
        .parties(terms, parties)
        .zip(bill.most.parties(terms, parties));
    let of = both.zip(&service.accounts).map(|((least, most), account)| {
        let (party, tally, least_bps): (_, &Tally, u64) = least;
        PartyForecast {
            account: label(*account),
            weight_bps: party.weight_bps,
            expected: tally.expected,
            kept: tally.kept,
            most_kept: most.1.kept,
            least_bps,
            most_bps: most.2,
        }
    });
    let of = of.collect();
    Ok(Forecasted {
        service: service.number,
        first_window: bill.windows.start,
        end_window: bill.windows.end,
        answerable: bill.answerable.end.saturating_sub(bill.answerable.start),
        least_bps: bill.least.due_bps,
        most_bps: bill.most.due_bps,
        parties: of,
    })
}
