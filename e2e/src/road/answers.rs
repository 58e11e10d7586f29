//! From signed answers and a probe to money, on the services pallet: operators answer each window by their keys, and the
//! customer has a contract probed, whose value a committee keeps fresh. One operator falls silent, and so does the
//! committee: windows are missed, the bill and the operator's points shrink.

use super::{
    deployed::{hex, number, with_roles, Deployed},
    quality::Quality,
    ruled::{of, MOST_POINTS, SIGNERS},
    signing::key_of,
    *,
};
use crate::stored::bytes;
use alloy_primitives::B256;
use blueprint_e2e_runtime::{configs::revive::CHAIN_ID, Revive, System};
use blueprint_evidence::answers::{Answer, Answers};
use serde_json::{json, Value};

/// Seconds of a window, of the time to answer it, and of the time to excuse it. A value is fresh for half a window.
const WINDOW: u64 = 1_200;
const ANSWER: u64 = 600;
const EXCUSE: u64 = 600;
/// The most gas of a bill: resolc's code alone costs nearly what a core gives by default.
const CAP: u64 = 800_000;
/// Windows that are played.
pub const WINDOWS: u64 = 4;
/// What the committee agrees on.
const PRICE: u64 = 42;
/// Of operators and of the probe, in basis points.
const WEIGHTS: [u64; 2] = [4_000, 4_000];
const PROBE_WEIGHT: u64 = 2_000;
/// Comparison: equal to the bound.
const EQUAL: u8 = 2;

/// The builds of the contracts.
#[derive(Clone, Debug)]
pub struct Contracts {
    /// The service levels.
    pub levels: Artifact,
    /// Whose value is probed.
    pub committee: Artifact,
    /// The manager whose bills and points follow the levels.
    pub manager: Artifact,
}

impl Contracts {
    /// A build of the service levels and one of the manager.
    ///
    /// # Errors
    /// If one was not built.
    pub fn built(levels: &str, manager: &str) -> Result<Self, crate::artifact::ArtifactError> {
        Ok(Self {
            levels: Artifact::built(levels)?,
            committee: Artifact::built("ink/oracle_committee.polkavm")?,
            manager: Artifact::built(manager)?,
        })
    }
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// By operator.
    pub quality: Quality,
    /// Windows expected of the probe, and kept.
    pub probe: (u64, u64),
}

/// Plays the story. `silent` says whether the second operator and the committee fall silent after window 0.
///
/// # Errors
/// If a step fails.
pub fn play(
    contracts: &Contracts,
    silent: bool,
    observer: &mut dyn FnMut(&Step),
) -> Result<Answered, RoadError> {
    let (mut road, roles) = with_roles(SIGNERS, observer)?;
    road.fund_operators()?;
    let capped = [&roles[..], &[json!(CAP)]].concat();
    let levels = road.place("deploy the service levels", &contracts.levels, &capped)?;
    let committee = road.place("deploy the committee", &contracts.committee, &roles)?;
    let manager = [
        accounts::runtime().address,
        levels.address,
        accounts::SERVICES,
        H160::zero(),
    ];
    let manager = [&manager.map(hex)[..], &[json!(0)]].concat();
    let manager = road.place("deploy the manager", &contracts.manager, &manager)?;
    road.manager = manager.address;
    road.serve(Generation::Core0_20, MOST_POINTS, 0)?;
    road.enrol_members(&committee)?;
    let question = U256::from(PRICE);
    road.ask_for_agreement(&committee, question)?;
    let start = road.chain.timestamp() + WINDOW;
    road.open_answers(&levels, &committee, question, start)?;

    for window in 0..WINDOWS {
        let is_there = !silent || window == 0;
        road.until(start + window * WINDOW + 100);
        for operator in SIGNERS.into_iter().take(if is_there { 2 } else { 1 }) {
            road.answer(&levels, window, operator)?;
        }
        // Of another operator's key, which keeps nothing.
        road.not_answered(&levels, window)?;
        if is_there {
            road.report_agreed(&committee, question, U256::from(PRICE))?;
        }
        let what = "have the committee's value probed";
        road.must(CUSTOMER, what, &levels, "probe", &[json!(SERVICE)])?;
    }
    let lag = WINDOW + ANSWER + EXCUSE;
    // The last one is final, and none after it.
    road.until(start + (WINDOWS - 1) * WINDOW + lag + 10);
    let probe = [json!(SERVICE), hex(H160::zero()), json!(0), json!(WINDOWS)];
    let verdict = road.ask(&levels, "verdict", &probe)?;
    let [expected, kept] = [0, 1].map(|at| verdict.get(at).map_or(0, number) as u64);
    Ok(Answered {
        quality: road.settle(&levels, start + lag, (WINDOWS, WINDOW))?,
        probe: (expected, kept),
    })
}

impl Road<'_> {
    /// The developer fixes what is expected of operators and of the committee.
    fn open_answers(
        &mut self,
        levels: &Deployed,
        committee: &Deployed,
        question: U256,
        start: u64,
    ) -> Result<(), RoadError> {
        // The manager looks at 16 windows.
        let bill = 16 * WINDOW;
        let retention = WINDOW + ANSWER + EXCUSE + 2 * bill;
        let terms = json!([start, WINDOW, ANSWER, EXCUSE, bill, retention, 1, 4_000, 10]);
        // The whole part from nine tenths of the windows on, the floor up to a tenth of them.
        let opening = [
            json!(SERVICE),
            terms,
            json!([[0, 9_000, 1_000]]),
            json!(SIGNERS.map(of)),
            json!(WEIGHTS),
        ];
        let what = "fix the service levels";
        self.must(DEVELOPER, what, levels, "openService", &opening)?;
        let what = "have a value probed in each window";
        let view = [json!(B256::from(question))];
        let view = committee.interface.encode_call("freshValueOf", &view);
        let view = view.map_err(|error| failed(DEVELOPER, what, error.to_string()))?;
        let limits = ["20000000000", "500000"];
        let probe = json!([
            hex(committee.address),
            bytes(&view),
            0,
            EQUAL,
            PRICE,
            limits[0],
            limits[1]
        ]);
        let set = [json!(SERVICE), json!(PROBE_WEIGHT), probe];
        self.must(DEVELOPER, what, levels, "setProbe", &set)
    }

    /// An operator signs that it is there in a window, and the customer relays it.
    fn answer(
        &mut self,
        levels: &Deployed,
        window: u64,
        operator: &'static str,
    ) -> Result<(), RoadError> {
        let answer = self.signed_answer(levels, window, operator, operator)?;
        let what = "relay an operator's answer";
        self.must(CUSTOMER, what, levels, "answer", &answer)
    }

    /// The first operator signs for the second one.
    fn not_answered(&mut self, levels: &Deployed, window: u64) -> Result<(), RoadError> {
        let [first, second] = SIGNERS;
        let answer = self.signed_answer(levels, window, second, first)?;
        let what = "answer in another's name";
        match self.call(first, levels, "answer", &answer)? {
            Ok(()) => Err(failed(first, what, "a window that is kept".into())),
            Err(error) => {
                self.tell(first, what, error);
                Ok(())
            }
        }
    }

    /// Arguments of an answer in the name of an operator, by a key.
    fn signed_answer(
        &mut self,
        levels: &Deployed,
        window: u64,
        operator: &str,
        by: &str,
    ) -> Result<[Value; 5], RoadError> {
        let what = "sign an answer";
        let block = self.chain.block() - 1;
        let hash = self.chain.execute(|| {
            let ethereum = Revive::eth_block_hash_from_number(block.into());
            ethereum.map_or_else(|| System::block_hash(block).0, |hash| hash.0)
        });
        let place = Answers {
            chain_id: CHAIN_ID,
            contract: Address::new(levels.address.0),
        };
        let answer = Answer {
            serviceId: SERVICE,
            window: window as u32,
            blockNumber: block.into(),
            blockHash: B256::new(hash),
        };
        let key = key_of(by).ok_or_else(|| failed(by, what, "no key".into()))?;
        let signature = place.sign(&key, &answer);
        let signature = signature.map_err(|error| failed(by, what, error.to_string()))?;
        Ok([
            json!(SERVICE),
            json!(window),
            json!(block),
            json!([of(operator)]),
            json!([bytes(&signature)]),
        ])
    }
}
