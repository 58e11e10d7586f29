//! Hooks of Tangle's core, release 0.10: 33 functions.

pub use crate::core_hooks::*;

use crate::{argument::Bytes, arguments};
use ink::Address;

arguments! {
    /// An operator submits a result.
    ///
    /// *Called by* `submitResult`. *On revert* core: ignored, the result stands; runtime: refuses.
    pub struct OnJobResult {
        /// The service instance.
        pub service_id: u64,
        /// The job.
        pub job: u8,
        /// The call.
        pub job_call_id: u64,
        /// The operator.
        pub operator: Address,
        /// The job's inputs.
        pub inputs: Bytes,
        /// The result.
        pub outputs: Bytes,
    }
}
