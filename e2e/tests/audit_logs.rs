//! Audit logs on the chain: operators sign the heads of their logs with real keys, relayers append them, a committee
//! witnesses them, and service levels see it. Each attack is a test in which it gains nothing, on each build.

#[path = "library/levels.rs"]
mod levels;
mod library;
#[path = "library/audit_logs.rs"]
mod world;

use blueprint_e2e::stored::bytes;
use blueprint_rules::proof::{Hash, Hasher};
use levels::SERVICE;
use library::{hex, Operator, OWNER};
use sp_core::H160;
use world::{
    each, no_head, none, not_signed, operators, sha256, signer, wrong_length, wrong_root, Head,
    Log, Place, Uniform, World, PLAIN, UNKNOWN,
};

// ---- heads

#[test]
fn log_grows_by_heads_that_any_account_appends() {
    each(|world| {
        let ([first, second], log, mut old) = (operators(), Log::new(20), 0);
        let relayers = ["eve", "bob", OWNER].iter().cycle();
        for (size, by) in [0, 0, 1, 3, 3, 4, 7, 8, 20].into_iter().zip(relayers) {
            let head = log.head(size, world.later());
            let appending = world.appending(PLAIN, &first, &head, &log.consistency(old, size));
            let sent = world.call(by, "append", &appending).unwrap();
            assert_eq!(world.view("headOf", PLAIN, &first), head.stated());
            let (of, signature) = (first.address, appending[5].as_str().unwrap());
            let of = format!("serviceId: {PLAIN}, operator: {of:?}, {}", head.shown());
            let event = format!("HeadAppended({of}, signature: {signature})");
            assert_eq!(world.event(&sent), event);
            old = size;
        }
        // Logs of others, and of other services, are their own; without witnesses nothing is witnessed.
        assert_eq!(world.view("headOf", PLAIN, &second), none());
        assert_eq!(world.view("headOf", SERVICE, &first), none());
        assert_eq!(world.view("witnessedOf", PLAIN, &first), none());
        let log = world.logs.ask(&mut world.levels.chain, "logOf", &[]);
        assert_eq!(log, [bytes(&world.place(PLAIN).log)]);
    });
}

/// A log may begin with any number of entries: nothing is before them.
#[test]
fn each_small_log_continues_each_smaller_one_by_its_proof_alone() {
    const MOST: usize = 9;
    each(|world| {
        let (log, mut seed) = (Log::new(MOST as u8), 100);
        for (old, new) in (1..MOST).flat_map(|old| (old + 1..=MOST).map(move |new| (old, new))) {
            seed += 1;
            let (operator, now) = (Operator::new(seed), world.now());
            world.grow(PLAIN, &operator, old, now - 1);
            let (head, proof) = (log.head(new, now), log.consistency(old, new));
            for changed in 0..proof.len() {
                let mut forged = proof.clone();
                forged[changed][31] ^= 1;
                let error = world.rejected(PLAIN, &operator, &head, &forged);
                assert!(error.starts_with("WrongRoot("), "{old} {new}: {error}");
            }
            world.grow(PLAIN, &operator, new, now);
        }
    });
}

#[test]
fn fork_that_a_client_saw_is_an_offence_by_the_head_of_the_event() {
    each(|world| {
        world.open_court();
        let ([first, _], head) = (operators(), Log::new(5).head(5, world.later()));
        let sent = world.append(PLAIN, &first, &head, &[]).unwrap();
        let said = world.events(&sent).remove(0).args;
        let (root, time) = ([9; 32], world.later());
        let fork = Head { root, time, ..head };
        assert_eq!(world.file_heads(&first, &said, &fork), 1);
        // It is no continuation of the log.
        let error = world.rejected(PLAIN, &first, &fork, &[]);
        assert_eq!(error, wrong_root(head.root, root));
    });
}

// ---- attacks on logs

#[test]
fn log_that_loses_or_changes_entries_is_not_appended() {
    each(|world| {
        let ([first, _], log) = (operators(), Log::new(8));
        let [early, late] = [1, 7].map(|entry| log.changed(entry));
        // Of 7 entries, and of 4, whose tree is complete: the proof does not repeat its root.
        for (size, service) in [(7, PLAIN), (4, SERVICE)] {
            let now = world.later();
            let (old, new) = (log.head(size, now - 1), log.head(8, now));
            world.grow(service, &first, size, now - 1);
            let mut rejected =
                |head: &Head, proof: &[Hash]| world.rejected(service, &first, head, proof);
            for fewer in [0, 1, size - 1] {
                let shorter = rejected(&log.head(fewer, now), &log.consistency(fewer, size));
                let error = format!("Shrinking(expectedAtLeast: {size}, received: {fewer})");
                assert_eq!(shorter, error);
            }
            let (other, proof) = (early.head(8, now), early.consistency(size, 8));
            let error = match size {
                7 => wrong_root(old.root, early.head(7, 0).root),
                _ => wrong_root(other.root, new.root),
            };
            assert_eq!(rejected(&other, &proof), error);
            let same = early.head(size, now);
            assert_eq!(rejected(&same, &[]), wrong_root(old.root, same.root));
            // The proof of one continuation is none of another.
            let (other, proof) = (late.head(8, now), log.consistency(size, 8));
            assert_eq!(rejected(&other, &proof), wrong_root(other.root, new.root));
            let (expected, longer) = (proof.len(), [&proof[..], &[[0; 32]]].concat());
            for wrong in [&[], &proof[..expected - 1], &longer[..]] {
                assert_eq!(rejected(&new, wrong), wrong_length(expected, wrong.len()));
            }
            let same = log.head(size, now);
            assert_eq!(rejected(&same, &proof), wrong_length(0, expected));
            assert_eq!(world.view("headOf", service, &first), old.stated());
            world.grow(service, &first, 8, now);
        }
    });
}

#[test]
fn log_begins_without_a_proof_and_nothing_has_one_root() {
    each(|world| {
        let ([first, _], log) = (operators(), Log::new(3));
        for _ in 0..2 {
            let time = world.later();
            let (nothing, root) = (log.head(0, time), [0; 32]);
            for head in [&log.head(3, time), &nothing] {
                let error = world.rejected(PLAIN, &first, head, &[[0; 32]]);
                assert_eq!(error, wrong_length(0, 1));
            }
            let error = world.rejected(PLAIN, &first, &Head { root, ..nothing }, &[]);
            assert_eq!(error, wrong_root(nothing.root, root));
            world.grow(PLAIN, &first, 0, time);
        }
        let time = world.later();
        world.grow(PLAIN, &first, 3, time);
    });
}

#[test]
fn times_of_heads_rise_and_are_not_to_come() {
    each(|world| {
        let ([first, _], log, now) = (operators(), Log::new(3), world.later());
        let rejected = |world: &mut World, size: usize, time: u64| {
            let proof = log.consistency(2, size);
            world.rejected(PLAIN, &first, &log.head(size, time), &proof)
        };
        for moment in [now + 1, u64::MAX] {
            let future = format!("InFuture(moment: {moment}, time: {now})");
            assert_eq!(rejected(world, 2, moment), future);
        }
        let error = "NotNewer(expectedAbove: 0, received: 0)";
        assert_eq!(rejected(world, 2, 0), error);
        world.grow(PLAIN, &first, 2, now - 1);
        // The same head again, another one of its second, and one of before.
        for (size, time) in [(2, now - 1), (3, now - 1), (3, now - 2)] {
            let error = format!("NotNewer(expectedAbove: {}, received: {time})", now - 1);
            assert_eq!(rejected(world, size, time), error);
        }
        world.grow(PLAIN, &first, 3, now);
    });
}

#[test]
fn heads_are_signed_by_their_operator_for_this_log() {
    each(|world| {
        let ([first, second], head) = (operators(), Log::new(3).head(3, world.later()));
        let good = world.appending(PLAIN, &first, &head, &[]);
        let digest = world.place(PLAIN).digest(&head);
        let rejected = |world: &mut World, operator: H160, signature: &[u8]| {
            let mut forged = good.clone();
            (forged[1], forged[5]) = (hex(operator), bytes(signature));
            world.call("eve", "append", &forged).unwrap_err()
        };
        let [one, other] = [first.address, second.address];
        let others: [fn(&mut Place, &mut Head); 7] = [
            |place, _| place.evidence.0[0] ^= 1,
            |place, _| place.chain += 1,
            |place, _| place.service = SERVICE,
            |place, _| place.log[31] ^= 1,
            |_, head| head.size -= 1,
            |_, head| head.root[0] ^= 1,
            |_, head| head.time -= 1,
        ];
        for change in others {
            let (mut place, mut head) = (world.place(PLAIN), head);
            change(&mut place, &mut head);
            let signature = first.signature(&place.digest(&head));
            let received = signer(&signature, &digest);
            assert_ne!(received, one);
            assert_eq!(rejected(world, one, &signature), not_signed(one, received));
        }
        let (own, by_other) = (first.signature(&digest), second.signature(&digest));
        assert_eq!(rejected(world, one, &by_other), not_signed(one, other));
        // No operator takes another one's head for its own.
        assert_eq!(rejected(world, other, &own), not_signed(other, one));
        // What is no signature in the one form that counts is the zero address's as little.
        let longer = [&own[..], &[0]].concat();
        let mut parity = own.clone();
        parity[64] -= 27;
        let high = world::with_high_s(&own);
        for broken in [&[], &own[..64], &longer, &parity, &high, &[0; 65][..]] {
            for operator in [one, H160::zero()] {
                let error = rejected(world, operator, broken);
                assert_eq!(error, not_signed(operator, H160::zero()));
            }
        }
        assert_eq!(world.view("headOf", PLAIN, &first), none());
        world.call("eve", "append", &good).unwrap();
    });
}

// ---- entries

#[test]
fn every_entry_is_verified_against_the_newest_head() {
    each(|world| {
        let ([first, _], log) = (operators(), Log::new(13));
        for size in [1, 2, 3, 5, 8, 13] {
            let time = world.later();
            world.grow(PLAIN, &first, size, time);
            world.later();
            for index in 0..size {
                let (proof, of) = (log.inclusion(size, index), (PLAIN, &first, false));
                let verified = world.verify(of, index as u64, &log.0[index], &proof);
                assert_eq!(verified, Ok(time), "{index} of {size}");
            }
        }
    });
}

#[test]
fn what_is_not_in_a_log_is_not_verified() {
    each(|world| {
        let ([first, second], log, now) = (operators(), Log::new(7), world.later());
        let (leaf, proof, own) = (log.0[2], log.inclusion(7, 2), (PLAIN, &first, false));
        let error = no_head(PLAIN, &first);
        assert_eq!(world.verify(own, 2, &leaf, &proof), Err(error));
        let root = world.grow(PLAIN, &first, 7, now).root;
        world.grow(PLAIN, &second, 0, now);
        for (service, operator, witnessed) in [
            (SERVICE, &first, false),
            (UNKNOWN, &first, false),
            (PLAIN, &first, true),
            (PLAIN, &Operator::new(9), false),
        ] {
            let of = (service, operator, witnessed);
            let error = no_head(service, operator);
            assert_eq!(world.verify(of, 2, &leaf, &proof), Err(error));
        }
        for (operator, size, index) in [(&first, 7, 7), (&first, 7, u64::MAX), (&second, 0, 0)] {
            let error = format!("NoSuchEntry(size: {size}, received: {index})");
            let of = (PLAIN, operator, false);
            assert_eq!(world.verify(of, index, &leaf, &proof), Err(error));
        }
        // Another entry, and this one at other places: on which sides the siblings are.
        for (index, leaf, is_left) in [
            (2, log.0[3], [false, true, false]),
            (0, leaf, [false, false, false]),
            (3, leaf, [true, true, false]),
            (5, leaf, [true, false, true]),
        ] {
            let path = proof.iter().zip(is_left);
            let received = path.fold(leaf, |node, (sibling, is_left)| match is_left {
                true => sha256.node(sibling, &node),
                false => sha256.node(&node, sibling),
            });
            let error = wrong_root(root, received);
            let verified = world.verify(own, index, &leaf, &proof);
            assert_eq!(verified, Err(error), "{index}");
        }
        let longer = [&proof[..], &[[0; 32]]].concat();
        // The last entry has fewer siblings; and a node is no entry, for the path above it is too short.
        for (index, expected, wrong) in [
            (6, 2, &proof[..]),
            (2, 3, &[]),
            (2, 3, &proof[..2]),
            (2, 3, &longer),
            (1, 3, &proof[1..]),
        ] {
            let error = wrong_length(expected, wrong.len());
            assert_eq!(world.verify(own, index, &leaf, wrong), Err(error));
        }
    });
}

#[test]
fn logs_of_all_sizes_of_64_bits_have_proofs() {
    const HALF: u64 = 1 << 63;
    each(|world| {
        let (leaf, [first, _]) = (sha256.leaf(b"the same"), operators());
        let (log, of, mut old) = (Uniform::new(leaf), (PLAIN, &first, false), 0);
        for size in [1, HALF - 1, HALF, HALF + 1, u64::MAX - 1, u64::MAX] {
            let (head, growth) = (log.head(size, world.later()), log.consistency(size, old));
            if let Some((_, short)) = growth.split_first() {
                let error = world.rejected(PLAIN, &first, &head, short);
                assert_eq!(error, wrong_length(growth.len(), short.len()));
            }
            world.append(PLAIN, &first, &head, &growth).unwrap();
            let indices = [0, 1, HALF - 2, HALF - 1, HALF, u64::MAX - 2, u64::MAX - 1];
            for index in indices.into_iter().filter(|index| *index < size) {
                let verified = world.verify(of, index, &leaf, &log.inclusion(size, index));
                assert_eq!(verified, Ok(head.time), "{index} of {size}");
            }
            old = size;
        }
        let error = format!("NoSuchEntry(size: {0}, received: {0})", u64::MAX);
        assert_eq!(world.verify(of, u64::MAX, &leaf, &[]), Err(error));
    });
}
