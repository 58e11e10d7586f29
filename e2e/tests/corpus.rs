//! One corpus of calldata for every contract that is built, and for all builds of it: ink!, Solidity by
//! resolc, Solidity by solc. Status, return data, events and what can be seen of the state afterwards
//! agree in every case, and each case starts from the same state. What is malformed is refused by a
//! revert without data, whether or not there is another build to compare with.
//!
//! Contracts are found by their artifacts. Those below `blueprint-examples` and `full_abi` have a story in
//! `e2e/tests/stories`; the library's, whose steps need each other, are compared by their bench plans.

mod builds;

use alloy_dyn_abi::JsonAbiExt;
use alloy_json_abi::StateMutability;
use blueprint_corpus::{
    layout, parameters, random, unknown_selectors,
    values::Dictionary,
    verdict::{verdict, Verdict},
    Author, Case, Category, Parameters, MAX_CALLDATA, SELECTOR,
};
use blueprint_e2e::{
    accounts,
    outcome::{Outcome, Status},
};
use builds::{
    calls,
    found::{contracts, Found},
    is_view,
    story::{story, Step},
    Answer, Builds, Sending,
};
use proptest::{prelude::*, sample::Index, test_runner::TestRunner};
use sp_core::U256;
use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    sync::Mutex,
    thread,
    time::Instant,
};

/// What was compared, and where the builds differ.
#[derive(Default)]
struct Tally {
    cases: BTreeMap<(String, Category), usize>,
    endings: BTreeMap<(String, String), usize>,
    events: usize,
    states: usize,
    malformed: usize,
    disagreements: Vec<String>,
}

impl Tally {
    fn compare(&mut self, case: &Case, how: &str, answers: &[(String, Answer)]) {
        let key = (case.hook.clone(), case.category);
        *self.cases.entry(key).or_default() += 1;
        let (first, others) = answers.split_first().unwrap();
        let ending = ending(&first.1);
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

    /// Holds each answer against what the arguments deserve.
    fn judge(&mut self, case: &Case, how: &str, expected: Expected, answers: &[(String, Answer)]) {
        self.malformed += usize::from(expected == Expected::BareRevert);
        for (build, answer) in answers {
            let fits = match expected {
                Expected::BareRevert => is_bare(answer),
                Expected::Answer => {
                    // Solidity has bare reverts of its own: calls of what is no contract.
                    let bare = Found::is_ink(build) && is_bare(answer);
                    !bare && !matches!(answer.status, Status::Trap(_))
                }
                Expected::Either => !matches!(answer.status, Status::Trap(_)),
                Expected::Anything => true,
            };
            if !fits {
                self.disagreements.push(format!(
                    "{case}{how}\n  0x{}\n  {build}: expected {expected:?}, received {}\n",
                    hex::encode(short(&case.calldata)),
                    describe(answer, answer)
                ));
            }
        }
    }

    fn print(&self, contract: &str) {
        let mut hooks: BTreeMap<&str, usize> = BTreeMap::new();
        let mut categories: BTreeMap<Category, usize> = BTreeMap::new();
        for ((hook, category), count) in &self.cases {
            *hooks.entry(hook).or_default() += count;
            *categories.entry(*category).or_default() += count;
        }
        println!("{contract}: cases by hook, and how they end");
        for (hook, count) in &hooks {
            let endings = self.endings.iter().filter(|((of, _), _)| of == hook);
            let endings: Vec<_> = endings
                .map(|((_, name), n)| format!("{n} {name}"))
                .collect();
            println!("{count:>7}  {hook}: {}", endings.join(", "));
        }
        println!("{contract}: cases by category");
        for (category, count) in &categories {
            println!("{count:>7}  {category}");
        }
        let total: usize = hooks.values().sum();
        println!(
            "{contract}: {total} cases, {} malformed, {} events, {} states, {} disagreements",
            self.malformed,
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

/// What is expected of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expected {
    /// A revert without data.
    BareRevert,
    /// The contract's own answer, or an error that it names.
    Answer,
    /// Either of them, and no trap.
    Either,
    /// More than the chain takes.
    Anything,
}

/// What is expected of arguments that are sent with `value`.
fn expected(
    case: &Case,
    parameters: &Parameters,
    arguments: &[u8],
    payable: bool,
    value: U256,
) -> Expected {
    if case.calldata.len() > MAX_CALLDATA || case.category == Category::Large {
        return Expected::Anything;
    }
    if !payable && !value.is_zero() {
        return Expected::BareRevert;
    }
    match verdict(parameters, arguments) {
        Verdict::Refused => Expected::BareRevert,
        Verdict::Accepted => Expected::Answer,
        Verdict::Depends => Expected::Either,
    }
}

/// A revert without data.
fn is_bare(answer: &Answer) -> bool {
    answer.status == Status::Revert && answer.data.is_empty()
}

/// Takes `Panic(0x41)` of Solidity's constructors as a revert without data. They copy their arguments into memory, and end so
/// for want of it; other code leaves arguments in calldata.
fn without_panics_of_memory(answers: &mut [(String, Answer)]) {
    let panic = [&[0x4e, 0x48, 0x7b, 0x71][..], &[0; 31], &[0x41]].concat();
    for (build, answer) in answers {
        if !Found::is_ink(build) && answer.status == Status::Revert && answer.data == panic {
            answer.data.clear();
        }
    }
}

/// What was done to a case that no author wrote.
const BY_CHANCE: &str = "by chance";

/// Removes what resolc's code says where it traps and solc's code does not: it traps on a place beyond 2^32
/// bytes, which an offset between dynamic values may name, and on more memory than PolkaVM has. The EVM reads
/// zeros there. ink!'s code is still compared with solc's. Only offsets, lengths and layouts can name such
/// places: anywhere else a trap is a fault.
fn without_resolcs_traps(case: &Case, answers: &mut Vec<(String, Answer)>) {
    let far = [
        Category::Offset,
        Category::Length,
        Category::Layout,
        Category::Large,
    ];
    // By chance, several words change at once.
    if !far.contains(&case.category) && case.what != BY_CHANCE {
        return;
    }
    let ends_in_evm = answers.iter().any(|(build, answer)| {
        build.ends_with(".evm") && !matches!(answer.status, Status::Trap(_))
    });
    if ends_in_evm {
        answers.retain(|(build, answer)| {
            let by_resolc = build.starts_with("solidity/") && build.ends_with(".polkavm");
            !(by_resolc && matches!(answer.status, Status::Trap(_)))
        });
    }
}

/// Removes the two bytes with which ink!'s own dispatcher refuses a call: its number of the reason.
fn without_inks_reasons(answers: &mut [(String, Answer)]) {
    for (build, answer) in answers {
        let has_reason = matches!(answer.data[..], [1, _]) && answer.status == Status::Revert;
        if has_reason && build == INK_DISPATCHER {
            answer.data.clear();
        }
    }
}

/// The one contract whose calls ink! dispatches.
const INK_DISPATCHER: &str = "ink/ink_dispatcher.polkavm";

fn ending(answer: &Answer) -> &str {
    match &answer.status {
        Status::Ok => "ok",
        Status::Revert if answer.data.is_empty() => "revert without data",
        Status::Revert => "revert",
        Status::Trap(name) => name,
    }
}

/// The ways to send a case, and what to call them: as the story does it, else by the runtime.
fn ways(builds: &Builds, case: &Case) -> Vec<(&'static str, Sending)> {
    let (caller, value) = match builds.callers.get(&case.hook) {
        Some((caller, value)) => (caller.clone(), *value),
        None => (builds.obeyed(), U256::zero()),
    };
    let sending = |value: u64| Sending {
        caller: caller.clone(),
        value: U256::from(value),
    };
    let mut ways = vec![(
        "",
        Sending {
            caller: caller.clone(),
            value,
        },
    )];
    if matches!(case.category, Category::Valid | Category::UnknownSelector) {
        ways.push((", with value", sending(3_000_000_000_000)));
        // Less than the native token has a unit for.
        ways.push((", with one wei", sending(1)));
    }
    if case.category == Category::Valid {
        let outsider = Sending {
            caller: accounts::named("alice").unwrap(),
            value: U256::zero(),
        };
        ways.push((", by an outsider", outsider));
    }
    ways
}

/// Sends cases in every way that suits them.
fn send(builds: &mut Builds, tally: &mut Tally, cases: &[Case]) {
    for case in cases {
        for (how, sending) in ways(builds, case) {
            let mut answers = builds.answers(case, &sending);
            without_resolcs_traps(case, &mut answers);
            without_inks_reasons(&mut answers);
            tally.compare(case, how, &answers);
            let expected = expected_of_call(builds, case, &sending);
            tally.judge(case, how, expected, &answers);
        }
    }
}

fn expected_of_call(builds: &Builds, case: &Case, sending: &Sending) -> Expected {
    let abi = builds.interface.abi();
    match builds.interface.function_of(&case.calldata) {
        Some(function) => {
            let expected = expected(
                case,
                &Parameters::of(&function.inputs).unwrap(),
                &case.calldata[SELECTOR..],
                function.state_mutability == StateMutability::Payable,
                sending.value,
            );
            // One of the errors it shows has no data.
            let shows = builds.showing.contains(&function.signature());
            match expected {
                Expected::Answer if shows => Expected::Either,
                expected => expected,
            }
        }
        None if abi.fallback.is_some() || abi.receive.is_some() => Expected::Either,
        None => Expected::BareRevert,
    }
}

/// Deploys with every case of the constructor's arguments.
fn deploy(found: &Found, builds: &mut Builds, tally: &mut Tally) {
    let Some(constructor) = found.interface.abi().constructor() else {
        return;
    };
    let known = Parameters::of(&constructor.inputs).unwrap();
    let author = Author::of_constructor(constructor).unwrap();
    let payable = constructor.state_mutability == StateMutability::Payable;
    let mut cases = author.from_types(&Dictionary::default());
    let author = Author::of_constructor(constructor).unwrap();
    cases.extend(author.from_call("as deployed", &found.recipe.arguments));
    // How much fits beside the code is another limit for each kind of code.
    for case in cases.iter().filter(|it| it.category != Category::Large) {
        for (how, sending) in ways(builds, case) {
            let mut answers = builds.deployments(case, &sending);
            without_inks_reasons(&mut answers);
            without_panics_of_memory(&mut answers);
            tally.compare(case, how, &answers);
            let expected = expected(case, &known, &case.calldata, payable, sending.value);
            tally.judge(case, how, expected, &answers);
        }
    }
}

/// Works through all contracts, on as many threads as there are processors.
fn for_each_contract(work: impl Fn(&Found) + Sync) {
    let mut all = contracts();
    // Those with most builds take longest.
    all.sort_by_key(|found| found.builds.len());
    let queue = Mutex::new(all);
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| loop {
                let next = queue.lock().unwrap().pop();
                let Some(found) = next else { break };
                work(&found);
            });
        }
    });
}

#[test]
fn builds_of_a_contract_agree_on_calldata_by_chance() {
    for_each_contract(|found| {
        let (story, _) = story(&found.name, &found.interface);
        let mut builds = Builds::deploy(found, &story);
        for step in &story {
            builds.advance(step);
        }
        let builds = RefCell::new(builds);
        let interface = &found.interface;
        let functions: Vec<_> = interface.abi().functions().collect();
        let mut known: Vec<_> = calls(&story).map(|call| call.calldata.clone()).collect();
        if known.is_empty() {
            known.extend(functions.iter().map(|it| it.selector().to_vec()));
        }
        // Half of the cases start from a call that the contract knows something about.
        let start = (any::<bool>(), any::<Index>(), random::shape());
        let changes = prop::collection::vec(random::change(), 0..4);
        let config = ProptestConfig {
            // The test's own folder is no place for what it found.
            failure_persistence: None,
            ..ProptestConfig::with_cases(1_500)
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
                what: BY_CHANCE.into(),
                category,
                calldata,
            };
            let mut tally = Tally::default();
            send(&mut builds.borrow_mut(), &mut tally, &[case]);
            prop_assert!(tally.disagreements.is_empty(), "{}", tally.disagreements[0]);
            Ok(())
        });
        result.unwrap_or_else(|failure| panic!("{}: {failure}", found.name));
    });
}

#[test]
fn builds_of_a_contract_agree_on_every_case() {
    for_each_contract(|found| {
        let start = Instant::now();
        let (story, is_written) = story(&found.name, &found.interface);
        let mut builds = Builds::deploy(found, &story);
        let mut tally = Tally::default();
        deploy(found, &mut builds, &mut tally);

        let mut sent = BTreeSet::new();
        for (number, step) in story.iter().enumerate() {
            // A call of the story is mutated where it is made first, so that what is accepted has an
            // effect.
            if let Step::Call(call) = step {
                let function = found.interface.function(&call.signature).unwrap();
                if !is_view(function) && sent.insert(&call.signature) {
                    let author = Author::new(function).unwrap();
                    let name = format!("story {}", number + 1);
                    let cases = author.from_call(&name, &call.calldata);
                    builds
                        .callers
                        .insert(call.signature.clone(), (call.caller.clone(), call.value));
                    send(&mut builds, &mut tally, &cases);
                }
            }
            let outcome = builds.advance(step);
            let taken = match step {
                Step::Call(call) if call.reverts => {
                    outcome.as_ref().is_some_and(Outcome::is_revert)
                }
                _ => outcome.as_ref().is_none_or(Outcome::is_ok),
            };
            assert!(
                taken || !is_written,
                "{}: {step:?}: {outcome:?}",
                found.name
            );
        }
        for function in found.interface.abi().functions() {
            let author = Author::new(function).unwrap();
            let cases = author.from_types(&builds.dictionary);
            send(&mut builds, &mut tally, &cases);
        }
        send(
            &mut builds,
            &mut tally,
            &unknown_selectors(found.interface.abi()),
        );

        tally.print(&found.name);
        println!("{}: {:.1} s", found.name, start.elapsed().as_secs_f64());
        let shown = tally.disagreements.iter().take(40);
        let shown: Vec<_> = shown.map(String::as_str).collect();
        assert!(
            shown.is_empty(),
            "{}: {} cases end as they should not:\n{}",
            found.name,
            tally.disagreements.len(),
            shown.join("\n")
        );
        check_reach(found, &tally, is_written, &builds.showing);
    });
}

/// Agreement in rejection alone would prove little: the body of every function was reached, and where a
/// story was written for it, every function has done what it is for.
fn check_reach(found: &Found, tally: &Tally, is_written: bool, showing: &BTreeSet<String>) {
    let name = &found.name;
    // Solidity alone may revert without data on purpose, or because it calls what is no contract.
    if !found.builds.iter().any(|(path, _)| Found::is_ink(path)) {
        return;
    }
    for function in found.interface.abi().functions() {
        let ended = |how: &str| {
            let key = (function.signature(), how.to_string());
            tally.endings.contains_key(&key)
        };
        let may_revert = !is_written || showing.contains(&function.signature());
        let reached = ended("ok") || (may_revert && ended("revert"));
        assert!(reached, "{name}: nothing got into {}", function.signature());
    }
    let writers = found.interface.abi().functions().filter(|it| !is_view(it));
    let writers = writers.count();
    assert!(
        !is_written || tally.states > writers && tally.events > 0,
        "{name}"
    );
    assert!(tally.malformed > 100, "{name}");
}
