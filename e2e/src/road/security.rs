//! From what runs, what it uses and what broke to money, on the services pallet: an operator misses a security patch, its
//! enclave uses three times its bound, or auditors find a breach. The rulebook asks the contract of the check, and the
//! manager the rulebook.

use super::{
    deployed::{hex, with_roles},
    ruled::{of, selector, signed, word_of, Contracts, Ruled, AT_LEAST, EQUAL, LIFE, NONE, WINDOW},
    *,
};
use crate::stored::bytes;
use alloy_primitives::{keccak256, B256};
use blueprint_evidence::ResourceReport;
use serde_json::json;

/// Conditions of rules.
pub(super) const SERVICE_LEVEL: u8 = 4;
const SECURITY: u8 = 5;
const RESOURCES: u8 = 6;
/// The keys of the operators' enclaves.
const ENCLAVES: [&str; 2] = ["key 51", "key 52"];
/// What runs in them.
const MEASUREMENT: B256 = B256::repeat_byte(0x11);
/// Milliseconds of a processor that an operator may use in a period.
const CPU_MS: u64 = 1_000;
/// What a reporter deposits, in wei.
const DEPOSIT: u128 = 1_000_000_000_000;
/// Seconds until an incident can be revealed.
const EMBARGO: u64 = 3_600;
const CRITICAL: u8 = 4;

/// The developer publishes a security patch. `misses` says whether the second operator does not acknowledge it.
///
/// # Errors
/// If a step fails.
pub fn patched(
    contracts: &Contracts,
    misses: bool,
    observer: &mut dyn FnMut(&Step),
) -> Result<Ruled, RoadError> {
    let (mut road, roles) = with_roles(OPERATORS, observer)?;
    let what = "deploy the version calendar";
    let calendar = road.place(what, &contracts.check, &roles)?;
    let rulebook = road.with_rulebook(contracts, &roles)?;
    let open = [json!(SERVICE), json!([86_400, WINDOW])];
    let what = "fix the notice of builds";
    road.must(DEVELOPER, what, &calendar, "openService", &open)?;
    for operator in OPERATORS {
        let serves = [json!(SERVICE), of(operator), json!(true)];
        let what = "name an operator";
        road.must(DEVELOPER, what, &calendar, "setOperator", &serves)?;
    }
    // Whether the operator was up to date at the end of the window.
    let view = selector("upToDateAt(uint64,address,uint64)");
    let (target, service, zero, to_at) = (hex(calendar.address), word_of(SERVICE), word_of(0), 2);
    let measure = json!([
        target, view, 3, 1, NONE, to_at, service, zero, 0, 1, NONE, 0, 0, NONE, false, EQUAL, "0"
    ]);
    let halved = json!([LIFE, 5_000, false, 0, 0, 0]);
    let start = road.rule(&rulebook, SERVICE_LEVEL, measure, halved)?;
    let deadline = start + WINDOW / 2;
    let patch = [
        json!(SERVICE),
        json!(keccak256("patch")),
        json!(deadline),
        json!(true),
    ];
    let what = "publish a security patch";
    road.must(DEVELOPER, what, &calendar, "publish", &patch)?;
    for operator in OPERATORS.into_iter().take(if misses { 1 } else { 2 }) {
        let build = [json!(SERVICE), json!(1)];
        let what = "acknowledge the patch";
        road.must(operator, what, &calendar, "acknowledge", &build)?;
    }
    // Too late for the window's end.
    road.until(start + WINDOW + 1);
    if misses {
        let build = [json!(SERVICE), json!(1)];
        let what = "acknowledge the patch late";
        road.must(OPERATORS[1], what, &calendar, "acknowledge", &build)?;
    }
    road.evaluated(&rulebook, start, 0)?;
    road.ruled(&rulebook, start, 0)
}

/// A committee attests the operators' enclaves, which report what they used. `above` says whether the second one used three
/// times its bound.
///
/// # Errors
/// If a step fails.
pub fn metered(
    contracts: &Contracts,
    committee: &Artifact,
    above: bool,
    observer: &mut dyn FnMut(&Step),
) -> Result<Ruled, RoadError> {
    let (mut road, roles) = with_roles(OPERATORS, observer)?;
    let committee = road.place("deploy the committee", committee, &roles)?;
    let keys = road.place("deploy the enclave keys", &contracts.check, &roles)?;
    let rulebook = road.with_rulebook(contracts, &roles)?;
    road.enrol_members(&committee)?;
    let none = hex(H160::zero());
    let bounds = [CPU_MS, 1, CPU_MS, 1, 1].map(|it| json!(it));
    let terms = [
        hex(committee.address),
        none.clone(),
        json!(0),
        json!(30 * 86_400),
        none,
        json!(WINDOW),
    ];
    let open = [json!(SERVICE), json!([&terms[..], &bounds].concat())];
    let what = "fix what enclaves may use";
    road.must(DEVELOPER, what, &keys, "openService", &open)?;
    let allowed = [json!(SERVICE), json!(MEASUREMENT), json!(true)];
    let what = "allow a measurement";
    road.must(DEVELOPER, what, &keys, "allowMeasurement", &allowed)?;
    for (operator, enclave) in OPERATORS.into_iter().zip(ENCLAVES) {
        let expires = json!(road.chain.timestamp() + 86_400);
        let key = [of(enclave), json!(MEASUREMENT), expires];
        let about = [json!(SERVICE), of(operator)];
        let question = road.word(&keys, "questionOf", &about)?;
        let value = road.word(&keys, "valueOf", &key)?;
        road.attest(&committee, question, value)?;
        let enrol = [&about[..], &key].concat();
        let what = "enrol the key of an enclave";
        road.must(CUSTOMER, what, &keys, "enrol", &enrol)?;
    }
    // What was used in a period, which is the window.
    let view = selector("usageOf(uint64,address,uint64)");
    let (target, service, zero, from_at) = (hex(keys.address), word_of(SERVICE), word_of(0), 2);
    let measure = json!([
        target, view, 3, 1, from_at, NONE, service, zero, 0, WINDOW, 0, 1, 1, NONE, false,
        AT_LEAST, "20000"
    ]);
    let halved = json!([LIFE, 5_000, false, 0, 0, 0]);
    let start = road.rule(&rulebook, RESOURCES, measure, halved)?;
    road.until(start + WINDOW + 1);
    for (n, operator) in OPERATORS.into_iter().enumerate() {
        let used = if above && n == 1 { 3 } else { 1 };
        let report = ResourceReport {
            serviceId: SERVICE,
            operator: Address::new(account(operator).address.0),
            period: start / WINDOW,
            tasks: 0,
            cpuMs: used * CPU_MS,
            memoryMbSeconds: 0,
        };
        let signature = signed(ENCLAVES[n], &keys, &report)?;
        let stated = json!([
            SERVICE,
            report.operator,
            report.period,
            report.tasks,
            report.cpuMs,
            report.memoryMbSeconds
        ]);
        let what = "bring what an enclave used";
        let bring = [stated, bytes(&signature)];
        road.must(CUSTOMER, what, &keys, "report", &bring)?;
    }
    road.evaluated(&rulebook, start, 0)?;
    road.ruled(&rulebook, start, 0)
}

/// A delegator reports a critical incident of the second operator, which auditors confirm; or the operator reports it itself.
///
/// # Errors
/// If a step fails.
pub fn broken(
    contracts: &Contracts,
    committee: &Artifact,
    by_another: bool,
    observer: &mut dyn FnMut(&Step),
) -> Result<Ruled, RoadError> {
    let (mut road, roles) = with_roles(OPERATORS, observer)?;
    let committee = road.place("deploy the auditors", committee, &roles)?;
    let incidents = road.place("deploy the incidents", &contracts.check, &roles)?;
    let rulebook = road.with_rulebook(contracts, &roles)?;
    road.enrol_members(&committee)?;
    let question = road.word(&incidents, "questionOf", &[json!(SERVICE)])?;
    road.ask_for_agreement(&committee, question)?;
    let bounties = ["0", "0", "0", "0"];
    let terms = json!([EMBARGO, 86_400, 86_400, DEPOSIT.to_string()]);
    let terms = [
        terms.as_array().cloned().unwrap_or_default(),
        bounties.map(|it| json!(it)).to_vec(),
    ];
    let open = [
        json!(SERVICE),
        hex(committee.address),
        json!(terms.concat()),
    ];
    let what = "fix how incidents are judged";
    road.must(DEVELOPER, what, &incidents, "openService", &open)?;
    // The worst severity of the window.
    let view = selector("breachesOf(uint64,address,uint64,uint64)");
    let (target, service, zero) = (hex(incidents.address), word_of(SERVICE), word_of(0));
    let measure = json!([
        target,
        view,
        4,
        1,
        2,
        3,
        service,
        zero,
        0,
        1,
        NONE,
        0,
        1,
        NONE,
        false,
        AT_LEAST,
        CRITICAL.to_string()
    ]);
    let suspended = json!([LIFE, 10_000, true, 0, 0, 0]);
    let start = road.rule(&rulebook, SECURITY, measure, suspended)?;

    let reporter = if by_another {
        DELEGATORS[0]
    } else {
        OPERATORS[1]
    };
    let (subject, salt) = (keccak256("a leaked key"), keccak256("secret"));
    let what_broke = [of(OPERATORS[1]), json!(subject), json!(salt)];
    let hidden = [&[json!(SERVICE), of(reporter)][..], &what_broke].concat();
    let commitment = road.word(&incidents, "commitmentOf", &hidden)?;
    let commit = [json!(SERVICE), json!(B256::from(commitment))];
    let committed = road.pay(reporter, &incidents, "commit", &commit, DEPOSIT)?;
    let what = "commit to an incident";
    committed.map_err(|error| failed(reporter, what, error))?;
    road.tell(reporter, what, "done".into());
    road.until(start + 60);
    let reveal = [&[json!(SERVICE), json!(1)][..], &what_broke].concat();
    let what = "reveal it after the embargo";
    road.must(reporter, what, &incidents, "reveal", &reveal)?;
    road.until(start + 180);
    let verdict = [json!(1), json!(CRITICAL)];
    let value = road.word(&incidents, "valueOf", &verdict)?;
    road.report_agreed(&committee, question, value)?;
    let judge = [&[json!(SERVICE)][..], &verdict].concat();
    let what = "have the incident judged";
    road.must(CUSTOMER, what, &incidents, "judge", &judge)?;
    road.evaluated(&rulebook, start, 0)?;
    road.ruled(&rulebook, start, 0)
}
