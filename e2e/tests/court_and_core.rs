//! Tangle's own core slashes, and the slashing court, in ink!, says who may and keeps the record: it
//! is called by a manager in Solidity, which the core calls.

mod library;

use blueprint_e2e::{
    accounts::Account,
    chain::Chain,
    tangle_core::{
        blueprint::BlueprintTerms,
        release::Release,
        step::{Rejection, Step},
        ServiceRequest, TangleCore,
    },
};
use library::{hex, named, Contract};
use serde_json::{json, Value};
use sp_core::H160;

const DAY: u64 = 86_400;
/// The review of the core, in seconds.
const CORE_WINDOW: u64 = 7 * DAY;
/// The review of the court, in seconds; another, so that neither passes for the other.
const WINDOW: u64 = 9 * DAY;
const MANAGERS: [&str; 2] = ["solidity/CoreManager.evm", "solidity/CoreManager.polkavm"];

/// A service in the core whose manager calls the court; ferdie governs the court.
struct World {
    chain: Chain,
    core: TangleCore,
    court: Contract,
    manager: Contract,
    service: u64,
}

impl World {
    fn new(build: &str) -> World {
        Self::on(Release::Core0_10, build)
    }

    fn on(release: Release, build: &str) -> World {
        let (mut chain, core) = TangleCore::start_release(release).unwrap();
        // It manages its deployer's blueprint.
        let developer = core.developer.clone();
        let manager = Contract::deploy_as(&mut chain, &developer, build, &[hex(release.core())]);
        let court = library::court(&mut chain, hex(manager.address));
        let named = [hex(court.address)];
        let outcome = manager.try_send(&mut chain, &developer, "setCourt", &named, 0);
        assert!(outcome.is_ok(), "{outcome}");
        let service = service(&mut chain, &core, manager.address);
        World {
            chain,
            core,
            court,
            manager,
            service,
        }
    }

    fn operator(&self) -> Account {
        self.core.operators[0].account.clone()
    }

    fn propose(&mut self, proposer: &Account, evidence: u8) -> Step<u64> {
        let operator = self.operator().address;
        let (service, evidence) = (self.service, [evidence; 32]);
        self.core.propose_slash(
            &mut self.chain,
            proposer,
            service,
            operator,
            1_000,
            evidence,
        )
    }

    /// The court's governance sets the court's review.
    fn set_window(&mut self) {
        let policy = [
            json!(self.service),
            json!(WINDOW),
            json!(7 * DAY),
            json!(DAY),
            json!(28 * DAY),
            json!(8),
            json!("1000000"),
            json!(0),
        ];
        self.court
            .send(&mut self.chain, "ferdie", "setPolicy", &policy);
    }

    /// Announced, percent of the last, applied, percent of the last.
    fn recorded(&mut self) -> Vec<u128> {
        let of = [json!(self.service), hex(self.operator().address)];
        self.court.numbers(&mut self.chain, "runtimeSlashesOf", &of)
    }
}

/// Starts a service of the first operator.
fn service(chain: &mut Chain, core: &TangleCore, manager: H160) -> u64 {
    let terms = BlueprintTerms {
        name: "watched".into(),
        jobs: vec!["any".into()],
        min_operators: 1,
        max_operators: 1,
    };
    let developer = &core.developer;
    let blueprint_id = value(core.create_blueprint(chain, developer, manager, &terms));
    let operator = &core.operators[0];
    value(core.register_operator(chain, operator, blueprint_id));
    let request = ServiceRequest {
        blueprint_id,
        operators: vec![operator.account.address],
        inputs: Vec::new(),
        permitted_callers: Vec::new(),
        ttl: 0,
    };
    let request_id = value(core.request_service(chain, developer, request));
    let approved = core.approve_service(chain, &operator.account, request_id, 50);
    approved.activated_service().unwrap()
}

fn value<T>(step: Step<T>) -> T {
    step.result.unwrap()
}

fn hooks<T>(step: &Step<T>) -> Vec<&'static str> {
    let returned = step.hooks.iter().filter(|call| call.returned());
    returned.map(|call| call.hook).collect()
}

#[test]
fn slash_of_the_core_is_proposed_by_whom_the_court_names_and_recorded_by_it() {
    for build in MANAGERS {
        let mut world = World::new(build);
        let eve = named("eve");
        let stranger = world.propose(&eve, 1);
        assert!(
            matches!(stranger.result, Err(Rejection::Core(_))),
            "{build}"
        );
        assert_eq!(world.recorded(), [0, 0, 0, 0]);

        // The court's review is longer than the core's own.
        world.set_window();
        // Governance of the court names eve; the core heeds it.
        let proposer: [Value; 2] = [json!(world.service), json!("eve")];
        world
            .court
            .send(&mut world.chain, "ferdie", "setProposer", &proposer);
        let now = world.chain.timestamp();
        world.chain.set_timestamp(now + library::ROLE_DELAY);
        let proposed = world.propose(&eve, 1);
        assert!(hooks(&proposed).contains(&"onUnappliedSlash"), "{build}");
        let asked = hooks(&proposed);
        let slash = value(proposed);
        assert_eq!(world.recorded(), [1, 10, 0, 0], "{build}");

        // This release does not ask for it: a slash is reviewed for the core's own week.
        assert!(!asked.contains(&"getSlashingWindow"), "{build}");
        let proposed_at = world.chain.timestamp();
        world.chain.set_timestamp(proposed_at + CORE_WINDOW - 1);
        let early = world.core.execute_slash(&mut world.chain, &eve, slash);
        assert!(matches!(early.result, Err(Rejection::Core(_))), "{build}");
        world.chain.set_timestamp(proposed_at + CORE_WINDOW + DAY);
        let executed = world.core.execute_slash(&mut world.chain, &eve, slash);
        assert_eq!(executed.result, Ok(()), "{build}");
        assert!(hooks(&executed).contains(&"onSlash"), "{build}");
        assert_eq!(world.recorded(), [1, 10, 1, 10], "{build}");
    }
}

#[test]
fn review_of_the_court_holds_in_core_0_20() {
    for build in MANAGERS {
        let mut world = World::on(Release::Core0_20, build);
        world.set_window();
        let developer = world.core.developer.clone();
        let proposed = world.propose(&developer, 1);
        assert!(hooks(&proposed).contains(&"getSlashingWindow"), "{build}");
        let slash = value(proposed);
        let proposed_at = world.chain.timestamp();
        let ferdie = named("ferdie");
        // Later than the core's own week.
        world.chain.set_timestamp(proposed_at + WINDOW - 1);
        let early = world.core.execute_slash(&mut world.chain, &ferdie, slash);
        assert!(matches!(early.result, Err(Rejection::Core(_))), "{build}");
        world.chain.set_timestamp(proposed_at + WINDOW + DAY);
        let executed = world.core.execute_slash(&mut world.chain, &ferdie, slash);
        assert_eq!(executed.result, Ok(()), "{build}");
        assert!(hooks(&executed).contains(&"onSlash"), "{build}");
        assert_eq!(world.recorded(), [1, 10, 1, 10], "{build}");
    }
}

/// The deployed release does not ask its manager who may dispute: what the court would answer,
/// governance, is rejected. Release 0.20 queries it.
#[test]
fn dispute_in_core_0_10_is_the_operators_and_stops_the_slash() {
    for build in MANAGERS {
        let mut world = World::new(build);
        let developer = world.core.developer.clone();
        let slash = value(world.propose(&developer, 2));
        let ferdie = named("ferdie");
        let refused = world.core.dispute_slash(&mut world.chain, &ferdie, slash);
        assert!(matches!(refused.result, Err(Rejection::Core(_))), "{build}");
        assert!(refused.hooks.is_empty(), "{build}");

        let operator = world.operator();
        let disputed = world.core.dispute_slash(&mut world.chain, &operator, slash);
        assert_eq!(disputed.result, Ok(()), "{build}");
        let later = world.chain.timestamp() + 8 * DAY;
        world.chain.set_timestamp(later);
        let executed = world.core.execute_slash(&mut world.chain, &ferdie, slash);
        assert!(
            matches!(executed.result, Err(Rejection::Core(_))),
            "{build}"
        );
        assert_eq!(world.recorded(), [1, 10, 0, 0], "{build}");
    }
}

#[test]
fn nobody_but_the_core_tells_the_manager_of_slashes() {
    let mut world = World::new(MANAGERS[0]);
    let offender = json!(format!("{:?}", world.operator().address));
    let arguments = [json!(world.service), offender, json!(10)];
    for hook in ["onUnappliedSlash", "onSlash"] {
        let refused = world
            .manager
            .rejection(&mut world.chain, "eve", hook, &arguments);
        assert_eq!(refused, "CallerNotRuntime");
        // Nor the court: its runtime is the manager.
        let refused = world
            .court
            .rejection(&mut world.chain, "eve", hook, &arguments);
        assert_eq!(refused, "WrongOrigin");
    }
    let named = [hex(world.court.address)];
    let other = world
        .manager
        .rejection(&mut world.chain, "alice", "setCourt", &named);
    assert_eq!(other, "CallerNotDeployer");
    let developer = world.core.developer.clone();
    let again = world
        .manager
        .try_send(&mut world.chain, &developer, "setCourt", &named, 0);
    let error = world.manager.interface.decode_error(&again.data);
    assert_eq!(error.unwrap().name, "CourtKnown");
    assert_eq!(world.recorded(), [0, 0, 0, 0]);
}
