//! What is asked, and how the answer is read.

use super::Schedule;
use crate::{
    math::{BPS, U256},
    qos::service_level::Comparison,
};
use core::ops::Range;
use primitive_types::H160;
#[cfg(feature = "scale")]
use {
    codec::{Decode, Encode, MaxEncodedLen},
    scale_info::TypeInfo,
};

/// The place of what a measure does not have.
pub const NONE: u8 = 255;
/// The most words of arguments.
pub const MOST_ARGUMENTS: u8 = 5;
/// The last word of an answer that is read.
pub const LAST_WORD: u8 = 15;
const SELECTOR: usize = 4;
const WORD: usize = 32;
/// The most bytes of calldata.
const MOST_DATA: usize = SELECTOR + MOST_ARGUMENTS as usize * WORD;

/// A selector and its arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Calldata {
    bytes: [u8; MOST_DATA],
    length: usize,
}

impl Calldata {
    /// Of arguments, of which the first [`MOST_ARGUMENTS`] are taken.
    fn new(selector: [u8; SELECTOR], arguments: impl Iterator<Item = [u8; WORD]>) -> Self {
        let mut data = Self {
            bytes: [0; MOST_DATA],
            length: SELECTOR,
        };
        let (head, words) = data.bytes.split_at_mut(SELECTOR);
        head.copy_from_slice(&selector);
        for (to, argument) in words.chunks_exact_mut(WORD).zip(arguments) {
            to.copy_from_slice(&argument);
            data.length = data.length.saturating_add(WORD);
        }
        data
    }

    /// Selector and arguments.
    pub fn as_slice(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or(&[])
    }
}

/// What is asked, of whom, and how the answer is read. Its fields are those of `IRulebook.Measure`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Measure {
    /// The contract that is called.
    pub target: H160,
    /// The selector of the view.
    pub selector: [u8; SELECTOR],
    /// How many arguments it takes.
    pub arguments: u8,
    /// The argument that takes the operator.
    pub operator_at: u8,
    /// The argument that takes the beginning of the window; [`NONE`] for none.
    pub from_at: u8,
    /// The argument that takes its end; [`NONE`] for none.
    pub to_at: u8,
    /// What the other arguments take, in their order.
    pub others: [[u8; WORD]; 2],
    /// The second from which units are counted.
    pub origin: u64,
    /// Seconds of a unit.
    pub unit: u64,
    /// The word that must be `known`; [`NONE`] for none.
    pub known_at: u8,
    /// What it must be.
    pub known: u64,
    /// The word that is compared.
    pub value_at: u8,
    /// The word of which it is a share; [`NONE`] for none.
    pub whole_at: u8,
    /// Whether it is a counter.
    pub rises: bool,
    /// How a breach compares with the bound; `None` for a number that is no comparison.
    pub comparison: Option<Comparison>,
    /// The bound.
    pub bound: U256,
}

/// Why a measure cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MeasureError {
    /// A field, by its number in `IRulebook`.
    Field(u8),
    /// Neither of a window nor a counter.
    MomentChosen,
}

impl Measure {
    /// Errors where a field does not fit, in the rulebook at `this`. A counter, and what takes stake, must show something:
    /// silence of the target is no breach then.
    pub fn check(
        &self,
        this: H160,
        schedule: &Schedule,
        takes_stake: bool,
    ) -> Result<(), MeasureError> {
        let must_show = self.rises || takes_stake;
        let is_argument = |at: u8| at < self.arguments;
        let (operator, from, to) = (self.operator_at, self.from_at, self.to_at);
        let has_window = from != NONE || to != NONE;
        let placed = u8::from(from != NONE).saturating_add(u8::from(to != NONE));
        let left = self.arguments.saturating_sub(placed).saturating_sub(1);
        let read = |at: u8| at == NONE || at <= LAST_WORD;
        let rules = [
            (1, !self.target.is_zero() && self.target != this),
            (2, (1..=MOST_ARGUMENTS).contains(&self.arguments)),
            (3, is_argument(operator)),
            (4, from == NONE || is_argument(from) && from != operator),
            (
                5,
                to == NONE || is_argument(to) && to != operator && to != from,
            ),
            (2, usize::from(left) <= self.others.len()),
            (6, !has_window || self.has_whole_units(schedule)),
            (
                7,
                match must_show {
                    true => self.comparison == Some(Comparison::AtLeast),
                    false => self.comparison.is_some(),
                },
            ),
            (8, read(self.known_at)),
            (9, self.value_at <= LAST_WORD),
            (
                10,
                read(self.whole_at) && !(self.rises && self.whole_at != NONE),
            ),
            (11, !must_show || !self.bound.is_zero()),
        ];
        if let Some((field, _)) = rules.into_iter().find(|(_, fits)| !fits) {
            return Err(MeasureError::Field(field));
        }
        match has_window || self.rises {
            true => Ok(()),
            false => Err(MeasureError::MomentChosen),
        }
    }

    fn has_whole_units(&self, schedule: &Schedule) -> bool {
        let before = schedule.start.checked_sub(self.origin);
        let whole = |seconds: u64| seconds.checked_rem(self.unit) == Some(0);
        before.is_some_and(whole) && whole(schedule.window)
    }

    /// The calldata for an operator and a window.
    pub fn calldata(&self, operator: H160, window: &Range<u64>) -> Calldata {
        let units = |second: u64| {
            let units = second.saturating_sub(self.origin).checked_div(self.unit);
            U256::from(units.unwrap_or_default()).to_big_endian()
        };
        let mut others = self.others.iter();
        let argument = |at: u8| match at {
            at if at == self.operator_at => U256::from_big_endian(&operator.0).to_big_endian(),
            at if at == self.from_at => units(window.start),
            at if at == self.to_at => units(window.end),
            _ => others.next().copied().unwrap_or_default(),
        };
        Calldata::new(self.selector, (0..self.arguments).map(argument))
    }

    /// The value of an answer, or of a counter its count; `None` where it is not known.
    pub fn read(&self, answer: &[u8]) -> Option<U256> {
        let word = |at: u8| {
            let mut words = answer.chunks_exact(WORD);
            words.nth(at.into()).map(U256::from_big_endian)
        };
        if self.known_at != NONE && word(self.known_at)? != self.known.into() {
            return None;
        }
        let value = word(self.value_at)?;
        if self.whole_at == NONE {
            return Some(value);
        }
        let whole = word(self.whole_at)?;
        value.checked_mul(BPS.into())?.checked_div(whole)
    }

    /// Whether a value is a breach.
    pub fn is_breached(&self, value: U256) -> bool {
        self.comparison
            .is_some_and(|comparison| comparison.compares(value, self.bound))
    }
}
