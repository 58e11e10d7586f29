//! The set of authorities, and keys of operators.

use super::{
    abi::{
        AuthorityCount, BadKeys, BadSignature, DifferentParents, DifferentSlots,
        DuplicateAuthority, Equivocated, Expired, KeyBound, KeyInSet, KeyTaken, KeyUnbound,
        NotBound, NotOperator, PrecompileFailed, SameHeader, SlotAhead, SlotKnown,
    },
    headers::{bytes_of, check_seal, read, unsealed},
    ForeignConsensus, Page, MOST_AUTHORITIES, PAGE,
};
use blueprint_hooks::{ensure, env, system, Address, Bytes, Event, Result, Vec, Word};
use blueprint_rules::aura::Hash;
use ink::storage::traits::StorageKey;

/// keccak-256 of `Binding(uint256 chainId,address consensus,bytes32 key,address operator,uint64 until)`.
const BINDING_TYPE: Hash = [
    0x11, 0xd3, 0x11, 0xcb, 0x3b, 0x0c, 0x41, 0x32, 0xd9, 0x37, 0x71, 0x1a, 0xf5, 0xd3, 0x78, 0x34,
    0x71, 0x7a, 0xfa, 0xaf, 0x63, 0x83, 0xdc, 0xca, 0x6d, 0x57, 0xa4, 0x6a, 0xd6, 0xf1, 0x67, 0xc7,
];

impl<KEY: StorageKey> ForeignConsensus<KEY> {
    /// Binds a key to the caller, by the key's signature. Errors: `Expired`, `KeyTaken`, `BadSignature`, `PrecompileFailed`.
    pub fn bind(&mut self, key: Hash, until: u64, signature: &Bytes) -> Result<()> {
        let (operator, time) = (env::caller(), env::now());
        ensure!(time <= until, Expired { until, time });
        let before = self.operator_of(&key);
        // The set is read where it is in doubt.
        let is_free = before.is_zero() || (before != operator && !self.is_in_set(&key));
        ensure!(is_free, KeyTaken { operator: before });
        let signature = signature.to_array().ok_or(BadSignature)?;
        let message = signed(&binding(&key, operator, until));
        let is_signed =
            system::sr25519_verify(&signature, &message, &key).ok_or(PrecompileFailed)?;
        ensure!(is_signed, BadSignature);
        self.operators.set(&key, &operator);
        KeyBound { key, operator }.emit();
        Ok(())
    }

    /// Ends the caller's binding of a key. Errors: `NotBound`, `NotOperator`, `KeyInSet`.
    pub fn unbind(&mut self, key: Hash) -> Result<()> {
        let (expected, received) = (self.bound(key)?, env::caller());
        ensure!(received == expected, NotOperator { expected, received });
        ensure!(!self.is_in_set(&key), KeyInSet { key });
        self.operators.clear(&key);
        KeyUnbound {
            key,
            operator: received,
        }
        .emit();
        Ok(())
    }

    /// Counts two headers that a bound key sealed for one parent and one slot. Errors: `NotBound`, `HeaderLength`, `MalformedHeader`,
    /// `DifferentParents`, `DifferentSlots`, `SlotAhead`, `SlotKnown`, `SameHeader`, `BadSeal`, `PrecompileFailed`.
    pub fn prove_equivocation(&mut self, key: Hash, headers: [&Bytes; 2]) -> Result<()> {
        let operator = self.bound(key)?;
        let [first, second] = headers;
        let first = bytes_of(first, 0)?;
        let first = read(&first, 0)?;
        let second = bytes_of(second, 1)?;
        let second = read(&second, 1)?;
        let parents = DifferentParents {
            first: first.parent,
            second: second.parent,
        };
        ensure!(first.parent == second.parent, parents);
        let slots = DifferentSlots {
            first: first.slot,
            second: second.slot,
        };
        ensure!(first.slot == second.slot, slots);
        let (most, received) = (self.terms().slot_at(env::now()), first.slot);
        ensure!(received <= most, SlotAhead { most, received });
        let counts = self.counts(operator).with_equivocation(received);
        let counts = counts.map_err(|last| SlotKnown { last, received })?;
        // A signature has a random part: the same contents can have two seals.
        ensure!(unsealed(&first)? != unsealed(&second)?, SameHeader);
        check_seal(&first, &key, 0)?;
        check_seal(&second, &key, 1)?;
        self.counts.set(&operator, &counts);
        Equivocated {
            operator,
            key,
            slot: received,
            parent: first.parent,
        }
        .emit();
        Ok(())
    }

    /// The operator to which a key is bound; zero for none.
    pub fn operator_of(&self, key: &Hash) -> Address {
        self.operators.get(key).unwrap_or_default()
    }

    /// The first so many authorities, in their order.
    pub fn keys(&self, count: u32) -> Vec<Hash> {
        // 32 at most.
        let count = count as usize;
        let mut keys = Vec::with_capacity(count);
        let mut number = 0u32;
        while keys.len() < count {
            let page = self.pages.get(&number).unwrap_or_default();
            let left = count.saturating_sub(keys.len());
            keys.extend(page.keys.iter().take(left));
            number = number.saturating_add(1);
        }
        keys
    }

    /// Stores the authorities; how many.
    pub(super) fn set_keys(&mut self, set: &[Hash]) -> u32 {
        for (number, part) in (0u32..).zip(set.chunks(PAGE)) {
            let mut page = Page::default();
            page.keys
                .iter_mut()
                .zip(part)
                .for_each(|(to, key)| *to = *key);
            self.pages.set(&number, &page);
        }
        set.len() as u32
    }

    fn is_in_set(&self, key: &Hash) -> bool {
        self.keys(self.state().authorities).contains(key)
    }

    /// The operator to which a key is bound. Errors: `NotBound`.
    fn bound(&self, key: Hash) -> Result<Address> {
        let operator = self.operator_of(&key);
        ensure!(!operator.is_zero(), NotBound { key });
        Ok(operator)
    }
}

/// What a key signs for an operator, up to and including a second.
pub fn binding(key: &Hash, operator: Address, until: u64) -> Hash {
    let words = [
        BINDING_TYPE,
        env::chain_id().to_word(),
        env::this().to_word(),
        *key,
        operator.to_word(),
        until.to_word(),
    ];
    env::keccak256(words.as_flattened())
}

/// A digest as signers of polkadot-js sign it: 47 bytes, so that it is no hash of a header.
pub fn signed(digest: &Hash) -> Vec<u8> {
    [b"<Bytes>".as_slice(), digest, b"</Bytes>"].concat()
}

/// Keys that follow each other. Errors: `BadKeys`, `AuthorityCount`, `DuplicateAuthority`.
pub(super) fn of_bytes(keys: &Bytes) -> Result<Vec<Hash>> {
    let length = keys.len();
    // No more than a set has is copied.
    let count = length / 32;
    ensure!(length.is_multiple_of(32), BadKeys { length });
    check_count(count)?;
    let bytes = keys.to_vec();
    let (keys, _) = bytes.as_chunks();
    checked(keys)
}

/// A set of authorities that can be followed. Errors: `AuthorityCount`, `DuplicateAuthority`.
pub(super) fn checked(keys: &[Hash]) -> Result<Vec<Hash>> {
    // A header has fewer than 2^32 bytes.
    check_count(keys.len() as u32)?;
    for (index, key) in keys.iter().enumerate() {
        let is_first = keys.iter().position(|it| it == key) == Some(index);
        ensure!(is_first, DuplicateAuthority { key: *key });
    }
    Ok(keys.to_vec())
}

fn check_count(received: u32) -> Result<()> {
    let (least, most) = (1, MOST_AUTHORITIES);
    let count = AuthorityCount {
        least,
        most,
        received,
    };
    ensure!((least..=most).contains(&received), count);
    Ok(())
}
