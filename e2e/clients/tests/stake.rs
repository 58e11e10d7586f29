//! Stake behind an operator, by transactions: delegated, slashed against, vetoed by the chain's
//! governance, read by the runtime API.

use anyhow::Result;
use blueprint_node_clients::{
    chain::{account_of, ask, govern, number_in, services_address, submit, terms, Api},
    contract::NO_SERVICES,
    deployed::Deployed,
    node,
};
use ink_e2e::{alice, bob, charlie, dave, subxt::dynamic::Value, Keypair};

/// A token in the chain's smallest unit.
const UNIT: u128 = 1_000_000_000_000;

fn key(of: &Keypair) -> Value {
    Value::from_bytes(account_of(of))
}

fn native() -> Value {
    Value::unnamed_variant("Native", [])
}

fn all() -> Value {
    Value::unnamed_variant("All", [])
}

fn nothing() -> Value {
    Value::unnamed_composite([])
}

/// What a delegator has with an operator, and could claim there, as the node returns it.
async fn reported(api: &Api, delegator: &Keypair, operator: &Keypair) -> Result<(String, String)> {
    let both = vec![key(delegator), key(operator)];
    let of_all = vec![key(delegator), key(operator), all()];
    Ok((
        ask(api, "StakeApi", "holdings_of", both).await?,
        ask(api, "StakeApi", "claimable", of_all).await?,
    ))
}

/// Blueprint 0: alice's, for which bob is registered.
async fn register(api: &Api, url: &str) -> Result<()> {
    let runtime = services_address();
    let manager = Deployed::new(url, "incredible_squaring", &[&runtime, "1", NO_SERVICES]).await?;
    let definition = Value::named_composite(
        [
            ("manager", Value::from_bytes(manager.address.0)),
            ("generation", Value::unnamed_variant("Core0_20", [])),
            ("jobs", Value::u128(1)),
            ("reporting", Value::bool(true)),
            ("min_operators", Value::u128(1)),
            ("max_operators", Value::u128(1)),
            ("max_instances", Value::u128(1)),
        ]
        .into_iter()
        .chain(terms()),
    );
    let (zero, nobody) = (|| Value::u128(0), || Value::from_bytes([]));
    for (signer, call, fields) in [
        (alice(), "create_blueprint", vec![definition]),
        (bob(), "join_operators", vec![]),
        (bob(), "register", vec![zero(), Value::u128(1), nobody()]),
    ] {
        submit(api, &signer, "Services", call, fields).await?;
    }
    Ok(())
}

/// Service 0 of blueprint 0: alice's, served by bob, and secured by so much of the chain's token.
async fn serve(api: &Api, amount: u128) -> Result<()> {
    let (zero, nobody) = (|| Value::u128(0), || Value::from_bytes([]));
    let operators = Value::unnamed_composite([key(&bob())]);
    let asset = Value::named_composite([
        ("token", Value::from_bytes([0; 20])),
        ("amount", Value::u128(amount)),
    ]);
    let assets = Value::unnamed_composite([asset]);
    let request = vec![zero(), operators, nothing(), nobody(), zero(), assets];
    submit(api, &alice(), "Services", "request", request).await?;
    submit(api, &bob(), "Services", "approve", vec![zero(), zero()]).await?;
    Ok(())
}

#[tokio::test]
async fn stake_is_delegated_captured_by_a_slash_and_set_free_by_governance() -> Result<()> {
    let node = node::start(&[])?;
    let api = Api::from_url(node.url()).await?;
    register(&api, &node.url()).await?;
    let (operator, delegator) = (bob(), charlie());
    let terms = vec![native(), Value::u128(12), Value::u128(UNIT)];
    let stranger = submit(&api, &dave(), "Stake", "add_asset", terms.clone()).await;
    let refused = stranger.err().map(|error| error.to_string());
    assert!(
        refused.as_ref().is_some_and(|it| it.contains("Bad origin")),
        "{refused:?}"
    );
    govern(&api, "Stake", "add_asset", terms).await?;
    govern(&api, "Stake", "activate_blueprint", vec![Value::u128(0)]).await?;

    let amount = |units: u128| {
        let units = Value::u128(units * UNIT);
        vec![key(&operator), all(), native(), units]
    };
    submit(&api, &delegator, "Stake", "delegate", amount(5)).await?;
    serve(&api, 5 * UNIT).await?;
    let stake = ask(&api, "StakeApi", "stake_of", vec![key(&operator)]).await?;
    assert_eq!(stake, format!("((Native (), {}))", 5 * UNIT));
    let holding = |waiting: u128| {
        format!(
            "({{ selection: All (), asset: Native (), earning: 0, waiting: {}, unbonding: () }})",
            waiting * UNIT
        )
    };
    let before = reported(&api, &delegator, &operator).await?;
    assert_eq!(before, (holding(5), "0".to_string()));
    assert_eq!(reported(&api, &dave(), &operator).await?.0, "()");

    let proposal = vec![
        Value::u128(0),
        key(&operator),
        Value::unnamed_variant("JobMisbehaviour", []),
        Value::u128(5_000),
        Value::from_bytes([7; 32]),
    ];
    let proposed = submit(&api, &alice(), "Services", "propose_slash", proposal).await?;
    let slash = number_in(&proposed, "SlashProposed", "slash")?;
    let late = submit(&api, &dave(), "Stake", "delegate", amount(1)).await;
    let refused = late.err().map(|error| error.to_string());
    assert!(
        refused
            .as_ref()
            .is_some_and(|it| it.contains("SlashPending")),
        "{refused:?}"
    );
    govern(
        &api,
        "Services",
        "veto_slash",
        vec![Value::u128(slash.into())],
    )
    .await?;
    submit(&api, &dave(), "Stake", "delegate", amount(1)).await?;
    assert_eq!(reported(&api, &delegator, &operator).await?.0, holding(5));
    node.stop()
}
