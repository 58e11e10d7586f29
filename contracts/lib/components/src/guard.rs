//! Guards: who may call functions that change state.

use crate::cell::{Cell, Marker};
use blueprint_hooks::{ensure, env, Address, Event, Guard, Result, Revert};
use blueprint_rules::guard::{Binding, Blueprint, Error};
use ink::storage::traits::{AutoKey, StorageKey};

blueprint_hooks::interface! {
    /// The guards' errors and event.
    pub mod abi = "blueprint-abi/library/IRuntimeGuard.sol";
}
blueprint_hooks::interface! {
    /// The hooks of pallet-services 1.4, of which [`MasterGuard`] takes the errors.
    pub mod substrate_1_4 = "blueprint-abi/substrate-1.4/IBlueprintServiceManager.sol";
}
use abi::{AlreadyBound, BlueprintBound, CallerNotRuntime, NotBound, RuntimeMismatch, ZeroRuntime};
use substrate_1_4::{OnlyMasterBlueprintServiceManagerAllowed, OnlyRootChainAllowed};

/// What a guard reads before every hook, as plain bytes: the runtime, whether a blueprint is bound, its id,
/// its owner.
mod packed {
    use blueprint_rules::guard::{Binding, Blueprint};

    pub type Record = [u8; 49];

    pub fn record(binding: &Binding) -> Record {
        let mut record = [0; 49];
        record[..20].copy_from_slice(&binding.runtime);
        if let Some(blueprint) = binding.blueprint {
            record[20] = 1;
            record[21..29].copy_from_slice(&blueprint.id.to_be_bytes());
            record[29..].copy_from_slice(&blueprint.owner);
        }
        record
    }

    #[inline]
    pub fn binding(record: &Record) -> Binding {
        let (runtime, rest) = parts::<20, 29>(record);
        let ([bound], rest) = parts::<1, 28>(&rest);
        let (id, owner) = parts::<8, 20>(&rest);
        Binding {
            runtime,
            blueprint: (bound == 1).then(|| Blueprint {
                id: u64::from_be_bytes(id),
                owner,
            }),
        }
    }

    /// The first `A` bytes, and the `B` behind them.
    #[inline]
    fn parts<const A: usize, const B: usize>(bytes: &[u8]) -> ([u8; A], [u8; B]) {
        let first = bytes.first_chunk().copied().unwrap_or([0; A]);
        let last = bytes.last_chunk().copied().unwrap_or([0; B]);
        (first, last)
    }
}

/// Admits exactly one caller, the runtime given to the constructor, once a blueprint is bound. It binds
/// one blueprint. It cannot be lifted: not by the deployer, the blueprint's owner or the runtime.
#[ink::storage_item]
#[derive(Default, Debug)]
pub struct RuntimeGuard<KEY: StorageKey = AutoKey> {
    binding: Cell<packed::Record>,
}

impl<KEY: StorageKey> RuntimeGuard<KEY> {
    /// To be called by the contract's constructor. Errors: `ZeroRuntime`.
    pub fn init(&mut self, runtime: Address) -> Result<()> {
        let binding = Binding::new(runtime.0).map_err(revert)?;
        self.binding.set_bytes(&packed::record(&binding));
        Ok(())
    }

    /// A contract without a runtime admits the zero address, which calls nothing.
    fn load(&self) -> Binding {
        packed::binding(&self.binding.bytes())
    }
}

impl<KEY: StorageKey> Guard for RuntimeGuard<KEY> {
    // One copy, not one in every hook.
    #[inline(never)]
    fn admit(&self) -> Result<()> {
        let admitted = self.load().admit_bound(env::caller().0);
        admitted.map(|_| ()).map_err(revert)
    }

    fn bind(&mut self, blueprint_id: u64, owner: Address, core: Address) -> Result<()> {
        let blueprint = Blueprint {
            id: blueprint_id,
            owner: owner.0,
        };
        let bound = self.load().bind(env::caller().0, blueprint, core.0);
        let bound = bound.map_err(revert)?;
        self.binding.set_bytes(&packed::record(&bound));
        BlueprintBound {
            blueprint_id,
            owner,
            runtime: bound.runtime.into(),
        }
        .emit();
        Ok(())
    }

    fn runtime(&self) -> Address {
        self.load().runtime.into()
    }

    fn blueprint_id(&self) -> (bool, u64) {
        let blueprint = self.load().blueprint;
        blueprint.map_or((false, 0), |blueprint| (true, blueprint.id))
    }

    fn owner(&self) -> Address {
        let blueprint = self.load().blueprint;
        blueprint
            .map(|blueprint| blueprint.owner.into())
            .unwrap_or_default()
    }
}

/// The caller that a [`BakedGuard`] admits: a unit struct, made by `#[record]`.
pub trait BakedCaller: 'static {
    /// Its address: of the services pallet's account, or of Tangle's core, on one chain.
    const ADDRESS: [u8; 20];
}

/// As [`RuntimeGuard`], with the caller written into the code: a stranger is refused without a storage
/// read, and the same code cannot be deployed for another chain.
#[ink::storage_item]
#[derive(Default, Debug)]
pub struct BakedGuard<C: BakedCaller, KEY: StorageKey = AutoKey> {
    binding: Cell<packed::Record>,
    caller: Marker<C>,
}

impl<C: BakedCaller, KEY: StorageKey> BakedGuard<C, KEY> {
    fn load(&self) -> Binding {
        Binding {
            runtime: C::ADDRESS,
            blueprint: packed::binding(&self.binding.bytes()).blueprint,
        }
    }
}

impl<C: BakedCaller, KEY: StorageKey> Guard for BakedGuard<C, KEY> {
    #[inline(never)]
    fn admit(&self) -> Result<()> {
        // A stranger is refused before anything is read.
        let unread = Binding {
            runtime: C::ADDRESS,
            blueprint: None,
        };
        unread.admit(env::caller().0).map_err(revert)?;
        self.load().blueprint.ok_or(NotBound)?;
        Ok(())
    }

    fn bind(&mut self, blueprint_id: u64, owner: Address, core: Address) -> Result<()> {
        let blueprint = Blueprint {
            id: blueprint_id,
            owner: owner.0,
        };
        let bound = self.load().bind(env::caller().0, blueprint, core.0);
        let bound = bound.map_err(revert)?;
        self.binding.set_bytes(&packed::record(&bound));
        BlueprintBound {
            blueprint_id,
            owner,
            runtime: C::ADDRESS.into(),
        }
        .emit();
        Ok(())
    }

    fn runtime(&self) -> Address {
        C::ADDRESS.into()
    }

    fn blueprint_id(&self) -> (bool, u64) {
        let blueprint = self.load().blueprint;
        blueprint.map_or((false, 0), |blueprint| (true, blueprint.id))
    }

    fn owner(&self) -> Address {
        let blueprint = self.load().blueprint;
        blueprint
            .map(|blueprint| blueprint.owner.into())
            .unwrap_or_default()
    }
}

/// Admits exactly one caller, given to the constructor, whether or not a blueprint is bound: for
/// contracts beside a manager, and for managers of generations that bind nothing.
#[ink::storage_item]
#[derive(Default, Debug)]
pub struct CallerGuard<KEY: StorageKey = AutoKey> {
    binding: Cell<Binding>,
}

impl<KEY: StorageKey> CallerGuard<KEY> {
    /// To be called by the contract's constructor. Errors: `ZeroRuntime`.
    pub fn init(&mut self, runtime: Address) -> Result<()> {
        let binding = Binding::new(runtime.0).map_err(revert)?;
        self.binding.set(&binding);
        Ok(())
    }
}

impl<KEY: StorageKey> Guard for CallerGuard<KEY> {
    #[inline(never)]
    fn admit(&self) -> Result<()> {
        let binding = self.binding.get().ok_or(ZeroRuntime)?;
        binding.admit(env::caller().0).map_err(revert)
    }

    fn bind(&mut self, _: u64, _: Address, _: Address) -> Result<()> {
        self.admit()
    }

    fn runtime(&self) -> Address {
        let binding = self.binding.get();
        binding
            .map(|binding| binding.runtime.into())
            .unwrap_or_default()
    }
}

/// For managers under pallet-services 1.4. The services pallet's account, given to the constructor, binds
/// one blueprint and names the master manager, which alone is admitted from then on. A wrong caller gets
/// the generation's errors.
#[ink::storage_item]
#[derive(Default, Debug)]
pub struct MasterGuard<KEY: StorageKey = AutoKey> {
    binding: Cell<Binding>,
    master: Cell<[u8; 20]>,
}

impl<KEY: StorageKey> MasterGuard<KEY> {
    /// To be called by the contract's constructor. Errors: `ZeroRuntime`.
    pub fn init(&mut self, root_chain: Address) -> Result<()> {
        let binding = Binding::new(root_chain.0).map_err(revert)?;
        self.binding.set(&binding);
        Ok(())
    }

    /// The caller that is admitted; zero before a blueprint is bound.
    pub fn master(&self) -> Address {
        self.master.get().unwrap_or_default().into()
    }
}

impl<KEY: StorageKey> Guard for MasterGuard<KEY> {
    #[inline(never)]
    fn admit(&self) -> Result<()> {
        let (caller, mbsm) = (env::caller(), self.master());
        let error = OnlyMasterBlueprintServiceManagerAllowed { caller, mbsm };
        ensure!(caller == mbsm && mbsm != Address::zero(), error);
        Ok(())
    }

    fn bind(&mut self, blueprint_id: u64, owner: Address, mbsm: Address) -> Result<()> {
        let binding = self.binding.get().ok_or(ZeroRuntime)?;
        let (caller, root_chain) = (env::caller(), binding.runtime.into());
        ensure!(
            caller == root_chain,
            OnlyRootChainAllowed { caller, root_chain }
        );
        ensure!(mbsm != Address::zero(), ZeroRuntime);
        let blueprint = Blueprint {
            id: blueprint_id,
            owner: owner.0,
        };
        let bound = binding
            .bind(caller.0, blueprint, root_chain.0)
            .map_err(revert)?;
        self.binding.set(&bound);
        self.master.set(&mbsm.0);
        BlueprintBound {
            blueprint_id,
            owner,
            runtime: root_chain,
        }
        .emit();
        Ok(())
    }

    /// The account that binds.
    fn runtime(&self) -> Address {
        let binding = self.binding.get();
        binding
            .map(|binding| binding.runtime.into())
            .unwrap_or_default()
    }

    fn blueprint_id(&self) -> (bool, u64) {
        let blueprint = self.binding.get().and_then(|binding| binding.blueprint);
        blueprint.map_or((false, 0), |blueprint| (true, blueprint.id))
    }

    fn owner(&self) -> Address {
        let blueprint = self.binding.get().and_then(|binding| binding.blueprint);
        blueprint
            .map(|blueprint| blueprint.owner.into())
            .unwrap_or_default()
    }
}

fn revert(error: Error) -> Revert {
    match error {
        Error::ZeroRuntime => ZeroRuntime.into(),
        Error::CallerNotRuntime { expected, received } => CallerNotRuntime {
            expected: expected.into(),
            received: received.into(),
        }
        .into(),
        Error::RuntimeMismatch { expected, received } => RuntimeMismatch {
            expected: expected.into(),
            received: received.into(),
        }
        .into(),
        Error::AlreadyBound { blueprint_id } => AlreadyBound { blueprint_id }.into(),
        Error::NotBound => NotBound.into(),
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

    #[derive(Default, Debug)]
    struct Baked;

    impl BakedCaller for Baked {
        const ADDRESS: [u8; 20] = [1; 20];
    }

    fn guard() -> RuntimeGuard<ManualKey<9>> {
        let mut guard = RuntimeGuard::default();
        guard.init(RUNTIME).unwrap();
        guard
    }

    fn stranger() -> Revert {
        let error = CallerNotRuntime {
            expected: RUNTIME,
            received: OUTSIDER,
        };
        error.into()
    }

    /// What every guard that binds does.
    fn admits_one_caller_after_binding(mut guard: impl Guard) {
        test::set_caller(RUNTIME);
        assert_eq!(guard.admit(), Err(NotBound.into()));
        test::set_caller(OUTSIDER);
        assert_eq!(guard.bind(7, OUTSIDER, OUTSIDER), Err(stranger()));
        assert_eq!(guard.owner(), Address::zero());
        test::set_caller(RUNTIME);
        let mismatch = RuntimeMismatch {
            expected: RUNTIME,
            received: OUTSIDER,
        };
        assert_eq!(guard.bind(7, OUTSIDER, OUTSIDER), Err(mismatch.into()));
        recorded::take();
        guard.bind(7, OUTSIDER, RUNTIME).unwrap();
        let bound = BlueprintBound {
            blueprint_id: 7,
            owner: OUTSIDER,
            runtime: RUNTIME,
        };
        assert_eq!(recorded::take(), [recorded::of(&bound)]);
        assert_eq!(guard.admit(), Ok(()));
        assert_eq!(guard.owner(), OUTSIDER);
        let again = AlreadyBound { blueprint_id: 7 };
        assert_eq!(guard.bind(8, OUTSIDER, RUNTIME), Err(again.into()));
        test::set_caller(OUTSIDER);
        assert_eq!(guard.admit(), Err(stranger()));
    }

    #[ink::test]
    fn runtime_guard_admits_the_runtime_after_binding() {
        admits_one_caller_after_binding(guard());
    }

    #[ink::test]
    fn baked_guard_admits_its_caller_after_binding() {
        admits_one_caller_after_binding(BakedGuard::<Baked, ManualKey<8>>::default());
    }

    #[ink::test]
    fn caller_guard_admits_its_caller_without_binding() {
        let mut guard = CallerGuard::<ManualKey<7>>::default();
        assert_eq!(guard.init(Address::zero()), Err(ZeroRuntime.into()));
        guard.init(RUNTIME).unwrap();
        test::set_caller(RUNTIME);
        assert_eq!(guard.admit(), Ok(()));
        test::set_caller(OUTSIDER);
        assert_eq!(guard.admit(), Err(stranger()));
    }

    #[ink::test]
    fn master_guard_admits_the_master_that_the_root_chain_named() {
        let master = ink::H160([3; 20]);
        let mut guard = MasterGuard::<ManualKey<6>>::default();
        guard.init(RUNTIME).unwrap();
        let error = |caller, mbsm| OnlyMasterBlueprintServiceManagerAllowed { caller, mbsm };
        // The zero address is nobody, although nothing is stored yet.
        for nobody in [RUNTIME, Address::zero()] {
            test::set_caller(nobody);
            assert_eq!(guard.admit(), Err(error(nobody, Address::zero()).into()));
        }
        test::set_caller(master);
        let stranger = OnlyRootChainAllowed {
            caller: master,
            root_chain: RUNTIME,
        };
        assert_eq!(guard.bind(7, OUTSIDER, master), Err(stranger.into()));
        test::set_caller(RUNTIME);
        assert_eq!(
            guard.bind(7, OUTSIDER, Address::zero()),
            Err(ZeroRuntime.into())
        );
        recorded::take();
        guard.bind(7, OUTSIDER, master).unwrap();
        let bound = BlueprintBound {
            blueprint_id: 7,
            owner: OUTSIDER,
            runtime: RUNTIME,
        };
        assert_eq!(recorded::take(), [recorded::of(&bound)]);
        assert_eq!(
            guard.bind(8, OUTSIDER, master),
            Err(AlreadyBound { blueprint_id: 7 }.into())
        );
        assert_eq!(guard.admit(), Err(error(RUNTIME, master).into()));
        test::set_caller(master);
        assert_eq!(guard.admit(), Ok(()));
        assert_eq!(
            (guard.runtime(), guard.master(), guard.owner()),
            (RUNTIME, master, OUTSIDER)
        );
        assert_eq!(guard.blueprint_id(), (true, 7));
    }

    #[test]
    fn records_fit_a_cell() {
        assert!(Binding::max_encoded_len() <= crate::cell::MAX_RECORD);
    }
}
