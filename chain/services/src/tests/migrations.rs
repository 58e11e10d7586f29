//! State that an earlier version of the pallet wrote becomes this one's.

use super::{managers, *};
use crate::migrations::{MigrateV2ToV3, ServiceV2};
use codec::Encode;
use frame_support::{
    assert_ok,
    traits::{fungible::InspectHold, GetStorageVersion, OnRuntimeUpgrade, StorageVersion},
};
use sp_core::storage::StateVersion;

/// Makes the state what version 2 would have made of it.
fn as_in_version_2() {
    for (id, service) in Instances::<Test>::iter().collect::<Vec<_>>() {
        let old = ServiceV2::<Test> {
            blueprint: service.blueprint,
            owner: service.owner.clone(),
            operators: service.operators,
            permitted_callers: service.permitted_callers,
            assets: service.assets,
            started_at: service.started_at,
            ends_at: service.ends_at,
            since: service.since,
            ended_by_owner: service.ended_by_owner,
        };
        let key = Instances::<Test>::hashed_key_for(id);
        sp_io::storage::set(&key, &old.encode());
        Services::return_bond(&service.owner, service.bond);
    }
    for (_, _, deposit) in CallDeposits::<Test>::drain() {
        Services::return_call_deposit(&deposit);
    }
    AccountHoldings::<Test>::insert(outsider(), Holdings::default());
    StorageVersion::new(2).put::<Services>();
}

#[test]
fn services_and_job_calls_of_version_2_are_migrated_once() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 1);
        let (open, done) = (called(service), called(service));
        assert_ok!(send(operator(1), result_call(service, done)));
        as_in_version_2();
        assert!(Instances::<Test>::get(service).is_none());

        MigrateV2ToV3::<Test>::on_runtime_upgrade();
        assert_eq!(Services::on_chain_storage_version(), 3);
        assert!(!AccountHoldings::<Test>::contains_key(outsider()));
        assert!(AccountHoldings::<Test>::contains_key(customer()));
        assert_eq!(Services::do_try_state(), Ok(()));
        let migrated = Instances::<Test>::get(service).expect("it was migrated");
        assert_eq!((migrated.owner, migrated.bond), (customer(), 0));
        let bond = Balances::balance_on_hold(&HoldReason::RequestBond.into(), &customer());
        assert_eq!(bond, 0);
        let is_open = |call| CallDeposits::<Test>::get(service, call).map(|it| it.open);
        assert_eq!((is_open(open), is_open(done)), (Some(true), Some(false)));

        let root = sp_io::storage::root(StateVersion::V1);
        MigrateV2ToV3::<Test>::on_runtime_upgrade();
        assert_eq!(sp_io::storage::root(StateVersion::V1), root);

        // What was migrated lives on, and ends.
        assert_ok!(send(operator(1), result_call(service, open)));
        let call = open;
        assert_ok!(send(customer(), Call::terminate { service }));
        let over = Services::unix_seconds() + FaultWindow::get();
        Timestamp::set_timestamp(1_000 * over);
        assert_ok!(send(outsider(), Call::prune_call { service, call }));
        assert_ok!(send(outsider(), Call::terminate { service }));
        Services::do_on_idle(Services::now(), frame_support::weights::Weight::MAX);
        assert_eq!(CallDeposits::<Test>::iter().count(), 0);
        assert_eq!(Services::do_try_state(), Ok(()));
    });
}
