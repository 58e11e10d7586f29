//! The desk's part of the wire: arguments and errors.

use blueprint_components::{DeskError, GuardError};
use blueprint_hooks::{arguments, one_of_refusals, refusals};
use ink::{Address, U256};

arguments! {
    /// How the contract is deployed.
    pub struct New {
        /// The one account that tells of blueprints and services.
        pub runtime: Address,
        /// Where accepted reports count: `IPointsLedger`, in which the desk is an awarder.
        pub ledger: Address,
        /// Where what is attributable is brought: `ISlashingCourt`, in which the desk is proposer.
        pub court: Address,
    }

    /// A blueprint that takes reports.
    pub struct SetBlueprint {
        /// The blueprint.
        pub blueprint_id: u64,
        /// Who registers its verifiers.
        pub owner: Address,
        /// How old the end of what is reported may be, in milliseconds.
        pub max_age_ms: u64,
        /// Whether an author's values are totals so far, and must grow.
        pub cumulative: bool,
        /// What an author stakes on being right, in base units; not zero.
        pub bond: U256,
        /// How long a verifier has, in seconds; not zero.
        pub time_to_judge: u64,
    }

    /// A service that runs, or does not.
    pub struct SetService {
        /// The service instance.
        pub service_id: u64,
        /// Its blueprint.
        pub blueprint_id: u64,
        /// Whether it runs.
        pub active: bool,
    }

    /// An operator that works for a service, or does not.
    pub struct SetOperator {
        /// The service instance.
        pub service_id: u64,
        /// Who.
        pub operator: Address,
        /// Whether it does.
        pub serves: bool,
    }

    /// An account that may report, or may not.
    pub struct SetReporter {
        /// The service instance.
        pub service_id: u64,
        /// Who.
        pub reporter: Address,
        /// Whether it may.
        pub may: bool,
    }

    /// Who judges from now on.
    pub struct RegisterVerifier {
        /// The blueprint.
        pub blueprint_id: u64,
        /// 1 job misbehaviour, 2 quality of service.
        pub kind: u8,
        /// Who.
        pub verifier: Address,
    }

    /// A report.
    pub struct FileReport {
        /// The blueprint.
        pub blueprint_id: u64,
        /// The service instance.
        pub service_id: u64,
        /// 1 job misbehaviour, 2 quality of service.
        pub kind: u8,
        /// The running era of the ledger.
        pub era: u64,
        /// Who is reported.
        pub operator: Address,
        /// Larger than that of the caller's last report of this kind in this service.
        pub nonce: u64,
        /// When what is reported began, in milliseconds.
        pub start_ms: u64,
        /// When it ended, in milliseconds.
        pub end_ms: u64,
        /// What was measured.
        pub value: u64,
        /// keccak-256 of the evidence.
        pub payload: [u8; 32],
    }

    /// What a verifier found.
    pub struct Judge {
        /// The report.
        pub report_id: u64,
        /// 1 false, 2 the operator did it, 3 somebody else may have caused it.
        pub verdict: u8,
        /// How bad, in basis points; looked at with verdict 2 alone.
        pub severity_bps: u16,
    }

    /// A report that nobody judged.
    pub struct Lapse {
        /// The report.
        pub report_id: u64,
    }

    /// An accepted report to bring before the court.
    pub struct Accuse {
        /// The report.
        pub report_id: u64,
    }

    /// `withdrawBond()`
    pub struct WithdrawBond {}

    /// `runtime()`
    pub struct Runtime {}

    /// `ledger()`
    pub struct LedgerOf {}

    /// `court()`
    pub struct CourtOf {}

    /// `ownerOf(uint64)`
    pub struct OwnerOf {
        /// The blueprint.
        pub blueprint_id: u64,
    }

    /// `rulesOf(uint64)`
    pub struct RulesOf {
        /// The blueprint.
        pub blueprint_id: u64,
    }

    /// `verifierOf(uint64,uint8)`
    pub struct VerifierOf {
        /// The blueprint.
        pub blueprint_id: u64,
        /// 1 job misbehaviour, 2 quality of service.
        pub kind: u8,
    }

    /// `serviceOf(uint64)`
    pub struct ServiceOf {
        /// The service instance.
        pub service_id: u64,
    }

    /// `serves(uint64,address)`
    pub struct Serves {
        /// The service instance.
        pub service_id: u64,
        /// The operator.
        pub operator: Address,
    }

    /// `mayReport(uint64,address)`
    pub struct MayReport {
        /// The service instance.
        pub service_id: u64,
        /// The reporter.
        pub reporter: Address,
    }

    /// `reportCount()`
    pub struct ReportCount {}

    /// `report(uint64)`
    pub struct ReportOf {
        /// The report.
        pub report_id: u64,
    }

    /// `reportEvidence(uint64)`
    pub struct ReportEvidence {
        /// The report.
        pub report_id: u64,
    }

    /// `severityOf(uint64)`
    pub struct SeverityOf {
        /// The report.
        pub report_id: u64,
    }

    /// `bondCredit(address)`
    pub struct BondCredit {
        /// The account.
        pub account: Address,
    }

    /// `bondTotals()`
    pub struct BondTotals {}
}

refusals! {
    /// What the contract itself refuses.
    pub enum ContractError {
        /// The ledger does not answer what was asked.
        LedgerSilent { ledger: Address },
        /// The court does not answer what was asked.
        CourtSilent { court: Address },
        /// The court was not told what the operator had at stake then.
        StakeUnknown { operator: Address, captured_at: u64 },
    }
}

one_of_refusals! {
    /// Why a message refuses.
    pub enum Error {
        /// The guard does.
        Guard(GuardError),
        /// The desk does.
        Desk(DeskError),
        /// The contract does.
        Contract(ContractError),
    }
}
