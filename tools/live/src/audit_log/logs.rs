//! Logs as the contract has them.

use super::IAuditLogs::{
    self, headOfCall, logOfCall, serviceOfCall, witnessedOfCall, HeadAppended,
};
use crate::{
    abi::{Abi, Log},
    client::Client,
    contract::{Book, Contract},
    levels::{service::Service, IServiceLevels, Place},
    reader::Reader,
    Project,
};
use alloy_primitives::{Address, B256, U256, U64};
use alloy_sol_types::SolEvent;
use anyhow::{Context, Result};
use serde::Serialize;
use serde_json::json;
use std::fmt;

/// What the contract is called in errors.
const WHAT: &str = "audit logs";

/// The head of a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Head {
    /// Its entries.
    pub size: u64,
    /// Its root.
    pub root: B256,
    /// The second in which it was signed.
    pub time: u64,
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { size, root, time } = self;
        write!(f, "{size} entries, root {root}, second {time}")
    }
}

impl Head {
    fn read(head: IAuditLogs::Head) -> Option<Self> {
        let IAuditLogs::Head { size, root, time } = head;
        (time != 0).then_some(Self { size, root, time })
    }
}

/// The logs of a service, as the contract has them.
pub struct Logs {
    /// The connection.
    pub client: Client,
    /// The contracts whose errors have names.
    pub book: Book,
    /// The contract of audit logs.
    pub contract: Address,
    /// The service's number.
    pub service: u64,
    /// The contract that makes the digests of heads.
    pub evidence: Address,
    /// Whose windows heads keep.
    pub levels: Option<Address>,
    /// The witnesses.
    pub committee: Option<Address>,
    /// The name of every log of the contract in heads.
    pub log: B256,
    /// The time of the chain's latest block, in seconds.
    pub now: u64,
}

impl Logs {
    /// Reads what heads of a service are signed for.
    ///
    /// # Errors
    /// If the chain, the contract or the service is not known, or there is no connection.
    pub async fn read(project: &Project, place: &Place) -> Result<Self> {
        let client = Client::connect(project, &place.chain).await?;
        let mut book = Book::open(project, &client)?;
        let contract = book.names.address(&place.contract)?;
        // Errors of the service levels come through.
        for (address, abi) in [
            (contract, IAuditLogs::abi::contract()),
            (Address::ZERO, IServiceLevels::abi::contract()),
        ] {
            book.add(Contract {
                label: place.contract.clone(),
                address,
                abi: Abi(abi),
            });
        }
        let reader = Reader {
            client: &client,
            book: &book,
            contract,
            what: WHAT,
        };
        let service = place.service;
        let of = serviceOfCall { serviceId: service };
        let of = reader.view(of).await?;
        anyhow::ensure!(
            !of.evidence.is_zero(),
            "expected a service of the audit logs at {contract}, received {service}, which was not opened there"
        );
        let log = reader.view(logOfCall {}).await?;
        let now = client.latest().await?.timestamp.to();
        let other = |it: Address| (!it.is_zero()).then_some(it);
        Ok(Self {
            contract,
            service,
            evidence: of.evidence,
            levels: other(of.levels),
            committee: other(of.committee),
            log,
            now,
            client,
            book,
        })
    }

    /// The contract, to read more of it.
    pub fn reader(&self) -> Reader<'_> {
        Reader {
            client: &self.client,
            book: &self.book,
            contract: self.contract,
            what: WHAT,
        }
    }

    /// The newest head of an operator's log.
    ///
    /// # Errors
    /// If there is no connection.
    pub async fn newest(&self, operator: Address) -> Result<Option<Head>> {
        let of = headOfCall {
            serviceId: self.service,
            operator,
        };
        Ok(Head::read(self.reader().view(of).await?))
    }

    /// The newest one that the committee witnessed.
    ///
    /// # Errors
    /// If there is no connection.
    pub async fn witnessed(&self, operator: Address) -> Result<Option<Head>> {
        let of = witnessedOfCall {
            serviceId: self.service,
            operator,
        };
        Ok(Head::read(self.reader().view(of).await?))
    }

    /// The heads of an operator's log that were appended in a block and after it, oldest first.
    ///
    /// # Errors
    /// If there is no connection, or the server does not answer about so many blocks.
    pub async fn appended(&self, operator: Address, since: u64) -> Result<Vec<Head>> {
        let topics = [
            HeadAppended::SIGNATURE_HASH,
            U256::from(self.service).into(),
            operator.into_word(),
        ];
        let filter = json!([{
            "address": self.contract,
            "fromBlock": U64::from(since),
            "toBlock": "latest",
            "topics": topics,
        }]);
        let logs: Vec<Log> = self.client.read("eth_getLogs", filter).await?;
        let heads = logs.into_iter().map(|log| {
            let event = HeadAppended::decode_raw_log(log.topics, &log.data);
            let event = event.context("expected an event HeadAppended")?;
            let HeadAppended {
                size, root, time, ..
            } = event;
            Ok(Head { size, root, time })
        });
        heads.collect()
    }

    /// The service's levels, if it has some.
    ///
    /// # Errors
    /// If they do not answer, or there is no connection.
    pub async fn levels(&self, project: &Project) -> Result<Option<Service>> {
        let Some(levels) = self.levels else {
            return Ok(None);
        };
        let place = Place {
            contract: levels.to_string(),
            service: self.service,
            chain: self.client.chain.clone(),
        };
        let levels = Service::read(project, &place).await?;
        // Other levels took another verifier since: then heads keep no windows.
        Ok((levels.verifier == self.contract).then_some(levels))
    }
}
