//! Contracts on the development chain: deployed, called, estimated and verified.

mod chain;

use alloy_primitives::U256;
use blueprint_live::{
    call, deploy, dry_run::Outcome, estimate, names, records, verify, Project, Report,
};
use chain::{error, parsed, shown, Chain};
use std::fs;

type Lines = Vec<String>;

async fn deploy(project: &Project, words: &[&str]) -> anyhow::Result<deploy::Deployed> {
    deploy::run(parsed(words), project, &mut Lines::new())
        .await
        .map(shown)
}

async fn call(project: &Project, words: &[&str]) -> anyhow::Result<call::Called> {
    call::run(parsed(words), project, &mut Lines::new())
        .await
        .map(shown)
}

async fn verify(project: &Project, words: &[&str]) -> anyhow::Result<verify::Verified> {
    verify::run(parsed(words), project, &mut Lines::new())
        .await
        .map(shown)
}

const ALITH: &str = "0xf24FF3a9CF04c71Dbc94D0b566f7A27B94566cac";
const AS_ALITH: [&str; 4] = ["--chain", "dev", "--account", "alith"];

#[tokio::test]
async fn all_builds_are_deployed_called_and_verified() {
    let chain = Chain::start();
    let (_folder, project) = chain.project(&[
        "ink/report_counter.polkavm",
        "solidity/ReportCounter.polkavm",
        "solidity/ReportCounter.evm",
    ]);
    let several = error(
        deploy(
            &project,
            &[&["report_counter", ALITH][..], &AS_ALITH].concat(),
        )
        .await,
    );
    assert!(several.contains("--build ink|resolc|evm"), "{several}");
    for build in ["ink", "resolc", "evm"] {
        let by = ["--build", build, "--as", build];
        let words = [&["report_counter", ALITH][..], &by, &AS_ALITH].concat();
        let dry = deploy(&project, &[&words[..], &["--dry-run"]].concat())
            .await
            .unwrap();
        assert!(dry.record.is_none() && dry.mined.is_none());
        let cost = dry.cost.unwrap();
        assert!(cost.fee > U256::ZERO);

        let deployed = deploy(&project, &words).await.unwrap();
        let record = deployed.record.unwrap();
        let mined = deployed.mined.unwrap();
        assert!(mined.success && mined.fee > U256::ZERO);
        assert_eq!(records::all(&project, "dev").unwrap().last(), Some(&record));
        assert_eq!(record.arguments[0].value, ALITH);
        let pending =
            fs::read_to_string(project.root.join("deployments/dev.pending.json")).unwrap();
        assert_eq!(pending.trim(), "[]");

        // A view, an event, an error by its name.
        let reports = call(&project, &[build, "reportsOf", "1", "--chain", "dev"])
            .await
            .unwrap();
        assert_eq!(reports.returned[0].value, "0");
        assert!(reports.mined.is_none());
        let bind = [build, "onBlueprintCreated", "7", ALITH, ALITH];
        let wrong = ["--chain", "dev", "--account", "baltathar"];
        let wrong = error(call(&project, &[&bind[..], &wrong].concat()).await);
        assert!(wrong.contains("CallerNotRuntime"), "{wrong}");
        let bound = call(&project, &[&bind[..], &AS_ALITH].concat())
            .await
            .unwrap();
        assert!(bound.success(), "{bound}");
        let report = [build, "verifyReport", "1", "0", "3", ALITH, "0x01", "0x02"];
        let estimated = [&report[..], &AS_ALITH].concat();
        let estimated = estimate::run(parsed(&estimated), &project, &mut Lines::new())
            .await
            .unwrap();
        assert!(matches!(
            shown(estimated).dry_run.outcome,
            Outcome::Returned { .. }
        ));
        let reported = call(&project, &[&report[..], &AS_ALITH].concat())
            .await
            .unwrap();
        let events = &reported.mined.as_ref().unwrap().events;
        assert_eq!(
            events[0].name.as_deref(),
            Some("ReportCounted"),
            "{reported}"
        );
        assert_eq!(events[0].contract.as_deref(), Some(build));
        let reports = call(&project, &[build, "reportsOf", "1", "--chain", "dev"])
            .await
            .unwrap();
        assert_eq!(reports.returned[0].value, "1");

        let verified = verify(&project, &[build, "--chain", "dev"]).await.unwrap();
        assert!(verified.success(), "{verified}");
        assert_eq!(verified.on_chain, record.code_hash);
    }
    // Another build's code is not equal.
    for (contract, build) in [("ink", "resolc"), ("evm", "ink"), ("resolc", "evm")] {
        let words = [
            contract,
            "--chain",
            "dev",
            "--artifact",
            "ReportCounter",
            "--build",
            build,
        ];
        let verified = verify(&project, &words).await.unwrap();
        assert!(!verified.success(), "{verified}");
        assert_ne!(verified.on_chain, verified.build);
    }
    // A build other than the record's is compared where one is named, and what is built now, not what was deployed.
    let other = verify(&project, &["ink", "--chain", "dev", "--build", "evm"]);
    assert!(!other.await.unwrap().success());
    let path = project.root.join("target/ink/report_counter.polkavm");
    let changed = [&fs::read(&path).unwrap()[..], &[0]].concat();
    fs::write(&path, changed).unwrap();
    let changed = verify(&project, &["ink", "--chain", "dev"]).await.unwrap();
    assert!(!changed.success());
}

#[tokio::test]
async fn names_of_the_pallet_and_wrong_input() {
    let chain = Chain::start();
    let (_folder, project) = chain.project(&["ink/report_counter.polkavm"]);
    let deployed = deploy(
        &project,
        &[&["report_counter", "runtime"][..], &AS_ALITH].concat(),
    )
    .await
    .unwrap();
    assert_eq!(
        deployed.record.unwrap().arguments[0].value,
        names::PALLET.to_string()
    );
    for (words, part) in [
        (
            &["report_counter", "--chain", "dev", "--account", "alith"][..],
            "1 argument (address runtime)",
        ),
        (
            &[
                "report_counter",
                "nothing",
                "--chain",
                "dev",
                "--account",
                "alith",
            ],
            "report_counter, runtime, services",
        ),
        (
            &[
                "report_counter",
                "runtime",
                "--chain",
                "hub",
                "--account",
                "alith",
            ],
            "dev; received hub",
        ),
        (
            &["report_counter", "runtime", "--chain", "dev"],
            "--account NAME",
        ),
        (
            &[
                "report_counter",
                "runtime",
                "--chain",
                "dev",
                "--account",
                "nothing",
            ],
            "alith, baltathar",
        ),
        (
            &[
                "report_counter",
                "runtime",
                "--chain",
                "dev",
                "--account",
                "alith",
                "--as",
                "a/b",
            ],
            "a/b",
        ),
        (
            &["other", "--chain", "dev", "--account", "alith"],
            "received none",
        ),
    ] {
        let text = error(deploy(&project, words).await);
        assert!(text.contains(part), "{words:?}: {text}");
    }
    for (words, part) in [
        (&["nothing", "f", "--chain", "dev"][..], "(report_counter)"),
        (&["report_counter", "f", "--chain", "dev"], "reportsOf"),
        (&["report_counter", "reportsOf", "--chain", "dev"], "uint64"),
        (&[ALITH, "f", "--chain", "dev"], "--abi"),
        (
            &[
                "report_counter",
                "reportsOf",
                "1",
                "--value",
                "1",
                "--chain",
                "dev",
            ],
            "not payable",
        ),
    ] {
        let text = error(call(&project, words).await);
        assert!(text.contains(part), "{words:?}: {text}");
    }
    let abi = project.root.join("target/ink/report_counter.abi.json");
    let words = [
        ALITH,
        "reportsOf",
        "1",
        "--chain",
        "dev",
        "--abi",
        abi.to_str().unwrap(),
    ];
    let text = error(call(&project, &words).await);
    assert!(text.contains("no code"), "{text}");
    let text = error(verify(&project, &[ALITH, "--chain", "dev"]).await);
    assert!(text.contains("--artifact"), "{text}");
}

/// An EVM contract is created once more to compare its code, with what its creation sent along.
#[tokio::test]
async fn contract_whose_constructor_requires_value_is_verified() {
    let chain = Chain::start();
    let (_folder, project) = chain.project(&[]);
    let folder = project.root.join("target/solidity");
    fs::create_dir_all(&folder).unwrap();
    // Reverts without value; else the code is STOP.
    let code = hex::decode("346007575f5ffd5b60005f5360015ff3").unwrap();
    fs::write(folder.join("Escrow.evm"), code).unwrap();
    let abi = r#"[{"type":"constructor","stateMutability":"payable","inputs":[]}]"#;
    fs::write(folder.join("Escrow.abi.json"), abi).unwrap();
    let words = [&["Escrow", "--value", "1gwei"][..], &AS_ALITH].concat();
    let record = deploy(&project, &words).await.unwrap().record.unwrap();
    assert_eq!(record.value, U256::from(1_000_000_000));
    let verified = verify(&project, &["Escrow", "--chain", "dev"]).await;
    assert!(verified.unwrap().success());
}
