//! The verifier: a contract that decides by evidence of its own which windows operators keep.

use super::{abi::*, ServiceLevels};
use blueprint_hooks::{ensure, env, Address, Event, List, Result};
use ink::storage::traits::StorageKey;

impl<KEY: StorageKey> ServiceLevels<KEY> {
    /// Gives a service its verifier, or another one, before window 0. Errors: `UnknownService`, `ZeroAccount`,
    /// `VerifierFixed`.
    pub fn set_verifier(&mut self, service_id: u64, verifier: Address) -> Result<()> {
        let terms = self.terms(service_id)?;
        ensure!(!verifier.is_zero(), ZeroAccount);
        ensure!(terms.begun(env::now()) == 0, VerifierFixed);
        self.verifiers.set(&service_id, &verifier);
        VerifierSet {
            service_id,
            verifier,
        }
        .emit();
        Ok(())
    }

    /// Marks a window as kept by operators, for the verifier that calls. All or none.
    /// Errors: `NotVerifier`, `UnknownService`, `NotAnswerable`, `BatchSize`, `NotServing`.
    pub fn mark(&mut self, service_id: u64, window: u32, operators: &List<Address>) -> Result<()> {
        self.answerable(service_id, window, env::caller())?;
        self.keep(service_id, window, operators, |_, _| Ok(()))
    }

    /// The verifier of a service; zero for the signatures of its operators.
    pub fn verifier_of(&self, service_id: u64) -> Address {
        self.verifiers.get(&service_id).unwrap_or_default()
    }
}
