//! The slashing court, step by step: what each step does, and the faults of other systems that it
//! must not have.

use blueprint_rules::court::*;
use blueprint_rules::math::U256;
use primitive_types::{H160, H256};

const NOW: u64 = 10 * WEEK;
const OFFENCE: u64 = NOW - DAY;
const REVIEW_END: u64 = NOW + WEEK;
const EXPIRY: u64 = OFFENCE + 28 * DAY;

fn account(n: u8) -> H160 {
    H160::repeat_byte(n)
}
fn operator() -> H160 {
    account(1)
}
fn proposer() -> H160 {
    account(2)
}
fn disputer() -> H160 {
    account(3)
}
fn governance() -> H160 {
    account(4)
}
fn resolver() -> H160 {
    account(5)
}
fn units(n: u64) -> U256 {
    U256::from(n)
}
fn policy() -> Policy {
    Policy {
        bond: units(20),
        ..Policy::default()
    }
}
fn capture(stake: u64) -> Capture {
    Capture::join(None, operator(), OFFENCE, units(stake)).unwrap()
}
fn request(requested: u64) -> SlashRequest {
    SlashRequest {
        service: 7,
        operator: operator(),
        proposer: proposer(),
        charge: Charge::JobMisbehaviour,
        evidence: H256::repeat_byte(9),
        requested: units(requested),
    }
}
fn pending(requested: u64) -> (Proposal, OpenProposals) {
    let made = propose(
        &request(requested),
        &capture(100),
        false,
        OpenProposals::default(),
        NOW,
        &policy(),
    )
    .unwrap();
    (made.proposal, made.open_proposals)
}
fn disputed(requested: u64, at: u64) -> (Proposal, OpenProposals) {
    let (proposal, open_proposals) = pending(requested);
    (
        dispute(&proposal, disputer(), units(20), at).unwrap(),
        open_proposals,
    )
}
fn rule(
    proposal: &Proposal,
    open_proposals: OpenProposals,
    ruling: Ruling,
    at: u64,
) -> Result<Step, Error> {
    resolve(proposal, resolver(), resolver(), ruling, open_proposals, at)
}
fn stop(proposal: &Proposal, open_proposals: OpenProposals, at: u64) -> Result<Step, Error> {
    veto(proposal, governance(), governance(), open_proposals, at)
}

// Configuration.

#[test]
fn policy_default_is_accepted() {
    let policy = Policy::default().check(Bounds::default()).unwrap();
    assert_eq!(policy.review_window, WEEK);
    assert_eq!(policy.unresolved, Unresolved::Execute);
}

#[test]
fn policy_window_outside_one_to_two_weeks_is_refused() {
    for (window, fits) in [
        (WEEK - 1, false),
        (WEEK, true),
        (2 * WEEK, true),
        (2 * WEEK + 1, false),
    ] {
        let checked = Policy {
            review_window: window,
            resolution_period: WEEK,
            ..policy()
        }
        .check(Bounds::default());
        assert_eq!(checked.is_ok(), fits, "{window}");
    }
}

#[test]
fn policy_window_not_below_slashable_period_is_refused() {
    // The window of a review that outlives the stake lets the operator leave before it ends.
    let long = Policy {
        slashable_period: WEEK,
        ..policy()
    };
    assert!(matches!(
        long.check(Bounds::default()),
        Err(PolicyError::OutlivesStake { .. })
    ));
    let exact = Policy {
        slashable_period: 3 * WEEK + DAY,
        ..policy()
    };
    assert!(exact.check(Bounds::default()).is_ok());
    let short = Policy {
        slashable_period: 3 * WEEK + DAY - 1,
        ..policy()
    };
    assert_eq!(
        short.check(Bounds::default()),
        Err(PolicyError::OutlivesStake {
            longest_life: 3 * WEEK + DAY,
            slashable_period: 3 * WEEK + DAY - 1,
        })
    );
}

#[test]
fn policy_periods_beyond_the_clock_are_refused() {
    let policy = Policy {
        resolution_period: u64::MAX,
        slashable_period: u64::MAX,
        ..policy()
    };
    assert_eq!(
        policy.check(Bounds::default()),
        Err(PolicyError::TimeOverflow)
    );
}

#[test]
fn policy_without_bond_or_cap_or_periods_is_refused() {
    let bounds = Bounds::default();
    let free = Policy {
        bond: units(0),
        ..policy()
    };
    assert_eq!(free.check(bounds), Err(PolicyError::FreeDispute));
    let closed = Policy {
        max_pending: 0,
        ..policy()
    };
    assert_eq!(closed.check(bounds), Err(PolicyError::NoPending));
    let rushed = Policy {
        execution_window: 0,
        ..policy()
    };
    assert_eq!(rushed.check(bounds), Err(PolicyError::ZeroPeriod));
}

#[test]
fn policy_of_a_court_leaves_time_and_disputes_that_can_be_paid() {
    let check = |policy: Policy| policy.check_of_captures(Bounds::default());
    let default = Policy::default();
    for received in [1, HOUR - 1] {
        let refused = Err(PolicyError::PeriodTooShort {
            shortest: HOUR,
            received,
        });
        let resolution = Policy {
            resolution_period: received,
            ..default
        };
        let execution = Policy {
            execution_window: received,
            ..default
        };
        assert_eq!([check(resolution), check(execution)], [refused; 2]);
    }
    let least = Policy {
        resolution_period: HOUR,
        execution_window: HOUR,
        bond: HIGHEST_BOND,
        max_pending: MOST_PENDING,
        ..default
    };
    assert_eq!(check(least), Ok(least));
    let dear = Policy {
        bond: HIGHEST_BOND + 1,
        ..default
    };
    let refused = PolicyError::BondTooHigh {
        expected_at_most: HIGHEST_BOND,
        received: HIGHEST_BOND + 1,
    };
    assert_eq!(check(dear), Err(refused));
    let crowded = Policy {
        max_pending: MOST_PENDING + 1,
        ..default
    };
    let refused = PolicyError::CapTooHigh {
        expected_at_most: MOST_PENDING,
        received: MOST_PENDING + 1,
    };
    assert_eq!(check(crowded), Err(refused));
}

// Proposing.

#[test]
fn propose_in_order_opens_a_review_of_a_week() {
    let (proposal, open_proposals) = pending(30);
    assert_eq!(proposal.state, State::Pending);
    assert_eq!(proposal.review_until, REVIEW_END);
    assert_eq!(proposal.deadline, REVIEW_END);
    assert_eq!(proposal.expires_at, EXPIRY);
    assert_eq!(
        (proposal.requested, proposal.stake),
        (units(30), units(100))
    );
    assert_eq!(proposal.slashed, units(0));
    assert_eq!(open_proposals.pending, 1);
}

#[test]
fn propose_more_than_the_stake_is_cut_to_it() {
    let (proposal, _) = pending(101);
    assert_eq!(proposal.requested, units(100));
}

#[test]
fn propose_without_charge_evidence_amount_or_stake_is_refused() {
    let refused = |request: SlashRequest, stake| {
        propose(
            &request,
            &capture(stake),
            false,
            OpenProposals::default(),
            NOW,
            &policy(),
        )
        .unwrap_err()
    };
    let base = request(30);
    let uncharged = SlashRequest {
        charge: Charge::None,
        ..base
    };
    assert_eq!(refused(uncharged, 100), Error::NoCharge);
    let unproven = SlashRequest {
        evidence: H256::zero(),
        ..base
    };
    assert_eq!(refused(unproven, 100), Error::NoEvidence);
    assert_eq!(refused(request(0), 100), Error::NothingRequested);
    assert_eq!(refused(base, 0), Error::NothingAtStake);
}

#[test]
fn propose_same_evidence_twice_is_refused() {
    let again = propose(
        &request(30),
        &capture(100),
        true,
        OpenProposals::default(),
        NOW,
        &policy(),
    );
    assert_eq!(
        again,
        Err(Error::DuplicateEvidence(request(30).evidence_key()))
    );
}

#[test]
fn evidence_key_differs_by_service_operator_and_evidence() {
    // A key without the service would let the end of one service free the evidence of others.
    let key = request(1).evidence_key();
    let others = [
        EvidenceKey { service: 8, ..key },
        EvidenceKey {
            operator: account(8),
            ..key
        },
        EvidenceKey {
            evidence: H256::repeat_byte(8),
            ..key
        },
    ];
    for other in others {
        assert_ne!(other.preimage(), key.preimage());
    }
    let preimage = key.preimage();
    assert_eq!(preimage[..8], [0, 0, 0, 0, 0, 0, 0, 7]);
    assert_eq!(preimage[8..28], [1; 20]);
    assert_eq!(preimage[28..], [9; 32]);
}

#[test]
fn propose_against_oneself_is_refused() {
    let own = SlashRequest {
        proposer: operator(),
        ..request(1)
    };
    let made = propose(
        &own,
        &capture(100),
        false,
        OpenProposals::default(),
        NOW,
        &policy(),
    );
    assert_eq!(
        made,
        Err(Error::OwnCase {
            account: operator()
        })
    );
}

#[test]
fn propose_with_capture_of_another_operator_is_refused() {
    let foreign = Capture {
        operator: account(8),
        ..capture(100)
    };
    let made = propose(
        &request(1),
        &foreign,
        false,
        OpenProposals::default(),
        NOW,
        &policy(),
    );
    assert!(matches!(made, Err(Error::ForeignCapture { .. })));
}

#[test]
fn propose_capture_at_now_is_accepted_and_after_it_refused() {
    let at = |at| {
        let capture = Capture { at, ..capture(100) };
        propose(
            &request(1),
            &capture,
            false,
            OpenProposals::default(),
            NOW,
            &policy(),
        )
    };
    assert!(at(NOW).is_ok());
    assert_eq!(
        at(NOW + 1),
        Err(Error::CaptureInFuture {
            captured_at: NOW + 1,
            now: NOW
        })
    );
}

#[test]
fn propose_too_late_to_survive_a_last_second_dispute_is_refused() {
    // Else a dispute in the last second would let every late slash expire.
    let life = policy().longest_life().unwrap();
    let last = OFFENCE + policy().slashable_period - life;
    let at = |now| {
        propose(
            &request(30),
            &capture(100),
            false,
            OpenProposals::default(),
            now,
            &policy(),
        )
    };
    assert!(matches!(at(last + 1), Err(Error::CaptureTooOld { .. })));
    let made = at(last).unwrap();
    let disputed = dispute(
        &made.proposal,
        disputer(),
        units(20),
        made.proposal.review_until - 1,
    )
    .unwrap();
    assert!(disputed.deadline < disputed.expires_at);
    assert!(execute(
        &disputed,
        &capture(100),
        made.open_proposals,
        disputed.expires_at
    )
    .is_ok());
}

#[test]
fn propose_above_the_cap_is_refused_until_one_ends() {
    let full = OpenProposals { pending: 8 };
    let policy = Policy {
        max_pending: 8,
        ..policy()
    };
    let made = |open_proposals| {
        propose(
            &request(1),
            &capture(100),
            false,
            open_proposals,
            NOW,
            &policy,
        )
    };
    assert_eq!(
        made(full),
        Err(Error::TooManyPending { cap: 8, pending: 8 })
    );
    assert_eq!(made(full.close().unwrap()).unwrap().open_proposals, full);
}

#[test]
fn propose_at_the_end_of_the_clock_is_refused_without_wrapping() {
    let late = Capture {
        at: u64::MAX,
        ..capture(100)
    };
    let made = propose(
        &request(1),
        &late,
        false,
        OpenProposals::default(),
        u64::MAX,
        &policy(),
    );
    assert_eq!(
        made,
        Err(Error::TimeOverflow {
            from: u64::MAX,
            period: WEEK
        })
    );
    let capture_late = Capture {
        at: u64::MAX - 3 * WEEK - DAY,
        ..capture(100)
    };
    let made = propose(
        &request(1),
        &capture_late,
        false,
        OpenProposals::default(),
        capture_late.at,
        &policy(),
    );
    assert_eq!(
        made,
        Err(Error::TimeOverflow {
            from: capture_late.at,
            period: 28 * DAY
        })
    );
}

// Boundary instants.

#[test]
fn pending_at_its_deadline_has_no_dead_second_and_no_overlap() {
    let (proposal, open_proposals) = pending(30);
    for now in [NOW, REVIEW_END - 1, REVIEW_END, REVIEW_END + 1] {
        let open = now < REVIEW_END;
        assert_eq!(
            stop(&proposal, open_proposals, now).is_ok(),
            open,
            "veto at {now}"
        );
        let disputing = dispute(&proposal, disputer(), units(20), now);
        assert_eq!(disputing.is_ok(), open, "dispute at {now}");
        let executing = execute(&proposal, &capture(100), open_proposals, now);
        assert_eq!(executing.is_ok(), !open, "execute at {now}");
    }
}

#[test]
fn disputed_at_its_deadline_has_no_dead_second_and_no_overlap() {
    let (proposal, open_proposals) = disputed(30, REVIEW_END - 1);
    let deadline = REVIEW_END - 1 + 2 * WEEK;
    assert_eq!(proposal.deadline, deadline);
    for now in [REVIEW_END, deadline - 1, deadline, deadline + 1] {
        let open = now < deadline;
        assert_eq!(
            stop(&proposal, open_proposals, now).is_ok(),
            open,
            "veto at {now}"
        );
        for ruling in [Ruling::Uphold, Ruling::Dismiss] {
            let ruled = rule(&proposal, open_proposals, ruling, now);
            assert_eq!(ruled.is_ok(), open, "{ruling:?} at {now}");
        }
        let executing = execute(&proposal, &capture(100), open_proposals, now);
        assert_eq!(executing.is_ok(), !open, "execute at {now}");
    }
}

#[test]
fn expiry_begins_the_second_after_the_last_slashable_one() {
    let (proposal, open_proposals) = pending(30);
    for now in [REVIEW_END, EXPIRY - 1, EXPIRY, EXPIRY + 1, u64::MAX] {
        let slashable = now <= EXPIRY;
        let executing = execute(&proposal, &capture(100), open_proposals, now);
        assert_eq!(executing.is_ok(), slashable, "execute at {now}");
        assert_eq!(
            expire(&proposal, open_proposals, now).is_err(),
            slashable,
            "expire at {now}"
        );
    }
}

#[test]
fn execute_long_after_the_deadline_is_not_forgotten() {
    // Executed only in the one block or era it is due in, a slash could be skipped for ever.
    let (proposal, open_proposals) = pending(30);
    for now in [REVIEW_END, REVIEW_END + WEEK, EXPIRY] {
        assert!(execute(&proposal, &capture(100), open_proposals, now).is_ok());
    }
}

#[test]
fn execute_in_the_first_eras_waits_for_the_review() {
    // `era.saturating_sub(delay)` made slashes of era zero due at once.
    let capture = Capture {
        at: 0,
        ..capture(100)
    };
    let made = propose(
        &request(1),
        &capture,
        false,
        OpenProposals::default(),
        0,
        &policy(),
    )
    .unwrap();
    for now in [0, 1, WEEK - 1] {
        assert_eq!(
            execute(&made.proposal, &capture, made.open_proposals, now),
            Err(Error::TooEarly {
                deadline: WEEK,
                now
            })
        );
    }
}

#[test]
fn execute_when_the_service_terminates_still_waits_for_the_review() {
    // Nothing but the proposal's own clock opens it: no end of a service does, and until then the
    // operator cannot leave with its stake.
    let (proposal, open_proposals) = pending(30);
    let terminated_at = NOW + 1;
    assert!(matches!(
        execute(&proposal, &capture(100), open_proposals, terminated_at),
        Err(Error::TooEarly { .. })
    ));
    assert_eq!(
        open_proposals.may_unstake(),
        Err(Error::PendingSlashes { pending: 1 })
    );
}

// Unknown and ended proposals.

#[test]
fn unknown_proposal_passes_no_step() {
    // An unused id reads as zeros: as zero is no state, it is no live proposal.
    let unknown = Proposal::default();
    assert_eq!(unknown.state, State::None);
    assert_eq!(State::None as u8, 0);
    let open_proposals = OpenProposals { pending: 1 };
    for now in [0, NOW, u64::MAX] {
        let refused = Some(Error::UnknownProposal);
        assert_eq!(dispute(&unknown, disputer(), units(0), now).err(), refused);
        assert_eq!(stop(&unknown, open_proposals, now).err(), refused);
        assert_eq!(
            rule(&unknown, open_proposals, Ruling::Uphold, now).err(),
            refused
        );
        assert_eq!(
            execute(&unknown, &Capture::default(), open_proposals, now).err(),
            refused
        );
        assert_eq!(expire(&unknown, open_proposals, now).err(), refused);
    }
}

#[test]
fn ended_proposal_passes_no_step() {
    let (proposal, open_proposals) = pending(30);
    let (fought, fought_open) = disputed(30, NOW);
    let ends = [
        stop(&proposal, open_proposals, NOW).unwrap().proposal,
        execute(&proposal, &capture(100), open_proposals, REVIEW_END)
            .unwrap()
            .proposal,
        expire(&proposal, open_proposals, EXPIRY + 1)
            .unwrap()
            .proposal,
        rule(&fought, fought_open, Ruling::Dismiss, NOW)
            .unwrap()
            .proposal,
    ];
    let states = ends.map(|end| end.state);
    assert_eq!(
        states,
        [
            State::Vetoed,
            State::Executed,
            State::Expired,
            State::Dismissed
        ]
    );
    for end in ends {
        assert!(end.state.is_final() && !end.state.is_open());
        for now in [0, NOW, REVIEW_END, EXPIRY, EXPIRY + 1, u64::MAX] {
            let refused = Some(Error::Ended { state: end.state });
            assert_eq!(dispute(&end, disputer(), units(20), now).err(), refused);
            assert_eq!(stop(&end, open_proposals, now).err(), refused);
            assert_eq!(
                rule(&end, open_proposals, Ruling::Uphold, now).err(),
                refused
            );
            assert_eq!(
                execute(&end, &capture(100), open_proposals, now).err(),
                refused,
                "executed twice"
            );
            assert_eq!(expire(&end, open_proposals, now).err(), refused);
        }
    }
}

#[test]
fn veto_after_execute_is_refused() {
    let (proposal, open_proposals) = pending(30);
    let done = execute(&proposal, &capture(100), open_proposals, REVIEW_END).unwrap();
    assert_eq!(
        stop(&done.proposal, done.open_proposals, REVIEW_END),
        Err(Error::Ended {
            state: State::Executed
        })
    );
}

#[test]
fn states_have_the_abi_values() {
    let states = [
        State::None,
        State::Pending,
        State::Disputed,
        State::Upheld,
        State::Vetoed,
        State::Dismissed,
        State::Executed,
        State::Expired,
    ];
    assert_eq!(states.map(|state| state as u8), [0, 1, 2, 3, 4, 5, 6, 7]);
}

// Amounts.

#[test]
fn execute_two_slashes_of_one_capture_sum_instead_of_compounding() {
    // Compounded, 60 % and 60 % would take 84 %.
    let (first, open_proposals) = pending(60);
    let (second, _) = pending(60);
    let open_proposals = open_proposals.open(8).unwrap();
    let one = execute(&first, &capture(100), open_proposals, REVIEW_END).unwrap();
    assert_eq!(one.slash.amount(), units(60));
    let two = execute(&second, &one.capture, one.open_proposals, REVIEW_END).unwrap();
    assert_eq!(two.slash.amount(), units(40));
    assert_eq!(two.capture.taken, units(100));
    assert_eq!(two.proposal.slashed, units(40));
    assert_eq!(two.open_proposals.pending, 0);
}

#[test]
fn execute_in_either_order_takes_the_same_in_sum() {
    // Of the same capture, and of an earlier and a later one: no order makes a slash void.
    let (small, open_proposals) = pending(30);
    let (large, _) = pending(60);
    let open_proposals = open_proposals.open(8).unwrap();
    let sum = |order: [&Proposal; 2]| {
        let one = execute(order[0], &capture(100), open_proposals, REVIEW_END).unwrap();
        let two = execute(order[1], &one.capture, one.open_proposals, REVIEW_END).unwrap();
        (one.slash.amount() + two.slash.amount(), two.capture)
    };
    assert_eq!(sum([&small, &large]), sum([&large, &small]));

    let later = Capture {
        at: OFFENCE + 10,
        ..capture(100)
    };
    let newer = propose(
        &request(30),
        &later,
        false,
        OpenProposals::default(),
        NOW,
        &policy(),
    )
    .unwrap();
    let first = execute(&newer.proposal, &later, newer.open_proposals, REVIEW_END).unwrap();
    let then = execute(&large, &capture(100), open_proposals, REVIEW_END).unwrap();
    assert_eq!(first.slash.amount(), units(30));
    assert_eq!(then.slash.amount(), units(60));
}

#[test]
fn execute_against_an_exhausted_capture_takes_nothing_and_frees_the_stake() {
    // Reverting instead would leave it pending and hold the operator for ever.
    let (proposal, open_proposals) = pending(30);
    let exhausted = Capture {
        taken: units(100),
        ..capture(100)
    };
    let done = execute(&proposal, &exhausted, open_proposals, REVIEW_END).unwrap();
    assert_eq!(done.slash.amount(), units(0));
    assert_eq!(done.proposal.state, State::Executed);
    assert_eq!(done.open_proposals.may_unstake(), Ok(()));
}

#[test]
fn execute_uses_the_stake_at_the_capture_not_a_later_one() {
    let (proposal, open_proposals) = pending(50);
    for stake in [1, 99, 101, 1_000] {
        assert_eq!(
            execute(&proposal, &capture(stake), open_proposals, REVIEW_END),
            Err(Error::CaptureMismatch {
                expected: units(100),
                received: units(stake)
            })
        );
    }
    let other = Capture {
        at: OFFENCE + 1,
        ..capture(100)
    };
    assert!(matches!(
        execute(&proposal, &other, open_proposals, REVIEW_END),
        Err(Error::ForeignCapture { .. })
    ));
}

#[test]
fn capture_joined_again_keeps_what_was_taken_and_refuses_another_stake() {
    let stored = Capture {
        taken: units(10),
        ..capture(100)
    };
    let join = |at, stake| Capture::join(Some(stored), operator(), at, units(stake));
    assert_eq!(join(OFFENCE, 100), Ok(stored));
    assert_eq!(
        join(OFFENCE, 99),
        Err(Error::CaptureMismatch {
            expected: units(100),
            received: units(99)
        })
    );
    assert!(matches!(
        join(OFFENCE + 1, 100),
        Err(Error::ForeignCapture { .. })
    ));
}

#[test]
fn capture_of_the_largest_stake_does_not_overflow() {
    let whole = Capture {
        stake: U256::MAX,
        taken: U256::MAX - 1,
        ..capture(100)
    };
    let request = SlashRequest {
        requested: U256::MAX,
        ..request(1)
    };
    let made = propose(
        &request,
        &whole,
        false,
        OpenProposals::default(),
        NOW,
        &policy(),
    )
    .unwrap();
    let done = execute(&made.proposal, &whole, made.open_proposals, REVIEW_END).unwrap();
    assert_eq!(done.slash.amount(), units(1));
    assert_eq!(done.capture.remaining(), units(0));
}

#[test]
fn slashed_value_goes_to_a_sink_only() {
    let (proposal, open_proposals) = pending(30);
    let done = execute(&proposal, &capture(100), open_proposals, REVIEW_END).unwrap();
    assert_eq!(done.bond, Settlement::Open);
    let ledger = SinkLedger::default();
    let burned = ledger.receive(done.slash, Sink::Burn).unwrap();
    assert_eq!(
        (burned.burned, burned.future_inflation),
        (units(30), units(0))
    );
    let kept = burned.receive(done.slash, Sink::FutureInflation).unwrap();
    assert_eq!((kept.burned, kept.future_inflation), (units(30), units(30)));
    let full = SinkLedger {
        burned: U256::MAX,
        ..ledger
    };
    assert_eq!(full.receive(done.slash, Sink::Burn), None);
}

// Disputes.

#[test]
fn dispute_by_the_proposer_is_refused() {
    let (proposal, _) = pending(30);
    assert_eq!(
        dispute(&proposal, proposer(), units(20), NOW),
        Err(Error::OwnCase {
            account: proposer()
        })
    );
}

#[test]
fn dispute_without_the_exact_bond_is_refused() {
    // A free dispute is a free freeze of the operator's delegators; and no origin is exempt.
    let (proposal, _) = pending(30);
    for paid in [0, 19, 21] {
        for who in [operator(), disputer(), governance(), resolver()] {
            assert_eq!(
                dispute(&proposal, who, units(paid), NOW),
                Err(Error::WrongBond {
                    expected: units(20),
                    received: units(paid)
                })
            );
        }
    }
}

#[test]
fn dispute_twice_is_refused() {
    let (proposal, _) = disputed(30, NOW);
    assert_eq!(
        dispute(&proposal, account(6), units(20), NOW),
        Err(Error::WrongState {
            expected: State::Pending,
            received: State::Disputed
        })
    );
}

#[test]
fn dispute_deadline_is_the_snapshot_whatever_the_policy_becomes() {
    let (proposal, open_proposals) = pending(30);
    // The admin shrinks everything and raises the bond: that is for later proposals.
    let shrunk = Policy {
        review_window: 1,
        resolution_period: 1,
        bond: units(1_000),
        unresolved: Unresolved::Dismiss,
        ..policy()
    };
    let later = propose(
        &request(1),
        &capture(100),
        false,
        OpenProposals::default(),
        NOW,
        &shrunk,
    )
    .unwrap();
    assert_eq!(later.proposal.deadline, NOW + 1);
    assert!(matches!(
        execute(&proposal, &capture(100), open_proposals, NOW + 1),
        Err(Error::TooEarly { .. })
    ));
    let disputed = dispute(&proposal, disputer(), units(20), NOW + 1).unwrap();
    assert_eq!(disputed.deadline, NOW + 1 + 2 * WEEK);
    assert!(execute(&disputed, &capture(100), open_proposals, NOW + 1 + 2 * WEEK).is_ok());
}

#[test]
fn dispute_with_a_short_resolution_does_not_cut_the_review() {
    let quick = Policy {
        resolution_period: 1,
        ..policy()
    };
    let made = propose(
        &request(30),
        &capture(100),
        false,
        OpenProposals::default(),
        NOW,
        &quick,
    )
    .unwrap();
    let disputed = dispute(&made.proposal, disputer(), units(20), NOW).unwrap();
    assert_eq!(disputed.deadline, REVIEW_END);
}

#[test]
fn uphold_in_the_review_executes_only_after_it() {
    let (proposal, open_proposals) = disputed(30, NOW);
    let upheld = rule(&proposal, open_proposals, Ruling::Uphold, NOW + 1).unwrap();
    assert_eq!(upheld.proposal.state, State::Upheld);
    assert_eq!(upheld.proposal.deadline, REVIEW_END);
    assert_eq!(upheld.bond, Settlement::Open);
    assert_eq!(upheld.open_proposals, open_proposals);
    let early = execute(
        &upheld.proposal,
        &capture(100),
        open_proposals,
        REVIEW_END - 1,
    );
    assert!(matches!(early, Err(Error::TooEarly { .. })));
    assert!(stop(&upheld.proposal, open_proposals, REVIEW_END - 1).is_ok());
    assert!(stop(&upheld.proposal, open_proposals, REVIEW_END).is_err());
    assert!(execute(&upheld.proposal, &capture(100), open_proposals, REVIEW_END).is_ok());
}

#[test]
fn uphold_after_the_review_executes_at_once() {
    let (proposal, open_proposals) = disputed(30, NOW);
    let at = REVIEW_END + 5;
    let upheld = rule(&proposal, open_proposals, Ruling::Uphold, at)
        .unwrap()
        .proposal;
    assert_eq!(upheld.deadline, at);
    assert!(execute(&upheld, &capture(100), open_proposals, at).is_ok());
    assert!(stop(&upheld, open_proposals, at).is_err());
    assert!(rule(&upheld, open_proposals, Ruling::Dismiss, at).is_err());
}

#[test]
fn bond_is_refunded_by_credit_when_the_slash_is_stopped() {
    let (proposal, open_proposals) = disputed(30, NOW);
    let refund = Settlement::Refund {
        to: disputer(),
        amount: units(20),
    };
    assert_eq!(stop(&proposal, open_proposals, NOW).unwrap().bond, refund);
    let dismissed = rule(&proposal, open_proposals, Ruling::Dismiss, NOW).unwrap();
    assert_eq!(dismissed.bond, refund);
    // By credit: the step itself pays nothing, the disputer withdraws it, once.
    let owed = credit(units(5), disputer(), refund).unwrap();
    assert_eq!(owed, units(25));
    assert_eq!(credit(units(5), proposer(), refund), Some(units(5)));
    assert_eq!(withdraw(owed), Some((units(0), units(25))));
    assert_eq!(withdraw(units(0)), None);
    assert_eq!(credit(U256::MAX, disputer(), refund), None);
}

#[test]
fn bond_is_forfeited_when_the_slash_is_executed() {
    let (proposal, open_proposals) = disputed(30, NOW);
    let unruled = execute(&proposal, &capture(100), open_proposals, proposal.deadline).unwrap();
    let upheld = rule(&proposal, open_proposals, Ruling::Uphold, NOW).unwrap();
    let ruled = execute(&upheld.proposal, &capture(100), open_proposals, REVIEW_END).unwrap();
    for bond in [unruled.bond, ruled.bond] {
        let Settlement::Forfeit(seized) = bond else {
            panic!("{bond:?}");
        };
        assert_eq!(seized.amount(), units(20));
    }
}

#[test]
fn bond_of_a_lost_dispute_is_not_saved_by_expiry() {
    let (proposal, open_proposals) = disputed(30, NOW);
    let upheld = rule(&proposal, open_proposals, Ruling::Uphold, NOW).unwrap();
    let expired = expire(&upheld.proposal, open_proposals, EXPIRY + 1).unwrap();
    assert!(matches!(expired.bond, Settlement::Forfeit(_)));
    // There was no ruling and no execution: the dispute was not lost.
    let unruled = expire(&proposal, open_proposals, EXPIRY + 1).unwrap();
    assert!(matches!(unruled.bond, Settlement::Refund { .. }));
}

#[test]
fn bonds_in_keeping_are_conserved() {
    let bonds = Bonds::default().post(units(20)).unwrap();
    let refund = Settlement::Refund {
        to: disputer(),
        amount: units(20),
    };
    let owed = bonds.settle(refund).unwrap();
    assert_eq!((owed.held, owed.owed), (units(0), units(20)));
    assert_eq!(owed.settle(refund), None, "settled twice");
    assert_eq!(owed.pay(units(21)), None);
    assert_eq!(owed.pay(units(20)), Some(Bonds::default()));
    assert_eq!(bonds.settle(Settlement::Open), Some(bonds));
}

#[test]
fn unresolved_under_dismiss_expires_at_the_deadline_and_refunds() {
    let lenient = Policy {
        unresolved: Unresolved::Dismiss,
        ..policy()
    };
    let made = propose(
        &request(30),
        &capture(100),
        false,
        OpenProposals::default(),
        NOW,
        &lenient,
    )
    .unwrap();
    let proposal = dispute(&made.proposal, disputer(), units(20), NOW).unwrap();
    for now in [proposal.deadline - 1, proposal.deadline, EXPIRY + 1] {
        assert!(matches!(
            execute(&proposal, &capture(100), made.open_proposals, now),
            Err(Error::WrongState { .. })
        ));
    }
    assert!(matches!(
        expire(&proposal, made.open_proposals, proposal.deadline - 1),
        Err(Error::TooEarly { .. })
    ));
    let ended = expire(&proposal, made.open_proposals, proposal.deadline).unwrap();
    assert_eq!(ended.proposal.state, State::Expired);
    assert!(matches!(ended.bond, Settlement::Refund { .. }));
    // Undisputed, the policy changes nothing.
    assert!(execute(
        &made.proposal,
        &capture(100),
        made.open_proposals,
        REVIEW_END
    )
    .is_ok());
}

// Who may.

#[test]
fn veto_by_anyone_but_governance_is_refused() {
    let (proposal, open_proposals) = pending(30);
    for who in [operator(), proposer(), disputer(), resolver()] {
        assert_eq!(
            veto(&proposal, who, governance(), open_proposals, NOW),
            Err(Error::WrongOrigin {
                expected: governance(),
                received: who
            })
        );
    }
}

#[test]
fn veto_with_governance_never_set_is_nobodys() {
    let (proposal, open_proposals) = pending(30);
    let zero = H160::zero();
    assert!(veto(&proposal, zero, zero, open_proposals, NOW).is_err());
}

#[test]
fn veto_of_ones_own_slash_is_refused() {
    let (proposal, open_proposals) = pending(30);
    assert_eq!(
        veto(&proposal, operator(), operator(), open_proposals, NOW),
        Err(Error::OwnCase {
            account: operator()
        })
    );
}

#[test]
fn resolve_by_a_party_or_a_stranger_is_refused() {
    let (proposal, open_proposals) = disputed(30, NOW);
    for party in [operator(), proposer(), disputer()] {
        assert_eq!(
            resolve(&proposal, party, party, Ruling::Uphold, open_proposals, NOW),
            Err(Error::OwnCase { account: party })
        );
    }
    assert!(matches!(
        resolve(
            &proposal,
            governance(),
            resolver(),
            Ruling::Uphold,
            open_proposals,
            NOW
        ),
        Err(Error::WrongOrigin { .. })
    ));
}

#[test]
fn resolve_without_a_dispute_is_refused() {
    let (proposal, open_proposals) = pending(30);
    assert_eq!(
        rule(&proposal, open_proposals, Ruling::Uphold, NOW),
        Err(Error::WrongState {
            expected: State::Disputed,
            received: State::Pending
        })
    );
}

// Unstaking.

#[test]
fn unstake_is_blocked_while_anything_is_pending() {
    let (proposal, open_proposals) = pending(30);
    assert_eq!(
        open_proposals.may_unstake(),
        Err(Error::PendingSlashes { pending: 1 })
    );
    let (fought, fought_open) = disputed(30, NOW);
    let upheld = rule(&fought, fought_open, Ruling::Uphold, NOW).unwrap();
    assert!(upheld.open_proposals.may_unstake().is_err());
    for free in [
        stop(&proposal, open_proposals, NOW).unwrap().open_proposals,
        execute(&proposal, &capture(100), open_proposals, REVIEW_END)
            .unwrap()
            .open_proposals,
        expire(&proposal, open_proposals, EXPIRY + 1)
            .unwrap()
            .open_proposals,
        rule(&fought, fought_open, Ruling::Dismiss, NOW)
            .unwrap()
            .open_proposals,
    ] {
        assert_eq!(free.may_unstake(), Ok(()));
    }
}

#[test]
fn open_proposals_of_another_operator_are_refused_at_the_end() {
    let (proposal, _) = pending(30);
    let empty = OpenProposals::default();
    assert_eq!(stop(&proposal, empty, NOW), Err(Error::NothingPending));
    assert_eq!(
        execute(&proposal, &capture(100), empty, REVIEW_END),
        Err(Error::NothingPending)
    );
    let full = OpenProposals { pending: u32::MAX };
    assert!(full.open(u32::MAX).is_err());
}

#[test]
fn records_fit_a_storage_cell() {
    // Every field has a fixed width, so memory is an upper bound of the encoding.
    assert!(core::mem::size_of::<Proposal>() < 416);
    assert!(core::mem::size_of::<Capture>() < 416);
    assert!(core::mem::size_of::<Policy>() < 416);
}

// What captures and slashes have in common.

#[test]
fn policy_holds_stake_for_180_days_at_most() {
    let with = |slashable_period| {
        let policy = Policy {
            slashable_period,
            ..Policy::default()
        };
        policy.check(Bounds::default())
    };
    let most = 180 * 24 * 60 * 60;
    assert!(with(most).is_ok());
    let refused = PolicyError::SlashableTooLong {
        expected_at_most: most,
        received: most + 1,
    };
    assert_eq!(with(most + 1), Err(refused));
}

#[test]
fn slashes_of_other_moments_count_against_a_capture_from_its_moment_on() {
    let slashed = Slashed::default().after(units(30), 500).unwrap();
    // A slash of nothing, which any account executes when it likes, moves nothing.
    assert_eq!(slashed.after(U256::zero(), 900), Some(slashed));
    let slashed = slashed.after(units(20), 700).unwrap();
    assert_eq!((slashed.total, slashed.last), (units(50), 700));
    // A stake that was read after the last slash is what it left; one of its second may be of before that second.
    assert_eq!(slashed.before(701), units(50));
    assert_eq!(slashed.before(700), units(30));
    assert_eq!(slashed.before(699), units(0));
    let twice = slashed.after(units(1), 700).unwrap();
    assert_eq!(
        (twice.before(701), twice.before(700)),
        (units(51), units(30))
    );
    assert_eq!(
        Slashed::default()
            .after(U256::MAX, 1)
            .unwrap()
            .after(units(1), 2),
        None
    );

    let capture = Capture::join(None, operator(), 600, units(100)).unwrap();
    let counted = capture.counting(&slashed, units(30));
    assert_eq!(counted.taken, units(20));
    assert_eq!(
        (counted.stake, counted.at, counted.operator),
        (units(100), 600, operator())
    );
    // What was taken of the capture itself stays.
    let taken = capture.after(units(60)).unwrap();
    assert_eq!(taken.taken, units(60));
    assert_eq!(
        (taken.stake, taken.at, taken.operator),
        (units(100), 600, operator())
    );
    assert_eq!(taken.counting(&slashed, units(30)).taken, units(60));
    assert_eq!(taken.after(U256::MAX), None);
}
