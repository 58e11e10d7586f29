//! The smallest hook contract: it counts reports. The same in Solidity is
//! `../../solidity/ReportCounter.sol`.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[blueprint_hooks::contract("../../IReportCounter.sol")]
pub mod report_counter {
    use blueprint_components::prelude::*;

    #[derive(Default)]
    pub struct ReportCounter {
        guard: RuntimeGuard,
        reports: Map<u64, u64>,
        quality_reports: Map<(u64, u8), u64>,
    }

    impl ReportCounter {
        pub fn constructor(&mut self, runtime: Address) -> Result<()> {
            self.guard.init(runtime)
        }
    }

    #[guarded(self.guard)]
    impl IReportVerifier for ReportCounter {
        fn verify_report(
            &mut self,
            service_id: u64,
            _job_index: u8,
            job_call_id: u64,
            participant: Bytes,
            _inputs: Bytes,
            _outputs: Bytes,
        ) -> Result<()> {
            check(&participant)?;
            let reports = self.reports_of(service_id).saturating_add(1);
            self.reports.set(&service_id, &reports);
            ReportCounted { service_id, job_call_id, reports }.emit();
            Ok(())
        }
    }

    #[guarded(self.guard)]
    impl IQualityVerifier for ReportCounter {
        fn verify_quality_report(
            &mut self,
            service_id: u64,
            kind: u8,
            participant: Bytes,
            _evidence: Bytes,
        ) -> Result<()> {
            check(&participant)?;
            let reports = self.quality_reports_of(service_id, kind).saturating_add(1);
            self.quality_reports.set(&(service_id, kind), &reports);
            QualityReportCounted { service_id, kind, reports }.emit();
            Ok(())
        }
    }

    #[guarded(self.guard)]
    impl IReportCounter for ReportCounter {
        fn can_join(&self, _service_id: u64, _operator: Address) -> bool {
            true
        }

        fn reports_of(&self, service_id: u64) -> u64 {
            self.reports.get(&service_id).unwrap_or_default()
        }

        fn quality_reports_of(&self, service_id: u64, kind: u8) -> u64 {
            self.quality_reports.get(&(service_id, kind)).unwrap_or_default()
        }
    }

    fn check(participant: &Bytes) -> Result<()> {
        let received_length = participant.len();
        ensure!(received_length == 20, InvalidParticipant { expected_length: 20, received_length });
        Ok(())
    }
}
