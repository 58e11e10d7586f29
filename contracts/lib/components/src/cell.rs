//! One record under one key, and one record per key.
//!
//! Like ink!'s `Lazy` and `Mapping`, but for records of crates that do not know ink!, and without
//! `contains` and `take`, which cost two to three times a read: a record that is gone is one that says so.
//! [`Map::clear`] costs as much, and is for records that will not be read again.

#[cfg(not(target_arch = "riscv64"))]
use blueprint_hooks::host;
use blueprint_hooks::Words;
use codec::{Decode, Encode, MaxEncodedLen};
use core::{marker::PhantomData, mem::MaybeUninit};
use ink::{
    primitives::Key,
    storage::traits::{AutoKey, Storable, StorableHint, StorageKey},
};

/// The most bytes that pallet-revive stores under one key.
pub const MAX_RECORD: usize = 416;

/// A record under one key.
pub struct Cell<V, KeyType: StorageKey = AutoKey>(PhantomData<fn() -> (V, KeyType)>);

/// A record for every `K`.
pub struct Map<K, V, KeyType: StorageKey = AutoKey>(PhantomData<fn() -> (K, V, KeyType)>);

/// A field of size zero that tracks a type parameter of a component, such as the caller of a guard.
pub struct Marker<C, KeyType: StorageKey = AutoKey>(PhantomData<fn() -> (C, KeyType)>);

impl<V, KeyType: StorageKey> Cell<V, KeyType>
where
    V: Encode + Decode + MaxEncodedLen,
{
    /// The record, `None` when none was ever written.
    pub fn get(&self) -> Option<V> {
        #[cfg(not(target_arch = "riscv64"))]
        if host::is_running() {
            return under_host::read(&KeyType::KEY);
        }
        ink::env::get_contract_storage::<Key, V>(&KeyType::KEY).unwrap_or(None)
    }

    /// Writes the record.
    pub fn set(&mut self, record: &V) {
        #[cfg(not(target_arch = "riscv64"))]
        if host::is_running() {
            return under_host::write(&KeyType::KEY, record);
        }
        ink::env::set_contract_storage(&KeyType::KEY, record);
    }
}

/// The key as ink! encodes it: a record is the same for [`Cell::get`] and for [`Cell::bytes`].
fn key<KeyType: StorageKey>() -> [u8; 4] {
    KeyType::KEY.to_le_bytes()
}

/// A record of plain bytes: as long as its type says, without SCALE.
impl<const N: usize, KeyType: StorageKey> Cell<[u8; N], KeyType> {
    /// The bytes; zeros when none were ever written.
    #[inline]
    pub fn bytes(&self) -> [u8; N] {
        *self.bytes_in(&mut MaybeUninit::uninit())
    }

    /// The bytes, in `memory`, which costs less than moving them; zeros when none were ever written.
    #[inline(always)]
    pub fn bytes_in<'a>(&self, memory: &'a mut MaybeUninit<[u8; N]>) -> &'a mut [u8; N] {
        #[cfg(target_arch = "riscv64")]
        return blueprint_hooks::host::storage(&key::<KeyType>(), memory);
        #[cfg(not(target_arch = "riscv64"))]
        if host::is_running() {
            return host::storage(&key::<KeyType>(), memory);
        }
        #[cfg(not(target_arch = "riscv64"))]
        memory.write(
            match ink::env::get_contract_storage::<Key, [u8; N]>(&KeyType::KEY) {
                Ok(Some(stored)) => stored,
                _ => [0; N],
            },
        )
    }

    /// Writes the bytes.
    #[inline]
    pub fn set_bytes(&mut self, bytes: &[u8; N]) {
        #[cfg(target_arch = "riscv64")]
        {
            use pallet_revive_uapi::{HostFn, HostFnImpl, StorageFlags};
            let key = key::<KeyType>();
            let _ = HostFnImpl::set_storage(StorageFlags::empty(), &key, bytes);
        }
        #[cfg(not(target_arch = "riscv64"))]
        if host::is_running() {
            host::write(&key::<KeyType>(), bytes);
        } else {
            ink::env::set_contract_storage(&KeyType::KEY, bytes);
        }
    }
}

/// A value of one word, or a pair of such, that the constructor sets for good. The host keeps it beside the
/// code: reading it costs about half of reading a cell. A contract has at most one of them. Until it is set,
/// and in the whole constructor, reading it traps.
pub struct Immutable<V, KeyType: StorageKey = AutoKey>(PhantomData<fn() -> (V, KeyType)>);

impl<V: Words + Default, KeyType: StorageKey> Immutable<V, KeyType> {
    /// The value.
    pub fn get(&self) -> V {
        // What was set is a value of the type: the other case does not come.
        V::from_words(&Self::words()).unwrap_or_default()
    }

    #[cfg(target_arch = "riscv64")]
    fn words() -> [[u8; 32]; 2] {
        use pallet_revive_uapi::{HostFn, HostFnImpl};
        let mut words = [[0; 32]; 2];
        if let Some(mut used) = words.as_flattened_mut().get_mut(..V::COUNT * 32) {
            HostFnImpl::get_immutable_data(&mut used);
        }
        words
    }

    #[cfg(not(target_arch = "riscv64"))]
    fn words() -> [[u8; 32]; 2] {
        if host::is_running() {
            let mut words = [[0; 32]; 2];
            let data = host::immutable();
            let pairs = words.as_flattened_mut().iter_mut().zip(data);
            pairs.for_each(|(to, byte)| *to = byte);
            return words;
        }
        let stored = ink::env::get_contract_storage::<Key, [[u8; 32]; 2]>(&KeyType::KEY);
        stored.ok().flatten().expect("the constructor sets it")
    }

    /// Sets the value. To be called once, by the constructor: anywhere else the host traps.
    pub fn set(&mut self, value: &V) {
        let words = value.to_words();
        #[cfg(target_arch = "riscv64")]
        {
            use pallet_revive_uapi::{HostFn, HostFnImpl};
            if let Some(used) = words.as_flattened().get(..V::COUNT * 32) {
                HostFnImpl::set_immutable_data(used);
            }
        }
        #[cfg(not(target_arch = "riscv64"))]
        if host::is_running() {
            let bytes = words.as_flattened().get(..V::COUNT * 32);
            host::set_immutable(bytes.unwrap_or_default());
        } else {
            ink::env::set_contract_storage(&KeyType::KEY, &words);
        }
    }
}

impl<K, V, KeyType: StorageKey> Map<K, V, KeyType>
where
    K: Encode,
    V: Encode + Decode + MaxEncodedLen,
{
    /// The record of `key`, `None` when none was ever written.
    pub fn get(&self, key: &K) -> Option<V> {
        #[cfg(not(target_arch = "riscv64"))]
        if host::is_running() {
            return under_host::read(&(KeyType::KEY, key));
        }
        ink::env::get_contract_storage::<(Key, &K), V>(&(KeyType::KEY, key)).unwrap_or(None)
    }

    /// Writes the record of `key`.
    pub fn set(&mut self, key: &K, record: &V) {
        #[cfg(not(target_arch = "riscv64"))]
        if host::is_running() {
            return under_host::write(&(KeyType::KEY, key), record);
        }
        ink::env::set_contract_storage(&(KeyType::KEY, key), record);
    }

    /// Removes the record of `key`, and with it its deposit. `false` if there was none. Calls a precompile.
    pub fn clear(&mut self, key: &K) -> bool {
        #[cfg(not(target_arch = "riscv64"))]
        if host::is_running() {
            return host::clear(&(KeyType::KEY, key).encode());
        }
        ink::env::clear_contract_storage(&(KeyType::KEY, key)).is_some()
    }
}

/// Records of a contract that runs under a host of unit tests, under ink!'s keys.
#[cfg(not(target_arch = "riscv64"))]
mod under_host {
    use super::host;
    use codec::{DecodeAll, Encode};

    pub fn read<V: DecodeAll>(key: &impl Encode) -> Option<V> {
        V::decode_all(&mut &*host::read(&key.encode())?).ok()
    }

    pub fn write(key: &impl Encode, record: &impl Encode) {
        host::write(&key.encode(), &record.encode());
    }
}

macro_rules! handle {
    ($name:ident<$($parameter:ident),+>, $record:ty) => {
        impl<$($parameter,)+ KeyType: StorageKey> Default for $name<$($parameter,)+ KeyType> {
            fn default() -> Self {
                Self(PhantomData)
            }
        }

        impl<$($parameter,)+ KeyType: StorageKey> core::fmt::Debug for $name<$($parameter,)+ KeyType> {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.debug_struct(stringify!($name)).field("key", &KeyType::KEY).finish()
            }
        }

        impl<$($parameter,)+ KeyType: StorageKey> Storable for $name<$($parameter,)+ KeyType> {
            fn encode<T: codec::Output + ?Sized>(&self, _: &mut T) {}

            fn decode<I: codec::Input>(_: &mut I) -> Result<Self, codec::Error> {
                Ok(Self::default())
            }

            fn encoded_size(&self) -> usize {
                0
            }
        }

        impl<$($parameter,)+ Salt: StorageKey, KeyType: StorageKey> StorableHint<Salt>
            for $name<$($parameter,)+ KeyType>
        {
            type Type = $name<$($parameter,)+ Salt>;
            type PreferredKey = KeyType;
        }

        impl<$($parameter,)+ KeyType: StorageKey> StorageKey for $name<$($parameter,)+ KeyType> {
            const KEY: Key = KeyType::KEY;
        }

        #[cfg(feature = "std")]
        impl<$($parameter: 'static,)+ KeyType: StorageKey + 'static> scale_info::TypeInfo
            for $name<$($parameter,)+ KeyType>
        {
            type Identity = Self;

            fn type_info() -> scale_info::Type {
                let path = scale_info::Path::new(stringify!($name), module_path!());
                scale_info::Type::builder().path(path).composite(scale_info::build::Fields::unit())
            }
        }

        #[cfg(feature = "std")]
        impl<$($parameter,)+ KeyType: StorageKey> ink::storage::traits::StorageLayout
            for $name<$($parameter,)+ KeyType>
        where
            $record: scale_info::TypeInfo + 'static,
        {
            fn layout(_: &Key) -> ink::metadata::layout::Layout {
                use ink::metadata::layout::{LayoutKey, LeafLayout, RootLayout};
                let key = LayoutKey::from(&KeyType::KEY);
                let record = scale_info::meta_type::<$record>();
                RootLayout::new(key, LeafLayout::new(key, record), record).into()
            }
        }
    };
}
handle!(Cell<V>, V);
handle!(Immutable<V>, V);
handle!(Map<K, V>, V);
handle!(Marker<C>, ());

#[cfg(test)]
mod tests {
    use super::*;
    use ink::storage::traits::ManualKey;

    #[ink::test]
    fn cell_never_written_is_none_then_what_was_written() {
        let mut cell = Cell::<u64, ManualKey<1>>::default();
        assert_eq!(cell.get(), None);
        cell.set(&7);
        assert_eq!(cell.get(), Some(7));
        assert_eq!(Cell::<u64, ManualKey<2>>::default().get(), None);
    }

    #[ink::test]
    fn immutable_is_what_was_set() {
        let mut immutable = Immutable::<u32, ManualKey<3>>::default();
        immutable.set(&7);
        assert_eq!(immutable.get(), 7);
        let mut pair = Immutable::<(u32, bool), ManualKey<5>>::default();
        pair.set(&(7, true));
        assert_eq!(pair.get(), (7, true));
    }

    /// As on chain, where the host traps.
    #[ink::test]
    #[should_panic(expected = "the constructor sets it")]
    fn immutable_that_is_not_set_panics() {
        Immutable::<u32, ManualKey<3>>::default().get();
    }

    #[ink::test]
    fn bytes_and_record_of_a_cell_have_one_key() {
        let mut cell = Cell::<[u8; 2], ManualKey<4>>::default();
        assert_eq!(cell.bytes(), [0; 2]);
        cell.set_bytes(&[1, 2]);
        assert_eq!(cell.get(), Some([1, 2]));
    }

    #[ink::test]
    fn map_keeps_a_record_per_key() {
        let mut map = Map::<(u64, u64), u8, ManualKey<1>>::default();
        map.set(&(1, 2), &3);
        assert_eq!(map.get(&(1, 2)), Some(3));
        assert_eq!(map.get(&(2, 1)), None);
        assert!(map.clear(&(1, 2)) && !map.clear(&(1, 2)));
        assert_eq!(map.get(&(1, 2)), None);
    }
}
