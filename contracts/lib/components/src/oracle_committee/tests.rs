use super::*;
use blueprint_hooks::signature;
use ink::{
    env::{test, DefaultEnvironment},
    storage::traits::ManualKey,
};

type Committee = OracleCommittee<ManualKey<64>>;

const QUESTION: Hash = [5; 32];
const NOW: u64 = 1_000_000;
const DELAY: u64 = 86_400;

fn at(time: u64) {
    test::set_block_timestamp::<DefaultEnvironment>(time);
}

fn member(number: u8) -> Address {
    ink::H160([number; 20])
}

fn terms(kind: Kind) -> QuestionTerms {
    let is_median = kind == Kind::Median;
    QuestionTerms {
        kind: kind as u8,
        period: 1,
        max_age: 600,
        quorum_bps: if is_median { 6_667 } else { 0 },
        deviation_bps: u16::from(is_median),
    }
}

fn enrol(committee: &mut Committee, members: core::ops::RangeInclusive<u8>) -> Result<()> {
    let members: Vec<Address> = members.map(member).collect();
    let weights = List::from(vec![1u16; members.len()]);
    let threshold = (members.len() / 2 + 1) as u8;
    committee.set_members(&List::from(members), &weights, threshold, DELAY)
}

fn committee(members: u8, kind: Kind) -> Committee {
    let mut committee = Committee::default();
    at(NOW);
    assert_eq!(enrol(&mut committee, 1..=members), Ok(()));
    assert_eq!(committee.open(QUESTION, &terms(kind)), Ok(()));
    committee
}

/// A signature that ecrecover finds to be of a member.
fn signed(number: u8, time: u64, value: u64) -> Bytes {
    let digest = signing::digest(&signing::domain(), QUESTION, time, value.into());
    let mut bytes = [1; 65];
    bytes[..20].copy_from_slice(&member(number).0);
    bytes[64] = 27;
    signature::mock(&digest, &bytes, member(number));
    Bytes::from(bytes)
}

fn observe(committee: &mut Committee, time: u64, said: &[(u8, u64)]) -> Result<()> {
    let values: Vec<U256> = said.iter().map(|it| it.1.into()).collect();
    let signatures: Vec<Bytes> = said.iter().map(|it| signed(it.0, time, it.1)).collect();
    let (values, signatures) = (List::from(values), List::from(signatures));
    committee.observe(QUESTION, time, &values, &signatures)
}

#[ink::test]
fn median_is_stored_with_its_time_and_deviations_are_counted() {
    let mut committee = committee(3, Kind::Median);
    let said = [(1, 100), (2, 100), (3, 101)];
    assert_eq!(observe(&mut committee, NOW, &said), Ok(()));
    assert_eq!(committee.value(QUESTION), (100u8.into(), NOW, true));
    let tally = |committee: &Committee, number| committee.tally(QUESTION, 1, member(number));
    assert_eq!(tally(&committee, 1), Ok((1, 0)));
    assert_eq!(tally(&committee, 3), Ok((1, 1)));
    let (least, received) = (3, 2);
    let few = NoQuorum { least, received };
    at(NOW + 1);
    let observed = observe(&mut committee, NOW + 1, &said[..2]);
    assert_eq!(observed, Err(few.into()));
    // Counts stop.
    let full = Tally {
        counts: [(u16::MAX, u16::MAX); MOST_MEMBERS],
    };
    committee.tallies.set(&(QUESTION, 1), &full);
    assert_eq!(observe(&mut committee, NOW + 1, &said), Ok(()));
    assert_eq!(tally(&committee, 3), Ok((u16::MAX, u16::MAX)));
}

#[ink::test]
fn members_of_both_parts_sign_in_the_order_of_addresses() {
    let mut committee = committee(32, Kind::Agreement);
    let value = U256::from(7);
    let report = |committee: &mut Committee, members: &[u8]| {
        let signatures: Vec<Bytes> = members.iter().map(|it| signed(*it, NOW, 7)).collect();
        committee.report(QUESTION, NOW, value, &List::from(signatures))
    };
    let (least, received) = (17, 16);
    let few: Vec<u8> = (17..=32).collect();
    let too_few = TooFewSigners { least, received };
    assert_eq!(report(&mut committee, &few), Err(too_few.into()));
    let disordered = NotInOrder {
        index: 1,
        signer: member(16),
    };
    let received = report(&mut committee, &[17, 16]);
    assert_eq!(received, Err(disordered.into()));
    let suspended = MemberIsSuspended { member: member(32) };
    let enough: Vec<u8> = (16..=32).collect();
    assert_eq!(committee.suspend(1, member(32)), Ok(()));
    assert_eq!(report(&mut committee, &enough), Err(suspended.into()));
    let others: Vec<u8> = (15..=31).collect();
    assert_eq!(report(&mut committee, &others), Ok(()));
    assert_eq!(committee.last(QUESTION), Last { value, time: NOW });
}

#[ink::test]
fn set_follows_after_the_delay_and_the_one_before_signs_for_its_times() {
    let mut committee = committee(3, Kind::Median);
    let epoch = |committee: &Committee, time| committee.valid(time).map(|(number, _)| number);
    at(NOW + 10);
    assert_eq!(enrol(&mut committee, 4..=5), Ok(()));
    assert_eq!(enrol(&mut committee, 6..=7), Ok(()));
    assert_eq!(committee.latest(), 2);
    let second = NOW + 10 + DELAY;
    at(second);
    assert_eq!(enrol(&mut committee, 8..=9), Ok(()));
    let third = second + DELAY;
    for (time, number) in [
        (NOW - 1, None),
        (NOW, Some(1)),
        (second - 1, Some(1)),
        (second, Some(2)),
        (third - 1, Some(2)),
        (third, Some(3)),
    ] {
        assert_eq!(epoch(&committee, time), number, "{time}");
    }
    let stored = committee.epoch(2).unwrap();
    assert_eq!(
        committee.members(2, &stored),
        [(member(6), 1), (member(7), 1)]
    );
}

#[ink::test]
fn reader_sees_age_and_want_of_an_answer() {
    let mut committee = committee(3, Kind::Median);
    let none = NoAnswer { question: QUESTION };
    assert_eq!(committee.fresh_value(QUESTION), Err(none.into()));
    assert_eq!(committee.value([6; 32]), (U256::zero(), 0, false));
    assert_eq!(
        observe(&mut committee, NOW, &[(1, 5), (2, 5), (3, 5)]),
        Ok(())
    );
    let until = NOW + 600;
    at(until);
    assert_eq!(committee.fresh_value(QUESTION), Ok((5u8.into(), NOW)));
    at(until + 1);
    let stale = Stale {
        until,
        time: until + 1,
    };
    assert_eq!(committee.fresh_value(QUESTION), Err(stale.into()));
    assert_eq!(committee.value(QUESTION), (5u8.into(), NOW, false));
}
