// Receipts, statements, logs and data sets as the contracts and `blueprint-evidence` have them. No chain.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { privateKeyToAccount } from "viem/accounts";
import * as evidence from "blueprint-hooks/evidence";
import {
  BUCKET_LIMITS_MS,
  acceptReceipt,
  answerDigest,
  answerTypedData,
  assigneeOf,
  assignmentDigest,
  assignmentTypedData,
  auditLog,
  auditLogLeaf,
  beginSession,
  countRequest,
  dataSet,
  keyRevocationDigest,
  keyRevocationTypedData,
  loadReportDigest,
  loadReportTypedData,
  observationDigest,
  observationTypedData,
  questionAnswerDigest,
  questionAnswerTypedData,
  receiptDigest,
  receiptSigner,
  resourceReportDigest,
  resourceReportTypedData,
  signAnswer,
  signAssignment,
  signKeyRevocation,
  signLoadReport,
  signObservation,
  signQuestionAnswer,
  signReceipt,
  signResourceReport,
  signTreeHead,
  treeHeadDigest,
  treeHeadTypedData,
  typedDataSigner,
} from "blueprint-hooks/evidence";
import { concat, recoverTypedDataAddress, sha256 } from "viem";

const of = (byte, length = 20) => `0x${byte.repeat(length)}`;
const client = privateKeyToAccount(of("01", 32));
const key = privateKeyToAccount(of("02", 32));
const place = { chainId: 1337, contract: of("44") };
const session = {
  serviceId: 3n,
  operator: of("11"),
  client: client.address,
  agreement: 1_000n,
  session: of("33", 32),
};
const now = 1_700_000_000n;
const served = { time: now, latencyMs: 70n, units: 2n, bytesIn: 3n, bytesOut: 4n };
const rejected = (receipt, signature, text, options) =>
  assert.rejects(acceptReceipt(place, receipt, signature, { last: beginSession(session), now, ...options }), { name: "EvidenceError", message: text });

test("the digest is that of the vector of the contract and of the library in Rust", () => {
  const receipt = {
    ...session,
    client: of("22"),
    sequence: 7n,
    lastRequest: 1_500n,
    requests: 36n,
    errors: 0n,
    units: 100n,
    bytesIn: 11n,
    bytesOut: 22n,
    latencyBuckets: [1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n],
  };
  assert.equal(receiptDigest(place, receipt), "0xd404d3f1d6958c4120d40e28337fa891104d9a7fbd7b6d9ef768a6e1b298131a");
});

test("a session counts requests by latency, and its receipts are accepted one after the other", async () => {
  let receipt = beginSession(session);
  let last = receipt;
  for (const [latencyMs, bucket] of [[50n, 0], [51n, 1], [5_000n, 6], [5_001n, 7], [undefined, undefined]]) {
    const before = receipt;
    receipt = countRequest(receipt, { ...served, latencyMs });
    if (bucket !== undefined) assert.equal(receipt.latencyBuckets[bucket], before.latencyBuckets[bucket] + 1n);
    await acceptReceipt(place, receipt, await signReceipt(client, place, receipt), { last, now });
    last = receipt;
  }
  assert.deepEqual([receipt.requests, receipt.errors, receipt.units, receipt.sequence], [5n, 1n, 10n, 5n]);
  const full = countRequest({ ...receipt, units: 2n ** 64n - 1n }, served);
  assert.equal(full.units, 2n ** 64n - 1n);
});

test("a receipt of another signer, session or count is rejected, and says what was expected", async () => {
  const last = countRequest(countRequest(beginSession(session), served), served);
  const next = countRequest(last, served);
  const signed = (receipt, signer = client) => signReceipt(signer, place, receipt);
  await rejected(next, await signed(next, key), /expected the signature of/);
  await acceptReceipt(place, next, await signed(next, key), { last, keys: [key.address], now });
  await rejected(next, await signReceipt(client, { ...place, chainId: 1 }, next), /received that of/);
  for (const [change, text] of [
    [{ errors: 4n }, /at most 3 errors, received 4/],
    [{ errors: 1n }, /expected 2 correct responses in the buckets, received 3/],
    [{ sequence: 2n }, /above 2, received 2/],
    [{ lastRequest: now - 1n }, /seconds from 1700000000 to 1700000060, received 1699999999/],
    [{ lastRequest: now + 61n }, /received 1700000061/],
    [{ units: 3n }, /units of at least 4, received 3/],
    [{ session: of("34", 32) }, /expected session/],
    [{ agreement: 1_001n }, /expected agreement 1000/],
    [{ latencyBuckets: [2n, 1n, 0n, 0n, 0n, 0n, 0n, 0n] }, /latencyBuckets\[1\] of at least 2, received 1/],
  ]) {
    const wrong = { ...next, ...change };
    await rejected(wrong, await signed(wrong), text, { last });
  }
});

test("a receipt of another number of buckets than the contract has is rejected: it could not be claimed", async () => {
  const receipt = countRequest(beginSession(session), served);
  for (const latencyBuckets of [receipt.latencyBuckets.slice(0, 7), [...receipt.latencyBuckets, 0n]]) {
    const wrong = { ...receipt, latencyBuckets };
    const text = new RegExp(`expected 8 latencyBuckets, received ${latencyBuckets.length}`);
    assert.throws(() => receiptDigest(place, wrong), { name: "EvidenceError", message: text });
    await rejected(wrong, await signReceipt(client, place, receipt), text);
  }
});

test("a first receipt is of the parties that the operator knows", async () => {
  const receipt = countRequest(beginSession(session), served);
  for (const [change, text] of [
    [{ serviceId: 4n }, /expected serviceId 3/],
    [{ operator: of("12") }, /expected operator/],
    [{ agreement: 1_001n }, /expected agreement 1000/],
  ]) {
    const other = { ...receipt, ...change };
    await rejected(other, await signReceipt(client, place, other), text);
  }
});

test("the example of README.md runs: its receipt is accepted, and after a newer one it is not", async () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const [, example] = /## Receipts of usage\n[^]*?```ts\n([^]*?)```/.exec(readme);
  const [statement, names] = /^import \{ (.*) \} from "blueprint-hooks\/evidence";$/m.exec(example);
  // What the example leaves to its reader.
  const given = { account: client, contract: of("44"), operator: of("11"), opened: 1_000n, session: of("33", 32) };
  const parameters = [...Object.keys(given), "last", ...names.split(", ")];
  const { constructor: AsyncFunction } = Object.getPrototypeOf(async () => {});
  const run = new AsyncFunction(...parameters, `${example.replace(statement, "")}\nreturn { place, receipt, signature };`);
  const imported = names.split(", ").map((name) => evidence[name]);
  const ran = await run(...Object.values(given), beginSession(session), ...imported);
  assert.equal(await receiptSigner(ran.place, ran.receipt, ran.signature), client.address);
  assert.equal(ran.receipt.requests, 1n);
  const newer = countRequest(ran.receipt, served);
  await assert.rejects(run(...Object.values(given), newer, ...imported), { name: "EvidenceError", message: /above 2, received 1/ });
});

test("a signature has one form", async () => {
  const receipt = countRequest(beginSession(session), served);
  const signature = await signReceipt(client, place, receipt);
  assert.equal(await receiptSigner(place, receipt, signature), client.address);
  const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
  const s = (order - BigInt(`0x${signature.slice(66, 130)}`)).toString(16).padStart(64, "0");
  const flipped = signature.endsWith("1b") ? "1c" : "1b";
  const malleable = `${signature.slice(0, 66)}${s}${flipped}`;
  for (const other of [malleable, signature.slice(0, -2), `${signature.slice(0, -2)}01`, `${signature}00`, "0x", of("00", 65)]) {
    await assert.rejects(receiptSigner(place, receipt, other), { name: "EvidenceError" });
  }
});

test("an answer is signed for one contract, service, window and block", async () => {
  const answer = { serviceId: 3n, window: 4n, blockNumber: 5n, blockHash: of("66", 32) };
  const signature = await signAnswer(client, place, answer);
  const signer = (it) => recoverTypedDataAddress({ ...answerTypedData(place, it), signature });
  assert.equal(await signer(answer), client.address);
  for (const change of [{ serviceId: 4n }, { window: 5n }, { blockNumber: 6n }, { blockHash: of("67", 32) }]) {
    assert.notEqual(await signer({ ...answer, ...change }), client.address);
  }
  assert.notEqual(answerDigest({ ...place, contract: of("45") }, answer), answerDigest(place, answer));
});

test("limits of latencies and the type of an answer are those of the rules and of the interface", () => {
  const read = (path) => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");
  const [, limits] = /BUCKET_LIMITS_MS: [^=]*= \[([^\]]*), u64::MAX\]/.exec(read("contracts/lib/rules/src/qos/usage.rs"));
  assert.deepEqual(BUCKET_LIMITS_MS, limits.split(",").map((text) => BigInt(text.replaceAll("_", "").trim())));
  for (const [{ types, primaryType }, file] of [
    [answerTypedData(place, {}), "IServiceLevels"],
    [questionAnswerTypedData(place, {}), "IEquivocationEvidence"],
    [treeHeadTypedData(place, {}), "IEquivocationEvidence"],
    [assignmentTypedData(place, {}), "IAssignmentEvidence"],
    [observationTypedData(place, {}), "IOracleCommittee"],
    [loadReportTypedData(place, {}), "ILoadTests"],
    [keyRevocationTypedData(place, {}), "IEnclaveKeys"],
  ]) {
    const type = `${primaryType}(${types[primaryType].map(({ name, type }) => `${type} ${name}`).join(",")})`;
    const comments = read(`abi/solidity/library/${file}.sol`).replace(/\s*\n\s*\/\/\/\s*/g, " ");
    assert.ok(comments.includes(type), type);
  }
  // Of a report the interface has the struct itself.
  const { types } = resourceReportTypedData(place, {});
  const [, struct] = /struct ResourceReport \{([^}]*)\}/.exec(read("abi/solidity/library/IEnclaveKeys.sol"));
  const members = types.ResourceReport.map(({ name, type }) => `${type} ${name};`);
  assert.deepEqual(members, struct.trim().split(/\s*\n\s*/));
});

// The same file is read by the test of the library in Rust.
test("statements have the digests of the vectors, and their signatures are of the signer", async () => {
  const file = new URL("../../evidence/vectors/statements.json", import.meta.url);
  const vectors = JSON.parse(readFileSync(file, "utf8"));
  const kinds = {
    Answer: [questionAnswerDigest, questionAnswerTypedData, signQuestionAnswer],
    TreeHead: [treeHeadDigest, treeHeadTypedData, signTreeHead],
    Assignment: [assignmentDigest, assignmentTypedData, signAssignment],
    Observation: [observationDigest, observationTypedData, signObservation],
    LoadReport: [loadReportDigest, loadReportTypedData, signLoadReport],
    ResourceReport: [resourceReportDigest, resourceReportTypedData, signResourceReport],
    Revocation: [keyRevocationDigest, keyRevocationTypedData, signKeyRevocation],
  };
  assert.deepEqual(new Set(vectors.map(({ type }) => type)), new Set(Object.keys(kinds)));
  for (const { type, chainId, contract, message, digest } of vectors) {
    const [digestOf, typedData, sign] = kinds[type];
    const at = { chainId, contract };
    const integers = typedData(at, {}).types[type].filter((member) => member.type.startsWith("uint"));
    const statement = { ...message, ...Object.fromEntries(integers.map(({ name }) => [name, BigInt(message[name])])) };
    assert.equal(digestOf(at, statement), digest);
    const signature = await sign(client, at, statement);
    assert.equal(await typedDataSigner(typedData(at, statement), signature), client.address);
    // Of another chain, contract or member it is another account's, or none.
    const changed = integers.map(({ name }) => typedData(at, { ...statement, [name]: statement[name] ^ 1n }));
    for (const other of [typedData({ ...at, chainId: chainId + 1 }, statement), typedData({ ...at, contract: of("45") }, statement), ...changed]) {
      assert.notEqual(await typedDataSigner(other, signature).catch(() => undefined), client.address);
    }
    for (const broken of [signature.slice(0, -2), `${signature.slice(0, -2)}01`, `${signature}00`, "0x", of("00", 65)]) {
      await assert.rejects(typedDataSigner(typedData(at, statement), broken), { name: "EvidenceError" });
    }
  }
});

// The known answer of the library in Rust and of the contracts.
test("a request is served by the operator with the greatest hash, in any order", () => {
  const operators = [of("11"), of("22"), of("33")];
  for (const held of [operators, operators.toReversed()]) {
    const rule = { serviceId: 3n, epochLength: 600n, operators: held };
    for (const time of [2_945_376n * 600n, 2_945_376n * 600n + 599n]) {
      assert.equal(assigneeOf(rule, of("07", 32), time), of("11"));
    }
  }
});

// The same file is read by the test of the library in Rust.
test("audit logs are those of the vectors", () => {
  const file = new URL("../../evidence/vectors/audit_logs.json", import.meta.url);
  const vectors = JSON.parse(readFileSync(file, "utf8"));
  assert.ok(vectors.length > 3);
  for (const { entries, root, entry, inclusion, from, consistency } of vectors) {
    const log = auditLog(entries.map((data) => Buffer.from(data.slice(2), "hex")));
    assert.deepEqual([log.size, log.root], [BigInt(entries.length), root]);
    assert.deepEqual(log.inclusion(entry), inclusion);
    assert.deepEqual(log.consistency(BigInt(from)), consistency);
  }
});

// RFC 9162, 2.1.1, 2.1.3.1 and 2.1.4.1, without what a log keeps.
test("roots and proofs of logs that grow are those of the text of RFC 9162", () => {
  const node = (left, right) => sha256(concat(["0x01", left, right]));
  const split = (count) => {
    let power = 1;
    while (2 * power < count) power *= 2;
    return power;
  };
  const halves = (leaves) => [leaves.slice(0, split(leaves.length)), leaves.slice(split(leaves.length))];
  const root = (leaves) => (leaves.length < 2 ? leaves[0] ?? sha256("0x") : node(...halves(leaves).map(root)));
  const path = (at, leaves) => {
    if (leaves.length === 1) return [];
    const [left, right] = halves(leaves);
    return at < left.length ? [...path(at, left), root(right)] : [...path(at - left.length, right), root(left)];
  };
  const subproof = (old, leaves, known) => {
    if (old === leaves.length) return known ? [] : [root(leaves)];
    const [left, right] = halves(leaves);
    return old <= left.length
      ? [...subproof(old, left, known), root(right)]
      : [...subproof(old - left.length, right, false), root(left)];
  };
  const log = auditLog([]);
  const leaves = [];
  for (let size = 0; size <= 33; size += 1) {
    assert.deepEqual([log.size, log.root], [BigInt(size), root(leaves)]);
    for (let old = 0; old <= size; old += 1) {
      assert.equal(log.rootAt(old), root(leaves.slice(0, old)));
      assert.deepEqual(log.consistency(old), old === 0 ? [] : subproof(old, leaves, true), `${old} ${size}`);
      if (old < size) assert.deepEqual(log.inclusion(old), path(old, leaves), `${old} ${size}`);
    }
    const entry = new Uint8Array([size]);
    log.push(entry);
    leaves.push(auditLogLeaf(entry));
  }
  assert.equal(auditLogLeaf(new Uint8Array([7])), sha256("0x0007"));
});

test("what a log has not is an error with its size", () => {
  const log = auditLog([1, 2, 3].map((byte) => new Uint8Array([byte])));
  const rejects = (run, message) => assert.throws(run, { name: "RangeError", message });
  rejects(() => log.inclusion(3), "expected an entry of at least 0 and below 3, received 3");
  rejects(() => log.inclusion(-1n), /received -1/);
  rejects(() => auditLog([]).inclusion(0), /below 0, received 0/);
  rejects(() => log.consistency(4), "expected a size from 0 to 3, received 4");
  rejects(() => log.rootAt(2n ** 64n), /from 0 to 3, received 18446744073709551616/);
  rejects(() => log.rootAt(0.5), /received 0.5/);
});

// The same file is read by the test of the library in Rust.
test("trees of data sets are those of the vectors", () => {
  const file = new URL("../../evidence/vectors/data_sets.json", import.meta.url);
  const vectors = JSON.parse(readFileSync(file, "utf8"));
  assert.ok(vectors.length > 3);
  for (const { leaves, height, root, leaf, siblings } of vectors) {
    const tree = dataSet(leaves.map((data) => Buffer.from(data.slice(2), "hex")), height);
    assert.equal(tree.root, root);
    assert.deepEqual([tree.leaves, tree.height], [BigInt(leaves.length), height]);
    assert.deepEqual(tree.siblings(leaf), siblings);
    assert.throws(() => tree.siblings(leaves.length), RangeError);
  }
});

test("what is no data set is an error with the bound", () => {
  const leaf = new Uint8Array(3);
  assert.throws(() => dataSet([]), /expected a data set with a leaf, received none/);
  assert.throws(() => dataSet([leaf, leaf, leaf], 1), /expected a height from 2 to 40 for 3 leaves, received 1/);
  assert.throws(() => dataSet([leaf], 41), /received 41/);
  assert.throws(() => dataSet([leaf]).siblings(-1), /expected a leaf from 0 to 0, received -1/);
  assert.equal(dataSet([leaf, leaf, leaf]).height, 2);
});
