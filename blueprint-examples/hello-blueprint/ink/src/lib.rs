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
        use super::*;
        use blueprint_hooks::event::recorded;
        use ink::env::test::set_caller;

        const RUNTIME: Address = ink::H160([1; 20]);

        fn manager() -> HelloBlueprint {
            let mut manager = HelloBlueprint::default();
            // The deployer owns the blueprint.
            set_caller(RUNTIME);
            manager.constructor(RUNTIME).unwrap();
            manager.on_blueprint_created(7, RUNTIME, RUNTIME).unwrap();
            recorded::take();
            manager
        }

        #[ink::test]
        fn job_call_of_32_bytes_is_counted() {
            let mut manager = manager();
            manager.on_job_call(1, 0, 0, [7; 32].as_slice().into()).unwrap();
            assert_eq!(manager.calls_of(1), 1);
            let hello = Hello { service_id: 1, job_call_id: 0, calls: 1 };
            assert_eq!(recorded::take(), [recorded::of(&hello)]);
        }

        #[ink::test]
        fn other_inputs_are_refused() {
            let refused = manager().on_job_call(1, 0, 0, [7; 31].as_slice().into());
            assert_eq!(refused, Err(InvalidInput { job: 0, received_length: 31 }.into()));
        }

        #[ink::test]
        fn stranger_is_refused() {
            let (mut manager, stranger) = (manager(), Address::from([2; 20]));
            set_caller(stranger);
            let refused = manager.on_job_call(1, 0, 0, [7; 32].as_slice().into());
            let expected = CallerNotRuntime { expected: RUNTIME, received: stranger };
            assert_eq!(refused, Err(expected.into()));
        }
    }
}
