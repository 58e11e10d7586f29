//! `IStaking` on the network: an account bonds, backs validators, is paid and leaves, by the precompile alone.

use super::{
    forwarder::{forwarded, forwarder, CALL, DELEGATECALL, STATICCALL},
    network, nominator, planned, sent_to, until_era,
};
use crate::{
    configs::staking::{MAX_BACKERS, MAX_ELECTION_VOTERS},
    genesis::{fast_terms, validators, VALIDATOR_BOND},
    AccountId, Balances, Revive, Runtime, RuntimeOrigin, Staking, System, UNIT,
};
use blueprint_staking_precompile::{
    IStaking::{
        accountOfCall, activeEraCall, bondCall, bondExtraCall, bondingDurationCall, chillCall,
        exposureOfCall, ledgerOfCall, minimumsCall, nominateCall, nominationsOfCall, paidCall,
        payoutCall, plannedEraCall, rebondCall, setPayeeCall, unbondCall, validatorOfCall,
        withdrawUnbondedCall,
    },
    ADDRESS,
};
use codec::{Decode, Encode};
use frame_support::{assert_ok, traits::fungible::Inspect, weights::Weight};
use pallet_revive::{
    precompiles::alloy::{
        primitives::{FixedBytes, U256},
        sol_types::SolCall,
    },
    AddressMapper, ExecConfig, TransactionLimits,
};
use pallet_staking::slashing::SlashingSpans;
use sp_keyring::Sr25519Keyring;

/// Wei of a token.
const TOKEN: u128 = UNIT * 1_000_000;

fn staker() -> AccountId {
    Sr25519Keyring::Bob.to_account_id()
}

fn words(account: &AccountId) -> FixedBytes<32> {
    let bytes: &[u8; 32] = account.as_ref();
    FixedBytes::from(*bytes)
}

fn wei(tokens: u128) -> U256 {
    U256::from(tokens * TOKEN)
}

fn sent_with<C: SolCall>(who: &AccountId, value: u128, call: C) -> Result<C::Return, String> {
    sent_to(who, ADDRESS, value, call)
}

fn sent<C: SolCall>(who: &AccountId, call: C) -> Result<C::Return, String> {
    sent_with(who, 0, call)
}

fn asked<C: SolCall>(call: C) -> C::Return {
    sent(&staker(), call).expect("a view answers")
}

fn ledger() -> (U256, U256, Vec<(U256, u32)>) {
    let stash = words(&staker());
    let found = asked(ledgerOfCall { stash });
    let chunks = found.unlocking.into_iter().map(|it| (it.amount, it.era));
    (found.total, found.active, chunks.collect())
}

fn bond(tokens: u128) -> Result<(), String> {
    let call = bondCall {
        amount: wei(tokens),
        payee: 1,
        account: FixedBytes::ZERO,
    };
    sent(&staker(), call).map(|_| ())
}

fn root() -> Vec<u8> {
    sp_io::storage::root(sp_runtime::StateVersion::V1)
}

/// Calls that change the state of a stash which is there.
fn changes() -> Vec<Vec<u8>> {
    let amount = wei(100);
    let account = FixedBytes::ZERO;
    let validators = vec![words(&validators().remove(0).0)];
    vec![
        bondCall {
            amount,
            payee: 1,
            account,
        }
        .abi_encode(),
        bondExtraCall { amount }.abi_encode(),
        nominateCall { validators }.abi_encode(),
        unbondCall { amount }.abi_encode(),
        rebondCall { amount }.abi_encode(),
        withdrawUnbondedCall {}.abi_encode(),
        chillCall {}.abi_encode(),
        setPayeeCall { payee: 0, account }.abi_encode(),
    ]
}

/// The input of a call, as it is.
struct Encoded;

impl Encoded {
    fn by(contract: sp_core::H160, input: &[u8]) -> Result<Vec<u8>, String> {
        let mut data = vec![0; 12];
        data.extend(ADDRESS.0);
        data.extend(input);
        super::raw_call(&staker(), contract, 0, data)
    }
}

#[test]
fn static_call_of_staking_reads_and_changes_nothing() {
    network(fast_terms()).execute_with(|| {
        let by = staker();
        // A contract's address is of its deployer and the deployer's nonce.
        let plain = forwarder(&Sr25519Keyring::Ferdie.to_account_id(), CALL);
        let contract = forwarder(&by, STATICCALL);
        let era = asked(activeEraCall {});
        let read = forwarded(&by, contract, ADDRESS, activeEraCall {});
        assert_eq!(read.map(|it| (it.era, it.start)), Ok((era.era, era.start)));
        let unchanged = root();
        for change in changes() {
            // The inner call fails without data, and so does the contract's.
            assert_eq!(Encoded::by(contract, &change), Err("[]".into()));
            assert_eq!(root(), unchanged);
        }
        // By a plain call the pallet decides: the contract has no stash, and nothing to bond.
        for change in changes() {
            let answer = Encoded::by(plain, &change);
            assert!(answer != Err("[]".into()), "{answer:?}");
        }
    });
}

#[test]
fn delegate_call_of_staking_reverts() {
    network(fast_terms()).execute_with(|| {
        let contract = forwarder(&staker(), DELEGATECALL);
        let unchanged = root();
        let view = activeEraCall {}.abi_encode();
        for call in changes().into_iter().chain([view]) {
            assert_eq!(
                Encoded::by(contract, &call),
                Err("DelegateCall".to_string())
            );
        }
        assert_eq!(root(), unchanged);
    });
}

/// Weight is charged before anything is read: a call that is given less than its maximum changes nothing.
#[test]
fn call_of_staking_without_the_weight_of_its_maximum_fails() {
    network(fast_terms()).execute_with(|| {
        let call = |weight_limit| {
            let call = bondCall {
                amount: wei(1_000),
                payee: 1,
                account: FixedBytes::ZERO,
            };
            Revive::bare_call(
                RuntimeOrigin::signed(staker()),
                ADDRESS,
                0u128.into(),
                TransactionLimits::WeightAndDeposit {
                    weight_limit,
                    deposit_limit: 0,
                },
                call.abi_encode(),
                &ExecConfig::new_substrate_tx(),
            )
        };
        let used = frame_support::storage::with_transaction(|| {
            let outcome = call(Weight::from_parts(500_000_000_000, 5_000_000));
            assert!(outcome.result.is_ok_and(|it| !it.did_revert()));
            sp_runtime::TransactionOutcome::Rollback(Ok::<_, sp_runtime::DispatchError>(
                outcome.weight_consumed,
            ))
        })
        .expect("no layer is missing");
        let unchanged = root();
        for short in [
            used.div(2),
            Weight::from_parts(used.ref_time(), used.proof_size() / 2),
            Weight::from_parts(used.ref_time() / 2, used.proof_size()),
        ] {
            assert!(call(short).result.is_err());
            assert_eq!(root(), unchanged);
        }
    });
}

#[test]
fn account_bonds_backs_a_validator_is_paid_and_leaves() {
    network(fast_terms()).execute_with(|| {
        until_era(1);
        let (staker, (validator, _)) = (staker(), validators().remove(0));
        let target = words(&validator);
        bond(1_000).expect("a bond");
        sent(&staker, bondExtraCall { amount: wei(500) }).expect("more of it");
        assert_eq!(ledger(), (wei(1_500), wei(1_500), vec![]));
        let call = nominateCall {
            validators: vec![target],
        };
        sent(&staker, call).expect("a nomination");
        let nominations = asked(nominationsOfCall {
            stash: words(&staker),
        });
        assert_eq!(
            (nominations.validators, nominations.submittedIn),
            (vec![target], 1)
        );

        // It counts from the next election on, and earns in that era.
        let planned = asked(plannedEraCall {});
        until_era(planned + 2);
        let (era, start) = asked(activeEraCall {}).into();
        assert!(era == planned + 2 && start > 0);
        let earning = era - 1;
        let behind = asked(exposureOfCall {
            era: earning,
            validator: target,
        });
        assert_eq!((behind.backers, behind.pages), (1, 1));
        assert!(behind.total - behind.own >= wei(1_499));
        let owned = Balances::total_balance(&staker);
        let pay = || payoutCall {
            validator: target,
            era: earning,
            page: 0,
        };
        assert!(!asked(paidCall {
            era: earning,
            validator: target,
            page: 0
        }));
        let stranger = Sr25519Keyring::Ferdie.to_account_id();
        sent(&stranger, pay()).expect("a payout by any account");
        assert!(Balances::total_balance(&staker) > owned);
        assert!(asked(paidCall {
            era: earning,
            validator: target,
            page: 0
        }));
        assert_eq!(sent(&stranger, pay()).err(), Some("AlreadyClaimed".into()));

        // Out of it again.
        sent(&staker, chillCall {}).expect("no more backing");
        sent(&staker, unbondCall { amount: wei(600) }).expect("a part");
        let due = asked(plannedEraCall {}) + asked(bondingDurationCall {});
        assert_eq!(ledger(), (wei(1_500), wei(900), vec![(wei(600), due)]));
        sent(&staker, rebondCall { amount: wei(100) }).expect("some of it stays");
        sent(&staker, unbondCall { amount: wei(1_000) }).expect("all of it");
        assert_eq!(ledger(), (wei(1_500), wei(0), vec![(wei(1_500), due)]));
        sent(&staker, withdrawUnbondedCall {}).expect("nothing is due");
        assert_eq!(ledger().0, wei(1_500));
        pallet_staking::CurrentEra::<Runtime>::put(due);
        sent(&staker, withdrawUnbondedCall {}).expect("it is due");
        assert_eq!(ledger(), (wei(0), wei(0), vec![]));
        assert_eq!(Balances::balance(&staker), Balances::total_balance(&staker));
    });
}

#[test]
fn views_tell_validators_minimums_and_accounts() {
    network(fast_terms()).execute_with(|| {
        until_era(0);
        let (stash, _) = validators().remove(3);
        let found = asked(validatorOfCall {
            account: words(&stash),
        });
        assert!(found.candidate && found.elected && !found.blocked && found.commission == 0);
        let none = asked(validatorOfCall {
            account: words(&staker()),
        });
        assert!(!none.candidate && !none.elected);
        let least = asked(minimumsCall {});
        assert_eq!((least.nominator, least.validator), (wei(10), wei(1_000)));
        let found = asked(ledgerOfCall {
            stash: words(&stash),
        });
        assert_eq!(
            found.active,
            U256::from(VALIDATOR_BOND) * U256::from(1_000_000)
        );
        let address = <Runtime as pallet_revive::Config>::AddressMapper::to_address(&staker());
        let account = asked(accountOfCall {
            who: address.0.into(),
        });
        assert_eq!(account, words(&staker()));
    });
}

#[test]
fn what_the_pallet_rejects_reverts_by_name_and_changes_nothing() {
    network(fast_terms()).execute_with(|| {
        let staker = staker();
        let target = words(&validators()[0].0);
        let amount = |amount: U256| bondCall {
            amount,
            payee: 1,
            account: FixedBytes::ZERO,
        };
        let payee = |payee: u8, account| bondCall {
            amount: wei(10),
            payee,
            account,
        };
        let many = nominateCall {
            validators: vec![target; 17],
        };
        System::set_block_number(1);
        let cases: [(&str, Result<(), String>); 10] = [
            (
                "AmountNotRepresentable",
                sent(&staker, amount(wei(10) + U256::from(1))).map(drop),
            ),
            (
                "AmountNotRepresentable",
                sent(&staker, amount(U256::MAX)).map(drop),
            ),
            (
                "UnknownPayee",
                sent(&staker, payee(4, FixedBytes::ZERO)).map(drop),
            ),
            (
                "UnknownAccount",
                sent(&staker, payee(2, FixedBytes::ZERO)).map(drop),
            ),
            ("UnknownAccount", sent(&staker, payee(1, target)).map(drop)),
            ("TooManyValidators", sent(&staker, many).map(drop)),
            (
                "NotController",
                sent(&staker, unbondCall { amount: wei(1) }).map(drop),
            ),
            (
                "NotStash",
                sent(&staker, bondExtraCall { amount: wei(1) }).map(drop),
            ),
            (
                "NotController",
                sent(
                    &staker,
                    setPayeeCall {
                        payee: 0,
                        account: FixedBytes::ZERO,
                    },
                )
                .map(drop),
            ),
            (
                "NotPayable",
                sent_with(&staker, TOKEN, amount(wei(10))).map(drop),
            ),
        ];
        for (error, result) in cases {
            assert_eq!(result, Err(error.into()));
        }
        // With a bond, and again.
        bond(5).expect("more than the existential deposit");
        let before = (ledger(), Balances::total_balance(&staker));
        let call = nominateCall {
            validators: vec![target],
        };
        assert_eq!(sent(&staker, call).err(), Some("InsufficientBond".into()));
        assert_eq!(bond(5), Err("AlreadyBonded".into()));
        assert_eq!((ledger(), Balances::total_balance(&staker)), before);
        let backed = asked(nominationsOfCall {
            stash: words(&staker),
        });
        assert!(backed.validators.is_empty());
        let payee = setPayeeCall {
            payee: 0,
            account: FixedBytes::ZERO,
        };
        assert_ok!(sent(&staker, payee).map(drop));
    });
}

/// More accounts nominate than an election counts: those with the most stake are counted, whenever they came.
#[test]
fn election_counts_the_voters_with_the_most_stake() {
    network(fast_terms()).execute_with(|| {
        until_era(1);
        let [crowded, late] = [0, 1].map(|n| validators().remove(n).0);
        let crowd = MAX_ELECTION_VOTERS + 100;
        for seed in 0..crowd {
            nominator(seed, 10, &crowded);
        }
        let rich = nominator(crowd, 5_000, &late);
        let elected = planned() + 1;
        until_era(elected);
        let backers = |of: &AccountId| {
            let pages = pallet_staking::ErasStakersPaged::<Runtime>::iter_prefix((elected, of));
            let backers = pages.flat_map(|(_, page)| page.others);
            backers.map(|it| it.who).collect::<Vec<_>>()
        };
        assert_eq!(backers(&late), [rich]);
        // With the four validators, and the one above.
        let counted = MAX_ELECTION_VOTERS - 5;
        assert_eq!(backers(&crowded).len() as u32, counted.min(MAX_BACKERS));
    });
}

/// A stash that was slashed in every era of its bonding gets out all the same.
#[test]
fn stash_with_the_most_spans_of_slashes_leaves() {
    network(fast_terms()).execute_with(|| {
        until_era(1);
        let stash = validators().remove(3).0;
        let duration = asked(bondingDurationCall {});
        let prior = vec![1; duration as usize + 1];
        let (index, start) = (duration + 1, duration + 1);
        let spans = (index, start, start, prior).encode();
        let spans = SlashingSpans::decode(&mut &spans[..]).expect("spans");
        pallet_staking::SlashingSpans::<Runtime>::insert(&stash, spans);
        let origin = frame_system::RawOrigin::Signed(stash.clone());
        assert_ok!(Revive::map_account(origin.into()));
        sent(&stash, chillCall {}).expect("it leaves");
        let all = U256::from(VALIDATOR_BOND) * U256::from(1_000_000);
        sent(&stash, unbondCall { amount: all }).expect("all of it");
        pallet_staking::CurrentEra::<Runtime>::put(planned() + duration);
        sent(&stash, withdrawUnbondedCall {}).expect("it is due");
        assert!(Staking::ledger(stash.clone().into()).is_err());
        assert!(!pallet_staking::SlashingSpans::<Runtime>::contains_key(
            &stash
        ));
    });
}
