// The court and the report registry of the settings.
import { encodeFunctionData, type Address, type Hex } from "viem";
import { IReportDesk, ISlashingCourt } from "blueprint-hooks/abi/library";
import type { Connection } from "./connection.js";
import type { CourtProposal } from "./slashes.js";

/** Ids counted from 1, newest first, at most `limit`. */
const newest = (count: bigint, limit: number) =>
  Array.from({ length: Math.min(Number(count), limit) }, (_, index) => count - BigInt(index));

export interface Court {
  readonly governance: Address;
  readonly count: bigint;
  readonly proposals: readonly CourtProposal[];
}

/** The newest proposals of a court. */
export async function readCourt({ client }: Connection, address: Address, limit: number): Promise<Court> {
  const contract = { address, abi: ISlashingCourt } as const;
  const [governance, count] = await Promise.all([
    client.readContract({ ...contract, functionName: "governance" }),
    client.readContract({ ...contract, functionName: "proposalCount" }),
  ]);
  const proposals = await Promise.all(
    newest(count, limit).map(async (id): Promise<CourtProposal> => {
      const args = [id] as const;
      const [[state, charge, serviceId, operator], parties, amounts, times] = await Promise.all([
        client.readContract({ ...contract, functionName: "proposal", args }),
        client.readContract({ ...contract, functionName: "proposalParties", args }),
        client.readContract({ ...contract, functionName: "proposalAmounts", args }),
        client.readContract({ ...contract, functionName: "proposalTimes", args }),
      ]);
      const [proposer, disputer, evidence] = parties;
      // The bond of the policy under which it was proposed: a later policy has another.
      const [requested, stake, slashed, bond] = amounts;
      const [, reviewUntil, deadline, expiresAt] = times;
      // The contract decides what an undecided dispute becomes, so it is asked.
      const lapsed = state >= 1 && state <= 3 && (await client
        .call({ to: address, data: encodeFunctionData({ abi: ISlashingCourt, functionName: "expire", args }) })
        .then(() => true, () => false));
      return {
        lapsed, id, state, charge, serviceId, operator, proposer, disputer, evidence, requested, stake, slashed, bond, reviewUntil,
        deadline, expiresAt,
      };
    }),
  );
  return { governance, count, proposals };
}

export const REPORT_STATES = ["none", "filed", "accepted", "rejected", "lapsed"] as const;
export const REPORT_KINDS = ["none", "Job misbehaviour", "Quality of service"] as const;

export interface Report {
  readonly id: bigint;
  readonly state: number;
  readonly kind: number;
  readonly serviceId: bigint;
  readonly operator: Address;
  readonly reporter: Address;
  readonly judgeBy: bigint;
  readonly payload: Hex;
  readonly era: bigint;
  readonly bond: bigint;
}

/** The newest reports of a registry. */
export async function readReports({ client }: Connection, address: Address, limit: number) {
  const contract = { address, abi: IReportDesk } as const;
  const count = await client.readContract({ ...contract, functionName: "reportCount" });
  const reports = await Promise.all(
    newest(count, limit).map(async (id): Promise<Report> => {
      const args = [id] as const;
      const [[state, kind, serviceId, operator, reporter, judgeBy], [payload, era, , bond]] = await Promise.all([
        client.readContract({ ...contract, functionName: "report", args }),
        client.readContract({ ...contract, functionName: "reportEvidence", args }),
      ]);
      return { id, state, kind, serviceId, operator, reporter, judgeBy, payload, era, bond };
    }),
  );
  return { count, reports };
}
