use super::*;
use alloy_primitives::{address, b256, hex, keccak256};

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

const FAST: Served = Served {
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
    let added = RECEIPTS.accept(&receipt, &by_client, &[], None).unwrap();
    assert_eq!(added.units, 2);
    let by_key = RECEIPTS.sign(&key(2), &receipt).unwrap();
    let refused = EvidenceError::WrongSigner {
        expected: key(1).address(),
        received: key(2).address(),
    };
    assert_eq!(RECEIPTS.accept(&receipt, &by_key, &[], None), Err(refused));
    let keys = [key(2).address()];
    assert!(RECEIPTS.accept(&receipt, &by_key, &keys, None).is_ok());
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
        assert!(other.accept(&receipt, &by_client, &[], None).is_err());
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
        RECEIPTS.accept(receipt, &signature, &[], Some(last))
    };
    assert_eq!(accept(&second, &first).unwrap().units, 2);
    let not_newer = EvidenceError::NotNewer {
        expected_above: 2,
        received: 1,
    };
    assert_eq!(accept(&first, &second), Err(not_newer));
    let mut other = second.clone();
    other.session = B256::ZERO;
    let wrong = EvidenceError::WrongSession("session");
    assert_eq!(accept(&other, &first), Err(wrong));
    let mut shrunk = second.clone();
    shrunk.units = 1;
    assert!(matches!(
        accept(&shrunk, &first),
        Err(EvidenceError::Counters(_))
    ));
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
        requests: 36,
        errors: 0,
        units: 100,
        bytesIn: 11,
        bytesOut: 22,
        latencyBuckets: [1, 2, 3, 4, 5, 6, 7, 8],
    };
    let expected = b256!("6a0f31d36e15eb277371c2e4618d71b5525ba9523689e2d0d7864aa1726f9432");
    assert_eq!(RECEIPTS.digest(&receipt), expected);
}
