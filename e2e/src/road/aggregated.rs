//! From aggregated results to a slash, on the services pallet: the members of a set compute a call, and one of them signs two
//! outputs. The contract finds it by the signatures that any account brings; any account reports it, and the manager proposes
//! the slash.

use super::{
    deployed::{number, with_roles, Deployed},
    evidence::{Contracts, Slashed},
    ruled::{of, Peers},
    *,
};
use crate::stored::bytes;
use alloy_primitives::{keccak256, Address, B256, U256 as Word};
use blueprint_e2e_runtime::configs::revive::CHAIN_ID;
use blueprint_evidence::{AggregatedResult, BlsKey, Signatures, Statements};
use serde_json::{json, Value};

/// Both operators, and three more accounts that compute beside them.
const MEMBERS: [&str; 5] = [
    OPERATORS[0],
    OPERATORS[1],
    CUSTOMER,
    DELEGATORS[0],
    DELEGATORS[1],
];
/// The second operator, by its place.
const LIAR: u8 = 1;
const SET: u32 = 1;
/// The call that they compute.
const CALL: u64 = 1;
/// Seconds to submit, to contest, and in which a call is remembered.
const SUBMIT: u64 = 600;
const CONTEST: u64 = 300;
const RETENTION: u64 = 10 * 86_400;
/// The manager's kind of report.
const TWO_RESULTS: u8 = 4;

/// The second operator signs two outputs of one call, each with two other members.
///
/// # Errors
/// If a step fails, or a report succeeds that shows nothing.
pub fn signed_twice(
    contracts: &Contracts,
    observer: &mut dyn FnMut(&Step),
) -> Result<Slashed, RoadError> {
    let (mut road, roles) = with_roles(OPERATORS, observer)?;
    let what = "deploy the aggregated results";
    let results = road.place(what, &contracts.check, &roles)?;
    let peers = Peers {
        evidence: results.address,
        ..Peers::default()
    };
    road.with_bonded_manager(&contracts.manager, &peers)?;
    let computed = Computed::by_members(&mut road, &results)?;
    road.work()?;
    let before = road.holdings()?;
    computed.open(&mut road)?;
    computed.submit(&mut road, RESULTS[0], [0, LIAR, 2])?;
    let call = Word::from(CALL).to_be_bytes_vec();
    // It signed one output, as far as is known.
    road.rejected_report(1, TWO_RESULTS, call.clone())?;
    computed.submit(&mut road, RESULTS[1], [LIAR, 3, 4])?;
    // Members that signed one of them are not to blame.
    road.rejected_report(0, TWO_RESULTS, call.clone())?;
    road.report_quality(1, TWO_RESULTS, call)?;
    road.settled(before)
}

/// A call of a set whose members have keys.
struct Computed<'a> {
    results: &'a Deployed,
    keys: Vec<BlsKey>,
    place: Statements,
}

impl<'a> Computed<'a> {
    /// Each member enrols a key of its own; the set names them in their order.
    fn by_members(road: &mut Road<'_>, results: &'a Deployed) -> Result<Self, RoadError> {
        let place = Statements {
            chain_id: CHAIN_ID,
            contract: Address::new(results.address.0),
        };
        let keys = MEMBERS
            .map(key)
            .into_iter()
            .collect::<Result<Vec<_>, _>>()?;
        for (member, key) in MEMBERS.into_iter().zip(&keys) {
            let account = Address::new(account(member).address.0);
            let proof = key.possession(&place, account);
            let enrolled = [words(&key.first()), words(&key.second()), words(&proof)];
            road.must(member, "enrol a key", results, "enrolKey", &enrolled)?;
        }
        let terms = json!([SUBMIT, CONTEST, 5_000, RETENTION]);
        let what = "fix how results are aggregated";
        road.must(
            DEVELOPER,
            what,
            results,
            "openService",
            &[json!(SERVICE), terms],
        )?;
        let members: Vec<Value> = MEMBERS.iter().map(|it| of(it)).collect();
        let set = [json!(SERVICE), json!(SET)];
        let named = [&set[..], &[json!(members)]].concat();
        road.must(DEVELOPER, "name the members", results, "addMembers", &named)?;
        road.must(DEVELOPER, "seal the set", results, "sealSet", &set)?;
        Ok(Self {
            results,
            keys,
            place,
        })
    }

    fn open(&self, road: &mut Road<'_>) -> Result<(), RoadError> {
        let opened = [json!(SERVICE), json!(CALL), json!(inputs()), json!(SET)];
        road.must(DEVELOPER, "open a call", self.results, "openCall", &opened)
    }

    /// A delegator brings the sum of the signatures of members for the output of a result.
    fn submit(&self, road: &mut Road<'_>, result: u64, by: [u8; 3]) -> Result<(), RoadError> {
        let what = "submit the signatures of members";
        let output = keccak256(B256::from(Word::from(result)));
        let result = AggregatedResult {
            service_id: SERVICE,
            call_id: CALL,
            inputs: inputs(),
            output,
        };
        let mut sum = Signatures::default();
        for place in by {
            let key = &self.keys[usize::from(place)];
            let signature = result.sign(&self.place, key);
            let added = sum.with(place, &signature, &key.second());
            sum = added.map_err(|error| failed(DELEGATORS[0], what, error.to_string()))?;
        }
        let submitted = [
            json!(SERVICE),
            json!(CALL),
            bytes(&output.0),
            json!(sum.signers.to_string()),
            words(&sum.signature),
            words(&sum.key),
        ];
        road.must(DELEGATORS[0], what, self.results, "submit", &submitted)?;
        let verdict = [json!(SERVICE), json!(CALL), of(OPERATORS[1])];
        let verdict = road.ask(self.results, "verdictOf", &verdict)?;
        let verdict = verdict.first().map_or(0, number);
        road.tell(
            CUSTOMER,
            "read the second operator's verdict",
            verdict.to_string(),
        );
        Ok(())
    }
}

/// The key of a member, which its name makes.
fn key(member: &str) -> Result<BlsKey, RoadError> {
    let mut seed = keccak256(member).0;
    // Below the order.
    seed[0] = 0;
    BlsKey::from_bytes(&seed)
        .map_err(|_| failed("member", "make a key", "a key of zero".to_string()))
}

fn inputs() -> B256 {
    keccak256(B256::from(Word::from(INPUT)))
}

fn words<const N: usize>(numbers: &[Word; N]) -> Value {
    json!(numbers.map(|it| it.to_string()).to_vec())
}
