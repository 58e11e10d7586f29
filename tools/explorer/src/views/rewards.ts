// Points and rewards by era, with the sum that explains each figure.
import { html, nothing } from "lit";
import { formatEther, zeroAddress, type Address } from "viem";
import type { ReturnOf } from "blueprint-hooks";
import type { App, Live } from "../app.js";
import { readAllotments, type Allotment } from "../chain/allotments.js";
import { annualRate, knownOperators, readEras, readEraSeconds, readLedger, readPool, type EraRow, type Ledger, type Pool, type Settled } from "../chain/rewards.js";
import { matching } from "../chain/history.js";
import { plotOf } from "../ui/chart.js";
import { address, count, facts, figure, paged, plural, section, share, short, shown, table, tag, tokenAmount, wei, type Part } from "../ui/index.js";
import { delegatorsSection } from "./delegators.js";
import { coverage } from "./happenings.js";

const ERAS = 14;
/** Operators of a plot. */
const LINES = 6;
/** Operators of which counters are read: points of one era are shared by all of them. */
const MOST = 150;
/** Parts of a sum that are named. */
const TERMS = 6;
/** Payments on a page. */
const PAYMENTS = 20;

const label = (live: Live, operator: Address) => live.connection.names.get(operator.toLowerCase()) ?? short(operator);

/** What an era paid delegators for what earned: of the era, and of a year. */
function yieldCell(found: ReturnOf<"yieldOf"> | undefined, eraSeconds: number | undefined): Part {
  if (found === undefined) return html`<span class="quiet">not kept</span>`;
  const percent = (value: number) => `${(value * 100).toLocaleString("en", { maximumSignificantDigits: 3 })} %`;
  const era = percent(Number(found.rateE18) / 1e18);
  return eraSeconds === undefined
    ? html`<span class="figure">${era}</span> <span class="quiet">of stake in the era</span>`
    : html`<span class="figure">${percent(annualRate(found.rateE18, eraSeconds))}</span> <span class="quiet">of stake a year = ${era} in ${count(eraSeconds)} s</span>`;
}

/** The sum that made an operator's part of a pot. */
function allotmentSum(app: App, live: Live, operator: Address, found: Allotment | undefined): Part {
  if (found === undefined) return nothing;
  if ("missing" in found) return html`<span class="quiet">${found.missing}</span>`;
  const { pot, terms } = found;
  const own = terms.find((term) => term.operator === operator);
  if (!own) return nothing;
  const named = terms.length > TERMS ? [own, ...terms.filter((term) => term !== own).slice(0, TERMS - 1)] : terms;
  const others = terms.filter((term) => !named.includes(term));
  return html`<span class="sum quiet">= ${wei(app, pot)} pot × (${figure(own.points, "points")} × ${wei(app, own.stake)}) / (${named.map((term, at) =>
    html`${at > 0 ? " + " : nothing}${count(term.points)} × ${wei(app, term.stake)} of ${label(live, term.operator)}`)}${
    others.length > 0 ? html` + ${wei(app, others.reduce((sum, { points, stake }) => sum + points * stake, 0n))} (points × stake of ${count(others.length)} others)` : nothing})</span>`;
}

/** Where what was allotted to an operator went. */
function allotted(app: App, { amount, commission, carried }: Settled): Part {
  return html`<span>${wei(app, amount)} <span class="quiet">= ${wei(app, commission)} commission + ${wei(app, amount - commission - carried)} delegators${
    carried > 0n ? html` + ${wei(app, carried)} carried to a later pot` : nothing}</span></span>`;
}

function allottedCell(app: App, live: Live, operator: Address, points: bigint, settled: Settled | undefined, found: Allotment | undefined): Part {
  const quiet = (text: string) => html`<span class="quiet">${text}</span>`;
  if (settled) return html`<span class="stack">${allotted(app, settled)}${allotmentSum(app, live, operator, found)}</span>`;
  if (!live.connection.abilities.dev) return quiet("this server has no events of it");
  return quiet(points === 0n ? "nothing: no points" : "not settled");
}

function chainEras(app: App, live: Live, operators: readonly Address[], rows: readonly EraRow[], sums: ReadonlyMap<bigint, Allotment>, eraSeconds: number | undefined): Part {
  const totals = rows.map((row) => [...row.activity.values()].reduce((sum, { points }) => sum + points, 0n));
  const lines = rows.flatMap((row, index) =>
    operators.map((operator) => ({ row, operator, total: totals[index] ?? 0n, activity: row.activity.get(operator), settled: row.settled.get(operator.toLowerCase()) })),
  ).filter(({ activity, settled }) => (activity?.points ?? 0n) > 0n || (activity?.results ?? 0n) > 0n || settled !== undefined).reverse();
  const x = rows.map(({ era }) => Number(era));
  return html`
    <div class="plots">
      ${plotOf({ title: "Points by era", unit: "points", x, xLabel: "Era",
        series: operators.map((operator) => ({ label: label(live, operator), values: rows.map((row) => Number(row.activity.get(operator)?.points ?? 0n)) })) })}
      ${live.connection.abilities.dev ? plotOf({ title: "Allotted rewards by era", unit: app.settings.symbol, x, xLabel: "Era",
        series: operators.map((operator) => ({ label: label(live, operator), values: rows.map((row) => Number(formatEther(row.settled.get(operator.toLowerCase())?.amount ?? 0n))) })) }) : nothing}
    </div>
    ${table("Figures of eras and operators", [
      { head: "Era", numeric: true, cell: ({ row }) => figure(row.era) },
      { head: "Operator", cell: ({ operator }) => address(app, operator) },
      { head: "Points", cell: ({ activity, total }) => html`${figure(activity?.points ?? 0n, "points")} <span class="quiet">${share(activity?.points ?? 0n, total)} of ${count(total)}</span>` },
      { head: "Results", cell: ({ activity }) => html`<span class="figure">${count(activity?.results ?? 0n)}</span> <span class="quiet">= ${count(activity?.right ?? 0n)} right + ${count(activity?.wrong ?? 0n)} wrong + ${count((activity?.results ?? 0n) - (activity?.right ?? 0n) - (activity?.wrong ?? 0n))} not judged</span>` },
      { head: "Pot", numeric: true, cell: ({ row }) => (row.funded === 0n ? html`<span class="quiet">no deposit read</span>` : wei(app, row.funded)) },
      { head: "Allotted", cell: ({ row, operator, activity, settled }) => allottedCell(app, live, operator, activity?.points ?? 0n, settled, sums.get(row.era)) },
      { head: "Paid to delegators", cell: ({ row, operator }) => yieldCell(row.yields.get(operator.toLowerCase()), eraSeconds) },
    ], lines, "No points in these eras. A result that its manager judges right earns points, and points share the pot of their era.")}`;
}

/** The points of operators that are not among those that were read. */
function othersOf({ points, total }: Ledger["rows"][number]): Part {
  const others = total - [...points.values()].reduce((sum, one) => sum + one, 0n);
  return others === 0n ? nothing : html` + ${count(others)} <span class="quiet">others</span>`;
}

function ledgerPart(app: App, live: Live, ledger: Ledger): Part {
  const { rows: operators, links } = paged(app, "ledger", LINES, [...new Set(ledger.rows.flatMap(({ points }) => [...points.keys()]))].sort(), { before: "Operators before", after: "Operators after" });
  return html`
    ${facts([["Contract", address(app, app.settings.contracts.ledger ?? "0x")], ["Running era", figure(ledger.current)], ["Blocks in an era", figure(ledger.eraBlocks, "blocks")],
      ["Most points of an operator in a service and era", figure(ledger.mostPerEra, "points")]])}
    ${plotOf({ title: "Points of the ledger by era", unit: "points", x: ledger.rows.map(({ era }) => Number(era)), xLabel: "Era",
      series: operators.map((operator) => ({ label: label(live, operator), values: ledger.rows.map(({ points }) => Number(points.get(operator) ?? 0n)) })) })}
    ${links}
    ${table("Points by era", [
      { head: "Era", numeric: true, cell: (row) => figure(row.era) },
      { head: "Total", numeric: true, cell: (row) => figure(row.total, "points") },
      { head: "Sum", cell: (row) => (row.points.size === 0 ? html`<span class="quiet">no operator</span>` : html`<span class="sum">${[...row.points].map(([operator, points], at) => html`${at > 0 ? " + " : nothing}${count(points)} <span class="quiet">${label(live, operator)}</span>`)}${othersOf(row)} = ${count(row.total)}</span>`) },
    ], [...ledger.rows].reverse().filter(({ total }) => total > 0n), "The ledger counted no points in these eras.")}`;
}

function poolPart(app: App, pool: Pool, ledger: Ledger | undefined): Part {
  const totals = new Map(ledger?.rows.map(({ era, total }) => [era, total]));
  const native = pool.token === zeroAddress;
  const drawn = (amount: bigint) => Number(native ? formatEther(amount) : amount);
  return html`
    ${facts([
      ["Contract", address(app, app.settings.contracts.pool ?? "0x")],
      ["Ledger", address(app, pool.ledger)],
      ["Where every deposit is", html`<span class="sum">${tokenAmount(app, pool.token, pool.paid)} paid + ${tokenAmount(app, pool.token, pool.carried)} carried + ${tokenAmount(app, pool.token, pool.unclaimed)} unclaimed = ${tokenAmount(app, pool.token, pool.deposited)} deposited</span>
        ${pool.paid + pool.carried + pool.unclaimed === pool.deposited ? tag("adds up", "good") : tag("does not add up", "bad")}`],
    ])}
    ${plotOf({ title: "Pots of the pool by era", unit: native ? app.settings.symbol : "base units", x: pool.rows.map(({ era }) => Number(era)), xLabel: "Era", series: [
      { label: "Pot", values: pool.rows.map(({ amount }) => drawn(amount)) },
      { label: "Given to operators", values: pool.rows.map(({ settled }) => drawn(settled)) },
    ] })}
    ${table("Pots by era", [
      { head: "Era", numeric: true, cell: (row) => figure(row.era) },
      { head: "Pot", numeric: true, cell: (row) => tokenAmount(app, pool.token, row.amount) },
      { head: "A point earns", numeric: true, cell: (row) => {
        const total = totals.get(row.era) ?? 0n;
        return total === 0n ? html`<span class="quiet">no points read</span>` : html`${tokenAmount(app, pool.token, row.amount / total)} <span class="quiet">= pot / ${plural(total, "point")}</span>`;
      } },
      { head: "Given to operators", numeric: true, cell: (row) => tokenAmount(app, pool.token, row.settled) },
      { head: "Left", numeric: true, cell: (row) => tokenAmount(app, pool.token, row.amount - row.settled) },
      { head: "State", cell: (row) => (row.isFixed ? tag("Fixed", "good") : row.active ? tag("Takes deposits", "wait") : tag("Not active")) },
    ], [...pool.rows].reverse().filter(({ amount }) => amount > 0n), "No pot in these eras. Any account can deposit to the pot of an era that is not over.")}`;
}

export function rewards(app: App, live: Live) {
  const { connection, history } = live;
  const { contracts } = app.settings;
  const all = knownOperators(history);
  const counted = all.slice(0, MOST);
  const { rows: operators, links } = paged(app, "operators", LINES, counted, { before: "Operators before", after: "Operators after" });
  const eras = app.use(`rewards/${operators.join()}`, async () => {
    const found = await readEras(connection, history, counted, operators, ERAS);
    return { ...found, sums: await readAllotments(connection, found.rows, all.length - counted.length) };
  }, `${live.head.number}/${app.version}`);
  const current = eras.data?.current;
  const length = current === undefined ? undefined : app.use(`era-length/${current}`, () => readEraSeconds(connection, current), "");
  const ledger = contracts.ledger ? app.use("ledger", () => readLedger(connection, contracts.ledger as Address, ERAS)) : undefined;
  const pool = contracts.pool ? app.use("pool", () => readPool(connection, contracts.pool as Address, ERAS)) : undefined;
  const paid = paged(app, "paid", PAYMENTS, matching(history.list, {}, ["RewardPaid"]).filter(({ source }) => source === "Stake"));
  return {
    title: "Points and rewards",
    body: html`
      ${section("The chain's own", operators.length === 0
        ? html`<p class="empty">No operator is among the events read. An operator joins on the page of its account.</p>`
        : html`${shown(eras, ({ rows, sums }) => chainEras(app, live, operators, rows, sums, length?.data))}${links}`, {
        note: `The last ${ERAS} eras${operators.length < all.length ? ` of ${operators.length} of ${all.length} operators` : ""}. Eras of which the chain no longer keeps counters show no points. Points times stake share a pot: the sum is shown where points, stakes of a block in the era and events give what was allotted to the last unit, and else why it is not known. What delegators were paid is of stake for all services, at the era's prices, without compounding: commission, what absence cost, slashes, changes of price and stake that was delegated in the era are left out.`,
      })}
      ${delegatorsSection(app, live, eras.data?.rows.map(({ era }) => era))}
      ${section("Paid to delegators and operators", html`${table("Rewards paid", [
        { head: "Block", numeric: true, cell: (one) => figure(one.block) },
        { head: "Paid to", cell: (one) => address(app, String(one.fields["claimant"])) },
        { head: "Earned with", cell: (one) => address(app, String(one.fields["operator"])) },
        { head: "Amount", numeric: true, cell: (one) => wei(app, (one.fields["amount"] as bigint) * 1_000_000n) },
      ], paid.rows, connection.abilities.dev ? "No claim among the events read. A delegator claims on the page of its account." : "This server has no events of the pallets; what an account can claim is on its page.")}${paid.links}`)}
      ${section("Points ledger", ledger ? shown(ledger, (data) => ledgerPart(app, live, data)) : html`<p class="empty">No points ledger in the <a href="#/settings">settings</a>.</p>`)}
      ${section("Reward pool", pool ? shown(pool, (data) => poolPart(app, data, ledger?.data)) : html`<p class="empty">No reward pool in the <a href="#/settings">settings</a>.</p>`)}
      ${section("Liquid vaults", html`<p class="empty">Their rates and queues are in the <a href="#/vaults">list of vaults</a>.</p>`)}
      ${coverage(app, live)}`,
  };
}
