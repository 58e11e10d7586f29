//! Signatures by the keys that the chain holds.

use super::Rpc;
use crate::{chain::Chain, error::Error, typed_data::TypedData};
use alloy_primitives::eip191_hash_message;
use jsonrpsee::{core::RpcResult, proc_macros::rpc};
use pallet_revive::evm::Bytes;
use serde_json::Value;
use sp_core::{ecdsa, Pair, H160};

/// The recovery byte of Ethereum's signatures is 27 or 28.
const RECOVERY: u8 = 27;

#[rpc(server)]
pub trait Wallet {
    #[method(name = "eth_sign")]
    async fn sign(&self, address: H160, message: Bytes) -> RpcResult<Bytes>;
    #[method(name = "personal_sign")]
    async fn personal_sign(
        &self,
        message: String,
        address: H160,
        password: Option<String>,
    ) -> RpcResult<Bytes>;
    #[method(name = "eth_signTypedData_v4", aliases = ["eth_signTypedData"])]
    async fn sign_typed_data(&self, address: H160, data: Value) -> RpcResult<Bytes>;
}

impl Rpc {
    async fn signed(&self, address: H160, hash: [u8; 32]) -> RpcResult<Bytes> {
        let sign = move |chain: &mut Chain| {
            let mut keys = chain.keys().iter();
            let key = keys.find(|key| key.address == address).ok_or_else(|| {
                Error::rejected(format!(
                    "expected an account whose key the chain holds (eth_accounts), received {address:?}; sign with your own key"
                ))
            })?;
            let mut signature = ecdsa::Pair::from_seed(&key.secret).sign_prehashed(&hash).0;
            if let Some(recovery) = signature.last_mut() {
                *recovery = recovery.saturating_add(RECOVERY);
            }
            Ok(Bytes(signature.to_vec()))
        };
        Ok(self.chain.run(sign).await?)
    }
}

#[jsonrpsee::core::async_trait]
impl WalletServer for Rpc {
    async fn sign(&self, address: H160, message: Bytes) -> RpcResult<Bytes> {
        self.signed(address, eip191_hash_message(&message.0).0)
            .await
    }

    async fn personal_sign(
        &self,
        message: String,
        address: H160,
        _: Option<String>,
    ) -> RpcResult<Bytes> {
        // Bytes, or a text as it is.
        let digits = message.strip_prefix("0x").map(hex::decode);
        let bytes = match digits {
            Some(Ok(bytes)) => bytes,
            _ => message.into_bytes(),
        };
        self.signed(address, eip191_hash_message(&bytes).0).await
    }

    async fn sign_typed_data(&self, address: H160, data: Value) -> RpcResult<Bytes> {
        let hash = TypedData::read(data)?.hash()?;
        self.signed(address, hash).await
    }
}
