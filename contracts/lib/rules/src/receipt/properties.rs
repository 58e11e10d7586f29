//! What holds of agreements whatever happens.

use super::{agreement::*, Receipt, ReceiptError};
use crate::{math::U256, receipt::Meter};
use proptest::prelude::*;

const START: u64 = 1_000;
const NOTICE: u64 = 100;
const BOUNDS: Bounds = Bounds {
    max_initial: 500,
    max_per_second: 10,
    min_seconds: 5,
    max_seconds: 60,
    deadline: 5_000,
};

fn opened() -> Agreement {
    let opened = Agreement::default().open(1, BOUNDS, START, 0);
    opened.unwrap()
}

/// A session that was granted so much.
fn granted(agreement: &mut Agreement, amount: u64) -> (Meter, u64) {
    let mut bill = Meter::default();
    grant(agreement, &mut bill, amount).unwrap();
    (bill, 0)
}

fn grant(agreement: &mut Agreement, bill: &mut Meter, total: u64) -> Result<(), ReceiptError> {
    let total = total.into();
    let nonce = bill.nonce + 1;
    agreement.grant(bill.accept(Receipt { nonce, total }, U256::MAX)?);
    Ok(())
}

fn funded(escrow: u64) -> Agreement {
    let mut agreement = opened();
    agreement.deposit(escrow.into()).unwrap();
    agreement
}

#[test]
fn terms_that_allow_nothing_are_refused() {
    let open = |bounds| Agreement::default().open(1, bounds, START, 0).unwrap_err();
    let nothing = Bounds {
        max_initial: 0,
        max_per_second: 0,
        ..BOUNDS
    };
    assert_eq!(open(nothing), AgreementError::NothingAllowed);
    let short = Bounds {
        max_seconds: 9,
        ..BOUNDS
    };
    let gather = |expected_at_least, received| AgreementError::GatherTime {
        expected_at_least,
        received,
    };
    assert_eq!(open(short), gather(10, 9));
    let none = Bounds {
        max_seconds: 0,
        min_seconds: 0,
        ..BOUNDS
    };
    assert_eq!(open(none), gather(1, 0));
    let passed = Bounds {
        deadline: START,
        ..BOUNDS
    };
    let refused = AgreementError::DeadlinePassed {
        now: START,
        received: START,
    };
    assert_eq!(open(passed), refused);
}

#[test]
fn what_exceeds_the_bounds_is_collected_later() {
    let mut agreement = funded(10_000);
    let (mut bill, mut at) = granted(&mut agreement, 900);
    let mut collect = |now| agreement.collect(&mut bill, &mut at, now, BOUNDS.deadline);
    assert_eq!(collect(START), 500.into(), "the initial amount");
    assert_eq!(collect(START + 4), 0.into(), "too soon");
    assert_eq!(collect(START + 10), 100.into());
    assert_eq!(collect(START + 30), 200.into());
    assert_eq!(collect(START + 300), 100.into(), "no more than granted");
    let soon = AgreementError::TooSoon {
        from: START + 305,
        now: START + 304,
    };
    let due = |at, now| agreement.check_due(at, now, BOUNDS.deadline);
    assert_eq!(due(at, START + 304), Err(soon));
    assert_eq!(due(at, START + 305), Ok(()));
    assert_eq!(due(0, START), Ok(()));
    assert_eq!((agreement.escrow, agreement.owed), (9_100.into(), 0.into()));
    assert_eq!(agreement.allowance(START + 4_000), 600.into(), "60 seconds");
}

/// A client that collects a little right before the end.
#[test]
fn early_collection_does_not_keep_an_operator_from_the_last_one() {
    let mut agreement = funded(10_000);
    let last = BOUNDS.deadline;
    let (mut bill, mut at) = granted(&mut agreement, 1);
    let early = agreement.collect(&mut bill, &mut at, last - 6, last);
    assert_eq!(early, 1.into());
    grant(&mut agreement, &mut bill, 400).unwrap();
    let soon = AgreementError::TooSoon {
        from: last - 5,
        now: last - 6,
    };
    assert_eq!(agreement.check_due(at, last - 6, last), Err(soon));
    let mut all = U256::zero();
    for now in [last - 5, last] {
        all += agreement.collect(&mut bill, &mut at, now, last);
    }
    assert_eq!(all, 399.into());
    // One that ends early, by less than the seconds between two collections.
    let mut agreement = funded(10_000);
    let (mut bill, mut at) = granted(&mut agreement, 1);
    agreement.collect(&mut bill, &mut at, 2_000, BOUNDS.deadline);
    agreement.end(2_000, 3);
    grant(&mut agreement, &mut bill, 300).unwrap();
    let last = agreement.bounds.deadline;
    assert_eq!(
        agreement.collect(&mut bill, &mut at, last, last),
        299.into()
    );
}

/// An account that collects a little right before an operator that comes as often as it may.
#[test]
fn little_collection_costs_an_operator_nothing_that_gathered() {
    let bounds = Bounds {
        max_initial: 0,
        max_seconds: 10,
        ..BOUNDS
    };
    let agreement = Agreement::default().open(1, bounds, START, 0).unwrap();
    let paid = |mut agreement: Agreement, little: bool| {
        agreement.deposit(U256::from(10_000)).unwrap();
        let (mut bill, mut at) = granted(&mut agreement, 1);
        let last = bounds.deadline;
        let mut all = U256::zero();
        if little {
            all += agreement.collect(&mut bill, &mut at, START + 5, last);
        }
        grant(&mut agreement, &mut bill, 10_000).unwrap();
        all += agreement.collect(&mut bill, &mut at, START + 5, last);
        all + agreement.collect(&mut bill, &mut at, START + 10, last)
    };
    assert_eq!(
        (paid(agreement, false), paid(agreement, true)),
        (100.into(), 100.into())
    );
}

#[test]
fn price_of_a_running_agreement_cannot_be_replaced() {
    let agreement = opened();
    let again = |now| agreement.open(2, BOUNDS, now, BOUNDS.deadline).map(|_| ());
    let lasts = AgreementError::Lasts { until: 5_000 };
    assert_eq!(again(5_000), Err(lasts));
    let later = Bounds {
        deadline: 9_000,
        ..BOUNDS
    };
    let next = agreement.open(2, later, 5_001, 5_000).unwrap();
    assert_eq!((next.opened, next.price), (5_001, 2));
}

#[test]
fn end_waits_for_the_notice_and_never_lengthens() {
    let mut agreement = opened();
    agreement.end(2_000, NOTICE);
    assert_eq!(agreement.bounds.deadline, 2_100);
    agreement.end(2_050, NOTICE);
    assert_eq!(agreement.bounds.deadline, 2_100);
    assert!(agreement.lasts(2_100, 2_100) && !agreement.lasts(2_101, 2_100));
    assert_eq!(
        agreement.check_lasts(2_101, 2_100),
        Err(AgreementError::Over { until: 2_100 })
    );
}

/// A client that empties its escrow before an operator claims.
#[test]
fn withdrawal_gives_notice_and_leaves_what_is_owed() {
    let mut agreement = funded(1_000);
    let withdraw = |agreement: &mut Agreement, now| {
        let Withdrawal { from, until, .. } = agreement.withdrawal;
        agreement.withdraw(now, BOUNDS.deadline, from, until)
    };
    let (from, until) = (0, 0);
    let none = AgreementError::NotWithdrawable { from, until };
    assert_eq!(withdraw(&mut agreement, 2_000), Err(none));
    agreement.request_withdrawal(1_000.into(), 2_000, NOTICE);
    let (from, until) = (2_100, 2_200);
    let early = AgreementError::NotWithdrawable { from, until };
    assert_eq!(withdraw(&mut agreement, 2_099), Err(early));
    let mut late = agreement;
    assert_eq!(withdraw(&mut late, 2_201), Err(early), "it has expired");
    // In the notice the operator claims; the allowance holds back a part.
    let (mut bill, mut at) = granted(&mut agreement, 1_200 - 50);
    agreement.owed = 150.into();
    agreement.collect(&mut bill, &mut at, 2_050, BOUNDS.deadline);
    assert_eq!(agreement.owed, 0.into());
    agreement.escrow = 700.into();
    agreement.owed = 150.into();
    assert_eq!(withdraw(&mut agreement, 2_100), Ok(550.into()));
    assert_eq!(withdraw(&mut agreement, 2_100).map(|_| ()), {
        let (from, until) = (0, 0);
        Err(AgreementError::NotWithdrawable { from, until })
    });
    // Once it is over nothing more can be collected, so nothing is stuck.
    assert_eq!(withdraw(&mut agreement, 5_001), Ok(150.into()));
    let nothing = AgreementError::NothingToWithdraw;
    assert_eq!(withdraw(&mut agreement, 5_001), Err(nothing));
}

#[test]
fn request_of_nothing_takes_a_request_back() {
    let mut agreement = funded(10);
    agreement.request_withdrawal(10.into(), 2_000, NOTICE);
    agreement.request_withdrawal(0.into(), 2_000, NOTICE);
    assert_eq!(agreement.withdrawal, Withdrawal::default());
}

#[test]
fn paid_is_known_for_two_periods() {
    let mut paid = Paid::default();
    paid.add(3, 5.into());
    paid.add(3, 6.into());
    assert_eq!((paid.of(3), paid.of(2), paid.of(4)), (11, 0, 0));
    paid.add(4, 7.into());
    assert_eq!((paid.of(3), paid.of(4), paid.of(2)), (11, 7, 0));
    paid.add(6, U256::MAX);
    assert_eq!((paid.of(4), paid.of(5), paid.of(6)), (0, 0, u128::MAX));
    paid.add(6, 1.into());
    assert_eq!(paid.of(6), u128::MAX);
}

#[derive(Debug, Clone)]
enum Step {
    Wait(u64),
    Deposit(u64),
    Grant(usize, u64),
    Collect(usize),
    Request(u64),
    Withdraw,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0u64..120).prop_map(Step::Wait),
        (0u64..500).prop_map(Step::Deposit),
        (0usize..3, 0u64..400).prop_map(|(session, more)| Step::Grant(session, more)),
        (0usize..3).prop_map(Step::Collect),
        (0u64..900).prop_map(Step::Request),
        Just(Step::Withdraw),
    ]
}

proptest! {
    /// Payments stay within the bounds, the escrow and what was granted; no unit is lost or made.
    #[test]
    fn payments_stay_within_bounds_escrow_and_grants(
        steps in prop::collection::vec(step(), 0..80)
    ) {
        let mut agreement = opened();
        let mut sessions = [(Meter::default(), 0u64); 3];
        let (mut now, mut deposited, mut paid, mut withdrawn) = (START, 0u64, U256::zero(), U256::zero());
        for step in steps {
            let last = agreement.bounds.deadline;
            match step {
                Step::Wait(seconds) => now += seconds,
                Step::Deposit(amount) => {
                    agreement.deposit(amount.into()).unwrap();
                    deposited += amount;
                }
                Step::Grant(number, more) => {
                    let (bill, _) = &mut sessions[number];
                    let total = bill.granted.as_u64() + more;
                    grant(&mut agreement, bill, total).unwrap();
                }
                Step::Collect(number) => if agreement.lasts(now, last) {
                    let (bill, at) = &mut sessions[number];
                    let due = agreement.check_due(*at, now, last).is_ok();
                    let amount = agreement.collect(bill, at, now, last);
                    prop_assert!(due || amount.is_zero());
                    paid += amount;
                }
                Step::Request(amount) => agreement.request_withdrawal(amount.into(), now, NOTICE),
                Step::Withdraw => {
                    let Withdrawal { from, until, .. } = agreement.withdrawal;
                    if let Ok(amount) = agreement.withdraw(now, last, from, until) {
                        withdrawn += amount;
                    }
                }
            }
            let most = u128::from(now - START) * BOUNDS.max_per_second + BOUNDS.max_initial;
            prop_assert!(paid <= most.into());
            prop_assert_eq!(agreement.escrow + paid + withdrawn, deposited.into());
            let granted = sessions.iter().fold(U256::zero(), |sum, (bill, _)| sum + bill.granted);
            prop_assert_eq!(agreement.owed + paid, granted);
        }
    }
}
