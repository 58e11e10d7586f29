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
        Ok(())
    }
}
