use super::*;
use crate::slashing_court::abi as court;
use blueprint_hooks::{call::mock, signature, List, Word, U256};
use blueprint_rules::proof::assignment::{EPOCHS, NOTICE, OPERATORS};
use ink::{
    env::{test, DefaultEnvironment},
    storage::traits::ManualKey,
};

type Evidence = AssignmentEvidence<ManualKey<92>>;

const SERVICE: u64 = 7;
const COURT: Address = ink::H160([5; 20]);
const STRANGER: Address = ink::H160([9; 20]);
const REQUEST: Hash = [7; 32];
const WINDOW: u64 = 4 * 86_400;
const EPOCH: u64 = 60;
/// The first second of an epoch.
const NOW: u64 = 1_000_020;
const SINCE: u64 = NOW / EPOCH;

fn at(second: u64) {
    test::set_block_timestamp::<DefaultEnvironment>(second);
}

fn operators() -> Vec<Address> {
    [1, 2, 3].map(|number| ink::H160([number; 20])).to_vec()
}

fn conditions() -> Conditions {
    Conditions {
        court: COURT,
        window: WINDOW,
        epoch_length: EPOCH,
        share_bps: 5_000,
    }
}

fn evidence() -> Evidence {
    at(NOW);
    court::Client::encode_proposal_count(|call| mock::returns(COURT, call, &[0; 32]));
    let mut evidence = Evidence::default();
    let opened = evidence.open(SERVICE, &conditions(), operators());
    assert_eq!(opened, Ok(()));
    evidence
}

/// A statement that the precompile takes for `signer`'s.
fn said(assignee: Address, time: u64, signer: Address) -> Said {
    let mut signature = [assignee.0[0]; 65];
    signature[32..64].fill(1);
    signature[64] = 27;
    let said = Said {
        request: REQUEST,
        assignee,
        time,
        signature,
    };
    signature::mock(&signing::digest(SERVICE, &said), &signature, signer);
    said
}

/// Whom the rule names, and the other operators.
fn named(evidence: &Evidence, time: u64) -> (Address, Vec<Address>) {
    let all = operators();
    let rightful = evidence.assignee(SERVICE, REQUEST, time, SINCE, &all);
    let rightful = rightful.unwrap();
    let others = all.into_iter().filter(|it| *it != rightful).collect();
    (rightful, others)
}

fn captured(operator: Address, moment: u64, exposure: u64) {
    court::Client::encode_liability_of(SERVICE, operator, moment, |call| {
        let words = [
            (exposure != 0).to_word(),
            U256::from(exposure).to_word(),
            [0; 32],
            u64::MAX.to_word(),
        ];
        mock::returns(COURT, call, words.as_flattened());
    });
}

/// The court takes a proposal of so much.
fn takes(evidence: &Evidence, operator: Address, moment: u64, requested: u64) {
    let hash = evidence.evidence(SERVICE, operator, REQUEST, moment / EPOCH);
    let requested = U256::from(requested);
    court::Client::encode_propose(SERVICE, operator, 1, hash, requested, moment, |call| {
        mock::returns(COURT, call, &9u64.to_word());
    });
}

#[ink::test]
fn wrong_assignment_is_proposed_with_the_share_of_its_second() {
    let evidence = evidence();
    at(NOW + 100);
    let moment = NOW + 50;
    let (rightful, others) = named(&evidence, moment);
    let signer = others[0];
    let file = |said: &Said| evidence.file(SERVICE, signer, said, SINCE, &operators());
    let wrong = said(signer, moment, signer);
    let unknown = StakeUnknown {
        operator: signer,
        captured_at: moment,
    };
    captured(signer, moment, 0);
    assert_eq!(file(&wrong), Err(unknown.into()));
    captured(signer, moment, 1_001);
    takes(&evidence, signer, moment, 500);
    // It serves itself; it sends to another one; it sends to an account that is no operator: one offence.
    for assignee in [signer, others[1], STRANGER] {
        assert_eq!(file(&said(assignee, moment, signer)), Ok(9));
    }
    assert_eq!(mock::calls().len(), 3);
    // The operator that the rule names says that another one serves.
    let found = evidence.offence(
        SERVICE,
        rightful,
        &said(others[0], moment, rightful),
        SINCE,
        &operators(),
    );
    let found = found.unwrap();
    let expected = evidence.evidence(SERVICE, rightful, REQUEST, moment / EPOCH);
    assert_eq!((found.evidence, found.rightful), (expected, rightful));
}

#[ink::test]
fn statements_that_are_no_offence_are_rejected() {
    let evidence = evidence();
    at(NOW + 100);
    let moment = NOW + 50;
    let (rightful, others) = named(&evidence, moment);
    let signer = others[0];
    let offence = |operator: Address, said: &Said| {
        let offence = evidence.offence(SERVICE, operator, said, SINCE, &operators());
        offence.unwrap_err()
    };
    let right = said(rightful, moment, signer);
    let assignee = rightful;
    assert_eq!(offence(signer, &right), RightAssignee { assignee }.into());
    let strange = said(signer, moment, STRANGER);
    let account = STRANGER;
    assert_eq!(
        offence(STRANGER, &strange),
        NotAnOperator { account }.into()
    );
    let not_signed = |recovered: Address| NotSignedByOperator {
        operator: signer,
        recovered,
    };
    let anothers = said(signer, moment, rightful);
    assert_eq!(offence(signer, &anothers), not_signed(rightful).into());
    // Of another second.
    let moved = Said {
        time: moment + 1,
        ..said(signer, moment, signer)
    };
    let none = Address::zero();
    assert_eq!(offence(signer, &moved), not_signed(none).into());
    let (later, time) = (NOW + 101, NOW + 100);
    let ahead = InFuture {
        moment: later,
        time,
    };
    assert_eq!(offence(signer, &said(signer, later, signer)), ahead.into());
    let service_id = 8;
    let unknown = evidence.offence(8, signer, &right, SINCE, &operators());
    assert_eq!(unknown, Err(UnknownService { service_id }.into()));
}

#[ink::test]
fn window_ends_with_its_last_second_and_begins_with_the_terms() {
    let evidence = evidence();
    let judge = |said: &Said| {
        let offence = evidence.offence(SERVICE, said.assignee, said, SINCE, &operators());
        offence.map(|_| ())
    };
    let (_, others) = named(&evidence, NOW);
    let wrong = said(others[0], NOW, others[0]);
    at(NOW + WINDOW);
    assert_eq!(judge(&wrong), Ok(()));
    at(NOW + WINDOW + 1);
    let (oldest, moment) = (NOW + 1, NOW);
    assert_eq!(judge(&wrong), Err(TooOld { oldest, moment }.into()));
    at(NOW + 10);
    let before = said(others[0], NOW - 1, others[0]);
    let (oldest, moment) = (NOW, NOW - 1);
    assert_eq!(judge(&before), Err(TooOld { oldest, moment }.into()));
}

#[ink::test]
fn operators_are_those_of_the_epoch_and_no_others() {
    let mut evidence = evidence();
    let all = operators();
    let ask = |evidence: &Evidence, epoch: u64, since: u64, operators: &[Address]| {
        evidence
            .assignee(SERVICE, REQUEST, epoch * EPOCH, since, operators)
            .map(|_| ())
    };
    let service_id = SERVICE;
    let expected = signing::operators(&all);
    for others in [&all[1..], &[all[1], all[0], all[2]]] {
        let received = signing::operators(others);
        let wrong = WrongOperators { expected, received };
        assert_eq!(ask(&evidence, SINCE, SINCE, others), Err(wrong.into()));
    }
    let since = SINCE + 1;
    let unknown = UnknownOperators { service_id, since };
    assert_eq!(ask(&evidence, SINCE, since, &all), Err(unknown.into()));

    let next = all[1..].to_vec();
    assert_eq!(evidence.change(SERVICE, next.clone()), Ok(()));
    let until = SINCE + NOTICE;
    // The last epoch of the first set, and the first one of the next.
    assert_eq!(ask(&evidence, until - 1, SINCE, &all), Ok(()));
    assert_eq!(ask(&evidence, until, until, &next), Ok(()));
    let other = |since: u64, until: u64, epoch: u64| OperatorsOfOtherEpoch {
        since,
        until,
        epoch,
    };
    for (epoch, since, until) in [
        (until, SINCE, until),
        (SINCE - 1, SINCE, until),
        (until - 1, until, 0),
    ] {
        let asked = ask(&evidence, epoch, since, &all);
        assert_eq!(asked, Err(other(since, until, epoch).into()));
    }
    let first = evidence.set(SERVICE, SINCE).unwrap();
    assert_eq!((first.until, first.before), (until, SINCE));
    let second = evidence.set(SERVICE, until).unwrap();
    assert_eq!((second.until, second.before), (0, SINCE));
    // One change at a time.
    let (since, epoch) = (until, until - 1);
    at(until * EPOCH - 1);
    let pending = evidence.change(SERVICE, all.clone());
    assert_eq!(pending, Err(ChangePending { since, epoch }.into()));
    at(until * EPOCH);
    assert_eq!(evidence.change(SERVICE, all.clone()), Ok(()));
    assert_eq!(evidence.terms(SERVICE).unwrap().newest, until + NOTICE);
    let service_id = 8;
    let unknown = evidence.change(8, all);
    assert_eq!(unknown, Err(UnknownService { service_id }.into()));
}

#[ink::test]
fn terms_have_bounds_and_do_not_change() {
    let mut evidence = evidence();
    let service_id = SERVICE;
    let again = evidence.open(SERVICE, &conditions(), operators());
    assert_eq!(again, Err(AlreadyOpen { service_id }.into()));
    let mut open = |change: fn(&mut Conditions, u64), value: u64| {
        let mut conditions = conditions();
        change(&mut conditions, value);
        evidence.open(8, &conditions, operators())
    };
    let (shortest, longest) = WINDOWS;
    for received in [shortest - 1, longest + 1] {
        let bounds = WindowOutOfBounds {
            shortest,
            longest,
            received,
        };
        assert_eq!(
            open(|it, value| it.window = value, received),
            Err(bounds.into())
        );
    }
    let (shortest, longest) = (*EPOCHS.start(), *EPOCHS.end());
    for received in [shortest - 1, longest + 1] {
        let bounds = EpochOutOfBounds {
            shortest,
            longest,
            received,
        };
        let opened = open(|it, value| it.epoch_length = value, received);
        assert_eq!(opened, Err(bounds.into()));
    }
    for received in [0, 10_001] {
        let (least, most) = (1, 10_000);
        let bounds = ShareOutOfBounds {
            least,
            most,
            received,
        };
        let opened = open(|it, value| it.share_bps = value as u16, received.into());
        assert_eq!(opened, Err(bounds.into()));
    }
    let itself = env::this();
    for court in [STRANGER, itself] {
        let silent = Err(CourtSilent { court }.into());
        let conditions = Conditions {
            court,
            ..conditions()
        };
        assert_eq!(evidence.open(8, &conditions, operators()), silent);
    }
    let disordered = [operators()[1], operators()[0]].to_vec();
    let (index, operator) = (1, operators()[0]);
    let opened = evidence.open(8, &conditions(), disordered);
    assert_eq!(opened, Err(OperatorNotInOrder { index, operator }.into()));
    let without = Conditions {
        court: Address::zero(),
        window: WINDOWS.1,
        epoch_length: *EPOCHS.end(),
        share_bps: 10_000,
    };
    assert_eq!(evidence.open(8, &without, operators()), Ok(()));
}

#[ink::test]
fn lists_are_bounded_before_they_are_read() {
    let list = |count: u8| {
        let operators: Vec<Address> = (1..=count).map(|it| ink::H160([it; 20])).collect();
        listed(&List::from(operators)).map(|it| it.len())
    };
    let (least, most) = (*OPERATORS.start(), *OPERATORS.end());
    for count in [0, 1, 33] {
        let received = count.into();
        let bounds = OperatorCount {
            least,
            most,
            received,
        };
        assert_eq!(list(count), Err(bounds.into()));
    }
    for count in [2, 32] {
        assert_eq!(list(count), Ok(count.into()));
    }
}
