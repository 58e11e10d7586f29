use super::*;
use crate::simulate::amount::share_bps;
use crate::simulate::presets;

fn config(kind: Kind) -> Config {
    Config {
        operators: 200,
        eras: 200,
        seed: 11,
        distribution: Distribution::Pareto,
        kind,
    }
}

fn record(name: &str, kind: Kind) -> Record {
    let preset = presets::named(name).expect("a preset");
    run(&preset, &config(kind), |_| ()).expect("a record")
}

#[test]
fn same_seed_gives_the_same_record_and_another_seed_another() {
    for kind in Kind::ALL {
        let one = record(presets::RECOMMENDED, kind);
        assert_eq!(one, record(presets::RECOMMENDED, kind));
        let preset = presets::named(presets::RECOMMENDED).expect("a preset");
        let reseeded = Config {
            seed: 12,
            ..config(kind)
        };
        assert_ne!(one, run(&preset, &reseeded, |_| ()).expect("a record"));
    }
}

#[test]
fn nothing_appears_or_vanishes_under_any_preset() {
    for preset in presets::all() {
        for kind in Kind::ALL {
            for distribution in [
                Distribution::Uniform,
                Distribution::Pareto,
                Distribution::Whale,
            ] {
                let config = Config {
                    distribution,
                    ..config(kind)
                };
                let record = run(&preset, &config, |_| ()).expect("a record");
                assert!(record.conserved(), "{} {kind:?}", preset.name);
                assert_eq!(
                    record.stake_before(),
                    record.stake_after() + record.slashed()
                );
            }
        }
    }
}

#[test]
fn preset_does_not_change_who_offends() {
    let lax = record("nucypher", Kind::Flapping);
    let soft = record("recommended", Kind::Flapping);
    let offences = |record: &Record| {
        record
            .operators
            .iter()
            .map(|o| o.offences)
            .collect::<Vec<_>>()
    };
    assert_eq!(offences(&lax), offences(&soft));
}

#[test]
fn absence_under_soft_rules_costs_rewards_and_no_stake() {
    let record = record(presets::RECOMMENDED, Kind::Flapping);
    assert_eq!(record.slashed(), U256::zero());
    for operator in &record.operators {
        assert_eq!(operator.unpaid_eras, operator.offences);
        assert_eq!(operator.lost_at(), None);
    }
}

#[test]
fn attack_is_priced_alone_and_together() {
    let record = record(presets::RECOMMENDED, Kind::Attack);
    let attacks = record.attacks.expect("attacks");
    for all in [attacks.third, attacks.richest_third] {
        assert_eq!(all.taken, all.stake);
        assert!(all.stake * 3 > record.stake_before());
    }
    assert_eq!(share_bps(attacks.alone.taken, attacks.alone.stake), 1_000);
    assert_eq!(record.slashed(), attacks.alone.taken + attacks.third.taken);
}

#[test]
fn splitting_an_attacker_changes_nothing_when_seats_go_by_stake() {
    let attacks = |name| record(name, Kind::Attack).attacks.expect("attacks");
    let seats = attacks(presets::RECOMMENDED);
    let rate = |cost: AttackCost| share_bps(cost.taken, cost.stake);
    assert_eq!(rate(seats.hundredth), rate(seats.hundredth_in_parts));
    // Counting operators, a split attacker looks like a crowd.
    let heads = attacks("polkadot");
    assert!(rate(heads.hundredth) < rate(heads.hundredth_in_parts));
    assert!(rate(heads.richest_third) < rate(heads.third));
}

#[test]
fn doubling_penalty_falls_back_after_good_eras() {
    let record = record("polkadot-doubling", Kind::Flapping);
    let flapping: Vec<_> = record.operators.iter().filter(|o| o.marked).collect();
    assert!(!flapping.is_empty());
    // 0.001 tokens would double to more than any stake if it were never halved.
    assert!(flapping
        .iter()
        .all(|o| o.offences > 20 && o.lost_at().is_none()));
}

#[test]
fn operator_out_of_service_neither_offends_nor_earns() {
    let record = record("livepeer", Kind::Flapping);
    for operator in record.operators.iter().filter(|o| o.out_at.is_some()) {
        assert_eq!(operator.offences, 1);
    }
    let last = record.eras.last().expect("an era");
    let out = record
        .operators
        .iter()
        .filter(|o| o.out_at.is_some())
        .count();
    assert_eq!(last.out as usize, out);
}
