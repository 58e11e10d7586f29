//! `deploy`: sends a contract's creation and records it.

use crate::{
    abi::Abi,
    arguments,
    artifact::{Artifact, Build},
    client::{Client, Receipt},
    config::check_name,
    contract::{Book, Contract},
    dry_run::{self, Cost, Request},
    keys::dev,
    mined::{self, Mined},
    names,
    options::{self, Sender, Sending},
    progress::Progress,
    records::{self, Record},
    send,
    substrate::{self, Substrate},
    values::{self, Named},
    Project, Report,
};
use alloy_dyn_abi::JsonAbiExt;
use alloy_primitives::{keccak256, Address, Bytes, B256, U256};
use anyhow::{bail, ensure, Context, Result};
use clap::Args;
use serde::Serialize;
use std::{fmt, path::Path};

/// Deploys a built contract: a dry run with the cost first, then the transaction. The deployment is recorded in
/// deployments/CHAIN.json, and is known to other commands by its name
#[derive(Args, Clone, Debug)]
pub struct Deploy {
    /// The contract's name (my_blueprint or MyBlueprint, in target/blueprint, target/ink or target/solidity), or the
    /// path of its code. The ABI is STEM.abi.json beside the code
    pub artifact: String,
    /// The constructor's arguments: one word each, or all as one JSON array. runtime is the chain's caller of hooks,
    /// services the precompile IServices
    #[arg(allow_negative_numbers = true)]
    pub arguments: Vec<String>,
    /// The chain: a name in blueprint.toml
    #[arg(long, value_name = "NAME")]
    pub chain: String,
    /// Which build, where there are several of the name
    #[arg(long, value_name = "BUILD")]
    pub build: Option<Build>,
    /// The name under which the deployment is recorded. Else the name of the code's file
    #[arg(long = "as", value_name = "NAME")]
    pub name: Option<String>,
    /// What to send with the creation: wei, or with a unit, such as 1.5ether
    #[arg(long, value_name = "WEI", default_value = "0", value_parser = options::amount)]
    pub value: U256,
    /// Who deploys.
    #[command(flatten)]
    pub sender: Sender,
    /// How to send.
    #[command(flatten)]
    pub sending: Sending,
    /// Whether Substrate's JSON-RPC is used.
    #[command(flatten)]
    pub substrate: Substrate,
}

/// What a deployment did, or would cost: by Ethereum's JSON-RPC, or with the cost of Substrate's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Deployed<C = Cost> {
    /// The chain.
    pub chain: String,
    /// What was deployed.
    pub artifact: String,
    /// What built it.
    pub build: Build,
    /// The constructor's arguments.
    pub arguments: Vec<Named>,
    /// The estimated cost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<C>,
    /// The record, if it was deployed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<Record>,
    /// The transaction, if one was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mined: Option<Mined>,
    /// The explorer's page of the contract.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

impl<C> Deployed<C> {
    /// Nothing yet, of an artifact with a constructor's arguments.
    pub(crate) fn of(
        chain: &str,
        project: &Project,
        artifact: &Artifact,
        arguments: Vec<Named>,
    ) -> Self {
        Self {
            chain: chain.to_owned(),
            artifact: project.relative(&artifact.path).display().to_string(),
            build: artifact.build,
            arguments,
            cost: None,
            record: None,
            mined: None,
            link: None,
        }
    }
}

impl<C: fmt::Display> fmt::Display for Deployed<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.record, &self.mined) {
            (Some(record), _) => {
                write!(
                    f,
                    "{} is at {} on {}",
                    record.name, record.address, self.chain
                )?;
                write!(f, "\ncode hash: {}", record.code_hash)?;
            }
            (None, Some(_)) => write!(f, "{} was not deployed on {}", self.artifact, self.chain)?,
            (None, None) => write!(f, "{} was not sent to {}", self.artifact, self.chain)?,
        }
        if !self.arguments.is_empty() {
            write!(f, "\nconstructor: {}", values::line(&self.arguments))?;
        }
        match (&self.mined, &self.cost) {
            (Some(mined), _) => write!(f, "\n{mined}")?,
            (None, Some(cost)) => write!(f, "\nwould cost {cost}")?,
            (None, None) => {}
        }
        match &self.link {
            Some(link) => write!(f, "\n{link}"),
            None => Ok(()),
        }
    }
}

impl<C: fmt::Display + Serialize> Report for Deployed<C> {
    fn success(&self) -> bool {
        self.mined.as_ref().is_none_or(|mined| mined.success)
    }
}

/// Deploys a contract.
///
/// # Errors
/// If the artifact, the chain, an argument or the account is not known or wrong; if the chain does not run this kind
/// of code; if the constructor would revert, with the error's name; as [`send`].
pub async fn run(args: Deploy, project: &Project, progress: &mut dyn Progress) -> Result<Deployed> {
    let (artifact, name) = named(project, &args)?;
    let client = Client::connect(project, &args.chain).await?;
    let mut book = Book::open(project, &client)?;
    let abi = artifact.abi()?;
    let (arguments, encoded) = constructor(abi, &args.arguments, &book)?;
    check_kind(&client, &artifact).await?;

    let account = args.sender.required(client.chain_id)?;
    // A dry run takes no password, unless the address is in the keystore alone.
    let is_sent = !args.sending.dry_run || account.address().is_none();
    let unlock = || account.unlock(args.sender.password_file.as_deref());
    let key = is_sent.then(unlock).transpose()?;
    let from = key.as_ref().map(|key| key.address()).or(account.address());
    let from = from.context("an account has an address")?;
    let data: Bytes = [artifact.code.as_slice(), &encoded].concat().into();
    let request = Request {
        from,
        to: None,
        value: args.value,
        data,
    };
    // The constructor's errors are of this ABI; no contract has the address.
    let label = artifact.stem.clone();
    book.add(Contract {
        label,
        address: Address::ZERO,
        abi: abi.clone(),
    });

    let mut report = Deployed::of(&client.chain, project, &artifact, arguments);
    let with_key = || {
        let key = key.as_ref().context("a dry run sends nothing")?;
        let options = &args.sending;
        Ok::<_, anyhow::Error>(send::Sending {
            project,
            client: &client,
            key,
            options,
        })
    };
    let receipt = if let Some(hash) = args.sending.resume {
        with_key()?.resume(hash, &request, progress).await?
    } else {
        progress.say(&format!(
            "dry run of the creation of {} on {}",
            artifact.stem, client.chain
        ));
        let dry_run = dry_run::run(&client, &request, &book).await?;
        dry_run
            .returned()
            .with_context(|| format!("the constructor of {}", artifact.stem))?;
        let cost = dry_run.cost.context("the chain estimated no gas")?;
        progress.say(&format!("it would cost {cost}"));
        let gas = cost.gas;
        report.cost = Some(cost);
        if args.sending.dry_run {
            return Ok(report);
        }
        with_key()?
            .send(&request, gas, &format!("creation of {name}"), progress)
            .await?
    };
    let hash = receipt.transaction_hash;
    let after = || {
        format!("transaction {hash} is in a block; the same command with --resume {hash} goes on")
    };
    // The constructor's events are the new contract's.
    let address = receipt.contract_address.unwrap_or_default();
    book.add(Contract {
        label: name.clone(),
        address,
        abi: abi.clone(),
    });
    let mined = mined::read(&client, &receipt, &request, &book)
        .await
        .with_context(after)?;
    if mined.success {
        let arguments = report.arguments.clone();
        let of = Of {
            name,
            artifact: &artifact,
            arguments,
            encoded,
            value: args.value,
            deployer: from,
        };
        let place = Place::of(&client, &receipt).await.with_context(after)?;
        let record = of.record(project, place).with_context(after)?;
        records::add(project, &client.chain, record.clone()).with_context(after)?;
        report.link = client.config.address_link(record.address);
        report.record = Some(record);
    }
    report.mined = Some(mined);
    Ok(report)
}

/// What is deployed, and the name under which it is recorded.
pub(crate) fn named(project: &Project, args: &Deploy) -> Result<(Artifact, String)> {
    let artifact = Artifact::find(project, &args.artifact, args.build)?;
    let name = args.name.clone().unwrap_or_else(|| artifact.stem.clone());
    check_name("a deployment", &name)?;
    ensure!(
        !names::RESERVED.contains(&name.as_str()),
        "expected a deployment's name, received {name}, which stands for an address of the chain: choose one by --as NAME"
    );
    let is_account = dev::key(&name).is_some() || substrate::key::is_published(&name);
    ensure!(
        !is_account && blueprint_strict::address(&name).is_none(),
        "expected a deployment's name, received {name}, which stands for an account: choose one by --as NAME"
    );
    Ok((artifact, name))
}

/// The constructor's arguments, for people and encoded.
pub(crate) fn constructor(abi: &Abi, words: &[String], book: &Book) -> Result<(Vec<Named>, Bytes)> {
    let inputs = abi.constructor_inputs();
    let parsed = arguments::parse(inputs, words, &book.names).context("the constructor")?;
    let encoded = match &abi.0.constructor {
        Some(constructor) => constructor
            .abi_encode_input_raw(&parsed)
            .context("cannot encode the constructor's arguments")?,
        None => Vec::new(),
    };
    Ok((values::named(inputs, &parsed), encoded.into()))
}

/// PolkaVM code does nothing on an EVM, where its creation may even seem to succeed.
async fn check_kind(client: &Client, artifact: &Artifact) -> Result<()> {
    if artifact.is_polkavm() && !client.runs_polkavm().await? {
        bail!(
            "expected a build by evm for {}, chain {}, which runs the EVM alone, received {}, which is PolkaVM code by \
             {}. If the chain runs PolkaVM code, set pvm = true in [chains.{}]",
            client.chain,
            client.chain_id,
            artifact.path.display(),
            artifact.build,
            client.chain
        );
    }
    Ok(())
}

/// What a record is made of, beside its place.
pub(crate) struct Of<'a> {
    pub name: String,
    pub artifact: &'a Artifact,
    pub arguments: Vec<Named>,
    pub encoded: Bytes,
    pub value: U256,
    pub deployer: Address,
}

/// Where a new contract is.
pub(crate) struct Place {
    pub chain_id: u64,
    pub address: Address,
    pub code: Bytes,
    pub block: u64,
    pub transaction: B256,
    /// The time of the block, in seconds since 1970.
    pub time: u64,
}

impl Place {
    /// What a receipt says.
    async fn of(client: &Client, receipt: &Receipt) -> Result<Self> {
        let transaction = receipt.transaction_hash;
        let address = receipt.contract_address.with_context(|| {
            format!("expected the address of the new contract in the receipt of {transaction}, received none")
        })?;
        let block = client.block(receipt.block_number).await?;
        Ok(Self {
            chain_id: client.chain_id,
            address,
            code: client.code(address).await?,
            block: block.number.to(),
            transaction,
            time: block.timestamp.to(),
        })
    }
}

impl Of<'_> {
    /// The record of a creation that succeeded.
    ///
    /// # Errors
    /// If there is no code.
    pub(crate) fn record(self, project: &Project, place: Place) -> Result<Record> {
        let (address, transaction) = (place.address, place.transaction);
        ensure!(
            !place.code.is_empty(),
            "expected code at {address} after transaction {transaction}, received none: nothing was recorded"
        );
        Ok(Record {
            name: self.name,
            address,
            chain_id: place.chain_id,
            code_hash: keccak256(&place.code),
            build: self.artifact.build,
            artifact: located(project, &self.artifact.path)?,
            arguments: self.arguments,
            encoded_arguments: self.encoded,
            value: self.value,
            block: place.block,
            transaction,
            deployer: self.deployer,
            time: time(place.time),
            build_record: self.artifact.build_record.clone(),
        })
    }
}

/// A path for a record: below the project's root if it lies there, else absolute.
fn located(project: &Project, path: &Path) -> Result<std::path::PathBuf> {
    let absolute = |path: &Path| {
        std::path::absolute(path).with_context(|| format!("cannot locate {}", path.display()))
    };
    let (root, path) = (absolute(&project.root)?, absolute(path)?);
    Ok(path.strip_prefix(&root).unwrap_or(&path).to_owned())
}

/// Seconds since 1970 in RFC 3339.
fn time(seconds: u64) -> String {
    let time = i64::try_from(seconds)
        .ok()
        .and_then(|seconds| chrono::DateTime::from_timestamp(seconds, 0));
    time.map(|time| time.to_rfc3339_opts(chrono::SecondsFormat::Secs, true))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_in_utc() {
        assert_eq!(time(1_767_225_600), "2026-01-01T00:00:00Z");
        assert_eq!(time(u64::MAX), "");
    }
}
