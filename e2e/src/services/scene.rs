//! The steps of the life of an incredible-squaring service on the services pallet.

use core::fmt;

/// The steps of the story, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scene {
    /// The manager is deployed, for the services pallet's account.
    Deploy,
    /// An outsider calls `onBlueprintCreated` before the pallet does.
    Hijack,
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
    /// Somebody reports the right result.
    FalseReport,
    /// The second operator submits something else.
    WrongResult,
    /// Somebody reports the wrong result.
    Report,
}

impl fmt::Display for Scene {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Scene::Deploy => "deploy the manager",
            Scene::Hijack => "call onBlueprintCreated before the runtime",
            Scene::CreateBlueprint => "create the blueprint",
            Scene::RegisterFirst | Scene::RegisterSecond => "register",
            Scene::SmallRequest => "request a service of one operator",
            Scene::Request => "request a service of both operators",
            Scene::ApproveFirst | Scene::ApproveSecond => "approve",
            Scene::BadJob => "submit a job with a malformed input",
            Scene::Job => "submit a job: square 7",
            Scene::RightResult => "submit the result 49",
            Scene::SecondResult => "submit a second result",
            Scene::FalseReport => "report the result 49",
            Scene::WrongResult => "submit the result 50",
            Scene::Report => "report the result 50",
        })
    }
}
