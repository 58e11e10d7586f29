//! `deploy --substrate`.

use super::{
    chain::Chain,
    dry_run::{execute, Cost, Work},
    key,
    send::{resumable, Sender},
};
use crate::{
    contract::{Book, Contract},
    deploy::{constructor, named, Deploy, Deployed, Of, Place},
    dry_run::returned,
    progress::Progress,
    records, Project,
};
use alloy_primitives::Address;
use anyhow::{Context, Result};

/// Deploys a contract by Substrate's JSON-RPC.
///
/// # Errors
/// If the artifact, the chain, an argument or the account is not known or wrong; if the constructor would revert, with the
/// error's name; if the transaction is not valid, or in no final block in time.
pub async fn run(
    args: Deploy,
    project: &Project,
    progress: &mut dyn Progress,
) -> Result<Deployed<Cost>> {
    super::check(&args.sending)?;
    let (artifact, name) = named(project, &args)?;
    let chain = Chain::connect(project, &args.chain).await?;
    let mut book = Book::of(project, &chain.place())?;
    let abi = artifact.abi()?;
    let (arguments, encoded) = constructor(abi, &args.arguments, &book)?;
    let value = chain.balance(args.value)?;
    let work = Work::creation(&artifact.code, &encoded, artifact.is_polkavm());
    // The constructor's errors are of this ABI; no contract has the address.
    book.add(Contract {
        label: artifact.stem.clone(),
        address: Address::ZERO,
        abi: abi.clone(),
    });
    let sender = Sender::new(&chain, project, &args.sender, &args.sending)?;
    let mut report = Deployed::of(&chain.name, project, &artifact, arguments);
    let done = if let Some(hash) = args.sending.resume {
        sender.resume(hash, value, &work, progress).await?
    } else {
        sender
            .map(&chain.now().await?, args.substrate.map, progress)
            .await?;
        progress.say(&format!(
            "dry run of the creation of {} on {}",
            artifact.stem, chain.name
        ));
        let at = chain.now().await?;
        let executed = execute(&at, &sender.id, value, &work, &book).await?;
        returned(&executed.outcome)
            .with_context(|| format!("the constructor of {}", artifact.stem))?;
        let plan = sender.plan(&at, value, executed.limits, &work).await?;
        let cost = plan.cost.clone();
        progress.say(&format!("it would cost {cost}"));
        report.cost = Some(cost);
        if args.sending.dry_run {
            return Ok(report);
        }
        sender
            .run(
                value,
                &plan,
                &work,
                &format!("creation of {name}"),
                progress,
            )
            .await?
    };
    let hash = done.hash();
    let address = sender.created(&done).with_context(|| resumable(hash))?;
    // The constructor's events are the new contract's.
    book.add(Contract {
        label: name.clone(),
        address: address.unwrap_or_default(),
        abi: abi.clone(),
    });
    let mined = sender
        .included(&done, &book)
        .with_context(|| resumable(hash))?;
    if mined.success {
        let of = Of {
            name,
            artifact: &artifact,
            arguments: report.arguments.clone(),
            encoded,
            value: args.value,
            deployer: key::address(&sender.id),
        };
        let address = address.with_context(|| {
            format!(
                "expected the event Revive.Instantiated of extrinsic {}, received none",
                mined.transaction
            )
        })?;
        let place = Place {
            chain_id: chain.chain_id,
            address,
            code: chain
                .code(&done.at, address)
                .await
                .with_context(|| resumable(hash))?,
            block: mined.block,
            transaction: mined.transaction,
            time: chain
                .time(&done.at)
                .await
                .with_context(|| resumable(hash))?,
        };
        let record = of
            .record(project, place)
            .and_then(|record| {
                records::add(project, &chain.name, record.clone())?;
                Ok(record)
            })
            .with_context(|| resumable(hash))?;
        report.link = chain.config.address_link(record.address);
        report.record = Some(record);
    }
    report.mined = Some(mined);
    Ok(report)
}
