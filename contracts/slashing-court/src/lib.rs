//! The slashing court, deployed once per chain or per blueprint. It answers to
//! `abi/solidity/library/ISlashingCourt.sol`, whose words say what each message does.
//!
//! Messages authorise nothing themselves: the component knows who may do what.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

pub mod wire;

#[ink::contract]
pub mod slashing_court {
    use crate::wire::*;
    use blueprint_components::slashing_court::{
        charge_from_wire, unresolved_from_wire, Accusation, CourtError, SlashingCourt as Component,
    };
    use blueprint_hooks::{
        core_0_20::{
            GetSlashingWindow, OnSlash, OnUnappliedSlash, QueryDisputeOrigin, QuerySlashingOrigin,
        },
        Deploy, OrRevert,
    };
    use blueprint_rules::court::{Bounds, Policy, Ruling};
    use ink::U256;

    /// A message's arguments, answered without touching the root cell.
    type Call<A> = blueprint_hooks::Direct<A, SlashingCourt>;

    /// Nothing of its own: the component loads what it needs.
    #[ink(storage)]
    #[derive(Default)]
    pub struct SlashingCourt {
        court: Component,
    }

    impl SlashingCourt {
        /// Deploys a court for good: roles and bounds never change.
        #[ink(constructor, payable)]
        pub fn new(arguments: Deploy<New>) -> Self {
            let New {
                runtime,
                governance,
                shortest_review,
                longest_review,
            } = arguments.0;
            let bounds = Bounds {
                shortest: shortest_review,
                longest: longest_review,
            };
            let mut contract = Self::default();
            contract.court.init(runtime, governance, bounds).or_revert();
            contract
        }

        /// The one address that may propose slashes of the service.
        #[ink(message, name = "querySlashingOrigin")]
        pub fn query_slashing_origin(&self, call: Call<QuerySlashingOrigin>) -> Address {
            self.court.slashing_origin(call.service_id)
        }

        /// Who may dispute a slash of the runtime's own: governance.
        #[ink(message, name = "queryDisputeOrigin")]
        pub fn query_dispute_origin(&self, _call: Call<QueryDisputeOrigin>) -> Address {
            self.court.roles().1
        }

        /// The service's review window, never the caller's default.
        #[ink(message, name = "getSlashingWindow")]
        pub fn get_slashing_window(
            &self,
            call: Call<GetSlashingWindow>,
        ) -> Result<(bool, u64), CourtError> {
            let policy = self.court.policy_of(call.service_id)?;
            Ok((false, policy.review_window))
        }

        /// Records that the runtime announced a slash of its own.
        #[ink(message, name = "onUnappliedSlash")]
        pub fn on_unapplied_slash(
            &mut self,
            call: Call<OnUnappliedSlash>,
        ) -> Result<(), CourtError> {
            self.court
                .announced(call.service_id, &call.offender, call.slash_percent)
        }

        /// Records that the runtime applied a slash of its own.
        #[ink(message, name = "onSlash")]
        pub fn on_slash(&mut self, call: Call<OnSlash>) -> Result<(), CourtError> {
            self.court
                .applied(call.service_id, &call.offender, call.slash_percent)
        }

        /// Tells what an operator had at stake, and that it answers for a service.
        #[ink(message)]
        pub fn capture(&mut self, call: Call<CaptureStake>) -> Result<(), CourtError> {
            self.court
                .capture(call.service_id, call.operator, call.captured_at, call.stake)
        }

        /// Lets somebody propose slashes of a service.
        #[ink(message, name = "setProposer")]
        pub fn set_proposer(&mut self, call: Call<SetProposer>) -> Result<(), CourtError> {
            self.court.set_proposer(call.service_id, call.proposer)
        }

        /// Sets how slashes of a service are reviewed.
        #[ink(message, name = "setPolicy")]
        pub fn set_policy(&mut self, call: Call<SetPolicy>) -> Result<(), CourtError> {
            let received = call.unresolved;
            let policy = Policy {
                review_window: call.review_window,
                resolution_period: call.resolution_period,
                execution_window: call.execution_window,
                slashable_period: call.slashable_period,
                max_pending: call.max_pending,
                bond: call.bond,
                unresolved: unresolved_from_wire(received)
                    .ok_or(CourtError::InvalidUnresolved { received })?,
            };
            self.court.set_policy(call.service_id, policy)
        }

        /// Proposes a slash.
        #[ink(message)]
        pub fn propose(&mut self, call: Call<Propose>) -> Result<u64, CourtError> {
            let received = call.charge;
            self.court.propose(&Accusation {
                service_id: call.service_id,
                operator: call.operator,
                charge: charge_from_wire(received).ok_or(CourtError::NoCharge { received })?,
                evidence: call.evidence,
                requested: call.requested,
                captured_at: call.captured_at,
            })
        }

        /// Disputes a pending proposal with a bond.
        #[ink(message, payable)]
        pub fn dispute(&mut self, call: Call<Dispute>) -> Result<(), CourtError> {
            self.court.dispute(call.proposal_id)
        }

        /// Stops an open proposal.
        #[ink(message)]
        pub fn veto(&mut self, call: Call<Veto>) -> Result<(), CourtError> {
            self.court.veto(call.proposal_id)
        }

        /// Rules on a disputed proposal.
        #[ink(message)]
        pub fn resolve(&mut self, call: Call<Resolve>) -> Result<(), CourtError> {
            let ruling = if call.uphold {
                Ruling::Uphold
            } else {
                Ruling::Dismiss
            };
            self.court.resolve(call.proposal_id, ruling)
        }

        /// Executes a proposal; returns what to take.
        #[ink(message)]
        pub fn execute(&mut self, call: Call<Execute>) -> Result<U256, CourtError> {
            self.court.execute(call.proposal_id)
        }

        /// Ends a proposal that can no longer be executed.
        #[ink(message)]
        pub fn expire(&mut self, call: Call<Expire>) -> Result<(), CourtError> {
            self.court.expire(call.proposal_id)
        }

        /// Pays the caller what it is owed in bonds.
        #[ink(message, name = "withdrawBond")]
        pub fn withdraw_bond(&mut self, _call: Call<WithdrawBond>) -> Result<U256, CourtError> {
            self.court.withdraw_bond()
        }

        /// The runtime.
        #[ink(message)]
        pub fn runtime(&self, _call: Call<Runtime>) -> Address {
            self.court.roles().0
        }

        /// Governance.
        #[ink(message)]
        pub fn governance(&self, _call: Call<Governance>) -> Address {
            self.court.roles().1
        }

        /// Review windows that a service may have: shortest, longest.
        #[ink(message, name = "reviewBounds")]
        pub fn review_bounds(&self, _call: Call<ReviewBounds>) -> (u64, u64) {
            let bounds = self.court.bounds();
            (bounds.shortest, bounds.longest)
        }

        /// Who besides the runtime may propose slashes of the service.
        #[ink(message, name = "proposerOf")]
        pub fn proposer_of(&self, call: Call<ProposerOf>) -> Address {
            self.court.proposer_of(call.service_id)
        }

        /// Review window, resolution period, execution window, slashable period.
        #[ink(message, name = "policyPeriods")]
        pub fn policy_periods(
            &self,
            call: Call<PolicyPeriods>,
        ) -> Result<(u64, u64, u64, u64), CourtError> {
            let policy = self.court.policy_of(call.service_id)?;
            Ok((
                policy.review_window,
                policy.resolution_period,
                policy.execution_window,
                policy.slashable_period,
            ))
        }

        /// Most pending, bond, what becomes of a dispute without a ruling.
        #[ink(message, name = "policyTerms")]
        pub fn policy_terms(&self, call: Call<PolicyTerms>) -> Result<(u32, U256, u8), CourtError> {
            let policy = self.court.policy_of(call.service_id)?;
            Ok((policy.max_pending, policy.bond, policy.unresolved as u8))
        }

        /// How many proposals were ever made.
        #[ink(message, name = "proposalCount")]
        pub fn proposal_count(&self, _call: Call<ProposalCount>) -> u64 {
            self.court.proposals_made()
        }

        /// A proposal's state, charge, service, operator.
        #[ink(message)]
        pub fn proposal(&self, call: Call<ProposalOf>) -> (u8, u8, u64, Address) {
            let found = self.court.proposal(call.proposal_id);
            (
                found.state as u8,
                found.charge as u8,
                found.service,
                found.operator,
            )
        }

        /// A proposal's proposer, disputer, evidence.
        #[ink(message, name = "proposalParties")]
        pub fn proposal_parties(
            &self,
            call: Call<ProposalParties>,
        ) -> (Address, Address, [u8; 32]) {
            let found = self.court.proposal(call.proposal_id);
            (found.proposer, found.disputer, found.evidence.0)
        }

        /// What a proposal asks for, the captured stake, what was taken, what a dispute costs.
        #[ink(message, name = "proposalAmounts")]
        pub fn proposal_amounts(&self, call: Call<ProposalAmounts>) -> (U256, U256, U256, U256) {
            let found = self.court.proposal(call.proposal_id);
            (found.requested, found.stake, found.slashed, found.bond)
        }

        /// When a proposal's stake was captured, its review ends, its deadline is, it expires.
        #[ink(message, name = "proposalTimes")]
        pub fn proposal_times(&self, call: Call<ProposalTimes>) -> (u64, u64, u64, u64) {
            let found = self.court.proposal(call.proposal_id);
            (
                found.captured_at,
                found.review_until,
                found.deadline,
                found.expires_at,
            )
        }

        /// The proposal that used this evidence.
        #[ink(message, name = "proposalAbout")]
        pub fn proposal_about(&self, call: Call<ProposalAbout>) -> u64 {
            self.court
                .proposal_about(call.service_id, call.operator, call.evidence)
        }

        /// Whether a moment was captured, the stake, what was taken of it.
        #[ink(message, name = "captureOf")]
        pub fn capture_of(&self, call: Call<CaptureOf>) -> (bool, U256, U256) {
            match self.court.captured(call.operator, call.captured_at) {
                Some(capture) => (true, capture.stake, capture.taken),
                None => (false, U256::zero(), U256::zero()),
            }
        }

        /// Proposals open against the operator of the service.
        #[ink(message)]
        pub fn docket(&self, call: Call<DocketOf>) -> u32 {
            self.court.docket_of(call.service_id, call.operator).pending
        }

        /// Proposals open against the operator.
        #[ink(message, name = "pendingOf")]
        pub fn pending_of(&self, call: Call<PendingOf>) -> u32 {
            self.court.hold_of(call.operator).pending
        }

        /// Whether the operator may unstake.
        #[ink(message, name = "mayUnstake")]
        pub fn may_unstake(&self, call: Call<MayUnstake>) -> bool {
            self.court.may_unstake(call.operator)
        }

        /// What an account may fetch.
        #[ink(message, name = "bondCredit")]
        pub fn bond_credit(&self, call: Call<BondCredit>) -> U256 {
            self.court.bond_credit(call.account)
        }

        /// Bonds held, bonds owed, bonds lost, stake slashed.
        #[ink(message)]
        pub fn totals(&self, _call: Call<Totals>) -> (U256, U256, U256, U256) {
            let totals = self.court.bond_totals();
            (
                totals.bonds.held,
                totals.bonds.owed,
                totals.forfeited.burned,
                self.court.slashed().burned,
            )
        }

        /// The runtime's own slashes: announced, percent of the last, applied, percent of the last.
        #[ink(message, name = "runtimeSlashesOf")]
        pub fn runtime_slashes_of(&self, call: Call<RuntimeSlashesOf>) -> (u32, u8, u32, u8) {
            let slashes = self
                .court
                .runtime_slashes_of(call.service_id, call.operator);
            (
                slashes.announced,
                slashes.announced_percent,
                slashes.applied,
                slashes.applied_percent,
            )
        }
    }

    blueprint_hooks::direct! { SlashingCourt {
        QuerySlashingOrigin => query_slashing_origin,
        QueryDisputeOrigin => query_dispute_origin,
        GetSlashingWindow => get_slashing_window,
        OnUnappliedSlash => on_unapplied_slash,
        OnSlash => on_slash,
        CaptureStake => capture,
        SetProposer => set_proposer,
        SetPolicy => set_policy,
        Propose => propose,
        Dispute => dispute (payable),
        Veto => veto,
        Resolve => resolve,
        Execute => execute,
        Expire => expire,
        WithdrawBond => withdraw_bond,
        Runtime => runtime,
        Governance => governance,
        ReviewBounds => review_bounds,
        ProposerOf => proposer_of,
        PolicyPeriods => policy_periods,
        PolicyTerms => policy_terms,
        ProposalCount => proposal_count,
        ProposalOf => proposal,
        ProposalParties => proposal_parties,
        ProposalAmounts => proposal_amounts,
        ProposalTimes => proposal_times,
        ProposalAbout => proposal_about,
        CaptureOf => capture_of,
        DocketOf => docket,
        PendingOf => pending_of,
        MayUnstake => may_unstake,
        BondCredit => bond_credit,
        Totals => totals,
        RuntimeSlashesOf => runtime_slashes_of,
    } }
}

#[cfg(test)]
mod tests;
