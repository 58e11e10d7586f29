//! The blueprint's own part of the wire: views, errors, events.

use blueprint_components::GuardError;
use blueprint_hooks::{arguments, events, one_of_refusals, refusals};
use ink::{Address, U256};

arguments! {
    /// How the contract is deployed.
    pub struct New {
        /// The one caller it obeys: the services pallet's account, or the Tangle core.
        pub runtime: Address,
        /// Operators that a request must name at least.
        pub min_operators: u32,
    }

    /// `runtime()`
    pub struct Runtime {}

    /// `blueprintId()`
    pub struct BlueprintId {}

    /// `blueprintOwner()`
    pub struct BlueprintOwner {}

    /// `minOperators()`
    pub struct MinOperators {}

    /// A job call.
    pub struct JobCallOf {
        /// The service instance.
        pub service_id: u64,
        /// The call.
        pub job_call_id: u64,
    }

    /// An operator's result of a job call.
    pub struct VerdictOf {
        /// The service instance.
        pub service_id: u64,
        /// The call.
        pub job_call_id: u64,
        /// The operator.
        pub operator: Address,
    }

    /// An operator.
    pub struct TallyOf {
        /// The operator.
        pub operator: Address,
    }
}

refusals! {
    /// Why the blueprint refuses.
    pub enum SquaringError {
        /// A request names fewer operators than the blueprint needs.
        TooFewOperators { required: u32, received: u32 },
        /// The blueprint has one job, by this index.
        UnknownJob { expected: u8, received: u8 },
        /// The job's input is one uint256: this many bytes.
        InvalidInput { expected_length: u32, received_length: u32 },
        /// The call came before.
        JobCallExists { service_id: u64, job_call_id: u64 },
        /// No such call was admitted.
        UnknownJobCall { service_id: u64, job_call_id: u64 },
        /// The call is of another job.
        JobMismatch { expected: u8, received: u8 },
        /// These are not the inputs of the call, by their hash.
        InputsMismatch { expected: [u8; 32], received: [u8; 32] },
        /// The operator's result of this call has a verdict.
        AlreadyJudged { service_id: u64, job_call_id: u64, operator: Address },
        /// A report names its participant by a 20-byte address.
        InvalidParticipant { expected_length: u32, received_length: u32 },
        /// The operator submitted no result of this call.
        NoResult { service_id: u64, job_call_id: u64, operator: Address },
        /// The operator submitted another result, by its hash.
        OutputsMismatch { expected: [u8; 32], received: [u8; 32] },
        /// The reported result is correct.
        ReportRefuted { service_id: u64, job_call_id: u64, operator: Address },
        /// The result was reported before.
        AlreadyReported { service_id: u64, job_call_id: u64, operator: Address },
    }
}

one_of_refusals! {
    /// Why a hook refuses.
    pub enum Error {
        /// The guard does.
        Guard(GuardError),
        /// The blueprint does.
        Squaring(SquaringError),
    }
}

events! {
    /// A request may go to the operators.
    pub struct RequestAdmitted {
        /// The request.
        #[topic]
        pub request_id: u64,
        /// Who asks.
        #[topic]
        pub requester: Address,
        /// How many operators it names.
        pub operators: u32,
    }

    /// A job call is waiting for results.
    pub struct JobCallAdmitted {
        /// The service instance.
        #[topic]
        pub service_id: u64,
        /// The call.
        #[topic]
        pub job_call_id: u64,
        /// What is to be squared.
        pub input: U256,
    }

    /// A result has its verdict.
    pub struct ResultJudged {
        /// The service instance.
        #[topic]
        pub service_id: u64,
        /// The call.
        #[topic]
        pub job_call_id: u64,
        /// The operator.
        #[topic]
        pub operator: Address,
        /// 1 correct, 2 wrong.
        pub verdict: u8,
    }

    /// A reported result is wrong indeed.
    pub struct ReportUpheld {
        /// The service instance.
        #[topic]
        pub service_id: u64,
        /// The call.
        #[topic]
        pub job_call_id: u64,
        /// The operator.
        #[topic]
        pub operator: Address,
    }
}
