//! Operators under the terms of service levels: when they are there, which windows they keep, and what comes of it. The
//! contract's own rules make the bill, the rulebook's the effects; only the operators are played.

mod ledger;

pub use ledger::{gain, Gain};

use std::collections::VecDeque;
use std::ops::Range;

use blueprint_rules::math::{BPS, U256};
use blueprint_rules::qos::rulebook::{Breach, Standing};
use blueprint_rules::qos::service_level::{party_bps, Bill, Page, Parties, Terms, PAGE_WINDOWS};
use oorandom::Rand64;

use super::chance::Spans;
use crate::parameters::LevelRule;

/// An absence that comes again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Absence {
    /// Seconds from one to the next.
    pub every: u64,
    /// Seconds of the first one after the beginning.
    pub after: u64,
    /// How long it lasts; as long as `every` for one that is never there.
    pub lasts: u64,
}

/// When an operator is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Habit {
    /// Mean seconds between failures, and to repair one; each second as likely.
    pub failures: Option<(u64, u64)>,
    /// Absences on a schedule.
    pub absence: Option<Absence>,
    /// Mean seconds until an answer is included.
    pub latency: u64,
}

impl Habit {
    /// The share of its time in which it is there.
    pub fn there(&self) -> f64 {
        let failures = self.failures.map_or(1.0, |(between, repair)| {
            between as f64 / (between + repair) as f64
        });
        failures * (1.0 - self.away())
    }

    /// The share of its time in which it is away on purpose.
    pub fn away(&self) -> f64 {
        self.absence
            .map_or(0.0, |it| it.lasts as f64 / it.every as f64)
    }
}

/// An operator, second by second, forwards.
struct Presence {
    habit: Habit,
    begins: u64,
    /// Seconds in which no failure lasts, the last ones excluded.
    up: VecDeque<Range<u64>>,
    spans: Option<(Spans, Spans)>,
    rng: Rand64,
}

impl Presence {
    fn new(habit: Habit, begins: u64, rng: Rand64) -> Self {
        let spans = habit.failures.map(|(between, repair)| {
            let of = Spans::of_mean;
            (of(between), of(repair))
        });
        Self {
            habit,
            begins,
            up: VecDeque::new(),
            spans,
            rng,
        }
    }

    /// Seconds before `now` are asked for no more.
    fn forget(&mut self, now: u64) {
        while self.up.len() > 1 && self.up.front().is_some_and(|span| span.end <= now) {
            self.up.pop_front();
        }
    }

    /// The first second from `now` on in which it is there; `None` for an operator that never is.
    fn from(&mut self, mut now: u64) -> Option<u64> {
        loop {
            let repaired = self.repaired(now);
            let there = match self.habit.absence {
                None => repaired,
                Some(it) if it.lasts >= it.every => return None,
                Some(it) => {
                    let first = self.begins + it.after;
                    let since = repaired.checked_sub(first).map(|since| since % it.every);
                    match since {
                        Some(since) if since < it.lasts => repaired + (it.lasts - since),
                        _ => repaired,
                    }
                }
            };
            if there == now {
                return Some(now);
            }
            now = there;
        }
    }

    fn repaired(&mut self, now: u64) -> u64 {
        let Some((between, repair)) = &self.spans else {
            return now;
        };
        while self.up.back().is_none_or(|span| span.end <= now) {
            let begin = match self.up.back() {
                None => self.begins,
                Some(span) => span.end + repair.draw(&mut self.rng),
            };
            let end = begin + between.draw(&mut self.rng);
            self.up.push_back(begin..end);
        }
        let span = self.up.iter().find(|span| span.end > now);
        span.map_or(now, |span| span.start.max(now))
    }
}

/// Which of the first `count` windows an operator keeps: it answers as soon as a window has begun and it is there, and
/// again where an answer took longer than the block that it named was fresh for.
pub fn kept(terms: &Terms, fresh: u64, habit: Habit, count: u32, seed: u128) -> Vec<bool> {
    let mut presence = Presence::new(habit, terms.start, Rand64::new(seed));
    let latency = Spans::of_mean(habit.latency);
    let mut rng = Rand64::new(seed ^ 1 << 100);
    let mut keeps = |window: u32| {
        let (mut now, end) = (terms.begins(window), terms.answers_end(window));
        presence.forget(now);
        loop {
            match presence.from(now) {
                Some(there) if terms.answers(window, there) => now = there,
                _ => return false,
            }
            let took = latency.draw(&mut rng);
            if took <= fresh {
                return now + took < end;
            }
            now += took;
        }
    };
    (0..count).map(&mut keeps).collect()
}

/// Windows of a service, by page.
#[derive(Clone, Debug, Default)]
pub struct Pages(Vec<Page>);

impl Pages {
    /// Without a bit.
    pub fn new(windows: u32) -> Self {
        let count = windows.div_ceil(PAGE_WINDOWS) as usize;
        Self(vec![Page::default(); count])
    }

    /// Those of the first windows.
    pub fn first(&self, windows: u32) -> Self {
        let count = windows.div_ceil(PAGE_WINDOWS) as usize;
        Self(self.0.iter().take(count).cloned().collect())
    }

    /// With the windows that a row kept.
    pub fn with(mut self, row: usize, kept: &[bool]) -> Self {
        for (window, _) in (0u32..).zip(kept).filter(|(_, kept)| **kept) {
            let page = &mut self.0[Page::number(window) as usize];
            page.keep(row, window % PAGE_WINDOWS);
        }
        self
    }

    /// With excused windows.
    pub fn excusing(mut self, excused: impl Iterator<Item = u32>) -> Self {
        for window in excused {
            let within = window % PAGE_WINDOWS;
            if let Some(page) = self.0.get_mut(Page::number(window) as usize) {
                page.excuse(&(within..within + 1));
            }
        }
        self
    }

    fn page(&self, number: u32) -> Page {
        self.0.get(number as usize).cloned().unwrap_or_default()
    }
}

/// What came of the windows of the first operator.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// Windows that it kept, of those that were billed.
    pub kept: u64,
    /// Windows that were billed.
    pub windows: u64,
    /// The share of each bill that was due, in basis points.
    pub due: Vec<u16>,
    /// The share of its part, in basis points, of each bill.
    pub parts: Vec<u64>,
    /// Windows of the rule in which its effect held, and all.
    pub held: (u64, u64),
}

/// How many windows so many bills are for.
pub fn windows_of(terms: &Terms, bills: u32) -> u32 {
    let last = period(terms, bills.saturating_sub(1));
    terms
        .billed(last.start, last.end)
        .map_or(0, |windows| windows.end)
}

/// The period of a bill, the first one that judges window 0 being number 0.
fn period(terms: &Terms, number: u32) -> Range<u64> {
    let length = u64::from(terms.longest_bill);
    let first = terms.start + terms.lag();
    let start = first + length * u64::from(number);
    start..start + length
}

/// Bills and effects.
pub fn play(
    terms: &Terms,
    rule: &LevelRule,
    parties: &Parties,
    pages: &Pages,
    bills: u32,
) -> Outcome {
    let mut outcome = Outcome::default();
    let weight = parties.rows().next().map_or(0, |(_, it)| it.weight_bps);
    for number in 0..bills {
        let period = period(terms, number);
        let Some(billed) = terms.billed(period.start, period.end) else {
            continue;
        };
        let windows = terms.judged(billed, period.end);
        let (bill, tallies) = Bill::of(terms, parties, &windows, |page| pages.page(page));
        outcome.due.push(bill.due_bps());
        outcome.parts.push(party_bps(terms, weight, &tallies[0]));
        outcome.kept += u64::from(tallies[0].kept);
        outcome.windows += u64::from(tallies[0].due);
    }
    outcome.held = held(terms, rule, pages, windows_of(terms, bills));
    outcome
}

/// In how many windows of the rule its effect held, of all.
fn held(terms: &Terms, rule: &LevelRule, pages: &Pages, count: u32) -> (u64, u64) {
    let (schedule, effect, measure) = (rule.schedule(terms), rule.effect(), rule.measure(terms));
    let each = (rule.window_seconds / u64::from(terms.window)) as u32;
    let mut standing = Standing::default();
    let (mut held, mut all) = (0, 0);
    for number in 0..count / each {
        let windows = number * each..(number + 1) * each;
        let (mut expected, mut kept) = (0, 0);
        for (page, within) in Page::spans(windows) {
            let tally = pages.page(page).tally(0, &within);
            expected += tally.expected;
            kept += tally.kept;
        }
        // The words of `verdict`: none of these windows is open any more.
        let words = [expected, kept, 0].map(|word| U256::from(word).to_big_endian());
        if let Some(value) = measure.read(&words.concat()) {
            let found = Breach {
                is_breached: measure.is_breached(value),
                counter: U256::zero(),
            };
            (standing, _) = standing.evaluated(number, found, &schedule, &effect);
        }
        let middle = schedule.evaluation(number).end + schedule.window / 2;
        held += u64::from(standing.holds(middle));
        all += 1;
    }
    (held, all)
}

impl Outcome {
    /// The mean share of its part, in basis points.
    pub fn mean_part(&self) -> u64 {
        mean(&self.parts)
    }

    /// The mean share of the service's bill, in basis points.
    pub fn mean_due(&self) -> u64 {
        let due: Vec<u64> = self.due.iter().map(|it| u64::from(*it)).collect();
        mean(&due)
    }

    /// The share that one bill in a hundred is below, in basis points.
    pub fn worst(&self) -> u64 {
        let mut parts = self.parts.clone();
        parts.sort_unstable();
        parts.get(parts.len() / 100).copied().unwrap_or(BPS)
    }

    /// Bills of which its part is not the whole, in basis points of all.
    pub fn reduced(&self) -> u64 {
        let reduced = self.parts.iter().filter(|part| **part < BPS).count() as u64;
        share(reduced, self.parts.len() as u64)
    }

    /// Windows that were kept, in basis points.
    pub fn kept_bps(&self) -> u64 {
        share(self.kept, self.windows)
    }

    /// Time in which the rule's effect held, in basis points.
    pub fn held_bps(&self) -> u64 {
        share(self.held.0, self.held.1)
    }
}

/// The mean, to the nearest.
fn mean(values: &[u64]) -> u64 {
    let count = values.len().max(1) as u64;
    (values.iter().sum::<u64>() + count / 2) / count
}

fn share(part: u64, whole: u64) -> u64 {
    super::amount::share_bps(part.into(), whole.into())
}

#[cfg(test)]
mod tests;
