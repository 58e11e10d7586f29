//! The report counter, in ink!: the smallest contract that has all parts of a hook. Its Solidity twin
//! is `../solidity/ReportCounter.sol`; both answer to `../IReportCounter.sol`.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[ink::contract]
pub mod report_counter {
    use blueprint_components::{GuardError, Map, RuntimeGuard};
    use blueprint_hooks::{
        arguments,
        core_0_20::{CanJoin, OnBlueprintCreated},
        events, one_of_refusals, refusals,
        seed_2024::VerifyReport,
        Deploy, Event, OrRevert,
    };

    arguments! {
        /// How the contract is deployed.
        pub struct New {
            /// The one caller it obeys: the services pallet's account, or the Tangle core.
            pub runtime: Address,
        }

        /// `reportsOf(uint64)`
        pub struct ReportsOf {
            /// The service instance.
            pub service_id: u64,
        }
    }

    refusals! {
        /// Why a report is refused.
        pub enum ReportError {
            /// A report names its participant by a 20-byte address.
            InvalidParticipant { expected_length: u32, received_length: u32 },
        }
    }

    one_of_refusals! {
        /// Why a hook refuses.
        pub enum Error {
            /// The guard does.
            Guard(GuardError),
            /// The report is refused.
            Report(ReportError),
        }
    }

    events! {
        /// A report came in.
        pub struct ReportCounted {
            /// The service instance.
            #[topic]
            pub service_id: u64,
            /// The reported job call.
            #[topic]
            pub job_call_id: u64,
            /// Reports of the service instance so far.
            pub reports: u64,
        }
    }

    /// A message's arguments, answered without touching the root cell.
    type Call<A> = blueprint_hooks::Direct<A, ReportCounter>;

    /// Nothing of its own: every component loads what it needs.
    #[ink(storage)]
    #[derive(Default)]
    pub struct ReportCounter {
        guard: RuntimeGuard,
        reports: Map<u64, u64>,
    }

    impl ReportCounter {
        /// Deploys a contract that obeys `runtime`.
        #[ink(constructor, payable)]
        pub fn new(arguments: Deploy<New>) -> Self {
            let mut contract = Self::default();
            contract.guard.init(arguments.0.runtime).or_revert();
            contract
        }

        /// Binds the blueprint, once.
        // `payable` for ink! alone, here and nowhere else: without a payable message it checks for
        // value before anything else, and traps. `direct!` says what takes value.
        #[ink(message, payable, name = "onBlueprintCreated")]
        pub fn on_blueprint_created(
            &mut self,
            call: Call<OnBlueprintCreated>,
        ) -> Result<(), Error> {
            Ok(self.guard.bind(&call)?)
        }

        /// Counts a report.
        #[ink(message, name = "verifyReport")]
        pub fn verify_report(&mut self, call: Call<VerifyReport>) -> Result<(), Error> {
            self.guard.admit()?;
            let received_length = call.participant.len();
            if received_length != 20 {
                return Err(ReportError::InvalidParticipant {
                    expected_length: 20,
                    received_length,
                }
                .into());
            }
            let reports = self.count_of(call.service_id).saturating_add(1);
            self.reports.set(&call.service_id, &reports);
            let (service_id, job_call_id) = (call.service_id, call.job_call_id);
            ReportCounted {
                service_id,
                job_call_id,
                reports,
            }
            .emit();
            Ok(())
        }

        /// Any operator may join.
        #[ink(message, name = "canJoin")]
        pub fn can_join(&self, _call: Call<CanJoin>) -> bool {
            true
        }

        /// Reports of a service instance so far.
        #[ink(message, name = "reportsOf")]
        pub fn reports_of(&self, call: Call<ReportsOf>) -> u64 {
            self.count_of(call.service_id)
        }

        fn count_of(&self, service_id: u64) -> u64 {
            self.reports.get(&service_id).unwrap_or_default()
        }
    }

    blueprint_hooks::direct! { ReportCounter {
        OnBlueprintCreated => on_blueprint_created,
        VerifyReport => verify_report,
        CanJoin => can_join,
        ReportsOf => reports_of,
    } }
}
