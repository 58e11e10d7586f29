//! Who may call a hook: one caller, named when the contract is deployed.
//!
//! Tangle's own base contract takes the first caller of `onBlueprintCreated` for the core. An account that
//! watches a deployment can be first, and owns the blueprint's rules from then on. Here the caller is
//! known before any account can call. So is the blueprint's owner, who deployed the contract: anyone may
//! create a blueprint that names somebody else's manager, and would bind it.

/// An address of 20 bytes.
pub type Address = [u8; 20];

/// The caller a contract obeys, and the blueprint it manages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    feature = "scale",
    derive(
        codec::Encode,
        codec::Decode,
        codec::MaxEncodedLen,
        scale_info::TypeInfo
    )
)]
pub struct Binding {
    /// The services pallet's account, or the Tangle core.
    pub runtime: Address,
    /// Who deployed the contract, and alone may own its blueprint.
    pub deployer: Address,
    /// The blueprint and its owner; `None` until it is created.
    pub blueprint: Option<Blueprint>,
}

/// What a contract manages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    feature = "scale",
    derive(
        codec::Encode,
        codec::Decode,
        codec::MaxEncodedLen,
        scale_info::TypeInfo
    )
)]
pub struct Blueprint {
    /// Its id, counted by the runtime.
    pub id: u64,
    /// Who created it. It has no power over the contract.
    pub owner: Address,
}

/// Why a call or a binding is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Error {
    /// The runtime is the zero address, which cannot call.
    ZeroRuntime,
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
    /// The blueprint is of another account than the one that deployed the contract.
    NotBlueprintOwner {
        /// The deployer.
        expected: Address,
        /// The blueprint's owner.
        received: Address,
    },
    /// The contract manages a blueprint already.
    AlreadyBound {
        /// That blueprint.
        blueprint_id: u64,
    },
    /// The contract manages no blueprint yet.
    NotBound,
}

impl Binding {
    /// A contract that obeys `runtime` and manages nothing yet, deployed by `deployer`.
    pub fn new(runtime: Address, deployer: Address) -> Result<Self, Error> {
        if runtime == Address::default() {
            return Err(Error::ZeroRuntime);
        }
        Ok(Self {
            runtime,
            deployer,
            blueprint: None,
        })
    }

    /// The bound blueprint: `(false, 0)` before.
    pub fn blueprint_id(&self) -> (bool, u64) {
        match self.blueprint {
            Some(blueprint) => (true, blueprint.id),
            None => (false, 0),
        }
    }

    /// The bound blueprint's owner; zero before.
    pub fn owner(&self) -> Address {
        self.blueprint
            .map_or(Address::default(), |blueprint| blueprint.owner)
    }

    /// Accepts the runtime only. A record that was never written has none, and accepts no caller.
    pub fn admit(&self, caller: Address) -> Result<(), Error> {
        if self.runtime == Address::default() {
            return Err(self.stranger(caller));
        }
        self.admit_written(caller)
    }

    /// Accepts the runtime only, where it is known not to be the zero address.
    pub fn admit_written(&self, caller: Address) -> Result<(), Error> {
        if caller != self.runtime {
            return Err(self.stranger(caller));
        }
        Ok(())
    }

    fn stranger(&self, caller: Address) -> Error {
        Error::CallerNotRuntime {
            expected: self.runtime,
            received: caller,
        }
    }

    /// Lets the runtime pass once the contract manages a blueprint. A record that was never written manages
    /// none.
    pub fn admit_bound(&self, caller: Address) -> Result<Blueprint, Error> {
        self.admit_written(caller)?;
        self.blueprint.ok_or(Error::NotBound)
    }

    /// Whether a contract with this runtime lets `caller` pass, as [`admit_bound`](Self::admit_bound) does:
    /// it reads no other part of a binding.
    pub fn admits(runtime: &Address, is_bound: bool, caller: &Address) -> bool {
        caller == runtime && is_bound
    }

    /// Binds the contract to `blueprint`, once and for all. `core` is who the caller says it is.
    pub fn bind(
        &self,
        caller: Address,
        blueprint: Blueprint,
        core: Address,
    ) -> Result<Self, Error> {
        self.may_bind(&caller, &blueprint.owner, &core)?;
        Ok(Self {
            blueprint: Some(blueprint),
            ..*self
        })
    }

    /// Whether [`bind`](Self::bind) binds a blueprint of `owner`.
    pub fn may_bind(&self, caller: &Address, owner: &Address, core: &Address) -> Result<(), Error> {
        self.admit(*caller)?;
        if *core != self.runtime {
            return Err(Error::RuntimeMismatch {
                expected: self.runtime,
                received: *core,
            });
        }
        if let Some(bound) = self.blueprint {
            return Err(Error::AlreadyBound {
                blueprint_id: bound.id,
            });
        }
        if *owner != self.deployer {
            return Err(Error::NotBlueprintOwner {
                expected: self.deployer,
                received: *owner,
            });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUNTIME: Address = [1; 20];
    const OUTSIDER: Address = [2; 20];
    const BLUEPRINT: Blueprint = Blueprint {
        id: 7,
        owner: [3; 20],
    };

    #[test]
    fn binding_without_a_runtime_accepts_no_caller() {
        let unwritten = Binding {
            runtime: Address::default(),
            deployer: Address::default(),
            blueprint: None,
        };
        for caller in [Address::default(), RUNTIME] {
            let refused = Error::CallerNotRuntime {
                expected: Address::default(),
                received: caller,
            };
            assert_eq!(unwritten.admit(caller), Err(refused));
            assert!(unwritten.admit_bound(caller).is_err());
            assert_eq!(unwritten.bind(caller, BLUEPRINT, caller), Err(refused));
        }
    }

    #[test]
    fn admits_is_whether_admit_bound_accepts() {
        let new = Binding::new(RUNTIME, BLUEPRINT.owner).unwrap();
        for binding in [new, new.bind(RUNTIME, BLUEPRINT, RUNTIME).unwrap()] {
            for caller in [RUNTIME, OUTSIDER, Address::default()] {
                let is_bound = binding.blueprint.is_some();
                let admits = Binding::admits(&binding.runtime, is_bound, &caller);
                assert_eq!(admits, binding.admit_bound(caller).is_ok());
            }
        }
    }

    #[test]
    fn id_and_owner_are_the_bound_blueprints() {
        let binding = Binding::new(RUNTIME, BLUEPRINT.owner).unwrap();
        assert_eq!(
            (binding.blueprint_id(), binding.owner()),
            ((false, 0), Address::default())
        );
        let bound = binding.bind(RUNTIME, BLUEPRINT, RUNTIME).unwrap();
        assert_eq!(
            (bound.blueprint_id(), bound.owner()),
            ((true, BLUEPRINT.id), BLUEPRINT.owner)
        );
    }

    #[test]
    fn new_zero_runtime_refused() {
        assert_eq!(
            Binding::new([0; 20], BLUEPRINT.owner),
            Err(Error::ZeroRuntime)
        );
    }

    #[test]
    fn admit_outsider_refused_with_both_addresses() {
        let binding = Binding::new(RUNTIME, BLUEPRINT.owner).unwrap();
        let refused = Err(Error::CallerNotRuntime {
            expected: RUNTIME,
            received: OUTSIDER,
        });
        assert_eq!(binding.admit(OUTSIDER), refused);
        assert_eq!(binding.admit(RUNTIME), Ok(()));
    }

    #[test]
    fn admit_bound_before_binding_refused() {
        let binding = Binding::new(RUNTIME, BLUEPRINT.owner).unwrap();
        assert_eq!(binding.admit_bound(RUNTIME), Err(Error::NotBound));
        let bound = binding.bind(RUNTIME, BLUEPRINT, RUNTIME).unwrap();
        assert_eq!(bound.admit_bound(RUNTIME), Ok(BLUEPRINT));
    }

    #[test]
    fn bind_by_first_caller_who_is_not_the_runtime_refused() {
        let binding = Binding::new(RUNTIME, BLUEPRINT.owner).unwrap();
        let refused = Err(Error::CallerNotRuntime {
            expected: RUNTIME,
            received: OUTSIDER,
        });
        assert_eq!(binding.bind(OUTSIDER, BLUEPRINT, OUTSIDER), refused);
    }

    #[test]
    fn bind_runtime_naming_another_core_refused() {
        let binding = Binding::new(RUNTIME, BLUEPRINT.owner).unwrap();
        let refused = Err(Error::RuntimeMismatch {
            expected: RUNTIME,
            received: OUTSIDER,
        });
        assert_eq!(binding.bind(RUNTIME, BLUEPRINT, OUTSIDER), refused);
    }

    #[test]
    fn bind_second_time_refused() {
        let bound = Binding::new(RUNTIME, BLUEPRINT.owner)
            .unwrap()
            .bind(RUNTIME, BLUEPRINT, RUNTIME)
            .unwrap();
        let other = Blueprint { id: 8, ..BLUEPRINT };
        assert_eq!(
            bound.bind(RUNTIME, other, RUNTIME),
            Err(Error::AlreadyBound { blueprint_id: 7 })
        );
    }

    #[test]
    fn bind_to_the_blueprint_of_another_account_than_the_deployer_refused() {
        let binding = Binding::new(RUNTIME, OUTSIDER).unwrap();
        let refused = Err(Error::NotBlueprintOwner {
            expected: OUTSIDER,
            received: BLUEPRINT.owner,
        });
        assert_eq!(binding.bind(RUNTIME, BLUEPRINT, RUNTIME), refused);
    }
}
