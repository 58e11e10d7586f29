//! What the runtime and governance set, and what is read.

use super::{
    abi::{
        InvalidOffender, NeitherOrigin, PolicySet, ProposerSet, SlashAnnounced, SlashApplied,
        WrongOrigin,
    },
    default_policy, distinct,
    errors::policy_revert,
    records::{offender_address, RuntimeSlashes},
    SlashingCourt,
};
use crate::roles::{GOVERNANCE, RUNTIME};
use blueprint_hooks::{ensure, env, Address, Bytes, Event, Result};
use blueprint_rules::court::{Bounds, EvidenceKey, OpenProposals, Policy, Proposal, SinkLedger};
use blueprint_rules::roles::Appointment;
use ink::storage::traits::StorageKey;

impl<KEY: StorageKey> SlashingCourt<KEY> {
    /// Lets `proposer` propose slashes of the service, instead of an earlier one; zero for none.
    /// Runtime and governance only. Governance cannot be it: it rules. A proposer that becomes governance later
    /// is refused by [`propose`](SlashingCourt::propose). Holds at once if the runtime sets the first one or the
    /// caller takes the right away; else after the delay of roles. Governance waits always: its key alone must
    /// not suffice to propose and to rule.
    pub fn set_proposer(&mut self, service_id: u64, proposer: Address) -> Result<()> {
        let (governance, received) = (self.roles.holder(GOVERNANCE), env::caller());
        let by_governance = self.roles.holds(received, GOVERNANCE);
        let neither = NeitherOrigin {
            runtime: self.roles.holder(RUNTIME),
            governance,
            received,
        };
        ensure!(
            by_governance || self.roles.holds(received, RUNTIME),
            neither
        );
        distinct(proposer, governance)?;
        let now = env::now();
        let appointed = match self.proposers.get(&service_id) {
            None if !by_governance => Appointment::at_once(proposer, now),
            stored => stored
                .unwrap_or_default()
                .then(proposer, now, self.roles.delay()),
        };
        self.proposers.set(&service_id, &appointed);
        ProposerSet {
            service_id,
            proposer,
            from: appointed.from,
        }
        .emit();
        Ok(())
    }

    /// Sets how proposals about the service are reviewed from now on. Governance only. Open
    /// proposals keep the policy they were made under.
    pub fn set_policy(&mut self, service_id: u64, policy: Policy) -> Result<()> {
        self.only(GOVERNANCE)?;
        let policy = policy
            .check_of_captures(self.bounds())
            .map_err(policy_revert)?;
        self.policies.set(&service_id, &policy);
        PolicySet {
            service_id,
            review_window: policy.review_window,
            resolution_period: policy.resolution_period,
            execution_window: policy.execution_window,
            slashable_period: policy.slashable_period,
            max_pending: policy.max_pending,
            bond: policy.bond,
            unresolved: policy.unresolved as u8,
        }
        .emit();
        Ok(())
    }

    /// Records that the runtime announced a slash that the court did not review. Runtime only.
    pub fn announced(&mut self, service_id: u64, offender: &Bytes, percent: u8) -> Result<()> {
        self.only(RUNTIME)?;
        let operator = named(offender)?;
        let mut slashes = self.runtime_slashes_of(service_id, operator);
        slashes.announced = slashes.announced.saturating_add(1);
        slashes.announced_percent = percent;
        self.runtime_slashes.set(&(service_id, operator), &slashes);
        SlashAnnounced {
            service_id,
            operator,
            percent,
        }
        .emit();
        Ok(())
    }

    /// Records that the runtime applied a slash that the court did not review. Runtime only.
    pub fn applied(&mut self, service_id: u64, offender: &Bytes, percent: u8) -> Result<()> {
        self.only(RUNTIME)?;
        let operator = named(offender)?;
        let mut slashes = self.runtime_slashes_of(service_id, operator);
        slashes.applied = slashes.applied.saturating_add(1);
        slashes.applied_percent = percent;
        self.runtime_slashes.set(&(service_id, operator), &slashes);
        SlashApplied {
            service_id,
            operator,
            percent,
        }
        .emit();
        Ok(())
    }

    /// Review windows that a service may have; the rules' default before
    /// [`init`](SlashingCourt::init).
    pub fn bounds(&self) -> Bounds {
        self.bounds.get().unwrap_or_default()
    }

    /// Which account besides the runtime may propose slashes of the service; zero for none.
    pub fn proposer_of(&self, service_id: u64) -> Address {
        let appointed = self.proposers.get(&service_id).unwrap_or_default();
        appointed.at(env::now())
    }

    /// Which account may do so next, and from which second on; zeros for no change.
    pub fn next_proposer(&self, service_id: u64) -> (Address, u64) {
        let appointed = self.proposers.get(&service_id).unwrap_or_default();
        appointed.next(env::now()).unwrap_or_default()
    }

    /// Who may propose slashes of the service, in one address: its proposer, the runtime without.
    pub fn slashing_origin(&self, service_id: u64) -> Address {
        match self.proposer_of(service_id) {
            none if none.is_zero() => self.roles.holder(RUNTIME),
            proposer => proposer,
        }
    }

    /// Under what policy a proposal about the service would be reviewed now.
    pub fn policy_of(&self, service_id: u64) -> Policy {
        let chosen = self.policies.get(&service_id);
        chosen.unwrap_or_else(|| default_policy(self.bounds()))
    }

    /// How many proposals were ever made: the ids are 1 to this.
    pub fn proposals_made(&self) -> u64 {
        self.proposals_made.get().unwrap_or_default()
    }

    /// A proposal; one in no state when there is none of this id.
    pub fn proposal(&self, id: u64) -> Proposal {
        self.proposals.get(&id).unwrap_or_default()
    }

    /// The proposal that used this evidence against this operator of this service; 0 for none.
    pub fn proposal_about(&self, service_id: u64, operator: Address, evidence: [u8; 32]) -> u64 {
        let key = EvidenceKey {
            service: service_id,
            operator,
            evidence: evidence.into(),
        };
        let key = env::keccak256(&key.preimage());
        self.evidence.get(&key).unwrap_or_default()
    }

    /// Proposals open against the operator of the service.
    pub fn open_in_service(&self, service_id: u64, operator: Address) -> OpenProposals {
        let open = self.open_in_service.get(&(service_id, operator));
        open.unwrap_or_default()
    }

    /// Proposals open against the operator, over all services.
    pub fn open_against(&self, operator: Address) -> OpenProposals {
        self.open_against.get(&operator).unwrap_or_default()
    }

    /// Whether the operator, and those who delegated to it, may unstake: not while a proposal is open.
    pub fn may_unstake(&self, operator: Address) -> bool {
        self.open_against(operator).may_unstake().is_ok()
    }

    /// Sets where forfeited bonds go. Runtime only: governance rules on the disputes that cost them.
    pub fn set_treasury(&mut self, treasury: Address) -> Result<()> {
        self.only(RUNTIME)?;
        self.bonds.set_treasury(treasury, self.roles.delay())
    }

    /// All that the court's slashes took, in base units.
    pub fn slashed(&self) -> SinkLedger {
        self.slashed.get().unwrap_or_default()
    }

    /// Slashes against the operator of the service that the court did not review.
    pub fn runtime_slashes_of(&self, service_id: u64, operator: Address) -> RuntimeSlashes {
        let slashes = self.runtime_slashes.get(&(service_id, operator));
        slashes.unwrap_or_default()
    }

    pub(super) fn only(&self, role: u8) -> Result<()> {
        let (expected, received) = (self.roles.holder(role), env::caller());
        // A role that was never set is of no account.
        let admitted = received == expected && !expected.is_zero();
        ensure!(admitted, WrongOrigin { expected, received });
        Ok(())
    }
}

fn named(offender: &Bytes) -> Result<Address> {
    let received_length = offender.len();
    Ok(offender_address(offender).ok_or(InvalidOffender { received_length })?)
}
