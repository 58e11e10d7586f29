// Rewards by account: what was paid, and what can be claimed, with the sums.
import { html, nothing } from "lit";
import { formatEther } from "viem";
import type { App, Live } from "../app.js";
import { pairsOf, readEarned, type Earned } from "../chain/delegators.js";
import { plotOf } from "../ui/chart.js";
import { address, paged, plural, section, short, shown, table, wei, type Part } from "../ui/index.js";

/** Pairs of an account and an operator on a page, and payments that a sum names. */
const PAIRS = 30;
const TERMS = 6;
/** Lines of the plot. */
const LINES = 6;

function plot(app: App, live: Live, all: readonly Earned[], span: readonly bigint[]): Part {
  const byAccount = new Map<string, Map<bigint, bigint>>();
  for (const { account, payments } of all) {
    const sums = byAccount.get(account) ?? new Map<bigint, bigint>();
    for (const { era, amount } of payments) if (era !== undefined) sums.set(era, (sums.get(era) ?? 0n) + amount);
    byAccount.set(account, sums);
  }
  const lines = [...byAccount].filter(([, sums]) => sums.size > 0).slice(0, LINES);
  if (lines.length === 0) return nothing;
  return plotOf({
    title: "Paid by the era of the payment", unit: app.settings.symbol, x: span.map(Number), xLabel: "Era",
    series: lines.map(([account, sums]) => ({
      label: live.connection.names.get(account) ?? short(account), values: span.map((era) => Number(formatEther(sums.get(era) ?? 0n))),
    })),
  });
}

const sum = (app: App, { payments, paid }: Earned): Part => {
  if (payments.length < 2) return wei(app, paid);
  const named = payments.slice(-TERMS);
  const before = paid - named.reduce((all, { amount }) => all + amount, 0n);
  return html`<span class="sum">${wei(app, paid)} <span class="quiet">= ${before > 0n ? html`${wei(app, before)} before + ` : nothing}${named.map(({ amount }, at) => html`${at > 0 ? " + " : nothing}${wei(app, amount)}`)}</span></span>`;
};

export function delegatorsSection(app: App, live: Live, span: readonly bigint[] | undefined): Part {
  const { connection, history } = live;
  if (!connection.abilities.dev) {
    return section("By account", html`<p class="empty">This server has no events of the pallets, so it is not known which accounts delegated. What one account can claim is on its page.</p>`);
  }
  const pairs = pairsOf(history);
  const { rows, links } = paged(app, "pairs", PAIRS, pairs);
  const read = app.use(`earned/${rows.join()}`, () => readEarned(connection, history, rows), `${live.head.number}/${app.version}`);
  return section("By account", shown(read, (all) => html`
    ${span ? plot(app, live, all, span) : nothing}
    ${table("Rewards by account", [
      { head: "Account", cell: (one) => address(app, one.account) },
      { head: "Earned with", cell: (one) => address(app, one.operator) },
      { head: "Paid", numeric: true, cell: (one) => sum(app, one) },
      { head: "Can claim", numeric: true, cell: (one) => wei(app, one.claimable) },
      { head: "Together", numeric: true, cell: (one) => wei(app, one.paid + one.claimable) },
    ], all, "No account was paid or can claim. Stake earns from the era after it was delegated; a share of a pot can be claimed after its era.")}
    ${links}`), {
    note: `Delegators, and operators with their commissions${pairs.length > rows.length ? `: ${rows.length} of ${plural(pairs.length, "pair")} of an account and an operator` : ""}. An era's pot is paid in a later era, when the account claims.`,
  });
}
