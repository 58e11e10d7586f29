//! The chain's state: a trie in memory, of which the last blocks stay readable.
//!
//! Nodes that a block replaces are not removed with it. Its removals wait until its parent's state is no longer
//! kept, so that an older state is read, and returned to, without a copy.

use crate::error::Error;
use blueprint_e2e_runtime::Hash;
use sp_core::storage::{StateVersion, Storage};
use sp_externalities::{set_and_run_with_externalities, Externalities};
use sp_runtime::traits::BlakeTwo256;
use sp_state_machine::{
    DBValue, DefaultError, Ext, OverlayedChanges, TrieBackendBuilder, TrieBackendStorage,
};
use sp_trie::{empty_trie_root, prefixed_key, LayoutV1};
use std::collections::{BTreeSet, HashMap, VecDeque};

/// A change of the number of references to a trie node.
pub type Change = (Vec<u8>, DBValue, i32);

/// The trie nodes, with the number of their references.
#[derive(Default)]
struct Nodes(HashMap<Vec<u8>, (DBValue, i32)>);

impl Nodes {
    /// Adds references, or takes them away if `change` is negative.
    fn refer(&mut self, key: &[u8], value: &DBValue, change: i32) {
        let entry = self.0.entry(key.to_vec());
        let node = entry.or_insert_with(|| (value.clone(), 0));
        node.1 = node.1.saturating_add(change);
        if node.1 == 0 {
            self.0.remove(key);
        }
    }
}

impl TrieBackendStorage<BlakeTwo256> for Nodes {
    fn get(
        &self,
        key: &Hash,
        prefix: sp_trie_prefix::Prefix,
    ) -> Result<Option<DBValue>, DefaultError> {
        let node = self.0.get(&prefixed_key::<BlakeTwo256>(key, prefix));
        Ok(node.map(|(value, _)| value.clone()))
    }
}

/// The type of a node's place, which `sp_trie` does not export by name.
mod sp_trie_prefix {
    pub type Prefix<'a> = (&'a [u8], Option<u8>);
}

/// What one commit did to the nodes.
struct Commit {
    sequence: u64,
    /// The block it belongs to.
    block: u64,
    before: Hash,
    changes: Vec<Change>,
}

/// The state of the chain's last block, and of those before it that are kept.
pub struct State {
    nodes: Nodes,
    root: Hash,
    commits: VecDeque<Commit>,
    next: u64,
    /// The oldest block whose state is complete.
    oldest: u64,
    /// Commits after which the state must stay readable.
    pinned: BTreeSet<u64>,
    /// How many blocks before the last keep their state.
    kept: u64,
}

impl State {
    /// The state of a genesis. `kept` is how many blocks before the last keep their state.
    ///
    /// # Errors
    /// If the trie cannot be built.
    pub fn new(genesis: Storage, kept: u64) -> Result<State, Error> {
        let mut state = State {
            nodes: Nodes::default(),
            root: empty_trie_root::<LayoutV1<BlakeTwo256>>(),
            commits: VecDeque::new(),
            next: 0,
            oldest: 0,
            pinned: BTreeSet::new(),
            kept,
        };
        state.commit(0, |ext| {
            for (key, value) in genesis.top {
                ext.place_storage(key, Some(value));
            }
            for child in genesis.children_default.into_values() {
                for (key, value) in child.data {
                    ext.place_child_storage(&child.child_info, key, Some(value));
                }
            }
            Ok(())
        })?;
        Ok(state)
    }

    /// The root of the last state.
    pub fn root(&self) -> Hash {
        self.root
    }

    /// The oldest block whose state is kept.
    pub fn oldest(&self) -> u64 {
        self.oldest
    }

    /// Runs `f` on a state. What it changes is lost.
    pub fn read<R>(&self, root: Hash, f: impl FnOnce() -> R) -> R {
        let backend = TrieBackendBuilder::new(&self.nodes, root).build();
        let mut overlay = OverlayedChanges::default();
        let mut ext = Ext::new(&mut overlay, &backend, None);
        set_and_run_with_externalities(&mut ext, f)
    }

    /// Runs `f` on the last state, and keeps what it changes as the state of a block.
    ///
    /// # Errors
    /// What `f` returns, or if the trie cannot be built; nothing has changed then.
    pub fn write<R>(
        &mut self,
        block: u64,
        f: impl FnOnce() -> Result<R, Error>,
    ) -> Result<R, Error> {
        self.commit(block, |ext| set_and_run_with_externalities(ext, f))
    }

    fn commit<R>(
        &mut self,
        block: u64,
        f: impl FnOnce(&mut dyn Externalities) -> Result<R, Error>,
    ) -> Result<R, Error> {
        let backend = TrieBackendBuilder::new(&self.nodes, self.root).build();
        let mut overlay = OverlayedChanges::default();
        let result = f(&mut Ext::new(&mut overlay, &backend, None))?;
        let mut drained = overlay
            .drain_storage_changes(&backend, StateVersion::V1)
            .map_err(|error| Error::internal(format!("the state cannot be written: {error}")))?;
        drop(backend);
        let changes = drained.transaction.drain().into_iter();
        let changes: Vec<Change> = changes.map(|(key, (value, n))| (key, value, n)).collect();
        for (key, value, change) in changes.iter().filter(|(.., change)| *change > 0) {
            self.nodes.refer(key, value, *change);
        }
        self.commits.push_back(Commit {
            sequence: self.next,
            block,
            before: self.root,
            changes,
        });
        self.next = self.next.saturating_add(1);
        self.root = drained.transaction_storage_root;
        self.prune(block);
        Ok(result)
    }

    /// Forgets the states that are older than what is kept.
    fn prune(&mut self, last: u64) {
        while let Some(commit) = self.commits.front() {
            let pinned = self.pinned.first().is_some_and(|at| commit.sequence > *at);
            if pinned || commit.block.saturating_add(self.kept) > last {
                break;
            }
            for (key, value, change) in commit.changes.iter().filter(|(.., change)| *change < 0) {
                self.nodes.refer(key, value, *change);
            }
            self.oldest = commit.block;
            self.commits.pop_front();
        }
    }

    /// Keeps the present state readable until [`release`](State::release), and returns its number.
    pub fn pin(&mut self) -> u64 {
        let at = self.next.saturating_sub(1);
        self.pinned.insert(at);
        at
    }

    /// Ends a [`pin`](State::pin).
    pub fn release(&mut self, at: u64) {
        self.pinned.remove(&at);
    }

    /// Returns to a pinned state.
    pub fn revert(&mut self, at: u64) {
        while let Some(commit) = self.commits.pop_back() {
            if commit.sequence <= at {
                self.commits.push_back(commit);
                break;
            }
            for (key, value, change) in commit.changes.iter().filter(|(.., change)| *change > 0) {
                self.nodes.refer(key, value, change.saturating_neg());
            }
            self.root = commit.before;
        }
    }

    /// The trie nodes of the last state, with the number of their references.
    pub fn dump(&self) -> Vec<Change> {
        let mut nodes = Nodes(self.nodes.0.clone());
        for commit in &self.commits {
            for (key, value, change) in commit.changes.iter().filter(|(.., change)| *change < 0) {
                nodes.refer(key, value, *change);
            }
        }
        let nodes = nodes.0.into_iter();
        nodes.map(|(key, (value, n))| (key, value, n)).collect()
    }

    /// A state that was dumped.
    pub fn load(nodes: Vec<Change>, root: Hash, block: u64, kept: u64) -> State {
        let nodes = nodes.into_iter();
        State {
            nodes: Nodes(nodes.map(|(key, value, n)| (key, (value, n))).collect()),
            root,
            commits: VecDeque::new(),
            // 0 stands for what was loaded, as for a genesis: a return to it undoes every commit.
            next: 1,
            oldest: block,
            pinned: BTreeSet::new(),
            kept,
        }
    }

    #[cfg(test)]
    /// How many trie nodes are in memory.
    pub fn nodes(&self) -> usize {
        self.nodes.0.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sp_io::storage;

    fn put(state: &mut State, block: u64, value: u8) {
        let write = || {
            storage::set(b"key", &[value; 64]);
            Ok(())
        };
        state.write(block, write).unwrap();
    }

    fn get(state: &State, root: Hash) -> Option<Vec<u8>> {
        state.read(root, || storage::get(b"key").map(|value| value.to_vec()))
    }

    #[test]
    fn state_of_a_kept_block_is_read_and_older_ones_are_freed() {
        let mut state = State::new(Storage::default(), 2).unwrap();
        let mut roots = vec![state.root()];
        for block in 1..=20 {
            put(&mut state, block, block as u8);
            roots.push(state.root());
        }
        assert_eq!(state.oldest(), 18);
        for (block, root) in roots.into_iter().enumerate().skip(18) {
            assert_eq!(get(&state, root), Some(vec![block as u8; 64]));
        }
        assert!(state.nodes() <= 2 * 3, "{}", state.nodes());
    }

    #[test]
    fn state_returns_to_a_pin_and_frees_what_came_after() {
        let mut state = State::new(Storage::default(), 0).unwrap();
        put(&mut state, 1, 1);
        let (root, nodes) = (state.root(), state.nodes());
        let pin = state.pin();
        for block in 2..=20 {
            put(&mut state, block, block as u8);
        }
        assert_eq!(get(&state, root), Some(vec![1; 64]));
        state.revert(pin);
        state.release(pin);
        assert_eq!((state.root(), state.nodes()), (root, nodes));
        assert_eq!(get(&state, root), Some(vec![1; 64]));
        put(&mut state, 2, 2);
        assert_eq!(get(&state, state.root()), Some(vec![2; 64]));
    }

    #[test]
    fn what_a_read_changes_is_lost() {
        let mut state = State::new(Storage::default(), 0).unwrap();
        put(&mut state, 1, 1);
        state.read(state.root(), || storage::set(b"key", b"other"));
        assert_eq!(get(&state, state.root()), Some(vec![1; 64]));
    }
}
