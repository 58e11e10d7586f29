//! What is staked and earned, as the runtime API tells.

use super::*;
use frame_support::assert_storage_noop;

const NATIVE: AssetId = AssetId::Native;

/// A world with gold beside the chain's own token.
fn golden_world() {
    world();
    accept_gold(12);
}

fn holding(asset: AssetId, earning: u128, waiting: u128) -> Holding<u64> {
    Holding {
        selection: Selection::All,
        asset,
        earning,
        waiting,
        unbonding: vec![],
    }
}

#[test]
fn stake_is_reported_by_asset_and_counts_what_is_unbonding() {
    new_chain().execute_with(|| {
        golden_world();
        assert_eq!(Stake::stake_of(&operator(1)), [(NATIVE, 0), (GOLD, 0)]);
        delegate(delegator(1), 1, NATIVE, 100);
        delegate(delegator(2), 1, GOLD, 70);
        undelegate(delegator(1), 1, NATIVE, 40);
        assert_eq!(Stake::stake_of(&operator(1)), [(NATIVE, 100), (GOLD, 70)]);
        assert_eq!(Stake::stake_of(&outsider()), [(NATIVE, 0), (GOLD, 0)]);
    });
}

#[test]
fn holdings_wait_then_earn_then_unbond_and_lose_their_part_of_a_slash() {
    new_chain().execute_with(|| {
        golden_world();
        delegate(delegator(1), 1, NATIVE, 100);
        delegate(delegator(2), 1, NATIVE, 900);
        delegate(delegator(1), 1, GOLD, 50);
        let reported = || Stake::holdings_of(&delegator(1), &operator(1));
        assert_eq!(reported(), [holding(NATIVE, 0, 100), holding(GOLD, 0, 50)]);
        in_era(1);
        // Nobody has come since: what waited earns all the same.
        assert_storage_noop!(assert_eq!(
            reported(),
            [holding(NATIVE, 100, 0), holding(GOLD, 50, 0)]
        ));
        undelegate(delegator(1), 1, NATIVE, 40);
        let until = System::block_number() + UNBONDING;
        let parted = Holding {
            unbonding: vec![(until, 40)],
            ..holding(NATIVE, 60, 0)
        };
        assert_eq!(reported(), [parted, holding(GOLD, 50, 0)]);
        execute(propose(50));
        let parted = Holding {
            unbonding: vec![(until, 20)],
            ..holding(NATIVE, 30, 0)
        };
        assert_eq!(reported(), [parted, holding(GOLD, 25, 0)]);
        assert_eq!(Stake::holdings_of(&outsider(), &operator(1)), []);
        assert_eq!(Stake::holdings_of(&delegator(1), &operator(2)), []);
    });
}

#[test]
fn claimable_is_reported_before_anybody_settles_and_changes_nothing() {
    new_chain().execute_with(|| {
        world();
        delegate(operator(1), 1, NATIVE, 100);
        delegate(delegator(1), 1, NATIVE, 300);
        let bps = 1_000;
        assert_ok!(send(operator(1), Call::set_commission { bps }));
        Timestamp::set_timestamp(Timestamp::get() + 7 * 24 * 60 * 60 * 1_000);
        in_era(1);
        fund(1_000);
        work(1, 1);
        assert_eq!(Stake::claimable(&delegator(1), &all(&operator(1))), 0);
        in_era(2);
        assert_storage_noop!({
            assert_eq!(Stake::claimable(&delegator(1), &all(&operator(1))), 675);
            assert_eq!(Stake::claimable(&operator(1), &all(&operator(1))), 325);
            assert_eq!(Stake::claimable(&outsider(), &all(&operator(1))), 0);
            assert_eq!(Stake::claimable(&delegator(1), &all(&outsider())), 0);
        });
        assert_eq!(claim(delegator(1), 1), 675);
        assert_eq!(Stake::claimable(&delegator(1), &all(&operator(1))), 0);
    });
}
