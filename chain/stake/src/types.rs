//! Types in the pallet's storage.

use crate::{
    assets::{AssetId, AssetTerms},
    Config,
};
use blueprint_rules::{
    exposure::{Captured, Commitment},
    math::U256,
    rewards::{EraPot, Pool, Position, StakeShares},
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
    pallet_prelude::{BoundedVec, ConstU32, TypeInfo},
    CloneNoBound, DebugNoBound, DefaultNoBound, EqNoBound, PartialEqNoBound,
};
use frame_system::pallet_prelude::BlockNumberFor;

/// An amount of an asset, in its base units.
pub type Balance = u128;
/// An account of the chain.
pub type AccountIdOf<T> = <T as frame_system::Config>::AccountId;
/// The runtime's weights for this pallet.
pub(crate) type WeightOf<T> = <T as Config>::WeightInfo;
/// One value for each accepted asset, in the order in which they were added.
pub type PerAsset<T, V> = BoundedVec<V, <T as Config>::MaxAssets>;
/// The assets that are accepted.
pub type AssetList<T> = PerAsset<T, AssetTerms>;
/// Stake with an operator, for one selection.
pub type BackingOf<T> = Backing<AccountIdOf<T>>;
/// A delegation: with whom and for what, the asset's place in the list, the delegator.
pub type DelegationKey<T> = (BackingOf<T>, u8, AccountIdOf<T>);

/// Which services of an operator a delegation secures, and in which it earns.
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
pub enum Selection {
    /// Those of all blueprints.
    #[default]
    #[codec(index = 0)]
    All,
    /// Those of one blueprint. Who wants several delegates to each.
    #[codec(index = 1)]
    Blueprint(u64),
}

/// The stake with an operator for one selection: it is rewarded and slashed together.
#[derive(Clone, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Backing<AccountId> {
    /// The operator.
    pub operator: AccountId,
    /// What its delegators selected.
    pub selection: Selection,
}

impl<AccountId: Clone> Backing<AccountId> {
    /// The backing for a selection.
    pub fn new(operator: &AccountId, selection: Selection) -> Self {
        Self {
            operator: operator.clone(),
            selection,
        }
    }

    /// Those that secure the services of a blueprint: who selected it, and who selected all.
    pub fn of_blueprint(operator: &AccountId, blueprint: u64) -> [Self; 2] {
        [Selection::Blueprint(blueprint), Selection::All].map(|it| Self::new(operator, it))
    }
}

/// Shares that were delegated in an era, and earn from the next one on.
#[derive(Clone, Copy, Debug, Decode, Default, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Waiting {
    /// The era in which they were delegated; meaningful where there are any.
    pub era: u32,
    /// How many.
    pub shares: U256,
}

/// The stake with an operator in one asset, and its rewards.
#[derive(Clone, Copy, Debug, Decode, Default, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Vault {
    /// The stake, and the shares that own it: those that earn, those that wait, those that are
    /// unbonding. A slash reduces the stake and leaves the shares.
    pub stake: StakeShares,
    /// Rewards by share, for the shares that earn.
    pub pool: Pool,
    /// The shares delegated in the last era with delegations, until they earn.
    pub waiting: Waiting,
    /// The sum of what is committed to services, in base units.
    pub committed: Balance,
    /// Pending slashes that captured a part of it.
    pub captures: u32,
}

impl Vault {
    /// Whether nothing is left that belongs to an account.
    pub fn is_empty(&self) -> bool {
        self.stake.shares.is_zero() && self.committed == 0 && self.captures == 0
    }

    /// What is allotted to its delegators and not claimed, in the chain's smallest unit.
    pub fn unclaimed(&self) -> U256 {
        self.pool.deposited().saturating_sub(self.pool.paid())
    }

    /// The stake that earns: there since the era began, and not unbonding.
    pub fn earning(&self) -> U256 {
        self.stake.worth(self.pool.total())
    }

    /// The stake that earns in an era, also where that era was not settled yet: with what was delegated before it.
    pub fn earning_in(&self, era: u32) -> U256 {
        let joins = match self.waiting.era < era {
            true => self.waiting.shares,
            false => U256::zero(),
        };
        self.stake.worth(self.pool.total().saturating_add(joins))
    }

    /// The stake that is not unbonding, in base units.
    pub fn bonded(&self) -> Balance {
        let shares = self.pool.total().saturating_add(self.waiting.shares);
        in_base_units(self.stake.worth(shares))
    }

    /// All stake, in base units.
    pub fn staked(&self) -> Balance {
        in_base_units(self.stake.assets)
    }
}

/// The stake with an operator for one selection.
#[derive(
    CloneNoBound,
    DebugNoBound,
    Decode,
    DefaultNoBound,
    Encode,
    EqNoBound,
    MaxEncodedLen,
    PartialEqNoBound,
    TypeInfo,
)]
#[scale_info(skip_type_params(T))]
pub struct Ledger<T: Config> {
    /// The first era that is not settled.
    pub next_era: u32,
    /// Commission earned and not claimed, in the chain's smallest unit.
    pub credit: U256,
    /// By asset. Shorter than the list where there is nothing behind.
    pub vaults: PerAsset<T, Vault>,
}

/// Unbonding shares. They earn nothing and can be slashed.
#[derive(Clone, Copy, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Unbonding<BlockNumber> {
    /// How many.
    pub shares: U256,
    /// The first block in which they can be withdrawn.
    pub until: BlockNumber,
}

/// The holdings of a delegator with an operator in one asset.
#[derive(
    CloneNoBound,
    DebugNoBound,
    Decode,
    DefaultNoBound,
    Encode,
    EqNoBound,
    MaxEncodedLen,
    PartialEqNoBound,
    TypeInfo,
)]
#[scale_info(skip_type_params(T))]
pub struct Delegation<T: Config> {
    /// The shares that earn, and what they earned.
    pub position: Position,
    /// The shares that do not earn yet.
    pub waiting: Waiting,
    /// The unbonding shares, in the order of their blocks.
    pub unbonding: BoundedVec<Unbonding<BlockNumberFor<T>>, T::MaxUnbonding>,
}

impl<T: Config> Delegation<T> {
    /// The shares that are not unbonding.
    pub fn bonded(&self) -> U256 {
        self.position.shares().saturating_add(self.waiting.shares)
    }

    /// The unbonding shares.
    pub fn leaving(&self) -> U256 {
        self.unbonding
            .iter()
            .fold(U256::zero(), |sum, chunk| sum.saturating_add(chunk.shares))
    }

    /// Whether there are no shares.
    pub fn is_empty(&self) -> bool {
        self.bonded().is_zero() && self.unbonding.is_empty()
    }
}

/// The stake with an operator for one selection, in an era.
#[derive(
    CloneNoBound,
    DebugNoBound,
    Decode,
    DefaultNoBound,
    Encode,
    EqNoBound,
    MaxEncodedLen,
    PartialEqNoBound,
    TypeInfo,
)]
#[scale_info(skip_type_params(T))]
pub struct Performance<T: Config> {
    /// Points earned in blueprints that are activated. Saturates.
    pub points: u64,
    /// By asset, the sum over these points of what earned at each, in base units.
    pub stake_points: PerAsset<T, U256>,
    /// The part of these sums that the operator lost by its absence.
    pub withheld: PerAsset<T, U256>,
    /// The commission when its first points were earned, in basis points.
    pub commission_bps: u32,
}

/// An era's rewards.
#[derive(
    CloneNoBound,
    DebugNoBound,
    Decode,
    DefaultNoBound,
    Encode,
    EqNoBound,
    MaxEncodedLen,
    PartialEqNoBound,
    TypeInfo,
)]
#[scale_info(skip_type_params(T))]
pub struct EraRecord<T: Config> {
    /// Its funding, in the chain's smallest unit.
    pub funded: U256,
    /// How many backings have points in it and are not settled.
    pub backings: u32,
    /// By asset, the sum over the points of all operators of what earned with each, in base units.
    pub stake_points: PerAsset<T, U256>,
    /// USD per whole token of each asset, scaled by 1e18: fixed at the era's end, empty before.
    pub prices: PerAsset<T, U256>,
    /// The weights of all operators at these prices, in USD scaled by 1e18; 0 before the era's end.
    pub weight: U256,
    /// The amount that operators share; `None` before the era's end.
    pub pot: Option<EraPot>,
}

/// What delegators of a backing were allotted for an era. Commission and what absence cost are not in it.
#[derive(Clone, Copy, Debug, Decode, Default, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct EraYield {
    /// The era.
    pub era: u32,
    /// What was allotted, in the chain's smallest unit.
    pub paid: Balance,
    /// What was allotted for each unit of value that earned, at the era's prices, scaled by 1e18; 0 where the chain's token
    /// has no price.
    pub rate_e18: u128,
}

/// The yields of the last [`KEPT_YIELDS`](crate::KEPT_YIELDS) eras, without those in which nothing was allotted.
pub type EraYields = BoundedVec<EraYield, ConstU32<{ crate::KEPT_YIELDS }>>;

/// What became of slashed stake.
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
pub enum Seized {
    /// No other account received it: [`Config::Slashed`](crate::Config::Slashed) burns or keeps it.
    #[codec(index = 0)]
    Burned,
    /// The asset prevents burning: it stays in the pallet's account and belongs to no account.
    #[codec(index = 1)]
    Unburned,
    /// The account that the blueprint's terms name received it.
    #[codec(index = 2)]
    Paid,
    /// It is rewards of later eras.
    #[codec(index = 3)]
    Rewards,
}

/// One value for each backing that secures a service: of who selected its blueprint, and of who selected all,
/// as [`Backing::of_blueprint`] has them.
pub type OfBackings<V> = [V; 2];

/// What an operator has committed to a service.
#[derive(
    CloneNoBound,
    DebugNoBound,
    Decode,
    DefaultNoBound,
    Encode,
    EqNoBound,
    MaxEncodedLen,
    PartialEqNoBound,
    TypeInfo,
)]
#[scale_info(skip_type_params(T))]
pub struct Commitments<T: Config> {
    /// The service's blueprint.
    pub blueprint: u64,
    /// By asset.
    pub amounts: PerAsset<T, OfBackings<Commitment>>,
}

/// What of that a slash captured when it was proposed, by asset.
pub type CapturedOf<T> = PerAsset<T, OfBackings<Captured>>;

/// An amount as the assets count it. No vault holds more.
fn in_base_units(amount: U256) -> Balance {
    Balance::try_from(amount).unwrap_or(Balance::MAX)
}

/// The place of an asset in the list.
pub(crate) fn place<T: Config>(assets: &AssetList<T>, asset: AssetId) -> Option<u8> {
    let found = assets.iter().position(|terms| terms.asset == asset)?;
    u8::try_from(found).ok()
}
