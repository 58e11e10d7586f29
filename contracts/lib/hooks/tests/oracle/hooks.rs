//! Every hook that has a type for its arguments.

use super::{
    reference::{self, Type, Value},
    seen::Seen,
};
use alloy_json_abi::Function;
use blueprint_hooks::{core_0_10, core_0_20, reports_2024, Arguments};

/// A hook and how its arguments are read.
pub struct Hook {
    /// As the `.sol` file has it.
    pub signature: &'static str,
    /// The types in the signature.
    pub types: Vec<Type>,
    /// The types that the library says it reads.
    pub declared: &'static str,
    /// The first four bytes of its calldata.
    pub selector: [u8; 4],
    /// Reads calldata with the library.
    pub read: fn(&[u8]) -> Option<Vec<Value>>,
}

impl Seen for core_0_20::BinaryVersionCalldata {
    fn seen(&self) -> Value {
        Value::Several(vec![
            self.version_id().ok().map(|value| value.seen()),
            self.published_at().ok().map(|value| value.seen()),
            self.deprecated().ok().map(|value| value.seen()),
            self.sha256_hash().ok().map(|value| value.seen()),
            self.attestation_hash().ok().map(|value| value.seen()),
        ])
    }
}

/// One row a hook: its type, its signature, and its fields in the signature's order.
macro_rules! table {
    ($($generation:ident::$arguments:ident $signature:literal { $($field:ident),* })+) => {
        vec![$(Hook {
            signature: $signature,
            types: reference::types($signature),
            declared: <$generation::calls::$arguments as Arguments>::TYPES,
            selector: selector($signature),
            read: |calldata| {
                let read = <$generation::calls::$arguments as Arguments>::read(&calldata, 4);
                // Names every field, so that none is forgotten.
                let $generation::calls::$arguments { $($field),* } = read.ok()?;
                Some(vec![$($field.seen()),*])
            },
        }),+]
    };
}

fn selector(signature: &str) -> [u8; 4] {
    Function::parse(signature)
        .expect("a signature")
        .selector()
        .0
}

/// All of them.
pub fn hooks() -> Vec<Hook> {
    table! {
        core_0_20::OnBlueprintCreated
            "onBlueprintCreated(uint64,address,address)"
            { blueprint_id, owner, tangle_core }
        core_0_20::OnRegister "onRegister(address,bytes)" { operator, registration_inputs }
        core_0_20::OnUnregister "onUnregister(address)" { operator }
        core_0_20::OnUpdatePreferences
            "onUpdatePreferences(address,bytes)"
            { operator, new_preferences }
        core_0_20::GetHeartbeatInterval "getHeartbeatInterval(uint64)" { service_id }
        core_0_20::GetHeartbeatThreshold "getHeartbeatThreshold(uint64)" { service_id }
        core_0_20::GetSlashingWindow "getSlashingWindow(uint64)" { service_id }
        core_0_20::GetExitConfig "getExitConfig(uint64)" { service_id }
        core_0_20::GetNonPaymentTerminationPolicy
            "getNonPaymentTerminationPolicy(uint64)"
            { service_id }
        core_0_20::OnRequest
            "onRequest(uint64,address,address[],bytes,uint64,address,uint256)"
            { request_id, requester, operators, request_inputs, ttl, payment_asset, payment_amount }
        core_0_20::OnApprove
            "onApprove(address,uint64,uint8)"
            { operator, request_id, staking_percent }
        core_0_20::OnReject "onReject(address,uint64)" { operator, request_id }
        core_0_20::OnServiceInitialized
            "onServiceInitialized(uint64,uint64,uint64,address,address[],uint64)"
            { blueprint_id, request_id, service_id, owner, permitted_callers, ttl }
        core_0_20::OnServiceTermination "onServiceTermination(uint64,address)" { service_id, owner }
        core_0_20::CanJoin "canJoin(uint64,address)" { service_id, operator }
        core_0_20::OnOperatorJoined
            "onOperatorJoined(uint64,address,uint16)"
            { service_id, operator, exposure_bps }
        core_0_20::CanLeave "canLeave(uint64,address)" { service_id, operator }
        core_0_20::OnOperatorLeft "onOperatorLeft(uint64,address)" { service_id, operator }
        core_0_20::OnExitScheduled
            "onExitScheduled(uint64,address,uint64)"
            { service_id, operator, execute_after }
        core_0_20::OnExitCanceled "onExitCanceled(uint64,address)" { service_id, operator }
        core_0_20::OnJobCall
            "onJobCall(uint64,uint8,uint64,bytes)"
            { service_id, job, job_call_id, inputs }
        core_0_20::OnUnappliedSlash
            "onUnappliedSlash(uint64,bytes,uint8)"
            { service_id, offender, slash_percent }
        core_0_20::OnSlash "onSlash(uint64,bytes,uint8)" { service_id, offender, slash_percent }
        core_0_20::QuerySlashingOrigin "querySlashingOrigin(uint64)" { service_id }
        core_0_20::QueryDisputeOrigin "queryDisputeOrigin(uint64)" { service_id }
        core_0_20::QueryDeveloperPaymentAddress
            "queryDeveloperPaymentAddress(uint64)"
            { service_id }
        core_0_20::QueryIsPaymentAssetAllowed
            "queryIsPaymentAssetAllowed(uint64,address)"
            { service_id, asset }
        core_0_20::GetRequiredResultCount
            "getRequiredResultCount(uint64,uint8)"
            { service_id, job_index }
        core_0_20::RequiresAggregation "requiresAggregation(uint64,uint8)" { service_id, job_index }
        core_0_20::GetAggregationThreshold
            "getAggregationThreshold(uint64,uint8)"
            { service_id, job_index }
        core_0_20::OnAggregatedResult
            "onAggregatedResult(uint64,uint8,uint64,bytes,uint256,uint256[2],uint256[4])"
            { service_id, job, job_call_id, output, signer_bitmap, aggregated_signature, aggregated_pubkey }
        core_0_10::OnJobResult
            "onJobResult(uint64,uint8,uint64,address,bytes,bytes)"
            { service_id, job, job_call_id, operator, inputs, outputs }
        core_0_20::ForceRemoveAllowsBelowMin "forceRemoveAllowsBelowMin(uint64)" { service_id }
        core_0_20::ComputeBillAdjustmentBps
            "computeBillAdjustmentBps(uint64,uint64,uint64)"
            { service_id, period_start, period_end }
        core_0_20::OnJobResult
            "onJobResult(uint64,uint8,uint64,address,bytes32,bytes)"
            { service_id, job, job_call_id, operator, inputs_hash, outputs }
        core_0_20::GetMinOperatorStake
            "getMinOperatorStake()"
            { }
        core_0_20::OnBinaryVersionPublished
            "onBinaryVersionPublished(uint64,(uint64,uint64,bool,bytes32,bytes32),string)"
            { blueprint_id, version, binary_uri }
        core_0_20::OnOperatorBinaryAcked
            "onOperatorBinaryAcked(uint64,uint64,address)"
            { service_id, version_id, operator }
        reports_2024::VerifyReport
            "verifyReport(uint64,uint8,uint64,bytes,bytes,bytes)"
            { service_id, job_index, job_call_id, participant, inputs, outputs }
    }
}
