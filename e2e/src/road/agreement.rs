//! From results that operators agree on to money, on the services pallet: two operators and a third account commit to the output
//! of a call and reveal it. The rulebook counts in which calls an operator deviated, and the manager asks the rulebook.

use super::{
    deployed::{hex, number, with_roles, Deployed},
    ruled::{of, selector, word_of, Contracts, Ruled, AT_LEAST, LIFE, MISREPORTING, NONE, WINDOW},
    signing::key_of,
    *,
};
use crate::stored::bytes;
use alloy_primitives::{keccak256, B256};
use blueprint_e2e_runtime::configs::revive::CHAIN_ID;
use blueprint_evidence::{JobResult, Statements};
use serde_json::{json, Value};

/// Computes the job beside the operators, and sends no transaction.
const THIRD: &str = "key 41";
/// Seconds to commit, and to reveal.
const COMMIT: u64 = 600;
const REVEAL: u64 = 600;
/// The call whose result they agree on.
const CALL: u64 = 1;

/// Three accounts compute a call. `deviates` says whether the second operator's output is another one.
///
/// # Errors
/// If a step fails.
pub fn agreed(
    contracts: &Contracts,
    deviates: bool,
    observer: &mut dyn FnMut(&Step),
) -> Result<Ruled, RoadError> {
    let (mut road, roles) = with_roles(OPERATORS, observer)?;
    let quorum = road.place("deploy the result quorum", &contracts.check, &roles)?;
    let rulebook = road.with_rulebook(contracts, &roles)?;
    // Half of three is two of them.
    let terms = json!([COMMIT, REVEAL, 5_000, WINDOW, 7 * 86_400]);
    let open = [json!(SERVICE), terms];
    let what = "fix how results are agreed on";
    road.must(DEVELOPER, what, &quorum, "openService", &open)?;
    // In how many calls of the window the operator deviated.
    let view = selector("tallyOf(uint64,address,uint64,uint64)");
    let (target, service, zero) = (hex(quorum.address), word_of(SERVICE), word_of(0));
    let (from_at, to_at, deviated) = (2, 3, 1);
    let measure = json!([
        target, view, 4, 1, from_at, to_at, service, zero, 0, WINDOW, NONE, 0, deviated, NONE,
        false, AT_LEAST, "1"
    ]);
    let halved = json!([LIFE, 5_000, false, 0, 0, 0]);
    let start = road.rule(&rulebook, MISREPORTING, measure, halved)?;
    road.until(start + 60);
    road.agree_on_a_call(&quorum, if deviates { RESULTS[1] } else { RESULTS[0] })?;
    road.evaluated(&rulebook, start, 0)?;
    road.ruled(&rulebook, start, 0)
}

impl Road<'_> {
    /// Opens a call, has its output committed to and revealed, and settles it. The second operator's output is given.
    fn agree_on_a_call(&mut self, quorum: &Deployed, second: u64) -> Result<(), RoadError> {
        let inputs = keccak256(B256::from(U256::from(INPUT)));
        let mut named = [OPERATORS[0], OPERATORS[1], THIRD];
        named.sort_by_key(|name| account(name).address);
        let addresses: Vec<Value> = named.iter().map(|name| of(name)).collect();
        let call = [json!(SERVICE), json!(CALL)];
        let asked = [&call[..], &[json!(inputs), json!(addresses)]].concat();
        let what = "open a call and name who computes it";
        self.must(DEVELOPER, what, quorum, "openCall", &asked)?;
        let place = Statements {
            chain_id: CHAIN_ID,
            contract: Address::new(quorum.address.0),
        };
        let result = |name: &str| JobResult {
            service_id: SERVICE,
            call_id: CALL,
            operator: Address::new(account(name).address.0),
            inputs,
            output: output(if name == OPERATORS[1] {
                second
            } else {
                RESULTS[0]
            }),
            salt: keccak256(name),
        };
        for name in named {
            let result = result(name);
            let (sender, signature) = match key_of(name) {
                None => (name, Vec::new()),
                Some(key) => {
                    let signature = result.sign_commitment(&place, &key);
                    let wrong = |error: blueprint_evidence::EvidenceError| {
                        failed(name, "sign a commitment", error.to_string())
                    };
                    (CUSTOMER, signature.map_err(wrong)?.to_vec())
                }
            };
            let hidden = [
                of(name),
                json!(result.commitment(&place)),
                bytes(&signature),
            ];
            let hidden = [&call[..], &hidden].concat();
            let what = "commit to an output";
            self.must(sender, what, quorum, "commit", &hidden)?;
        }
        // All committed, so none learns the output of another one in time.
        for name in named {
            let result = result(name);
            let shown = [of(name), json!(result.output), json!(result.salt)];
            let shown = [&call[..], &shown].concat();
            self.must(CUSTOMER, "reveal an output", quorum, "reveal", &shown)?;
        }
        let agreed = self.ask(quorum, "agreedOf", &call)?;
        let count = agreed.get(2).map_or(0, number);
        self.tell(CUSTOMER, "read what is agreed", format!("by {count} of 3"));
        let over = self.chain.timestamp() + COMMIT + REVEAL;
        self.until(over);
        self.must(CUSTOMER, "settle the call", quorum, "settle", &call)
    }
}

fn output(result: u64) -> B256 {
    keccak256(B256::from(U256::from(result)))
}
