//! What hooks cost: the same calls to the builds of a contract, side by side.
//!
//! The project's `blueprint.toml` names them, in the table `bench`. A [`Subject`] is a contract with its plan,
//! `<plans>/<contract>.jsonl`: lines that the console takes as well, `{"seconds": n}` and `{"blocks": n}` to let time pass, and lines with `"to"`, which
//! call a contract deployed beside it and are not measured. `{signed}` is alith's signature of the first word that the line
//! before returned, `{signed:1}` that of the key whose bytes are all 1, and `{signed:2}` of another; `{signed.r}`, `{signed.s}` and `{signed.v}` are the
//! parts of `{signed}`; a line with
//! `"as": "name"` keeps that word as `{name}`, and alith's signature of it as `{signed:name}`. [`measure`] plays the plan on
//! every build.

mod plan;
mod project;
mod snapshot;
mod table;

pub use project::{Peer, Project, ProjectError, Subject};
pub use snapshot::{compare, load, save, SnapshotError};
pub use table::render;

use crate::{
    artifact::{Artifact, ArtifactError},
    console::StartError,
    tangle_core::gas,
};
use frame_support::weights::Weight;
use plan::Stage;
use serde::{Deserialize, Serialize};
use serde_json::{json, Value};
use std::{collections::BTreeMap, fmt, io, path::PathBuf};

/// resolc's optimisation modes.
const RESOLC_MODES: [&str; 3] = ["3", "s", "z"];

/// Which compiler built the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Build {
    /// ink!, PolkaVM code.
    Ink,
    /// Solidity, PolkaVM code. Every figure is the best of resolc's modes.
    Resolc,
    /// Solidity, EVM code by solc.
    Evm,
}

impl fmt::Display for Build {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ink => "ink",
            Self::Resolc => "resolc",
            Self::Evm => "evm",
        })
    }
}

/// What one hook costs in one build.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The ink! build's name, or that of a contract in Solidity alone.
    pub contract: String,
    /// The call: its name, with the error if it fails, and numbered if it is repeated.
    pub hook: String,
    /// The build.
    pub build: Build,
    /// Bytes of code.
    pub code_bytes: u64,
    /// Picoseconds, of the call without the extrinsic around it.
    pub ref_time: u64,
    /// Bytes.
    pub proof_size: u64,
    /// In the native token's smallest unit; negative for a refund.
    pub deposit: i64,
}

impl Row {
    /// What the call costs in gas: Tangle's core 0.20 gives a hook
    /// [`HOOK_GAS`](crate::tangle_core::gas::HOOK_GAS).
    pub fn gas(&self) -> u64 {
        gas::gas(
            Weight::from_parts(self.ref_time, self.proof_size),
            self.deposit.into(),
        )
    }
}

/// Why nothing could be measured.
#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    /// A build is missing.
    #[error(transparent)]
    Artifact(#[from] ArtifactError),
    /// The contract could not be deployed.
    #[error("{0}: {1}")]
    Start(String, StartError),
    /// A plan could not be read.
    #[error("{0}: {1}")]
    Plan(PathBuf, io::Error),
    /// A build traps.
    #[error("{plan}, line {line}: {build} traps: {reason}")]
    Trap {
        /// The contract whose plan it is.
        plan: String,
        /// Counted from 1.
        line: usize,
        /// The build.
        build: String,
        /// What the chain says.
        reason: String,
    },
    /// A plan's line makes no sense.
    #[error("{plan}, line {line}: {message}")]
    Line {
        /// The contract whose plan it is.
        plan: String,
        /// Counted from 1.
        line: usize,
        /// What is wrong.
        message: String,
    },
    /// The builds do not do the same.
    #[error("{contract}: expected {expected:?} as in {first}, received {received:?} in {build}")]
    Differs {
        /// The contract.
        contract: String,
        /// What was called and refused in the first build.
        expected: Vec<String>,
        /// That build.
        first: String,
        /// What was called and refused in this one.
        received: Vec<String>,
        /// This one.
        build: String,
    },
}

/// What a contract costs.
#[derive(Debug)]
pub struct Measured {
    /// Each hook in each build.
    pub rows: Vec<Row>,
    /// Traps of those modes of resolc that are left out: its stack of 32 KiB is too small for the code of a mode, say.
    pub left_out: Vec<BenchError>,
}

/// Measures every build of a contract.
///
/// # Errors
/// If a build is missing, a plan makes no sense, the builds do not agree on what they refuse, or one traps; of resolc's
/// modes, if all of them trap.
pub fn measure(project: &Project, subject: &Subject) -> Result<Measured, BenchError> {
    let mut builds = Vec::new();
    if let Some(name) = &subject.ink {
        builds.push((Build::Ink, format!("ink/{name}.polkavm")));
    }
    if let Some(name) = &subject.solidity {
        builds.push((Build::Evm, format!("solidity/{name}.evm")));
        let modes = RESOLC_MODES.iter();
        let modes = modes.map(|mode| format!("solidity/resolc-{mode}/{name}.polkavm"));
        // One that pallet-revive does not take is left out by the builder.
        let built = modes.filter(|path| project.built(path).exists());
        builds.extend(built.map(|path| (Build::Resolc, path)));
    }
    let hooks = |rows: &[Row]| rows.iter().map(|row| row.hook.clone()).collect::<Vec<_>>();
    let (mut rows, mut left_out) = (Vec::new(), Vec::new());
    let mut first: Option<(Vec<String>, String)> = None;
    let mut best: Option<Vec<Row>> = None;
    for (build, path) in builds {
        let played = match play(project, subject, &path, build) {
            Err(trap @ BenchError::Trap { .. }) if build == Build::Resolc => {
                left_out.push(trap);
                continue;
            }
            played => played?,
        };
        let received = hooks(&played);
        let (expected, first) = first.get_or_insert_with(|| (received.clone(), path.clone()));
        if received != *expected {
            return Err(BenchError::Differs {
                contract: subject.name().into(),
                expected: expected.clone(),
                first: first.clone(),
                received,
                build: path,
            });
        }
        match (build, &mut best) {
            (Build::Resolc, Some(best)) => keep_best(best, &played),
            (Build::Resolc, best) => *best = Some(played),
            _ => rows.extend(played),
        }
    }
    match best {
        Some(best) => rows.extend(best),
        None => left_out.pop().map_or(Ok(()), Err)?,
    }
    Ok(Measured { rows, left_out })
}

/// Of two modes' figures, the better ones.
fn keep_best(best: &mut [Row], other: &[Row]) {
    for (best, other) in best.iter_mut().zip(other) {
        best.code_bytes = best.code_bytes.min(other.code_bytes);
        best.ref_time = best.ref_time.min(other.ref_time);
        best.proof_size = best.proof_size.min(other.proof_size);
        best.deposit = best.deposit.min(other.deposit);
    }
}

fn play(
    project: &Project,
    subject: &Subject,
    path: &str,
    build: Build,
) -> Result<Vec<Row>, BenchError> {
    let artifact = Artifact::load_with(project.built(path), Some(&project.built(&subject.abi())))?;
    let mut stage = Stage::start(project, subject, &artifact, path)?;
    let mut rows = Vec::new();
    let mut seen = BTreeMap::<String, u32>::new();
    for (line, step) in plan::read(&project.plan(subject.name()), subject.name())? {
        let wrong = |message: String| BenchError::Line {
            plan: subject.name().into(),
            line,
            message,
        };
        let Some((request, report)) = stage.play(line, step).map_err(wrong)? else {
            continue;
        };
        if report.status == "trap" {
            return Err(BenchError::Trap {
                plan: subject.name().into(),
                line,
                build: path.into(),
                reason: format!("{:?}", report.error),
            });
        }
        let hook = hook_name(&request, report.error_name(), report.status, &mut seen);
        stage.record(json!({ "row": [subject.name(), &hook, build] }));
        rows.push(Row {
            contract: subject.name().into(),
            hook,
            build,
            code_bytes: artifact.code.len() as u64,
            ref_time: report.ref_time,
            proof_size: report.proof_size,
            deposit: report.deposit,
        });
    }
    Ok(rows)
}

/// `verifyReport`, `verifyReport (2)` when it comes again, `verifyReport: NotBound` when refused.
fn hook_name(
    request: &Value,
    error: Option<&str>,
    status: &str,
    seen: &mut BTreeMap<String, u32>,
) -> String {
    let mut name = request["call"].as_str().unwrap_or("calldata").to_owned();
    if status != "ok" {
        name = format!("{name}: {}", error.unwrap_or("no reason"));
    }
    let times = seen.entry(name.clone()).or_default();
    *times += 1;
    match times {
        1 => name,
        n => format!("{name} ({n})"),
    }
}
