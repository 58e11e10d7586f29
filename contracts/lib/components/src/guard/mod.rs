//! Guards: who may call functions that change state. `blueprint_rules::guard` decides; a guard loads the
//! binding, and stores it when a blueprint is bound.

use crate::cell::{Cell, Marker};
use blueprint_hooks::{ensure, env, Address, CustomError, Event, Guard, Result, Revert};
use blueprint_rules::guard::{Binding, Blueprint, Error};
use core::mem::MaybeUninit;
use ink::storage::traits::{AutoKey, StorageKey};

blueprint_hooks::interface! {
    /// The guards' errors and event.
    pub mod abi = "blueprint-abi/library/IRuntimeGuard.sol";
}
use abi::{
    AlreadyBound, BlueprintBound, CallerNotRuntime, NotBlueprintOwner, NotBound, RuntimeMismatch,
    ZeroRuntime,
};
use blueprint_hooks::substrate_1_4::{
    OnlyMasterBlueprintServiceManagerAllowed, OnlyRootChainAllowed,
};

#[cfg(test)]
mod tests;

/// A binding as plain bytes: the runtime, whether a blueprint is bound, its id, and the deployer, who is
/// the blueprint's owner.
type Record = [u8; 49];

fn packed(binding: &Binding) -> Record {
    let mut record = [0; 49];
    record[..20].copy_from_slice(&binding.runtime);
    record[29..].copy_from_slice(&binding.deployer);
    if let Some(blueprint) = binding.blueprint {
        record[20] = 1;
        record[21..29].copy_from_slice(&blueprint.id.to_be_bytes());
    }
    record
}

#[inline]
fn unpacked(record: &Record) -> Binding {
    let (runtime, rest) = parts::<20, 29>(record);
    let ([bound], rest) = parts::<1, 28>(&rest);
    let (id, deployer) = parts::<8, 20>(&rest);
    Binding {
        runtime,
        deployer,
        blueprint: (bound == 1).then(|| Blueprint {
            id: u64::from_be_bytes(id),
            owner: deployer,
        }),
    }
}

fn unpack(record: &Record) -> Result<Binding> {
    Ok(unpacked(record))
}

/// The first `A` bytes, and the last `B`.
#[inline]
fn parts<const A: usize, const B: usize>(bytes: &[u8]) -> ([u8; A], [u8; B]) {
    let first = bytes.first_chunk().copied().unwrap_or([0; A]);
    let last = bytes.last_chunk().copied().unwrap_or([0; B]);
    (first, last)
}

/// The binding of a guard, in one cell that is read before every hook.
#[ink::storage_item]
#[derive(Default, Debug)]
struct StoredBinding<KEY: StorageKey = AutoKey> {
    record: Cell<Record>,
}

impl<KEY: StorageKey> StoredBinding<KEY> {
    fn init(&mut self, runtime: Address) -> Result<()> {
        let binding = Binding::new(runtime.0, env::caller().0).map_err(revert)?;
        self.record.set_bytes(&packed(&binding));
        Ok(())
    }

    #[inline]
    fn load(&self) -> Binding {
        unpacked(&self.record.bytes())
    }

    /// Admits the runtime, once a blueprint is bound.
    #[inline(always)]
    fn admit_bound(&self) -> Result<()> {
        let (mut record, mut caller) = (MaybeUninit::uninit(), MaybeUninit::uninit());
        let (record, caller) = (
            &*self.record.bytes_in(&mut record),
            env::caller_in(&mut caller),
        );
        // The usual case makes no binding of the record.
        let (runtime, rest) = record.split_first_chunk().unwrap_or((&[0; 20], &[]));
        if Binding::admits(runtime, rest.first() == Some(&1), caller) {
            return Ok(());
        }
        Err(not_admitted(record, caller))
    }

    /// Binds a blueprint; `load` makes the binding of the record that is stored.
    fn bind(
        &mut self,
        load: impl Fn(&Record) -> Result<Binding>,
        id: u64,
        owner: Address,
        core: Option<Address>,
    ) -> Result<()> {
        let (mut record, mut caller) = (MaybeUninit::uninit(), MaybeUninit::uninit());
        let record = self.record.bytes_in(&mut record);
        let binding = load(record)?;
        let core = core.unwrap_or(binding.runtime.into());
        let may_bind = binding.may_bind(env::caller_in(&mut caller), &owner.0, &core.0);
        may_bind.map_err(revert)?;
        record[20] = 1;
        record[21..29].copy_from_slice(&id.to_be_bytes());
        self.record.set_bytes(record);
        BlueprintBound {
            blueprint_id: id,
            owner,
            runtime: core,
        }
        .emit();
        Ok(())
    }
}

/// The error of a caller that is not admitted.
#[cold]
#[inline(never)]
fn not_admitted(record: &Record, caller: &[u8; 20]) -> Revert {
    let admitted = unpacked(record).admit_bound(*caller);
    // Not admitted by `Binding::admits`, so the other case does not come.
    revert(admitted.err().unwrap_or(Error::NotBound))
}

/// Admits exactly one caller, the runtime given to the constructor, once a blueprint is bound. It binds
/// one blueprint, of the account that deployed the contract. It cannot be lifted: not by the deployer, the
/// blueprint's owner or the runtime.
#[ink::storage_item]
#[derive(Default, Debug)]
pub struct RuntimeGuard<KEY: StorageKey = AutoKey> {
    stored: StoredBinding,
}

impl<KEY: StorageKey> RuntimeGuard<KEY> {
    /// To be called by the contract's constructor. Errors: `ZeroRuntime`.
    pub fn init(&mut self, runtime: Address) -> Result<()> {
        self.stored.init(runtime)
    }
}

impl<KEY: StorageKey> Guard for RuntimeGuard<KEY> {
    // One copy, not one in every hook.
    #[inline(never)]
    fn admit(&self) -> Result<()> {
        self.stored.admit_bound()
    }

    fn bind(&mut self, blueprint_id: u64, owner: Address, core: Address) -> Result<()> {
        self.stored.bind(unpack, blueprint_id, owner, Some(core))
    }

    fn runtime(&self) -> Address {
        self.stored.load().runtime.into()
    }

    fn blueprint_id(&self) -> (bool, u64) {
        self.stored.load().blueprint_id()
    }

    fn owner(&self) -> Address {
        self.stored.load().owner().into()
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
    stored: StoredBinding,
    caller: Marker<C>,
}

impl<C: BakedCaller, KEY: StorageKey> BakedGuard<C, KEY> {
    /// To be called by the contract's constructor, whose caller alone may own the blueprint.
    pub fn init(&mut self) -> Result<()> {
        self.stored.init(C::ADDRESS.into())
    }

    fn of_record(record: &Record) -> Binding {
        Binding {
            runtime: C::ADDRESS,
            ..unpacked(record)
        }
    }

    fn load(&self) -> Binding {
        Self::of_record(&self.stored.record.bytes())
    }
}

impl<C: BakedCaller, KEY: StorageKey> Guard for BakedGuard<C, KEY> {
    #[inline(never)]
    fn admit(&self) -> Result<()> {
        // A stranger is refused before anything is read.
        let (mut record, mut caller) = (MaybeUninit::uninit(), MaybeUninit::uninit());
        let caller = env::caller_in(&mut caller);
        if !Binding::admits(&C::ADDRESS, true, caller) {
            let mut unread = [0; 49];
            unread[..20].copy_from_slice(&C::ADDRESS);
            return Err(not_admitted(&unread, caller));
        }
        let is_bound = self.stored.record.bytes_in(&mut record)[20] == 1;
        ensure!(is_bound, NotBound);
        Ok(())
    }

    fn bind(&mut self, blueprint_id: u64, owner: Address, core: Address) -> Result<()> {
        let load = |record: &Record| Ok(Self::of_record(record));
        self.stored.bind(load, blueprint_id, owner, Some(core))
    }

    fn runtime(&self) -> Address {
        C::ADDRESS.into()
    }

    fn blueprint_id(&self) -> (bool, u64) {
        self.load().blueprint_id()
    }

    fn owner(&self) -> Address {
        self.load().owner().into()
    }
}

/// Admits exactly one caller, given to the constructor, whether or not a blueprint is bound: for
/// contracts beside a manager, and for managers of generations that bind nothing.
#[ink::storage_item]
#[derive(Default, Debug)]
pub struct CallerGuard<KEY: StorageKey = AutoKey> {
    stored: StoredBinding,
}

impl<KEY: StorageKey> CallerGuard<KEY> {
    /// To be called by the contract's constructor. Errors: `ZeroRuntime`.
    pub fn init(&mut self, runtime: Address) -> Result<()> {
        self.stored.init(runtime)
    }
}

impl<KEY: StorageKey> Guard for CallerGuard<KEY> {
    #[inline(never)]
    fn admit(&self) -> Result<()> {
        self.stored.load().admit(env::caller().0).map_err(revert)
    }

    fn bind(&mut self, _: u64, _: Address, _: Address) -> Result<()> {
        self.admit()
    }

    fn runtime(&self) -> Address {
        self.stored.load().runtime.into()
    }
}

/// For managers under pallet-services 1.4. The services pallet's account, given to the constructor, binds
/// one blueprint and names the master manager, which alone is admitted from then on. A wrong caller gets
/// the generation's errors. `BlueprintBound.runtime` and `runtime()` are the services pallet's account.
/// A master manager that is the zero address is refused with `ZeroRuntime`.
#[ink::storage_item]
#[derive(Default, Debug)]
pub struct MasterGuard<KEY: StorageKey = AutoKey> {
    stored: StoredBinding,
    master: Cell<[u8; 20]>,
}

impl<KEY: StorageKey> MasterGuard<KEY> {
    /// To be called by the contract's constructor. Errors: `ZeroRuntime`.
    pub fn init(&mut self, root_chain: Address) -> Result<()> {
        self.stored.init(root_chain)
    }

    /// The caller that is admitted; zero before a blueprint is bound.
    pub fn master(&self) -> Address {
        self.master.bytes().into()
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
        let load = |record: &Record| {
            let binding = unpacked(record);
            let (caller, root_chain) = (env::caller(), binding.runtime.into());
            ensure!(
                caller == root_chain,
                OnlyRootChainAllowed { caller, root_chain }
            );
            ensure!(mbsm != Address::zero(), ZeroRuntime);
            Ok(binding)
        };
        // The runtime binds under its own name.
        self.stored.bind(load, blueprint_id, owner, None)?;
        self.master.set_bytes(&mbsm.0);
        Ok(())
    }

    /// The services pallet's account, which binds. See [`Self::master`] for the caller of hooks.
    fn runtime(&self) -> Address {
        self.stored.load().runtime.into()
    }

    fn blueprint_id(&self) -> (bool, u64) {
        self.stored.load().blueprint_id()
    }

    fn owner(&self) -> Address {
        self.stored.load().owner().into()
    }
}

#[cold]
#[inline(never)]
fn revert(error: Error) -> Revert {
    let (selector, expected, received) = match error {
        Error::ZeroRuntime => return ZeroRuntime.into(),
        Error::AlreadyBound { blueprint_id } => return AlreadyBound { blueprint_id }.into(),
        Error::NotBound => return NotBound.into(),
        Error::CallerNotRuntime { expected, received } => {
            (CallerNotRuntime::SELECTOR, expected, received)
        }
        Error::RuntimeMismatch { expected, received } => {
            (RuntimeMismatch::SELECTOR, expected, received)
        }
        Error::NotBlueprintOwner { expected, received } => {
            (NotBlueprintOwner::SELECTOR, expected, received)
        }
    };
    // One encoder for the three: they have the same two fields, and code is paid for in every call.
    let mut data = [0; 68];
    data[..4].copy_from_slice(&selector);
    data[16..36].copy_from_slice(&expected);
    data[48..].copy_from_slice(&received);
    Revert::of_data(&data)
}
