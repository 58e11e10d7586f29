//! Statements of members of a committee, of challengers and of an enclave, on the development chain: signed, checked and submitted.

mod chain;
mod quality;

use blueprint_live::{
    statement::{self, Check, Sign, Signed, Submit, Submitted},
    Report,
};
use blueprint_rules::beacon::evmnet::{KEY, ROUNDS};
use chain::{error, parsed, shown};
use quality::{roles, Lines, World, ALITH, BALTATHAR, DEV0, ZERO};
use serde_json::{json, Value};

const CHAIN: &str = "31337";
const AGREEMENT: &str = "0x0101010101010101010101010101010101010101010101010101010101010101";
const MEDIAN: &str = "0x0202020202020202020202020202020202020202020202020202020202020202";
/// Seconds.
const PERIOD: u64 = 60;

/// Signs as an account: what `--json` prints.
fn signed(world: &World, kind: &str, members: &Value, contract: &str, by: &str) -> Signed {
    sign(world, kind, members, contract, by).unwrap()
}

fn sign(
    world: &World,
    kind: &str,
    members: &Value,
    contract: &str,
    by: &str,
) -> anyhow::Result<Signed> {
    let file = world.write("statement.json", members.to_string());
    let words = [kind, &file, "--chain-id", CHAIN, "--contract", contract];
    let args = parsed::<Sign>(&[&words[..], &["--account", by]].concat());
    statement::sign(&args).map(shown)
}

async fn submit(world: &World, contract: &str, files: &[&Signed]) -> anyhow::Result<Submitted> {
    let files = files.iter().enumerate().map(|(number, signed)| {
        world.write(
            &format!("signed-{number}.json"),
            serde_json::to_string(signed).unwrap(),
        )
    });
    let files: Vec<_> = files.collect();
    let files: Vec<_> = files.iter().map(String::as_str).collect();
    let words = [
        &[contract][..],
        &files,
        &["--chain", "dev", "--account", "test5"],
    ]
    .concat();
    statement::submit(parsed::<Submit>(&words), &world.project, &mut Lines::new())
        .await
        .map(shown)
}

/// The error of statements of which nothing is sent.
async fn rejected(world: &World, contract: &str, files: &[&Signed]) -> String {
    let client = world.client().await;
    let nonce = || {
        client.nonce(
            "0x9965507D1a55bcC2695C58ba16FB37d819B0A4dc"
                .parse()
                .unwrap(),
            true,
        )
    };
    let before = nonce().await.unwrap();
    let error = error(submit(world, contract, files).await);
    assert_eq!(nonce().await.unwrap(), before);
    error
}

#[tokio::test]
async fn observations_are_submitted_in_the_order_of_their_signers() {
    let world = World::new(&["oracle_committee", "enclave_keys"]);
    let committee = world.committee().await;
    world
        .ask(&json!(AGREEMENT), json!([1, PERIOD, 3_600, 0, 0]))
        .await;
    world
        .ask(&json!(MEDIAN), json!([2, PERIOD, 3_600, 6_667, 500]))
        .await;
    let time = (world.now().await / PERIOD + 1) * PERIOD;
    world.at(time).await;
    let observation =
        |question: &str, value: u64| json!({ "question": question, "time": time, "value": value });
    let by = |question: &str, value: u64, by: &str| {
        signed(
            &world,
            "observation",
            &observation(question, value),
            &committee,
            by,
        )
    };

    let [one, two, three] = ["test0", "alith", "baltathar"].map(|it| by(AGREEMENT, 7, it));
    let few = rejected(&world, "oracle_committee", &[&one]).await;
    assert!(few.contains("at least 2 members, received 1"), "{few}");
    let other = by(AGREEMENT, 8, "alith");
    let split = rejected(&world, "oracle_committee", &[&one, &other]).await;
    assert!(
        split.contains("expected one value of all members"),
        "{split}"
    );
    let twice = rejected(&world, "oracle_committee", &[&two, &one, &other]).await;
    assert!(
        twice.contains("expected one value of each member"),
        "{twice}"
    );
    let stranger = by(AGREEMENT, 7, "test3");
    let stranger = rejected(&world, "oracle_committee", &[&one, &stranger, &two]).await;
    assert!(
        stranger.contains("signed-1.json of") && stranger.contains("which is none"),
        "{stranger}"
    );
    let median = by(MEDIAN, 7, "alith");
    let mixed = rejected(&world, "oracle_committee", &[&one, &median]).await;
    assert!(
        mixed.contains("observations of one question and time"),
        "{mixed}"
    );
    let elsewhere = signed(
        &world,
        "observation",
        &observation(AGREEMENT, 7),
        BALTATHAR,
        "alith",
    );
    let elsewhere = rejected(&world, "oracle_committee", &[&one, &elsewhere]).await;
    assert!(
        elsewhere.contains("expected a statement to the contract"),
        "{elsewhere}"
    );
    let forged = Signed {
        signature: one.signature.clone(),
        ..two.clone()
    };
    let forged = rejected(&world, "oracle_committee", &[&one, &forged]).await;
    assert!(forged.contains("was changed"), "{forged}");
    let answer = json!({ "serviceId": 1, "question": MEDIAN, "answer": MEDIAN, "time": time });
    let answer = signed(&world, "answer", &answer, &committee, "alith");
    let answer = rejected(&world, "oracle_committee", &[&answer]).await;
    assert!(
        answer.contains("received an answer, a head or an assignment"),
        "{answer}"
    );

    // One that is there twice counts once.
    let done = submit(&world, "oracle_committee", &[&one, &two, &three, &two])
        .await
        .unwrap();
    assert!(done.success() && done.mined.is_some());
    let signers: Vec<_> = done.signers.iter().map(ToString::to_string).collect();
    assert_eq!(signers, [BALTATHAR, ALITH, DEV0]);
    let value = world
        .call("oracle_committee", "valueOf", &[json!(AGREEMENT)])
        .await;
    assert_eq!(value[0], json!("7"));
    let again = rejected(&world, "oracle_committee", &[&one, &two]).await;
    assert!(again.contains("NotNewer"), "{again}");

    let said = [("test0", 100), ("alith", 102), ("baltathar", 101)];
    let said = said.map(|(it, value)| by(MEDIAN, value, it));
    let lacking = rejected(&world, "oracle_committee", &[&said[0]]).await;
    assert!(lacking.contains("NoQuorum"), "{lacking}");
    submit(&world, "oracle_committee", &said.each_ref())
        .await
        .unwrap();
    let value = world
        .call("oracle_committee", "valueOf", &[json!(MEDIAN)])
        .await;
    assert_eq!(value[0], json!("101"));

    // The guardian, baltathar, suspends test0.
    let words = ["oracle_committee", "suspend", &json!([1, DEV0]).to_string()].map(str::to_owned);
    let words: Vec<_> = words.iter().map(String::as_str).collect();
    let words = [&words[..], &["--chain", "dev", "--account", "baltathar"]].concat();
    let done = blueprint_live::call::run(parsed(&words), &world.project, &mut Lines::new()).await;
    assert!(shown(done.unwrap()).success());
    let suspended = rejected(&world, "oracle_committee", &[&one, &two]).await;
    assert!(suspended.contains("which is suspended"), "{suspended}");
}

#[tokio::test]
async fn challengers_report_a_load_test() {
    const WINDOW: u64 = 120;
    const MARGIN: u64 = 30;
    let world = World::new(&["oracle_committee", "seed_beacon", "load_tests"]);
    let committee = world.committee().await;
    let start = world.now().await + WINDOW;
    // The first known round is signed after window 0 began.
    let signed_at = start + MARGIN + 1;
    let genesis = signed_at - (ROUNDS[0].number - 1) * WINDOW;
    let times = [genesis, WINDOW, MARGIN, 600, 90_000].map(|it| json!(it));
    let key = KEY.map(|word| json!(format!("0x{word}")));
    let beacon = world
        .deploy("seed_beacon", &[&times[..], &key].concat())
        .await;
    let tests = world.deploy("load_tests", &roles()).await;
    let terms = json!([start, WINDOW, 600, 3, 2, 1_000, 9_000, false]);
    let open = [
        json!(3),
        json!(ZERO),
        json!(committee),
        json!(beacon),
        terms,
    ];
    world.call("load_tests", "openService", &open).await;
    let operator = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
    let serves = [json!(3), json!(operator), json!(true)];
    world.call("load_tests", "setOperator", &serves).await;

    let report = |window: u64, answered: u64| json!({ "serviceId": 3, "operator": operator, "window": window, "answered": answered });
    let by = |answered: u64, by: &str| signed(&world, "load", &report(0, answered), &tests, by);
    let [one, two, three] = [("test0", 950), ("alith", 900), ("baltathar", 910)]
        .map(|(name, answered)| by(answered, name));
    // The library's digest is the contract's.
    let stated = [json!(3), json!(operator), json!(0), json!(950)];
    let digest = world.call("load_tests", "reportDigest", &stated).await;
    assert_eq!(digest, [json!(one.digest)]);
    let undrawn = rejected(&world, "load_tests", &[&one]).await;
    assert!(
        undrawn.contains("expected a test that was drawn"),
        "{undrawn}"
    );
    world.at(signed_at + 1).await;
    let [x, y] = ROUNDS[0].signature;
    let round = [json!(ROUNDS[0].number), json!(format!("0x{x}{y}"))];
    world.call("seed_beacon", "submit", &round).await;
    let draw = [json!(3), json!(operator), json!(0)];
    world.call("load_tests", "draw", &draw).await;
    let early = rejected(&world, "load_tests", &[&one]).await;
    assert!(early.contains("TooEarly"), "{early}");
    world.at(start + WINDOW).await;

    let stranger = rejected(&world, "load_tests", &[&one, &by(1_000, "test3")]).await;
    assert!(
        stranger.contains("signed-1.json of") && stranger.contains("which was not"),
        "{stranger}"
    );
    let split = rejected(&world, "load_tests", &[&one, &by(1, "test0")]).await;
    assert!(
        split.contains("expected one report of each challenger"),
        "{split}"
    );
    let later = signed(&world, "load", &report(1, 900), &tests, "alith");
    let mixed = rejected(&world, "load_tests", &[&one, &later]).await;
    assert!(
        mixed.contains("one service, operator and window"),
        "{mixed}"
    );
    let above = rejected(&world, "load_tests", &[&by(1_001, "test0")]).await;
    assert!(above.contains("MoreThanSent"), "{above}");
    let elsewhere = signed(&world, "load", &report(0, 900), &committee, "alith");
    let elsewhere = rejected(&world, "load_tests", &[&one, &elsewhere]).await;
    assert!(
        elsewhere.contains("expected a statement to the contract"),
        "{elsewhere}"
    );
    let observed = json!({ "question": MEDIAN, "time": 1, "value": 1 });
    let observed = signed(&world, "observation", &observed, &tests, "alith");
    let observed = rejected(&world, "load_tests", &[&one, &observed]).await;
    assert!(
        observed.contains("reports of a load test alone"),
        "{observed}"
    );

    // One that is there twice counts once.
    let done = submit(&world, "load_tests", &[&one, &two, &one])
        .await
        .unwrap();
    assert!(done.success() && done.mined.is_some());
    let again = rejected(&world, "load_tests", &[&two, &three]).await;
    assert!(
        again.contains("which reported 900: leave it out"),
        "{again}"
    );
    submit(&world, "load_tests", &[&three]).await.unwrap();
    world.at(start + WINDOW + 600).await;
    let closed = world.call("load_tests", "close", &draw).await;
    assert_eq!(closed, [json!(true), json!(true)]);
    let result = world.call("load_tests", "resultOf", &draw[..2]).await;
    assert!(result[0].to_string().contains("910"), "{result:?}");
    let gone = rejected(&world, "load_tests", &[&one]).await;
    assert!(gone.contains("expected a test that was drawn"), "{gone}");
}

#[tokio::test]
async fn enclave_reports_its_resources_and_gives_up_its_key() {
    const HOUR: u64 = 3_600;
    const MEASUREMENT: &str = MEDIAN;
    let world = World::new(&["oracle_committee", "enclave_keys"]);
    let committee = world.committee().await;
    let keys = world.deploy("enclave_keys", &roles()).await;
    let terms = json!([
        committee,
        ZERO,
        0,
        30 * 86_400,
        ZERO,
        HOUR,
        1_000,
        0,
        1_000,
        0,
        1
    ]);
    world
        .call("enclave_keys", "openService", &[json!(3), terms])
        .await;
    let allowed = [json!(3), json!(MEASUREMENT), json!(true)];
    world
        .call("enclave_keys", "allowMeasurement", &allowed)
        .await;

    // test1 is the key of alith's enclave; two members attest it.
    let test1 = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
    let expires = world.now().await + 86_400;
    let enrolment = [json!(test1), json!(MEASUREMENT), json!(expires)];
    let of = [json!(3), json!(ALITH)];
    let question = world.call("enclave_keys", "questionOf", &of).await[0].clone();
    let value = world.call("enclave_keys", "valueOf", &enrolment).await[0].clone();
    world.ask(&question, json!([1, 1, 86_400, 0, 0])).await;
    let time = world.now().await;
    let said = json!({ "question": question, "time": time, "value": value });
    let said = ["test0", "alith"].map(|by| signed(&world, "observation", &said, &committee, by));
    submit(&world, "oracle_committee", &said.each_ref())
        .await
        .unwrap();
    let enrol = [&of[..], &enrolment].concat();
    world.call("enclave_keys", "enrol", &enrol).await;

    let period = world.now().await / HOUR;
    let report = json!({
        "serviceId": "3", "operator": ALITH, "period": period, "tasks": 0, "cpuMs": 500, "memoryMbSeconds": "0x10",
    });
    let good = signed(&world, "resources", &report, &keys, "test1");
    // The library's digest is the contract's.
    // An array for a function of one argument is the argument.
    let stated = [3, period, 0, 500, 16].map(|it| json!(it));
    let stated = [&stated[..1], &[json!(ALITH)], &stated[1..]].concat();
    let digest = world.call("enclave_keys", "reportDigest", &stated).await;
    assert_eq!(digest, [json!(good.digest)]);
    let early = rejected(&world, "enclave_keys", &[&good]).await;
    assert!(early.contains("TooEarly"), "{early}");
    world.at((period + 1) * HOUR).await;
    let wrong = signed(&world, "resources", &report, &keys, "alith");
    let wrong = rejected(&world, "enclave_keys", &[&wrong]).await;
    assert!(
        wrong.contains("expected the signature of the key of"),
        "{wrong}"
    );
    let both = rejected(&world, "enclave_keys", &[&good, &good]).await;
    assert!(
        both.contains("expected one report or revocation, received 2 files"),
        "{both}"
    );
    assert!(submit(&world, "enclave_keys", &[&good])
        .await
        .unwrap()
        .success());
    let used = [&of[..], &[json!(period)]].concat();
    let used = world.call("enclave_keys", "usageOf", &used).await;
    assert_eq!(used, [json!(true), json!("5000")]);

    // The key alone signs that it is revoked.
    let revocation = json!({ "serviceId": 3, "operator": ALITH, "key": test1 });
    let other = error(sign(&world, "revocation", &revocation, &keys, "alith"));
    assert!(
        other.contains("expected the account of the key that is revoked"),
        "{other}"
    );
    let revoked = signed(&world, "revocation", &revocation, &keys, "test1");
    let file = world.write("statement.json", revocation.to_string());
    let check = |signature: &str, more: &[&str]| {
        let words = [
            "revocation",
            &file,
            "--chain-id",
            CHAIN,
            "--contract",
            &keys,
        ];
        let words = [&words[..], &["--signature", signature], more].concat();
        statement::check(&parsed::<Check>(&words)).map(shown)
    };
    let signature = revoked.signature.to_string();
    let checked = check(&signature, &[]).unwrap();
    assert_eq!(
        (checked.signer.to_string(), checked.digest),
        (test1.to_owned(), revoked.digest)
    );
    let not = error(check(&signature, &["--signer", ALITH]));
    assert!(not.contains("expected the signature of 0xf24F"), "{not}");
    let another = error(check(&good.signature.to_string(), &[]));
    assert!(
        another.contains("or a signature of another statement"),
        "{another}"
    );
    let short = error(check(&signature[..100], &[]));
    assert!(
        short.contains("expected a signature of 65 bytes"),
        "{short}"
    );
    assert!(submit(&world, "enclave_keys", &[&revoked])
        .await
        .unwrap()
        .success());
    let key = world.call("enclave_keys", "keyOf", &of).await;
    assert_eq!(key[0], json!(ZERO));
    let gone = rejected(&world, "enclave_keys", &[&revoked]).await;
    assert!(
        gone.contains("expected the signature of the key of"),
        "{gone}"
    );
}
