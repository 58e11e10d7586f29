//! Tangle's own core slashes, and the slashing court, in ink!, says who may and keeps the record: it
//! is called by a manager in Solidity, which the core calls. Another manager brings what the court has judged, by the
//! library's evidence, to the core.

mod library;

use alloy_primitives::U256;
use blueprint_e2e::{
    accounts::Account,
    chain::{CallOptions, Chain},
    tangle_core::{
        blueprint::BlueprintTerms,
        release::Release,
        step::{Rejection, Step},
        ServiceRequest, TangleCore,
    },
};
use blueprint_e2e_runtime::UNIT;
use library::{hex, named, number, Contract, OWNER, ROLE_DELAY};
use serde_json::{json, Value};
use sp_core::{ecdsa, Pair, H160};

const DAY: u64 = 86_400;
/// The review of the core, in seconds.
const CORE_WINDOW: u64 = 7 * DAY;
/// The review of the court, in seconds; another, so that neither passes for the other.
const WINDOW: u64 = 9 * DAY;
const MANAGERS: [&str; 2] = ["solidity/CoreManager.evm", "solidity/CoreManager.polkavm"];
/// The manager that slashes what the court has judged, and evidence beside it, in each build of both.
const KEEPERS: [[&str; 2]; 3] = [
    [
        "solidity/CourtKeeper.evm",
        "ink/equivocation_evidence.polkavm",
    ],
    [
        "solidity/CourtKeeper.polkavm",
        "solidity/EquivocationEvidence.evm",
    ],
    [
        "solidity/CourtKeeper.polkavm",
        "solidity/EquivocationEvidence.polkavm",
    ],
];
/// Of the snapshot's first operator, as anvil publishes it.
const KEY: &str = "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";
/// What two answers cost, in basis points.
const ANSWERS_BPS: u16 = 2_500;

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

    /// Evidence that is the court's proposer, as governance says.
    fn with_evidence(&mut self, built: &str) -> Contract {
        let roles = library::with_roles(json!(OWNER), &[]);
        let evidence = Contract::deploy(&mut self.chain, built, &roles);
        let terms = [json!(4 * DAY), json!(ANSWERS_BPS), json!(0)];
        let of = [json!(self.service), hex(self.court.address)];
        let open = [&of[..], &terms].concat();
        evidence.send(&mut self.chain, OWNER, "openService", &open);
        let proposer = [json!(self.service), hex(evidence.address)];
        self.court
            .send(&mut self.chain, "ferdie", "setProposer", &proposer);
        self.later(ROLE_DELAY);
        evidence
    }

    fn later(&mut self, seconds: u64) {
        let then = self.chain.timestamp() + seconds;
        self.chain.skip_blocks(1);
        self.chain.set_timestamp(then);
    }

    /// The operator's answer to a question, signed now: a statement of the evidence.
    fn answer(&mut self, evidence: &Contract, question: &Value, answer: u8) -> Value {
        let word = |bytes: &[u8]| json!(format!("0x{}", ::hex::encode(bytes)));
        let (answer, time) = (word(&[answer; 32]), self.chain.timestamp());
        let stated = [
            json!(self.service),
            question.clone(),
            answer.clone(),
            json!(time),
        ];
        let digest = evidence.ask(&mut self.chain, "answerDigest", &stated);
        let digest = ::hex::decode(&digest[0].as_str().unwrap()[2..]).unwrap();
        let key = ecdsa::Pair::from_string(KEY, None).unwrap();
        let signature = key.sign_prehashed(&digest.try_into().unwrap()).0;
        let (r, s) = (word(&signature[..32]), word(&signature[32..64]));
        json!([answer, time, r, s, signature[64] + 27])
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

/// Two signed answers, the court's review, and the core's: no account decides what is taken, or from whom.
#[test]
fn two_answers_of_an_operator_pass_the_court_and_cost_a_quarter_of_what_it_committed() {
    for [build, built] in KEEPERS {
        let mut world = World::on(Release::Core0_20, build);
        world.set_window();
        let evidence = world.with_evidence(built);
        let (operator, developer) = (world.operator(), world.core.developer.clone());
        let (service, about) = (json!(world.service), hex(operator.address));
        let core = world.core.clone();
        let stake = core.self_stake(&mut world.chain, operator.address);
        let stake = stake.unwrap();
        // The core slashes what is committed to the service, and no more is at stake in the court.
        let bps = core.committed_bps(&mut world.chain, world.service, operator.address);
        let committed = stake * U256::from(bps.unwrap()[0]) / U256::from(10_000);
        let captured = [
            service.clone(),
            about.clone(),
            json!(world.chain.timestamp()),
            json!(committed.to_string()),
            json!(committed.to_string()),
        ];
        let (manager, chain) = (&world.manager, &mut world.chain);
        let sent = manager.try_send(chain, &developer, "capture", &captured, 0);
        assert!(sent.is_ok(), "{sent}");

        let question = json!(format!("0x{}", "07".repeat(32)));
        let one = world.answer(&evidence, &question, 1);
        let other = world.answer(&evidence, &question, 2);
        let same = [
            service.clone(),
            about.clone(),
            question.clone(),
            one.clone(),
            one.clone(),
        ];
        let rejected = evidence.rejection(&mut world.chain, "eve", "fileAnswers", &same);
        assert_eq!(rejected, "SameStatement", "{build}");
        let file = [service, about, question, one, other];
        let sent = evidence.send(&mut world.chain, "eve", "fileAnswers", &file);
        let proposal = [evidence.answers("fileAnswers", &sent)[0].clone()];
        // The court has not judged.
        let (manager, chain) = (&world.manager, &mut world.chain);
        let early = manager.rejection(chain, "eve", "applySlash", &proposal);
        assert_eq!(early, "NotExecuted", "{build}");
        world.later(WINDOW);
        let (court, chain) = (&world.court, &mut world.chain);
        court.send(chain, "eve", "execute", &proposal);
        let apply = world.manager.interface.encode_call("applySlash", &proposal);
        // As bounded as a transaction to this core: the gas of its hooks is a share of what is left.
        let options = CallOptions {
            deposit_limit: Some(2 * UNIT),
            ..Default::default()
        };
        let (eve, to) = (named("eve"), world.manager.address);
        let applied = world.chain.call_with(&eve, to, apply.unwrap(), options);
        assert!(applied.is_ok(), "{build}: {applied}");
        let slash = number(&world.manager.answers("applySlash", &applied)[0]) as u64;
        assert_eq!(world.recorded(), [1, 25, 0, 0], "{build}");
        let (manager, chain) = (&world.manager, &mut world.chain);
        let again = manager.rejection(chain, "eve", "applySlash", &proposal);
        assert_eq!(again, "AlreadyApplied", "{build}");
        // By the core, after its own review, which is the court's.
        let ferdie = named("ferdie");
        let early = core.execute_slash(&mut world.chain, &ferdie, slash);
        assert!(matches!(early.result, Err(Rejection::Core(_))), "{build}");
        world.later(WINDOW + DAY);
        let executed = core.execute_slash(&mut world.chain, &ferdie, slash);
        assert_eq!(executed.result, Ok(()), "{build}");
        assert_eq!(world.recorded(), [1, 25, 1, 25], "{build}");
        let left = core.self_stake(&mut world.chain, operator.address);
        assert_eq!(left.unwrap(), stake - committed / U256::from(4), "{build}");
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
