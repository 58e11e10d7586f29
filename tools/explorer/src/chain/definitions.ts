// The definition of a blueprint: what fixes its services' penalties, points and review, and never changes. IServices has no view
// of it. A node has it in its storage; on the development chain the transaction that created the blueprint does.
import type { Address, Hex } from "viem";
import { Reader } from "./scale.js";

/** What an offence of a class costs, in basis points. */
export interface Penalty {
  readonly floor: number;
  readonly cap: number;
  readonly history: number;
  readonly correlation: number;
  /** With how many offences the operator is ejected; 0 for never. */
  readonly ejectsAt: number;
}
export const CLASSES = ["jobMisbehaviour", "qualityOfService", "securityBreach"] as const;
export type OffenceClass = (typeof CLASSES)[number];

export interface Definition {
  readonly manager: Address;
  readonly generation: string;
  readonly jobs: number;
  readonly reporting: boolean;
  readonly qualityKinds: number;
  readonly minOperators: number;
  readonly maxOperators: number;
  readonly maxInstances: number;
  /** The most points of a result by its verdict; `undefined` where each accepted result has one point. */
  readonly mostPoints: number | undefined;
  readonly pointsPerEra: number;
  readonly penalties: Readonly<Record<OffenceClass, Penalty>>;
  readonly slashed: "burned" | "treasury" | "customer" | "rewards";
  /** Seconds. */
  readonly review: bigint;
}

const GENERATIONS = ["Tangle core 0.10", "Tangle core 0.20", "pallet-services 1.4", "services pallet of 2024"] as const;

const penalty = (reader: Reader): Penalty => ({
  floor: reader.u16(), cap: reader.u16(), history: reader.u16(), correlation: reader.u16(), ejectsAt: reader.u32(),
});

/** Reads a `BlueprintDefinition` of the services pallet. */
export function definitionIn(reader: Reader): Definition {
  return {
    manager: reader.bytes(20), generation: reader.variant(GENERATIONS), jobs: reader.u8(), reporting: reader.bool(), qualityKinds: reader.u8(),
    minOperators: reader.u32(), maxOperators: reader.u32(), maxInstances: reader.u32(),
    mostPoints: reader.variant(["each", "byVerdict"]) === "byVerdict" ? reader.u32() : undefined,
    pointsPerEra: reader.u32(),
    penalties: { jobMisbehaviour: penalty(reader), qualityOfService: penalty(reader), securityBreach: penalty(reader) },
    slashed: reader.variant(["burned", "treasury", "customer", "rewards"]),
    review: reader.u64(),
  };
}

/** The definition in a call of `create_blueprint`; `undefined` in another call. The first two bytes are the pallet and the call. */
export function definitionInCall(input: Hex, manager: Address): Definition | undefined {
  try {
    const reader = new Reader(input);
    reader.bytes(2);
    const found = definitionIn(reader);
    return reader.done && found.manager.toLowerCase() === manager.toLowerCase() ? found : undefined;
  } catch {
    return undefined;
  }
}
