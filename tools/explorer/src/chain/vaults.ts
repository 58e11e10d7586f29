// Liquid stake by its precompiles: ILiquidVaults, which counts the vaults, and an ILiquidVault for each.
import { encodeFunctionData, erc20Abi, zeroAddress, type Address, type Hex } from "viem";
import { ILiquidVault, ILiquidVaults, IStaking } from "blueprint-hooks/abi/library";
import type { Connection } from "./connection.js";
import type { Happening, History } from "./history.js";
import { nodeAt, type VaultMore } from "./node.js";
import type { RatePoint } from "./vault-yield.js";

/** Where ILiquidVaults and IStaking are on networks of validators. */
export const REGISTRY: Address = "0x0000000000000000000000000000000005040000";
export const STAKING: Address = "0x0000000000000000000000000000000005020000";
/** The id of the first vault; ids count up, and are those of the tokens. */
export const FIRST_VAULT = 1n << 31n;
/** A whole share, of 18 decimals. */
export const SHARE = 10n ** 18n;
/** The bit in the id of a redemption that is queued. */
const QUEUED = 1n << 63n;

export const vaultAddress = (id: bigint): Address => `0x${id.toString(16).padStart(8, "0")}${"0".repeat(24)}05030000`;

/** How many vaults there were; `undefined` where the chain has no registry: a call then returns nothing. */
export async function vaultCount({ client }: Connection): Promise<bigint | undefined> {
  const data = encodeFunctionData({ abi: ILiquidVaults, functionName: "count" });
  const { data: returned } = await client.call({ to: REGISTRY, data });
  return returned?.length === 66 ? BigInt(returned) : undefined;
}

const says = (error: unknown, text: string) => `${error instanceof Error ? error.message : error}`.includes(text);

/** The vaults of the chain, whose logs are read with the others'. */
export class VaultIndex {
  /** How many there were; `undefined` where the chain has no registry. */
  count: bigint | undefined;
  /** How many of them, the oldest first, have their logs read. */
  #watched = 0n;
  /** Whether it was read, and why it could not be. */
  known = false;
  failure: unknown;

  constructor(readonly connection: Connection) {}

  /** Newest first, at most `limit`. */
  ids(limit: number): readonly bigint[] {
    const count = this.count ?? 0n;
    return Array.from({ length: Math.min(Number(count), limit) }, (_, index) => FIRST_VAULT + count - 1n - BigInt(index));
  }

  /** Reads how many there are, and the logs of those that are new. */
  async refresh(history: History): Promise<void> {
    try {
      this.count = await vaultCount(this.connection);
      this.failure = undefined;
    } catch (error) {
      this.failure = error;
    }
    this.known = true;
    if (this.count === undefined) return;
    while (this.#watched < this.count) {
      const [from, to] = [this.#watched, this.#watched + 500n < this.count ? this.#watched + 500n : this.count];
      const sources: [Address, string][] = from === 0n ? [[REGISTRY, "ILiquidVaults"]] : [];
      for (let number = from; number < to; number++) sources.push([vaultAddress(FIRST_VAULT + number), "ILiquidVault"]);
      await history.watch(sources);
      this.#watched = to;
    }
  }
}

export const PARTS = ["open", "orphaned", "rehoming", "wiped", "retiring", "retired"] as const;
export type VaultPart = (typeof PARTS)[number];

export interface Vault {
  readonly id: bigint;
  readonly address: Address;
  /** The ERC-20 token of the shares. */
  readonly share: Address;
  readonly validator: Hex;
  readonly part: VaultPart;
  /** Whether a slash that is not applied takes from it. */
  readonly frozen: boolean;
  /** The era of its part: since when, from when, or zero. */
  readonly era: number;
  readonly successor: Hex | undefined;
  /** The stake of all shares, in wei. */
  readonly assets: bigint;
  /** All shares, the founder's included. */
  readonly shares: bigint;
  /** Shares that are tokens. */
  readonly tokens: bigint;
  /** What a whole share is worth, in wei. */
  readonly rate: bigint;
  /** What the staking pallet says of the validator; its commission in basis points. */
  readonly standing: { readonly candidate: boolean; readonly elected: boolean; readonly commissionBps: number; readonly blocked: boolean };
}

/** A vault; `undefined` where there is none of this id, or it is closed. */
export async function readVault({ client }: Connection, id: bigint): Promise<Vault | undefined> {
  const address = vaultAddress(id);
  const contract = { address, abi: ILiquidVault } as const;
  try {
    const [validator, [part, frozen, era, successor], assets, rate, share] = await Promise.all([
      client.readContract({ ...contract, functionName: "validator" }),
      client.readContract({ ...contract, functionName: "state" }),
      client.readContract({ ...contract, functionName: "totalAssets" }),
      client.readContract({ ...contract, functionName: "convertToAssets", args: [SHARE] }),
      client.readContract({ ...contract, functionName: "share" }),
    ]);
    const [shares, tokens, [candidate, elected, commission, blocked]] = await Promise.all([
      client.readContract({ ...contract, functionName: "convertToShares", args: [assets] }),
      client.readContract({ address: share, abi: erc20Abi, functionName: "totalSupply" }),
      client.readContract({ address: STAKING, abi: IStaking, functionName: "validatorOf", args: [validator] }),
    ]);
    return {
      id, address, share, validator, part: PARTS[part] ?? "open", frozen, era, assets, rate, shares, tokens,
      successor: BigInt(successor) === 0n ? undefined : successor,
      standing: { candidate, elected, blocked, commissionBps: commission / 100_000 },
    };
  } catch (error) {
    if (says(error, "NoSuchVault")) return undefined;
    throw error;
  }
}

export interface Eras {
  readonly active: number;
  readonly planned: number;
  /** From a redemption to its payment. */
  readonly bonding: number;
}

export async function readEras({ client }: Connection): Promise<Eras> {
  const contract = { address: STAKING, abi: IStaking } as const;
  const [[active], planned, bonding] = await Promise.all([
    client.readContract({ ...contract, functionName: "activeEra" }),
    client.readContract({ ...contract, functionName: "plannedEra" }),
    client.readContract({ ...contract, functionName: "bondingDuration" }),
  ]);
  return { active, planned, bonding };
}

/** What the settings' node has of a vault beyond its interface, and the fee in basis points; or why not. */
export type More = { readonly vault: VaultMore | undefined; readonly feeBps: number } | { readonly missing: string };

export async function readMore({ settings }: Connection, id: bigint, time: bigint): Promise<More> {
  if (!settings.node) return { missing: "ILiquidVault has no view of it; a node in the settings has" };
  const node = nodeAt(settings.node);
  try {
    const [vault, feeBps] = await Promise.all([node.vault(id), node.vaultFee(time)]);
    return { vault, feeBps };
  } catch (error) {
    return { missing: error instanceof Error ? error.message : `${error}` };
  }
}

export interface DepositRequest {
  readonly controller: Address;
  readonly requestId: bigint;
  /** What was deposited, in wei: it waits, or its shares can be claimed, or it is paid back. */
  readonly state: "waits" | "shares" | "refund";
  readonly assets: bigint;
  /** The planned era from which it is paid back. */
  readonly unlockEra: number;
}
export interface Redemption {
  readonly controller: Address;
  readonly requestId: bigint;
  /** Queued until the next era is planned, unbonding, or to be paid. */
  readonly state: "queued" | "unbonds" | "claimable";
  readonly shares: bigint;
  /** What it is worth now, in wei. */
  readonly worth: bigint;
  readonly unlockEra: number;
}
export interface Requests {
  readonly deposits: readonly DepositRequest[];
  readonly redemptions: readonly Redemption[];
}

/** The open requests of accounts in a vault, oldest first. */
export async function readRequests({ client }: Connection, vault: Address, controllers: readonly Address[]): Promise<Requests> {
  const contract = { address: vault, abi: ILiquidVault } as const;
  const of = async (controller: Address): Promise<Requests> => {
    const [deposits, redemptions] = await client.readContract({ ...contract, functionName: "requestsOf", args: [controller] });
    return {
      deposits: await Promise.all(deposits.map(async (requestId): Promise<DepositRequest> => {
        const args = [requestId, controller] as const;
        const [waits, ready, [refund, unlockEra]] = await Promise.all([
          client.readContract({ ...contract, functionName: "pendingDepositRequest", args }),
          client.readContract({ ...contract, functionName: "claimableDepositRequest", args }),
          client.readContract({ ...contract, functionName: "refundOf", args }),
        ]);
        const state = waits > 0n ? "waits" : ready > 0n ? "shares" : "refund";
        return { controller, requestId, state, assets: waits + ready + refund, unlockEra };
      })),
      redemptions: await Promise.all(redemptions.map(async (requestId): Promise<Redemption> => {
        const args = [requestId, controller] as const;
        const [waits, ready, [worth, unlockEra]] = await Promise.all([
          client.readContract({ ...contract, functionName: "pendingRedeemRequest", args }),
          client.readContract({ ...contract, functionName: "claimableRedeemRequest", args }),
          client.readContract({ ...contract, functionName: "worthOf", args }),
        ]);
        const state = ready > 0n ? "claimable" : (requestId & QUEUED) !== 0n ? "queued" : "unbonds";
        return { controller, requestId, state, shares: waits + ready, worth, unlockEra };
      })),
    };
  };
  const all = await Promise.all(controllers.map(of));
  return { deposits: all.flatMap(({ deposits }) => deposits), redemptions: all.flatMap(({ redemptions }) => redemptions) };
}

/** What an account has of a vault: tokens, and what they are worth in wei. */
export async function readHolding({ client }: Connection, { address, share }: Vault, account: Address) {
  const shares = await client.readContract({ address: share, abi: erc20Abi, functionName: "balanceOf", args: [account] });
  const worth = await client.readContract({ address, abi: ILiquidVault, functionName: "convertToAssets", args: [shares] });
  return { shares, worth };
}

/** Logs of one vault, newest first. */
export const logsOf = (history: History, vault: Address): readonly Happening[] =>
  history.list.filter(({ contract }) => contract?.toLowerCase() === vault.toLowerCase());

/** Accounts with a request in the logs of a vault, and further ones. */
export function controllersOf(logs: readonly Happening[], more: readonly (Address | undefined)[]): readonly Address[] {
  const found = new Set<string>();
  for (const one of more) if (one && one !== zeroAddress) found.add(one.toLowerCase());
  for (const { name, fields } of logs) if (name === "DepositRequest" || name === "RedeemRequest") found.add(String(fields["controller"]).toLowerCase());
  return [...found] as Address[];
}

export interface Rates {
  readonly points: readonly RatePoint[];
  /** Blocks of which the server has no state any more, and what it says. */
  readonly missing: number;
  readonly reason: string;
}

/** Blocks at which a rate is read: those of events, and others between, at most twice `most`; rising, and the same for some heads. */
export function rateBlocks(events: readonly bigint[], first: bigint, head: bigint, most: number): readonly bigint[] {
  let step = 1n;
  while ((head - first) / step > BigInt(most)) step *= 2n;
  const found = new Set<bigint>([head]);
  for (let block = (first / step + 1n) * step; block < head; block += step) found.add(block);
  for (const block of [...new Set(events)].slice(0, most)) if (block >= first && block <= head) found.add(block);
  return [...found].sort((a, b) => (a < b ? -1 : 1));
}

/** Rates of the past, which do not change. */
const past = new WeakMap<Connection, Map<string, RatePoint>>();

/** What a share was worth at blocks, with the time and the era of each. */
export async function readRates(connection: Connection, vault: Address, blocks: readonly bigint[]): Promise<Rates> {
  const { client } = connection;
  const known = past.get(connection) ?? new Map<string, RatePoint>();
  past.set(connection, known);
  let missing = 0;
  let reason = "";
  const points = await Promise.all(blocks.map(async (block): Promise<RatePoint | undefined> => {
    const key = `${vault}/${block}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    try {
      const [rate, [era], { timestamp: time }] = await Promise.all([
        client.readContract({ address: vault, abi: ILiquidVault, functionName: "convertToAssets", args: [SHARE], blockNumber: block }),
        client.readContract({ address: STAKING, abi: IStaking, functionName: "activeEra", blockNumber: block }),
        client.getBlock({ blockNumber: block }),
      ]);
      const point = { block, rate, time, era };
      known.set(key, point);
      return point;
    } catch (error) {
      if (says(error, "NoSuchVault")) return undefined;
      missing += 1;
      reason = error instanceof Error ? ((error as { details?: string }).details ?? error.message.split("\n")[0] ?? "") : `${error}`;
      return undefined;
    }
  }));
  return { points: points.filter((point) => point !== undefined), missing, reason };
}
