//! What calls take at their most, in memory, and what they are charged: `make benchmarks` prints it.

use super::{calls::play, chain};
use crate::{
    mock::{busy, Services, Test},
    Config, Managers, WeightInfo,
};
use core::time::Duration;
use frame_benchmarking::{
    BenchmarkParameter::{self, *},
    Benchmarking, Recording,
};
use frame_support::{traits::Get, weights::Weight};

/// As often as a benchmark is played: the shortest counts, the others were disturbed.
const TIMES: u32 = 3;

/// Measures from the start of the call to its end.
#[derive(Default)]
struct Clock {
    started: Duration,
    took: Duration,
}

impl Recording for Clock {
    fn start(&mut self) {
        self.started = busy();
    }

    fn stop(&mut self) {
        self.took = busy() - self.started;
    }
}

/// What a benchmark is charged at least: its base, and the fixed part of each hook it calls. What
/// the hooks consume is little, and charged on top.
fn charged(name: &str, of: impl Fn(BenchmarkParameter) -> u32) -> Weight {
    type W = <Test as Config>::WeightInfo;
    let most = <Test as Config>::MaxOperatorsPerService::get();
    let (base, hooks) = match name {
        "create_blueprint" => (W::create_blueprint(), 1),
        "register" => (W::register(of(b)), 1),
        "set_instance_limit" => (W::set_instance_limit(), 0),
        "unregister" => (W::unregister(), 1),
        "request" => (W::request(of(o), of(c), of(a), of(b)), 1),
        "modify_request" => (W::request(of(o), of(c), of(a), 0), 1),
        "approve" => (W::approve(of(o)), 3),
        "reject" => (W::end_request(most), 1),
        "cancel_request" => (W::end_request(of(o)), 0),
        "terminate" => (W::terminate(of(o)), 1),
        "leave_service" => (W::leave_service(true), 2),
        "leave_service_that_goes_on" => (W::leave_service(false), 1),
        "judge_result" => (W::judge_result(), 0),
        "era_that_goes_on" => (W::era(false), 0),
        "era_that_ends" => (W::era(true), 0),
        "call" => (W::call(of(b)), 1),
        "pay_job" => (W::call(0).saturating_add(W::pay_job(of(o))), 1),
        "set_job_price" => (W::set_job_price(), 0),
        "submit_result" => (W::submit_result(of(b)), 1),
        "complete_call" => (W::complete_call(of(b), of(o)), 0),
        "submit_report" => (W::submit_report(of(b).saturating_mul(3)), 1),
        "report_quality" => (W::report_quality(of(b)), 1),
        "heartbeat" => (W::heartbeat(), 0),
        "report_offline" => (W::report_offline(), 0),
        "propose_slash" => (W::propose_slash(), 1),
        "veto_slash" | "dispute_slash" | "resolve_slash" | "expire_slash" => (W::veto_slash(), 0),
        "veto_slashes" => (W::veto_slash().saturating_mul(of(n).into()), 0),
        "execute_slash" => (W::execute_slash(), 1),
        "execute_slashes" => (
            W::execute_slash().saturating_mul(of(n).into()),
            of(n).into(),
        ),
        "invite_operator" => (W::invite_operator(), 0),
        "join_service" => (W::join_service(), 2),
        "schedule_exit" => (W::exit(), 3),
        "cancel_exit" => (W::exit(), 1),
        "set_permitted_callers" => (W::owner(of(c)), 0),
        "offer_ownership" => (W::owner(0), 0),
        "accept_ownership" => (W::accept_ownership(), 0),
        "update_preferences" => (W::register(of(b)), 1),
        "fix_heartbeat_terms" => (W::fix_heartbeat_terms(), 2),
        "prune_call" => (W::prune_call(of(n)), 0),
        "prune_quality_report" => (W::prune_call(0), 0),
        "limit_deposit" => (W::operator().saturating_add(W::limit_deposit()), 0),
        "clean_step" | "clean_results" | "clean_calls" => (W::clean_step(), 0),
        _ => (W::operator(), 0),
    };
    let hook = <Test as Config>::Managers::call_weight();
    base.saturating_add(hook.saturating_mul(hooks))
}

#[test]
fn call_takes_no_longer_than_it_is_charged() {
    println!("call                  takes us  charged us");
    let mut long = Vec::new();
    for benchmark in Services::benchmarks(true) {
        let name = String::from_utf8(benchmark.name).expect("a name");
        let components = benchmark.components;
        let most: Vec<_> = components
            .iter()
            .map(|(at, _, most)| (*at, *most))
            .collect();
        let played = (0..TIMES).map(|_| {
            let mut clock = Clock::default();
            chain().execute_with(|| play(&name, &most, &mut clock));
            clock.took
        });
        let took = played.min().expect("it is played");
        let of = |named| {
            let found = most.iter().find(|(at, _)| *at == named);
            found.map_or(0, |(_, value)| *value)
        };
        let charged = Duration::from_nanos(charged(&name, of).ref_time() / 1_000);
        println!(
            "{name:<20}{:>10}{:>12}",
            took.as_micros(),
            charged.as_micros()
        );
        if took.is_zero() || took > charged {
            long.push(format!("{name}: {took:?} of {charged:?}"));
        }
    }
    assert!(long.is_empty(), "{long:#?}");
}
