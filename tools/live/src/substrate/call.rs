//! `call --substrate`.

use super::{
    chain::{At, Chain},
    dry_run::{execute, Cost, Work},
    key,
    send::Sender,
};
use crate::{
    abi, arguments,
    call::{check_value, is_view, read, shown, Call, Called},
    contract::{check_code, Book},
    dry_run::{returned, Outcome},
    mined::Mined,
    progress::Progress,
    Project,
};
use anyhow::{Context, Result};
use subxt::utils::AccountId32;

/// Calls a function by Substrate's JSON-RPC.
///
/// # Errors
/// If the chain, the contract, the function, an argument or the account is not known or wrong; if the call would revert, with
/// the error's name; if the transaction is not valid, or in no final block in time.
pub async fn run(
    args: Call,
    project: &Project,
    progress: &mut dyn Progress,
) -> Result<Called<Cost>> {
    super::check(&args.sending)?;
    let target = &args.target;
    let chain = Chain::connect(project, &target.chain).await?;
    let mut book = Book::of(project, &chain.place())?;
    let contract = book.resolve(
        project,
        &chain.place(),
        &target.contract,
        target.abi.as_deref(),
    )?;
    let at = chain.now().await?;
    check_code(
        &contract,
        &chain.place(),
        &chain.code(&at, contract.address).await?,
    )?;
    book.add(contract.clone());
    let function = contract.abi.function(&target.function)?.clone();
    let values = arguments::parse(&function.inputs, &target.arguments, &book.names)?;
    check_value(&function, args.value)?;
    let value = chain.balance(args.value)?;
    let work = Work::Call {
        to: contract.address,
        data: abi::calldata(&function, &values)?,
    };
    let called = |returned, cost, mined| {
        Ok(Called {
            chain: chain.name.clone(),
            contract: contract.label.clone(),
            address: contract.address,
            function: function.signature(),
            returned,
            cost,
            mined,
        })
    };
    let signature = function.signature();
    if args.read || is_view(&function) {
        let id = match args.sender.account {
            Some(_) => key::required(&args.sender, chain.chain_id)?.id(),
            None => reader(),
        };
        let outcome = execute(&at, &id, value, &work, &book).await?.outcome;
        return called(read(&chain.name, &function, outcome)?, None, None);
    }
    let sender = Sender::new(&chain, project, &args.sender, &args.sending)?;
    if let Some(hash) = args.sending.resume {
        let done = sender.resume(hash, value, &work, progress).await?;
        let mut mined = sender.included(&done, &book)?;
        explain(&mut mined, &done.at, &sender.id, value, &work, &book).await;
        return called(Vec::new(), None, Some(mined));
    }
    sender.map(&at, args.substrate.map, progress).await?;
    progress.say(&format!("dry run of {signature} on {}", chain.name));
    let at = chain.now().await?;
    let executed = execute(&at, &sender.id, value, &work, &book).await?;
    let data = returned(&executed.outcome).with_context(|| signature.clone())?;
    let values = abi::returned(&function, data)?;
    let plan = sender.plan(&at, value, executed.limits, &work).await?;
    let cost = plan.cost.clone();
    progress.say(&format!(
        "it would return {} and cost {cost}",
        shown(&values)
    ));
    if args.sending.dry_run {
        return called(values, Some(cost), None);
    }
    let purpose = format!("{} of {}", function.name, contract.label);
    let done = sender.run(value, &plan, &work, &purpose, progress).await?;
    let mut mined = sender.included(&done, &book)?;
    explain(&mut mined, &done.at, &sender.id, value, &work, &book).await;
    called(values, Some(cost), Some(mined))
}

/// The account of a reader that names none: that of the address 0, which needs no mapping.
fn reader() -> AccountId32 {
    let mut id = [0xee; 32];
    id[..20].fill(0);
    AccountId32(id)
}

/// Of a call that failed, what it does on the state after its block: a revert has its error's name there.
async fn explain(
    mined: &mut Mined,
    at: &At,
    id: &AccountId32,
    value: u128,
    work: &Work,
    book: &Book,
) {
    // Of no other failure: its reason is in the event, and the state may have changed since.
    match &mined.reason {
        Some(Outcome::Failed { message }) if message.contains("ContractReverted") => {}
        _ => return,
    }
    // What happened is reported, with or without a reason.
    let again = execute(at, id, value, work, book).await;
    if let Some(Outcome::Reverted(revert)) = again.ok().map(|again| again.outcome) {
        mined.reason = Some(Outcome::Reverted(revert));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::Address;

    #[test]
    fn a_reader_without_a_name_is_the_address_zero() {
        assert_eq!(key::address(&reader()), Address::ZERO);
        assert!(key::is_derived(&reader()));
    }
}
