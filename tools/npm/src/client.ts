// A client of IServices: the precompile of a Substrate chain, or the relay in front of Tangle's core.
import {
  getContractEvents, readContract, simulateContract, waitForTransactionReceipt, watchContractEvent, writeContract,
} from "viem/actions";
import type {
  Abi, AbiFunction, Account, Address, BlockTag, Chain, Client, Hex, TransactionReceipt, Transport,
} from "viem";
import { abi } from "./abi/library/IServices.js";
import { decodeError, decodeEvents, type DecodedError, type DecodedEvent, type DecodeOptions } from "./decode.js";
import { byName, inOrder, whole, type Named, type Returned } from "./values.js";

/** The precompile of IServices on a Substrate chain with the services pallet. */
export const SERVICES: Address = "0x0000000000000000000000000000000005010000";
/** Where such a chain takes calls of its pallets, SCALE-encoded, from Ethereum keys. */
export const PALLETS: Address = "0x6d6f646c70792f70616464720000000000000000";

type Item = (typeof abi)[number];
type Function<Name extends string> = Extract<Item, { type: "function"; name: Name }>;
type FunctionName<Mutability extends string> = Extract<Item, { type: "function"; stateMutability: Mutability }>["name"];
type Event<Name extends string> = Extract<Item, { type: "event"; name: Name }>;
type Empty = Readonly<Record<never, never>>;

/** Functions of IServices that read. */
export type ViewName = FunctionName<"view">;
/** Functions of IServices that change state. */
export type StepName = FunctionName<"nonpayable">;
/** Events of IServices. */
export type EventName = Extract<Item, { type: "event" }>["name"];

/** The arguments of a function of IServices, by their names. */
export type ArgsOf<Name extends ViewName | StepName> = Named<Function<Name>["inputs"]>;
/** What a function of IServices returns: its one value, or its values by their names. */
export type ReturnOf<Name extends ViewName | StepName> = Returned<Function<Name>["outputs"]>;
/** The values of an event of IServices, by their names. */
export type EventArgs<Name extends EventName> = Named<Event<Name>["inputs"]>;
type Indexed<Name extends EventName> = Named<
  readonly Extract<Event<Name>["inputs"][number], { indexed: true }>[]
>;
/** Values of indexed parameters that events must have. */
export type EventFilter<Name extends EventName> = {
  readonly [Key in keyof Indexed<Name>]?: Indexed<Name>[Key] | undefined;
};

/** The state that is read: at the latest block by default. */
export interface ReadOptions {
  readonly blockNumber?: bigint | undefined;
}

/** Who sends, where this is not the wallet's own account; and the transaction's limits, where viem shall not estimate. */
export interface WriteOptions {
  readonly account?: Account | Address | undefined;
  readonly gas?: bigint | undefined;
  readonly nonce?: number | undefined;
}

// A function without arguments can be called without any.
type Arguments<Args, Options> = keyof Args extends never ? [args?: Empty, options?: Options] : [args: Args, options?: Options];

/** An event of IServices, and where it is. */
export interface ServicesEvent<Name extends EventName> {
  readonly name: Name;
  readonly args: EventArgs<Name>;
  readonly blockNumber: bigint;
  readonly transactionHash: Hex;
  readonly logIndex: bigint;
}

/** A range of blocks; from the first to the latest by default. */
export interface EventOptions<Name extends EventName> {
  readonly args?: EventFilter<Name> | undefined;
  readonly fromBlock?: bigint | BlockTag | undefined;
  readonly toBlock?: bigint | BlockTag | undefined;
}

/** What to do with events as they come. */
export interface WatchOptions<Name extends EventName> {
  readonly args?: EventFilter<Name> | undefined;
  readonly onEvent: (event: ServicesEvent<Name>) => void;
  readonly onError?: ((error: Error) => void) | undefined;
  /** Milliseconds between two queries, where the transport has no subscriptions. */
  readonly pollingInterval?: number | undefined;
}

/** A transaction in a block: what it emitted, by name. */
export interface Mined {
  readonly receipt: TransactionReceipt;
  /** The events that IServices, the package's ABIs or the given ones declare. */
  readonly events: readonly DecodedEvent[];
}

/** A transaction that failed in its block. */
export class TransactionFailed extends Error {
  override readonly name = "TransactionFailed";

  constructor(
    readonly receipt: TransactionReceipt,
    /** The error, where the receipt names it. */
    readonly decoded: DecodedError | undefined,
  ) {
    super(`${receipt.transactionHash}: expected success, received ${decoded?.text || "a revert that the receipt does not name"}`);
  }
}

/** A transaction in whose place another one of the account is in a block. */
export class TransactionReplaced extends Error {
  override readonly name = "TransactionReplaced";

  constructor(
    readonly hash: Hex,
    /** The transaction that is in a block. */
    readonly by: Hex,
    /** `cancelled` or `replaced`. */
    readonly reason: string,
  ) {
    super(`${hash}: expected the transaction in a block, received ${by} in its place: it was ${reason}`);
  }
}

type PublicClient = Client<Transport, Chain | undefined>;
type WalletClient = Client<Transport, Chain | undefined, Account | undefined>;

/** How a client of IServices reaches the chain. */
export interface ServicesConfig {
  /** viem's client for reading. */
  readonly publicClient: PublicClient;
  /** viem's client for sending; only `write` needs one. */
  readonly walletClient?: WalletClient | undefined;
  /** A relay in front of Tangle's core; by default the precompile. */
  readonly address?: Address | undefined;
}

/** A client of IServices. Its functions, arguments and results have the names of IServices.sol. */
export interface ServicesClient {
  readonly address: Address;
  readonly publicClient: PublicClient;
  /** Reads. */
  readonly read: {
    readonly [Name in ViewName]: (...args: Arguments<ArgsOf<Name>, ReadOptions>) => Promise<ReturnOf<Name>>;
  };
  /** Executes a step without sending it. Fails as the transaction would. */
  readonly simulate: {
    readonly [Name in StepName]: (...args: Arguments<ArgsOf<Name>, WriteOptions>) => Promise<ReturnOf<Name>>;
  };
  /** Executes a step without sending it, then sends it: an error costs nothing. Returns the transaction's hash. */
  readonly write: {
    readonly [Name in StepName]: (...args: Arguments<ArgsOf<Name>, WriteOptions>) => Promise<Hex>;
  };
  /**
   * Waits for a transaction.
   *
   * @throws TransactionFailed if it failed.
   */
  mined(hash: Hex, options?: DecodeOptions): Promise<Mined>;
  /** Events of the past. */
  getEvents<Name extends EventName>(name: Name, options?: EventOptions<Name>): Promise<readonly ServicesEvent<Name>[]>;
  /** Events as they come, until the function that is returned is called. */
  watchEvent<Name extends EventName>(name: Name, options: WatchOptions<Name>): () => void;
}

const functions = abi.filter((item) => item.type === "function") as readonly AbiFunction[];

/** The function's result by its names. */
function returned({ outputs }: AbiFunction, result: unknown): unknown {
  if (outputs.length === 0) return undefined;
  return outputs.length === 1 ? whole(result) : byName(outputs, result as readonly unknown[]);
}

type Call = (args?: Readonly<Record<string, unknown>>, options?: never) => Promise<unknown>;

/** One function for each of the ABI that changes state, or that does not. */
function each(views: boolean, make: (item: AbiFunction) => Call): Record<string, Call> {
  const chosen = functions.filter(({ stateMutability }) => (stateMutability === "view") === views);
  return Object.fromEntries(chosen.map((item) => [item.name, make(item)]));
}

interface Raw {
  readonly eventName: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly blockNumber: bigint | null;
  readonly transactionHash: Hex | null;
  readonly logIndex: number | null;
  readonly removed?: boolean;
}

/** An event that is in a block. One of a block that the chain has left is none. */
function event<Name extends EventName>(log: Raw): readonly ServicesEvent<Name>[] {
  const { eventName, args, blockNumber, transactionHash, logIndex } = log;
  if (blockNumber === null || transactionHash === null || logIndex === null || log.removed === true) return [];
  const named = { name: eventName, args: whole(args), blockNumber, transactionHash, logIndex: BigInt(logIndex) };
  return [named as unknown as ServicesEvent<Name>];
}

/** Leaves out what is `undefined`, which viem's options do not allow. */
const given = <T extends object>(options: T) =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));

/**
 * Waits for a transaction, or for the same one with another fee.
 *
 * @throws TransactionReplaced if another transaction of the account has its place.
 */
export async function receiptOf(client: PublicClient, hash: Hex, pollingInterval?: number): Promise<TransactionReceipt> {
  let other: { readonly hash: Hex; readonly reason: string } | undefined;
  const receipt = await waitForTransactionReceipt(client, {
    hash,
    onReplaced: ({ reason, transaction }) => {
      if (reason !== "repriced") other = { hash: transaction.hash, reason };
    },
    ...given({ pollingInterval }),
  });
  if (other) throw new TransactionReplaced(hash, other.hash, other.reason);
  return receipt;
}

/** Makes a client of IServices. */
export function createServicesClient(config: ServicesConfig): ServicesClient {
  const { publicClient, walletClient, address = SERVICES } = config;
  const contract = { address, abi: abi as Abi };
  const request = (item: AbiFunction, args: Readonly<Record<string, unknown>>) => ({
    ...contract,
    functionName: item.name,
    args: inOrder(item.name, item.inputs, args),
  });
  const simulated = (item: AbiFunction, args: Readonly<Record<string, unknown>>, options: WriteOptions) => {
    const account = options.account ?? walletClient?.account;
    return simulateContract(publicClient, { ...request(item, args), ...given({ ...options, account }) } as never);
  };
  return {
    address,
    publicClient,
    read: each(true, (item) => async (args = {}, options: ReadOptions = {}) =>
      returned(item, await readContract(publicClient, { ...request(item, args), ...given(options) } as never)),
    ) as unknown as ServicesClient["read"],
    simulate: each(false, (item) => async (args = {}, options: WriteOptions = {}) =>
      returned(item, (await simulated(item, args, options)).result),
    ) as unknown as ServicesClient["simulate"],
    write: each(false, (item) => async (args = {}, options: WriteOptions = {}) => {
      if (walletClient === undefined) {
        throw new TypeError(`${item.name}: expected a walletClient in createServicesClient, received none`);
      }
      const account = options.account ?? walletClient.account;
      if (account === undefined) throw new TypeError(`${item.name}: expected an account, in the walletClient or the options`);
      await simulated(item, args, options);
      const { chain } = walletClient;
      return writeContract(walletClient, { ...request(item, args), ...given({ ...options, account, chain: chain ?? null }) } as never);
    }) as unknown as ServicesClient["write"],
    async mined(hash, options = {}) {
      const receipt = await receiptOf(publicClient, hash);
      if (receipt.status !== "success") throw new TransactionFailed(receipt, decodeError(receipt, options));
      return { receipt, events: decodeEvents(receipt.logs, options) };
    },
    async getEvents<Name extends EventName>(name: Name, options: EventOptions<Name> = {}) {
      const { args, fromBlock = 0n, toBlock = "latest" } = options;
      const filter = given({ args: args && given(args) });
      const found = await getContractEvents(publicClient, {
        ...contract, eventName: name, fromBlock, toBlock, strict: true, ...filter,
      } as never);
      return (found as unknown as readonly Raw[]).flatMap((log) => event<Name>(log));
    },
    watchEvent<Name extends EventName>(name: Name, options: WatchOptions<Name>) {
      const { args, onEvent, onError, pollingInterval } = options;
      const onLogs = (logs: readonly Raw[]) => logs.flatMap((log) => event<Name>(log)).forEach(onEvent);
      return watchContractEvent(publicClient, {
        ...contract, eventName: name, strict: true, onLogs, ...given({ args: args && given(args), onError, pollingInterval }),
      } as never);
    },
  };
}
