// Parts of the page that need no chain.
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { encodeAbiParameters, encodeEventTopics, parseAbi } from "viem";
import { REPOSITORY } from "./support/chain.mjs";
import { load } from "./support/source.mjs";

const { count, duration, moment, parseUnits, percent, short, units, words } = await load("ui/format.ts");
const { readSettings, writeSettings } = await load("settings.ts");
const { ServiceIndex, pageIds } = await load("chain/services.ts");
const { History, matching, ofLogs, ofPallets, whole } = await load("chain/history.ts");
const { operatorsOf } = await load("chain/blueprints.ts");
const { isCreatedBy } = await load("chain/evm-code.ts");
const { windowState, windowsBefore } = await load("chain/quality.ts");
const { VaultIndex } = await load("chain/vaults.ts");
const { hookName, hooksIn, jobsOf } = await load("chain/jobs.ts");
const { ended, readOpen } = await load("chain/slashes.ts");
const { steps, valueOf } = await load("chain/steps.ts");
const { wentBack } = await load("chain/connection.ts");
const { annualRate, erasUpTo, readEraSeconds } = await load("chain/rewards.ts");

test("figures have units, and amounts are cut, not rounded up", () => {
  assert.equal(count(1234567n), "1,234,567");
  assert.equal(count(-1234), "-1,234");
  assert.equal(units(1_999_999_999_999_999_999n, 18, 4), "1.9999");
  assert.equal(units(1n, 18, 4), "< 0.0001");
  assert.equal(units(0n, 18), "0");
  assert.equal(parseUnits("1,000.5", 18), 1_000_500_000_000_000_000_000n);
  assert.throws(() => parseUnits("1e3", 18), /expected an amount such as 12.5 or 1,200, received 1e3/);
  // A decimal comma is none of groups of three digits, and would be another amount.
  for (const text of ["0,5", "12,5", "1,25", "1,2345", "1,234,5", ",5", "1000,000", "0,500", "00,500"]) assert.throws(() => parseUnits(text, 18), /expected an amount/, text);
  assert.equal(parseUnits("1_000,000", 0), 1_000_000n);
  assert.throws(() => parseUnits("0.1234", 3), /at most 3 digits/);
  assert.equal(percent(1n), "0.01 %");
  assert.equal(percent(10_000), "100 %");
  assert.equal(duration(604_799n), "6 d 23 h");
  assert.equal(duration(3_605), "1 h");
  assert.equal(duration(65), "1 min 5 s");
  assert.equal(duration(0), "0 s");
  assert.equal(moment(1_790_000_000n), "2026-09-21 14:13:20 UTC");
  assert.equal(moment(2n ** 64n - 1n), "no end");
  assert.equal(short("0x6d6f646c70792f70616464720000000000000000"), "0x6d6f…0000");
  assert.equal(words("slash_bps"), "Slash bps");
  assert.equal(words("JobCallPruned"), "Job call pruned");
});

test("settings are what the page's address says, and errors name what was expected", () => {
  const at = { protocol: "http:", origin: "http://127.0.0.1:8545" };
  const plain = readSettings("", at);
  assert.equal(plain.rpc, at.origin);
  assert.equal(writeSettings(plain, at), "");
  const levels = `0x${"aB".repeat(20)}`;
  const other = readSettings(`?rpc=https://node.example/x&levels=${levels}&symbol=TNT`, at);
  assert.deepEqual([other.rpc, other.contracts.levels, other.symbol], ["https://node.example/x", levels.toLowerCase(), "TNT"]);
  assert.deepEqual(readSettings(writeSettings(other, at), at), other);
  assert.equal(readSettings("", { protocol: "file:", origin: "null" }).rpc, "http://127.0.0.1:8545");
  assert.throws(() => readSettings("?pool=0x1", at), /pool: expected an address of 20 bytes in hexadecimal digits, received 0x1/);
  assert.throws(() => readSettings("?rpc=javascript:alert(1)", at), /rpc: expected a URL with http, https, ws or wss/);
});

test("services that the chain has removed hide no others", async () => {
  const removed = new Set([0n, 3n]);
  const row = (serviceId) => ({ blueprintId: 1n, manager: removed.has(serviceId) ? `0x${"0".repeat(40)}` : "0x01", owner: "0x02", live: true });
  const read = { serviceCount: async () => 120n, serviceOf: async ({ serviceId }) => row(serviceId) };
  const index = new ServiceIndex({ services: { read } });
  await index.refresh();
  assert.deepEqual([index.count, index.rows.size, index.complete], [120n, 50, false]);
  await index.readAll(() => undefined);
  assert.deepEqual([index.rows.size, index.gone.size, index.complete], [118, 2, true]);
  assert.equal(index.list()[0].serviceId, 119n);
  // One that was in sight goes.
  removed.add(119n);
  await index.read([119n]);
  assert.deepEqual([index.list()[0].serviceId, index.complete], [118n, true]);
  assert.deepEqual(pageIds(5n, 3), [4n, 3n, 2n]);
  assert.deepEqual(pageIds(2n, 3), [1n, 0n]);
});

/** An event of IServices as it is in a log. */
const slashLog = () => {
  const abi = parseAbi(["event SlashProposed(uint64 indexed slashId, uint64 indexed serviceId, address indexed operator, uint8 offence, uint16 slashBps, bytes32 evidence)"]);
  const operator = `0x${"11".repeat(20)}`;
  const topics = encodeEventTopics({ abi, eventName: "SlashProposed", args: { slashId: 3n, serviceId: 1n, operator } });
  const data = encodeAbiParameters([{ type: "uint8" }, { type: "uint16" }, { type: "bytes32" }], [2, 1_000, `0x${"22".repeat(32)}`]);
  return { address: "0x0000000000000000000000000000000005010000", topics, data };
};

test("events of the pallets and logs of IServices have the same fields", () => {
  const pallets = ofPallets(7n, [
    { pallet: "System", event: "ExtrinsicSuccess", fields: {}, transactionHash: null },
    { pallet: "Services", event: "SlashProposed", fields: { slash: 3, service: 1, operator: "0x01" }, transactionHash: "0x02" },
    { pallet: "Stake", event: "EraFunded", fields: { era: 1, amount: "90000000000000000000" }, transactionHash: null },
  ]);
  assert.deepEqual(pallets.map(({ source, name }) => [source, name]), [["Services", "SlashProposed"], ["Stake", "EraFunded"]]);
  assert.equal(pallets[1].fields.amount, 90_000_000_000_000_000_000n);
  assert.equal(pallets[1].transaction, undefined);
  assert.deepEqual(whole({ a: [1, "2", null], b: "0x3" }), { a: [1n, 2n, "none"], b: "0x3" });
  const operator = `0x${"11".repeat(20)}`;
  const log = { ...slashLog(), blockNumber: "0x7", transactionHash: "0x02", logIndex: "0x0" };
  const sources = new Map([[log.address, "IServices"]]);
  const [one] = ofLogs([log], sources);
  assert.deepEqual([one.fields.slash, one.fields.service, one.fields.share_bps], [3n, 1n, 1_000n]);
  assert.deepEqual(ofLogs([{ ...log, address: `0x${"99".repeat(20)}` }], sources), []);
  assert.equal(matching([one], { operator: operator.toUpperCase().replace("0X", "0x") }).length, 1);
});

/** A server of logs for History, which allows so many blocks in a range and has pruned those before one. */
const server = (range, pruned) => async (_, { body }) => {
  const [{ params: [{ fromBlock, toBlock }] }] = JSON.parse(body);
  const [from, to] = [Number(fromBlock), Number(toBlock)];
  const error = to - from >= range ? "range too long" : from < pruned ? "pruned" : undefined;
  return { ok: true, json: async () => [{ id: 0, ...(error ? { error: { message: error } } : { result: [] }) }] };
};

test("history goes back by smaller ranges where a server limits them, and says where it ends", async () => {
  const connection = { abilities: { dev: false }, settings: { rpc: "http://x" } };
  const history = new History(connection, { "0x0000000000000000000000000000000005010000": "IServices" }, server(1_000, 0));
  await history.follow(2_500n);
  assert.deepEqual([history.first, history.last, history.complete], [1_501n, 2_500n, false]);
  await history.fill(10_000n, 100, () => undefined);
  assert.deepEqual([history.first, history.complete, history.limit], [0n, true, undefined]);
  const pruned = new History(connection, { "0x0000000000000000000000000000000005010000": "IServices" }, server(10_000, 2_000));
  await pruned.follow(2_500n);
  assert.equal(pruned.first, 2_401n);
  await pruned.fill(10_000n, 100, () => undefined);
  assert.deepEqual([pruned.first, pruned.limit.reason], [2_001n, "pruned"]);
  // Back to a snapshot: what came after it is forgotten, and the limit is found anew.
  await pruned.follow(2_400n);
  assert.deepEqual([pruned.last, pruned.limit], [2_400n, undefined]);
});

test("a page of events that a lost connection or a busy server withholds can be read again", async () => {
  const connection = { abilities: { dev: false }, settings: { rpc: "http://x" } };
  const whole = server(10_000, 0);
  let fail = true;
  const flaky = async (...request) => {
    if (!fail) return whole(...request);
    if (fail === "busy") return { ok: false, status: 429 };
    throw new TypeError("fetch failed");
  };
  const history = new History(connection, { "0x0000000000000000000000000000000005010000": "IServices" }, flaky);
  await history.follow(2_500n);
  assert.deepEqual([history.limit, history.failure, history.complete], [undefined, "fetch failed", false]);
  fail = "busy";
  await history.fill(10_000n, 100, () => undefined);
  assert.match(history.failure, /received 429/);
  fail = false;
  await history.fill(10_000n, 100, () => undefined);
  assert.deepEqual([history.complete, history.failure], [true, undefined]);
});

test("a head far ahead is followed by ranges that the server allows, and a failure does not stop the page", async () => {
  const connection = { abilities: { dev: false }, settings: { rpc: "http://x" } };
  const names = { "0x0000000000000000000000000000000005010000": "IServices" };
  const history = new History(connection, names, server(1_000, 0));
  await history.follow(100n);
  await history.follow(9_000n);
  assert.deepEqual([history.last, history.failure], [9_000n, undefined]);
  const closed = new History(connection, names, server(50, 0));
  await closed.follow(0n);
  await closed.follow(500n);
  assert.deepEqual([closed.last, closed.failure], [0n, "range too long"]);
});

test("blocks of a network that others have replaced are read again, and their logs go", async () => {
  const connection = { abilities: { dev: false }, settings: { rpc: "http://x" } };
  const address = "0x0000000000000000000000000000000005010000";
  const log = (block, transaction) => ({
    ...slashLog(), blockNumber: `0x${block.toString(16)}`, logIndex: "0x0", transactionHash: transaction,
  });
  let chain = [];
  const fetched = async (_, { body }) => {
    const [{ params: [{ fromBlock, toBlock }] }] = JSON.parse(body);
    const inside = ({ blockNumber }) => Number(blockNumber) >= Number(fromBlock) && Number(blockNumber) <= Number(toBlock);
    return { ok: true, json: async () => [{ id: 0, result: chain.filter(inside) }] };
  };
  const history = new History(connection, { [address]: "IServices" }, fetched);
  chain = [log(90, "0x90"), log(100, "0xaa")];
  await history.follow(100n);
  assert.deepEqual(history.list.map(({ transaction }) => transaction), ["0xaa", "0x90"]);
  // Another block 100, then 101.
  chain = [log(90, "0x90"), log(100, "0xbb"), log(101, "0xcc")];
  await history.follow(101n);
  assert.deepEqual(history.list.map(({ transaction }) => transaction), ["0xcc", "0xbb", "0x90"]);
});

test("the logs of every vault are read, however many there are, and after a failure too", async () => {
  const client = { call: async () => ({ data: `0x${(1_200n).toString(16).padStart(64, "0")}` }) };
  const index = new VaultIndex({ client });
  const watched = [];
  let fails = true;
  const history = {
    watch: async (sources) => {
      if (fails && watched.length > 0) throw new Error("lost");
      watched.push(...sources);
    },
  };
  await assert.rejects(index.refresh(history), /lost/);
  fails = false;
  await index.refresh(history);
  await index.refresh(history);
  // The registry, too.
  assert.equal(watched.length, 1_201);
  assert.equal(new Set(watched.map(([address]) => address)).size, 1_201);
});

test("a development chain that went back to a snapshot is another one, also where it was mined past the old head", async () => {
  const connection = (hash, dev = true) => ({ abilities: { dev }, client: { getBlock: async () => ({ hash }) } });
  const head = (number, hash) => ({ number, hash, time: 0n, seenAt: 0 });
  assert.equal(await wentBack(connection("0xa"), head(5n, "0xa"), head(9n, "0xc")), false);
  assert.equal(await wentBack(connection("0xb"), head(5n, "0xa"), head(9n, "0xc")), true);
  assert.equal(await wentBack(connection("0xa"), head(5n, "0xa"), head(5n, "0xb")), true);
  assert.equal(await wentBack(connection("0xa"), head(5n, "0xa"), head(4n, "0xb")), true);
  // Of a network, blocks that are not final may be replaced.
  assert.equal(await wentBack(connection("0xb", false), head(5n, "0xa"), head(4n, "0xb")), false);
});

test("amounts of stake are whole units of the chain's token and base units of another, and nothing is cut off", async () => {
  const connection = { settings: { services: `0x${"05".repeat(20)}` }, client: { encodeCall: async (...call) => JSON.stringify(call, (_, it) => (typeof it === "bigint" ? `${it}` : it)) } };
  const [operator, asset, zero] = [`0x${"11".repeat(20)}`, `0x${"22".repeat(20)}`, `0x${"00".repeat(20)}`];
  const amountOf = (token, amount) => BigInt(`0x${steps.delegate().make(connection, { operator, token, amount }).data.slice(-64)}`);
  assert.equal(amountOf(zero, "1.5"), 1_500_000_000_000_000_000n);
  assert.equal(amountOf(asset, "500"), 500n);
  assert.throws(() => amountOf(asset, "1.5"), /expected a whole number/);
  const request = (amount) => steps.request(0n, []).make(connection, { operators: operator, amount, ttl: "0", inputs: "" });
  assert.match((await request("1.5")).data, /"amount":"1500000000000"/);
  await assert.rejects(request("0.0000000000001"), /expected at most 12 digits after the point/);
});

test("a window is kept, excused, missed, open or not expected", () => {
  const party = { from: 2, until: 9 };
  assert.equal(windowState(party, 1, false, true, true), "absent");
  assert.equal(windowState(party, 9, false, false, true), "absent");
  assert.equal(windowState(party, 2, true, true, true), "kept");
  assert.equal(windowState(party, 2, true, false, true), "excused");
  assert.equal(windowState(party, 2, false, false, true), "missed");
  assert.equal(windowState(party, 2, false, false, false), "open");
  // As the contract: a window whose lag ends in this very second can still be excused.
  assert.deepEqual([99n, 100n, 101n, 160n, 161n].map((time) => windowsBefore(time, 100n, 60n)), [0, 0, 1, 1, 2]);
});

test("job calls, their verdicts and the gas of hooks", () => {
  const happening = (name, block, fields) => ({ key: `p${block}`, block, transaction: `0x0${block}`, source: "Services", name, fields });
  const operator = "0xAA";
  const list = [
    happening("ResultJudged", 3n, { service: 1n, call: 0n, operator, right: false, points: 0n }),
    happening("ResultSubmitted", 2n, { service: 1n, call: 0n, operator }),
    happening("JobCalled", 1n, { service: 1n, job: 4n, call: 0n, caller: "0xbb" }),
    happening("JobCalled", 1n, { service: 2n, job: 0n, call: 9n, caller: "0xbb" }),
  ];
  const [job, ...rest] = jobsOf({ list }, 1n);
  assert.equal(rest.length, 0);
  assert.deepEqual([job.job, job.caller, job.calledIn], [4n, "0xbb", 1n]);
  assert.deepEqual(job.results, [{ operator: "0xaa", judged: true, right: false, points: 0n, block: 3n }]);
  assert.equal(hookName("0xe649fc03"), "onJobResult");
  assert.equal(hookName("0x12345678ff"), "0x12345678");
  const inner = { from: "0x02", to: "0x0A", input: "0xe649fc03", gasUsed: "0x10", calls: [{ from: "0x0a", to: "0x03", input: "0x", gasUsed: "0x5" }] };
  const frame = { from: "0x01", to: "0x02", input: "0x", gasUsed: "0x0", calls: [inner, { ...inner, error: "reverted" }] };
  assert.deepEqual(hooksIn(frame, "0x0a", "0x99").map(({ hook, gas, failed }) => [hook, gas, failed]), [
    ["onJobResult", 16n, false], ["onJobResult", 16n, true],
  ]);
});

test("ended proposals have their outcome, as far as events show it", () => {
  const happening = (name, fields, source = "Services") => ({ key: "", block: 5n, transaction: undefined, source, name, fields });
  const proposed = (slash, offence) => happening("SlashProposed", { slash, service: 1n, operator: "0xaa", offence, share_bps: 7n });
  const list = [
    happening("SlashExecuted", { slash: 0n, amount: 12n }), happening("SlashVetoed", { slash: 1n }), happening("SlashRuled", { slash: 2n, stands: false }),
    happening("SlashRuled", { slash: 4n, stands: true }), proposed(0n, "JobMisbehaviour"), proposed(1n, 2n), proposed(2n, 3n), proposed(3n, 1n), proposed(4n, 1n),
  ];
  const all = ended({ list }, [{ slashId: 4n }]);
  assert.deepEqual(all.map(({ slashId, outcome, offence }) => [slashId, outcome, offence]), [
    [0n, "executed", "jobMisbehaviour"], [1n, "vetoed", "qualityOfService"], [2n, "dismissed", "securityBreach"], [3n, "unknown", "jobMisbehaviour"],
  ]);
  assert.equal(all[0].amount, 12n);
});

test("fields are read by their kind, and errors say what was expected", () => {
  const field = (kind) => ({ name: "x", label: "Field", kind });
  assert.equal(valueOf(field("bytes"), "7"), `0x${"0".repeat(63)}7`);
  assert.equal(valueOf(field("bytes"), ""), "0x");
  assert.equal(valueOf(field("number"), " 12 "), 12n);
  assert.deepEqual(valueOf(field("addresses"), `0x${"11".repeat(20)}, 0x${"22".repeat(20)}`).length, 2);
  for (const [kind, text] of [["bytes", "0x1"], ["number", "-1"], ["address", "0x12"], ["addresses", "bob"], ["json", "{"], ["amount", ""]]) {
    assert.throws(() => valueOf(field(kind), text), /^StepError: Field: expected/);
  }
  assert.deepEqual(erasUpTo(1n, 3), [0n, 1n]);
  assert.deepEqual(erasUpTo(9n, 3), [7n, 8n, 9n]);
});

test("a year's rate is what an era paid times the eras of a year", () => {
  // A ten-thousandth in six hours, 1,461 times.
  assert.ok(Math.abs(annualRate(100_000_000_000_000n, 21_600) - 0.1461) < 1e-12);
});

test("the length of an era is that of the last whole one, and unknown where its states are pruned", async () => {
  // Era 1 begins in block 10, era 2 in 25, era 3 in 31; blocks of six seconds.
  const eraIn = (block) => [10n, 25n, 31n].filter((first) => block >= first).length;
  const connection = (pruned) => ({
    client: { getBlockNumber: async () => 40n, getBlock: async ({ blockNumber }) => ({ timestamp: 1_000n + 6n * blockNumber }) },
    services: {
      read: {
        currentEra: async (_, { blockNumber }) => {
          if (blockNumber < pruned) throw new Error("state discarded");
          return BigInt(eraIn(blockNumber));
        },
      },
    },
  });
  assert.equal(await readEraSeconds(connection(0n), 3n), 36);
  assert.equal(await readEraSeconds(connection(0n), 2n), 90);
  assert.equal(await readEraSeconds(connection(0n), 1n), undefined);
  assert.equal(await readEraSeconds(connection(30n), 3n), undefined);
});

test("operators of a blueprint are registered, and not ejected unless governance readmitted them", () => {
  const of = (name, operator, blueprint = 1n) => ({ source: "Services", name, fields: { blueprint, operator } });
  const events = [
    of("Registered", "0xA1"), of("Registered", "0xb2"), of("Registered", "0xc3"), of("Registered", "0xd4", 2n),
    of("OperatorEjected", "0xa1"), of("OperatorEjected", "0xb2"), of("Unregistered", "0xc3"),
    of("Unregistered", "0xb2"), of("OperatorReadmitted", "0xb2"), of("OperatorReadmitted", "0xa1"),
  ];
  const after = (count) => operatorsOf(events.slice(0, count).reverse(), 1n);
  assert.deepEqual(after(3), ["0xa1", "0xb2", "0xc3"]);
  assert.deepEqual(after(7), []);
  // One that gave up its registration registers again.
  assert.deepEqual(after(10), ["0xa1"]);
});

test("a slash that was not executed in time can be expired, and no longer be executed", async () => {
  const zero = `0x${"00".repeat(20)}`;
  const slash = { state: 1, serviceId: 0n, operator: zero, proposer: zero, offence: 1, slashBps: 100, evidence: "0x", deadline: 100n };
  const connection = (expires) => ({
    settings: { services: `0x${"05".repeat(20)}` },
    client: { call: async () => { if (!expires) throw new Error("SlashExecutable"); } },
    services: { read: {
      slashesPausedUntil: async () => 0n,
      pendingSlashes: async () => ({ ids: [7n], next: 0n }),
      slashOf: async () => slash,
    } },
  });
  const at = async (time, expires) => {
    const [{ executable, lapsed }] = await readOpen(connection(expires), { number: 1n, time });
    return [executable, lapsed];
  };
  assert.deepEqual(await at(99n, true), [false, false]);
  assert.deepEqual(await at(100n, false), [true, false]);
  assert.deepEqual(await at(100n, true), [true, true]);
});

test("code of the EVM is of a build whatever its immutables are, and of no other", () => {
  const zeros = Array(32).fill(0);
  const of = (immutable) => [0x7f, ...immutable, 0x60, 1, 0x50, 0x7f, ...zeros, 0, 0x33];
  const constructor = [0x60, 0x80, 0x39, 0xf3, 0xfe];
  const creation = Uint8Array.from([...constructor, ...of(zeros)]);
  const created = (code) => isCreatedBy(Uint8Array.from(code), creation);
  const address = [...Array(12).fill(0), ...Array(20).fill(0xab)];
  assert.ok(created(of(zeros)) && created(of(address)) && created(of(Array(32).fill(0x7f))));
  // Another byte of the code, a byte less, one more than there is, and no code.
  assert.ok(!created(of(address).with(34, 2)));
  assert.ok(!created(of(address).slice(0, -1)) && !created([...of(address), 0]) && !created([]));
  // The end of the code alone, an immutable without the instruction that loads it, and the constructor with it.
  assert.ok(!created([0, 0x33]) && !created(of(zeros).slice(1)) && !created(of(address).slice(1)));
  assert.ok(!created([...creation]) && !created(creation.slice(3)));
  // A creation whose constructor does not end creates nothing that is known.
  assert.ok(!isCreatedBy(Uint8Array.from(of(zeros)), Uint8Array.from(of(zeros))));
  // An argument that is not zero in the build is no immutable.
  const fixed = Uint8Array.from([...constructor, 0x7f, ...Array(32).fill(1)]);
  assert.ok(!isCreatedBy(Uint8Array.from([0x7f, ...Array(32).fill(2)]), fixed));
  // Built contracts: where their code begins is found in each, and its end alone is none of them.
  const folder = join(REPOSITORY, "target/solidity");
  const built = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".evm")) : [];
  for (const name of built) {
    const code = new Uint8Array(readFileSync(join(folder, name)));
    const at = code.findIndex((byte, place) => byte === 0xf3 && code[place + 1] === 0xfe) + 2;
    assert.ok(isCreatedBy(code.slice(at), code), name);
    assert.ok(!isCreatedBy(code.slice(at + 1), code) && !isCreatedBy(code.slice(-2), code) && !isCreatedBy(code, code), name);
  }
});
