//! A service as the contract has it.

use super::{
    IServiceLevels::{pageOfCall, partiesOfCall, termsOfCall, verifierOfCall},
    Place,
};
use crate::{
    abi::Abi,
    client::Client,
    contract::{Book, Contract},
    reader::Reader,
    Project,
};
use alloy_primitives::{Address, U256};
use anyhow::{Context, Result};
use blueprint_rules::qos::service_level::{Page, Parties, Party, Terms, Tier, Tiers, ROWS};
use std::{collections::BTreeMap, ops::Range};

/// What the contract is called in errors.
const WHAT: &str = "service levels";

/// A service, read at one moment.
pub struct Service {
    /// The connection.
    pub client: Client,
    /// The contracts whose errors have names.
    pub book: Book,
    /// The contract of service levels.
    pub contract: Address,
    /// The service's number.
    pub number: u64,
    /// Its terms.
    pub terms: Terms,
    /// Its parties; the zero address is the probe.
    pub accounts: Vec<Address>,
    /// What is expected of each, in the order of the accounts.
    pub parties: Parties,
    /// The contract that decides which windows are kept; zero for signed answers.
    pub verifier: Address,
    /// The time of the chain's latest block, in seconds.
    pub now: u64,
}

impl Service {
    /// Reads a service.
    ///
    /// # Errors
    /// If the chain, the contract or the service is not known, or there is no connection.
    pub async fn read(project: &Project, place: &Place) -> Result<Self> {
        let client = Client::connect(project, &place.chain).await?;
        let mut book = Book::open(project, &client)?;
        let contract = book.names.address(&place.contract)?;
        book.add(Contract {
            label: place.contract.clone(),
            address: contract,
            abi: Abi(super::IServiceLevels::abi::contract()),
        });
        let number = place.service;
        let reader = Reader {
            client: &client,
            book: &book,
            contract,
            what: WHAT,
        };
        let stated = reader.view(termsOfCall { serviceId: number }).await?;
        let tiers = stated.tiers.iter().map(|tier| Tier {
            least_weight_bps: tier.leastWeightBps,
            target_bps: tier.targetBps,
            bottom_bps: tier.bottomBps,
        });
        let tiers = Tiers::new(&tiers.collect::<Vec<_>>());
        let tiers = tiers.map_err(|error| anyhow::anyhow!("tiers in another order: {error:?}"))?;
        let stated = stated.terms;
        let terms = Terms {
            start: stated.start,
            window: stated.window,
            answer: stated.answerPeriod,
            excuse: stated.excusePeriod,
            longest_bill: stated.longestBill,
            retention: stated.retention,
            min_expected: stated.minExpected,
            floor_bps: stated.floorBps,
            fresh_blocks: stated.freshBlocks,
            tiers,
        };
        let stated = reader.view(partiesOfCall { serviceId: number }).await?;
        let rows = stated.iter().map(|party| Party {
            weight_bps: party.weightBps,
            from: party.from,
            until: party.until,
            ..Default::default()
        });
        let rows: Vec<_> = rows.collect();
        let parties = Parties::listed(&rows).with_context(|| {
            format!(
                "expected at most {ROWS} parties of a service, received {}",
                rows.len()
            )
        })?;
        let accounts = stated.iter().map(|party| party.account).collect();
        let verifier = reader.view(verifierOfCall { serviceId: number }).await?;
        let now = client.latest().await?.timestamp.to();
        Ok(Self {
            contract,
            number,
            terms,
            accounts,
            parties,
            verifier,
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

    /// The parties with their accounts, by rows.
    pub fn rows(&self) -> impl Iterator<Item = (usize, Address, &Party)> {
        let rows = self.parties.rows().zip(&self.accounts);
        rows.map(|((row, party), account)| (row, *account, party))
    }

    /// The pages that hold some windows.
    ///
    /// # Errors
    /// If there is no connection.
    pub async fn pages(&self, windows: &Range<u32>) -> Result<Pages> {
        let mut pages = BTreeMap::new();
        for (page, _) in Page::spans(windows.clone()) {
            let (mut excused, mut kept) = ([0; 4], [[0; 4]; ROWS]);
            for ((_, account, _), row) in self.rows().zip(&mut kept) {
                let of = pageOfCall {
                    serviceId: self.number,
                    operator: account,
                    page,
                };
                let words = self.reader().view(of).await?;
                (excused, *row) = (words.excused.into_limbs(), words.kept.into_limbs());
            }
            pages.insert(page, Page::new(excused, kept));
        }
        Ok(Pages(pages))
    }
}

/// Pages by their numbers.
pub struct Pages(BTreeMap<u32, Page>);

impl Pages {
    /// A page; an empty one where it was not read.
    pub fn get(&self, number: u32) -> Page {
        self.0.get(&number).cloned().unwrap_or_default()
    }

    /// Whether a row kept a window, and whether it is excused.
    pub fn window(&self, row: usize, window: u32) -> (bool, bool) {
        let page = self.get(Page::number(window));
        let first = Page::windows(Page::number(window)).start;
        let bit = window.saturating_sub(first);
        let excused = U256::from_limbs(*page.excused());
        (page.is_kept(row, bit), excused.bit(bit as usize))
    }
}

/// How a party is called in reports.
pub fn label(account: Address) -> String {
    match account.is_zero() {
        true => "the probe".into(),
        false => account.to_string(),
    }
}
