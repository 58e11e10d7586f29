//! A chain with contracts, assets, services and stake.

use crate as pallet_stake;
use crate::{AssetId, NativeOrAsset};
use frame_support::{
    derive_impl,
    dispatch::DispatchResultWithPostInfo,
    parameter_types,
    traits::{
        fungible::UnionOf,
        fungibles::{Balanced, Credit},
        AsEnsureOriginWithArg, ConstU128, ConstU32, ConstU64, Hooks, OnUnbalanced,
        UnfilteredDispatchable,
    },
    weights::Weight,
    PalletId,
};
use frame_system::{EnsureRoot, EnsureSigned};
use pallet_revive::{AccountId32Mapper, Code, ExecConfig, TransactionLimits};
use sp_core::H160;
use sp_runtime::{traits::IdentityLookup, AccountId32, BuildStorage, DispatchResult};

type Block = frame_system::mocking::MockBlock<Test>;

frame_support::construct_runtime!(
    pub enum Test {
        System: frame_system,
        Balances: pallet_balances,
        Timestamp: pallet_timestamp,
        Assets: pallet_assets,
        Revive: pallet_revive,
        Services: pallet_services,
        Stake: pallet_stake,
    }
);

pub const ED: u128 = 10;
pub const BOND: u128 = 5_000;
pub const RICH: u128 = 1_000_000_000_000;
/// The least reward that is settled.
pub const LEAST_REWARD: u128 = 20;
/// Blocks of an era.
pub const ERA: u64 = 100;
/// Blocks of the review of a slash: longer than stake unbonds.
pub const REVIEW: u64 = 60;
/// For how many eras an operator's share can be settled.
pub const HISTORY: u32 = 8;
/// Blocks in which stake unbonds.
pub const UNBONDING: u64 = 50;
/// For how long operators can be slashed for a service that has ended, in seconds.
pub const FAULT_WINDOW: u64 = 10;
/// An asset, and the least an account has of it.
pub const GOLD: AssetId = AssetId::Asset(7);
pub const GOLD_MINIMUM: u128 = 5;
/// An asset that is not accepted.
pub const LEAD: AssetId = AssetId::Asset(8);

/// The chain's token and its assets.
pub type Money = UnionOf<Balances, Assets, NativeOrAsset, AssetId, AccountId32>;

parameter_types! {
    pub static TreasuryGetsLosses: bool = false;
    pub Treasury: AccountId32 = AccountId32::new([0x99; 32]);
    pub const ExistentialDeposit: u128 = ED;
    pub const OperatorBond: u128 = BOND;
    pub static CarryRelease: u32 = 1;
    pub static FoundWithin: u64 = FAULT_WINDOW;
    pub const StakeId: PalletId = PalletId(*b"py/stake");
    pub static TestDbWeight: frame_support::weights::RuntimeDbWeight =
        frame_support::weights::RuntimeDbWeight { read: 25_000_000, write: 100_000_000 };
    pub const HookWeightLimit: Weight = Weight::from_parts(2_000_000_000, 262_144);
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = Block;
    type AccountId = AccountId32;
    type Lookup = IdentityLookup<AccountId32>;
    type AccountData = pallet_balances::AccountData<u128>;
    type DbWeight = TestDbWeight;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
    type Balance = u128;
    type ExistentialDeposit = ExistentialDeposit;
    type AccountStore = System;
    type FreezeIdentifier = RuntimeFreezeReason;
    type MaxFreezes = frame_support::traits::VariantCountOf<RuntimeFreezeReason>;
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
    type CreateOrigin = AsEnsureOriginWithArg<EnsureSigned<AccountId32>>;
    type ForceOrigin = EnsureRoot<AccountId32>;
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

#[derive_impl(pallet_revive::config_preludes::TestDefaultConfig)]
impl pallet_revive::Config for Test {
    type Time = Timestamp;
    type AddressMapper = AccountId32Mapper<Self>;
    type Balance = u128;
    type Currency = Balances;
    type UploadOrigin = EnsureSigned<AccountId32>;
    type InstantiateOrigin = EnsureSigned<AccountId32>;
    type DepositPerByte = ConstU128<1>;
    type DepositPerItem = ConstU128<1>;
    type DepositPerChildTrieItem = ConstU128<1>;
}

#[derive_impl(pallet_services::config_preludes::DevelopmentConfig)]
impl pallet_services::Config for Test {
    type Currency = Balances;
    type Time = Timestamp;
    type Managers = pallet_services::ReviveManagers<Test>;
    type BlockNumberProvider = System;
    type HookWeightLimit = HookWeightLimit;
    type HookDepositLimit = ConstU128<100_000>;
    type OperatorBond = OperatorBond;
    type RequestBond = ConstU128<700>;
    type DepositPerItem = ConstU128<2>;
    type DepositPerByte = ConstU128<1>;
    type EraLength = ConstU32<{ ERA as u32 }>;
    type FaultWindow = FoundWithin;
    type HeartbeatWindow = ConstU32<5>;
    type ShortestReview = ConstU64<REVIEW>;
    type ProposalBond = ConstU128<0>;
    type DisputeBond = ConstU128<900>;
    type ReportBond = ConstU128<400>;
    type Treasury = Treasury;
    type SlashVetoOrigin = EnsureRoot<AccountId32>;
    type Stake = Stake;
    type WeightInfo = pallet_services::weights::MeasuredWeights<Test>;
}

impl pallet_stake::Config for Test {
    type Slashed = Sink;
    type History = ConstU32<HISTORY>;
    type CarryRelease = CarryRelease;
    type PalletId = StakeId;
    type Assets = Money;
    type LeastReward = ConstU128<LEAST_REWARD>;
    type Liquid = ();
    type MaxAssets = ConstU32<3>;
    type MaxUnbonding = ConstU32<4>;
    type UnbondingDelay = ConstU32<{ UNBONDING as u32 }>;
    type AdminOrigin = EnsureRoot<AccountId32>;
    type OracleOrigin = EnsureRoot<AccountId32>;
    type WeightInfo = pallet_stake::weights::MeasuredWeights<Test>;
}

/// Burns what accounts lose, or gives it to the treasury where a test says so.
pub struct Sink;

impl OnUnbalanced<Credit<AccountId32, Money>> for Sink {
    fn on_nonzero_unbalanced(credit: Credit<AccountId32, Money>) {
        if TreasuryGetsLosses::get() {
            let resolved = <Money as Balanced<AccountId32>>::resolve(&Treasury::get(), credit);
            assert!(resolved.is_ok(), "the treasury can receive it");
        }
    }
}

pub fn account(seed: u8) -> AccountId32 {
    AccountId32::new([seed; 32])
}

pub fn customer() -> AccountId32 {
    account(2)
}

pub fn outsider() -> AccountId32 {
    account(3)
}

/// The operators of these tests.
pub fn operator(n: u8) -> AccountId32 {
    account(0x10 + n)
}

/// The delegators of these tests.
pub fn delegator(n: u8) -> AccountId32 {
    account(0x20 + n)
}

/// A chain at block 1 on which the accounts above are rich, in two assets, too; nothing is
/// accepted as stake.
pub fn new_chain() -> sp_io::TestExternalities {
    let mut storage = RuntimeGenesisConfig {
        services: pallet_services::GenesisConfig {
            endowment: ED + 100_000,
        },
        ..Default::default()
    }
    .build_storage()
    .expect("the genesis builds");
    let people = || (1..=3).chain(0x10..0x18).chain(0x20..0x28).map(account);
    pallet_balances::GenesisConfig::<Test> {
        balances: people()
            .chain([Revive::account_id()])
            .map(|who| (who, RICH))
            .collect(),
        ..Default::default()
    }
    .assimilate_storage(&mut storage)
    .expect("the balances build");
    pallet_assets::GenesisConfig::<Test> {
        assets: [7, 8]
            .map(|id| (id, account(1), false, GOLD_MINIMUM))
            .to_vec(),
        accounts: people()
            .flat_map(|who| [(7, who.clone(), RICH), (8, who, RICH)])
            .collect(),
        ..Default::default()
    }
    .assimilate_storage(&mut storage)
    .expect("the assets build");
    let mut chain = sp_io::TestExternalities::from(storage);
    chain.execute_with(|| {
        System::set_block_number(1);
        Timestamp::set_timestamp(1_000_000_000);
        for who in people() {
            Revive::map_account(RuntimeOrigin::signed(who)).expect("it can be mapped");
        }
    });
    chain
}

/// Go on to a block, with only those on the way in which an era begins.
pub fn skip_to(block: u64) {
    loop {
        let begins = pallet_services::CurrentEra::<Test>::get().started_at + ERA;
        let next = block.min(begins);
        System::set_block_number(next);
        Services::on_initialize(next);
        if next == block {
            return;
        }
    }
}

/// Send a call as an extrinsic would, without fees.
pub fn send(who: AccountId32, call: impl Into<RuntimeCall>) -> DispatchResultWithPostInfo {
    call.into()
        .dispatch_bypass_filter(RuntimeOrigin::signed(who))
}

/// The result of [`send`] without its weight.
pub fn try_send(who: AccountId32, call: impl Into<RuntimeCall>) -> DispatchResult {
    send(who, call).map(|_| ()).map_err(|failed| failed.error)
}

/// Send a call as root.
pub fn command(call: impl Into<RuntimeCall>) -> DispatchResult {
    call.into()
        .dispatch_bypass_filter(RuntimeOrigin::root())
        .map(|_| ())
        .map_err(|failed| failed.error)
}

/// Deploy a manager that accepts whatever it is called with, and returns the customer's address: the account
/// that may propose slashes.
pub fn accepting_manager() -> H160 {
    let customer = Services::address_of(&customer());
    // PUSH20 address, MSTORE at 0, RETURN 32 bytes.
    deploy(
        [
            &[0x73][..],
            customer.as_bytes(),
            &[0x60, 0, 0x52, 0x60, 32, 0x60, 0, 0xf3],
        ]
        .concat(),
    )
}

/// Deploy a contract that answers every call with these words.
pub fn answering(words: &[[u8; 32]]) -> H160 {
    let mut program = Vec::new();
    for (place, word) in words.iter().enumerate() {
        // PUSH32 word, MSTORE at its place.
        program.push(0x7f);
        program.extend(word);
        program.extend([0x60, 32 * place as u8, 0x52]);
    }
    // RETURN all of them.
    program.extend([0x60, 32 * words.len() as u8, 0x60, 0, 0xf3]);
    deploy(program)
}

/// Deploy a contract that reverts.
pub fn reverting() -> H160 {
    deploy(vec![0x60, 0, 0x60, 0, 0xfd])
}

/// Deploy a program of the EVM, behind the code that deploys it.
fn deploy(program: Vec<u8>) -> H160 {
    let length = program.len() as u8;
    let deploy = [
        0x60, length, 0x60, 12, 0x60, 0, 0x39, 0x60, length, 0x60, 0, 0xf3,
    ];
    let code = [&deploy[..], &program].concat();
    // As the transaction would have; the address of the contract is made of it.
    System::inc_account_nonce(account(1));
    let deployed = Revive::bare_instantiate(
        RuntimeOrigin::signed(account(1)),
        0.into(),
        TransactionLimits::WeightAndDeposit {
            weight_limit: Weight::from_parts(1_000_000_000_000, 100_000_000),
            deposit_limit: RICH,
        },
        Code::Upload(code),
        Vec::new(),
        None,
        &ExecConfig::new_substrate_tx(),
    )
    .result
    .expect("the contract deploys");
    assert!(!deployed.result.did_revert());
    deployed.addr
}

/// The events of the pallet since the last call of this function.
pub fn events() -> Vec<pallet_stake::Event<Test>> {
    let seen = System::events()
        .into_iter()
        .filter_map(|record| match record.event {
            RuntimeEvent::Stake(event) => Some(event),
            _ => None,
        })
        .collect();
    System::reset_events();
    seen
}

/// The integrity tests of the pallets, as the runtime runs them.
pub fn check_integrity() {
    Stake::integrity_test();
    Services::integrity_test();
}
