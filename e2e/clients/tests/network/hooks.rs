//! Blocks full of job calls whose hooks burn all the weight that they may use.

use crate::{
    kills::variable,
    transfers::{transfer, Transfers},
};
use anyhow::{ensure, Context, Result};
use blueprint_node_clients::{
    chain::{account_of, definition, include, instantiate, number_in, request, submit, Api, Rpc},
    flood::{flood, Call},
    network::{slot_of, Network},
};
use ink_e2e::{
    alice, bob, charlie, dave,
    subxt::{
        dynamic::{self, At, Value},
        utils::H256,
    },
    Keypair, RpcClient,
};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tokio::{task::JoinHandle, time::timeout};

/// Milliseconds of a slot of a network.
const SLOT: u64 = 6_000;
/// What transactions may use of a block, in picoseconds of the reference machine: three quarters of two seconds.
const NORMAL: u128 = 1_500_000_000_000;
/// How long all of it may take.
const PATIENCE: Duration = Duration::from_secs(300);
/// The hook that does not end.
const HOOK: &str = "onJobCall(uint64,uint8,uint64,bytes)";

/// A manager that loops in that hook until it has no weight, and returns nothing to any other. EVM code, by hand.
fn burning_manager() -> Vec<u8> {
    let selector = alloy_primitives::keccak256(HOOK);
    // The first word of the calldata, by 224 bits to the right; equal to the selector: go to 16. Otherwise stop.
    let mut code = vec![0x60, 0, 0x35, 0x60, 0xe0, 0x1c, 0x63];
    code.extend(&selector[..4]);
    code.extend([0x14, 0x60, 16, 0x57, 0x00]);
    // 16: go to 16.
    code.extend([0x5b, 0x60, 16, 0x56]);
    let length = u8::try_from(code.len()).unwrap_or(u8::MAX);
    // Copy what is behind these twelve bytes, and return it.
    let mut init = vec![
        0x60, length, 0x60, 12, 0x60, 0, 0x39, 0x60, length, 0x60, 0, 0xf3,
    ];
    init.extend(code);
    init
}

/// A service of a blueprint with that manager, for which bob operates and which alice calls.
async fn service(node: (&Api, &Rpc)) -> Result<u64> {
    let sign = |signer: Keypair, call: &'static str, fields: Vec<Value>| async move {
        include(node, &signer, "Services", call, fields).await
    };
    let code = burning_manager();
    let deploy = instantiate(node, &code, &[]);
    let (manager, joined) = tokio::join!(deploy, sign(bob(), "join_operators", vec![]));
    joined?;
    let created = vec![definition(manager?)];
    let created = sign(alice(), "create_blueprint", created).await?;
    let blueprint = number_in(&created, "BlueprintCreated", "blueprint")?;
    let fields = vec![
        Value::u128(blueprint.into()),
        Value::u128(5),
        Value::from_bytes([]),
    ];
    sign(bob(), "register", fields).await?;
    let fields = request(blueprint, &[bob()]);
    let requested = sign(alice(), "request", fields).await?;
    let requested = number_in(&requested, "ServiceRequested", "request")?;
    let fields = vec![Value::u128(requested.into()), Value::u128(0)];
    let approved = sign(bob(), "approve", fields).await?;
    number_in(&approved, "ServiceInitialized", "service")
}

/// A block, as a validator other than its author has it.
struct Arrived {
    hash: H256,
    slot: u64,
    /// From the begin of its slot until it was executed there.
    after: Duration,
}

/// Records the blocks of a validator as they arrive.
async fn watch(url: String) -> Result<JoinHandle<Result<Vec<Arrived>>>> {
    let api = Api::from_url(url).await?;
    let mut blocks = api.blocks().subscribe_best().await?;
    Ok(tokio::spawn(async move {
        let mut arrived = Vec::new();
        let started = Instant::now();
        while started.elapsed() < PATIENCE {
            let Ok(Some(block)) = timeout(PATIENCE, blocks.next()).await else {
                break;
            };
            let block = block?;
            let slot = slot_of(&block.header().digest.logs);
            let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
            let begin = Duration::from_millis(slot * SLOT);
            arrived.push(Arrived {
                hash: block.hash(),
                slot,
                after: now.saturating_sub(begin),
            });
            // The one who waits for it ends it by a transaction of dave's.
            for event in block.events().await?.iter() {
                let event = event?;
                let remark = (event.pallet_name(), event.variant_name()) == ("System", "Remarked");
                if remark {
                    return Ok(arrived);
                }
            }
        }
        anyhow::bail!("expected the end of it within {PATIENCE:?}")
    }))
}

/// What transactions used of a block.
async fn used(api: &Api, block: H256) -> Result<u128> {
    let address = dynamic::storage("System", "BlockWeight", Vec::<Value>::new());
    let value = api.storage().at(block).fetch(&address).await?;
    let value = value.context("a block's weight")?.to_value()?;
    let normal = value.at("normal").and_then(|it| it.at("ref_time"));
    normal.and_then(|it| it.as_u128()).context("a number")
}

fn middle(mut all: Vec<Duration>) -> Duration {
    all.sort();
    all.get(all.len() / 2).copied().unwrap_or_default()
}

/// Job calls whose hooks burn all they may, as many as fill blocks (`BURNING=300`): blocks are made in their slots and become
/// final, and other transactions get in.
pub async fn blocks_full_of_burning_hooks(network: &Network) -> Result<()> {
    let calls = variable("BURNING", 300)?;
    let api = Api::from_url(network.url(0)?).await?;
    let rpc = Rpc::new(RpcClient::from_url(network.url(0)?).await?);
    let service = service((&api, &rpc)).await?;
    // Clients take nonces from what is final.
    let head = network.best(0).await?.number;
    network.until_final(head, PATIENCE).await?;
    let burning = (0..calls).map(|_| Call {
        signer: alice(),
        pallet: "Services",
        call: "call",
        fields: vec![
            Value::u128(service.into()),
            Value::u128(0),
            Value::from_bytes([7; 32]),
        ],
    });
    let arriving = watch(network.url(1)?).await?;
    let transfers = Transfers::start(&network.url(2)?, bob()).await?;
    let others = {
        let api = Api::from_url(network.url(3)?).await?;
        tokio::spawn(async move {
            let mut took = Vec::new();
            for _ in 0..4 {
                let started = Instant::now();
                let call = ("Balances", "transfer_keep_alive");
                submit(&api, &charlie(), call.0, call.1, transfer()).await?;
                took.push(started.elapsed());
            }
            anyhow::Ok(took)
        })
    };
    let outcome = flood(&api, burning.collect(), PATIENCE, None).await?;
    let others = timeout(PATIENCE, others).await???;
    let remark = vec![Value::from_bytes(account_of(&dave()))];
    submit(&api, &dave(), "System", "remark_with_event", remark).await?;
    let arrived = arriving.await??;
    transfers.end(network, 10).await?;

    assert_eq!((outcome.lost, outcome.included as u64), (0, calls));
    assert_eq!(outcome.failed, outcome.included, "each runs out of weight");
    let (mut full, mut free) = (Vec::new(), Vec::new());
    let mut most = 0;
    for block in &arrived {
        let used = used(&api, block.hash).await?;
        most = most.max(used);
        let kind = if used > NORMAL * 4 / 5 {
            &mut full
        } else {
            &mut free
        };
        kind.push(block.after);
    }
    let slots = arrived.iter().map(|it| it.slot);
    let (first, last) = (slots.clone().min(), slots.max());
    let slots = last.context("blocks")? - first.context("blocks")? + 1;
    println!(
        "{calls} job calls that burn all they may: {} blocks more than four fifths full, the fullest {} of a hundred of what transactions may use; \
         in another node after {:.1?} of their slot (middle), {:.1?} (latest), other blocks {:.1?} (middle); {} blocks in {slots} slots; \
         transfers beside them final after {:.1?} (middle), the calls after {:.1?} (middle)",
        full.len(),
        most * 100 / NORMAL,
        middle(full.clone()),
        full.iter().max().copied().unwrap_or_default(),
        middle(free),
        arrived.len(),
        middle(others),
        outcome.percentile(50),
    );
    let expected = calls / 100;
    ensure!(
        full.len() as u64 >= expected,
        "expected {expected} full blocks, received {}",
        full.len()
    );
    let latest = full.iter().max().context("a full block")?;
    ensure!(
        *latest < Duration::from_millis(SLOT),
        "expected each full block in another node before its slot ends, received {latest:.1?}"
    );
    // Some may come late on a machine that does other things, too.
    ensure!(
        arrived.len() as u64 * 5 >= slots * 4,
        "expected a block in four of five slots, received {} in {slots}",
        arrived.len()
    );
    Ok(())
}
