// Points and rewards by era: the chain's own by IServices and events, and those of a ledger and a pool of the settings.
import type { Address } from "viem";
import { IPointsLedger, IRewardPool } from "blueprint-hooks/abi/library";
import type { ReturnOf } from "blueprint-hooks";
import type { Connection } from "./connection.js";
import type { History } from "./history.js";

export interface EraRow {
  readonly era: bigint;
  readonly activity: ReadonlyMap<Address, ReturnOf<"activityOf">>;
  /** What was added to the pot in the events that were read, in wei. */
  readonly funded: bigint;
  /** A block in the era, in which something was added to the pot. */
  readonly block: bigint | undefined;
  /** What was left of the pot when the era was closed, in wei; `undefined` where no such event was read. */
  readonly left: bigint | undefined;
  /** What an operator and its delegators were allotted. */
  readonly settled: ReadonlyMap<string, Settled>;
  /** What was paid to the delegators of an operator for stake in all its services, where the chain still keeps it. */
  readonly yields: ReadonlyMap<string, ReturnOf<"yieldOf">>;
}
export interface Settled {
  readonly amount: bigint;
  readonly commission: bigint;
  readonly carried: bigint;
}

/** Eras up to the running one, oldest first. */
export const erasUpTo = (current: bigint, count: number): readonly bigint[] => {
  const length = current + 1n < BigInt(count) ? Number(current) + 1 : count;
  return Array.from({ length }, (_, index) => current - BigInt(length - 1 - index));
};

/** Events have the chain's token in the pallets' units of 12 decimals, IServices in wei of 18. */
export const PALLET_TO_WEI = 1_000_000n;

/** Counters of eras that are over: what is counted is counted in the running era. */
const past = new WeakMap<Connection, Map<string, ReturnOf<"activityOf">>>();

/** Counters of operators in the last eras, and what delegators of those in `shown` were paid; pots and shares as far as events show them. */
export async function readEras(
  connection: Connection,
  history: History,
  operators: readonly Address[],
  shown: readonly Address[],
  count: number,
): Promise<{ current: bigint; rows: readonly EraRow[] }> {
  const { read } = connection.services;
  const current = await read.currentEra({});
  const eras = erasUpTo(current, count);
  const known = past.get(connection) ?? new Map<string, ReturnOf<"activityOf">>();
  past.set(connection, known);
  const activityIn = async (era: bigint, operator: Address) => {
    const key = `${era}/${operator}`;
    const found = known.get(key) ?? (await read.activityOf({ era, operator }));
    if (era < current) known.set(key, found);
    return found;
  };
  const rows = await Promise.all(
    eras.map(async (era): Promise<EraRow> => {
      const found = await Promise.all(operators.map((operator) => activityIn(era, operator)));
      const paid = await Promise.all(shown.map((operator) => read.yieldOf({ era, operator }).catch(() => undefined)));
      const yields = new Map(
        shown.flatMap((operator, index) => {
          const found = paid[index];
          return found?.settled ? [[operator.toLowerCase(), found] as const] : [];
        }),
      );
      const activity = new Map(operators.map((operator, index) => [operator, found[index] as ReturnOf<"activityOf">]));
      let funded = 0n;
      let block: bigint | undefined;
      let left: bigint | undefined;
      const settled = new Map<string, Settled>();
      for (const { source, name, fields, block: at } of history.list) {
        if (source !== "Stake" || fields["era"] !== era) continue;
        if (name === "EraClosed") left = (fields["carried"] as bigint) * PALLET_TO_WEI;
        if (name !== "EraFunded" && name !== "EraSettled") continue;
        const amount = (fields["amount"] as bigint) * PALLET_TO_WEI;
        if (name === "EraFunded") {
          funded += amount;
          block = at;
          continue;
        }
        const operator = String(fields["operator"]).toLowerCase();
        const before = settled.get(operator) ?? { amount: 0n, commission: 0n, carried: 0n };
        settled.set(operator, {
          amount: before.amount + amount,
          commission: before.commission + (fields["commission"] as bigint) * PALLET_TO_WEI,
          carried: before.carried + (fields["carried"] as bigint) * PALLET_TO_WEI,
        });
      }
      return { era, activity, funded, block, left, settled, yields };
    }),
  );
  return { current, rows };
}

/** Seconds of a year of 365.25 days. */
export const YEAR = 31_557_600;

/** The rate of a year without compounding, as a share of one: what an era paid for each unit of value, times the eras of a year. */
export const annualRate = (rateE18: bigint, eraSeconds: number): number => (Number(rateE18) / 1e18) * (YEAR / eraSeconds);

/** How long the last whole era was, in seconds; undefined where the states that show it are pruned. */
export async function readEraSeconds({ client, services }: Connection, current: bigint): Promise<number | undefined> {
  const head = await client.getBlockNumber();
  // The first block in which an era had begun.
  const begin = async (era: bigint): Promise<bigint> => {
    let [low, high] = [0n, head];
    while (low < high) {
      const middle = (low + high) / 2n;
      const then = await services.read.currentEra({}, { blockNumber: middle });
      if (then >= era) high = middle;
      else low = middle + 1n;
    }
    return low;
  };
  if (current < 2n) return undefined;
  try {
    const blocks = await Promise.all([begin(current - 1n), begin(current)]);
    const [from, to] = await Promise.all(blocks.map(async (blockNumber) => (await client.getBlock({ blockNumber })).timestamp));
    return from !== undefined && to !== undefined && to > from ? Number(to - from) : undefined;
  } catch {
    return undefined;
  }
}

/** Operators that events name, and those of services that were read. */
export function knownOperators(history: History, more: Iterable<Address> = []): readonly Address[] {
  const found = new Set<string>([...more].map((one) => one.toLowerCase()));
  for (const { source, name, fields } of history.list) {
    const operator = fields["operator"];
    const isOne = source === "Services" || source === "IServices" || (source === "Stake" && name === "Delegated");
    if (isOne && typeof operator === "string") found.add(operator.toLowerCase());
  }
  return [...found].sort() as Address[];
}

export interface LedgerEra {
  readonly era: bigint;
  readonly total: bigint;
  readonly points: ReadonlyMap<Address, bigint>;
}

/** Points of a ledger by era. */
export async function readLedger({ client }: Connection, address: Address, count: number) {
  const contract = { address, abi: IPointsLedger } as const;
  const [current, eraBlocks, mostPerEra] = await Promise.all([
    client.readContract({ ...contract, functionName: "currentEra" }),
    client.readContract({ ...contract, functionName: "eraBlocks" }),
    client.readContract({ ...contract, functionName: "mostPerEra" }),
  ]);
  const rows = await Promise.all(
    erasUpTo(current, count).map(async (era): Promise<LedgerEra> => {
      const total = await client.readContract({ ...contract, functionName: "totalPoints", args: [era] });
      const page = await client.readContract({ ...contract, functionName: "operatorsOf", args: [era, 0, 50] }).catch(() => []);
      const points = await client
        .readContract({ ...contract, functionName: "distribution", args: [era, 4, 0, 50] })
        .catch(() => [] as readonly bigint[]);
      return { era, total, points: new Map(page.map((operator, index) => [operator.toLowerCase() as Address, points[index] ?? 0n])) };
    }),
  );
  return { current, eraBlocks, mostPerEra, rows };
}

export interface PoolEra {
  readonly era: bigint;
  readonly amount: bigint;
  readonly settled: bigint;
  readonly isFixed: boolean;
  readonly active: boolean;
}

/** Pots of a pool by era, and where every deposited unit is. */
export async function readPool({ client }: Connection, address: Address, count: number) {
  const contract = { address, abi: IRewardPool } as const;
  const [current, accounts, token, ledger] = await Promise.all([
    client.readContract({ ...contract, functionName: "currentEra" }),
    client.readContract({ ...contract, functionName: "accounts" }),
    client.readContract({ ...contract, functionName: "rewardToken" }),
    client.readContract({ ...contract, functionName: "ledger" }),
  ]);
  const rows = await Promise.all(
    erasUpTo(current, count).map(async (era): Promise<PoolEra> => {
      const [[amount, settled, isFixed], active] = await Promise.all([
        client.readContract({ ...contract, functionName: "potOf", args: [era] }),
        client.readContract({ ...contract, functionName: "activeIn", args: [era] }),
      ]);
      return { era, amount, settled, isFixed, active };
    }),
  );
  const [deposited, paid, carried, unclaimed] = accounts;
  return { current, token, ledger, deposited, paid, carried, unclaimed, rows };
}
export type Ledger = Awaited<ReturnType<typeof readLedger>>;
export type Pool = Awaited<ReturnType<typeof readPool>>;
