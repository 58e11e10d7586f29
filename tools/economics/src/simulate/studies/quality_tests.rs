//! Closed forms against what was played, and what the rules are to show.

use super::*;
use crate::parameters::RECOMMENDED_FILE;
use crate::simulate::chance::{binomial, bound, BOUND};
use blueprint_rules::court::Charge;

fn file(seed: u64) -> Parameters {
    let mut parameters = Parameters::recommended();
    parameters.population.seed = seed;
    parameters
}

fn of_seed(name: &str, seed: u64) -> Study {
    let (_, answer) = ALL.iter().find(|it| it.0 == name).expect("a study");
    answer(&file(seed)).expect("an answer")
}

fn cells(study: &Study, column: &str) -> Vec<f64> {
    let at = study.columns.iter().position(|it| it == column);
    let at = at.expect(column);
    let cell = |row: &Vec<String>| row[at].parse().unwrap_or(f64::NAN);
    study.rows.iter().map(cell).collect()
}

/// Whether percentages lie as near to what was played as chance explains, in runs of the file.
fn assert_near(study: &Study, closed: &str, played: &str) {
    let runs = u64::from(file(1).sampling.runs);
    let both = cells(study, closed).into_iter().zip(cells(study, played));
    for (row, (closed, played)) in both.enumerate() {
        let most = bound(closed / 100.0, runs) * 100.0 + 0.01;
        let found = (closed - played).abs();
        assert!(
            found <= most,
            "{}, row {row}: {closed} {played}",
            study.name
        );
    }
}

#[test]
fn samples_find_as_often_as_the_formula_says() {
    for seed in 1..=3 {
        let study = of_seed("sampling", seed);
        assert_near(&study, "found in a window %", "played %");
    }
    let study = of_seed("sampling", 1);
    // 1 - 0.9^5, and without drawing one twice of 20: 1 - C(18, 5) / C(20, 5).
    assert_eq!(study.rows[3][4], "40.95");
    assert_eq!(study.rows[7][6], "44.74");
    // Five leaves in each of 720 windows find a part in a thousand.
    assert_eq!(study.rows[1][9], "5");
    // Leaves are drawn again as the contract draws them; requests are not.
    let [with, without] = ["found in a window %", "none twice %"].map(|it| cells(&study, it));
    assert!(with[8] < without[8]);
    assert_eq!(with[11], without[11]);
}

#[test]
fn cheating_gains_as_much_as_the_formula_says() {
    for seed in 1..=3 {
        for charge in [Charge::JobMisbehaviour, Charge::SecurityBreach] {
            let file = file(seed);
            let severity = file.class(charge).expect("a class").severity_bps;
            let stakes = cheating::Stakes::of(&file, charge, severity).expect("slashes");
            for (eras, requests) in [(0.05, 1), (1.0, 1), (1.0, 20)] {
                for skipped in [0.01, 0.1, 1.0] {
                    let checks = cheating::Checks { eras, requests };
                    let runs = 4_000;
                    let mean = stakes.played(skipped, checks, runs, seed);
                    let closed = stakes.gain(skipped, checks);
                    // Of the eras until it is found, (1 - p) / p^2; of what is lost, by its distribution.
                    let found = stakes.found(skipped, checks);
                    let each = stakes.cost * skipped;
                    let eras = each * each * (1.0 - found) / (found * found);
                    let lost = stakes.lost(skipped, checks);
                    let again = binomial(stakes.review, found);
                    let taken = again.iter().zip(&stakes.taken[1..]);
                    let squares: f64 = taken
                        .map(|(it, taken)| it * (taken - lost) * (taken - lost))
                        .sum();
                    let most = BOUND * ((eras + squares) / f64::from(runs)).sqrt() + 1e-6;
                    assert!(
                        (mean - closed).abs() <= most,
                        "{seed} {skipped} {eras}: {mean} {closed} {most}"
                    );
                }
            }
        }
    }
}

#[test]
fn least_checks_are_the_fewest_with_which_cheating_does_not_pay() {
    let file = file(1);
    let stakes = cheating::Stakes::of(&file, Charge::JobMisbehaviour, 100).expect("slashes");
    // 1 % of 10,000 tokens; the next one is 1.5 % of them, the first one taken.
    assert_eq!(stakes.taken[1], 100.0);
    assert!(
        stakes.taken[2] > 249.0 && stakes.taken[2] <= 250.0,
        "{:?}",
        stakes.taken
    );
    for skipped in [0.001, 0.01, 0.1, 1.0] {
        let least = stakes.least(skipped).expect("enough");
        let gain = |count: u64| {
            let checks = cheating::Checks {
                eras: count as f64 / 100.0,
                requests: 1,
            };
            stakes.gain(skipped, checks)
        };
        assert!(gain(least) <= 0.0 && gain(least - 1) > 0.0, "{skipped}");
        // A check for as much work as the penalty is worth, whatever part is skipped; fewer, as the review lasts.
        let simple = 100.0 * stakes.cost / (stakes.taken[1] - stakes.cost * skipped * 7.0);
        assert!(
            (least as f64 - simple).abs() <= 3.0,
            "{skipped}: {least} {simple}"
        );
    }
    // What a review lets pass is more than the penalty, and what is found in it costs nothing more.
    let none = RECOMMENDED_FILE
        .replace(r#""workMillitokens": 5000"#, r#""workMillitokens": 500000"#)
        .replace(r#""maxPending": 8"#, r#""maxPending": 1"#);
    let file = Parameters::parse(&none).expect("a file");
    let stakes = cheating::Stakes::of(&file, Charge::JobMisbehaviour, 100).expect("slashes");
    assert_eq!(stakes.least(1.0), None);
}

#[test]
fn lost_data_is_billed_as_the_formula_says() {
    for seed in 1..=2 {
        let file = file(seed);
        let place = lost_data::Place::of(&file).expect("terms");
        for kept in [0.97, 0.95, 0.9, 0.75, 0.6] {
            let bills = 100;
            let outcome = place.play(kept, bills);
            let (part, due) = place.expected(kept);
            let values = |all: Vec<f64>| {
                let mean = all.iter().sum::<f64>() / all.len() as f64;
                let squares = all.iter().map(|it| (it - mean) * (it - mean)).sum::<f64>();
                (
                    mean,
                    BOUND * (squares / all.len() as f64 / f64::from(bills)).sqrt() + 1.0,
                )
            };
            let (mean, most) = values(outcome.parts.iter().map(|it| *it as f64).collect());
            assert!((mean - part).abs() <= most, "{kept}: {mean} {part}");
            let (mean, most) = values(outcome.due.iter().map(|it| f64::from(*it)).collect());
            assert!((mean - due).abs() <= most, "{kept}: {mean} {due}");
        }
    }
}

#[test]
fn small_losses_pay_until_enough_leaves_are_drawn() {
    let study = of_seed("lost-data", 1);
    let gains = cells(&study, "gains, split by points");
    let lost = cells(&study, "lost %");
    for (lost, gain) in lost.into_iter().zip(gains) {
        // A twentieth of the windows may be missed: about 1 % of the leaves.
        assert_eq!(gain > 0.0, lost < 0.5, "{lost} {gain}");
    }
    let by_weight = cells(&study, "gains, split by weight");
    // Split by weight, an operator that stores nothing loses a tenth of half of the bill.
    assert!(*by_weight.last().expect("a row") > 100.0);
    let least: Vec<&str> = study.rows.iter().map(|row| row[9].as_str()).collect();
    assert_eq!(least[least.len() - 1], "1");
    assert_eq!(least[0], "none");
}

#[test]
fn liars_decide_as_often_as_the_formula_says() {
    for seed in 1..=2 {
        let study = of_seed("load-tests", seed);
        assert_near(&study, "fail a good one %", "played %");
        assert_near(
            &of_seed("committees", seed),
            "hold the median %",
            "played %",
        );
    }
    // The upper median: of an even number half is enough to pass, and one more to fail.
    let least = |drawn, good| (0..=drawn).find(|it| load_tests::turns(drawn, *it, good));
    assert_eq!(
        [3, 4, 7, 8].map(|it| least(it, false)),
        [2, 2, 4, 4].map(Some)
    );
    assert_eq!(
        [3, 4, 7, 8].map(|it| least(it, true)),
        [2, 3, 4, 5].map(Some)
    );
    let holds = |liars| committees::Holds::of(9, liars);
    assert_eq!([2, 3].map(|it| holds(it).silences), [false, true]);
    assert_eq!([4, 5].map(|it| holds(it).signs), [false, true]);
    assert_eq!([4, 5].map(|it| holds(it).median), [false, true]);
    assert_eq!(
        committees::chance_of(32, 0, 9, |liars| holds(liars).silences),
        0.0
    );
}

#[test]
fn honest_operators_gain_nothing_and_who_is_there_for_answers_alone_everything() {
    let study = of_seed("service-levels", 1);
    let [saved, by_weight, by_points, kept] = [
        "saves, tokens",
        "gains, split by weight",
        "gains, split by points",
        "keeps windows %",
    ]
    .map(|column| cells(&study, column));
    let row = |name: &str| {
        let found = study.rows.iter().position(|row| row[0].starts_with(name));
        found.expect(name)
    };
    for (number, cells) in study.rows.iter().enumerate() {
        if cells[0].starts_with("honest") {
            assert!(
                saved[number] == 0.0 && by_weight[number] <= 0.0,
                "{}",
                cells[0]
            );
        }
        // Points that split the bill make it worse for whom the rule holds.
        assert!(by_points[number] <= by_weight[number], "{}", cells[0]);
    }
    let lazy = row("there for the last part");
    assert_eq!((kept[lazy], by_points[lazy]), (100.0, saved[lazy]));
    let never = row("never there");
    assert!(by_weight[never] > 0.0 && by_points[never] < 0.0);
    let (outage, excused) = (row("honest, all are away"), row("the same, excused"));
    assert!(by_points[outage] < by_points[excused]);
    assert_eq!(by_points[excused], by_points[row("honest, as in the file")]);
}

#[test]
fn windows_are_missed_as_often_as_the_formula_says_and_within_the_gas() {
    let study = of_seed("windows", 1);
    let [length, closed, played] =
        ["window, minutes", "its windows missed %", "played %"].map(|column| cells(&study, column));
    let repair = file(1).service_levels.repair_seconds as f64;
    let bills = f64::from(file(1).service_levels.bills);
    for row in 0..study.rows.len() {
        let windows = (bills * 43_200.0 / length[row]).min(2_000_000.0);
        // Windows of one failure are missed together.
        let together = 1.0 + 2.0 * repair / (length[row] * 60.0);
        let most = bound(closed[row] / 100.0, (windows / together) as u64) * 100.0;
        assert!((closed[row] - played[row]).abs() <= most, "{}", length[row]);
    }
    let lengths = of_seed("window-lengths", 1);
    let [bill, shortest, longest] = ["bill, days", "shortest, minutes", "longest, minutes"]
        .map(|column| cells(&lengths, column));
    let file = file(1);
    let taken = |bill: f64, minutes: f64| {
        let bill = (bill * 86_400.0) as u32;
        let terms = windows::with(&file, bill, minutes as u32 * 60).expect("terms");
        let cap = file.service_levels.gas_cap;
        terms.check(crate::parameters::START - 1, cap).is_ok()
    };
    for row in 0..bill.len() {
        assert!(taken(bill[row], shortest[row]) && taken(bill[row], longest[row]));
        assert!(shortest[row] == 1.0 || !taken(bill[row], shortest[row] - 1.0));
        // One of twenty windows may be missed.
        assert_eq!(longest[row], bill[row] * 1_440.0 / 20.0);
    }
}
