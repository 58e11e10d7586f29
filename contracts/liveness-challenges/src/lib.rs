//! Liveness challenges: an operator that is said not to answer, answers on the chain or gets a strike. Its interface is
//! `abi/solidity/library/ILivenessChallenges.sol`.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[blueprint_hooks::contract("blueprint-abi/library/ILivenessChallenges.sol")]
pub mod liveness_challenges {
    use crate::stated;
    use blueprint_components::{
        liveness_challenges::SignedResponse as Response, prelude::*, roles::GUARDIAN,
    };

    /// The roles, and the challenges of services.
    #[derive(Default)]
    pub struct LivenessChallenges {
        roles: Roles,
        challenges: blueprint_components::LivenessChallenges,
    }

    impl LivenessChallenges {
        /// `runtime` opens services and names operators; `guardian` excuses times, and replaces a lost key. Roles are
        /// handed over with a delay of `role_delay` seconds, 1 to 30 days.
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
    impl IRoles for LivenessChallenges {}

    #[unguarded]
    impl ILivenessChallenges for LivenessChallenges {
        fn open_service(
            &mut self,
            service_id: u64,
            services: Address,
            terms: TermsCalldata,
        ) -> Result<()> {
            self.roles.admit()?;
            let terms = stated::terms(&terms.to_value()?);
            self.challenges.open(service_id, services, &terms)
        }

        fn set_operator(&mut self, service_id: u64, operator: Address, serves: bool) -> Result<()> {
            self.roles.admit()?;
            self.challenges.set_operator(service_id, operator, serves)
        }

        fn excuse(&mut self, service_id: u64, from: u64, to: u64, reason: Text) -> Result<()> {
            let (role, received) = (GUARDIAN, env::caller());
            ensure!(
                self.roles.holds(received, role),
                NotEntitled { role, received }
            );
            self.challenges.excuse(service_id, from, to, reason)
        }

        fn challenge(&mut self, service_id: u64, operator: Address, request: Bytes) -> Result<()> {
            self.challenges.challenge(service_id, operator, request)
        }

        fn respond(
            &mut self,
            service_id: u64,
            operator: Address,
            opened: u64,
            response: Bytes,
            signature: Bytes,
        ) -> Result<()> {
            self.challenges.respond(Response {
                service_id,
                operator,
                opened,
                response,
                signature,
            })
        }

        fn respond_all(&mut self, responses: List<SignedResponseCalldata>) -> Result<u32> {
            let each = responses.iter().map(|one| stated::response(&one?));
            self.challenges.respond_all(responses.len(), each)
        }

        fn close(&mut self, service_id: u64, operator: Address) -> Result<bool> {
            self.challenges.close(service_id, operator)
        }

        fn withdraw(&mut self, recipient: Address) -> Result<U256> {
            self.challenges.withdraw(env::caller(), recipient)
        }

        fn clear(&mut self, service_id: u64, operator: Address) -> Result<()> {
            self.challenges.clear(service_id, operator)
        }

        fn strikes_of(&self, service_id: u64, operator: Address) -> u8 {
            self.challenges.strikes(service_id, operator)
        }

        fn eligible(&self, service_id: u64, operator: Address) -> bool {
            self.challenges.eligible(service_id, operator, env::now())
        }

        fn eligible_at(&self, service_id: u64, operator: Address, time: u64) -> bool {
            self.challenges.eligible(service_id, operator, time)
        }

        fn challenge_of(&self, service_id: u64, operator: Address) -> (Challenge, u64) {
            let record = self.challenges.record(service_id, operator);
            (stated::of_challenge(&record), record.next_from)
        }

        fn capacity_of(&self, service_id: u64) -> Result<u8> {
            self.challenges.capacity(service_id)
        }

        fn terms_of(&self, service_id: u64) -> Result<(Address, Terms, bool)> {
            let service = self.challenges.service(service_id)?;
            let terms = stated::of_terms(&service.terms);
            Ok((service.services, terms, service.is_fixed))
        }

        fn operator_serves(&self, service_id: u64, operator: Address) -> Result<bool> {
            self.challenges.serves(service_id, operator)
        }

        fn owed_to(&self, account: Address) -> U256 {
            self.challenges.owed_to(account)
        }

        fn response_digest(
            &self,
            service_id: u64,
            operator: Address,
            response: Bytes,
        ) -> Result<[u8; 32]> {
            self.challenges.digest(service_id, operator, &response)
        }
    }
}

mod stated;
#[cfg(test)]
mod tests;
