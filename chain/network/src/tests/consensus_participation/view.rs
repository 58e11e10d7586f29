//! `pointsOf` and `addressOf` of `IStaking`, beside what the staking pallet has stored.

use super::*;
use blueprint_staking_precompile::{
    IStaking::{addressOfCall, pointsOfCall, pointsOfReturn},
    ADDRESS,
};
use codec::Encode;
use frame_support::traits::Get;
use pallet_staking::{EraRewardPoints, ErasRewardPoints, ErasStakersOverview};

fn points_of(era: u32, validator: &AccountId) -> pointsOfReturn {
    let validator = words(validator);
    let answer = call(&stranger(), ADDRESS, pointsOfCall { era, validator }).answer;
    answer.expect("a view answers")
}

#[test]
fn points_are_those_that_the_staking_pallet_has_stored() {
    network(terms()).execute_with(|| {
        let offline = validator(2);
        while Staking::active_era().is_none_or(|it| it.index < 3) {
            era_without(std::slice::from_ref(&offline));
        }
        for era in 0..4 {
            let stored = ErasRewardPoints::<Runtime>::get(era);
            for place in 0..4 {
                let stash = validator(place);
                let found = points_of(era, &stash);
                let own = stored.individual.get(&stash).copied();
                assert!(found.known && found.elected);
                assert_eq!(found.points, own.unwrap_or_default());
                assert_eq!(found.total, stored.total);
                let authors = u32::try_from(stored.individual.len()).expect("few");
                assert_eq!(found.authors, authors);
            }
        }
        // Blocks of an era, at 20 points, by three that take turns.
        let found = points_of(2, &validator(0));
        assert_eq!((found.points, found.total, found.authors), (200, 600, 3));
        assert_eq!(points_of(2, &offline).points, 0);
        let none = points_of(2, &stranger());
        assert!(none.known && !none.elected);
        assert_eq!((none.points, none.total, none.authors), (0, 600, 3));
    });
}

#[test]
fn eras_that_are_forgotten_or_not_planned_are_not_known() {
    network(terms()).execute_with(|| {
        let stash = validator(0);
        let depth: u32 = <Runtime as pallet_staking::Config>::HistoryDepth::get();
        let known = |era| {
            let found = points_of(era, &stash);
            let is_zero = (found.points, found.total, found.authors) == (0, 0, 0);
            assert!(found.known || (!found.elected && is_zero), "{era}");
            found.known
        };
        while Staking::active_era().is_none_or(|it| it.index < depth + 2) {
            era_without(&[]);
        }
        let planned = super::super::planned();
        let oldest = planned - depth;
        assert!(!known(oldest - 1) && known(oldest) && known(planned));
        assert!(!known(planned + 1) && !known(u32::MAX));
        assert_eq!(points_of(oldest, &stash).total, ERA * BLOCK);
    });
}

/// As many authors as there can be: what is charged before the read is more than the proof of what is read.
#[test]
fn largest_era_costs_no_more_than_is_charged() {
    let mut network = network(terms());
    network.execute_with(|| {
        era_without(&[]);
        let most: u32 = <Runtime as pallet_staking::Config>::MaxValidatorSet::get();
        let individual = (0..most).map(|seed| {
            let account = sp_io::hashing::blake2_256(&seed.encode());
            (AccountId::from(account), u32::MAX / most)
        });
        let individual: std::collections::BTreeMap<_, _> = individual.collect();
        let total = individual.values().sum();
        ErasRewardPoints::<Runtime>::insert(1, EraRewardPoints { total, individual });
    });
    network.commit_all().expect("it is stored");
    let stash = validator(0);
    let ((), proof) = network.execute_and_prove(|| {
        let all = ErasRewardPoints::<Runtime>::get(1);
        assert_eq!(all.individual.len(), 100);
        assert!(pallet_staking::ErasStartSessionIndex::<Runtime>::get(1).is_some());
        assert!(!ErasStakersOverview::<Runtime>::contains_key(1, stranger()));
    });
    let proven = u64::try_from(proof.encoded_size()).expect("a size");
    network.execute_with(|| {
        let validator = words(&stash);
        let of_era = |era| call(&stranger(), ADDRESS, pointsOfCall { era, validator });
        let outcome = of_era(1);
        let charged = outcome.weight;
        assert_eq!(outcome.answer.map(|it| it.authors), Ok(100));
        assert!(charged.proof_size() > proven, "{charged:?} {proven}");
        // The way to three entries, and 36 bytes for each of the most authors.
        assert_eq!(charged.proof_size(), 3 * 4_096 + 36 * 100);
        // It is charged whatever there is to read.
        assert_eq!(of_era(7).weight, charged);
    });
}

#[test]
fn address_of_an_account_is_the_one_that_the_chain_gives_it() {
    network(terms()).execute_with(|| {
        let of = |account: FixedBytes<32>| {
            let answer = call(&stranger(), ADDRESS, addressOfCall { account }).answer;
            <(Address, bool)>::from(answer.expect("a view answers"))
        };
        // It is not mapped: accountOf answers another one.
        let stash = validator(0);
        assert_eq!(of(words(&stash)), (address(&stash), false));
        let ethereum = crate::accounts::ethereum_accounts().remove(0);
        let bytes: &[u8; 32] = ethereum.as_ref();
        let expected = Address::from_slice(&bytes[..20]);
        assert_eq!(of(words(&ethereum)), (expected, true));
    });
}
