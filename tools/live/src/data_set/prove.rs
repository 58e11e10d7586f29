//! `data-set prove`: a window is kept by the leaves that the contract asks for.

use super::{
    IStorageProofs::{self, challengeOfCall, dataSetsOfCall, proveCall, serviceOfCall},
    Stored,
};
use crate::{
    abi::Abi,
    client::Client,
    contract::{Book, Contract},
    dry_run::Cost,
    levels::IServiceLevels::windowsBegunCall,
    mined::Mined,
    options::{Sender, Sending},
    progress::Progress,
    reader::Reader,
    transact::Transaction,
    Project, Report,
};
use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::SolCall;
use anyhow::{ensure, Context, Result};
use clap::Args;
use serde::Serialize;
use std::fmt;

/// Which window, of which operator, from which file.
#[derive(Args, Clone, Debug)]
pub struct Prove {
    /// The contract of storage proofs: a name in deployments/CHAIN.json, or an address
    pub contract: String,
    /// What the operator stores.
    #[command(flatten)]
    pub stored: Stored,
    /// The service
    #[arg(long, value_name = "N", value_parser = crate::options::number)]
    pub service: u64,
    /// The window. Else the running one
    #[arg(long, value_name = "N")]
    pub window: Option<u32>,
    /// The operator: an address or a name. Else the account that sends
    #[arg(long, value_name = "ADDRESS")]
    pub operator: Option<String>,
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

/// A window that was kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Proven {
    /// The operator.
    pub operator: Address,
    /// The window.
    pub window: u32,
    /// The leaves that were opened.
    pub leaves: Vec<u64>,
    /// The transaction, if one was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mined: Option<Mined>,
}

impl fmt::Display for Proven {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let leaves: Vec<_> = self.leaves.iter().map(u64::to_string).collect();
        write!(
            f,
            "window {} of {}, leaves {}: ",
            self.window,
            self.operator,
            leaves.join(", ")
        )?;
        match &self.mined {
            Some(mined) => write!(f, "{mined}"),
            None => write!(f, "they keep it; nothing was sent"),
        }
    }
}

impl Report for Proven {
    fn success(&self) -> bool {
        self.mined.as_ref().is_none_or(|mined| mined.success)
    }
}

/// Proves a window.
///
/// # Errors
/// If the file is another one than the operator's data set, there is no seed yet, or the proof cannot be sent.
pub async fn run(args: Prove, project: &Project, progress: &mut dyn Progress) -> Result<Proven> {
    let client = Client::connect(project, &args.chain).await?;
    let mut book = Book::open(project, &client)?;
    let contract = book.names.address(&args.contract)?;
    // Errors of the service levels come through; which contract they are is not known yet.
    for (address, abi) in [
        (contract, IStorageProofs::abi::contract()),
        (
            Address::ZERO,
            crate::levels::IServiceLevels::abi::contract(),
        ),
    ] {
        book.add(Contract {
            label: args.contract.clone(),
            address,
            abi: Abi(abi),
        });
    }
    let operator = match &args.operator {
        Some(operator) => book.names.address(operator)?,
        None => {
            let account = args.sender.required(client.chain_id)?;
            let known = account.address();
            known.context("expected --operator ADDRESS, for the account's address is not known")?
        }
    };
    let reader = Reader {
        client: &client,
        book: &book,
        contract,
        what: "storage proofs",
    };
    let service_id = args.service;
    let window = match args.window {
        Some(window) => window,
        None => {
            let of = reader
                .view(serviceOfCall {
                    serviceId: service_id,
                })
                .await?;
            let levels = Reader {
                contract: of.levels,
                what: "service levels",
                ..reader
            };
            let time = client.latest().await?.timestamp.to();
            let begun = levels
                .view(windowsBegunCall {
                    serviceId: service_id,
                    time,
                })
                .await?;
            let running = begun.checked_sub(1);
            running.context("expected a window that runs, received none: window 0 has not begun")?
        }
    };
    let sets = dataSetsOfCall {
        serviceId: service_id,
        operator,
    };
    let sets = reader.view(sets).await?;
    let is_next = sets.next.leaves != 0 && window >= sets.next.from;
    let set = if is_next { sets.next } else { sets.present };
    ensure!(
        set.leaves != 0,
        "expected an operator with a data set in window {window}, received {operator}, which has none"
    );
    let tree = args
        .stored
        .tree(Some(args.stored.height.unwrap_or(set.height)))?;
    let (expected, received) = (set.root, tree.root());
    ensure!(
        expected == received,
        "expected the data set with the root {expected}, received a file with {received}: another file, --leaf-bytes or \
         --height"
    );
    let asked = challengeOfCall {
        serviceId: service_id,
        window,
        operator,
    };
    let asked = reader.view(asked).await?;
    let leaves = asked
        .iter()
        .map(|leaf| args.stored.leaf(*leaf).map(Bytes::from));
    let leaves = leaves.collect::<Result<Vec<_>>>()?;
    let siblings = asked.iter().map(|leaf| {
        let siblings = tree.siblings(*leaf);
        siblings.with_context(|| format!("expected leaf {leaf} in the file"))
    });
    let call = proveCall {
        serviceId: service_id,
        window,
        operator,
        leaves,
        siblings: siblings.collect::<Result<Vec<_>>>()?,
    };
    let transaction = Transaction {
        project,
        client: &client,
        book: &book,
        to: contract,
        value: U256::ZERO,
        data: call.abi_encode().into(),
        signature: proveCall::SIGNATURE.into(),
        purpose: format!("proof of window {window} of service {service_id}"),
    };
    let see = |_: &Bytes, cost: &Cost, progress: &mut dyn Progress| {
        progress.say(&format!("it would cost {cost}"));
        Ok(())
    };
    let done = transaction
        .run(&args.sender, &args.sending, progress, see)
        .await?;
    Ok(Proven {
        operator,
        window,
        leaves: asked,
        mined: done.mined,
    })
}
