//! The ways to the state in which a call takes the most.

use crate::{
    AccountIdOf, Asset, AssetsOf, BalanceOf, BlueprintDefinition, Blueprints, CallersOf,
    CleanupCursor, CleanupTask, Config, Generation, JobPrice, JobResult, Managers, OperatorsOf,
    Pallet, PayloadOf, Penalties, PointTerms, MAX_RPC_ADDRESS, WHOLE_BPS,
};
use alloc::{string::String, vec, vec::Vec};
use alloy_primitives::Bytes;
use alloy_sol_types::SolValue;
use blueprint_rules::court::{Charge, WEEK};
use frame_benchmarking::account;
use frame_support::{
    assert_ok,
    storage::{storage_prefix, unhashed},
    traits::{
        fungible::{Inspect, Mutate},
        Get,
    },
};
use frame_system::{pallet_prelude::BlockNumberFor, RawOrigin};
use sp_core::{H160, H256};
use sp_runtime::traits::{Bounded, Saturating};

pub type System<T> = frame_system::Pallet<T>;
pub type CurrencyOf<T> = <T as Config>::Currency;

/// An account that can pay for everything.
pub fn rich<T: Config>(name: &'static str, index: u32) -> AccountIdOf<T> {
    let who = account(name, index, 0);
    endow::<T>(&who);
    who
}

pub fn endow<T: Config>(who: &AccountIdOf<T>) {
    let amount = T::HookDepositLimit::get()
        .saturating_add(T::OperatorBond::get())
        .saturating_add(T::RequestBond::get())
        .saturating_add(CurrencyOf::<T>::minimum_balance())
        .saturating_mul(1_000u32.into())
        .min(BalanceOf::<T>::max_value() / 1_000u32.into());
    assert_ok!(CurrencyOf::<T>::mint_into(who, amount));
}

pub fn signed<T: Config>(who: &AccountIdOf<T>) -> RawOrigin<AccountIdOf<T>> {
    RawOrigin::Signed(who.clone())
}

pub fn owner<T: Config>() -> AccountIdOf<T> {
    rich::<T>("owner", 0)
}

pub fn operator<T: Config>(index: u32) -> AccountIdOf<T> {
    account("operator", index, 0)
}

/// A result of a time that is over.
pub fn result() -> JobResult {
    JobResult {
        outputs_hash: H256::zero(),
        submitted_at: 0,
    }
}

pub fn bytes<T: Config>(length: u32) -> PayloadOf<T> {
    PayloadOf::<T>::truncate_from(vec![0xff; length as usize])
}

/// A manager that answers at once.
pub fn manager<T: Config>() -> H160 {
    let deployer = rich::<T>("deployer", 0);
    endow::<T>(&Pallet::<T>::account_id());
    T::Managers::deploy_answering(&deployer)
}

pub fn definition<T: Config>() -> BlueprintDefinition {
    BlueprintDefinition {
        manager: manager::<T>(),
        generation: Generation::Substrate1_4,
        jobs: 1,
        reporting: true,
        quality_kinds: 1,
        min_operators: 1,
        max_operators: T::MaxOperatorsPerService::get(),
        max_instances: 1,
        points: PointTerms::EachResult,
        points_per_era: u32::MAX,
        penalties: Penalties::FULL,
        review: WEEK,
    }
}

/// What a call of a job costs: a whole unit for each operator that there may be.
pub fn price<T: Config>() -> JobPrice<BalanceOf<T>> {
    let each = T::Currency::minimum_balance();
    JobPrice {
        amount: each.saturating_mul(100u32.into()),
        burned_bps: 1_000,
        owner_bps: 1_000,
    }
}

/// Blueprint 0.
pub fn blueprint<T: Config>() {
    let definition = definition::<T>();
    assert_ok!(Pallet::<T>::create_blueprint(
        signed::<T>(&owner::<T>()).into(),
        definition
    ));
}

/// The key of operator `index`, and its signature for a registration for blueprint 0.
fn key_of<T: Config>(who: &AccountIdOf<T>, index: u32) -> (Vec<u8>, Bytes) {
    let mut secret = [1; 32];
    secret[..4].copy_from_slice(&index.to_be_bytes());
    let signed = Pallet::<T>::possession(0, who).sign(&secret);
    let (key, signature) = signed.expect("below the order");
    (key.as_bytes().to_vec(), Bytes::from(signature))
}

/// The arguments of `onRegister` of operator `index` with the longest name, padded to a length.
pub fn preferences<T: Config>(who: &AccountIdOf<T>, index: u32, length: u32) -> PayloadOf<T> {
    let (key, _) = key_of::<T>(who, index);
    let address = String::from_utf8(vec![b'a'; MAX_RPC_ADDRESS as usize]).expect("letters");
    let named = ((Bytes::from(key), address), Bytes::new());
    padded::<T>(named.abi_encode_params(), length)
}

/// The inputs of a registration of operator `index` with the longest name, padded to a length.
pub fn registration<T: Config>(who: &AccountIdOf<T>, index: u32, length: u32) -> PayloadOf<T> {
    let arguments = Bytes::from(preferences::<T>(who, index, 0).into_inner());
    let (_, signature) = key_of::<T>(who, index);
    padded::<T>((arguments, signature).abi_encode_params(), length)
}

fn padded<T: Config>(mut inputs: Vec<u8>, length: u32) -> PayloadOf<T> {
    inputs.resize(inputs.len().max(length as usize), 0);
    PayloadOf::<T>::truncate_from(inputs)
}

/// Operators 0..n of blueprint 0.
pub fn registered<T: Config>(n: u32) -> Vec<AccountIdOf<T>> {
    blueprint::<T>();
    let join = |index| {
        let who = rich::<T>("operator", index);
        assert_ok!(Pallet::<T>::join_operators(signed::<T>(&who).into()));
        let inputs = registration::<T>(&who, index, 0);
        assert_ok!(Pallet::<T>::register(
            signed::<T>(&who).into(),
            0,
            1,
            inputs
        ));
        who
    };
    (0..n).map(join).collect()
}

pub fn operators<T: Config>(who: Vec<AccountIdOf<T>>) -> OperatorsOf<T> {
    OperatorsOf::<T>::truncate_from(who)
}

pub fn callers<T: Config>(n: u32) -> CallersOf<T> {
    CallersOf::<T>::truncate_from((0..n).map(|index| account("caller", index, 0)).collect())
}

pub fn assets<T: Config>(n: u32) -> AssetsOf<T> {
    let asset = |index: u32| Asset {
        token: H160::from_low_u64_be(u64::from(index) + 1),
        amount: 1,
    };
    AssetsOf::<T>::truncate_from((0..n).map(asset).collect())
}

/// Request 0, to n operators, with the longest inputs.
pub fn requested<T: Config>(n: u32) -> AccountIdOf<T> {
    let customer = rich::<T>("customer", 0);
    assert_ok!(Pallet::<T>::request(
        signed::<T>(&customer).into(),
        0,
        operators::<T>(registered::<T>(n)),
        callers::<T>(T::MaxPermittedCallers::get()),
        bytes::<T>(T::MaxPayloadLength::get()),
        0,
        assets::<T>(T::MaxAssetsPerRequest::get()),
    ));
    customer
}

/// Approvals of request 0 by the operators of a range.
pub fn approved<T: Config>(by: core::ops::Range<u32>) {
    for index in by {
        let who = signed::<T>(&operator::<T>(index));
        assert_ok!(Pallet::<T>::approve(who.into(), 0, 0));
    }
}

/// Service 0, of n operators.
pub fn running<T: Config>(n: u32) -> AccountIdOf<T> {
    let customer = requested::<T>(n);
    approved::<T>(0..n);
    customer
}

/// Call 0 of service 0, of the most operators, with the longest inputs.
pub fn called<T: Config>() {
    let customer = running::<T>(T::MaxOperatorsPerService::get());
    let inputs = bytes::<T>(T::MaxPayloadLength::get());
    assert_ok!(Pallet::<T>::call(
        signed::<T>(&customer).into(),
        0,
        0,
        inputs
    ));
}

/// Call 0 of service 0 with a result of operator 0, of a blueprint whose points come from verdicts. Returns
/// its manager.
pub fn judged<T: Config>() -> AccountIdOf<T> {
    called::<T>();
    let mut manager = H160::zero();
    Blueprints::<T>::mutate(0, |known| {
        if let Some(blueprint) = known {
            blueprint.definition.points = PointTerms::ByVerdict { most: 1 };
            manager = blueprint.definition.manager;
        }
    });
    let who = signed::<T>(&operator::<T>(0));
    let outputs = bytes::<T>(0);
    assert_ok!(Pallet::<T>::submit_result(who.into(), 0, 0, outputs));
    Pallet::<T>::account_of(&manager)
}

/// Slashes 0..n, of as many operators, proposed by the blueprint's owner.
pub fn proposed<T: Config>(n: u32) {
    running::<T>(n);
    for index in 0..n {
        assert_ok!(Pallet::<T>::propose_slash(
            signed::<T>(&owner::<T>()).into(),
            0,
            operator::<T>(index),
            Charge::JobMisbehaviour,
            WHOLE_BPS,
            H256::repeat_byte(1),
        ));
    }
}

/// Slash 0, disputed.
pub fn disputed<T: Config>() {
    proposed::<T>(1);
    let who = rich::<T>("disputer", 0);
    assert_ok!(Pallet::<T>::dispute_slash(signed::<T>(&who).into(), 0));
}

/// What there is of service 0 is to be removed in this block, and nothing else.
pub fn cleaned_now<T: Config>() -> BlockNumberFor<T> {
    let now = Pallet::<T>::now();
    CleanupCursor::<T>::put(now);
    Pallet::<T>::schedule(now, CleanupTask::ClearService(0));
    now
}

pub fn pass<T: Config>(seconds: u64) {
    set_unix_seconds(Pallet::<T>::unix_seconds().saturating_add(seconds));
}

pub fn later<T: Config>(blocks: u32) {
    let now = System::<T>::block_number();
    System::<T>::set_block_number(now.saturating_add(blocks.into()));
}

/// Set the chain's time, where the runtime keeps it in the timestamp pallet under its usual name.
pub fn set_unix_seconds(seconds: u64) {
    let now = storage_prefix(b"Timestamp", b"Now");
    unhashed::put(&now, &seconds.saturating_mul(1_000));
}

/// Service 0, of all operators but one, and one that is registered and may join it.
pub fn joinable<T: Config>() -> (AccountIdOf<T>, AccountIdOf<T>) {
    let last = T::MaxOperatorsPerService::get().saturating_sub(1);
    let customer = running::<T>(last);
    let who = rich::<T>("operator", last);
    assert_ok!(Pallet::<T>::join_operators(signed::<T>(&who).into()));
    let inputs = registration::<T>(&who, last, 0);
    assert_ok!(Pallet::<T>::register(
        signed::<T>(&who).into(),
        0,
        1,
        inputs
    ));
    (customer, who)
}
