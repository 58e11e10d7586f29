//! What a quorum of paying clients says of an operator in a period.
//!
//! A client's word is worth what it paid: it takes a seat by that, and its weight is capped so that no
//! client holds more than one part in the quorum. Below the quorum there is no verdict. Seats are few, so
//! that a verdict is one record; when they are taken, the client that paid least gives way to one that
//! paid more. Crowding others out therefore costs more than they pay, and of every payment the contract
//! keeps a fee.
//!
//! A complaint needs no receipt, so that an operator that does not respond, or does not claim, can be
//! complained about. It weighs what the client paid to *other* operators, as Lava weighs it by compute
//! units: a complaint without work that was paid for is worth nothing.

use super::usage::Counters;
use crate::{
    math::{weighted_median, U256},
    receipt::agreement::Paid,
};
#[cfg(feature = "scale")]
use {
    codec::{Decode, Encode, MaxEncodedLen},
    scale_info::TypeInfo,
};

/// The last second in which a receipt is claimed whose last request was at `last_request`: the end of the period
/// after that of the request, until when complaints about it are heard, too. Periods have `period` seconds. Without an
/// end an operator would choose in which period the word of its clients counts.
pub fn claimable_until(last_request: u64, period: u64) -> u64 {
    let of_request = last_request.checked_div(period).unwrap_or(0);
    let first_after = of_request.saturating_add(2).saturating_mul(period);
    first_after.saturating_sub(1)
}

/// Clients that are heard in a period.
pub const SEATS: usize = 9;

/// The share of a client's responses whose latency counts, in basis points.
pub const QUANTILE_BPS: u32 = 9_500;

/// Complaints must weigh more than so many times the work that was paid for.
pub const COMPLAINT_FACTOR: u128 = 4;

/// The least quorum: with less, one client of it holds half of the weight.
pub const LEAST_QUORUM: u8 = 3;

/// An address of 20 bytes.
pub type Address = [u8; 20];

/// What one client says of an operator in a period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Voice {
    /// The client.
    pub client: Address,
    /// What it paid the operator in the period, in base units; zero for a free seat.
    pub paid: u128,
    /// Errors of its requests, in basis points.
    pub error_bps: u16,
    /// The bucket of its latency at [`QUANTILE_BPS`].
    pub slow: u8,
}

impl Voice {
    /// What a client that paid so much says, by what its receipts counted in the period. `None` where it
    /// paid nothing, or made no request: a payment alone says nothing about quality.
    pub fn of(client: Address, paid: u128, counters: &Counters) -> Option<Self> {
        (paid > 0 && counters.requests > 0).then(|| Self {
            client,
            paid,
            error_bps: u16::try_from(counters.error_bps()).unwrap_or(u16::MAX),
            slow: counters.quantile_bucket(QUANTILE_BPS),
        })
    }
}

/// What is remembered of a client of an operator: its running period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct ClientPeriod {
    /// Paid in the period and the one before.
    pub paid: Paid,
    /// What all sessions counted in the period.
    pub counters: Counters,
    /// One more than the last period that the client complained about.
    pub complained: u64,
}

impl ClientPeriod {
    /// Adds what a claim added in `period`, which does not go back.
    pub fn add(&mut self, period: u64, counters: &Counters, amount: U256) {
        if period != self.paid.period {
            self.counters = Counters::default();
        }
        self.counters = self.counters.plus(counters);
        self.paid.add(period, amount);
    }
}

/// What was said of an operator in a period. Amounts in base units, at most `u128::MAX`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Panel {
    /// Units of work of all clients.
    pub units: u64,
    /// Paid by all clients.
    pub paid: u128,
    /// Weight of the complaints.
    pub complaints: u128,
    /// Clients that complained.
    pub complainers: u32,
    /// The clients that paid most.
    pub voices: [Voice; SEATS],
}

/// Whose word counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct VerdictTerms {
    /// Clients that make a verdict: [`LEAST_QUORUM`] to [`SEATS`].
    pub quorum: u8,
    /// Least a client must have paid in the period, in base units; at least 1.
    pub least_paid: u128,
}

/// What a quorum says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Clients that were heard.
    pub clients: u32,
    /// Bucket of the weighted median of latencies.
    pub slow: u8,
    /// Weighted median of the shares of errors, in basis points.
    pub error_bps: u16,
}

/// Why terms were refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the sentence of a variant names its fields")]
pub enum PanelError {
    /// The quorum is outside its bounds.
    Quorum { least: u8, most: u8, received: u8 },
    /// A client that pays nothing would have a word.
    NothingPaid,
}

impl VerdictTerms {
    /// Errors: `Quorum`, `NothingPaid`.
    pub fn check(&self) -> Result<(), PanelError> {
        let (least, most, received) = (LEAST_QUORUM, SEATS as u8, self.quorum);
        if received < least || received > most {
            return Err(PanelError::Quorum {
                least,
                most,
                received,
            });
        }
        if self.least_paid == 0 {
            return Err(PanelError::NothingPaid);
        }
        Ok(())
    }
}

impl Panel {
    /// Adds units of work and a payment, and hears the client that made it, if it says anything. `voice` says
    /// what it paid and counted in the whole period so far. Returns whether it has a seat.
    pub fn hear(&mut self, units: u64, amount: u128, voice: Option<Voice>) -> bool {
        self.units = self.units.saturating_add(units);
        self.paid = self.paid.saturating_add(amount);
        let Some(voice) = voice else { return false };
        let own = self
            .voices
            .iter()
            .position(|it| it.paid > 0 && it.client == voice.client);
        let seat = match own {
            Some(number) => self.voices.get_mut(number),
            // A free seat is one that paid nothing, which is less than any.
            None => self
                .voices
                .iter_mut()
                .min_by_key(|it| it.paid)
                .filter(|least| least.paid < voice.paid),
        };
        match seat {
            Some(seat) => {
                *seat = voice;
                true
            }
            None => false,
        }
    }

    /// Adds the complaint of a client that paid `to_others` in the period. Returns its weight: nothing for
    /// one that paid less than `least_paid`. Fewer than a quorum can never weigh enough.
    pub fn complain(&mut self, to_others: u128, terms: &VerdictTerms) -> u128 {
        if to_others < terms.least_paid.max(1) {
            return 0;
        }
        let fewer = u128::from(terms.quorum.max(LEAST_QUORUM))
            .saturating_sub(1)
            .max(1);
        let most = self.complaint_limit().checked_div(fewer).unwrap_or(0);
        // One more, so that a quorum can complain where no work was done.
        let weight = to_others.min(most.saturating_add(1));
        self.complaints = self.complaints.saturating_add(weight);
        self.complainers = self.complainers.saturating_add(1);
        weight
    }

    /// What complaints must exceed.
    fn complaint_limit(&self) -> u128 {
        self.paid.saturating_mul(COMPLAINT_FACTOR)
    }

    /// Whether a quorum of clients complained, with more weight than [`COMPLAINT_FACTOR`] times the work
    /// that was paid for.
    pub fn complained(&self, terms: &VerdictTerms) -> bool {
        self.complainers >= u32::from(terms.quorum) && self.complaints > self.complaint_limit()
    }

    /// What the clients say; `None` below the quorum, which is neutral.
    pub fn verdict(&self, terms: &VerdictTerms) -> Option<Verdict> {
        let mut voices = self.voices;
        let least = terms.least_paid.max(1);
        voices.sort_unstable_by_key(|it| core::cmp::Reverse(it.paid));
        let heard = voices.partition_point(|it| it.paid >= least);
        let quorum = usize::from(terms.quorum.max(1));
        let cap = voices.get(quorum.saturating_sub(1))?.paid;
        if heard < quorum {
            return None;
        }
        // At least a quorum of voices reach the cap: each weighs at most one part in the quorum.
        let heard = voices.get_mut(..heard)?;
        for voice in heard.iter_mut() {
            voice.paid = voice.paid.min(cap);
        }
        Some(Verdict {
            clients: u32::try_from(heard.len()).unwrap_or(u32::MAX),
            slow: weighted_median(heard, |it| it.paid, |it| it.slow)?,
            error_bps: weighted_median(heard, |it| it.paid, |it| it.error_bps)?,
        })
    }
}

/// How far an operator's share of the load is from what it was to have, in basis points of the whole.
pub fn load_deviation_bps(share_bps: u32, expected_bps: u32) -> u32 {
    share_bps.abs_diff(expected_bps)
}

#[cfg(test)]
mod tests;
