//! When blocks are sealed.

use futures::{future::ready, stream, Stream, StreamExt};
use sc_consensus_manual_seal::EngineCommand;
use sc_transaction_pool_api::{BlockHash, TransactionPool};
use sp_timestamp::Timestamp;
use std::{
    str::FromStr,
    sync::{
        atomic::{AtomicU64, Ordering},
        Arc,
    },
    time::Duration,
};
use tokio::time::{interval, MissedTickBehavior};

/// The most transactions that one command covers.
const BATCH: usize = 4_096;
/// How long a transaction waits that the block sealed for it did not take.
const SECOND_LOOK: Duration = Duration::from_millis(100);

/// When a block is sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seal {
    /// As soon as there is a transaction.
    Instant,
    /// When `engine_createBlock` is called.
    Manual,
    /// At an interval, with or without transactions.
    Interval(Duration),
}

impl FromStr for Seal {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "instant" => Ok(Self::Instant),
            "manual" => Ok(Self::Manual),
            _ => match text.parse() {
                Ok(milliseconds) if milliseconds > 0 => {
                    Ok(Self::Interval(Duration::from_millis(milliseconds)))
                }
                _ => Err(format!(
                    "expected 'instant', 'manual' or a number of milliseconds above 0, received '{text}'"
                )),
            },
        }
    }
}

impl Seal {
    /// The commands this way of sealing gives by itself. A block is final as soon as it is sealed.
    pub fn commands<P: TransactionPool + 'static>(self, pool: Arc<P>) -> Commands<P> {
        match self {
            // Transactions that came while a block was sealed share the next one. The pool notifies of
            // a transaction once, and a block sealed at that moment may be too early for it: hence
            // the second look.
            Self::Instant => {
                let notified = pool.import_notification_stream().ready_chunks(BATCH);
                let left = every(SECOND_LOOK).filter(move |()| ready(pool.status().ready > 0));
                Box::new(stream::select(notified.map(|_| ()), Box::pin(left)).map(|()| seal(false)))
            }
            Self::Manual => Box::new(stream::pending()),
            Self::Interval(period) => Box::new(Box::pin(every(period)).map(|()| seal(true))),
        }
    }
}

/// Commands to seal blocks.
type Commands<P> = Box<dyn Stream<Item = EngineCommand<BlockHash<P>>> + Send + Unpin>;

fn every(period: Duration) -> impl Stream<Item = ()> + Send {
    let mut ticks = interval(period);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    stream::unfold(ticks, |mut ticks| async {
        ticks.tick().await;
        Some(((), ticks))
    })
}

fn seal<Hash>(create_empty: bool) -> EngineCommand<Hash> {
    EngineCommand::SealNewBlock {
        create_empty,
        finalize: true,
        parent_hash: None,
        sender: None,
    }
}

/// The time of blocks: the system's, but at least a millisecond after the last one, which blocks
/// that are sealed as fast as they can be would otherwise share.
#[derive(Clone)]
pub struct Clock(Arc<AtomicU64>);

impl Clock {
    /// The clock of a chain whose newest block has this time, in milliseconds.
    pub fn after(last: u64) -> Self {
        Self(Arc::new(AtomicU64::new(last)))
    }

    /// The time of the next block.
    pub fn tick(&self) -> sp_timestamp::InherentDataProvider {
        let now = Timestamp::current().as_millis();
        let next = |last: u64| now.max(last.saturating_add(1));
        let last = self
            .0
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |last| Some(next(last)))
            .unwrap_or_else(|last| last);
        sp_timestamp::InherentDataProvider::new(Timestamp::new(next(last)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seal_is_read_from_its_three_forms() {
        assert_eq!("instant".parse(), Ok(Seal::Instant));
        assert_eq!("manual".parse(), Ok(Seal::Manual));
        let second = Duration::from_secs(1);
        assert_eq!("1000".parse(), Ok(Seal::Interval(second)));
    }

    #[test]
    fn seal_of_any_other_form_is_refused_with_what_came() {
        for text in ["", "0", "-1", "1s", "Instant"] {
            let error = text.parse::<Seal>().unwrap_err();
            assert!(error.contains("expected 'instant'") && error.contains(&format!("'{text}'")));
        }
    }

    #[test]
    fn clock_never_gives_a_time_twice() {
        // That of a chain whose newest block is an hour ahead of the machine, too.
        let ahead = Timestamp::current().as_millis() + 3_600_000;
        for last in [0, ahead] {
            let clock = Clock::after(last);
            let times: Vec<u64> = (0..1_000)
                .map(|_| clock.tick().timestamp().as_millis())
                .collect();
            assert!(times[0] > last);
            assert!(times.windows(2).all(|pair| pair[0] < pair[1]));
        }
    }
}
