//! `encode` and `decode`: calldata, return values and errors by a contract's ABI.

use crate::project::Project;
use alloy_json_abi::Param;
use anyhow::{bail, ensure, Context, Result};
use blueprint_e2e::decode::Interface;
use serde::Serialize;
use serde_json::Value;
use std::{
    fmt, fs,
    path::{Path, PathBuf},
};

/// Encode a call of a function, or a constructor's arguments
#[derive(clap::Args)]
pub struct Encode {
    /// A contract of the project, a file with its JSON ABI, or `hooks`: those of every interface version
    contract: String,
    /// The function's name, its full signature where the name is overloaded, or `constructor`
    function: String,
    /// Values, or one JSON array of all of them. A list or a struct is JSON. Names of accounts stand for addresses.
    /// Before one that begins with a hyphen and is no number: --
    #[arg(allow_negative_numbers = true)]
    arguments: Vec<String>,
}

/// Decode calldata, or what a call reverted with
#[derive(clap::Args)]
pub struct Decode {
    /// A contract of the project, a file with its JSON ABI, or `hooks`: those of every interface version
    contract: String,
    /// 0x and hex digits, from the selector on
    data: String,
    /// The function whose return value it is
    #[arg(long)]
    returns_of: Option<String>,
}

/// Bytes in hex.
#[derive(Serialize)]
pub struct Encoded {
    data: String,
}

impl fmt::Display for Encoded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.data)
    }
}

/// A call, an error or a return value.
#[derive(Serialize)]
pub struct Decoded {
    kind: &'static str,
    name: String,
    values: Vec<Value>,
    /// What follows the values, which a contract does not read.
    #[serde(skip_serializing_if = "Option::is_none")]
    unread: Option<String>,
}

impl fmt::Display for Decoded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} {}", self.kind, self.name)?;
        for value in &self.values {
            writeln!(f, "  {value}")?;
        }
        if let Some(unread) = &self.unread {
            writeln!(f, "  not read: {unread}")?;
        }
        Ok(())
    }
}

/// Encodes.
///
/// # Errors
/// If there is no such contract or function, or the arguments are not its.
pub fn encode(args: &Encode, folder: Option<&Path>) -> Result<Encoded> {
    let interface = interface(&args.contract, folder)?;
    let data = match args.function.as_str() {
        "constructor" => {
            let constructor = interface.abi().constructor();
            let inputs = constructor.map(|it| &it.inputs[..]).unwrap_or_default();
            interface.encode_constructor(&values(inputs, &args.arguments)?)?
        }
        function => {
            let inputs = &interface.function(function)?.inputs;
            interface.encode_call(function, &values(inputs, &args.arguments)?)?
        }
    };
    Ok(Encoded {
        data: format!("0x{}", hex::encode(data)),
    })
}

/// By the same words as `call` takes them.
fn values(parameters: &[Param], words: &[String]) -> Result<Vec<Value>> {
    blueprint_strict::words::values(parameters, words).map_err(anyhow::Error::msg)
}

fn unread(parameters: &[Param], data: &[u8]) -> Option<String> {
    let rest = blueprint_strict::unread(parameters, data)?;
    Some(format!("0x{}", hex::encode(rest)))
}

/// Decodes.
///
/// # Errors
/// If the data are none of the contract's calls and errors, with its first four bytes.
pub fn decode(args: &Decode, folder: Option<&Path>) -> Result<Decoded> {
    let interface = interface(&args.contract, folder)?;
    let digits = args.data.strip_prefix("0x").unwrap_or(&args.data);
    let data = hex::decode(digits)
        .with_context(|| format!("expected 0x and hex digits, received {}", args.data))?;
    if let Some(name) = &args.returns_of {
        let function = interface.function(name)?;
        let values = interface.decode_output(function, &data);
        return Ok(Decoded {
            kind: "return value of",
            name: function.signature(),
            values: values.with_context(|| {
                format!(
                    "expected what {} returns, received {}",
                    function.signature(),
                    args.data
                )
            })?,
            unread: unread(&function.outputs, &data),
        });
    }
    let body = data.get(4..).unwrap_or_default();
    if let Some(function) = interface.function_of(&data) {
        let values = interface.decode_input(function, body);
        return Ok(Decoded {
            kind: "call",
            name: function.signature(),
            values: values.with_context(|| {
                format!(
                    "expected arguments of {}, received others",
                    function.signature()
                )
            })?,
            unread: unread(&function.inputs, body),
        });
    }
    if let Some(error) = interface.decode_error(&data) {
        let mut of_abi = interface.abi().errors();
        let declared =
            of_abi.find(|it| it.name == error.name && data.starts_with(&it.selector()[..]));
        return Ok(Decoded {
            kind: "error",
            unread: declared.and_then(|it| unread(&it.inputs, body)),
            name: error.name,
            values: error.args.into_iter().map(|(_, value)| value).collect(),
        });
    }
    let selector = data.get(..4).unwrap_or(&data);
    if let Some(error) = interface
        .abi()
        .errors()
        .find(|it| selector == &it.selector()[..])
    {
        bail!(
            "expected the values of {}, received {}",
            error.signature(),
            args.data
        );
    }
    bail!(
        "expected a call or an error of {}, received 0x{}",
        args.contract,
        hex::encode(selector)
    )
}

fn interface(contract: &str, folder: Option<&Path>) -> Result<Interface> {
    if contract == "hooks" {
        return Ok(Interface::known_hooks());
    }
    let given = PathBuf::from(contract);
    ensure!(
        !given.is_dir() || !contract.contains('/'),
        "expected a contract, a file with an ABI, or `hooks`, received the folder {contract}"
    );
    let path = match given.is_file() || contract.ends_with(".json") {
        true => given,
        false => built(contract, folder)?,
    };
    let text = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
    Interface::from_json(&text).with_context(|| path.display().to_string())
}

/// The ABI of a contract that the project has built.
fn built(contract: &str, folder: Option<&Path>) -> Result<PathBuf> {
    let project = Project::current(folder)?;
    let file = format!("{contract}.abi.json");
    let places = ["ink", "solidity"].map(|kind| project.target().join(kind).join(&file));
    let found = places.iter().find(|path| path.is_file());
    found.cloned().with_context(|| {
        format!(
            "expected a contract that is built, a file with an ABI, or `hooks`, received {contract}; there is no {}. \
             `blueprint-hooks build` builds the project's contracts",
            places.map(|path| path.display().to_string()).join(" nor ")
        )
    })
}
