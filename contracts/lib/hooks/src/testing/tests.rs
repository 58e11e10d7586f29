//! The host, on a contract that does what its calldata says.

use super::*;
use crate::{
    call::{Access, CallError, Callee},
    entry, env, host as imports, return_data, Address, Revert, U256,
};
use std::{cell::Cell, collections::BTreeMap, rc::Rc, vec};

const ALICE: Address = ink::H160([1; 20]);
const BOB: Address = ink::H160([2; 20]);
const KEY: &[u8] = b"key";

struct Scratch;

impl Contract for Scratch {
    fn deploy() {
        match &entry::calldata().to_vec()[..] {
            b"refuse" => drop(Revert::of_data(b"no")),
            b"read immutable" => drop(imports::immutable()),
            b"empty immutable" => imports::set_immutable(&[]),
            data => imports::set_immutable(data),
        }
    }

    fn call() {
        let data = entry::calldata().to_vec();
        let Some((step, rest)) = data.split_first() else {
            return;
        };
        match step {
            b'w' => imports::write(KEY, rest),
            b'k' => imports::write(rest, b"value"),
            b'r' => drop(return_data::send(&imports::read(KEY).unwrap_or_default())),
            b'e' => imports::emit(&[[7; 32]], rest),
            b'n' => imports::emit(&vec![[7; 32]; rest.len()], b""),
            b'l' => drop(return_data::send(&vec![
                1;
                usize::from(rest[0]) * 65_536
                    + rest.len()
            ])),
            b'p' => panic!("as asked"),
            b'i' => drop(return_data::send(&imports::immutable())),
            b'j' => imports::set_immutable(rest),
            b'x' => {
                imports::write(KEY, b"gone");
                imports::emit(&[[8; 32]], b"gone");
                drop(Revert::of_data(rest));
            }
            b'$' => imports::write(KEY, &[env::transfer(BOB, 5.into()).into()]),
            b'f' => drop(return_data::send(env::caller().as_ref())),
            b't' | b's' | b'c' => nested(*step, rest),
            b'q' => queried(rest),
            other => panic!("no step {other}"),
        }
    }
}

/// Calls the contract that the data names with what follows, between two writes.
fn nested(step: u8, data: &[u8]) {
    let (to, calldata) = data.split_first_chunk::<20>().unwrap();
    imports::write(b"before", b"1");
    let callee = Callee::at(Address::from(*to));
    let access = if step == b's' {
        Access::View
    } else {
        Access::Change
    };
    match callee.call_static::<0>(access, calldata) {
        Err(CallError::Reverted(data)) if step != b'c' => imports::write(b"caught", &data),
        Err(error) => drop(Revert::from(error)),
        Ok([]) => imports::write(b"went on", b"1"),
    }
}

/// Reads what the data names, with what follows, and writes nothing before.
fn queried(data: &[u8]) {
    let (to, calldata) = data.split_first_chunk::<20>().unwrap();
    match Callee::at(Address::from(*to)).call_static::<1>(Access::View, calldata) {
        Err(error) => drop(Revert::from(error)),
        Ok(first) => drop(return_data::send(&first)),
    }
}

fn scratch(host: &mut Host) -> Address {
    host.from(ALICE)
        .deploy::<Scratch>(b"beside the code")
        .unwrap()
}

fn step(step: u8, data: &[u8]) -> Vec<u8> {
    [&[step], data].concat()
}

fn on(step: u8, to: Address, data: &[u8]) -> Vec<u8> {
    [&[step], to.as_ref(), data].concat()
}

fn keys(host: &Host, contract: Address) -> Vec<Vec<u8>> {
    host.storage_of(contract).into_keys().collect()
}

#[test]
fn revert_undoes_what_its_frame_did_and_is_counted() {
    let mut host = Host::new();
    let contract = scratch(&mut host);
    let stored = host.from(ALICE).call(contract, step(b'w', b"kept"));
    assert_eq!(stored.result, Ok(vec![]));
    let before = host.storage_of(contract);
    let outcome = host.from(ALICE).call(contract, step(b'x', b"why"));
    assert_eq!(outcome.result, Err(Failure::Reverted(b"why".to_vec())));
    assert_eq!((outcome.events.len(), outcome.traps.len()), (0, 0));
    assert_eq!((outcome.reads(), outcome.writes()), (0, 1));
    assert_eq!(host.storage_of(contract), before);
    let read = host.from(ALICE).view(contract, b"r");
    assert_eq!(read.data(), b"kept");
}

#[test]
fn caller_that_catches_a_revert_keeps_its_own_changes() {
    let mut host = Host::new();
    let (caller, callee) = (scratch(&mut host), scratch(&mut host));
    let inner = on(b't', callee, &step(b'x', b"why"));
    let outcome = host.from(ALICE).call(caller, inner);
    assert!(outcome.is_ok(), "{outcome:?}");
    assert_eq!(
        keys(&host, caller),
        [b"before".to_vec(), b"caught".to_vec()]
    );
    assert_eq!(host.storage_of(caller)[&b"caught"[..]], b"why");
    assert_eq!(keys(&host, callee), Vec::<Vec<u8>>::new());
    assert_eq!(outcome.events, []);
    assert_eq!(outcome.counts_of(callee).writes, 1);
    assert_eq!(outcome.counts_of(caller).calls, 1);

    let outcome = host
        .from(ALICE)
        .call(caller, on(b'c', callee, &step(b'x', b"why")));
    assert!(outcome.reverted_with_data(b"why"));
    let emitted = host
        .from(ALICE)
        .call(caller, on(b'c', callee, &step(b'e', b"data")));
    let expected = Emitted {
        contract: callee,
        topics: vec![[7; 32]],
        data: b"data".to_vec(),
    };
    assert_eq!(emitted.events, [expected]);
}

#[test]
fn trap_of_a_callee_is_a_revert_without_data_to_its_caller() {
    let mut host = Host::new();
    let (caller, callee) = (scratch(&mut host), scratch(&mut host));
    let outcome = host.from(ALICE).call(caller, on(b't', callee, b"p"));
    assert!(outcome.is_ok());
    assert_eq!(host.storage_of(caller)[&b"caught"[..]], b"");
    let panicked = Trap::Panicked("as asked".into());
    assert_eq!(outcome.traps, [(callee, panicked.clone())]);
    let outcome = host.from(ALICE).call(callee, b"p");
    assert_eq!(outcome.trapped(), Some(&panicked));
}

#[test]
fn static_call_changes_nothing_nor_does_what_it_calls() {
    let mut host = Host::new();
    let (caller, callee) = (scratch(&mut host), scratch(&mut host));
    let third = scratch(&mut host);
    let denied = Trap::StateChangeDenied;
    for change in [step(b'w', b"1"), step(b'e', b"1"), b"$".to_vec()] {
        let outcome = host.from(ALICE).view(callee, change.clone());
        assert_eq!(outcome.trapped(), Some(&denied), "{change:?}");
        let outcome = host.from(ALICE).call(caller, on(b's', callee, &change));
        assert!(outcome.is_ok() && outcome.traps == [(callee, denied.clone())]);
        // What a static call calls is static as well.
        let outcome = host
            .from(ALICE)
            .call(caller, on(b's', callee, &on(b'q', third, &change)));
        assert_eq!(outcome.traps, [(third, denied.clone())]);
    }
    let read = host.from(ALICE).call(caller, on(b's', callee, b"r"));
    assert_eq!(read.traps, []);
    let funded = host.from(ALICE).with_value(1).view(callee, b"r");
    assert_eq!(funded.trapped(), Some(&denied));
}

#[test]
fn contract_that_runs_is_not_called_again() {
    let mut host = Host::new();
    let contract = scratch(&mut host);
    let denied = Trap::ReentranceDenied;
    let itself = host.from(ALICE).call(contract, on(b't', contract, b"r"));
    assert_eq!(itself.trapped(), Some(&denied));
    let peer = host.peer(move |call| call.call(contract, b"r"));
    let outcome = host.from(ALICE).call(contract, on(b't', peer, b""));
    assert!(outcome.is_ok(), "the peer's frame ends, not the contract's");
    assert_eq!(outcome.traps, [(peer, denied)]);
    let other = scratch(&mut host);
    let outcome = host.from(ALICE).call(other, on(b't', peer, b""));
    assert_eq!(outcome.traps, []);
}

#[test]
fn calls_are_nested_25_deep() {
    let mut host = Host::new();
    let all: Vec<_> = (0..27).map(|_| scratch(&mut host)).collect();
    let chain = |of: &[Address]| {
        let nest = |inner: Vec<u8>, to: &Address| on(b'c', *to, &inner);
        of.iter().rev().fold(b"r".to_vec(), nest)
    };
    let outcome = host.from(ALICE).call(all[0], chain(&all[1..26]));
    assert!(outcome.is_ok(), "{outcome:?}");
    let outcome = host.from(ALICE).call(all[0], chain(&all[1..27]));
    assert_eq!(outcome.traps[0], (all[25], Trap::MaxCallDepthReached));
    assert!(outcome.reverted_with_data(&[]));
}

#[test]
fn limits_are_those_of_the_chain() {
    let mut host = Host::new();
    let contract = scratch(&mut host);
    let mut send = |calldata: Vec<u8>| host.from(ALICE).call(contract, calldata);
    for (name, longest, trap) in [
        (b'w', STORAGE_BYTES, Trap::ValueTooLarge(STORAGE_BYTES + 1)),
        (
            b'k',
            STORAGE_KEY_BYTES,
            Trap::DecodingFailed(STORAGE_KEY_BYTES + 1),
        ),
        (b'e', EVENT_BYTES, Trap::ValueTooLarge(EVENT_BYTES + 1)),
        (b'n', EVENT_TOPICS, Trap::TooManyTopics(EVENT_TOPICS + 1)),
    ] {
        let outcome = send(step(name, &vec![1; longest]));
        assert!(outcome.is_ok(), "{outcome:?}");
        let outcome = send(step(name, &vec![1; longest + 1]));
        assert_eq!(outcome.trapped(), Some(&trap));
    }
    assert_eq!(
        send(step(b'w', &[1; STORAGE_BYTES]))
            .counts()
            .longest_written,
        STORAGE_BYTES
    );
    let full = send(step(b'w', &vec![1; CALLDATA_BYTES - 1]));
    assert!(matches!(full.trapped(), Some(Trap::ValueTooLarge(_))));
    let longer = send(step(b'w', &vec![1; CALLDATA_BYTES]));
    assert_eq!(
        longer.trapped(),
        Some(&Trap::CallDataTooLarge(CALLDATA_BYTES + 1))
    );
    let (most, more) = (vec![1; 65_536], vec![1; 65_537]);
    assert_eq!(send(step(b'l', &most)).data().len(), CALLDATA_BYTES);
    let longer = send(step(b'l', &more));
    assert_eq!(
        longer.trapped(),
        Some(&Trap::ReturnDataTooLarge(CALLDATA_BYTES + 1))
    );
}

#[test]
fn value_moves_with_a_call_that_succeeds() {
    let mut host = Host::new();
    let contract = scratch(&mut host);
    let outcome = host.from(ALICE).with_value(9).call(contract, b"r");
    assert_eq!(outcome.trapped(), Some(&Trap::TransferFailed));
    host.fund(ALICE, 20);
    assert!(host.from(ALICE).with_value(9).call(contract, b"r").is_ok());
    let balances = |host: &Host| [ALICE, contract, BOB].map(|it| host.balance(it).as_u64());
    assert_eq!(balances(&host), [11, 9, 0]);
    assert!(!host.from(ALICE).with_value(9).call(contract, b"p").is_ok());
    assert_eq!(balances(&host), [11, 9, 0]);
    for (sent, left) in [(true, [11, 4, 5]), (false, [11, 4, 5])] {
        assert!(host.from(ALICE).call(contract, b"$").is_ok());
        assert_eq!(balances(&host), left);
        assert_eq!(host.storage_of(contract)[KEY], [u8::from(sent)]);
    }
}

#[test]
fn constructor_that_fails_leaves_no_contract() {
    let mut host = Host::new();
    host.fund(ALICE, 10);
    let sender = host.from(ALICE).with_value(7);
    let refused = sender.deploy::<Scratch>(b"refuse").unwrap_err();
    assert!(refused.reverted_with_data(b"no"));
    assert_eq!(host.balance(ALICE), U256::from(10));
    for arguments in [&b"read immutable"[..], b"empty immutable", b""] {
        let refused = host.from(ALICE).deploy::<Scratch>(arguments).unwrap_err();
        assert_eq!(refused.trapped(), Some(&Trap::InvalidImmutableAccess));
    }
    let contract = scratch(&mut host);
    assert_eq!(
        host.from(ALICE).view(contract, b"i").data(),
        b"beside the code"
    );
    let set = host.from(ALICE).call(contract, step(b'j', b"other"));
    assert_eq!(set.trapped(), Some(&Trap::InvalidImmutableAccess));
}

#[test]
fn counts_tell_cold_accesses_from_others() {
    let mut host = Host::new();
    let (caller, callee) = (scratch(&mut host), scratch(&mut host));
    let outcome = host
        .from(ALICE)
        .call(caller, on(b't', callee, &step(b'w', b"12345")));
    let of_callee = Counts {
        cold: 1,
        writes: 1,
        written_bytes: 5,
        longest_written: 5,
        ..Counts::default()
    };
    assert_eq!(outcome.counts_of(callee), of_callee);
    let all = outcome.counts();
    assert_eq!(
        (all.cold, all.writes, all.written_bytes, all.calls),
        (3, 3, 7, 1)
    );
    let read = host.from(ALICE).call(callee, b"r").counts();
    assert_eq!((read.reads, read.cold, read.read_bytes), (1, 1, 5));
}

#[test]
fn precompiles_answer_as_on_chain() {
    let mut host = Host::new();
    let word = |hex: &str| -> Vec<u8> {
        let digits = (0..hex.len()).step_by(2);
        digits
            .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
            .collect()
    };
    let mut ask = |number: u64, input: &[u8]| {
        let outcome = host
            .from(ALICE)
            .call(Address::from_low_u64_be(number), input);
        outcome.data().to_vec()
    };
    // As the tests of Ethereum's clients have it.
    let signed = word(concat!(
        "18c547e4f7b0f325ad1e56f57e26c745b09a3e503d86e00e5255ff7f715d3d1c",
        "000000000000000000000000000000000000000000000000000000000000001c",
        "73b1693892219d736caba55bdb67216e485557ea6b6af75f37096c9aa6a5a75f",
        "eeb940b1d03b21e36b0e47e79769f095fe2ab855bd91e3a38756b7d75a9c4549",
    ));
    let signer = word("000000000000000000000000a94f5374fce5edbc8e2a8697c15331677e6ebf0b");
    assert_eq!(ask(1, &signed), signer);
    assert_eq!(ask(1, &[&signed[..], b"more"].concat()), signer);
    for (at, byte) in [(63, 29), (32, 1), (64, 0xff), (96, 0xff)] {
        let mut other = signed.clone();
        other[at] = byte;
        if byte == 0xff {
            other[at..at + 32].fill(byte);
        }
        assert_eq!(ask(1, &other), b"", "byte {at}");
    }
    assert_eq!(ask(1, b""), b"");
    let abc = word("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_eq!(ask(2, b"abc"), abc);
    assert_eq!(ask(4, b"abc"), b"abc");
    assert_eq!(ask(77, b"abc"), b"", "an account without code");
}

#[test]
#[should_panic(expected = "the host has no precompile at 0x6")]
fn precompile_that_is_not_there_fails_the_test() {
    let mut host = Host::new();
    let contract = scratch(&mut host);
    let sum = Address::from_low_u64_be(6);
    let _ = host.from(ALICE).call(contract, on(b'q', sum, b""));
}

#[test]
#[should_panic(expected = "the host has no precompile at 0x5010000")]
fn precompile_of_a_runtime_fails_the_test_where_no_peer_answers() {
    let mut host = Host::new();
    let contract = scratch(&mut host);
    let services = Address::from_low_u64_be(0x0501_0000);
    let _ = host.from(ALICE).call(contract, on(b'q', services, b""));
}

/// A call that returns nothing asks first whether there is code; the chain says that Ethereum's precompiles have none.
#[test]
fn precompile_of_ethereum_has_no_code_and_one_of_a_runtime_has() {
    let mut host = Host::new();
    let contract = scratch(&mut host);
    let identity = Address::from_low_u64_be(4);
    let read = host.from(ALICE).call(contract, on(b'q', identity, b"abc"));
    assert_eq!(read.data(), b"a");
    let outcome = host.from(ALICE).call(contract, on(b't', identity, b""));
    assert!(outcome.reverted_with_data(&[]), "{outcome:?}");
    let services = Address::from_low_u64_be(0x0501_0000);
    host.peer_at(services, |_| Ok(Vec::new()));
    let outcome = host.from(ALICE).call(contract, on(b't', services, b""));
    assert!(outcome.is_ok(), "{outcome:?}");
}

#[test]
fn peer_stands_in_for_a_precompile_and_for_a_contract() {
    let mut host = Host::new();
    let (contract, calls) = (scratch(&mut host), Rc::new(Cell::new(0)));
    let (sum, counter) = (Address::from_low_u64_be(6), calls.clone());
    host.peer_at(sum, move |call| {
        counter.set(counter.get() + call.calldata.len());
        assert_eq!((call.caller, call.is_static), (contract, true));
        Err(b"full".to_vec())
    });
    let outcome = host.from(ALICE).call(contract, on(b'q', sum, b"1234"));
    assert!(outcome.reverted_with_data(b"full") && calls.get() == 4);
    host.peer_at(contract, |_| Ok(b"replaced".to_vec()));
    assert_eq!(host.from(ALICE).view(contract, b"r").data(), b"replaced");
}

#[test]
#[should_panic(expected = "not as expected")]
fn panic_of_a_peer_fails_the_test_also_where_a_contract_would_go_on() {
    let mut host = Host::new();
    let contract = scratch(&mut host);
    let peer = host.peer(|_| panic!("not as expected"));
    let _ = host.from(ALICE).call(contract, on(b't', peer, b""));
}

#[test]
fn address_without_code_is_no_contract() {
    let mut host = Host::new();
    let contract = scratch(&mut host);
    let outcome = host.from(ALICE).call(contract, on(b't', BOB, b""));
    assert!(outcome.reverted_with_data(&[]), "{outcome:?}");
    assert_eq!(host.storage_of(contract), BTreeMap::new());
}

#[test]
fn hosts_and_the_engine_of_ink_share_nothing() {
    let (mut one, mut other) = (Host::new(), Host::new());
    let (first, second) = (scratch(&mut one), scratch(&mut other));
    assert_eq!(first, second);
    let inner = move |_: &Incoming| Ok(other.from(BOB).view(second, b"f").data().to_vec());
    let peer = one.peer(inner);
    assert_eq!(one.from(ALICE).call(peer, b"").data(), BOB.as_ref());
    assert_eq!(one.from(ALICE).view(first, b"f").data(), ALICE.as_ref());
    assert!(!imports::is_running());
    one.set_chain_id(5);
    one.pass(60);
    assert_eq!((one.now(), one.block_number()), (1_000_060, 2));
    assert_eq!(env::chain_id(), U256::from(env::TEST_CHAIN));
}
