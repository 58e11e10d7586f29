//! From answers under load to money, on the services pallet: three members of a committee are drawn, and send their requests to the
//! operators at once. The rulebook counts the tests that an operator failed, and the manager asks the rulebook.

use super::{
    committee::members,
    deployed::{hex, with_roles, Deployed},
    ruled::{of, selector, signed, word_of, Contracts, Ruled, AT_LEAST, LIFE, NONE},
    security::SERVICE_LEVEL,
    *,
};
use crate::stored::{self, bytes};
use blueprint_evidence::statements::LoadReport;
use blueprint_rules::beacon::evmnet::ROUNDS;
use serde_json::json;

/// Seconds of a window of the tests: the rulebook's windows and evaluations need eight of them at most.
const TESTED: u64 = 1_200;
/// Seconds in which reports are taken, from the end of a window on.
const REPORTS: u64 = 300;
/// Seconds between the rounds of the network, and by which the chain's clock can be behind.
const ROUND: u64 = 120;
const MARGIN: u64 = 30;
/// Requests of each challenger, and how many of these must be answered rightly and in time, in basis points.
const REQUESTS: u32 = 1_000;
const PASS_BPS: u16 = 9_000;

/// Both operators are tested in one window. `overloaded` says whether the second one answers half of the requests.
///
/// # Errors
/// If a step fails.
pub fn loaded(
    contracts: &Contracts,
    (committee, beacon): (&Artifact, &Artifact),
    overloaded: bool,
    observer: &mut dyn FnMut(&Step),
) -> Result<Ruled, RoadError> {
    let (mut road, roles) = with_roles(OPERATORS, observer)?;
    let committee = road.place("deploy the challengers' committee", committee, &roles)?;
    let tests = road.place("deploy the load tests", &contracts.check, &roles)?;
    let rulebook = road.with_rulebook(contracts, &roles)?;
    road.enrol_members(&committee)?;
    // How many of the tests whose window lies in that of the rule the operator failed; of none nothing is known.
    let view = selector("measured(uint64,address,uint64,uint64)");
    let (target, service, zero) = (hex(tests.address), word_of(SERVICE), word_of(0));
    let (from_at, to_at, failed_at, tested_at) = (2, 3, 1, 0);
    let measure = json!([
        target, view, 4, 1, from_at, to_at, service, zero, 0, 1, NONE, 0, failed_at, tested_at,
        false, AT_LEAST, "10000"
    ]);
    let halved = json!([LIFE, 5_000, false, 0, 0, 0]);
    let start = road.rule(&rulebook, SERVICE_LEVEL, measure, halved)?;
    let genesis = stored::genesis(start + MARGIN + 1, ROUND);
    let network = stored::network(genesis, ROUND, MARGIN, 600, 90_000);
    let beacon = road.place("deploy the seed beacon", beacon, &network)?;
    let terms = json!([start, TESTED, REPORTS, 3, 2, REQUESTS, PASS_BPS, false]);
    let none = hex(H160::zero());
    let open = [
        json!(SERVICE),
        none,
        hex(committee.address),
        hex(beacon.address),
        terms,
    ];
    let what = "fix how operators are tested";
    road.must(DEVELOPER, what, &tests, "openService", &open)?;
    for operator in OPERATORS {
        let serves = [json!(SERVICE), of(operator), json!(true)];
        let what = "name an operator";
        road.must(DEVELOPER, what, &tests, "setOperator", &serves)?;
    }

    road.until(start + MARGIN + 60);
    let what = "submit a round of drand's evmnet";
    let round = stored::submission(&ROUNDS[0]);
    road.must(CUSTOMER, what, &beacon, "submit", &round)?;
    for operator in OPERATORS {
        let test = [json!(SERVICE), of(operator), json!(0)];
        let what = "draw who tests an operator";
        road.must(CUSTOMER, what, &tests, "draw", &test)?;
    }
    road.until(start + TESTED);
    for operator in OPERATORS {
        let half = overloaded && operator == OPERATORS[1];
        road.report_load(&tests, operator, if half { REQUESTS / 2 } else { REQUESTS })?;
    }
    road.until(start + TESTED + REPORTS);
    for operator in OPERATORS {
        let test = [json!(SERVICE), of(operator), json!(0)];
        road.must(CUSTOMER, "close the test", &tests, "close", &test)?;
        let result = road.ask(&tests, "resultOf", &test[..2])?;
        road.tell(
            operator,
            "read what came of the test",
            json!(result).to_string(),
        );
    }
    road.evaluated(&rulebook, start, 0)?;
    road.ruled(&rulebook, start, 0)
}

impl Road<'_> {
    /// Each challenger that was drawn signs how many of its requests were answered; the customer submits all.
    fn report_load(
        &mut self,
        tests: &Deployed,
        operator: &str,
        least: u32,
    ) -> Result<(), RoadError> {
        let (mut answered, mut signatures) = (Vec::new(), Vec::new());
        for (more, member) in (0..).zip(members()) {
            let report = LoadReport {
                serviceId: SERVICE,
                operator: Address::new(account(operator).address.0),
                window: 0,
                // No two of them see the same.
                answered: (least + more).min(REQUESTS),
            };
            signatures.push(bytes(&signed(member, tests, &report)?));
            answered.push(report.answered);
        }
        let test = [json!(SERVICE), of(operator), json!(0)];
        let reports = [&test[..], &[json!(answered), json!(signatures)]].concat();
        let what = "submit what challengers signed";
        self.must(CUSTOMER, what, tests, "report", &reports)
    }
}
