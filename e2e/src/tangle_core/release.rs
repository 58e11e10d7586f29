//! The releases of the core that this harness runs.

use super::{
    gas,
    state::{Snapshot, StateError},
};
use crate::{accounts::TANGLE_CORE, artifact::built_path, chain::CallOptions};
use alloy_primitives::U256;
use blueprint_e2e_runtime::{Balance, UNIT};
use sp_core::H160;
use std::{fs, path::PathBuf, sync::OnceLock};

/// A release of the core, as its authors deployed and published it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Release {
    /// 0.10, of the crate `tnt-core-fixtures`: 33 hooks.
    Core0_10,
    /// The newer one, of the crate that `tools/cli/newer-core.sh` names: 37 hooks, each with a gas limit.
    Core0_20,
}

/// Where `make newer-core` puts the newer core's snapshot, below `target`.
pub const CORE_0_20: &str = "core-0.20.json";

/// What finds or fetches the newer core's snapshot: a file, or why there is none.
pub type Provider = fn() -> Result<PathBuf, String>;

/// Of a program that may run without this clone.
static PROVIDER: OnceLock<Provider> = OnceLock::new();

/// Has the newer core's snapshot taken from what `provider` returns, not from this clone. The first call of a process
/// counts.
pub fn provide_by(provider: Provider) {
    // A second provider is not used.
    let _ = PROVIDER.set(provider);
}

/// Where the newer core keeps that limit, zero for its default; `managerHookGasLimit` reads it.
const HOOK_GAS_SLOT: u64 = 89;

/// The most that a transaction to the newer core may deposit. The chain gives a nested call a share of what
/// the transaction has left, in weight and in deposit: with an unlimited deposit a hook's gas is none of
/// its weight.
const DEPOSIT_LIMIT: Balance = 2 * UNIT;

impl Release {
    /// Both, the older first.
    pub const ALL: [Release; 2] = [Release::Core0_10, Release::Core0_20];

    /// The core.
    pub fn core(self) -> H160 {
        match self {
            Release::Core0_10 => TANGLE_CORE,
            Release::Core0_20 => H160([
                0x01, 0x65, 0x87, 0x8a, 0x59, 0x4c, 0xa2, 0x55, 0x33, 0x8a, 0xdf, 0xa4, 0xd4, 0x84,
                0x49, 0xf6, 0x92, 0x42, 0xeb, 0x8f,
            ]),
        }
    }

    /// The core's staking contract.
    pub fn staking(self) -> H160 {
        match self {
            Release::Core0_10 => H160([
                0xe7, 0xf1, 0x72, 0x5e, 0x77, 0x34, 0xce, 0x28, 0x8f, 0x83, 0x67, 0xe1, 0xbb, 0x14,
                0x3e, 0x90, 0xbb, 0x3f, 0x05, 0x12,
            ]),
            Release::Core0_20 => H160([
                0xdc, 0x64, 0xa1, 0x40, 0xaa, 0x3e, 0x98, 0x11, 0x00, 0xa9, 0xbe, 0xca, 0x4e, 0x68,
                0x5f, 0x96, 0x2f, 0x0c, 0xf6, 0xc9,
            ]),
        }
    }

    /// How many accounts of its snapshot hold code.
    pub fn contracts(self) -> usize {
        match self {
            Release::Core0_10 => 55,
            Release::Core0_20 => 62,
        }
    }

    /// Its published state, but for the newer core's limit of a hook's gas: [`gas::MOST_HOOK_GAS`], as its
    /// administrator can set it (`setManagerHookGasLimit`).
    ///
    /// # Errors
    /// If it is not there, or not the one this harness knows.
    pub fn snapshot(self) -> Result<Snapshot, StateError> {
        if self == Release::Core0_10 {
            return Snapshot::parse(tnt_core_fixtures::localtestnet_state_json(), self);
        }
        let path = match PROVIDER.get() {
            Some(provider) => provider().map_err(StateError::NotProvided)?,
            None => built_path(CORE_0_20),
        };
        let json =
            fs::read_to_string(&path).map_err(|error| StateError::Missing { path, error })?;
        let mut snapshot = Snapshot::parse(&json, self)?;
        let slot = U256::from(HOOK_GAS_SLOT);
        snapshot.store(self.core(), slot, U256::from(gas::MOST_HOOK_GAS));
        Ok(snapshot)
    }

    /// How a transaction is limited, with a value in wei.
    pub(super) fn options(self, value: u128) -> CallOptions {
        CallOptions {
            value: value.into(),
            deposit_limit: match self {
                Release::Core0_10 => None,
                Release::Core0_20 => Some(DEPOSIT_LIMIT),
            },
            ..CallOptions::default()
        }
    }
}
