// Job calls of a service, from events, and what each hook cost, from traces.
import { toFunctionSelector, type Address, type Hex } from "viem";
import { formatAbiItem } from "viem/utils";
import { IBlueprintServiceManager as core20 } from "blueprint-hooks/abi/tnt-core-0.20";
import { IBlueprintServiceManager as core10 } from "blueprint-hooks/abi/tnt-core-0.10";
import { IBlueprintServiceManager as substrate } from "blueprint-hooks/abi/substrate-1.4";
import { IBlueprintServiceManager as seed, IJobResultVerifier, IReportVerifier } from "blueprint-hooks/abi/seed-2024";
import { IQualityVerifier } from "blueprint-hooks/abi/library";
import type { Connection } from "./connection.js";
import type { Happening, History } from "./history.js";

export interface JobResult {
  readonly operator: Address;
  readonly judged: boolean;
  readonly right: boolean;
  readonly points: bigint;
  readonly block: bigint;
}
export interface Job {
  readonly serviceId: bigint;
  readonly callId: bigint;
  /** Which of the blueprint's jobs; `undefined` where the events that were read do not have the call. */
  readonly job: bigint | undefined;
  readonly caller: Address | undefined;
  readonly calledIn: bigint | undefined;
  readonly results: readonly JobResult[];
  readonly reports: readonly Happening[];
  readonly happenings: readonly Happening[];
}

const NAMES = new Set([
  "JobCalled", "ResultSubmitted", "ResultJudged", "JobCompleted", "JobPaid", "ReportSubmitted", "ReportRejected", "JobCallPruned",
]);

/** Job calls of a service, newest first. */
export function jobsOf(history: History, serviceId: bigint): readonly Job[] {
  const calls = new Map<bigint, Happening[]>();
  for (const one of history.list) {
    if (one.fields["service"] !== serviceId || !NAMES.has(one.name)) continue;
    const call = one.fields["call"];
    if (typeof call !== "bigint") continue;
    const list = calls.get(call);
    if (list) list.push(one);
    else calls.set(call, [one]);
  }
  return [...calls].sort(([a], [b]) => (a < b ? 1 : -1)).map(([callId, happenings]) => jobOf(serviceId, callId, happenings));
}

function jobOf(serviceId: bigint, callId: bigint, happenings: readonly Happening[]): Job {
  const oldest = [...happenings].reverse();
  const called = oldest.find(({ name }) => name === "JobCalled");
  const results = new Map<string, JobResult>();
  for (const { name, fields, block } of oldest) {
    const operator = String(fields["operator"]).toLowerCase() as Address;
    if (name === "ResultSubmitted") results.set(operator, { operator, judged: false, right: false, points: 0n, block });
    if (name === "ResultJudged") {
      results.set(operator, { operator, judged: true, right: fields["right"] === true, points: fields["points"] as bigint, block });
    }
  }
  return {
    serviceId, callId, happenings,
    job: called?.fields["job"] as bigint | undefined,
    caller: called?.fields["caller"] as Address | undefined,
    calledIn: called?.block,
    results: [...results.values()],
    reports: oldest.filter(({ name }) => name.startsWith("Report")),
  };
}

const HOOKS: ReadonlyMap<string, string> = new Map(
  [IQualityVerifier, IReportVerifier, IJobResultVerifier, seed, substrate, core10, core20].flatMap((abi) =>
    (abi as readonly { type: string; name?: string }[]).flatMap((item): [string, string][] =>
      item.type === "function" && item.name ? [[toFunctionSelector(formatAbiItem(item as never)), item.name]] : [],
    ),
  ),
);

/** The name of a hook by the first four bytes of its call. */
export const hookName = (input: Hex): string => HOOKS.get(input.slice(0, 10)) ?? input.slice(0, 10);

export interface HookCost {
  readonly hook: string;
  readonly gas: bigint;
  /** Whether the hook failed. */
  readonly failed: boolean;
  readonly transaction: Hex;
}

interface Frame {
  readonly from: Address;
  readonly to?: Address;
  readonly input: Hex;
  readonly gasUsed: Hex;
  readonly error?: string;
  readonly calls?: readonly Frame[];
}

/** The calls of a manager by the runtime in a trace. */
export function hooksIn(frame: Frame, manager: Address, transaction: Hex): readonly HookCost[] {
  if (frame.to?.toLowerCase() === manager.toLowerCase()) {
    return [{ hook: hookName(frame.input), gas: BigInt(frame.gasUsed), failed: frame.error !== undefined, transaction }];
  }
  return (frame.calls ?? []).flatMap((inner) => hooksIn(inner, manager, transaction));
}

/** What the manager's hooks cost in transactions, as their traces have it. */
export async function readCosts({ client }: Connection, manager: Address, transactions: readonly Hex[]): Promise<readonly HookCost[]> {
  const costs = await Promise.all(
    transactions.map(async (hash) => {
      const trace = await client.request({ method: "debug_traceTransaction", params: [hash, { tracer: "callTracer" }] } as never);
      return hooksIn(trace as unknown as Frame, manager, hash);
    }),
  );
  return costs.flat();
}
