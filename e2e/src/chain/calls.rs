//! The calls between contracts in one transaction, recorded while the chain executes them.
//!
//! A receipt has none of them: a core swallows the revert of a best-effort hook without a trace, and a manager's calls of other
//! contracts leave events at most.

use crate::outcome::error_name;
use frame_support::weights::Weight;
use pallet_revive::{
    tracing::{self, Tracing},
    Code, ExecReturnValue,
};
use sp_core::{H160, U256};
use sp_runtime::DispatchError;

/// Calls of one transaction that are recorded; a contract can make more of them in a block's weight than a reader looks at.
pub const MOST_CALLS: usize = 4_096;

/// A call of a contract, or an account's call of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContractCall {
    /// How many recorded calls it is inside of.
    pub depth: usize,
    /// Who called.
    pub from: H160,
    /// The contract in whose storage the code ran.
    pub to: H160,
    /// The contract whose code ran, where it is another one.
    pub delegate: Option<H160>,
    /// Whether it runs the constructor of a new contract.
    pub creates: bool,
    /// Whether changes were forbidden, as in a static call.
    pub read_only: bool,
    /// Sent along, in wei.
    pub value: U256,
    /// The calldata, or the constructor's arguments.
    pub input: Vec<u8>,
    /// What came back.
    pub answer: CallAnswer,
    /// What it cost with the calls inside of it, once its code was loaded; loading is charged to the caller.
    pub weight: Weight,
    /// The same with the deposits of the call, in this runtime's gas.
    pub gas: u64,
}

/// What came back from a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallAnswer {
    /// It returned, with this data.
    Returned(Vec<u8>),
    /// It reverted, with this data.
    Reverted(Vec<u8>),
    /// It trapped, for the reason of this name.
    Trapped(String),
}

/// Records calls, in the order in which they begin.
#[derive(Debug, Default)]
struct Recorder {
    calls: Vec<ContractCall>,
    // For every call under way: where its record is, if there was room for one.
    under_way: Vec<Option<usize>>,
    // Whether the next call creates a contract.
    creates: bool,
}

/// Runs `f`, and returns the calls that contracts made meanwhile: the first [`MOST_CALLS`].
pub(super) fn recorded<R>(f: impl FnOnce() -> R) -> (R, Vec<ContractCall>) {
    let mut recorder = Recorder::default();
    let result = tracing::trace(&mut recorder, f);
    (result, recorder.calls)
}

impl Recorder {
    fn end(&mut self, answer: CallAnswer, gas: u64, weight: Weight) {
        let ended = self.under_way.pop().flatten();
        if let Some(call) = ended.and_then(|index| self.calls.get_mut(index)) {
            call.answer = answer;
            call.weight = weight;
            call.gas = gas;
        }
    }
}

impl Tracing for Recorder {
    fn instantiate_code(&mut self, _code: &Code, _salt: Option<&[u8; 32]>) {
        self.creates = true;
    }

    fn enter_child_span(
        &mut self,
        from: H160,
        to: H160,
        delegate: Option<H160>,
        read_only: bool,
        value: U256,
        input: &[u8],
        _gas: u64,
    ) {
        // In a delegated call pallet-revive names the contract in whose storage the code runs as its caller.
        let to = if delegate.is_some() { from } else { to };
        let creates = core::mem::take(&mut self.creates);
        let index = self.calls.len();
        let has_room = index < MOST_CALLS;
        if has_room {
            self.calls.push(ContractCall {
                depth: self.under_way.len(),
                from,
                to,
                delegate,
                creates,
                read_only,
                value,
                input: input.to_vec(),
                // Until the call ends, which every call does.
                answer: CallAnswer::Trapped("under way".into()),
                weight: Weight::zero(),
                gas: 0,
            });
        }
        self.under_way.push(has_room.then_some(index));
    }

    fn exit_child_span(&mut self, output: &ExecReturnValue, gas: u64, weight: Weight) {
        let data = output.data.clone();
        let answer = match output.did_revert() {
            true => CallAnswer::Reverted(data),
            false => CallAnswer::Returned(data),
        };
        self.end(answer, gas, weight);
    }

    fn exit_child_span_with_error(&mut self, error: DispatchError, gas: u64, weight: Weight) {
        self.end(CallAnswer::Trapped(error_name(&error)), gas, weight);
    }
}
