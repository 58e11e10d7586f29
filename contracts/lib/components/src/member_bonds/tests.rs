use super::*;
use blueprint_hooks::{call::mock, event::recorded, Word};
use ink::{
    env::{test, DefaultEnvironment},
    storage::traits::ManualKey,
};

type Bonds = MemberBonds<ManualKey<120>>;

const COMMITTEE: Address = ink::H160([5; 20]);
const RECIPIENT: Address = ink::H160([6; 20]);
const CONTRACT: Address = ink::H160([7; 20]);
const REPORTER: Address = ink::H160([8; 20]);
const FIRST: Address = ink::H160([11; 20]);
const SECOND: Address = ink::H160([12; 20]);
const OTHER: Address = ink::H160([13; 20]);
const QUESTION: Hash = [1; 32];
const DAY: u64 = 86_400;
const NOW: u64 = 1_000_000;
const MINIMUM: u64 = 1_000;

fn at(second: u64) {
    test::set_block_timestamp::<DefaultEnvironment>(second);
}

fn returns(call: &[u8], words: &[[u8; 32]]) {
    mock::returns(COMMITTEE, call, words.as_flattened());
}

fn latest(epoch: u32) {
    Committee::encode_latest_epoch(|call| returns(call, &[epoch.to_word()]));
}

/// A set of the committee.
fn set(epoch: u32, from: u64, suspended: u32, seats: &[(Address, u16)]) {
    let count = seats.len() as u64;
    let head = [from, 1, 9, suspended.into(), 192, 192 + 32 * (count + 1)];
    let mut words: Vec<[u8; 32]> = head.iter().map(|it| it.to_word()).collect();
    words.push(count.to_word());
    words.extend(seats.iter().map(|it| it.0.to_word()));
    words.push(count.to_word());
    words.extend(seats.iter().map(|it| u64::from(it.1).to_word()));
    Committee::encode_members_of(epoch, |call| returns(call, &words));
}

fn tally(epoch: u32, member: Address, deviated: u64) {
    Committee::encode_tally_of(QUESTION, epoch, member, |call| {
        returns(call, &[99u64.to_word(), deviated.to_word()]);
    });
}

/// The committee takes a set.
fn takes(seats: &[(Address, u16)]) {
    let (members, weights): (Vec<Address>, Vec<u16>) = seats.iter().copied().unzip();
    Committee::encode_set_members(&members, &weights, 1, |call| {
        mock::returns(COMMITTEE, call, &[]);
    });
}

fn terms() -> Terms {
    Terms {
        minimum_bond: MINIMUM.into(),
        most_weight: 3,
        unbonding_delay: 7 * DAY,
        deviations: 2,
        deviation_bps: 1_000,
        equivocation_bps: 5_000,
        bounty_bps: 5_000,
    }
}

fn deployed() -> Bonds {
    let mut bonds = Bonds::default();
    at(NOW);
    test::set_callee(CONTRACT);
    latest(0);
    Committee::encode_role_delay(|call| returns(call, &[DAY.to_word()]));
    bonds.init(COMMITTEE, RECIPIENT, &terms()).unwrap();
    bonds
}

/// Two members, of which the second has five bonds, in set 1.
fn enrolled() -> Bonds {
    let mut bonds = deployed();
    bonds.bond(FIRST, MINIMUM.into()).unwrap();
    bonds.bond(SECOND, (5 * MINIMUM).into()).unwrap();
    let seats = [(FIRST, 1), (SECOND, 3)];
    takes(&seats);
    let members = List::from([FIRST, SECOND].to_vec());
    assert_eq!(bonds.enrol(&members, 1), Ok(1));
    latest(1);
    set(1, NOW, 0, &seats);
    recorded::take();
    bonds
}

#[ink::test]
fn constructor_asks_the_committee_for_its_delay() {
    let mut bonds = deployed();
    assert_eq!(bonds.peers(), (COMMITTEE, RECIPIENT));
    Committee::encode_role_delay(|call| returns(call, &[(DAY + 1).to_word()]));
    let out = TermOutOfBounds {
        term: 3,
        least: (7 * DAY + 2).into(),
        most: (180 * DAY).into(),
        received: (7 * DAY).into(),
    };
    let refused = bonds.init(COMMITTEE, RECIPIENT, &terms());
    assert_eq!(refused, Err(out.into()));
    for peer in [CONTRACT, OTHER] {
        let refused = bonds.init(peer, RECIPIENT, &terms());
        assert_eq!(refused, Err(PeerFailed { peer }.into()));
    }
    for recipient in [Address::zero(), CONTRACT] {
        let refused = bonds.init(COMMITTEE, recipient, &terms());
        assert_eq!(refused, Err(InvalidRecipient { recipient }.into()));
    }
}

#[ink::test]
fn weights_are_those_of_the_stake_and_the_set_is_remembered() {
    let mut bonds = enrolled();
    assert_eq!(bonds.is_enrolled_here(1), Ok(true));
    // The same members with another weight are another set.
    set(1, NOW, 0, &[(FIRST, 1), (SECOND, 2)]);
    assert_eq!(bonds.is_enrolled_here(1), Ok(false));
    let below = BelowMinimum {
        account: OTHER,
        least: MINIMUM.into(),
        received: 0.into(),
    };
    let members = List::from([FIRST, OTHER].to_vec());
    assert_eq!(bonds.enrol(&members, 1), Err(below.into()));
    let eligible = bonds.eligible(&List::from([FIRST, OTHER, SECOND].to_vec()));
    assert_eq!(eligible, Ok([true, false, true].to_vec()));
}

#[ink::test]
fn committee_that_refuses_a_set_is_passed_on() {
    let mut bonds = deployed();
    bonds.bond(FIRST, MINIMUM.into()).unwrap();
    let error = crate::oracle_committee::abi::BadMember { index: 0 };
    Committee::encode_set_members(&[FIRST].to_vec(), &[1].to_vec(), 1, |call| {
        mock::reverts(COMMITTEE, call, error);
    });
    let members = List::from([FIRST].to_vec());
    assert_eq!(bonds.enrol(&members, 1), Err(error.into()));
}

#[ink::test]
fn set_that_waits_is_not_replaced() {
    let mut bonds = enrolled();
    set(1, NOW + 1, 0, &[(FIRST, 1), (SECOND, 3)]);
    let pending = SetIsPending { from: NOW + 1 };
    let members = List::from([FIRST].to_vec());
    assert_eq!(bonds.enrol(&members, 1), Err(pending.into()));
    assert_eq!(bonds.renew(), Err(pending.into()));
}

#[ink::test]
fn renewal_drops_who_is_below_the_minimum() {
    let mut bonds = enrolled();
    assert_eq!(bonds.renew(), Err(NothingToRenew.into()));
    bonds.unbond(FIRST, MINIMUM.into()).unwrap();
    set(1, NOW, 2, &[(FIRST, 1), (SECOND, 3)]);
    let suspended = MemberIsSuspended { member: SECOND };
    assert_eq!(bonds.renew(), Err(suspended.into()));
    // The one to be dropped may be suspended.
    set(1, NOW, 1, &[(FIRST, 1), (SECOND, 3)]);
    takes(&[(SECOND, 3)]);
    assert_eq!(bonds.renew(), Ok(2));
    bonds.unbond(SECOND, (5 * MINIMUM).into()).unwrap();
    let few = TooFewMembers {
        least: 1,
        received: 0,
    };
    assert_eq!(bonds.renew(), Err(few.into()));
}

#[ink::test]
fn renewal_lowers_weights_and_raises_none() {
    let mut bonds = enrolled();
    bonds.bond(FIRST, (2 * MINIMUM).into()).unwrap();
    assert_eq!(bonds.renew(), Err(NothingToRenew.into()));
    bonds.unbond(SECOND, (3 * MINIMUM).into()).unwrap();
    takes(&[(FIRST, 1), (SECOND, 2)]);
    assert_eq!(bonds.renew(), Ok(2));
}

#[ink::test]
fn threshold_of_deviations_is_slashed_once_and_credited() {
    let mut bonds = enrolled();
    let mut slash = |deviated| {
        tally(1, SECOND, deviated);
        bonds.slash_deviations(QUESTION, 1, SECOND, REPORTER)
    };
    let nothing = NothingToSlash { member: SECOND };
    assert_eq!(slash(1), Err(nothing.into()));
    assert_eq!(slash(2), Ok(300.into()));
    assert_eq!(slash(3), Err(nothing.into()));
    assert_eq!(slash(7), Ok(600.into()));
    assert_eq!(bonds.account(SECOND).stake, 4_100.into());
    assert_eq!(bonds.credit_of(REPORTER), 450.into());
    assert_eq!(bonds.credit_of(RECIPIENT), 450.into());
    assert_eq!(bonds.thresholds_slashed(QUESTION, 1, SECOND), 3);
    let not = NotMember {
        epoch: 1,
        member: OTHER,
    };
    let slashed = bonds.slash_deviations(QUESTION, 1, OTHER, REPORTER);
    assert_eq!(slashed, Err(not.into()));
    set(2, NOW, 0, &[(SECOND, 3)]);
    let elsewhere = NotEnrolledHere { epoch: 2 };
    let slashed = bonds.slash_deviations(QUESTION, 2, SECOND, REPORTER);
    assert_eq!(slashed, Err(elsewhere.into()));
}

#[ink::test]
fn slash_takes_what_there_is_and_nothing_twice() {
    let mut bonds = enrolled();
    tally(1, FIRST, 30);
    let slashed = bonds.slash_deviations(QUESTION, 1, FIRST, REPORTER);
    assert_eq!(slashed, Ok(MINIMUM.into()));
    assert!(bonds.account(FIRST).slashable().is_zero());
    tally(1, FIRST, 40);
    let nothing = NothingToSlash { member: FIRST };
    let slashed = bonds.slash_deviations(QUESTION, 1, FIRST, REPORTER);
    assert_eq!(slashed, Err(nothing.into()));
}

#[ink::test]
fn withdrawal_pays_credits_and_what_is_not_locked() {
    let mut bonds = enrolled();
    let pause = Pause::default();
    test::set_contract_balance(CONTRACT, (6 * MINIMUM).into());
    test::set_contract_balance(OTHER, 0.into());
    tally(1, FIRST, 2);
    bonds.slash_deviations(QUESTION, 1, FIRST, SECOND).unwrap();
    bonds.unbond(SECOND, (5 * MINIMUM).into()).unwrap();
    assert_eq!(bonds.withdraw(SECOND, OTHER, &pause), Ok(50.into()));
    let (until, time) = (NOW + 7 * DAY, NOW);
    let locked = StillLocked { until, time };
    let withdrawn = bonds.withdraw(SECOND, OTHER, &pause);
    assert_eq!(withdrawn, Err(locked.into()));
    at(until + 1);
    assert_eq!(bonds.withdraw(SECOND, OTHER, &pause), Ok(5_000.into()));
    let nothing = NothingToWithdraw { account: SECOND };
    let withdrawn = bonds.withdraw(SECOND, OTHER, &pause);
    assert_eq!(withdrawn, Err(nothing.into()));
    assert_eq!(bonds.sweep(), Ok(50.into()));
    let nothing = NothingToWithdraw { account: RECIPIENT };
    assert_eq!(bonds.sweep(), Err(nothing.into()));
}
