//! Reports: what an enclave used in a period.

use super::{
    abi::{
        KeyExpired, NotAllowed, NotKeySigned, PeriodOver, ResourceReport, ResourcesReported,
        TooEarly, TooLate,
    },
    report_digest, EnclaveKeys, Receipts, Reported,
};
use crate::{peer::answered, signatures::signer};
use blueprint_hooks::{ensure, env, Bytes, Event, Result, Revert};
use blueprint_rules::qos::enclave_keys::PeriodError;
use ink::storage::traits::StorageKey;

impl<KEY: StorageKey> EnclaveKeys<KEY> {
    /// Takes the report of a period; the share of the bound that was used. Errors: `UnknownService`, `NoKey`, `KeyExpired`,
    /// `NotAllowed`, `TooEarly`, `TooLate`, `PeriodOver`, `NotKeySigned`, `PeerFailed`, those of the receipts.
    pub fn report(&mut self, stated: &ResourceReport, signature: &Bytes) -> Result<u32> {
        let (service_id, operator, period) = (stated.service_id, stated.operator, stated.period);
        let service = self.service(service_id)?;
        let enrolment = self.existing(service_id, operator)?;
        let (key, expires, time) = (enrolment.key, enrolment.expires, env::now());
        ensure!(time < expires, KeyExpired { expires, time });
        let measurement = enrolment.measurement;
        let is_allowed = self.is_allowed(service_id, measurement);
        ensure!(is_allowed, NotAllowed { measurement });
        let usage = self.reported(service_id, operator);
        let (terms, kept) = (&service.terms, service.kept);
        let checked = terms.check_period(period, kept, &usage, time);
        checked.map_err(|error| of_period(error, period, time))?;
        let received = signer(&report_digest(stated), signature).unwrap_or_default();
        ensure!(received == key, NotKeySigned { key, received });
        let tasks = match service.receipts.is_zero() {
            true => stated.tasks,
            false => {
                let receipts = Receipts::at(service.receipts);
                let work = receipts.work_of(service_id, operator, period);
                let (units, paid, ..) = answered(service.receipts, work)?;
                terms.tasks(units, paid)
            }
        };
        let (cpu_ms, memory_mb_seconds) = (stated.cpu_ms, stated.memory_mb_seconds);
        let used_bps = terms.used_bps(tasks, cpu_ms, memory_mb_seconds);
        let usage = usage.after(period, used_bps);
        self.reports
            .set(&(service_id, operator), &Reported { usage });
        ResourcesReported {
            service_id,
            operator,
            period,
            tasks,
            cpu_ms,
            memory_mb_seconds,
            used_bps,
        }
        .emit();
        Ok(used_bps)
    }
}

fn of_period(error: PeriodError, received: u64, time: u64) -> Revert {
    match error {
        PeriodError::TooEarly(deadline) => TooEarly { deadline, time }.into(),
        PeriodError::TooLate(deadline) => TooLate { deadline, time }.into(),
        PeriodError::Over(next) => PeriodOver { next, received }.into(),
    }
}
