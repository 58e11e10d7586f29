//! Weights of the calls, without their hooks.
//!
//! A call's weight before dispatch is its base from here plus [`Pallet::hook_reserve`] for each
//! hook it may call. After dispatch it is the base plus what the hooks consumed.
//!
//! [`Pallet::hook_reserve`]: crate::Pallet::hook_reserve

pub(crate) mod counted;
pub mod measured;

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Base weights: storage and work of the pallet itself, without hooks.
pub trait WeightInfo {
    /// `create_blueprint`.
    fn create_blueprint() -> Weight;
    /// `join_operators`, `set_available`, `leave_operators`, `finish_leaving` and `restore_bond`:
    /// each touches the operator's record and at most its balance.
    fn operator() -> Weight;
    /// `register`, by the length of its inputs in bytes.
    fn register(bytes: u32) -> Weight;
    /// `set_instance_limit`.
    fn set_instance_limit() -> Weight;
    /// `unregister`.
    fn unregister() -> Weight;
    /// `request` and `modify_request`, with so many operators, permitted callers and assets, and
    /// inputs of so many bytes.
    fn request(operators: u32, callers: u32, assets: u32, bytes: u32) -> Weight;
    /// `approve`, where it starts a service of so many operators; 0 where it does not.
    fn approve(operators: u32) -> Weight;
    /// `reject` and `cancel_request`, of a request that names so many operators.
    fn end_request(operators: u32) -> Weight;
    /// `call`, by the length of its inputs in bytes.
    fn call(bytes: u32) -> Weight;
    /// What the price of a job adds to `call`, with so many operators that receive a part.
    fn pay_job(operators: u32) -> Weight;
    /// `set_job_price`.
    fn set_job_price() -> Weight;
    /// `submit_result`, with outputs of so many bytes, inputs of the job call included.
    fn submit_result(bytes: u32) -> Weight;
    /// `complete_call`, with inputs of the job call of so many bytes, in a service of so many operators.
    fn complete_call(bytes: u32, operators: u32) -> Weight;
    /// `fix_heartbeat_terms`.
    fn fix_heartbeat_terms() -> Weight;
    /// `prune_call`, removing so many results, verdicts and reports. `prune_quality_report` is charged as one without entries,
    /// which reads and writes more.
    fn prune_call(entries: u32) -> Weight;
    /// What `limit_deposit` adds to the call that it executes.
    fn limit_deposit() -> Weight;
    /// `invite_operator`.
    fn invite_operator() -> Weight;
    /// `join_service`.
    fn join_service() -> Weight;
    /// `schedule_exit` and `cancel_exit`.
    fn exit() -> Weight;
    /// `set_permitted_callers` and `offer_ownership`, with so many callers.
    fn owner(callers: u32) -> Weight;
    /// `accept_ownership`.
    fn accept_ownership() -> Weight;
    /// [`Pallet::judge_result`](crate::Pallet::judge_result).
    fn judge_result() -> Weight;
    /// `submit_report`, with inputs and outputs of so many bytes together, inputs of the job call
    /// included.
    fn submit_report(bytes: u32) -> Weight;
    /// `report_quality`, with evidence of so many bytes.
    fn report_quality(bytes: u32) -> Weight;
    /// `heartbeat`.
    fn heartbeat() -> Weight;
    /// `report_offline`.
    fn report_offline() -> Weight;
    /// `propose_slash`.
    fn propose_slash() -> Weight;
    /// `veto_slash`, `dispute_slash`, `resolve_slash` and `expire_slash`.
    fn veto_slash() -> Weight;
    /// `execute_slash`.
    fn execute_slash() -> Weight;
    /// `terminate`, for a service of so many operators.
    fn terminate(operators: u32) -> Weight;
    /// `leave_service`, and whether that ends the service.
    fn leave_service(ends: bool) -> Weight;
    /// The beginning of a block, and whether an era ends.
    fn era(ends: bool) -> Weight;
    /// One step of the cleaning in idle block space, at most
    /// [`CLEAR_PER_STEP`](crate::CLEAR_PER_STEP) entries.
    fn clean_step() -> Weight;
}

/// Proof size charged for one access of storage, in bytes.
pub const PROOF_PER_READ: u64 = 4_096;
/// Time charged for one byte that is hashed, encoded and stored, in picoseconds.
pub const TIME_PER_BYTE: u64 = 2_000;
/// Time charged for a call's own work, in picoseconds.
pub const TIME_PER_CALL: u64 = 20_000_000;

/// What a benchmark took.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Cost {
    /// Picoseconds, without the database.
    pub time: u64,
    /// Bytes of a proof of what was read.
    pub proof: u64,
    /// Keys of storage that were read.
    pub reads: u64,
    /// Keys of storage that were written or removed.
    pub writes: u64,
}

impl Cost {
    /// So many reads and writes.
    pub const fn accesses(reads: u64, writes: u64) -> Self {
        Self {
            time: 0,
            proof: 0,
            reads,
            writes,
        }
    }

    /// So much more time for each of `n`.
    pub const fn time_each(mut self, n: u32, each: u64) -> Self {
        self.time = self.time.saturating_add(each.saturating_mul(n as u64));
        self
    }

    /// So many more bytes of a proof for each of `n`.
    pub const fn proof_each(mut self, n: u32, each: u64) -> Self {
        self.proof = self.proof.saturating_add(each.saturating_mul(n as u64));
        self
    }

    /// So many more reads for each of `n`.
    pub const fn reads_each(mut self, n: u32, each: u64) -> Self {
        self.reads = self.reads.saturating_add(each.saturating_mul(n as u64));
        self
    }

    /// So many more writes for each of `n`.
    pub const fn writes_each(mut self, n: u32, each: u64) -> Self {
        self.writes = self.writes.saturating_add(each.saturating_mul(n as u64));
        self
    }

    /// The larger of both, of each quantity apart.
    pub fn max(self, other: Self) -> Self {
        Self {
            time: self.time.max(other.time),
            proof: self.proof.max(other.proof),
            reads: self.reads.max(other.reads),
            writes: self.writes.max(other.writes),
        }
    }

    /// Both together.
    pub const fn plus(self, other: Self) -> Self {
        Self {
            time: self.time.saturating_add(other.time),
            proof: self.proof.saturating_add(other.proof),
            reads: self.reads.saturating_add(other.reads),
            writes: self.writes.saturating_add(other.writes),
        }
    }

    /// At least so many reads and writes. Each read more has a proof of [`PROOF_PER_READ`] bytes.
    pub fn covering(self, counted: Self) -> Self {
        let more = counted.reads.saturating_sub(self.reads);
        let proof = PROOF_PER_READ.saturating_mul(more);
        self.max(counted).plus(Self {
            proof,
            ..Self::default()
        })
    }

    /// What it takes beyond another cost.
    pub const fn beyond(self, other: Self) -> Self {
        Self {
            time: self.time.saturating_sub(other.time),
            proof: self.proof.saturating_sub(other.proof),
            reads: self.reads.saturating_sub(other.reads),
            writes: self.writes.saturating_sub(other.writes),
        }
    }

    /// Its weight, with reads and writes at the prices of the runtime's `DbWeight`.
    pub fn weight<T: frame_system::Config>(self) -> Weight {
        T::DbWeight::get()
            .reads_writes(self.reads, self.writes)
            .saturating_add(Weight::from_parts(self.time, self.proof))
    }
}

/// What it takes to see whether there is a contract at an address.
pub(crate) fn look_up<T: frame_system::Config>() -> Weight {
    let cost = Cost {
        time: TIME_PER_CALL,
        proof: PROOF_PER_READ,
        reads: 1,
        writes: 0,
    };
    cost.weight::<T>()
}

/// What a block takes to be noted: reading and writing one small value, as at the end of an era.
pub(crate) fn note_block<T: frame_system::Config>() -> Weight {
    measured::era_that_ends().weight::<T>()
}

/// Weights from the benchmarks, as [`measured`] has them, with storage priced by the runtime's `DbWeight`: time, proof, and
/// reads and writes, of which no fewer are charged than were counted by hand for the ways that no benchmark takes.
///
/// They were measured with the parameters of the development chain. A test holds the counts against what calls read and write
/// of the state, and the benchmarks against the counts; others measure how long each call takes, `make benchmarks` with as
/// much of everything as there may be, and fail where that is longer than it is charged.
pub struct MeasuredWeights<T>(PhantomData<T>);

/// What `register` was not measured with: recovering the key of a signature, twice the 48 us that pallet-revive's benchmark of it took,
/// and reading the chain's genesis. `make benchmarks` holds it.
const POSSESSION: Cost = Cost {
    time: 96_000_000,
    proof: PROOF_PER_READ,
    reads: 1,
    writes: 0,
};

/// What is charged where a benchmark took so much, and so many reads and writes were counted.
pub fn charged<T: frame_system::Config>(measured: Cost, counted: Cost) -> Weight {
    measured.covering(counted).weight::<T>()
}

impl<T: frame_system::Config> WeightInfo for MeasuredWeights<T> {
    fn create_blueprint() -> Weight {
        charged::<T>(measured::create_blueprint(), counted::create_blueprint())
    }

    fn operator() -> Weight {
        let measured = measured::join_operators()
            .max(measured::set_available())
            .max(measured::leave_operators())
            .max(measured::finish_leaving())
            .max(measured::cancel_leaving())
            .max(measured::restore_bond())
            .max(measured::pause_slashes());
        charged::<T>(measured, counted::operator())
    }

    fn register(bytes: u32) -> Weight {
        let measured = measured::register(bytes).max(measured::update_preferences(bytes));
        // The inputs are decoded once more for the signature.
        let decoded = measured::update_preferences(bytes);
        let measured = measured.plus(POSSESSION).plus(Cost {
            time: decoded.time,
            ..Cost::accesses(0, 0)
        });
        charged::<T>(measured, counted::register())
    }

    fn set_instance_limit() -> Weight {
        charged::<T>(
            measured::set_instance_limit(),
            counted::set_instance_limit(),
        )
    }

    fn unregister() -> Weight {
        charged::<T>(measured::unregister(), counted::unregister())
    }

    fn request(operators: u32, callers: u32, assets: u32, bytes: u32) -> Weight {
        let measured = measured::request(operators, callers, assets, bytes)
            .max(measured::modify_request(operators, callers, assets));
        charged::<T>(measured, counted::request(operators))
    }

    fn approve(operators: u32) -> Weight {
        charged::<T>(measured::approve(operators), counted::approve(operators))
    }

    fn end_request(operators: u32) -> Weight {
        let measured = measured::cancel_request(operators).max(measured::reject());
        charged::<T>(measured, counted::end_request(operators))
    }

    fn call(bytes: u32) -> Weight {
        charged::<T>(measured::call(bytes), counted::call())
    }

    fn pay_job(operators: u32) -> Weight {
        let measured = measured::pay_job(operators).beyond(measured::call(0));
        charged::<T>(measured, counted::pay_job(operators))
    }

    fn set_job_price() -> Weight {
        charged::<T>(measured::set_job_price(), counted::set_job_price())
    }

    fn submit_result(bytes: u32) -> Weight {
        charged::<T>(measured::submit_result(bytes), counted::submit_result())
    }

    fn complete_call(bytes: u32, operators: u32) -> Weight {
        charged::<T>(
            measured::complete_call(bytes, operators),
            counted::complete_call(operators),
        )
    }

    fn fix_heartbeat_terms() -> Weight {
        charged::<T>(
            measured::fix_heartbeat_terms(),
            counted::fix_heartbeat_terms(),
        )
    }

    fn prune_call(entries: u32) -> Weight {
        charged::<T>(measured::prune_call(entries), counted::prune_call(entries))
    }

    fn limit_deposit() -> Weight {
        let measured = measured::limit_deposit().beyond(measured::set_available());
        charged::<T>(measured, counted::limit_deposit())
    }

    fn invite_operator() -> Weight {
        charged::<T>(measured::invite_operator(), counted::invite_operator())
    }

    fn join_service() -> Weight {
        charged::<T>(measured::join_service(), counted::join_service())
    }

    fn exit() -> Weight {
        let measured = measured::schedule_exit().max(measured::cancel_exit());
        charged::<T>(measured, counted::exit())
    }

    fn owner(callers: u32) -> Weight {
        let measured = measured::set_permitted_callers(callers).max(measured::offer_ownership());
        charged::<T>(measured, counted::owner())
    }

    fn accept_ownership() -> Weight {
        charged::<T>(measured::accept_ownership(), counted::accept_ownership())
    }

    fn judge_result() -> Weight {
        charged::<T>(measured::judge_result(), counted::judge_result())
    }

    fn submit_report(bytes: u32) -> Weight {
        // Of each of the three payloads.
        let measured = measured::submit_report(bytes.div_ceil(3));
        charged::<T>(measured, counted::submit_report())
    }

    fn report_quality(bytes: u32) -> Weight {
        charged::<T>(measured::report_quality(bytes), counted::report_quality())
    }

    fn heartbeat() -> Weight {
        charged::<T>(measured::heartbeat(), counted::heartbeat())
    }

    fn report_offline() -> Weight {
        charged::<T>(measured::report_offline(), counted::report_offline())
    }

    fn propose_slash() -> Weight {
        charged::<T>(measured::propose_slash(), counted::propose_slash())
    }

    fn veto_slash() -> Weight {
        let measured = measured::veto_slash()
            .max(measured::dispute_slash())
            .max(measured::resolve_slash())
            .max(measured::expire_slash());
        charged::<T>(measured, counted::veto_slash())
    }

    fn execute_slash() -> Weight {
        charged::<T>(measured::execute_slash(), counted::execute_slash())
    }

    fn terminate(operators: u32) -> Weight {
        charged::<T>(
            measured::terminate(operators),
            counted::terminate(operators),
        )
    }

    fn leave_service(ends: bool) -> Weight {
        let measured = match ends {
            false => measured::leave_service_that_goes_on(),
            true => measured::leave_service(),
        };
        charged::<T>(measured, counted::leave_service(ends))
    }

    fn era(ends: bool) -> Weight {
        let measured = match ends {
            false => measured::era_that_goes_on(),
            true => measured::era_that_ends(),
        };
        charged::<T>(measured, counted::era(ends))
    }

    fn clean_step() -> Weight {
        let measured = measured::clean_step()
            .max(measured::clean_results())
            .max(measured::clean_calls());
        charged::<T>(measured, counted::clean_step())
    }
}
