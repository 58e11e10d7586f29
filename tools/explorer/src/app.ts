// The state of the page, and what its views read of it.
import type { Address } from "viem";
import type { Connection, Follow, Head } from "./chain/connection.js";
import type { History } from "./chain/history.js";
import type { ServiceIndex } from "./chain/services.js";
import type { VaultIndex } from "./chain/vaults.js";
import type { Found, Wallet } from "./chain/wallet.js";
import type { Settings } from "./settings.js";

/** A part of the address after `#/`: `service/3?page=2` is `["service", "3"]` and its parameters. */
export interface Route {
  readonly path: readonly string[];
  readonly query: URLSearchParams;
}

export function routeOf(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?");
  return { path: path.split("/").filter((part) => part !== ""), query: new URLSearchParams(query) };
}

/** The address of a route with other parameters; `undefined` removes one. */
export function linkTo(route: Route, changes: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams(route.query);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString();
  return `#/${route.path.join("/")}${text === "" ? "" : `?${text}`}`;
}

/** What was read for a view. `data` stays while it is read again. */
export interface Loaded<T> {
  readonly data: T | undefined;
  readonly error: unknown;
  readonly loading: boolean;
}

interface Entry {
  at: string;
  data: unknown;
  error: unknown;
  loading: boolean;
}

/** The progress of a step by its id. */
export interface Progress {
  readonly busy: boolean;
  readonly error?: { readonly text: string; readonly advice: string };
  readonly done?: string;
}

/** The page once it is connected. */
export interface Live {
  readonly connection: Connection;
  readonly history: History;
  readonly index: ServiceIndex;
  readonly vaults: VaultIndex;
  head: Head;
}

export class App {
  live: Live | undefined;
  failure: unknown;
  follow: Follow = "polling";
  route: Route = routeOf(location.hash);
  wallets: readonly Found[] = [];
  wallet: Wallet | undefined;
  message = "";
  readonly progress = new Map<string, Progress>();
  /** Changes with each page of events or services that was read. */
  version = 0;
  readonly #entries = new Map<string, Entry>();
  #scheduled = false;

  constructor(readonly settings: Settings, readonly draw: () => void) {}

  /** Draws the page once in a frame, however often it is called. */
  redraw(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      this.#scheduled = false;
      this.draw();
    });
  }

  /** Shows a message, which screen readers read. */
  notify(message: string): void {
    this.message = message;
    this.redraw();
    setTimeout(() => {
      if (this.message !== message) return;
      this.message = "";
      this.redraw();
    }, 6_000);
  }

  /** Reads what a view needs, again for each head, or for each of `at`. */
  use<T>(key: string, load: () => Promise<T>, at?: string): Loaded<T> {
    const moment = at ?? `${this.live?.head.number ?? ""}`;
    const entry = this.#entries.get(key) ?? { at: "", data: undefined, error: undefined, loading: false };
    this.#entries.set(key, entry);
    if (entry.at !== moment && !entry.loading) {
      entry.at = moment;
      entry.loading = true;
      load()
        .then((data) => Object.assign(entry, { data, error: undefined }), (error: unknown) => Object.assign(entry, { error }))
        .finally(() => {
          entry.loading = false;
          this.redraw();
        });
    }
    return entry as Loaded<T>;
  }

  /** Forgets all that was read, of a chain that is no more. */
  restart(): void {
    this.live = undefined;
    this.#entries.clear();
    this.progress.clear();
  }

  /** Forgets how steps ended, which was about another page or account. */
  forget(): void {
    for (const [id, { busy }] of this.progress) if (!busy) this.progress.delete(id);
  }

  get account(): Address | undefined {
    return this.wallet?.account;
  }
}
