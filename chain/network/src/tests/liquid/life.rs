//! A `tgTNT` by its precompiles: Ethereum keys open a vault, deposit, transfer, earn, are slashed and leave.

use super::dispatched;
use crate::{
    accounts::ethereum_accounts,
    genesis::{fast_terms, validators},
    tests::{block, network, planned, sent_to, until_era, until_planned},
    AccountId, Balances, Liquid, Runtime, RuntimeEvent, RuntimeOrigin, System, UNIT,
};
use blueprint_liquid_precompile::{
    address_of,
    ILiquidVault::{self, *},
    ILiquidVaults::{countCall, createVaultCall, vaultOfCall},
    ADDRESS,
};
use frame_support::traits::fungible::{Inspect, Mutate};
use pallet_liquid::FIRST_VAULT;
use pallet_revive::precompiles::alloy::{
    self,
    primitives::{Address, FixedBytes, U256},
    sol_types::{SolCall, SolEvent},
};
use sp_core::H160;
use sp_runtime::Perbill;

alloy::sol! {
    interface IToken {
        function transfer(address to, uint256 value) external returns (bool);
        function balanceOf(address account) external view returns (uint256);
        function totalSupply() external view returns (uint256);
        function decimals() external view returns (uint8);
    }
}

/// Wei of a token.
pub const TOKEN: u128 = UNIT * 1_000_000;

pub fn wei(tokens: u128) -> U256 {
    U256::from(tokens * TOKEN)
}

/// An Ethereum key's account: the first ones are those of genesis.
pub fn key(n: usize) -> AccountId {
    let known = ethereum_accounts();
    known.get(n).cloned().unwrap_or_else(|| {
        let mut account = [0xee; 32];
        account[..20].fill(n as u8);
        account.into()
    })
}

pub fn address(n: usize) -> Address {
    let account = key(n);
    let bytes: &[u8; 32] = account.as_ref();
    Address::from_slice(&bytes[..20])
}

pub fn validator() -> AccountId {
    validators().remove(0).0
}

pub fn words(account: &AccountId) -> FixedBytes<32> {
    let bytes: &[u8; 32] = account.as_ref();
    FixedBytes::from(*bytes)
}

/// A call of the vault by an Ethereum key.
pub fn sent<C: SolCall>(n: usize, call: C) -> Result<C::Return, String> {
    sent_to(&key(n), address_of(FIRST_VAULT), 0, call)
}

/// A view of the vault.
pub fn asked<C: SolCall>(call: C) -> C::Return {
    sent(9, call).expect("a view answers")
}

fn token<C: SolCall>(n: usize, call: C) -> Result<C::Return, String> {
    let token = asked(shareCall {});
    sent_to(&key(n), H160(token.into_array()), 0, call)
}

fn shares(n: usize) -> U256 {
    let account = address(n);
    token(n, IToken::balanceOfCall { account }).expect("a balance")
}

/// What the first shares for a million tokens, more than there are, are worth.
fn rate() -> U256 {
    asked(convertToAssetsCall {
        shares: wei(1_000_000),
    })
}

/// Whether the vault has emitted an event in this block.
fn emitted(event: impl SolEvent) -> bool {
    let (topics, data) = event.encode_log_data().split();
    let topics: Vec<_> = topics.into_iter().map(|it| sp_core::H256(it.0)).collect();
    let expected = RuntimeEvent::Revive(pallet_revive::Event::ContractEmitted {
        contract: address_of(FIRST_VAULT),
        data: data.to_vec(),
        topics,
    });
    System::events().iter().any(|it| it.event == expected)
}

/// A network in era 1 with the vault of its first validator, which an Ethereum key opened.
pub fn with_vault(test: impl FnOnce()) {
    network(fast_terms()).execute_with(|| {
        until_era(1);
        for n in ethereum_accounts().len()..10 {
            Balances::set_balance(&key(n), 1_000_000 * UNIT);
        }
        let call = createVaultCall {
            validator: words(&validator()),
            seed: wei(100),
        };
        let vault = sent_to(&key(8), ADDRESS, 0, call).expect("a vault");
        assert_eq!(vault, Address::from(address_of(FIRST_VAULT).0));
        test();
    });
}

/// Pays all eras that have passed.
pub fn synced() {
    let unsettled = |it: pallet_liquid::api::VaultView<_>| {
        it.unsettled > 0 && it.state != pallet_liquid::State::Retired
    };
    while Liquid::view_vault(FIRST_VAULT).is_some_and(unsettled) {
        sent(9, syncCall { steps: 4 }).expect("a sync");
    }
}

pub fn request(n: usize, tokens: u128) -> Result<U256, String> {
    let call = requestDepositCall {
        assets: wei(tokens),
        controller: address(n),
        owner: address(n),
    };
    sent(n, call)
}

/// Deposits, and claims the shares in the era that gives them.
pub fn joined(n: usize, tokens: u128) -> U256 {
    let batch = request(n, tokens).expect("a deposit");
    until_era(batch.to::<u32>());
    synced();
    let call = deposit_0Call {
        assets: wei(tokens),
        receiver: address(n),
    };
    sent(n, call).expect("shares")
}

pub fn returned(n: usize, shares: U256) -> U256 {
    let call = requestRedeemCall {
        shares,
        controller: address(n),
        owner: address(n),
    };
    sent(n, call).expect("a ticket")
}

/// Lets what was returned leave the queue.
pub fn leaves() {
    until_planned();
    sent(9, syncCall { steps: 4 }).expect("a sync");
}

#[test]
fn factory_names_vaults_by_their_validators() {
    with_vault(|| {
        let named = |account: &AccountId| {
            let validator = words(account);
            sent_to(&key(9), ADDRESS, 0, vaultOfCall { validator }).expect("a view")
        };
        assert_eq!(
            named(&validator()),
            Address::from(address_of(FIRST_VAULT).0)
        );
        assert_eq!(named(&validators()[1].0), Address::ZERO);
        let count = sent_to(&key(9), ADDRESS, 0, countCall {});
        assert_eq!(count, Ok(U256::from(1)));
        let again = createVaultCall {
            validator: words(&validator()),
            seed: wei(100),
        };
        let again = sent_to(&key(8), ADDRESS, 0, again).map(drop);
        assert_eq!(again, Err("VaultExists".into()));
        assert_eq!(asked(validatorCall {}), words(&validator()));
        assert_eq!(asked(totalAssetsCall {}), wei(100));
        assert_eq!(rate(), wei(1_000_000));
        assert_eq!(token(9, IToken::decimalsCall {}), Ok(18));
        assert_eq!(token(9, IToken::totalSupplyCall {}), Ok(U256::ZERO));
    });
}

#[test]
fn deposit_becomes_shares_that_are_transferred_earn_and_are_paid() {
    with_vault(|| {
        let owned = Balances::balance(&key(0));
        let batch = request(0, 500).expect("a deposit");
        assert_eq!(batch, U256::from(planned() + 1));
        assert_eq!(Balances::balance(&key(0)), owned - 500 * UNIT);
        let (request_id, controller) = (batch, address(0));
        assert!(emitted(ILiquidVault::DepositRequest {
            controller,
            owner: controller,
            requestId: batch,
            sender: controller,
            assets: wei(500),
        }));
        let pending = || {
            let (id, of) = (request_id, controller);
            asked(pendingDepositRequestCall {
                requestId: id,
                controller: of,
            })
        };
        let claimable = || {
            let (id, of) = (request_id, controller);
            asked(claimableDepositRequestCall {
                requestId: id,
                controller: of,
            })
        };
        assert_eq!((pending(), claimable()), (wei(500), U256::ZERO));
        let claim = |tokens| deposit_1Call {
            assets: wei(tokens),
            receiver: controller,
            controller,
        };
        let early = sent(0, claim(500)).map(drop);
        assert_eq!(early, Err("AboveMaximum".into()));

        // The next era. A part of it first.
        until_era(batch.to::<u32>());
        assert_eq!(pending(), wei(500), "views show what is stored");
        sent(9, syncCall { steps: 4 }).expect("a sync");
        assert_eq!((pending(), claimable()), (U256::ZERO, wei(500)));
        assert_eq!(asked(maxDepositCall { controller }), wei(500));
        let got = sent(0, claim(200)).expect("a part of the shares");
        assert!(emitted(ILiquidVault::Deposit {
            controller,
            receiver: controller,
            assets: wei(200),
            shares: got,
        }));
        assert_eq!((shares(0), claimable()), (got, wei(300)));
        let rest = asked(maxMintCall { controller });
        let call = mint_0Call {
            shares: rest,
            receiver: controller,
        };
        assert_eq!(sent(0, call), Ok(wei(300)));
        assert_eq!((shares(0), claimable()), (got + rest, U256::ZERO));
        assert_eq!(shares(0), asked(convertToSharesCall { assets: wei(500) }));

        // A transfer, by the ERC-20 face.
        let (to, value) = (address(1), shares(0) / U256::from(2));
        assert_eq!(token(0, IToken::transferCall { to, value }), Ok(true));
        assert_eq!(shares(1), value);

        // The era pays.
        let before = rate();
        until_era(batch.to::<u32>() + 1);
        assert_eq!(rate(), before);
        sent(9, syncCall { steps: 4 }).expect("a sync");
        assert!(rate() > before, "{} is not above {before}", rate());

        // And out again, in two parts.
        let worth = asked(convertToAssetsCall { shares: value });
        let ticket = returned(1, value);
        let controller = address(1);
        assert!(emitted(ILiquidVault::RedeemRequest {
            controller,
            owner: controller,
            requestId: ticket,
            sender: controller,
            shares: value,
        }));
        assert_eq!(shares(1), U256::ZERO);
        let (id, of) = (ticket, controller);
        let unbonds = asked(pendingRedeemRequestCall {
            requestId: id,
            controller: of,
        });
        assert_eq!(unbonds, value);
        let all = |shares| redeemCall {
            shares,
            receiver: controller,
            controller,
        };
        let early = sent(1, all(value)).map(drop);
        assert_eq!(early, Err("AboveMaximum".into()));
        let (assets, unlock) = asked(worthOfCall {
            requestId: id,
            controller: of,
        })
        .into();
        assert_eq!(assets, worth);
        leaves();
        let left = asked(worthOfCall {
            requestId: id,
            controller: of,
        });
        assert_eq!((left.assets, left.unlockEra), (worth, unlock));
        assert_eq!(asked(maxRedeemCall { controller }), U256::ZERO);
        until_era(unlock);
        assert_eq!(asked(maxRedeemCall { controller }), value);
        assert_eq!(asked(maxWithdrawCall { controller }), worth);
        let paid = Balances::balance(&key(1));
        let call = withdrawCall {
            assets: wei(100),
            receiver: controller,
            controller,
        };
        let taken = sent(1, call).expect("a part of the ticket");
        assert_eq!(Balances::balance(&key(1)) - paid, 100 * UNIT);
        assert!(emitted(ILiquidVault::Withdraw {
            sender: controller,
            receiver: controller,
            controller,
            assets: wei(100),
            shares: taken,
        }));
        let rest = sent(1, all(value - taken)).expect("the rest");
        let sum = wei(100) + rest;
        assert!(
            sum <= worth && worth - sum <= U256::from(2_000_000),
            "{sum} of {worth}"
        );
        let paid = U256::from(Balances::balance(&key(1)) - paid);
        assert_eq!(paid * U256::from(1_000_000), sum);
        assert_eq!(asked(maxRedeemCall { controller }), U256::ZERO);
    });
}

#[test]
fn slash_that_is_applied_lowers_the_rate_in_its_block() {
    with_vault(|| {
        joined(0, 500);
        until_era(planned() + 2);
        synced();
        let era = planned() - 1;
        let slash = pallet_staking::Call::<Runtime>::manual_slash {
            validator_stash: validator(),
            era,
            slash_fraction: Perbill::from_percent(10),
        };
        dispatched(RuntimeOrigin::root(), slash).expect("a slash");
        let state = asked(stateCall {});
        assert_eq!((state.part, state.frozen), (0, true));
        let before = rate();
        until_era(era + crate::configs::staking::SLASH_DEFER_ERAS);
        while asked(stateCall {}).frozen {
            assert_eq!(rate(), before, "it is not applied");
            block();
        }
        // A tenth of what was exposed, which is all but the rewards since.
        let lost = before - rate();
        let tenth = before / U256::from(10);
        let near = before / U256::from(1_000);
        assert!(
            lost > tenth - near && lost < tenth + near,
            "{lost} of {before}"
        );
    });
}

#[test]
fn validator_that_chills_ends_deposits_and_shares_are_still_paid() {
    with_vault(|| {
        let held = joined(0, 500);
        let waiting = request(1, 50).expect("a deposit that waits");
        let chill = pallet_staking::Call::<Runtime>::chill {};
        dispatched(RuntimeOrigin::signed(validator()), chill).expect("a chill");
        assert_eq!(request(0, 10), Err("NotOpen".into()));
        sent(9, syncCall { steps: 4 }).expect("a sync");
        assert_eq!(asked(stateCall {}).part, 1);

        // The deposit that waited is paid back.
        let (id, controller) = (waiting, address(1));
        let refund = asked(refundOfCall {
            requestId: id,
            controller,
        });
        assert_eq!(refund.assets, wei(50));
        let claim = || claimCall {
            requestId: id,
            receiver: controller,
            controller,
        };
        let early = sent(1, claim()).map(drop);
        assert_eq!(early, Err("StillUnbonding".into()));
        // Half of the shares is returned now.
        let half = held / U256::from(2);
        let worth = asked(convertToAssetsCall { shares: half });
        let ticket = returned(0, half);
        leaves();
        assert_eq!(sent(9, retireCall {}).map(drop), Err("InGrace".into()));
        until_era(planned() + 2);
        synced();
        sent(9, retireCall {}).expect("its end");
        let retiring = asked(stateCall {});
        assert_eq!(retiring.part, 4);
        assert_eq!(sent(9, finishCall {}).map(drop), Err("NotRetiring".into()));

        until_era(retiring.era);
        synced();
        sent(9, finishCall {}).expect("a pot, or rewards that unbond");
        if asked(stateCall {}).part == 4 {
            until_era(asked(stateCall {}).era);
            synced();
            sent(9, finishCall {}).expect("a pot");
        }
        assert_eq!(asked(stateCall {}).part, 5);
        let owned = Balances::balance(&key(1));
        // Any key pays a controller.
        let back = sent(9, claim()).expect("a refund");
        assert_eq!((back.shares, back.assets), (U256::ZERO, wei(50)));
        assert_eq!(Balances::balance(&key(1)) - owned, 50 * UNIT);
        let (id, controller) = (ticket, address(0));
        let call = claimRedeemCall {
            requestId: id,
            receiver: controller,
            controller,
        };
        assert_eq!(sent(0, call), Ok(worth));
        let shares = shares(0);
        let expected = asked(convertToAssetsCall { shares });
        let call = cashOutCall {
            shares,
            receiver: address(2),
            owner: address(0),
        };
        let owned = Balances::balance(&key(2));
        assert_eq!(sent(0, call), Ok(expected));
        let paid = U256::from(Balances::balance(&key(2)) - owned);
        assert_eq!(paid * U256::from(1_000_000), expected);
        assert!(expected > wei(249), "{expected}");
    });
}
