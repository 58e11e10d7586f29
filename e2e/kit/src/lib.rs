//! Tests of a blueprint's manager on a chain.
//!
//! A [`World`] is a chain with one caller of hooks: the services pallet, or a release of Tangle's core. It runs in
//! the command `blueprint-hooks`, so a test compiles nothing of a chain. `blueprint-hooks test` builds the contracts
//! and sets `BLUEPRINT_HOOKS` to itself; without it the command is looked up on the PATH.
//!
//! ```no_run
//! use blueprint_test::{json, word, Build, Caller, World};
//!
//! # fn main() -> Result<(), blueprint_test::Error> {
//! for build in Build::of("my_blueprint", "MyBlueprint") {
//!     let mut world = World::start(Caller::Pallet)?;
//!     let manager = world.deploy(&build, json!(["runtime"]))?;
//!     let blueprint = world.blueprint(&manager)?;
//!     let service = world.service(blueprint, &["bob", "charlie"])?;
//!     let called = world.job(service, "eve", 0, word(7))?;
//!     assert!(called.is_accepted(), "{called}");
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Accounts have names: `alice` develops, `eve` is the customer, `bob` and `charlie` operate, `dave` reports. All of
//! them sign and own tokens. In arguments `runtime` is the caller of hooks and `services` the precompile of
//! `IServices`; beside a core, which has none, deploy a relay.

mod link;
mod step;
mod world;

pub use link::Link;
pub use serde_json::{json, Value};
pub use step::{Hook, Named, Step};
pub use world::{word, Build, Caller, Contract, World};

/// Why a test could not go on.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The command could not be started.
    #[error(
        "expected the command blueprint-hooks at {path:?}, received {error}. Run `blueprint-hooks test`, set \
         BLUEPRINT_HOOKS to its path, or put it on the PATH"
    )]
    Start {
        /// What was run.
        path: String,
        /// What the system said.
        error: std::io::Error,
    },
    /// The command ended, or what it said could not be read.
    #[error("expected an answer of blueprint-hooks, received {0}")]
    Link(String),
    /// A request makes no sense: a name that is not known, arguments that are not the function's.
    #[error("{0}")]
    Request(String),
    /// A step on which the test depends was not accepted.
    #[error("expected {what} to be accepted, received {step}")]
    Rejected {
        /// What was to be done.
        what: &'static str,
        /// What happened.
        step: Box<Step>,
    },
}
