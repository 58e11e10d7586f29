//! A contract in EVM code that passes calls on, by each of its ways to call.

use super::raw_call;
use crate::{AccountId, Revive, RuntimeOrigin, UNIT};
use frame_support::weights::Weight;
use pallet_revive::{precompiles::alloy::sol_types::SolCall, Code, ExecConfig, TransactionLimits};
use sp_core::H160;

pub const CALL: u8 = 0xf1;
pub const DELEGATECALL: u8 = 0xf4;
pub const STATICCALL: u8 = 0xfa;

/// A contract that calls the address in its input's first word with the rest of the input, and returns or reverts with the
/// answer.
pub fn forwarder(by: &AccountId, opcode: u8) -> H160 {
    // Copies the input from byte 32 on to memory; pushes the size and offset of the answer and the input.
    let mut code = vec![0x60, 32, 0x36, 0x03, 0x80, 0x60, 32, 0x5f, 0x37];
    code.extend([0x5f, 0x5f, 0x82, 0x5f]);
    if opcode == CALL {
        // No value.
        code.push(0x5f);
    }
    // The address, the gas, the call; the answer to memory; its size and offset below whether it went well.
    code.extend([0x5f, 0x35, 0x5a, opcode]);
    code.extend([0x3d, 0x5f, 0x5f, 0x3e, 0x5f, 0x3d, 0x91]);
    // Returns where it did, else reverts.
    let end = code.len() as u8 + 4;
    code.extend([0x60, end, 0x57, 0xfd, 0x5b, 0xf3]);
    let mut init = vec![
        0x60,
        code.len() as u8,
        0x80,
        0x60,
        9,
        0x5f,
        0x39,
        0x5f,
        0xf3,
    ];
    init.extend(code);
    let outcome = Revive::bare_instantiate(
        RuntimeOrigin::signed(by.clone()),
        0u128.into(),
        TransactionLimits::WeightAndDeposit {
            weight_limit: Weight::from_parts(500_000_000_000, 5_000_000),
            deposit_limit: 100 * UNIT,
        },
        Code::Upload(init),
        Vec::new(),
        None,
        &ExecConfig::new_substrate_tx(),
    );
    outcome.result.expect("a contract").addr
}

/// A call by way of a contract.
pub fn forwarded<C: SolCall>(
    by: &AccountId,
    contract: H160,
    to: H160,
    call: C,
) -> Result<C::Return, String> {
    let mut input = vec![0; 12];
    input.extend(to.0);
    input.extend(call.abi_encode());
    let data = raw_call(by, contract, 0, input)?;
    C::abi_decode_returns(&data).map_err(|error| error.to_string())
}
