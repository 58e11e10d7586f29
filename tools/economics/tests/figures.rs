//! Every figure in docs/scenarios.md is what the command prints.
//!
//! `UPDATE=1 cargo test -p blueprint-economics --test figures` writes tables and pictures anew. Figures in sentences
//! are compared; a figure that no sentence of this test has is an error.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use blueprint_economics::parameters::{ClassText, Parameters};
use blueprint_economics::simulate::amount::percent;
use blueprint_economics::simulate::report::{AttackShares, Summary};
use blueprint_economics::simulate::{presets, run, studies, Config, Distribution, Kind};
use blueprint_rules::math::{bps_ceil, BPS, WAD};
use blueprint_rules::penalty::{Correlation, Equivocation, OffenceFacts, PenaltyRule};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn document() -> String {
    fs::read_to_string(root().join("docs/scenarios.md")).expect("docs/scenarios.md")
}

fn update() -> bool {
    std::env::var_os("UPDATE").is_some()
}

fn summaries(
    kind: Kind,
    seed: u64,
    distribution: Distribution,
    only: Option<&str>,
) -> Vec<Summary> {
    let config = Config {
        operators: 1_000,
        eras: 1_000,
        seed,
        distribution,
        kind,
    };
    let chosen = presets::all().into_iter();
    chosen
        .filter(|preset| only.is_none_or(|name| name == preset.name))
        .map(|preset| {
            let record = run(&preset, &config, |_| ()).expect("a record");
            assert!(record.conserved(), "{}", preset.name);
            Summary::of(&record)
        })
        .collect()
}

fn all(kind: Kind) -> Vec<Summary> {
    summaries(kind, 1, Distribution::Pareto, None)
}

fn of<'a>(summaries: &'a [Summary], name: &str) -> &'a Summary {
    let found = summaries.iter().find(|summary| summary.preset == name);
    found.unwrap_or_else(|| panic!("{name}"))
}

/// A table whose presets with the same cells share a row.
fn table(
    header: &[&str],
    summaries: &[Summary],
    cells: impl Fn(&Summary) -> Vec<String>,
) -> String {
    let mut rows: Vec<(Vec<&str>, Vec<String>)> = Vec::new();
    for summary in summaries {
        let cells = cells(summary);
        match rows.iter_mut().find(|row| row.1 == cells) {
            Some((names, _)) => names.push(&summary.preset),
            None => rows.push((vec![&summary.preset], cells)),
        }
    }
    let mut text = format!(
        "| preset | {} |\n|---|{}\n",
        header.join(" | "),
        "--:|".repeat(header.len())
    );
    for (names, cells) in rows {
        text += &format!("| {} | {} |\n", names.join(", "), cells.join(" | "));
    }
    text
}

fn attack_shares(summary: &Summary) -> [u64; 5] {
    let AttackShares {
        alone,
        third,
        richest_third,
        hundredth,
        hundredth_in_parts,
    } = summary.attacks.expect("an attack");
    [alone, third, richest_third, hundredth, hundredth_in_parts]
}

/// The tables of the document, by the names of their markers.
fn tables() -> Vec<(String, String)> {
    let attack = table(
        &[
            "one operator",
            "a third, at random",
            "a third, the richest",
            "1 % of the stake, whole",
            "in 100 parts",
        ],
        &all(Kind::Attack),
        |summary| attack_shares(summary).map(percent).to_vec(),
    );
    let bug = table(
        &[
            "stake slashed %",
            "poorer half %",
            "richest tenth %",
            "Gini before",
            "after",
        ],
        &all(Kind::RareBug),
        |summary| {
            vec![
                percent(summary.slashed_bps),
                percent(summary.loss.poorer_half),
                percent(summary.loss.richest_tenth),
                format!("{:.3}", summary.inequality.before),
                format!("{:.3}", summary.inequality.after),
            ]
        },
    );
    let flapping = table(
        &[
            "still there %",
            "half gone by era",
            "stake lost %",
            "reward, relative to the others %",
        ],
        &all(Kind::Flapping),
        |summary| {
            let survival = &summary.survival;
            let gone = survival
                .median_era
                .map_or("never".into(), |era| era.to_string());
            vec![
                percent(survival.surviving),
                gone,
                percent(survival.loss),
                percent(survival.relative_reward),
            ]
        },
    );
    let outage = table(
        &["loss of those affected %", "their reward %"],
        &all(Kind::CorrelatedOutage),
        |summary| {
            let survival = &summary.survival;
            vec![percent(survival.loss), percent(survival.relative_reward)]
        },
    );
    let mut tables = vec![
        ("attack".to_string(), attack),
        ("rare-bug".to_string(), bug),
        ("flapping".to_string(), flapping),
        ("correlated-outage".to_string(), outage),
        ("terms".to_string(), terms()),
    ];
    let parameters = Parameters::recommended();
    for (name, answer) in studies::ALL {
        let study = answer(&parameters).expect(name);
        tables.push((name.to_string(), study.table() + "\n"));
    }
    tables
}

fn terms() -> String {
    let penalties = Parameters::recommended().penalties;
    let row = |name: &str, class: &ClassText| {
        let terms = class.terms.expect("terms");
        let bps = [
            class.severity_bps,
            terms.floor_bps,
            terms.cap_bps,
            terms.history_bps,
            terms.correlation_bps,
        ];
        let cells: Vec<_> = bps.iter().map(|bps| percent((*bps).into())).collect();
        format!("| {name} | {} | {} |\n", cells.join(" | "), class.ejects_at)
    };
    "| class | severity % | floor % | cap % | history % | correlation % | ejected with offence |\n|---|--:|--:|--:|--:|--:|--:|\n"
        .to_string()
        + &row("job misbehaviour", &penalties.job_misbehaviour)
        + &row("quality of service", &penalties.quality_of_service)
        + &row("security breach", &penalties.security_breach)
}

fn begin(name: &str) -> String {
    format!("<!-- table: {name} -->\n\n")
}

const END: &str = "\n<!-- end -->";

#[test]
fn tables_are_what_the_command_prints() {
    let mut text = document();
    for (name, table) in tables() {
        let begin = begin(&name);
        let from = text
            .find(&begin)
            .unwrap_or_else(|| panic!("no marker {begin}"))
            + begin.len();
        let to = from + text[from..].find(END).expect("an end");
        if update() {
            text.replace_range(from..to, &table);
        } else {
            assert_eq!(&text[from..to], table, "{name}: UPDATE=1 writes it anew");
        }
    }
    if update() {
        fs::write(root().join("docs/scenarios.md"), text).expect("writable");
    }
}

#[test]
fn pictures_are_what_the_command_draws() {
    let out = std::env::temp_dir().join(format!("scenario-figures-{}", std::process::id()));
    let drawn = Command::new(env!("CARGO_BIN_EXE_scenarios"))
        .args(["--out", out.to_str().expect("a path")])
        .output()
        .expect("the command starts");
    assert!(drawn.status.success(), "{drawn:?}");
    let text = document();
    let names: Vec<&str> = text
        .split("](img/")
        .skip(1)
        .map(|rest| rest.split(')').next().expect("a name"))
        .collect();
    assert!(names.len() >= 4 + studies::ALL.len());
    for name in names {
        let (new, kept) = (out.join(name), root().join("docs/img").join(name));
        if update() {
            fs::copy(&new, &kept).expect("writable");
        }
        let equal = fs::read(&new).expect(name) == fs::read(&kept).expect(name);
        assert!(equal, "docs/img/{name}: UPDATE=1 draws it anew");
    }
    let _ = fs::remove_dir_all(out);
}

/// From the least to the greatest over seeds 1 to 5.
fn range(kind: Kind, preset: &str, value: impl Fn(&Summary) -> u64) -> (u64, u64) {
    let values: Vec<u64> = (1..=5)
        .map(|seed| value(&summaries(kind, seed, Distribution::Pareto, Some(preset))[0]))
        .collect();
    (
        *values.iter().min().expect("one"),
        *values.iter().max().expect("one"),
    )
}

/// Basis points as a percentage with one decimal.
fn tenths(bps: u64) -> String {
    format!("{}.{}", (bps + 5) / 100, (bps + 5) % 100 / 10)
}

/// The share of the stake, in basis points rounded up, at which the curve reaches so many basis points.
fn curve_reaches(bps: u64) -> u64 {
    let facts = |offenders| OffenceFacts {
        stake: WAD.into(),
        correlation: Correlation {
            offenders,
            operators: BPS as u32,
            ..Correlation::default()
        },
        ..OffenceFacts::default()
    };
    (0..=BPS as u32)
        .find(|seats| {
            Equivocation.penalty(&facts(*seats)).expect("an amount") >= (WAD / BPS * bps).into()
        })
        .expect("a share")
        .into()
}

/// The figures in sentences.
fn sentences() -> Vec<String> {
    let attack = all(Kind::Attack);
    let fixed = attack_shares(of(&attack, "fixed-plus-percent"));
    let polkadot = attack_shares(of(&attack, "polkadot"));
    let polkadot_range = range(Kind::Attack, "polkadot", |it| attack_shares(it)[2]);
    let whale = summaries(Kind::Attack, 1, Distribution::Whale, Some("polkadot"));
    assert_eq!(attack_shares(&whale[0])[2], 0);
    let alone = ["polkadot", "tezos", "ethereum"].map(|name| attack_shares(of(&attack, name))[0]);
    let bug = all(Kind::RareBug);
    let regressive = of(&bug, "polkadot-poc2").loss;
    let flapping = all(Kind::Flapping);
    let paid = range(Kind::Flapping, "recommended", |it| {
        it.survival.relative_reward
    });
    let gone = |it: &Summary| it.survival.median_era.expect("an era").into();
    let cosmos = range(Kind::Flapping, "cosmos", gone);
    let Parameters {
        service,
        accusations,
        ..
    } = Parameters::recommended();
    let polkadot_flapping = of(&flapping, "polkadot");
    vec![
        format!(
            "costs a third of the network {} %, and its richest third {} %",
            percent(fixed[1]),
            percent(fixed[2])
        ),
        format!(
            "it loses {} % ({} % to {} % over seeds 1 to 5), and with `--stake whale` nothing at all",
            percent(polkadot[2]),
            percent(polkadot_range.0),
            percent(polkadot_range.1)
        ),
        format!(
            "{} % to {} % under today's Polkadot, Tezos and Ethereum",
            percent(*alone.iter().min().expect("one")),
            percent(*alone.iter().max().expect("one"))
        ),
        format!(
            "1,000 tokens cost the poorer half {} times as much of their stake as the richest tenth",
            regressive.poorer_half / regressive.richest_tenth
        ),
        format!(
            "Over seeds 1 to 5 the figure is {} % to {} %",
            tenths(paid.0),
            tenths(paid.1)
        ),
        format!(
            "half of them are out of service by era {} ({} to {} over five seeds)",
            gone(of(&flapping, "cosmos")),
            cosmos.0,
            cosmos.1
        ),
        format!(
            "`polkadot`: {} % per stake here",
            polkadot_flapping.survival.relative_reward / 100
        ),
        format!(
            "from {:.3} to {:.3}",
            polkadot_flapping.inequality.before, polkadot_flapping.inequality.with_rewards
        ),
        format!(
            "It passes 1 % when {} % of the stake is wrong in one era, 10 % at {} %",
            percent(curve_reaches(100)),
            percent(curve_reaches(1_000))
        ),
        format!(
            "{} of the {} operators of a service run the same version",
            bps_ceil(service.operators.into(), service.buggy_bps.into()),
            service.operators
        ),
        format!("at {} requests a day", service.requests_per_era),
        format!("Of {} accusations, one in {} is wrong", accusations.count, BPS / u64::from(accusations.wrong_bps)),
        format!("1 % already costs {} days of a 5 % reward", 365 / 5),
    ]
}

#[test]
fn figures_in_sentences_are_what_the_command_prints() {
    let mut text = document().replace('\n', " ");
    for sentence in sentences() {
        assert_eq!(
            text.matches(&sentence).count(),
            1,
            "docs/scenarios.md is to say: {sentence}"
        );
        text = text.replace(&sentence, "");
    }
    // What is left has no figure of a run: no number with two decimals.
    while let Some(from) = text.find("<!-- table:") {
        let to = from + text[from..].find("<!-- end -->").expect("an end");
        text.replace_range(from..to + "<!-- end -->".len(), "");
    }
    let figures: Vec<&str> = text
        .split(|it: char| !(it.is_ascii_digit() || it == '.' || it == ','))
        .filter(|word| {
            let decimals = word.trim_end_matches(['.', ',']).split_once('.');
            decimals.is_some_and(|(_, decimals)| decimals.len() >= 2)
        })
        .collect();
    assert_eq!(figures, [""; 0], "compare these with a run");
}
