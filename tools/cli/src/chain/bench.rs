//! `bench`: what hooks cost in ink!, resolc's and solc's builds, and whether that is what was reviewed.

use crate::{output::Form, project::Project};
use anyhow::{bail, Result};
use blueprint_e2e::bench::{compare, load, measure, render, save, Project as Plans, Row};
use serde::Serialize;
use std::{fmt, process::ExitCode};

/// Measure hooks in all builds, and compare with the reviewed figures
///
/// `blueprint.toml` names the contracts; each has a plan of calls. A figure that grew by more than 2 percent, or is not
/// in the snapshot, ends with code 1.
#[derive(clap::Args)]
pub struct Args {
    /// Make what is measured the reviewed figures
    #[arg(long)]
    save: bool,
    /// Only the contracts of these ink! builds
    #[arg(
        long,
        value_delimiter = ' ',
        value_name = "NAME",
        conflicts_with = "save"
    )]
    only: Vec<String>,
}

/// What was measured.
#[derive(Serialize)]
struct Measured {
    rows: Vec<Row>,
    complaints: Vec<String>,
    #[serde(skip)]
    saved: bool,
}

impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "What a call of a hook costs in microseconds of the reference machine (ref_time), bytes of\n\
             proof, deposit in the native token's smallest unit, and gas as Polkadot Hub counts it, of\n\
             which Tangle's core 0.20 gives a hook 500,000; all without the extrinsic around it.\n\
             Each figure of resolc is the best of its modes z, s and 3."
        )?;
        f.write_str(&render(&self.rows))?;
        for complaint in &self.complaints {
            writeln!(f, "{complaint}")?;
        }
        let (rows, complaints) = (self.rows.len(), self.complaints.len());
        if self.saved {
            return writeln!(f, "{rows} rows are the snapshot now.");
        }
        match complaints {
            0 => writeln!(f, "{rows} rows, none more than 2 % above the snapshot."),
            _ => writeln!(
                f,
                "{complaints} figures are not as reviewed; `blueprint-hooks bench --save` makes them so."
            ),
        }
    }
}

/// Measures.
///
/// # Errors
/// If a build or a plan is missing, or the builds of a contract do not agree.
pub fn bench(args: &Args, project: &Project, form: Form) -> Result<ExitCode> {
    let plans = Plans::read(&project.root)?;
    let known: Vec<&str> = plans.subjects().iter().map(|it| it.name()).collect();
    for name in &args.only {
        if !known.contains(&name.as_str()) {
            bail!(
                "expected one of {}, received --only {name}",
                known.join(", ")
            );
        }
    }
    let wanted = |name: &str| args.only.is_empty() || args.only.iter().any(|it| it == name);
    let mut rows = Vec::new();
    for subject in plans.subjects().iter().filter(|it| wanted(it.name())) {
        eprintln!("measuring {} ...", subject.name());
        let found = measure(&plans, subject)?;
        for trap in &found.left_out {
            eprintln!("left out: {trap}");
        }
        rows.extend(found.rows);
    }
    let complaints = if args.save {
        save(&plans, &rows)?;
        Vec::new()
    } else {
        let reviewed = match plans.snapshot().exists() {
            true => load(&plans)?,
            false => Vec::new(),
        };
        let reviewed: Vec<Row> = reviewed
            .into_iter()
            .filter(|row| wanted(&row.contract))
            .collect();
        compare(&reviewed, &rows)
    };
    let measured = Measured {
        rows,
        complaints,
        saved: args.save,
    };
    form.write(&measured)?;
    Ok(match measured.complaints.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}
