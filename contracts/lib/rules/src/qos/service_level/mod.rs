//! Service levels: what share of a bill is due for a period in which operators were to be present.
//!
//! Time is cut into windows. Of each window and operator one bit is stored: it was kept. Of each window and
//! service one bit is stored: it is excused. A bill judges an interval that lags behind its period by a fixed
//! time ([`Terms::lag`]), after which no bit of a window changes any more. So consecutive bills judge each window
//! exactly once, without a record of what was billed.
//!
//! What is not known is neutral: windows before an operator joined, windows that are not final, windows that are
//! forgotten, too few windows. A bill is at most the whole, and at least the floor of the terms. Absence costs a
//! part of a bill, and no stake.
//!
//! Times are seconds, shares are basis points.

mod bill;
mod forecast;
mod parties;
mod probe;
mod terms;
mod windows;

pub use bill::{party_bps, Bill};
pub use forecast::{Forecast, Outlook};
pub use parties::{Parties, Party, PartyError, MOST_OPERATORS, PROBE_ROW, ROWS, STAYS};
pub use probe::Comparison;
pub use terms::{
    bill_gas, Terms, TermsError, Tier, Tiers, BASE_GAS, MOST_TIERS, PAGE_GAS, SHORTEST_WINDOW,
};
pub use windows::{Page, Tally, PAGE_WINDOWS};

#[cfg(test)]
mod examples;
#[cfg(test)]
mod properties;
