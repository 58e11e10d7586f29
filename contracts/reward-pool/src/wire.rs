//! The pool's part of the wire: arguments and errors.

use blueprint_components::{GuardError, RewardError};
use blueprint_hooks::{arguments, one_of_refusals};
use ink::{Address, U256};

arguments! {
    /// How the contract is deployed.
    pub struct New {
        /// The one account that tells of stakes, slashes and freezes.
        pub runtime: Address,
        /// The contract that is asked for points: `IPointsLedger`.
        pub ledger: Address,
    }

    /// More for an era.
    pub struct Deposit {
        /// The era.
        pub era: u64,
    }

    /// `activate()`
    pub struct Activate {}

    /// `deactivate()`
    pub struct Deactivate {}

    /// An asset that may be staked.
    pub struct AddAsset {
        /// Its token; zero for the native one.
        pub token: Address,
        /// Its decimals.
        pub decimals: u8,
        /// Who tells its price; zero if nobody does.
        pub feed: Address,
        /// Decimals of the feed's answers.
        pub feed_decimals: u8,
        /// Oldest answer accepted and used, in seconds.
        pub max_age: u64,
        /// An answer must be above it.
        pub min_answer: U256,
        /// An answer must be below it.
        pub max_answer: U256,
    }

    /// An answer of a feed.
    pub struct SubmitPrice {
        /// The asset, by its number.
        pub asset: u8,
        /// The round.
        pub round_id: u64,
        /// USD per whole token, in the feed's decimals.
        pub answer: U256,
        /// Second of the answer.
        pub updated_at: u64,
        /// The round in which the answer was computed.
        pub answered_in_round: u64,
        /// Decimals of the answer.
        pub decimals: u8,
    }

    /// A stake that grew.
    pub struct Stake {
        /// The operator.
        pub operator: Address,
        /// The asset, by its number.
        pub asset: u8,
        /// The delegator; the operator itself for its own stake.
        pub delegator: Address,
        /// Units of the asset.
        pub amount: U256,
    }

    /// A stake that shrank.
    pub struct Unstake {
        /// The operator.
        pub operator: Address,
        /// The asset, by its number.
        pub asset: u8,
        /// The delegator; the operator itself for its own stake.
        pub delegator: Address,
        /// Units of the asset.
        pub amount: U256,
    }

    /// A stake that was slashed.
    pub struct Slash {
        /// The operator.
        pub operator: Address,
        /// The asset, by its number.
        pub asset: u8,
        /// Units of the asset.
        pub amount: U256,
    }

    /// Who besides the runtime freezes and thaws from now on.
    pub struct SetWarden {
        /// As a rule a downtime watch; zero for nobody.
        pub warden: Address,
    }

    /// `freeze(address)`
    pub struct Freeze {
        /// The operator.
        pub operator: Address,
    }

    /// `thaw(address)`
    pub struct Thaw {
        /// The operator.
        pub operator: Address,
    }

    /// An operator's commission.
    pub struct SetCommission {
        /// Basis points.
        pub bps: u32,
    }

    /// `settle(address)`
    pub struct Settle {
        /// The operator.
        pub operator: Address,
    }

    /// `closeEra(uint64)`
    pub struct CloseEra {
        /// The era.
        pub era: u64,
    }

    /// A claim of the caller.
    pub struct Claim {
        /// The operator.
        pub operator: Address,
        /// The asset, by its number.
        pub asset: u8,
    }

    /// `claimCommission()`
    pub struct ClaimCommission {}

    /// `runtime()`
    pub struct Runtime {}

    /// `warden()`
    pub struct Warden {}

    /// `ledger()`
    pub struct LedgerOf {}

    /// `currentEra()`
    pub struct CurrentEra {}

    /// `accounts()`
    pub struct Accounts {}

    /// `potOf(uint64)`
    pub struct PotOf {
        /// The era.
        pub era: u64,
    }

    /// `activeIn(uint64)`
    pub struct ActiveIn {
        /// The era.
        pub era: u64,
    }

    /// `priceOf(uint8)`
    pub struct PriceOf {
        /// The asset, by its number.
        pub asset: u8,
    }

    /// What is staked with an operator.
    pub struct TotalStake {
        /// The operator.
        pub operator: Address,
        /// The asset, by its number.
        pub asset: u8,
    }

    /// What a delegator has staked.
    pub struct StakeOf {
        /// The operator.
        pub operator: Address,
        /// The asset, by its number.
        pub asset: u8,
        /// The delegator; the operator itself for its own stake.
        pub delegator: Address,
    }

    /// What a delegator may claim.
    pub struct Claimable {
        /// The operator.
        pub operator: Address,
        /// The asset, by its number.
        pub asset: u8,
        /// The delegator; the operator itself for its own stake.
        pub delegator: Address,
    }

    /// `commissionOf(address)`
    pub struct CommissionOf {
        /// The operator.
        pub operator: Address,
    }

    /// `operatorOf(address)`
    pub struct OperatorOf {
        /// The operator.
        pub operator: Address,
    }
}

one_of_refusals! {
    /// Why a message refuses.
    pub enum Error {
        /// The guard does.
        Guard(GuardError),
        /// The pool does.
        Reward(RewardError),
    }
}
