//! Calls that a contract takes in good order, so that what is mutated afterwards has an effect.
//!
//! They are lines as the console takes them, in `e2e/tests/stories/<contract>.jsonl`; else in the plan by
//! which the contract is measured, `e2e/bench/<contract>.jsonl`, as far as they need no other contract.
//! A contract that has neither is bound to a blueprint if it can be.

use blueprint_e2e::{
    accounts::{self, Account},
    console::request::{Action, Request},
    decode::Interface,
};
use serde_json::Value;
use sp_core::U256;
use std::{fs, path::Path};

/// What is done next. In a story, a call that shows an error says `"reverts":true`.
#[derive(Clone, Debug)]
pub enum Step {
    /// A call, which may be refused.
    Call(Call),
    /// Time passes, in seconds.
    Seconds(u64),
    /// Blocks pass.
    Blocks(u32),
}

/// A call.
#[derive(Clone, Debug)]
pub struct Call {
    /// The function's signature.
    pub signature: String,
    /// All that is sent.
    pub calldata: Vec<u8>,
    /// Who sends it.
    pub caller: Account,
    /// In wei.
    pub value: U256,
    /// Whether it is to end with an error of the contract.
    pub reverts: bool,
}

/// The story of a contract, and whether it was written for this purpose.
pub fn story(name: &str, interface: &Interface) -> (Vec<Step>, bool) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |folder: &Path| fs::read_to_string(folder.join(name).with_extension("jsonl")).ok();
    if let Some(text) = read(&folder.join("tests/stories")) {
        let steps = text.lines().map(|line| {
            let step = step(line, interface);
            step.unwrap_or_else(|| panic!("{name}: a step makes no sense: {line}"))
        });
        return (steps.collect(), true);
    }
    // A plan may be about an older interface, or about contracts beside this one.
    let plan = read(&folder.join("bench")).unwrap_or_else(|| BINDING.into());
    (
        plan.lines()
            .filter_map(|line| step(line, interface))
            .collect(),
        false,
    )
}

const BINDING: &str =
    r#"{"caller":"alith","call":"onBlueprintCreated","args":[1,"alice","alith"]}"#;

fn step(line: &str, interface: &Interface) -> Option<Step> {
    let fields: Value = serde_json::from_str(line).ok()?;
    if let Some(seconds) = fields["seconds"].as_u64() {
        return Some(Step::Seconds(seconds));
    }
    if let Some(blocks) = fields["blocks"].as_u64() {
        return Some(Step::Blocks(u32::try_from(blocks).ok()?));
    }
    let reverts = fields["reverts"].as_bool().unwrap_or_default();
    let mut fields = fields;
    fields.as_object_mut()?.remove("reverts");
    let request = Request::parse(fields.to_string().as_bytes()).ok()?;
    let Action::Call { name, args } = request.action else {
        return None;
    };
    let function = interface.function(&name).ok()?;
    let calldata = interface.encode_call(&function.signature(), &args).ok()?;
    Some(Step::Call(Call {
        signature: function.signature(),
        calldata,
        caller: caller(&request.caller),
        value: request.value,
        reverts,
    }))
}

/// A named account, dave for an address; `runtime` for a contract whose one caller is a constant, see `CallOptions::constant_caller`.
fn caller(name: &str) -> Account {
    match name {
        "runtime" => accounts::runtime(),
        // An address without a name may have no tokens for the value that cases send.
        name => {
            let name = if name.starts_with("0x") { "dave" } else { name };
            accounts::named(name).unwrap_or_else(|| panic!("no caller is called {name}"))
        }
    }
}
