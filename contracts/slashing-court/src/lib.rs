//! The slashing court, deployed once per chain or per blueprint. What each function does is in
//! `abi/solidity/library/ISlashingCourt.sol`.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[blueprint_hooks::contract("blueprint-abi/library/ISlashingCourt.sol")]
pub mod slashing_court {
    use blueprint_components::{
        prelude::*,
        roles::{GOVERNANCE, RUNTIME},
        slashing_court::{batch, charge, unresolved, Accusation, SlashingCourt as Court},
    };
    use blueprint_rules::court::{Bounds, Policy, Ruling};

    #[derive(Default)]
    pub struct SlashingCourt {
        court: Court,
    }

    impl SlashingCourt {
        /// `runtime` records what was at stake, proposes and calls the hooks; `governance` vetoes, rules and
        /// sets policies; `guardian` replaces lost keys and pauses. They are three accounts, and hand their roles over
        /// with a delay of `role_delay` seconds, 1 to 30 days. Review windows are within the bounds, in seconds,
        /// which never change.
        pub fn constructor(
            &mut self,
            runtime: Address,
            guardian: Address,
            governance: Address,
            role_delay: u64,
            shortest_review: u64,
            longest_review: u64,
        ) -> Result<()> {
            let bounds = Bounds {
                shortest: shortest_review,
                longest: longest_review,
            };
            let holders = [runtime, guardian, governance];
            self.court.init(holders, role_delay, bounds)
        }
    }

    // Unguarded: the component knows which role may do what.
    #[unguarded]
    impl IRoles for SlashingCourt {
        fn offer_role(&mut self, role: u8, successor: Address) -> Result<()> {
            self.court.roles.offer(role, successor)
        }

        fn cancel_role_offer(&mut self, role: u8) -> Result<()> {
            self.court.roles.cancel(role)
        }

        fn accept_role(&mut self, role: u8) -> Result<()> {
            self.court.roles.accept(role)
        }

        fn role_delay(&self) -> u64 {
            self.court.roles.delay()
        }

        fn role_holder(&self, role: u8) -> Address {
            self.court.roles.holder(role)
        }

        fn role_offer(&self, role: u8) -> (Address, u64, u64) {
            self.court.roles.offer_of(role)
        }
    }

    #[unguarded]
    impl IPausable for SlashingCourt {
        fn pause(&mut self, duration: u64) -> Result<()> {
            self.court.begin_pause(duration)
        }

        fn unpause(&mut self) -> Result<()> {
            self.court.end_pause()
        }

        fn paused_until(&self) -> u64 {
            self.court.pause.last().until
        }
    }

    #[unguarded]
    impl IBonds for SlashingCourt {
        fn withdraw_bond(&mut self) -> Result<U256> {
            self.court.bonds.withdraw(env::caller(), env::caller())
        }

        fn withdraw_bond_to(&mut self, recipient: Address) -> Result<U256> {
            self.court.bonds.withdraw(env::caller(), recipient)
        }

        fn sweep_bonds(&mut self) -> Result<U256> {
            self.court.bonds.sweep()
        }

        fn set_treasury(&mut self, treasury: Address) -> Result<()> {
            self.court.set_treasury(treasury)
        }

        fn treasury(&self) -> Address {
            self.court.bonds.treasury()
        }

        fn next_treasury(&self) -> (Address, u64) {
            self.court.bonds.next_treasury()
        }

        fn bond_credit(&self, account: Address) -> U256 {
            self.court.bonds.credit_of(account)
        }
    }

    #[unguarded]
    impl ISlashingCourt for SlashingCourt {
        fn query_slashing_origin(&self, service_id: u64) -> Address {
            self.court.slashing_origin(service_id)
        }

        fn query_dispute_origin(&self, _service_id: u64) -> Address {
            self.governance()
        }

        fn get_slashing_window(&self, service_id: u64) -> (bool, u64) {
            (false, self.court.policy_of(service_id).review_window)
        }

        fn on_unapplied_slash(&mut self, call: OnUnappliedSlash) -> Result<()> {
            self.court
                .announced(call.service_id, &call.offender, call.slash_percent)
        }

        fn on_slash(&mut self, call: OnSlash) -> Result<()> {
            self.court
                .applied(call.service_id, &call.offender, call.slash_percent)
        }

        fn capture(&mut self, call: Capture) -> Result<()> {
            self.court.capture(
                call.service_id,
                call.operator,
                call.captured_at,
                call.stake,
                call.exposure,
            )
        }

        fn correct_capture(&mut self, call: CorrectCapture) -> Result<()> {
            self.court.correct_capture(
                call.service_id,
                call.operator,
                call.captured_at,
                call.stake,
                call.exposure,
            )
        }

        fn set_proposer(&mut self, service_id: u64, proposer: Address) -> Result<()> {
            self.court.set_proposer(service_id, proposer)
        }

        fn set_policy(&mut self, call: SetPolicy) -> Result<()> {
            let policy = Policy {
                review_window: call.review_window,
                resolution_period: call.resolution_period,
                execution_window: call.execution_window,
                slashable_period: call.slashable_period,
                max_pending: call.max_pending,
                bond: call.bond,
                unresolved: unresolved(call.unresolved)?,
            };
            self.court.set_policy(call.service_id, policy)
        }

        fn propose(&mut self, call: Propose) -> Result<u64> {
            self.court.propose(&Accusation {
                service_id: call.service_id,
                operator: call.operator,
                charge: charge(call.charge)?,
                evidence: call.evidence,
                requested: call.requested,
                captured_at: call.captured_at,
            })
        }

        fn dispute(&mut self, proposal_id: u64) -> Result<()> {
            self.court.dispute(proposal_id)
        }

        fn veto(&mut self, proposal_id: u64) -> Result<()> {
            self.court.veto(proposal_id)
        }

        fn resolve(&mut self, proposal_id: u64, uphold: bool) -> Result<()> {
            let ruling = if uphold {
                Ruling::Uphold
            } else {
                Ruling::Dismiss
            };
            self.court.resolve(proposal_id, ruling)
        }

        fn execute(&mut self, proposal_id: u64) -> Result<U256> {
            self.court.execute(proposal_id)
        }

        fn expire(&mut self, proposal_id: u64) -> Result<()> {
            self.court.expire(proposal_id)
        }

        fn veto_all(&mut self, proposal_ids: List<u64>) -> Result<()> {
            self.court.veto_all(&batch(&proposal_ids)?)
        }

        fn execute_all(&mut self, proposal_ids: List<u64>) -> Result<U256> {
            self.court.execute_all(&batch(&proposal_ids)?)
        }

        fn expire_all(&mut self, proposal_ids: List<u64>) -> Result<()> {
            self.court.expire_all(&batch(&proposal_ids)?)
        }

        fn runtime(&self) -> Address {
            self.court.roles.holder(RUNTIME)
        }

        fn governance(&self) -> Address {
            self.court.roles.holder(GOVERNANCE)
        }

        fn review_bounds(&self) -> (u64, u64) {
            let bounds = self.court.bounds();
            (bounds.shortest, bounds.longest)
        }

        fn proposer_of(&self, service_id: u64) -> Address {
            self.court.proposer_of(service_id)
        }

        fn next_proposer_of(&self, service_id: u64) -> (Address, u64) {
            self.court.next_proposer(service_id)
        }

        fn policy_periods(&self, service_id: u64) -> (u64, u64, u64, u64) {
            let policy = self.court.policy_of(service_id);
            (
                policy.review_window,
                policy.resolution_period,
                policy.execution_window,
                policy.slashable_period,
            )
        }

        fn policy_terms(&self, service_id: u64) -> (u32, U256, u8) {
            let policy = self.court.policy_of(service_id);
            (policy.max_pending, policy.bond, policy.unresolved as u8)
        }

        fn proposal_count(&self) -> u64 {
            self.court.proposals_made()
        }

        fn proposal(&self, proposal_id: u64) -> (u8, u8, u64, Address) {
            let it = self.court.proposal(proposal_id);
            (it.state as u8, it.charge as u8, it.service, it.operator)
        }

        fn proposal_parties(&self, proposal_id: u64) -> (Address, Address, [u8; 32]) {
            let it = self.court.proposal(proposal_id);
            (it.proposer, it.disputer, it.evidence.0)
        }

        fn proposal_amounts(&self, proposal_id: u64) -> (U256, U256, U256, U256) {
            let it = self.court.proposal(proposal_id);
            (it.requested, it.stake, it.slashed, it.bond)
        }

        fn proposal_times(&self, proposal_id: u64) -> (u64, u64, u64, u64) {
            let it = self.court.proposal(proposal_id);
            let expires_at = self.court.expiry_of(&it);
            (it.captured_at, it.review_until, it.deadline, expires_at)
        }

        fn proposal_about(&self, service_id: u64, operator: Address, evidence: [u8; 32]) -> u64 {
            self.court.proposal_about(service_id, operator, evidence)
        }

        fn capture_of(&self, operator: Address, captured_at: u64) -> (bool, U256, U256) {
            let capture = self.court.captured(operator, captured_at);
            let known = capture.is_some();
            let capture = capture.unwrap_or_default();
            (known, capture.stake, capture.taken)
        }

        fn liability_of(
            &self,
            service_id: u64,
            operator: Address,
            captured_at: u64,
        ) -> (bool, U256, U256, u64) {
            let known = self.court.liability(service_id, operator, captured_at);
            let it = known.unwrap_or_default();
            (known.is_some(), it.exposure, it.taken, it.expires_at)
        }

        fn services_of(
            &self,
            operator: Address,
            captured_at: u64,
            from: u32,
            count: u32,
        ) -> Vec<u64> {
            self.court.services_of(operator, captured_at, from, count)
        }

        fn docket(&self, service_id: u64, operator: Address) -> u32 {
            self.court.open_in_service(service_id, operator).pending
        }

        fn pending_of(&self, operator: Address) -> u32 {
            self.court.open_against(operator).pending
        }

        fn may_unstake(&self, operator: Address) -> bool {
            self.court.may_unstake(operator)
        }

        fn totals(&self) -> (U256, U256, U256, U256) {
            let (totals, slashed) = (self.court.bonds.totals(), self.court.slashed());
            let bonds = totals.bonds;
            (
                bonds.held,
                bonds.owed,
                totals.forfeited.burned,
                slashed.burned,
            )
        }

        fn runtime_slashes_of(&self, service_id: u64, operator: Address) -> (u32, u8, u32, u8) {
            let it = self.court.runtime_slashes_of(service_id, operator);
            (
                it.announced,
                it.announced_percent,
                it.applied,
                it.applied_percent,
            )
        }
    }
}

#[cfg(test)]
mod tests;
