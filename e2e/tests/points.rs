//! Points of signers, of a race and of heartbeats, from the first call to the sums of the era, on a chain.

mod library;

use blueprint_e2e::chain::Chain;
use library::{Contract, OWNER};
use serde_json::{json, Value};

const SERVICE: u64 = 7;
const ERA_BLOCKS: u32 = 1_000;
/// Points of a signature, a heartbeat and a correct result; different, so that none passes for another.
const WORTH: [u32; 3] = [2, 5, 11];
/// Of the first three places of a race, as the rules have them.
const PLACES: [u128; 3] = [3, 2, 1];
/// The most points in a service and era.
const MOST: u32 = 30;
/// Blocks in which an operator's heartbeat counts once.
const WINDOW: u32 = 100;

/// A ledger; dave may award points in the service.
struct World {
    chain: Chain,
    ledger: Contract,
}

impl World {
    fn new() -> World {
        let mut chain = Chain::new().unwrap();
        let [signature, heartbeat, result] = WORTH;
        let terms = [
            json!(ERA_BLOCKS),
            json!(signature),
            json!(heartbeat),
            json!(result),
            json!(MOST),
        ];
        let terms = library::with_roles(json!(OWNER), &terms);
        let ledger = Contract::deploy(&mut chain, "ink/points_ledger.polkavm", &terms);
        let register = [json!(1), json!(SERVICE), json!("dave")];
        ledger.send(&mut chain, OWNER, "registerAwarder", &register);
        World { chain, ledger }
    }

    fn award(&mut self, call: &str, arguments: &[Value]) {
        self.ledger.send(&mut self.chain, "dave", call, arguments);
    }

    fn refused(&mut self, who: &str, call: &str, arguments: &[Value]) -> String {
        self.ledger.rejection(&mut self.chain, who, call, arguments)
    }

    fn points(&mut self, era: u64, operator: &str) -> u128 {
        let of = [json!(era), json!(operator)];
        self.ledger.numbers(&mut self.chain, "pointsOf", &of)[0]
    }

    fn total(&mut self, era: u64) -> u128 {
        self.ledger
            .numbers(&mut self.chain, "totalPoints", &[json!(era)])[0]
    }
}

fn signer(call: u64, index: u32, operator: &str) -> [Value; 4] {
    [json!(SERVICE), json!(call), json!(index), json!(operator)]
}

#[test]
fn each_signer_of_a_result_earns_its_points_once() {
    let mut world = World::new();
    // Operators 0, 1 and 3 of five signed.
    let round = [json!(SERVICE), json!(4), json!("11"), json!(5)];
    let none = world.refused("dave", "recordSigner", &signer(4, 0, "bob"));
    assert_eq!(none, "UnknownRound");
    assert_eq!(world.refused("eve", "openRound", &round), "NotAnAwarder");
    world.award("openRound", &round);
    assert_eq!(world.refused("dave", "openRound", &round), "RoundExists");

    world.award("recordSigner", &signer(4, 0, "bob"));
    world.award("recordSigner", &signer(4, 1, "charlie"));
    for (index, operator, error) in [
        (0, "bob", "SignerCounted"),
        (3, "bob", "OperatorCounted"),
        (2, "eve", "NotASigner"),
        (5, "eve", "NotASigner"),
    ] {
        let refused = world.refused("dave", "recordSigner", &signer(4, index, operator));
        assert_eq!(refused, error);
    }
    world.award("recordSigner", &signer(4, 3, "eve"));

    let worth = u128::from(WORTH[0]);
    let points = ["bob", "charlie", "eve"].map(|operator| world.points(0, operator));
    assert_eq!(points, [worth; 3]);
    assert_eq!(world.total(0), 3 * worth);
    // Another call is another round.
    world.award(
        "openRound",
        &[json!(SERVICE), json!(5), json!("1"), json!(5)],
    );
    world.award("recordSigner", &signer(5, 0, "bob"));
    assert_eq!(world.points(0, "bob"), 2 * worth);
}

#[test]
fn first_places_of_a_race_earn_and_later_ones_nothing() {
    let mut world = World::new();
    let place = |operator: &str, place: u8| [json!(SERVICE), json!(operator), json!(place)];
    let operators = ["bob", "charlie", "eve", "ferdie"];
    for (at, operator) in operators.into_iter().enumerate() {
        world.award("recordPlace", &place(operator, at as u8));
    }
    let points = operators.map(|operator| world.points(0, operator));
    assert_eq!(points, [PLACES[0], PLACES[1], PLACES[2], 0]);
    assert_eq!(world.total(0), PLACES.iter().sum::<u128>());
    let refused = world.refused("bob", "recordPlace", &place("bob", 0));
    assert_eq!(refused, "NotAnAwarder");
    // Points are of their era.
    world.chain.advance_blocks(ERA_BLOCKS);
    world.award("recordPlace", &place("bob", 0));
    assert_eq!(
        (world.points(0, "bob"), world.points(1, "bob")),
        (PLACES[0], PLACES[0])
    );
    assert_eq!(world.total(1), PLACES[0]);
}

#[test]
fn heartbeat_earns_once_in_a_window_and_missed_windows_are_counted() {
    let mut world = World::new();
    let beat = [json!(SERVICE), json!("bob")];
    let of_bob = [json!(SERVICE), json!("bob")];
    let beats = |world: &mut World| {
        world
            .ledger
            .numbers(&mut world.chain, "heartbeatsOf", &of_bob)
    };
    assert_eq!(beats(&mut world), [0, 0, 0]);
    // From the start of a window on.
    let block = world.chain.block();
    world.chain.advance_blocks(WINDOW - block % WINDOW);
    world.award("recordHeartbeat", &beat);
    assert_eq!(
        world.refused("dave", "recordHeartbeat", &beat),
        "AlreadyBeaten"
    );
    world.chain.advance_blocks(WINDOW - 1);
    assert_eq!(
        world.refused("dave", "recordHeartbeat", &beat),
        "AlreadyBeaten"
    );
    world.chain.advance_blocks(1);
    world.award("recordHeartbeat", &beat);
    assert_eq!(beats(&mut world), [1, 2, 0]);
    // Two windows without one.
    world.chain.advance_blocks(3 * WINDOW);
    world.award("recordHeartbeat", &beat);
    assert_eq!(beats(&mut world), [1, 3, 2]);
    assert_eq!(world.points(0, "bob"), 3 * u128::from(WORTH[1]));
    assert_eq!(
        world.refused("eve", "recordHeartbeat", &beat),
        "NotAnAwarder"
    );
    // A report and a wrong result earn nothing, a right one does.
    let result = |right: bool| [json!(SERVICE), json!("bob"), json!(right)];
    world.award("recordReport", &beat);
    world.award("recordSubmission", &result(false));
    world.award("recordSubmission", &result(true));
    let all = 3 * u128::from(WORTH[1]) + u128::from(WORTH[2]);
    assert_eq!((world.points(0, "bob"), world.total(0)), (all, all));
    // Its own service called as often as it likes: no more than the limit.
    world.award("recordSubmission", &result(true));
    world.award("recordSubmission", &result(true));
    let most = u128::from(MOST);
    assert_eq!((world.points(0, "bob"), world.total(0)), (most, most));
}
