use super::*;
use crate::slashing_court::abi as court;
use blueprint_hooks::{call::mock, signature, Word};
use ink::{
    env::{test, DefaultEnvironment},
    storage::traits::ManualKey,
    U256,
};

type Evidence = EquivocationEvidence<ManualKey<91>>;

const SERVICE: u64 = 7;
const OPERATOR: Address = ink::H160([2; 20]);
const OTHER: Address = ink::H160([3; 20]);
const COURT: Address = ink::H160([5; 20]);
const NOW: u64 = 1_000_000;
const WINDOW: u64 = 4 * 86_400;
const QUESTION: Subject = Subject::Question([7; 32]);

fn at(second: u64) {
    test::set_block_timestamp::<DefaultEnvironment>(second);
}

/// Answers cost half, heads nothing.
fn evidence() -> Evidence {
    at(NOW);
    court::Client::encode_proposal_count(|call| mock::returns(COURT, call, &[0; 32]));
    let mut evidence = Evidence::default();
    let opened = evidence.open(SERVICE, COURT, WINDOW, 5_000, 0);
    assert_eq!(opened, Ok(()));
    evidence
}

/// A statement that the precompile takes for `signer`'s.
fn said(value: u8, time: u64, signer: Address) -> Said {
    let mut bytes = [value; 65];
    bytes[32..64].fill(1);
    bytes[64] = 27;
    let said = Said {
        value: [value; 32],
        time,
        signature: bytes,
    };
    signature::mock(&signing::digest(SERVICE, &QUESTION, &said), &bytes, signer);
    said
}

fn captured(moment: u64, exposure: u64) {
    court::Client::encode_liability_of(SERVICE, OPERATOR, moment, |call| {
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
fn takes(evidence: &Evidence, moment: u64, requested: u64) {
    let hash = evidence.evidence(SERVICE, OPERATOR, &QUESTION);
    let requested = U256::from(requested);
    court::Client::encode_propose(SERVICE, OPERATOR, 1, hash, requested, moment, |call| {
        mock::returns(COURT, call, &9u64.to_word());
    });
}

#[ink::test]
fn two_answers_are_proposed_at_the_later_moment_in_any_order() {
    let evidence = evidence();
    at(NOW + 100);
    let (one, other) = (said(1, NOW + 20, OPERATOR), said(2, NOW + 50, OPERATOR));
    let unknown = StakeUnknown {
        operator: OPERATOR,
        captured_at: NOW + 50,
    };
    captured(NOW + 50, 0);
    let filed = evidence.file(SERVICE, OPERATOR, QUESTION, [&one, &other]);
    assert_eq!(filed, Err(unknown.into()));
    captured(NOW + 50, 1_001);
    takes(&evidence, NOW + 50, 500);
    for pair in [[&one, &other], [&other, &one]] {
        let filed = evidence.file(SERVICE, OPERATOR, QUESTION, pair);
        assert_eq!(filed, Ok(9));
    }
    assert_eq!(mock::calls().len(), 2);
}

#[ink::test]
fn statements_that_are_no_offence_are_rejected() {
    let evidence = evidence();
    at(NOW + 100);
    captured(NOW + 50, 1_000);
    takes(&evidence, NOW + 50, 500);
    let file = |subject: Subject, pair: [&Said; 2]| {
        let filed = evidence.file(SERVICE, OPERATOR, subject, pair);
        filed.unwrap_err()
    };
    let (one, other) = (said(1, NOW + 20, OPERATOR), said(2, NOW + 50, OPERATOR));
    let again = said(1, NOW + 50, OPERATOR);
    let value = [1; 32];
    assert_eq!(
        file(QUESTION, [&one, &again]),
        SameStatement { value }.into()
    );
    let heads = Subject::Head([7; 32], 5);
    assert_eq!(file(heads, [&one, &other]), NotPunished { kind: 2 }.into());
    for (index, pair) in [
        (0, [&said(3, NOW + 20, OTHER), &other]),
        (1, [&one, &said(3, NOW + 20, OTHER)]),
    ] {
        let not_signed = NotSigned {
            index,
            operator: OPERATOR,
            recovered: OTHER,
        };
        assert_eq!(file(QUESTION, pair), not_signed.into());
    }
    // Of another question.
    let elsewhere = Subject::Question([8; 32]);
    let not_signed = NotSigned {
        index: 0,
        operator: OPERATOR,
        recovered: Address::zero(),
    };
    assert_eq!(file(elsewhere, [&one, &other]), not_signed.into());
    let (moment, time) = (NOW + 101, NOW + 100);
    let ahead = said(3, moment, OPERATOR);
    assert_eq!(
        file(QUESTION, [&one, &ahead]),
        InFuture { moment, time }.into()
    );
    assert!(mock::calls().is_empty(), "nothing is proposed");
    let service_id = 8;
    let unknown = evidence.file(service_id, OPERATOR, QUESTION, [&one, &other]);
    assert_eq!(unknown, Err(UnknownService { service_id }.into()));
}

#[ink::test]
fn window_ends_with_its_last_second_and_begins_with_the_terms() {
    let evidence = evidence();
    let (one, other) = (said(1, NOW - 5, OPERATOR), said(2, NOW, OPERATOR));
    captured(NOW, 1_000);
    takes(&evidence, NOW, 500);
    let file = |pair: [&Said; 2]| evidence.file(SERVICE, OPERATOR, QUESTION, pair);
    at(NOW + WINDOW);
    assert_eq!(file([&one, &other]), Ok(9));
    at(NOW + WINDOW + 1);
    let (oldest, moment) = (NOW + 1, NOW);
    assert_eq!(file([&one, &other]), Err(TooOld { oldest, moment }.into()));
    at(NOW + 10);
    let before = said(3, NOW - 1, OPERATOR);
    let (oldest, moment) = (NOW, NOW - 1);
    assert_eq!(file([&one, &before]), Err(TooOld { oldest, moment }.into()));
}

#[ink::test]
fn terms_have_bounds_and_do_not_change() {
    let mut evidence = evidence();
    let service_id = SERVICE;
    let open = AlreadyOpen { service_id };
    assert_eq!(
        evidence.open(SERVICE, COURT, WINDOW, 1, 1),
        Err(open.into())
    );
    let (shortest, longest) = WINDOWS;
    for received in [shortest - 1, longest + 1] {
        let bounds = WindowOutOfBounds {
            shortest,
            longest,
            received,
        };
        assert_eq!(evidence.open(8, COURT, received, 1, 1), Err(bounds.into()));
    }
    let received = 10_001;
    let above = || Err(AboveWhole { received }.into());
    assert_eq!(evidence.open(8, COURT, WINDOW, received, 0), above());
    assert_eq!(evidence.open(8, COURT, WINDOW, 0, received), above());
    let none = evidence.open(8, COURT, WINDOW, 0, 0);
    assert_eq!(none, Err(NotPunished { kind: 0 }.into()));
    for court in [OTHER, env::this()] {
        let opened = evidence.open(8, court, WINDOW, 1, 1);
        assert_eq!(opened, Err(CourtSilent { court }.into()));
    }
    assert_eq!(evidence.open(8, COURT, longest, 10_000, 10_000), Ok(()));
}
