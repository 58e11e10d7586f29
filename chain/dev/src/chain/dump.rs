//! The chain in a file: its last state, its last block and its clock.

use super::Chain;
use crate::{clock::Clock, config::Config, error::Error, history::Block, state::State};
use blueprint_e2e_runtime::{Hash, VERSION};
use codec::{Decode, DecodeAll, Encode};
use pallet_revive::{keccak_256, pallet_revive_types::runtime_api::BlockV1};
use std::{
    fs::{File, TryLockError},
    io::ErrorKind,
    path::{Path, PathBuf},
};

/// The first bytes of a file. Its last 32 are the hash of all before them.
const MAGIC: [u8; 8] = *b"bpdev\0\0\x02";

#[derive(Decode, Encode)]
struct Dump {
    magic: [u8; 8],
    /// The runtime's version.
    spec: u32,
    nodes: Vec<(Vec<u8>, Vec<u8>, i32)>,
    root: Hash,
    block: BlockV1,
    time: u64,
    native_hash: Hash,
    /// The clock, in milliseconds since 1970.
    now: u64,
}

impl Chain {
    /// Writes the last state, the last block and the clock to a file. Earlier blocks are not in it.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn dump(&self, path: &Path) -> Result<(), Error> {
        let last = self.last()?;
        let dump = Dump {
            magic: MAGIC,
            spec: VERSION.spec_version,
            nodes: self.state.dump(),
            root: self.state.root(),
            block: last.ethereum.clone(),
            time: last.time,
            native_hash: last.native_hash,
            now: self.clock.now(),
        };
        let mut bytes = dump.encode();
        let hash = keccak_256(&bytes);
        bytes.extend(hash);
        // A process that is killed while it writes leaves the former file.
        let unfinished = unfinished(path);
        std::fs::write(&unfinished, bytes)
            .and_then(|()| std::fs::rename(&unfinished, path))
            .map_err(|error| {
                Error::internal(format!("{} cannot be written: {error}", path.display()))
            })
    }
}

/// Where a file is written before it takes the place of the former one.
fn unfinished(path: &Path) -> PathBuf {
    beside(path, ".unfinished")
}

/// The file of the same name with another ending behind it: with an ending in place of its own there may be other files.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// Claims the configuration's file for as long as the handle lives: a second chain that writes it would undo what the first
/// wrote. The claim lies beside the file, which is replaced as a whole.
pub(super) fn claim(config: &Config) -> Result<Option<File>, Error> {
    let Some(path) = &config.state else {
        return Ok(None);
    };
    // Whatever it holds, it stays so.
    let mut options = File::options();
    options.write(true).create(true).truncate(false);
    let claim = options.open(beside(path, ".lock")).map_err(|error| {
        Error::invalid(format!(
            "expected a file of the state that can be written, received {}: {error}",
            path.display()
        ))
    })?;
    match claim.try_lock() {
        Ok(()) => Ok(Some(claim)),
        Err(TryLockError::WouldBlock) => Err(Error::invalid(format!(
            "expected a file of the state that no other chain uses, received {}: end the chain that runs on it, or name another \
             file by --state",
            path.display()
        ))),
        Err(TryLockError::Error(error)) => Err(Error::internal(format!(
            "{} cannot be claimed: {error}",
            path.display()
        ))),
    }
}

/// What the configuration's file has, if it names one that exists.
pub(super) fn load(config: &Config) -> Result<Option<(State, Block, Clock)>, Error> {
    let Some(path) = &config.state else {
        return Ok(None);
    };
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            // Not at the end, when there is something to lose.
            let tried = unfinished(path);
            return std::fs::write(&tried, [])
                .and_then(|()| std::fs::remove_file(&tried))
                .map(|()| None)
                .map_err(|error| {
                    Error::invalid(format!(
                        "expected a file of the state that can be written, received {}: {error}",
                        path.display()
                    ))
                });
        }
        Err(error) => {
            return Err(Error::internal(format!(
                "{} cannot be read: {error}",
                path.display()
            )))
        }
    };
    let unusable = |received: String| {
        Error::invalid(format!(
            "{}: expected a state that this version of the chain has written, received {received}; remove the file \
             to start from genesis",
            path.display()
        ))
    };
    if !bytes.starts_with(&MAGIC) {
        return Err(unusable("another file, or one of another version".into()));
    }
    let whole = bytes
        .split_last_chunk::<32>()
        .filter(|(content, hash)| keccak_256(content) == **hash);
    let Some((mut content, _)) = whole else {
        return Err(unusable(
            "a file that was changed: its last 32 bytes are not the hash of the others".into(),
        ));
    };
    let dump = Dump::decode_all(&mut content).map_err(|error| unusable(error.to_string()))?;
    if dump.spec != VERSION.spec_version {
        return Err(unusable(format!("one of version {}", dump.spec)));
    }
    let number = dump.block.number.low_u64();
    let state = State::load(dump.nodes, dump.root, number, config.kept_states);
    let block = Block {
        ethereum: dump.block,
        time: dump.time,
        native_hash: dump.native_hash,
        root: dump.root,
        events: Vec::new(),
        recipe: None,
    };
    let time = config.timestamp.map(|time| time.saturating_mul(1_000));
    Ok(Some((
        state,
        block,
        Clock::new(Some(time.unwrap_or(dump.now))),
    )))
}
