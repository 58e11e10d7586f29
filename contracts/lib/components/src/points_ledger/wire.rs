//! Why the ledger refuses, and what it tells.

use blueprint_hooks::{events, refusals};
use blueprint_rules::points::{TallyError, HeartbeatError, SignerError};
use ink::{Address, U256};

refusals! {
    /// Why the ledger refuses.
    #[allow(missing_docs, reason = "the sentence of a variant names its fields")]
    pub enum LedgerError {
        /// An era of no blocks.
        ZeroEra {},
        /// The ledger was given no terms.
        NoTerms {},
        /// The caller may not award points in this service.
        NotAnAwarder { service_id: u64, received: Address },
        /// Points for the zero address.
        ZeroOperator {},
        /// The era has as many operators as can be counted.
        EraFull { era: u64 },
        /// The card is of another era.
        WrongEra { expected: u64, received: u64 },
        /// A page of nothing, or of more entries than a call may ask for.
        BadPage { most: u32, received: u32 },
        /// The page begins after the end.
        PastEnd { len: u32, received: u32 },
        /// No distribution has this number.
        UnknownMetric { most: u8, received: u8 },
        /// The window had its heartbeat.
        AlreadyBeaten { window: u64 },
        /// The window is over.
        WindowOver { earliest: u64, received: u64 },
        /// The call's signers are known already.
        RoundExists { service_id: u64, job_call_id: u64 },
        /// Nobody told who signed.
        UnknownRound { service_id: u64, job_call_id: u64 },
        /// A bit of the bitmap, or an index, has no operator.
        SignerOutOfRange { operators: u32, received: u32 },
        /// The operator at this index did not sign.
        NotASigner { index: u32 },
        /// The signer at this index had its point.
        SignerCounted { index: u32 },
        /// The operator had its point for this call by another index.
        OperatorCounted { operator: Address },
    }
}

impl From<TallyError> for LedgerError {
    fn from(error: TallyError) -> Self {
        match error {
            TallyError::WrongEra { expected, received } => Self::WrongEra { expected, received },
            TallyError::BadPage { most, received } => Self::BadPage { most, received },
            TallyError::PastEnd { len, received } => Self::PastEnd { len, received },
        }
    }
}

impl From<HeartbeatError> for LedgerError {
    fn from(error: HeartbeatError) -> Self {
        match error {
            HeartbeatError::ZeroWindow => Self::ZeroEra {},
            HeartbeatError::AlreadyBeaten { window } => Self::AlreadyBeaten { window },
            HeartbeatError::WindowOver { earliest, received } => {
                Self::WindowOver { earliest, received }
            }
        }
    }
}

impl From<SignerError> for LedgerError {
    fn from(error: SignerError) -> Self {
        match error {
            SignerError::OutOfRange {
                operators,
                received,
            } => Self::SignerOutOfRange {
                operators,
                received,
            },
            SignerError::Duplicate { index } | SignerError::AlreadyCounted { index } => {
                Self::SignerCounted { index }
            }
            SignerError::NotASigner { index } => Self::NotASigner { index },
        }
    }
}

events! {
    /// A contract may award points in a service.
    pub struct AwarderRegistered {
        /// The blueprint it manages.
        #[topic]
        pub blueprint_id: u64,
        /// The service instance.
        #[topic]
        pub service_id: u64,
        /// Who.
        #[topic]
        pub awarder: Address,
    }

    /// A contract may not award points in a service any more.
    pub struct AwarderRemoved {
        /// The service instance.
        #[topic]
        pub service_id: u64,
        /// Who.
        #[topic]
        pub awarder: Address,
    }

    /// A deed is on an operator's card.
    pub struct PointsAwarded {
        /// The era.
        #[topic]
        pub era: u64,
        /// The operator.
        #[topic]
        pub operator: Address,
        /// The service instance.
        #[topic]
        pub service_id: u64,
        /// 0 signature, 1 place in a race, 2 heartbeat, 3 right result, 4 wrong result, 5 report.
        pub deed: u8,
        /// Points it was worth.
        pub points: u64,
        /// The operator's points of the era, with these.
        pub total: u64,
    }

    /// Who signed a result is known.
    pub struct RoundOpened {
        /// The service instance.
        #[topic]
        pub service_id: u64,
        /// The call.
        #[topic]
        pub job_call_id: u64,
        /// Bit `i` for the service's operator `i`.
        pub bitmap: U256,
    }
}
