//! What a call led to.

use crate::{Address, CustomError, Event, Vec};
use core::fmt;
use std::{collections::BTreeMap, string::String};

/// Why the host ended a frame, in the words of pallet-revive's errors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trap {
    /// The contract panicked, with this message. Overflow panics, as it does on chain, where the build checks it, as that of tests does.
    Panicked(String),
    /// A value of so many bytes was to be stored, or was an event's data.
    ValueTooLarge(usize),
    /// A key in storage of so many bytes.
    DecodingFailed(usize),
    /// An event of so many topics.
    TooManyTopics(usize),
    /// Calldata of so many bytes.
    CallDataTooLarge(usize),
    /// Return data of so many bytes.
    ReturnDataTooLarge(usize),
    /// A static call was to store, to emit or to send value.
    StateChangeDenied,
    /// A contract was called that is running.
    ReentranceDenied,
    /// More than 25 calls were nested in the first one.
    MaxCallDepthReached,
    /// Immutable data was read in a constructor or where there is none, or set outside of a constructor.
    InvalidImmutableAccess,
    /// The caller has less value than was to be sent.
    TransferFailed,
}

/// Why a call has no return data. What it changed is undone.
#[derive(Clone, PartialEq, Eq)]
pub enum Failure {
    /// The contract reverted with this data.
    Reverted(Vec<u8>),
    /// The host ended the call. On chain its caller gets no data.
    Trapped(Trap),
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reverted(data) => write!(f, "Reverted(0x{})", hex(data)),
            Self::Trapped(trap) => f.debug_tuple("Trapped").field(trap).finish(),
        }
    }
}

/// An event, and who emitted it.
#[derive(Clone, PartialEq, Eq)]
pub struct Emitted {
    /// The contract.
    pub contract: Address,
    /// The signature's hash first, unless the event is anonymous.
    pub topics: Vec<[u8; 32]>,
    /// What is not indexed.
    pub data: Vec<u8>,
}

impl Emitted {
    /// What emitting `event` leaves.
    pub fn of(contract: Address, event: &impl Event) -> Self {
        event.encode_to(|topics, data| Self {
            contract,
            topics: topics.to_vec(),
            data: data.to_vec(),
        })
    }
}

impl fmt::Debug for Emitted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let topics: Vec<_> = self.topics.iter().map(|topic| hex(topic)).collect();
        let (contract, topics) = (self.contract, topics.join(", "));
        write!(f, "Emitted({contract:?}: [{topics}], {})", hex(&self.data))
    }
}

/// How often a call reached for the host, those included that were undone later: the chain charges for them, too.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Reads of storage. Immutable data is not counted.
    pub reads: u32,
    /// Reads and writes of storage under a key that the transaction had not touched before. The chain charges more for them.
    pub cold: u32,
    /// Writes of storage; clearing a key is one.
    pub writes: u32,
    /// Bytes of the values that were read.
    pub read_bytes: usize,
    /// Bytes of the values that were written.
    pub written_bytes: usize,
    /// Bytes of the longest value that was written, of 416 that are possible.
    pub longest_written: usize,
    /// Calls of other accounts, precompiles and transfers of value included.
    pub calls: u32,
}

impl Counts {
    fn and(self, other: Self) -> Self {
        Self {
            reads: self.reads.saturating_add(other.reads),
            cold: self.cold.saturating_add(other.cold),
            writes: self.writes.saturating_add(other.writes),
            read_bytes: self.read_bytes.saturating_add(other.read_bytes),
            written_bytes: self.written_bytes.saturating_add(other.written_bytes),
            longest_written: self.longest_written.max(other.longest_written),
            calls: self.calls.saturating_add(other.calls),
        }
    }
}

/// What a call led to.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct Outcome {
    /// Its return data, or why there is none.
    pub result: Result<Vec<u8>, Failure>,
    /// Events in order, without those of frames that failed.
    pub events: Vec<Emitted>,
    /// Every frame that the host ended, in order, with its contract. A caller may have gone on.
    pub traps: Vec<(Address, Trap)>,
    pub(super) counts: BTreeMap<Address, Counts>,
}

impl Outcome {
    /// Whether it succeeded.
    pub fn is_ok(&self) -> bool {
        self.result.is_ok()
    }

    /// Its return data.
    ///
    /// # Panics
    /// Where it failed.
    #[track_caller]
    pub fn data(&self) -> &[u8] {
        match &self.result {
            Ok(data) => data,
            Err(_) => panic!("expected a call that succeeds, received {self:?}"),
        }
    }

    /// What the function `F` returned, such as `outcome.output::<calls::Commit>()`.
    ///
    /// # Panics
    /// Where the call failed, or did not return what `F` returns.
    #[track_caller]
    pub fn output<F: super::Function>(&self) -> F::Output {
        let data = self.data();
        F::returned(data)
            .unwrap_or_else(|| panic!("expected return data of {}, received {self:?}", F::TYPES))
    }

    /// Whether it reverted with this error, fields included.
    pub fn reverted_with(&self, error: &impl CustomError) -> bool {
        self.reverted_with_data(&super::error(error))
    }

    /// Whether it reverted with this data: none for malformed calldata, for value that a function does not take, and
    /// for a selector that the contract does not know.
    pub fn reverted_with_data(&self, data: &[u8]) -> bool {
        matches!(&self.result, Err(Failure::Reverted(received)) if received == data)
    }

    /// Whether the host ended the call itself, and why.
    pub fn trapped(&self) -> Option<&Trap> {
        match &self.result {
            Err(Failure::Trapped(trap)) => Some(trap),
            _ => None,
        }
    }

    /// Whether `contract` emitted this event.
    pub fn emitted(&self, contract: Address, event: &impl Event) -> bool {
        self.events.contains(&Emitted::of(contract, event))
    }

    /// The counts of all contracts together.
    pub fn counts(&self) -> Counts {
        self.counts
            .values()
            .copied()
            .fold(Counts::default(), Counts::and)
    }

    /// The counts of one contract.
    pub fn counts_of(&self, contract: Address) -> Counts {
        self.counts.get(&contract).copied().unwrap_or_default()
    }

    /// Reads of storage, by all contracts.
    pub fn reads(&self) -> u32 {
        self.counts().reads
    }

    /// Writes of storage, by all contracts.
    pub fn writes(&self) -> u32 {
        self.counts().writes
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .map(|byte| std::format!("{byte:02x}"))
        .collect()
}
