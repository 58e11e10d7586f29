//! What a network is loaded with: services of two blueprints, and a contract for streams of batches.

use crate::calls::number;
use anyhow::{ensure, Result};
use blueprint_node_clients::{
    chain::{
        account_of, address_of, definition, include, instantiate, number_in, request,
        services_address, Api, Events, Rpc,
    },
    contract::{Contract, NO_SERVICES},
    flood::Call,
};
use ink_e2e::{
    alice, bob,
    subxt::{
        config::polkadot::PolkadotExtrinsicParamsBuilder,
        dynamic::{self, Value},
        ext::codec::{Compact, Decode},
    },
    Keypair, RpcClient,
};
use std::time::Duration;

/// What a call of a contract may use.
const WEIGHT: (u128, u128) = (50_000_000_000, 1_000_000);
const DEPOSIT: u128 = 10 * crate::calls::TOKENS;
/// The job call that a stream is of, and its inputs.
const STREAM: (u64, u64) = (0, 1);
const INPUTS: [u8; 32] = [0x11; 32];

/// Clients of a network, and what is on it.
pub struct Setup {
    /// Transactions and storage.
    pub api: Api,
    rpc: Rpc,
    /// How long one flood may take.
    pub limit: Duration,
    /// The service whose manager computes squares.
    pub squaring: u64,
    /// The service whose manager takes any payload.
    pub any: u64,
    logs: [u8; 20],
}

fn hex(bytes: &[u8]) -> String {
    format!("0x{}", hex::encode(bytes))
}

fn keccak(parts: &[&[u8]]) -> [u8; 32] {
    alloy_primitives::keccak256(parts.concat()).0
}

impl Setup {
    /// Deploys and starts all of it.
    pub async fn new(url: &str, limit: Duration) -> Result<Self> {
        let api = Api::from_url(url).await?;
        let rpc = Rpc::new(RpcClient::from_url(url).await?);
        let node = (&api, &rpc);
        let runtime = services_address();
        let guardian = address_of(&account_of(&alice()));
        let deploy = async |name: &str, arguments: &[&str]| -> Result<[u8; 20]> {
            let contract = Contract::built(name)?;
            instantiate(node, &contract.code, &contract.constructor(arguments)?).await
        };
        include(node, &bob(), "Services", "join_operators", vec![]).await?;
        let squaring = deploy("incredible_squaring", &[&runtime, "1", NO_SERVICES]).await?;
        let any = deploy("base_manager", &[&runtime]).await?;
        let logs = deploy("audit_logs", &[&runtime, &guardian, "86400"]).await?;
        let setup = Self {
            limit,
            squaring: service(node, squaring).await?,
            any: service(node, any).await?,
            logs,
            api: api.clone(),
            rpc: rpc.clone(),
        };
        let (of, call) = STREAM;
        let start = [of.to_string(), call.to_string(), hex(&INPUTS)];
        let start = setup.logged("startStream", &start)?;
        include(node, &start.signer, start.pallet, start.call, start.fields).await?;
        Ok(setup)
    }

    /// A call of the contract of audit logs by bob.
    fn logged(&self, function: &str, arguments: &[String]) -> Result<Call> {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let data = Contract::built("audit_logs")?.call(function, &arguments)?;
        let weight = [
            ("ref_time", Value::u128(WEIGHT.0)),
            ("proof_size", Value::u128(WEIGHT.1)),
        ];
        let fields = vec![
            Value::from_bytes(self.logs),
            Value::u128(0),
            Value::named_composite(weight),
            Value::u128(DEPOSIT),
            Value::from_bytes(data),
        ];
        Ok(Call {
            signer: bob(),
            pallet: "Revive",
            call: "call",
            fields,
        })
    }

    /// The first batches of bob's stream: each by the hashes of its inputs and outputs, of however many they are.
    pub fn batches(&self, count: u32) -> Result<Vec<Call>> {
        let (of, call) = STREAM;
        let mut head = keccak(&[&of.to_be_bytes(), &call.to_be_bytes(), &INPUTS]);
        let mut calls = Vec::new();
        for place in 1..=u64::from(count) {
            let (inputs, outputs) = ([0x22; 32], keccak(&[&place.to_be_bytes()]));
            let arguments = [
                of.to_string(),
                call.to_string(),
                place.to_string(),
                hex(&head),
                hex(&inputs),
                hex(&outputs),
            ];
            calls.push(self.logged("advanceStream", &arguments)?);
            head = keccak(&[&head, &keccak(&[&inputs, &outputs])]);
        }
        Ok(calls)
    }

    /// The weight that a call reserves: picoseconds and bytes of proof.
    pub async fn declared(&self, call: &Call) -> Result<(u128, u128)> {
        let transaction = dynamic::tx(call.pallet, call.call, call.fields.clone());
        let parameters = PolkadotExtrinsicParamsBuilder::new().nonce(0).immortal();
        let mut partial = self
            .api
            .tx()
            .create_partial_offline(&transaction, parameters.build())?;
        let signed = partial.sign(&call.signer);
        let mut input = signed.encoded().to_vec();
        let length = u32::try_from(input.len())?;
        input.extend(length.to_le_bytes());
        let answer = self
            .rpc
            .state_call("TransactionPaymentApi_query_info", Some(&input), None)
            .await?;
        // Class and fee follow.
        let mut answer = &answer[..];
        let (Compact(ref_time), Compact(proof)) =
            <(Compact<u64>, Compact<u64>)>::decode(&mut answer)?;
        ensure!(ref_time > 0, "expected a weight");
        Ok((ref_time.into(), proof.into()))
    }
}

/// A service of a blueprint with this manager, for which bob operates and which alice calls.
async fn service(node: (&Api, &Rpc), manager: [u8; 20]) -> Result<u64> {
    let sign = async |signer: Keypair, call: &str, fields: Vec<Value>| -> Result<Events> {
        include(node, &signer, "Services", call, fields).await
    };
    let created = sign(alice(), "create_blueprint", vec![definition(manager)]).await?;
    let blueprint = number_in(&created, "BlueprintCreated", "blueprint")?;
    let fields = vec![number(blueprint), number(5), Value::from_bytes([])];
    sign(bob(), "register", fields).await?;
    let requested = sign(alice(), "request", request(blueprint, &[bob()])).await?;
    let requested = number_in(&requested, "ServiceRequested", "request")?;
    let approved = sign(bob(), "approve", vec![number(requested), number(0)]).await?;
    number_in(&approved, "ServiceInitialized", "service")
}
