//! Weights of the calls, without their hooks.
//!
//! A call's weight before dispatch is its base from here plus [`Pallet::hook_reserve`] for each
//! hook it may call. After dispatch it is the base plus what the hooks consumed.
//!
//! [`Pallet::hook_reserve`]: crate::Pallet::hook_reserve

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
    /// `prune_call`, removing so many results, verdicts and reports.
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

/// Weights from counted reads and writes, priced by the runtime's `DbWeight`.
///
/// The counts are upper bounds: a test counts what each call reads and writes of the state, and
/// fails where that is more. Others measure how long each takes, `make benchmarks` with as much of
/// everything as there may be, and fail where that is longer than it is charged. One read or write
/// of a list of accounts counts once: its length is bounded by the runtime. Proof size is counted
/// as [`PROOF_PER_READ`] an access, which covers the nodes of a trie of a few million entries and a
/// value of a kilobyte, plus the bytes of a payload.
pub struct CountedWeights<T>(PhantomData<T>);

/// Proof size charged for one access of storage, in bytes.
pub const PROOF_PER_READ: u64 = 4_096;
/// Time charged for one byte that is hashed, encoded and stored, in picoseconds.
pub const TIME_PER_BYTE: u64 = 2_000;
/// Time charged for a call's own work, in picoseconds.
pub const TIME_PER_CALL: u64 = 20_000_000;

/// What it takes to see whether there is a contract at an address.
pub(crate) fn look_up<T: frame_system::Config>() -> Weight {
    counted::<T>(1, 0, 0)
}

fn counted<T: frame_system::Config>(reads: u64, writes: u64, bytes: u32) -> Weight {
    let bytes = u64::from(bytes);
    T::DbWeight::get()
        .reads_writes(reads, writes)
        .saturating_add(Weight::from_parts(
            TIME_PER_CALL.saturating_add(TIME_PER_BYTE.saturating_mul(bytes)),
            PROOF_PER_READ.saturating_mul(reads).saturating_add(bytes),
        ))
}

impl<T: frame_system::Config> WeightInfo for CountedWeights<T> {
    fn create_blueprint() -> Weight {
        counted::<T>(4, 4, 0)
    }

    fn operator() -> Weight {
        counted::<T>(4, 4, 0)
    }

    fn register(bytes: u32) -> Weight {
        // What an operator registers with is written, under its key as well.
        counted::<T>(8, 5, bytes)
    }

    fn set_instance_limit() -> Weight {
        counted::<T>(2, 1, 0)
    }

    fn unregister() -> Weight {
        counted::<T>(6, 5, 0)
    }

    fn request(operators: u32, callers: u32, assets: u32, bytes: u32) -> Weight {
        let operators = u64::from(operators);
        // Each operator: its record, its registration and what it registered with, its index of
        // requests and their count. Callers and assets are only written.
        let lists = callers
            .saturating_mul(32)
            .saturating_add(assets.saturating_mul(36));
        counted::<T>(
            operators.saturating_mul(4).saturating_add(11),
            operators.saturating_mul(2).saturating_add(9),
            bytes.saturating_add(lists),
        )
    }

    fn approve(operators: u32) -> Weight {
        let operators = u64::from(operators);
        counted::<T>(
            operators.saturating_mul(2).saturating_add(16),
            operators.saturating_mul(2).saturating_add(14),
            0,
        )
    }

    fn end_request(operators: u32) -> Weight {
        // Each operator: its index of requests and their count.
        let operators = u64::from(operators);
        counted::<T>(
            operators.saturating_add(10),
            operators.saturating_mul(2).saturating_add(7),
            0,
        )
    }

    fn call(bytes: u32) -> Weight {
        // The deposit: its record, a hold and the account.
        counted::<T>(8, 5, bytes)
    }

    fn pay_job(operators: u32) -> Weight {
        // Each: its account. The caller's, the owner's, and the issuance.
        let accounts = u64::from(operators).saturating_add(3);
        counted::<T>(accounts, accounts, 0)
    }

    fn set_job_price() -> Weight {
        counted::<T>(1, 2, 0)
    }

    fn submit_result(bytes: u32) -> Weight {
        counted::<T>(14, 7, bytes)
    }

    fn complete_call(bytes: u32, operators: u32) -> Weight {
        // Each operator: its result, its record and its membership.
        let operators = u64::from(operators).saturating_mul(3);
        counted::<T>(operators.saturating_add(7), 2, bytes)
    }

    fn fix_heartbeat_terms() -> Weight {
        counted::<T>(5, 1, 0)
    }

    fn prune_call(entries: u32) -> Weight {
        // One more read of each map than it has entries, the call, its deposit, a hold and an account.
        let entries = u64::from(entries);
        counted::<T>(entries.saturating_add(9), entries.saturating_add(4), 0)
    }

    fn limit_deposit() -> Weight {
        counted::<T>(0, 0, 0)
    }

    fn invite_operator() -> Weight {
        counted::<T>(4, 1, 0)
    }

    fn join_service() -> Weight {
        counted::<T>(13, 7, 0)
    }

    fn exit() -> Weight {
        counted::<T>(8, 2, 0)
    }

    fn owner(callers: u32) -> Weight {
        counted::<T>(6, 4, callers.saturating_mul(32))
    }

    fn accept_ownership() -> Weight {
        // Two accounts, each with its holdings and holds.
        counted::<T>(10, 9, 0)
    }

    fn judge_result() -> Weight {
        counted::<T>(8, 5, 0)
    }

    fn submit_report(bytes: u32) -> Weight {
        counted::<T>(14, 6, bytes)
    }

    fn report_quality(bytes: u32) -> Weight {
        counted::<T>(12, 6, bytes)
    }

    fn heartbeat() -> Weight {
        counted::<T>(10, 5, 0)
    }

    fn report_offline() -> Weight {
        counted::<T>(9, 5, 0)
    }

    fn propose_slash() -> Weight {
        counted::<T>(15, 9, 0)
    }

    fn veto_slash() -> Weight {
        counted::<T>(10, 9, 0)
    }

    fn execute_slash() -> Weight {
        // The beneficiary's account, the offence and what it adds to the operator's record.
        counted::<T>(19, 15, 0)
    }

    fn terminate(operators: u32) -> Weight {
        let operators = u64::from(operators);
        counted::<T>(
            operators.saturating_add(10),
            operators.saturating_mul(3).saturating_add(13),
            0,
        )
    }

    fn leave_service(ends: bool) -> Weight {
        let left = counted::<T>(8, 5, 0);
        match ends {
            false => left,
            true => left.saturating_add(Self::terminate(0)),
        }
    }

    fn era(ends: bool) -> Weight {
        counted::<T>(1, ends.into(), 0)
    }

    fn clean_step() -> Weight {
        let entries = u64::from(crate::CLEAR_PER_STEP);
        // An expired request takes more than a removal: its inputs, holdings, hold and account.
        // The end of a service looks at a dozen maps.
        counted::<T>(entries.saturating_add(14), entries.saturating_add(6), 0)
    }
}
