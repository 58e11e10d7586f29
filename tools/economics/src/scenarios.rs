//! Simulates operators under penalty and reward rules, of presets or of a file, as a command: writes tables and
//! pictures.

mod outcome;

pub use outcome::{About, Outcome, Played};

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::parameters::{configuration, Parameters};
use crate::simulate::plot::{self, Curve};
use crate::simulate::report::{self, Summary};
use crate::simulate::studies::{self, Study};
use crate::simulate::{self, presets, Config, Distribution, Kind, Preset};
use blueprint_rules::rewards::Weighting;
use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressStyle};
use outcome::{row, Answered};

/// Simulate a population of operators under penalty and reward rules
///
/// Writes summary.csv, per run eras.csv and operators.csv, per study a table, and SVG plots to the output folder, and
/// prints a table per kind of offence and study. The same seed gives the same files.
#[derive(clap::Args, Debug)]
pub struct Options {
    /// A file with penalties, rewards and a population; see tools/economics/recommended.json.
    #[arg(long, conflicts_with_all = ["preset", "reward"])]
    file: Option<PathBuf>,
    /// Prints what the services pallet and the slashing court take of the file, and stops.
    #[arg(long, conflicts_with_all = ["preset", "operators", "stake", "eras", "seed", "offence", "study", "reward"])]
    configuration: bool,
    /// The service whose policy the configuration sets.
    #[arg(long, default_value_t = 0, requires = "configuration")]
    service: u64,
    /// Name of a preset, or `all`; see --list.
    #[arg(long, default_value = "all")]
    preset: Vec<String>,
    /// Operators at the start; 1,000, or those of the file.
    #[arg(long, value_parser = clap::value_parser!(u32).range(3..=1_000_000))]
    operators: Option<u32>,
    /// Eras; an era stands for a day. 1,000, or those of the file.
    #[arg(long, value_parser = clap::value_parser!(u32).range(4..=100_000))]
    eras: Option<u32>,
    /// Seed of everything random; 1, or that of the file.
    #[arg(long)]
    seed: Option<u64>,
    /// How the stakes are spread; pareto, or as the file has it.
    #[arg(long, value_enum)]
    stake: Option<Stake>,
    /// What goes wrong; every kind, and every study, when left out.
    #[arg(long, value_enum)]
    offence: Option<OffenceKind>,
    /// One study of a service; every one, and every offence, when left out.
    #[arg(long, conflicts_with = "offence", value_parser = STUDIES)]
    study: Option<String>,
    /// How rewards are shared; as the preset has it when left out.
    #[arg(long, value_enum)]
    reward: Option<Reward>,
    /// Output folder.
    #[arg(long, default_value = "target/scenarios")]
    out: PathBuf,
    /// Lists the presets and stops.
    #[arg(long)]
    list: bool,
}

const STUDIES: [&str; studies::ALL.len()] = {
    let mut names = [""; studies::ALL.len()];
    let mut at = 0;
    while at < names.len() {
        names[at] = studies::ALL[at].0;
        at += 1;
    }
    names
};

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Stake {
    Uniform,
    Pareto,
    Whale,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum OffenceKind {
    RareBug,
    CorrelatedOutage,
    Attack,
    Flapping,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Reward {
    PointsTimesStake,
    Points,
    Stake,
}

impl From<Reward> for Weighting {
    fn from(reward: Reward) -> Self {
        match reward {
            Reward::PointsTimesStake => Self::PointsTimesStake,
            Reward::Points => Self::Points,
            Reward::Stake => Self::Stake,
        }
    }
}

impl From<Stake> for Distribution {
    fn from(stake: Stake) -> Self {
        match stake {
            Stake::Uniform => Self::Uniform,
            Stake::Pareto => Self::Pareto,
            Stake::Whale => Self::Whale,
        }
    }
}

impl From<OffenceKind> for Kind {
    fn from(kind: OffenceKind) -> Self {
        match kind {
            OffenceKind::RareBug => Self::RareBug,
            OffenceKind::CorrelatedOutage => Self::CorrelatedOutage,
            OffenceKind::Attack => Self::Attack,
            OffenceKind::Flapping => Self::Flapping,
        }
    }
}

/// Does what the options ask for. How far it is goes to stderr.
///
/// # Errors
/// If the file, a preset or a study makes no sense, or an output cannot be written.
pub fn run(options: &Options) -> Result<Outcome, Box<dyn Error + Send + Sync>> {
    if options.list {
        let presets = presets::all().into_iter().map(|preset| About {
            name: preset.name,
            about: preset.about,
        });
        return Ok(Outcome::Presets {
            presets: presets.collect(),
        });
    }
    if options.configuration {
        let all = configuration::json(&parameters(options)?, options.service);
        return Ok(Outcome::Configuration(all));
    }
    play(options).map(Outcome::Played)
}

/// The parameters of the file, or the recommended ones.
fn parameters(options: &Options) -> Result<Parameters, String> {
    let Some(path) = &options.file else {
        return Ok(Parameters::recommended());
    };
    let named = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let text = fs::read_to_string(path).map_err(|error| {
        format!(
            "expected a file with terms at {}, which cannot be read: {error}",
            path.display()
        )
    })?;
    Parameters::parse(blueprint_strict::text(&text)).map_err(|error| named(&error))
}

fn play(options: &Options) -> Result<Played, Box<dyn Error + Send + Sync>> {
    let parameters = parameters(options)?;
    let mut chosen = match &options.file {
        Some(_) => vec![parameters.preset()],
        None => choose(&options.preset)?,
    };
    if let Some(reward) = options.reward {
        for preset in &mut chosen {
            preset.weighting = reward.into();
        }
    }
    let kinds = match (options.offence, &options.study) {
        (Some(kind), _) => vec![Kind::from(kind)],
        (None, Some(_)) => Vec::new(),
        (None, None) => Kind::ALL.to_vec(),
    };
    let studies = match options.offence {
        Some(_) => Vec::new(),
        None => answers(&parameters, options.study.as_deref())?,
    };
    let population = parameters.population;
    let (operators, eras) = (
        options.operators.unwrap_or(population.operators),
        options.eras.unwrap_or(population.eras),
    );
    let seed = options.seed.unwrap_or(population.seed);
    let distribution = options
        .stake
        .map_or_else(|| parameters.distribution(), Into::into);
    create(&options.out)?;
    let progress = progress((chosen.len() * kinds.len()) as u64 * u64::from(eras))?;
    let started = Instant::now();
    let mut summaries = Vec::new();
    for kind in &kinds {
        let mut stakes = Vec::new();
        let mut survivors = Vec::new();
        for preset in &chosen {
            progress.set_message(format!("{} {}", preset.name, kind.name()));
            let config = Config {
                operators,
                eras,
                seed,
                distribution,
                kind: *kind,
            };
            let record = simulate::run(preset, &config, |_| progress.inc(1))?;
            if !record.conserved() {
                return Err(
                    format!("{} {}: amounts do not add up", preset.name, kind.name()).into(),
                );
            }
            let folder = options.out.join(&preset.name).join(kind.name());
            create(&folder)?;
            write(&folder.join("eras.csv"), &report::eras_csv(&record))?;
            write(
                &folder.join("operators.csv"),
                &report::operators_csv(&record),
            )?;
            stakes.push(plot::stake_curve(&record));
            survivors.push(plot::survivors_curve(&record));
            summaries.push(Summary::of(&record));
        }
        pictures(&options.out, *kind, &stakes, &survivors, &summaries)?;
    }
    progress.finish_and_clear();
    if !kinds.is_empty() {
        write(
            &options.out.join("summary.csv"),
            &report::summary_csv(&summaries),
        )?;
    }
    let mut tables = String::new();
    for kind in &kinds {
        let table = report::table(*kind, &summaries);
        tables.push_str(&format!("{}\n{table}\n\n", kind.name()));
    }
    for study in &studies {
        write(
            &options.out.join(format!("{}.csv", study.name)),
            &study.csv(),
        )?;
        plot::bars_of(
            &options.out.join(format!("{}.svg", study.name)),
            &format!("{}: {}", study.name, study.about),
            study.labels,
            study.unit,
            &study.bars,
        )?;
        if let Some(graph) = &study.graph {
            plot::curves_of(
                &options.out.join(format!("{}-curve.svg", study.name)),
                &format!("{}: {}", study.name, graph.y_label),
                [graph.x_label, "%"],
                -104.0..104.0,
                &graph.curves,
            )?;
        }
        let (name, about, table) = (study.name, study.about, study.table());
        tables.push_str(&format!("{name}: {about}\n{table}\n\n"));
    }
    eprintln!(
        "{} run(s) of {operators} operators and {eras} eras, {} study(ies) by {}, in {:.2} s; see {}",
        summaries.len(),
        studies.len(),
        parameters.name,
        started.elapsed().as_secs_f64(),
        options.out.display(),
    );
    let runs = summaries
        .iter()
        .map(|it| row(report::SUMMARY_HEADER.split(','), it.line().split(',')));
    let studies = studies.iter().map(|study| Answered {
        about: About {
            name: study.name.to_owned(),
            about: study.about.to_owned(),
        },
        rows: study
            .rows
            .iter()
            .map(|cells| {
                let columns = study.columns.iter().map(String::as_str);
                row(columns, cells.iter().map(String::as_str))
            })
            .collect(),
    });
    Ok(Played {
        runs: runs.collect(),
        studies: studies.collect(),
        parameters: parameters.name,
        operators,
        eras,
        seed,
        out: options.out.clone(),
        tables,
    })
}

/// One study, or all.
fn answers(
    parameters: &Parameters,
    only: Option<&str>,
) -> Result<Vec<Study>, Box<dyn Error + Send + Sync>> {
    let chosen = studies::ALL
        .iter()
        .filter(|(name, _)| only.is_none_or(|only| only == *name));
    chosen
        .map(|(name, answer)| answer(parameters).map_err(|error| format!("{name}: {error}").into()))
        .collect()
}

fn choose(names: &[String]) -> Result<Vec<Preset>, String> {
    if names.iter().any(|name| name == "all") {
        return Ok(presets::all());
    }
    names
        .iter()
        .map(|name| {
            presets::named(name).ok_or_else(|| {
                let known: Vec<_> = presets::all()
                    .into_iter()
                    .map(|preset| preset.name)
                    .collect();
                format!(
                    "no preset `{name}`; expected `all` or one of {}",
                    known.join(", ")
                )
            })
        })
        .collect()
}

fn pictures(
    out: &Path,
    kind: Kind,
    stakes: &[Curve],
    survivors: &[Curve],
    summaries: &[Summary],
) -> Result<(), Box<dyn Error + Send + Sync>> {
    let path = |name: &str| out.join(format!("{}-{name}.svg", kind.name()));
    let title = |about: &str| format!("{}: {about}", kind.name());
    plot::curves(
        &path("stake"),
        &title("stake left"),
        "% of the start",
        stakes,
    )?;
    plot::bars(
        &path("loss"),
        &title("loss by wealth"),
        ["poorer half", "richest tenth"],
        &plot::loss_bars(kind, summaries),
    )?;
    match kind {
        Kind::Attack => plot::bars(
            &path("cost"),
            &title("what the attackers lose"),
            ["alone", "richest third"],
            &plot::attack_bars(summaries),
        ),
        Kind::Flapping | Kind::CorrelatedOutage => plot::curves(
            &path("survival"),
            &title("operators with service and half of their stake"),
            "% of those affected",
            survivors,
        ),
        Kind::RareBug => Ok(()),
    }
}

fn progress(eras: u64) -> Result<ProgressBar, Box<dyn Error + Send + Sync>> {
    let style = ProgressStyle::with_template("{bar:40} {percent:>3} % {elapsed} {msg}")?;
    Ok(ProgressBar::new(eras).with_style(style))
}

fn create(folder: &Path) -> Result<(), String> {
    fs::create_dir_all(folder).map_err(|error| {
        format!(
            "expected a folder to write to, received {}: {error}",
            folder.display()
        )
    })
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|error| format!("cannot write {}: {error}", path.display()))
}
