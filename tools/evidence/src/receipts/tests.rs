use super::*;
use alloy_primitives::{address, b256, hex, keccak256, Signature};

const RECEIPTS: Receipts = Receipts {
    chain_id: 1_337,
    contract: address!("4444444444444444444444444444444444444444"),
};

fn key(number: u8) -> PrivateKeySigner {
    PrivateKeySigner::from_bytes(&B256::with_last_byte(number)).unwrap()
}

fn session() -> SessionCounter {
    let session = keccak256("session");
    SessionCounter::new(3, key(9).address(), key(1).address(), 1_000, session)
}

/// What the operator knows before the first receipt.
fn begun() -> UsageReceipt {
    session().receipt().clone()
}

const NOW: u64 = 1_700_000_000;

const FAST: Served = Served {
    time: NOW,
    latency_ms: Some(50),
    units: 2,
    bytes_in: 10,
    bytes_out: 1_000,
};

#[test]
fn requests_are_counted_by_latency() {
    let mut session = session();
    session.count(FAST);
    for latency_ms in [Some(51), Some(5_001), None] {
        session.count(Served { latency_ms, ..FAST });
    }
    let it = session.receipt();
    assert_eq!(
        (it.sequence, it.requests, it.errors, it.units),
        (4, 4, 1, 8)
    );
    assert_eq!(it.latencyBuckets, [1, 1, 0, 0, 0, 0, 0, 1]);
    assert_eq!(counters(it).check(), Ok(()));
}

#[test]
fn receipt_is_accepted_from_the_client_and_its_keys() {
    let mut session = session();
    let receipt = session.count(FAST).clone();
    let by_client = RECEIPTS.sign(&key(1), &receipt).unwrap();
    let added = RECEIPTS
        .accept(&receipt, &by_client, &[], &begun(), NOW)
        .unwrap();
    assert_eq!(added.units, 2);
    let by_key = RECEIPTS.sign(&key(2), &receipt).unwrap();
    let refused = EvidenceError::WrongSigner {
        expected: key(1).address(),
        received: key(2).address(),
    };
    let by_key_alone = RECEIPTS.accept(&receipt, &by_key, &[], &begun(), NOW);
    assert_eq!(by_key_alone, Err(refused));
    let keys = [key(2).address()];
    assert!(RECEIPTS
        .accept(&receipt, &by_key, &keys, &begun(), NOW)
        .is_ok());
    // It counts for one contract on one chain.
    for other in [
        Receipts {
            chain_id: 1,
            ..RECEIPTS
        },
        Receipts {
            contract: Address::ZERO,
            ..RECEIPTS
        },
    ] {
        assert!(other
            .accept(&receipt, &by_client, &[], &begun(), NOW)
            .is_err());
    }
}

#[test]
fn signature_in_another_form_is_refused() {
    let receipt = session().count(FAST).clone();
    let good = RECEIPTS.sign(&key(1), &receipt).unwrap();
    let mut short_v = good;
    short_v[64] -= 27;
    let parsed = Signature::from_raw_array(&good).unwrap();
    let order = U256::from_be_bytes(hex!(
        "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"
    ));
    let upper = Signature::new(parsed.r(), order - parsed.s(), !parsed.v());
    for other in [&short_v[..], &upper.as_bytes(), &good[..64], &[]] {
        let refused = RECEIPTS.signer(&receipt, other);
        assert!(
            matches!(refused, Err(EvidenceError::Malformed(_))),
            "{refused:?}"
        );
    }
}

#[test]
fn receipt_follows_the_one_before() {
    let mut session = session();
    let first = session.count(FAST).clone();
    let second = session.count(FAST).clone();
    let accept = |receipt: &UsageReceipt, last| {
        let signature = RECEIPTS.sign(&key(1), receipt).unwrap();
        RECEIPTS.accept(receipt, &signature, &[], last, NOW)
    };
    assert_eq!(accept(&second, &first).unwrap().units, 2);
    let not_newer = EvidenceError::NotNewer {
        expected_above: 2,
        received: 1,
    };
    assert_eq!(accept(&first, &second), Err(not_newer));
    let mut other = second.clone();
    other.session = B256::ZERO;
    let wrong = accept(&other, &first).unwrap_err().to_string();
    let (expected, received) = (first.session, other.session);
    let text = format!(
        "expected a receipt of session {expected}, as the one before, received one of {received}"
    );
    assert_eq!(wrong, text);
    let mut shrunk = second.clone();
    shrunk.units = 0;
    let counters = accept(&shrunk, &first).unwrap_err().to_string();
    let text = "expected units of at least 2, received 0: ask for another receipt";
    assert_eq!(counters, text);
    let bucket = EvidenceError::Counters(UsageError::WentBack {
        counter: 6,
        expected_at_least: 3,
        received: 2,
    });
    let text = "expected latencyBuckets[1] of at least 3, received 2: ask for another receipt";
    assert_eq!(bucket.to_string(), text);
}

/// A client that names another operator, service or agreement, from the first receipt on: it could not be claimed.
#[test]
fn first_receipt_is_of_the_parties_that_the_operator_knows() {
    let mut first = session();
    let first = first.count(FAST).clone();
    let changed = |what: &str| {
        let mut other = first.clone();
        match what {
            "service" => other.serviceId += 1,
            "operator" => other.operator = key(7).address(),
            "agreement" => other.agreement += 1,
            _ => other.session = B256::ZERO,
        }
        other
    };
    for what in ["service", "operator", "agreement", "session"] {
        let other = changed(what);
        let signature = RECEIPTS.sign(&key(1), &other).unwrap();
        let refused = RECEIPTS.accept(&other, &signature, &[], &begun(), NOW);
        let named =
            matches!(&refused, Err(EvidenceError::WrongSession { what: it, .. }) if *it == what);
        assert!(named, "{refused:?}");
    }
}

/// A client that states another time has a receipt that cannot be claimed, or that can be kept back.
#[test]
fn receipt_states_the_time_at_which_it_is_received() {
    let mut session = session();
    let first = session.count(FAST).clone();
    let accept = |receipt: &UsageReceipt, last: &UsageReceipt, now| {
        let signature = RECEIPTS.sign(&key(1), receipt).unwrap();
        RECEIPTS
            .accept(receipt, &signature, &[], last, now)
            .map(|_| ())
    };
    for now in [NOW - 60, NOW, NOW + 60] {
        assert_eq!(accept(&first, &begun(), now), Ok(()));
    }
    for now in [NOW - 61, NOW + 61] {
        let (from, until, received) = (now - 60, now + 60, NOW);
        let refused = EvidenceError::NotNow {
            from,
            until,
            received,
        };
        assert_eq!(accept(&first, &begun(), now), Err(refused));
    }
    let mut back = session.count(FAST).clone();
    back.lastRequest -= 1;
    let refused = EvidenceError::NotNow {
        from: NOW,
        until: NOW + 60,
        received: NOW - 1,
    };
    assert_eq!(accept(&back, &first, NOW), Err(refused));
    let earlier = Served {
        time: NOW - 9,
        ..FAST
    };
    assert_eq!(
        session.count(earlier).lastRequest,
        NOW,
        "it does not go back"
    );
}

/// The vector that the tests of the Solidity library and of the contract have, too.
#[test]
fn digest_is_that_of_the_vector() {
    let receipt = UsageReceipt {
        serviceId: 3,
        operator: address!("1111111111111111111111111111111111111111"),
        client: address!("2222222222222222222222222222222222222222"),
        agreement: 1_000,
        session: b256!("3333333333333333333333333333333333333333333333333333333333333333"),
        sequence: 7,
        lastRequest: 1_500,
        requests: 36,
        errors: 0,
        units: 100,
        bytesIn: 11,
        bytesOut: 22,
        latencyBuckets: [1, 2, 3, 4, 5, 6, 7, 8],
    };
    let expected = b256!("d404d3f1d6958c4120d40e28337fa891104d9a7fbd7b6d9ef768a6e1b298131a");
    assert_eq!(RECEIPTS.digest(&receipt), expected);
}
