// A life by viem alone: from a manager that inherits the package's abstract manager to an executed slash. Every step is
// decoded by name, and so is the error of every step that is refused.
import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeAbiParameters, parseEther, zeroAddress } from "viem";
import {
  PALLETS, TransactionFailed, createServicesClient, decodeError, decodeEvents, offenceNumber, readActivity,
  readBlueprint, readService, readSlash, readSlashes, readVerdicts,
} from "blueprint-hooks";
import { startChain } from "./chain.mjs";
import { compile } from "./compile.mjs";

const DAY = 86_400n;
const { abi, bytecode } = compile("Squares");
const abis = [abi];
const word = (value) => encodeAbiParameters([{ type: "uint256" }], [value]);

/** The decoded error of what must fail. */
async function errorOf(step) {
  const error = await step.then((value) => assert.fail(`expected an error, received ${value}`), (error) => error);
  const decoded = decodeError(error, { abis });
  assert.ok(decoded, `expected a revert, received ${error}`);
  return decoded;
}

test("a life is played by viem alone, and every step has its name", async (t) => {
  const { addresses, publicClient, accounts, wallets } = await startChain(t);
  const [developer, first, second, delegator, customer] = wallets;
  const [right, wrong] = [first.account.address, second.account.address];
  const clientOf = (walletClient) => createServicesClient({ publicClient, walletClient });
  const services = createServicesClient({ publicClient });

  const mined = (hash) => services.mined(hash, { abis });
  /** Sends a call of a pallet, and returns the runtime's events by name, and the logs. */
  const pallet = async (wallet, call, args, name = "Services") => {
    const data = await publicClient.encodeCall(name, call, args);
    const { receipt, events } = await mined(await wallet.sendTransaction({ to: PALLETS, data }));
    const runtime = await publicClient.palletEvents(receipt.blockNumber);
    return { events, runtime: new Map(runtime.map((event) => [`${event.pallet}.${event.name}`, event.fields])) };
  };
  /** Executes it without sending. */
  const refused = async (wallet, call, args) => {
    const data = await publicClient.encodeCall("Services", call, args);
    return errorOf(publicClient.call({ account: wallet.account, to: PALLETS, data }));
  };
  const step = async (wallet, name, args) => mined(await clientOf(wallet).write[name](args));

  // The manager is deployed, and obeys the runtime alone.
  const deployed = await mined(await developer.deployContract({ abi, bytecode, args: [addresses.runtime] }));
  const manager = deployed.receipt.contractAddress;
  const hook = { address: manager, abi, functionName: "onJobCall", args: [0n, 0, 0n, word(7n)], account: right };
  const stranger = await errorOf(publicClient.simulateContract(hook));
  assert.deepEqual([stranger.kind, stranger.name], ["contract", "CallerNotRuntime"]);
  assert.equal(stranger.args.received, right);
  assert.match(stranger.text, /^CallerNotRuntime\(expected: 0x.*, received: 0x/);
  const zero = await errorOf(developer.deployContract({ abi, bytecode, args: [zeroAddress] }));
  assert.equal(zero.text, "ZeroRuntime()");
  // The bond of a proposal is held on the manager's own account.
  await mined(await developer.sendTransaction({ to: PALLETS, data: await publicClient.encodeCall(
    "Balances", "transfer_keep_alive", { dest: manager, value: 10n ** 12n },
  ) }));

  // A blueprint of it.
  await publicClient.addAsset(zeroAddress, 12, 10n ** 12n);
  const plain = { amount: { floor: 0, cap: 10_000, history: 0, correlation: 0 }, ejects_at: 0 };
  const penalties = { job_misbehaviour: plain, quality_of_service: plain, security_breach: plain, slashed: "Burned" };
  const definition = {
    manager, generation: "Core0_20", jobs: 1, reporting: true, quality_kinds: 0, min_operators: 1, max_operators: 10,
    max_instances: 10, points: { ByVerdict: { most: 1 } }, points_per_era: 2 ** 32 - 1, penalties, review: 7n * DAY,
  };
  const foreign = await refused(customer, "create_blueprint", { definition });
  assert.deepEqual([foreign.kind, foreign.pallet, foreign.hook.name], ["pallet", "Services", "NotBlueprintOwner"]);
  assert.equal(foreign.hook.args.expected, developer.account.address);
  const created = await pallet(developer, "create_blueprint", { definition });
  const another = await mined(await developer.deployContract({ abi, bytecode, args: [addresses.runtime] }));
  assert.deepEqual(created.events.map(({ name }) => name), ["BlueprintBound"]);
  const { blueprint: blueprintId } = created.runtime.get("Services.BlueprintCreated");
  await publicClient.activateBlueprint(blueprintId);

  // A second blueprint, whose service and slash are not those of the first.
  const other = { ...definition, manager: another.receipt.contractAddress };
  const { runtime: others } = await pallet(developer, "create_blueprint", { definition: other });
  const { blueprint: otherId } = others.get("Services.BlueprintCreated");

  // Operators, their stake, and a service that it secures.
  const register = { blueprint: blueprintId, instance_limit: 2, inputs: "0x" };
  assert.equal((await refused(first, "register", register)).text, "Services.NotOperator");
  const unregistered = { blueprintId, operator: right, token: zeroAddress, amount: parseEther("500") };
  const early = await errorOf(clientOf(delegator).write.delegateForBlueprint(unregistered));
  assert.deepEqual([early.kind, early.name, early.declaredBy], ["services", "NotOperator", ["Services", "Stake"]]);
  for (const wallet of [first, second]) {
    await step(wallet, "joinOperators");
    assert.equal((await errorOf(clientOf(wallet).simulate.joinOperators())).text, "AlreadyOperator");
    // It fails before it is sent, also where the gas is given and not estimated.
    const sent = () => publicClient.getTransactionCount({ address: wallet.account.address });
    const nonce = await sent();
    assert.equal((await errorOf(clientOf(wallet).write.joinOperators({}, { gas: 10n ** 11n }))).text, "AlreadyOperator");
    assert.equal(await sent(), nonce);
    assert.ok((await pallet(wallet, "register", register)).runtime.has("Services.Registered"));
    await pallet(wallet, "register", { ...register, blueprint: otherId });
    const stake = { operator: wallet.account.address, token: zeroAddress, amount: parseEther("500") };
    await step(delegator, "delegate", stake);
    assert.equal(await services.read.stakeOf({ operator: stake.operator, token: zeroAddress }), stake.amount);
  }
  const requestOf = async (blueprint, amount) => {
    const { runtime } = await pallet(customer, "request", {
      blueprint, operators: [right, wrong], permitted_callers: [], inputs: "0x", ttl: 0, assets: [{ token: zeroAddress, amount }],
    });
    return runtime.get("Services.ServiceRequested").request;
  };
  const approvedBy = async (request) => {
    await pallet(first, "approve", { request, revision: 0 });
    const { runtime } = await pallet(second, "approve", { request, revision: 0 });
    return runtime.get("Services.ServiceInitialized").service;
  };
  const request = await requestOf(blueprintId, 400n * 10n ** 12n);
  const open = await services.read.requestOf({ requestId: request });
  assert.deepEqual(open.operators, [right, wrong]);
  assert.deepEqual(open.amounts, [parseEther("400")]);
  assert.equal((await refused(customer, "approve", { request, revision: 0 })).text, "Services.NotRequested");
  const serviceId = await approvedBy(request);
  const otherService = await approvedBy(await requestOf(otherId, 50n * 10n ** 12n));
  // Stake earns from the next era on.
  await publicClient.mineBlocks(1_000n);

  // Work: the square of 7, and a wrong result.
  const short = await refused(customer, "call", { service: serviceId, job: 0, inputs: "0x07" });
  assert.deepEqual([short.pallet, short.name, short.hook.text], [
    "Services", "HookReverted", "InvalidInput(job: 0, length: 1)",
  ]);
  await step(customer, "fund", { amount: parseEther("90") });
  const watched = [];
  const stop = services.watchEvent("ResultJudged", {
    args: { serviceId }, onEvent: (event) => watched.push(event), pollingInterval: 50, onError: (error) => assert.fail(error),
  });
  const results = [[first, 49n], [second, 50n]];
  for (const [call, [wallet, output]] of results.entries()) {
    const called = await pallet(customer, "call", { service: serviceId, job: 0, inputs: word(7n) });
    assert.equal(called.runtime.get("Services.JobCalled").call, BigInt(call));
    const { events } = await pallet(wallet, "submit_result", { service: serviceId, call, outputs: word(output) });
    assert.deepEqual(events.map(({ name, declaredBy }) => [name, declaredBy[0]]), [
      ["ResultJudged", "library/IServices"], ["Judged", "given"],
    ]);
    const { serviceId: judged, ...rest } = events[0].args;
    assert.equal(judged, serviceId);
    const good = output === 49n;
    assert.deepEqual(rest, {
      callId: BigInt(call), operator: wallet.account.address, right: good, points: good ? 1n : 0n,
    });
  }
  const verdicts = await readVerdicts(services, serviceId);
  assert.deepEqual(verdicts.map((verdict) => [verdict.callId, verdict.right]), [[0n, true], [1n, false]]);
  assert.equal((await readVerdicts(services, serviceId, { operator: wrong })).length, 1);
  const until = await readVerdicts(services, serviceId, { blockNumber: verdicts[0].blockNumber });
  assert.deepEqual(until, verdicts.slice(0, 1));
  const verdict = await services.read.verdictOf({ serviceId, callId: 1n, operator: wrong });
  assert.deepEqual(verdict, { judged: true, right: false, points: 0n });
  const [activity] = await readActivity(services, right);
  assert.deepEqual([activity.results, activity.right, activity.points], [1n, 1n, 1n]);
  for (let waited = 0; watched.length < 2 && waited < 5_000; waited += 50) await new Promise((go) => setTimeout(go, 50));
  stop();
  assert.deepEqual(watched.map(({ name, args }) => [name, args.callId, args.points]), [
    ["ResultJudged", 0n, 1n], ["ResultJudged", 1n, 0n],
  ]);
  const judge = { serviceId, callId: 0n, operator: right, right: false, points: 0n };
  assert.equal((await errorOf(clientOf(customer).write.judgeResult(judge))).name, "NotManager");

  // A report of the right result is rejected; one of the wrong result proposes a slash from within the hook.
  const report = (call, participant, outputs) => ({
    service: serviceId, job: 0, call, participant, inputs: word(7n), outputs: word(outputs),
  });
  assert.ok((await pallet(delegator, "submit_report", report(0, right, 49n))).runtime.has("Services.ReportRejected"));
  const reported = await pallet(delegator, "submit_report", report(1, wrong, 50n));
  const proposed = reported.events.find(({ name }) => name === "SlashProposed");
  const { slashId } = proposed.args;
  assert.deepEqual([proposed.args.operator, proposed.args.slashBps], [wrong, 1_000n]);
  const [logged] = await services.getEvents("SlashProposed", { args: { operator: wrong } });
  assert.deepEqual(logged.args, proposed.args);

  // The owner of the other blueprint proposes one in its service.
  const evidence = word(1n);
  const proposal = { serviceId: otherService, operator: right, offence: offenceNumber("securityBreach"), slashBps: 5n, evidence };
  assert.equal((await errorOf(clientOf(customer).write.proposeSlash(proposal))).name, "NotSlashingOrigin");
  const otherSlash = await clientOf(developer).simulate.proposeSlash(proposal);
  assert.deepEqual((await step(developer, "proposeSlash", proposal)).events[0].args.slashId, otherSlash);
  const found = [];
  for await (const one of readSlashes(services, { limit: 1n })) found.push([one.slashId, one.offence, one.proposer]);
  assert.deepEqual(found.map(([id]) => id), [slashId, otherSlash]);
  assert.deepEqual(found[1].slice(1), ["securityBreach", developer.account.address]);

  // The review: state and clocks.
  const slash = await readSlash(services, slashId);
  assert.deepEqual([slash.state, slash.offence, slash.executable], ["underReview", "jobMisbehaviour", false]);
  assert.deepEqual([slash.proposer.toLowerCase(), slash.slashBps], [manager, 1_000n]);
  assert.equal(slash.executableFrom, slash.deadline);
  assert.equal(offenceNumber(slash.offence), proposed.args.offence);
  const before = await readService(services, serviceId);
  assert.deepEqual(before.slashes, [slash]);
  assert.deepEqual(before.verdicts, verdicts);
  assert.deepEqual(before.operators.map(({ exposures, pendingSlashes }) => [exposures, pendingSlashes]), [
    [[{ token: zeroAddress, committed: parseEther("400"), exposed: parseEther("400") }], 0n],
    [[{ token: zeroAddress, committed: parseEther("400"), exposed: parseEther("400") }], 1n],
  ]);
  assert.equal((await refused(customer, "execute_slash", { slash: slashId })).text, "Services.SlashUnderReview");
  // Sent all the same, the transaction is in a block, and its receipt names the error.
  const execute = { to: PALLETS, data: await publicClient.encodeCall("Services", "execute_slash", { slash: slashId }) };
  const failed = await mined(await customer.sendTransaction({ ...execute, gas: 10n ** 11n })).catch((error) => error);
  assert.ok(failed instanceof TransactionFailed, `${failed}`);
  assert.equal(failed.decoded.text, "Services.SlashUnderReview");
  assert.equal((await errorOf(clientOf(customer).write.expireSlash({ slashId }))).name, "SlashNotLapsed");
  assert.equal((await errorOf(clientOf(customer).write.disputeSlash({ slashId: slashId + 100n }))).name, "SlashNotFound");

  await publicClient.passTime(slash.deadline - before.time);
  assert.equal((await readSlash(services, slashId)).executable, true);
  assert.equal((await errorOf(clientOf(second).write.disputeSlash({ slashId }))).name, "ReviewOver");
  const executed = await pallet(customer, "execute_slash", { slash: slashId });
  assert.equal(executed.runtime.get("Services.SlashExecuted").slash, slashId);
  assert.equal(executed.runtime.get("Stake.StakeSlashed").operator, wrong.toLowerCase());
  assert.equal(await readSlash(services, slashId), undefined);
  for await (const one of readSlashes(services)) assert.equal(one.slashId, otherSlash);
  const { services: lives } = await readBlueprint(services, blueprintId);
  assert.deepEqual(lives.map((life) => life.serviceId), [serviceId]);
  const [after] = lives;
  const exposed = (life) => life.operators.map(({ exposures }) => exposures[0].exposed);
  assert.deepEqual(exposed(after)[0], exposed(before)[0]);
  assert.ok(exposed(after)[1] < exposed(before)[1], `${exposed(after)}`);
  assert.equal(after.operators[1].offences.jobMisbehaviour, 1n);
  // The block before is read as it was.
  const earlier = await readService(services, serviceId, { blockNumber: before.blockNumber });
  assert.deepEqual(earlier, before);
  // The right result has earned.
  const amount = await services.read.claimable({ claimant: delegator.account.address, operator: right });
  assert.ok(amount > parseEther("50"), `${amount}`);
  await step(delegator, "claim", { operator: right });
  // A write without a wallet, or without an account, is an error of its own.
  await assert.rejects(services.write.joinOperators(), /expected a walletClient/);
  assert.equal(decodeError(await services.write.joinOperators().catch((error) => error)), undefined);
  assert.equal(decodeEvents([{ address: manager, topics: [word(1n)], data: "0x" }]).length, 0);
  assert.equal(accounts.length, wallets.length);
});
