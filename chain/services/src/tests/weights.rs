//! What the benchmarks measured, beside counts by hand of what calls read and write.

use super::*;
use crate::weights::{counted, Cost, MeasuredWeights, WeightInfo};
use frame_support::weights::Weight;
use storage_accesses::Bound;

/// Each cost of [`WeightInfo`], measured and counted, for so many operators, callers, assets, bytes and entries.
fn both(o: u32, c: u32, a: u32, b: u32, n: u32) -> Vec<Bound> {
    type W = MeasuredWeights<Test>;
    let all = [
        (
            "create_blueprint",
            W::create_blueprint(),
            counted::create_blueprint(),
        ),
        ("operator", W::operator(), counted::operator()),
        ("register", W::register(b), counted::register()),
        (
            "set_instance_limit",
            W::set_instance_limit(),
            counted::set_instance_limit(),
        ),
        ("unregister", W::unregister(), counted::unregister()),
        ("request", W::request(o, c, a, b), counted::request(o)),
        ("approve", W::approve(o), counted::approve(o)),
        ("end_request", W::end_request(o), counted::end_request(o)),
        ("call", W::call(b), counted::call()),
        ("pay_job", W::pay_job(o), counted::pay_job(o)),
        (
            "set_job_price",
            W::set_job_price(),
            counted::set_job_price(),
        ),
        (
            "submit_result",
            W::submit_result(b),
            counted::submit_result(),
        ),
        (
            "complete_call",
            W::complete_call(b, o),
            counted::complete_call(o),
        ),
        (
            "fix_heartbeat_terms",
            W::fix_heartbeat_terms(),
            counted::fix_heartbeat_terms(),
        ),
        ("prune_call", W::prune_call(n), counted::prune_call(n)),
        (
            "limit_deposit",
            W::limit_deposit(),
            counted::limit_deposit(),
        ),
        (
            "invite_operator",
            W::invite_operator(),
            counted::invite_operator(),
        ),
        ("join_service", W::join_service(), counted::join_service()),
        ("exit", W::exit(), counted::exit()),
        ("owner", W::owner(c), counted::owner()),
        (
            "accept_ownership",
            W::accept_ownership(),
            counted::accept_ownership(),
        ),
        ("judge_result", W::judge_result(), counted::judge_result()),
        (
            "submit_report",
            W::submit_report(b),
            counted::submit_report(),
        ),
        (
            "report_quality",
            W::report_quality(b),
            counted::report_quality(),
        ),
        (
            "prune_quality_report",
            W::prune_call(0),
            counted::prune_call(0),
        ),
        ("heartbeat", W::heartbeat(), counted::heartbeat()),
        (
            "report_offline",
            W::report_offline(),
            counted::report_offline(),
        ),
        (
            "propose_slash",
            W::propose_slash(),
            counted::propose_slash(),
        ),
        ("veto_slash", W::veto_slash(), counted::veto_slash()),
        (
            "execute_slash",
            W::execute_slash(),
            counted::execute_slash(),
        ),
        ("terminate", W::terminate(o), counted::terminate(o)),
        (
            "leave_service that goes on",
            W::leave_service(false),
            counted::leave_service(false),
        ),
        (
            "leave_service that ends",
            W::leave_service(true),
            counted::leave_service(true),
        ),
        ("era that goes on", W::era(false), counted::era(false)),
        ("era that ends", W::era(true), counted::era(true)),
        ("clean_step", W::clean_step(), counted::clean_step()),
    ];
    let bound = |(name, weight, counted): (_, Weight, Cost)| Bound {
        name,
        weight,
        reads: counted.reads,
        writes: counted.writes,
    };
    all.map(bound).into()
}

#[test]
fn benchmarks_read_and_write_no_more_than_is_counted() {
    for (o, c, a, b, n) in [(1, 0, 0, 1_024, 0), (128, 128, 8, 32_768, 128)] {
        let beyond = storage_accesses::beyond(TestDbWeight::set, || both(o, c, a, b, n));
        assert!(beyond.is_empty(), "{beyond:?}");
    }
}
