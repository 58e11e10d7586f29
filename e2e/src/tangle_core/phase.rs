//! The steps of the life of an incredible-squaring service.

use core::fmt;

/// The steps of the story, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The manager is deployed, for the core.
    Deploy,
    /// An outsider calls `onBlueprintCreated` before the core does. Tangle's own base contract for
    /// managers takes the first caller for the core.
    Takeover,
    /// The developer creates the blueprint.
    CreateBlueprint,
    /// The first operator registers.
    RegisterFirst,
    /// The second operator registers.
    RegisterSecond,
    /// The developer requests a service of one operator, fewer than the manager wants.
    SmallRequest,
    /// The developer requests a service of both.
    Request,
    /// The first operator approves.
    ApproveFirst,
    /// The second operator approves, which starts the service.
    ApproveSecond,
    /// The developer submits a job with an input that is no number.
    BadJob,
    /// The developer submits a good job.
    Job,
    /// The first operator submits the square.
    RightResult,
    /// The first operator submits it again.
    SecondResult,
    /// The second operator submits something else.
    WrongResult,
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Phase::Deploy => "deploy the manager",
            Phase::Takeover => "call onBlueprintCreated before the core",
            Phase::CreateBlueprint => "create the blueprint",
            Phase::RegisterFirst | Phase::RegisterSecond => "register",
            Phase::SmallRequest => "request a service of one operator",
            Phase::Request => "request a service of both operators",
            Phase::ApproveFirst | Phase::ApproveSecond => "approve",
            Phase::BadJob => "submit a job with a malformed input",
            Phase::Job => "submit a job: square 7",
            Phase::RightResult => "submit the result 49",
            Phase::SecondResult => "submit a second result",
            Phase::WrongResult => "submit the result 50",
        })
    }
}
