//! Deploys a contract on the embedded chain and calls it by JSON lines.

use blueprint_e2e::{artifact::Artifact, console::Session};
use clap::Parser;
use std::{
    fs::File,
    io::{self, BufRead, BufReader, IsTerminal},
    path::PathBuf,
    process::ExitCode,
};

/// Deploys a contract on an embedded chain and calls it by JSON lines.
///
/// Each line of input is a call:
///   {"caller":"alith","calldata":"0x…"}
///   {"caller":"alice","call":"verifyReport","args":[…],"value":0}
/// and gives one JSON object on stdout: status (ok, revert, trap), return data, decoded error and
/// events, ref_time, proof_size, deposit. Callers are alice, bob, charlie, dave, eve, ferdie,
/// runtime (the services pallet), tangle-core, or a 0x address.
///
/// Exits with 0, with 1 if nothing could be deployed, and with 2 if a line made no sense; the
/// other lines have run then.
#[derive(Parser)]
#[command(name = "console", verbatim_doc_comment)]
struct Options {
    /// PolkaVM blob, or EVM creation bytecode as bytes or hex text; <stem>.abi.json lies beside it
    #[arg(env = "ARTIFACT")]
    artifact: PathBuf,

    /// Constructor arguments: a JSON array, values separated by spaces or commas (`runtime 2`), or
    /// the encoded arguments as 0x…
    #[arg(long, env = "ARGS", allow_hyphen_values = true)]
    args: Option<String>,

    /// JSON ABI to use instead of <stem>.abi.json
    #[arg(long)]
    abi: Option<PathBuf>,

    /// Who deploys
    #[arg(long, default_value = "alice")]
    deployer: String,

    /// File of JSON lines, - for stdin
    #[arg(long, default_value = "-")]
    input: PathBuf,
}

/// What the exit code says when nothing could be deployed.
const NOT_DEPLOYED: u8 = 1;
/// What the exit code says when a line made no sense.
const INVALID_LINES: u8 = 2;

fn main() -> ExitCode {
    let options = match Options::try_parse() {
        Ok(options) => options,
        Err(error) => {
            // Also help and version, which are no failure. There is nowhere to report that
            // writing them failed.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { NOT_DEPLOYED } else { 0 });
        }
    };
    match run(&options) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::from(INVALID_LINES),
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(NOT_DEPLOYED)
        }
    }
}

/// Returns how many lines made no sense.
fn run(options: &Options) -> anyhow::Result<usize> {
    let artifact = Artifact::load_with(&options.artifact, options.abi.as_deref())?;
    let input = open(options)?;
    let mut session = Session::start(&artifact, &options.deployer, options.args.as_deref())?;

    let deployment = &session.deployment;
    eprintln!(
        "deployed {} ({} bytes) at {:?} by {}: ref_time {}, proof_size {}, deposit {}",
        artifact.name,
        artifact.code.len(),
        deployment.address,
        options.deployer,
        deployment.outcome.ref_time,
        deployment.outcome.proof_size,
        deployment.outcome.deposit,
    );
    if artifact.interface().is_err() {
        eprintln!("no ABI beside it: errors and events stay raw, calls are known hooks only");
    }

    match session.run(input, io::stdout().lock()) {
        Ok(summary) => Ok(summary.invalid),
        // The reader of our output has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(0),
        Err(error) => Err(error.into()),
    }
}

fn open(options: &Options) -> anyhow::Result<Box<dyn BufRead>> {
    if options.input.as_os_str() == "-" {
        if io::stdin().is_terminal() {
            eprintln!("one call a line, for example {{\"caller\":\"alice\",\"call\":\"owner\"}}");
        }
        return Ok(Box::new(BufReader::new(io::stdin())));
    }
    let file = File::open(&options.input)
        .map_err(|error| anyhow::anyhow!("{} cannot be read: {error}", options.input.display()))?;
    Ok(Box::new(BufReader::new(file)))
}
