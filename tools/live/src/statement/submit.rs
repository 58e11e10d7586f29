//! `statement submit`: signed statements, to the contract that they are for.

mod load;

use super::Signed;
use crate::{
    abi::Abi,
    client::Client,
    contract::{Book, Contract},
    dry_run::Cost,
    mined::Mined,
    options::{Sender, Sending},
    progress::Progress,
    reader::Reader,
    transact::Transaction,
    Project, Report,
};
use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::SolCall;
use anyhow::{bail, ensure, Context, Result};
use blueprint_evidence::{statements::Observation, Stated, Statements};
use clap::Args;
use serde::Serialize;
use std::{fmt, fs, path::PathBuf};

mod committee {
    #![allow(
        missing_docs,
        clippy::too_many_arguments,
        reason = "generated; the .sol file is documented"
    )]
    alloy_sol_types::sol!(
        #![sol(abi = true)]
        "../../abi/solidity/library/IOracleCommittee.sol"
    );
}
mod keys {
    #![allow(
        missing_docs,
        clippy::too_many_arguments,
        reason = "generated; the .sol file is documented"
    )]
    alloy_sol_types::sol!(
        #![sol(abi = true)]
        "../../abi/solidity/library/IEnclaveKeys.sol"
    );
}
use committee::IOracleCommittee::{
    self, epochAtCall, membersOfCall, observeCall, questionOfCall, reportCall as agreeCall,
};
use keys::IEnclaveKeys::{self, keyOfCall, reportCall, revokeCall, ResourceReport};

/// The kind of a committee's question to which members sign one value.
const AGREEMENT: u8 = 1;

/// Which statements, to which contract.
#[derive(Args, Clone, Debug)]
pub struct Submit {
    /// The contract that they are for: a name in deployments/CHAIN.json, or an address
    pub contract: String,
    /// Files that `statement sign --json` wrote: observations of one question and time, reports of one load test, or one report
    /// of resources or revocation
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// The chain: a name in blueprint.toml
    #[arg(long, value_name = "NAME")]
    pub chain: String,
    /// Who sends.
    #[command(flatten)]
    pub sender: Sender,
    /// How to send.
    #[command(flatten)]
    pub sending: Sending,
}

/// Statements that were submitted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Submitted {
    /// The function that took them.
    pub function: String,
    /// Their signers, in the order in which they were submitted.
    pub signers: Vec<Address>,
    /// The transaction, if one was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mined: Option<Mined>,
}

impl fmt::Display for Submitted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} by", self.function)?;
        for signer in &self.signers {
            writeln!(f, "  {signer}")?;
        }
        match &self.mined {
            Some(mined) => write!(f, "{mined}"),
            None => write!(f, "nothing was sent"),
        }
    }
}

impl Report for Submitted {
    fn success(&self) -> bool {
        self.mined.as_ref().is_none_or(|mined| mined.success)
    }
}

/// A signed statement, and the file that it is from.
type Filed = (String, Signed);

/// A call that submits statements.
struct Call {
    function: &'static str,
    data: Bytes,
    signers: Vec<Address>,
    purpose: String,
}

/// Submits statements.
///
/// # Errors
/// If a file is no signed statement, or one of another contract, chain, question, time or test; if a signer is no member, or
/// was not drawn; if the contract would not take them, or they cannot be sent.
pub async fn run(
    args: Submit,
    project: &Project,
    progress: &mut dyn Progress,
) -> Result<Submitted> {
    let client = Client::connect(project, &args.chain).await?;
    let mut book = Book::open(project, &client)?;
    let contract = book.names.address(&args.contract)?;
    let at = Statements {
        chain_id: client.chain_id,
        contract,
    };
    let filed = args.files.iter().map(|file| read(file, &at));
    let filed = filed.collect::<Result<Vec<_>>>()?;
    let (what, abi) = match filed.first().map(|(_, signed)| &signed.stated) {
        Some(Stated::Observation(_)) => {
            ("an oracle committee", IOracleCommittee::abi::contract())
        }
        Some(Stated::Resources(_) | Stated::Revocation(_)) => {
            ("enclave keys", IEnclaveKeys::abi::contract())
        }
        Some(Stated::Load(_)) => ("load tests", load::ILoadTests::abi::contract()),
        _ => bail!(
            "expected observations, reports of a load test, a report of resources or a revocation, received an answer, a head or an assignment: \
             `audit-log append` appends heads, `call` of fileAnswers or fileHeads files two that contradict each other, and \
             of fileAssignment an assignment that the rule contradicts"
        ),
    };
    book.add(Contract {
        label: args.contract.clone(),
        address: contract,
        abi: Abi(abi),
    });
    let reader = Reader {
        client: &client,
        book: &book,
        contract,
        what,
    };
    let call = match filed.first().map(|(_, signed)| &signed.stated) {
        Some(Stated::Observation(_)) => observations(filed, &reader, progress).await?,
        Some(Stated::Load(_)) => load::reports(filed, &reader, progress).await?,
        _ => of_enclave(filed, &reader).await?,
    };
    let transaction = Transaction {
        project,
        client: &client,
        book: &book,
        to: contract,
        value: U256::ZERO,
        data: call.data,
        signature: call.function.into(),
        purpose: call.purpose,
    };
    let see = |_: &Bytes, cost: &Cost, progress: &mut dyn Progress| {
        progress.say(&format!("it would cost {cost}"));
        Ok(())
    };
    let done = transaction
        .run(&args.sender, &args.sending, progress, see)
        .await?;
    Ok(Submitted {
        function: call.function.into(),
        signers: call.signers,
        mined: done.mined,
    })
}

/// A signed statement to one contract, whose signature is its signer's.
fn read(path: &PathBuf, at: &Statements) -> Result<Filed> {
    let file = path.display().to_string();
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {file}"))?;
    let signed: Signed = blueprint_strict::json::read(blueprint_strict::text(&text))
        .with_context(|| format!("expected what `statement sign --json` writes in {file}"))?;
    ensure!(
        (signed.chain_id, signed.contract) == (at.chain_id, at.contract),
        "expected a statement to the contract {} on chain {}, received {file}, one to {} on chain {}",
        at.contract,
        at.chain_id,
        signed.contract,
        signed.chain_id
    );
    let signer = at.signer_of(&signed.stated, &signed.signature);
    let signer = signer.with_context(|| file.clone())?;
    ensure!(
        signer == signed.signer,
        "expected the signature of {} in {file}, received that of {signer}: the statement or its signature was changed",
        signed.signer
    );
    Ok((file, signed))
}

/// A statement of one kind, by its signer.
struct Said<S> {
    signer: Address,
    of: S,
    signature: Bytes,
    file: String,
}

/// Statements in the order of their signers, each signer's once: a file that repeats another one is left out. `expected` is what
/// two different ones of a signer break.
fn once<S: PartialEq>(
    mut all: Vec<Said<S>>,
    expected: &str,
    progress: &mut dyn Progress,
) -> Result<Vec<Said<S>>> {
    all.sort_by_key(|it| it.signer);
    let mut once: Vec<Said<S>> = Vec::new();
    for it in all {
        match once.last() {
            Some(last) if last.signer == it.signer && last.of == it.of => {
                progress.say(&format!(
                    "{} repeats {}, and is left out",
                    it.file, last.file
                ));
            }
            Some(last) if last.signer == it.signer => bail!(
                "expected {expected}, received {} and {}, two of {}",
                last.file,
                it.file,
                it.signer
            ),
            _ => once.push(it),
        }
    }
    Ok(once)
}

/// Observations of one question and time, in the order of their signers.
async fn observations(
    filed: Vec<Filed>,
    reader: &Reader<'_>,
    progress: &mut dyn Progress,
) -> Result<Call> {
    let mut of = Vec::new();
    for (file, signed) in filed {
        let Stated::Observation(observation) = signed.stated else {
            bail!("expected observations alone, received {file}, another statement");
        };
        of.push(Said {
            signer: signed.signer,
            of: observation,
            signature: signed.signature,
            file,
        });
    }
    of.sort_by_key(|it| it.signer);
    let first = &of[0];
    let (question, time) = (first.of.question, first.of.time);
    let terms = reader.view(questionOfCall { question }).await?;
    for it in &of {
        ensure!(
            (it.of.question, it.of.time) == (question, time),
            "expected observations of one question and time, received {} of {question} at {time} and {} of {} at {}",
            first.file,
            it.file,
            it.of.question,
            it.of.time
        );
    }
    let once = once(of, "one value of each member", progress)?;
    check_members(&once, time, terms.kind, reader).await?;
    let signers: Vec<_> = once.iter().map(|it| it.signer).collect();
    let signatures = once.iter().map(|it| it.signature.clone()).collect();
    let purpose = format!("observations of {question} at {time}");
    if terms.kind != AGREEMENT {
        let values = once.iter().map(|it| it.of.value).collect();
        let call = observeCall {
            question,
            time,
            values,
            signatures,
        };
        return Ok(Call {
            function: observeCall::SIGNATURE,
            data: call.abi_encode().into(),
            signers,
            purpose,
        });
    }
    let first = &once[0];
    let value = first.of.value;
    for it in &once {
        ensure!(
            it.of.value == value,
            "expected one value of all members, for the question is of agreement; received {} with {value} and {} with {}",
            first.file,
            it.file,
            it.of.value
        );
    }
    let call = agreeCall {
        question,
        time,
        value,
        signatures,
    };
    Ok(Call {
        function: agreeCall::SIGNATURE,
        data: call.abi_encode().into(),
        signers,
        purpose,
    })
}

/// The contract says of a signer at a wrong place only that it is one. This says which file is of no member.
async fn check_members(
    once: &[Said<Observation>],
    time: u64,
    kind: u8,
    reader: &Reader<'_>,
) -> Result<()> {
    let epoch = reader.view(epochAtCall { time }).await?;
    ensure!(
        epoch != 0,
        "expected a time at which the committee has members, received {time}"
    );
    let set = reader.view(membersOfCall { epoch }).await?;
    for Said { signer, file, .. } in once {
        let place = set.members.iter().position(|member| member == signer);
        let place = place.with_context(|| {
            format!(
                "expected signatures of members of the committee at {time}, received {file} of {signer}, which is none"
            )
        })?;
        let suspended = u32::try_from(place).is_ok_and(|it| set.suspended >> it & 1 == 1);
        ensure!(
            !suspended,
            "expected signatures that count, received {file} of {signer}, which is suspended: leave it out"
        );
    }
    let (least, received) = (usize::from(set.threshold), once.len());
    ensure!(
        kind != AGREEMENT || received >= least,
        "expected signatures of at least {least} members, received {received}"
    );
    Ok(())
}

/// A report or a revocation of an enclave's key.
async fn of_enclave(filed: Vec<Filed>, reader: &Reader<'_>) -> Result<Call> {
    let received = filed.len();
    let Ok([(file, signed)]) = <[Filed; 1]>::try_from(filed) else {
        bail!("expected one report or revocation, received {received} files");
    };
    let Signed {
        stated,
        signer,
        signature,
        ..
    } = signed;
    let (call, service, operator) = match stated {
        Stated::Resources(it) => {
            let (service, operator) = (it.serviceId, it.operator);
            let stated = ResourceReport {
                serviceId: service,
                operator,
                period: it.period,
                tasks: it.tasks,
                cpuMs: it.cpuMs,
                memoryMbSeconds: it.memoryMbSeconds,
            };
            let data = reportCall { stated, signature }.abi_encode();
            let call = Call {
                function: reportCall::SIGNATURE,
                data: data.into(),
                signers: vec![signer],
                purpose: format!("resources of period {} of service {service}", it.period),
            };
            (call, service, operator)
        }
        Stated::Revocation(it) => {
            let (service, operator) = (it.serviceId, it.operator);
            let data = revokeCall {
                serviceId: service,
                operator,
                signature,
            };
            let call = Call {
                function: revokeCall::SIGNATURE,
                data: data.abi_encode().into(),
                signers: vec![signer],
                purpose: format!("revocation of {} in service {service}", it.key),
            };
            (call, service, operator)
        }
        _ => bail!("expected a report or a revocation, received {file}"),
    };
    let of = keyOfCall {
        serviceId: service,
        operator,
    };
    let key = reader.view(of).await?.key;
    ensure!(
        key == signer,
        "expected the signature of the key of {operator} in service {service}, {key}; received {file} of {signer}"
    );
    Ok(call)
}
