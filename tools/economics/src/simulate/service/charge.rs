//! What a slash costs, by the terms of the pallet or by a formula.

use blueprint_rules::math::{bps_floor, mul_div_ceil, U256};
use blueprint_rules::penalty::{Correlation, Formula, History, Offence, OffenceFacts, PenaltyRule};

use super::{place, Service, Slash};
use crate::parameters::PenaltyPer;
use crate::simulate::preset::Cost;

impl Service {
    /// What a slash is to take of what it captured.
    pub(super) fn charge(&mut self, slash: &Slash, severity: u16) -> u128 {
        let charge = slash.proposal.charge;
        let (class, era) = (charge as u8, slash.era);
        let key = (class, era, slash.operator);
        let captured = U256::from(slash.captured.amount);
        let correlation = self.correlation(class, era, captured);
        let rule = self.terms.costs[place(charge)].clone();
        let of = &mut self.operators[slash.operator];
        let on_record = &mut of.record[place(charge)];
        let offence = self.offences.entry(key).or_default();
        match &rule.cost {
            Cost::Nothing => 0,
            Cost::Terms(penalty) => {
                let (amount, ejects_at) = (&penalty.amount, penalty.ejects_at);
                let charged = offence.charge(
                    amount,
                    ejects_at,
                    class.into(),
                    severity,
                    *on_record,
                    correlation,
                );
                // The terms of a blueprint never fail.
                let Ok(charged) = charged else { return 0 };
                *on_record = charged.on_record;
                of.ejected |= charged.ejected;
                bps_floor(captured, charged.share_bps.into()).low_u128()
            }
            Cost::Formula(steps) => {
                let again = rule.per == PenaltyPer::Era && offence.recorded;
                if !offence.recorded || rule.per == PenaltyPer::Offence {
                    offence.earlier = *on_record;
                    offence.recorded = true;
                    *on_record = on_record.saturating_add(1);
                }
                of.ejected |= rule.ejects_at > 0 && *on_record >= rule.ejects_at;
                let facts = OffenceFacts {
                    stake: captured,
                    offence: Offence {
                        class: class.into(),
                        severity,
                    },
                    history: History {
                        offences: offence.earlier,
                        charged: U256::zero(),
                    },
                    correlation,
                };
                // A formula that its own source refuses takes nothing.
                let due = Formula(steps).penalty(&facts).unwrap_or_default();
                let before = self.charged.entry(key).or_default();
                let amount = match again {
                    true => due.saturating_sub(*before),
                    false => due,
                };
                *before = before.saturating_add(amount);
                amount.low_u128()
            }
        }
    }

    /// Operators of the service, or seats by stake: commitments are equal.
    fn correlation(&self, class: u8, era: u32, stake: U256) -> Correlation {
        let offenders = self.offenders.get(&(class, era)).copied().unwrap_or(0);
        let all = self.operators.len() as u32;
        let (counted, of) = match self.terms.seats {
            None => (offenders, all),
            Some(seats) => {
                let taken = mul_div_ceil(offenders.into(), seats.into(), all.into());
                (taken.map_or(0, |taken| taken.low_u32()), seats)
            }
        };
        Correlation {
            offenders: counted,
            operators: of,
            recently_slashed: stake * offenders,
            total: stake * all,
        }
    }
}
