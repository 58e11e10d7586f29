// The sum behind what an era allotted to operators: parts that need no chain.
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseEther } from "viem";
import { load } from "./support/source.mjs";

const { allotmentOf, partOf, potOf, readAllotments } = await load("chain/allotments.ts");

const [ONE, TWO, THREE] = ["0xAA", "0xbb", "0xcc"];
const UNIT = parseEther("1");
/** An era whose pot of 90 was shared by stakes of 500, 500 and 460. */
const row = (more = {}) => {
  const settled = (amount) => ({ amount: BigInt(amount) * 1_000_000n, commission: 0n, carried: 0n });
  const points = (many) => ({ points: many });
  return {
    era: 3n, funded: 90n * UNIT, block: 7n, left: 2_000_000n, yields: new Map(),
    activity: new Map([[ONE, points(1n)], [TWO, points(1n)], [THREE, points(1n)]]),
    settled: new Map([["0xaa", settled(30_821_917_808_219)], ["0xbb", settled(30_821_917_808_219)], ["0xcc", settled(28_356_164_383_560)]]), ...more,
  };
};
const stakes = (three = 460n) => new Map([[ONE, 500n * UNIT], [TWO, 500n * UNIT], [THREE, three * UNIT]]);

test("a pot is shared by points times stake, and the sum is shown where it gives what was allotted", () => {
  assert.equal(potOf(row()), 90n * UNIT);
  const { pot, terms } = allotmentOf(row(), stakes(), 7n);
  assert.equal(pot, 90n * UNIT);
  assert.deepEqual(terms.map(({ points, stake }) => [points, stake / UNIT]), [[1n, 500n], [1n, 500n], [1n, 460n]]);
  assert.equal(partOf(pot, terms, terms[2]), 28_356_164_383_561_000_000n);
  assert.equal(partOf(pot, [], terms[0]), 0n);
});

test("where the sum does not give it, or a number is not known, there is a reason and no sum", () => {
  assert.match(allotmentOf(row(), stakes(461n), 7n).missing, /stakes in block 7 do not give it/);
  assert.match(allotmentOf(row({ left: undefined }), stakes(), 7n).missing, /the era is not closed/);
  const forgotten = new Map([[ONE, { points: 1n }], [TWO, { points: 1n }], [THREE, { points: 0n }]]);
  assert.match(allotmentOf(row({ activity: forgotten }), stakes(), 7n).missing, /no longer keeps the points/);
  // An operator that was not settled in time has points in the sum, and nothing of the pot.
  const settled = new Map([...row().settled].slice(0, 2));
  assert.equal(allotmentOf(row({ settled, left: 28_356_164_383_562_000_000n }), stakes(), 7n).terms.length, 3);
});

test("stakes are read once of a block in the era, and a server without its state is named", async () => {
  let reads = 0;
  const connection = (fails) => ({ services: { read: { stakeOf: async ({ operator }, { blockNumber }) => {
    reads += 1;
    if (fails) throw new Error("state discarded");
    assert.equal(blockNumber, 7n);
    return stakes().get(operator);
  } } } });
  const one = connection(false);
  for (let time = 0; time < 2; time++) assert.equal((await readAllotments(one, [row()], 0)).get(3n).terms.length, 3);
  assert.equal(reads, 3);
  const missing = async (rows, others = 0, from = one) => (await readAllotments(from, rows, others)).get(3n)?.missing;
  assert.match(await missing([row()], 1), /not all operators are read/);
  assert.match(await missing([row()], 0, connection(true)), /no state of block 7/);
  assert.match(await missing([row({ block: undefined })]), /no deposit to its pot was read/);
  const nothing = new Map([["0xaa", { amount: 0n, commission: 0n, carried: 0n }]]);
  assert.equal(await missing([row({ block: undefined, settled: nothing, left: 0n })]), "The pot was empty.");
  assert.equal(await missing([row({ settled: new Map() })]), undefined);
});
