// What happened, from events: those of the pallets where the server returns them (`dev_events`), else logs of IServices; and
// logs of the contracts of the settings. Read backwards from the head, page by page, so that the newest is there first.
import type { Address, Hex } from "viem";
import { decodeEvent, type Log, type Value } from "blueprint-hooks";
import { httpUrl, type Connection } from "./connection.js";

export interface Happening {
  /** Orders happenings, and is the key of a row. */
  readonly key: string;
  readonly block: bigint;
  readonly transaction: Hex | undefined;
  /** A pallet's name, or the interface of the contract that emitted it. */
  readonly source: string;
  /** The contract, of a log. */
  readonly contract?: Address;
  readonly name: string;
  readonly fields: Readonly<Record<string, Value>>;
}

/** Names of fields in logs of IServices, as the pallets have them: a reader of both needs one of them. */
const ALIASES: Readonly<Record<string, string>> = {
  serviceId: "service", slashId: "slash", callId: "call", blueprintId: "blueprint", slashBps: "share_bps",
};
const PALLETS = new Set(["Services", "Stake", "Liquid"]);

const inOrder = (block: bigint, index: number) => `${`${block}`.padStart(12, "0")}-${`${index}`.padStart(6, "0")}`;

/** JSON's numbers as bigints, and decimal digits, as which the chain has large ones. */
export function whole(value: unknown): Value {
  if (typeof value === "number") return BigInt(value);
  if (typeof value === "string" && /^\d+$/.test(value)) return BigInt(value);
  if (Array.isArray(value)) return value.map(whole);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, whole(inner)]));
  }
  return value === null || value === undefined ? "none" : (value as Value);
}

interface PalletEvent {
  readonly pallet: string;
  readonly event: string;
  readonly fields: unknown;
  readonly transactionHash: Hex | null;
}

export function ofPallets(block: bigint, events: readonly PalletEvent[]): readonly Happening[] {
  return events.flatMap(({ pallet, event, fields, transactionHash }, index) =>
    PALLETS.has(pallet)
      ? [{
          key: `p${inOrder(block, index)}`, block, transaction: transactionHash ?? undefined, source: pallet, name: event,
          fields: whole(fields ?? {}) as Record<string, Value>,
        }]
      : [],
  );
}

interface RawLog extends Log {
  readonly blockNumber: Hex;
  readonly transactionHash: Hex;
  readonly logIndex: Hex;
}

export function ofLogs(logs: readonly RawLog[], sources: ReadonlyMap<string, string>): readonly Happening[] {
  return logs.flatMap((log) => {
    const event = decodeEvent(log);
    const source = sources.get(log.address.toLowerCase());
    if (!event || !source) return [];
    const block = BigInt(log.blockNumber);
    const fields = Object.entries(event.args).map(([name, value]) => [source === "IServices" ? (ALIASES[name] ?? name) : name, value]);
    return [{
      key: `l${inOrder(block, Number(log.logIndex))}`, block, transaction: log.transactionHash, source, contract: log.address, name: event.name,
      fields: Object.fromEntries(fields) as Record<string, Value>,
    }];
  });
}

/** Where reading backwards ended, for a reason that the server gave. */
export interface Limit {
  readonly block: bigint;
  readonly reason: string;
}

/** The server answered that it does not return what was requested: to request it again changes nothing. */
class Refused extends Error {}

type Fetch = typeof fetch;
/** Block numbers in a request: `dev_events` returns one block, so many go in a batch; `eth_getLogs` returns a range. */
const PALLET_STEP = 2_500n;
/** The first page is short, so that the newest events are there at once; of blocks full of events a page stays short. */
const FIRST_STEP = 100n;
const MANY = 1_500;
const LOG_STEP = 10_000n;
const LEAST_LOG_STEP = 100n;
/** How many of the last blocks are read again with each head. */
const REREAD = 8n;

export class History {
  /** Newest first. */
  list: readonly Happening[] = [];
  /** The first and the last block that were read; none yet where `first` is after `last`. */
  first = 1n;
  last = 0n;
  limit: Limit | undefined;
  /** Why the last page could not be read, if so; it can be read again. */
  failure: string | undefined;
  /** Counts restarts: what was requested before one belongs to another chain. */
  #restarts = 0;
  #logStep = LOG_STEP;
  #palletStep = FIRST_STEP;
  readonly #sources: Map<string, string>;
  readonly #seen = new Set<string>();

  constructor(
    readonly connection: Connection,
    readonly names: Readonly<Record<string, string>>,
    readonly fetched: Fetch = (input, init) => fetch(input, init),
  ) {
    this.#sources = new Map(Object.entries(names).map(([address, name]) => [address.toLowerCase(), name]));
  }

  /** Whether every block from the first on was read. */
  get complete(): boolean {
    return this.first === 0n;
  }
  get started(): boolean {
    return this.first <= this.last;
  }

  /** Reads blocks after the last that was read, up to the head. */
  async follow(head: bigint): Promise<void> {
    if (!this.started) {
      this.first = head + 1n;
      this.last = head;
      return this.earlier();
    }
    if (head < this.last) return this.#restart(head);
    // The last blocks of a network may be replaced by others: they are read again.
    let from = this.last + 1n;
    if (!this.connection.abilities.dev) from = this.last - REREAD >= this.first ? this.last - REREAD + 1n : this.first;
    while (this.last < head) {
      const step = this.connection.abilities.dev ? PALLET_STEP : this.#logStep;
      const to = from + step - 1n < head ? from + step - 1n : head;
      try {
        await this.#read(from, to);
        this.failure = undefined;
      } catch (error) {
        if (error instanceof Refused && this.#smaller()) continue;
        this.failure = error instanceof Error ? error.message : `${error}`;
        return;
      }
      this.last = to;
      from = to + 1n;
    }
  }

  /** A server's limit of a range or of results is not known before: a smaller range is tried, if there is one. */
  #smaller(): boolean {
    if (this.connection.abilities.dev || this.#logStep <= LEAST_LOG_STEP) return false;
    this.#logStep /= 10n;
    return true;
  }

  /** The chain went back to a snapshot: what came after it did not happen. */
  async #restart(head: bigint): Promise<void> {
    this.#restarts += 1;
    this.list = [];
    this.#seen.clear();
    this.limit = undefined;
    this.failure = undefined;
    this.first = head + 1n;
    this.last = head;
    return this.earlier();
  }

  /** Reads the logs of further contracts from now on, and those in the blocks that were read. */
  async watch(sources: readonly (readonly [address: Address, name: string])[]): Promise<void> {
    const added = sources.map(([address]) => address.toLowerCase()).filter((address) => !this.#sources.has(address));
    for (const [address, name] of sources) this.#sources.set(address.toLowerCase(), name);
    if (added.length === 0 || !this.started) return;
    for (let to = this.last; to >= this.first; ) {
      const from = to >= this.first + this.#logStep ? to - this.#logStep + 1n : this.first;
      try {
        this.#add(await this.#logs(from, to, added));
      } catch (error) {
        if (error instanceof Refused && this.#smaller()) continue;
        // The next time they are new again.
        for (const address of added) this.#sources.delete(address);
        throw error;
      }
      if (from === 0n) return;
      to = from - 1n;
    }
  }

  /** Reads a page of blocks before the first that was read. */
  async earlier(): Promise<void> {
    if (this.complete || this.limit) return;
    const step = this.connection.abilities.dev ? this.#palletStep : this.#logStep;
    const [before, restarts] = [this.list.length, this.#restarts];
    const to = this.first - 1n;
    const from = to >= step ? to - step + 1n : 0n;
    try {
      await this.#read(from, to);
      if (restarts !== this.#restarts) return;
      this.first = from;
      this.failure = undefined;
      const found = this.list.length - before;
      if (found > MANY && this.#palletStep > FIRST_STEP) this.#palletStep /= 2n;
      else if (found < MANY / 3 && this.#palletStep < PALLET_STEP) this.#palletStep *= 2n;
    } catch (error) {
      if (restarts !== this.#restarts) return;
      const reason = error instanceof Error ? error.message : `${error}`;
      if (!(error instanceof Refused)) {
        this.failure = reason;
        return;
      }
      if (this.#smaller()) return this.earlier();
      this.limit = { block: this.first, reason };
    }
  }

  /** Reads backwards until so many blocks or happenings were read; `onPage` and `wait` after each page. */
  async fill(blocks: bigint, happenings: number, onPage: () => void, wait = () => new Promise<void>((go) => setTimeout(go, 0))): Promise<void> {
    const until = this.first > blocks ? this.first - blocks : 0n;
    while (this.first > until && this.list.length < happenings && !this.limit) {
      const before = this.first;
      await this.earlier();
      onPage();
      if (this.first === before && !this.limit) return;
      await wait();
    }
  }

  async #read(from: bigint, to: bigint): Promise<void> {
    const restarts = this.#restarts;
    const [pallets, logs] = await Promise.all([this.#pallets(from, to), this.#logs(from, to)]);
    if (restarts !== this.#restarts) return;
    if (!this.connection.abilities.dev && from <= this.last) this.#forget(from, to);
    this.#add([...pallets, ...logs]);
  }

  /** What was read of blocks that are read again. */
  #forget(from: bigint, to: bigint): void {
    const again = ({ block }: Happening) => block >= from && block <= to;
    for (const one of this.list) if (again(one)) this.#seen.delete(one.key);
    this.list = this.list.filter((one) => !again(one));
  }

  #add(found: readonly Happening[]): void {
    const all = found.filter(({ key }) => !this.#seen.has(key));
    for (const { key } of all) this.#seen.add(key);
    if (all.length === 0) return;
    const newestFirst = (a: Happening, b: Happening) => (a.key.slice(1) < b.key.slice(1) ? 1 : -1);
    all.sort(newestFirst);
    const [newest, oldest] = [this.list[0], this.list[this.list.length - 1]];
    const [first, last] = [all[0], all[all.length - 1]];
    if (!newest || !oldest || !first || !last) this.list = all;
    else if (last.block >= newest.block) this.list = [...all, ...this.list];
    else if (first.block <= oldest.block) this.list = [...this.list, ...all];
    else this.list = [...this.list, ...all].sort(newestFirst);
  }

  async #batch<T>(requests: readonly { method: string; params: unknown[] }[]): Promise<readonly T[]> {
    const body = JSON.stringify(requests.map((request, id) => ({ jsonrpc: "2.0", id, ...request })));
    const headers = { "content-type": "application/json" };
    const response = await this.fetched(httpUrl(this.connection.settings.rpc), { method: "POST", headers, body });
    if (!response.ok) throw new Error(`${requests[0]?.method}: expected status 200, received ${response.status}`);
    const all = (await response.json()) as { id: number; result?: T; error?: { message: string } }[];
    const failed = all.find(({ error }) => error);
    if (failed?.error) throw new Refused(failed.error.message);
    return [...all].sort((a, b) => a.id - b.id).map(({ result }) => result as T);
  }

  async #pallets(from: bigint, to: bigint): Promise<readonly Happening[]> {
    if (!this.connection.abilities.dev || from > to) return [];
    const numbers = Array.from({ length: Number(to - from + 1n) }, (_, index) => from + BigInt(index));
    const requests = numbers.map((block) => ({ method: "dev_events", params: [`0x${block.toString(16)}`] }));
    const found = await this.#batch<readonly PalletEvent[]>(requests);
    return found.flatMap((events, index) => ofPallets(numbers[index] as bigint, events));
  }

  async #logs(from: bigint, to: bigint, of?: readonly string[]): Promise<readonly Happening[]> {
    // The pallets' events have all that logs of IServices have.
    const address = of ?? [...this.#sources].filter(([, name]) => !(this.connection.abilities.dev && name === "IServices")).map(([one]) => one);
    if (address.length === 0 || from > to) return [];
    const range = { address, fromBlock: `0x${from.toString(16)}`, toBlock: `0x${to.toString(16)}` };
    const [logs = []] = await this.#batch<readonly RawLog[]>([{ method: "eth_getLogs", params: [range] }]);
    return ofLogs(logs, this.#sources);
  }
}

/** Happenings with these values in their fields. Addresses are compared without their case. */
export function matching(list: readonly Happening[], fields: Readonly<Record<string, Value>>, names?: readonly string[]): readonly Happening[] {
  const same = (a: Value | undefined, b: Value) =>
    typeof a === "string" && typeof b === "string" ? a.toLowerCase() === b.toLowerCase() : a === b;
  const wanted = Object.entries(fields);
  return list.filter(
    (one) => (!names || names.includes(one.name)) && wanted.every(([name, value]) => same(one.fields[name], value)),
  );
}
