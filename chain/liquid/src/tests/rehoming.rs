//! A successor takes over after a notice.

use super::*;

fn announce(n: u8) -> frame_support::dispatch::DispatchResult {
    command(Call::announce_successor {
        vault: V,
        successor: validator(n),
    })
}

fn rehome() {
    assert_ok!(send(stranger(), Call::rehome { vault: V }));
}

/// A vault that lost its validator, and a successor that was announced.
fn announced() {
    joined(1, 8_000);
    joined(2, 8_000);
    chill(1);
    sync();
    assert_ok!(announce(2));
}

#[test]
fn successor_takes_over_after_the_notice() {
    with_vault(0, || {
        announced();
        let State::Rehoming { at, .. } = state() else {
            panic!("{:?}", state())
        };
        assert_noop!(
            send(holder(7), deposit_call(7, 5_000)),
            Error::<Test>::NotOpen
        );
        to_era(at - 1);
        sync();
        assert_noop!(
            send(stranger(), Call::rehome { vault: V }),
            Error::<Test>::NoSuccessor
        );
        to_era(at);
        sync();
        rehome();
        assert_eq!(state(), State::Open);
        assert_eq!(VaultOfValidator::<Test>::get(validator(2)), Some(V));
        assert_eq!(VaultOfValidator::<Test>::get(validator(1)), None);
        let before = vault().pool.assets;
        next_era();
        next_era();
        next_era();
        sync();
        assert!(vault().pool.assets > before);
        // The first validator may have a new vault.
        validate(validator(1), 0, false);
        create_vault(1);
        check();
    });
}

#[test]
fn holder_who_leaves_in_the_notice_never_backs_the_successor() {
    with_vault(0, || {
        announced();
        sync();
        let worth = vault().pool.worth(shares(1));
        let ticket = leave(1, shares(1));
        let State::Rehoming { at, .. } = state() else {
            panic!("{:?}", state())
        };
        to_era(at);
        sync();
        rehome();
        next_era();
        next_era();
        slash(validator(2), active_era(), 90);
        assert_eq!(paid(1, ticket), worth);
    });
}

#[test]
fn vault_backs_none_in_the_notice() {
    with_vault(0, || {
        announced();
        let first = planned_era() + 1;
        let State::Rehoming { at, .. } = state() else {
            panic!("{:?}", state())
        };
        to_era(at);
        for era in first..=at {
            for n in 1..=3 {
                let page = pallet_staking::ErasStakersPaged::<Test>::get((era, validator(n), 0));
                let others = page.map(|it| it.others.clone()).unwrap_or_default();
                assert!(others.iter().all(|other| other.who != stash(V)));
            }
        }
    });
}

#[test]
fn successor_that_left_orphans_the_vault_again() {
    with_vault(0, || {
        announced();
        let State::Rehoming { at, .. } = state() else {
            panic!("{:?}", state())
        };
        chill(2);
        to_era(at);
        sync();
        rehome();
        assert!(matches!(
            state(),
            State::Orphaned {
                why: Loss::Successor,
                ..
            }
        ));
        to_era(planned_era() + GRACE);
        sync();
        assert_ok!(send(stranger(), Call::retire { vault: V }));
    });
}

#[test]
fn later_announcement_has_a_notice_of_its_own() {
    with_vault(0, || {
        announced();
        to_era(active_era() + 3);
        sync();
        assert_ok!(announce(3));
        let at = planned_era() + NOTICE;
        assert_eq!(
            state(),
            State::Rehoming {
                successor: validator(3),
                at
            }
        );
    });
}

#[test]
fn only_a_candidate_without_a_vault_can_succeed_and_only_an_orphaned_vault() {
    with_vault(0, || {
        assert_noop!(announce(2), Error::<Test>::NotOrphaned);
        create_vault(3);
        chill(1);
        sync();
        assert_noop!(announce(3), Error::<Test>::VaultExists);
        assert_noop!(announce(5), Error::<Test>::NotCandidate);
        validate(validator(2), 90, false);
        assert_noop!(announce(2), Error::<Test>::NotCandidate);
    });
}

#[test]
fn successor_that_was_announced_has_no_other_vault_until_it_is_released() {
    with_vault(0, || {
        announced();
        let create = |n: u8| {
            let (validator, seed) = (validator(n), SEED);
            send(stranger(), Call::create_vault { validator, seed })
        };
        assert_noop!(create(2), Error::<Test>::VaultExists);
        // The same one again has a notice of its own.
        assert_ok!(announce(2));
        // Another one releases it.
        assert_ok!(announce(3));
        assert_ok!(create(2));
        assert_noop!(create(3), Error::<Test>::VaultExists);
        check();
        let State::Rehoming { at, .. } = state() else {
            panic!("{:?}", state())
        };
        to_era(at);
        sync();
        rehome();
        assert_eq!((state(), vault().validator), (State::Open, validator(3)));
        check();
    });
}

#[test]
fn successor_that_does_not_take_over_can_have_a_vault() {
    with_vault(0, || {
        announced();
        let State::Rehoming { at, .. } = state() else {
            panic!("{:?}", state())
        };
        chill(2);
        to_era(at);
        sync();
        rehome();
        validate(validator(2), 0, false);
        create_vault(2);
        check();
    });
}
