//! `blueprint-hooks`: hook contracts of Tangle blueprints, from an empty folder to a chain.

mod build;
#[cfg(feature = "chain")]
mod chain;
mod doctor;
mod library;
#[cfg(feature = "live")]
mod live;
mod new;
mod output;
mod project;
#[cfg(feature = "live")]
mod receipt;
mod reference;
mod test;

// The macros' reader of interfaces: `new --from` writes what they expect. One implementation, compiled here and there.
#[allow(dead_code)]
#[path = "../../../contracts/lib/macros/src/model.rs"]
mod model;
#[allow(dead_code)]
#[path = "../../../contracts/lib/macros/src/names.rs"]
mod names;
#[path = "../../../contracts/lib/macros/src/reader.rs"]
mod reader;
#[allow(dead_code)]
#[path = "../../../contracts/lib/macros/src/source.rs"]
mod source;
#[allow(dead_code)]
#[path = "../../../contracts/lib/macros/src/types.rs"]
mod types;

use anyhow::{Context, Result};
use clap::{Command, CommandFactory, FromArgMatches, Parser, Subcommand};
use output::Form;
use project::Project;
use std::{
    env,
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

/// Start, build, test and measure hook contracts of Tangle blueprints, in ink! and in Solidity.
#[derive(Parser)]
#[command(name = "blueprint-hooks", version)]
struct Cli {
    /// The project's folder; the nearest upwards with a blueprint.toml or a Cargo.toml by default
    #[arg(long, global = true, value_name = "FOLDER")]
    project: Option<PathBuf>,
    /// Write the result as JSON
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Work,
}

/// How contracts are built.
#[derive(clap::Args)]
struct BuildArgs {
    /// The rustup toolchain for ink! contracts; one that fits is found or installed by default
    #[arg(long)]
    toolchain: Option<String>,
    /// Where builds are kept for other folders and later runs [default: blueprint-hooks in the user's cache]
    #[arg(long, value_name = "FOLDER")]
    cache: Option<PathBuf>,
    /// Only the contracts of these names, in ink! or in Solidity; `check` looks at all in Solidity
    #[arg(long, value_delimiter = ' ', value_name = "NAME")]
    only: Vec<String>,
    /// Refuse to change Cargo.lock
    #[arg(long)]
    locked: bool,
}

impl BuildArgs {
    fn options(self, bundle: bool) -> build::Options {
        build::Options {
            toolchain: self.toolchain.filter(|it| !it.is_empty()),
            cache: self.cache,
            only: self.only,
            locked: self.locked,
            bundle,
        }
    }
}

#[derive(Subcommand)]
enum Work {
    /// Look at what this machine lacks, and say what to run
    Doctor,
    New(new::Args),
    /// Compile the contracts against their interfaces, in seconds, without building code
    Check(BuildArgs),
    /// Build code, ABI (JSON and TypeScript) and build record of each contract into target/ink and target/solidity
    Build {
        #[command(flatten)]
        build: BuildArgs,
        /// Have cargo-contract make ink!'s metadata, too
        #[arg(long)]
        bundle: bool,
    },
    /// Build, then run the project's tests, whose chain is this command
    Test {
        #[command(flatten)]
        build: BuildArgs,
        /// For `cargo test`
        #[arg(last = true)]
        arguments: Vec<String>,
    },
    #[cfg(feature = "chain")]
    #[command(flatten)]
    Chain(chain::Work),
    #[cfg(feature = "live")]
    #[command(flatten)]
    Live(Box<live::Work>),
    /// Print docs/command.md, which describes this command
    #[command(hide = true)]
    Reference,
    /// Print a script that completes this command's words in a shell
    Completions {
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
}

/// Writes to standard output. A reader that wants no more is no error.
fn written(text: &[u8]) -> Result<()> {
    match io::stdout().write_all(text) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written.context("cannot write to standard output"),
    }
}

/// The command line. A negative number is a value of its option, which says what it expects, and no option of its own.
fn command() -> Command {
    fn allow(command: Command) -> Command {
        command
            .mut_args(|it| match it.get_action().takes_values() {
                true => it.allow_negative_numbers(true),
                false => it,
            })
            .mut_subcommands(allow)
    }
    allow(Cli::command())
}

fn main() -> ExitCode {
    let parsed = command().try_get_matches();
    let cli = match parsed.and_then(|it| Cli::from_arg_matches(&it)) {
        Ok(cli) => cli,
        Err(error) => {
            // Also help and version, which are no failure. There is nowhere to report that writing them failed.
            if error.use_stderr() && env::args_os().any(|it| it == "--json") {
                let text = error.to_string();
                let text = text.trim_start_matches("error: ").trim_end().to_owned();
                eprintln!("{}", Form::Json.error(&anyhow::Error::msg(text)));
            } else {
                let _ = error.print();
            }
            return match error.use_stderr() {
                true => ExitCode::FAILURE,
                false => ExitCode::SUCCESS,
            };
        }
    };
    let form = if cli.json { Form::Json } else { Form::Human };
    match run(cli, form) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{}", form.error(&error));
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli, form: Form) -> Result<ExitCode> {
    let project = || Project::current(cli.project.as_deref());
    match cli.command {
        Work::Doctor => {
            if cli.project.is_some() {
                project()?;
            }
            let diagnosis = doctor::doctor(None)?;
            form.write(&diagnosis)?;
            if !diagnosis.is_whole() {
                return Ok(ExitCode::FAILURE);
            }
        }
        Work::New(args) => {
            let parent = match &cli.project {
                Some(folder) => folder.clone(),
                None => env::current_dir().context("cannot tell the current folder")?,
            };
            form.write(&new::new(&args, &parent)?)?;
        }
        Work::Check(args) => form.write(&build::check(&project()?, &args.options(false))?)?,
        Work::Build { build, bundle } => {
            form.write(&build::build(&project()?, &build.options(bundle))?)?;
        }
        Work::Test { build, arguments } => {
            let tested = test::test(&project()?, &build.options(false), &arguments, form)?;
            if let Some(tested) = tested {
                form.write(&tested)?;
                if !tested.success {
                    return Ok(ExitCode::FAILURE);
                }
            }
        }
        #[cfg(feature = "chain")]
        Work::Chain(work) => return chain::run(work, cli.project.as_deref(), form),
        #[cfg(feature = "live")]
        Work::Live(work) => return live::run(*work, cli.project.as_deref(), form),
        Work::Reference => written(reference::markdown(Cli::command()).as_bytes())?,
        Work::Completions { shell } => {
            let (mut command, mut script) = (Cli::command(), Vec::new());
            clap_complete::generate(shell, &mut command, "blueprint-hooks", &mut script);
            written(&script)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
