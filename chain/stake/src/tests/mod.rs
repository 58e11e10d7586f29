//! What the pallet promises. A test names the subject, the condition and the outcome.

mod accesses;
mod assets;
mod costs;
mod destinations;
mod eras;
mod exposure;
mod invariants;
mod prices;
mod queries;
mod rewards;
mod selections;
mod slashes;
mod stake;
mod weights;

use crate::{mock::*, *};
use blueprint_rules::{court::Charge, exposure::Commitment};
use frame_support::{assert_ok, assert_storage_noop, traits::fungibles::Inspect};
use pallet_services::{BlueprintDefinition, Generation, Penalties, PointTerms, Stake as _};
use sp_core::{H160, H256};
use sp_runtime::{AccountId32, Permill};

/// The calls of the services pallet.
pub type ServicesCall = pallet_services::Call<Test>;

/// Operators 1 and 2 run service 0 of blueprint 0, whose results count from era 1 on. The chain's
/// own token is accepted, with 12 decimals.
pub fn world() {
    assert_ok!(command(Call::add_asset {
        asset: AssetId::Native,
        decimals: 12,
        least: 1,
    }));
    let definition = BlueprintDefinition {
        manager: accepting_manager(),
        generation: Generation::Core0_20,
        jobs: 1,
        reporting: true,
        quality_kinds: 0,
        min_operators: 1,
        max_operators: 3,
        max_instances: 10,
        points: PointTerms::EachResult,
        points_per_era: u32::MAX,
        penalties: Penalties::FULL,
        review: REVIEW,
    };
    assert_ok!(send(
        account(1),
        ServicesCall::create_blueprint { definition }
    ));
    for n in [1, 2] {
        let join = ServicesCall::join_operators {};
        assert_ok!(send(operator(n), join));
        let register = ServicesCall::register {
            blueprint: 0,
            instance_limit: 9,
            inputs: Default::default(),
        };
        assert_ok!(send(operator(n), register));
    }
    let request = ServicesCall::request {
        blueprint: 0,
        operators: vec![operator(1), operator(2)].try_into().expect("two"),
        permitted_callers: Default::default(),
        inputs: Default::default(),
        ttl: 0,
        assets: Default::default(),
    };
    assert_ok!(send(customer(), request));
    for n in [1, 2] {
        let approve = ServicesCall::approve {
            request: 0,
            revision: 0,
        };
        assert_ok!(send(operator(n), approve));
    }
    let blueprint = 0;
    assert_ok!(command(Call::activate_blueprint { blueprint }));
    events();
}

/// The time of the chain, in unix seconds.
pub fn now() -> u64 {
    Services::unix_seconds()
}

/// A number as a word of the ABI.
pub fn word(number: u128) -> [u8; 32] {
    let mut word = [0; 32];
    word[16..].copy_from_slice(&number.to_be_bytes());
    word
}

/// The price of an asset is read from a contract.
pub fn feed(asset: AssetId, committee: H160) {
    let feed = Some(PriceFeed {
        committee,
        question: H256::repeat_byte(0x51),
    });
    assert_ok!(command(Call::set_price_feed { asset, feed }));
}

/// Gold is accepted beside the chain's own token, which has a price first.
pub fn accept_gold(decimals: u8) {
    let asset = AssetId::Native;
    let price_e18 = 1_000_000_000_000_000_000;
    assert_ok!(command(Call::set_price { asset, price_e18 }));
    assert_ok!(command(Call::add_asset {
        asset: GOLD,
        decimals,
        least: 1,
    }));
}

/// Go on to the first block of an era.
pub fn in_era(era: u32) {
    skip_to(u64::from(era) * ERA);
}

/// Go on so many blocks.
pub fn pass(blocks: u64) {
    skip_to(System::block_number() + blocks);
    Timestamp::set_timestamp(Timestamp::get() + blocks * 1_000);
}

/// An operator submits so many results, each of a job the customer calls.
pub fn work(n: u8, results: u32) {
    for _ in 0..results {
        let call = pallet_services::NextJobCallId::<Test>::get();
        let job = ServicesCall::call {
            service: 0,
            job: 0,
            inputs: Default::default(),
        };
        assert_ok!(send(customer(), job));
        let result = ServicesCall::submit_result {
            service: 0,
            call,
            outputs: Default::default(),
        };
        assert_ok!(send(operator(n), result));
    }
}

/// The stake with an operator of those who selected all.
pub fn all(operator: &AccountId32) -> BackingOf<Test> {
    Backing::new(operator, Selection::All)
}

/// What slashes have taken of commitments alone.
fn without_amounts(mut commitments: Commitments<Test>) -> Commitments<Test> {
    for commitment in commitments.amounts.iter_mut().flatten() {
        commitment.amount = 0;
    }
    commitments
}

/// Service 0 is secured by all that is staked with an operator for all its services, as if it had been committed
/// before anything began to unbond.
pub fn secure(who: AccountId32) {
    let taken = Committed::<Test>::get(0, &who);
    Stake::uncommit(0, &who);
    if !taken.amounts.is_empty() {
        Committed::<Test>::insert(0, &who, without_amounts(taken));
    }
    Ledgers::<Test>::mutate(&who, Selection::All, |ledger| {
        let Some(ledger) = ledger else { return };
        let mut commitments = Committed::<Test>::get(0, &who);
        for (place, vault) in ledger.vaults.iter_mut().enumerate() {
            let amount = vault.staked();
            vault.committed += amount;
            match commitments.amounts.get_mut(place) {
                Some([_, commitment]) => commitment.amount = amount,
                None => {
                    let committed = [Commitment::default(), Commitment { amount, taken: 0 }];
                    commitments.amounts.try_push(committed).expect("an asset");
                }
            }
        }
        Committed::<Test>::insert(0, &who, commitments);
    });
}

/// The customer proposes to slash operator 1, all of whose stake secures the service; returns the slash.
pub fn propose(share: u8) -> u64 {
    propose_by(customer(), share)
}

/// The same, proposed by another account.
pub fn propose_by(proposer: AccountId32, share: u8) -> u64 {
    secure(operator(1));
    let slash = pallet_services::NextSlashId::<Test>::get();
    let proposal = ServicesCall::propose_slash {
        service: 0,
        operator: operator(1),
        offence: Charge::JobMisbehaviour,
        share_bps: u16::from(share) * 100,
        evidence: H256::from_low_u64_be(slash + 1),
    };
    assert_ok!(send(proposer, proposal));
    slash
}

/// The customer ends a service, and once its fault window is over it is removed.
pub fn ended(service: u64) {
    let end = ServicesCall::terminate { service };
    assert_ok!(send(customer(), end.clone()));
    whole();
    pass(FAULT_WINDOW);
    assert_ok!(send(outsider(), end));
    whole();
}

/// Settle the past eras of an operator for all its services.
pub fn settle(n: u8) {
    let operator = operator(n);
    assert_ok!(send(
        outsider(),
        Call::settle_operator {
            operator,
            selection: Selection::All,
        }
    ));
    whole();
}

/// Let the review end and execute a slash.
pub fn execute(slash: u64) {
    pass(REVIEW);
    let call = ServicesCall::execute_slash { slash };
    assert_ok!(send(outsider(), call));
    whole();
}

pub fn delegation(n: u8, asset: AssetId, amount: u128) -> Call<Test> {
    Call::delegate {
        operator: operator(n),
        selection: Selection::All,
        asset,
        amount,
    }
}

pub fn undelegation(n: u8, asset: AssetId, amount: u128) -> Call<Test> {
    Call::undelegate {
        operator: operator(n),
        selection: Selection::All,
        asset,
        amount,
    }
}

pub fn withdrawal(n: u8, asset: AssetId) -> Call<Test> {
    Call::withdraw {
        operator: operator(n),
        selection: Selection::All,
        asset,
    }
}

/// A call for a selection; one that names all.
pub fn selecting(selection: Selection, call: Call<Test>) -> Call<Test> {
    let mut call = call;
    if let Call::delegate { selection: it, .. }
    | Call::undelegate { selection: it, .. }
    | Call::withdraw { selection: it, .. }
    | Call::claim { selection: it, .. } = &mut call
    {
        *it = selection;
    }
    call
}

/// Delegate to operator n.
pub fn delegate(who: AccountId32, n: u8, asset: AssetId, amount: u128) {
    assert_ok!(send(who, delegation(n, asset, amount)));
    whole();
}

/// Undelegate from operator n.
pub fn undelegate(who: AccountId32, n: u8, asset: AssetId, amount: u128) {
    assert_ok!(send(who, undelegation(n, asset, amount)));
    whole();
}

pub fn has(who: &AccountId32, asset: AssetId) -> u128 {
    <Test as Config>::Assets::balance(asset, who)
}

/// Withdraw from operator n; returns what came.
pub fn withdraw(who: AccountId32, n: u8, asset: AssetId) -> u128 {
    let before = has(&who, asset);
    assert_ok!(send(who.clone(), withdrawal(n, asset)));
    whole();
    has(&who, asset) - before
}

/// Claim from operator n; returns what came.
pub fn claim(who: AccountId32, n: u8) -> u128 {
    let before = has(&who, AssetId::Native);
    let operator = operator(n);
    let reported = Stake::claimable(&who, &all(&operator));
    assert_ok!(send(
        who.clone(),
        Call::claim {
            operator,
            selection: Selection::All,
        }
    ));
    whole();
    let paid = has(&who, AssetId::Native) - before;
    assert_eq!(reported, paid, "what the query tells");
    paid
}

/// Fund the running era.
pub fn fund(amount: u128) {
    assert_ok!(send(outsider(), Call::fund { amount }));
    whole();
}

/// The state is whole, and the pallet's account has what it owes, to the unit.
pub fn whole() {
    assert_eq!(Stake::do_try_state(), Ok(()));
    for asset in [AssetId::Native, GOLD] {
        let held = has(&Stake::account_id(), asset);
        assert_eq!(Stake::owed(asset), held.into(), "{asset:?}");
    }
}

/// A call fails with the error and changes nothing.
pub fn refused(who: AccountId32, call: Call<Test>, error: Error<Test>) {
    assert_storage_noop!(assert_eq!(try_send(who, call), Err(error.into())));
}

#[test]
fn configuration_of_these_tests_is_sound() {
    new_chain().execute_with(check_integrity);
}

/// Who undelegates at once could otherwise be out before a fault of its time is found.
#[test]
fn runtime_whose_faults_are_found_later_than_stake_unbonds_is_not_whole() {
    let seconds = 6 * UNBONDING;
    for (window, whole) in [(seconds - 1, true), (seconds, false), (u64::MAX, false)] {
        new_chain().execute_with(|| {
            FoundWithin::set(window);
            let checked = std::panic::catch_unwind(check_integrity);
            FoundWithin::set(FAULT_WINDOW);
            assert_eq!(checked.is_ok(), whole, "{window}");
        });
    }
}
