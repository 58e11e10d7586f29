// A project of `blueprint-hooks new` in hardhat: the library's names, and the development chain as a network.
require("@nomicfoundation/hardhat-ethers");
const { subtask } = require("hardhat/config");
const tasks = require("hardhat/builtin-tasks/task-names");

module.exports = {
  solidity: { version: "0.8.30", settings: { evmVersion: "cancun", optimizer: { enabled: true, runs: 200 } } },
  paths: {
    sources: "solidity", tests: "hardhat", cache: "target/hardhat/cache", artifacts: "target/hardhat/artifacts",
  },
  // The accounts are those that the chain signs with.
  networks: { dev: { url: process.env.ETH_RPC_URL ?? "http://127.0.0.1:8545" } },
};

subtask(tasks.TASK_COMPILE_GET_REMAPPINGS).setAction(async () => ({
  "blueprint-abi/": "library/abi/solidity/",
  "blueprint-solidity/": "library/contracts/solidity/",
}));

// The compiler is npm's solc. Without this hardhat downloads one.
subtask(tasks.TASK_COMPILE_SOLIDITY_GET_SOLC_BUILD).setAction(async ({ solcVersion }) => ({
  version: solcVersion,
  longVersion: require("solc").version(),
  compilerPath: require.resolve("solc/soljson.js"),
  isSolcJs: true,
}));
