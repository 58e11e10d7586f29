//! Several proposals in one call.

use super::*;

#[ink::test]
fn executed_together_what_ended_is_left_out() {
    let mut court = court();
    let ids: Vec<u64> = (1..=4).map(|it| propose(&mut court, it, 100)).collect();
    act(GOVERNANCE);
    court.veto_all(&ids[..1]).unwrap();
    at(START + WEEK);
    act(DELEGATOR);
    court.execute(2).unwrap();
    recorded::take();
    assert_eq!(court.execute_all(&ids), Ok(200.into()));
    assert_eq!(recorded::take().len(), 2);
    let states: Vec<State> = ids.iter().map(|id| state(&court, *id)).collect();
    let executed = State::Executed;
    assert_eq!(states, [State::Vetoed, executed, executed, executed]);
    assert_eq!(court.execute_all(&ids), Ok(0.into()), "again");
}

#[ink::test]
fn one_that_cannot_be_executed_or_expired_stops_all() {
    let mut court = court();
    let first = propose(&mut court, 1, 100);
    at(START + 1);
    let second = propose(&mut court, 2, 100);
    at(START + WEEK);
    let (deadline, time) = (START + WEEK + 1, START + WEEK);
    let early = TooEarly { deadline, time };
    let all = [first, second];
    assert_eq!(court.execute_all(&all), Err(early.into()));
    let unknown = court.execute_all(&[9]);
    assert_eq!(unknown, Err(UnknownProposal.into()));
    assert!(court.expire_all(&all).is_err());
    at(court.proposal(second).expires_at + 1);
    assert_eq!(court.expire_all(&all), Ok(()));
    assert_eq!(state(&court, second), State::Expired);
    assert!(court.may_unstake(OPERATOR));
}

#[ink::test]
fn governance_alone_vetoes_together() {
    let mut court = court();
    let ids = [1, 2].map(|it| propose(&mut court, it, 1));
    act(MANAGER);
    assert!(court.veto_all(&ids).is_err());
    act(GOVERNANCE);
    assert_eq!(court.veto_all(&ids), Ok(()));
    assert!(court.may_unstake(OPERATOR));
}
