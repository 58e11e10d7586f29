// Which build the code of an EVM contract is of. A constructor writes immutables into the code that it returns, so no hash of a
// build is the code's: it is compared with the end of a creation code, which is the code with zeros in the places of immutables.

/** PUSH32, with which code loads an immutable: its argument is zero in the creation code. */
const PUSH32 = 0x7f;
const WORD = 32;

/** Where an immutable begins that has the byte at `at`, in a creation code; `undefined` where none has. */
function immutableWith(creation: Uint8Array, at: number): number | undefined {
  for (let start = at; start > at - WORD; start--) {
    if (creation[start - 1] !== PUSH32 || start + WORD > creation.length) continue;
    if (creation.subarray(start, start + WORD).every((byte) => byte === 0)) return start;
  }
  return undefined;
}

/** Whether a contract's code is the end of a creation code, but for immutables. */
export function isCreatedBy(code: Uint8Array, creation: Uint8Array): boolean {
  const from = creation.length - code.length;
  if (code.length === 0 || from < 0) return false;
  for (let at = 0; at < code.length; at++) {
    if (code[at] === creation[from + at]) continue;
    const immutable = immutableWith(creation, from + at);
    if (immutable === undefined || immutable < from) return false;
    at = immutable - from + WORD - 1;
  }
  return true;
}
