//! Who is judged in a service: operators, and the probe.

use super::terms::Terms;
use core::ops::Range;
use primitive_types::H160;
#[cfg(feature = "scale")]
use {
    codec::{Decode, Encode, MaxEncodedLen},
    scale_info::TypeInfo,
};

/// Rows of kept windows in a page: of the operators, and the last one of the probe.
pub const ROWS: usize = 12;
/// The most operators of a service at a time.
pub const MOST_OPERATORS: usize = ROWS - 1;
/// The row of the probe.
pub const PROBE_ROW: usize = MOST_OPERATORS;
/// The end of a party that did not leave.
pub const STAYS: u32 = u32::MAX;

/// An operator or the probe, from a window on and until another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Party {
    /// The operator; zero for the probe.
    pub account: H160,
    /// Its responsibility, in basis points; zero for a row without a party.
    pub weight_bps: u16,
    /// The first window that is expected of it.
    pub from: u32,
    /// The first window that is not; [`STAYS`] for none.
    pub until: u32,
}

/// Why a party does not join or leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the sentence of a variant names its fields")]
pub enum PartyError {
    /// The zero address.
    ZeroAccount,
    /// A weight of zero, or above a whole.
    Weight { received: u16 },
    /// The window has begun.
    WindowBegan { least: u32, received: u32 },
    /// It has not left by then.
    AlreadyServes { account: H160 },
    /// Every row has an operator that was not forgotten.
    TooMany { most: u32 },
    /// It does not serve, or leaves before then.
    NotServing { account: H160 },
}

/// The parties of a service, by their rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Parties {
    rows: [Party; ROWS],
}

impl Party {
    /// Of these windows, those that are expected of it.
    pub fn of(&self, windows: &Range<u32>) -> Range<u32> {
        if self.weight_bps == 0 {
            return 0..0;
        }
        let from = windows.start.max(self.from);
        from..windows.end.min(self.until).max(from)
    }
}

impl Parties {
    /// These parties, each in a row of its own. `None` for more than [`ROWS`].
    pub fn listed(parties: &[Party]) -> Option<Self> {
        let mut rows = [Party::default(); ROWS];
        rows.get_mut(..parties.len())?.copy_from_slice(parties);
        Some(Self { rows })
    }

    /// All rows, also those without a party, by their numbers.
    pub fn rows(&self) -> impl Iterator<Item = (usize, &Party)> {
        self.rows.iter().enumerate()
    }

    /// The rows of a party, a row for each time that it served.
    pub fn of(&self, account: H160) -> impl Iterator<Item = (usize, &Party)> {
        let all = self.rows();
        all.filter(move |(_, it)| it.weight_bps != 0 && it.account == account)
    }

    /// The row of a party that serves in a window.
    pub fn row(&self, account: H160, window: u32) -> Option<usize> {
        let mut rows = self.of(account);
        let served = rows.find(|(_, it)| (it.from..it.until).contains(&window));
        served.map(|(row, _)| row)
    }

    /// The probe begins to count with window 0. Once it has left, it does not return.
    pub fn with_probe(mut self, weight_bps: u16) -> Result<Self, PartyError> {
        let weight_bps = weight(weight_bps)?;
        if let Some(row) = self.rows.get_mut(PROBE_ROW) {
            *row = Party {
                weight_bps,
                until: STAYS,
                ..Default::default()
            };
        }
        Ok(self)
    }

    /// An operator joins with the window `from`, which has not begun at `now`. It gets a row that none had, or one
    /// whose operator's windows are all forgotten.
    pub fn join(
        mut self,
        terms: &Terms,
        account: H160,
        weight_bps: u16,
        from: u32,
        now: u64,
    ) -> Result<Self, PartyError> {
        let weight_bps = weight(weight_bps)?;
        if account.is_zero() {
            return Err(PartyError::ZeroAccount);
        }
        in_future(terms, from, now)?;
        if self.of(account).any(|(_, it)| it.until > from) {
            return Err(PartyError::AlreadyServes { account });
        }
        let forgotten = terms.forgotten_below(now);
        let free = |it: &&mut Party| it.weight_bps == 0 || it.until <= forgotten;
        let most = MOST_OPERATORS as u32;
        let mut operators = self.rows.iter_mut().take(MOST_OPERATORS);
        let row = operators.find(free).ok_or(PartyError::TooMany { most })?;
        *row = Party {
            account,
            weight_bps,
            from,
            until: STAYS,
        };
        Ok(self)
    }

    /// Nothing is expected of an operator, or of the probe (the zero address), from the window `until` on, which has not
    /// begun at `now`. One that leaves before it would begin never served: its row is free at once.
    pub fn leave(
        mut self,
        terms: &Terms,
        account: H160,
        until: u32,
        now: u64,
    ) -> Result<Self, PartyError> {
        in_future(terms, until, now)?;
        let row = self
            .rows
            .iter_mut()
            .find(|it| it.weight_bps != 0 && it.account == account && it.until == STAYS);
        let row = row.ok_or(PartyError::NotServing { account })?;
        match until <= row.from {
            true => *row = Party::default(),
            false => row.until = until,
        }
        Ok(self)
    }
}

fn weight(received: u16) -> Result<u16, PartyError> {
    match received {
        1..=10_000 => Ok(received),
        _ => Err(PartyError::Weight { received }),
    }
}

fn in_future(terms: &Terms, received: u32, now: u64) -> Result<(), PartyError> {
    let least = terms.begun(now);
    match received < least {
        true => Err(PartyError::WindowBegan { least, received }),
        false => Ok(()),
    }
}
