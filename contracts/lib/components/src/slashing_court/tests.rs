use super::*;
use crate::{bond_book::BondTotals, cell::MAX_RECORD, roles::GOVERNANCE as GOVERNANCE_ROLE};
use abi::*;
use blueprint_hooks::event::recorded;
use blueprint_rules::{
    court::{State, Unresolved, DAY, DETECTION, LONGEST_SLASHABLE, WEEK},
    pause::LONGEST_PAUSE,
};
use codec::MaxEncodedLen;
use ink::{
    env::{test, DefaultEnvironment},
    storage::traits::ManualKey,
};

mod batch;
mod captures;

const RUNTIME: Address = ink::H160([1; 20]);
const GUARDIAN: Address = ink::H160([99; 20]);
const GOVERNANCE: Address = ink::H160([2; 20]);
const HOLDERS: [Address; 3] = [RUNTIME, GUARDIAN, GOVERNANCE];
const MANAGER: Address = ink::H160([3; 20]);
const OPERATOR: Address = ink::H160([4; 20]);
const DELEGATOR: Address = ink::H160([5; 20]);
const COURT: Address = ink::H160([6; 20]);

const SERVICE: u64 = 7;
const START: u64 = 1_000_000;
const STAKE: u64 = 1_000;

type Court = SlashingCourt<ManualKey<11>>;

fn court() -> Court {
    test::set_callee(COURT);
    let mut court = Court::default();
    court.init(HOLDERS, DAY, Bounds::default()).unwrap();
    at(START);
    act(RUNTIME);
    court
        .capture(SERVICE, OPERATOR, START, STAKE.into(), STAKE.into())
        .unwrap();
    recorded::take();
    court
}

fn act(caller: Address) {
    test::set_caller(caller);
    test::set_value_transferred(U256::zero());
}

fn at(second: u64) {
    test::set_block_timestamp::<DefaultEnvironment>(second);
}

fn accusation(evidence: u8, requested: u64) -> Accusation {
    Accusation {
        service_id: SERVICE,
        operator: OPERATOR,
        charge: Charge::JobMisbehaviour,
        evidence: [evidence; 32],
        requested: requested.into(),
        captured_at: START,
    }
}

fn propose(court: &mut Court, evidence: u8, requested: u64) -> u64 {
    act(RUNTIME);
    court.propose(&accusation(evidence, requested)).unwrap()
}

fn bond() -> U256 {
    Policy::default().bond
}

fn dispute(court: &mut Court, id: u64, disputer: Address) -> Result<()> {
    test::set_caller(disputer);
    test::set_value_transferred(bond());
    court.dispute(id)
}

fn state(court: &Court, id: u64) -> State {
    court.proposal(id).state
}

#[ink::test]
fn init_with_a_zero_role_or_one_account_in_both_refused() {
    let init = |holders| Court::default().init(holders, DAY, Bounds::default());
    let zero = init([RUNTIME, GUARDIAN, Address::zero()]);
    assert_eq!(zero, Err(ZeroRole.into()));
    let account = RUNTIME;
    let double = Err(RolesNotDistinct { account }.into());
    assert_eq!(init([RUNTIME, GUARDIAN, RUNTIME]), double);
}

#[ink::test]
fn init_with_bounds_upside_down_refused() {
    let bounds = Bounds {
        shortest: HOUR + 1,
        longest: HOUR,
    };
    let refused = Court::default().init(HOLDERS, DAY, bounds);
    let received = default_policy(bounds).review_window;
    let outside = WindowOutOfBounds {
        shortest: HOUR + 1,
        longest: HOUR,
        received,
    };
    assert_eq!(refused, Err(outside.into()));
}

#[ink::test]
fn init_with_reviews_that_outlive_the_stake_refused() {
    let bounds = |shortest| Bounds {
        shortest,
        longest: 2 * WEEK,
    };
    let init = |bounds| Court::default().init(HOLDERS, DAY, bounds);
    let policy = default_policy(bounds(13 * DAY));
    let outlives = OutlivesStake {
        longest_life: policy.longest_life().unwrap() + DETECTION,
        slashable_period: policy.slashable_period,
    };
    assert_eq!(init(bounds(13 * DAY)), Err(outlives.into()));
    assert_eq!(init(bounds(WEEK)), Ok(()));
}

#[ink::test]
fn court_without_init_refuses_all_even_the_zero_address() {
    let mut court = Court::default();
    act(Address::zero());
    let (expected, received) = (Address::zero(), Address::zero());
    let closed = Err(WrongOrigin { expected, received }.into());
    let neither = NeitherOrigin {
        runtime: expected,
        governance: expected,
        received,
    };
    assert_eq!(
        court.capture(SERVICE, OPERATOR, 0, 1.into(), 1.into()),
        closed
    );
    let refused = court.set_proposer(SERVICE, MANAGER);
    assert_eq!(refused, Err(neither.into()));
    assert_eq!(court.set_policy(SERVICE, Policy::default()), closed);
    let unknown = Err(UnknownProposal.into());
    assert_eq!(court.veto(1), unknown);
}

#[ink::test]
fn capture_by_anyone_but_the_runtime_refused() {
    let mut court = court();
    for received in [GOVERNANCE, MANAGER, OPERATOR] {
        act(received);
        assert_eq!(
            court.capture(SERVICE, OPERATOR, START, 1.into(), 1.into()),
            Err(WrongOrigin {
                expected: RUNTIME,
                received
            }
            .into())
        );
    }
}

#[ink::test]
fn capture_again_keeps_the_first_number() {
    let mut court = court();
    act(RUNTIME);
    assert_eq!(
        court.capture(SERVICE, OPERATOR, START, STAKE.into(), STAKE.into()),
        Ok(())
    );
    assert!(recorded::take().is_empty());
    assert_eq!(
        court.capture(SERVICE, OPERATOR, START, 999.into(), 999.into()),
        Err(CaptureMismatch {
            expected: STAKE.into(),
            received: 999.into()
        }
        .into())
    );
}

#[ink::test]
fn stake_answers_for_the_services_it_was_captured_for_alone() {
    let mut court = court();
    act(RUNTIME);
    court.set_proposer(SERVICE + 1, MANAGER).unwrap();
    let elsewhere = Accusation {
        service_id: SERVICE + 1,
        ..accusation(1, 1)
    };
    let unknown = Err(UnknownCapture {
        operator: OPERATOR,
        captured_at: START,
    }
    .into());
    for proposer in [MANAGER, RUNTIME] {
        act(proposer);
        assert_eq!(court.propose(&elsewhere), unknown);
    }
    act(RUNTIME);
    let captured = court.capture(SERVICE + 1, OPERATOR, START, STAKE.into(), STAKE.into());
    assert_eq!(captured, Ok(()));
    act(MANAGER);
    assert_eq!(court.propose(&elsewhere), Ok(1));
}

#[ink::test]
fn capture_ahead_of_time_refused() {
    let mut court = court();
    act(RUNTIME);
    assert_eq!(
        court.capture(SERVICE, OPERATOR, START + 1, 1.into(), 1.into()),
        Err(CaptureInFuture {
            captured_at: START + 1,
            time: START
        }
        .into())
    );
}

#[ink::test]
fn propose_counts_ids_from_one_and_emits() {
    let mut court = court();
    assert_eq!(propose(&mut court, 1, 400), 1);
    let event = SlashProposed {
        proposal_id: 1,
        service_id: SERVICE,
        operator: OPERATOR,
        proposer: RUNTIME,
        charge: 1,
        evidence: [1; 32],
        requested: 400.into(),
        captured_at: START,
        review_until: START + WEEK,
    };
    assert_eq!(recorded::take(), [recorded::of(&event)]);
    assert_eq!(propose(&mut court, 2, 400), 2);
    assert_eq!(court.proposals_made(), 2);
    assert_eq!(state(&court, 0), State::None);
    assert_eq!(state(&court, 3), State::None);
}

#[ink::test]
fn propose_by_an_outsider_or_governance_refused() {
    let mut court = court();
    for received in [MANAGER, GOVERNANCE, DELEGATOR] {
        act(received);
        assert_eq!(
            court.propose(&accusation(1, 1)),
            Err(NotProposer {
                service_id: SERVICE,
                received
            }
            .into())
        );
    }
}

#[ink::test]
fn propose_by_the_zero_address_where_no_proposer_is_set_refused() {
    let mut court = court();
    act(Address::zero());
    let refused = court.propose(&accusation(1, 1));
    let stranger = NotProposer {
        service_id: SERVICE,
        received: Address::zero(),
    };
    assert_eq!(refused, Err(stranger.into()));
}

#[ink::test]
fn proposer_once_set_proposes_for_its_service_alone() {
    let mut court = court();
    act(RUNTIME);
    court.set_proposer(SERVICE, MANAGER).unwrap();
    act(MANAGER);
    assert_eq!(court.propose(&accusation(1, 1)), Ok(1));
    let other = Accusation {
        service_id: SERVICE + 1,
        ..accusation(2, 1)
    };
    assert_eq!(
        court.propose(&other),
        Err(NotProposer {
            service_id: SERVICE + 1,
            received: MANAGER
        }
        .into())
    );
}

#[ink::test]
fn set_proposer_to_governance_refused() {
    let mut court = court();
    act(RUNTIME);
    assert_eq!(
        court.set_proposer(SERVICE, GOVERNANCE),
        Err(RolesNotDistinct {
            account: GOVERNANCE
        }
        .into())
    );
}

/// `successor` takes over the role of governance, with the delay between the two steps.
fn governance_passes_to(court: &mut Court, successor: Address) {
    act(GOVERNANCE);
    court.roles.offer(GOVERNANCE_ROLE, successor).unwrap();
    at(START + DAY);
    act(successor);
    court.roles.accept(GOVERNANCE_ROLE).unwrap();
}

/// The same account neither proposes and rules, nor rules on what it proposed before.
#[ink::test]
fn proposer_that_accepted_governance_does_not_propose() {
    let mut court = court();
    act(RUNTIME);
    court.set_proposer(SERVICE, MANAGER).unwrap();
    act(MANAGER);
    assert_eq!(court.propose(&accusation(1, 1)), Ok(1));
    governance_passes_to(&mut court, MANAGER);
    let account = MANAGER;
    let refused = RolesNotDistinct { account };
    assert_eq!(court.propose(&accusation(2, 1)), Err(refused.into()));
    dispute(&mut court, 1, DELEGATOR).unwrap();
    act(MANAGER);
    let own = court.resolve(1, Ruling::Uphold);
    assert_eq!(own, Err(OwnCase { account }.into()));
    // The runtime proposes all the same.
    assert_eq!(propose(&mut court, 3, 1), 2);
}

#[ink::test]
fn former_governance_can_be_proposer() {
    let mut court = court();
    governance_passes_to(&mut court, DELEGATOR);
    act(RUNTIME);
    let account = DELEGATOR;
    let governs = court.set_proposer(SERVICE, DELEGATOR);
    assert_eq!(governs, Err(RolesNotDistinct { account }.into()));
    assert_eq!(court.set_proposer(SERVICE, GOVERNANCE), Ok(()));
    act(GOVERNANCE);
    assert_eq!(court.propose(&accusation(1, 1)), Ok(1));
}

#[ink::test]
fn set_proposer_by_an_outsider_refused() {
    let mut court = court();
    act(MANAGER);
    assert_eq!(
        court.set_proposer(SERVICE, MANAGER),
        Err(NeitherOrigin {
            runtime: RUNTIME,
            governance: GOVERNANCE,
            received: MANAGER
        }
        .into())
    );
}

#[ink::test]
fn slashing_origin_is_the_runtime_until_a_proposer_is_set() {
    let mut court = court();
    assert_eq!(court.slashing_origin(SERVICE), RUNTIME);
    act(RUNTIME);
    court.set_proposer(SERVICE, MANAGER).unwrap();
    assert_eq!(court.slashing_origin(SERVICE), MANAGER);
    court.set_proposer(SERVICE, Address::zero()).unwrap();
    assert_eq!(court.slashing_origin(SERVICE), RUNTIME);
}

/// MANAGER, set by `by`, proposes after the delay; until then `first` does.
fn waits_for_the_delay(mut court: Court, by: Address, first: Address) {
    act(by);
    court.set_proposer(SERVICE, MANAGER).unwrap();
    assert_eq!(court.next_proposer(SERVICE), (MANAGER, START + DAY));
    at(START + DAY - 1);
    assert_eq!(court.proposer_of(SERVICE), first);
    act(MANAGER);
    assert!(court.propose(&accusation(1, 1)).is_err());
    at(START + DAY);
    assert_eq!(court.proposer_of(SERVICE), MANAGER);
    assert_eq!(court.propose(&accusation(1, 1)), Ok(1));
}

/// A key of governance alone does not suffice to propose and to rule.
#[ink::test]
fn first_proposer_of_governance_waits_for_the_delay() {
    waits_for_the_delay(court(), GOVERNANCE, Address::zero());
}

#[ink::test]
fn later_proposer_waits_for_the_delay() {
    let mut court = court();
    act(RUNTIME);
    court.set_proposer(SERVICE, DELEGATOR).unwrap();
    waits_for_the_delay(court, RUNTIME, DELEGATOR);
}

/// Governance rules on the disputes that cost the bonds.
#[ink::test]
fn treasury_is_set_by_the_runtime_alone() {
    let mut court = court();
    for received in [GOVERNANCE, GUARDIAN, MANAGER] {
        act(received);
        let expected = RUNTIME;
        let refused = WrongOrigin { expected, received };
        assert_eq!(court.set_treasury(DELEGATOR), Err(refused.into()));
    }
    act(RUNTIME);
    assert_eq!(court.set_treasury(DELEGATOR), Ok(()));
    assert_eq!(court.bonds.treasury(), DELEGATOR);
}

/// Who has the role when it is used, not when the proposal was made.
#[ink::test]
fn new_governance_rules_on_open_proposals() {
    let mut court = court();
    let id = propose(&mut court, 1, 1);
    act(GOVERNANCE);
    court.roles.offer(GOVERNANCE_ROLE, DELEGATOR).unwrap();
    at(START + DAY);
    act(DELEGATOR);
    court.roles.accept(GOVERNANCE_ROLE).unwrap();
    act(GOVERNANCE);
    let (expected, received) = (DELEGATOR, GOVERNANCE);
    let refused = WrongOrigin { expected, received };
    assert_eq!(court.veto(id), Err(refused.into()));
    act(DELEGATOR);
    assert_eq!(court.veto(id), Ok(()));
}

fn paused() -> Court {
    let mut court = court();
    act(GUARDIAN);
    court.begin_pause(LONGEST_PAUSE).unwrap();
    court
}

#[ink::test]
fn pause_stops_proposing_and_executing_and_nothing_else() {
    let mut court = court();
    let ids = [1, 2, 3].map(|evidence| propose(&mut court, evidence, 1));
    for id in [ids[0], ids[1]] {
        assert_eq!(dispute(&mut court, id, DELEGATOR), Ok(()));
    }
    at(START + WEEK);
    act(GUARDIAN);
    court.begin_pause(DAY).unwrap();
    let until = START + WEEK + DAY;
    let stopped = Paused { until };
    assert_eq!(court.execute(ids[2]), Err(stopped.into()));
    act(RUNTIME);
    assert_eq!(court.propose(&accusation(4, 1)), Err(stopped.into()));
    act(GOVERNANCE);
    assert_eq!(court.resolve(ids[0], Ruling::Dismiss), Ok(()));
    assert_eq!(court.resolve(ids[1], Ruling::Uphold), Ok(()));
    // Its deadline is over, and it cannot be executed now.
    assert_eq!(court.veto(ids[2]), Ok(()));
    at(until);
    let time = until;
    let deadline = START + WEEK;
    let late = TooLate { deadline, time };
    assert_eq!(court.veto(ids[1]), Err(late.into()));
    assert_eq!(court.execute(ids[1]), Ok(1.into()));
}

#[ink::test]
fn proposal_that_lapsed_before_a_pause_is_not_vetoed_in_it() {
    let mut court = court();
    let id = propose(&mut court, 1, 1);
    let expires_at = court.proposal(id).expires_at;
    at(expires_at + 1);
    act(GUARDIAN);
    court.begin_pause(DAY).unwrap();
    act(GOVERNANCE);
    let (deadline, time) = (court.proposal(id).deadline, expires_at + 1);
    let late = TooLate { deadline, time };
    assert_eq!(court.veto(id), Err(late.into()));
    assert_eq!(court.expire(id), Ok(()));
}

#[ink::test]
fn what_a_pause_kept_from_being_executed_can_be_for_a_day_after_it() {
    let policy = Policy::default();
    let expires_at = START + policy.slashable_period;
    let mut court = court();
    let ids = [1, 2].map(|evidence| propose(&mut court, evidence, 1));
    at(expires_at);
    act(GUARDIAN);
    court.begin_pause(LONGEST_PAUSE).unwrap();
    let last = expires_at + LONGEST_PAUSE + DAY;
    assert_eq!(court.expiry_of(&court.proposal(ids[0])), last);
    at(expires_at + 1);
    let time = expires_at + 1;
    let expires_at = last;
    let lasts = NotExpired { expires_at, time };
    assert_eq!(court.expire(ids[0]), Err(lasts.into()));
    at(last);
    assert_eq!(court.execute(ids[0]), Ok(1.into()));
    at(last + 1);
    let time = last + 1;
    let over = PastExpiry { expires_at, time };
    assert_eq!(court.execute(ids[1]), Err(over.into()));
    assert_eq!(court.expire(ids[1]), Ok(()));
    assert!(court.may_unstake(OPERATOR));
}

/// A pause, however it falls, leaves a day to propose what was found in it.
#[ink::test]
fn pause_does_not_make_an_offence_unslashable() {
    let mut court = paused();
    at(START + LONGEST_PAUSE + DAY);
    act(RUNTIME);
    assert_eq!(court.propose(&accusation(1, 1)), Ok(1));
    let tight = Policy {
        slashable_period: Policy::default().longest_life().unwrap() + DETECTION - 1,
        ..Policy::default()
    };
    let outlives = OutlivesStake {
        longest_life: tight.slashable_period + 1,
        slashable_period: tight.slashable_period,
    };
    act(GOVERNANCE);
    assert_eq!(court.set_policy(SERVICE, tight), Err(outlives.into()));
    let least = Policy {
        slashable_period: tight.slashable_period + 1,
        ..tight
    };
    assert_eq!(court.set_policy(SERVICE, least), Ok(()));
}

#[ink::test]
fn propose_without_a_capture_of_that_moment_refused() {
    let mut court = court();
    act(RUNTIME);
    let unknown = Accusation {
        captured_at: START - 1,
        ..accusation(1, 1)
    };
    assert_eq!(
        court.propose(&unknown),
        Err(UnknownCapture {
            operator: OPERATOR,
            captured_at: START - 1
        }
        .into())
    );
}

#[ink::test]
fn propose_on_used_evidence_refused_also_after_the_end_and_for_that_service_alone() {
    let mut court = court();
    let id = propose(&mut court, 1, 400);
    act(GOVERNANCE);
    court.veto(id).unwrap();
    act(RUNTIME);
    assert_eq!(
        court.propose(&accusation(1, 100)),
        Err(DuplicateEvidence {
            service_id: SERVICE,
            operator: OPERATOR,
            evidence: [1; 32]
        }
        .into())
    );
    assert_eq!(court.proposal_about(SERVICE, OPERATOR, [1; 32]), id);
    let elsewhere = Accusation {
        service_id: SERVICE + 1,
        ..accusation(1, 100)
    };
    let captured = court.capture(SERVICE + 1, OPERATOR, START, STAKE.into(), STAKE.into());
    assert_eq!(captured, Ok(()));
    assert_eq!(court.propose(&elsewhere), Ok(2));
}

#[ink::test]
fn propose_beyond_the_cap_refused_until_one_ends() {
    let mut court = court();
    let cap = 8;
    act(GOVERNANCE);
    let policy = Policy {
        max_pending: cap,
        ..Policy::default()
    };
    court.set_policy(SERVICE, policy).unwrap();
    act(RUNTIME);
    court.set_proposer(SERVICE, MANAGER).unwrap();
    act(MANAGER);
    for evidence in 1..=cap {
        court.propose(&accusation(evidence as u8, 1)).unwrap();
    }
    let full = Err(TooManyPending { cap, pending: cap }.into());
    assert_eq!(court.propose(&accusation(99, 1)), full);
    act(GOVERNANCE);
    court.veto(1).unwrap();
    act(MANAGER);
    assert_eq!(court.propose(&accusation(99, 1)), Ok(u64::from(cap) + 1));
    assert_eq!(
        court.propose(&accusation(98, 1)),
        full,
        "trifles of the manager"
    );
    // They leave room for what the runtime proposes.
    assert_eq!(propose(&mut court, 98, 1), u64::from(cap) + 2);
}

#[ink::test]
fn open_proposal_of_any_service_holds_the_stake() {
    let mut court = court();
    assert!(court.may_unstake(OPERATOR));
    act(RUNTIME);
    court.propose(&accusation(1, 1)).unwrap();
    let elsewhere = Accusation {
        service_id: SERVICE + 1,
        ..accusation(1, 1)
    };
    let captured = court.capture(SERVICE + 1, OPERATOR, START, STAKE.into(), STAKE.into());
    assert_eq!(captured, Ok(()));
    court.propose(&elsewhere).unwrap();
    act(GOVERNANCE);
    court.veto(1).unwrap();
    assert!(!court.may_unstake(OPERATOR));
    assert_eq!(court.open_in_service(SERVICE, OPERATOR).pending, 0);
    assert_eq!(court.open_in_service(SERVICE + 1, OPERATOR).pending, 1);
    court.veto(2).unwrap();
    assert!(court.may_unstake(OPERATOR));
}

#[ink::test]
fn execute_one_second_before_the_deadline_refused_and_at_it_accepted() {
    let mut court = court();
    let id = propose(&mut court, 1, 400);
    let deadline = START + WEEK;
    act(DELEGATOR);
    at(deadline - 1);
    assert_eq!(
        court.execute(id),
        Err(TooEarly {
            deadline,
            time: deadline - 1
        }
        .into())
    );
    at(deadline);
    recorded::take();
    assert_eq!(court.execute(id), Ok(400.into()));
    let event = SlashExecuted {
        proposal_id: id,
        service_id: SERVICE,
        operator: OPERATOR,
        amount: 400.into(),
    };
    assert_eq!(recorded::take(), [recorded::of(&event)]);
    assert_eq!(court.slashed().burned, 400.into());
    assert!(court.may_unstake(OPERATOR));
    assert_eq!(
        court.execute(id),
        Err(ProposalEnded {
            state: State::Executed as u8
        }
        .into())
    );
}

#[ink::test]
fn veto_one_second_before_the_deadline_accepted_and_at_it_refused() {
    let mut court = court();
    let (first, second) = (propose(&mut court, 1, 1), propose(&mut court, 2, 1));
    let deadline = START + WEEK;
    act(GOVERNANCE);
    at(deadline - 1);
    assert_eq!(court.veto(first), Ok(()));
    assert_eq!(state(&court, first), State::Vetoed);
    at(deadline);
    assert_eq!(
        court.veto(second),
        Err(TooLate {
            deadline,
            time: deadline
        }
        .into())
    );
}

#[ink::test]
fn veto_and_ruling_by_anyone_but_governance_refused() {
    let mut court = court();
    let id = propose(&mut court, 1, 1);
    dispute(&mut court, id, OPERATOR).unwrap();
    act(MANAGER);
    let refused = Err(WrongOrigin {
        expected: GOVERNANCE,
        received: MANAGER,
    }
    .into());
    assert_eq!(court.veto(id), refused);
    assert_eq!(court.resolve(id, Ruling::Dismiss), refused);
}

#[ink::test]
fn execute_of_an_unknown_proposal_refused() {
    let mut court = court();
    let unknown = UnknownProposal;
    for id in [0, 1, u64::MAX] {
        assert_eq!(court.execute(id), Err(unknown.into()));
        assert_eq!(court.expire(id), Err(unknown.into()));
        assert_eq!(dispute(&mut court, id, OPERATOR), Err(unknown.into()));
        act(GOVERNANCE);
        assert_eq!(court.veto(id), Err(unknown.into()));
        assert_eq!(court.resolve(id, Ruling::Uphold), Err(unknown.into()));
    }
}

#[ink::test]
fn slashes_of_one_moment_add_up_to_the_stake_and_never_beyond() {
    let mut court = court();
    let ids = [1, 2, 3].map(|evidence| propose(&mut court, evidence, 600));
    at(START + WEEK);
    let taken = ids.map(|id| court.execute(id).unwrap().as_u64());
    assert_eq!(taken, [600, 400, 0]);
    let capture = court.captured(OPERATOR, START).unwrap();
    assert_eq!(
        (capture.taken, capture.remaining()),
        (STAKE.into(), 0.into())
    );
    assert!(court.may_unstake(OPERATOR));
}

#[ink::test]
fn slashes_of_different_moments_add_up_to_the_stake_and_never_beyond() {
    let mut court = court();
    act(RUNTIME);
    // The same stake a second earlier.
    court
        .capture(SERVICE, OPERATOR, START - 1, STAKE.into(), STAKE.into())
        .unwrap();
    let accusation = |captured_at, evidence| Accusation {
        service_id: SERVICE,
        operator: OPERATOR,
        charge: Charge::JobMisbehaviour,
        evidence: [evidence; 32],
        requested: STAKE.into(),
        captured_at,
    };
    let first = court.propose(&accusation(START, 1)).unwrap();
    let second = court.propose(&accusation(START - 1, 2)).unwrap();
    at(START + WEEK);
    assert_eq!(court.execute(first), Ok(STAKE.into()));
    assert_eq!(court.execute(second), Ok(0.into()));
    // A stake read after the slashes does not answer for them; one of before, read late, does.
    at(START + WEEK + 1);
    act(RUNTIME);
    for (moment, left) in [(START + WEEK + 1, 500), (START + WEEK, 0), (START + 1, 0)] {
        court
            .capture(SERVICE, OPERATOR, moment, 500.into(), 500.into())
            .unwrap();
        let capture = court.captured(OPERATOR, moment).unwrap();
        assert_eq!(capture.remaining(), left.into(), "{moment}");
    }
}

#[ink::test]
fn slashes_of_a_service_take_its_exposure_and_no_more() {
    let mut court = court();
    act(RUNTIME);
    let (other, stake) = (SERVICE + 1, U256::from(STAKE));
    let captured = court.capture(other, OPERATOR, START, stake, 300.into());
    assert_eq!(captured, Ok(()));
    let mismatch = CaptureMismatch {
        expected: 300.into(),
        received: 301.into(),
    };
    let again = court.capture(other, OPERATOR, START, stake, 301.into());
    assert_eq!(again, Err(mismatch.into()));
    let of = |service_id, evidence| Accusation {
        service_id,
        ..accusation(evidence, STAKE)
    };
    let ids = [(other, 1), (other, 2), (SERVICE, 3)].map(|(service, evidence)| {
        let id = court.propose(&of(service, evidence)).unwrap();
        (id, court.proposal(id).requested.as_u64())
    });
    assert_eq!(ids.map(|(_, requested)| requested), [300, 300, 1_000]);
    at(START + WEEK);
    act(DELEGATOR);
    let taken = ids.map(|(id, _)| court.execute(id).unwrap().as_u64());
    assert_eq!(taken, [300, 0, 700]);
    let liability = court.liability(other, OPERATOR, START).unwrap();
    assert_eq!(liability.taken, 300.into());

    act(RUNTIME);
    let nothing = court.capture(9, OPERATOR, START, stake, 0.into());
    assert_eq!(nothing, Ok(()));
    assert_eq!(court.propose(&of(9, 4)), Err(NothingAtStake.into()));
}

#[ink::test]
fn later_policy_neither_revives_a_capture_nor_ends_it() {
    let mut court = court();
    let default = Policy::default();
    let set = |court: &mut Court, slashable_period| {
        act(GOVERNANCE);
        let policy = Policy {
            slashable_period,
            ..default
        };
        court.set_policy(SERVICE, policy)
    };
    // Too late under the policy of the capture, and not under the next one.
    let late = START + default.slashable_period - default.longest_life().unwrap() + 1;
    set(&mut court, 90 * DAY).unwrap();
    at(late);
    act(RUNTIME);
    let too_old = CaptureTooOld {
        lives_until: late + default.longest_life().unwrap(),
        expires_at: START + default.slashable_period,
    };
    assert_eq!(court.propose(&accusation(1, 1)), Err(too_old.into()));
    // One that is slashable for 90 days stays so.
    let stake = U256::from(STAKE);
    court
        .capture(SERVICE, OPERATOR, late, stake, stake)
        .unwrap();
    set(&mut court, default.slashable_period).unwrap();
    at(late + 60 * DAY);
    act(RUNTIME);
    let of_late = Accusation {
        captured_at: late,
        ..accusation(1, 1)
    };
    assert_eq!(court.propose(&of_late), Ok(1));
    // A policy of longer periods ends no earlier capture: a slash of it lives as long as it would have.
    act(GOVERNANCE);
    let longer = Policy {
        review_window: 14 * DAY,
        resolution_period: 14 * DAY,
        slashable_period: 180 * DAY,
        ..default
    };
    court.set_policy(SERVICE, longer).unwrap();
    let latest = late + 90 * DAY - default.longest_life().unwrap();
    let second = Accusation {
        captured_at: late,
        ..accusation(2, 1)
    };
    at(latest + 1);
    act(RUNTIME);
    assert!(court.propose(&second).is_err());
    at(latest);
    assert_eq!(court.propose(&second), Ok(2));
    let (expected_at_most, received) = (LONGEST_SLASHABLE, LONGEST_SLASHABLE + 1);
    let endless = SlashableTooLong {
        expected_at_most,
        received,
    };
    assert_eq!(set(&mut court, received), Err(endless.into()));
}

#[ink::test]
fn court_without_a_review_is_not_deployed() {
    for shortest in [0, HOUR - 1] {
        let bounds = Bounds {
            shortest,
            longest: WEEK,
        };
        let refused = WindowOutOfBounds {
            shortest: HOUR,
            longest: WEEK,
            received: shortest,
        };
        let deployed = Court::default().init(HOLDERS, DAY, bounds);
        assert_eq!(deployed, Err(refused.into()));
    }
}

#[ink::test]
fn dispute_moves_the_deadline_and_holds_the_bond() {
    let mut court = court();
    let id = propose(&mut court, 1, 1);
    at(START + DAY);
    recorded::take();
    dispute(&mut court, id, OPERATOR).unwrap();
    let event = SlashDisputed {
        proposal_id: id,
        disputer: OPERATOR,
        bond: bond(),
        deadline: START + DAY + 2 * WEEK,
    };
    assert_eq!(recorded::take(), [recorded::of(&event)]);
    assert_eq!(court.bonds.totals().bonds.held, bond());
}

#[ink::test]
fn dispute_with_another_bond_or_by_the_proposer_refused_and_nothing_held() {
    let mut court = court();
    let id = propose(&mut court, 1, 1);
    act(OPERATOR);
    assert_eq!(
        court.dispute(id),
        Err(WrongBond {
            expected: bond(),
            received: U256::zero()
        }
        .into())
    );
    assert_eq!(
        dispute(&mut court, id, RUNTIME),
        Err(OwnCase { account: RUNTIME }.into())
    );
    assert_eq!(court.bonds.totals(), BondTotals::default());
}

#[ink::test]
fn dispute_at_the_end_of_the_review_refused() {
    let mut court = court();
    let id = propose(&mut court, 1, 1);
    at(START + WEEK);
    let refused = dispute(&mut court, id, OPERATOR);
    let late = TooLate {
        deadline: START + WEEK,
        time: START + WEEK,
    };
    assert_eq!(refused, Err(late.into()));
}

#[ink::test]
fn dismissed_dispute_credits_the_bond_and_pays_it_once() {
    let mut court = court();
    let id = propose(&mut court, 1, 1);
    dispute(&mut court, id, OPERATOR).unwrap();
    act(GOVERNANCE);
    recorded::take();
    court.resolve(id, Ruling::Dismiss).unwrap();
    let refunded = BondRefunded {
        id,
        account: OPERATOR,
        amount: bond(),
    };
    let dismissed = SlashDismissed {
        proposal_id: id,
        service_id: SERVICE,
        operator: OPERATOR,
    };
    assert_eq!(
        recorded::take(),
        [recorded::of(&refunded), recorded::of(&dismissed)]
    );
    assert_eq!(court.bonds.credit_of(OPERATOR), bond());

    test::set_contract_balance(COURT, bond());
    test::set_contract_balance(OPERATOR, U256::zero());
    act(OPERATOR);
    assert_eq!(court.bonds.withdraw(OPERATOR, OPERATOR), Ok(bond()));
    let balance = test::get_contract_balance::<DefaultEnvironment>(OPERATOR);
    assert_eq!(balance.unwrap(), bond());
    assert_eq!(court.bonds.totals(), BondTotals::default());
    assert_eq!(
        court.bonds.withdraw(OPERATOR, OPERATOR),
        Err(NothingToWithdraw { account: OPERATOR }.into())
    );
}

#[ink::test]
fn upheld_dispute_executes_at_the_end_of_the_review_and_costs_the_bond() {
    let mut court = court();
    let id = propose(&mut court, 1, 250);
    dispute(&mut court, id, OPERATOR).unwrap();
    act(GOVERNANCE);
    court.resolve(id, Ruling::Uphold).unwrap();
    assert_eq!(state(&court, id), State::Upheld);
    assert!(!court.may_unstake(OPERATOR));
    at(START + WEEK - 1);
    assert!(court.execute(id).is_err());
    at(START + WEEK);
    assert_eq!(court.execute(id), Ok(250.into()));
    let totals = court.bonds.totals();
    assert_eq!(totals.forfeited.burned, bond());
    assert_eq!(totals.bonds, Default::default());
    assert_eq!(court.slashed().burned, 250.into());
    assert_eq!(court.bonds.credit_of(OPERATOR), U256::zero());
}

#[ink::test]
fn veto_of_a_disputed_proposal_refunds_the_bond() {
    let mut court = court();
    let id = propose(&mut court, 1, 1);
    dispute(&mut court, id, DELEGATOR).unwrap();
    act(GOVERNANCE);
    court.veto(id).unwrap();
    assert_eq!(court.bonds.credit_of(DELEGATOR), bond());
    assert_eq!(court.bonds.credit_of(OPERATOR), U256::zero());
}

#[ink::test]
fn expire_after_the_last_slashable_second_alone() {
    let mut court = court();
    let id = propose(&mut court, 1, 1);
    let expires_at = START + Policy::default().slashable_period;
    at(expires_at);
    assert_eq!(
        court.expire(id),
        Err(NotExpired {
            expires_at,
            time: expires_at
        }
        .into())
    );
    at(expires_at + 1);
    assert_eq!(
        court.execute(id),
        Err(PastExpiry {
            expires_at,
            time: expires_at + 1
        }
        .into())
    );
    assert_eq!(court.expire(id), Ok(()));
    assert!(court.may_unstake(OPERATOR));
}

#[ink::test]
fn policy_change_leaves_open_proposals_alone() {
    let mut court = court();
    let before = propose(&mut court, 1, 1);
    let policy = Policy {
        review_window: 9 * DAY,
        bond: 5.into(),
        unresolved: Unresolved::Dismiss,
        ..Policy::default()
    };
    act(GOVERNANCE);
    court.set_policy(SERVICE, policy).unwrap();
    let after = propose(&mut court, 2, 1);
    let window = |id| court.proposal(id).review_until - START;
    assert_eq!((window(before), window(after)), (WEEK, 9 * DAY));
    assert_eq!(court.proposal(before).bond, bond());
    assert_eq!(court.policy_of(SERVICE), policy);
    assert_eq!(court.policy_of(SERVICE + 1), Policy::default());
}

#[ink::test]
fn set_policy_that_outlives_the_stake_or_by_the_runtime_refused() {
    let mut court = court();
    let policy = Policy {
        review_window: 2 * WEEK,
        ..Policy::default()
    };
    act(GOVERNANCE);
    assert_eq!(
        court.set_policy(SERVICE, policy),
        Err(OutlivesStake {
            longest_life: 4 * WEEK + DAY,
            slashable_period: 28 * DAY
        }
        .into())
    );
    act(RUNTIME);
    assert_eq!(
        court.set_policy(SERVICE, Policy::default()),
        Err(WrongOrigin {
            expected: GOVERNANCE,
            received: RUNTIME
        }
        .into())
    );
}

#[ink::test]
fn slashes_of_the_runtime_are_counted_by_whichever_name_it_uses() {
    let mut court = court();
    let mut account = [0xee; 32];
    account[..20].copy_from_slice(OPERATOR.as_bytes());
    act(RUNTIME);
    court
        .announced(SERVICE, &OPERATOR.as_bytes().into(), 10)
        .unwrap();
    court.announced(SERVICE, &account[..].into(), 20).unwrap();
    court
        .applied(SERVICE, &OPERATOR.as_bytes().into(), 10)
        .unwrap();
    let slashes = court.runtime_slashes_of(SERVICE, OPERATOR);
    assert_eq!((slashes.announced, slashes.announced_percent), (2, 20));
    assert_eq!((slashes.applied, slashes.applied_percent), (1, 10));
    assert_eq!(
        court.applied(SERVICE, &[1; 21][..].into(), 10),
        Err(InvalidOffender {
            received_length: 21
        }
        .into())
    );
}

#[ink::test]
fn slashes_of_the_runtime_recorded_by_another_refused() {
    let mut court = court();
    act(GOVERNANCE);
    let refused = Err(WrongOrigin {
        expected: RUNTIME,
        received: GOVERNANCE,
    }
    .into());
    let offender = OPERATOR.as_bytes().into();
    assert_eq!(court.announced(SERVICE, &offender, 10), refused);
    assert_eq!(court.applied(SERVICE, &offender, 10), refused);
}

#[test]
fn offender_of_32_bytes_that_no_address_was_made_into_is_the_end_of_its_hash() {
    let hash = env::keccak256(&[9; 32]);
    let address = records::offender_address(&[9; 32][..].into()).unwrap();
    assert_eq!(address.as_bytes(), &hash[12..]);
}

#[test]
fn records_fit_a_cell() {
    for len in [
        SinkLedger::max_encoded_len(),
        RuntimeSlashes::max_encoded_len(),
        Proposal::max_encoded_len(),
        Capture::max_encoded_len(),
        OpenProposals::max_encoded_len(),
        Policy::max_encoded_len(),
    ] {
        assert!(len <= MAX_RECORD, "{len} bytes, {MAX_RECORD} fit");
    }
}
