//! From no response at all to money, on the services pallet: clients use one operator over HTTP, and the other one does not
//! serve them. They complain, with the weight of what they paid, and its points are gone. A client's receipts are signed by a
//! key that it added, and the units of both operators are what the load is balanced by.

use super::{
    deployed::{hex, number, with_levels, Deployed},
    usage::{key, Contracts, CLIENTS, PERIOD},
    *,
};
use crate::{stored::bytes, usage::argument};
use blueprint_e2e_runtime::configs::revive::CHAIN_ID;
use blueprint_evidence::{Receipts, UsageReceipt};
use serde_json::{json, Value};

/// The key of the first client's API, and one that no client added.
const KEYS: [u8; 2] = [0x61, 0x62];

/// What came of it, by operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complained {
    /// Whether a quorum of clients complained.
    pub complained: [bool; 2],
    /// The share of the units, in basis points.
    pub shares_bps: [u64; 2],
    /// Whether a quorum of clients was heard of the two.
    pub judged: bool,
    /// Points of its result.
    pub points: [u32; 2],
    /// What its delegator earned.
    pub earned: [u128; 2],
}

/// Plays the story. `silent` says whether the second operator serves no client.
///
/// # Errors
/// If a step fails.
pub fn play(
    contracts: &Contracts,
    silent: bool,
    observer: &mut dyn FnMut(&Step),
) -> Result<Complained, RoadError> {
    let (mut road, roles, levels) = with_levels(&contracts.levels, OPERATORS, observer)?;
    let opened = road.open_usage(contracts, &roles, &levels)?;
    let receipts = &opened.receipts;
    let [added, _] = KEYS;
    let names = [json!(SERVICE), party(added)?];
    road.by_client(CLIENTS[0], "add a key", receipts, "addKey", &names)?;
    let sessions = road.use_over_http(&opened, false, if silent { 1 } else { 2 })?;
    for (n, newest) in sessions.iter().enumerate() {
        for (receipt, signature) in newest {
            let of_first = receipt.client == key(CLIENTS[0])?.address();
            let signature = match of_first {
                true => road.signed_by_keys(n, receipts, receipt)?,
                false => signature.to_vec(),
            };
            let claim = [argument(receipt), bytes(&signature), bytes(&[])];
            let what = "claim the newest receipt of a client";
            road.must(OPERATORS[n], what, receipts, "claim", &claim)?;
        }
    }
    // About the period that is over.
    road.until((opened.period + 1) * PERIOD + 10);
    let about = [json!(SERVICE), operator(1)];
    if silent {
        for client in CLIENTS {
            let what = "complain about an operator that does not respond";
            road.by_client(client, what, receipts, "complain", &about)?;
        }
    }
    road.until((opened.period + 2) * PERIOD + 10);
    let mut complained = [false; 2];
    for (n, said) in complained.iter_mut().enumerate() {
        let of = [json!(SERVICE), operator(n), json!(opened.period)];
        let verdict = road.ask(receipts, "verdictOf", &of)?;
        *said = verdict.get(4) == Some(&json!(true));
    }
    let both = json!([operator(0), operator(1)]);
    let of = [json!(SERVICE), json!(opened.period), both];
    let load = road.ask(receipts, "loadOf", &of)?;
    let shares = load.first().and_then(Value::as_array).cloned();
    let shares = shares.unwrap_or_default();
    let shares_bps = [0, 1].map(|n| shares.get(n).map_or(0, number) as u64);
    let judged = load.get(2) == Some(&json!(true));
    let said = format!("{shares_bps:?} of 10000, of a quorum: {judged}");
    road.tell(CUSTOMER, "read how the load is balanced", said);
    road.work()?;
    let (points, earned) = road.era_pays()?;
    Ok(Complained {
        complained,
        shares_bps,
        judged,
        points,
        earned,
    })
}

impl Road<'_> {
    /// A client calls a contract.
    fn by_client(
        &mut self,
        client: u8,
        what: &'static str,
        contract: &Deployed,
        function: &'static str,
        arguments: &[Value],
    ) -> Result<(), RoadError> {
        let wrong = |error: String| failed("client", what, error);
        let encoded = contract.interface.encode_call(function, arguments);
        let encoded = encoded.map_err(|error| wrong(error.to_string()))?;
        let sender = Account::ethereum(H160(key(client)?.address().into_array()));
        let outcome = self.chain.call(&sender, contract.address, encoded);
        if !outcome.is_ok() {
            let error = contract.interface.decode_error(&outcome.data);
            return Err(wrong(error.map_or(outcome.to_string(), |it| it.name)));
        }
        self.tell(&sender.name, what, "done".into());
        Ok(())
    }

    /// The signature of the key that the client added. An operator cannot claim by another key's.
    fn signed_by_keys(
        &mut self,
        n: usize,
        receipts: &Deployed,
        receipt: &UsageReceipt,
    ) -> Result<Vec<u8>, RoadError> {
        let what = "sign a receipt by a key";
        let place = Receipts {
            chain_id: CHAIN_ID,
            contract: Address::new(receipts.address.0),
        };
        let sign = |by: u8| {
            let signature = place.sign(&key(by)?, receipt);
            signature.map_err(|error| failed("client", what, error.to_string()))
        };
        let [added, strange] = KEYS;
        let claim = [argument(receipt), bytes(&sign(strange)?), bytes(&[])];
        let what = "claim by a key that no client added";
        match self.call(OPERATORS[n], receipts, "claim", &claim)? {
            Ok(()) => return Err(failed(OPERATORS[n], what, "a claim".into())),
            Err(error) => self.tell(OPERATORS[n], what, error),
        }
        Ok(sign(added)?.to_vec())
    }
}

fn operator(n: usize) -> Value {
    hex(account(OPERATORS[n]).address)
}

fn party(client: u8) -> Result<Value, RoadError> {
    Ok(hex(H160(key(client)?.address().into_array())))
}
