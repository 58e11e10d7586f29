//! Sends many job calls, results and plain transfers to the development node, or to a network of four validators, and prints
//! tables of what they cost.

mod calls;
mod network;
mod node;
mod setup;

use anyhow::Result;
use clap::Parser;

/// Load a node, or a network, and print the measurements.
#[derive(Parser)]
struct Options {
    /// Load a network of four validators.
    #[arg(long)]
    network: bool,
    /// Transactions a second that are sent to the network, one rate after the other.
    #[arg(long, value_delimiter = ',', default_values_t = [10, 40, 160], value_parser = clap::value_parser!(u32).range(1..=1_000))]
    rates: Vec<u32>,
    /// How long each rate is sent to the network, in seconds.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(6..=600))]
    each: u32,
    /// Transactions of each flood.
    #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(10..=8_000))]
    calls: u32,
    /// The most registered operators the cost is measured with.
    #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(10..=1_000))]
    operators: u32,
    /// The most running services the cost is measured with.
    #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    services: u32,
    /// Job calls, and as many results, by which each step of the growth is measured.
    #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u32).range(50..=8_000))]
    sample: u32,
    /// What one flood may take, in seconds.
    #[arg(long, default_value_t = 300, value_parser = clap::value_parser!(u64).range(1..=3_600))]
    seconds: u64,
}

#[tokio::main]
async fn main() -> Result<()> {
    let options = Options::parse();
    if options.network {
        network::run(&options).await
    } else {
        node::run(&options).await
    }
}
