//! Why a formula gives no penalty.

use core::fmt;

use crate::math::U256;

/// The errors of the penalty formulas: where the source of a formula reverts, its function here
/// returns one of these with the evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PenaltyError {
    /// The formula takes nothing and its source refuses a penalty of zero.
    NothingToSlash,
    /// A parameter that divides is zero.
    ZeroDivisor {
        /// The parameter's name.
        parameter: &'static str,
    },
    /// A value outside the range its source accepts.
    OutOfRange {
        /// The value's name.
        value: &'static str,
        /// Smallest accepted value.
        at_least: u64,
        /// Greatest accepted value.
        at_most: U256,
        /// The value received.
        received: U256,
    },
    /// No row of the schedule names the offence.
    UnlistedOffence {
        /// Class of the offence.
        class: u16,
        /// Severity of the offence, in basis points.
        severity: u16,
    },
    /// A formula that does not leave exactly one amount, or is deeper or longer than its bounds.
    MalformedFormula {
        /// Index of the step that could not be taken; the number of steps if the end is at fault.
        step: usize,
    },
}

impl PenaltyError {
    /// `received`, if it lies within `at_least..=at_most`.
    pub(crate) fn check(
        value: &'static str,
        at_least: u64,
        received: U256,
        at_most: U256,
    ) -> Result<U256, Self> {
        if received < U256::from(at_least) || received > at_most {
            return Err(Self::OutOfRange {
                value,
                at_least,
                at_most,
                received,
            });
        }
        Ok(received)
    }

    /// A division by the parameter of that name.
    pub(crate) fn zero(parameter: &'static str) -> Self {
        Self::ZeroDivisor { parameter }
    }
}

impl fmt::Display for PenaltyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NothingToSlash => write!(f, "the penalty is zero"),
            Self::ZeroDivisor { parameter } => write!(f, "{parameter} is zero"),
            Self::OutOfRange {
                value,
                at_least,
                at_most,
                received,
            } => {
                write!(
                    f,
                    "{value}: expected {at_least} to {at_most}, received {received}"
                )
            }
            Self::UnlistedOffence { class, severity } => {
                write!(
                    f,
                    "no row for an offence of class {class} and severity {severity}"
                )
            }
            Self::MalformedFormula { step } => write!(f, "the formula fails at step {step}"),
        }
    }
}

impl core::error::Error for PenaltyError {}
