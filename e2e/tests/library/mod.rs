//! Contracts of the library on a chain, called by name.

#![allow(dead_code)] // Each test binary uses a part.

use alloy_primitives::keccak256;
use blueprint_e2e::{
    accounts::{self, Account},
    artifact::Artifact,
    chain::{CallOptions, Chain},
    decode::Interface,
    outcome::Outcome,
};
use blueprint_e2e_runtime::Runtime;
use blueprint_rules::court::DAY;
use pallet_services::{BlueprintDefinition, Call, Generation, Penalties, PointTerms};
use serde_json::{json, Value};
use sp_core::{ecdsa, Pair, H160};

/// An operator: it needs a key and no account.
pub struct Operator {
    key: ecdsa::Pair,
    pub address: H160,
}

impl Operator {
    pub fn new(seed: u8) -> Operator {
        let key = ecdsa::Pair::from_seed(&[seed; 32]);
        let message = [1; 32];
        let signature = key.sign_prehashed(&message).0;
        let public = sp_io::crypto::secp256k1_ecdsa_recover(&signature, &message);
        let address = H160::from_slice(&keccak256(public.ok().unwrap())[12..]);
        Operator { key, address }
    }

    /// r, s, and v as Ethereum has it.
    pub fn signature(&self, digest: &[u8; 32]) -> Vec<u8> {
        let mut signature = self.key.sign_prehashed(digest).0;
        signature[64] += 27;
        signature.to_vec()
    }

    pub fn sign(&self, digest: &[u8; 32]) -> Value {
        json!(format!("0x{}", ::hex::encode(self.signature(digest))))
    }
}

/// A deployed contract and what it understands.
pub struct Contract {
    pub address: H160,
    pub interface: Interface,
}

impl Contract {
    /// Deploys a build as alice.
    pub fn deploy(chain: &mut Chain, built: &str, arguments: &[Value]) -> Contract {
        Self::deploy_as(chain, &named("alice"), built, arguments)
    }

    /// Deploys a build as an account.
    pub fn deploy_as(
        chain: &mut Chain,
        deployer: &Account,
        built: &str,
        arguments: &[Value],
    ) -> Contract {
        let artifact = Artifact::built(built).unwrap();
        let interface = artifact.interface().unwrap().clone();
        let arguments = interface.encode_constructor(arguments).unwrap();
        let deployed = chain.deploy(deployer, &artifact.code, &arguments);
        let address = deployed
            .unwrap_or_else(|outcome| panic!("{built}: {outcome}"))
            .address;
        Contract { address, interface }
    }

    /// Name of the error that refuses a deployment.
    pub fn refused_deployment(chain: &mut Chain, built: &str, arguments: &[Value]) -> String {
        let artifact = Artifact::built(built).unwrap();
        let interface = artifact.interface().unwrap();
        let arguments = interface.encode_constructor(arguments).unwrap();
        let deployed = chain.deploy(&named("alice"), &artifact.code, &arguments);
        let outcome = deployed.err().unwrap_or_else(|| panic!("{built}"));
        interface.decode_error(&outcome.data).unwrap().name
    }

    /// Calls with a value in wei, whatever comes of it.
    pub fn try_send(
        &self,
        chain: &mut Chain,
        caller: &Account,
        call: &str,
        arguments: &[Value],
        value: u128,
    ) -> Outcome {
        let calldata = self.interface.encode_call(call, arguments).unwrap();
        let options = CallOptions {
            value: value.into(),
            ..Default::default()
        };
        chain.call_with(caller, self.address, calldata, options)
    }

    /// Calls, and the call ends well.
    pub fn send(
        &self,
        chain: &mut Chain,
        caller: &str,
        call: &str,
        arguments: &[Value],
    ) -> Outcome {
        let from = account(caller);
        let outcome = self.try_send(chain, &from, call, arguments, 0);
        let reason = self.interface.decode_error(&outcome.data);
        assert!(outcome.is_ok(), "{call} by {caller}: {outcome} {reason:?}");
        outcome
    }

    /// Name of the error that refuses the call.
    pub fn rejection(
        &self,
        chain: &mut Chain,
        caller: &str,
        call: &str,
        arguments: &[Value],
    ) -> String {
        self.passed_on(chain, self, caller, call, arguments)
    }

    /// Name of the error that refuses the call, as `other` knows it: one that was passed on.
    pub fn passed_on(
        &self,
        chain: &mut Chain,
        other: &Contract,
        caller: &str,
        call: &str,
        arguments: &[Value],
    ) -> String {
        let from = account(caller);
        let outcome = self.try_send(chain, &from, call, arguments, 0);
        assert!(outcome.is_revert(), "{call} by {caller}: {outcome}");
        other.interface.decode_error(&outcome.data).unwrap().name
    }

    /// What a call returned.
    pub fn answers(&self, call: &str, outcome: &Outcome) -> Vec<Value> {
        let function = self.interface.function(call).unwrap();
        self.interface
            .decode_output(function, &outcome.data)
            .unwrap_or_else(|| panic!("{call}: {outcome}"))
    }

    /// What a view answers.
    pub fn ask(&self, chain: &mut Chain, call: &str, arguments: &[Value]) -> Vec<Value> {
        let calldata = self.interface.encode_call(call, arguments).unwrap();
        let outcome = chain.read(self.address, calldata);
        assert!(outcome.is_ok(), "{call}: {outcome}");
        self.answers(call, &outcome)
    }

    /// The same, as numbers.
    pub fn numbers(&self, chain: &mut Chain, call: &str, arguments: &[Value]) -> Vec<u128> {
        let answers = self.ask(chain, call, arguments);
        answers.iter().map(number).collect()
    }
}

/// The address of [`accounts::ALITH`]: whom the contracts obey here.
pub const OWNER: &str = "0xf24ff3a9cf04c71dbc94d0b566f7a27b94566cac";

/// An account that can sign: a named one, or [`OWNER`].
pub fn account(name: &str) -> Account {
    match name {
        OWNER => named("alith"),
        name => named(name),
    }
}

/// An account of genesis.
pub fn named(name: &str) -> Account {
    accounts::named(name).unwrap()
}

/// An address as an argument.
pub fn hex(address: H160) -> Value {
    json!(format!("{address:?}"))
}

/// A number of an answer.
pub fn number(value: &Value) -> u128 {
    match value {
        Value::String(text) => text.parse().unwrap(),
        Value::Bool(truth) => u128::from(*truth),
        other => u128::from(other.as_u64().unwrap()),
    }
}

/// Who replaces a lost key of the contracts, by name, and the delay of their roles in seconds.
pub const GUARDIAN: &str = "alice";
pub const ROLE_DELAY: u64 = 86_400;

/// A contract's own arguments after those of its roles.
pub fn with_roles(runtime: Value, arguments: &[Value]) -> Vec<Value> {
    let mut all = vec![runtime, json!(GUARDIAN), json!(ROLE_DELAY)];
    all.extend_from_slice(arguments);
    all
}

/// A court that ferdie governs, with reviews of a day to two weeks.
pub fn court(chain: &mut Chain, runtime: Value) -> Contract {
    let roles = [
        runtime,
        json!(GUARDIAN),
        json!("ferdie"),
        json!(ROLE_DELAY),
        json!(86_400),
        json!(14 * 86_400),
    ];
    Contract::deploy(chain, "ink/slashing_court.polkavm", &roles)
}

/// A ledger with eras of so many blocks, in which everything is worth a point.
pub fn ledger(chain: &mut Chain, runtime: &str, era_blocks: u32) -> Contract {
    let most = json!(1_000_000);
    let terms = [json!(era_blocks), json!(1), json!(1), json!(1), most];
    let terms = with_roles(json!(runtime), &terms);
    Contract::deploy(chain, "ink/points_ledger.polkavm", &terms)
}

/// A pool that reads a ledger.
pub fn pool(chain: &mut Chain, runtime: &str, ledger: &Contract) -> Contract {
    pool_of(chain, runtime, ledger, H160::zero())
}

/// The same, with rewards in a token; zero for the native one.
pub fn pool_of(chain: &mut Chain, runtime: &str, ledger: &Contract, token: H160) -> Contract {
    let terms = [hex(ledger.address), hex(token), json!(8)];
    let arguments = with_roles(json!(runtime), &terms);
    Contract::deploy(chain, "ink/reward_pool.polkavm", &arguments)
}

/// A pool's one asset: the native token, which needs no price.
pub fn native_asset() -> [Value; 7] {
    let none = hex(H160::zero());
    [
        none.clone(),
        json!(18),
        none,
        json!(0),
        json!(0),
        json!("0"),
        json!("0"),
    ]
}

/// A proposal of job misbehaviour in a court.
pub struct Proposed {
    pub service: u64,
    pub proposer: H160,
    pub evidence: Value,
    pub moment: u64,
    pub requested: u128,
}

impl Proposed {
    /// It is pending, and takes all that it asks for once its review is over.
    pub fn is_executed(&self, chain: &mut Chain, court: &Contract, id: u64) {
        let id = [json!(id)];
        let proposal = court.ask(chain, "proposal", &id);
        let proposal: Vec<u128> = proposal[..3].iter().map(number).collect();
        let service = u128::from(self.service);
        assert_eq!(proposal, [1, 1, service], "pending, job misbehaviour");
        let amounts = court.numbers(chain, "proposalAmounts", &id);
        assert_eq!(amounts[0], self.requested);
        let times = court.numbers(chain, "proposalTimes", &id);
        assert_eq!(times[0], u128::from(self.moment));
        let parties = court.ask(chain, "proposalParties", &id);
        assert_eq!(parties[0], hex(self.proposer));
        assert_eq!(parties[2], self.evidence);
        // To its end: after the review the court says what the keeper of the stake takes.
        chain.advance_blocks(1);
        chain.set_timestamp(u64::try_from(times[2]).unwrap());
        court.send(chain, "eve", "execute", &id);
        let amounts = court.numbers(chain, "proposalAmounts", &id);
        assert_eq!(amounts[2], self.requested);
    }
}

/// A blueprint of one job on the services pallet, for one to four operators, with slashes of all and reviews of a week.
pub fn definition(manager: &Contract, generation: Generation) -> BlueprintDefinition {
    BlueprintDefinition {
        manager: manager.address,
        generation,
        jobs: 1,
        reporting: false,
        quality_kinds: 0,
        min_operators: 1,
        max_operators: 4,
        max_instances: 4,
        points: PointTerms::EachResult,
        points_per_era: u32::MAX,
        penalties: Penalties::FULL,
        review: 7 * DAY,
    }
}

/// A registration for the first blueprint.
pub fn register() -> Call<Runtime> {
    Call::register {
        blueprint: 0,
        instance_limit: 1,
        inputs: Default::default(),
    }
}

/// A request of a service of the first blueprint, without an end.
pub fn request(operators: &[&str]) -> Call<Runtime> {
    let operators: Vec<_> = operators.iter().map(|name| named(name).id).collect();
    Call::request {
        blueprint: 0,
        operators: operators.try_into().unwrap(),
        permitted_callers: Default::default(),
        inputs: Default::default(),
        ttl: 0,
        assets: Default::default(),
    }
}

/// An approval of the first request.
pub const APPROVE: Call<Runtime> = Call::approve {
    request: 0,
    revision: 0,
};
