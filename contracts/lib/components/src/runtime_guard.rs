//! The guard in front of every hook that changes state.

use crate::cell::Cell;
use blueprint_hooks::{core_0_20::OnBlueprintCreated, events, refusals, Event};
use blueprint_rules::guard::{Binding, Blueprint, Error};
use ink::{
    storage::traits::{AutoKey, StorageKey},
    Address,
};

refusals! {
    /// Why the guard refuses.
    pub enum GuardError {
        /// The runtime was given as the zero address.
        ZeroRuntime {},
        /// The caller is not the runtime.
        CallerNotRuntime {
            /// The runtime.
            expected: Address,
            /// The caller.
            received: Address,
        },
        /// The runtime calls itself by another address than it has.
        RuntimeMismatch {
            /// The runtime.
            expected: Address,
            /// What it says it is.
            received: Address,
        },
        /// The contract manages a blueprint already.
        AlreadyBound {
            /// That blueprint.
            blueprint_id: u64,
        },
        /// The contract manages no blueprint yet.
        NotBound {},
    }
}

events! {
    /// The contract manages a blueprint from now on.
    pub struct BlueprintBound {
        /// The blueprint.
        #[topic]
        pub blueprint_id: u64,
        /// Its owner.
        #[topic]
        pub owner: Address,
        /// The one caller that the contract obeys.
        pub runtime: Address,
    }
}

/// Admits exactly one caller, the runtime given to the constructor, and binds one blueprint.
///
/// Nobody can lift it: not the deployer, not the blueprint's owner, not the runtime.
#[ink::storage_item]
#[derive(Default, Debug)]
pub struct RuntimeGuard<KEY: StorageKey = AutoKey> {
    binding: Cell<Binding>,
}

impl<KEY: StorageKey> RuntimeGuard<KEY> {
    /// To be called by the contract's constructor.
    pub fn init(&mut self, runtime: Address) -> Result<(), GuardError> {
        self.binding.set(&Binding::new(runtime.0)?);
        Ok(())
    }

    /// Lets the runtime pass when the contract manages a blueprint.
    // One copy, not one in every hook.
    #[inline(never)]
    pub fn admit(&self) -> Result<(), GuardError> {
        self.load()?.admit_bound(caller())?;
        Ok(())
    }

    /// Lets the runtime pass whether or not the contract manages a blueprint: for contracts that
    /// stand beside a manager.
    pub fn admit_runtime(&self) -> Result<(), GuardError> {
        self.load()?.admit(caller())?;
        Ok(())
    }

    /// Binds the blueprint, once. `call.core` must be the caller's own address.
    pub fn bind(&mut self, call: &OnBlueprintCreated) -> Result<(), GuardError> {
        let blueprint = Blueprint {
            id: call.blueprint_id,
            owner: call.owner.0,
        };
        let bound = self.load()?.bind(caller(), blueprint, call.core.0)?;
        self.binding.set(&bound);
        BlueprintBound {
            blueprint_id: call.blueprint_id,
            owner: call.owner,
            runtime: bound.runtime.into(),
        }
        .emit();
        Ok(())
    }

    /// The one caller that the contract obeys.
    pub fn runtime(&self) -> Address {
        self.load()
            .map(|binding| binding.runtime.into())
            .unwrap_or_default()
    }

    /// Whether a blueprint is bound, and which: `(false, 0)` before.
    pub fn blueprint_id(&self) -> (bool, u64) {
        match self.blueprint() {
            Some(blueprint) => (true, blueprint.id),
            None => (false, 0),
        }
    }

    /// The bound blueprint's owner; zero before.
    pub fn blueprint_owner(&self) -> Address {
        self.blueprint()
            .map(|blueprint| blueprint.owner.into())
            .unwrap_or_default()
    }

    fn blueprint(&self) -> Option<Blueprint> {
        self.binding.get()?.blueprint
    }

    fn load(&self) -> Result<Binding, GuardError> {
        self.binding.get().ok_or(GuardError::ZeroRuntime {})
    }
}

fn caller() -> blueprint_rules::guard::Address {
    ink::env::caller().0
}

impl From<Error> for GuardError {
    fn from(error: Error) -> Self {
        match error {
            Error::ZeroRuntime => Self::ZeroRuntime {},
            Error::CallerNotRuntime { expected, received } => Self::CallerNotRuntime {
                expected: expected.into(),
                received: received.into(),
            },
            Error::RuntimeMismatch { expected, received } => Self::RuntimeMismatch {
                expected: expected.into(),
                received: received.into(),
            },
            Error::AlreadyBound { blueprint_id } => Self::AlreadyBound { blueprint_id },
            Error::NotBound => Self::NotBound {},
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use blueprint_hooks::event::recorded;
    use codec::MaxEncodedLen;
    use ink::{env::test, storage::traits::ManualKey};

    const RUNTIME: Address = ink::H160([1; 20]);
    const OUTSIDER: Address = ink::H160([2; 20]);

    fn guard() -> RuntimeGuard<ManualKey<9>> {
        let mut guard = RuntimeGuard::default();
        guard.init(RUNTIME).unwrap();
        guard
    }

    fn created(core: Address) -> OnBlueprintCreated {
        OnBlueprintCreated {
            blueprint_id: 7,
            owner: OUTSIDER,
            core,
        }
    }

    #[ink::test]
    fn admit_before_binding_refused_even_from_runtime() {
        test::set_caller(RUNTIME);
        assert_eq!(guard().admit(), Err(GuardError::NotBound {}));
    }

    #[ink::test]
    fn bind_by_runtime_admits_it_and_tells() {
        let mut guard = guard();
        test::set_caller(RUNTIME);
        recorded::take();
        guard.bind(&created(RUNTIME)).unwrap();
        let told = BlueprintBound {
            blueprint_id: 7,
            owner: OUTSIDER,
            runtime: RUNTIME,
        };
        assert_eq!(recorded::take(), [recorded::of(&told)]);
        assert_eq!(guard.admit(), Ok(()));
        assert_eq!(guard.blueprint_id(), (true, 7));
        assert_eq!(guard.blueprint_owner(), OUTSIDER);
    }

    #[ink::test]
    fn admit_owner_of_the_blueprint_refused() {
        let mut guard = guard();
        test::set_caller(RUNTIME);
        guard.bind(&created(RUNTIME)).unwrap();
        test::set_caller(OUTSIDER);
        let refused = GuardError::CallerNotRuntime {
            expected: RUNTIME,
            received: OUTSIDER,
        };
        assert_eq!(guard.admit(), Err(refused));
    }

    #[ink::test]
    fn bind_by_first_outsider_refused_and_nothing_written() {
        let mut guard = guard();
        test::set_caller(OUTSIDER);
        let refused = GuardError::CallerNotRuntime {
            expected: RUNTIME,
            received: OUTSIDER,
        };
        assert_eq!(guard.bind(&created(OUTSIDER)), Err(refused));
        assert_eq!(guard.blueprint_id(), (false, 0));
    }

    #[test]
    fn binding_fits_a_cell() {
        assert!(Binding::max_encoded_len() <= crate::cell::MAX_RECORD);
    }
}
