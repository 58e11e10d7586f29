//! What each call takes at most, beside its hooks: they meet a manager that stops at once. Operators
//! are named by keys, which takes more than by addresses.

mod setup;
#[cfg(test)]
mod times;

use crate::{
    Answer, Call, CallDeposits, CleanupCursor, Config, CurrentEra, HeartbeatsOf, HoldReason,
    Instances, Invitations, JobCalls, JobPrices, JobResults, Memberships, NextJobCallId,
    NextRequestId, OperatorStatus, Operators, Owned, OwnershipOffers, Pallet, QualityReports,
    Requests, Slashes, SlashesPausedUntil, Verdicts, CLEAR_PER_STEP, MAX_PAGE, WHOLE_BPS,
};
use alloc::boxed::Box;
use blueprint_rules::court::{Charge, WEEK};
use frame_benchmarking::v2::*;
use frame_support::{
    assert_ok,
    traits::{
        fungible::MutateHold,
        tokens::{Fortitude, Precision},
        EnsureOrigin, Get,
    },
    weights::Weight,
    BoundedVec,
};
use frame_system::pallet_prelude::BlockNumberFor;
use setup::*;
use sp_core::H256;
use sp_runtime::traits::{One, Saturating, Zero};

#[benchmarks]
mod calls {
    use super::*;

    #[benchmark]
    fn join_operators() {
        let who = rich::<T>("operator", 0);
        #[extrinsic_call]
        _(signed::<T>(&who));
    }

    #[benchmark]
    fn set_available() {
        let who = registered::<T>(1).remove(0);
        #[extrinsic_call]
        _(signed::<T>(&who), false);
    }

    #[benchmark]
    fn leave_operators() {
        let who = registered::<T>(1).remove(0);
        #[extrinsic_call]
        _(signed::<T>(&who));
    }

    #[benchmark]
    fn finish_leaving() {
        let who = rich::<T>("operator", 0);
        assert_ok!(Pallet::<T>::join_operators(signed::<T>(&who).into()));
        assert_ok!(Pallet::<T>::leave_operators(signed::<T>(&who).into()));
        #[extrinsic_call]
        _(signed::<T>(&who));
    }

    #[benchmark]
    fn create_blueprint() {
        let definition = definition::<T>();
        let who = owner::<T>();
        #[extrinsic_call]
        _(signed::<T>(&who), definition);
    }

    #[benchmark]
    fn register(b: Linear<1_024, { T::MaxPayloadLength::get() }>) {
        blueprint::<T>();
        let who = rich::<T>("operator", 0);
        assert_ok!(Pallet::<T>::join_operators(signed::<T>(&who).into()));
        let inputs = registration::<T>(&who, 0, b);
        #[extrinsic_call]
        _(signed::<T>(&who), 0, 1, inputs);
    }

    #[benchmark]
    fn set_instance_limit() {
        let who = registered::<T>(1).remove(0);
        #[extrinsic_call]
        _(signed::<T>(&who), 0, 7);
    }

    #[benchmark]
    fn unregister() {
        let who = registered::<T>(1).remove(0);
        #[extrinsic_call]
        _(signed::<T>(&who), 0);
    }

    #[benchmark]
    fn request(
        o: Linear<1, { T::MaxOperatorsPerService::get() }>,
        c: Linear<0, { T::MaxPermittedCallers::get() }>,
        a: Linear<0, { T::MaxAssetsPerRequest::get() }>,
        b: Linear<0, { T::MaxPayloadLength::get() }>,
    ) {
        let customer = rich::<T>("customer", 0);
        let asked = operators::<T>(registered::<T>(o));
        let (callers, inputs, assets) = (callers::<T>(c), bytes::<T>(b), assets::<T>(a));
        #[extrinsic_call]
        _(signed::<T>(&customer), 0, asked, callers, inputs, 0, assets);
        assert_eq!(NextRequestId::<T>::get(), 1);
    }

    #[benchmark]
    fn approve(o: Linear<1, { T::MaxOperatorsPerService::get() }>) {
        requested::<T>(o);
        approved::<T>(0..o - 1);
        let last = operator::<T>(o - 1);
        #[extrinsic_call]
        _(signed::<T>(&last), 0, 0);
        assert!(Instances::<T>::contains_key(0));
    }

    #[benchmark]
    fn reject() {
        requested::<T>(T::MaxOperatorsPerService::get());
        let who = operator::<T>(0);
        #[extrinsic_call]
        _(signed::<T>(&who), 0);
        assert!(Requests::<T>::get(0).is_some_and(|it| it.has(Answer::Rejected)));
    }

    #[benchmark]
    fn cancel_request(o: Linear<1, { T::MaxOperatorsPerService::get() }>) {
        let customer = requested::<T>(o);
        #[extrinsic_call]
        _(signed::<T>(&customer), 0, true);
        assert!(!Requests::<T>::contains_key(0));
    }

    #[benchmark]
    fn terminate(o: Linear<1, { T::MaxOperatorsPerService::get() }>) {
        let customer = running::<T>(o);
        assert_ok!(Pallet::<T>::terminate(signed::<T>(&customer).into(), 0));
        pass::<T>(T::FaultWindow::get());
        #[extrinsic_call]
        _(signed::<T>(&customer), 0);
        assert!(!Instances::<T>::contains_key(0));
    }

    #[benchmark]
    fn call(b: Linear<0, { T::MaxPayloadLength::get() }>) {
        let customer = running::<T>(T::MaxOperatorsPerService::get());
        let inputs = bytes::<T>(b);
        #[extrinsic_call]
        _(signed::<T>(&customer), 0, 0, inputs);
        assert_eq!(NextJobCallId::<T>::get(), 1);
    }

    /// A call that is paid for, beside one that is not.
    #[benchmark]
    fn pay_job(o: Linear<1, { T::MaxOperatorsPerService::get() }>) {
        let customer = running::<T>(o);
        JobPrices::<T>::insert(0, 0, price::<T>());
        let inputs = bytes::<T>(0);
        #[block]
        {
            let origin = signed::<T>(&customer).into();
            assert_ok!(Pallet::<T>::call(origin, 0, 0, inputs));
        }
        assert_eq!(NextJobCallId::<T>::get(), 1);
    }

    #[benchmark]
    fn set_job_price() {
        blueprint::<T>();
        let (who, price) = (owner::<T>(), Some(price::<T>()));
        #[extrinsic_call]
        _(signed::<T>(&who), 0, 0, price);
        assert!(JobPrices::<T>::contains_key(0, 0));
    }

    #[benchmark]
    fn submit_result(b: Linear<0, { T::MaxPayloadLength::get() }>) {
        called::<T>();
        let (who, outputs) = (operator::<T>(0), bytes::<T>(b));
        #[extrinsic_call]
        _(signed::<T>(&who), 0, 0, outputs);
        assert!(JobCalls::<T>::get(0, 0).is_some_and(|it| it.completed));
    }

    #[benchmark]
    fn complete_call(
        b: Linear<0, { T::MaxPayloadLength::get() }>,
        o: Linear<1, { T::MaxOperatorsPerService::get() }>,
    ) {
        let customer = running::<T>(o);
        let inputs = bytes::<T>(b);
        assert_ok!(Pallet::<T>::call(
            signed::<T>(&customer).into(),
            0,
            0,
            inputs
        ));
        // As it is where one was required and an operator has left since.
        JobCalls::<T>::mutate(0, 0, |known| {
            if let Some(record) = known {
                record.results = 1;
            }
        });
        let who = rich::<T>("anyone", 0);
        #[extrinsic_call]
        _(signed::<T>(&who), 0, 0);
        assert!(JobCalls::<T>::get(0, 0).is_some_and(|it| it.completed));
    }

    #[benchmark]
    fn update_preferences(b: Linear<1_024, { T::MaxPayloadLength::get() }>) {
        let who = registered::<T>(1).remove(0);
        let inputs = preferences::<T>(&who, 0, b);
        #[extrinsic_call]
        _(signed::<T>(&who), 0, inputs);
    }

    #[benchmark]
    fn fix_heartbeat_terms() {
        let who = running::<T>(T::MaxOperatorsPerService::get());
        #[extrinsic_call]
        _(signed::<T>(&who), 0);
        assert!(HeartbeatsOf::<T>::contains_key(0));
    }

    #[benchmark]
    fn prune_call(n: Linear<0, { T::MaxOperatorsPerService::get() }>) {
        called::<T>();
        for index in 0..n {
            JobResults::<T>::insert((0, 0, operator::<T>(index)), result());
        }
        CallDeposits::<T>::mutate(0, 0, |deposit| {
            if let Some(deposit) = deposit {
                deposit.open = false;
            }
        });
        pass::<T>(T::FaultWindow::get());
        let who = rich::<T>("anyone", 0);
        #[extrinsic_call]
        _(signed::<T>(&who), 0, 0);
        assert!(!JobCalls::<T>::contains_key(0, 0));
    }

    #[benchmark]
    fn prune_quality_report() {
        running::<T>(T::MaxOperatorsPerService::get());
        let (who, gone) = (rich::<T>("reporter", 0), rich::<T>("gone", 0));
        let report = Pallet::<T>::hold_report_deposit(&who).expect("the reporter can pay it");
        let key = (0, 0, gone.clone(), H256::zero());
        QualityReports::<T>::insert(key, report);
        #[extrinsic_call]
        _(signed::<T>(&who), 0, 0, gone, H256::zero());
        assert_eq!(QualityReports::<T>::iter_keys().count(), 0);
    }

    #[benchmark]
    fn limit_deposit() {
        let who = registered::<T>(1).remove(0);
        let inner = Call::set_available { available: false };
        let inner = Box::new(<T as Config>::RuntimeCall::from(inner));
        #[extrinsic_call]
        _(signed::<T>(&who), Zero::zero(), inner);
        assert!(Operators::<T>::get(&who).is_some_and(|it| it.status == OperatorStatus::Inactive));
    }

    #[benchmark]
    fn submit_report(b: Linear<0, { T::MaxPayloadLength::get() }>) {
        let customer = running::<T>(T::MaxOperatorsPerService::get());
        let (of, inputs, outputs) = (operator::<T>(0), bytes::<T>(b), bytes::<T>(b));
        let (customer, worker) = (signed::<T>(&customer), signed::<T>(&of));
        assert_ok!(Pallet::<T>::call(customer.into(), 0, 0, inputs.clone()));
        assert_ok!(Pallet::<T>::submit_result(
            worker.into(),
            0,
            0,
            outputs.clone()
        ));
        let who = rich::<T>("reporter", 0);
        #[extrinsic_call]
        _(signed::<T>(&who), 0, 0, 0, of, inputs, outputs);
    }

    #[benchmark]
    fn report_quality(b: Linear<0, { T::MaxPayloadLength::get() }>) {
        running::<T>(T::MaxOperatorsPerService::get());
        let (who, of) = (rich::<T>("reporter", 0), operator::<T>(0));
        let evidence = bytes::<T>(b);
        #[extrinsic_call]
        _(signed::<T>(&who), 0, 0, of, evidence);
        assert_eq!(QualityReports::<T>::iter_keys().count(), 1);
    }

    #[benchmark]
    fn modify_request(
        o: Linear<1, { T::MaxOperatorsPerService::get() }>,
        c: Linear<0, { T::MaxPermittedCallers::get() }>,
        a: Linear<0, { T::MaxAssetsPerRequest::get() }>,
    ) {
        let customer = requested::<T>(o);
        let asked = operators::<T>((0..o).map(operator::<T>).collect());
        let (callers, assets) = (callers::<T>(c), assets::<T>(a));
        #[extrinsic_call]
        _(signed::<T>(&customer), 0, asked, callers, assets, 7);
        assert!(Requests::<T>::get(0).is_some_and(|it| it.revision == 1));
    }

    #[benchmark]
    fn heartbeat() {
        running::<T>(T::MaxOperatorsPerService::get());
        let who = operator::<T>(0);
        #[extrinsic_call]
        _(signed::<T>(&who), 0);
    }

    #[benchmark]
    fn report_offline() {
        running::<T>(T::MaxOperatorsPerService::get());
        let windows = T::OfflineLimit::get().saturating_add(1);
        later::<T>(windows.saturating_mul(T::HeartbeatWindow::get()));
        let who = rich::<T>("reporter", 0);
        #[extrinsic_call]
        _(signed::<T>(&who), 0, operator::<T>(0));
    }

    #[benchmark]
    fn propose_slash() {
        running::<T>(T::MaxOperatorsPerService::get());
        let (owner, of) = (owner::<T>(), operator::<T>(0));
        #[extrinsic_call]
        _(
            signed::<T>(&owner),
            0,
            of,
            Charge::JobMisbehaviour,
            WHOLE_BPS,
            H256::repeat_byte(1),
        );
        assert!(Slashes::<T>::contains_key(0));
    }

    #[benchmark]
    fn veto_slash() -> Result<(), BenchmarkError> {
        proposed::<T>(1);
        let origin =
            T::SlashVetoOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
        #[extrinsic_call]
        _(origin as <T as frame_system::Config>::RuntimeOrigin, 0);
        assert!(!Slashes::<T>::contains_key(0));
        Ok(())
    }

    #[benchmark]
    fn execute_slash() {
        proposed::<T>(1);
        pass::<T>(WEEK);
        let who = rich::<T>("executor", 0);
        #[extrinsic_call]
        _(signed::<T>(&who), 0);
        assert!(!Slashes::<T>::contains_key(0));
    }

    #[benchmark]
    fn execute_slashes(n: Linear<1, MAX_PAGE>) {
        proposed::<T>(n);
        pass::<T>(WEEK);
        let who = rich::<T>("executor", 0);
        let slashes = BoundedVec::truncate_from((0..u64::from(n)).collect());
        #[extrinsic_call]
        _(signed::<T>(&who), slashes);
        assert_eq!(Slashes::<T>::iter_keys().count(), 0);
    }

    #[benchmark]
    fn dispute_slash() {
        proposed::<T>(1);
        let who = rich::<T>("disputer", 0);
        #[extrinsic_call]
        _(signed::<T>(&who), 0);
        assert!(Slashes::<T>::get(0).is_some_and(|it| it.disputer.is_some()));
    }

    #[benchmark]
    fn resolve_slash() -> Result<(), BenchmarkError> {
        disputed::<T>();
        let origin =
            T::SlashVetoOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
        #[extrinsic_call]
        _(
            origin as <T as frame_system::Config>::RuntimeOrigin,
            0,
            false,
        );
        assert!(!Slashes::<T>::contains_key(0));
        Ok(())
    }

    #[benchmark]
    fn expire_slash() {
        disputed::<T>();
        let life = Pallet::<T>::slash_policy(WEEK).longest_life();
        pass::<T>(life.expect("it fits").saturating_add(1));
        let who = rich::<T>("anyone", 0);
        #[extrinsic_call]
        _(signed::<T>(&who), 0);
        assert!(!Slashes::<T>::contains_key(0));
    }

    #[benchmark]
    fn veto_slashes(n: Linear<1, MAX_PAGE>) -> Result<(), BenchmarkError> {
        proposed::<T>(n);
        let origin =
            T::SlashVetoOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
        let slashes = BoundedVec::truncate_from((0..u64::from(n)).collect());
        #[extrinsic_call]
        _(
            origin as <T as frame_system::Config>::RuntimeOrigin,
            slashes,
        );
        assert_eq!(Slashes::<T>::iter_keys().count(), 0);
        Ok(())
    }

    #[benchmark]
    fn pause_slashes() -> Result<(), BenchmarkError> {
        let origin =
            T::SlashVetoOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
        let until = Pallet::<T>::unix_seconds().saturating_add(1);
        #[extrinsic_call]
        _(origin as <T as frame_system::Config>::RuntimeOrigin, until);
        assert_eq!(SlashesPausedUntil::<T>::get(), until);
        Ok(())
    }

    #[benchmark]
    fn readmit_operator() -> Result<(), BenchmarkError> {
        let operator = registered::<T>(1).remove(0);
        OffenceRecords::<T>::mutate(0, &operator, |record| record.ejected = true);
        let origin =
            T::SlashVetoOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
        #[extrinsic_call]
        _(
            origin as <T as frame_system::Config>::RuntimeOrigin,
            0,
            operator.clone(),
        );
        assert!(!OffenceRecords::<T>::get(0, &operator).ejected);
        Ok(())
    }

    #[benchmark]
    fn restore_bond() {
        let who = registered::<T>(1).remove(0);
        // As a slash of all of it leaves it.
        assert_ok!(CurrencyOf::<T>::burn_held(
            &HoldReason::OperatorBond.into(),
            &who,
            T::OperatorBond::get(),
            Precision::Exact,
            Fortitude::Force,
        ));
        Operators::<T>::mutate(&who, |known| {
            if let Some(operator) = known {
                operator.bond = Zero::zero();
            }
        });
        #[extrinsic_call]
        _(signed::<T>(&who));
        assert!(Operators::<T>::get(&who).is_some_and(|it| it.bond == T::OperatorBond::get()));
    }

    #[benchmark]
    fn leave_service() {
        running::<T>(1);
        let who = operator::<T>(0);
        assert_ok!(Pallet::<T>::leave_operators(signed::<T>(&who).into()));
        set_unix_seconds(T::LeavingNotice::get().saturating_add(T::FaultWindow::get()));
        #[extrinsic_call]
        _(signed::<T>(&rich::<T>("anyone", 0)), 0, who.clone());
        assert!(!Instances::<T>::contains_key(0));
    }

    #[benchmark]
    fn leave_service_that_goes_on() {
        running::<T>(T::MaxOperatorsPerService::get());
        let who = operator::<T>(0);
        assert_ok!(Pallet::<T>::leave_operators(signed::<T>(&who).into()));
        set_unix_seconds(T::LeavingNotice::get().saturating_add(T::FaultWindow::get()));
        let anyone = signed::<T>(&rich::<T>("anyone", 0));
        #[extrinsic_call]
        leave_service(anyone, 0, who.clone());
        assert!(Instances::<T>::get(0).is_some_and(|it| !it.operators.contains(&who)));
    }

    #[benchmark]
    fn invite_operator() {
        let customer = running::<T>(T::MaxOperatorsPerService::get());
        let who = rich::<T>("newcomer", 0);
        #[extrinsic_call]
        _(signed::<T>(&customer), 0, who, true);
        assert!(Invitations::<T>::contains_key(0));
    }

    #[benchmark]
    fn join_service() {
        let (customer, who) = joinable::<T>();
        assert_ok!(Pallet::<T>::invite_operator(
            signed::<T>(&customer).into(),
            0,
            who.clone(),
            true
        ));
        #[extrinsic_call]
        _(signed::<T>(&who), 0);
        assert!(Memberships::<T>::contains_key(0, &who));
    }

    #[benchmark]
    fn schedule_exit() {
        running::<T>(T::MaxOperatorsPerService::get());
        let who = operator::<T>(0);
        #[extrinsic_call]
        _(signed::<T>(&who), 0);
        assert!(Memberships::<T>::contains_key(0, &who));
    }

    #[benchmark]
    fn cancel_exit() {
        running::<T>(T::MaxOperatorsPerService::get());
        let who = operator::<T>(0);
        assert_ok!(Pallet::<T>::schedule_exit(signed::<T>(&who).into(), 0).map_err(|it| it.error));
        #[extrinsic_call]
        _(signed::<T>(&who), 0);
        assert!(!Memberships::<T>::contains_key(0, &who));
    }

    #[benchmark]
    fn cancel_leaving() {
        let who = registered::<T>(1).remove(0);
        assert_ok!(Pallet::<T>::leave_operators(signed::<T>(&who).into()));
        #[extrinsic_call]
        _(signed::<T>(&who));
        assert!(Operators::<T>::get(&who).is_some_and(|it| it.serves_until.is_none()));
    }

    #[benchmark]
    fn set_permitted_callers(c: Linear<0, { T::MaxPermittedCallers::get() }>) {
        let customer = running::<T>(T::MaxOperatorsPerService::get());
        #[extrinsic_call]
        _(signed::<T>(&customer), 0, callers::<T>(c));
        assert!(Instances::<T>::get(0).is_some_and(|it| it.permitted_callers.len() == c as usize));
    }

    #[benchmark]
    fn offer_ownership() {
        let customer = running::<T>(T::MaxOperatorsPerService::get());
        let to = rich::<T>("heir", 0);
        #[extrinsic_call]
        _(signed::<T>(&customer), Owned::Service(0), Some(to));
        assert!(OwnershipOffers::<T>::contains_key(Owned::Service(0)));
    }

    #[benchmark]
    fn accept_ownership() {
        let customer = running::<T>(T::MaxOperatorsPerService::get());
        let (item, to) = (Owned::Service(0), rich::<T>("heir", 0));
        let offer = Some(to.clone());
        assert_ok!(Pallet::<T>::offer_ownership(
            signed::<T>(&customer).into(),
            item,
            offer
        ));
        #[extrinsic_call]
        _(signed::<T>(&to), item);
        assert!(Instances::<T>::get(0).is_some_and(|it| it.owner == to));
    }

    /// A manager's verdict that earns points, in an era of which nothing is counted yet.
    #[benchmark]
    fn judge_result() {
        let (manager, who) = (judged::<T>(), operator::<T>(0));
        CurrentEra::<T>::mutate(|era| era.index += 1);
        #[block]
        {
            let judged = Pallet::<T>::judge_result(&manager, 0, 0, who.clone(), true, 1);
            assert!(judged.is_ok_and(|(points, _)| points == 1));
        }
        assert!(Verdicts::<T>::contains_key((0, 0, who)));
    }

    #[benchmark]
    fn era_that_goes_on() {
        let now = CurrentEra::<T>::get().started_at;
        #[block]
        {
            Pallet::<T>::do_on_initialize(now);
        }
        assert_eq!(Pallet::<T>::current_era(), 0);
    }

    #[benchmark]
    fn era_that_ends() {
        let length: BlockNumberFor<T> = T::EraLength::get().into();
        let now = CurrentEra::<T>::get().started_at.saturating_add(length);
        #[block]
        {
            Pallet::<T>::do_on_initialize(now);
        }
        assert_eq!(Pallet::<T>::current_era(), 1);
    }

    #[benchmark]
    fn clean_step() {
        // What one step covers of a request.
        requested::<T>(CLEAR_PER_STEP / 2);
        later::<T>(T::RequestTtl::get().saturating_add(2));
        let now: BlockNumberFor<T> = System::<T>::block_number();
        CleanupCursor::<T>::put(now.saturating_sub(One::one()));
        #[block]
        {
            Pallet::<T>::do_on_idle(now, Weight::MAX);
        }
        assert!(!Requests::<T>::contains_key(0));
    }

    /// As many results of a service that ended as one step removes, beside the record of its operator.
    #[benchmark]
    fn clean_results() {
        running::<T>(1);
        for index in 1..CLEAR_PER_STEP.into() {
            JobResults::<T>::insert((0, index, operator::<T>(0)), result());
        }
        let now = cleaned_now::<T>();
        #[block]
        {
            Pallet::<T>::do_on_idle(now, Weight::MAX);
        }
        assert_eq!(JobResults::<T>::iter_keys().count(), 0);
    }

    /// As many job calls of a service that ended as one step removes, with deposits.
    #[benchmark]
    fn clean_calls() {
        let customer = running::<T>(1);
        for _ in 0..CLEAR_PER_STEP / 4 {
            let inputs = bytes::<T>(T::MaxPayloadLength::get());
            assert_ok!(Pallet::<T>::call(
                signed::<T>(&customer).into(),
                0,
                0,
                inputs
            ));
        }
        let now = cleaned_now::<T>();
        #[block]
        {
            Pallet::<T>::do_on_idle(now, Weight::MAX);
        }
        assert_eq!(JobCalls::<T>::iter_keys().count(), 0);
    }

    /// Play a benchmark.
    #[cfg(test)]
    pub(super) fn play(
        name: &str,
        components: &[(BenchmarkParameter, u32)],
        clock: &mut impl Recording,
    ) {
        macro_rules! named {
            ($($known:ident)*) => {
                match name {
                    $(stringify!($known) => SelectedBenchmark::$known,)*
                    _ => panic!("no benchmark is called {name}"),
                }
            };
        }
        let benchmark = named!(
            join_operators set_available leave_operators finish_leaving restore_bond
            create_blueprint register set_instance_limit unregister
            request modify_request approve reject cancel_request terminate leave_service
            call pay_job set_job_price submit_result complete_call submit_report report_quality
            heartbeat report_offline propose_slash veto_slash execute_slash execute_slashes dispute_slash
            resolve_slash expire_slash veto_slashes pause_slashes readmit_operator invite_operator join_service schedule_exit cancel_exit
            cancel_leaving set_permitted_callers
            offer_ownership accept_ownership update_preferences fix_heartbeat_terms prune_call prune_quality_report limit_deposit leave_service_that_goes_on judge_result era_that_goes_on era_that_ends clean_step clean_results clean_calls
        );
        <SelectedBenchmark as BenchmarkingSetup<crate::mock::Test>>::instance(
            &benchmark, clock, components, true,
        )
        .expect("it passes");
    }

    impl_benchmark_test_suite!(Pallet, crate::benchmarking::chain(), crate::mock::Test);
}

/// A chain whose hooks may weigh what a development chain allows.
#[cfg(test)]
fn chain() -> sp_io::TestExternalities {
    crate::mock::HookWeightLimit::set(Weight::from_parts(20_000_000_000, 1_048_576));
    crate::mock::new_chain()
}

#[cfg(test)]
#[test]
fn every_call_has_a_benchmark() {
    use crate::mock::{Services, Test};
    use frame_benchmarking::Benchmarking;
    use frame_support::traits::GetCallName;
    let measured: Vec<_> = Services::benchmarks(true)
        .into_iter()
        .map(|benchmark| benchmark.name)
        .collect();
    for name in Call::<Test>::get_call_names() {
        assert!(measured.contains(&name.as_bytes().to_vec()), "{name}");
    }
}
