//! A window of storage proofs, kept by a file on the development chain: the tree, the leaves that a real round of drand's
//! evmnet asks for, and the service levels' verdict.

mod chain;

use blueprint_live::{
    call,
    client::Client,
    data_set::{self, Prove, Root},
    deploy, Project, Report,
};
use blueprint_rules::beacon::evmnet::{KEY, ROUNDS};
use chain::{error, parsed, shown, Chain};
use serde_json::{json, Value};
use std::fs;

type Lines = Vec<String>;

/// Seconds.
const WINDOW: u64 = 120;
const MARGIN: u64 = 10;
const ALITH: &str = "0xf24FF3a9CF04c71Dbc94D0b566f7A27B94566cac";
const BALTATHAR: &str = "0x3Cd0A705a2DC65e5b1E1205896BaA2be8A07c6e0";
const SENT: [&str; 4] = ["--chain", "dev", "--account", "alith"];

async fn deployed(project: &Project, contract: &str, arguments: &[Value]) -> String {
    let arguments = json!(arguments).to_string();
    let words = [&[contract, &arguments][..], &SENT].concat();
    let done = deploy::run(parsed(&words), project, &mut Lines::new()).await;
    let done = shown(done.unwrap());
    assert!(done.success());
    done.record.unwrap().address.to_string()
}

async fn called(project: &Project, contract: &str, function: &str, arguments: &[Value]) -> Value {
    let arguments = json!(arguments).to_string();
    let words = [&[contract, function, &arguments][..], &SENT].concat();
    let done = call::run(parsed(&words), project, &mut Lines::new()).await;
    let done = shown(done.unwrap());
    assert!(done.success());
    serde_json::to_value(&done).unwrap()["returned"].clone()
}

#[tokio::test]
async fn operator_keeps_a_window_by_leaves_of_its_file() {
    let chain = Chain::in_process();
    let contracts = ["service_levels", "storage_proofs", "seed_beacon"];
    let built = contracts.map(|name| format!("ink/{name}.polkavm"));
    let built: Vec<_> = built.iter().map(String::as_str).collect();
    let (folder, project) = chain.project(&built);
    let client = Client::connect(&project, "dev").await.unwrap();
    let now: u64 = client.latest().await.unwrap().timestamp.to();
    let start = now + WINDOW;

    let roles = [json!(ALITH), json!(BALTATHAR), json!(86_400)];
    let capped = [&roles[..], &[json!(1_000_000)]].concat();
    let levels = deployed(&project, "service_levels", &capped).await;
    deployed(&project, "storage_proofs", &roles).await;
    // The first known round is signed after window 0 began.
    let signed = start + MARGIN + 1;
    let genesis = signed - (ROUNDS[0].number - 1) * WINDOW;
    let times = [genesis, WINDOW, MARGIN, 600, 90_000].map(|it| json!(it));
    let key = KEY.map(|word| json!(format!("0x{word}")));
    let network = [&times[..], &key].concat();
    let beacon = deployed(&project, "seed_beacon", &network).await;
    let proofs = fs::read_to_string(folder.path().join("deployments/dev.json")).unwrap();
    assert!(proofs.contains("storage_proofs"), "{proofs}");

    let terms = json!([
        start,
        WINDOW,
        60,
        600,
        10 * WINDOW,
        100 * WINDOW,
        1,
        4_000,
        50
    ]);
    let open = [
        json!(7),
        terms,
        json!([[0, 9_000, 5_000]]),
        json!([ALITH]),
        json!([10_000]),
    ];
    called(&project, "service_levels", "openService", &open).await;
    let verifier = [json!(7), json!("storage_proofs")];
    called(&project, "service_levels", "setVerifier", &verifier).await;
    let asked = [
        json!(7),
        json!(levels),
        json!(beacon),
        json!(5),
        json!(false),
    ];
    called(&project, "storage_proofs", "openService", &asked).await;

    // 50 leaves of 64 bytes, and one of what is left.
    let file = folder.path().join("stored");
    let data: Vec<u8> = (0..50 * 64 + 7).map(|it| (it * 31 % 251) as u8).collect();
    fs::write(&file, &data).unwrap();
    let stored = [file.to_str().unwrap(), "--leaf-bytes", "64"];
    let tree = shown(data_set::root(&parsed::<Root>(&stored)).unwrap());
    assert_eq!((tree.leaves, tree.height), (51, 6));
    let set = [
        json!(7),
        json!(ALITH),
        json!(tree.root),
        json!(tree.leaves),
        json!(tree.height),
        json!(0),
    ];
    called(&project, "storage_proofs", "setDataSet", &set).await;

    let prove = |file: &str, more: &[&str]| {
        let words = [
            &[
                "storage_proofs",
                file,
                "--leaf-bytes",
                "64",
                "--service",
                "7",
            ][..],
            &SENT,
            more,
        ];
        parsed::<Prove>(&words.concat())
    };
    let file = file.to_str().unwrap();
    let early = data_set::prove(prove(file, &[]), &project, &mut Lines::new()).await;
    let early = error(early);
    assert!(early.contains("window 0 has not begun"), "{early}");
    let then = json!([format!("{:#x}", signed + MARGIN + 1)]);
    let _: Value = client
        .request("evm_setNextBlockTimestamp", then)
        .await
        .unwrap();
    let _: Value = client.request("evm_mine", json!([])).await.unwrap();
    let unseeded = data_set::prove(prove(file, &[]), &project, &mut Lines::new()).await;
    let unseeded = error(unseeded);
    assert!(unseeded.contains("NoSeed"), "{unseeded}");
    let [x, y] = ROUNDS[0].signature;
    let round = [json!(ROUNDS[0].number), json!(format!("0x{x}{y}"))];
    called(&project, "seed_beacon", "submit", &round).await;

    // Another file is an error before anything is sent.
    let other = folder.path().join("other");
    fs::write(&other, &data[1..]).unwrap();
    let other = prove(other.to_str().unwrap(), &[]);
    let other = error(data_set::prove(other, &project, &mut Lines::new()).await);
    assert!(
        other.contains("expected the data set with the root 0x"),
        "{other}"
    );

    // baltathar relays the operator's openings.
    let by = ["--operator", ALITH, "--window", "0"];
    let relayed = [
        &[
            "storage_proofs",
            file,
            "--leaf-bytes",
            "64",
            "--service",
            "7",
        ][..],
        &by,
    ];
    let relayed = [
        relayed.concat(),
        vec!["--chain", "dev", "--account", "baltathar"],
    ]
    .concat();
    let done = data_set::prove(parsed::<Prove>(&relayed), &project, &mut Lines::new()).await;
    let done = shown(done.unwrap());
    assert!(done.success() && done.leaves.len() == 5, "{done}");
    let then = json!([format!("{:#x}", start + WINDOW + 60 + 600 + 1)]);
    let _: Value = client
        .request("evm_setNextBlockTimestamp", then)
        .await
        .unwrap();
    let _: Value = client.request("evm_mine", json!([])).await.unwrap();
    let of = [json!(7), json!(ALITH), json!(0), json!(1)];
    let verdict = called(&project, "service_levels", "verdict", &of).await;
    let kept = verdict
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["value"].clone());
    assert_eq!(kept.collect::<Vec<_>>(), ["1", "1", "0"]);
}
