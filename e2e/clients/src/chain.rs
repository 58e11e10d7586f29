//! Transactions and storage of the node, by name.

use anyhow::{ensure, Context, Result};
use ink_e2e::{
    alice,
    subxt::{
        backend::legacy::LegacyRpcMethods,
        blocks::ExtrinsicEvents,
        config::polkadot::PolkadotExtrinsicParamsBuilder,
        dynamic,
        dynamic::{At, Value},
        ext::scale_value::ValueDef,
        tx::TxStatus,
        utils::AccountId32,
        OnlineClient, PolkadotConfig,
    },
    Keypair,
};

/// A client of the node.
pub type Api = OnlineClient<PolkadotConfig>;
/// The node's own methods.
pub type Rpc = LegacyRpcMethods<PolkadotConfig>;
/// What a transaction did.
pub type Events = ExtrinsicEvents<PolkadotConfig>;

/// The terms of a blueprint in which each result earns a point, and offences cost up to everything, a week
/// after they are found.
pub fn terms() -> [(&'static str, Value); 5] {
    let number = |number: u32| Value::u128(number.into());
    let up_to_all = || {
        let amount = [
            ("floor", number(0)),
            ("cap", number(10_000)),
            ("history", number(0)),
            ("correlation", number(0)),
        ];
        let amount = Value::named_composite(amount);
        Value::named_composite([("amount", amount), ("ejects_at", number(0))])
    };
    let penalties = [
        ("job_misbehaviour", up_to_all()),
        ("quality_of_service", up_to_all()),
        ("security_breach", up_to_all()),
        ("slashed", Value::unnamed_variant("Burned", [])),
    ];
    [
        ("quality_kinds", number(0)),
        ("points", Value::unnamed_variant("EachResult", [])),
        ("points_per_era", number(u32::MAX)),
        ("penalties", Value::named_composite(penalties)),
        ("review", Value::u128(7 * 24 * 60 * 60)),
    ]
}

/// A blueprint of those terms with one job, whose manager has the hooks of Tangle's core 0.20.
pub fn definition(manager: [u8; 20]) -> Value {
    Value::named_composite(
        [
            ("manager", Value::from_bytes(manager)),
            ("generation", Value::unnamed_variant("Core0_20", [])),
            ("jobs", Value::u128(1)),
            ("reporting", Value::bool(true)),
            ("min_operators", Value::u128(1)),
            ("max_operators", Value::u128(10)),
            ("max_instances", Value::u128(10)),
        ]
        .into_iter()
        .chain(terms()),
    )
}

/// What a call that requests a service of these operators takes.
pub fn request(blueprint: u64, keys: &[Keypair]) -> Vec<Value> {
    let nothing = || Value::unnamed_composite([]);
    let operators = keys.iter().map(|key| Value::from_bytes(account_of(key)));
    let operators = Value::unnamed_composite(operators);
    vec![
        Value::u128(blueprint.into()),
        operators,
        nothing(),
        Value::from_bytes([]),
        Value::u128(0),
        nothing(),
    ]
}

/// The address under which contracts know the services pallet: what is left of keccak256 of its
/// account, `modlpy/srvcs` and zeros. A test compares it with the one that a hook admits.
pub fn services_address() -> String {
    let mut account = [0u8; 32];
    account[..12].copy_from_slice(b"modlpy/srvcs");
    address_of(&account)
}

/// The address under which contracts know an account.
pub fn address_of(account: &[u8; 32]) -> String {
    let hash = alloy_primitives::keccak256(account);
    format!("0x{}", hex::encode(&hash[12..]))
}

/// The account of a key.
pub fn account_of(signer: &Keypair) -> [u8; 32] {
    signer.public_key().0
}

/// Sends a call, signed with the account's next nonce, and waits until it is in a final block and
/// has succeeded.
///
/// # Errors
/// If it is refused, or fails; with the pallet's error by name.
pub async fn submit(
    api: &Api,
    signer: &Keypair,
    pallet: &str,
    call: &str,
    fields: Vec<Value>,
) -> Result<Events> {
    let transaction = dynamic::tx(pallet, call, fields);
    let progress = api
        .tx()
        .sign_and_submit_then_watch_default(&transaction, signer)
        .await?;
    Ok(progress.wait_for_finalized_success().await?)
}

/// Sends a call and waits until it is in a block and has succeeded. The block need not be final: that takes a slot, and not three.
///
/// # Errors
/// As [`submit`].
pub async fn include(
    (api, rpc): (&Api, &Rpc),
    signer: &Keypair,
    pallet: &str,
    call: &str,
    fields: Vec<Value>,
) -> Result<Events> {
    let call = dynamic::tx(pallet, call, fields);
    // Not of the last final block, as a client's by default; and a deployment may take more than one.
    let account = AccountId32(account_of(signer));
    let nonce = rpc.system_account_next_index(&account).await?;
    let parameters = PolkadotExtrinsicParamsBuilder::new().nonce(nonce);
    let parameters = parameters.immortal().build();
    let mut partial = api.tx().create_partial_offline(&call, parameters)?;
    let mut progress = partial.sign(signer).submit_and_watch().await?;
    while let Some(status) = progress.next().await {
        if let TxStatus::InBestBlock(block) = status? {
            return Ok(block.wait_for_success().await?);
        }
    }
    anyhow::bail!("expected a block with it, received none")
}

/// Deploys code with constructor arguments as alice, and returns its address when it is in a block.
///
/// # Errors
/// As [`submit`].
pub async fn instantiate(node: (&Api, &Rpc), code: &[u8], arguments: &[u8]) -> Result<[u8; 20]> {
    let weight = [
        ("ref_time", Value::u128(600_000_000_000)),
        ("proof_size", Value::u128(3_500_000)),
    ];
    let fields = vec![
        Value::u128(0),
        Value::named_composite(weight),
        Value::u128(1_000 * 1_000_000_000_000),
        Value::from_bytes(code),
        Value::from_bytes(arguments),
        Value::unnamed_variant("None", []),
    ];
    let events = include(node, &alice(), "Revive", "instantiate_with_code", fields).await?;
    for event in events.iter() {
        let event = event?;
        if (event.pallet_name(), event.variant_name()) == ("Revive", "Instantiated") {
            // Deployer and contract, of twenty bytes each.
            let bytes = event.field_bytes();
            let address = bytes.get(20..40).context("an address")?;
            return Ok(address.try_into()?);
        }
    }
    anyhow::bail!("expected the event Revive.Instantiated, received none")
}

/// Lets the chain's governance make a call, by the key that has it, and waits as [`submit`] does.
///
/// # Errors
/// If it is refused, or either call fails.
pub async fn govern(api: &Api, pallet: &str, call: &str, fields: Vec<Value>) -> Result<Events> {
    let inner = Value::unnamed_variant(pallet, [Value::unnamed_variant(call, fields)]);
    let events = submit(api, &alice(), "Sudo", "sudo", vec![inner]).await?;
    let mut result = None;
    for found in events.iter() {
        let found = found?;
        if (found.pallet_name(), found.variant_name()) == ("Sudo", "Sudid") {
            result = found.field_values()?.at("sudo_result").cloned();
        }
    }
    let result = result.context("expected the event Sudo.Sudid, received none")?;
    ensure!(
        matches!(&result.value, ValueDef::Variant(it) if it.name == "Ok"),
        "{pallet}.{call} fails: {result}"
    );
    Ok(events)
}

/// What a runtime API answers at the best block, as text.
///
/// # Errors
/// If the runtime has no such function, or the arguments are not its.
pub async fn ask(api: &Api, trait_: &str, function: &str, args: Vec<Value>) -> Result<String> {
    let call = dynamic::runtime_api_call(trait_, function, args);
    let answer = api.runtime_api().at_latest().await?.call(call).await?;
    Ok(answer.to_value()?.to_string())
}

/// Sends a call with a given nonce and does not wait.
///
/// # Errors
/// If the pool does not take it.
pub async fn send(
    api: &Api,
    signer: &Keypair,
    nonce: u64,
    pallet: &str,
    call: &str,
    fields: Vec<Value>,
) -> Result<()> {
    let transaction = dynamic::tx(pallet, call, fields);
    let parameters = PolkadotExtrinsicParamsBuilder::new()
        .nonce(nonce)
        .immortal()
        .build();
    let mut signed = api.tx().create_partial_offline(&transaction, parameters)?;
    signed.sign(signer).submit().await?;
    Ok(())
}

/// A number in an event of the services pallet, by the names of both.
///
/// # Errors
/// If there is no such event, or no such number in it.
pub fn number_in(events: &Events, event: &str, field: &str) -> Result<u64> {
    for found in events.iter() {
        let found = found?;
        if (found.pallet_name(), found.variant_name()) == ("Services", event) {
            let fields = found.field_values()?;
            let number = fields.at(field).and_then(|value| value.as_u128());
            let number = number.with_context(|| format!("expected {field} in {fields:?}"))?;
            return Ok(u64::try_from(number)?);
        }
    }
    anyhow::bail!("expected the event Services.{event}, received none")
}

/// What an account owns and how often it has signed: nonce, free and held tokens.
///
/// # Errors
/// If the node does not return it.
pub async fn account(api: &Api, account: &[u8; 32]) -> Result<(u128, u128, u128)> {
    let address = dynamic::storage("System", "Account", vec![Value::from_bytes(account)]);
    let found = api
        .storage()
        .at_latest()
        .await?
        .fetch_or_default(&address)
        .await?
        .to_value()?;
    let number = |path: &[&str]| {
        let mut value = Some(&found);
        for name in path {
            value = value.and_then(|it| it.at(*name));
        }
        value
            .and_then(|it| it.as_u128())
            .with_context(|| format!("expected {path:?} in {found}"))
    };
    Ok((
        number(&["nonce"])?,
        number(&["data", "free"])?,
        number(&["data", "reserved"])?,
    ))
}
