//! The slashing court: proposals are reviewed, disputed, ruled on and executed, one record each.
//!
//! Nothing here walks a list: what grows is keyed, and ids count from 1, so that a client that wants
//! all proposals reads them page by page. Every step that ends a proposal touches the same few
//! records, however many operators there are.
//!
//! The court moves no stake. It says how much to take (`SlashExecuted`); the keeper of the stake takes
//! it, and pays it to no account. The only value here is the bonds, see [`BondBook`].

mod batch;
mod captures;
mod errors;
mod offence;
mod records;
mod registry;

blueprint_hooks::interface! {
    /// Errors, events and client of the court.
    pub mod abi = "blueprint-abi/library/ISlashingCourt.sol";
}
pub use batch::{batch, MAX_BATCH};
pub use captures::MAX_PAGE;
pub use errors::{charge, unresolved};
pub use offence::{check_court, Offence};
pub use records::RuntimeSlashes;

use crate::{
    bond_book::BondBook,
    cell::{Cell, Map},
    pause::PauseSwitch,
    roles::{Roles, GOVERNANCE, RUNTIME},
};
use abi::{
    AmountOverflow, NotProposer, NothingAtStake, RolesNotDistinct, SlashDismissed, SlashDisputed,
    SlashExecuted, SlashExpired, SlashProposed, SlashUpheld, SlashVetoed, UnknownCapture,
};
use blueprint_hooks::{ensure, env, Address, Event, Result, U256};
use blueprint_rules::court::{
    self, Bounds, Capture, Charge, Liability, OpenProposals, Policy, PolicyError, Proposal, Ruling,
    Sink, SinkLedger, SlashRequest, Slashed, Step, HOUR,
};
use blueprint_rules::roles::Appointment;
use errors::{policy_revert, revert};
use ink::storage::traits::{AutoKey, StorageKey};

/// A slash to propose.
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
    /// The moment whose stake is slashable for it, in seconds.
    pub captured_at: u64,
}

/// Reviews slashes between those who accuse and the keeper of the stake.
///
/// The runtime records what was at stake and proposes; governance vetoes, rules and sets policies. For a
/// service, either may name one more proposer, such as the blueprint's manager. Any account may dispute,
/// execute and expire.
#[ink::storage_item]
#[derive(Default, Debug)]
pub struct SlashingCourt<KEY: StorageKey = AutoKey> {
    /// Runtime, guardian, governance.
    pub roles: Roles,
    /// Stops proposing and executing.
    pub pause: PauseSwitch,
    bounds: Cell<Bounds>,
    proposals_made: Cell<u64>,
    slashed: Cell<SinkLedger>,
    /// Bonds of disputers.
    pub bonds: BondBook,
    proposals: Map<u64, Proposal>,
    /// By keccak-256 of the evidence key, the proposal that used it.
    evidence: Map<[u8; 32], u64>,
    captures: Map<(Address, u64), Capture>,
    /// What slashes had taken of the operator when each was recorded, and does not count against it.
    slashed_before: Map<(Address, u64), U256>,
    /// What slashes have taken of each operator.
    slashed_of: Map<Address, Slashed>,
    /// What captures answer for in a service: its proposers reach no others.
    liabilities: Map<(u64, Address, u64), Liability>,
    /// For how many services each capture answers, and which, by index.
    answering: Map<(Address, u64), u32>,
    services: Map<(Address, u64, u32), u64>,
    /// Per operator of a service: what the cap counts.
    open_in_service: Map<(u64, Address), OpenProposals>,
    /// Per operator, over all services: what holds its stake.
    open_against: Map<Address, OpenProposals>,
    policies: Map<u64, Policy>,
    proposers: Map<u64, Appointment>,
    runtime_slashes: Map<(u64, Address), RuntimeSlashes>,
}

impl<KEY: StorageKey> SlashingCourt<KEY> {
    /// To be called by the contract's constructor: runtime, guardian and governance, the delay of roles in
    /// seconds, and review windows. Reverts with what [`Roles::init`] refuses, and bounds of the review window
    /// below an hour or that leave no default policy.
    pub fn init(&mut self, holders: [Address; 3], delay: u64, bounds: Bounds) -> Result<()> {
        self.roles.init(&holders, delay)?;
        // Without a review nobody could dispute or veto.
        let too_short = PolicyError::WindowOutOfBounds {
            bounds: Bounds {
                shortest: HOUR,
                ..bounds
            },
            received: bounds.shortest,
        };
        ensure!(bounds.shortest >= HOUR, policy_revert(too_short));
        let checked = default_policy(bounds).check_of_captures(bounds);
        checked.map_err(policy_revert)?;
        self.bounds.set(&bounds);
        Ok(())
    }

    /// Proposes a slash as the caller, who must be the runtime or the service's proposer. A proposer that holds
    /// the role of governance is refused: it rules. Returns the proposal's id, counted from 1. Not in a pause.
    pub fn propose(&mut self, accusation: &Accusation) -> Result<u64> {
        self.pause.not_paused()?;
        let proposer = env::caller();
        let Accusation {
            service_id,
            operator,
            captured_at,
            ..
        } = *accusation;
        let appointed = self.proposer_of(service_id);
        let by_runtime = self.roles.holds(proposer, RUNTIME);
        let admitted = (proposer == appointed && !appointed.is_zero()) || by_runtime;
        let stranger = NotProposer {
            service_id,
            received: proposer,
        };
        ensure!(admitted, stranger);
        // The proposer may have accepted the role after it was set. The runtime holds no second role.
        distinct(proposer, self.roles.holder(GOVERNANCE))?;
        let request = SlashRequest {
            service: service_id,
            operator,
            proposer,
            charge: accusation.charge,
            evidence: accusation.evidence.into(),
            requested: accusation.requested,
        };
        let unknown = UnknownCapture {
            operator,
            captured_at,
        };
        let liability = self.liability(service_id, operator, captured_at);
        let liability = liability.ok_or(unknown)?;
        let capture = self.captures.get(&(operator, captured_at));
        let capture = capture.ok_or(unknown)?;
        ensure!(!liability.exposure.is_zero(), NothingAtStake);
        let mut policy = self.policy_of(service_id);
        if by_runtime {
            // Trifles of the service's proposer that fill the cap leave room for a crime.
            policy.max_pending = u32::MAX;
        }
        let request = SlashRequest {
            requested: accusation.requested.min(liability.exposure),
            ..request
        };
        let evidence = env::keccak256(&request.evidence_key().preimage());
        let proposed = court::propose(
            &request,
            &capture,
            self.evidence.get(&evidence).is_some(),
            self.open_in_service(service_id, operator),
            env::now(),
            &liability.policy(&capture, policy, env::now()),
        );
        let proposed = proposed.map_err(revert)?;
        let open_against = self.open_against(operator).open(u32::MAX);
        let open_against = open_against.map_err(revert)?;
        let id = self.proposals_made().checked_add(1).ok_or(AmountOverflow)?;

        let proposal = proposed.proposal;
        self.proposals_made.set(&id);
        self.proposals.set(&id, &proposal);
        self.evidence.set(&evidence, &id);
        self.open_in_service
            .set(&(service_id, operator), &proposed.open_proposals);
        self.open_against.set(&operator, &open_against);
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
    pub fn dispute(&mut self, id: u64) -> Result<()> {
        let (disputer, bond) = (env::caller(), env::value());
        let proposal = court::dispute(&self.proposal(id), disputer, bond, env::now());
        let proposal = proposal.map_err(revert)?;
        self.bonds.post(bond)?;
        self.proposals.set(&id, &proposal);
        SlashDisputed {
            proposal_id: id,
            disputer,
            bond,
            deadline: proposal.deadline,
        }
        .emit();
        Ok(())
    }

    /// Stops an open proposal before its deadline, and in a pause before which it did not lapse, as none is executed in it. Governance
    /// only.
    pub fn veto(&mut self, id: u64) -> Result<()> {
        let governance = self.roles.holder(GOVERNANCE);
        let (mut proposal, open) = self.load(id);
        let now = env::now();
        let pause = self.pause.last();
        proposal.deadline = pause.veto_deadline(proposal.deadline, proposal.expires_at, now);
        let step = court::veto(&proposal, env::caller(), governance, open, now);
        self.end(id, &step.map_err(revert)?)?;
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
    pub fn resolve(&mut self, id: u64, ruling: Ruling) -> Result<()> {
        let governance = self.roles.holder(GOVERNANCE);
        let (proposal, open) = self.load(id);
        let caller = env::caller();
        let step = court::resolve(&proposal, caller, governance, ruling, open, env::now());
        let step = step.map_err(revert)?;
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

    /// Executes a proposal from its deadline on, not in a pause. Any account may. Returns what to take, in
    /// base units.
    pub fn execute(&mut self, id: u64) -> Result<U256> {
        let pause = self.pause.not_paused()?;
        let (mut proposal, open) = self.load(id);
        proposal.expires_at = pause.moved(proposal.expires_at);
        let moment = (proposal.operator, proposal.captured_at);
        // An unknown proposal has no capture either; the rules say which of the two it is.
        let capture = self.captured(moment.0, moment.1).unwrap_or_default();
        let liable = (proposal.service, moment.0, moment.1);
        let liability = self.liability(liable.0, liable.1, liable.2);
        let liability = liability.unwrap_or_default();
        let now = env::now();
        let reach = liability.reach(&capture);
        let executed = court::execute(&proposal, &reach, open, now).map_err(revert)?;
        let amount = executed.slash.amount();
        let capture = capture.after(amount).ok_or(AmountOverflow)?;
        let liability = liability.after(amount).ok_or(AmountOverflow)?;
        let of_operator = self.slashed_of(proposal.operator).after(amount, now);
        let of_operator = of_operator.ok_or(AmountOverflow)?;
        let slashed = self.slashed().receive(executed.slash, Sink::Burn);
        let slashed = slashed.ok_or(AmountOverflow)?;

        self.captures.set(&moment, &capture);
        self.liabilities.set(&liable, &liability);
        self.slashed_of.set(&proposal.operator, &of_operator);
        self.slashed.set(&slashed);
        let step = Step {
            proposal: executed.proposal,
            open_proposals: executed.open_proposals,
            bond: executed.bond,
        };
        self.end(id, &step)?;
        SlashExecuted {
            proposal_id: id,
            service_id: proposal.service,
            operator: proposal.operator,
            amount,
        }
        .emit();
        Ok(amount)
    }

    /// Ends a proposal that can no longer be executed. Any account may.
    pub fn expire(&mut self, id: u64) -> Result<()> {
        let (mut proposal, open) = self.load(id);
        proposal.expires_at = self.pause.last().moved(proposal.expires_at);
        let step = court::expire(&proposal, open, env::now()).map_err(revert)?;
        self.end(id, &step)?;
        SlashExpired {
            proposal_id: id,
            service_id: proposal.service,
            operator: proposal.operator,
        }
        .emit();
        Ok(())
    }

    /// The last second in which a proposal can be executed, or could: a pause moves it.
    pub fn expiry_of(&self, proposal: &Proposal) -> u64 {
        match proposal.state.is_final() {
            true => proposal.expires_at,
            false => self.pause.last().moved(proposal.expires_at),
        }
    }

    /// Begins a pause of so many seconds as the caller, who must be the guardian.
    pub fn begin_pause(&mut self, seconds: u64) -> Result<()> {
        self.pause.begin(&self.roles, seconds)
    }

    /// Ends a pause as the caller, who must be the guardian or governance.
    pub fn end_pause(&mut self) -> Result<()> {
        self.pause.end(&self.roles)
    }

    /// A proposal, and those open against its operator in its service.
    fn load(&self, id: u64) -> (Proposal, OpenProposals) {
        let proposal = self.proposal(id);
        let open = self.open_in_service(proposal.service, proposal.operator);
        (proposal, open)
    }

    /// Stores a proposal that ended, lets go of the operator, and settles the bond.
    fn end(&mut self, id: u64, step: &Step) -> Result<()> {
        let (service, operator) = (step.proposal.service, step.proposal.operator);
        let open_against = self.open_against(operator).close().map_err(revert)?;
        self.proposals.set(&id, &step.proposal);
        self.open_in_service
            .set(&(service, operator), &step.open_proposals);
        self.open_against.set(&operator, &open_against);
        self.bonds.settle(id, step.bond)
    }
}

/// What a service has that chose nothing: the rules' default, its window within the bounds.
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

fn distinct(accuser: Address, judge: Address) -> Result<()> {
    ensure!(accuser != judge, RolesNotDistinct { account: accuser });
    Ok(())
}

#[cfg(test)]
mod tests;
