//! A built contract: its code, and its words by name.

use alloy_dyn_abi::{DynSolType, DynSolValue, EventExt, FunctionExt, JsonAbiExt, Specifier};
use alloy_json_abi::{Function, JsonAbi, Param};
use alloy_primitives::B256;
use anyhow::{bail, ensure, Context, Result};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// The constructor's argument of a manager that records no verdict anywhere: the zero address.
pub const NO_SERVICES: &str = "0x0000000000000000000000000000000000000000";

/// A contract as `make contracts` left it.
pub struct Contract {
    /// The PolkaVM blob.
    pub code: Vec<u8>,
    abi: JsonAbi,
}

/// Where `make contracts` puts the ink! contracts.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/ink")
}

impl Contract {
    /// The contract of a name, for example `incredible_squaring`.
    pub fn built(name: &str) -> Result<Self> {
        let read = |file: String| {
            let path = folder().join(file);
            fs::read(&path).with_context(|| {
                format!("expected {}, which `make contracts` builds", path.display())
            })
        };
        Ok(Self {
            code: read(format!("{name}.polkavm"))?,
            abi: serde_json::from_slice(&read(format!("{name}.abi.json"))?)?,
        })
    }

    /// Constructor arguments.
    pub fn constructor(&self, args: &[&str]) -> Result<Vec<u8>> {
        let inputs = self.abi.constructor().map(|it| it.inputs.as_slice());
        Ok(values(inputs.unwrap_or_default(), args)?.abi_encode_params())
    }

    /// Calldata of a function, by its name or, where several share that, its signature.
    pub fn call(&self, name: &str, args: &[&str]) -> Result<Vec<u8>> {
        let function = self.function(name)?;
        let mut calldata = function.selector().to_vec();
        calldata.extend(values(&function.inputs, args)?.abi_encode_params());
        Ok(calldata)
    }

    /// What a function returned.
    pub fn output(&self, name: &str, data: &[u8]) -> Result<Vec<DynSolValue>> {
        Ok(self.function(name)?.abi_decode_output(data)?)
    }

    /// The name of the custom error in revert data.
    pub fn error(&self, data: &[u8]) -> Option<&str> {
        let selector = data.get(..4)?;
        let error = self.abi.errors().find(|it| it.selector() == selector)?;
        error.abi_decode_input(&data[4..]).ok()?;
        Some(&error.name)
    }

    /// The name of an event, if its fields are the ABI's.
    pub fn event(&self, topics: &[[u8; 32]], data: &[u8]) -> Option<&str> {
        let first = B256::from(*topics.first()?);
        let event = self.abi.events().find(|it| it.selector() == first)?;
        let topics = topics.iter().map(|topic| B256::from(*topic));
        event.decode_log_parts(topics, data).ok()?;
        Some(&event.name)
    }

    fn function(&self, name: &str) -> Result<&Function> {
        let (bare, full) = match name.split_once('(') {
            Some((bare, _)) => (bare, true),
            None => (name, false),
        };
        let named = self.abi.function(bare).map(Vec::as_slice);
        let mut fitting = named
            .unwrap_or_default()
            .iter()
            .filter(|function| !full || function.signature() == name);
        match (fitting.next(), fitting.next()) {
            (Some(function), None) => Ok(function),
            (None, _) => bail!("expected a function of the contract, received {name}"),
            _ => bail!("expected the signature of one function, received the name {name}"),
        }
    }
}

fn values(inputs: &[Param], args: &[&str]) -> Result<DynSolValue> {
    ensure!(
        inputs.len() == args.len(),
        "expected {} arguments, received {}",
        inputs.len(),
        args.len()
    );
    let values: Result<Vec<DynSolValue>> = inputs
        .iter()
        .zip(args)
        .map(|(input, arg)| {
            let ty: DynSolType = input.resolve()?;
            Ok(ty.coerce_str(arg)?)
        })
        .collect();
    Ok(DynSolValue::Tuple(values?))
}
