//! Whatever happens in whatever order, every unit is accounted for.

use super::*;
use core::cell::RefCell;
use frame_support::storage::with_storage_layer;
use proptest::{
    collection::vec,
    prelude::*,
    test_runner::{RngAlgorithm, TestRng, TestRunner},
};
use sp_core::storage::StateVersion;
use std::collections::BTreeMap;

/// Something that happens: what, who does it, and two numbers that are made what it needs.
type Move = (u8, u8, u8, u16);

const ASSETS: [AssetId; 2] = [AssetId::Native, GOLD];

/// All, the blueprint of the service, and one for which no operator is registered.
const SELECTIONS: [Selection; 3] = [
    Selection::All,
    Selection::Blueprint(0),
    Selection::Blueprint(1),
];

fn person(who: u8) -> AccountId32 {
    match who % 6 {
        0 => operator(1),
        1 => operator(2),
        n => delegator(n),
    }
}

fn act((kind, who, a, b): Move) -> Result<(), sp_runtime::DispatchError> {
    let (n, asset) = (1 + a % 2, ASSETS[usize::from(a / 2 % 2)]);
    let selection = SELECTIONS[usize::from(a / 4 % 3)];
    let amount = u128::from(b);
    let era = System::block_number() / ERA;
    let recent =
        || pallet_services::NextSlashId::<Test>::get().saturating_sub(u64::from(b % 3) + 1);
    match kind % 23 {
        0..=4 => try_send(
            person(who),
            selecting(selection, delegation(n, asset, amount)),
        ),
        5 | 6 => {
            let undelegation = undelegation(n, asset, amount / 2);
            try_send(person(who), selecting(selection, undelegation))
        }
        7 | 8 => try_send(person(who), selecting(selection, withdrawal(n, asset))),
        9 => {
            let operator = operator(n);
            try_send(
                person(who),
                Call::claim {
                    operator,
                    selection,
                },
            )
        }
        10 => try_send(outsider(), Call::fund { amount }),
        11 | 12 => {
            work(n, 1);
            Ok(())
        }
        13 => {
            pass(1 + u64::from(b) % 40);
            Ok(())
        }
        14 => {
            let operator = operator(n);
            try_send(
                person(who),
                Call::settle_operator {
                    operator,
                    selection,
                },
            )
        }
        15 => {
            let back = u64::from(a) % 12;
            let era = era.saturating_sub(back) as u32;
            let max = u32::from(who % 3);
            try_send(person(who), Call::close_era { era, max })
        }
        16 => {
            let price_e18 = amount;
            command(Call::set_price { asset, price_e18 })
        }
        // Where the proposal is refused, nothing was secured either.
        17 => with_storage_layer(|| {
            if b % 4 == 0 {
                secure(operator(n));
            }
            let proposal = ServicesCall::propose_slash {
                service: 0,
                operator: operator(n),
                offence: Charge::JobMisbehaviour,
                share_bps: 100 * (1 + b % 100),
                evidence: H256::from_low_u64_be(1 + u64::from(b)),
            };
            try_send(customer(), proposal)
        }),
        18 => match who % 4 {
            0 => command(ServicesCall::veto_slash { slash: recent() }),
            1 => {
                let operator = operator(n);
                let service = 0;
                try_send(
                    outsider(),
                    ServicesCall::report_offline { service, operator },
                )
            }
            2 => {
                let bps = u32::from(b) % 2_100;
                try_send(operator(n), Call::set_commission { bps })
            }
            _ => {
                pass(ERA * u64::from(b % 12));
                Ok(())
            }
        },
        19 => {
            let slash = recent();
            try_send(outsider(), ServicesCall::execute_slash { slash })
        }
        20 => {
            let operator = operator(1 + b as u8 % 2);
            let destination = match b % 5 {
                0 => Destination::Stash,
                1 => Destination::Account(person(a)),
                _ => Destination::Restake(Restake {
                    operator,
                    selection,
                }),
            };
            try_send(person(who), Call::set_destination { destination })
        }
        21 => {
            let (operator, claimants) = (operator(n), (0..6).map(person).collect::<Vec<_>>());
            let claimants = claimants.try_into().expect("a page");
            let settle = Call::settle_rewards {
                operator,
                selection,
                claimants,
            };
            try_send(outsider(), settle)
        }
        _ => {
            let (operator, delegator) = (operator(n), person(who));
            match b % 3 {
                0 => {
                    let all = undelegation(n, asset, u128::MAX);
                    try_send(delegator, selecting(selection, all))
                }
                1 => {
                    let to = person(who.wrapping_add(1));
                    let withdrawal = Call::withdraw_to {
                        operator,
                        selection,
                        asset,
                        to,
                    };
                    try_send(delegator, withdrawal)
                }
                _ => {
                    let sweep = Call::sweep {
                        delegator,
                        operator,
                        selection,
                        asset,
                    };
                    try_send(outsider(), sweep)
                }
            }
        }
    }
}

/// What happened in all the lives played.
#[derive(Default)]
struct Played {
    lives: u32,
    refused: usize,
    delegated: u128,
    withdrawn: u128,
    slashed: u128,
    paid: u128,
    closed: usize,
}

fn play(moves: &[Move], played: &mut Played) -> Result<(), TestCaseError> {
    let root = || sp_io::storage::root(StateVersion::V1);
    world();
    accept_gold(3);
    events();
    let mut captured = BTreeMap::<u64, (Permill, Vec<u128>)>::new();
    let mut stakes = BTreeMap::<AccountId32, (u128, u128)>::new();
    for (at, chosen) in moves.iter().enumerate() {
        let before = root();
        if act(*chosen).is_err() {
            prop_assert_eq!(root(), before, "a refusal left something");
            played.refused += 1;
        }
        whole();
        for (slash, amounts) in Captures::<Test>::iter() {
            let share = pallet_services::Slashes::<Test>::get(slash)
                .unwrap()
                .share();
            let amounts = amounts
                .iter()
                .map(|both| both.iter().map(|it| it.amount).sum());
            let amounts = amounts.collect();
            captured.entry(slash).or_insert((share, amounts));
        }
        for event in events() {
            match event {
                Event::Delegated {
                    delegator, amount, ..
                } => {
                    stakes.entry(delegator).or_default().0 += amount;
                    played.delegated += amount;
                }
                Event::Withdrawn {
                    delegator, amount, ..
                } => {
                    stakes.entry(delegator).or_default().1 += amount;
                    played.withdrawn += amount;
                }
                Event::StakeSlashed {
                    slash,
                    asset,
                    amount,
                    ..
                } => {
                    let (share, amounts) = &captured[&slash];
                    let place = usize::from(asset != AssetId::Native);
                    prop_assert!(amount <= share.mul_floor(amounts[place]));
                    played.slashed += amount;
                }
                Event::RewardPaid { amount, .. } => played.paid += amount,
                Event::EraClosed { .. } => played.closed += 1,
                _ => {}
            }
        }
        for (put, got) in stakes.values() {
            // A division may leave a unit to those who stay.
            prop_assert!(*got <= put + at as u128, "{got} of {put}");
        }
    }
    all_leave()
}

/// How many lives are new: a few, or as many as have so many steps together (`make invariants`).
fn cases(few: u32) -> u32 {
    const STEPS_OF_A_LIFE: u32 = 175;
    let steps = std::env::var("INVARIANT_STEPS").ok();
    let steps = steps.map(|steps| steps.parse::<u32>().expect("a number of steps"));
    steps.map_or(few, |steps| steps.div_ceil(STEPS_OF_A_LIFE))
}

/// Whatever has happened, everyone leaves with what is its own: within a review and two unbonding periods.
fn all_leave() -> Result<(), TestCaseError> {
    pass(REVIEW);
    let slashes: Vec<_> = pallet_services::Slashes::<Test>::iter_keys().collect();
    for slash in slashes {
        let executed = try_send(outsider(), ServicesCall::execute_slash { slash });
        let ended =
            executed.or_else(|_| try_send(outsider(), ServicesCall::expire_slash { slash }));
        prop_assert_eq!(ended, Ok(()), "a slash does not end");
    }
    let delegations = || {
        Delegations::<Test>::iter_keys()
            .map(|(backing, place, who)| (backing, ASSETS[usize::from(place)], who))
            .collect::<Vec<_>>()
    };
    for leaving in [false, true] {
        pass(UNBONDING);
        for (backing, asset, who) in delegations() {
            let Backing {
                operator,
                selection,
            } = backing;
            let withdrawal = Call::withdraw {
                operator: operator.clone(),
                selection,
                asset,
            };
            // There may be nothing to withdraw.
            let _ = try_send(who.clone(), withdrawal);
            if leaving {
                continue;
            }
            let holdings = Stake::holdings_of(&who, &operator);
            let of = |it: &&Holding<_>| (it.selection, it.asset) == (selection, asset);
            let Some(holding) = holdings.iter().find(of) else {
                continue;
            };
            let amount = holding.earning + holding.waiting;
            let leave = Call::undelegate {
                operator: operator.clone(),
                selection,
                asset,
                amount,
            };
            let left = try_send(who.clone(), leave);
            prop_assert!(left.is_ok() || amount == 0, "{left:?} {amount}");
        }
    }
    prop_assert_eq!(delegations(), []);
    for who in (0..6).map(person) {
        for n in [1, 2] {
            for selection in SELECTIONS {
                let operator = operator(n);
                let claim = Call::claim {
                    operator,
                    selection,
                };
                let _ = try_send(who.clone(), claim);
            }
        }
    }
    whole();
    Ok(())
}

#[test]
fn every_unit_is_accounted_for_after_any_moves() {
    let lives = |runner: fn(ProptestConfig) -> TestRunner, cases| {
        let played = RefCell::new(Played::default());
        let config = ProptestConfig {
            failure_persistence: None,
            ..ProptestConfig::with_cases(cases)
        };
        runner(config)
            .run(&vec(any::<Move>(), 100..250), |moves| {
                let mut played = played.borrow_mut();
                played.lives += 1;
                if played.lives % 500 == 0 {
                    println!("{} of {cases} lives", played.lives);
                }
                new_chain().execute_with(|| play(&moves, &mut played))
            })
            .unwrap_or_else(|failed| panic!("{failed}"));
        played.into_inner()
    };
    // New ones with each run, and ever the same, of which it is known that much happens in them.
    lives(TestRunner::new, cases(24));
    let played = lives(
        |config| TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha)),
        24,
    );
    // Else the moves were too poor to show anything.
    assert!(played.refused > 0 && played.delegated > 0 && played.withdrawn > 0);
    assert!(played.slashed > 0 && played.paid > 0 && played.closed > 0);
}

/// What each of three delegators does in an era: it delegates the first or undelegates the second
/// amount, or does nothing.
type Changes = [(u8, u16); 3];

/// What each delegator earned when all of them are walked over at the end of each era.
fn walked(eras: &[Changes], pot: u64) -> [u64; 3] {
    let (mut bonded, mut earned) = ([0u64; 3], [0u64; 3]);
    let mut carried = 0;
    for changes in eras {
        let mut earning = bonded;
        for (at, (kind, amount)) in changes.iter().enumerate() {
            let amount = u64::from(*amount);
            match kind % 4 {
                0 | 1 => bonded[at] += amount,
                2 => {
                    bonded[at] = bonded[at].saturating_sub(amount);
                    earning[at] = earning[at].min(bonded[at]);
                }
                _ => {}
            }
        }
        let total: u64 = earning.iter().sum();
        carried += pot;
        if total == 0 {
            continue;
        }
        for (sum, stake) in earned.iter_mut().zip(earning) {
            // In units of 1e-3, rounded down.
            *sum += carried * 1_000 * stake / total;
        }
        carried = 0;
    }
    // What is lost to the thousandths is less than a unit.
    earned.map(|sum| sum.div_ceil(1_000))
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(24)
    })]

    #[test]
    fn delegators_earn_what_a_walk_over_all_of_them_gives(
        eras in vec([(any::<u8>(), 1u16..), (any::<u8>(), 1u16..), (any::<u8>(), 1u16..)], 1..12),
        comes in any::<u8>(),
    ) {
        const POT: u64 = 1_000_000;
        let expected = walked(&eras, POT);
        let paid = new_chain().execute_with(|| {
            world();
            for (era, changes) in (1..).zip(&eras) {
                in_era(era);
                // An era without weight is carried.
                let _ = try_send(outsider(), Call::close_era { era: era - 1, max: 9 });
                fund(POT.into());
                for (at, (kind, amount)) in changes.iter().enumerate() {
                    let who = delegator(at as u8);
                    match kind % 4 {
                        0 | 1 => delegate(who, 1, AssetId::Native, u128::from(*amount)),
                        2 => undelegate_up_to(who, u128::from(*amount)),
                        _ => {}
                    }
                    if comes.rotate_left(era).trailing_zeros() as usize == at {
                        claim_if_any(at);
                    }
                }
                // With the weight of what earns to the era's end.
                skip_to(u64::from(era + 1) * ERA - 1);
                work(1, 1);
            }
            in_era(eras.len() as u32 + 1);
            (0..3).for_each(claim_if_any);
            let mut paid = [0; 3];
            for event in events() {
                if let Event::RewardPaid { claimant, amount, .. } = event {
                    let at = (0..3).position(|n| delegator(n) == claimant).unwrap();
                    paid[at] += amount;
                }
            }
            paid
        });
        for (paid, expected) in paid.into_iter().zip(expected) {
            // Who leaves for good leaves a fraction of a unit.
            let least = u128::from(expected).saturating_sub(12);
            prop_assert!((least..=expected.into()).contains(&paid), "{paid} for {expected}");
        }
    }
}

/// Undelegate the amount or what there is, having withdrawn what there was.
fn undelegate_up_to(who: AccountId32, amount: u128) {
    let _ = try_send(who.clone(), withdrawal(1, AssetId::Native));
    let key = (all(&operator(1)), 0, who.clone());
    let bonded = Delegations::<Test>::get(key).map_or(0, |it| it.bonded().as_u128());
    if bonded > 0 {
        undelegate(who, 1, AssetId::Native, amount.min(bonded));
    }
}

fn claim_if_any(at: usize) {
    let who = delegator(at as u8);
    if Delegations::<Test>::contains_key((all(&operator(1)), 0, who.clone())) {
        claim(who, 1);
    }
}
