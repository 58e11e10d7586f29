//! State that an earlier version of the pallet wrote becomes this one's.

use super::{managers, *};
use crate::migrations::{
    CallDepositV3, CallDepositV6, FromV2, MembershipV5, MigrateV2ToV3, MigrateV3ToV4,
    MigrateV4ToV5, MigrateV5ToV6, MigrateV6ToV7, MigrateV7ToV8, RequestV7, ServiceV2,
};
use codec::Encode;
use frame_support::{
    assert_ok,
    storage::storage_prefix,
    traits::{fungible::InspectHold, GetStorageVersion, OnRuntimeUpgrade, StorageVersion},
};
use sp_core::storage::StateVersion;

/// Makes results what versions up to 7 would have made of them.
fn results_as_in_version_7() {
    for (key, result) in JobResults::<Test>::iter().collect::<Vec<_>>() {
        let key = JobResults::<Test>::hashed_key_for(key);
        sp_io::storage::set(&key, &result.outputs_hash.encode());
    }
}

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
    results_as_in_version_7();
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

        FromV2::<Test>::on_runtime_upgrade();
        assert_eq!(Services::on_chain_storage_version(), 8);
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
        FromV2::<Test>::on_runtime_upgrade();
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

/// Makes the state what version 3 would have made of it.
fn as_in_version_3() {
    for (service, call, deposit) in CallDeposits::<Test>::iter().collect::<Vec<_>>() {
        let old = CallDepositV3 {
            payer: deposit.payer,
            amount: deposit.amount,
            since: deposit.since,
            open: deposit.open,
        };
        let key = CallDeposits::<Test>::hashed_key_for(service, call);
        sp_io::storage::set(&key, &old.encode());
    }
    for (key, report) in QualityReports::<Test>::iter().collect::<Vec<_>>() {
        Services::return_report_deposit(&report);
        let key = QualityReports::<Test>::hashed_key_for(key);
        sp_io::storage::set(&key, &report.reporter.encode());
    }
    StorageVersion::new(3).put::<Services>();
}

#[test]
fn deposits_and_quality_reports_of_version_3_are_migrated_once() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 2);
        let call = called(service);
        let known = CallDeposits::<Test>::get(service, call).expect("it was called");
        assert_ok!(send(
            outsider(),
            quality_call(service, operator(1), b"slow")
        ));
        as_in_version_3();
        assert!(CallDeposits::<Test>::get(service, call).is_none());

        MigrateV3ToV4::<Test>::on_runtime_upgrade();
        assert_eq!(Services::on_chain_storage_version(), 4);
        let root = sp_io::storage::root(StateVersion::V1);
        MigrateV3ToV4::<Test>::on_runtime_upgrade();
        assert_eq!(sp_io::storage::root(StateVersion::V1), root);
        // Deposits have this version's form after the last step.
        FromV2::<Test>::on_runtime_upgrade();
        assert_eq!(Services::do_try_state(), Ok(()));
        assert_eq!(CallDeposits::<Test>::get(service, call), Some(known));
        let kept: Vec<_> = QualityReports::<Test>::iter_values().collect();
        let migrated = QualityReport {
            reporter: outsider(),
            deposit: 0,
            since: Services::unix_seconds(),
        };
        assert_eq!(kept, [migrated]);

        // What was migrated ends without any deposit.
        assert_ok!(send(customer(), Call::terminate { service }));
        let over = Services::unix_seconds() + FaultWindow::get();
        Timestamp::set_timestamp(1_000 * over);
        assert_ok!(send(outsider(), Call::terminate { service }));
        Services::do_on_idle(Services::now(), frame_support::weights::Weight::MAX);
        assert_eq!(QualityReports::<Test>::iter().count(), 0);
        assert_eq!(Services::do_try_state(), Ok(()));
    });
}

/// Makes the state what version 4 would have made of it.
fn as_in_version_4() {
    let counted: Vec<_> = ProposalsBy::<Test>::drain().collect();
    for ((service, operator, proposer, _), open) in counted {
        // By service, operator and proposer.
        let mut key = storage_prefix(b"Services", b"ProposalsBy").to_vec();
        key.extend(sp_io::hashing::twox_64(&service.encode()));
        key.extend(service.encode());
        for account in [operator, proposer] {
            key.extend(sp_io::hashing::blake2_128(&account.encode()));
            key.extend(account.encode());
        }
        let before = sp_io::storage::get(&key).map_or(0, |it| u32::from(it[0]));
        sp_io::storage::set(&key, &(before + open).encode());
    }
    StorageVersion::new(4).put::<Services>();
}

#[test]
fn pending_slashes_of_version_4_are_counted_by_class() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 2);
        let slash = |evidence, offence| Call::propose_slash {
            service,
            operator: operator(1),
            offence,
            share_bps: 100,
            evidence: H256::repeat_byte(evidence),
        };
        assert_ok!(send(customer(), slash(1, Charge::JobMisbehaviour)));
        assert_ok!(send(customer(), slash(2, Charge::QualityOfService)));
        assert_ok!(send(owner(), slash(3, Charge::JobMisbehaviour)));
        let sorted = || {
            let mut counts: Vec<_> = ProposalsBy::<Test>::iter().collect();
            counts.sort();
            counts
        };
        let known = sorted();
        assert_eq!(known.len(), 3);
        as_in_version_4();
        assert_ne!(sorted(), known);

        MigrateV4ToV5::<Test>::on_runtime_upgrade();
        assert_eq!(Services::on_chain_storage_version(), 5);
        assert_eq!(sorted(), known);
        assert_eq!(Services::do_try_state(), Ok(()));

        let root = sp_io::storage::root(StateVersion::V1);
        MigrateV4ToV5::<Test>::on_runtime_upgrade();
        assert_eq!(sp_io::storage::root(StateVersion::V1), root);
    });
}

#[test]
fn members_of_version_5_answer_all_calls() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 2);
        called(service);
        invited(service, 3);
        assert_ok!(send(operator(3), Call::join_service { service }));
        let known = Memberships::<Test>::get(service, operator(3));
        assert_eq!(known.from_call, 1);
        let old = MembershipV5 {
            joined_at: known.joined_at,
            serves_until: known.serves_until,
        };
        let key = Memberships::<Test>::hashed_key_for(service, operator(3));
        sp_io::storage::set(&key, &old.encode());
        StorageVersion::new(5).put::<Services>();

        MigrateV5ToV6::<Test>::on_runtime_upgrade();
        assert_eq!(Services::on_chain_storage_version(), 6);
        let migrated = Membership {
            from_call: 0,
            ..known
        };
        assert_eq!(Memberships::<Test>::get(service, operator(3)), migrated);
        assert_eq!(Services::do_try_state(), Ok(()));

        let root = sp_io::storage::root(StateVersion::V1);
        MigrateV5ToV6::<Test>::on_runtime_upgrade();
        assert_eq!(sp_io::storage::root(StateVersion::V1), root);
    });
}

#[test]
fn job_calls_of_version_6_were_made_at_their_last_event() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 2);
        let call = called(service);
        pass(100);
        assert_ok!(send(operator(1), result_call(service, call)));
        let known = CallDeposits::<Test>::get(service, call).expect("a call");
        assert_eq!(known.since, known.called_at + 100);
        let old = CallDepositV6 {
            payer: known.payer.clone(),
            amount: known.amount,
            since: known.since,
            open: known.open,
            results: known.results,
        };
        let key = CallDeposits::<Test>::hashed_key_for(service, call);
        sp_io::storage::set(&key, &old.encode());
        results_as_in_version_7();
        StorageVersion::new(6).put::<Services>();

        MigrateV6ToV7::<Test>::on_runtime_upgrade();
        assert_eq!(Services::on_chain_storage_version(), 7);
        let migrated = CallDeposits::<Test>::get(service, call).expect("a call");
        assert_eq!(migrated.called_at, known.since);
        assert_eq!((migrated.since, migrated.results), (known.since, 2));

        let root = sp_io::storage::root(StateVersion::V1);
        MigrateV6ToV7::<Test>::on_runtime_upgrade();
        assert_eq!(sp_io::storage::root(StateVersion::V1), root);
        FromV2::<Test>::on_runtime_upgrade();
        assert_eq!(Services::do_try_state(), Ok(()));
    });
}

#[test]
fn requests_of_version_7_were_made_as_long_as_they_last_before_their_end() {
    new_chain().execute_with(|| {
        run_to(7);
        let (_, request) = requested(managers::accepting(), 2);
        let known = Requests::<Test>::get(request).expect("it waits");
        assert_eq!(known.requested_at, 7);
        let old = RequestV7::<Test> {
            blueprint: known.blueprint,
            requester: known.requester.clone(),
            operators: known.operators.clone(),
            permitted_callers: known.permitted_callers.clone(),
            assets: known.assets.clone(),
            ttl: known.ttl,
            bond: known.bond,
            expires_at: known.expires_at,
            revision: known.revision,
        };
        let key = Requests::<Test>::hashed_key_for(request);
        sp_io::storage::set(&key, &old.encode());
        StorageVersion::new(7).put::<Services>();

        MigrateV7ToV8::<Test>::on_runtime_upgrade();
        assert_eq!(Requests::<Test>::get(request), Some(known));
        assert_eq!(Services::do_try_state(), Ok(()));
    });
}

#[test]
fn results_of_version_7_were_submitted_at_the_last_event_of_their_call() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 2);
        let call = called(service);
        pass(100);
        assert_ok!(send(operator(1), result_call(service, call)));
        let known = JobResults::<Test>::get((service, call, operator(1)));
        results_as_in_version_7();
        assert_eq!(JobResults::<Test>::iter_values().count(), 0);
        assert!(Services::do_try_state().is_err());
        StorageVersion::new(7).put::<Services>();
        LongestGap::set(10);

        MigrateV7ToV8::<Test>::on_runtime_upgrade();
        assert_eq!(Services::on_chain_storage_version(), 8);
        let migrated = JobResults::<Test>::get((service, call, operator(1)));
        assert_eq!(migrated, known);
        assert_eq!(Services::do_try_state(), Ok(()));
        // The chain may have stood still until the upgrade's block.
        let number = System::block_number();
        let noted = LastBlock::<Test>::get().map(|it| (it.number, it.counted));
        assert_eq!(noted, Some((number, number)));

        let root = sp_io::storage::root(StateVersion::V1);
        FromV2::<Test>::on_runtime_upgrade();
        assert_eq!(sp_io::storage::root(StateVersion::V1), root);
        // It can be reported, as before.
        assert_ok!(send(outsider(), report_call(service, call, operator(1))));
    });
}
