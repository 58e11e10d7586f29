//! `levels answer`: an operator keeps windows.

use super::{service::Service, IServiceLevels::answerCall, Place};
use crate::{
    dry_run::Cost,
    mined::Mined,
    options::{Sender, Sending},
    pending::{self, Pending},
    progress::Progress,
    transact::Transaction,
    Project, Report,
};
use alloy_consensus::{Transaction as _, TxEnvelope};
use alloy_eips::eip2718::Decodable2718;
use alloy_primitives::{Address, Bytes, B256, U256, U64};
use alloy_sol_types::SolCall;
use anyhow::{bail, ensure, Context, Result};
use blueprint_evidence::{answers::Answer as Signed, Answers, PrivateKeySigner};
use clap::Args;
use serde::Serialize;
use std::{fmt, ops::Range, time::Duration};

/// The longest pause between two looks at the chain's time.
const LOOK: u64 = 60;
/// Seconds until an answer that failed is tried again.
const RETRY: u64 = 5;

/// Which service, which operator, and for how long.
#[derive(Args, Clone, Debug)]
pub struct Answer {
    /// Which service.
    #[command(flatten)]
    pub place: Place,
    /// How many windows to keep; 0 for all until the command is interrupted
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub windows: u32,
    /// The operator.
    #[command(flatten)]
    pub sender: Sender,
    /// How to send.
    #[command(flatten)]
    pub sending: Sending,
}

/// The windows that were answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Answered {
    /// The service.
    pub service: u64,
    /// Each window, with what was done.
    pub windows: Vec<(u32, Done)>,
}

/// What was done for a window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Done {
    /// Nothing: it was kept already.
    KeptBefore,
    /// A dry run alone.
    DryRun,
    /// A transaction.
    Sent(Box<Mined>),
}

impl fmt::Display for Done {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::KeptBefore => write!(f, "is kept already"),
            Self::DryRun => write!(f, "would be kept; nothing was sent"),
            Self::Sent(mined) => write!(f, "{mined}"),
        }
    }
}

impl Done {
    const fn failed(&self) -> bool {
        matches!(self, Self::Sent(mined) if !mined.success)
    }
}

impl fmt::Display for Answered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, (window, done)) in self.windows.iter().enumerate() {
            if number > 0 {
                writeln!(f)?;
            }
            write!(f, "window {window} of service {} {done}", self.service)?;
        }
        Ok(())
    }
}

impl Report for Answered {
    fn success(&self) -> bool {
        !self.windows.iter().any(|(_, done)| done.failed())
    }
}

/// A block's number and hash.
#[derive(serde::Deserialize)]
struct Head {
    hash: B256,
}

/// Answers windows.
///
/// # Errors
/// If the account is no operator of the service, no window runs, the service has a verifier, or the answer cannot be sent.
/// What goes wrong after the first window is said, and tried again.
pub async fn run(
    mut args: Answer,
    project: &Project,
    progress: &mut dyn Progress,
) -> Result<Answered> {
    let mut answered = Answered {
        service: args.place.service,
        windows: Vec::new(),
    };
    loop {
        let last = answered.windows.last().map(|(window, _)| *window);
        match step(&args, last, project, progress).await {
            Ok(Step::Wait(seconds)) => tokio::time::sleep(Duration::from_secs(seconds)).await,
            Ok(Step::Done(window, done)) => {
                progress.say(&format!("window {window} {done}"));
                // They are of one transaction, the first.
                let sending = &mut args.sending;
                (sending.resume, sending.replace, sending.nonce) = (None, None, None);
                let ends = done.failed() || args.sending.dry_run;
                // Without an end, the last one is remembered alone.
                if args.windows == 0 {
                    answered.windows.clear();
                }
                answered.windows.push((window, done));
                let enough = answered.windows.len() >= args.windows as usize;
                if ends || (args.windows != 0 && enough) {
                    return Ok(answered);
                }
            }
            Err(error) if last.is_some() => {
                progress.say(&format!(
                    "not answered: {error:#}; trying again in {RETRY} s"
                ));
                tokio::time::sleep(Duration::from_secs(RETRY)).await;
            }
            Err(error) => return Err(error),
        }
    }
}

/// What was done for the running window.
enum Step {
    Wait(u64),
    Done(u32, Done),
}

async fn step(
    args: &Answer,
    last: Option<u32>,
    project: &Project,
    progress: &mut dyn Progress,
) -> Result<Step> {
    let service = Service::read(project, &args.place).await?;
    let terms = &service.terms;
    let begun = terms.begun(service.now);
    if let Some(hash) = args.sending.resume {
        return service.resume(hash, args, project, progress).await;
    }
    let running = begun.checked_sub(1).with_context(|| {
        let seconds = terms.start.saturating_sub(service.now);
        format!("expected a window that runs, received none: window 0 begins in {seconds} s")
    })?;
    let first = terms.answered_below(service.now);
    let open = first.max(last.map_or(0, |last| last.saturating_add(1)))..begun;
    if open.is_empty() {
        let pause = terms.begins(begun).saturating_sub(service.now);
        return Ok(Step::Wait(pause.clamp(1, LOOK)));
    }
    let account = args.sender.required(service.client.chain_id)?;
    let key = account.unlock(args.sender.password_file.as_deref())?;
    let window = service.unkept(key.address(), open).await?;
    let mut args = args.clone();
    if last.is_some() {
        // An answer of this run that waits would hold up all that follow.
        args.sending.replace = service.waiting_answer(key.address(), project)?;
    }
    let done = match window {
        Some(window) => {
            service
                .answer(window, &key, &args, project, progress)
                .await?
        }
        None => Done::KeptBefore,
    };
    Ok(Step::Done(window.unwrap_or(running), done))
}

/// What a transaction that waits calls its receiver with.
fn input(pending: &Pending) -> Option<Bytes> {
    let transaction = TxEnvelope::decode_2718(&mut &pending.raw[..]).ok()?;
    Some(transaction.input().clone())
}

impl Service {
    /// The first of some windows that an operator did not keep.
    async fn unkept(&self, operator: Address, windows: Range<u32>) -> Result<Option<u32>> {
        ensure!(
            self.verifier.is_zero(),
            "expected a service whose windows are kept by signed answers, received service {}: the contract {} decides by \
             evidence of its own",
            self.number,
            self.verifier
        );
        let rows: Vec<_> = self.rows().filter(|(_, it, _)| *it == operator).collect();
        let serves = |window| {
            let mut rows = rows.iter();
            rows.find(|(_, _, it)| (it.from..it.until).contains(&window))
        };
        ensure!(
            windows.clone().any(|window| serves(window).is_some()),
            "expected an operator of service {} in window {}, received {operator}: `levels show` names them",
            self.number,
            windows.end.saturating_sub(1)
        );
        let pages = self.pages(&windows).await?;
        let unkept =
            |window: &u32| serves(*window).is_some_and(|row| !pages.window(row.0, *window).0);
        Ok(windows.clone().find(unkept))
    }

    async fn answer(
        &self,
        window: u32,
        key: &PrivateKeySigner,
        args: &Answer,
        project: &Project,
        progress: &mut dyn Progress,
    ) -> Result<Done> {
        // The dry run is executed on the latest block, which does not know its own hash.
        let block = self
            .client
            .latest()
            .await?
            .number
            .to::<u64>()
            .saturating_sub(1);
        let at = serde_json::json!([U64::from(block), false]);
        let head: Head = self.client.read("eth_getBlockByNumber", at).await?;
        let answers = Answers {
            chain_id: self.client.chain_id,
            contract: self.contract,
        };
        let signed = answers.sign(
            key,
            &Signed {
                serviceId: self.number,
                window,
                blockNumber: block,
                blockHash: head.hash,
            },
        )?;
        let call = answerCall {
            serviceId: self.number,
            window,
            blockNumber: block,
            operators: vec![key.address()],
            signatures: vec![Bytes::from(signed)],
        };
        self.send(window, call.abi_encode().into(), args, project, progress)
            .await
    }

    /// Goes on with an answer that an earlier run sent: another one would name another block.
    async fn resume(
        &self,
        hash: B256,
        args: &Answer,
        project: &Project,
        progress: &mut dyn Progress,
    ) -> Result<Step> {
        let account = args.sender.required(self.client.chain_id)?;
        let key = account.unlock(args.sender.password_file.as_deref())?;
        let data = match self.client.transaction(hash).await? {
            Some(sent) => Some(sent.input),
            None => {
                let waiting = self.waiting(key.address(), project)?;
                waiting.iter().find(|it| it.hash == hash).and_then(input)
            }
        };
        let own = data.as_ref().and_then(|data| self.own(data, key.address()));
        let (Some(call), Some(data)) = (own, data) else {
            bail!(
                "expected an answer of {} for service {} in transaction {hash}, received another transaction, or none",
                key.address(),
                self.number
            );
        };
        let done = self
            .send(call.window, data, args, project, progress)
            .await?;
        Ok(Step::Done(call.window, done))
    }

    fn waiting(&self, operator: Address, project: &Project) -> Result<Vec<Pending>> {
        pending::of(project, &self.client.chain, self.client.chain_id, operator)
    }

    /// The answer of an operator for this service that waits, if there is one.
    fn waiting_answer(&self, operator: Address, project: &Project) -> Result<Option<B256>> {
        let waiting = self.waiting(operator, project)?;
        // Another service's of the same operator is another command's.
        let is_own =
            |it: &&Pending| input(it).is_some_and(|data| self.own(&data, operator).is_some());
        Ok(waiting.iter().find(is_own).map(|it| it.hash))
    }

    /// An answer of an operator for this service, if the data of a transaction is one.
    fn own(&self, data: &Bytes, operator: Address) -> Option<answerCall> {
        let call = answerCall::abi_decode(data).ok()?;
        (call.serviceId == self.number && call.operators == [operator]).then_some(call)
    }

    async fn send(
        &self,
        window: u32,
        data: Bytes,
        args: &Answer,
        project: &Project,
        progress: &mut dyn Progress,
    ) -> Result<Done> {
        let transaction = Transaction {
            project,
            client: &self.client,
            book: &self.book,
            to: self.contract,
            value: U256::ZERO,
            data,
            signature: answerCall::SIGNATURE.into(),
            purpose: format!("answer to window {window} of service {}", self.number),
        };
        let see = |_: &Bytes, cost: &Cost, progress: &mut dyn Progress| {
            progress.say(&format!("it would cost {cost}"));
            Ok(())
        };
        let done = transaction
            .run(&args.sender, &args.sending, progress, see)
            .await?;
        Ok(done
            .mined
            .map_or(Done::DryRun, |mined| Done::Sent(mined.into())))
    }
}
