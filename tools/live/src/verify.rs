//! `verify`: compares the code on a chain with a build.

use crate::{
    artifact::{Artifact, Build},
    client::Client,
    contract::{artifact_path, Book},
    deploy,
    dry_run::{self, Outcome, Request},
    progress::Progress,
    records::Record,
    Project, Report,
};
use alloy_primitives::{keccak256, Address, Bytes, B256, U256};
use anyhow::{bail, ensure, Result};
use clap::Args;
use serde::Serialize;
use std::fmt;

/// Compares the code of a contract on a chain with a local build, and ends with 1 if they differ. A PolkaVM
/// contract's code is its blob. An EVM contract's is what its creation returns: it is executed with the constructor's
/// arguments of the record, on the latest block, and immutables that the constructor takes from elsewhere (the
/// block, another contract) may differ
#[derive(Args, Clone, Debug)]
pub struct Verify {
    /// The contract: a name in deployments/CHAIN.json, or an address
    pub contract: String,
    /// The constructor's arguments, for a contract without a record: one word each, or all as one JSON array
    #[arg(allow_negative_numbers = true)]
    pub arguments: Vec<String>,
    /// The chain: a name in blueprint.toml
    #[arg(long, value_name = "NAME")]
    pub chain: String,
    /// The build: a name or the path of its code. Else that of the record
    #[arg(long, value_name = "NAME|FILE")]
    pub artifact: Option<String>,
    /// Which build of the name; of the record's contract, where --artifact names none
    #[arg(long, value_name = "BUILD")]
    pub build: Option<Build>,
}

/// The code on the chain beside the build.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Verified {
    /// The chain.
    pub chain: String,
    /// The contract's address.
    pub address: Address,
    /// Whether both are equal.
    pub equal: bool,
    /// Keccak-256 of the code on the chain.
    pub on_chain: B256,
    /// How many bytes it has.
    pub on_chain_bytes: usize,
    /// Keccak-256 of the build's code.
    pub build: B256,
    /// How many bytes it has.
    pub build_bytes: usize,
    /// The build's file.
    pub artifact: String,
    /// The deployment's record, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<Record>,
    /// Keccak-256 of the build's file.
    pub file: B256,
    /// What `<stem>.build.json` says about the build, if there is such a file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub build_record: Option<serde_json::Value>,
}

impl fmt::Display for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let are = if self.equal { "equal" } else { "different" };
        write!(
            f,
            "{} on {} and {} are {are}",
            self.address, self.chain, self.artifact
        )?;
        write!(
            f,
            "\non chain: {} ({} bytes)",
            self.on_chain, self.on_chain_bytes
        )?;
        write!(f, "\nbuild:    {} ({} bytes)", self.build, self.build_bytes)?;
        if let Some(record) = &self.record {
            write!(
                f,
                "\ndeployed: {} by {} in {}",
                record.time, record.deployer, record.transaction
            )?;
            if record.code_hash != self.on_chain {
                write!(
                    f,
                    "\nrecorded: {}, which the chain does not have any more",
                    record.code_hash
                )?;
            }
            let compilers = |build: &Option<serde_json::Value>| {
                let build = build.as_ref()?;
                build.get("compiler").map(ToString::to_string)
            };
            if let (Some(then), Some(now)) = (
                compilers(&record.build_record),
                compilers(&self.build_record),
            ) {
                if then != now {
                    write!(
                        f,
                        "\ncompilers: those of the deployed code were {then}, those of this build are {now}"
                    )?;
                }
            }
        }
        match &self.build_record {
            Some(record) if self.is_of_the_build(record) => write!(f, "\nbuilt by: {record:#}"),
            Some(record) => write!(
                f,
                "\nbuilt by: not known, as the record beside it is of other code: {record:#}"
            ),
            None => write!(f, "\nbuilt by: no record"),
        }
    }
}

impl Verified {
    /// Whether a build record is of the build's file: of an ink! contract it has one code, of a Solidity contract one for each
    /// machine.
    fn is_of_the_build(&self, record: &serde_json::Value) -> bool {
        let codes = record["code"].as_object();
        let codes = codes.into_iter().flat_map(|all| all.values());
        let mut hashes = codes.chain([record]).map(|code| code["codeHash"].as_str());
        let file = self.file.to_string();
        hashes.any(|hash| hash == Some(file.as_str()))
    }
}

impl Report for Verified {
    fn success(&self) -> bool {
        self.equal
    }
}

/// Compares a contract with the build that its record or an option names.
///
/// # Errors
/// If the chain, the contract or the build is not known; if there is no code; if an EVM contract's creation reverts.
pub async fn run(args: Verify, project: &Project, progress: &mut dyn Progress) -> Result<Verified> {
    let client = Client::connect(project, &args.chain).await?;
    let book = Book::open(project, &client)?;
    let (address, record) = deployment(&client, &book, &args.contract)?;
    let artifact = match (&args.artifact, &record) {
        (Some(name), _) => Artifact::find(project, name, args.build)?,
        (None, Some(record)) if args.build.is_some() => {
            let stem = record.artifact.file_stem().unwrap_or_default();
            Artifact::find(project, &stem.to_string_lossy(), args.build)?
        }
        (None, Some(record)) => Artifact::load(&artifact_path(project, record))?,
        (None, None) => {
            bail!("expected --artifact NAME for {address}, which has no record, received none")
        }
    };
    ensure!(
        record.is_none() || args.arguments.is_empty(),
        "expected no arguments for {address}, whose record has them, received {}",
        args.arguments.join(" ")
    );
    let creation = creation(&artifact, record.as_ref(), &args.arguments, &book)?;
    compare(
        project, &client, &book, address, record, &artifact, creation, progress,
    )
    .await
}

fn deployment(client: &Client, book: &Book, contract: &str) -> Result<(Address, Option<Record>)> {
    match blueprint_strict::address(contract) {
        Some(address) => {
            let record = book
                .records
                .iter()
                .rev()
                .find(|record| record.address == address);
            Ok((address, record.cloned()))
        }
        None => {
            let record = book.record(contract, &client.place())?;
            Ok((record.address, Some(record.clone())))
        }
    }
}

/// The creation of an EVM contract; none for PolkaVM, whose code is the blob itself.
fn creation(
    artifact: &Artifact,
    record: Option<&Record>,
    words: &[String],
    book: &Book,
) -> Result<Option<Bytes>> {
    if artifact.is_polkavm() {
        return Ok(None);
    }
    let encoded = match record {
        Some(record) if words.is_empty() => record.encoded_arguments.clone(),
        _ => deploy::constructor(artifact.abi()?, words, book)?.1,
    };
    Ok(Some([artifact.code.as_slice(), &encoded].concat().into()))
}

/// The code that a creation returns. The deployer may no longer own the value that it sent, and many constructors take none as well:
/// where the creation with the value does not execute, it is executed without.
async fn created(
    client: &Client,
    book: &Book,
    artifact: &Artifact,
    from: Address,
    value: U256,
    data: Bytes,
) -> Result<Bytes> {
    let creation = |value| Request {
        from,
        to: None,
        value,
        data: data.clone(),
    };
    let mut outcome = dry_run::execute(client, &creation(value), book).await?;
    if !value.is_zero() && !matches!(outcome, Outcome::Returned { .. }) {
        let without = dry_run::execute(client, &creation(U256::ZERO), book).await?;
        if matches!(without, Outcome::Returned { .. }) {
            outcome = without;
        }
    }
    match outcome {
        Outcome::Returned { data } => Ok(data),
        Outcome::Reverted(revert) => bail!(
            "expected the creation of {} to return code, with {value} wei from {from} as the record has it, received a revert \
             with {revert}",
            artifact.stem
        ),
        Outcome::Failed { message } => bail!(
            "{} does not execute the creation of {} with {value} wei from {from}, as the record has it: {message}",
            client.chain,
            artifact.stem
        ),
    }
}

#[allow(
    clippy::too_many_arguments,
    reason = "both sides of the comparison, and where they are from"
)]
async fn compare(
    project: &Project,
    client: &Client,
    book: &Book,
    address: Address,
    record: Option<Record>,
    artifact: &Artifact,
    creation: Option<Bytes>,
    progress: &mut dyn Progress,
) -> Result<Verified> {
    progress.say(&format!(
        "reading the code of {address} on {}",
        client.chain
    ));
    let on_chain = client.code(address).await?;
    ensure!(
        !on_chain.is_empty(),
        "expected a contract at {address} on {}, received no code",
        client.chain
    );
    let build = match creation {
        None => Bytes::from(artifact.code.clone()),
        Some(data) => {
            progress.say("executing the creation, which returns the code");
            let sent = record.as_ref().map(|it| (it.deployer, it.value));
            let (from, value) = sent.unwrap_or_default();
            created(client, book, artifact, from, value, data).await?
        }
    };
    Ok(Verified {
        chain: client.chain.clone(),
        address,
        equal: on_chain == build,
        on_chain: keccak256(&on_chain),
        on_chain_bytes: on_chain.len(),
        build: keccak256(&build),
        build_bytes: build.len(),
        artifact: project.relative(&artifact.path).display().to_string(),
        file: keccak256(&artifact.code),
        record,
        build_record: artifact.build_record.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{json, Value};

    fn shown(build_record: Value) -> String {
        let verified = Verified {
            chain: "dev".into(),
            address: Address::ZERO,
            equal: true,
            on_chain: B256::ZERO,
            on_chain_bytes: 0,
            build: B256::ZERO,
            build_bytes: 0,
            artifact: "target/solidity/Mine.evm".into(),
            file: keccak256(b"code"),
            record: None,
            build_record: Some(build_record),
        };
        verified.to_string()
    }

    #[test]
    fn record_of_other_code_says_nothing_of_the_build() {
        let own = keccak256(b"code").to_string();
        let other = keccak256(b"other").to_string();
        let unknown = "built by: not known";
        for (record, is_own) in [
            (json!({ "codeHash": own }), true),
            (json!({ "codeHash": other }), false),
            (
                json!({ "code": { "evm": { "codeHash": own }, "polkavm": { "codeHash": other } } }),
                true,
            ),
            (
                json!({ "code": { "polkavm": { "codeHash": other } } }),
                false,
            ),
            (json!({}), false),
        ] {
            let shown = shown(record.clone());
            assert_eq!(!shown.contains(unknown), is_own, "{record}: {shown}");
        }
    }
}
