//! What is said of operators.

use super::{abi::*, UsageReceipts};
use blueprint_hooks::{ensure, Address, List, Result, Vec};
use blueprint_rules::{
    math::BPS,
    qos::{
        panel::{load_deviation_bps, Panel, VerdictTerms},
        usage::{bucket_limit_ms, share_bps},
    },
};
use ink::storage::traits::StorageKey;

/// Operators that are compared at once.
pub const MOST_OPERATORS: usize = 16;

/// A verdict as the interface has it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Said {
    /// 0 while the period or the time to complain lasts, 1 without a quorum, 2 for a verdict.
    pub status: u8,
    /// Clients that were heard.
    pub clients: u32,
    /// In milliseconds.
    pub latency_ms: u64,
    /// In basis points.
    pub error_bps: u32,
    /// Whether a quorum complained with enough weight.
    pub complained: bool,
}

/// How the units of a period are shared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Load {
    /// In basis points, in the order of the operators.
    pub shares_bps: Vec<u32>,
    /// The largest difference from equal shares, in basis points of the whole.
    pub deviation_bps: u32,
    /// Whether a quorum of clients was heard.
    pub judged: bool,
}

impl<KEY: StorageKey> UsageReceipts<KEY> {
    /// What was said of an operator in a period.
    pub fn said_in(&self, service_id: u64, operator: Address, period: u64) -> Panel {
        self.panel(service_id, operator, period)
    }

    /// What a quorum says of an operator in a period; neutral before it is final. Errors: `NoTerms`.
    pub fn verdict(&self, service_id: u64, operator: Address, period: u64) -> Result<Said> {
        let terms = self.terms()?;
        // Complaints come in the period after.
        Ok(match terms.now() <= period.saturating_add(1) {
            true => Said::default(),
            false => self.said_by(&terms.verdict, service_id, operator, period),
        })
    }

    /// What it will be if nothing more is claimed or complained of. Errors: `NoTerms`.
    pub fn coming_verdict(&self, service_id: u64, operator: Address, period: u64) -> Result<Said> {
        let terms = self.terms()?;
        Ok(self.said_by(&terms.verdict, service_id, operator, period))
    }

    /// What was said so far, by the terms.
    fn said_by(
        &self,
        terms: &VerdictTerms,
        service_id: u64,
        operator: Address,
        period: u64,
    ) -> Said {
        let panel = self.panel(service_id, operator, period);
        let said = Said {
            status: 1,
            complained: panel.complained(terms),
            ..Said::default()
        };
        match panel.verdict(terms) {
            None => said,
            Some(verdict) => Said {
                status: 2,
                clients: verdict.clients,
                latency_ms: bucket_limit_ms(verdict.slow),
                error_bps: verdict.error_bps.into(),
                ..said
            },
        }
    }

    /// The shares of operators in the units of a period. An operator that is named twice counts twice.
    /// Errors: `NoTerms`, `TooManyOperators`.
    pub fn load(&self, service_id: u64, period: u64, operators: &List<Address>) -> Result<Load> {
        let (most, received) = (MOST_OPERATORS.into(), operators.len().into());
        ensure!(received <= most, TooManyOperators { most, received });
        let operators = operators.to_vec()?;
        let terms = self.terms()?;
        let panels = operators
            .iter()
            .map(|operator| self.panel(service_id, *operator, period));
        let panels: Vec<Panel> = panels.collect();
        let mut clients: Vec<[u8; 20]> = panels
            .iter()
            .flat_map(|panel| panel.voices)
            .filter(|voice| voice.paid >= terms.verdict.least_paid)
            .map(|voice| voice.client)
            .collect();
        clients.sort_unstable();
        clients.dedup();
        let units = panels.iter().map(|panel| panel.units);
        let all = units.clone().fold(0, u64::saturating_add);
        let shares_bps: Vec<u32> = units.map(|units| share_bps(units, all)).collect();
        let equal = BPS
            .checked_div(operators.len() as u64)
            .and_then(|equal| u32::try_from(equal).ok());
        let deviations = shares_bps
            .iter()
            .map(|share| load_deviation_bps(*share, equal.unwrap_or(*share)));
        let judged = all > 0 && clients.len() >= usize::from(terms.verdict.quorum);
        Ok(Load {
            deviation_bps: match judged {
                true => deviations.max().unwrap_or(0),
                false => 0,
            },
            judged,
            shares_bps,
        })
    }
}
