// What a vault really paid: growth of the rate in a window, in a year at that pace, and by era.
import { html, nothing } from "lit";
import type { App } from "../app.js";
import { YEAR } from "../chain/rewards.js";
import { LEAST_ERAS, growthByEra, realised, type RatePoint } from "../chain/vault-yield.js";
import { plotOf } from "../ui/chart.js";
import { count, facts, moment, plural, section, type Part } from "../ui/index.js";
import { rate } from "./vaults.js";

/** Beyond it a figure says no more than that the window is short: ten thousand times. */
const MOST = 10_000;

const digits = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 4, signDisplay: "exceptZero" });
const percent = (share: number): Part => html`<span class="figure">${share > MOST ? `more than ${count(MOST * 100)}` : digits.format(share * 100)} %</span>`;

const at = (app: App, { time, era, rate: worth }: RatePoint): Part =>
  html`<time datetime=${new Date(Number(time) * 1_000).toISOString()}>${moment(time)}</time> <span class="quiet">era ${count(era)}, a share was worth ${rate(app, worth)}</span>`;

function figures(app: App, points: readonly RatePoint[]): Part {
  const found = realised(points);
  if (!found) return html`<p class="empty">The rate is known of ${plural(points.length, "block")}: growth begins with the second.</p>`;
  const { from, to, eras, growth, annual } = found;
  return facts([
    ["In a year at this pace", annual === undefined
      ? html`Too early <span class="quiet">The window has ${plural(eras, "era")}; a year is computed of ${LEAST_ERAS} at least.</span>`
      : html`<span class="sum">${percent(annual)} <span class="quiet">compounded = (${rate(app, to.rate)} / ${rate(app, from.rate)}) ^ (${count(YEAR)} s / ${count(to.time - from.time)} s) - 1</span></span>`],
    ["In the window", html`${percent(growth)} <span class="quiet">in ${plural(eras, "era")}</span>`],
    ["From", at(app, from)],
    ["To", at(app, to)],
  ]);
}

function byEra(points: readonly RatePoint[]): Part {
  const all = growthByEra(points);
  if (all.length < 2) return nothing;
  return plotOf({
    title: "Growth by era", unit: "% of a share", digits: 6, x: all.map(({ era }) => era), xLabel: "Era",
    series: [{ label: "Growth", values: all.map(({ growth }) => growth * 100) }],
  });
}

export const yieldSection = (app: App, points: readonly RatePoint[]): Part => section("What it really paid", html`${figures(app, points)}${byEra(points)}`, {
  note: html`By the rates above, after commission and fee. Left out are what future rewards will be, eras that are closed and not yet settled,
    changes of the fee, and the price of the token. A bar is what was paid in its era; where eras before it have no block above, it is their average.`,
});
