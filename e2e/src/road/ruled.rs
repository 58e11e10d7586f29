//! From checks to money by rules, on the services pallet: an operator that does not answer a challenge is suspended. The manager
//! asks the rulebook for the second in which a job was called.

use super::{
    deployed::{hex, with_roles, Deployed},
    signing::key_of,
    *,
};
use alloy_primitives::{keccak256, B256};
use blueprint_e2e_runtime::configs::revive::CHAIN_ID;
use blueprint_evidence::{Statement, Statements, SIGNATURE};
use serde_json::{json, Value};

/// Operators that sign by a key of their own.
pub const SIGNERS: [&str; 2] = ["key 31", "key 32"];
/// Members of a committee beside them.
pub(super) const MEMBERS: [&str; 3] = ["key 41", "key 42", "key 43"];
/// Points of a result whose operator broke no rule.
pub(super) const MOST_POINTS: u32 = 100;
/// Seconds of a window, from its end until it is evaluated, and in which it is.
pub(super) const WINDOW: u64 = 3_600;
const LAG: u64 = 600;
const EVALUATION: u64 = 3_600;
/// Seconds to answer a challenge.
const RESPONSE: u64 = 600;
/// Wei.
const DEPOSIT: u128 = 1_000_000_000_000;
/// No argument, no word.
pub(super) const NONE: u8 = 255;
/// Conditions of rules, and comparisons.
pub(super) const MISREPORTING: u8 = 1;
const CHALLENGES: u8 = 3;
pub(super) const AT_LEAST: u8 = 0;
pub(super) const EQUAL: u8 = 2;
/// How long an effect holds, in seconds.
pub(super) const LIFE: u64 = 5 * 86_400;
/// What came of it, by operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ruled {
    /// Points of its result.
    pub points: [u32; 2],
    /// What its delegator earned.
    pub earned: [u128; 2],
}

/// The builds of the contracts.
#[derive(Clone, Debug)]
pub struct Contracts {
    /// The rulebook.
    pub rulebook: Artifact,
    /// The check that it measures: liveness challenges, or a committee.
    pub check: Artifact,
    /// The manager.
    pub manager: Artifact,
}

impl Contracts {
    /// A check of the library and the rulebook, with a build of the manager.
    ///
    /// # Errors
    /// If one was not built.
    pub fn built(check: &str, manager: &str) -> Result<Self, crate::artifact::ArtifactError> {
        Ok(Self {
            rulebook: Artifact::built("ink/rulebook.polkavm")?,
            check: Artifact::built(check)?,
            manager: Artifact::built(manager)?,
        })
    }
}

/// A customer challenges both operators. `silent` says whether the second one does not answer.
///
/// # Errors
/// If a step fails.
pub fn challenged(
    contracts: &Contracts,
    silent: bool,
    observer: &mut dyn FnMut(&Step),
) -> Result<Ruled, RoadError> {
    let (mut road, roles) = with_roles(OPERATORS, observer)?;
    let challenges = road.place("deploy the challenges", &contracts.check, &roles)?;
    let rulebook = road.with_rulebook(contracts, &roles)?;
    let terms = json!([DEPOSIT.to_string(), RESPONSE, 300, 30 * 86_400, 8, 60, 1]);
    let open = [json!(SERVICE), hex(H160::zero()), terms];
    let what = "open the service for challenges";
    road.must(DEVELOPER, what, &challenges, "openService", &open)?;
    for operator in OPERATORS {
        let serves = [json!(SERVICE), of(operator), json!(true)];
        let what = "let an operator be challenged";
        road.must(DEVELOPER, what, &challenges, "setOperator", &serves)?;
    }
    // Whether the operator was eligible at the end of the window.
    let view = selector("eligibleAt(uint64,address,uint64)");
    let (target, service) = (hex(challenges.address), word_of(SERVICE));
    let (zero, to_at) = (word_of(0), 2);
    let measure = json!([
        target, view, 3, 1, NONE, to_at, service, zero, 0, 1, NONE, 0, 0, NONE, false, EQUAL, "0"
    ]);
    let suspended = json!([LIFE, 10_000, true, 0, 0, 0]);
    let start = road.rule(&rulebook, CHALLENGES, measure, suspended)?;

    road.until(start + 100);
    for operator in OPERATORS {
        let request = [json!(SERVICE), of(operator), json!("0x01")];
        let asked = road.pay(CUSTOMER, &challenges, "challenge", &request, DEPOSIT)?;
        let what = "challenge an operator";
        asked.map_err(|error| failed(CUSTOMER, what, error))?;
        road.tell(CUSTOMER, what, operator.into());
    }
    let opened = road.chain.timestamp();
    for operator in OPERATORS.into_iter().take(if silent { 1 } else { 2 }) {
        let answer = [json!(SERVICE), of(operator), json!(opened)];
        let answer = [&answer[..], &[json!("0x02"), json!("0x")]].concat();
        let what = "answer the challenge";
        road.must(operator, what, &challenges, "respond", &answer)?;
    }
    road.until(opened + RESPONSE + 1);
    if silent {
        let late = [json!(SERVICE), of(OPERATORS[1])];
        let what = "close the challenge without an answer";
        road.must(CUSTOMER, what, &challenges, "close", &late)?;
    }
    road.evaluated(&rulebook, start, 0)?;
    road.ruled(&rulebook, start, 0)
}

impl Road<'_> {
    /// Deploys the rulebook and the manager that asks it, and starts the service.
    pub(super) fn with_rulebook(
        &mut self,
        contracts: &Contracts,
        roles: &[Value],
    ) -> Result<Deployed, RoadError> {
        let rulebook = self.place("deploy the rulebook", &contracts.rulebook, roles)?;
        let peers = Peers {
            rulebook: rulebook.address,
            ..Peers::default()
        };
        self.with_manager(&contracts.manager, &peers)?;
        Ok(rulebook)
    }

    /// Deploys the manager and starts the service.
    pub(super) fn with_manager(
        &mut self,
        manager: &Artifact,
        peers: &Peers,
    ) -> Result<Deployed, RoadError> {
        let arguments = [
            accounts::runtime().address,
            accounts::SERVICES,
            peers.rulebook,
            peers.reputation,
            peers.proofs,
            peers.evidence,
        ];
        let manager = self.place("deploy the manager", manager, &arguments.map(hex))?;
        self.manager = manager.address;
        // Kinds of reports.
        self.serve(Generation::Core0_20, peers.most_points(), 5)?;
        Ok(manager)
    }

    /// Tokens for operators that are no accounts of genesis.
    pub(super) fn fund_operators(&mut self) -> Result<(), RoadError> {
        for operator in self.operators {
            let to = account(operator).address;
            let funded = self.chain.fund(&account(DEVELOPER), to, 10_000 * UNIT);
            if let Some(error) = funded.error() {
                return Err(failed(DEVELOPER, "fund an operator", error));
            }
        }
        Ok(())
    }

    /// When window 0 of a rule begins that is added now: on whole windows since 1970, as periods of other contracts are.
    pub(super) fn first_window(&mut self) -> u64 {
        (self.chain.timestamp() / WINDOW + 2) * WINDOW
    }

    /// Adds a rule that one breach of one window breaks; the beginning of window 0.
    pub(super) fn rule(
        &mut self,
        rulebook: &Deployed,
        condition: u8,
        measure: Value,
        effect: Value,
    ) -> Result<u64, RoadError> {
        let start = self.first_window();
        let schedule = json!([start, WINDOW, LAG, EVALUATION, 1, 1]);
        let rule = [
            json!(SERVICE),
            json!(condition),
            hex(H160::zero()),
            measure,
            schedule,
            effect,
        ];
        self.must(DEVELOPER, "add a rule", rulebook, "addRule", &rule)?;
        Ok(start)
    }

    /// The customer evaluates a window for both operators.
    pub(super) fn evaluated(
        &mut self,
        rulebook: &Deployed,
        start: u64,
        window: u64,
    ) -> Result<(), RoadError> {
        self.until(start + (window + 1) * WINDOW + LAG);
        for operator in self.operators {
            let case = [json!(SERVICE), json!(0), of(operator), json!(window)];
            let found = self.ask(rulebook, "measureOf", &case)?;
            let what = "evaluate a window";
            self.must(CUSTOMER, what, rulebook, "evaluate", &case)?;
            let breached = found.get(2) == Some(&json!(true));
            let said = if breached { "breached" } else { "kept" };
            self.tell(operator, "read what was found", said.into());
        }
        Ok(())
    }

    /// Results of jobs that are called once the effects of a window hold.
    pub(super) fn ruled(
        &mut self,
        rulebook: &Deployed,
        start: u64,
        window: u64,
    ) -> Result<Ruled, RoadError> {
        self.until(start + (window + 1) * WINDOW + LAG + EVALUATION);
        let now = self.chain.timestamp();
        for operator in self.operators {
            let standing = [json!(SERVICE), of(operator), json!(now)];
            let standing = self.ask(rulebook, "standingAt", &standing)?;
            self.tell(operator, "read its standing", json!(standing).to_string());
        }
        self.work()?;
        let (points, earned) = self.era_pays()?;
        Ok(Ruled { points, earned })
    }
}

/// The contracts that a manager decides by; zero for none.
#[derive(Default)]
pub(super) struct Peers {
    pub(super) rulebook: H160,
    pub(super) reputation: H160,
    pub(super) proofs: H160,
    pub(super) evidence: H160,
}

impl Peers {
    /// Of a result.
    fn most_points(&self) -> u32 {
        match self.reputation.is_zero() {
            true => MOST_POINTS,
            false => 2 * MOST_POINTS,
        }
    }
}

pub(super) fn of(name: &str) -> Value {
    hex(account(name).address)
}

/// An account's signature of a statement to a contract: r, s, and v as Ethereum has it.
pub(super) fn signed<S: Statement>(
    name: &str,
    contract: &Deployed,
    statement: &S,
) -> Result<[u8; SIGNATURE], RoadError> {
    let what = "sign a statement";
    let key = key_of(name).ok_or_else(|| failed(name, what, "no key".into()))?;
    let place = Statements {
        chain_id: CHAIN_ID,
        contract: Address::new(contract.address.0),
    };
    let signature = place.sign(&key, statement);
    signature.map_err(|error| failed(name, what, error.to_string()))
}

pub(super) fn selector(signature: &str) -> Value {
    let hash = keccak256(signature);
    json!(alloy_primitives::hex::encode_prefixed(&hash[..4]))
}

pub(super) fn word_of(value: u64) -> Value {
    json!(B256::from(U256::from(value)))
}
