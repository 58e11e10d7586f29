//! The watch's part of the wire: arguments and errors.

use blueprint_components::{GuardError, WatchError};
use blueprint_hooks::{arguments, one_of_refusals, refusals};
use ink::Address;

arguments! {
    /// How the contract is deployed.
    pub struct New {
        /// The one account besides an operator that says it is there.
        pub runtime: Address,
        /// The reward pool whose freezes follow; zero for none.
        pub pool: Address,
        /// How long an operator may be silent, in seconds; not zero.
        pub grace: u64,
        /// The most that one unnoticed silence counts, in seconds.
        pub longest: u64,
    }

    /// An operator that is there.
    pub struct CheckIn {
        /// Who.
        pub operator: Address,
    }

    /// An operator that is away.
    pub struct NoticeAbsence {
        /// Who.
        pub operator: Address,
    }

    /// `runtime()`
    pub struct Runtime {}

    /// `pool()`
    pub struct PoolOf {}

    /// `limits()`
    pub struct LimitsOf {}

    /// `presenceOf(address)`
    pub struct PresenceOf {
        /// The operator.
        pub operator: Address,
    }

    /// `mayWork(address)`
    pub struct MayWork {
        /// The operator.
        pub operator: Address,
    }
}

refusals! {
    /// What the contract itself refuses.
    pub enum ContractError {
        /// Only the operator and the runtime say that it is there.
        NotTheOperator { expected: Address, received: Address },
        /// The reward pool does not answer what was asked.
        PoolSilent { pool: Address },
    }
}

one_of_refusals! {
    /// Why a message refuses.
    pub enum Error {
        /// The guard does.
        Guard(GuardError),
        /// The watch does.
        Watch(WatchError),
        /// The contract does.
        Contract(ContractError),
    }
}
