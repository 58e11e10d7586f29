//! Reputation: what paying clients say of operators, over time. Its interface is `abi/solidity/library/IReputation.sol`.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[blueprint_hooks::contract("blueprint-abi/library/IReputation.sol")]
pub mod reputation {
    use blueprint_components::{
        prelude::*,
        reputation::{self as scores, evidence},
    };

    /// The roles, and scores.
    #[derive(Default)]
    pub struct Reputation {
        roles: Roles,
        scores: blueprint_components::Reputation,
    }

    impl Reputation {
        /// `runtime` opens services; `guardian` replaces a lost key. Roles are handed over with a delay of `role_delay`
        /// seconds, 1 to 30 days.
        pub fn constructor(
            &mut self,
            runtime: Address,
            guardian: Address,
            role_delay: u64,
        ) -> Result<()> {
            self.roles.init(&[runtime, guardian], role_delay)
        }
    }

    #[unguarded]
    impl IRoles for Reputation {}

    #[unguarded]
    impl IReputation for Reputation {
        fn open_service(
            &mut self,
            service_id: u64,
            receipts: Address,
            terms: TermsCalldata,
        ) -> Result<()> {
            self.roles.admit()?;
            let terms = terms.to_value()?;
            let terms = scores::Terms {
                promised_ms: terms.promised_ms,
                half_life: terms.half_life,
                prior: terms.prior,
                most_units: terms.most_units,
                band_bps: terms.band_bps,
                neutral_bps: terms.neutral_bps,
                lowest_bps: terms.lowest_bps,
                highest_bps: terms.highest_bps,
                price: terms.price,
            };
            self.scores.open(service_id, receipts, &terms)
        }

        fn record(&mut self, service_id: u64, operator: Address) -> Result<u8> {
            self.scores.record(service_id, operator)
        }

        fn publish(&mut self, service_id: u64, operator: Address) -> Result<()> {
            self.scores.publish(service_id, operator)
        }

        fn set_agent(&mut self, service_id: u64, registry: Address, agent_id: U256) -> Result<()> {
            self.scores
                .set_agent(service_id, env::caller(), registry, agent_id)
        }

        fn score_of(&self, service_id: u64, operator: Address) -> Result<(u16, u16)> {
            self.scores.score(service_id, operator)
        }

        fn due_of(&self, service_id: u64, operator: Address) -> Result<(u64, u64)> {
            let due = self.scores.due(service_id, operator)?;
            Ok((due.start, due.end.saturating_sub(due.start)))
        }

        fn record_of(&self, service_id: u64, operator: Address) -> Record {
            let record = self.scores.recorded(service_id, operator);
            Record {
                next: record.next,
                half_lives: record.half_lives,
                weight: record.weight,
                quality: record.quality,
                deviation: record.deviation,
            }
        }

        fn terms_of(&self, service_id: u64) -> Result<(Address, u64, Terms)> {
            let service = self.scores.service(service_id)?;
            let terms = Terms {
                promised_ms: service.terms.promised_ms,
                half_life: service.terms.half_life,
                prior: service.terms.prior,
                most_units: service.terms.most_units,
                band_bps: service.terms.band_bps,
                neutral_bps: service.terms.neutral_bps,
                lowest_bps: service.terms.lowest_bps,
                highest_bps: service.terms.highest_bps,
                price: service.terms.price,
            };
            Ok((service.receipts, service.periods.from, terms))
        }

        fn agent_of(&self, service_id: u64, operator: Address) -> (Address, U256) {
            let agent = self.scores.agent(service_id, operator);
            (agent.registry, agent.id)
        }

        fn evidence_of(&self, service_id: u64, operator: Address, next: u64) -> [u8; 32] {
            evidence(service_id, operator, next)
        }
    }
}
