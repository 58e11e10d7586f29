//! Load tests: drawn challengers send requests to an operator at once, and the median of their reports counts. Its interface
//! is `abi/solidity/library/ILoadTests.sol`.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[blueprint_hooks::contract("blueprint-abi/library/ILoadTests.sol")]
pub mod load_tests {
    use blueprint_components::{load_tests as load, prelude::*};

    /// The roles, and tests.
    #[derive(Default)]
    pub struct LoadTests {
        roles: Roles,
        tests: blueprint_components::LoadTests,
    }

    impl LoadTests {
        /// `runtime` opens services and names operators; `guardian` replaces a lost key. Roles are handed over with a delay of
        /// `role_delay` seconds, 1 to 30 days.
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
    impl IRoles for LoadTests {}

    #[unguarded]
    impl ILoadTests for LoadTests {
        fn open_service(
            &mut self,
            service_id: u64,
            services: Address,
            committee: Address,
            beacon: Address,
            terms: TermsCalldata,
        ) -> Result<()> {
            self.roles.admit()?;
            let stated = terms.to_value()?;
            let terms = load::Terms {
                start: stated.start,
                window_length: stated.window_length,
                report_period: stated.report_period,
                challengers: stated.challengers,
                least_reports: stated.least_reports,
                requests: stated.requests,
                pass_bps: stated.pass_bps,
                block_hashes: stated.block_hashes,
            };
            let peers = load::Peers {
                services,
                committee,
                beacon,
            };
            self.tests.open(service_id, &peers, &terms)
        }

        fn set_operator(&mut self, service_id: u64, operator: Address, serves: bool) -> Result<()> {
            self.roles.admit()?;
            self.tests.set_operator(service_id, operator, serves)
        }

        fn draw(
            &mut self,
            service_id: u64,
            operator: Address,
            window: u64,
        ) -> Result<Vec<Address>> {
            self.tests.draw(service_id, operator, window)
        }

        fn report(
            &mut self,
            service_id: u64,
            operator: Address,
            window: u64,
            answered: List<u32>,
            signatures: List<Bytes>,
        ) -> Result<()> {
            let test = (service_id, operator, window);
            self.tests.report(test, &answered, &signatures)
        }

        fn close(
            &mut self,
            service_id: u64,
            operator: Address,
            window: u64,
        ) -> Result<(bool, bool)> {
            self.tests.close(service_id, operator, window)
        }

        fn clear(&mut self, service_id: u64, operator: Address) -> Result<()> {
            self.tests.clear(service_id, operator)
        }

        fn measured(
            &self,
            service_id: u64,
            operator: Address,
            from: u64,
            to: u64,
        ) -> Result<(u32, u32)> {
            let terms = self.tests.service(service_id)?.terms;
            let results = self.tests.results(service_id, operator);
            Ok(results.within(&terms, from, to))
        }

        fn result_of(&self, service_id: u64, operator: Address) -> TestResult {
            let latest = self.tests.results(service_id, operator).latest();
            TestResult {
                window: latest.window,
                reports: latest.reports,
                median: latest.median,
                passed: latest.passed,
            }
        }

        fn test_of(&self, service_id: u64, operator: Address, window: u64) -> Vec<Challenger> {
            let test = self.tests.test(service_id, operator, window);
            let challengers = test.challengers().iter();
            challengers
                .map(|it| Challenger {
                    account: it.account,
                    reported: it.reported,
                    answered: it.answered,
                })
                .collect()
        }

        fn terms_of(&self, service_id: u64) -> Result<(Address, Address, Address, Terms, bool)> {
            let service = self.tests.service(service_id)?;
            let load::Service {
                peers,
                terms,
                is_fixed,
            } = service;
            let stated = Terms {
                start: terms.start,
                window_length: terms.window_length,
                report_period: terms.report_period,
                challengers: terms.challengers,
                least_reports: terms.least_reports,
                requests: terms.requests,
                pass_bps: terms.pass_bps,
                block_hashes: terms.block_hashes,
            };
            let load::Peers {
                services,
                committee,
                beacon,
            } = peers;
            Ok((services, committee, beacon, stated, is_fixed))
        }

        fn times_of(&self, service_id: u64, window: u64) -> Result<(u64, u64, u64)> {
            let times = self.tests.service(service_id)?.terms.times(window);
            Ok((times.begins, times.ends, times.reports_end))
        }

        fn operator_serves(&self, service_id: u64, operator: Address) -> Result<bool> {
            self.tests.serves(service_id, operator)
        }

        fn report_digest(
            &self,
            service_id: u64,
            operator: Address,
            window: u64,
            answered: u32,
        ) -> [u8; 32] {
            load::report_digest(service_id, operator, window, answered)
        }
    }
}
