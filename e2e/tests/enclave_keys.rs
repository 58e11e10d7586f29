//! Enclave keys on the chain: a committee attests keys, or proofs show them, until they end. Each attack is a test in which
//! it gains nothing, on each build.

#[path = "library/groth16.rs"]
#[allow(dead_code)] // Computation proofs use all of it.
mod groth16;
mod library;
#[path = "library/enclave_keys.rs"]
mod world;

use alloy_primitives::U256;
use blueprint_e2e::stored::bytes;
use library::{hex, Operator, OWNER};
use serde_json::json;
use sp_core::H160;
use world::{
    addresses, each, enclaves, name, operators, stated, Key, World, COUNTED, FRESH, JOB, LIFE,
    MEASUREMENT, OTHER_JOB, OTHER_MEASUREMENT, PERIOD, PROVEN, RETENTION, SERVICE, UNKNOWN,
};

/// The calls of jobs by which keys are proven.
const FIRST: (u64, u64, u8) = (SERVICE, 1, JOB);
const SECOND: (u64, u64, u8) = (SERVICE, 2, JOB);

/// Changes of what is enrolled: each is another enrolment.
fn others(key: &Key) -> [Key; 3] {
    let [_, _, third] = enclaves();
    [
        Key {
            key: third.address,
            ..*key
        },
        Key {
            measurement: OTHER_MEASUREMENT,
            ..*key
        },
        Key {
            expires: key.expires - 1,
            ..*key
        },
    ]
}

// ---- enrolments

#[test]
fn attested_key_is_enrolled_by_any_account_and_reports() {
    each(|world| {
        let ([first, second], [enclave, ..]) = (addresses(), enclaves());
        let key = world.key(&enclave);
        world.attest(SERVICE, first, &key);
        let time = world.now();
        let sent = world.enrol(SERVICE, first, &key).unwrap();
        let measurement = format!("0x{}", "11".repeat(32));
        let event = format!(
            "KeyEnrolled(serviceId: {SERVICE}, operator: {first:?}, key: {:?}, measurement: {measurement}, \
             expires: {}, time: {time})",
            key.key, key.expires
        );
        assert_eq!(world.events(&sent), [event]);
        assert_eq!(world.key_of(SERVICE, first), Some((key.key, true)));
        assert_eq!(world.key_of(SERVICE, second), None);
        assert_eq!(world.key_of(COUNTED, first), None);
        let period = world.begin_next();
        let report = stated(SERVICE, first, period, [10, 1_000, 300]);
        assert_eq!(world.report(&enclave, &report), Ok(5_000));
        assert_eq!(world.usage(SERVICE, first, period), Some(5_000));
        assert_eq!(world.usage(SERVICE, second, period), None);
        assert_eq!(world.usage(COUNTED, first, period), None);
    });
}

#[test]
fn proven_key_is_enrolled_by_any_account_and_reports() {
    each(|world| {
        let ([first, _], [enclave, ..]) = (addresses(), enclaves());
        let of = (PROVEN, 1, JOB);
        let key = world.key(&enclave);
        world.record(of, first, &key);
        world.prove(of, first, &key);
        world.enrol_by_proof(of, first, &key).unwrap();
        assert_eq!(world.key_of(PROVEN, first), Some((key.key, true)));
        let period = world.begin_next();
        let report = stated(PROVEN, first, period, [0, 0, 1_000]);
        assert_eq!(world.report(&enclave, &report), Ok(20_000));
    });
}

#[test]
fn what_the_committee_did_not_sign_is_not_enrolled() {
    each(|world| {
        let ([first, second], [enclave, ..]) = (addresses(), enclaves());
        world.allow(SERVICE, OTHER_MEASUREMENT, true);
        let key = world.key(&enclave);
        let error = world.enrol(SERVICE, first, &key).unwrap_err();
        assert_eq!(name(&error), "NoAnswer");
        world.attest(SERVICE, first, &key);
        for other in others(&key) {
            let error = world.enrol(SERVICE, first, &other).unwrap_err();
            let (expected, received) = (other.value(), key.value());
            let not_attested = format!("NotAttested(expected: {expected}, received: {received})");
            assert_eq!(error, not_attested);
        }
        // It is of this operator, and of this service.
        let error = world.enrol(SERVICE, second, &key).unwrap_err();
        assert_eq!(name(&error), "NoAnswer");
        let error = world.enrol(COUNTED, first, &key).unwrap_err();
        assert_eq!(name(&error), "NoAnswer");
        let stranger = Operator::new(77).address;
        let error = world.enrol(SERVICE, stranger, &key).unwrap_err();
        assert_eq!(name(&error), "UnknownQuestion");
        assert_eq!(world.key_of(SERVICE, first), None);
        // An old answer says nothing of a patch of today.
        let time = world.now();
        world.at(time + FRESH + 1);
        let error = world.enrol(SERVICE, first, &key).unwrap_err();
        assert_eq!(name(&error), "Stale");
        let error = world.enrol(PROVEN, first, &key).unwrap_err();
        assert_eq!(error, format!("NoEnroller(serviceId: {PROVEN})"));
    });
}

#[test]
fn what_is_not_proven_for_the_operator_is_not_enrolled() {
    each(|world| {
        let ([first, second], [enclave, ..]) = (addresses(), enclaves());
        world.allow(SERVICE, OTHER_MEASUREMENT, true);
        let key = world.key(&enclave);
        let rejected = |world: &mut World, of, operator, key: &Key| {
            world.enrol_by_proof(of, operator, key).unwrap_err()
        };
        let not_proven = |operator: H160| {
            format!("NotProven(serviceId: {SERVICE}, callId: 1, operator: {operator:?})")
        };
        assert_eq!(rejected(world, FIRST, first, &key), not_proven(first));
        world.record(FIRST, first, &key);
        assert_eq!(rejected(world, FIRST, first, &key), not_proven(first));
        world.prove(FIRST, first, &key);
        for other in others(&key) {
            let error = rejected(world, FIRST, first, &other);
            assert_eq!(name(&error), "OtherOutput");
        }
        assert_eq!(rejected(world, FIRST, second, &key), not_proven(second));
        // Of another job, whose program says something else.
        let of = (SERVICE, 2, OTHER_JOB);
        world.record(of, first, &key);
        world.prove(of, first, &key);
        let error = format!("WrongJob(expected: {JOB}, received: {OTHER_JOB})");
        assert_eq!(rejected(world, of, first, &key), error);
        let of = (COUNTED, 1, JOB);
        let error = format!("NoEnroller(serviceId: {COUNTED})");
        assert_eq!(rejected(world, of, first, &key), error);
        // A revoked key proves nothing.
        world.revoke_verifying_key(SERVICE, JOB);
        assert_eq!(rejected(world, FIRST, first, &key), not_proven(first));
        assert_eq!(world.key_of(SERVICE, first), None);
    });
}

#[test]
fn measurement_that_is_not_allowed_is_not_enrolled_and_signs_nothing() {
    each(|world| {
        let ([first, _], [enclave, ..]) = (addresses(), enclaves());
        let key = world.key(&enclave);
        let other = Key {
            measurement: OTHER_MEASUREMENT,
            ..key
        };
        let not_allowed = |byte: &str| format!("NotAllowed(measurement: 0x{})", byte.repeat(32));
        world.attest(SERVICE, first, &other);
        let error = world.enrol(SERVICE, first, &other).unwrap_err();
        assert_eq!(error, not_allowed("12"));
        let error = world.enrol_by_proof(FIRST, first, &other).unwrap_err();
        assert_eq!(error, not_allowed("12"));
        world.enrolled(SERVICE, first, &enclave);
        let period = world.begin_next();
        let report = stated(SERVICE, first, period, [0, 1, 1]);
        world.allow(SERVICE, MEASUREMENT, false);
        assert_eq!(world.key_of(SERVICE, first), Some((key.key, false)));
        assert_eq!(world.report(&enclave, &report), Err(not_allowed("11")));
        world.allow(SERVICE, MEASUREMENT, true);
        assert_eq!(world.report(&enclave, &report), Ok(20));
        // The runtime alone allows, in a service that is open.
        let of = |service: u64| {
            [
                json!(service),
                json!(format!("0x{}", "13".repeat(32))),
                json!(true),
            ]
        };
        let error = world.call("eve", "allowMeasurement", &of(SERVICE));
        assert_eq!(name(&error.unwrap_err()), "CallerNotRuntime");
        let error = world.call(OWNER, "allowMeasurement", &of(UNKNOWN));
        let unknown = format!("UnknownService(serviceId: {UNKNOWN})");
        assert_eq!(error.unwrap_err(), unknown);
    });
}

/// A median of hashes is the word of one member.
#[test]
fn committee_that_is_asked_for_a_median_attests_nothing() {
    each(|world| {
        let ([first, _], [enclave, ..]) = (addresses(), enclaves());
        let opening = world.opening(UNKNOWN, [true, false, false]);
        world.call(OWNER, "openService", &opening).unwrap();
        world.allow(UNKNOWN, MEASUREMENT, true);
        let median = [
            bytes(&world.question(UNKNOWN, first)),
            json!([2, 60, 600, 6_667, 500]),
        ];
        let (committee, chain) = (&world.committee, &mut world.chain);
        committee.send(chain, OWNER, "openQuestion", &median);
        let key = world.key(&enclave);
        let error = world.enrol(UNKNOWN, first, &key).unwrap_err();
        assert_eq!(error, "WrongKind(expected: 1, received: 2)");
    });
}

#[test]
fn enrolment_ends_in_its_bounds_and_has_accounts() {
    each(|world| {
        let ([first, _], [enclave, ..]) = (addresses(), enclaves());
        let good = world.key(&enclave);
        // The committee signs a minute later. An enrolment ends after it is made, and not long after its evidence.
        let choices: [fn(u64) -> u64; 4] = [|_| 0, |at| at, |at| at + LIFE + 1, |_| u64::MAX];
        for choice in choices {
            let at = world.now() + 60;
            let key = Key {
                expires: choice(at),
                ..good
            };
            world.attest(SERVICE, first, &key);
            assert_eq!(world.now(), at);
            let (least, most, received) = (at + 1, at + LIFE, key.expires);
            let error =
                format!("ExpiryOutOfBounds(least: {least}, most: {most}, received: {received})");
            assert_eq!(world.enrol(SERVICE, first, &key).unwrap_err(), error);
        }
        // Evidence that is brought late makes no longer enrolment: by proof, the time is that of the call.
        let late = Key {
            expires: world.now() + 1_000 + LIFE,
            ..good
        };
        world.record(FIRST, first, &late);
        world.prove(FIRST, first, &late);
        let then = world.now() + 2_000;
        world.at(then);
        let error = world.enrol_by_proof(FIRST, first, &late).unwrap_err();
        assert_eq!(name(&error), "ExpiryOutOfBounds");
        let zero = Key {
            key: H160::zero(),
            ..good
        };
        for (operator, key) in [(first, zero), (H160::zero(), good)] {
            let error = world.enrol(SERVICE, operator, &key).unwrap_err();
            assert_eq!(name(&error), "ZeroAccount");
            let error = world.enrol_by_proof(FIRST, operator, &key).unwrap_err();
            assert_eq!(name(&error), "ZeroAccount");
        }
        // In the last second, and no longer.
        let now = world.now();
        let expires = now + 60 + PERIOD;
        let key = Key { expires, ..good };
        world.attest(SERVICE, first, &key);
        world.enrol(SERVICE, first, &key).unwrap();
        let report = stated(SERVICE, first, now / PERIOD, [0, 100, 0]);
        world.at(expires - 1);
        assert_eq!(world.key_of(SERVICE, first), Some((key.key, true)));
        world.at(expires);
        assert_eq!(world.key_of(SERVICE, first), Some((key.key, false)));
        let error = format!("KeyExpired(expires: {expires}, time: {expires})");
        assert_eq!(world.report(&enclave, &report), Err(error));
    });
}

#[test]
fn key_is_of_one_operator_until_it_is_free() {
    each(|world| {
        let ([first, second], [enclave, other, _]) = (addresses(), enclaves());
        let key = world.enrolled(SERVICE, first, &enclave);
        world.attest(SERVICE, second, &key);
        let taken = format!("KeyTaken(key: {:?}, operator: {first:?})", key.key);
        assert_eq!(world.enrol(SERVICE, second, &key).unwrap_err(), taken);
        let proven = world.enrol_by_proof(FIRST, second, &key);
        assert_eq!(proven.unwrap_err(), taken);
        // In another service it is another key.
        world.attest(COUNTED, second, &key);
        world.enrol(COUNTED, second, &key).unwrap();
        // A new key frees the old one.
        world.enrolled(SERVICE, first, &other);
        assert_eq!(world.operator_of(SERVICE, key.key), hex(H160::zero()));
        world.enrol(SERVICE, second, &key).unwrap();
        assert_eq!(world.key_of(SERVICE, second), Some((key.key, true)));
        assert_eq!(world.key_of(SERVICE, first), Some((other.address, true)));
    });
}

/// An attacker that has an operator's old key, and the evidence of before.
#[test]
fn old_evidence_brings_no_key_back() {
    each(|world| {
        let ([first, _], [old, new, third]) = (addresses(), enclaves());
        let leaked = world.key(&old);
        world.record(FIRST, first, &leaked);
        world.prove(FIRST, first, &leaked);
        world.enrol_by_proof(FIRST, first, &leaked).unwrap();
        let proven_at = world.now();
        let key = world.enrolled(SERVICE, first, &new);
        let attested_at = world.now();
        let not_newer = |above: u64, received: u64| {
            format!("NotNewer(expectedAbove: {above}, received: {received})")
        };
        let error = world.enrol_by_proof(FIRST, first, &leaked).unwrap_err();
        assert_eq!(error, not_newer(attested_at, proven_at));
        // The same evidence again is not newer either.
        let error = world.enrol(SERVICE, first, &key).unwrap_err();
        assert_eq!(error, not_newer(attested_at, attested_at));
        // Nor is it once the newer key is gone.
        let digest = world.revocation(SERVICE, first, key.key);
        world
            .revoke(SERVICE, first, &new.signature(&digest))
            .unwrap();
        let error = world.enrol_by_proof(FIRST, first, &leaked).unwrap_err();
        assert_eq!(error, not_newer(attested_at, proven_at));
        let revoked = format!("RevokedKey(key: {:?})", key.key);
        assert_eq!(world.enrol(SERVICE, first, &key).unwrap_err(), revoked);
        // A committee that attests it again does not know that it leaked.
        world.attest(SERVICE, first, &key);
        assert_eq!(world.enrol(SERVICE, first, &key).unwrap_err(), revoked);
        assert_eq!(world.key_of(SERVICE, first), None);
        let next = world.key(&third);
        world.record(SECOND, first, &next);
        world.prove(SECOND, first, &next);
        world.enrol_by_proof(SECOND, first, &next).unwrap();
        assert_eq!(world.key_of(SERVICE, first), Some((next.key, true)));
        let error = world.enrol(SERVICE, first, &key).unwrap_err();
        assert_eq!(error, revoked);
    });
}

// ---- how enrolments end

#[test]
fn enrolment_that_holds_is_not_removed() {
    each(|world| {
        let ([first, second], [enclave, other, _]) = (addresses(), enclaves());
        let key = world.enrolled(SERVICE, first, &enclave);
        let still = |key: &Key| format!("StillValid(expires: {})", key.expires);
        assert_eq!(world.invalidate(SERVICE, first).unwrap_err(), still(&key));
        // The answer gets old, and is the last one.
        let time = world.now();
        world.at(time + FRESH + 1);
        assert_eq!(world.invalidate(SERVICE, first).unwrap_err(), still(&key));
        let proven = world.key(&other);
        world.record(FIRST, second, &proven);
        world.prove(FIRST, second, &proven);
        world.enrol_by_proof(FIRST, second, &proven).unwrap();
        // The committee says nothing of what was proven.
        world.sign_value(SERVICE, second, U256::from(1));
        assert_eq!(
            world.invalidate(SERVICE, second).unwrap_err(),
            still(&proven)
        );
        // What the proofs forget stays.
        let time = world.now();
        world.at(time + RETENTION + 60);
        assert_eq!(
            world.invalidate(SERVICE, second).unwrap_err(),
            still(&proven)
        );
        let clear = [json!(SERVICE), json!(1), json!([hex(second)])];
        let (proofs, chain) = (&world.proofs, &mut world.chain);
        proofs.send(chain, "eve", "clear", &clear);
        assert_eq!(
            world.invalidate(SERVICE, second).unwrap_err(),
            still(&proven)
        );
        let none = Operator::new(77).address;
        let error = format!("NoKey(serviceId: {SERVICE}, operator: {none:?})");
        assert_eq!(world.invalidate(SERVICE, none).unwrap_err(), error);
    });
}

#[test]
fn enrolment_that_does_not_hold_is_removed_by_any_account() {
    let ends: [fn(&mut World, H160); 3] = [
        |world, _| {
            let time = world.now();
            world.at(time + LIFE);
        },
        |world, _| world.allow(SERVICE, MEASUREMENT, false),
        // The collateral moved.
        |world, operator| world.sign_value(SERVICE, operator, U256::ZERO),
    ];
    for end in ends {
        each(|world| {
            let ([first, second], [enclave, ..]) = (addresses(), enclaves());
            let key = world.enrolled(SERVICE, first, &enclave);
            end(world, first);
            let sent = world.invalidate(SERVICE, first).unwrap();
            let event = format!(
                "KeyRemoved(serviceId: {SERVICE}, operator: {first:?}, key: {:?}, revoked: false)",
                key.key
            );
            assert_eq!(world.events(&sent), [event]);
            assert_eq!(world.key_of(SERVICE, first), None);
            let error = world.invalidate(SERVICE, first).unwrap_err();
            assert_eq!(name(&error), "NoKey");
            let period = world.begin_next();
            let report = stated(SERVICE, first, period, [0, 1, 1]);
            let error = world.report(&enclave, &report).unwrap_err();
            assert_eq!(name(&error), "NoKey");
            // The key is free, for newer evidence.
            world.allow(SERVICE, MEASUREMENT, true);
            world.enrolled(SERVICE, second, &enclave);
        });
    }
}

/// An account that knows the secrets of the proof's setup.
#[test]
fn enrolment_by_a_verifying_key_that_was_revoked_is_removed() {
    each(|world| {
        let ([first, _], [enclave, ..]) = (addresses(), enclaves());
        let key = world.key(&enclave);
        world.record(FIRST, first, &key);
        world.prove(FIRST, first, &key);
        world.enrol_by_proof(FIRST, first, &key).unwrap();
        let error = world.invalidate(SERVICE, first).unwrap_err();
        assert_eq!(name(&error), "StillValid");
        world.revoke_verifying_key(SERVICE, JOB);
        world.invalidate(SERVICE, first).unwrap();
        assert_eq!(world.key_of(SERVICE, first), None);
    });
}

#[test]
fn key_is_revoked_by_its_own_signature_alone() {
    each(|world| {
        let ([first, second], [enclave, other, _]) = (addresses(), enclaves());
        let key = world.enrolled(SERVICE, first, &enclave);
        world.enrolled(SERVICE, second, &other);
        let right = world.revocation(SERVICE, first, key.key);
        let for_others = [
            world.revocation(COUNTED, first, key.key),
            world.revocation(SERVICE, second, key.key),
            world.revocation(SERVICE, first, other.address),
        ];
        for digest in for_others {
            let error = world.revoke(SERVICE, first, &enclave.signature(&digest));
            assert_eq!(name(&error.unwrap_err()), "NotKeySigned");
        }
        let [operator, _] = operators();
        for by in [&operator, &other] {
            let error = world.revoke(SERVICE, first, &by.signature(&right));
            let (key, received) = (key.key, by.address);
            let not_signed = format!("NotKeySigned(key: {key:?}, received: {received:?})");
            assert_eq!(error, Err(not_signed));
        }
        for broken in [
            vec![],
            vec![0; 65],
            enclave.signature(&right)[..64].to_vec(),
        ] {
            let error = world.revoke(SERVICE, first, &broken).unwrap_err();
            assert_eq!(name(&error), "NotKeySigned");
        }
        let stated = [json!(SERVICE), hex(first), hex(key.key)];
        let asked = world.ask("revocationDigest", &stated);
        assert_eq!(asked, [bytes(&right)]);
        let signature = enclave.signature(&right);
        world.revoke(SERVICE, first, &signature).unwrap();
        assert_eq!(world.key_of(SERVICE, first), None);
        let error = world.revoke(SERVICE, first, &signature).unwrap_err();
        assert_eq!(name(&error), "NoKey");
        let valid = Some((other.address, true));
        assert_eq!(world.key_of(SERVICE, second), valid);
    });
}
