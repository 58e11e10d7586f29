//! The services pallet by transactions: what a blueprint's people would sign, on a node, with the
//! fees, deposits and nonces that they would have.

use anyhow::Result;
use blueprint_node_clients::{
    chain::{
        account, account_of, address_of, ask, definition, number_in, request, services_address,
        submit, Api,
    },
    contract::NO_SERVICES,
    deployed::Deployed,
    node,
};
use ink_e2e::{alice, bob, charlie, dave, subxt::dynamic::Value, Keypair};

/// A number as 32 bytes.
fn word(number: u8) -> [u8; 32] {
    let mut word = [0; 32];
    word[31] = number;
    word
}

fn seen(key: &Keypair) -> String {
    address_of(&account_of(key))
}

/// A call of the services pallet.
async fn sign(
    api: &Api,
    signer: &Keypair,
    call: &str,
    fields: Vec<Value>,
) -> Result<blueprint_node_clients::chain::Events> {
    submit(api, signer, "Services", call, fields).await
}

/// `None`.
fn none() -> Value {
    Value::unnamed_variant("None", [])
}

/// The first page of what belongs to an account.
async fn listed(api: &Api, function: &str, of: &Keypair) -> Result<String> {
    let args = vec![Value::from_bytes(account_of(of)), none()];
    ask(api, "ServicesApi", function, args).await
}

#[tokio::test]
async fn life_of_a_service_signed_on_a_node_calls_the_hooks_of_its_manager() -> Result<()> {
    let node = node::start(&[])?;
    let api = Api::from_url(node.url()).await?;
    let mut manager = Deployed::new(
        &node.url(),
        "incredible_squaring",
        &[&services_address(), "2", NO_SERVICES],
    )
    .await?;
    let (owner, first, second) = (alice(), bob(), charlie());

    let created = definition(manager.address.0);
    let created = sign(&api, &owner, "create_blueprint", vec![created]).await?;
    let blueprint = number_in(&created, "BlueprintCreated", "blueprint")?;
    assert_eq!(
        manager.view("blueprintId", &[]).await?,
        format!("true, {blueprint}")
    );
    for operator in [&first, &second] {
        let before = account(&api, &account_of(operator)).await?;
        sign(&api, operator, "join_operators", vec![]).await?;
        let fields = vec![
            Value::u128(blueprint.into()),
            Value::u128(5),
            Value::from_bytes([]),
        ];
        sign(&api, operator, "register", fields).await?;
        let after = account(&api, &account_of(operator)).await?;
        assert_eq!(after.0, before.0 + 2, "a nonce for each transaction");
        let bond = after.2 - before.2;
        assert!(bond > 0, "the bond is held");
        assert!(before.1 - after.1 > bond, "and fees are paid beside it");
    }

    // The manager wants two operators.
    let small = sign(
        &api,
        &owner,
        "request",
        request(blueprint, std::slice::from_ref(&first)),
    )
    .await;
    let rejection = small.err().map(|error| error.to_string());
    assert!(
        rejection
            .as_ref()
            .is_some_and(|it| it.contains("HookReverted")),
        "{rejection:?}"
    );
    let both = [first.clone(), second.clone()];
    let requested = sign(&api, &owner, "request", request(blueprint, &both)).await?;
    let id = number_in(&requested, "ServiceRequested", "request")?;
    let page = |id: u64| format!("{{ ids: ({id}), next: None () }}");
    let nothing = "{ ids: (), next: None () }";
    assert_eq!(listed(&api, "requests_of", &owner).await?, page(id));
    let answer = || vec![Value::u128(id.into()), Value::u128(0)];
    sign(&api, &first, "approve", answer()).await?;
    let approved = sign(&api, &second, "approve", answer()).await?;
    let service = number_in(&approved, "ServiceInitialized", "service")?;
    assert_eq!(listed(&api, "requests_of", &owner).await?, nothing);
    assert_eq!(
        listed(&api, "services_of_operator", &first).await?,
        page(service)
    );
    assert_eq!(listed(&api, "services_of_operator", &owner).await?, nothing);
    let of_blueprint = vec![Value::u128(blueprint.into()), none()];
    assert_eq!(
        ask(&api, "ServicesApi", "services_of_blueprint", of_blueprint).await?,
        page(service)
    );

    let job = vec![
        Value::u128(service.into()),
        Value::u128(0),
        Value::from_bytes(word(7)),
    ];
    // What the call would do, before it is signed; and one that would fail.
    let dry_run = |call| {
        let arguments = vec![Value::from_bytes(account_of(&owner)), call];
        ask(&api, "DryRunApi", "dry_run", arguments)
    };
    let would = dry_run(Value::unnamed_variant("call", job.clone())).await?;
    assert!(would.contains("OnJobCall"), "{would}");
    let unknown = vec![Value::u128(u128::from(service) + 1)];
    let would_fail = dry_run(Value::unnamed_variant("heartbeat", unknown)).await?;
    assert!(would_fail.contains("Err"), "{would_fail}");
    let called = sign(&api, &owner, "call", job).await?;
    let call = number_in(&called, "JobCalled", "call")?;
    for (operator, answer) in [(&first, 49), (&second, 50)] {
        let result = vec![
            Value::u128(service.into()),
            Value::u128(call.into()),
            Value::from_bytes(word(answer)),
        ];
        sign(&api, operator, "submit_result", result).await?;
    }
    // Right, wrong, points.
    assert_eq!(manager.view("tallyOf", &[&seen(&first)]).await?, "1, 0, 1");
    assert_eq!(manager.view("tallyOf", &[&seen(&second)]).await?, "0, 1, 0");

    // A report of the right result is false, and costs its bond; one of the wrong result stands.
    let report = |operator: &Keypair, answer| {
        vec![
            Value::u128(service.into()),
            Value::u128(0),
            Value::u128(call.into()),
            Value::from_bytes(account_of(operator)),
            Value::from_bytes(word(7)),
            Value::from_bytes(word(answer)),
        ]
    };
    let reporter = dave();
    for (operator, answer, event) in [
        (&first, 49, "ReportRejected"),
        (&second, 50, "ReportSubmitted"),
    ] {
        let reported = sign(&api, &reporter, "submit_report", report(operator, answer)).await?;
        assert_eq!(number_in(&reported, event, "call")?, call, "{event}");
    }

    // An account other than the runtime cannot call a hook.
    let hook = ["1", "0", "3", "0x"];
    let refused = manager.rejection(&owner, "onJobCall", &hook).await?;
    assert_eq!(refused, "CallerNotRuntime");
    node.stop()
}
