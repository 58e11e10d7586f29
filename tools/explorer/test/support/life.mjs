// Steps of a blueprint's life by viem, with which tests fill a chain before the page shows it.
import { encodeAbiParameters, parseEther, zeroAddress } from "viem";
import { PALLETS, SERVICES, createServicesClient, decodeError } from "blueprint-hooks";
import { artifact } from "./chain.mjs";

export const word = (value) => encodeAbiParameters([{ type: "uint256" }], [BigInt(value)]);
export const DAY = 86_400n;

/** The terms of a blueprint whose results are judged. */
export const definitionOf = (manager, terms = {}) => {
  const plain = { amount: { floor: 0, cap: 10_000, history: 0, correlation: 0 }, ejects_at: 0 };
  return {
    manager, generation: "Core0_20", jobs: 1, reporting: true, quality_kinds: 0, min_operators: 1, max_operators: 10,
    max_instances: 2_000, points: { ByVerdict: { most: 1 } }, points_per_era: 2 ** 32 - 1,
    penalties: { job_misbehaviour: plain, quality_of_service: plain, security_breach: plain, slashed: "Burned" },
    review: 7n * DAY, ...terms,
  };
};

/** An error by its name, in place of viem's, which prints the code of the contract. */
const named = (what, sent) =>
  sent.catch((error) => {
    throw new Error(`${what}: ${decodeError(error)?.text ?? error.shortMessage}`);
  });

/** What tests do on a chain. Roles are indices of its keys. */
export function lifeOf({ publicClient, wallets, addresses }) {
  const services = createServicesClient({ publicClient });
  const clients = wallets.map((walletClient) => createServicesClient({ publicClient, walletClient }));
  const mined = async (hash) => (await services.mined(hash)).receipt;
  const life = {
    services,
    /** Sends a call of a pallet; the runtime's events of its block by name. */
    async pallet(from, call, args, pallet = "Services") {
      const data = await publicClient.encodeCall(pallet, call, args);
      const receipt = await mined(await wallets[from].sendTransaction({ to: PALLETS, data }));
      const events = await publicClient.palletEvents(receipt.blockNumber);
      return new Map(events.map((event) => [event.name, event.fields]));
    },
    step: async (from, name, args) => mined(await clients[from].write[name](args)),
    async deploy(from, { abi, bytecode, path }, args) {
      return (await mined(await named(path, wallets[from].deployContract({ abi, bytecode, args })))).contractAddress;
    },
    async write(from, address, abi, functionName, args, value) {
      return mined(await named(functionName, wallets[from].writeContract({ address, abi, functionName, args, value })));
    },
    /** A manager that judges squares, with the bond of its proposals. */
    async manager(from = 0) {
      const built = artifact("ink", "incredible_squaring");
      const manager = await life.deploy(from, built, [addresses.runtime, 1, SERVICES]);
      await life.pallet(from, "transfer_keep_alive", { dest: manager, value: 10n ** 12n }, "Balances");
      return manager;
    },
    async blueprint(manager, terms, from = 0) {
      const created = await life.pallet(from, "create_blueprint", { definition: definitionOf(manager, terms) });
      const { blueprint } = created.get("BlueprintCreated");
      await publicClient.activateBlueprint(blueprint);
      return blueprint;
    },
    async operators(indices, blueprint, { limit = 2_000, delegator, amount = parseEther("500") } = {}) {
      for (const index of indices) {
        await life.step(index, "joinOperators").catch(() => undefined);
        await life.pallet(index, "register", { blueprint, instance_limit: limit, inputs: "0x" });
        const stake = { operator: addresses.accounts[index].address, token: zeroAddress, amount };
        if (delegator !== undefined) await life.step(delegator, "delegate", stake);
      }
    },
    async service(customer, blueprint, operators, { amount = 400n * 10n ** 12n, ttl = 0, approve = true } = {}) {
      const assets = amount === 0n ? [] : [{ token: zeroAddress, amount }];
      const requested = await life.pallet(customer, "request", {
        blueprint, operators: operators.map((index) => addresses.accounts[index].address),
        permitted_callers: [], inputs: "0x", ttl, assets,
      });
      const { request } = requested.get("ServiceRequested");
      if (!approve) return request;
      let events;
      for (const index of operators) events = await life.pallet(index, "approve", { request, revision: 0 });
      return events.get("ServiceInitialized").service;
    },
    async job(customer, service, number, results) {
      const called = await life.pallet(customer, "call", { service, job: 0, inputs: word(number) });
      const { call } = called.get("JobCalled");
      for (const [operator, output] of results) {
        await life.pallet(operator, "submit_result", { service, call, outputs: word(output) });
      }
      return call;
    },
    report: (reporter, service, call, operator, number, output) =>
      life.pallet(reporter, "submit_report", {
        service, job: 0, call, participant: addresses.accounts[operator].address, inputs: word(number), outputs: word(output),
      }),
  };
  return life;
}
