use super::*;
use blueprint_hooks::{call::mock, Word};
use ink::storage::traits::ManualKey;

type Participation = ConsensusParticipation<ManualKey<98>>;

const STAKING: Address = ink::H160([8; 20]);
const OPERATOR: Address = ink::H160([2; 20]);
const STASH: [u8; 32] = [3; 32];
/// The account that is made of the operator's address.
const OF_ADDRESS: [u8; 32] = [4; 32];
const HALF: u16 = 5_000;
const FIRST: u32 = 7;

fn returns(call: &[u8], words: &[[u8; 32]]) {
    mock::returns(STAKING, call, words.as_flattened());
}

fn active(era: u32) {
    Staking::encode_active_era(|call| returns(call, &[era.to_word(), 1u64.to_word()]));
}

/// What the chain says of an era: whether it knows it, whether the stash was elected, points, all points, authors.
fn era(number: u32, known: bool, elected: bool, [points, total, authors]: [u32; 3]) {
    let said = [
        known.to_word(),
        elected.to_word(),
        points.to_word(),
        total.to_word(),
        authors.to_word(),
    ];
    Staking::encode_points_of(number, STASH, |call| returns(call, &said));
}

fn participation() -> Participation {
    let mut participation = Participation::default();
    assert_eq!(participation.init(STAKING, HALF), Ok(()));
    for (stash, of_address) in [(STASH, false), (OF_ADDRESS, true)] {
        Staking::encode_address_of(stash, |call| {
            returns(call, &[OPERATOR.to_word(), of_address.to_word()]);
        });
    }
    active(FIRST);
    participation
}

fn counts(participation: &Participation) -> (u32, u32, u32, u32, u64) {
    let known = participation.participant(OPERATOR);
    let Counts {
        eras,
        missed,
        unknown,
        points,
    } = known.counts;
    (known.next, eras, missed, unknown, points)
}

#[ink::test]
fn share_is_one_of_a_whole() {
    let mut participation = Participation::default();
    for received in [0, 10_001] {
        let error = ShareOutOfBounds {
            least: 1,
            most: 10_000,
            received,
        };
        assert_eq!(participation.init(STAKING, received), Err(error.into()));
    }
    assert_eq!(participation.init(STAKING, 10_000), Ok(()));
    assert_eq!(participation.terms(), (STAKING, 10_000));
}

#[ink::test]
fn first_call_begins_with_the_active_era_and_the_next_ones_count_those_that_ended() {
    let mut participation = participation();
    assert_eq!(participation.measured(OPERATOR), Ok((false, 0, 0)));
    assert_eq!(participation.settle(STASH), Ok(0));
    assert_eq!(participation.measured(OPERATOR), Ok((true, 0, 0)));
    assert_eq!(participation.settle(STASH), Err(NothingNew.into()));
    active(FIRST + 4);
    era(FIRST, true, true, [200, 600, 3]);
    era(FIRST + 1, true, true, [0, 600, 3]);
    era(FIRST + 2, true, false, [0, 600, 3]);
    era(FIRST + 3, false, false, [0, 0, 0]);
    assert_eq!(participation.measured(OPERATOR), Ok((false, 0, 0)));
    assert_eq!(participation.settle(STASH), Ok(4));
    assert_eq!(counts(&participation), (FIRST + 4, 2, 1, 1, 200));
    assert_eq!(participation.measured(OPERATOR), Ok((true, 1, 2)));
    assert_eq!(participation.settle(STASH), Err(NothingNew.into()));
    assert_eq!(counts(&participation), (FIRST + 4, 2, 1, 1, 200));
}

#[ink::test]
fn call_counts_sixteen_eras_at_most() {
    let mut participation = participation();
    assert_eq!(participation.settle(STASH), Ok(0));
    active(FIRST + 17);
    for number in 0..17 {
        era(FIRST + number, true, true, [0, 600, 3]);
    }
    assert_eq!(participation.settle(STASH), Ok(16));
    assert_eq!(participation.measured(OPERATOR), Ok((false, 16, 16)));
    assert_eq!(participation.settle(STASH), Ok(1));
    assert_eq!(counts(&participation), (FIRST + 17, 17, 17, 0, 0));
}

#[ink::test]
fn account_that_hashes_to_the_address_takes_the_record_over_and_keeps_it() {
    let mut participation = participation();
    let zero = participation.settle([0; 32]);
    assert_eq!(zero, Err(ZeroAccount.into()));
    assert_eq!(participation.settle(OF_ADDRESS), Ok(0));
    // In the same era, with nothing to count.
    assert_eq!(participation.settle(STASH), Ok(0));
    active(FIRST + 1);
    let error = OtherStash {
        operator: OPERATOR,
        stash: STASH,
    };
    assert_eq!(participation.settle(OF_ADDRESS), Err(error.into()));
    era(FIRST, true, true, [0, 600, 3]);
    assert_eq!(participation.settle(STASH), Ok(1));
    assert_eq!(participation.participant(OPERATOR).stash, STASH);
    assert_eq!(participation.measured(OPERATOR), Ok((true, 1, 1)));
}

#[ink::test]
fn what_the_staking_does_not_answer_is_no_miss() {
    let mut participation = participation();
    assert_eq!(participation.settle(STASH), Ok(0));
    active(FIRST + 2);
    era(FIRST, true, true, [0, 600, 3]);
    // It says nothing of the second era, so the first one is not counted either.
    let peer = STAKING;
    let error = participation.settle(STASH);
    assert_eq!(error, Err(abi::PeerFailed { peer }.into()));
    assert_eq!(counts(&participation), (FIRST, 0, 0, 0, 0));
    let mut nowhere = Participation::default();
    let peer = Address::repeat_byte(5);
    assert_eq!(nowhere.init(peer, HALF), Ok(()));
    let error = nowhere.settle(STASH);
    assert_eq!(error, Err(abi::PeerFailed { peer }.into()));
}
