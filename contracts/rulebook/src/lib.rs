//! Rulebook: what a service measures of its operators, and what comes of a breach. Its interface is
//! `abi/solidity/library/IRulebook.sol`.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[blueprint_hooks::contract("blueprint-abi/library/IRulebook.sol")]
pub mod rulebook {
    use crate::stated;
    use blueprint_components::{prelude::*, roles::GUARDIAN, rulebook::evidence};

    /// The roles, and the rules of services.
    #[derive(Default)]
    pub struct Rulebook {
        roles: Roles,
        rules: blueprint_components::Rulebook,
    }

    impl Rulebook {
        /// `runtime` adds and retires rules; `guardian` forgives, and replaces a lost key. Roles are handed over with a
        /// delay of `role_delay` seconds, 1 to 30 days.
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
    impl IRoles for Rulebook {}

    #[unguarded]
    impl IRulebook for Rulebook {
        fn add_rule(
            &mut self,
            service_id: u64,
            condition: u8,
            court: Address,
            measure: MeasureCalldata,
            schedule: ScheduleCalldata,
            effect: EffectCalldata,
        ) -> Result<u8> {
            self.roles.admit()?;
            let measure = stated::measure(&measure.to_value()?);
            let schedule = stated::schedule(&schedule.to_value()?);
            let effect = stated::effect(&effect.to_value()?);
            self.rules
                .add(service_id, condition, court, &measure, &schedule, &effect)
        }

        fn retire_rule(&mut self, service_id: u64, rule: u8) -> Result<()> {
            self.roles.admit()?;
            self.rules.retire(service_id, rule)
        }

        fn forgive(
            &mut self,
            service_id: u64,
            rule: u8,
            operator: Address,
            reason: Text,
        ) -> Result<()> {
            let (role, received) = (GUARDIAN, env::caller());
            ensure!(
                self.roles.holds(received, role),
                NotEntitled { role, received }
            );
            self.rules.forgive(service_id, rule, operator, reason)
        }

        fn evaluate(
            &mut self,
            service_id: u64,
            rule: u8,
            operator: Address,
            window: u32,
        ) -> Result<bool> {
            self.rules.evaluate(service_id, rule, operator, window)
        }

        fn propose(
            &mut self,
            service_id: u64,
            rule: u8,
            operator: Address,
            window: u32,
        ) -> Result<u64> {
            self.rules.propose(service_id, rule, operator, window)
        }

        fn standing_at(&self, service_id: u64, operator: Address, time: u64) -> (bool, u16) {
            let soft = self.rules.standing_at(service_id, operator, time);
            (soft.suspends, soft.points_bps)
        }

        fn measure_of(
            &self,
            service_id: u64,
            rule: u8,
            operator: Address,
            window: u32,
        ) -> Result<(bool, U256, bool)> {
            let found = self.rules.measure(service_id, rule, operator, window)?;
            let (value, is_breached) = found.unwrap_or_default();
            Ok((found.is_some(), value, is_breached))
        }

        fn evaluation_of(&self, service_id: u64, rule: u8, window: u32) -> Result<(u64, u64)> {
            let known = self.rules.rule(service_id, rule)?;
            let open = known.schedule.evaluation(window);
            Ok((open.start, open.end))
        }

        fn record_of(&self, service_id: u64, rule: u8, operator: Address) -> Result<Record> {
            let standing = self.rules.standing(service_id, rule, operator)?;
            Ok(stated::of_standing(&standing))
        }

        fn due_of(&self, service_id: u64, rule: u8, operator: Address, window: u32) -> u16 {
            self.rules.due(service_id, rule, operator, window)
        }

        fn rules_of(&self, service_id: u64) -> u8 {
            self.rules.rules(service_id)
        }

        fn rule_of(
            &self,
            service_id: u64,
            rule: u8,
        ) -> Result<(u8, Address, bool, Measure, Schedule, Effect)> {
            let known = self.rules.rule(service_id, rule)?;
            Ok((
                known.condition as u8,
                known.court,
                known.is_retired,
                stated::of_measure(&known.measure),
                stated::of_schedule(&known.schedule),
                stated::of_effect(&known.effect),
            ))
        }

        fn evidence_of(
            &self,
            service_id: u64,
            rule: u8,
            operator: Address,
            window: u32,
        ) -> [u8; 32] {
            evidence(service_id, rule, operator, window)
        }
    }
}

mod stated;
