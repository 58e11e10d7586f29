//! A manager that changes one hook, and keeps a counter.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[blueprint_hooks::contract("../../IHelloBlueprint.sol")]
pub mod hello_blueprint {
    use blueprint_components::prelude::*;

    #[derive(Default)]
    pub struct HelloBlueprint {
        guard: RuntimeGuard,
        calls: Map<u64, u64>,
    }

    impl HelloBlueprint {
        pub fn constructor(&mut self, runtime: Address) -> Result<()> {
            self.guard.init(runtime)
        }
    }

    #[guarded(self.guard)]
    impl IBlueprintServiceManager for HelloBlueprint {
        fn on_job_call(
            &mut self,
            service_id: u64,
            job: u8,
            job_call_id: u64,
            inputs: Bytes,
        ) -> Result<()> {
            let received_length = inputs.len();
            ensure!(job == 0 && received_length == 32, InvalidInput { job, received_length });
            let calls = self.calls_of(service_id).saturating_add(1);
            self.calls.set(&service_id, &calls);
            Hello { service_id, job_call_id, calls }.emit();
            Ok(())
        }
    }

    impl IHelloBlueprint for HelloBlueprint {
        fn calls_of(&self, service_id: u64) -> u64 {
            self.calls.get(&service_id).unwrap_or_default()
        }
    }

    #[cfg(test)]
    mod tests {
        use super::{calls::*, *};
        use blueprint_hooks::testing::{Calldata, Host};

        const RUNTIME: Address = ink::H160([1; 20]);
        const STRANGER: Address = ink::H160([2; 20]);

        /// A manager whose blueprint is bound. The deployer owns the blueprint.
        fn manager(host: &mut Host) -> Address {
            let arguments = ConstructorArguments { runtime: RUNTIME };
            let manager = host.from(RUNTIME).deploy::<HelloBlueprint>(arguments).unwrap();
            let created =
                OnBlueprintCreated { blueprint_id: 7, owner: RUNTIME, tangle_core: RUNTIME };
            assert!(host.from(RUNTIME).call(manager, created).is_ok());
            manager
        }

        fn job(inputs: &[u8]) -> OnJobCall {
            OnJobCall { service_id: 1, job: 0, job_call_id: 0, inputs: inputs.into() }
        }

        #[test]
        fn job_call_of_32_bytes_is_counted() {
            let mut host = Host::new();
            let manager = manager(&mut host);
            let outcome = host.from(RUNTIME).call(manager, job(&[7; 32]));
            assert!(outcome.emitted(manager, &Hello { service_id: 1, job_call_id: 0, calls: 1 }));
            assert_eq!(host.read(manager, CallsOf { service_id: 1 }), 1);
            // The guard's cell and the counter; the counter is written.
            assert_eq!((outcome.reads(), outcome.writes()), (2, 1));
        }

        #[test]
        fn other_inputs_are_refused() {
            let mut host = Host::new();
            let manager = manager(&mut host);
            let before = host.storage_of(manager);
            let outcome = host.from(RUNTIME).call(manager, job(&[7; 31]));
            assert!(outcome.reverted_with(&InvalidInput { job: 0, received_length: 31 }));
            assert_eq!(host.storage_of(manager), before);
        }

        #[test]
        fn malformed_calldata_is_refused() {
            let mut host = Host::new();
            let manager = manager(&mut host);
            let whole = job(&[7; 32]).calldata();
            let mut wide = whole.clone();
            // A byte in front of the eight of `serviceId`.
            wide[4] = 1;
            for malformed in [&whole[..whole.len() - 1], &wide, &whole[..3], &[9; 4]] {
                let outcome = host.from(RUNTIME).call(manager, malformed);
                assert!(outcome.reverted_with_data(&[]), "{outcome:?}");
            }
        }

        #[test]
        fn stranger_is_refused() {
            let mut host = Host::new();
            let manager = manager(&mut host);
            let outcome = host.from(STRANGER).call(manager, job(&[7; 32]));
            let (expected, received) = (RUNTIME, STRANGER);
            assert!(outcome.reverted_with(&CallerNotRuntime { expected, received }));
        }
    }
}
