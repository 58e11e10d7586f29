// A chain with something in every view: blueprints, services with windows of quality, jobs of several eras, reports, slash
// proposals in every state, a ledger, a pool and a court.
import { parseEther, zeroAddress, keccak256, toHex } from "viem";
import { SERVICES } from "blueprint-hooks";
import { artifact } from "./chain.mjs";
import { DAY, lifeOf, word } from "./life.mjs";

export const ROLES = { developer: 0, right: 1, wrong: 2, delegator: 3, third: 4, customer: 5, governance: 6 };

/** Fills a chain. Returns ids, and the part of the page's address with the contracts. */
export async function fillWorld(chain) {
  const life = lifeOf(chain);
  const { publicClient, accounts } = chain;
  const of = (index) => accounts[index].address;
  const { developer, right, wrong, delegator, third, customer, governance } = ROLES;
  await publicClient.addAsset(zeroAddress, 12, 10n ** 12n);
  const manager = await life.manager(developer);
  const squares = await life.blueprint(manager, {}, developer);
  // A second blueprint: its points follow windows of quality, and its jobs cost something.
  const levels = await life.deploy(developer, artifact("ink", "service_levels"), [of(developer), of(governance), 86_400n, 4_000_000_000n]);
  const levelled = artifact("ink", "level_manager");
  const second = await life.deploy(developer, levelled, [chain.addresses.runtime, levels, SERVICES, zeroAddress, 0n]);
  const quality = await life.blueprint(second, { points: { ByVerdict: { most: 100 } } }, developer);
  await life.step(developer, "setJobPrice", { blueprintId: quality, job: 0n, amount: parseEther("2"), burnedBps: 500n, ownerBps: 2_000n });
  await life.operators([right, wrong, third], squares, { delegator });
  for (const index of [right, wrong, third]) await life.pallet(index, "register", { blueprint: quality, instance_limit: 5, inputs: "0x" });
  const main = await life.service(customer, squares, [right, wrong, third]);
  const small = await life.service(customer, squares, [right], { amount: 50n * 10n ** 12n, ttl: 30n * DAY });
  const last = await life.service(customer, squares, [wrong], { amount: 0n });
  await life.pallet(customer, "terminate", { service: last });
  const levelService = await life.service(customer, quality, [right, wrong], { amount: 20n * 10n ** 12n });
  await life.service(customer, squares, [right, third], { approve: false });

  // A ledger and a pool whose runtime is the developer's key.
  const ledger = artifact("ink", "points_ledger");
  const ledgerAt = await life.deploy(developer, ledger, [of(developer), of(governance), 86_400n, 1_000, 1, 1, 10, 1_000_000]);
  const pool = artifact("ink", "reward_pool");
  const poolAt = await life.deploy(developer, pool, [of(developer), of(governance), 86_400n, ledgerAt, zeroAddress, 28n]);
  await life.write(developer, poolAt, pool.abi, "addAsset", [zeroAddress, 18, zeroAddress, 0, 0n, 0n, 0n]).catch((error) => console.error(error.shortMessage));
  await life.write(developer, poolAt, pool.abi, "activate", []);
  for (const index of [right, wrong]) await life.write(developer, poolAt, pool.abi, "stake", [of(index), 0, of(delegator), parseEther("100")]).catch((error) => console.error(error.shortMessage));

  const propose = (serviceId, operator, offence, slashBps, evidence) =>
    life.step(developer, "proposeSlash", { serviceId, operator: of(operator), offence, slashBps, evidence: word(evidence) });
  // Proposals of the past: one executed after its week, one vetoed.
  const wrongCall = await life.job(customer, main, 3, [[wrong, 5]]);
  await life.report(delegator, main, wrongCall, wrong, 3, 5);
  await propose(small, right, 2n, 50n, 7);
  await publicClient.vetoSlash(1n);
  await publicClient.passTime(7n * DAY + 60n);
  await life.pallet(customer, "execute_slash", { slash: 0 });

  // Terms of quality: windows of 10 minutes.
  const levelsAbi = artifact("ink", "service_levels").abi;
  const { timestamp } = await publicClient.getBlock();
  const terms = {
    start: timestamp + 120n, window: 600, answerPeriod: 300, excusePeriod: 3_600, longestBill: 9_600, retention: 90_000, minExpected: 1,
    floorBps: 2_000, freshBlocks: 200,
  };
  await life.write(developer, levels, levelsAbi, "openService", [levelService, terms, [{ leastWeightBps: 0, targetBps: 9_500, bottomBps: 5_000 }], [of(right), of(wrong)], [6_000, 4_000]]);
  await life.write(developer, levels, levelsAbi, "setVerifier", [levelService, of(developer)]);
  await publicClient.passTime(130n);
  let window = 0;
  /** An era of 100 minutes, in which operators keep some of its windows. */
  const passEra = async () => {
    for (const end = window + 10; window < end; window++) {
      const kept = [...(window % 11 === 7 ? [] : [of(right)]), ...(window % 4 === 1 ? [] : [of(wrong)])];
      if (kept.length > 0) await life.write(developer, levels, levelsAbi, "mark", [levelService, window, kept]);
      if (window === 23) await life.write(governance, levels, levelsAbi, "excuse", [levelService, 21, 23, "blocks were full"]);
      await publicClient.passTime(600n);
    }
  };

  // Eras of work: squares, some of them wrong.
  const recorded = [];
  for (let era = 0; era < 6; era++) {
    await life.step(customer, "fund", { amount: parseEther(`${60 + 30 * era}`) });
    for (let job = 0; job < 3 + era; job++) {
      const number = 3 + job;
      // A job of this manager is complete with its first result.
      const results = [job % 3 === 1 ? [wrong, 5] : [[right, third, right, wrong][(job + era) % 4], number * number]];
      const call = await life.job(customer, main, number, results);
      if (job % 3 === 1) recorded.push([call, number]);
    }
    const current = await publicClient.readContract({ address: ledgerAt, abi: ledger.abi, functionName: "currentEra" });
    for (const [index, many] of [[right, 3 + era], [wrong, 2]]) {
      for (let at = 0; at < many; at++) await life.write(developer, ledgerAt, ledger.abi, "recordSubmission", [main, of(index), true]);
    }
    await life.write(customer, poolAt, pool.abi, "deposit", [current, parseEther("45")], parseEther("45"));
    await passEra();
  }
  for (const index of [right, wrong, third]) await life.step(developer, "settleOperator", { operator: of(index) });
  for (const index of [right, wrong]) await life.write(developer, poolAt, pool.abi, "settle", [of(index)]).catch((error) => console.error(error.shortMessage));
  await life.step(delegator, "claim", { operator: of(right) });

  // Proposals that are open: one disputed, one under review.
  await propose(main, third, 3n, 2_500n, 8);
  await life.step(third, "disputeSlash", { slashId: 2n });
  const [[call, number]] = recorded;
  await life.report(delegator, main, call, wrong, number, 5);
  // A report of a right result, which the manager finds false.
  await life.report(delegator, main, wrongCall + 1n, right, 3, 9);
  await life.job(customer, main, 12, [[right, 144]]);
  await life.job(customer, main, 13, []);
  await life.job(customer, levelService, 14, [[right, 1]]);

  // A court whose runtime is the developer's key.
  const court = artifact("ink", "slashing_court");
  const courtAt = await life.deploy(developer, court, [of(developer), of(7), of(governance), 86_400n, 3_600n, 1_209_600n]);
  const courtWrite = (from, name, args, value) => life.write(from, courtAt, court.abi, name, args, value);
  await courtWrite(governance, "setPolicy", [main, 86_400n, 86_400n, 86_400n, 7n * DAY, 8, 10n ** 17n, 0]);
  const now = (await publicClient.getBlock()).timestamp;
  await courtWrite(developer, "capture", [main, of(wrong), now, parseEther("400"), parseEther("400")]);
  for (const [at, amount] of [["a", "40"], ["b", "12"]]) {
    await courtWrite(developer, "propose", [main, of(wrong), 1, keccak256(toHex(at)), parseEther(amount), now]);
  }
  await courtWrite(wrong, "dispute", [2n], 10n ** 17n);
  const search = `?levels=${levels}&ledger=${ledgerAt}&pool=${poolAt}&court=${courtAt}`;
  return { life, squares, quality, main, small, levelService, search, manager, court: courtAt };
}
