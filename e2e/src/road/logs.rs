//! From audit logs to money, on the services pallet: two operators keep logs, whose heads a committee of witnesses signs; one
//! rewrites an entry. From then on no proof continues its log: its windows are missed, the bill and its points shrink.

use super::{
    deployed::{hex, with_levels, Deployed},
    quality::Quality,
    ruled::{of, signed, MOST_POINTS, SIGNERS},
    *,
};
use crate::stored::bytes;
use blueprint_evidence::{AuditLog, TreeHead};
use serde_json::json;

/// Seconds of a window, of the time to answer it, and of the time to excuse it.
const WINDOW: u64 = 600;
const ANSWER: u64 = 300;
const EXCUSE: u64 = 300;
/// Windows that are played.
pub const WINDOWS: u64 = 4;
/// Entries of a window.
const ENTRIES: u64 = 5;

/// The builds of the contracts.
#[derive(Clone, Debug)]
pub struct Contracts {
    /// The service levels.
    pub levels: Artifact,
    /// The audit logs.
    pub logs: Artifact,
    /// The contract that knows what operators sign.
    pub evidence: Artifact,
    /// The witnesses.
    pub committee: Artifact,
    /// The manager whose bills and points follow the levels.
    pub manager: Artifact,
}

impl Contracts {
    /// The library's contracts with a build of the audit logs and one of the manager.
    ///
    /// # Errors
    /// If one was not built.
    pub fn built(logs: &str, manager: &str) -> Result<Self, crate::artifact::ArtifactError> {
        Ok(Self {
            levels: Artifact::built("ink/service_levels.polkavm")?,
            logs: Artifact::built(logs)?,
            evidence: Artifact::built("ink/equivocation_evidence.polkavm")?,
            committee: Artifact::built("ink/oracle_committee.polkavm")?,
            manager: Artifact::built(manager)?,
        })
    }
}

/// The contracts of the story.
struct Placed {
    levels: Deployed,
    logs: Deployed,
    evidence: Deployed,
    committee: Deployed,
}

/// Plays the story. `rewrites` says whether the second operator changes an entry after window 0.
///
/// # Errors
/// If a step fails.
pub fn play(
    contracts: &Contracts,
    rewrites: bool,
    observer: &mut dyn FnMut(&Step),
) -> Result<Quality, RoadError> {
    let (mut road, roles, levels) = with_levels(&contracts.levels, SIGNERS, observer)?;
    road.fund_operators()?;
    let what = "deploy the equivocation evidence";
    let placed = Placed {
        levels,
        logs: road.place("deploy the audit logs", &contracts.logs, &roles)?,
        evidence: road.place(what, &contracts.evidence, &roles)?,
        committee: road.place("deploy the committee", &contracts.committee, &roles)?,
    };
    let manager = [
        accounts::runtime().address,
        placed.levels.address,
        accounts::SERVICES,
        H160::zero(),
    ];
    let manager = [&manager.map(hex)[..], &[json!(0)]].concat();
    let manager = road.place("deploy the manager", &contracts.manager, &manager)?;
    road.manager = manager.address;
    road.serve(Generation::Core0_20, MOST_POINTS, 0)?;
    let start = road.chain.timestamp() + WINDOW;
    road.open_logs(&placed, start)?;

    let mut logs = [AuditLog::default(), AuditLog::default()];
    let mut appended = [0; 2];
    for window in 0..WINDOWS {
        road.until(start + window * WINDOW + 100);
        for (n, log) in logs.iter_mut().enumerate() {
            if rewrites && n == 1 && window == 1 {
                *log = entries(0, "changed");
            }
            for number in log.size()..(window + 1) * ENTRIES {
                log.push(entry(number, "written"));
            }
            if road.append(&placed, n, log, appended[n])? {
                appended[n] = log.size();
            }
        }
    }
    let lag = WINDOW + ANSWER + EXCUSE;
    // The last one is final, and none after it.
    road.until(start + (WINDOWS - 1) * WINDOW + lag + 10);
    road.settle(&placed.levels, start + lag, (WINDOWS, WINDOW))
}

/// A log's first window, with another word in its first entry.
fn entries(changed: u64, word: &str) -> AuditLog {
    let entry = |number| entry(number, if number == changed { word } else { "written" });
    AuditLog::new((0..ENTRIES).map(entry))
}

fn entry(number: u64, word: &str) -> String {
    format!("request {number}: {word}")
}

impl Road<'_> {
    /// The developer fixes what is expected, and who the witnesses are.
    fn open_logs(&mut self, placed: &Placed, start: u64) -> Result<(), RoadError> {
        // The manager looks at 16 windows.
        let bill = 16 * WINDOW;
        let retention = WINDOW + ANSWER + EXCUSE + 2 * bill;
        let terms = json!([start, WINDOW, ANSWER, EXCUSE, bill, retention, 1, 4_000, 10]);
        // The whole part from nine tenths of the windows on, the floor up to a tenth of them.
        let tiers = json!([[0, 9_000, 1_000]]);
        let operators = json!(SIGNERS.map(of));
        let service = json!(SERVICE);
        let opening = [
            service.clone(),
            terms,
            tiers,
            operators,
            json!([5_000, 5_000]),
        ];
        let levels = &placed.levels;
        let what = "fix the service levels";
        self.must(DEVELOPER, what, levels, "openService", &opening)?;
        let verifier = [service.clone(), hex(placed.logs.address)];
        let what = "let audit logs keep the windows";
        self.must(DEVELOPER, what, levels, "setVerifier", &verifier)?;
        let peers = [&placed.evidence, levels, &placed.committee];
        let peers = peers.map(|it| hex(it.address));
        let open = [&[service][..], &peers].concat();
        let what = "ask for a head in each window";
        self.must(DEVELOPER, what, &placed.logs, "openService", &open)?;

        let committee = &placed.committee;
        self.enrol_members(committee)?;
        for operator in SIGNERS {
            let about = [json!(SERVICE), of(operator)];
            let question = self.word(&placed.logs, "questionOf", &about)?;
            self.ask_for_agreement(committee, question)?;
        }
        Ok(())
    }

    /// An operator signs the head of its log and appends it, and two witnesses sign that they read it; whether it is appended.
    fn append(
        &mut self,
        placed: &Placed,
        n: usize,
        log: &AuditLog,
        from: u64,
    ) -> Result<bool, RoadError> {
        let (operator, time) = (SIGNERS[n], self.chain.timestamp());
        let log_of = self.word(&placed.logs, "logOf", &[])?;
        let head = TreeHead {
            serviceId: SERVICE,
            log: log_of.into(),
            size: log.size(),
            root: log.root(),
            time,
        };
        let signature = bytes(&signed(operator, &placed.evidence, &head)?);
        let wrong = |error: String| failed(operator, "prove that its log grew", error);
        let proof = log
            .consistency(from)
            .map_err(|error| wrong(error.to_string()))?;
        let of_head = [json!(head.size), json!(head.root), json!(time)];
        let by = [json!(SERVICE), of(operator)];
        let append = [&by[..], &of_head, &[signature, json!(proof)]].concat();
        let sent = self.call(operator, &placed.logs, "append", &append)?;
        if let Err(error) = sent {
            self.tell(operator, "append the head of its log", error);
            return Ok(false);
        }
        self.tell(
            operator,
            "append the head of its log",
            format!("{} entries", log.size()),
        );

        let value = self.word(&placed.logs, "valueOf", &of_head)?;
        let question = self.word(&placed.logs, "questionOf", &by)?;
        self.report_agreed(&placed.committee, question, value)?;
        self.must(
            CUSTOMER,
            "have the head witnessed",
            &placed.logs,
            "witness",
            &by,
        )?;
        Ok(true)
    }
}
