//! Calls of the core to a blueprint's manager, observed while they happen.
//!
//! The core does not report them: no event names the hooks it called, and release 0.10 swallows the revert
//! of a best-effort hook without a trace (later releases emit `ManagerHookFailed`). So the calls
//! are recorded while the chain executes them.

use crate::outcome::error_name;
use blueprint_abi::{
    core_0_10::IBlueprintServiceManager::IBlueprintServiceManagerCalls as Hooks0_10,
    core_0_20::IBlueprintServiceManager::IBlueprintServiceManagerCalls as Hooks0_20,
};
use frame_support::weights::Weight;
use pallet_revive::{tracing::Tracing, ExecReturnValue};
use sp_core::{H160, U256};
use sp_runtime::DispatchError;

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

/// What came back from a hook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HookAnswer {
    /// It returned, with this data.
    Returned(Vec<u8>),
    /// It reverted, with this data.
    Reverted(Vec<u8>),
    /// It trapped, for the reason of this name.
    Trapped(String),
}

/// Records the hooks that the core calls.
///
/// ```no_run
/// # use blueprint_e2e::{accounts::TANGLE_CORE, tangle_core::hooks::HookRecorder};
/// # fn call_the_core() {}
/// let mut recorder = HookRecorder::new(TANGLE_CORE);
/// pallet_revive::tracing::trace(&mut recorder, || call_the_core());
/// for call in recorder.into_calls() {
///     println!("{} {:?}", call.hook, call.answer);
/// }
/// ```
#[derive(Debug)]
pub struct HookRecorder {
    core: H160,
    calls: Vec<HookCall>,
    // For every call under way: where its record is, if it is one of a hook.
    under_way: Vec<Option<usize>>,
}

impl HookRecorder {
    /// Records what the core at this address calls.
    pub fn new(core: H160) -> Self {
        HookRecorder {
            core,
            calls: Vec::new(),
            under_way: Vec::new(),
        }
    }

    /// The calls, in the order in which the core made them.
    pub fn into_calls(self) -> Vec<HookCall> {
        self.calls
    }

    fn end(&mut self, answer: HookAnswer, gas: u64, weight: Weight) {
        let ended = self.under_way.pop().flatten();
        if let Some(call) = ended.and_then(|index| self.calls.get_mut(index)) {
            call.answer = answer;
            call.weight = weight;
            call.gas = gas;
        }
    }
}

impl Tracing for HookRecorder {
    fn enter_child_span(
        &mut self,
        from: H160,
        to: H160,
        delegate: Option<H160>,
        read_only: bool,
        _value: U256,
        input: &[u8],
        _gas: u64,
    ) {
        // The core delegates to its own facets with its callers' selectors; those are no hooks.
        let asked = from == self.core && delegate.is_none();
        let index = hook_of(input).filter(|_| asked).map(|hook| {
            self.calls.push(HookCall {
                hook,
                manager: to,
                read_only,
                // Until the call ends, which every call does.
                answer: HookAnswer::Trapped("under way".into()),
                weight: Weight::zero(),
                gas: 0,
            });
            self.calls.len() - 1
        });
        self.under_way.push(index);
    }

    fn exit_child_span(&mut self, output: &ExecReturnValue, gas: u64, weight: Weight) {
        let data = output.data.clone();
        let answer = match output.did_revert() {
            true => HookAnswer::Reverted(data),
            false => HookAnswer::Returned(data),
        };
        self.end(answer, gas, weight);
    }

    fn exit_child_span_with_error(&mut self, error: DispatchError, gas: u64, weight: Weight) {
        self.end(HookAnswer::Trapped(error_name(&error)), gas, weight);
    }
}

fn hook_of(calldata: &[u8]) -> Option<&'static str> {
    let selector = calldata.first_chunk::<4>()?;
    Hooks0_20::name_by_selector(*selector).or_else(|| Hooks0_10::name_by_selector(*selector))
}
