//! What foreign consensus counts: sets that change, and eras that are missed. Each attack is a test in which it gains nothing, on each
//! build.

mod library;
#[path = "library/foreign_consensus.rs"]
mod world;

use library::{account, hex, number};
use serde_json::json;
use sp_core::{crypto::Pair as _, H160};
use world::{binding, change, each, key, keys, text, World, BUILDS, ERA, STALENESS};

// ---- sets

#[test]
fn change_of_authorities_is_final_by_the_set_before_and_ends_the_call() {
    each(|world| {
        let before = world.foreign.grow(2, &[]);
        // Three stay, at other places, and one comes.
        let header = world.foreign.change(keys([9, 3, 2, 1]));
        let changed = header.number;
        let after = world.foreign.grow(8, &[]);
        // Of the old set, one authored the change, and two more must follow.
        let all = [&before[..], &[header], &after].concat();
        let sent = world.bring(&all).unwrap();
        assert_eq!(number(&world.contract.answers("extend", &sent)[0]), 3);
        let events = world.events(&sent);
        assert_eq!(
            events[0],
            format!("AuthoritiesChanged(number: {changed}, count: 4)")
        );
        assert!(events[1].starts_with(&format!("HeadersFinal(number: {changed}")));
        let said = world.ask("authorities", &[]);
        let expected: Vec<_> = world
            .foreign
            .keys
            .iter()
            .map(|it| text(it.public().0))
            .collect();
        assert_eq!(said, [json!(expected), json!([0, 0, 0, 0])]);
        let head = world.head();
        assert_eq!(["eras", "blocks"].map(|it| number(&head[it])), [0, 0]);
        assert_eq!(world.extend(&all[3..]), 6);
    });
}

#[test]
fn set_of_an_attacker_with_one_old_key_is_never_final() {
    each(|world| {
        let old = world.foreign.keys.clone();
        for own in [
            keys(20..24),
            keys(20..52),
            vec![key(20)],
            [keys(20..22), keys(1..=1)].concat(),
        ] {
            let mut fork = world.foreign.clone();
            let mut headers = vec![fork.change(own.clone())];
            headers.extend(fork.grow(63, &[]));
            let error = world.error(&headers);
            assert!(
                error.starts_with("NoneFinal(required: 3, received: "),
                "{error}"
            );
        }
        // Two old keys of three that are needed.
        let mut fork = world.foreign.clone();
        let mut headers = vec![fork.change([&old[..1], &keys([30])].concat())];
        let author = fork.grow(1, &[]);
        headers.extend(author);
        headers.extend(fork.grow(40, &[]));
        let error = world.error(&headers);
        assert!(
            error.starts_with("NoneFinal(required: 3, received: "),
            "{error}"
        );
        // Old headers before the change are final by the old keys, up to the one that has a quorum behind it.
        let mut fork = world.foreign.clone();
        let mut headers = fork.grow(3, &[]);
        headers.push(fork.change(keys(20..24)));
        headers.extend(fork.grow(20, &[]));
        assert_eq!(world.extend(&headers), 2);
        let said = world.ask("authorities", &[]);
        let expected: Vec<_> = old.iter().map(|it| text(it.public().0)).collect();
        assert_eq!(said[0], json!(expected));
    });
}

#[test]
fn two_changes_in_one_call_are_taken_one_after_the_other() {
    each(|world| {
        let first = world.foreign.change(keys([2, 3, 4, 5]));
        let between = world.foreign.grow(1, &[]);
        let second = world.foreign.change(keys([3, 4, 5, 6]));
        let after = world.foreign.grow(9, &[]);
        let all = [&[first], &between[..], &[second], &after].concat();
        assert_eq!(world.extend(&all), 1);
        assert_eq!(world.extend(&all[1..]), 2);
        assert_eq!(world.extend(&all[3..]), 7);
    });
}

#[test]
fn sets_that_cannot_be_followed_are_errors() {
    each(|world| {
        let duplicate = text(key(2).public().0);
        for (set, expected) in [
            (
                keys(1..=33),
                "AuthorityCount(least: 1, most: 32, received: 33)".to_string(),
            ),
            (
                vec![],
                "AuthorityCount(least: 1, most: 32, received: 0)".to_string(),
            ),
            (
                keys([1, 2, 3, 2]),
                format!("DuplicateAuthority(key: {duplicate})"),
            ),
        ] {
            let mut fork = world.foreign.clone();
            let mut header = fork.tip.plain(fork.next_slot(&[]));
            header.digest.push(change(&set));
            let header = fork.seal(header);
            let error = world.error(&[&[header], &fork.grow(3, &[])[..]].concat());
            assert_eq!(error, expected);
        }
        let all = world.foreign.change(keys(1..=32));
        let headers = [&[all], &world.foreign.grow(40, &[])[..]].concat();
        assert_eq!(world.extend(&headers), 1);
        let longer = world.foreign.grow(23, &[]);
        assert_eq!(world.extend(&[&headers[1..], &longer[..]].concat()), 42);
    });
}

// ---- eras

#[test]
fn authority_that_stands_still_misses_each_era_and_no_other_one_does() {
    each(|world| {
        for (operator, number) in [("bob", 2), ("charlie", 3)] {
            world.bind(operator, &key(number)).unwrap();
        }
        // Charlie's, and a key that no operator bound.
        world.grow(2 * usize::from(ERA), &[2]);
        world.at_tip();
        let [eras, missed, blocks, ..] = world.record("bob");
        assert_eq!((eras, missed), (2, 0));
        assert!((42..=44).contains(&blocks), "{blocks}");
        assert_eq!(world.record("charlie"), [2, 2, 0, 0, 0]);
        assert_eq!(world.measured("bob"), (true, 0, 2));
        assert_eq!(world.measured("charlie"), (true, 2, 2));
        assert_eq!(world.measured("dave"), (false, 0, 0));
        world.grow(64, &[0]);
        assert_eq!(world.record("charlie")[..2], [3, 2]);
    });
}

#[test]
fn era_ends_inside_of_a_call_and_its_misses_are_events() {
    each(|world| {
        world.bind("charlie", &key(3)).unwrap();
        world.grow(50, &[2]);
        let mut longer = world.foreign.clone();
        let headers = longer.grow(40, &[2]);
        let sent = world.bring(&headers).unwrap();
        let events = world.events(&sent);
        let charlie = account("charlie").address;
        let key = text(key(3).public().0);
        let missed = format!("EraMissed(operator: {charlie:?}, key: {key}, era: 0, blocks: 0)");
        assert_eq!(events[0], missed);
        assert_eq!(events[1], "EraEnded(era: 0, number: 164)");
        let head = world.head();
        assert_eq!(
            ["eras", "blocks"].map(|it| number(&head[it])),
            [1, 50 + 38 - 64]
        );
    });
}

#[test]
fn era_that_a_change_interrupts_counts_for_none() {
    each(|world| {
        world.bind("charlie", &key(3)).unwrap();
        world.grow(60, &[2]);
        let header = world.foreign.change(keys([1, 2, 3, 4]));
        let headers = [&[header], &world.foreign.clone().grow(3, &[])[..]].concat();
        assert_eq!(world.extend(&headers), 1);
        let head = world.head();
        assert_eq!(["eras", "blocks"].map(|it| number(&head[it])), [0, 0]);
        world.grow(63, &[2]);
        assert_eq!(world.record("charlie")[0], 0);
        world.grow(1, &[2]);
        assert_eq!(world.record("charlie")[..2], [1, 1]);
        // A change in the last header of an era interrupts none.
        world.grow(63, &[2]);
        let header = world.foreign.change(keys([1, 2, 3, 4]));
        let headers = [&[header], &world.foreign.clone().grow(3, &[])[..]].concat();
        assert_eq!(world.extend(&headers), 1);
        assert_eq!(world.record("charlie")[..2], [2, 2]);
    });
}

/// The dearest call: 64 headers of 32 authorities, all of them of operators, which end an era.
#[test]
fn era_of_the_largest_set_ends_within_a_tenth_of_a_block() {
    for built in BUILDS {
        let world = &mut World::of(built, keys(1..=32));
        for number in 1..=32 {
            let named = H160::repeat_byte(number);
            let operator = world.chain.ethereum_account(named);
            let binding = binding(
                &mut world.chain,
                &world.contract,
                &key(number),
                named,
                u64::MAX,
            );
            let sent = world
                .contract
                .try_send(&mut world.chain, &operator, "bind", &binding, 0);
            assert!(sent.is_ok(), "{sent}");
        }
        let offline: Vec<_> = (0..10).collect();
        world.foreign.keys = keys(1..=32);
        let headers = world.foreign.grow(128, &offline);
        let first = world.extend(&headers[..64]);
        let sent = world.bring(&headers[first..first + 64]).unwrap();
        let (time, proof) = (sent.ref_time / 1_000_000_000, sent.proof_size / 1_000);
        let missed = world
            .events(&sent)
            .iter()
            .filter(|it| it.starts_with("EraMissed("))
            .count();
        // No authority of 32 misses an era of 64 at half of two headers, less one.
        assert_eq!(missed, 0);
        let record = world
            .ask("recordOf", &[hex(H160::repeat_byte(20))])
            .remove(0);
        assert_eq!(number(&record["eras"]), 1);
        eprintln!("{built}: {time} ms, {proof} KB");
        assert!(
            time <= 200 && proof <= 3_000,
            "{built}: {time} ms, {proof} KB"
        );
    }
}

#[test]
fn counts_are_known_while_the_newest_final_header_is_fresh_and_the_key_in_the_set() {
    each(|world| {
        world.bind("bob", &key(2)).unwrap();
        world.grow(5, &[]);
        let second = world.at_tip();
        for (time, known) in [
            (second, true),
            (second + STALENESS, true),
            (second + STALENESS + 1, false),
        ] {
            world.at(time);
            assert_eq!(world.measured("bob").0, known, "{time}");
        }
        world.at(second);
        assert!(!world.measured("charlie").0);
        let header = world.foreign.change(keys([1, 9, 3, 4]));
        let headers = [&[header], &world.foreign.clone().grow(4, &[])[..]].concat();
        assert_eq!(world.extend(&headers), 1);
        assert!(!world.measured("bob").0);
        let zero = world.ask("measured", &[hex(Default::default())]);
        assert_eq!(zero[0], json!(false));
    });
}
