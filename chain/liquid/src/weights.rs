//! What the calls weigh.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};
use pallet_staking::WeightInfo as _;

/// Proof size charged for one access of storage, in bytes.
const PROOF_PER_READ: u64 = 4_096;
/// Proof size charged for a nominator that a slash names, in bytes: an account and an amount.
const PROOF_PER_NOMINATOR: u64 = 48;
/// Time charged for a call's own work, in picoseconds.
const TIME_PER_CALL: u64 = 20_000_000;

/// Weights of the calls. Each call on a vault includes a [`sync`](Self::sync) of one page.
pub trait WeightInfo {
    /// Looking at a vault in an idle block.
    fn look() -> Weight;
    /// `sync` of so many pages.
    fn sync(steps: u32) -> Weight;
    /// `create_vault`.
    fn create_vault() -> Weight;
    /// `request_deposit`.
    fn request_deposit() -> Weight;
    /// A deposit in a vault that is up to date.
    fn request_deposit_synced() -> Weight;
    /// Looking at all slashes that wait.
    fn waiting_slashes() -> Weight;
    /// `claim`.
    fn claim() -> Weight;
    /// A claim or a redemption in a vault that is up to date.
    fn redeem_synced() -> Weight;
    /// `request_redeem`.
    fn request_redeem() -> Weight;
    /// `redeem`.
    fn redeem() -> Weight;
    /// `retire`.
    fn retire() -> Weight;
    /// `finish`.
    fn finish() -> Weight;
    /// `rehome`.
    fn rehome() -> Weight;
    /// `cash_out` and `return_seed`.
    fn cash_out() -> Weight;
    /// `close`.
    fn close() -> Weight;
    /// `announce_successor`.
    fn announce() -> Weight;
    /// `set_operator`.
    fn set_operator() -> Weight;
    /// `set_fee` and `set_deposit_cap`.
    fn set_fee() -> Weight;
}

/// Weights from counted reads and writes, priced by the runtime's `DbWeight`, and those of the staking pallet's calls. The
/// counts are upper bounds: a test counts what each call reads and writes of the state, and fails where that is
/// more. None of them knows of holders.
pub struct CountedWeights<T>(PhantomData<T>);

fn counted<T: frame_system::Config>(reads: u64, writes: u64) -> Weight {
    T::DbWeight::get()
        .reads_writes(reads, writes)
        .saturating_add(Weight::from_parts(
            TIME_PER_CALL,
            PROOF_PER_READ.saturating_mul(reads),
        ))
}

type StakingWeight<T> = <T as pallet_staking::Config>::WeightInfo;

impl<T: crate::Config> CountedWeights<T> {
    /// Chilling, and one unbonding of deposits that wait or of all stake, with a chunk.
    fn release() -> Weight {
        StakingWeight::<T>::unbond()
            .saturating_add(StakingWeight::<T>::withdraw_unbonded_update(0))
            .saturating_add(StakingWeight::<T>::chill().saturating_mul(2))
            .saturating_add(counted::<T>(8, 6))
    }

    /// Withdrawing, with the end of the ledger.
    fn withdraw() -> Weight {
        // A span ends with each era that is slashed, and the staking pallet prunes those before the bonding's.
        let spans = <T as pallet_staking::Config>::BondingDuration::get().saturating_add(2);
        StakingWeight::<T>::withdraw_unbonded_kill(spans).saturating_add(counted::<T>(4, 2))
    }

    /// The state: the validator, its preferences and its bond, the nomination; another nomination.
    fn review() -> Weight {
        let batches = u64::from(crate::MAX_PENDING);
        StakingWeight::<T>::nominate(1)
            .saturating_add(Self::release())
            .saturating_add(counted::<T>(6, 0))
            // Batches that wait become shares or are refunded.
            .saturating_add(counted::<T>(batches, batches))
    }
}

impl<T: crate::Config> WeightInfo for CountedWeights<T> {
    fn look() -> Weight {
        // The next id of a vault: its asset and its stash.
        counted::<T>(6, 2)
    }

    fn sync(steps: u32) -> Weight {
        let nominators = <T as pallet_staking::Config>::MaxExposurePageSize::get();
        // Each page: what is exposed, the pages claimed, points, preferences and payout of the era; the ledger.
        let page = StakingWeight::<T>::payout_stakers_alive_staked(nominators)
            .saturating_add(counted::<T>(8, 1));
        // The vault, eras, the fee, the time, the fee's shares and those of deposits: the token and two accounts.
        page.saturating_mul(steps.max(1).into())
            .saturating_add(Self::review())
            .saturating_add(Self::waiting_slashes())
            // The queue that leaves, and its exit.
            .saturating_add(Self::release())
            .saturating_add(counted::<T>(16, 10))
    }

    fn create_vault() -> Weight {
        StakingWeight::<T>::bond()
            .saturating_add(StakingWeight::<T>::nominate(1))
            .saturating_add(counted::<T>(22, 18))
            // Ids that are not free: an asset and a stash of each.
            .saturating_add(counted::<T>(u64::from(crate::MAX_SKIPPED).saturating_mul(2), 0))
    }

    fn request_deposit() -> Weight {
        Self::sync(1)
            .saturating_add(StakingWeight::<T>::bond_extra())
            // With the list of the controller's requests.
            .saturating_add(counted::<T>(7, 7))
    }

    fn request_deposit_synced() -> Weight {
        // The vault; the validator, its preferences and its bond, the nomination.
        Self::waiting_slashes()
            .saturating_add(StakingWeight::<T>::bond_extra())
            .saturating_add(counted::<T>(14, 7))
    }

    fn waiting_slashes() -> Weight {
        let nominators = <T as pallet_staking::Config>::MaxExposurePageSize::get();
        // Slashes that wait, of each era of their deferral.
        let slashes = <T as pallet_staking::Config>::SlashDeferDuration::get();
        let slashes = u64::from(slashes).saturating_add(2);
        // Each has the accounts of a full page of nominators. The staking pallet bounds neither pages nor offenders.
        let named = PROOF_PER_NOMINATOR.saturating_mul(nominators.into());
        counted::<T>(slashes, 0)
            .saturating_add(Weight::from_parts(0, named.saturating_mul(slashes)))
    }

    fn claim() -> Weight {
        Self::redeem()
    }

    fn request_redeem() -> Weight {
        // The operator, the share's token and account, the ticket and its list; the state once more.
        Self::sync(1)
            .saturating_add(Self::release())
            .saturating_add(Self::review())
            .saturating_add(counted::<T>(10, 7))
    }

    fn redeem() -> Weight {
        Self::sync(1).saturating_add(Self::redeem_synced())
    }

    fn redeem_synced() -> Weight {
        // The operator, the ticket and its list, its exit and its chunk, the stash and the receiver; the rest of a chunk.
        Self::withdraw()
            .saturating_add(StakingWeight::<T>::bond_extra())
            .saturating_add(counted::<T>(15, 14))
    }

    fn retire() -> Weight {
        Self::sync(1).saturating_add(Self::release())
    }

    fn finish() -> Weight {
        let own = u64::from(crate::MAX_OWN_CHUNKS).saturating_mul(2);
        Self::sync(1)
            .saturating_add(Self::withdraw())
            .saturating_add(counted::<T>(own, own))
    }

    fn rehome() -> Weight {
        Self::sync(1)
            .saturating_add(Self::release().saturating_mul(2))
            .saturating_add(StakingWeight::<T>::nominate(1))
            .saturating_add(counted::<T>(10, 7))
    }

    fn cash_out() -> Weight {
        Self::sync(1).saturating_add(counted::<T>(9, 8))
    }

    fn close() -> Weight {
        // It looks at the vault as `sync` does at a retired one.
        counted::<T>(8, 8)
    }

    fn announce() -> Weight {
        Self::sync(1).saturating_add(counted::<T>(6, 3))
    }

    fn set_operator() -> Weight {
        counted::<T>(2, 1)
    }

    fn set_fee() -> Weight {
        counted::<T>(3, 1)
    }
}
