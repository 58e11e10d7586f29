// The life that `dev up --manager` starts is read.
import assert from "node:assert/strict";
import { test } from "node:test";
import { getAddress, zeroAddress } from "viem";
import { SERVICES, createServicesClient, readActivity, readBlueprint, readService, readSlash } from "blueprint-hooks";
import { startChain } from "./chain.mjs";

test("the life of dev up is read by name", async (t) => {
  const { addresses, publicClient, accounts } = await startChain(t, { manager: "hello_blueprint" });
  const { life } = addresses;
  const services = createServicesClient({ publicClient });
  assert.equal(services.address, addresses.services);
  assert.equal(SERVICES, addresses.services);
  const [blueprintId, serviceId] = [life.blueprint, life.service].map(BigInt);

  const service = await readService(services, serviceId);
  assert.equal(service.blueprintId, blueprintId);
  assert.equal(service.manager, getAddress(life.manager));
  assert.equal(service.owner, getAddress(life.customer));
  assert.equal(service.live, true);
  assert.equal(service.endsAt, 0n);
  assert.deepEqual(service.operators.map(({ operator }) => operator), life.operators.map((one) => getAddress(one)));
  assert.deepEqual(service.slashes, []);
  assert.equal(service.time, (await publicClient.getBlock({ blockNumber: service.blockNumber })).timestamp);
  for (const { offences, pendingSlashes, activity } of service.operators) {
    assert.deepEqual(offences, { jobMisbehaviour: 0n, qualityOfService: 0n, securityBreach: 0n, ejected: false });
    assert.equal(pendingSlashes, 0n);
    assert.deepEqual([activity.era, activity.points], [service.era, 0n]);
  }

  const blueprint = await readBlueprint(services, blueprintId, { start: serviceId, limit: 2n, jobs: 1n });
  assert.deepEqual(blueprint.services, [service]);
  assert.deepEqual(blueprint.prices, [{ amount: 0n, burnedBps: 0n, ownerBps: 0n }]);
  // That was the last one.
  assert.equal(blueprint.next, undefined);
  assert.equal((await readBlueprint(services, blueprintId, { start: 100n })).next, undefined);
  assert.equal(await readService(services, 100n), undefined);
  assert.equal(await readSlash(services, 0n), undefined);
  // Before the service started there was none.
  assert.equal(await readService(services, serviceId, { blockNumber: service.startedAt - 1n }), undefined);
  const [operator] = service.operators;
  const activity = await readActivity(services, operator.operator, { eras: 3n });
  assert.equal(activity[0].era, service.era);
  // A bigint beyond a number's range keeps its value: here in SCALE's compact form, the lowest byte first.
  const transfer = { dest: accounts[0].address, value: 2n ** 64n + 1n };
  assert.match(await publicClient.encodeCall("Balances", "transfer_keep_alive", transfer), /010000000000000001$/);
  // `stakeOf` has two arguments, and neither can be left out.
  assert.equal(await services.read.stakeOf({ operator: operator.operator, token: zeroAddress }), 0n);
  await assert.rejects(services.read.stakeOf({ operator: accounts[0].address }), /stakeOf: expected token \(address\), received none/);
  await assert.rejects(readBlueprint(services, 0n, { limit: 51n }), /limit: expected 1 to 50, received 51/);
});
