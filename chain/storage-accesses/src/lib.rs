//! What a piece of runtime code reads and writes of the state, counted as FRAME's benchmarks count
//! it: each key once, and as read only where it was not written before.
//!
//! The state reports each access through `tracing`, in the target `state`, which this crate reads.

#![forbid(unsafe_code)]

use frame_support::weights::{RuntimeDbWeight, Weight};
use std::{
    collections::BTreeSet,
    fmt::Debug,
    sync::{Arc, Mutex},
};
use tracing::{
    field::{Field, Visit},
    span, Event, Metadata, Subscriber,
};

/// The keys that were accessed, in hexadecimal digits.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Accesses {
    /// Keys whose previous value was read.
    pub reads: BTreeSet<String>,
    /// Those that were written or removed.
    pub writes: BTreeSet<String>,
}

/// Runs a closure within externalities, and returns what it accessed of the keys that count.
/// Child tries are left out.
pub fn of<Answer>(counts: fn(&str) -> bool, run: impl FnOnce() -> Answer) -> (Accesses, Answer) {
    let accesses = Arc::new(Mutex::new(Accesses::default()));
    let listener = Listener {
        counts,
        accesses: accesses.clone(),
    };
    let answer = tracing::subscriber::with_default(listener, run);
    let accesses = accesses.lock().map(|it| it.clone()).unwrap_or_default();
    (accesses, answer)
}

/// A weight, and how many reads and writes it may charge at most.
pub struct Bound {
    /// What it is of.
    pub name: &'static str,
    /// The weight.
    pub weight: Weight,
    /// The most reads.
    pub reads: u64,
    /// The most writes.
    pub writes: u64,
}

/// Prints how many reads and writes each weight charges, and returns the names of those that charge more than they may.
/// `set_price` sets the prices by which `weights` are computed.
pub fn beyond(
    set_price: impl Fn(RuntimeDbWeight),
    weights: impl Fn() -> Vec<Bound>,
) -> Vec<&'static str> {
    let times = |read, write| {
        set_price(RuntimeDbWeight { read, write });
        let times = weights().into_iter().map(|it| it.weight.ref_time());
        times.collect::<Vec<_>>()
    };
    let (none, reads, writes) = (times(0, 0), times(1, 0), times(0, 1));
    let mut beyond = Vec::new();
    for (at, bound) in weights().into_iter().enumerate() {
        let (read, written) = (reads[at] - none[at], writes[at] - none[at]);
        println!(
            "{:<28}{read:>4} of{:>4} reads{written:>4} of{:>4} writes",
            bound.name, bound.reads, bound.writes
        );
        if read > bound.reads || written > bound.writes {
            beyond.push(bound.name);
        }
    }
    beyond
}

/// How the keys of a storage item begin, in hexadecimal digits.
pub fn item(pallet: &str, item: &str) -> String {
    hashed(pallet) + &hashed(item)
}

/// How the keys of a pallet begin, in hexadecimal digits.
pub fn pallet(name: &str) -> String {
    hashed(name)
}

fn hashed(name: &str) -> String {
    hex::encode(sp_io::hashing::twox_128(name.as_bytes()))
}

struct Listener {
    counts: fn(&str) -> bool,
    accesses: Arc<Mutex<Accesses>>,
}

/// One access: how, and of which key.
#[derive(Default)]
struct Access {
    method: String,
    key: String,
}

impl Visit for Access {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "method" {
            self.method = value.to_string();
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if field.name() == "key" {
            self.key = format!("{value:?}");
        }
    }
}

impl Subscriber for Listener {
    fn enabled(&self, metadata: &Metadata) -> bool {
        metadata.target() == "state"
    }

    fn event(&self, event: &Event) {
        let mut access = Access::default();
        event.record(&mut access);
        let Access { method, key } = access;
        if !(self.counts)(&key) {
            return;
        }
        let Ok(mut accesses) = self.accesses.lock() else {
            return;
        };
        match method.as_str() {
            "Get" | "Hash" | "Exists" if !accesses.writes.contains(&key) => {
                accesses.reads.insert(key);
            }
            "Put" | "Append" => {
                accesses.writes.insert(key);
            }
            _ => {}
        }
    }

    // The state opens no spans.
    fn new_span(&self, _: &span::Attributes) -> span::Id {
        span::Id::from_u64(1)
    }
    fn record(&self, _: &span::Id, _: &span::Record) {}
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use sp_io::{storage, TestExternalities};

    fn keys(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(hex::encode).collect()
    }

    #[test]
    fn key_counts_once_and_as_read_only_before_it_is_written() {
        TestExternalities::default().execute_with(|| {
            let (accesses, answer) = of(
                |_| true,
                || {
                    storage::set(b"written", b"1");
                    storage::set(b"written", b"2");
                    storage::get(b"written");
                    storage::get(b"read");
                    storage::exists(b"read");
                    storage::exists(b"both");
                    storage::clear(b"both");
                    7
                },
            );
            assert_eq!(answer, 7);
            assert_eq!(accesses.reads, keys(&["both", "read"]));
            assert_eq!(accesses.writes, keys(&["both", "written"]));
        });
    }

    #[test]
    fn key_that_does_not_count_is_left_out() {
        TestExternalities::default().execute_with(|| {
            let (accesses, ()) = of(
                |key| key.starts_with("61"),
                || {
                    storage::set(b"a", b"1");
                    storage::set(b"b", b"1");
                },
            );
            assert_eq!(accesses.writes, keys(&["a"]));
            assert_eq!(accesses.reads, keys(&[]));
        });
    }

    #[test]
    fn what_is_done_before_and_after_is_not_heard() {
        TestExternalities::default().execute_with(|| {
            storage::set(b"before", b"1");
            let (accesses, ()) = of(|_| true, || ());
            storage::set(b"after", b"1");
            assert_eq!(accesses, Accesses::default());
        });
    }

    #[test]
    fn item_begins_with_its_pallet() {
        let account = "26aa394eea5630e07c48ae0c9558cef7b99d880ec681799c0cf30e8886371da9";
        assert_eq!(item("System", "Account"), account);
        assert!(account.starts_with(&pallet("System")));
    }
}
