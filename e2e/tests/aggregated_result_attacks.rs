//! Attacks on aggregated results, each of which gains nothing, on each build: chosen keys, replays, claims about signers,
//! orders of submissions, points that are none, and too little gas.

#[path = "library/aggregated_results.rs"]
mod aggregated;
mod library;

use aggregated::{
    address, each, evidence, key, of, places, sum, text, too_late, World, BUILDS, CALL, CHAIN,
    CONTEST, INPUTS, OTHER, RIGHT, SERVICE, SET, SUBMIT, THIRD, WRONG, ZERO,
};
use alloy_primitives::{B256, U256};
use ark_bn254::{Fq, Fq2, G1Affine, G1Projective, G2Affine, G2Projective};
use ark_ec::CurveGroup;
use ark_ff::{BigInteger, PrimeField};
use blueprint_e2e::stored::bytes;
use blueprint_evidence::{
    aggregated_results::{First, Second},
    AggregatedResult, BlsKey, Signatures, Statements,
};
use blueprint_rules::qos::aggregated_results::{POSSESSION, SIGNATURE};
use library::{account, OWNER};
use serde_json::json;

const BAD: &str = "BadSignature()";
const FAILED: &str = "PrecompileFailed()";

// ---- points

fn field(number: &U256) -> Fq {
    Fq::from_be_bytes_mod_order(&number.to_be_bytes::<32>())
}

fn coordinate(number: &Fq) -> U256 {
    U256::from_be_slice(&number.into_bigint().to_bytes_be())
}

fn one([x, y]: &First) -> G1Projective {
    G1Affine::new(field(x), field(y)).into()
}

fn two([xi, xr, yi, yr]: &Second) -> G2Projective {
    let (x, y) = (
        Fq2::new(field(xr), field(xi)),
        Fq2::new(field(yr), field(yi)),
    );
    G2Affine::new(x, y).into()
}

fn first(point: G1Projective) -> First {
    let point = point.into_affine();
    [coordinate(&point.x), coordinate(&point.y)]
}

fn second(point: G2Projective) -> Second {
    let point = point.into_affine();
    outside(&point)
}

fn outside(point: &G2Affine) -> Second {
    let (x, y) = (point.x, point.y);
    [x.c1, x.c0, y.c1, y.c0].map(|it| coordinate(&it))
}

/// A point of the second curve that is not of the second group.
fn of_no_group() -> Second {
    let found = (1u64..100).find_map(|x| {
        let x = Fq2::new(Fq::from(x), Fq::from(1u64));
        let point = G2Affine::get_point_from_x_unchecked(x, true)?;
        (!point.is_in_correct_subgroup_assuming_on_curve()).then_some(point)
    });
    outside(&found.unwrap())
}

fn prime() -> U256 {
    U256::from_be_slice(&Fq::MODULUS.to_bytes_be())
}

// ---- keys

/// The key of an account's choice less the keys of others: with it, the chosen key alone would sign for all of them.
#[test]
fn key_that_cancels_those_of_others_has_no_proof() {
    each(|world| {
        let own = key(90);
        let eve = account("eve");
        let mut rogue = (one(&own.first()), two(&own.second()));
        for other in &world.keys {
            rogue.0 -= one(&other.first());
            rogue.1 -= two(&other.second());
        }
        let (rogue_first, rogue_second) = (first(rogue.0), second(rogue.1));
        // By the key that it knows, of the message for the rogue key; and by its own for its own.
        let message = possession_of(world, &rogue_first, &rogue_second);
        let place = world.place();
        for proof in [
            own.sign(POSSESSION, &message),
            own.possession(&place, address(eve.address)),
        ] {
            let sent = world.enrol_with(&eve, &rogue_first, &rogue_second, &proof);
            assert_eq!(sent.unwrap_err(), BAD);
        }
        assert_eq!(
            world.ask("keyOf", &[library::hex(eve.address)])[0],
            json!(["0", "0"])
        );
    });
}

/// What eve's proof for two points would sign.
fn possession_of(world: &mut World, first: &First, second: &Second) -> B256 {
    let asked = [
        library::hex(of("eve")),
        aggregated::words(first),
        aggregated::words(second),
    ];
    let stated = world.ask("possessionOf", &asked).remove(0);
    stated.as_str().unwrap().parse().unwrap()
}

#[test]
fn proof_of_another_operator_contract_chain_or_domain_enrols_no_key() {
    each(|world| {
        let (own, eve) = (key(91), account("eve"));
        let place = world.place();
        let to = address(eve.address);
        let elsewhere = Statements {
            contract: address(of("bob")),
            ..place
        };
        let other_chain = Statements {
            chain_id: CHAIN + 1,
            ..place
        };
        let result = own.sign(SIGNATURE, &own.possession_message(&place, to));
        for proof in [
            own.possession(&place, address(of("bob"))),
            own.possession(&elsewhere, to),
            own.possession(&other_chain, to),
            result,
        ] {
            let sent = world.enrol_with(&eve, &own.first(), &own.second(), &proof);
            assert_eq!(sent.unwrap_err(), BAD);
        }
        world.enrol(&eve, &own).unwrap();
    });
}

/// A proof is no signature of a result, even where both sign the same 32 bytes.
#[test]
fn proof_is_no_signature_of_a_result() {
    each(|world| {
        world.open();
        let message = world.result(RIGHT).message(&world.place());
        let mut signed = Signatures::default();
        for place in 0..3 {
            let key = world.keys[usize::from(place)];
            let proof = key.sign(POSSESSION, &message);
            signed = signed.with(place, &proof, &key.second()).unwrap();
        }
        assert_eq!(world.submit_of(RIGHT, &signed).unwrap_err(), BAD);
    });
}

#[test]
fn key_of_one_operator_is_taken_by_no_other_one() {
    each(|world| {
        let bob = world.keys[0];
        let taken = world.enrol(&account("eve"), &bob).unwrap_err();
        assert_eq!(taken, format!("KeyTaken(operator: {:?})", of("bob")));
    });
}

#[test]
fn keys_of_the_two_groups_are_one_key() {
    each(|world| {
        let (own, other, eve) = (key(92), key(93), account("eve"));
        let (a, b) = (own.first(), other.second());
        let message = possession_of(world, &a, &b);
        let (by_own, by_other) = (
            own.sign(POSSESSION, &message),
            other.sign(POSSESSION, &message),
        );
        for proof in [by_own, by_other] {
            let sent = world.enrol_with(&eve, &a, &b, &proof);
            assert_eq!(sent.unwrap_err(), BAD);
        }
        // With a factor that is known, the errors of the two equations cancel.
        for factor in [0u64, 1] {
            let times = |point: G1Projective| first(point * ark_bn254::Fr::from(factor));
            let difference = one(&other.first()) - one(&a);
            let shift = times(difference);
            let proof = match factor {
                0 => by_other,
                _ => first(one(&by_other) + one(&shift)),
            };
            let sent = world.enrol_with(&eve, &a, &b, &proof);
            assert_eq!(sent.unwrap_err(), BAD, "{factor}");
        }
    });
}

// ---- submitted keys

/// The submitter signs with a key of its own and submits that as the sum of the members' keys.
#[test]
fn key_of_a_submitter_is_not_believed() {
    each(|world| {
        world.open();
        let own = key(94);
        let honest = world.signed(RIGHT, &[0, 1, 2]);
        let place = world.place();
        let by_own = world.result(WRONG).sign(&place, &own);
        let forged = Signatures {
            signers: places(&[0, 1, 2]),
            signature: by_own,
            key: own.second(),
        };
        assert_eq!(world.submit_of(WRONG, &forged).unwrap_err(), BAD);
        // With a known factor of 1 this one would pass: its errors in the two equations cancel.
        let members = (0..3).fold(G1Projective::default(), |all, at| {
            all + one(&world.keys[at].first())
        });
        let cancelling = Signatures {
            signature: first(one(&by_own) + one(&own.first()) - members),
            ..forged
        };
        assert_eq!(world.submit_of(WRONG, &cancelling).unwrap_err(), BAD);
        // The members' signature with another key, and another signature with the members' key.
        for (signature, key) in [(honest.signature, own.second()), (by_own, honest.key)] {
            let mixed = Signatures {
                signature,
                key,
                ..honest
            };
            assert_eq!(world.submit_of(RIGHT, &mixed).unwrap_err(), BAD);
            assert_eq!(world.verify_of(RIGHT, &mixed), Ok(false));
        }
        assert_eq!(world.verify_of(WRONG, &forged), Ok(false));
        assert_eq!(world.verify_of(RIGHT, &honest), Ok(true));
        world.submit_of(RIGHT, &honest).unwrap();
    });
}

// ---- replays

#[test]
fn signatures_of_another_call_service_contract_chain_or_input_are_none() {
    each(|world| {
        world.open();
        world.open_as(SERVICE, CALL + 1, SET).unwrap();
        world.open_as(OTHER, CALL, SET).unwrap();
        let place = world.place();
        let good = world.result(RIGHT);
        let keys: Vec<_> = (0..3u8)
            .map(|it| (it, world.keys[usize::from(it)]))
            .collect();
        let elsewhere = Statements {
            contract: address(of("bob")),
            ..place
        };
        let other_chain = Statements {
            chain_id: CHAIN + 1,
            ..place
        };
        for (result, place) in [
            (
                AggregatedResult {
                    call_id: CALL + 1,
                    ..good
                },
                place,
            ),
            (
                AggregatedResult {
                    service_id: OTHER,
                    ..good
                },
                place,
            ),
            (
                AggregatedResult {
                    inputs: B256::from(WRONG),
                    ..good
                },
                place,
            ),
            (
                AggregatedResult {
                    output: B256::from(WRONG),
                    ..good
                },
                place,
            ),
            (good, elsewhere),
            (good, other_chain),
        ] {
            let signed = sum(&result, &place, &keys);
            assert_eq!(world.submit_of(RIGHT, &signed).unwrap_err(), BAD);
            assert_eq!(world.verify_of(RIGHT, &signed), Ok(false));
        }
        let signed = sum(&good, &place, &keys);
        for (service, call) in [(SERVICE, CALL + 1), (OTHER, CALL)] {
            let sent = world.submit_as((service, call), RIGHT, &signed);
            assert_eq!(sent.unwrap_err(), BAD);
        }
        world.submit_of(RIGHT, &signed).unwrap();
    });
}

// ---- claims about signers

#[test]
fn bits_of_no_member_and_of_no_signer_do_not_count() {
    each(|world| {
        let set = [json!(SERVICE), json!(SET)];
        world.call("ferdie", "leaveSet", &set).unwrap();
        world.open();
        let good = world.signed(RIGHT, &[0, 1, 2]);
        let with = |signers: U256| Signatures { signers, ..good };
        // None, a place without a member, all places, and a member that left.
        for signers in [
            U256::ZERO,
            places(&[0, 1, 2, 4]),
            places(&[0, 1, 2, 255]),
            U256::MAX,
            places(&[0, 1, 2, 3]),
        ] {
            let error = format!("BadSigners(signers: {signers})");
            assert_eq!(world.submit_of(RIGHT, &with(signers)).unwrap_err(), error);
            assert_eq!(world.verify_of(RIGHT, &with(signers)), Ok(false));
        }
        let few = world.signed(RIGHT, &[0, 1]);
        let claimed = Signatures {
            signers: places(&[0, 1, 2]),
            ..few
        };
        assert_eq!(world.submit_of(RIGHT, &claimed).unwrap_err(), BAD);
        assert_eq!(world.verify_of(RIGHT, &claimed), Ok(false));
        assert_eq!(world.verify_of(RIGHT, &few), Ok(false));
        world.submit_of(RIGHT, &good).unwrap();
    });
}

/// Fewer bits than signers: a member whose signature is in the sum is not left out.
#[test]
fn signer_is_not_left_out_of_a_sum() {
    each(|world| {
        world.open();
        let all = world.signed(RIGHT, &[0, 1, 2, 3]);
        let fewer = Signatures {
            signers: places(&[0, 1, 2]),
            ..all
        };
        assert_eq!(world.submit_of(RIGHT, &fewer).unwrap_err(), BAD);
        // Nor is one replaced by another one.
        let three = world.signed(RIGHT, &[0, 1, 2]);
        let other = Signatures {
            signers: places(&[0, 1, 3]),
            ..three
        };
        assert_eq!(world.submit_of(RIGHT, &other).unwrap_err(), BAD);
        world.submit_of(RIGHT, &all).unwrap();
    });
}

// ---- points that are none

#[test]
fn infinity_is_no_signature_and_no_key() {
    each(|world| {
        world.open();
        let good = world.signed(RIGHT, &[0, 1, 2]);
        let none = Signatures {
            signature: [U256::ZERO; 2],
            key: [U256::ZERO; 4],
            ..good
        };
        let no_signature = Signatures {
            key: good.key,
            ..none
        };
        let no_key = Signatures {
            signature: good.signature,
            ..none
        };
        for (signed, point) in [(none, 1), (no_signature, 1), (no_key, 3)] {
            assert_eq!(world.verify_of(RIGHT, &signed), Ok(false));
            let error = format!("BadPoint(point: {point})");
            assert_eq!(world.submit_of(RIGHT, &signed).unwrap_err(), error);
        }
        let (own, eve) = (key(95), account("eve"));
        let proof = own.possession(&world.place(), address(eve.address));
        let (first, second) = (own.first(), own.second());
        for (first, second, proof, point) in [
            (first, second, [U256::ZERO; 2], 1),
            ([U256::ZERO; 2], second, proof, 2),
            (first, [U256::ZERO; 4], proof, 3),
            ([U256::ZERO; 2], [U256::ZERO; 4], proof, 2),
        ] {
            let sent = world.enrol_with(&eve, &first, &second, &proof);
            assert_eq!(sent.unwrap_err(), format!("BadPoint(point: {point})"));
        }
    });
}

/// Two members whose keys cancel: the sum of all is the point at infinity, by which any signature of zeros would be valid.
#[test]
fn keys_that_cancel_sign_nothing() {
    each(|world| {
        let own = key(96);
        let hash = alloy_primitives::keccak256(96u64.to_be_bytes()).0;
        let secret: U256 = U256::from_be_bytes(hash) & (U256::MAX >> 8usize);
        let order = U256::from_be_slice(&ark_bn254::Fr::MODULUS.to_bytes_be());
        let minus: U256 = order - secret;
        let minus = BlsKey::from_bytes(&minus.to_be_bytes()).unwrap();
        assert_eq!(
            one(&own.first()) + one(&minus.first()),
            G1Projective::default()
        );
        let (eve, alice) = (account("eve"), account("alice"));
        world.enrol(&eve, &own).unwrap();
        world.enrol(&alice, &minus).unwrap();
        world
            .add(SERVICE, 2, &[eve.address, alice.address])
            .unwrap();
        world.seal(SERVICE, 2).unwrap();
        world.open_as(SERVICE, CALL, 2).unwrap();
        let any = world.signed(RIGHT, &[0, 1]);
        for (signature, key) in [(any.signature, any.key), ([U256::ZERO; 2], [U256::ZERO; 4])] {
            let signed = Signatures {
                signers: places(&[0, 1]),
                signature,
                key,
            };
            assert_eq!(world.verify_of(RIGHT, &signed), Ok(false));
            assert!(world.submit_of(RIGHT, &signed).is_err());
        }
    });
}

#[test]
fn coordinates_off_the_curve_or_beyond_the_prime_are_errors() {
    each(|world| {
        world.open();
        let good = world.signed(RIGHT, &[0, 1, 2]);
        for place in 0..2 {
            for shift in [U256::from(1), prime()] {
                let mut signed = good;
                signed.signature[place] = good.signature[place].wrapping_add(shift);
                let error = Err("BadPoint(point: 1)".to_string());
                assert_eq!(world.verify_of(RIGHT, &signed), error);
                assert_eq!(world.submit_of(RIGHT, &signed).map(|_| true), error);
            }
        }
        for place in 0..4 {
            for shift in [U256::from(1), prime()] {
                let mut signed = good;
                signed.key[place] = good.key[place].wrapping_add(shift);
                let error = Err("BadPoint(point: 3)".to_string());
                assert_eq!(world.verify_of(RIGHT, &signed), error);
                assert_eq!(world.submit_of(RIGHT, &signed).map(|_| true), error);
            }
        }
        let (own, eve) = (key(97), account("eve"));
        let proof = own.possession(&world.place(), address(eve.address));
        let mut first = own.first();
        first[1] += U256::from(1);
        let sent = world.enrol_with(&eve, &first, &own.second(), &proof);
        assert_eq!(sent.unwrap_err(), "BadPoint(point: 2)");
    });
}

/// The second curve has more points than its group: pairings with them mean nothing.
#[test]
fn point_outside_of_the_second_group_is_no_key() {
    each(|world| {
        world.open();
        let other = of_no_group();
        let good = world.signed(RIGHT, &[0, 1, 2]);
        let signed = Signatures { key: other, ..good };
        assert_eq!(world.verify_of(RIGHT, &signed), Err(FAILED.into()));
        assert_eq!(world.submit_of(RIGHT, &signed).unwrap_err(), FAILED);
        let (own, eve) = (key(98), account("eve"));
        let message = possession_of(world, &own.first(), &other);
        let proof = own.sign(POSSESSION, &message);
        let sent = world.enrol_with(&eve, &own.first(), &other, &proof);
        assert_eq!(sent.unwrap_err(), FAILED);
    });
}

// ---- orders of submissions

/// The first submitter leaves a member out; the member's signature joins later.
#[test]
fn submitter_does_not_choose_who_signed() {
    each(|world| {
        let opened = world.now();
        world.open();
        world.submit(RIGHT, &[0, 1, 2]).unwrap();
        assert_eq!(world.submit(RIGHT, &[0, 1, 2]).unwrap_err(), "NothingNew()");
        assert_eq!(world.submit(RIGHT, &[1]).unwrap_err(), "NothingNew()");
        let sent = world.submit(RIGHT, &[3]).unwrap();
        let id = format!("serviceId: {SERVICE}, callId: {CALL}");
        let event = format!("SignersJoined({id}, output: {}, signers: 15)", text(RIGHT));
        assert_eq!(world.events(&sent), [event]);
        world.at(opened + CONTEST);
        assert_eq!(world.verdicts(), [1; 4]);
        assert_eq!(world.agreed(), (true, text(RIGHT), 4, 4, true));
    });
}

#[test]
fn member_that_signs_two_outputs_is_named_with_one_digest_in_any_order() {
    let submissions = [
        (RIGHT, &[0u8, 1, 2][..]),
        (WRONG, &[1, 2, 3][..]),
        (RIGHT, &[0, 3][..]),
    ];
    for order in [[0, 1, 2], [1, 0, 2], [0, 2, 1]] {
        each(|world| {
            let opened = world.now();
            world.open();
            for index in order {
                let (output, by) = submissions[index];
                world.submit(output, by).unwrap();
            }
            let digest = |name: &str| text(evidence(world.results.address, of(name), opened));
            let digests = ["bob", "charlie", "dave", "ferdie"].map(digest);
            // bob signed one; the others signed both.
            assert_eq!(world.verdicts(), [0, 2, 2, 2]);
            for (name, digest) in ["charlie", "dave", "ferdie"].iter().zip(&digests[1..]) {
                assert_eq!(world.verdict_of(CALL, of(name)), (2, digest.clone()));
            }
            // Two outputs at the threshold: none is agreed, then or later.
            assert_eq!(world.agreed(), (false, text(ZERO), 0, 4, false));
            world.at(opened + 2 * CONTEST);
            assert_eq!(world.agreed(), (false, text(ZERO), 0, 4, true));
            assert_eq!(world.verdicts(), [0, 2, 2, 2]);
        });
    }
}

/// One member alone signs another output: it is named, and the agreement of the others stands.
#[test]
fn equivocator_alone_undoes_no_agreement_and_accuses_no_other_member() {
    each(|world| {
        let opened = world.now();
        world.open();
        world.submit(RIGHT, &[0, 1, 2]).unwrap();
        // ferdie signed nothing else: its other output names no member.
        let few = world.submit(WRONG, &[3]).unwrap_err();
        assert_eq!(few, "BelowThreshold(least: 3, received: 1)");
        let sent = world.submit(WRONG, &[2, 3]).unwrap();
        let id = format!("serviceId: {SERVICE}, callId: {CALL}");
        let named = format!("Equivocated({id}, output: {}, members: 4)", text(WRONG));
        assert_eq!(world.events(&sent), [named]);
        // A claim that others signed it.
        let alone = world.signed(WRONG, &[3]);
        let claimed = Signatures {
            signers: places(&[0, 3]),
            ..alone
        };
        assert_eq!(world.submit_of(WRONG, &claimed).unwrap_err(), BAD);
        assert_eq!(world.verdicts(), [0, 0, 2, 0]);
        world.at(opened + CONTEST);
        assert_eq!(world.verdicts(), [1, 1, 2, 0]);
        assert_eq!(world.agreed(), (true, text(RIGHT), 3, 4, true));
    });
}

#[test]
fn third_output_has_no_place_and_names_those_that_signed_it_and_another() {
    each(|world| {
        world.open();
        world.submit(RIGHT, &[0, 1, 2]).unwrap();
        world.submit(WRONG, &[0, 1, 2]).unwrap();
        assert_eq!(world.verdicts(), [2, 2, 2, 0]);
        assert_eq!(world.submit(THIRD, &[0, 1, 2]).unwrap_err(), "NothingNew()");
        world.submit(WRONG, &[3]).unwrap();
        assert_eq!(world.verdicts(), [2, 2, 2, 0]);
        world.submit(THIRD, &[1, 2, 3]).unwrap();
        assert_eq!(world.verdicts(), [2; 4]);
        let outputs = world.outputs();
        assert_eq!(outputs[0], bytes(&RIGHT));
        assert_eq!(outputs[2], bytes(&WRONG));
        assert_eq!(outputs[3..], [json!("15"), json!("15")]);
    });
}

#[test]
fn signatures_after_the_deadline_change_nothing() {
    each(|world| {
        let opened = world.now();
        world.open();
        world.open_as(SERVICE, CALL + 1, SET).unwrap();
        world.submit(RIGHT, &[0, 1, 2]).unwrap();
        // A second output has a contest of its own, for those that signed it to be named.
        let end = opened + CONTEST;
        world.at(end - 1);
        world.submit(WRONG, &[0, 1, 3]).unwrap();
        let end = end - 1 + CONTEST;
        world.at(end - 1);
        world.submit(WRONG, &[2]).unwrap();
        world.at(end);
        let late = world.submit(RIGHT, &[3]).unwrap_err();
        assert_eq!(late, too_late(end, end));
        assert_eq!(world.verdicts(), [2, 2, 2, 0]);
        let until = opened + SUBMIT;
        world.at(until.max(end));
        let signed = {
            let result = AggregatedResult {
                call_id: CALL + 1,
                ..world.result(RIGHT)
            };
            let keys: Vec<_> = (0..3u8)
                .map(|it| (it, world.keys[usize::from(it)]))
                .collect();
            sum(&result, &world.place(), &keys)
        };
        let late = world.submit_as((SERVICE, CALL + 1), RIGHT, &signed);
        let now = world.now();
        assert_eq!(late.unwrap_err(), too_late(until, now));
        assert_eq!(world.verdict_of(CALL + 1, of("bob")).0, 0);
    });
}

// ---- gas

/// With any limit of weight, an answer is the right one or there is none: a precompile that ran out of gas is not taken for
/// signatures that are wrong.
#[test]
fn too_little_gas_makes_no_answer_another_one() {
    for built in BUILDS {
        let mut world = World::new(built);
        world.open();
        let good = world.signed(RIGHT, &[0, 1, 2]);
        let bad = Signatures {
            signers: places(&[0, 1, 3]),
            ..good
        };
        let spent = world.verify_cost(RIGHT, &good);
        let steps = if built.ends_with(".evm") { 400 } else { 100 };
        let (mut none, mut answers) = (0, 0);
        for step in 1..=steps {
            let limit = spent / steps * step * 3 / 2;
            match world.verify_within(RIGHT, &good, limit) {
                None => none += 1,
                Some(valid) => {
                    assert!(valid, "{built}: {limit} of {spent}");
                    answers += 1;
                }
            }
            assert_ne!(
                world.verify_within(RIGHT, &bad, limit),
                Some(true),
                "{limit}"
            );
        }
        eprintln!("{built}: {none} limits without an answer, {answers} with the right one");
        assert!(none > steps / 3 && answers > steps / 6, "{none} {answers}");
    }
}

/// A set whose inputs are bound by the call: another call with the same number cannot be opened, so no signature counts twice.
#[test]
fn number_of_a_call_is_used_once() {
    each(|world| {
        world.open();
        let again = [json!(SERVICE), json!(CALL), bytes(&INPUTS), json!(SET)];
        let low = format!("CallNumberTooLow(expectedAbove: {CALL}, received: {CALL})");
        assert_eq!(world.call(OWNER, "openCall", &again).unwrap_err(), low);
    });
}
