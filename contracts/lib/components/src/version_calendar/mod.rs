//! Version calendar: from when on operators must run which build of a binary (`blueprint_rules::qos::version_calendar`).
//!
//! A service has one record, with its notice and its newest builds that have a deadline, each build one, and an operator
//! one, with the spans in which it serves and what it acknowledged.

#[cfg(test)]
mod tests;

blueprint_hooks::interface! {
    /// Errors and events of a version calendar, and a client of it.
    pub mod abi = "blueprint-abi/library/IVersionCalendar.sol";
}
pub use blueprint_rules::qos::version_calendar::{Notice, Serving};

use crate::cell::Map;
use abi::{
    AlreadyAcknowledged, AlreadyOpen, BuildAcknowledged, BuildEnded, BuildPublished,
    BuildWithdrawn, InFuture, OperatorSet, ServiceOpened, UnknownBuild, UnknownService,
    ZeroAccount, ZeroDigest,
};
use blueprint_hooks::{ensure, env, record, Address, Event, Result, Revert};
use blueprint_rules::qos::version_calendar::{
    Acknowledged, Calendar, DeadlineOutOfBounds, TermOutOfBounds,
};
use ink::storage::traits::{AutoKey, StorageKey};

/// The notice of a service, and its builds.
#[record]
pub struct Service {
    /// The notice. Written once.
    pub notice: Notice,
    /// How many builds there were.
    pub builds: u32,
    /// The newest ones that have a deadline.
    pub calendar: Calendar,
}

/// A build.
#[record]
pub struct Published {
    /// SHA-256 of the binary.
    pub digest: [u8; 32],
    /// When it was published.
    pub published_at: u64,
    /// The second from which it is required; 0 for never.
    pub deadline: u64,
    /// Whether it is a security patch.
    pub security: bool,
    /// When it was withdrawn; 0 for a build that was not.
    pub withdrawn_at: u64,
}

/// An operator of a service.
#[record]
pub struct Operator {
    /// When it serves.
    pub serving: Serving,
    /// What it acknowledged.
    pub acknowledged: Acknowledged,
}

/// Services, builds and operators. The contract authorises.
#[ink::storage_item]
#[derive(Default, Debug)]
pub struct VersionCalendar<KEY: StorageKey = AutoKey> {
    services: Map<u64, Service>,
    builds: Map<(u64, u32), Published>,
    operators: Map<(u64, Address), Operator>,
}

impl<KEY: StorageKey> VersionCalendar<KEY> {
    /// Fixes the notice of a service. Errors: `AlreadyOpen`, `TermOutOfBounds`.
    pub fn open(&mut self, service_id: u64, notice: &Notice) -> Result<()> {
        let is_new = self.services.get(&service_id).is_none();
        ensure!(is_new, AlreadyOpen { service_id });
        notice.check().map_err(of_term)?;
        let service = Service {
            notice: *notice,
            ..Default::default()
        };
        self.services.set(&service_id, &service);
        let Notice { ordinary, security } = *notice;
        ServiceOpened {
            service_id,
            ordinary,
            security,
        }
        .emit();
        Ok(())
    }

    /// Says whether an operator serves. Errors: `UnknownService`, `ZeroAccount`.
    pub fn set_operator(&mut self, service_id: u64, operator: Address, serves: bool) -> Result<()> {
        self.service(service_id)?;
        ensure!(!operator.is_zero(), ZeroAccount);
        let before = self.operator(service_id, operator);
        let after = Operator {
            serving: before.serving.after(serves, env::now()),
            ..before
        };
        self.operators.set(&(service_id, operator), &after);
        OperatorSet {
            service_id,
            operator,
            serves,
        }
        .emit();
        Ok(())
    }

    /// Publishes a build; its number. Errors: `UnknownService`, `ZeroDigest`, `DeadlineOutOfBounds`.
    pub fn publish(
        &mut self,
        service_id: u64,
        digest: [u8; 32],
        deadline: u64,
        security: bool,
    ) -> Result<u32> {
        let before = self.service(service_id)?;
        ensure!(digest != [0; 32], ZeroDigest);
        let time = env::now();
        let checked = before.notice.check_deadline(deadline, security, time);
        checked.map_err(of_deadline)?;
        // As many builds are never published.
        let build = before.builds.saturating_add(1);
        let calendar = match deadline {
            0 => before.calendar,
            deadline => before.calendar.with(build, deadline),
        };
        let service = Service {
            builds: build,
            calendar,
            ..before
        };
        self.services.set(&service_id, &service);
        let published = Published {
            digest,
            published_at: time,
            deadline,
            security,
            withdrawn_at: 0,
        };
        self.builds.set(&(service_id, build), &published);
        BuildPublished {
            service_id,
            build,
            digest,
            deadline,
            security,
        }
        .emit();
        Ok(build)
    }

    /// Withdraws a build. Errors: `UnknownService`, `UnknownBuild`, `BuildWithdrawn`.
    pub fn withdraw(&mut self, service_id: u64, build: u32) -> Result<()> {
        let before = self.service(service_id)?;
        let published = self.offered(service_id, build)?;
        let withdrawn_at = env::now();
        let withdrawn = Published {
            withdrawn_at,
            ..published
        };
        self.builds.set(&(service_id, build), &withdrawn);
        if published.deadline != 0 {
            let calendar = before.calendar.without(build, withdrawn_at);
            let service = Service { calendar, ..before };
            self.services.set(&service_id, &service);
        }
        BuildEnded { service_id, build }.emit();
        Ok(())
    }

    /// An operator acknowledges a build. Errors: `UnknownService`, `ZeroAccount`, `UnknownBuild`, `BuildWithdrawn`,
    /// `AlreadyAcknowledged`.
    pub fn acknowledge(&mut self, service_id: u64, operator: Address, build: u32) -> Result<()> {
        let calendar = self.service(service_id)?.calendar;
        ensure!(!operator.is_zero(), ZeroAccount);
        self.offered(service_id, build)?;
        let before = self.operator(service_id, operator);
        let (newest, received) = (before.acknowledged.build, build);
        ensure!(received > newest, AlreadyAcknowledged { newest, received });
        let after = Operator {
            acknowledged: before.acknowledged.after(&calendar, build, env::now()),
            ..before
        };
        self.operators.set(&(service_id, operator), &after);
        BuildAcknowledged {
            service_id,
            operator,
            build,
        }
        .emit();
        Ok(())
    }

    /// Whether an operator had acknowledged at a second what was required then. Errors: `UnknownService`, `InFuture`.
    pub fn is_up_to_date(&self, service_id: u64, operator: Address, time: u64) -> Result<bool> {
        let calendar = self.service(service_id)?.calendar;
        check_came(time)?;
        let Operator {
            serving,
            acknowledged,
        } = self.operator(service_id, operator);
        Ok(!serving.at(time) || calendar.is_met(&acknowledged, time))
    }

    /// The build that was required at a second; 0 for none. Errors: `UnknownService`, `InFuture`.
    pub fn required(&self, service_id: u64, time: u64) -> Result<u32> {
        let calendar = self.service(service_id)?.calendar;
        check_came(time)?;
        Ok(calendar.required_at(time))
    }

    /// What is known of an operator.
    pub fn operator(&self, service_id: u64, operator: Address) -> Operator {
        let known = self.operators.get(&(service_id, operator));
        known.unwrap_or_default()
    }

    /// The notice of a service, and its builds. Errors: `UnknownService`.
    pub fn service(&self, service_id: u64) -> Result<Service> {
        let service = self.services.get(&service_id);
        Ok(service.ok_or(UnknownService { service_id })?)
    }

    /// A build. Errors: `UnknownBuild`.
    pub fn published(&self, service_id: u64, build: u32) -> Result<Published> {
        let published = self.builds.get(&(service_id, build));
        Ok(published.ok_or(UnknownBuild { service_id, build })?)
    }

    /// A build that was not withdrawn. Errors: `UnknownBuild`, `BuildWithdrawn`.
    fn offered(&self, service_id: u64, build: u32) -> Result<Published> {
        let published = self.published(service_id, build)?;
        let is_offered = published.withdrawn_at == 0;
        ensure!(is_offered, BuildWithdrawn { service_id, build });
        Ok(published)
    }
}

/// Errors: `InFuture`.
fn check_came(moment: u64) -> Result<()> {
    let time = env::now();
    ensure!(moment <= time, InFuture { moment, time });
    Ok(())
}

fn of_term(error: TermOutOfBounds) -> Revert {
    abi::TermOutOfBounds {
        term: error.term,
        least: error.least.into(),
        most: error.most.into(),
        received: error.received.into(),
    }
    .into()
}

fn of_deadline(error: DeadlineOutOfBounds) -> Revert {
    abi::DeadlineOutOfBounds {
        earliest: error.earliest,
        latest: error.latest,
        received: error.received,
    }
    .into()
}
