//! A version calendar on the chain: which build is required when, what operators acknowledge, and what a rulebook makes of
//! it. Each attack is a test in which it gains nothing, on each build.

#[path = "library/rulebook.rs"]
mod book;
#[path = "library/levels.rs"]
mod levels;
mod library;
#[path = "library/version_calendar.rs"]
mod world;

use blueprint_e2e::stored::bytes;
use blueprint_rules::qos::version_calendar::{Acknowledged, Calendar, KEPT, LONGEST_AHEAD};
use book::{hard, selector, soft, word, LEVEL, NONE, SPAN};
use library::{account, hex, number, Contract, GUARDIAN, OWNER};
use serde_json::{json, Value};
use sp_core::H160;
use world::{address, each, published, World, BUILDS, DAY, DIGEST, HOUR, SERVICE, UNKNOWN, WEEK};

// ---- who does what

#[test]
fn runtime_opens_publishes_and_withdraws_and_no_other() {
    each(|world| {
        let deadline = world.now() + WEEK;
        world.publish(deadline, false);
        let calls = [
            ("openService", vec![json!(UNKNOWN), json!([WEEK, DAY])]),
            (
                "setOperator",
                vec![json!(SERVICE), address("bob"), json!(false)],
            ),
            ("publish", published(deadline, true).into()),
            (
                "acknowledgeFor",
                vec![json!(SERVICE), address("bob"), json!(1)],
            ),
            ("withdraw", vec![json!(SERVICE), json!(1)]),
        ];
        for (call, arguments) in calls {
            for by in ["eve", "bob", GUARDIAN] {
                let error = world.error(by, call, &arguments);
                assert!(error.starts_with("CallerNotRuntime("), "{call}: {error}");
            }
            world.call(OWNER, call, &arguments).unwrap();
        }
    });
}

#[test]
fn service_is_opened_once_with_notices_within_bounds() {
    each(|world| {
        let error = world.open(SERVICE, WEEK, DAY).unwrap_err();
        assert_eq!(error, format!("AlreadyOpen(serviceId: {SERVICE})"));
        let longest = 180 * DAY;
        for (ordinary, security, term, most, received) in [
            (HOUR - 1, HOUR, 1, longest, HOUR - 1),
            (longest + 1, HOUR, 1, longest, longest + 1),
            (0, 0, 1, longest, 0),
            (WEEK, HOUR - 1, 2, WEEK, HOUR - 1),
            (WEEK, WEEK + 1, 2, WEEK, WEEK + 1),
        ] {
            let error = world.open(UNKNOWN, ordinary, security).unwrap_err();
            let bounds = format!("least: {HOUR}, most: {most}, received: {received}");
            assert_eq!(error, format!("TermOutOfBounds(term: {term}, {bounds})"));
        }
        for (service, ordinary, security) in [(4, HOUR, HOUR), (5, longest, longest)] {
            let sent = world.open(service, ordinary, security).unwrap();
            let terms = format!("ordinary: {ordinary}, security: {security}");
            let event = format!("ServiceOpened(serviceId: {service}, {terms})");
            assert_eq!(world.event(&sent), event);
            let notice = world.ask("noticeOf", &[json!(service)]).remove(0);
            let [stated, patch] = ["ordinary", "security"].map(|it| number(&notice[it]));
            assert_eq!((stated, patch), (ordinary.into(), security.into()));
        }
        let unknown = format!("UnknownService(serviceId: {UNKNOWN})");
        let (service, bob, now) = (json!(UNKNOWN), address("bob"), world.now());
        let mut build = published(0, false);
        build[0] = service.clone();
        for (by, call, rest) in [
            (OWNER, "setOperator", vec![bob.clone(), json!(true)]),
            (OWNER, "publish", build[1..].to_vec()),
            (OWNER, "withdraw", vec![json!(1)]),
            (OWNER, "acknowledgeFor", vec![bob.clone(), json!(1)]),
            ("bob", "acknowledge", vec![json!(1)]),
            ("eve", "upToDateAt", vec![bob, json!(now + 1)]),
            ("eve", "requiredAt", vec![json!(now + 1)]),
            ("eve", "buildsOf", vec![]),
            ("eve", "buildOf", vec![json!(1)]),
            ("eve", "noticeOf", vec![]),
        ] {
            let arguments = [std::slice::from_ref(&service), &rest[..]].concat();
            assert_eq!(world.error(by, call, &arguments), unknown, "{call}");
        }
    });
}

// ---- builds

#[test]
fn deadline_leaves_operators_the_notice() {
    each(|world| {
        let (now, digest) = (world.now(), bytes(&DIGEST));
        let latest = now + LONGEST_AHEAD;
        let mut count = 0;
        for (security, notice) in [(false, WEEK), (true, DAY)] {
            let earliest = now + notice;
            for received in [1, now, earliest - 1, latest + 1, u64::MAX] {
                let error = world.error(OWNER, "publish", &published(received, security));
                let bounds = format!("earliest: {earliest}, latest: {latest}");
                let expected = format!("DeadlineOutOfBounds({bounds}, received: {received})");
                assert_eq!(error, expected);
            }
            for deadline in [earliest, latest, 0] {
                let arguments = published(deadline, security);
                let sent = world.call(OWNER, "publish", &arguments).unwrap();
                count += 1;
                let of = format!("serviceId: {SERVICE}, build: {count}");
                let said = format!("digest: {}, deadline: {deadline}", digest.as_str().unwrap());
                let event = format!("BuildPublished({of}, {said}, security: {security})");
                assert_eq!(world.event(&sent), event);
                let build = world
                    .ask("buildOf", &[json!(SERVICE), json!(count)])
                    .remove(0);
                let times = ["publishedAt", "deadline", "withdrawnAt"].map(|it| number(&build[it]));
                assert_eq!(times, [now.into(), deadline.into(), 0]);
                assert_eq!(
                    (&build["digest"], &build["security"]),
                    (&digest, &json!(security))
                );
            }
        }
        let builds = world.ask("buildsOf", &[json!(SERVICE)]);
        assert_eq!(number(&builds[0]), count);
        let mut none = published(1, false);
        none[1] = bytes(&[0; 32]);
        assert_eq!(world.error(OWNER, "publish", &none), "ZeroDigest()");
    });
}

#[test]
fn urgent_patch_does_not_wait_for_builds_of_before() {
    each(|world| {
        let now = world.now();
        let (later, soon) = (now + 2 * WEEK, now + DAY);
        world.publish(later, false);
        world.publish(soon, true);
        world.acknowledge("bob", 1).unwrap();
        world.at(later + 10);
        let required = [soon - 1, soon, later].map(|it| world.required(it));
        assert_eq!(required, [0, 2, 2]);
        assert!(world.up_to_date("bob", soon - 1) && !world.up_to_date("bob", soon));
        // Once the patch is withdrawn, its deadline of before stands.
        let sent = world.withdraw(2).unwrap();
        let event = format!("BuildEnded(serviceId: {SERVICE}, build: 2)");
        assert_eq!(world.event(&sent), event);
        let required = [later + 9, later + 10].map(|it| world.required(it));
        assert_eq!(required, [2, 1]);
        let known = [later + 9, later + 10].map(|it| world.up_to_date("bob", it));
        assert_eq!(known, [false, true]);
        let error = format!("BuildWithdrawn(serviceId: {SERVICE}, build: 2)");
        assert_eq!(world.withdraw(2).unwrap_err(), error);
        assert_eq!(world.acknowledge("bob", 2).unwrap_err(), error);
        for build in [0, 3] {
            let error = format!("UnknownBuild(serviceId: {SERVICE}, build: {build})");
            assert_eq!(world.withdraw(build).unwrap_err(), error);
            assert_eq!(world.acknowledge("bob", build).unwrap_err(), error);
            let of = [json!(SERVICE), json!(build)];
            assert_eq!(world.error("eve", "buildOf", &of), error);
        }
    });
}

// ---- acknowledgements

#[test]
fn acknowledgement_changes_no_second_before_it() {
    each(|world| {
        let deadline = world.now() + WEEK;
        world.publish(deadline, false);
        world.publish(0, false);
        world.at(deadline - 1);
        assert!(world.up_to_date("bob", deadline - 1));
        world.at(deadline);
        // A later build counts, in its second.
        let sent = world.acknowledge("charlie", 2).unwrap();
        let charlie = account("charlie").address;
        let of = format!("serviceId: {SERVICE}, operator: {charlie:?}, build: 2");
        assert_eq!(world.event(&sent), format!("BuildAcknowledged({of})"));
        world.at(deadline + 9);
        world.acknowledge("bob", 1).unwrap();
        let known = ["bob", "charlie"].map(|operator| {
            let seconds = [deadline - 1, deadline, deadline + 8, deadline + 9];
            seconds.map(|it| world.up_to_date(operator, it))
        });
        assert_eq!(known, [[true, false, false, true], [true; 4]]);
        for (operator, newest, time) in [("bob", 1, deadline + 9), ("charlie", 2, deadline)] {
            let said = world.ask("acknowledgedBy", &[json!(SERVICE), address(operator)]);
            assert_eq!([&said[0], &said[1]].map(number), [newest, time.into()]);
        }
        for (by, received, newest) in [("bob", 1, 1), ("charlie", 1, 2), ("charlie", 2, 2)] {
            let error = world.acknowledge(by, received).unwrap_err();
            let values = format!("newest: {newest}, received: {received}");
            assert_eq!(error, format!("AlreadyAcknowledged({values})"));
        }
    });
}

/// The operator's record has room for eight builds that are required, and others take none of it.
#[test]
fn many_acknowledgements_hide_no_second() {
    each(|world| {
        let deadline = world.now() + DAY;
        world.publish(deadline, true);
        for _ in 0..12 {
            world.publish(0, false);
        }
        world.at(deadline + 1);
        for build in 2..14 {
            world.acknowledge("bob", build).unwrap();
        }
        let known = [deadline, deadline + 1].map(|it| world.up_to_date("bob", it));
        assert_eq!(known, [false, true]);
    });
}

#[test]
fn only_the_operator_and_the_runtime_acknowledge_for_it() {
    each(|world| {
        let deadline = world.now() + DAY;
        let build = world.publish(deadline, true);
        // eve acknowledges for itself alone.
        world.acknowledge("eve", build).unwrap();
        world.at(deadline);
        assert!(!world.up_to_date("bob", deadline));
        let none = [json!(SERVICE), hex(H160::zero()), json!(7)];
        assert_eq!(world.error(OWNER, "acknowledgeFor", &none), "ZeroAccount()");
        let acked = [json!(SERVICE), address("bob"), json!(build)];
        let sent = world.call(OWNER, "acknowledgeFor", &acked).unwrap();
        let bob = account("bob").address;
        let of = format!("serviceId: {SERVICE}, operator: {bob:?}, build: {build}");
        assert_eq!(world.event(&sent), format!("BuildAcknowledged({of})"));
        assert!(world.up_to_date("bob", deadline) && !world.up_to_date("charlie", deadline));
        // What an operator said itself is not said again by the runtime.
        world.acknowledge("charlie", build).unwrap();
        let again = [json!(SERVICE), address("charlie"), json!(build)];
        let error = format!("AlreadyAcknowledged(newest: {build}, received: {build})");
        assert_eq!(world.error(OWNER, "acknowledgeFor", &again), error);
    });
}

#[test]
fn seconds_to_come_are_not_judged() {
    each(|world| {
        let now = world.now();
        world.publish(now + DAY, true);
        for moment in [now + 1, u64::MAX] {
            let error = format!("InFuture(moment: {moment}, time: {now})");
            let of = [json!(SERVICE), address("bob"), json!(moment)];
            assert_eq!(world.error("eve", "upToDateAt", &of), error);
            let of = [json!(SERVICE), json!(moment)];
            assert_eq!(world.error("eve", "requiredAt", &of), error);
        }
        assert!(world.up_to_date("bob", now) && world.up_to_date("bob", 0));
    });
}

// ---- operators

#[test]
fn stranger_is_not_judged_and_who_leaves_and_comes_back_hides_nothing() {
    each(|world| {
        let deadline = world.now() + DAY;
        world.publish(deadline, true);
        let joined = deadline + 10;
        world.at(joined);
        let sent = world.serves("eve", true);
        let eve = account("eve").address;
        let of = format!("serviceId: {SERVICE}, operator: {eve:?}, serves: true");
        assert_eq!(world.event(&sent), format!("OperatorSet({of})"));
        world.at(joined + 10);
        // To repeat it changes nothing.
        world.serves("eve", true);
        world.at(joined + 20);
        world.serves("eve", false);
        world.serves("dave", false);
        world.at(joined + 30);
        world.serves("eve", true);
        let seconds = [
            deadline,
            joined - 1,
            joined,
            joined + 19,
            joined + 20,
            joined + 29,
            joined + 30,
        ];
        let known = seconds.map(|it| world.up_to_date("eve", it));
        assert_eq!(known, [true, true, false, false, true, true, false]);
        assert!(seconds.into_iter().all(|it| world.up_to_date("dave", it)));
        let serving = world
            .ask("servingOf", &[json!(SERVICE), address("eve")])
            .remove(0);
        let fields = ["from", "until", "earlierFrom", "earlierUntil"];
        let expected = [joined + 30, 0, joined, joined + 20].map(u128::from);
        assert_eq!(fields.map(|it| number(&serving[it])), expected);
        let none = [json!(SERVICE), hex(H160::zero()), json!(true)];
        assert_eq!(world.error(OWNER, "setOperator", &none), "ZeroAccount()");
    });
}

// ---- builds that are kept

/// A ninth build with a deadline makes the first one forgotten, in favour of operators.
#[test]
fn newest_eight_builds_with_a_deadline_are_known() {
    each(|world| {
        let start = world.now();
        for build in 1..9 {
            assert_eq!(world.publish(start + build * DAY, true), build);
        }
        world.acknowledge("charlie", 3).unwrap();
        let first = start + DAY;
        let known = |world: &mut World| {
            let seconds = [first, first + DAY];
            let required = seconds.map(|it| world.required(it));
            let ends = [first, first + 2 * DAY, first + 3 * DAY];
            let known = ["bob", "charlie"].map(|of| ends.map(|it| world.up_to_date(of, it)));
            (required, known)
        };
        world.at(start + 9 * DAY);
        let (held, charlie) = ([false; 3], [true, true, false]);
        assert_eq!(known(world), ([1, 2], [held, charlie]));
        // One without a deadline takes no room.
        world.publish(0, true);
        assert_eq!(known(world), ([1, 2], [held, charlie]));
        world.publish(start + 11 * DAY, true);
        assert_eq!(known(world), ([0, 2], [[true, false, false], charlie]));
        world.at(start + 11 * DAY);
        assert_eq!(world.required(start + 11 * DAY), 10);
        assert!(!world.up_to_date("charlie", start + 11 * DAY));
        world.acknowledge("charlie", 10).unwrap();
        assert!(world.up_to_date("charlie", start + 11 * DAY));
        assert_eq!(known(world).1[1], charlie);
    });
}

/// Each build answers as the rules do, of all seconds so far, whatever came to pass.
#[test]
fn every_build_answers_as_the_rules_do() {
    each(|world| {
        let (start, mut random) = (world.now(), 7u64);
        let (mut calendar, mut bob) = (Calendar::default(), Acknowledged::default());
        let (mut builds, mut withdrawn, mut marks) = (0u64, Vec::new(), vec![start]);
        for step in 1..60 {
            random = random
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            let (kind, choice) = ((random >> 40) % 4, random >> 50);
            let now = start + step * DAY;
            world.at(now);
            marks.extend([now - 1, now]);
            let build = builds.saturating_sub(choice % 5);
            match kind {
                0 | 1 => {
                    let deadline = now + (1 + choice % 12) * DAY;
                    builds = world.publish(deadline, true);
                    calendar = calendar.with(builds as u32, deadline);
                }
                2 if build > bob.build.into() && !withdrawn.contains(&build) => {
                    world.acknowledge("bob", build).unwrap();
                    bob = bob.after(&calendar, build as u32, now);
                }
                3 if build != 0 && !withdrawn.contains(&build) => {
                    world.withdraw(build).unwrap();
                    withdrawn.push(build);
                    calendar = calendar.without(build as u32, now);
                }
                _ => {}
            }
        }
        assert!(builds > KEPT as u64 && !withdrawn.is_empty() && bob.build != 0);
        for second in marks {
            let required = calendar.required_at(second);
            assert_eq!(world.required(second), u64::from(required), "{second}");
            let is_met = calendar.is_met(&bob, second);
            assert_eq!(world.up_to_date("bob", second), is_met, "{second}");
        }
    });
}

// ---- a rulebook

/// Points, by whether the operator was up to date at the end of the window: what is said later changes nothing.
#[test]
fn rulebook_takes_points_from_who_missed_a_patch_and_from_no_other() {
    for built in BUILDS {
        eprintln!("{built}");
        let mut world = book::World::new("ink/rulebook.polkavm");
        let roles = library::with_roles(json!(OWNER), &[]);
        let calendar = Contract::deploy(world.chain(), built, &roles);
        let send = |world: &mut book::World, by: &str, call: &str, rest: &[Value]| {
            let arguments = [&[json!(SERVICE)], rest].concat();
            calendar.send(world.chain(), by, call, &arguments);
        };
        send(&mut world, OWNER, "openService", &[json!([DAY, HOUR])]);
        for operator in ["bob", "charlie"] {
            let set = [address(operator), json!(true)];
            send(&mut world, OWNER, "setOperator", &set);
        }
        let (view, equal) = (selector("upToDateAt(uint64,address,uint64)"), 2);
        let measure = json!([
            hex(calendar.address),
            view,
            3,
            1,
            NONE,
            2,
            word(SERVICE),
            word(0),
            0,
            1,
            NONE,
            0,
            0,
            NONE,
            false,
            equal,
            "0"
        ]);
        let mut terms = world.rule(LEVEL, soft());
        terms[3] = measure.clone();
        (terms[4][4], terms[4][5]) = (json!(1), json!(1));
        let rule = world.add(&terms);
        // A patch that is missed is absence, and under another condition its measure takes no stake either.
        for (condition, error) in [(LEVEL, "AbsenceTakesNoStake"), (5, "BadMeasure")] {
            let mut takes_stake = world.rule(condition, hard());
            takes_stake[3] = measure.clone();
            assert_eq!(world.not_added(&takes_stake), error);
        }
        let (start, end) = (world.start, world.start + SPAN);
        world.until(start);
        let patch = [bytes(&DIGEST), json!(end - 600), json!(true)];
        send(&mut world, OWNER, "publish", &patch);
        world.until(end - 700);
        send(&mut world, "bob", "acknowledge", &[json!(1)]);
        world.until(end + 1);
        send(&mut world, "charlie", "acknowledge", &[json!(1)]);
        let [bob, charlie, eve] = ["bob", "charlie", "eve"].map(|it| account(it).address);
        for window in 0..2 {
            let (from, _) = world.evaluation(rule, window);
            world.until(from);
            let breached = [bob, charlie, eve].map(|it| world.evaluate(rule, it, window));
            assert_eq!(breached, [false, window == 0, false]);
        }
        let begin = world.evaluation(rule, 0).1;
        world.until(begin);
        let standing = [bob, charlie, eve].map(|it| world.standing(it, begin));
        assert_eq!(standing, [(false, 10_000), (true, 5_000), (false, 10_000)]);
    }
}
