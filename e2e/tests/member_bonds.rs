//! Bonds of a committee's members on the chain: who is enrolled with which weight, what deviation costs, and when bonds leave, in
//! each build.

mod library;
#[path = "library/member_bonds.rs"]
mod world;

use blueprint_e2e::{chain::Chain, stored::bytes};
use library::{account, hex, with_roles, Contract, GUARDIAN, OWNER, ROLE_DELAY};
use serde_json::{json, Value};
use sp_core::H160;
use world::*;

#[test]
fn members_are_enrolled_with_weights_by_their_stake_and_not_below_the_minimum() {
    for builds in BUILDS {
        let mut world = World::handed_over(builds);
        for (place, amount) in [MINIMUM, 4 * MINIMUM - 1, 100 * MINIMUM]
            .into_iter()
            .enumerate()
        {
            world.bond(place, amount);
        }
        let all: Vec<Value> = (0..MEMBERS).map(|it| world.address(it)).collect();
        let eligible = world.ask("eligible", &[json!(all)]).remove(0);
        assert_eq!(eligible, json!([true, true, true, false, false]));
        let (least, none) = (MINIMUM, world.members[3].address);
        let below = format!("BelowMinimum(account: {none:?}, least: {least}, received: 0)");
        assert_eq!(world.enrol(&[0, 1, 2, 3], 3), Err(below));
        assert_eq!(world.enrol(&[0, 1, 2], 2), Ok(1));
        let weights: Vec<Value> = (0..4)
            .map(|it| world.ask("weightOf", &all[it..=it]).remove(0))
            .collect();
        assert_eq!(weights, [json!(1), json!(3), json!(10), json!(0)]);
        let expected = (json!(all[..3]), json!([1, 3, 10]));
        assert_eq!(world.weights(1), expected);
        assert_eq!(world.ask("isEnrolledHere", &[json!(1)]), [json!(true)]);
        // What the committee says of members is passed on, and nothing is remembered.
        let reversed = world.enrol(&[1, 0], 2);
        assert_eq!(reversed, Err("BadMember(index: 1)".into()));
        let few = "ThresholdOutOfBounds(least: 2, most: 3, received: 1)";
        assert_eq!(world.enrol(&[0, 1, 2], 1), Err(few.into()));
        let none = "MemberCount(most: 32, received: 0)";
        assert_eq!(world.enrol(&[], 1), Err(none.into()));
        let many = json!(vec![all[0].clone(); 33]);
        let error = world.call(OWNER, "enrol", &[many.clone(), json!(17)]);
        let most = "MemberCount(most: 32, received: 33)";
        assert_eq!(error.unwrap_err(), most);
        let calldata = world.bonds.interface.encode_call("eligible", &[many]);
        let bonds = world.bonds.address;
        let asked = world.chain.read(bonds, calldata.unwrap());
        assert_eq!(world.error(&asked), most);
        world.is_whole(&[]);
    }
}

#[test]
fn committee_takes_sets_and_questions_from_the_bonds_alone() {
    each(|world| {
        let (bonds, owner) = (world.bonds.address, account(OWNER).address);
        let set = [json!([world.address(0)]), json!([1]), json!(1)];
        let refused = world
            .committee
            .rejection(&mut world.chain, OWNER, "setMembers", &set);
        assert_eq!(refused, "CallerNotRuntime");
        let holder = world
            .committee
            .ask(&mut world.chain, "roleHolder", &[json!(0)]);
        assert_eq!(holder, [hex(bonds)]);
        for by in ["eve", GUARDIAN] {
            let received = account(by).address;
            let error = format!("CallerNotRuntime(expected: {owner:?}, received: {received:?})");
            let none = json!([]);
            let question = [
                bytes(&[3; 32]),
                json!(1),
                json!(60),
                json!(60),
                json!(0),
                json!(0),
            ];
            for (call, arguments) in [
                ("enrol", vec![none, json!(1)]),
                ("openQuestion", question.to_vec()),
                ("offerCommitteeGuardian", vec![json!("bob")]),
                ("cancelCommitteeOffer", vec![json!(0)]),
            ] {
                let came = world.call(by, call, &arguments);
                assert_eq!(came.unwrap_err(), error, "{call}");
            }
        }
        let again = [
            bytes(&PRICE),
            json!(1),
            json!(60),
            json!(60),
            json!(0),
            json!(0),
        ];
        let error = world.call(OWNER, "openQuestion", &again).unwrap_err();
        assert!(error.starts_with("AlreadyOpen("), "{error}");
    });
}

#[test]
fn each_threshold_of_deviations_costs_a_share_once() {
    each(|world| {
        world.deviate(3, DEVIATIONS - 1);
        let member = world.members[3].address;
        let nothing = format!("NothingToSlash(member: {member:?})");
        assert_eq!(world.slash("eve", 1, 3), Err(nothing.clone()));
        world.deviate(3, 1);
        // Any account reports.
        let cost = deviation_cost(4);
        assert_eq!(world.slash("eve", 1, 3), Ok(cost));
        assert_eq!(world.slash("eve", 1, 3), Err(nothing.clone()));
        let left = 4 * MINIMUM - cost;
        assert_eq!(world.bonded(3), [left, left, 0]);
        assert_eq!(world.credit_of("eve"), bounty(cost));
        assert_eq!(world.credit_of(RECIPIENT), cost - bounty(cost));
        world.deviate(3, 2 * DEVIATIONS + 1);
        // Two thresholds at once cost as much as one by one.
        assert_eq!(world.slash("dave", 1, 3), Ok(2 * cost));
        assert_eq!(world.slash("dave", 1, 3), Err(nothing));
        let of = [bytes(&PRICE), json!(1), world.address(3)];
        assert_eq!(world.ask("thresholdsSlashed", &of), [json!(3)]);
        // The others lost nothing.
        assert_eq!(world.bonded(4)[0], 12 * MINIMUM);
        world.is_whole(&[]);
        let paid = world.withdraw_as(&account("eve")).unwrap();
        assert_eq!(paid, bounty(cost));
        let swept = world.call("eve", "sweep", &[]).unwrap();
        let rest = 3 * cost - bounty(cost) - bounty(2 * cost);
        let swept = library::number(&world.bonds.answers("sweep", &swept)[0]);
        assert_eq!(swept, rest);
        world.held -= rest;
        let recipient = account(RECIPIENT).address;
        let none = format!("NothingToWithdraw(account: {recipient:?})");
        assert_eq!(world.call("eve", "sweep", &[]).unwrap_err(), none);
        world.is_whole(&[]);
    });
}

#[test]
fn moment_of_a_report_does_not_change_what_it_costs() {
    each(|world| {
        world.deviate(0, DEVIATIONS);
        // More stake afterwards costs no more, and less no less.
        world.bond(0, 50 * MINIMUM);
        assert_eq!(world.slash("eve", 1, 0), Ok(deviation_cost(1)));
        world.deviate(4, DEVIATIONS);
        world.unbond(4, 11 * MINIMUM).unwrap();
        assert_eq!(world.bonded(4), [12 * MINIMUM, MINIMUM, 11 * MINIMUM]);
        assert_eq!(world.slash("eve", 1, 4), Ok(deviation_cost(10)));
        world.is_whole(&[]);
    });
}

#[test]
fn two_values_of_a_median_for_one_time_cost_once() {
    each(|world| {
        let time = world.time;
        let report = world.two_values(1, time, 1);
        let cost = equivocation_cost(2);
        assert_eq!(world.slash_equivocation("eve", &report), Ok(cost));
        assert_eq!(world.credit_of("eve"), bounty(cost));
        let member = world.members[1].address;
        let again = format!("time: {time}, member: {member:?})");
        // The same one, and the two in the other order.
        let mut swapped = report.clone();
        for place in 3..5 {
            swapped.swap(place, place + 2);
        }
        for report in [&report, &swapped] {
            let error = world.slash_equivocation("dave", report).unwrap_err();
            assert!(error.starts_with("AlreadySlashed("), "{error}");
            assert!(error.ends_with(&again), "{error}");
        }
        let of = [bytes(&PRICE), json!(time), world.address(1)];
        assert_eq!(world.ask("isEquivocationSlashed", &of), [json!(true)]);
        // Another time is another offence, of what is left.
        let next = world.next();
        let report = world.two_values(1, next, 1);
        assert_eq!(world.slash_equivocation("eve", &report), Ok(cost));
        // Another one of the two costs what is left, and then nothing is.
        let next = world.next();
        let report = world.two_values(1, next, 1);
        let left = 2 * MINIMUM - 2 * cost;
        let expected = match left {
            0 => Err(format!("NothingToSlash(member: {member:?})")),
            left => Ok(left),
        };
        assert_eq!(world.slash_equivocation("eve", &report), expected);
        assert_eq!(world.bonded(1), [0, 0, 0]);
        world.is_whole(&[]);
    });
}

#[test]
fn suspension_alone_costs_nothing_and_no_role_takes_a_bond() {
    each(|world| {
        let suspend = [json!(1), world.address(2)];
        world
            .committee
            .send(&mut world.chain, GUARDIAN, "suspend", &suspend);
        let nothing = format!("NothingToSlash(member: {:?})", world.members[2].address);
        for by in [OWNER, GUARDIAN, "eve"] {
            assert_eq!(world.slash(by, 1, 2), Err(nothing.clone()));
        }
        assert_eq!(world.bonded(2)[0], 3 * MINIMUM);
        // The signed evidence costs, also of a member that is suspended already.
        let time = world.time;
        let report = world.two_values(2, time, 1);
        let cost = equivocation_cost(3);
        assert_eq!(world.slash_equivocation("eve", &report), Ok(cost));
    });
}

#[test]
fn members_below_the_minimum_are_dropped_by_any_account() {
    each(|world| {
        assert_eq!(world.renew(), Err("NothingToRenew()".into()));
        world.unbond(1, 2 * MINIMUM).unwrap();
        let sent = world.call("eve", "renew", &[]).unwrap();
        let dropped = world.members[1].address;
        assert_eq!(
            world.events(&sent),
            [
                "MembersEnrolled(epoch: 2, members: 4, threshold: 3)".into(),
                format!("MemberDropped(epoch: 2, member: {dropped:?})"),
            ]
        );
        let kept: Vec<Value> = [0, 2, 3, 4].map(|it| world.address(it)).to_vec();
        assert_eq!(world.weights(2), (json!(kept), json!([1, 3, 4, 10])));
        // One that waits is not replaced, so that no set puts off the end of a member.
        let from = world.now() + ROLE_DELAY;
        let pending = format!("SetIsPending(from: {from})");
        world.unbond(0, MINIMUM).unwrap();
        assert_eq!(world.renew(), Err(pending.clone()));
        assert_eq!(world.enrol(&[2, 3, 4], 2), Err(pending));
        world.at(from);
        assert_eq!(world.renew(), Ok(3));
        world.wait(ROLE_DELAY);
        // Fewer than the threshold make no set; the runtime enrols others.
        world.unbond(2, 3 * MINIMUM).unwrap();
        let few = "TooFewMembers(least: 3, received: 2)";
        assert_eq!(world.renew(), Err(few.into()));
        world.bond(0, MINIMUM);
        assert_eq!(world.enrol(&[0, 3, 4], 2), Ok(4));
        for epoch in 1..=4 {
            assert_eq!(world.ask("isEnrolledHere", &[json!(epoch)]), [json!(true)]);
        }
    });
}

#[test]
fn member_that_keeps_less_stake_keeps_less_weight() {
    each(|world| {
        // More stake gives more weight when the runtime enrols, and not before.
        world.bond(0, 5 * MINIMUM);
        assert_eq!(world.renew(), Err("NothingToRenew()".into()));
        world.unbond(4, 11 * MINIMUM).unwrap();
        let sent = world.call("eve", "renew", &[]).unwrap();
        let enrolled = "MembersEnrolled(epoch: 2, members: 5, threshold: 3)";
        assert_eq!(world.events(&sent), [enrolled]);
        let (members, weights) = world.weights(2);
        assert_eq!(members.as_array().unwrap().len(), MEMBERS);
        assert_eq!(weights, json!([1, 2, 3, 4, 1]));
        world.wait(ROLE_DELAY);
        assert_eq!(world.renew(), Err("NothingToRenew()".into()));
        // A slash lowers a weight, too.
        world.deviate(3, DEVIATIONS);
        world.slash("eve", 2, 3).unwrap();
        assert_eq!(world.renew(), Ok(3));
        assert_eq!(world.weights(3).1, json!([1, 2, 3, 3, 1]));
        world.wait(ROLE_DELAY);
        assert_eq!(world.enrol(&[0, 1, 2, 3, 4], THRESHOLD), Ok(4));
        assert_eq!(world.weights(4).1, json!([6, 2, 3, 3, 1]));
    });
}

#[test]
fn renewal_lifts_no_suspension() {
    each(|world| {
        let suspend = [json!(1), world.address(3)];
        world
            .committee
            .send(&mut world.chain, GUARDIAN, "suspend", &suspend);
        world.unbond(1, 2 * MINIMUM).unwrap();
        let suspended = format!("MemberIsSuspended(member: {:?})", world.members[3].address);
        assert_eq!(world.renew(), Err(suspended));
        assert_eq!(world.enrol(&[0, 2, 4], 3), Ok(2));
    });
}

/// The timeline for which the delay is made: the last sets that name a member, the last answers, and a report in the last second.
#[test]
fn bond_is_slashable_until_the_last_report_of_the_last_set() {
    each(|world| {
        // A set that names the member waits when it unbonds.
        world.enrol(&[0, 1, 2, 3, 4], THRESHOLD).unwrap();
        let pending = world.now() + ROLE_DELAY;
        world.unbond(3, 4 * MINIMUM).unwrap();
        let until = world.now() + DELAY;
        world.at(pending + 2 * DAY);
        assert_eq!(world.renew(), Ok(3));
        let end = world.now() + ROLE_DELAY;
        world.at(end - PERIOD * u64::from(DEVIATIONS) - 1);
        world.deviate(3, DEVIATIONS);
        assert!(world.time < end);
        let (member, time) = (world.members[3].address, world.time);
        let report = world.two_values(3, time, 2);
        let locked = format!("StillLocked(until: {until}, time: {until})");
        world.at(until);
        assert_eq!(world.withdraw(3), Err(locked));
        let (deviation, equivocation) = (deviation_cost(4), equivocation_cost(4));
        assert_eq!(world.slash("eve", 2, 3), Ok(deviation));
        assert_eq!(world.slash_equivocation("eve", &report), Ok(equivocation));
        let left = 4 * MINIMUM - deviation - equivocation;
        assert_eq!(world.bonded(3), [left, 0, left]);
        world.at(until + 1);
        assert_eq!(world.withdraw(3), Ok(left));
        let none = format!("NothingToWithdraw(account: {member:?})");
        assert_eq!(world.withdraw(3), Err(none));
        // It signs no more.
        let (members, _) = world.weights(3);
        let kept: Vec<Value> = [0, 1, 2, 4].map(|it| world.address(it)).to_vec();
        assert_eq!(members, json!(kept));
        world.is_whole(&[]);
    });
}

#[test]
fn pause_stops_slashes_and_moves_the_end_of_a_delay_once() {
    each(|world| {
        world.deviate(2, DEVIATIONS);
        let time = world.time;
        let report = world.two_values(0, time, 1);
        world.unbond(2, 3 * MINIMUM).unwrap();
        let ends = world.now() + DELAY;
        // In the last second of the delay the guardian pauses.
        world.at(ends);
        let pause = [json!(3 * DAY)];
        world.call(GUARDIAN, "pause", &pause).unwrap();
        let after = ends + 3 * DAY;
        let paused = format!("Paused(until: {after})");
        assert_eq!(world.slash("eve", 1, 2), Err(paused.clone()));
        assert_eq!(world.slash_equivocation("eve", &report), Err(paused));
        world.at(after - 1);
        let locked = format!("StillLocked(until: {}, time: {})", after + DAY, after - 1);
        assert_eq!(world.withdraw(2), Err(locked));
        // Members bond and unbond, and the set is renewed.
        world.bond(1, 1);
        world.unbond(1, 1).unwrap();
        assert_eq!(world.renew(), Ok(2));
        world.at(after);
        let cost = deviation_cost(3);
        assert_eq!(world.slash("eve", 1, 2), Ok(cost));
        world.at(after + DAY + 1);
        assert_eq!(world.withdraw(2), Ok(3 * MINIMUM - cost));
        // The next pause holds up no bond whose delay was over before it.
        world.unbond(4, 12 * MINIMUM).unwrap();
        world.wait(17 * DAY);
        world.call(GUARDIAN, "pause", &pause).unwrap();
        assert_eq!(world.withdraw(4), Ok(12 * MINIMUM));
        assert_eq!(world.withdraw_as(&account("eve")), Ok(bounty(cost)));
        world.is_whole(&[]);
    });
}

#[test]
fn sets_of_another_runtime_cost_nothing_here() {
    for builds in BUILDS {
        let mut world = World::deployed(builds);
        for place in 0..MEMBERS {
            world.bond(place, 5 * MINIMUM);
        }
        // The committee's own runtime gives the largest weights.
        let all: Vec<Value> = (0..MEMBERS).map(|it| world.address(it)).collect();
        let set = [json!(all), json!(vec![u16::MAX; MEMBERS]), json!(THRESHOLD)];
        world
            .committee
            .send(&mut world.chain, OWNER, "setMembers", &set);
        let question = [bytes(&PRICE), json!([2, 60, 600, 6_667, 500])];
        world
            .committee
            .send(&mut world.chain, OWNER, "openQuestion", &question);
        world.deviate(2, DEVIATIONS);
        let time = world.time;
        let elsewhere = "NotEnrolledHere(epoch: 1)";
        assert_eq!(world.slash("eve", 1, 2), Err(elsewhere.into()));
        let report = world.two_values(2, time, 1);
        let slashed = world.slash_equivocation("eve", &report);
        assert_eq!(slashed, Err(elsewhere.into()));
        let unknown = world.slash("eve", 2, 2);
        assert_eq!(unknown, Err("UnknownEpoch(epoch: 2)".into()));
        world.hand_over();
        // The role goes on, and its next holder replaces a set that waits.
        let offer = [json!(0), json!("bob")];
        world
            .committee
            .send(&mut world.chain, GUARDIAN, "offerRole", &offer);
        world.wait(ROLE_DELAY);
        assert_eq!(world.enrol(&[0, 1, 2, 3, 4], THRESHOLD), Ok(2));
        assert_eq!(world.slash("eve", 1, 2), Err(elsewhere.into()));
        assert_eq!(world.ask("isEnrolledHere", &[json!(2)]), [json!(true)]);
        world
            .committee
            .send(&mut world.chain, "bob", "acceptRole", &offer[..1]);
        world
            .committee
            .send(&mut world.chain, "bob", "setMembers", &set);
        assert_eq!(world.ask("isEnrolledHere", &[json!(2)]), [json!(false)]);
        world.wait(ROLE_DELAY);
        world.deviate(2, DEVIATIONS);
        let elsewhere = "NotEnrolledHere(epoch: 2)";
        assert_eq!(world.slash("eve", 2, 2), Err(elsewhere.into()));
        let runtime = world.enrol(&[0, 1, 2], 2).unwrap_err();
        assert!(runtime.starts_with("CallerNotRuntime("), "{runtime}");
        // Bonds leave all the same.
        world.unbond(2, 5 * MINIMUM).unwrap();
        world.wait(DELAY + 1);
        assert_eq!(world.withdraw(2), Ok(5 * MINIMUM));
    }
}

/// Else the members of it that bond first would be all of the next set; and one that a runtime which lost the role named last would
/// sign for a delay.
#[test]
fn set_of_another_runtime_is_not_renewed_and_replaced_while_it_waits() {
    for builds in BUILDS {
        let mut world = World::deployed(builds);
        let all: Vec<Value> = (0..MEMBERS).map(|it| world.address(it)).collect();
        let set = [json!(all), json!([100, 100, 100, 1, 1]), json!(3)];
        let name = |world: &mut World| {
            let committee = &world.committee;
            committee.send(&mut world.chain, OWNER, "setMembers", &set);
        };
        name(&mut world);
        let offer = [json!(0), hex(world.bonds.address)];
        let committee = &world.committee;
        committee.send(&mut world.chain, OWNER, "offerRole", &offer);
        world.wait(ROLE_DELAY);
        // In the last second before it loses the role.
        name(&mut world);
        world.call("eve", "acceptCommittee", &[]).unwrap();
        // The light members bond first.
        for place in [3, 4] {
            world.bond(place, MINIMUM);
        }
        let elsewhere = "NotEnrolledHere(epoch: 2)";
        assert_eq!(world.renew(), Err(elsewhere.into()));
        for place in [0, 1, 2] {
            world.bond(place, 2 * MINIMUM);
        }
        assert_eq!(world.enrol(&[0, 1, 2], 2), Ok(2));
        assert_eq!(world.ask("isEnrolledHere", &[json!(2)]), [json!(true)]);
        assert_eq!(world.weights(2).1, json!([2, 2, 2]));
        // The contract's own set is not replaced.
        let from = world.now() + ROLE_DELAY;
        let pending = format!("SetIsPending(from: {from})");
        assert_eq!(world.enrol(&[0, 1, 2, 3], 3), Err(pending));
        world.at(from - 1);
        let waits = world.enrol(&[0, 1, 2, 3], 3);
        assert!(waits.is_err_and(|it| it.starts_with("SetIsPending")));
        world.at(from);
        // A set of others that is valid is followed, and not renewed.
        assert_eq!(world.enrol(&[0, 1, 2, 3], 3), Ok(3));
    }
}

#[test]
fn runtime_keeps_the_committee_and_replaces_its_guardian() {
    each(|world| {
        let offer = [json!(0), json!("bob")];
        world
            .committee
            .send(&mut world.chain, GUARDIAN, "offerRole", &offer);
        world
            .call(OWNER, "cancelCommitteeOffer", &offer[..1])
            .unwrap();
        let none = world.call(OWNER, "cancelCommitteeOffer", &offer[..1]);
        assert_eq!(none.unwrap_err(), "RoleNotOffered()");
        world
            .call(OWNER, "offerCommitteeGuardian", &[json!("bob")])
            .unwrap();
        world.wait(ROLE_DELAY);
        world
            .committee
            .send(&mut world.chain, "bob", "acceptRole", &[json!(1)]);
        let none = world.call("eve", "acceptCommittee", &[]).unwrap_err();
        assert_eq!(none, "RoleNotOffered()");
    });
}

#[test]
fn terms_have_bounds_and_the_committee_answers() {
    for [bonds, committee] in BUILDS {
        let mut chain = Chain::new().unwrap();
        let roles = with_roles(json!(OWNER), &[]);
        let peer = Contract::deploy(&mut chain, committee, &roles).address;
        let deploy = |chain: &mut Chain, changes: &[(usize, Value)]| {
            let arguments = arguments(peer, changes);
            Contract::refused_deployment(chain, bonds, &arguments)
        };
        for (place, value) in [
            (5, json!("0")),
            (6, json!(0)),
            (6, json!(1_001)),
            (7, json!(DELAY - 1)),
            (7, json!(180 * DAY + 1)),
            (8, json!(0)),
            (8, json!(1_001)),
            (9, json!(0)),
            (10, json!(DEVIATION_BPS - 1)),
            (10, json!(10_001)),
            (11, json!(5_001)),
        ] {
            let change = [(place, value)];
            assert_eq!(deploy(&mut chain, &change), "TermOutOfBounds", "{change:?}");
        }
        for none in [account("eve").address, H160::zero()] {
            let change = [(3, hex(none))];
            assert_eq!(deploy(&mut chain, &change), "PeerFailed");
        }
        let nowhere = [(4, hex(H160::zero()))];
        assert_eq!(deploy(&mut chain, &nowhere), "InvalidRecipient");
        let contract = Contract::deploy(&mut chain, bonds, &arguments(peer, &[]));
        let terms = contract.ask(&mut chain, "bondTerms", &[]).remove(0);
        let stated = json!({
            "minimumBond": MINIMUM.to_string(),
            "mostWeight": MOST_WEIGHT,
            "unbondingDelay": DELAY.to_string(),
            "deviations": DEVIATIONS,
            "deviationBps": DEVIATION_BPS,
            "equivocationBps": EQUIVOCATION_BPS,
            "bountyBps": BOUNTY_BPS
        });
        assert_eq!(terms, stated);
        let peers = contract.ask(&mut chain, "peers", &[]);
        assert_eq!(peers, [hex(peer), hex(account(RECIPIENT).address)]);
    }
}
