// The sum behind what an era allotted to an operator: the pot, shared by points times stake. The chain keeps no such sums of past
// eras, so they are made of points, stakes and events, and shown only where they give what was allotted to the last unit.
import { zeroAddress, type Address } from "viem";
import type { Connection } from "./connection.js";
import { PALLET_TO_WEI, type EraRow } from "./rewards.js";

/** Points of an operator in an era, and its stake, in wei. */
export interface Term {
  readonly operator: Address;
  readonly points: bigint;
  readonly stake: bigint;
}
/** How a pot was shared, or a sentence that says why there is no sum. Amounts are in wei. */
export type Allotment = { readonly pot: bigint; readonly terms: readonly Term[] } | { readonly missing: string };

const unknown = (why: string): Allotment => ({ missing: `How the pot was shared is not known: ${why}.` });

/** What an operator gets of a pot: `pot x (points x stake) / sum of (points x stake)`, in the chain's base units, rounded down. */
export function partOf(pot: bigint, terms: readonly Term[], { points, stake }: Term): bigint {
  const sum = terms.reduce((all, term) => all + term.points * term.stake, 0n);
  return sum === 0n ? 0n : ((pot / PALLET_TO_WEI) * points * stake) / sum * PALLET_TO_WEI;
}

/** What an era had as its pot: what operators were allotted, and what was left when it was closed. */
export function potOf({ settled, left }: EraRow): bigint | undefined {
  return left === undefined ? undefined : [...settled.values()].reduce((sum, { amount }) => sum + amount, left);
}

/** The sum of an era, with stakes of one block in it. Rounding may take a base unit of each part. */
export function allotmentOf(row: EraRow, stakes: ReadonlyMap<Address, bigint>, block: bigint): Allotment {
  const pot = potOf(row);
  if (pot === undefined) return unknown("the era is not closed, so its pot is not known");
  const terms = [...row.activity].filter(([, { points }]) => points > 0n).map(([operator, { points }]) => ({ operator, points, stake: stakes.get(operator) ?? 0n }));
  // One that was not settled before the era was closed got nothing; its points count in the sum.
  const same = terms.every((term) => {
    const got = row.settled.get(term.operator.toLowerCase());
    const apart = got === undefined ? 0n : partOf(pot, terms, term) - got.amount;
    return apart <= PALLET_TO_WEI && apart >= -PALLET_TO_WEI;
  });
  const all = [...row.settled.keys()].every((operator) => terms.some((term) => term.operator.toLowerCase() === operator));
  if (!all) return unknown("the chain no longer keeps the points of all operators");
  return same ? { pot, terms } : unknown(`stakes in block ${block} do not give it: they changed, or are in other assets or for one blueprint`);
}

/** Stakes at blocks of the past, which do not change. */
const past = new WeakMap<Connection, Map<string, bigint>>();

/** The sums of eras by their number. `others` says how many operators were not read. */
export async function readAllotments(connection: Connection, rows: readonly EraRow[], others: number): Promise<ReadonlyMap<bigint, Allotment>> {
  const known = past.get(connection) ?? new Map<string, bigint>();
  past.set(connection, known);
  const stakeIn = async (operator: Address, blockNumber: bigint) => {
    const key = `${operator}/${blockNumber}`;
    const found = known.get(key) ?? (await connection.services.read.stakeOf({ operator, token: zeroAddress }, { blockNumber }));
    known.set(key, found);
    return found;
  };
  const one = async (row: EraRow): Promise<Allotment> => {
    if (others > 0) return unknown("not all operators are read");
    if (row.block === undefined && potOf(row) === 0n) return { missing: "The pot was empty." };
    if (row.block === undefined) return unknown("no deposit to its pot was read, so no block of the era is known");
    const { block } = row;
    const earning = [...row.activity].filter(([, { points }]) => points > 0n).map(([operator]) => operator);
    try {
      const stakes = await Promise.all(earning.map(async (operator) => [operator, await stakeIn(operator, block)] as const));
      return allotmentOf(row, new Map(stakes), block);
    } catch {
      return unknown(`the server has no state of block ${block}`);
    }
  };
  const settled = rows.filter((row) => row.settled.size > 0);
  return new Map(await Promise.all(settled.map(async (row) => [row.era, await one(row)] as const)));
}
