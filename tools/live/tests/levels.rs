//! Windows of service levels on the development chain: shown, kept and forecast by the command's library, with the
//! contract's own bill at the end.

mod chain;

use alloy_primitives::Address;
use blueprint_live::{
    call,
    client::Client,
    deploy,
    levels::{self, Answer, Done, Forecast, Show},
    Project, Report,
};
use chain::{error, parsed, shown, Chain};
use serde_json::json;

type Lines = Vec<String>;

/// Seconds.
const WINDOW: u64 = 600;
const ANSWER: u64 = 60;
const EXCUSE: u64 = 120;
const BILL: u64 = 10 * WINDOW;
const PLACE: [&str; 5] = ["service_levels", "--service", "7", "--chain", "dev"];

struct World {
    _chain: Chain,
    _folder: tempfile::TempDir,
    project: Project,
    start: u64,
}

impl World {
    /// A service of alith and baltathar, with three quarters and one quarter of the responsibility.
    async fn new() -> Self {
        // Of its own: its time is moved on.
        let chain = Chain::in_process();
        let (folder, project) = chain.project(&["ink/service_levels.polkavm"]);
        let mut world = Self {
            _chain: chain,
            _folder: folder,
            project,
            start: 0,
        };
        let alith = "0xf24FF3a9CF04c71Dbc94D0b566f7A27B94566cac";
        let baltathar = "0x3Cd0A705a2DC65e5b1E1205896BaA2be8A07c6e0";
        let words = [
            &["service_levels", alith, baltathar, "86400", "1000000"][..],
            &["--chain", "dev", "--account", "alith"],
        ];
        let deploy = parsed(&words.concat());
        let deployed = deploy::run(deploy, &world.project, &mut Lines::new()).await;
        assert!(shown(deployed.unwrap()).success());
        let client = world.client().await;
        world.start = client.latest().await.unwrap().timestamp.to::<u64>() + 100;
        let retention = WINDOW + ANSWER + EXCUSE + 3 * BILL;
        let terms = json!([
            world.start,
            WINDOW,
            ANSWER,
            EXCUSE,
            BILL,
            retention,
            2,
            4_000,
            50
        ]);
        let arguments = [
            json!(7),
            terms,
            json!([[0, 9_000, 5_000]]),
            json!([alith, baltathar]),
            json!([7_500, 2_500]),
        ];
        world.call("openService", &arguments).await;
        world
    }

    async fn client(&self) -> Client {
        Client::connect(&self.project, "dev").await.unwrap()
    }

    async fn call(&self, function: &str, arguments: &[serde_json::Value]) -> Vec<String> {
        let arguments = json!(arguments).to_string();
        let words = [
            "service_levels",
            function,
            &arguments,
            "--chain",
            "dev",
            "--account",
            "alith",
        ];
        let called = call::run(parsed(&words), &self.project, &mut Lines::new()).await;
        let called = shown(called.unwrap());
        let values = called.returned.iter();
        values
            .map(|it| serde_json::to_value(it).unwrap()["value"].to_string())
            .collect()
    }

    /// So many seconds after a window began, in a new block.
    async fn at(&self, window: u64, seconds: u64) {
        let client = self.client().await;
        let then = self.start + window * WINDOW + seconds;
        let params = json!([format!("{then:#x}")]);
        let _: serde_json::Value = client
            .request("evm_setNextBlockTimestamp", params)
            .await
            .unwrap();
        // The block before the last one is named in answers.
        for _ in 0..2 {
            let _: serde_json::Value = client.request("evm_mine", json!([])).await.unwrap();
        }
    }

    async fn answer(&self, account: &str, more: &[&str]) -> anyhow::Result<levels::Answered> {
        let words = [&PLACE[..], &["--account", account], more].concat();
        let args = parsed::<Answer>(&words);
        levels::answer(args, &self.project, &mut Lines::new())
            .await
            .map(shown)
    }

    async fn forecast(&self, from: u64, to: u64) -> anyhow::Result<levels::Forecasted> {
        let (from, to) = (from.to_string(), to.to_string());
        let words = [&PLACE[..], &["--from", &from, "--to", &to]].concat();
        levels::forecast(parsed::<Forecast>(&words), &self.project)
            .await
            .map(shown)
    }

    async fn show(&self) -> levels::Shown {
        shown(
            levels::show(parsed::<Show>(&PLACE), &self.project)
                .await
                .unwrap(),
        )
    }
}

#[tokio::test]
async fn operator_keeps_windows_and_sees_its_bill_before_it_is_made() {
    let world = World::new().await;
    let early = error(world.answer("alith", &[]).await);
    assert!(early.contains("window 0 begins in"), "{early}");
    assert_eq!((world.show().await.from, world.show().await.to), (0, 0));

    // baltathar answers every window, alith those that are even.
    let lag = WINDOW + ANSWER + EXCUSE;
    let (from, to) = (world.start + lag, world.start + lag + BILL);
    let before = world.forecast(from, to).await.unwrap();
    assert_eq!(
        (before.first_window, before.end_window, before.answerable),
        (0, 10, 10)
    );
    assert_eq!((before.least_bps, before.most_bps), (4_000, 10_000));
    for window in 0..10 {
        // Window 5 is kept late, together with 6.
        let late = window == 6;
        world.at(window, if late { 30 } else { 90 }).await;
        if late {
            let done = world.answer("alith", &[]).await.unwrap();
            assert!(matches!(done.windows[..], [(5, Done::Sent(_))]));
        }
        for account in ["alith", "baltathar"] {
            if account == "baltathar" || window % 2 == 0 {
                let done = world.answer(account, &[]).await.unwrap();
                assert!(
                    matches!(done.windows[..], [(it, Done::Sent(_))] if u64::from(it) == window)
                );
            }
        }
        if window == 4 {
            let again = world.answer("alith", &[]).await.unwrap();
            assert_eq!(again.windows, [(4, Done::KeptBefore)]);
            let state = world.show().await;
            let windows: Vec<_> = state.parties.iter().map(|it| it.windows.as_str()).collect();
            assert_eq!(windows, ["#.#.#", "#####"]);
            let now = world.forecast(from, to).await.unwrap();
            // Window 4 can still be answered, and 5 to 9. With 8 of 10 it is between the bounds of 50 and 90 %.
            assert_eq!(
                (
                    now.answerable,
                    now.parties[0].kept,
                    now.parties[0].most_kept
                ),
                (6, 3, 8)
            );
            assert_eq!((now.least_bps, now.most_bps), (4_000, 8_875));
        }
        if window == 5 {
            let dry = world.answer("alith", &["--dry-run"]).await.unwrap();
            assert_eq!(dry.windows, [(5, Done::DryRun)]);
        }
    }
    let stranger = error(world.answer("test3", &[]).await);
    assert!(
        stranger.contains("expected an operator of service 7 in window 9"),
        "{stranger}"
    );
    let endless = error(world.forecast(from, to + 1).await);
    assert!(
        endless.contains("expected a period of 1 to 6000 seconds"),
        "{endless}"
    );

    // The contract makes the bill that was forecast. 6 of 10 windows leave 55 % of three quarters.
    world.at(10, lag).await;
    let last = world.forecast(from, to).await.unwrap();
    assert_eq!(
        (last.least_bps, last.most_bps, last.answerable),
        (6_625, 6_625, 0)
    );
    let period = [json!(7), json!(from), json!(to)];
    let due = world.call("computeBillAdjustmentBps", &period).await;
    assert!(due[0].contains("6625"), "{due:?}");
}

#[tokio::test]
async fn errors_of_a_contract_that_has_no_such_service_have_names() {
    let world = World::new().await;
    let words = ["service_levels", "--service", "8", "--chain", "dev"];
    let unknown = error(levels::show(parsed::<Show>(&words), &world.project).await);
    assert!(unknown.contains("UnknownService"), "{unknown}");
    let zero = Address::ZERO.to_string();
    let words = [&zero, "--service", "8", "--chain", "dev"];
    let nothing = error(levels::show(parsed::<Show>(&words), &world.project).await);
    assert!(
        nothing.contains("expected a contract of service levels"),
        "{nothing}"
    );
}
