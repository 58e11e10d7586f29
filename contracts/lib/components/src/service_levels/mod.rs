//! Service levels: the terms of services, who keeps which windows, and what is due of a bill
//! (`blueprint_rules::qos::service_level`).
//!
//! A service has a record of terms, one of parties, and a page for every 256 windows in which a party kept one, or
//! which were excused. Nothing walks more records than the terms allow, and pages are cleared by any account once
//! their windows are forgotten.

mod errors;
mod probing;
mod signing;
#[cfg(test)]
mod tests;
mod verifier;

blueprint_hooks::interface! {
    /// Errors and events of service levels, and a client of them.
    pub mod abi = "blueprint-abi/library/IServiceLevels.sol";
}
pub use blueprint_rules::qos::service_level::{
    bill_gas, Bill, Page, Parties, Tally, Terms, Tier, Tiers, MOST_OPERATORS, PAGE_WINDOWS,
};
pub use probing::StoredProbe;

use crate::{
    cell::{Cell, Map},
    signatures::signer,
};
use abi::*;
use blueprint_hooks::{ensure, env, Address, Bytes, Event, List, Result, Text, U256};
use blueprint_rules::qos::service_level::PROBE_ROW;
use core::ops::Range;
use ink::storage::traits::{AutoKey, StorageKey};

/// The most windows that are excused in one call.
pub const MOST_EXCUSED: u32 = PAGE_WINDOWS;

/// Terms, parties and kept windows, by service. The contract authorises.
#[ink::storage_item]
#[derive(Default, Debug)]
pub struct ServiceLevels<KEY: StorageKey = AutoKey> {
    gas_cap: Cell<u64>,
    terms: Map<u64, Terms>,
    parties: Map<u64, Parties>,
    probes: Map<u64, StoredProbe>,
    verifiers: Map<u64, Address>,
    pages: Map<(u64, u32), Page>,
}

impl<KEY: StorageKey> ServiceLevels<KEY> {
    /// To be called by the contract's constructor: the most gas that a bill may cost, at Polkadot Hub's scale.
    pub fn init(&mut self, gas_cap: u64) {
        self.gas_cap.set(&gas_cap);
    }

    /// Tiers as the rules check them. Errors: `TierCount`, `AboveWhole`, `TierOrder`.
    pub fn tiers(tiers: &[Tier]) -> Result<Tiers> {
        Tiers::new(tiers).map_err(errors::of_terms)
    }

    /// Fixes the terms of a service. Before they start, other ones take their place, with other operators and without
    /// probe and verifier: a start that was named by mistake is not for good.
    /// Errors: `AlreadyOpen`, those of the terms, those of [`Self::join`].
    pub fn open(
        &mut self,
        service_id: u64,
        terms: &Terms,
        operators: impl Iterator<Item = Result<(Address, u16)>>,
    ) -> Result<()> {
        let now = env::now();
        if let Some(known) = self.terms.get(&service_id) {
            ensure!(now < known.start, AlreadyOpen { service_id });
            self.probes.clear(&service_id);
            self.verifiers.clear(&service_id);
        }
        let checked = terms.check(now, self.gas_cap());
        checked.map_err(errors::of_terms)?;
        self.terms.set(&service_id, terms);
        ServiceOpened {
            service_id,
            start: terms.start,
            lag: terms.lag(),
        }
        .emit();
        let mut parties = Parties::default();
        for operator in operators {
            let (operator, weight_bps) = operator?;
            let with = parties.join(terms, operator, weight_bps, 0, now);
            parties = with.map_err(errors::of_party)?;
            joined(service_id, operator, weight_bps, 0);
        }
        self.parties.set(&service_id, &parties);
        Ok(())
    }

    /// An operator joins with a window that has not begun.
    /// Errors: `UnknownService`, `ZeroAccount`, `WeightOutOfBounds`, `WindowBegan`, `AlreadyServes`,
    /// `TooManyOperators`.
    pub fn join(
        &mut self,
        service_id: u64,
        operator: Address,
        weight_bps: u16,
        from: u32,
    ) -> Result<()> {
        let terms = self.terms(service_id)?;
        let parties = self.parties(service_id);
        let parties = parties.join(&terms, operator, weight_bps, from, env::now());
        self.parties
            .set(&service_id, &parties.map_err(errors::of_party)?);
        joined(service_id, operator, weight_bps, from);
        Ok(())
    }

    /// Nothing is expected of an operator, or of the probe (the zero address), from a window on that has not begun.
    /// Errors: `UnknownService`, `WindowBegan`, `NotServing`.
    pub fn leave(&mut self, service_id: u64, operator: Address, until: u32) -> Result<()> {
        let terms = self.terms(service_id)?;
        let parties = self.parties(service_id);
        let parties = parties.leave(&terms, operator, until, env::now());
        self.parties
            .set(&service_id, &parties.map_err(errors::of_party)?);
        OperatorLeft {
            service_id,
            operator,
            until,
        }
        .emit();
        Ok(())
    }

    /// Marks a window as kept by all operators whose signatures of the digest these are. All or none.
    /// Errors: `LengthMismatch`, `BatchSize`, `NotVerifier`, `UnknownService`, `NotAnswerable`, `StaleBlock`,
    /// `NotServing`, `BadSignature`.
    pub fn answer(
        &mut self,
        service_id: u64,
        window: u32,
        block_number: u64,
        operators: &List<Address>,
        signatures: &List<Bytes>,
    ) -> Result<()> {
        let (expected, received) = (operators.len(), signatures.len());
        ensure!(expected == received, LengthMismatch { expected, received });
        let terms = self.answerable(service_id, window, Address::zero())?;
        let block_hash = fresh_block(&terms, block_number)?;
        let digest = signing::digest(service_id, window, block_number, &block_hash);
        self.keep(service_id, window, operators, |index, operator| {
            let signature = signatures
                .get(index)
                .ok_or(LengthMismatch { expected, received })??;
            let signed = signer(&digest, &signature);
            ensure!(signed == Some(operator), BadSignature { index, operator });
            Ok(())
        })
    }

    /// The terms of a service of which a window can be answered now, by a verifier; zero for signatures of operators.
    /// Errors: `NotVerifier`, `UnknownService`, `NotAnswerable`.
    fn answerable(&self, service_id: u64, window: u32, received: Address) -> Result<Terms> {
        let expected = self.verifier_of(service_id);
        ensure!(expected == received, NotVerifier { expected, received });
        let terms = self.terms(service_id)?;
        let (begins, ends, time) = (terms.begins(window), terms.answers_end(window), env::now());
        ensure!(
            terms.answers(window, time),
            NotAnswerable { begins, ends, time }
        );
        Ok(terms)
    }

    /// Marks a window as kept by operators that serve in it, once `check` passes for each, by its index. All or none.
    /// Errors: `BatchSize`, `NotServing`, those of `check`.
    fn keep(
        &mut self,
        service_id: u64,
        window: u32,
        operators: &List<Address>,
        check: impl Fn(u32, Address) -> Result<()>,
    ) -> Result<()> {
        let (most, received) = (MOST_OPERATORS as u32, operators.len());
        ensure!((1..=most).contains(&received), BatchSize { most, received });
        let parties = self.parties(service_id);
        let mut page = self.page(service_id, Page::number(window));
        let mut changed = false;
        for (index, operator) in (0u32..).zip(operators.iter()) {
            let account = operator?;
            let row = parties.row(account, window);
            // The zero address is the probe, which is no operator.
            let row = row.filter(|row| *row != PROBE_ROW);
            let row = row.ok_or(NotServing { account })?;
            check(index, account)?;
            if page.keep(row, within(window)) {
                changed = true;
                kept(service_id, account, window);
            }
        }
        if changed {
            self.pages.set(&(service_id, Page::number(window)), &page);
        }
        Ok(())
    }

    /// Excuses windows of all parties, as the guardian. Errors: `BadRange`, `UnknownService`, `NotExcusable`.
    pub fn excuse(&mut self, service_id: u64, from: u32, to: u32, reason: Text) -> Result<()> {
        let most = MOST_EXCUSED;
        let windows = to.checked_sub(from);
        let in_bounds = windows.is_some_and(|windows| (1..=most).contains(&windows));
        ensure!(in_bounds, BadRange { most, from, to });
        let terms = self.terms(service_id)?;
        let (until, time) = (terms.excuses_end(from), env::now());
        let excusable = time <= until && to <= terms.begun(time);
        ensure!(excusable, NotExcusable { until, time });
        for (number, windows) in Page::spans(from..to) {
            let mut page = self.page(service_id, number);
            if page.excuse(&windows) {
                self.pages.set(&(service_id, number), &page);
            }
        }
        WindowsExcused {
            service_id,
            from,
            to,
            reason,
        }
        .emit();
        Ok(())
    }

    /// Frees a page whose windows are all forgotten. Errors: `UnknownService`, `PageRemembered`.
    pub fn clear(&mut self, service_id: u64, page: u32) -> Result<()> {
        let terms = self.terms(service_id)?;
        ensure!(
            terms.page_forgotten(page, env::now()),
            PageRemembered { page }
        );
        if self.pages.clear(&(service_id, page)) {
            PageCleared { service_id, page }.emit();
        }
        Ok(())
    }

    /// The share of a bill that is due, in basis points. Never fails; reads as many pages as the terms allow.
    pub fn due_bps(&self, service_id: u64, start: u64, end: u64) -> u16 {
        let full = Bill::default().due_bps();
        let Some(terms) = self.terms.get(&service_id) else {
            return full;
        };
        let Some(windows) = terms.billed(start, end) else {
            return full;
        };
        let windows = terms.judged(windows, env::now());
        if windows.is_empty() {
            return full;
        }
        let parties = self.parties(service_id);
        let (bill, _) = Bill::of(&terms, &parties, &windows, |number| {
            self.page(service_id, number)
        });
        bill.due_bps()
    }

    /// Windows of a party that were expected, those that it kept, and those that can still change; forgotten ones are
    /// in none. Errors: `UnknownService`, `BadRange`.
    pub fn verdict(
        &self,
        service_id: u64,
        account: Address,
        from: u32,
        to: u32,
    ) -> Result<(u32, u32, u32)> {
        let terms = self.terms(service_id)?;
        let most = terms.most_windows();
        let windows = to.checked_sub(from);
        let in_bounds = windows.is_some_and(|windows| windows <= most);
        ensure!(in_bounds, BadRange { most, from, to });
        let judged = terms.judged(from..to, env::now());
        let unchanging = terms.final_below(env::now());
        let open = from.max(unchanging)..to.max(unchanging);
        let parties = self.parties(service_id);
        let mut tally = Tally::default();
        for (number, _) in Page::spans(judged.clone()) {
            let page = self.page(service_id, number);
            for (row, party) in parties.of(account) {
                let of_party = Page::within(number, &party.of(&judged));
                tally = tally.plus(page.tally(row, &of_party));
            }
        }
        let open = parties.of(account).fold(0u32, |sum, (_, party)| {
            let of_party: Range<u32> = party.of(&open);
            sum.saturating_add(of_party.end.saturating_sub(of_party.start))
        });
        Ok((tally.expected, tally.kept, open))
    }

    /// The windows of a page that are excused, and those of them that an account kept while it served; a bit for each
    /// window, the lowest for the first one. Zeros for what is not known.
    pub fn words(&self, service_id: u64, account: Address, page: u32) -> (U256, U256) {
        let stored = self.page(service_id, page);
        let windows = Page::windows(page);
        let parties = self.parties(service_id);
        let kept = parties.of(account).map(|(row, party)| {
            let of_party = Page::within(page, &party.of(&windows));
            U256(stored.kept(row, &of_party))
        });
        let kept = kept.fold(U256::zero(), |all, row| all | row);
        (U256(*stored.excused()), kept)
    }

    /// What operators sign. Errors: `UnknownService`, `StaleBlock`.
    pub fn digest(&self, service_id: u64, window: u32, block_number: u64) -> Result<[u8; 32]> {
        let block_hash = fresh_block(&self.terms(service_id)?, block_number)?;
        Ok(signing::digest(
            service_id,
            window,
            block_number,
            &block_hash,
        ))
    }

    /// The terms of a service. Errors: `UnknownService`.
    pub fn terms(&self, service_id: u64) -> Result<Terms> {
        let terms = self.terms.get(&service_id);
        Ok(terms.ok_or(UnknownService { service_id })?)
    }

    /// Who is or was expected to keep windows of a service.
    pub fn parties(&self, service_id: u64) -> Parties {
        self.parties.get(&service_id).unwrap_or_default()
    }

    /// The most gas of a bill, at Polkadot Hub's scale.
    pub fn gas_cap(&self) -> u64 {
        self.gas_cap.get().unwrap_or_default()
    }

    fn page(&self, service_id: u64, number: u32) -> Page {
        self.pages.get(&(service_id, number)).unwrap_or_default()
    }
}

/// The hash of a block that an answer names. Errors: `StaleBlock`.
fn fresh_block(terms: &Terms, received: u64) -> Result<[u8; 32]> {
    let running = u64::from(env::block_number());
    let oldest = running.saturating_sub(terms.fresh_blocks.into());
    let newest = running.saturating_sub(1);
    let fresh = (oldest..=newest).contains(&received);
    let block_hash = fresh.then(|| env::block_hash(received));
    let known = block_hash.filter(|hash| *hash != [0; 32]);
    let stale = StaleBlock {
        oldest,
        newest,
        received,
    };
    Ok(known.ok_or(stale)?)
}

/// A window, counted from the first one of its page.
fn within(window: u32) -> u32 {
    window % PAGE_WINDOWS
}

fn joined(service_id: u64, operator: Address, weight_bps: u16, from: u32) {
    OperatorJoined {
        service_id,
        operator,
        weight_bps,
        from,
    }
    .emit();
}

fn kept(service_id: u64, operator: Address, window: u32) {
    WindowKept {
        service_id,
        operator,
        window,
    }
    .emit();
}
