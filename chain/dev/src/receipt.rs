//! What a block did, as Ethereum's methods say it: receipts, logs and transactions.

use crate::{
    block::{Built, Recipe},
    convert,
    transaction::{Substrate, Transaction},
};
use alloy_primitives::{Address, Bloom, Log as RawLog, LogData, B256};
use alloy_rpc_types_eth::Log;
use blueprint_e2e_runtime::{Revive, RuntimeError, RuntimeEvent};
use frame_system::Phase;
use pallet_revive::{
    create1,
    evm::{GenericTransaction, ReceiptGasInfo, TransactionLegacySigned, TransactionSigned},
    pallet_revive_types::runtime_api::TransactionInfoV1,
};
use serde::Serialize;
use sp_core::{H160, H256, U256};
use sp_runtime::DispatchError;

/// The address at which an Ethereum transaction is a call of the pallets, SCALE-encoded.
pub const PALLETS: H160 = pallet_revive::RUNTIME_PALLETS_ADDR;

/// A receipt.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs)]
pub struct Receipt {
    pub transaction_hash: H256,
    pub transaction_index: U256,
    pub block_hash: H256,
    pub block_number: U256,
    pub from: H160,
    pub to: Option<H160>,
    pub cumulative_gas_used: U256,
    pub gas_used: U256,
    pub effective_gas_price: U256,
    pub contract_address: Option<H160>,
    pub logs: Vec<Log>,
    pub logs_bloom: Bloom,
    #[serde(rename = "type")]
    pub kind: U256,
    pub status: U256,
    /// The error of the runtime, where there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
}

/// A transaction that is in a block.
#[derive(Clone)]
pub struct Mined {
    /// The block.
    pub block: u64,
    /// What it is.
    pub info: TransactionInfoV1,
    /// What it did.
    pub receipt: Receipt,
}

/// The name of an error of the runtime, such as `Services.NotOperator`.
pub fn error_name(error: &DispatchError) -> String {
    match RuntimeError::from_dispatch_error(*error) {
        // `Services(Error::NotOperator)`, or `Services(NotOperator)`.
        Some(error) => {
            let text = format!("{error:?}").replace("Error::", "");
            text.trim_end_matches(')').replacen('(', ".", 1)
        }
        None => format!("{error:?}"),
    }
}

/// The transactions of a block. `time` is that of the block, in seconds.
pub fn mined(recipe: &Recipe, built: &Built, time: u64) -> Vec<Mined> {
    let ethereum = convert::block(&built.ethereum);
    let mut gas = built.gas.iter();
    let mut mined: Vec<Mined> = Vec::new();
    let mut cumulative = U256::zero();
    let mut logs_before = 0;
    for (index, transaction) in recipe.transactions.iter().enumerate() {
        // The time is set by the block's first extrinsic.
        let extrinsic = u32::try_from(index.saturating_add(1)).unwrap_or(u32::MAX);
        let events: Vec<&RuntimeEvent> = built
            .events
            .iter()
            .filter(|(phase, _)| *phase == Phase::ApplyExtrinsic(extrinsic))
            .map(|(_, event)| event)
            .collect();
        let hash = transaction.hash();
        let used = match transaction {
            Transaction::Ethereum(_) if ethereum.transactions.contains_tx(hash) => gas.next(),
            _ => None,
        };
        let used = used
            .cloned()
            .unwrap_or_else(|| substrate_gas(&events, built.price));
        cumulative = cumulative.saturating_add(used.gas_used);
        let context = Context {
            block: built.ethereum.hash,
            number: u64::from(recipe.number),
            time,
            hash,
            index: index as u64,
        };
        let logs = context.logs(&events, logs_before);
        logs_before = logs_before.saturating_add(logs.len() as u64);
        let failure = events.iter().find_map(|event| failure(event));
        let (info, created) = context.info(transaction, &used);
        let signed = &info.transaction_signed;
        let receipt = Receipt {
            transaction_hash: hash,
            transaction_index: index.into(),
            block_hash: context.block,
            block_number: context.number.into(),
            from: info.from,
            to: convert::target(signed),
            cumulative_gas_used: cumulative,
            gas_used: used.gas_used,
            effective_gas_price: used.effective_gas_price,
            contract_address: created.filter(|_| failure.is_none()),
            logs_bloom: logs.iter().map(|log| &log.inner).collect(),
            logs,
            kind: convert::kind(signed).into(),
            status: U256::from(u8::from(failure.is_none())),
            failure,
        };
        mined.push(Mined {
            block: context.number,
            info,
            receipt,
        });
    }
    mined
}

/// The error of the transaction whose event this is, if it failed.
fn failure(event: &RuntimeEvent) -> Option<String> {
    let error = match event {
        RuntimeEvent::System(frame_system::Event::ExtrinsicFailed { dispatch_error, .. }) => {
            dispatch_error
        }
        RuntimeEvent::Revive(pallet_revive::Event::EthExtrinsicRevert { dispatch_error }) => {
            dispatch_error
        }
        RuntimeEvent::Sudo(
            pallet_sudo::Event::Sudid {
                sudo_result: Err(error),
            }
            | pallet_sudo::Event::SudoAsDone {
                sudo_result: Err(error),
            },
        ) => error,
        _ => return None,
    };
    Some(error_name(error))
}

/// The fee of a Substrate transaction, as gas at a price.
fn substrate_gas(events: &[&RuntimeEvent], price: U256) -> ReceiptGasInfo {
    let fee = events.iter().find_map(|event| match event {
        RuntimeEvent::TransactionPayment(
            pallet_transaction_payment::Event::TransactionFeePaid { actual_fee, .. },
        ) => Some(*actual_fee),
        _ => None,
    });
    let fee = Revive::convert_native_to_evm(fee.unwrap_or_default());
    ReceiptGasInfo {
        gas_used: fee.checked_div(price).unwrap_or_default(),
        effective_gas_price: price,
    }
}

/// Where a transaction is.
struct Context {
    block: H256,
    number: u64,
    time: u64,
    hash: H256,
    index: u64,
}

impl Context {
    fn logs(&self, events: &[&RuntimeEvent], before: u64) -> Vec<Log> {
        let emitted = events.iter().filter_map(|event| match event {
            RuntimeEvent::Revive(pallet_revive::Event::ContractEmitted {
                contract,
                data,
                topics,
            }) => Some((contract, data, topics)),
            _ => None,
        });
        let numbered = emitted.zip(before..);
        let logs = numbered.map(|((contract, data, topics), index)| Log {
            inner: RawLog {
                address: Address::new(contract.0),
                data: LogData::new_unchecked(
                    topics.iter().map(|topic| B256::new(topic.0)).collect(),
                    data.clone().into(),
                ),
            },
            block_hash: Some(B256::new(self.block.0)),
            block_number: Some(self.number),
            block_timestamp: Some(self.time),
            transaction_hash: Some(B256::new(self.hash.0)),
            transaction_index: Some(self.index),
            log_index: Some(index),
            removed: false,
        });
        logs.collect()
    }

    /// The transaction as a client sees it, and the address of the contract that it creates.
    fn info(
        &self,
        transaction: &Transaction,
        used: &ReceiptGasInfo,
    ) -> (TransactionInfoV1, Option<H160>) {
        let (from, mut signed) = match transaction {
            Transaction::Ethereum(it) => (it.from, it.signed.clone()),
            Transaction::Substrate(it) => (it.from, substrate_transaction(it, used)),
        };
        if let TransactionSigned::Transaction1559Signed(signed) = &mut signed {
            signed.transaction_1559_unsigned.gas_price = used.effective_gas_price;
        }
        let generic = GenericTransaction::from_signed(signed.clone(), U256::MAX, None);
        let nonce = generic.nonce.unwrap_or_default().low_u64();
        let created = generic.to.is_none().then(|| create1(&from, nonce));
        let info = TransactionInfoV1 {
            block_hash: self.block,
            block_number: self.number.into(),
            from,
            hash: self.hash,
            transaction_index: self.index.into(),
            transaction_signed: signed.into(),
        };
        (info, created)
    }
}

/// A Substrate transaction as an Ethereum transaction to the pallets, without a signature.
fn substrate_transaction(transaction: &Substrate, used: &ReceiptGasInfo) -> TransactionSigned {
    let mut signed = TransactionLegacySigned::default();
    let unsigned = &mut signed.transaction_legacy_unsigned;
    unsigned.gas = used.gas_used;
    unsigned.gas_price = used.effective_gas_price;
    unsigned.input = transaction.call.clone().into();
    unsigned.nonce = transaction.nonce.into();
    unsigned.to = Some(PALLETS);
    TransactionSigned::TransactionLegacySigned(signed)
}
