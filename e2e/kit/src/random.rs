//! Random lives of a service.

use crate::{word, Caller, Contract, Error, Step, World};
use fastrand::Rng;
use serde_json::json;

const OPERATORS: [&str; 2] = ["bob", "charlie"];
/// Mostly the customer, whose calls are accepted.
const CALLERS: [&str; 5] = ["eve", "eve", "eve", "dave", "bob"];

/// What a random life did.
#[derive(Debug, Default)]
pub struct Life {
    /// How many steps were accepted.
    pub accepted: usize,
    /// How many were rejected with an error that has a name.
    pub rejected: usize,
    /// Those that were rejected without one: the contract trapped, reverted with data that its interface does not
    /// declare, or has no such hook. A manager without `verifyReport` has its reports here.
    pub unnamed: Vec<Step>,
}

impl Life {
    fn count(&mut self, step: Step) -> Option<u64> {
        let id = step.id.filter(|_| step.accepted);
        match (&step.rejection, step.accepted) {
            (_, true) => self.accepted += 1,
            (Some(error), _) if is_name(&error.name) => self.rejected += 1,
            _ => self.unnamed.push(step),
        }
        id
    }
}

/// Whether it is an error of an interface or of the chain, not bytes or a sentence.
fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    let begins = chars.next().is_some_and(char::is_alphabetic);
    begins && chars.all(|it| it.is_alphanumeric() || it == '_' || it == '.')
}

/// Plays random steps on a service of this manager: job calls and results of every length and number, by customers,
/// operators and others; on the pallet also reports; hooks called by a stranger; time. The same seed plays the same
/// steps.
///
/// # Errors
/// If the manager does not accept a blueprint, two operators and a service.
pub fn random_life(
    world: &mut World,
    manager: &Contract,
    seed: u64,
    steps: usize,
) -> Result<Life, Error> {
    let mut random = Rng::with_seed(seed);
    let blueprint = world.blueprint(manager)?;
    let service = world.service(blueprint, &OPERATORS)?;
    let (mut life, mut calls) = (Life::default(), Vec::new());
    for _ in 0..steps {
        let operator = OPERATORS[random.usize(..OPERATORS.len())];
        let who = CALLERS[random.usize(..CALLERS.len())];
        // Now and then a call that does not exist.
        let call = match random.choice(&calls) {
            Some((call, _)) if random.u8(..8) > 0 => *call,
            _ => random.u64(..1_000),
        };
        let step = match random.u8(..10) {
            0..=3 => {
                let inputs = bytes(&mut random);
                let step = world.job(service, who, job(&mut random), inputs.clone())?;
                if let Some(id) = step.id.filter(|_| step.accepted) {
                    calls.push((id, inputs));
                }
                step
            }
            4..=6 => world.result(service, call, operator, bytes(&mut random))?,
            7 if world.caller() == Caller::Pallet && !calls.is_empty() => {
                let (call, inputs) = calls[random.usize(..calls.len())].clone();
                world.report(service, call, "dave", operator, inputs, bytes(&mut random))?
            }
            8 => {
                let (job, inputs) = (job(&mut random), bytes(&mut random));
                let args = json!([service, job, call, inputs]);
                world.send("eve", manager, "onJobCall", args)?
            }
            _ => {
                world.pass(random.u64(..600))?;
                continue;
            }
        };
        life.count(step);
    }
    Ok(life)
}

/// Mostly the first job of a blueprint, which has one.
fn job(random: &mut Rng) -> u8 {
    match random.u8(..8) {
        0 => random.u8(..),
        _ => 0,
    }
}

/// Bytes of the lengths at which decoders differ, and words at the ends of their range.
fn bytes(random: &mut Rng) -> String {
    match random.u8(..8) {
        0 => "0x".to_owned(),
        1 => format!("0x{}", "ff".repeat(32)),
        2 => {
            let length = [1, 20, 31, 33, 64, 65, 100, 1_000][random.usize(..8)];
            let byte = random.u8(..);
            format!("0x{}", format!("{byte:02x}").repeat(length))
        }
        3 => word(random.u64(..)),
        _ => word(random.u64(..100)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Named;

    #[test]
    fn names_are_errors_and_bytes_are_not() {
        for (text, expected) in [
            ("InvalidInput", true),
            ("Services.NotOperator", true),
            ("revert 0x", false),
            ("", false),
            ("0x01", false),
        ] {
            assert_eq!(is_name(text), expected, "{text}");
        }
        let mut life = Life::default();
        let rejection = Some(Named {
            name: "revert 0x".into(),
            args: Default::default(),
        });
        life.count(Step {
            rejection,
            ..Step::default()
        });
        assert_eq!(
            (life.accepted, life.rejected, life.unnamed.len()),
            (0, 0, 1)
        );
    }
}
