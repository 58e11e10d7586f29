//! Names of accounts and contracts in requests and arguments.

use super::{Answer, World};
use crate::accounts::{self, Account};
use alloy_json_abi::Param;
use serde_json::Value;
use sp_core::H160;

/// Operators of a world, in the order of a core's snapshot.
const OPERATORS: [&str; 2] = ["bob", "charlie"];

impl World {
    /// The address of a name, or of 0x and 40 digits.
    pub(crate) fn address(&self, name: &str) -> Answer<H160> {
        if let Some(contract) = self.names.get(name) {
            return Ok(*contract);
        }
        if let Some(core) = &self.core {
            if name == "runtime" {
                return Ok(core.release.core());
            }
            if let Some(place) = OPERATORS.iter().position(|it| *it == name) {
                return Ok(core.operators[place].account.address);
            }
        }
        let services = self.core.is_none() || name != "services";
        let known = accounts::address_of(name).filter(|_| services);
        let typed = || blueprint_strict::address(name).map(|it| H160(it.into_array()));
        known.or_else(typed).ok_or_else(|| {
            let contracts = self.names.keys().map(String::as_str);
            let known: Vec<&str> = accounts::callers().into_iter().chain(contracts).collect();
            format!(
                "expected {}, runtime, {}zero, or 0x and 40 hex digits, with the checksum of EIP-55 where they are of both cases, \
                 received {name:?}",
                known.join(", "),
                if self.core.is_none() {
                    "services, "
                } else {
                    ""
                }
            )
        })
    }

    /// Arguments with addresses in place of names, where an address is expected.
    pub(crate) fn arguments(&self, inputs: &[Param], args: Value) -> Answer<Vec<Value>> {
        let args = match args {
            Value::Null => Vec::new(),
            Value::Array(args) => args,
            other => return Err(format!("expected an array of arguments, received {other}")),
        };
        let mut inputs = inputs.iter();
        args.into_iter()
            .map(|value| match inputs.next() {
                Some(input) if input.ty.starts_with("address") => self.named(value),
                _ => Ok(value),
            })
            .collect()
    }

    fn named(&self, value: Value) -> Answer<Value> {
        match value {
            Value::String(name) => Ok(format!("{:?}", self.address(&name)?).into()),
            Value::Array(values) => {
                let values = values.into_iter().map(|it| self.named(it));
                values.collect::<Answer<Vec<_>>>().map(Value::Array)
            }
            other => Ok(other),
        }
    }
}

/// The account of a name, for which a key signs.
pub(super) fn account(world: &mut World, name: &str) -> Answer<Account> {
    if let Some(core) = &world.core {
        if let Some(place) = OPERATORS.iter().position(|it| *it == name) {
            return Ok(core.operators[place].account.clone());
        }
    }
    if let Some(account) = accounts::named(name) {
        return Ok(account);
    }
    let address = world.address(name)?;
    if !accounts::can_sign(address)
        || world
            .core
            .as_ref()
            .is_some_and(|it| it.release.core() == address)
    {
        return Err(format!(
            "expected an account for which a key signs, received {name:?}; {} do",
            accounts::callers().join(", ")
        ));
    }
    Ok(Account {
        name: name.into(),
        ..world.chain.ethereum_account(address)
    })
}
