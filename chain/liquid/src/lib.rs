//! Liquid stake: one vault and one token for each validator of the staking pallet.
//!
//! A **vault** bonds deposits of the chain's token with `pallet-staking`, in a stash without a key, and nominates one
//! validator. Its token, `tgTNT-<validator>` of the assets pallet, is a share of the vault's stake. The rate
//! between the two comes from the staking pallet's ledger, never from a balance: tokens sent to a stash change nothing.
//!
//! | call | sender | effect |
//! |---|---|---|
//! | `create_vault` | any account | opens the vault of a validator, with a seed that stays until it retires |
//! | `request_deposit` | any account | bonds an amount, which becomes shares in the next era |
//! | `claim` | the controller or its operator, or any account for it | moves the shares of a deposit, or pays it back |
//! | `request_redeem` | a holder or its operator | returns shares for a ticket of what unbonds |
//! | `redeem` | the controller or its operator, or any account for it | pays a ticket |
//! | `sync` | any account | pays rewards of closed eras, activates deposits, notices what the validator did |
//! | `retire`, `finish`, `rehome`, `return_seed`, `close` | any account | ends a vault, or hands it to its successor |
//! | `cash_out` | a holder | returns shares of a retired vault for their part of the pot |
//! | `set_operator` | any account | lets another act for it in a vault, or not any more |
//! | `announce_successor`, `set_fee`, `set_deposit_cap` | [`Config::AdminOrigin`] | as named |
//!
//! # Shares
//!
//! `shares = ⌊amount × S / A⌋` and `amount = ⌊shares × A / S⌋`, where `A` is the bonded stake without deposits that wait and
//! `S` are all shares ([`rules::Pool`]). A vault begins with a seed and a million shares a unit, which belong to its
//! founder and are no tokens, so no depositor is the first one.
//!
//! # Deposits
//!
//! A deposit is bonded at once and counts in the next election. The deposits of one planned era are one batch. It becomes
//! shares, at one rate, once its first era is active, all earlier eras are paid, and no slash waits for an offence of an
//! earlier era. So it earns nothing of earlier eras, and pays for a fault of them that was reported before only where what was
//! exposed does not suffice. A batch that waits longer earns and loses by itself what it had exposed ([`rules::split_growth`],
//! [`rules::split_loss`]). No deposit is taken while a slash waits.
//!
//! # Redemptions
//!
//! Returned shares are priced, and the amount unbonds in the staking pallet's chunk of that era. A ticket is a part of the
//! chunk ([`rules::Claims`]), not an amount: a slash of the chunk takes the same part of each of its tickets. There is no
//! buffer that pays at once, so the first to leave has no advantage.
//!
//! The staking pallet applies a deferred slash as one of the era after its offence. What unbonds in the era of the
//! offence, before the next one is planned, has no part of it. So where slashes are deferred, shares that are returned
//! in that time wait in a **queue**. They earn and lose like all others. The first sync in which the next era is planned and
//! not yet active, and all closed eras are paid, lets them leave together, at one rate. Idle blocks sync, and any account can.
//! If no sync comes in that time, they wait for the same time of the next era. A vault that ends first
//! makes the queue a claim on its pot.
//!
//! # Operators
//!
//! An operator of an account returns its shares and receives what its requests are paid, in one vault: it is trusted with all
//! that the account has there. It cannot bond what the account has: the chain's token has no allowance that would
//! bound it. Requests are listed by controller, at most [`MAX_LISTED`] of a kind, so that they can be claimed without their ids.
//!
//! # The validator leaves
//!
//! | state | when | deposits | shares |
//! |---|---|---|---|
//! | Open | the validator is a candidate, nominated, commission within the cap | taken | tickets |
//! | Frozen | open, and a slash that is not applied names the vault | none; those that wait stay | tickets, which share the slash |
//! | Orphaned | the validator chilled, kicked the vault, is gone or above the cap, or the vault cannot nominate | refunded | tickets |
//! | Rehoming | governance announced a successor | none | tickets |
//! | Wiped | the rate is below a tenth of its best | refunded | tickets |
//! | Retiring | all stake unbonds | none | tickets of the pot |
//! | Retired | all stake is free | none | paid at once, pro rata |
//!
//! An orphaned vault whose validator comes back is open again. After [`Config::Grace`] eras any account may retire it.
//! A successor takes over after a notice of [`Config::Notice`] eras, in which the vault nominates none: stake that
//! leaves in the notice never backs the successor. The successor can have no other vault meanwhile. If the stash loses its
//! ledger, the vault is retired at once. A retired vault keeps its validator from no other vault.
//!
//! A commission counts as above the cap if it is so now, or is fixed so for the active or the planned era. A deposit that
//! was exposed in the active era is refunded when a redemption would leave, and another one at once.
//!
//! # Fee
//!
//! At most a tenth of the growth above the best rate there was, in new shares for [`Config::FeeReceiver`]. So growth first
//! makes up for slashes, share by share. A vault that retires pays none. An increase holds after 7 days, and for
//! what a vault grows after its first sync then.
//!
//! # Limits
//!
//! - What leaves was exposed in the planned era, too, and gets none of its rewards: they are of those who stay, and so is a
//!   slash for an offence of that era, which has not begun when it leaves. Where nine tenths leave at once, those who stay earn ten times
//!   their own rewards of that era, and lose ten times their own part of such a slash, at most all they have.
//! - An offence that is reported after deposits became shares takes from all shares alike. The staking pallet names no era of what
//!   it takes, and a share does not know when it was bought: who deposits takes over a part of what was not reported yet.
//! - The staking pallet takes the same part of all bonded units and of chunks that a slash reaches. A deposit that was not
//!   exposed, and was requested before the report, makes the part of those chunks smaller, and that of the shares larger.
//! - A slash that is applied later than an era's stake can be withdrawn misses what was: a runtime's bonding must be longer
//!   than the deferral and the time for reports together.
//! - Refunded deposits unbond like shares. Those that wait for the next planned era may share a slash that is older.
//! - If the staking pallet's minimum for nominators rises above a vault's stake, or it accepts no more nominators, the vault
//!   takes no deposits and can be retired after its grace, unless that changes.
//! - Rewards of the last eras for which a vault was elected unbond in chunks of their own, and may postpone its end by as many
//!   eras. Those below the existential deposit do not.
//! - If other means than a vault's end remove the ledger of its stash, the pot gets all that the stash has: rewards that
//!   no sync booked cannot be distinguished from donations.
//! - Tokens that a holder destroys, which the assets pallet allows, are growth of the other shares.
//! - Sizes of slashes that wait are not bounded by the staking pallet. Weights assume a page of nominators for each era.

#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]
#![deny(missing_docs)]

extern crate alloc;

pub mod api;
mod calls;
mod errors;
mod events;
mod functions;
mod guard;
pub mod migrations;
pub mod rules;
mod staking;
mod storage;
mod types;
pub mod weights;

#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

use frame_support::pallet_macros::import_section;

pub use guard::BelowVaults;
pub use pallet::*;
pub use rules::Balance;
pub use types::*;
pub use weights::WeightInfo;

/// The id of the first vault and its token. The runtime's `CreateOrigin` of the assets pallet must accept none from here
/// on: [`BelowVaults`].
pub const FIRST_VAULT: VaultId = 1 << 31;
/// The most pages of rewards, or eras without any, that one `sync` pays.
pub const MAX_STEPS: u32 = 4;
/// The most ids that a new vault skips because they are not free.
pub const MAX_SKIPPED: u32 = 16;
/// Decimals of a vault's token: a million shares a unit of 12 decimals.
pub const DECIMALS: u8 = 18;
/// The highest fee, in basis points of net growth.
pub const MAX_FEE_BPS: u32 = 1_000;
/// Seconds between the announcement of a higher fee and its effect.
pub const FEE_NOTICE: u64 = 7 * 24 * 60 * 60;

/// The pallet.
#[allow(missing_docs)]
#[import_section(calls::calls)]
#[import_section(errors::errors)]
#[import_section(events::events)]
#[import_section(storage::storage)]
#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use blueprint_rules::rewards::Commission;
    use frame_support::{
        pallet_prelude::*,
        traits::{
            fungibles::{metadata, Create, Inspect, Mutate},
            AccountTouch,
        },
        PalletId,
    };
    use frame_system::pallet_prelude::*;
    use sp_runtime::Perbill;
    use sp_staking::EraIndex;

    const STORAGE_VERSION: StorageVersion = StorageVersion::new(2);

    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    #[pallet::config]
    pub trait Config:
        frame_system::Config + pallet_staking::Config<CurrencyBalance = Balance>
    {
        /// Names the stashes and the account that owns the tokens.
        #[pallet::constant]
        type PalletId: Get<PalletId>;

        /// The assets pallet.
        type Assets: Inspect<Self::AccountId, AssetId = VaultId, Balance = Balance>
            + Mutate<Self::AccountId>
            + Create<Self::AccountId>
            + metadata::Mutate<Self::AccountId>
            + metadata::MetadataDeposit<Balance>
            + AccountTouch<VaultId, Self::AccountId, Balance = Balance>;

        /// Who gets the fee, in shares, and what a founder whose account is gone cannot take. An account that exists.
        type FeeReceiver: Get<Self::AccountId>;

        /// The origin that announces successors, and sets the fee and caps.
        type AdminOrigin: EnsureOrigin<<Self as frame_system::Config>::RuntimeOrigin>;

        /// The least amount of a deposit, and of a redemption that leaves something; at least the existential deposit.
        #[pallet::constant]
        type MinAmount: Get<Balance>;

        /// The most stake that deposits of a new vault reach.
        #[pallet::constant]
        type DepositCap: Get<Balance>;

        /// The highest commission of a new vault's validator.
        #[pallet::constant]
        type CommissionCap: Get<Perbill>;

        /// For how many eras a validator may come back before its vault can be retired; at least 1.
        #[pallet::constant]
        type Grace: Get<EraIndex>;

        /// The eras of notice before a successor takes over; at least 1.
        #[pallet::constant]
        type Notice: Get<EraIndex>;

        /// The most vaults that an idle block looks at.
        #[pallet::constant]
        type IdleVaults: Get<u32>;

        /// The calls' weights.
        type WeightInfo: WeightInfo;
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn on_idle(_: BlockNumberFor<T>, remaining: Weight) -> Weight {
            Self::sync_on_idle(remaining)
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::do_try_state()
        }

        fn integrity_test() {
            let bonding = <T as pallet_staking::Config>::BondingDuration::get();
            assert!(
                <T as pallet_staking::Config>::MaxUnlockingChunks::get() > bonding,
                "each era of bonding needs a chunk"
            );
            assert!(
                <T as pallet_staking::Config>::SlashDeferDuration::get()
                    < MAX_PENDING.saturating_sub(2),
                "each era of a slash's deferral needs a batch of deposits"
            );
            assert!(
                T::Grace::get() > 0 && T::Notice::get() > 0,
                "exposed eras must close before a vault retires or changes hands"
            );
            assert!(
                T::MinAmount::get() >= Self::existential_deposit(),
                "a deposit must be payable to an account that has nothing"
            );
            assert!(
                <T as pallet_staking::Config>::HistoryDepth::get()
                    > bonding.saturating_add(T::Grace::get()),
                "rewards must be payable until a vault retires"
            );
        }
    }
}
