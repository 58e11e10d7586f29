//! The runtime API of the pallet.

use crate::{Balance, RequestId, State, VaultId};
use codec::{Codec, Decode, Encode};
use scale_info::TypeInfo;
use sp_staking::EraIndex;

/// A vault, with amounts in base units.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct VaultView<AccountId> {
    /// The validator.
    pub validator: AccountId,
    /// The account of the stake.
    pub stash: AccountId,
    /// The part of its life.
    pub state: State<AccountId>,
    /// Whether a slash that is not applied takes from it.
    pub frozen: bool,
    /// The stake of the shares, or the pot of a retired vault.
    pub assets: Balance,
    /// All shares, the founder's included.
    pub shares: Balance,
    /// Deposits that wait.
    pub pending: Balance,
    /// Shares that were returned and wait until the next era is planned.
    pub leaving: Balance,
    /// What slashes that wait take, of shares, deposits and tickets together.
    pub slash: Balance,
    /// The last era whose rewards are paid.
    pub settled: EraIndex,
    /// Closed eras whose rewards are not paid.
    pub unsettled: u32,
}

/// A deposit of a controller.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub enum DepositView {
    /// It waits, and is worth so much.
    Waits(Balance),
    /// So many shares can be claimed.
    Shares(Balance),
    /// It unbonds.
    Refund {
        /// What it is worth.
        amount: Balance,
        /// The planned era from which it is paid.
        unlocks: EraIndex,
    },
}

/// A redemption of a controller.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct RedeemView {
    /// The shares that were returned.
    pub shares: Balance,
    /// What they are worth.
    pub amount: Balance,
    /// Whether it is queued: it unbonds when the next era is planned, and earns and loses until then.
    pub queued: bool,
    /// The planned era from which it is paid; of one that is queued, if it unbonds in the next era that is planned.
    pub unlocks: EraIndex,
    /// Whether it can be paid now.
    pub claimable: bool,
}

sp_api::decl_runtime_apis! {
    /// Vaults of liquid stake as they are at the block. The next page of rewards is paid for the query, without effect on the
    /// state.
    pub trait LiquidApi<AccountId>
    where
        AccountId: Codec,
    {
        /// The vault of a validator.
        fn vault_of(validator: AccountId) -> Option<VaultId>;

        /// A vault.
        fn vault(vault: VaultId) -> Option<VaultView<AccountId>>;

        /// What shares are worth.
        fn worth_of(vault: VaultId, shares: Balance) -> Balance;

        /// A deposit of a controller in the batch of an era.
        fn deposit_of(vault: VaultId, batch: EraIndex, controller: AccountId) -> Option<DepositView>;

        /// A redemption of a controller in a batch.
        fn redemption_of(vault: VaultId, batch: RequestId, controller: AccountId) -> Option<RedeemView>;
    }
}
