//! What an operator wants to know before it is decided: what rules will say of it, and its score.

mod chain;
mod quality;

use blueprint_live::{
    reputation::{self, Show},
    rulebook::{self, Forecast, Forecasted},
};
use chain::{error, parsed, shown};
use quality::{roles, World, ALITH, ZERO};
use serde_json::json;

/// Seconds.
const HOUR: u64 = 3_600;
const WINDOW: u64 = 600;
const LAG: u64 = 900;
const LIFE: u64 = 86_400;

async fn forecast(world: &World, more: &[&str]) -> anyhow::Result<Forecasted> {
    let words = ["rulebook", "--service", "7", "--operator", ALITH];
    let words = [&words[..], &["--chain", "dev"], more].concat();
    rulebook::forecast(parsed::<Forecast>(&words), &world.project)
        .await
        .map(shown)
}

/// A service whose rule is breached by less than four fifths of the windows kept: two hours of three suspend, and take half
/// of the points.
async fn ruled() -> (World, u64) {
    let world = World::new(&["service_levels", "rulebook"]);
    let capped = [&roles()[..], &[json!(1_000_000)]].concat();
    let levels = world.deploy("service_levels", &capped).await;
    world.deploy("rulebook", &roles()).await;
    let start = world.now().await + 200;
    let retention = 200 * WINDOW;
    let terms = json!([start, WINDOW, 60, 120, 10 * WINDOW, retention, 2, 4_000, 50]);
    let opening = [
        json!(7),
        terms,
        json!([[0, 9_000, 5_000]]),
        json!([ALITH]),
        json!([10_000]),
    ];
    world.call("service_levels", "openService", &opening).await;
    let view = alloy_primitives::keccak256("verdict(uint64,address,uint32,uint32)");
    let view = alloy_primitives::hex::encode_prefixed(&view[..4]);
    let word = |number: u64| json!(format!("0x{number:064x}"));
    // Nothing is known while a window is open; of those expected, the share that was kept.
    let measure = json!([
        levels,
        view,
        4,
        1,
        2,
        3,
        word(7),
        word(0),
        start,
        WINDOW,
        2,
        0,
        1,
        0,
        false,
        1,
        "7999"
    ]);
    let begins = start + HOUR;
    let schedule = json!([begins, HOUR, LAG, HOUR, 2, 3]);
    let effect = json!([LIFE, 5_000, true, 0, 0, 0]);
    let rule = [json!(7), json!(4), json!(ZERO), measure, schedule, effect];
    world.call("rulebook", "addRule", &rule).await;
    (world, begins)
}

#[tokio::test]
async fn operator_sees_what_a_rule_will_say_before_it_is_evaluated() {
    let (world, begins) = ruled().await;
    let early = forecast(&world, &[]).await.unwrap();
    assert_eq!((early.suspended, early.points_bps), (false, 10_000));
    assert_eq!((early.rules.len(), early.rules[0].windows.len()), (1, 0));
    let none = error(forecast(&world, &["--rule", "1"]).await);
    assert!(none.contains("expected a rule below 1"), "{none}");

    world.at(begins + 100).await;
    let runs = forecast(&world, &[]).await.unwrap();
    let [window] = &runs.rules[0].windows[..] else {
        panic!("{runs}");
    };
    assert_eq!((window.window, window.over, window.value), (0, false, None));

    let mut effect = None;
    for number in 0..2u32 {
        let from = begins + (u64::from(number) + 1) * HOUR + LAG;
        world.at(from + 10).await;
        let said = forecast(&world, &["--rule", "0"]).await.unwrap();
        let windows = &said.rules[0].windows;
        let numbers: Vec<_> = windows.iter().map(|it| it.window).collect();
        assert_eq!(numbers, [number, number + 1]);
        let over = &windows[0];
        assert_eq!(
            (over.from, over.until, over.over),
            (from, from + HOUR, true)
        );
        assert_eq!(
            (over.value, over.breached),
            (Some(Default::default()), true)
        );
        assert_eq!(over.effect.is_some(), number == 1);
        effect = over.effect.clone();
        assert_eq!((windows[1].over, windows[1].breached), (false, false));
        // The contract says the same.
        let of = [json!(7), json!(0), json!(ALITH), json!(number)];
        let breached = world.call("rulebook", "evaluate", &of).await;
        assert_eq!(breached, [json!(true)]);
    }
    let effect = effect.unwrap();
    assert_eq!(
        (effect.until - effect.from, effect.points_bps),
        (LIFE, 5_000)
    );
    assert!(effect.suspends && effect.slash_bps == 0);
    for (second, suspended, points) in
        [(effect.from - 1, false, 10_000), (effect.from, true, 5_000)]
    {
        let of = [json!(7), json!(ALITH), json!(second)];
        world.at(second).await;
        let standing = world.call("rulebook", "standingAt", &of).await;
        assert_eq!(standing[0], json!(suspended), "{second}");
        let said = forecast(&world, &[]).await.unwrap();
        // The call before made a block of its own, a second later at most.
        if suspended {
            assert_eq!((said.suspended, said.points_bps), (suspended, points));
        }
        assert_eq!(said.rules[0].times, 1);
    }
}

#[tokio::test]
async fn score_of_a_newcomer_is_neutral() {
    let world = World::new(&["usage_receipts", "reputation"]);
    let terms = [HOUR, 2 * HOUR, 20, 500, 3, 10_000_000].map(|it| json!(it));
    let receipts = [&roles()[..], &terms].concat();
    let receipts = world.deploy("usage_receipts", &receipts).await;
    world.deploy("reputation", &roles()).await;
    let rated = json!([500, 4, 120, 240, 500, 8_000, 5_000, 15_000, 1_000_000]);
    let opening = [json!(3), json!(receipts), rated];
    world.call("reputation", "openService", &opening).await;
    let show = |service: &'static str| {
        let words = ["reputation", "--service", service, "--operator", ALITH];
        let args = parsed::<Show>(&[&words[..], &["--chain", "dev"]].concat());
        reputation::show(args, &world.project)
    };
    let newcomer = shown(show("3").await.unwrap());
    assert_eq!((newcomer.score_bps, newcomer.factor_bps), (8_000, 10_000));
    assert_eq!((newcomer.neutral_bps, newcomer.due), (8_000, 0));
    world.at(world.now().await + 4 * HOUR).await;
    let later = shown(show("3").await.unwrap());
    assert!(later.due > 1 && later.next == newcomer.next, "{later}");
    assert_eq!(later.score_bps, 8_000);
    let unknown = error(show("4").await);
    assert!(unknown.contains("UnknownService"), "{unknown}");
}
