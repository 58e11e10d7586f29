//! The thread to which the chain belongs, and its queue.

use crate::{chain::Chain, error::Error};
use std::{
    panic::{catch_unwind, AssertUnwindSafe},
    sync::mpsc::{channel, Receiver, RecvTimeoutError, Sender},
    thread::{Builder, JoinHandle},
    time::Instant,
};
use tokio::sync::{broadcast, oneshot};

/// Contracts call each other to a depth of 25, and each call is a native one.
const STACK: usize = 64 * 1024 * 1024;

type Job = Box<dyn FnOnce(&mut Chain) + Send>;

/// What waits for the chain.
enum Request {
    Run(Job),
    End,
}

/// Access to the chain from any thread.
#[derive(Clone, Debug)]
pub struct Handle {
    jobs: Sender<Request>,
    news: broadcast::Sender<u64>,
}

impl Handle {
    /// Runs `f` on the chain, after all requests before it.
    ///
    /// # Errors
    /// What `f` returns, or that the chain has stopped.
    pub async fn run<R: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Chain) -> Result<R, Error> + Send + 'static,
    ) -> Result<R, Error> {
        let (sender, response) = oneshot::channel();
        let job: Job = Box::new(move |chain| {
            // A client that no longer waits needs no response.
            let _ = sender.send(f(chain));
        });
        self.jobs.send(Request::Run(job)).map_err(|_| stopped())?;
        response.await.map_err(|_| stopped())?
    }

    /// Ends the chain after the requests before. Later ones are errors, of whichever handle.
    pub fn end(&self) {
        // It fails only where the chain has ended.
        let _ = self.jobs.send(Request::End);
    }

    /// The numbers of new blocks.
    pub fn news(&self) -> broadcast::Receiver<u64> {
        self.news.subscribe()
    }
}

fn stopped() -> Error {
    Error::internal("the chain has stopped, or failed at this request; see its log")
}

/// Starts the thread of a chain. It ends, and returns the chain, by [`Handle::end`], or when all handles are gone.
///
/// # Errors
/// If the system starts no thread.
pub fn start(chain: Chain) -> Result<(Handle, JoinHandle<Chain>), Error> {
    let (jobs, queue) = channel();
    let news = chain.news().clone();
    let thread = Builder::new()
        .name("chain".into())
        .stack_size(STACK)
        .spawn(move || run(chain, &queue))
        .map_err(|error| Error::internal(format!("the chain's thread cannot start: {error}")))?;
    Ok((Handle { jobs, news }, thread))
}

fn run(mut chain: Chain, queue: &Receiver<Request>) -> Chain {
    let mut made = Instant::now();
    let mut interval = chain.interval();
    loop {
        if interval != chain.interval() {
            (interval, made) = (chain.interval(), Instant::now());
        }
        let job = match interval {
            Some(interval) => queue.recv_timeout(interval.saturating_sub(made.elapsed())),
            None => queue.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        let job: Job = match job {
            Ok(Request::Run(job)) => job,
            Ok(Request::End) | Err(RecvTimeoutError::Disconnected) => return chain,
            Err(RecvTimeoutError::Timeout) => {
                made = Instant::now();
                Box::new(|chain| {
                    if let Err(error) = chain.mine() {
                        eprintln!("error: no block was made: {error}");
                    }
                })
            }
        };
        // What a request changes is written when it ends: one that fails changes nothing.
        if catch_unwind(AssertUnwindSafe(|| job(&mut chain))).is_err() {
            eprintln!("error: a request failed; the chain goes on from its last block");
        }
    }
}
