//! Reputation: what paying clients say of operators, over time (`blueprint_rules::qos::reputation`).
//!
//! A service has one record, its terms, and an operator of it two, of its score and of its agent in a registry of ERC-8004.

#[cfg(test)]
mod tests;

blueprint_hooks::interface! {
    /// Errors and events of reputation, and a client of it.
    pub mod abi = "blueprint-abi/library/IReputation.sol";
}
blueprint_hooks::interface! {
    /// A client of a registry of ERC-8004.
    mod registry = "blueprint-abi/library/IERC8004Reputation.sol";
}
blueprint_hooks::interface! {
    /// A client of its registry of agents.
    mod identities = "blueprint-abi/library/IERC8004Identity.sol";
}
pub use blueprint_rules::qos::reputation::{Periods, Record, Terms};

use crate::{
    cell::Map,
    peer::{answered, other},
    usage_receipts::abi::Client as Receipts,
};
use abi::{
    AgentNamed, AlreadyOpen, NoAgent, NotAgentOwner, NothingNew, PeerFailed, PeriodCounted,
    PeriodsDue, ScorePublished, ServiceOpened, UnknownService, ZeroAccount,
};
use blueprint_hooks::{ensure, env, record, Address, Event, Result, Revert, Text, Word, U256};
use blueprint_rules::qos::reputation::{Sample, TermOutOfBounds};
use core::ops::Range;
use ink::storage::traits::{AutoKey, StorageKey};

/// The most periods that are recorded at once.
pub const MOST_RECORDED: u64 = 16;
/// The most periods that a view reads which are not recorded.
pub const MOST_READ: u64 = 4;
/// The status of a verdict of a quorum of clients.
const VERDICT: u8 = 2;
/// The decimals of a published score: basis points are percent with two.
const DECIMALS: u8 = 2;
const TAG: &str = "quality";
/// keccak-256 of `Reputation(address reputation,uint64 serviceId,address operator,uint64 next)`.
const RECORD_TYPE: [u8; 32] = [
    0x2a, 0x76, 0x3c, 0xa0, 0xc8, 0x50, 0x70, 0x5d, 0x13, 0x3f, 0x1f, 0x2b, 0xe7, 0xc0, 0x20, 0xf6,
    0x31, 0xeb, 0x61, 0x1d, 0x36, 0x08, 0x6c, 0x6b, 0xc8, 0xad, 0x2d, 0x37, 0x7c, 0x9f, 0x0f, 0x26,
];

/// How a service rates its operators. Written once.
#[record]
pub struct Service {
    /// What clients say.
    pub receipts: Address,
    /// Its periods.
    pub periods: Periods,
    /// The terms.
    pub terms: Terms,
}

/// What is recorded of an operator.
#[record]
pub struct Recorded {
    record: Record,
}

/// Where an operator's score is published.
#[record]
pub struct Agent {
    /// The registry; zero for none.
    pub registry: Address,
    /// The agent there.
    pub id: U256,
    /// `next` of the record that was published last.
    pub published: u64,
}

/// Terms, scores and agents. The contract authorises.
#[ink::storage_item]
#[derive(Default, Debug)]
pub struct Reputation<KEY: StorageKey = AutoKey> {
    services: Map<u64, Service>,
    records: Map<(u64, Address), Recorded>,
    agents: Map<(u64, Address), Agent>,
}

impl<KEY: StorageKey> Reputation<KEY> {
    /// Fixes how a service rates its operators. Errors: `AlreadyOpen`, `TermOutOfBounds`, `PeerFailed`.
    pub fn open(&mut self, service_id: u64, receipts: Address, terms: &Terms) -> Result<()> {
        let is_new = self.services.get(&service_id).is_none();
        ensure!(is_new, AlreadyOpen { service_id });
        terms.check().map_err(of_term)?;
        other(receipts)?;
        let stated = answered(receipts, Receipts::at(receipts).terms())?;
        let (period, _, retention, ..) = stated;
        // What is another contract may have terms too, of no length.
        let running = env::now().checked_div(period);
        let from = running.ok_or(PeerFailed { peer: receipts })?;
        let periods = Periods {
            from,
            length: period,
            retention,
        };
        let service = Service {
            receipts,
            periods,
            terms: *terms,
        };
        self.services.set(&service_id, &service);
        ServiceOpened {
            service_id,
            receipts,
            from,
        }
        .emit();
        Ok(())
    }

    /// Records the periods of an operator that are due; how many of them had a verdict. Errors: `UnknownService`,
    /// `ZeroAccount`, `NothingNew`, `PeerFailed`.
    pub fn record(&mut self, service_id: u64, operator: Address) -> Result<u8> {
        let service = self.service(service_id)?;
        ensure!(!operator.is_zero(), ZeroAccount);
        let due = service.due(self.recorded(service_id, operator).next);
        ensure!(!due.is_empty(), NothingNew);
        let (record, counted) =
            self.folded(&service, service_id, operator, MOST_RECORDED, |counted| {
                let (period, sample, counted_bps) = counted;
                PeriodCounted {
                    service_id,
                    operator,
                    period,
                    quality_bps: sample.quality_bps,
                    counted_bps,
                    units: sample.units,
                }
                .emit();
            })?;
        self.records
            .set(&(service_id, operator), &Recorded { record });
        Ok(counted)
    }

    /// Gives the recorded score to the operator's registry. Errors: `UnknownService`, `NoAgent`, `PeriodsDue`,
    /// `NothingNew`, `NotAgentOwner`, `PeerFailed`, those of the registries.
    pub fn publish(&mut self, service_id: u64, operator: Address) -> Result<()> {
        let service = self.service(service_id)?;
        let agent = self.agent(service_id, operator);
        let no_agent = NoAgent {
            service_id,
            operator,
        };
        ensure!(!agent.registry.is_zero(), no_agent);
        let record = self.recorded(service_id, operator);
        // Else the operator has its score published before a bad period counts.
        let due = service.due(record.next);
        let (first, count) = (due.start, due.end.saturating_sub(due.start));
        ensure!(count == 0, PeriodsDue { first, count });
        ensure!(record.next > agent.published, NothingNew);
        let Agent { registry, id, .. } = agent;
        let (expected, received) = (operator, owner(registry, id)?);
        ensure!(received == expected, NotAgentOwner { expected, received });
        // Before the call: the registry is one that the operator chose.
        let published = Agent {
            published: record.next,
            ..agent
        };
        self.agents.set(&(service_id, operator), &published);
        let score_bps = record.score_bps(&service.terms, service.running());
        let none = Text::from("");
        let given = registry::Client::at(registry).give_feedback(
            id,
            score_bps.into(),
            DECIMALS,
            &Text::from(TAG),
            &none,
            &none,
            &none,
            evidence(service_id, operator, record.next),
        );
        answered(registry, given)?;
        ScorePublished {
            service_id,
            operator,
            registry,
            agent_id: id,
            score_bps,
        }
        .emit();
        Ok(())
    }

    /// Names an operator's agent. Errors: `UnknownService`.
    pub fn set_agent(
        &mut self,
        service_id: u64,
        operator: Address,
        registry: Address,
        id: U256,
    ) -> Result<()> {
        self.service(service_id)?;
        let id = match registry.is_zero() {
            true => U256::zero(),
            false => id,
        };
        // What was published stays so: else a score is published again and again, from registry to registry.
        let agent = Agent {
            registry,
            id,
            ..self.agent(service_id, operator)
        };
        self.agents.set(&(service_id, operator), &agent);
        AgentNamed {
            service_id,
            operator,
            registry,
            agent_id: id,
        }
        .emit();
        Ok(())
    }

    /// The score of an operator, and its factor on points. Errors: `UnknownService`, `PeerFailed`.
    pub fn score(&self, service_id: u64, operator: Address) -> Result<(u16, u16)> {
        let service = self.service(service_id)?;
        let (record, _) = self.folded(&service, service_id, operator, MOST_READ, |_| ())?;
        let score_bps = record.score_bps(&service.terms, service.running());
        let is_whole = service.due(record.next).is_empty();
        Ok((score_bps, service.terms.factor_bps(score_bps, is_whole)))
    }

    /// The periods of an operator that are due. Errors: `UnknownService`.
    pub fn due(&self, service_id: u64, operator: Address) -> Result<Range<u64>> {
        let service = self.service(service_id)?;
        Ok(service.due(self.recorded(service_id, operator).next))
    }

    /// What is recorded of an operator.
    pub fn recorded(&self, service_id: u64, operator: Address) -> Record {
        let recorded = self.records.get(&(service_id, operator));
        recorded.unwrap_or_default().record
    }

    /// How a service rates its operators. Errors: `UnknownService`.
    pub fn service(&self, service_id: u64) -> Result<Service> {
        let service = self.services.get(&service_id);
        Ok(service.ok_or(UnknownService { service_id })?)
    }

    /// An operator's agent.
    pub fn agent(&self, service_id: u64, operator: Address) -> Agent {
        let agent = self.agents.get(&(service_id, operator));
        agent.unwrap_or_default()
    }

    /// What is recorded of an operator, and of at most so many periods that are due; how many of them had a verdict. Errors:
    /// `PeerFailed`.
    fn folded(
        &self,
        service: &Service,
        service_id: u64,
        operator: Address,
        most: u64,
        mut observe: impl FnMut((u64, Sample, u16)),
    ) -> Result<(Record, u8)> {
        let mut record = self.recorded(service_id, operator);
        let due = service.due(record.next);
        let end = due.end.min(due.start.saturating_add(most));
        let mut verdicts = 0u8;
        for period in due.start..end {
            let sample = service.sample(service_id, operator, period)?;
            let (after, counted) = record.after(&service.terms, period, sample);
            record = after;
            if let (Some(sample), Some(counted)) = (sample, counted) {
                observe((period, sample, counted));
                // At most `MOST_RECORDED`.
                verdicts = verdicts.saturating_add(1);
            }
        }
        Ok((record, verdicts))
    }
}

impl Service {
    /// The period that runs.
    fn running(&self) -> u64 {
        self.periods.running(env::now())
    }

    /// The periods that are due, from the one that is recorded next on.
    fn due(&self, next: u64) -> Range<u64> {
        self.periods.due(next, env::now())
    }

    /// What clients said of an operator in a period; `None` without a verdict. Errors: `PeerFailed`.
    fn sample(&self, service_id: u64, operator: Address, period: u64) -> Result<Option<Sample>> {
        let receipts = Receipts::at(self.receipts);
        let said = receipts.verdict_of(service_id, operator, period);
        let (status, _, latency_ms, error_bps, complained) = answered(self.receipts, said)?;
        if !complained && status != VERDICT {
            return Ok(None);
        }
        let work = receipts.work_of(service_id, operator, period);
        let (used, paid, ..) = answered(self.receipts, work)?;
        Ok(Some(Sample {
            quality_bps: self.terms.quality_bps(latency_ms, error_bps, complained),
            units: self.terms.units(used, paid),
        }))
    }
}

/// Whose an agent of a registry is. Errors: `PeerFailed`, those of the registries.
fn owner(registry: Address, id: U256) -> Result<Address> {
    other(registry)?;
    let identities = registry::Client::at(registry).get_identity_registry();
    let identities = answered(registry, identities)?;
    other(identities)?;
    answered(identities, identities::Client::at(identities).owner_of(id))
}

/// What a published score is known by.
pub fn evidence(service_id: u64, operator: Address, next: u64) -> [u8; 32] {
    let words = [
        RECORD_TYPE,
        env::this().to_word(),
        service_id.to_word(),
        operator.to_word(),
        next.to_word(),
    ];
    env::keccak256(words.as_flattened())
}

fn of_term(error: TermOutOfBounds) -> Revert {
    abi::TermOutOfBounds {
        term: error.term,
        least: error.least.into(),
        most: error.most.into(),
        received: error.received.into(),
    }
    .into()
}
