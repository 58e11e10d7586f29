//! `audit-log append`: an operator signs the head of its log, and the chain takes it with the proof that it continues.

use super::{
    logs::{Head, Logs},
    signed::{self, Signed},
    Entries,
    IAuditLogs::{appendCall, questionOfCall, valueOfCall},
};
use crate::{
    dry_run::{Cost, Request},
    levels::{service::Service, Place},
    mined::Mined,
    options::{Sender, Sending},
    pending,
    progress::Progress,
    transact::Transaction,
    values, Project, Report,
};
use alloy_primitives::{Address, Bytes, B256, U256};
use alloy_sol_types::SolCall;
use anyhow::{bail, ensure, Context, Result};
use blueprint_evidence::{AuditLog, PrivateKeySigner, Statements, TreeHead};
use clap::Args;
use serde::Serialize;
use std::fmt;

/// Which log, from which file.
#[derive(Args, Clone, Debug)]
pub struct Append {
    /// Which service.
    #[command(flatten)]
    pub place: Place,
    /// Which file.
    #[command(flatten)]
    pub entries: Entries,
    /// The operator that the account must be. Where the service has levels, an account that is no operator of it must name
    /// itself here to begin a log
    #[arg(long, value_name = "ADDRESS")]
    pub operator: Option<String>,
    /// The second of the head, since 1970: it keeps the window of that second. Else that of the newest block
    #[arg(long, value_name = "SECONDS", value_parser = crate::options::number)]
    pub time: Option<u64>,
    /// The operator, which signs the head and sends it.
    #[command(flatten)]
    pub sender: Sender,
    /// How to send.
    #[command(flatten)]
    pub sending: Sending,
}

/// A head that was appended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Appended {
    /// The operator.
    pub operator: Address,
    /// The head.
    pub head: Head,
    /// The head on the chain that it continues; none for the first one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Head>,
    /// What was signed.
    pub digest: B256,
    /// The operator's signature.
    pub signature: Bytes,
    /// The window of the head's second; none without levels, or before window 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window: Option<u32>,
    /// Whether the operator has kept it now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kept: Option<bool>,
    /// What the committee of witnesses is to sign.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub witness: Option<Witness>,
    /// The transaction, if one was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mined: Option<Mined>,
}

/// What a committee signs of a head.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Witness {
    /// The committee.
    pub committee: Address,
    /// The question.
    pub question: B256,
    /// The value.
    #[serde(serialize_with = "values::decimal")]
    pub value: U256,
}

impl fmt::Display for Appended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "operator   {}", self.operator)?;
        writeln!(f, "head       {}", self.head)?;
        match &self.before {
            Some(before) => writeln!(f, "continues  {before}")?,
            None => writeln!(f, "continues  nothing: it is the first head")?,
        }
        writeln!(f, "digest     {}", self.digest)?;
        writeln!(f, "signature  {}", self.signature)?;
        if let (Some(window), Some(kept)) = (self.window, self.kept) {
            let not = if kept { "" } else { "not " };
            writeln!(f, "window     {window}, {not}kept")?;
        }
        if let Some(it) = &self.witness {
            writeln!(
                f,
                "witness    the committee {} is to sign the value {} of the question {}",
                it.committee, it.value, it.question
            )?;
        }
        match &self.mined {
            Some(mined) => write!(f, "{mined}"),
            None => write!(f, "nothing was sent"),
        }
    }
}

impl Report for Appended {
    fn success(&self) -> bool {
        self.mined.as_ref().is_none_or(|mined| mined.success)
    }
}

/// Signs and appends a head.
///
/// # Errors
/// If the file does not continue the newest head of the chain, or the one that was signed last; if the account is another
/// one than the operator, or the head cannot be sent.
pub async fn run(args: Append, project: &Project, progress: &mut dyn Progress) -> Result<Appended> {
    // Before anything else: a file that cannot be read needs no connection.
    let log = args.entries.log()?;
    let logs = Logs::read(project, &args.place).await?;
    let chain = &logs.client.chain;
    let account = args.sender.required(logs.client.chain_id)?;
    let key = account.unlock(args.sender.password_file.as_deref())?;
    let operator = key.address();
    if let Some(named) = &args.operator {
        let expected = logs.book.names.address(named)?;
        ensure!(
            expected == operator,
            "expected the account of the operator {expected}, received {}, which is {operator}",
            account.name
        );
    }
    let levels = logs.levels(project).await?;
    let before = logs.newest(operator).await?;
    let serves = |levels: &Service| levels.accounts.contains(&operator);
    ensure!(
        before.is_some() || args.operator.is_some() || levels.as_ref().is_none_or(serves),
        "expected an operator of service {}, received {operator}, which is none and has no log: another --account, or \
         --operator {operator} to begin one",
        logs.service
    );
    let of = (logs.client.chain_id, logs.contract, logs.service, operator);
    let known = signed::of(project, chain, of)?;
    let signed = match args.sending.resume {
        Some(hash) => sent(hash, &known, &logs, operator, project).await?,
        None => {
            if let Some(before) = &before {
                continues_chain(&log, before, &logs, operator, &args).await?;
            }
            let record = signed::path(project, chain);
            for head in known.iter().map(Signed::head) {
                ensure!(
                    log.root_at(head.size).ok() == Some(head.root),
                    "expected a file that continues the head that was signed last: {head}; received {}, which does not. A \
                     server may have that head, and a second history is an offence: restore the entries. Where no server has \
                     seen it, remove it from {}",
                    args.entries.file.display(),
                    project.relative(&record).display()
                );
            }
            let made = sign(&log, &logs, before.as_ref(), &key, args.time)?;
            let newest = before.map_or(0, |before| before.time);
            signed::record(project, chain, &known, newest, &made)?;
            made
        }
    };
    let call = appendCall::abi_decode(&signed.data).context("a recorded head has its call")?;
    let transaction = Transaction {
        project,
        client: &logs.client,
        book: &logs.book,
        to: logs.contract,
        value: U256::ZERO,
        data: signed.data.clone(),
        signature: appendCall::SIGNATURE.into(),
        purpose: format!(
            "head of {} entries of service {}",
            signed.size, logs.service
        ),
    };
    let see = |_: &Bytes, cost: &Cost, progress: &mut dyn Progress| {
        progress.say(&format!("it would cost {cost}"));
        Ok(())
    };
    let done = transaction
        .run(&args.sender, &args.sending, progress, see)
        .await?;
    let head = signed.head();
    let (window, kept) = match &levels {
        Some(levels) => kept(levels, operator, head.time).await?,
        None => (None, None),
    };
    Ok(Appended {
        operator,
        head,
        before: before.filter(|before| before.time < head.time),
        digest: digest(&logs, &head),
        signature: call.signature,
        window,
        kept,
        witness: witness(&logs, operator, &head).await?,
        mined: done.mined,
    })
}

/// Checks that the file continues the newest head of the chain; else says which earlier one it does continue.
async fn continues_chain(
    log: &AuditLog,
    before: &Head,
    logs: &Logs,
    operator: Address,
    args: &Append,
) -> Result<()> {
    let (file, chain) = (args.entries.file.display(), &logs.client.chain);
    let has = |head: &Head| log.root_at(head.size).ok() == Some(head.root);
    if has(before) {
        return Ok(());
    }
    // A server may not answer about all blocks. The error is clear without it, too.
    let earlier = logs.appended(operator, 0).await.unwrap_or_default();
    let whole = earlier.iter().rev().find(|head| has(head));
    let whole = whole.map_or("of no earlier head either".into(), |head| {
        format!(
            "up to entry {} they are those of the head of second {}",
            head.size, head.time
        )
    });
    let size = log.size();
    if size < before.size {
        bail!(
            "expected at least {} entries, those of the newest head of {operator} on {chain} ({before}); received {file} with \
             {size}: the log has lost entries, or it is another file ({whole}). Nothing was signed",
            before.size
        );
    }
    let received = log.root_at(before.size)?;
    bail!(
        "expected a file that continues the newest head of {operator} on {chain} ({before}); received {file}, whose first {} \
         entries have the root {received}: an entry among them was changed, or it is another file, or another --framing \
         ({whole}). Nothing was signed",
        before.size
    )
}

/// The head of a transaction that was sent before.
async fn sent(
    hash: B256,
    known: &[Signed],
    logs: &Logs,
    operator: Address,
    project: &Project,
) -> Result<Signed> {
    let client = &logs.client;
    let content = match client.transaction(hash).await? {
        Some(sent) => {
            let request = Request {
                from: sent.from,
                to: sent.to,
                value: sent.value,
                data: sent.input,
            };
            Some(request.content())
        }
        None => {
            let waiting = pending::of(project, &client.chain, client.chain_id, operator)?;
            let waiting = waiting.into_iter().find(|it| it.hash == hash);
            waiting.map(|it| it.content)
        }
    };
    let head = known.iter().find(|it| Some(it.content()) == content);
    head.cloned().with_context(|| {
        format!("expected a transaction with a head that was signed in this project, received {hash}, which has none")
    })
}

fn digest(logs: &Logs, head: &Head) -> B256 {
    statements(logs).digest(&statement(logs, head))
}

fn statements(logs: &Logs) -> Statements {
    Statements {
        chain_id: logs.client.chain_id,
        contract: logs.evidence,
    }
}

fn statement(logs: &Logs, head: &Head) -> TreeHead {
    TreeHead {
        serviceId: logs.service,
        log: logs.log,
        size: head.size,
        root: head.root,
        time: head.time,
    }
}

/// Signs the head of the whole log.
fn sign(
    log: &AuditLog,
    logs: &Logs,
    before: Option<&Head>,
    key: &PrivateKeySigner,
    time: Option<u64>,
) -> Result<Signed> {
    let time = time.unwrap_or(logs.now);
    let after = before.map_or(0, |before| before.time);
    ensure!(
        time > after,
        "expected a second after {after}, that of the newest head, received {time}: wait for the next block, or give a later \
         --time that is not ahead of the chain's"
    );
    ensure!(
        time <= logs.now,
        "expected a second of at most {}, that of the newest block, received {time}",
        logs.now
    );
    let (size, root) = (log.size(), log.root());
    let head = Head { size, root, time };
    let signature = statements(logs).sign(key, &statement(logs, &head))?;
    let call = appendCall {
        serviceId: logs.service,
        operator: key.address(),
        size,
        root,
        time,
        signature: Bytes::from(signature),
        proof: log.consistency(before.map_or(0, |before| before.size))?,
    };
    Ok(Signed {
        chain_id: logs.client.chain_id,
        contract: logs.contract,
        service: logs.service,
        operator: key.address(),
        size,
        root,
        time,
        data: call.abi_encode().into(),
    })
}

/// The window of a second, and whether the operator kept it.
async fn kept(
    levels: &Service,
    operator: Address,
    time: u64,
) -> Result<(Option<u32>, Option<bool>)> {
    let Some(window) = levels.terms.begun(time).checked_sub(1) else {
        return Ok((None, None));
    };
    let pages = levels.pages(&(window..window.saturating_add(1))).await?;
    let mut rows = levels.rows().filter(|(_, account, _)| *account == operator);
    let kept = rows.any(|(row, ..)| pages.window(row, window).0);
    Ok((Some(window), Some(kept)))
}

async fn witness(logs: &Logs, operator: Address, head: &Head) -> Result<Option<Witness>> {
    let Some(committee) = logs.committee else {
        return Ok(None);
    };
    let of = questionOfCall {
        serviceId: logs.service,
        operator,
    };
    let question = logs.reader().view(of).await?;
    let Head { size, root, time } = *head;
    let value = logs.reader().view(valueOfCall { size, root, time }).await?;
    Ok(Some(Witness {
        committee,
        question,
        value,
    }))
}
