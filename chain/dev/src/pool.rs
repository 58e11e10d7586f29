//! Transactions that wait for a block, by sender and nonce.

use crate::{error::Error, transaction::Ethereum};
use sp_core::{H160, H256, U256};
use std::collections::{BTreeMap, HashMap};

/// A replacement must pay this many percent more for gas.
const PRICE_BUMP_PERCENT: u64 = 10;
/// The most transactions of a sender that wait.
const MAX_PER_SENDER: usize = 1_024;

#[derive(Clone)]
struct Waiting {
    transaction: Ethereum,
    price: U256,
    arrival: u64,
}

/// Transactions by sender and nonce.
type BySender<'a> = BTreeMap<H160, BTreeMap<u64, &'a Ethereum>>;

/// The transactions that wait.
#[derive(Clone, Default)]
pub struct Pool {
    senders: HashMap<H160, BTreeMap<u64, Waiting>>,
    arrivals: u64,
}

impl Pool {
    /// Adds a transaction. `nonce` is its own, `price` the most it pays for a unit of gas, in wei.
    ///
    /// # Errors
    /// If it is there already, another of that nonce pays as much, or too many wait.
    pub fn add(&mut self, transaction: Ethereum, nonce: u64, price: U256) -> Result<(), Error> {
        let waiting = self.senders.entry(transaction.from).or_default();
        match waiting.get(&nonce) {
            Some(other) if other.transaction.hash == transaction.hash => {
                return Err(Error::rejected("already known"));
            }
            Some(other) => {
                let least = other
                    .price
                    .saturating_mul((100 + PRICE_BUMP_PERCENT).into());
                if price.saturating_mul(100.into()) < least {
                    return Err(Error::rejected("replacement transaction underpriced"));
                }
            }
            None if waiting.len() >= MAX_PER_SENDER => {
                return Err(Error::rejected(format!(
                    "expected at most {MAX_PER_SENDER} waiting transactions of a sender; mine a block first"
                )));
            }
            None => {}
        }
        let arrival = self.arrivals;
        self.arrivals = self.arrivals.saturating_add(1);
        let entry = Waiting {
            transaction,
            price,
            arrival,
        };
        waiting.insert(nonce, entry);
        Ok(())
    }

    /// The transactions that can enter a block, in the order of their arrival. `nonce` says how many transactions
    /// an account has sent.
    pub fn ready(&self, mut nonce: impl FnMut(H160) -> u64) -> Vec<Ethereum> {
        let mut ready = Vec::new();
        for (sender, waiting) in &self.senders {
            let mut next = nonce(*sender);
            let mut arrival = 0;
            while let Some(entry) = waiting.get(&next) {
                // One that arrived before its predecessor follows it.
                arrival = entry.arrival.max(arrival);
                ready.push((arrival, next, entry.transaction.clone()));
                next = next.saturating_add(1);
            }
        }
        ready.sort_by_key(|(arrival, nonce, _)| (*arrival, *nonce));
        ready
            .into_iter()
            .map(|(_, _, transaction)| transaction)
            .collect()
    }

    /// The transactions that can enter a block, and those that wait for one before them, by sender and nonce. `nonce` says
    /// how many transactions an account has sent.
    pub fn split(&self, mut nonce: impl FnMut(H160) -> u64) -> (BySender<'_>, BySender<'_>) {
        let (mut pending, mut queued) = (BySender::new(), BySender::new());
        for (sender, waiting) in &self.senders {
            let first = nonce(*sender);
            let ready = self.next_nonce(*sender, first);
            for (nonce, entry) in waiting {
                let is_ready = (first..ready).contains(nonce);
                let part = if is_ready { &mut pending } else { &mut queued };
                let of_sender: &mut BTreeMap<_, _> = part.entry(*sender).or_default();
                of_sender.insert(*nonce, &entry.transaction);
            }
        }
        (pending, queued)
    }

    /// Removes the transactions of a sender below a nonce, which cannot enter a block any more.
    pub fn forget_below(&mut self, sender: H160, nonce: u64) {
        if let Some(waiting) = self.senders.get_mut(&sender) {
            *waiting = waiting.split_off(&nonce);
            if waiting.is_empty() {
                self.senders.remove(&sender);
            }
        }
    }

    /// Removes a transaction. Returns whether it was there.
    pub fn remove(&mut self, hash: H256) -> bool {
        for waiting in self.senders.values_mut() {
            let before = waiting.len();
            waiting.retain(|_, entry| entry.transaction.hash != hash);
            if waiting.len() < before {
                return true;
            }
        }
        false
    }

    /// Removes all.
    pub fn clear(&mut self) {
        self.senders.clear();
    }

    /// A transaction that waits.
    pub fn get(&self, hash: H256) -> Option<&Ethereum> {
        self.iter().find(|transaction| transaction.hash == hash)
    }

    /// All that wait.
    pub fn iter(&self) -> impl Iterator<Item = &Ethereum> {
        let all = self.senders.values().flat_map(BTreeMap::values);
        all.map(|entry| &entry.transaction)
    }

    /// The nonce after the transactions of a sender that wait without a gap from `nonce` on.
    pub fn next_nonce(&self, sender: H160, nonce: u64) -> u64 {
        let mut next = nonce;
        if let Some(waiting) = self.senders.get(&sender) {
            while waiting.contains_key(&next) {
                next = next.saturating_add(1);
            }
        }
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pallet_revive::evm::{Account, TransactionLegacyUnsigned};

    fn transaction(key: u8, nonce: u64) -> Ethereum {
        let unsigned = TransactionLegacyUnsigned {
            nonce: nonce.into(),
            ..Default::default()
        };
        Ethereum::sign(unsigned.into(), &Account::from_secret_key([key; 32]))
    }

    fn order(pool: &Pool) -> Vec<H256> {
        pool.ready(|_| 0).iter().map(|ready| ready.hash).collect()
    }

    #[test]
    fn transactions_are_ready_by_nonce_without_a_gap_and_by_arrival() {
        let mut pool = Pool::default();
        let [a0, a1, a3] = [0, 1, 3].map(|nonce| transaction(1, nonce));
        let b0 = transaction(2, 0);
        for (transaction, nonce) in [(&a1, 1), (&a3, 3), (&b0, 0), (&a0, 0)] {
            pool.add(transaction.clone(), nonce, 1.into()).unwrap();
        }
        assert_eq!(order(&pool), [b0.hash, a0.hash, a1.hash]);
        assert_eq!(pool.next_nonce(a0.from, 0), 2);
        let (pending, queued) = pool.split(|_| 0);
        assert_eq!(pending[&a0.from].keys().collect::<Vec<_>>(), [&0, &1]);
        assert_eq!(pending[&b0.from][&0].hash, b0.hash);
        assert_eq!(queued.keys().collect::<Vec<_>>(), [&a0.from]);
        assert_eq!(queued[&a0.from][&3].hash, a3.hash);
        pool.forget_below(a0.from, 1);
        assert_eq!(order(&pool), [b0.hash]);
        assert!(pool.get(a0.hash).is_none());
        assert!(pool.remove(b0.hash) && !pool.remove(b0.hash));
    }

    #[test]
    fn replacement_pays_a_tenth_more() {
        let mut pool = Pool::default();
        let first = transaction(1, 0);
        pool.add(first.clone(), 0, 100.into()).unwrap();
        let again = pool.add(first.clone(), 0, 100.into()).unwrap_err();
        assert_eq!(again.message, "already known");
        let unsigned = TransactionLegacyUnsigned {
            gas: 1.into(),
            ..Default::default()
        };
        let other = Ethereum::sign(unsigned.into(), &Account::from_secret_key([1; 32]));
        let cheap = pool.add(other.clone(), 0, 109.into()).unwrap_err();
        assert_eq!(cheap.message, "replacement transaction underpriced");
        pool.add(other.clone(), 0, 110.into()).unwrap();
        assert_eq!(order(&pool), [other.hash]);
    }
}
