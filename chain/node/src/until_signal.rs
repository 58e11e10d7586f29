//! A node runs until a signal ends it, and ends in order: its tasks first, then the timers and sockets that they use.
//!
//! `sc_cli::Runner::run_node_until_exit` asks the tasks to end and takes the timers down without a wait. A task that is in the
//! middle of a step then panics at its next timer ("A Tokio 1.x context was found, but it is being shutdown"), and the process
//! ends with an error although nothing is wrong.

use crate::cli::Cli;
use futures::FutureExt;
use sc_cli::{CliConfiguration, Signals, SubstrateCli};
use sc_service::{Configuration, TaskManager};
use std::{
    thread::sleep,
    time::{Duration, Instant},
};

/// The time that tasks have to end, and then the threads that block.
const SHUTDOWN: Duration = Duration::from_secs(60);

/// Start a node by the options of `cli`, and run it until `SIGTERM` or `SIGINT`.
///
/// # Errors
/// If the node does not start, or a task that it cannot be without ends.
pub fn run(
    cli: &Cli,
    start: impl FnOnce(Configuration) -> Result<TaskManager, sc_service::Error>,
) -> sc_cli::Result<()> {
    let runtime = sc_cli::build_runtime()?;
    let signals = runtime.block_on(async { Signals::capture() })?;
    let config = cli
        .run
        .create_configuration(cli, runtime.handle().clone())?;
    cli.run
        .init(&Cli::support_url(), &Cli::impl_version(), |_| {})?;
    sc_cli::print_node_infos::<Cli>(&config);

    let mut tasks = runtime.block_on(async { start(config) })?;
    let ended = runtime.block_on(signals.run_until_signal(tasks.future().fuse()));
    // What is left of the tasks once all of them are asked to end.
    let tasks = tasks.into_task_registry();
    let asked = Instant::now();
    while !tasks.running_tasks().is_empty() && asked.elapsed() < SHUTDOWN {
        sleep(Duration::from_millis(10));
    }
    for (task, instances) in tasks.running_tasks() {
        let name = task.name;
        log::error!("expected every task to end within {SHUTDOWN:?}, received {instances} of {name} still running");
    }
    runtime.shutdown_timeout(SHUTDOWN);
    Ok(ended?)
}
