//! The simulations of tools/economics for a page: text of JSON in, text of JSON out.
//!
//! The page reserves space, writes the text of its terms there, and calls a function with the length. The function returns
//! where its own text begins; [`text_length`] is how long it is. What it imports is of
//! libraries for pictures and progress, and is not called.

// The modules of tools/economics, compiled here without its command: what draws progress on a terminal is not compiled for
// WebAssembly.
#[allow(
    dead_code,
    unfulfilled_lint_expectations,
    unused_imports,
    reason = "the page calls a part of what the command does"
)]
#[path = "../../economics/src/parameters/mod.rs"]
mod parameters;
#[allow(
    dead_code,
    unfulfilled_lint_expectations,
    unused_imports,
    reason = "the page calls a part of what the command does"
)]
#[path = "../../economics/src/simulate/mod.rs"]
mod simulate;

use parameters::{configuration, Parameters, RECOMMENDED_FILE};
use serde_json::{json, Value};
use simulate::{report::Summary, Config, Kind};
use std::cell::RefCell;

thread_local! {
    /// What the page writes.
    static INPUT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    /// What it reads.
    static OUTPUT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

#[cfg(target_arch = "wasm32")]
fn no_chance(_: &mut [u8]) -> Result<(), getrandom::Error> {
    Err(getrandom::Error::UNSUPPORTED)
}
#[cfg(target_arch = "wasm32")]
getrandom::register_custom_getrandom!(no_chance);

/// The most points of a curve: a picture shows no more.
const POINTS: usize = 200;
/// The most operators times eras of a run, so that it ends soon.
const MOST_STEPS: u64 = 2_000_000;

/// Reserves space for so many bytes, and returns where it begins.
#[no_mangle]
pub extern "C" fn reserve(length: usize) -> *mut u8 {
    INPUT.with_borrow_mut(|input| {
        input.clear();
        input.resize(length, 0);
        input.as_mut_ptr()
    })
}

/// How long the last text is, in bytes.
#[no_mangle]
pub extern "C" fn text_length() -> usize {
    OUTPUT.with_borrow(Vec::len)
}

/// The terms that this project recommends, as the file of tools/economics.
#[no_mangle]
pub extern "C" fn recommended() -> *const u8 {
    returned(RECOMMENDED_FILE.as_bytes().to_vec())
}

/// Plays the terms in the reserved space: `{"ok": …}`, or `{"error": "…"}`.
#[no_mangle]
pub extern "C" fn play() -> *const u8 {
    let text = INPUT.with_borrow(Clone::clone);
    let result = match String::from_utf8(text) {
        Ok(text) => played(&text),
        Err(_) => Err("expected text in UTF-8, received other bytes".to_owned()),
    };
    let value = match result {
        Ok(value) => json!({ "ok": value }),
        Err(error) => json!({ "error": error }),
    };
    returned(value.to_string().into_bytes())
}

fn returned(text: Vec<u8>) -> *const u8 {
    OUTPUT.with_borrow_mut(|output| {
        *output = text;
        output.as_ptr()
    })
}

/// A request: `{"terms": the file, "kind": the name of what goes wrong, "service": the service of the configuration}`.
///
/// # Errors
/// What was expected and received, where a term makes no sense.
pub fn played(request: &str) -> Result<Value, String> {
    let request: Value = serde_json::from_str(request).map_err(|error| error.to_string())?;
    let terms = request["terms"].to_string();
    let parameters = Parameters::parse(&terms).map_err(|error| error.to_string())?;
    let wanted = request["kind"].as_str().unwrap_or_default();
    let kind = Kind::ALL.iter().find(|kind| kind.name() == wanted);
    let kind = *kind.ok_or_else(|| {
        let known: Vec<_> = Kind::ALL.iter().map(|kind| kind.name()).collect();
        format!(
            "kind: expected one of {}, received {wanted:?}",
            known.join(", ")
        )
    })?;
    let population = parameters.population;
    let steps = u64::from(population.operators) * u64::from(population.eras);
    if steps > MOST_STEPS {
        return Err(format!(
            "population: expected at most {MOST_STEPS} operators times eras in a page, received {steps}; `make scenarios` plays more"
        ));
    }
    let config = Config {
        operators: population.operators,
        eras: population.eras,
        seed: population.seed,
        distribution: parameters.distribution(),
        kind,
    };
    let record =
        simulate::run(&parameters.preset(), &config, |_| {}).map_err(|error| error.to_string())?;
    if !record.conserved() {
        return Err("the amounts of the run do not add up".to_owned());
    }
    let whole = record.stake_before();
    let share = |amount| simulate::amount::share_bps(amount, whole);
    let step = record.eras.len().div_ceil(POINTS).max(1);
    let last = record.eras.len().saturating_sub(1);
    let shown = record
        .eras
        .iter()
        .enumerate()
        .filter(|(at, _)| at % step == 0 || *at == last);
    let eras: Vec<Value> = shown
        .map(|(_, era)| json!({ "era": era.era, "stakeBps": share(era.stake), "active": era.active, "offenders": era.offenders }))
        .collect();
    let summary = Summary::of(&record);
    let attacks = summary.attacks.map(|shares| {
        json!({
            "alone": shares.alone, "third": shares.third, "richestThird": shares.richest_third,
            "hundredth": shares.hundredth, "hundredthInParts": shares.hundredth_in_parts,
        })
    });
    let service = request["service"].as_u64().unwrap_or_default();
    Ok(json!({
        "eras": eras,
        "offences": summary.offences,
        "slashedBps": summary.slashed_bps,
        "lossBps": { "poorerHalf": summary.loss.poorer_half, "richestTenth": summary.loss.richest_tenth },
        "gini": { "before": summary.inequality.before, "after": summary.inequality.after },
        "survival": { "marked": summary.survival.marked, "surviving": summary.survival.surviving },
        "attacksBps": attacks,
        "configuration": configuration::json(&parameters, service),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(kind: &str, change: impl FnOnce(&mut Value)) -> Result<Value, String> {
        let mut terms: Value = serde_json::from_str(RECOMMENDED_FILE).unwrap();
        terms["population"]["operators"] = 100.into();
        terms["population"]["eras"] = 100.into();
        change(&mut terms);
        played(&json!({ "terms": terms, "kind": kind, "service": 3 }).to_string())
    }

    #[test]
    fn every_kind_is_played_and_configured() {
        for kind in Kind::ALL {
            let played = request(kind.name(), |_| {}).unwrap();
            assert_eq!(played["eras"].as_array().map(Vec::len), Some(100));
            assert_eq!(played["attacksBps"].is_null(), kind.name() != "attack");
            assert!(
                played["configuration"]["pallet"]["penalties"].is_string(),
                "{played}"
            );
        }
    }

    #[test]
    fn terms_that_make_no_sense_are_errors() {
        let error = request("attack", |terms| terms["decimals"] = 99.into()).unwrap_err();
        assert!(error.contains("decimals"), "{error}");
        let error = request("weather", |_| {}).unwrap_err();
        assert!(error.contains("received \"weather\""), "{error}");
        let error = request("attack", |terms| {
            terms["population"]["eras"] = 100_000.into()
        })
        .unwrap_err();
        assert!(error.contains("make scenarios"), "{error}");
    }
}
