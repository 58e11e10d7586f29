//! Stake that secures a service: committed when it starts, captured and taken by its slashes alone.

use super::*;
use pallet_services::{Asset, AssetsOf, NextRequestId, NextServiceId};
use sp_core::H160;

const NATIVE: AssetId = AssetId::Native;

/// A world in which gold is accepted, and operator 1 has 1,000 of the chain's token and 50 of gold.
fn secured_world() {
    world();
    accept_gold(3);
    delegate(delegator(1), 1, NATIVE, 1_000);
    delegate(delegator(2), 1, GOLD, 50);
}

fn assets(amounts: &[(H160, u128)]) -> AssetsOf<Test> {
    let assets = amounts.iter().map(|(token, amount)| Asset {
        token: *token,
        amount: *amount,
    });
    let assets: Vec<_> = assets.collect();
    assets.try_into().expect("few assets")
}

/// A request for a service of operator 1 that these assets secure.
fn request(amounts: &[(H160, u128)]) -> ServicesCall {
    ServicesCall::request {
        blueprint: 0,
        operators: vec![operator(1)].try_into().expect("one"),
        permitted_callers: Default::default(),
        inputs: Default::default(),
        ttl: 0,
        assets: assets(amounts),
    }
}

fn approval(request: u64) -> ServicesCall {
    let revision = 0;
    ServicesCall::approve { request, revision }
}

/// Starts the service; its id.
fn started(amounts: &[(H160, u128)]) -> u64 {
    let (id, service) = (NextRequestId::<Test>::get(), NextServiceId::<Test>::get());
    assert_ok!(send(customer(), request(amounts)));
    assert_ok!(send(operator(1), approval(id)));
    whole();
    service
}

/// Slashes operator 1 in a service; what it took of both assets.
fn slashed(service: u64, share_bps: u16) -> (u128, u128) {
    let staked = || {
        let of = |asset| Stake::staked(&operator(1), asset);
        (of(NATIVE), of(GOLD))
    };
    let before = staked();
    let slash = pallet_services::NextSlashId::<Test>::get();
    let proposal = ServicesCall::propose_slash {
        service,
        operator: operator(1),
        offence: Charge::JobMisbehaviour,
        share_bps,
        evidence: H256::from_low_u64_be(slash + 1),
    };
    assert_ok!(send(customer(), proposal));
    execute(slash);
    let after = staked();
    (before.0 - after.0, before.1 - after.1)
}

fn native(amount: u128) -> (H160, u128) {
    (NATIVE.token(), amount)
}

fn gold(amount: u128) -> (H160, u128) {
    (GOLD.token(), amount)
}

#[test]
fn request_names_assets_that_are_staked() {
    new_chain().execute_with(|| {
        secured_world();
        let other = request(&[(H160::repeat_byte(7), 1)]);
        let unknown = Err(Error::<Test>::UnknownAsset.into());
        assert_eq!(try_send(customer(), other), unknown);
    });
}

#[test]
fn operator_approves_only_what_it_has_bonded_and_not_committed() {
    new_chain().execute_with(|| {
        secured_world();
        started(&[native(700), gold(50)]);
        let enough = Err(Error::<Test>::NotEnoughStake.into());
        for amounts in [vec![native(301)], vec![native(1), gold(1)]] {
            let id = NextRequestId::<Test>::get();
            assert_ok!(send(customer(), request(&amounts)));
            assert_eq!(try_send(operator(1), approval(id)), enough);
            let (request, forfeit) = (id, false);
            let cancel = ServicesCall::cancel_request { request, forfeit };
            assert_ok!(send(customer(), cancel));
        }
        undelegate(delegator(1), 1, NATIVE, 100);
        let id = NextRequestId::<Test>::get();
        assert_ok!(send(customer(), request(&[native(300)])));
        // What unbonds secures nothing new.
        assert_eq!(try_send(operator(1), approval(id)), enough);
        delegate(delegator(2), 1, NATIVE, 100);
        assert_ok!(send(operator(1), approval(id)));
        whole();
    });
}

#[test]
fn slash_takes_of_what_is_committed_to_its_service_and_of_nothing_else() {
    new_chain().execute_with(|| {
        secured_world();
        let first = started(&[native(400)]);
        let second = started(&[gold(40), native(100)]);
        let bare = started_without_assets();
        assert_eq!(slashed(first, 1_000), (40, 0));
        assert_eq!(slashed(second, 5_000), (50, 20));
        // Of the bond alone.
        assert_eq!(slashed(bare, 1_000), (0, 0));
        assert_eq!(Stake::exposure(first, &operator(1), NATIVE), 360);
        assert_eq!(Stake::exposure(second, &operator(1), GOLD), 20);
        assert_eq!(slashed(first, 10_000), (360, 0));
        assert_eq!(Stake::exposure(first, &operator(1), NATIVE), 0);
        whole();
    });
}

/// A service that no asset secures, of an operator whose bond is complete.
fn started_without_assets() -> u64 {
    started(&[])
}

#[test]
fn slashes_captured_together_take_no_more_than_the_commitment() {
    new_chain().execute_with(|| {
        secured_world();
        let service = started(&[native(400)]);
        let slash = pallet_services::NextSlashId::<Test>::get();
        // In one era they would be one offence.
        for (n, share_bps) in [(1u8, 6_000), (2, 6_000)] {
            in_era(n.into());
            let proposal = ServicesCall::propose_slash {
                service,
                operator: operator(1),
                offence: Charge::JobMisbehaviour,
                share_bps,
                evidence: H256::repeat_byte(n),
            };
            assert_ok!(send(customer(), proposal));
        }
        execute(slash);
        execute(slash + 1);
        assert_eq!(Stake::staked(&operator(1), NATIVE), 600);
        assert_eq!(Stake::staked(&operator(1), GOLD), 50);
    });
}

#[test]
fn stake_that_leaves_takes_its_part_of_every_exposure() {
    new_chain().execute_with(|| {
        secured_world();
        let (first, second) = (started(&[native(600)]), started(&[native(400)]));
        undelegate(delegator(1), 1, NATIVE, 500);
        // Unbonding stake still answers for what happened before.
        assert_eq!(Stake::exposure(first, &operator(1), NATIVE), 600);
        pass(UNBONDING);
        assert_eq!(withdraw(delegator(1), 1, NATIVE), 500);
        assert_eq!(Stake::exposure(first, &operator(1), NATIVE), 300);
        assert_eq!(Stake::exposure(second, &operator(1), NATIVE), 200);
        assert_eq!(slashed(first, 10_000), (300, 0));
    });
}

/// The next customer would be secured by what the slash of the last one takes.
#[test]
fn stake_that_a_pending_slash_captured_secures_no_other_service() {
    for executed in [true, false] {
        new_chain().execute_with(|| {
            secured_world();
            let service = started(&[native(1_000)]);
            let slash = pallet_services::NextSlashId::<Test>::get();
            let proposal = ServicesCall::propose_slash {
                service,
                operator: operator(1),
                offence: Charge::JobMisbehaviour,
                share_bps: 4_000,
                evidence: H256::repeat_byte(1),
            };
            assert_ok!(send(customer(), proposal));
            ended(service);
            let refused = |amount: u128| {
                let covered = Stake::can_commit(&operator(1), 0, &assets(&[native(amount)]));
                assert_eq!(covered, Err(Error::<Test>::NotEnoughStake.into()));
            };
            refused(1);
            if executed {
                execute(slash);
            } else {
                assert_ok!(command(ServicesCall::veto_slash { slash }));
            }
            assert_eq!(Committed::<Test>::iter().count(), 0);
            let left = if executed { 600 } else { 1_000 };
            refused(left + 1);
            let covered = Stake::can_commit(&operator(1), 0, &assets(&[native(left)]));
            assert_eq!(covered, Ok(()));
            whole();
        });
    }
}

#[test]
fn commitment_is_free_when_the_service_is_gone() {
    new_chain().execute_with(|| {
        secured_world();
        let service = started(&[native(1_000)]);
        ended(service);
        assert_eq!(Committed::<Test>::iter().count(), 0);
        started(&[native(1_000)]);
    });
}
