// Slash proposals of the services pallet: those that are open by IServices' views, those that ended by events.
import { encodeFunctionData, type Address, type Hex } from "viem";
import { IServices } from "blueprint-hooks/abi/library";
import { OFFENCES, SLASH_STATES, type Slash } from "blueprint-hooks";
import type { Connection, Head } from "./connection.js";
import type { Happening, History } from "./history.js";

export type Outcome = "executed" | "vetoed" | "dismissed" | "expired" | "unknown";

/** A proposal that has ended, as far as events show it. */
export interface EndedSlash {
  readonly slashId: bigint;
  readonly serviceId: bigint;
  readonly operator: Address;
  readonly offence: string;
  readonly slashBps: bigint;
  readonly proposedIn: bigint;
  readonly outcome: Outcome;
  readonly endedIn: bigint | undefined;
  readonly amount: bigint | undefined;
}

export const STATE_TEXT: Readonly<Record<Slash["state"], string>> = {
  underReview: "Under review", disputed: "Disputed", upheld: "Ruled to stand",
};
export const OFFENCE_TEXT: Readonly<Record<string, string>> = {
  jobMisbehaviour: "Job misbehaviour", qualityOfService: "Quality of service", securityBreach: "Security breach",
};

/** A proposal that has not ended. */
export interface OpenSlash extends Slash {
  /** Whether it was not executed in time, so that any account can expire it. */
  readonly lapsed: boolean;
}

/** Whether a proposal can be expired: IServices has no view of how long one can be executed. */
const canExpire = ({ client, settings }: Connection, slashId: bigint, blockNumber: bigint): Promise<boolean> =>
  client.call({ to: settings.services, data: encodeFunctionData({ abi: IServices, functionName: "expireSlash", args: [slashId] }), blockNumber })
    .then(() => true, () => false);

/** All proposals that have not ended, by pages of 50 ids. */
export async function readOpen(connection: Connection, head: Head): Promise<readonly OpenSlash[]> {
  const { read } = connection.services;
  const at = { blockNumber: head.number };
  const pausedUntil = await read.slashesPausedUntil({}, at);
  const found: bigint[] = [];
  let start = 0n;
  do {
    const { ids, next } = await read.pendingSlashes({ start, limit: 50n }, at);
    found.push(...ids);
    start = next;
  } while (start !== 0n);
  const slashes = await Promise.all(
    found.map(async (slashId): Promise<OpenSlash | undefined> => {
      const slash = await read.slashOf({ slashId }, at);
      const state = SLASH_STATES[Number(slash.state) - 1];
      const offence = OFFENCES[Number(slash.offence) - 1];
      if (!state || !offence) return undefined;
      const executableFrom = slash.deadline > pausedUntil ? slash.deadline : pausedUntil;
      const executable = head.time >= executableFrom;
      const lapsed = executable && (await canExpire(connection, slashId, head.number));
      return { ...slash, slashId, state, offence, executableFrom, executable, lapsed };
    }),
  );
  return slashes.filter((slash) => slash !== undefined).sort((a, b) => (a.deadline > b.deadline ? 1 : -1));
}

const camel = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

/** Proposals of the events that are not among the open ones, newest first. */
export function ended(history: History, open: readonly Slash[]): readonly EndedSlash[] {
  const pending = new Set(open.map(({ slashId }) => slashId));
  const ends = new Map<bigint, { outcome: Outcome; one: Happening }>();
  const proposals: Happening[] = [];
  for (const one of history.list) {
    const id = one.fields["slash"];
    if (typeof id !== "bigint") continue;
    if (one.name === "SlashProposed") proposals.push(one);
    else if (one.name === "SlashExecuted" && one.source === "Services") ends.set(id, { outcome: "executed", one });
    else if (one.name === "SlashVetoed") ends.set(id, { outcome: "vetoed", one });
    else if (one.name === "SlashExpired") ends.set(id, { outcome: "expired", one });
    else if (one.name === "SlashRuled" && one.fields["stands"] === false) ends.set(id, { outcome: "dismissed", one });
  }
  return proposals.flatMap((one) => {
    const slashId = one.fields["slash"] as bigint;
    if (pending.has(slashId)) return [];
    const { service, operator, offence, share_bps: share } = one.fields;
    const end = ends.get(slashId);
    const amount = end?.one.fields["amount"];
    return [{
      slashId, serviceId: service as bigint, operator: operator as Address, slashBps: share as bigint, proposedIn: one.block,
      offence: typeof offence === "bigint" ? (OFFENCES[Number(offence) - 1] ?? `${offence}`) : camel(String(offence)),
      outcome: end?.outcome ?? "unknown", endedIn: end?.one.block,
      amount: typeof amount === "bigint" ? amount : undefined,
    }];
  });
}

/** A proposal of ISlashingCourt. */
export interface CourtProposal {
  readonly id: bigint;
  readonly state: number;
  readonly charge: number;
  readonly serviceId: bigint;
  readonly operator: Address;
  readonly proposer: Address;
  readonly disputer: Address;
  readonly evidence: Hex;
  readonly requested: bigint;
  readonly stake: bigint;
  readonly slashed: bigint;
  /** What a dispute costs to begin, in base units. */
  readonly bond: bigint;
  readonly reviewUntil: bigint;
  readonly deadline: bigint;
  readonly expiresAt: bigint;
  /** Whether it can be expired now: also one whose dispute stayed undecided, where the policy dismisses it. */
  readonly lapsed: boolean;
}
export const COURT_STATES = ["none", "pending", "disputed", "upheld", "vetoed", "dismissed", "executed", "expired"] as const;
