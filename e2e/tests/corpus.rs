//! One corpus of calldata for the three builds of a contract: ink!, the Solidity twin by resolc, the
//! Solidity twin by solc. Status, return data, events and what can be seen of the state afterwards
//! agree in every case, and each case starts from the same state.

mod twins;

use alloy_dyn_abi::JsonAbiExt;
use blueprint_corpus::{
    layout, parameters, random, unknown_selectors, values::Dictionary, Author, Case, Category,
    SELECTOR,
};
use blueprint_e2e::{accounts, outcome::Status};
use proptest::{prelude::*, sample::Index, test_runner::TestRunner};
use sp_core::U256;
use std::{cell::RefCell, collections::BTreeMap, fmt::Write, time::Instant};
use twins::{is_view, Answer, Sending, Trio, Twins};

/// The contracts that are told twice.
const TWINS: &[Twins] = &[
    Twins {
        ink: "report_counter",
        solidity: "ReportCounter",
        constructor: r#"["runtime"]"#,
        story: &[
            ("onBlueprintCreated", r#"[1, "alice", "runtime"]"#),
            (
                "verifyReport",
                r#"[7, 1, 5, "0x0da7e00000000000000000000000000000000001", "0x02", "0x03"]"#,
            ),
        ],
    },
    Twins {
        ink: "base_manager",
        solidity: "BaseManager",
        constructor: r#"["runtime"]"#,
        story: &[("onBlueprintCreated", r#"[1, "alice", "runtime"]"#)],
    },
    Twins {
        ink: "incredible_squaring",
        solidity: "IncredibleSquaring",
        constructor: r#"["runtime", 2]"#,
        story: &[
            ("onBlueprintCreated", r#"[1, "alice", "runtime"]"#),
            (
                "onRequest",
                r#"[1, "alice", ["bob", "dave"], "0x", 100, "eve", 5]"#,
            ),
            (
                "onJobCall",
                r#"[1, 0, 1, "0x0000000000000000000000000000000000000000000000000000000000000007"]"#,
            ),
            (
                "onJobResult(uint64,uint8,uint64,address,bytes,bytes)",
                r#"[1, 0, 1, "bob",
                "0x0000000000000000000000000000000000000000000000000000000000000007",
                "0x0000000000000000000000000000000000000000000000000000000000000031"]"#,
            ),
            (
                "onJobResult(uint64,uint8,uint64,address,bytes32,bytes)",
                r#"[1, 0, 1, "0x0da7e00000000000000000000000000000000001",
                "0xa66cc928b5edb82af9bd49922954155ab7b0942694bea4ce44661d9a8736c688",
                "0x32"]"#,
            ),
            (
                "verifyReport",
                r#"[1, 0, 1, "0x0da7e00000000000000000000000000000000001",
                "0x0000000000000000000000000000000000000000000000000000000000000007", "0x32"]"#,
            ),
        ],
    },
];

/// What was compared, and where the builds differ.
#[derive(Default)]
struct Tally {
    cases: BTreeMap<(String, Category), usize>,
    endings: BTreeMap<(String, String), usize>,
    events: usize,
    states: usize,
    disagreements: Vec<String>,
}

impl Tally {
    fn compare(&mut self, case: &Case, how: &str, answers: &[(String, Answer)]) {
        let key = (case.hook.clone(), case.category);
        *self.cases.entry(key).or_default() += 1;
        let (first, others) = answers.split_first().unwrap();
        let ending = match &first.1.status {
            Status::Ok => "ok",
            Status::Revert => "revert",
            Status::Trap(name) => name,
        };
        let key = (case.hook.clone(), ending.into());
        *self.endings.entry(key).or_default() += 1;
        self.events += first.1.events.len();
        self.states += usize::from(!first.1.state.is_empty());
        if others.iter().any(|(_, answer)| *answer != first.1) {
            let mut text = format!("{case}{how}\n  0x{}\n", hex::encode(short(&case.calldata)));
            for (build, answer) in answers {
                writeln!(text, "  {build}: {}", describe(answer, &first.1)).unwrap();
            }
            self.disagreements.push(text);
        }
    }

    fn print(&self, twins: &str) {
        let mut hooks: BTreeMap<&str, usize> = BTreeMap::new();
        let mut categories: BTreeMap<Category, usize> = BTreeMap::new();
        for ((hook, category), count) in &self.cases {
            *hooks.entry(hook).or_default() += count;
            *categories.entry(*category).or_default() += count;
        }
        println!("{twins}: cases by hook, and how they end");
        for (hook, count) in &hooks {
            let endings = self.endings.iter().filter(|((of, _), _)| of == hook);
            let endings: Vec<_> = endings
                .map(|((_, name), n)| format!("{n} {name}"))
                .collect();
            println!("{count:>7}  {hook}: {}", endings.join(", "));
        }
        println!("{twins}: cases by category");
        for (category, count) in &categories {
            println!("{count:>7}  {category}");
        }
        let total: usize = hooks.values().sum();
        println!(
            "{twins}: {total} cases, {} events, {} states, {} disagreements",
            self.events,
            self.states,
            self.disagreements.len()
        );
    }
}

fn short(bytes: &[u8]) -> &[u8] {
    &bytes[..bytes.len().min(1024)]
}

/// What a build answered, and of its state what differs from the first build's.
fn describe(answer: &Answer, first: &Answer) -> String {
    let state = answer.state.iter().zip(&first.state);
    let state: Vec<_> = state
        .filter(|(mine, theirs)| mine != theirs)
        .map(|((name, status, data), _)| format!("{name} {status:?} 0x{}", hex::encode(data)))
        .collect();
    let events = answer.events.iter().map(|(topics, data)| {
        let topics: Vec<_> = topics.iter().map(hex::encode).collect();
        format!("{} 0x{}", topics.join(" "), hex::encode(data))
    });
    format!(
        "{:?} 0x{} events {:?} balance {} state {state:?}",
        answer.status,
        hex::encode(short(&answer.data)),
        events.collect::<Vec<_>>(),
        answer.balance,
    )
}

/// The ways to send a case, and what to call them.
fn ways(case: &Case) -> Vec<(&'static str, Sending)> {
    let sending = |name: &str, value: u64| Sending {
        caller: accounts::named(name).unwrap(),
        value: U256::from(value),
    };
    let mut ways = vec![("", sending("runtime", 0))];
    if matches!(case.category, Category::Valid | Category::UnknownSelector) {
        ways.push((", with value", sending("runtime", 3_000_000_000_000)));
        // Less than the native token has a unit for.
        ways.push((", with one wei", sending("runtime", 1)));
    }
    if case.category == Category::Valid {
        ways.push((", by an outsider", sending("alice", 0)));
    }
    ways
}

/// Sends cases in every way that suits them.
fn send(trio: &mut Trio, tally: &mut Tally, cases: &[Case]) {
    for case in cases {
        for (how, sending) in ways(case) {
            let answers = trio.answers(case, &sending);
            tally.compare(case, how, &answers);
        }
    }
}

/// Deploys with every case of the constructor's arguments.
fn deploy(trio: &mut Trio, tally: &mut Tally, cases: &[Case]) {
    // How much fits beside the code is another limit for each kind of code.
    for case in cases.iter().filter(|it| it.category != Category::Large) {
        for (how, sending) in ways(case) {
            let answers = trio.deployments(case, &sending);
            tally.compare(case, how, &answers);
        }
    }
}

/// Takes all steps of the story.
fn told(twins: &Twins) -> Trio {
    let mut trio = Trio::deploy(twins);
    for call in twins.story {
        let calldata = trio.calldata(*call);
        trio.advance(&calldata);
    }
    trio
}

#[test]
fn builds_of_a_contract_agree_on_calldata_by_chance() {
    for twins in TWINS {
        let trio = RefCell::new(told(twins));
        let interface = trio.borrow().interface.clone();
        let functions: Vec<_> = interface.abi().functions().collect();
        let known: Vec<_> = twins
            .story
            .iter()
            .map(|it| trio.borrow().calldata(*it))
            .collect();
        // Half of the cases start from a call that the contract knows something about.
        let start = (any::<bool>(), any::<Index>(), random::shape());
        let changes = prop::collection::vec(random::change(), 0..4);
        let config = ProptestConfig {
            // The test's own folder is no place for what it found.
            failure_persistence: None,
            ..ProptestConfig::with_cases(3_000)
        };
        let result = TestRunner::new(config).run(&(start, changes), |(start, changes)| {
            let (from_story, index, shape) = start;
            let mut calldata = match from_story {
                true => index.get(&known).clone(),
                false => {
                    let function = index.get(&functions);
                    let parameters = parameters(&function.inputs).unwrap();
                    let values = random::arguments(&parameters, shape);
                    function.abi_encode_input(&values).unwrap()
                }
            };
            let function = interface.function_of(&calldata).unwrap();
            let parameters = parameters(&function.inputs).unwrap();
            let places = layout::places(&parameters, &calldata[SELECTOR..]);
            for change in changes {
                change.apply(&places, &mut calldata);
            }
            let category = match interface.function_of(&calldata) {
                Some(_) => Category::Value,
                None => Category::UnknownSelector,
            };
            let case = Case {
                hook: function.signature(),
                what: "by chance".into(),
                category,
                calldata,
            };
            let mut tally = Tally::default();
            for (how, sending) in ways(&case) {
                let answers = trio.borrow_mut().answers(&case, &sending);
                tally.compare(&case, how, &answers);
            }
            prop_assert!(tally.disagreements.is_empty(), "{}", tally.disagreements[0]);
            Ok(())
        });
        result.unwrap_or_else(|failure| panic!("{}: {failure}", twins.ink));
    }
}

#[test]
fn builds_of_a_contract_agree_on_every_case() {
    for twins in TWINS {
        let start = Instant::now();
        let mut trio = Trio::deploy(twins);
        let mut tally = Tally::default();
        let interface = trio.interface.clone();

        if let Some(constructor) = interface.abi().constructor() {
            let author = Author::of_constructor(constructor).unwrap();
            deploy(
                &mut trio,
                &mut tally,
                &author.from_types(&Dictionary::default()),
            );
        }
        // A step of the story is mutated where it would be taken, so that what is accepted has an
        // effect.
        for (step, call) in twins.story.iter().enumerate() {
            let calldata = trio.calldata(*call);
            let author = Author::new(interface.function(call.0).unwrap()).unwrap();
            let cases = author.from_call(&format!("story {}", step + 1), &calldata);
            send(&mut trio, &mut tally, &cases);
            trio.advance(&calldata);
        }
        for function in interface.abi().functions() {
            let author = Author::new(function).unwrap();
            let cases = author.from_types(&trio.dictionary);
            send(&mut trio, &mut tally, &cases);
        }
        send(&mut trio, &mut tally, &unknown_selectors(interface.abi()));

        tally.print(twins.ink);
        println!("{}: {:.1} s", twins.ink, start.elapsed().as_secs_f64());
        let shown = tally.disagreements.iter().take(40);
        let shown: Vec<_> = shown.map(String::as_str).collect();
        assert!(
            shown.is_empty(),
            "{} builds disagree in {} cases:\n{}",
            twins.ink,
            tally.disagreements.len(),
            shown.join("\n")
        );

        // Agreement in refusal alone would prove little.
        for function in interface.abi().functions() {
            let accepted = (function.signature(), "ok".to_string());
            assert!(tally.endings.contains_key(&accepted), "{}", accepted.0);
        }
        let writers = interface.abi().functions().filter(|it| !is_view(it));
        assert!(tally.states > writers.count() && tally.events > twins.story.len());
    }
}
