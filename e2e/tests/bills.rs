//! Bills of Tangle's core 0.20 follow the service levels: the core reads them from a manager, in ink! or in Solidity,
//! that forwards the hook, and the customer pays less for a service that was away.

mod library;

use alloy_primitives::U256;
use blueprint_e2e::{
    chain::Chain,
    tangle_core::{
        billing::Bill, blueprint::BlueprintTerms, gas, hooks::HookAnswer, release::Release,
        step::Step, ServiceRequest, TangleCore,
    },
};
use blueprint_rules::qos::service_level::BASE_GAS;
use library::{hex, named, Contract, OWNER};
use serde_json::{json, Value};
use sp_core::{ecdsa, Pair};

const MANAGERS: [&str; 3] = [
    "ink/level_manager.polkavm",
    "solidity/LevelManager.evm",
    "solidity/LevelManager.polkavm",
];
/// The service levels, the most gas of a bill that they may take, and what the core gives the hook. All code is in the proof
/// of a call: with a manager's, resolc's costs more than the core gives by default, so its administrator must set more.
const LEVELS: [(&str, u64, u64); 3] = [
    ("ink/service_levels.polkavm", CAP, gas::HOOK_GAS),
    ("solidity/ServiceLevels.evm", CAP, gas::HOOK_GAS),
    ("solidity/ServiceLevels.polkavm", 2 * CAP, 3 * gas::HOOK_GAS),
];
/// Of the snapshot's first operator, as anvil publishes it.
const KEY: &str = "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";
/// Seconds.
const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;
/// Window, ten minutes to answer, two hours to excuse.
const LAG: u64 = HOUR + 600 + 2 * HOUR;
/// Wei, for a day.
const RATE: u128 = 1_000_000_000_000_000_000;
const CAP: u64 = 400_000;

/// A service of one operator, which pays for each day.
struct World {
    chain: Chain,
    core: TangleCore,
    levels: Contract,
    service: u64,
    /// The first second of window 0.
    start: u64,
    /// The most gas of a bill that the levels may take, and what the core gives the hook.
    cap: u64,
    given: u64,
}

impl World {
    fn new(manager: &str, (levels, cap, given): (&str, u64, u64)) -> World {
        let (mut chain, core) = TangleCore::start_release(Release::Core0_20).unwrap();
        let arguments = library::with_roles(json!(OWNER), &[json!(cap)]);
        let levels = Contract::deploy(&mut chain, levels, &arguments);
        let developer = core.developer.clone();
        let nowhere = hex(Default::default());
        let receipts = nowhere.clone();
        let arguments = [
            hex(core.release.core()),
            hex(levels.address),
            nowhere,
            receipts,
            json!(0),
        ];
        let manager = Contract::deploy_as(&mut chain, &developer, manager, &arguments);
        let terms = BlueprintTerms {
            name: "subscribed".into(),
            jobs: vec!["any".into()],
            min_operators: 1,
            max_operators: 1,
        };
        let blueprint_id = value(core.create_subscription_blueprint(
            &mut chain,
            &developer,
            manager.address,
            &terms,
            RATE,
            DAY,
        ));
        let operator = &core.operators[0];
        value(core.register_operator(&mut chain, operator, blueprint_id));
        let request = ServiceRequest {
            blueprint_id,
            operators: vec![operator.account.address],
            inputs: Vec::new(),
            permitted_callers: Vec::new(),
            ttl: 0,
        };
        let request_id = value(core.request_service(&mut chain, &developer, request));
        let approved = core.approve_service(&mut chain, &operator.account, request_id, 100);
        let service = approved.activated_service().unwrap();
        value(core.fund_service(&mut chain, &developer, service, 10 * RATE));

        let start = core.last_payment(&mut chain, service).unwrap() + HOUR;
        let retention = LAG + 2 * DAY;
        let terms = json!([start, HOUR, 600, 2 * HOUR, DAY, retention, 2, 4_000, 20]);
        let operators = json!([hex(operator.account.address)]);
        let open = [
            json!(service),
            terms,
            json!([[0, 9_000, 5_000]]),
            operators,
            json!([10_000]),
        ];
        levels.send(&mut chain, OWNER, "openService", &open);
        World {
            chain,
            core,
            levels,
            service,
            start,
            cap,
            given,
        }
    }

    /// A second, in a new block.
    fn at(&mut self, second: u64) {
        self.chain.skip_blocks(1);
        self.chain.set_timestamp(second);
    }

    /// The operator signs what the contract says, and charlie relays it.
    fn answer(&mut self, window: u64) {
        self.at(self.start + window * HOUR + 60);
        let block = self.chain.block() - 1;
        let asked = [json!(self.service), json!(window), json!(block)];
        let digest = self.levels.ask(&mut self.chain, "answerDigest", &asked);
        let digest = hex::decode(&digest[0].as_str().unwrap()[2..]).unwrap();
        let key = ecdsa::Pair::from_string(KEY, None).unwrap();
        let mut signature = key.sign_prehashed(&digest.try_into().unwrap()).0;
        signature[64] += 27;
        let signature: Value = json!(format!("0x{}", hex::encode(signature)));
        let operator = hex(self.core.operators[0].account.address);
        let answer = [
            json!(self.service),
            json!(window),
            json!(block),
            json!([operator]),
            json!([signature]),
        ];
        self.levels
            .send(&mut self.chain, "charlie", "answer", &answer);
    }

    /// Bills the day that is over: what was taken, in step with the escrow, by a hook within its gas.
    fn bill(&mut self) -> Bill {
        let before = self.core.escrow(&mut self.chain, self.service).unwrap();
        let keeper = named("charlie");
        let step = self
            .core
            .bill_subscription(&mut self.chain, &keeper, self.service);
        let hook = step
            .hooks
            .iter()
            .find(|it| it.hook == "computeBillAdjustmentBps");
        let hook = hook.unwrap();
        assert!(
            matches!(hook.answer, HookAnswer::Returned(_)) && hook.read_only,
            "{hook:?}"
        );
        let gas = hook.gas;
        // What the manager adds leaves room for the largest configuration of the levels.
        let largest = gas.saturating_sub(BASE_GAS) + self.cap;
        assert!(largest < self.given, "{gas}, at most {largest}");
        let bill = value(step).unwrap();
        let after = self.core.escrow(&mut self.chain, self.service).unwrap();
        assert_eq!(before - after, bill.due);
        bill
    }
}

fn value<T>(step: Step<T>) -> T {
    step.result.unwrap_or_else(|error| panic!("{error:?}"))
}

#[test]
fn customer_pays_less_for_windows_that_the_operator_did_not_keep() {
    let pairs = MANAGERS.into_iter();
    let pairs = pairs.flat_map(|manager| LEVELS.map(|levels| (manager, levels)));
    for (manager, levels) in pairs {
        let build = format!("{manager} and {}", levels.0);
        let mut world = World::new(manager, levels);
        let subscribed = world.start - HOUR;
        // A bill judges the windows that began the lag before its day: all of the first two bills are kept, three of
        // four of the third one, none of the fourth.
        let mut window = 0;
        for (number, due_bps) in [(1, 10_000), (2, 10_000), (3, 7_750), (4, 4_000)] {
            let ends = subscribed + number * DAY;
            while world.start + window * HOUR < ends {
                let judged_by = (world.start + window * HOUR + LAG - subscribed) / DAY + 1;
                if judged_by < 3 || (judged_by == 3 && window % 4 != 3) {
                    world.answer(window);
                }
                window += 1;
            }
            world.at(ends);
            let Bill {
                full,
                due,
                due_bps: received,
            } = world.bill();
            assert_eq!(received, due_bps, "{build}, bill {number}");
            assert_eq!(
                due,
                full * U256::from(due_bps) / U256::from(10_000),
                "{build}"
            );
            assert!(full > U256::ZERO);
        }
    }
}
