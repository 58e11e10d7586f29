//! A contract on the chain, by `ink_e2e`.

use crate::{chain::account_of, contract::Contract};
use anyhow::{anyhow, ensure, Result};
use ink::{env::DefaultEnvironment, primitives::Address};
use ink_e2e::{
    alice, bob, events::ContractEmitted, BuilderClient, CallDryRunResult, ChainBackend, Client,
    Keypair, PolkadotConfig, RpcClient, Weight,
};

/// Half of what a transaction may use.
const WEIGHT: Weight = Weight::from_parts(600_000_000_000, 3_500_000);
/// More than any contract here takes up, in the chain's smallest unit.
const DEPOSIT: u128 = 1_000 * 1_000_000_000_000;

/// A contract, and a client to call it by.
pub struct Deployed {
    /// Where it is.
    pub address: Address,
    /// What alice paid for it: fee and deposit, in the chain's smallest unit.
    pub paid: u128,
    client: Client<PolkadotConfig, DefaultEnvironment>,
    contract: Contract,
}

impl Deployed {
    /// Instantiates a build as alice.
    ///
    /// # Errors
    /// If the contract is not built, or the chain refuses it.
    pub async fn new(url: &str, name: &str, arguments: &[&str]) -> Result<Self> {
        let none: [&str; 0] = [];
        let rpc = RpcClient::from_url(url).await?;
        let mut client: Client<PolkadotConfig, DefaultEnvironment> =
            Client::new(rpc, none, url.to_string()).await?;
        let contract = Contract::built(name)?;
        let arguments = contract.constructor(arguments)?;
        let alice = alice();
        let account = account_of(&alice).into();
        let before = client.free_balance(account).await.map_err(error)?;
        let instantiated = client
            .raw_instantiate(contract.code.clone(), &alice, arguments, 0, WEIGHT, DEPOSIT)
            .await
            .map_err(error)?;
        let after = client.free_balance(account).await.map_err(error)?;
        Ok(Self {
            address: instantiated.addr,
            paid: before.saturating_sub(after),
            client,
            contract,
        })
    }

    /// Calls by a transaction, and returns the names of the events the contract emitted.
    ///
    /// # Errors
    /// If the arguments are not the function's, or the transaction fails.
    pub async fn send(
        &mut self,
        caller: &Keypair,
        call: &str,
        args: &[&str],
    ) -> Result<Vec<String>> {
        let calldata = self.contract.call(call, args)?;
        let (events, _) = self
            .client
            .raw_call(self.address, calldata, 0, WEIGHT, DEPOSIT, caller)
            .await
            .map_err(error)?;
        let mut names = Vec::new();
        for event in events.find::<ContractEmitted>() {
            let event = event?;
            let topics: Vec<[u8; 32]> = event.topics.iter().map(|topic| topic.0).collect();
            let name = self.contract.event(&topics, &event.data);
            names.push(name.unwrap_or("an event the ABI does not know").to_string());
        }
        Ok(names)
    }

    /// What a view answers, as text: numbers in decimal, the parts by commas.
    ///
    /// # Errors
    /// If the arguments are not the function's, or it reverts.
    pub async fn view(&mut self, call: &str, args: &[&str]) -> Result<String> {
        let (data, reverted) = self.ask(&bob(), call, args).await?;
        ensure!(!reverted, "{call}: {:?}", self.contract.error(&data));
        let values = self.contract.output(call, &data)?;
        let values: Vec<String> = values
            .iter()
            .map(|value| match (value.as_uint(), value.as_bool()) {
                (Some((number, _)), _) => number.to_string(),
                (_, Some(flag)) => flag.to_string(),
                _ => format!("{value:?}"),
            })
            .collect();
        Ok(values.join(", "))
    }

    /// Name of the error by which a call is refused.
    ///
    /// # Errors
    /// If the arguments are not the function's, or it is not refused.
    pub async fn rejection(
        &mut self,
        caller: &Keypair,
        call: &str,
        args: &[&str],
    ) -> Result<String> {
        let (data, reverted) = self.ask(caller, call, args).await?;
        ensure!(reverted, "expected {call} to be refused, received {data:?}");
        let name = self.contract.error(&data);
        Ok(name.unwrap_or("an error the ABI does not know").to_string())
    }

    async fn ask(
        &mut self,
        caller: &Keypair,
        call: &str,
        args: &[&str],
    ) -> Result<(Vec<u8>, bool)> {
        let calldata = self.contract.call(call, args)?;
        let answer: CallDryRunResult<DefaultEnvironment, (), ink::abi::Ink> = self
            .client
            .raw_call_dry_run(self.address, calldata, 0, None, caller)
            .await
            .map_err(error)?;
        Ok((answer.return_data().to_vec(), answer.did_revert()))
    }
}

fn error(error: impl core::fmt::Debug) -> anyhow::Error {
    anyhow!("{error:?}")
}
