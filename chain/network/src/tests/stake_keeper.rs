//! A contract that stakes by `IStaking` and `ILiquidVault`, in both languages, as `make contracts` builds it.

use super::{network, planned, until_era, until_planned};
use crate::{
    genesis::{fast_terms, validators},
    AccountId, Assets, Balances, Liquid, Revive, Runtime, RuntimeCall, RuntimeOrigin, Staking,
    UNIT,
};
use frame_support::{assert_ok, traits::fungible::Inspect, weights::Weight};
use pallet_liquid::FIRST_VAULT;
use pallet_revive::{
    precompiles::alloy::{
        self,
        primitives::{Address, FixedBytes, U256},
        sol_types::{SolCall, SolError},
    },
    AddressMapper, Code, ExecConfig, TransactionLimits,
};
use sp_core::{H160, U256 as Value};
use sp_keyring::Sr25519Keyring;
use sp_runtime::traits::Dispatchable;
use IStakeKeeper::{
    askBackCall, backCall, chillCall, collectCall, freeCall, fundCall, giveBackCall, payCall,
    redeemCall, splitCall, NotOwner, VaultsOutOfRange,
};

alloy::sol!("../../e2e/contracts/stake-keeper/IStakeKeeper.sol");

/// Wei of a token.
const TOKEN: u128 = UNIT * 1_000_000;
const BUILDS: [&str; 3] = [
    "ink/stake_keeper.polkavm",
    "solidity/StakeKeeper.polkavm",
    "solidity/StakeKeeper.evm",
];

fn owner() -> AccountId {
    Sr25519Keyring::Bob.to_account_id()
}

fn limits() -> TransactionLimits<Runtime> {
    TransactionLimits::WeightAndDeposit {
        weight_limit: Weight::from_parts(900_000_000_000, 9_000_000),
        deposit_limit: 100 * UNIT,
    }
}

fn deployed(build: &str) -> H160 {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target");
    let path = path.join(build);
    let code = std::fs::read(&path)
        .unwrap_or_else(|error| panic!("{}: {error}; `make contracts` builds it", path.display()));
    let outcome = Revive::bare_instantiate(
        RuntimeOrigin::signed(owner()),
        0.into(),
        limits(),
        Code::Upload(code),
        Vec::new(),
        Some([1; 32]).filter(|_| build.ends_with("polkavm")),
        &ExecConfig::new_substrate_tx(),
    );
    let result = outcome.result.expect("it deploys");
    assert!(!result.result.did_revert(), "{build}");
    result.addr
}

/// A contract with 10,000 tokens, on a network whose first two validators have vaults.
struct World {
    keeper: H160,
    build: &'static str,
}

impl World {
    fn sent<C: SolCall>(
        &self,
        who: &AccountId,
        value: u128,
        call: C,
    ) -> Result<C::Return, Vec<u8>> {
        let outcome = Revive::bare_call(
            RuntimeOrigin::signed(who.clone()),
            self.keeper,
            Value::from(value),
            limits(),
            call.abi_encode(),
            &ExecConfig::new_substrate_tx(),
        );
        let answer = outcome.result.expect("it is called");
        if answer.did_revert() {
            return Err(answer.data);
        }
        Ok(C::abi_decode_returns(&answer.data).expect("what the interface says"))
    }

    fn call<C: SolCall>(&self, call: C) -> C::Return {
        let answer = self.sent(&owner(), 0, call);
        answer.unwrap_or_else(|data| panic!("{}: {}", self.build, String::from_utf8_lossy(&data)))
    }

    fn account(&self) -> AccountId {
        <Runtime as pallet_revive::Config>::AddressMapper::to_account_id(&self.keeper)
    }

    fn free(&self) -> u128 {
        Balances::balance(&self.account())
    }
}

fn with_keepers(test: impl Fn(&World)) {
    for build in BUILDS {
        network(fast_terms()).execute_with(|| {
            until_era(1);
            for (validator, _) in validators().into_iter().take(2) {
                let create = pallet_liquid::Call::<Runtime>::create_vault {
                    validator,
                    seed: 100 * UNIT,
                };
                let founder = Sr25519Keyring::Ferdie.to_account_id();
                let created = RuntimeCall::from(create).dispatch(RuntimeOrigin::signed(founder));
                assert_ok!(created);
            }
            let world = World {
                keeper: deployed(build),
                build,
            };
            let funded = world.sent(&owner(), 10_000 * TOKEN, fundCall {});
            assert!(funded.is_ok(), "{build}");
            test(&world);
        });
    }
}

/// Nothing ends before all of the era's bonding has passed: the era that is planned is moved there.
fn after_bonding() {
    let due = planned() + crate::configs::staking::BONDING_ERAS + 1;
    pallet_staking::CurrentEra::<Runtime>::put(due);
}

/// The vault with a number.
fn vault(number: u32) -> Address {
    Address::from(blueprint_liquid_precompile::address_of(FIRST_VAULT + number).0)
}

fn wei(tokens: u128) -> U256 {
    U256::from(tokens * TOKEN)
}

#[test]
fn contract_backs_a_validator_and_leaves() {
    with_keepers(|world| {
        let (validator, _) = validators().remove(0);
        let bytes: &[u8; 32] = validator.as_ref();
        let back = |tokens| backCall {
            amount: wei(tokens),
            validators: vec![FixedBytes::from(*bytes)],
        };
        world.call(back(1_000));
        world.call(back(500));
        let ledger = Staking::ledger(world.account().into()).expect("a ledger");
        assert_eq!(ledger.active, 1_500 * UNIT, "{}", world.build);
        let nominations = pallet_staking::Nominators::<Runtime>::get(world.account());
        let targets = nominations.expect("nominations").targets;
        assert_eq!(targets.into_inner(), vec![validator.clone()]);
        world.call(chillCall {});
        world.call(askBackCall { amount: wei(1_500) });
        after_bonding();
        world.call(freeCall {});
        assert!(Staking::ledger(world.account().into()).is_err(), "it ended");
        // The next bond is a first one again.
        world.call(back(100));
        let ledger = Staking::ledger(world.account().into()).expect("a ledger");
        assert_eq!(ledger.active, 100 * UNIT);
    });
}

#[test]
fn contract_splits_an_amount_over_vaults_and_is_paid_back() {
    with_keepers(|world| {
        let before = world.free();
        let batch = planned() + 1;
        // A unit more than two equal parts.
        let amount = wei(1_000) + U256::from(1_000_000);
        let vaults = vec![vault(0), vault(1)];
        world.call(splitCall { amount, vaults });
        assert_eq!(world.free(), before - 1_000 * UNIT - 1, "{}", world.build);
        until_era(batch);
        let mut requests = Vec::new();
        for number in [0, 1] {
            let collected = world.call(collectCall {
                vault: vault(number),
                requestId: U256::from(batch),
            });
            let shares = Assets::balance(FIRST_VAULT + number, world.account());
            assert_eq!(collected.shares, U256::from(shares));
            assert_eq!(collected.assets, U256::ZERO);
            let worth = Liquid::worth_of(FIRST_VAULT + number, shares);
            let part = 500 * UNIT + u128::from(number == 0);
            assert!(part - worth <= 1, "{worth} of {part}");
            let returned = giveBackCall {
                vault: vault(number),
                shares: U256::from(shares),
            };
            requests.push((number, world.call(returned)));
        }
        // Redemptions unbond once the next era is planned and before it begins.
        until_planned();
        for number in [0, 1] {
            let sync = pallet_liquid::Call::<Runtime>::sync {
                vault: FIRST_VAULT + number,
                steps: 4,
            };
            assert_ok!(RuntimeCall::from(sync).dispatch(RuntimeOrigin::signed(owner())));
        }
        let before = world.free();
        after_bonding();
        let mut paid = U256::ZERO;
        for (number, request) in requests {
            paid += world.call(redeemCall {
                vault: vault(number),
                requestId: request,
            });
        }
        assert_eq!(
            U256::from(world.free() - before) * U256::from(1_000_000),
            paid
        );
        assert!(paid >= wei(1_000) - U256::from(3_000_000), "{paid}");
        let owned = Balances::balance(&Sr25519Keyring::Eve.to_account_id());
        let to = <Runtime as pallet_revive::Config>::AddressMapper::to_address(
            &Sr25519Keyring::Eve.to_account_id(),
        );
        world.call(payCall {
            to: Address::from(to.0),
            amount: wei(1_000),
        });
        let eve = Balances::balance(&Sr25519Keyring::Eve.to_account_id());
        assert_eq!(eve, owned + 1_000 * UNIT);
    });
}

#[test]
fn stranger_moves_nothing_and_vaults_out_of_range_are_rejected() {
    with_keepers(|world| {
        let stranger = Sr25519Keyring::Eve.to_account_id();
        let one = || vec![vault(0)];
        let split = |vaults| splitCall {
            amount: wei(1),
            vaults,
        };
        let by_stranger = [
            world.sent(&stranger, 0, split(one())).map(|_| ()),
            world.sent(&stranger, 0, freeCall {}).map(|_| ()),
            world.sent(&stranger, 0, chillCall {}).map(|_| ()),
        ];
        for failed in by_stranger {
            let data = failed.expect_err("it is the owner's");
            assert!(NotOwner::abi_decode(&data).is_ok(), "{}", world.build);
        }
        for vaults in [vec![], vec![vault(0); 9]] {
            let received = vaults.len() as u32;
            let data = world.sent(&owner(), 0, split(vaults)).map(|_| ());
            let error = VaultsOutOfRange::abi_decode(&data.expect_err("out of range"));
            let error = error.expect("by name");
            assert_eq!((error.limit, error.received), (8, received));
        }
        // The error of the vault passes.
        let data = world.sent(&owner(), 0, split(vec![vault(7)])).map(|_| ());
        let text = String::from_utf8_lossy(&data.expect_err("no vault")).into_owned();
        assert!(text.contains("NoSuchVault"), "{text}");
    });
}
