//! The steps of `pallet` on a development chain.

use serde_json::{json, Value};
use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

/// A development chain in a folder of its own, which ends with the test.
struct Chain {
    child: Child,
    folder: PathBuf,
}

impl Chain {
    fn start(name: &str) -> Chain {
        let folder = std::env::temp_dir().join(format!("pallet-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let out = folder.join("dev.json");
        fs::write(folder.join("blueprint.toml"), "").unwrap();
        let earlier = ["rpc", "websocket", "runtime", "services", "accounts"].map(|it| (it, ""));
        let earlier = serde_json::to_string(&std::collections::BTreeMap::from(earlier));
        fs::write(&out, earlier.unwrap()).unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_blueprint-hooks"))
            .args(["dev", "up", "--port", "0", "--project"])
            .arg(&folder)
            .arg("--out")
            .arg(&out)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        // It prints the last line once the addresses are written.
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        assert!(lines.any(|line| line.unwrap().contains("Ctrl-C ends")));
        let addresses: Value = serde_json::from_str(&fs::read_to_string(&out).unwrap()).unwrap();
        let file = format!(
            "[chains.dev]\nrpc = {}\ncaller = \"services\"\n",
            addresses["rpc"]
        );
        fs::write(folder.join("blueprint.toml"), file).unwrap();
        Chain { child, folder }
    }

    /// Whether a command ends well, and what it writes: JSON, or its error.
    fn run(&self, arguments: &[&str]) -> Result<Value, String> {
        let output = Command::new(env!("CARGO_BIN_EXE_blueprint-hooks"))
            .args(arguments)
            .args(["--chain", "dev", "--json", "--project"])
            .arg(&self.folder)
            .output()
            .unwrap();
        let written = String::from_utf8(output.stdout).unwrap();
        let text = format!("{written}{}", String::from_utf8(output.stderr).unwrap());
        let value = serde_json::from_str(&written);
        match output.status.success() {
            true => Ok(value.unwrap_or_else(|error| panic!("{arguments:?}: {error}: {text}"))),
            false => Err(text),
        }
    }

    fn take(&self, arguments: &[&str]) -> Value {
        let taken = self.run(arguments);
        taken.unwrap_or_else(|error| panic!("{arguments:?}: {error}"))
    }

    /// A manager of this repository, deployed by baltathar, and a blueprint of it.
    fn blueprint(&self, manager: &str, generation: &str) {
        let ink = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/ink");
        let code = ink.join(format!("{manager}.polkavm"));
        let by = ["--account", "baltathar"];
        let deploy = [&["deploy", code.to_str().unwrap(), "runtime", "1"], &by[..]].concat();
        let deployed = self.take(&deploy);
        let address = deployed["record"]["address"].as_str().unwrap();
        let create = [
            "pallet",
            "create-blueprint",
            address,
            "--generation",
            generation,
        ];
        self.take(&[&create, &by[..]].concat());
    }
}

impl Drop for Chain {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

#[test]
fn key_of_an_operator_signs_its_registration() {
    let chain = Chain::start("key");
    let generations = [
        ("squaring_seed_2024", "Seed2024", None),
        (
            "squaring_substrate_1_4",
            "Substrate1_4",
            Some("https://operator.example"),
        ),
    ];
    for (blueprint, (manager, generation, rpc)) in generations.into_iter().enumerate() {
        chain.blueprint(manager, generation);
        let id = blueprint.to_string();
        let register = ["pallet", "register", &id, "--account", "alith"];
        if blueprint == 0 {
            chain.take(&[
                "pallet",
                "send",
                "Services",
                "join_operators",
                "--account",
                "alith",
            ]);
        }
        // Without a key there is nothing by which the manager knows the operator.
        let unsigned = chain.run(&register).unwrap_err();
        assert!(unsigned.contains("InvalidPreferences"), "{unsigned}");
        let key = ["--key", "test3", "--generation", generation];
        let mut signed = [&register[..], &key].concat();
        if let Some(rpc) = rpc {
            signed.extend(["--rpc-address", rpc]);
        }
        // A signature for another chain proves nothing here.
        let other = format!("0x{}", "11".repeat(32));
        let elsewhere = [&signed[..], &["--genesis", &other]].concat();
        let elsewhere = chain.run(&elsewhere).unwrap_err();
        assert!(elsewhere.contains("KeyNotProven"), "{elsewhere}");
        let registered = chain.take(&signed);
        let events = registered["events"].as_array().unwrap();
        let of = |event: &Value| event["event"] == json!("Registered");
        assert!(events.iter().any(of), "{registered}");
    }
}

#[test]
fn key_without_its_generation_and_an_address_without_a_field_are_errors() {
    let chain = Chain::start("options");
    let register = [
        "pallet",
        "register",
        "0",
        "--account",
        "alith",
        "--key",
        "test3",
    ];
    let cases: [(&[&str], &str); 4] = [
        (&[], "--generation"),
        (&["--generation", "Core0_20"], "Substrate1_4, Seed2024"),
        (
            &[
                "--generation",
                "Seed2024",
                "--rpc-address",
                "https://operator.example",
            ],
            "expected no --rpc-address",
        ),
        (
            &["--generation", "Seed2024", "--genesis", "0x11"],
            "expected the hash of the chain's first block",
        ),
    ];
    for (options, expected) in cases {
        let error = chain.run(&[&register, options].concat()).unwrap_err();
        assert!(error.contains(expected), "{options:?}: {error}");
    }
}

#[cfg(unix)]
#[test]
fn file_of_addresses_goes_with_its_chain() {
    let mut chain = Chain::start("end");
    let file = chain.folder.join("dev.json");
    assert!(file.is_file());
    let interrupt = ["-INT", &chain.child.id().to_string()];
    assert!(Command::new("kill")
        .args(interrupt)
        .status()
        .unwrap()
        .success());
    assert!(chain.child.wait().unwrap().success());
    assert!(!file.exists());
}
