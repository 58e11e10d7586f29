use crate::{slashing_court::SlashingCourt, wire::*};
use blueprint_components::CourtError;
use blueprint_hooks::{
    core_0_20::{GetSlashingWindow, QueryDisputeOrigin, QuerySlashingOrigin},
    Arguments, Deploy,
};
use blueprint_rules::court::Policy;
use ink::{
    env::{test, DefaultEnvironment},
    metadata::layout::Layout,
    storage::traits::StorageLayout,
    Address,
};
use std::collections::BTreeSet;

const RUNTIME: Address = ink::H160([1; 20]);
const GOVERNANCE: Address = ink::H160([2; 20]);
const OPERATOR: Address = ink::H160([4; 20]);
const DAY: u64 = 86_400;
const START: u64 = 1_000_000;

fn contract() -> SlashingCourt {
    test::set_block_timestamp::<DefaultEnvironment>(START);
    SlashingCourt::new(Deploy(New {
        runtime: RUNTIME,
        governance: GOVERNANCE,
        shortest_review: DAY,
        longest_review: 14 * DAY,
    }))
}

fn proposed() -> SlashingCourt {
    let mut contract = contract();
    test::set_caller(RUNTIME);
    let capture = CaptureStake {
        service_id: accusation(1).service_id,
        operator: OPERATOR,
        captured_at: START,
        stake: 1_000.into(),
    };
    contract.capture(capture.into()).unwrap();
    assert_eq!(contract.propose(accusation(1).into()), Ok(1));
    contract
}

fn accusation(charge: u8) -> Propose {
    Propose {
        service_id: 7,
        operator: OPERATOR,
        charge,
        evidence: [9; 32],
        requested: 400.into(),
        captured_at: START,
    }
}

fn policy(unresolved: u8) -> SetPolicy {
    SetPolicy {
        service_id: 7,
        review_window: DAY,
        resolution_period: 2 * DAY,
        execution_window: 3 * DAY,
        slashable_period: 6 * DAY,
        max_pending: 5,
        bond: 6.into(),
        unresolved,
    }
}

#[ink::test]
fn propose_with_an_unknown_charge_refused_with_it() {
    let mut contract = contract();
    test::set_caller(RUNTIME);
    for received in [0, 4, 255] {
        assert_eq!(
            contract.propose(accusation(received).into()),
            Err(CourtError::NoCharge { received })
        );
    }
}

#[ink::test]
fn set_policy_with_an_unknown_end_of_silence_refused_with_it() {
    let mut contract = contract();
    test::set_caller(GOVERNANCE);
    assert_eq!(
        contract.set_policy(policy(2).into()),
        Err(CourtError::InvalidUnresolved { received: 2 })
    );
}

#[ink::test]
fn set_policy_arguments_arrive_in_their_places() {
    let mut contract = contract();
    test::set_caller(GOVERNANCE);
    contract.set_policy(policy(1).into()).unwrap();
    assert_eq!(
        contract.policy_periods(PolicyPeriods { service_id: 7 }.into()),
        Ok((DAY, 2 * DAY, 3 * DAY, 6 * DAY))
    );
    assert_eq!(
        contract.policy_terms(PolicyTerms { service_id: 7 }.into()),
        Ok((5, 6.into(), 1))
    );
    assert_eq!(
        contract.get_slashing_window(GetSlashingWindow { service_id: 7 }.into()),
        Ok((false, DAY))
    );
    assert_eq!(
        contract.get_slashing_window(GetSlashingWindow { service_id: 8 }.into()),
        Ok((false, 7 * DAY))
    );
}

#[ink::test]
fn proposal_views_tell_it_in_four_parts() {
    let contract = proposed();
    let proposal_id = 1;
    assert_eq!(
        contract.proposal(ProposalOf { proposal_id }.into()),
        (1, 1, 7, OPERATOR)
    );
    assert_eq!(
        contract.proposal_parties(ProposalParties { proposal_id }.into()),
        (RUNTIME, Address::zero(), [9; 32])
    );
    let bond = Policy::default().bond;
    assert_eq!(
        contract.proposal_amounts(ProposalAmounts { proposal_id }.into()),
        (400.into(), 1_000.into(), 0.into(), bond)
    );
    let review_until = START + 7 * DAY;
    assert_eq!(
        contract.proposal_times(ProposalTimes { proposal_id }.into()),
        (START, review_until, review_until, START + 28 * DAY)
    );
}

#[ink::test]
fn origins_are_the_runtime_and_governance_without_a_proposer() {
    let contract = contract();
    assert_eq!(
        contract.query_slashing_origin(QuerySlashingOrigin { service_id: 7 }.into()),
        RUNTIME
    );
    assert_eq!(
        contract.query_dispute_origin(QueryDisputeOrigin { service_id: 7 }.into()),
        GOVERNANCE
    );
}

#[ink::test]
fn resolve_takes_true_for_uphold() {
    for (uphold, state) in [(true, 3), (false, 5)] {
        // Each court at an address of its own: that is whose storage it is.
        test::set_callee([state; 20].into());
        let mut contract = proposed();
        test::set_caller(OPERATOR);
        test::set_value_transferred(Policy::default().bond);
        contract.dispute(Dispute { proposal_id: 1 }.into()).unwrap();
        test::set_caller(GOVERNANCE);
        let ruling = Resolve {
            proposal_id: 1,
            uphold,
        };
        contract.resolve(ruling.into()).unwrap();
        assert_eq!(
            contract.proposal(ProposalOf { proposal_id: 1 }.into()).0,
            state
        );
    }
}

#[test]
fn arguments_have_the_types_of_the_interface() {
    assert_eq!(
        Propose::TYPES,
        "uint64,address,uint8,bytes32,uint256,uint64"
    );
    assert_eq!(
        SetPolicy::TYPES,
        "uint64,uint64,uint64,uint64,uint64,uint32,uint256,uint8"
    );
    assert_eq!(New::TYPES, "address,address,uint64,uint64");
}

#[test]
fn layout_gives_every_record_a_key_of_its_own() {
    fn keys(layout: &Layout, found: &mut Vec<u32>) {
        match layout {
            Layout::Root(root) => found.push(*root.root_key().key()),
            Layout::Struct(fields) => fields
                .fields()
                .iter()
                .for_each(|field| keys(field.layout(), found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    keys(&<SlashingCourt as StorageLayout>::layout(&0), &mut found);
    let distinct: BTreeSet<u32> = found.iter().copied().collect();
    assert_eq!((found.len(), distinct.len()), (14, 14));
}
