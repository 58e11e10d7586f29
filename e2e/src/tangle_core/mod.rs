//! Tangle's core in Solidity, releases 0.10 and 0.20, on the embedded chain.
//!
//! [`TangleCore::start_release`] loads the published state of a chain with the core deployed; the bytecode
//! that runs is Tangle's own. The actions have the field's names and return, in a [`Step`], what the
//! core returned or who refused, and which hooks it called on the way.

pub mod billing;
pub mod blueprint;
pub mod gas;
pub mod hooks;
mod people;
pub mod phase;
mod reads;
pub mod release;
pub mod report;
pub mod road;
pub mod squaring;
pub mod staking;
pub mod state;
pub mod step;
pub mod story;

pub use people::Operator;

use crate::{
    accounts::Account,
    chain::{Chain, ChainError},
};
use alloy_primitives::Address;
use alloy_sol_types::SolCall;
use blueprint::BlueprintTerms;
use blueprint_abi::{
    core_0_10::{
        ITangleBlueprints, ITangleJobs, ITangleOperators,
        ITangleServices::{self, ConfidentialityPolicy},
        ITangleSlashing,
    },
    core_0_20::{ITangleBlueprints as newer_blueprints, ITangleServices as newer_services},
};
use hooks::hooks_of;
use release::Release;
use sp_core::H160;
use state::StateError;
use step::{step_of, Step};

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

/// What release 0.20 asks of an operator that disputes a slash, in wei.
pub const DISPUTE_BOND: u128 = 20_000_000_000_000_000;

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
    /// Which release it is.
    pub release: Release,
    /// The developer who deployed the core.
    pub developer: Account,
    /// The operators with enough at stake to register.
    pub operators: [Operator; 2],
}

impl TangleCore {
    /// A chain with the published state of core 0.10, at the time of the snapshot.
    ///
    /// # Errors
    /// If the state is not the known one, or the chain refuses it.
    pub fn start() -> Result<(Chain, TangleCore), StartError> {
        Self::start_release(Release::Core0_10)
    }

    /// A chain with the published state of a release, at the time of its snapshot.
    ///
    /// # Errors
    /// If the state is not the known one, or the chain refuses it.
    pub fn start_release(release: Release) -> Result<(Chain, TangleCore), StartError> {
        let snapshot = release.snapshot()?;
        let mut chain = Chain::builder()
            .revive_accounts(snapshot.accounts)
            .unlimited_contract_size()
            .timestamp(snapshot.timestamp)
            .block(snapshot.block)
            .build()?;
        let core = TangleCore {
            release,
            developer: people::developer(&mut chain),
            operators: people::operators(&mut chain),
        };
        Ok((chain, core))
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
        match self.release {
            Release::Core0_10 => {
                let definition = terms.definition(manager);
                let call = ITangleBlueprints::createBlueprintCall { definition };
                self.send(chain, owner, call)
            }
            Release::Core0_20 => {
                let definition = terms.newer_definition(manager);
                let call = newer_blueprints::createBlueprintCall { definition };
                self.send(chain, owner, call)
            }
        }
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
        discard(self.send(chain, &operator.account, call))
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
        self.send(chain, requester, call)
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
        match self.release {
            Release::Core0_10 => {
                let call = ITangleServices::approveServiceCall {
                    requestId: request_id,
                    stakingPercent: staking_percent,
                };
                discard(self.send(chain, operator, call))
            }
            // It takes the commitments that the request asks for: all of the stake without any.
            Release::Core0_20 => {
                let params = newer_services::ApprovalParams {
                    requestId: request_id,
                    securityCommitments: Vec::new(),
                    blsPubkey: Default::default(),
                    blsPopSignature: Default::default(),
                    teeCommitments: Vec::new(),
                };
                let call = newer_services::approveServiceCall { params };
                discard(self.send(chain, operator, call))
            }
        }
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
        self.send(chain, caller, call)
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
        discard(self.send(chain, operator, call))
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
        self.send(chain, proposer, call)
    }

    /// Disputes a slash, in release 0.20 with the bond that it asks of an operator. The operator, and whom
    /// `queryDisputeOrigin` names, may.
    pub fn dispute_slash(&self, chain: &mut Chain, disputer: &Account, slash_id: u64) -> Step<()> {
        let call = ITangleSlashing::disputeSlashCall {
            slashId: slash_id,
            reason: "disputed".into(),
        };
        let bond = match self.release {
            Release::Core0_10 => 0,
            Release::Core0_20 => DISPUTE_BOND,
        };
        discard(self.send_with(chain, disputer, call, bond))
    }

    /// Cancels a slash that is not executed. The core's slash admin, who is the developer, may.
    pub fn cancel_slash(&self, chain: &mut Chain, admin: &Account, slash_id: u64) -> Step<()> {
        let call = ITangleSlashing::cancelSlashCall {
            slashId: slash_id,
            reason: "vetoed".into(),
        };
        discard(self.send(chain, admin, call))
    }

    fn send<C: SolCall>(&self, chain: &mut Chain, caller: &Account, call: C) -> Step<C::Return> {
        self.send_with(chain, caller, call, 0)
    }

    fn send_with<C: SolCall>(
        &self,
        chain: &mut Chain,
        caller: &Account,
        call: C,
        wei: u128,
    ) -> Step<C::Return> {
        let core = self.release.core();
        let options = self.release.options(wei);
        let outcome = chain.call_with(caller, core, call.abi_encode(), options);
        step_of::<C>(core, outcome, hooks_of(core, chain.calls()))
    }

    /// Executes a slash whose window is over. Anyone may. Calls `onSlash`, which cannot refuse.
    pub fn execute_slash(&self, chain: &mut Chain, caller: &Account, slash_id: u64) -> Step<()> {
        let call = ITangleSlashing::executeSlashCall { slashId: slash_id };
        discard(self.send(chain, caller, call))
    }
}

fn address(address: H160) -> Address {
    Address::new(address.0)
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
