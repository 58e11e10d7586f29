//! Aggregated results on the chain: members of a set sign outputs of calls, any account submits sums of signatures, and the output
//! that enough members signed is agreed. On each build.

#[path = "library/aggregated_results.rs"]
mod aggregated;
mod library;

use aggregated::{
    address, each, key, of, places, sum, terms, text, too_late, word, words, World, BUILDS, CALL,
    CONTEST, DAY, INPUTS, MEMBERS, OTHER, RETENTION, RIGHT, SERVICE, SET, SUBMIT, UNKNOWN, WRONG,
    ZERO,
};
use blueprint_e2e::{
    chain::max_transaction_weight,
    stored::bytes,
    tangle_core::gas::{gas, HOOK_GAS},
};
use library::{account, hex, number, OWNER};
use serde_json::{json, Value};
use sp_core::H160;

#[test]
fn output_that_enough_members_sign_is_agreed_once_its_contest_is_over() {
    each(|world| {
        let opened = world.now();
        let sent = world.open();
        let id = format!("serviceId: {SERVICE}, callId: {CALL}");
        let until = opened + SUBMIT;
        let inputs = text(INPUTS);
        let event = format!(
            "CallOpened({id}, inputs: {inputs}, set: 1, threshold: 3, left: 0, submitUntil: {until})"
        );
        assert_eq!(world.events(&sent), [event]);
        assert_eq!(world.agreed(), (false, text(ZERO), 0, 4, false));
        let few = world.submit(RIGHT, &[0, 2]).unwrap_err();
        assert_eq!(few, "BelowThreshold(least: 3, received: 2)");
        world.at(opened + 60);
        let end = opened + 60 + CONTEST;
        let sent = world.submit(RIGHT, &[0, 2, 3]).unwrap();
        let output = text(RIGHT);
        let event =
            format!("ResultRecorded({id}, output: {output}, signers: 13, contestUntil: {end})");
        assert_eq!(world.events(&sent), [event]);
        // Another output could still be.
        assert_eq!(world.agreed(), (true, output.clone(), 3, 4, false));
        assert_eq!(world.verdicts(), [0; 4]);
        world.at(end);
        assert_eq!(world.agreed(), (true, output, 3, 4, true));
        // The one that did not sign, or whose signature was not brought, has no verdict.
        assert_eq!(world.verdicts(), [1, 0, 1, 1]);
        assert_eq!(world.verdict_of(CALL, of("bob")).1, text(ZERO));
        assert_eq!(world.verdict_of(CALL, of("eve")).0, 0);
        assert_eq!(world.verdict_of(CALL + 1, of("bob")).0, 0);
        let outputs = world.outputs();
        let none = bytes(&ZERO);
        let zero = json!("0");
        assert_eq!(
            outputs,
            [bytes(&RIGHT), json!("13"), none, zero.clone(), zero]
        );
        let fields = [
            ("opened", opened),
            ("submitUntil", until),
            ("contestUntil", end),
            ("rememberedUntil", until + 2 * CONTEST + RETENTION),
            ("set", SET.into()),
            ("members", 4),
            ("threshold", 3),
            ("left", 0),
        ];
        for (field, value) in fields {
            assert_eq!(world.call_field(CALL, field), value, "{field}");
        }
    });
}

#[test]
fn call_whose_members_do_not_agree_has_no_verdicts() {
    each(|world| {
        let opened = world.now();
        world.open();
        for (output, by) in [(RIGHT, [0, 1]), (WRONG, [2, 3])] {
            let few = world.submit(output, &by).unwrap_err();
            assert_eq!(few, "BelowThreshold(least: 3, received: 2)");
        }
        world.at(opened + SUBMIT);
        assert_eq!(world.agreed(), (false, text(ZERO), 0, 4, true));
        assert_eq!(world.verdicts(), [0; 4]);
    });
}

#[test]
fn what_members_sign_is_what_the_contract_states() {
    each(|world| {
        let asked = [json!(SERVICE), json!(CALL), bytes(&INPUTS), bytes(&RIGHT)];
        let message = world.result(RIGHT).message(&world.place());
        assert_eq!(world.ask("messageOf", &asked), [bytes(&message.0)]);
        let bob = world.keys[0];
        let stated = world.ask("keyOf", &[hex(of("bob"))]);
        assert_eq!(stated, [words(&bob.first()), words(&bob.second())]);
        let asked = [hex(of("bob")), words(&bob.first()), words(&bob.second())];
        let message = bob.possession_message(&world.place(), address(of("bob")));
        assert_eq!(world.ask("possessionOf", &asked), [bytes(&message.0)]);
        let stated = world.ask("memberAt", &[json!(SERVICE), json!(SET), json!(2)]);
        let dave = world.keys[2];
        assert_eq!(
            stated,
            [hex(of("dave")), words(&dave.first()), words(&dave.second())]
        );
        let stated = world.ask("placeOf", &[json!(SERVICE), json!(SET), hex(of("dave"))]);
        assert_eq!(stated, [json!(true), json!(2)]);
        let none = [
            hex(H160::zero()),
            words(&[Default::default(); 2]),
            words(&[Default::default(); 4]),
        ];
        for (set, place) in [(SET, 4), (SET, 256), (SET, u16::MAX), (SET + 1, 0)] {
            let stated = world.ask("memberAt", &[json!(SERVICE), json!(set), json!(place)]);
            assert_eq!(stated, none, "{set} {place}");
        }
        let stated = world.ask("keyOf", &[hex(of("eve"))]);
        assert_eq!(stated, none[1..]);
        let stated = world.ask("placeOf", &[json!(SERVICE), json!(SET), hex(of("eve"))]);
        assert_eq!(stated, [json!(false), json!(0)]);
    });
}

#[test]
fn set_is_filled_page_by_page_and_sealed_once_before_calls_name_it() {
    each(|world| {
        let members = MEMBERS.map(of);
        let next = SET + 1;
        // Sealed, and never one to come.
        let add = |world: &mut World, set: u32, operators: &[H160]| {
            world.add(SERVICE, set, operators).unwrap_err()
        };
        assert_eq!(add(world, SET, &members[..1]), "SetSealed(set: 1)");
        for set in [0, 3, u32::MAX] {
            let wrong = format!("WrongSet(newest: 1, received: {set})");
            assert_eq!(add(world, set, &members[..1]), wrong);
        }
        for operators in [&[][..], &[members[0]; 33]] {
            let received = operators.len();
            let size = format!("PageSize(most: 32, received: {received})");
            assert_eq!(add(world, next, operators), size);
        }
        let eve = of("eve");
        let no_key = format!("NoKey(operator: {eve:?})");
        assert_eq!(add(world, next, &[members[0], eve]), no_key);
        let again = format!("AlreadyMember(operator: {:?})", members[0]);
        assert_eq!(add(world, next, &[members[0], members[0]]), again);
        // Nothing of that stays.
        assert_eq!(world.ask("newestSet", &[json!(SERVICE)]), [json!(1)]);
        let sent = world.add(SERVICE, next, &members[3..]).unwrap();
        let of_set = format!("serviceId: {SERVICE}, set: {next}");
        let event = format!(
            "MemberAdded({of_set}, operator: {:?}, place: 0)",
            members[3]
        );
        assert_eq!(world.events(&sent), [event]);
        let few = world.seal(SERVICE, next).unwrap_err();
        assert_eq!(few, "MemberCount(least: 2, most: 256, received: 1)");
        assert_eq!(
            add(world, next, &members[3..]),
            again.replace(&format!("{:?}", members[0]), &format!("{:?}", members[3]))
        );
        let unsealed = format!("SetNotSealed(set: {next})");
        assert_eq!(world.open_as(SERVICE, CALL, next).unwrap_err(), unsealed);
        world.add(SERVICE, next, &members[..2]).unwrap();
        let sent = world.seal(SERVICE, next).unwrap();
        assert_eq!(
            world.events(&sent),
            [format!("SetFixed({of_set}, members: 3)")]
        );
        let twice = world.seal(SERVICE, next).unwrap_err();
        assert_eq!(twice, format!("SetSealed(set: {next})"));
        let unknown = format!("UnknownSet(serviceId: {SERVICE}, set: 7)");
        assert_eq!(world.seal(SERVICE, 7).unwrap_err(), unknown);
        assert_eq!(world.open_as(SERVICE, CALL, 7).unwrap_err(), unknown);
        // Places are in the order in which the runtime named them.
        world.open_as(SERVICE, CALL, next).unwrap();
        let keys = [(0, world.keys[3]), (2, world.keys[1])];
        let signed = sum(&world.result(RIGHT), &world.place(), &keys);
        world.submit_of(RIGHT, &signed).unwrap();
        assert_eq!(world.agreed().2, 2);
        // One that is not finished is left alone for the next one.
        world.add(SERVICE, 3, &members[..1]).unwrap();
        world.add(SERVICE, 4, &members[..2]).unwrap();
        let wrong = "WrongSet(newest: 4, received: 3)";
        assert_eq!(add(world, 3, &members[1..2]), wrong);
    });
}

/// One that leaves cannot stop the others, and cannot be counted as present.
#[test]
fn calls_of_a_set_are_open_to_the_others_after_a_member_left() {
    each(|world| {
        world.open();
        let set = [json!(SERVICE), json!(SET)];
        let sent = world.call("dave", "leaveSet", &set).unwrap();
        let left = format!(
            "MemberLeft(serviceId: {SERVICE}, set: 1, operator: {:?}, place: 2)",
            of("dave")
        );
        assert_eq!(world.events(&sent), [left]);
        let again = world.call("dave", "leaveSet", &set).unwrap_err();
        assert_eq!(again, format!("AlreadyLeft(operator: {:?})", of("dave")));
        let stranger = world.call("eve", "leaveSet", &set).unwrap_err();
        assert_eq!(
            stranger,
            format!("UnknownMember(operator: {:?})", of("eve"))
        );
        // The call that was open before: it signs it still.
        world.submit(RIGHT, &[0, 1, 2]).unwrap();
        world.open_as(SERVICE, CALL + 1, SET).unwrap();
        assert_eq!(world.call_field(CALL + 1, "left"), 4);
        assert_eq!(world.call_field(CALL + 1, "threshold"), 3);
        let mut result = world.result(RIGHT);
        result.call_id = CALL + 1;
        let by = |world: &World, places: &[u8]| {
            let keys: Vec<_> = places
                .iter()
                .map(|it| (*it, world.keys[usize::from(*it)]))
                .collect();
            sum(&result, &world.place(), &keys)
        };
        let signed = by(world, &[0, 1, 2]);
        let gone = world.submit_as((SERVICE, CALL + 1), RIGHT, &signed);
        assert_eq!(gone.unwrap_err(), "BadSigners(signers: 7)");
        let signed = by(world, &[0, 1, 3]);
        world
            .submit_as((SERVICE, CALL + 1), RIGHT, &signed)
            .unwrap();
        // The runtime removes another one: two of four are below the threshold, and calls are opened all the same.
        let removing = [json!(SERVICE), json!(SET), hex(of("ferdie"))];
        world.call(OWNER, "removeMember", &removing).unwrap();
        world.open_as(SERVICE, CALL + 2, SET).unwrap();
        assert_eq!(world.call_field(CALL + 2, "left"), 12);
        // The set of the other service is another one.
        assert_eq!(world.field("setOf", &[json!(OTHER), json!(SET)], "left"), 0);
    });
}

#[test]
fn key_that_is_replaced_stays_in_the_sets_that_have_it() {
    each(|world| {
        world.enrol(&account("bob"), &key(50)).unwrap();
        let stated = world.ask("keyOf", &[hex(of("bob"))]);
        assert_eq!(stated[0], words(&key(50).first()));
        let stated = world.ask("memberAt", &[json!(SERVICE), json!(SET), json!(0)]);
        assert_eq!(
            stated[1..],
            [
                words(&world.keys[0].first()),
                words(&world.keys[0].second())
            ]
        );
        world.open();
        world.submit(RIGHT, &[0, 1, 2]).unwrap();
        // A later set has the new one, and the old one can be enrolled again.
        world.add(SERVICE, SET + 1, &[of("bob")]).unwrap();
        let stated = world.ask("memberAt", &[json!(SERVICE), json!(SET + 1), json!(0)]);
        assert_eq!(stated[1], words(&key(50).first()));
        let old = world.keys[0];
        world.enrol(&account("bob"), &old).unwrap();
        let taken = world.enrol(&account("eve"), &key(50)).unwrap_err();
        assert_eq!(taken, format!("KeyTaken(operator: {:?})", of("bob")));
    });
}

#[test]
fn calls_and_sets_are_freed_once_they_are_forgotten() {
    each(|world| {
        let (set, _) = world.large(SERVICE, 40);
        let opened = world.now();
        world.open_as(SERVICE, CALL, set).unwrap();
        let until = opened + SUBMIT + 2 * CONTEST + RETENTION;
        assert_eq!(
            world.field("setOf", &[json!(SERVICE), json!(set)], "until"),
            until
        );
        let of_set = [json!(SERVICE), json!(set)];
        let of_call = [json!(SERVICE), json!(CALL)];
        let open = world.call("eve", "clearSet", &of_set).unwrap_err();
        assert_eq!(open, format!("SetNotRetired(set: {set})"));
        let sent = world.call(OWNER, "retireSet", &of_set).unwrap();
        let named = format!("serviceId: {SERVICE}, set: {set}");
        assert_eq!(world.events(&sent), [format!("SetClosed({named})")]);
        let retired = format!("SetRetired(set: {set})");
        assert_eq!(
            world.call(OWNER, "retireSet", &of_set).unwrap_err(),
            retired
        );
        assert_eq!(world.open_as(SERVICE, CALL + 1, set).unwrap_err(), retired);
        world.at(until - 1);
        let time = until - 1;
        let early = world.call("eve", "clear", &of_call).unwrap_err();
        assert_eq!(
            early,
            format!("CallRemembered(until: {until}, time: {time})")
        );
        let early = world.call("eve", "clearSet", &of_set).unwrap_err();
        assert_eq!(
            early,
            format!("SetRemembered(until: {until}, time: {time})")
        );
        world.at(until);
        assert_eq!(world.agreed(), (false, text(ZERO), 0, 0, false));
        for left in [32, 0] {
            let sent = world.call("eve", "clearSet", &of_set).unwrap();
            let event = format!("SetCleared({named}, members: {left})");
            assert_eq!(world.events(&sent), [event]);
            assert_eq!(world.field("setOf", &of_set, "members"), left);
            // A build in Solidity writes zeros, for which no deposit is paid back.
            assert!(
                sent.deposit < 0 || !world.built.starts_with("ink/"),
                "{sent:?}"
            );
        }
        let unknown = format!("UnknownSet({named})");
        assert_eq!(world.call("eve", "clearSet", &of_set).unwrap_err(), unknown);
        // Its number is used once.
        let wrong = format!("WrongSet(newest: {set}, received: {set})");
        let again = world.add(SERVICE, set, &[of("bob")]).unwrap_err();
        assert_eq!(again, wrong);
        let stated = world.ask("memberAt", &[json!(SERVICE), json!(set), json!(0)]);
        assert_eq!(stated[0], hex(H160::zero()));
        let sent = world.call("eve", "clear", &of_call).unwrap();
        let event = format!("CallCleared(serviceId: {SERVICE}, callId: {CALL})");
        assert_eq!(world.events(&sent), [event]);
        let unknown = format!("UnknownCall(serviceId: {SERVICE}, callId: {CALL})");
        assert_eq!(world.call("eve", "clear", &of_call).unwrap_err(), unknown);
        assert_eq!(world.call_field(CALL, "opened"), 0);
        let low = format!("CallNumberTooLow(expectedAbove: {CALL}, received: {CALL})");
        assert_eq!(world.open_as(SERVICE, CALL, SET).unwrap_err(), low);
    });
}

#[test]
fn runtime_alone_opens_services_sets_and_calls_within_bounds() {
    each(|world| {
        let runtime = of(OWNER);
        let set = [json!(SERVICE), json!(SET)];
        let restricted: [(&str, Vec<Value>); 6] = [
            ("openService", vec![json!(UNKNOWN), json!(terms())]),
            (
                "addMembers",
                vec![json!(SERVICE), json!(2), json!([hex(of("bob"))])],
            ),
            ("sealSet", set.to_vec()),
            (
                "removeMember",
                vec![json!(SERVICE), json!(SET), hex(of("bob"))],
            ),
            ("retireSet", set.to_vec()),
            (
                "openCall",
                vec![json!(SERVICE), json!(CALL), bytes(&INPUTS), json!(SET)],
            ),
        ];
        for by in ["eve", "alice", "bob"] {
            let caller = of(by);
            let error = format!("CallerNotRuntime(expected: {runtime:?}, received: {caller:?})");
            for (call, arguments) in &restricted {
                assert_eq!(
                    world.call(by, call, arguments).unwrap_err(),
                    error,
                    "{call}"
                );
            }
        }
        let again = world.call(OWNER, "openService", &[json!(SERVICE), json!(terms())]);
        assert_eq!(
            again.unwrap_err(),
            format!("AlreadyOpen(serviceId: {SERVICE})")
        );
        for (place, least, most) in [
            (0, 60, 30 * DAY),
            (1, 60, 30 * DAY),
            (2, 5_000, 10_000),
            (3, DAY, 365 * DAY),
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
        assert_eq!(world.open_as(UNKNOWN, CALL, SET).unwrap_err(), unknown);
        assert_eq!(world.add(UNKNOWN, 1, &[of("bob")]).unwrap_err(), unknown);
        let stated = world.ask("termsOf", &[json!(SERVICE)]);
        assert_eq!(number(&stated[0]["contestPeriod"]), CONTEST.into());
        world.open();
        let low = format!("CallNumberTooLow(expectedAbove: {CALL}, received: {CALL})");
        assert_eq!(world.open_as(SERVICE, CALL, SET).unwrap_err(), low);
        let unknown = format!("UnknownCall(serviceId: {OTHER}, callId: {CALL})");
        let signed = world.signed(RIGHT, &[0, 1, 2]);
        let sent = world.submit_as((OTHER, CALL), RIGHT, &signed);
        assert_eq!(sent.unwrap_err(), unknown);
    });
}

/// Opening a call costs the same for any number of members, and fits the gas that a core gives a manager's hook.
#[test]
fn opening_a_call_costs_the_same_for_any_number_of_members() {
    each(|world| {
        let (large, _) = world.large(SERVICE, 64);
        world.open();
        let small = world.open_as(SERVICE, CALL + 1, SET).unwrap();
        let other = world.open_as(SERVICE, CALL + 2, large).unwrap();
        let more = world.open_as(SERVICE, CALL + 3, large).unwrap();
        // The first call of a set writes its end.
        let spent = [small, other, more].map(|it| {
            let gas = gas(it.weight(), it.deposit);
            eprintln!(
                "{}: openCall: {} us, {gas} gas",
                world.built,
                it.ref_time / 1_000_000
            );
            // Most of what resolc's code costs is the proof of its own bytes.
            let most = HOOK_GAS
                * if world.built.ends_with("Results.polkavm") {
                    2
                } else {
                    1
                };
            assert!(gas < most, "{gas} {it:?}");
            it.ref_time
        });
        assert!(spent[0].abs_diff(spent[2]) < spent[0] / 50, "{spent:?}");
        assert!(spent[1].abs_diff(spent[2]) < spent[2] / 10, "{spent:?}");
    });
}

/// The costs that the decision names: fixed ones, and those of a signer. The largest set fits a block.
#[test]
fn largest_set_is_verified_within_a_fifth_of_a_block() {
    for built in BUILDS {
        let mut world = World::new(built);
        let (set, keys) = world.large(SERVICE, 256);
        let full = [json!(SERVICE), json!(set)];
        assert_eq!(world.field("setOf", &full, "members"), 256);
        let mut costs = Vec::new();
        // 128 of 256 are left out in the dearest case; none in the cheapest.
        for (call, count) in [(CALL, 129u16), (CALL + 1, 193), (CALL + 2, 256)] {
            world.open_as(SERVICE, call, set).unwrap();
            let mut result = world.result(RIGHT);
            result.call_id = call;
            let signers: Vec<_> = (0..count)
                .map(|it| (it as u8, keys[usize::from(it)]))
                .collect();
            let signed = sum(&result, &world.place(), &signers);
            let sent = world.submit_as((SERVICE, call), RIGHT, &signed).unwrap();
            eprintln!(
                "{built}: {count} of 256 signed: {} us, {} bytes of proof, {} gas",
                sent.ref_time / 1_000_000,
                sent.proof_size,
                gas(sent.weight(), sent.deposit)
            );
            let most = max_transaction_weight();
            assert!(sent.ref_time < most.ref_time() / 5, "{sent:?}");
            assert!(sent.proof_size < most.proof_size() / 2, "{sent:?}");
            costs.push(sent.ref_time);
        }
        eprintln!(
            "{built}: {} us for each",
            (costs[0] - costs[2]) / 127 / 1_000_000
        );
        let full = world.add(SERVICE, set + 1, &[of("bob")]);
        full.unwrap();
        let last = word(places(&[255]));
        assert_eq!(last.as_str().unwrap().len(), 77);
    }
}

#[test]
fn set_has_256_members_at_most() {
    let mut world = World::new(BUILDS[2]);
    // The pages of a set that is not sealed.
    let (sealed, _) = world.large(SERVICE, 250);
    let members: Vec<H160> = (0..250)
        .map(|it| {
            let asked = [json!(SERVICE), json!(sealed), json!(it)];
            let stated = world.ask("memberAt", &asked);
            stated[0].as_str().unwrap().parse().unwrap()
        })
        .collect();
    for page in members.chunks(32) {
        world.add(SERVICE, sealed + 1, page).unwrap();
    }
    world.add(SERVICE, sealed + 1, &MEMBERS.map(of)).unwrap();
    let more: Vec<_> = (2_000..2_003u64)
        .map(|number| {
            let named = H160::from_low_u64_be(number);
            let operator = world.chain.ethereum_account(named);
            world.enrol(&operator, &key(number)).unwrap();
            named
        })
        .collect();
    let full = world.add(SERVICE, sealed + 1, &more).unwrap_err();
    assert_eq!(full, "MemberCount(least: 2, most: 256, received: 257)");
    world.add(SERVICE, sealed + 1, &more[..2]).unwrap();
    world.seal(SERVICE, sealed + 1).unwrap();
}

#[test]
fn deadline_is_the_end_of_the_submit_period_or_of_the_contest() {
    each(|world| {
        let opened = world.now();
        world.open();
        let until = opened + SUBMIT;
        world.at(until - 1);
        world.submit(RIGHT, &[0, 1, 2]).unwrap();
        let end = until - 1 + CONTEST;
        world.at(end - 1);
        world.submit(RIGHT, &[3]).unwrap();
        assert_eq!(world.call_field(CALL, "contestUntil"), end);
        world.at(end);
        let late = world.submit(WRONG, &[0, 1, 2]).unwrap_err();
        assert_eq!(late, too_late(end, end));
        assert_eq!(world.verdicts(), [1; 4]);
    });
}
