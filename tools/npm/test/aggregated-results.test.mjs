// Signatures of aggregated results as the contract and `blueprint-evidence` have them. No chain.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  AGGREGATED_RESULT_TYPE,
  NO_SIGNATURES,
  POSSESSION_DOMAIN,
  POSSESSION_TYPE,
  SIGNATURE_DOMAIN,
  aggregatedResultMessage,
  areSigned,
  blsPublicKey,
  provePossession,
  signAggregatedResult,
  withSignature,
} from "blueprint-hooks/evidence";

const read = (path) => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");
const vectors = JSON.parse(read("tools/evidence/vectors/aggregated_results.json"));
const point = (coordinates) => coordinates.map(BigInt);
const PRIME = 0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47n;
const ORDER = "0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001";

/** A vector's place and result. */
function parts({ chainId, contract, serviceId, callId, inputs, output }) {
  return [{ chainId, contract }, { serviceId: BigInt(serviceId), callId: BigInt(callId), inputs, output }];
}

/** What all members of a vector signed. */
function sumOf(vector) {
  const [place, result] = parts(vector);
  return vector.members.reduce(
    (sum, { place: at, secret, second }) => withSignature(sum, at, signAggregatedResult(place, result, secret), point(second)),
    NO_SIGNATURES,
  );
}

// The same file is read by the test of the library in Rust, which has a curve of its own.
test("messages, keys, signatures and sums are those of the vectors", () => {
  assert.ok(vectors.length > 1);
  for (const vector of vectors) {
    const [place, result] = parts(vector);
    assert.equal(aggregatedResultMessage(place, result), vector.message);
    for (const { secret, first, second, possession, signature } of vector.members) {
      assert.deepEqual(blsPublicKey(secret), { first: point(first), second: point(second) });
      assert.deepEqual(provePossession(place, vector.operator, secret), point(possession));
      assert.deepEqual(signAggregatedResult(place, result, secret), point(signature));
    }
    const { signers, sum, key } = vector;
    assert.deepEqual(sumOf(vector), { signers: BigInt(signers), signature: point(sum), key: point(key) });
  }
});

test("a sum is signed by the sum of the keys, for its call, contract and chain alone", () => {
  const vector = vectors[1];
  const [place, result] = parts(vector);
  const sum = sumOf(vector);
  assert.equal(areSigned(place, result, sum), true);
  for (const change of [{ serviceId: 99n }, { callId: 99n }, { inputs: `0x${"99".repeat(32)}` }, { output: `0x${"99".repeat(32)}` }]) {
    assert.equal(areSigned(place, { ...result, ...change }, sum), false);
  }
  assert.equal(areSigned({ ...place, chainId: 1 }, result, sum), false);
  assert.equal(areSigned({ ...place, contract: `0x${"99".repeat(20)}` }, result, sum), false);
  const [{ signature }] = vector.members;
  assert.equal(areSigned(place, result, { ...sum, signature: point(signature) }), false);
  assert.equal(areSigned(place, result, NO_SIGNATURES), false);
});

test("what is no key, point, place or second signer is rejected, and a key is not in the message", () => {
  const [{ members: [{ first, second, signature }] }] = vectors;
  const [sum, key] = [point(signature), point(second)];
  const one = withSignature(NO_SIGNATURES, 0, sum, key);
  const rejected = (call, message) => assert.throws(call, { name: "EvidenceError", message });
  rejected(() => withSignature(one, 0, sum, key), /each signer once, received 0 twice/);
  for (const place of [-1, 256, 0.5, Number.NaN]) rejected(() => withSignature(one, place, sum, key), /place from 0 to 255/);
  for (const wrong of [[1n, 1n], [sum[0] + PRIME, sum[1]], [-1n, sum[1]], [0n, sum[1]]]) {
    rejected(() => withSignature(one, 1, wrong, key), /point of the first group/);
  }
  // It is on the curve, and not of the group.
  const outside = [
    1n,
    2n,
    19659275751359636165940301690575149581329631496732780143538578556285923319774n,
    7292567877523311580221095596750716176434782432868683424513645834767876293070n,
  ];
  for (const wrong of [[1n, 1n, 1n, 1n], [key[1], key[0], key[3], key[2]], [key[0] + PRIME, ...key.slice(1)], outside]) {
    rejected(() => withSignature(one, 1, sum, wrong), /point of the second group/);
  }
  for (const secret of ["0x", "0x01", `0x${"00".repeat(32)}`, `0x${"ff".repeat(32)}`, ORDER, "secret"]) {
    assert.throws(() => blsPublicKey(secret), (error) => error.name === "EvidenceError" && !error.message.includes(secret));
  }
});

test("types and domains are those of the interface and of the rules", () => {
  const comments = read("abi/solidity/library/IAggregatedResults.sol").replace(/\s*\n\s*\/\/\/\s*/g, " ");
  for (const text of [AGGREGATED_RESULT_TYPE, POSSESSION_TYPE]) assert.ok(comments.includes(text), text);
  const rules = read("contracts/lib/rules/src/qos/aggregated_results/signing.rs");
  for (const text of [SIGNATURE_DOMAIN, POSSESSION_DOMAIN]) assert.ok(rules.includes(`"${text}"`), text);
});
