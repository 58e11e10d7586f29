//! What the story says of itself: its steps, its end, and what went wrong.

use crate::{
    chain::ChainError,
    outcome::{Dispatched, Outcome},
};
use blueprint_e2e_runtime::{RuntimeEvent, UNIT};

/// What becomes of the slash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Review {
    /// Its review ends and it is executed.
    Stands,
    /// The operator disputes it, governance rules that it stands, and it is executed.
    Upheld,
    /// The operator disputes it, and governance rules that it is wrong.
    Dismissed,
    /// Governance vetoes it.
    Vetoed,
}

/// A step that did not end as the story needs.
#[derive(Debug, thiserror::Error)]
pub enum RoadError {
    /// The chain could not be started.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// The manager's constructor failed.
    #[error("expected the manager's constructor to succeed, received {0}")]
    Deploy(Box<Outcome>),
    /// A step failed.
    #[error("expected {who} to {what}, received {error}")]
    Step {
        /// Who signed it.
        who: String,
        /// What was to be done.
        what: &'static str,
        /// The error, with the manager's revert data.
        error: String,
    },
    /// A view of the precompile failed.
    #[error("expected {view} to return, received {outcome}")]
    View {
        /// The view.
        view: &'static str,
        /// What it did.
        outcome: Box<Outcome>,
    },
}

/// A step, for people.
#[derive(Clone, Debug)]
pub struct Step {
    /// Who signed it.
    pub who: String,
    /// What was done.
    pub what: &'static str,
    /// What came of it.
    pub outcome: String,
}

/// What an account has at the end beside what it began with, in the chain's smallest unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Balance {
    /// The account.
    pub who: &'static str,
    /// Its stake and bond at the start.
    pub staked: u128,
    /// What a slash took.
    pub lost: u128,
    /// What it earned.
    pub earned: u128,
}

/// The end of the story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    /// Operators, then delegators.
    pub balances: Vec<Balance>,
    /// Points of the operators in the era, as the precompile returns them.
    pub points: [u32; 2],
    /// Wrong results of the operators in the era.
    pub wrong: [u32; 2],
}

/// An amount in whole tokens.
pub fn tokens(amount: u128) -> String {
    let cents = amount / (UNIT / 100);
    format!("{}.{:02}", cents / 100, cents % 100)
}

/// What the pallets' events say of a step.
pub(super) fn events(sent: &Dispatched) -> String {
    let said = sent.events.iter().filter_map(|event| match event {
        RuntimeEvent::Services(pallet_services::Event::ResultJudged { right, points, .. }) => {
            let verdict = if *right { "right" } else { "wrong" };
            Some(format!("judged {verdict}, {points} points"))
        }
        RuntimeEvent::Services(pallet_services::Event::SlashProposed { share_bps, .. }) => {
            Some(format!("slash of {share_bps} basis points proposed"))
        }
        RuntimeEvent::Services(pallet_services::Event::SlashVetoed { .. }) => Some("vetoed".into()),
        RuntimeEvent::Services(pallet_services::Event::SlashDisputed { .. }) => {
            Some("disputed".into())
        }
        RuntimeEvent::Services(pallet_services::Event::SlashRuled { stands, .. }) => {
            Some(if *stands { "stands" } else { "dismissed" }.into())
        }
        RuntimeEvent::Services(pallet_services::Event::SlashBondForfeited { amount, .. }) => {
            Some(format!("a bond of {} burned", tokens(*amount)))
        }
        RuntimeEvent::Services(pallet_services::Event::SlashExecuted { amount, .. }) => {
            Some(format!("{} of the bond burned", tokens(*amount)))
        }
        RuntimeEvent::Stake(pallet_stake::Event::StakeSlashed { amount, .. }) => {
            Some(format!("{} of the stake burned", tokens(*amount)))
        }
        _ => None,
    });
    let said: Vec<String> = said.collect();
    if said.is_empty() {
        "done".into()
    } else {
        said.join(", ")
    }
}
