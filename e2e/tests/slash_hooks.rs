//! Slashes, heartbeats and exits on the services pallet, with compiled managers in ink! and in Solidity. Every step is
//! an extrinsic of the user that takes it. What each hook received is read by a second decoder, and by the court in
//! ink! where the manager passes it on.

mod library;

use alloy_dyn_abi::{DynSolType, DynSolValue, JsonAbiExt, Specifier};
use blueprint_e2e::{chain::Chain, decode::Interface, outcome::Dispatched};
use blueprint_e2e_runtime::{Runtime, RuntimeEvent};
use blueprint_rules::court::{Charge, DAY};
use blueprint_strict::abi as strict;
use library::{hex, named, Contract};
use pallet_services::{Call, Event, Generation, Hook, HookRecord};
use serde_json::json;
use sp_core::{H160, H256};

const SERVICE: u64 = 0;
const OPERATORS: [&str; 2] = ["bob", "charlie"];
/// The share that is slashed, in percent.
const PERCENT: u8 = 10;

/// Managers, and whether they pass slashes on to a court.
const BUILDS: [(&str, Generation, bool); 5] = [
    ("ink/base_manager.polkavm", Generation::Core0_20, false),
    ("solidity/BaseManager.evm", Generation::Core0_20, false),
    ("solidity/BaseManager.polkavm", Generation::Core0_20, false),
    ("solidity/CoreManager.evm", Generation::Core0_10, true),
    ("solidity/CoreManager.polkavm", Generation::Core0_10, true),
];

struct Life {
    build: &'static str,
    chain: Chain,
    manager: Contract,
    court: Option<Contract>,
}

impl Life {
    /// A blueprint of alice's with both operators registered.
    fn begin(build: &'static str, generation: Generation, with_court: bool) -> Life {
        let mut chain = Chain::new().unwrap();
        let manager = Contract::deploy(&mut chain, build, &[json!("runtime")]);
        let court = with_court.then(|| {
            let week = 7 * DAY;
            let roles = [
                hex(manager.address),
                json!(library::GUARDIAN),
                json!("ferdie"),
                json!(library::ROLE_DELAY),
                json!(week),
                json!(week),
            ];
            let court = Contract::deploy(&mut chain, "ink/slashing_court.polkavm", &roles);
            manager.send(&mut chain, "alice", "setCourt", &[hex(court.address)]);
            // Governance names who may propose slashes of the service that is to start.
            let proposer = [json!(SERVICE), json!("dave")];
            court.send(&mut chain, "ferdie", "setProposer", &proposer);
            let now = chain.timestamp();
            chain.set_timestamp(now + library::ROLE_DELAY);
            court
        });
        let definition = library::definition(&manager, generation);
        let mut life = Life {
            build,
            chain,
            manager,
            court,
        };
        life.take("alice", Call::create_blueprint { definition });
        for operator in OPERATORS {
            life.take(operator, Call::join_operators {});
            life.take(operator, library::register());
        }
        life
    }

    fn send(&mut self, who: &str, call: Call<Runtime>) -> Dispatched {
        self.chain.dispatch(&named(who), call)
    }

    /// A step that is taken; each of its hooks returned, and its calldata reads the same by the second decoder.
    fn take(&mut self, who: &str, call: Call<Runtime>) -> Dispatched {
        let sent = self.send(who, call.clone());
        let build = self.build;
        assert!(
            sent.is_ok(),
            "{build}: {call:?}: {:?} {:?}",
            sent.result,
            sent.hooks
        );
        for record in &sent.hooks {
            assert!(record.result.is_ok(), "{build}: {record:?}");
            assert_eq!(record.manager, self.manager.address, "{build}");
            arguments(&self.manager.interface, record);
        }
        sent
    }

    /// The arguments of the one call of a hook.
    fn received(&self, sent: &Dispatched, hook: Hook) -> Vec<DynSolValue> {
        let mut records = sent.hooks.iter().filter(|record| record.hook == hook);
        let (Some(record), None) = (records.next(), records.next()) else {
            panic!(
                "{}: expected one {hook:?}, received {:?}",
                self.build, sent.hooks
            );
        };
        arguments(&self.manager.interface, record)
    }

    /// Slashes that the runtime reported to the court: announced, percent of the last, applied, percent of the last.
    fn recorded(&mut self) -> Option<Vec<u128>> {
        let of = [json!(SERVICE), json!("bob")];
        let court = self.court.as_ref()?;
        Some(court.numbers(&mut self.chain, "runtimeSlashesOf", &of))
    }
}

/// What calldata holds, by the strict decoder; encoded again, it is the same.
fn arguments(interface: &Interface, record: &HookRecord) -> Vec<DynSolValue> {
    let function = interface
        .function_of(&record.calldata)
        .expect("a known hook");
    let types: Vec<DynSolType> = function
        .inputs
        .iter()
        .map(|input| input.resolve().unwrap())
        .collect();
    let values = strict::decode(types.iter(), &record.calldata[4..])
        .unwrap_or_else(|| panic!("{record:?} does not decode"));
    assert_eq!(function.abi_encode_input(&values).unwrap(), record.calldata);
    values
}

fn address(address: H160) -> DynSolValue {
    DynSolValue::Address(address.0.into())
}

fn number(value: u64, bits: usize) -> DynSolValue {
    DynSolValue::Uint(alloy_primitives::U256::from(value), bits)
}

fn services(sent: &Dispatched) -> Vec<&Event<Runtime>> {
    let events = sent.events.iter().filter_map(|event| match event {
        RuntimeEvent::Services(event) => Some(event),
        _ => None,
    });
    events.collect()
}

#[test]
fn manager_learns_of_slashes_and_exits_from_the_pallet() {
    for (build, generation, with_court) in BUILDS {
        let mut life = Life::begin(build, generation, with_court);
        life.take("eve", library::request(&OPERATORS));
        life.take("bob", library::APPROVE);
        let started = life.take("charlie", library::APPROVE);
        // Who may propose is asked as the service starts.
        let asked = life.received(&started, Hook::QuerySlashingOrigin);
        assert_eq!(asked, [number(SERVICE, 64)], "{build}");

        // The manager answers when heartbeats are due.
        let fixed = life.take("eve", Call::fix_heartbeat_terms { service: SERVICE });
        for hook in [Hook::GetHeartbeatInterval, Hook::GetHeartbeatThreshold] {
            assert_eq!(life.received(&fixed, hook), asked, "{build}");
        }

        // Bob sends heartbeats; charlie sends none and is reported.
        life.take("bob", Call::heartbeat { service: SERVICE });
        let again = life.send("bob", Call::heartbeat { service: SERVICE });
        assert!(!again.is_ok(), "{build}");
        life.chain.skip_blocks(401);
        life.take("bob", Call::heartbeat { service: SERVICE });
        let report = |name: &str| Call::report_offline {
            service: SERVICE,
            operator: named(name).id,
        };
        let present = life.send("ferdie", report("bob"));
        assert_eq!(present.error().as_deref(), Some("NotOffline"), "{build}");
        let reported = life.take("ferdie", report("charlie"));
        let absent = named("charlie").id;
        assert!(
            matches!(services(&reported)[..], [Event::OfflineReported { ref operator, .. }] if *operator == absent),
            "{build}: {:?}",
            services(&reported)
        );

        // The account that the manager named proposes, or the blueprint's owner; the customer may not.
        let propose = |evidence: u8| Call::propose_slash {
            service: SERVICE,
            operator: named("bob").id,
            offence: Charge::JobMisbehaviour,
            share_bps: u16::from(PERCENT) * 100,
            evidence: H256::repeat_byte(evidence),
        };
        let stranger = life.send("eve", propose(1));
        assert_eq!(
            stranger.error().as_deref(),
            Some("NotSlashingOrigin"),
            "{build}"
        );
        let proposer = if with_court { "dave" } else { "alice" };
        let proposed = life.take(proposer, propose(1));
        let offender = named("bob").address.as_bytes().to_vec();
        let slash = [
            number(SERVICE, 64),
            DynSolValue::Bytes(offender),
            number(PERCENT.into(), 8),
        ];
        assert_eq!(
            life.received(&proposed, Hook::OnUnappliedSlash),
            slash,
            "{build}"
        );
        let percent = u128::from(PERCENT);
        if let Some(recorded) = life.recorded() {
            assert_eq!(recorded, [1, percent, 0, 0], "{build}");
        }
        let later = life.chain.timestamp() + 7 * DAY;
        life.chain.set_timestamp(later);
        let executed = life.take("ferdie", Call::execute_slash { slash: 0 });
        assert_eq!(life.received(&executed, Hook::OnSlash), slash, "{build}");
        if let Some(recorded) = life.recorded() {
            assert_eq!(recorded, [1, percent, 1, percent], "{build}");
        }

        // Charlie leaves: it is asked, announced, and taken out when nothing can be reported any more.
        let exit = life.take("charlie", Call::schedule_exit { service: SERVICE });
        let charlie = address(named("charlie").address);
        let mut left = vec![number(SERVICE, 64), charlie];
        assert_eq!(life.received(&exit, Hook::CanLeave), left, "{build}");
        let announced = life.received(&exit, Hook::OnExitScheduled);
        assert_eq!(announced[..2], left, "{build}");
        let operator = named("charlie").id;
        let leave = Call::leave_service {
            service: SERVICE,
            operator,
        };
        let early = life.send("ferdie", leave.clone());
        assert!(!early.is_ok(), "{build}");
        let later = life.chain.timestamp() + 60 * DAY;
        life.chain.set_timestamp(later);
        let gone = life.take("ferdie", leave);
        left.truncate(2);
        assert_eq!(life.received(&gone, Hook::OnOperatorLeft), left, "{build}");
    }
}
