// What an account does with liquid vaults, as forms.
import { encodeFunctionData, type Abi, type Address } from "viem";
import { ILiquidVault, ILiquidVaults } from "blueprint-hooks/abi/library";
import { valueOf, type Field, type Step } from "./steps.js";
import { REGISTRY } from "./vaults.js";

/** A call of a contract, with arguments made of fields. */
function call(id: string, title: string, to: Address, abi: Abi, functionName: string, fields: readonly Field[], args: (values: readonly unknown[]) => readonly unknown[], more: Partial<Step> = {}): Step {
  return {
    id, title, fields, ...more,
    make: (_, values) => ({
      to, data: encodeFunctionData({ abi, functionName, args: args(fields.map((field) => valueOf(field, values[field.name] ?? ""))) }),
    }),
  };
}

const vault = (name: string, title: string, to: Address, functionName: string, fields: readonly Field[], args: (values: readonly unknown[]) => readonly unknown[], more?: Partial<Step>) =>
  call(`${name}-${to}`, title, to, ILiquidVault as Abi, functionName, fields, args, more);

const amount = (name: string, label: string, hint: string): Field => ({ name, label, kind: "amount", hint });

export const vaultSteps = {
  create: () =>
    call("create-vault", "Open the vault of a validator", REGISTRY, ILiquidVaults as Abi, "createVault", [
      { name: "validator", label: "Validator", kind: "bytes", hint: "Its account of 32 bytes, in hexadecimal digits." },
      { ...amount("seed", "Seed", "In whole tokens, at least what a nominator bonds. It is bonded for as long as the vault lasts."), value: "10" },
    ], (values) => values, { about: "A validator has at most one vault. The account that opens it pays the seed, and gets it back once the vault is retired." }),
  deposit: (to: Address, own: Address) =>
    vault("deposit", "Deposit", to, "requestDeposit", [amount("assets", "Amount", "In whole tokens, taken from the balance.")],
      ([assets]) => [assets, own, own], { about: "It is bonded at once, and becomes shares in the next era. The shares are then claimed." }),
  redeem: (to: Address, own: Address) =>
    vault("redeem", "Return shares", to, "requestRedeem", [amount("shares", "Shares", "Of 18 decimals.")],
      ([shares]) => [shares, own, own], { about: "What they are worth unbonds, shares slashes until then, and can be claimed after the chain's bonding." }),
  claim: (to: Address, requestId: bigint, controller: Address): Step => ({
    ...vault(`claim-${requestId}-${controller}`, "Claim", to, "claim", [], () => [requestId, controller, controller]),
    button: "Claim", about: "Shares, or what is paid back, go to the account of the request.",
  }),
  claimRedeem: (to: Address, requestId: bigint, controller: Address): Step => ({
    ...vault(`claim-redeem-${requestId}-${controller}`, "Claim", to, "claimRedeem", [], () => [requestId, controller, controller]),
    button: "Claim", about: "What it is worth is paid to the account of the request.",
  }),
  sync: (to: Address): Step => ({
    ...vault("sync", "Bring up to date", to, "sync", [], () => [4]),
    button: "Bring up to date", about: "Pays up to four pages of rewards, and turns deposits into shares.",
  }),
  retire: (to: Address): Step => ({
    ...vault("retire", "Retire", to, "retire", [], () => []), button: "Retire the vault", about: "Unbonds all of it, once the grace of two eras is over.",
  }),
  finish: (to: Address): Step => ({
    ...vault("finish", "Finish", to, "finish", [], () => []), button: "Withdraw the stake", about: "Shares are paid at once from then on.",
  }),
  cashOut: (to: Address, own: Address) =>
    vault("cash-out", "Cash out shares", to, "cashOut", [amount("shares", "Shares", "Of 18 decimals.")], ([shares]) => [shares, own, own],
      { about: "The vault is retired: shares are paid at once." }),
};
