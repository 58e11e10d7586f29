// Events, reports, creation, settings, and what is not found.
import { html, nothing } from "lit";
import { linkTo, type App, type Live } from "../app.js";
import { readReports, REPORT_KINDS, REPORT_STATES } from "../chain/contracts.js";
import { steps } from "../chain/steps.js";
import { CONTRACTS, CONTRACT_KEYS, SettingError, readSettings, writeSettings } from "../settings.js";
import { progressOf, stepButton, stepForm } from "../ui/steps.js";
import { address, clock, facts, failure, figure, hash, paged, plural, section, shown, table, tag, wei, words } from "../ui/index.js";
import { coverage, happeningsTable } from "./happenings.js";

const PAGE = 50;

export function events(app: App, live: Live) {
  const { route } = app;
  const name = route.query.get("event") ?? "";
  const names = [...new Set(live.history.list.map((one) => one.name))].sort();
  const wanted = name === "" ? live.history.list : live.history.list.filter((one) => one.name === name);
  const { rows, links } = paged(app, "page", PAGE, wanted);
  return {
    title: "Events",
    body: html`
      <form class="filters" @submit=${(event: Event) => event.preventDefault()}>
        <div class="field"><label for="event">Event</label>
          <select id="event" @change=${(event: Event) => {
            location.hash = linkTo(route, { event: (event.target as HTMLSelectElement).value || undefined, page: undefined });
          }}><option value="">All</option>${names.map((one) => html`<option value=${one} ?selected=${one === name}>${words(one)}</option>`)}</select></div>
        <p class="note" role="status">${plural(wanted.length, "event")}</p>
      </form>
      ${happeningsTable(app, rows, "Events", "No event was read.")}
      ${links}
      ${coverage(app, live)}`,
  };
}

export function reports(app: App, live: Live) {
  const { desk } = app.settings.contracts;
  const own = live.history.list.filter(({ source, name }) => source === "Services" && /^(Report|QualityReport|Offline)/.test(name));
  const read = desk ? app.use("reports", () => readReports(live.connection, desk, 50)) : undefined;
  return {
    title: "Reports",
    body: html`
      ${section("To the services pallet", live.connection.abilities.dev
        ? happeningsTable(app, own.slice(0, 50), "Reports", "No report among the events read. A result is reported on the page of its job call.")
        : html`<p class="empty">This server has no events of the pallets. A report that led to a slash is among the <a href="#/slashes">slash proposals</a>.</p>`,
      { note: "The manager checks each report. One that it finds false costs its reporter the bond." })}
      ${section("Report registry", read && desk ? shown(read, ({ count: many, reports: all }) => html`
        ${facts([["Contract", address(app, desk)], ["Reports", figure(many)]])}
        ${table("Reports of the registry", [
          { head: "Report", cell: (one) => `Report ${one.id}` },
          { head: "Kind", cell: (one) => REPORT_KINDS[one.kind] ?? one.kind },
          { head: "Service", cell: (one) => html`<a href="#/service/${one.serviceId}">Service ${one.serviceId}</a>` },
          { head: "Operator", cell: (one) => address(app, one.operator) },
          { head: "Reporter", cell: (one) => address(app, one.reporter) },
          { head: "State", cell: (one) => tag(words(REPORT_STATES[one.state] ?? "none"), one.state === 1 ? "wait" : one.state === 2 ? "bad" : "plain") },
          { head: "Judged by", cell: (one) => clock(live, one.judgeBy) },
          { head: "Bond", numeric: true, cell: (one) => wei(app, one.bond) },
          { head: "Evidence", cell: (one) => hash(app, one.payload) },
        ], all, "The registry has no report.")}`)
        : html`<p class="empty">No report registry in the <a href="#/settings">settings</a>.</p>`)}
      ${coverage(app, live)}`,
  };
}

export function create(app: App, live: Live) {
  const accept = steps.stakeAsset();
  return {
    title: "Create",
    body: html`
      <p class="lead">A blueprint needs a manager: a contract whose hooks the chain calls. Then operators register for it on its page, and a customer requests a service.</p>
      ${section("1. A manager", stepForm(app, steps.deploy(), true))}
      ${section("2. Tokens for its bonds", stepForm(app, steps.transfer(), true), { note: "Only for a manager that proposes slashes by itself." })}
      ${section("3. A blueprint", stepForm(app, steps.createBlueprint(), true))}
      ${live.connection.abilities.dev ? section("4. Stake, on a development chain", html`
        <div class="actions">${stepButton(app, accept, "on the development chain")}<span class="hint">Once for the chain: without it no stake can be delegated.</span></div>
        ${progressOf(app, accept)}`) : nothing}`,
  };
}

export function settings(app: App) {
  const problem = app.progress.get("settings")?.error;
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    const given = new URLSearchParams();
    for (const [name, value] of new FormData(event.target as HTMLFormElement)) if (`${value}`.trim() !== "") given.set(name, `${value}`.trim());
    try {
      const next = writeSettings(readSettings(`${given}`, location), location);
      // A new address of the page connects anew.
      const to = `${location.pathname}${next}#/`;
      if (next === location.search) location.hash = "#/";
      else location.assign(to);
    } catch (error) {
      const text = error instanceof SettingError ? error.message : `${error}`;
      app.progress.set("settings", { busy: false, error: { text, advice: "Correct the field; nothing was changed." } });
      app.redraw();
    }
  };
  const field = (name: string, label: string, value: string, hint: string) => html`<div class="field wide">
    <label for="set-${name}">${label}</label>
    <input id="set-${name}" name=${name} value=${value} autocomplete="off" spellcheck="false" aria-describedby="set-${name}-hint" />
    <p class="hint" id="set-${name}-hint">${hint}</p></div>`;
  return {
    title: "Settings",
    body: html`
      <p class="lead">The settings are in the address of this page: a link shows the same to another reader. Nothing is stored elsewhere but the choice of light or dark.</p>
      <form @submit=${save} data-form="settings">
        ${section("Chain", html`<div class="fields wide">
          ${field("rpc", "RPC server", app.settings.rpc, "Ethereum's JSON-RPC by http or ws. The development chain of `blueprint-hooks dev up` prints its own.")}
          ${field("services", "IServices", app.settings.services, "The precompile, or a relay in front of Tangle's core.")}
          ${field("node", "Node (Substrate's JSON-RPC)", app.settings.node ?? "", "A node of the same chain by http or ws, for what Ethereum's JSON-RPC has not: definitions, the calls of governance, the fee of vaults. Empty for none.")}
          ${field("symbol", "Symbol of the chain's token", app.settings.symbol, "Ethereum's JSON-RPC does not have it.")}
        </div>`)}
        ${section("Contracts", html`<div class="fields wide">${CONTRACT_KEYS.map((key) =>
          field(key, `${CONTRACTS[key].label} (${CONTRACTS[key].name})`, app.settings.contracts[key] ?? "", `Shows ${CONTRACTS[key].shows}. Empty for none.`))}</div>`)}
        <div class="actions"><button type="submit" class="primary">Connect</button></div>
        ${problem ? html`<div class="failure" role="alert"><p>${problem.text}</p><p>${problem.advice}</p></div>` : nothing}
      </form>
      ${app.failure !== undefined ? section("The connection", failure(app.failure)) : nothing}`,
  };
}

export const notFound = (what: string) => ({
  title: "Not found",
  body: html`<p class="empty">There is no page ${what}. Go to the <a href="#/">overview</a>.</p>`,
});
