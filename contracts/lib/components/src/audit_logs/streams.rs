//! Streams: hash chains over the batches of a job call.

use super::*;
use blueprint_rules::proof::CheckpointError;

/// How long a stream is kept after its newest checkpoint, in seconds.
pub const KEPT: u64 = 30 * 86_400;

impl<KEY: StorageKey> AuditLogs<KEY> {
    /// Begins an operator's stream. Errors: `StreamBegan`.
    pub fn start(
        &mut self,
        service_id: u64,
        call_id: u64,
        operator: Address,
        inputs: Hash,
    ) -> Result<()> {
        let key = (service_id, call_id, operator);
        let began = StreamBegan {
            service_id,
            call_id,
        };
        ensure!(self.streams.get(&key).is_none(), began);
        let stream = Stream {
            newest: Link::start(&env::keccak, service_id, call_id, &inputs),
            time: env::now(),
        };
        self.streams.set(&key, &stream);
        StreamStarted {
            service_id,
            call_id,
            operator,
            inputs,
        }
        .emit();
        Ok(())
    }

    /// Adds a batch to an operator's stream. Errors: `UnknownStream`, `WrongNumber`, `WrongParent`.
    pub fn advance(
        &mut self,
        (service_id, call_id, operator): (u64, u64, Address),
        number: u64,
        parent: Hash,
        inputs: Hash,
        outputs: Hash,
    ) -> Result<()> {
        let stream = self.existing_stream(service_id, call_id, operator)?;
        let batch = env::keccak(&[&inputs, &outputs]);
        let newest = stream
            .newest
            .advance(&env::keccak, number, &parent, &batch)
            .map_err(of_checkpoint)?;
        let stream = Stream {
            newest,
            time: env::now(),
        };
        self.streams.set(&(service_id, call_id, operator), &stream);
        StreamAdvanced {
            service_id,
            call_id,
            operator,
            number,
            inputs,
            outputs,
        }
        .emit();
        Ok(())
    }

    /// Clears an operator's stream. Errors: `UnknownStream`, `StillNeeded`.
    pub fn clear(&mut self, service_id: u64, call_id: u64, operator: Address) -> Result<()> {
        let stream = self.existing_stream(service_id, call_id, operator)?;
        let until = stream.time.saturating_add(KEPT);
        ensure!(env::now() >= until, StillNeeded { until });
        self.streams.clear(&(service_id, call_id, operator));
        StreamCleared {
            service_id,
            call_id,
            operator,
        }
        .emit();
        Ok(())
    }

    /// An operator's stream; empty for none.
    pub fn stream(&self, service_id: u64, call_id: u64, operator: Address) -> Stream {
        let stream = self.streams.get(&(service_id, call_id, operator));
        stream.unwrap_or_default()
    }

    fn existing_stream(&self, service_id: u64, call_id: u64, operator: Address) -> Result<Stream> {
        let unknown = UnknownStream {
            service_id,
            call_id,
        };
        let stream = self.streams.get(&(service_id, call_id, operator));
        Ok(stream.ok_or(unknown)?)
    }
}

fn of_checkpoint(error: CheckpointError) -> Revert {
    match error {
        CheckpointError::WrongNumber { expected, received } => {
            WrongNumber { expected, received }.into()
        }
        CheckpointError::WrongParent { expected, received } => {
            WrongParent { expected, received }.into()
        }
    }
}
