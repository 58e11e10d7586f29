//! A record of what is done on a chain, for `chain/hub`, which plays it again on another release of pallet-revive.
//!
//! `BLUEPRINT_TRACE` names a folder. Each chain of the process then writes a file of its own there, a JSON object a line, and each code
//! that is deployed, by its hash. Without it nothing is written.

use super::{max_transaction_weight, CallOptions};
use crate::{
    accounts::Account,
    outcome::{Outcome, Status},
};
use serde_json::{json, Value};
use sp_core::H160;
use sp_io::hashing::blake2_256;
use std::{
    fs::{self, File},
    io::{BufWriter, Write},
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering},
};

static FILES: AtomicU32 = AtomicU32::new(0);

/// The record of one chain.
pub(super) struct Trace {
    folder: PathBuf,
    file: BufWriter<File>,
}

impl Trace {
    /// A new record, if the environment names a folder.
    ///
    /// # Panics
    /// If nothing can be written there: a record with holes would be played without notice.
    pub(super) fn begin(start: &Value) -> Option<Trace> {
        let folder = PathBuf::from(std::env::var_os("BLUEPRINT_TRACE")?);
        fs::create_dir_all(&folder).expect("BLUEPRINT_TRACE names a folder that can be made");
        let number = FILES.fetch_add(1, Ordering::Relaxed);
        let name = format!("{}-{number:06}.jsonl", std::process::id());
        let file = File::create(folder.join(name)).expect("BLUEPRINT_TRACE can be written");
        let mut trace = Trace {
            folder,
            file: BufWriter::new(file),
        };
        trace.write(start);
        Some(trace)
    }

    pub(super) fn write(&mut self, line: &Value) {
        writeln!(self.file, "{line}").expect("BLUEPRINT_TRACE can be written");
    }

    pub(super) fn deployment(
        &mut self,
        deployer: &Account,
        code: &[u8],
        arguments: &[u8],
        options: &CallOptions,
        outcome: &Outcome,
    ) {
        let name = hex::encode(blake2_256(code));
        let path = self.folder.join(&name);
        if !path.exists() {
            fs::write(path, code).expect("BLUEPRINT_TRACE can be written");
        }
        let mut ended = ended(outcome);
        // A constructor returns nothing; the host has the code of the EVM there where calls are traced, as they are here.
        if outcome.status == Status::Ok {
            ended["data"] = json!("");
        }
        self.write(&json!({
            "deploy": name, "arguments": hex::encode(arguments), "caller": hex::encode(&deployer.id),
            "options": written(options), "outcome": ended,
        }));
    }

    pub(super) fn call(
        &mut self,
        stays: bool,
        caller: &Account,
        to: H160,
        calldata: &[u8],
        options: &CallOptions,
        outcome: &Outcome,
    ) {
        self.write(&json!({
            "call": hex::encode(to), "stays": stays, "data": hex::encode(calldata),
            "caller": hex::encode(&caller.id), "options": written(options), "outcome": ended(outcome),
        }));
    }
}

fn written(options: &CallOptions) -> Value {
    let weight = options.weight_limit.unwrap_or_else(max_transaction_weight);
    json!({
        "value": options.value.to_string(), "weight": [weight.ref_time(), weight.proof_size()],
        "deposit": options.deposit_limit.map(|it| it.to_string()),
    })
}

fn ended(outcome: &Outcome) -> Value {
    let status = match &outcome.status {
        Status::Ok => "ok",
        Status::Revert => "revert",
        Status::Trap(error) => error.as_str(),
    };
    let events = outcome.events.iter().map(|event| {
        let topics: Vec<_> = event.topics.iter().map(hex::encode).collect();
        json!([
            hex::encode(event.contract),
            topics,
            hex::encode(&event.data)
        ])
    });
    json!({
        "status": status, "data": hex::encode(&outcome.data), "events": events.collect::<Vec<_>>(),
        "ref_time": outcome.ref_time, "proof_size": outcome.proof_size, "deposit": outcome.deposit.to_string(),
    })
}
