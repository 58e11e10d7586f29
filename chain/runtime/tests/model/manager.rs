//! The manager of each blueprint, in EVM bytecode. It admits every operator, names who may propose slashes,
//! requires two results, finds odd outputs and odd evidence wrong, and calls the precompile with what its
//! developer sends it.

use blueprint_e2e_runtime::{services_account, AccountId, Revive, RuntimeOrigin, Services, System};
use frame_support::weights::Weight;
use pallet_revive::{Code, ExecConfig, TransactionLimits};
use sp_core::H160;

/// A program with jumps to places that are known later.
#[derive(Default)]
struct Program {
    code: Vec<u8>,
    jumps: Vec<(usize, &'static str)>,
    places: Vec<(&'static str, usize)>,
}

impl Program {
    fn raw(&mut self, code: &[u8]) -> &mut Self {
        self.code.extend_from_slice(code);
        self
    }

    /// PUSH20.
    fn address(&mut self, address: H160) -> &mut Self {
        self.raw(&[0x73]).raw(address.as_bytes())
    }

    /// PUSH2 of a place, JUMPI.
    fn jump_if(&mut self, to: &'static str) -> &mut Self {
        self.jumps.push((self.code.len() + 1, to));
        self.raw(&[0x61, 0, 0, 0x57])
    }

    /// JUMPDEST.
    fn place(&mut self, name: &'static str) -> &mut Self {
        self.places.push((name, self.code.len()));
        self.raw(&[0x5b])
    }

    /// DUP1, PUSH4 of the selector, EQ, and a jump.
    fn hook(&mut self, signature: &str, to: &'static str) -> &mut Self {
        let hash = sp_io::hashing::keccak_256(signature.as_bytes());
        self.raw(&[0x80, 0x63])
            .raw(&hash[..4])
            .raw(&[0x14])
            .jump_if(to)
    }

    /// MSTORE at 0, RETURN 32 bytes.
    fn answer(&mut self) -> &mut Self {
        self.raw(&[0x60, 0, 0x52, 0x60, 32, 0x60, 0, 0xf3])
    }

    /// Accept if the byte of the calldata is odd, else revert.
    fn odd(&mut self, at: u16) -> &mut Self {
        let [high, low] = at.to_be_bytes();
        self.raw(&[0x61, high, low, 0x35, 0x60, 0xf8, 0x1c, 0x60, 1, 0x16])
            .jump_if("accepts")
            .raw(&[0x60, 0, 0x60, 0, 0xfd])
    }

    fn finish(mut self) -> Vec<u8> {
        for (at, name) in self.jumps {
            let place = self.places.iter().find(|it| it.0 == name);
            let place = place.expect("a place of that name").1 as u16;
            self.code[at..at + 2].copy_from_slice(&place.to_be_bytes());
        }
        self.code
    }
}

/// Deploy a manager that the developer speaks for; `origin` may propose slashes.
pub fn deploy(developer: AccountId, origin: AccountId) -> H160 {
    let mut program = Program::default();
    program
        // The caller is the services pallet, or the developer, or is rejected.
        .raw(&[0x33])
        .address(Services::address_of(&services_account()))
        .raw(&[0x14])
        .jump_if("hook")
        .raw(&[0x33])
        .address(Services::address_of(&developer))
        .raw(&[0x14])
        .jump_if("forward")
        .raw(&[0x60, 0, 0x60, 0, 0xfd])
        // All calldata to the precompile; its error is passed on.
        .place("forward")
        .raw(&[0x36, 0x60, 0, 0x60, 0, 0x37])
        .raw(&[0x60, 0, 0x60, 0, 0x36, 0x60, 0, 0x60, 0])
        .address(blueprint_e2e_runtime::SERVICES)
        .raw(&[0x5a, 0xf1])
        .jump_if("accepts")
        .raw(&[0x3d, 0x60, 0, 0x60, 0, 0x3e, 0x3d, 0x60, 0, 0xfd])
        .place("hook")
        .raw(&[0x60, 0, 0x35, 0x60, 0xe0, 0x1c])
        .hook("querySlashingOrigin(uint64)", "origin")
        .hook("canJoin(uint64,address)", "true")
        .hook("getRequiredResultCount(uint64,uint8)", "two")
        .hook(
            "verifyReport(uint64,uint8,uint64,bytes,bytes,bytes)",
            "report",
        )
        .hook("verifyQualityReport(uint64,uint8,bytes,bytes)", "quality")
        .raw(&[0x00])
        .place("origin")
        .address(Services::address_of(&origin))
        .answer()
        .place("true")
        .raw(&[0x60, 1])
        .answer()
        .place("two")
        .raw(&[0x60, 2])
        .answer()
        // The first byte of the outputs, after a participant of 20 bytes and inputs of 4.
        .place("report")
        .odd(356)
        .place("quality")
        .odd(228)
        .place("accepts")
        .raw(&[0x00]);
    let program = program.finish();
    let [high, low] = (program.len() as u16).to_be_bytes();
    // CODECOPY of what follows these 13 bytes, RETURN.
    let mut code = vec![
        0x61, high, low, 0x80, 0x61, 0, 13, 0x60, 0, 0x39, 0x60, 0, 0xf3,
    ];
    code.extend(program);
    // The address of the contract is made of the deployer's nonce.
    System::inc_account_nonce(developer.clone());
    let deployed = Revive::bare_instantiate(
        RuntimeOrigin::signed(developer),
        0.into(),
        TransactionLimits::WeightAndDeposit {
            weight_limit: Weight::from_parts(1_000_000_000_000, 100_000_000),
            deposit_limit: 1_000 * crate::state::UNIT,
        },
        Code::Upload(code),
        Vec::new(),
        None,
        &ExecConfig::new_substrate_tx(),
    )
    .result
    .expect("the contract deploys");
    assert!(!deployed.result.did_revert());
    deployed.addr
}
