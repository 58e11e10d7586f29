//! Whole lives of a service in the generations that identify an operator by its key, on the services pallet
//! and with every build of a manager. Every step is an extrinsic of the user that takes it.

use alloy_primitives::{keccak256, Bytes};
use alloy_sol_types::{SolCall, SolValue};
use blueprint_abi::{possession::Possession, seed_2024, substrate_1_4};
use blueprint_e2e::{
    accounts::{self, Account},
    artifact::Artifact,
    chain::Chain,
    decode::Interface,
    outcome::{Dispatched, Outcome},
};
use blueprint_e2e_runtime::{configs::services::REPORT_BOND, Runtime, RuntimeEvent, System};
use pallet_services::{
    BlueprintDefinition, Call, Ending, Error, Event, Generation, Hook, OperatorStatus, Penalties,
    PointTerms,
};
use serde_json::{json, Value};
use sp_core::H160;

/// How long operators can be slashed for a service that has ended, in seconds.
const FAULT_WINDOW: u64 = 7 * 24 * 60 * 60;

const SEED_2024: [&str; 3] = [
    "ink/squaring_seed_2024.polkavm",
    "solidity/SquaringSeed2024.evm",
    "solidity/SquaringSeed2024.polkavm",
];
const SUBSTRATE_1_4: [&str; 3] = [
    "ink/squaring_substrate_1_4.polkavm",
    "solidity/SquaringSubstrate1_4.evm",
    "solidity/SquaringSubstrate1_4.polkavm",
];
const OPERATORS: [&str; 2] = ["bob", "charlie"];
const RPC_ADDRESS: &str = "https://operator.example:9944";
const LIFE: u64 = 36_000;
/// As the manager of `Seed2024` has it.
const RESPONSE_SECONDS: u64 = 600;

fn named(name: &str) -> Account {
    accounts::named(name).unwrap()
}

/// An operator's secret key.
fn secret(name: &str) -> [u8; 32] {
    keccak256(name).0
}

/// The first blueprint, which is the chain's.
const BLUEPRINT: u64 = 0;

fn hex_of(bytes: &[u8]) -> String {
    format!("0x{}", hex::encode(bytes))
}

fn number(value: u64) -> Vec<u8> {
    let mut word = vec![0; 32];
    word[24..].copy_from_slice(&value.to_be_bytes());
    word
}

/// The arguments of `onRegister`.
fn arguments_of(generation: Generation, key: Vec<u8>) -> Vec<u8> {
    let calldata = match generation {
        Generation::Seed2024 => seed_2024::IBlueprintServiceManager::onRegisterCall {
            participant: key.into(),
            registrationInputs: Bytes::new(),
        }
        .abi_encode(),
        _ => substrate_1_4::IBlueprintServiceManager::onRegisterCall {
            operator: substrate_1_4::IBlueprintServiceManager::OperatorPreferences {
                ecdsaPublicKey: key.into(),
                rpcAddress: RPC_ADDRESS.into(),
            },
            registrationInputs: Bytes::new(),
        }
        .abi_encode(),
    };
    calldata[4..].to_vec()
}

/// A manager that wants two operators, on a chain of its own.
struct Life {
    build: &'static str,
    generation: Generation,
    chain: Chain,
    manager: H160,
    interface: Interface,
}

impl Life {
    fn begin(build: &'static str, generation: Generation) -> Life {
        let artifact = Artifact::built(build).unwrap();
        let interface = artifact.interface().unwrap().clone();
        let arguments = interface
            .encode_constructor(&[json!("runtime"), json!(2)])
            .unwrap();
        let mut chain = Chain::new().unwrap();
        let deployed = chain
            .deploy(&named("alice"), &artifact.code, &arguments)
            .unwrap();
        Life {
            build,
            generation,
            chain,
            manager: deployed.address,
            interface,
        }
    }

    fn create(&self) -> Call<Runtime> {
        let definition = BlueprintDefinition {
            manager: self.manager,
            generation: self.generation,
            jobs: 1,
            reporting: self.generation == Generation::Seed2024,
            quality_kinds: 0,
            // Below the manager's own bound, so that the manager refuses.
            min_operators: 1,
            max_operators: 10,
            max_instances: 10,
            points: PointTerms::EachResult,
            points_per_era: u32::MAX,
            penalties: Penalties::FULL,
            review: 7 * 86_400,
        };
        Call::create_blueprint { definition }
    }

    /// The registration of an operator with a key, which one of the operators signs.
    fn register(&mut self, operator: &str, signer: &str, key: Vec<u8>) -> Call<Runtime> {
        let genesis = self.chain.execute(|| System::block_hash(0));
        let possession = Possession {
            genesis: genesis.0.into(),
            blueprint: BLUEPRINT,
            operator: named(operator).address.0.into(),
        };
        let (_, signature) = possession.sign(&secret(signer)).unwrap();
        let arguments = Bytes::from(arguments_of(self.generation, key));
        let inputs = (arguments, Bytes::from(signature)).abi_encode_params();
        Call::register {
            blueprint: BLUEPRINT,
            instance_limit: 5,
            inputs: inputs.try_into().unwrap(),
        }
    }

    fn send(&mut self, who: &str, call: Call<Runtime>) -> Dispatched {
        self.chain.dispatch(&named(who), call)
    }

    /// A step that is taken: what the manager told, and what the pallet did.
    fn take(&mut self, who: &str, call: Call<Runtime>) -> (Vec<String>, Vec<Event<Runtime>>) {
        let sent = self.send(who, call.clone());
        let build = self.build;
        assert!(
            sent.is_ok(),
            "{build}: {call:?}: {:?} {:?}",
            sent.result,
            sent.hooks
        );
        let told = sent.contract_events().into_iter().map(|event| {
            assert_eq!(event.contract, self.manager, "{build}");
            self.interface.decode_event(&event).unwrap().to_string()
        });
        let told = told.collect();
        let did = sent.events.into_iter().filter_map(|event| match event {
            RuntimeEvent::Services(event) => Some(event),
            _ => None,
        });
        (told, did.collect())
    }

    /// A step that the manager refuses: its error. The sender learns three bytes of it.
    fn refused(&mut self, who: &str, call: Call<Runtime>) -> String {
        let sent = self.send(who, call);
        let record = sent.hooks.last().expect("a hook was called");
        let (_, data) = record.result.clone().expect_err("the hook reverts");
        let code = [data[0], data[1], data[2]];
        assert_eq!(
            sent.result,
            Err(Error::<Runtime>::HookReverted(code).into()),
            "{}",
            self.build
        );
        assert!(sent.events.is_empty(), "{}", self.build);
        self.interface.decode_error(&data).unwrap().to_string()
    }

    /// A report that the manager rejects: its error. The reporter loses its bond.
    fn rejected(&mut self, who: &str, call: Call<Runtime>) -> String {
        let sent = self.send(who, call);
        let data = sent.rejected().expect("the manager rejects it").to_vec();
        let lost = sent.events.iter().find_map(|event| match event {
            RuntimeEvent::Services(Event::ReportRejected { amount, .. }) => Some(*amount),
            _ => None,
        });
        assert_eq!(lost, Some(REPORT_BOND), "{}", self.build);
        self.interface.decode_error(&data).unwrap().to_string()
    }

    /// A step that the pallet refuses without asking the manager, by the name of its error.
    fn refused_by_the_pallet(&mut self, who: &str, call: Call<Runtime>) -> String {
        let sent = self.send(who, call);
        assert!(
            sent.hooks.iter().all(|record| record.result.is_ok()),
            "{}",
            self.build
        );
        sent.error()
            .unwrap_or_else(|| panic!("{}: expected a rejection", self.build))
    }

    /// A user calls the manager itself, and is refused.
    fn refused_by_the_guard(&mut self, who: &str, function: &str, arguments: &[Value]) -> String {
        let calldata = self.interface.encode_call(function, arguments).unwrap();
        let outcome = self.chain.call(&named(who), self.manager, calldata);
        assert!(outcome.is_revert(), "{}: {outcome}", self.build);
        self.interface.decode_error(&outcome.data).unwrap().name
    }

    /// What the manager answers to a question.
    fn ask(&mut self, function: &str, arguments: &[Value]) -> Value {
        let known = self.interface.function(function).unwrap().clone();
        let calldata = self.interface.encode_call(function, arguments).unwrap();
        let Outcome { data, .. } = self.chain.read(self.manager, calldata);
        self.interface.decode_output(&known, &data).unwrap().into()
    }

    fn key(&self, name: &str) -> Vec<u8> {
        let public = Possession::default().sign(&secret(name)).unwrap().0;
        match self.generation {
            Generation::Seed2024 => public.compressed().as_bytes().to_vec(),
            _ => public.as_bytes().to_vec(),
        }
    }

    /// An operator, as an indexed field shows it.
    fn topic(&self, name: &str) -> String {
        hex_of(keccak256(self.key(name)).as_slice())
    }
}

fn request(operators: &[&str]) -> Call<Runtime> {
    let operators: Vec<_> = operators.iter().map(|name| named(name).id).collect();
    Call::request {
        blueprint: 0,
        operators: operators.try_into().unwrap(),
        permitted_callers: vec![named("dave").id].try_into().unwrap(),
        inputs: number(5).try_into().unwrap(),
        ttl: LIFE,
        assets: Default::default(),
    }
}

const APPROVE: Call<Runtime> = Call::approve {
    request: 0,
    revision: 0,
};

fn job(inputs: Vec<u8>) -> Call<Runtime> {
    Call::call {
        service: 0,
        job: 0,
        inputs: inputs.try_into().unwrap(),
    }
}

fn result(call: u64, outputs: Vec<u8>) -> Call<Runtime> {
    Call::submit_result {
        service: 0,
        call,
        outputs: outputs.try_into().unwrap(),
    }
}

fn report(call: u64, participant: &str, inputs: Vec<u8>, outputs: Vec<u8>) -> Call<Runtime> {
    Call::submit_report {
        service: 0,
        job: 0,
        call,
        participant: named(participant).id,
        inputs: inputs.try_into().unwrap(),
        outputs: outputs.try_into().unwrap(),
    }
}

/// Operators come, and each of them registers.
fn register_operators(life: &mut Life) {
    for operator in OPERATORS {
        life.take(operator, Call::join_operators {});
        let mut short = life.key(operator);
        short.pop();
        for malformed in [short, Vec::new()] {
            let register = life.register(operator, operator, malformed);
            let error = life.refused_by_the_pallet(operator, register);
            assert_eq!(error, "InvalidPreferences", "{}", life.build);
        }
        let key = life.key(operator);
        let (topic, shown) = (life.topic(operator), hex_of(&key));
        let register = life.register(operator, operator, key);
        let (told, did) = life.take(operator, register);
        let expected = match life.generation {
            Generation::Seed2024 => {
                format!("OperatorAdmitted(participant: {topic}, key: {shown})")
            }
            _ => format!("OperatorAdmitted(key: {topic}, rpcAddress: {RPC_ADDRESS})"),
        };
        assert_eq!(told, [expected], "{}", life.build);
        assert!(
            matches!(
                did[..],
                [Event::Registered {
                    blueprint: 0,
                    instance_limit: 5,
                    ..
                }]
            ),
            "{}: {did:?}",
            life.build
        );
        let registered = life.ask("isRegistered", &[json!(shown)]);
        assert_eq!(registered, json!([true]), "{}", life.build);
    }
    // A key belongs to one operator.
    life.take("dave", Call::join_operators {});
    let bob = life.key("bob");
    let register = life.register("dave", "dave", bob.clone());
    assert_eq!(
        life.refused_by_the_pallet("dave", register),
        "KeyNotProven",
        "{}",
        life.build
    );
    let register = life.register("dave", "bob", bob);
    assert_eq!(
        life.refused_by_the_pallet("dave", register),
        "KeyInUse",
        "{}",
        life.build
    );
}

/// A service of two operators starts; what the manager told of the request and of the start.
fn start_service(life: &mut Life) -> [Vec<String>; 2] {
    let small = life.refused("alice", request(&["bob"]));
    assert_eq!(
        small, "TooFewOperators(required: 2, received: 1)",
        "{}",
        life.build
    );
    let (requested, did) = life.take("alice", request(&OPERATORS));
    assert!(
        matches!(did[..], [Event::ServiceRequested { request: 0, .. }]),
        "{}: {did:?}",
        life.build
    );
    let stranger = life.refused_by_the_pallet("eve", APPROVE);
    assert_eq!(stranger, "NotRequested", "{}", life.build);
    life.take("bob", APPROVE);
    let (started, did) = life.take("charlie", APPROVE);
    let initialized = did.iter().any(|event| {
        matches!(
            event,
            Event::ServiceInitialized {
                service: 0,
                request: 0,
                blueprint: 0,
                ..
            }
        )
    });
    assert!(initialized, "{}: {did:?}", life.build);
    [requested, started]
}

/// A job call that is malformed, then a good one: its id.
fn call_job(life: &mut Life, input: u64, id: u64) {
    for (inputs, length) in [
        (vec![1, 2, 3, 4], 4),
        (Vec::new(), 0),
        ([number(7), number(8)].concat(), 64),
    ] {
        let error = life.refused("alice", job(inputs));
        let expected = format!("InvalidInput(expectedLength: 32, receivedLength: {length})");
        assert_eq!(error, expected, "{}", life.build);
    }
    let (told, did) = life.take("alice", job(number(input)));
    let expected = format!("JobCallAdmitted(serviceId: 0, jobCallId: {id}, input: {input})");
    assert_eq!(told, [expected], "{}", life.build);
    let called = did
        .iter()
        .any(|event| matches!(event, Event::JobCalled { call, .. } if *call == id));
    assert!(called, "{}: {did:?}", life.build);
}

/// A wrong result is refused, and the right one of the same operator is not.
fn submit_results(life: &mut Life, id: u64, input: u64) {
    let square = input * input;
    for wrong in [
        number(square + 1),
        Vec::new(),
        [number(square), vec![0]].concat(),
    ] {
        let hash = hex_of(keccak256(&wrong).as_slice());
        let error = life.refused("bob", result(id, wrong));
        let expected = hex_of(&number(square));
        assert_eq!(
            error,
            format!("WrongResult(expected: {expected}, receivedHash: {hash})"),
            "{}",
            life.build
        );
    }
    let bob = json!(hex_of(&life.key("bob")));
    let id_text = json!(id.to_string());
    let none = life.ask("resultOf", &[json!("0"), id_text.clone(), bob.clone()]);
    assert_eq!(none, json!(["0x"]), "{}", life.build);

    let (told, did) = life.take("bob", result(id, number(square)));
    let shown = hex_of(&number(square));
    let field = match life.generation {
        Generation::Seed2024 => "participant",
        _ => "key",
    };
    let topic = life.topic("bob");
    let expected = format!(
        "ResultAdmitted(serviceId: 0, jobCallId: {id}, {field}: {topic}, outputs: {shown})"
    );
    assert_eq!(told, [expected], "{}", life.build);
    // The generations say nothing of how many results a job takes: it is complete with one.
    assert!(
        did.iter()
            .any(|event| matches!(event, Event::JobCompleted { results: 1, .. })),
        "{}: {did:?}",
        life.build
    );
    let late = life.refused_by_the_pallet("charlie", result(id, number(square)));
    assert_eq!(late, "JobCallCompleted", "{}", life.build);
    let kept = life.ask("resultOf", &[json!("0"), id_text, bob]);
    assert_eq!(kept, json!([shown]), "{}", life.build);
}

/// The owner ends the service: what the manager told.
fn terminate(life: &mut Life) -> Vec<String> {
    let stranger = life.refused_by_the_pallet("eve", Call::terminate { service: 0 });
    assert_eq!(stranger, "NotServiceOwner", "{}", life.build);
    let (told, did) = life.take("alice", Call::terminate { service: 0 });
    let stopped = |event: &Event<_>| matches!(event, Event::ServiceStopped { service: 0 });
    assert!(did.iter().any(stopped), "{}: {did:?}", life.build);
    let over = life.refused_by_the_pallet("alice", job(number(1)));
    assert_eq!(over, "ServiceExpired", "{}", life.build);
    // Its operators can be slashed for it as long as faults are looked for; then anyone removes it.
    let now = life.chain.timestamp();
    life.chain.set_timestamp(now + FAULT_WINDOW);
    let (again, did) = life.take("eve", Call::terminate { service: 0 });
    let ended = did.iter().any(|event| {
        matches!(
            event,
            Event::ServiceTerminated {
                service: 0,
                ending: Ending::ByOwner
            }
        )
    });
    assert!(ended && again.is_empty(), "{}: {did:?}", life.build);
    for operator in OPERATORS {
        life.take(operator, Call::unregister { blueprint: 0 });
        let (_, did) = life.take(operator, Call::leave_operators {});
        let leaving = did.iter().any(|event| {
            matches!(event, Event::OperatorStatusChanged { status, .. } if *status != OperatorStatus::Active)
        });
        assert!(leaving, "{}: {did:?}", life.build);
    }
    told
}

#[test]
fn life_of_a_service_in_seed_2024() {
    for build in SEED_2024 {
        let mut life = Life::begin(build, Generation::Seed2024);
        let create = life.create();
        // The generation does not tell a manager of its blueprint: it is asked for its owner.
        let stranger = life.send("bob", create.clone());
        assert_eq!(
            stranger.error().as_deref(),
            Some("NotManagerOwner"),
            "{build}"
        );
        let hooks = life.send("alice", create).hooks;
        let asked: Vec<_> = hooks.iter().map(|it| it.hook).collect();
        assert_eq!(asked, [Hook::QueryOwner], "{build}");
        let bob = json!(hex_of(&life.key("bob")));
        let charlie = json!(hex_of(&life.key("charlie")));
        let guarded = life.refused_by_the_guard("eve", "onRegister", &[bob.clone(), json!("0x")]);
        assert_eq!(guarded, "CallerNotRuntime", "{build}");
        register_operators(&mut life);

        let [requested, started] = start_service(&mut life);
        let keys = [&bob, &charlie].map(|key| key.to_string()).join(",");
        assert_eq!(
            requested,
            [format!(
                "RequestAdmitted(serviceId: 0, participants: [{keys}])"
            )],
            "{build}"
        );
        assert!(started.is_empty(), "{build}");

        call_job(&mut life, 7, 0);
        let early = life.rejected("dave", report(0, "bob", number(7), Vec::new()));
        assert!(early.starts_with("NotLate("), "{build}: {early}");
        submit_results(&mut life, 0, 7);
        // Complete without it: it could submit no result any more, so the manager does not hear of it.
        let complete =
            life.refused_by_the_pallet("dave", report(0, "charlie", number(7), Vec::new()));
        assert_eq!(complete, "JobCallCompleted", "{build}");

        call_job(&mut life, 8, 1);
        let now = life.chain.timestamp();
        life.chain.set_timestamp(now + RESPONSE_SECONDS);
        let early = life.rejected("dave", report(1, "bob", number(8), Vec::new()));
        let deadline = now + RESPONSE_SECONDS;
        assert_eq!(
            early,
            format!("NotLate(deadline: {deadline}, time: {deadline})"),
            "{build}"
        );
        life.chain.set_timestamp(now + RESPONSE_SECONDS + 3);
        for (inputs, outputs) in [(number(9), Vec::new()), (number(8), number(64))] {
            let other = life.refused_by_the_pallet("dave", report(1, "bob", inputs, outputs));
            assert_eq!(other, "ReportMismatch", "{build}");
        }
        let (told, did) = life.take("dave", report(1, "charlie", number(8), Vec::new()));
        let topic = life.topic("charlie");
        assert_eq!(
            told,
            [format!(
                "ReportUpheld(serviceId: 0, jobCallId: 1, participant: {topic}, secondsLate: 3)"
            )],
            "{build}"
        );
        assert!(
            did.iter()
                .any(|event| matches!(event, Event::ReportSubmitted { call: 1, .. })),
            "{build}: {did:?}"
        );
        let again = life.refused_by_the_pallet("dave", report(1, "charlie", number(8), Vec::new()));
        assert_eq!(again, "AlreadyReported", "{build}");
        // It is late, and may deliver all the same: the call was not completed in time.
        submit_results(&mut life, 1, 8);
        assert_eq!(life.ask("tallyOf", &[bob]), json!(["2", "0"]), "{build}");
        assert_eq!(
            life.ask("tallyOf", &[charlie]),
            json!(["0", "1"]),
            "{build}"
        );
        let call = life.ask("jobCall", &[json!("0"), json!("1")]);
        assert_eq!(
            call,
            json!([{"known": true, "completed": false, "deadline": deadline.to_string(), "input": "8"}]),
            "{build}"
        );

        assert!(terminate(&mut life).is_empty(), "{build}");
    }
}

#[test]
fn life_of_a_service_in_substrate_1_4() {
    for build in SUBSTRATE_1_4 {
        let mut life = Life::begin(build, Generation::Substrate1_4);
        let runtime = hex_of(accounts::runtime().address.as_bytes());
        let alice = hex_of(named("alice").address.as_bytes());
        let bind = [json!("7"), json!("eve"), json!("eve")];
        let hijack = life.refused_by_the_guard("eve", "onBlueprintCreated", &bind);
        assert_eq!(hijack, "OnlyRootChainAllowed", "{build}");
        let terminated = [json!("0"), json!("eve")];
        let unbound = life.refused_by_the_guard("bob", "onServiceTermination", &terminated);
        assert_eq!(
            unbound, "OnlyMasterBlueprintServiceManagerAllowed",
            "{build}"
        );

        let create = life.create();
        let (told, did) = life.take("alice", create.clone());
        let bound = format!("BlueprintBound(blueprintId: 0, owner: {alice}, runtime: {runtime})");
        assert_eq!(told, [bound], "{build}");
        assert!(
            matches!(did[..], [Event::BlueprintCreated { blueprint: 0, .. }]),
            "{build}: {did:?}"
        );
        assert_eq!(life.ask("masterManager", &[]), json!([runtime]), "{build}");
        assert_eq!(
            life.refused("eve", create),
            "AlreadyBound(blueprintId: 0)",
            "{build}"
        );
        let guarded = life.refused_by_the_guard("eve", "onServiceTermination", &terminated);
        assert_eq!(
            guarded, "OnlyMasterBlueprintServiceManagerAllowed",
            "{build}"
        );
        register_operators(&mut life);

        let [requested, started] = start_service(&mut life);
        let zero = hex_of(&number(0));
        let asset = json!({"kind": 0, "data": zero});
        assert_eq!(
            requested,
            [format!("RequestAdmitted(requestId: 0, requester: {alice}, operators: 2, paymentAsset: {asset})")],
            "{build}"
        );
        let dave = json!([hex_of(named("dave").address.as_bytes())]);
        assert_eq!(
            started,
            [format!(
                "ServiceStarted(serviceId: 0, requestId: 0, permittedCallers: {dave})"
            )],
            "{build}"
        );
        let terms = json!([{
            "requester": alice,
            "operators": 2,
            "ttl": LIFE.to_string(),
            "paymentAsset": asset,
            "amount": "0",
        }]);
        assert_eq!(life.ask("termsOf", &[json!("0")]), terms, "{build}");

        call_job(&mut life, 7, 0);
        submit_results(&mut life, 0, 7);
        call_job(&mut life, 9, 1);
        submit_results(&mut life, 1, 9);
        let bob = json!(hex_of(&life.key("bob")));
        assert_eq!(
            life.ask("resultsOf", std::slice::from_ref(&bob)),
            json!(["2"]),
            "{build}"
        );
        // The generation has no reports, so that the blueprint takes none.
        let reported = life.refused_by_the_pallet("dave", report(0, "bob", number(7), number(49)));
        assert_eq!(reported, "ReportingDisabled", "{build}");

        let ended = terminate(&mut life);
        assert_eq!(
            ended,
            [format!("ServiceEnded(serviceId: 0, owner: {alice})")],
            "{build}"
        );
        assert_eq!(life.ask("isRegistered", &[bob]), json!([false]), "{build}");
    }
}

#[test]
fn hooks_of_a_generation_are_those_it_has() {
    for (build, generation) in [
        (SEED_2024[0], Generation::Seed2024),
        (SUBSTRATE_1_4[0], Generation::Substrate1_4),
    ] {
        let mut life = Life::begin(build, generation);
        let create = life.create();
        life.take("alice", create);
        register_operators(&mut life);
        life.take("alice", request(&OPERATORS));
        let approved = life.send("bob", APPROVE);
        let hooks: Vec<_> = approved.hooks.iter().map(|record| record.hook).collect();
        let expected: &[Hook] = match generation {
            Generation::Seed2024 => &[],
            _ => &[Hook::OnApprove],
        };
        assert_eq!(hooks, expected, "{build}");
    }
}
