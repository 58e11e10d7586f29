// Commitments of a result quorum as the contract and `blueprint-evidence` have them. No chain.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { privateKeyToAccount } from "viem/accounts";
import {
  RESULT_TYPE,
  commitmentDigest,
  commitmentTypedData,
  resultCommitment,
  signCommitment,
} from "blueprint-hooks/evidence";
import { recoverTypedDataAddress } from "viem";

const read = (path) => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");
const vectors = JSON.parse(read("tools/evidence/vectors/commitments.json"));

// The same file is read by the test of the library in Rust.
test("commitments have the hashes of the vectors, and their signatures are of the signer", async () => {
  const operator = privateKeyToAccount(`0x${"01".repeat(32)}`);
  assert.ok(vectors.length > 1);
  for (const { chainId, contract, serviceId, callId, commitment, digest, ...result } of vectors) {
    const place = { chainId, contract };
    const id = { serviceId: BigInt(serviceId), callId: BigInt(callId) };
    assert.equal(resultCommitment(place, { ...id, ...result }), commitment);
    const statement = { ...id, operator: result.operator, commitment };
    assert.equal(commitmentDigest(place, statement), digest);
    const signature = await signCommitment(operator, place, statement);
    assert.equal(await recoverTypedDataAddress({ ...commitmentTypedData(place, statement), signature }), operator.address);
  }
});

test("a commitment binds each member of a result, chain and contract", () => {
  const [{ chainId, contract, serviceId, callId, inputs, output, salt, operator, commitment }] = vectors;
  const result = { serviceId: BigInt(serviceId), callId: BigInt(callId), operator, inputs, output, salt };
  const word = `0x${"99".repeat(32)}`;
  const account = `0x${"99".repeat(20)}`;
  for (const change of [{ serviceId: 99n }, { callId: 99n }, { operator: account }, { inputs: word }, { output: word }, { salt: word }]) {
    assert.notEqual(resultCommitment({ chainId, contract }, { ...result, ...change }), commitment);
  }
  assert.notEqual(resultCommitment({ chainId: 99, contract }, result), commitment);
  assert.notEqual(resultCommitment({ chainId, contract: account }, result), commitment);
});

test("types are those of the interface", () => {
  const comments = read("abi/solidity/library/IResultQuorum.sol").replace(/\s*\n\s*\/\/\/\s*/g, " ");
  const { types, primaryType } = commitmentTypedData({ chainId: 1, contract: `0x${"44".repeat(20)}` }, {});
  const type = `${primaryType}(${types[primaryType].map(({ name, type }) => `${type} ${name}`).join(",")})`;
  for (const text of [type, RESULT_TYPE]) assert.ok(comments.includes(text), text);
});
