//! Builds of Tangle's core 0.20 in a version calendar: the manager, in ink! and in Solidity, passes the core's two hooks of builds
//! on, and a rulebook finds who acknowledged late.
//!
//! The core itself starts a service of the manager. Its published state has no facet with `publishBinaryVersion` and
//! `ackBinaryVersion`: where their hooks are played, alith is the manager's caller, with what the core's source passes.

mod library;

use alloy_primitives::{keccak256, B256};
use alloy_sol_types::{sol, SolCall};
use blueprint_e2e::{
    accounts::Account,
    chain::Chain,
    outcome::Outcome,
    tangle_core::{
        blueprint::BlueprintTerms, release::Release, step::Step, ServiceRequest, TangleCore,
    },
};
use library::{hex, number, Contract, OWNER, ROLE_DELAY};
use serde_json::{json, Value};
use sp_core::H160;

/// A manager, and the calendar beside it.
const BUILDS: [[&str; 2]; 3] = [
    [
        "ink/version_manager.polkavm",
        "ink/version_calendar.polkavm",
    ],
    [
        "solidity/VersionManager.evm",
        "solidity/VersionCalendar.evm",
    ],
    [
        "solidity/VersionManager.polkavm",
        "solidity/VersionCalendar.polkavm",
    ],
];
/// Seconds.
const HOUR: u64 = 3_600;
/// From a version's publication until it is required.
const NOTICE: u64 = HOUR;
const LAG: u64 = 600;
const EVALUATION: u64 = HOUR;
/// The role of the runtime.
const RUNTIME: u8 = 0;
/// Who calls the manager's hooks.
const CORE: &str = OWNER;

sol! {
    function publishBinaryVersion(uint64 blueprintId, bytes32 sha256Hash, string binaryUri, bytes32 attestationHash)
        external returns (uint64 versionId);
    function ackBinaryVersion(uint64 serviceId, uint64 versionId) external;
}

/// The service of both operators.
const BLUEPRINT: u64 = 1;
const REQUEST: u64 = 2;
const SERVICE: u64 = 3;

/// A manager that is the runtime of a calendar, with a service of two operators. alith calls its hooks.
struct World {
    chain: Chain,
    calendar: Contract,
    manager: Contract,
}

/// A manager of `caller`, to which the runtime's role of a calendar is given.
fn deployed(
    chain: &mut Chain,
    [manager, calendar]: [&str; 2],
    (developer, caller): (&Account, H160),
) -> [Contract; 2] {
    let roles = library::with_roles(hex(developer.address), &[]);
    let calendar = Contract::deploy(chain, calendar, &roles);
    let arguments = [hex(caller), hex(calendar.address), json!(NOTICE)];
    let manager = Contract::deploy_as(chain, developer, manager, &arguments);
    let offer = [json!(RUNTIME), hex(manager.address)];
    let offered = calendar.try_send(chain, developer, "offerRole", &offer, 0);
    assert!(offered.is_ok(), "{offered}");
    let taken = chain.timestamp() + ROLE_DELAY + 1;
    chain.skip_blocks(1);
    chain.set_timestamp(taken);
    let take = [hex(calendar.address), json!(RUNTIME)];
    manager.send(chain, "eve", "takeRole", &take);
    [manager, calendar]
}

impl World {
    fn new(builds: [&str; 2]) -> World {
        let mut chain = Chain::new().unwrap();
        let developer = library::account("dave");
        let caller = library::account(CORE).address;
        let [manager, calendar] = deployed(&mut chain, builds, (&developer, caller));
        let mut world = World {
            chain,
            calendar,
            manager,
        };
        let owner = hex(developer.address);
        let created = [json!(BLUEPRINT), owner.clone(), hex(caller)];
        world.hook("onBlueprintCreated", &created);
        // Of before the service: it is required in none.
        world.published(0);
        for operator in world.operators() {
            let approval = [hex(operator), json!(REQUEST), json!(50)];
            world.hook("onApprove", &approval);
        }
        let numbers = [BLUEPRINT, REQUEST, SERVICE].map(|it| json!(it));
        let started = [&numbers[..], &[owner, json!([]), json!(0)]].concat();
        world.hook("onServiceInitialized", &started);
        world
    }

    fn operators(&self) -> [H160; 2] {
        ["bob", "charlie"].map(|name| library::account(name).address)
    }

    fn at(&mut self, second: u64) {
        assert!(second >= self.chain.timestamp());
        self.chain.skip_blocks(1);
        self.chain.set_timestamp(second);
    }

    /// The core's hook after the developer published a version.
    fn published(&mut self, version: u64) {
        let hook = self.publication(version);
        self.hook("onBinaryVersionPublished", &hook);
    }

    fn publication(&mut self, version: u64) -> [Value; 3] {
        let (time, digest) = (self.chain.timestamp(), keccak256(version.to_be_bytes()));
        let stored = json!([version, time, false, digest, B256::ZERO]);
        [json!(BLUEPRINT), stored, json!("ipfs://build")]
    }

    /// The core's hook after an operator acknowledged a version.
    fn acknowledged(&mut self, version: u64, operator: H160) -> Outcome {
        let hook = [json!(SERVICE), json!(version), hex(operator)];
        self.hook("onOperatorBinaryAcked", &hook)
    }

    fn hook(&mut self, hook: &str, arguments: &[Value]) -> Outcome {
        self.manager.send(&mut self.chain, CORE, hook, arguments)
    }

    fn build_of(&mut self, version: u64) -> u128 {
        let of = [json!(SERVICE), json!(version)];
        self.manager.numbers(&mut self.chain, "buildOf", &of)[0]
    }

    /// The newest build that an operator acknowledged, and when.
    fn newest(&mut self, operator: H160) -> Vec<u128> {
        let of = [json!(SERVICE), hex(operator)];
        self.calendar
            .numbers(&mut self.chain, "acknowledgedBy", &of)
    }
}

fn value<T>(step: Step<T>) -> T {
    step.result.unwrap_or_else(|error| panic!("{error:?}"))
}

fn word(number: u64) -> Value {
    json!(B256::from(alloy_primitives::U256::from(number)))
}

/// A rule about who was out of date at the end of a window. Half of the points, and suspended.
fn rulebook(world: &mut World, start: u64) -> Contract {
    let roles = library::with_roles(json!(OWNER), &[]);
    let book = Contract::deploy(&mut world.chain, "ink/rulebook.polkavm", &roles);
    let view = &keccak256("upToDateAt(uint64,address,uint64)")[..4];
    let view = json!(alloy_primitives::hex::encode_prefixed(view));
    let (target, service, none, equal) = (hex(world.calendar.address), word(SERVICE), 255, 2);
    let measure = json!([
        target,
        view,
        3,
        1,
        none,
        2,
        service,
        word(0),
        0,
        1,
        none,
        0,
        0,
        none,
        false,
        equal,
        "0"
    ]);
    let rule = [
        json!(SERVICE),
        json!(4),
        hex(H160::zero()),
        measure,
        json!([start, HOUR, LAG, EVALUATION, 1, 1]),
        json!([5 * 86_400, 5_000, true, 0, 0, 0]),
    ];
    book.send(&mut world.chain, OWNER, "addRule", &rule);
    book
}

#[test]
fn operator_that_acknowledges_a_version_of_the_core_late_breaches_a_rule_and_the_other_does_not() {
    for builds in BUILDS {
        let mut world = World::new(builds);
        let [early, late] = world.operators();
        let start = world.chain.timestamp() + 2 * HOUR;
        let book = rulebook(&mut world, start);
        world.at(start - HOUR / 2);
        world.published(1);
        // Required in the middle of the rule's window 0.
        let deadline = start + HOUR / 2;
        let known = [json!(SERVICE), json!(1)];
        let known = world.calendar.ask(&mut world.chain, "buildOf", &known);
        assert_eq!(number(&known[0]["deadline"]), deadline.into(), "{builds:?}");
        assert_eq!(known[0]["digest"], json!(keccak256(1u64.to_be_bytes())));

        world.at(start + 60);
        world.acknowledged(1, early);
        // Past the end of the window.
        world.at(start + HOUR + 1);
        world.acknowledged(1, late);
        let mut breached = Vec::new();
        for window in 0..2u64 {
            world.at(start + (window + 1) * HOUR + LAG);
            for operator in [early, late] {
                let case = [json!(SERVICE), json!(0), hex(operator), json!(window)];
                let sent = book.send(&mut world.chain, "eve", "evaluate", &case);
                breached.push(book.answers("evaluate", &sent)[0] == json!(true));
            }
        }
        // By operator in window 0, then in window 1.
        assert_eq!(breached, [false, true, false, false], "{builds:?}");
        let holds = start + HOUR + LAG + EVALUATION;
        world.at(holds.max(start + 2 * HOUR + LAG));
        let standing = [early, late].map(|operator| {
            let of = [json!(SERVICE), hex(operator), json!(holds)];
            book.numbers(&mut world.chain, "standingAt", &of)
        });
        assert_eq!(standing, [[0, 10_000], [1, 5_000]], "{builds:?}");
    }
}

#[test]
fn versions_become_builds_of_the_services_that_run_when_they_are_published() {
    for builds in BUILDS {
        let mut world = World::new(builds);
        let [first, second] = world.operators();
        for operator in [first, second] {
            let of = [json!(SERVICE), hex(operator)];
            let serving = world.calendar.ask(&mut world.chain, "servingOf", &of);
            assert_ne!(number(&serving[0]["from"]), 0, "{builds:?}");
        }
        // Its version 0 is none of the service's builds, and to acknowledge it changes nothing.
        assert_eq!(world.build_of(0), 0);
        assert!(world.acknowledged(0, first).events.is_empty());
        world.published(1);
        world.published(2);
        assert_eq!([1, 2].map(|it| world.build_of(it)), [1, 2], "{builds:?}");
        let now = u128::from(world.chain.timestamp());
        world.acknowledged(2, first);
        assert_eq!(world.newest(first), [2, now]);
        // An older version, and the same one again, which the core takes.
        for version in [1, 2] {
            assert!(world.acknowledged(version, first).events.is_empty());
        }
        assert_eq!(world.newest(first), [2, now], "{builds:?}");
        assert_eq!(world.newest(second), [0, 0]);
    }
}

#[test]
fn versions_and_acknowledgements_are_taken_from_the_core_alone() {
    for builds in BUILDS {
        let mut world = World::new(builds);
        let publication = world.publication(1);
        let acknowledgement = [json!(SERVICE), json!(1), hex(world.operators()[0])];
        let (manager, chain) = (&world.manager, &mut world.chain);
        for (hook, arguments) in [
            ("onBinaryVersionPublished", &publication),
            ("onOperatorBinaryAcked", &acknowledgement),
        ] {
            let error = manager.rejection(chain, "eve", hook, arguments);
            assert_eq!(error, "CallerNotRuntime", "{builds:?} {hook}");
        }
        assert_eq!(world.build_of(1), 0);
    }
}

/// A service of both operators, started by the core.
struct OnCore {
    chain: Chain,
    core: TangleCore,
    calendar: Contract,
    service: u64,
}

impl OnCore {
    fn start(builds: [&str; 2]) -> OnCore {
        let (mut chain, core) = TangleCore::start_release(Release::Core0_20).unwrap();
        let developer = core.developer.clone();
        let caller = core.release.core();
        let [manager, calendar] = deployed(&mut chain, builds, (&developer, caller));
        let terms = BlueprintTerms {
            name: "patched".into(),
            jobs: vec!["any".into()],
            min_operators: 1,
            max_operators: 2,
        };
        let created = core.create_blueprint(&mut chain, &developer, manager.address, &terms);
        let blueprint = value(created);
        for operator in &core.operators {
            value(core.register_operator(&mut chain, operator, blueprint));
        }
        let operators = core.operators.each_ref();
        let request = ServiceRequest {
            blueprint_id: blueprint,
            operators: operators.map(|it| it.account.address).to_vec(),
            inputs: Vec::new(),
            permitted_callers: Vec::new(),
            ttl: 0,
        };
        let request = value(core.request_service(&mut chain, &developer, request));
        let approved = operators.map(|operator| {
            let approved = core.approve_service(&mut chain, &operator.account, request, 50);
            assert_eq!(approved.failed_hooks().count(), 0, "{:?}", approved.hooks);
            approved
        });
        let service = approved[1].activated_service().unwrap();
        OnCore {
            chain,
            core,
            calendar,
            service,
        }
    }
}

#[test]
fn service_that_the_core_starts_has_a_calendar_of_its_operators() {
    for builds in BUILDS {
        let mut world = OnCore::start(builds);
        for operator in world.core.operators.each_ref() {
            let of = [json!(world.service), hex(operator.account.address)];
            let serving = world.calendar.ask(&mut world.chain, "servingOf", &of);
            assert_ne!(number(&serving[0]["from"]), 0, "{builds:?}");
        }
    }
}

/// Why alith calls the hooks of builds. A state of the core that has these functions fails here: play them then.
#[test]
fn published_state_of_the_core_has_no_function_that_publishes_or_acknowledges_a_version() {
    let mut world = OnCore::start(BUILDS[0]);
    let publish = publishBinaryVersionCall {
        blueprintId: 0,
        sha256Hash: keccak256("build"),
        binaryUri: "ipfs://build".into(),
        attestationHash: B256::ZERO,
    };
    let acknowledge = ackBinaryVersionCall {
        serviceId: world.service,
        versionId: 0,
    };
    let (developer, core) = (world.core.developer.clone(), world.core.release.core());
    let operator = world.core.operators[0].account.clone();
    for (by, call) in [
        (developer, publish.abi_encode()),
        (operator, acknowledge.abi_encode()),
    ] {
        let selector = call[..4].to_vec();
        let outcome = world.chain.call(&by, core, call);
        assert!(outcome.is_revert(), "{outcome}");
        let names_it = outcome.data.windows(4).any(|it| it == selector);
        assert!(names_it, "{:?}", outcome.data);
    }
}
