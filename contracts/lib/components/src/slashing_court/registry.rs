//! What the runtime and governance tell the court, and what everybody may ask it.

use super::{
    caller, default_policy, distinct, now,
    records::offender_address,
    wire::{CourtError, PolicySet, ProposerSet, SlashAnnounced, SlashApplied, StakeCaptured},
    Charter, RuntimeSlashes, SlashingCourt,
};
use crate::bond_book::BondTotals;
use blueprint_hooks::{Bytes, Event};
use blueprint_rules::court::{Bounds, Capture, OpenProposals, Policy, Proposal, SinkLedger};
use ink::{storage::traits::StorageKey, Address, U256};

impl<KEY: StorageKey> SlashingCourt<KEY> {
    /// Tells what `operator` had at stake at second `at`, in base units, own and delegated, and that
    /// it answers for the service. Runtime only. The first number of a moment stands; told again, for
    /// this service or another, it must be the same.
    pub fn capture(
        &mut self,
        service_id: u64,
        operator: Address,
        at: u64,
        stake: U256,
    ) -> Result<(), CourtError> {
        self.only_runtime()?;
        let time = now();
        if at > time {
            return Err(CourtError::CaptureInFuture {
                captured_at: at,
                time,
            });
        }
        let moment = (operator, at);
        let stored = self.captures.get(&moment);
        let capture = Capture::join(stored, operator, at, stake)?;
        if stored.is_none() {
            self.captures.set(&moment, &capture);
            StakeCaptured {
                operator,
                captured_at: at,
                stake,
            }
            .emit();
        }
        self.answers.set(&(service_id, operator, at), &true);
        Ok(())
    }

    /// Lets `proposer` propose slashes of the service, instead of whoever might before; nobody if it
    /// is zero. Runtime and governance only. Governance cannot be it: it judges.
    pub fn set_proposer(&mut self, service_id: u64, proposer: Address) -> Result<(), CourtError> {
        let (charter, received) = (self.charter()?, caller());
        if received != charter.runtime && received != charter.governance {
            return Err(CourtError::WrongOrigin {
                expected: charter.runtime,
                received,
            });
        }
        distinct(proposer, charter.governance)?;
        self.proposers.set(&service_id, &proposer);
        ProposerSet {
            service_id,
            proposer,
        }
        .emit();
        Ok(())
    }

    /// Sets how proposals about the service are reviewed from now on. Governance only. Open
    /// proposals keep the policy they were made under.
    pub fn set_policy(&mut self, service_id: u64, policy: Policy) -> Result<(), CourtError> {
        let (charter, received) = (self.charter()?, caller());
        if received != charter.governance {
            return Err(CourtError::WrongOrigin {
                expected: charter.governance,
                received,
            });
        }
        let policy = policy.check(charter.bounds)?;
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

    /// Records that the runtime announced a slash of its own. Runtime only.
    pub fn announced(
        &mut self,
        service_id: u64,
        offender: &Bytes,
        percent: u8,
    ) -> Result<(), CourtError> {
        self.only_runtime()?;
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

    /// Records that the runtime applied a slash of its own. Runtime only.
    pub fn applied(
        &mut self,
        service_id: u64,
        offender: &Bytes,
        percent: u8,
    ) -> Result<(), CourtError> {
        self.only_runtime()?;
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

    /// The roles; zero before [`init`](SlashingCourt::init).
    pub fn roles(&self) -> (Address, Address) {
        self.charter()
            .map(|charter| (charter.runtime, charter.governance))
            .unwrap_or_default()
    }

    /// Review windows that a service may have; the domain's default before
    /// [`init`](SlashingCourt::init).
    pub fn bounds(&self) -> Bounds {
        self.charter()
            .map(|charter| charter.bounds)
            .unwrap_or_default()
    }

    /// Who besides the runtime may propose slashes of the service; zero for nobody.
    pub fn proposer_of(&self, service_id: u64) -> Address {
        self.proposers.get(&service_id).unwrap_or_default()
    }

    /// Who may propose slashes of the service, in one address: its proposer, the runtime without.
    pub fn slashing_origin(&self, service_id: u64) -> Address {
        match self.proposer_of(service_id) {
            nobody if nobody.is_zero() => self.roles().0,
            proposer => proposer,
        }
    }

    /// Under what policy a proposal about the service would be reviewed now.
    pub fn policy_of(&self, service_id: u64) -> Result<Policy, CourtError> {
        Ok(self.policy_under(&self.charter()?, service_id))
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
        let key = blueprint_rules::court::EvidenceKey {
            service: service_id,
            operator,
            evidence: evidence.into(),
        };
        let key = super::keccak256(&key.preimage());
        self.evidence.get(&key).unwrap_or_default()
    }

    /// What was at stake at a moment, and how much was taken since; `None` if nobody told.
    pub fn captured(&self, operator: Address, at: u64) -> Option<Capture> {
        self.captures.get(&(operator, at))
    }

    /// Proposals open against the operator of the service.
    pub fn docket_of(&self, service_id: u64, operator: Address) -> OpenProposals {
        self.dockets
            .get(&(service_id, operator))
            .unwrap_or_default()
    }

    /// Proposals open against the operator, over all services.
    pub fn hold_of(&self, operator: Address) -> OpenProposals {
        self.holds.get(&operator).unwrap_or_default()
    }

    /// Whether the operator, and whoever delegated to it, may unstake: not while a proposal is open.
    pub fn may_unstake(&self, operator: Address) -> bool {
        self.hold_of(operator).may_unstake().is_ok()
    }

    /// What an account may fetch, in base units of the native token.
    pub fn bond_credit(&self, account: Address) -> U256 {
        self.bonds.credit_of(account)
    }

    /// What is held, owed and lost in bonds.
    pub fn bond_totals(&self) -> BondTotals {
        self.bonds.totals()
    }

    /// All that the court's slashes took, in base units.
    pub fn slashed(&self) -> SinkLedger {
        self.slashed.get().unwrap_or_default()
    }

    /// The runtime's own slashes against the operator of the service.
    pub fn runtime_slashes_of(&self, service_id: u64, operator: Address) -> RuntimeSlashes {
        self.runtime_slashes
            .get(&(service_id, operator))
            .unwrap_or_default()
    }

    pub(super) fn charter(&self) -> Result<Charter, CourtError> {
        self.charter.get().ok_or(CourtError::ZeroRole {})
    }

    pub(super) fn policy_under(&self, charter: &Charter, service_id: u64) -> Policy {
        let chosen = self.policies.get(&service_id);
        chosen.unwrap_or_else(|| default_policy(charter.bounds))
    }

    fn only_runtime(&self) -> Result<(), CourtError> {
        let (expected, received) = (self.charter()?.runtime, caller());
        if received != expected {
            return Err(CourtError::WrongOrigin { expected, received });
        }
        Ok(())
    }
}

fn named(offender: &Bytes) -> Result<Address, CourtError> {
    offender_address(offender).ok_or(CourtError::InvalidOffender {
        received_length: offender.len(),
    })
}
