// What Ethereum's JSON-RPC does not have, of a Substrate node: the definition of a blueprint, the slashes that governance can
// still prevent, who governs, and the fee of liquid vaults. Only where the settings name a node.
import type { Address, Hex } from "viem";
import { definitionIn, type Definition } from "./definitions.js";
import { Reader, entryKey, itemKey, littleEndian } from "./scale.js";
import { requestsTo, type Request } from "./socket.js";

/** A slash that governance can still prevent, and the call of the runtime by which it does. */
export type Reviewed = { readonly veto: Hex } & (
  | { readonly kind: "service"; readonly slashId: bigint; readonly serviceId: bigint; readonly operator: Hex; readonly sharePpm: number; readonly until: bigint }
  | { readonly kind: "validator"; readonly era: number; readonly index: number; readonly validator: Hex; readonly own: bigint; readonly others: bigint }
);

/** What a list of `ReviewApi_pending_slashes` says. */
export function reviewIn(hex: Hex): readonly Reviewed[] {
  const reader = new Reader(hex);
  const list = reader.list((): Reviewed => {
    const kind = reader.variant(["service", "validator"]);
    const slash = kind === "service"
      ? { kind, slashId: reader.u64(), serviceId: reader.u64(), operator: reader.bytes(32), sharePpm: reader.u32(), until: reader.u64() }
      : { kind, era: reader.u32(), index: reader.u32(), validator: reader.bytes(32), own: reader.u128(), others: reader.u128() };
    return { ...slash, veto: reader.bytes(reader.length()) };
  });
  if (!reader.done) throw new RangeError("ReviewApi_pending_slashes: expected its end, received further bytes");
  return list;
}

/** What a vault has that ILiquidVault has no view of. Amounts are the chain's base units. */
export interface VaultMore {
  readonly stash: Hex;
  /** Deposits that wait. */
  readonly pending: bigint;
  /** All shares, the founder's included. */
  readonly shares: bigint;
  /** Shares that were returned and wait until the next era is planned. */
  readonly leaving: bigint;
  /** What slashes that wait take. */
  readonly slash: bigint;
  /** The last era whose rewards are paid, and closed eras after it. */
  readonly settled: number;
  readonly unsettled: number;
}

const STATES = ["open", "orphaned", "rehoming", "wiped", "retiring", "retired"] as const;

/** What `LiquidApi_vault` returns. */
export function vaultIn(hex: Hex): VaultMore | undefined {
  const reader = new Reader(hex);
  if (!reader.bool()) return undefined;
  reader.bytes(32);
  const stash = reader.bytes(32);
  const state = reader.variant(STATES);
  reader.bytes({ open: 0, orphaned: 5, rehoming: 36, wiped: 4, retiring: 4, retired: 0 }[state]);
  reader.bool();
  reader.u128();
  const [shares, pending, leaving, slash] = [reader.u128(), reader.u128(), reader.u128(), reader.u128()];
  const [settled, unsettled] = [reader.u32(), reader.u32()];
  if (!reader.done) throw new RangeError("LiquidApi_vault: expected its end, received further bytes");
  return { stash, pending, shares, leaving, slash, settled, unsettled };
}

/** Accounts of Ethereum keys have the address and twelve bytes 0xee. */
export const addressIn = (account: Hex): Address | undefined =>
  account.slice(42).toLowerCase() === "ee".repeat(12) ? (account.slice(0, 42) as Address) : undefined;

/** A node with Substrate's JSON-RPC. */
export class Node {
  constructor(readonly request: Request) {}

  async #call(name: string, data: Hex): Promise<Hex> {
    return (await this.request("state_call", [name, data])) as Hex;
  }

  async #item(key: Hex): Promise<Hex | undefined> {
    return ((await this.request("state_getStorage", [key])) as Hex | null) ?? undefined;
  }

  /** A blueprint, which keeps its definition; `undefined` where there is none of this id. */
  async definition(blueprintId: bigint): Promise<Definition | undefined> {
    const found = await this.#item(entryKey("Services", "Blueprints", `0x${littleEndian(blueprintId, 8)}`));
    if (!found) return undefined;
    const reader = new Reader(found);
    reader.bytes(32);
    return definitionIn(reader);
  }

  review = async (): Promise<readonly Reviewed[]> => reviewIn(await this.#call("ReviewApi_pending_slashes", "0x"));

  /** The account whose signature is governance, where the chain has `sudo`. */
  governance = (): Promise<Hex | undefined> => this.#item(itemKey("Sudo", "Key"));

  vault = async (id: bigint): Promise<VaultMore | undefined> => vaultIn(await this.#call("LiquidApi_vault", `0x${littleEndian(id, 4)}`));

  /** The fee of liquid vaults at a moment, in basis points of net growth. */
  async vaultFee(time: bigint): Promise<number> {
    const found = await this.#item(itemKey("Liquid", "Fee"));
    if (!found) return 0;
    const reader = new Reader(found);
    const [current, next, from] = [reader.u32(), reader.u32(), reader.u64()];
    return time >= from ? next : current;
  }
}

const nodes = new Map<string, Node>();

/** The node at a URL of either protocol; its connection is shared. */
export function nodeAt(url: string): Node {
  const found = nodes.get(url) ?? new Node(requestsTo(url.replace(/^http/, "ws")));
  nodes.set(url, found);
  return found;
}
