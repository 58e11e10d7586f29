//! What the pallet stores.

use crate::rules::{Balance, Claims, PendingBatch, Pool};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;
use sp_runtime::Perbill;
use sp_staking::EraIndex;

/// The identity of a vault, which is also that of its token in the assets pallet.
pub type VaultId = u32;
/// A batch of redemptions: the number of its chunk in the upper half, the count of changes of the rate in the lower one;
/// [`QUEUE`] and the number of a queue; or [`POT`].
pub type RequestId = u64;
/// The redemptions that the pot of a vault pays.
pub const POT: RequestId = 0;
/// Added to the number of a queue: the id of its redemptions. No chunk has so high a number.
pub const QUEUE: RequestId = 1 << 63;
/// An account of the chain.
pub type AccountIdOf<T> = <T as frame_system::Config>::AccountId;
/// A vault of the chain.
pub type VaultOf<T> = Vault<AccountIdOf<T>>;

/// The batches of deposits that wait at most.
pub const MAX_PENDING: u32 = 64;
/// The chunks that a vault that ends unbonds at most: all stake, and rewards that come after.
pub const MAX_OWN_CHUNKS: u32 = 4;

/// The requests of one kind that are listed for a controller at most. A chunk an era, for longer than stake unbonds.
pub const MAX_LISTED: u32 = 64;

/// Why a vault takes no deposits.
#[derive(
    Clone,
    Copy,
    Debug,
    Decode,
    DecodeWithMemTracking,
    Encode,
    Eq,
    MaxEncodedLen,
    PartialEq,
    TypeInfo,
)]
pub enum Loss {
    /// The validator is no candidate any more.
    Chilled,
    /// The validator has no stake any more.
    Gone,
    /// The validator's commission is above the vault's cap.
    Commission,
    /// The validator removed the vault from its nominators.
    Kicked,
    /// The staking pallet does not accept the vault's nomination, for its minimum or its number of nominators.
    CannotNominate,
    /// The successor could not take over.
    Successor,
}

/// In which part of its life a vault is. A vault that is open is *frozen* as long as a slash that is not applied names
/// it: [`crate::Pallet::is_frozen`].
#[derive(
    Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub enum State<AccountId> {
    /// Deposits are taken.
    Open,
    /// The validator was lost. It may come back.
    Orphaned {
        /// The era that was planned when it was seen.
        since: EraIndex,
        /// Why.
        why: Loss,
    },
    /// Governance announced another validator. The vault nominates none until then.
    Rehoming {
        /// The other validator.
        successor: AccountId,
        /// The active era from which it can take over.
        at: EraIndex,
    },
    /// Slashes left less than a tenth of the best rate.
    Wiped {
        /// The era that was planned when it was seen.
        since: EraIndex,
    },
    /// All stake unbonds.
    Retiring {
        /// The planned era from which it can be withdrawn.
        until: EraIndex,
    },
    /// Shares own a pot of free tokens.
    Retired,
}

/// One validator's vault. What is bonded is `pool.assets` and the values of `pending`, and rewards that are not
/// booked yet.
#[derive(
    Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Vault<AccountId> {
    /// The validator that is nominated.
    pub validator: AccountId,
    /// The account that paid the seed.
    pub founder: AccountId,
    /// The part of its life.
    pub state: State<AccountId>,
    /// The stake of the shares. Shares are those of the token, the founder's, those that wait to leave, and those that
    /// wait for the pot.
    pub pool: Pool,
    /// The founder's shares, which are no tokens.
    pub phantom: Balance,
    /// Shares that were returned and that the pot pays.
    pub queued: Balance,
    /// Shares that were returned and leave when the next era is planned.
    pub leaving: Balance,
    /// The number of the queue in which shares wait to leave.
    pub queue: u32,
    /// The best rate there was, after its fee.
    pub best: Pool,
    /// The fee that growth pays until the next time that it is taken, in basis points, unless it is lower then.
    pub fee_bps: u32,
    /// Deposits that wait, by era.
    pub pending: BoundedVec<PendingBatch, ConstU32<MAX_PENDING>>,
    /// The last era whose rewards were paid.
    pub settled: EraIndex,
    /// The next page of rewards of the era after `settled`.
    pub page: u32,
    /// The highest commission of the validator.
    pub commission_cap: Perbill,
    /// The most stake that deposits reach.
    pub deposit_cap: Balance,
    /// Counts changes of the rate.
    pub rate: u32,
    /// The number of the last chunk; the first one is 1.
    pub last_chunk: u32,
    /// What unbonds for the shares: chunks and points.
    pub own: BoundedVec<(u32, Balance), ConstU32<MAX_OWN_CHUNKS>>,
    /// What shares own once the vault is retired.
    pub pot: Balance,
    /// Batches, queues and chunks that are not paid out.
    pub unfinished: u32,
    /// What the staking pallet slashed of the active era, as far as it was seen.
    pub slashed_in: (EraIndex, Balance),
}

/// What unbonds from one era on, for tickets and for shares of a vault that ends.
#[derive(
    Clone,
    Copy,
    Debug,
    Decode,
    DecodeWithMemTracking,
    Encode,
    Eq,
    MaxEncodedLen,
    PartialEq,
    TypeInfo,
)]
pub struct Chunk {
    /// The planned era from which it can be withdrawn.
    pub era: EraIndex,
    /// Who owns it.
    pub claims: Claims,
}

/// The deposits of one era.
#[derive(
    Clone,
    Copy,
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
pub struct DepositBatch {
    /// The points of all depositors.
    pub points: Balance,
    /// What became of them.
    pub outcome: Outcome,
}

/// What became of a batch of deposits.
#[derive(
    Clone,
    Copy,
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
pub enum Outcome {
    /// It waits.
    #[default]
    Waits,
    /// It became shares.
    Shares(Claims),
    /// The vault took no deposits any more: it unbonds.
    Refund {
        /// The chunk that pays it.
        chunk: u32,
        /// The batch's points of the chunk.
        claims: Claims,
    },
}

/// What pays the redemptions of one queue, once they have left.
#[derive(
    Clone,
    Copy,
    Debug,
    Decode,
    DecodeWithMemTracking,
    Encode,
    Eq,
    MaxEncodedLen,
    PartialEq,
    TypeInfo,
)]
pub struct Exit {
    /// The chunk that pays; none where the pot does.
    pub chunk: Option<u32>,
    /// The queue's shares, as points, and what they got: points of the chunk, or shares of the pot.
    pub claims: Claims,
}

/// The requests of a controller that are not paid, oldest first: those that are claimed without the name of a batch. Lists
/// hold [`MAX_LISTED`] at most.
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
pub struct OpenRequests {
    /// Batches of deposits.
    pub deposits: BoundedVec<EraIndex, ConstU32<MAX_LISTED>>,
    /// Batches of redemptions.
    pub tickets: BoundedVec<RequestId, ConstU32<MAX_LISTED>>,
}

/// What a claim moved: shares of a deposit, or the amount of one that was refunded.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Claimed {
    /// Shares.
    Shares(Balance),
    /// Base units of the chain's token.
    Refund(Balance),
}

/// A redemption of one account in one batch.
#[derive(
    Clone,
    Copy,
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
pub struct Ticket {
    /// The shares that were returned.
    pub shares: Balance,
    /// Points of the batch's chunk; none where a queue or the pot pays.
    pub points: Balance,
}

/// What a vault's stash has besides its active bond.
#[derive(
    Clone,
    Copy,
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
pub struct Funds {
    /// What unbonds in the staking pallet.
    pub unbonding: Balance,
    /// What was withdrawn from it and not paid.
    pub withdrawn: Balance,
}

impl Ticket {
    /// At most `limit` shares of it, with their part of the points, rounded down. `None` where that is no share.
    pub fn part(&self, limit: Balance) -> Option<Self> {
        let shares = self.shares.min(limit);
        let points = match shares == self.shares {
            true => self.points,
            false => crate::rules::part_of(self.points, shares, self.shares)?,
        };
        (shares > 0).then_some(Self { shares, points })
    }
}

impl<AccountId> Vault<AccountId> {
    /// What waits to become shares.
    pub fn pending_value(&self) -> Balance {
        self.pending
            .iter()
            .fold(0, |sum: Balance, it| sum.saturating_add(it.value))
    }

    /// What the vault knows to be bonded.
    pub fn booked(&self) -> Balance {
        self.pool.assets.saturating_add(self.pending_value())
    }

    /// Shares that exist as tokens.
    pub fn tokens(&self) -> Balance {
        let others = self.phantom.saturating_add(self.queued);
        let others = others.saturating_add(self.leaving);
        self.pool.shares.saturating_sub(others)
    }

    /// The id of redemptions that wait in the current queue.
    pub fn queue_id(&self) -> RequestId {
        QUEUE | u64::from(self.queue)
    }

    /// The number of a new chunk.
    pub fn new_chunk(&mut self) -> u32 {
        self.last_chunk = self.last_chunk.saturating_add(1);
        self.last_chunk
    }

    /// The id of redemptions that a chunk pays at the current rate. Equal ids have one chunk and one rate.
    pub fn request_id(&self, chunk: u32) -> RequestId {
        (u64::from(chunk) << 32) | u64::from(self.rate)
    }

    /// Books growth of the shares' stake.
    pub fn grow(&mut self, growth: Balance) {
        if growth == 0 {
            return;
        }
        self.pool.assets = self.pool.assets.saturating_add(growth);
        self.rate = self.rate.wrapping_add(1);
    }

    /// Books a loss of the shares' stake.
    pub fn shrink(&mut self, loss: Balance) {
        self.pool.assets = self.pool.assets.saturating_sub(loss);
        self.rate = self.rate.wrapping_add(1);
    }
}
