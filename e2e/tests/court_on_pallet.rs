//! CourtManager on the services pallet: a customer's call, an operator's wrong result, a report that the pallet hands to
//! `verifyReport`, and the slash that any account then brings to the court. Every step is signed by the account that takes it.

mod library;

use blueprint_e2e::{chain::Chain, outcome::Dispatched};
use blueprint_e2e_runtime::{Runtime, RuntimeEvent};
use blueprint_rules::court::DAY;
use library::{hex, named, Contract, OWNER};
use pallet_services::{BlueprintDefinition, Call, Config, Event, Generation, Hook};
use serde_json::{json, Value};
use sp_core::Get;

const BUILDS: [&str; 2] = ["solidity/CourtManager.evm", "solidity/CourtManager.polkavm"];
const SERVICE: u64 = 0;
const STAKE: u64 = 1_000;
/// Of a wrong result, in stake.
const PENALTY: u64 = 250;
/// Blocks of an era of the ledger.
const ERA: u32 = 1_000;
const INPUTS: [u8; 1] = [0x11];
const WRONG: [u8; 1] = [0x22];

/// A service of bob's for eve. The pallet alone may call the manager; the court and the ledger obey alith.
struct Life {
    build: &'static str,
    chain: Chain,
    manager: Contract,
    court: Contract,
    ledger: Contract,
}

impl Life {
    fn begin(build: &'static str) -> Life {
        let mut chain = Chain::new().unwrap();
        let court = library::court(&mut chain, json!(OWNER));
        let ledger = library::ledger(&mut chain, OWNER, ERA);
        let arguments = [
            json!("runtime"),
            hex(court.address),
            hex(ledger.address),
            json!(PENALTY),
        ];
        let manager = Contract::deploy(&mut chain, build, &arguments);
        let proposer = [json!(SERVICE), hex(manager.address)];
        court.send(&mut chain, OWNER, "setProposer", &proposer);
        let awarder = [json!(1), json!(SERVICE), hex(manager.address)];
        ledger.send(&mut chain, OWNER, "registerAwarder", &awarder);
        let definition = BlueprintDefinition {
            reporting: true,
            ..library::definition(&manager, Generation::Core0_20)
        };
        let mut life = Life {
            build,
            chain,
            manager,
            court,
            ledger,
        };
        life.take("alice", Call::create_blueprint { definition });
        life.take("bob", Call::join_operators {});
        life.take("bob", library::register());
        life.take("eve", library::request(&["bob"]));
        life.take("bob", library::APPROVE);
        life
    }

    /// A step that is taken, and each of its hooks returned.
    fn take(&mut self, who: &str, call: Call<Runtime>) -> Dispatched {
        let sent = self.chain.dispatch(&named(who), call.clone());
        let build = self.build;
        assert!(sent.is_ok(), "{build}: {call:?}: {sent:?}");
        for record in &sent.hooks {
            assert!(record.result.is_ok(), "{build}: {record:?}");
        }
        sent
    }

    /// A call of eve's, the court's record of bob's stake at its second, and bob's result.
    fn work(&mut self, call: u64, outputs: &[u8]) {
        let job = Call::call {
            service: SERVICE,
            job: 0,
            inputs: INPUTS.to_vec().try_into().unwrap(),
        };
        self.take("eve", job);
        let second = self.chain.timestamp();
        let capture = [
            json!(SERVICE),
            json!("bob"),
            json!(second),
            json!(STAKE),
            json!(STAKE),
        ];
        let Life { chain, court, .. } = self;
        court.send(chain, OWNER, "capture", &capture);
        let result = Call::submit_result {
            service: SERVICE,
            call,
            outputs: outputs.to_vec().try_into().unwrap(),
        };
        self.take("bob", result);
    }

    fn report(&mut self, call: u64, inputs: &[u8], outputs: &[u8]) -> Dispatched {
        let report = Call::submit_report {
            service: SERVICE,
            job: 0,
            call,
            participant: named("bob").id,
            inputs: inputs.to_vec().try_into().unwrap(),
            outputs: outputs.to_vec().try_into().unwrap(),
        };
        self.chain.dispatch(&named("ferdie"), report)
    }

    /// Name of the error with which `accuse` fails, as the manager or the court knows it.
    fn not_accused(&mut self, call: u64, known: &str) -> String {
        let Life {
            chain,
            manager,
            court,
            ..
        } = self;
        let other = if known == "court" { &*court } else { &*manager };
        manager.passed_on(chain, other, "dave", "accuse", &accused(call))
    }

    /// What ferdie's report cost, by the events of the pallet: none where it was upheld.
    fn bond_lost(sent: &Dispatched) -> Option<u128> {
        let mut upheld = None;
        for event in &sent.events {
            match event {
                RuntimeEvent::Services(Event::ReportSubmitted { .. }) => upheld = Some(None),
                RuntimeEvent::Services(Event::ReportRejected { amount, .. }) => {
                    upheld = Some(Some(*amount))
                }
                _ => {}
            }
        }
        upheld.unwrap_or_else(|| panic!("neither upheld nor rejected: {sent:?}"))
    }
}

fn accused(call: u64) -> [Value; 3] {
    [json!(SERVICE), json!(call), json!("bob")]
}

#[test]
fn report_that_the_pallet_hands_to_the_manager_ends_as_a_slash_in_the_court() {
    for build in BUILDS {
        let mut life = Life::begin(build);
        life.work(0, &WRONG);
        life.work(1, &INPUTS);

        // What was never recorded is refused by the pallet, before the manager and without a bond.
        for (inputs, outputs) in [(&WRONG, &WRONG), (&INPUTS, &INPUTS)] {
            let made_up = life.report(0, inputs, outputs);
            assert_eq!(
                made_up.error().as_deref(),
                Some("ReportMismatch"),
                "{build}"
            );
            assert!(made_up.hooks.is_empty(), "{build}: {made_up:?}");
        }
        // A right result is no case: the manager says so, and the reporter loses its bond.
        let right = life.report(1, &INPUTS, &INPUTS);
        assert!(right.is_ok(), "{build}: {right:?}");
        let [judged] = &right.hooks[..] else {
            panic!("{build}: {right:?}")
        };
        assert_eq!(judged.hook, Hook::VerifyReport, "{build}");
        let bond = <Runtime as Config>::ReportBond::get();
        assert_eq!(Life::bond_lost(&right), Some(bond), "{build}");
        assert_eq!(life.not_accused(1, "manager"), "NotUpheld", "{build}");
        assert_eq!(life.not_accused(0, "manager"), "NotUpheld", "{build}");

        // A wrong one is upheld, at no cost to the reporter, though the court takes no slash at that moment.
        let Life { chain, court, .. } = &mut life;
        court.send(chain, library::GUARDIAN, "pause", &[json!(DAY)]);
        let wrong = life.report(0, &INPUTS, &WRONG);
        assert!(wrong.is_ok(), "{build}: {wrong:?}");
        assert_eq!(Life::bond_lost(&wrong), None, "{build}");
        let twice = life.report(0, &INPUTS, &WRONG);
        assert_eq!(twice.error().as_deref(), Some("AlreadyReported"), "{build}");
        assert_eq!(life.not_accused(0, "court"), "Paused", "{build}");
        let now = life.chain.timestamp();
        life.chain.set_timestamp(now + DAY);

        // Any account brings it to the court, once, and the ledger counts it.
        let Life {
            chain,
            manager,
            court,
            ledger,
            ..
        } = &mut life;
        let sent = manager.send(chain, "dave", "accuse", &accused(0));
        let event = court.interface.decode_event(&sent.events[0]).unwrap();
        assert_eq!(event.name, "SlashProposed", "{build}");
        assert_eq!(event.args["proposer"], hex(manager.address), "{build}");
        assert_eq!(event.args["operator"], hex(named("bob").address), "{build}");
        let card = ledger.numbers(chain, "cardOf", &[json!(0), json!("bob")]);
        assert_eq!(card[2], 1, "{build}: {card:?}");
        assert_eq!(life.not_accused(0, "court"), "DuplicateEvidence", "{build}");

        // A week later it takes the penalty, of the stake at the second of the call.
        let Life { chain, court, .. } = &mut life;
        let early = court.rejection(chain, "dave", "execute", &[json!(1)]);
        assert_eq!(early, "TooEarly", "{build}");
        let later = chain.timestamp() + 8 * DAY;
        chain.set_timestamp(later);
        let executed = court.send(chain, "dave", "execute", &[json!(1)]);
        let taken = court.answers("execute", &executed);
        assert_eq!(library::number(&taken[0]), u128::from(PENALTY), "{build}");
    }
}

/// The pallet's account is the manager's runtime: no account that signs reaches `verifyReport`.
#[test]
fn report_of_an_account_by_itself_fails() {
    for build in BUILDS {
        let mut life = Life::begin(build);
        life.work(0, &WRONG);
        let arguments = [
            json!(SERVICE),
            json!(0),
            json!(0),
            hex(named("bob").address),
            json!("0x11"),
            json!("0x22"),
        ];
        let Life { chain, manager, .. } = &mut life;
        for name in ["alice", "eve", OWNER] {
            let error = manager.rejection(chain, name, "verifyReport", &arguments);
            assert_eq!(error, "CallerNotRuntime", "{build}: {name}");
        }
    }
}
