// A client in plain JavaScript: makes a blueprint of a deployed manager, and names what its hooks reject.
//
//   node decode.mjs RPC MANAGER CALLER
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createPublicClient, http } from "viem";
import { PALLETS, decodeError } from "blueprint-hooks";
import { IServices } from "blueprint-hooks/abi/library";
import { createServicesClient } from "blueprint-hooks/client";
import { devActions } from "blueprint-hooks/dev";

const [rpc, manager, account] = process.argv.slice(2);
const publicClient = createPublicClient({ transport: http(rpc) }).extend(devActions);
const { abi } = JSON.parse(readFileSync("out/MyBlueprint.sol/MyBlueprint.json", "utf8"));
const hook = { address: manager, abi, functionName: "onJobCall", args: [0n, 0, 0n, "0x07"] };
const errorOf = (call) => call.then(() => assert.fail("expected an error"), (error) => decodeError(error, { abis: [abi] }));

const stranger = await errorOf(publicClient.simulateContract({ ...hook, account }));
assert.equal(stranger.name, "CallerNotRuntime");
assert.equal(stranger.args.received.toLowerCase(), account);
const runtime = await publicClient.addressOf("runtime");
const unbound = await errorOf(publicClient.simulateContract({ ...hook, account: runtime }));
assert.equal(unbound.text, "NotBound()");

const services = createServicesClient({ publicClient });
assert.equal(await services.read.currentEra(), 0n);
assert.ok(IServices.length > 50);
const register = await publicClient.encodeCall("Services", "register", { blueprint: 0n, instance_limit: 1, inputs: "0x" });
const early = await errorOf(publicClient.call({ account, to: PALLETS, data: register }));
assert.match(early.text, /^Services\.[A-Z]\w+$/);
console.log(`decodeError: ${stranger.text}; ${unbound.text}; ${early.text}`);
