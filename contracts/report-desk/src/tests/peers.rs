//! On a host, with a ledger that runs beside the desk, and a court that a function plays.

use crate::report_desk::{calls::*, *};
use blueprint_components::slashing_court::abi::{
    calls::{LiabilityOf, Propose, ReviewBounds},
    UnknownCapture,
};
use blueprint_hooks::{
    testing::{self, Counts, Function, Host, Outcome, Trap},
    Address, U256,
};
use points_ledger::points_ledger::{
    self as ledger,
    calls::{CardOf, RegisterAwarder},
    NotAnAwarder, PointsAwarded, PointsLedger,
};
use std::{cell::Cell, rc::Rc};

const RUNTIME: Address = ink::H160([1; 20]);
const GUARDIAN: Address = ink::H160([9; 20]);
const OWNER: Address = ink::H160([4; 20]);
const VERIFIER: Address = ink::H160([5; 20]);
const OPERATOR: Address = ink::H160([6; 20]);
const REPORTER: Address = ink::H160([7; 20]);
const DAY: u64 = 86_400;
const DELAY: u64 = 2 * DAY;
const BLUEPRINT: u64 = 4;
const SERVICE: u64 = 7;
const ERA: u64 = 12;
const BOND: u64 = 50;
/// An error of the court.
const UNKNOWN: UnknownCapture = UnknownCapture {
    operator: OPERATOR,
    captured_at: 5,
};

/// What the court says to a proposal.
#[derive(Clone, Copy, PartialEq)]
enum Court {
    Takes,
    Refuses,
    /// It knows nothing of the stake.
    KnowsNothing,
    /// It answers nothing that is asked later.
    Silent,
}

struct World {
    host: Host,
    desk: Address,
    ledger: Address,
    court: Address,
    mood: Rc<Cell<Court>>,
}

impl World {
    /// A desk with a report of `REPORTER` about `OPERATOR`, which `VERIFIER` can judge.
    fn new() -> Self {
        let mut host = Host::new();
        host.set_block_number(u32::try_from(ERA).unwrap() * 100);
        host.fund(REPORTER, BOND);
        let arguments = ledger::ConstructorArguments {
            runtime: RUNTIME,
            guardian: GUARDIAN,
            role_delay: DAY,
            era_blocks: 100,
            signature: 1,
            heartbeat: 2,
            job: 5,
            most_per_era: 1_000,
        };
        let ledger = host.from(RUNTIME).deploy::<PointsLedger>(arguments);
        let (ledger, mood) = (ledger.unwrap(), Rc::new(Cell::new(Court::Takes)));
        let court = court(&mut host, mood.clone());
        let desk = deploy(&mut host, ledger, court).unwrap();
        let mut world = Self {
            host,
            desk,
            ledger,
            court,
            mood,
        };
        world.set_up();
        world
    }

    fn set_up(&mut self) {
        let (service_id, blueprint_id) = (SERVICE, BLUEPRINT);
        let (host, desk) = (&mut self.host, self.desk);
        let done = |outcome: Outcome| assert!(outcome.is_ok(), "{outcome:?}");
        let set_blueprint = SetBlueprint {
            blueprint_id,
            owner: OWNER,
            max_age_ms: 300_000,
            cumulative: false,
            bond: BOND.into(),
            time_to_judge: DAY,
        };
        done(host.from(RUNTIME).call(desk, set_blueprint));
        let set_service = SetService {
            service_id,
            blueprint_id,
            active: true,
        };
        done(host.from(RUNTIME).call(desk, set_service));
        let set_operator = SetOperator {
            service_id,
            operator: OPERATOR,
            serves: true,
        };
        done(host.from(RUNTIME).call(desk, set_operator));
        let set_reporter = SetReporter {
            service_id,
            reporter: REPORTER,
            may: true,
        };
        done(host.from(RUNTIME).call(desk, set_reporter));
        let register = RegisterVerifier {
            blueprint_id,
            kind: 1,
            verifier: VERIFIER,
        };
        done(host.from(OWNER).call(desk, register));
        let now = host.now();
        let report = FileReport {
            blueprint_id,
            service_id,
            kind: 1,
            era: ERA,
            operator: OPERATOR,
            nonce: 1,
            start_ms: now * 1_000 - 1_500,
            end_ms: now * 1_000,
            value: 90,
            payload: [9; 32],
        };
        done(host.from(REPORTER).with_value(BOND).call(desk, report));
    }

    /// Lets the desk award points in the service.
    fn register(&mut self) {
        let register = RegisterAwarder {
            blueprint_id: BLUEPRINT,
            service_id: SERVICE,
            awarder: self.desk,
        };
        assert!(self.host.from(RUNTIME).call(self.ledger, register).is_ok());
    }

    fn judge(&mut self) -> Outcome {
        let judge = Judge {
            report_id: 1,
            verdict: 2,
            severity_bps: 2_500,
        };
        self.host.from(VERIFIER).call(self.desk, judge)
    }

    fn accuse(&mut self) -> Outcome {
        let accuse = Accuse { report_id: 1 };
        self.host.from(OWNER).call(self.desk, accuse)
    }
}

fn deploy(host: &mut Host, ledger: Address, court: Address) -> Result<Address, Box<Outcome>> {
    host.from(RUNTIME)
        .deploy::<ReportDesk>(ConstructorArguments {
            runtime: RUNTIME,
            guardian: GUARDIAN,
            role_delay: DELAY,
            ledger,
            court,
        })
}

/// A court that captured a stake of 1,000, two seconds before the report.
fn court(host: &mut Host, mood: Rc<Cell<Court>>) -> Address {
    let captured_at = host.now() - 2;
    host.peer(move |call| {
        if call.arguments::<ReviewBounds>().is_some() {
            return Ok(ReviewBounds::returns(&(DAY, DAY)));
        }
        if mood.get() == Court::Silent {
            return Ok(Vec::new());
        }
        if let Some(asked) = call.arguments::<LiabilityOf>() {
            assert_eq!((asked.operator, asked.captured_at), (OPERATOR, captured_at));
            let known = mood.get() != Court::KnowsNothing;
            return Ok(LiabilityOf::returns(&(
                known,
                1_000.into(),
                U256::zero(),
                0,
            )));
        }
        let Some(proposed) = call.arguments::<Propose>() else {
            return Err(Vec::new());
        };
        // A quarter of the stake.
        assert_eq!(
            (proposed.requested, proposed.evidence),
            (250.into(), [9; 32])
        );
        match mood.get() {
            Court::Refuses => Err(testing::error(&UNKNOWN)),
            _ => Ok(Propose::returns(&77)),
        }
    })
}

#[test]
fn peers_that_do_not_answer_are_refused_at_deployment_and_later() {
    let mut world = World::new();
    for peer in [Address::zero(), OPERATOR, world.court] {
        let refused = deploy(&mut world.host, peer, world.court).unwrap_err();
        assert!(
            refused.reverted_with(&LedgerSilent { ledger: peer }),
            "{refused:?}"
        );
        let set = world
            .host
            .from(RUNTIME)
            .call(world.desk, SetLedger { ledger: peer });
        assert!(set.reverted_with(&LedgerSilent { ledger: peer }), "{set:?}");
    }
    for peer in [Address::zero(), OPERATOR] {
        let refused = deploy(&mut world.host, world.ledger, peer).unwrap_err();
        assert!(
            refused.reverted_with(&CourtSilent { court: peer }),
            "{refused:?}"
        );
        let set = world
            .host
            .from(RUNTIME)
            .call(world.desk, SetCourt { court: peer });
        assert!(set.reverted_with(&CourtSilent { court: peer }), "{set:?}");
    }
    let (ledger, court) = (world.ledger, world.court);
    assert_eq!(world.host.read(world.desk, Ledger {}), ledger);
    assert_eq!(world.host.read(world.desk, calls::Court {}), court);
}

#[test]
fn ledger_that_refuses_undoes_the_verdict() {
    let mut world = World::new();
    let before = world.host.storage_of(world.desk);
    let refused = world.judge();
    let not_registered = NotAnAwarder {
        service_id: SERVICE,
        received: world.desk,
    };
    assert!(refused.reverted_with(&not_registered), "{refused:?}");
    // The desk had written when the ledger refused.
    assert!(refused.counts_of(world.desk).writes > 0);
    assert_eq!(world.host.storage_of(world.desk), before);
    world.register();
    assert!(world.judge().is_ok());
}

#[test]
fn accepted_report_counts_in_the_ledger_and_goes_to_court_once() {
    let mut world = World::new();
    world.register();
    let judged = world.judge();
    let awarded = PointsAwarded {
        era: ERA,
        operator: OPERATOR,
        service_id: SERVICE,
        deed: 5,
        points: 0,
        total: 0,
    };
    assert!(judged.emitted(world.ledger, &awarded), "{judged:?}");
    let card = world.host.read(
        world.ledger,
        CardOf {
            era: ERA,
            operator: OPERATOR,
        },
    );
    assert_eq!(card, (0, 0, 1, 0, 0));
    let accused = world.accuse();
    assert_eq!(accused.output::<Accuse>(), 77);
    let (report_id, court) = (1, world.court);
    let event = ReportAccused {
        report_id,
        court,
        proposal_id: 77,
    };
    assert!(accused.emitted(world.desk, &event));
    assert_eq!(accused.counts().calls, 2);
    let nothing = NothingToAccuse { report_id };
    assert!(world.accuse().reverted_with(&nothing));
}

#[test]
fn court_that_cannot_take_a_report_now_can_take_it_later() {
    let mut world = World::new();
    world.register();
    assert!(world.judge().is_ok());
    let before = world.host.storage_of(world.desk);
    let (court, operator, captured_at) = (world.court, OPERATOR, world.host.now() - 2);
    let refuses = |world: &mut World, mood, refused: &dyn Fn(&Outcome) -> bool| {
        world.mood.set(mood);
        let outcome = world.accuse();
        assert!(refused(&outcome), "{outcome:?}");
        assert_eq!(world.host.storage_of(world.desk), before);
    };
    refuses(&mut world, Court::Refuses, &|it| it.reverted_with(&UNKNOWN));
    let unknown = StakeUnknown {
        operator,
        captured_at,
    };
    refuses(&mut world, Court::KnowsNothing, &|it| {
        it.reverted_with(&unknown)
    });
    let silent = CourtSilent { court };
    refuses(&mut world, Court::Silent, &|it| it.reverted_with(&silent));
    let pause = Pause { duration: 50 };
    assert!(world.host.from(GUARDIAN).call(world.desk, pause).is_ok());
    let paused = Paused {
        until: world.host.now() + 50,
    };
    assert!(world.accuse().reverted_with(&paused));
    world.host.pass(50);
    world.mood.set(Court::Takes);
    assert!(world.accuse().is_ok());
}

#[test]
fn court_that_calls_back_does_not_reach_the_desk() {
    let mut world = World::new();
    world.register();
    assert!(world.judge().is_ok());
    let desk = world.desk;
    world
        .host
        .peer_at(world.court, move |call| call.call(desk, &call.calldata));
    let outcome = world.accuse();
    assert_eq!(outcome.traps, [(world.court, Trap::ReentranceDenied)]);
    assert!(outcome.reverted_with(&CourtSilent { court: world.court }));
}

#[test]
fn bond_comes_with_the_report_and_nothing_with_other_calls() {
    let mut world = World::new();
    world.register();
    assert_eq!(world.host.balance(world.desk), BOND.into());
    world.host.fund(VERIFIER, 1);
    let judge = Judge {
        report_id: 1,
        verdict: 2,
        severity_bps: 2_500,
    };
    let with_value = world
        .host
        .from(VERIFIER)
        .with_value(1)
        .call(world.desk, judge);
    assert!(with_value.reverted_with_data(&[]), "{with_value:?}");
    assert_eq!(with_value.counts(), Counts::default());
    assert_eq!(world.host.balance(world.desk), BOND.into());
}
