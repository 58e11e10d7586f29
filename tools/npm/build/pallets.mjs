// The names of the pallets' errors, which IServices reverts with as texts, from where they are declared.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY } from "./places.mjs";

const PALLETS = { Services: "chain/services/src/errors.rs", Stake: "chain/stake/src/errors.rs" };
const PRECOMPILE = "chain/precompiles/src";

const read = (path) => readFileSync(join(REPOSITORY, path), "utf8");

/** Names, and the pallets (or `IServices`, for its own) that have an error of the name. */
export function palletErrors() {
  const found = new Map();
  const add = (name, place) => found.set(name, [...new Set([...(found.get(name) ?? []), place])]);
  for (const [pallet, path] of Object.entries(PALLETS)) {
    const [, body] = read(path).match(/pub enum Error<T> \{\n([\s\S]*?)\n {4}\}/) ?? [];
    const names = [...(body ?? "").matchAll(/^ {8}([A-Z]\w+)(\([^)]*\))?,$/gm)].map(([, name]) => name);
    if (names.length === 0) throw new Error(`${path}: expected variants of Error<T>, received none`);
    names.forEach((name) => add(name, pallet));
  }
  for (const file of readdirSync(join(REPOSITORY, PRECOMPILE)).filter((file) => file.endsWith(".rs"))) {
    for (const [, name] of read(`${PRECOMPILE}/${file}`).matchAll(/\brevert\("(\w+)"\)/g)) add(name, "IServices");
  }
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}
