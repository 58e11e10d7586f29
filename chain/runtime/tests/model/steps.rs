//! What the people can do. Each step is one extrinsic, or time that passes.

use crate::state::{Price, Selection, Who};

#[derive(Clone, Debug)]
pub enum Step {
    Join(Who),
    SetAvailable(Who, bool),
    Leave(Who),
    CancelLeaving(Who),
    FinishLeaving(Who),
    RestoreBond(Who),
    Register(Who, u8, u32),
    Unregister(Who, u8),
    SetLimit(Who, u8, u32),
    SetPrice(Who, u8, Option<Price>),
    Request {
        who: Who,
        blueprint: u8,
        operators: Vec<Who>,
        ttl: u64,
        assets: Vec<(usize, u128)>,
    },
    Modify {
        who: Who,
        request: u64,
        operators: Vec<Who>,
        ttl: u64,
        assets: Vec<(usize, u128)>,
    },
    Approve(Who, u64, u32),
    Reject(Who, u64),
    Cancel(Who, u64, bool),
    Terminate(Who, u64),
    Call(Who, u64, u8),
    /// Whether the result is wrong.
    Result(Who, u64, u64, bool),
    Complete(Who, u64, u64),
    Prune(Who, u64, u64),
    /// By the developer through the manager of the blueprint: whether the result is right, and its points.
    Judge {
        blueprint: u8,
        service: u64,
        call: u64,
        operator: Who,
        right: bool,
        points: u32,
    },
    Report(Who, u64, u64, Who),
    Quality(Who, u64, u8, Who, u8),
    PruneQuality(Who, u64, u8, Who, u8),
    Heartbeat(Who, u64),
    ReportOffline(Who, u64, Who),
    /// By an account, or by a manager through the developer.
    Propose {
        who: Who,
        service: u64,
        operator: Who,
        class: u8,
        bps: u16,
        evidence: u8,
    },
    Dispute(Who, u64),
    Resolve(u64, bool),
    Veto(u64),
    Execute(Who, u64),
    Expire(Who, u64),
    /// For so many seconds.
    Pause(u64),
    LeaveService(Who, u64, Who),
    Invite(Who, u64, Who, bool),
    JoinService(Who, u64),
    ScheduleExit(Who, u64),
    CancelExit(Who, u64),
    Delegate(Who, Who, Selection, usize, u128),
    /// The largest amount stands for all.
    Undelegate(Who, Who, Selection, usize, u128),
    Withdraw(Who, Who, Selection, usize),
    /// To another account.
    WithdrawTo(Who, Who, Selection, usize, Who),
    /// By any account: the delegation of another one.
    Sweep(Who, Who, Who, Selection, usize),
    Claim(Who, Who, Selection),
    SetCommission(Who, u32),
    Fund(Who, u128),
    Settle(Who, Who, Selection),
    CloseEra(Who, u32, u32),
    Quote(usize, u128),
    Activate(u8),
    Deactivate(u8),
    /// So many blocks, with idle space in the first block of each era or without.
    Pass(u32, bool),
}
