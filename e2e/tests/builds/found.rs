//! Which contracts are built, and how each of them is deployed. Nothing is listed: a contract is found
//! by its artifacts, and its constructor's arguments by trying.
//!
//! Where that fails, or other arguments are wanted, its `Cargo.toml` says so under
//! `[package.metadata.blueprint]`: `deploy = ["runtime", 20]`, as a console takes them, and
//! `constructor = "constructor(address runtime, uint32 minimum)"` if no ABI has it.

use alloy_dyn_abi::{DynSolType, DynSolValue, Specifier};
use alloy_json_abi::{Constructor, Param};
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

/// How a contract is deployed.
#[derive(Clone, Debug, Default)]
pub struct Recipe {
    /// Code and arguments of what is deployed before it, by the same account.
    pub before: Vec<(Vec<u8>, Vec<u8>)>,
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
        for stem in stems(&built_path(folder), extension) {
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
    assert!(
        found.iter().any(|it| it.builds.len() == 3),
        "expected contracts in ink! and Solidity below target, run `make contracts`"
    );
    find_recipes(&mut found, &declared);
    found
}

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
            assert_eq!(
                theirs.state_mutability,
                function.state_mutability,
                "{path}: {}",
                function.signature()
            );
        }
    }
    let name = key(&builds[0].1.name);
    let told = declared
        .get(&name)
        .and_then(|it| it["constructor"].as_str());
    let told = told.map(|text| Constructor::parse(text).unwrap());
    let of_builds = abis.iter().filter_map(|abi| abi.constructor.clone());
    let named = |it: &Constructor| it.inputs.iter().all(|input| !input.name.is_empty());
    abi.constructor = told
        .or_else(|| of_builds.clone().find(named))
        .or_else(|| of_builds.clone().next());
    Interface::from(abi)
}

/// Contracts are deployed that can be, until no other can.
fn find_recipes(found: &mut [Found], declared: &Declared) {
    let mut chain = Chain::new().unwrap();
    let mut stage: Vec<(H160, (Vec<u8>, Vec<u8>))> = Vec::new();
    let mut waiting: Vec<usize> = (0..found.len()).collect();
    loop {
        let before = waiting.len();
        waiting.retain(|index| {
            let contract = &mut found[*index];
            let told = declared.get(&key(&contract.name));
            let told = told.and_then(|it| it["deploy"].as_array());
            let addresses: Vec<_> = stage.iter().map(|(address, _)| *address).collect();
            let candidates = match told {
                Some(values) => vec![contract.interface.encode_constructor(values).unwrap()],
                None => candidates(&contract.interface, &addresses),
            };
            let code = &contract.builds[0].1.code;
            let deployed = candidates.into_iter().find_map(|arguments| {
                let address = deploy(&mut chain, code, &arguments)?;
                Some((address, (code.clone(), arguments)))
            });
            let Some((address, (code, arguments))) = deployed else {
                return true;
            };
            let needs = |it: &H160| arguments.windows(20).any(|part| part == it.as_bytes());
            let peers = match addresses.iter().any(needs) {
                true => stage.iter().map(|(_, peer)| peer.clone()).collect(),
                false => Vec::new(),
            };
            contract.recipe = Recipe {
                before: peers,
                arguments: arguments.clone(),
            };
            stage.push((address, (code, arguments)));
            false
        });
        if waiting.len() == before {
            break;
        }
    }
    let left: Vec<_> = waiting.iter().map(|it| found[*it].name.as_str()).collect();
    assert!(
        left.is_empty(),
        "no arguments were found that these can be deployed with: {left:?}. Say them in their \
         Cargo.toml: [package.metadata.blueprint] deploy = [\"runtime\", 1]"
    );
}

/// Deploys as alice. A failed attempt leaves nothing behind, not even her nonce.
fn deploy(chain: &mut Chain, code: &[u8], arguments: &[u8]) -> Option<H160> {
    let alice = accounts::named("alice").unwrap();
    let works = chain.undoing(|chain| chain.deploy(&alice, code, arguments).is_ok());
    works.then(|| chain.deploy(&alice, code, arguments).unwrap().address)
}

/// How numbers are chosen: by their place among the parameters.
const NUMBERS: [fn(u64) -> u64; 3] = [|_| 1, |place| place + 2, |place| (place + 1) * 86_400];

/// Arguments that a constructor may like: the runtime first, then people, nobody, or contracts.
fn candidates(interface: &Interface, contracts: &[H160]) -> Vec<Vec<u8>> {
    let inputs = match interface.abi().constructor() {
        Some(constructor) => constructor.inputs.as_slice(),
        None => return vec![Vec::new()],
    };
    let ferdie = accounts::named("ferdie").unwrap().address;
    let choices: Vec<_> = [ferdie, H160::zero()]
        .into_iter()
        .chain(contracts.iter().copied())
        .collect();
    let free = inputs.iter().enumerate().filter(|it| is_free(*it)).count();
    let mut all = Vec::new();
    for combination in 0..choices.len().pow(free.min(3) as u32) {
        for numbers in NUMBERS {
            let mut left = combination;
            let values = inputs.iter().enumerate().map(|(place, input)| {
                let ty = input.resolve().unwrap();
                match ty {
                    DynSolType::Address if is_free((place, input)) => {
                        let chosen = choices[left % choices.len()];
                        left /= choices.len();
                        DynSolValue::Address(Address::from(chosen.0))
                    }
                    DynSolType::Address => {
                        DynSolValue::Address(Address::from(accounts::runtime().address.0))
                    }
                    DynSolType::Uint(bits) => {
                        let most = U256::MAX >> (256 - bits);
                        let number = U256::from(numbers(place as u64)).min(most);
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

/// Whether a parameter is an address of somebody else than the runtime, which comes first where
/// nothing has a name.
fn is_free((place, input): (usize, &Param)) -> bool {
    let name = input.name.to_lowercase();
    let runtime = match name.as_str() {
        "" => place == 0,
        name => name.contains("runtime") || name.contains("core"),
    };
    input.ty == "address" && !runtime
}
