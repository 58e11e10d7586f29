use super::*;
use crate::parameters::{Parameters, RECOMMENDED_FILE};
use blueprint_rules::math::U256;

fn answer(name: &str) -> Study {
    let (_, answer) = ALL.iter().find(|it| it.0 == name).expect("a study");
    answer(&Parameters::recommended()).expect("an answer")
}

/// A cell as hundredths: `12.34` is 1,234.
fn hundredths(study: &Study, row: usize, column: &str) -> u64 {
    let at = study
        .columns
        .iter()
        .position(|it| it == column)
        .expect(column);
    study.rows[row][at]
        .replace('.', "")
        .parse()
        .expect("a number")
}

#[test]
fn every_study_has_a_cell_per_column_and_bars_per_row() {
    for (name, _) in ALL {
        let study = answer(name);
        assert_eq!(study.name, name);
        assert!(!study.rows.is_empty());
        assert_eq!(study.rows.len(), study.bars.len());
        assert!(study
            .rows
            .iter()
            .all(|row| row.len() == study.columns.len()));
        let csv = study.csv();
        let columns = study.columns.len();
        assert!(
            csv.lines().all(|line| line.split(',').count() == columns),
            "{csv}"
        );
        assert_eq!(csv.lines().count(), study.rows.len() + 1);
        assert_eq!(answer(name), study);
    }
}

#[test]
fn bug_of_a_version_never_costs_more_than_the_cap_and_a_veto_spares_all() {
    let study = answer("shared-bug");
    let lost = |row| hundredths(&study, row, "lost by the affected %");
    // Twelve of twenty: the severity and 4 x 11/19 of it.
    assert_eq!(lost(0), 332);
    // Three eras, each with one more offence on record, compounding; each at most a tenth.
    assert!(lost(1) > 3 * lost(0) && lost(1) < 3_000);
    assert_eq!(lost(2), 100);
    let veto = study
        .rows
        .iter()
        .position(|row| row[0].contains("vetoed"))
        .expect("a row");
    assert_eq!(lost(veto), 0);
    assert_eq!(study.rows[veto][5], "36.000");
    // A pause alone only delays.
    assert_eq!(lost(veto + 1), lost(0));
}

#[test]
fn wrong_requests_of_one_era_cost_one_penalty() {
    let study = answer("throughput");
    for row in 0..study.rows.len() {
        assert_eq!(hundredths(&study, row, "the file's terms %"), 100);
    }
    let each = |row| hundredths(&study, row, "its severity for each request %");
    assert_eq!((each(0), each(3)), (100, 10_000));
    // No more proposals than the policy lets be open.
    assert_eq!(
        study.rows.last().expect("a row").last().expect("a cell"),
        "8"
    );
}

#[test]
fn formula_per_offence_grows_with_the_requests() {
    let formula = r#""formula": [{ "take": { "shareBps": 100 } }],
      "penaltyPer": "offence","#;
    let terms = r#""terms": { "floorBps": 100, "capBps": 1000, "historyBps": 5000, "correlationBps": 40000 },
      "penaltyPer": "era","#;
    let text = RECOMMENDED_FILE.replace(terms, formula);
    let own = |text: &str| {
        let study =
            throughput::study(&Parameters::parse(text).expect("a file")).expect("an answer");
        [0, 1].map(|row| hundredths(&study, row, "the file's terms %"))
    };
    // Eight of ten proposals: the policy lets no more be open.
    assert_eq!(own(&text), [100, 800]);
    let per_era = text.replace(r#""penaltyPer": "offence""#, r#""penaltyPer": "era""#);
    assert_eq!(own(&per_era), [100, 100]);
}

#[test]
fn burned_rewards_pay_no_competitor_and_released_ones_at_most_its_share() {
    let funded = U256::exp10(20);
    for operators in [2u32, 3, 20] {
        for eras in [1u32, 10, 300] {
            let of = |rule, away| gain(operators, funded, rule, away, eras).expect("books");
            let burned = of(Withheld::Burned, Away::Reported);
            assert_eq!(burned.attacker, U256::zero());
            let carried = of(Withheld::Carried { parts: 28 }, Away::Reported);
            let share = funded / operators;
            assert!(carried.attacker * operators <= share, "{operators} {eras}");
            let shared = of(Withheld::Competitors, Away::Reported);
            assert!(carried.attacker <= shared.attacker);
            // Who had no points leaves the pot to the others under every rule.
            for rule in [Withheld::Burned, Withheld::Carried { parts: 28 }] {
                let unseen = of(rule, Away::WithoutPoints).attacker;
                // Up to a unit: what divisions leave is carried, too.
                assert!(unseen.abs_diff(shared.attacker) <= U256::one());
            }
        }
    }
    let first = gain(
        20,
        funded,
        Withheld::Carried { parts: 28 },
        Away::Reported,
        1,
    );
    assert_eq!(first.expect("books").attacker, U256::zero());
}

#[test]
fn leaving_saves_nothing_but_before_the_fault_or_where_it_is_found_too_late() {
    let study = answer("leaving-delegators");
    let losses: Vec<u64> = (0..study.rows.len())
        .map(|row| hundredths(&study, row, "its loss %"))
        .collect();
    assert_eq!(losses, [2_500, 0, 2_500, 2_500, 2_500, 0]);
    // Who stays pays the same share in every case: never for who left.
    for row in 0..study.rows.len() {
        assert_eq!(hundredths(&study, row, "loss of who stays %"), 2_500);
    }
}

#[test]
fn review_stops_what_is_found_in_time_and_nothing_else() {
    let study = answer("review");
    let wrong: Vec<u64> = (0..study.rows.len())
        .map(|row| hundredths(&study, row, "wrong executed %"))
        .collect();
    assert_eq!(wrong[1..], [10_000, 10_000, 0, 10_000, 10_000, 10_000, 0]);
    assert!(wrong[0] > 0 && wrong[0] < 3_000);
    for row in 0..study.rows.len() {
        assert_eq!(hundredths(&study, row, "right executed %"), 10_000);
    }
}

/// A file that is accepted is answered, whatever its times and caps are.
#[test]
fn every_study_answers_files_with_short_periods_late_decisions_and_classes_without_a_slash() {
    let file = include_str!("../../../recommended.json");
    let hour = [
        (
            r#""resolutionSeconds": 604800"#,
            r#""resolutionSeconds": 3600"#,
        ),
        (
            r#""executionSeconds": 604800"#,
            r#""executionSeconds": 3600"#,
        ),
    ];
    let day = [
        (
            r#""resolutionSeconds": 604800"#,
            r#""resolutionSeconds": 86400"#,
        ),
        (
            r#""executionSeconds": 604800"#,
            r#""executionSeconds": 86400"#,
        ),
    ];
    let late = [(
        r#""decisionSeconds": 259200"#,
        r#""decisionSeconds": 2000000"#,
    )];
    let free = [(
        r#""severityBps": 100,
      "terms": { "floorBps": 100, "capBps": 1000,"#,
        r#""severityBps": 1,
      "terms": { "floorBps": 0, "capBps": 0,"#,
    )];
    for changes in [&hour[..], &day, &late, &free] {
        let text = changes.iter().fold(file.to_owned(), |text, (from, to)| {
            assert_eq!(text.matches(from).count(), 1, "{from}");
            text.replace(from, to)
        });
        let parameters = Parameters::parse(&text).expect("a valid file");
        for (name, answer) in ALL {
            if let Err(error) = answer(&parameters) {
                panic!("{name}: {error} ({changes:?})");
            }
        }
    }
}

/// As soon as a slash can be executed, any account executes it, whatever governance would have decided later.
#[test]
fn slash_that_governance_decides_about_too_late_ends_at_its_deadline() {
    let study = review::study(&Parameters::recommended()).expect("a study");
    let row = study
        .rows
        .iter()
        .find(|row| row[0] == "governance decides after the resolution");
    assert_eq!(row.expect("a row").last().expect("days"), "7.0");
}
