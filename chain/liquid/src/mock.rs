//! A chain with sessions, staking, assets and vaults: the staking pallet itself, never a substitute of it.

use crate as pallet_liquid;
use crate::{BelowVaults, VaultId};
use frame_election_provider_support::{
    bounds::{ElectionBounds, ElectionBoundsBuilder},
    onchain, SequentialPhragmen,
};
use frame_support::{
    derive_impl, parameter_types,
    traits::{
        ConstBool, ConstU128, ConstU32, ConstU64, Hooks, RewardsReporter, UnfilteredDispatchable,
    },
    weights::{RuntimeDbWeight, Weight},
    PalletId,
};
use frame_system::{EnsureRoot, EnsureSigned};
use sp_runtime::{
    testing::UintAuthorityId,
    traits::{ConvertInto, IdentityLookup},
    AccountId32, BuildStorage, DispatchResult, Perbill,
};
use sp_staking::EraIndex;

type Block = frame_system::mocking::MockBlock<Test>;
pub type AccountId = AccountId32;

frame_support::construct_runtime!(
    pub enum Test {
        System: frame_system,
        Timestamp: pallet_timestamp,
        Balances: pallet_balances,
        Assets: pallet_assets,
        Staking: pallet_staking,
        Session: pallet_session,
        Historical: pallet_session::historical,
        Liquid: pallet_liquid,
    }
);

pub const ED: u128 = 10;
pub const RICH: u128 = 1_000_000_000_000_000;
/// What validators have bonded.
pub const BOND: u128 = 1_000_000;
/// Eras in which stake unbonds.
pub const BONDING: EraIndex = 3;
/// What a vault begins with.
pub const SEED: u128 = 1_000;
/// The least amount of a deposit.
pub const LEAST: u128 = 100;
/// The most stake of a vault.
pub const CAP: u128 = 1_000_000_000;
pub const GRACE: EraIndex = 2;
pub const NOTICE: EraIndex = 7;
/// Milliseconds between blocks.
const BLOCK_TIME: u64 = 6_000;

parameter_types! {
    /// What stashes of vaults were paid less what they were slashed, as the staking pallet's events say.
    pub static Earned: i128 = 0;
    /// For how many eras slashes wait.
    pub static Defer: EraIndex = 0;
    /// States that vaults entered.
    pub static Changed: Vec<(VaultId, crate::State<AccountId>)> = Vec::new();
    /// What an era pays to all validators and nominators.
    pub static EraReward: u128 = 300_000;
    /// How many nominators a page of rewards has.
    pub static PageSize: u32 = 64;
    pub const ExistentialDeposit: u128 = ED;
    pub const LiquidId: PalletId = PalletId(*b"py/liqui");
    pub const MostCommission: Perbill = Perbill::from_percent(20);
    pub Treasury: AccountId = account(0x99);
    pub const TestDbWeight: RuntimeDbWeight = RuntimeDbWeight { read: 25_000_000, write: 100_000_000 };
    pub ElectionLimits: ElectionBounds = ElectionBoundsBuilder::default().build();
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = Block;
    type AccountId = AccountId;
    type Lookup = IdentityLookup<AccountId>;
    type AccountData = pallet_balances::AccountData<u128>;
    type DbWeight = TestDbWeight;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
    type Balance = u128;
    type ExistentialDeposit = ExistentialDeposit;
    type AccountStore = System;
}

#[derive_impl(pallet_timestamp::config_preludes::TestDefaultConfig)]
impl pallet_timestamp::Config for Test {}

// Not derived from the pallet's defaults, which need a feature of this crate.
impl pallet_assets::Config for Test {
    type RuntimeEvent = RuntimeEvent;
    type Balance = u128;
    type RemoveItemsLimit = ConstU32<5>;
    type AssetId = u32;
    type AssetIdParameter = u32;
    type ReserveData = ();
    type Currency = Balances;
    type CreateOrigin = BelowVaults<EnsureSigned<AccountId>>;
    type ForceOrigin = EnsureRoot<AccountId>;
    type AssetDeposit = ConstU128<1>;
    type AssetAccountDeposit = ConstU128<1>;
    type MetadataDepositBase = ConstU128<1>;
    type MetadataDepositPerByte = ConstU128<1>;
    type ApprovalDeposit = ConstU128<1>;
    type StringLimit = ConstU32<50>;
    type Freezer = ();
    type Holder = ();
    type Extra = ();
    type CallbackHandle = ();
    type AssetIdAllocator = ();
    type WeightInfo = ();
}

sp_runtime::impl_opaque_keys! {
    pub struct SessionKeys {
        pub dummy: TestHandler,
    }
}

/// Hears of sessions and does nothing.
pub struct TestHandler;

impl sp_runtime::BoundToRuntimeAppPublic for TestHandler {
    type Public = UintAuthorityId;
}

impl frame_support::traits::OneSessionHandler<AccountId> for TestHandler {
    type Key = UintAuthorityId;

    fn on_genesis_session<'a, I: 'a + Iterator<Item = (&'a AccountId, Self::Key)>>(_: I) {}
    fn on_new_session<'a, I: 'a + Iterator<Item = (&'a AccountId, Self::Key)>>(
        _: bool,
        _: I,
        _: I,
    ) {
    }
    fn on_disabled(_: u32) {}
}

impl pallet_session::Config for Test {
    type RuntimeEvent = RuntimeEvent;
    type SessionManager = pallet_session::historical::NoteHistoricalRoot<Test, Staking>;
    type Keys = SessionKeys;
    type ShouldEndSession = pallet_session::PeriodicSessions<ConstU64<1>, ConstU64<0>>;
    type NextSessionRotation = pallet_session::PeriodicSessions<ConstU64<1>, ConstU64<0>>;
    type SessionHandler = (TestHandler,);
    type ValidatorId = AccountId;
    type ValidatorIdOf = ConvertInto;
    type DisablingStrategy = ();
    type WeightInfo = ();
    type Currency = Balances;
    type KeyDeposit = ();
}

impl pallet_session::historical::Config for Test {
    type RuntimeEvent = RuntimeEvent;
    type FullIdentification = ();
    type FullIdentificationOf = pallet_staking::UnitIdentificationOf<Self>;
}

/// Elections are computed in the block that ends a session.
pub struct ElectedOnChain;

impl onchain::Config for ElectedOnChain {
    type Bounds = ElectionLimits;
    type DataProvider = Staking;
    type MaxBackersPerWinner = ConstU32<1_000>;
    type MaxWinnersPerPage = ConstU32<100>;
    type Solver = SequentialPhragmen<AccountId, Perbill>;
    type Sort = ConstBool<true>;
    type System = Test;
    type WeightInfo = ();
}

/// The same for each era.
pub struct FixedPayout;

impl sp_staking::EraPayout<u128> for FixedPayout {
    fn era_payout(_: u128, _: u128, _: u64) -> (u128, u128) {
        (EraReward::get(), 0)
    }
}

#[derive_impl(pallet_staking::config_preludes::TestDefaultConfig)]
impl pallet_staking::Config for Test {
    type AdminOrigin = EnsureRoot<AccountId>;
    type BondingDuration = ConstU32<BONDING>;
    type Currency = Balances;
    type CurrencyBalance = u128;
    type CurrencyToVote = sp_staking::currency_to_vote::U128CurrencyToVote;
    type ElectionProvider = onchain::OnChainExecution<ElectedOnChain>;
    type EraPayout = FixedPayout;
    type EventListeners = Liquid;
    type GenesisElectionProvider = onchain::OnChainExecution<ElectedOnChain>;
    type HistoryDepth = ConstU32<20>;
    type MaxExposurePageSize = PageSize;
    type MaxUnlockingChunks = ConstU32<8>;
    type NextNewSession = Session;
    type OldCurrency = Balances;
    type SessionInterface = Self;
    type SessionsPerEra = ConstU32<3>;
    type SlashDeferDuration = Defer;
    type TargetList = pallet_staking::UseValidatorsMap<Self>;
    type UnixTime = Timestamp;
    type VoterList = pallet_staking::UseNominatorsAndValidatorsMap<Self>;
}

impl pallet_liquid::Config for Test {
    type PalletId = LiquidId;
    type Assets = Assets;
    type FeeReceiver = Treasury;
    type AdminOrigin = EnsureRoot<AccountId>;
    type MinAmount = ConstU128<LEAST>;
    type DepositCap = ConstU128<CAP>;
    type CommissionCap = MostCommission;
    type Grace = ConstU32<GRACE>;
    type Notice = ConstU32<NOTICE>;
    type IdleVaults = ConstU32<2>;
    type WeightInfo = pallet_liquid::weights::CountedWeights<Test>;
}

pub fn account(seed: u8) -> AccountId {
    AccountId::new([seed; 32])
}

/// The validators of these tests. Those from 4 on are none at first.
pub fn validator(n: u8) -> AccountId {
    account(0x10 + n)
}

/// The holders of these tests.
pub fn holder(n: u8) -> AccountId {
    account(0x20 + n)
}

pub fn founder() -> AccountId {
    account(1)
}

pub fn stranger() -> AccountId {
    account(2)
}

/// A chain in era 1, on which slashes are applied at once.
pub fn new_chain() -> sp_io::TestExternalities {
    chain_with(0)
}

/// A chain in era 1, on which slashes wait for so many eras.
pub fn chain_with(defer: EraIndex) -> sp_io::TestExternalities {
    Defer::set(defer);
    Earned::set(0);
    EraReward::set(300_000);
    PageSize::set(64);
    let mut storage = frame_system::GenesisConfig::<Test>::default()
        .build_storage()
        .expect("the genesis builds");
    let people = [1, 2, 0x99].into_iter().chain(0x10..0x18).chain(0x20..0x28);
    pallet_balances::GenesisConfig::<Test> {
        balances: people.map(|seed| (account(seed), RICH)).collect(),
        ..Default::default()
    }
    .assimilate_storage(&mut storage)
    .expect("the balances build");
    let candidates: Vec<_> = (1..=3).map(validator).collect();
    pallet_staking::GenesisConfig::<Test> {
        stakers: candidates
            .iter()
            .map(|who| {
                let status = pallet_staking::StakerStatus::Validator;
                (who.clone(), who.clone(), BOND, status)
            })
            .collect(),
        validator_count: 4,
        minimum_validator_count: 1,
        min_nominator_bond: 100,
        min_validator_bond: 1_000,
        ..Default::default()
    }
    .assimilate_storage(&mut storage)
    .expect("the stakers build");
    pallet_session::GenesisConfig::<Test> {
        keys: candidates
            .iter()
            .enumerate()
            .map(|(n, who)| (who.clone(), who.clone(), session_keys(n as u64)))
            .collect(),
        ..Default::default()
    }
    .assimilate_storage(&mut storage)
    .expect("the sessions build");
    let mut chain = sp_io::TestExternalities::from(storage);
    chain.execute_with(|| {
        System::set_block_number(1);
        Session::on_initialize(1);
        Staking::on_initialize(1);
        Timestamp::set_timestamp(BLOCK_TIME);
        to_era(1);
    });
    chain
}

pub fn session_keys(n: u64) -> SessionKeys {
    SessionKeys {
        dummy: UintAuthorityId(n),
    }
}

/// One block, which is one session. All validators of the session work.
pub fn next_block() {
    let now = System::block_number();
    let working = Session::validators().into_iter().map(|who| (who, 1));
    <Staking as RewardsReporter<AccountId>>::reward_by_ids(working);
    Staking::on_finalize(now);
    note_events();
    System::set_block_number(now + 1);
    Timestamp::set_timestamp(Timestamp::get() + BLOCK_TIME);
    Session::on_initialize(now + 1);
    Staking::on_initialize(now + 1);
}

/// Adds up what the events since the last call say of vaults.
pub fn note_events() {
    for record in System::events() {
        let change = match record.event {
            RuntimeEvent::Staking(pallet_staking::Event::Rewarded { stash, amount, .. }) => {
                Some((stash, amount as i128))
            }
            RuntimeEvent::Staking(pallet_staking::Event::Slashed { staker, amount }) => {
                Some((staker, -(amount as i128)))
            }
            RuntimeEvent::Liquid(crate::Event::StateChanged { vault, state }) => {
                Changed::mutate(|list| list.push((vault, state)));
                None
            }
            _ => None,
        };
        if let Some((stash, amount)) = change {
            if crate::VaultOfStash::<Test>::contains_key(stash) {
                Earned::mutate(|sum| *sum += amount);
            }
        }
    }
    System::reset_events();
}

pub fn active_era() -> EraIndex {
    Liquid::eras().active
}

pub fn planned_era() -> EraIndex {
    Liquid::eras().planned
}

/// Goes on to the first block of an era.
pub fn to_era(era: EraIndex) {
    while active_era() < era {
        next_block();
    }
}

/// Goes on to the first block of the next era.
pub fn next_era() {
    to_era(active_era() + 1);
}

/// An idle block of the pallet.
pub fn idle() -> Weight {
    Liquid::on_idle(System::block_number(), Weight::MAX)
}

/// Sends a call as an extrinsic would, without fees: a call that fails changes nothing.
pub fn send(who: AccountId, call: impl Into<RuntimeCall>) -> DispatchResult {
    dispatch(RuntimeOrigin::signed(who), call)
}

/// Sends a call as root.
pub fn command(call: impl Into<RuntimeCall>) -> DispatchResult {
    dispatch(RuntimeOrigin::root(), call)
}

pub fn dispatch(origin: RuntimeOrigin, call: impl Into<RuntimeCall>) -> DispatchResult {
    call.into()
        .dispatch_bypass_filter(origin)
        .map(|_| ())
        .map_err(|failed| failed.error)
}

/// The stash of a vault.
pub fn stash(vault: VaultId) -> AccountId {
    Liquid::stash_of(vault)
}

/// Slashes a validator for an era.
pub fn slash(validator: AccountId, era: EraIndex, percent: u32) {
    let call = pallet_staking::Call::<Test>::manual_slash {
        validator_stash: validator,
        era,
        slash_fraction: Perbill::from_percent(percent),
    };
    command(call).expect("it can be slashed");
}
