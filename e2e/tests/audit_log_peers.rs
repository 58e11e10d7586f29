//! Audit logs on the chain, and those beside them: service levels whose windows heads keep, witnesses, other contracts in their
//! place; streams of job calls.

#[path = "library/levels.rs"]
mod levels;
mod library;
#[path = "library/audit_logs.rs"]
mod world;

use alloy_primitives::U256;
use blueprint_e2e::stored::bytes;
use blueprint_rules::proof::{Checkpoint, Hash};
use levels::{ANSWER, LAG, SERVICE, WINDOW};
use library::{account, hex, Operator, OWNER};
use serde_json::json;
use sp_core::H160;
use world::{
    each, keccak, no_head, no_stream, none, of_stream, operators, own_error, selector, stream,
    text, words, Answer, Log, World, CALL, PLAIN, UNKNOWN, WITNESSED,
};

/// Seconds for which a stream is kept.
const KEPT: u64 = 30 * 86_400;

// ---- service levels

#[test]
fn head_keeps_the_window_of_its_time_once() {
    each(|world| {
        let ([first, second], log, start) = (operators(), Log::new(3), world.levels.start);
        world.at(start + 10);
        for (time, kept) in [(start, 1), (start + 1, 0), (start + 10, 0)] {
            let sent = world.append(SERVICE, &first, &log.head(3, time), &[]);
            let (levels, sent) = (world.levels.levels.address, sent.unwrap());
            let marks = sent.events.iter().filter(|it| it.contract == levels);
            assert_eq!(marks.count(), kept);
        }
        // The last second of window 0, in the last one in which it can be answered.
        world.at(start + WINDOW + ANSWER - 1);
        world.grow(SERVICE, &second, 2, start + WINDOW - 1);
        // One of window 1 is appended too late for it, and the log goes on.
        world.at(start + 2 * WINDOW + ANSWER);
        world.grow(SERVICE, &second, 3, start + 2 * WINDOW - 1);
        world.grow(SERVICE, &second, 4, start + 2 * WINDOW);
        let kept = [&first, &second].map(|it| world.kept(SERVICE, it));
        assert_eq!(kept, [0b001, 0b101]);
        world.at(start + 3 * WINDOW + LAG);
        for (operator, kept) in [(first, 1), (second, 2)] {
            assert_eq!(world.verdict(SERVICE, &operator, 3), [3, kept, 0]);
        }
    });
}

#[test]
fn log_goes_on_where_there_is_no_window_to_keep() {
    each(|world| {
        let ([first, second], start) = (operators(), world.levels.start);
        world.at(start - 1);
        world.grow(SERVICE, &first, 1, start - 1);
        // One that left, and one that never served.
        let leave = [json!(SERVICE), hex(second.address), json!(1)];
        world.of_levels("leave", &leave);
        let (stranger, time) = (Operator::new(9), start + WINDOW);
        world.at(time);
        for operator in [&stranger, &second] {
            world.grow(SERVICE, operator, 3, time);
            assert_eq!(world.kept(SERVICE, operator), 0);
        }
        assert_eq!(world.kept(SERVICE, &first), 0);
        world.grow(SERVICE, &first, 3, time);
        assert_eq!(world.kept(SERVICE, &first), 0b10);
        assert_eq!(world.kept(WITNESSED, &first), 0);
    });
}

#[test]
fn log_goes_on_where_another_contract_became_the_verifier() {
    each(|world| {
        let ([first, _], start) = (operators(), world.levels.start);
        let other = [json!(SERVICE), hex(world.evidence.address)];
        world.of_levels("setVerifier", &other);
        world.at(start);
        world.grow(SERVICE, &first, 3, start);
        assert_eq!(world.kept(SERVICE, &first), 0);
    });
}

// ---- witnesses

#[test]
fn head_keeps_its_window_once_it_was_witnessed() {
    each(|world| {
        let ([first, second], log, start) = (operators(), Log::new(7), world.levels.start);
        world.at(start + 10);
        let [head, _] = [&first, &second].map(|it| world.grow(WITNESSED, it, 5, start + 10));
        // Of the other one's log the committee signed the same head: that is another question.
        world.report(WITNESSED, &second, &head);
        let error = format!("NotWitnessed(expected: {}, received: 0)", head.value());
        assert_eq!(world.witness(WITNESSED, &first).unwrap_err(), error);
        world.report(WITNESSED, &first, &head);
        assert_eq!(world.view("witnessedOf", WITNESSED, &first), none());
        assert_eq!(world.kept(WITNESSED, &first), 0);
        let sent = world.witness(WITNESSED, &first).unwrap();
        let of = format!("serviceId: {WITNESSED}, operator: {:?}", first.address);
        let event = format!("HeadWitnessed({of}, {})", head.shown());
        assert_eq!(world.event(&sent), event);
        assert_eq!(world.view("witnessedOf", WITNESSED, &first), head.stated());
        let kept = [&first, &second].map(|it| world.kept(WITNESSED, it));
        assert_eq!(kept, [1, 0]);
        assert_eq!(world.view("witnessedOf", WITNESSED, &second), none());
        // What the committee signed of a head says nothing of a newer one, even of the same entries.
        let time = start + WINDOW;
        world.at(time + 1);
        for (size, time) in [(5, time), (7, time + 1)] {
            let newer = world.grow(WITNESSED, &first, size, time).value();
            let error = world.witness(WITNESSED, &first).unwrap_err();
            let received = head.value();
            let expected = format!("NotWitnessed(expected: {newer}, received: {received})");
            assert_eq!(error, expected);
        }
        let newer = log.head(7, time + 1);
        world.report(WITNESSED, &first, &newer);
        // Entries by the head that was witnessed, and by the newest one.
        for (witnessed, size, index, found) in [
            (true, 5, 4, Ok(head.time)),
            (false, 7, 4, Ok(newer.time)),
            (false, 7, 6, Ok(newer.time)),
            (true, 7, 6, Err("NoSuchEntry(size: 5, received: 6)".into())),
        ] {
            let (of, proof) = ((WITNESSED, &first, witnessed), log.inclusion(size, index));
            let verified = world.verify(of, index as u64, &log.0[index], &proof);
            assert_eq!(verified, found);
        }
        // Too late for the window the head is witnessed, again and again.
        world.at(time + WINDOW + ANSWER);
        for _ in 0..2 {
            world.witness(WITNESSED, &first).unwrap();
            assert_eq!(world.view("witnessedOf", WITNESSED, &first), newer.stated());
        }
        world.at(time + WINDOW + LAG);
        assert_eq!(world.verdict(WITNESSED, &first, 2), [2, 1, 0]);
    });
}

/// A client that holds a later head does not make the word of the witnesses useless.
#[test]
fn later_head_takes_over_that_the_one_before_was_witnessed() {
    each(|world| {
        let ([first, _], start) = (operators(), world.levels.start);
        world.at(start + 10);
        let head = world.grow(WITNESSED, &first, 5, start + 10);
        world.report(WITNESSED, &first, &head);
        assert_eq!(world.kept(WITNESSED, &first), 0);
        // Of the next window, before the first one is witnessed.
        world.at(start + WINDOW + 1);
        let later = world.grow(WITNESSED, &first, 7, start + WINDOW);
        assert_eq!(world.view("headOf", WITNESSED, &first), later.stated());
        assert_eq!(world.view("witnessedOf", WITNESSED, &first), head.stated());
        assert_eq!(world.kept(WITNESSED, &first), 1);
        // What was taken over is not kept twice.
        let last = world.grow(WITNESSED, &first, 7, start + WINDOW + 1);
        assert_eq!(world.view("witnessedOf", WITNESSED, &first), head.stated());
        assert_eq!(world.view("headOf", WITNESSED, &first), last.stated());
    });
}

#[test]
fn witnesses_need_a_service_a_committee_and_a_head() {
    each(|world| {
        let ([first, _], now) = (operators(), world.later());
        world.grow(PLAIN, &first, 3, now);
        for (service, error) in [
            (PLAIN, format!("NoWitnesses(serviceId: {PLAIN})")),
            (WITNESSED, no_head(WITNESSED, &first)),
            (UNKNOWN, format!("UnknownService(serviceId: {UNKNOWN})")),
        ] {
            assert_eq!(world.witness(service, &first).unwrap_err(), error);
        }
        // They need no service levels.
        world.open(UNKNOWN, [false, true]).unwrap();
        world.ask_about(UNKNOWN, &first);
        let head = world.grow(UNKNOWN, &first, 3, now);
        world.report(UNKNOWN, &first, &head);
        world.witness(UNKNOWN, &first).unwrap();
        assert_eq!(world.view("witnessedOf", UNKNOWN, &first), head.stated());
        // What the committee is asked, and what it signs.
        let question = bytes(&world.question(UNKNOWN, &first));
        assert_eq!(world.view("questionOf", UNKNOWN, &first), question);
        let of = [json!(head.size), bytes(&head.root), json!(head.time)];
        let value = world.logs.ask(&mut world.levels.chain, "valueOf", &of);
        assert_eq!(value, [json!(head.value().to_string())]);
    });
}

// ---- streams

#[test]
fn stream_is_the_chain_of_its_batches() {
    each(|world| {
        let (mut time, inputs) = (world.later(), [1; 32]);
        let sent = world.start_stream("bob", CALL, inputs).unwrap();
        let of = of_stream("bob");
        let event = format!("StreamStarted({of}, inputs: {})", text(&inputs));
        assert_eq!(world.event(&sent), event);
        let mut newest = Checkpoint::start(&keccak, PLAIN, CALL, &inputs);
        for byte in 1..=4 {
            assert_eq!(world.stream("bob", CALL), stream(&newest, time));
            time = world.later();
            let (number, parent) = (byte.into(), newest.head);
            let (inputs, outputs) = ([10 + byte; 32], [20 + byte; 32]);
            let sent = world.advance("bob", number, parent, inputs, outputs);
            let [ins, outs] = [inputs, outputs].map(|it| text(&it));
            let batch = format!("number: {number}, inputs: {ins}, outputs: {outs}");
            let event = format!("StreamAdvanced({of}, {batch})");
            assert_eq!(world.event(&sent.unwrap()), event);
            let batch = keccak(&[&inputs, &outputs]);
            let next = newest.advance(&keccak, number, &parent, &batch);
            newest = next.unwrap();
        }
        assert_eq!(world.stream("bob", CALL), stream(&newest, time));
    });
}

#[test]
fn batches_of_a_stream_are_in_order_and_none_is_left_out() {
    each(|world| {
        let advance = |world: &mut World, number: u64, parent: Hash| {
            let sent = world.advance("bob", number, parent, [2; 32], [3; 32]);
            sent.map_or_else(|error| error, |_| "advanced".into())
        };
        assert_eq!(advance(world, 1, [0; 32]), no_stream());
        world.start_stream("bob", CALL, [1; 32]).unwrap();
        let began = format!("StreamBegan(serviceId: {PLAIN}, callId: {CALL})");
        for inputs in [[1; 32], [4; 32]] {
            let again = world.start_stream("bob", CALL, inputs).unwrap_err();
            assert_eq!(again, began);
        }
        let start = Checkpoint::start(&keccak, PLAIN, CALL, &[1; 32]).head;
        let first = keccak(&[&start, &keccak(&[&[2; 32], &[3; 32]])]);
        for (expected, parent, other, wrong) in [
            (1, start, first, [0, 2, u64::MAX]),
            (2, first, start, [0, 1, 3]),
        ] {
            for number in wrong {
                let error = format!("WrongNumber(expected: {expected}, received: {number})");
                assert_eq!(advance(world, number, parent), error);
            }
            let [known, received] = [parent, other].map(|it| text(&it));
            let error = format!("WrongParent(expected: {known}, received: {received})");
            assert_eq!(advance(world, expected, other), error);
            assert_eq!(advance(world, expected, parent), "advanced");
        }
    });
}

#[test]
fn streams_of_two_operators_and_of_two_calls_do_not_touch() {
    each(|world| {
        let time = world.later();
        let [own, other] = [CALL, CALL + 1].map(|call| {
            world.start_stream("bob", call, [1; 32]).unwrap();
            Checkpoint::start(&keccak, PLAIN, call, &[1; 32])
        });
        let advance = |world: &mut World| world.advance("charlie", 1, own.head, [2; 32], [3; 32]);
        assert_eq!(advance(world).unwrap_err(), no_stream());
        world.later();
        world.start_stream("charlie", CALL, [1; 32]).unwrap();
        advance(world).unwrap();
        assert_eq!(world.stream("bob", CALL), stream(&own, time));
        assert_eq!(world.stream("bob", CALL + 1), stream(&other, time));
        let nothing = stream(&Checkpoint::default(), 0);
        assert_eq!(world.stream("dave", CALL), nothing);
        let other_service = [json!(SERVICE), json!(CALL), hex(account("bob").address)];
        let chain = &mut world.levels.chain;
        let newest = world.logs.ask(chain, "streamOf", &other_service);
        assert_eq!(newest, [nothing]);
    });
}

#[test]
fn stream_is_kept_for_30_days_after_its_newest_checkpoint() {
    each(|world| {
        let clear = |world: &mut World| {
            let sent = world.call("bob", "clearStream", &[json!(PLAIN), json!(CALL)]);
            sent.map(|sent| world.event(&sent))
        };
        assert_eq!(clear(world), Err(no_stream()));
        world.start_stream("charlie", CALL, [1; 32]).unwrap();
        let others = world.stream("charlie", CALL);
        let kept = |until: u64| Err(format!("StillNeeded(until: {until})"));
        for inputs in [[1; 32], [4; 32]] {
            world.start_stream("bob", CALL, inputs).unwrap();
            let until = world.now() + KEPT;
            assert_eq!(clear(world), kept(until));
            world.at(until - 1);
            assert_eq!(clear(world), kept(until));
            let start = Checkpoint::start(&keccak, PLAIN, CALL, &inputs).head;
            let sent = world.advance("bob", 1, start, [2; 32], [3; 32]);
            sent.unwrap();
            let until = until - 1 + KEPT;
            world.at(until - 1);
            assert_eq!(clear(world), kept(until));
            world.at(until);
            let event = format!("StreamCleared({})", of_stream("bob"));
            assert_eq!(clear(world), Ok(event));
            let nothing = stream(&Checkpoint::default(), 0);
            assert_eq!(world.stream("bob", CALL), nothing);
            assert_eq!(clear(world), Err(no_stream()));
        }
        assert_eq!(world.stream("charlie", CALL), others);
    });
}

// ---- the runtime

#[test]
fn runtime_alone_opens_a_service_once() {
    each(|world| {
        let opening = world.opening(UNKNOWN, [false, true]);
        for by in ["alice", "eve"] {
            let [runtime, caller] = [OWNER, by].map(|it| account(it).address);
            let error = format!("CallerNotRuntime(expected: {runtime:?}, received: {caller:?})");
            let opened = world.call(by, "openService", &opening);
            assert_eq!(opened.unwrap_err(), error);
        }
        let ([first, _], head) = (operators(), Log::new(3).head(3, world.later()));
        let error = world.rejected(UNKNOWN, &first, &head, &[]);
        assert_eq!(error, format!("UnknownService(serviceId: {UNKNOWN})"));
        let nothing = [0; 3].map(|_| hex(H160::zero()));
        assert_eq!(world.service(UNKNOWN), nothing);
        let sent = world.open(UNKNOWN, [false, true]).unwrap();
        let [evidence, committee] = [world.evidence.address, world.committee.address];
        let peers = [evidence, H160::zero(), committee];
        let [_, levels, _] = peers;
        let peers_shown =
            format!("evidence: {evidence:?}, levels: {levels:?}, committee: {committee:?}");
        let event = format!("ServiceOpened(serviceId: {UNKNOWN}, {peers_shown})");
        assert_eq!(world.event(&sent), event);
        for has in [[false, true], [false, false]] {
            let error = format!("AlreadyOpen(serviceId: {UNKNOWN})");
            assert_eq!(world.open(UNKNOWN, has).unwrap_err(), error);
        }
        assert_eq!(world.service(UNKNOWN), peers.map(hex));
    });
}

#[test]
fn peers_that_are_no_such_contract_fail() {
    each(|world| {
        let [levels, evidence] = [world.levels.levels.address, world.evidence.address];
        let [bob, none] = [account("bob").address, H160::zero()];
        let court = world.court.address;
        for (at, others) in [
            (1, [bob, none, levels, court]),
            (2, [bob, evidence, court, world.committee.address]),
            (3, [bob, evidence, court, levels]),
        ] {
            for peer in others {
                world.no_peer(at, peer);
            }
        }
    });
}

#[test]
fn contract_is_no_peer_of_its_own() {
    each(|world| {
        let logs = world.logs.address;
        for at in [1, 2, 3] {
            world.no_peer(at, logs);
        }
    });
}

#[test]
fn levels_name_the_contract_as_their_verifier() {
    each(|world| {
        let levels = world.levels.levels.address;
        let error = format!("NotVerifierOf(levels: {levels:?}, serviceId: {UNKNOWN})");
        assert_eq!(world.open(UNKNOWN, [true, false]).unwrap_err(), error);
        let opening = world.levels.opening(UNKNOWN, 24 * WINDOW);
        world.of_levels("openService", &opening);
        let verifiers = [world.evidence.address, world.logs.address];
        let [other, own] = verifiers.map(|it| [json!(UNKNOWN), hex(it)]);
        assert_eq!(world.open(UNKNOWN, [true, false]).unwrap_err(), error);
        world.of_levels("setVerifier", &other);
        assert_eq!(world.open(UNKNOWN, [true, false]).unwrap_err(), error);
        world.of_levels("setVerifier", &own);
        world.open(UNKNOWN, [true, false]).unwrap();
    });
}

/// What is outside its type is no answer, and a peer's own error is passed on.
#[test]
fn peers_that_answer_otherwise_fail() {
    let (one, beyond) = (U256::ONE, U256::ONE << 64);
    each(|world| {
        let logs = U256::from_be_bytes(world.place(PLAIN).log);
        let two = words([one; 2]);
        let dirty = words([logs | (one << 160)]);
        let [time, fresh] = [[one, beyond, one], [one, one, one + one]].map(words);
        let most = words([U256::MAX, beyond - one, one]);
        let longest = vec![1; 16_384];
        for (at, view, wrong, good) in [
            (1, "headDigest", vec![vec![1; 31]], two.clone()),
            (2, "verifierOf", vec![dirty], words([logs, one])),
            (3, "valueOf", vec![two, time, fresh], most),
        ] {
            let mut open = |answer: Answer| {
                let (peer, service) = (world.peer(&[(view, answer)]), UNKNOWN + at as u64);
                let mut opening = world.opening(service, [false; 2]);
                opening[at] = hex(peer);
                let (from, chain) = (account(OWNER), &mut world.levels.chain);
                let opened = world
                    .logs
                    .try_send(chain, &from, "openService", &opening, 0);
                let reason = world.logs.interface.decode_error(&opened.data);
                let failed = reason.map(|it| it.to_string());
                (
                    opened,
                    failed == Some(format!("PeerFailed(peer: {peer:?})")),
                )
            };
            let wrong = wrong.into_iter().map(Ok);
            for wrong in wrong.chain([Ok(vec![]), Err(vec![]), Err(vec![1; 16_385])]) {
                assert!(open(wrong.clone()).1, "{view}: {wrong:?}");
            }
            for error in [vec![1], own_error(), longest.clone()] {
                let passed_on = open(Err(error.clone())).0;
                assert!(passed_on.is_revert() && passed_on.data == error, "{view}");
            }
            assert!(open(Ok(good)).0.is_ok(), "{view}");
        }
    });
}

/// Levels of another make than the library's: what a head needs of them.
#[test]
fn levels_that_answer_otherwise_fail() {
    let (nil, one, beyond) = (U256::ZERO, U256::ONE, U256::ONE << 64);
    each(|world| {
        let (first, now, mut service) = (Operator::new(1), world.later(), UNKNOWN);
        let logs = U256::from_be_bytes(world.place(PLAIN).log);
        let mut append = |begun: &Answer, times: &Answer, mark: Answer| {
            let verifier = ("verifierOf", Ok(words([logs])));
            let answers = [("windowsBegun", begun.clone()), ("timesOf", times.clone())];
            let answers = [&answers[..], &[verifier, ("mark", mark)]].concat();
            let levels = world.peer(&answers);
            service += 1;
            let mut opening = world.opening(service, [false; 2]);
            opening[2] = hex(levels);
            world.call(OWNER, "openService", &opening).unwrap();
            let sent = world.append(service, &first, &Log::new(3).head(3, now), &[]);
            let failed = format!("PeerFailed(peer: {levels:?})");
            sent.map_or_else(|it| it.replace(&failed, "failed"), |_| "appended".into())
        };
        let [none, window, last, many] =
            [0, 1, u64::from(u32::MAX), 1 << 32].map(|begun| Ok(words([U256::from(begun)])));
        let [open, over] = [1, 0].map(|left| Ok(words([nil, U256::from(now + left), nil])));
        let silent = || Err(vec![]);
        for (begun, times) in [(&many, &open), (&silent(), &open), (&window, &silent())] {
            assert_eq!(append(begun, times, Ok(vec![])), "failed");
        }
        for place in 0..4 {
            let mut times = [nil, U256::from(now + 1), nil];
            // The last of four is too short an answer.
            let times = match times.get_mut(place) {
                Some(time) => {
                    *time = beyond;
                    words(times)
                }
                None => words([nil, beyond - one]),
            };
            assert_eq!(append(&window, &Ok(times), Ok(vec![])), "failed", "{place}");
        }
        // Nothing is marked before the first window, and none that is over.
        for (begun, times) in [(&none, &silent()), (&last, &over)] {
            assert_eq!(append(begun, times, silent()), "appended");
        }
        for (answer, outcome) in [
            (Ok(vec![]), "appended"),
            (Err(selector("NotServing(address)")), "appended"),
            (Err(selector("NotVerifier(address,address)")), "appended"),
            (silent(), "failed"),
            (Err(own_error()), "NoSuchEntry(size: 1, received: 1)"),
        ] {
            assert_eq!(append(&last, &open, answer), outcome);
        }
    });
}
