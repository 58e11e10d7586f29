// Who signed typed data, as strict as the contracts.

import { recoverTypedDataAddress } from "viem";
import type { Address, Hex, TypedDataDefinition } from "viem";

/** Evidence that must not be accepted. */
export class EvidenceError extends Error {
  override readonly name = "EvidenceError";
}

const HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;

/**
 * Who signed typed data, such as `resourceReportTypedData` returns; as strict as the contracts: 65 bytes, `s` in the lower half
 * of the order, `v` 27 or 28. Any signature is of some account: compare it with the one that is expected.
 *
 * @throws EvidenceError where it is no such signature.
 */
export async function typedDataSigner(typedData: TypedDataDefinition, signature: Hex): Promise<Address> {
  const parts = /^0x[0-9a-f]{64}([0-9a-f]{64})(1b|1c)$/i.exec(signature);
  if (parts === null || BigInt(`0x${parts[1]}`) > HALF_ORDER) {
    throw new EvidenceError(
      `expected a signature of 65 bytes with s in the lower half and v 27 or 28, received ${signature}`,
    );
  }
  try {
    return await recoverTypedDataAddress({ ...typedData, signature });
  } catch {
    throw new EvidenceError(`expected a signature of a key, received ${signature}`);
  }
}
