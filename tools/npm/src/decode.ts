// Errors and events by their names: those of IServices, of the library's contracts, of managers of every generation, of
// Tangle's cores, of the pallets, and of a project's own ABIs.
import {
  decodeErrorResult, decodeEventLog, encodeAbiParameters, encodeErrorResult, toEventSelector, toFunctionSelector,
  type Abi, type AbiEvent, type Address, type Hex,
} from "viem";
import { formatAbiItem } from "viem/utils";
import { errors, events, palletErrors, type AbiError, type Known } from "./known.js";
import { revertOf } from "./revert.js";
import { byName, textOf, type Value } from "./values.js";

/** The name of an error of the pallets, or of the precompile itself, that IServices reverts with. */
export type ServicesErrorName = keyof typeof palletErrors;

/** An error that an ABI declares. */
export interface ContractError {
  readonly kind: "contract";
  readonly name: string;
  readonly signature: string;
  /** Its values by their names. */
  readonly args: Readonly<Record<string, Value>>;
  /** The contracts that declare it, as `library/ISlashingCourt`; `given` for an ABI of the options. */
  readonly declaredBy: readonly string[];
  readonly text: string;
}

/** An error that IServices reverted with: an error of a pallet by its name. */
export interface ServicesError {
  readonly kind: "services";
  readonly name: ServicesErrorName;
  /** The pallets that have an error of this name; `IServices` for the precompile's own. */
  readonly declaredBy: readonly string[];
  readonly text: string;
}

/** An error of the runtime, of a call that was sent to the pallets. */
export interface PalletError {
  readonly kind: "pallet";
  readonly pallet: string;
  readonly name: string;
  /** What a manager's hook reverted with, if that failed the call. */
  readonly hook: DecodedError | undefined;
  readonly text: string;
}

/** Any other revert. */
export interface OtherError {
  /**
   * `message`: `Error(string)`, whose text is `name`. `panic`: `Panic(uint256)`. `empty`: no data: a trap, too little gas,
   * or a static call that would change state. `unknown`: data that no known error is encoded as.
   */
  readonly kind: "message" | "panic" | "empty" | "unknown";
  readonly name: string;
  /** The code of a panic. */
  readonly code?: bigint;
  readonly data: Hex;
  readonly text: string;
}

export type DecodedError = ContractError | ServicesError | PalletError | OtherError;

/** How to decode. */
export interface DecodeOptions {
  /** ABIs of one's own contracts. They come before what the package knows. */
  readonly abis?: readonly Abi[] | undefined;
  /**
   * The folder or the contract whose declaration to use where several contracts declare an error or an event with other
   * names, such as `tnt-core-0.20`. By default a library contract's comes first, then the newest generation's.
   */
  readonly of?: string | undefined;
}

/** An event by its name. */
export interface DecodedEvent {
  readonly name: string;
  readonly signature: string;
  /** Its values by their names. */
  readonly args: Readonly<Record<string, Value>>;
  /** The contract that emitted it. */
  readonly address: Address;
  /** The contracts that declare it, as in `ContractError`. */
  readonly declaredBy: readonly string[];
  readonly text: string;
}

const GIVEN = ["given"];

/** The items of a kind in the given ABIs that have an id, before the known ones. */
function candidates<Item extends AbiError | AbiEvent>(
  type: Item["type"],
  id: string,
  known: Readonly<Record<string, readonly Known<Item>[]>>,
  { abis = [], of: preferred }: DecodeOptions,
): readonly Known<Item>[] {
  const given = abis.flatMap((abi) => abi.filter((item) => item.type === type) as unknown as Item[]);
  const fitting = given.filter((item) => idOf(item) === id);
  const declared = Object.hasOwn(known, id) ? (known[id] ?? []) : [];
  const isPreferred = ({ of }: Known<Item>) =>
    of.some((contract) => contract === preferred || contract.startsWith(`${preferred}/`));
  return [
    ...fitting.map((item) => ({ item, signature: formatAbiItem(item), of: GIVEN })),
    ...declared.filter(isPreferred),
    ...declared.filter((one) => !isPreferred(one)),
  ];
}

const idOf = (item: AbiError | AbiEvent) =>
  item.type === "event" ? toEventSelector(formatAbiItem(item)) : toFunctionSelector(formatAbiItem(item));

/** The values of an error, if the data is exactly its encoding: which distinguishes errors of one selector. */
function errorArgs(item: AbiError, data: Hex): readonly unknown[] | undefined {
  try {
    const abi = [item] as Abi;
    const { args } = decodeErrorResult({ abi, data }) as { args?: readonly unknown[] };
    const encoded = encodeErrorResult({ abi, errorName: item.name, args: args ?? [] } as never);
    return encoded === data.toLowerCase() ? (args ?? []) : undefined;
  } catch {
    return undefined;
  }
}

const PANIC: AbiError = { type: "error", name: "Panic", inputs: [{ name: "code", type: "uint256" }] };
const TEXT: AbiError = { type: "error", name: "Error", inputs: [{ name: "message", type: "string" }] };
/** Solidity's codes of panics that a contract's code leads to. */
const PANICS: Readonly<Record<string, string>> = {
  "1": "AssertionFailed", "17": "ArithmeticOverflow", "18": "DivisionByZero", "33": "InvalidEnumValue",
  "34": "InvalidStorageBytes", "49": "EmptyArrayPop", "50": "IndexOutOfBounds", "65": "OutOfMemoryOrMalformedCalldata",
  "81": "UninitializedFunction",
};

function decodeData(data: Hex, options: DecodeOptions): DecodedError {
  if (data === "0x") return { kind: "empty", name: "", data, text: "reverted without data" };
  const [message] = errorArgs(TEXT, data) ?? [];
  if (typeof message === "string") {
    if (Object.hasOwn(palletErrors, message)) {
      const name = message as ServicesErrorName;
      return { kind: "services", name, declaredBy: palletErrors[name], text: name };
    }
    return { kind: "message", name: message, data, text: message };
  }
  const [code] = errorArgs(PANIC, data) ?? [];
  if (typeof code === "bigint") {
    const name = PANICS[`${code}`] ?? "Panic";
    return { kind: "panic", name, code, data, text: `${name} (panic 0x${code.toString(16)})` };
  }
  for (const { item, signature, of } of candidates<AbiError>("error", data.slice(0, 10).toLowerCase(), errors, options)) {
    const values = errorArgs(item, data);
    if (values === undefined) continue;
    const args = byName(item.inputs, values);
    return { kind: "contract", name: item.name, signature, args, declaredBy: of, text: `${item.name}(${textOf(args)})` };
  }
  return { kind: "unknown", name: "", data, text: `reverted with ${data}` };
}

/**
 * Names what a call or a transaction failed with.
 *
 * @param error What viem threw; a JSON-RPC error; revert data; or a receipt of a failed transaction, which has an error's
 * name on the development chain alone.
 * @returns The error, or `undefined` where this is no revert (a lost connection, an account without funds).
 */
export function decodeError(error: unknown, options: DecodeOptions = {}): DecodedError | undefined {
  const revert = revertOf(error);
  if (revert === undefined) return undefined;
  const [, pallet, name] = revert.runtime?.match(/^(\w+)\.(\w+)/) ?? [];
  if (pallet === undefined || name === undefined) return decodeData(revert.data, options);
  const hook = revert.data === "0x" ? undefined : decodeData(revert.data, options);
  const text = `${pallet}.${name}${hook === undefined ? "" : `: ${hook.text}`}`;
  return { kind: "pallet", pallet, name, hook, text };
}

/** A log, as receipts and `eth_getLogs` have it. */
export interface Log {
  readonly address: Address;
  readonly topics: readonly Hex[];
  readonly data: Hex;
}

/** Types whose value an indexed argument is; of the others its topic is a hash. */
const WORD = /^(u?int\d*|address|bool|bytes\d+)$/;

/** Whether a log is exactly the encoding of these values: viem reads a word beyond the range of its type, too. */
function encodes(item: AbiEvent, values: readonly unknown[], { data, topics }: Log): boolean {
  const all = item.inputs.map((input, at) => ({ input, value: values[at] }));
  const encoded = (of: typeof all) => encodeAbiParameters(of.map(({ input }) => input), of.map(({ value }) => value));
  const indexed = all.filter(({ input }) => input.indexed);
  return encoded(all.filter(({ input }) => !input.indexed)) === data.toLowerCase()
    && indexed.every((one, at) => !WORD.test(one.input.type) || encoded([one]) === topics[at + 1]?.toLowerCase());
}

/**
 * Names an event. Where declarations of an event differ in what is indexed, the log's number of topics decides.
 *
 * @returns The event, or `undefined` where no ABI declares it, or the log is not exactly the encoding of its values.
 */
export function decodeEvent(log: Log, options: DecodeOptions = {}): DecodedEvent | undefined {
  const [topic] = log.topics;
  if (topic === undefined) return undefined;
  for (const { item, signature, of } of candidates<AbiEvent>("event", topic, events, options)) {
    if (item.inputs.filter(({ indexed }) => indexed).length !== log.topics.length - 1) continue;
    let values: readonly unknown[];
    try {
      const topics = log.topics as [Hex, ...Hex[]];
      const decoded: unknown = decodeEventLog({ abi: [item], data: log.data, topics, strict: true }).args ?? {};
      values = Array.isArray(decoded)
        ? decoded
        : item.inputs.map(({ name }) => (decoded as Record<string, unknown>)[name ?? ""]);
      if (!encodes(item, values, log)) continue;
    } catch {
      continue;
    }
    const args = byName(item.inputs, values);
    const { address } = log;
    return { name: item.name, signature, args, address, declaredBy: of, text: `${item.name}(${textOf(args)})` };
  }
  return undefined;
}

/** Names the events of a receipt; those that no ABI declares are left out. */
export function decodeEvents(logs: readonly Log[], options: DecodeOptions = {}): readonly DecodedEvent[] {
  return logs.map((log) => decodeEvent(log, options)).filter((event) => event !== undefined);
}
