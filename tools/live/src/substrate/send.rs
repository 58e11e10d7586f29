//! Signing, sending, and what a final block says of it.

use super::{
    chain::{failure, within, At, Chain},
    dry_run::{Cost, Limits, Weight, Work},
    key,
};
use crate::{
    abi::Log,
    contract::Book,
    dry_run::Outcome,
    mined::Mined,
    options::{self, Sending},
    pending::{self, Pending},
    progress::Progress,
    values, Project,
};
use alloy_primitives::{keccak256, Address, B256, U256};
use anyhow::{bail, ensure, Context, Result};
use std::time::Duration;
use subxt::{
    config::DefaultExtrinsicParamsBuilder,
    dynamic::{self, Value},
    ext::{
        codec::{Compact, Decode, Encode},
        scale_decode::DecodeAsType,
    },
    extrinsics::ExtrinsicEvents,
    rpcs::client::rpc_params,
    tx::{Payload, TransactionStatus},
    utils::{AccountId32, MultiSignature},
    PolkadotConfig,
};
use subxt_signer::sr25519::Keypair;
use tokio::time::{sleep, timeout_at, Instant};

/// For how many blocks a transaction is valid: after them it is in none.
pub const MORTALITY: u64 = 64;
/// How many final blocks are searched for a transaction that was sent earlier. A node that prunes keeps 256 states.
const SEARCHED: u64 = 240;
/// A wait without an end.
const FAR: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);
/// How long to wait for the next final block.
const PAUSE: Duration = Duration::from_secs(1);

/// A transaction in a final block, with the state after it.
pub struct Final {
    /// The state.
    pub at: At,
    events: ExtrinsicEvents<PolkadotConfig>,
}

impl Final {
    /// The extrinsic's hash.
    pub fn hash(&self) -> B256 {
        B256::from(self.events.extrinsic_hash().0)
    }
}

/// What a transaction needs, and what is sent for it.
pub struct Plan {
    /// What it would cost as it was tried.
    pub cost: Cost,
    /// What it may use: the need with a reserve.
    limits: Limits,
    /// What the account has to have for it, in units of the chain's balances: the fee of the limits, the deposit, and the value.
    funds: u128,
}

/// Who sends what.
pub struct Sender<'a> {
    /// The chain.
    pub chain: &'a Chain,
    /// Where it is kept what was sent and not yet seen in a final block.
    pub project: &'a Project,
    /// The account.
    pub id: AccountId32,
    /// Its key; none where nothing is sent.
    pub key: Option<Keypair>,
    /// How to send.
    pub options: &'a Sending,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Emitted {
    contract: [u8; 20],
    data: Vec<u8>,
    topics: Vec<[u8; 32]>,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Instantiated {
    deployer: [u8; 20],
    contract: [u8; 20],
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct FeePaid {
    actual_fee: u128,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Failed {
    dispatch_error: Value,
}

/// The arguments by which a transaction that was sent earlier is recognised.
#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct SentCreation {
    value: u128,
    code: Vec<u8>,
    data: Vec<u8>,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct SentCall {
    dest: [u8; 20],
    value: u128,
    data: Vec<u8>,
}

impl<'a> Sender<'a> {
    /// An account of a command that sends, or tries it.
    ///
    /// # Errors
    /// If there is no such account, or its password is wrong.
    pub fn new(
        chain: &'a Chain,
        project: &'a Project,
        sender: &options::Sender,
        options: &'a Sending,
    ) -> Result<Self> {
        let account = key::required(sender, chain.chain_id)?;
        let unlock = || account.unlock(sender.password_file.as_deref());
        Ok(Self {
            chain,
            project,
            id: account.id(),
            key: (!options.dry_run).then(unlock).transpose()?,
            options,
        })
    }

    /// Gives the account an Ethereum address where it has none, if that is wished. A dry run needs none.
    ///
    /// # Errors
    /// If the account has no address and is to get none; if the transaction fails.
    pub async fn map(&self, at: &At, is_wished: bool, progress: &mut dyn Progress) -> Result<()> {
        if self.chain.maps_all || key::is_derived(&self.id) {
            return Ok(());
        }
        let address = key::address(&self.id);
        let original = dynamic::storage::<([u8; 20],), Value>("Revive", "OriginalAccount");
        let known = within(at.storage().try_fetch(original, (address.0 .0,))).await?;
        if known.is_some() {
            return Ok(());
        }
        if self.key.is_none() {
            progress.say(&format!(
                "{} has no Ethereum address on {}: with --map it gets {address} first, for a deposit and a fee that this dry run leaves out",
                self.id, self.chain.name
            ));
            return Ok(());
        }
        ensure!(
            is_wished,
            "expected an account with an Ethereum address, received {}, which has none on {}: --map gives it {address} first, for a deposit",
            self.id,
            self.chain.name
        );
        let payload = dynamic::transaction("Revive", "map_account", ());
        let content = keccak256("map");
        let done = self.send(&payload, content, 0, "the mapping of the account", progress);
        let done = done.await.context(
            "the account was not mapped yet: run the same command again, without --resume, once what is said below is over",
        )?;
        let mapped = self.included(&done, &Book::default())?;
        let reason = mapped
            .reason
            .as_ref()
            .map(|_| mapped.to_string())
            .unwrap_or_default();
        ensure!(mapped.success, "revive.mapAccount {reason}");
        progress.say(&format!("{} is {address} now", self.id));
        Ok(())
    }

    /// What a transaction costs, and what it may use, from what it used when it was tried. It needs no key: a signature's
    /// length is known.
    ///
    /// # Errors
    /// If there is no connection; if it needs more than a transaction may.
    pub async fn plan(&self, at: &At, value: u128, needed: Limits, work: &Work) -> Result<Plan> {
        let (weight, fee) = self.info(at, value, needed, work).await?;
        // What the transaction has beside what it may use: its own call, its length, its signature.
        let beside = |whole: u64, part: u64| whole.saturating_sub(part);
        let most = self.chain.most;
        let limits = needed.with_reserve(Weight {
            ref_time: most
                .ref_time
                .saturating_sub(beside(weight.ref_time, needed.weight.ref_time)),
            proof_size: most
                .proof_size
                .saturating_sub(beside(weight.proof_size, needed.weight.proof_size)),
        })?;
        // The fee of all that it may use is paid first, and what it did not use comes back.
        let (_, paid) = self.info(at, value, limits, work).await?;
        Ok(Plan {
            cost: needed.cost(self.chain, fee),
            limits,
            funds: paid.saturating_add(needed.deposit).saturating_add(value),
        })
    }

    /// The weight of a transaction, and its fee in units of the chain's balances.
    async fn info(
        &self,
        at: &At,
        value: u128,
        limits: Limits,
        work: &Work,
    ) -> Result<(Weight, u128)> {
        match work {
            Work::Create { .. } => self.info_of(at, &creation(value, limits, work)).await,
            Work::Call { .. } => self.info_of(at, &calling(value, limits, work)).await,
        }
    }

    async fn info_of(&self, at: &At, payload: &impl Payload) -> Result<(Weight, u128)> {
        let params = DefaultExtrinsicParamsBuilder::new()
            .mortal(MORTALITY)
            .build();
        let tx = at.tx();
        let mut signable = within(tx.create_signable(payload, &self.id, params)).await?;
        let signature = MultiSignature::Sr25519([0; 64]);
        let signed = signable.sign_with_account_and_signature(&self.id, &signature)?;
        let mut asked = signed.encoded().to_vec();
        let length = u32::try_from(asked.len())?;
        length.encode_to(&mut asked);
        let name = "TransactionPaymentApi_query_info";
        let answer = within(at.runtime_apis().call_raw(name, Some(&asked))).await?;
        // The class of the call is between them.
        let (Compact(ref_time), Compact(proof_size), _, fee) =
            <(Compact<u64>, Compact<u64>, u8, u128)>::decode(&mut &answer[..])
                .with_context(|| format!("expected a weight and a fee of {name}"))?;
        // A block's proof has the transaction itself, which the runtime counts beside this weight.
        let proof_size = proof_size.saturating_add(length.into());
        let weight = Weight {
            ref_time,
            proof_size,
        };
        Ok((weight, fee))
    }

    /// That the account has so much, in units of the chain's balances.
    async fn ensure_funds(&self, at: &At, funds: u128, purpose: &str) -> Result<()> {
        if funds == 0 {
            return Ok(());
        }
        let address = key::address(&self.id);
        let has = self.chain.spendable(at, address).await?;
        let needed = self.chain.wei(funds);
        let shown = |wei: U256| values::amount(wei, &self.chain.config.token);
        ensure!(
            has >= needed,
            "expected {} on {} to have {} for {purpose}, the fee of its reserve of weight included, received {}: nothing was sent",
            self.id,
            self.chain.name,
            shown(needed),
            shown(has)
        );
        Ok(())
    }

    /// Executes it in a transaction.
    ///
    /// # Errors
    /// If the account cannot pay for it; if an earlier run's of the same content waits, or was included since; if it is
    /// not valid, or in no final block in time.
    pub async fn run(
        &self,
        value: u128,
        plan: &Plan,
        work: &Work,
        purpose: &str,
        progress: &mut dyn Progress,
    ) -> Result<Final> {
        let Plan { limits, funds, .. } = *plan;
        // Not the limits: a dry run of the same may find others.
        let parts = match work {
            Work::Create { code, arguments } => [&[0][..], &value.to_be_bytes(), code, arguments],
            Work::Call { to, data } => [&[1][..], &value.to_be_bytes(), to.as_slice(), data],
        };
        let content = keccak256(parts.concat());
        match work {
            Work::Create { .. } => {
                let payload = creation(value, limits, work);
                self.send(&payload, content, funds, purpose, progress).await
            }
            Work::Call { .. } => {
                let payload = calling(value, limits, work);
                self.send(&payload, content, funds, purpose, progress).await
            }
        }
    }

    /// The name of the list of what was sent and not yet seen in a final block.
    fn list(&self) -> String {
        format!("{}.substrate", self.chain.name)
    }

    /// That no earlier run's transaction of the same content waits, or came into a block since: what it did would be done
    /// twice. Those that can be in no block any more are forgotten, and so is one that is named here.
    async fn ensure_once(&self, at: &At, content: B256, purpose: &str) -> Result<()> {
        let (from, chain_id) = (key::address(&self.id), self.chain.chain_id);
        let used = within(at.tx().account_nonce(&self.id)).await?;
        let sent = pending::of(self.project, &self.list(), chain_id, from)?;
        // All are looked at before one is forgotten: two may have one nonce.
        let is_same = |old: &&Pending| old.content == content && self.options.nonce.is_none();
        let waits = |old: &&Pending| waits(old, used, at.block_number());
        let hashes = |of: Vec<&Pending>| {
            let hashes: Vec<_> = of.iter().map(|old| old.hash.to_string()).collect();
            hashes.join(" or ")
        };
        let same = || sent.iter().filter(is_same);
        let waiting: Vec<_> = same().filter(waits).collect();
        if let Some(last) = waiting.iter().map(|old| old.until).max() {
            let hashes = hashes(waiting);
            bail!(
                "expected {purpose} once: extrinsic {hashes} of an earlier run does the same and may get into a block until {last}. \
                 --resume {hashes} goes on with it; after that block the same command sends another one"
            );
        }
        for old in sent.iter().filter(|old| !waits(old)) {
            pending::remove(self.project, &self.list(), old.hash)?;
        }
        let done: Vec<_> = same().filter(|old| old.nonce < used).collect();
        ensure!(
            done.is_empty(),
            "expected {purpose} for the first time: extrinsic {hashes} of an earlier run did the same, and its nonce is used since. \
             --resume {hashes} shows what came of it; without it the same command sends another one",
            hashes = hashes(done)
        );
        Ok(())
    }

    /// Sends any call of the runtime, and waits until its block is final. `content` is a hash of what it does; `funds` is what
    /// the account has to have for it, in units of the chain's balances, where that is known.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub async fn send(
        &self,
        payload: &impl Payload,
        content: B256,
        funds: u128,
        purpose: &str,
        progress: &mut dyn Progress,
    ) -> Result<Final> {
        let key = self.key.as_ref().context("a dry run sends nothing")?;
        let at = self.chain.now().await?;
        self.ensure_once(&at, content, purpose).await?;
        self.ensure_funds(&at, funds, purpose).await?;
        let nonce = match self.options.nonce {
            Some(nonce) => nonce,
            // After those that wait.
            None => self.next_nonce().await?,
        };
        let params = DefaultExtrinsicParamsBuilder::new()
            .mortal(MORTALITY)
            .nonce(nonce)
            .build();
        let tx = at.tx();
        let mut signable = within(tx.create_signable(payload, &self.id, params)).await?;
        let signed = signable.sign(key)?;
        let hash = B256::from(signed.hash().0);
        let deadline = self.deadline();
        let last = at.block_number().saturating_add(MORTALITY);
        let late = || {
            format!(
                "expected {purpose} in a final block within {} s, received none: extrinsic {hash} may get into a block until {last}; --resume {hash} goes on with it",
                self.options.timeout
            )
        };
        let (from, chain_id) = (key::address(&self.id), self.chain.chain_id);
        let pending = Pending {
            hash,
            chain_id,
            from,
            nonce,
            max_fee: 0,
            priority_fee: 0,
            content,
            purpose: purpose.into(),
            raw: signed.encoded().to_vec().into(),
            until: last,
        };
        // The node says which nonces are free.
        match self.options.nonce {
            Some(_) => pending::add(self.project, &self.list(), pending, true)?,
            None => pending::add_once(self.project, &self.list(), pending)?,
        }
        progress.say(&format!("sending {purpose}: extrinsic {hash}"));
        let submitted = within(signed.submit_and_watch()).await;
        if submitted.is_err() {
            self.forget_refused(hash, nonce).await?;
        }
        let mut watched = submitted.with_context(|| {
            format!(
                "{} did not take {purpose}, or its answer was lost: --resume {hash} looks for the extrinsic",
                self.chain.name
            )
        })?;
        let broken = || {
            format!(
                "{} says no more of extrinsic {hash}, {purpose}, which may get into a block until {last}: --resume {hash} goes on with it",
                self.chain.name
            )
        };
        let mut is_taken = false;
        loop {
            let status = timeout_at(deadline, watched.next())
                .await
                .with_context(late)?;
            match status.with_context(broken)?.with_context(broken)? {
                TransactionStatus::InFinalizedBlock(block) => {
                    pending::settle(self.project, &self.list(), chain_id, from, nonce)?;
                    let at = within(block.at()).await.with_context(|| resumable(hash))?;
                    let events = within(block.fetch_events()).await;
                    let events = events.with_context(|| resumable(hash))?;
                    return Ok(Final { at, events });
                }
                TransactionStatus::InBestBlock(block) => {
                    is_taken = true;
                    progress.say(&format!(
                        "in block {:?}, which is not final yet",
                        block.block_hash()
                    ));
                }
                TransactionStatus::Error { message }
                | TransactionStatus::Invalid { message }
                | TransactionStatus::Dropped { message } => {
                    ensure!(
                        is_taken || !self.forget_refused(hash, nonce).await?,
                        "{} refused {purpose}, which is in no block: {message}",
                        self.chain.name
                    );
                    bail!(
                        "{} did not include {purpose}: {message}. It may be in a block all the same until {last}: --resume {hash} looks for the extrinsic",
                        self.chain.name
                    )
                }
                _ => is_taken = true,
            }
        }
    }

    /// Forgets a transaction that the node did not take, so that what was wrong with it can be mended: none with its nonce
    /// waits. Whether it did.
    async fn forget_refused(&self, hash: B256, nonce: u64) -> Result<bool> {
        let is_refused = self.next_nonce().await.is_ok_and(|next| next <= nonce);
        if is_refused {
            pending::remove(self.project, &self.list(), hash)?;
        }
        Ok(is_refused)
    }

    /// The account's nonce after those of its transactions that wait.
    async fn next_nonce(&self) -> Result<u64> {
        let params = rpc_params![self.id.to_string()];
        self.chain.request("system_accountNextIndex", params).await
    }

    fn deadline(&self) -> Instant {
        let now = Instant::now();
        now.checked_add(self.options.timeout())
            .unwrap_or_else(|| now + FAR)
    }

    /// Finds a transaction that an earlier run of the same command sent.
    ///
    /// # Errors
    /// If it is in none of the newest final blocks in time; if it is another account's, or does something else.
    pub async fn resume(
        &self,
        hash: B256,
        value: u128,
        work: &Work,
        progress: &mut dyn Progress,
    ) -> Result<Final> {
        let deadline = self.deadline();
        let mut at = self.chain.now().await?;
        let mut searched = at.block_number().saturating_sub(SEARCHED);
        progress.say(&format!(
            "looking for extrinsic {hash} from block {searched} on"
        ));
        loop {
            let newest = at.block_number();
            while searched < newest {
                searched += 1;
                let block = within(self.chain.api.at_block(searched)).await?;
                if let Some(found) = self.found(block, hash, value, work).await? {
                    let (from, chain_id) = (key::address(&self.id), self.chain.chain_id);
                    let sent = pending::of(self.project, &self.list(), chain_id, from)?;
                    for old in sent.iter().filter(|old| old.hash == hash) {
                        pending::settle(self.project, &self.list(), chain_id, from, old.nonce)?;
                    }
                    return Ok(found);
                }
            }
            ensure!(
                Instant::now() < deadline,
                "expected extrinsic {hash} in a final block of {}, received none up to {newest}, the newest: it waits, or was in no block, or is in one before the last {SEARCHED}",
                self.chain.name
            );
            sleep(PAUSE).await;
            at = self.chain.now().await?;
        }
    }

    async fn found(&self, at: At, hash: B256, value: u128, work: &Work) -> Result<Option<Final>> {
        let mut events = None;
        let extrinsics = within(at.extrinsics().fetch()).await?;
        for extrinsic in extrinsics.iter() {
            let extrinsic = extrinsic?;
            if extrinsic.hash().0 != hash.0 {
                continue;
            }
            let signer = extrinsic.address_bytes().unwrap_or_default();
            let is_same = signer.ends_with(&self.id.0)
                && match (extrinsic.call_name(), work) {
                    ("instantiate_with_code", Work::Create { code, arguments }) => {
                        let sent: SentCreation =
                            extrinsic.decode_call_data_fields_unchecked_as()?;
                        sent.value == value && sent.code == code[..] && sent.data == arguments[..]
                    }
                    ("call", Work::Call { to, data }) => {
                        let sent: SentCall = extrinsic.decode_call_data_fields_unchecked_as()?;
                        sent.value == value && sent.dest == to.0 .0 && sent.data == data[..]
                    }
                    _ => false,
                };
            ensure!(
                is_same,
                "expected an extrinsic of {} that does the same as this command, received {hash}: {}.{} of another content or account",
                self.id,
                extrinsic.pallet_name(),
                extrinsic.call_name()
            );
            events = Some(within(extrinsic.events()).await?);
            break;
        }
        drop(extrinsics);
        Ok(events.map(|events| Final { at, events }))
    }

    /// What a final block says of a transaction.
    ///
    /// # Errors
    /// If an event has another form.
    pub fn included(&self, done: &Final, book: &Book) -> Result<Mined> {
        let (mut fee, mut reason, mut logs) = (0, None, Vec::new());
        for event in done.events.iter() {
            let event = event?;
            match (event.pallet_name(), event.event_name()) {
                ("TransactionPayment", "TransactionFeePaid") => {
                    fee = event.decode_fields_unchecked_as::<FeePaid>()?.actual_fee;
                }
                ("System", "ExtrinsicFailed") => {
                    let failed: Failed = event.decode_fields_unchecked_as()?;
                    let message = failure(&done.at, &failed.dispatch_error);
                    reason = Some(Outcome::Failed { message });
                }
                ("Revive", "ContractEmitted") => {
                    let emitted: Emitted = event.decode_fields_unchecked_as()?;
                    logs.push(Log {
                        address: emitted.contract.into(),
                        topics: emitted.topics.into_iter().map(B256::from).collect(),
                        data: emitted.data.into(),
                    });
                }
                _ => {}
            }
        }
        let fee = self.chain.wei(fee);
        let transaction = done.hash();
        Ok(Mined {
            transaction,
            link: self.chain.config.transaction_link(transaction),
            block: done.at.block_number(),
            block_hash: Some(B256::from(done.at.block_hash().0)),
            success: reason.is_none(),
            gas_used: None,
            fee,
            amount: values::amount(fee, &self.chain.config.token),
            events: book.events(&logs),
            reason,
        })
    }

    /// The contract that the account itself created in a transaction.
    ///
    /// # Errors
    /// If an event has another form.
    pub fn created(&self, done: &Final) -> Result<Option<Address>> {
        let own = key::address(&self.id);
        for event in done.events.iter() {
            let event = event?;
            if (event.pallet_name(), event.event_name()) == ("Revive", "Instantiated") {
                let created: Instantiated = event.decode_fields_unchecked_as()?;
                if own == created.deployer {
                    return Ok(Some(created.contract.into()));
                }
            }
        }
        Ok(None)
    }
}

/// Whether a transaction may still get into a block, by the account's next nonce and the number of the newest final block. One
/// that is valid until a block far beyond was sent to a chain that was started anew since.
fn waits(sent: &Pending, next_nonce: u64, newest: u64) -> bool {
    let furthest = newest.saturating_add(MORTALITY.saturating_mul(2));
    sent.nonce >= next_nonce && (newest..=furthest).contains(&sent.until)
}

/// What to do after an error that came when the transaction was in a final block.
pub fn resumable(hash: B256) -> String {
    format!("extrinsic {hash} is in a final block: the same command with --resume {hash} goes on with it")
}

fn creation(value: u128, limits: Limits, work: &Work) -> impl Payload {
    let (code, data) = match work {
        Work::Create { code, arguments } => (code.to_vec(), arguments.to_vec()),
        Work::Call { .. } => Default::default(),
    };
    let (weight, deposit, salt) = (limits.weight, limits.deposit, None::<[u8; 32]>);
    let fields = (value, weight, deposit, code, data, salt);
    dynamic::transaction("Revive", "instantiate_with_code", fields)
}

fn calling(value: u128, limits: Limits, work: &Work) -> impl Payload {
    let (to, data) = match work {
        Work::Call { to, data } => (to.0 .0, data.to_vec()),
        Work::Create { .. } => Default::default(),
    };
    let fields = (to, value, limits.weight, limits.deposit, data);
    dynamic::transaction("Revive", "call", fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transactions_wait_until_their_nonce_is_used_or_their_last_block_is_over() {
        let sent = |nonce, until| Pending {
            hash: B256::ZERO,
            chain_id: 31337,
            from: Address::ZERO,
            nonce,
            max_fee: 0,
            priority_fee: 0,
            content: B256::ZERO,
            purpose: String::new(),
            raw: Default::default(),
            until,
        };
        let (nonce, newest) = (5, 1_000);
        for (until, expected) in [
            (newest - 1, false),
            (newest, true),
            (newest + MORTALITY, true),
            // Of a node that is some blocks behind.
            (newest + 2 * MORTALITY, true),
            (newest + 2 * MORTALITY + 1, false),
        ] {
            assert_eq!(
                waits(&sent(nonce, until), nonce, newest),
                expected,
                "{until}"
            );
            assert!(!waits(&sent(nonce - 1, until), nonce, newest));
        }
        // Of two with one nonce, one ends without the other.
        let both = [sent(nonce, newest - 1), sent(nonce, newest)];
        assert_eq!(both.map(|it| waits(&it, nonce, newest)), [false, true]);
    }
}
