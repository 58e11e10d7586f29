//! The ledger and the court, as they are asked and told.

use crate::wire::ContractError;
use blueprint_hooks::{
    ask::{ask, ask_words, calldata, tell},
    text::{selector, signature_hash},
    Word,
};
use blueprint_rules::math::bps_floor;
use ink::{prelude::vec::Vec, Address, U256};

const CURRENT_ERA: [u8; 4] = selector(signature_hash("currentEra", ""));
const RECORD_REPORT: [u8; 4] = selector(signature_hash("recordReport", "uint64,address"));
const CAPTURE_OF: [u8; 4] = selector(signature_hash("captureOf", "address,uint64"));
const PROPOSE: [u8; 4] = selector(signature_hash(
    "propose",
    "uint64,address,uint8,bytes32,uint256,uint64",
));

/// A contract that answers to `IPointsLedger`.
pub struct Ledger(pub Address);

/// A contract that answers to `ISlashingCourt`.
pub struct Court(pub Address);

/// What is brought before the court.
pub struct Accusation {
    /// The service instance.
    pub service_id: u64,
    /// Who did it.
    pub operator: Address,
    /// The court's number of the charge.
    pub charge: u8,
    /// keccak-256 of the evidence.
    pub evidence: [u8; 32],
    /// How bad, in basis points.
    pub severity_bps: u16,
    /// Whose moment's stake answers for it, in seconds.
    pub captured_at: u64,
}

impl Ledger {
    /// The running era.
    pub fn current_era(&self) -> Result<u64, ContractError> {
        ask(self.0, &current_era()).ok_or(self.silent())
    }

    /// Counts an accepted report about an operator.
    pub fn record_report(&self, service_id: u64, operator: Address) -> Result<(), ContractError> {
        let [] = tell(self.0, &record_report(service_id, operator)).ok_or(self.silent())?;
        Ok(())
    }

    fn silent(&self) -> ContractError {
        ContractError::LedgerSilent { ledger: self.0 }
    }
}

impl Court {
    /// Proposes to take that part of the captured stake, rounded down, which the severity says.
    /// Returns the proposal's id.
    pub fn propose(&self, accusation: &Accusation) -> Result<u64, ContractError> {
        let (operator, captured_at) = (accusation.operator, accusation.captured_at);
        let [known, stake, _taken] =
            ask_words(self.0, &capture_of(operator, captured_at)).ok_or(self.silent())?;
        if bool::from_word(&known) != Some(true) {
            return Err(ContractError::StakeUnknown {
                operator,
                captured_at,
            });
        }
        let stake = U256::from_big_endian(&stake);
        let requested = bps_floor(stake, accusation.severity_bps.into());
        let [proposal] = tell(self.0, &propose(accusation, requested)).ok_or(self.silent())?;
        u64::from_word(&proposal).ok_or(self.silent())
    }

    fn silent(&self) -> ContractError {
        ContractError::CourtSilent { court: self.0 }
    }
}

/// Calldata of `currentEra`.
pub(crate) fn current_era() -> Vec<u8> {
    calldata(CURRENT_ERA, &[])
}

/// Calldata of `recordReport`.
pub(crate) fn record_report(service_id: u64, operator: Address) -> Vec<u8> {
    calldata(RECORD_REPORT, &[service_id.to_word(), operator.to_word()])
}

/// Calldata of `captureOf`.
pub(crate) fn capture_of(operator: Address, captured_at: u64) -> Vec<u8> {
    calldata(CAPTURE_OF, &[operator.to_word(), captured_at.to_word()])
}

/// Calldata of `propose`.
pub(crate) fn propose(accusation: &Accusation, requested: U256) -> Vec<u8> {
    calldata(
        PROPOSE,
        &[
            accusation.service_id.to_word(),
            accusation.operator.to_word(),
            accusation.charge.to_word(),
            accusation.evidence,
            requested.to_word(),
            accusation.captured_at.to_word(),
        ],
    )
}
