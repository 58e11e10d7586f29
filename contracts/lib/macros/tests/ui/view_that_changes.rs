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
        fn store(&mut self, number: u64, _note: Bytes) -> Result<()> {
            ensure!(number > 1, TooSmall { least: 2, received: number });
            self.number.set(&number);
            Ok(())
        }
    }

    impl ISmall for Small {
        fn stored(&mut self) -> u64 { //~ ERROR stored(): expected fn stored(&self
            self.number.get().unwrap_or_default()
        }
    }
}
