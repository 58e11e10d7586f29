// Blueprints, as their services, their managers and events show them: IServices has no view of a definition.
import { hexToBytes, keccak256, toFunctionSelector, zeroAddress, type Address, type Hex } from "viem";
import type { ReturnOf } from "blueprint-hooks";
import type { Connection } from "./connection.js";
import { definitionInCall, type Definition } from "./definitions.js";
import { isCreatedBy } from "./evm-code.js";
import type { Happening, History } from "./history.js";
import { loadEvmBuilds, loadKnown, type Build } from "./known.js";
import { nodeAt } from "./node.js";
import type { ServiceIndex } from "./services.js";

export interface BlueprintRow {
  readonly blueprintId: bigint;
  readonly manager: Address;
  readonly owner: Address | undefined;
  readonly services: number;
  readonly live: number;
}

/** Blueprints with a service among those that were read, or whose creation is among the events, by their ids. */
export function blueprintRows(index: ServiceIndex, history: History): readonly BlueprintRow[] {
  const rows = new Map<bigint, { manager: Address; owner: Address | undefined; services: number; live: number }>();
  for (const { name, source, fields } of history.list) {
    if (source !== "Services" || name !== "BlueprintCreated") continue;
    const { blueprint, manager, owner } = fields;
    rows.set(blueprint as bigint, { manager: manager as Address, owner: owner as Address, services: 0, live: 0 });
  }
  for (const row of index.rows.values()) {
    const found = rows.get(row.blueprintId) ?? { manager: row.manager, owner: undefined, services: 0, live: 0 };
    found.services += 1;
    if (row.live) found.live += 1;
    rows.set(row.blueprintId, found);
  }
  return [...rows].map(([blueprintId, row]) => ({ blueprintId, ...row })).sort((a, b) => (a.blueprintId < b.blueprintId ? -1 : 1));
}

const VIEWS: readonly (readonly [generation: string, signature: string])[] = [
  ["Tangle core 0.20", "getNonPaymentTerminationPolicy(uint64)"],
  ["Tangle core 0.10", "getMinOperatorStake()"],
  ["pallet-services 1.4", "getHeartbeatInterval(uint64)"],
  ["services pallet of 2024", "querySlashingOrigin(uint64)"],
];

/** The newest interface version of which the manager has a view that the older ones lack. */
export async function generationOf({ client }: Connection, manager: Address): Promise<string | undefined> {
  const word = "0".repeat(64);
  const has = await Promise.all(
    VIEWS.map(async ([, signature]) => {
      const data = `${toFunctionSelector(signature)}${signature.includes("()") ? "" : word}` as Hex;
      const returned = await client.call({ to: manager, data }).catch(() => undefined);
      return (returned?.data?.length ?? 0) >= 66;
    }),
  );
  return VIEWS[has.indexOf(true)]?.[0];
}

export interface Code {
  readonly hash: Hex;
  readonly bytes: number;
  readonly machine: "PolkaVM" | "EVM";
  readonly build: Build | undefined;
}

/** The code of a contract, and the known build that it is of. */
export async function codeOf({ client }: Connection, address: Address): Promise<Code | undefined> {
  const [code, { builds }] = await Promise.all([client.getCode({ address }), loadKnown()]);
  if (!code || code === "0x") return undefined;
  const hash = keccak256(code);
  const bytes = hexToBytes(code);
  const machine = code.startsWith("0x50564d") ? "PolkaVM" : "EVM";
  const build = machine === "PolkaVM"
    ? builds.find(({ codeHash }) => codeHash === hash)
    : (await loadEvmBuilds()).find(({ creation }) => isCreatedBy(bytes, hexToBytes(creation)));
  return { hash, bytes: bytes.length, machine, build };
}

/** The caller whose hooks a manager takes; `undefined` where it has no such view. */
export async function hookCaller({ client }: Connection, manager: Address): Promise<Address | undefined> {
  const returned = await client.call({ to: manager, data: toFunctionSelector("runtime()") }).catch(() => undefined);
  if (returned?.data?.length !== 66) return undefined;
  const address: Address = `0x${returned.data.slice(26)}`;
  return address === zeroAddress ? undefined : address;
}

/** An address that a view of a contract without arguments returns. */
export async function addressView({ client }: Connection, contract: Address, signature: string): Promise<Address | undefined> {
  const returned = await client.call({ to: contract, data: toFunctionSelector(signature) }).catch(() => undefined);
  if (returned?.data?.length !== 66 || !returned.data.startsWith(`0x${"0".repeat(24)}`)) return undefined;
  const address: Address = `0x${returned.data.slice(26)}`;
  return address === zeroAddress ? undefined : address;
}

export interface BlueprintDetail {
  readonly blueprintId: bigint;
  readonly manager: Address | undefined;
  readonly owner: Address | undefined;
  readonly generation: string | undefined;
  readonly code: Code | undefined;
  readonly caller: Address | undefined;
  readonly prices: readonly ReturnOf<"priceOf">[];
  readonly operators: readonly Address[];
  readonly defined: Defined;
}

/** Jobs whose prices are read: IServices does not say how many a blueprint has. */
export const PRICED_JOBS = 4;

export async function readBlueprintDetail(
  connection: Connection,
  index: ServiceIndex,
  history: History,
  blueprintId: bigint,
): Promise<BlueprintDetail> {
  const row = blueprintRows(index, history).find((one) => one.blueprintId === blueprintId);
  const manager = row?.manager;
  const { read } = connection.services;
  const [generation, code, caller, prices, defined] = await Promise.all([
    manager && generationOf(connection, manager),
    manager && codeOf(connection, manager),
    manager && hookCaller(connection, manager),
    Promise.all(Array.from({ length: PRICED_JOBS }, (_, job) => read.priceOf({ blueprintId, job: BigInt(job) }))),
    readDefinition(connection, history, blueprintId),
  ]);
  const operators = operatorsOf(history.list, blueprintId);
  return { blueprintId, manager, owner: row?.owner, generation, code, caller, prices, operators, defined };
}

/** The operators that are registered for a blueprint and not ejected from it, by events of which the newest is the first. */
export function operatorsOf(happenings: readonly Happening[], blueprintId: bigint): readonly Address[] {
  const registered = new Set<string>();
  const ejected = new Set<string>();
  for (const { source, name, fields } of [...happenings].reverse()) {
    if (source !== "Services" || fields["blueprint"] !== blueprintId) continue;
    const operator = String(fields["operator"]).toLowerCase();
    if (name === "Registered") registered.add(operator);
    if (name === "Unregistered") registered.delete(operator);
    if (name === "OperatorEjected") ejected.add(operator);
    if (name === "OperatorReadmitted") ejected.delete(operator);
  }
  return [...registered].filter((operator) => !ejected.has(operator)) as Address[];
}

/** A definition, or why it cannot be read. */
export type Defined = { readonly definition: Definition } | { readonly missing: string };

export async function readDefinition(connection: Connection, history: History, blueprintId: bigint): Promise<Defined> {
  const { client, settings } = connection;
  if (settings.node) {
    try {
      const definition = await nodeAt(settings.node).definition(blueprintId);
      return definition ? { definition } : { missing: `the node at ${settings.node} has no blueprint ${blueprintId}` };
    } catch (error) {
      return { missing: error instanceof Error ? error.message : `${error}` };
    }
  }
  const created = history.list.find(({ source, name, fields }) => source === "Services" && name === "BlueprintCreated" && fields["blueprint"] === blueprintId);
  if (!created?.transaction) {
    return { missing: connection.abilities.dev
      ? "its creation is not among the events read, and the settings name no node of which the definition could be read"
      : "IServices has no view of a definition, and the settings name no node of which it could be read" };
  }
  const { input } = await client.getTransaction({ hash: created.transaction });
  const definition = definitionInCall(input, created.fields["manager"] as Address);
  return definition ? { definition } : { missing: `transaction ${created.transaction} created it, and is no plain call of create_blueprint` };
}
