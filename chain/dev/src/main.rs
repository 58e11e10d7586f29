//! Runs a development chain alone until it is interrupted. `blueprint-hooks dev up` does more.

use blueprint_dev_chain::{
    accounts,
    options::{interrupted, Options},
    DevChain,
};
use clap::Parser;

/// A development chain for hook contracts, behind Ethereum's JSON-RPC.
#[derive(Parser)]
#[command(version)]
struct Cli {
    #[command(flatten)]
    options: Options,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let chain = DevChain::start(Cli::parse().options.config()?).await?;
    for key in accounts::keys() {
        println!(
            "{:10} {:?} 0x{}",
            key.name,
            key.address,
            hex::encode(key.secret)
        );
    }
    println!("{}", chain.explorer_line());
    println!("Listening on {}", chain.address());
    interrupted().await?;
    chain.stop().await?;
    Ok(())
}
