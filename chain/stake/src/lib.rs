//! Stake behind the operators of services: delegated, slashed, rewarded by era.
//!
//! The services pallet holds a bond of each operator; this pallet keeps what anybody **delegates**
//! to it, the operator itself included, in the chain's own token and in assets of the assets
//! pallet. A slash of the operator takes its percentage of the bond there and of every asset
//! here. Who funds an **era** rewards the operators for the results in it, and their delegators
//! for the stake behind them. The services pallet tells of results, absences and slashes through
//! [`pallet_services::Stake`].
//!
//! | call | who | what |
//! |---|---|---|
//! | `delegate` | anyone | stakes an amount with an operator |
//! | `undelegate` | a delegator | starts to unbond an amount |
//! | `withdraw` | a delegator | takes what has unbonded |
//! | `claim` | a delegator | takes the rewards; an operator its commission, too |
//! | `set_commission` | an operator | what it keeps of the rewards before its delegators |
//! | `fund` | anyone | adds to the pot of the running era |
//! | `settle_operator` | anyone | gives an operator its share of the eras that are over |
//! | `close_era` | anyone | carries what nobody can have of an era |
//! | `add_asset`, `activate_blueprint`, `deactivate_blueprint` | [`Config::AdminOrigin`] | what is accepted, what counts |
//! | `set_price` | [`Config::OracleOrigin`] | what assets weigh against each other |
//!
//! # Assets
//!
//! [`AssetId`] names the chain's own token or an asset of the assets pallet; [`AssetId::of_token`]
//! translates the address by which a request of a service names an asset. Stake is moved to the
//! [pallet's account](Pallet::account_id). Who brings in an asset first pays the asset's minimum
//! balance on top, which stays there, so that no small rest is ever lost.
//!
//! # Stake and slashes
//!
//! All delegations to an operator in an asset are shares of one [`Vault`]
//! ([`StakeShares`](blueprint_rules::rewards::StakeShares)); so are those that unbond. A slash
//! takes of the vault and leaves the shares: it costs the same for one delegator and for a
//! million, and takes of each in proportion, of what unbonds as of what does not, rounded against
//! whoever moves. Nobody gets what is seized: it is burned. (The issuer of an asset may keep the
//! pallet's account from burning it. The slash takes it all the same, and it stays there as
//! [`Unburned`], so that no issuer can stop a slash.)
//!
//! A slash takes of what was staked when it was proposed. While one of the operator waits,
//! nobody can delegate to it, and nothing is withdrawn: whoever was there at the capture pays,
//! and whoever joins later never does. What is unbonding pays until it is withdrawn, so
//! [`Config::UnbondingDelay`] is the time in which a fault must be found; the review of the slash
//! may take longer. All slashes of one capture together take no more than all of it.
//!
//! Only operators that are neither gone nor leaving take delegations. An operator that leaves
//! undelegates its own stake as anybody does; its delegators keep theirs until they undelegate
//! it, which nobody but a pending slash can delay.
//!
//! # Rewards
//!
//! An operator's points are its results of the era in blueprints that are activated. Each adds
//! to the operator's weight what then earned with it, in USD ([`operator_weight`]: points times
//! stake). The pot is shared by weight, less the operator's commission, and then between its
//! vaults by their value and in each vault by share ([`Pool`]). An operator whose silence was
//! reported in the era earns nothing in it, nor do its delegators.
//!
//! **What earns in an era has been there since the era's start**: shares delegated in it wait for
//! the next one, and shares undelegated in it earn nothing more. Every change settles the eras
//! that are over first, so that no change reaches into the past. All that joined a vault in an
//! era wait as one [`Waiting`] and earn as one position ([`Cohorts`]), of which each delegator
//! takes its own the next time it comes: this, too, costs the same for any number of them.
//!
//! Prices are the oracle's, one of each asset for the whole era: the first that is young enough
//! when a result needs it. An asset without one has no weight until there is one, as
//! [`blueprint_rules::price`] has it for rewards. While one asset alone is accepted, it needs no
//! price. Slashing and leaving never ask for a price.
//!
//! Eras are those of the services pallet. An operator's share can be settled for [`HISTORY`] eras;
//! later it is carried. Shares of absent operators, of stake that is gone, and what divisions
//! leave are carried as well: to the next pot that opens in the era after its own. [`Accounts`] always has it all:
//! `deposited = paid + carried + unclaimed`.
//!
//! # Queries
//!
//! [`api`] tells what is staked with an operator, what a delegator has with it, and what `claim`
//! would pay now.
//!
//! # Limits
//!
//! A vault of which everything was slashed, or all but a millionth, takes no new stake before all its
//! delegators have left it. The owner of a service, or whom its manager names, can propose one slash after the
//! other and so keep delegators from withdrawing until each is vetoed or executed: who delegates
//! trusts the services of the operator that far. A result is a point, whoever called for it: who
//! activates a blueprint trusts its manager to refuse what is not worth one. An asset is as good
//! as its issuer, who can take it from any account; it cannot be taken off the list.

#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

extern crate alloc;

pub mod api;
mod assets;
mod calls;
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
pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

#[cfg(doc)]
use blueprint_rules::rewards::{operator_weight, Pool};

/// Eras that are over and can still be settled. What an operator has not settled by then is
/// carried.
pub const HISTORY: u32 = 8;

/// The most decimals of an asset.
pub const MAX_DECIMALS: u8 = 30;

/// How many entries one `close_era` removes at most.
pub const MAX_CLOSE: u32 = 100;

#[import_section(calls::calls)]
#[import_section(errors::errors)]
#[import_section(events::events)]
#[import_section(storage::storage)]
#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use blueprint_rules::rewards::{Activation, Position};
    use frame_support::{pallet_prelude::*, traits::fungibles::Mutate, PalletId};
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
        type Assets: Mutate<Self::AccountId, AssetId = AssetId, Balance = Balance>;

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

        /// Who tells what assets are worth.
        type OracleOrigin: EnsureOrigin<<Self as frame_system::Config>::RuntimeOrigin>;

        /// The calls' weights.
        type WeightInfo: WeightInfo;
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
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
                T::MaxUnbonding::get() > 0,
                "who delegates must be able to leave"
            );
            let result = WeightOf::<T>::result(T::MaxAssets::get());
            let limit = T::BlockWeights::get().max_block;
            assert!(
                result.all_lte(limit),
                "a result must fit a block: {result:?}"
            );
        }
    }
}
