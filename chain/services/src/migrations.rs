//! Migrations of the pallet's storage. Each is one version's step: it does nothing on a chain that has another one.

use crate::{
    AccountHoldings, AccountIdOf, Answer, AssetsOf, BalanceOf, CallDeposit, CallDeposits,
    CallersOf, Config, Holdings, Instances, JobCalls, JobResult, JobResults, Membership,
    Memberships, OperatorsOf, Pallet, ProposalsBy, QualityReport, QualityReports, Request,
    Requests, Service, Slashes,
};
use alloc::vec::Vec;
use codec::{Decode, Encode};
use core::marker::PhantomData;
use frame_support::{
    migrations::VersionedMigration, storage, traits::UncheckedOnRuntimeUpgrade, weights::Weight,
    BoundedVec,
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_core::H256;
use sp_runtime::{
    traits::{Get, Zero},
    Saturating,
};

/// From version 2 to 3: services have a bond, job calls a deposit. Those that exist have none. Accounts that hold nothing
/// are counted no more.
///
/// It visits all services, job calls and accounts with holdings within one block. A chain with more of them than a block has room for
/// prunes job calls first.
pub type MigrateV2ToV3<T> =
    VersionedMigration<2, 3, BondsAndDeposits<T>, Pallet<T>, <T as frame_system::Config>::DbWeight>;

/// A service of version 2.
#[derive(Decode, Encode)]
pub(crate) struct ServiceV2<T: Config> {
    pub blueprint: u64,
    pub owner: AccountIdOf<T>,
    pub operators: OperatorsOf<T>,
    pub permitted_callers: CallersOf<T>,
    pub assets: AssetsOf<T>,
    pub started_at: BlockNumberFor<T>,
    pub ends_at: Option<u64>,
    pub since: u64,
    pub ended_by_owner: bool,
}

/// What [`MigrateV2ToV3`] does, without its check of the version.
pub struct BondsAndDeposits<T>(PhantomData<T>);

impl<T: Config> UncheckedOnRuntimeUpgrade for BondsAndDeposits<T> {
    fn on_runtime_upgrade() -> Weight {
        let mut visited = 0u64;
        Instances::<T>::translate_values(|old: ServiceV2<T>| {
            visited = visited.saturating_add(1);
            Some(Service {
                blueprint: old.blueprint,
                owner: old.owner,
                operators: old.operators,
                permitted_callers: old.permitted_callers,
                assets: old.assets,
                started_at: old.started_at,
                ends_at: old.ends_at,
                since: old.since,
                ended_by_owner: old.ended_by_owner,
                bond: Zero::zero(),
            })
        });
        AccountHoldings::<T>::translate_values(|held: Holdings| {
            visited = visited.saturating_add(1);
            (held != Holdings::default()).then_some(held)
        });
        let now = Pallet::<T>::unix_seconds();
        for (service, call, record) in JobCalls::<T>::iter() {
            visited = visited.saturating_add(1);
            let deposit = CallDepositV3::<AccountIdOf<T>, BalanceOf<T>> {
                payer: record.caller,
                amount: Zero::zero(),
                // When it was is not known: it can be reported for a whole window from now on.
                since: now,
                open: !record.completed,
            };
            let key = CallDeposits::<T>::hashed_key_for(service, call);
            storage::unhashed::put(&key, &deposit);
        }
        T::DbWeight::get().reads_writes(visited.saturating_add(1), visited)
    }

    #[cfg(feature = "try-runtime")]
    fn pre_upgrade() -> Result<Vec<u8>, sp_runtime::TryRuntimeError> {
        let counts = (
            Instances::<T>::iter_keys().count() as u64,
            JobCalls::<T>::iter_keys().count() as u64,
        );
        Ok(counts.encode())
    }

    #[cfg(feature = "try-runtime")]
    fn post_upgrade(before: Vec<u8>) -> Result<(), sp_runtime::TryRuntimeError> {
        let counts = (
            Instances::<T>::iter_values().count() as u64,
            CallDeposits::<T>::iter_keys().count() as u64,
        );
        frame_support::ensure!(
            before == counts.encode(),
            "a service or a job call was not migrated"
        );
        Ok(())
    }
}

/// From version 3 to 4: job calls know how many results their deposit covers, and quality reports have a deposit. Those that exist
/// have none.
///
/// It visits all job calls and quality reports within one block. A chain with more of them than a block has room for prunes job calls
/// first.
pub type MigrateV3ToV4<T> = VersionedMigration<
    3,
    4,
    DepositsOfReports<T>,
    Pallet<T>,
    <T as frame_system::Config>::DbWeight,
>;

/// From version 4 to 5: pending slashes of a proposer are counted by class.
///
/// It visits all pending slashes within one block.
pub type MigrateV4ToV5<T> =
    VersionedMigration<4, 5, ProposalsByClass<T>, Pallet<T>, <T as frame_system::Config>::DbWeight>;

/// From version 5 to 6: members know their first job call. Of those that joined before it is not known: they answer all.
///
/// It visits all operators that joined a running service or leave one, within one block.
pub type MigrateV5ToV6<T> = VersionedMigration<
    5,
    6,
    FirstCallsOfMembers<T>,
    Pallet<T>,
    <T as frame_system::Config>::DbWeight,
>;

/// From version 6 to 7: job calls know when they were made. Of those that exist it is not known: the time of their last event is
/// taken, which is not before, so that no operator answers for what it could not do.
///
/// It visits all job calls within one block. A chain with more of them than a block has room for prunes job calls first.
pub type MigrateV6ToV7<T> =
    VersionedMigration<6, 7, TimesOfCalls<T>, Pallet<T>, <T as frame_system::Config>::DbWeight>;

/// From version 7 to 8: results know when they were submitted. Of those that exist it is not known: the time of their call's last
/// event is taken, so that they can be reported for as long as before. Requests know in which block they were made, and where halts are
/// not counted, the last block is noted.
///
/// It visits all results and requests within one block. A chain with more of them than a block has room for needs one in steps.
pub type MigrateV7ToV8<T> =
    VersionedMigration<7, 8, TimesOfResults<T>, Pallet<T>, <T as frame_system::Config>::DbWeight>;

/// All steps, in their order.
pub type FromV2<T> = (
    MigrateV2ToV3<T>,
    MigrateV3ToV4<T>,
    MigrateV4ToV5<T>,
    MigrateV5ToV6<T>,
    MigrateV6ToV7<T>,
    MigrateV7ToV8<T>,
);

/// A deposit of a job call of version 3.
#[derive(Decode, Encode)]
pub(crate) struct CallDepositV3<AccountId, Balance> {
    pub payer: AccountId,
    pub amount: Balance,
    pub since: u64,
    pub open: bool,
}

/// A deposit of a job call of versions 4 to 6.
#[derive(Decode, Encode)]
pub(crate) struct CallDepositV6<AccountId, Balance> {
    pub payer: AccountId,
    pub amount: Balance,
    pub since: u64,
    pub open: bool,
    pub results: u32,
}

/// What [`MigrateV6ToV7`] does, without its check of the version.
pub struct TimesOfCalls<T>(PhantomData<T>);

impl<T: Config> UncheckedOnRuntimeUpgrade for TimesOfCalls<T> {
    fn on_runtime_upgrade() -> Weight {
        let mut visited = 0u64;
        CallDeposits::<T>::translate_values(|old: CallDepositV6<AccountIdOf<T>, BalanceOf<T>>| {
            visited = visited.saturating_add(1);
            Some(CallDeposit {
                payer: old.payer,
                amount: old.amount,
                called_at: old.since,
                since: old.since,
                open: old.open,
                results: old.results,
                short: false,
            })
        });
        T::DbWeight::get().reads_writes(visited.saturating_add(1), visited)
    }

    #[cfg(feature = "try-runtime")]
    fn pre_upgrade() -> Result<Vec<u8>, sp_runtime::TryRuntimeError> {
        Ok((CallDeposits::<T>::iter_keys().count() as u64).encode())
    }

    #[cfg(feature = "try-runtime")]
    fn post_upgrade(before: Vec<u8>) -> Result<(), sp_runtime::TryRuntimeError> {
        let read = CallDeposits::<T>::iter_values().count() as u64;
        // The state is tried after the last step: until then results have the form of version 7.
        frame_support::ensure!(
            before == read.encode(),
            "a deposit of a job call was not migrated"
        );
        Ok(())
    }
}

/// A request of version 7.
#[derive(Decode, Encode)]
pub(crate) struct RequestV7<T: Config> {
    pub blueprint: u64,
    pub requester: AccountIdOf<T>,
    pub operators: BoundedVec<(AccountIdOf<T>, Answer), T::MaxOperatorsPerService>,
    pub permitted_callers: CallersOf<T>,
    pub assets: AssetsOf<T>,
    pub ttl: u64,
    pub bond: BalanceOf<T>,
    pub expires_at: BlockNumberFor<T>,
    pub revision: u32,
}

/// What [`MigrateV7ToV8`] does, without its check of the version.
pub struct TimesOfResults<T>(PhantomData<T>);

impl<T: Config> UncheckedOnRuntimeUpgrade for TimesOfResults<T> {
    fn on_runtime_upgrade() -> Weight {
        let mut visited = 0u64;
        JobResults::<T>::translate(|(service, call, _), outputs_hash: H256| {
            visited = visited.saturating_add(1);
            let deposit = CallDeposits::<T>::get(service, call);
            Some(JobResult {
                outputs_hash,
                submitted_at: deposit.map_or(0, |it| it.since),
            })
        });
        Requests::<T>::translate_values(|old: RequestV7<T>| {
            visited = visited.saturating_add(1);
            Some(Request {
                blueprint: old.blueprint,
                requester: old.requester,
                operators: old.operators,
                permitted_callers: old.permitted_callers,
                assets: old.assets,
                ttl: old.ttl,
                bond: old.bond,
                requested_at: old.expires_at.saturating_sub(T::RequestTtl::get().into()),
                expires_at: old.expires_at,
                revision: old.revision,
            })
        });
        // Before a block's beginning its number is that of the last one.
        Pallet::<T>::note_block();
        let reads = visited.saturating_mul(2).saturating_add(2);
        T::DbWeight::get().reads_writes(reads, visited.saturating_add(1))
    }

    #[cfg(feature = "try-runtime")]
    fn pre_upgrade() -> Result<Vec<u8>, sp_runtime::TryRuntimeError> {
        let counts = (
            JobResults::<T>::iter_keys().count() as u64,
            Requests::<T>::iter_keys().count() as u64,
        );
        Ok(counts.encode())
    }

    #[cfg(feature = "try-runtime")]
    fn post_upgrade(before: Vec<u8>) -> Result<(), sp_runtime::TryRuntimeError> {
        let counts = (
            JobResults::<T>::iter_values().count() as u64,
            Requests::<T>::iter_values().count() as u64,
        );
        frame_support::ensure!(
            before == counts.encode(),
            "a result or a request was not migrated"
        );
        Pallet::<T>::do_try_state()
    }
}

/// What [`MigrateV3ToV4`] does, without its check of the version.
pub struct DepositsOfReports<T>(PhantomData<T>);

impl<T: Config> UncheckedOnRuntimeUpgrade for DepositsOfReports<T> {
    fn on_runtime_upgrade() -> Weight {
        let mut visited = 0u64;
        // The form of version 6 is not this version's: it is written, and the last step reads it.
        let calls: Vec<_> = CallDeposits::<T>::iter_keys()
            .filter_map(|(service, call)| {
                let key = CallDeposits::<T>::hashed_key_for(service, call);
                let old: CallDepositV3<AccountIdOf<T>, BalanceOf<T>> =
                    storage::unhashed::get(&key)?;
                visited = visited.saturating_add(3);
                let operators = Instances::<T>::get(service).map_or(0, |it| it.operators.len());
                let results = JobCalls::<T>::get(service, call).map_or(0, |it| it.results);
                let new = CallDepositV6 {
                    payer: old.payer,
                    amount: old.amount,
                    since: old.since,
                    open: old.open,
                    results: results.max(operators as u32),
                };
                let key = CallDeposits::<T>::hashed_key_for(service, call);
                Some((key, new))
            })
            .collect();
        for (key, deposit) in calls {
            storage::unhashed::put(&key, &deposit);
        }
        // When each was is not known: from now on.
        let since = Pallet::<T>::unix_seconds();
        QualityReports::<T>::translate_values(|reporter: AccountIdOf<T>| {
            visited = visited.saturating_add(1);
            Some(QualityReport {
                reporter,
                deposit: Zero::zero(),
                since,
            })
        });
        T::DbWeight::get().reads_writes(visited.saturating_add(1), visited)
    }

    #[cfg(feature = "try-runtime")]
    fn pre_upgrade() -> Result<Vec<u8>, sp_runtime::TryRuntimeError> {
        let counts = (
            CallDeposits::<T>::iter_keys().count() as u64,
            QualityReports::<T>::iter_keys().count() as u64,
        );
        Ok(counts.encode())
    }

    #[cfg(feature = "try-runtime")]
    fn post_upgrade(before: Vec<u8>) -> Result<(), sp_runtime::TryRuntimeError> {
        // The last step reads the deposits.
        let counts = (
            CallDeposits::<T>::iter_keys().count() as u64,
            QualityReports::<T>::iter_values().count() as u64,
        );
        frame_support::ensure!(
            before == counts.encode(),
            "a deposit of a job call or a quality report was not migrated"
        );
        Ok(())
    }
}

/// What [`MigrateV4ToV5`] does, without its check of the version.
pub struct ProposalsByClass<T>(PhantomData<T>);

impl<T: Config> UncheckedOnRuntimeUpgrade for ProposalsByClass<T> {
    fn on_runtime_upgrade() -> Weight {
        // Of both forms: a chain may have run a version that counted by class already.
        let removed = ProposalsBy::<T>::clear(u32::MAX, None);
        let mut visited = 0u64;
        for slash in Slashes::<T>::iter_values() {
            visited = visited.saturating_add(1);
            let (service, charge) = (slash.proposal.service, slash.proposal.charge as u8);
            let key = (service, slash.operator, slash.proposer, charge);
            ProposalsBy::<T>::mutate(key, |open| *open = open.saturating_add(1));
        }
        let writes = visited.saturating_add(removed.loops.into());
        T::DbWeight::get().reads_writes(writes.saturating_add(visited), writes)
    }

    #[cfg(feature = "try-runtime")]
    fn pre_upgrade() -> Result<Vec<u8>, sp_runtime::TryRuntimeError> {
        Ok((Slashes::<T>::iter_keys().count() as u64).encode())
    }

    #[cfg(feature = "try-runtime")]
    fn post_upgrade(before: Vec<u8>) -> Result<(), sp_runtime::TryRuntimeError> {
        let counted: u64 = ProposalsBy::<T>::iter_values().map(u64::from).sum();
        frame_support::ensure!(
            before == counted.encode(),
            "a pending slash is not counted of its proposer"
        );
        // The state is tried after the last step: until then records of job calls have earlier forms.
        Ok(())
    }
}

/// A membership of version 5.
#[derive(Decode, Encode)]
pub(crate) struct MembershipV5 {
    pub joined_at: Option<u64>,
    pub serves_until: Option<u64>,
}

/// What [`MigrateV5ToV6`] does, without its check of the version.
pub struct FirstCallsOfMembers<T>(PhantomData<T>);

impl<T: Config> UncheckedOnRuntimeUpgrade for FirstCallsOfMembers<T> {
    fn on_runtime_upgrade() -> Weight {
        let mut visited = 0u64;
        Memberships::<T>::translate_values(|old: MembershipV5| {
            visited = visited.saturating_add(1);
            Some(Membership {
                joined_at: old.joined_at,
                serves_until: old.serves_until,
                from_call: 0,
            })
        });
        T::DbWeight::get().reads_writes(visited.saturating_add(1), visited)
    }

    #[cfg(feature = "try-runtime")]
    fn pre_upgrade() -> Result<Vec<u8>, sp_runtime::TryRuntimeError> {
        Ok((Memberships::<T>::iter_keys().count() as u64).encode())
    }

    #[cfg(feature = "try-runtime")]
    fn post_upgrade(before: Vec<u8>) -> Result<(), sp_runtime::TryRuntimeError> {
        let read = Memberships::<T>::iter_values().count() as u64;
        frame_support::ensure!(before == read.encode(), "a membership was not migrated");
        Ok(())
    }
}
