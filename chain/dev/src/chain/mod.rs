//! The chain: its state, its blocks, the transactions that wait, and its clock.

mod calls;
mod dump;
mod edits;
mod submit;
mod time;

pub use time::LAST_TIME;

pub use calls::At;

use crate::{
    accounts::{self, Key},
    block::{era_length, next_era, Recipe},
    clock::{Clock, Step},
    config::{Config, Mining},
    error::Error,
    history::{Block, History},
    pool::Pool,
    state::State,
    transaction::Transaction,
};
use blueprint_e2e_runtime::{genesis, BlockNumber, Revive, System};
use codec::Encode;
use pallet_revive::{keccak_256, DebugSettings};
use sp_core::{H160, H256};
use sp_runtime::{transaction_validity::TransactionValidityError, BuildStorage};
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fs::File,
    time::{Duration, SystemTime, UNIX_EPOCH},
};
use tokio::sync::broadcast;

/// A jump of the clock begins at most so many eras; those before are left out.
const MAX_ERAS: BlockNumber = 512;
/// How many new blocks a subscriber may be late.
const NEWS: usize = 1_024;

/// A state to which the chain can return.
struct Snapshot {
    pin: u64,
    last: u64,
    clock: Clock,
}

/// The chain. It belongs to one thread; see [`crate::worker`].
pub struct Chain {
    /// Another one for each start, by which clients know that what they deployed earlier is gone.
    instance: H256,
    state: State,
    history: History,
    pool: Pool,
    clock: Clock,
    /// Whether each transaction gets a block as it arrives.
    automine: bool,
    /// Time from a block to the next, where blocks are made by time.
    interval: Option<Duration>,
    keys: Vec<Key>,
    /// Accounts as which any client may send transactions.
    impersonated: HashSet<H160>,
    impersonate_all: bool,
    /// Why transactions were taken out of the pool, the last ones.
    rejected: HashMap<H256, Error>,
    snapshots: BTreeMap<u64, Snapshot>,
    next_snapshot: u64,
    news: broadcast::Sender<u64>,
    /// Held until the chain has ended, and has written its file.
    _claim: Option<File>,
}

/// Another value for each start.
fn instance() -> H256 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let nanoseconds = since.map(|it| it.as_nanos()).unwrap_or_default();
    keccak_256(&(nanoseconds, std::process::id()).encode()).into()
}

impl Chain {
    /// A chain as its configuration says, loaded from its file if there is one.
    ///
    /// # Errors
    /// If genesis cannot be built, or the file cannot be read.
    pub fn new(config: &Config) -> Result<Chain, Error> {
        let claim = dump::claim(config)?;
        let (state, block, clock) = match dump::load(config)? {
            Some(loaded) => loaded,
            None => fresh(config)?,
        };
        let (automine, interval) = match config.mining {
            Mining::Auto => (true, None),
            Mining::Interval(interval) => (false, Some(interval)),
            Mining::Manual => (false, None),
        };
        let named = genesis::named_accounts();
        let substrate = accounts::named().into_iter().take(named.len());
        Ok(Chain {
            instance: instance(),
            state,
            history: History::new(block),
            pool: Pool::default(),
            clock,
            automine,
            interval,
            keys: accounts::keys(),
            impersonated: substrate.map(|account| account.address).collect(),
            impersonate_all: false,
            rejected: HashMap::new(),
            snapshots: BTreeMap::new(),
            next_snapshot: 1,
            news: broadcast::channel(NEWS).0,
            _claim: claim,
        })
    }

    /// What identifies this start of the chain.
    pub fn instance(&self) -> H256 {
        self.instance
    }

    /// The blocks.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// The transactions that wait.
    pub fn pool(&self) -> &Pool {
        &self.pool
    }

    /// The keys that the chain signs with.
    pub fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// Sends the number of each block that is made.
    pub fn news(&self) -> &broadcast::Sender<u64> {
        &self.news
    }

    /// The last block.
    ///
    /// # Errors
    /// Never: there is always one.
    pub fn last(&self) -> Result<&Block, Error> {
        let last = self.history.last();
        last.ok_or_else(|| Error::internal("the chain has no block"))
    }

    /// Runs `f` on the last state. What it changes is lost.
    pub fn read<R>(&self, f: impl FnOnce() -> R) -> R {
        self.state.read(self.state.root(), f)
    }

    /// How many transactions an account has sent.
    pub fn nonce(&self, address: H160) -> u64 {
        self.read(|| u64::from(Revive::evm_nonce(&address)))
    }

    /// Makes a block of the transactions that are ready. Returns its number.
    ///
    /// # Errors
    /// If no block can be made.
    pub fn mine(&mut self) -> Result<u64, Error> {
        self.mine_these(self.ready())
    }

    /// The transactions that can enter a block.
    fn ready(&self) -> Vec<Transaction> {
        let ready = self.pool.ready(|sender| self.nonce(sender)).into_iter();
        ready
            .map(|it| Transaction::Ethereum(Box::new(it)))
            .collect()
    }

    /// Makes a block of the given transactions, at the time of the clock. Returns its number.
    ///
    /// # Errors
    /// If no block can be made.
    pub fn mine_these(&mut self, transactions: Vec<Transaction>) -> Result<u64, Error> {
        let last = self.last()?.time;
        let step = self.clock.step(last);
        self.mine_at(step, transactions)
    }

    /// The number of the next block, where so many numbers are left out before it.
    ///
    /// # Errors
    /// If no block has it.
    fn number_after(&self, skipped: u64) -> Result<BlockNumber, Error> {
        let next = self.last()?.number().saturating_add(1);
        let target = next.saturating_add(skipped);
        BlockNumber::try_from(target).map_err(|_| {
            Error::invalid(format!(
                "expected a jump to at most block {}, received one to {target}; jump less far",
                BlockNumber::MAX
            ))
        })
    }

    /// Makes a block some numbers after the last, and the blocks between in which an era begins.
    fn mine_at(&mut self, step: Step, transactions: Vec<Transaction>) -> Result<u64, Error> {
        let (number, time) = {
            let last = self.last()?;
            (last.number(), last.time)
        };
        let target = self.number_after(step.skipped)?;
        let mut first = self.read(next_era);
        first = first.max(target.saturating_sub(era_length().saturating_mul(MAX_ERAS)));
        while first < target && u64::from(first) > self.history.last_number() {
            let passed = u64::from(first).saturating_sub(number);
            let all = u64::from(target).saturating_sub(number);
            let elapsed = u128::from(step.time.saturating_sub(time)).saturating_mul(passed.into());
            let elapsed = u64::try_from(elapsed / u128::from(all)).unwrap_or(u64::MAX);
            let between = time.saturating_add(elapsed);
            self.make(
                first,
                between.max(self.last()?.time.saturating_add(1)),
                vec![],
            )?;
            first = self.read(next_era);
        }
        let time = step.time.max(self.last()?.time.saturating_add(1));
        self.make(target, time, transactions)
    }

    /// Makes one block. Returns its number.
    fn make(
        &mut self,
        number: BlockNumber,
        time: u64,
        transactions: Vec<Transaction>,
    ) -> Result<u64, Error> {
        let last = self.last()?;
        let mut recipe = Recipe {
            number,
            time,
            parent: BlockNumber::try_from(last.number()).unwrap_or(BlockNumber::MAX),
            parent_hash: last.ethereum.hash,
            native_parent_hash: last.native_hash,
            root: self.state.root(),
            transactions,
        };
        let mut built = self.state.write(number.into(), || recipe.build())?;
        let rejected = std::mem::take(&mut built.rejected);
        for transaction in &recipe.transactions {
            if let Transaction::Ethereum(it) = transaction {
                let nonce = submit::nonce(&it.signed);
                self.pool.forget_below(it.from, nonce.saturating_add(1));
            }
        }
        let empty = recipe.transactions.is_empty();
        let (root, hash) = (self.state.root(), built.header.hash());
        let number = self.history.add(recipe, built, root, hash);
        self.reject(rejected, empty);
        // Without a subscriber there is no receiver.
        let _ = self.news.send(number);
        Ok(number)
    }

    /// Takes transactions out of the pool that are not valid. One for which the block had no space waits, unless
    /// the block was `empty`.
    fn reject(&mut self, rejected: Vec<(Transaction, TransactionValidityError)>, empty: bool) {
        for (transaction, reason) in rejected {
            if reason.exhausted_resources() && !empty {
                continue;
            }
            self.pool.remove(transaction.hash());
            if self.rejected.len() >= NEWS {
                self.rejected.clear();
            }
            let error = self.validity(&transaction, &reason);
            self.rejected.insert(transaction.hash(), error);
        }
    }
}

/// The genesis: the runtime's, with the test keys funded.
fn fresh(config: &Config) -> Result<(State, Block, Clock), Error> {
    let mut genesis = genesis::development();
    let keys = accounts::keys();
    let runtime = genesis::ethereum_accounts();
    let tests = keys.iter().map(|key| accounts::fallback(&key.address));
    let tests = tests.filter(|account| !runtime.contains(account));
    let funded = tests.map(|account| (account, genesis::ENDOWMENT));
    genesis.balances.balances.extend(funded);
    // Impersonated accounts may be contracts.
    let settings = DebugSettings::default().set_bypass_eip_3607(true);
    let settings = settings.set_allow_unlimited_contract_size(config.unlimited_code);
    genesis.revive.debug_settings = Some(settings);
    let storage = genesis
        .build_storage()
        .map_err(|error| Error::internal(format!("genesis cannot be built: {error}")))?;
    let state = State::new(storage, config.kept_states)?;
    let clock = Clock::new(config.timestamp.map(|time| time.saturating_mul(1_000)));
    let time = clock.now();
    let (ethereum, native_hash) = state.read(state.root(), || {
        (Revive::eth_block(), System::block_hash(0))
    });
    let mut ethereum = crate::convert::block(&ethereum);
    ethereum.timestamp = (time / 1_000).into();
    let block = Block {
        ethereum,
        time,
        native_hash,
        root: state.root(),
        events: Vec::new(),
        recipe: None,
    };
    Ok((state, block, clock))
}
