// The tree of a data set of storage proofs, and openings of its leaves. Leaves and nodes are those of IStorageProofs.sol, in a
// tree of 2^height leaves with empty leaves behind those of the set.

import { concat, keccak256, type Hex } from "viem";

/** The most levels of a tree that the contract takes. */
export const MOST_HEIGHT = 40;

/** A data set's tree. It has the digests of the leaves, and not their data. */
export interface DataSet {
  /** Its root. */
  readonly root: Hex;
  /** The leaves that hold data. */
  readonly leaves: bigint;
  /** Levels of the tree. */
  readonly height: number;
  /** The siblings of a leaf, from the leaf to the root. Throws a RangeError behind the last leaf. */
  siblings(leaf: bigint | number): Hex[];
}

const leafOf = (data: Uint8Array): Hex => keccak256(concat([new Uint8Array([0]), data]));
const nodeOf = (left: Hex, right: Hex): Hex => keccak256(concat(["0x01", left, right]));

/** The least height of a tree with a place for each of so many leaves, at least one. */
export function leastHeight(leaves: number): number {
  let height = 0;
  while (2 ** height < leaves) height += 1;
  return height;
}

/**
 * The tree of these leaves, in a tree of `height` levels; the least one by default.
 * Throws a RangeError where there is no leaf, or the height is not between the least one and MOST_HEIGHT.
 */
export function dataSet(leaves: readonly Uint8Array[], height: number = leastHeight(leaves.length)): DataSet {
  if (leaves.length === 0) throw new RangeError("expected a data set with a leaf, received none");
  const least = leastHeight(leaves.length);
  if (!Number.isInteger(height) || height < least || height > MOST_HEIGHT) {
    throw new RangeError(
      `expected a height from ${least} to ${MOST_HEIGHT} for ${leaves.length} leaves, received ${height}`,
    );
  }
  const levels: Hex[][] = [leaves.map(leafOf)];
  const empty: Hex[] = [leafOf(new Uint8Array())];
  for (let level = 0; level < height; level += 1) {
    const below = levels[level]!;
    const padding = empty[level]!;
    const above: Hex[] = [];
    for (let place = 0; place < below.length; place += 2) {
      above.push(nodeOf(below[place]!, below[place + 1] ?? padding));
    }
    levels.push(above);
    empty.push(nodeOf(padding, padding));
  }
  return {
    root: levels[height]![0]!,
    leaves: BigInt(leaves.length),
    height,
    siblings(leaf) {
      let place = Number(leaf);
      if (!Number.isInteger(place) || place < 0 || place >= leaves.length) {
        throw new RangeError(`expected a leaf from 0 to ${leaves.length - 1}, received ${leaf}`);
      }
      return levels.slice(0, height).map((level, at) => {
        const sibling = level[place ^ 1] ?? empty[at]!;
        place = Math.floor(place / 2);
        return sibling;
      });
    },
  };
}
