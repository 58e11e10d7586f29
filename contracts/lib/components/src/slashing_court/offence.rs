//! A share of what answers for a service, proposed by a contract that is the service's proposer.

use super::abi::Client as Court;
use blueprint_hooks::{call::CallError, ensure, env, Address, CustomError, Result, U256};
use blueprint_rules::{court::Charge, math::bps_floor};

/// What is proposed in a court.
pub struct Offence {
    /// The court.
    pub court: Address,
    /// The service.
    pub service_id: u64,
    /// The operator.
    pub operator: Address,
    /// What it is charged with.
    pub charge: Charge,
    /// The hash of the evidence.
    pub evidence: [u8; 32],
    /// The share, in basis points.
    pub share_bps: u16,
    /// The second for which the court captured the stake.
    pub moment: u64,
}

impl Offence {
    /// What the operator's stake answered for; `None` where the court captured nothing.
    pub fn exposure(&self) -> core::result::Result<Option<U256>, CallError> {
        let court = Court::at(self.court);
        let (known, exposure, _taken, _expires_at) =
            court.liability_of(self.service_id, self.operator, self.moment)?;
        Ok(known.then_some(exposure))
    }

    /// The share of an exposure, rounded down.
    pub fn share_of(&self, exposure: U256) -> U256 {
        bps_floor(exposure, self.share_bps.into())
    }

    /// Proposes the share of what the operator's stake answered for; the number of the proposal. Errors: `silent` where there is
    /// no court or it does not answer as one, `unknown` where it captured nothing, the court's own.
    pub fn file(&self, silent: impl CustomError + Copy, unknown: impl CustomError) -> Result<u64> {
        ensure!(!self.court.is_zero(), silent);
        let exposure = self.exposure().map_err(|error| error.or(silent))?;
        let amount = self.share_of(exposure.ok_or(unknown)?);
        self.propose(amount).map_err(|error| error.or(silent))
    }

    /// Proposes to take an amount; the number of the proposal.
    pub fn propose(&self, amount: U256) -> core::result::Result<u64, CallError> {
        Court::at(self.court).propose(
            self.service_id,
            self.operator,
            self.charge as u8,
            self.evidence,
            amount,
            self.moment,
        )
    }
}

/// Whether a contract answers as a court. This contract does not: a call of itself would end the whole call.
pub fn check_court(court: Address) -> core::result::Result<(), CallError> {
    if court == env::this() {
        return Err(CallError::NoCode);
    }
    Court::at(court).proposal_count().map(|_| ())
}
