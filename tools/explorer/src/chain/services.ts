// Services by their ids, which count from 0. Those that ended are removed after a time: their ids stay unused.
import { zeroAddress, type Address } from "viem";
import type { ReturnOf } from "blueprint-hooks";
import type { Connection } from "./connection.js";

export interface ServiceRow extends ReturnOf<"serviceOf"> {
  readonly serviceId: bigint;
}

/** A page of services, newest first: ids below `before`, at most `limit`. */
export function pageIds(before: bigint, limit: number): readonly bigint[] {
  const length = before < BigInt(limit) ? Number(before) : limit;
  return Array.from({ length }, (_, index) => before - 1n - BigInt(index));
}

export async function readRow(connection: Connection, serviceId: bigint, blockNumber?: bigint): Promise<ServiceRow | undefined> {
  const row = await connection.services.read.serviceOf({ serviceId }, { blockNumber });
  return row.manager === zeroAddress ? undefined : { serviceId, ...row };
}

/** All services of a chain, read page by page, newest first. Blueprint and manager of a service never change. */
export class ServiceIndex {
  readonly rows = new Map<bigint, ServiceRow>();
  /** Ids of services that the chain has removed. */
  readonly gone = new Set<bigint>();
  count = 0n;
  /** Ids below are not read yet. */
  unread = 0n;
  #work: Promise<void> = Promise.resolve();

  constructor(readonly connection: Connection) {}

  get complete(): boolean {
    return BigInt(this.rows.size + this.gone.size) >= this.count;
  }

  /** Newest first, as far as they are read. */
  list(): readonly ServiceRow[] {
    return [...this.rows.values()].sort((a, b) => (a.serviceId < b.serviceId ? 1 : -1));
  }

  ofBlueprint(blueprintId: bigint): readonly ServiceRow[] {
    return this.list().filter((row) => row.blueprintId === blueprintId);
  }

  /** Reads how many there are, and the newest of those that are not read. */
  async refresh(limit = 50): Promise<void> {
    const before = this.count;
    this.count = await this.connection.services.read.serviceCount();
    if (before === 0n) this.unread = this.count;
    const wanted = this.count - before;
    await this.read(pageIds(this.count, wanted < BigInt(limit) ? Number(wanted) : limit));
  }

  /** Reads rows again, or for the first time. */
  async read(ids: readonly bigint[]): Promise<void> {
    const found = await Promise.all(ids.map(async (id) => [id, await readRow(this.connection, id)] as const));
    for (const [id, row] of found) {
      if (row) {
        this.rows.set(id, row);
      } else {
        this.rows.delete(id);
        this.gone.add(id);
      }
      if (id < this.unread) this.unread = id;
    }
  }

  /** Reads all that is not read, in the background; `onPage` after each page. */
  readAll(onPage: () => void, wait: () => Promise<void> = async () => undefined): Promise<void> {
    const work = async () => {
      for (let id = this.count; id > 0n; ) {
        const page = pageIds(id, 50);
        const missing = page.filter((one) => !this.rows.has(one) && !this.gone.has(one));
        if (missing.length > 0) {
          await this.read(missing);
          onPage();
          await wait();
        }
        id -= BigInt(page.length);
      }
    };
    this.#work = this.#work.then(work, work);
    return this.#work;
  }
}

export interface Exposure {
  readonly token: Address;
  readonly committed: bigint;
  readonly exposed: bigint;
}
export interface OperatorRow {
  readonly operator: Address;
  readonly exposures: readonly Exposure[];
  readonly offences: ReturnOf<"offencesOf">;
  readonly pendingSlashes: bigint;
  readonly activity: ReturnOf<"activityOf">;
}
export interface ServiceDetail extends ServiceRow {
  readonly era: bigint;
  readonly operators: readonly OperatorRow[];
}

/** A service with its operators at a block. */
export async function readDetail(connection: Connection, serviceId: bigint, blockNumber?: bigint): Promise<ServiceDetail | undefined> {
  const { read } = connection.services;
  const at = { blockNumber };
  const row = await readRow(connection, serviceId, blockNumber);
  if (!row) return undefined;
  const [addresses, assets, era] = await Promise.all([
    read.operatorsOf({ serviceId }, at),
    read.assetsOf({ serviceId }, at),
    read.currentEra({}, at),
  ]);
  const { blueprintId } = row;
  const operatorRow = async (operator: Address): Promise<OperatorRow> => {
    const [exposed, offences, pendingSlashes, activity] = await Promise.all([
      Promise.all(assets.tokens.map((token) => read.exposureOf({ serviceId, operator, token }, at))),
      read.offencesOf({ blueprintId, operator }, at),
      read.pendingSlashesOf({ serviceId, operator }, at),
      read.activityOf({ era, operator }, at),
    ]);
    const exposures = assets.tokens.map((token, index) => ({
      token, committed: assets.amounts[index] ?? 0n, exposed: exposed[index] ?? 0n,
    }));
    return { operator, exposures, offences, pendingSlashes, activity };
  };
  return { ...row, era, operators: await Promise.all(addresses.map(operatorRow)) };
}
