//! One counter of eras, one list of slashes.

use super::{block, network, nominator, planned, until_era};
use crate::{
    configs::staking::{BONDING_ERAS, SLASH_DEFER_ERAS},
    genesis::{fast_terms, local, validators},
    review::{pending, Reviewed},
    timing::Terms,
    AccountId, Revive, Runtime, RuntimeCall, RuntimeOrigin, Services, Staking, System, Timestamp,
    UNIT,
};
use blueprint_rules::court::Charge;
use codec::Decode;
use frame_support::{assert_ok, traits::Get, weights::Weight};
use pallet_revive::{Code, ExecConfig, TransactionLimits};
use pallet_services::{BlueprintDefinition, Call, Generation, Penalties, PointTerms, Slashes};
use pallet_staking::UnappliedSlashes;
use sp_core::{H160, H256};
use sp_keyring::Sr25519Keyring;
use sp_runtime::{traits::Dispatchable, BuildStorage, Perbill, Permill};
use sp_staking::offence::{OffenceDetails, OnOffenceHandler};

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

/// What is listed of validators: each one's era, place, own part and others'.
fn listed() -> Vec<(AccountId, u32, u32, u128, u128)> {
    let entries = pending().into_iter().filter_map(|it| match it.slash {
        Reviewed::Validator {
            era,
            index,
            validator,
            own,
            others,
        } => Some((validator, era, index, own, others)),
        Reviewed::Service { .. } => None,
    });
    entries.collect()
}

#[test]
fn slashes_of_validators_are_listed_until_governance_cancels_them() {
    network(fast_terms()).execute_with(|| {
        until_era(1);
        let [first, second] = [0, 1].map(|n| validators().remove(n).0);
        for seed in [1, 2] {
            nominator(seed, 500, &second);
        }
        until_era(planned() + 1);
        assert_eq!(pending(), []);
        offend(&first, 10);
        offend(&second, 20);
        let takes_effect =
            planned().min(Staking::active_era().expect("an era").index) + SLASH_DEFER_ERAS + 1;
        let entries = listed();
        assert_eq!(entries.len(), 2);
        // An election counts in units of what all there is has in 2^64 parts.
        let near = |amount: u128, expected: u128| amount.abs_diff(expected) < 2_000;
        let bond = crate::genesis::VALIDATOR_BOND;
        let parts = [(&first, bond / 10, 0), (&second, bond / 5, 200 * UNIT)];
        for (index, (validator, own, others)) in (0u32..).zip(parts) {
            let entry = &entries[index as usize];
            assert_eq!(
                (&entry.0, entry.1, entry.2),
                (validator, takes_effect, index)
            );
            assert!(near(entry.3, own) && near(entry.4, others), "{entry:?}");
        }
        // The second is cancelled by what the list says.
        let veto = RuntimeCall::decode(&mut &pending()[1].veto[..]).expect("a call");
        assert_ok!(veto.dispatch(RuntimeOrigin::root()));
        assert_eq!(listed().len(), 1);
        assert_eq!(listed()[0].0, first);
        // What takes effect can be prevented no more.
        let mut active = pallet_staking::ActiveEra::<Runtime>::get().expect("an era");
        active.index = takes_effect;
        pallet_staking::ActiveEra::<Runtime>::put(active);
        assert_eq!(listed(), []);
        let left = UnappliedSlashes::<Runtime>::iter().map(|(_, slashes)| slashes.len());
        assert_eq!(left.sum::<usize>(), 1);
    });
}

fn sent(who: &AccountId, call: Call<Runtime>) {
    let origin = RuntimeOrigin::signed(who.clone());
    assert_ok!(RuntimeCall::from(call).dispatch(origin));
}

/// Deploys a manager that accepts whatever it is called with, and returns an account's address: the one that may propose
/// slashes. EVM code, by hand: PUSH20 address, MSTORE at 0, RETURN 32 bytes; before it, the code that deploys it.
fn accepting_manager(owner: &AccountId, proposer: H160) -> H160 {
    let program = [
        &[0x73][..],
        proposer.as_bytes(),
        &[0x60, 0, 0x52, 0x60, 32, 0x60, 0, 0xf3],
    ]
    .concat();
    let length = program.len() as u8;
    let deploy = [
        0x60, length, 0x60, 12, 0x60, 0, 0x39, 0x60, length, 0x60, 0, 0xf3,
    ];
    System::inc_account_nonce(owner);
    let outcome = Revive::bare_instantiate(
        RuntimeOrigin::signed(owner.clone()),
        0.into(),
        TransactionLimits::WeightAndDeposit {
            weight_limit: Weight::from_parts(500_000_000_000, 5_000_000),
            deposit_limit: 100 * UNIT,
        },
        Code::Upload([&deploy[..], &program].concat()),
        Vec::new(),
        None,
        &ExecConfig::new_substrate_tx(),
    );
    outcome.result.expect("it deploys").addr
}

#[test]
fn slash_of_a_service_is_listed_while_it_can_be_vetoed() {
    network(fast_terms()).execute_with(|| {
        until_era(1);
        let customer = Sr25519Keyring::Alice.to_account_id();
        let operator = Sr25519Keyring::Charlie.to_account_id();
        let review = 7 * 24 * 60 * 60;
        let definition = BlueprintDefinition {
            manager: accepting_manager(&customer, Services::address_of(&customer)),
            generation: Generation::Core0_20,
            jobs: 1,
            reporting: true,
            quality_kinds: 0,
            min_operators: 1,
            max_operators: 1,
            max_instances: 1,
            points: PointTerms::EachResult,
            points_per_era: 1,
            penalties: Penalties::FULL,
            review,
        };
        sent(&customer, Call::create_blueprint { definition });
        sent(&operator, Call::join_operators {});
        let register = Call::register {
            blueprint: 0,
            instance_limit: 1,
            inputs: Default::default(),
        };
        sent(&operator, register);
        let request = Call::request {
            blueprint: 0,
            operators: vec![operator.clone()].try_into().expect("one"),
            permitted_callers: Default::default(),
            inputs: Default::default(),
            ttl: 0,
            assets: Default::default(),
        };
        sent(&customer, request);
        let approve = Call::approve {
            request: 0,
            revision: 0,
        };
        sent(&operator, approve);
        let propose = |evidence| Call::propose_slash {
            service: 0,
            operator: operator.clone(),
            offence: Charge::JobMisbehaviour,
            share_bps: 2_500,
            evidence: H256::repeat_byte(evidence),
        };
        sent(&customer, propose(1));
        sent(&customer, propose(2));
        let until = Slashes::<Runtime>::get(0)
            .expect("a slash")
            .proposal
            .deadline;
        let listed: Vec<_> = pending().into_iter().map(|it| it.slash).collect();
        let expected = |slash| Reviewed::Service {
            slash,
            service: 0,
            operator: operator.clone(),
            share: Permill::from_percent(25),
            until,
        };
        assert_eq!(listed, [expected(0), expected(1)]);
        // Governance sends what the list says.
        let veto = pending().remove(0).veto;
        let veto = RuntimeCall::decode(&mut &veto[..]).expect("a call");
        assert_ok!(veto.dispatch(RuntimeOrigin::root()));
        assert_eq!(pending().len(), 1);
        assert!(!Slashes::<Runtime>::contains_key(0));
        // What can be executed can be vetoed no more.
        pallet_timestamp::Now::<Runtime>::put(until * 1_000 - 1);
        assert_eq!(pending().len(), 1);
        pallet_timestamp::Now::<Runtime>::put(until * 1_000);
        assert!(Timestamp::get() / 1_000 == until && pending().is_empty());
    });
}

#[test]
fn delays_of_the_network_fit_each_other() {
    network(fast_terms()).execute_with(|| {
        use frame_support::traits::Hooks;
        crate::Timing::integrity_test();
    });
}

#[test]
fn genesis_of_a_real_network_whose_stake_unbonds_too_early_is_no_genesis() {
    let built = |terms: Terms| {
        let build = || local(4, terms).build_storage().map(drop);
        std::panic::catch_unwind(build).is_ok_and(|it| it.is_ok())
    };
    let window = <Runtime as pallet_services::Config>::FaultWindow::get();
    let real = Terms::default();
    assert!(built(real.clone()) && built(fast_terms()));
    // The fewest sessions of an era that cover the window, and one less.
    let of = |era_sessions| Terms {
        session_blocks: 10,
        era_sessions,
        ..real.clone()
    };
    assert!(!of(1).is_for_tests() && of(1).seconds_of_eras(BONDING_ERAS) < window);
    assert!(!built(of(1)));
    // The same with other slots is a test's network.
    assert!(built(Terms {
        slot_milliseconds: 5_999,
        ..of(1)
    }));
}
