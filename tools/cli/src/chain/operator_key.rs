//! The key by which a manager identifies an operator: it signs the operator's registration.

use anyhow::{anyhow, bail, Context, Result};
use blueprint_e2e::registration::{Possession, Registration};
use blueprint_live::{
    client::{Client, Failure},
    keys,
    options::Sender,
};
use serde_json::{json, Value};
use std::path::PathBuf;

/// A generation whose managers identify operators by a key.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Generation {
    #[value(name = "Substrate1_4")]
    Substrate1_4,
    #[value(name = "Seed2024")]
    Seed2024,
}

/// An operator's key, and what it is registered with.
#[derive(clap::Args)]
pub struct OperatorKey {
    /// The key by which managers of Substrate1_4 and Seed2024 identify the operator, named as --account names one: it signs the
    /// registration, and --inputs is what the blueprint itself reads
    #[arg(long, value_name = "NAME", requires = "generation")]
    key: Option<String>,
    /// A file with the password of the key's keystore
    #[arg(long, value_name = "FILE", requires = "key")]
    key_password_file: Option<PathBuf>,
    /// The blueprint's generation
    #[arg(long, requires = "key")]
    generation: Option<Generation>,
    /// Where customers reach the operator: of Substrate1_4
    #[arg(long, value_name = "ADDRESS", requires = "key")]
    rpc_address: Option<String>,
    /// The hash of the chain's first block, which is signed. Else the chain returns it, where it has a node's chain_getBlockHash
    #[arg(long, value_name = "HASH", requires = "key")]
    genesis: Option<String>,
}

impl OperatorKey {
    /// Whether there is a key to sign with.
    pub fn is_named(&self) -> bool {
        self.key.is_some()
    }

    /// Replaces the inputs of a registration by signed ones.
    ///
    /// # Errors
    /// If an account or the genesis is not known, an RPC address is given to a generation without one, or the inputs are not hex.
    pub async fn sign(self, client: &Client, sender: &Sender, arguments: &mut Value) -> Result<()> {
        let (Some(name), Some(generation)) = (&self.key, self.generation) else {
            bail!("expected --key and --generation, received one of them");
        };
        let inputs = arguments["inputs"].as_str().unwrap_or_default();
        let digits = inputs.strip_prefix("0x").unwrap_or(inputs);
        let inputs = hex::decode(digits)
            .with_context(|| format!("expected inputs as 0x and hex digits, received {inputs}"))?;
        let registration = match generation {
            Generation::Substrate1_4 => Registration::Substrate1_4 {
                rpc_address: self.rpc_address.as_deref().unwrap_or_default(),
                inputs: &inputs,
            },
            Generation::Seed2024 => {
                if let Some(address) = &self.rpc_address {
                    bail!("expected no --rpc-address, which managers of Seed2024 have no field for, received {address}");
                }
                Registration::Seed2024 { inputs: &inputs }
            }
        };
        let blueprint = arguments["blueprint"].as_u64().unwrap_or_default();
        let operator = sender.required(client.chain_id)?;
        let operator = match operator.address() {
            Some(address) => address,
            None => operator.unlock(sender.password_file.as_deref())?.address(),
        };
        let possession = Possession {
            genesis: self.genesis(client).await?,
            blueprint,
            operator,
        };
        let key = keys::account(name, Some(client.chain_id))?;
        let secret = key.unlock(self.key_password_file.as_deref())?.to_bytes();
        let signed = registration.sign(&possession, &secret.0);
        let signed = signed.map_err(|error| anyhow!("the key {name}: {error}"))?;
        arguments["inputs"] = json!(format!("0x{}", hex::encode(signed)));
        Ok(())
    }

    /// The hash of the chain's first block.
    async fn genesis(&self, client: &Client) -> Result<alloy_primitives::B256> {
        if let Some(text) = &self.genesis {
            return text.parse().map_err(|_| {
                anyhow!("expected the hash of the chain's first block, 0x and 64 hex digits, received {text}")
            });
        }
        match client.read("chain_getBlockHash", json!([0])).await {
            Ok(hash) => Ok(hash),
            Err(Failure::Response { message, .. }) => bail!(
                "expected --genesis, the hash of the chain's first block, as its node returns it by chain_getBlockHash(0): \
                 this server does not know it ({message})"
            ),
            Err(other) => Err(other.into()),
        }
    }
}
