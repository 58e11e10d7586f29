//! Commands that work with chains by Ethereum's JSON-RPC, or by Substrate's: what `blueprint-live` has, on this project.

use crate::{
    build,
    output::Form,
    project::Project,
    receipt::{self, Receipt},
};
use anyhow::{Context, Result};
use blueprint_live::{
    account, audit_log, call, data_set, deploy, estimate,
    levels::{self, Levels},
    life, reputation, rulebook, statement, substrate, verify, Lines, Project as Chains, Report,
};
use clap::Subcommand;
#[cfg(feature = "chain")]
use std::future::Future;
use std::{path::Path, process::ExitCode};

#[derive(Subcommand)]
pub enum Work {
    #[command(
        about = "Deploy a built contract: a dry run with its cost first, then the transaction"
    )]
    Deploy(deploy::Deploy),
    #[command(about = "Read a contract, or send it a transaction after a dry run")]
    Call(call::Call),
    #[command(about = "Estimate the gas and the fee of a call; nothing is sent")]
    Estimate(estimate::Estimate),
    #[command(about = "Compare the code of a contract on a chain with a local build")]
    Verify(Comparison),
    #[command(
        about = "Take a step in the life of blueprints and services: a function of IServices"
    )]
    Life(life::Life),
    /// Show, forecast and keep the windows of service levels
    #[command(subcommand)]
    Levels(Levels),
    /// Compute the tree of stored data, and keep windows of storage proofs
    #[command(subcommand)]
    DataSet(data_set::Work),
    /// Keep an audit log: sign its heads, append them on the chain, and prove its entries
    #[command(subcommand)]
    AuditLog(audit_log::Work),
    /// Compute what the rules of a service will say of an operator
    #[command(subcommand)]
    Rulebook(rulebook::Work),
    /// Show what paying clients say of an operator
    #[command(subcommand)]
    Reputation(reputation::Work),
    /// Sign, check and submit what operators, their enclaves and members of committees state
    #[command(subcommand)]
    Statement(statement::Work),
    #[command(about = "Keep accounts: keys in files that a password encrypts")]
    Account(account::AccountArgs),
    /// Sign and check receipts of a service's usage; needs no chain
    #[command(subcommand)]
    Receipt(Receipt),
}

/// A comparison, of a build that is there or of one that is made for it.
#[derive(clap::Args)]
pub struct Comparison {
    #[command(flatten)]
    verify: verify::Verify,
    /// Builds the project's contracts first, from the sources as they are now
    #[arg(long)]
    rebuild: bool,
}

/// Runs one of them.
///
/// # Errors
/// What was expected, and what was received.
pub fn run(work: Work, folder: Option<&Path>, form: Form) -> Result<ExitCode> {
    let work = match work {
        Work::Receipt(work) => return receipt::run(work, form).map(|()| ExitCode::SUCCESS),
        Work::DataSet(data_set::Work::Root(args)) => return end(form, &data_set::root(&args)?),
        Work::AuditLog(audit_log::Work::Root(args)) => return end(form, &audit_log::root(&args)?),
        Work::AuditLog(audit_log::Work::Prove(args)) if args.contract.is_none() => {
            return end(form, &audit_log::prove_offline(&args)?)
        }
        Work::Statement(statement::Work::Sign(args)) => return end(form, &statement::sign(&args)?),
        Work::Statement(statement::Work::Check(args)) => {
            return end(form, &statement::check(&args)?)
        }
        Work::Account(args) => return end(form, &account::run(args, &mut Lines::default())?),
        work => work,
    };
    let chains = chains(folder)?;
    let mut progress = Lines::default();
    runtime()?.block_on(async {
        match work {
            Work::Deploy(args) if args.substrate.substrate => end(
                form,
                &substrate::deploy(args, &chains, &mut progress).await?,
            ),
            Work::Call(args) if args.substrate.substrate => {
                end(form, &substrate::call(args, &chains, &mut progress).await?)
            }
            Work::Deploy(args) => end(form, &deploy::run(args, &chains, &mut progress).await?),
            Work::Call(args) => end(form, &call::run(args, &chains, &mut progress).await?),
            Work::Estimate(args) => end(form, &estimate::run(args, &chains, &mut progress).await?),
            Work::Verify(Comparison { verify, rebuild }) => {
                if rebuild {
                    build::build(&Project::current(folder)?, &build::Options::default())?;
                }
                end(form, &verify::run(verify, &chains, &mut progress).await?)
            }
            Work::Life(args) => end(form, &life::run(args, &chains, &mut progress).await?),
            Work::Levels(Levels::Show(args)) => end(form, &levels::show(args, &chains).await?),
            Work::Levels(Levels::Forecast(args)) => {
                end(form, &levels::forecast(args, &chains).await?)
            }
            Work::Levels(Levels::Answer(args)) => {
                end(form, &levels::answer(*args, &chains, &mut progress).await?)
            }
            Work::DataSet(data_set::Work::Prove(args)) => {
                end(form, &data_set::prove(*args, &chains, &mut progress).await?)
            }
            Work::AuditLog(audit_log::Work::Append(args)) => end(
                form,
                &audit_log::append(*args, &chains, &mut progress).await?,
            ),
            Work::AuditLog(audit_log::Work::Prove(args)) => {
                end(form, &audit_log::prove(args, &chains).await?)
            }
            Work::AuditLog(audit_log::Work::Show(args)) => {
                end(form, &audit_log::show(args, &chains).await?)
            }
            Work::Rulebook(rulebook::Work::Forecast(args)) => {
                end(form, &rulebook::forecast(args, &chains).await?)
            }
            Work::Reputation(reputation::Work::Show(args)) => {
                end(form, &reputation::show(args, &chains).await?)
            }
            Work::Statement(statement::Work::Submit(args)) => end(
                form,
                &statement::submit(*args, &chains, &mut progress).await?,
            ),
            // Done above, without a project.
            Work::Account(_)
            | Work::DataSet(data_set::Work::Root(_))
            | Work::AuditLog(audit_log::Work::Root(_))
            | Work::Statement(statement::Work::Sign(_) | statement::Work::Check(_))
            | Work::Receipt(_) => Ok(ExitCode::SUCCESS),
        }
    })
}

fn runtime() -> Result<tokio::runtime::Runtime> {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder
        .enable_all()
        .build()
        .context("cannot start a runtime")
}

/// Waits for a report, and writes it.
///
/// # Errors
/// Those of the work.
#[cfg(feature = "chain")]
pub fn wait<R: Report>(form: Form, work: impl Future<Output = Result<R>>) -> Result<ExitCode> {
    end(form, &runtime()?.block_on(work)?)
}

/// The project's chains.
///
/// # Errors
/// If there is no project, or its `blueprint.toml` makes no sense.
pub fn chains(folder: Option<&Path>) -> Result<Chains> {
    let project = Project::current(folder)?;
    Chains::open(&project.root, Project::OTHER_TABLES)
}

fn end(form: Form, report: &impl Report) -> Result<ExitCode> {
    form.write(report)?;
    Ok(match report.success() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}
