//! Terms of assignment evidence, operators that come and go, and calldata that is malformed: the same on each build.

mod library;
#[path = "library/assignments.rs"]
mod world;

use library::{account, hex, number, OWNER};
use serde_json::{json, Value};
use sp_core::H160;
use world::{each, rule, set_hash, World, BUILDS, EPOCH, REQUEST, SERVICE, SHARE_BPS, WINDOW};

fn list(operators: &[H160]) -> Value {
    json!(operators.iter().copied().map(hex).collect::<Vec<_>>())
}

#[test]
fn terms_are_the_runtimes_and_do_not_change() {
    each(|world| {
        let eve = account("eve");
        let change = [json!(SERVICE), world.set()];
        let open = world.opening(SERVICE + 1);
        for (call, arguments) in [("openService", &open[..]), ("changeOperators", &change)] {
            let evidence = &world.evidence;
            let outcome = evidence.try_send(&mut world.chain, &eve, call, arguments, 0);
            let error = evidence.interface.decode_error(&outcome.data).unwrap();
            assert_eq!(error.name, "CallerNotRuntime");
        }
        let (operators, itself) = (world.addresses(), hex(world.evidence.address));
        let (first, second) = (operators[0], operators[1]);
        let bad = [
            (0, json!(SERVICE), "AlreadyOpen"),
            (1, hex(account("bob").address), "CourtSilent"),
            (1, itself, "CourtSilent"),
            (2, json!(4 * 86_400 - 1), "WindowOutOfBounds"),
            (2, json!(180 * 86_400 + 1), "WindowOutOfBounds"),
            (3, json!(0), "EpochOutOfBounds"),
            (3, json!(59), "EpochOutOfBounds"),
            (3, json!(30 * 86_400 + 1), "EpochOutOfBounds"),
            (4, json!(0), "ShareOutOfBounds"),
            (4, json!(10_001), "ShareOutOfBounds"),
            (5, list(&[]), "OperatorCount"),
            (5, list(&[first]), "OperatorCount"),
            (5, list(&[first; 33]), "OperatorCount"),
            (5, list(&[second, first]), "OperatorNotInOrder"),
            (5, list(&[first, first]), "OperatorNotInOrder"),
            (5, list(&[H160::zero(), first]), "OperatorNotInOrder"),
        ];
        for (place, value, expected) in bad {
            let mut open = open.clone();
            open[place] = value;
            assert_eq!(world.rejected("openService", &open), expected);
        }
        let unknown = world.error("termsOf", &open[..1]);
        assert_eq!(unknown.name, "UnknownService");

        let terms = world
            .evidence
            .ask(&mut world.chain, "termsOf", &[json!(SERVICE)]);
        assert_eq!(terms[0], hex(world.court.address));
        let terms: Vec<u128> = terms[1..].iter().map(number).collect();
        let fixed = [world.start, WINDOW, EPOCH, SHARE_BPS, world.since];
        assert_eq!(terms, fixed.map(u128::from));
    });
}

/// An error of the order says where.
#[test]
fn place_of_a_disorder_is_known() {
    each(|world| {
        let operators = world.addresses();
        let disorder = [operators[0], operators[2], operators[1]];
        let error = world.error("changeOperators", &[json!(SERVICE), list(&disorder)]);
        assert_eq!(error.name, "OperatorNotInOrder");
        assert_eq!(number(&error.args["index"]), 2);
        assert_eq!(error.args["operator"], hex(operators[1]));
    });
}

/// An operator leaves: the rule changes after a whole epoch, for its own requests alone. What was signed before is judged by
/// the operators of its time.
#[test]
fn operators_hold_from_the_second_epoch_after_their_change() {
    each(|world| {
        let all = world.addresses();
        let begin = (world.since + 3) * EPOCH;
        // A request that the last operator serves before and would serve after the change.
        let leaver = all[2];
        let until = begin / EPOCH + 2;
        let serves = |request: &[u8; 32]| {
            [until - 1, until]
                .iter()
                .all(|epoch| rule(SERVICE, *epoch, *request, &all) == leaver)
        };
        let request = (0..=255).map(|it| [it; 32]).find(serves).unwrap();
        world.at(begin);
        let left = list(&all[..2]);
        let sent = world.send(OWNER, "changeOperators", &[json!(SERVICE), left.clone()]);
        let event = sent.events.last().unwrap();
        let changed = world.evidence.interface.decode_event(event).unwrap();
        assert_eq!(changed.name, "OperatorsChanged");
        assert_eq!(number(&changed.args["since"]), u128::from(until));
        assert_eq!(changed.args["operators"], left);
        let pending = world.error("changeOperators", &[json!(SERVICE), world.set()]);
        assert_eq!(pending.name, "ChangePending");
        let epochs = ["since", "epoch"].map(|it| number(&pending.args[it]));
        assert_eq!(epochs, [until, until - 2].map(u128::from));

        let before = [json!(SERVICE), json!(world.since)];
        let set = world.evidence.ask(&mut world.chain, "operatorsOf", &before);
        assert_eq!(set[0], set_hash(&all));
        let epochs = [number(&set[1]), number(&set[2])];
        assert_eq!(epochs, [until, world.since].map(u128::from));
        let after = [json!(SERVICE), json!(until)];
        let set = world.evidence.ask(&mut world.chain, "operatorsOf", &after);
        assert_eq!(set[0], set_hash(&all[..2]));
        let epochs = [number(&set[1]), number(&set[2])];
        assert_eq!(epochs, [0, world.since].map(u128::from));
        let none = world.error("operatorsOf", &[json!(SERVICE), json!(until - 1)]);
        assert_eq!(none.name, "UnknownOperators");

        // The last second of the old operators, and the first one of the new ones.
        let last = until * EPOCH - 1;
        let ask = |world: &mut World, time: u64, since: u64, operators: &Value| {
            let request = world::bytes(&request);
            let ask = [
                json!(SERVICE),
                request,
                json!(time),
                json!(since),
                operators.clone(),
            ];
            world.evidence.ask(&mut world.chain, "assigneeOf", &ask)
        };
        let (since, set) = (world.since, world.set());
        assert_eq!(ask(world, last, since, &set), [hex(leaver)]);
        let successor = rule(SERVICE, until, request, &all[..2]);
        assert_eq!(ask(world, last + 1, until, &left), [hex(successor)]);
        for (time, since, operators) in [(last + 1, since, &set), (last, until, &left)] {
            let request = world::bytes(&request);
            let ask = [
                json!(SERVICE),
                request,
                json!(time),
                json!(since),
                operators.clone(),
            ];
            let error = world.error("assigneeOf", &ask);
            assert_eq!(error.name, "OperatorsOfOtherEpoch");
            assert_eq!(number(&error.args["epoch"]), u128::from(time / EPOCH));
        }

        // Of the old operators' time, and of the new ones'.
        world.at(last + 10);
        world.capture(0, last);
        let own = all[0];
        let said = world.said(0, request, own, last);
        let file = world.filing(0, said);
        let mut late = file.clone();
        (late[3], late[4]) = (json!(until), left.clone());
        let rejected = world.rejected("fileAssignment", &late);
        assert_eq!(rejected, "OperatorsOfOtherEpoch");
        assert_eq!(world.file(&file), 1);
        // The rule names the operator that left no longer, and binds it no longer.
        let moment = last + 5;
        let said = world.said(0, request, leaver, moment);
        let mut file = world.filing(0, said);
        (file[3], file[4]) = (json!(until), left.clone());
        world.capture(0, moment);
        assert_eq!(world.file(&file), 2);
        let said = world.said(2, request, leaver, moment);
        let mut file = world.filing(2, said);
        (file[3], file[4]) = (json!(until), left.clone());
        assert_eq!(world.rejected("fileAssignment", &file), "NotAnOperator");
        // The next change.
        world.send(OWNER, "changeOperators", &[json!(SERVICE), world.set()]);
        let terms = [json!(SERVICE)];
        let terms = world.evidence.ask(&mut world.chain, "termsOf", &terms);
        assert_eq!(number(&terms[5]), u128::from(until + 2));
    });
}

/// Every word of calls that succeed, in turn with a bit in its upper half, and lengths that are cut.
#[test]
fn malformed_calldata_ends_alike_in_each_build() {
    let ends = BUILDS.map(|built| {
        eprintln!("{built}");
        let mut world = World::new(built, 3);
        let moment = world.start + 10;
        world.at(moment);
        let (signer, file) = world.wrong(REQUEST, moment);
        world.capture(signer, moment);
        let ask = [
            json!(SERVICE),
            world::bytes(&REQUEST),
            json!(moment),
            json!(world.since),
            world.set(),
        ];
        let open = world.opening(SERVICE + 1);
        let change = [json!(SERVICE), world.set()];
        let calls: [(&str, &[Value]); 5] = [
            ("openService", &open),
            ("changeOperators", &change),
            ("fileAssignment", &file),
            ("assignmentOffence", &file),
            ("assigneeOf", &ask),
        ];
        let mut ends = Vec::new();
        for (call, arguments) in calls {
            let calldata = world
                .evidence
                .interface
                .encode_call(call, arguments)
                .unwrap();
            let words = (calldata.len() - 4) / 32;
            let mut cases = Vec::new();
            for word in 0..words {
                for byte in [0, 8, 16, 24, 30] {
                    let mut changed = calldata.clone();
                    changed[4 + 32 * word + byte] ^= 0x80;
                    cases.push(changed);
                }
                cases.push(calldata[..4 + 32 * word + 31].to_vec());
            }
            cases.push([&calldata[..], &[0xff; 32]].concat());
            cases.push(calldata);
            for changed in cases {
                let (by, to) = (account(OWNER), world.evidence.address);
                let outcome = world.chain.undoing(|chain| chain.call(&by, to, changed));
                // A contract's address is another one in each build, and so are digests that bind it.
                let status = (outcome.is_ok(), outcome.is_revert());
                let name = world.evidence.interface.decode_error(&outcome.data);
                let bare = outcome.data.is_empty();
                ends.push((call, status, bare, name.map(|it| it.name)));
            }
        }
        ends
    });
    let [ink, resolc, solc] = &ends;
    for (at, end) in ink.iter().enumerate() {
        assert_eq!((end, end), (&resolc[at], &solc[at]), "case {at}");
        let (_, (is_ok, is_revert), ..) = end;
        assert!(is_ok | is_revert, "case {at}: {end:?}");
    }
    let malformed = ink.iter().filter(|(_, status, bare, _)| !status.0 && *bare);
    let accepted = ink.iter().filter(|(_, status, ..)| status.0);
    let (malformed, accepted) = (malformed.count(), accepted.count());
    eprintln!("{}: {malformed} malformed, {accepted} accepted", ink.len());
    assert!(malformed > 150 && accepted > 20, "{malformed} {accepted}");
}
