// The errors and events of all ABIs, each once, by which `decodeError` and `decodeEvent` name them.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { toEventSelector, toFunctionSelector } from "viem";
import { formatAbiItem } from "viem/utils";
import { FOLDERS, PACKAGE } from "./places.mjs";

/**
 * Different errors with one selector, each listed by signature: none today. Four bytes can collide, and then the
 * decoder needs to know; a collision that is not listed here ends the build.
 */
const COLLISIONS = [];

/** A parameter without `internalType`, which decoders do not read. */
const parameter = ({ name, type, indexed, components }) => ({
  name,
  type,
  ...(indexed && { indexed }),
  ...(components && { components: components.map(parameter) }),
});

/** The items of a kind by their ids. Those that differ in names or indexed parameters alone are variants of one. */
function gather(contracts, kind, idOf) {
  const items = new Map();
  for (const folder of FOLDERS) {
    for (const { name, abi } of contracts.filter((contract) => contract.folder === folder)) {
      for (const item of abi.filter(({ type }) => type === kind)) {
        const signature = formatAbiItem(item);
        const id = idOf(signature);
        const entry = { type: kind, name: item.name, inputs: item.inputs.map(parameter) };
        const variants = items.get(id) ?? items.set(id, []).get(id);
        const same = variants.find((known) => JSON.stringify(known.item) === JSON.stringify(entry));
        if (same) same.of.push(`${folder}/${name}`);
        else variants.push({ signature, of: [`${folder}/${name}`], item: entry });
      }
    }
  }
  return items;
}

function checkCollisions(errors) {
  const colliding = [...errors.values()]
    .map((variants) => [...new Set(variants.map(({ signature }) => signature))].sort())
    .filter((signatures) => signatures.length > 1);
  const [found, listed] = [colliding, COLLISIONS].map((all) => JSON.stringify([...all].sort()));
  if (found !== listed) throw new Error(`selectors of errors: expected the collisions ${listed}, received ${found}`);
}

/** Writes `src/known.ts`. */
export function writeKnown(contracts, palletErrors) {
  const errors = gather(contracts, "error", toFunctionSelector);
  checkCollisions(errors);
  const events = gather(contracts, "event", toEventSelector);
  // One line for each id.
  const table = (items) => {
    const lines = [...items].sort(([a], [b]) => (a < b ? -1 : 1)).map(([id, variants]) => `  "${id}": ${JSON.stringify(variants)},\n`);
    return `{\n${lines.join("")}}`;
  };
  const text = `// Made by build/known.mjs.
import type { Abi, AbiEvent } from "viem";

/** An error of an ABI. */
export type AbiError = Extract<Abi[number], { type: "error" }>;

/** An error or an event as one or more contracts declare it, named by folder and contract. */
export interface Known<Item> {
  readonly signature: string;
  readonly of: readonly string[];
  readonly item: Item;
}

export const errors: Readonly<Record<string, readonly Known<AbiError>[]>> = ${table(errors)};

export const events: Readonly<Record<string, readonly Known<AbiEvent>[]>> = ${table(events)};

export const palletErrors = ${JSON.stringify(palletErrors)} as const;
`;
  writeFileSync(join(PACKAGE, "src/known.ts"), text);
}
