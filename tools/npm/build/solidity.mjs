// The `.sol` files of the package: the base contracts in `solidity`, the interfaces in `solidity/abi`.
//
// Within the repository they import one another by the names `blueprint-abi/` and `blueprint-solidity/`, which a
// compiler resolves by a configuration. In the package they do so by relative paths: a dependant needs no
// configuration, and a file has one name to the compiler, whichever of its names the dependant imports.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { PACKAGE, REPOSITORY } from "./places.mjs";

/** The name by which the repository's files import a folder, the folder, and its place in the package. */
const ROOTS = [
  { name: "blueprint-abi/", folder: "abi/solidity", place: "solidity/abi" },
  { name: "blueprint-solidity/", folder: "contracts/solidity", place: "solidity" },
];

/** The paths of the `.sol` files below a folder of the repository; not those of tests, nor what forge and npm have written. */
function sources(folder) {
  const all = readdirSync(join(REPOSITORY, folder), { recursive: true, encoding: "utf8" });
  return all.filter((path) => path.endsWith(".sol") && !/^(test|node_modules|out|cache)\//.test(path)).sort();
}

/** A source with imports by relative paths. `path` is where it lies in the package. */
function withRelativeImports(path, source) {
  return source.replace(/^(\s*import\b[^"']*["'])([^"']+)(["'])/gm, (line, before, target, after) => {
    if (target.startsWith(".")) return line;
    const root = ROOTS.find(({ name }) => target.startsWith(name));
    if (!root) {
      const names = ROOTS.map(({ name }) => name).join(" or ");
      throw new Error(`${path}: expected a relative import or one of ${names}, received "${target}"`);
    }
    const relative = posix.relative(posix.dirname(path), posix.join(root.place, target.slice(root.name.length)));
    return before + (relative.startsWith(".") ? relative : `./${relative}`) + after;
  });
}

/** Writes the files, and returns their sources by their paths in the package. */
export function writeSolidity() {
  const files = {};
  for (const { folder, place } of ROOTS) {
    for (const source of sources(folder)) {
      const path = posix.join(place, source);
      files[path] = withRelativeImports(path, readFileSync(join(REPOSITORY, folder, source), "utf8"));
      mkdirSync(dirname(join(PACKAGE, path)), { recursive: true });
      writeFileSync(join(PACKAGE, path), files[path]);
    }
  }
  const remappings = [
    ["blueprint-hooks/", ""],
    ...ROOTS.map(({ name, place }) => [name, `${place}/`]),
  ].map(([name, place]) => `${name}=node_modules/blueprint-hooks/${place}\n`);
  writeFileSync(join(PACKAGE, "remappings.txt"), remappings.join(""));
  return files;
}
