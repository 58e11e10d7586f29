use super::{abi::*, Appointed, Roles, GOVERNANCE, GUARDIAN, RUNTIME};
use blueprint_hooks::{Address, Guard, Result};
use blueprint_rules::{court::DAY, roles::ACCEPTANCE};
use ink::{
    env::{test, DefaultEnvironment},
    storage::traits::ManualKey,
};

type Tested = Roles<ManualKey<61>>;

const HOLDERS: [Address; 3] = [account(1), account(2), account(3)];
const NEXT: Address = account(4);
const OUTSIDER: Address = account(5);
const START: u64 = 1_000_000;
const DELAY: u64 = 3 * DAY;

const fn account(byte: u8) -> Address {
    ink::H160([byte; 20])
}

/// Roles of a contract with so many of them.
fn of(count: usize) -> Tested {
    at(0);
    let mut roles = Tested::default();
    roles.init(&HOLDERS[..count], DELAY).unwrap();
    roles
}

fn at(seconds: u64) {
    test::set_block_timestamp::<DefaultEnvironment>(START + seconds);
}

fn offer(roles: &mut Tested, by: Address, role: u8, to: Address) -> Result<()> {
    test::set_caller(by);
    roles.offer(role, to)
}

fn accept(roles: &mut Tested, by: Address, role: u8) -> Result<()> {
    test::set_caller(by);
    roles.accept(role)
}

fn cancel(roles: &mut Tested, by: Address, role: u8) -> Result<()> {
    test::set_caller(by);
    roles.cancel(role)
}

#[ink::test]
fn init_with_a_zero_or_double_holder_or_a_delay_out_of_bounds_refused() {
    let [a, b, c] = HOLDERS;
    let zero = Address::zero();
    let init = |holders: &[Address], delay| Tested::default().init(holders, delay);
    for holders in [[zero, b, c], [a, zero, c], [a, b, zero]] {
        assert_eq!(init(&holders, DELAY), Err(ZeroRole.into()));
    }
    for holders in [[a, a, c], [a, b, a], [b, a, a]] {
        let account = a;
        let double = RolesNotDistinct { account };
        assert_eq!(init(&holders, DELAY), Err(double.into()));
    }
    for received in [0, DAY - 1, 30 * DAY + 1] {
        let out = DelayOutOfBounds {
            shortest: DAY,
            longest: 30 * DAY,
            received,
        };
        assert_eq!(init(&HOLDERS, received), Err(out.into()));
    }
}

#[ink::test]
fn roles_that_were_never_set_admit_no_account() {
    let roles = Tested::default();
    for received in [Address::zero(), NEXT] {
        test::set_caller(received);
        let expected = Address::zero();
        let refused = CallerNotRuntime { expected, received };
        assert_eq!(roles.admit(), Err(refused.into()));
    }
}

#[ink::test]
fn every_role_is_handed_over_by_its_holder() {
    for count in [2, 3] {
        for role in 0..count {
            let mut roles = of(usize::from(count));
            let holder = HOLDERS[usize::from(role)];
            assert_eq!(roles.holder(role), holder);
            assert_eq!(offer(&mut roles, holder, role, NEXT), Ok(()));
            let from = START + DELAY;
            assert_eq!(roles.offer_of(role), (NEXT, from, from + ACCEPTANCE));
            at(DELAY - 1);
            let time = from - 1;
            let early = RoleTooEarly { from, time };
            assert_eq!(accept(&mut roles, NEXT, role), Err(early.into()));
            at(DELAY);
            let wrong = NotSuccessor {
                expected: NEXT,
                received: OUTSIDER,
            };
            assert_eq!(accept(&mut roles, OUTSIDER, role), Err(wrong.into()));
            assert_eq!(roles.holder(role), holder, "until it is accepted");
            assert_eq!(accept(&mut roles, NEXT, role), Ok(()));
            assert_eq!(roles.holder(role), NEXT);
            assert_eq!(roles.offer_of(role), (Address::zero(), 0, 0));
            let gone = Err(RoleNotOffered.into());
            assert_eq!(accept(&mut roles, NEXT, role), gone);
        }
    }
}

#[ink::test]
fn guard_admits_the_new_runtime_and_not_the_old_one() {
    let mut roles = of(2);
    offer(&mut roles, HOLDERS[0], RUNTIME, NEXT).unwrap();
    at(DELAY);
    accept(&mut roles, NEXT, RUNTIME).unwrap();
    assert_eq!((roles.admit(), roles.runtime()), (Ok(()), NEXT));
    test::set_caller(HOLDERS[0]);
    let refused = CallerNotRuntime {
        expected: NEXT,
        received: HOLDERS[0],
    };
    assert_eq!(roles.admit(), Err(refused.into()));
}

#[ink::test]
fn guardian_replaces_a_lost_key_and_its_holder_can_cancel_that() {
    for role in [RUNTIME, GOVERNANCE] {
        let (guardian, holder) = (HOLDERS[1], HOLDERS[usize::from(role)]);
        let mut roles = of(3);
        assert_eq!(offer(&mut roles, guardian, role, NEXT), Ok(()));
        assert_eq!(cancel(&mut roles, holder, role), Ok(()));
        offer(&mut roles, holder, role, OUTSIDER).unwrap();
        let until = START + DELAY + ACCEPTANCE;
        let successor = OUTSIDER;
        let above = RoleOffered { successor, until };
        assert_eq!(offer(&mut roles, guardian, role, NEXT), Err(above.into()));
        assert_eq!(cancel(&mut roles, guardian, role), Err(above.into()));
        // An offer to an account that never accepts it does not lock the role.
        at(DELAY + ACCEPTANCE + 1);
        assert_eq!(offer(&mut roles, guardian, role, NEXT), Ok(()));
        at(2 * DELAY + ACCEPTANCE + 1);
        assert_eq!(accept(&mut roles, NEXT, role), Ok(()));
    }
}

#[ink::test]
fn stolen_guardian_key_is_replaced_by_the_role_above_it() {
    for (count, above) in [(2, RUNTIME), (3, GOVERNANCE)] {
        let mut roles = of(count);
        let guardian = HOLDERS[1];
        offer(&mut roles, guardian, GUARDIAN, OUTSIDER).unwrap();
        let above = HOLDERS[usize::from(above)];
        assert_eq!(offer(&mut roles, above, GUARDIAN, NEXT), Ok(()));
        assert!(cancel(&mut roles, guardian, GUARDIAN).is_err());
        at(DELAY);
        assert_eq!(accept(&mut roles, NEXT, GUARDIAN), Ok(()));
        assert_eq!(roles.holder(GUARDIAN), NEXT);
    }
}

#[ink::test]
fn others_offer_and_cancel_nothing() {
    let mut roles = of(3);
    let entitled = |role: u8| match role {
        GUARDIAN => [HOLDERS[1], HOLDERS[2]],
        role => [HOLDERS[usize::from(role)], HOLDERS[1]],
    };
    for role in 0..3 {
        for received in HOLDERS.into_iter().chain([NEXT, OUTSIDER]) {
            let refused = NotEntitled { role, received };
            let admitted = entitled(role).contains(&received);
            for tried in [
                offer(&mut roles, received, role, NEXT),
                cancel(&mut roles, received, role),
            ] {
                assert_eq!(tried == Err(refused.into()), !admitted);
            }
        }
    }
    let unknown = UnknownRole {
        most: 2,
        received: 3,
    };
    for by in HOLDERS {
        let refused = Err(unknown.into());
        assert_eq!(offer(&mut roles, by, 3, NEXT), refused);
        assert_eq!(accept(&mut roles, by, 3), refused);
    }
}

#[ink::test]
fn no_account_gets_two_roles() {
    let mut roles = of(3);
    for account in HOLDERS {
        let refused = Err(RolesNotDistinct { account }.into());
        for (role, by) in (0u8..).zip(HOLDERS) {
            assert_eq!(offer(&mut roles, by, role, account), refused);
        }
    }
    assert_eq!(
        offer(&mut roles, HOLDERS[0], RUNTIME, Address::zero()),
        Err(ZeroRole.into())
    );
    // Offered both, it accepts the first and not the second.
    for (role, by) in (0u8..).zip(HOLDERS) {
        offer(&mut roles, by, role, NEXT).unwrap();
    }
    at(DELAY);
    assert_eq!(accept(&mut roles, NEXT, GOVERNANCE), Ok(()));
    let account = NEXT;
    let refused = Err(RolesNotDistinct { account }.into());
    assert_eq!(accept(&mut roles, NEXT, RUNTIME), refused);
}

#[ink::test]
fn first_appointment_holds_at_once_and_later_ones_after_the_delay() {
    at(0);
    let mut warden = Appointed::<ManualKey<62>>::default();
    assert_eq!(warden.present(), Address::zero());
    assert_eq!(warden.set(NEXT, DELAY), START);
    assert_eq!(warden.present(), NEXT);
    assert_eq!(warden.set(OUTSIDER, DELAY), START + DELAY);
    assert_eq!(warden.next(), (OUTSIDER, START + DELAY));
    at(DELAY - 1);
    assert_eq!(warden.present(), NEXT);
    at(DELAY);
    assert_eq!(warden.present(), OUTSIDER);
    assert_eq!(warden.next(), (Address::zero(), 0));
}
