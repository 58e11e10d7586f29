//! Hello blueprint, with the calls dispatched by ink! on chain: the corpus compares it with solc's code.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[blueprint_hooks::contract(
    "../../../../../blueprint-examples/hello-blueprint/IHelloBlueprint.sol",
    dispatcher = "ink"
)]
pub mod ink_dispatcher {
    use blueprint_components::prelude::*;

    /// The guard, and the job calls of each service.
    #[derive(Default)]
    pub struct InkDispatcher {
        guard: RuntimeGuard,
        calls: Map<u64, u64>,
    }

    impl InkDispatcher {
        /// `runtime` is the one caller to obey.
        pub fn constructor(&mut self, runtime: Address) -> Result<()> {
            self.guard.init(runtime)
        }
    }

    #[guarded(self.guard)]
    impl IBlueprintServiceManager for InkDispatcher {
        fn on_job_call(
            &mut self,
            service_id: u64,
            job: u8,
            job_call_id: u64,
            inputs: Bytes,
        ) -> Result<()> {
            let received_length = inputs.len();
            ensure!(
                job == 0 && received_length == 32,
                InvalidInput {
                    job,
                    received_length
                }
            );
            let calls = self.calls_of(service_id).saturating_add(1);
            self.calls.set(&service_id, &calls);
            Hello {
                service_id,
                job_call_id,
                calls,
            }
            .emit();
            Ok(())
        }
    }

    impl IHelloBlueprint for InkDispatcher {
        fn calls_of(&self, service_id: u64) -> u64 {
            self.calls.get(&service_id).unwrap_or_default()
        }
    }
}
