//! From a forked log to a slash, on the services pallet: an operator appends the head of its audit log, and signs another root
//! of the same size for a client. A delegator reports both heads. Operators state the batches of a job call in streams,
//! too, and no batch is stated twice.

use super::{
    deployed::{hex, number, with_roles, Deployed},
    evidence::{Contracts, Slashed},
    ruled::{of, signed, Peers, SIGNERS},
    *,
};
use crate::stored::bytes;
use alloy_primitives::{keccak256, B256};
use blueprint_evidence::{AuditLog, TreeHead};
use serde_json::{json, Value};

/// What two answers, and two heads of a log, cost: basis points.
const SHARES: [u16; 2] = [2_500, 5_000];
/// Seconds in which an offence can be reported.
const FAULT_WINDOW: u64 = 4 * 86_400;
/// Kind of reports of the manager.
const HEADS: u8 = 1;
/// Entries of a log.
const ENTRIES: u64 = 5;
/// Batches of a stream.
const BATCHES: u64 = 2;

/// The second operator shows a client another log than the one that it appends. The check of the contracts is the
/// equivocation evidence.
///
/// # Errors
/// If a step fails, or a report succeeds that shows nothing.
pub fn forked(
    contracts: &Contracts,
    logs: &Artifact,
    observer: &mut dyn FnMut(&Step),
) -> Result<Slashed, RoadError> {
    let (mut road, roles) = with_roles(SIGNERS, observer)?;
    road.fund_operators()?;
    let what = "deploy the equivocation evidence";
    let evidence = road.place(what, &contracts.check, &roles)?;
    let logs = road.place("deploy the audit logs", logs, &roles)?;
    let peers = Peers {
        evidence: evidence.address,
        ..Peers::default()
    };
    road.with_bonded_manager(&contracts.manager, &peers)?;
    let none = hex(H160::zero());
    let [answers_bps, heads_bps] = SHARES.map(|share| json!(share));
    let terms = [json!(SERVICE), none.clone(), json!(FAULT_WINDOW)];
    let terms = [&terms[..], &[answers_bps, heads_bps]].concat();
    let what = "fix what two heads cost";
    road.must(DEVELOPER, what, &evidence, "openService", &terms)?;
    let open = [json!(SERVICE), hex(evidence.address), none.clone(), none];
    let what = "open the logs of the service";
    road.must(DEVELOPER, what, &logs, "openService", &open)?;

    let calls = road.work()?;
    for (operator, call) in SIGNERS.into_iter().zip(calls) {
        road.stream(&logs, operator, call)?;
    }
    let before = road.holdings()?;
    let then = road.chain.timestamp() + 60;
    road.until(then);
    let named: B256 = road.word(&logs, "logOf", &[])?.into();
    let log = |size: u64, word: &str| {
        AuditLog::new((0..size).map(|number| format!("request {number}: {word}")))
    };
    let head = |log: &AuditLog| TreeHead {
        serviceId: SERVICE,
        log: named,
        size: log.size(),
        root: log.root(),
        time: then,
    };
    let (written, other) = (log(ENTRIES, "written"), log(ENTRIES, "changed"));
    let grown = log(ENTRIES + 1, "written");
    for operator in SIGNERS {
        let head = head(&written);
        let signature = bytes(&signed(operator, &evidence, &head)?);
        let stated = [json!(head.size), json!(head.root), json!(head.time)];
        let by = [json!(SERVICE), of(operator)];
        let append = [&by[..], &stated, &[signature, json!([])]].concat();
        let what = "append the head of its log";
        road.must(operator, what, &logs, "append", &append)?;
    }
    let report = |operator: &str, first: &AuditLog, second: &AuditLog| {
        let size = B256::from(U256::from(ENTRIES));
        let heads = [first, second].map(|it| statement(operator, &evidence, &head(it)));
        let [first, second] = heads;
        Ok::<_, RoadError>([&named[..], &size[..], &first?, &second?].concat())
    };
    let [honest, forks] = SIGNERS;
    // One head, twice; a log that grew; and another operator's heads.
    road.rejected_report(0, HEADS, report(honest, &written, &written)?)?;
    road.rejected_report(0, HEADS, report(honest, &written, &grown)?)?;
    road.rejected_report(0, HEADS, report(forks, &written, &other)?)?;
    road.report_quality(1, HEADS, report(forks, &written, &other)?)?;
    road.settled(before)
}

impl Road<'_> {
    /// An operator states the batches of a job call, each after the one before; one that does not continue the stream, and one
    /// that was stated, are not taken.
    fn stream(
        &mut self,
        logs: &Deployed,
        operator: &'static str,
        call: u64,
    ) -> Result<(), RoadError> {
        let of_call = [json!(SERVICE), json!(call)];
        let inputs = json!(keccak256(call.to_be_bytes()));
        let start = [&of_call[..], &[inputs]].concat();
        let what = "begin the stream of a call";
        self.must(operator, what, logs, "startStream", &start)?;
        let of_stream = [&of_call[..], &[of(operator)]].concat();
        // The head before the newest one.
        let mut earlier = json!(B256::ZERO);
        for place in 1..=BATCHES {
            let newest = self.ask(logs, "streamOf", &of_stream)?;
            let head = newest.first().map(|it| it["head"].clone());
            let head = head.unwrap_or_default();
            let hashes = ["inputs", "outputs"].map(|it| json!(keccak256(format!("{it} {place}"))));
            let batch = |place: u64, parent: &Value| {
                let follows = [json!(place), parent.clone()];
                [&of_call[..], &follows, &hashes].concat()
            };
            let what = "state a batch that does not continue the stream";
            for wrong in [batch(place + 1, &head), batch(place, &earlier)] {
                match self.call(operator, logs, "advanceStream", &wrong)? {
                    Ok(()) => return Err(failed(operator, what, "a batch that is taken".into())),
                    Err(error) => self.tell(operator, what, error),
                }
            }
            let what = "state a batch of a call";
            let next = batch(place, &head);
            self.must(operator, what, logs, "advanceStream", &next)?;
            earlier = head;
        }
        let newest = self.ask(logs, "streamOf", &of_stream)?;
        let stated = newest.first().map_or(0, |it| number(&it["number"]));
        if stated as u64 != BATCHES {
            let said = format!("{stated} batches");
            return Err(failed(operator, "state all batches", said));
        }
        Ok(())
    }
}

/// A head of an operator's log, signed: the words of `IEquivocationEvidence.Statement`.
fn statement(operator: &str, evidence: &Deployed, head: &TreeHead) -> Result<Vec<u8>, RoadError> {
    let signature = signed(operator, evidence, head)?;
    let (points, v) = signature.split_at(64);
    let v = v.first().copied().unwrap_or_default();
    let word = |value: u64| B256::from(U256::from(value));
    let (time, v) = (word(head.time), word(v.into()));
    Ok([&head.root[..], &time[..], points, &v[..]].concat())
}
