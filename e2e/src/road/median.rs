//! From a committee's median to money, on the services pallet: a member that deviates from it earns half of its points by a rule;
//! where members have bonds, it loses a share of its bond as well, by the report of any account.

use super::{
    deployed::{hex, number, with_roles, Deployed, ROLE_DELAY},
    ruled::{
        of, selector, signed, word_of, Contracts, Ruled, AT_LEAST, LIFE, MEMBERS, MISREPORTING,
        NONE, SIGNERS, WINDOW,
    },
    *,
};
use crate::stored::bytes;
use alloy_primitives::B256;
use blueprint_evidence::Observation;
use serde_json::{json, Value};

/// What the committee is asked.
const QUESTION: B256 = B256::repeat_byte(7);
/// Seconds between its answers.
const PERIOD: u64 = 60;
/// The median of two thirds; a twentieth off it is a deviation.
const MEDIAN: [u64; 5] = [2, PERIOD, 600, 6_667, 500];
/// Members whose values an answer needs.
const THRESHOLD: u8 = 3;
/// The bond of each member, in wei.
pub const BOND: u128 = 1_000_000_000_000;
/// Deviations that cost a share of the bond, and the share.
const DEVIATIONS: u16 = 2;
const DEVIATION_BPS: u16 = 700;
/// From a member's notice to its bond: two delays of sets, an answer's age, and two days to act, twice.
const BOND_DELAY: u64 = 2 * ROLE_DELAY + 5 * 86_400;

/// Both operators and three more accounts report a price, twice. `deviates` says whether the second operator's is another one.
///
/// # Errors
/// If a step fails.
pub fn observed(
    contracts: &Contracts,
    deviates: bool,
    observer: &mut dyn FnMut(&Step),
) -> Result<Ruled, RoadError> {
    let (mut road, roles) = with_roles(SIGNERS, observer)?;
    road.fund_operators()?;
    let committee = road.place("deploy the committee", &contracts.check, &roles)?;
    let members = members();
    let addresses: Vec<Value> = members.iter().map(|name| of(name)).collect();
    let set = [
        json!(addresses),
        json!(vec![10; members.len()]),
        json!(THRESHOLD),
    ];
    let what = "enrol the committee";
    road.must(DEVELOPER, what, &committee, "setMembers", &set)?;
    let what = "ask for the median of a price";
    let open = [json!(QUESTION), json!(MEDIAN)];
    road.must(DEVELOPER, what, &committee, "openQuestion", &open)?;
    Ok(road
        .deviating(contracts, &roles, &committee, &members, deviates)?
        .0)
}

/// The same, by members that bonded. The second value is what the second operator has left of its bond, in wei.
///
/// # Errors
/// If a step fails.
pub fn bonded(
    contracts: &Contracts,
    bonds: &Artifact,
    deviates: bool,
    observer: &mut dyn FnMut(&Step),
) -> Result<(Ruled, u128), RoadError> {
    let (mut road, roles) = with_roles(SIGNERS, observer)?;
    road.fund_operators()?;
    let committee = road.place("deploy the committee", &contracts.check, &roles)?;
    let terms = [
        hex(committee.address),
        of(DEVELOPER),
        json!(BOND.to_string()),
        json!(10),
        json!(BOND_DELAY),
        json!(DEVIATIONS),
        json!(DEVIATION_BPS),
        json!(5_000),
        json!(1_000),
    ];
    let what = "deploy the bonds of members";
    let bonds = road.place(what, bonds, &[&roles[..], &terms].concat())?;
    let offer = [json!(0), hex(bonds.address)];
    let what = "offer the committee to the bonds";
    road.must(DEVELOPER, what, &committee, "offerRole", &offer)?;
    let offered = road.chain.timestamp();
    road.until(offered + ROLE_DELAY);
    let what = "take the committee over";
    road.must(CUSTOMER, what, &bonds, "acceptCommittee", &[])?;

    let members = members();
    for member in &members {
        let what = "fund a member";
        let funded = road
            .chain
            .fund(&account(DEVELOPER), account(member).address, 10 * UNIT);
        if let Some(error) = funded.error() {
            return Err(failed(DEVELOPER, what, error));
        }
        let what = "bond as a member";
        let bonded = road.pay(member, &bonds, "bond", &[], BOND)?;
        bonded.map_err(|error| failed(member, what, error))?;
        road.tell(member, what, BOND.to_string());
    }
    let addresses: Vec<Value> = members.iter().map(|name| of(name)).collect();
    let set = [json!(addresses), json!(THRESHOLD)];
    road.must(DEVELOPER, "enrol the members", &bonds, "enrol", &set)?;
    let what = "ask for the median of a price";
    let open = [&[json!(QUESTION)], &MEDIAN.map(|it| json!(it))[..]].concat();
    road.must(DEVELOPER, what, &bonds, "openQuestion", &open)?;
    let (ruled, epoch) = road.deviating(contracts, &roles, &committee, &members, deviates)?;

    // Any account reports; what did not happen cannot be.
    let report = [json!(QUESTION), json!(epoch), of(SIGNERS[1])];
    let reported = road.call(CUSTOMER, &bonds, "slashDeviations", &report)?;
    let what = "report deviations from the median";
    road.tell(CUSTOMER, what, format!("{reported:?}"));
    if reported.is_ok() != deviates {
        return Err(failed(CUSTOMER, what, format!("{reported:?}")));
    }
    let left = road.ask(&bonds, "bonded", &[of(SIGNERS[1])])?;
    let left = left.first().and_then(Value::as_str);
    let left = left.and_then(|it| it.parse().ok());
    let left = left.ok_or_else(|| failed(CUSTOMER, "read what is bonded", "no number".into()))?;
    Ok((ruled, left))
}

/// The operators and the others, in the order of their addresses.
fn members() -> Vec<&'static str> {
    let mut members: Vec<&str> = SIGNERS.into_iter().chain(MEMBERS).collect();
    members.sort_by_key(|name| account(name).address);
    members
}

impl Road<'_> {
    /// The service, its rule on deviations, and two answers of the committee. What came of it, and the set that answered.
    fn deviating(
        &mut self,
        contracts: &Contracts,
        roles: &[Value],
        committee: &Deployed,
        members: &[&'static str],
        deviates: bool,
    ) -> Result<(Ruled, u64), RoadError> {
        let rulebook = self.with_rulebook(contracts, roles)?;
        let epoch = self.ask(committee, "latestEpoch", &[])?;
        let epoch = epoch.first().map_or(0, number) as u64;
        // Values of the member that deviated, and how many more they became.
        let view = selector("tallyOf(bytes32,uint32,address)");
        let (target, of_epoch) = (hex(committee.address), word_of(epoch));
        let (operator_at, deviated) = (2, 1);
        let measure = json!([
            target,
            view,
            3,
            operator_at,
            NONE,
            NONE,
            QUESTION,
            of_epoch,
            0,
            0,
            NONE,
            0,
            deviated,
            NONE,
            true,
            AT_LEAST,
            "1"
        ]);
        let halved = json!([LIFE, 5_000, false, 0, 0, 0]);
        let start = self.rule(&rulebook, MISREPORTING, measure, halved)?;
        for window in 0..2 {
            self.until(start + window * WINDOW + 120);
            self.observe(committee, members, deviates)?;
            self.evaluated(&rulebook, start, window)?;
        }
        Ok((self.ruled(&rulebook, start, 1)?, epoch))
    }

    /// All members sign the price of now, and the customer submits it.
    fn observe(
        &mut self,
        committee: &Deployed,
        members: &[&'static str],
        deviates: bool,
    ) -> Result<(), RoadError> {
        let time = self.chain.timestamp() / PERIOD * PERIOD;
        let (mut values, mut signatures) = (Vec::new(), Vec::new());
        for name in members {
            let lies = deviates && *name == SIGNERS[1];
            let value = if lies { 150 } else { 100 };
            let observation = Observation {
                question: QUESTION,
                time,
                value: U256::from(value),
            };
            signatures.push(bytes(&signed(name, committee, &observation)?));
            values.push(value);
        }
        let what = "submit what the committee signed";
        let observe = [
            json!(QUESTION),
            json!(time),
            json!(values),
            json!(signatures),
        ];
        self.must(CUSTOMER, what, committee, "observe", &observe)
    }
}
