//! A service is used over HTTP: what agents serve, and what comes of it on the services pallet, with the manager in ink! and in
//! Solidity.

use alloy_primitives::{Address, B256};
use blueprint_e2e::{
    artifact::Artifact,
    road::{
        complaints,
        usage::{play, Contracts, Usage, CLIENTS, PRICE, REQUESTS},
        POT,
    },
    usage::{Agent, Clock, Gateway, GatewayError, Served},
};
use blueprint_evidence::{PrivateKeySigner, Receipts, SessionCounter};
use std::collections::BTreeMap;

const MANAGERS: [&str; 3] = [
    "ink/level_manager.polkavm",
    "solidity/LevelManager.evm",
    "solidity/LevelManager.polkavm",
];
const ALL: u64 = REQUESTS * CLIENTS.len() as u64;

/// The receipts that stand beside each manager.
const RECEIPTS: [&str; 3] = [
    "ink/usage_receipts.polkavm",
    "solidity/UsageReceipts.evm",
    "solidity/UsageReceipts.polkavm",
];

fn played(manager: &str, slow: bool) -> Usage {
    let number = MANAGERS.iter().position(|it| *it == manager).unwrap();
    let contracts = Contracts {
        receipts: Artifact::built(RECEIPTS[number]).unwrap(),
        ..Contracts::built(manager).unwrap()
    };
    let mut steps = Vec::new();
    let end = play(&contracts, slow, &mut |step| steps.push(step.clone()));
    end.unwrap_or_else(|error| panic!("{manager}: {error}\n{steps:#?}"))
}

/// Stakes of 1,000 and 500, and as many points, share the pot two to one.
#[test]
fn operators_that_are_fast_are_paid_and_earn_in_full() {
    for manager in MANAGERS {
        let usage = played(manager, false);
        assert_eq!(usage.latency_ms, [50; 2]);
        assert_eq!(usage.responses, [ALL; 2]);
        assert_eq!(usage.paid, [2 * PRICE * u128::from(ALL); 2], "{manager}");
        assert_eq!(usage.points, [100, 100]);
        assert_eq!(usage.earned, [POT / 3 * 2, POT / 3]);
    }
}

/// Responses of 1.6 seconds are in the bucket of 2.5 seconds: half is paid for them, and 40 of 100 points are left.
#[test]
fn operator_that_drags_its_feet_is_paid_half_and_its_delegator_earns_less() {
    for manager in MANAGERS {
        let usage = played(manager, true);
        assert_eq!((usage.responses, usage.latency_ms[1]), ([ALL; 2], 2_500));
        let full = 2 * PRICE * u128::from(ALL);
        assert_eq!(usage.paid, [full, full / 2], "{manager}");
        assert_eq!(usage.points, [100, 40]);
        // 1,000 x 100 to 500 x 40.
        assert_eq!(usage.earned, [POT / 6 * 5, POT / 6]);
    }
}

/// A client's key signs, both operators have half of the load each, and no client complains; or the second operator serves
/// none, and a quorum of clients that paid the other one says so.
#[test]
fn operator_that_does_not_respond_at_all_earns_nothing_by_its_clients_complaints() {
    for (manager, receipts) in MANAGERS.into_iter().zip(RECEIPTS) {
        let contracts = Contracts {
            receipts: Artifact::built(receipts).unwrap(),
            ..Contracts::built(manager).unwrap()
        };
        let mut steps = Vec::new();
        let mut end = |silent| {
            let end = complaints::play(&contracts, silent, &mut |step| steps.push(step.clone()));
            end.unwrap_or_else(|error| panic!("{manager}: {error}\n{steps:#?}"))
        };
        let served = complaints::Complained {
            complained: [false; 2],
            shares_bps: [5_000; 2],
            judged: true,
            points: [100, 100],
            earned: [POT / 3 * 2, POT / 3],
        };
        assert_eq!(end(false), served, "{manager}");
        let silent = complaints::Complained {
            complained: [false, true],
            shares_bps: [10_000, 0],
            judged: true,
            points: [100, 0],
            earned: [POT, 0],
        };
        assert_eq!(end(true), silent, "{manager}");
    }
}

/// What clients say over time: by a score, the fast operator's points are more than 100, and the slow one's fewer. The
/// contract of the reputation in each build, too.
#[test]
fn reputation_of_a_slow_operator_costs_its_points_and_its_delegator() {
    let builds = [
        "ink/reputation.polkavm",
        "solidity/Reputation.evm",
        "solidity/Reputation.polkavm",
    ];
    let managers = [
        "ink/ruled_manager.polkavm",
        "solidity/RuledManager.evm",
        "solidity/RuledManager.polkavm",
    ];
    let ends = builds
        .into_iter()
        .zip(managers)
        .map(|(reputation, manager)| {
            let contracts = Contracts::rated(reputation, manager).unwrap();
            let mut steps = Vec::new();
            let end = play(&contracts, true, &mut |step| steps.push(step.clone()));
            end.unwrap_or_else(|error| panic!("{manager}: {error}\n{steps:#?}"))
        });
    let ends: Vec<Usage> = ends.collect();
    for end in &ends {
        assert_eq!(end.latency_ms, [50, 2_500]);
        // Qualities of 10,000 and 4,000, with a prior of 8,000.
        let [fast, slow] = end.points;
        assert!(
            (125..150).contains(&fast) && (75..100).contains(&slow),
            "{end:?}"
        );
        let [fast, slow] = [1_000 * u128::from(fast), 500 * u128::from(slow)];
        let share = |part: u128| POT * part / (fast + slow);
        assert_eq!(end.earned, [share(fast), share(slow)]);
        assert_eq!(end, &ends[0]);
    }
}

struct World {
    agent: Agent,
    served: Served,
    key: PrivateKeySigner,
}

const OPERATOR: Address = Address::repeat_byte(0x11);

impl World {
    fn new() -> Self {
        let key = PrivateKeySigner::from_bytes(&B256::repeat_byte(7)).unwrap();
        let served = Served {
            receipts: Receipts {
                chain_id: 1,
                contract: Address::repeat_byte(0x44),
            },
            service_id: 3,
            operator: OPERATOR,
            agreements: BTreeMap::from([(key.address(), 1_000)]),
            clock: Clock::at(2_000),
            takes_ms: 40,
        };
        let agent = Agent::start(served.clone()).unwrap();
        Self { agent, served, key }
    }

    fn gateway(&self, receipts: Receipts, key: &PrivateKeySigner, clock: &Clock) -> Gateway {
        self.session(1, receipts, key, clock)
    }

    fn session(
        &self,
        id: u8,
        receipts: Receipts,
        key: &PrivateKeySigner,
        clock: &Clock,
    ) -> Gateway {
        let id = B256::repeat_byte(id);
        let session = SessionCounter::new(3, OPERATOR, key.address(), 1_000, id);
        let (url, clock) = (self.agent.url(), clock.clone());
        Gateway::begin(url, receipts, key.clone(), session, 60_000, clock)
    }
}

fn unserved(result: Result<Option<u128>, GatewayError>) -> String {
    match result {
        Err(GatewayError::Unserved(reason)) => reason,
        other => panic!("expected an agent that does not serve, received {other:?}"),
    }
}

#[test]
fn agent_has_the_newest_receipt_of_all_that_was_acknowledged() {
    let world = World::new();
    let mut gateway = world.gateway(world.served.receipts, &world.key, &world.served.clock);
    for number in [3, 4, u64::MAX] {
        let square = gateway.square(number).unwrap();
        assert_eq!(square, Some(u128::from(number) * u128::from(number)));
    }
    // The last response is not acknowledged yet.
    assert_eq!(world.agent.claimable()[0].0.requests, 2);
    gateway.end().unwrap();
    gateway.end().unwrap();
    let [(newest, signature)] = &world.agent.claimable()[..] else {
        panic!("expected one session")
    };
    assert_eq!((newest.requests, newest.units, newest.errors), (3, 6, 0));
    let signer = world.served.receipts.signer(newest, signature).unwrap();
    assert_eq!(signer, world.key.address());
}

/// A client gets one response at most that it does not pay for.
#[test]
fn client_that_does_not_acknowledge_is_not_served_further() {
    let world = World::new();
    let (receipts, clock) = (world.served.receipts, &world.served.clock);
    // A receipt that the contract would not take: of another contract, or of a time that is not now.
    let elsewhere = Receipts {
        contract: Address::repeat_byte(0x45),
        ..receipts
    };
    let mut gateway = world.gateway(elsewhere, &world.key, clock);
    gateway.square(1).unwrap();
    let reason = unserved(gateway.square(2));
    assert!(
        reason.starts_with("402") && reason.contains("expected the signature of"),
        "{reason}"
    );
    assert!(world.agent.claimable().is_empty());

    let world = World::new();
    let mut late = world.gateway(receipts, &world.key, &Clock::at(1_000));
    late.square(1).unwrap();
    let reason = unserved(late.square(2));
    assert!(
        reason.contains("expected the last request in the seconds"),
        "{reason}"
    );

    // Another session is no way to another response.
    let world = World::new();
    let (receipts, clock) = (world.served.receipts, &world.served.clock);
    let begin = |id| world.session(id, receipts, &world.key, clock);
    let (mut first, mut second, mut first_again) = (begin(1), begin(2), begin(1));
    first.square(1).unwrap();
    let reason = unserved(second.square(2));
    assert!(
        reason.contains("expected a receipt of 1 responses of session 0x01"),
        "{reason}"
    );
    first.end().unwrap();
    second.square(2).unwrap();
    second.end().unwrap();
    let reason = unserved(first_again.square(3));
    assert!(
        reason.contains("expected a session that has not ended"),
        "{reason}"
    );
    let claimable = world.agent.claimable();
    let requests: Vec<_> = claimable
        .iter()
        .map(|(it, _)| (it.session, it.requests))
        .collect();
    assert_eq!(
        requests,
        [(B256::repeat_byte(2), 1), (B256::repeat_byte(1), 1)]
    );

    let stranger = PrivateKeySigner::from_bytes(&B256::repeat_byte(8)).unwrap();
    let mut stranger = world.gateway(receipts, &stranger, clock);
    let reason = unserved(stranger.square(1));
    assert!(
        reason.contains("expected a client with an agreement"),
        "{reason}"
    );
}

#[test]
fn what_is_no_request_is_an_error_with_what_was_expected() {
    let world = World::new();
    let http: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .build()
        .into();
    let asked = |path: &str, client: &str, body: &str| {
        let url = format!("{}{path}", world.agent.url());
        let request = http.post(url).header("Usage-Client", client);
        let request = request.header("Usage-Session", B256::repeat_byte(9).to_string());
        let mut response = request.send(body).unwrap();
        (
            response.status().as_u16(),
            response.body_mut().read_to_string().unwrap(),
        )
    };
    let client = world.key.address().to_string();
    assert_eq!(asked("/cube", &client, "1").0, 404);
    let (status, text) = asked("/square", "0x12", "1");
    assert_eq!(
        (
            status,
            text.contains("expected a header Usage-Client in hex")
        ),
        (400, true)
    );
    let (status, text) = asked("/square", &client, "many");
    assert_eq!(
        (status, text.as_str()),
        (400, "expected a number, received many")
    );
    let (status, text) = asked("/square", &client, "1");
    assert_eq!(
        (status, text.as_str()),
        (402, "expected a receipt of 1 responses")
    );
}
