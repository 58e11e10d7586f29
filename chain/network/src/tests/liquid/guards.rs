//! What the precompiles reject.

use super::life::{
    address, asked, joined, key, leaves, request, returned, sent, synced, validator, wei,
    with_vault, words, TOKEN,
};
use crate::{
    tests::{
        forwarder::{forwarded, forwarder, CALL, DELEGATECALL, STATICCALL},
        planned, sent_to, until_era,
    },
    AccountId, Balances, Revive, Runtime, RuntimeOrigin,
};
use blueprint_liquid_precompile::{
    address_of,
    ILiquidVault::*,
    ILiquidVaults::{countCall, createVaultCall},
    ADDRESS,
};
use frame_support::{traits::fungible::Inspect, weights::Weight};
use pallet_liquid::{WeightInfo, FIRST_VAULT, MAX_STEPS};
use pallet_revive::{
    precompiles::alloy::{
        primitives::{FixedBytes, U256},
        sol_types::SolCall,
    },
    ExecConfig, TransactionLimits,
};
use sp_core::H160;

type Weights = <Runtime as pallet_liquid::Config>::WeightInfo;

fn vault() -> H160 {
    address_of(FIRST_VAULT)
}

#[test]
fn contract_reads_and_acts_for_itself_by_a_plain_call() {
    with_vault(|| {
        let contract = forwarder(&key(7), CALL);
        assert_eq!(
            forwarded(&key(7), contract, vault(), totalAssetsCall {}),
            Ok(wei(100))
        );
        let own = FixedBytes::from(contract.0).0.into();
        let call = setOperatorCall {
            operator: address(7),
            approved: true,
        };
        assert_eq!(forwarded(&key(7), contract, vault(), call), Ok(true));
        let (controller, operator) = (own, address(7));
        assert!(asked(isOperatorCall {
            controller,
            operator
        }));
        assert!(!asked(isOperatorCall {
            controller: operator,
            operator: controller,
        }));
    });
}

#[test]
fn static_call_reads_and_changes_nothing() {
    with_vault(|| {
        let contract = forwarder(&key(7), STATICCALL);
        assert_eq!(
            forwarded(&key(7), contract, vault(), totalAssetsCall {}),
            Ok(wei(100))
        );
        let root = || sp_io::storage::root(sp_runtime::StateVersion::V1);
        let before = pallet_liquid::Vaults::<Runtime>::get(FIRST_VAULT);
        let create = createVaultCall {
            validator: words(&crate::genesis::validators()[1].0),
            seed: wei(100),
        };
        let operator = setOperatorCall {
            operator: address(7),
            approved: true,
        };
        let unchanged = root();
        for failed in [
            forwarded(&key(7), contract, vault(), operator).map(drop),
            forwarded(&key(7), contract, vault(), syncCall { steps: 1 }).map(drop),
            forwarded(&key(7), contract, vault(), retireCall {}).map(drop),
            forwarded(&key(7), contract, ADDRESS, create).map(drop),
        ] {
            // The inner call fails without data, and so does the contract's.
            assert_eq!(failed, Err("[]".into()));
        }
        assert_eq!(root(), unchanged);
        assert_eq!(pallet_liquid::Vaults::<Runtime>::get(FIRST_VAULT), before);
    });
}

#[test]
fn delegate_calls_and_value_revert() {
    with_vault(|| {
        let contract = forwarder(&key(7), DELEGATECALL);
        let denied = || Err("DelegateCall".to_string());
        assert_eq!(
            forwarded(&key(7), contract, vault(), totalAssetsCall {}).map(drop),
            denied()
        );
        assert_eq!(
            forwarded(&key(7), contract, ADDRESS, countCall {}).map(drop),
            denied()
        );
        let deposit = requestDepositCall {
            assets: wei(10),
            controller: address(0),
            owner: address(0),
        };
        let paid = sent_to(&key(0), vault(), TOKEN, deposit).map(drop);
        assert_eq!(paid, Err("NotPayable".into()));
        let paid = sent_to(&key(0), ADDRESS, TOKEN, countCall {}).map(drop);
        assert_eq!(paid, Err("NotPayable".into()));
        assert_eq!(Balances::balance(&account_of(vault())), 0);
    });
}

fn account_of(address: H160) -> AccountId {
    use pallet_revive::AddressMapper;
    <Runtime as pallet_revive::Config>::AddressMapper::to_account_id(&address)
}

#[test]
fn unknown_vaults_and_amounts_between_base_units_are_rejected() {
    with_vault(|| {
        let unknown = [0, FIRST_VAULT - 1, FIRST_VAULT + 1];
        for vault in unknown.map(address_of) {
            let missing = || Err("NoSuchVault".to_string());
            assert_eq!(
                sent_to(&key(0), vault, 0, shareCall {}).map(drop),
                missing()
            );
            let taken_back = setOperatorCall {
                operator: address(1),
                approved: false,
            };
            assert_eq!(sent_to(&key(0), vault, 0, taken_back).map(drop), missing());
        }
        let odd = |assets| requestDepositCall {
            assets,
            controller: address(0),
            owner: address(0),
        };
        for assets in [wei(10) + U256::from(1), U256::MAX] {
            let odd = sent(0, odd(assets)).map(drop);
            assert_eq!(odd, Err("AmountNotRepresentable".into()));
        }
        let seed = createVaultCall {
            validator: words(&validator()),
            seed: wei(100) + U256::from(1),
        };
        let seed = sent_to(&key(0), ADDRESS, 0, seed).map(drop);
        assert_eq!(seed, Err("AmountNotRepresentable".into()));
        let small = sent(0, odd(U256::from(1_000_000))).map(drop);
        assert_eq!(small, Err("AmountTooSmall".into()));
        joined(0, 500);
        let nothing = redeemCall {
            shares: U256::ZERO,
            receiver: address(0),
            controller: address(0),
        };
        let nothing = sent(0, nothing).map(drop);
        assert_eq!(nothing, Err("AmountTooSmall".into()));
    });
}

#[test]
fn stranger_moves_nothing_of_an_account_and_an_operator_does() {
    with_vault(|| {
        let (owner, stranger) = (address(0), address(1));
        let taken = || requestDepositCall {
            assets: wei(10),
            controller: stranger,
            owner,
        };
        assert_eq!(sent(1, taken()).map(drop), Err("NotOwner".into()));
        let batch = request(0, 500).expect("a deposit");
        until_era(batch.to::<u32>());
        let claim = |assets| deposit_1Call {
            assets,
            receiver: stranger,
            controller: owner,
        };
        let mint = mint_1Call {
            shares: U256::from(1),
            receiver: stranger,
            controller: owner,
        };
        let by_id = claimCall {
            requestId: batch,
            receiver: stranger,
            controller: owner,
        };
        let redeem = redeemCall {
            shares: U256::from(1),
            receiver: stranger,
            controller: owner,
        };
        let withdraw = withdrawCall {
            assets: wei(1),
            receiver: stranger,
            controller: owner,
        };
        for denied in [
            sent(1, claim(wei(500))).map(drop),
            sent(1, mint).map(drop),
            sent(1, by_id).map(drop),
            sent(1, redeem).map(drop),
            sent(1, withdraw).map(drop),
        ] {
            assert_eq!(denied, Err("NotController".into()));
        }
        let approve = |approved| setOperatorCall {
            operator: stranger,
            approved,
        };
        assert_eq!(sent(0, approve(true)), Ok(true));
        assert!(asked(isOperatorCall {
            controller: owner,
            operator: stranger,
        }));
        // No operator deposits what the account has.
        assert_eq!(sent(1, taken()).map(drop), Err("NotOwner".into()));
        let shares = sent(1, claim(wei(200))).expect("a claim by the operator");
        let own = |n: usize| pallet_assets::Pallet::<Runtime>::balance(FIRST_VAULT, key(n));
        assert_eq!(U256::from(own(1)), shares);
        sent(
            0,
            deposit_0Call {
                assets: wei(300),
                receiver: owner,
            },
        )
        .expect("the rest");
        let by_operator = || requestRedeemCall {
            shares: U256::from(own(0) / 2),
            controller: stranger,
            owner,
        };
        sent(1, by_operator()).expect("shares that the operator returns");
        assert_eq!(sent(0, approve(false)), Ok(true));
        assert_eq!(sent(1, by_operator()).map(drop), Err("NotOwner".into()));
        let cash = cashOutCall {
            shares: U256::from(1),
            receiver: stranger,
            owner,
        };
        assert_eq!(sent(1, cash).map(drop), Err("NotOwner".into()));
        let own_operator = setOperatorCall {
            operator: owner,
            approved: true,
        };
        assert_eq!(sent(0, own_operator).map(drop), Err("OwnOperator".into()));
    });
}

#[test]
fn claims_above_the_maximum_and_between_shares_are_rejected() {
    with_vault(|| {
        let batch = request(0, 500).expect("a deposit");
        until_era(batch.to::<u32>());
        let all = address(0);
        let more = sent(
            0,
            deposit_0Call {
                assets: wei(501),
                receiver: all,
            },
        );
        assert_eq!(more, Err("AboveMaximum".into()));
        let odd = sent(
            0,
            mint_0Call {
                shares: U256::from(1),
                receiver: all,
            },
        );
        assert_eq!(odd, Err("AmountNotRepresentable".into()));
        assert_eq!(asked(maxDepositCall { controller: all }), U256::ZERO);
        sent(9, syncCall { steps: 1 }).expect("a sync");
        assert_eq!(asked(maxDepositCall { controller: all }), wei(500));
        let early = claimRedeemCall {
            requestId: U256::MAX,
            receiver: all,
            controller: all,
        };
        assert_eq!(sent(0, early).map(drop), Err("NoSuchTicket".into()));
        let none = claimCall {
            requestId: U256::MAX,
            receiver: all,
            controller: all,
        };
        assert_eq!(sent(0, none).map(drop), Err("NothingToClaim".into()));
    });
}

/// What a call of the vault by the first key weighs.
fn weight(call: impl SolCall) -> Weight {
    let outcome = Revive::bare_call(
        RuntimeOrigin::signed(key(0)),
        vault(),
        0u128.into(),
        TransactionLimits::WeightAndDeposit {
            weight_limit: Weight::from_parts(500_000_000_000, 5_000_000),
            deposit_limit: 0,
        },
        call.abi_encode(),
        &ExecConfig::new_substrate_tx(),
    );
    let answer = outcome.result.expect("a call");
    assert!(!answer.did_revert());
    outcome.weight_consumed
}

#[test]
fn sync_and_each_request_of_a_claim_are_charged() {
    with_vault(|| {
        joined(0, 500);
        let first = returned(0, wei(100));
        leaves();
        until_era(planned() + 1);
        synced();
        let second = returned(0, wei(100));
        let controller = address(0);
        let requests = asked(requestsOfCall { controller });
        assert_eq!(requests.redemptions, [first, second]);
        let unlock = asked(worthOfCall {
            requestId: second,
            controller,
        });
        leaves();
        until_era(unlock.unlockEra);

        let sync = weight(syncCall { steps: 9 });
        assert!(sync.all_gte(Weights::sync(MAX_STEPS)));
        assert!(!sync.all_gte(Weights::sync(MAX_STEPS + 1)));
        let claim = redeemCall {
            shares: asked(maxRedeemCall { controller }),
            receiver: controller,
            controller,
        };
        let claim = weight(claim);
        let each = Weights::redeem_synced().saturating_mul(2);
        assert!(
            claim.all_gte(Weights::sync(1).saturating_add(each)),
            "{claim}"
        );
        // There is one sync, not one of each request.
        assert!(
            !claim.all_gte(Weights::redeem().saturating_mul(2)),
            "{claim}"
        );
    });
}

/// The ids that ERC-165 has for ERC-7540 and ERC-7575 are the selectors of their functions.
#[test]
fn interface_ids_are_those_of_the_functions() {
    fn id(selectors: &[[u8; 4]]) -> FixedBytes<4> {
        let of = |it: &[u8; 4]| u32::from_be_bytes(*it);
        let id = selectors.iter().map(of).fold(0, |id, it| id ^ it);
        FixedBytes::from(id.to_be_bytes())
    }
    let operators = id(&[setOperatorCall::SELECTOR, isOperatorCall::SELECTOR]);
    let deposits = id(&[
        requestDepositCall::SELECTOR,
        pendingDepositRequestCall::SELECTOR,
        claimableDepositRequestCall::SELECTOR,
        deposit_1Call::SELECTOR,
        mint_1Call::SELECTOR,
    ]);
    let redemptions = id(&[
        requestRedeemCall::SELECTOR,
        pendingRedeemRequestCall::SELECTOR,
        claimableRedeemRequestCall::SELECTOR,
    ]);
    let vault = id(&[
        assetCall::SELECTOR,
        shareCall::SELECTOR,
        convertToSharesCall::SELECTOR,
        convertToAssetsCall::SELECTOR,
        totalAssetsCall::SELECTOR,
        maxDepositCall::SELECTOR,
        previewDepositCall::SELECTOR,
        deposit_0Call::SELECTOR,
        maxMintCall::SELECTOR,
        previewMintCall::SELECTOR,
        mint_0Call::SELECTOR,
        maxWithdrawCall::SELECTOR,
        previewWithdrawCall::SELECTOR,
        withdrawCall::SELECTOR,
        maxRedeemCall::SELECTOR,
        previewRedeemCall::SELECTOR,
        redeemCall::SELECTOR,
    ]);
    let itself = id(&[supportsInterfaceCall::SELECTOR]);
    with_vault(|| {
        let supports = |id| asked(supportsInterfaceCall { interfaceId: id });
        for interface in [itself, operators, deposits, redemptions, vault] {
            assert!(supports(interface), "{interface}");
        }
        assert!(!supports(FixedBytes::from([0xff; 4])));
        let assets = wei(1);
        let preview = sent(0, previewDepositCall { assets });
        assert_eq!(preview, Err("AsynchronousVault".into()));
        let preview = sent(0, previewRedeemCall { shares: assets });
        assert_eq!(preview, Err("AsynchronousVault".into()));
        let native = asked(assetCall {});
        assert_eq!(
            native.to_string(),
            "0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE"
        );
    });
}
