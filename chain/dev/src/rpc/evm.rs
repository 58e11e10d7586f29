//! Time, blocks on demand, snapshots, and changes of the state: the methods of anvil and hardhat.

use super::{eth::client_version, types::Number, Rpc};
use crate::{chain::Chain, error::Error};
use blueprint_e2e_runtime::{configs::revive::CHAIN_ID, Revive, VERSION};
use jsonrpsee::{core::RpcResult, proc_macros::rpc};
use pallet_revive::evm::Bytes;
use serde::Deserialize;
use serde_json::{json, Value};
use sp_core::{H160, H256, U256};
use std::time::Duration;

/// Times from here on are milliseconds, not seconds.
const MILLISECONDS_FROM: u64 = 100_000_000_000;

/// The parameter of `evm_mine`.
#[derive(Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum MineOptions {
    /// The time of the block, in seconds since 1970.
    Time(Number),
    Options {
        timestamp: Option<Number>,
        blocks: Option<Number>,
    },
}

#[rpc(server)]
pub trait Evm {
    #[method(name = "evm_mine")]
    async fn evm_mine(&self, options: Option<MineOptions>) -> RpcResult<String>;
    #[method(name = "anvil_mine", aliases = ["hardhat_mine"])]
    async fn mine(&self, count: Option<Number>, interval: Option<Number>) -> RpcResult<()>;
    #[method(name = "evm_setAutomine", aliases = ["anvil_setAutoMine"])]
    async fn set_automine(&self, on: bool) -> RpcResult<bool>;
    #[method(name = "anvil_getAutomine", aliases = ["hardhat_getAutomine"])]
    async fn automine(&self) -> RpcResult<bool>;
    #[method(name = "evm_setIntervalMining", aliases = ["anvil_setIntervalMining"])]
    async fn set_interval(&self, seconds: Number) -> RpcResult<bool>;
    #[method(name = "anvil_getIntervalMining")]
    async fn interval(&self) -> RpcResult<Option<u64>>;
    #[method(name = "evm_increaseTime", aliases = ["anvil_increaseTime"])]
    async fn increase_time(&self, seconds: Number) -> RpcResult<i64>;
    #[method(
        name = "evm_setNextBlockTimestamp",
        aliases = ["anvil_setNextBlockTimestamp", "hardhat_setNextBlockTimestamp"]
    )]
    async fn set_next_time(&self, seconds: Number) -> RpcResult<()>;
    #[method(name = "evm_setTime", aliases = ["anvil_setTime"])]
    async fn set_time(&self, time: Number) -> RpcResult<i64>;
    #[method(name = "evm_setBlockTimestampInterval", aliases = ["anvil_setBlockTimestampInterval"])]
    async fn set_time_interval(&self, seconds: Number) -> RpcResult<()>;
    #[method(
        name = "evm_removeBlockTimestampInterval",
        aliases = ["anvil_removeBlockTimestampInterval"]
    )]
    async fn remove_time_interval(&self) -> RpcResult<bool>;
    #[method(name = "evm_snapshot", aliases = ["anvil_snapshot"])]
    async fn snapshot(&self) -> RpcResult<U256>;
    #[method(name = "evm_revert", aliases = ["anvil_revert"])]
    async fn revert(&self, id: Number) -> RpcResult<bool>;
    #[method(name = "anvil_setBalance", aliases = ["hardhat_setBalance", "evm_setAccountBalance"])]
    async fn set_balance(&self, address: H160, balance: Number) -> RpcResult<()>;
    #[method(
        name = "anvil_setNonce",
        aliases = ["hardhat_setNonce", "evm_setAccountNonce"]
    )]
    async fn set_nonce(&self, address: H160, nonce: Number) -> RpcResult<()>;
    #[method(name = "anvil_setCode", aliases = ["hardhat_setCode", "evm_setAccountCode"])]
    async fn set_code(&self, address: H160, code: Bytes) -> RpcResult<()>;
    #[method(
        name = "anvil_setStorageAt",
        aliases = ["hardhat_setStorageAt", "evm_setAccountStorageAt"]
    )]
    async fn set_storage_at(&self, address: H160, slot: Number, value: H256) -> RpcResult<bool>;
    #[method(name = "anvil_impersonateAccount", aliases = ["hardhat_impersonateAccount"])]
    async fn impersonate(&self, address: H160) -> RpcResult<()>;
    #[method(
        name = "anvil_stopImpersonatingAccount",
        aliases = ["hardhat_stopImpersonatingAccount"]
    )]
    async fn stop_impersonating(&self, address: H160) -> RpcResult<()>;
    #[method(name = "anvil_autoImpersonateAccount", aliases = ["hardhat_autoImpersonateAccount"])]
    async fn auto_impersonate(&self, on: bool) -> RpcResult<()>;
    #[method(name = "anvil_dropTransaction", aliases = ["hardhat_dropTransaction"])]
    async fn drop_transaction(&self, hash: H256) -> RpcResult<Option<H256>>;
    #[method(name = "anvil_dropAllTransactions", aliases = ["hardhat_dropAllTransactions"])]
    async fn drop_all(&self) -> RpcResult<()>;
    #[method(name = "anvil_nodeInfo", aliases = ["hardhat_nodeInfo"])]
    async fn node_info(&self) -> RpcResult<Value>;
    #[method(name = "anvil_metadata", aliases = ["hardhat_metadata"])]
    async fn metadata(&self) -> RpcResult<Value>;
}

fn milliseconds(seconds: Number) -> Result<u64, Error> {
    let seconds = seconds.u64()?;
    seconds.checked_mul(1_000).ok_or_else(|| {
        Error::invalid(format!(
            "expected at most {} seconds, received {seconds}",
            u64::MAX / 1_000
        ))
    })
}

/// The longest time from a block to the next that is set, in seconds: a year of 366 days.
const MOST_INTERVAL: u64 = 31_622_400;

/// Milliseconds from a block to the next.
fn interval_of(seconds: Number) -> Result<u64, Error> {
    let milliseconds = milliseconds(seconds)?;
    if milliseconds > MOST_INTERVAL * 1_000 {
        return Err(Error::invalid(format!(
            "expected at most {MOST_INTERVAL} seconds from a block to the next, received {}; evm_increaseTime moves time further",
            seconds.0
        )));
    }
    Ok(milliseconds)
}

#[jsonrpsee::core::async_trait]
impl EvmServer for Rpc {
    async fn evm_mine(&self, options: Option<MineOptions>) -> RpcResult<String> {
        let (time, count) = match options {
            None => (None, None),
            Some(MineOptions::Time(time)) => (Some(time), None),
            Some(MineOptions::Options { timestamp, blocks }) => (timestamp, blocks),
        };
        let time = time.map(Number::u64).transpose()?;
        let count = count.map_or(Ok(1), Number::u64)?;
        let mine = move |chain: &mut Chain| {
            if let Some(time) = time {
                chain.set_next_time(time)?;
            }
            chain.mine_many(count, None)
        };
        self.chain.run(mine).await?;
        Ok("0x0".into())
    }

    async fn mine(&self, count: Option<Number>, interval: Option<Number>) -> RpcResult<()> {
        let count = count.map_or(Ok(1), Number::u64)?;
        let interval = interval.map(interval_of).transpose()?;
        let mine = move |chain: &mut Chain| chain.mine_many(count, interval);
        Ok(self.chain.run(mine).await?)
    }

    async fn set_automine(&self, on: bool) -> RpcResult<bool> {
        let set = move |chain: &mut Chain| {
            chain.set_automine(on);
            Ok(true)
        };
        Ok(self.chain.run(set).await?)
    }

    async fn automine(&self) -> RpcResult<bool> {
        Ok(self.chain.run(|chain| Ok(chain.automine())).await?)
    }

    async fn set_interval(&self, seconds: Number) -> RpcResult<bool> {
        let interval = Duration::from_millis(interval_of(seconds)?);
        let set = move |chain: &mut Chain| {
            chain.set_interval(Some(interval).filter(|interval| !interval.is_zero()));
            Ok(true)
        };
        Ok(self.chain.run(set).await?)
    }

    async fn interval(&self) -> RpcResult<Option<u64>> {
        let interval = |chain: &mut Chain| Ok(chain.interval().map(|it| it.as_secs()));
        Ok(self.chain.run(interval).await?)
    }

    async fn increase_time(&self, seconds: Number) -> RpcResult<i64> {
        let time = milliseconds(seconds)?;
        let increase = move |chain: &mut Chain| chain.increase_time(time);
        Ok(self.chain.run(increase).await?)
    }

    async fn set_next_time(&self, seconds: Number) -> RpcResult<()> {
        milliseconds(seconds)?;
        let seconds = seconds.u64()?;
        let set = move |chain: &mut Chain| chain.set_next_time(seconds);
        Ok(self.chain.run(set).await?)
    }

    async fn set_time(&self, time: Number) -> RpcResult<i64> {
        let time = match time.u64()? {
            seconds if seconds < MILLISECONDS_FROM => seconds.saturating_mul(1_000),
            milliseconds => milliseconds,
        };
        let set = move |chain: &mut Chain| chain.set_time(time);
        Ok(self.chain.run(set).await?)
    }

    async fn set_time_interval(&self, seconds: Number) -> RpcResult<()> {
        let interval = interval_of(seconds)?;
        let set = move |chain: &mut Chain| {
            chain.set_time_interval(Some(interval));
            Ok(())
        };
        Ok(self.chain.run(set).await?)
    }

    async fn remove_time_interval(&self) -> RpcResult<bool> {
        let remove = |chain: &mut Chain| Ok(chain.remove_time_interval());
        Ok(self.chain.run(remove).await?)
    }

    async fn snapshot(&self) -> RpcResult<U256> {
        let snapshot = |chain: &mut Chain| Ok(chain.snapshot());
        Ok(self.chain.run(snapshot).await?.into())
    }

    async fn revert(&self, id: Number) -> RpcResult<bool> {
        let id = id.u64()?;
        let filters = self.filters.clone();
        let revert = move |chain: &mut Chain| {
            let reverted = chain.revert(id);
            filters.rewind(chain.history().last_number());
            Ok(reverted)
        };
        Ok(self.chain.run(revert).await?)
    }

    async fn set_balance(&self, address: H160, balance: Number) -> RpcResult<()> {
        let set = move |chain: &mut Chain| chain.set_balance(address, balance.0);
        Ok(self.chain.run(set).await?)
    }

    async fn set_nonce(&self, address: H160, nonce: Number) -> RpcResult<()> {
        let set = move |chain: &mut Chain| chain.set_nonce(address, nonce.0);
        Ok(self.chain.run(set).await?)
    }

    async fn set_code(&self, address: H160, code: Bytes) -> RpcResult<()> {
        let set = move |chain: &mut Chain| chain.set_code(address, code.0);
        Ok(self.chain.run(set).await?)
    }

    async fn set_storage_at(&self, address: H160, slot: Number, value: H256) -> RpcResult<bool> {
        let slot = H256(slot.0.to_big_endian());
        let set = move |chain: &mut Chain| chain.set_storage(address, slot, value);
        self.chain.run(set).await?;
        Ok(true)
    }

    async fn impersonate(&self, address: H160) -> RpcResult<()> {
        let set = move |chain: &mut Chain| {
            chain.impersonate(address, true);
            Ok(())
        };
        Ok(self.chain.run(set).await?)
    }

    async fn stop_impersonating(&self, address: H160) -> RpcResult<()> {
        let set = move |chain: &mut Chain| {
            chain.impersonate(address, false);
            Ok(())
        };
        Ok(self.chain.run(set).await?)
    }

    async fn auto_impersonate(&self, on: bool) -> RpcResult<()> {
        let set = move |chain: &mut Chain| {
            chain.impersonate_all(on);
            Ok(())
        };
        Ok(self.chain.run(set).await?)
    }

    async fn drop_transaction(&self, hash: H256) -> RpcResult<Option<H256>> {
        let drop = move |chain: &mut Chain| Ok(chain.drop_transaction(hash).then_some(hash));
        Ok(self.chain.run(drop).await?)
    }

    async fn drop_all(&self) -> RpcResult<()> {
        let drop = |chain: &mut Chain| {
            chain.drop_all();
            Ok(())
        };
        Ok(self.chain.run(drop).await?)
    }

    async fn node_info(&self) -> RpcResult<Value> {
        let info = |chain: &mut Chain| {
            let last = chain.last()?;
            let price = chain.read(Revive::evm_base_fee);
            Ok(json!({
                "currentBlockNumber": last.ethereum.number,
                "currentBlockTimestamp": last.time / 1_000,
                "currentBlockHash": last.ethereum.hash,
                "hardFork": "prague",
                "transactionOrder": "fifo",
                "environment": {
                    "baseFee": price,
                    "chainId": CHAIN_ID,
                    "gasLimit": last.ethereum.gas_limit,
                    "gasPrice": price,
                },
                "forkConfig": {},
            }))
        };
        Ok(self.chain.run(info).await?)
    }

    async fn metadata(&self) -> RpcResult<Value> {
        let metadata = |chain: &mut Chain| {
            let last = chain.last()?;
            Ok(json!({
                "clientVersion": client_version(),
                "chainId": CHAIN_ID,
                "instanceId": chain.instance(),
                "latestBlockNumber": last.number(),
                "latestBlockHash": last.ethereum.hash,
                "runtime": format!("{}/{}", VERSION.spec_name, VERSION.spec_version),
            }))
        };
        Ok(self.chain.run(metadata).await?)
    }
}
