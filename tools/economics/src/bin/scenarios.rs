//! `scenarios`: the simulations alone, which run much faster in a release build.

use blueprint_economics::scenarios::{run, Options};
use clap::Parser;
use std::io::Write;
use std::process::ExitCode;

#[derive(Parser)]
#[command(version)]
struct Cli {
    #[command(flatten)]
    options: Options,
}

fn main() -> ExitCode {
    match run(&Cli::parse().options) {
        Ok(outcome) => {
            // A reader that closes the pipe early still gets the exit code.
            let _ = writeln!(
                std::io::stdout().lock(),
                "{}",
                outcome.to_string().trim_end()
            );
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
