//! The judge of quality on the services pallet: which operators are late for a job call, and which are not.

mod library;

use blueprint_e2e::{chain::Chain, outcome::Dispatched};
use blueprint_e2e_runtime::{Runtime, RuntimeEvent};
use frame_support::traits::Get;
use library::{named, Contract};
use pallet_services::{BlueprintDefinition, Call, Event, Generation};
use serde_json::json;
use sp_core::U256;

const SERVICE: u64 = 0;
const RESPONSE_SECONDS: u64 = 60;
const BUILDS: [&str; 3] = [
    "ink/quality_judge.polkavm",
    "solidity/QualityJudge.evm",
    "solidity/QualityJudge.polkavm",
];

struct World {
    chain: Chain,
    manager: Contract,
}

impl World {
    /// Bob serves eve; charlie is registered.
    fn new(build: &str) -> World {
        let mut chain = Chain::new().unwrap();
        let services = json!("services");
        let arguments = [json!("runtime"), json!(RESPONSE_SECONDS), services];
        let manager = Contract::deploy(&mut chain, build, &arguments);
        // For the bond of a slash.
        let funded = chain.fund(&named("alice"), manager.address, 1_000_000_000_000_000);
        assert!(funded.is_ok(), "{funded:?}");
        let definition = BlueprintDefinition {
            quality_kinds: 1,
            ..library::definition(&manager, Generation::Core0_20)
        };
        let mut world = World { chain, manager };
        world.take("alice", Call::create_blueprint { definition });
        for operator in ["bob", "charlie"] {
            world.take(operator, Call::join_operators {});
            world.take(operator, library::register());
        }
        world.take("eve", library::request(&["bob"]));
        world.take("bob", library::APPROVE);
        world
    }

    fn take(&mut self, who: &str, call: Call<Runtime>) -> Dispatched {
        let sent = self.chain.dispatch(&named(who), call.clone());
        assert!(sent.is_ok(), "{call:?}: {:?}", sent.result);
        sent
    }

    /// Eve calls the job; returns the call's id.
    fn job(&mut self) -> u64 {
        let sent = self.take(
            "eve",
            Call::call {
                service: SERVICE,
                job: 0,
                inputs: Default::default(),
            },
        );
        let call = services(&sent).find_map(|event| match event {
            Event::JobCalled { call, .. } => Some(*call),
            _ => None,
        });
        call.unwrap()
    }

    fn join(&mut self, operator: &str) {
        let invite = Call::invite_operator {
            service: SERVICE,
            operator: named(operator).id,
            invited: true,
        };
        self.take("eve", invite);
        self.take(operator, Call::join_service { service: SERVICE });
    }

    fn later(&mut self, seconds: u64) {
        let then = self.chain.timestamp() + seconds;
        self.chain.set_timestamp(then);
    }

    /// Dave reports an operator; `None` where the report stands, else the error of the manager.
    fn report(&mut self, operator: &str, call: u64) -> Option<String> {
        let evidence = U256::from(call).to_big_endian().to_vec();
        let report = Call::report_quality {
            service: SERVICE,
            kind: 0,
            participant: named(operator).id,
            evidence: evidence.try_into().unwrap(),
        };
        let sent = self.take("dave", report);
        let rejected = services(&sent).find_map(|event| match event {
            Event::QualityReportRejected { data, .. } => Some(data.to_vec()),
            _ => None,
        });
        let data = rejected?;
        Some(self.manager.interface.decode_error(&data).unwrap().name)
    }
}

fn services(sent: &Dispatched) -> impl Iterator<Item = &Event<Runtime>> {
    sent.events.iter().filter_map(|event| match event {
        RuntimeEvent::Services(event) => Some(event),
        _ => None,
    })
}

fn submit(world: &mut World, operator: &str, call: u64) {
    let submit = Call::submit_result {
        service: SERVICE,
        call,
        outputs: Default::default(),
    };
    world.take(operator, submit);
}

/// Where the owner ends the service, or the operator's notice is over, no result is taken.
#[test]
fn operator_is_not_late_for_calls_that_it_was_not_let_answer() {
    for build in BUILDS {
        let mut world = World::new(build);
        world.join("charlie");
        world.later(1);
        let missed = world.job();
        world.later(RESPONSE_SECONDS + 1);
        assert_eq!(world.report("charlie", missed), None, "{build}");
        // charlie's notice is over in the time to answer.
        world.take("charlie", Call::leave_operators {});
        let notice: u64 = <Runtime as pallet_services::Config>::LeavingNotice::get();
        world.later(notice - 30);
        let while_leaving = world.job();
        world.later(31);
        let after_notice = world.job();
        world.later(RESPONSE_SECONDS + 1);
        let report = world.report("bob", while_leaving);
        assert_eq!(report, None, "{build}");
        for call in [while_leaving, after_notice] {
            let report = world.report("charlie", call);
            assert_eq!(report.as_deref(), Some("ServedUntil"), "{build}");
        }
        let stopped = world.job();
        world.take("eve", Call::terminate { service: SERVICE });
        world.later(RESPONSE_SECONDS + 1);
        let report = world.report("bob", stopped);
        assert_eq!(report.as_deref(), Some("ServedUntil"), "{build}");
        // What it missed before is a fault still, for a week: stake that came later does not pay.
        let report = world.report("bob", missed);
        assert_eq!(report.as_deref(), Some("ReportTooLate"), "{build}");
    }
}

/// The week ends with its last second.
#[test]
fn lateness_is_reported_within_a_week() {
    const WEEK: u64 = 7 * 86_400;
    for build in BUILDS {
        for (wait, expected) in [(WEEK - 1, None), (WEEK, Some("ReportTooLate"))] {
            let mut world = World::new(build);
            let missed = world.job();
            world.later(RESPONSE_SECONDS + wait);
            let report = world.report("bob", missed);
            assert_eq!(report.as_deref(), expected, "{build}");
        }
    }
}

/// An operator that joins later could not answer, and one that is quick does not make the others late.
#[test]
fn operator_is_late_for_calls_that_it_could_answer_alone() {
    for build in BUILDS {
        let mut world = World::new(build);
        let before = world.job();
        world.later(1);
        world.join("charlie");
        world.later(1);
        let after = world.job();
        submit(&mut world, "bob", before);
        submit(&mut world, "bob", after);
        // The call waits for charlie, too.
        submit(&mut world, "charlie", after);
        let missed = world.job();
        submit(&mut world, "bob", missed);
        world.later(RESPONSE_SECONDS + 1);
        let report = world.report("charlie", before);
        assert_eq!(report.as_deref(), Some("JoinedLater"), "{build}");
        for operator in ["bob", "charlie"] {
            let report = world.report(operator, after);
            assert_eq!(report.as_deref(), Some("NotLate"), "{build}");
        }
        assert_eq!(world.report("charlie", missed), None, "{build}");
    }
}
