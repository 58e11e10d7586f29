//! Subscriptions in release 0.20: a service's escrow, and the bills that are taken from it.

use super::{blueprint::BlueprintTerms, discard, step::Rejection, step::Step, TangleCore};
use crate::{accounts::Account, chain::Chain};
use alloy_primitives::{B256, U256};
use alloy_sol_types::SolEvent;
use blueprint_abi::core_0_20::{
    ITangleBlueprints::{self, PricingModel},
    ITanglePaymentEvents::{SubscriptionBillAdjustedByManager, SubscriptionBilled},
    ITangleServices,
};
use sp_core::H160;

/// What a bill took, in wei.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bill {
    /// Before the manager's adjustment.
    pub full: U256,
    /// What was taken from the escrow.
    pub due: U256,
    /// The adjustment that took effect, in basis points.
    pub due_bps: u16,
}

impl TangleCore {
    /// Creates a blueprint whose services pay `rate` wei at the end of each interval of so many seconds.
    pub fn create_subscription_blueprint(
        &self,
        chain: &mut Chain,
        owner: &Account,
        manager: H160,
        terms: &BlueprintTerms,
        rate: u128,
        interval: u64,
    ) -> Step<u64> {
        let mut definition = terms.newer_definition(manager);
        definition.config.pricing = PricingModel::Subscription;
        definition.config.subscriptionRate = U256::from(rate);
        definition.config.subscriptionInterval = interval;
        let call = ITangleBlueprints::createBlueprintCall { definition };
        self.send(chain, owner, call)
    }

    /// Pays wei into a service's escrow.
    pub fn fund_service(
        &self,
        chain: &mut Chain,
        payer: &Account,
        service_id: u64,
        wei: u128,
    ) -> Step<()> {
        let call = ITangleServices::fundServiceCall {
            serviceId: service_id,
            amount: U256::from(wei),
        };
        discard(self.send_with(chain, payer, call, wei))
    }

    /// Bills the interval that is due. Any account may. Calls `computeBillAdjustmentBps`.
    pub fn bill_subscription(
        &self,
        chain: &mut Chain,
        keeper: &Account,
        service_id: u64,
    ) -> Step<Option<Bill>> {
        let call = ITangleServices::billSubscriptionCall {
            serviceId: service_id,
        };
        let step = self.send(chain, keeper, call);
        let logs = || {
            step.outcome.events.iter().map(|event| {
                let topics: Vec<B256> = event.topics.iter().map(|it| B256::new(*it)).collect();
                (topics, &event.data)
            })
        };
        let billed =
            logs().find_map(|(topics, data)| SubscriptionBilled::decode_raw_log(topics, data).ok());
        let adjusted = logs().find_map(|(topics, data)| {
            SubscriptionBillAdjustedByManager::decode_raw_log(topics, data).ok()
        });
        let bill = billed.map(|billed| match adjusted {
            None => Bill {
                full: billed.amount,
                due: billed.amount,
                due_bps: 10_000,
            },
            Some(adjusted) => Bill {
                full: adjusted.preAdjustmentAmount,
                due: billed.amount,
                due_bps: adjusted.adjustmentBps,
            },
        });
        Step {
            result: step.result.map(|_| bill),
            outcome: step.outcome,
            events: step.events,
            hooks: step.hooks,
        }
    }

    /// What a service's escrow holds, in wei.
    ///
    /// # Errors
    /// If the core reverts.
    pub fn escrow(&self, chain: &mut Chain, service_id: u64) -> Result<U256, Rejection> {
        let call = ITangleServices::getServiceEscrowCall {
            serviceId: service_id,
        };
        Ok(self.ask(chain, call)?.balance)
    }

    /// When a service's last bill ended, in seconds; its start before the first one.
    ///
    /// # Errors
    /// If the core reverts.
    pub fn last_payment(&self, chain: &mut Chain, service_id: u64) -> Result<u64, Rejection> {
        let call = ITangleServices::getServiceCall {
            serviceId: service_id,
        };
        Ok(self.ask(chain, call)?.lastPaymentAt)
    }
}
