//! Attacks on bonds of a committee's members: by members, reporters, recipients that call back, and contracts in the place of
//! the committee.

mod library;
#[path = "library/member_bonds.rs"]
mod world;

use blueprint_e2e::{chain::Chain, stored::bytes};
use library::{account, hex, number, Contract, GUARDIAN, OWNER, ROLE_DELAY};
use serde_json::{json, Value};
use sp_core::H160;
use world::*;

#[test]
fn evidence_of_others_times_sets_and_questions_costs_nothing() {
    each(|world| {
        let time = world.time;
        let good = world.two_values(1, time, 1);
        let with = |changes: &[(usize, Value)]| {
            let mut report = good.clone();
            for (place, value) in changes {
                report[*place] = value.clone();
            }
            report
        };
        let other = world.sign(2, PRICE, time, 101);
        let of_another_time = world.sign(1, PRICE, time + PERIOD, 101);
        let verdicts = [100, 101].map(|value| world.sign(1, VERDICT, time, value));
        let cases = [
            (with(&[(5, json!("100"))]), "SameValue("),
            (
                with(&[(5, json!("100")), (6, good[4].clone())]),
                "SameValue(",
            ),
            (with(&[(6, other)]), "DifferentSigners("),
            (with(&[(4, json!("0x"))]), "BadSignature(index: 0)"),
            (with(&[(6, json!("0x00"))]), "BadSignature(index: 1)"),
            (with(&[(6, of_another_time)]), "DifferentSigners("),
            (with(&[(5, json!("102"))]), "DifferentSigners("),
            (with(&[(1, json!(time + 1))]), "TimeAhead("),
            (with(&[(0, bytes(&[9; 32]))]), "UnknownQuestion("),
            (
                with(&[
                    (0, bytes(&VERDICT)),
                    (4, verdicts[0].clone()),
                    (6, verdicts[1].clone()),
                ]),
                "WrongKind(expected: 2, received: 1)",
            ),
            (with(&[(2, json!(2))]), "UnknownEpoch(epoch: 2)"),
        ];
        for (report, expected) in cases {
            let error = world.slash_equivocation("eve", &report).unwrap_err();
            assert!(error.starts_with(expected), "{error} {expected}");
        }
        // A time of before the set, and one of the set that follows.
        let early = world.two_values(1, 60, 1);
        let error = world.slash_equivocation("eve", &early).unwrap_err();
        assert_eq!(error, "OtherSet(epoch: 1, time: 60)");
        world.enrol(&[0, 2, 3, 4], THRESHOLD).unwrap();
        world.wait(ROLE_DELAY);
        let late = world.next();
        let report = world.two_values(1, late, 1);
        let error = world.slash_equivocation("eve", &report).unwrap_err();
        assert_eq!(error, format!("OtherSet(epoch: 1, time: {late})"));
        let member = world.members[1].address;
        let report = world.two_values(1, late, 2);
        let error = world.slash_equivocation("eve", &report).unwrap_err();
        assert_eq!(error, format!("NotMember(epoch: 2, member: {member:?})"));
        // Evidence of a set that does not sign any more counts.
        assert_eq!(
            world.slash_equivocation("eve", &good),
            Ok(equivocation_cost(2))
        );
        world.is_whole(&[]);
    });
}

#[test]
fn member_that_reports_itself_gets_no_bounty() {
    each(|world| {
        world.deviate(2, DEVIATIONS);
        let of = [bytes(&PRICE), json!(1), world.address(2)];
        world.by(2, "slashDeviations", &of).unwrap();
        let member = world.members[2].address;
        assert_eq!(world.credit(member), 0);
        assert_eq!(world.credit_of(RECIPIENT), deviation_cost(3));
        world.is_whole(&[]);
    });
}

#[test]
fn member_that_bonds_and_unbonds_in_turns_frees_nothing() {
    each(|world| {
        world.deviate(3, DEVIATIONS);
        world.unbond(3, 4 * MINIMUM).unwrap();
        // Half of the delay later once more: all of it is locked anew.
        world.wait(DELAY / 2);
        world.bond(3, MINIMUM);
        world.unbond(3, MINIMUM).unwrap();
        let until = world.now() + DELAY;
        world.wait(DELAY / 2 + 1);
        let time = world.now();
        let locked = format!("StillLocked(until: {until}, time: {time})");
        assert_eq!(world.withdraw(3), Err(locked));
        // What was bonded after the offence is slashable, too, and the cost is the same.
        assert_eq!(world.bonded(3), [5 * MINIMUM, 0, 5 * MINIMUM]);
        let cost = deviation_cost(4);
        assert_eq!(world.slash("eve", 1, 3), Ok(cost));
        world.at(until + 1);
        assert_eq!(world.withdraw(3), Ok(5 * MINIMUM - cost));
        // No other account's bond is there for it.
        let none = format!("NothingToWithdraw(account: {:?})", world.members[3].address);
        assert_eq!(world.withdraw(3), Err(none));
        let more = "MoreThanBonded(most: 0, received: 1)";
        assert_eq!(world.unbond(3, 1).unwrap_err(), more);
        world.is_whole(&[]);
    });
}

#[test]
fn dust_is_neither_bonded_nor_left() {
    each(|world| {
        let member = world.members[0].address;
        let below = |received: u128| {
            format!("BelowMinimum(account: {member:?}, least: {MINIMUM}, received: {received})")
        };
        assert_eq!(world.try_bond(0, 0).unwrap_err(), "ZeroAmount()");
        assert_eq!(world.unbond(0, 0).unwrap_err(), "ZeroAmount()");
        assert_eq!(world.unbond(0, 1).unwrap_err(), below(MINIMUM - 1));
        // What a slash leaves is less than the minimum: it leaves whole, or is filled up.
        world.deviate(0, DEVIATIONS);
        let cost = world.slash("eve", 1, 0).unwrap();
        assert_eq!(cost * 10_000 / MINIMUM, u128::from(DEVIATION_BPS));
        assert_ne!(cost % 10, 0, "an amount that is not round");
        let left = MINIMUM - cost;
        assert_eq!(world.unbond(0, 1).unwrap_err(), below(left - 1));
        let weight = world.address(0);
        assert_eq!(world.ask("weightOf", &[weight]), [json!(0)]);
        world.unbond(0, left).unwrap();
        assert_eq!(world.try_bond(0, cost).unwrap_err(), below(cost));
        world.wait(DELAY + 1);
        assert_eq!(world.withdraw(0), Ok(left));
        world.is_whole(&[]);
    });
}

/// A member that is a contract, and withdraws again while it is paid.
#[test]
fn recipient_that_calls_again_is_paid_once() {
    for builds in BUILDS {
        let mut world = World::handed_over(builds);
        let built = "solidity/Reentrant.evm";
        let reentrant = Contract::deploy(&mut world.chain, built, &[]);
        // Bonds of others are there to be stolen.
        world.bond(0, 9 * MINIMUM);
        let bonds = hex(world.bonds.address);
        let encode = |world: &World, call: &str, arguments: &[Value]| {
            let data = world.bonds.interface.encode_call(call, arguments);
            [bonds.clone(), bytes(&data.unwrap())]
        };
        let bond = encode(&world, "bond", &[]);
        let from = account("eve");
        let sent = reentrant.try_send(&mut world.chain, &from, "run", &bond, 2 * MINIMUM);
        assert!(sent.is_ok(), "{sent}");
        world.held += 2 * MINIMUM;
        let half = encode(&world, "unbond", &[json!(MINIMUM.to_string())]);
        reentrant.send(&mut world.chain, "eve", "run", &half);
        world.wait(DELAY + 1);
        let withdraw = encode(&world, "withdraw", &[hex(reentrant.address)]);
        reentrant.send(&mut world.chain, "eve", "prepare", &withdraw);
        reentrant.send(&mut world.chain, "eve", "run", &withdraw);
        let accepted = reentrant.numbers(&mut world.chain, "accepted", &[]);
        assert_eq!(accepted, [0]);
        assert_eq!(world.chain.balance(reentrant.address), MINIMUM.into());
        let left = world.ask("bonded", &[hex(reentrant.address)]);
        assert_eq!([0, 1, 2].map(|it| number(&left[it])), [MINIMUM, MINIMUM, 0]);
        let held = world.chain.balance(world.bonds.address);
        assert_eq!(held, (10 * MINIMUM).into());
    }
}

#[test]
fn value_that_is_not_taken_stays_the_owners() {
    each(|world| {
        world.unbond(0, MINIMUM).unwrap();
        world.wait(DELAY + 1);
        let bonds = world.bonds.address;
        let from = world.account(0);
        for nowhere in [H160::zero(), bonds] {
            let error = world.send(&from, "withdraw", &[hex(nowhere)], 0);
            let invalid = format!("InvalidRecipient(recipient: {nowhere:?})");
            assert_eq!(error.unwrap_err(), invalid);
        }
        // The committee takes no value.
        let closed = world.committee.address;
        let error = world.send(&from, "withdraw", &[hex(closed)], 0);
        let not = format!("ValueNotTaken(recipient: {closed:?}, amount: {MINIMUM})");
        assert_eq!(error.unwrap_err(), not);
        assert_eq!(world.withdraw(0), Ok(MINIMUM));
        world.is_whole(&[]);
    });
}

#[test]
fn credits_are_paid_while_a_bond_is_locked() {
    each(|world| {
        // A member reports another one.
        world.deviate(4, DEVIATIONS);
        let of = [bytes(&PRICE), json!(1), world.address(4)];
        world.by(1, "slashDeviations", &of).unwrap();
        world.unbond(1, 2 * MINIMUM).unwrap();
        let credit = bounty(deviation_cost(10));
        assert_eq!(world.withdraw(1), Ok(credit));
        let error = world.withdraw(1).unwrap_err();
        assert!(error.starts_with("StillLocked("), "{error}");
        // A pause holds up neither for longer than it has to.
        world.wait(DELAY + 1);
        world.call(GUARDIAN, "pause", &[json!(3 * DAY)]).unwrap();
        assert_eq!(world.withdraw(1), Ok(2 * MINIMUM));
        world.is_whole(&[]);
    });
}

/// Bytecode of a contract that returns words to any call.
fn returning(words: &[u64]) -> Vec<u8> {
    let words = words.iter().map(|it| alloy_primitives::U256::from(*it));
    let data: Vec<u8> = words.flat_map(|it| it.to_be_bytes::<32>()).collect();
    let size = u16::try_from(data.len()).unwrap().to_be_bytes();
    // CODECOPY of what follows this code, and RETURN.
    let copy = [0x61, size[0], size[1], 0x60, 15, 0x60, 0, 0x39];
    let end = [0x61, size[0], size[1], 0x60, 0, 0xf3, 0x00];
    let runtime = [&copy[..], &end, &data].concat();
    let length = u16::try_from(runtime.len()).unwrap().to_be_bytes();
    let deploy = [
        0x61, length[0], length[1], 0x60, 14, 0x60, 0, 0x39, 0x61, length[0], length[1], 0x60, 0,
        0xf3,
    ];
    [&deploy[..], &runtime].concat()
}

/// A committee that answers otherwise than its interface says, or says of any set and any member that it deviated.
#[test]
fn committee_that_answers_otherwise_takes_no_bond() {
    // From, threshold, total and suspended; then two arrays.
    let good = |member: u64| [2, 1, 2, 0, 192, 256, 1, member, 1, 2];
    let mut long = good(7);
    long[8] = 2;
    let mut wide = good(7);
    wide[9] = 1 << 16;
    let cases: [(Vec<u64>, bool); 6] = [
        (vec![2], false),
        (vec![2, 1, 2, 0, 192], false),
        // A place behind the end, two lengths, a weight that is too long.
        ([2, 1, 2, 0, 9_999, 256, 1, 7, 1, 2].into(), false),
        (long.into(), false),
        (wide.into(), false),
        (good(7).into(), true),
    ];
    for [built, _] in BUILDS {
        for (number, (answer, fits)) in cases.iter().enumerate() {
            let mut chain = Chain::new().unwrap();
            let deployed = chain.deploy(&account("eve"), &returning(answer), &[]);
            let peer = deployed.unwrap().address;
            let bonds = Contract::deploy(&mut chain, built, &arguments(peer, &[]));
            let member = hex(H160::from_low_u64_be(7));
            let slash = [bytes(&PRICE), json!(2), member];
            let error = match fits {
                true => "NotEnrolledHere",
                false => "PeerFailed",
            };
            let refused = bonds.rejection(&mut chain, "eve", "slashDeviations", &slash);
            assert_eq!(refused, error, "{built} {number}");
            let refused = bonds.rejection(&mut chain, "eve", "renew", &[]);
            assert_eq!(refused, error, "{built} {number}");
            // Members bond and leave all the same.
            let from = account("dave");
            let value = MINIMUM;
            let sent = bonds.try_send(&mut chain, &from, "bond", &[], value);
            assert!(sent.is_ok(), "{sent}");
            let all = [json!(MINIMUM.to_string())];
            bonds.send(&mut chain, "dave", "unbond", &all);
            let time = chain.timestamp() + DELAY + 1;
            chain.advance_blocks(1);
            chain.set_timestamp(time);
            bonds.send(&mut chain, "dave", "withdraw", &[json!("dave")]);
            assert!(chain.balance(bonds.address).is_zero());
        }
    }
}

/// Neither an account, nor a contract that answers nothing.
#[test]
fn committee_without_code_is_no_committee() {
    for [built, _] in BUILDS {
        let mut chain = Chain::new().unwrap();
        let alone = arguments(account("eve").address, &[]);
        let refused = Contract::refused_deployment(&mut chain, built, &alone);
        assert_eq!(refused, "PeerFailed");
        let short = chain.deploy(&account("eve"), &returning(&[]), &[]);
        let short = arguments(short.unwrap().address, &[]);
        let refused = Contract::refused_deployment(&mut chain, built, &short);
        assert_eq!(refused, "PeerFailed");
    }
}

#[test]
fn largest_committee_is_enrolled_and_slashed() {
    for builds in BUILDS {
        let mut world = World::handed_over(builds);
        world.members = (100..132).map(library::Operator::new).collect();
        world.members.sort_by_key(|it| it.address);
        for place in 0..32 {
            world.bond(place, 20 * MINIMUM);
        }
        world.open_questions();
        let all: Vec<usize> = (0..32).collect();
        assert_eq!(world.enrol(&all, 17), Ok(1));
        let time = world.next();
        let report = world.two_values(31, time, 1);
        let cost = equivocation_cost(10);
        assert_eq!(world.slash_equivocation("eve", &report), Ok(cost));
        for place in 0..15 {
            world.unbond(place, 20 * MINIMUM).unwrap();
        }
        assert_eq!(world.renew(), Ok(2));
        let (members, _) = world.weights(2);
        assert_eq!(members.as_array().unwrap().len(), 17);
        let runtime = account(OWNER);
        assert_eq!(
            world.withdraw_as(&runtime),
            Err(format!("NothingToWithdraw(account: {:?})", runtime.address))
        );
    }
}
