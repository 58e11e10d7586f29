//! Traces.

use super::{
    eth::no_block_overrides,
    fields::{Fields, Overrides},
    types::at,
    Rpc,
};
use crate::{chain::Chain, error::Error};
use alloy_rpc_types_eth::BlockId;
use jsonrpsee::{core::RpcResult, proc_macros::rpc};
use pallet_revive::{
    evm::TracerType,
    pallet_revive_types::runtime_api::{TraceV2, TracerTypeV1},
};
use serde_json::Value;
use sp_core::H256;

#[rpc(server)]
pub trait Debug {
    #[method(name = "debug_traceTransaction")]
    async fn trace_transaction(&self, hash: H256, options: Option<Value>) -> RpcResult<TraceV2>;
    #[method(name = "debug_traceCall")]
    async fn trace_call(
        &self,
        transaction: Fields,
        block: Option<BlockId>,
        options: Option<Value>,
    ) -> RpcResult<TraceV2>;
}

/// The tracer that the options name: steps of execution where they name none.
fn tracer(options: &Value) -> Result<TracerType, Error> {
    let kind = match options.get("tracer") {
        Some(_) => serde_json::from_value::<TracerTypeV1>(options.clone()),
        None if options.is_null() => Ok(TracerTypeV1::default()),
        None => {
            let config = serde_json::from_value(options.clone());
            config.map(|config| TracerTypeV1::ExecutionTracer(Some(config)))
        }
    };
    kind.map(Into::into).map_err(|error| {
        Error::invalid(format!(
            "expected the tracer callTracer or prestateTracer, or none, received one that is not known: {error}"
        ))
    })
}

#[jsonrpsee::core::async_trait]
impl DebugServer for Rpc {
    async fn trace_transaction(&self, hash: H256, options: Option<Value>) -> RpcResult<TraceV2> {
        let kind = tracer(&options.unwrap_or_default())?;
        let trace = move |chain: &mut Chain| chain.trace_transaction(hash, kind);
        Ok(self.chain.run(trace).await?.into())
    }

    async fn trace_call(
        &self,
        transaction: Fields,
        block: Option<BlockId>,
        options: Option<Value>,
    ) -> RpcResult<TraceV2> {
        let options = options.unwrap_or_default();
        let kind = tracer(&options)?;
        no_block_overrides(options.get("blockOverrides"))?;
        let overrides = options.get("stateOverrides").cloned();
        let overrides: Option<Overrides> = overrides
            .map(serde_json::from_value)
            .transpose()
            .map_err(|error| Error::invalid(format!("expected state overrides: {error}")))?;
        let trace = move |chain: &mut Chain| {
            let at = at(chain, block)?;
            chain.trace_call(
                transaction.0.into(),
                at,
                kind,
                overrides.map(|it| it.0.into()),
            )
        };
        Ok(self.chain.run(trace).await?.into())
    }
}
