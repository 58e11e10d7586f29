//! What a step did.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::fmt;

/// An error or an event by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Its name in the contract's ABI; of a pallet's error, its variant.
    pub name: String,
    /// Its fields by name: numbers and bytes as text.
    #[serde(default)]
    pub args: Map<String, Value>,
}

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fields = self.args.iter().map(|(name, value)| match value {
            Value::String(text) => format!("{name}: {text}"),
            other => format!("{name}: {other}"),
        });
        write!(
            f,
            "{}({})",
            self.name,
            fields.collect::<Vec<_>>().join(", ")
        )
    }
}

/// A hook that was called in a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hook {
    /// Its name.
    pub name: String,
    /// What it reverted with; `None` if it returned.
    #[serde(default)]
    pub failure: Option<String>,
    /// Picoseconds of the reference machine.
    pub ref_time: u64,
    /// Bytes of proof.
    pub proof_size: u64,
}

/// A call of a contract in a step, with the calls that it made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// Who called: the name of an account or a contract, `pallet`, `core`, `services`, or an address.
    pub from: String,
    /// The contract that was called, likewise.
    pub to: String,
    /// The contract whose code ran, in a delegated call: in the storage of `to`, which made the call itself.
    #[serde(default)]
    pub code: Option<String>,
    /// Whether changes were forbidden, as in a static call.
    pub read_only: bool,
    /// The function's name, `constructor`, or the selector where no ABI at hand has it.
    pub function: String,
    /// Its arguments by name, numbers and bytes as text; `data` where they are not the function's.
    pub args: Map<String, Value>,
    /// Sent along, in wei.
    pub value: String,
    /// What it returned.
    #[serde(default)]
    pub returns: Vec<Value>,
    /// What it reverted with, or the reason of a trap.
    #[serde(default)]
    pub failure: Option<Named>,
    /// Picoseconds of the reference machine, with the calls that it made.
    pub ref_time: u64,
    /// Bytes of proof, likewise.
    pub proof_size: u64,
    /// The calls that it made, in order.
    #[serde(default)]
    pub calls: Vec<Call>,
}

/// Digits and letters of a value in a line of a call tree.
const SHOWN: usize = 66;

/// A value in one line: what is longer is cut in the middle.
fn shown(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let letters: Vec<char> = text.chars().collect();
    if letters.len() <= SHOWN {
        return text;
    }
    let end = |from: usize, to: usize| letters[from..to].iter().collect::<String>();
    let half = SHOWN / 2;
    format!(
        "{}…{}",
        end(0, half),
        end(letters.len() - half, letters.len())
    )
}

impl Call {
    /// The tree below a line that is `depth` deep.
    fn write(&self, f: &mut fmt::Formatter<'_>, depth: usize) -> fmt::Result {
        let args = self.args.iter();
        let args = args.map(|(name, value)| format!("{name}: {}", shown(value)));
        let args = args.collect::<Vec<_>>().join(", ");
        write!(f, "\n{}", "  ".repeat(depth))?;
        // A contract that runs another one's code in its own storage is both sides of the call.
        match &self.code {
            None => write!(f, "{} -> {}.{}({args})", self.from, self.to, self.function)?,
            Some(code) => write!(
                f,
                "{} delegates {code}.{}({args})",
                self.from, self.function
            )?,
        }
        if self.read_only {
            write!(f, " read-only")?;
        }
        if self.value != "0" {
            write!(f, " with {} wei", self.value)?;
        }
        let (time, proof) = (self.ref_time / 1_000_000, self.proof_size);
        write!(f, " ({time} us, {proof} bytes of proof)")?;
        match (&self.failure, &self.returns[..]) {
            (Some(failure), _) => write!(f, " failed: {failure}")?,
            (None, []) => {}
            (None, values) => {
                let values: Vec<String> = values.iter().map(shown).collect();
                write!(f, " = {}", values.join(", "))?;
            }
        }
        self.calls.iter().try_for_each(|it| it.write(f, depth + 1))
    }
}

/// The tree of calls, a line each.
impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, 1)
    }
}

/// What a step did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Whether it was done, and no hook rejected it.
    pub accepted: bool,
    /// The id of what it made: a blueprint, a request, a service, a job call, a slash.
    #[serde(default)]
    pub id: Option<u64>,
    /// What it was rejected with: the manager's error where a hook rejected it, else the chain's.
    #[serde(default)]
    pub rejection: Option<Named>,
    /// Events of deployed contracts, in order.
    #[serde(default)]
    pub events: Vec<Named>,
    /// The hooks that were called, in order.
    #[serde(default)]
    pub hooks: Vec<Hook>,
    /// What a called function returned.
    #[serde(default)]
    pub returns: Vec<Value>,
    /// The calls of contracts, where the step or a hook failed; [`World::calls`](crate::World::calls) has those of any step.
    #[serde(default)]
    pub calls: Vec<Call>,
}

impl Step {
    /// Whether it was done, and no hook rejected it.
    pub fn is_accepted(&self) -> bool {
        self.accepted
    }

    /// The name of the error that it was rejected with.
    pub fn error(&self) -> Option<&str> {
        Some(&self.rejection.as_ref()?.name)
    }

    /// The fields of the first event of a name.
    pub fn event(&self, name: &str) -> Option<&Map<String, Value>> {
        let event = self.events.iter().find(|it| it.name == name)?;
        Some(&event.args)
    }

    /// The first call of a hook.
    pub fn hook(&self, name: &str) -> Option<&Hook> {
        self.hooks.iter().find(|it| it.name == name)
    }

    /// The id of what the step made.
    ///
    /// # Panics
    /// If it made nothing with an id: in a test, the message says what it did.
    pub fn id(&self) -> u64 {
        match self.id {
            Some(id) => id,
            None => panic!("expected a step that makes something with an id, received {self}"),
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.rejection, self.accepted) {
            (Some(error), _) => write!(f, "rejected: {error}")?,
            (None, true) => write!(f, "accepted")?,
            (None, false) => write!(f, "rejected without a reason")?,
        }
        for event in &self.events {
            write!(f, "\n  event {event}")?;
        }
        for hook in &self.hooks {
            let (time, proof) = (hook.ref_time / 1_000_000, hook.proof_size);
            write!(
                f,
                "\n  hook {} ({time} us, {proof} bytes of proof)",
                hook.name
            )?;
            if let Some(failure) = &hook.failure {
                write!(f, ": {failure}")?;
            }
        }
        if !self.calls.is_empty() {
            write!(f, "\n  calls")?;
        }
        self.calls.iter().try_for_each(|call| call.write(f, 2))
    }
}
