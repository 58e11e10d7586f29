//! Who judges, who was to, and what a blueprint takes no more.

use super::*;
use blueprint_hooks::U256;

const KIND: Kind = Kind::JobMisbehaviour;

fn register(registry: &mut Registry, verifier: Address) -> Result<()> {
    act(OWNER);
    registry.register_verifier(BLUEPRINT, KIND, verifier, OWNER, DELAY)
}

#[ink::test]
fn register_verifier_by_anyone_but_the_owner_refused() {
    let mut registry = registry();
    act(OPERATOR);
    let refused =
        registry.register_verifier(BLUEPRINT, Kind::JobMisbehaviour, OPERATOR, OWNER, DELAY);
    assert_eq!(
        refused,
        Err(WrongOrigin {
            expected: OWNER,
            received: OPERATOR
        }
        .into())
    );
}

#[ink::test]
fn verifier_of_one_kind_judges_no_other() {
    let mut registry = registry();
    act(OWNER);
    at(NOW - DELAY);
    registry
        .register_verifier(BLUEPRINT, Kind::QualityOfService, GOVERNANCE, OWNER, DELAY)
        .unwrap();
    at(NOW);
    let quality = Envelope {
        kind: Kind::QualityOfService,
        ..envelope(1)
    };
    let id = file(&mut registry, &quality).unwrap();
    assert_eq!(
        judge(&mut registry, id, GUILTY),
        Err(WrongOrigin {
            expected: GOVERNANCE,
            received: VERIFIER
        }
        .into())
    );
}

#[ink::test]
fn report_is_judged_by_the_verifier_of_the_time_it_was_filed() {
    let mut registry = registry();
    let id = file(&mut registry, &envelope(1)).unwrap();
    act(OWNER);
    registry
        .register_verifier(BLUEPRINT, Kind::JobMisbehaviour, GOVERNANCE, OWNER, DELAY)
        .unwrap();
    act(GOVERNANCE);
    at(NOW + 86_399);
    let newer = Err(WrongOrigin {
        expected: VERIFIER,
        received: GOVERNANCE,
    }
    .into());
    assert_eq!(registry.judge(id, GUILTY), newer);
    assert!(judge(&mut registry, id, GUILTY).is_ok());
}

#[ink::test]
fn verifier_that_replaces_another_judges_reports_filed_after_the_delay() {
    let mut registry = registry();
    register(&mut registry, GOVERNANCE).unwrap();
    let from = NOW + DELAY;
    let event = VerifierRegistered {
        blueprint_id: BLUEPRINT,
        kind: 1,
        verifier: GOVERNANCE,
        from,
    };
    assert_eq!(recorded::take(), [recorded::of(&event)]);
    at(from - 1);
    assert_eq!(registry.verifier_of(BLUEPRINT, KIND), VERIFIER);
    let next = registry.next_verifier_of(BLUEPRINT, KIND);
    assert_eq!(next, (GOVERNANCE, from));
    at(from);
    assert_eq!(registry.verifier_of(BLUEPRINT, KIND), GOVERNANCE);
    let none = (Address::zero(), 0);
    assert_eq!(registry.next_verifier_of(BLUEPRINT, KIND), none);
    // The one that judges takes a change back.
    register(&mut registry, VERIFIER).unwrap();
    register(&mut registry, GOVERNANCE).unwrap();
    assert_eq!(registry.next_verifier_of(BLUEPRINT, KIND), none);
}

#[ink::test]
fn delay_of_a_verifier_is_at_least_the_time_to_judge() {
    let mut registry = registry();
    let longer = Rules {
        time_to_judge: DELAY + 1,
        ..rules()
    };
    registry.set_rules(BLUEPRINT, &longer).unwrap();
    register(&mut registry, GOVERNANCE).unwrap();
    let next = registry.next_verifier_of(BLUEPRINT, KIND);
    assert_eq!(next, (GOVERNANCE, NOW + DELAY + 1));
}

#[ink::test]
fn removed_verifier_judges_what_was_filed_and_nothing_is_filed_any_more() {
    let mut registry = registry();
    let id = file(&mut registry, &envelope(1)).unwrap();
    register(&mut registry, GOVERNANCE).unwrap();
    recorded::take();
    assert_eq!(registry.remove_verifier(BLUEPRINT, KIND, OWNER), Ok(()));
    let (blueprint_id, kind) = (BLUEPRINT, 1);
    let event = VerifierRemoved { blueprint_id, kind };
    assert_eq!(recorded::take(), [recorded::of(&event)]);
    let none = NoVerifier { blueprint_id, kind };
    let again = registry.remove_verifier(BLUEPRINT, KIND, OWNER);
    assert_eq!(again, Err(none.into()));
    let other = Envelope {
        payload: [8; 32].into(),
        ..envelope(2)
    };
    assert_eq!(file(&mut registry, &other), Err(none.into()));
    assert!(judge(&mut registry, id, GUILTY).is_ok());
    // Removing and registering is no way around the delay; what was to follow does not.
    register(&mut registry, GOVERNANCE).unwrap();
    at(NOW + DELAY - 1);
    assert_eq!(registry.verifier_of(BLUEPRINT, KIND), Address::zero());
    at(NOW + DELAY);
    assert_eq!(registry.verifier_of(BLUEPRINT, KIND), GOVERNANCE);
}

#[ink::test]
fn verifier_that_is_to_follow_is_removed_too() {
    let mut registry = registry();
    registry.remove_verifier(BLUEPRINT, KIND, OWNER).unwrap();
    register(&mut registry, GOVERNANCE).unwrap();
    assert_eq!(registry.remove_verifier(BLUEPRINT, KIND, OWNER), Ok(()));
    at(NOW + DELAY);
    assert_eq!(registry.verifier_of(BLUEPRINT, KIND), Address::zero());
}

#[ink::test]
fn remove_verifier_by_another_than_the_owner_refused() {
    let mut registry = registry();
    act(OPERATOR);
    let stranger = WrongOrigin {
        expected: OWNER,
        received: OPERATOR,
    };
    let removed = registry.remove_verifier(BLUEPRINT, KIND, OWNER);
    assert_eq!(removed, Err(stranger.into()));
}

#[ink::test]
fn withdrawn_rules_take_no_reports_and_end_open_ones_as_filed() {
    let mut registry = registry();
    let ids = [1, 2].map(|n| {
        let report = Envelope {
            payload: [n; 32].into(),
            ..envelope(n.into())
        };
        file(&mut registry, &report).unwrap()
    });
    recorded::take();
    registry.withdraw_rules(BLUEPRINT).unwrap();
    let blueprint_id = BLUEPRINT;
    let event = RulesWithdrawn { blueprint_id };
    assert_eq!(recorded::take(), [recorded::of(&event)]);
    let none = NoRules { blueprint_id };
    assert_eq!(registry.withdraw_rules(BLUEPRINT), Err(none.into()));
    assert_eq!(registry.rules_of(BLUEPRINT), Err(none.into()));
    let refused = file(&mut registry, &envelope(3));
    assert_eq!(refused, Err(none.into()));
    assert!(judge(&mut registry, ids[0], GUILTY).is_ok());
    at(NOW + rules().time_to_judge);
    assert_eq!(registry.lapse(ids[1]), Ok(()));
    let bonds = U256::from(2 * BOND);
    assert_eq!(registry.bonds.credit_of(REPORTER), bonds);
    // They can be set again, which is on record.
    at(NOW);
    recorded::take();
    registry.set_rules(BLUEPRINT, &rules()).unwrap();
    let set = RulesSet {
        blueprint_id,
        max_age_ms: rules().max_age_ms,
        cumulative: false,
        bond: BOND.into(),
        time_to_judge: rules().time_to_judge,
    };
    assert_eq!(recorded::take(), [recorded::of(&set)]);
    assert_eq!(file(&mut registry, &envelope(3)), Ok(3));
}

#[ink::test]
fn operator_that_appoints_its_judge_is_not_reported() {
    let mut registry = registry();
    let owned = ReportFacts {
        owner: OPERATOR,
        ..facts()
    };
    act(REPORTER);
    test::set_value_transferred(BOND.into());
    let refused = OwnerReported { account: OPERATOR };
    let filed = registry.file(&envelope(1), &owned);
    assert_eq!(filed, Err(refused.into()));
}
