// Browser wallets: those that announce themselves (EIP-6963), and the one at `window.ethereum` (EIP-1193).
import { createWalletClient, custom, defineChain, numberToHex, type Address, type EIP1193Provider, type Hex, type TransactionReceipt } from "viem";
import { TransactionFailed, decodeError, receiptOf } from "blueprint-hooks";
import type { Connection } from "./connection.js";
import { knownErrors } from "./known.js";

export interface Found {
  readonly id: string;
  readonly name: string;
  readonly provider: EIP1193Provider;
}

/** Calls `onFound` for each wallet as it announces itself. */
export function discover(onFound: (all: readonly Found[]) => void): void {
  const found = new Map<string, Found>();
  addEventListener("eip6963:announceProvider", (event) => {
    const { info, provider } = (event as CustomEvent<{ info: { uuid: string; name: string }; provider: EIP1193Provider }>).detail;
    found.set(info.uuid, { id: info.uuid, name: info.name, provider });
    onFound([...found.values()]);
  });
  dispatchEvent(new Event("eip6963:requestProvider"));
  const { ethereum } = window as { ethereum?: EIP1193Provider };
  if (found.size === 0 && ethereum) {
    found.set("injected", { id: "injected", name: "Browser wallet", provider: ethereum });
    onFound([...found.values()]);
  }
}

export interface Transaction {
  /** `undefined` deploys a contract. */
  readonly to: Address | undefined;
  readonly data: Hex;
  readonly value?: bigint | undefined;
}

/** What went wrong, what was expected, and what to do about it. */
export class StepError extends Error {
  override readonly name = "StepError";
  constructor(message: string, readonly advice?: string) {
    super(message);
  }
}

/** A wallet that is connected. */
export class Wallet {
  constructor(readonly found: Found, readonly account: Address) {}

  static async connect(found: Found): Promise<Wallet> {
    const accounts = await found.provider.request({ method: "eth_requestAccounts" });
    const [account] = accounts;
    if (!account) throw new StepError(`${found.name}: expected an account, received none`, "Unlock the wallet, and choose an account.");
    return new Wallet(found, account.toLowerCase() as Address);
  }

  /** Executes a transaction without sending it, then sends it by the wallet, and waits for its block. */
  async send(connection: Connection, { to, data, value }: Transaction): Promise<TransactionReceipt> {
    const { client, chainId, settings } = connection;
    const { account } = this;
    await this.#onChain(connection);
    const call = { account, data, ...(to ? { to } : {}), ...(value === undefined ? {} : { value }) };
    const gas = await client.estimateGas(call as never);
    const chain = defineChain({
      id: chainId, name: `chain ${chainId}`, nativeCurrency: { name: settings.symbol, symbol: settings.symbol, decimals: 18 },
      rpcUrls: { default: { http: [settings.rpc] } },
    });
    const wallet = createWalletClient({ account, chain, transport: custom(this.found.provider) });
    const hash = await wallet.sendTransaction({ ...call, gas } as never);
    const receipt = await receiptOf(client, hash, 300);
    if (receipt.status !== "success") throw new TransactionFailed(receipt, decodeError(receipt, { abis: knownErrors() }));
    return receipt;
  }

  async #onChain({ chainId, settings }: Connection): Promise<void> {
    const { provider, name } = this.found;
    const current = Number(await provider.request({ method: "eth_chainId" }));
    if (current === chainId) return;
    const id = numberToHex(chainId);
    try {
      await provider.request({ method: "wallet_switchEthereumChain", params: [{ chainId: id }] });
    } catch {
      const nativeCurrency = { name: settings.symbol, symbol: settings.symbol, decimals: 18 };
      const chain = { chainId: id, chainName: `Chain ${chainId}`, nativeCurrency, rpcUrls: [settings.rpc] };
      await provider.request({ method: "wallet_addEthereumChain", params: [chain] }).catch(() => undefined);
    }
    const now = Number(await provider.request({ method: "eth_chainId" }));
    if (now !== chainId) {
      throw new StepError(`${name}: expected chain ${chainId}, received ${now}`, `Switch the wallet to chain ${chainId} at ${settings.rpc}.`);
    }
  }
}

const ADVICE: Readonly<Record<string, string>> = {
  SlashUnderReview: "Wait until the review ends; its clock is beside the proposal.",
  SlashLapsed: "The time to execute it is over: expire it, which returns its bonds.",
  ReviewOver: "The time to dispute is over; the slash can be executed.",
  NotOperator: "Join the operators first, on the page of the account.",
  AlreadyOperator: "The account is an operator; go on with the registration for a blueprint.",
  NotSlashingOrigin: "Use the manager, the account it named, or the blueprint's owner.",
  NotRequested: "Choose the account of an operator that the request names.",
  InsufficientBalance: "Send tokens to the account, or choose another one.",
  SlashWaits: "Wait until the slash of the validator is applied or prevented: the vault takes no deposit before.",
  NotOpen: "The vault takes no deposits; its state says why.",
  Unsettled: "The vault is behind with rewards: bring it up to date first, by sync.",
  AboveDepositCap: "Deposit less, or in the vault of another validator.",
  AmountTooSmall: "Use a larger amount: a deposit has 0.01 tokens at least.",
  AmountNotRepresentable: "Use at most 12 digits after the point.",
  StillUnbonding: "Wait for the era beside the request.",
  VaultExists: "The validator has a vault: deposit there.",
  NotCandidate: "Choose an account that stands for election as a validator.",
  SeedTooLow: "The seed is at least what a nominator bonds.",
  OwnCase: "Choose an account that is not a party of this proposal.",
};

/** An error in words: what it is, and what to do. */
export function explain(error: unknown): { text: string; advice: string } {
  if (error instanceof StepError) return { text: error.message, advice: error.advice ?? "" };
  const code = (error as { code?: number; cause?: { code?: number } } | null)?.code ?? (error as { cause?: { code?: number } } | null)?.cause?.code;
  if (code === 4001) return { text: "The wallet rejected the transaction.", advice: "Nothing was sent. Try again, and confirm in the wallet." };
  const decoded = error instanceof TransactionFailed ? error.decoded : decodeError(error, { abis: knownErrors() });
  if (decoded) {
    const names = [decoded.name, decoded.kind === "pallet" ? (decoded.hook?.name ?? "") : ""];
    const advice = names.map((name) => ADVICE[name]).find((one) => one !== undefined);
    return { text: `The chain rejects it: ${decoded.text}`, advice: advice ?? "Nothing was changed." };
  }
  const text = error instanceof Error ? ((error as { shortMessage?: string }).shortMessage ?? error.message) : `${error}`;
  return { text: text.split("\n")[0] ?? text, advice: "" };
}
