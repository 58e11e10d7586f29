//! The operator's end.

use super::{Clock, CLIENT, RECEIPT, SESSION, SIGNATURE};
use alloy_primitives::{Address, Bytes, B256};
use blueprint_evidence::{receipts, Receipts, SessionCounter, UsageReceipt};
use std::{
    collections::BTreeMap,
    io,
    sync::{Arc, Mutex, PoisonError},
    thread::{self, JoinHandle},
};
use tiny_http::{Header, Method, Request, Response, Server};

/// The longest body of a request.
const MOST_BODY: u64 = 64;
/// Requests that are served at a time.
const WORKERS: usize = 4;

/// What an agent serves, and to whom.
#[derive(Clone, Debug)]
pub struct Served {
    /// The contract that takes the receipts.
    pub receipts: Receipts,
    /// The service.
    pub service_id: u64,
    /// The operator.
    pub operator: Address,
    /// Its clients, with the second in which each one's agreement was opened.
    pub agreements: BTreeMap<Address, u64>,
    /// The time.
    pub clock: Clock,
    /// How long it takes over a response, in milliseconds.
    pub takes_ms: u64,
}

/// The newest receipt of a session, with the client's signature: what an operator claims.
pub type Claimable = (UsageReceipt, Bytes);

/// A session: responses that were sent, and its newest receipt.
#[derive(Default)]
struct Session {
    id: B256,
    responses: u64,
    newest: Option<Claimable>,
}

impl Session {
    /// Whether a receipt acknowledges all responses.
    fn is_acknowledged(&self) -> bool {
        let newest = self.newest.as_ref();
        newest.map_or(0, |(receipt, _)| receipt.requests) == self.responses
    }
}

/// The running session of each client, and the receipts of those before.
#[derive(Default)]
struct State {
    running: BTreeMap<Address, Session>,
    ended: Vec<Claimable>,
}

type Sessions = Mutex<State>;

/// An agent that serves until it is dropped.
pub struct Agent {
    url: String,
    server: Arc<Server>,
    sessions: Arc<Sessions>,
    workers: Vec<JoinHandle<()>>,
}

impl Agent {
    /// Starts to serve on a free port of loopback.
    ///
    /// # Errors
    /// If none can be listened to.
    pub fn start(served: Served) -> io::Result<Self> {
        let server = Server::http("127.0.0.1:0").map_err(io::Error::other)?;
        let (server, sessions) = (Arc::new(server), Arc::new(Sessions::default()));
        let workers = (0..WORKERS).map(|_| {
            let (server, sessions, served) = (server.clone(), sessions.clone(), served.clone());
            thread::spawn(move || {
                // An error is what unblocks the worker at the end.
                while let Ok(request) = server.recv() {
                    served.respond(&sessions, request);
                }
            })
        });
        let workers = workers.collect();
        let address = server.server_addr();
        Ok(Self {
            url: format!("http://{address}"),
            server,
            sessions,
            workers,
        })
    }

    /// Where it listens.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The newest receipt of each session, with the client's signature.
    pub fn claimable(&self) -> Vec<Claimable> {
        let sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        let running = sessions.running.values();
        let newest = running.filter_map(|it| it.newest.as_ref());
        newest.chain(&sessions.ended).cloned().collect()
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        for _ in &self.workers {
            self.server.unblock();
        }
        for worker in self.workers.drain(..) {
            // A worker that panicked has said so.
            let _ = worker.join();
        }
    }
}

/// Why a request is not served: a status, and the reason.
struct Rejected(u16, String);

fn malformed(expected: &str, received: &str) -> Rejected {
    Rejected(400, format!("expected {expected}, received {received}"))
}

impl Served {
    fn respond(&self, sessions: &Sessions, mut request: Request) {
        let (status, body) = match self.answer(sessions, &mut request) {
            Ok(body) => (200, body),
            Err(Rejected(status, reason)) => (status, reason),
        };
        // A client that went away does not pay for its last request.
        let _ = request.respond(Response::from_string(body).with_status_code(status));
    }

    fn answer(&self, sessions: &Sessions, request: &mut Request) -> Result<String, Rejected> {
        let what = (request.method().clone(), request.url().to_owned());
        let acknowledges = match (&what.0, what.1.as_str()) {
            (Method::Post, "/square") => false,
            (Method::Post, "/receipt") => true,
            _ => return Err(Rejected(404, "expected POST /square or /receipt".into())),
        };
        let (client, session) = (
            header::<Address>(request, CLIENT)?,
            header::<B256>(request, SESSION)?,
        );
        let agreement = self.agreements.get(&client);
        let agreement = agreement.ok_or_else(|| {
            Rejected(
                402,
                format!("expected a client with an agreement, received {client}"),
            )
        })?;
        {
            let mut state = sessions.lock().unwrap_or_else(PoisonError::into_inner);
            let State { running, ended } = &mut *state;
            let known = running.entry(client).or_default();
            if known.id != session {
                if !known.is_acknowledged() {
                    let (id, responses) = (known.id, known.responses);
                    let expected =
                        format!("expected a receipt of {responses} responses of session {id}");
                    return Err(Rejected(402, expected));
                }
                let is_over = |it: &Claimable| it.0.client == client && it.0.session == session;
                if ended.iter().any(is_over) {
                    // Counters that begin anew in it would not be claimable.
                    let expected =
                        format!("expected a session that has not ended, received {session}");
                    return Err(Rejected(402, expected));
                }
                ended.extend(known.newest.take());
                *known = Session {
                    id: session,
                    ..Session::default()
                };
            }
            if known.responses > 0 {
                let accepted = self.acknowledged(request, client, *agreement, known)?;
                known.newest = Some(accepted);
            }
            if acknowledges {
                return Ok(String::new());
            }
            // Counted before it is sent: the next request of the session needs a receipt of it.
            known.responses = known.responses.saturating_add(1);
        }
        let mut body = String::new();
        let mut limited = io::Read::take(request.as_reader(), MOST_BODY);
        let read = io::Read::read_to_string(&mut limited, &mut body);
        read.map_err(|error| malformed("a number", &error.to_string()))?;
        let number: u64 = body
            .trim()
            .parse()
            .map_err(|_| malformed("a number", &body))?;
        self.clock.pass(self.takes_ms);
        let square = u128::from(number).saturating_mul(number.into());
        Ok(square.to_string())
    }

    /// The receipt of all responses of a session so far.
    fn acknowledged(
        &self,
        request: &Request,
        client: Address,
        agreement: u64,
        known: &Session,
    ) -> Result<Claimable, Rejected> {
        let unpaid = |reason: String| Rejected(402, reason);
        let missing = || {
            unpaid(format!(
                "expected a receipt of {} responses",
                known.responses
            ))
        };
        let text = field(request, RECEIPT).ok_or_else(missing)?;
        let receipt = receipts::parse(&text).map_err(|error| unpaid(error.to_string()))?;
        let signature = header::<Bytes>(request, SIGNATURE)?;
        let (service, operator) = (self.service_id, self.operator);
        let begun = SessionCounter::new(service, operator, client, agreement, known.id);
        let last = match &known.newest {
            Some((newest, _)) => newest,
            None => begun.receipt(),
        };
        // The receipt of before again, where the client acknowledges the last response twice.
        if *last == receipt && receipt.requests == known.responses {
            return Ok((receipt, signature));
        }
        let now = self.clock.seconds();
        let added = self.receipts.accept(&receipt, &signature, &[], last, now);
        added.map_err(|error| unpaid(error.to_string()))?;
        if receipt.requests != known.responses {
            return Err(missing());
        }
        Ok((receipt, signature))
    }
}

fn field(request: &Request, name: &'static str) -> Option<String> {
    let is_named = |it: &&Header| it.field.as_str().as_str().eq_ignore_ascii_case(name);
    let found = request.headers().iter().find(is_named);
    found.map(|it| it.value.as_str().to_owned())
}

fn header<T: std::str::FromStr>(request: &Request, name: &'static str) -> Result<T, Rejected> {
    let text = field(request, name).unwrap_or_default();
    text.parse()
        .map_err(|_| malformed(&format!("a header {name} in hex"), &format!("{text:?}")))
}
