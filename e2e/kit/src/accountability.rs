//! Steps that hold an operator to account: reports of quality, and slashes through their review.

use crate::{Error, Step, World};
use serde_json::json;

impl World {
    /// Reports an operator's quality of service, with evidence that the manager reads. The pallet alone takes reports,
    /// of as many kinds as the blueprint's term `quality_kinds` says.
    ///
    /// # Errors
    /// If the request makes no sense, or a core is asked.
    pub fn report_quality(
        &mut self,
        service: u64,
        reporter: &str,
        kind: u8,
        operator: &str,
        evidence: impl Into<String>,
    ) -> Result<Step, Error> {
        self.ask(json!({
            "do": "report-quality", "service": service, "as": reporter, "kind": kind,
            "operator": operator, "evidence": evidence.into(),
        }))
    }

    /// Proposes to slash a part of an operator's stake, in basis points, as the account that
    /// the service's slashing origin is. `evidence` is a word that is not zero. The step has the slash's id.
    ///
    /// # Errors
    /// If the request makes no sense.
    pub fn propose_slash(
        &mut self,
        service: u64,
        proposer: &str,
        operator: &str,
        share_bps: u16,
        evidence: impl Into<String>,
    ) -> Result<Step, Error> {
        self.ask(json!({
            "do": "propose-slash", "service": service, "as": proposer, "operator": operator,
            "share_bps": share_bps, "evidence": evidence.into(),
        }))
    }

    /// Disputes a slash, with the bond that the chain asks for.
    ///
    /// # Errors
    /// If the request makes no sense.
    pub fn dispute_slash(&mut self, slash: u64, who: &str) -> Result<Step, Error> {
        self.ask(json!({"do": "dispute-slash", "slash": slash, "as": who}))
    }

    /// Vetoes a slash: as governance, or as a core's slash administrator.
    ///
    /// # Errors
    /// If the request makes no sense.
    pub fn veto_slash(&mut self, slash: u64) -> Result<Step, Error> {
        self.ask(json!({"do": "veto-slash", "slash": slash}))
    }

    /// Executes a slash. Its review must be over: see [`pass`](Self::pass).
    ///
    /// # Errors
    /// If the request makes no sense.
    pub fn execute_slash(&mut self, slash: u64, who: &str) -> Result<Step, Error> {
        self.ask(json!({"do": "execute-slash", "slash": slash, "as": who}))
    }
}
