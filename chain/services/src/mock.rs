//! A chain with contracts and services.

use crate as pallet_services;
use blueprint_rules::court::WEEK;
use core::time::Duration;
use frame_support::{
    derive_impl,
    dispatch::{DispatchResultWithPostInfo, GetDispatchInfo},
    parameter_types,
    traits::{fungible::Balanced, ConstU128, Hooks, OnUnbalanced, UnfilteredDispatchable},
    weights::Weight,
};
use pallet_revive::{AccountId32Mapper, Code, ExecConfig, TransactionLimits};
use rustix::time::{clock_gettime, ClockId};
use sp_core::H160;
use sp_runtime::{
    traits::{BlockNumberProvider, IdentityLookup},
    AccountId32, BuildStorage, DispatchError, DispatchResult,
};

type Block = frame_system::mocking::MockBlock<Test>;

frame_support::construct_runtime!(
    pub enum Test {
        System: frame_system,
        Balances: pallet_balances,
        Timestamp: pallet_timestamp,
        Revive: pallet_revive,
        Services: pallet_services,
    }
);

pub const ED: u128 = 10;
pub const BOND: u128 = 5_000;
pub const REQUEST_BOND: u128 = 700;
pub const RICH: u128 = 1_000_000_000_000;

/// Another pallet's eras: those that a test says.
pub struct CountedElsewhere;

impl pallet_services::EraSource for CountedElsewhere {
    fn running() -> Option<u32> {
        CountedEra::get()
    }

    fn weight() -> Weight {
        Weight::zero()
    }
}

parameter_types! {
    pub const ExistentialDeposit: u128 = ED;
    pub const OperatorBond: u128 = BOND;
    pub const RequestBond: u128 = REQUEST_BOND;
    pub const StorageDeposit: u128 = 1;
    pub static TestDbWeight: frame_support::weights::RuntimeDbWeight =
        frame_support::weights::RuntimeDbWeight { read: 25_000_000, write: 100_000_000 };
    pub static HookWeightLimit: Weight = Weight::from_parts(2_000_000_000, 262_144);
    pub static HookDepositLimit: u128 = 100_000;
    pub static MaxBlueprintsPerAccount: u32 = 3;
    pub static MaxRequestsPerAccount: u32 = 1_000;
    pub static MaxRequestsPerOperator: u32 = 2_000;
    pub static MaxServicesPerAccount: u32 = 4;
    pub static MaxBlueprintsPerOperator: u32 = 3;
    pub static ShortestReview: u64 = WEEK;
    pub static ProposalBond: u128 = 300;
    pub static DisputeBond: u128 = 900;
    pub static ReportBond: u128 = 400;
    pub static LeavingNotice: u64 = 600;
    pub static FaultWindow: u64 = 300;
    pub static EraLength: u32 = 1_000;
    pub static LongestGap: u32 = 0;
    /// The running era, where another pallet counts them.
    pub static CountedEra: Option<u32> = None;
    pub static BlocksAhead: u64 = 0;
    pub static TreasuryGetsLosses: bool = false;
    pub Treasury: AccountId32 = AccountId32::new([0x99; 32]);
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

#[derive_impl(pallet_revive::config_preludes::TestDefaultConfig)]
impl pallet_revive::Config for Test {
    type Time = Timestamp;
    type AddressMapper = AccountId32Mapper<Self>;
    type Balance = u128;
    type Currency = Balances;
    type UploadOrigin = frame_system::EnsureSigned<AccountId32>;
    type InstantiateOrigin = frame_system::EnsureSigned<AccountId32>;
    type DepositPerByte = StorageDeposit;
    type DepositPerItem = StorageDeposit;
    type DepositPerChildTrieItem = StorageDeposit;
    type Precompiles = (dispatcher::Dispatcher,);
}

#[derive_impl(pallet_services::config_preludes::DevelopmentConfig)]
impl pallet_services::Config for Test {
    type Currency = Balances;
    type Time = Timestamp;
    type Managers = pallet_services::ReviveManagers<Test>;
    type BlockNumberProvider = Blocks;
    type Forfeited = Sink;
    type HookWeightLimit = HookWeightLimit;
    type HookDepositLimit = HookDepositLimit;
    type OperatorBond = OperatorBond;
    type RequestBond = RequestBond;
    type DepositPerItem = ConstU128<2>;
    type DepositPerByte = ConstU128<1>;
    type MaxBlueprintsPerAccount = MaxBlueprintsPerAccount;
    type MaxRequestsPerAccount = MaxRequestsPerAccount;
    type MaxRequestsPerOperator = MaxRequestsPerOperator;
    type MaxServicesPerAccount = MaxServicesPerAccount;
    type MaxBlueprintsPerOperator = MaxBlueprintsPerOperator;
    type LongestGap = LongestGap;
    type ShortestReview = ShortestReview;
    type ProposalBond = ProposalBond;
    type DisputeBond = DisputeBond;
    type ReportBond = ReportBond;
    type LeavingNotice = LeavingNotice;
    type FaultWindow = FaultWindow;
    type EraLength = EraLength;
    type Eras = CountedElsewhere;
    type Treasury = Treasury;
    type SlashVetoOrigin = frame_system::EnsureRoot<AccountId32>;
    type WeightInfo = pallet_services::weights::MeasuredWeights<Test>;
}

/// Burns what accounts lose, or gives it to the treasury where a test says so.
pub struct Sink;

impl OnUnbalanced<pallet_services::CreditOf<Test>> for Sink {
    fn on_nonzero_unbalanced(credit: pallet_services::CreditOf<Test>) {
        if TreasuryGetsLosses::get() {
            let resolved = Balances::resolve(&Treasury::get(), credit);
            assert!(resolved.is_ok(), "the treasury can receive it");
        }
    }
}

/// The chain's own blocks, and as many more as a test says: a relay chain is ahead of its parachains.
pub struct Blocks;

impl BlockNumberProvider for Blocks {
    type BlockNumber = u64;

    fn current_block_number() -> u64 {
        System::block_number() + BlocksAhead::get()
    }
}

/// A precompile that dispatches a call of the chain for the contract that calls it. No chain that
/// cares has one; it shows what a manager could do with it.
pub mod dispatcher {
    use super::*;
    use codec::Decode;
    use core::num::NonZero;
    use pallet_revive::{
        precompiles::{
            alloy::{self, sol_types::SolValue},
            AddressMatcher, Error, Ext, Precompile,
        },
        AddressMapper,
    };

    alloy::sol! {
        interface IDispatcher {
            function dispatch(bytes call) external returns (bytes error);
        }
    }

    pub struct Dispatcher;

    impl Precompile for Dispatcher {
        type T = Test;
        type Interface = IDispatcher::IDispatcherCalls;
        const MATCHER: AddressMatcher = AddressMatcher::Fixed(NonZero::new(0x77).unwrap());
        const HAS_CONTRACT_INFO: bool = false;

        fn call(
            _: &[u8; 20],
            input: &Self::Interface,
            env: &mut impl Ext<T = Test>,
        ) -> Result<Vec<u8>, Error> {
            let IDispatcher::IDispatcherCalls::dispatch(input) = input;
            let call = RuntimeCall::decode(&mut &input.call[..]).expect("a call of this chain");
            let caller = match env.caller() {
                pallet_revive::ExecOrigin::Signed(account) => account,
                pallet_revive::ExecOrigin::Root => return Err(DispatchError::RootNotAllowed.into()),
            };
            let caller = AccountId32Mapper::<Test>::to_address(&caller);
            let caller = AccountId32Mapper::<Test>::to_account_id(&caller);
            let result = call.dispatch_bypass_filter(RuntimeOrigin::signed(caller));
            let error = result.map(|_| ()).map_err(|failed| failed.error);
            SEEN.with(|seen| seen.borrow_mut().push(error));
            Ok(error.is_err().abi_encode())
        }
    }

    std::thread_local! {
        /// The results of the calls dispatched.
        pub static SEEN: std::cell::RefCell<Vec<DispatchResult>> =
            const { std::cell::RefCell::new(Vec::new()) };
    }
}

pub fn account(seed: u8) -> AccountId32 {
    AccountId32::new([seed; 32])
}

pub fn owner() -> AccountId32 {
    account(1)
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

/// A chain at block 1 on which the accounts above are rich and the pallet's account is endowed.
pub fn new_chain() -> sp_io::TestExternalities {
    let mut storage = RuntimeGenesisConfig {
        services: pallet_services::GenesisConfig {
            endowment: ED + 100_000,
        },
        ..Default::default()
    }
    .build_storage()
    .expect("the genesis builds");
    let rich = (1..=3).chain(0x10..0x20).map(|seed| (account(seed), RICH));
    let revive = (Revive::account_id(), RICH);
    pallet_balances::GenesisConfig::<Test> {
        balances: rich.chain([revive]).collect(),
        ..Default::default()
    }
    .assimilate_storage(&mut storage)
    .expect("the balances build");
    let mut chain = sp_io::TestExternalities::from(storage);
    chain.execute_with(|| {
        System::set_block_number(1);
        for seed in (1..=3).chain(0x10..0x20) {
            Revive::map_account(RuntimeOrigin::signed(account(seed))).expect("it can be mapped");
        }
    });
    chain
}

/// Send a call as an extrinsic would, without fees.
pub fn send(who: AccountId32, call: pallet_services::Call<Test>) -> DispatchResultWithPostInfo {
    RuntimeCall::from(call).dispatch_bypass_filter(RuntimeOrigin::signed(who))
}

/// The result of [`send`] without its weight.
pub fn try_send(who: AccountId32, call: pallet_services::Call<Test>) -> DispatchResult {
    send(who, call).map(|_| ()).map_err(|failed| failed.error)
}

/// Send a call as governance: the root origin.
pub fn govern(call: pallet_services::Call<Test>) -> DispatchResult {
    RuntimeCall::from(call)
        .dispatch_bypass_filter(RuntimeOrigin::root())
        .map(|_| ())
        .map_err(|failed| failed.error)
}

/// What the call reserves, in weight.
pub fn reserved(call: pallet_services::Call<Test>) -> Weight {
    RuntimeCall::from(call).get_dispatch_info().call_weight
}

/// Deploy a contract from EVM init code.
pub fn deploy(init: Vec<u8>) -> H160 {
    // As the transaction would have; the address of the contract is made of it.
    System::inc_account_nonce(owner());
    let deployed = Revive::bare_instantiate(
        RuntimeOrigin::signed(owner()),
        0.into(),
        TransactionLimits::WeightAndDeposit {
            weight_limit: Weight::from_parts(1_000_000_000_000, 100_000_000),
            deposit_limit: RICH,
        },
        Code::Upload(init),
        Vec::new(),
        None,
        &ExecConfig::new_substrate_tx(),
    )
    .result
    .expect("the contract deploys");
    assert!(!deployed.result.did_revert());
    deployed.addr
}

/// Go on to a block, with all of its weight idle in each block on the way.
pub fn run_to(block: u64) {
    while System::block_number() < block {
        let now = System::block_number();
        Services::on_idle(now, Weight::from_parts(1_000_000_000_000, 10_000_000));
        Services::on_finalize(now);
        System::set_block_number(now + 1);
        Services::on_initialize(now + 1);
    }
}

/// Go on to a block, with only those on the way in which an era begins.
pub fn skip_to(block: u64) {
    loop {
        let begins = pallet_services::CurrentEra::<Test>::get().started_at;
        let next = block.min(begins + u64::from(EraLength::get()));
        System::set_block_number(next);
        Services::on_initialize(next);
        if next == block {
            return;
        }
    }
}

/// The events of the pallet since the last call of this function.
pub fn events() -> Vec<pallet_services::Event<Test>> {
    let seen = System::events()
        .into_iter()
        .filter_map(|record| match record.event {
            RuntimeEvent::Services(event) => Some(event),
            _ => None,
        })
        .collect();
    System::reset_events();
    seen
}

/// How long this thread has run: not the time it waited for others.
pub fn busy() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.try_into().expect("a clock that counts up")
}
