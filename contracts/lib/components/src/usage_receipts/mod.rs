//! Usage receipts: a client's escrow and bounds, what its receipts add to its bill, and what a quorum of
//! paying clients says of an operator.
//!
//! A claim loads one record each of the client and the operator, the session, the client's payments, the
//! operator's period and its earnings. Nothing is walked over but the nine seats of a verdict. Every record says who needs it
//! for how long, and any account removes it after that.

mod agreements;
mod clear;
pub mod digest;
mod errors;
mod payout;
#[cfg(test)]
mod tests;
mod views;

blueprint_hooks::interface! {
    /// The errors and events, the receipt, and a client of the contract.
    pub mod abi = "blueprint-abi/library/IUsageReceipts.sol";
}
pub use abi::{AgreementTerms, UsageReceipt};
pub use blueprint_rules::{
    qos::{panel::VerdictTerms, usage::Session},
    receipt::agreement::Agreement,
};
pub use views::{Load, Said};

use crate::{
    cell::{Cell, Map},
    roles::Appointed,
    signatures,
};
use abi::*;
use blueprint_hooks::{ensure, env::now, record, Address, Bytes, Event, Result, U256};
use blueprint_rules::{
    pause::Pause,
    qos::{
        panel::{claimable_until, ClientPeriod, Panel, Voice},
        usage::Counters,
    },
    receipt::agreement::{narrow, Paid},
};
use ink::storage::traits::{AutoKey, StorageKey};

/// The shortest and the longest period, in seconds: an hour and 28 days.
pub const PERIODS: (u64, u64) = (3_600, 28 * 86_400);
/// The longest notice, in seconds.
pub const LONGEST_NOTICE: u64 = 90 * 86_400;
/// The most periods that are kept.
pub const LONGEST_RETENTION: u64 = 1_000;
/// The highest fee, in basis points.
pub const HIGHEST_FEE: u32 = 2_000;

/// What the constructor was given. Written once, so that no rule changes after the fact.
#[record]
pub struct Terms {
    /// Seconds.
    pub period: u64,
    /// Seconds in which operators claim what they hold before escrow leaves or a key stops.
    pub notice: u64,
    /// Periods for which a verdict is kept after its own.
    pub retention: u64,
    /// Of what an operator earned, in basis points.
    pub fee_bps: u32,
    /// Whose word counts.
    pub verdict: VerdictTerms,
}

impl Terms {
    /// Errors: `TermOutOfBounds`.
    fn check(&self) -> Result<()> {
        // What was served in a period can be claimed in the next one, and complained about.
        let shortest_notice = U256::from(self.period).saturating_mul(2.into());
        let bounds = [
            (PERIODS.0.into(), PERIODS.1.into(), self.period.into()),
            (shortest_notice, LONGEST_NOTICE.into(), self.notice.into()),
            (2.into(), LONGEST_RETENTION.into(), self.retention.into()),
            (U256::zero(), HIGHEST_FEE.into(), self.fee_bps.into()),
        ];
        for (term, (least, most, received)) in (0u8..).zip(bounds) {
            let error = TermOutOfBounds {
                term,
                least,
                most,
                received,
            };
            ensure!(received >= least && received <= most, error);
        }
        self.verdict.check().map_err(errors::panel)
    }

    /// The number of the period that runs.
    fn now(&self) -> u64 {
        now().checked_div(self.period).unwrap_or(0)
    }
}

/// What is stored of a client and an operator in a service.
#[record]
pub struct Relation {
    /// What they agreed to.
    pub agreement: Agreement,
    /// What the client used and paid in the running period.
    pub used: ClientPeriod,
}

/// The service, the client and the operator.
pub type RelationKey = (u64, Address, Address);

/// The service, the operator, the client, and the session.
pub type SessionKey = (u64, Address, Address, [u8; 32]);

/// The component. The contract says who may, and which pause there was last.
#[ink::storage_item]
#[derive(Default, Debug)]
pub struct UsageReceipts<KEY: StorageKey = AutoKey> {
    terms: Cell<Terms>,
    relations: Map<RelationKey, Relation>,
    /// By service and client: paid to all operators.
    spent: Map<(u64, Address), Paid>,
    /// By service, client and key: the last second in which the key signs.
    keys: Map<(u64, Address, Address), u64>,
    sessions: Map<SessionKey, Session>,
    /// By service, operator and period.
    panels: Map<(u64, Address, u64), Panel>,
    earnings: Map<Address, U256>,
    fees: Cell<U256>,
    treasury: Appointed,
}

impl<KEY: StorageKey> UsageReceipts<KEY> {
    /// To be called by the contract's constructor. Errors: `TermOutOfBounds`.
    pub fn init(&mut self, terms: Terms) -> Result<()> {
        terms.check()?;
        self.terms.set(&terms);
        Ok(())
    }

    /// What the constructor was given. Errors: `NoTerms`.
    pub fn terms(&self) -> Result<Terms> {
        Ok(self.terms.get().ok_or(NoTerms)?)
    }

    /// Claims a receipt as `caller` and returns what was paid. Errors: `OwnClient`, `WrongAgreement`,
    /// `AgreementOver`, `NotClaimable`, `NotCountersigned`, `NotSigned`, and those of the receipt's counters.
    pub fn claim(
        &mut self,
        caller: Address,
        receipt: &UsageReceipt,
        signature: &Bytes,
        countersignature: &Bytes,
        pause: &Pause,
    ) -> Result<U256> {
        let (operator, client) = (receipt.operator, receipt.client);
        let service_id = receipt.service_id;
        ensure!(operator != client, OwnClient { operator });
        let relation = self.relation(&(service_id, client, operator));
        let agreement = &relation.agreement;
        let (expected, received) = (agreement.opened, receipt.agreement);
        let last = pause.moved(agreement.bounds.deadline);
        let lasts = agreement.check_lasts(now(), last);
        lasts.map_err(errors::agreement)?;
        ensure!(received == expected, WrongAgreement { expected, received });
        self.check_in_time(receipt.last_request, pause)?;
        let digest = digest::of(receipt);
        let countersigned =
            caller == operator || signatures::signed_by(operator, digest, countersignature);
        let received = caller;
        ensure!(countersigned, NotCountersigned { operator, received });
        self.check_signed(service_id, client, digest, signature, pause)?;

        let key = (service_id, operator, client, receipt.session);
        let mut session = self.session(&key);
        if session.agreement != agreement.opened {
            // Receipts of an earlier agreement are refused above, so what was counted then counts no more.
            session = Session {
                agreement: agreement.opened,
                ..Session::default()
            };
        }
        let granted_before = session.bill.granted;
        let counters = counters(receipt);
        let added = session.accept(receipt.sequence, &counters, agreement.price);
        let added = added.map_err(errors::usage)?;
        let granted = session.bill.granted.saturating_sub(granted_before);
        let paid = self.pay(&key, relation, session, granted, &added, last)?;
        ReceiptClaimed {
            service_id,
            operator,
            client,
            session: receipt.session,
            sequence: receipt.sequence,
            units: receipt.units,
            granted,
            paid,
        }
        .emit();
        Ok(paid)
    }

    /// Pays what a session was granted and not paid. Errors: `AgreementOver`, `NothingToCollect`, `PaidTooSoon`.
    pub fn collect(
        &mut self,
        service_id: u64,
        operator: Address,
        client: Address,
        session: [u8; 32],
        pause: &Pause,
    ) -> Result<U256> {
        let key = (service_id, operator, client, session);
        let relation = self.relation(&(service_id, client, operator));
        let agreement = &relation.agreement;
        let last = pause.moved(agreement.bounds.deadline);
        let lasts = agreement.check_lasts(now(), last);
        lasts.map_err(errors::agreement)?;
        let state = self.session(&key);
        let granted = state.agreement == agreement.opened && !state.bill.outstanding().is_zero();
        ensure!(granted, NothingToCollect);
        let due = agreement.check_due(state.collected_at, now(), last);
        due.map_err(errors::agreement)?;
        let none = Counters::default();
        let paid = self.pay(&key, relation, state, U256::zero(), &none, last)?;
        ensure!(!paid.is_zero(), NothingToCollect);
        Collected {
            service_id,
            operator,
            client,
            session,
            paid,
        }
        .emit();
        Ok(paid)
    }

    /// Passes from the second of a receipt's last request to the end of the next period. Errors: `NotClaimable`.
    fn check_in_time(&self, last_request: u64, pause: &Pause) -> Result<()> {
        let (from, time) = (last_request, now());
        let until = pause.moved(claimable_until(last_request, self.terms()?.period));
        ensure!(
            (from..=until).contains(&time),
            NotClaimable { from, until, time }
        );
        Ok(())
    }

    /// Passes if the signature is the client's, of a key of it, or one that its contract accepts.
    /// Errors: `NotSigned`.
    fn check_signed(
        &self,
        service_id: u64,
        client: Address,
        digest: [u8; 32],
        signature: &Bytes,
        pause: &Pause,
    ) -> Result<()> {
        let recovered = signatures::signer(&digest, signature).unwrap_or_default();
        let by_key = !recovered.is_zero()
            && (recovered == client
                || self.key_until(service_id, client, recovered, pause) >= now());
        let signed = by_key || signatures::contract_accepts(client, digest, signature);
        ensure!(signed, NotSigned { client, recovered });
        Ok(())
    }

    /// Pays of a session what can be paid now, and writes everything that a claim changes. `last` is the last second of
    /// the agreement.
    fn pay(
        &mut self,
        key: &SessionKey,
        mut relation: Relation,
        mut session: Session,
        granted: U256,
        added: &Counters,
        last: u64,
    ) -> Result<U256> {
        let (service_id, operator, client, _) = *key;
        let period = self.terms()?.now();
        relation.agreement.grant(granted);
        let Session {
            bill, collected_at, ..
        } = &mut session;
        let paid = relation.agreement.collect(bill, collected_at, now(), last);

        let used = &mut relation.used;
        used.add(period, added, paid);
        let mut panel = self.panel(service_id, operator, period);
        let voice = Voice::of(client.0, used.paid.of(period), &used.counters);
        panel.hear(added.units, narrow(paid), voice);

        self.relations
            .set(&(service_id, client, operator), &relation);
        self.sessions.set(key, &session);
        self.panels.set(&(service_id, operator, period), &panel);
        if !paid.is_zero() {
            let earned = self.earnings_of(operator).checked_add(paid);
            self.earnings.set(&operator, &earned.ok_or(AmountTooLarge)?);
            let mut spent = self.spent_by(service_id, client);
            spent.add(period, paid);
            self.spent.set(&(service_id, client), &spent);
        }
        Ok(paid)
    }

    /// What is known of a client and an operator.
    pub fn relation(&self, key: &RelationKey) -> Relation {
        self.relations.get(key).unwrap_or_default()
    }

    fn spent_by(&self, service_id: u64, client: Address) -> Paid {
        self.spent.get(&(service_id, client)).unwrap_or_default()
    }

    /// What is known of a session.
    pub fn session(&self, key: &SessionKey) -> Session {
        self.sessions.get(key).unwrap_or_default()
    }

    fn panel(&self, service_id: u64, operator: Address, period: u64) -> Panel {
        let known = self.panels.get(&(service_id, operator, period));
        known.unwrap_or_default()
    }

    /// The last second in which a key signs for a client; 0 for no key.
    pub fn key_until(&self, service_id: u64, client: Address, key: Address, pause: &Pause) -> u64 {
        let until = self.keys.get(&(service_id, client, key));
        until.map_or(0, |until| pause.moved(until))
    }
}

/// What a receipt counts.
fn counters(receipt: &UsageReceipt) -> Counters {
    Counters {
        requests: receipt.requests,
        errors: receipt.errors,
        units: receipt.units,
        bytes_in: receipt.bytes_in,
        bytes_out: receipt.bytes_out,
        latency: receipt.latency_buckets.0,
    }
}
