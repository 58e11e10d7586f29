//! Why the pool refuses, and what it tells.

use blueprint_hooks::{events, refusals};
use blueprint_rules::{
    price::PriceError,
    rewards::{activation::ActivationError, CommissionError, PoolError, PotError, ShareError},
};
use ink::{Address, U256};

refusals! {
    /// Why the pool refuses.
    #[allow(missing_docs, reason = "the sentence of a variant names its fields")]
    pub enum RewardError {
        /// The pool was given no terms.
        NoTerms {},
        /// The ledger does not answer what was asked.
        LedgerSilent { ledger: Address },
        /// A deposit of nothing.
        ZeroDeposit {},
        /// The zero address.
        ZeroAddress {},
        /// The era is over, its pot is fixed.
        EraOver { current: u64, received: u64 },
        /// The era's rewards may still be settled, or it is not over.
        EraNotClosable { from_era: u64, current: u64 },
        /// No such asset.
        UnknownAsset { known: u8, received: u8 },
        /// As many assets as a pool weighs.
        TooManyAssets { most: u8 },
        /// The caller does not tell this asset's price.
        CallerNotFeed { expected: Address, received: Address },
        /// The price is no good: `reason` 0 not positive, 1 stale, 2 early, 3 incomplete round,
        /// 4 round went back, 5 at the minimum, 6 at the maximum, 7 decimals, 8 sequencer,
        /// 9 overflow.
        PriceRefused { reason: u8, expected: U256, received: U256 },
        /// All of the stake was slashed, or all but a millionth; new stake would pay for the loss.
        StakeWiped {},
        /// Worth less than one share.
        StakeTooSmall { expected_at_least: U256, received: U256 },
        /// More than the delegator has staked.
        StakeTooLow { expected_at_most: U256, received: U256 },
        /// A sum exceeds what can be accounted for.
        AmountTooLarge {},
        /// More would be taken than there is.
        Unaccounted { expected_at_most: U256, received: U256 },
        /// The operator is not known.
        UnknownOperator { operator: Address },
        /// Above the highest commission, in basis points.
        CommissionTooHigh { expected_at_most: u32, received: u32 },
        /// Rewards are active, from this era.
        AlreadyActive { from: u32 },
        /// Rewards are not active.
        NotActive { era: u32 },
        /// The operator is frozen.
        AlreadyFrozen { operator: Address },
        /// The operator is not frozen.
        NotFrozen { operator: Address },
        /// The receiver does not take the payment.
        TransferFailed { to: Address, amount: U256 },
    }
}

impl From<PotError> for RewardError {
    fn from(error: PotError) -> Self {
        match error {
            PotError::WeightAboveTotal {
                expected_at_most,
                received,
            } => Self::Unaccounted {
                expected_at_most,
                received,
            },
            PotError::Closed => Self::Unaccounted {
                expected_at_most: U256::zero(),
                received: U256::zero(),
            },
            PotError::Overflow => Self::AmountTooLarge {},
        }
    }
}

impl From<PoolError> for RewardError {
    fn from(error: PoolError) -> Self {
        match error {
            PoolError::DepositsTooLarge { .. } | PoolError::SharesTooLarge { .. } => {
                Self::AmountTooLarge {}
            }
            PoolError::ForeignPosition {
                expected_at_most,
                received,
            } => Self::Unaccounted {
                expected_at_most,
                received,
            },
        }
    }
}

impl From<ShareError> for RewardError {
    fn from(error: ShareError) -> Self {
        match error {
            ShareError::Wiped => Self::StakeWiped {},
            ShareError::TooSmall {
                expected_at_least,
                received,
            } => Self::StakeTooSmall {
                expected_at_least,
                received,
            },
            ShareError::AboveShares {
                expected_at_most,
                received,
            } => Self::StakeTooLow {
                expected_at_most,
                received,
            },
            ShareError::Overflow => Self::AmountTooLarge {},
        }
    }
}

impl From<CommissionError> for RewardError {
    fn from(error: CommissionError) -> Self {
        let CommissionError::AboveMaximum {
            expected_at_most,
            received,
        } = error;
        Self::CommissionTooHigh {
            expected_at_most,
            received,
        }
    }
}

impl From<ActivationError> for RewardError {
    fn from(error: ActivationError) -> Self {
        match error {
            ActivationError::AlreadyActive { from } => Self::AlreadyActive { from },
            ActivationError::NotActive { era } => Self::NotActive { era },
        }
    }
}

impl From<PriceError> for RewardError {
    fn from(error: PriceError) -> Self {
        let zero = U256::zero();
        let (reason, expected, received) = match error {
            PriceError::NotPositive { received } => (0, zero, received.magnitude),
            PriceError::Stale {
                expected_since,
                received,
            } => (1, expected_since.into(), received.into()),
            PriceError::Early {
                expected_at_most,
                received,
            } => (2, expected_at_most.into(), received.into()),
            PriceError::IncompleteRound { expected, received } => {
                (3, expected.into(), received.into())
            }
            PriceError::RoundWentBack {
                expected_at_least,
                received,
            } => (4, expected_at_least.into(), received.into()),
            PriceError::AtMinimum {
                expected_above,
                received,
            } => (5, expected_above, received),
            PriceError::AtMaximum {
                expected_below,
                received,
            } => (6, expected_below, received),
            PriceError::WrongDecimals { expected, received } => {
                (7, expected.into(), received.into())
            }
            PriceError::SequencerUnsettled {
                expected_since,
                received,
            } => (8, expected_since.into(), received.into()),
            PriceError::Overflow => (9, zero, zero),
        };
        Self::PriceRefused {
            reason,
            expected,
            received,
        }
    }
}

events! {
    /// An asset may be staked from now on.
    pub struct AssetAdded {
        /// Its number.
        #[topic]
        pub asset: u8,
        /// Its token.
        #[topic]
        pub token: Address,
        /// Who tells its price.
        pub feed: Address,
    }

    /// An asset has a price.
    pub struct PriceAccepted {
        /// The asset.
        #[topic]
        pub asset: u8,
        /// USD per whole token, scaled by 1e18.
        pub price_e18: U256,
        /// Second at which it was taken.
        pub taken_at: u64,
    }

    /// Rewards are paid from this era on.
    pub struct RewardsActivated {
        /// The first era.
        #[topic]
        pub from_era: u64,
    }

    /// Rewards are paid until this era.
    pub struct RewardsDeactivated {
        /// The last era.
        #[topic]
        pub last_era: u64,
    }

    /// There is more in an era's pot.
    pub struct RewardDeposited {
        /// The era.
        #[topic]
        pub era: u64,
        /// Who gave it.
        #[topic]
        pub from: Address,
        /// Units of the native token.
        pub amount: U256,
    }

    /// An era's pot is fixed.
    pub struct PotOpened {
        /// The era.
        #[topic]
        pub era: u64,
        /// What its operators share: its deposits and what was carried.
        pub amount: U256,
        /// The points they share it by.
        pub points: u64,
    }

    /// An operator has its share of an era.
    pub struct RewardSettled {
        /// The era.
        #[topic]
        pub era: u64,
        /// The operator.
        #[topic]
        pub operator: Address,
        /// Its share.
        pub amount: U256,
        /// What it keeps of it before its delegators.
        pub commission: U256,
    }

    /// What an era's operators did not get is carried to a later pot.
    pub struct PotClosed {
        /// The era.
        #[topic]
        pub era: u64,
        /// How much.
        pub carried: U256,
    }

    /// Somebody was paid.
    pub struct RewardClaimed {
        /// The operator it was earned with.
        #[topic]
        pub operator: Address,
        /// Who.
        #[topic]
        pub claimant: Address,
        /// Units of the native token.
        pub amount: U256,
    }

    /// A delegator's stake changed.
    pub struct StakeChanged {
        /// The operator.
        #[topic]
        pub operator: Address,
        /// The delegator.
        #[topic]
        pub delegator: Address,
        /// The asset.
        #[topic]
        pub asset: u8,
        /// Its shares.
        pub shares: U256,
        /// Stake of all its delegators in the asset.
        pub total: U256,
    }

    /// Stake was slashed.
    pub struct StakeSlashed {
        /// The operator.
        #[topic]
        pub operator: Address,
        /// The asset.
        #[topic]
        pub asset: u8,
        /// What was taken.
        pub amount: U256,
        /// What is left.
        pub total: U256,
    }

    /// Somebody else freezes and thaws from now on, besides the runtime.
    pub struct WardenSet {
        /// Who; zero for nobody.
        #[topic]
        pub warden: Address,
    }

    /// An operator earns nothing, or earns again from the next era on.
    pub struct OperatorFrozen {
        /// The operator.
        #[topic]
        pub operator: Address,
        /// Whether it is frozen.
        pub frozen: bool,
    }

    /// An operator set its commission.
    pub struct CommissionSet {
        /// The operator.
        #[topic]
        pub operator: Address,
        /// Basis points.
        pub bps: u32,
    }
}
