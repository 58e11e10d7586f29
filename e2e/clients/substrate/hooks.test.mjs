// Hooks and pallets by Substrate's JSON-RPC, with polkadot-js: a manager is deployed and bound to a blueprint, an error
// is decoded by name, a hook's event is read, and IServices is called.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { ApiPromise, Keyring, WsProvider } from "@polkadot/api";
import { hexToU8a, u8aConcat, u8aToHex } from "@polkadot/util";
import { keccakAsHex, keccakAsU8a } from "@polkadot/util-crypto";

const url = process.env.SUBSTRATE_RPC_URL;
assert.ok(url, "expected the address of a node's JSON-RPC in SUBSTRATE_RPC_URL, received none");

const code = readFileSync(new URL("../../../target/ink/hello_blueprint.polkavm", import.meta.url));
const definition = JSON.parse(readFileSync(new URL("../../tools/definition.json", import.meta.url)));
const SERVICES = "0x0000000000000000000000000000000005010000";
// The services pallet's address, as contracts see it.
const RUNTIME = "0xdb92fb7d703df73305b87ce8da9e41c7272318fa";
const WEIGHT = { refTime: 600_000_000_000n, proofSize: 3_500_000n };
const DEPOSIT = 1_000_000_000_000_000n;

const selector = (signature) => keccakAsU8a(signature).slice(0, 4);
const word = (address) => u8aToHex(u8aConcat(new Uint8Array(12), hexToU8a(address)));

/** Sends an extrinsic. Returns the events of its block's extrinsic, or throws the error's name. */
function submit(api, extrinsic, signer) {
  return new Promise((resolve, reject) => {
    extrinsic.signAndSend(signer, ({ status, events, dispatchError }) => {
      if (dispatchError?.isModule) {
        const { section, name } = api.registry.findMetaError(dispatchError.asModule);
        reject(new Error(`${section}.${name}`));
      } else if (dispatchError) {
        reject(new Error(dispatchError.toString()));
      } else if (status.isFinalized) {
        resolve(events.map(({ event }) => event));
      }
    }).catch(reject);
  });
}

test("a manager is deployed, bound and watched, and the pallets are called, with polkadot-js", async (context) => {
  const api = await ApiPromise.create({ provider: new WsProvider(url), noInitWarn: true });
  context.after(() => api.disconnect());
  const keyring = new Keyring({ type: "sr25519" });
  const alice = keyring.addFromUri("//Alice");
  // A key that the chain does not know: it has no Ethereum address until it is mapped.
  const zoe = keyring.addFromUri("//Zoe");
  await submit(api, api.tx.balances.transferKeepAlive(zoe.address, 10_000_000_000_000_000n), alice);

  const dryDeployment = await api.call.reviveApi.instantiate(
    zoe.address, 0, null, null, { Upload: u8aToHex(code) }, word(RUNTIME), null,
  );
  assert.ok(dryDeployment.result.isOk);
  const instantiate = api.tx.revive.instantiateWithCode(0, WEIGHT, DEPOSIT, u8aToHex(code), word(RUNTIME), null);
  await assert.rejects(submit(api, instantiate, zoe), { message: "revive.AccountUnmapped" });
  await submit(api, api.tx.revive.mapAccount(), zoe);
  const deployed = await submit(api, instantiate, zoe);
  const manager = deployed.find(({ method }) => method === "Instantiated").data.contract.toHex();

  // The manager rejects every caller but the services pallet, by an error with a name.
  const hook = u8aConcat(selector("onBlueprintCreated(uint64,address,address)"), new Uint8Array(96));
  const dryRun = await api.call.reviveApi.call(zoe.address, manager, 0, null, null, u8aToHex(hook));
  const reverted = dryRun.result.asOk.data.toHex();
  assert.equal(reverted.slice(0, 10), u8aToHex(selector("CallerNotRuntime(address,address)")));

  // The pallet calls the manager's hook, whose event is one of the extrinsic's.
  const created = await submit(api, api.tx.services.createBlueprint({ ...definition, manager }), zoe);
  const bound = created.find(({ section, method }) => section === "revive" && method === "ContractEmitted");
  assert.equal(bound.data.contract.toHex(), manager);
  assert.equal(bound.data.topics[0].toHex(), keccakAsHex("BlueprintBound(uint64,address,address)"));

  // The pallets as extrinsics, and IServices as a contract is called.
  await submit(api, api.tx.services.joinOperators(), zoe);
  await assert.rejects(submit(api, api.tx.services.joinOperators(), zoe), { message: "services.AlreadyOperator" });
  const pause = u8aConcat(selector("setAvailable(bool)"), new Uint8Array(32));
  await submit(api, api.tx.revive.call(SERVICES, 0, WEIGHT, DEPOSIT, u8aToHex(pause)), zoe);
});
