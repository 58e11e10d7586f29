#[blueprint_hooks::contract("ISmall.sol")]
pub mod small {
    use blueprint_components::prelude::*;

    #[derive(Default)]
    pub struct Small {
        guard: CallerGuard,
        number: Cell<u64>,
    }

    impl Small {
        pub fn constructor(&mut self, runtime: Address) -> Result<()> {
            self.guard.init(runtime)
        }
    }

    #[guarded(self.guard)]
    impl IBase for Small {
        #[payable] //~ ERROR the interface does not say payable
        fn store(&mut self, number: u64, _note: Bytes) -> Result<()> {
            self.number.set(&number);
            Ok(())
        }
    }

    impl ISmall for Small {
        fn stored(&self) -> u64 {
            self.number.get().unwrap_or_default()
        }
    }
}
