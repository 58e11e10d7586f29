//! Which contracts are built, and how each of them is deployed. Nothing is listed: a contract is found
//! by its artifacts, and its constructor's arguments by trying.
//!
//! Where that fails, or other arguments are wanted, its `Cargo.toml` says so under
//! `[package.metadata.blueprint]`: `deploy = ["runtime", 20]`, as a console takes them, with other contracts by their names, and
//! `constructor = "constructor(address runtime, uint32 minimum)"` if no ABI has it.

use super::is_view;
use alloy_dyn_abi::{DynSolType, DynSolValue, Specifier};
use alloy_json_abi::{Constructor, Function, Param, StateMutability};
use alloy_primitives::{Address, U256};
use blueprint_corpus::values::{self, Fill, Shape};
use blueprint_e2e::{
    accounts,
    artifact::{built_path, Artifact},
    chain::Chain,
    decode::Interface,
};
use serde_json::Value;
use sp_core::H160;
use std::{collections::BTreeMap, fs, path::Path, process::Command};

/// A contract: all builds of it that there are.
pub struct Found {
    /// `base_manager`, or `CoreManager` where there is no build in ink!.
    pub name: String,
    /// What all of them answer to.
    pub interface: Interface,
    /// Path below `target`, and the artifact: ink!, resolc, solc.
    pub builds: Vec<(String, Artifact)>,
    /// What it takes to deploy it.
    pub recipe: Recipe,
}

/// Code and constructor's arguments.
pub type Deployed = (Vec<u8>, Vec<u8>);

/// How a contract is deployed.
#[derive(Clone, Debug, Default)]
pub struct Recipe {
    /// Code and arguments of what is deployed before it, by the same account.
    pub before: Vec<Deployed>,
    /// Its constructor's arguments.
    pub arguments: Vec<u8>,
}

impl Found {
    /// Whether this build is the one in ink!.
    pub fn is_ink(path: &str) -> bool {
        path.starts_with("ink/")
    }
}

/// Every contract that is built.
pub fn contracts() -> Vec<Found> {
    let mut groups: BTreeMap<String, Vec<(String, Artifact)>> = BTreeMap::new();
    for (folder, extension) in [
        ("ink", "polkavm"),
        ("solidity", "polkavm"),
        ("solidity", "evm"),
    ] {
        let stems = stems(&built_path(folder), extension);
        for stem in stems
            .into_iter()
            .filter(|it| !ON_NETWORKS.contains(&key(it).as_str()))
        {
            let path = format!("{folder}/{stem}.{extension}");
            let artifact = Artifact::built(&path).unwrap_or_else(|error| panic!("{error}"));
            groups.entry(key(&stem)).or_default().push((path, artifact));
        }
    }
    let declared = declared();
    let mut found: Vec<_> = groups
        .into_values()
        .map(|builds| {
            let interface = interface(&builds, &declared);
            Found {
                name: builds[0].1.name.clone(),
                interface,
                builds,
                recipe: Recipe::default(),
            }
        })
        .collect();
    let in_ink = found
        .iter()
        .filter(|it| Found::is_ink(&it.builds[0].0))
        .count();
    let in_both = found.iter().filter(|it| it.builds.len() == 3).count();
    assert_eq!(
        (in_ink, in_both),
        (39, 33),
        "contracts in ink!, and in ink! and Solidity, below target; run `make contracts`"
    );
    find_recipes(&mut found, &declared);
    found
}

/// Contracts that call what a network of validators alone has: `chain/network/src/tests` runs them.
const ON_NETWORKS: [&str; 1] = ["stakekeeper"];

/// `base_manager` and `BaseManager` are the same contract.
fn key(name: &str) -> String {
    name.replace('_', "").to_lowercase()
}

fn stems(folder: &Path, extension: &str) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let mut stems: Vec<_> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|it| it == extension))
        .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
        .collect();
    stems.sort();
    stems
}

/// What contracts say of themselves, by the name of their package.
type Declared = BTreeMap<String, Value>;

fn declared() -> Declared {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--no-deps",
            "--offline",
            "--format-version",
            "1",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    let packages = metadata["packages"].as_array().unwrap().iter();
    packages
        .map(|package| {
            let name = package["name"].as_str().unwrap();
            (key(name), package["metadata"]["blueprint"].clone())
        })
        .collect()
}

/// The functions are those of the first build; every other one has the same. The constructor is of
/// a build that names its parameters, if there is one.
fn interface(builds: &[(String, Artifact)], declared: &Declared) -> Interface {
    let abis = builds.iter().map(|(_, artifact)| {
        let interface = artifact
            .interface()
            .unwrap_or_else(|error| panic!("{error}"));
        interface.abi().clone()
    });
    let abis: Vec<_> = abis.collect();
    let mut abi = abis[0].clone();
    for (other, (path, _)) in abis.iter().zip(builds) {
        for function in abi.functions() {
            let theirs = other.function_by_selector(function.selector());
            let theirs = theirs.unwrap_or_else(|| panic!("{path} has no {}", function.signature()));
            // What an interface says is `view` may be `pure`.
            let access =
                |it: &Function| (is_view(it), it.state_mutability == StateMutability::Payable);
            assert_eq!(
                access(theirs),
                access(function),
                "{path}: {}",
                function.signature()
            );
        }
    }
    let name = key(&builds[0].1.name);
    let stated = declared
        .get(&name)
        .and_then(|it| it["constructor"].as_str());
    let stated = stated.map(|text| Constructor::parse(text).unwrap());
    let of_builds = abis.iter().filter_map(|abi| abi.constructor.clone());
    let named = |it: &Constructor| it.inputs.iter().all(|input| !input.name.is_empty());
    abi.constructor = stated
        .or_else(|| of_builds.clone().find(named))
        .or_else(|| of_builds.clone().next());
    Interface::from(abi)
}

/// Contracts are deployed that can be, until no other can: those first whose peers are there.
fn find_recipes(found: &mut [Found], declared: &Declared) {
    let mut chain = Chain::new().unwrap();
    let mut stage = Stage::default();
    let all: Vec<_> = found.iter().map(|it| key(&it.name)).collect();
    let mut waiting: Vec<usize> = (0..found.len()).collect();
    let mut patient = true;
    while !waiting.is_empty() {
        let before = waiting.len();
        waiting.retain(|index| {
            let contract = &mut found[*index];
            let recipe = recipe(&mut chain, &mut stage, contract, declared, &all, patient);
            recipe.map(|it| contract.recipe = it).is_none()
        });
        if waiting.len() == before && !patient {
            break;
        }
        patient = waiting.len() < before;
    }
    let left: Vec<_> = waiting.iter().map(|it| found[*it].name.as_str()).collect();
    assert!(
        left.is_empty(),
        "no arguments were found that these can be deployed with: {left:?}. Say them in their \
         Cargo.toml: [package.metadata.blueprint] deploy = [\"runtime\", 1]"
    );
}

/// What is deployed, in order: key, address, code and arguments.
#[derive(Default)]
struct Stage(Vec<(String, H160, Deployed)>);

/// Deploys a contract if arguments are found. `patient`, a peer that is still to come is waited for.
fn recipe(
    chain: &mut Chain,
    stage: &mut Stage,
    contract: &Found,
    declared: &Declared,
    all: &[String],
    patient: bool,
) -> Option<Recipe> {
    let name = key(&contract.name);
    let inputs = contract.interface.abi().constructor();
    let inputs = inputs.map_or(&[][..], |it| it.inputs.as_slice());
    let free: Vec<_> = inputs
        .iter()
        .enumerate()
        .filter(|it| is_free(*it))
        .map(|(_, input)| peer(input, all).filter(|it| **it != name))
        .collect();
    let there = |peer: &String| stage.0.iter().find(|(key, ..)| key == peer);
    if patient && free.iter().flatten().any(|peer| there(peer).is_none()) {
        return None;
    }
    let ferdie = accounts::named("ferdie").unwrap().address;
    let any: Vec<_> = [ferdie, H160::zero()]
        .into_iter()
        .chain(stage.0.iter().map(|(_, address, _)| *address))
        .collect();
    let choices: Vec<Vec<H160>> = free
        .iter()
        .map(|peer| match peer.and_then(there) {
            Some((_, address, _)) => vec![*address],
            None => any.clone(),
        })
        .collect();
    let stated = declared.get(&name).and_then(|it| it["deploy"].as_array());
    let candidates = match stated {
        Some(values) => {
            // Tried alone, it obeys an account that signs, in the place of the runtime. A peer is stated by its name.
            let values: Vec<_> = values
                .iter()
                .map(|it| match it.as_str() {
                    Some("runtime") => Value::from("alith"),
                    Some(text) => match there(&key(text)) {
                        Some((_, address, _)) => Value::from(format!("{address:?}")),
                        None => it.clone(),
                    },
                    None => it.clone(),
                })
                .collect();
            vec![contract.interface.encode_constructor(&values).unwrap()]
        }
        None => candidates(inputs, &choices),
    };
    let code = &contract.builds[0].1.code;
    let (address, arguments) = candidates
        .into_iter()
        .find_map(|arguments| Some((deploy(chain, code, &arguments)?, arguments)))?;
    let needs = |it: &H160| arguments.windows(20).any(|part| part == it.as_bytes());
    let peers = stage.0.iter();
    let recipe = Recipe {
        before: match peers.clone().any(|(_, address, _)| needs(address)) {
            true => peers.map(|(.., peer)| peer.clone()).collect(),
            false => Vec::new(),
        },
        arguments: arguments.clone(),
    };
    stage.0.push((name, address, (code.clone(), arguments)));
    Some(recipe)
}

/// The contract that a parameter is named after: `ledger` after `points_ledger`.
fn peer<'a>(input: &Param, all: &'a [String]) -> Option<&'a String> {
    let name = key(&input.name);
    all.iter().find(|it| name.len() > 3 && it.ends_with(&name))
}

/// Deploys as alice. A failed attempt leaves nothing behind, not even her nonce.
fn deploy(chain: &mut Chain, code: &[u8], arguments: &[u8]) -> Option<H160> {
    let alice = accounts::named("alice").unwrap();
    let works = chain.undoing(|chain| chain.deploy(&alice, code, arguments).is_ok());
    works.then(|| chain.deploy(&alice, code, arguments).unwrap().address)
}

/// Seconds in a day: a delay has bounds.
const DAY: u64 = 86_400;

/// How other numbers are chosen: by their place among the parameters.
const NUMBERS: [fn(u64) -> u64; 3] = [|_| 1, |place| place + 2, |place| (place + 1) * DAY];

/// Arguments that a constructor may like: the runtime first, then one of the `choices` for each other
/// address, in order.
fn candidates(inputs: &[Param], choices: &[Vec<H160>]) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    // Beyond the third, addresses are the first choice.
    let combinations = choices.iter().take(3).map(Vec::len).product();
    for combination in 0..combinations {
        for numbers in NUMBERS {
            let mut left = combination;
            let mut free = choices.iter();
            let values = inputs.iter().enumerate().map(|(place, input)| {
                let ty = input.resolve().unwrap();
                match ty {
                    DynSolType::Address if is_free((place, input)) => {
                        let choices = free.next().unwrap();
                        let chosen = choices[left % choices.len()];
                        left /= choices.len();
                        DynSolValue::Address(Address::from(chosen.0))
                    }
                    DynSolType::Address => DynSolValue::Address(Address::from(accounts::ALITH.0)),
                    DynSolType::Uint(bits) => {
                        let most = U256::MAX >> (256 - bits);
                        let number = match input.name.to_lowercase().contains("delay") {
                            true => DAY,
                            false => numbers(place as u64),
                        };
                        let number = U256::from(number).min(most);
                        DynSolValue::Uint(number, bits)
                    }
                    other => values::value(&other, TYPICAL, place as u64),
                }
            });
            let encoded = DynSolValue::Tuple(values.collect()).abi_encode_params();
            if !all.contains(&encoded) {
                all.push(encoded);
            }
        }
    }
    all
}

const TYPICAL: Shape = Shape {
    fill: Fill::Typical,
    bytes: 32,
    items: 1,
};

/// Whether a parameter is an address of another account than the runtime, which comes first where
/// nothing has a name.
fn is_free((place, input): (usize, &Param)) -> bool {
    let name = input.name.to_lowercase();
    let runtime = match name.as_str() {
        "" => place == 0,
        name => name.contains("runtime") || name.contains("core"),
    };
    input.ty == "address" && !runtime
}
