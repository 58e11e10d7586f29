use super::*;
use crate::parameters::{Parameters, RECOMMENDED_FILE};

/// The committed file with one place replaced.
fn with(place: &str, replacement: &str) -> Result<Parameters, String> {
    assert_eq!(RECOMMENDED_FILE.matches(place).count(), 1, "{place}");
    Parameters::parse(&RECOMMENDED_FILE.replace(place, replacement)).map_err(|it| it.to_string())
}

#[test]
fn what_the_contracts_do_not_take_is_said_with_its_place_and_what_to_do() {
    for (place, replacement, said) in [
        (
            r#""leavesPerWindow": 5"#,
            r#""leavesPerWindow": 17"#,
            "sampling.leavesPerWindow: expected 1 to 16, received 17; correct the value",
        ),
        (
            r#""requestsChecked": 1"#,
            r#""requestsChecked": 0"#,
            "sampling.requestsChecked: expected 1 to 1000, received 0; correct the value",
        ),
        (
            r#""pool": 32"#,
            r#""pool": 33"#,
            "sampling.pool: expected 3 to 32, received 33; correct the value",
        ),
        (
            r#""liars": 8"#,
            r#""liars": 33"#,
            "sampling.liars: expected 0 to 32, received 33; correct the value",
        ),
        (
            r#""runs": 2000"#,
            r#""runs": 99"#,
            "sampling.runs: expected 100 to 100000, received 99; correct the value",
        ),
        (
            r#""windowSeconds": 3600"#,
            r#""windowSeconds": 59"#,
            "serviceLevels.windowSeconds: expected at least 60, received 59; lengthen it",
        ),
        (
            r#""windowSeconds": 3600"#,
            r#""windowSeconds": 300"#,
            "serviceLevels.gasCap: expected at least 705000, what the longest bill costs, received 500000; lengthen the windows",
        ),
        (
            r#""excuseSeconds": 86400"#,
            r#""excuseSeconds": 0"#,
            "serviceLevels.excuseSeconds: expected at least 1, received 0; lengthen it",
        ),
        (
            r#""retentionSeconds": 7776000"#,
            r#""retentionSeconds": 5274599"#,
            "serviceLevels.retentionSeconds: expected at least 5274600",
        ),
        (
            r#""minExpected": 24"#,
            r#""minExpected": 721"#,
            "serviceLevels.minExpected: expected 1 to 720, the windows of a bill, received 721",
        ),
        (
            r#""targetBps": 9500, "bottomBps": 6000"#,
            r#""targetBps": 8500, "bottomBps": 6000"#,
            "serviceLevels.tiers[1]: expected weight 0 first",
        ),
        (
            "1000, 600, 400]",
            "1000, 600, 400, 1]",
            "serviceLevels.weightsBps: expected 2 to 11, received 12",
        ),
        (
            "1000, 600, 400]",
            "1000, 600, 0]",
            "serviceLevels.weightsBps[10]: expected 1 to 10000, received 0",
        ),
        (
            r#""needed": 2"#,
            r#""needed": 8"#,
            "rule.needed: expected 1 to 7, received 8; correct the value",
        ),
        (
            r#""span": 7"#,
            r#""span": 33"#,
            "rule.span: expected 1 to 32, received 33; correct the value",
        ),
        (
            "\"windowSeconds\": 86400,\n    \"evaluationSeconds\": 86400",
            "\"windowSeconds\": 86000,\n    \"evaluationSeconds\": 86000",
            "rule.windowSeconds: expected whole windows of 3600 seconds, received 86000; make it a multiple",
        ),
        (
            "\"windowSeconds\": 86400,\n    \"evaluationSeconds\": 86400",
            "\"windowSeconds\": 86400,\n    \"evaluationSeconds\": 86401",
            "rule.evaluationSeconds: expected 3600 to 86400, received 86401; correct the value",
        ),
        (
            "\"pointsBps\": 0,\n    \"suspends\": true",
            "\"pointsBps\": 10000,\n    \"suspends\": false",
            "rule: expected an effect on points, or a suspension, with a life, received none; set pointsBps",
        ),
    ] {
        let error = with(place, replacement).expect_err(replacement);
        assert!(error.starts_with(said), "{error}");
    }
}

#[test]
fn terms_are_those_that_the_contract_takes() {
    let parameters = Parameters::recommended();
    let levels = &parameters.service_levels;
    let terms = levels.terms().expect("terms");
    assert_eq!(terms.check(START - 1, levels.gas_cap), Ok(()));
    assert_eq!(terms.tiers.of_weight(499).target_bps, 9_000);
    assert_eq!(terms.tiers.of_weight(500).target_bps, 9_500);
    let parties = levels.parties(&terms).expect("parties");
    let weights: u64 = parties.rows().map(|it| u64::from(it.1.weight_bps)).sum();
    assert_eq!(weights, 10_000);
}
