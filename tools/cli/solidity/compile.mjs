// Compiles Solidity for the builder (`tools/cli`), offline: the compilers are wasm in npm packages.
//
// stdin:  {"work": "build" or "check", "root": folder, "packages": {"name/": "folder below root"},
//          "denyWarnings": bool, "contracts": {"Name": "path below root"}, "interfaces": {same shape}}
// stdout: {"contracts": {"Name": {"abi": […], "layout": {…}, "evm": hex, "polkavm": {"z": hex, "s": hex, "3": hex}}},
//          "warnings": [text]}
// An interface and an abstract contract get their ABI alone, and so does everything that is only checked. An error goes
// to stderr and ends with code 1.
import { createRequire } from "node:module";
import { existsSync, readFileSync } from "node:fs";
import { posix } from "node:path";

const require = createRequire(import.meta.url);
const solc = require("solc");

/** resolc's optimisation modes: for size, balanced, for speed. */
const MODES = ["z", "s", "3"];
/** Solidity's optimiser runs: tnt-core's own contracts are compiled for as many. */
const RUNS = 200;

const request = JSON.parse(readFileSync(0, "utf8"));
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

const warnings = [];

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

const result = {};
for (const [name, path] of Object.entries(request.interfaces ?? {})) {
  const compiled = compileForEvm(path)[name] ?? fail(`${path}: expected an interface ${name}`);
  result[name] = { abi: compiled.abi };
}
for (const [name, path] of Object.entries(request.contracts ?? {})) {
  const compiled = compileForEvm(path)[name] ?? fail(`${path}: expected a contract ${name}`);
  result[name] = { abi: compiled.abi };
  if (checking || compiled.evm.bytecode.object === "") continue;
  const polkavm = {};
  for (const mode of MODES) {
    polkavm[mode] = (await compileForPolkaVm(path, mode))[name].evm.bytecode.object;
  }
  const { storage, types } = compiled.storageLayout;
  const layout = { storage: storage.map(({ astId, ...slot }) => slot), types };
  result[name] = { abi: compiled.abi, layout, evm: compiled.evm.bytecode.object, polkavm };
}
process.stdout.write(JSON.stringify({ contracts: result, warnings: [...new Set(warnings)] }));
