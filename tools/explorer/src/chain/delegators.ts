// What accounts earned with operators: what was paid to them, by the era of the payment, and what they can claim now.
import type { Address } from "viem";
import type { Connection } from "./connection.js";
import type { History } from "./history.js";
import { PALLET_TO_WEI } from "./rewards.js";

export interface Payment {
  readonly block: bigint;
  /** The era in which it was paid; `undefined` where the server has no state of the block. */
  readonly era: bigint | undefined;
  /** In wei. */
  readonly amount: bigint;
}
/** An account and an operator with which it earned. */
export interface Earned {
  readonly account: Address;
  readonly operator: Address;
  /** Oldest first. */
  readonly payments: readonly Payment[];
  readonly paid: bigint;
  readonly claimable: bigint;
}

const lower = (value: unknown) => String(value).toLowerCase() as Address;

export type Pair = readonly [account: Address, operator: Address];

/** Accounts that delegated to operators, or were paid, in the events that were read: newest first. */
export function pairsOf(history: History): readonly Pair[] {
  const found = new Map<string, Pair>();
  for (const { source, name, fields } of history.list) {
    if (source !== "Stake" || (name !== "Delegated" && name !== "RewardPaid")) continue;
    const pair = [lower(name === "Delegated" ? fields["delegator"] : fields["claimant"]), lower(fields["operator"])] as const;
    if (!found.has(pair.join())) found.set(pair.join(), pair);
  }
  return [...found.values()];
}

/** Eras of blocks, which do not change. */
const eras = new WeakMap<Connection, Map<bigint, bigint>>();

async function eraOf(connection: Connection, block: bigint): Promise<bigint | undefined> {
  const known = eras.get(connection) ?? new Map<bigint, bigint>();
  eras.set(connection, known);
  const before = known.get(block);
  if (before !== undefined) return before;
  const era = await connection.services.read.currentEra({}, { blockNumber: block }).catch(() => undefined);
  if (era !== undefined) known.set(block, era);
  return era;
}

/** What accounts earned with operators; pairs that earned nothing are left out. */
export async function readEarned(connection: Connection, history: History, pairs: readonly Pair[]): Promise<readonly Earned[]> {
  const paid = history.list.filter(({ source, name }) => source === "Stake" && name === "RewardPaid").reverse();
  const all = await Promise.all(pairs.map(async ([account, operator]): Promise<Earned> => {
    const own = paid.filter(({ fields }) => lower(fields["claimant"]) === account && lower(fields["operator"]) === operator);
    const [claimable, payments] = await Promise.all([
      connection.services.read.claimable({ claimant: account, operator }),
      Promise.all(own.map(async ({ block, fields }): Promise<Payment> => ({
        block, era: await eraOf(connection, block), amount: (fields["amount"] as bigint) * PALLET_TO_WEI,
      }))),
    ]);
    return { account, operator, payments, claimable, paid: payments.reduce((sum, { amount }) => sum + amount, 0n) };
  }));
  return all.filter((one) => one.paid > 0n || one.claimable > 0n);
}
