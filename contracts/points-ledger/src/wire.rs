//! The ledger's part of the wire: arguments and errors.

use blueprint_components::{GuardError, LedgerError};
use blueprint_hooks::{arguments, one_of_refusals};
use ink::{Address, U256};

arguments! {
    /// How the contract is deployed.
    pub struct New {
        /// The one account that registers awarders.
        pub runtime: Address,
        /// Blocks in an era; not zero.
        pub era_blocks: u32,
        /// Points for a signature.
        pub signature: u32,
        /// Points for a heartbeat.
        pub heartbeat: u32,
        /// Points for a right result.
        pub job: u32,
    }

    /// Who may award points from now on.
    pub struct RegisterAwarder {
        /// The blueprint it manages.
        pub blueprint_id: u64,
        /// The service instance.
        pub service_id: u64,
        /// Who.
        pub awarder: Address,
    }

    /// Who may award points no more.
    pub struct RemoveAwarder {
        /// The service instance.
        pub service_id: u64,
        /// Who.
        pub awarder: Address,
    }

    /// A result that was judged.
    pub struct RecordSubmission {
        /// The service instance.
        pub service_id: u64,
        /// Whose result.
        pub operator: Address,
        /// Whether it was right.
        pub successful: bool,
        /// What the caller paid for the call, in base units.
        pub fee: U256,
    }

    /// A heartbeat.
    pub struct RecordHeartbeat {
        /// The service instance.
        pub service_id: u64,
        /// Whose.
        pub operator: Address,
    }

    /// A place in a race.
    pub struct RecordPlace {
        /// The service instance.
        pub service_id: u64,
        /// Whose.
        pub operator: Address,
        /// From 0.
        pub place: u8,
    }

    /// A report that was accepted.
    pub struct RecordReport {
        /// The service instance.
        pub service_id: u64,
        /// About whom.
        pub operator: Address,
    }

    /// Who signed a result.
    pub struct OpenRound {
        /// The service instance.
        pub service_id: u64,
        /// The call.
        pub job_call_id: u64,
        /// Bit `i` for the service's operator `i`.
        pub bitmap: U256,
        /// Operators of the service.
        pub operators: u32,
    }

    /// One of the signers.
    pub struct RecordSigner {
        /// The service instance.
        pub service_id: u64,
        /// The call.
        pub job_call_id: u64,
        /// Its index among the service's operators.
        pub index: u32,
        /// The operator at that index.
        pub operator: Address,
    }

    /// `runtime()`
    pub struct Runtime {}

    /// `awarderOf(uint64,address)`
    pub struct AwarderOf {
        /// The service instance.
        pub service_id: u64,
        /// Who.
        pub awarder: Address,
    }

    /// `currentEra()`
    pub struct CurrentEra {}

    /// `eraBlocks()`
    pub struct EraBlocks {}

    /// `pointsOf(uint64,address)`
    pub struct PointsOf {
        /// The era.
        pub era: u64,
        /// The operator.
        pub operator: Address,
    }

    /// `totalPoints(uint64)`
    pub struct TotalPoints {
        /// The era.
        pub era: u64,
    }

    /// `cardOf(uint64,address)`
    pub struct CardOf {
        /// The era.
        pub era: u64,
        /// The operator.
        pub operator: Address,
    }

    /// `totals(uint64)`
    pub struct Totals {
        /// The era.
        pub era: u64,
    }

    /// `heartbeatsOf(address)`
    pub struct HeartbeatsOf {
        /// The operator.
        pub operator: Address,
    }

    /// A page of operators.
    pub struct OperatorsOf {
        /// The era.
        pub era: u64,
        /// The first index.
        pub from: u32,
        /// At most so many, 1 to 50.
        pub count: u32,
    }

    /// A page of a distribution.
    pub struct Distribution {
        /// The era.
        pub era: u64,
        /// 0 successful submissions, 1 failed ones, 2 reports, 3 heartbeats, 4 points.
        pub metric: u8,
        /// The first index.
        pub from: u32,
        /// At most so many, 1 to 50.
        pub count: u32,
    }
}

one_of_refusals! {
    /// Why a message refuses.
    pub enum Error {
        /// The guard does.
        Guard(GuardError),
        /// The ledger does.
        Ledger(LedgerError),
    }
}
