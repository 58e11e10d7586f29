//! Tests of the pallet. A test's name has the subject, the condition and the outcome.

mod accesses;
mod attacks;
mod blueprints;
mod bonds;
mod calldata;
mod decoders;
mod deposits;
mod eras;
mod errors;
mod exhaustion;
mod failure_table;
mod failures;
mod generations;
mod heartbeats;
mod invariants;
mod jobs;
mod leaving;
mod limits;
mod managers;
mod members;
mod migrations;
mod modifications;
mod offences;
mod on_idle;
mod operators;
mod owners;
mod prices;
mod providers;
mod queries;
mod reports;
mod requests;
mod services;
mod slashes;
mod times;
mod trace;
mod verdicts;
mod weights;

use crate::{mock::*, *};
use alloy_primitives::Bytes;
use alloy_sol_types::SolValue;
use blueprint_abi::operator::UncompressedKey;
use blueprint_rules::court::{Charge, WEEK};
use frame_support::{assert_ok, parameter_types};
use sp_core::{H160, H256};
use sp_runtime::AccountId32;

/// Hooks and their selectors, as Tangle's core 0.20 publishes them; `verifyReport` as the design
/// document of 2024 has it, and `verifyQualityReport` as `IQualityVerifier.sol` does.
pub const SELECTORS: [(Hook, [u8; 4]); 28] = [
    (Hook::OnBlueprintCreated, [0x0b, 0x65, 0x35, 0xd7]),
    (Hook::OnRegister, [0x67, 0x79, 0x3c, 0xc6]),
    (Hook::OnUnregister, [0x15, 0x1a, 0x45, 0x76]),
    (Hook::OnUnregisterLeaving, [0x15, 0x1a, 0x45, 0x76]),
    (Hook::OnRequest, [0xc2, 0x8c, 0xd8, 0x12]),
    (Hook::OnApprove, [0xb1, 0x59, 0xeb, 0x34]),
    (Hook::OnReject, [0xc9, 0xcd, 0x4a, 0x18]),
    (Hook::OnServiceInitialized, [0x82, 0xa1, 0xec, 0xe4]),
    (Hook::OnServiceTermination, [0xa2, 0x4e, 0x8a, 0x90]),
    (Hook::OnServiceExpiry, [0xa2, 0x4e, 0x8a, 0x90]),
    (Hook::OnOperatorLeft, [0x96, 0x5d, 0x23, 0x1b]),
    (Hook::CanJoin, [0xb4, 0x72, 0x42, 0xe8]),
    (Hook::OnOperatorJoined, [0x9a, 0xa2, 0x6a, 0x92]),
    (Hook::CanLeave, [0xe5, 0x18, 0xde, 0x76]),
    (Hook::GetExitConfig, [0xd2, 0x67, 0x2e, 0xd4]),
    (Hook::OnExitScheduled, [0xe0, 0x55, 0x9c, 0x63]),
    (Hook::OnExitCanceled, [0x54, 0x40, 0x66, 0x2c]),
    (Hook::OnJobCall, [0x98, 0x38, 0xca, 0xa3]),
    (Hook::OnJobResult, [0xe6, 0x49, 0xfc, 0x03]),
    (Hook::VerifyReport, [0x3b, 0xce, 0xb2, 0x2f]),
    (Hook::VerifyQualityReport, [0x81, 0x46, 0x52, 0xf3]),
    (Hook::GetRequiredResultCount, [0x4c, 0x44, 0x3e, 0x04]),
    (Hook::OnUnappliedSlash, [0x08, 0x81, 0x89, 0x8f]),
    (Hook::OnSlash, [0x7e, 0x14, 0xb9, 0x19]),
    (Hook::QuerySlashingOrigin, [0x74, 0xce, 0xeb, 0x55]),
    (Hook::OnUpdatePreferences, [0xf5, 0x8e, 0x20, 0x66]),
    (Hook::GetHeartbeatInterval, [0x00, 0x68, 0x08, 0x0b]),
    (Hook::GetHeartbeatThreshold, [0x92, 0xcb, 0xb7, 0x8e]),
];

parameter_types! {
    /// The generation of the managers in these tests.
    pub static TestGeneration: Generation = Generation::Core0_20;
    /// The review of the blueprints in these tests, in seconds.
    pub static TestReview: u64 = WEEK;
    /// The life of the services in these tests, in seconds; 0 for one without end.
    pub static TestLife: u64 = LIFE;
}

/// The life of the services in these tests, in seconds.
pub const LIFE: u64 = 3_600;

pub fn selector(hook: Hook) -> [u8; 4] {
    let (_, selector) = SELECTORS
        .iter()
        .find(|(known, _)| *known == hook)
        .expect("every hook is listed");
    *selector
}

pub fn definition(manager: H160) -> BlueprintDefinition {
    BlueprintDefinition {
        manager,
        generation: TestGeneration::get(),
        jobs: 2,
        reporting: true,
        quality_kinds: 2,
        min_operators: 1,
        max_operators: 3,
        max_instances: 3,
        points: PointTerms::EachResult,
        points_per_era: u32::MAX,
        penalties: Penalties::FULL,
        review: TestReview::get(),
    }
}

pub fn payload(bytes: &[u8]) -> PayloadOf<Test> {
    bytes.to_vec().try_into().expect("a short payload")
}

pub fn create_blueprint(definition: BlueprintDefinition) -> u64 {
    let id = NextBlueprintId::<Test>::get();
    assert_ok!(send(owner(), Call::create_blueprint { definition }));
    id
}

/// Operators 1..=n join where they have not, and register with room for two services.
pub fn register_operators(blueprint: u64, n: u8) -> Vec<AccountId32> {
    for n in 1..=n {
        if !Operators::<Test>::contains_key(operator(n)) {
            assert_ok!(send(operator(n), Call::join_operators {}));
        }
        assert_ok!(send(operator(n), registration(blueprint, n)));
    }
    (1..=n).map(operator).collect()
}

/// The registration of operator 1, and of any other where operators are named by addresses.
pub fn register_call(blueprint: u64) -> Call<Test> {
    registration(blueprint, 1)
}

/// The registration of operator n in the test's generation.
pub fn registration(blueprint: u64, n: u8) -> Call<Test> {
    registration_by(blueprint, n, n)
}

/// A registration with the key of operator n, which has signed it for operator `who`.
pub fn registration_by(blueprint: u64, n: u8, who: u8) -> Call<Test> {
    Call::register {
        blueprint,
        instance_limit: 2,
        inputs: payload(&proven(arguments(n), blueprint, n, who)),
    }
}

/// The arguments of `onRegister` of operator n in the test's generation.
pub fn arguments(n: u8) -> Vec<u8> {
    let (key, rest) = (Bytes::from(key(n)), Bytes::from_static(b"key"));
    match TestGeneration::get() {
        Generation::Core0_10 | Generation::Core0_20 => rest.to_vec(),
        Generation::Substrate1_4 => ((key, rpc_address(n)), rest).abi_encode_params(),
        Generation::Seed2024 => (key, rest).abi_encode_params(),
    }
}

/// The arguments of `onRegister` with the signature of key n for operator `who`, in a generation that wants one.
pub fn proven(arguments: Vec<u8>, blueprint: u64, n: u8, who: u8) -> Vec<u8> {
    if !TestGeneration::get().identifies_operators_by_key() {
        return arguments;
    }
    let (_, signature) = signed_by(n, blueprint, who);
    (Bytes::from(arguments), Bytes::from(signature)).abi_encode_params()
}

/// Key n, and its signature for operator `who` of a blueprint.
fn signed_by(n: u8, blueprint: u64, who: u8) -> (UncompressedKey, [u8; 65]) {
    let possession = Services::possession(blueprint, &operator(who));
    possession.sign(&[n; 32]).expect("a secret key")
}

/// The key of operator n in the test's generation; none where it has an address.
pub fn key(n: u8) -> Vec<u8> {
    let key = || signed_by(n, 0, n).0;
    match TestGeneration::get() {
        Generation::Core0_10 | Generation::Core0_20 => vec![],
        Generation::Substrate1_4 => key().as_bytes().to_vec(),
        Generation::Seed2024 => key().compressed().as_bytes().to_vec(),
    }
}

/// Where operator n can be reached.
pub fn rpc_address(n: u8) -> String {
    format!("https://operator-{n}.example")
}

pub fn request_call(blueprint: u64, operators: &[AccountId32]) -> Call<Test> {
    Call::request {
        blueprint,
        operators: operators.to_vec().try_into().expect("few operators"),
        permitted_callers: vec![account(2), account(0x1f)]
            .try_into()
            .expect("few callers"),
        inputs: payload(b"config"),
        ttl: TestLife::get(),
        assets: assets(&[(0, 1_000), (0xaa, 50)]),
    }
}

/// The change of a request to these operators; the rest is other than that of [`request_call`].
pub fn modify_call(request: u64, operators: &[AccountId32]) -> Call<Test> {
    Call::modify_request {
        request,
        operators: operators.to_vec().try_into().expect("few operators"),
        permitted_callers: vec![account(4)].try_into().expect("few callers"),
        assets: assets(&[(0xbb, 7)]),
        ttl: 2 * LIFE,
    }
}

/// Amounts of tokens, each named by the byte its address repeats.
pub fn assets(amounts: &[(u8, u128)]) -> AssetsOf<Test> {
    let assets = amounts.iter().map(|(token, amount)| Asset {
        token: H160::repeat_byte(*token),
        amount: *amount,
    });
    let assets: Vec<_> = assets.collect();
    assets.try_into().expect("few assets")
}

/// The customer requests a service.
pub fn request_service(blueprint: u64, operators: &[AccountId32]) -> u64 {
    let id = NextRequestId::<Test>::get();
    assert_ok!(send(customer(), request_call(blueprint, operators)));
    id
}

/// A blueprint with n registered operators and a request to all of them.
pub fn requested(manager: H160, n: u8) -> (u64, u64) {
    let blueprint = create_blueprint(definition(manager));
    let operators = register_operators(blueprint, n);
    (blueprint, request_service(blueprint, &operators))
}

/// A service of n operators for the customer. Other blueprints may exist before it.
pub fn running(manager: H160, n: u8) -> u64 {
    let id = NextServiceId::<Test>::get();
    let (_, request) = requested(manager, n);
    for n in 1..=n {
        assert_ok!(send(
            operator(n),
            Call::approve {
                request,
                revision: 0
            }
        ));
    }
    assert!(Instances::<Test>::contains_key(id));
    id
}

/// Operator n registers for blueprint 0, and the customer invites it to a service.
pub fn invited(service: u64, n: u8) {
    assert_ok!(send(operator(n), Call::join_operators {}));
    assert_ok!(send(operator(n), registration(0, n)));
    let invite = Call::invite_operator {
        service,
        operator: operator(n),
        invited: true,
    };
    assert_ok!(send(customer(), invite));
}

/// The customer calls job 1.
pub fn called(service: u64) -> u64 {
    let id = NextJobCallId::<Test>::get();
    assert_ok!(send(customer(), job_call(service)));
    id
}

pub fn job_call(service: u64) -> Call<Test> {
    Call::call {
        service,
        job: 1,
        inputs: payload(b"inputs"),
    }
}

pub fn result_call(service: u64, call: u64) -> Call<Test> {
    Call::submit_result {
        service,
        call,
        outputs: payload(b"outputs"),
    }
}

pub fn report_call(service: u64, call: u64, participant: AccountId32) -> Call<Test> {
    Call::submit_report {
        service,
        job: 1,
        call,
        participant,
        inputs: payload(b"inputs"),
        outputs: payload(b"outputs"),
    }
}

/// A report of an operator that submitted no result.
pub fn missing_call(service: u64, call: u64, participant: AccountId32) -> Call<Test> {
    let mut report = report_call(service, call, participant);
    if let Call::submit_report { outputs, .. } = &mut report {
        *outputs = payload(&[]);
    }
    report
}

/// A report of kind 1 about an operator's quality of service.
pub fn quality_call(service: u64, participant: AccountId32, evidence: &[u8]) -> Call<Test> {
    Call::report_quality {
        service,
        kind: 1,
        participant,
        evidence: payload(evidence),
    }
}

/// The report of [`quality_call`] is to be removed.
pub fn prune_report_call(service: u64, participant: AccountId32, evidence: &[u8]) -> Call<Test> {
    Call::prune_quality_report {
        service,
        kind: 1,
        participant,
        evidence: H256(sp_io::hashing::keccak_256(evidence)),
    }
}

/// A tenth of operator 1's bond is to be slashed.
pub fn slash_call(service: u64, evidence: u8) -> Call<Test> {
    Call::propose_slash {
        service,
        operator: operator(1),
        offence: Charge::JobMisbehaviour,
        share_bps: 1_000,
        evidence: H256::repeat_byte(evidence),
    }
}

/// So many seconds pass.
pub fn pass(seconds: u64) {
    Timestamp::set_timestamp(Timestamp::get() + seconds * 1_000);
}

/// Go to the next era.
fn next_era() {
    skip_to(System::block_number() + u64::from(EraLength::get()));
}

/// Let the review of the slashes proposed so far end.
pub fn let_review_end() {
    pass(TestReview::get());
}

/// The operator says that it leaves, and waits until it can leave its services.
pub fn give_notice(n: u8) {
    assert_ok!(send(operator(n), Call::leave_operators {}));
    let wait = LeavingNotice::get() + FaultWindow::get();
    Timestamp::set_timestamp(Timestamp::get() + wait * 1_000);
}

/// A call that takes an operator out of a service.
pub fn leave_call(service: u64, operator: AccountId32) -> Call<Test> {
    Call::leave_service { service, operator }
}

/// The customer ends a service, and once its fault window is over it is removed.
pub fn ended(service: u64) {
    assert_ok!(send(customer(), Call::terminate { service }));
    pass(FaultWindow::get());
    assert_ok!(send(outsider(), Call::terminate { service }));
}

/// Let the life of the services end, and the time in which their faults are found.
pub fn let_life_end() {
    Timestamp::set_timestamp((LIFE + FaultWindow::get()) * 1_000);
}

/// Play a life up to the step that calls the hook; the step itself is returned.
pub fn step_calling(hook: Hook, manager: H160) -> (AccountId32, Call<Test>) {
    match hook {
        Hook::OnBlueprintCreated => (
            owner(),
            Call::create_blueprint {
                definition: definition(manager),
            },
        ),
        Hook::OnRegister => {
            let blueprint = create_blueprint(definition(manager));
            assert_ok!(send(operator(1), Call::join_operators {}));
            (operator(1), register_call(blueprint))
        }
        Hook::OnUnregister => {
            let blueprint = create_blueprint(definition(manager));
            register_operators(blueprint, 1);
            (operator(1), Call::unregister { blueprint })
        }
        Hook::OnUnregisterLeaving => {
            let blueprint = create_blueprint(definition(manager));
            register_operators(blueprint, 1);
            assert_ok!(send(operator(1), Call::leave_operators {}));
            (operator(1), Call::unregister { blueprint })
        }
        Hook::OnRequest => {
            let blueprint = create_blueprint(definition(manager));
            let operators = register_operators(blueprint, 2);
            (customer(), request_call(blueprint, &operators))
        }
        Hook::OnApprove => {
            let (_, request) = requested(manager, 2);
            (
                operator(1),
                Call::approve {
                    request,
                    revision: 0,
                },
            )
        }
        Hook::OnReject => {
            let (_, request) = requested(manager, 2);
            (operator(1), Call::reject { request })
        }
        Hook::OnServiceInitialized | Hook::QuerySlashingOrigin => {
            let (_, request) = requested(manager, 2);
            assert_ok!(send(
                operator(1),
                Call::approve {
                    request,
                    revision: 0
                }
            ));
            (
                operator(2),
                Call::approve {
                    request,
                    revision: 0,
                },
            )
        }
        Hook::OnServiceTermination => {
            let service = running(manager, 2);
            (customer(), Call::terminate { service })
        }
        Hook::OnServiceExpiry => {
            let service = running(manager, 2);
            let_life_end();
            (outsider(), Call::terminate { service })
        }
        Hook::OnOperatorLeft => {
            let service = running(manager, 2);
            give_notice(1);
            (operator(1), leave_call(service, operator(1)))
        }
        Hook::CanJoin | Hook::OnOperatorJoined => {
            let service = running(manager, 2);
            invited(service, 3);
            (operator(3), Call::join_service { service })
        }
        Hook::CanLeave | Hook::GetExitConfig | Hook::OnExitScheduled => {
            let service = running(manager, 2);
            (operator(1), Call::schedule_exit { service })
        }
        Hook::OnUpdatePreferences => {
            let blueprint = create_blueprint(definition(manager));
            register_operators(blueprint, 1);
            let inputs = payload(&arguments(1));
            (operator(1), Call::update_preferences { blueprint, inputs })
        }
        Hook::GetHeartbeatInterval | Hook::GetHeartbeatThreshold => {
            let service = running(manager, 2);
            (customer(), Call::fix_heartbeat_terms { service })
        }
        Hook::QueryOwner => step_calling(Hook::OnBlueprintCreated, manager),
        Hook::OnExitCanceled => {
            let service = running(manager, 2);
            assert_ok!(send(operator(1), Call::schedule_exit { service }));
            (operator(1), Call::cancel_exit { service })
        }
        Hook::OnJobCall => {
            let service = running(manager, 2);
            (customer(), job_call(service))
        }
        Hook::OnJobResult | Hook::GetRequiredResultCount => {
            let service = running(manager, 2);
            let call = called(service);
            (operator(1), result_call(service, call))
        }
        Hook::OnUnappliedSlash => {
            let service = running(manager, 2);
            (customer(), slash_call(service, 1))
        }
        Hook::OnSlash => {
            let service = running(manager, 2);
            assert_ok!(send(customer(), slash_call(service, 1)));
            let_review_end();
            (outsider(), Call::execute_slash { slash: 0 })
        }
        Hook::VerifyReport => {
            let service = running(manager, 2);
            let call = called(service);
            assert_ok!(send(operator(1), result_call(service, call)));
            (outsider(), report_call(service, call, operator(1)))
        }
        Hook::VerifyQualityReport => {
            let service = running(manager, 2);
            (outsider(), quality_call(service, operator(1), b"evidence"))
        }
    }
}
