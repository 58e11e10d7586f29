//! Foreign consensus on the chain: which headers become final. Each attack is a test in which it gains nothing, on each build.

mod library;
#[path = "library/foreign_consensus.rs"]
mod world;

use codec::Encode;
use library::{number, Contract};
use serde_json::{json, Value};
use sp_core::{crypto::Pair as _, H256};
use sp_runtime::DigestItem;
use world::{
    arguments, change, each, key, keys, publics, sealed, text, Header, Key, Tip, World, AURA,
    BUILDS,
};

// ---- headers of a node

/// Of four validators of this project's network, of which dave stood still for most of the era.
fn of_the_network() -> Value {
    serde_json::from_str(include_str!("fixture/aura_headers.json")).unwrap()
}

#[test]
fn headers_of_a_running_network_are_followed_and_who_stood_still_misses() {
    let saved = of_the_network();
    let words = |it: &Value| ::hex::decode(&it.as_str().unwrap()[2..]).unwrap();
    let headers: Vec<_> = saved["headers"]
        .as_array()
        .unwrap()
        .iter()
        .map(words)
        .collect();
    let checkpoint = Tip {
        hash: H256::from_slice(&words(&saved["checkpoint"]["hash"])),
        number: number(&saved["checkpoint"]["number"]) as u32,
        slot: number(&saved["checkpoint"]["slot"]) as u64,
    };
    let slot_duration = number(&saved["slotDuration"]) as u64;
    let terms = [64, 5_000, slot_duration, 600];
    let arguments = arguments(&checkpoint, &words(&saved["authorities"]), terms);
    each(|world| {
        let built = world.built;
        let ahead = Contract::refused_deployment(&mut world.chain, built, &arguments);
        assert_eq!(ahead, "SlotAhead");
        world.at(checkpoint.slot * slot_duration / 1_000);
        world.contract = Contract::deploy(&mut world.chain, built, &arguments);
        for (operator, secret) in [("bob", "//Bob"), ("dave", "//Dave")] {
            let key = Key::from_string(secret, None).unwrap();
            world.bind(operator, &key).unwrap();
        }
        let sent = world.bring_bytes(&headers[..64]).unwrap();
        let count = number(&world.contract.answers("extend", &sent)[0]) as usize;
        assert!((32..64).contains(&count), "{count}");
        let sent = world.bring_bytes(&headers[count..]).unwrap();
        let more = number(&world.contract.answers("extend", &sent)[0]) as usize;
        let newest = decoded(&headers[count + more - 1]);
        let head = world.head();
        assert_eq!(head["hash"], json!(text(newest.hash())));
        assert_eq!(number(&head["eras"]), 1);
        // Each header says the hash of the one before: the node's own hash is that of the last.
        let last = decoded(headers.last().unwrap());
        assert_eq!(json!(text(last.hash())), saved["last"]);
        world.at(newest_second(&newest, slot_duration));
        assert_eq!(world.measured("dave"), (true, 1, 1));
        assert_eq!(world.measured("bob"), (true, 0, 1));
        let error = world.bring_bytes(&headers[count + 1..]).unwrap_err();
        assert!(error.starts_with("WrongParent(index: 0"), "{error}");
    });
}

fn newest_second(header: &Header, slot_duration: u64) -> u64 {
    Tip::of(header).slot * slot_duration / 1_000
}

fn decoded(data: &[u8]) -> Header {
    codec::DecodeAll::decode_all(&mut &data[..]).unwrap()
}

// ---- finality

#[test]
fn header_is_final_by_more_than_two_thirds_and_not_by_one_fewer() {
    each(|world| {
        let headers = world.foreign.clone().grow(5, &[]);
        for (count, received) in [(1, 1), (2, 2)] {
            let error = world.error(&headers[..count]);
            assert_eq!(
                error,
                format!("NoneFinal(required: 3, received: {received})")
            );
        }
        // The same two authors again and again.
        let two = world.foreign.clone().grow(12, &[0, 1]);
        assert_eq!(world.error(&two), "NoneFinal(required: 3, received: 2)");
        assert_eq!(world.extend(&headers[..3]), 1);
        assert_eq!(world.extend(&headers[1..5]), 2);
        let head = world.head();
        assert_eq!(["eras", "blocks"].map(|it| number(&head[it])), [0, 3]);
        let said = world.ask("authorities", &[]);
        let expected: Vec<_> = world
            .foreign
            .keys
            .iter()
            .map(|it| text(it.public().0))
            .collect();
        assert_eq!(said[0], json!(expected));
        let blocks: u64 = said[1]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| number(it) as u64)
            .sum();
        assert_eq!(blocks, 3);
    });
}

#[test]
fn single_authority_and_the_largest_set_are_followed() {
    for built in BUILDS {
        let mut alone = World::of(built, keys([7]));
        let headers = alone.foreign.grow(64, &[]);
        assert_eq!(alone.extend(&headers), 64);
        let mut all = World::of(built, keys(1..=32));
        let headers = all.foreign.clone().grow(64, &[]);
        let error = all.error(&headers[..21]);
        assert_eq!(error, "NoneFinal(required: 22, received: 21)");
        assert_eq!(all.extend(&headers), 43);
        // A third of them stands still: two rounds of slots are in one call.
        let offline: Vec<_> = (0..10).collect();
        all.foreign.tip = Tip::of(&headers[42]);
        let headers = all.foreign.grow(64, &offline);
        assert_eq!(all.extend(&headers), 43);
        let error = all.error(&headers[44..]);
        assert!(error.starts_with("WrongParent("), "{error}");
    }
}

#[test]
fn fork_of_a_minority_is_never_stored_and_stands_in_no_way() {
    each(|world| {
        let mut fork = world.foreign.clone();
        let of_two = fork.grow(20, &[2, 3]);
        assert_eq!(world.error(&of_two), "NoneFinal(required: 3, received: 2)");
        // Behind headers that are final, it is not.
        let headers = world.foreign.clone().grow(4, &[]);
        let mut fork = world.foreign.clone();
        fork.tip = Tip::of(&headers[1]);
        let (first, second) = (Tip::of(&headers[0]).slot % 4, Tip::of(&headers[1]).slot % 4);
        let others: Vec<_> = (0..4)
            .filter(|it| ![first as usize, second as usize].contains(it))
            .collect();
        let forked = [&headers[..2], &fork.grow(9, &others)].concat();
        assert_eq!(world.error(&forked), "NoneFinal(required: 3, received: 2)");
        assert_eq!(world.extend(&headers), 2);
        world.foreign.tip = Tip::of(&headers[1]);
        world.grow(3, &[]);
    });
}

#[test]
fn headers_that_do_not_follow_are_rejected_by_name() {
    each(|world| {
        let good = world.foreign.clone().grow(4, &[]);
        let (first, after) = (&good[0], Tip::of(&good[0]));
        let slot = after.slot + 1;
        let (author, other) = (
            world.foreign.author(slot).clone(),
            world.foreign.author(slot + 1).clone(),
        );
        let mut rejects = |header: Header, expected: String| {
            let batch = [&[first.clone(), header], &good[2..]].concat();
            assert_eq!(world.error(&batch), expected);
        };
        let plain = after.plain(slot);
        let mut orphan = plain.clone();
        orphan.parent_hash = H256::repeat_byte(3);
        let of = format!(
            "expected: {}, received: {}",
            text(after.hash),
            text([3; 32])
        );
        rejects(
            sealed(orphan, &author),
            format!("WrongParent(index: 1, {of})"),
        );
        for received in [0, after.number, after.number + 2, u32::MAX] {
            let mut gap = plain.clone();
            gap.number = received;
            let of = format!("expected: {}, received: {received}", after.number + 1);
            rejects(sealed(gap, &author), format!("WrongNumber(index: 1, {of})"));
        }
        for received in [after.slot, after.slot - 4, 0] {
            let header = sealed(after.plain(received), &author);
            let of = format!("previous: {}, received: {received}", after.slot);
            rejects(header, format!("SlotNotLater(index: 1, {of})"));
        }
        let bad = format!("BadSeal(index: 1, key: {})", text(author.public().0));
        // Of an authority whose turn it is not, of a stranger, of another header, of contents that were changed.
        rejects(sealed(plain.clone(), &other), bad.clone());
        rejects(sealed(plain.clone(), &key(99)), bad.clone());
        let mut moved = sealed(after.plain(slot + 4), &author);
        moved.digest.logs[0] = DigestItem::PreRuntime(AURA, slot.encode());
        rejects(moved, bad.clone());
        let mut changed = sealed(plain.clone(), &author);
        changed.state_root = H256::repeat_byte(8);
        rejects(changed, bad.clone());
        // A seal of the header with its seal.
        let mut over = sealed(plain.clone(), &author);
        let whole = author.sign(over.hash().as_bytes());
        over.digest.logs[1] = DigestItem::Seal(AURA, whole.0.to_vec());
        rejects(over, bad);
        // In another slot of its author, the header is right.
        let skipping = sealed(after.plain(slot + 4), &author);
        world.foreign.tip = Tip::of(&skipping);
        let rest = world.foreign.grow(3, &[]);
        assert_eq!(
            world.extend(&[&[first.clone(), skipping], &rest[..]].concat()),
            3
        );
    });
}

// ---- the form of headers

#[test]
fn header_has_one_form_and_every_other_one_is_malformed() {
    each(|world| {
        let good = world.foreign.clone().grow(4, &[]);
        let encoded: Vec<_> = good.iter().map(Encode::encode).collect();
        let error = |world: &mut World, second: Vec<u8>| {
            let mut batch = encoded.clone();
            batch[1] = second;
            world.bring_bytes(&batch).unwrap_err()
        };
        let malformed = "MalformedHeader(index: 1)";
        let whole = &encoded[1];
        for length in 0..whole.len() {
            let cut = whole[..length].to_vec();
            assert_eq!(error(world, cut), malformed, "{length}");
        }
        assert_eq!(error(world, [&whole[..], &[0]].concat()), malformed);
        // The number in a longer form: 102 is one of two bytes.
        let longer = [&whole[..32], &[0x9a, 1, 0, 0], &whole[34..]].concat();
        assert_eq!(whole[32..34], [0x99, 1]);
        assert_eq!(error(world, longer), malformed);
        let of = |items: &[DigestItem]| {
            let mut header = good[1].clone();
            header.digest.logs = items.to_vec();
            header.encode()
        };
        let logs = &good[1].digest.logs;
        let [slot, seal] = &logs[..] else {
            panic!("{logs:?}")
        };
        let other = DigestItem::Other(vec![1; 9]);
        for items in [
            vec![],
            vec![slot.clone()],
            vec![seal.clone()],
            vec![slot.clone(), seal.clone(), seal.clone()],
            vec![seal.clone(), slot.clone()],
            vec![slot.clone(), seal.clone(), other.clone()],
            vec![slot.clone(), slot.clone(), seal.clone()],
            vec![slot.clone(), DigestItem::Seal(*b"BABE", vec![1; 64])],
            vec![slot.clone(), DigestItem::Seal(AURA, vec![1; 63])],
            vec![DigestItem::PreRuntime(AURA, vec![1; 7]), seal.clone()],
            vec![
                slot.clone(),
                DigestItem::Consensus(AURA, vec![]),
                seal.clone(),
            ],
            vec![
                slot.clone(),
                change(&keys([1])),
                change(&keys([2])),
                seal.clone(),
            ],
            vec![
                slot.clone(),
                DigestItem::Consensus(AURA, (1u8, vec![1u8; 33]).encode()),
                seal.clone(),
            ],
        ] {
            assert_eq!(error(world, of(&items)), malformed, "{items:?}");
        }
        // Too many items; kinds without a known length.
        let many = [vec![slot.clone()], vec![other; 15], vec![seal.clone()]].concat();
        assert_eq!(error(world, of(&many)), malformed);
        let at = whole.len() - 71;
        for kind in [1, 2, 7, 9] {
            let mut unknown = whole.clone();
            unknown[at] = kind;
            assert_eq!(error(world, unknown), malformed, "{kind}");
        }
        let length = error(world, vec![0; 8_193]);
        assert_eq!(length, "HeaderLength(index: 1, most: 8192, received: 8193)");
        let most = vec![0; 8_192];
        assert_eq!(error(world, most), malformed);
        for count in [0, 65] {
            let error = world.bring_bytes(&vec![vec![]; count]).unwrap_err();
            assert_eq!(
                error,
                format!("HeaderCount(least: 1, most: 64, received: {count})")
            );
        }
        assert_eq!(world.extend(&good), 2);
    });
}

#[test]
fn items_of_others_are_skipped_by_their_lengths() {
    each(|world| {
        let mut headers = Vec::new();
        for round in 0..4 {
            let mut header = world.foreign.tip.plain(world.foreign.next_slot(&[]));
            let items = [
                DigestItem::Other(vec![5; 100 * round]),
                DigestItem::RuntimeEnvironmentUpdated,
                DigestItem::Consensus(*b"FRNK", vec![1; 60]),
                DigestItem::PreRuntime(*b"BABE", vec![]),
                // A disabled authority.
                DigestItem::Consensus(AURA, (2u8, 0u32).encode()),
            ];
            items.into_iter().for_each(|it| header.digest.push(it));
            headers.push(world.foreign.seal(header));
        }
        assert_eq!(world.extend(&headers), 2);
    });
}

#[test]
fn terms_and_authorities_have_bounds() {
    each(|world| {
        let (tip, set) = (world.foreign.tip, publics(&world.foreign.keys));
        let mut rejects = |keys: &[u8], terms: [u64; 4], expected: &str| {
            let arguments = arguments(&tip, keys, terms);
            let built = world.built;
            let error = Contract::refused_deployment(&mut world.chain, built, &arguments);
            assert_eq!(error, expected, "{terms:?}");
        };
        let good = [64, 5_000, 6_000, 600];
        for (place, value) in [
            (0, 63),
            (1, 0),
            (1, 10_001),
            (2, 99),
            (2, 600_001),
            (3, 59),
            (3, 2_592_001),
        ] {
            let mut terms = good;
            terms[place] = value;
            rejects(&set, terms, "TermOutOfBounds");
        }
        rejects(&set[..127], good, "BadKeys");
        rejects(&[], good, "AuthorityCount");
        rejects(&publics(&keys(1..=33)), good, "AuthorityCount");
        rejects(&publics(&keys([1, 2, 1])), good, "DuplicateAuthority");
        let terms = world.ask("terms", &[]).remove(0);
        let fields = ["blocksPerEra", "leastBps", "slotDuration", "staleness"];
        assert_eq!(fields.map(|it| number(&terms[it])), good.map(u128::from));
    });
}
