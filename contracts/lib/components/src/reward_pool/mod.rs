//! A pot of rewards per era, shared by operators by points, and by an operator's delegators by
//! stake.
//!
//! When an era is over, its pot is fixed, and each operator's share of it is settled once: its
//! commission is set aside, the rest goes to its delegators through an accumulator, weighed in USD
//! between assets. Nothing here walks over operators or delegators. Every change of stake, slash,
//! freeze and commission settles the eras that are over first, so no change reaches into the past.
//! A unit that no account can claim is carried: what divisions leave, the pot of an era without points, what
//! an operator lost by being frozen or settled too late. It is released over [`RELEASE`] pots, so that causing a
//! loss pays competitors next to nothing: `deposited = paid + carried + unclaimed`
//! ([`Books`], as in pallet-stake).
//!
//! Stake earns from the era after the one in which it was staked. Prices and commissions are those of
//! the era, whenever it is settled.

mod assets;
mod errors;
mod ledger;
mod operator;
mod records;
mod settle;
mod stake;
#[cfg(test)]
mod tests;

blueprint_hooks::interface! {
    /// The pool's errors and events, and a client of it.
    pub mod abi = "blueprint-abi/library/IRewardPool.sol";
}
pub use assets::{Answered, FEED_DELAY, MAX_DECIMALS};
pub use operator::{Freeze, Freezer, Operator};
pub use records::{
    Activity, Asset, AssetTerms, EraRecord, FeedChange, Holding, NextFeed, PoolTerms, Vault,
    Waiting,
};
pub use stake::Delegation;

use crate::{
    bond_book::check_recipient,
    cell::{Cell, Map},
    roles::Appointed,
};
use abi::*;
use blueprint_hooks::{ensure, env::block_number, Address, Event, Result, U256};
use blueprint_rules::{
    price::{PriceHistory, PRICED_ERAS},
    rewards::{Books, Position},
};
use ink::storage::traits::{AutoKey, StorageKey};
use ledger::Ledger;

/// Assets that a pool weighs at most.
pub const MAX_ASSETS: usize = 4;
/// The most eras that are over and still settled: a claim settles all of them, in one call.
pub const LONGEST_HISTORY: u64 = 28;
/// Eras after the running one that take deposits.
pub const DEPOSITS_AHEAD: u64 = 128;
/// Pots among which what is carried is released.
pub const RELEASE: u32 = 28;

/// The longest history of a pool with several assets: prices reach back so far, the running era included.
pub const PRICED_HISTORY: u64 = PRICED_ERAS as u64 - 1;

/// The pool. Payments are the contract's: a claim says how much, after everything is written.
#[ink::storage_item]
#[derive(Default, Debug)]
pub struct RewardPool<KEY: StorageKey = AutoKey> {
    terms: Cell<PoolTerms>,
    activity: Cell<Activity>,
    accounts: Cell<Books>,
    deposits: Map<u64, U256>,
    eras: Map<u64, EraRecord>,
    asset_count: Cell<u8>,
    assets: Map<u8, Asset>,
    operators: Map<Address, Operator>,
    vaults: Map<(Address, u8), Vault>,
    positions: Map<(Address, u8, Address), Holding>,
    prices: Map<u8, PriceHistory>,
    /// By operator, asset and era in which they were staked: shares, and since when they earn.
    cohorts: Map<(Address, u8, u64), Position>,
    warden: Appointed,
}

impl<KEY: StorageKey> RewardPool<KEY> {
    /// To be called by the contract's constructor. Points are read from `ledger`, whose eras the pool
    /// takes over; eras are settled for `history` eras after their end, 1 to [`LONGEST_HISTORY`].
    /// Errors: `LedgerSilent`, `HistoryOutOfBounds`.
    pub fn init(&mut self, ledger: Address, history: u64) -> Result<()> {
        let (most, received) = (LONGEST_HISTORY, history);
        let possible = (1..=most).contains(&history);
        ensure!(possible, HistoryOutOfBounds { most, received });
        let era_blocks = Ledger(ledger).era_blocks()?;
        ensure!(era_blocks != 0, LedgerSilent { ledger });
        self.terms.set(&PoolTerms {
            ledger,
            era_blocks,
            history,
        });
        Ok(())
    }

    /// Sets the account that freezes and unfreezes operators besides the runtime; zero for none. Holds after
    /// `delay` seconds, or at once, as [`Appointed::set`] says.
    pub fn set_warden(&mut self, warden: Address, delay: u64) {
        let from = self.warden.set(warden, delay);
        WardenSet { warden, from }.emit();
    }

    /// The account that freezes and unfreezes operators besides the runtime; zero for none.
    pub fn warden(&self) -> Address {
        self.warden.present()
    }

    /// The account that follows it, and from which second on; zeros for no change.
    pub fn next_warden(&self) -> (Address, u64) {
        self.warden.next()
    }

    /// Adds to the pot of an era that is not over, and at most [`DEPOSITS_AHEAD`] eras ahead.
    /// Errors: `ZeroDeposit`, `EraOver`, `EraTooFar`, `AmountTooLarge`.
    pub fn deposit(&mut self, from: Address, era: u64, amount: U256) -> Result<()> {
        ensure!(!amount.is_zero(), ZeroDeposit);
        let (current, received) = (self.terms()?.era(block_number()), era);
        ensure!(received >= current, EraOver { current, received });
        let latest = current.saturating_add(DEPOSITS_AHEAD);
        ensure!(received <= latest, EraTooFar { latest, received });
        let mut accounts = self.accounts();
        accounts.deposit(amount).map_err(errors::books)?;
        let pot = self.deposits.get(&era).unwrap_or_default();
        let pot = pot.checked_add(amount).ok_or(AmountTooLarge)?;
        self.accounts.set(&accounts);
        self.deposits.set(&era, &pot);
        RewardDeposited { era, from, amount }.emit();
        Ok(())
    }

    /// Pays rewards for the eras after this one. Errors: `AlreadyActive`.
    pub fn activate(&mut self) -> Result<()> {
        let era = self.terms()?.era(block_number());
        let activity = self.activity().activate(era);
        self.activity.set(&activity.map_err(errors::activation)?);
        let from_era = era.saturating_add(1);
        RewardsActivated { from_era }.emit();
        Ok(())
    }

    /// Pays rewards for this era, and no more. Later deposits are carried until it is activated.
    /// Errors: `NotActive`.
    pub fn deactivate(&mut self) -> Result<()> {
        let era = self.terms()?.era(block_number());
        let activity = self.activity().deactivate(era);
        self.activity.set(&activity.map_err(errors::activation)?);
        RewardsDeactivated { last_era: era }.emit();
        Ok(())
    }

    /// Pays out what is in no pot and of no account, once rewards are off and no era that was paid can be
    /// settled any more. Returns it. Pots that were not closed keep what is in them: see
    /// [`close_era`](Self::close_era). Errors: `InvalidRecipient`, `NotRecoverable`.
    pub fn recover(&mut self, recipient: Address) -> Result<U256> {
        check_recipient(recipient)?;
        let terms = self.terms()?;
        let current = terms.era(block_number());
        let from_era = self.activity().over_from(current, terms.history);
        let from_era = from_era.unwrap_or(u64::MAX);
        ensure!(current >= from_era, NotRecoverable { from_era, current });
        let mut accounts = self.accounts();
        let amount = accounts.recover().map_err(errors::books)?;
        self.accounts.set(&accounts);
        RewardsRecovered { recipient, amount }.emit();
        Ok(amount)
    }

    /// Takes what a delegator has earned with an operator in an asset, in whole units, for `recipient`. A
    /// second claim in the same state takes 0. Errors: `InvalidRecipient`, `LedgerSilent`.
    pub fn claim(
        &mut self,
        claimant: Address,
        operator: Address,
        asset: u8,
        recipient: Address,
    ) -> Result<U256> {
        check_recipient(recipient)?;
        let (era, _) = self.settled(operator)?;
        let of = Delegation {
            operator,
            asset,
            delegator: claimant,
        };
        let mut vault = self.vault(operator, asset);
        let Some(mut holding) = self.holding(of, &vault, era)? else {
            return Ok(U256::zero());
        };
        let amount = vault.pool.claim(&mut holding.earning);
        let amount = amount.map_err(errors::pool)?;
        self.vaults.set(&(operator, asset), &vault);
        self.positions.set(&of.key(), &holding);
        self.paid(operator, claimant, recipient, amount)
    }

    /// Takes the commission that `operator` has earned, for `recipient`. Errors: `InvalidRecipient`,
    /// `LedgerSilent`.
    pub fn claim_commission(&mut self, operator: Address, recipient: Address) -> Result<U256> {
        check_recipient(recipient)?;
        let (_, Some(record)) = self.settled(operator)? else {
            return Ok(U256::zero());
        };
        let credit = U256::zero();
        self.operators
            .set(&operator, &Operator { credit, ..record });
        self.paid(operator, operator, recipient, record.credit)
    }

    fn paid(
        &mut self,
        operator: Address,
        claimant: Address,
        recipient: Address,
        amount: U256,
    ) -> Result<U256> {
        if amount.is_zero() {
            return Ok(amount);
        }
        let mut accounts = self.accounts();
        accounts.pay(amount).map_err(errors::books)?;
        self.accounts.set(&accounts);
        RewardClaimed {
            operator,
            claimant,
            recipient,
            amount,
        }
        .emit();
        Ok(amount)
    }

    /// Where every deposited unit is.
    pub fn accounts(&self) -> Books {
        self.accounts.get().unwrap_or_default()
    }

    /// What a claim would pay, as far as eras are settled.
    pub fn claimable(&self, claimant: Address, operator: Address, asset: u8) -> U256 {
        let vault = self.vault(operator, asset);
        let settled = self.operator(operator).map_or(0, |it| it.next_era);
        let of = Delegation {
            operator,
            asset,
            delegator: claimant,
        };
        let holding = self.holding(of, &vault, settled).ok().flatten();
        holding
            .and_then(|it| vault.pool.claimable(&it.earning).ok())
            .unwrap_or_default()
    }

    /// An era's pot: what is in it, what of it was settled, and whether it is fixed.
    pub fn pot(&self, era: u64) -> (U256, U256, bool) {
        match self.eras.get(&era) {
            Some(record) => (record.pot.amount(), record.pot.paid(), true),
            None => {
                let amount = self.deposits.get(&era).unwrap_or_default();
                (amount, U256::zero(), false)
            }
        }
    }

    /// What is staked with an operator in an asset.
    pub fn vault(&self, operator: Address, asset: u8) -> Vault {
        self.vaults.get(&(operator, asset)).unwrap_or_default()
    }

    /// A delegator's shares of that, and what they are worth.
    pub fn stake_of(&self, operator: Address, asset: u8, delegator: Address) -> (U256, U256) {
        let shares = self
            .positions
            .get(&(operator, asset, delegator))
            .map_or(U256::zero(), |holding| holding.shares());
        (shares, self.vault(operator, asset).stake.worth(shares))
    }

    /// An operator, `None` if it never had a stake, a freeze or a commission.
    pub fn operator(&self, operator: Address) -> Option<Operator> {
        self.operators.get(&operator)
    }

    /// Whether rewards are paid for an era.
    pub fn active(&self, era: u64) -> bool {
        self.activity().counts(era)
    }

    /// For how many eras after its end an era is settled.
    pub fn history(&self) -> u64 {
        self.terms.get().map_or(0, |terms| terms.history)
    }

    /// The contract that points are read from.
    pub fn ledger(&self) -> Address {
        let terms = self.terms.get();
        terms.map(|terms| terms.ledger).unwrap_or_default()
    }

    /// The running era.
    pub fn current_era(&self) -> u64 {
        self.terms
            .get()
            .map_or(0, |terms| terms.era(block_number()))
    }

    fn terms(&self) -> Result<PoolTerms> {
        Ok(self.terms.get().ok_or(NoTerms)?)
    }

    fn activity(&self) -> Activity {
        self.activity.get().unwrap_or_default()
    }
}
