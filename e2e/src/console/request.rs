//! One line of input.
//!
//! ```json
//! {"caller": "alith", "calldata": "0x2f1a9bfa…"}
//! {"caller": "alice", "call": "verifyReport", "args": [7, 0, 5, "0x01", "0x02", "0x04"]}
//! {"caller": "0x70997970c51812dc3a010c7d01b50e0d17dc79c8", "call": "onRequest(uint64)",
//!  "args": ["12"], "value": "1000000000000000000"}
//! {"to": "ledger", "caller": "bob", "call": "pointsOf", "args": ["my_manager", 7]}
//! {"do": "deploy", "artifact": "target/ink/points_ledger.polkavm", "name": "ledger", "as": "alice", "args": ["runtime"]}
//! ```
//!
//! `caller` is a named account or an address. `call` is the function's name, or
//! its full signature where the name is overloaded. `value` is in wei, 0 by default. `to` is the name or the address of a
//! contract, the first one by default. A line with `do` is a [request](crate::world::Request) to the chain, as the test
//! kit sends it.

use crate::{
    decode::values::{bytes, shortened, unsigned},
    world,
};
use serde_json::{Map, Value};
use sp_core::U256;

/// A call to make.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// Name or address of who calls.
    pub caller: String,
    /// What is called.
    pub action: Action,
    /// Sent along, in wei.
    pub value: U256,
    /// Name or address of the contract; the first one without it.
    pub to: Option<String>,
}

/// What is called.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Calldata as it is.
    Calldata(Vec<u8>),
    /// A function, by name or signature.
    Call {
        /// Name or full signature.
        name: String,
        /// Arguments in order, none by default.
        args: Vec<Value>,
    },
}

impl Request {
    /// Reads a line.
    ///
    /// # Errors
    /// What was expected, and what was received.
    pub fn parse(line: &[u8]) -> Result<Self, String> {
        let mut fields = match read(line) {
            Ok(Value::Object(fields)) => fields,
            Ok(other) => {
                return Err(format!(
                    "expected an object, received {}",
                    shortened(&other)
                ))
            }
            Err(error) => return Err(format!("expected a JSON object, received {error}")),
        };
        let caller = text(
            "caller",
            fields
                .remove("caller")
                .ok_or_else(|| missing("\"caller\""))?,
        )?;
        let value = match fields.remove("value") {
            None => U256::zero(),
            Some(value) => wei(&value)?,
        };
        let to = fields.remove("to").map(|to| text("to", to)).transpose()?;
        let action = action(&mut fields)?;
        match fields.keys().next() {
            Some(unknown) => Err(format!(
                "expected caller, calldata, call, args, value and to alone, received {unknown:?}"
            )),
            None => Ok(Request {
                caller,
                action,
                value,
                to,
            }),
        }
    }
}

/// A line of JSON, whose objects have each key once.
fn read(line: &[u8]) -> Result<Value, String> {
    let text = std::str::from_utf8(line).map_err(|error| error.to_string())?;
    blueprint_strict::json::parse(blueprint_strict::text(text)).map_err(|error| error.to_string())
}

/// The request to the chain of a line with `do`; `None` for any other line.
///
/// # Errors
/// What was expected, and what was received.
pub fn step(line: &[u8]) -> Option<Result<world::Request, String>> {
    let value = read(line).ok()?;
    value.get("do")?;
    let request = serde_json::from_value(value);
    Some(
        request
            .map_err(|error| format!("expected a request to the chain, received one with {error}")),
    )
}

fn action(fields: &mut Map<String, Value>) -> Result<Action, String> {
    match (
        fields.remove("calldata"),
        fields.remove("call"),
        fields.remove("args"),
    ) {
        (Some(calldata), None, None) => bytes(&calldata).map(Action::Calldata).ok_or_else(|| {
            format!(
                "expected calldata of 0x and an even number of hex digits, received {}",
                shortened(&calldata)
            )
        }),
        (None, Some(call), args) => {
            let args = match args {
                None => Vec::new(),
                Some(Value::Array(args)) => args,
                Some(other) => {
                    return Err(format!(
                        "expected an array of args, received {}",
                        shortened(&other)
                    ))
                }
            };
            Ok(Action::Call {
                name: text("call", call)?,
                args,
            })
        }
        (Some(_), Some(_), _) => {
            Err("expected either \"calldata\" or \"call\", received both".into())
        }
        (Some(_), None, Some(_)) => {
            Err("expected \"args\" beside \"call\", received them beside \"calldata\"".into())
        }
        (None, None, _) => Err(missing("\"calldata\" or \"call\"")),
    }
}

fn wei(value: &Value) -> Result<U256, String> {
    unsigned(value)
        .map(|wei| U256::from_big_endian(&wei.to_be_bytes::<32>()))
        .ok_or_else(|| {
            format!(
                "expected a value in wei (an integer, or its digits as a string), received {}",
                shortened(value)
            )
        })
}

fn text(field: &str, value: Value) -> Result<String, String> {
    match value {
        Value::String(text) => Ok(text),
        other => Err(format!(
            "expected {field} to be a string, received {}",
            shortened(&other)
        )),
    }
}

fn missing(field: &str) -> String {
    format!("expected {field}, received an object without")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn parse(line: Value) -> Result<Request, String> {
        Request::parse(line.to_string().as_bytes())
    }

    #[test]
    fn line_with_calldata_is_read() {
        assert_eq!(
            parse(json!({"caller": "alith", "calldata": "0x01ff"})),
            Ok(Request {
                caller: "alith".into(),
                action: Action::Calldata(vec![0x01, 0xff]),
                value: U256::zero(),
                to: None,
            })
        );
    }

    #[test]
    fn line_with_call_is_read() {
        let request =
            parse(json!({"to": "b", "caller": "a", "call": "f", "args": [1], "value": "0x10"}));

        assert_eq!(
            request,
            Ok(Request {
                caller: "a".into(),
                action: Action::Call {
                    name: "f".into(),
                    args: vec![json!(1)]
                },
                value: 16.into(),
                to: Some("b".into()),
            })
        );
    }

    #[test]
    fn call_without_args_has_none() {
        let request = parse(json!({"caller": "a", "call": "f"})).unwrap();

        assert_eq!(
            request.action,
            Action::Call {
                name: "f".into(),
                args: vec![]
            }
        );
    }

    #[test]
    fn line_that_makes_no_sense_tells_what_was_expected() {
        let cases = [
            (json!([]), "expected an object, received []"),
            (
                json!({"call": "f"}),
                "expected \"caller\", received an object without",
            ),
            (
                json!({"caller": 1, "call": "f"}),
                "expected caller to be a string, received 1",
            ),
            (
                json!({"caller": "a"}),
                "expected \"calldata\" or \"call\", received an object without",
            ),
            (
                json!({"caller": "a", "calldata": "0x", "call": "f"}),
                "expected either \"calldata\" or \"call\", received both",
            ),
            (
                json!({"caller": "a", "calldata": "0x", "args": []}),
                "expected \"args\" beside \"call\", received them beside \"calldata\"",
            ),
            (
                json!({"caller": "a", "calldata": "0x0"}),
                "expected calldata of 0x and an even number of hex digits, received \"0x0\"",
            ),
            (
                json!({"caller": "a", "call": "f", "args": {}}),
                "expected an array of args, received {}",
            ),
            (
                json!({"caller": "a", "call": "f", "value": -1}),
                "expected a value in wei (an integer, or its digits as a string), received -1",
            ),
            (
                json!({"caller": "a", "call": "f", "to": 1}),
                "expected to to be a string, received 1",
            ),
            (
                json!({"caller": "a", "call": "f", "arg": []}),
                "expected caller, calldata, call, args, value and to alone, received \"arg\"",
            ),
        ];
        for (line, expected) in cases {
            assert_eq!(parse(line.clone()), Err(expected.into()), "{line}");
        }
    }

    #[test]
    fn line_with_do_is_a_request_to_the_chain() {
        let read = |line: Value| step(line.to_string().as_bytes());
        let passed = read(json!({"do": "pass", "seconds": 6}));
        assert!(matches!(
            passed,
            Some(Ok(world::Request::Pass { seconds: 6 }))
        ));
        let error = read(json!({"do": "pass"})).unwrap().unwrap_err();
        assert!(error.contains("missing field `seconds`"), "{error}");
        assert!(read(json!({"caller": "a", "call": "f"})).is_none());
        assert!(step(b"do").is_none());
    }

    #[test]
    fn line_that_is_not_json_is_refused() {
        for line in [&b"hello"[..], b"{\"caller\":", b"\xff\xfe"] {
            let error = Request::parse(line).unwrap_err();

            assert!(
                error.starts_with("expected a JSON object, received "),
                "{error}"
            );
        }
    }
}
