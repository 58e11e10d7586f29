//! The same story on every build of a contract.

use crate::{world::Build, Contract, Error, Step, World};
use serde_json::Value;

/// What a chain was asked, and what it answered but for costs, which differ between builds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Transcript(Vec<(String, String)>);

impl Transcript {
    pub(crate) fn add(&mut self, request: &Value, answer: &Value) {
        // A build is named by its file, and what it calls of libraries is its own business.
        if request["do"] != "deploy" && request["do"] != "calls" {
            self.0.push((request.to_string(), answered(answer)));
        }
    }
}

/// Where two builds of a contract did not do the same.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{build} differs from {first} at step {place}, {request}: expected {expected}, received {received}"
)]
pub struct Difference {
    /// The number of the step, from 0.
    pub place: usize,
    /// What the chain was asked.
    pub request: String,
    /// The build that played first.
    pub first: String,
    /// What happened to it.
    pub expected: String,
    /// The other build.
    pub build: String,
    /// What happened to that.
    pub received: String,
}

fn answered(answer: &Value) -> String {
    match serde_json::from_value::<Step>(answer["ok"].clone()) {
        Ok(mut step) => {
            step.calls.clear();
            for hook in &mut step.hooks {
                (hook.ref_time, hook.proof_size) = (0, 0);
            }
            format!("{step}, returned {:?}", step.returns)
        }
        Err(_) => answer.to_string(),
    }
}

/// Plays a story on every build, each on a chain of its own that `start` makes, and compares all that the chain
/// answered: what was accepted, errors, events and their order, hooks that were called, return values.
///
/// ```no_run
/// # use blueprint_test::{agree, json, random_life, Build, Caller, Error, World};
/// # fn main() -> Result<(), Error> {
/// let builds = Build::of("my_blueprint", "MyBlueprint");
/// agree(|| World::start(Caller::Pallet), &builds, json!(["runtime"]), |world, manager| {
///     random_life(world, manager, 7, 100).map(drop)
/// })
/// # }
/// ```
///
/// # Errors
/// [`Error::Differ`] at the first answer that differs from the first build's; those of the story.
pub fn agree(
    start: impl Fn() -> Result<World, Error>,
    builds: &[Build],
    args: Value,
    story: impl Fn(&mut World, &Contract) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut first: Option<(&Build, Transcript)> = None;
    for build in builds {
        let mut world = start()?;
        let manager = world.deploy(build, args.clone())?;
        story(&mut world, &manager)?;
        let transcript = world.into_transcript();
        match &first {
            None => first = Some((build, transcript)),
            Some((other, expected)) => compare((other, expected), (build, &transcript))?,
        }
    }
    Ok(())
}

fn compare(
    (first, expected): (&Build, &Transcript),
    (build, received): (&Build, &Transcript),
) -> Result<(), Error> {
    let pairs = expected.0.iter().zip(&received.0);
    let lengths = (expected.0.len(), received.0.len());
    let differs = pairs.enumerate().find(|(_, (one, other))| one != other);
    let (place, one, other) = match differs {
        Some((place, (one, other))) => (place, one.clone(), other.clone()),
        None if lengths.0 == lengths.1 => return Ok(()),
        None => {
            let steps = |count: usize| ("the whole".to_owned(), format!("{count} steps"));
            (lengths.0.min(lengths.1), steps(lengths.0), steps(lengths.1))
        }
    };
    Err(Error::Differ(Box::new(Difference {
        place,
        request: one.0,
        first: first.0.clone(),
        expected: one.1,
        build: build.0.clone(),
        received: other.1,
    })))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn transcript(answers: &[Value]) -> Transcript {
        let mut made = Transcript::default();
        for answer in answers {
            made.add(&json!({"do": "job"}), &json!({ "ok": answer }));
        }
        made
    }

    #[test]
    fn costs_and_deployments_are_not_compared_and_all_else_is() {
        let hook = |time| json!({"name": "onJobCall", "ref_time": time, "proof_size": 1});
        let step = |accepted, time| json!({"accepted": accepted, "hooks": [hook(time)]});
        let (ink, evm) = (Build::ink("a"), Build::solc("A"));
        let first = transcript(&[step(true, 1), step(true, 2)]);
        let same = |other: &Transcript| compare((&ink, &first), (&evm, other));
        assert!(same(&transcript(&[step(true, 7), step(true, 8)])).is_ok());
        let error = same(&transcript(&[step(true, 1), step(false, 2)])).unwrap_err();
        assert!(
            matches!(&error, Error::Differ(it) if it.place == 1),
            "{error}"
        );
        assert!(same(&transcript(&[step(true, 1)])).is_err());
        let mut deployed = first.clone();
        deployed.add(&json!({"do": "deploy"}), &json!({"ok": {}}));
        assert!(same(&deployed).is_ok());
    }
}
