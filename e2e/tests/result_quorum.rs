//! A result quorum on the chain: operators commit to outputs and reveal them, and the one that enough of them reveal is
//! agreed. Each attack is a test in which it gains nothing, on each build.

mod library;
#[path = "library/result_quorum.rs"]
mod world;

use blueprint_e2e::stored::bytes;
use library::{hex, number, Operator, OWNER};
use serde_json::{json, Value};
use sp_core::H160;
use world::{
    commitment_in, each, evidence, of, result, terms, text, too_early, too_late, Result, CALL,
    COMMIT, DAY, INPUTS, OTHER, PERIOD, RETENTION, REVEAL, RIGHT, SERVICE, THIRD, THREE, UNKNOWN,
    WRONG, ZERO,
};

// ---- the course of a call

#[test]
fn output_that_enough_operators_reveal_is_agreed_and_another_one_deviates() {
    each(|world| {
        let opened = world.now();
        let sent = world.open(&THREE);
        let id = format!("serviceId: {SERVICE}, callId: {CALL}");
        let (commit, reveal) = (opened + COMMIT, opened + COMMIT + REVEAL);
        let inputs = text(INPUTS);
        let event = format!(
            "CallOpened({id}, inputs: {inputs}, operators: 3, threshold: 2, commitUntil: {commit}, \
             revealUntil: {reveal})"
        );
        assert_eq!(world.events(&sent), [event]);
        let bob = of("bob");
        let own = result(bob, WRONG);
        let hidden = text(world.commitment(&own));
        let sent = world.commit("bob", WRONG);
        let event = format!("ResultCommitted({id}, operator: {bob:?}, commitment: {hidden})");
        assert_eq!(world.events(&sent), [event]);
        world.at(opened + 60);
        world.commit("charlie", RIGHT);
        world.commit("dave", RIGHT);
        // All committed: outputs are revealed before the commit period is over.
        let sent = world.reveal("bob", WRONG).unwrap();
        let event = format!(
            "ResultRevealed({id}, operator: {bob:?}, output: {})",
            text(WRONG)
        );
        assert_eq!(world.events(&sent), [event]);
        world.reveal("charlie", RIGHT).unwrap();
        assert_eq!(world.agreed(), (false, text(ZERO), 0, 3, false));
        for name in THREE {
            let verdict = world.verdict_of(CALL, of(name));
            assert_eq!(verdict, (0, text(ZERO)));
        }
        let sent = world.reveal("dave", RIGHT).unwrap();
        let agreed = format!("ResultAgreed({id}, output: {})", text(RIGHT));
        assert_eq!(world.events(&sent)[1], agreed);
        assert_eq!(world.agreed(), (true, text(RIGHT), 2, 3, true));
        assert_eq!((world.verdict("charlie"), world.verdict("dave")), (1, 1));
        // The moment of the offence is that of the call, whenever the operator commits and reveals.
        let digest = evidence(world.quorum.address, &own, RIGHT, opened);
        assert_eq!(world.verdict_of(CALL, bob), (2, text(digest)));
        let asked = [json!(SERVICE), json!(CALL), hex(bob)];
        let stated = world.ask("resultOf", &asked);
        assert_eq!(stated, [bytes(&WRONG), json!(opened.to_string())]);
        let stated = world.ask("participationOf", &asked);
        let times = [opened, opened + 60].map(|it| json!(it.to_string()));
        assert_eq!(stated[0], json!(hidden));
        assert_eq!(stated[1..], times);
        for (output, count) in [(RIGHT, 2), (WRONG, 1), (THIRD, 0)] {
            let asked = [json!(SERVICE), json!(CALL), bytes(&output)];
            assert_eq!(number(&world.ask("countOf", &asked)[0]), count);
        }
        let mut operators = THREE.map(of);
        operators.sort();
        let named = world.ask("operatorsOf", &[json!(SERVICE), json!(CALL)]);
        assert_eq!(named, [json!(operators.map(hex))]);
        let fields = [
            ("opened", opened),
            ("rememberedUntil", reveal + RETENTION),
            ("operators", 3),
            ("threshold", 2),
            ("committed", 3),
            ("revealed", 3),
            ("settled", 0),
        ];
        for (field, value) in fields {
            assert_eq!(world.field(CALL, field), value, "{field}");
        }
        world.at(reveal);
        let sent = world.settle(CALL).unwrap();
        let period = reveal / PERIOD;
        let counts = "agreed: 2, deviated: 1, missed: 0, withheld: 0, undecided: 0";
        let event = format!("CallSettled({id}, period: {period}, {counts})");
        assert_eq!(world.events(&sent), [event]);
        assert_eq!(world.tally("bob", period, period + 1), [0, 1, 0, 0, 0]);
        assert_eq!(world.tally("charlie", period, period + 1), [1, 0, 0, 0, 0]);
    });
}

#[test]
fn split_operators_have_no_verdict_and_outcomes_of_their_own() {
    each(|world| {
        let outputs = [
            ("bob", Some(RIGHT)),
            ("charlie", Some(RIGHT)),
            ("dave", Some(WRONG)),
            ("ferdie", None),
        ];
        world.play(&outputs);
        assert_eq!(world.agreed(), (false, text(ZERO), 0, 4, true));
        world.settle(CALL).unwrap();
        for (name, output) in outputs {
            assert_eq!(world.verdict(name), 0, "{name}");
            let withheld = u128::from(output.is_none());
            let counts = [0, 0, 0, withheld, 1 - withheld];
            assert_eq!(world.tally_of_all(name), counts, "{name}");
        }
        let asked = [json!(SERVICE), json!(CALL), hex(of("ferdie"))];
        assert_eq!(world.ask("resultOf", &asked), [bytes(&ZERO), json!("0")]);
    });
}

/// The operator that reveals last sees that its output would be agreed, or would deviate, and withholds it.
#[test]
fn operator_that_withholds_its_output_is_counted_for_it_and_blames_no_other() {
    each(|world| {
        world.play(&[
            ("bob", Some(WRONG)),
            ("charlie", Some(RIGHT)),
            ("dave", None),
        ]);
        // dave committed to RIGHT, which would have been agreed.
        let until = world.now();
        let late = world.reveal("dave", RIGHT).unwrap_err();
        assert_eq!(late, too_late(until, until));
        world.settle(CALL).unwrap();
        for (name, tally) in [
            ("bob", [0, 0, 0, 0, 1]),
            ("charlie", [0, 0, 0, 0, 1]),
            ("dave", [0, 0, 0, 1, 0]),
        ] {
            assert_eq!(world.verdict(name), 0, "{name}");
            assert_eq!(world.tally_of_all(name), tally, "{name}");
        }
    });
}

// ---- attacks of operators

#[test]
fn copy_of_a_commitment_does_not_open_for_another_operator() {
    each(|world| {
        world.open(&THREE);
        let opened = world.now();
        let own = result(of("bob"), RIGHT);
        let copied = world.commitment(&own);
        world.commit("bob", RIGHT);
        // charlie has no result, and copies bob's commitment.
        world.send("charlie", of("charlie"), copied).unwrap();
        world.at(opened + COMMIT);
        world.reveal("bob", RIGHT).unwrap();
        // And what bob revealed: output and salt.
        let stolen = Result {
            operator: of("charlie"),
            ..own
        };
        let (expected, received) = (text(copied), text(world.commitment(&stolen)));
        let wrong = format!("WrongCommitment(expected: {expected}, received: {received})");
        assert_eq!(world.reveal_as("charlie", &stolen).unwrap_err(), wrong);
        // In bob's name it was revealed.
        let again = format!("AlreadyRevealed(operator: {:?})", of("bob"));
        assert_eq!(world.reveal_as("charlie", &own).unwrap_err(), again);
        // dave saw the output in the reveal period, and cannot commit to it any more.
        let late = world.commitment(&result(of("dave"), RIGHT));
        let late = world.send("dave", of("dave"), late).unwrap_err();
        assert_eq!(late, too_late(opened + COMMIT, opened + COMMIT));
        world.at(opened + COMMIT + REVEAL);
        world.settle(CALL).unwrap();
        for (name, tally) in [
            ("bob", [0, 0, 0, 0, 1]),
            ("charlie", [0, 0, 0, 1, 0]),
            ("dave", [0, 0, 1, 0, 0]),
        ] {
            assert_eq!(world.tally_of_all(name), tally, "{name}");
        }
    });
}

#[test]
fn nothing_is_revealed_while_an_operator_can_commit() {
    each(|world| {
        world.open(&THREE);
        let opened = world.now();
        let from = opened + COMMIT;
        world.commit("bob", RIGHT);
        world.commit("charlie", RIGHT);
        for time in [opened, from - 1] {
            world.at(time);
            let early = world.reveal("bob", RIGHT).unwrap_err();
            assert_eq!(early, too_early(from, time));
        }
        // dave is the last one that can.
        world.commit("dave", WRONG);
        world.reveal("bob", RIGHT).unwrap();
        world.reveal("charlie", RIGHT).unwrap();
        assert_eq!(world.agreed(), (true, text(RIGHT), 2, 3, false));
    });
}

/// An operator that sees what others revealed, and wants to follow them.
#[test]
fn output_is_the_one_that_was_committed_before_any_was_seen() {
    each(|world| {
        world.open(&THREE);
        let opened = world.now();
        world.commit("bob", WRONG);
        world.commit("charlie", RIGHT);
        world.commit("dave", RIGHT);
        world.reveal("charlie", RIGHT).unwrap();
        world.reveal("dave", RIGHT).unwrap();
        // It commits again, and reveals another output or salt.
        let again = world.commitment(&result(of("bob"), RIGHT));
        let error = world.send("bob", of("bob"), again).unwrap_err();
        let committed = format!("AlreadyCommitted(operator: {:?})", of("bob"));
        assert_eq!(error, committed);
        for salt in [result(of("bob"), WRONG).salt, RIGHT, ZERO] {
            let other = Result {
                salt,
                ..result(of("bob"), RIGHT)
            };
            let error = world.reveal_as("bob", &other).unwrap_err();
            assert!(error.starts_with("WrongCommitment("), "{error}");
        }
        assert_eq!(world.verdict("bob"), 0);
        world.at(opened + COMMIT + REVEAL - 1);
        world.reveal("bob", WRONG).unwrap();
        assert_eq!(world.verdict("bob"), 2);
        let again = format!("AlreadyRevealed(operator: {:?})", of("bob"));
        assert_eq!(world.reveal("bob", WRONG).unwrap_err(), again);
    });
}

/// Salts and outputs that were used before, for other calls, services, inputs, contracts and chains.
#[test]
fn commitment_binds_chain_contract_service_call_operator_and_inputs() {
    each(|world| {
        let own = result(of("bob"), RIGHT);
        let asked = [
            json!(own.service),
            json!(own.call),
            hex(own.operator),
            bytes(&own.inputs),
            bytes(&own.output),
            bytes(&own.salt),
        ];
        let commitment = bytes(&world.commitment(&own));
        assert_eq!(world.ask("commitmentOf", &asked), [commitment]);
        world.open(&THREE);
        let opened = world.now();
        let quorum = world.quorum.address;
        let mut others = vec![
            commitment_in(quorum, 1, &own),
            commitment_in(H160::repeat_byte(7), 31_337, &own),
        ];
        let changes: [fn(&mut Result); 6] = [
            |it| it.service = OTHER,
            |it| it.call += 1,
            |it| it.operator = of("dave"),
            |it| it.inputs[0] ^= 1,
            |it| it.output[31] ^= 1,
            |it| it.salt[31] ^= 1,
        ];
        for change in changes {
            let mut other = own;
            change(&mut other);
            others.push(world.commitment(&other));
        }
        let mut call = CALL;
        for other in others {
            call += 1;
            world
                .open_as(SERVICE, call, &["bob", "charlie"].map(of))
                .unwrap();
            let sending = [
                json!(SERVICE),
                json!(call),
                hex(of("bob")),
                bytes(&other),
                json!("0x"),
            ];
            world.call("bob", "commit", &sending).unwrap();
        }
        world.at(opened + COMMIT);
        for call in CALL + 1..=call {
            let revealed = world.reveal_as("bob", &Result { call, ..own });
            // The one of the changes that is the next call's is of that call.
            let expected = world.ask(
                "participationOf",
                &[json!(SERVICE), json!(call), hex(of("bob"))],
            );
            assert_ne!(expected[0], bytes(&world.commitment(&own)));
            let error = revealed.unwrap_err();
            assert!(error.starts_with("WrongCommitment("), "{error}");
        }
    });
}

#[test]
fn commitments_and_reveals_after_their_period_are_rejected() {
    each(|world| {
        world.open(&THREE);
        let opened = world.now();
        let (commit, reveal) = (opened + COMMIT, opened + COMMIT + REVEAL);
        world.at(commit - 1);
        world.commit("bob", RIGHT);
        world.at(commit);
        let late = world.commitment(&result(of("charlie"), RIGHT));
        let late = world.send("charlie", of("charlie"), late).unwrap_err();
        assert_eq!(late, too_late(commit, commit));
        let none = format!("NotCommitted(operator: {:?})", of("charlie"));
        assert_eq!(world.reveal("charlie", RIGHT).unwrap_err(), none);
        for time in [reveal, reveal + 1] {
            world.at(time);
            let late = world.reveal("bob", RIGHT).unwrap_err();
            assert_eq!(late, too_late(reveal, time));
        }
        assert_eq!(world.agreed(), (false, text(ZERO), 0, 3, true));
    });
}

// ---- other accounts

#[test]
fn account_that_the_call_does_not_name_takes_no_part() {
    each(|world| {
        world.open(&THREE);
        let opened = world.now();
        let eve = of("eve");
        let own = result(eve, RIGHT);
        let commitment = world.commitment(&own);
        let unknown = format!("UnknownOperator(operator: {eve:?})");
        assert_eq!(world.send("eve", eve, commitment).unwrap_err(), unknown);
        for name in THREE {
            // In the name of an operator, without its signature.
            let not = format!(
                "NotOperatorSigned(operator: {:?}, received: {eve:?})",
                of(name)
            );
            assert_eq!(world.send("eve", of(name), commitment).unwrap_err(), not);
            world.commit(name, RIGHT);
        }
        world.at(opened + COMMIT);
        let none = format!("NotCommitted(operator: {eve:?})");
        assert_eq!(world.reveal_as("eve", &own).unwrap_err(), none);
        assert_eq!(world.verdict("eve"), 0);
        let unknown = format!("UnknownCall(serviceId: {SERVICE}, callId: {UNKNOWN})");
        for (call, arguments) in [
            (
                "commit",
                [hex(eve), bytes(&commitment), json!("0x")].to_vec(),
            ),
            ("reveal", [hex(eve), bytes(&RIGHT), bytes(&RIGHT)].to_vec()),
            ("settle", Vec::new()),
            ("clear", Vec::new()),
        ] {
            let id = [json!(SERVICE), json!(UNKNOWN)];
            let arguments = [&id[..], &arguments].concat();
            assert_eq!(world.call("eve", call, &arguments).unwrap_err(), unknown);
        }
    });
}

/// The commitment binds what is revealed, so it does not matter who brings it.
#[test]
fn output_is_revealed_by_any_account_and_not_another_one() {
    each(|world| {
        world.open(&THREE);
        let opened = world.now();
        for name in THREE {
            world.commit(name, RIGHT);
        }
        world.at(opened + COMMIT);
        let own = result(of("bob"), RIGHT);
        let forged = Result {
            output: WRONG,
            ..own
        };
        let error = world.reveal_as("eve", &forged).unwrap_err();
        assert!(error.starts_with("WrongCommitment("), "{error}");
        world.reveal_as("eve", &own).unwrap();
        world
            .reveal_as("dave", &result(of("charlie"), RIGHT))
            .unwrap();
        assert_eq!((world.verdict("bob"), world.verdict("charlie")), (1, 1));
        // dave did not reveal yet.
        assert_eq!(world.verdict("dave"), 0);
    });
}

#[test]
fn relayed_commitment_is_signed_by_the_operator_for_this_call() {
    each(|world| {
        let signers = [31, 32].map(Operator::new);
        let [first, second] = [&signers[0], &signers[1]].map(|it| it.address);
        world.open_as(SERVICE, CALL, &[first, second]).unwrap();
        let opened = world.now();
        let eve = of("eve");
        let own = result(first, RIGHT);
        let commitment = world.commitment(&own);
        let digest = world.digest(CALL, first, commitment);
        let id = [json!(SERVICE), json!(CALL)];
        let asked = [&id[..], &[hex(first), bytes(&commitment)]].concat();
        assert_eq!(world.ask("commitmentDigest", &asked), [bytes(&digest)]);
        let good = signers[0].signature(&digest);
        let mut changed = good.clone();
        changed[40] ^= 1;
        let other_call = world.digest(CALL + 1, first, commitment);
        let other_operator = world.digest(CALL, second, commitment);
        let other_commitment = world.digest(CALL, first, [1; 32]);
        let wrong = [
            json!("0x"),
            bytes(&changed),
            bytes(&good[..64]),
            signers[1].sign(&digest),
            signers[0].sign(&other_call),
            signers[0].sign(&other_operator),
            signers[0].sign(&other_commitment),
        ];
        let not = format!("NotOperatorSigned(operator: {first:?}, received: {eve:?})");
        for signature in wrong {
            let error = world
                .relay("eve", first, commitment, signature)
                .unwrap_err();
            assert_eq!(error, not);
        }
        // For the other operator it is of no use.
        let not = format!("NotOperatorSigned(operator: {second:?}, received: {eve:?})");
        let error = world
            .relay("eve", second, commitment, bytes(&good))
            .unwrap_err();
        assert_eq!(error, not);
        world.relay("eve", first, commitment, bytes(&good)).unwrap();
        let again = format!("AlreadyCommitted(operator: {first:?})");
        let error = world
            .relay("eve", first, commitment, bytes(&good))
            .unwrap_err();
        assert_eq!(error, again);
        world.at(opened + COMMIT);
        world.reveal_as("eve", &own).unwrap();
    });
}

// ---- the runtime

#[test]
fn runtime_alone_opens_services_and_calls_within_bounds() {
    each(|world| {
        let opening = [json!(UNKNOWN), json!(terms())];
        let operators = |addresses: &[H160]| {
            let operators: Vec<Value> = addresses.iter().copied().map(hex).collect();
            [
                json!(SERVICE),
                json!(CALL),
                bytes(&INPUTS),
                json!(operators),
            ]
        };
        let mut three = THREE.map(of);
        three.sort();
        let runtime = of(OWNER);
        for by in ["eve", "alice", "bob"] {
            let caller = of(by);
            let error = format!("CallerNotRuntime(expected: {runtime:?}, received: {caller:?})");
            let opened = world.call(by, "openService", &opening);
            assert_eq!(opened.unwrap_err(), error);
            let opened = world.call(by, "openCall", &operators(&three));
            assert_eq!(opened.unwrap_err(), error);
        }
        let again = [json!(SERVICE), json!(terms())];
        let error = world.call(OWNER, "openService", &again).unwrap_err();
        assert_eq!(error, format!("AlreadyOpen(serviceId: {SERVICE})"));
        for (place, least, most) in [
            (0, 60, 30 * DAY),
            (1, 60, 30 * DAY),
            (2, 5_000, 10_000),
            (3, 3_600, 30 * DAY),
            (4, DAY, 365 * DAY),
        ] {
            for received in [least - 1, most + 1] {
                let mut terms = terms();
                terms[place] = json!(received);
                let opening = [json!(UNKNOWN), json!(terms)];
                let error = world.call(OWNER, "openService", &opening).unwrap_err();
                let of = format!("term: {}, least: {least}, most: {most}", place + 1);
                let bounds = format!("TermOutOfBounds({of}, received: {received})");
                assert_eq!(error, bounds);
            }
        }
        let unknown = format!("UnknownService(serviceId: {UNKNOWN})");
        let opened = world.open_as(UNKNOWN, CALL, &three);
        assert_eq!(opened.unwrap_err(), unknown);
        let many: Vec<H160> = (1..=17).map(H160::repeat_byte).collect();
        for few in [&[][..], &many[..1], &many[..]] {
            let error = world.call(OWNER, "openCall", &operators(few)).unwrap_err();
            let received = few.len();
            let count = format!("OperatorCount(least: 2, most: 16, received: {received})");
            assert_eq!(error, count);
        }
        let [first, second, third] = three;
        for (wrong, index) in [
            ([H160::zero(), second], 0),
            ([second, second], 1),
            ([third, first], 1),
        ] {
            let error = world
                .call(OWNER, "openCall", &operators(&wrong))
                .unwrap_err();
            let operator = wrong[index];
            let order = format!("OperatorNotInOrder(index: {index}, operator: {operator:?})");
            assert_eq!(error, order);
        }
        world.call(OWNER, "openCall", &operators(&three)).unwrap();
        let error = world
            .call(OWNER, "openCall", &operators(&three))
            .unwrap_err();
        let numbers = format!("expectedAbove: {CALL}, received: {CALL}");
        assert_eq!(error, format!("CallNumberTooLow({numbers})"));
        let stated = world.ask("termsOf", &[json!(SERVICE)]);
        assert_eq!(number(&stated[0]["shareBps"]), 5_000);
        assert_eq!(number(&stated[0]["retention"]), RETENTION.into());
    });
}

/// Two thirds of three operators, and all of them.
#[test]
fn threshold_is_the_share_of_the_operators_and_more_than_half() {
    each(|world| {
        for (service, share, operators, threshold) in [
            (20, 5_000, 2, 2),
            (21, 6_666, 3, 2),
            (22, 6_667, 3, 3),
            (23, 5_000, 16, 9),
            (24, 7_500, 16, 12),
            (25, 10_000, 16, 16),
        ] {
            let mut terms = terms();
            terms[2] = json!(share);
            let opening = [json!(service), json!(terms)];
            world.call(OWNER, "openService", &opening).unwrap();
            let named: Vec<H160> = (1..=operators).map(H160::repeat_byte).collect();
            world.open_as(service, CALL, &named).unwrap();
            let stated = world.ask("callOf", &[json!(service), json!(CALL)]);
            assert_eq!(number(&stated[0]["threshold"]), threshold, "{share}");
        }
    });
}
