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
//! Slashes are proposed, disputed, vetoed and executed by methods of their own; [`World::pass`] and
//! [`World::next_era`] move the time. [`World::services`] is the chain itself as a contract: stake is delegated and rewards
//! are claimed by its functions.
//!
//! [`agree`] plays a story on every build and compares what happened; [`random_life`] is a story of random steps.
//!
//! Accounts have names: `alice` develops, `eve` is the customer, `bob` and `charlie` operate, `dave` reports. All of
//! them sign and own tokens. In arguments `runtime` is the caller of hooks and `services` the precompile of
//! `IServices`; beside a core, which has none, deploy a relay.

mod accountability;
mod agree;
mod link;
mod random;
mod step;
mod world;

pub use agree::{agree, Difference};
pub use link::Link;
pub use random::{random_life, Life};
pub use serde_json::{json, Value};
pub use step::{Call, Hook, Named, Step};
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
    /// Two builds of a contract did not do the same.
    #[error("{0}")]
    Differ(Box<Difference>),
    /// A step on which the test depends was not accepted.
    #[error("expected {what} to be accepted, received {step}")]
    Rejected {
        /// What was to be done.
        what: &'static str,
        /// What happened.
        step: Box<Step>,
    },
}
