//! The steps of IServices on the development chain, by an account whose key is in a keystore.

mod chain;

use alloy_primitives::{Address, Bytes, U256};
use blueprint_live::{
    account, call::Called, client::Client, contract::Book, deploy, dry_run::Outcome,
    dry_run::Request, keys, life, mined, options, send::Sending, Project, Report,
};
use chain::{error, parsed, shown, Chain};
use std::{env, fs};

type Lines = Vec<String>;

async fn step(project: &Project, words: &[&str]) -> anyhow::Result<Called> {
    let words = [words, &["--chain", "dev"]].concat();
    life::run(parsed(&words), project, &mut Lines::new())
        .await
        .map(shown)
}

/// Sends a request of alith's without a dry run.
async fn send(project: &Project, to: Address, value: U256, data: Bytes) -> mined::Mined {
    let client = &Client::connect(project, "dev").await.unwrap();
    let key = &keys::dev::key("alith").unwrap();
    let request = Request {
        from: key.address(),
        to: Some(to),
        value,
        data,
    };
    let options = &options::Sending::default();
    let sending = Sending {
        project,
        client,
        key,
        options,
    };
    let receipt = sending
        .send(&request, 10_000_000_000, "test", &mut Lines::new())
        .await
        .unwrap();
    let book = Book::open(project, client).unwrap();
    let mined = mined::read(client, &receipt, &request, &book)
        .await
        .unwrap();
    println!("{mined}\n");
    mined
}

#[tokio::test]
async fn an_operator_with_a_keystore_lives_by_steps() {
    let chain = Chain::start();
    let (folder, project) = chain.project(&["ink/report_counter.polkavm"]);
    // No other test of this file runs beside this one.
    env::set_var("XDG_CONFIG_HOME", folder.path().join("config"));
    let password = folder.path().join("password");
    fs::write(&password, "a password\n").unwrap();
    let password = ["--password-file", password.to_str().unwrap()];
    let made = [&["new", "operator"][..], &password].concat();
    let made = account::run(parsed(&made), &mut Lines::new()).unwrap();
    let operator = shown(made).0[0].address.unwrap();
    let name = operator.to_string();

    // An account without funds.
    let signed = [&["--account", "operator"][..], &password].concat();
    let poor = error(step(&project, &[&["join-operators"][..], &signed].concat()).await);
    assert!(poor.contains("Funds are unavailable"), "{poor}");
    let words = [
        "report_counter",
        "runtime",
        "--chain",
        "dev",
        "--account",
        "operator",
    ];
    let words = [&words[..], &password].concat();
    let poor = error(deploy::run(parsed(&words), &project, &mut Lines::new()).await);
    assert!(poor.contains("received a balance of 0 UNIT"), "{poor}");
    let thousand: U256 = options::amount("1000ether").unwrap();
    assert!(
        send(&project, operator, thousand, Bytes::new())
            .await
            .success
    );

    // A dry run takes no password, because the keystore names the address.
    let dry = step(
        &project,
        &["join-operators", "--account", "operator", "--dry-run"],
    )
    .await
    .unwrap();
    assert!(dry.mined.is_none() && dry.cost.is_some());
    let joined = step(&project, &[&["join-operators"][..], &signed].concat())
        .await
        .unwrap();
    assert!(joined.success(), "{joined}");
    let twice = error(step(&project, &[&["join-operators"][..], &signed].concat()).await);
    assert!(twice.contains("with AlreadyOperator"), "{twice}");

    let zero = Address::ZERO.to_string();
    let delegate = [
        "delegate",
        "--operator",
        &name,
        "--amount",
        "10ether",
        &zero,
        "--account",
        "baltathar",
    ];
    // Governance accepts assets: not every chain has done so.
    match step(&project, &delegate).await {
        Ok(delegated) => {
            assert!(delegated.success());
            let stake = step(&project, &["stake-of", &name, &zero]).await.unwrap();
            assert_eq!(stake.returned[0].value, "10000000000000000000");
            let undelegate = [
                "undelegate",
                &name,
                &zero,
                "4ether",
                "--account",
                "baltathar",
            ];
            assert!(step(&project, &undelegate).await.unwrap().success());
        }
        unaccepted => assert!(error(unaccepted).contains("UnknownAsset")),
    }
    let service = step(&project, &["service-of", "--service-id", "999999"])
        .await
        .unwrap();
    assert_eq!(service.returned.last().unwrap().to_string(), "live: false");
    let none = error(step(&project, &[&["heartbeat", "999999"][..], &signed].concat()).await);
    assert!(none.contains("ServiceNotFound"), "{none}");
    let slash = error(
        step(
            &project,
            &[
                "dispute-slash",
                "--slash-id",
                "999999",
                "--account",
                "alith",
            ],
        )
        .await,
    );
    assert!(slash.contains("SlashNotFound"), "{slash}");
    assert!(
        step(&project, &[&["leave-operators"][..], &signed].concat())
            .await
            .unwrap()
            .success()
    );

    // What fails in its block has its reason.
    let words = [
        "report_counter",
        "runtime",
        "--chain",
        "dev",
        "--account",
        "alith",
    ];
    let deployed = deploy::run(parsed(&words), &project, &mut Lines::new())
        .await
        .unwrap();
    let manager = deployed.record.unwrap().address;
    let bind =
        blueprint_live::abi::Abi::load(&project.root.join("target/ink/report_counter.abi.json"))
            .unwrap();
    let bind = bind.function("onBlueprintCreated").unwrap().selector();
    let mut data = bind.to_vec();
    data.extend([0; 96]);
    let failed = send(&project, manager, U256::ZERO, data.into()).await;
    assert!(!failed.success);
    let Some(Outcome::Reverted(revert)) = failed.reason else {
        panic!("expected a reason")
    };
    assert_eq!(revert.name.as_deref(), Some("CallerNotRuntime"));
}

#[tokio::test]
async fn a_chain_without_the_pallet_has_no_steps() {
    let chain = Chain::start();
    let (_folder, mut project) = chain.project(&[]);
    let dev = project.config.chains.get_mut("dev").unwrap();
    dev.caller = blueprint_live::config::Caller::None;
    let text = error(step(&project, &["current-era"]).await);
    assert!(text.contains("caller = \"services\""), "{text}");
    let dev = project.config.chains.get_mut("dev").unwrap();
    dev.chain_id = Some(1);
    let text = error(step(&project, &["current-era"]).await);
    assert!(
        text.contains("expected the chain id 1") && text.contains("31337"),
        "{text}"
    );
}
