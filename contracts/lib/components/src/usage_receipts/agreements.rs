//! What a client does: agree, deposit, withdraw, add and remove keys, complain.

use super::{abi::*, errors, payout::pay, Relation, RelationKey, UsageReceipts};
use crate::bond_book::{check_recipient, BURN};
use blueprint_hooks::{ensure, env::now, Address, Event, Result, U256};
use blueprint_rules::{pause::Pause, receipt::agreement::Bounds};
use ink::storage::traits::StorageKey;

impl<KEY: StorageKey> UsageReceipts<KEY> {
    /// Opens an agreement, with `value` as escrow. Returns by what receipts name it.
    /// Errors: `OwnClient`, `AgreementLasts`, `NothingAllowed`, `GatherTimeTooShort`, `DeadlinePassed`, `AmountTooLarge`.
    pub fn open(
        &mut self,
        key: RelationKey,
        terms: AgreementTerms,
        value: U256,
        pause: &Pause,
    ) -> Result<u64> {
        let (service_id, client, operator) = key;
        ensure!(operator != client, OwnClient { operator });
        self.terms()?;
        let mut relation = self.relation(&key);
        let before = relation.agreement;
        let bounds = Bounds {
            max_initial: terms.max_initial,
            max_per_second: terms.max_per_second,
            min_seconds: terms.min_seconds,
            max_seconds: terms.max_seconds,
            deadline: terms.deadline,
        };
        let last = pause.moved(before.bounds.deadline);
        let opened = before.open(terms.price_per_unit, bounds, now(), last);
        let mut agreement = opened.map_err(errors::agreement)?;
        agreement.deposit(value).map_err(errors::agreement)?;
        relation.agreement = agreement;
        self.relations.set(&key, &relation);
        AgreementOpened {
            service_id,
            client,
            operator,
            opened: agreement.opened,
            price_per_unit: agreement.price,
            deadline: bounds.deadline,
        }
        .emit();
        if !value.is_zero() {
            deposited(&key, client, value);
        }
        Ok(agreement.opened)
    }

    /// Adds `value` to an escrow. Errors: `AgreementOver`, `AmountTooLarge`.
    pub fn deposit(
        &mut self,
        from: Address,
        key: RelationKey,
        value: U256,
        pause: &Pause,
    ) -> Result<()> {
        let mut relation = self.lasting(&key, pause)?;
        let agreement = &mut relation.agreement;
        agreement.deposit(value).map_err(errors::agreement)?;
        self.relations.set(&key, &relation);
        deposited(&key, from, value);
        Ok(())
    }

    /// Ends an agreement after the notice. Errors: `AgreementOver`.
    pub fn end(&mut self, key: RelationKey, pause: &Pause) -> Result<()> {
        let mut relation = self.lasting(&key, pause)?;
        let agreement = &mut relation.agreement;
        agreement.end(now(), self.terms()?.notice);
        let deadline = agreement.bounds.deadline;
        self.relations.set(&key, &relation);
        let (service_id, client, operator) = key;
        AgreementEnds {
            service_id,
            client,
            operator,
            deadline,
        }
        .emit();
        Ok(())
    }

    /// Lets a key sign for `client`. Errors: `InvalidKey`.
    pub fn add_key(&mut self, client: Address, service_id: u64, key: Address) -> Result<()> {
        ensure!(!key.is_zero() && key != client, InvalidKey { key });
        self.set_key(client, service_id, key, u64::MAX);
        Ok(())
    }

    /// Removes a key of `client` after the notice. Errors: `UnknownKey`.
    pub fn remove_key(&mut self, client: Address, service_id: u64, key: Address) -> Result<()> {
        let until = self.keys.get(&(service_id, client, key));
        ensure!(until == Some(u64::MAX), UnknownKey { key });
        let until = now().saturating_add(self.terms()?.notice);
        self.set_key(client, service_id, key, until);
        Ok(())
    }

    fn set_key(&mut self, client: Address, service_id: u64, key: Address, until: u64) {
        self.keys.set(&(service_id, client, key), &until);
        KeySet {
            service_id,
            client,
            key,
            until,
        }
        .emit();
    }

    /// Notes that a client wants a part of its escrow. Errors: `AgreementOver`.
    pub fn request_withdrawal(
        &mut self,
        key: RelationKey,
        amount: U256,
        pause: &Pause,
    ) -> Result<()> {
        let mut relation = self.lasting(&key, pause)?;
        let agreement = &mut relation.agreement;
        agreement.request_withdrawal(amount, now(), self.terms()?.notice);
        let it = agreement.withdrawal;
        self.relations.set(&key, &relation);
        let (service_id, client, operator) = key;
        WithdrawalRequested {
            service_id,
            client,
            operator,
            amount,
            from: it.from,
            until: it.until,
        }
        .emit();
        Ok(())
    }

    /// Pays `recipient` what the client may take out. Errors: `InvalidRecipient`, `NotWithdrawable`,
    /// `NothingToWithdraw`, `ValueNotTaken`.
    pub fn withdraw_escrow(
        &mut self,
        key: RelationKey,
        recipient: Address,
        pause: &Pause,
    ) -> Result<U256> {
        check_recipient(recipient)?;
        let (service_id, client, operator) = key;
        let mut relation = self.relation(&key);
        let (_, from, until) = self.withdrawal_of(&key, pause);
        let agreement = &mut relation.agreement;
        let last = pause.moved(agreement.bounds.deadline);
        let taken = agreement.withdraw(now(), last, from, until);
        let amount = taken.map_err(|error| errors::withdrawal(error, client))?;
        self.relations.set(&key, &relation);
        EscrowWithdrawn {
            service_id,
            client,
            operator,
            recipient,
            amount,
        }
        .emit();
        pay(recipient, amount)?;
        Ok(amount)
    }

    /// What is stored where the agreement lasts. Errors: `AgreementOver`.
    fn lasting(&self, key: &RelationKey, pause: &Pause) -> Result<Relation> {
        let relation = self.relation(key);
        let last = pause.moved(relation.agreement.bounds.deadline);
        let lasts = relation.agreement.check_lasts(now(), last);
        lasts.map_err(errors::agreement)?;
        Ok(relation)
    }

    /// What a client asked back, and the first and the last second in which it can leave. Operators have
    /// time to claim after a pause, and so has the client after them.
    pub fn withdrawal_of(&self, key: &RelationKey, pause: &Pause) -> (U256, u64, u64) {
        let it = self.relation(key).agreement.withdrawal;
        if it.amount.is_zero() {
            return (U256::zero(), 0, 0);
        }
        let (from, until) = pause.moved_span(it.from, it.until);
        (it.amount, from, until)
    }

    /// Complains as `client` about an operator in the period before this one. Returns what that weighs.
    /// Errors: `OwnClient`, `AlreadyComplained`, `NoWeight`.
    pub fn complain(
        &mut self,
        client: Address,
        service_id: u64,
        operator: Address,
    ) -> Result<U256> {
        ensure!(operator != client, OwnClient { operator });
        let terms = self.terms()?;
        let after = terms.now();
        let period = after.saturating_sub(1);
        let key = (service_id, client, operator);
        let mut relation = self.relation(&key);
        let used = &mut relation.used;
        // One more than the number of the period is the number of this one.
        ensure!(used.complained != after, AlreadyComplained { period });
        let all = self.spent_by(service_id, client).of(period);
        let to_others = all.saturating_sub(used.paid.of(period));
        let mut panel = self.panel(service_id, operator, period);
        let weight = panel.complain(to_others, &terms.verdict);
        let (expected_at_least, received) = (terms.verdict.least_paid.into(), to_others.into());
        let none = NoWeight {
            expected_at_least,
            received,
        };
        ensure!(weight > 0, none);
        used.complained = after;
        self.relations.set(&key, &relation);
        self.panels.set(&(service_id, operator, period), &panel);
        let weight = weight.into();
        Complained {
            service_id,
            operator,
            client,
            period,
            weight,
        }
        .emit();
        Ok(weight)
    }

    /// Where the fees go now: the treasury, or out of reach.
    pub(super) fn fee_recipient(&self) -> Address {
        match self.treasury() {
            none if none.is_zero() => BURN,
            treasury => treasury,
        }
    }
}

fn deposited(key: &RelationKey, from: Address, amount: U256) {
    let (service_id, client, operator) = *key;
    EscrowDeposited {
        service_id,
        client,
        operator,
        from,
        amount,
    }
    .emit();
}
