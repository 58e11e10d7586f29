//! The console as a command: what it is given, and how it ends.

use super::Session;
use crate::artifact::Artifact;
use blueprint_test::Caller;
use std::{
    fs::File,
    io::{self, BufRead, BufReader, IsTerminal},
    path::PathBuf,
};

/// Deploy a contract on a chain in this process and call it by JSON lines
///
/// Each line of input is a call:
///   {"caller":"alith","calldata":"0x…"}
///   {"caller":"alice","call":"verifyReport","args":[…],"value":0}
/// and gives one JSON object on stdout: status (ok, revert, trap), return data, decoded error and
/// events, ref_time, proof_size, deposit. Callers are alice, bob, charlie, dave, eve, ferdie, alith,
/// or a 0x address.
///
/// More contracts, time, and the life of a blueprint are requests to the chain, as a test sends them by the kit:
///   {"do":"deploy","artifact":"target/ink/ledger.polkavm","name":"ledger","as":"alice","args":["runtime"]}
///   {"to":"ledger","caller":"bob","call":"pointsOf","args":[…]}
///   {"do":"pass","seconds":3600}
///   {"do":"blueprint","as":"alice","manager":"my_manager"}
///   {"do":"register","blueprint":0,"as":"bob"}
///   {"do":"request","blueprint":0,"as":"eve","operators":["bob"]}
///   {"do":"approve","request":0,"as":"bob"}
///   {"do":"job","service":0,"as":"eve","job":0,"inputs":"0x…"}
///   {"do":"result","service":0,"call":0,"as":"bob","outputs":"0x…"}
///   {"do":"report","service":0,"call":0,"as":"dave","operator":"bob","inputs":"0x…","outputs":"0x…"}
/// and report-quality, fund, propose-slash, dispute-slash, veto-slash, execute-slash, next-era, stake, address, services.
///   {"do":"calls"}
/// gives the calls of contracts in the line before, each with its arguments, weight, answer and the calls that it made:
/// an error names a field that is missing. Each gives an object with status (ok, rejected) and result.
/// The first contract has the name of its file. In arguments, names of contracts and accounts stand for addresses.
///
/// Exits with 0, with 1 if nothing could be deployed, and with 2 if a line made no sense; the
/// other lines have run then.
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub struct Options {
    /// PolkaVM blob, or EVM creation bytecode as bytes or hex text; <stem>.abi.json lies beside it
    #[arg(env = "ARTIFACT")]
    pub artifact: PathBuf,

    /// Constructor arguments: a JSON array, values separated by spaces or commas (`runtime 2`), or
    /// the encoded arguments as 0x…
    #[arg(long, env = "ARGS", allow_hyphen_values = true)]
    args: Option<String>,

    /// JSON ABI to use instead of <stem>.abi.json
    #[arg(long)]
    abi: Option<PathBuf>,

    /// Who calls hooks, and is `runtime` in arguments: a release of Tangle's core, 0.10 or 0.20; without it the services
    /// pallet
    #[arg(long, value_enum, value_name = "RELEASE")]
    core: Option<Core>,

    /// Who deploys
    #[arg(long, default_value = "alice")]
    deployer: String,

    /// File of JSON lines, - for stdin
    #[arg(long, default_value = "-")]
    input: PathBuf,
}

/// A release of Tangle's core.
#[derive(clap::ValueEnum, Clone, Copy, Debug)]
enum Core {
    /// Release 0.10
    #[value(name = "0.10")]
    Core0_10,
    /// Release 0.20
    #[value(name = "0.20")]
    Core0_20,
}

impl From<Core> for Caller {
    fn from(core: Core) -> Self {
        match core {
            Core::Core0_10 => Self::Core0_10,
            Core::Core0_20 => Self::Core0_20,
        }
    }
}

/// Runs it until its input ends. Returns how many lines made no sense.
///
/// # Errors
/// If the contract cannot be deployed, or a file not be read.
pub fn run(options: &Options) -> anyhow::Result<usize> {
    let artifact = Artifact::load_with(&options.artifact, options.abi.as_deref())?;
    let input = open(options)?;
    let caller = options.core.map_or(Caller::Pallet, Into::into);
    let arguments = options.args.as_deref();
    let mut session = Session::under(caller, &artifact, &options.deployer, arguments)?;

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
    anyhow::ensure!(
        !options.input.is_dir(),
        "expected a file with a call in each line, received the folder {}",
        options.input.display()
    );
    let file = File::open(&options.input)
        .map_err(|error| anyhow::anyhow!("{} cannot be read: {error}", options.input.display()))?;
    Ok(Box::new(BufReader::new(file)))
}
