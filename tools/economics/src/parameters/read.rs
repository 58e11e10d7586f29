//! From the text of a file to its values, or to what is wrong with it.

use std::fmt;

use serde::{Deserialize, Deserializer};

use super::Parameters;

/// What is wrong with a file: where, what was expected and received, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParametersError {
    /// The place in the file, such as `penalties.jobMisbehaviour.severityBps`; `.` for the whole.
    pub path: String,
    /// What a file has there.
    pub expected: String,
    /// What this one has.
    pub received: String,
    /// How to mend it.
    pub advice: String,
}

impl fmt::Display for ParametersError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: expected {}, received {}; {}",
            self.path, self.expected, self.received, self.advice
        )
    }
}

impl std::error::Error for ParametersError {}

/// A field that must be there and may be `null`.
pub(super) fn required_option<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::deserialize(deserializer)
}

/// The values, of the right types but not yet within their ranges.
pub(super) fn parse(text: &str) -> Result<Parameters, ParametersError> {
    let mut json = serde_json::Deserializer::from_str(text);
    let parameters = serde_path_to_error::deserialize(blueprint_strict::Objects(&mut json))
        .map_err(|error| describe(&error.path().to_string(), error.inner()))?;
    json.end().map_err(|error| describe(".", &error))?;
    Ok(parameters)
}

/// serde's message, taken apart.
fn describe(path: &str, error: &serde_json::Error) -> ParametersError {
    let message = error.to_string();
    let (what, place) = match message.rsplit_once(" at line ") {
        Some((what, place)) => (what, format!(" (line {place})")),
        None => (message.as_str(), String::new()),
    };
    let (expected, received, advice) = if error.is_syntax() || error.is_eof() {
        (
            "one JSON object".to_string(),
            what.to_string(),
            "correct the JSON",
        )
    } else if let Some(field) = what.strip_prefix("missing field ") {
        (format!("the field {field}"), "none".into(), "add it")
    } else if let Some(field) = what.strip_prefix("duplicate field ") {
        (
            format!("the field {field} once"),
            "it twice".into(),
            "remove one",
        )
    } else if let Some((received, expected)) = what.split_once(", expected ") {
        let unknown = received
            .strip_prefix("unknown field ")
            .or(received.strip_prefix("unknown variant "));
        match unknown {
            Some(name) => (expected.into(), name.into(), "use one of these names"),
            None => {
                let value = received.split_once(": ").map_or(received, |it| it.1);
                (type_name(expected), value.into(), "correct the value")
            }
        }
    } else {
        ("a valid value".into(), what.into(), "correct the value")
    };
    ParametersError {
        path: path.to_string(),
        expected,
        received: received + &place,
        advice: advice.to_string(),
    }
}

/// Integer types as their ranges.
fn type_name(expected: &str) -> String {
    let most = match expected {
        "u8" => u64::from(u8::MAX),
        "u16" => u64::from(u16::MAX),
        "u32" => u64::from(u32::MAX),
        "u64" => u64::MAX,
        other => return other.to_string(),
    };
    format!("an integer from 0 to {most}")
}
