//! Usage receipts on the chain: what is paid, when it leaves, and what is left of it, to the second and the base unit in each build.

mod library;
#[path = "library/usage_receipts.rs"]
mod world;

use alloy_primitives::{Address as Key, B256};
use blueprint_evidence::{SessionCounter, UsageReceipt};
use library::{account, hex, named, number, Contract, GUARDIAN, OWNER};
use serde_json::{json, Value};
use sp_core::H160;
use world::*;

/// Clients that are heard in a period.
const SEATS: u8 = 9;
/// Where fees go without a treasury.
const BURN: u64 = 0xdead;

#[test]
fn agreement_that_allows_nothing_or_is_over_is_not_opened() {
    each(&[1], |world| {
        let now = world.chain.timestamp();
        let until = now + 1_000 * PERIOD;
        let of = |operator: u8, terms: Value| [json!(SERVICE), party(operator), terms];
        let bad = json!(["1", "0", "0", u64::MAX.to_string(), "0", now]);
        let own = format!("OwnClient(operator: {})", name(1));
        assert_eq!(error(world, 1, "open", &of(1, bad.clone())), own);
        let lasts = format!("AgreementLasts(until: {until})");
        assert_eq!(error(world, 1, "open", &of(OPERATOR, bad.clone())), lasts);
        let with = |member: usize, value: Value| {
            let mut terms = bad.clone();
            (terms[1], terms[member]) = (json!("1"), value);
            terms
        };
        let short = |least: u64, received: u64| {
            format!("GatherTimeTooShort(expectedAtLeast: {least}, received: {received})")
        };
        let passed = format!("DeadlinePassed(time: {now}, received: {now})");
        let mut late = with(4, json!(1));
        late[3] = json!(0);
        for (terms, expected) in [
            (bad.clone(), "NothingAllowed()".to_string()),
            (with(3, json!(0)), short(1, 0)),
            (with(3, json!(30)), short(60, 0)),
            (
                with(4, json!((u64::MAX - 1).to_string())),
                short(u64::MAX, u64::MAX - 1),
            ),
            (with(4, json!(u64::MAX.to_string())), passed.clone()),
            (late.clone(), passed),
        ] {
            assert_eq!(error(world, 1, "open", &of(50, terms)), expected);
        }
        // The rate alone, and a deadline of one second.
        let mut good = late;
        (good[1], good[2], good[5]) = (json!("0"), json!("7"), json!(now + 1));
        let opened = events(world, 1, "open", &of(50, good.clone()));
        let (client, operator) = (name(1), name(50));
        let named = format!("serviceId: 3, client: {client}, operator: {operator}");
        let terms = format!("opened: {now}, pricePerUnit: 1, deadline: {}", now + 1);
        assert_eq!(opened, [format!("AgreementOpened({named}, {terms})")]);
        world.chain.set_timestamp(now + 1);
        let lasts = format!("AgreementLasts(until: {})", now + 1);
        assert_eq!(error(world, 1, "open", &of(50, good.clone())), lasts);
        world.chain.set_timestamp(now + 2);
        let over = format!("AgreementOver(until: {})", now + 1);
        for call in ["endAgreement", "requestWithdrawal"] {
            let mut arguments = about(50).to_vec();
            arguments.extend((call == "requestWithdrawal").then(|| json!(1)));
            assert_eq!(error(world, 1, call, &arguments), over, "{call}");
        }
        assert_eq!(error(world, 2, "deposit", &relation(1, 50)), over);
        good[5] = json!(now + 3);
        let again = [json!(SERVICE), party(50), good];
        let opened = world.call(&sender(1), "open", &again, 5 * PRICE).unwrap();
        let deposit = format!("from: {client}, amount: {}", 5 * PRICE);
        assert_eq!(
            opened[1..],
            [format!("EscrowDeposited({named}, {deposit})")]
        );
        // Escrow of an agreement that is over stays, and is the client's.
        world.chain.set_timestamp(now + 4);
        let to = [json!(SERVICE), party(50), hex(RECIPIENT)];
        let withdrawn = format!("recipient: {RECIPIENT:?}, amount: {}", 5 * PRICE);
        let withdrawn = [format!("EscrowWithdrawn({named}, {withdrawn})")];
        assert_eq!(events(world, 1, "withdrawEscrow", &to), withdrawn);
        assert_eq!(world.chain.balance(RECIPIENT), (5 * PRICE).into());
        let nothing = format!("NothingToWithdraw(account: {client})");
        assert_eq!(error(world, 1, "withdrawEscrow", &to), nothing);
    });
}

#[test]
fn payments_of_a_session_are_apart_but_for_the_last_ones() {
    each(&[], |world| {
        let start = world.chain.timestamp();
        let (apart, deadline) = (600, start + 2_000);
        let mut terms = terms(start, 10 * PRICE, PRICE);
        (terms[3], terms[5]) = (json!(apart), json!(deadline));
        world.open(1, OPERATOR, ESCROW, &terms);
        let receipt = world.receipt(1, OPERATOR, 500);
        assert_eq!(world.served(1, OPERATOR, &receipt), 10 * PRICE);
        let of = session_of(&receipt);
        let soon = |from: u64, time: u64| format!("PaidTooSoon(from: {from}, time: {time})");
        let collect = |world: &mut World, time: u64| {
            world.chain.set_timestamp(time);
            world.call(&sender(2), "collect", &of, 0)
        };
        let paid = |amount: u128| {
            let named = format!(
                "serviceId: 3, operator: {}, client: {}",
                name(OPERATOR),
                name(1)
            );
            let session = receipt.session;
            Ok(vec![format!(
                "Collected({named}, session: {session}, paid: {amount})"
            )])
        };
        let early = start + apart - 1;
        assert_eq!(collect(world, early), Err(soon(start + apart, early)));
        assert_eq!(collect(world, start + apart), paid(490 * PRICE));
        // Nothing is left of it.
        assert_eq!(
            collect(world, start + apart),
            Err("NothingToCollect()".into())
        );
        let mut second = world.receipt(1, OPERATOR, 900);
        second.sequence = 901;
        // Claimed too soon: it is owed, and not paid.
        assert_eq!(world.served(1, OPERATOR, &second), 0);
        assert_eq!(world.agreement(1, OPERATOR)[4], 400 * PRICE);
        // In the last seconds it is paid at any time.
        let last = deadline - apart;
        world.chain.set_timestamp(start + apart + 1);
        assert_eq!(
            collect(world, start + 2 * apart - 1),
            Err(soon(start + 2 * apart, start + 2 * apart - 1))
        );
        let all = collect(world, last);
        assert_eq!(all, paid(400 * PRICE));
        let mut third = world.receipt(1, OPERATOR, 910);
        third.sequence = 911;
        assert_eq!(world.served(1, OPERATOR, &third), 10 * PRICE);
        let mut fourth = world.receipt(1, OPERATOR, 920);
        (fourth.sequence, fourth.units) = (921, 930);
        assert_eq!(
            world.served(1, OPERATOR, &fourth),
            20 * PRICE,
            "nothing keeps payments apart any more"
        );
        world.chain.set_timestamp(deadline + 1);
        let over = format!("AgreementOver(until: {deadline})");
        assert_eq!(collect(world, deadline + 1), Err(over));
    });
}

/// A pause of three days is longer than the seconds in which a client can withdraw.
#[test]
fn pause_moves_the_end_of_a_withdrawal_that_could_be_made() {
    each(&[], |world| {
        let start = world.chain.timestamp();
        let mut terms = terms(start, 10 * PRICE, 0);
        terms[5] = json!(start + 1_000 * PERIOD);
        world.open(1, OPERATOR, ESCROW, &terms);
        let ask = [json!(SERVICE), party(OPERATOR), json!(PRICE.to_string())];
        events(world, 1, "requestWithdrawal", &ask);
        let (from, until) = (start + NOTICE, start + 2 * NOTICE);
        world.chain.set_timestamp(from + 1);
        let pause = world.call(&account(GUARDIAN), "pause", &[json!(3 * DAY)], 0);
        assert!(pause.is_ok(), "{pause:?}");
        let paused = from + 1 + 3 * DAY;
        assert!(until < paused);
        let to = [json!(SERVICE), party(OPERATOR), hex(RECIPIENT)];
        let stopped = format!("Paused(until: {paused})");
        assert_eq!(error(world, 1, "withdrawEscrow", &to), stopped);
        let moved = [PRICE, from.into(), (paused + DAY).into()];
        assert_eq!(world.numbers("withdrawalOf", &relation(1, OPERATOR)), moved);
        world.chain.set_timestamp(paused + DAY + 1);
        let over = format!("NotWithdrawable(from: {from}, until: {})", paused + DAY);
        assert_eq!(error(world, 1, "withdrawEscrow", &to), over);
        world.chain.set_timestamp(paused + DAY);
        events(world, 1, "withdrawEscrow", &to);
        assert_eq!(world.chain.balance(RECIPIENT), PRICE.into());
    });
}

#[test]
fn escrow_leaves_within_its_seconds_and_what_is_owed_stays() {
    each(&[], |world| {
        let start = world.chain.timestamp();
        // Nothing is paid at once.
        let mut terms = terms(start, 10 * PRICE, 0);
        terms[5] = json!(start + 100 * PERIOD);
        world.open(1, OPERATOR, ESCROW, &terms);
        let to = [json!(SERVICE), party(OPERATOR), hex(RECIPIENT)];
        let not = |from: u64, until: u64| format!("NotWithdrawable(from: {from}, until: {until})");
        for wrong in [H160::zero(), world.contract.address] {
            let bad = [json!(SERVICE), party(OPERATOR), hex(wrong)];
            let invalid = format!("InvalidRecipient(recipient: {wrong:?})");
            assert_eq!(error(world, 1, "withdrawEscrow", &bad), invalid);
        }
        assert_eq!(error(world, 1, "withdrawEscrow", &to), not(0, 0));
        let ask = |amount: u128| [json!(SERVICE), party(OPERATOR), json!(amount.to_string())];
        let requested = |amount: u128, from: u64, until: u64| {
            let named = format!(
                "serviceId: 3, client: {}, operator: {}",
                name(1),
                name(OPERATOR)
            );
            [format!(
                "WithdrawalRequested({named}, amount: {amount}, from: {from}, until: {until})"
            )]
        };
        let of = relation(1, OPERATOR);
        assert_eq!(
            events(world, 1, "requestWithdrawal", &ask(0)),
            requested(0, 0, 0)
        );
        let (from, until) = (start + NOTICE, start + 2 * NOTICE);
        let request = requested(300 * PRICE, from, until);
        assert_eq!(
            events(world, 1, "requestWithdrawal", &ask(300 * PRICE)),
            request
        );
        let now = [300 * PRICE, from.into(), until.into()];
        assert_eq!(world.numbers("withdrawalOf", &of), now);
        world.chain.set_timestamp(from - 1);
        assert_eq!(error(world, 1, "withdrawEscrow", &to), not(from, until));
        world.chain.set_timestamp(until + 1);
        assert_eq!(error(world, 1, "withdrawEscrow", &to), not(from, until));
        world.chain.set_timestamp(until);
        // 790 units are owed of 1,000, of which ten are paid.
        let mut receipt = world.receipt(1, OPERATOR, 800);
        receipt.lastRequest = until;
        assert_eq!(world.served(1, OPERATOR, &receipt), 10 * PRICE);
        // The bounds allow no more, so nothing changes by a collection.
        let nothing = error(world, 2, "collect", &session_of(&receipt));
        assert_eq!(nothing, "NothingToCollect()");
        events(world, 1, "withdrawEscrow", &to);
        assert_eq!(world.chain.balance(RECIPIENT), (200 * PRICE).into());
        assert_eq!(world.numbers("withdrawalOf", &of), [0, 0, 0]);
        assert_eq!(error(world, 1, "withdrawEscrow", &to), not(0, 0));
        // All that is left is owed.
        events(world, 1, "requestWithdrawal", &ask(1));
        world.later(NOTICE);
        let nothing = format!("NothingToWithdraw(account: {})", name(1));
        assert_eq!(error(world, 1, "withdrawEscrow", &to), nothing);
        // A request that is taken back, and one that another one replaces.
        assert_eq!(
            events(world, 1, "requestWithdrawal", &ask(0)),
            requested(0, 0, 0)
        );
        assert_eq!(world.numbers("withdrawalOf", &of), [0, 0, 0]);
        // An end brings the deadline forward, and never back.
        let ends = |deadline: u64| {
            let named = format!(
                "serviceId: 3, client: {}, operator: {}",
                name(1),
                name(OPERATOR)
            );
            [format!("AgreementEnds({named}, deadline: {deadline})")]
        };
        let end = world.chain.timestamp() + NOTICE;
        events(world, 1, "requestWithdrawal", &ask(5));
        assert_eq!(
            events(world, 1, "endAgreement", &about(OPERATOR)),
            ends(end)
        );
        world.later(60);
        assert_eq!(
            events(world, 1, "endAgreement", &about(OPERATOR)),
            ends(end)
        );
        world.chain.set_timestamp(end + 1);
        events(world, 1, "withdrawEscrow", &to);
        assert_eq!(world.agreement(1, OPERATOR)[3], 0);
        // Of the request nothing is left for another agreement.
        let now = world.chain.timestamp();
        let mut again = terms.clone();
        again[5] = json!(now + 100 * PERIOD);
        world.open(1, OPERATOR, ESCROW, &again);
        assert_eq!(world.numbers("withdrawalOf", &of), [0, 0, 0]);
        let agreement = world.agreement(1, OPERATOR);
        assert_eq!(agreement[3..], [ESCROW, 0, 10 * PRICE]);
        // What the one before granted is not paid of its escrow.
        let old = error(world, 2, "collect", &session_of(&receipt));
        assert_eq!(old, "NothingToCollect()");
    });
}

#[test]
fn agreement_opened_again_begins_without_what_gathered_and_what_was_asked() {
    each(&[], |world| {
        let start = world.chain.timestamp();
        let mut terms = terms(start, 0, PRICE);
        terms[5] = json!(start + 2 * NOTICE);
        world.open(1, OPERATOR, ESCROW, &terms);
        world.later(3_000);
        let mut receipt = world.receipt(1, OPERATOR, 10);
        // In a word of the storage of which the next agreement's receipt has nothing.
        receipt.latencyBuckets = [0, 0, 0, 10, 0, 0, 0, 0];
        assert_eq!(world.served(1, OPERATOR, &receipt), 10 * PRICE);
        let request = [json!(SERVICE), party(OPERATOR), json!(7)];
        events(world, 1, "requestWithdrawal", &request);
        // What gathered stays after the payment: no more than an hour of the rate.
        assert_eq!(world.agreement(1, OPERATOR)[5], 2_990 * PRICE);
        world.later(3_600);
        assert_eq!(world.agreement(1, OPERATOR)[5], 3_600 * PRICE);
        world.chain.set_timestamp(start + 2 * NOTICE + 1);
        assert_eq!(world.agreement(1, OPERATOR)[5], 0, "it is over");
        terms[5] = json!(start + 90 * NOTICE);
        world.open(1, OPERATOR, 0, &terms);
        assert_eq!(
            world.agreement(1, OPERATOR)[3..],
            [ESCROW - 10 * PRICE, 0, 0]
        );
        assert_eq!(
            world.numbers("withdrawalOf", &relation(1, OPERATOR)),
            [0, 0, 0]
        );
        world.later(5);
        assert_eq!(world.agreement(1, OPERATOR)[5], 5 * PRICE);
        // A session begins anew with the agreement, its counters and its sequence too.
        let next = world.receipt(1, OPERATOR, 2);
        assert_eq!(world.served(1, OPERATOR, &next), 2 * PRICE);
        let stored = world.ask("sessionOf", &session_of(&next));
        let numbers: Vec<_> = stored[..7].iter().map(number).collect();
        assert_eq!(numbers[1..], [2, 2, 0, 2, 20, 200]);
        assert_eq!(stored[7], json!(["2", "0", "0", "0", "0", "0", "0", "0"]));
        assert_eq!(number(&stored[8]), 2 * PRICE);
    });
}

#[test]
fn pause_stops_what_pays_and_moves_what_ends_in_it() {
    each(&[1], |world| {
        let guardian = account(GUARDIAN);
        let start = world.chain.timestamp();
        let role = |who: String| format!("NotEntitled(role: 1, received: {who})");
        let owner = account(OWNER);
        let by_owner = world.call(&owner, "pause", &[json!(5)], 0);
        assert_eq!(by_owner, Err(role(format!("{:?}", owner.address))));
        assert_eq!(error(world, 1, "unpause", &[]), role(name(1)));
        for received in [0, 3 * DAY + 1] {
            let bad = world.call(&guardian, "pause", &[json!(received)], 0);
            let expected = format!("PauseLength(longest: 259200, received: {received})");
            assert_eq!(bad, Err(expected));
        }
        let none = world.call(&guardian, "unpause", &[], 0);
        assert_eq!(none, Err("NotPaused()".into()));
        // What was there before: an agreement that ends in the pause, a request, a key and a receipt.
        let mut short = terms(start, 1_000 * PRICE, PRICE);
        short[5] = json!(start + DAY);
        world.open(2, OPERATOR, ESCROW, &short);
        let receipt = world.receipt(2, OPERATOR, 20);
        let names = [json!(SERVICE), party(50)];
        events(world, 2, "addKey", &names);
        events(world, 2, "removeKey", &names);
        let request = [json!(SERVICE), party(OPERATOR), json!(PRICE.to_string())];
        events(world, 2, "requestWithdrawal", &request);
        world.later(1);
        let from = start + 1;
        let until = from + 3 * DAY;
        let paused = world
            .call(&guardian, "pause", &[json!(3 * DAY)], 0)
            .unwrap();
        let set = |by: &str, until: u64| format!("PauseSet(by: {by}, until: {until})");
        assert_eq!(paused, [set(&format!("{:?}", guardian.address), until)]);
        assert_eq!(world.numbers("pausedUntil", &[]), [until.into()]);
        let signature = world.receipts.sign(&key(50), &receipt).unwrap();
        let arguments = claim(&receipt, &signature, &[]);
        let to = [json!(SERVICE), party(OPERATOR), hex(RECIPIENT)];
        let of = session_of(&receipt);
        world.chain.set_timestamp(until - 1);
        for (by, call, arguments) in [
            (OPERATOR, "claim", &arguments[..]),
            (2, "collect", &of),
            (2, "withdrawEscrow", &to),
            (OPERATOR, "withdrawEarnings", &[hex(RECIPIENT)]),
        ] {
            let expected = format!("Paused(until: {until})");
            assert_eq!(error(world, by, call, arguments), expected, "{call}");
        }
        // What goes on: complaints, keys, deposits, requests, ends, and fees.
        assert!(error(world, 2, "complain", &about(RIVAL)).starts_with("NoWeight("));
        assert_eq!(error(world, 1, "sweepFees", &[]), "NothingToSweep()");
        events(world, 3, "deposit", &relation(2, OPERATOR));
        let moved = until + DAY;
        assert_eq!(world.agreement(2, OPERATOR)[1], moved.into());
        let key_of = [json!(SERVICE), party(2), party(50)];
        assert_eq!(world.numbers("keyUntil", &key_of), [moved.into()]);
        let request = world.numbers("withdrawalOf", &relation(2, OPERATOR));
        assert_eq!(request[1..], [moved.into(), (moved + NOTICE).into()]);
        // A deadline that comes long after is not moved.
        assert_eq!(
            world.agreement(1, OPERATOR)[1],
            (start + 1_000 * PERIOD).into()
        );
        let early = world.call(&guardian, "pause", &[json!(1)], 0);
        let soon = |time: u64| format!("PauseTooSoon(from: {}, time: {time})", until + 14 * DAY);
        assert_eq!(early, Err(soon(until - 1)));
        world.chain.set_timestamp(until);
        let over = world.call(&owner, "unpause", &[], 0);
        assert_eq!(over, Err("NotPaused()".into()));
        // All of it can be done to the last second of the day after.
        world.chain.set_timestamp(moved + 1);
        let late = error(world, OPERATOR, "claim", &arguments);
        assert_eq!(late, format!("AgreementOver(until: {moved})"));
        world.chain.set_timestamp(moved);
        assert_eq!(world.served(50, OPERATOR, &receipt), 20 * PRICE);
        events(world, 2, "withdrawEscrow", &to);
        world.chain.set_timestamp(until + 14 * DAY - 1);
        let early = world.call(&guardian, "pause", &[json!(1)], 0);
        assert_eq!(early, Err(soon(until + 14 * DAY - 1)));
        world.chain.set_timestamp(until + 14 * DAY);
        world.call(&guardian, "pause", &[json!(60)], 0).unwrap();
        world.later(20);
        let now = world.chain.timestamp();
        let ended = world.call(&owner, "unpause", &[], 0).unwrap();
        assert_eq!(ended, [set(&format!("{:?}", owner.address), now)]);
        // The gap is from the end, and what ended before the pause is not moved.
        world.chain.set_timestamp(now + 14 * DAY - 1);
        assert!(world.call(&guardian, "pause", &[json!(1)], 0).is_err());
        assert_eq!(world.agreement(2, OPERATOR)[1], (start + DAY).into());
    });
}

#[test]
fn fees_go_to_the_treasury_that_holds_when_they_are_swept() {
    each(&[1], |world| {
        let owner = account(OWNER);
        let [one, two] = [0x21, 0x22].map(H160::repeat_byte);
        let zero = H160::zero();
        let contract = world.contract.address;
        let set = |world: &mut World, treasury: H160| {
            world.call(&owner, "setTreasury", &[hex(treasury)], 0)
        };
        let event = |treasury: H160, from: u64| {
            Ok(vec![format!(
                "TreasurySet(treasury: {treasury:?}, from: {from})"
            )])
        };
        let invalid = format!("InvalidRecipient(recipient: {contract:?})");
        assert_eq!(set(world, contract), Err(invalid.clone()));
        let not = error(world, 1, "setTreasury", &[hex(contract)]);
        assert!(not.starts_with("CallerNotRuntime("), "{not}");
        // A unit whose fee is a whole one, rounded up.
        let mut agreed = world.wide();
        agreed[0] = json!("1");
        world.open(2, OPERATOR, ESCROW, &agreed);
        let fee = |world: &mut World, sequence: u64| {
            let mut receipt = world.receipt(2, OPERATOR, sequence);
            receipt.sequence = sequence;
            assert_eq!(world.served(2, OPERATOR, &receipt), 1);
            let withdrawn = events(world, OPERATOR, "withdrawEarnings", &[hex(RECIPIENT)]);
            let named = format!("operator: {}, recipient: {RECIPIENT:?}", name(OPERATOR));
            assert_eq!(
                withdrawn,
                [format!("EarningsWithdrawn({named}, amount: 0, fee: 1)")]
            );
        };
        let swept = |world: &mut World, treasury: H160| {
            let swept = events(world, 3, "sweepFees", &[]);
            assert_eq!(
                swept,
                [format!("FeesSwept(treasury: {treasury:?}, amount: 1)")]
            );
        };
        fee(world, 1);
        let nothing = format!("NothingToWithdraw(account: {})", name(OPERATOR));
        assert_eq!(
            error(world, OPERATOR, "withdrawEarnings", &[hex(RECIPIENT)]),
            nothing
        );
        swept(world, H160::from_low_u64_be(BURN));
        let now = world.chain.timestamp();
        let next = |world: &mut World| {
            let next = world.ask("nextTreasury", &[]);
            (next[0].clone(), number(&next[1]))
        };
        // The first one holds at once.
        assert_eq!(set(world, one), event(one, now));
        assert_eq!(world.ask("treasury", &[]), [hex(one)]);
        assert_eq!(next(world), (hex(zero), 0));
        fee(world, 2);
        swept(world, one);
        // Another one after the delay, to the second.
        assert_eq!(set(world, two), event(two, now + DAY));
        assert_eq!(next(world), (hex(two), (now + DAY).into()));
        world.chain.set_timestamp(now + DAY - 1);
        assert_eq!(world.ask("treasury", &[]), [hex(one)]);
        world.chain.set_timestamp(now + DAY);
        assert_eq!(world.ask("treasury", &[]), [hex(two)]);
        assert_eq!(next(world), (hex(zero), 0));
        // What holds takes back what was to follow, and zero holds at once.
        let now = now + DAY;
        assert_eq!(set(world, one), event(one, now + DAY));
        assert_eq!(set(world, two), event(two, now));
        assert_eq!(next(world), (hex(zero), 0));
        assert_eq!(set(world, zero), event(zero, now));
        assert_eq!(world.ask("treasury", &[]), [hex(zero)]);
        // It is not the first one any more.
        assert_eq!(set(world, two), event(two, now + DAY));
        assert_eq!(world.ask("treasury", &[]), [hex(zero)]);
        fee(world, 3);
        swept(world, H160::from_low_u64_be(BURN));
        assert_eq!(error(world, 3, "sweepFees", &[]), "NothingToSweep()");
    });
}

#[test]
fn value_that_is_not_taken_stays_where_it_was() {
    each(&[1], |world| {
        // It has no function that takes value alone.
        let owner = [party(1)];
        let client = Contract::deploy(&mut world.chain, "solidity/ContractClient.evm", &owner);
        let recipient = hex(client.address);
        let receipt = world.receipt(1, OPERATOR, 200);
        world.served(1, OPERATOR, &receipt);
        let earned = 200 * PRICE;
        let fee = earned * FEE_BPS / 10_000;
        let not = |amount: u128| {
            format!(
                "ValueNotTaken(recipient: {:?}, amount: {amount})",
                client.address
            )
        };
        let refused = error(
            world,
            OPERATOR,
            "withdrawEarnings",
            std::slice::from_ref(&recipient),
        );
        assert_eq!(refused, not(earned - fee));
        assert_eq!(world.earned(OPERATOR), earned);
        for bad in [H160::zero(), world.contract.address] {
            let refused = error(world, OPERATOR, "withdrawEarnings", &[hex(bad)]);
            assert_eq!(refused, format!("InvalidRecipient(recipient: {bad:?})"));
        }
        events(world, OPERATOR, "withdrawEarnings", &[hex(RECIPIENT)]);
        let treasury = std::slice::from_ref(&recipient);
        world
            .call(&account(OWNER), "setTreasury", treasury, 0)
            .unwrap();
        assert_eq!(error(world, 1, "sweepFees", &[]), not(fee));
        assert_eq!(world.numbers("fees", &[]), [fee]);
        let request = [json!(SERVICE), party(OPERATOR), json!(PRICE.to_string())];
        events(world, 1, "requestWithdrawal", &request);
        world.later(NOTICE);
        let to = [json!(SERVICE), party(OPERATOR), recipient.clone()];
        assert_eq!(error(world, 1, "withdrawEscrow", &to), not(PRICE));
        assert_eq!(world.escrow(1), ESCROW - earned);
        assert_eq!(
            world.numbers("withdrawalOf", &relation(1, OPERATOR))[0],
            PRICE
        );
    });
}

/// A contract that calls back when it is paid, as a client and as an operator.
#[test]
fn contract_that_calls_back_is_paid_once() {
    each(&[1], |world| {
        let built = "solidity/Reentrant.evm";
        let reentrant = Contract::deploy(&mut world.chain, built, &[]);
        let itself = hex(reentrant.address);
        let encode = |world: &World, call: &str, arguments: &[Value]| {
            let data = world.contract.interface.encode_call(call, arguments);
            [hex(world.contract.address), bytes(&data.unwrap())]
        };
        // Its agreement is over in a second.
        let now = world.chain.timestamp();
        let short = json!(["1", "1", "0", 0, 1, now + 1]);
        let open = encode(world, "open", &[json!(SERVICE), party(OPERATOR), short]);
        let opened = reentrant.try_send(&mut world.chain, &named("eve"), "run", &open, 7 * PRICE);
        assert!(opened.is_ok(), "{opened}");
        world.later(2);
        let back = encode(
            world,
            "withdrawEscrow",
            &[json!(SERVICE), party(OPERATOR), itself.clone()],
        );
        reentrant.send(&mut world.chain, "eve", "prepare", &back);
        let before = world.chain.balance(world.contract.address);
        reentrant.send(&mut world.chain, "eve", "run", &back);
        assert_eq!(reentrant.numbers(&mut world.chain, "accepted", &[]), [0]);
        assert_eq!(world.chain.balance(reentrant.address), (7 * PRICE).into());
        let after = world.chain.balance(world.contract.address);
        assert_eq!(before - after, (7 * PRICE).into());
        // It is the operator of client 1, claims by itself, and is paid.
        let terms = world.wide();
        let open = [json!(SERVICE), itself.clone(), terms];
        world.call(&sender(1), "open", &open, ESCROW).unwrap();
        let agreement = world.chain.timestamp();
        let operator = Key::from(reentrant.address.0);
        let client = key(1).address();
        let mut session = SessionCounter::new(SERVICE, operator, client, agreement, B256::ZERO);
        let receipt = session.count(world.fast()).clone();
        let signature = world.receipts.sign(&key(1), &receipt).unwrap();
        let claimed = encode(world, "claim", &claim(&receipt, &signature, &[]));
        reentrant.send(&mut world.chain, "eve", "run", &claimed);
        assert_eq!(
            world.numbers("earningsOf", std::slice::from_ref(&itself)),
            [PRICE]
        );
        let back = encode(world, "withdrawEarnings", std::slice::from_ref(&itself));
        reentrant.send(&mut world.chain, "eve", "prepare", &back);
        reentrant.send(&mut world.chain, "eve", "run", &back);
        assert_eq!(reentrant.numbers(&mut world.chain, "accepted", &[]), [0]);
        let earned = PRICE - PRICE * FEE_BPS / 10_000;
        assert_eq!(
            world.chain.balance(reentrant.address),
            (7 * PRICE + earned).into()
        );
    });
}

/// What is stored is gone once all of it is cleared, each record from its second on.
#[test]
fn nothing_is_left_of_what_is_cleared() {
    for built in BUILDS {
        let mut world = World::new(built);
        let world = &mut world;
        let empty = world.chain.storage_root(world.contract.address);
        let start = world.chain.timestamp();
        let mut agreed = terms(start, 5 * PRICE, PRICE / 10);
        (agreed[3], agreed[5]) = (json!(60), json!(start + PERIOD));
        for client in 1..=SEATS {
            world.open(client, OPERATOR, ESCROW, &agreed);
            world.open(client, RIVAL, ESCROW, &agreed);
            let mut receipt = world.receipt(client, OPERATOR, 40);
            receipt.latencyBuckets = [5; 8];
            world.served(client, OPERATOR, &receipt);
            let receipt = world.receipt(client, RIVAL, 40);
            world.served(client, RIVAL, &receipt);
        }
        events(world, 1, "addKey", &[json!(SERVICE), party(50)]);
        events(world, 1, "removeKey", &[json!(SERVICE), party(50)]);
        let request = [json!(SERVICE), party(OPERATOR), json!(7)];
        events(world, 1, "requestWithdrawal", &request);
        world.later(200);
        let receipt = world.receipt(1, OPERATOR, 1);
        events(world, 2, "collect", &session_of(&receipt));
        let first = start / PERIOD;
        world.chain.set_timestamp((first + 1) * PERIOD);
        // Of the second one nothing but the complaint is stored.
        for operator in [RIVAL, 50] {
            events(world, 1, "complain", &about(operator));
        }
        let needed = |until: u64| format!("StillNeeded(until: {until})");
        let of = relation(1, OPERATOR);
        // It lasts, and then it has an escrow.
        assert_eq!(
            error(world, 9, "clearAgreement", &of),
            needed(start + PERIOD)
        );
        assert_eq!(
            error(world, 9, "clearSession", &session_of(&receipt)),
            needed(start + PERIOD)
        );
        world.chain.set_timestamp(start + PERIOD + 1);
        assert_eq!(
            error(world, 9, "clearAgreement", &of),
            needed(start + PERIOD)
        );
        for client in 1..=SEATS {
            for operator in [OPERATOR, RIVAL] {
                let to = [json!(SERVICE), party(operator), hex(RECIPIENT)];
                events(world, client, "withdrawEscrow", &to);
                let receipt = UsageReceipt {
                    operator: key(operator).address(),
                    client: key(client).address(),
                    ..receipt.clone()
                };
                let session = session_of(&receipt);
                events(world, 9, "clearSession", &session);
                assert_eq!(
                    error(world, 9, "clearSession", &session),
                    "NothingToClear()"
                );
            }
        }
        // Periods after that of the payments.
        let until = (first + RETENTION + 1) * PERIOD;
        let of_period = |operator: u8| [json!(SERVICE), party(operator), json!(first)];
        let of_client = |client: u8| [json!(SERVICE), party(client)];
        world.chain.set_timestamp(until - 1);
        assert_eq!(error(world, 9, "clearAgreement", &of), needed(until));
        assert_eq!(
            error(world, 9, "clearPeriod", &of_period(OPERATOR)),
            needed(until)
        );
        assert_eq!(error(world, 9, "clearClient", &of_client(1)), needed(until));
        let far = [json!(SERVICE), party(OPERATOR), json!(u64::MAX.to_string())];
        assert_eq!(error(world, 9, "clearPeriod", &far), needed(u64::MAX));
        world.chain.set_timestamp(until);
        for operator in [OPERATOR, RIVAL] {
            events(world, 9, "clearPeriod", &of_period(operator));
            assert_eq!(
                error(world, 9, "clearPeriod", &of_period(operator)),
                "NothingToClear()"
            );
            events(world, operator, "withdrawEarnings", &[hex(RECIPIENT)]);
            for client in 1..=SEATS {
                let of = relation(client, operator);
                if (client, operator) == (1, RIVAL) {
                    // The complaint was a period later.
                    let later = needed(until + PERIOD);
                    assert_eq!(error(world, 9, "clearAgreement", &of), later);
                    continue;
                }
                events(world, 9, "clearAgreement", &of);
                assert_eq!(error(world, 9, "clearAgreement", &of), "NothingToClear()");
            }
        }
        events(world, 9, "clearPeriod", &of_period(50));
        for client in 1..=SEATS {
            events(world, 9, "clearClient", &of_client(client));
            assert_eq!(
                error(world, 9, "clearClient", &of_client(client)),
                "NothingToClear()"
            );
        }
        world.later(PERIOD);
        for operator in [RIVAL, 50] {
            let of = relation(1, operator);
            events(world, 9, "clearAgreement", &of);
            assert_eq!(error(world, 9, "clearAgreement", &of), "NothingToClear()");
        }
        events(world, 9, "clearKey", &[json!(SERVICE), party(1), party(50)]);
        events(world, 9, "sweepFees", &[]);
        assert_eq!(world.chain.balance(world.contract.address), 0.into());
        // resolc's build writes zeros, and the one in ink! keeps a record of no fees.
        if world.built == BUILDS[2] {
            let left = world.chain.storage_root(world.contract.address);
            assert_eq!(left, empty);
        }
    }
}
