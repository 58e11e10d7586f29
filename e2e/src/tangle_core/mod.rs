//! Tangle's core in Solidity, release 0.10, on the embedded chain.
//!
//! [`TangleCore::start`] loads the published state of a chain with the core deployed; the bytecode
//! that runs is Tangle's own. The actions have the field's names and return, in a [`Step`], what the
//! core returned or who refused, and which hooks it called on the way.

pub mod blueprint;
pub mod hooks;
pub mod phase;
pub mod report;
pub mod squaring;
pub mod state;
pub mod step;
pub mod story;

use crate::{
    accounts::{Account, TANGLE_CORE},
    chain::{Chain, ChainError},
};
use alloy_primitives::{hex, Address};
use alloy_sol_types::SolCall;
use blueprint::BlueprintTerms;
use blueprint_abi::core_0_10::{
    ITangleBlueprints::{self, Blueprint},
    ITangleJobs::{self, JobCall},
    ITangleOperators,
    ITangleServices::{self, ConfidentialityPolicy, Service},
    ITangleSlashing,
};
use hooks::HookRecorder;
use pallet_revive::tracing::trace;
use sp_core::H160;
use state::{Snapshot, StateError};
use step::{result_of, step_of, Refusal, Step};

/// Why a chain with the core could not be started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The published state is not what it was.
    #[error(transparent)]
    State(#[from] StateError),
    /// The chain refused the state.
    #[error(transparent)]
    Chain(#[from] ChainError),
}

/// An operator that had staked when the snapshot was taken.
#[derive(Clone, Debug)]
pub struct Operator {
    /// Its account.
    pub account: Account,
    /// Its key, which is that of the account: uncompressed, with the leading `04`.
    pub ecdsa_public_key: [u8; 65],
    /// Where it can be reached.
    pub rpc_address: String,
}

/// A request for a service. It is free of charge and takes operators of any confidentiality.
#[derive(Clone, Debug)]
pub struct ServiceRequest {
    /// Of which blueprint.
    pub blueprint_id: u64,
    /// Who is to run it. All of them must approve.
    pub operators: Vec<H160>,
    /// For the manager's `onRequest`.
    pub inputs: Vec<u8>,
    /// Who may submit jobs, beside the requester.
    pub permitted_callers: Vec<H160>,
    /// In seconds; 0 for a service without an end.
    pub ttl: u64,
}

/// The people of the snapshot, and what they can do with the core.
#[derive(Clone, Debug)]
pub struct TangleCore {
    /// The developer who deployed the core.
    pub developer: Account,
    /// The operators with enough at stake to register.
    pub operators: [Operator; 2],
}

/// Accounts and keys that development chains have by convention, and the snapshot with them.
const DEVELOPER: [u8; 20] = hex!("f39fd6e51aad88f6f4ce6ab8827279cfffb92266");
const OPERATORS: [[u8; 20]; 2] = [
    hex!("70997970c51812dc3a010c7d01b50e0d17dc79c8"),
    hex!("3c44cdddb6a900fa2b585dd299e03d12fa4293bc"),
];
const OPERATOR_KEYS: [[u8; 65]; 2] = [
    hex!(
        "04ba5734d8f7091719471e7f7ed6b9df170dc70cc661ca05e688601ad984f068b0"
        "d67351e5f06073092499336ab0839ef8a521afd334e53807205fa2f08eec74f4"
    ),
    hex!(
        "049d9031e97dd78ff8c15aa86939de9b1e791066a0224e331bc962a2099a7b1f04"
        "64b8bbafe1535f2301c72c2cb3535b172da30b02686ab0393d348614f157fbdb"
    ),
];

impl TangleCore {
    /// A chain with the published state of the core, at the time of the snapshot.
    ///
    /// # Errors
    /// If the state is not the known one, or the chain refuses it.
    pub fn start() -> Result<(Chain, TangleCore), StartError> {
        let snapshot = Snapshot::published()?;
        let mut chain = Chain::builder()
            .revive_accounts(snapshot.accounts)
            .unlimited_contract_size()
            .timestamp(snapshot.timestamp)
            .block(snapshot.block)
            .build()?;
        let mut operator = |index: usize| Operator {
            account: Account {
                name: format!("operator {}", index + 1),
                ..chain.ethereum_account(H160(OPERATORS[index]))
            },
            ecdsa_public_key: OPERATOR_KEYS[index],
            rpc_address: format!("http://operator{}.local:8545", index + 1),
        };
        let operators = [operator(0), operator(1)];
        let developer = Account {
            name: "developer".into(),
            ..chain.ethereum_account(H160(DEVELOPER))
        };
        Ok((
            chain,
            TangleCore {
                developer,
                operators,
            },
        ))
    }

    /// Creates a blueprint of `owner` whose hooks are `manager`'s, and answers with its id.
    /// Calls `onBlueprintCreated`, which may refuse. Without a manager, at the zero address, the
    /// core calls no hooks.
    pub fn create_blueprint(
        &self,
        chain: &mut Chain,
        owner: &Account,
        manager: H160,
        terms: &BlueprintTerms,
    ) -> Step<u64> {
        let definition = terms.definition(manager);
        send(
            chain,
            owner,
            ITangleBlueprints::createBlueprintCall { definition },
        )
    }

    /// Registers an operator for a blueprint. Calls `onRegister`, which may refuse; its inputs are
    /// the operator's encoded preferences.
    pub fn register_operator(
        &self,
        chain: &mut Chain,
        operator: &Operator,
        blueprint_id: u64,
    ) -> Step<()> {
        // Of the two functions of this name, the one without inputs of its own.
        let call = ITangleOperators::registerOperator_1Call {
            blueprintId: blueprint_id,
            ecdsaPublicKey: operator.ecdsa_public_key.into(),
            rpcAddress: operator.rpc_address.clone(),
        };
        discard(send(chain, &operator.account, call))
    }

    /// Requests a service and answers with the request's id. Calls `onRequest`, which may refuse.
    pub fn request_service(
        &self,
        chain: &mut Chain,
        requester: &Account,
        request: ServiceRequest,
    ) -> Step<u64> {
        let call = ITangleServices::requestServiceCall {
            blueprintId: request.blueprint_id,
            operators: request.operators.into_iter().map(address).collect(),
            config: request.inputs.into(),
            permittedCallers: request.permitted_callers.into_iter().map(address).collect(),
            ttl: request.ttl,
            paymentToken: Address::ZERO,
            paymentAmount: Default::default(),
            confidentiality: ConfidentialityPolicy::Any,
        };
        send(chain, requester, call)
    }

    /// Approves a request with a share of the operator's stake, in percent. Calls `onApprove`, and
    /// with the last approval `onServiceInitialized`; what they answer changes nothing.
    pub fn approve_service(
        &self,
        chain: &mut Chain,
        operator: &Account,
        request_id: u64,
        staking_percent: u8,
    ) -> Step<()> {
        let call = ITangleServices::approveServiceCall {
            requestId: request_id,
            stakingPercent: staking_percent,
        };
        discard(send(chain, operator, call))
    }

    /// Submits a job and answers with the call's id. Calls `onJobCall`, which may refuse.
    pub fn submit_job(
        &self,
        chain: &mut Chain,
        caller: &Account,
        service_id: u64,
        job: u8,
        inputs: Vec<u8>,
    ) -> Step<u64> {
        let call = ITangleJobs::submitJobCall {
            serviceId: service_id,
            jobIndex: job,
            inputs: inputs.into(),
        };
        send(chain, caller, call)
    }

    /// Submits an operator's result. Calls `onJobResult`, which cannot refuse.
    pub fn submit_result(
        &self,
        chain: &mut Chain,
        operator: &Account,
        service_id: u64,
        job_call_id: u64,
        result: Vec<u8>,
    ) -> Step<()> {
        let call = ITangleJobs::submitResultCall {
            serviceId: service_id,
            callId: job_call_id,
            result: result.into(),
        };
        discard(send(chain, operator, call))
    }

    /// Proposes to slash an operator of a service, in basis points, and answers with the slash's id.
    /// The service's owner, the blueprint's, and whom `querySlashingOrigin` names may. Calls
    /// `onUnappliedSlash`, which cannot refuse.
    pub fn propose_slash(
        &self,
        chain: &mut Chain,
        proposer: &Account,
        service_id: u64,
        operator: H160,
        slash_bps: u16,
        evidence: [u8; 32],
    ) -> Step<u64> {
        let call = ITangleSlashing::proposeSlashCall {
            serviceId: service_id,
            operator: address(operator),
            slashBps: slash_bps,
            evidence: evidence.into(),
        };
        send(chain, proposer, call)
    }

    /// Disputes a slash. The operator, and whom `queryDisputeOrigin` names, may.
    pub fn dispute_slash(&self, chain: &mut Chain, disputer: &Account, slash_id: u64) -> Step<()> {
        let call = ITangleSlashing::disputeSlashCall {
            slashId: slash_id,
            reason: "disputed".into(),
        };
        discard(send(chain, disputer, call))
    }

    /// Executes a slash whose window is over. Anyone may. Calls `onSlash`, which cannot refuse.
    pub fn execute_slash(&self, chain: &mut Chain, caller: &Account, slash_id: u64) -> Step<()> {
        let call = ITangleSlashing::executeSlashCall { slashId: slash_id };
        discard(send(chain, caller, call))
    }

    /// How many blueprints there are; the next one's id.
    ///
    /// # Errors
    /// As every question to the core: if it reverts.
    pub fn blueprint_count(&self, chain: &mut Chain) -> Result<u64, Refusal> {
        ask(chain, ITangleBlueprints::blueprintCountCall {})
    }

    /// A blueprint; all zero if there is none.
    ///
    /// # Errors
    /// If the core reverts.
    pub fn blueprint(&self, chain: &mut Chain, blueprint_id: u64) -> Result<Blueprint, Refusal> {
        ask(
            chain,
            ITangleBlueprints::getBlueprintCall {
                blueprintId: blueprint_id,
            },
        )
    }

    /// Whether an operator is registered for a blueprint.
    ///
    /// # Errors
    /// If the core reverts.
    pub fn is_operator_registered(
        &self,
        chain: &mut Chain,
        blueprint_id: u64,
        operator: H160,
    ) -> Result<bool, Refusal> {
        let operator = address(operator);
        ask(
            chain,
            ITangleOperators::isOperatorRegisteredCall {
                blueprintId: blueprint_id,
                operator,
            },
        )
    }

    /// How many service instances there are; the next one's id.
    ///
    /// # Errors
    /// If the core reverts.
    pub fn service_count(&self, chain: &mut Chain) -> Result<u64, Refusal> {
        ask(chain, ITangleServices::serviceCountCall {})
    }

    /// A service instance; all zero if there is none.
    ///
    /// # Errors
    /// If the core reverts.
    pub fn service(&self, chain: &mut Chain, service_id: u64) -> Result<Service, Refusal> {
        ask(
            chain,
            ITangleServices::getServiceCall {
                serviceId: service_id,
            },
        )
    }

    /// Whether an operator runs a service instance.
    ///
    /// # Errors
    /// If the core reverts.
    pub fn is_service_operator(
        &self,
        chain: &mut Chain,
        service_id: u64,
        operator: H160,
    ) -> Result<bool, Refusal> {
        let operator = address(operator);
        ask(
            chain,
            ITangleServices::isServiceOperatorCall {
                serviceId: service_id,
                operator,
            },
        )
    }

    /// A job call; all zero if there is none.
    ///
    /// # Errors
    /// If the core reverts.
    pub fn job_call(
        &self,
        chain: &mut Chain,
        service_id: u64,
        job_call_id: u64,
    ) -> Result<JobCall, Refusal> {
        ask(
            chain,
            ITangleJobs::getJobCallCall {
                serviceId: service_id,
                callId: job_call_id,
            },
        )
    }
}

fn address(address: H160) -> Address {
    Address::new(address.0)
}

fn send<C: SolCall>(chain: &mut Chain, caller: &Account, call: C) -> Step<C::Return> {
    let mut recorder = HookRecorder::default();
    let outcome = trace(&mut recorder, || {
        chain.call(caller, TANGLE_CORE, call.abi_encode())
    });
    step_of::<C>(outcome, recorder.into_calls())
}

fn ask<C: SolCall>(chain: &mut Chain, question: C) -> Result<C::Return, Refusal> {
    result_of::<C>(&chain.read(TANGLE_CORE, question.abi_encode()))
}

/// The empty answer of a function that returns nothing.
fn discard<T>(step: Step<T>) -> Step<()> {
    let Step {
        result,
        outcome,
        events,
        hooks,
    } = step;
    Step {
        result: result.map(drop),
        outcome,
        events,
        hooks,
    }
}
