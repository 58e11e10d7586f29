// What a dependant writes: that it compiles, and that what is wrong does not. Compiled under several configurations by
// test/types.mjs, and never run.
import { createPublicClient, createWalletClient, http, type Address, type Hex } from "viem";
import { IServices } from "blueprint-hooks/abi/library";
import { ManagerCore0_20 } from "blueprint-hooks/abi/solidity";
import { createServicesClient } from "blueprint-hooks/client";
import { decodeError, type DecodedError } from "blueprint-hooks/decode";
import { devActions } from "blueprint-hooks/dev";
import { readService, type Slash } from "blueprint-hooks";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** Compiles only if the type is `Expected`. */
const is = <Expected>() => <Actual>(_value: Actual, ..._same: Equal<Actual, Expected> extends true ? [] : [never]) => {};

const publicClient = createPublicClient({ transport: http("") }).extend(devActions);
const walletClient = createWalletClient({ transport: http("") });
const services = createServicesClient({ publicClient, walletClient });
declare const operator: Address;

export async function reads() {
  const service = await services.read.serviceOf({ serviceId: 1n });
  is<bigint>()(service.blueprintId);
  is<Address>()(service.manager);
  is<boolean>()(service.live);
  is<bigint>()(await services.read.currentEra());
  is<bigint>()(await services.read.currentEra({}, { blockNumber: 1n }));
  is<readonly Address[]>()(await services.read.operatorsOf({ serviceId: 1n }));
  is<bigint>()((await services.read.activityOf({ era: 1n, operator })).points);
  is<{ readonly judged: boolean; readonly right: boolean; readonly points: bigint }>()(
    await services.read.verdictOf({ serviceId: 1n, callId: 1n, operator }),
  );
  is<Hex>()(await services.write.delegate({ operator, token: operator, amount: 1n }));
  is<undefined>()(await services.simulate.delegate({ operator, token: operator, amount: 1n }));
  is<bigint>()(await services.simulate.proposeSlash({
    serviceId: 1n, operator, offence: 1n, slashBps: 10n, evidence: "0x00",
  }));
  // @ts-expect-error an argument is missing
  await services.read.verdictOf({ serviceId: 1n, operator });
  // @ts-expect-error a number is no bigint
  await services.read.serviceOf({ serviceId: 1 });
  // @ts-expect-error no address
  await services.read.stakeOf({ operator: "bob", token: operator });
  // @ts-expect-error a name that IServices does not have
  await services.read.servicesOf({ serviceId: 1n });
  // @ts-expect-error a view is not written
  await services.write.serviceOf({ serviceId: 1n });
}

export async function events() {
  const [event] = await services.getEvents("SlashProposed", { args: { operator }, fromBlock: 1n });
  if (event) {
    is<"SlashProposed">()(event.name);
    is<bigint>()(event.args.slashBps);
    is<Hex>()(event.args.evidence);
  }
  const stop = services.watchEvent("ResultJudged", {
    args: { serviceId: undefined },
    onEvent: ({ args }) => is<boolean>()(args.right),
  });
  is<() => void>()(stop);
  // @ts-expect-error not indexed
  await services.getEvents("SlashProposed", { args: { slashBps: 1n } });
}

export async function lives() {
  const life = await readService(services, 1n);
  is<readonly Slash[] | undefined>()(life?.slashes);
  is<"underReview" | "disputed" | "upheld" | undefined>()(life?.slashes[0]?.state);
  is<bigint | undefined>()(life?.operators[0]?.exposures[0]?.exposed);
  await publicClient.passTime(7n);
}

export function errors(error: unknown): string {
  const decoded = decodeError(error, { abis: [ManagerCore0_20] });
  is<DecodedError | undefined>()(decoded);
  switch (decoded?.kind) {
    case "pallet":
      return `${decoded.pallet}.${decoded.name}`;
    case "services":
      // The names are a union.
      return decoded.name === "NotManager" ? "not its manager" : decoded.name;
    case "contract":
      return decoded.signature;
    default:
      return decoded?.text ?? "";
  }
}

// The ABIs are constants: their names are types.
is<true>()({} as Equal<Extract<(typeof IServices)[number], { type: "event" }>["name"], "ResultJudged" | "SlashProposed">);
