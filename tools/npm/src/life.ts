// A blueprint's life as IServices shows it: services, their operators and terms, what secures them, verdicts, slashes and
// points. Every function reads one block: the latest when it is called, or the given one.
import { getBlock } from "viem/actions";
import type { Address, Hex } from "viem";
import type { ReadOptions, ReturnOf, ServicesClient } from "./client.js";

const ZERO: Address = "0x0000000000000000000000000000000000000000";
/** The longest page of ids, as IServices allows it. */
const PAGE = 50n;

/** Classes of offences, in the order of their numbers in IServices, which begin with 1. */
export const OFFENCES = ["jobMisbehaviour", "qualityOfService", "securityBreach"] as const;
/** A class of offences. */
export type Offence = (typeof OFFENCES)[number];
/** States of a slash proposal, in the order of their numbers in IServices, which begin with 1. */
export const SLASH_STATES = ["underReview", "disputed", "upheld"] as const;
/** The state of a slash proposal; `ended` for one that was executed, vetoed, dismissed or has expired. */
export type SlashState = (typeof SLASH_STATES)[number] | "ended";

/** The name of a number that begins with 1. */
function named<Name extends string>(what: string, names: readonly Name[], number: bigint): Name {
  const name = names[Number(number) - 1];
  if (name === undefined) throw new RangeError(`${what}: expected 1 to ${names.length}, received ${number}`);
  return name;
}

/** The number of a class of offences, as IServices takes it. */
export const offenceNumber = (offence: Offence): bigint => BigInt(OFFENCES.indexOf(offence) + 1);

/** A block, whose state is read. */
export interface Moment {
  readonly blockNumber: bigint;
  /** The block's time, in unix seconds. */
  readonly time: bigint;
}

/** The latest block, or the given one. */
export async function momentOf(services: ServicesClient, options: ReadOptions = {}): Promise<Moment> {
  const { blockNumber } = options;
  const block = await getBlock(services.publicClient, blockNumber === undefined ? {} : { blockNumber });
  if (block.number === null) throw new Error("expected a block with a number, received one that is not made yet");
  return { blockNumber: block.number, time: block.timestamp };
}

/** A slash proposal that has not ended. */
export interface Slash {
  readonly slashId: bigint;
  readonly state: Exclude<SlashState, "ended">;
  readonly serviceId: bigint;
  readonly operator: Address;
  readonly proposer: Address;
  readonly offence: Offence;
  /** The share of bond and stake at the proposal, in basis points. */
  readonly slashBps: bigint;
  readonly evidence: Hex;
  /** Until this time, in unix seconds, it can be vetoed, and while under review disputed. */
  readonly deadline: bigint;
  /** From this time on any account can execute it: the deadline, or the end of a pause after it. */
  readonly executableFrom: bigint;
  /** Whether that time has come. A slash that has lapsed since cannot be executed. */
  readonly executable: boolean;
}

/** A slash proposal; `undefined` where there is none, or it has ended. */
export async function readSlash(
  services: ServicesClient,
  slashId: bigint,
  options: ReadOptions = {},
): Promise<Slash | undefined> {
  const moment = await momentOf(services, options);
  return slashAt(services, slashId, moment);
}

async function slashAt(services: ServicesClient, slashId: bigint, moment: Moment): Promise<Slash | undefined> {
  const at = { blockNumber: moment.blockNumber };
  const [slash, pausedUntil] = await Promise.all([
    services.read.slashOf({ slashId }, at),
    services.read.slashesPausedUntil({}, at),
  ]);
  if (slash.state === 0n) return undefined;
  const executableFrom = slash.deadline > pausedUntil ? slash.deadline : pausedUntil;
  return {
    ...slash,
    slashId,
    state: named("state of a slash", SLASH_STATES, slash.state),
    offence: named("class of an offence", OFFENCES, slash.offence),
    executableFrom,
    executable: moment.time >= executableFrom,
  };
}

/** Which slashes to read. */
export interface SlashesOptions extends ReadOptions {
  readonly serviceId?: bigint | undefined;
  /** The first id to look at. */
  readonly start?: bigint | undefined;
  /** How many ids a query looks at, 1 to 50; 50 by default. */
  readonly limit?: bigint | undefined;
}

/** The slash proposals that have not ended, page by page. */
export async function* readSlashes(services: ServicesClient, options: SlashesOptions = {}): AsyncGenerator<Slash> {
  const moment = await momentOf(services, options);
  const at = { blockNumber: moment.blockNumber };
  let start = options.start ?? 0n;
  do {
    const { ids, next } = await services.read.pendingSlashes({ start, limit: options.limit ?? PAGE }, at);
    for (const slash of await Promise.all(ids.map((slashId) => slashAt(services, slashId, moment)))) {
      if (slash && (options.serviceId === undefined || slash.serviceId === options.serviceId)) yield slash;
    }
    start = next;
  } while (start !== 0n);
}

/** A verdict about a result. */
export interface Verdict {
  readonly serviceId: bigint;
  readonly callId: bigint;
  readonly operator: Address;
  readonly right: boolean;
  readonly points: bigint;
  /** The block of the verdict. */
  readonly blockNumber: bigint;
}

/** Which verdicts to read. The block is the last one whose verdicts are read. */
export interface VerdictsOptions extends ReadOptions {
  readonly operator?: Address | undefined;
  readonly fromBlock?: bigint | undefined;
}

/** The job calls of a service that have a verdict, from the events of IServices, in their order. */
export async function readVerdicts(
  services: ServicesClient,
  serviceId: bigint,
  options: VerdictsOptions = {},
): Promise<readonly Verdict[]> {
  const { operator, fromBlock, blockNumber } = options;
  const events = await services.getEvents("ResultJudged", { args: { serviceId, operator }, fromBlock, toBlock: blockNumber });
  return events.map(({ args, blockNumber }) => ({ ...args, blockNumber }));
}

/** An operator's counters in an era. */
export interface Activity extends ReturnOf<"activityOf"> {
  readonly era: bigint;
}

/** Which eras to read: the running one and those before, by default the running one alone. */
export interface ActivityOptions extends ReadOptions {
  readonly eras?: bigint | undefined;
}

/** An operator's points and other counters by era, the running era first. Eras that are no longer kept have zeros. */
export async function readActivity(
  services: ServicesClient,
  operator: Address,
  options: ActivityOptions = {},
): Promise<readonly Activity[]> {
  const at = { blockNumber: (await momentOf(services, options)).blockNumber };
  const current = await services.read.currentEra({}, at);
  const wanted = options.eras ?? 1n;
  const length = wanted > current ? current + 1n : wanted;
  return Promise.all(
    Array.from({ length: Number(length) }, async (_, back) => {
      const era = current - BigInt(back);
      return { era, ...(await services.read.activityOf({ era, operator }, at)) };
    }),
  );
}

/** What of an operator's stake in a token secures a service. */
export interface Exposure {
  readonly token: Address;
  /** What the operator committed by its approval, in wei or in the token's base units. */
  readonly committed: bigint;
  /** What a slash of everything would take now. */
  readonly exposed: bigint;
}

/** An operator in a service. */
export interface OperatorLife {
  readonly operator: Address;
  readonly exposures: readonly Exposure[];
  /** What is on record against it in the blueprint. */
  readonly offences: ReturnOf<"offencesOf">;
  /** Slashes of it in the service that have not ended. */
  readonly pendingSlashes: bigint;
  /** Its counters in the running era, in all its services. */
  readonly activity: Activity;
}

/** A service at a block. */
export interface ServiceLife extends ReturnOf<"serviceOf">, Moment {
  readonly serviceId: bigint;
  readonly era: bigint;
  readonly operators: readonly OperatorLife[];
  /** The slash proposals that have not ended. */
  readonly slashes: readonly Slash[];
  readonly verdicts: readonly Verdict[];
}

/** How to read a service. */
export interface ServiceOptions extends ReadOptions {
  /** The first block of which verdicts are read; 0 by default. Servers limit ranges of logs. */
  readonly verdictsFrom?: bigint | undefined;
  /** The first id of a slash that is looked at; 0 by default. The ids are those of all slashes of the chain. */
  readonly slashesFrom?: bigint | undefined;
}

/** A service with its operators, slashes and verdicts; `undefined` where there is none of this id. */
export async function readService(
  services: ServicesClient,
  serviceId: bigint,
  options: ServiceOptions = {},
): Promise<ServiceLife | undefined> {
  const moment = await momentOf(services, options);
  const at = { blockNumber: moment.blockNumber };
  const { read } = services;
  const [service, addresses, assets, era] = await Promise.all([
    read.serviceOf({ serviceId }, at),
    read.operatorsOf({ serviceId }, at),
    read.assetsOf({ serviceId }, at),
    read.currentEra({}, at),
  ]);
  if (service.manager === ZERO) return undefined;
  const { blueprintId } = service;
  const operatorLife = async (operator: Address): Promise<OperatorLife> => {
    const exposure = async (token: Address, index: number): Promise<Exposure> => ({
      token,
      committed: assets.amounts[index] ?? 0n,
      exposed: await read.exposureOf({ serviceId, operator, token }, at),
    });
    const [exposures, offences, pendingSlashes, activity] = await Promise.all([
      Promise.all(assets.tokens.map(exposure)),
      read.offencesOf({ blueprintId, operator }, at),
      read.pendingSlashesOf({ serviceId, operator }, at),
      read.activityOf({ era, operator }, at),
    ]);
    return { operator, exposures, offences, pendingSlashes, activity: { era, ...activity } };
  };
  const [operators, verdicts] = await Promise.all([
    Promise.all(addresses.map(operatorLife)),
    readVerdicts(services, serviceId, { ...at, fromBlock: options.verdictsFrom }),
  ]);
  const slashes: Slash[] = [];
  for await (const slash of readSlashes(services, { ...at, serviceId, start: options.slashesFrom })) slashes.push(slash);
  return { ...service, ...moment, serviceId, era, operators, slashes, verdicts };
}

/** How to read a blueprint. */
export interface BlueprintOptions extends ServiceOptions {
  /** The first id of a service to look at; 0 by default. */
  readonly start?: bigint | undefined;
  /** How many ids to look at, 1 to 50; 50 by default. The ids are those of all services of the chain. */
  readonly limit?: bigint | undefined;
  /** How many jobs the blueprint has, to read their prices; 0 by default. */
  readonly jobs?: bigint | undefined;
}

/** A blueprint at a block: prices of its jobs, and its services among the ids that were looked at. */
export interface BlueprintLife extends Moment {
  readonly blueprintId: bigint;
  readonly prices: readonly ReturnOf<"priceOf">[];
  readonly services: readonly ServiceLife[];
  /** Where to go on; `undefined` where none of the ids had a service. */
  readonly next: bigint | undefined;
}

/** A blueprint with its services. IServices has no list of them by blueprint, so ids are looked at page by page. */
export async function readBlueprint(
  services: ServicesClient,
  blueprintId: bigint,
  options: BlueprintOptions = {},
): Promise<BlueprintLife> {
  const { start = 0n, limit = PAGE, jobs = 0n, verdictsFrom, slashesFrom } = options;
  if (limit < 1n || limit > PAGE) throw new RangeError(`limit: expected 1 to ${PAGE}, received ${limit}`);
  const moment = await momentOf(services, options);
  const at = { blockNumber: moment.blockNumber };
  const count = await services.read.serviceCount({}, at);
  const rest = count > start ? count - start : 0n;
  const ids = Array.from({ length: Number(rest < limit ? rest : limit) }, (_, index) => start + BigInt(index));
  const found = await Promise.all(
    ids.map(async (serviceId) => ({ serviceId, ...(await services.read.serviceOf({ serviceId }, at)) })),
  );
  const own = found.filter((service) => service.manager !== ZERO && service.blueprintId === blueprintId);
  const how = { ...at, verdictsFrom, slashesFrom };
  const lives = await Promise.all(own.map(({ serviceId }) => readService(services, serviceId, how)));
  const prices = await Promise.all(
    Array.from({ length: Number(jobs) }, (_, job) => services.read.priceOf({ blueprintId, job: BigInt(job) }, at)),
  );
  return {
    ...moment,
    blueprintId,
    prices,
    services: lives.filter((life) => life !== undefined),
    next: rest > limit ? start + limit : undefined,
  };
}
