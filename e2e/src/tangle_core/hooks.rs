//! Calls of the core to a blueprint's manager.
//!
//! The core does not report them: no event names the hooks it called, and release 0.10 swallows the revert
//! of a best-effort hook without a trace (later releases emit `ManagerHookFailed`). So they are found among the calls that
//! the chain [recorded](crate::chain::Chain::calls).

pub use crate::chain::CallAnswer as HookAnswer;
use crate::chain::ContractCall;
use blueprint_abi::{
    core_0_10::IBlueprintServiceManager::IBlueprintServiceManagerCalls as Hooks0_10,
    core_0_20::IBlueprintServiceManager::IBlueprintServiceManagerCalls as Hooks0_20,
};
use frame_support::weights::Weight;
use sp_core::H160;

/// One call of the core to a manager.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HookCall {
    /// Name of the hook.
    pub hook: &'static str,
    /// The contract that was called.
    pub manager: H160,
    /// Whether the core forbade changes, because it is a static call.
    pub read_only: bool,
    /// What the manager said.
    pub answer: HookAnswer,
    /// What the call cost once the manager's code was loaded; loading is charged to the core.
    pub weight: Weight,
    /// The same with the deposits of the call, in this runtime's gas.
    pub gas: u64,
}

impl HookCall {
    /// Whether the manager took the call.
    pub fn returned(&self) -> bool {
        matches!(self.answer, HookAnswer::Returned(_))
    }
}

/// The hooks that the core at this address called, in order.
pub fn hooks_of(core: H160, calls: &[ContractCall]) -> Vec<HookCall> {
    // The core delegates to its own facets with its callers' selectors; those are no hooks.
    let asked = calls
        .iter()
        .filter(|call| call.from == core && call.delegate.is_none());
    let hooks = asked.filter_map(|call| {
        Some(HookCall {
            hook: hook_of(&call.input)?,
            manager: call.to,
            read_only: call.read_only,
            answer: call.answer.clone(),
            weight: call.weight,
            gas: call.gas,
        })
    });
    hooks.collect()
}

fn hook_of(calldata: &[u8]) -> Option<&'static str> {
    let selector = calldata.first_chunk::<4>()?;
    Hooks0_20::name_by_selector(*selector).or_else(|| Hooks0_10::name_by_selector(*selector))
}
