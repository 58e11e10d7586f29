//! The test kit on a chain in this process: the same requests and answers as of a project's tests, which the command
//! answers.

use blueprint_e2e::world::Server;
use blueprint_test::{json, word, Build, Caller, Error, World};
use std::path::Path;

fn world(caller: Caller) -> World {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    World::with(Box::new(Server::new(&root)), caller).unwrap()
}

#[test]
fn one_life_runs_under_every_caller_that_speaks_the_interface_version() {
    for caller in [Caller::Pallet, Caller::Core0_20] {
        for build in Build::of("hello_blueprint", "HelloBlueprint") {
            let mut world = world(caller);
            let manager = world.deploy(&build, json!(["runtime"])).unwrap();
            let blueprint = world.blueprint(&manager).unwrap();
            let service = world.service(blueprint, &["bob", "charlie"]).unwrap();

            let short = world.job(service, "eve", 0, "0x01").unwrap();
            assert!(!short.is_accepted());
            assert_eq!(short.error(), Some("InvalidInput"), "{short}");

            let called = world.job(service, "eve", 0, word(7)).unwrap();
            assert_eq!(called.event("Hello").unwrap()["calls"], "1", "{called}");
            let hook = called.hook("onJobCall").unwrap();
            assert!(hook.failure.is_none() && hook.ref_time > 0);

            let result = world.result(service, called.id(), "bob", word(49));
            assert!(result.unwrap().is_accepted());
            let calls = world.read(&manager, "callsOf", json!([service])).unwrap();
            assert_eq!(calls, json!(["1"]));
        }
    }
}

#[test]
fn core_0_10_calls_a_manager_of_the_newer_interface_where_hooks_are_the_same() {
    let mut world = world(Caller::Core0_10);
    let build = Build::ink("hello_blueprint");
    let manager = world.deploy(&build, json!(["runtime"])).unwrap();
    let blueprint = world.blueprint(&manager).unwrap();
    let service = world.service(blueprint, &["bob", "charlie"]).unwrap();
    let called = world.job(service, "eve", 0, word(7)).unwrap();
    assert!(called.is_accepted(), "{called}");
    // Its `onJobResult` has another signature: the manager does not have the function, and the core goes on.
    let result = world.result(service, called.id(), "bob", word(49)).unwrap();
    assert!(result.is_accepted());
    assert!(result.hook("onJobResult").unwrap().failure.is_some());
}

#[test]
fn pallet_takes_reports_and_time_passes() {
    let mut world = world(Caller::Pallet);
    let build = Build::ink("incredible_squaring");
    let args = json!(["runtime", 2, "services"]);
    let manager = world.deploy(&build, args).unwrap();
    let blueprint = world.blueprint(&manager).unwrap();
    let service = world.service(blueprint, &["bob", "charlie"]).unwrap();
    let call = world.job(service, "eve", 0, word(7)).unwrap().id();
    world.result(service, call, "bob", word(49)).unwrap();
    let false_report = world
        .report(service, call, "dave", "bob", word(7), word(49))
        .unwrap();
    assert!(!false_report.is_accepted(), "{false_report}");
    // Minutes are walked block by block, weeks are skipped.
    world.pass(60).unwrap();
    world.pass(30 * 86_400).unwrap();
}

#[test]
fn requests_that_make_no_sense_are_errors_that_say_what_was_expected() {
    let mut world = world(Caller::Pallet);
    let error = |result: Result<_, Error>| match result {
        Err(Error::Request(text)) => text,
        Ok(()) => "nothing".to_owned(),
        Err(other) => other.to_string(),
    };
    let none = world.deploy(&Build::ink("none"), json!([])).map(drop);
    assert!(error(none).contains("there is no"));
    let hello = Build::ink("hello_blueprint");
    let arguments = world.deploy(&hello, json!([])).map(drop);
    assert!(error(arguments).contains("received 0 arguments"));
    let manager = world.deploy(&hello, json!(["runtime"])).unwrap();
    let runtime = world.send("runtime", &manager, "callsOf", json!([0]));
    assert!(error(runtime.map(drop)).contains("for which a key signs"));
    let function = world.send("eve", &manager, "onJob", json!([]));
    assert!(error(function.map(drop)).contains("expected a function"));
    let inputs = world.job(0, "eve", 0, "7").map(drop);
    assert!(error(inputs).contains("0x and an even number"));
    let who = world.job(0, "mallory", 0, "0x").map(drop);
    assert!(error(who).contains("alice"));
    let far = world.pass(u64::MAX);
    assert!(error(far).contains("32 bits"));
}
