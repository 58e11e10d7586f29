// Penalties by their effects: the simulations of tools/economics, with sliders for their terms.
import { html, nothing } from "lit";
import { linkTo, type App } from "../app.js";
import { playTerms, recommendedTerms } from "../simulator/client.js";
import type { Played, Terms } from "../simulator/module.js";
import { LEAST_OPERATORS } from "../simulator/service.js";
import { CHOICES, GROUPS, SLIDERS, at, changed, withValue, type Choice, type Slider } from "../simulator/sliders.js";
import { plotOf } from "../ui/chart.js";
import { count, duration, percent, section, shown, table, type Part } from "../ui/index.js";

const KINDS = [
  ["attack", "Attack by a third of the stake"], ["rare-bug", "A rare bug of each operator"],
  ["correlated-outage", "An outage of many at once"], ["flapping", "Unreliable connections"],
] as const;

const text = (value: number, { unit }: Slider) => (unit === "bps" ? percent(value) : unit === "seconds" ? duration(value) : unit === "" ? count(value) : `${count(value)} ${unit}`);

function slider(app: App, terms: Terms, recommended: Terms, one: Slider): Part {
  const value = Number(at(terms, one.path));
  const usual = Number(at(recommended, one.path));
  const id = `slider-${one.path.replaceAll(".", "-")}`;
  const move = (event: Event) => {
    const next = (event.target as HTMLInputElement).value;
    history.replaceState(null, "", linkTo(app.route, { [one.path]: Number(next) === usual ? undefined : next }));
    app.route.query.set(one.path, next);
    if (Number(next) === usual) app.route.query.delete(one.path);
    app.redraw();
  };
  return html`<div class="field"><label for=${id}>${one.label}</label>
    <span class="slider"><input type="range" id=${id} data-slider=${one.path} min=${one.min} max=${one.max} step=${one.step} .value=${`${value}`} aria-valuetext=${text(value, one)} @input=${move} />
    <output for=${id} class="figure">${text(value, one)}</output></span>
    <p class="hint">${value === usual ? "as recommended" : `recommended: ${text(usual, one)}`}</p></div>`;
}

function choice(app: App, terms: Terms, recommended: Terms, { path, label, options }: Choice): Part {
  const value = `${at(terms, path)}`;
  const usual = `${at(recommended, path)}`;
  const id = `choice-${path.replaceAll(".", "-")}`;
  const choose = (event: Event) => {
    const next = (event.target as HTMLSelectElement).value;
    location.hash = linkTo(app.route, { [path]: next === usual ? undefined : next });
  };
  return html`<div class="field"><label for=${id}>${label}</label>
    <select id=${id} data-choice=${path} @change=${choose}>${options.map(([name, what]) => html`<option value=${name} ?selected=${name === value}>${what}</option>`)}</select>
    <p class="hint">${value === usual ? "as recommended" : `recommended: ${options.find(([name]) => name === usual)?.[1] ?? usual}`}</p></div>`;
}

/** Of which service the terms are, where the address says so. */
function origin(app: App): Part {
  const service = serviceOf(app);
  if (service === undefined) return nothing;
  const known = app.route.query.has("penalties.slashed");
  const penalties = known ? "and the penalties, the review and the use of slashed funds of its blueprint."
    : "while the penalties are those that are recommended: the blueprint's could not be read.";
  return html`<p class="note" data-part="origin">Terms of <a href="#/service/${service}">service ${service}</a>: its number of operators, the spread of their slashable stake,
    ${penalties} The share that a manager proposes is the last one of its class in this service, else the recommended one. The simulator plays
    ${LEAST_OPERATORS} operators at least; shares do not depend on how large a stake is.</p>`;
}

/** Once the next frame is painted. */
const painted = () => new Promise<void>((go) => requestAnimationFrame(() => setTimeout(go, 20)));

const serviceOf = (app: App): number | undefined => {
  const text = app.route.query.get("service");
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
};

function results(these: Played, recommended: Played | undefined): Part {
  const both = [["these terms", these] as const, ...(recommended ? [["recommended terms", recommended] as const] : [])];
  const x = these.eras.map(({ era }) => era);
  const series = (of: (one: Played, index: number) => number) => both.map(([label, one]) => ({ label, values: x.map((_, index) => of(one, index)) }));
  const shares: readonly (readonly [string, (one: Played) => string])[] = [
    ["Offences", ({ offences }) => count(offences)],
    ["Slashed of all stake", ({ slashedBps }) => percent(slashedBps)],
    ["Lost by the poorer half", ({ lossBps }) => percent(lossBps.poorerHalf)],
    ["Lost by the richest tenth", ({ lossBps }) => percent(lossBps.richestTenth)],
    ["Inequality of stakes (Gini), before and after", ({ gini }) => `${gini.before.toFixed(3)} → ${gini.after.toFixed(3)}`],
    ...(these.attacksBps ? ([
      ["An attack costs one operator", "alone"], ["An attack costs a third of the stake, at random", "third"],
      ["An attack costs the richest third", "richestThird"], ["An attack costs 1 % of the stake, whole", "hundredth"],
      ["An attack costs 1 % of the stake, in 100 parts", "hundredthInParts"],
    ] as const).map(([name, key]) => [name, ({ attacksBps }: Played) => (attacksBps ? percent(attacksBps[key]) : "none")] as const) : []),
    ...(these.survival.marked > 0 ? [["Of the affected operators survive", ({ survival }: Played) => `${count(survival.surviving)} of ${count(survival.marked)}`] as const] : []),
  ];
  return html`
    <div class="plots">
      ${plotOf({ title: "Stake left", unit: "% of the start", x, xLabel: "Era", kind: "lines", series: series((one, index) => (one.eras[index]?.stakeBps ?? 0) / 100) })}
      ${plotOf({ title: "Operators in service", unit: "operators", x, xLabel: "Era", kind: "lines", series: series((one, index) => one.eras[index]?.active ?? 0) })}
    </div>
    ${table("Figures of the run", [
      { head: "Figure", cell: ([name]) => name },
      ...both.map(([label, one]) => ({ head: label.charAt(0).toUpperCase() + label.slice(1), numeric: true, cell: ([, of]: (typeof shares)[number]) => html`<span class="figure">${of(one)}</span>` })),
    ], shares, nothing)}`;
}

const download = (name: string, value: unknown) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([`${JSON.stringify(value, null, 2)}\n`], { type: "application/json" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1_000);
};

export function scenarios(app: App) {
  const { route } = app;
  const kind = KINDS.find(([name]) => name === route.query.get("kind"))?.[0] ?? "attack";
  const service = serviceOf(app) ?? 0;
  const base = app.use("scenario/terms", recommendedTerms, "once");
  return {
    title: "Scenarios",
    body: html`
      <p class="lead">What penalties do to a population of operators, era by era, by the rules that contracts and pallets run. The simulator runs in this
        page; nothing is sent.</p>
      ${origin(app)}
      ${base.error !== undefined ? html`<p class="empty">The simulator is not here: ${base.error instanceof Error ? base.error.message : `${base.error}`}.
        <code>make explorer</code> builds it where Rust has the target wasm32-unknown-unknown, and <code>blueprint-hooks dev up</code> serves it.</p>` : shown(base, (recommended) => {
        const terms = changed(recommended, route.query);
        // The slider's step is painted before the simulator and the page's server share the cores with it.
        const play = (of: Terms) => painted().then(() => playTerms({ terms: of, kind, service }));
        const these = app.use("scenario/these", () => play(terms), `${kind}${service}${JSON.stringify(terms)}`);
        const usual = ["population.operators", "population.eras", "population.seed", "population.stakes"].reduce((of, path) => withValue(of, path, at(terms, path)), recommended);
        const other = app.use("scenario/recommended", () => play(usual), `${kind}${service}${JSON.stringify(usual)}`);
        const reset = () => {
          location.hash = linkTo(route, Object.fromEntries([...[...SLIDERS, ...CHOICES].map(({ path }) => path), "service"].map((path) => [path, undefined])));
        };
        return html`
          <form class="filters" @submit=${(event: Event) => event.preventDefault()}>
            <div class="field"><label for="kind">What goes wrong</label>
              <select id="kind" @change=${(event: Event) => (location.hash = linkTo(route, { kind: (event.target as HTMLSelectElement).value }))}>
                ${KINDS.map(([name, label]) => html`<option value=${name} ?selected=${name === kind}>${label}</option>`)}</select></div>
            <button type="button" data-action="reset" @click=${reset}>Recommended terms</button>
          </form>
          ${GROUPS.map(({ title, sliders }) => section(title, html`<div class="fields">${sliders.map((one) => slider(app, terms, recommended, one))}${title === "Population"
            ? CHOICES.map((one) => choice(app, terms, recommended, one)) : nothing}</div>`))}
          ${section("Effects", shown(these, (data) => results(data, other.data)))}
          ${section("Configuration", html`
            <div class="actions">
              <button type="button" class="primary" data-action="configuration" ?disabled=${these.data === undefined || these.error !== undefined} @click=${() => download("configuration.json", these.data?.configuration)}>Write the configuration</button>
              <button type="button" data-action="terms" @click=${() => download("terms.json", terms)}>Write the terms</button>
            </div>
            ${these.data && these.error === undefined ? html`<details class="step"><summary>The configuration</summary><pre tabindex="0" role="region" aria-label="The configuration">${JSON.stringify(these.data.configuration, null, 2)}</pre></details>` : nothing}`, {
            note: "The configuration has the penalties of create_blueprint in SCALE, and a call of setPolicy for the slashing court. The terms are a file for `make scenarios FILE=terms.json`, which plays more studies.",
          })}`;
      })}`,
  };
}
