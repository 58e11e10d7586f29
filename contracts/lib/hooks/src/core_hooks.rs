//! Hooks that both releases of Tangle's core call alike.

use crate::{
    argument::{Addresses, Bytes},
    arguments,
};
use ink::{Address, U256};

arguments! {
    /// A blueprint was created with this contract as its manager.
    ///
    /// *Called by* the core, or the runtime, in `createBlueprint`. *On revert* refuses the blueprint.
    pub struct OnBlueprintCreated {
        /// The blueprint.
        pub blueprint_id: u64,
        /// Its owner.
        pub owner: Address,
        /// The caller, as it knows itself.
        pub core: Address,
    }

    /// An operator registers for the blueprint.
    ///
    /// *Called by* `registerOperator`, last step. *On revert* refuses the registration.
    pub struct OnRegister {
        /// The operator.
        pub operator: Address,
        /// What the blueprint's registration schema asks for.
        pub registration_inputs: Bytes,
    }

    /// An operator leaves the blueprint.
    ///
    /// *Called by* `unregisterOperator`. *On revert* core: ignored; runtime: refuses.
    pub struct OnUnregister {
        /// The operator.
        pub operator: Address,
    }

    /// An operator changed its key or RPC address.
    ///
    /// *Called by* `updateOperatorPreferences`. *On revert* ignored.
    pub struct OnUpdatePreferences {
        /// The operator.
        pub operator: Address,
        /// ABI-encoded preferences.
        pub new_preferences: Bytes,
    }

    /// Seconds between heartbeats.
    ///
    /// *Called by* activation of a service. *On revert* the default counts.
    pub struct GetHeartbeatInterval {
        /// The service instance.
        pub service_id: u64,
    }

    /// Share of heartbeats, in percent, below which an operator counts as offline.
    ///
    /// *Called by* activation of a service. *On revert* the default counts.
    pub struct GetHeartbeatThreshold {
        /// The service instance.
        pub service_id: u64,
    }

    /// Seconds a slash can be disputed.
    ///
    /// *Called by* `proposeSlash`. *On revert* the default counts.
    pub struct GetSlashingWindow {
        /// The service instance.
        pub service_id: u64,
    }

    /// Commitment, queue and force-exit rules.
    ///
    /// *Called by* exit of an operator. *On revert* the default counts.
    pub struct GetExitConfig {
        /// The service instance.
        pub service_id: u64,
    }

    /// Billing intervals of grace.
    ///
    /// *Called by* `terminateServiceForNonPayment`. *On revert* the default counts.
    pub struct GetNonPaymentTerminationPolicy {
        /// The service instance.
        pub service_id: u64,
    }

    /// Someone requests a service instance.
    ///
    /// *Called by* `requestService` and its kin. *On revert* refuses the request.
    pub struct OnRequest {
        /// The request.
        pub request_id: u64,
        /// Who asks.
        pub requester: Address,
        /// Who shall run it.
        pub operators: Addresses,
        /// What the blueprint's request schema asks for.
        pub request_inputs: Bytes,
        /// Life of the service, in the caller's unit (core: seconds; runtime: blocks).
        pub ttl: u64,
        /// The token paid in; zero for the native one.
        pub payment_asset: Address,
        /// In the asset's base units.
        pub payment_amount: U256,
    }

    /// An operator approves a request.
    ///
    /// *Called by* `approveService`. *On revert* core: ignored; runtime: refuses.
    pub struct OnApprove {
        /// The operator.
        pub operator: Address,
        /// The request.
        pub request_id: u64,
        /// Share of its stake it commits, 0 to 100.
        pub staking_percent: u8,
    }

    /// An operator rejects a request.
    ///
    /// *Called by* `rejectService`. *On revert* core: ignored; runtime: refuses.
    pub struct OnReject {
        /// The operator.
        pub operator: Address,
        /// The request.
        pub request_id: u64,
    }

    /// A service instance starts.
    ///
    /// *Called by* the last approval. *On revert* core: ignored; runtime: refuses.
    pub struct OnServiceInitialized {
        /// The blueprint.
        pub blueprint_id: u64,
        /// The request; 0 when made from quotes.
        pub request_id: u64,
        /// The service instance.
        pub service_id: u64,
        /// Its owner.
        pub owner: Address,
        /// Who may submit jobs besides the owner.
        pub permitted_callers: Addresses,
        /// Its life, as requested.
        pub ttl: u64,
    }

    /// A service instance ends.
    ///
    /// *Called by* `terminateService`. *On revert* core: ignored; runtime: refuses.
    pub struct OnServiceTermination {
        /// The service instance.
        pub service_id: u64,
        /// Its owner.
        pub owner: Address,
    }

    /// Whether an operator may join a running service.
    ///
    /// *Called by* `joinService`. *On revert* core: may join.
    pub struct CanJoin {
        /// The service instance.
        pub service_id: u64,
        /// The operator.
        pub operator: Address,
    }

    /// An operator joined.
    ///
    /// *Called by* `joinService`. *On revert* ignored.
    pub struct OnOperatorJoined {
        /// The service instance.
        pub service_id: u64,
        /// The operator.
        pub operator: Address,
        /// Share of its stake at risk, in basis points.
        pub exposure_bps: u16,
    }

    /// Whether an operator may leave a running service.
    ///
    /// *Called by* `leaveService`. *On revert* core: may leave.
    pub struct CanLeave {
        /// The service instance.
        pub service_id: u64,
        /// The operator.
        pub operator: Address,
    }

    /// An operator left.
    ///
    /// *Called by* `leaveService` and its kin. *On revert* ignored.
    pub struct OnOperatorLeft {
        /// The service instance.
        pub service_id: u64,
        /// The operator.
        pub operator: Address,
    }

    /// An operator announced its exit.
    ///
    /// *Called by* `scheduleExit`. *On revert* ignored.
    pub struct OnExitScheduled {
        /// The service instance.
        pub service_id: u64,
        /// The operator.
        pub operator: Address,
        /// Seconds since 1970.
        pub execute_after: u64,
    }

    /// An operator took its exit back.
    ///
    /// *Called by* `cancelExit`. *On revert* ignored.
    pub struct OnExitCanceled {
        /// The service instance.
        pub service_id: u64,
        /// The operator.
        pub operator: Address,
    }

    /// A job is submitted.
    ///
    /// *Called by* `submitJob`. *On revert* refuses the call.
    pub struct OnJobCall {
        /// The service instance.
        pub service_id: u64,
        /// The job, by its index in the blueprint.
        pub job: u8,
        /// The call.
        pub job_call_id: u64,
        /// The job's inputs.
        pub inputs: Bytes,
    }

    /// A slash was proposed.
    ///
    /// *Called by* `proposeSlash`. *On revert* ignored.
    pub struct OnUnappliedSlash {
        /// The service instance.
        pub service_id: u64,
        /// The operator, 20 bytes.
        pub offender: Bytes,
        /// 0 to 100.
        pub slash_percent: u8,
    }

    /// A slash was executed.
    ///
    /// *Called by* `executeSlash`. *On revert* ignored.
    pub struct OnSlash {
        /// The service instance.
        pub service_id: u64,
        /// The operator, 20 bytes.
        pub offender: Bytes,
        /// 0 to 100.
        pub slash_percent: u8,
    }

    /// Who may propose slashes besides the owners.
    ///
    /// *Called by* `proposeSlash`. *On revert* nobody else may.
    pub struct QuerySlashingOrigin {
        /// The service instance.
        pub service_id: u64,
    }

    /// Who may dispute slashes besides the operator.
    ///
    /// *Called by* `disputeSlash`. *On revert* nobody else may.
    pub struct QueryDisputeOrigin {
        /// The service instance.
        pub service_id: u64,
    }

    /// Where the developer's share goes.
    ///
    /// *Called by* every payment. *On revert* the blueprint's owner.
    pub struct QueryDeveloperPaymentAddress {
        /// The service instance.
        pub service_id: u64,
    }

    /// Whether a service may be paid in this token.
    ///
    /// *Called by* a request with a token. *On revert* denied.
    pub struct QueryIsPaymentAssetAllowed {
        /// The service instance.
        pub service_id: u64,
        /// The token; zero for the native one.
        pub asset: Address,
    }

    /// Results that complete a job call.
    ///
    /// *Called by* `submitResult`. *On revert* 1.
    pub struct GetRequiredResultCount {
        /// The service instance.
        pub service_id: u64,
        /// The job.
        pub job_index: u8,
    }

    /// Whether a job's results must come aggregated.
    ///
    /// *Called by* `submitResult`, `submitAggregatedResult`. *On revert* core: plain results are refused.
    pub struct RequiresAggregation {
        /// The service instance.
        pub service_id: u64,
        /// The job.
        pub job_index: u8,
    }

    /// Signers an aggregated result needs.
    ///
    /// *Called by* `submitAggregatedResult`. *On revert* 6,700 basis points, by count.
    pub struct GetAggregationThreshold {
        /// The service instance.
        pub service_id: u64,
        /// The job.
        pub job_index: u8,
    }

    /// An aggregated result came in.
    ///
    /// *Called by* `submitAggregatedResult`. *On revert* ignored.
    pub struct OnAggregatedResult {
        /// The service instance.
        pub service_id: u64,
        /// The job.
        pub job: u8,
        /// The call.
        pub job_call_id: u64,
        /// The result.
        pub output: Bytes,
        /// A bit for every signer, by the operator's index.
        pub signer_bitmap: U256,
        /// BN254 G1 point.
        pub aggregated_signature: [U256; 2],
        /// BN254 G2 point.
        pub aggregated_pubkey: [U256; 4],
    }

    /// What an operator must have staked at least.
    ///
    /// *Called by* `registerOperator`, `joinService`. *On revert* the staking minimum counts.
    pub struct GetMinOperatorStake {}
}
