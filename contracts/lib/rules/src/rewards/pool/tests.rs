use super::*;
use proptest::prelude::*;

fn u(value: u64) -> U256 {
    value.into()
}

fn pool_of<const N: usize>(stakes: [u64; N]) -> (Pool, [Position; N]) {
    let mut pool = Pool::default();
    let mut positions = [Position::default(); N];
    for (position, stake) in positions.iter_mut().zip(stakes) {
        pool.change_stake(position, u(stake)).unwrap();
    }
    (pool, positions)
}

/// Deposits minus payments minus carry, counted position by position.
fn conserved(pool: &Pool, positions: &[Position]) -> bool {
    let mut held = pool.carry_e18 + pool.paid * WAD;
    for position in positions {
        let mut settled = *position;
        pool.settle(&mut settled).unwrap();
        held += settled.banked_e18;
    }
    let shares = positions.iter().fold(u(0), |sum, p| sum + p.shares);
    held == pool.deposited * WAD && shares == pool.total
}

#[test]
fn thirds_of_a_unit_add_up_over_deposits() {
    let (mut pool, [mut a, mut b, mut c]) = pool_of([1, 1, 1]);
    for _ in 0..3 {
        pool.deposit_reward(u(100)).unwrap();
    }
    for position in [&mut a, &mut b, &mut c] {
        // 3 * 33.33...: the carried remainder is what makes the last unit whole.
        assert_eq!(pool.claim(position), Ok(u(100)));
    }
    assert!(conserved(&pool, &[a, b, c]));
}

#[test]
fn late_joiner_gets_nothing_of_the_past() {
    let (mut pool, [mut a, mut b]) = pool_of([10, 0]);
    pool.deposit_reward(u(70)).unwrap();
    pool.change_stake(&mut b, u(1_000)).unwrap();
    assert_eq!(pool.claim(&mut b), Ok(u(0)));
    assert_eq!(pool.claim(&mut a), Ok(u(70)));
}

#[test]
fn top_up_earns_nothing_of_the_past() {
    let (mut pool, [mut a, b]) = pool_of([10, 10]);
    pool.deposit_reward(u(100)).unwrap();
    pool.change_stake(&mut a, u(1_000_000)).unwrap();
    assert_eq!(pool.claimable(&a), Ok(u(50)));
    assert_eq!(pool.claimable(&b), Ok(u(50)));
}

#[test]
fn reward_without_stake_is_carried_to_the_next_deposit() {
    let (mut pool, [mut a]) = pool_of([0]);
    pool.deposit_reward(u(5)).unwrap();
    assert_eq!(pool.carry_e18(), u(5) * WAD);
    assert_eq!(pool.unclaimed_e18(), u(0));
    pool.change_stake(&mut a, u(1)).unwrap();
    assert_eq!(pool.claim(&mut a), Ok(u(0)));
    pool.deposit_reward(u(2)).unwrap();
    assert_eq!(pool.claim(&mut a), Ok(u(7)));
}

#[test]
fn slash_keeps_what_was_earned_and_lowers_what_is_earned_next() {
    let (mut pool, [mut a, b]) = pool_of([100, 100]);
    pool.deposit_reward(u(100)).unwrap();
    assert_eq!(pool.slash(&mut a, u(50)), Ok(u(50)));
    pool.deposit_reward(u(90)).unwrap();
    assert_eq!(pool.claimable(&a), Ok(u(50 + 30)));
    assert_eq!(pool.claimable(&b), Ok(u(50 + 60)));
    assert_eq!(pool.slash(&mut a, U256::MAX), Ok(u(50)));
    assert_eq!(pool.total(), u(100));
}

#[test]
fn second_claim_pays_nothing() {
    let (mut pool, [mut a]) = pool_of([7]);
    // A seventh of a unit short of 22: it comes with the next deposit.
    pool.deposit_reward(u(22)).unwrap();
    assert_eq!(pool.claim(&mut a), Ok(u(21)));
    let before = (pool, a);
    assert_eq!(pool.claim(&mut a), Ok(u(0)));
    assert_eq!((pool, a), before);
}

#[test]
fn deposits_beyond_the_accumulator_are_refused_and_change_nothing() {
    let (mut pool, [a]) = pool_of([1]);
    let most = U256::MAX / WAD;
    pool.deposit_reward(most).unwrap();
    let before = pool;
    let refused = PoolError::DepositsTooLarge {
        deposited: most,
        received: u(1),
    };
    assert_eq!(pool.deposit_reward(u(1)), Err(refused));
    assert_eq!(pool, before);
    assert_eq!(pool.claimable(&a), Ok(most));
}

#[test]
fn shares_beyond_256_bits_are_refused_and_change_nothing() {
    let (mut pool, [mut a, mut b]) = pool_of([1, 0]);
    let before = (pool, a, b);
    let refused = PoolError::SharesTooLarge {
        total: u(1),
        received: U256::MAX,
    };
    assert_eq!(pool.change_stake(&mut b, U256::MAX), Err(refused));
    assert_eq!((pool, a, b), before);
    assert!(pool.change_stake(&mut a, U256::MAX).is_ok());
}

#[test]
fn position_of_another_pool_is_refused() {
    let (mut rich, [a]) = pool_of([5]);
    rich.deposit_reward(u(100)).unwrap();
    let mut settled = a;
    rich.settle(&mut settled).unwrap();
    let (poor, _) = pool_of([5]);
    assert!(matches!(
        poor.claimable(&settled),
        Err(PoolError::ForeignPosition { .. })
    ));
    let (small, _) = pool_of([1]);
    assert!(small.claimable(&a).is_err());
}

#[test]
fn merge_of_more_than_the_pool_is_refused_and_changes_nothing() {
    let (pool, [mut a, b]) = pool_of([5, 3]);
    let (_, [foreign]) = pool_of([4]);
    let before = a;
    assert!(matches!(
        pool.merge(&mut a, foreign),
        Err(PoolError::ForeignPosition { .. })
    ));
    assert_eq!(a, before);
    pool.merge(&mut a, b).unwrap();
    assert_eq!((a.shares(), pool.total()), (u(8), u(8)));
}

#[derive(Clone, Debug)]
enum Step {
    Deposit(u64),
    Stake(usize, u64),
    Slash(usize, u64),
    Settle(usize),
    Claim(usize),
}

const USERS: usize = 4;

fn step() -> impl Strategy<Value = Step> {
    let user = 0..USERS;
    prop_oneof![
        3 => (0u64..1_000_000).prop_map(Step::Deposit),
        3 => (user.clone(), 0u64..1_000).prop_map(|(who, shares)| Step::Stake(who, shares)),
        1 => (user.clone(), 0u64..1_500).prop_map(|(who, shares)| Step::Slash(who, shares)),
        1 => user.clone().prop_map(Step::Settle),
        2 => user.prop_map(Step::Claim),
    ]
}

/// Plays a schedule; returns each user's payments with the final claims in the order given.
fn play(steps: &[Step], last_claims: [usize; USERS]) -> ([U256; USERS], Pool, [Position; USERS]) {
    let mut pool = Pool::default();
    let mut positions = [Position::default(); USERS];
    let mut paid = [U256::zero(); USERS];
    for step in steps {
        match *step {
            Step::Deposit(amount) => pool.deposit_reward(u(amount)).unwrap(),
            Step::Stake(who, shares) => {
                pool.change_stake(&mut positions[who], u(shares)).unwrap();
            }
            Step::Slash(who, shares) => {
                pool.slash(&mut positions[who], u(shares)).unwrap();
            }
            Step::Settle(who) => pool.settle(&mut positions[who]).unwrap(),
            Step::Claim(who) => paid[who] += pool.claim(&mut positions[who]).unwrap(),
        }
        assert!(conserved(&pool, &positions), "after {step:?}");
    }
    for who in last_claims {
        paid[who] += pool.claim(&mut positions[who]).unwrap();
    }
    (paid, pool, positions)
}

proptest! {
    #[test]
    fn every_schedule_conserves_to_the_last_fraction(
        steps in prop::collection::vec(step(), 0..80)
    ) {
        let (paid, pool, positions) = play(&steps, [0, 1, 2, 3]);
        prop_assert!(conserved(&pool, &positions));
        let total = paid.iter().fold(U256::zero(), |sum, part| sum + part);
        prop_assert_eq!(total, pool.paid());
        prop_assert!(total <= pool.deposited());
    }

    #[test]
    fn claims_and_settlements_change_nobodys_total(
        steps in prop::collection::vec(step(), 0..80)
    ) {
        let quiet: Vec<Step> = steps
            .iter()
            .filter(|step| !matches!(step, Step::Claim(_) | Step::Settle(_)))
            .cloned()
            .collect();
        let (noisy_totals, ..) = play(&steps, [0, 1, 2, 3]);
        let (quiet_totals, ..) = play(&quiet, [3, 1, 0, 2]);
        prop_assert_eq!(noisy_totals, quiet_totals);
    }

    #[test]
    fn splitting_a_reward_changes_the_total_by_at_most_a_unit_per_user(
        stakes in prop::array::uniform4(0u64..1_000_000),
        first in 0u64..1_000_000_000,
        second in 0u64..1_000_000_000,
    ) {
        let stakes = stakes.iter().enumerate().map(|(who, s)| Step::Stake(who, *s));
        let whole: Vec<Step> = stakes
            .clone()
            .chain([Step::Deposit(first + second)])
            .collect();
        let parts: Vec<Step> = stakes
            .chain([Step::Deposit(first), Step::Deposit(second)])
            .collect();
        let (whole, ..) = play(&whole, [0, 1, 2, 3]);
        let (parts, ..) = play(&parts, [0, 1, 2, 3]);
        for (one, other) in whole.iter().zip(parts) {
            prop_assert!(one.abs_diff(other) <= U256::one());
        }
    }

    #[test]
    fn latecomers_change_nobodys_past(
        stakes in prop::array::uniform3(1u64..1_000_000),
        reward in 0u64..1_000_000_000,
        late in 1u64..u64::MAX,
    ) {
        let (mut pool, [a, b, c]) = pool_of(stakes);
        pool.deposit_reward(u(reward)).unwrap();
        let before = [a, b, c].map(|position| pool.claimable(&position).unwrap());
        let mut latecomer = Position::default();
        pool.change_stake(&mut latecomer, u(late)).unwrap();
        let after = [a, b, c].map(|position| pool.claimable(&position).unwrap());
        prop_assert_eq!(before, after);
        prop_assert_eq!(pool.claimable(&latecomer).unwrap(), u(0));
    }

    #[test]
    fn parts_of_a_position_earn_what_they_would_have_earned_alone(
        parts in prop::array::uniform3(1u64..1_000_000),
        rewards in prop::array::uniform3(0u64..1_000_000_000),
        own in 0u64..1_000_000,
    ) {
        let (mut alone, mut each) = pool_of(parts);
        let whole = parts.iter().sum();
        let (mut pool, [mut together]) = pool_of([whole]);
        let mut late = Position::default();
        for ((reward, part), single) in rewards.into_iter().zip(parts).zip(&mut each) {
            alone.deposit_reward(u(reward)).unwrap();
            pool.deposit_reward(u(reward)).unwrap();
            let mut split = together.split_off(u(part));
            prop_assert_eq!(pool.claimable(&split), alone.claimable(single));
            prop_assert_eq!(pool.claim(&mut split), alone.claim(single));
            pool.merge(&mut late, split).unwrap();
        }
        prop_assert_eq!(together.split_off(u(own)).shares(), u(0));
        prop_assert_eq!(late.shares(), u(whole));
        prop_assert!(conserved(&pool, &[late]));
        prop_assert!(conserved(&alone, &each));
    }
}
