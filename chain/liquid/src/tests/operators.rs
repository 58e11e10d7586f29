//! Operators of accounts, and the lists of open requests.

use super::*;

/// The account that acts for holder 1.
fn operator() -> AccountId32 {
    holder(7)
}

fn approve(vault: VaultId, approved: bool) -> sp_runtime::DispatchResult {
    let call = Call::set_operator {
        vault,
        operator: operator(),
        approved,
    };
    send(holder(1), call)
}

fn redeem_to_operator(shares: Balance) -> Call<Test> {
    Call::request_redeem {
        vault: V,
        shares,
        controller: operator(),
        owner: holder(1),
    }
}

#[test]
fn operator_returns_shares_and_receives_for_an_account_until_that_ends() {
    with_vault(0, || {
        let batch = deposit(1, 5_000);
        to_era(batch);
        sync();
        let (vault, controller, receiver) = (V, holder(1), operator());
        let claimed = Call::claim {
            vault,
            batch,
            controller: controller.clone(),
            receiver: receiver.clone(),
        };
        let denied = Error::<Test>::NotController;
        assert_noop!(send(operator(), claimed.clone()), denied);
        assert_ok!(approve(V, true));
        let event = Event::OperatorSet {
            vault,
            account: holder(1),
            operator: operator(),
            approved: true,
        };
        System::assert_last_event(event.into());
        assert_ok!(send(operator(), claimed));
        assert_eq!(Liquid::worth_of(V, Assets::balance(V, operator())), 5_000);

        let all = joined(1, 8_000);
        assert_ok!(send(operator(), redeem_to_operator(all / 2)));
        let ticket = leave(1, all / 4);
        to_era(planned_era() + BONDING);
        sync();
        let pay = Call::redeem {
            vault,
            batch: ticket,
            controller,
            receiver,
        };
        assert_ok!(approve(V, false));
        assert_noop!(send(operator(), pay.clone()), Error::<Test>::NotController);
        assert_noop!(
            send(operator(), redeem_to_operator(all / 4)),
            Error::<Test>::NotOwner
        );
        assert_ok!(approve(V, true));
        let before = Balances::balance(&operator());
        assert_ok!(send(operator(), pay));
        assert_eq!(Balances::balance(&operator()) - before, 2_000);
    });
}

#[test]
fn operator_of_one_vault_is_none_of_another_and_none_in_the_other_direction() {
    with_vault(0, || {
        create_vault(2);
        joined(1, 5_000);
        assert_ok!(approve(V + 1, true));
        assert_noop!(
            send(operator(), redeem_to_operator(shares(1))),
            Error::<Test>::NotOwner
        );
        assert_ok!(approve(V, true));
        assert!(Liquid::acts_for(V, &operator(), &holder(1)));
        assert!(!Liquid::acts_for(V, &holder(1), &operator()));
        assert_noop!(approve(V + 2, true), Error::<Test>::NoSuchVault);
        assert_ok!(approve(V + 2, false));
        let own = Call::set_operator {
            vault: V,
            operator: holder(1),
            approved: true,
        };
        assert_noop!(send(holder(1), own), Error::<Test>::OwnOperator);
    });
}

#[test]
fn requests_of_a_controller_are_listed_until_they_are_paid() {
    with_vault(0, || {
        let listed = || Requests::<Test>::get(V, holder(1));
        let batch = deposit(1, 5_000);
        deposit(1, 5_000);
        assert_eq!(listed().deposits.to_vec(), [batch]);
        to_era(batch);
        sync();
        assert_ok!(Liquid::do_claim(holder(1), V, batch, 2_000, holder(1)));
        assert_eq!(listed().deposits.to_vec(), [batch]);
        claim(1, batch);
        assert!(!Requests::<Test>::contains_key(V, holder(1)));
        let ticket = leave(1, shares(1));
        assert_eq!(listed().tickets.to_vec(), [ticket]);
        to_era(planned_era() + BONDING);
        paid(1, ticket);
        assert!(!Requests::<Test>::contains_key(V, holder(1)));
    });
}

#[test]
fn full_list_stops_no_request() {
    with_vault(0, || {
        let full = || (1_000..1_000 + MAX_LISTED).collect::<Vec<_>>();
        let deposits = full().try_into().expect("as many as there can be");
        let open = OpenRequests {
            deposits,
            ..Default::default()
        };
        Requests::<Test>::insert(V, holder(1), open.clone());
        let batch = deposit(1, 5_000);
        assert_eq!(Requests::<Test>::get(V, holder(1)), open);
        to_era(batch);
        sync();
        claim(1, batch);
        assert_eq!(Liquid::worth_of(V, shares(1)), 5_000);
        Requests::<Test>::remove(V, holder(1));
    });
}

/// Parts are worth what the whole is, but for remainders of divisions, also after a slash.
#[test]
fn ticket_can_be_paid_in_parts_of_exact_amounts() {
    with_vault(0, || {
        let ticket = {
            let all = joined(1, 5_000);
            leave(1, all)
        };
        slash(validator(1), active_era(), 33);
        to_era(planned_era() + BONDING);
        let worth = Liquid::view_redeem(V, ticket, &holder(1)).unwrap().amount;
        let pay = |limit| {
            frame_support::storage::with_storage_layer(|| {
                Liquid::do_redeem(holder(1), V, ticket, limit, holder(1))
            })
        };
        let part = Liquid::shares_to_withdraw(V, ticket, &holder(1), 1_234).unwrap();
        assert_eq!(pay(part), Ok(1_234));
        assert_noop!(pay(0), Error::<Test>::NoSuchTicket);
        let rest = pay(Balance::MAX).unwrap();
        assert!(worth - 1 <= 1_234 + rest && 1_234 + rest <= worth);
        assert_noop!(pay(Balance::MAX), Error::<Test>::NoSuchTicket);
    });
}
