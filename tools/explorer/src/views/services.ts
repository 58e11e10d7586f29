// The list of services.
import { html } from "lit";
import { linkTo, type App, type Live } from "../app.js";
import type { ServiceRow } from "../chain/services.js";
import { address, clock, count, figure, paged, table, tag, type Part } from "../ui/index.js";

export const PAGE = 50;

export const serviceState = (row: ServiceRow): Part => (row.live ? tag("Runs", "good") : tag("Ended", "plain"));

export function serviceTable(app: App, live: Live, rows: readonly ServiceRow[], empty: Part): Part {
  return table("Services", [
    { head: "Service", cell: (row) => html`<a href="#/service/${row.serviceId}">Service ${row.serviceId}</a>` },
    { head: "State", cell: serviceState },
    { head: "Blueprint", cell: (row) => html`<a href="#/blueprint/${row.blueprintId}">Blueprint ${row.blueprintId}</a>` },
    { head: "Owner", cell: (row) => address(app, row.owner) },
    { head: "Started", numeric: true, cell: (row) => html`block ${figure(row.startedAt)}` },
    { head: "Ends", cell: (row) => (row.endsAt === 0n ? html`<span class="quiet">no end</span>` : clock(live, row.endsAt)) },
  ], rows, empty);
}

export function services(app: App, live: Live) {
  const { index } = live;
  const { route } = app;
  const blueprint = route.query.get("blueprint") ?? "";
  const state = route.query.get("state") ?? "all";
  const wanted = index.list().filter((row) =>
    (blueprint === "" || `${row.blueprintId}` === blueprint) && (state === "all" || row.live === (state === "live")));
  const { rows, links } = paged(app, "page", PAGE, wanted);
  // The rows in sight are read again at each head: a service may have ended.
  app.use(`services/${rows.map(({ serviceId }) => serviceId).join()}`, () => index.read(rows.map(({ serviceId }) => serviceId)));
  const go = (changes: Record<string, string | undefined>) => {
    location.hash = linkTo(route, { ...changes, page: undefined });
  };
  return {
    title: "Services",
    body: html`
      <form class="filters" @submit=${(event: Event) => event.preventDefault()}>
        <div class="field"><label for="state">State</label>
          <select id="state" .value=${state} @change=${(event: Event) => go({ state: (event.target as HTMLSelectElement).value })}>
            <option value="all" ?selected=${state === "all"}>All</option><option value="live" ?selected=${state === "live"}>Running</option><option value="ended" ?selected=${state === "ended"}>Ended</option>
          </select></div>
        <div class="field"><label for="blueprint">Blueprint</label>
          <input id="blueprint" inputmode="numeric" size="8" placeholder="any" .value=${blueprint}
            @change=${(event: Event) => go({ blueprint: (event.target as HTMLInputElement).value.trim() || undefined })} /></div>
        <p class="note" role="status">${count(wanted.length)} of ${count(index.count)} services${index.gone.size > 0 ? `; ${count(index.gone.size)} ended and are removed` : ""}${index.complete ? "" : `; ${count(index.rows.size)} are read so far`}</p>
      </form>
      ${serviceTable(app, live, rows, index.complete && index.rows.size === 0
        ? html`No service${index.gone.size > 0 ? " is left" : " yet"}. <a href="#/create">Create a blueprint</a>, register operators for it, and request a service on its page.`
        : html`No service matches. <a href="#/services">Show all services.</a>`)}
      ${links}`,
  };
}
