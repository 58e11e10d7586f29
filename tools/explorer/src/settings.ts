// What the page reads: the RPC server and the addresses of contracts. They are in the address of the page, so that a link
// shows the same to another reader.
import { isAddress, type Address } from "viem";
import { SERVICES } from "blueprint-hooks";

/** Contracts beside the chain's own, which the page shows where their addresses are given. */
export const CONTRACTS = {
  levels: { name: "IServiceLevels", label: "Service levels", shows: "the windows of quality of every service" },
  ledger: { name: "IPointsLedger", label: "Points ledger", shows: "points by era" },
  pool: { name: "IRewardPool", label: "Reward pool", shows: "pots and claims by era" },
  court: { name: "ISlashingCourt", label: "Slashing court", shows: "its proposals, with their clocks and actions" },
  desk: { name: "IReportDesk", label: "Report registry", shows: "reports and their verdicts" },
} as const;
export type ContractKey = keyof typeof CONTRACTS;
export const CONTRACT_KEYS = Object.keys(CONTRACTS) as ContractKey[];

export interface Settings {
  readonly rpc: string;
  readonly services: Address;
  /** The Substrate JSON-RPC of a node of the same chain, for what Ethereum's has not. */
  readonly node: string | undefined;
  /** The symbol of the chain's own token, which Ethereum's JSON-RPC does not have. */
  readonly symbol: string;
  readonly contracts: Readonly<Partial<Record<ContractKey, Address>>>;
}

/** The server of the page itself, or the development chain's default where the page is a file. */
export function defaultRpc(location: Pick<Location, "protocol" | "origin">): string {
  return location.protocol.startsWith("http") ? location.origin : "http://127.0.0.1:8545";
}

/** Something in the address of the page that cannot be used. */
export class SettingError extends Error {
  override readonly name = "SettingError";
}

function addressOf(key: string, text: string): Address {
  if (!isAddress(text, { strict: false })) {
    throw new SettingError(`${key}: expected an address of 20 bytes in hexadecimal digits, received ${text}`);
  }
  return text.toLowerCase() as Address;
}

/** Reads the part of the page's address after the question mark. */
export function readSettings(search: string, location: Pick<Location, "protocol" | "origin">): Settings {
  const given = new URLSearchParams(search);
  const urlOf = (key: string, url: string) => {
    if (!/^(https?|wss?):\/\/./.test(url)) throw new SettingError(`${key}: expected a URL with http, https, ws or wss, received ${url}`);
    return url;
  };
  const rpc = urlOf("rpc", given.get("rpc") || defaultRpc(location));
  const named = given.get("node");
  const node = named ? urlOf("node", named) : undefined;
  const contracts: Partial<Record<ContractKey, Address>> = {};
  for (const key of CONTRACT_KEYS) {
    const text = given.get(key);
    if (text) contracts[key] = addressOf(key, text);
  }
  const services = addressOf("services", given.get("services") || SERVICES);
  return { rpc, services, node, symbol: given.get("symbol") || "UNIT", contracts };
}

/** The same as text; what is as by default is left out. */
export function writeSettings(settings: Settings, location: Pick<Location, "protocol" | "origin">): string {
  const out = new URLSearchParams();
  if (settings.rpc !== defaultRpc(location)) out.set("rpc", settings.rpc);
  if (settings.services.toLowerCase() !== SERVICES) out.set("services", settings.services);
  if (settings.node) out.set("node", settings.node);
  if (settings.symbol !== "UNIT") out.set("symbol", settings.symbol);
  for (const key of CONTRACT_KEYS) {
    const address = settings.contracts[key];
    if (address) out.set(key, address);
  }
  const text = out.toString().replaceAll("%3A", ":").replaceAll("%2F", "/");
  return text === "" ? "" : `?${text}`;
}
