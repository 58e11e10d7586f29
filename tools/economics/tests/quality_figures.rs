//! The figures in the sentences of docs/scenarios.md about checks and service levels are what the command prints.

use std::fs;
use std::path::Path;

use blueprint_economics::parameters::Parameters;
use blueprint_economics::simulate::studies::{self, Study};

fn answer(name: &str) -> Study {
    let (_, answer) = studies::ALL.iter().find(|it| it.0 == name).expect(name);
    answer(&Parameters::recommended()).expect("an answer")
}

/// The cell of the row that begins so.
fn cell(study: &Study, row: &[&str], column: &str) -> f64 {
    let at = study.columns.iter().position(|it| it == column);
    let at = at.unwrap_or_else(|| panic!("{column}"));
    let begins = |cells: &&Vec<String>| row.iter().zip(cells.iter()).all(|(a, b)| a == b);
    let found = study.rows.iter().find(begins);
    let cells = found.unwrap_or_else(|| panic!("{row:?}"));
    cells[at].parse().expect("a number")
}

fn sentences() -> Vec<String> {
    let parameters = Parameters::recommended();
    let levels = &parameters.service_levels;
    let sampling = answer("sampling");
    let leaves =
        |bad: &'static str, column: &str| cell(&sampling, &["leaves", "1048576", bad, "5"], column);
    let cheating = answer("cheating");
    let least = |charge: &str| cell(&cheating, &[charge, "1.00"], "least checks in 100 eras");
    let first_slash = |charge: &str| cell(&cheating, &[charge, "0.10"], "loses, tokens");
    let lost = answer("lost-data");
    let (saves, gains) = ("saves, tokens", "gains, split by points");
    assert!(cell(&lost, &["0.10"], gains) > 0.0 && cell(&lost, &["0.50"], gains) < 0.0);
    assert!(cell(&lost, &["1.00"], "its part due %") > 99.5);
    assert!(cell(&lost, &["0.10"], saves) < 0.2);
    let load = answer("load-tests");
    let turned = cell(&load, &["7", "8"], "fail a good one %");
    let committees = answer("committees");
    let median = |drawn, liars| cell(&committees, &[drawn, liars], "hold the median %");
    assert!(median("15", "8") < 0.1 && median("15", "12") > 5.0);
    let service = answer("service-levels");
    let of = |row: &str, column: &str| cell(&service, &[row], column);
    let lazy = "there for the last part of each window";
    let outage = "honest, all are away for a twentieth of a bill";
    assert_eq!(of(lazy, "keeps windows %"), 100.0);
    assert_eq!(of(lazy, "is there %"), 5.0);
    assert!(of("never there", "gains, split by weight") > 0.0);
    let discount = (100.0 - of("never there", "the bill due %")) / 100.0;
    let part = levels.bill_millitokens as f64 / 1_000.0 / 10.0;
    let windows = answer("windows");
    let seen = |minutes| cell(&windows, &[minutes], "of an honest operator's absence %");
    assert!(seen("720") < 1.0);
    let lengths = answer("window-lengths");
    let shortest = |days| cell(&lengths, &[days], "shortest, minutes");
    let bill = levels.longest_bill_seconds;
    vec![
        format!(
            "A bill has {} windows of storage proofs, and {} eras of requests",
            bill / levels.window_seconds,
            bill / 86_400
        ),
        format!(
            "5 leaves find a loss of one in a hundred in one of {:.1} windows",
            leaves("10486", "windows until found")
        ),
        format!(
            "would need {} leaves in a window to find",
            leaves("105", "in a window for 95 % in a bill")
        ),
        format!(
            "{} checks in 100 eras for job misbehaviour, where a slash takes {:.0} tokens and an era's work costs {}",
            least("job misbehaviour"),
            first_slash("job misbehaviour"),
            parameters.sampling.work_millitokens / 1_000
        ),
        format!(
            "a security breach is worth {:.0} times the checks of job misbehaviour",
            first_slash("security breach") / first_slash("job misbehaviour")
        ),
        format!(
            "what they then save is less than 0.2 tokens of {:.0}",
            cell(&lost, &["100.00"], saves)
        ),
        format!(
            "Of 7 of which a quarter of the pool lies, one test in {:.0} is turned",
            100.0 / turned
        ),
        format!(
            "the target of {} % forgives {} hours in a bill of {} days",
            levels.tiers[1].target_bps / 100,
            u64::from(bill) * u64::from(10_000 - levels.tiers[1].target_bps) / 10_000 / 3_600,
            bill / 86_400
        ),
        format!(
            "it costs the operator {:.1} tokens where points split the bill",
            -of(outage, gains)
        ),
        format!(
            "keeps every window, and saves {} of {} tokens",
            of(lazy, saves),
            of("never there", saves)
        ),
        format!(
            "an operator that is never there saves {} tokens, and loses {:.0} of the bill",
            of("never there", saves),
            part * discount
        ),
        format!(
            "Where points split the bill it loses {:.0}",
            -of("never there", gains)
        ),
        format!(
            "For bills of 30 days, windows of {} minutes or more, and of an hour at most",
            shortest("30.0")
        ),
        format!("an hour sees but {:.0} % of", seen("60")),
        format!("For bills of a week, from {} minutes on", shortest("7.0")),
    ]
}

#[test]
fn figures_in_sentences_are_what_the_command_prints() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/scenarios.md");
    let text = fs::read_to_string(path).expect("docs/scenarios.md");
    let text = text.replace('\n', " ");
    for sentence in sentences() {
        let count = text.matches(&sentence).count();
        assert_eq!(count, 1, "docs/scenarios.md is to say: {sentence}");
    }
}
