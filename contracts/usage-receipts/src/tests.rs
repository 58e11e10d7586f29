use crate::usage_receipts::{
    AgreementTerms, AgreementTermsCalldata, CallerNotRuntime, IPausable, IRoles, IUsageReceipts,
    NoWeight, NotSigned, Paused, TermOutOfBounds, UsageReceipt, UsageReceiptCalldata,
    UsageReceipts,
};
use blueprint_hooks::{Bytes, Result};
use ink::{
    env::{test, DefaultEnvironment},
    Address, U256,
};

const RUNTIME: Address = ink::H160([1; 20]);
const GUARDIAN: Address = ink::H160([9; 20]);
const OPERATOR: Address = ink::H160([2; 20]);
const CLIENT: Address = ink::H160([3; 20]);
const PERIOD: u64 = 3_600;
const START: u64 = 100 * PERIOD;

fn deployed() -> UsageReceipts {
    test::set_block_timestamp::<DefaultEnvironment>(START);
    let mut receipts = UsageReceipts::default();
    deploy(&mut receipts, 3).unwrap();
    receipts
}

fn deploy(receipts: &mut UsageReceipts, quorum: u8) -> Result<()> {
    let notice = 2 * PERIOD;
    receipts.constructor(
        RUNTIME, GUARDIAN, 86_400, PERIOD, notice, 4, 500, quorum, 100,
    )
}

fn terms() -> AgreementTermsCalldata {
    let terms = AgreementTerms {
        price_per_unit: 10,
        max_initial: 1_000,
        max_per_second: 1,
        min_seconds: 0,
        max_seconds: 60,
        deadline: START + 100 * PERIOD,
    };
    terms.into()
}

fn receipt() -> UsageReceiptCalldata {
    let receipt = UsageReceipt {
        service_id: 3,
        operator: OPERATOR,
        client: CLIENT,
        agreement: START,
        session: [7; 32],
        sequence: 1,
        last_request: START,
        requests: 1,
        errors: 0,
        units: 1,
        bytes_in: 0,
        bytes_out: 0,
        latency_buckets: [1, 0, 0, 0, 0, 0, 0, 0].into(),
    };
    receipt.into()
}

fn claim(receipts: &mut UsageReceipts) -> Result<U256> {
    test::set_caller(OPERATOR);
    receipts.claim(receipt(), Bytes::default(), Bytes::default())
}

#[ink::test]
fn constructor_sets_roles_and_checks_its_terms() {
    let receipts = deployed();
    assert_eq!(
        (receipts.runtime(), receipts.role_delay()),
        (RUNTIME, 86_400)
    );
    let terms = (PERIOD, 2 * PERIOD, 4, 500, 3, 100);
    assert_eq!(receipts.terms(), Ok(terms));
    let refused = TermOutOfBounds {
        term: 4,
        least: 3.into(),
        most: 9.into(),
        received: 10.into(),
    };
    let other = deploy(&mut UsageReceipts::default(), 10);
    assert_eq!(other, Err(refused.into()));
}

#[ink::test]
fn treasury_is_set_by_the_runtime_alone() {
    let mut receipts = deployed();
    test::set_caller(OPERATOR);
    let refused = CallerNotRuntime {
        expected: RUNTIME,
        received: OPERATOR,
    };
    assert_eq!(receipts.set_treasury(CLIENT), Err(refused.into()));
    test::set_caller(RUNTIME);
    assert_eq!(receipts.set_treasury(CLIENT), Ok(()));
    assert_eq!(receipts.treasury(), CLIENT);
}

#[ink::test]
fn pause_stops_claims_and_withdrawals_alike() {
    let mut receipts = deployed();
    test::set_caller(CLIENT);
    assert_eq!(receipts.open(3, OPERATOR, terms()), Ok(START));
    let unsigned = NotSigned {
        client: CLIENT,
        recovered: Address::zero(),
    };
    assert_eq!(claim(&mut receipts), Err(unsigned.into()));
    test::set_caller(GUARDIAN);
    receipts.pause(3_600).unwrap();
    let until = START + 3_600;
    let paused = Paused { until };
    assert_eq!(claim(&mut receipts), Err(paused.into()));
    let refused: Result<U256> = Err(paused.into());
    assert_eq!(receipts.withdraw_escrow(3, OPERATOR, CLIENT), refused);
    assert_eq!(receipts.withdraw_earnings(CLIENT), refused);
    test::set_caller(CLIENT);
    // A complaint is about the period before, and could not be made later.
    let weightless = NoWeight {
        expected_at_least: 100.into(),
        received: 0.into(),
    };
    let complained = receipts.complain(3, OPERATOR);
    assert_eq!(complained, Err(weightless.into()));
    assert_eq!(receipts.collect(3, OPERATOR, CLIENT, [7; 32]), refused);
    // A deadline that passes in it is moved.
    test::set_caller(CLIENT);
    receipts.end_agreement(3, OPERATOR).unwrap();
    let (_, last, ..) = receipts.agreement_of(3, CLIENT, OPERATOR);
    assert_eq!(last, until + 86_400);
}

#[ink::test]
fn session_and_digest_are_those_of_the_receipt() {
    let receipts = deployed();
    let digest = receipts.digest_of(receipt()).unwrap();
    assert_ne!(digest, receipts.domain_separator());
    let (agreement, sequence, ..) = receipts.session_of(3, OPERATOR, CLIENT, [7; 32]);
    assert_eq!((agreement, sequence), (0, 0));
    assert_eq!(receipts.work_of(3, OPERATOR, 100), (0, 0, 0, 0));
}
