//! Errors of parameters. The server's own say "Invalid params" and keep the reason, in the words of its libraries,
//! where few clients show it. Of a subscription over HTTP it says "Internal error".

use crate::error::{Error, INTERNAL};
use jsonrpsee::{
    server::{middleware::rpc::RpcServiceT, MethodResponse},
    types::{
        error::{ErrorObject, INVALID_PARAMS_CODE},
        Request,
    },
};
use serde_json::Value;
use std::{future::Future, pin::Pin};

/// The most characters of the parameters that an error quotes.
const QUOTED: usize = 200;

/// What libraries say, and what it means. The first that is contained holds.
const MEANINGS: [(&str, &str); 8] = [
    ("No more params", "expected one parameter more"),
    ("OddLength", "expected an even number of hexadecimal digits"),
    ("InvalidHexCharacter", "expected hexadecimal digits with 0x"),
    ("without 0x prefix", "expected hexadecimal digits with 0x"),
    ("invalid digit", "expected hexadecimal digits with 0x"),
    (
        "Variadic",
        "expected a value of 20 or 32 bytes in hexadecimal digits with 0x, or a list of them",
    ),
    (
        "any variant of untagged enum",
        "expected another form of a parameter",
    ),
    ("a sequence", "expected a list"),
];

/// Bytes in hexadecimal digits, as the library of these types calls them.
const BYTES: &str = "a (both 0x-prefixed or not) hex string or byte array containing ";

/// Calls the methods, and says what is wrong with parameters.
#[derive(Clone)]
pub struct Explained<S>(pub S);

impl<'a, S> RpcServiceT<'a> for Explained<S>
where
    S: RpcServiceT<'a> + Clone + Send + Sync + 'static,
{
    type Future = Pin<Box<dyn Future<Output = MethodResponse> + Send + 'a>>;

    fn call(&self, request: Request<'a>) -> Self::Future {
        let service = self.0.clone();
        Box::pin(async move {
            let (id, method) = (request.id.clone(), request.method.clone());
            let received = quoted(request.params.as_ref().map_or("[]", |params| params.get()));
            let response = service.call(request).await;
            let subscribes = matches!(&*method, "eth_subscribe" | "eth_unsubscribe");
            if subscribes && response.as_error_code() == Some(INTERNAL) {
                let error = Error::unsupported(format!(
                    "{method}: expected a connection by WebSocket, received a request by HTTP; connect to ws:// at this address, \
                     or poll with eth_newFilter and eth_getFilterChanges"
                ));
                return MethodResponse::error(id, error);
            }
            if response.is_subscription() || response.as_error_code() != Some(INVALID_PARAMS_CODE) {
                return response;
            }
            let answer: Value = serde_json::from_str(response.as_result()).unwrap_or_default();
            // The chain's own errors have no data: their message says what was expected.
            let Some(reason) = answer["error"]["data"].as_str() else {
                return response;
            };
            let message = format!("{method}: {}; received {received}", in_words(reason));
            MethodResponse::error(
                id,
                ErrorObject::owned(INVALID_PARAMS_CODE, message, None::<()>),
            )
        })
    }
}

/// The beginning of a text.
fn quoted(text: &str) -> String {
    let mut quoted: String = text.chars().take(QUOTED).collect();
    if quoted.len() < text.len() {
        quoted.push('…');
    }
    quoted
}

/// What a library says is wrong, as what was expected.
fn in_words(reason: &str) -> String {
    // Its line and column count from the parameter, not from the request.
    let reason = reason.split(" at line ").next().unwrap_or(reason);
    let meaning = MEANINGS.iter().find(|(part, _)| reason.contains(part));
    if let Some((_, meaning)) = meaning {
        return (*meaning).to_owned();
    }
    match reason.split_once(", expected ") {
        Some((problem, expected)) => match expected.strip_prefix(BYTES) {
            Some("between (0; 32] bytes") => {
                "expected a number in hexadecimal digits with 0x".to_owned()
            }
            Some(bytes) => {
                format!("expected {bytes} in hexadecimal digits with 0x ({problem})")
            }
            None => format!("expected {expected} ({problem})"),
        },
        None => reason.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_parameters_are_quoted_in_part() {
        assert_eq!(quoted("[1]"), "[1]");
        assert_eq!(
            quoted(&"é".repeat(QUOTED + 1)),
            format!("{}…", "é".repeat(QUOTED))
        );
    }

    #[test]
    fn reasons_without_a_meaning_are_kept() {
        assert_eq!(
            in_words("unknown variant `x`, expected `a` at line 1 column 2"),
            "expected `a` (unknown variant `x`)"
        );
        assert_eq!(in_words("expected a number"), "expected a number");
    }
}
