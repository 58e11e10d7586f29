// Builds the page into a folder, by default `dist`: index.html, app.js, app.css, known.json with the code hashes and the
// errors of the contracts in `target`, and evm.json with their creation codes for the EVM: by these the page says whether a
// manager's code is a known build's, and names its errors.
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { keccak256 } from "viem";

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2] ?? join(here, "dist"));
const target = process.env.BLUEPRINT_ARTIFACTS ?? join(here, "../../target");
mkdirSync(out, { recursive: true });

/** The client of IServices beside this folder has a viem of its own for its tests; the page has one. */
const oneViem = {
  name: "one-viem",
  setup({ onResolve, resolve: find }) {
    onResolve({ filter: /^viem(\/|$)/ }, ({ path, kind, resolveDir }) =>
      resolveDir === here ? undefined : find(path, { kind, resolveDir: here }));
  },
};
const common = { plugins: [oneViem], bundle: true, minify: true, target: "es2022", logLevel: "warning", preserveSymlinks: true, legalComments: "eof" };
// A classic script: a page that is opened as a file cannot load modules.
await build({ ...common, entryPoints: [join(here, "src/main.ts")], outfile: join(out, "app.js"), format: "iife" });
await build({ ...common, entryPoints: [join(here, "src/simulator/worker.ts")], outfile: join(out, "simulator.js"), format: "iife" });
await build({ ...common, entryPoints: [join(here, "src/style.css")], outfile: join(out, "app.css") });
copyFileSync(join(here, "src/index.html"), join(out, "index.html"));

// The simulator, where test.sh compiled it.
const { EXPLORER_SIMULATOR: simulator } = process.env;
if (simulator) copyFileSync(simulator, join(out, "simulator.wasm"));

/** Files of a folder of `target` with an ending: what their records say, and their contents. */
const filesOf = (folder, ending) => {
  const path = join(target, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path).filter((name) => name.endsWith(ending)).map((name) => {
    const contract = name.slice(0, -ending.length);
    const record = join(path, `${contract}.build.json`);
    const { sources, compiler } = existsSync(record) ? JSON.parse(readFileSync(record, "utf8")) : {};
    return { contract, sources, compilers: compiler ?? [], code: readFileSync(join(path, name)) };
  });
};
const LANGUAGES = { ink: "ink!", solidity: "Solidity (resolc)" };
const builds = Object.entries(LANGUAGES).flatMap(([folder, language]) => filesOf(folder, ".polkavm").map(({ contract, sources, compilers, code }) =>
  ({ contract, language, codeHash: keccak256(code), sources, compiler: compilers[0] })));
const evmBuilds = filesOf("solidity", ".evm").map(({ contract, sources, compilers, code }) =>
  ({ contract, language: "Solidity (solc)", codeHash: keccak256(code), sources, compiler: compilers.find((one) => one.startsWith("solc")), creation: `0x${code.toString("hex")}` }));
const errors = new Map();
for (const folder of Object.keys(LANGUAGES)) {
  const path = join(target, folder);
  if (!existsSync(path)) continue;
  for (const name of readdirSync(path).filter((one) => one.endsWith(".abi.json"))) {
    const declared = JSON.parse(readFileSync(join(path, name), "utf8")).filter(({ type }) => type === "error");
    for (const error of declared) errors.set(JSON.stringify(error), error);
  }
}
writeFileSync(join(out, "known.json"), JSON.stringify({ builds, errors: [...errors.values()] }));
writeFileSync(join(out, "evm.json"), JSON.stringify(evmBuilds));
console.log(`${out}: the page, and ${builds.length + evmBuilds.length} known builds of contracts`);
