//! Compares outputs key by key.

use serde_json::{Map, Value};

use super::node::shortened;

/// Whether a received value counts as the expected one, where a system's output has a part that
/// the format leaves open. `None` compares exactly.
pub(super) type Same = fn(&Value, &Value) -> Option<bool>;

/// The differences between an expected output and one received. Every key must be there on both
/// sides, and equal.
pub(super) fn with_answer(expected: &Value, received: &Value, same: Same) -> Vec<String> {
    if is_revert(expected) {
        return vec![format!(
            "expected a revert, received {}",
            shortened(received)
        )];
    }
    let mut differences = Vec::new();
    walk("", expected, received, same, &mut differences);
    differences
}

/// The differences between an expected output and a revert received.
pub(super) fn with_revert(expected: &Value, why: &str) -> Vec<String> {
    if is_revert(expected) {
        return Vec::new();
    }
    vec![format!(
        "expected {}, received a revert: {why}",
        shortened(expected)
    )]
}

/// `{"reverts": true}` or `{"error": ..}`, and beside it at most a `reason`: prose is not compared.
fn is_revert(expected: &Value) -> bool {
    expected.as_object().is_some_and(|keys| {
        let named = keys
            .keys()
            .all(|key| ["reverts", "error", "reason"].contains(&key.as_str()));
        let refuses = match keys.get("reverts") {
            Some(reverts) => *reverts == Value::Bool(true),
            None => keys.get("error").is_some_and(Value::is_string),
        };
        named && refuses
    })
}

fn walk(at: &str, expected: &Value, received: &Value, same: Same, out: &mut Vec<String>) {
    match (expected, received) {
        (Value::Object(expected), Value::Object(received)) => {
            keys(at, expected, received, same, out);
        }
        (Value::Array(expected), Value::Array(received)) if expected.len() == received.len() => {
            for (index, (expected, received)) in expected.iter().zip(received).enumerate() {
                if same(expected, received) != Some(true) {
                    walk(&format!("{at}[{index}]"), expected, received, same, out);
                }
            }
        }
        _ if expected == received => {}
        _ => out.push(difference(at, Some(expected), Some(received))),
    }
}

fn keys(
    at: &str,
    expected: &Map<String, Value>,
    received: &Map<String, Value>,
    same: Same,
    out: &mut Vec<String>,
) {
    let below = |key: &str| {
        if at.is_empty() {
            key.to_owned()
        } else {
            format!("{at}.{key}")
        }
    };
    for (key, value) in expected {
        match received.get(key) {
            Some(received) => walk(&below(key), value, received, same, out),
            None => out.push(difference(&below(key), Some(value), None)),
        }
    }
    for (key, value) in received
        .iter()
        .filter(|(key, _)| !expected.contains_key(*key))
    {
        out.push(difference(&below(key), None, Some(value)));
    }
}

fn difference(at: &str, expected: Option<&Value>, received: Option<&Value>) -> String {
    let shown = |value: Option<&Value>| value.map_or("nothing".into(), shortened);
    format!(
        "at {at}: expected {}, received {}",
        shown(expected),
        shown(received)
    )
}
