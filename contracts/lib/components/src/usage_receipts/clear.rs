//! Removes what is not needed any more, which gives its storage deposit back to the caller.

use super::{abi::*, RelationKey, UsageReceipts};
use blueprint_hooks::{ensure, env::now, Address, Result};
use blueprint_rules::pause::Pause;
use ink::storage::traits::StorageKey;

impl<KEY: StorageKey> UsageReceipts<KEY> {
    /// Removes what was said of an operator in a period. Errors: `StillNeeded`, `NothingToClear`.
    pub fn clear_period(&mut self, service_id: u64, operator: Address, period: u64) -> Result<()> {
        self.past_retention(period)?;
        let key = (service_id, operator, period);
        ensure!(self.panels.get(&key).is_some(), NothingToClear);
        self.panels.clear(&key);
        Ok(())
    }

    /// Removes a session whose agreement is over: its receipts name that agreement, so none of them can be
    /// claimed again. Errors: `StillNeeded`, `NothingToClear`.
    pub fn clear_session(
        &mut self,
        service_id: u64,
        operator: Address,
        client: Address,
        session: [u8; 32],
        pause: &Pause,
    ) -> Result<()> {
        let key = (service_id, operator, client, session);
        let stored = self.sessions.get(&key).ok_or(NothingToClear)?;
        let agreement = self.relation(&(service_id, client, operator)).agreement;
        let until = pause.moved(agreement.bounds.deadline);
        let needed = stored.agreement == agreement.opened && agreement.lasts(now(), until);
        ensure!(!needed, StillNeeded { until });
        self.sessions.clear(&key);
        Ok(())
    }

    /// Removes an agreement that is over, with what the client used. Another one is opened in a later second,
    /// by which receipts name it. Errors: `StillNeeded`, `NothingToClear`.
    pub fn clear_agreement(&mut self, key: RelationKey, pause: &Pause) -> Result<()> {
        let stored = self.relations.get(&key).ok_or(NothingToClear)?;
        let until = pause.moved(stored.agreement.bounds.deadline);
        let needed = stored.agreement.lasts(now(), until) || !stored.agreement.escrow.is_zero();
        ensure!(!needed, StillNeeded { until });
        self.past_retention(stored.used.paid.period.max(stored.used.complained))?;
        self.relations.clear(&key);
        Ok(())
    }

    /// Removes what a client paid in a service. Errors: `StillNeeded`, `NothingToClear`.
    pub fn clear_client(&mut self, service_id: u64, client: Address) -> Result<()> {
        let key = (service_id, client);
        let stored = self.spent.get(&key).ok_or(NothingToClear)?;
        self.past_retention(stored.period)?;
        self.spent.clear(&key);
        Ok(())
    }

    /// Removes a key that no longer signs. Errors: `StillNeeded`, `NothingToClear`.
    pub fn clear_key(
        &mut self,
        service_id: u64,
        client: Address,
        key: Address,
        pause: &Pause,
    ) -> Result<()> {
        let stored = self.keys.get(&(service_id, client, key));
        ensure!(stored.is_some(), NothingToClear);
        let until = self.key_until(service_id, client, key, pause);
        ensure!(until < now(), StillNeeded { until });
        self.keys.clear(&(service_id, client, key));
        Ok(())
    }

    /// Passes once a period ended `retention` periods ago. Errors: `StillNeeded`.
    fn past_retention(&self, period: u64) -> Result<()> {
        let terms = self.terms()?;
        let first = period.saturating_add(terms.retention).saturating_add(1);
        let until = first.saturating_mul(terms.period);
        ensure!(now() >= until, StillNeeded { until });
        Ok(())
    }
}
