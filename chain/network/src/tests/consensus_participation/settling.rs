//! What eras are for validators that author and for those that do not, and who settles them.

use super::*;
use crate::accounts::ethereum_accounts;
use frame_support::{assert_ok, traits::Get};
use IConsensusParticipation::{OtherStash, ShareOutOfBounds, ZeroAccount};

/// The account that is made of the address of another one, which has no key.
fn of_its_address(stash: &AccountId) -> AccountId {
    let address = sp_core::H160(address(stash).into_array());
    <Runtime as pallet_revive::Config>::AddressMapper::to_fallback_account_id(&address)
}

/// The whole average is asked: only the block that slots differ by is given.
#[test]
fn validator_that_authors_in_its_slots_misses_no_era_at_any_share() {
    with_builds(10_000, |world| {
        for place in 0..4 {
            assert_eq!(world.settle(&validator(place)), Ok(0), "{}", world.build);
        }
        let began = active();
        // With all validators, and beside one that is offline.
        for offline in [vec![], vec![], vec![validator(3)], vec![validator(3)]] {
            era_without(&offline);
        }
        let mut points = 0;
        for place in 0..3 {
            assert_eq!(world.settle(&validator(place)), Ok(4), "{}", world.build);
            let record = world.record(&validator(place));
            assert_eq!(record.next, began + 4);
            assert_eq!((record.eras, record.missed, record.unknown), (4, 0, 0));
            points += record.points;
        }
        assert_eq!(world.settle(&validator(3)), Ok(4));
        assert_eq!(world.counts(&validator(3)), (4, 2, 0));
        points += world.record(&validator(3)).points;
        assert_eq!(points, u64::from(4 * ERA * BLOCK));
    });
}

#[test]
fn validator_that_authors_nothing_misses_each_era() {
    with_builds(HALF, |world| {
        let offline = validator(1);
        assert_eq!(world.settle(&offline), Ok(0));
        let began = active();
        for _ in 0..3 {
            era_without(std::slice::from_ref(&offline));
        }
        let outcome = world.settled(&offline);
        let found = missed_in(&outcome);
        assert_eq!(outcome.answer, Ok(3), "{}", world.build);
        let expected: Vec<_> = (0..3).map(|era| (began + era, 0, ERA * BLOCK, 3)).collect();
        assert_eq!(found, expected);
        assert_eq!(world.counts(&offline), (3, 3, 0));
        // It is back: the era counts, and is not missed.
        era_without(&[]);
        assert_eq!(world.settle(&offline), Ok(1));
        assert_eq!(world.counts(&offline), (4, 3, 0));
    });
}

/// A session has so many blocks, and not slots: who authors less does not make an era shorter, so the average does not fall.
#[test]
fn validators_that_author_less_do_not_spare_an_offline_one() {
    with_builds(HALF, |world| {
        let offline = validator(0);
        assert_eq!(world.settle(&offline), Ok(0));
        let began = active();
        // One of the others authors a block alone, the next one two, and the last one the rest.
        let few = [validator(1), validator(2)];
        while active() == began {
            let all = pallet_staking::ErasRewardPoints::<Runtime>::get(began).individual;
            let has = |stash: &AccountId| all.get(stash).copied().unwrap_or_default();
            let mut idle = vec![offline.clone()];
            let done = few.iter().zip([BLOCK, 2 * BLOCK]);
            idle.extend(
                done.filter(|(it, most)| has(it) >= *most)
                    .map(|(it, _)| it.clone()),
            );
            block_without(&idle);
        }
        let outcome = world.settled(&offline);
        assert_eq!(missed_in(&outcome), [(began, 0, ERA * BLOCK, 3)]);
        // Nor does it help those that authored less.
        for stash in few {
            let known = world.record(&stash);
            assert_eq!((known.next, known.stash), (0, FixedBytes::ZERO));
        }
    });
}

#[test]
fn account_that_was_not_elected_has_no_eras() {
    with_builds(HALF, |world| {
        let other = Sr25519Keyring::Ferdie.to_account_id();
        assert_eq!(world.settle(&other), Ok(0));
        let began = active();
        era_without(&[]);
        era_without(&[]);
        assert_eq!(world.settle(&other), Ok(2), "{}", world.build);
        assert_eq!(world.counts(&other), (0, 0, 0));
        assert_eq!(world.record(&other).next, began + 2);
        // A validator that leaves is not expected to author once it is not elected.
        let leaving = validator(3);
        assert_eq!(world.settle(&leaving), Ok(0));
        let origin = frame_system::RawOrigin::Signed(leaving.clone());
        assert_ok!(Staking::chill(origin.into()));
        pallet_staking::ValidatorCount::<Runtime>::put(3);
        for _ in 0..3 {
            era_without(&[]);
        }
        world.settle_all(&leaving);
        let (eras, missed, _) = world.counts(&leaving);
        assert!((1..3).contains(&eras) && missed == 0, "{eras} {missed}");
    });
}

/// It is older than the history of the chain, or has no points: neither for the validator nor against it.
#[test]
fn eras_that_the_chain_forgot_are_unknown_and_none_is_missed() {
    with_builds(HALF, |world| {
        let offline = validator(1);
        assert_eq!(world.settle(&offline), Ok(0));
        let began = active();
        let depth: u32 = <Runtime as pallet_staking::Config>::HistoryDepth::get();
        for _ in 0..depth + 3 {
            era_without(std::slice::from_ref(&offline));
        }
        let oldest = super::super::planned() - depth;
        assert!(oldest > began, "an era is forgotten");
        // That of an era is lost, whichever way.
        pallet_staking::ErasRewardPoints::<Runtime>::remove(active() - 1);
        world.settle_all(&offline);
        let (eras, missed, unknown) = world.counts(&offline);
        assert_eq!(unknown, oldest - began + 1, "{}", world.build);
        assert_eq!((eras, missed), (active() - oldest - 1, eras));
    });
}

#[test]
fn era_is_settled_once_by_any_account_and_sixteen_at_most() {
    with_builds(HALF, |world| {
        let offline = validator(1);
        assert_eq!(world.settle(&offline), Ok(0));
        // The running era is not final.
        for _ in 0..ERA / 2 {
            block_without(std::slice::from_ref(&offline));
        }
        assert_eq!(
            world.settle(&offline),
            Err(nothing_new()),
            "{}",
            world.build
        );
        for _ in 0..17 {
            era_without(std::slice::from_ref(&offline));
        }
        assert_eq!(world.measured(&offline), (false, 0, 0));
        let full = world.settled(&offline);
        assert_eq!(full.answer, Ok(16));
        println!("{}: 16 eras {:?}", world.build, full.weight);
        assert_eq!(world.measured(&offline), (false, 16, 16));
        let one = world.settled(&offline);
        assert_eq!(one.answer, Ok(1));
        println!("{}: 1 era {:?}", world.build, one.weight);
        assert_eq!(world.measured(&offline), (true, 17, 17));
        // By the operator itself, too, and no era twice.
        let stash = words(&offline);
        let again = call(&stranger(), world.participation, settleCall { stash }).answer;
        assert_eq!(again, Err(nothing_new()));
        assert_eq!(world.counts(&offline), (17, 17, 0));
    });
}

/// The account of a validator is not mapped unless it wants it, and it can end the mapping: `accountOf` answers another one.
#[test]
fn operator_that_unmaps_its_account_is_settled_all_the_same() {
    with_builds(HALF, |world| {
        let offline = validator(1);
        let other = of_its_address(&offline);
        // It has its address settled by the account that was never elected.
        assert_eq!(world.settle(&other), Ok(0));
        era_without(std::slice::from_ref(&offline));
        assert_eq!(world.settle(&other), Ok(1));
        assert_eq!(world.counts(&offline), (0, 0, 0));
        // From when any account shows its account on, that does not help.
        assert_eq!(world.settle(&offline), Ok(0), "{}", world.build);
        let origin = || frame_system::RawOrigin::Signed(offline.clone());
        assert_ok!(Revive::map_account(origin().into()));
        era_without(std::slice::from_ref(&offline));
        assert_ok!(Revive::unmap_account(origin().into()));
        let error = OtherStash {
            operator: address(&offline),
            stash: words(&offline),
        };
        assert_eq!(world.settle(&other), Err(error.abi_encode()));
        assert_eq!(world.settle(&offline), Ok(1));
        assert_eq!(world.counts(&offline), (1, 1, 0));
        assert_eq!(world.record(&offline).stash, words(&offline));
    });
}

#[test]
fn account_of_an_ethereum_key_is_settled_by_its_address() {
    with_builds(HALF, |world| {
        let ethereum = ethereum_accounts().remove(0);
        assert_eq!(world.settle(&ethereum), Ok(0));
        era_without(&[]);
        assert_eq!(world.settle(&ethereum), Ok(1), "{}", world.build);
        assert_eq!(world.record(&ethereum).stash, words(&ethereum));
        let zero = world.settle(&AccountId::from([0; 32]));
        assert_eq!(zero, Err(ZeroAccount {}.abi_encode()));
    });
}

#[test]
fn share_that_is_none_is_not_deployed() {
    for build in BUILDS {
        network(terms()).execute_with(|| {
            for received in [0, 10_001] {
                let staking = Address::from(blueprint_staking_precompile::ADDRESS.0);
                let arguments = (staking, received).abi_encode_params();
                let (least, most) = (1, 10_000);
                let error = ShareOutOfBounds {
                    least,
                    most,
                    received,
                };
                let deployed = try_deploy(built(build), arguments);
                assert_eq!(deployed, Err(error.abi_encode()), "{build}");
            }
        });
    }
}
