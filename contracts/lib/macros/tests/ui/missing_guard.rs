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

    impl IBase for Small { //~ ERROR IBase has functions that change state: say who may call them
        fn store(&mut self, number: u64, _note: Bytes) -> Result<()> {
            ensure!(number > 1, TooSmall { least: 2, received: number });
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
