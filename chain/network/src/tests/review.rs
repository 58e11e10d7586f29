//! One counter of eras, one list of slashes.

use super::{block, network};
use crate::{
    genesis::{fast_terms, validators},
    review::{pending, Reviewed},
    AccountId, Runtime, RuntimeCall, RuntimeOrigin, Services, Staking,
};
use codec::Decode;
use frame_support::assert_ok;
use pallet_staking::UnappliedSlashes;
use sp_runtime::{traits::Dispatchable, Perbill};
use sp_staking::offence::{OffenceDetails, OnOffenceHandler};

fn until_era(era: u32) {
    while Staking::active_era().is_none_or(|it| it.index < era) {
        block();
    }
}

fn offend(validator: &AccountId, percent: u32) {
    let offender = (validator.clone(), ());
    let details = OffenceDetails {
        offender,
        reporters: vec![],
    };
    let session = pallet_session::CurrentIndex::<Runtime>::get();
    <Staking as OnOffenceHandler<AccountId, _, _>>::on_offence(
        &[details],
        &[Perbill::from_percent(percent)],
        session,
    );
}

#[test]
fn eras_of_services_are_those_of_staking() {
    network(fast_terms()).execute_with(|| {
        for era in 1..=4 {
            until_era(era);
            // They begin with the next block.
            block();
            assert_eq!(Services::current_era(), era);
        }
    });
}

#[test]
fn slash_of_a_validator_is_listed_until_governance_cancels_it() {
    network(fast_terms()).execute_with(|| {
        until_era(1);
        assert_eq!(pending(), []);
        let validator = validators().remove(0).0;
        offend(&validator, 10);
        let listed = pending();
        let [entry] = listed.as_slice() else {
            panic!("{listed:?}")
        };
        let Reviewed::Validator {
            validator: named,
            own,
            others,
            ..
        } = &entry.slash
        else {
            panic!("{entry:?}")
        };
        assert_eq!((named, *others), (&validator, 0));
        // An election counts in units of what all there is has in 2^64 parts.
        let expected = crate::genesis::VALIDATOR_BOND / 10;
        assert!((expected - 1_000..=expected).contains(own), "{own}");
        let veto = RuntimeCall::decode(&mut &entry.veto[..]).expect("a call");
        assert_ok!(veto.dispatch(RuntimeOrigin::root()));
        assert_eq!(pending(), []);
        let left = UnappliedSlashes::<Runtime>::iter().map(|(_, slashes)| slashes.len());
        assert_eq!(left.sum::<usize>(), 0);
    });
}

#[test]
fn delays_of_the_network_fit_each_other() {
    network(fast_terms()).execute_with(|| {
        use frame_support::traits::Hooks;
        crate::Timing::integrity_test();
    });
}
