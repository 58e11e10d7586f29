//! Eras: funded, carried, closed; absences.

use super::*;
use frame_support::{traits::Hooks, weights::Weight};

const NATIVE: AssetId = AssetId::Native;

fn close(era: u32, max: u32) -> Call<Test> {
    Call::close_era { era, max }
}

fn accounts() -> [u64; 4] {
    let accounts = RewardAccounts::<Test>::get();
    [
        accounts.deposited,
        accounts.paid,
        accounts.carried,
        accounts.unclaimed,
    ]
    .map(|amount| amount.as_u64())
}

/// Both operators have the same stake, each of one delegator.
fn even_world() {
    world();
    for n in [1, 2] {
        delegate(delegator(n), n, NATIVE, 100);
    }
}

#[test]
fn era_in_which_nobody_worked_is_carried() {
    new_chain().execute_with(|| {
        even_world();
        in_era(1);
        fund(500);
        refused(outsider(), close(1, 10), Error::EraNotOver);
        refused(outsider(), close(0, 10), Error::NothingToClose);
        events();
        in_era(2);
        whole();
        let closed = Event::EraClosed {
            era: 1,
            carried: 500,
        };
        assert_eq!(events(), [closed]);
        refused(outsider(), close(1, 10), Error::NothingToClose);
        fund(30);
        let funded = Event::EraFunded {
            era: 2,
            from: outsider(),
            amount: 30,
        };
        assert_eq!(events(), [funded]);
        work(1, 1);
        in_era(3);
        assert_eq!(claim(delegator(1), 1), 530);
        assert_eq!(accounts(), [530, 530, 0, 0]);
    });
}

#[test]
fn what_divisions_leave_is_carried() {
    new_chain().execute_with(|| {
        even_world();
        in_era(1);
        fund(101);
        work(1, 1);
        work(2, 1);
        in_era(2);
        settle(1);
        settle(2);
        assert_eq!(accounts(), [101, 0, 1, 100]);
        assert_eq!(RewardAccounts::<Test>::get().reserve, 1.into());
        // Once more is nothing.
        settle(1);
        assert_eq!(accounts(), [101, 0, 1, 100]);
    });
}

#[test]
fn era_nobody_settled_is_whole_between_the_pages_of_its_closing() {
    new_chain().execute_with(|| {
        even_world();
        in_era(1);
        fund(100);
        work(1, 1);
        work(2, 1);
        in_era(2 + HISTORY);
        assert_ok!(send(outsider(), close(1, 1)));
        assert_eq!(Performances::<Test>::iter_prefix(1).count(), 1);
        whole();
        pass(1);
        assert_ok!(send(outsider(), close(1, MAX_CLOSE)));
        assert!(!Eras::<Test>::contains_key(1));
        whole();
    });
}

#[test]
fn share_nobody_took_is_carried_after_history() {
    new_chain().execute_with(|| {
        even_world();
        in_era(1);
        fund(100);
        work(1, 1);
        work(2, 1);
        in_era(2);
        settle(1);
        in_era(1 + HISTORY);
        refused(outsider(), close(1, 10), Error::EraNotOver);
        in_era(2 + HISTORY);
        refused(outsider(), close(1, 0), Error::NothingToClose);
        // The last entry, but there might be more.
        assert_ok!(send(outsider(), close(1, 1)));
        assert_eq!(Performances::<Test>::iter().count(), 0);
        assert!(Eras::<Test>::contains_key(1));
        pass(1);
        assert_ok!(send(outsider(), close(1, MAX_CLOSE + 5)));
        whole();
        assert_eq!(accounts(), [100, 0, 50, 50]);
        assert!(!Eras::<Test>::contains_key(1));
        assert_eq!(claim(delegator(2), 2), 0);
        assert_eq!(claim(delegator(1), 1), 50);
    });
}

#[test]
fn era_nobody_opened_is_carried_after_history() {
    new_chain().execute_with(|| {
        even_world();
        in_era(1);
        fund(100);
        work(1, 1);
        in_era(2 + HISTORY);
        assert_ok!(send(outsider(), close(1, 5)));
        whole();
        assert_eq!(accounts(), [100, 0, 100, 0]);
    });
}

/// The report that operator 1 is offline.
fn offline() -> ServicesCall {
    ServicesCall::report_offline {
        service: 0,
        operator: operator(1),
    }
}

#[test]
fn absence_costs_its_part_of_what_was_earned_before_and_no_competitor_gets_it() {
    new_chain().execute_with(|| {
        even_world();
        in_era(1);
        fund(1_000);
        let heartbeat = || ServicesCall::heartbeat { service: 0 };
        pass(10);
        assert_ok!(send(operator(1), heartbeat()));
        work(1, 10);
        work(2, 10);
        // Away for 30 of 40 blocks, then until it comes back for 10 of 50.
        pass(30);
        assert_ok!(send(outsider(), offline()));
        let reported = pallet_services::Error::<Test>::AlreadyReportedOffline;
        assert_eq!(try_send(outsider(), offline()), Err(reported.into()));
        pass(10);
        assert_ok!(send(operator(1), heartbeat()));
        // What it earns from now on is its own: 8 points and one were lost, of 10 and 10 more.
        work(1, 10);
        in_era(2);
        events();
        let (share, lost) = (666, 666 - 666 * 11 / 20);
        assert_eq!(claim(delegator(1), 1), share - lost);
        let settled = Event::EraSettled {
            era: 1,
            operator: operator(1),
            selection: Selection::All,
            amount: share,
            commission: 0,
            carried: lost,
        };
        assert_eq!(events()[0], settled);
        assert_eq!(claim(delegator(2), 2), 333);
        // What it would have had is in a later pot.
        work(1, 1);
        in_era(3);
        assert_eq!(claim(delegator(1), 1), lost + 1);
    });
}

#[test]
fn operator_that_stays_offline_loses_what_it_earned_in_each_era_in_which_that_is_reported() {
    new_chain().execute_with(|| {
        even_world();
        for era in 1..4 {
            in_era(era);
            fund(100);
            work(1, 1);
            work(2, 1);
            pass(20);
            assert_ok!(send(outsider(), offline()));
        }
        in_era(4);
        assert_eq!(claim(delegator(1), 1), 0);
        assert_ne!(claim(delegator(2), 2), 0);
    });
}

#[test]
fn stake_that_leaves_before_the_report_saves_nothing() {
    let carried = |leaves: u128| {
        new_chain().execute_with(|| {
            even_world();
            in_era(1);
            fund(1_000);
            work(1, 10);
            if leaves > 0 {
                undelegate(delegator(1), 1, NATIVE, leaves);
            }
            pass(20);
            assert_ok!(send(outsider(), offline()));
            in_era(2);
            settle(1);
            accounts()[2]
        })
    };
    assert_eq!((carried(0), carried(95)), (1_000, 1_000));
}

#[test]
fn report_in_the_first_block_of_an_era_costs_nothing_of_it() {
    new_chain().execute_with(|| {
        even_world();
        in_era(1);
        fund(100);
        work(1, 1);
        assert_ok!(send(outsider(), offline()));
        in_era(2);
        assert_eq!(claim(delegator(1), 1), 100);
    });
}

#[test]
fn era_long_over_gets_nothing_that_is_carried_since() {
    new_chain().execute_with(|| {
        even_world();
        in_era(1);
        work(1, 1);
        in_era(2);
        fund(1_000);
        in_era(3);
        work(2, 1);
        assert_eq!(RewardAccounts::<Test>::get().reserve, 1_000.into());
        // The pot of the first era was opened at its end.
        settle(1);
        assert_eq!(claim(delegator(1), 1), 0);
        in_era(4);
        assert_eq!(claim(delegator(2), 2), 1_000);
    });
}

#[test]
fn share_of_stake_that_is_gone_is_carried() {
    new_chain().execute_with(|| {
        even_world();
        assert_ok!(send(operator(1), Call::set_commission { bps: 1_000 }));
        Timestamp::set_timestamp(Timestamp::get() + 7 * 24 * 60 * 60 * 1_000);
        in_era(1);
        fund(100);
        work(1, 1);
        undelegate(delegator(1), 1, NATIVE, 100);
        in_era(2);
        settle(1);
        // But for the operator's commission.
        assert_eq!(accounts(), [100, 0, 90, 10]);
        assert_eq!(claim(operator(1), 1), 10);
    });
}

#[test]
fn absence_of_an_operator_nobody_staked_with_leaves_nothing() {
    new_chain().execute_with(|| {
        world();
        in_era(1);
        work(1, 1);
        pass(20);
        assert_ok!(send(outsider(), offline()));
        assert_eq!(Performances::<Test>::iter().count(), 0);
        assert_eq!(Eras::<Test>::iter().count(), 0);
    });
}

#[test]
fn absence_where_no_points_count_costs_nothing() {
    new_chain().execute_with(|| {
        even_world();
        in_era(1);
        assert_ok!(command(Call::deactivate_blueprint { blueprint: 0 }));
        in_era(2);
        pass(20);
        assert_ok!(send(outsider(), offline()));
        assert_eq!(Performances::<Test>::iter().count(), 0);
    });
}

#[test]
fn what_is_carried_is_released_over_many_eras() {
    CarryRelease::set(10);
    new_chain().execute_with(|| {
        even_world();
        in_era(1);
        fund(1_000);
        in_era(2);
        // Who works alone in an idle era gets a tenth of it.
        work(1, 1);
        in_era(3);
        assert_eq!(claim(delegator(1), 1), 100);
        work(1, 1);
        in_era(4);
        assert_eq!(claim(delegator(1), 1), 90);
        assert_eq!(accounts(), [1_000, 190, 810, 0]);
    });
}

#[test]
fn points_without_weight_are_cleared_with_the_era() {
    new_chain().execute_with(|| {
        world();
        in_era(1);
        // It waits for the next era.
        delegate(delegator(1), 1, NATIVE, 100);
        work(1, 3);
        let performance = Performances::<Test>::get(1, all(&operator(1)));
        assert_eq!(performance.points, 3);
        assert_eq!(performance.stake_points.to_vec(), [0.into()]);
        in_era(2);
        assert_eq!(Eras::<Test>::get(1).weight, 0.into());
        assert_ok!(send(outsider(), close(1, 5)));
        whole();
        assert_eq!(Performances::<Test>::iter().count(), 0);
        assert_eq!(Eras::<Test>::iter().count(), 0);
    });
}

#[test]
fn refused_result_is_no_point() {
    new_chain().execute_with(|| {
        even_world();
        in_era(1);
        work(1, 1);
        let again = ServicesCall::submit_result {
            service: 0,
            call: 0,
            outputs: Default::default(),
        };
        assert!(try_send(operator(2), again).is_err());
        assert_eq!(Performances::<Test>::get(1, all(&operator(2))).points, 0);
    });
}

#[test]
fn operator_is_settled_in_idle_space_before_it_loses_an_era() {
    for (idle, paid) in [(Weight::MAX, 500), (Weight::zero(), 0)] {
        new_chain().execute_with(|| {
            world();
            for n in [1, 2] {
                delegate(delegator(n), n, AssetId::Native, 100);
            }
            in_era(1);
            fund(1_000);
            work(1, 1);
            work(2, 1);
            // Settling before the last moment would be for nothing: they may come themselves.
            in_era(HISTORY);
            assert_eq!(Performances::<Test>::iter_prefix(1).count(), 2);
            let before = Stake::on_idle(System::block_number(), Weight::MAX);
            assert_eq!(
                Performances::<Test>::iter_prefix(1).count(),
                2,
                "{before:?}"
            );
            in_era(HISTORY + 1);
            let used = Stake::on_idle(System::block_number(), idle);
            assert!(used.all_lte(idle));
            in_era(HISTORY + 2);
            let claimed = |n| {
                let operator = operator(n);
                let had = has(&delegator(n), AssetId::Native);
                // Where there is nothing, a claim is refused.
                let _ = try_send(
                    delegator(n),
                    Call::claim {
                        operator,
                        selection: Selection::All,
                    },
                );
                has(&delegator(n), AssetId::Native) - had
            };
            assert_eq!([claimed(1), claimed(2)], [paid; 2]);
            whole();
        });
    }
}

#[test]
fn idle_space_for_one_operator_settles_one() {
    new_chain().execute_with(|| {
        world();
        for n in [1, 2] {
            delegate(delegator(n), n, AssetId::Native, 100);
        }
        in_era(1);
        fund(1_000);
        work(1, 1);
        work(2, 1);
        in_era(HISTORY + 1);
        let one = <Test as Config>::WeightInfo::settle().saturating_mul(19) / 10;
        assert!(Stake::on_idle(System::block_number(), one).all_lte(one));
        assert_eq!(Performances::<Test>::iter_prefix(1).count(), 1);
    });
}
