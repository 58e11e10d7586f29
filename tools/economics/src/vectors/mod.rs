//! Known answers: a file of vectors, each an input of a named system and its expected output. Every
//! one is computed by the rules and compared key by key.
//!
//! The format: an object with an array `vectors`; each vector has `id`, `system`, `inputs` and
//! `expected`. Integers are decimal strings. Where a system refuses, `expected` is
//! `{"reverts": true}`, with a `reason` in prose or without, or names an `error`.

mod compare;
mod correlated;
mod node;
mod output;
mod payouts;
mod proofs;
mod registry;
mod report;
mod restaking;
mod scores;
mod shares;
mod stepwise;

use serde::Deserialize;
use serde_json::value::RawValue;

use node::Node;
pub use report::{Failure, Report};

/// Why a vector has no output to compare.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Reason {
    /// The vector is not of the format.
    Malformed {
        /// Where in the vector.
        at: String,
        /// What the format has there.
        expected: String,
        /// What was there.
        received: String,
    },
    /// The system reverts on these inputs.
    Refused(String),
}

/// An error of the rules.
fn refused(why: impl std::fmt::Debug) -> Reason {
    Reason::Refused(format!("{why:?}"))
}

/// Runs every vector of a file. A vector that is malformed or of an unknown system fails alone;
/// a file that is malformed fails as a whole.
pub fn run(text: &str) -> Report {
    let mut report = Report::default();
    match vectors_of(text) {
        Ok(vectors) => {
            for (index, vector) in vectors.into_iter().enumerate() {
                report.add(judge(index, vector));
            }
        }
        Err(fault) => report.refuse_file(fault),
    }
    report
}

/// The names of the systems that vectors may be of.
pub fn systems() -> impl Iterator<Item = &'static str> {
    registry::names()
}

/// A file of vectors; what else it has is for its readers.
#[derive(Deserialize)]
struct File<'a> {
    #[serde(borrow)]
    vectors: Option<&'a RawValue>,
}

/// The vectors, unread: what is wrong with the inside of one is no matter of the others.
fn vectors_of(text: &str) -> Result<Vec<&RawValue>, String> {
    let file: File = serde_json::from_str(blueprint_strict::text(text))
        .map_err(|error| format!("expected a JSON object: {error}"))?;
    let vectors = file
        .vectors
        .ok_or("expected an array at `vectors`, received nothing")?;
    let vectors: Vec<&RawValue> = serde_json::from_str(vectors.get())
        .map_err(|error| format!("expected an array at `vectors`: {error}"))?;
    if vectors.is_empty() {
        return Err("expected at least one vector, received an empty array".into());
    }
    Ok(vectors)
}

/// Computes one vector; `None` when its output is as expected.
fn judge(index: usize, vector: &RawValue) -> Option<Failure> {
    let unnamed = format!("vectors[{index}]");
    let vector = match blueprint_strict::json::parse(vector.get()) {
        Ok(vector) => vector,
        Err(error) => return Some(Failure::fault(unnamed, format!("not readable: {error}"))),
    };
    let vector = Node::root(&vector);
    let name = |key| vector.get(key).and_then(|node| node.text());
    let id = name("id").unwrap_or(&unnamed).to_owned();
    match answer(&vector) {
        Ok(differences) if differences.is_empty() => None,
        Ok(differences) => Some(Failure::wrong(
            id,
            name("system").unwrap_or(""),
            differences,
        )),
        Err(Reason::Malformed {
            at,
            expected,
            received,
        }) => Some(Failure::fault(
            id,
            format!("at {at}: expected {expected}, received {received}"),
        )),
        Err(Reason::Refused(why)) => Some(Failure::fault(id, why)),
    }
}

/// The differences between the output expected and the one computed.
fn answer(vector: &Node) -> Result<Vec<String>, Reason> {
    vector.get("id")?.text()?;
    let system = vector.get("system")?;
    let system = registry::find(system.text()?)
        .ok_or_else(|| system.malformed("the name of a known system"))?;
    let (inputs, expected) = (vector.get("inputs")?, vector.get("expected")?);
    inputs.entries()?;
    expected.entries()?;
    let received = match (system.run)(&inputs) {
        Err(Reason::Refused(why)) => return Ok(compare::with_revert(expected.value(), &why)),
        received => received?,
    };
    Ok(compare::with_answer(
        expected.value(),
        &received,
        system.same,
    ))
}
