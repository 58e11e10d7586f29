#[blueprint_hooks::contract("ISmall.sol")]
pub mod small {
    use blueprint_components::prelude::*;

    #[derive(Default)]
    pub struct Small { //~ ERROR Small does not implement IBase //~ ERROR Small does not implement ISmall
        guard: CallerGuard,
        number: Cell<u64>,
    }

    impl Small {
        pub fn constructor(&mut self, runtime: Address) -> Result<()> {
            self.guard.init(runtime)
        }
    }

}
