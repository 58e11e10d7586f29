//! The embedded chain as a test harness.
//!
//! A [`Chain`](chain::Chain) is the real runtime in process: contracts are deployed and called
//! through pallet-revive, and every call returns its status, return data, events and exact weight.
//! [`Artifact`](artifact::Artifact) loads what the contract build produced,
//! [`Interface`](decode::Interface) encodes calls and decodes answers by name, and
//! [`console`] puts the three together behind a JSON-lines interface.
//!
//! ```no_run
//! use blueprint_e2e::{accounts, artifact::Artifact, chain::Chain};
//! use serde_json::json;
//!
//! # fn main() -> anyhow::Result<()> {
//! let artifact = Artifact::load("target/ink/incredible_squaring.polkavm")?;
//! let interface = artifact.interface()?;
//! let mut chain = Chain::new()?;
//! let alice = accounts::named("alice").unwrap();
//! let arguments = interface.encode_constructor(&[json!("runtime"), json!(2), json!("zero")])?;
//! let manager = chain.deploy(&alice, &artifact.code, &arguments)?;
//! let outcome = chain.call(&alice, manager.address, interface.encode_call("onRequest", &[])?);
//! println!("{:?} {:?}", outcome.status, interface.decode_error(&outcome.data));
//! # Ok(())
//! # }
//! ```

pub mod accounts;
pub mod artifact;
pub mod bench;
pub mod chain;
pub mod console;
pub mod decode;
pub mod outcome;
pub mod registration;
pub mod road;
pub mod services;
pub mod stored;
pub mod tangle_core;
pub mod usage;
pub mod world;
