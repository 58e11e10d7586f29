use super::*;
use crate::parameters::configuration::{json, penalties, set_policy};
use alloy_sol_types::SolCall;
use blueprint_rules::penalty::{Formula, History, Offence, OffenceFacts, PenaltyRule};
use codec::{Decode, Encode};

/// The committed file with one place replaced.
fn with(place: &str, replacement: &str) -> Result<Parameters, ParametersError> {
    assert_eq!(RECOMMENDED_FILE.matches(place).count(), 1, "{place}");
    Parameters::parse(&RECOMMENDED_FILE.replace(place, replacement))
}

const MISTAKE: &str = r#""terms": { "floorBps": 100, "capBps": 1000, "historyBps": 5000, "correlationBps": 40000 },
      "penaltyPer": "era","#;

/// A file whose mistakes cost NuCypher's penalty, but at least 1 % and at most a tenth.
fn with_formula() -> Parameters {
    let formula = r#""formula": [
        { "take": { "nuCypher": { "baseMillitokens": 100000, "historyMillitokens": 10000, "stakeDivisor": 8 } } },
        { "take": { "fixedMillitokens": 5000 } },
        "sum",
        { "floor": { "shareBps": 100 } },
        { "cap": { "shareBps": 1000 } }
      ],
      "penaltyPer": "offence","#;
    with(MISTAKE, formula).expect("a valid file")
}

#[test]
fn every_mistake_in_a_file_is_named_with_its_place() {
    for (place, replacement, path, expected, received, advice) in [
        (
            r#""capBps": 1000,"#,
            r#""capBps": 1000, "cpBps": 1,"#,
            "penalties.jobMisbehaviour.terms.cpBps",
            "capBps",
            "cpBps",
            "use one",
        ),
        (
            r#""capBps": 1000, "#,
            "",
            "penalties.jobMisbehaviour.terms",
            "the field `capBps`",
            "none",
            "add it",
        ),
        (
            r#""seats": null"#,
            r#""seats": null, "seats": null"#,
            "penalties",
            "`seats` once",
            "twice",
            "remove one",
        ),
        (
            r#""seats": null"#,
            r#""windowEras": 1"#,
            "penalties",
            "`windowEras` once",
            "twice",
            "remove one",
        ),
        (
            r#""severityBps": 100,"#,
            r#""severityBps": "1 %","#,
            "penalties.jobMisbehaviour.severityBps",
            "0 to 65535",
            "1 %",
            "correct",
        ),
        (
            r#""severityBps": 100,"#,
            r#""severityBps": 70000,"#,
            "penalties.jobMisbehaviour.severityBps",
            "0 to 65535",
            "70000",
            "correct",
        ),
        (
            r#""severityBps": 100,"#,
            r#""severityBps": -1,"#,
            "penalties.jobMisbehaviour.severityBps",
            "0 to 65535",
            "-1",
            "correct",
        ),
        (
            r#""severityBps": 100,"#,
            r#""severityBps": 0,"#,
            "penalties.jobMisbehaviour.severityBps",
            "1 to 10000",
            "0",
            "correct",
        ),
        (
            r#""severityBps": 100,"#,
            r#""severityBps": 1001,"#,
            "penalties.jobMisbehaviour.severityBps",
            "1 to 1000",
            "1001",
            "correct",
        ),
        (
            r#""floorBps": 100,"#,
            r#""floorBps": 1001,"#,
            "penalties.jobMisbehaviour.terms.floorBps",
            "0 to 1000",
            "1001",
            "correct",
        ),
        (
            r#""capBps": 10000"#,
            r#""capBps": 10001"#,
            "penalties.securityBreach.terms.capBps",
            "0 to 10000",
            "10001",
            "correct",
        ),
        (
            r#""slashed": "burned""#,
            r#""slashed": "reporter""#,
            "penalties.slashed",
            "treasury",
            "reporter",
            "use one",
        ),
        (
            r#""seats": null"#,
            r#""seats": 0"#,
            "penalties.seats",
            "1 to 1000000",
            "0",
            "correct",
        ),
        (
            r#""decimals": 18"#,
            r#""decimals": 2"#,
            "decimals",
            "3 to 18",
            "2",
            "correct",
        ),
        (
            r#""name": "recommended-terms""#,
            r#""name": "../up""#,
            "name",
            "lower-case",
            "../up",
            "rename",
        ),
        (
            r#""slashableSeconds": 2419200"#,
            r#""slashableSeconds": 604800"#,
            "review.slashableSeconds",
            "at least 1814400",
            "604800",
            "lengthen",
        ),
        (
            r#""maxPending": 8"#,
            r#""maxPending": 0"#,
            "review.maxPending",
            "at least 1",
            "0",
            "raise",
        ),
        (
            r#""formula": null"#,
            r#""formula": []"#,
            "downtime.formula[0]",
            "one amount",
            "0 steps",
            "take adds",
        ),
        (
            r#""formula": null"#,
            r#""formula": [{"take": {"shareBps": 1}}, "sum"]"#,
            "downtime.formula[1]",
            "one amount",
            "2 steps",
            "take adds",
        ),
        (
            r#""formula": null"#,
            r#""formula": [{"take": {"shareBps": 10001}}]"#,
            "downtime.formula[0].shareBps",
            "0 to 10000",
            "10001",
            "correct",
        ),
        (
            r#""formula": null"#,
            r#""formula": [{"take": {"shareOf": 1}}]"#,
            "downtime.formula[0].take",
            "shareBps",
            "shareOf",
            "use one",
        ),
        (
            r#""formula": null, "#,
            "",
            "downtime",
            "the field `formula`",
            "none",
            "add it",
        ),
        (
            r#""formula": null"#,
            r#""formula": [{"take": {"nuCypher": {"baseMillitokens": 1, "historyMillitokens": 1, "stakeDivisor": 0}}}]"#,
            "downtime.formula[0].nuCypher.stakeDivisor",
            "1 to",
            "0",
            "correct",
        ),
        (
            MISTAKE,
            r#""penaltyPer": "era","#,
            "penalties.jobMisbehaviour",
            "either terms or formula",
            "neither",
            "give terms",
        ),
        (
            MISTAKE,
            &MISTAKE.replace("\"era\"", "\"offence\""),
            "penalties.jobMisbehaviour.penaltyPer",
            "\"era\"",
            "\"offence\"",
            "formula",
        ),
        (
            MISTAKE,
            &format!("{MISTAKE} \"formula\": [{{\"take\": \"wholeStake\"}}],"),
            "penalties.jobMisbehaviour",
            "either",
            "both",
            "give terms",
        ),
    ] {
        let error = with(place, replacement).expect_err(replacement);
        assert_eq!(error.path, path, "{error}");
        assert!(error.expected.contains(expected), "{error}");
        assert!(error.received.contains(received), "{error}");
        assert!(error.advice.contains(advice), "{error}");
    }
}

#[test]
fn text_that_is_no_json_object_is_refused() {
    for text in ["", "{", "[]", "nul", "{} {}", "{\"name\": 1}"] {
        let error = Parameters::parse(text).expect_err(text).to_string();
        assert!(
            error.contains("expected") && error.contains("received"),
            "{error}"
        );
    }
    let twice = format!("{RECOMMENDED_FILE} {{}}");
    assert!(Parameters::parse(&twice).is_err());
}

#[test]
fn configuration_decodes_to_the_terms_of_the_file() {
    let parameters = Parameters::recommended();
    let printed = json(&parameters, 7);
    let bytes = |value: &serde_json::Value| {
        let text = value.as_str().expect("a string");
        hex::decode(text.trim_start_matches("0x")).expect("hex")
    };
    let encoded = bytes(&printed["pallet"]["penalties"]);
    let decoded = Penalties::decode(&mut &encoded[..]).expect("SCALE");
    assert_eq!(decoded, penalties(&parameters).expect("terms"));
    assert!(decoded.is_valid());
    assert_eq!(decoded.job_misbehaviour.amount.cap, 1_000);
    let calldata = bytes(&printed["slashingCourt"]["calldata"]);
    let call = configuration::ISlashingCourt::setPolicyCall::abi_decode(&calldata).expect("ABI");
    assert_eq!(call, set_policy(&parameters, 7));
    assert_eq!(call.bond.to_string(), "10000000000000000000");
}

#[test]
fn policy_that_the_court_does_not_take_is_said_with_its_place() {
    let at_most = with(r#""maxPending": 8"#, r#""maxPending": 33"#);
    // Three weeks of life, and four days to find the offence.
    let late = with(
        r#""slashableSeconds": 2419200"#,
        r#""slashableSeconds": 2159999"#,
    );
    let rich = with(
        r#""disputeBondMillitokens": 10000"#,
        r#""disputeBondMillitokens": 10001"#,
    );
    let hasty = with(
        r#""executionSeconds": 604800"#,
        r#""executionSeconds": 3599"#,
    );
    for (file, path) in [
        (at_most, "review.maxPending"),
        (late, "review.slashableSeconds"),
        (rich, "review.disputeBondMillitokens"),
        (hasty, "review.resolutionSeconds, review.executionSeconds"),
    ] {
        // The simulation takes it.
        let file = file.expect("a valid file");
        assert_eq!(
            configuration::court_policy(&file).expect_err(path).path,
            path
        );
        let printed = json(&file, 0);
        let why = printed["slashingCourt"]["unavailable"]
            .as_str()
            .expect("a reason");
        assert!(why.starts_with(path), "{why}");
        assert!(printed["slashingCourt"]["calldata"].is_null());
    }
    let just = with(
        r#""slashableSeconds": 2419200"#,
        r#""slashableSeconds": 2160000"#,
    );
    assert!(configuration::court_policy(&just.expect("a valid file")).is_ok());
}

#[test]
fn what_the_pallet_does_not_do_is_said_with_its_place() {
    let forgiving = with(
        r#""forgiveness": "never""#,
        r#""forgiveness": "onePerGoodEra""#,
    );
    let windowed = with(r#""windowEras": 1"#, r#""windowEras": 2"#);
    let seated = with(r#""seats": null"#, r#""seats": 100"#);
    let taken = with(
        r#""formula": null"#,
        r#""formula": [{"take": {"shareBps": 1}}]"#,
    );
    let hasty = with(r#""windowSeconds": 604800"#, r#""windowSeconds": 60"#);
    let paid = with(r#""reward": "withheld""#, r#""reward": "kept""#);
    let weighed = with(
        r#""weighting": "pointsTimesStake""#,
        r#""weighting": "points""#,
    );
    let lenient = with(r#""unresolved": "execute""#, r#""unresolved": "dismiss""#);
    for (file, path) in [
        (paid, "downtime.reward"),
        (weighed, "rewards.weighting"),
        (lenient, "review.unresolved"),
        (forgiving, "penalties.forgiveness"),
        (windowed, "penalties.windowEras"),
        (seated, "penalties.seats"),
        (taken, "downtime.formula"),
        (hasty, "review.windowSeconds"),
        (Ok(with_formula()), "penalties.jobMisbehaviour"),
    ] {
        let file = file.expect("a valid file");
        assert_eq!(penalties(&file).expect_err(path).path, path);
        let printed = json(&file, 0);
        let why = printed["pallet"]["unavailable"].as_str().expect("a reason");
        assert!(why.starts_with(path), "{why}");
    }
}

#[test]
fn formula_decoded_in_a_contract_takes_what_the_simulation_takes() {
    let file = with_formula();
    let printed = json(&file, 0);
    let text = printed["formulas"]["jobMisbehaviour"]["steps"]
        .as_str()
        .expect("steps");
    let bytes = hex::decode(text.trim_start_matches("0x")).expect("hex");
    assert_eq!(printed["formulas"]["jobMisbehaviour"]["bytes"], bytes.len());
    assert_eq!(printed["formulas"]["jobMisbehaviour"]["fitsOneValue"], true);
    let steps = Vec::<Step>::decode(&mut &bytes[..]).expect("SCALE");
    let preset = file.preset();
    let mut amounts = Vec::new();
    for stake in [1u64, 900, 2_000, 5_000, 1_000_000] {
        for offences in [0, 1, 50] {
            let facts = OffenceFacts {
                stake: U256::from(stake) * U256::exp10(18),
                offence: Offence {
                    class: 1,
                    severity: 100,
                },
                history: History {
                    offences,
                    charged: U256::zero(),
                },
                ..OffenceFacts::default()
            };
            let taken = Formula(&steps).penalty(&facts).expect("an amount");
            assert_eq!(preset.penalty(Class::WrongResult, &facts), Ok(taken));
            amounts.push((taken / U256::exp10(15)).low_u64());
        }
    }
    // Of 900 tokens the cap, of 5,000 the formula by history, of a million the floor.
    assert_eq!(amounts[3], 90_000);
    assert_eq!(amounts[9..12], [105_000, 115_000, 500_000]);
    assert_eq!(amounts[12], 10_000_000);
}

#[test]
fn terms_of_a_file_are_the_pallets_in_the_simulation() {
    let parameters = Parameters::recommended();
    let terms = Penalties::decode(&mut &penalties(&parameters).expect("terms").encode()[..]);
    let terms = terms.expect("SCALE");
    assert_eq!(
        parameters.preset().penalties[Class::WrongResult.index()],
        Cost::Terms(terms.job_misbehaviour)
    );
    assert_eq!(
        parameters.preset().penalties[Class::Attack.index()],
        Cost::Terms(terms.security_breach)
    );
}
