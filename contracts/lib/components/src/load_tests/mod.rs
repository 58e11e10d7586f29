//! Load tests: who is drawn, what they reported, and what came of it (`blueprint_rules::qos::load_tests`).
//!
//! A service has one record. A test has one from the draw until it is closed, and an operator one, of its newest results.

mod errors;
mod signing;
#[cfg(test)]
mod tests;

blueprint_hooks::interface! {
    /// Errors and events of load tests, and a client of them.
    pub mod abi = "blueprint-abi/library/ILoadTests.sol";
}
blueprint_hooks::interface!(mod services = "blueprint-abi/library/IServices.sol");
pub use blueprint_rules::qos::load_tests::{Challenger, Results, Terms, Test, TestResult, Times};
pub use signing::report_digest;

use crate::{
    cell::Map,
    oracle_committee::abi::Client as Committee,
    peer::{answered, other},
    seed_beacon::{abi::Client as Beacon, Source},
    signatures::signer,
};
use abi::*;
use blueprint_hooks::{ensure, env, record, Address, Bytes, Event, List, Result, Vec};
use blueprint_rules::{oracle::MOST_MEMBERS, qos::load_tests::MOST_CHALLENGERS};
use errors::{of_members, of_report, of_term};
use ink::storage::traits::{AutoKey, StorageKey};
use services::Client as Services;

/// The most reports that are taken at once.
pub const MOST_REPORTS: u32 = MOST_CHALLENGERS as u32;

/// The contracts that tests of a service stand on.
#[record]
pub struct Peers {
    /// The IServices that says who serves; zero where the runtime does.
    pub services: Address,
    /// An IOracleCommittee, whose members are drawn.
    pub committee: Address,
    /// An ISeedBeacon.
    pub beacon: Address,
}

/// What is stored of a service.
#[record]
pub struct Service {
    /// Its peers.
    pub peers: Peers,
    /// What holds for all tests.
    pub terms: Terms,
    /// Whether a test was drawn: peers and terms are fixed.
    pub is_fixed: bool,
}

/// A test that is not closed.
#[record]
pub struct Stored {
    test: Test,
}

/// The newest results of an operator.
#[record]
pub struct Kept {
    results: Results,
}

/// Services, their operators, tests and results. The contract authorises.
#[ink::storage_item]
#[derive(Default, Debug)]
pub struct LoadTests<KEY: StorageKey = AutoKey> {
    services: Map<u64, Service>,
    operators: Map<(u64, Address), bool>,
    tests: Map<(u64, Address, u64), Stored>,
    results: Map<(u64, Address), Kept>,
}

impl<KEY: StorageKey> LoadTests<KEY> {
    /// Fixes peers and terms of a service; until a test is drawn, others take their place. Errors: `AlreadyOpen`,
    /// `TermOutOfBounds`, `PeerFailed`, those of the peers.
    pub fn open(&mut self, service_id: u64, peers: &Peers, terms: &Terms) -> Result<()> {
        let known = self.services.get(&service_id).unwrap_or_default();
        ensure!(!known.is_fixed, AlreadyOpen { service_id });
        let now = env::now();
        terms.check(now).map_err(of_term)?;
        let Peers {
            services,
            committee,
            beacon,
        } = *peers;
        // What is no such contract does not answer.
        if !services.is_zero() {
            asked(services, service_id, env::this())?;
        }
        other(committee)?;
        answered(committee, Committee::at(committee).epoch_at(now))?;
        other(beacon)?;
        answered(beacon, Beacon::at(beacon).round_after(now))?;
        let service = Service {
            peers: *peers,
            terms: *terms,
            is_fixed: false,
        };
        self.services.set(&service_id, &service);
        ServiceOpened {
            service_id,
            services,
            committee,
            beacon,
        }
        .emit();
        Ok(())
    }

    /// Says whether an operator serves. Errors: `UnknownService`, `OperatorsElsewhere`, `ZeroAccount`.
    pub fn set_operator(&mut self, service_id: u64, operator: Address, serves: bool) -> Result<()> {
        let services = self.service(service_id)?.peers.services;
        ensure!(services.is_zero(), OperatorsElsewhere { services });
        ensure!(!operator.is_zero(), ZeroAccount);
        self.operators.set(&(service_id, operator), &serves);
        OperatorSet {
            service_id,
            operator,
            serves,
        }
        .emit();
        Ok(())
    }

    /// Draws the challengers of a test, while its window runs. Errors: `UnknownService`, `TooEarly`, `TooLate`,
    /// `AlreadyDrawn`, `NotServing`, `NoSeed`, `TooFewMembers`, `PeerFailed`, those of the peers.
    pub fn draw(
        &mut self,
        service_id: u64,
        operator: Address,
        window: u64,
    ) -> Result<Vec<Address>> {
        let service = self.service(service_id)?;
        let Service { peers, terms, .. } = service;
        let times = terms.times(window);
        check_time(times.begins, times.ends)?;
        let key = (service_id, operator, window);
        let already = AlreadyDrawn {
            service_id,
            operator,
            window,
        };
        ensure!(self.tests.get(&key).is_none(), already);
        let serves = self.listed(&service, service_id, operator)?;
        let not_serving = NotServing {
            service_id,
            operator,
        };
        ensure!(serves, not_serving);
        let seed = Beacon::at(peers.beacon).seed_after(times.begins);
        let (round, seed, source) = answered(peers.beacon, seed)?;
        let counts = source == Source::Network as u8
            || terms.block_hashes && source == Source::BlockHash as u8;
        ensure!(counts, NoSeed { round, source });
        let members = members(peers.committee, times.begins)?;
        let test = Test::draw(
            &env::keccak,
            &signing::seed(seed, service_id, operator, window),
            &members.accounts,
            members.suspended,
            operator,
            terms.challengers,
        );
        let test = test.map_err(of_members)?;
        self.tests.set(&key, &Stored { test });
        if !service.is_fixed {
            let is_fixed = true;
            let service = Service {
                is_fixed,
                ..service
            };
            self.services.set(&service_id, &service);
        }
        let challengers: Vec<Address> = test.challengers().iter().map(|it| it.account).collect();
        ChallengersDrawn {
            service_id,
            operator,
            window,
            epoch: members.epoch,
            round,
            source,
            challengers: challengers.clone(),
        }
        .emit();
        Ok(challengers)
    }

    /// Takes reports of a test of service, operator and window, with their signatures, in the report period. Errors:
    /// `UnknownService`, `LengthMismatch`, `BatchSize`, `NoTest`, `TooEarly`, `TooLate`, `MoreThanSent`, `BadSignature`,
    /// `NotDrawn`, `AlreadyReported`.
    pub fn report(
        &mut self,
        key: (u64, Address, u64),
        answered: &List<u32>,
        signatures: &List<Bytes>,
    ) -> Result<()> {
        let (service_id, operator, window) = key;
        let terms = self.service(service_id)?.terms;
        let (expected, received) = (answered.len(), signatures.len());
        ensure!(expected == received, LengthMismatch { expected, received });
        let most = MOST_REPORTS;
        ensure!((1..=most).contains(&received), BatchSize { most, received });
        let mut test = self.existing(key)?;
        let times = terms.times(window);
        check_time(times.ends, times.reports_end)?;
        let domain = signing::domain();
        let both = answered.iter().zip(signatures.iter());
        for (index, (answered, signature)) in (0u32..).zip(both) {
            let (answered, signature) = (answered?, signature?);
            let (most, received) = (terms.requests, answered);
            ensure!(received <= most, MoreThanSent { most, received });
            let digest = signing::digest(&domain, key, answered);
            let challenger = signer(&digest, &signature).ok_or(BadSignature { index })?;
            let after = test.reported(challenger, answered);
            test = after.map_err(|error| of_report(error, index, challenger))?;
            LoadReported {
                service_id,
                operator,
                challenger,
                window,
                answered,
            }
            .emit();
        }
        self.tests.set(&key, &Stored { test });
        Ok(())
    }

    /// Ends a test; whether it counts, and whether it is passed. Errors: `UnknownService`, `NoTest`, `TooEarly`,
    /// `PeerFailed`, those of the IServices.
    pub fn close(
        &mut self,
        service_id: u64,
        operator: Address,
        window: u64,
    ) -> Result<(bool, bool)> {
        let Service { peers, terms, .. } = self.service(service_id)?;
        let key = (service_id, operator, window);
        let test = self.existing(key)?;
        let (times, time) = (terms.times(window), env::now());
        let deadline = times.reports_end;
        ensure!(time >= deadline, TooEarly { deadline, time });
        // Asked now, not when it was drawn: an operator could schedule its exit before each draw, and cancel it after.
        let services = peers.services;
        let served = services.is_zero() || asked(services, service_id, operator)? >= times.ends;
        let closed = test.closed(&terms, served);
        let (reports, passed) = (closed.reports, closed.passed);
        self.tests.clear(&key);
        if let Some(median) = closed.median {
            let result = TestResult {
                window,
                reports,
                median,
                passed,
            };
            let results = self.results(service_id, operator).with(result);
            self.results.set(&(service_id, operator), &Kept { results });
        }
        let counts = closed.median.is_some();
        TestClosed {
            service_id,
            operator,
            window,
            reports,
            median: closed.median.unwrap_or_default(),
            counts,
            passed,
        }
        .emit();
        Ok((counts, passed))
    }

    /// Frees the results of an operator. Errors: `UnknownService`, `NothingToClear`, `StillNeeded`.
    pub fn clear(&mut self, service_id: u64, operator: Address) -> Result<()> {
        let terms = self.service(service_id)?.terms;
        let results = self.results(service_id, operator);
        let until = results.needed_until(&terms).ok_or(NothingToClear)?;
        ensure!(env::now() >= until, StillNeeded { until });
        self.results.clear(&(service_id, operator));
        ResultsCleared {
            service_id,
            operator,
        }
        .emit();
        Ok(())
    }

    /// A service. Errors: `UnknownService`.
    pub fn service(&self, service_id: u64) -> Result<Service> {
        let service = self.services.get(&service_id);
        Ok(service.ok_or(UnknownService { service_id })?)
    }

    /// A test that is not closed; one without challengers for none.
    pub fn test(&self, service_id: u64, operator: Address, window: u64) -> Test {
        let stored = self.tests.get(&(service_id, operator, window));
        stored.unwrap_or_default().test
    }

    /// The newest results of an operator.
    pub fn results(&self, service_id: u64, operator: Address) -> Results {
        let kept = self.results.get(&(service_id, operator));
        kept.unwrap_or_default().results
    }

    /// Whether an operator serves now. Errors: `UnknownService`, `PeerFailed`, those of the IServices.
    pub fn serves(&self, service_id: u64, operator: Address) -> Result<bool> {
        self.listed(&self.service(service_id)?, service_id, operator)
    }

    /// Errors: `NoTest`.
    fn existing(&self, key: (u64, Address, u64)) -> Result<Test> {
        let (service_id, operator, window) = key;
        let none = NoTest {
            service_id,
            operator,
            window,
        };
        Ok(self.tests.get(&key).ok_or(none)?.test)
    }

    /// Whether an operator serves now. Errors: `PeerFailed`, those of the IServices.
    fn listed(&self, service: &Service, service_id: u64, operator: Address) -> Result<bool> {
        let services = service.peers.services;
        if !services.is_zero() {
            return Ok(asked(services, service_id, operator)? > env::now());
        }
        let listed = self.operators.get(&(service_id, operator));
        Ok(listed.unwrap_or_default())
    }
}

/// Members that sign for a second.
struct Members {
    epoch: u32,
    suspended: u32,
    accounts: Vec<Address>,
}

/// The members of a committee in a second; none where it has none. Errors: `PeerFailed`, those of the committee.
fn members(peer: Address, time: u64) -> Result<Members> {
    let committee = Committee::at(peer);
    let epoch = answered(peer, committee.epoch_at(time))?;
    if epoch == 0 {
        return Ok(Members {
            epoch,
            suspended: 0,
            accounts: Vec::new(),
        });
    }
    let (_, _, _, suspended, accounts, _) = answered(peer, committee.members_of(epoch))?;
    ensure!(accounts.len() <= MOST_MEMBERS, PeerFailed { peer });
    Ok(Members {
        epoch,
        suspended,
        accounts,
    })
}

/// Until which second an operator serves, by IServices: 0 for none of the service. Errors: `PeerFailed`, those of the IServices.
fn asked(peer: Address, service_id: u64, operator: Address) -> Result<u64> {
    other(peer)?;
    let until = Services::at(peer).serves_until(service_id, operator);
    answered(peer, until)
}

/// Now is from a second on, and before another one. Errors: `TooEarly`, `TooLate`.
fn check_time(from: u64, until: u64) -> Result<()> {
    let time = env::now();
    let deadline = from;
    ensure!(time >= deadline, TooEarly { deadline, time });
    let deadline = until;
    ensure!(time < deadline, TooLate { deadline, time });
    Ok(())
}
