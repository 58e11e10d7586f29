// What a share of a vault gained, by rates of the past: parts that need no chain.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./support/source.mjs";

const { growthByEra, realised } = await load("chain/vault-yield.ts");

const DAY = 86_400;
/** Points one day and one era apart, with these rates. */
const days = (...rates) => rates.map((rate, era) => ({ block: BigInt(era * 100), rate: BigInt(Math.round(rate * 1e18)), time: BigInt(1_000 + era * DAY), era }));
const near = (a, b) => assert.ok(Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b)), `${a}, ${b}`);

test("a year at the pace of a window compounds", () => {
  const { from, to, eras, growth, annual } = realised(days(1, 1, 1, 1, 1, 1, 1, 1.001));
  assert.deepEqual([from.era, to.era, eras], [0, 7, 7]);
  near(growth, 0.001);
  near(annual, 1.001 ** (365.25 / 7) - 1);
  // A window of a year is what it is.
  const year = [{ block: 0n, rate: 10n ** 18n, time: 0n, era: 0 }, { block: 1n, rate: 11n * 10n ** 17n, time: 31_557_600n, era: 1_461 }];
  near(realised(year).annual, 0.1);
  // Growth that a power of doubles would lose.
  const little = realised([{ ...year[0], rate: 10n ** 24n }, { ...year[1], rate: 10n ** 24n + 1_000n, time: 315_576n }]);
  near(little.annual / 1e-19, 1);
});

test("a slash makes growth negative, and one that takes all ends at nothing", () => {
  const slashed = realised(days(1, 1, 1, 1, 1, 1, 1, 0.9));
  near(slashed.growth, -0.1);
  near(slashed.annual, 0.9 ** (365.25 / 7) - 1);
  assert.ok(slashed.annual > -1);
  assert.deepEqual([realised(days(1, 1, 1, 1, 1, 1, 1, 0)).growth, realised(days(1, 1, 1, 1, 1, 1, 1, 0)).annual], [-1, -1]);
  // What was worth nothing is no start of a window.
  assert.equal(realised(days(0, 0, 1, 1.1)).from.era, 2);
});

test("a short window says no year, and none without time says nothing", () => {
  assert.equal(realised(days(1, 1, 1, 1, 1, 1, 1.1)).annual, undefined);
  near(realised(days(1, 1, 1, 1, 1, 1, 1.1)).growth, 0.1);
  for (const points of [[], days(1), days(0, 0), days(1, 1.1).map((point) => ({ ...point, time: 5n }))]) assert.equal(realised(points), undefined);
  assert.ok(realised(days(1, 1, 1, 1, 1, 1, 1, 1_000).map((point) => ({ ...point, time: BigInt(point.era) }))).annual > 1e9);
});

test("growth by era is from the end of one to the end of the next, and eras without a point share it", () => {
  const [one, , three, four] = days(1, 1, 1.21, 1.21 * 0.9);
  const start = { ...one, era: 0 };
  const all = growthByEra([start, { ...three, rate: 1_050_000_000_000_000_000n, era: 2, block: 1n }, { ...three, era: 2 }, { ...four, era: 3 }]);
  assert.deepEqual(all.map(({ era, eras }) => [era, eras]), [[2, 2], [3, 1]]);
  near(all[0].growth, 0.1);
  near(all[1].growth, -0.1);
  assert.deepEqual(growthByEra(days(1)), []);
  // After a slash that took all there is nothing to grow.
  assert.deepEqual(growthByEra(days(1, 0, 1)).map(({ era, growth }) => [era, growth]), [[1, -1]]);
});
