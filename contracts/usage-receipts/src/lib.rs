//! Usage receipts: what a client's receipts add to its bill, paid of its escrow within its bounds, and what
//! a quorum of paying clients says of an operator. Its interface is
//! `abi/solidity/library/IUsageReceipts.sol`.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[blueprint_hooks::contract("blueprint-abi/library/IUsageReceipts.sol")]
pub mod usage_receipts {
    use crate::arguments::{self, agreed, stated};
    use blueprint_components::{
        prelude::*,
        usage_receipts::{digest, Terms, VerdictTerms},
    };

    /// The receipts, and the runtime that sets where fees go.
    #[derive(Default)]
    pub struct UsageReceipts {
        roles: Roles,
        /// Stops claims, collections and withdrawals. Complaints can be made of one period alone, so they go on.
        pause: PauseSwitch,
        receipts: blueprint_components::UsageReceipts,
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "a constructor's arguments are the ABI's"
    )]
    impl UsageReceipts {
        /// `runtime` sets the treasury; `guardian` replaces its key if it is lost, and pauses. Roles are
        /// handed over with a delay of `role_delay` seconds, 1 to 30 days. A period is `period` seconds, an
        /// hour to 28 days. Escrow and keys leave after a `notice` of 2 periods to 90 days, in seconds. A
        /// verdict is kept for `retention` periods, 2 to 1000. `fee_bps` of what operators earned is kept,
        /// at most 2000 basis points. A verdict needs a `quorum` of 3 to 9 clients that each paid
        /// `least_paid` base units in the period.
        pub fn constructor(
            &mut self,
            runtime: Address,
            guardian: Address,
            role_delay: u64,
            period: u64,
            notice: u64,
            retention: u64,
            fee_bps: u32,
            quorum: u8,
            least_paid: u128,
        ) -> Result<()> {
            self.roles.init(&[runtime, guardian], role_delay)?;
            self.receipts.init(Terms {
                period,
                notice,
                retention,
                fee_bps,
                verdict: VerdictTerms { quorum, least_paid },
            })
        }
    }

    #[unguarded]
    impl IRoles for UsageReceipts {}

    #[unguarded]
    impl IPausable for UsageReceipts {
        fn pause(&mut self, duration: u64) -> Result<()> {
            self.pause.begin(&self.roles, duration)
        }

        fn unpause(&mut self) -> Result<()> {
            self.pause.end(&self.roles)
        }

        fn paused_until(&self) -> u64 {
            self.pause.last().until
        }
    }

    #[guarded(self.roles)]
    impl IUsageReceipts for UsageReceipts {
        fn set_treasury(&mut self, treasury: Address) -> Result<()> {
            self.receipts.set_treasury(treasury, self.roles.delay())
        }

        #[unguarded]
        fn open(
            &mut self,
            service_id: u64,
            operator: Address,
            terms: AgreementTermsCalldata,
        ) -> Result<u64> {
            let (value, pause) = (env::value(), self.pause.last());
            let key = (service_id, env::caller(), operator);
            self.receipts.open(key, agreed(&terms)?, value, &pause)
        }

        #[unguarded]
        fn end_agreement(&mut self, service_id: u64, operator: Address) -> Result<()> {
            let pause = self.pause.last();
            let key = (service_id, env::caller(), operator);
            self.receipts.end(key, &pause)
        }

        #[unguarded]
        fn add_key(&mut self, service_id: u64, key: Address) -> Result<()> {
            self.receipts.add_key(env::caller(), service_id, key)
        }

        #[unguarded]
        fn remove_key(&mut self, service_id: u64, key: Address) -> Result<()> {
            self.receipts.remove_key(env::caller(), service_id, key)
        }

        #[unguarded]
        fn request_withdrawal(
            &mut self,
            service_id: u64,
            operator: Address,
            amount: U256,
        ) -> Result<()> {
            let pause = self.pause.last();
            let key = (service_id, env::caller(), operator);
            self.receipts.request_withdrawal(key, amount, &pause)
        }

        #[unguarded]
        fn withdraw_escrow(
            &mut self,
            service_id: u64,
            operator: Address,
            recipient: Address,
        ) -> Result<U256> {
            let pause = self.pause.not_paused()?;
            let key = (service_id, env::caller(), operator);
            self.receipts.withdraw_escrow(key, recipient, &pause)
        }

        #[unguarded]
        fn complain(&mut self, service_id: u64, operator: Address) -> Result<U256> {
            self.receipts.complain(env::caller(), service_id, operator)
        }

        // The component checks both signatures.
        #[unguarded]
        fn claim(
            &mut self,
            receipt: UsageReceiptCalldata,
            signature: Bytes,
            countersignature: Bytes,
        ) -> Result<U256> {
            let pause = self.pause.not_paused()?;
            let receipt = stated(&receipt)?;
            let caller = env::caller();
            self.receipts
                .claim(caller, &receipt, &signature, &countersignature, &pause)
        }

        #[unguarded]
        fn withdraw_earnings(&mut self, recipient: Address) -> Result<U256> {
            self.pause.not_paused()?;
            self.receipts.withdraw_earnings(env::caller(), recipient)
        }

        #[unguarded]
        fn deposit(&mut self, service_id: u64, client: Address, operator: Address) -> Result<()> {
            let (from, value, pause) = (env::caller(), env::value(), self.pause.last());
            let key = (service_id, client, operator);
            self.receipts.deposit(from, key, value, &pause)
        }

        #[unguarded]
        fn collect(
            &mut self,
            service_id: u64,
            operator: Address,
            client: Address,
            session: [u8; 32],
        ) -> Result<U256> {
            let pause = self.pause.not_paused()?;
            self.receipts
                .collect(service_id, operator, client, session, &pause)
        }

        #[unguarded]
        fn sweep_fees(&mut self) -> Result<U256> {
            self.receipts.sweep_fees()
        }

        #[unguarded]
        fn clear_period(&mut self, service_id: u64, operator: Address, period: u64) -> Result<()> {
            self.receipts.clear_period(service_id, operator, period)
        }

        #[unguarded]
        fn clear_session(
            &mut self,
            service_id: u64,
            operator: Address,
            client: Address,
            session: [u8; 32],
        ) -> Result<()> {
            let pause = self.pause.last();
            self.receipts
                .clear_session(service_id, operator, client, session, &pause)
        }

        #[unguarded]
        fn clear_agreement(
            &mut self,
            service_id: u64,
            client: Address,
            operator: Address,
        ) -> Result<()> {
            let (key, pause) = ((service_id, client, operator), self.pause.last());
            self.receipts.clear_agreement(key, &pause)
        }

        #[unguarded]
        fn clear_client(&mut self, service_id: u64, client: Address) -> Result<()> {
            self.receipts.clear_client(service_id, client)
        }

        #[unguarded]
        fn clear_key(&mut self, service_id: u64, client: Address, key: Address) -> Result<()> {
            let pause = self.pause.last();
            self.receipts.clear_key(service_id, client, key, &pause)
        }

        fn terms(&self) -> Result<(u64, u64, u64, u32, u8, u128)> {
            let it = self.receipts.terms()?;
            let VerdictTerms { quorum, least_paid } = it.verdict;
            Ok((
                it.period,
                it.notice,
                it.retention,
                it.fee_bps,
                quorum,
                least_paid,
            ))
        }

        fn agreement_of(
            &self,
            service_id: u64,
            client: Address,
            operator: Address,
        ) -> (u64, u64, u128, U256, U256, U256) {
            let key = (service_id, client, operator);
            let it = self.receipts.relation(&key).agreement;
            let until = self.pause.last().moved(it.bounds.deadline);
            let allowance = it.allowance_until(env::now(), until);
            (it.opened, until, it.price, it.escrow, it.owed, allowance)
        }

        fn withdrawal_of(
            &self,
            service_id: u64,
            client: Address,
            operator: Address,
        ) -> (U256, u64, u64) {
            let (key, pause) = ((service_id, client, operator), self.pause.last());
            self.receipts.withdrawal_of(&key, &pause)
        }

        fn key_until(&self, service_id: u64, client: Address, key: Address) -> u64 {
            let pause = self.pause.last();
            self.receipts.key_until(service_id, client, key, &pause)
        }

        fn session_of(
            &self,
            service_id: u64,
            operator: Address,
            client: Address,
            session: [u8; 32],
        ) -> (u64, u64, u64, u64, u64, u64, u64, Fixed<u64, 8>, U256, U256) {
            let it = self
                .receipts
                .session(&(service_id, operator, client, session));
            let counted = it.counters;
            (
                it.agreement,
                it.bill.nonce,
                counted.requests,
                counted.errors,
                counted.units,
                counted.bytes_in,
                counted.bytes_out,
                counted.latency.into(),
                it.bill.granted,
                it.bill.collected,
            )
        }

        fn earnings_of(&self, operator: Address) -> U256 {
            self.receipts.earnings_of(operator)
        }

        fn fees(&self) -> U256 {
            self.receipts.fees()
        }

        fn work_of(
            &self,
            service_id: u64,
            operator: Address,
            period: u64,
        ) -> (u64, u128, u128, u32) {
            let it = self.receipts.said_in(service_id, operator, period);
            (it.units, it.paid, it.complaints, it.complainers)
        }

        fn verdict_of(
            &self,
            service_id: u64,
            operator: Address,
            period: u64,
        ) -> Result<(u8, u32, u64, u32, bool)> {
            let said = self.receipts.verdict(service_id, operator, period)?;
            Ok(arguments::verdict(&said))
        }

        fn coming_verdict_of(
            &self,
            service_id: u64,
            operator: Address,
            period: u64,
        ) -> Result<(u8, u32, u64, u32, bool)> {
            let said = self.receipts.coming_verdict(service_id, operator, period)?;
            Ok(arguments::verdict(&said))
        }

        fn load_of(
            &self,
            service_id: u64,
            period: u64,
            operators: List<Address>,
        ) -> Result<(Vec<u32>, u32, bool)> {
            let it = self.receipts.load(service_id, period, &operators)?;
            Ok((it.shares_bps, it.deviation_bps, it.judged))
        }

        fn domain_separator(&self) -> [u8; 32] {
            digest::domain()
        }

        fn digest_of(&self, receipt: UsageReceiptCalldata) -> Result<[u8; 32]> {
            Ok(digest::of(&stated(&receipt)?))
        }

        fn treasury(&self) -> Address {
            self.receipts.treasury()
        }

        fn next_treasury(&self) -> (Address, u64) {
            self.receipts.next_treasury()
        }

        fn runtime(&self) -> Address {
            self.roles.runtime()
        }
    }
}

mod arguments;
#[cfg(test)]
mod tests;
