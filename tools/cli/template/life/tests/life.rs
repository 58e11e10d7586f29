//! The life of a service of this blueprint, under each caller of hooks and in each build.
//! `blueprint-hooks test` builds the contracts and runs it; the chain runs inside the command.

use blueprint_test::{json, word, Build, Caller, World};

/// Who calls the hooks. The interface is that of core 0.20, which the services pallet speaks, too.
const CALLERS: [Caller; 2] = [Caller::Pallet, Caller::Core0_20];

#[test]
fn job_calls_of_32_bytes_are_accepted_and_counted() {
    for caller in CALLERS {
        for build in Build::of("my_blueprint", "MyBlueprint") {
            let mut world = World::start(caller).unwrap();
            let manager = world.deploy(&build, json!(["runtime"])).unwrap();
            let blueprint = world.blueprint(&manager).unwrap();
            let service = world.service(blueprint, &["bob", "charlie"]).unwrap();

            let short = world.job(service, "eve", 0, "0x01020304").unwrap();
            assert_eq!(short.error(), Some("InvalidInput"), "{caller:?} {build:?}: {short}");

            let called = world.job(service, "eve", 0, word(7)).unwrap();
            assert!(called.is_accepted(), "{caller:?} {build:?}: {called}");
            assert_eq!(called.event("JobAccepted").unwrap()["calls"], "1");
            let calls = world.read(&manager, "callsOf", json!([service])).unwrap();
            assert_eq!(calls, json!(["1"]));

            let result = world.result(service, called.id(), "bob", word(49)).unwrap();
            assert!(result.is_accepted(), "{caller:?} {build:?}: {result}");
        }
    }
}

#[test]
fn hooks_obey_the_runtime_alone() {
    for caller in CALLERS {
        for build in Build::of("my_blueprint", "MyBlueprint") {
            let mut world = World::start(caller).unwrap();
            let manager = world.deploy(&build, json!(["runtime"])).unwrap();
            let stranger = world
                .send("eve", &manager, "onJobCall", json!([0, 0, 0, word(7)]))
                .unwrap();
            assert_eq!(stranger.error(), Some("CallerNotRuntime"), "{caller:?} {build:?}: {stranger}");
        }
    }
}
