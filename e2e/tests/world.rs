//! The test kit on a chain in this process: the same requests and answers as of a project's tests, which the command
//! answers.

use blueprint_e2e::world::Server;
use blueprint_test::{agree, json, random_life, word, Build, Call, Caller, Error, World};
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
fn slash_takes_its_share_of_the_stake_unless_it_is_vetoed() {
    const WEEKS: u64 = 3 * 7 * 86_400;
    for caller in [Caller::Pallet, Caller::Core0_10, Caller::Core0_20] {
        let mut world = world(caller);
        let manager = world
            .deploy(&Build::solc("HelloBlueprint"), json!(["runtime"]))
            .unwrap();
        let blueprint = world.blueprint(&manager).unwrap();
        let service = world.service(blueprint, &["bob", "charlie"]).unwrap();
        let before = world.stake("bob").unwrap();
        let mut slash = |evidence| {
            let proposed = world.propose_slash(service, "alice", "bob", 1_000, word(evidence));
            let proposed = proposed.unwrap();
            assert!(proposed.is_accepted(), "{caller:?}: {proposed}");
            proposed.id()
        };
        let (vetoed, stands) = (slash(1), slash(2));

        let early = world.execute_slash(stands, "eve").unwrap();
        assert!(!early.is_accepted(), "{caller:?}: {early}");
        let veto = world.veto_slash(vetoed).unwrap();
        assert!(veto.is_accepted(), "{caller:?}: {veto}");
        world
            .pass(if caller == Caller::Pallet {
                8 * 86_400
            } else {
                WEEKS
            })
            .unwrap();
        let dead = world.execute_slash(vetoed, "eve").unwrap();
        assert!(!dead.is_accepted(), "{caller:?}: {dead}");
        assert_eq!(world.stake("bob").unwrap(), before);
        let executed = world.execute_slash(stands, "eve").unwrap();
        assert!(executed.is_accepted(), "{caller:?}: {executed}");
        let after = world.stake("bob").unwrap();
        // A tenth of what the service can take: all, or in core 0.20 a tenth of the stake.
        let taken = match caller {
            Caller::Pallet | Caller::Core0_10 => before / 10,
            Caller::Core0_20 => before / 100,
        };
        assert_eq!(before - after, taken, "{caller:?}: {before} {after}");
    }
}

#[test]
fn slash_is_disputed_once_and_by_another_than_its_proposer() {
    let mut world = world(Caller::Pallet);
    let build = Build::ink("hello_blueprint");
    let manager = world.deploy(&build, json!(["runtime"])).unwrap();
    let blueprint = world.blueprint(&manager).unwrap();
    let service = world.service(blueprint, &["bob", "charlie"]).unwrap();
    let slash = world.propose_slash(service, "alice", "bob", 500, word(1));
    let slash = slash.unwrap().id();
    for (who, error) in [
        ("alice", Some("OwnCase")),
        ("bob", None),
        ("charlie", Some("SlashNotDisputable")),
    ] {
        let disputed = world.dispute_slash(slash, who).unwrap();
        assert_eq!(disputed.error(), error, "{who}: {disputed}");
    }
}

#[test]
fn late_operator_is_reported_and_a_slash_proposed_by_its_manager() {
    for build in Build::of("quality_judge", "QualityJudge") {
        let mut world = world(Caller::Pallet);
        let args = json!(["runtime", 60, "services"]);
        let manager = world.deploy(&build, args).unwrap();
        let terms = json!({"quality_kinds": 1});
        let blueprint = world.create_blueprint("alice", &manager, terms).unwrap();
        let service = world.service(blueprint.id(), &["bob", "charlie"]).unwrap();
        let call = world.job(service, "eve", 0, word(7)).unwrap().id();
        world.result(service, call, "bob", word(49)).unwrap();

        let report = |world: &mut World, kind, operator| {
            let evidence = word(call);
            let sent = world.report_quality(service, "dave", kind, operator, evidence);
            sent.unwrap()
        };
        let early = report(&mut world, 0, "charlie");
        assert_eq!(early.error(), Some("NotLate"), "{build:?}: {early}");
        world.pass(120).unwrap();
        let in_time = report(&mut world, 0, "bob");
        assert_eq!(in_time.error(), Some("NotLate"), "{build:?}: {in_time}");
        let kind = report(&mut world, 1, "charlie");
        assert_eq!(
            kind.error(),
            Some("UnknownQualityKind"),
            "{build:?}: {kind}"
        );
        // A slash that cannot be proposed now uses no evidence up: the manager has nothing for the bond.
        let too_early = report(&mut world, 0, "charlie");
        assert!(!too_early.is_accepted(), "{build:?}: {too_early}");
        world.fund("alice", &manager, 10u128.pow(21)).unwrap();
        let late = report(&mut world, 0, "charlie");
        assert!(late.is_accepted(), "{build:?}: {late}");
        assert!(late.event("LatenessFound").is_some(), "{build:?}: {late}");
        let services = world.services().unwrap();
        let pending = world
            .read(&services, "pendingSlashes", json!([0, 8]))
            .unwrap();
        assert!(
            pending.to_string().contains("[\"0\"]"),
            "{build:?}: {pending}"
        );
        let again = report(&mut world, 0, "charlie");
        assert_eq!(again.error(), Some("AlreadyReported"), "{build:?}: {again}");
    }
}

#[test]
fn stake_earns_what_points_of_an_era_are_worth() {
    let mut world = world(Caller::Pallet);
    let build = Build::ink("hello_blueprint");
    let manager = world.deploy(&build, json!(["runtime"])).unwrap();
    let blueprint = world.blueprint(&manager).unwrap();
    let service = world.service(blueprint, &["bob", "charlie"]).unwrap();
    let services = world.services().unwrap();
    let token = "0x0000000000000000000000000000000000000000";
    let amount = 10u128.pow(20).to_string();

    let delegated = world.send("dave", &services, "delegate", json!(["bob", token, amount]));
    assert!(delegated.unwrap().is_accepted());
    let working = world.next_era().unwrap();
    let funded = world
        .send("alice", &services, "fund", json!([amount]))
        .unwrap();
    assert!(funded.is_accepted(), "{funded}");
    let call = world.job(service, "eve", 0, word(7)).unwrap().id();
    world.result(service, call, "bob", word(49)).unwrap();
    assert_eq!(world.next_era().unwrap(), working + 1);
    world.next_era().unwrap();

    let earned = world
        .read(&services, "claimable", json!(["dave", "bob"]))
        .unwrap();
    assert_ne!(earned, json!(["0"]));
    let claimed = world
        .send("dave", &services, "claim", json!(["bob"]))
        .unwrap();
    assert!(claimed.is_accepted(), "{claimed}");
    let left = world
        .read(&services, "claimable", json!(["dave", "bob"]))
        .unwrap();
    assert_eq!(left, json!(["0"]));

    let staked = |world: &mut World| {
        let of = world.read(&services, "stakeOf", json!(["bob", token]));
        of.unwrap()
    };
    assert_eq!(staked(&mut world), json!([amount]));
    let all = json!(["bob", token, format!("0x{}", "ff".repeat(32))]);
    let undelegated = world.send("dave", &services, "undelegate", all).unwrap();
    assert!(undelegated.is_accepted(), "{undelegated}");
    world.pass(15 * 86_400).unwrap();
    let withdrawn = world
        .send("dave", &services, "withdraw", json!(["bob", token]))
        .unwrap();
    assert!(withdrawn.is_accepted(), "{withdrawn}");
    assert_eq!(staked(&mut world), json!(["0"]));
}

#[test]
fn builds_agree_on_random_lives_and_every_rejection_has_a_name() {
    for caller in [Caller::Pallet, Caller::Core0_20] {
        for seed in 0..4 {
            let builds = Build::of("hello_blueprint", "HelloBlueprint");
            let start = || Ok(world(caller));
            agree(start, &builds, json!(["runtime"]), |world, manager| {
                let life = random_life(world, manager, seed, 60)?;
                assert!(life.accepted > 5 && life.rejected > 5, "{life:?}");
                // The manager does not judge reports.
                let mut unnamed = life.unnamed.iter();
                let lacks = unnamed.all(|step| step.hook("verifyReport").is_some());
                assert!(lacks, "{caller:?} {seed}: {life:?}");
                Ok(())
            })
            .unwrap_or_else(|error| panic!("{caller:?} {seed}: {error}"));
        }
    }
}

#[test]
fn contracts_that_differ_are_found() {
    let builds = [Build::ink("hello_blueprint"), Build::ink("base_manager")];
    let start = || Ok(world(Caller::Pallet));
    let differ = agree(start, &builds, json!(["runtime"]), |world, manager| {
        random_life(world, manager, 1, 60).map(drop)
    });
    assert!(matches!(differ, Err(Error::Differ(_))), "{differ:?}");
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
    let evidence = world.propose_slash(0, "alice", "bob", 1, "0x01").map(drop);
    assert!(error(evidence).contains("evidence of 32 bytes, received 1"));
    let stake = world.stake("eve").map(drop);
    assert!(error(stake).contains("an operator that has registered"));
}

/// One letter of the wrong case: a mistyped address has an owner, or none.
#[test]
fn address_with_a_wrong_checksum_is_no_name() {
    let mut world = world(Caller::Pallet);
    let right = "0xf24FF3a9CF04c71Dbc94D0b566f7A27B94566cac";
    let wrong = right.replacen("f24", "F24", 1);
    let build = Build::ink("hello_blueprint");
    let error = world
        .deploy(&build, json!([wrong]))
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("checksum") && error.contains(&wrong),
        "{error}"
    );
    world.deploy(&build, json!([right])).unwrap();
}

#[test]
fn operators_of_older_generations_register_with_a_key_that_they_sign() {
    for (build, generation) in [
        ("squaring_seed_2024", "seed-2024"),
        ("squaring_substrate_1_4", "substrate-1.4"),
    ] {
        let mut world = world(Caller::Pallet);
        let manager = world
            .deploy(&Build::ink(build), json!(["runtime", 2]))
            .unwrap();
        let terms = json!({ "generation": generation });
        let created = world.create_blueprint("alice", &manager, terms).unwrap();
        assert!(created.is_accepted(), "{created}");
        for operator in ["bob", "charlie"] {
            let registered = world.register(created.id(), operator).unwrap();
            assert!(registered.is_accepted(), "{generation}: {registered}");
            assert!(
                registered.event("OperatorAdmitted").is_some(),
                "{registered}"
            );
        }
    }
}

#[test]
fn terms_are_an_object() {
    let mut world = world(Caller::Pallet);
    let manager = world
        .deploy(&Build::ink("hello_blueprint"), json!(["runtime"]))
        .unwrap();
    // In the order of the members.
    let list = json!([1, 1, 10, 0, "core-0.20"]);
    let error = world.create_blueprint("alice", &manager, list).unwrap_err();
    assert!(error.to_string().contains("sequence"), "{error}");
}

/// The first call of a function in a tree.
fn find<'a>(calls: &'a [Call], function: &str) -> Option<&'a Call> {
    calls
        .iter()
        .find_map(|call| match call.function == function {
            true => Some(call),
            false => find(&call.calls, function),
        })
}

#[test]
fn failing_step_shows_the_calls_of_contracts_with_names_values_and_weights() {
    for build in Build::of("incredible_squaring", "IncredibleSquaring") {
        let mut world = world(Caller::Pallet);
        let args = json!(["runtime", 2, "services"]);
        let manager = world.deploy(&build, args).unwrap();
        let created = world.calls().unwrap();
        assert_eq!(created[0].function, "constructor", "{created:?}");
        assert_eq!(created[0].from, "alice");
        // The EVM's creation code has its arguments behind it.
        let has_arguments = created[0].args.values().any(|it| it == 2);
        assert_eq!(has_arguments, !build.0.ends_with(".evm"), "{created:?}");
        let blueprint = world.blueprint(&manager).unwrap();
        assert!(find(&world.calls().unwrap(), "onBlueprintCreated").is_some());
        let service = world.service(blueprint, &["bob", "charlie"]).unwrap();
        let call = world.job(service, "eve", 0, word(7)).unwrap().id();
        let result = world.result(service, call, "bob", word(48)).unwrap();
        assert!(result.is_accepted() && result.calls.is_empty(), "{result}");
        let calls = world.calls().unwrap();
        let judged = find(&calls, "judgeResult").unwrap();
        assert_eq!(judged.to, "services", "{calls:?}");
        // The manager has no tokens for the bond of the slash that it proposes.
        let report = world.report(service, call, "dave", "bob", word(7), word(48));
        let report = report.unwrap();
        assert!(!report.is_accepted(), "{build:?}: {report}");
        let verify = &report.calls[0];
        assert_eq!(
            (verify.from.as_str(), verify.function.as_str()),
            ("pallet", "verifyReport")
        );
        assert_eq!(verify.args["jobCallId"], call.to_string(), "{verify}");
        assert!(verify.failure.is_some() && verify.ref_time > 0 && verify.proof_size > 0);
        let propose = find(&verify.calls, "proposeSlash").unwrap();
        assert_eq!(propose.from, verify.to);
        assert!(propose.failure.is_some() && !propose.read_only, "{propose}");
        let text = report.to_string();
        let line = format!(
            "\n      {} -> services.proposeSlash(serviceId: {service}, ",
            verify.to
        );
        assert!(text.contains(&line) && text.contains(" failed: "), "{text}");
        // A view is a call of its own, and of another step nothing is left.
        world.read(&manager, "minOperators", json!([])).unwrap();
        assert!(find(&world.calls().unwrap(), "verifyReport").is_none());
    }
}

#[test]
fn core_calls_its_facets_and_the_manager() {
    for caller in [Caller::Core0_10, Caller::Core0_20] {
        let mut world = world(caller);
        let manager = world
            .deploy(&Build::ink("hello_blueprint"), json!(["runtime"]))
            .unwrap();
        let blueprint = world.blueprint(&manager).unwrap();
        let service = world.service(blueprint, &["bob", "charlie"]).unwrap();
        let short = world.job(service, "eve", 0, "0x01").unwrap();
        let hook = find(&short.calls, "onJobCall").unwrap();
        assert_eq!(
            (hook.from.as_str(), hook.to.as_str()),
            ("core", "hello_blueprint")
        );
        let failure = hook.failure.as_ref().unwrap();
        assert_eq!(failure.name, "InvalidInput", "{caller:?}: {short}");
        let [first] = &short.calls[..] else {
            panic!("expected one call of the account, received {short}");
        };
        assert_eq!((first.from.as_str(), first.to.as_str()), ("eve", "core"));
        assert!(first.calls[0].code.is_some(), "{first}");
    }
}
