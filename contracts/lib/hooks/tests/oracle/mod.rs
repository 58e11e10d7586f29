//! Every hook's arguments, read by the library and by a second decoder.
//!
//! A folder of modules, so that the tests and the fuzz target share it.

mod hooks;
pub mod reference;
pub mod seen;

pub use hooks::{hooks, Hook};
use reference::Value;
use std::fmt::Write;

/// Reads calldata with the library and with the second decoder, as the arguments of the hook that
/// its selector names, or, if it names none, of any. Gives whether they accepted it.
///
/// # Errors
/// If one of them accepts what the other refuses, or reads other values.
pub fn compare(hooks: &[Hook], calldata: &[u8]) -> Result<bool, String> {
    let selector = calldata.first_chunk().copied().unwrap_or_default();
    let named = hooks.iter().filter(|hook| hook.selector == selector);
    let named: Vec<_> = named.collect();
    let others = hooks
        .iter()
        .skip(selector[0] as usize % hooks.len())
        .take(1);
    let chosen = match named.is_empty() {
        true => others.collect(),
        false => named,
    };
    let mut accepted = false;
    for hook in chosen {
        let ours = (hook.read)(calldata);
        let theirs = reference::decode(&hook.types, calldata);
        if ours != theirs {
            return Err(difference(hook, calldata, &ours, &theirs));
        }
        accepted |= ours.is_some();
    }
    Ok(accepted)
}

fn difference(
    hook: &Hook,
    calldata: &[u8],
    ours: &Option<Vec<Value>>,
    theirs: &Option<Vec<Value>>,
) -> String {
    let mut hex = String::new();
    for byte in calldata {
        write!(hex, "{byte:02x}").expect("a string takes everything");
    }
    let verdict = |values: &Option<Vec<Value>>| match values {
        Some(values) => format!("reads {values:?}"),
        None => "refuses".into(),
    };
    format!(
        "{} 0x{hex}\nthe library {}\nthe reference {}",
        hook.signature,
        verdict(ours),
        verdict(theirs)
    )
}
