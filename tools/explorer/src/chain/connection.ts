// The connection to an RPC server: what it is able to do, and its head as it moves.
import { createPublicClient, http, webSocket, type Address, type Hex, type PublicClient } from "viem";
import { createServicesClient, type ServicesClient } from "blueprint-hooks";
import { devActions, type DevActions } from "blueprint-hooks/dev";
import type { Settings } from "../settings.js";

/** What a server offers beyond calls and logs. */
export interface Abilities {
  /** The development chain's methods: events of the pallets, encoded calls, time. */
  readonly dev: boolean;
  /** Traces of transactions, which have the gas of each hook. */
  readonly traces: boolean;
}

export interface Head {
  readonly number: bigint;
  readonly hash: Hex;
  /** Unix seconds. */
  readonly time: bigint;
  /** The page's clock when the head arrived, in milliseconds. */
  readonly seenAt: number;
}

export interface Connection {
  readonly settings: Settings;
  readonly client: PublicClient & DevActions;
  readonly services: ServicesClient;
  readonly chainId: number;
  /** What the server calls itself. */
  readonly version: string;
  readonly abilities: Abilities;
  /** Accounts with a name, by their addresses in lower case. */
  readonly names: ReadonlyMap<string, string>;
}

/** Whether a server has a method: one it lacks has the code -32601. */
async function has(client: PublicClient, method: string, params: unknown[]): Promise<boolean> {
  try {
    await client.request({ method, params } as never, { retryCount: 0 });
    return true;
  } catch (error) {
    const codes: unknown[] = [];
    for (let cause = error as { code?: unknown; cause?: unknown } | undefined; cause; cause = cause.cause as typeof cause) codes.push(cause.code);
    const text = error instanceof Error ? error.message : `${error}`;
    return !codes.includes(-32601) && !/method[^.]{0,60}(not found|not supported|does not exist|not available)/i.test(text);
  }
}

/** The URL for HTTP of a server that is named by either protocol. */
export const httpUrl = (rpc: string) => rpc.replace(/^ws/, "http");
/** The URL for WebSocket of a server that is named by either protocol. */
export const socketUrl = (rpc: string) => rpc.replace(/^http/, "ws");

/** How many requests go to the server at once, and how long it may take. */
const BATCH = { batchSize: 100, wait: 0 };
const TIMEOUT = 20_000;

async function namesOf(client: PublicClient, dev: boolean, settings: Settings) {
  const names = new Map<string, string>([
    [settings.services.toLowerCase(), "IServices"],
    ["0x6d6f646c70792f70616464720000000000000000", "pallets"],
  ]);
  if (!dev) return names;
  const found = (await client.request({ method: "dev_accounts" } as never)) as unknown;
  const add = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(add);
    if (typeof value !== "object" || value === null) return;
    const { name, address } = value as { name?: unknown; address?: unknown };
    if (typeof name === "string" && typeof address === "string") names.set(address.toLowerCase(), name);
    else Object.values(value).forEach(add);
  };
  add(found);
  return names;
}

/** Connects to the server of the settings. */
export async function connect(settings: Settings): Promise<Connection> {
  const transport = settings.rpc.startsWith("ws")
    ? webSocket(settings.rpc, { timeout: TIMEOUT })
    : http(settings.rpc, { batch: BATCH, timeout: TIMEOUT, retryCount: 1 });
  const plain = createPublicClient({ transport, cacheTime: 0, pollingInterval: 500 });
  const client = plain.extend(devActions) as unknown as PublicClient & DevActions;
  const zero: Hex = `0x${"0".repeat(64)}`;
  const [chainId, version, dev, traces] = await Promise.all([
    client.getChainId(),
    client.request({ method: "web3_clientVersion" }).catch(() => "unknown"),
    has(plain, "dev_account", ["runtime"]),
    has(plain, "debug_traceTransaction", [zero, { tracer: "callTracer" }]),
  ]);
  const services = createServicesClient({ publicClient: client, address: settings.services });
  const names = await namesOf(plain, dev, settings);
  return { settings, client, services, chainId, version, abilities: { dev, traces }, names };
}

export async function readHead(connection: Connection): Promise<Head> {
  const block = await connection.client.getBlock();
  return { number: block.number, hash: block.hash, time: block.timestamp, seenAt: Date.now() };
}

/** Whether a development chain is no longer the one of a head that was seen: it went back to a snapshot, or was started anew. */
export async function wentBack({ client, abilities }: Connection, seen: Head, now: Head): Promise<boolean> {
  if (!abilities.dev) return false;
  if (now.number < seen.number) return true;
  const block = now.number === seen.number ? now : await client.getBlock({ blockNumber: seen.number });
  return block.hash !== seen.hash;
}

/** The chain's time now, as far as the page's clock says how long ago the head came. */
export const timeNow = (head: Head, now = Date.now()): bigint =>
  head.time + BigInt(Math.max(0, Math.floor((now - head.seenAt) / 1_000)));

export type Follow = "subscription" | "polling" | "lost";

/**
 * Calls `onHead` for the head and each further one, by a subscription where the server has WebSocket, else by polling. A lost
 * connection is tried again. Returns what ends it.
 */
export function follow(
  connection: Connection,
  onHead: (head: Head) => void,
  onState: (state: Follow, error?: unknown) => void,
): () => void {
  const INTERVAL = 4_000;
  const POLLS = 15;
  let ended = false;
  let socket: WebSocket | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last: Hex | undefined;
  let busy = false;
  /** Whether a head arrived while one was read. */
  let missed = false;
  const look = async (state: Follow): Promise<void> => {
    if (busy) {
      missed = true;
      return;
    }
    busy = true;
    try {
      const head = await readHead(connection);
      if (ended) return;
      onState(state);
      if (head.hash !== last) onHead(head);
      last = head.hash;
    } catch (error) {
      if (!ended) onState("lost", error);
    } finally {
      busy = false;
    }
    if (missed && !ended) {
      missed = false;
      return look(state);
    }
  };
  /** How often a head was polled since the subscription ended: after some, a subscription is tried again. */
  let polled = 0;
  const poll = () => {
    if (ended) return;
    polled += 1;
    if (polled > POLLS) return subscribe();
    void look("polling").then(() => (timer = setTimeout(poll, INTERVAL)));
  };
  const subscribe = () => {
    polled = 0;
    try {
      open();
    } catch {
      poll();
    }
  };
  const open = () => {
    socket = new WebSocket(socketUrl(connection.settings.rpc));
    let again = false;
    socket.onopen = () => socket?.send(JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_subscribe", params: ["newHeads"] }));
    socket.onmessage = ({ data }) => {
      // A server may have WebSocket and no subscriptions.
      if ((JSON.parse(`${data}`) as { error?: unknown }).error !== undefined) return socket?.close();
      // Many blocks at once are read once: the page shows the last one.
      if (again) return;
      again = true;
      setTimeout(() => {
        again = false;
        void look("subscription");
      }, 100);
    };
    socket.onclose = () => {
      socket = undefined;
      poll();
    };
  };
  subscribe();
  return () => {
    ended = true;
    clearTimeout(timer);
    if (socket) socket.onclose = null;
    socket?.close();
  };
}

/** A name of an account, where there is one. */
export const nameOf = ({ names }: Connection, address: Address): string | undefined => names.get(address.toLowerCase());
