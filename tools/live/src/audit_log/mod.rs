//! `audit-log`: an operator's log, whose heads it signs and appends on the chain. The contract is `contracts/audit-logs`;
//! the tree and its proofs are those of `blueprint-evidence`.

mod append;
mod logs;
mod prove;
mod root;
mod show;
mod signed;

pub use append::{run as append, Append, Appended};
pub use logs::Head;
pub use prove::{run as prove, run_offline as prove_offline, Prove, Proven, Verified};
pub use root::{run as root, Root, Rooted};
pub use show::{run as show, Show, Shown, Windows};

use anyhow::{bail, ensure, Context, Result};
use blueprint_evidence::AuditLog;
use clap::{Args, Subcommand, ValueEnum};
use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::PathBuf,
};

mod generated {
    #![allow(
        missing_docs,
        clippy::too_many_arguments,
        reason = "generated; the .sol file is documented"
    )]
    alloy_sol_types::sol!(
        #![sol(abi = true)]
        "../../abi/solidity/library/IAuditLogs.sol"
    );
}
pub(crate) use generated::IAuditLogs;

/// What is done with a log.
#[derive(Subcommand, Clone, Debug)]
pub enum Work {
    /// Compute the root of a log's tree, and its size; needs no chain
    Root(Root),
    /// Sign the head of a log as its operator, and append it on the chain with the proof that it continues the head there
    ///
    /// Nothing is signed unless the file continues the newest head of the chain, and the one that was signed last in this
    /// project: a second root of one size is an offence. A head that was signed is kept in deployments/CHAIN.heads.json
    /// before it is shown to any server. Also a dry run shows one.
    Append(Box<Append>),
    /// Prove that an entry is in a log; with --contract, that it is in the newest head on the chain, which checks the proof
    Prove(Prove),
    /// Show the heads of an operator's log on the chain, and the windows of service levels that they kept
    ///
    /// Of windows: # kept, . missed, - excused, ? can still be kept, and nothing where the operator did not serve.
    Show(Show),
}

/// How entries follow each other in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Framing {
    /// One a line: a line feed ends each entry and is no part of it
    Lines,
    /// Each after its length: 4 bytes, the highest one first
    Lengths,
}

/// A file with the entries of a log.
#[derive(Args, Clone, Debug)]
pub struct Entries {
    /// The file with the entries, oldest first
    pub file: PathBuf,
    /// How entries follow each other in the file
    #[arg(long, value_enum, default_value = "lines")]
    pub framing: Framing,
    /// Only the first entries, so many of them. Else all, the last of which must be whole
    #[arg(long, value_name = "N", value_parser = crate::options::number)]
    pub size: Option<u64>,
}

impl Entries {
    /// The log.
    ///
    /// # Errors
    /// If the file cannot be read, ends within an entry that counts, or has fewer entries than are asked for.
    pub fn log(&self) -> Result<AuditLog> {
        let file = self.file.display();
        let opened = File::open(&self.file).with_context(|| format!("cannot read {file}"))?;
        let mut reader = BufReader::new(opened);
        let (mut log, mut entry) = (AuditLog::default(), Vec::new());
        while self.size.is_none_or(|size| log.size() < size) {
            entry.clear();
            let next = self.framing.next(&mut reader, &mut entry);
            match next.with_context(|| format!("cannot read {file}"))? {
                Next::Entry => log.push(&entry),
                Next::End => break,
                Next::Torn(bytes) => {
                    let count = log.size();
                    if self.size.is_none() {
                        bail!(
                            "expected whole entries in {file}, received {bytes} bytes after the first {count} entries, which \
                             are none: an entry is being written, or was cut off. Run it again once the entry is whole, or \
                             with --size {count} without it"
                        );
                    }
                    break;
                }
            }
        }
        if let Some(size) = self.size {
            let count = log.size();
            ensure!(
                count == size,
                "expected at least {size} whole entries in {file}, received {count}: another file, or another --framing"
            );
        }
        Ok(log)
    }

    /// The data of an entry of the log.
    ///
    /// # Errors
    /// If the file cannot be read, or has no such entry.
    pub fn entry(&self, index: u64) -> Result<Vec<u8>> {
        let file = self.file.display();
        let opened = File::open(&self.file).with_context(|| format!("cannot read {file}"))?;
        let (mut reader, mut entry) = (BufReader::new(opened), Vec::new());
        for _ in 0..=index {
            entry.clear();
            let next = self.framing.next(&mut reader, &mut entry)?;
            ensure!(
                matches!(next, Next::Entry),
                "expected entry {index} in {file}, received fewer entries"
            );
        }
        Ok(entry)
    }
}

/// What is next in a file.
enum Next {
    Entry,
    End,
    /// So many bytes that are no entry.
    Torn(usize),
}

impl Framing {
    /// Reads the next entry.
    fn next(self, reader: &mut impl BufRead, entry: &mut Vec<u8>) -> io::Result<Next> {
        match self {
            Self::Lines => {
                let read = reader.read_until(b'\n', entry)?;
                Ok(match entry.pop() {
                    None => Next::End,
                    Some(b'\n') => Next::Entry,
                    Some(_) => Next::Torn(read),
                })
            }
            Self::Lengths => {
                let mut length = Vec::new();
                let read = reader.by_ref().take(4).read_to_end(&mut length)?;
                let Ok(length) = <[u8; 4]>::try_from(length) else {
                    return Ok(if read == 0 {
                        Next::End
                    } else {
                        Next::Torn(read)
                    });
                };
                let length = u32::from_be_bytes(length);
                let data = reader.by_ref().take(length.into()).read_to_end(entry)?;
                Ok(match data == length as usize {
                    true => Next::Entry,
                    false => Next::Torn(data.saturating_add(4)),
                })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(data: &[u8], framing: Framing, size: Option<u64>) -> (tempfile::TempDir, Entries) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("log");
        std::fs::write(&file, data).unwrap();
        let entries = Entries {
            file,
            framing,
            size,
        };
        (folder, entries)
    }

    fn log(data: &[u8], framing: Framing, size: Option<u64>) -> Result<AuditLog> {
        let (_folder, entries) = entries(data, framing, size);
        entries.log()
    }

    #[test]
    fn entries_are_lines_or_follow_their_lengths() {
        let written: [&[u8]; 4] = [b"a", b"", b"b\r", b"\xff c"];
        let expected = AuditLog::new(written);
        let lines = b"a\n\nb\r\n\xff c\n";
        let mut lengths = Vec::new();
        for entry in written {
            lengths.extend((entry.len() as u32).to_be_bytes());
            lengths.extend(entry);
        }
        for (data, framing) in [(&lines[..], Framing::Lines), (&lengths, Framing::Lengths)] {
            assert_eq!(log(data, framing, None).unwrap(), expected);
            let first = log(data, framing, Some(2)).unwrap();
            assert_eq!(first, AuditLog::new(&written[..2]));
            let (_folder, it) = entries(data, framing, None);
            let read: Vec<_> = (0..4).map(|index| it.entry(index).unwrap()).collect();
            assert_eq!(read, written);
            let none = format!("{:#}", it.entry(4).unwrap_err());
            assert!(none.contains("received fewer entries"), "{none}");
            let more = format!("{:#}", log(data, framing, Some(5)).unwrap_err());
            assert!(more.contains("at least 5 whole entries") && more.contains("received 4"));
            assert_eq!(log(b"", framing, None).unwrap().size(), 0);
        }
    }

    #[test]
    fn file_that_ends_within_an_entry_is_an_error_unless_it_is_left_out() {
        let lines = b"a\nbcd";
        let lengths = [0, 0, 0, 1, b'a', 0, 0, 0, 9, b'b'];
        let head = [0, 0, 0, 1, b'a', 0, 0];
        for (data, framing, bytes) in [
            (&lines[..], Framing::Lines, 3),
            (&lengths[..], Framing::Lengths, 5),
            (&head[..], Framing::Lengths, 2),
        ] {
            let torn = format!("{:#}", log(data, framing, None).unwrap_err());
            let expected = format!("received {bytes} bytes after the first 1 entries");
            assert!(torn.contains(&expected), "{torn}");
            assert!(torn.contains("--size 1"), "{torn}");
            assert_eq!(log(data, framing, Some(1)).unwrap(), AuditLog::new(["a"]));
            let two = format!("{:#}", log(data, framing, Some(2)).unwrap_err());
            assert!(two.contains("received 1"), "{two}");
        }
    }
}
