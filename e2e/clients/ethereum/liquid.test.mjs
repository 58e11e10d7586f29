// The life of a vault's token on a network of validators, by wallets of Ethereum: deposit, an era's reward, a validator that votes
// twice and its slash, a validator that leaves, a redemption; and the same token as stake in a service that is slashed.
// `tests/network/liquid.rs` starts the network and this.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { numberToHex, parseAbi, parseEther, parseEventLogs } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import {
  accountOf, built, interfaceOf, key, named, Network, say, SERVICES, STAKING, until, VAULTS, want, WEI,
} from "./network.mjs";

const BONDING_ERAS = 56;
const DEFER_ERAS = 28;
/** The services pallet's address, as contracts see it. */
const RUNTIME = "0xdb92fb7d703df73305b87ce8da9e41c7272318fa";
const TREASURY = `0x${Buffer.from("modlpy/trsry").toString("hex").padEnd(64, "0")}`;

// The keys of Substrate's well-known Ethereum accounts, which the chain endows.
const alith = privateKeyToAccount("0x5fb92d6e98884f76de468fa3f6278f8807c48bebc13595d45af5bdc4da702133");
const holder = privateKeyToAccount("0x8075991ce870b93a8870eca0c0f91913d12f47948ca0fd25b49c6fa7cdbeee8b");
const [neighbour, operator, receiver] = ["neighbour", "operator", "receiver"].map(key);

const vaults = { address: VAULTS, abi: interfaceOf("ILiquidVaults") };
const staking = { address: STAKING, abi: interfaceOf("IStaking") };
const services = { address: SERVICES, abi: interfaceOf("IServices") };
const vaultAbi = interfaceOf("ILiquidVault");
const tokenAbi = parseAbi(["function balanceOf(address) view returns (uint256)"]);
const ONE = parseEther("1");

const { ETH_RPC_URL, SUBSTRATE_RPC_URL } = process.env;
assert.ok(ETH_RPC_URL && SUBSTRATE_RPC_URL, "expected the addresses of a network in ETH_RPC_URL and SUBSTRATE_RPC_URL");
const network = await Network.at(ETH_RPC_URL, SUBSTRATE_RPC_URL);
const { api, reader } = network;

const validators = ["//Alice//stash", "//Bob//stash"].map((uri) => `0x${Buffer.from(network.keyring.addFromUri(uri).publicKey).toString("hex")}`);

/** A vault: its id, its face, its token and the account of its stake. */
async function vaultOf(validator) {
  const address = await network.view(vaults, "vaultOf", [validator]);
  const id = Number(BigInt(address) >> 128n);
  const face = { address, abi: vaultAbi };
  const token = { address: await network.view(face, "share"), abi: tokenAbi };
  const { stash } = (await api.call.liquidApi.vault(id)).unwrap();
  return { id, face, token, stash: stash.toString(), validator };
}

/** What a vault's shares own, in wei, before and in a block. */
async function totals({ face }, number) {
  const of = (at) => network.view(face, "totalAssets", [], BigInt(at));
  return { before: await of(number - 1), after: await of(number) };
}

/** What rewards a stash got in a block, in wei. */
async function rewarded({ stash }, number) {
  const events = (await network.events(number)).filter(named("staking", "Rewarded", (it) => it.stash.toString() === stash));
  return events.reduce((sum, { data }) => sum + data.amount.toBigInt(), 0n) * WEI;
}

/** A vault's total changed by rewards alone in a block. */
async function unchanged(vault, number) {
  const { before, after } = await totals(vault, number);
  assert.equal(after - before, await rewarded(vault, number), `the vault ${vault.id} in block ${number}`);
}

const log = (receipt, eventName) => parseEventLogs({ abi: vaultAbi, logs: receipt.logs, eventName })[0].args;
const of = ({ id }) => (data) => data.vault.toNumber() === id;
const inEra = async (era) => (await network.view(staking, "activeEra"))[0] >= era;
const number = (receipt) => Number(receipt.blockNumber);

async function deposit(account, vault, assets) {
  const receipt = await network.send(account, vault.face, "requestDeposit", [assets, account.address, account.address]);
  const { requestId } = log(receipt, "DepositRequest");
  const planned = await network.view(staking, "plannedEra", [], receipt.blockNumber);
  assert.equal(requestId, BigInt(planned) + 1n, "shares come in the era after the planned one");
  return { account, vault, assets, requestId, from: number(receipt) };
}

/** Claims what a deposit became: the shares that the vault's ledger gives for it. */
async function claimed({ account, vault, assets, requestId, from }) {
  await until("the first era of a deposit", () => inEra(Number(requestId)));
  await network.send(account, vault.face, "sync", [4]);
  assert.equal(await network.view(vault.face, "claimableDepositRequest", [requestId, account.address]), assets);
  const receipt = await network.send(account, vault.face, "deposit", [assets, account.address]);
  const { shares } = log(receipt, "Deposit");
  assert.equal(await network.view(vault.token, "balanceOf", [account.address]), shares);
  const activated = await network.find("shares", from, named("liquid", "BatchActivated", of(vault)));
  const { pool } = (await (await network.at(activated.number)).liquid.vaults(vault.id)).unwrap();
  const all = { assets: pool.assets.toBigInt(), shares: pool.shares.toBigInt() };
  const amount = assets / WEI;
  assert.equal(shares, (amount * (all.shares - shares)) / (all.assets - amount), "at the rate of before");
  return { shares, since: activated.number };
}

/**
 * An era's reward raises the rate: by what the staking pallet paid the vault, which is its part of what the era minted. An era of
 * three blocks leaves one of four validators without a block, and its vault without a reward.
 */
async function earns(vault, { requestId }, since) {
  const paid = named("staking", "Rewarded", (it) => it.stash.toString() === vault.stash);
  const settled = named("liquid", "EraSettled", of(vault));
  // The rewards of an era come before the event that it is settled.
  let pays = false;
  const { number, event } = await network.find("a reward", since, (it) => {
    if (paid(it)) pays = true;
    if (!settled(it)) return false;
    const earned = pays && it.data.era.toNumber() >= Number(requestId);
    pays = false;
    return earned;
  });
  const era = event.data.era.toNumber();
  const { before, after } = await totals(vault, number);
  const got = await rewarded(vault, number);
  assert.ok(got > 0n, "a reward");
  assert.equal(after - before, got);
  const state = (await network.at(number)).staking;
  const minted = (await state.erasValidatorReward(era)).unwrap().toBigInt();
  const points = await state.erasRewardPoints(era);
  const own = [...points.individual].find(([who]) => who.toHex() === vault.validator)[1].toBigInt();
  const { total } = (await state.erasStakersOverview(era, vault.validator)).unwrap();
  const exposed = await exposure(state, era, vault);
  const part = (minted * own * exposed * WEI) / (points.total.toBigInt() * total.toBigInt());
  // The pallet rounds both parts down to a billionth.
  const lost = part - got;
  assert.ok(lost >= 0n && lost <= part / 1_000n, `${got} of ${part}`);
  const rate = (at) => network.view(vault.face, "convertToAssets", [ONE], BigInt(at));
  assert.ok((await rate(number)) > (await rate(number - 1)));
  say(`era ${era}: ${got} wei of reward for the vault, its total ${after} wei`);
}

async function exposure(state, era, { validator, stash }) {
  const page = (await state.erasStakersPaged(era, validator, 0)).unwrap();
  return page.others.find(({ who }) => who.toString() === stash).value.toBigInt();
}

/** The slashes of validators that wait, by era. */
async function waiting() {
  const entries = await api.query.staking.unappliedSlashes.entries();
  return entries.flatMap(([{ args: [era] }, slashes]) => [...slashes].map((slash) => ({ era: era.toNumber(), slash })));
}

/** The validator's keys sign in two processes: GRANDPA shows that it voted twice, and a slash waits. One is left. */
async function votesTwice(context, vault) {
  const from = await network.final();
  await want(context, "copy");
  const copied = Date.now();
  await until("a slash that waits", async () => (await waiting()).length > 0, 120_000);
  const seconds = ((Date.now() - copied) / 1_000).toFixed(0);
  await want(context, "single");
  const { number, event } = await network.find("an offence", from, named("offences", "Offence"));
  assert.equal(Buffer.from(event.data.kind.toU8a()).toString(), "grandpa:equivoca");
  const reported = (await network.events(number)).find(named("staking", "SlashReported"));
  assert.equal(reported.data.validator.toHex(), vault.validator);
  // One of four: the square of three quarters.
  assert.equal(reported.data.fraction.toNumber(), 562_500_000);
  // It may have voted twice in more than one era. Governance lets one slash stand: the list is read again after each.
  await network.find("what was on its way", (await network.final()) + 4, () => true);
  const pending = async () => [...(await api.call.reviewApi.pendingSlashes())];
  let all = await pending();
  const extra = all.length - 1;
  for (; all.length > 1; all = await pending()) await network.govern(api.createType("Call", all.at(-1).veto.toHex()));
  const [{ era: applied, slash }, ...others] = await waiting();
  assert.equal(others.length, 0);
  const era = applied - DEFER_ERAS - 1;
  const [[stash, amount]] = slash.others;
  assert.equal(stash.toString(), vault.stash);
  const exposed = await exposure(api.query.staking, era, vault);
  const nearest = (exposed * 5_625n + 4_999n) / 10_000n;
  assert.equal(amount.toBigInt(), nearest);
  assert.equal(all[0].slash.asValidator.others.toBigInt(), nearest);
  say(`two votes in era ${era}, on chain ${seconds} s after the copy's start: of ${exposed} units ${nearest} are to be slashed; ${extra} more vetoed`);
  return { era, amount: nearest, from: number };
}

/** The slash is applied: rate and ticket fall in its block, by what the ledger says. */
async function slashFalls(vault, other, slash, ticket) {
  const { number, event } = await network.find("the slash", slash.from, named("liquid", "Slashed", of(vault)), 300_000);
  const [era] = await network.view(staking, "activeEra", [], BigInt(number));
  assert.equal(era, slash.era + DEFER_ERAS + 1);
  const [fromShares, fromPending, fromUnbonding] = ["fromShares", "fromPending", "fromUnbonding"]
    .map((name) => event.data[name].toBigInt());
  assert.equal(fromPending, 0n);
  assert.equal(fromShares + fromUnbonding, slash.amount);
  const { before, after } = await totals(vault, number);
  assert.equal(before - after, fromShares * WEI);
  const worth = async (at) => (await network.view(vault.face, "worthOf", [ticket.id, holder.address], BigInt(at)))[0];
  const [first, then] = [await worth(number - 1), await worth(number)];
  assert.equal(first - then, fromUnbonding * WEI);
  // Shares and ticket lose the same part, to a base unit.
  const difference = (before - after) * first - (first - then) * before;
  assert.ok((difference < 0n ? -difference : difference) <= (first + before) * WEI, "the same part");
  await unchanged(other, number);
  assert.equal((await network.view(vault.face, "state"))[1], false, "no slash waits");
  say(`slashed in block ${number}, era ${era}: shares ${before} -> ${after} wei, ticket ${first} -> ${then} wei`);
  return then;
}

/** The validator leaves: the vault takes no deposits, and the holder returns half of its shares. */
async function leaves(vault, shares) {
  await network.submit("//Alice//stash", api.tx.staking.chill());
  assert.equal((await network.view(staking, "validatorOf", [vault.validator]))[0], false);
  await network.send(holder, vault.face, "sync", [4]);
  const [part, frozen] = await network.view(vault.face, "state");
  assert.deepEqual([part, frozen], [1, true], "orphaned, and a slash waits");
  const request = [ONE, holder.address, holder.address];
  assert.match(await network.rejection(holder, vault.face, "requestDeposit", request), /NotOpen/);
  const half = shares / 2n;
  const receipt = await network.send(holder, vault.face, "requestRedeem", [half, holder.address, holder.address]);
  const { requestId: id, shares: returned } = log(receipt, "RedeemRequest");
  assert.equal(returned, half);
  assert.equal(await network.view(vault.token, "balanceOf", [holder.address]), shares - half);
  const at = receipt.blockNumber;
  const [worth, unlocks] = await network.view(vault.face, "worthOf", [id, holder.address], at);
  assert.equal(unlocks, (await network.view(staking, "plannedEra", [], at)) + BONDING_ERAS);
  const now = await network.view(vault.face, "convertToAssets", [half], at);
  assert.ok(now >= worth && now - worth <= WEI, `${worth} of ${now}`);
  assert.equal(await network.view(vault.face, "maxRedeem", [holder.address]), 0n);
  say(`the validator left; half of the shares is worth ${worth} wei, paid from era ${unlocks}`);
  return { id, shares: half, unlocks };
}

async function isPaid(vault, ticket, worth) {
  await until("the ticket's era", async () => (await network.view(staking, "plannedEra")) >= ticket.unlocks, 300_000);
  assert.equal(await network.view(vault.face, "maxRedeem", [holder.address]), ticket.shares);
  assert.equal(await network.view(vault.face, "maxWithdraw", [holder.address]), worth);
  const owned = await reader.getBalance({ address: receiver.address });
  const args = [ticket.shares, receiver.address, holder.address];
  const receipt = await network.send(holder, vault.face, "redeem", args);
  assert.equal(log(receipt, "Withdraw").assets, worth);
  assert.equal((await reader.getBalance({ address: receiver.address })) - owned, worth);
  assert.deepEqual(await network.view(vault.face, "requestsOf", [holder.address]), [[], []]);
  say(`paid ${worth} wei for ${ticket.shares} shares`);
}

/** The token secures a service. A wrong result is reported, its manager proposes a slash, a week of review passes, and it is executed. */
async function securesService(context, vault, other, shares) {
  // One share stays: delegating keeps the account of its token alive. The first stake in a token pays for the pool's, too.
  const stake = shares - 2n;
  await network.govern(api.tx.stake.addAsset({ Asset: vault.id }, 18, 1));
  const { abi, bytecode } = built("incredible_squaring");
  const deployment = { account: alith, abi, bytecode, args: [RUNTIME, 1, SERVICES] };
  const { contractAddress: manager } = await network.mined(await network.wallet.deployContract(deployment));
  // The bond of a proposal is held on the manager's own account.
  await network.pallet(alith, api.tx.balances.transferKeepAlive({ Id: accountOf(manager) }, 10n ** 13n));
  const definition = JSON.parse(readFileSync(new URL("../../tools/definition.json", import.meta.url)));
  await network.pallet(alith, api.tx.services.createBlueprint({ ...definition, manager }));
  await network.send(operator, services, "joinOperators", []);
  await network.pallet(operator, api.tx.services.register(0, 1, "0x"));
  const token = vault.token.address;
  await network.send(holder, services, "delegate", [operator.address, token, stake]);
  assert.equal(await network.view(vault.token, "balanceOf", [holder.address]), 1n);
  const committed = stake / 2n;
  const assets = [{ token, amount: committed }];
  await network.pallet(alith, api.tx.services.request(0, [accountOf(operator.address)], [], "0x", 0, assets));
  await network.pallet(operator, api.tx.services.approve(0, 0));
  assert.equal(await network.view(services, "exposureOf", [0n, operator.address, token]), committed);

  const word = (value) => numberToHex(value, { size: 32 });
  await network.pallet(alith, api.tx.services.call(0, 0, word(7)));
  await network.pallet(operator, api.tx.services.submitResult(0, 0, word(50)));
  await network.pallet(neighbour, api.tx.services.submitReport(0, 0, 0, accountOf(operator.address), word(7), word(50)));
  const [state, service, offender, , , bps, , deadline] = await network.view(services, "slashOf", [0n]);
  assert.deepEqual([state, service, offender, bps], [1, 0n, operator.address, 1_000]);
  const execute = api.tx.services.executeSlash(0);
  const time = async () => (await reader.getBlock()).timestamp;
  const now = await time();
  assert.ok(deadline > now + 6n * 86_400n);
  await assert.rejects(network.pallet(neighbour, execute), "a slash under review");
  await want(context, `leap ${deadline - now + 60n}`);
  await until("a week", async () => (await time()) >= deadline);
  const treasury = async (at) => {
    const account = await (await network.at(at)).assets.account(vault.id, TREASURY);
    return account.isSome ? account.unwrap().balance.toBigInt() : 0n;
  };
  const receipt = await network.pallet(neighbour, execute);
  const at = number(receipt);
  await until("a final block", async () => (await network.final()) >= at);
  const staked = (block) => network.view(services, "stakeOf", [operator.address, token], BigInt(block));
  const taken = (committed * 1_000n) / 10_000n;
  assert.equal(await staked(at - 1), stake);
  assert.equal(await staked(at), stake - taken, "a tenth of what the service is secured by");
  const [holding] = await api.call.stakeApi.holdingsOf(accountOf(holder.address), accountOf(operator.address));
  const left = holding.earning.toBigInt() + holding.waiting.toBigInt();
  assert.ok(left <= stake - taken && left + 1n >= stake - taken, `${left} of the holder's`);
  // What was taken is the treasury's: other holders gain nothing by it.
  assert.equal((await treasury(at)) - (await treasury(at - 1)), taken);
  for (const it of [vault, other]) await unchanged(it, at);
  say(`the service is slashed: stake ${stake} -> ${stake - taken}, rates of both vaults as before`);
}

test("a vault's token is bought, earns, is slashed, paid, and secures a service", async (context) => {
  context.after(() => api.disconnect());
  for (const { address } of [neighbour, operator, receiver]) await network.pay(alith, address, parseEther("10000"));
  await until("an era", () => inEra(1));
  for (const validator of validators) await network.send(alith, vaults, "createVault", [validator, parseEther("100")]);
  const [vault, other] = [await vaultOf(validators[0]), await vaultOf(validators[1])];
  const bought = await deposit(holder, vault, parseEther("500"));
  const beside = await deposit(neighbour, other, parseEther("300"));
  const { shares, since } = await claimed(bought);
  await claimed(beside);
  say(`500 tokens became ${shares} shares`);
  await earns(vault, bought, since);

  const slash = await votesTwice(context, vault);
  const ticket = await leaves(vault, shares);
  await securesService(context, vault, other, shares - ticket.shares);
  const worth = await slashFalls(vault, other, slash, ticket);
  await isPaid(vault, ticket, worth);
});
