// Compiles test/types/use.ts under the configurations of dependants.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const strict = ["--noEmit", "--strict", "--target", "ES2022", "--lib", "ES2022,DOM", "--noUncheckedIndexedAccess", "--skipLibCheck"];
const CONFIGURATIONS = [
  ["--module", "node16", "--moduleResolution", "node16", "--exactOptionalPropertyTypes"],
  ["--module", "esnext", "--moduleResolution", "bundler"],
];

for (const configuration of CONFIGURATIONS) {
  const options = [at("../node_modules/typescript/bin/tsc"), ...strict, ...configuration, at("types/use.ts")];
  spawn(process.execPath, options, { stdio: ["ignore", "inherit", "inherit"] }).once("close", (code) => {
    if (code === 0) return;
    console.error(`types: expected test/types/use.ts to compile with ${configuration.join(" ")}`);
    process.exitCode = 1;
  });
}
