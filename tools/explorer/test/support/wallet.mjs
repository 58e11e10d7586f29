// A wallet for tests, injected into the page: it announces itself as EIP-6963 has it, and signs with viem's local accounts.
import { createWalletClient, defineChain, http, numberToHex } from "viem";
import { privateKeyToAccount } from "viem/accounts";

const { rpc, keys, chainId } = globalThis.testWalletOptions;
const accounts = keys.map((key) => privateKeyToAccount(key));
const chain = defineChain({
  id: chainId, name: "test", nativeCurrency: { name: "Unit", symbol: "UNIT", decimals: 18 }, rpcUrls: { default: { http: [rpc] } },
});
const listeners = new Map();
// The choice of the account outlives a change of the page's address.
let current = Number(sessionStorage.getItem("test-wallet") ?? 0);
let rejects = false;

const provider = {
  on: (name, listener) => listeners.set(name, [...(listeners.get(name) ?? []), listener]),
  removeListener: () => undefined,
  async request({ method, params = [] }) {
    const account = accounts[current];
    if (method === "eth_requestAccounts" || method === "eth_accounts") return [account.address];
    if (method === "eth_chainId") return numberToHex(chainId);
    const client = createWalletClient({ account, chain, transport: http(rpc) });
    if (method !== "eth_sendTransaction") return client.request({ method, params });
    if (rejects) throw Object.assign(new Error("User rejected the request."), { code: 4001 });
    const [{ to, data, value, gas }] = params;
    return client.sendTransaction({ to, data, value: value && BigInt(value), gas: gas && BigInt(gas) });
  },
};

globalThis.testWallet = {
  use(index) {
    current = index;
    sessionStorage.setItem("test-wallet", `${index}`);
    for (const listener of listeners.get("accountsChanged") ?? []) listener([accounts[current].address]);
  },
  rejectNext: (value) => (rejects = value),
};

const info = { uuid: "b1c7d0a2-5f0e-4a55-9f0e-000000000001", name: "Test wallet", icon: "data:image/svg+xml,", rdns: "test.wallet" };
const announce = () => dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail: Object.freeze({ info, provider }) }));
addEventListener("eip6963:requestProvider", announce);
announce();
