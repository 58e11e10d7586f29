//! The blocks that were made.

use crate::{
    block::{left_out_hash, left_out_number, Built, Recipe},
    convert,
    receipt::{mined, Mined},
};
use alloy_primitives::Bloom;
use alloy_rpc_types_eth::Log;
use blueprint_e2e_runtime::{Hash, RuntimeEvent};
use frame_system::Phase;
use pallet_revive::pallet_revive_types::{
    common::Bytes256,
    runtime_api::{BlockV1, HashesOrTransactionInfosV1},
};
use sp_core::{H256, U256};
use std::collections::{BTreeMap, HashMap};

/// A block that was made.
pub struct Block {
    /// The block, with the hashes of its transactions.
    pub ethereum: BlockV1,
    /// Its time, in milliseconds since 1970.
    pub time: u64,
    /// The hash of its Substrate header.
    pub native_hash: Hash,
    /// The root of the state after it.
    pub root: Hash,
    /// The events of the runtime.
    pub events: Vec<(Phase, RuntimeEvent)>,
    /// What it was made of; `None` for genesis.
    pub recipe: Option<Recipe>,
}

impl Block {
    /// Its number.
    pub fn number(&self) -> u64 {
        self.ethereum.number.low_u64()
    }

    /// The hashes of its transactions.
    pub fn hashes(&self) -> &[H256] {
        match &self.ethereum.transactions {
            HashesOrTransactionInfosV1::Hashes(hashes) => hashes,
            HashesOrTransactionInfosV1::TransactionInfos(_) => &[],
        }
    }

    /// Whether it may have logs of the addresses and topics of a filter.
    pub fn bloom(&self) -> Bloom {
        Bloom::new(self.ethereum.logs_bloom.0)
    }
}

/// The blocks that were made, and their transactions.
pub struct History {
    blocks: BTreeMap<u64, Block>,
    numbers: HashMap<H256, u64>,
    transactions: HashMap<H256, Mined>,
    last: u64,
}

impl History {
    /// A history that begins with genesis.
    pub fn new(genesis: Block) -> History {
        let last = genesis.number();
        History {
            numbers: [(genesis.ethereum.hash, last)].into(),
            blocks: [(last, genesis)].into(),
            transactions: HashMap::new(),
            last,
        }
    }

    /// The number of the last block.
    pub fn last_number(&self) -> u64 {
        self.last
    }

    /// The number of the first block: genesis, or the one from which the chain was loaded.
    pub fn first_number(&self) -> u64 {
        self.blocks.keys().next().copied().unwrap_or_default()
    }

    /// Adds the next block. Returns its number.
    pub fn add(&mut self, recipe: Recipe, built: Built, root: Hash, native_hash: Hash) -> u64 {
        let number = u64::from(recipe.number);
        let mined = mined(&recipe, &built, recipe.time / 1_000);
        let mut ethereum = convert::block(&built.ethereum);
        let hashes = mined.iter().map(|it| it.receipt.transaction_hash).collect();
        ethereum.transactions = HashesOrTransactionInfosV1::Hashes(hashes);
        let mut bloom = Bloom::new(ethereum.logs_bloom.0);
        for it in &mined {
            bloom |= it.receipt.logs_bloom;
        }
        ethereum.logs_bloom = Bytes256(bloom.0 .0);
        ethereum.gas_used = mined
            .last()
            .map_or(U256::zero(), |last| last.receipt.cumulative_gas_used);
        self.numbers.insert(ethereum.hash, number);
        for it in mined {
            self.transactions.insert(it.receipt.transaction_hash, it);
        }
        let block = Block {
            ethereum,
            time: recipe.time,
            native_hash,
            root,
            events: built.events,
            recipe: Some(recipe),
        };
        self.blocks.insert(number, block);
        self.last = number;
        number
    }

    /// Forgets the blocks after a number, which must be one of a block that was made.
    pub fn revert(&mut self, last: u64) {
        for block in self.blocks.split_off(&last.saturating_add(1)).values() {
            for hash in block.hashes() {
                self.transactions.remove(hash);
            }
        }
        self.numbers.retain(|_, number| *number <= last);
        self.last = last;
    }

    /// A block that was made.
    pub fn made(&self, number: u64) -> Option<&Block> {
        self.blocks.get(&number)
    }

    /// The last block, or the last that was made before or at a number.
    pub fn at_or_before(&self, number: u64) -> Option<&Block> {
        self.blocks
            .range(..=number)
            .next_back()
            .map(|(_, block)| block)
    }

    /// The last block.
    pub fn last(&self) -> Option<&Block> {
        self.blocks.get(&self.last)
    }

    /// The last block, to record a change of its state.
    pub fn last_mut(&mut self) -> Option<&mut Block> {
        self.blocks.get_mut(&self.last)
    }

    /// The blocks that were made in a range of numbers.
    pub fn range(&self, from: u64, to: u64) -> impl Iterator<Item = &Block> {
        let range = (from <= to).then(|| self.blocks.range(from..=to));
        range.into_iter().flatten().map(|(_, block)| block)
    }

    /// The number of a block, by its hash: one that was made, or was left out.
    pub fn number_of(&self, hash: H256) -> Option<u64> {
        if let Some(number) = self.numbers.get(&hash) {
            return Some(*number);
        }
        let number = left_out_number(hash);
        let before = self.at_or_before(number)?;
        let left_out = before.number() < number && number < self.last;
        (left_out && left_out_hash(before.ethereum.hash, number) == hash).then_some(number)
    }

    /// A transaction in a block.
    pub fn transaction(&self, hash: H256) -> Option<&Mined> {
        self.transactions.get(&hash)
    }

    /// The transactions of a block.
    pub fn transactions<'a>(&'a self, block: &'a Block) -> impl Iterator<Item = &'a Mined> {
        let hashes = block.hashes().iter();
        hashes.filter_map(|hash| self.transactions.get(hash))
    }

    /// The logs of a block.
    pub fn logs<'a>(&'a self, block: &'a Block) -> impl Iterator<Item = &'a Log> {
        self.transactions(block).flat_map(|it| &it.receipt.logs)
    }

    /// A block as clients see it: one that was made, or an empty one where its number was left out. With the
    /// hashes of its transactions, or all of them.
    pub fn block(&self, number: u64, full: bool) -> Option<BlockV1> {
        if number > self.last {
            return None;
        }
        let before = self.at_or_before(number)?;
        if before.number() != number {
            return self.left_out(before, number);
        }
        let mut block = before.ethereum.clone();
        if full {
            let infos = self.transactions(before).map(|it| it.info.clone());
            block.transactions = HashesOrTransactionInfosV1::TransactionInfos(infos.collect());
        }
        Some(block)
    }

    fn left_out(&self, before: &Block, number: u64) -> Option<BlockV1> {
        let (next, after) = self.blocks.range(number..).next()?;
        let place = number.saturating_sub(before.number());
        let length = next.saturating_sub(before.number()).max(1);
        let elapsed = u128::from(after.time.saturating_sub(before.time));
        let passed = elapsed.saturating_mul(place.into()) / u128::from(length);
        let time = before
            .time
            .saturating_add(u64::try_from(passed).unwrap_or(u64::MAX));
        let last = before.ethereum.hash;
        let parent_hash = match number.saturating_sub(1) {
            parent if parent == before.number() => last,
            parent => left_out_hash(last, parent),
        };
        Some(BlockV1 {
            number: number.into(),
            hash: left_out_hash(last, number),
            parent_hash,
            timestamp: U256::from(time / 1_000),
            base_fee_per_gas: before.ethereum.base_fee_per_gas,
            gas_limit: before.ethereum.gas_limit,
            ..Default::default()
        })
    }
}
