// Makes the package's contents of the repository's sources:
//
//   solidity/, remappings.txt   the `.sol` files, importing one another by relative paths
//   src/abi/, src/known.ts      ABIs, and the errors and events by selector
//   dist/                       JavaScript and its types
//   bin/solc, LICENSE           from where the repository has them
//
// Nothing of it is in git. `npm pack` and `npm test` run this first.
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeAbis } from "./abis.mjs";
import { compile } from "./compile.mjs";
import { writeKnown } from "./known.mjs";
import { palletErrors } from "./pallets.mjs";
import { PACKAGE, REPOSITORY } from "./places.mjs";
import { writeSolidity } from "./solidity.mjs";

const manifest = JSON.parse(readFileSync(join(PACKAGE, "package.json"), "utf8"));
const [, version] = readFileSync(join(REPOSITORY, "Cargo.toml"), "utf8").match(/^version = "(.+)"$/m) ?? [];
if (manifest.version !== version) {
  throw new Error(`package.json: expected version ${version}, as Cargo.toml has it, received ${manifest.version}`);
}

for (const made of ["solidity", "dist", "bin", "src/abi"]) rmSync(join(PACKAGE, made), { recursive: true, force: true });
const files = writeSolidity();
const contracts = compile(files);
writeAbis(contracts);
writeKnown(contracts, palletErrors());
execFileSync(process.execPath, [join(PACKAGE, "node_modules/typescript/bin/tsc"), "-p", PACKAGE], { stdio: "inherit" });

mkdirSync(join(PACKAGE, "bin"));
copyFileSync(join(REPOSITORY, "contracts/solidity/solc"), join(PACKAGE, "bin/solc"));
chmodSync(join(PACKAGE, "bin/solc"), 0o755);
// The wrapper is CommonJS, and has no extension that says so.
writeFileSync(join(PACKAGE, "bin/package.json"), '{ "type": "commonjs" }\n');
copyFileSync(join(REPOSITORY, "LICENSE"), join(PACKAGE, "LICENSE"));
