// Windows of quality of a service, as the contract of the service levels (IServiceLevels) has them.
import { BaseError, ContractFunctionRevertedError, zeroAddress, type Address } from "viem";
import { IServiceLevels as abi } from "blueprint-hooks/abi/library";
import type { Connection } from "./connection.js";

/** What a window of a party is: excused and kept counts as kept. */
export type WindowState = "kept" | "missed" | "excused" | "open" | "absent";

export interface PartyWindows {
  /** The zero address is the probe. */
  readonly account: Address;
  readonly weightBps: number;
  readonly from: number;
  readonly until: number;
  readonly states: readonly WindowState[];
}
export interface Quality {
  readonly levels: Address;
  readonly start: bigint;
  readonly window: bigint;
  /** From the beginning of a window until no bit of it changes. */
  readonly lag: bigint;
  readonly retention: bigint;
  readonly begun: number;
  /** The first window of the strip. */
  readonly first: number;
  readonly parties: readonly PartyWindows[];
  /** What of the last longest bill is due, in basis points. */
  readonly dueBps: number | undefined;
  readonly longestBill: bigint;
}

/** Windows in the strip. */
export const STRIP = 96;
const PAGE = 256;

/** The state of one window. `final` windows are those whose lag is over. */
export function windowState(
  { from, until }: { from: number; until: number },
  window: number,
  excused: boolean,
  kept: boolean,
  final: boolean,
): WindowState {
  if (window < from || window >= until) return "absent";
  if (kept) return "kept";
  if (excused) return "excused";
  return final ? "missed" : "open";
}

/** How many windows begin before a second. */
export const windowsBefore = (time: bigint, start: bigint, window: bigint): number =>
  time <= start ? 0 : Number((time - start + window - 1n) / window);

const bit = (pages: ReadonlyMap<number, bigint>, window: number) =>
  (((pages.get(Math.floor(window / PAGE)) ?? 0n) >> BigInt(window % PAGE)) & 1n) === 1n;

/** Whether the contract has no terms for the service: it says so by this error. */
function unknownService(error: unknown): boolean {
  const revert = error instanceof BaseError && error.walk((one) => one instanceof ContractFunctionRevertedError);
  return revert instanceof ContractFunctionRevertedError && revert.data?.errorName === "UnknownService";
}

/** The windows of a service; `undefined` where it has no terms in this contract. */
export async function readQuality(connection: Connection, levels: Address, serviceId: bigint, time: bigint): Promise<Quality | undefined> {
  const { client } = connection;
  const contract = { address: levels, abi } as const;
  const found = await client.readContract({ ...contract, functionName: "termsOf", args: [serviceId] }).catch((error: unknown) => {
    if (unknownService(error)) return undefined;
    throw error;
  });
  if (!found || found[0].window === 0) return undefined;
  const [terms, , lag] = found;
  const [begun, parties] = await Promise.all([
    client.readContract({ ...contract, functionName: "windowsBegun", args: [serviceId, time] }),
    client.readContract({ ...contract, functionName: "partiesOf", args: [serviceId] }),
  ]);
  // As the contract: a window whose retention is over may be cleared, and one is final after its lag.
  const before = (age: bigint) => windowsBefore(time - age, terms.start, BigInt(terms.window));
  const first = Math.max(0, begun - STRIP, Math.min(begun, before(BigInt(terms.retention))));
  const pages = Array.from({ length: Math.floor(Math.max(first, begun - 1) / PAGE) - Math.floor(first / PAGE) + 1 }, (_, n) => Math.floor(first / PAGE) + n);
  const finalBefore = before(lag);
  const rows = await Promise.all(
    parties.map(async ({ account, weightBps, from, until }): Promise<PartyWindows> => {
      const bits = await Promise.all(
        pages.map((page) => client.readContract({ ...contract, functionName: "pageOf", args: [serviceId, account, page] })),
      );
      const excused = new Map(pages.map((page, index) => [page, bits[index]?.[0] ?? 0n]));
      const kept = new Map(pages.map((page, index) => [page, bits[index]?.[1] ?? 0n]));
      const states = Array.from({ length: begun - first }, (_, index) => {
        const window = first + index;
        return windowState({ from, until }, window, bit(excused, window), bit(kept, window), window < finalBefore);
      });
      return { account, weightBps, from, until, states };
    }),
  );
  const longest = BigInt(terms.longestBill);
  const dueBps = time > longest
    ? await client
        .readContract({ ...contract, functionName: "computeBillAdjustmentBps", args: [serviceId, time - longest, time] })
        .catch(() => undefined)
    : undefined;
  return {
    levels, start: terms.start, window: BigInt(terms.window), lag, retention: BigInt(terms.retention), begun, first,
    parties: rows, dueBps, longestBill: longest,
  };
}

export const isProbe = (account: Address) => account === zeroAddress;
