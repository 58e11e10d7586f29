//! `reputation`: the score of an operator, and the periods that are due. The contract is `contracts/reputation`, which computes
//! it.

use crate::{
    abi::Abi,
    client::Client,
    contract::{Book, Contract},
    levels::Place,
    reader::Reader,
    Project, Report,
};
use alloy_primitives::Address;
use anyhow::Result;
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
        "../../abi/solidity/library/IReputation.sol"
    );
}
use generated::IReputation::{self, dueOfCall, scoreOfCall, termsOfCall};

/// What is asked of reputations.
#[derive(Subcommand, Clone, Debug)]
pub enum Work {
    /// Show the score of an operator and its factor on points, as they are with the periods that are due
    Show(Show),
}

/// Which service, and which operator.
#[derive(Args, Clone, Debug)]
pub struct Show {
    /// Which service.
    #[command(flatten)]
    pub place: Place,
    /// The operator: an address or a name
    #[arg(long, value_name = "ADDRESS")]
    pub operator: String,
}

/// A score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Shown {
    /// The service.
    pub service: u64,
    /// The operator.
    pub operator: Address,
    /// The score, in basis points.
    pub score_bps: u16,
    /// The factor on points, in basis points.
    pub factor_bps: u16,
    /// The score at which the factor is 10,000.
    pub neutral_bps: u16,
    /// The first period that is not recorded.
    pub next: u64,
    /// How many are due. Of more than four the score lacks the others, and the factor is at most 10,000.
    pub due: u64,
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = |bps: u16| f64::from(bps) / 100.0;
        writeln!(f, "{} in service {}", self.operator, self.service)?;
        writeln!(
            f,
            "score   {:.2} %, neutral is {:.2} %",
            percent(self.score_bps),
            percent(self.neutral_bps)
        )?;
        writeln!(f, "points  {:.2} %", percent(self.factor_bps))?;
        match self.due {
            0 => write!(f, "no period is due; period {} is the next one", self.next),
            due => write!(
                f,
                "{due} periods are due, from period {} on: `call` of record",
                self.next
            ),
        }
    }
}

impl Report for Shown {}

/// Reads a score.
///
/// # Errors
/// If the chain, the contract or the service is not known, or there is no connection.
pub async fn show(args: Show, project: &Project) -> Result<Shown> {
    let client = Client::connect(project, &args.place.chain).await?;
    let mut book = Book::open(project, &client)?;
    let contract = book.names.address(&args.place.contract)?;
    book.add(Contract {
        label: args.place.contract.clone(),
        address: contract,
        abi: Abi(IReputation::abi::contract()),
    });
    let operator = book.names.address(&args.operator)?;
    let reader = Reader {
        client: &client,
        book: &book,
        contract,
        what: "reputations",
    };
    let service_id = args.place.service;
    let terms = termsOfCall {
        serviceId: service_id,
    };
    let terms = reader.view(terms).await?;
    let score = scoreOfCall {
        serviceId: service_id,
        operator,
    };
    let score = reader.view(score).await?;
    let due = dueOfCall {
        serviceId: service_id,
        operator,
    };
    let due = reader.view(due).await?;
    Ok(Shown {
        service: service_id,
        operator,
        score_bps: score.scoreBps,
        factor_bps: score.factorBps,
        neutral_bps: terms.terms.neutralBps,
        next: due.first,
        due: due.count,
    })
}
