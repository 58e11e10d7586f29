//! A contract's ABI: functions by name, errors and events in words.

use crate::values::{self, Named};
use alloy_dyn_abi::{DynSolValue, JsonAbiExt};
use alloy_json_abi::{Function, JsonAbi};
use alloy_primitives::{Address, Bytes, B256};
use alloy_sol_types::{Panic, PanicKind, SolError};
use anyhow::{bail, Context, Result};
use serde::Serialize;
use std::{fmt, fs, path::Path};

/// A contract's ABI.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Abi(pub JsonAbi);

/// Why a call reverted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Revert {
    /// The error's name; none where its data name no known error.
    pub name: Option<String>,
    /// The error's arguments.
    pub arguments: Vec<Named>,
    /// What the call returned.
    pub data: Bytes,
}

impl fmt::Display for Revert {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) if self.arguments.is_empty() => f.write_str(name),
            // Error(string): the text alone, which is an error's name in IServices.
            Some(name) if name == "Error" => f.write_str(&values::line(&self.arguments)),
            Some(name) => write!(f, "{name}({})", values::line(&self.arguments)),
            None if self.data.is_empty() => f.write_str("no data"),
            None => write!(f, "an error that the ABI does not have: {}", self.data),
        }
    }
}

/// A log of a transaction.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
pub struct Log {
    /// The contract that emitted it.
    pub address: Address,
    /// Its topics.
    pub topics: Vec<B256>,
    /// Its data.
    pub data: Bytes,
}

/// An event, decoded if the ABI of its contract is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Event {
    /// The contract that emitted it.
    pub address: Address,
    /// What the contract is called, if it is known.
    pub contract: Option<String>,
    /// The event's name; none where no ABI has it.
    pub name: Option<String>,
    /// The event's parameters, in declared order.
    pub arguments: Vec<Named>,
    /// The topics, where no ABI has the event.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<B256>,
    /// The data, where no ABI has the event.
    #[serde(skip_serializing_if = "is_empty")]
    pub data: Bytes,
}

fn is_empty(data: &Bytes) -> bool {
    data.is_empty()
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.contract {
            Some(contract) => write!(f, "{contract}: ")?,
            None => write!(f, "{}: ", self.address)?,
        }
        match &self.name {
            Some(name) => write!(f, "{name}({})", values::line(&self.arguments)),
            None => write!(
                f,
                "an event that no ABI has: topics {:?}, data {}",
                self.topics, self.data
            ),
        }
    }
}

impl Abi {
    /// The ABI in a JSON file.
    ///
    /// # Errors
    /// If the file cannot be read or is no ABI.
    pub fn load(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path)
            .with_context(|| format!("cannot read the ABI {}", path.display()))?;
        let abi = blueprint_strict::interface(&text).map_err(anyhow::Error::msg);
        abi.map(Self)
            .with_context(|| format!("expected a JSON ABI in {}", path.display()))
    }

    /// A function by its name, or by its signature where several have the name.
    ///
    /// # Errors
    /// If there is none, with those there are; if a name alone has several.
    pub fn function(&self, name: &str) -> Result<&Function> {
        let plain: String = name.chars().filter(|c| !c.is_whitespace()).collect();
        let named = plain.split('(').next().unwrap_or_default();
        let all = self
            .0
            .functions
            .get(named)
            .map(Vec::as_slice)
            .unwrap_or_default();
        if plain.contains('(') {
            if let Some(function) = all.iter().find(|function| function.signature() == plain) {
                return Ok(function);
            }
        } else if let [function] = all {
            return Ok(function);
        }
        if all.is_empty() {
            let known: Vec<_> = self
                .0
                .functions()
                .map(|known| known.name.as_str())
                .collect();
            bail!(
                "expected a function of the ABI: {}; received {name}",
                known.join(", ")
            );
        }
        let known: Vec<_> = all.iter().map(Function::signature).collect();
        bail!("expected one of {}; received {name}", known.join(", "))
    }

    /// The parameters of the constructor; none where the ABI has no constructor.
    pub fn constructor_inputs(&self) -> &[alloy_json_abi::Param] {
        self.0
            .constructor
            .as_ref()
            .map(|constructor| constructor.inputs.as_slice())
            .unwrap_or_default()
    }

    /// An error of this ABI, or one that every compiler has.
    pub fn revert(&self, data: &Bytes) -> Option<Revert> {
        let selector = data.get(..4)?;
        if let Some(panic) = Panic::abi_decode_validate(data)
            .ok()
            .filter(|_| selector == Panic::SELECTOR)
        {
            let meaning = PanicKind::from_number(panic.code.saturating_to())
                .map_or("unknown", |kind| kind.as_str());
            let code = format!("{:#x}: {meaning}", panic.code);
            return Some(known_revert("Panic", "code", "uint256", code, data));
        }
        if selector == alloy_sol_types::Revert::SELECTOR {
            let reason = alloy_sol_types::Revert::abi_decode_validate(data)
                .ok()?
                .reason;
            return Some(known_revert("Error", "", "string", reason, data));
        }
        let error = self
            .0
            .errors()
            .find(|error| error.selector().as_slice() == selector)?;
        let decoded = blueprint_strict::values(&error.inputs, data.get(4..)?)?;
        Some(Revert {
            name: Some(error.name.clone()),
            arguments: values::named(&error.inputs, &decoded),
            data: data.clone(),
        })
    }

    /// A log as an event of this ABI.
    pub fn event(&self, log: &Log) -> Option<Event> {
        let topic = log.topics.first()?;
        let events = self
            .0
            .events()
            .filter(|event| !event.anonymous && event.selector() == *topic);
        for event in events {
            let topics = log.topics.get(1..).unwrap_or_default();
            let Some(decoded) = blueprint_strict::event(event, topics, &log.data) else {
                continue;
            };
            let fields = event.inputs.iter().zip(&decoded);
            let arguments = fields.map(|(input, value)| values::named_of_event(input, value));
            return Some(Event {
                address: log.address,
                contract: None,
                name: Some(event.name.clone()),
                arguments: arguments.collect(),
                topics: Vec::new(),
                data: Bytes::new(),
            });
        }
        None
    }
}

fn known_revert(name: &str, argument: &str, kind: &str, value: String, data: &Bytes) -> Revert {
    Revert {
        name: Some(name.into()),
        arguments: vec![Named {
            name: argument.into(),
            kind: kind.into(),
            value: value.into(),
        }],
        data: data.clone(),
    }
}

/// The calldata of a function.
///
/// # Errors
/// If the values are not of its types.
pub fn calldata(function: &Function, arguments: &[DynSolValue]) -> Result<Bytes> {
    let encoded = function
        .abi_encode_input(arguments)
        .with_context(|| format!("cannot encode the arguments of {}", function.signature()))?;
    Ok(encoded.into())
}

/// What a function returned, by the names of its return values.
///
/// # Errors
/// If the data are not of its types.
pub fn returned(function: &Function, data: &[u8]) -> Result<Vec<Named>> {
    let decoded = blueprint_strict::values(&function.outputs, data).with_context(|| {
        format!(
            "expected the return values of {}, received 0x{}: is this the contract's ABI?",
            function.signature(),
            hex::encode(data)
        )
    })?;
    Ok(values::named(&function.outputs, &decoded))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::{keccak256, U256};

    fn abi() -> Abi {
        Abi(JsonAbi::parse([
            "function f(uint8 a) view returns (uint64 id)",
            "function g()",
            "function g(bool)",
            "error Wrong(address expected, address received)",
            "error Empty()",
            "event Moved(uint64 indexed id, string indexed label, uint256 amount)",
        ])
        .unwrap())
    }

    #[test]
    fn functions_are_found_by_name_and_overloads_by_signature() {
        let abi = abi();
        assert_eq!(abi.function("f").unwrap().signature(), "f(uint8)");
        assert_eq!(abi.function("g( bool )").unwrap().signature(), "g(bool)");
        let several = abi.function("g").unwrap_err().to_string();
        assert!(
            several.contains("g()") && several.contains("g(bool)"),
            "{several}"
        );
        let none = abi.function("h").unwrap_err().to_string();
        assert!(
            none.contains("f, g, g") && none.contains("received h"),
            "{none}"
        );
        assert!(abi.function("f(uint16)").is_err());
    }

    #[test]
    fn reverts_have_names() {
        let abi = abi();
        let of = |text: &str, arguments: &[u8]| {
            let mut data = keccak256(text)[..4].to_vec();
            data.extend(arguments);
            abi.revert(&data.into()).map(|revert| revert.to_string())
        };
        assert_eq!(of("Empty()", &[]).unwrap(), "Empty");
        let addresses = [[0u8; 32], U256::from(1).to_be_bytes::<32>()].concat();
        assert_eq!(
            of("Wrong(address,address)", &addresses).unwrap(),
            "Wrong(expected: 0x0000000000000000000000000000000000000000, received: 0x0000000000000000000000000000000000000001)"
        );
        assert_eq!(of("Other()", &[]), None);
        assert_eq!(of("Wrong(address,address)", &[1]), None);
        let error = alloy_sol_types::Revert::from("NotManager").abi_encode();
        assert_eq!(abi.revert(&error.into()).unwrap().to_string(), "NotManager");
        let panic = Panic {
            code: U256::from(0x11),
        }
        .abi_encode();
        let panic = abi.revert(&panic.into()).unwrap().to_string();
        assert!(
            panic.contains("0x11") && panic.contains("overflow"),
            "{panic}"
        );
    }

    #[test]
    fn events_have_their_parameters_in_declared_order() {
        let log = Log {
            address: Address::ZERO,
            topics: vec![
                keccak256("Moved(uint64,string,uint256)"),
                U256::from(7).into(),
                keccak256("x"),
            ],
            data: U256::from(9).to_be_bytes::<32>().into(),
        };
        let event = abi().event(&log).unwrap();
        assert_eq!(event.name.as_deref(), Some("Moved"));
        assert_eq!(event.arguments[0].to_string(), "id: 7");
        assert_eq!(event.arguments[2].to_string(), "amount: 9");
        assert_eq!(
            abi().event(&Log {
                topics: vec![],
                ..log
            }),
            None
        );
    }

    #[test]
    fn words_outside_of_their_types_and_data_that_are_long_to_read_are_errors() {
        let (kind, bomb) = blueprint_corpus::bomb::bomb(7, 10);
        let mut all = vec![(kind, bomb)];
        let word = |digits: &str| hex::decode(format!("{digits:0>64}")).unwrap();
        for (kind, digits) in [
            ("uint8", "1ff"),
            ("bool", "2"),
            ("int8", "ff"),
            ("address", "1ffffffffffffffffffffffffffffffffffffffff"),
            ("bytes4", "1"),
        ] {
            all.push((kind.into(), word(digits)));
        }
        for (kind, data) in all {
            let parsed = JsonAbi::parse([
                format!("function f() view returns ({kind})").as_str(),
                format!("error Failed({kind} value)").as_str(),
                format!("event Said({kind} value)").as_str(),
            ]);
            let abi = Abi(parsed.unwrap());
            assert!(
                returned(abi.function("f").unwrap(), &data).is_err(),
                "{kind}"
            );
            let selector = |name: &str| keccak256(format!("{name}({kind})"));
            let mut error = selector("Failed")[..4].to_vec();
            error.extend(&data);
            assert_eq!(abi.revert(&error.into()), None, "{kind}");
            let log = Log {
                address: Address::ZERO,
                topics: vec![selector("Said")],
                data: data.into(),
            };
            assert_eq!(abi.event(&log), None, "{kind}");
        }
    }

    #[test]
    fn return_values_have_names() {
        let abi = abi();
        let function = abi.function("f").unwrap();
        let values = returned(function, &U256::from(5).to_be_bytes::<32>()).unwrap();
        assert_eq!(values::line(&values), "id: 5");
        assert!(returned(function, &[])
            .unwrap_err()
            .to_string()
            .contains("f(uint8)"));
    }
}
