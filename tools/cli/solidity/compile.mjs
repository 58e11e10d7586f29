// Compiles Solidity for the builder (`tools/cli`), offline: the compilers are wasm in npm packages.
//
// stdin:  {"root": folder, "sources": [path below root …], "contracts": {"Name": "path"}, "interfaces": […same shape…]}
// stdout: {"Name": {"abi": […], "evm": hex, "polkavm": {"z": hex, "s": hex, "3": hex}}}
// An interface gets its ABI alone. Diagnostics go to stderr; any error ends with code 1.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

const require = createRequire(import.meta.url);
const solc = require("solc");

/** resolc's optimisation modes: for size, balanced, for speed. */
const MODES = ["z", "s", "3"];
/** Solidity's optimiser runs: tnt-core's own contracts are compiled for as many. */
const RUNS = 200;

const request = JSON.parse(readFileSync(0, "utf8"));

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

/** The source and whatever it imports by a relative path. */
function gather(path, sources = {}) {
  if (sources[path]) return sources;
  const content = readFileSync(join(request.root, path), "utf8");
  sources[path] = { content };
  for (const [, target] of content.matchAll(/^\s*import\b[^"']*["']([^"']+)["']/gm)) {
    if (!target.startsWith(".")) fail(`${path}: expected a relative import, received "${target}"`);
    gather(normalize(join(dirname(path), target)), sources);
  }
  return sources;
}

function reportErrors(path, output) {
  for (const error of output.errors ?? []) {
    const text = error.formattedMessage ?? error.message;
    if (error.severity === "error") fail(`${path}: ${text}`);
    // resolc warns of what the EVM has and PolkaVM lacks, also where the twins do not use it.
    if (error.severity === "warning" && !/revive|polkavm/i.test(text)) fail(`${path}: ${text}`);
  }
}

function compileForEvm(path) {
  const output = JSON.parse(
    solc.compile(
      JSON.stringify({
        language: "Solidity",
        sources: gather(path),
        settings: {
          evmVersion: "cancun",
          optimizer: { enabled: true, runs: RUNS },
          outputSelection: { [path]: { "*": ["abi", "evm.bytecode.object"] } },
        },
      }),
    ),
  );
  reportErrors(path, output);
  return output.contracts[path];
}

async function compileForPolkaVm(path, mode) {
  const { compile } = await import("@parity/resolc");
  const output = await compile(gather(path), { optimizer: { enabled: true, mode } });
  reportErrors(path, output);
  return output.contracts[path];
}

const result = {};
for (const [name, path] of Object.entries(request.interfaces ?? {})) {
  const compiled = compileForEvm(path)[name] ?? fail(`${path}: expected an interface ${name}`);
  result[name] = { abi: compiled.abi };
}
for (const [name, path] of Object.entries(request.contracts ?? {})) {
  const compiled = compileForEvm(path)[name] ?? fail(`${path}: expected a contract ${name}`);
  const polkavm = {};
  for (const mode of MODES) {
    polkavm[mode] = (await compileForPolkaVm(path, mode))[name].evm.bytecode.object;
  }
  result[name] = { abi: compiled.abi, evm: compiled.evm.bytecode.object, polkavm };
}
process.stdout.write(JSON.stringify(result));
