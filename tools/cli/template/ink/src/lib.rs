//! The manager in ink!: one hook of 37 is changed, the others have Tangle's defaults.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[cfg(test)]
mod tests;

#[blueprint_hooks::contract("../../interface/IMyBlueprint.sol")]
pub mod my_blueprint {
    use blueprint_components::prelude::*;

    /// What the contract stores.
    #[derive(Default)]
    pub struct MyBlueprint {
        guard: RuntimeGuard,
        calls: Map<u64, u64>,
    }

    impl MyBlueprint {
        /// `runtime` is the one caller to obey: the services pallet's account, or Tangle's core.
        pub fn constructor(&mut self, runtime: Address) -> Result<()> {
            self.guard.init(runtime)
        }
    }

    #[guarded(self.guard)]
    impl IBlueprintServiceManager for MyBlueprint {
        /// A job call is accepted if its inputs are 32 bytes. An error here rejects the call.
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
                InvalidInput { job, received_length }
            );
            let calls = self.calls_of(service_id).saturating_add(1);
            self.calls.set(&service_id, &calls);
            JobAccepted { service_id, job_call_id, calls }.emit();
            Ok(())
        }
    }

    impl IMyBlueprint for MyBlueprint {
        fn calls_of(&self, service_id: u64) -> u64 {
            self.calls.get(&service_id).unwrap_or_default()
        }
    }
}
