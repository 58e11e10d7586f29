// What the page reads of a Substrate node, of vaults, and of a service for the scenarios: parts that need no chain.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { REPOSITORY } from "./support/chain.mjs";
import { load } from "./support/source.mjs";

const { Reader, compact, entryKey, itemKey, littleEndian } = await load("chain/scale.ts");
const { executeSlash } = await load("chain/calls.ts");
const { definitionInCall } = await load("chain/definitions.ts");
const { Node, addressIn, reviewIn, vaultIn } = await load("chain/node.ts");
const { FIRST_VAULT, controllersOf, rateBlocks, vaultAddress } = await load("chain/vaults.ts");
const { requestsTo } = await load("chain/socket.ts");
const { History } = await load("chain/history.ts");
const { scenarioOf, spreadOf } = await load("simulator/service.ts");
const { at, changed } = await load("simulator/sliders.ts");
const { readSettings, writeSettings } = await load("settings.ts");

const number = (value, bytes) => littleEndian(BigInt(value), bytes);

test("keys of storage are those of Substrate", () => {
  assert.equal(itemKey("Sudo", "Key"), "0x5c0d1176a568c1f92944340dbfed9e9c530ebca703c85910e7164cb7d1c9e47b");
  assert.equal(itemKey("System", "Number"), "0x26aa394eea5630e07c48ae0c9558cef702a5c1b19ab7a04f536c519aca4983ac");
  // Twox64Concat of a number of four bytes, as Substrate's documents have it.
  assert.ok(entryKey("Sudo", "Key", "0x01000000").endsWith("5153cb1f00942ff401000000"));
});

test("values that end too early are errors, and lists have lengths of one, two or four bytes", () => {
  assert.throws(() => new Reader("0x01").u16(), /expected 2 more bytes, received 1/);
  assert.throws(() => new Reader("0x02").bool(), /expected a boolean, received 2/);
  assert.throws(() => new Reader("0x02").variant(["a", "b"]), /expected a variant below 2, received 2/);
  assert.equal(new Reader("0xfc").length(), 63);
  assert.equal(new Reader("0x0101").length(), 64);
  assert.equal(new Reader("0x02000100").length(), 16_384);
  assert.equal(new Reader("0xfdff").length(), 16_383);
});

/** Numbers at the ends of each length, and their bytes. */
const COMPACT = [
  [0n, "00"], [1n, "04"], [63n, "fc"], [64n, "0101"], [16_383n, "fdff"], [16_384n, "02000100"], [2n ** 30n - 1n, "feffffff"],
  [2n ** 30n, "0300000040"], [2n ** 32n - 1n, "03ffffffff"], [2n ** 32n, "070000000001"], [2n ** 40n - 1n, "07ffffffffff"],
  [2n ** 40n, "0b000000000001"], [2n ** 64n - 1n, "13ffffffffffffffff"], [2n ** 536n - 1n, `ff${"ff".repeat(67)}`],
];

test("compact numbers have one, two or four bytes, or as many as their first byte says", () => {
  for (const [value, bytes] of COMPACT) assert.equal(compact(value), bytes, `${value}`);
  for (const value of [-1n, 2n ** 536n]) assert.throws(() => compact(value), /expected a number from 0 to 2\^536 - 1/);
  assert.equal(executeSlash(64n), "0x05150101");
  assert.throws(() => executeSlash(2n ** 64n), /expected the id of a slash, below 2\^64/);
});

const manager = `0x${"ab".repeat(20)}`;
const penalty = (...terms) => `${terms.slice(0, 4).map((one) => number(one, 2)).join("")}${number(terms[4], 4)}`;
const definition = [
  manager.slice(2), "01", "02", "01", "03", number(1, 4), number(10, 4), number(100, 4), `01${number(7, 4)}`, number(1_000, 4),
  penalty(100, 1_000, 5_000, 40_000, 5), penalty(0, 0, 0, 0, 0), penalty(1_000, 10_000, 10_000, 60_000, 1), "02", number(604_800, 8),
].join("");

test("a definition is read of the call that created its blueprint, and of no other", () => {
  const found = definitionInCall(`0x0504${definition}`, manager.toUpperCase().replace("0X", "0x"));
  assert.deepEqual([found.generation, found.jobs, found.mostPoints, found.slashed, found.review], ["Tangle core 0.20", 2, 7, "customer", 604_800n]);
  assert.deepEqual(found.penalties.securityBreach, { floor: 1_000, cap: 10_000, history: 10_000, correlation: 60_000, ejectsAt: 1 });
  assert.equal(definitionInCall(`0x0504${definition}00`, manager), undefined);
  assert.equal(definitionInCall(`0x0504${definition.slice(2)}`, manager), undefined);
  assert.equal(definitionInCall(`0x0504${definition}`, `0x${"cd".repeat(20)}`), undefined);
});

/** A node that returns these for its methods. */
const node = (results) => new Node(async (_, [name]) => results[name] ?? null);

test("requests go by one socket, which is opened again after it was closed", async () => {
  const opened = [];
  const open = (url) => {
    const socket = { url, sent: [], send: (text) => socket.sent.push(JSON.parse(text)) };
    opened.push(socket);
    setTimeout(() => socket.onopen());
    return socket;
  };
  const request = requestsTo("ws://node", open);
  const sent = async (socket, many) => {
    while ((opened[socket]?.sent.length ?? 0) < many) await new Promise((go) => setTimeout(go, 1));
    return opened[socket];
  };
  const both = [request("a", [1]), request("b", [])];
  const first = await sent(0, 2);
  assert.deepEqual(first.sent.map(({ method, params }) => [method, params]), [["a", [1]], ["b", []]]);
  // Responses come in any order; what is no response is left.
  first.onmessage({ data: JSON.stringify({ method: "other" }) });
  first.onmessage({ data: JSON.stringify({ id: first.sent[1].id, result: "of b" }) });
  first.onmessage({ data: JSON.stringify({ id: first.sent[0].id, error: { message: "Invalid params", data: "no such function" } }) });
  await assert.rejects(both[0], /^Error: a: Invalid params: no such function$/);
  assert.equal(await both[1], "of b");
  const lost = request("c", []);
  await sent(0, 3);
  first.onclose();
  await assert.rejects(lost, /expected Substrate's JSON-RPC at ws:\/\/node, received no connection/);
  const again = request("d", []);
  const second = await sent(1, 1);
  second.onmessage({ data: JSON.stringify({ id: second.sent[0].id, result: 4 }) });
  assert.equal(await again, 4);
});

test("a node returns definitions, the list of the review, and who governs", async () => {
  const key = entryKey("Services", "Blueprints", `0x${number(3, 8)}`);
  const alice = `0x${"d4".repeat(32)}`;
  const entries = [
    `00${number(9, 8)}${number(2, 8)}${"11".repeat(20)}${"ee".repeat(12)}${number(250_000, 4)}${number(1_790_000_000, 8)}280514${number(9, 8)}`,
    `01${number(5, 4)}${number(1, 4)}${"22".repeat(32)}${number(1_000, 16)}${number(50, 16)}0c0d0102`,
  ];
  const some = node({
    [key]: `0x${"99".repeat(32)}${definition}${number(1, 4)}`, ReviewApi_pending_slashes: `0x08${entries.join("")}`, [itemKey("Sudo", "Key")]: alice,
  });
  assert.equal((await some.definition(3n)).maxInstances, 100);
  assert.equal(await some.definition(4n), undefined);
  const [one, two] = await some.review();
  assert.deepEqual(one, { kind: "service", slashId: 9n, serviceId: 2n, operator: `0x${"11".repeat(20)}${"ee".repeat(12)}`, sharePpm: 250_000, until: 1_790_000_000n, veto: `0x0514${number(9, 8)}` });
  assert.deepEqual([two.kind, two.era, two.index, two.own, two.others, two.veto], ["validator", 5, 1, 1_000n, 50n, "0x0d0102"]);
  assert.equal(await some.governance(), alice);
  assert.equal(addressIn(one.operator), `0x${"11".repeat(20)}`);
  assert.equal(addressIn(alice), undefined);
  assert.throws(() => reviewIn(`0x08${entries.join("")}00`), /expected its end/);
});

test("a node returns of a vault what its interface has not, and the fee that holds", async () => {
  const vault = (state) => `0x01${"aa".repeat(32)}${"bb".repeat(32)}${state}00${[7, 8, 9, 10, 11].map((one) => number(one, 16)).join("")}${number(12, 4)}${number(13, 4)}`;
  for (const state of ["00", `01${number(1, 4)}02`, `02${"cc".repeat(32)}${number(1, 4)}`, `03${number(1, 4)}`, `04${number(1, 4)}`, "05"]) {
    const { shares, pending, leaving, slash, settled, unsettled } = vaultIn(vault(state));
    assert.deepEqual([shares, pending, leaving, slash, settled, unsettled], [8n, 9n, 10n, 11n, 12, 13], state);
  }
  assert.equal(vaultIn("0x00"), undefined);
  const fee = node({ [itemKey("Liquid", "Fee")]: `0x${number(100, 4)}${number(300, 4)}${number(1_000, 8)}` });
  assert.deepEqual([await fee.vaultFee(999n), await fee.vaultFee(1_000n), await node({}).vaultFee(1n)], [100, 300, 0]);
});

test("vaults have addresses by their ids, and rates are read at blocks that stay the same for a while", () => {
  assert.equal(vaultAddress(FIRST_VAULT), "0x8000000000000000000000000000000005030000");
  const first = rateBlocks([990n, 17n, 990n], 10n, 1_000n, 8);
  assert.deepEqual(first, [17n, 128n, 256n, 384n, 512n, 640n, 768n, 896n, 990n, 1_000n]);
  assert.deepEqual(rateBlocks([], 10n, 1_001n, 8).slice(0, 7), [128n, 256n, 384n, 512n, 640n, 768n, 896n]);
  assert.deepEqual(rateBlocks([], 5n, 5n, 8), [5n]);
  assert.ok(rateBlocks(Array.from({ length: 500 }, (_, block) => BigInt(block)), 0n, 100_000n, 24).length <= 50);
  const logs = [{ name: "DepositRequest", fields: { controller: "0xAA" } }, { name: "OperatorSet", fields: { controller: "0xBB" } }];
  assert.deepEqual(controllersOf(logs, ["0xCC", undefined]), ["0xcc", "0xaa"]);
});

test("logs of a contract that is found later are read in the blocks that were read, in their place", async () => {
  const log = (block, address) => ({ address, topics: ["0xbb58420bb8ce44e11b84e214cc0de10ce5e7c24d0355b2815c3d758b514cae72", ...[1, 2, 3].map((one) => `0x${number(0, 31)}0${one}`)],
    data: `0x${"0".repeat(128)}`, blockNumber: `0x${block.toString(16)}`, transactionHash: "0x02", logIndex: "0x0" });
  const vaultAt = vaultAddress(FIRST_VAULT);
  const other = `0x${"33".repeat(20)}`;
  const chain = [log(4, other), log(6, vaultAt), log(9, other)];
  const fetched = async (_, { body }) => {
    const [{ params: [{ address, fromBlock, toBlock }] }] = JSON.parse(body);
    const result = chain.filter((one) => address.includes(one.address) && Number(one.blockNumber) >= Number(fromBlock) && Number(one.blockNumber) <= Number(toBlock));
    return { ok: true, json: async () => [{ id: 0, result }] };
  };
  const history = new History({ abilities: { dev: false }, settings: { rpc: "http://x" } }, { [other]: "ILiquidVault" }, fetched);
  await history.follow(10n);
  assert.deepEqual(history.list.map(({ block }) => block), [9n, 4n]);
  await history.watch([[vaultAt, "ILiquidVault"], [other, "ILiquidVault"]]);
  assert.deepEqual(history.list.map(({ block, contract }) => [block, contract]), [[9n, other], [6n, vaultAt], [4n, other]]);
});

test("a service's terms are positions of the sliders, and the rest stays as recommended", () => {
  const recommended = JSON.parse(readFileSync(join(REPOSITORY, "tools/economics/recommended.json"), "utf8"));
  assert.deepEqual([[1n, 1n, 1n], [1n, 10n, 3n, 9n], [1n, 11n, 9n, 9n], [50n, 20n, 30n], [0n], []].map(spreadOf), ["uniform", "uniform", "pareto", "whale", "uniform", "uniform"]);
  const found = definitionInCall(`0x0504${definition}`, manager);
  const link = scenarioOf({ serviceId: 3n, stakes: [100n, 2n], definition: found, proposed: { securityBreach: 2_600 } });
  const query = new URLSearchParams(link.split("?")[1]);
  assert.equal(query.get("service"), "3");
  const terms = changed(recommended, query);
  assert.deepEqual(terms.penalties.securityBreach, { severityBps: 2_600, terms: { floorBps: 1_000, capBps: 10_000, historyBps: 10_000, correlationBps: 60_000 }, penaltyPer: "era", ejectsAt: 1 });
  // A class that is not slashed can be proposed with no more than the least.
  assert.deepEqual([terms.penalties.qualityOfService.severityBps, terms.penalties.qualityOfService.terms.capBps], [1, 0]);
  assert.deepEqual([terms.population.operators, terms.population.stakes, terms.penalties.slashed, terms.review.windowSeconds], [3, "whale", "customer", 604_800]);
  assert.equal(at(terms, "population.eras"), recommended.population.eras);
  const plain = changed(recommended, new URLSearchParams(scenarioOf({ serviceId: 3n, stakes: Array(7).fill(5n), definition: undefined, proposed: {} }).split("?")[1]));
  assert.deepEqual(plain.penalties, recommended.penalties);
  assert.equal(plain.population.operators, 7);
});

test("a node in the settings is in the page's address", () => {
  const here = { protocol: "http:", origin: "http://127.0.0.1:8545" };
  const settings = readSettings("?node=ws://127.0.0.1:9944", here);
  assert.equal(settings.node, "ws://127.0.0.1:9944");
  assert.equal(writeSettings(settings, here), "?node=ws://127.0.0.1:9944");
  assert.throws(() => readSettings("?node=127.0.0.1", here), /node: expected a URL with http, https, ws or wss/);
});
