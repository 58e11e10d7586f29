// A log that only grows, as IAuditLogs.sol verifies it: a Merkle tree of RFC 9162 over SHA-256.

import { bytesToHex, concat, sha256, type Hex } from "viem";

/** A log. It has the digests of the entries, and not the entries. */
export interface AuditLog {
  /** The number of its entries. */
  readonly size: bigint;
  /** Its root; of a log without entries, the hash of nothing. */
  readonly root: Hex;
  /** The root as it was with so many entries. Throws a RangeError where the log was never that long. */
  rootAt(size: bigint | number): Hex;
  /** The proof that an entry is in the log, for `verifyEntry`. Throws a RangeError where the log has no such entry. */
  inclusion(entry: bigint | number): Hex[];
  /**
   * The proof that the log continues what it was with so many entries, for `append`. Throws a RangeError where the log was
   * never that long.
   */
  consistency(from: bigint | number): Hex[];
  /** Adds an entry. */
  push(entry: Uint8Array): void;
}

const LEAF = new Uint8Array([0]);
const NODE = new Uint8Array([1]);
const leafOf = (entry: Uint8Array): Uint8Array => sha256(concat([LEAF, entry]), "bytes");
const nodeOf = (left: Uint8Array, right: Uint8Array): Uint8Array => sha256(concat([NODE, left, right]), "bytes");
/** The largest power of two that is at most `count`, which is from 1 to 2^32 - 1. */
const powerIn = (count: number): number => 2 ** (31 - Math.clz32(count));

/** The digest of an entry, as a leaf: what `verifyEntry` takes. */
export function auditLogLeaf(entry: Uint8Array): Hex {
  return bytesToHex(leafOf(entry));
}

/** The log of these entries. A proof takes one hash for each level of the tree at most, beside those that the log has. */
export function auditLog(entries: readonly Uint8Array[]): AuditLog {
  /** Digests of complete trees of 2^level entries. */
  const levels: Uint8Array[][] = [[]];
  const leaves = levels[0]!;
  const push = (entry: Uint8Array): void => {
    let digest = leafOf(entry);
    for (let level = 0; ; level += 1) {
      const trees = (levels[level] ??= []);
      trees.push(digest);
      if (trees.length % 2 === 1) return;
      digest = nodeOf(trees[trees.length - 2]!, digest);
    }
  };
  entries.forEach(push);

  /** The digest of the tree of the entries from `first` to before `last`. */
  const digestOf = (first: number, last: number): Uint8Array => {
    if (first === last) return sha256(new Uint8Array(), "bytes");
    const count = last - first;
    const power = powerIn(count);
    if (power === count) return levels[31 - Math.clz32(count)]![first / count]!;
    return nodeOf(digestOf(first, first + power), digestOf(first + power, last));
  };
  /** From the root down to a tree that ends before entry `end`: its beginning, and the digests beside the path, from below. */
  const pathTo = (end: number, isThere: (first: number, last: number) => boolean): [number, Uint8Array[]] => {
    let [first, last] = [0, leaves.length];
    const beside: Uint8Array[] = [];
    while (!isThere(first, last)) {
      const middle = first + powerIn(last - first - 1);
      if (end <= middle) {
        beside.push(digestOf(middle, last));
        last = middle;
      } else {
        beside.push(digestOf(first, middle));
        first = middle;
      }
    }
    return [first, beside.reverse()];
  };
  const sizeOf = (received: bigint | number): number => {
    const size = Number(received);
    if (!Number.isInteger(size) || size < 0 || size > leaves.length) {
      throw new RangeError(`expected a size from 0 to ${leaves.length}, received ${received}`);
    }
    return size;
  };
  return {
    get size() {
      return BigInt(leaves.length);
    },
    get root() {
      return bytesToHex(digestOf(0, leaves.length));
    },
    rootAt: (size) => bytesToHex(digestOf(0, sizeOf(size))),
    inclusion(entry) {
      const place = Number(entry);
      if (!Number.isInteger(place) || place < 0 || place >= leaves.length) {
        throw new RangeError(`expected an entry of at least 0 and below ${leaves.length}, received ${entry}`);
      }
      const [, siblings] = pathTo(place + 1, (first, last) => last - first === 1);
      return siblings.map((it) => bytesToHex(it));
    },
    consistency(from) {
      const old = sizeOf(from);
      if (old === 0) return [];
      const [first, beside] = pathTo(old, (_, last) => last === old);
      // The root of before has the digest of a tree that begins the log.
      const digests = first === 0 ? beside : [digestOf(first, old), ...beside];
      return digests.map((it) => bytesToHex(it));
    },
    push,
  };
}
