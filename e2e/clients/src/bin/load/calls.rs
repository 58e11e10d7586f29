//! What is sent, and the tables of what came of it.

use blueprint_node_clients::{chain::account_of, flood::Call};
use comfy_table::{presets, Table};
use ink_e2e::{sr25519::Keypair, subxt::dynamic::Value};

/// A token in the chain's smallest unit.
pub const TOKENS: u128 = 1_000_000_000_000;

/// A call of the services pallet.
pub fn services(signer: &Keypair, call: &'static str, fields: Vec<Value>) -> Call {
    Call {
        signer: signer.clone(),
        pallet: "Services",
        call,
        fields,
    }
}

/// A transfer.
pub fn transfer(signer: &Keypair, to: &Keypair, amount: u128) -> Call {
    let to = Value::unnamed_variant("Id", [Value::from_bytes(account_of(to))]);
    Call {
        signer: signer.clone(),
        pallet: "Balances",
        call: "transfer_keep_alive",
        fields: vec![to, Value::u128(amount)],
    }
}

/// A number as an argument.
pub fn number(value: u64) -> Value {
    Value::u128(value.into())
}

/// A number as a word of 32 bytes.
pub fn word(value: u64) -> Value {
    let mut word = [0u8; 32];
    word[24..].copy_from_slice(&value.to_be_bytes());
    Value::from_bytes(word)
}

/// A table for a document.
pub fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table
        .load_preset(presets::ASCII_MARKDOWN)
        .set_header(header);
    table
}
