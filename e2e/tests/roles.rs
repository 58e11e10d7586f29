//! Roles of the library's contracts on the chain: handed over by their holders in two steps with the delay
//! between; a lost key is replaced by the guardian, a lost guardian by the role above it.

#[path = "library/beacon.rs"]
mod beacon;
mod library;

use blueprint_e2e::chain::Chain;
use library::{hex, Contract, GUARDIAN, OWNER, ROLE_DELAY};
use serde_json::{json, Value};
use sp_core::H160;

/// The numbers of the roles.
const RUNTIME: u8 = 0;
const GUARDIAN_ROLE: u8 = 1;
/// The service of the storage proofs.
const STORED: u64 = 9;

/// Every contract of the library. ferdie governs the court.
fn contracts(chain: &mut Chain) -> Vec<(&'static str, Contract)> {
    let bonds = bonds(chain);
    let ledger = library::ledger(chain, OWNER, 10);
    let court = library::court(chain, json!(OWNER));
    let pool = library::pool(chain, OWNER, &ledger);
    let peers = [hex(ledger.address), hex(court.address)];
    let desk = library::with_roles(json!(OWNER), &peers);
    let desk = Contract::deploy(chain, "ink/report_desk.polkavm", &desk);
    let limits = [hex(pool.address), json!(600), json!(86_400)];
    let watch = library::with_roles(json!(OWNER), &limits);
    let watch = Contract::deploy(chain, "ink/downtime_watch.polkavm", &watch);
    let cap = library::with_roles(json!(OWNER), &[json!(400_000)]);
    let levels = Contract::deploy(chain, "ink/service_levels.polkavm", &cap);
    let terms = [
        json!(3_600),
        json!(7_200),
        json!(2),
        json!(500),
        json!(3),
        json!(1),
    ];
    let receipts = library::with_roles(json!(OWNER), &terms);
    let genesis = chain.timestamp();
    let beacon = Contract::deploy(
        chain,
        "ink/seed_beacon.polkavm",
        &beacon::arguments(genesis, 3),
    );
    let mut all = Vec::new();
    for built in [
        "ink/usage_receipts.polkavm",
        "solidity/UsageReceipts.polkavm",
        "solidity/UsageReceipts.evm",
    ] {
        all.push(("receipts", Contract::deploy(chain, built, &receipts)));
    }
    for built in [
        "ink/storage_proofs.polkavm",
        "solidity/StorageProofs.polkavm",
        "solidity/StorageProofs.evm",
    ] {
        all.push(("proofs", proofs(chain, built, &beacon)));
    }
    for built in [
        "solidity/ServiceLevels.polkavm",
        "solidity/ServiceLevels.evm",
    ] {
        // resolc's code costs more.
        let cap = library::with_roles(json!(OWNER), &[json!(800_000)]);
        all.push(("levels", Contract::deploy(chain, built, &cap)));
    }
    for built in [
        "ink/liveness_challenges.polkavm",
        "solidity/LivenessChallenges.polkavm",
        "solidity/LivenessChallenges.evm",
    ] {
        let roles = library::with_roles(json!(OWNER), &[]);
        all.push(("challenges", Contract::deploy(chain, built, &roles)));
    }
    for (name, built) in [
        ("evidence", "ink/equivocation_evidence.polkavm"),
        ("assignments", "ink/assignment_evidence.polkavm"),
        ("assignments", "solidity/AssignmentEvidence.polkavm"),
        ("assignments", "solidity/AssignmentEvidence.evm"),
        ("committee", "ink/oracle_committee.polkavm"),
        ("rulebook", "ink/rulebook.polkavm"),
        ("rulebook", "solidity/Rulebook.polkavm"),
        ("rulebook", "solidity/Rulebook.evm"),
        ("logs", "ink/audit_logs.polkavm"),
        ("logs", "solidity/AuditLogs.polkavm"),
        ("logs", "solidity/AuditLogs.evm"),
        ("reputation", "ink/reputation.polkavm"),
        ("reputation", "solidity/Reputation.polkavm"),
        ("reputation", "solidity/Reputation.evm"),
        ("keys", "ink/enclave_keys.polkavm"),
        ("keys", "solidity/EnclaveKeys.polkavm"),
        ("keys", "solidity/EnclaveKeys.evm"),
        ("calendar", "ink/version_calendar.polkavm"),
        ("calendar", "solidity/VersionCalendar.polkavm"),
        ("calendar", "solidity/VersionCalendar.evm"),
        ("incidents", "ink/incidents.polkavm"),
        ("incidents", "solidity/Incidents.polkavm"),
        ("incidents", "solidity/Incidents.evm"),
        ("load", "ink/load_tests.polkavm"),
        ("load", "solidity/LoadTests.polkavm"),
        ("load", "solidity/LoadTests.evm"),
        ("quorum", "ink/result_quorum.polkavm"),
        ("quorum", "solidity/ResultQuorum.polkavm"),
        ("quorum", "solidity/ResultQuorum.evm"),
        ("aggregated", "ink/aggregated_results.polkavm"),
        ("aggregated", "solidity/AggregatedResults.polkavm"),
        ("aggregated", "solidity/AggregatedResults.evm"),
    ] {
        let roles = library::with_roles(json!(OWNER), &[]);
        let contract = Contract::deploy(chain, built, &roles);
        if name == "incidents" {
            // Its service is opened where the auditors have its question.
            let (_, committee) = all.iter().find(|(name, _)| *name == "committee").unwrap();
            let question = contract.ask(chain, "questionOf", &[json!(1)]).remove(0);
            let agreement = [question, json!([1, 60, 600, 0, 0])];
            committee.send(chain, OWNER, "openQuestion", &agreement);
        }
        if name == "load" {
            // The beacon is none of these contracts, so the service is opened here.
            let (_, committee) = all.iter().find(|(name, _)| *name == "committee").unwrap();
            let terms = json!([chain.timestamp(), 60, 60, 3, 2, 1, 1, false]);
            let (none, committee) = (hex(Default::default()), hex(committee.address));
            let opening = [json!(1), none, committee, hex(beacon.address), terms];
            contract.send(chain, OWNER, "openService", &opening);
        }
        all.push((name, contract));
    }
    all.extend(bonds.map(|it| ("bonds", it)));
    all.extend([
        ("levels", levels),
        ("ledger", ledger),
        ("court", court),
        ("pool", pool),
        ("desk", desk),
        ("watch", watch),
    ]);
    all
}

/// Member bonds, each with the role of a committee of its own.
fn bonds(chain: &mut Chain) -> [Contract; 3] {
    let bonds = [
        "ink/member_bonds.polkavm",
        "solidity/MemberBonds.polkavm",
        "solidity/MemberBonds.evm",
    ]
    .map(|built| {
        let roles = library::with_roles(json!(OWNER), &[]);
        let committee = Contract::deploy(chain, "ink/oracle_committee.polkavm", &roles);
        let (delay, one) = (json!(2 * ROLE_DELAY + 5 * 86_400), json!(1));
        let of = [hex(committee.address), json!("ferdie"), json!("1")];
        let terms = [
            one.clone(),
            delay,
            one.clone(),
            one.clone(),
            one.clone(),
            one,
        ];
        let terms = library::with_roles(json!(OWNER), &[&of[..], &terms].concat());
        let bonds = Contract::deploy(chain, built, &terms);
        let offer = [json!(RUNTIME), hex(bonds.address)];
        committee.send(chain, OWNER, "offerRole", &offer);
        bonds
    });
    wait(chain, ROLE_DELAY);
    for it in &bonds {
        it.send(chain, "eve", "acceptCommittee", &[]);
    }
    bonds
}

/// Storage proofs with a service, whose levels have them as its verifier.
fn proofs(chain: &mut Chain, built: &str, beacon: &Contract) -> Contract {
    let cap = library::with_roles(json!(OWNER), &[json!(400_000)]);
    let levels = Contract::deploy(chain, "ink/service_levels.polkavm", &cap);
    let proofs = Contract::deploy(chain, built, &library::with_roles(json!(OWNER), &[]));
    let service = json!(STORED);
    let verifier = [service.clone(), hex(proofs.address)];
    levels.send(chain, OWNER, "openService", &opening(STORED));
    levels.send(chain, OWNER, "setVerifier", &verifier);
    let (levels, beacon) = (hex(levels.address), hex(beacon.address));
    let challenges = [service, levels, beacon, json!(1), json!(false)];
    proofs.send(chain, OWNER, "openService", &challenges);
    proofs
}

/// Terms of service levels that begin long after the tests.
fn opening(service: u64) -> [Value; 5] {
    let (start, bill, retention) = (9_000_000_000u64, 86_400, 200_000);
    let terms = json!([start, 3_600, 600, 7_200, bill, retention, 2, 4_000, 10]);
    let tiers = json!([[0, 9_000, 5_000]]);
    [json!(service), terms, tiers, json!([]), json!([])]
}

/// A rule whose first window begins long after the tests.
fn rule() -> [Value; 6] {
    let none = json!(format!("0x{}", "00".repeat(20)));
    let target = json!(format!("0x{}", "11".repeat(20)));
    let word = json!(format!("0x{}", "00".repeat(32)));
    let measure = json!([
        target,
        "0x00000000",
        2,
        0,
        1,
        255,
        word.clone(),
        word,
        0,
        3_600,
        255,
        0,
        0,
        255,
        false,
        0,
        "1"
    ]);
    // In whole hours.
    let start = 495_696 * 3_600u64;
    let schedule = json!([start, 3_600, 0, 3_600, 1, 1]);
    let effect = json!([3_600, 0, true, 0, 0, 0]);
    [json!(1), json!(4), none, measure, schedule, effect]
}

fn wait(chain: &mut Chain, seconds: u64) {
    let now = chain.timestamp();
    chain.set_timestamp(now + seconds);
}

/// The contracts, by their names.
type Peers = Vec<(&'static str, H160)>;

/// A call that the contract's runtime alone may send, and that does nothing that lasts.
fn of_the_runtime(name: &str, peers: &Peers) -> (&'static str, Vec<Value>) {
    let peer = |name: &str| hex(peers.iter().find(|(it, _)| *it == name).unwrap().1);
    let none = hex(Default::default());
    let dave = json!("dave");
    match name {
        "ledger" => ("registerAwarder", vec![json!(1), json!(3), dave]),
        "court" => (
            "capture",
            vec![json!(1), dave, json!(1), json!("5"), json!("5")],
        ),
        "pool" => ("setWarden", vec![dave]),
        "desk" => ("setOperator", vec![json!(1), dave, json!(true)]),
        "levels" => ("openService", opening(1).into()),
        "evidence" => {
            let (service, window, share) = (json!(1), json!(4 * 86_400), json!(1));
            let terms = [service, peer("court"), window, share.clone(), share];
            ("openService", terms.into())
        }
        "assignments" => {
            let (window, epoch, share) = (json!(4 * 86_400), json!(60), json!(1));
            let operators = [1, 2].map(|byte| hex(H160([byte; 20])));
            let terms = [
                json!(1),
                peer("court"),
                window,
                epoch,
                share,
                json!(operators),
            ];
            ("openService", terms.into())
        }
        "challenges" => {
            let terms = json!(["1", 600, 300, 86_400, 2, 3_600, 2]);
            ("openService", vec![json!(1), none, terms])
        }
        "proofs" => {
            let root = json!(format!("0x{}", "11".repeat(32)));
            let set = [json!(STORED), dave, root, json!(1), json!(0), json!(0)];
            ("setDataSet", set.into())
        }
        "receipts" => ("setTreasury", vec![dave]),
        "rulebook" => ("addRule", rule().into()),
        "committee" => {
            let median = json!([2, 60, 600, 6_667, 500]);
            let question = json!(format!("0x{}", "11".repeat(32)));
            ("openQuestion", vec![question, median])
        }
        "logs" => {
            let open = [json!(1), peer("evidence"), none.clone(), none];
            ("openService", open.into())
        }
        "reputation" => {
            let terms = json!([1, 1, 1, 1, 1, 1, 1, 10_000, 1]);
            ("openService", vec![json!(1), peer("receipts"), terms])
        }
        "keys" => {
            let terms = json!([
                peer("committee"),
                none,
                0,
                3_600,
                none,
                3_600,
                1,
                1,
                1,
                1,
                1
            ]);
            ("openService", vec![json!(1), terms])
        }
        "calendar" => ("openService", vec![json!(1), json!([3_600, 3_600])]),
        "incidents" => {
            let terms = json!([3_600, 3_600, 3_600, "1", "0", "0", "0", "0"]);
            ("openService", vec![json!(1), peer("committee"), terms])
        }
        "bonds" => ("offerCommitteeGuardian", vec![dave]),
        "load" => ("setOperator", vec![json!(1), dave, json!(true)]),
        "quorum" => {
            let terms = json!([60, 60, 5_000, 3_600, 86_400]);
            ("openService", vec![json!(1), terms])
        }
        "aggregated" => {
            let terms = json!([60, 60, 5_000, 86_400]);
            ("openService", vec![json!(1), terms])
        }
        _ => ("setPool", vec![none]),
    }
}

#[test]
fn every_role_of_every_contract_changes_hands() {
    let mut chain = Chain::new().unwrap();
    let all = contracts(&mut chain);
    let peers = all.iter().map(|(name, it)| (*name, it.address));
    let peers: Peers = peers.collect();
    for (name, contract) in all {
        let holders = match name {
            "court" => vec![OWNER, GUARDIAN, "ferdie"],
            _ => vec![OWNER, GUARDIAN],
        };
        for (role, holder) in (0u8..).zip(holders) {
            let successor = ["bob", "charlie", "dave"][usize::from(role)];
            let offer = [json!(role), json!(successor)];
            let refused = contract.rejection(&mut chain, "eve", "offerRole", &offer);
            assert_eq!(refused, "NotEntitled", "{name} {role}");
            contract.send(&mut chain, holder, "offerRole", &offer);
            let accept = [json!(role)];
            let early = contract.rejection(&mut chain, successor, "acceptRole", &accept);
            assert_eq!(early, "RoleTooEarly", "{name} {role}");
            wait(&mut chain, ROLE_DELAY);
            let stranger = contract.rejection(&mut chain, "eve", "acceptRole", &accept);
            assert_eq!(stranger, "NotSuccessor", "{name} {role}");
            contract.send(&mut chain, successor, "acceptRole", &accept);
            let holds = contract.ask(&mut chain, "roleHolder", &accept);
            let address = library::named(successor).address;
            assert_eq!(holds, [hex(address)], "{name} {role}");
        }
        let (call, arguments) = of_the_runtime(name, &peers);
        contract.rejection(&mut chain, OWNER, call, &arguments);
        contract.send(&mut chain, "bob", call, &arguments);
    }
}

#[test]
fn lost_keys_are_replaced_and_present_holders_cancel_that() {
    let mut chain = Chain::new().unwrap();
    for (name, contract) in contracts(&mut chain) {
        let offer = [json!(RUNTIME), json!("bob")];
        contract.send(&mut chain, GUARDIAN, "offerRole", &offer);
        contract.send(&mut chain, OWNER, "cancelRoleOffer", &offer[..1]);
        let gone = contract.rejection(&mut chain, "bob", "acceptRole", &offer[..1]);
        assert_eq!(gone, "RoleNotOffered", "{name}");
        contract.send(&mut chain, GUARDIAN, "offerRole", &offer);
        wait(&mut chain, ROLE_DELAY);
        contract.send(&mut chain, "bob", "acceptRole", &offer[..1]);

        let above = match name {
            "court" => "ferdie",
            _ => "bob",
        };
        let offer = [json!(GUARDIAN_ROLE), json!("dave")];
        contract.send(&mut chain, above, "offerRole", &offer);
        let kept = contract.rejection(&mut chain, GUARDIAN, "cancelRoleOffer", &offer[..1]);
        assert_eq!(kept, "RoleOffered", "{name}");
        wait(&mut chain, ROLE_DELAY);
        contract.send(&mut chain, "dave", "acceptRole", &offer[..1]);
    }
}

#[test]
fn contract_with_a_role_of_no_account_or_no_delay_is_not_deployed() {
    let mut chain = Chain::new().unwrap();
    let zero = hex(Default::default());
    let built = "ink/points_ledger.polkavm";
    let deploy = |chain: &mut Chain, runtime: Value, guardian: Value, delay: u64| {
        let eras = [json!(10), json!(1), json!(1), json!(1), json!(9)];
        let mut all = vec![runtime, guardian, json!(delay)];
        all.extend(eras);
        Contract::refused_deployment(chain, built, &all)
    };
    let owner = json!(OWNER);
    let refused = [
        deploy(&mut chain, zero.clone(), owner.clone(), ROLE_DELAY),
        deploy(&mut chain, owner.clone(), zero, ROLE_DELAY),
        deploy(&mut chain, owner.clone(), owner.clone(), ROLE_DELAY),
        deploy(&mut chain, owner, json!("bob"), ROLE_DELAY - 1),
    ];
    let expected = [
        "ZeroRole",
        "ZeroRole",
        "RolesNotDistinct",
        "DelayOutOfBounds",
    ];
    assert_eq!(refused, expected);
}

/// Contracts without a pause.
const WITHOUT_PAUSE: [&str; 16] = [
    "challenges",
    "evidence",
    "assignments",
    "levels",
    "proofs",
    "ledger",
    "rulebook",
    "logs",
    "reputation",
    "committee",
    "keys",
    "calendar",
    "incidents",
    "load",
    "quorum",
    "aggregated",
];

/// What the guardian stops, and that it cannot stop it for longer than three days in seventeen.
#[test]
fn guardian_pauses_for_a_time_and_not_again_before_a_gap() {
    const DAY: u64 = 86_400;
    let mut chain = Chain::new().unwrap();
    let pausable = contracts(&mut chain).into_iter();
    let pausable = pausable.filter(|(name, _)| !WITHOUT_PAUSE.contains(name));
    for (name, contract) in pausable {
        let longest = [json!(3 * DAY)];
        let stranger = contract.rejection(&mut chain, OWNER, "pause", &longest);
        assert_eq!(stranger, "NotEntitled", "{name}");
        let long = contract.rejection(&mut chain, GUARDIAN, "pause", &[json!(3 * DAY + 1)]);
        assert_eq!(long, "PauseLength", "{name}");
        contract.send(&mut chain, GUARDIAN, "pause", &longest);
        let (call, arguments) = stopped(name);
        let refused = contract.rejection(&mut chain, "eve", call, &arguments);
        assert_eq!(refused, "Paused", "{name}");
        wait(&mut chain, 3 * DAY);
        let refused = contract.rejection(&mut chain, "eve", call, &arguments);
        assert_ne!(refused, "Paused", "{name}");
        let soon = contract.rejection(&mut chain, GUARDIAN, "pause", &longest);
        assert_eq!(soon, "PauseTooSoon", "{name}");
        wait(&mut chain, 14 * DAY);
        contract.send(&mut chain, GUARDIAN, "pause", &longest);
        let above = match name {
            "court" => "ferdie",
            _ => OWNER,
        };
        contract.send(&mut chain, above, "unpause", &[]);
        let refused = contract.rejection(&mut chain, "eve", call, &arguments);
        assert_ne!(refused, "Paused", "{name}");
    }
}

/// A call that a pause stops, and that fails for another reason without one.
fn stopped(name: &str) -> (&'static str, Vec<Value>) {
    match name {
        "court" => ("execute", vec![json!(1)]),
        "pool" => (
            "submitPrice",
            vec![json!(0), json!(1), json!("1"), json!(1), json!(1), json!(8)],
        ),
        "desk" => ("accuse", vec![json!(1)]),
        "receipts" => ("withdrawEarnings", vec![json!("eve")]),
        "bonds" => {
            // Two values that are one.
            let (question, one) = (json!(format!("0x{}", "11".repeat(32))), json!("1"));
            let said = [one.clone(), json!("0x"), one, json!("0x")];
            let of = [question, json!(1), json!(1)];
            ("slashEquivocation", [&of[..], &said].concat())
        }
        _ => ("noticeAbsence", vec![json!("bob")]),
    }
}
