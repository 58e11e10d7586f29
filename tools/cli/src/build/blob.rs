//! From the object that rustc links to the blob that pallet-revive runs.

use anyhow::{bail, Context, Result};
use std::{fs, path::Path};

/// ink!'s prefix of functions that are never defined, so that code which must not be there does not link.
const ENFORCED: &str = "__ink_enforce_error_";

/// The stack of a contract, in bytes. polkavm-linker's own is 8 KiB, which the reward pool exceeds: it settles
/// an operator with the records of six assets, twice. A contract that exceeds its stack traps. Memory costs
/// no weight; pallet-revive takes up to 1.5 MiB of it, code included.
pub const STACK: u32 = 32 * 1_024;

/// The most instructions of a basic block that pallet-revive takes.
pub const LONGEST_BLOCK: u32 = 1_000;

/// Instructions of the longest basic block of a blob, as pallet-revive counts them.
///
/// # Errors
/// If it is no blob.
pub fn longest_block(code: &[u8]) -> Result<u32> {
    use polkavm_common::program::{ISA_ReviveV1, ProgramBlob};
    let blob = ProgramBlob::parse(code.into());
    let blob =
        blob.map_err(|error| anyhow::anyhow!("expected a PolkaVM blob, received {error}"))?;
    let (mut longest, mut running) = (0u32, 0u32);
    for instruction in blob.instructions_with_isa(ISA_ReviveV1) {
        running = running.saturating_add(1);
        longest = longest.max(running);
        if instruction.kind.opcode().starts_new_basic_block() {
            running = 0;
        }
    }
    Ok(longest)
}

/// Translates an object into a blob of the instructions that pallet-revive knows.
pub fn of_object(object: &Path) -> Result<Vec<u8>> {
    let elf = fs::read(object).with_context(|| format!("cannot read {}", object.display()))?;
    let mut config = polkavm_linker::Config::default();
    config.set_strip(true);
    config.set_optimize(true);
    config.set_min_stack_size(STACK);
    let instructions = polkavm_linker::TargetInstructionSet::ReviveV1;
    match polkavm_linker::program_from_elf(config, instructions, &elf) {
        Ok(blob) => Ok(blob),
        Err(error) => {
            let error = error.to_string();
            if let Some(rule) = enforced(&error) {
                bail!("ink! refuses this code: {rule}");
            }
            bail!("polkavm-linker: {error}")
        }
    }
}

/// The rule of ink! that an error of the linker stands for, if it does.
fn enforced(error: &str) -> Option<String> {
    let (_, rest) = error.split_once(ENFORCED)?;
    let rule = rest.split('\'').next()?;
    Some(rule.replace('_', " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_that_ink_provokes_are_reported_as_its_rules() {
        let error = "undefined symbol: '__ink_enforce_error_0x01_no_such_thing' in x";
        assert_eq!(enforced(error).as_deref(), Some("0x01 no such thing"));
        assert_eq!(enforced("undefined symbol: 'memcpy'"), None);
    }

    #[test]
    fn what_is_no_object_refused() {
        let file = std::env::temp_dir().join(format!("no-object-{}", std::process::id()));
        fs::write(&file, "text").unwrap();
        let error = of_object(&file).unwrap_err().to_string();
        fs::remove_file(&file).unwrap();
        assert!(error.starts_with("polkavm-linker: "), "{error}");
    }
}
