//! A manager that answers every hook of Tangle 0.20 with the default of Tangle's own base contract, and
//! lets nobody but its runtime through: what a blueprint starts from. Its Solidity twin is
//! `../solidity/BaseManager.sol`; both answer to `../IBaseManager.sol`.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[ink::contract]
pub mod base_manager {
    use blueprint_components::{GuardError, RuntimeGuard};
    use blueprint_hooks::{arguments, core_0_20::*, Deploy, OrRevert};
    use ink::U256;

    /// Of a bill, in basis points.
    const FULL_BILL: u16 = 10_000;
    /// Of the operators, in basis points, as Tangle's base contract rounds it.
    const TWO_THIRDS: u16 = 6_700;
    /// How aggregated results are weighed: by operators, not by stake.
    const BY_COUNT: u8 = 0;

    arguments! {
        /// How the contract is deployed.
        pub struct New {
            /// The one caller it obeys: the services pallet's account, or the Tangle core.
            pub runtime: Address,
        }
    }

    /// A message's arguments, answered without touching the root cell.
    type Call<A> = blueprint_hooks::Direct<A, BaseManager>;

    /// Nothing of its own: the guard loads what it needs.
    #[ink(storage)]
    #[derive(Default)]
    pub struct BaseManager {
        guard: RuntimeGuard,
    }

    impl BaseManager {
        /// Deploys a contract that obeys `runtime`.
        #[ink(constructor, payable)]
        pub fn new(arguments: Deploy<New>) -> Self {
            let mut contract = Self::default();
            contract.guard.init(arguments.0.runtime).or_revert();
            contract
        }

        /// Binds the blueprint, once.
        #[ink(message, name = "onBlueprintCreated")]
        pub fn on_blueprint_created(
            &mut self,
            call: Call<OnBlueprintCreated>,
        ) -> Result<(), GuardError> {
            self.guard.bind(&call)
        }

        /// Any operator may register.
        #[ink(message, payable, name = "onRegister")]
        pub fn on_register(&mut self, _call: Call<OnRegister>) -> Result<(), GuardError> {
            self.guard.admit()
        }

        /// Any operator may unregister.
        #[ink(message, name = "onUnregister")]
        pub fn on_unregister(&mut self, _call: Call<OnUnregister>) -> Result<(), GuardError> {
            self.guard.admit()
        }

        /// Preferences are the core's to keep.
        #[ink(message, payable, name = "onUpdatePreferences")]
        pub fn on_update_preferences(
            &mut self,
            _call: Call<OnUpdatePreferences>,
        ) -> Result<(), GuardError> {
            self.guard.admit()
        }

        /// Anybody may ask for a service.
        #[ink(message, payable, name = "onRequest")]
        pub fn on_request(&mut self, _call: Call<OnRequest>) -> Result<(), GuardError> {
            self.guard.admit()
        }

        /// Approvals are the core's to count.
        #[ink(message, payable, name = "onApprove")]
        pub fn on_approve(&mut self, _call: Call<OnApprove>) -> Result<(), GuardError> {
            self.guard.admit()
        }

        /// Rejections are the core's to count.
        #[ink(message, name = "onReject")]
        pub fn on_reject(&mut self, _call: Call<OnReject>) -> Result<(), GuardError> {
            self.guard.admit()
        }

        /// Services are the core's to keep.
        #[ink(message, name = "onServiceInitialized")]
        pub fn on_service_initialized(
            &mut self,
            _call: Call<OnServiceInitialized>,
        ) -> Result<(), GuardError> {
            self.guard.admit()
        }

        /// Services are the core's to keep.
        #[ink(message, name = "onServiceTermination")]
        pub fn on_service_termination(
            &mut self,
            _call: Call<OnServiceTermination>,
        ) -> Result<(), GuardError> {
            self.guard.admit()
        }

        /// Operators are the core's to keep.
        #[ink(message, name = "onOperatorJoined")]
        pub fn on_operator_joined(
            &mut self,
            _call: Call<OnOperatorJoined>,
        ) -> Result<(), GuardError> {
            self.guard.admit()
        }

        /// Operators are the core's to keep.
        #[ink(message, name = "onOperatorLeft")]
        pub fn on_operator_left(&mut self, _call: Call<OnOperatorLeft>) -> Result<(), GuardError> {
            self.guard.admit()
        }

        /// Exits are the core's to schedule.
        #[ink(message, name = "onExitScheduled")]
        pub fn on_exit_scheduled(
            &mut self,
            _call: Call<OnExitScheduled>,
        ) -> Result<(), GuardError> {
            self.guard.admit()
        }

        /// Exits are the core's to schedule.
        #[ink(message, name = "onExitCanceled")]
        pub fn on_exit_canceled(&mut self, _call: Call<OnExitCanceled>) -> Result<(), GuardError> {
            self.guard.admit()
        }

        /// Any job call is admitted.
        #[ink(message, payable, name = "onJobCall")]
        pub fn on_job_call(&mut self, _call: Call<OnJobCall>) -> Result<(), GuardError> {
            self.guard.admit()
        }

        /// Any result is taken.
        #[ink(message, payable, name = "onJobResult")]
        pub fn on_job_result(&mut self, _call: Call<OnJobResult>) -> Result<(), GuardError> {
            self.guard.admit()
        }

        /// Slashes are the core's to queue.
        #[ink(message, name = "onUnappliedSlash")]
        pub fn on_unapplied_slash(
            &mut self,
            _call: Call<OnUnappliedSlash>,
        ) -> Result<(), GuardError> {
            self.guard.admit()
        }

        /// Slashes are the core's to execute.
        #[ink(message, name = "onSlash")]
        pub fn on_slash(&mut self, _call: Call<OnSlash>) -> Result<(), GuardError> {
            self.guard.admit()
        }

        /// Any result is taken.
        #[ink(message, name = "onAggregatedResult")]
        pub fn on_aggregated_result(
            &mut self,
            _call: Call<OnAggregatedResult>,
        ) -> Result<(), GuardError> {
            self.guard.admit()
        }

        /// Binaries are the core's to list.
        #[ink(message, name = "onBinaryVersionPublished")]
        pub fn on_binary_version_published(
            &mut self,
            _call: Call<OnBinaryVersionPublished>,
        ) -> Result<(), GuardError> {
            self.guard.admit()
        }

        /// Binaries are the core's to list.
        #[ink(message, name = "onOperatorBinaryAcked")]
        pub fn on_operator_binary_acked(
            &mut self,
            _call: Call<OnOperatorBinaryAcked>,
        ) -> Result<(), GuardError> {
            self.guard.admit()
        }

        /// The core's interval.
        #[ink(message, name = "getHeartbeatInterval")]
        pub fn get_heartbeat_interval(&self, _call: Call<GetHeartbeatInterval>) -> (bool, u64) {
            (true, 0)
        }

        /// The core's threshold.
        #[ink(message, name = "getHeartbeatThreshold")]
        pub fn get_heartbeat_threshold(&self, _call: Call<GetHeartbeatThreshold>) -> (bool, u8) {
            (true, 0)
        }

        /// The core's window.
        #[ink(message, name = "getSlashingWindow")]
        pub fn get_slashing_window(&self, _call: Call<GetSlashingWindow>) -> (bool, u64) {
            (true, 0)
        }

        /// The core's terms.
        #[ink(message, name = "getExitConfig")]
        pub fn get_exit_config(&self, _call: Call<GetExitConfig>) -> (bool, u64, u64, bool) {
            (true, 0, 0, false)
        }

        /// The core's grace.
        #[ink(message, name = "getNonPaymentTerminationPolicy")]
        pub fn get_non_payment_termination_policy(
            &self,
            _call: Call<GetNonPaymentTerminationPolicy>,
        ) -> (bool, u64) {
            (true, 0)
        }

        /// No service falls below its minimum.
        #[ink(message, name = "forceRemoveAllowsBelowMin")]
        pub fn force_remove_allows_below_min(
            &self,
            _call: Call<ForceRemoveAllowsBelowMin>,
        ) -> bool {
            false
        }

        /// The full bill.
        #[ink(message, name = "computeBillAdjustmentBps")]
        pub fn compute_bill_adjustment_bps(&self, _call: Call<ComputeBillAdjustmentBps>) -> u16 {
            FULL_BILL
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

        /// This contract.
        #[ink(message, name = "querySlashingOrigin")]
        pub fn query_slashing_origin(&self, _call: Call<QuerySlashingOrigin>) -> Address {
            self.env().address()
        }

        /// This contract.
        #[ink(message, name = "queryDisputeOrigin")]
        pub fn query_dispute_origin(&self, _call: Call<QueryDisputeOrigin>) -> Address {
            self.env().address()
        }

        /// The blueprint's owner.
        #[ink(message, name = "queryDeveloperPaymentAddress")]
        pub fn query_developer_payment_address(
            &self,
            _call: Call<QueryDeveloperPaymentAddress>,
        ) -> Address {
            self.guard.blueprint_owner()
        }

        /// Paid in any asset.
        #[ink(message, name = "queryIsPaymentAssetAllowed")]
        pub fn query_is_payment_asset_allowed(
            &self,
            _call: Call<QueryIsPaymentAssetAllowed>,
        ) -> bool {
            true
        }

        /// One result.
        #[ink(message, name = "getRequiredResultCount")]
        pub fn get_required_result_count(&self, _call: Call<GetRequiredResultCount>) -> u32 {
            1
        }

        /// Results come one by one.
        #[ink(message, name = "requiresAggregation")]
        pub fn requires_aggregation(&self, _call: Call<RequiresAggregation>) -> bool {
            false
        }

        /// Two thirds of the operators, counted.
        #[ink(message, name = "getAggregationThreshold")]
        pub fn get_aggregation_threshold(&self, _call: Call<GetAggregationThreshold>) -> (u16, u8) {
            (TWO_THIRDS, BY_COUNT)
        }

        /// The core's minimum.
        #[ink(message, name = "getMinOperatorStake")]
        pub fn get_min_operator_stake(&self, _call: Call<GetMinOperatorStake>) -> (bool, U256) {
            (true, U256::zero())
        }
    }

    blueprint_hooks::direct! { BaseManager {
        OnBlueprintCreated => on_blueprint_created,
        OnRegister => on_register (payable),
        OnUnregister => on_unregister,
        OnUpdatePreferences => on_update_preferences (payable),
        OnRequest => on_request (payable),
        OnApprove => on_approve (payable),
        OnReject => on_reject,
        OnServiceInitialized => on_service_initialized,
        OnServiceTermination => on_service_termination,
        OnOperatorJoined => on_operator_joined,
        OnOperatorLeft => on_operator_left,
        OnExitScheduled => on_exit_scheduled,
        OnExitCanceled => on_exit_canceled,
        OnJobCall => on_job_call (payable),
        OnJobResult => on_job_result (payable),
        OnUnappliedSlash => on_unapplied_slash,
        OnSlash => on_slash,
        OnAggregatedResult => on_aggregated_result,
        OnBinaryVersionPublished => on_binary_version_published,
        OnOperatorBinaryAcked => on_operator_binary_acked,
        GetHeartbeatInterval => get_heartbeat_interval,
        GetHeartbeatThreshold => get_heartbeat_threshold,
        GetSlashingWindow => get_slashing_window,
        GetExitConfig => get_exit_config,
        GetNonPaymentTerminationPolicy => get_non_payment_termination_policy,
        ForceRemoveAllowsBelowMin => force_remove_allows_below_min,
        ComputeBillAdjustmentBps => compute_bill_adjustment_bps,
        CanJoin => can_join,
        CanLeave => can_leave,
        QuerySlashingOrigin => query_slashing_origin,
        QueryDisputeOrigin => query_dispute_origin,
        QueryDeveloperPaymentAddress => query_developer_payment_address,
        QueryIsPaymentAssetAllowed => query_is_payment_asset_allowed,
        GetRequiredResultCount => get_required_result_count,
        RequiresAggregation => requires_aggregation,
        GetAggregationThreshold => get_aggregation_threshold,
        GetMinOperatorStake => get_min_operator_stake,
    } }
}
