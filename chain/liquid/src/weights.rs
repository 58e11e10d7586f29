//! What the calls weigh.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};
use pallet_staking::WeightInfo as _;

/// Proof size charged for one access of storage, in bytes.
const PROOF_PER_READ: u64 = 4_096;
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
    /// `claim`.
    fn claim() -> Weight;
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
        StakingWeight::<T>::withdraw_unbonded_kill(32).saturating_add(counted::<T>(4, 2))
    }

    /// The state: the validator, its preferences and its bond, the nomination; another nomination.
    fn review() -> Weight {
        let batches = u64::from(crate::MAX_PENDING);
        StakingWeight::<T>::nominate(1)
            .saturating_add(Self::release())
            .saturating_add(counted::<T>(4, 0))
            // Batches that wait become shares or are refunded.
            .saturating_add(counted::<T>(batches, batches))
    }
}

impl<T: crate::Config> WeightInfo for CountedWeights<T> {
    fn look() -> Weight {
        counted::<T>(3, 1)
    }

    fn sync(steps: u32) -> Weight {
        let nominators = <T as pallet_staking::Config>::MaxExposurePageSize::get();
        // Each page: what is exposed, the pages claimed, points, preferences and payout of the era; the ledger.
        let page = StakingWeight::<T>::payout_stakers_alive_staked(nominators)
            .saturating_add(counted::<T>(8, 1));
        // Slashes that wait, of each era of their deferral.
        let slashes = <T as pallet_staking::Config>::SlashDeferDuration::get();
        let slashes = u64::from(slashes).saturating_add(2);
        // The vault, eras, the fee, the time, the fee's shares and those of deposits: the token and two accounts.
        page.saturating_mul(steps.max(1).into())
            .saturating_add(Self::review())
            .saturating_add(counted::<T>(slashes.saturating_add(14), 8))
    }

    fn create_vault() -> Weight {
        StakingWeight::<T>::bond()
            .saturating_add(StakingWeight::<T>::nominate(1))
            .saturating_add(counted::<T>(16, 14))
    }

    fn request_deposit() -> Weight {
        Self::sync(1)
            .saturating_add(StakingWeight::<T>::bond_extra())
            // With the list of the controller's requests.
            .saturating_add(counted::<T>(7, 7))
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
        // The operator, the ticket and its list, its chunk, the stash and the receiver; the rest of a chunk.
        Self::sync(1)
            .saturating_add(Self::withdraw())
            .saturating_add(StakingWeight::<T>::bond_extra())
            .saturating_add(counted::<T>(14, 13))
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
            .saturating_add(StakingWeight::<T>::nominate(1))
            .saturating_add(counted::<T>(8, 5))
    }

    fn cash_out() -> Weight {
        Self::sync(1).saturating_add(counted::<T>(9, 8))
    }

    fn close() -> Weight {
        counted::<T>(6, 7)
    }

    fn announce() -> Weight {
        Self::sync(1).saturating_add(counted::<T>(4, 1))
    }

    fn set_operator() -> Weight {
        counted::<T>(2, 1)
    }

    fn set_fee() -> Weight {
        counted::<T>(3, 1)
    }
}
