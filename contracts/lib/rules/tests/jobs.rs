//! Who may call, whose result counts, and that the order of honest results decides nothing.

use blueprint_rules::jobs::*;
use blueprint_rules::math::U256;
use primitive_types::{H160, H256};
use proptest::prelude::*;
use std::collections::HashMap;

const NOW: u64 = 1_000;

fn account(n: u8) -> H160 {
    H160::repeat_byte(n)
}
fn owner() -> H160 {
    account(0xAA)
}
fn hash(n: u8) -> H256 {
    H256::repeat_byte(n)
}
fn service(operators: u32) -> ServiceFacts {
    ServiceFacts {
        id: 7,
        owner: owner(),
        active: true,
        ends_at: 0,
        operators,
        jobs: 3,
    }
}
fn terms(completion: Completion) -> Terms {
    Terms {
        completion,
        duration: 100,
        ..Terms::default()
    }
}
fn recording(completion: Completion) -> Terms {
    Terms {
        foreign: Handling::Record,
        duplicate: Handling::Record,
        conflicting: Handling::Record,
        late: Handling::Record,
        invalid: Handling::Record,
        ..terms(completion)
    }
}
fn opened(operators: u32, terms: &Terms) -> Call {
    open(&service(operators), 9, 1, owner(), false, NOW, terms).unwrap()
}
fn submission(operator: u8, result: u8) -> Submission {
    Submission {
        service: 7,
        call: 9,
        job: 1,
        operator: account(operator),
        result: hash(result),
        valid: true,
    }
}
const SEAT: Seat = Seat {
    active: true,
    since: 0,
    previous: H256([0; 32]),
};
fn each(n: u32) -> Completion {
    Completion::Each(Required::Count(n))
}
fn fault_of(error: ResultError) -> Fault {
    match error {
        ResultError::Refused { fault, .. } => fault,
        other => panic!("{other:?}"),
    }
}

// Calls.

#[test]
fn call_by_owner_or_permitted_caller_is_opened() {
    let call = |access, caller, permitted| {
        let terms = Terms {
            access,
            ..Terms::default()
        };
        open(&service(3), 9, 1, caller, permitted, NOW, &terms).is_ok()
    };
    let stranger = account(1);
    assert!(call(Access::Owner, owner(), false));
    assert!(!call(Access::Owner, stranger, true));
    assert!(call(Access::Permitted, owner(), false));
    assert!(call(Access::Permitted, stranger, true));
    assert!(!call(Access::Permitted, stranger, false));
    assert!(call(Access::Anyone, stranger, false));
}

#[test]
fn call_by_the_zero_address_of_a_service_without_owner_is_refused() {
    let ownerless = ServiceFacts {
        owner: H160::zero(),
        ..service(3)
    };
    let refused = open(
        &ownerless,
        9,
        1,
        H160::zero(),
        false,
        NOW,
        &Terms::default(),
    );
    assert_eq!(
        refused,
        Err(CallError::NotPermitted {
            caller: H160::zero()
        })
    );
}

#[test]
fn call_of_a_service_that_does_not_run_is_refused() {
    let at =
        |service: ServiceFacts, now| open(&service, 9, 1, owner(), false, now, &Terms::default());
    let stopped = ServiceFacts {
        active: false,
        ..service(3)
    };
    assert_eq!(
        at(stopped, NOW),
        Err(CallError::ServiceNotActive { service: 7 })
    );
    let ending = ServiceFacts {
        ends_at: NOW,
        ..service(3)
    };
    assert!(at(ending, NOW - 1).is_ok());
    assert_eq!(
        at(ending, NOW),
        Err(CallError::ServiceEnded {
            ends_at: NOW,
            now: NOW
        })
    );
}

#[test]
fn call_of_an_unknown_job_is_refused() {
    let job = |job| open(&service(3), 9, job, owner(), false, NOW, &Terms::default());
    assert!(job(2).is_ok());
    assert_eq!(
        job(3),
        Err(CallError::UnknownJob {
            jobs: 3,
            received: 3
        })
    );
}

#[test]
fn call_without_active_operators_is_refused() {
    let refused = open(&service(0), 9, 1, owner(), false, NOW, &Terms::default());
    assert_eq!(refused, Err(CallError::NoActiveOperators { service: 7 }));
}

#[test]
fn required_share_is_rounded_up() {
    for (bps, operators, expected) in [
        (1, 3, 1),
        (3_333, 3, 1),
        (3_334, 3, 2),
        (6_700, 3, 3),
        (10_000, 3, 3),
        (5_000, 4, 2),
        (5_001, 4, 3),
        (10_000, u32::MAX, u32::MAX),
    ] {
        assert_eq!(
            Required::Share(bps).resolve(operators),
            Ok(expected),
            "{bps}"
        );
    }
}

#[test]
fn required_of_none_or_more_than_there_are_is_refused() {
    for bad in [
        Required::Count(0),
        Required::Share(0),
        Required::Share(10_001),
    ] {
        assert_eq!(
            bad.resolve(3),
            Err(CallError::BadRequirement { received: bad })
        );
    }
    assert_eq!(
        Required::Count(4).resolve(3),
        Err(CallError::Unreachable {
            required: 4,
            operators: 3
        })
    );
}

#[test]
fn agreement_of_half_or_fewer_is_refused() {
    for (operators, least) in [(1, 1), (2, 2), (3, 2), (4, 3), (5, 3)] {
        let call = |count| {
            let terms = terms(Completion::Agreement(Required::Count(count)));
            open(&service(operators), 9, 1, owner(), false, NOW, &terms)
        };
        assert!(call(least).is_ok());
        if least > 1 {
            assert_eq!(
                call(least - 1),
                Err(CallError::NoMajority {
                    least,
                    received: least - 1
                })
            );
        }
    }
}

#[test]
fn call_due_beyond_the_clock_is_refused_and_without_duration_never_due() {
    let call = |duration| {
        let terms = Terms {
            duration,
            ..Terms::default()
        };
        open(&service(3), 9, 1, owner(), false, NOW, &terms)
    };
    assert_eq!(call(0).unwrap().due_at, u64::MAX);
    assert_eq!(call(100).unwrap().due_at, NOW + 100);
    assert_eq!(
        call(u64::MAX),
        Err(CallError::TimeOverflow {
            from: NOW,
            period: u64::MAX
        })
    );
}

#[test]
fn aggregate_call_with_a_bad_threshold_or_too_many_operators_is_refused() {
    let call = |bps, operators| {
        let completion = Completion::Aggregate(Threshold {
            bps,
            weighing: Weighing::Count,
        });
        open(
            &service(operators),
            9,
            1,
            owner(),
            false,
            NOW,
            &terms(completion),
        )
    };
    assert!(call(6_700, 256).is_ok());
    assert!(matches!(
        call(6_700, 257),
        Err(CallError::Threshold(QuorumError::TooManyOperators { .. }))
    ));
    for bps in [0, 5_000, 10_001] {
        assert_eq!(
            call(bps, 3),
            Err(CallError::Threshold(QuorumError::BadThreshold {
                received: bps
            }))
        );
    }
}

// Single results.

#[test]
fn result_for_another_service_call_or_job_is_refused_whatever_the_terms() {
    let terms = recording(each(1));
    let call = opened(3, &terms);
    let sent = |submission: Submission| {
        submit(&call, Tally::default(), &submission, &SEAT, NOW, &terms).unwrap_err()
    };
    let right = submission(1, 1);
    assert_eq!(
        sent(Submission {
            service: 8,
            ..right
        }),
        ResultError::WrongService {
            expected: 7,
            received: 8
        }
    );
    assert_eq!(
        sent(Submission { call: 8, ..right }),
        ResultError::WrongCall {
            expected: 9,
            received: 8
        }
    );
    assert_eq!(
        sent(Submission { job: 2, ..right }),
        ResultError::WrongJob {
            expected: 1,
            received: 2
        }
    );
    assert_eq!(
        sent(Submission {
            result: H256::zero(),
            ..right
        }),
        ResultError::NoResult
    );
}

#[test]
fn result_for_an_unknown_call_is_refused() {
    let nothing = Submission {
        service: 0,
        call: 0,
        job: 0,
        ..submission(1, 1)
    };
    let unknown = Call::default();
    assert_eq!(
        submit(
            &unknown,
            Tally::default(),
            &nothing,
            &SEAT,
            0,
            &Terms::default()
        ),
        Err(ResultError::UnknownCall)
    );
    assert_eq!(outcome(&unknown, 0), Err(ResultError::UnknownCall));
    assert_eq!(stance(&unknown, hash(1), 0), Err(ResultError::UnknownCall));
}

#[test]
fn each_result_counts_and_the_required_one_completes() {
    let terms = terms(each(2));
    let call = opened(3, &terms);
    let mut completes = Vec::new();
    let mut current = call;
    for operator in 1..=3 {
        let done = submit(
            &current,
            Tally::default(),
            &submission(operator, operator),
            &SEAT,
            NOW,
            &terms,
        )
        .unwrap();
        current = done.call;
        completes.push(done.verdict);
    }
    assert_eq!(
        completes,
        [
            Verdict::Counted { completes: false },
            Verdict::Counted { completes: true },
            // In time, so it counts, though the call was complete.
            Verdict::Counted { completes: false },
        ]
    );
    assert_eq!(current.counted, 3);
    assert_eq!(outcome(&current, NOW), Ok(Outcome::Completed));
    assert_eq!(stance(&current, hash(3), NOW), Ok(Stance::Agrees));
}

fn faulty() -> Vec<(Fault, Submission, Seat, u64)> {
    let right = submission(1, 1);
    let submitted = |result| Seat {
        previous: hash(result),
        ..SEAT
    };
    vec![
        (
            Fault::Foreign,
            right,
            Seat {
                active: false,
                ..SEAT
            },
            NOW,
        ),
        (
            Fault::Foreign,
            right,
            Seat {
                since: NOW + 1,
                ..SEAT
            },
            NOW + 2,
        ),
        (Fault::Duplicate, right, submitted(1), NOW),
        (Fault::Conflicting, right, submitted(2), NOW),
        (Fault::Late, right, SEAT, NOW + 100),
        (
            Fault::Invalid,
            Submission {
                valid: false,
                ..right
            },
            SEAT,
            NOW,
        ),
    ]
}

#[test]
fn faulty_result_is_refused_with_its_fault() {
    let terms = terms(each(1));
    let call = opened(3, &terms);
    for (fault, submission, seat, now) in faulty() {
        let refused = submit(&call, Tally::default(), &submission, &seat, now, &terms);
        assert_eq!(fault_of(refused.unwrap_err()), fault);
    }
}

#[test]
fn faulty_result_is_recorded_without_counting_where_the_terms_say_so() {
    let terms = recording(each(1));
    let call = opened(3, &terms);
    for (fault, submission, seat, now) in faulty() {
        let done = submit(&call, Tally::default(), &submission, &seat, now, &terms).unwrap();
        assert_eq!(done.verdict, Verdict::Recorded(fault));
        assert_eq!((done.call, done.tally), (call, Tally::default()));
        assert_eq!(done.verdict.uses_turn(), fault == Fault::Invalid);
    }
}

#[test]
fn faults_are_handled_each_by_its_own_term() {
    for (index, (fault, submission, seat, now)) in faulty().into_iter().enumerate() {
        let mut terms = recording(each(1));
        let call = opened(3, &terms);
        let term = match fault {
            Fault::Foreign => &mut terms.foreign,
            Fault::Duplicate => &mut terms.duplicate,
            Fault::Conflicting => &mut terms.conflicting,
            Fault::Late => &mut terms.late,
            Fault::Invalid => &mut terms.invalid,
        };
        *term = Handling::Refuse;
        let refused = submit(&call, Tally::default(), &submission, &seat, now, &terms);
        assert_eq!(fault_of(refused.unwrap_err()), fault, "case {index}");
    }
}

#[test]
fn result_at_the_due_second_is_late_and_before_it_in_time() {
    let terms = terms(each(1));
    let call = opened(3, &terms);
    let at = |now| {
        submit(
            &call,
            Tally::default(),
            &submission(1, 1),
            &SEAT,
            now,
            &terms,
        )
    };
    assert!(at(NOW + 99).is_ok());
    assert_eq!(fault_of(at(NOW + 100).unwrap_err()), Fault::Late);
    assert_eq!(outcome(&call, NOW + 99), Ok(Outcome::Open));
    assert_eq!(outcome(&call, NOW + 100), Ok(Outcome::Lapsed));
}

#[test]
fn result_of_an_operator_that_joined_with_the_call_counts() {
    let terms = terms(each(1));
    let call = opened(3, &terms);
    let seat = Seat { since: NOW, ..SEAT };
    let sent = submit(
        &call,
        Tally::default(),
        &submission(1, 1),
        &seat,
        NOW,
        &terms,
    );
    assert!(sent.is_ok());
}

#[test]
fn results_never_outnumber_the_operators_at_the_call() {
    let terms = terms(each(1));
    let full = Call {
        counted: 3,
        ..opened(3, &terms)
    };
    let extra = submit(
        &full,
        Tally::default(),
        &submission(9, 1),
        &SEAT,
        NOW,
        &terms,
    );
    assert_eq!(fault_of(extra.unwrap_err()), Fault::Foreign);
    // A second result is classified on its own.
    let again = Seat {
        previous: hash(1),
        ..SEAT
    };
    let second = submit(
        &full,
        Tally::default(),
        &submission(1, 1),
        &again,
        NOW,
        &terms,
    );
    assert_eq!(fault_of(second.unwrap_err()), Fault::Duplicate);
}

/// Submits `results` (operator, result) in their order, and returns the call, which operators
/// counted, and how each result turned out after the due time.
fn run(
    operators: u32,
    terms: &Terms,
    results: &[(u8, u8)],
) -> (Call, Vec<u8>, HashMap<u8, Stance>) {
    let mut call = opened(operators, terms);
    let mut tallies: HashMap<H256, Tally> = HashMap::new();
    let mut first: HashMap<u8, H256> = HashMap::new();
    for (operator, result) in results {
        let submission = submission(*operator, *result);
        let tally = tallies.get(&submission.result).copied().unwrap_or_default();
        let seat = Seat {
            previous: first.get(operator).copied().unwrap_or_default(),
            ..SEAT
        };
        let done = submit(&call, tally, &submission, &seat, NOW, terms).unwrap();
        call = done.call;
        tallies.insert(submission.result, done.tally);
        if done.verdict.uses_turn() {
            first.insert(*operator, submission.result);
        }
    }
    let mut counted: Vec<u8> = first.keys().copied().collect();
    counted.sort_unstable();
    let stances = first
        .iter()
        .map(|(operator, result)| (*operator, stance(&call, *result, NOW + 100).unwrap()))
        .collect();
    (call, counted, stances)
}

#[test]
fn agreement_is_reached_by_the_majority_and_dissent_is_known_after() {
    let terms = terms(Completion::Agreement(Required::Share(6_700)));
    let (call, _, stances) = run(3, &terms, &[(1, 8), (2, 8)]);
    assert_eq!(
        outcome(&call, NOW),
        Ok(Outcome::Open),
        "ceil(2.01) is three"
    );
    assert_eq!(stances[&1], Stance::NoAgreement);
    assert_eq!(stance(&call, hash(8), NOW), Ok(Stance::Undecided));

    let majority = self::terms(Completion::Agreement(Required::Count(2)));
    let (call, _, stances) = run(3, &majority, &[(1, 8), (2, 5), (3, 8)]);
    assert_eq!(call.agreed, hash(8));
    assert_eq!(stances[&1], Stance::Agrees);
    assert_eq!(stances[&2], Stance::Dissents);
}

proptest! {
    #[test]
    fn verdicts_do_not_depend_on_the_order_of_results(
        (operators, required, results, shuffled) in (1..9_u32).prop_flat_map(|operators| {
            let results: Vec<_> = (1..=operators as u8).collect();
            (
                Just(operators),
                majority(operators)..=operators,
                prop::collection::vec(1..4_u8, operators as usize)
                    .prop_map(move |votes| results.iter().copied().zip(votes).collect::<Vec<_>>()),
            )
        }).prop_flat_map(|(operators, required, results)| {
            let shuffled = Just(results.clone()).prop_shuffle();
            (Just(operators), Just(required), Just(results), shuffled)
        }),
    ) {
        for completion in [
            Completion::Agreement(Required::Count(required)),
            Completion::Each(Required::Count(required)),
        ] {
            let terms = terms(completion);
            prop_assert_eq!(
                run(operators, &terms, &results),
                run(operators, &terms, &shuffled)
            );
        }
    }

    #[test]
    fn honest_majority_decides_whatever_the_others_do(
        operators in 1..12_u32,
        noise in prop::collection::vec((1..13_u8, 1..4_u8), 0..40),
        seed in any::<prop::sample::Index>(),
    ) {
        // The honest submit result 9; the others, a minority, whatever they like, and often.
        let honest = majority(operators) as u8;
        let terms = recording(Completion::Agreement(Required::Count(u32::from(honest))));
        let mut results: Vec<_> = noise
            .into_iter()
            .filter(|(operator, _)| *operator > honest && u32::from(*operator) <= operators)
            .collect();
        for operator in 1..=honest {
            let at = seed.index(results.len() + 1);
            results.insert(at, (operator, 9));
        }
        let (call, _, stances) = run(operators, &terms, &results);
        prop_assert_eq!(call.agreed, hash(9));
        for operator in 1..=honest {
            prop_assert_eq!(stances[&operator], Stance::Agrees);
        }
    }
}

// Aggregated results.

fn aggregated(signers: u64, operators: u32) -> Aggregated {
    Aggregated {
        service: 7,
        call: 9,
        job: 1,
        submitter: account(1),
        result: hash(1),
        signers: U256::from(signers),
        operators,
        signed_stake: U256::zero(),
        total_stake: U256::zero(),
    }
}
fn by(weighing: Weighing) -> Completion {
    Completion::Aggregate(Threshold {
        bps: 6_700,
        weighing,
    })
}

#[test]
fn aggregate_by_count_needs_the_threshold_rounded_up() {
    let terms = terms(by(Weighing::Count));
    let call = opened(4, &terms);
    // ceil(4 * 0.67) = 3.
    let short = aggregate(&call, &aggregated(0b0011, 4), NOW, &terms);
    assert_eq!(
        short,
        Err(ResultError::Quorum(QuorumError::BelowThreshold {
            required: U256::from(3),
            signed: U256::from(2)
        }))
    );
    let (done, verdict, quorum) = aggregate(&call, &aggregated(0b1011, 4), NOW, &terms).unwrap();
    assert_eq!(verdict, Verdict::Counted { completes: true });
    assert_eq!(quorum.unwrap().signed, U256::from(3));
    assert_eq!(outcome(&done, NOW), Ok(Outcome::Completed));
    assert_eq!(stance(&done, hash(1), NOW), Ok(Stance::Agrees));
    assert_eq!(stance(&done, hash(2), NOW), Ok(Stance::Dissents));
}

#[test]
fn aggregate_by_stake_weighs_the_signers() {
    let terms = terms(by(Weighing::Stake));
    let call = opened(4, &terms);
    let with = |signed: u64, total: u64| {
        let result = Aggregated {
            signed_stake: U256::from(signed),
            total_stake: U256::from(total),
            ..aggregated(0b0001, 4)
        };
        aggregate(&call, &result, NOW, &terms)
    };
    assert!(with(67, 100).is_ok());
    assert!(matches!(
        with(66, 100),
        Err(ResultError::Quorum(QuorumError::BelowThreshold { .. }))
    ));
    assert!(matches!(
        with(101, 100),
        Err(ResultError::Quorum(QuorumError::SignedAboveTotal { .. }))
    ));
    assert_eq!(
        with(0, 0),
        Err(ResultError::Quorum(QuorumError::NoActiveOperators))
    );
}

#[test]
fn aggregate_with_unknown_signers_or_no_operators_is_refused() {
    for weighing in [Weighing::Count, Weighing::Stake] {
        let terms = terms(by(weighing));
        let call = opened(4, &terms);
        let stranger = Aggregated {
            signed_stake: U256::from(100),
            total_stake: U256::from(100),
            ..aggregated(0b1_1111, 4)
        };
        assert_eq!(
            aggregate(&call, &stranger, NOW, &terms),
            Err(ResultError::Quorum(QuorumError::UnknownSigner {
                operators: 4,
                signers: U256::from(0b1_1111)
            }))
        );
        assert_eq!(
            aggregate(&call, &aggregated(0, 0), NOW, &terms),
            Err(ResultError::Quorum(QuorumError::NoActiveOperators))
        );
    }
}

#[test]
fn aggregate_after_completion_or_late_is_handled_by_the_terms() {
    let refusing = terms(by(Weighing::Count));
    let recording = recording(by(Weighing::Count));
    let call = opened(4, &refusing);
    let good = aggregated(0b1111, 4);
    let other = Aggregated {
        result: hash(2),
        ..good
    };
    let (done, ..) = aggregate(&call, &good, NOW, &refusing).unwrap();
    for (call, result, now, fault) in [
        (done, good, NOW, Fault::Duplicate),
        (done, other, NOW, Fault::Conflicting),
        (call, good, NOW + 100, Fault::Late),
    ] {
        let refused = aggregate(&call, &result, now, &refusing);
        assert_eq!(fault_of(refused.unwrap_err()), fault);
        let (after, verdict, quorum) = aggregate(&call, &result, now, &recording).unwrap();
        assert_eq!(
            (after, verdict, quorum),
            (call, Verdict::Recorded(fault), None)
        );
    }
}

#[test]
fn aggregate_and_single_results_do_not_mix() {
    let terms_each = terms(each(1));
    let single = opened(3, &terms_each);
    assert_eq!(
        aggregate(&single, &aggregated(0b111, 3), NOW, &terms_each),
        Err(ResultError::AggregationNotRequired { job: 1 })
    );
    let terms_all = terms(by(Weighing::Count));
    let all = opened(3, &terms_all);
    assert_eq!(
        submit(
            &all,
            Tally::default(),
            &submission(1, 1),
            &SEAT,
            NOW,
            &terms_all
        ),
        Err(ResultError::AggregationRequired { job: 1 })
    );
}

#[test]
fn aggregate_for_another_service_call_or_job_is_refused() {
    let terms = recording(by(Weighing::Count));
    let call = opened(3, &terms);
    let right = aggregated(0b111, 3);
    for wrong in [
        Aggregated {
            service: 8,
            ..right
        },
        Aggregated { call: 8, ..right },
        Aggregated { job: 0, ..right },
        Aggregated {
            result: H256::zero(),
            ..right
        },
    ] {
        assert!(aggregate(&call, &wrong, NOW, &terms).is_err());
    }
}

#[test]
fn quorum_by_stake_sums_the_signers_stakes() {
    let stakes: Vec<U256> = [10_u64, 20, 70].map(U256::from).to_vec();
    let signers = U256::from(0b110);
    assert_eq!(
        signed_stake(signers, &stakes),
        Ok((U256::from(90), U256::from(100)))
    );
    assert!(by_stake(signers, &stakes, 9_000).is_ok());
    assert!(by_stake(signers, &stakes, 9_001).is_err());
    assert_eq!(
        by_stake(signers, &[], 6_700),
        Err(QuorumError::NoActiveOperators)
    );
    assert_eq!(
        by_stake(U256::one(), &[U256::MAX, U256::one()], 6_700),
        Err(QuorumError::StakeOverflow)
    );
}

#[test]
fn quorum_of_a_full_bitmap_is_reached_without_overflow() {
    let quorum = by_count(U256::MAX, 256, 10_000).unwrap();
    assert_eq!(
        (quorum.required, quorum.signed),
        (U256::from(256), U256::from(256))
    );
    assert!(by_count(U256::MAX, 255, 10_000).is_err());
    let whole = Threshold {
        bps: 10_000,
        weighing: Weighing::Stake,
    };
    assert!(whole.reached(U256::MAX, U256::MAX).is_ok());
}

#[test]
fn records_fit_a_storage_cell() {
    assert!(core::mem::size_of::<Call>() < 416);
    assert!(core::mem::size_of::<Terms>() < 416);
}
