// A manager by ethers 6.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Contract, ContractFactory, HDNodeWallet, JsonRpcProvider, NonceManager, WebSocketProvider } from "ethers";

const url = process.env.ETH_RPC_URL ?? "http://127.0.0.1:8545";
// Without cacheTimeout, ethers repeats for a quarter of a second what it received.
const provider = new JsonRpcProvider(url, 31337, { staticNetwork: true, cacheTimeout: -1 });
const phrase = "test test test test test test test test test test test junk";
const wallet = HDNodeWallet.fromPhrase(phrase, undefined, "m/44'/60'/0'/0/4").connect(provider);
const { abi, bytecode } = JSON.parse(readFileSync("out/MyManager.sol/MyManager.json"));
const { abi: interfaceOfServices } = JSON.parse(readFileSync("out/IServices.sol/IServices.json"));

// The manager obeys the services pallet.
const runtime = await provider.send("dev_account", ["runtime"]);
const manager = await new ContractFactory(abi, bytecode, wallet).deploy(runtime);
await manager.waitForDeployment();
assert.equal(await manager.callsOf(0n), 0n);

// It rejects every other caller, by an error with a name and arguments.
const error = await manager.onJobCall.staticCall(0n, 0, 0n, "0x").then(() => null, (error) => error);
assert.equal(error?.revert?.name, "CallerNotRuntime");
assert.equal(error.revert.args[1], wallet.address);

// A call of the pallets: they call the manager's hook, whose event is in the receipt, in the chain's logs, and sent to
// who subscribed.
const socket = new WebSocketProvider(url.replace("http", "ws"));
const subscribed = new Promise((resolve) => manager.connect(socket).once("BlueprintBound", resolve));
// The response to this comes after the subscription.
await socket.getBlockNumber();
const definition = { ...JSON.parse(readFileSync("definition.json")), manager: await manager.getAddress() };
const data = await provider.send("dev_encodeCall", ["Services", "create_blueprint", { definition }]);
const sent = await wallet.sendTransaction({ to: "0x6d6f646c70792f70616464720000000000000000", data });
const created = await sent.wait();
const bound = manager.interface.parseLog(created.logs[0]);
assert.equal(bound.name, "BlueprintBound");
assert.equal(bound.args.owner, wallet.address);
const [found] = await manager.queryFilter("BlueprintBound", 0);
assert.equal(found.transactionHash, created.hash);
assert.equal(await subscribed, found.args.blueprintId);

// IServices is the same pallets behind a Solidity interface.
const services = new Contract("0x0000000000000000000000000000000005010000", interfaceOfServices, wallet);
await (await services.joinOperators()).wait();
const again = await services.joinOperators.staticCall().then(() => null, (error) => error);
assert.equal(again?.reason, "AlreadyOperator");

// Several transactions at once: the nonces are the wallet's.
const several = new NonceManager(wallet);
const hashes = await Promise.all([1n, 2n, 3n].map((value) => several.sendTransaction({ to: runtime, value })));
for (const each of hashes) assert.equal((await each.wait()).status, 1);
provider.destroy();
await socket.destroy();
