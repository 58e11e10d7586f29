//! The probe: a static call whose result keeps the running window.

use super::{abi::*, errors, kept, within, Page, ServiceLevels};
use blueprint_hooks::{
    call::{Access, Callee},
    ensure, env, record, Address, Bytes, Event, Result, U256,
};
use blueprint_rules::qos::service_level::{Comparison, PROBE_ROW};
use ink::storage::traits::StorageKey;

/// The most bytes of calldata: a selector and five words.
pub const MOST_DATA: usize = 164;

/// A probe as it is stored.
#[record]
pub struct StoredProbe {
    /// The contract that is called.
    pub target: Address,
    data: Data,
    length: u8,
    /// The index of the word that is compared.
    pub word: u8,
    /// How it is compared.
    pub comparison: Comparison,
    /// With what.
    pub bound: U256,
    /// What the target gets, in picoseconds.
    pub ref_time: u64,
    /// What the target gets, in bytes.
    pub proof_size: u64,
}

/// Calldata, with zeros behind it.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    codec::Encode,
    codec::Decode,
    codec::MaxEncodedLen,
    scale_info::TypeInfo,
)]
struct Data([u8; MOST_DATA]);

impl Default for Data {
    fn default() -> Self {
        Self([0; MOST_DATA])
    }
}

impl StoredProbe {
    /// A static call, by the number of its comparison, its bound and its limits in picoseconds and bytes.
    /// Errors: `BadProbe`.
    pub fn new(
        target: Address,
        data: &Bytes,
        word: u8,
        comparison: u8,
        bound: U256,
        ref_time: u64,
        proof_size: u64,
    ) -> Result<Self> {
        let bounded = ref_time != 0 && proof_size != 0 && !target.is_zero();
        let fits = usize::try_from(data.len()).is_ok_and(|length| length <= MOST_DATA);
        let comparison = Comparison::from_number(comparison);
        let comparison = comparison.filter(|_| bounded && fits).ok_or(BadProbe)?;
        let mut stored = Self {
            target,
            // At most `MOST_DATA`.
            length: u8::try_from(data.len()).unwrap_or_default(),
            word,
            comparison,
            bound,
            ref_time,
            proof_size,
            ..Default::default()
        };
        // Zeros behind its end.
        data.copy(&mut stored.data.0, 0);
        Ok(stored)
    }

    /// Selector and arguments.
    pub fn data(&self) -> &[u8] {
        self.data.0.get(..self.length.into()).unwrap_or(&[])
    }

    /// Whether the target answers as it must. A call that fails does not, for whatever reason.
    fn holds(&self) -> bool {
        let target = Callee::at(self.target).with_weight(self.ref_time, self.proof_size);
        let returned = target.call(Access::View, self.data());
        returned.is_ok_and(|returned| self.comparison.holds(&returned, self.word, self.bound))
    }
}

impl<KEY: StorageKey> ServiceLevels<KEY> {
    /// Gives a service its probe. Errors: `UnknownService`, `ProbeFixed`, `WeightOutOfBounds`.
    pub fn set_probe(
        &mut self,
        service_id: u64,
        weight_bps: u16,
        probe: &StoredProbe,
    ) -> Result<()> {
        let terms = self.terms(service_id)?;
        let fixed = self.probes.get(&service_id).is_some() || terms.begun(env::now()) != 0;
        ensure!(!fixed, ProbeFixed);
        let parties = self.parties(service_id).with_probe(weight_bps);
        self.parties
            .set(&service_id, &parties.map_err(errors::of_party)?);
        self.probes.set(&service_id, probe);
        ProbeSet {
            service_id,
            target: probe.target,
            weight_bps,
        }
        .emit();
        Ok(())
    }

    /// Calls the target; the running window is kept if it answers as it must. Errors: `NoProbe`, `UnknownService`,
    /// `NotStarted`.
    pub fn probe(&mut self, service_id: u64) -> Result<bool> {
        let probe = self.probe_of(service_id)?;
        let terms = self.terms(service_id)?;
        let (start, time) = (terms.start, env::now());
        let running = terms.begun(time).checked_sub(1);
        let window = running.ok_or(NotStarted { start, time })?;
        if !probe.holds() {
            ProbeFailed { service_id, window }.emit();
            return Ok(false);
        }
        let key = (service_id, Page::number(window));
        let mut page = self.pages.get(&key).unwrap_or_default();
        if page.keep(PROBE_ROW, within(window)) {
            self.pages.set(&key, &page);
            kept(service_id, Address::zero(), window);
        }
        Ok(true)
    }

    /// The probe of a service. Errors: `NoProbe`.
    pub fn probe_of(&self, service_id: u64) -> Result<StoredProbe> {
        let probe = self.probes.get(&service_id);
        Ok(probe.ok_or(NoProbe { service_id })?)
    }
}
