// Hooks by Ethereum's JSON-RPC, with viem and the JSON ABI that `make contracts` exports: a contract
// is deployed, read, called from an Ethereum key, and its event is watched by name.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import {
  BaseError, ContractFunctionRevertedError, createPublicClient, createWalletClient, defineChain, getAddress, http,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";

const url = process.env.ETH_RPC_URL;
assert.ok(url, "expected the address of an Ethereum JSON-RPC server in ETH_RPC_URL, received none");

const built = new URL("../../../target/ink/", import.meta.url);
const abi = JSON.parse(readFileSync(new URL("report_counter.abi.json", built), "utf8"));
const bytecode = `0x${readFileSync(new URL("report_counter.polkavm", built)).toString("hex")}`;

// The keys of Substrate's well-known Ethereum accounts, which the chain endows.
const alith = privateKeyToAccount("0x5fb92d6e98884f76de468fa3f6278f8807c48bebc13595d45af5bdc4da702133");
const baltathar = privateKeyToAccount("0x8075991ce870b93a8870eca0c0f91913d12f47948ca0fd25b49c6fa7cdbeee8b");

const transport = http(url);
const node = createPublicClient({ transport });
const chain = defineChain({
  id: await node.getChainId(),
  name: "Blueprint hooks development",
  nativeCurrency: { name: "Unit", symbol: "UNIT", decimals: 18 },
  rpcUrls: { default: { http: [url] } },
});
const reader = createPublicClient({ chain, transport, pollingInterval: 200 });
const runtime = createWalletClient({ account: alith, chain, transport });

async function mined(hash) {
  const receipt = await reader.waitForTransactionReceipt({ hash, timeout: 60_000 });
  assert.equal(receipt.status, "success");
  return receipt;
}

async function refusal(call) {
  const error = await call.then(() => null, (error) => error);
  assert.ok(error instanceof BaseError, `expected a refusal, received ${error}`);
  const revert = error.walk((cause) => cause instanceof ContractFunctionRevertedError);
  return revert?.data;
}

test("every account that the server signs for has tokens", async () => {
  const accounts = await node.request({ method: "eth_accounts" });
  assert.ok(accounts.length >= 5, `${accounts}`);
  for (const address of accounts) assert.ok(await node.getBalance({ address }) > 0n, address);
});

test("a hook contract is deployed, called, read and watched from an Ethereum key", async () => {
  // The one caller that the contract admits is the key's own address.
  const deployed = await mined(await runtime.deployContract({ abi, bytecode, args: [alith.address] }));
  const address = getAddress(deployed.contractAddress);
  const contract = { address, abi };
  assert.equal(await reader.readContract({ ...contract, functionName: "reportsOf", args: [1n] }), 0n);
  assert.equal(await reader.readContract({ ...contract, functionName: "canJoin", args: [1n, alith.address] }), true);

  const bind = { ...contract, functionName: "onBlueprintCreated", args: [7n, alith.address, alith.address] };
  const refused = await refusal(reader.simulateContract({ ...bind, account: baltathar }));
  assert.equal(refused?.errorName, "CallerNotRuntime");
  assert.deepEqual(refused.args.map(String), [alith.address, baltathar.address]);

  const watched = [];
  const stop = reader.watchContractEvent({
    ...contract, eventName: "ReportCounted", onLogs: (logs) => watched.push(...logs), onError: (error) => { throw error; },
  });
  const before = await reader.getBalance({ address: alith.address });
  const nonce = await reader.getTransactionCount({ address: alith.address });
  await mined(await runtime.writeContract(bind));
  const report = {
    ...contract, functionName: "verifyReport", args: [1n, 0, 3n, alith.address, "0x01", "0x02"],
  };
  const receipt = await mined(await runtime.writeContract(report));
  assert.equal(receipt.logs.length, 1);
  assert.equal(await reader.getTransactionCount({ address: alith.address }), nonce + 2);
  assert.ok(await reader.getBalance({ address: alith.address }) < before, "transactions cost a fee");
  assert.equal(await reader.readContract({ ...contract, functionName: "reportsOf", args: [1n] }), 1n);

  for (let waited = 0; watched.length === 0 && waited < 20_000; waited += 200) {
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  stop();
  assert.equal(watched.length, 1, "the event was not seen by its watcher");
  assert.equal(watched[0].eventName, "ReportCounted");
  assert.equal(watched[0].transactionHash, receipt.transactionHash);

  // As README has it.
  const cast = fileURLToPath(new URL("node_modules/.bin/cast", import.meta.url));
  const call = ["call", address, "reportsOf(uint64)(uint64)", "1", "--rpc-url", url];
  assert.equal(execFileSync(cast, call, { encoding: "utf8" }).trim(), "1");
});

test("a receipt is there as the hash of a transaction is returned", async () => {
  for (let round = 0; round < 5; round += 1) {
    const hash = await runtime.sendTransaction({ to: baltathar.address, value: 10n ** 15n });
    const receipt = await reader.getTransactionReceipt({ hash });
    assert.equal(receipt.status, "success");
  }
});
