//! Simulates operators under penalty and reward rules; writes tables and pictures.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use blueprint_economics::simulate::plot::{self, Curve};
use blueprint_economics::simulate::report::{self, Summary};
use blueprint_economics::simulate::{presets, run, Config, Distribution, Kind, Preset};
use blueprint_rules::rewards::Weighting;
use clap::{Parser, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};

/// Simulates a population of operators under penalty and reward rules.
///
/// Writes summary.csv, per run eras.csv and operators.csv, and SVG plots to the output folder, and
/// prints a table per kind of offence. The same seed gives the same files.
#[derive(Parser)]
#[command(version)]
struct Options {
    /// Name of a preset, or `all`; see --list.
    #[arg(long, default_value = "all")]
    preset: Vec<String>,
    /// Operators at the start.
    #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(3..=1_000_000))]
    operators: u32,
    /// Eras; an era stands for a day.
    #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(4..=100_000))]
    eras: u32,
    /// Seed of everything random.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How the stakes are spread.
    #[arg(long, value_enum, default_value = "pareto")]
    stake: Stake,
    /// What goes wrong; every kind when left out.
    #[arg(long, value_enum)]
    offence: Option<OffenceKind>,
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

#[derive(Clone, Copy, ValueEnum)]
enum Stake {
    Uniform,
    Pareto,
    Whale,
}

#[derive(Clone, Copy, ValueEnum)]
enum OffenceKind {
    RareBug,
    CorrelatedOutage,
    Attack,
    Flapping,
}

#[derive(Clone, Copy, ValueEnum)]
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

fn main() -> ExitCode {
    let options = Options::parse();
    if options.list {
        for preset in presets::all() {
            println!("{:28} {}", preset.name, preset.about);
        }
        return ExitCode::SUCCESS;
    }
    match simulate(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn simulate(options: &Options) -> Result<(), Box<dyn Error>> {
    let mut chosen = choose(&options.preset)?;
    if let Some(reward) = options.reward {
        for preset in &mut chosen {
            preset.weighting = reward.into();
        }
    }
    let kinds = match options.offence {
        Some(kind) => vec![Kind::from(kind)],
        None => Kind::ALL.to_vec(),
    };
    create(&options.out)?;
    let progress = progress((chosen.len() * kinds.len()) as u64 * u64::from(options.eras))?;
    let started = Instant::now();
    let mut summaries = Vec::new();
    for kind in &kinds {
        let mut stakes = Vec::new();
        let mut survivors = Vec::new();
        for preset in &chosen {
            progress.set_message(format!("{} {}", preset.name, kind.name()));
            let config = Config {
                operators: options.operators,
                eras: options.eras,
                seed: options.seed,
                distribution: options.stake.into(),
                kind: *kind,
            };
            let record = run(preset, &config, |_| progress.inc(1))?;
            if !record.conserved() {
                return Err(
                    format!("{} {}: amounts do not add up", preset.name, kind.name()).into(),
                );
            }
            let folder = options.out.join(preset.name).join(kind.name());
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
    write(
        &options.out.join("summary.csv"),
        &report::summary_csv(&summaries),
    )?;
    for kind in &kinds {
        println!("{}\n{}\n", kind.name(), report::table(*kind, &summaries));
    }
    eprintln!(
        "{} run(s) of {} operators and {} eras in {:.2} s; see {}",
        summaries.len(),
        options.operators,
        options.eras,
        started.elapsed().as_secs_f64(),
        options.out.display(),
    );
    Ok(())
}

fn choose(names: &[String]) -> Result<Vec<Preset>, String> {
    if names.iter().any(|name| name == "all") {
        return Ok(presets::all());
    }
    names
        .iter()
        .map(|name| {
            presets::named(name).ok_or_else(|| {
                let known: Vec<_> = presets::all().iter().map(|preset| preset.name).collect();
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
) -> Result<(), Box<dyn Error>> {
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

fn progress(eras: u64) -> Result<ProgressBar, Box<dyn Error>> {
    let style = ProgressStyle::with_template("{bar:40} {percent:>3} % {elapsed} {msg}")?;
    Ok(ProgressBar::new(eras).with_style(style))
}

fn create(folder: &Path) -> Result<(), String> {
    fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}
