// A manager by viem.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import {
  ContractFunctionRevertedError, createTestClient, http, parseEventLogs, publicActions, walletActions, zeroAddress,
} from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { foundry } from "viem/chains";

const phrase = "test test test test test test test test test test test junk";
const account = mnemonicToAccount(phrase, { addressIndex: 3 });
const transport = http(process.env.ETH_RPC_URL ?? "http://127.0.0.1:8545");
const chain = createTestClient({ account, chain: foundry, mode: "anvil", transport })
  .extend(publicActions)
  .extend(walletActions);
const built = (name) => JSON.parse(readFileSync(`out/${name}.sol/${name}.json`));
const { abi, bytecode } = built("MyManager");
// The transaction is in a block when it is sent.
const mined = async (sent) => chain.getTransactionReceipt({ hash: await sent });

// The manager obeys the services pallet.
const runtime = await chain.request({ method: "dev_account", params: ["runtime"] });
const { contractAddress } = await mined(chain.deployContract({ abi, bytecode: bytecode.object, args: [runtime] }));
const manager = { address: contractAddress, abi };
assert.equal(await chain.readContract({ ...manager, functionName: "callsOf", args: [0n] }), 0n);

// It rejects every other caller, by an error with a name and arguments.
const hook = { ...manager, functionName: "onJobCall", args: [0n, 0, 0n, "0x"] };
const reverted = async (call) => {
  const error = await chain.simulateContract({ ...call, account }).then(() => null, (error) => error);
  return error?.walk((cause) => cause instanceof ContractFunctionRevertedError);
};
const { data: error } = await reverted(hook);
assert.equal(error.errorName, "CallerNotRuntime");
assert.deepEqual(error.args.map((it) => it.toLowerCase()), [runtime, account.address.toLowerCase()]);

// A call of the pallets: they call the manager's hook, whose event is in the receipt and in the chain's logs.
const definition = { ...JSON.parse(readFileSync("definition.json")), manager: contractAddress };
const data = await chain.request({ method: "dev_encodeCall", params: ["Services", "create_blueprint", { definition }] });
const created = await mined(chain.sendTransaction({ to: "0x6d6f646c70792f70616464720000000000000000", data }));
const [bound] = parseEventLogs({ abi, logs: created.logs, eventName: "BlueprintBound" });
assert.equal(bound.args.owner, account.address);
const [found] = await chain.getContractEvents({ ...manager, eventName: "BlueprintBound", fromBlock: 0n });
assert.equal(found.transactionHash, created.transactionHash);

// IServices is the same pallets behind a Solidity interface.
const services = { address: "0x0000000000000000000000000000000005010000", abi: built("IServices").abi };
const join = { ...services, functionName: "joinOperators" };
await mined(chain.writeContract(join));
assert.equal((await reverted(join)).reason, "AlreadyOperator");
assert.equal(await chain.readContract({ ...services, functionName: "stakeOf", args: [account.address, zeroAddress] }), 0n);

// The chain signs messages and typed data with its keys: as viem does with the same key.
const signing = { account: account.address };
const types = {
  Person: [{ name: "name", type: "string" }, { name: "wallets", type: "address[]" }],
  Mail: [
    { name: "from", type: "Person" }, { name: "to", type: "Person[2]" }, { name: "weights", type: "int16[][2]" },
    { name: "contents", type: "bytes" }, { name: "tag", type: "bytes4" }, { name: "read", type: "bool" },
  ],
};
const person = (name) => ({ name, wallets: [account.address, zeroAddress] });
const mail = {
  domain: { name: "Mail", version: "1", chainId: foundry.id, verifyingContract: contractAddress },
  types, primaryType: "Mail",
  message: {
    from: person("Cow"), to: [person("Bob"), person("é")], weights: [[-1, 2], []], contents: "0x0102", tag: "0x01020304", read: true,
  },
};
assert.equal(await chain.signMessage({ ...signing, message: "hello" }), await account.signMessage({ message: "hello" }));
assert.equal(await chain.signTypedData({ ...signing, ...mail }), await account.signTypedData(mail));

// A transaction that waits is in the pool, by sender and nonce.
await chain.setAutomine(false);
await chain.sendTransaction({ to: zeroAddress, value: 1n });
assert.deepEqual(await chain.getTxpoolStatus(), { pending: 1, queued: 0 });
const { pending } = await chain.getTxpoolContent();
const [[sender, waiting]] = Object.entries(pending);
assert.deepEqual([sender, Object.values(waiting)[0].value], [account.address.toLowerCase(), "0x1"]);
await chain.setAutomine(true);
await chain.mine({ blocks: 1 });
