//! The observable state of the incredible-squaring manager, whichever language it is written in.

use crate::{
    chain::Chain,
    outcome::{Outcome, Status},
};
use alloy_primitives::{Address, U256};
use alloy_sol_types::{sol, SolCall};
use sp_core::H160;

// What both implement: the file both are written against.
sol!(
    #![sol(all_derives = true)]
    "../blueprint-examples/incredible-squaring/IIncredibleSquaring.sol"
);
// The errors of its guard: `sol!` reads one file and follows no import.
sol!(
    #![sol(all_derives = true)]
    "../abi/solidity/library/ICallerGuard.sol"
);
sol!(
    #![sol(all_derives = true)]
    "../abi/solidity/library/IRuntimeGuard.sol"
);

/// What the manager found of a submitted result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// There is none.
    None,
    /// The square.
    Correct,
    /// Anything else.
    Wrong,
}

/// A job call as the manager remembers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RememberedCall {
    /// Index of the job.
    pub job: u8,
    /// What is to be squared.
    pub input: U256,
}

/// What an operator has done so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// Results found correct.
    pub successful: u64,
    /// Results found wrong.
    pub failed: u64,
    /// Points awarded.
    pub points: u64,
}

/// All that can be seen of a manager after one blueprint, one service and one job. It must not
/// depend on the language the manager is written in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManagerState {
    /// The caller it admits.
    pub runtime: H160,
    /// The blueprint's id as the core gave it, and as the manager knows it.
    pub blueprint_id: (u64, Option<u64>),
    /// The service instance.
    pub service_id: u64,
    /// Id of the job call.
    pub job_call_id: u64,
    /// That call, as the manager remembers it.
    pub job: Option<RememberedCall>,
    /// What it found of each operator's result.
    pub verdicts: [Verdict; 2],
    /// What each operator has done so far.
    pub tallies: [Tally; 2],
}

/// An answer that is none of the view's.
#[derive(Debug, thiserror::Error)]
#[error("expected an answer of `{view}`, received {received}")]
pub struct ViewError {
    /// Signature of the view.
    pub view: &'static str,
    /// What came.
    pub received: Box<Outcome>,
}

/// Reads a manager's state.
pub struct Manager<'a> {
    /// The chain the manager is on.
    pub chain: &'a mut Chain,
    /// Where it is.
    pub address: H160,
}

impl Manager<'_> {
    /// The one caller whose hooks it admits.
    ///
    /// # Errors
    /// As every view: if the answer is not of its type.
    pub fn runtime(&mut self) -> Result<H160, ViewError> {
        self.ask(IIncredibleSquaring::runtimeCall {})
            .map(|runtime| H160(runtime.into_array()))
    }

    /// The blueprint it is bound to.
    ///
    /// # Errors
    /// If the answer is not of the view's type.
    pub fn blueprint_id(&mut self) -> Result<Option<u64>, ViewError> {
        let answer = self.ask(IIncredibleSquaring::blueprintIdCall {})?;
        Ok(answer.bound.then_some(answer.id))
    }

    /// A job call, if it admitted it.
    ///
    /// # Errors
    /// If the answer is not of the view's type.
    pub fn job_call(
        &mut self,
        service_id: u64,
        job_call_id: u64,
    ) -> Result<Option<RememberedCall>, ViewError> {
        let answer = self.ask(IIncredibleSquaring::jobCallCall {
            serviceId: service_id,
            jobCallId: job_call_id,
        })?;
        Ok(answer.known.then_some(RememberedCall {
            job: answer.job,
            input: answer.input,
        }))
    }

    /// What it found of an operator's result.
    ///
    /// # Errors
    /// If the answer is not of the view's type, or is no verdict.
    pub fn verdict_of(
        &mut self,
        service_id: u64,
        job_call_id: u64,
        operator: H160,
    ) -> Result<Verdict, ViewError> {
        let question = IIncredibleSquaring::verdictOfCall {
            serviceId: service_id,
            jobCallId: job_call_id,
            operator: Address::new(operator.0),
        };
        self.ask_for(question, |answer| match answer {
            0 => Some(Verdict::None),
            1 => Some(Verdict::Correct),
            2 => Some(Verdict::Wrong),
            _ => None,
        })
    }

    /// What an operator has done so far.
    ///
    /// # Errors
    /// If the answer is not of the view's type.
    pub fn tally_of(&mut self, operator: H160) -> Result<Tally, ViewError> {
        let operator = Address::new(operator.0);
        let answer = self.ask(IIncredibleSquaring::tallyOfCall { operator })?;
        Ok(Tally {
            successful: answer.successful,
            failed: answer.failed,
            points: answer.points,
        })
    }

    /// Everything at once, by the numbers that the core gave.
    ///
    /// # Errors
    /// If one of the views does not answer with its type.
    pub fn state(
        &mut self,
        blueprint_id: u64,
        service_id: u64,
        job_call_id: u64,
        [first, second]: [H160; 2],
    ) -> Result<ManagerState, ViewError> {
        Ok(ManagerState {
            runtime: self.runtime()?,
            blueprint_id: (blueprint_id, self.blueprint_id()?),
            service_id,
            job_call_id,
            job: self.job_call(service_id, job_call_id)?,
            verdicts: [
                self.verdict_of(service_id, job_call_id, first)?,
                self.verdict_of(service_id, job_call_id, second)?,
            ],
            tallies: [self.tally_of(first)?, self.tally_of(second)?],
        })
    }

    fn ask<C: SolCall>(&mut self, question: C) -> Result<C::Return, ViewError> {
        self.ask_for(question, Some)
    }

    fn ask_for<C: SolCall, T>(
        &mut self,
        question: C,
        read: impl FnOnce(C::Return) -> Option<T>,
    ) -> Result<T, ViewError> {
        let outcome = self.chain.read(self.address, question.abi_encode());
        // Strictly, because both builds must answer as solc would.
        let answer = match outcome.status {
            Status::Ok => C::abi_decode_returns_validate(&outcome.data)
                .ok()
                .and_then(read),
            _ => None,
        };
        answer.ok_or_else(|| ViewError {
            view: C::SIGNATURE,
            received: Box::new(outcome),
        })
    }
}
