use crate::slashing_court::{
    calls, ConstructorArguments, ISlashingCourt, InvalidUnresolved, NoCharge, SlashingCourt,
};
use blueprint_hooks::{Address, Arguments, Result, U256};
use blueprint_rules::court::Policy;
use ink::{
    env::{test, DefaultEnvironment},
    metadata::layout::Layout,
    storage::traits::StorageLayout,
};
use std::collections::BTreeSet;

const RUNTIME: Address = ink::H160([1; 20]);
const GOVERNANCE: Address = ink::H160([2; 20]);
const GUARDIAN: Address = ink::H160([9; 20]);
const OPERATOR: Address = ink::H160([4; 20]);
const DAY: u64 = 86_400;
const START: u64 = 1_000_000;

fn contract() -> SlashingCourt {
    test::set_block_timestamp::<DefaultEnvironment>(START);
    let mut contract = SlashingCourt::default();
    let deployed = contract.constructor(RUNTIME, GUARDIAN, GOVERNANCE, DAY, DAY, 14 * DAY);
    deployed.unwrap();
    contract
}

fn proposed() -> SlashingCourt {
    let mut contract = contract();
    test::set_caller(RUNTIME);
    let captured = contract.capture(7, OPERATOR, START, 1_000.into(), 1_000.into());
    captured.unwrap();
    assert_eq!(propose(&mut contract, 1), Ok(1));
    contract
}

fn propose(contract: &mut SlashingCourt, charge: u8) -> Result<u64> {
    contract.propose(7, OPERATOR, charge, [9; 32], 400.into(), START)
}

fn set_policy(contract: &mut SlashingCourt, unresolved: u8) -> Result<()> {
    test::set_caller(GOVERNANCE);
    let (periods, bond) = ([DAY, 2 * DAY, 3 * DAY, 10 * DAY], U256::from(6));
    let [review, resolution, execution, slashable] = periods;
    contract.set_policy(
        7, review, resolution, execution, slashable, 5, bond, unresolved,
    )
}

#[ink::test]
fn propose_with_an_unknown_charge_refused_with_it() {
    let mut contract = contract();
    test::set_caller(RUNTIME);
    for received in [0, 4, 255] {
        let unknown = Err(NoCharge { received }.into());
        assert_eq!(propose(&mut contract, received), unknown);
    }
}

#[ink::test]
fn set_policy_with_an_unknown_end_of_a_dispute_refused_with_it() {
    let unknown = Err(InvalidUnresolved { received: 2 }.into());
    assert_eq!(set_policy(&mut contract(), 2), unknown);
}

#[ink::test]
fn set_policy_arguments_arrive_in_their_places() {
    let mut contract = contract();
    set_policy(&mut contract, 1).unwrap();
    let periods = (DAY, 2 * DAY, 3 * DAY, 10 * DAY);
    assert_eq!(contract.policy_periods(7), periods);
    assert_eq!(contract.policy_terms(7), (5, 6.into(), 1));
    assert_eq!(contract.get_slashing_window(7), (false, DAY));
    assert_eq!(contract.get_slashing_window(8), (false, 7 * DAY));
}

#[ink::test]
fn proposal_views_return_it_in_four_parts() {
    let contract = proposed();
    assert_eq!(contract.proposal(1), (1, 1, 7, OPERATOR));
    let parties = (RUNTIME, Address::zero(), [9; 32]);
    assert_eq!(contract.proposal_parties(1), parties);
    let amounts = (400.into(), 1_000.into(), 0.into(), Policy::default().bond);
    assert_eq!(contract.proposal_amounts(1), amounts);
    let review_until = START + 7 * DAY;
    let times = (START, review_until, review_until, START + 28 * DAY);
    assert_eq!(contract.proposal_times(1), times);
}

#[ink::test]
fn origins_are_the_runtime_and_governance_without_a_proposer() {
    let contract = contract();
    assert_eq!(contract.query_slashing_origin(7), RUNTIME);
    assert_eq!(contract.query_dispute_origin(7), GOVERNANCE);
}

#[ink::test]
fn resolve_takes_true_for_uphold() {
    for (uphold, state) in [(true, 3), (false, 5)] {
        // Each court at an address of its own: that is whose storage it is.
        test::set_callee([state; 20].into());
        let mut contract = proposed();
        test::set_caller(OPERATOR);
        test::set_value_transferred(Policy::default().bond);
        contract.dispute(1).unwrap();
        test::set_caller(GOVERNANCE);
        contract.resolve(1, uphold).unwrap();
        assert_eq!(contract.proposal(1).0, state);
    }
}

#[test]
fn arguments_have_the_types_of_the_interface() {
    let propose = "uint64,address,uint8,bytes32,uint256,uint64";
    assert_eq!(calls::Propose::TYPES, propose);
    let set_policy = "uint64,uint64,uint64,uint64,uint64,uint32,uint256,uint8";
    assert_eq!(calls::SetPolicy::TYPES, set_policy);
    let constructor = "address,address,address,uint64,uint64,uint64";
    assert_eq!(ConstructorArguments::TYPES, constructor);
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
    assert_eq!((found.len(), distinct.len()), (22, 22));
}
