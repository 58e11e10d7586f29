// Calls of the runtime that the page encodes itself, so that they are sent on every server and not on the development chain alone.
import type { Hex } from "viem";
import { compact } from "./scale.js";

/** The place of the services pallet: the same in the runtimes of the development chain, of the network and of the parachain. */
const SERVICES_PALLET = "05";
/** The index of the call in `chain/services/src/calls.rs`. */
const EXECUTE_SLASH = "15";

/** `Services.execute_slash`, whose id is compact. */
export function executeSlash(slash: bigint): Hex {
  if (slash >= 1n << 64n) throw new RangeError(`expected the id of a slash, below 2^64, received ${slash}`);
  return `0x${SERVICES_PALLET}${EXECUTE_SLASH}${compact(slash)}`;
}
