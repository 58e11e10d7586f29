//! The terms of a service.

use blueprint_rules::court::{Charge, Policy};
use blueprint_rules::math::BPS;

use super::place;
use crate::parameters::{Parameters, PenaltyPer};
use crate::simulate::preset::Cost;

/// What offences of a class cost in the service.
#[derive(Clone, Debug)]
pub struct ClassCost {
    /// By which rule.
    pub cost: Cost,
    /// What one penalty is for; of [`Cost::Terms`] always an era.
    pub per: PenaltyPer,
    /// With how many offences the operator is ejected; 0 for never.
    pub ejects_at: u32,
}

/// How a service is set up.
#[derive(Clone, Debug)]
pub struct Terms {
    /// What offences cost, by class: job misbehaviour, quality of service, security breach.
    pub costs: [ClassCost; 3],
    /// Seats by which correlation counts, instead of operators.
    pub seats: Option<u32>,
    /// How slashes are reviewed.
    pub policy: Policy,
    /// What a proposal costs where it is wrong.
    pub proposal_bond: u128,
    /// How long unbonding takes, in seconds.
    pub unbonding: u64,
}

impl Terms {
    /// Those of a file.
    pub fn of(parameters: &Parameters) -> Self {
        let text = &parameters.penalties;
        let classes = [
            &text.job_misbehaviour,
            &text.quality_of_service,
            &text.security_breach,
        ];
        Self {
            costs: classes.map(|class| ClassCost {
                cost: class.cost(parameters.decimals),
                per: class.penalty_per,
                ejects_at: class.ejects_at,
            }),
            seats: text.seats,
            policy: parameters.policy(),
            proposal_bond: parameters
                .millitokens(parameters.review.proposal_bond_millitokens)
                .low_u128(),
            unbonding: parameters.service.unbonding_seconds,
        }
    }

    /// The most that a slash of the class may name, in basis points.
    pub(super) fn most(&self, charge: Charge) -> u16 {
        match self.costs.get(place(charge)).map(|it| &it.cost) {
            Some(Cost::Terms(penalty)) => penalty.amount.cap,
            Some(Cost::Formula(_)) => BPS as u16,
            Some(Cost::Nothing) | None => 0,
        }
    }
}
