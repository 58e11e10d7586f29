blueprint_hooks::interface! {
    pub mod known = "../IKnown.sol";
}
blueprint_hooks::interface! {
    pub mod odd = "IOdd.sol";
}

#[blueprint_hooks::contract("IOdd.sol")]
pub mod odd_names {
    use blueprint_components::prelude::*;

    #[derive(Default)]
    pub struct OddNames {
        guard: CallerGuard,
    }

    impl OddNames {
        pub fn constructor(&mut self, contract: Address, arguments: u64, data: Bytes) -> Result<()> {
            ensure!(arguments > 1 || data.is_empty(), Err { data: 0, send: 1, sequence: 2, self_: 3, type_: 4 });
            self.guard.init(contract)
        }
    }

    #[guarded(self.guard)]
    impl IOdd for OddNames {
        fn data(&mut self, data: u64, send: bool, self_: u64, value: Option) -> Result<(u64, bool)> {
            let _ = value;
            Ok { data, send: Bytes::default(), sequence: self_ }.emit();
            Result::Ok((data, send))
        }

        fn loop_(&mut self, data: Bytes, send: Bytes, sequence: BoxCalldata) -> Result<Bytes> {
            let _ = (send, sequence.move_()?, sequence.clone()?, sequence.self_()?);
            Result::Ok(data)
        }

        fn impl_(&self, call: u64, returned: u64, output: u64, arguments: u64) -> u64 {
            call ^ returned ^ output ^ arguments
        }

        fn trait_(&self, _: List<u8>, _: u64, _: u64) {}

        fn unnamed_uint64(&mut self, _: u64) -> Result<()> {
            Result::Ok(())
        }

        fn unnamed_uint64_2(&mut self, _: u64) -> Result<()> {
            Result::Ok(())
        }

        fn client(&mut self) -> Result<()> {
            Result::Ok(())
        }

        fn at(&mut self, _: Address) -> Result<()> {
            Result::Ok(())
        }

        fn constructor(&mut self, _: u64, _: u64) -> Result<()> {
            Result::Ok(())
        }
    }
}
