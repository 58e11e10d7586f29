//! What the tests share: the published ABI of Tangle's contracts, and descriptions of
//! an ABI's items in which every name, type and qualifier counts.

use std::{collections::BTreeMap, path::PathBuf, process::Command};

use alloy_json_abi::{EventParam, JsonAbi, Param};

/// A published release of `tnt-core-bindings`.
pub struct Release {
    root: PathBuf,
}

impl Release {
    /// The release `version`, wherever cargo keeps the sources that `reference/` names.
    pub fn published(version: &str) -> Self {
        let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/reference/Cargo.toml");
        let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args(["metadata", "--format-version", "1", "--locked"])
            .args(["--manifest-path", manifest])
            .output()
            .expect("cargo runs");
        assert!(
            output.status.success(),
            "cargo metadata on {manifest}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        let metadata: serde_json::Value =
            serde_json::from_slice(&output.stdout).expect("cargo metadata answers JSON");
        let package = metadata["packages"]
            .as_array()
            .into_iter()
            .flatten()
            .find(|it| it["name"] == "tnt-core-bindings" && it["version"] == version)
            .unwrap_or_else(|| panic!("reference/ names tnt-core-bindings {version}"));
        let manifest = PathBuf::from(package["manifest_path"].as_str().expect("a path"));
        let root = manifest.parent().expect("a folder").to_owned();
        Self { root }
    }

    /// The ABI of a contract that the release ships as a JSON artifact.
    pub fn artifact(&self, contract: &str) -> JsonAbi {
        let text = self.read(&format!("abi/{contract}.json"));
        let artifact: serde_json::Value = serde_json::from_str(&text).expect("an artifact");
        serde_json::from_value(artifact["abi"].clone()).expect("an ABI")
    }

    /// The ABI of an interface that the release ships as Rust bindings only: the JSON they were
    /// generated from stands in their documentation. A file begins with those of its libraries.
    pub fn bindings(&self, file: &str) -> JsonAbi {
        let text = self.read(&format!("src/bindings/{file}.rs"));
        let json = text
            .rsplit("```json")
            .next()
            .and_then(|it| it.split("```").next());
        serde_json::from_str(json.expect("fenced JSON")).expect("an ABI")
    }

    fn read(&self, file: &str) -> String {
        let file = self.root.join(file);
        std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
    }
}

/// Every function, event and error of an ABI, keyed by kind and signature, described with
/// selector or topic, mutability, and the type, name and structure of each parameter in order.
pub fn describe(abi: &JsonAbi) -> BTreeMap<String, String> {
    let functions = abi.functions().map(|it| {
        let text = format!(
            "{} ({}) {:?} -> ({})",
            it.selector(),
            params(&it.inputs),
            it.state_mutability,
            params(&it.outputs),
        );
        (format!("function {}", it.signature()), text)
    });
    let events = abi.events().map(|it| {
        let inputs: Vec<_> = it.inputs.iter().map(event_param).collect();
        let text = format!(
            "{} ({}) anonymous {}",
            it.selector(),
            inputs.join(", "),
            it.anonymous
        );
        (format!("event {}", it.signature()), text)
    });
    let errors = abi.errors().map(|it| {
        let text = format!("{} ({})", it.selector(), params(&it.inputs));
        (format!("error {}", it.signature()), text)
    });
    functions.chain(events).chain(errors).collect()
}

fn params(params: &[Param]) -> String {
    let params: Vec<_> = params.iter().map(param).collect();
    params.join(", ")
}

fn param(it: &Param) -> String {
    format!("{}{} {}", it.ty, components(&it.components), it.name)
}

fn event_param(it: &EventParam) -> String {
    let indexed = if it.indexed { " indexed" } else { "" };
    format!(
        "{}{}{indexed} {}",
        it.ty,
        components(&it.components),
        it.name
    )
}

fn components(components: &[Param]) -> String {
    if components.is_empty() {
        return String::new();
    }
    format!("{{{}}}", params(components))
}

/// The same items as the lines of `pins/` write them, after the name of the interface.
pub fn pin_lines(abi: &JsonAbi) -> Vec<String> {
    let functions = abi.functions().map(|it| {
        let outputs: Vec<_> = it.outputs.iter().map(|it| it.selector_type()).collect();
        let mutability = format!("{:?}", it.state_mutability).to_lowercase();
        format!(
            "function {} {} {mutability} ({}) {}",
            it.signature(),
            it.selector(),
            outputs.join(","),
            or_dash(names(&it.inputs)),
        )
    });
    let events = abi.events().map(|it| {
        let indexed = it
            .inputs
            .iter()
            .filter(|it| it.indexed)
            .map(|it| it.name.as_str());
        let all = it.inputs.iter().map(|it| name(&it.name, &it.components));
        format!(
            "event {} {} {} {}",
            it.signature(),
            it.selector(),
            or_dash(indexed.collect::<Vec<_>>().join(",")),
            or_dash(all.collect::<Vec<_>>().join(",")),
        )
    });
    let errors = abi.errors().map(|it| {
        format!(
            "error {} {} {}",
            it.signature(),
            it.selector(),
            or_dash(names(&it.inputs))
        )
    });
    functions.chain(events).chain(errors).collect()
}

fn names(params: &[Param]) -> String {
    let names: Vec<_> = params
        .iter()
        .map(|it| name(&it.name, &it.components))
        .collect();
    names.join(",")
}

fn name(name: &str, components: &[Param]) -> String {
    match components {
        [] => name.to_owned(),
        components => format!("{name}{{{}}}", names(components)),
    }
}

fn or_dash(text: String) -> String {
    if text.is_empty() {
        "-".to_owned()
    } else {
        text
    }
}
