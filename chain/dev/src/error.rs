//! Errors, as JSON-RPC names them.

use jsonrpsee::types::{error::INVALID_PARAMS_CODE, ErrorObjectOwned};

/// The code of a call that reverted, whose data is the revert data.
pub const REVERTED: i32 = 3;
/// The code of a transaction that is not accepted, and of everything else that a client can mend.
pub const REJECTED: i32 = -32_000;
/// The code of what the chain does not have.
pub const UNSUPPORTED: i32 = -32_004;
/// The code of a fault of the chain itself.
pub const INTERNAL: i32 = -32_603;

/// An error with its code, and the revert data where there is any.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    /// The code of JSON-RPC.
    pub code: i32,
    /// What was expected, what was received, what to do.
    pub message: String,
    /// The revert data.
    pub data: Option<Vec<u8>>,
}

impl Error {
    fn new(code: i32, message: impl Into<String>) -> Error {
        Error {
            code,
            message: message.into(),
            data: None,
        }
    }

    /// A parameter that is not what the method takes.
    pub fn invalid(message: impl Into<String>) -> Error {
        Error::new(INVALID_PARAMS_CODE, message)
    }

    /// A transaction or a call that the chain does not accept.
    pub fn rejected(message: impl Into<String>) -> Error {
        Error::new(REJECTED, message)
    }

    /// What the runtime says of a transaction or a call that it does not accept.
    pub fn of_runtime(message: &str) -> Error {
        let plain = plain(message);
        Error::rejected(match plain.as_str() {
            "Invalid call: Call" => "expected a call that the chain executes, received none: the data for the pallets is no encoded call \
                (dev_encodeCall makes one), or the code of a creation is neither a whole PolkaVM blob nor EVM code"
                .into(),
            _ => plain,
        })
    }

    /// What this chain does not have.
    pub fn unsupported(message: impl Into<String>) -> Error {
        Error::new(UNSUPPORTED, message)
    }

    /// A fault of the chain itself.
    pub fn internal(message: impl Into<String>) -> Error {
        Error::new(INTERNAL, message)
    }

    /// A call that reverted with data.
    pub fn reverted(data: Vec<u8>) -> Error {
        let reason = pallet_revive::evm::decode_revert_reason(&data).unwrap_or_default();
        let message = match reason.strip_prefix("revert: ").unwrap_or(&reason) {
            "" => "execution reverted".to_string(),
            reason => format!("execution reverted: {reason}"),
        };
        Error {
            data: Some(data),
            ..Error::new(REVERTED, message)
        }
    }
}

/// A message of the runtime without the notation of Rust: an error of a pallet by its name, a number as it is.
fn plain(message: &str) -> String {
    let mut text = message.to_owned();
    while let Some(from) = text.find("Module(ModuleError {") {
        let rest = &text[from..];
        let name = rest
            .split_once("message: Some(\"")
            .and_then(|it| it.1.split_once("\") })"));
        let Some((name, behind)) = name else {
            break;
        };
        text = format!("{}{name}{behind}", &text[..from]);
    }
    while let Some((before, rest)) = text.split_once("Some(") {
        let Some((value, behind)) = rest.split_once(')') else {
            break;
        };
        text = format!("{before}{value}{behind}");
    }
    text
}

impl From<Error> for ErrorObjectOwned {
    fn from(error: Error) -> Self {
        let data = error.data.map(|data| format!("0x{}", hex::encode(data)));
        ErrorObjectOwned::owned(error.code, error.message, data)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_of_the_runtime_have_no_notation_of_rust() {
        let module = |name| {
            format!("Failed: Module(ModuleError {{ index: 4, error: [51, 0, 0, 0], message: Some(\"{name}\") }}) at all")
        };
        for (message, expected) in [
            (module("StackUnderflow"), "Failed: StackUnderflow at all"),
            ("gas (supplied gas Some(7))".into(), "gas (supplied gas 7)"),
            (
                "Module(ModuleError { index: 4".into(),
                "Module(ModuleError { index: 4",
            ),
            ("Some(".into(), "Some("),
        ] {
            assert_eq!(Error::of_runtime(&message).message, expected);
        }
        let call = Error::of_runtime("Invalid call: Call");
        assert!(call.message.starts_with("expected a call") && call.code == REJECTED);
    }
}
