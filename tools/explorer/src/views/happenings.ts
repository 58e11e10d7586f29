// Events as rows.
import { html, nothing } from "lit";
import type { Value } from "blueprint-hooks";
import type { App, Live } from "../app.js";
import type { Happening } from "../chain/history.js";
import { PALLET_TO_WEI } from "../chain/rewards.js";
import { address, copyButton, count, duration, moment, percent, plural, short, table, tag, units, wei, words, type Part } from "../ui/index.js";

const ACCOUNTS = new Set([
  "operator", "owner", "caller", "delegator", "requester", "manager", "proposer", "reporter", "participant", "from", "claimant",
  "account", "disputer", "awarder", "recipient", "holder", "verifier", "to",
  "controller", "receiver", "sender", "vault", "founder",
]);

/** Fields of contracts: moments, spans of seconds, and amounts of a token that an event does not name. */
const TIMES = /(At|Until|From|until|from|deadline|expiresAt|start)$/;
const SPANS = /(Window|Period|Delay|Judge)$/;
const BASE_UNITS = new Set(["requested", "stake", "exposure", "bond", "amount", "total", "shares"]);

function link(name: string, value: bigint, one: Happening): Part {
  const to = { blueprint: `#/blueprint/${value}`, service: `#/service/${value}`, slash: `#/slash/${value}` }[name];
  if (to) return html`<a href=${to}>${count(value)}</a>`;
  if (name === "call" && typeof one.fields["service"] === "bigint") return html`<a href="#/job/${one.fields["service"]}/${value}">${count(value)}</a>`;
  return html`${count(value)}`;
}

function shownValue(app: App, one: Happening, name: string, value: Value): unknown {
  if (typeof value === "bigint" && isVault(one) && VAULT_FIELDS[name]) return VAULT_FIELDS[name](app, value);
  if (typeof value === "string" && ACCOUNTS.has(name) && /^0x[\da-f]{40}$/i.test(value)) return address(app, value);
  if (typeof value === "bigint" && ["amount", "commission", "carried", "each", "burned", "owner"].includes(name) && (one.source === "Services" || one.source === "Stake")) {
    const native = one.fields["asset"] === undefined || JSON.stringify(one.fields["asset"], (_, inner) => (typeof inner === "bigint" ? `${inner}` : inner)) === '"Native"';
    return native ? wei(app, value * PALLET_TO_WEI) : html`${count(value)} base units`;
  }
  if (typeof value === "bigint" && (name.endsWith("_bps") || name.endsWith("Bps") || name === "bps")) return percent(value);
  if (typeof value === "bigint" && TIMES.test(name) && value > 1_000_000_000n) return html`<span class="figure" title=${moment(value)}>${moment(value).slice(0, 16)}</span>`;
  if (typeof value === "bigint" && SPANS.test(name)) return value === 0n ? "0" : duration(value);
  if (typeof value === "bigint" && BASE_UNITS.has(name)) return html`${count(value)} <span class="unit">base units</span>`;
  if (typeof value === "bigint") return link(name, value, one);
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string") return value.length > 20 ? html`<code title=${value}>${short(value)}</code>` : value;
  return html`<code>${JSON.stringify(value, (_, inner) => (typeof inner === "bigint" ? `${inner}` : inner))}</code>`;
}

/** Logs of liquid vaults have wei, and shares of 18 decimals. */
const isVault = ({ source }: Happening) => source.startsWith("ILiquidVault");
const VAULT_FIELDS: Readonly<Record<string, (app: App, value: bigint) => Part>> = {
  assets: wei, seed: wei, shares: (_, value) => html`<span class="figure">${units(value, 18, 4)}</span>`,
  requestId: (_, value) => html`${count(value % (1n << 63n))}`,
};

const HIDDEN = new Set(["outputs_hash", "evidence", "data", "deadline", "selection", "shares"]);
const TONES: Readonly<Record<string, "good" | "bad" | "wait">> = {
  SlashProposed: "wait", SlashDisputed: "wait", SlashExecuted: "bad", StakeSlashed: "bad", OperatorEjected: "bad", OperatorReadmitted: "good", HookFailed: "bad",
  DepositRequest: "wait", RedeemRequest: "wait", Deposit: "good", Withdraw: "good", VaultCreated: "good", ReportSubmitted: "wait", ReportRejected: "bad", ServiceInitialized: "good", RewardPaid: "good", BlueprintCreated: "good",
};

const title = (one: Happening) => {
  if (one.name === "ResultJudged") return one.fields["right"] === true ? tag("Result judged right", "good") : tag("Result judged wrong", "bad");
  return tag(words(one.name), TONES[one.name] ?? "plain");
};

export function happeningsTable(app: App, list: readonly Happening[], caption: string, empty: Part): Part {
  return table(caption, [
    { head: "Block", numeric: true, cell: (one) => html`<span class="figure">${count(one.block)}</span>` },
    { head: "Event", cell: title },
    { head: "What", cell: (one) => html`<span class="fields-of">${Object.entries(one.fields)
      .filter(([name]) => (!HIDDEN.has(name) || isVault(one)) && !(one.name === "ResultJudged" && name === "right"))
      .map(([name, value]) => html`<span class="pair"><span class="quiet">${words(name).toLowerCase().replace(/ bps$/, "")}</span> ${shownValue(app, one, name, value)}</span>`)}</span>` },
    { head: "Source", cell: (one) => html`<span class="quiet source">${one.source}</span>` },
    { head: "Transaction", cell: (one) => one.transaction
      ? html`<span class="address"><code title=${one.transaction}>${short(one.transaction)}</code>${copyButton(app, one.transaction, "transaction hash")}</span>`
      : html`<span class="quiet">by the chain</span>` },
  ], list, empty);
}

/** Which blocks were read, and what reads more of them. */
export function coverage(app: App, live: Live): Part {
  const { history } = live;
  if (!history.started) return html`<p class="note" role="status">Reading events …</p>`;
  const range = `${count(history.first)} to ${count(history.last)}`;
  const earlier = async () => {
    await history.fill(100_000n, history.list.length + 2_000, () => {
      app.version += 1;
      app.redraw();
    });
  };
  const { dev } = live.connection.abilities;
  const what = dev ? "All events of the pallets" : `Verdicts and slash proposals (logs of IServices)${live.vaults.count === undefined ? "" : ", and logs of liquid vaults,"}`;
  return html`<p class="note coverage">${what} in blocks ${range} are read: ${plural(history.list.length, "event")}.
    ${!history.complete ? nothing : dev ? "That is from the first block on." : "Logs from the first block on were requested."}
    ${dev ? nothing : "A server that keeps the logs of its last blocks alone returns none of earlier ones."}
    ${history.limit ? html`Earlier blocks cannot be read: ${history.limit.reason}` : nothing}
    ${history.failure ? html`The last page could not be read: ${history.failure}.` : nothing}
    ${!history.complete && !history.limit ? html`<button type="button" data-action="earlier" @click=${earlier}>Read earlier blocks</button>` : nothing}</p>`;
}
