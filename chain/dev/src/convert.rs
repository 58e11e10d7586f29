//! Between the pallet's types, those that go over JSON-RPC, and alloy's.

use pallet_revive::{
    evm::{Block, GenericTransaction},
    pallet_revive_types::runtime_api::{BlockV1, TransactionSignedV1},
};
use sp_core::{H160, U256};

/// A block, with the hashes of its transactions.
pub fn block(block: &Block) -> BlockV1 {
    block.clone().into()
}

/// The receiver of a transaction, `None` if it creates a contract.
pub fn target(signed: &TransactionSignedV1) -> Option<H160> {
    use TransactionSignedV1::*;
    match signed {
        Transaction7702Signed(it) => Some(it.transaction_7702_unsigned.to),
        Transaction4844Signed(it) => Some(it.transaction_4844_unsigned.to),
        Transaction1559Signed(it) => it.transaction_1559_unsigned.to,
        Transaction2930Signed(it) => it.transaction_2930_unsigned.to,
        TransactionLegacySigned(it) => it.transaction_legacy_unsigned.to,
    }
}

/// The data of a transaction.
pub fn input(signed: &TransactionSignedV1) -> Vec<u8> {
    use TransactionSignedV1::*;
    let input = match signed {
        Transaction7702Signed(it) => &it.transaction_7702_unsigned.input,
        Transaction4844Signed(it) => &it.transaction_4844_unsigned.input,
        Transaction1559Signed(it) => &it.transaction_1559_unsigned.input,
        Transaction2930Signed(it) => &it.transaction_2930_unsigned.input,
        TransactionLegacySigned(it) => &it.transaction_legacy_unsigned.input,
    };
    input.0.clone()
}

/// The number of a transaction's type.
pub fn kind(signed: &TransactionSignedV1) -> u8 {
    use TransactionSignedV1::*;
    match signed {
        TransactionLegacySigned(_) => 0,
        Transaction2930Signed(_) => 1,
        Transaction1559Signed(_) => 2,
        Transaction4844Signed(_) => 3,
        Transaction7702Signed(_) => 4,
    }
}

/// The most that a transaction pays for a unit of gas, in wei.
pub fn price(transaction: &GenericTransaction) -> U256 {
    let price = transaction.max_fee_per_gas.or(transaction.gas_price);
    price.unwrap_or_default()
}
