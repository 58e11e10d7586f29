// Compiles Solidity for the builder (`tools/cli`), offline: the compilers are wasm in npm packages. JSON, one object a line.
//
// stdin:  {"work": "build" or "check", "root": folder, "packages": {"name/": "folder below root"}, "denyWarnings": bool},
//         then {"name": "Name", "path": "path below root", "isInterface": bool} for each contract
// stdout: {"abi": […], "layout": {…}, "evm": hex, "polkavm": {"z": hex, "s": hex, "3": hex}, "warnings": [text]} for each
// An interface and an abstract contract get their ABI alone, and so does everything that is only checked. An error goes
// to stderr and ends with code 1.
import { createRequire } from "node:module";
import { existsSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { createInterface } from "node:readline";

const require = createRequire(import.meta.url);
const solc = require("solc");

/** resolc's optimisation modes: for size, balanced, for speed. */
const MODES = ["z", "s", "3"];
/** Solidity's optimiser runs: tnt-core's own contracts are compiled for as many. */
const RUNS = 200;

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const next = async () => {
  const { value, done } = await lines.next();
  return done ? undefined : JSON.parse(value);
};
const request = await next();
const checking = request.work === "check";

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

/**
 * The packages that sources import by name, and their folders below the root. A file of such a folder has
 * the package's name to the compilers, too: imported by two names it would declare everything twice.
 */
const PACKAGES = Object.fromEntries(
  Object.entries(request.packages ?? {}).map(([name, folder]) => [name, folder.replace(/\/*$/, "/")]),
);

/** What the compilers say of the contract at hand. */
let warnings = [];

/** What the compilers call a file below the root. */
function nameOf(path) {
  for (const [name, folder] of Object.entries(PACKAGES)) {
    if (path.startsWith(folder)) return name + path.slice(folder.length);
  }
  return path;
}

/** The path below the root of what the compilers call by this name. */
function pathOf(name) {
  for (const [start, folder] of Object.entries(PACKAGES)) {
    if (name.startsWith(start)) return folder + name.slice(start.length);
  }
  return name;
}

/** The source of this name and what it imports, by a relative path or by a package's name. */
function gather(name, sources = {}) {
  if (sources[name]) return sources;
  const path = posix.join(request.root, pathOf(name));
  const content = existsSync(path)
    ? readFileSync(path, "utf8")
    : fail(`${pathOf(name)}: expected a file, received none; is its package in [packages] of blueprint.toml?`);
  sources[name] = { content };
  for (const [, target] of content.matchAll(/^\s*import\b[^"']*["']([^"']+)["']/gm)) {
    const imported = target.startsWith(".") ? posix.join(posix.dirname(name), target) : target;
    const ofPackage = Object.keys(PACKAGES).some((start) => imported.startsWith(start));
    if (nameOf(imported) !== imported) {
      fail(`${pathOf(name)}: expected the import "${nameOf(imported)}", received "${target}"`);
    }
    if (!target.startsWith(".") && !ofPackage) {
      fail(
        `${pathOf(name)}: expected a relative import or one of ${Object.keys(PACKAGES).join(", ")}, received "${target}"`,
      );
    }
    gather(imported, sources);
  }
  return sources;
}

function reportErrors(path, output) {
  for (const error of output.errors ?? []) {
    const text = error.formattedMessage ?? error.message;
    if (error.severity === "error") fail(`${path}: ${text}`);
    // resolc warns of what the EVM has and PolkaVM lacks, also where a contract does not use it.
    if (error.severity !== "warning" || /revive|polkavm/i.test(text)) continue;
    if (request.denyWarnings) fail(`${path}: ${text}`);
    warnings.push(`${path}: ${text}`);
  }
}

function compileForEvm(path) {
  const name = nameOf(path);
  const output = JSON.parse(
    solc.compile(
      JSON.stringify({
        language: "Solidity",
        sources: gather(name),
        settings: {
          evmVersion: "cancun",
          optimizer: { enabled: true, runs: RUNS },
          outputSelection: {
            [name]: { "*": checking ? ["abi"] : ["abi", "storageLayout", "evm.bytecode.object"] },
          },
        },
      }),
    ),
  );
  reportErrors(path, output);
  return output.contracts[name];
}

async function compileForPolkaVm(path, mode) {
  const { compile } = await import("@parity/resolc");
  const name = nameOf(path);
  const output = await compile(gather(name), { optimizer: { enabled: true, mode } });
  reportErrors(path, output);
  return output.contracts[name];
}

async function compiled({ name, path, isInterface }) {
  const contract = compileForEvm(path)[name] ?? fail(`${path}: expected ${isInterface ? "an interface" : "a contract"} ${name}`);
  const { abi } = contract;
  if (isInterface || checking || contract.evm.bytecode.object === "") return { abi };
  const polkavm = {};
  for (const mode of MODES) {
    polkavm[mode] = (await compileForPolkaVm(path, mode))[name].evm.bytecode.object;
  }
  const { storage, types } = contract.storageLayout;
  const layout = { storage: storage.map(({ astId, ...slot }) => slot), types };
  return { abi, layout, evm: contract.evm.bytecode.object, polkavm };
}

for (let source = await next(); source !== undefined; source = await next()) {
  warnings = [];
  const answer = await compiled(source);
  process.stdout.write(`${JSON.stringify({ ...answer, warnings: [...new Set(warnings)] })}\n`);
}
