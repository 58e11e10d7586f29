//! Making a block, and making it again for a trace.

use crate::{error::Error, transaction::Transaction};
use blueprint_e2e_runtime::{
    BlockNumber, Executive, Hash, Header, Revive, Runtime, RuntimeCall, RuntimeEvent, System,
    UncheckedExtrinsic,
};
use codec::Encode;
use frame_support::{storage::storage_prefix, traits::Get};
use frame_system::Phase;
use pallet_revive::{evm, keccak_256};
use pallet_services::{CleanupCursor, CleanupTasks, CurrentEra};
use sp_core::{H256, U256};
use sp_runtime::{
    generic::UncheckedExtrinsic as Bare, traits::Header as _,
    transaction_validity::TransactionValidityError,
};

/// How many blocks back contracts can see a block's hash.
const HASHES_KEPT: BlockNumber = 256;

/// All that a block is made of.
#[derive(Clone)]
pub struct Recipe {
    /// Its number.
    pub number: BlockNumber,
    /// Its time, in milliseconds since 1970.
    pub time: u64,
    /// The number of the block before it. Numbers between the two are left out.
    pub parent: BlockNumber,
    /// The hash of the block before it, as Ethereum's methods know it.
    pub parent_hash: H256,
    /// The hash of the block before it, as Substrate computes it.
    pub native_parent_hash: Hash,
    /// The root of the state on which it is made.
    pub root: Hash,
    /// Its transactions, in order.
    pub transactions: Vec<Transaction>,
}

/// A block that was made.
pub struct Built {
    /// Its header, as Substrate has it.
    pub header: Header,
    /// Its Ethereum block.
    pub ethereum: evm::Block,
    /// The price of a unit of gas in it, in wei.
    pub price: U256,
    /// What the Ethereum transactions used, in order.
    pub gas: Vec<evm::ReceiptGasInfo>,
    /// The transactions of the recipe that are not in the block, with the reason.
    pub rejected: Vec<(Transaction, TransactionValidityError)>,
    /// All events of the runtime.
    pub events: Vec<(Phase, RuntimeEvent)>,
}

impl Recipe {
    /// Makes the block, on the state that is set. Transactions that are not valid are taken out of the recipe.
    ///
    /// # Errors
    /// If the time is not accepted.
    pub fn build(&mut self) -> Result<Built, Error> {
        self.open()?;
        let mut rejected = Vec::new();
        self.transactions
            .retain(|transaction| match transaction.apply() {
                Ok(_) => true,
                Err(reason) => {
                    rejected.push((transaction.clone(), reason));
                    false
                }
            });
        let header = Executive::finalize_block();
        let events = System::read_events_no_consensus();
        Ok(Built {
            header,
            ethereum: Revive::eth_block(),
            price: Revive::evm_base_fee(),
            gas: Revive::eth_receipt_data(),
            rejected,
            events: events
                .map(|record| (record.phase.clone(), record.event))
                .collect(),
        })
    }

    /// Opens the block and applies the transactions before the given one.
    ///
    /// # Errors
    /// If the time is not accepted.
    pub fn replay_before(&self, transaction: usize) -> Result<(), Error> {
        self.open()?;
        for earlier in self.transactions.iter().take(transaction) {
            // It is in the block because it was valid.
            let _ = earlier.apply();
        }
        Ok(())
    }

    fn open(&self) -> Result<(), Error> {
        if self.number > self.parent.saturating_add(1) {
            leave_out(self.parent, self.number, self.parent_hash);
            if self.parent == 0 {
                // The system writes that of the number before alone, and keeps that of genesis for good.
                frame_system::BlockHash::<Runtime>::insert(self.parent, self.native_parent_hash);
            }
        }
        let header = Header::new(
            self.number,
            Default::default(),
            Default::default(),
            self.native_parent_hash,
            Default::default(),
        );
        Executive::initialize_block(&header);
        let now = pallet_timestamp::Call::set { now: self.time };
        let inherent: UncheckedExtrinsic = Bare::new_bare(RuntimeCall::from(now)).into();
        match Executive::apply_extrinsic(inherent) {
            Ok(Ok(())) => Ok(()),
            other => Err(Error::internal(format!(
                "the time {} ms of block {} is not accepted: {other:?}",
                self.time, self.number
            ))),
        }
    }
}

/// The hash of a block whose number was left out after a block. It ends with the number, by which the block is found.
pub fn left_out_hash(after: H256, number: u64) -> H256 {
    let end = number.to_be_bytes();
    let mut hash = keccak_256(&[b"left out".as_slice(), after.as_bytes(), &end].concat());
    hash[24..].copy_from_slice(&end);
    H256(hash)
}

/// The number with which such a hash ends.
pub fn left_out_number(hash: H256) -> u64 {
    U256::from_big_endian(hash.as_bytes()).low_u64()
}

/// Changes the state as if the blocks between `parent` and `next` had been made without anything to do.
fn leave_out(parent: BlockNumber, next: BlockNumber, parent_hash: H256) {
    let last = next.saturating_sub(1);
    // The executive accepts the next number alone.
    System::set_block_number(last);
    let key = |number: BlockNumber| {
        [
            storage_prefix(b"Revive", b"BlockHash").as_slice(),
            &number.encode(),
        ]
        .concat()
    };
    let first_kept = next.saturating_sub(HASHES_KEPT);
    for number in parent.saturating_sub(HASHES_KEPT)..first_kept.min(parent) {
        sp_io::storage::clear(&key(number));
    }
    for number in parent.saturating_add(1).max(first_kept)..next {
        let hash = left_out_hash(parent_hash, number.into());
        sp_io::storage::set(&key(number), &hash.encode());
    }
    // The services pallet looks for work from its cursor on, block by block. It would find none in these.
    if let Some(cursor) = CleanupCursor::<Runtime>::get() {
        let first_task = CleanupTasks::<Runtime>::iter_keys().map(|(at, _)| at).min();
        let idle_until = first_task.map_or(last, |at| at.min(last));
        CleanupCursor::<Runtime>::put(idle_until.max(cursor));
    }
}

/// The length of an era, in blocks.
pub fn era_length() -> BlockNumber {
    let length: u32 = <Runtime as pallet_services::Config>::EraLength::get();
    length.max(1)
}

/// The block in which the next era begins. At most one begins in a block.
pub fn next_era() -> BlockNumber {
    let running = CurrentEra::<Runtime>::get();
    running.started_at.saturating_add(era_length())
}
