//! The hook contract of the incredible squaring blueprint: a job takes a uint256 and must return its
//! square. Its Solidity twin is `../solidity/IncredibleSquaring.sol`; both answer to
//! `../IIncredibleSquaring.sol`.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

pub mod judge;
pub mod ledger;
pub mod wire;

#[ink::contract]
pub mod incredible_squaring {
    use crate::{
        ledger::{Inputs, SquaringLedger, Submission},
        wire::{
            BlueprintId, BlueprintOwner, Error, JobCallOf, MinOperators, New, RequestAdmitted,
            Runtime, SquaringError, TallyOf, VerdictOf,
        },
    };
    use blueprint_components::{Cell, RuntimeGuard};
    use blueprint_hooks::{
        core_0_10, core_0_20::*, seed_2024::VerifyReport, Deploy, Event, OrRevert,
    };
    use ink::U256;

    /// A message's arguments, answered without touching the root cell.
    type Call<A> = blueprint_hooks::Direct<A, IncredibleSquaring>;

    /// Nothing of its own: every component loads what it needs.
    #[ink(storage)]
    #[derive(Default)]
    pub struct IncredibleSquaring {
        guard: RuntimeGuard,
        min_operators: Cell<u32>,
        ledger: SquaringLedger,
    }

    impl IncredibleSquaring {
        /// Deploys a contract that obeys `runtime` and wants `min_operators` in a request.
        #[ink(constructor, payable)]
        pub fn new(arguments: Deploy<New>) -> Self {
            let New {
                runtime,
                min_operators,
            } = arguments.0;
            let mut contract = Self::default();
            contract.guard.init(runtime).or_revert();
            contract.min_operators.set(&min_operators);
            contract
        }

        /// Binds the blueprint, once.
        #[ink(message, name = "onBlueprintCreated")]
        pub fn on_blueprint_created(
            &mut self,
            call: Call<OnBlueprintCreated>,
        ) -> Result<(), Error> {
            Ok(self.guard.bind(&call)?)
        }

        /// Any operator may register.
        #[ink(message, payable, name = "onRegister")]
        pub fn on_register(&mut self, _call: Call<OnRegister>) -> Result<(), Error> {
            Ok(self.guard.admit()?)
        }

        /// Any operator may unregister.
        #[ink(message, name = "onUnregister")]
        pub fn on_unregister(&mut self, _call: Call<OnUnregister>) -> Result<(), Error> {
            Ok(self.guard.admit()?)
        }

        /// Preferences are the core's to keep.
        #[ink(message, payable, name = "onUpdatePreferences")]
        pub fn on_update_preferences(
            &mut self,
            _call: Call<OnUpdatePreferences>,
        ) -> Result<(), Error> {
            Ok(self.guard.admit()?)
        }

        /// Refuses fewer operators than configured.
        #[ink(message, payable, name = "onRequest")]
        pub fn on_request(&mut self, call: Call<OnRequest>) -> Result<(), Error> {
            self.guard.admit()?;
            let (required, received) = (self.required_operators(), call.operators.len());
            if received < required {
                return Err(SquaringError::TooFewOperators { required, received }.into());
            }
            let (request_id, requester) = (call.request_id, call.requester);
            RequestAdmitted {
                request_id,
                requester,
                operators: received,
            }
            .emit();
            Ok(())
        }

        /// Approvals are the core's to count.
        #[ink(message, payable, name = "onApprove")]
        pub fn on_approve(&mut self, _call: Call<OnApprove>) -> Result<(), Error> {
            Ok(self.guard.admit()?)
        }

        /// Rejections are the core's to count.
        #[ink(message, name = "onReject")]
        pub fn on_reject(&mut self, _call: Call<OnReject>) -> Result<(), Error> {
            Ok(self.guard.admit()?)
        }

        /// Services are the core's to keep.
        #[ink(message, name = "onServiceInitialized")]
        pub fn on_service_initialized(
            &mut self,
            _call: Call<OnServiceInitialized>,
        ) -> Result<(), Error> {
            Ok(self.guard.admit()?)
        }

        /// Services are the core's to keep.
        #[ink(message, name = "onServiceTermination")]
        pub fn on_service_termination(
            &mut self,
            _call: Call<OnServiceTermination>,
        ) -> Result<(), Error> {
            Ok(self.guard.admit()?)
        }

        /// Refuses inputs that are not one uint256.
        #[ink(message, payable, name = "onJobCall")]
        pub fn on_job_call(&mut self, call: Call<OnJobCall>) -> Result<(), Error> {
            self.guard.admit()?;
            Ok(self
                .ledger
                .admit(call.service_id, call.job, call.job_call_id, &call.inputs)?)
        }

        /// Judges a result, as the core 0.10 submits it.
        #[ink(message, payable, name = "onJobResult")]
        pub fn on_job_result(&mut self, call: Call<core_0_10::OnJobResult>) -> Result<(), Error> {
            self.guard.admit()?;
            Ok(self.ledger.judge(&Submission {
                service_id: call.service_id,
                job: call.job,
                job_call_id: call.job_call_id,
                operator: call.operator,
                inputs: Inputs::Full(&call.inputs),
                outputs: &call.outputs,
            })?)
        }

        /// Judges a submitted result again; refuses unless it is wrong.
        #[ink(message, name = "verifyReport")]
        pub fn verify_report(&mut self, call: Call<VerifyReport>) -> Result<(), Error> {
            self.guard.admit()?;
            Ok(self.ledger.verify(&call)?)
        }

        /// Any operator may join.
        #[ink(message, name = "canJoin")]
        pub fn can_join(&self, _call: Call<CanJoin>) -> bool {
            true
        }

        /// Any operator may leave.
        #[ink(message, name = "canLeave")]
        pub fn can_leave(&self, _call: Call<CanLeave>) -> bool {
            true
        }

        /// Paid in any asset.
        #[ink(message, name = "queryIsPaymentAssetAllowed")]
        pub fn query_is_payment_asset_allowed(
            &self,
            _call: Call<QueryIsPaymentAssetAllowed>,
        ) -> bool {
            true
        }

        /// As many results as a request names operators at least.
        #[ink(message, name = "getRequiredResultCount")]
        pub fn get_required_result_count(&self, _call: Call<GetRequiredResultCount>) -> u32 {
            self.required_operators()
        }

        /// Results come one by one.
        #[ink(message, name = "requiresAggregation")]
        pub fn requires_aggregation(&self, _call: Call<RequiresAggregation>) -> bool {
            false
        }

        /// The one caller that the contract obeys.
        #[ink(message)]
        pub fn runtime(&self, _call: Call<Runtime>) -> Address {
            self.guard.runtime()
        }

        /// Whether a blueprint is bound, and which.
        #[ink(message, name = "blueprintId")]
        pub fn blueprint_id(&self, _call: Call<BlueprintId>) -> (bool, u64) {
            self.guard.blueprint_id()
        }

        /// The bound blueprint's owner; zero before.
        #[ink(message, name = "blueprintOwner")]
        pub fn blueprint_owner(&self, _call: Call<BlueprintOwner>) -> Address {
            self.guard.blueprint_owner()
        }

        /// Operators that a request must name at least.
        #[ink(message, name = "minOperators")]
        pub fn min_operators(&self, _call: Call<MinOperators>) -> u32 {
            self.required_operators()
        }

        /// A job call: whether it is known, its job, its input.
        #[ink(message, name = "jobCall")]
        pub fn job_call(&self, call: Call<JobCallOf>) -> (bool, u8, U256) {
            match self.ledger.job_call(call.service_id, call.job_call_id) {
                Some(found) => (true, found.job, U256::from_big_endian(&found.input)),
                None => (false, 0, U256::zero()),
            }
        }

        /// The verdict on an operator's result: 0 none, 1 correct, 2 wrong.
        #[ink(message, name = "verdictOf")]
        pub fn verdict_of(&self, call: Call<VerdictOf>) -> u8 {
            let verdict = self
                .ledger
                .verdict_of(call.service_id, call.job_call_id, call.operator);
            verdict.map_or(0, |verdict| verdict as u8)
        }

        /// An operator's correct results, wrong results, and points.
        #[ink(message, name = "tallyOf")]
        pub fn tally_of(&self, call: Call<TallyOf>) -> (u64, u64, u64) {
            let tally = self.ledger.tally_of(call.operator);
            (tally.successful, tally.failed, tally.points)
        }

        fn required_operators(&self) -> u32 {
            self.min_operators.get().unwrap_or_default()
        }
    }

    // ink! tells overloads of a name apart by the namespace of their block.
    #[ink(namespace = "core_0_20")]
    impl IncredibleSquaring {
        /// Judges a result, as the core 0.20 submits it.
        #[ink(message, payable, name = "onJobResult")]
        pub fn on_job_result_by_hash(&mut self, call: Call<OnJobResult>) -> Result<(), Error> {
            self.guard.admit()?;
            Ok(self.ledger.judge(&Submission {
                service_id: call.service_id,
                job: call.job,
                job_call_id: call.job_call_id,
                operator: call.operator,
                inputs: Inputs::Hash(call.inputs_hash),
                outputs: &call.outputs,
            })?)
        }
    }

    blueprint_hooks::direct! { IncredibleSquaring {
        OnBlueprintCreated => on_blueprint_created,
        OnRegister => on_register (payable),
        OnUnregister => on_unregister,
        OnUpdatePreferences => on_update_preferences (payable),
        OnRequest => on_request (payable),
        OnApprove => on_approve (payable),
        OnReject => on_reject,
        OnServiceInitialized => on_service_initialized,
        OnServiceTermination => on_service_termination,
        OnJobCall => on_job_call (payable),
        core_0_10::OnJobResult => on_job_result (payable),
        OnJobResult => on_job_result_by_hash (payable),
        VerifyReport => verify_report,
        CanJoin => can_join,
        CanLeave => can_leave,
        QueryIsPaymentAssetAllowed => query_is_payment_asset_allowed,
        GetRequiredResultCount => get_required_result_count,
        RequiresAggregation => requires_aggregation,
        Runtime => runtime,
        BlueprintId => blueprint_id,
        BlueprintOwner => blueprint_owner,
        MinOperators => min_operators,
        JobCallOf => job_call,
        VerdictOf => verdict_of,
        TallyOf => tally_of,
    } }
}
