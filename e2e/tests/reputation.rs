//! Reputation on the chain: the scores of operators, from the real receipts of clients. Each attack is a test in which it
//! gains nothing, on each build.

mod library;
#[path = "library/reputation.rs"]
mod world;

use blueprint_rules::qos::reputation::{Record, Terms};
use library::{account, hex, number, OWNER};
use serde_json::json;
use sp_core::H160;
use world::{
    bytes, each, events, evidence, feedback, fields, opening, party, published, registered, sender,
    silent_period, stranger, words, World, ALL, FAST, LEAST_UNITS, NEUTRAL, OPERATOR, PERIOD,
    RETENTION, RETURN, REVERT, RIVAL, SERVICE, SILENT, SLOW, TERMS,
};

#[test]
fn newcomer_is_neutral_and_its_points_are_whole() {
    each(|world| {
        let (start, of) = (world.period(), [json!(SERVICE + 1), party(OPERATOR)]);
        let opening = opening(SERVICE + 1, world.receipts.address, words(&TERMS));
        world.send(OWNER, "openService", &opening);
        assert_eq!(world.score(OPERATOR), NEUTRAL);
        assert_eq!(world.recorded(OPERATOR), Record::default());
        world.serve(OPERATOR, &ALL, SILENT, 0, 40);
        world.begin(start + 2);
        world.record(OPERATOR);
        assert!(world.score(OPERATOR) < NEUTRAL);
        // Another operator, and the same one in another service.
        assert_eq!(world.record(RIVAL), (0, vec![]));
        assert_eq!(world.score(RIVAL), NEUTRAL);
        world.send("eve", "record", &of);
        assert_eq!(world.ask("scoreOf", &of), [8_000, 10_000]);
        let none = [json!(SERVICE), hex(H160::zero())];
        let error = world.error(&account("eve"), "record", &none);
        assert_eq!(error.name, "ZeroAccount");
    });
}

#[test]
fn verdicts_of_a_quorum_move_the_score_as_the_rules_say() {
    each(|world| {
        let start = world.period();
        let (mut record, mut seen) = (Record::default(), Vec::new());
        // Latency, errors, and units of each client.
        let served = [
            Some((FAST, 0, 10)),
            Some((SLOW, 0, 40)),
            Some((FAST, 5, 40)),
            Some((FAST, 0, 10)),
            None,
            Some((FAST, 0, 40)),
        ];
        for step in 0..8 {
            world.begin(start + step);
            if let Some(Some((latency, errors, units))) = served.get(step as usize) {
                world.serve(OPERATOR, &ALL, *latency, *errors, *units);
            }
            // Clients that pay another one more complain about two periods.
            if [3, 4].contains(&step) {
                world.serve(RIVAL, &ALL, FAST, 1, 60);
            }
            if [4, 5].contains(&step) {
                world.complain(OPERATOR, &ALL);
            }
            if step < 2 {
                continue;
            }
            let last = start + step - 2;
            assert_eq!(world.due(OPERATOR), (last, 1));
            record = world.expected(OPERATOR, record, last..last + 1);
            let (counted, events) = world.record(OPERATOR);
            // A complaint about an operator that no client paid counts nowhere.
            let is_paid = served[(last - start) as usize].is_some();
            assert_eq!(counted, u8::from(is_paid), "{step}");
            seen.extend(events);
            assert_eq!(world.recorded(OPERATOR), record, "{step}");
            assert_eq!(world.score(OPERATOR), world.scored(&record), "{step}");
        }
        let said = |n: usize| seen.iter().map(|event| event[n]).collect::<Vec<_>>();
        let periods = [0, 1, 2, 3, 5].map(|step| u128::from(start + step));
        assert_eq!(said(0), periods);
        assert_eq!(said(1), [10_000, 5_000, 5_000, 0, 10_000]);
        assert_eq!(said(3), [30, 120, 120, 30, 120]);
        // With less than the prior, a quality counts as it is.
        assert_eq!(said(2)[..2], [10_000, 5_000]);
        // The other one at once.
        assert_eq!(world.record(RIVAL).0, 2);
        assert_eq!(world.recorded(RIVAL), world.fresh(RIVAL, start..start + 6));
        assert!(world.score(RIVAL) > NEUTRAL && world.score(OPERATOR) < NEUTRAL);
    });
}

#[test]
fn recording_of_four_periods_changes_no_score() {
    each(|world| {
        let start = world.period();
        let said = [(FAST, 0), (SLOW, 0), (SILENT, 0), (FAST, 3), (SILENT, 0)];
        for (period, (latency, errors)) in (start..).zip(said) {
            world.begin(period);
            // Two are no quorum.
            let clients = if period == start + 2 { &ALL[..2] } else { &ALL };
            world.serve(OPERATOR, clients, latency, errors, 40);
        }
        world.begin(start + 5);
        assert_eq!(world.due(OPERATOR), (start, 4));
        let first = world.fresh(OPERATOR, start..start + 4);
        let before = world.score(OPERATOR);
        assert_eq!(before, world.scored(&first));
        for by in [sender(OPERATOR), sender(1), account("eve")] {
            world.undoing(|world| {
                assert_eq!(world.record_as(&by, OPERATOR).0, 3);
                assert_eq!(world.recorded(OPERATOR), first);
                assert_eq!(world.score(OPERATOR), before);
                assert_eq!(world.due(OPERATOR), (start + 4, 0));
                assert_eq!(world.rejected("record", OPERATOR), "NothingNew");
            });
        }
        // Of five, a view reads four.
        world.begin(start + 6);
        assert_eq!(world.due(OPERATOR), (start, 5));
        let of_four = world.score(OPERATOR);
        assert_eq!(of_four, world.scored(&first));
        let all = world.fresh(OPERATOR, start..start + 5);
        assert_eq!(world.record(OPERATOR).0, 4);
        assert_eq!(world.score(OPERATOR), world.scored(&all));
        assert!(world.score(OPERATOR) < of_four);
    });
}

/// Not even an operator that pays for the call leaves its first period out.
/// Units that clients got cheaply, from an operator whose keys they are, weigh as far as they paid.
#[test]
fn units_weigh_as_far_as_they_were_paid_for() {
    each(|world| {
        let terms = Terms {
            price: 3 * TERMS.price,
            ..TERMS
        };
        let dear = world.another_with(&terms);
        let start = world.period();
        world.serve(OPERATOR, &ALL, FAST, 0, 40);
        world.begin(start + 2);
        let (_, seen) = world.record(OPERATOR);
        assert_eq!(seen[0], [start.into(), 10_000, 10_000, 120]);
        world.reputation = dear;
        let (_, seen) = world.record(OPERATOR);
        assert_eq!(seen[0], [start.into(), 10_000, 10_000, 40]);
    });
}

/// A view reads four periods that are due: what is behind them may be bad.
#[test]
fn operator_gains_nothing_by_periods_that_no_account_recorded() {
    each(|world| {
        let start = world.period();
        for step in 0..16 {
            world.begin(start + step);
            let latency = if step < 4 { FAST } else { SILENT };
            world.serve(OPERATOR, &ALL, latency, 0, 40);
            if step == 5 {
                assert_eq!(world.due(OPERATOR), (start, 4));
                assert!(world.score(OPERATOR).1 > 10_000);
            }
        }
        world.begin(start + 17);
        assert_eq!(world.due(OPERATOR), (start, 16));
        let (score, factor) = world.score(OPERATOR);
        assert!(score > NEUTRAL.0 && factor == 10_000);
        world.record(OPERATOR);
        let (recorded, factor) = world.score(OPERATOR);
        assert!(
            recorded < score && factor < 10_000,
            "{score} {recorded} {factor}"
        );
    });
}

#[test]
fn sixteen_periods_at_most_are_recorded_at_once() {
    each(|world| {
        let start = world.period();
        for period in start..start + 18 {
            world.begin(period);
            let latency = if period == start { SILENT } else { FAST };
            world.serve(OPERATOR, &ALL, latency, 0, 20);
        }
        world.begin(start + 19);
        assert_eq!(world.due(OPERATOR), (start, 18));
        let (counted, seen) = world.record_as(&sender(OPERATOR), OPERATOR);
        assert_eq!((counted, seen.len()), (16, 16));
        assert_eq!(seen[0][..2], [u128::from(start), 0]);
        let first = world.fresh(OPERATOR, start..start + 16);
        assert_eq!(world.recorded(OPERATOR), first);
        assert_eq!(world.due(OPERATOR), (start + 16, 2));
        assert_eq!(world.record(OPERATOR).0, 2);
        let all = world.expected(OPERATOR, first, start + 16..start + 18);
        assert_eq!(world.recorded(OPERATOR), all);
        assert_eq!(world.rejected("record", OPERATOR), "NothingNew");
    });
}

#[test]
fn period_without_a_quorum_is_neutral() {
    each(|world| {
        let start = world.period();
        world.serve(OPERATOR, &ALL[..2], SILENT, 0, 40);
        world.serve(RIVAL, &ALL[..2], FAST, 0, 400);
        world.begin(start + 1);
        // Heavy complaints, but of two.
        world.complain(OPERATOR, &ALL[..2]);
        world.serve(OPERATOR, &ALL[..2], SILENT, 0, 40);
        world.serve(OPERATOR, &ALL[2..], SILENT, 0, LEAST_UNITS - 1);
        world.begin(start + 3);
        assert_eq!(world.score(OPERATOR), NEUTRAL);
        assert_eq!(world.record(OPERATOR), (0, vec![]));
        let none = Record {
            next: start + 2,
            ..Record::default()
        };
        assert_eq!(world.recorded(OPERATOR), none);
        assert_eq!(world.score(OPERATOR), NEUTRAL);
    });
}

#[test]
fn period_is_due_once_it_is_final_and_since_the_opening() {
    each(|world| {
        let start = world.period();
        world.serve(OPERATOR, &ALL, SILENT, 0, 40);
        world.begin(start + 1);
        let late = world.another();
        for second in [(start + 1) * PERIOD, (start + 2) * PERIOD - 1] {
            world.at(second);
            assert_eq!(world.due(OPERATOR), (start, 0));
            assert_eq!(world.score(OPERATOR), NEUTRAL);
            assert_eq!(world.rejected("record", OPERATOR), "NothingNew");
        }
        world.begin(start + 2);
        assert_eq!(world.due(OPERATOR), (start, 1));
        assert!(world.score(OPERATOR) < NEUTRAL);
        assert_eq!(world.record(OPERATOR).0, 1);
        // A service that opened in the period after.
        world.reputation = late;
        assert_eq!(world.due(OPERATOR), (start + 1, 0));
        assert_eq!(world.rejected("record", OPERATOR), "NothingNew");
        world.begin(start + 3);
        assert_eq!(world.due(OPERATOR), (start + 1, 1));
        assert_eq!(world.record(OPERATOR), (0, vec![]));
        assert_eq!(world.score(OPERATOR), NEUTRAL);
    });
}

#[test]
fn period_that_the_receipts_may_forget_is_not_counted() {
    each(|world| {
        let start = world.period();
        world.serve(OPERATOR, &ALL, SILENT, 0, 40);
        world.begin(start + 1);
        world.serve(OPERATOR, &ALL, SLOW, 0, 40);
        // As long as it counts, it cannot be cleared.
        world.at((start + RETENTION + 1) * PERIOD - 1);
        assert_eq!(world.due(OPERATOR), (start, RETENTION - 1));
        let both = world.fresh(OPERATOR, start..start + 4);
        assert_eq!(world.score(OPERATOR), world.scored(&both));
        assert_eq!(world.clear(OPERATOR, start).unwrap(), "StillNeeded");
        world.begin(start + RETENTION + 1);
        assert_eq!(world.due(OPERATOR), (start + 1, RETENTION - 1));
        let second = world.fresh(OPERATOR, start + 1..start + 17);
        let scored = world.scored(&second);
        assert_eq!(world.score(OPERATOR), scored);
        assert_eq!(world.clear(OPERATOR, start), None);
        assert_eq!(world.score(OPERATOR), scored);
        let (counted, seen) = world.record(OPERATOR);
        assert_eq!((counted, seen[0][0]), (1, u128::from(start + 1)));
        assert_eq!(world.recorded(OPERATOR), second);
        world.begin(start + RETENTION + 2);
        assert_eq!(world.clear(OPERATOR, start + 1), None);
        assert_eq!(world.record(OPERATOR), (0, vec![]));
        assert_eq!(world.recorded(OPERATOR).weight, second.weight);
        assert_eq!(world.score(OPERATOR), world.scored(&second));
    });
}

/// An operator that waits with its bad period, or lets a good one go first, has the record of one that others record.
#[test]
fn no_period_is_skipped_reordered_or_counted_twice() {
    each(|world| {
        let start = world.period();
        let mut early = world.another();
        for (step, latency) in (0..).zip([SILENT, FAST, SLOW, FAST, FAST, FAST]) {
            world.begin(start + step);
            if step < 4 {
                world.serve(OPERATOR, &ALL, latency, 0, 40);
            }
            if step >= 2 {
                std::mem::swap(&mut world.reputation, &mut early);
                let (_, seen) = world.record(OPERATOR);
                assert_eq!(seen[0][0], u128::from(start + step - 2));
                assert_eq!(world.rejected("record", OPERATOR), "NothingNew");
                std::mem::swap(&mut world.reputation, &mut early);
            }
        }
        let (_, seen) = world.record_as(&sender(OPERATOR), OPERATOR);
        let periods: Vec<u128> = seen.iter().map(|event| event[0]).collect();
        let all: Vec<u128> = (start..start + 4).map(u128::from).collect();
        assert_eq!(periods, all);
        let record = world.recorded(OPERATOR);
        assert_eq!(world.rejected("record", OPERATOR), "NothingNew");
        world.reputation = early;
        assert_eq!(world.recorded(OPERATOR), record);
    });
}

#[test]
fn outlier_counts_as_the_edge_of_the_band_and_by_capped_units() {
    each(|world| {
        let start = world.period();
        // Two periods of the neutral quality, together with the weight of the prior.
        for (period, units) in (start..).zip([10, 40]) {
            world.begin(period);
            for operator in [OPERATOR, RIVAL] {
                world.serve(operator, &ALL, FAST, 2, units);
            }
        }
        world.begin(start + 2);
        world.serve(OPERATOR, &ALL, FAST, 0, 400);
        world.serve(RIVAL, &ALL, SILENT, 0, 80);
        world.begin(start + 4);
        let steady = world.fresh(OPERATOR, start..start + 2);
        assert_eq!(world.scored(&steady), NEUTRAL);
        let seen = [OPERATOR, RIVAL].map(|operator| {
            let (_, seen) = world.record(operator);
            let moved = world.score(operator).0.abs_diff(NEUTRAL.0);
            assert!((1..=TERMS.band_bps).contains(&moved), "{moved}");
            seen[2]
        });
        let period = u128::from(start + 2);
        assert_eq!(seen[0], [period, 10_000, 8_500, 240]);
        assert_eq!(seen[1], [period, 0, 7_500, 240]);
        let records = [OPERATOR, RIVAL].map(|operator| world.recorded(operator));
        assert_eq!(records[0].weight, records[1].weight);
        let expected = world.expected(OPERATOR, steady, start + 2..start + 3);
        assert_eq!(records[0], expected);
    });
}

#[test]
fn score_comes_back_to_neutral_by_half_lives() {
    each(|world| {
        let start = world.period();
        // As many units as the prior, in the first period of a half-life.
        world.serve(OPERATOR, &ALL, SILENT, 0, 40);
        world.begin(start + 2);
        world.record(OPERATOR);
        let scores = [2, 4, 8, 512].map(|later| {
            world.begin(start + later);
            world.score(OPERATOR)
        });
        let expected = [(4_800, 8_000), (5_333, 8_333), (6_400, 9_000), NEUTRAL];
        assert_eq!(scores, expected);
        // What comes then counts as a newcomer's.
        world.serve(OPERATOR, &ALL, FAST, 0, 40);
        world.begin(start + 514);
        world.record_all(OPERATOR);
        let fresh = world.fresh(OPERATOR, start + 512..start + 513);
        assert_eq!(world.recorded(OPERATOR), fresh);
    });
}

/// Of a weight that is nearly halved away, less is left than of the quality: their quotient is no quality.
#[test]
fn what_is_nearly_forgotten_does_not_deviate() {
    each(|world| {
        let start = world.period();
        world.serve(OPERATOR, &ALL, FAST, 0, 10);
        world.begin(start + 2);
        world.record(OPERATOR);
        let before = world.recorded(OPERATOR);
        let again = start + 22 * u64::from(TERMS.half_life);
        assert_eq!((before.weight >> 22, before.quality >> 22), (1, 18_750));
        world.begin(again);
        world.serve(OPERATOR, &ALL, FAST, 0, 40);
        world.begin(again + 2);
        world.record_all(OPERATOR);
        let after = world.expected(OPERATOR, before, again..again + 1);
        assert_eq!(world.recorded(OPERATOR), after);
        assert_eq!(after.deviation, 0);
    });
}

/// What is due and not recorded is not published.
#[test]
fn recorded_score_is_published_once_to_the_agent_that_the_operator_named() {
    each(|world| {
        let start = world.period();
        let (registry, agent) = registered(world);
        assert_eq!(world.rejected("publish", OPERATOR), "NoAgent");
        let named = world.name(OPERATOR, registry.address, agent);
        let named = events(&world.reputation, &named, "AgentNamed").remove(0);
        assert_eq!(named.args["registry"], hex(registry.address));
        assert_eq!(named.args["operator"], party(OPERATOR));
        assert_eq!(fields(&named, ["serviceId", "agentId"]), [3, agent.into()]);
        assert_eq!(world.rejected("publish", OPERATOR), "NothingNew");
        for (step, latency) in [(0, SLOW), (1, SILENT), (2, FAST)] {
            world.begin(start + step);
            world.serve(OPERATOR, &ALL, latency, 0, 40);
        }
        world.record(OPERATOR);
        for n in 1..=2 {
            // What is due counts first: an operator does not publish before a bad period does.
            world.begin(start + 2 + n);
            let of = [json!(SERVICE), party(OPERATOR)];
            let error = world.error(&account("eve"), "publish", &of);
            assert_eq!(error.name, "PeriodsDue");
            assert_eq!(
                fields(&error, ["first", "count"]),
                [start + n, 1].map(u128::from)
            );
            world.record(OPERATOR);
            let record = world.recorded(OPERATOR);
            let (score, _) = world.scored(&record);
            let sent = world.publish(OPERATOR);
            let published = events(&world.reputation, &sent, "ScorePublished").remove(0);
            let names = ["serviceId", "agentId", "scoreBps"];
            let expected = [3, u128::from(agent), score.into()];
            assert_eq!(fields(&published, names), expected);
            assert_eq!(published.args["registry"], hex(registry.address));
            assert_eq!(published.args["operator"], party(OPERATOR));
            let evidence = evidence(world, record.next);
            let (count, client, arguments) = feedback(world, &registry, agent);
            assert_eq!((count, client), (n, hex(world.reputation.address)));
            let (agent, score) = (agent.to_string(), score.to_string());
            let expected = json!([agent, score, 2, "quality", "", "", "", evidence]);
            assert_eq!(json!(arguments), expected);
            assert_eq!(world.rejected("publish", OPERATOR), "NothingNew");
        }
    });
}

/// A registry that gets one record many times counts it as many clients' word.
#[test]
fn operator_that_names_its_agent_again_publishes_no_record_twice() {
    each(|world| {
        let (registry, agent) = published(world);
        world.name(OPERATOR, registry.address, agent);
        assert_eq!(world.rejected("publish", OPERATOR), "NothingNew");
        world.name(OPERATOR, H160::zero(), 0);
        assert_eq!(world.rejected("publish", OPERATOR), "NoAgent");
        world.name(OPERATOR, registry.address, agent);
        assert_eq!(world.rejected("publish", OPERATOR), "NothingNew");
        assert_eq!(feedback(world, &registry, agent).0, 1);
    });
}

#[test]
fn registry_that_calls_back_gets_no_score_twice() {
    each(|world| {
        let (registry, agent) = registered(world);
        world.name(OPERATOR, registry.address, agent);
        silent_period(world);
        let of = [json!(SERVICE), party(OPERATOR)];
        let (reputation, chain) = (&world.reputation, &mut world.chain);
        let publish = reputation.interface.encode_call("publish", &of).unwrap();
        let back = [hex(reputation.address), bytes(&publish)];
        registry.send(chain, "eve", "prepare", &back);
        world.publish(OPERATOR);
        assert_eq!(feedback(world, &registry, agent).0, 1);
        let accepted = registry.numbers(&mut world.chain, "accepted", &[]);
        assert_eq!(accepted, [0]);
    });
}

#[test]
fn registry_that_rejects_passes_its_error_on_and_nothing_is_published() {
    each(|world| {
        let (registry, agent) = registered(world);
        silent_period(world);
        let of = [json!(SERVICE), party(OPERATOR)];
        world.name(OPERATOR, registry.address, agent + 1);
        let (reputation, chain) = (&world.reputation, &mut world.chain);
        let error = reputation.passed_on(chain, &registry, "eve", "publish", &of);
        assert_eq!(error, "UnknownAgent");
        // Without code, of another interface, itself, and with an error that is too long.
        let long = stranger(world, 0, 20_000, REVERT);
        let others = [world.receipts.address, world.reputation.address, long];
        for peer in [&[H160::repeat_byte(0x77)], &others[..]].concat() {
            world.name(OPERATOR, peer, agent);
            world.fails_by(peer, "eve", "publish", &of);
        }
        world.name(OPERATOR, registry.address, agent);
        world.publish(OPERATOR);
        // An operator does not give feedback itself.
        let (_, _, arguments) = feedback(world, &registry, agent);
        let (from, chain) = (sender(OPERATOR), &mut world.chain);
        let own = registry.try_send(chain, &from, "giveFeedback", &arguments, 0);
        let error = registry.interface.decode_error(&own.data).unwrap();
        assert_eq!(error.name, "OwnFeedback");
    });
}

/// A rival that serves badly on purpose does not give its score to another's agent.
#[test]
fn score_goes_to_no_agent_of_another_operator() {
    each(|world| {
        let (registry, agent) = registered(world);
        silent_period(world);
        let start = world.period();
        world.serve(RIVAL, &ALL, SILENT, 0, 40);
        world.begin(start + 2);
        world.record(RIVAL);
        world.name(RIVAL, registry.address, agent);
        let of = [json!(SERVICE), party(RIVAL)];
        let error = world.error(&account("eve"), "publish", &of);
        assert_eq!(error.name, "NotAgentOwner");
        assert_eq!(error.args["expected"], party(RIVAL));
        assert_eq!(error.args["received"], party(OPERATOR));
        let given = registry.ask(&mut world.chain, "feedbackOf", &[json!(agent)]);
        assert_eq!(number(&given[0]), 0);
    });
}

#[test]
fn operator_alone_names_where_its_score_goes() {
    each(|world| {
        let (registry, agent) = published(world);
        let asked = |world: &mut World, operator: u8| {
            world.ask("agentOf", &[json!(SERVICE), party(operator)])
        };
        let own = [hex(registry.address), json!(agent.to_string())];
        assert_eq!(asked(world, OPERATOR), own);
        assert_eq!(asked(world, RIVAL), [hex(H160::zero()), json!("0")]);
        let other = H160::repeat_byte(0x77);
        world.name(RIVAL, other, 9);
        assert_eq!(asked(world, OPERATOR), own);
        assert_eq!(asked(world, RIVAL), [hex(other), json!("9")]);
        // The operator takes it back.
        let named = world.name(OPERATOR, H160::zero(), agent);
        let named = events(&world.reputation, &named, "AgentNamed").remove(0);
        assert_eq!(fields(&named, ["agentId"]), [0]);
        assert_eq!(asked(world, OPERATOR), [hex(H160::zero()), json!("0")]);
        assert_eq!(world.rejected("publish", OPERATOR), "NoAgent");
    });
}

#[test]
fn service_is_opened_once_by_the_runtime_with_terms_in_their_bounds() {
    each(|world| {
        let (receipts, owner) = (world.receipts.address, account(OWNER));
        let [again, new] = [SERVICE, SERVICE + 1].map(|it| opening(it, receipts, words(&TERMS)));
        let error = world.error(&owner, "openService", &again);
        assert_eq!(error.name, "AlreadyOpen");
        let error = world.error(&account("eve"), "openService", &new);
        assert_eq!(error.name, "CallerNotRuntime");
        let bounds: [(u64, u64); 9] = [
            (1, 3_600_000),
            (1, 1_024),
            (1, 1 << 48),
            (1, 1 << 48),
            (1, 10_000),
            (1, 9_999),
            (1, 10_000),
            (10_000, 30_000),
            (1, u64::MAX),
        ];
        let names = ["term", "least", "most", "received"];
        for (index, (least, most)) in bounds.into_iter().enumerate() {
            let beyond = [least.checked_sub(1), most.checked_add(1)];
            for received in beyond.into_iter().flatten() {
                let mut new = new.clone();
                new[2][index] = json!(received);
                let error = world.error(&owner, "openService", &new);
                assert_eq!(error.name, "TermOutOfBounds");
                let expected = [index as u64 + 1, least, most, received].map(u128::from);
                assert_eq!(fields(&error, names), expected);
            }
        }
        let from = world.period() + 1;
        world.at((from + 1) * PERIOD - 1);
        let at_bounds = [bounds.map(|it| it.0), bounds.map(|it| it.1)];
        for (service, terms) in (SERVICE + 1..).zip(at_bounds) {
            let opening = opening(service, receipts, json!(terms));
            let sent = world.send(OWNER, "openService", &opening);
            let opened = events(&world.reputation, &sent, "ServiceOpened").remove(0);
            let expected = [service, from].map(u128::from);
            assert_eq!(fields(&opened, ["serviceId", "from"]), expected);
            assert_eq!(opened.args["receipts"], hex(receipts));
            let asked = world.ask("termsOf", &[json!(service)]);
            assert_eq!(asked[..2], [hex(receipts), json!(from.to_string())]);
            let answered: Vec<u128> = asked[2].as_object().unwrap().values().map(number).collect();
            assert_eq!(answered, terms.map(u128::from));
        }
    });
}

#[test]
fn service_is_of_receipts_and_known() {
    each(|world| {
        let court = library::court(&mut world.chain, json!(OWNER));
        let none = [H160::zero(), H160::repeat_byte(0x77)];
        let others = [court.address, world.reputation.address];
        // Their periods have no length, or one of more bits than it has.
        let wrong = [0, (1 << 64) + u128::from(PERIOD)].map(|it| stranger(world, it, 192, RETURN));
        for peer in [none, others, wrong].concat() {
            let opening = opening(SERVICE + 1, peer, words(&TERMS));
            world.fails_by(peer, OWNER, "openService", &opening);
        }
        // An error is passed on, even if it reads as terms.
        let peer = stranger(world, PERIOD.into(), 192, REVERT);
        let opening = opening(SERVICE + 1, peer, words(&TERMS));
        let (reputation, chain) = (&world.reputation, &mut world.chain);
        let sent = reputation.try_send(chain, &account(OWNER), "openService", &opening, 0);
        assert!(sent.is_revert() && sent.data.len() == 192, "{sent}");
        let of = [json!(SERVICE + 1), party(OPERATOR)];
        let agent = [json!(SERVICE + 1), hex(court.address), json!(1)];
        for (call, arguments) in [
            ("record", &of[..]),
            ("publish", &of),
            ("scoreOf", &of),
            ("dueOf", &of),
            ("termsOf", &of[..1]),
            ("setAgent", &agent),
        ] {
            let error = world.error(&account("eve"), call, arguments);
            assert_eq!(error.name, "UnknownService", "{call}");
            assert_eq!(fields(&error, ["serviceId"]), [4]);
        }
    });
}
