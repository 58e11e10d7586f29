//! Keys of operators that foreign consensus binds, and equivocations that are proven of them. Each attack is a test in which it gains
//! nothing, on each build.

mod library;
#[path = "library/foreign_consensus.rs"]
mod world;

use blueprint_e2e::stored::bytes;
use library::{account, hex, Contract};
use serde_json::json;
use sp_core::{crypto::Pair as _, H256};
use sp_runtime::DigestItem;
use world::{
    arguments, each, key, keys, publics, sealed, text, Header, World, AURA, ERA, HALF, SLOT,
    STALENESS,
};

// ---- keys of operators

#[test]
fn key_is_bound_by_its_own_signature_for_one_operator_contract_and_time() {
    each(|world| {
        let (own, now) = (key(2), world.chain.timestamp());
        // For another operator, and by a stranger's key.
        assert_eq!(
            world.bind_as("eve", &own, "bob", now + 60).unwrap_err(),
            "BadSignature()"
        );
        let digest = |world: &mut World, until: u64| {
            let of = [
                bytes(&own.public().0),
                hex(account("bob").address),
                json!(until),
            ];
            let digest = world.ask("bindingOf", &of)[0].clone();
            ::hex::decode(&digest.as_str().unwrap()[2..]).unwrap()
        };
        let wrapped = |digest: &[u8]| [b"<Bytes>", digest, b"</Bytes>"].concat();
        let signed = digest(world, now + 60);
        let strangers = key(8).sign(&wrapped(&signed)).0.to_vec();
        // Without its wrapping a digest could be the hash of a header.
        let bare = own.sign(&signed).0.to_vec();
        let later = own.sign(&wrapped(&digest(world, now + 61))).0.to_vec();
        let of_another = {
            let arguments = arguments(
                &world.foreign.tip,
                &publics(&world.foreign.keys),
                [ERA.into(), HALF.into(), SLOT, STALENESS],
            );
            let other = Contract::deploy(&mut world.chain, world.built, &arguments);
            let of = [
                bytes(&own.public().0),
                hex(account("bob").address),
                json!(now + 60),
            ];
            let digest = other.ask(&mut world.chain, "bindingOf", &of)[0].clone();
            own.sign(&wrapped(
                &::hex::decode(&digest.as_str().unwrap()[2..]).unwrap(),
            ))
            .0
            .to_vec()
        };
        let good = own.sign(&wrapped(&signed)).0.to_vec();
        for wrong in [
            strangers,
            bare,
            later,
            of_another,
            good[..63].to_vec(),
            [&good[..], &[0]].concat(),
        ] {
            let binding = [bytes(&own.public().0), json!(now + 60), bytes(&wrong)];
            assert_eq!(
                world.call("bob", "bind", &binding).unwrap_err(),
                "BadSignature()"
            );
        }
        let expired = format!("Expired(until: {}, time: {now})", now - 1);
        assert_eq!(
            world.bind_as("bob", &own, "bob", now - 1).unwrap_err(),
            expired
        );
        let sent = world.bind_as("bob", &own, "bob", now).unwrap();
        let bob = account("bob").address;
        let event = format!("KeyBound(key: {}, operator: {bob:?})", text(own.public().0));
        assert_eq!(world.events(&sent), [event]);
        assert_eq!(
            world.ask("operatorOf", &[bytes(&own.public().0)]),
            [hex(bob)]
        );
    });
}

#[test]
fn key_in_the_set_stays_with_its_operator() {
    each(|world| {
        let own = key(2);
        assert_eq!(
            world.unbind("bob", &own).unwrap_err(),
            format!("NotBound(key: {})", text(own.public().0))
        );
        world.bind("bob", &own).unwrap();
        let bob = account("bob").address;
        let taken = format!("KeyTaken(operator: {bob:?})");
        assert_eq!(world.bind("bob", &own).unwrap_err(), taken);
        assert_eq!(world.bind("charlie", &own).unwrap_err(), taken);
        let eve = account("eve").address;
        let error = format!("NotOperator(expected: {bob:?}, received: {eve:?})");
        assert_eq!(world.unbind("eve", &own).unwrap_err(), error);
        let error = format!("KeyInSet(key: {})", text(own.public().0));
        assert_eq!(world.unbind("bob", &own).unwrap_err(), error);
        // What it missed stays with the operator when the key leaves.
        world.grow(64, &[1]);
        let header = world.foreign.change(keys([1, 9, 3, 4]));
        let headers = [&[header], &world.foreign.clone().grow(4, &[])[..]].concat();
        assert_eq!(world.extend(&headers), 1);
        // By its own word the key goes to another operator.
        world.bind("charlie", &own).unwrap();
        assert_eq!(world.record("bob")[..2], [1, 1]);
        assert_eq!(world.record("charlie"), [0; 5]);
        let charlie = account("charlie").address;
        let taken = format!("KeyTaken(operator: {charlie:?})");
        assert_eq!(world.bind("charlie", &own).unwrap_err(), taken);
        let sent = world.unbind("charlie", &own).unwrap();
        assert!(world.events(&sent)[0].starts_with("KeyUnbound("));
        assert_eq!(
            world.ask("operatorOf", &[bytes(&own.public().0)]),
            [hex(Default::default())]
        );
        world.bind("bob", &own).unwrap();
    });
}

// ---- equivocations

/// A header with other contents.
fn other(header: &Header) -> Header {
    let mut other = header.clone();
    other.state_root = H256::repeat_byte(77);
    other
}

#[test]
fn two_headers_of_one_parent_and_slot_are_counted_once() {
    each(|world| {
        let (own, stranger) = (key(2), key(8));
        let tip = world.foreign.tip;
        let plain = tip.plain(tip.slot - 5);
        let (first, second) = (sealed(plain.clone(), &own), sealed(other(&plain), &own));
        let error = world.prove(&own, &first, &second).unwrap_err();
        assert_eq!(error, format!("NotBound(key: {})", text(own.public().0)));
        world.bind("bob", &own).unwrap();
        let mut rejects = |first: &Header, second: &Header, expected: &str| {
            assert_eq!(world.prove(&own, first, second).unwrap_err(), expected);
        };
        // One header twice, also with another seal.
        rejects(&first, &first, "SameHeader()");
        rejects(&first, &sealed(plain.clone(), &own), "SameHeader()");
        let bad = format!("key: {}", text(own.public().0));
        let (of_first, of_second) = (
            format!("BadSeal(index: 0, {bad})"),
            format!("BadSeal(index: 1, {bad})"),
        );
        rejects(&first, &sealed(other(&plain), &stranger), &of_second);
        rejects(&sealed(plain.clone(), &stranger), &second, &of_first);
        // On another chain a key signs the same slot.
        let mut elsewhere = other(&plain);
        elsewhere.parent_hash = H256::repeat_byte(5);
        let parents = format!("first: {}, second: {}", text(tip.hash), text([5; 32]));
        rejects(
            &first,
            &sealed(elsewhere, &own),
            &format!("DifferentParents({parents})"),
        );
        let next = sealed(tip.plain(tip.slot - 4), &own);
        let slots = format!("first: {}, second: {}", tip.slot - 5, tip.slot - 4);
        rejects(&first, &next, &format!("DifferentSlots({slots})"));
        let ahead = tip.plain(tip.slot + 1);
        let [one, two] = [&ahead, &other(&ahead)].map(|it| sealed(it.clone(), &own));
        let slots = format!("most: {}, received: {}", tip.slot, tip.slot + 1);
        rejects(&one, &two, &format!("SlotAhead({slots})"));
        let mut headless = first.clone();
        headless.digest.logs.pop();
        rejects(&headless, &second, "MalformedHeader(index: 0)");
        rejects(&first, &headless, "MalformedHeader(index: 1)");
        let sent = world.prove(&own, &first, &second).unwrap();
        let bob = account("bob").address;
        let of = format!("operator: {bob:?}, key: {}", text(own.public().0));
        let event = format!(
            "Equivocated({of}, slot: {}, parent: {})",
            tip.slot - 5,
            text(tip.hash)
        );
        assert_eq!(world.events(&sent), [event]);
        assert_eq!(world.record("bob"), [0, 0, 0, 1, u128::from(tip.slot - 5)]);
        let known = |slot: u64| format!("SlotKnown(last: {}, received: {slot})", tip.slot - 5);
        let error = world.prove(&own, &second, &first).unwrap_err();
        assert_eq!(error, known(tip.slot - 5));
        let old = tip.plain(tip.slot - 9);
        let [one, two] = [&old, &other(&old)].map(|it| sealed(it.clone(), &own));
        assert_eq!(
            world.prove(&own, &one, &two).unwrap_err(),
            known(tip.slot - 9)
        );
        let newer = tip.plain(tip.slot);
        let [one, two] = [&newer, &other(&newer)].map(|it| sealed(it.clone(), &own));
        world.prove(&own, &one, &two).unwrap();
        assert_eq!(world.record("bob")[3..], [2, u128::from(tip.slot)]);
    });
}

#[test]
fn binding_is_no_seal_and_a_seal_no_binding() {
    each(|world| {
        let own = key(2);
        let until = world.chain.timestamp() + 60;
        let header = sealed(world.foreign.tip.plain(world.foreign.tip.slot + 1), &own);
        let Some(DigestItem::Seal(AURA, seal)) = header.digest.logs.last() else {
            panic!("{header:?}");
        };
        let binding = [bytes(&own.public().0), json!(until), bytes(seal)];
        assert_eq!(
            world.call("bob", "bind", &binding).unwrap_err(),
            "BadSignature()"
        );
    });
}
