// What a failed call or transaction carries, whichever library wraps it: revert data, and the message of the node.
import type { Hex } from "viem";

/** JSON-RPC's code of a call that reverted. */
const REVERTED = 3;
/** How deep errors are wrapped in one another, at most. */
const DEPTH = 16;

/** What is known of a revert. */
export interface Revert {
  /** The revert data; `0x` where there is none. */
  readonly data: Hex;
  /** The name of an error of the runtime, such as `Services.SlashUnderReview`, with its data. */
  readonly runtime: string | undefined;
}

const isHex = (value: unknown): value is Hex => typeof value === "string" && /^0x([0-9a-f]{2})*$/i.test(value);
const RUNTIME = /^[A-Z][A-Za-z0-9]*\.[A-Z][A-Za-z0-9]*(?:\(.*)?$/;

/** The objects that an error consists of: itself, its causes, what they hold of a response. */
function* layers(error: unknown): Generator<Record<string, unknown>> {
  let found = [error];
  for (let depth = 0; depth < DEPTH && found.length > 0; depth += 1) {
    const next: unknown[] = [];
    for (const layer of found) {
      if (typeof layer !== "object" || layer === null) continue;
      yield layer as Record<string, unknown>;
      const { cause, error: inner, info, data } = layer as Record<string, unknown>;
      next.push(cause, inner, info, data);
    }
    found = next;
  }
}

/** The runtime's error in a message of the development chain: `execution reverted: Services.SlashUnderReview`. */
function runtimeError(message: unknown): string | undefined {
  if (typeof message !== "string") return undefined;
  const name = message.match(/^execution reverted: (.+)$/m)?.[1]?.trim() ?? message.trim();
  return RUNTIME.test(name) ? name : undefined;
}

/**
 * The revert that an error is about; none where it is about something else, such as a lost connection.
 *
 * @param error An error of viem, of another library that keeps the node's response in `cause`, `error`, `info` or `data`,
 * such a response itself, revert data, or the receipt of a failed transaction.
 */
export function revertOf(error: unknown): Revert | undefined {
  if (isHex(error)) return { data: error, runtime: undefined };
  let data: Hex | undefined;
  let runtime: string | undefined;
  let reverted = false;
  for (const layer of layers(error)) {
    // `raw` is of viem's ContractFunctionRevertedError, `failure` of the development chain's receipts.
    for (const candidate of [layer["raw"], layer["data"]]) {
      if (isHex(candidate) && (data === undefined || data === "0x")) data = candidate;
    }
    for (const message of [layer["failure"], layer["details"], layer["message"]]) {
      runtime ??= runtimeError(message);
      if (typeof message === "string" && /\bexecution reverted\b/.test(message)) reverted = true;
    }
    if (layer["code"] === REVERTED || layer["status"] === "reverted") reverted = true;
    if (layer["name"] === "ContractFunctionRevertedError" || layer["name"] === "ExecutionRevertedError") reverted = true;
  }
  if (!reverted && runtime === undefined && (data === undefined || data === "0x")) return undefined;
  return { data: data ?? "0x", runtime };
}
