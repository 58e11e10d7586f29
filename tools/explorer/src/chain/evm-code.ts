// Which build the code of an EVM contract is of. A constructor writes immutables into the code that it returns, so no hash of a
// build is the code's: it is compared with the part of a creation code that stands behind the constructor, which is the code with zeros
// in the places of immutables.

/** PUSH32, with which code loads an immutable: its argument is zero in the creation code. */
const PUSH32 = 0x7f;
const WORD = 32;

/** RETURN and INVALID, with which solc ends what runs at the creation. The code of the contract follows, and what it creates itself. */
const END = [0xf3, 0xfe] as const;

/** Where the contract's code begins in a creation code; `undefined` where nothing ends the constructor. */
function codeStart(creation: Uint8Array): number | undefined {
  const end = creation.findIndex((byte, at) => byte === END[0] && creation[at + 1] === END[1]);
  return end < 0 ? undefined : end + END.length;
}

/** Where an immutable begins that has the byte at `at`, in a creation code; `undefined` where none has. */
function immutableWith(creation: Uint8Array, at: number): number | undefined {
  for (let start = at; start > at - WORD; start--) {
    if (creation[start - 1] !== PUSH32 || start + WORD > creation.length) continue;
    if (creation.subarray(start, start + WORD).every((byte) => byte === 0)) return start;
  }
  return undefined;
}

/** Whether a contract's code is all that a creation code has behind the constructor, but for immutables. */
export function isCreatedBy(code: Uint8Array, creation: Uint8Array): boolean {
  const from = codeStart(creation);
  if (from === undefined || code.length === 0 || creation.length - from !== code.length) return false;
  for (let at = 0; at < code.length; at++) {
    if (code[at] === creation[from + at]) continue;
    const immutable = immutableWith(creation, from + at);
    // The instruction that loads it belongs to the code, too.
    if (immutable === undefined || immutable <= from) return false;
    at = immutable - from + WORD - 1;
  }
  return true;
}
