//! Wrong captures that are corrected, and the services for which a stake answers.

use super::*;
use crate::slashing_court::MAX_PAGE;
use blueprint_rules::court::CORRECTION;

fn correct(court: &mut Court, stake: u64, exposure: u64) -> Result<()> {
    act(RUNTIME);
    court.correct_capture(SERVICE, OPERATOR, START, stake.into(), exposure.into())
}

fn numbers(court: &Court) -> (U256, U256) {
    let capture = court.captured(OPERATOR, START).unwrap();
    let liability = court.liability(SERVICE, OPERATOR, START).unwrap();
    (capture.stake, liability.exposure)
}

#[ink::test]
fn wrong_capture_is_corrected_within_a_day_and_can_be_slashed() {
    let mut court = court();
    correct(&mut court, 0, 0).unwrap();
    let nothing = court.propose(&accusation(1, 1));
    assert_eq!(nothing, Err(NothingAtStake.into()));
    at(START + CORRECTION);
    recorded::take();
    correct(&mut court, 2_000, 500).unwrap();
    assert_eq!(numbers(&court), (2_000.into(), 500.into()));
    let captured = StakeCaptured {
        operator: OPERATOR,
        captured_at: START,
        stake: 2_000.into(),
    };
    let answers = StakeAnswers {
        service_id: SERVICE,
        operator: OPERATOR,
        captured_at: START,
        exposure: 500.into(),
        expires_at: START + Policy::default().slashable_period,
    };
    let events = [recorded::of(&captured), recorded::of(&answers)];
    assert_eq!(recorded::take(), events);
    assert_eq!(propose(&mut court, 1, 1), 1);
    // It is one service still.
    assert_eq!(court.answering(OPERATOR, START), 1);
}

#[ink::test]
fn capture_is_corrected_by_the_runtime_alone_and_not_for_ever() {
    let mut court = court();
    act(MANAGER);
    let stranger = WrongOrigin {
        expected: RUNTIME,
        received: MANAGER,
    };
    let refused = court.correct_capture(SERVICE, OPERATOR, START, 1.into(), 1.into());
    assert_eq!(refused, Err(stranger.into()));
    act(RUNTIME);
    let captured_at = START;
    for (service, operator) in [(SERVICE + 1, OPERATOR), (SERVICE, MANAGER)] {
        let unknown = UnknownCapture {
            operator,
            captured_at,
        };
        let refused = court.correct_capture(service, operator, START, 1.into(), 1.into());
        assert_eq!(refused, Err(unknown.into()));
    }
    let until = START + CORRECTION;
    let time = until + 1;
    at(time);
    let over = CorrectionOver { until, time };
    assert_eq!(correct(&mut court, 1, 1), Err(over.into()));
    assert_eq!(numbers(&court), (STAKE.into(), STAKE.into()));
}

#[ink::test]
fn capture_with_a_proposal_or_a_slash_stands() {
    let mut court = court();
    let hour = Policy {
        review_window: HOUR,
        ..Policy::default()
    };
    court.bounds.set(&Bounds {
        shortest: HOUR,
        ..Bounds::default()
    });
    act(GOVERNANCE);
    court.set_policy(SERVICE, hour).unwrap();
    let id = propose(&mut court, 1, 1);
    let open = PendingSlashes { pending: 1 };
    assert_eq!(correct(&mut court, 1, 1), Err(open.into()));
    at(START + HOUR);
    court.execute(id).unwrap();
    let taken = 1.into();
    let slashed = CaptureSlashed { taken };
    assert_eq!(correct(&mut court, 1, 1), Err(slashed.into()));
    assert_eq!(numbers(&court), (STAKE.into(), STAKE.into()));
}

#[ink::test]
fn services_of_a_stake_are_read_page_by_page() {
    let mut court = court();
    act(RUNTIME);
    for service in 8..60 {
        for _ in 0..2 {
            court
                .capture(service, OPERATOR, START, STAKE.into(), 1.into())
                .unwrap();
        }
    }
    assert_eq!(court.answering(OPERATOR, START), 53);
    let page = |from, count| court.services_of(OPERATOR, START, from, count);
    assert_eq!(page(0, 2), [7, 8]);
    assert_eq!(page(51, 9), [58, 59]);
    assert_eq!(page(0, u32::MAX).len(), MAX_PAGE as usize);
    assert!(page(53, 1).is_empty() && page(u32::MAX, u32::MAX).is_empty());
    let later = court.services_of(OPERATOR, START + 1, 0, 9);
    assert!(later.is_empty());
}
