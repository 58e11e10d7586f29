//! Stake behind the operators of services: delegated, slashed, rewarded by era.
//!
//! The services pallet holds an operator's bond. This pallet holds what accounts **delegate** to it, the
//! operator's own stake included, in the chain's token and in assets of the assets pallet. A slash takes
//! its share of the bond there, and here of what the operator has committed to the service. Funding an **era**
//! rewards its operators for their results and their delegators for the stake behind them. The services pallet reports results,
//! absences and slashes through [`pallet_services::Stake`].
//!
//! | call | sender | effect |
//! |---|---|---|
//! | `delegate` | any account | stakes an amount with an operator |
//! | `undelegate` | a delegator | starts to unbond an amount |
//! | `withdraw` | a delegator | pays out what has unbonded |
//! | `claim` | a delegator | pays out rewards, and the commission if the sender is the operator |
//! | `set_destination` | any account | says where its rewards go when they are settled |
//! | `settle_rewards` | any account | pays a page of delegators what they have earned, each to its destination |
//! | `settle_shares` | any account | restakes the shares of a vault that rewards bought |
//! | `set_commission` | an operator | sets the share of rewards it keeps before its delegators |
//! | `fund` | any account | adds to the pot of the running era |
//! | `settle_operator` | any account | allots an operator's share of past eras |
//! | `close_era` | any account | carries forward what can no longer be allotted of an era |
//! | `add_asset`, `set_least_delegation`, `activate_blueprint`, `deactivate_blueprint` | [`Config::AdminOrigin`] | accepts assets and blueprints |
//! | `set_price`, `set_price_feed` | [`Config::OracleOrigin`] | sets the price of an asset, or the contract that answers for it |
//! | `update_price` | any account | takes the price that the contract answers |
//!
//! # Assets
//!
//! [`AssetId`] is the chain's token or an asset of the assets pallet; [`AssetId::of_token`] translates
//! the address that a service request contains. Stake is moved to the
//! [pallet's account](Pallet::account_id). The first delegator of an asset also pays the asset's minimum
//! balance, which stays there, so that no remainder is lost.
//!
//! # Stake and slashes
//!
//! A delegation is for all blueprints of an operator, or for one ([`Selection`]). All delegations to an operator
//! for the same selection in an asset are shares of one [`Vault`]
//! ([`StakeShares`](blueprint_rules::rewards::StakeShares)), unbonding ones included. A slash reduces the
//! vault's stake and leaves the shares. Its cost does not depend on the number of delegators, and it
//! takes from each in proportion, rounded in favour of the vault. Slashed funds go where the blueprint's
//! terms say ([`pallet_services::SlashedFunds`]), or are burned. If the
//! issuer of an asset prevents burning, the slash still takes them, and they stay in the pallet's account as
//! [`Unburned`]: an issuer cannot stop a slash.
//!
//! A request for a service names assets and amounts. Each operator *commits* so much of each when it
//! approves, of what is bonded and not committed ([`blueprint_rules::exposure`]): first of what is staked for the
//! service's blueprint, then of what is staked for all. A slash in a service takes
//! from what is committed to it, and from nothing else. Delegators may leave: what they take with them, after
//! the unbonding delay, is missing in every exposure in proportion.
//!
//! A slash takes from the exposure at the time of its proposal. While one is pending, delegation to the vaults of
//! which it captured a part and withdrawal from them are blocked, so only delegators at that time pay.
//! Unbonding stake can be slashed until it is withdrawn, so [`Config::UnbondingDelay`] is the time in
//! which a fault must be found; the review of the slash may take longer. All slashes of one capture
//! together take at most the captured stake.
//!
//! Only operators that are not leaving accept delegations. An operator that leaves undelegates its own
//! stake like any delegator. Its delegators keep theirs until they undelegate it; only a pending slash
//! can delay that.
//!
//! # Rewards
//!
//! An operator's points are those that the services pallet awards it in activated blueprints: for each result,
//! or by the manager's verdict. Each point adds the operator's earning stake at that moment to a sum for each
//! asset, in its base units. At the era's end the sums are valued, and the value is the operator's weight
//! ([`asset_points`]: points times stake). The pot is divided by weight; the operator's commission is deducted;
//! the rest is divided between its vaults by value and in each vault by share ([`Pool`]). Who selected a blueprint
//! earns by the points of that one alone. An operator that was reported offline loses its part of the points
//! that it earned in that service, and its delegators with it.
//!
//! **Stake earns in an era only if it was there at the era's start**: shares delegated in it wait for the
//! next era, and shares undelegated in it earn nothing more. Every change first settles past eras, so no
//! change affects the past. All shares that join a vault in an era wait as one [`Waiting`] and then earn as one
//! position ([`Cohorts`]); each delegator takes its part at its next call. The cost does not depend
//! on the number of delegators.
//!
//! An era's prices are those that stand when it ends: they are fixed in the first block of the next era,
//! before its extrinsics, so that no account chooses them by what it sends when. A late price is the last one
//! known; an asset that never had a price has no weight. One that is
//! alone needs none, and another one is accepted once it has one. Slashing and leaving need no price.
//!
//! A delegator's rewards wait until it claims them, or until any account settles them for it, in pages: they then go to its
//! [`Destination`], by default to itself. A destination that does not take a reward, because its operator leaves or its
//! vault is closed say, changes nothing but where it goes: the account itself is paid. `claim` pays the sender, whatever its
//! destination.
//!
//! The token of a vault of liquid stake ([`LiquidVaults`]) has no price of its own: at an era's end it costs what a share owns of
//! the chain's token, at the lower of the vault's rates then and an era ago.
//!
//! Eras are those of the services pallet. An operator's share can be settled for [`Config::History`] eras; later
//! it is carried forward. What absence cost, shares of stake that was withdrawn, the funding of eras in which
//! no operator earned, and remainders of divisions are carried, too: a part of it ([`Config::CarryRelease`]) to each pot, which opens at
//! its era's end, so that an operator that works alone in an idle era does not sweep it.
//! [`Books`] always satisfy `deposited = paid + carried + unclaimed`.
//!
//! # Queries
//!
//! [`api`] returns the stake of an operator, the holdings of a delegator, and what `claim` would pay now.
//!
//! # Limits
//!
//! A vault of which everything, or all but a millionth, was slashed accepts no new stake until all its
//! delegators have left. The account that may propose slashes in a service can propose one after the other
//! and so delay withdrawals until each is vetoed or executed: delegators trust the services of their
//! operator to this extent. Points are what the blueprint's terms and its manager award: activating
//! a blueprint trusts both. The issuer of an asset can take it from any account; an
//! asset cannot be removed from the list.

#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

extern crate alloc;

pub mod api;
mod assets;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod calls;
mod destinations;
mod errors;
mod events;
mod functions;
mod storage;
mod types;
pub mod weights;

#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

use frame_support::pallet_macros::import_section;

pub use api::Holding;
pub use assets::*;
pub use destinations::*;
pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

#[cfg(doc)]
use blueprint_rules::rewards::{asset_points, Books, Pool};

/// The most decimals of an asset.
pub const MAX_DECIMALS: u8 = 30;

/// How many entries one `close_era` removes at most.
pub const MAX_CLOSE: u32 = 100;

/// For how many settled eras the yield of a backing is kept.
pub const KEPT_YIELDS: u32 = 16;

/// How many claimants one `settle_rewards` settles at most.
pub const MAX_PAGE: u32 = 16;

#[import_section(calls::calls)]
#[import_section(errors::errors)]
#[import_section(events::events)]
#[import_section(storage::storage)]
#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use blueprint_rules::rewards::{Activation, Books, Commission, Position};
    use frame_support::{
        dispatch::{DispatchErrorWithPostInfo, DispatchResultWithPostInfo},
        pallet_prelude::*,
        traits::{
            fungibles::{Balanced, Credit, Inspect, Mutate},
            OnUnbalanced,
        },
        PalletId,
    };
    use frame_system::pallet_prelude::*;

    const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    #[pallet::config]
    pub trait Config: frame_system::Config + pallet_services::Config {
        /// Names the account that keeps what is staked.
        #[pallet::constant]
        type PalletId: Get<PalletId>;

        /// The chain's own token and its assets.
        type Assets: Mutate<Self::AccountId, AssetId = AssetId, Balance = Balance>
            + Balanced<Self::AccountId>;

        /// What slashes take that no other account gets, by the blueprint's terms or because it cannot receive
        /// it. `()` burns it.
        type Slashed: OnUnbalanced<Credit<Self::AccountId, Self::Assets>>;

        /// For how many eras after its own an operator's share can be settled; at least 1. In the last of them the
        /// pallet settles it by itself, in idle block space; what is not settled by then is carried. Settling
        /// reads a record of each.
        #[pallet::constant]
        type History: Get<u32>;

        /// Over how many eras what was carried is released: each pot takes such a part of it; at least 1.
        #[pallet::constant]
        type CarryRelease: Get<u32>;

        /// The most assets that are accepted, and with that the most that a slash takes of.
        #[pallet::constant]
        type MaxAssets: Get<u32>;

        /// The most amounts that a delegator has on their way out, for each operator and asset.
        #[pallet::constant]
        type MaxUnbonding: Get<u32>;

        /// How long an amount is on its way out, in blocks.
        #[pallet::constant]
        type UnbondingDelay: Get<u32>;

        /// Who accepts assets and activates blueprints.
        type AdminOrigin: EnsureOrigin<<Self as frame_system::Config>::RuntimeOrigin>;

        /// The origin that sets prices.
        type OracleOrigin: EnsureOrigin<<Self as frame_system::Config>::RuntimeOrigin>;

        /// The least reward that [`settle_rewards`](Pallet::settle_rewards) pays, so that no account is sent dust; at least
        /// the chain's existential deposit.
        #[pallet::constant]
        type LeastReward: Get<Balance>;

        /// The vaults of liquid stake that rewards can go to.
        type Liquid: LiquidVaults<Self::AccountId>;

        /// The calls' weights.
        type WeightInfo: WeightInfo;
    }

    impl<T: Config> Pallet<T> {
        /// How long an amount is on its way out, in seconds.
        fn unbonding_seconds() -> u64 {
            u64::from(T::UnbondingDelay::get()).saturating_mul(T::SecondsPerBlock::get().into())
        }
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn on_idle(_: BlockNumberFor<T>, remaining: Weight) -> Weight {
            Self::settle_on_idle(remaining)
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::do_try_state()
        }

        fn integrity_test() {
            assert!(
                (1..=u32::from(u8::MAX)).contains(&T::MaxAssets::get()),
                "assets are numbered by a byte"
            );
            assert!(
                T::History::get() > 0 && T::CarryRelease::get() > 0,
                "rewards must be settled, and what is carried released"
            );
            assert!(
                T::MaxUnbonding::get() > 0,
                "who delegates must be able to leave"
            );
            let (seconds, window) = (Self::unbonding_seconds(), T::FaultWindow::get());
            assert!(
                seconds > window,
                "stake must unbond for longer than faults can be found: {seconds} s, {window} s"
            );
            assert!(
                T::LeastReward::get() >= T::Assets::minimum_balance(AssetId::Native),
                "a reward must be payable to an account that has nothing"
            );
            let settling = WeightOf::<T>::settle();
            let limit = T::BlockWeights::get().max_block;
            assert!(
                settling.all_lte(limit),
                "settling must fit a block: {settling:?}"
            );
            let normal = T::BlockWeights::get().get(DispatchClass::Normal).clone();
            let limit = normal.max_extrinsic.unwrap_or(limit);
            let page = functions::destinations::page_weight::<T>(MAX_PAGE);
            let shares = functions::destinations::shares_weight::<T>();
            assert!(
                page.all_lte(limit) && shares.all_lte(limit),
                "a page of rewards must fit a transaction: {page:?}, {shares:?} of {limit:?}"
            );
        }
    }
}
