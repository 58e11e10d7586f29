//! Standard staking: the staking pallet as it is.

use crate::{
    configs::{consensus::MAX_VALIDATORS, services::TreasuryAccount},
    timing, AccountId, Balance, Balances, Liquid, Runtime, RuntimeEvent, RuntimeHoldReason,
    Session, Staking, Timestamp,
};
use frame_election_provider_support::{
    bounds::{ElectionBounds, ElectionBoundsBuilder},
    onchain, SequentialPhragmen,
};
use frame_support::{
    parameter_types,
    traits::{tokens::imbalance::ResolveTo, ConstBool, ConstU32, Nothing},
};
use frame_system::EnsureRoot;
use sp_runtime::{Perbill, Perquintill};
use sp_staking::EraIndex;

/// Eras in which stake stays bonded after it was asked back: 14 days of eras of six hours, longer than any review of a slash.
pub const BONDING_ERAS: EraIndex = 56;
/// Eras from an offence until its slash takes effect: seven days. Governance can cancel it from the report on.
pub const SLASH_DEFER_ERAS: EraIndex = 28;
/// Eras in which an offence can be reported: half of those, so that governance has the other half, three and a half days, at
/// least. The staking pallet never applies a slash that is reported later than the era in which it would take effect.
pub const REPORT_ERAS: EraIndex = 14;
/// Nominators that one validator's exposure names.
pub const MAX_BACKERS: u32 = 1_000;

/// Voters that an election counts, candidates included, which bounds the weight of the session's end. There can be more: those
/// with the most stake are counted.
pub const MAX_ELECTION_VOTERS: u32 = 1_000;
/// Candidates that there can be. All of them can be elected.
pub const MAX_CANDIDATES: u32 = 200;
/// The least stake that separates voters, in the chain's smallest unit: a thousandth of a token.
const FIRST_THRESHOLD: u64 = 1_000_000_000;
/// How many thresholds separate voters: the last one is the greatest that 64 bits hold.
const THRESHOLDS: usize = 106;

/// Voters are sorted by stake into groups, each of which begins a quarter above the one before.
static VOTER_THRESHOLDS: [u64; THRESHOLDS] = thresholds();

#[allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "it is computed by the compiler, which rejects an overflow"
)]
const fn thresholds() -> [u64; THRESHOLDS] {
    let mut all = [FIRST_THRESHOLD; THRESHOLDS];
    let mut at = 1;
    while at < THRESHOLDS {
        all[at] = all[at - 1] / 4 * 5;
        at += 1;
    }
    all
}
/// What is minted in a year, in basis points of all there is.
const INFLATION_BPS: u32 = 500;
/// Milliseconds of a year of 365.25 days.
const MILLISECONDS_PER_YEAR: u64 = 31_557_600_000;

parameter_types! {
    /// What an election counts at most.
    pub ElectionLimits: ElectionBounds = ElectionBoundsBuilder::default()
        .voters_count(MAX_ELECTION_VOTERS.into())
        .targets_count(MAX_ELECTION_VOTERS.into())
        .build();
    pub VoterThresholds: &'static [u64] = &VOTER_THRESHOLDS;
}

/// Elections are computed in the block that ends a session.
pub struct ElectedOnChain;

impl onchain::Config for ElectedOnChain {
    type Bounds = ElectionLimits;
    type DataProvider = Staking;
    type MaxBackersPerWinner = ConstU32<MAX_BACKERS>;
    type MaxWinnersPerPage = ConstU32<MAX_VALIDATORS>;
    type Solver = SequentialPhragmen<AccountId, Perbill>;
    type Sort = ConstBool<true>;
    type System = Runtime;
    type WeightInfo = frame_election_provider_support::weights::SubstrateWeight<Runtime>;
}

/// What validators and those who nominate them earn: a share of all there is, by the time that the era lasted.
pub struct Inflation;

impl sp_staking::EraPayout<Balance> for Inflation {
    fn era_payout(_staked: Balance, issuance: Balance, milliseconds: u64) -> (Balance, Balance) {
        let yearly = Perbill::from_rational(INFLATION_BPS, 10_000).mul_floor(issuance);
        // An era that lasted longer than a year pays as one of a year.
        let share = Perquintill::from_rational(milliseconds, MILLISECONDS_PER_YEAR);
        (share.mul_floor(yearly), 0)
    }
}

/// What benchmarks of the pallet would build. Its weights are the SDK's.
pub struct Benchmarked;

impl pallet_staking::BenchmarkingConfig for Benchmarked {
    type MaxNominators = ConstU32<MAX_ELECTION_VOTERS>;
    type MaxValidators = ConstU32<MAX_VALIDATORS>;
}

impl pallet_staking::Config for Runtime {
    type AdminOrigin = EnsureRoot<AccountId>;
    type BenchmarkingConfig = Benchmarked;
    type BondingDuration = ConstU32<BONDING_ERAS>;
    type Currency = Balances;
    type CurrencyBalance = Balance;
    type CurrencyToVote = sp_staking::currency_to_vote::U128CurrencyToVote;
    type ElectionProvider = onchain::OnChainExecution<ElectedOnChain>;
    type EraPayout = Inflation;
    type EventListeners = Liquid;
    type Filter = Nothing;
    type GenesisElectionProvider = onchain::OnChainExecution<ElectedOnChain>;
    type HistoryDepth = ConstU32<84>;
    type MaxControllersInDeprecationBatch = ConstU32<1>;
    type MaxExposurePageSize = ConstU32<64>;
    // More than the eras of bonding, so that one chunk an era always fits.
    type MaxUnlockingChunks = ConstU32<64>;
    type MaxValidatorSet = ConstU32<MAX_VALIDATORS>;
    type NextNewSession = Session;
    type NominationsQuota = pallet_staking::FixedNominationsQuota<16>;
    type OldCurrency = Balances;
    type Reward = ();
    type RewardRemainder = ResolveTo<TreasuryAccount, Balances>;
    type RuntimeEvent = RuntimeEvent;
    type RuntimeHoldReason = RuntimeHoldReason;
    type SessionInterface = Self;
    type SessionsPerEra = timing::EraSessions<Runtime>;
    type Slash = ResolveTo<TreasuryAccount, Balances>;
    type SlashDeferDuration = ConstU32<SLASH_DEFER_ERAS>;
    type TargetList = pallet_staking::UseValidatorsMap<Self>;
    type UnixTime = Timestamp;
    type VoterList = crate::VoterList;
    type WeightInfo = pallet_staking::weights::SubstrateWeight<Runtime>;
}

impl pallet_bags_list::Config for Runtime {
    type BagThresholds = VoterThresholds;
    // What a slash or a reward has moved out of its group goes where it belongs in idle space of blocks; any account can do it.
    type MaxAutoRebagPerBlock = ConstU32<5>;
    type RuntimeEvent = RuntimeEvent;
    type Score = frame_election_provider_support::VoteWeight;
    type ScoreProvider = Staking;
    type WeightInfo = pallet_bags_list::weights::SubstrateWeight<Runtime>;
}

impl blueprint_staking_precompile::Runtime for Runtime {
    type Calls = crate::RuntimeCall;
}
