//! What runs on the chain that the command carries, and with the rules that it carries.

mod bench;
mod codec;
mod core_state;
mod definition;
mod dev;
#[cfg(feature = "live")]
mod operator_key;
#[cfg(feature = "live")]
mod pallet;

use crate::{output::Form, project::Project};
use anyhow::{Context, Result};
use blueprint_e2e::{console, world::Server};
use blueprint_economics::{scenarios, vectors};
use clap::Subcommand;
use std::{
    env, fs,
    io::{self, BufRead, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

/// Names the project where a test starts the chain from the folder of its package.
const PROJECT: &str = "BLUEPRINT_HOOKS_PROJECT";
/// What the exit code of `console` says when a line made no sense.
const INVALID_LINES: u8 = 2;

#[derive(Subcommand)]
pub enum Work {
    Console(console::command::Options),
    /// Answer a test's requests, one JSON object a line, on a chain in this process
    Chain,
    Bench(bench::Args),
    /// A development chain
    #[command(subcommand)]
    Dev(dev::Work),
    #[cfg(feature = "live")]
    Pallet(Box<pallet::Args>),
    Encode(codec::Encode),
    Decode(codec::Decode),
    Scenarios(scenarios::Options),
    /// Check a file of known answers against the rules
    Vectors {
        /// The file, JSON
        file: PathBuf,
    },
}

/// Runs one of them.
///
/// # Errors
/// What was expected, and what was received.
pub fn run(work: Work, folder: Option<&Path>, form: Form) -> Result<ExitCode> {
    core_state::provide();
    match work {
        Work::Console(options) => {
            if console::command::run(&options)? > 0 {
                return Ok(ExitCode::from(INVALID_LINES));
            }
        }
        Work::Chain => {
            let named = env::var_os(PROJECT).map(PathBuf::from);
            let project = Project::current(folder.or(named.as_deref()))?;
            answer(&project.root)?;
        }
        Work::Bench(args) => return bench::bench(&args, &Project::current(folder)?, form),
        Work::Dev(work) => dev::run(work, folder, form)?,
        #[cfg(feature = "live")]
        Work::Pallet(args) => return crate::live::wait(form, pallet::run(*args, folder)),
        Work::Encode(args) => form.write(&codec::encode(&args, folder)?)?,
        Work::Decode(args) => form.write(&codec::decode(&args, folder)?)?,
        Work::Scenarios(options) => {
            form.write(&scenarios::run(&options).map_err(anyhow::Error::from_boxed)?)?;
        }
        Work::Vectors { file } => {
            let text = fs::read_to_string(&file)
                .with_context(|| format!("cannot read {}", file.display()))?;
            let report = vectors::run(&text);
            form.write(&report)?;
            if !report.all_passed() {
                return Ok(ExitCode::FAILURE);
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Answers requests until the input ends.
fn answer(root: &Path) -> Result<()> {
    let mut server = Server::new(root);
    let mut output = io::stdout().lock();
    let mut input = io::stdin().lock();
    let mut line = Vec::new();
    while input.read_until(b'\n', &mut line)? > 0 {
        let request = std::str::from_utf8(&line).map_err(|error| error.to_string());
        let request = request.and_then(|text| {
            blueprint_strict::json::parse(text).map_err(|error| error.to_string())
        });
        let answer = match request {
            Ok(request) => server.answer_json(&request),
            Err(error) => {
                serde_json::json!({ "error": format!("expected a JSON object, received {error}") })
            }
        };
        line.clear();
        writeln!(output, "{answer}")?;
        output.flush()?;
    }
    Ok(())
}
