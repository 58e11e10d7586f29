//! Changes of the state without a transaction.

use super::{submit::within_nonces, Chain};
use crate::error::Error;
use blueprint_e2e_runtime::{Revive, Runtime};
use pallet_revive::{
    evm::{StateOverride, StateOverrideSet, StorageOverride},
    state_overrides::apply_state_overrides,
    EthTransactError,
};
use sp_core::{H160, H256, U256};

impl Chain {
    /// Sets the balance of an account, in wei.
    ///
    /// # Errors
    /// If it is more than the chain's token can express.
    pub fn set_balance(&mut self, address: H160, balance: U256) -> Result<(), Error> {
        let change = StateOverride {
            balance: Some(balance),
            ..Default::default()
        };
        self.edit(address, change)
    }

    /// Sets how many transactions an account has sent.
    ///
    /// # Errors
    /// If it is more than 2³² − 2.
    pub fn set_nonce(&mut self, address: H160, nonce: U256) -> Result<(), Error> {
        within_nonces(nonce)?;
        let change = StateOverride {
            nonce: Some(nonce),
            ..Default::default()
        };
        self.edit(address, change)
    }

    /// Sets the code of an account: EVM code as it runs, not as it is deployed, or a PolkaVM blob.
    ///
    /// # Errors
    /// If the code is not accepted, or the address is a precompile's.
    pub fn set_code(&mut self, address: H160, code: Vec<u8>) -> Result<(), Error> {
        // A contract has an account, which the balance creates.
        let balance = self.read(|| Revive::evm_balance(&address));
        let change = StateOverride {
            balance: Some(balance),
            code: Some(code.into()),
            ..Default::default()
        };
        self.edit(address, change)
    }

    /// Sets a value in a contract's storage.
    ///
    /// # Errors
    /// If there is no contract.
    pub fn set_storage(&mut self, address: H160, slot: H256, value: H256) -> Result<(), Error> {
        let change = StateOverride {
            storage: Some(StorageOverride::StateDiff([(slot, value)].into())),
            ..Default::default()
        };
        self.edit(address, change)
    }

    /// That changes set the code of no precompile: the runtime would run the precompile all the same.
    ///
    /// # Errors
    /// If they do.
    pub(super) fn no_precompile(&self, changes: &StateOverrideSet) -> Result<(), Error> {
        let mut coded = changes.iter().filter(|(_, change)| change.code.is_some());
        match coded.find(|(address, _)| self.read(|| is_precompile(**address))) {
            None => Ok(()),
            Some((address, _)) => Err(Error::invalid(format!(
                "expected an address whose code can be set, received {address:?}, which is a precompile's: precompiles cannot \
                 be replaced"
            ))),
        }
    }

    fn edit(&mut self, address: H160, change: StateOverride) -> Result<(), Error> {
        let number = self.last()?.number();
        let wanted = change.balance;
        let changes = StateOverrideSet([(address, change)].into());
        self.no_precompile(&changes)?;
        self.state.write(number, || {
            apply_state_overrides::<Runtime>(changes).map_err(|error| match (error, wanted) {
                (EthTransactError::Message(message), Some(wanted))
                    if message.ends_with("BalanceConversionFailed") =>
                {
                    too_much(wanted)
                }
                (EthTransactError::Message(message), _) => Error::of_runtime(&message),
                (EthTransactError::Data(data), _) => Error::reverted(data),
            })?;
            // A balance that all balances together have no room for is left as it was, without an error.
            let has = Revive::evm_balance(&address);
            match wanted.filter(|wanted| *wanted != has) {
                None => Ok(()),
                Some(wanted) => Err(too_much(wanted)),
            }
        })?;
        let root = self.state.root();
        if let Some(last) = self.history.last_mut() {
            last.root = root;
        }
        Ok(())
    }
}

fn too_much(balance: U256) -> Error {
    Error::invalid(format!(
        "expected a balance that, with those of all other accounts, is at most 2^128 - 1 base units of a million wei, \
         received {balance} wei"
    ))
}

/// Whether an address is a precompile's: code that is set there is not its code. Changes the state that is set.
fn is_precompile(address: H160) -> bool {
    // An instruction that is none.
    const CODE: [u8; 1] = [0xfe];
    let change = StateOverride {
        code: Some(CODE.to_vec().into()),
        ..Default::default()
    };
    let set = apply_state_overrides::<Runtime>(StateOverrideSet([(address, change)].into()));
    set.is_ok() && Revive::code(&address) != CODE
}
