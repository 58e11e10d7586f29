//! The precompile of `IServices`: what it refuses, from each caller and kind of call, and what it does for contracts
//! and for accounts.

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::{sol, Panic, Revert, SolCall, SolError, SolEvent};
use blueprint_e2e::{
    accounts::{self, Account, SERVICES},
    artifact::Artifact,
    chain::{CallOptions, Chain},
    outcome::{Outcome, Status},
    road::{IServices, Road, Step, COMMITTED, DELEGATORS, OPERATORS, SERVICE},
};
use blueprint_e2e_runtime::{Runtime, RuntimeOrigin, UNIT};
use frame_support::traits::GetCallName;
use pallet_services::{
    Asset, BlueprintDefinition, Call as Services, Generation, JobPrice, JobPrices, OffenceRecord,
    OffenceRecords, Penalties, PointTerms, Slashes, Verdicts,
};
use pallet_stake::AssetId;
use sp_core::H160;
use std::collections::BTreeSet;

sol!("tests/solidity/ServicesCaller.sol");

use ServicesCaller::{forwardCall, forwardDelegateCall, forwardStaticCall, onHookCall};

fn named(name: &str) -> Account {
    accounts::named(name).unwrap()
}

fn address(name: &str) -> Address {
    Address::new(named(name).address.0)
}

fn services() -> Address {
    Address::new(SERVICES.0)
}

/// The text of `Error(string)`.
fn text(data: &[u8]) -> String {
    match Revert::abi_decode(data) {
        Ok(revert) => revert.reason,
        Err(_) => format!("no text: {data:02x?}"),
    }
}

/// A chain on which a service runs, whose manager is incredible squaring in ink!.
fn world(observer: &mut dyn FnMut(&Step)) -> Road<'_> {
    let artifact = Artifact::built("ink/incredible_squaring.polkavm").unwrap();
    Road::to_service(&artifact, Generation::Core0_20, observer).unwrap()
}

fn deploy_caller(chain: &mut Chain) -> H160 {
    let artifact = Artifact::built("solidity/ServicesCaller.evm").unwrap();
    let deployed = chain.deploy(&named("alice"), &artifact.code, &[]);
    deployed.unwrap().address
}

/// What a forwarded call returned: whether it succeeded, and its data.
fn forwarded(outcome: &Outcome) -> (bool, Vec<u8>) {
    assert_eq!(outcome.status, Status::Ok);
    let returned = forwardCall::abi_decode_returns(&outcome.data).unwrap();
    (returned.ok, returned.result.to_vec())
}

fn call(chain: &mut Chain, who: &str, call: impl SolCall) -> Outcome {
    chain.call(&named(who), SERVICES, call.abi_encode())
}

fn judge(operator: &str) -> IServices::judgeResultCall {
    IServices::judgeResultCall {
        serviceId: SERVICE,
        callId: 0,
        operator: address(operator),
        right: true,
        points: 1,
    }
}

fn propose(operator: &str, bps: u16) -> IServices::proposeSlashCall {
    IServices::proposeSlashCall {
        serviceId: SERVICE,
        operator: address(operator),
        offence: 1,
        slashBps: bps,
        evidence: [7; 32].into(),
    }
}

#[test]
fn delegate_call_value_and_change_in_a_static_call_are_refused() {
    let mut quiet = |_: &Step| {};
    let mut road = world(&mut quiet);
    let caller = deploy_caller(&mut road.chain);
    let alice = named("alice");
    let join: Bytes = IServices::joinOperatorsCall {}.abi_encode().into();
    let era: Bytes = IServices::currentEraCall {}.abi_encode().into();

    for data in [&join, &era] {
        let delegated = forwardDelegateCall {
            target: services(),
            data: data.clone(),
        };
        let outcome = road.chain.call(&alice, caller, delegated.abi_encode());
        let (ok, data) = forwarded(&outcome);
        assert!(!ok);
        assert_eq!(text(&data), "DelegateCall");
    }
    let options = CallOptions {
        value: sp_core::U256::from(1_000_000_000_000u64),
        ..Default::default()
    };
    let paying = forwardCall {
        target: services(),
        data: era.clone(),
    };
    let outcome = road
        .chain
        .call_with(&alice, caller, paying.abi_encode(), options);
    let (ok, data) = forwarded(&outcome);
    assert!(!ok);
    assert_eq!(text(&data), "NotPayable");

    let look = |data: &Bytes| forwardStaticCall {
        target: services(),
        data: data.clone(),
    };
    let outcome = road.chain.call(&alice, caller, look(&join).abi_encode());
    assert_eq!(forwarded(&outcome), (false, vec![]));
    let outcome = road.chain.call(&alice, caller, look(&era).abi_encode());
    let (ok, data) = forwarded(&outcome);
    assert!(ok);
    assert_eq!(IServices::currentEraCall::abi_decode_returns(&data), Ok(1));
    assert_eq!(road.chain.balance(SERVICES), 0.into());
}

#[test]
fn strangers_neither_judge_nor_slash() {
    let mut quiet = |_: &Step| {};
    let mut road = world(&mut quiet);
    let caller = deploy_caller(&mut road.chain);
    for who in ["eve", "bob", "dave", "alith"] {
        let outcome = call(&mut road.chain, who, judge("bob"));
        assert_eq!(text(&outcome.data), "NotManager", "{who}");
        let outcome = call(&mut road.chain, who, propose("bob", 1));
        assert_eq!(text(&outcome.data), "NotSlashingOrigin", "{who}");
    }
    for data in [judge("bob").abi_encode(), propose("bob", 1).abi_encode()] {
        let forward = forwardCall {
            target: services(),
            data: data.into(),
        };
        let outcome = road
            .chain
            .call(&named("alice"), caller, forward.abi_encode());
        assert!(!forwarded(&outcome).0);
    }
    let counts = road.chain.execute(|| {
        (
            Slashes::<Runtime>::iter().count(),
            Verdicts::<Runtime>::iter().count(),
        )
    });
    assert_eq!(counts, (0, 0));
}

/// A hook runs for the pallet's account, which is no operator and no delegator, and holds what is at stake.
#[test]
fn functions_that_send_extrinsics_fail_within_a_hook() {
    let mut quiet = |_: &Step| {};
    let mut road = world(&mut quiet);
    let chain = &mut road.chain;
    let manager = deploy_caller(chain);
    let definition = BlueprintDefinition {
        manager,
        generation: Generation::Core0_20,
        jobs: 1,
        reporting: false,
        quality_kinds: 0,
        min_operators: 1,
        max_operators: 1,
        max_instances: 1,
        points: PointTerms::EachResult,
        points_per_era: u32::MAX,
        penalties: Penalties::FULL,
        review: 7 * 86_400,
    };
    let join = IServices::joinOperatorsCall {}.abi_encode();
    let dispute = IServices::disputeSlashCall { slashId: 0 }.abi_encode();
    let era = IServices::currentEraCall {}.abi_encode();
    for (data, refused) in [(join, true), (dispute, true), (era, false)] {
        let set = onHookCall {
            target: services(),
            data: data.into(),
        };
        let outcome = chain.call(&named("alice"), manager, set.abi_encode());
        assert!(outcome.is_ok(), "{outcome}");
        let definition = definition.clone();
        let sent = chain.dispatch(&named("alice"), Services::create_blueprint { definition });
        assert_eq!(sent.is_ok(), !refused, "{:?}", sent.result);
        let hook = sent.hooks.last().expect("onBlueprintCreated was called");
        if refused {
            let (_, data) = hook.result.clone().expect_err("the hook reverts");
            assert_eq!(text(&data), "InHook");
        }
    }
}

#[test]
fn owner_of_the_blueprint_proposes_within_its_penalties() {
    let mut quiet = |_: &Step| {};
    let mut road = world(&mut quiet);
    let outcome = call(&mut road.chain, "alice", propose("bob", 10_001));
    assert_eq!(text(&outcome.data), "SlashTooLarge");
    let mut unknown = propose("bob", 1);
    unknown.offence = 4;
    let outcome = call(&mut road.chain, "alice", unknown);
    assert_eq!(text(&outcome.data), "UnknownOffence");
    let outcome = call(&mut road.chain, "alice", propose("dave", 1));
    assert_eq!(text(&outcome.data), "NotServiceOperator");
    let outcome = call(&mut road.chain, "alice", propose("bob", 250));
    assert!(outcome.is_ok(), "{outcome}");
    let [event] = &outcome.events[..] else {
        panic!("{:?}", outcome.events)
    };
    assert_eq!(event.contract, SERVICES);
    assert_eq!(event.topics[0], IServices::SlashProposed::SIGNATURE_HASH.0);
    let slash = road.view(IServices::slashOfCall { slashId: 0 }).unwrap();
    assert_eq!((slash.state, slash.slashBps, slash.offence), (1, 250, 1));
    assert_eq!(slash.proposer, address("alice"));
    let page = road
        .view(IServices::pendingSlashesCall {
            start: 0,
            limit: 50,
        })
        .unwrap();
    assert_eq!((page.ids, page.next), (vec![0], 0));
    // The operator disputes it, as an extrinsic without a hook.
    let dispute = IServices::disputeSlashCall { slashId: 0 };
    let outcome = call(&mut road.chain, "alice", dispute.clone());
    assert_eq!(text(&outcome.data), "OwnCase");
    assert!(call(&mut road.chain, "bob", dispute).is_ok());
    let slash = road.view(IServices::slashOfCall { slashId: 0 }).unwrap();
    assert_eq!(slash.state, 2);
}

#[test]
fn operator_that_unmaps_its_address_is_slashed_all_the_same() {
    let mut quiet = |_: &Step| {};
    let mut road = world(&mut quiet);
    let bob = named("bob");
    road.chain.execute(|| {
        blueprint_e2e_runtime::Revive::unmap_account(RuntimeOrigin::signed(bob.id.clone()))
            .unwrap();
    });
    let outcome = call(&mut road.chain, "alice", propose("bob", 1_000));
    assert!(outcome.is_ok(), "{}", text(&outcome.data));
    let exposed = IServices::exposureOfCall {
        serviceId: SERVICE,
        operator: address("bob"),
        token: Address::ZERO,
    };
    let wei = U256::from(COMMITTED) * U256::from(1_000_000);
    assert_eq!(road.view(exposed).unwrap(), wei);
}

#[test]
fn contract_stakes_and_leaves_by_itself() {
    let mut quiet = |_: &Step| {};
    let mut road = world(&mut quiet);
    let caller = deploy_caller(&mut road.chain);
    let alice = named("alice");
    road.chain.fund(&alice, caller, 100 * UNIT);
    let wei = |units: u128| U256::from(units) * U256::from(1_000_000);
    let (operator, token) = (address(OPERATORS[0]), Address::ZERO);
    let send = |chain: &mut Chain, data: Vec<u8>| {
        let forward = forwardCall {
            target: services(),
            data: data.into(),
        };
        forwarded(&chain.call(&alice, caller, forward.abi_encode()))
    };
    let delegate = |amount| IServices::delegateCall {
        operator,
        token,
        amount,
    };
    let (ok, data) = send(
        &mut road.chain,
        delegate(wei(10 * UNIT) + U256::from(1)).abi_encode(),
    );
    assert!(!ok);
    assert_eq!(text(&data), "AmountNotRepresentable");
    let unknown = IServices::delegateCall {
        operator,
        token: address("eve"),
        amount: U256::from(1),
    };
    let (ok, data) = send(&mut road.chain, unknown.abi_encode());
    assert!(!ok);
    assert_eq!(text(&data), "UnknownToken");
    let before = road
        .view(IServices::stakeOfCall { operator, token })
        .unwrap();
    assert!(send(&mut road.chain, delegate(wei(10 * UNIT)).abi_encode()).0);
    let after = road
        .view(IServices::stakeOfCall { operator, token })
        .unwrap();
    assert_eq!(after - before, wei(10 * UNIT));
    let undelegate = IServices::undelegateCall {
        operator,
        token,
        amount: wei(10 * UNIT),
    };
    assert!(send(&mut road.chain, undelegate.abi_encode()).0);
    let early = IServices::withdrawCall { operator, token };
    let (ok, data) = send(&mut road.chain, early.abi_encode());
    assert!(!ok);
    assert_eq!(text(&data), "NothingToWithdraw");
    // What belongs to others is refused by name.
    let (to, callers) = (operator, vec![operator]);
    let refused = [
        (IServices::cancelLeavingCall {}.abi_encode(), "NotOperator"),
        (
            IServices::pruneCallCall {
                serviceId: 99,
                callId: 0,
            }
            .abi_encode(),
            "JobCallNotFound",
        ),
        (
            IServices::inviteOperatorCall {
                serviceId: SERVICE,
                operator,
                invited: true,
            }
            .abi_encode(),
            "NotServiceOwner",
        ),
        (
            IServices::setPermittedCallersCall {
                serviceId: SERVICE,
                callers,
            }
            .abi_encode(),
            "NotServiceOwner",
        ),
        (
            IServices::setPermittedCallersCall {
                serviceId: SERVICE,
                callers: vec![operator; 129],
            }
            .abi_encode(),
            "TooManyCallers",
        ),
        (
            IServices::offerServiceCall {
                serviceId: SERVICE,
                to,
            }
            .abi_encode(),
            "NotServiceOwner",
        ),
        (
            IServices::acceptServiceCall { serviceId: SERVICE }.abi_encode(),
            "NotOffered",
        ),
        (
            IServices::offerBlueprintCall { blueprintId: 0, to }.abi_encode(),
            "NotBlueprintOwner",
        ),
        (
            IServices::acceptBlueprintCall { blueprintId: 0 }.abi_encode(),
            "NotOffered",
        ),
        (
            IServices::setJobPriceCall {
                blueprintId: 0,
                job: 0,
                amount: wei(UNIT),
                burnedBps: 0,
                ownerBps: 0,
            }
            .abi_encode(),
            "NotBlueprintOwner",
        ),
        (
            IServices::setCommissionCall { bps: 100 }.abi_encode(),
            "NotOperator",
        ),
        (
            IServices::closeEraCall { era: 9, most: 1 }.abi_encode(),
            "EraNotOver",
        ),
        (
            IServices::sweepCall {
                delegator: address(DELEGATORS[0]),
                operator,
                token,
            }
            .abi_encode(),
            "StakeNotWiped",
        ),
        (
            IServices::sweepForBlueprintCall {
                blueprintId: 0,
                delegator: address(DELEGATORS[0]),
                operator,
                token,
            }
            .abi_encode(),
            "NotDelegated",
        ),
    ];
    for (call, error) in refused {
        let (ok, data) = send(&mut road.chain, call);
        assert!(!ok, "{error}");
        assert_eq!(text(&data), error);
    }
    // What is staked for one blueprint is apart.
    let chosen = IServices::delegateForBlueprintCall {
        blueprintId: 0,
        operator,
        token,
        amount: wei(2 * UNIT),
    };
    assert!(send(&mut road.chain, chosen.abi_encode()).0);
    let for_all = road
        .view(IServices::stakeOfCall { operator, token })
        .unwrap();
    let for_blueprint = IServices::stakeForBlueprintCall {
        blueprintId: 0,
        operator,
        token,
    };
    let secures = road.view(for_blueprint).unwrap();
    assert_eq!(secures - for_all, wei(2 * UNIT));
    let undelegate = IServices::undelegateForBlueprintCall {
        blueprintId: 0,
        operator,
        token,
        amount: wei(2 * UNIT),
    };
    assert!(send(&mut road.chain, undelegate.abi_encode()).0);
    let claim = IServices::claimForBlueprintCall {
        blueprintId: 0,
        operator,
    };
    assert!(send(&mut road.chain, claim.abi_encode()).0);
    let pays = IServices::claimableForBlueprintCall {
        blueprintId: 0,
        claimant: address(DELEGATORS[0]),
        operator,
    };
    assert_eq!(road.view(pays).unwrap(), U256::ZERO);
    road.chain.skip_blocks(201_600);
    assert!(send(&mut road.chain, early.abi_encode()).0);
    // Another account is paid.
    let to = named("ferdie");
    let before = road.chain.balance(to.address);
    let withdraw = IServices::withdrawForBlueprintToCall {
        blueprintId: 0,
        operator,
        token,
        to: address("ferdie"),
    };
    assert!(send(&mut road.chain, withdraw.abi_encode()).0);
    let paid = road.chain.balance(to.address) - before;
    assert_eq!(paid, sp_core::U256::from(2 * UNIT) * 1_000_000);
    for amount in [UNIT, UNIT] {
        let chosen = IServices::delegateForBlueprintCall {
            blueprintId: 0,
            operator,
            token,
            amount: wei(amount),
        };
        assert!(send(&mut road.chain, chosen.abi_encode()).0);
        assert!(send(&mut road.chain, delegate(wei(amount)).abi_encode()).0);
    }
    let all = IServices::undelegateForBlueprintCall {
        blueprintId: 0,
        operator,
        token,
        amount: U256::MAX,
    };
    assert!(send(&mut road.chain, all.abi_encode()).0);
    let all = IServices::undelegateCall {
        operator,
        token,
        amount: U256::MAX,
    };
    assert!(send(&mut road.chain, all.abi_encode()).0);
    road.chain.skip_blocks(201_600);
    let withdraw = IServices::withdrawForBlueprintCall {
        blueprintId: 0,
        operator,
        token,
    };
    assert!(send(&mut road.chain, withdraw.abi_encode()).0);
    let before = road.chain.balance(to.address);
    let withdraw = IServices::withdrawToCall {
        operator,
        token,
        to: address("ferdie"),
    };
    assert!(send(&mut road.chain, withdraw.abi_encode()).0);
    let paid = road.chain.balance(to.address) - before;
    assert_eq!(paid, sp_core::U256::from(2 * UNIT) * 1_000_000);
    assert!(road.chain.balance(caller) >= sp_core::U256::from(96 * UNIT) * 1_000_000);
}

/// Where an account's rewards go, and what follows where they are settled.
#[test]
fn destinations_of_rewards_are_those_of_the_caller() {
    let mut quiet = |_: &Step| {};
    let mut road = world(&mut quiet);
    let operator = address(OPERATORS[0]);
    let who = DELEGATORS[0];
    let claimant = address(who);
    let kept = |road: &mut Road| {
        let known = road.view(IServices::destinationOfCall { claimant });
        let known = known.unwrap();
        let blueprint = known.forBlueprint.then_some(known.blueprintId);
        (known.kind, known.to, known.operator, blueprint)
    };
    let zero = Address::ZERO;
    assert_eq!(kept(&mut road), (0, zero, zero, None));
    let ferdie = address("ferdie");
    let set = [
        (
            IServices::payRewardsToCall { to: ferdie }.abi_encode(),
            (1, ferdie, zero, None),
        ),
        (
            IServices::restakeRewardsCall { operator }.abi_encode(),
            (2, zero, operator, None),
        ),
        (
            IServices::restakeRewardsForBlueprintCall {
                blueprintId: 7,
                operator,
            }
            .abi_encode(),
            (2, zero, operator, Some(7)),
        ),
        (
            IServices::payRewardsToCall { to: zero }.abi_encode(),
            (0, zero, zero, None),
        ),
    ];
    for (input, expected) in set {
        let outcome = road.chain.call(&named(who), SERVICES, input);
        assert_eq!(outcome.status, Status::Ok);
        assert_eq!(kept(&mut road), expected);
    }
    let token = AssetId::Asset(1).token().0.into();
    let rejected = [
        (
            IServices::restakeRewardsCall { operator: ferdie }.abi_encode(),
            "NotOperator",
        ),
        // The development chain has no vaults.
        (
            IServices::depositRewardsCall { token, operator }.abi_encode(),
            "NoSuchVault",
        ),
        (
            IServices::depositRewardsForBlueprintCall {
                token: zero,
                blueprintId: 0,
                operator,
            }
            .abi_encode(),
            "NoSuchVault",
        ),
        (
            IServices::settleRewardsCall {
                operator,
                claimants: vec![claimant; 17],
            }
            .abi_encode(),
            "BadPage",
        ),
        (
            IServices::settleRewardsForBlueprintCall {
                blueprintId: 0,
                operator,
                claimants: vec![claimant],
            }
            .abi_encode(),
            "NotDelegated",
        ),
    ];
    for (input, error) in rejected {
        let outcome = road.chain.call(&named(who), SERVICES, input);
        assert_eq!(text(&outcome.data), error);
    }
    let page = IServices::settleRewardsCall {
        operator,
        claimants: vec![claimant; 16],
    };
    assert_eq!(call(&mut road.chain, "ferdie", page).status, Status::Ok);
    for shares in [
        IServices::settleSharesCall {
            claimant,
            token,
            batch: 0,
            operator,
        }
        .abi_encode(),
        IServices::settleSharesForBlueprintCall {
            claimant,
            token,
            batch: 0,
            blueprintId: 0,
            operator,
        }
        .abi_encode(),
    ] {
        let outcome = road.chain.call(&named(who), SERVICES, shares);
        assert_eq!(text(&outcome.data), "Resource unavailable");
    }
    let paid = IServices::yieldForBlueprintCall {
        era: 0,
        blueprintId: 0,
        operator,
    };
    assert!(
        !road.view(paid).unwrap().settled,
        "nothing is staked for it"
    );
}

/// Extrinsics without a function, each for one of these reasons (decision 0015).
const WITHOUT_FUNCTION: [(&str, &[&str]); 6] = [
    (
        "contracts file no quality reports: it calls a hook",
        &["prune_quality_report"],
    ),
    (
        "it calls a hook",
        &[
            "approve",
            "call",
            "cancel_exit",
            "cancel_request",
            "complete_call",
            "create_blueprint",
            "execute_slash",
            "execute_slashes",
            "fix_heartbeat_terms",
            "join_service",
            "leave_service",
            "modify_request",
            "register",
            "reject",
            "report_quality",
            "request",
            "schedule_exit",
            "submit_report",
            "submit_result",
            "terminate",
            "unregister",
            "update_preferences",
            "update_price",
        ],
    ),
    (
        "governance, the oracle",
        &[
            "activate_blueprint",
            "add_asset",
            "deactivate_blueprint",
            "pause_slashes",
            "readmit_operator",
            "resolve_slash",
            "set_least_delegation",
            "set_price",
            "set_price_feed",
            "veto_slash",
            "veto_slashes",
        ],
    ),
    ("it sends another extrinsic", &["limit_deposit"]),
    (
        "it has a function for each kind of destination",
        &["set_destination"],
    ),
    (
        "it has two functions, by what is owned",
        &["accept_ownership", "offer_ownership"],
    ),
];

/// The name of an extrinsic as a function of Solidity.
fn as_function(extrinsic: &str) -> String {
    let mut words = extrinsic.split('_');
    let first = words.next().unwrap().to_owned();
    words.fold(first, |name, word| {
        name + &word[..1].to_uppercase() + &word[1..]
    })
}

#[test]
fn extrinsics_without_a_hook_are_functions() {
    let functions = IServices::abi::functions();
    let calls = pallet_services::Call::<Runtime>::get_call_names();
    let calls = calls
        .iter()
        .chain(pallet_stake::Call::<Runtime>::get_call_names());
    let without = WITHOUT_FUNCTION.iter().flat_map(|(_, names)| *names);
    let without: BTreeSet<_> = without.copied().collect();
    let missing: BTreeSet<_> = calls
        .copied()
        .filter(|name| !functions.contains_key(&as_function(name)))
        .collect();
    assert_eq!(missing, without);
}

#[test]
fn views_answer_and_pages_are_bounded() {
    let mut quiet = |_: &Step| {};
    let mut road = world(&mut quiet);
    let manager = Address::new(road.manager.0);
    let service = road
        .view(IServices::serviceOfCall { serviceId: SERVICE })
        .unwrap();
    assert_eq!((service.manager, service.owner), (manager, address("eve")));
    assert!(service.live && service.endsAt == 0);
    let none = road
        .view(IServices::serviceOfCall { serviceId: 9 })
        .unwrap();
    assert!(!none.live && none.manager == Address::ZERO);
    let count = road.view(IServices::serviceCountCall {}).unwrap();
    assert_eq!(count, SERVICE + 1);
    let operators = road
        .view(IServices::operatorsOfCall { serviceId: SERVICE })
        .unwrap();
    assert_eq!(operators, OPERATORS.map(address));
    for (operator, serves) in [(OPERATORS[0], true), (DELEGATORS[0], false)] {
        let view = IServices::operatorServesCall {
            serviceId: SERVICE,
            operator: address(operator),
        };
        assert_eq!(road.view(view).unwrap(), serves);
        let view = IServices::servesUntilCall {
            serviceId: SERVICE,
            operator: address(operator),
        };
        assert_eq!(road.view(view).unwrap(), if serves { u64::MAX } else { 0 });
    }
    let assets = road
        .view(IServices::assetsOfCall { serviceId: SERVICE })
        .unwrap();
    assert_eq!(assets.tokens, [Address::ZERO]);
    assert_eq!(
        assets.amounts,
        [U256::from(COMMITTED) * U256::from(1_000_000)]
    );
    for limit in [0, 51] {
        let page = IServices::pendingSlashesCall { start: 0, limit };
        let outcome = call(&mut road.chain, "eve", page);
        assert_eq!(text(&outcome.data), "BadPage");
    }
}

#[test]
fn price_of_a_job_and_record_of_an_operator_are_read() {
    let mut quiet = |_: &Step| {};
    let mut road = world(&mut quiet);
    let bob = named("bob").id;
    road.chain.execute(|| {
        let price = JobPrice {
            amount: 5 * UNIT,
            burned_bps: 1_000,
            owner_bps: 2_000,
        };
        JobPrices::<Runtime>::insert(0, 0, price);
        let record = OffenceRecord {
            offences: [3, 2, 1],
            ejected: true,
        };
        OffenceRecords::<Runtime>::insert(0, bob, record);
    });
    let price = |road: &mut Road, job| {
        let blueprint = 0;
        let asked = IServices::priceOfCall {
            blueprintId: blueprint,
            job,
        };
        let price = road.view(asked).unwrap();
        (price.amount, price.burnedBps, price.ownerBps)
    };
    let ether = U256::from(1_000_000_000_000_000_000u64);
    assert_eq!(price(&mut road, 0), (U256::from(5) * ether, 1_000, 2_000));
    assert_eq!(price(&mut road, 1), (U256::ZERO, 0, 0));
    let record = |road: &mut Road, operator| {
        let asked = IServices::offencesOfCall {
            blueprintId: 0,
            operator: address(operator),
        };
        let it = road.view(asked).unwrap();
        let counts = [it.jobMisbehaviour, it.qualityOfService, it.securityBreach];
        (counts, it.ejected)
    };
    assert_eq!(record(&mut road, "bob"), ([3, 2, 1], true));
    assert_eq!(record(&mut road, "charlie"), ([0; 3], false));
}

#[test]
fn operator_finds_what_waits_for_its_answer() {
    let mut quiet = |_: &Step| {};
    let mut road = world(&mut quiet);
    let requested = ["bob", "charlie"].map(|name| named(name).id);
    let request = Services::request {
        blueprint: 0,
        operators: requested.to_vec().try_into().unwrap(),
        permitted_callers: Default::default(),
        inputs: Default::default(),
        ttl: 600,
        assets: vec![Asset {
            token: AssetId::Native.token(),
            amount: UNIT,
        }]
        .try_into()
        .unwrap(),
    };
    for _ in 0..2 {
        let sent = road.chain.dispatch(&named("eve"), request.clone());
        assert_eq!(sent.error(), None);
    }
    let approve = Services::approve {
        request: 1,
        revision: 0,
    };
    let sent = road.chain.dispatch(&named("bob"), approve);
    assert_eq!(sent.error(), None);

    let waiting = |road: &mut Road, operator, start, limit| {
        let operator = address(operator);
        let page = IServices::pendingRequestsOfCall {
            operator,
            start,
            limit,
        };
        let page = road.view(page).unwrap();
        (page.ids, page.next)
    };
    // Request 0 became the service. Bob has answered request 1.
    assert_eq!(waiting(&mut road, "bob", 0, 50), (vec![2], 0));
    assert_eq!(waiting(&mut road, "charlie", 0, 1), (vec![1], 2));
    assert_eq!(waiting(&mut road, "charlie", 2, 1), (vec![2], 0));
    assert_eq!(waiting(&mut road, "dave", 0, 50), (vec![], 0));
    let view = IServices::requestOfCall { requestId: 1 };
    let open = road.view(view).unwrap();
    assert_eq!((open.blueprintId, open.ttl, open.revision), (0, 600, 0));
    assert_eq!(open.requester, address("eve"));
    assert_eq!(open.operators, ["bob", "charlie"].map(address));
    assert_eq!(open.approved, [true, false]);
    assert_eq!(open.tokens, [Address::ZERO]);
    assert_eq!(open.amounts, [U256::from(UNIT) * U256::from(1_000_000)]);
    assert!(open.expiresAt > 0);
    let none = road
        .view(IServices::requestOfCall { requestId: 0 })
        .unwrap();
    assert!(none.requester == Address::ZERO && none.operators.is_empty());
    for limit in [0, 51] {
        let page = IServices::pendingRequestsOfCall {
            operator: address("bob"),
            start: 0,
            limit,
        };
        let outcome = call(&mut road.chain, "eve", page);
        assert_eq!(text(&outcome.data), "BadPage");
    }
}

#[test]
fn malformed_calldata_panics_as_solidity_does_and_changes_nothing() {
    let mut quiet = |_: &Step| {};
    let mut road = world(&mut quiet);
    let mut dirty = judge("bob").abi_encode();
    dirty[4] = 1; // a bit above uint64
    for data in [vec![], vec![1, 2, 3], vec![0xde, 0xad, 0xbe, 0xef], dirty] {
        let outcome = road.chain.call(&named("eve"), SERVICES, data);
        assert_eq!(outcome.status, Status::Revert);
        let panic = Panic::abi_decode(&outcome.data).unwrap();
        assert_eq!(panic.code, U256::from(0x41));
    }
}

#[test]
fn want_of_weight_ends_a_call_without_effect() {
    let mut quiet = |_: &Step| {};
    let mut road = world(&mut quiet);
    let caller = deploy_caller(&mut road.chain);
    let forward = forwardCall {
        target: services(),
        data: IServices::joinOperatorsCall {}.abi_encode().into(),
    };
    let alice = named("alice");
    road.chain.fund(&alice, caller, 1_000 * UNIT);
    let needed = road.chain.undoing(|chain| {
        let outcome = chain.call(&alice, caller, forward.abi_encode());
        assert!(forwarded(&outcome).0);
        outcome.weight()
    });
    for part in [1, 30, 60, 90] {
        let options = CallOptions {
            weight_limit: Some(needed * part / 100),
            ..Default::default()
        };
        let outcome = road
            .chain
            .call_with(&alice, caller, forward.abi_encode(), options);
        assert!(!outcome.is_ok() || !forwarded(&outcome).0, "{part}");
        let joined = road.chain.execute(|| {
            let caller = pallet_services::Pallet::<Runtime>::account_of(&caller);
            pallet_services::Operators::<Runtime>::contains_key(caller)
        });
        assert!(!joined, "{part}");
    }
}
