//! Service levels on the chain: the same life of a service in each build, to the last bit of a page and the last basis point of a
//! bill.

#[path = "library/levels.rs"]
mod levels;
mod library;

use levels::{Operator, World, BUILDS, LAG, SERVICE, WINDOW};
use library::{hex, GUARDIAN, OWNER};
use serde_json::json;
use sp_core::H160;

/// Numbers that look like chance, and are the same for each build.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: u64) -> u64 {
        // xorshift
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }
}

/// A life of a service: operators join and leave, answer and are excused, across records and pages. All that can be seen of it.
fn life(world: &mut World, seed: u64) -> Vec<String> {
    let mut numbers = Numbers(seed);
    let mut seen = Vec::new();
    world.operators = (1..=4).map(Operator::new).collect();
    let mut open = world.opening(SERVICE, 48 * WINDOW);
    // The first windows are forgotten when the last ones are seen.
    let remembered = 280;
    open[1][5] = json!(LAG + remembered * WINDOW);
    open[1][7] = json!(numbers.below(6_000));
    open[2] = json!([
        [0, 9_000, 5_000],
        [700, 9_500, 6_001],
        [5_000, 9_999, 6_002]
    ]);
    open[3] = json!([
        hex(world.operators[0].address),
        hex(world.operators[1].address)
    ]);
    // Each is the least weight of a tier.
    open[4] = json!([5_000, 700]);
    let addresses: Vec<_> = world.operators.iter().map(|it| it.address).collect();
    seen.push(format!("{:?}", world.call(OWNER, "openService", &open)));
    let target = hex(world.peer.address);
    let selector = world.peer.interface.encode_call("gasCap", &[]).unwrap();
    let data = format!("0x{}{}", hex::encode(selector), "07".repeat(100));
    let probe = json!([
        target,
        data,
        0,
        3,
        numbers.below(2),
        "20000000000",
        "400000"
    ]);
    let probe = [json!(SERVICE), json!(numbers.below(10_000) + 1), probe];
    let set = world.call(OWNER, "setProbe", &probe);
    let named = format!("{:?}", world.peer.address);
    seen.push(format!("{set:?}").replace(&named, "peer"));
    let (mut window, mut calls) = (0, 0);
    while window < 300 {
        world.at(window, numbers.below(WINDOW));
        for _ in 0..1 + numbers.below(5) {
            let operator = numbers.below(4) as usize;
            let (of, weight) = (hex(addresses[operator]), numbers.below(10_001));
            let near = window + numbers.below(20);
            let call = match numbers.below(12) {
                0 => world.call(
                    OWNER,
                    "join",
                    &[json!(SERVICE), of, json!(weight), json!(near)],
                ),
                1 => world.call(OWNER, "leave", &[json!(SERVICE), of, json!(near)]),
                2 => {
                    let from = (window + numbers.below(3)).saturating_sub(3);
                    let to = from + numbers.below(4);
                    let excuse = [json!(SERVICE), json!(from), json!(to), json!("halt")];
                    world.call(GUARDIAN, "excuse", &excuse)
                }
                3 => world.call("eve", "probe", &[json!(SERVICE)]),
                _ => {
                    let mut batch = vec![operator, numbers.below(4) as usize];
                    batch.truncate(1 + numbers.below(2) as usize);
                    let answer = world.answer_of(window, &batch);
                    world.call("eve", "answer", &answer)
                }
            };
            // The number of a block and its hash are those of a chain on which the build is deployed.
            calls += usize::from(call.is_ok());
            seen.push(format!("{call:?}"));
        }
        window += 1 + numbers.below(2);
    }
    assert!(calls > 100, "{calls}");
    world.at(window, 0);
    let service = json!(SERVICE);
    for view in ["partiesOf", "termsOf", "verifierOf"] {
        seen.push(format!(
            "{view} {:?}",
            world.ask(view, std::slice::from_ref(&service))
        ));
    }
    for time in [
        0,
        world.start - 1,
        world.start,
        world.begins(7) + 1,
        u64::MAX,
    ] {
        let asked = [service.clone(), json!(time.to_string())];
        seen.push(format!(
            "begun {time} {:?}",
            world.ask("windowsBegun", &asked)
        ));
    }
    let parties: Vec<_> = addresses
        .iter()
        .copied()
        .chain([H160::zero(), H160([7; 20])])
        .collect();
    for last in [0, 7, 255, 300, u32::MAX] {
        let asked = [service.clone(), json!(last)];
        seen.push(format!("times {last} {:?}", world.ask("timesOf", &asked)));
        for party in &parties {
            let asked = [service.clone(), hex(*party), json!(last / 256)];
            seen.push(format!("page {:?}", world.ask("pageOf", &asked)));
        }
    }
    for _ in 0..60 {
        let from = world.begins(0) + numbers.below(300 * WINDOW);
        let to = from + numbers.below(48 * WINDOW + 2);
        seen.push(format!("due {from} {to} {}", world.due(from, to)));
        let party = parties[numbers.below(6) as usize];
        let first = numbers.below(320);
        let end = first + numbers.below(49);
        seen.push(format!(
            "{first} {end} {:?}",
            world.verdict(party, first, end)
        ));
    }
    // A page that is forgotten, and one that is not.
    world.at(256 + remembered + LAG.div_ceil(WINDOW), 0);
    for page in [0, 1] {
        let cleared = world.call("eve", "clear", &[service.clone(), json!(page)]);
        seen.push(format!("{cleared:?}"));
    }
    seen.push(format!(
        "{:?}",
        world.ask("pageOf", &[service, hex(parties[0]), json!(0)])
    ));
    seen
}

/// Each build does what the one in ink! does, to the last bit of a page and the last basis point of a bill.
#[test]
fn lives_of_a_service_are_the_same_in_each_build() {
    for seed in [1, 0x5eed, u64::MAX / 3] {
        let mut expected: Option<Vec<String>> = None;
        for (built, cap) in BUILDS {
            let seen = life(&mut World::of(built, cap), seed);
            let distinct = |it: &&String| it.starts_with("due") && !it.ends_with(" 10000");
            assert!(seen.iter().filter(distinct).count() > 20, "{seen:#?}");
            let first = expected.get_or_insert_with(|| seen.clone());
            for (seen, first) in seen.iter().zip(first.iter()) {
                assert_eq!(seen, first, "{built}");
            }
            assert_eq!(seen.len(), first.len());
        }
    }
}
