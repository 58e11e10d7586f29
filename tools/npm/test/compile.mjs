// Compiles a contract that imports the package by its name, as hardhat and solc's JavaScript do: from node_modules.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);
const solc = require("solc");
const root = dirname(require.resolve("blueprint-hooks/package.json"));

/** The ABI and the code of a contract in `test/contracts`. */
export function compile(name) {
  const file = `${name}.sol`;
  const source = readFileSync(new URL(`contracts/${file}`, import.meta.url), "utf8");
  const settings = {
    evmVersion: "cancun",
    optimizer: { enabled: true, runs: 200 },
    outputSelection: { "*": { "*": ["abi", "evm.bytecode.object"] } },
  };
  const read = (path) => {
    try {
      return { contents: readFileSync(join(root, path.replace(/^blueprint-hooks\//, "")), "utf8") };
    } catch (error) {
      return { error: error.message };
    }
  };
  const input = JSON.stringify({ language: "Solidity", sources: { [file]: { content: source } }, settings });
  const { errors = [], contracts } = JSON.parse(solc.compile(input, { import: read }));
  if (errors.length > 0) throw new Error(errors.map(({ formattedMessage }) => formattedMessage).join("\n"));
  const { abi, evm } = contracts[file][name];
  return { abi, bytecode: `0x${evm.bytecode.object}` };
}
