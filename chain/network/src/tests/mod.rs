//! The network's genesis, its sessions, and who gets its fees.

mod consensus_participation;
mod forwarder;
mod liquid;
mod restaking;
mod review;
mod stake_keeper;
mod staking;

use crate::{
    accounts::ENDOWMENT,
    configs::{
        consensus::AuthorOfBlock,
        services::TreasuryAccount,
        staking::{Inflation, BONDING_ERAS},
    },
    genesis::{fast_terms, local, preset, preset_names, validators, VALIDATOR_BOND},
    timing::Terms,
    AccountId, Aura, Authorship, Balances, Grandpa, Revive, Runtime, RuntimeGenesisConfig,
    RuntimeOrigin, Session, Staking, System, Timestamp, UNIT,
};
use codec::Encode;
use frame_support::{
    genesis_builder_helper::build_state,
    traits::{
        fungible::{Balanced, Inspect, Mutate},
        FindAuthor, Get, GetStorageVersion, OnFinalize, OnInitialize, OnRuntimeUpgrade,
        OnUnbalanced, StorageVersion,
    },
    weights::Weight,
};
use pallet_revive::{
    precompiles::alloy::sol_types::{SolCall, SolValue},
    ExecConfig, TransactionLimits,
};
use sp_consensus_aura::AURA_ENGINE_ID;
use sp_core::H160;
use sp_io::TestExternalities;
use sp_runtime::{BuildStorage, Digest, DigestItem};
use sp_staking::EraPayout;

fn network(terms: Terms) -> TestExternalities {
    let storage = local(4, terms).build_storage().expect("a genesis");
    let mut network = TestExternalities::new(storage);
    network.execute_with(|| System::set_block_number(0));
    network
}

/// A call of a contract or a precompile, and what it returned. A revert is the text of its `Error(string)`.
fn sent_to<C: SolCall>(
    who: &AccountId,
    to: H160,
    value: u128,
    call: C,
) -> Result<C::Return, String> {
    let data = raw_call(who, to, value, call.abi_encode())?;
    C::abi_decode_returns(&data).map_err(|error| error.to_string())
}

/// A call with encoded input, as [`sent_to`].
fn raw_call(who: &AccountId, to: H160, value: u128, input: Vec<u8>) -> Result<Vec<u8>, String> {
    let outcome = Revive::bare_call(
        RuntimeOrigin::signed(who.clone()),
        to,
        value.into(),
        TransactionLimits::WeightAndDeposit {
            weight_limit: Weight::from_parts(500_000_000_000, 5_000_000),
            deposit_limit: 0,
        },
        input,
        &ExecConfig::new_substrate_tx(),
    );
    let answer = outcome.result.map_err(|error| format!("{error:?}"))?;
    if answer.did_revert() {
        let text = answer
            .data
            .get(4..)
            .and_then(|it| String::abi_decode(it).ok());
        return Err(text.unwrap_or_else(|| format!("{:?}", answer.data)));
    }
    Ok(answer.data)
}

/// The era that was elected last.
fn planned() -> u32 {
    pallet_staking::CurrentEra::<Runtime>::get().expect("an era")
}

/// Blocks until an era is active.
fn until_era(era: u32) {
    while Staking::active_era().is_none_or(|it| it.index < era) {
        block();
    }
}

/// Goes on until the era after the active one is planned: what is returned to a vault leaves in a sync then.
fn until_planned() {
    while Staking::active_era().is_none_or(|it| planned() <= it.index) {
        block();
    }
}

/// Bonds and nominates, by a key of its own.
fn nominator(seed: u32, tokens: u128, validator: &AccountId) -> AccountId {
    let mut bytes = [7; 32];
    bytes[..4].copy_from_slice(&seed.to_be_bytes());
    let who = AccountId::from(bytes);
    let _ = <Balances as Mutate<AccountId>>::mint_into(&who, (tokens + 10) * UNIT);
    let origin = || frame_system::RawOrigin::Signed(who.clone()).into();
    let payee = pallet_staking::RewardDestination::Staked;
    Staking::bond(origin(), tokens * UNIT, payee).expect("a bond");
    Staking::nominate(origin(), vec![validator.clone().into()]).expect("a nomination");
    who
}

/// The block of the next slot, by the validator whose turn it is.
fn block() {
    block_in(u64::from(System::block_number() + 1));
}

/// The next block, in a slot that is later than that of the block before.
fn block_in(slot: u64) {
    let slot_milliseconds = Aura::slot_duration();
    let number = System::block_number() + 1;
    let digest = DigestItem::PreRuntime(AURA_ENGINE_ID, slot.encode());
    System::reset_events();
    System::initialize(&number, &Default::default(), &Digest { logs: vec![digest] });
    crate::AllPalletsWithSystem::on_initialize(number);
    let now = slot * slot_milliseconds;
    Timestamp::set(frame_system::RawOrigin::None.into(), now).expect("time goes on");
    crate::AllPalletsWithSystem::on_finalize(number);
    #[cfg(feature = "try-runtime")]
    if number.is_multiple_of(STATE_IS_TRIED) {
        use frame_support::traits::{TryState, TryStateSelect};
        type Pallets = crate::AllPalletsWithSystem;
        <Pallets as TryState<u32>>::try_state(number, TryStateSelect::All)
            .expect("the state of every pallet is sound");
    }
}

/// Blocks after which the state of every pallet is tried, where the feature try-runtime compiles that.
#[cfg(feature = "try-runtime")]
const STATE_IS_TRIED: u32 = 5;

fn points() -> Vec<(AccountId, u32)> {
    let era = Staking::active_era().expect("an era").index;
    let points = pallet_staking::ErasRewardPoints::<Runtime>::get(era);
    points.individual.into_iter().collect()
}

#[test]
fn every_preset_builds_a_network_with_validators_that_vote() {
    let names = preset_names();
    assert_eq!(names.len(), 3);
    for name in names {
        let json = preset(&name).expect("a preset");
        TestExternalities::default().execute_with(|| {
            build_state::<RuntimeGenesisConfig>(json).expect("a genesis");
            let elected = Session::validators();
            let expected = if name == crate::genesis::THREE_VALIDATORS {
                3
            } else {
                4
            };
            assert_eq!(elected.len(), expected, "{name}");
            assert_eq!(Grandpa::grandpa_authorities().len(), expected);
            let authorities = pallet_aura::Authorities::<Runtime>::get();
            assert_eq!(authorities.len(), expected);
            for (stash, keys) in validators().into_iter().take(expected) {
                assert!(elected.contains(&stash));
                assert!(authorities.contains(&keys.aura));
                assert_eq!(
                    Staking::ledger(stash.into()).expect("a ledger").active,
                    VALIDATOR_BOND
                );
            }
        });
    }
    assert_eq!(preset(&"of another chain".into()), None);
}

#[test]
#[should_panic(expected = "expected a slot of 1,000 to 60,000 ms")]
fn terms_out_of_bounds_start_no_network() {
    let terms = Terms {
        slot_milliseconds: 999,
        ..fast_terms()
    };
    network(terms);
}

#[test]
fn validators_take_turns_and_earn_points_for_their_blocks() {
    network(fast_terms()).execute_with(|| {
        for _ in 0..8 {
            block();
            let digest = System::digest();
            let slots = digest.logs.iter().filter_map(DigestItem::as_pre_runtime);
            let turn = usize::try_from(System::block_number() % 4).expect("below four");
            let author = AuthorOfBlock::find_author(slots);
            assert_eq!(author, Session::validators().get(turn).cloned());
        }
        let points = points();
        assert_eq!(points.len(), 4);
        assert!(points.iter().all(|(_, points)| *points == 40), "{points:?}");
    });
}

#[test]
fn era_ends_and_pays_validators_what_its_time_is_worth() {
    network(fast_terms()).execute_with(|| {
        let terms = fast_terms();
        let era = terms.session_blocks * terms.era_sessions;
        // The first era begins with the first session after genesis.
        while Staking::active_era().is_none_or(|era| era.index < 2) {
            block();
            assert!(System::block_number() < 5 * era, "no era ends");
        }
        let paid =
            pallet_staking::ErasValidatorReward::<Runtime>::get(1).expect("an era that ended");
        let issuance = Balances::total_issuance();
        // From the end of its first block to the beginning of the next era's: the pallet reads the time of the block before.
        let milliseconds = u64::from(era - 1) * terms.slot_milliseconds;
        let (expected, _) = Inflation::era_payout(0, issuance, milliseconds);
        assert_eq!(paid, expected);
        let stash = validators().remove(0).0;
        let before = Balances::total_balance(&stash);
        let who = frame_system::RawOrigin::Signed(stash.clone());
        Staking::payout_stakers(who.into(), stash.clone(), 1).expect("a payout");
        let earned = Balances::total_balance(&stash) - before;
        // By its points: seven or eight of 30 blocks are its own.
        let points = pallet_staking::ErasRewardPoints::<Runtime>::get(1);
        let own = u128::from(points.individual[&stash]);
        let share = paid * own / u128::from(points.total);
        assert!(
            earned.abs_diff(share) < paid / 1_000_000,
            "{earned} of {paid}"
        );
    });
}

/// Nothing in the staking pallet asks a candidate for keys: a set of validators without them could vote on nothing.
#[test]
fn candidate_without_session_keys_is_left_out_of_the_set() {
    network(fast_terms()).execute_with(|| {
        let rich = sp_keyring::Sr25519Keyring::Ferdie.to_account_id();
        let who = || frame_system::RawOrigin::Signed(rich.clone()).into();
        let bond = 2 * VALIDATOR_BOND;
        let payee = pallet_staking::RewardDestination::Staked;
        Staking::bond(who(), bond, payee).expect("a bond");
        Staking::validate(who(), Default::default()).expect("a candidate");
        while Staking::active_era().is_none_or(|era| era.index < 3) {
            block();
        }
        let era = Staking::active_era().expect("an era").index;
        let elected = pallet_staking::ErasStakersOverview::<Runtime>::contains_key(era, &rich);
        assert!(elected, "staking elected it");
        assert!(!Session::validators().contains(&rich));
        assert_eq!(Session::validators().len(), 3);
        assert_eq!(Grandpa::grandpa_authorities().len(), 3);
    });
}

/// Five in a hundred of a year, by the time; an era of many years pays as one of a year.
#[test]
fn inflation_follows_time() {
    let year = 31_557_600_000;
    let issuance = 1_000_000 * UNIT;
    let most = Inflation::era_payout(1, issuance, year);
    assert_eq!(most, (issuance / 20, 0));
    assert_eq!(Inflation::era_payout(9, issuance, 9 * year), most);
    let hour = Inflation::era_payout(1, issuance, year / 8_766).0;
    assert!(
        hour.abs_diff(issuance / 20 / 8_766) < UNIT / 1_000,
        "{hour}"
    );
    assert_eq!(Inflation::era_payout(1, issuance, 0), (0, 0));
}

#[test]
fn fees_go_to_the_treasury_and_the_author_and_tips_to_the_author() {
    network(fast_terms()).execute_with(|| {
        block();
        let author = Authorship::author().expect("an author");
        let (fee, tip) = (1_000 * UNIT, 10 * UNIT);
        let issued = || Balances::total_issuance();
        let (before, owned) = (issued(), Balances::total_balance(&author));
        let credits = [fee, tip].map(<Balances as Balanced<AccountId>>::issue);
        crate::configs::money::FeesToTreasuryAndAuthor::on_unbalanceds(credits.into_iter());
        // With what it has at genesis.
        assert_eq!(Balances::total_balance(&TreasuryAccount::get()), 801 * UNIT);
        assert_eq!(Balances::total_balance(&author) - owned, 210 * UNIT);
        assert_eq!(issued(), before + fee + tip, "nothing is burned");
    });
}

/// Stake that answers for an offence is still bonded when the offence is found, reviewed and resolved.
#[test]
fn stake_stays_bonded_longer_than_a_fault_is_found_and_reviewed() {
    use frame_support::traits::Get;
    let terms = Terms::default();
    let seconds = u64::from(BONDING_ERAS)
        * u64::from(terms.era_sessions)
        * u64::from(terms.session_blocks)
        * terms.slot_milliseconds
        / 1_000;
    let review: u64 = <Runtime as pallet_services::Config>::LongestReview::get();
    assert!(
        seconds >= review,
        "{seconds} s of bonding, {review} s of review"
    );
    let chunks: u32 = <Runtime as pallet_staking::Config>::MaxUnlockingChunks::get();
    assert!(chunks > BONDING_ERAS, "one chunk of each era fits");
}

#[test]
fn genesis_funds_the_accounts_whose_keys_are_known() {
    network(fast_terms()).execute_with(|| {
        for (name, account) in crate::accounts::named_accounts() {
            assert_eq!(Balances::total_balance(&account), ENDOWMENT, "{name}");
        }
    });
}

#[test]
fn chain_id_of_ethereum_transactions_is_what_genesis_names() {
    let id = |named: Option<u64>| {
        let mut genesis = local(4, Terms::default());
        genesis.timing.ethereum_chain_id = named;
        let storage = genesis.build_storage().expect("a genesis");
        TestExternalities::new(storage).execute_with(|| {
            let received = <Runtime as pallet_revive::Config>::ChainId::get();
            let of_permits = <Runtime as pallet_assets_precompiles::permit::Config>::ChainId::get();
            assert_eq!(of_permits, received);
            received
        })
    };
    assert_eq!(id(None), 31_337);
    assert_eq!(id(Some(4_242)), 4_242);
}

#[test]
#[should_panic(expected = "expected a chain id of 1 to 4503599627370476, received 0")]
fn chain_id_zero_is_not_taken() {
    let mut genesis = local(4, Terms::default());
    genesis.timing.ethereum_chain_id = Some(0);
    let _ = genesis.build_storage();
}

/// The explorer sends an execution to a server that encodes no calls: `tools/explorer/src/chain/calls.ts` has these numbers.
#[test]
fn execution_of_a_slash_is_encoded_as_the_explorer_has_it() {
    let execute = pallet_services::Call::execute_slash { slash: 64 };
    let call = crate::RuntimeCall::Services(execute);
    assert_eq!(call.encode(), [5, 21, 1, 1]);
}

#[test]
fn runtime_migrates_what_earlier_versions_stored() {
    use crate::{Liquid, Services};
    type Migrations = <Runtime as frame_system::Config>::SingleBlockMigrations;
    network(fast_terms()).execute_with(|| {
        StorageVersion::new(2).put::<Services>();
        StorageVersion::new(1).put::<Liquid>();
        Migrations::on_runtime_upgrade();
        let stored = [
            Services::on_chain_storage_version(),
            Liquid::on_chain_storage_version(),
        ];
        let known = [
            Services::in_code_storage_version(),
            Liquid::in_code_storage_version(),
        ];
        assert_eq!(stored, known);
    });
}
