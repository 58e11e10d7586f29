//! Calls, answers, errors and events by name.
//!
//! An [`Interface`] is a contract's JSON ABI. Values cross as JSON, in the forms that
//! [`values`] describes. What a contract says is decoded as [strictly](blueprint_strict::abi) as solc's code does it for a
//! call between contracts.

pub mod values;

use crate::outcome::ContractEvent;
use alloy_dyn_abi::{DynSolType, DynSolValue, Specifier};
use alloy_json_abi::{Error as CustomError, Event, Function, JsonAbi, Param};
use alloy_primitives::B256;
use serde::Serialize;
use serde_json::{Map, Value};
use values::{from_json, to_json, ValueError};

/// What a blueprint's manager may implement, among the interfaces of each generation. The others
/// are the core's own.
const MANAGER_INTERFACES: [&str; 4] = [
    "IBlueprintServiceManager",
    "IJobResultVerifier",
    "IManagerErrors",
    "IReportVerifier",
];

/// Why a call could not be encoded, or an ABI not be read.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum InterfaceError {
    /// The ABI is not JSON, or not an ABI.
    #[error("no JSON ABI: {0}")]
    NotAnAbi(String),
    /// No function of that name, or of that signature.
    #[error("expected a function of the contract, received {received:?}; it has {known}")]
    UnknownFunction {
        /// What was asked for.
        received: String,
        /// What there is.
        known: String,
    },
    /// Several functions of that name.
    #[error("expected one of {signatures}, received the overloaded name {received:?}")]
    Ambiguous {
        /// What was asked for.
        received: String,
        /// The functions of that name.
        signatures: String,
    },
    /// Too many or too few arguments.
    #[error("expected {expected}, received {received} arguments")]
    ArgumentCount {
        /// What is called, with the types of its arguments.
        expected: String,
        /// How many were given.
        received: usize,
    },
    /// An argument is not of its type.
    #[error(transparent)]
    Argument(#[from] ValueError),
    /// A type in the ABI cannot be encoded.
    #[error("the ABI names a type that cannot be encoded: {0}")]
    Type(String),
}

/// Something decoded: its name in the ABI and its fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Named {
    /// Name of the error or event.
    pub name: String,
    /// Fields by name, or by position where the ABI gives no name.
    pub args: Map<String, Value>,
}

/// `Name(field: value, …)`.
impl core::fmt::Display for Named {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let fields = self.args.iter().map(|(name, value)| match value {
            Value::String(text) => format!("{name}: {text}"),
            other => format!("{name}: {other}"),
        });
        let fields: Vec<String> = fields.collect();
        write!(f, "{}({})", self.name, fields.join(", "))
    }
}

/// What a contract understands and says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Interface {
    abi: JsonAbi,
}

impl From<JsonAbi> for Interface {
    fn from(abi: JsonAbi) -> Self {
        Interface { abi }
    }
}

impl Interface {
    /// Reads a JSON ABI: the bare array, or an object with the array under `abi`, as compilers
    /// write it.
    ///
    /// # Errors
    /// If `json` is neither.
    pub fn from_json(json: &[u8]) -> Result<Self, InterfaceError> {
        let text = std::str::from_utf8(json);
        let text = text.map_err(|error| InterfaceError::NotAnAbi(error.to_string()))?;
        let abi = blueprint_strict::interface(text).map_err(InterfaceError::NotAnAbi)?;
        Ok(Interface { abi })
    }

    /// The hooks of every generation of Tangle's blueprint interface, for a contract whose own ABI
    /// is not at hand. Hooks that changed between generations must be named by full signature.
    pub fn known_hooks() -> Self {
        let interfaces = blueprint_abi::interfaces();
        let managers = interfaces.filter(|it| MANAGER_INTERFACES.contains(&it.name));
        Self::merged(managers.map(|it| (it.abi)()))
    }

    /// The functions, errors and events of several interfaces; those that are alike once.
    pub fn merged(interfaces: impl IntoIterator<Item = JsonAbi>) -> Self {
        let mut all = JsonAbi::new();
        for abi in interfaces {
            merge(&mut all.functions, abi.functions, Function::signature);
            merge(&mut all.errors, abi.errors, CustomError::signature);
            merge(&mut all.events, abi.events, Event::signature);
        }
        Interface { abi: all }
    }

    /// The ABI itself.
    pub fn abi(&self) -> &JsonAbi {
        &self.abi
    }

    /// The function of a name, or of a full signature such as `onSlash(uint64,bytes,uint8)`.
    ///
    /// # Errors
    /// If there is none, or several of the same name.
    pub fn function(&self, call: &str) -> Result<&Function, InterfaceError> {
        let call = call.trim();
        let (name, full) = match call.split_once('(') {
            Some((name, _)) => (name, true),
            None => (call, false),
        };
        let named = self
            .abi
            .function(name)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let signature: String = call.chars().filter(|c| !c.is_whitespace()).collect();
        match named {
            _ if full => named
                .iter()
                .find(|function| function.signature() == signature),
            [function] => Some(function),
            [] => None,
            several => {
                return Err(InterfaceError::Ambiguous {
                    received: call.into(),
                    signatures: list(several.iter().map(Function::signature)),
                })
            }
        }
        .ok_or_else(|| InterfaceError::UnknownFunction {
            received: call.into(),
            known: match named {
                [] if self.abi.functions.is_empty() => "none".into(),
                [] => list(self.abi.functions.keys().cloned()),
                same_name => list(same_name.iter().map(Function::signature)),
            },
        })
    }

    /// The function that calldata calls, by its selector.
    pub fn function_of(&self, calldata: &[u8]) -> Option<&Function> {
        let selector: [u8; 4] = calldata.get(..4)?.try_into().ok()?;
        self.abi.function_by_selector(selector.into())
    }

    /// Calldata for a function, by name or full signature.
    ///
    /// # Errors
    /// If there is no such function, or the arguments are not its.
    pub fn encode_call(&self, call: &str, args: &[Value]) -> Result<Vec<u8>, InterfaceError> {
        encode_function(self.function(call)?, args)
    }

    /// Constructor arguments, without the code they belong to.
    ///
    /// # Errors
    /// If the arguments are not the constructor's. Without one in the ABI there must be none.
    pub fn encode_constructor(&self, args: &[Value]) -> Result<Vec<u8>, InterfaceError> {
        let inputs = self
            .abi
            .constructor()
            .map(|it| it.inputs.as_slice())
            .unwrap_or_default();
        let values = parse_args("constructor", inputs, args)?;
        let sequence = DynSolValue::Tuple(values);
        Ok(sequence.abi_encode_params())
    }

    /// What a function returned, in the order of its outputs. `None` if `data` is not that.
    pub fn decode_output(&self, function: &Function, data: &[u8]) -> Option<Vec<Value>> {
        decode_output(function, data)
    }

    /// The arguments of a call of `function`, from the data behind the selector. `None` if they are not its.
    pub fn decode_input(&self, function: &Function, data: &[u8]) -> Option<Vec<Value>> {
        decode_values(&function.inputs, data)
    }

    /// The reason of a revert: a custom error of the ABI, or one of Solidity's own,
    /// `Error(string message)` and `Panic(uint256 code)`. `None` if it is neither, also where the
    /// fields are not of their types.
    pub fn decode_error(&self, data: &[u8]) -> Option<Named> {
        let selector: [u8; 4] = data.get(..4)?.try_into().ok()?;
        let of_selector = |error: &&CustomError| error.selector() == selector;
        let standard = standard_errors();
        let candidates = self.abi.errors().chain(&standard).filter(of_selector);
        candidates.into_iter().find_map(|error| {
            let values = blueprint_strict::values(&error.inputs, &data[4..])?;
            let names = error.inputs.iter().map(|input| input.name.as_str());
            let components = error.inputs.iter().map(|input| input.components.as_slice());
            Some(Named {
                name: error.name.clone(),
                args: fields(names, components, values),
            })
        })
    }

    /// An event of the ABI. `None` if it is none of them, also where the fields are not of their
    /// types. An indexed field that takes more than a word is known by its hash only.
    pub fn decode_event(&self, event: &ContractEvent) -> Option<Named> {
        let topic = event.topics.first()?;
        let of_topic = |known: &&Event| !known.anonymous && known.selector() == B256::from(*topic);
        self.abi.events().filter(of_topic).find_map(|known| {
            let topics: Vec<_> = event
                .topics
                .iter()
                .skip(1)
                .map(|it| B256::from(*it))
                .collect();
            let values = blueprint_strict::event(known, &topics, &event.data)?;
            let names = known.inputs.iter().map(|input| input.name.as_str());
            let components = known.inputs.iter().map(|input| input.components.as_slice());
            Some(Named {
                name: known.name.clone(),
                args: fields(names, components, values),
            })
        })
    }
}

/// Calldata for a function: its selector and its arguments.
///
/// # Errors
/// If the arguments are not the function's.
pub fn encode_function(function: &Function, args: &[Value]) -> Result<Vec<u8>, InterfaceError> {
    let values = parse_args(&function.name, &function.inputs, args)?;
    let mut calldata = function.selector().to_vec();
    calldata.extend(DynSolValue::Tuple(values).abi_encode_params());
    Ok(calldata)
}

/// What a function returned, in the order of its outputs. `None` if `data` is not that.
pub fn decode_output(function: &Function, data: &[u8]) -> Option<Vec<Value>> {
    decode_values(&function.outputs, data)
}

/// Values of parameters from encoded data. `None` if `data` is not that.
pub fn decode_values(parameters: &[Param], data: &[u8]) -> Option<Vec<Value>> {
    let values = blueprint_strict::values(parameters, data)?;
    let named = values.iter().zip(parameters);
    Some(
        named
            .map(|(value, output)| to_json(value, &output.components))
            .collect(),
    )
}

fn parse_args(
    name: &str,
    inputs: &[Param],
    args: &[Value],
) -> Result<Vec<DynSolValue>, InterfaceError> {
    if inputs.len() != args.len() {
        let types = inputs.iter().map(|input| match input.name.as_str() {
            "" => input.selector_type().into_owned(),
            name => format!("{} {name}", input.selector_type()),
        });
        return Err(InterfaceError::ArgumentCount {
            expected: format!("{name}({})", list(types)),
            received: args.len(),
        });
    }
    let typed = inputs.iter().zip(args).enumerate();
    typed
        .map(|(index, (input, arg))| {
            let ty: DynSolType = input
                .resolve()
                .map_err(|error| InterfaceError::Type(error.to_string()))?;
            let path = match input.name.as_str() {
                "" => format!("args[{index}]"),
                name => format!("args[{index}] ({name})"),
            };
            Ok(from_json(&path, &ty, &input.components, arg)?)
        })
        .collect()
}

fn fields<'a>(
    names: impl Iterator<Item = &'a str>,
    components: impl Iterator<Item = &'a [Param]>,
    values: Vec<DynSolValue>,
) -> Map<String, Value> {
    names
        .zip(components)
        .zip(values)
        .enumerate()
        .map(|(index, ((name, components), value))| {
            let key = if name.is_empty() {
                index.to_string()
            } else {
                name.to_string()
            };
            (key, to_json(&value, components))
        })
        .collect()
}

/// What every Solidity compiler may revert with.
fn standard_errors() -> Vec<CustomError> {
    ["Error(string message)", "Panic(uint256 code)"]
        .into_iter()
        .filter_map(|signature| CustomError::parse(signature).ok())
        .collect()
}

type Items<T> = std::collections::BTreeMap<String, Vec<T>>;

fn merge<T>(into: &mut Items<T>, from: Items<T>, signature: impl Fn(&T) -> String) {
    for (name, items) in from {
        let known = into.entry(name).or_default();
        for item in items {
            if known
                .iter()
                .all(|other| signature(other) != signature(&item))
            {
                known.push(item);
            }
        }
    }
}

fn list(items: impl Iterator<Item = String>) -> String {
    items.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests;
