//! From quality of service to money, on the services pallet: two operators store data, one loses half of it. Real
//! rounds of a randomness beacon choose the leaves that they must open. The customer's bill shrinks, and the operator's
//! points, and what its delegators earn.

use super::{
    deployed::{hex, number, with_levels, Deployed},
    *,
};
use crate::stored::{self, bytes, DataSet};
use blueprint_rules::beacon::evmnet::{Round, ROUNDS};
use serde_json::{json, Value};

/// Seconds of a window, of the time to answer it, and of the time to excuse it. As many seconds apart are the rounds.
const WINDOW: u64 = 120;
const ANSWER: u64 = 60;
const EXCUSE: u64 = 60;
/// How far the chain's clock can be behind the beacon's.
const MARGIN: u64 = 30;
/// Windows that are played: one for each round.
pub const WINDOWS: u64 = 4;
/// Leaves that are asked for in a window.
const CHALLENGES: usize = 5;
/// Levels of a tree, and leaves with data.
const HEIGHT: u8 = 8;
const LEAVES: usize = 1 << HEIGHT;
/// Points of a result whose operator kept all windows.
const MOST_POINTS: u32 = 100;

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quality {
    /// Windows expected and kept by operator.
    pub kept: [(u64, u64); 2],
    /// The share of the bill of the windows that is due, in basis points.
    pub due_bps: u64,
    /// Points of each operator's result.
    pub points: [u32; 2],
    /// What each operator's delegator earned.
    pub earned: [u128; 2],
}

/// The library's contracts of the story, below the builder's output.
pub const CONTRACTS: [&str; 3] = [
    "ink/service_levels.polkavm",
    "ink/seed_beacon.polkavm",
    "ink/storage_proofs.polkavm",
];

/// The builds of the contracts.
#[derive(Clone, Debug)]
pub struct Contracts {
    /// The service levels.
    pub levels: Artifact,
    /// The seed beacon.
    pub beacon: Artifact,
    /// The storage proofs.
    pub proofs: Artifact,
    /// The manager whose bills and points follow the levels.
    pub manager: Artifact,
}

impl Contracts {
    /// The library's contracts with a build of the manager.
    ///
    /// # Errors
    /// If one was not built.
    pub fn built(manager: &str) -> Result<Self, crate::artifact::ArtifactError> {
        let [levels, beacon, proofs] = CONTRACTS;
        Ok(Self {
            levels: Artifact::built(levels)?,
            beacon: Artifact::built(beacon)?,
            proofs: Artifact::built(proofs)?,
            manager: Artifact::built(manager)?,
        })
    }
}

/// Plays the story. `lost` says whether the second operator loses every second leaf.
///
/// # Errors
/// If a step fails.
pub fn play(
    contracts: &Contracts,
    lost: bool,
    observer: &mut dyn FnMut(&Step),
) -> Result<Quality, RoadError> {
    let (mut road, roles, levels) = with_levels(&contracts.levels, OPERATORS, observer)?;
    let proofs = road.place("deploy the storage proofs", &contracts.proofs, &roles)?;
    let manager = [
        hex(accounts::runtime().address),
        hex(levels.address),
        hex(accounts::SERVICES),
        hex(H160::zero()),
        json!(0),
    ];
    let manager = road.place("deploy the manager", &contracts.manager, &manager)?;
    road.manager = manager.address;
    road.serve(Generation::Core0_20, MOST_POINTS, 0)?;
    let start = road.chain.timestamp() + WINDOW;
    let beacon = road.place_beacon(&contracts.beacon, start)?;
    road.open(&levels, &proofs, &beacon, (start, WINDOW))?;

    let mut kept = [0; 2];
    for (window, round) in (0..WINDOWS).zip(ROUNDS) {
        road.until(start + window * WINDOW + 100);
        road.seed(&beacon, &round)?;
        for (n, operator) in OPERATORS.into_iter().enumerate() {
            let loses = lost && n == 1;
            kept[n] += u64::from(road.prove(&proofs, window, operator, loses)?);
        }
    }
    let lag = WINDOW + ANSWER + EXCUSE;
    // The last one is final, and none after it.
    road.until(start + (WINDOWS - 1) * WINDOW + lag + 10);
    road.settle(&levels, start + lag, (WINDOWS, WINDOW))
}

impl Road<'_> {
    /// Deploys a beacon whose known rounds are signed after a second, a round in each window.
    pub(super) fn place_beacon(
        &mut self,
        beacon: &Artifact,
        start: u64,
    ) -> Result<Deployed, RoadError> {
        let genesis = stored::genesis(start + MARGIN + 1, WINDOW);
        let network = stored::network(genesis, WINDOW, MARGIN, 600, 90_000);
        self.place("deploy the seed beacon", beacon, &network)
    }

    /// The developer fixes what is expected of the operators in windows of so many seconds, and what each stores.
    pub(super) fn open(
        &mut self,
        levels: &Deployed,
        proofs: &Deployed,
        beacon: &Deployed,
        (start, window): (u64, u64),
    ) -> Result<(), RoadError> {
        // The manager looks at 16 windows.
        let bill = 16 * window;
        let retention = window + ANSWER + EXCUSE + 2 * bill;
        let terms = json!([start, window, ANSWER, EXCUSE, bill, retention, 1, 4_000, 10]);
        let operators = json!(OPERATORS.map(|name| hex(account(name).address)));
        // The whole part from nine tenths of the windows on, the floor up to a tenth of them.
        let tiers = json!([[0, 9_000, 1_000]]);
        let service = json!(SERVICE);
        let opening = [
            service.clone(),
            terms,
            tiers,
            operators,
            json!([5_000, 5_000]),
        ];
        let what = "fix the service levels";
        self.must(DEVELOPER, what, levels, "openService", &opening)?;
        let verifier = [service.clone(), hex(proofs.address)];
        let what = "let storage proofs keep the windows";
        self.must(DEVELOPER, what, levels, "setVerifier", &verifier)?;
        let challenged = [
            service.clone(),
            hex(levels.address),
            hex(beacon.address),
            json!(CHALLENGES),
            json!(false),
        ];
        let what = "ask for 5 leaves in each window";
        self.must(DEVELOPER, what, proofs, "openService", &challenged)?;
        for operator in OPERATORS {
            let set = [
                service.clone(),
                hex(account(operator).address),
                data_of(operator)?.root(),
                json!(LEAVES),
                json!(HEIGHT),
                json!(0),
            ];
            let what = "name the root of an operator's data";
            self.must(DEVELOPER, what, proofs, "setDataSet", &set)?;
        }
        Ok(())
    }

    /// Any account submits what the network signed.
    pub(super) fn seed(&mut self, beacon: &Deployed, round: &Round) -> Result<(), RoadError> {
        let what = "submit a round of drand's evmnet";
        self.must(CUSTOMER, what, beacon, "submit", &stored::submission(round))
    }

    /// An operator opens the leaves that are asked for; whether it kept the window.
    pub(super) fn prove(
        &mut self,
        proofs: &Deployed,
        window: u64,
        operator: &str,
        loses: bool,
    ) -> Result<bool, RoadError> {
        let of = [
            json!(SERVICE),
            json!(window),
            hex(account(operator).address),
        ];
        let asked = self.ask(proofs, "challengeOf", &of)?;
        let asked = asked.first().and_then(Value::as_array).cloned();
        let asked: Vec<usize> = asked.unwrap_or_default().iter().map(number).collect();
        let data = data_of(operator)?;
        // It keeps the hashes, which are short, whatever it lost.
        let siblings: Vec<Value> = asked.iter().map(|leaf| data.siblings(*leaf)).collect();
        let is_lost = |leaf: usize| loses && leaf % 2 == 1;
        let held = |leaf: &usize| data.leaf(*leaf).filter(|_| !is_lost(*leaf));
        let leaves = asked
            .iter()
            .map(|leaf| bytes(held(leaf).unwrap_or_default()));
        let leaves: Vec<Value> = leaves.collect();
        let proof = [&of[..], &[json!(leaves), json!(siblings)]].concat();
        let sent = self.call(operator, proofs, "prove", &proof)?;
        let kept = sent.is_ok();
        let missing = asked.iter().filter(|leaf| is_lost(**leaf)).count();
        let said = match sent {
            Ok(()) => "the window is kept".into(),
            Err(error) => format!("{error}: {missing} of {CHALLENGES} leaves are lost"),
        };
        self.tell(operator, "open the leaves of a window", said);
        Ok(kept)
    }

    /// What came of the windows, and of the results that are submitted now.
    pub(super) fn settle(
        &mut self,
        levels: &Deployed,
        from: u64,
        (windows, length): (u64, u64),
    ) -> Result<Quality, RoadError> {
        let mut kept = [(0, 0); 2];
        for (n, operator) in self.operators.into_iter().enumerate() {
            let asked = [
                json!(SERVICE),
                hex(account(operator).address),
                json!(0),
                json!(windows),
            ];
            let verdict = self.ask(levels, "verdict", &asked)?;
            let [expected, kept_of] = [0, 1].map(|at| verdict.get(at).map_or(0, number));
            kept[n] = (expected as u64, kept_of as u64);
        }
        let period = [json!(SERVICE), json!(from), json!(from + windows * length)];
        let due = self.ask(levels, "computeBillAdjustmentBps", &period)?;
        let due_bps = due.first().map_or(0, number) as u64;
        let said = format!("{due_bps} of 10000 basis points");
        self.tell(CUSTOMER, "read what is due of the bill", said);
        self.work()?;
        let (points, earned) = self.era_pays()?;
        Ok(Quality {
            kept,
            due_bps,
            points,
            earned,
        })
    }
}

/// What an operator was trusted with.
fn data_of(operator: &str) -> Result<DataSet, RoadError> {
    let leaf = |number| format!("leaf {number} of {operator}").into_bytes();
    let data = DataSet::new((0..LEAVES).map(leaf).collect(), HEIGHT);
    data.map_err(|error| RoadError::Step {
        who: operator.into(),
        what: "store what a tree has places for",
        error: error.to_string(),
    })
}
