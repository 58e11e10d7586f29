use super::*;
use ink::{
    env::{test, DefaultEnvironment},
    storage::traits::ManualKey,
};

type Builds = VersionCalendar<ManualKey<97>>;

const SERVICE: u64 = 7;
const OPERATOR: Address = ink::H160([2; 20]);
const NOW: u64 = 1_000_000;
const HOUR: u64 = 3_600;
const NOTICE: Notice = Notice {
    ordinary: 2 * HOUR,
    security: HOUR,
};

fn at(second: u64) {
    test::set_block_timestamp::<DefaultEnvironment>(second);
}

/// A service of one operator, with a build that is required after the ordinary notice.
fn builds() -> Builds {
    let mut builds = Builds::default();
    at(NOW);
    assert_eq!(builds.open(SERVICE, &NOTICE), Ok(()));
    assert_eq!(builds.set_operator(SERVICE, OPERATOR, true), Ok(()));
    let deadline = NOW + NOTICE.ordinary;
    assert_eq!(builds.publish(SERVICE, [1; 32], deadline, false), Ok(1));
    builds
}

#[ink::test]
fn service_is_opened_once() {
    let mut builds = builds();
    let service_id = SERVICE;
    let error = Revert::from(AlreadyOpen { service_id });
    assert_eq!(builds.open(SERVICE, &NOTICE), Err(error));
}

#[ink::test]
fn operator_is_out_of_date_from_the_deadline_until_it_acknowledges() {
    let (mut builds, deadline) = (builds(), NOW + NOTICE.ordinary);
    let of = |builds: &Builds, time| builds.is_up_to_date(SERVICE, OPERATOR, time);
    let (moment, time) = (NOW + 1, NOW);
    let error = Revert::from(InFuture { moment, time });
    assert_eq!(of(&builds, moment), Err(error));
    at(deadline + 5);
    assert_eq!(builds.acknowledge(SERVICE, OPERATOR, 1), Ok(()));
    at(deadline + 9);
    let known = [deadline - 1, deadline, deadline + 4, deadline + 5].map(|it| of(&builds, it));
    assert_eq!(known, [Ok(true), Ok(false), Ok(false), Ok(true)]);
    // Of an account that does not serve nothing is expected.
    let stranger = Address::repeat_byte(3);
    assert_eq!(builds.is_up_to_date(SERVICE, stranger, deadline), Ok(true));
}

#[ink::test]
fn build_that_is_withdrawn_is_neither_required_nor_acknowledged() {
    let (mut builds, deadline) = (builds(), NOW + NOTICE.ordinary);
    at(deadline + 5);
    assert_eq!(builds.withdraw(SERVICE, 1), Ok(()));
    let required = [deadline + 4, deadline + 5].map(|it| builds.required(SERVICE, it));
    assert_eq!(required, [Ok(1), Ok(0)]);
    let (service_id, build) = (SERVICE, 1);
    let error = || Revert::from(BuildWithdrawn { service_id, build });
    assert_eq!(builds.withdraw(SERVICE, 1), Err(error()));
    assert_eq!(builds.acknowledge(SERVICE, OPERATOR, 1), Err(error()));
}
