//! The report hook that the design of 2024 asks for.

use crate::{argument::Bytes, arguments};

arguments! {
    /// Someone reports an operator's misbehaviour; the contract judges.
    ///
    /// *Called by* the runtime, in `submit_report`. *On revert* the report is refused.
    pub struct VerifyReport {
        /// The service instance.
        pub service_id: u64,
        /// The job.
        pub job_index: u8,
        /// The call.
        pub job_call_id: u64,
        /// The reported operator.
        pub participant: Bytes,
        /// The job's inputs, as the reporter knows them.
        pub inputs: Bytes,
        /// The result, as the reporter knows it.
        pub outputs: Bytes,
    }
}
