//! A page: the bits of consecutive windows, of a service and all its parties, in one record.

use super::parties::ROWS;
use core::ops::Range;
#[cfg(feature = "scale")]
use {
    codec::{Decode, Encode, Error, Input, MaxEncodedLen, Output},
    scale_info::TypeInfo,
};

/// Windows of a page: a word of 256 bits for each row.
pub const PAGE_WINDOWS: u32 = 256;

/// A bit for each window, the lowest one first.
type Row = [u64; 4];

/// The windows from `PAGE_WINDOWS * number` on: which are excused, and which each row kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(TypeInfo))]
pub struct Page {
    excused: Row,
    kept: [Row; ROWS],
}

/// What was expected of a party, and what it kept, in windows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// All of them.
    pub due: u32,
    /// Those that are not excused. Decides whether there are enough to judge.
    pub unexcused: u32,
    /// Those that count: all but the excused ones that were not kept.
    pub expected: u32,
    /// Those that were kept.
    pub kept: u32,
}

impl Tally {
    /// Both together.
    pub fn plus(self, other: Self) -> Self {
        Self {
            due: self.due.saturating_add(other.due),
            unexcused: self.unexcused.saturating_add(other.unexcused),
            expected: self.expected.saturating_add(other.expected),
            kept: self.kept.saturating_add(other.kept),
        }
    }
}

impl Page {
    /// The page of a window.
    pub fn number(window: u32) -> u32 {
        window / PAGE_WINDOWS
    }

    /// A page with these bits, the lowest one first: the excused windows, and those that each row kept.
    pub const fn new(excused: [u64; 4], kept: [[u64; 4]; ROWS]) -> Self {
        Self { excused, kept }
    }

    /// The windows of a page.
    pub fn windows(page: u32) -> Range<u32> {
        let first = page.saturating_mul(PAGE_WINDOWS);
        first..first.saturating_add(PAGE_WINDOWS)
    }

    /// The pages of some windows, each with those of them that it holds, counted from its first one.
    pub fn spans(windows: Range<u32>) -> impl Iterator<Item = (u32, Range<u32>)> {
        let pages = match windows.is_empty() {
            true => 0..0,
            // Above zero, as it is above the beginning.
            false => {
                Self::number(windows.start)
                    ..Self::number(windows.end.saturating_sub(1)).saturating_add(1)
            }
        };
        pages.map(move |page| (page, Self::within(page, &windows)))
    }

    /// Of some windows, those of a page, counted from its first one.
    pub fn within(page: u32, windows: &Range<u32>) -> Range<u32> {
        let first = page.saturating_mul(PAGE_WINDOWS);
        let offset = |window: u32| window.saturating_sub(first).min(PAGE_WINDOWS);
        offset(windows.start)..offset(windows.end)
    }

    /// Marks a window of a row as kept; `false` if it was.
    pub fn keep(&mut self, row: usize, window: u32) -> bool {
        let kept = self.kept.get_mut(row);
        kept.is_some_and(|kept| mark(kept, &one(window)))
    }

    /// Whether a row kept a window.
    pub fn is_kept(&self, row: usize, window: u32) -> bool {
        let masks = one(window);
        let kept = self.kept.get(row);
        kept.is_some_and(|kept| kept.iter().zip(masks).any(|(word, mask)| word & mask != 0))
    }

    /// The windows that are excused, a bit for each, the lowest one first.
    pub fn excused(&self) -> &[u64; 4] {
        &self.excused
    }

    /// Of some windows, counted from the first one of the page, those that a row kept.
    pub fn kept(&self, row: usize, windows: &Range<u32>) -> [u64; 4] {
        let mut kept = self.kept.get(row).copied().unwrap_or_default();
        for (word, mask) in kept.iter_mut().zip(masks(windows)) {
            *word &= mask;
        }
        kept
    }

    /// Excuses windows, counted from the first one of the page; `false` if all of them were.
    pub fn excuse(&mut self, windows: &Range<u32>) -> bool {
        mark(&mut self.excused, &masks(windows))
    }

    /// The tally of a row over windows that are counted from the first one of the page.
    pub fn tally(&self, row: usize, windows: &Range<u32>) -> Tally {
        let kept = self.kept(row, windows);
        let mut tally = Tally::default();
        for ((mask, excused), kept) in masks(windows).iter().zip(&self.excused).zip(&kept) {
            let excused = excused & mask;
            tally = tally.plus(Tally {
                due: mask.count_ones(),
                unexcused: (mask & !excused).count_ones(),
                expected: (mask & !(excused & !kept)).count_ones(),
                kept: kept.count_ones(),
            });
        }
        tally
    }

    /// Rows up to the last one with a bit; the excused windows are the first one.
    #[cfg(feature = "scale")]
    fn used(&self) -> usize {
        let used = self.kept.iter().rposition(|row| *row != Row::default());
        used.map_or(0, |last| last.saturating_add(1))
    }
}

/// The rows up to the last one with a bit, so that a service of few operators pays for few.
#[cfg(feature = "scale")]
impl Encode for Page {
    fn size_hint(&self) -> usize {
        self.used()
            .saturating_add(1)
            .saturating_mul(size_of::<Row>())
    }

    fn encode_to<T: Output + ?Sized>(&self, out: &mut T) {
        self.excused.encode_to(out);
        for row in self.kept.iter().take(self.used()) {
            row.encode_to(out);
        }
    }
}

#[cfg(feature = "scale")]
impl Decode for Page {
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        let mut page = Self {
            excused: Row::decode(input)?,
            ..Default::default()
        };
        for row in &mut page.kept {
            match input.remaining_len()? {
                Some(0) => break,
                _ => *row = Row::decode(input)?,
            }
        }
        Ok(page)
    }
}

#[cfg(feature = "scale")]
impl MaxEncodedLen for Page {
    fn max_encoded_len() -> usize {
        ROWS.saturating_add(1).saturating_mul(size_of::<Row>())
    }
}

fn one(window: u32) -> Row {
    masks(&(window..window.saturating_add(1)))
}

/// The bits of windows below [`PAGE_WINDOWS`].
fn masks(windows: &Range<u32>) -> Row {
    let below = |end: u32| {
        let mut row = Row::default();
        for (word, first) in row.iter_mut().zip([0u32, 64, 128, 192]) {
            let bits = end.saturating_sub(first).min(64);
            *word = 1u64.checked_shl(bits).unwrap_or(0).wrapping_sub(1);
        }
        row
    };
    let (from, mut row) = (below(windows.start), below(windows.end));
    for (word, from) in row.iter_mut().zip(from) {
        *word &= !from;
    }
    row
}

fn mark(row: &mut Row, masks: &Row) -> bool {
    let before = *row;
    for (word, mask) in row.iter_mut().zip(masks) {
        *word |= mask;
    }
    *row != before
}
