//! A log of an operator on the development chain: its heads, the windows that they keep, its witnesses, and files that do
//! not continue it.

mod chain;
mod quality;

use blueprint_evidence::AuditLog;
use blueprint_live::{
    audit_log::{self, Append, Appended, Prove, Root, Show, Shown},
    statement::{self, Sign, Submit},
    Project, Report,
};
use chain::{
    error, parsed,
    proxy::{Mode, Proxy},
    shown, Chain,
};
use quality::{roles, Lines, World, ALITH, BALTATHAR, ZERO};
use serde_json::json;
use std::fs;

/// Seconds.
const WINDOW: u64 = 600;
const ANSWER: u64 = 60;
const EXCUSE: u64 = 120;
const BILL: u64 = 10 * WINDOW;
/// With levels; without them; with witnesses.
const LEVELS: &str = "7";
const PLAIN: &str = "8";
const WITNESSED: &str = "9";

struct Logs {
    world: World,
    start: u64,
}

fn lines(entries: &[&str]) -> String {
    entries.iter().map(|entry| format!("{entry}\n")).collect()
}

/// So many entries.
fn numbered(size: usize) -> Vec<String> {
    (0..size).map(|number| format!("entry {number}")).collect()
}

fn text(size: usize) -> String {
    let entries = numbered(size);
    lines(&entries.iter().map(String::as_str).collect::<Vec<_>>())
}

impl Logs {
    async fn new() -> Self {
        let contracts = [
            "audit_logs",
            "equivocation_evidence",
            "service_levels",
            "oracle_committee",
        ];
        let world = World::new(&contracts);
        let logs = world.deploy("audit_logs", &roles()).await;
        let evidence = world.deploy("equivocation_evidence", &roles()).await;
        let capped = [&roles()[..], &[json!(1_000_000)]].concat();
        let levels = world.deploy("service_levels", &capped).await;
        let committee = world.committee().await;
        let start = world.now().await + 200;
        let retention = WINDOW + ANSWER + EXCUSE + 3 * BILL;
        let terms = json!([start, WINDOW, ANSWER, EXCUSE, BILL, retention, 2, 4_000, 50]);
        let opening = [
            json!(7),
            terms,
            json!([[0, 9_000, 5_000]]),
            json!([ALITH]),
            json!([10_000]),
        ];
        world.call("service_levels", "openService", &opening).await;
        let verifier = [json!(7), json!(logs)];
        world.call("service_levels", "setVerifier", &verifier).await;
        for (service, levels, committee) in [
            (7, levels.as_str(), ZERO),
            (8, ZERO, ZERO),
            (9, ZERO, committee.as_str()),
        ] {
            let peers = [json!(evidence), json!(levels), json!(committee)];
            let opening = [&[json!(service)][..], &peers].concat();
            world.call("audit_logs", "openService", &opening).await;
        }
        Self { world, start }
    }

    async fn at(&self, window: u64, seconds: u64) {
        self.world.at(self.start + window * WINDOW + seconds).await;
    }

    async fn append(
        &self,
        service: &str,
        account: &str,
        more: &[&str],
    ) -> anyhow::Result<Appended> {
        self.append_on(&self.world.project, service, account, more)
            .await
    }

    async fn append_on(
        &self,
        project: &Project,
        service: &str,
        account: &str,
        more: &[&str],
    ) -> anyhow::Result<Appended> {
        let file = self.world.path("log");
        let place = ["audit_logs", file.to_str().unwrap(), "--service", service];
        let by = ["--chain", "dev", "--account", account];
        let words = [&place[..], &by, more].concat();
        let args = parsed::<Append>(&words);
        let done = audit_log::append(args, project, &mut Lines::new()).await;
        // The next head is of a later second.
        self.world.at(self.world.now().await + 1).await;
        done.map(shown)
    }

    async fn prove(
        &self,
        service: &str,
        entry: u64,
        more: &[&str],
    ) -> anyhow::Result<audit_log::Proven> {
        let (file, entry) = (self.world.path("log"), entry.to_string());
        let of = [file.to_str().unwrap(), "--entry", &entry];
        let at = ["--contract", "audit_logs", "--service", service];
        let words = [&of[..], &at, &["--operator", ALITH, "--chain", "dev"], more].concat();
        audit_log::prove(parsed::<Prove>(&words), &self.world.project)
            .await
            .map(shown)
    }

    async fn show(&self, service: &str) -> Shown {
        let words = ["audit_logs", "--service", service, "--operator", ALITH];
        let words = [&words[..], &["--chain", "dev"]].concat();
        let state = audit_log::show(parsed::<Show>(&words), &self.world.project).await;
        shown(state.unwrap())
    }

    /// What a failed command must leave as it was.
    async fn state(&self) -> (u64, Option<Vec<u8>>) {
        let client = self.world.client().await;
        let nonce = client.nonce(ALITH.parse().unwrap(), true).await.unwrap();
        let heads = fs::read(self.world.path("deployments/dev.heads.json"));
        (nonce, heads.ok())
    }

    /// The error of an append that signs and sends nothing.
    async fn rejected(&self, service: &str, more: &[&str]) -> String {
        let before = self.state().await;
        let error = error(self.append(service, "alith", more).await);
        assert_eq!(self.state().await, before);
        error
    }
}

#[tokio::test]
async fn operator_continues_its_log_and_keeps_windows() {
    let logs = Logs::new().await;
    let file = logs.world.write("log", text(3));
    let rooted = shown(audit_log::root(&parsed::<Root>(&[&file])).unwrap());
    assert_eq!(
        (rooted.size, rooted.root),
        (3, AuditLog::new(numbered(3)).root())
    );

    logs.at(0, 90).await;
    let dry = logs.append(LEVELS, "alith", &["--dry-run"]).await.unwrap();
    assert!(dry.mined.is_none() && dry.kept == Some(false), "{dry}");
    let first = logs.append(LEVELS, "alith", &[]).await.unwrap();
    assert!(first.success() && first.mined.is_some());
    assert_eq!((first.head.size, first.before), (3, None));
    assert_eq!((first.window, first.kept), (Some(0), Some(true)));

    // A window is kept by a time in it, while it can be answered.
    logs.world.write("log", text(7));
    logs.at(2, 30).await;
    let late = (logs.start + 2 * WINDOW - 1).to_string();
    let second = logs.append(LEVELS, "alith", &["--time", &late]).await;
    let second = second.unwrap();
    assert_eq!(second.before.map(|it| it.size), Some(3));
    assert_eq!((second.window, second.kept), (Some(1), Some(true)));
    logs.at(3, 90).await;
    let state = logs.show(LEVELS).await;
    assert_eq!(state.newest, Some(second.head));
    assert_eq!(state.heads, [first.head, second.head]);
    let windows = state.windows.unwrap();
    assert_eq!((windows.from, windows.to, windows.window), (0, 4, 600));
    assert_eq!(windows.of[0].windows, "##.?");
    assert_eq!((windows.of[0].kept, windows.of[0].missed), (2, 1));

    // What the file has beyond the head is not in it.
    logs.world.write("log", text(9));
    for entry in 0..7 {
        let proven = logs.prove(LEVELS, entry, &[]).await.unwrap();
        assert_eq!((proven.size, proven.root), (7, second.head.root));
        let verified = proven.verified.unwrap();
        assert_eq!(
            (verified.time, verified.witnessed),
            (second.head.time, false)
        );
    }
    let beyond = error(logs.prove(LEVELS, 7, &[]).await);
    assert!(
        beyond.contains("expected an entry below 7, received 7"),
        "{beyond}"
    );
    let words = [&file, "--entry", "7"];
    let offline = audit_log::prove_offline(&parsed::<Prove>(&words)).unwrap();
    assert_eq!((offline.size, offline.verified.is_none()), (9, true));

    // Another key, second, service, contract.
    let before = logs.state().await;
    let stranger = error(logs.append(LEVELS, "test3", &[]).await);
    assert!(
        stranger.contains("expected an operator of service 7"),
        "{stranger}"
    );
    let other = error(logs.append(LEVELS, "test3", &["--operator", ALITH]).await);
    assert!(
        other.contains("expected the account of the operator"),
        "{other}"
    );
    assert_eq!(logs.state().await, before);
    let time = logs.rejected(LEVELS, &["--time", &late]).await;
    assert!(time.contains("expected a second after"), "{time}");
    let ahead = logs.rejected(LEVELS, &["--time", "99999999999"]).await;
    assert!(ahead.contains("that of the newest block"), "{ahead}");
    let unknown = logs.rejected("6", &[]).await;
    assert!(unknown.contains("which was not opened there"), "{unknown}");
    let words = ["service_levels", &file, "--service", "7", "--chain", "dev"];
    let words = [&words[..], &["--account", "alith"]].concat();
    let (args, mut said) = (parsed::<Append>(&words), Lines::new());
    let wrong = audit_log::append(args, &logs.world.project, &mut said).await;
    let wrong = error(wrong);
    assert!(wrong.contains("serviceOf(uint64)"), "{wrong}");
}

#[tokio::test]
async fn file_that_does_not_continue_the_log_is_neither_signed_nor_sent() {
    let logs = Logs::new().await;
    for size in [5, 9] {
        logs.world.write("log", text(size));
        logs.append(PLAIN, "alith", &[]).await.unwrap();
    }
    let changed = |at: usize, size: usize| {
        let mut entries = numbered(size);
        entries[at] = "another".into();
        lines(&entries.iter().map(String::as_str).collect::<Vec<_>>())
    };
    for (data, expected) in [
        (text(7), ["has lost entries", "up to entry 5"]),
        (text(3), ["has lost entries", "of no earlier head"]),
        (
            changed(6, 12),
            ["an entry among them was changed", "up to entry 5"],
        ),
        (
            changed(8, 9),
            ["an entry among them was changed", "up to entry 5"],
        ),
        (
            changed(0, 12),
            ["an entry among them was changed", "of no earlier head"],
        ),
        (
            format!("{}torn", text(9)),
            ["received 4 bytes after the first 9", "--size 9"],
        ),
        (String::new(), ["has lost entries", "with 0"]),
    ] {
        logs.world.write("log", &data);
        let error = logs.rejected(PLAIN, &[]).await;
        assert!(
            expected.iter().all(|it| error.contains(it)),
            "{expected:?}: {error}"
        );
    }
    fs::remove_file(logs.world.path("log")).unwrap();
    let missing = logs.rejected(PLAIN, &[]).await;
    assert!(missing.contains("cannot read"), "{missing}");
    // Of a torn file the whole entries are appended on demand.
    logs.world.write("log", format!("{}torn", text(10)));
    let whole = logs
        .append(PLAIN, "alith", &["--size", "10"])
        .await
        .unwrap();
    assert_eq!(whole.head.size, 10);

    // What was shown to a server binds, though it is not on the chain.
    logs.world.write("log", text(12));
    let dry = logs.append(PLAIN, "alith", &["--dry-run"]).await.unwrap();
    assert!(dry.mined.is_none());
    for data in [changed(11, 12), text(11), changed(10, 14)] {
        logs.world.write("log", &data);
        let error = logs.rejected(PLAIN, &[]).await;
        assert!(
            error.contains("the head that was signed last: 12 entries"),
            "{error}"
        );
        assert!(error.contains("deployments/dev.heads.json"), "{error}");
    }
    logs.world.write("log", text(14));
    let done = logs.append(PLAIN, "alith", &[]).await.unwrap();
    assert_eq!(
        (done.head.size, done.before.map(|it| it.size)),
        (14, Some(10))
    );
    let sizes: Vec<_> = logs
        .show(PLAIN)
        .await
        .heads
        .iter()
        .map(|it| it.size)
        .collect();
    assert_eq!(sizes, [5, 9, 10, 14]);
    assert!(logs.show(PLAIN).await.windows.is_none());
    let changed = changed(2, 20);
    logs.world.write("log", changed);
    let unproven = error(logs.prove(PLAIN, 1, &[]).await);
    assert!(
        unproven.contains("begins with the entries of the head"),
        "{unproven}"
    );
}

#[tokio::test]
async fn head_whose_transaction_was_lost_is_sent_again_as_it_was_signed() {
    let logs = Logs::new().await;
    let proxy = Proxy::start(&logs.world.chain.rpc);
    let (_folder, project) = Chain::project_at(&proxy.rpc, &[]);
    // The same deployments, by the failing connection.
    let to = project.root.join("deployments");
    fs::create_dir_all(&to).unwrap();
    let from = logs.world.path("deployments/dev.json");
    fs::copy(from, to.join("dev.json")).unwrap();
    logs.world.write("log", text(4));
    proxy.set(Mode::LoseRequests);
    let lost = error(logs.append_on(&project, PLAIN, "alith", &[]).await);
    let hash = lost.split("--resume ").nth(1).expect("a hash");
    let hash = hash.split(' ').next().unwrap();
    proxy.set(Mode::Pass);
    // The log goes on meanwhile.
    logs.world.write("log", text(6));
    let waits = error(logs.append_on(&project, PLAIN, "alith", &[]).await);
    assert!(waits.contains("--resume"), "{waits}");
    let done = logs
        .append_on(&project, PLAIN, "alith", &["--resume", hash])
        .await;
    let done = done.unwrap();
    assert!(done.success() && done.head.size == 4, "{done}");
    assert_eq!(logs.show(PLAIN).await.heads, [done.head]);
    let resume = ["--resume", hash];
    let again = logs.append_on(&project, PLAIN, "alith", &resume).await;
    assert_eq!(again.unwrap().head, done.head);
    let nothing = format!("{:#x}", done.digest);
    let resume = ["--resume", &nothing];
    let nothing = error(logs.append_on(&project, PLAIN, "alith", &resume).await);
    assert!(
        nothing.contains("expected a transaction with a head"),
        "{nothing}"
    );
    let next = logs.append_on(&project, PLAIN, "alith", &[]).await.unwrap();
    assert_eq!((next.head.size, next.before), (6, Some(done.head)));
}

#[tokio::test]
async fn witnesses_sign_what_append_says_and_submit_it() {
    let logs = Logs::new().await;
    let world = &logs.world;
    world.write("log", text(5));
    let done = logs.append(WITNESSED, "alith", &[]).await.unwrap();
    let witness = done.witness.unwrap();
    assert_eq!((done.window, done.kept), (None, None));
    let unwitnessed = error(logs.prove(WITNESSED, 2, &["--witnessed"]).await);
    assert!(
        unwitnessed.contains("expected a witnessed head of"),
        "{unwitnessed}"
    );
    let question = json!(witness.question);
    world.ask(&question, json!([1, 1, 86_400, 0, 0])).await;
    let said = json!({
        "question": witness.question,
        "time": done.head.time,
        "value": witness.value.to_string(),
    });
    let said = world.write("said.json", said.to_string());
    let committee = witness.committee.to_string();
    let signed = ["test0", "baltathar"].map(|by| {
        let words = [
            "observation",
            &said,
            "--chain-id",
            "31337",
            "--contract",
            &committee,
        ];
        let args = parsed::<Sign>(&[&words[..], &["--account", by]].concat());
        let signed = shown(statement::sign(&args).unwrap());
        world.write(by, serde_json::to_string(&signed).unwrap())
    });
    let words = ["oracle_committee", &signed[0], &signed[1], "--chain", "dev"];
    let args = parsed::<Submit>(&[&words[..], &["--account", "test5"]].concat());
    let submitted = statement::submit(args, &world.project, &mut Lines::new()).await;
    let submitted = shown(submitted.unwrap());
    let first = submitted.signers[0].to_string();
    assert!(submitted.success() && first == BALTATHAR, "{submitted}");
    let of = [json!(9), json!(ALITH)];
    world.call("audit_logs", "witness", &of).await;
    let state = logs.show(WITNESSED).await;
    assert_eq!(
        (state.witnessed, state.newest),
        (Some(done.head), Some(done.head))
    );
    let proven = logs.prove(WITNESSED, 2, &["--witnessed"]).await.unwrap();
    assert!(proven.verified.unwrap().witnessed);
}
