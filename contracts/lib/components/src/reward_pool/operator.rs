//! An operator as the pool stores it, and who freezes it.

use blueprint_hooks::{record, U256};
use blueprint_rules::rewards::EraCommission;

/// Who froze an operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freezer {
    /// The runtime.
    Runtime,
    /// The warden.
    Warden,
}

/// The last stretch of eras in which an operator was frozen, and who freezes it now.
#[record]
pub struct Freeze {
    /// The first.
    pub from: u64,
    /// The last; the largest number while it lasts.
    pub until: u64,
    /// Whether the runtime freezes it.
    pub by_runtime: bool,
    /// Whether the warden freezes it.
    pub by_warden: bool,
}

impl Freeze {
    fn by(&mut self, freezer: Freezer) -> &mut bool {
        match freezer {
            Freezer::Runtime => &mut self.by_runtime,
            Freezer::Warden => &mut self.by_warden,
        }
    }

    fn lasts(&self) -> bool {
        self.by_runtime || self.by_warden
    }
}

/// An operator.
#[record]
pub struct Operator {
    /// The first era that is not settled.
    pub next_era: u64,
    /// What it keeps of its rewards before its delegators.
    pub commission: EraCommission,
    /// Commission earned and not claimed.
    pub credit: U256,
    /// When it was frozen last.
    pub freeze: Option<Freeze>,
}

impl Operator {
    /// An operator that takes part from `era` on.
    pub fn new(era: u64) -> Self {
        Self {
            next_era: era,
            ..Self::default()
        }
    }

    /// Whether it is frozen.
    pub fn frozen(&self) -> bool {
        self.freeze.is_some_and(|freeze| freeze.lasts())
    }

    /// Whether it was frozen at any time of `era`.
    pub fn frozen_in(&self, era: u64) -> bool {
        self.freeze
            .is_some_and(|freeze| freeze.from <= era && era <= freeze.until)
    }

    /// Freezes it in `era`; `None` if `by` has frozen it already. A freeze of the other one stays.
    pub fn frozen_from(self, era: u64, by: Freezer) -> Option<Self> {
        let mut freeze = match self.freeze {
            // A stretch that ended in this era or the last goes on, so that no era is forgotten.
            Some(freeze) if freeze.until.saturating_add(1) >= era => freeze,
            _ => Freeze {
                from: era,
                ..Freeze::default()
            },
        };
        if core::mem::replace(freeze.by(by), true) {
            return None;
        }
        freeze.until = u64::MAX;
        Some(Self {
            freeze: Some(freeze),
            ..self
        })
    }

    /// Ends a freeze in `era`, for which it still earns nothing; `None` if `by` has not frozen it. The
    /// runtime ends a freeze of the warden, too; the warden its own alone.
    pub fn thawed(self, era: u64, by: Freezer) -> Option<Self> {
        let mut freeze = self.freeze?;
        let ends_any = by == Freezer::Runtime && freeze.lasts();
        if !core::mem::replace(freeze.by(by), false) && !ends_any {
            return None;
        }
        freeze.by_warden &= !ends_any;
        if !freeze.lasts() {
            freeze.until = era;
        }
        Some(Self {
            freeze: Some(freeze),
            ..self
        })
    }
}
