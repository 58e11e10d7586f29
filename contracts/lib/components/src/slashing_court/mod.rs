//! The slashing court: proposals are reviewed, disputed, ruled on and executed, one record each.
//!
//! Nothing here walks a list: what grows is keyed, and ids count from 1, so that whoever wants all
//! proposals reads them page by page. Every step that ends a proposal touches the same few records,
//! however many operators there are.
//!
//! The court moves no stake. It says how much to take ([`SlashExecuted`]); whoever keeps the stake
//! takes it, for a sink nobody profits from. The only value here is the bonds: refunded ones wait to
//! be fetched, lost ones stay out of everybody's reach.

mod records;
mod registry;
mod wire;

pub use records::{
    charge_from_wire, offender_address, unresolved_from_wire, Charter, RuntimeSlashes,
};
pub use wire::*;

use crate::{
    bond_book::BondBook,
    cell::{Cell, Map},
};
use blueprint_hooks::Event;
use blueprint_rules::court::{
    self, Bounds, Capture, Charge, OpenProposals, SlashRequest, Policy, Proposal, Ruling, Sink, SinkLedger, Step,
};
use ink::{
    env::DefaultEnvironment,
    storage::traits::{AutoKey, StorageKey},
    Address, U256,
};
use records::keccak256;

/// A proposer's motion, as it crosses the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accusation {
    /// Service instance.
    pub service_id: u64,
    /// The accused.
    pub operator: Address,
    /// What for.
    pub charge: Charge,
    /// Hash of the complete evidence; not zero.
    pub evidence: [u8; 32],
    /// How much to take, in base units; not zero. What exceeds the captured stake is cut.
    pub requested: U256,
    /// Whose moment's stake answers for it, in seconds.
    pub captured_at: u64,
}

/// Reviews slashes between whoever accuses and whoever keeps the stake.
///
/// Two roles, given to the constructor and never changed: the runtime tells what was at stake and
/// proposes; governance vetoes, rules and sets policies. For a service, either may name one more
/// proposer, such as the blueprint's manager. Everybody may dispute, execute and expire.
#[ink::storage_item]
#[derive(Default, Debug)]
pub struct SlashingCourt<KEY: StorageKey = AutoKey> {
    charter: Cell<Charter>,
    proposals_made: Cell<u64>,
    slashed: Cell<SinkLedger>,
    bonds: BondBook,
    proposals: Map<u64, Proposal>,
    /// By keccak-256 of the evidence key, the proposal that used it.
    evidence: Map<[u8; 32], u64>,
    captures: Map<(Address, u64), Capture>,
    /// Which captures answer for a service: whoever may propose there reaches no others.
    answers: Map<(u64, Address, u64), bool>,
    /// Per operator of a service: what the cap counts.
    dockets: Map<(u64, Address), OpenProposals>,
    /// Per operator, over all services: what holds its stake.
    holds: Map<Address, OpenProposals>,
    policies: Map<u64, Policy>,
    proposers: Map<u64, Address>,
    runtime_slashes: Map<(u64, Address), RuntimeSlashes>,
}

impl<KEY: StorageKey> SlashingCourt<KEY> {
    /// To be called by the contract's constructor. Refuses a zero role, one account in both, and
    /// bounds of the review window that leave no default policy.
    pub fn init(
        &mut self,
        runtime: Address,
        governance: Address,
        bounds: Bounds,
    ) -> Result<(), CourtError> {
        if runtime.is_zero() || governance.is_zero() {
            return Err(CourtError::ZeroRole {});
        }
        distinct(runtime, governance)?;
        default_policy(bounds).check(bounds)?;
        self.charter.set(&Charter {
            runtime,
            governance,
            bounds,
        });
        Ok(())
    }

    /// Proposes a slash as the caller, who must be the runtime or the service's proposer. Returns
    /// the proposal's id, counted from 1.
    pub fn propose(&mut self, accusation: &Accusation) -> Result<u64, CourtError> {
        let proposer = caller();
        let Accusation {
            service_id,
            operator,
            captured_at,
            ..
        } = *accusation;
        let charter = self.charter()?;
        // Without a proposer the origin is the runtime, so that nobody is never somebody.
        if proposer != charter.runtime && proposer != self.slashing_origin(service_id) {
            return Err(CourtError::NotProposer {
                service_id,
                received: proposer,
            });
        }
        let motion = SlashRequest {
            service: service_id,
            operator,
            proposer,
            charge: accusation.charge,
            evidence: accusation.evidence.into(),
            requested: accusation.requested,
        };
        let answers = self.answers.get(&(service_id, operator, captured_at));
        let capture = answers.and_then(|_| self.captures.get(&(operator, captured_at)));
        let capture = capture.ok_or(CourtError::UnknownCapture {
            operator,
            captured_at,
        })?;
        let evidence = keccak256(&motion.evidence_key().preimage());
        let proposed = court::propose(
            &motion,
            &capture,
            self.evidence.get(&evidence).is_some(),
            self.docket_of(service_id, operator),
            now(),
            &self.policy_under(&charter, service_id),
        )?;
        let hold = self.hold_of(operator).open(u32::MAX)?;
        let id = self.proposals_made().checked_add(1);
        let id = id.ok_or(CourtError::AmountOverflow {})?;

        let proposal = proposed.proposal;
        self.proposals_made.set(&id);
        self.proposals.set(&id, &proposal);
        self.evidence.set(&evidence, &id);
        self.dockets.set(&(service_id, operator), &proposed.docket);
        self.holds.set(&operator, &hold);
        SlashProposed {
            proposal_id: id,
            service_id,
            operator,
            proposer,
            charge: proposal.charge as u8,
            evidence: accusation.evidence,
            requested: proposal.requested,
            captured_at,
            review_until: proposal.review_until,
        }
        .emit();
        Ok(id)
    }

    /// Disputes a pending proposal as the caller, with the bond that came with the call.
    pub fn dispute(&mut self, id: u64) -> Result<(), CourtError> {
        let (disputer, paid) = (caller(), ink::env::transferred_value());
        let proposal = court::dispute(&self.proposal(id), disputer, paid, now())?;
        self.bonds.post(paid)?;
        self.proposals.set(&id, &proposal);
        SlashDisputed {
            proposal_id: id,
            disputer,
            bond: paid,
            deadline: proposal.deadline,
        }
        .emit();
        Ok(())
    }

    /// Stops an open proposal before its deadline. Governance only.
    pub fn veto(&mut self, id: u64) -> Result<(), CourtError> {
        let (proposal, governance) = (self.proposal(id), self.charter()?.governance);
        let docket = self.docket_of(proposal.service, proposal.operator);
        let step = court::veto(&proposal, caller(), governance, docket, now())?;
        self.end(id, &step)?;
        SlashVetoed {
            proposal_id: id,
            service_id: proposal.service,
            operator: proposal.operator,
        }
        .emit();
        Ok(())
    }

    /// Rules on a disputed proposal before its deadline: the slash stands, or it was wrong.
    /// Governance only.
    pub fn resolve(&mut self, id: u64, ruling: Ruling) -> Result<(), CourtError> {
        let (proposal, governance) = (self.proposal(id), self.charter()?.governance);
        let docket = self.docket_of(proposal.service, proposal.operator);
        let step = court::resolve(&proposal, caller(), governance, ruling, docket, now())?;
        match ruling {
            Ruling::Uphold => {
                self.proposals.set(&id, &step.proposal);
                SlashUpheld {
                    proposal_id: id,
                    deadline: step.proposal.deadline,
                }
                .emit();
            }
            Ruling::Dismiss => {
                self.end(id, &step)?;
                SlashDismissed {
                    proposal_id: id,
                    service_id: proposal.service,
                    operator: proposal.operator,
                }
                .emit();
            }
        }
        Ok(())
    }

    /// Executes a proposal from its deadline on. Anyone may. Returns what to take, in base units.
    pub fn execute(&mut self, id: u64) -> Result<U256, CourtError> {
        let proposal = self.proposal(id);
        let moment = (proposal.operator, proposal.captured_at);
        // An unknown proposal has no capture either; the domain says which of the two it is.
        let capture = self.captures.get(&moment).unwrap_or_default();
        let docket = self.docket_of(proposal.service, proposal.operator);
        let executed = court::execute(&proposal, &capture, docket, now())?;
        let slashed = self.slashed().receive(executed.slash, Sink::Burn);
        let slashed = slashed.ok_or(CourtError::AmountOverflow {})?;

        self.captures.set(&moment, &executed.capture);
        self.slashed.set(&slashed);
        self.end(
            id,
            &Step {
                proposal: executed.proposal,
                docket: executed.docket,
                bond: executed.bond,
            },
        )?;
        let amount = executed.slash.amount();
        SlashExecuted {
            proposal_id: id,
            service_id: proposal.service,
            operator: proposal.operator,
            amount,
        }
        .emit();
        Ok(amount)
    }

    /// Ends a proposal that can no longer be executed. Anyone may.
    pub fn expire(&mut self, id: u64) -> Result<(), CourtError> {
        let proposal = self.proposal(id);
        let docket = self.docket_of(proposal.service, proposal.operator);
        let step = court::expire(&proposal, docket, now())?;
        self.end(id, &step)?;
        SlashExpired {
            proposal_id: id,
            service_id: proposal.service,
            operator: proposal.operator,
        }
        .emit();
        Ok(())
    }

    /// Pays the caller what it is owed in bonds, in base units, and returns that.
    pub fn withdraw_bond(&mut self) -> Result<U256, CourtError> {
        Ok(self.bonds.withdraw(caller())?)
    }

    /// Stores a proposal that ended, lets go of the operator, and settles the bond.
    fn end(&mut self, id: u64, step: &Step) -> Result<(), CourtError> {
        let (service, operator) = (step.proposal.service, step.proposal.operator);
        let hold = self.hold_of(operator).close()?;
        self.proposals.set(&id, &step.proposal);
        self.dockets.set(&(service, operator), &step.open_proposals);
        self.holds.set(&operator, &hold);
        Ok(self.bonds.settle(id, step.bond)?)
    }
}

/// What a service has that chose nothing: the domain's default, its window within the bounds.
fn default_policy(bounds: Bounds) -> Policy {
    let policy = Policy::default();
    let review_window = policy
        .review_window
        .max(bounds.shortest)
        .min(bounds.longest);
    Policy {
        review_window,
        ..policy
    }
}

fn distinct(accuser: Address, judge: Address) -> Result<(), CourtError> {
    if accuser == judge {
        return Err(CourtError::RolesNotDistinct { account: accuser });
    }
    Ok(())
}

fn caller() -> Address {
    ink::env::caller()
}

/// Seconds.
fn now() -> u64 {
    ink::env::block_timestamp::<DefaultEnvironment>()
}

#[cfg(test)]
mod tests;
