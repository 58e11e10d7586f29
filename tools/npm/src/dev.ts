// What the development chain has beside Ethereum's JSON-RPC (docs/dev-chain.md), for viem's `client.extend`.
import type { Address, Client, Hex } from "viem";
import { whole, type Value } from "./values.js";

/** Arguments of a pallet's call, as `dev_encodeCall` takes them. */
export type PalletValue =
  | bigint | number | boolean | string | readonly PalletValue[] | { readonly [name: string]: PalletValue };

/** An event of the runtime. */
export interface PalletEvent {
  readonly pallet: string;
  readonly name: string;
  readonly fields: Readonly<Record<string, Value>>;
  /** The transaction it is of, if it is one's. */
  readonly transactionHash: Hex | undefined;
}

/** The development chain's own methods. Those that change state return their transaction's hash. */
// A type, no interface: viem's `extend` takes what has an index signature.
export type DevActions = {
  /** Encodes a call of a pallet, to be sent as data to `PALLETS`. */
  encodeCall(pallet: string, call: string, args: PalletValue): Promise<Hex>;
  /** The runtime's events in a block, by their names. */
  palletEvents(block: bigint): Promise<readonly PalletEvent[]>;
  /** The address of a named account, such as `alice`; `runtime` is the services pallet's, which calls hooks. */
  addressOf(name: string): Promise<Address>;
  /** Accepts an asset as stake: the zero address is the chain's own token. `least` is the least that is staked. */
  addAsset(token: Address, decimals: number, least: bigint): Promise<Hex>;
  /** Lets a blueprint's services earn rewards. */
  activateBlueprint(blueprint: bigint): Promise<Hex>;
  /** Vetoes a slash, as governance. */
  vetoSlash(slash: bigint): Promise<Hex>;
  /** Rules about a disputed slash, as governance. */
  resolveSlash(slash: bigint, stands: boolean): Promise<Hex>;
  /** Makes blocks, six seconds apart. */
  mineBlocks(count: bigint): Promise<void>;
  /** Moves the clock, and makes a block. */
  passTime(seconds: bigint): Promise<void>;
};

/** JSON has no bigints: those beyond a number's range are strings, which the chain takes. */
function json(value: PalletValue): unknown {
  if (typeof value === "bigint") {
    const small = value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER);
    return small ? Number(value) : `${value}`;
  }
  if (Array.isArray(value)) return value.map(json);
  if (typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, json(inner)]));
  }
  return value;
}

interface Response {
  readonly pallet: string;
  readonly event: string;
  readonly fields: unknown;
  readonly transactionHash: Hex | null;
}

/** Fields of an event with bigints in place of numbers, and of the decimal digits that numbers beyond 2^53 have. */
export function wholeOfEvents(value: unknown): Value {
  if (typeof value === "string" && /^\d+$/.test(value)) return BigInt(value);
  if (Array.isArray(value)) return value.map(wholeOfEvents);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, wholeOfEvents(inner)]));
  }
  return whole(value);
}

/** `createPublicClient(…).extend(devActions)`. */
export function devActions(client: Client): DevActions {
  const call = <T>(method: string, params: readonly unknown[]): Promise<T> =>
    client.request({ method, params } as never) as Promise<T>;
  const sent = async (method: string, params: readonly unknown[]) =>
    (await call<{ transactionHash: Hex }>(method, params)).transactionHash;
  return {
    encodeCall: (pallet, name, args) => call("dev_encodeCall", [pallet, name, json(args)]),
    async palletEvents(block) {
      const events = await call<readonly Response[]>("dev_events", [`0x${block.toString(16)}`]);
      return events.map(({ pallet, event, fields, transactionHash }) => ({
        pallet,
        name: event,
        fields: wholeOfEvents(fields ?? {}) as Readonly<Record<string, Value>>,
        transactionHash: transactionHash ?? undefined,
      }));
    },
    addressOf: (name) => call("dev_account", [name]),
    addAsset: (token, decimals, least) => sent("dev_addAsset", [token, decimals, json(least)]),
    activateBlueprint: (blueprint) => sent("dev_activateBlueprint", [json(blueprint)]),
    vetoSlash: (slash) => sent("dev_vetoSlash", [json(slash)]),
    resolveSlash: (slash, stands) => sent("dev_resolveSlash", [json(slash), stands]),
    async mineBlocks(count) {
      await call("hardhat_mine", [json(count)]);
    },
    async passTime(seconds) {
      await call("evm_increaseTime", [json(seconds)]);
      await call("evm_mine", []);
    },
  };
}
