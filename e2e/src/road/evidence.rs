//! From evidence to a slash, on the services pallet: an operator signs two answers to one question, sends a request to another
//! operator than the rule names, or submits a result that a proof shows to be wrong. Any account reports it; the manager asks the contract that decides, and proposes the slash.

use super::{
    deployed::{hex, number, with_roles, Deployed, ROLE_DELAY},
    ruled::{of, signed, word_of, Peers, SIGNERS},
    *,
};
use crate::stored::bytes;
use alloy_primitives::{keccak256, Address, B256};
use blueprint_e2e_runtime::configs::revive::CHAIN_ID;
use blueprint_evidence::statements::{Answer, Assignment};
use blueprint_rules::proof::{computation::Statement, Hash};
use serde_json::{json, Value};

/// What an operator is asked.
const QUESTION: B256 = B256::repeat_byte(9);
/// What two answers, and two heads of a log, cost: basis points.
const SHARES: [u16; 2] = [2_500, 5_000];
/// Seconds in which an offence can be reported.
const FAULT_WINDOW: u64 = 4 * 86_400;
/// Kinds of reports of the manager.
const ANSWERS: u8 = 0;
const WRONG_RESULT: u8 = 2;
const ASSIGNMENT: u8 = 3;
/// Seconds of an epoch of assignments.
const EPOCH: u64 = 600;
/// The role of the runtime.
const RUNTIME: u8 = 0;

/// What came of it, by operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slashed {
    /// Points of its result.
    pub points: [u32; 2],
    /// What its delegator earned.
    pub earned: [u128; 2],
    /// Of its bond.
    pub bond_lost: [u128; 2],
    /// Of its delegator's stake.
    pub stake_lost: [u128; 2],
}

/// The builds of the contracts.
#[derive(Clone, Debug)]
pub struct Contracts {
    /// The check: equivocation evidence, assignment evidence, computation proofs, or aggregated results.
    pub check: Artifact,
    /// The manager.
    pub manager: Artifact,
}

impl Contracts {
    /// A check of the library, with a build of the manager.
    ///
    /// # Errors
    /// If one was not built.
    pub fn built(check: &str, manager: &str) -> Result<Self, crate::artifact::ArtifactError> {
        Ok(Self {
            check: Artifact::built(check)?,
            manager: Artifact::built(manager)?,
        })
    }
}

/// A verifying key of Groth16 for squares, and what proves one.
pub struct Squares<'a> {
    /// The words of the key, as `setKey` takes them.
    pub key: Vec<Hash>,
    /// A proof for the public inputs: context, number, square.
    pub prove: &'a dyn Fn(&[Hash; 3]) -> Vec<u8>,
}

/// The second operator answers one question in two ways.
///
/// # Errors
/// If a step fails, or a report succeeds that shows nothing.
pub fn equivocated(
    contracts: &Contracts,
    observer: &mut dyn FnMut(&Step),
) -> Result<Slashed, RoadError> {
    let (mut road, roles) = with_roles(SIGNERS, observer)?;
    road.fund_operators()?;
    let what = "deploy the equivocation evidence";
    let evidence = road.place(what, &contracts.check, &roles)?;
    let peers = Peers {
        evidence: evidence.address,
        ..Peers::default()
    };
    road.with_bonded_manager(&contracts.manager, &peers)?;
    let what = "fix what two answers cost";
    let [answers_bps, heads_bps] = SHARES.map(|share| json!(share));
    let no_court = hex(H160::zero());
    let terms = [json!(SERVICE), no_court, json!(FAULT_WINDOW)];
    let terms = [&terms[..], &[answers_bps, heads_bps]].concat();
    road.must(DEVELOPER, what, &evidence, "openService", &terms)?;
    road.work()?;
    let before = road.holdings()?;
    let now = road.chain.timestamp() + 60;
    road.until(now);
    let said = |name, answer| statement(name, &evidence, answer, now);
    let (honest, other) = (said(SIGNERS[0], 1)?, said(SIGNERS[1], 1)?);
    let contrary = said(SIGNERS[1], 2)?;
    let question = QUESTION.to_vec();
    // One answer, twice; and another operator's.
    let same = [&question[..], &honest, &honest].concat();
    road.rejected_report(0, ANSWERS, same)?;
    let anothers = [&question[..], &honest, &contrary].concat();
    road.rejected_report(0, ANSWERS, anothers)?;
    let both = [&question[..], &other, &contrary].concat();
    road.report_quality(1, ANSWERS, both)?;
    road.settled(before)
}

/// The second operator sends a request to another operator than the rule names, and signs that.
///
/// # Errors
/// If a step fails, or a report succeeds that shows nothing.
pub fn misassigned(
    contracts: &Contracts,
    observer: &mut dyn FnMut(&Step),
) -> Result<Slashed, RoadError> {
    let (mut road, roles) = with_roles(SIGNERS, observer)?;
    road.fund_operators()?;
    let what = "deploy the assignment evidence";
    let evidence = road.place(what, &contracts.check, &roles)?;
    let peers = Peers {
        evidence: evidence.address,
        ..Peers::default()
    };
    road.with_bonded_manager(&contracts.manager, &peers)?;
    let mut operators = SIGNERS.map(|it| account(it).address);
    operators.sort();
    let listed = json!(operators.map(hex));
    let what = "fix what a wrong assignment costs";
    let terms = [
        json!(SERVICE),
        hex(H160::zero()),
        json!(FAULT_WINDOW),
        json!(EPOCH),
        json!(SHARES[0]),
        listed.clone(),
    ];
    road.must(DEVELOPER, what, &evidence, "openService", &terms)?;
    let fixed = road.ask(&evidence, "termsOf", &terms[..1])?;
    let since = fixed.last().map_or(0, number) as u64;
    road.work()?;
    let before = road.holdings()?;
    let now = road.chain.timestamp() + 60;
    road.until(now);
    let asked = [
        json!(SERVICE),
        json!(QUESTION),
        json!(now),
        json!(since),
        listed,
    ];
    let rightful = road.ask(&evidence, "assigneeOf", &asked)?;
    let is_rightful = |it: &H160| rightful.first() == Some(&hex(*it));
    let said = |signer, right: bool| {
        let named = operators.iter().find(|it| is_rightful(it) == right);
        let assignee = named.copied().unwrap_or_default();
        assignment(signer, &evidence, assignee, (now, since), operators)
    };
    // Whom the rule names; and a statement of the other operator.
    road.rejected_report(1, ASSIGNMENT, said(SIGNERS[1], true)?)?;
    road.rejected_report(1, ASSIGNMENT, said(SIGNERS[0], false)?)?;
    road.report_quality(1, ASSIGNMENT, said(SIGNERS[1], false)?)?;
    road.settled(before)
}

/// The second operator's result is wrong: a proof of the right one shows it.
///
/// # Errors
/// If a step fails, or a report succeeds that shows nothing.
pub fn disproven(
    contracts: &Contracts,
    squares: &Squares<'_>,
    observer: &mut dyn FnMut(&Step),
) -> Result<Slashed, RoadError> {
    let (mut road, roles) = with_roles(OPERATORS, observer)?;
    let remembered = [&roles[..], &[json!(7 * 86_400)]].concat();
    let what = "deploy the computation proofs";
    let proofs = road.place(what, &contracts.check, &remembered)?;
    let peers = Peers {
        proofs: proofs.address,
        ..Peers::default()
    };
    let manager = road.with_bonded_manager(&contracts.manager, &peers)?;
    // One right output; a word of inputs and one of output.
    let zero = word_of(0);
    let terms = json!([2, true, 1, 1, zero, zero, zero]);
    let points: Vec<Value> = squares.key.iter().map(|word| bytes(word)).collect();
    let key = [json!(SERVICE), json!(0), terms, json!(points)];
    let what = "set the key of the job";
    road.must(DEVELOPER, what, &proofs, "setKey", &key)?;
    // From then on the manager records calls and results.
    let offer = [json!(RUNTIME), hex(manager.address)];
    let what = "offer the manager the runtime's role";
    road.must(DEVELOPER, what, &proofs, "offerRole", &offer)?;
    let then = road.chain.timestamp() + ROLE_DELAY + 1;
    road.until(then);
    let take = [hex(proofs.address), json!(RUNTIME)];
    let what = "let the manager take the role";
    road.must(CUSTOMER, what, &manager, "takeRole", &take)?;

    let calls = road.work()?;
    let before = road.holdings()?;
    let prover = Prover {
        proofs: &proofs,
        squares,
    };
    // Before there is a verdict.
    let first = |n: usize| word_bytes(calls[n]);
    road.rejected_report(1, WRONG_RESULT, first(1))?;
    for call in calls {
        // The proof names the operator that is right.
        prover.prove(&mut road, call, OPERATORS[0])?;
    }
    // A right result earns what it did when it came, whenever an account has it judged.
    let late = road.chain.timestamp() + 7_200;
    road.until(late);
    for (n, operator) in OPERATORS.into_iter().enumerate() {
        let judged = [json!(SERVICE), json!(calls[n]), of(operator)];
        let what = "have a result judged";
        road.must(CUSTOMER, what, &manager, "judge", &judged)?;
    }
    road.rejected_report(0, WRONG_RESULT, first(0))?;
    road.report_quality(1, WRONG_RESULT, first(1))?;
    road.settled(before)
}

/// Who proves squares, and to which contract.
struct Prover<'a> {
    proofs: &'a Deployed,
    squares: &'a Squares<'a>,
}

impl Prover<'_> {
    /// Any account proves the square of the job's input, for an operator.
    fn prove(&self, road: &mut Road<'_>, call: u64, operator: &str) -> Result<(), RoadError> {
        let [number, square] = [INPUT, INPUT * INPUT].map(|it| B256::from(U256::from(it)));
        let output = keccak256(square);
        let statement = Statement {
            chain: U256::from(CHAIN_ID).to_be_bytes(),
            verifier: self.proofs.address,
            service: SERVICE,
            call,
            operator: account(operator).address,
            inputs: keccak256(number).0,
            output: output.0,
        };
        let context = U256::from_be_bytes(keccak256(statement.words().as_flattened()).0);
        let context = (context >> 8usize).to_be_bytes();
        let proof = (self.squares.prove)(&[context, number.0, square.0]);
        let proving = [
            json!(SERVICE),
            json!(call),
            of(operator),
            json!(output),
            json!([number, square]),
            bytes(&proof),
        ];
        let what = "prove the right output";
        road.must(CUSTOMER, what, self.proofs, "prove", &proving)
    }
}

/// Bonds and stakes, by operator.
pub(super) struct Holdings {
    bonds: [u128; 2],
    stakes: [u128; 2],
}

impl Road<'_> {
    /// Deploys the manager with the bond of its proposals, and starts the service.
    pub(super) fn with_bonded_manager(
        &mut self,
        manager: &Artifact,
        peers: &Peers,
    ) -> Result<Deployed, RoadError> {
        let manager = self.with_manager(manager, peers)?;
        self.fund_bond()?;
        Ok(manager)
    }

    pub(super) fn holdings(&mut self) -> Result<Holdings, RoadError> {
        Ok(Holdings {
            bonds: [self.bond(0), self.bond(1)],
            stakes: [self.staked(0)?, self.staked(1)?],
        })
    }

    fn quality_report(&self, n: usize, kind: u8, evidence: Vec<u8>) -> Services<Runtime> {
        Services::report_quality {
            service: SERVICE,
            kind,
            participant: account(self.operators[n]).id,
            evidence: evidence.try_into().unwrap_or_default(),
        }
    }

    /// A delegator reports an operator: the manager proposes a slash.
    pub(super) fn report_quality(
        &mut self,
        n: usize,
        kind: u8,
        evidence: Vec<u8>,
    ) -> Result<(), RoadError> {
        let report = self.quality_report(n, kind, evidence);
        self.send(DELEGATORS[0], "report the operator", report)?;
        Ok(())
    }

    /// The same where the manager rejects it: the reporter loses its bond.
    pub(super) fn rejected_report(
        &mut self,
        n: usize,
        kind: u8,
        evidence: Vec<u8>,
    ) -> Result<(), RoadError> {
        let (who, what) = (DELEGATORS[0], "report without evidence");
        let report = self.quality_report(n, kind, evidence);
        let before = self.free(who);
        let sent = self.chain.dispatch(&account(who), report);
        let lost = before.saturating_sub(self.free(who));
        if sent.rejected().is_none() || lost != REPORT_BOND {
            return Err(failed(who, what, format!("{:?}, {lost} lost", sent.result)));
        }
        self.tell(who, what, format!("rejected: {lost} of bond lost"));
        Ok(())
    }

    /// The era ends, then the review of the slash, which any account executes.
    pub(super) fn settled(&mut self, before: Holdings) -> Result<Slashed, RoadError> {
        let (points, earned) = self.era_pays()?;
        self.review(Review::Stands)?;
        let after = self.holdings()?;
        let lost = |before: [u128; 2], after: [u128; 2]| [0, 1].map(|n| before[n] - after[n]);
        Ok(Slashed {
            points,
            earned,
            bond_lost: lost(before.bonds, after.bonds),
            stake_lost: lost(before.stakes, after.stakes),
        })
    }
}

/// Whom an operator sent a request to, signed: what `assignmentOffence` takes behind service and operator.
fn assignment(
    operator: &str,
    evidence: &Deployed,
    assignee: H160,
    (time, since): (u64, u64),
    operators: [H160; 2],
) -> Result<Vec<u8>, RoadError> {
    let assignee = Address::new(assignee.0);
    let stated = Assignment {
        serviceId: SERVICE,
        request: QUESTION,
        assignee,
        time,
    };
    let signature = signed(operator, evidence, &stated)?;
    let (points, v) = signature.split_at(64);
    let v = v.first().copied().unwrap_or_default();
    // Service, operator, the statement's six words, `since` and the list's place are in front of the list.
    let list = word_bytes(10 * 32);
    let said = [
        &QUESTION[..],
        &assignee.into_word()[..],
        &word_bytes(time),
        points,
        &word_bytes(v.into()),
        &word_bytes(since),
        &list,
        &word_bytes(2),
    ];
    let operators = operators.map(|it| Address::new(it.0).into_word());
    Ok([&said.concat()[..], operators.map(|it| it.0).as_flattened()].concat())
}

/// An answer of an operator, signed: the words of `IEquivocationEvidence.Statement`.
fn statement(
    operator: &str,
    evidence: &Deployed,
    answer: u8,
    time: u64,
) -> Result<Vec<u8>, RoadError> {
    let answer = B256::repeat_byte(answer);
    let stated = Answer {
        serviceId: SERVICE,
        question: QUESTION,
        answer,
        time,
    };
    let signature = signed(operator, evidence, &stated)?;
    let (points, v) = signature.split_at(64);
    let v = v.first().copied().unwrap_or_default();
    Ok([
        &answer[..],
        &word_bytes(time),
        points,
        &word_bytes(v.into()),
    ]
    .concat())
}

fn word_bytes(value: u64) -> Vec<u8> {
    U256::from(value).to_be_bytes_vec()
}
