//! What calls read and write at most, counted by hand: also on ways that no benchmark takes, as a slash that is paid to an
//! account. One read or write of a list of accounts counts once: its length is bounded by the runtime.

use super::Cost;

pub fn create_blueprint() -> Cost {
    Cost::accesses(4, 4)
}

pub fn operator() -> Cost {
    Cost::accesses(4, 4)
}

pub fn register() -> Cost {
    // What an operator registers with is written, under its key as well. The chain's genesis is in what the key signed.
    Cost::accesses(9, 5)
}

pub fn set_instance_limit() -> Cost {
    Cost::accesses(2, 1)
}

pub fn unregister() -> Cost {
    Cost::accesses(6, 5)
}

pub fn request(operators: u32) -> Cost {
    let operators = u64::from(operators);
    // Each operator: its record, its registration and what it registered with, its index of
    // requests and their count. Callers and assets are only written.
    Cost::accesses(
        operators.saturating_mul(4).saturating_add(11),
        operators.saturating_mul(2).saturating_add(9),
    )
}

pub fn approve(operators: u32) -> Cost {
    let operators = u64::from(operators);
    Cost::accesses(
        operators.saturating_mul(2).saturating_add(16),
        operators.saturating_mul(2).saturating_add(14),
    )
}

pub fn end_request(operators: u32) -> Cost {
    // Each operator: its index of requests and their count.
    let operators = u64::from(operators);
    Cost::accesses(
        operators.saturating_add(10),
        operators.saturating_mul(2).saturating_add(7),
    )
}

pub fn call() -> Cost {
    // The deposit: its record, a hold and the account.
    Cost::accesses(8, 5)
}

pub fn pay_job(operators: u32) -> Cost {
    // Each: its account, its record and its membership. The caller's account, the owner's, and the issuance.
    let accounts = u64::from(operators).saturating_add(3);
    let whether_they_serve = u64::from(operators).saturating_mul(2);
    Cost::accesses(accounts.saturating_add(whether_they_serve), accounts)
}

pub fn set_job_price() -> Cost {
    Cost::accesses(1, 2)
}

pub fn submit_result() -> Cost {
    Cost::accesses(14, 8)
}

pub fn complete_call(operators: u32) -> Cost {
    // Each operator: its result, its record and its membership.
    let operators = u64::from(operators).saturating_mul(3);
    Cost::accesses(operators.saturating_add(7), 2)
}

pub fn fix_heartbeat_terms() -> Cost {
    Cost::accesses(5, 2)
}

pub fn prune_call(entries: u32) -> Cost {
    // One more read of each map than it has entries, the call, its deposit, a hold and an account.
    let entries = u64::from(entries);
    Cost::accesses(entries.saturating_add(9), entries.saturating_add(4))
}

pub fn limit_deposit() -> Cost {
    Cost::accesses(0, 0)
}

pub fn invite_operator() -> Cost {
    Cost::accesses(4, 1)
}

pub fn join_service() -> Cost {
    Cost::accesses(13, 7)
}

pub fn exit() -> Cost {
    Cost::accesses(8, 2)
}

pub fn owner() -> Cost {
    Cost::accesses(6, 4)
}

pub fn accept_ownership() -> Cost {
    // Two accounts, each with its holdings and holds.
    Cost::accesses(10, 9)
}

pub fn judge_result() -> Cost {
    // The account of the manager's address, in the engine, is one of the reads.
    Cost::accesses(9, 5)
}

pub fn submit_report() -> Cost {
    // Of one that submitted nothing, its membership and its record too.
    Cost::accesses(16, 7)
}

pub fn report_quality() -> Cost {
    Cost::accesses(14, 6)
}

pub fn heartbeat() -> Cost {
    Cost::accesses(10, 5)
}

pub fn report_offline() -> Cost {
    Cost::accesses(10, 5)
}

pub fn propose_slash() -> Cost {
    Cost::accesses(17, 10)
}

pub fn veto_slash() -> Cost {
    Cost::accesses(11, 10)
}

pub fn execute_slash() -> Cost {
    // The beneficiary's account, the offence and what it adds to the operator's record.
    Cost::accesses(20, 16)
}

pub fn terminate(operators: u32) -> Cost {
    let operators = u64::from(operators);
    Cost::accesses(
        operators.saturating_add(10),
        operators.saturating_mul(3).saturating_add(14),
    )
}

pub fn leave_service(ends: bool) -> Cost {
    let left = Cost::accesses(8, 5);
    match ends {
        false => left,
        true => left.plus(terminate(0)),
    }
}

pub fn era(ends: bool) -> Cost {
    Cost::accesses(1, ends.into())
}

pub fn clean_step() -> Cost {
    let entries = u64::from(crate::CLEAR_PER_STEP);
    // An expired request takes more than a removal: its inputs, holdings, hold and account.
    // The end of a service looks at a dozen maps. The cursor and the task are written as well.
    Cost::accesses(entries.saturating_add(14), entries.saturating_add(8))
}
