//! The calls between contracts in the last step, by names.

use super::{bare, said, World};
use crate::{
    accounts::{self, SERVICES},
    chain::{CallAnswer, ContractCall},
    decode::{values::hex_text, Interface, Named},
};
use alloy_json_abi::Param;
use blueprint_test::Call;
use serde_json::{Map, Value};
use sp_core::H160;

impl World {
    /// The calls of the last deployment, call or step: those of accounts, and within each those that it made.
    pub(crate) fn calls(&self) -> Vec<Call> {
        self.shown_calls(&Interface::known_hooks(), self.chain.calls())
    }

    fn shown_calls(&self, hooks: &Interface, mut rest: &[ContractCall]) -> Vec<Call> {
        let mut calls = Vec::new();
        while let Some((call, behind)) = rest.split_first() {
            let within = behind.iter().take_while(|it| it.depth > call.depth);
            let (within, others) = behind.split_at(within.count());
            calls.push(self.shown_call(hooks, call, within));
            rest = others;
        }
        calls
    }

    fn shown_call(&self, hooks: &Interface, call: &ContractCall, within: &[ContractCall]) -> Call {
        let code = call.delegate.unwrap_or(call.to);
        let interface = self.interface(code);
        let function = interface
            .and_then(|it| it.function_of(&call.input))
            .or_else(|| hooks.function_of(&call.input));
        let (name, args, outputs) = match (call.creates, function) {
            (true, _) => {
                let constructor = interface.and_then(|it| it.abi().constructor());
                let inputs = constructor.map(|it| it.inputs.as_slice());
                let args = inputs.and_then(|it| arguments(it, &call.input));
                ("constructor".to_owned(), args, None)
            }
            (false, Some(function)) => (
                function.name.clone(),
                arguments(&function.inputs, &call.input[4..]),
                Some(function),
            ),
            (false, None) => (selector(&call.input), None, None),
        };
        let (returns, failure) = match &call.answer {
            CallAnswer::Returned(data) => {
                let values = outputs.and_then(|it| crate::decode::decode_output(it, data));
                (values.unwrap_or_default(), None)
            }
            CallAnswer::Reverted(data) => (Vec::new(), Some(said(self.revert(code, data)))),
            CallAnswer::Trapped(name) => (Vec::new(), Some(bare(name.clone()))),
        };
        Call {
            from: self.label(call.from),
            to: self.label(call.to),
            code: call.delegate.map(|it| self.label(it)),
            read_only: call.read_only,
            function: name,
            // Of data that is not the function's, all of it is shown.
            args: args.unwrap_or_else(|| raw(call)),
            value: call.value.to_string(),
            returns,
            failure,
            ref_time: call.weight.ref_time(),
            proof_size: call.weight.proof_size(),
            calls: self.shown_calls(hooks, within),
        }
    }

    /// What a contract reverted with: an error of its own ABI, of another contract's, or the bytes.
    fn revert(&self, contract: H160, data: &[u8]) -> Named {
        let own = self
            .interface(contract)
            .and_then(|it| it.decode_error(data));
        own.or_else(|| self.named_error(data))
            .unwrap_or_else(|| Named {
                name: format!("revert 0x{}", hex::encode(data)),
                args: Map::new(),
            })
    }

    /// A contract's or an account's name, or its address.
    fn label(&self, address: H160) -> String {
        let own = self.core.as_ref().map(|core| core.release.core());
        let named = || self.names.iter().find(|(_, it)| **it == address);
        let built = || self.labels.get(&address);
        let account = || {
            let mut all = accounts::all().into_iter();
            all.find(|it| it.address == address).map(|it| it.name)
        };
        match address {
            _ if own == Some(address) => "core".into(),
            _ if own.is_none() && address == SERVICES => "services".into(),
            _ if own.is_none() && address == accounts::runtime().address => "pallet".into(),
            _ => named()
                .map(|(name, _)| name.clone())
                .or_else(|| built().cloned())
                .or_else(account)
                .unwrap_or_else(|| format!("{address:?}")),
        }
    }
}

/// Arguments by name, or by position where the ABI gives no name.
fn arguments(inputs: &[Param], data: &[u8]) -> Option<Map<String, Value>> {
    let values = crate::decode::decode_values(inputs, data)?;
    let named = inputs.iter().zip(values).enumerate();
    let named = named.map(|(place, (input, value))| match input.name.as_str() {
        "" => (place.to_string(), value),
        name => (name.to_owned(), value),
    });
    Some(named.collect())
}

fn selector(input: &[u8]) -> String {
    match input {
        [] => "without data".into(),
        _ => format!("0x{}", hex::encode(&input[..input.len().min(4)])),
    }
}

fn raw(call: &ContractCall) -> Map<String, Value> {
    let skipped = if call.creates {
        0
    } else {
        call.input.len().min(4)
    };
    match &call.input[skipped..] {
        [] => Map::new(),
        data => Map::from_iter([("data".to_owned(), hex_text(data))]),
    }
}
