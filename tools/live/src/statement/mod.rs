//! `statement`: what operators, their enclaves and members of committees state under their keys. What is signed is that of
//! `blueprint-evidence`.

mod sign;
mod submit;

pub use sign::{check, sign, Check, Checked, Sign, Signed};
pub use submit::{run as submit, Submit, Submitted};

use alloy_primitives::Address;
use anyhow::{Context, Result};
use blueprint_evidence::{statements, Stated, Statements};
use clap::{Args, Subcommand, ValueEnum};
use std::{fs, path::PathBuf};

/// What is done with a statement.
#[derive(Subcommand, Clone, Debug)]
pub enum Work {
    /// Sign a statement; needs no chain
    ///
    /// Nothing is looked up: two answers to one question, or two roots of one log and size, are an offence, whichever of them
    /// is true, and so is an assignment that the rule contradicts. `audit-log append` signs heads of a log that only grows.
    Sign(Sign),
    /// Check the signature of a statement, and name its signer; needs no chain
    Check(Check),
    /// Submit signed statements: observations to their committee, in the order of their signers; an enclave's report or
    /// revocation to the contract of enclave keys
    ///
    /// Any account may send them.
    Submit(Box<Submit>),
}

/// Whose statement it is, and what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// An operator's answer to a question of its service: serviceId, question, answer, time
    Answer,
    /// The head of an operator's log: serviceId, log, size, root, time
    Head,
    /// Who serves a request, as an operator says: serviceId, request, assignee, time
    Assignment,
    /// What a member of a committee observed: question, time, value
    Observation,
    /// What an operator answered in a load test, as a challenger says: serviceId, operator, window, answered
    Load,
    /// What an enclave used in a period: serviceId, operator, period, tasks, cpuMs, memoryMbSeconds
    Resources,
    /// That a key of an enclave holds no longer: serviceId, operator, key
    Revocation,
}

impl From<Kind> for statements::Kind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Answer => Self::Answer,
            Kind::Head => Self::Head,
            Kind::Assignment => Self::Assignment,
            Kind::Observation => Self::Observation,
            Kind::Load => Self::Load,
            Kind::Resources => Self::Resources,
            Kind::Revocation => Self::Revocation,
        }
    }
}

/// A statement, and the contract that it is for.
#[derive(Args, Clone, Debug)]
pub struct Statement {
    /// What kind of statement it is
    #[arg(value_enum)]
    pub kind: Kind,
    /// A JSON file with its members; integers are numbers or text
    pub file: PathBuf,
    /// The chain's number (EIP-155)
    #[arg(long, value_name = "N", value_parser = crate::options::number)]
    pub chain_id: u64,
    /// The address of the contract that it is for: of equivocation evidence for answers and heads, of assignment
    /// evidence for assignments, of enclave keys for resources and revocations, of the committee for observations, of load
    /// tests for load
    #[arg(long, value_name = "ADDRESS", value_parser = blueprint_strict::typed_address)]
    pub contract: Address,
}

impl Statement {
    fn statements(&self) -> Statements {
        Statements {
            chain_id: self.chain_id,
            contract: self.contract,
        }
    }

    fn read(&self) -> Result<Stated> {
        let file = self.file.display();
        let text = fs::read_to_string(&self.file).with_context(|| format!("cannot read {file}"))?;
        let stated = statements::parse(self.kind.into(), &text);
        stated.with_context(|| format!("expected {} in {file}", name(self.kind)))
    }
}

/// A statement in errors.
fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Answer => "an answer",
        Kind::Head => "the head of a log",
        Kind::Assignment => "an assignment",
        Kind::Observation => "an observation",
        Kind::Load => "a report of a load test",
        Kind::Resources => "a report of resources",
        Kind::Revocation => "a revocation",
    }
}
