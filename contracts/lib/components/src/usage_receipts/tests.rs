use super::*;
use blueprint_hooks::{
    call::mock as callees, env, event::recorded, signature, CustomError, List, Word,
};
use ink::{
    env::{test, DefaultEnvironment},
    storage::traits::ManualKey,
};

const SERVICE: u64 = 3;
const OPERATOR: Address = ink::H160([1; 20]);
const OTHER: Address = ink::H160([2; 20]);
const CLIENT: Address = ink::H160([0x11; 20]);
const KEY: Address = ink::H160([0x22; 20]);
const STRANGER: Address = ink::H160([0x33; 20]);
const BOOK: Address = ink::H160([0x44; 20]);
const PERIOD: u64 = 3_600;
const NOTICE: u64 = 2 * PERIOD;
const START: u64 = 100 * PERIOD;
const PRICE: u64 = 10;
/// What the client and the operator have.
const RELATION: RelationKey = (SERVICE, CLIENT, OPERATOR);
const NO_PAUSE: Pause = Pause { from: 0, until: 0 };
const TERMS: Terms = Terms {
    period: PERIOD,
    notice: NOTICE,
    retention: 2,
    fee_bps: 500,
    verdict: VerdictTerms {
        quorum: 3,
        least_paid: 100,
    },
};

type Receipts = UsageReceipts<ManualKey<71>>;

fn at(second: u64) {
    test::set_block_timestamp::<DefaultEnvironment>(second);
}

fn balance(account: Address) -> U256 {
    test::get_contract_balance::<DefaultEnvironment>(account).unwrap_or_default()
}

/// Terms that bound nothing here.
fn wide() -> AgreementTerms {
    AgreementTerms {
        price_per_unit: PRICE.into(),
        max_initial: 1_000_000,
        max_per_second: 1_000,
        min_seconds: 0,
        max_seconds: 1_000,
        deadline: START + 1_000 * PERIOD,
    }
}

/// Where the client has an agreement since [`START`], with an escrow of so much.
fn receipts(escrow: u64) -> Receipts {
    let mut receipts = Receipts::default();
    test::set_callee(BOOK);
    receipts.init(TERMS).unwrap();
    at(START);
    open(&mut receipts, CLIENT, escrow);
    recorded::take();
    receipts
}

fn open(receipts: &mut Receipts, client: Address, escrow: u64) {
    open_with(receipts, client, OPERATOR, escrow);
}

fn open_with(receipts: &mut Receipts, client: Address, operator: Address, escrow: u64) {
    let key = (SERVICE, client, operator);
    let opened = receipts.open(key, wide(), escrow.into(), &NO_PAUSE);
    assert_eq!(opened, Ok(env::now()));
    let all = balance(BOOK) + U256::from(escrow);
    test::set_contract_balance(BOOK, all);
}

/// The receipt of `client` in its first session, with as many requests as units.
fn receipt(client: Address, sequence: u64, units: u64) -> UsageReceipt {
    UsageReceipt {
        service_id: SERVICE,
        operator: OPERATOR,
        client,
        agreement: START,
        session: [9; 32],
        sequence,
        last_request: env::now(),
        requests: units,
        errors: 0,
        units,
        bytes_in: units,
        bytes_out: units,
        latency_buckets: [0, units, 0, 0, 0, 0, 0, 0].into(),
    }
}

/// A signature that the precompile takes for `signer`'s.
fn signed(receipt: &UsageReceipt, signer: Address) -> Bytes {
    let mut bytes = [1; 65];
    bytes[..20].copy_from_slice(&signer.0);
    bytes[64] = 27;
    signature::mock(&digest::of(receipt), &bytes, signer);
    bytes.into()
}

fn claim(receipts: &mut Receipts, receipt: &UsageReceipt) -> Result<U256> {
    let by_client = signed(receipt, receipt.client);
    let caller = receipt.operator;
    receipts.claim(caller, receipt, &by_client, &Bytes::default(), &NO_PAUSE)
}

fn owed(receipts: &Receipts) -> (U256, U256) {
    let agreement = receipts.relation(&RELATION).agreement;
    (agreement.escrow, agreement.owed)
}

#[ink::test]
fn terms_have_bounds() {
    let quorum = |quorum, least_paid| VerdictTerms { quorum, least_paid };
    let cases = [
        Terms {
            period: 3_599,
            ..TERMS
        },
        Terms {
            notice: NOTICE - 1,
            ..TERMS
        },
        Terms {
            retention: 1,
            ..TERMS
        },
        Terms {
            fee_bps: 2_001,
            ..TERMS
        },
        Terms {
            verdict: quorum(2, 100),
            ..TERMS
        },
        Terms {
            verdict: quorum(3, 0),
            ..TERMS
        },
    ];
    for (expected, terms) in (0u8..).zip(cases) {
        let refused = Receipts::default().init(terms).unwrap_err();
        let data = refused.data();
        assert_eq!(data[..4], TermOutOfBounds::SELECTOR);
        assert_eq!(data[35], expected);
    }
    assert_eq!(Receipts::default().terms(), Err(NoTerms.into()));
}

#[ink::test]
fn terms_at_their_bounds_are_taken_and_beyond_them_not() {
    let longest = Terms {
        period: PERIODS.1,
        notice: LONGEST_NOTICE,
        retention: LONGEST_RETENTION,
        fee_bps: HIGHEST_FEE,
        ..TERMS
    };
    let shortest = Terms {
        period: PERIODS.0,
        notice: 2 * PERIODS.0,
        fee_bps: 0,
        ..TERMS
    };
    for terms in [longest, shortest] {
        assert_eq!(Receipts::default().init(terms), Ok(()));
    }
    let beyond = [
        Terms {
            period: PERIODS.1 + 1,
            ..longest
        },
        Terms {
            notice: LONGEST_NOTICE + 1,
            ..longest
        },
        Terms {
            retention: LONGEST_RETENTION + 1,
            ..longest
        },
        Terms {
            fee_bps: HIGHEST_FEE + 1,
            ..longest
        },
    ];
    for (expected, terms) in (0u8..).zip(beyond) {
        let refused = Receipts::default().init(terms).unwrap_err();
        assert_eq!(refused.data()[35], expected);
    }
}

#[ink::test]
fn newest_receipt_pays_the_difference_and_a_replay_nothing() {
    let mut receipts = receipts(10_000);
    let first = receipt(CLIENT, 1, 5);
    assert_eq!(claim(&mut receipts, &first), Ok(50.into()));
    assert_eq!(
        claim(&mut receipts, &receipt(CLIENT, 4, 20)),
        Ok(150.into())
    );
    let not_newer = NotNewer {
        expected_above: 4,
        received: 4,
    };
    assert_eq!(
        claim(&mut receipts, &receipt(CLIENT, 4, 20)),
        Err(not_newer.into())
    );
    let shrunk = CounterWentBack {
        counter: 0,
        expected_at_least: 20,
        received: 5,
    };
    assert_eq!(claim(&mut receipts, &first), Err(shrunk.into()));
    assert_eq!(owed(&receipts), (9_800.into(), 0.into()));
    assert_eq!(receipts.earnings_of(OPERATOR), 200.into());
    let key = (SERVICE, OPERATOR, CLIENT, [9; 32]);
    let session = receipts.session(&key);
    assert_eq!(
        (session.bill.granted, session.counters.units),
        (200.into(), 20)
    );
}

#[ink::test]
fn counters_that_contradict_each_other_are_refused() {
    let mut receipts = receipts(10_000);
    let mut errors = receipt(CLIENT, 1, 5);
    errors.errors = 6;
    let refused = TooManyErrors {
        requests: 5,
        errors: 6,
    };
    assert_eq!(claim(&mut receipts, &errors), Err(refused.into()));
    let mut buckets = receipt(CLIENT, 1, 5);
    buckets.errors = 1;
    let refused = WrongBuckets {
        expected: 4,
        received: 5.into(),
    };
    assert_eq!(claim(&mut receipts, &buckets), Err(refused.into()));
    assert_eq!(owed(&receipts), (10_000.into(), 0.into()));
}

#[ink::test]
fn receipt_counts_with_both_signatures() {
    let mut receipts = receipts(10_000);
    let it = receipt(CLIENT, 1, 5);
    let by_client = signed(&it, CLIENT);
    let by_stranger = signed(&it, STRANGER);
    let none = Bytes::default();
    let forged = receipts.claim(OPERATOR, &it, &by_stranger, &none, &NO_PAUSE);
    let not_signed = |recovered| NotSigned {
        client: CLIENT,
        recovered,
    };
    assert_eq!(forged, Err(not_signed(STRANGER).into()));
    let unsigned = receipts.claim(OPERATOR, &it, &none, &none, &NO_PAUSE);
    assert_eq!(unsigned, Err(not_signed(Address::zero()).into()));
    let alone = receipts.claim(STRANGER, &it, &by_client, &by_stranger, &NO_PAUSE);
    let operator = OPERATOR;
    let refused = NotCountersigned {
        operator,
        received: STRANGER,
    };
    assert_eq!(alone, Err(refused.into()));
    let by_operator = signed(&it, OPERATOR);
    let relayed = receipts.claim(STRANGER, &it, &by_client, &by_operator, &NO_PAUSE);
    assert_eq!(relayed, Ok(50.into()));
    assert_eq!(receipts.earnings_of(OPERATOR), 50.into());
}

#[ink::test]
fn operator_is_no_client_of_its_own() {
    let mut receipts = receipts(10_000);
    let mut own = receipt(CLIENT, 1, 5);
    own.operator = CLIENT;
    let refused = OwnClient { operator: CLIENT };
    assert_eq!(claim(&mut receipts, &own), Err(refused.into()));
    assert_eq!(
        receipts.complain(CLIENT, SERVICE, CLIENT),
        Err(refused.into())
    );
    let key = (SERVICE, CLIENT, CLIENT);
    let opened = receipts.open(key, wide(), 0.into(), &NO_PAUSE);
    assert_eq!(opened, Err(refused.into()));
}

#[ink::test]
fn receipt_names_the_agreement_it_is_of() {
    let mut receipts = receipts(10_000);
    claim(&mut receipts, &receipt(CLIENT, 1, 5)).unwrap();
    let mut other = receipt(CLIENT, 2, 9);
    other.agreement = START + 1;
    let refused = WrongAgreement {
        expected: START,
        received: START + 1,
    };
    assert_eq!(claim(&mut receipts, &other), Err(refused.into()));
    receipts.end(RELATION, &NO_PAUSE).unwrap();
    let until = START + NOTICE;
    at(until + 1);
    let over = claim(&mut receipts, &receipt(CLIENT, 2, 9));
    assert_eq!(over, Err(AgreementOver { until }.into()));
    // A session that was cleared is not paid again by its old receipts.
    let session = [9; 32];
    receipts
        .clear_session(SERVICE, OPERATOR, CLIENT, session, &NO_PAUSE)
        .unwrap();
    open(&mut receipts, CLIENT, 0);
    let replayed = claim(&mut receipts, &receipt(CLIENT, 1, 5));
    let refused = WrongAgreement {
        expected: until + 1,
        received: START,
    };
    assert_eq!(replayed, Err(refused.into()));
    // The same session counts from the beginning under the new agreement.
    let mut fresh = receipt(CLIENT, 1, 5);
    fresh.agreement = until + 1;
    assert_eq!(claim(&mut receipts, &fresh), Ok(50.into()));
}

/// An operator that keeps back the word of its clients, to have it count in another period.
#[ink::test]
fn receipt_is_claimed_until_the_end_of_the_period_after_its_last_request() {
    let mut receipts = receipts(10_000);
    let it = receipt(CLIENT, 1, 5);
    let (from, until) = (START, START + 2 * PERIOD - 1);
    let refused = |time| Err(NotClaimable { from, until, time }.into());
    at(START - 1);
    assert_eq!(claim(&mut receipts, &it), refused(START - 1));
    at(until + 1);
    assert_eq!(claim(&mut receipts, &it), refused(until + 1));
    at(until);
    assert_eq!(claim(&mut receipts, &it), Ok(50.into()));
    // A pause gives it a day more.
    let mut later = receipt(CLIENT, 2, 6);
    later.last_request = START;
    let pause = Pause {
        from: until,
        until: until + 10,
    };
    let last = pause.until + blueprint_rules::pause::GRACE;
    let claim_after = |receipts: &mut Receipts, time| {
        at(time);
        let by_client = signed(&later, CLIENT);
        receipts.claim(OPERATOR, &later, &by_client, &Bytes::default(), &pause)
    };
    let refused = NotClaimable {
        from,
        until: last,
        time: last + 1,
    };
    assert_eq!(claim_after(&mut receipts, last + 1), Err(refused.into()));
    assert_eq!(claim_after(&mut receipts, last), Ok(10.into()));
}

#[ink::test]
fn key_signs_until_the_notice_after_its_removal() {
    let mut receipts = receipts(10_000);
    let none = Bytes::default();
    let by_key = |receipts: &mut Receipts, sequence, units| {
        let it = receipt(CLIENT, sequence, units);
        let bytes = signed(&it, KEY);
        receipts.claim(OPERATOR, &it, &bytes, &none, &NO_PAUSE)
    };
    let refused = Err(NotSigned {
        client: CLIENT,
        recovered: KEY,
    }
    .into());
    assert_eq!(by_key(&mut receipts, 1, 5), refused);
    let zero = Address::zero();
    for key in [zero, CLIENT] {
        let invalid = receipts.add_key(CLIENT, SERVICE, key);
        assert_eq!(invalid, Err(InvalidKey { key }.into()));
    }
    receipts.add_key(STRANGER, SERVICE, KEY).unwrap();
    assert_eq!(by_key(&mut receipts, 1, 5), refused, "it is another's");
    receipts.add_key(CLIENT, SERVICE, KEY).unwrap();
    assert_eq!(by_key(&mut receipts, 1, 5), Ok(50.into()));
    receipts.remove_key(CLIENT, SERVICE, KEY).unwrap();
    let twice = receipts.remove_key(CLIENT, SERVICE, KEY);
    assert_eq!(twice, Err(UnknownKey { key: KEY }.into()));
    at(START + NOTICE);
    assert_eq!(by_key(&mut receipts, 2, 6), Ok(10.into()));
    let until = START + NOTICE;
    let needed = receipts.clear_key(SERVICE, CLIENT, KEY, &NO_PAUSE);
    assert_eq!(needed, Err(StillNeeded { until }.into()));
    at(START + NOTICE + 1);
    assert_eq!(by_key(&mut receipts, 3, 7), refused);
    assert_eq!(receipts.clear_key(SERVICE, CLIENT, KEY, &NO_PAUSE), Ok(()));
    assert_eq!(receipts.key_until(SERVICE, CLIENT, KEY, &NO_PAUSE), 0);
}

#[ink::test]
fn contract_signs_by_its_own_word() {
    let mut receipts = receipts(10_000);
    let it = receipt(CLIENT, 1, 5);
    let (digest, bytes) = (digest::of(&it), Bytes::from([7; 2]));
    let mut word = [0; 32];
    word[..4].copy_from_slice(&signatures::MAGIC);
    let returns = |data: &[u8]| {
        crate::signatures::abi::Client::encode_is_valid_signature(digest, &bytes, |call| {
            callees::returns(CLIENT, call, data);
        });
    };
    returns(&true.to_word());
    let none = Bytes::default();
    let junk = receipts.claim(OPERATOR, &it, &bytes, &none, &NO_PAUSE);
    assert!(junk.is_err());
    returns(&word);
    let paid = receipts.claim(OPERATOR, &it, &bytes, &none, &NO_PAUSE);
    assert_eq!(paid, Ok(50.into()));
}

#[ink::test]
fn what_the_escrow_lacks_is_collected_later() {
    let mut receipts = receipts(50);
    assert_eq!(claim(&mut receipts, &receipt(CLIENT, 1, 7)), Ok(50.into()));
    assert_eq!(owed(&receipts), (0.into(), 20.into()));
    let collect =
        |receipts: &mut Receipts| receipts.collect(SERVICE, OPERATOR, CLIENT, [9; 32], &NO_PAUSE);
    assert_eq!(collect(&mut receipts), Err(NothingToCollect.into()));
    receipts
        .deposit(STRANGER, RELATION, 100.into(), &NO_PAUSE)
        .unwrap();
    assert_eq!(collect(&mut receipts), Ok(20.into()));
    assert_eq!(collect(&mut receipts), Err(NothingToCollect.into()));
    assert_eq!(owed(&receipts), (80.into(), 0.into()));
    let none = (SERVICE, STRANGER, OPERATOR);
    let over = receipts.deposit(CLIENT, none, 1.into(), &NO_PAUSE);
    assert_eq!(over, Err(AgreementOver { until: 0 }.into()));
}

#[ink::test]
fn next_agreement_does_not_pay_what_the_last_one_owes() {
    let mut receipts = receipts(50);
    assert_eq!(claim(&mut receipts, &receipt(CLIENT, 1, 7)), Ok(50.into()));
    receipts.end(RELATION, &NO_PAUSE).unwrap();
    at(START + NOTICE + 1);
    open(&mut receipts, CLIENT, 1_000);
    let collected = receipts.collect(SERVICE, OPERATOR, CLIENT, [9; 32], &NO_PAUSE);
    assert_eq!(collected, Err(NothingToCollect.into()));
    assert_eq!(owed(&receipts).0, 1_000.into());
}

#[ink::test]
fn escrow_leaves_after_the_notice_and_a_pause_gives_operators_time() {
    let mut receipts = receipts(1_000);
    let withdraw = |receipts: &mut Receipts, pause: &Pause| {
        receipts.withdraw_escrow(RELATION, STRANGER, pause)
    };
    let request = receipts.request_withdrawal(RELATION, 400.into(), &NO_PAUSE);
    assert_eq!(request, Ok(()));
    at(START + NOTICE - 1);
    let (from, until) = (START + NOTICE, START + 2 * NOTICE);
    let early = NotWithdrawable { from, until };
    assert_eq!(withdraw(&mut receipts, &NO_PAUSE), Err(early.into()));
    // The notice ran in a pause: operators could not claim.
    let pause = Pause {
        from: START + 10,
        until: START + NOTICE,
    };
    at(START + NOTICE);
    let from = pause.until + blueprint_rules::pause::GRACE;
    let moved = NotWithdrawable {
        from,
        until: from + NOTICE,
    };
    assert_eq!(withdraw(&mut receipts, &pause), Err(moved.into()));
    for recipient in [Address::zero(), BOOK] {
        let refused = receipts.withdraw_escrow(RELATION, recipient, &NO_PAUSE);
        assert_eq!(refused, Err(InvalidRecipient { recipient }.into()));
    }
    assert_eq!(withdraw(&mut receipts, &NO_PAUSE), Ok(400.into()));
    assert_eq!(
        (balance(STRANGER), owed(&receipts).0),
        (400.into(), 600.into())
    );
    // Once it is over the rest leaves at once, and nothing has to stay stored.
    let until = START + 2 * NOTICE;
    let needed = Err(StillNeeded { until }.into());
    let clear = |receipts: &mut Receipts| receipts.clear_agreement(RELATION, &NO_PAUSE);
    receipts.end(RELATION, &NO_PAUSE).unwrap();
    at(START + 2 * NOTICE + 1);
    assert_eq!(clear(&mut receipts), needed, "it has escrow");
    assert_eq!(withdraw(&mut receipts, &NO_PAUSE), Ok(600.into()));
    assert_eq!(clear(&mut receipts), Ok(()));
    assert_eq!(clear(&mut receipts), Err(NothingToClear.into()));
}

#[ink::test]
fn earnings_are_paid_out_without_the_fee() {
    let mut receipts = receipts(10_000);
    claim(&mut receipts, &receipt(CLIENT, 1, 101)).unwrap();
    let nothing = NothingToWithdraw { account: OTHER };
    assert_eq!(
        receipts.withdraw_earnings(OTHER, OTHER),
        Err(nothing.into())
    );
    test::set_contract_balance(STRANGER, 0.into());
    // 5 % of 1,010, rounded up.
    assert_eq!(
        receipts.withdraw_earnings(OPERATOR, STRANGER),
        Ok(959.into())
    );
    assert_eq!(
        (balance(STRANGER), receipts.fees()),
        (959.into(), 51.into())
    );
    assert_eq!(receipts.earnings_of(OPERATOR), 0.into());
    receipts.set_treasury(OTHER, 10).unwrap();
    test::set_contract_balance(OTHER, 0.into());
    assert_eq!(receipts.sweep_fees(), Ok(51.into()));
    assert_eq!(receipts.sweep_fees(), Err(NothingToSweep.into()));
    assert_eq!((balance(OTHER), balance(BOOK)), (51.into(), 8_990.into()));
    let recipient = BOOK;
    let own = receipts.set_treasury(BOOK, 10);
    assert_eq!(own, Err(InvalidRecipient { recipient }.into()));
}

fn client(number: u8) -> Address {
    ink::H160([0xc0 + number; 20])
}

/// So many clients, each of which had 20 units served with a latency of the bucket.
fn served(receipts: &mut Receipts, slow: &[usize]) {
    for (number, slow) in (0u8..).zip(slow) {
        open(receipts, client(number), 1_000);
        let mut it = receipt(client(number), 1, 20);
        it.latency_buckets = [0; 8].into();
        it.latency_buckets.0[*slow] = 20;
        assert_eq!(claim(receipts, &it), Ok(200.into()));
    }
}

#[ink::test]
fn verdict_needs_a_quorum_and_the_end_of_complaints() {
    let mut receipts = receipts(10_000);
    let period = START / PERIOD;
    served(&mut receipts, &[3, 7]);
    let verdict = |receipts: &Receipts| receipts.verdict(SERVICE, OPERATOR, period).unwrap();
    at((period + 2) * PERIOD - 1);
    assert_eq!(verdict(&receipts), Said::default());
    at((period + 2) * PERIOD);
    let neutral = Said {
        status: 1,
        ..Said::default()
    };
    assert_eq!(verdict(&receipts), neutral, "two are no quorum");
    at(START);
    claim(&mut receipts, &receipt(CLIENT, 1, 20)).unwrap();
    at((period + 2) * PERIOD);
    let said = Said {
        status: 2,
        clients: 3,
        latency_ms: 500,
        ..Said::default()
    };
    assert_eq!(verdict(&receipts), said);
    assert_eq!(receipts.said_in(SERVICE, OPERATOR, period).units, 60);
}

#[ink::test]
fn complaint_weighs_what_was_paid_to_other_operators() {
    let mut receipts = receipts(10_000);
    let period = START / PERIOD;
    served(&mut receipts, &[1, 1, 1]);
    // All of them paid this operator alone: about it they have no weight, about another one they have.
    at(START + PERIOD);
    let (expected_at_least, received) = (100.into(), 0.into());
    let none = NoWeight {
        expected_at_least,
        received,
    };
    let own = receipts.complain(client(0), SERVICE, OPERATOR);
    assert_eq!(own, Err(none.into()));
    for number in 0..3 {
        let weight = receipts.complain(client(number), SERVICE, OTHER);
        assert_eq!(weight, Ok(1.into()), "it did no work at all");
        let again = receipts.complain(client(number), SERVICE, OTHER);
        assert_eq!(again, Err(AlreadyComplained { period }.into()));
    }
    at(START + 2 * PERIOD);
    let late = receipts.complain(client(0), SERVICE, OTHER);
    assert_eq!(late, Err(none.into()), "nothing was paid in that period");
    let said = receipts.verdict(SERVICE, OTHER, period).unwrap();
    assert_eq!((said.status, said.complained), (1, true));
    let said = receipts.verdict(SERVICE, OPERATOR, period).unwrap();
    assert_eq!((said.status, said.complained), (2, false));
}

/// Else a client would complain, clear what it is remembered by, and complain again.
#[ink::test]
fn agreement_is_kept_as_long_as_its_complaint() {
    let mut receipts = receipts(0);
    let period = START / PERIOD;
    let mut other = receipt(CLIENT, 1, 10);
    other.operator = OTHER;
    open_with(&mut receipts, CLIENT, OTHER, 1_000);
    assert_eq!(claim(&mut receipts, &other), Ok(100.into()));
    receipts.end(RELATION, &NO_PAUSE).unwrap();
    at(START + PERIOD);
    // Exactly the least payment weighs.
    assert_eq!(receipts.complain(CLIENT, SERVICE, OPERATOR), Ok(1.into()));
    let until = (period + 4) * PERIOD;
    let clear = |receipts: &mut Receipts| receipts.clear_agreement(RELATION, &NO_PAUSE);
    for time in [START + NOTICE + 1, until - 1] {
        at(time);
        assert_eq!(clear(&mut receipts), Err(StillNeeded { until }.into()));
    }
    at(until);
    assert_eq!(clear(&mut receipts), Ok(()));
}

#[ink::test]
fn load_is_judged_by_a_quorum() {
    let mut receipts = receipts(10_000);
    let period = START / PERIOD;
    let operators = || List::from(vec![OPERATOR, OTHER]);
    let load = |receipts: &Receipts| receipts.load(SERVICE, period, &operators()).unwrap();
    let idle = Load {
        shares_bps: vec![0, 0],
        ..Load::default()
    };
    assert_eq!(load(&receipts), idle);
    served(&mut receipts, &[1, 1]);
    let mut other = receipt(CLIENT, 1, 10);
    other.operator = OTHER;
    open_with(&mut receipts, CLIENT, OTHER, 1_000);
    claim(&mut receipts, &other).unwrap();
    let shares = Load {
        shares_bps: vec![8_000, 2_000],
        deviation_bps: 3_000,
        judged: true,
    };
    assert_eq!(load(&receipts), shares);
    let many = List::from(vec![OPERATOR; 17]);
    let (most, received) = (16.into(), 17.into());
    let refused = receipts.load(SERVICE, period, &many);
    assert_eq!(refused, Err(TooManyOperators { most, received }.into()));
}

#[ink::test]
fn old_records_are_cleared_and_new_ones_are_not() {
    let mut receipts = receipts(10_000);
    let period = START / PERIOD;
    claim(&mut receipts, &receipt(CLIENT, 1, 5)).unwrap();
    let until = (period + 3) * PERIOD;
    let needed: Result<()> = Err(StillNeeded { until }.into());
    at(until - 1);
    assert_eq!(receipts.clear_period(SERVICE, OPERATOR, period), needed);
    assert_eq!(receipts.clear_client(SERVICE, CLIENT), needed);
    at(until);
    assert_eq!(receipts.clear_period(SERVICE, OPERATOR, period), Ok(()));
    assert_eq!(receipts.clear_client(SERVICE, CLIENT), Ok(()));
    let nothing: Result<()> = Err(NothingToClear.into());
    assert_eq!(receipts.clear_period(SERVICE, OPERATOR, period), nothing);
    assert_eq!(receipts.clear_client(SERVICE, CLIENT), nothing);
    let session = |receipts: &mut Receipts| {
        receipts.clear_session(SERVICE, OPERATOR, CLIENT, [9; 32], &NO_PAUSE)
    };
    let until = wide().deadline;
    assert_eq!(session(&mut receipts), Err(StillNeeded { until }.into()));
    at(until + 1);
    assert_eq!(session(&mut receipts), Ok(()));
    assert_eq!(session(&mut receipts), nothing);
    let key = receipts.clear_key(SERVICE, CLIENT, KEY, &NO_PAUSE);
    assert_eq!(key, nothing);
}

#[ink::test]
fn agreement_that_lasts_is_not_replaced() {
    let mut receipts = receipts(10_000);
    let again = receipts.open(RELATION, wide(), 0.into(), &NO_PAUSE);
    let until = wide().deadline;
    assert_eq!(again, Err(AgreementLasts { until }.into()));
    let mut nothing = wide();
    (nothing.max_initial, nothing.max_per_second) = (0, 0);
    let refused = receipts.open((SERVICE, STRANGER, OPERATOR), nothing, 0.into(), &NO_PAUSE);
    assert_eq!(refused, Err(NothingAllowed.into()));
}
