//! From usage over HTTP to money, on the services pallet: three clients use two operators, one of which drags its feet. The
//! clients' receipts are what they pay by; a quorum of them is what the slow operator's points, and its delegator, earn by.

use super::{
    deployed::{hex, number, with_levels, Deployed},
    ruled::Peers,
    *,
};
use crate::{
    chain::CallOptions,
    stored::bytes,
    usage::{argument, Agent, Claimable, Clock, Gateway, GatewayError, Served},
};
use alloy_primitives::{keccak256, Address as Key, B256};
use blueprint_e2e_runtime::configs::revive::CHAIN_ID;
use blueprint_evidence::{PrivateKeySigner, Receipts, SessionCounter, UsageReceipt};
use serde_json::{json, Value};
use std::collections::BTreeMap;

/// Seconds of a period of the receipts.
pub(super) const PERIOD: u64 = 3_600;
/// The clients, whose keys are these bytes. A quorum is as many.
pub const CLIENTS: [u8; 3] = [0x21, 0x22, 0x23];
/// Requests of each client to each operator.
pub const REQUESTS: u64 = 3;
/// Wei for a unit: a response in time is two, a late one is one.
pub const PRICE: u128 = 1_000_000_000_000;
/// The latency that is promised, in milliseconds.
pub const PROMISED_MS: u64 = 1_000;
/// How long a fast and a slow operator take, in milliseconds.
const FAST_MS: u64 = 40;
const SLOW_MS: u64 = 1_600;
/// Points of a result whose operator is as fast as promised.
const MOST_POINTS: u32 = 100;

/// What came of it, by operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Usage {
    /// Responses that were counted.
    pub responses: [u64; 2],
    /// The latency of the median client's slowest responses, in milliseconds: the longest of its bucket.
    pub latency_ms: [u64; 2],
    /// What the clients paid, in wei.
    pub paid: [u128; 2],
    /// Points of its result.
    pub points: [u32; 2],
    /// What its delegator earned.
    pub earned: [u128; 2],
}

/// The library's contracts of the story, below the builder's output.
pub const CONTRACTS: [&str; 2] = ["ink/usage_receipts.polkavm", "ink/service_levels.polkavm"];

/// The builds of the contracts.
#[derive(Clone, Debug)]
pub struct Contracts {
    /// The usage receipts.
    pub receipts: Artifact,
    /// The service levels, which expect no windows here.
    pub levels: Artifact,
    /// The manager whose points follow what clients say: of the last period, or, where there is a reputation, of all.
    pub manager: Artifact,
    /// The reputation; the levels are not asked then.
    pub reputation: Option<Artifact>,
}

impl Contracts {
    /// The library's contracts with a build of the manager.
    ///
    /// # Errors
    /// If one was not built.
    pub fn built(manager: &str) -> Result<Self, crate::artifact::ArtifactError> {
        let [receipts, levels] = CONTRACTS;
        Ok(Self {
            receipts: Artifact::built(receipts)?,
            levels: Artifact::built(levels)?,
            manager: Artifact::built(manager)?,
            reputation: None,
        })
    }

    /// The same, with a build of the reputation.
    ///
    /// # Errors
    /// If one was not built.
    pub fn rated(reputation: &str, manager: &str) -> Result<Self, crate::artifact::ArtifactError> {
        Ok(Self {
            reputation: Some(Artifact::built(reputation)?),
            ..Self::built(manager)?
        })
    }
}

/// Plays the story. `slow` says whether the second operator takes longer than it promised.
///
/// # Errors
/// If a step fails.
pub fn play(
    contracts: &Contracts,
    slow: bool,
    observer: &mut dyn FnMut(&Step),
) -> Result<Usage, RoadError> {
    let (mut road, roles, levels) = with_levels(&contracts.levels, OPERATORS, observer)?;
    let opened = road.open_usage(contracts, &roles, &levels)?;
    let (receipts, period) = (&opened.receipts, opened.period);
    let sessions = road.use_over_http(&opened, slow, OPERATORS.len())?;
    let mut responses = [0; 2];
    for (n, newest) in sessions.iter().enumerate() {
        for (receipt, signature) in newest {
            responses[n] += receipt.requests;
            let claim = [argument(receipt), bytes(signature), bytes(&[])];
            let what = "claim the newest receipt of a client";
            road.must(OPERATORS[n], what, receipts, "claim", &claim)?;
        }
    }
    // The period is final when the next one is over.
    road.until((period + 2) * PERIOD + 10);
    let (mut latency_ms, mut paid) = ([0; 2], [0; 2]);
    for (n, operator) in OPERATORS.into_iter().enumerate() {
        let of = [
            json!(SERVICE),
            hex(account(operator).address),
            json!(period),
        ];
        let verdict = road.ask(receipts, "verdictOf", &of)?;
        latency_ms[n] = verdict.get(2).map_or(0, number) as u64;
        let work = road.ask(receipts, "workOf", &of)?;
        paid[n] = work.get(1).map_or(0, number) as u128;
        let said = format!(
            "95 of 100 responses in {} ms, {} wei",
            latency_ms[n], paid[n]
        );
        road.tell(operator, "read what its clients said and paid", said);
    }
    if let Some(reputation) = &opened.reputation {
        road.rated(reputation)?;
    }
    road.work()?;
    let (points, earned) = road.era_pays()?;
    Ok(Usage {
        responses,
        latency_ms,
        paid,
        points,
        earned,
    })
}

/// The second in which each client's agreement with each operator was opened.
type Agreements = [BTreeMap<Key, u64>; 2];

/// The service, once its clients may use it.
pub(super) struct Opened {
    pub(super) receipts: Deployed,
    reputation: Option<Deployed>,
    /// The period of the receipts in which it is used.
    pub(super) period: u64,
    agreements: Agreements,
}

impl Road<'_> {
    /// Deploys the receipts and the manager, starts the service, and has each client agree with each operator.
    pub(super) fn open_usage(
        &mut self,
        contracts: &Contracts,
        roles: &[Value],
        levels: &Deployed,
    ) -> Result<Opened, RoadError> {
        let least_paid = PRICE.to_string();
        let terms = [PERIOD, 2 * PERIOD, 2, 0].map(|it| json!(it));
        let quorum = [json!(CLIENTS.len()), json!(least_paid)];
        let of_receipts = [roles, &terms, &quorum].concat();
        let what = "deploy the usage receipts";
        let receipts = self.place(what, &contracts.receipts, &of_receipts)?;
        let reputation = self.managed(contracts, roles, levels, &receipts)?;
        self.without_windows(levels)?;
        let period = self.chain.timestamp() / PERIOD + 1;
        self.chain.set_timestamp(period * PERIOD + 10);
        let agreements = self.agree(&receipts)?;
        Ok(Opened {
            receipts,
            reputation,
            period,
            agreements,
        })
    }

    /// Deploys the manager, with the reputation that it asks, and starts the service.
    fn managed(
        &mut self,
        contracts: &Contracts,
        roles: &[Value],
        levels: &Deployed,
        receipts: &Deployed,
    ) -> Result<Option<Deployed>, RoadError> {
        let Some(reputation) = &contracts.reputation else {
            let manager = [
                hex(accounts::runtime().address),
                hex(levels.address),
                hex(accounts::SERVICES),
                hex(receipts.address),
                json!(PROMISED_MS),
            ];
            let manager = self.place("deploy the manager", &contracts.manager, &manager)?;
            self.manager = manager.address;
            self.serve(Generation::Core0_20, MOST_POINTS, 0)?;
            return Ok(None);
        };
        let reputation = self.place("deploy the reputation", reputation, roles)?;
        let peers = Peers {
            reputation: reputation.address,
            ..Peers::default()
        };
        self.with_manager(&contracts.manager, &peers)?;
        // Half-lives of 10 periods; a prior of as many units as one client uses in time.
        let prior = 2 * REQUESTS;
        let price = PRICE as u64;
        let terms = json!([
            PROMISED_MS,
            10,
            prior,
            1_000,
            500,
            8_000,
            5_000,
            15_000,
            price
        ]);
        let open = [json!(SERVICE), hex(receipts.address), terms];
        let what = "fix how operators are rated";
        self.must(DEVELOPER, what, &reputation, "openService", &open)?;
        Ok(Some(reputation))
    }

    /// A customer records what was said of both operators.
    fn rated(&mut self, reputation: &Deployed) -> Result<(), RoadError> {
        for operator in OPERATORS {
            let of = [json!(SERVICE), hex(account(operator).address)];
            let what = "record what clients said";
            self.must(CUSTOMER, what, reputation, "record", &of)?;
            let score = self.ask(reputation, "scoreOf", &of)?;
            let [score, factor] = [0, 1].map(|at| score.get(at).map_or(0, number));
            let said = format!("score {score}, factor {factor} of 10000");
            self.tell(operator, "read its score", said);
        }
        Ok(())
    }

    /// The manager asks the levels: a service that expects no windows of operators.
    fn without_windows(&mut self, levels: &Deployed) -> Result<(), RoadError> {
        let start = self.chain.timestamp() + 60;
        let bill = 16 * PERIOD;
        let terms = json!([start, PERIOD, 60, 60, bill, 3 * bill, 1, 4_000, 10]);
        let none = json!([]);
        let opening = [
            json!(SERVICE),
            terms,
            json!([[0, 9_000, 1_000]]),
            none.clone(),
            none,
        ];
        let what = "expect no windows";
        self.must(DEVELOPER, what, levels, "openService", &opening)
    }

    /// Each client opens an agreement with each operator, with an escrow for all of its requests.
    fn agree(&mut self, receipts: &Deployed) -> Result<Agreements, RoadError> {
        let mut agreements = Agreements::default();
        let opened = self.chain.timestamp();
        let escrow = 2 * PRICE * u128::from(REQUESTS);
        let terms = [PRICE, escrow, escrow].map(|it| json!(it.to_string()));
        let bounds = [0, PERIOD, opened + 100 * PERIOD].map(|it| json!(it));
        let terms = json!([&terms[..], &bounds].concat());
        for client in CLIENTS {
            let what = "open an agreement";
            let key = key(client)?;
            let address = H160(key.address().into_array());
            let funded = self.chain.fund(&account(CUSTOMER), address, 10 * UNIT);
            if let Some(error) = funded.error() {
                return Err(failed(CUSTOMER, "fund a client", error));
            }
            for (n, operator) in OPERATORS.into_iter().enumerate() {
                let of = [
                    json!(SERVICE),
                    hex(account(operator).address),
                    terms.clone(),
                ];
                let encoded = receipts.interface.encode_call("open", &of);
                let encoded = encoded.map_err(|error| failed("client", what, error.to_string()))?;
                let options = CallOptions {
                    value: escrow.into(),
                    ..Default::default()
                };
                let sender = Account::ethereum(address);
                let outcome = self
                    .chain
                    .call_with(&sender, receipts.address, encoded, options);
                if !outcome.is_ok() {
                    return Err(failed("client", what, outcome.to_string()));
                }
                let opened = receipts.interface.function("open").ok();
                let opened =
                    opened.and_then(|it| receipts.interface.decode_output(it, &outcome.data));
                let opened = opened.and_then(|it| it.first().map(number));
                agreements[n].insert(key.address(), opened.unwrap_or_default() as u64);
                self.tell(&format!("{address:?}"), what, format!("with {operator}"));
            }
        }
        Ok(agreements)
    }

    /// All clients use the first operators over HTTP, as many as `serve`. What each operator can claim then.
    pub(super) fn use_over_http(
        &mut self,
        opened: &Opened,
        slow: bool,
        serve: usize,
    ) -> Result<[Vec<Claimable>; 2], RoadError> {
        let (receipts, agreements) = (&opened.receipts, &opened.agreements);
        let clock = Clock::at(self.chain.timestamp());
        let place = Receipts {
            chain_id: CHAIN_ID,
            contract: Key::new(receipts.address.0),
        };
        let mut claimable = [Vec::new(), Vec::new()];
        for (n, operator) in OPERATORS.into_iter().enumerate().take(serve) {
            let what = "serve over HTTP";
            let address = Key::new(account(operator).address.0);
            let agent = Agent::start(Served {
                receipts: place,
                service_id: SERVICE,
                operator: address,
                agreements: agreements[n].clone(),
                clock: clock.clone(),
                takes_ms: if slow && n == 1 { SLOW_MS } else { FAST_MS },
            });
            let agent = agent.map_err(|error| failed(operator, what, error.to_string()))?;
            let sessions = CLIENTS.into_iter().map(|client| {
                let key = key(client)?;
                let opened = agreements[n]
                    .get(&key.address())
                    .copied()
                    .unwrap_or_default();
                let id = keccak256([key.address().as_slice(), address.as_slice()].concat());
                let session = SessionCounter::new(SERVICE, address, key.address(), opened, id);
                let clock = clock.clone();
                Ok(Gateway::begin(
                    agent.url(),
                    place,
                    key,
                    session,
                    PROMISED_MS,
                    clock,
                ))
            });
            let sessions = sessions.collect::<Result<Vec<_>, RoadError>>()?;
            for session in sessions {
                used(session).map_err(|error| failed(operator, what, error.to_string()))?;
            }
            claimable[n] = agent.claimable();
            let counted = |of: fn(&UsageReceipt) -> u64| -> u64 {
                claimable[n].iter().map(|(receipt, _)| of(receipt)).sum()
            };
            let (responses, units) = (counted(|it| it.requests), counted(|it| it.units));
            let said = format!(
                "{responses} responses, {} of them in time",
                units - responses
            );
            self.tell(operator, what, said);
        }
        // Receipts name the seconds of their requests.
        self.chain.set_timestamp(clock.seconds());
        Ok(claimable)
    }
}

/// A client's requests, and its word for the last one.
fn used(mut session: Gateway) -> Result<(), GatewayError> {
    for number in 0..REQUESTS {
        session.square(number)?;
    }
    session.end()
}

pub(super) fn key(client: u8) -> Result<PrivateKeySigner, RoadError> {
    let key = PrivateKeySigner::from_bytes(&B256::repeat_byte(client));
    key.map_err(|error| failed("client", "make a key", error.to_string()))
}
