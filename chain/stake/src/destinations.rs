//! Where rewards go, and the vaults of liquid stake that they can go to.

use crate::{Backing, Balance, Selection};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{pallet_prelude::TypeInfo, weights::Weight};
use sp_runtime::DispatchError;

/// An operator, and for which of its services: [`Backing`] as a call's argument.
#[derive(
    Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Restake<AccountId> {
    /// With whom the reward is staked.
    pub operator: AccountId,
    /// Which services it secures.
    pub selection: Selection,
}

impl<AccountId> From<Restake<AccountId>> for Backing<AccountId> {
    fn from(restake: Restake<AccountId>) -> Self {
        Self {
            operator: restake.operator,
            selection: restake.selection,
        }
    }
}

/// Where [`settle_rewards`](crate::Pallet::settle_rewards) sends what an account has earned. Where a destination does not take
/// it, the account itself is paid.
#[derive(
    Clone,
    Debug,
    Decode,
    DecodeWithMemTracking,
    Default,
    Encode,
    Eq,
    MaxEncodedLen,
    PartialEq,
    TypeInfo,
)]
pub enum Destination<AccountId> {
    /// To the account that earned it.
    #[default]
    #[codec(index = 0)]
    Stash,
    /// To another account.
    #[codec(index = 1)]
    Account(AccountId),
    /// Delegated for the account that earned it, in the chain's token.
    #[codec(index = 2)]
    Restake(Restake<AccountId>),
    /// Deposited in a vault of liquid stake, by the id of its token. The shares belong to the account that earned the
    /// reward; where `then` is set, [`settle_shares`](crate::Pallet::settle_shares) delegates them for it.
    #[codec(index = 3)]
    Liquid {
        /// The vault.
        vault: u32,
        /// With whom its shares are staked.
        then: Option<Restake<AccountId>>,
    },
}

/// Why a destination does not take a reward.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Rejection {
    /// The error.
    pub why: DispatchError,
    /// Whether the destination may take it later: the reward then waits where it is. It goes to its owner otherwise.
    pub passes: bool,
}

impl From<DispatchError> for Rejection {
    fn from(why: DispatchError) -> Self {
        Self { why, passes: false }
    }
}

/// What became of deposits in a vault.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Claimed {
    /// So many shares, in base units of the vault's token.
    Shares(Balance),
    /// The vault lost its validator and paid the deposits back, in the chain's smallest unit.
    Refund(Balance),
}

/// The vaults of liquid stake of a chain. `()` has none.
pub trait LiquidVaults<AccountId> {
    /// Whether there is such a vault.
    fn exists(vault: u32) -> bool;

    /// What the vault's shares own, in the chain's smallest unit, and how many shares there are, in base units; `None` if there
    /// is no such vault, or it has no shares.
    fn rate(vault: u32) -> Option<(Balance, Balance)>;

    /// Deposits an amount of the owner's token; what becomes of it is the controller's. Returns the deposit's batch. The vault
    /// must be up to date: a page of deposits does not pay for its eras.
    ///
    /// # Errors
    /// Those of the vault where it takes no deposits, for now or for good, and of the token where it cannot be moved.
    fn deposit(
        owner: &AccountId,
        vault: u32,
        amount: Balance,
        controller: AccountId,
    ) -> Result<u32, Rejection>;

    /// Moves what became of all the controller's deposits in a batch to the receiver.
    ///
    /// # Errors
    /// Those of the vault where there is nothing yet, and of the token where it cannot be moved.
    fn claim(
        controller: AccountId,
        vault: u32,
        batch: u32,
        receiver: &AccountId,
    ) -> Result<Claimed, DispatchError>;

    /// The weight of [`rate`](Self::rate) and [`exists`](Self::exists) together.
    fn rate_weight() -> Weight;

    /// The maximum weight of a deposit.
    fn deposit_weight() -> Weight;

    /// The maximum weight of a claim.
    fn claim_weight() -> Weight;
}

impl<AccountId> LiquidVaults<AccountId> for () {
    fn exists(_: u32) -> bool {
        false
    }

    fn rate(_: u32) -> Option<(Balance, Balance)> {
        None
    }

    fn deposit(_: &AccountId, _: u32, _: Balance, _: AccountId) -> Result<u32, Rejection> {
        Err(DispatchError::Unavailable.into())
    }

    fn claim(_: AccountId, _: u32, _: u32, _: &AccountId) -> Result<Claimed, DispatchError> {
        Err(DispatchError::Unavailable)
    }

    fn rate_weight() -> Weight {
        Weight::zero()
    }

    fn deposit_weight() -> Weight {
        Weight::zero()
    }

    fn claim_weight() -> Weight {
        Weight::zero()
    }
}
