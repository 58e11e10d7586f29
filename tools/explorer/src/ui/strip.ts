// The windows of quality of a service as strips of bits, one for each party.
import { html, nothing, svg, type TemplateResult } from "lit";
import type { App, Live } from "../app.js";
import { isProbe, type PartyWindows, type Quality, type WindowState } from "../chain/quality.js";
import { address, bps, clock, count, duration, facts, plural, table, type Part } from "./index.js";

const TEXT: Readonly<Record<WindowState, string>> = {
  kept: "kept", missed: "missed", excused: "excused", open: "can still change", absent: "not expected",
};
const WIDTH = 9;
const HEIGHT = 22;

const tally = (party: PartyWindows) => {
  const many: Record<WindowState, number> = { kept: 0, missed: 0, excused: 0, open: 0, absent: 0 };
  for (const state of party.states) many[state] += 1;
  return many;
};

function strip(quality: Quality, party: PartyWindows, name: string): TemplateResult {
  const many = tally(party);
  const parts = (["kept", "missed", "excused", "open", "absent"] as const).filter((state) => many[state] > 0);
  const said = `Windows ${quality.first} to ${quality.begun - 1} of ${name}: ${parts.map((state) => `${many[state]} ${TEXT[state]}`).join(", ")}`;
  const mark = (state: WindowState, index: number) => {
    const x = index * WIDTH;
    // The height differs, too: colour is not the only difference.
    const top = state === "kept" ? 0 : state === "missed" ? 12 : state === "excused" ? 6 : 9;
    return svg`<rect class="w-${state}" x=${x} y=${top} width=${WIDTH - 2} height=${HEIGHT - top} rx="1.5"><title>Window ${quality.first + index}: ${TEXT[state]}</title></rect>`;
  };
  return html`<div class="strip" tabindex="0" role="region" aria-label="Strip of windows of ${name}"><svg role="img" aria-label=${said}
    width=${party.states.length * WIDTH} height=${HEIGHT}>${party.states.map(mark)}</svg></div>`;
}

export function qualityOf(app: App, live: Live, quality: Quality): Part {
  const name = (party: PartyWindows) =>
    isProbe(party.account) ? "the probe" : (live.connection.names.get(party.account.toLowerCase()) ?? party.account);
  const length = duration(quality.window);
  return html`
    ${facts([
      ["Contract", address(app, quality.levels)],
      ["Window", html`<span class="figure">${length}</span>`],
      ["Final after", html`<span class="figure">${duration(quality.lag)}</span>`],
      ["Began", html`${plural(quality.begun, "window")}, the first ${clock(live, quality.start)}`],
      ["Due of a bill", quality.dueBps === undefined
        ? html`<span class="quiet">no period of ${duration(quality.longestBill)} has passed</span>`
        : html`${bps(quality.dueBps)} <span class="quiet">of the last ${duration(quality.longestBill)}</span>`],
    ])}
    ${quality.begun === 0 ? html`<p class="empty">No window has begun. The first begins ${clock(live, quality.start)}.</p>` : nothing}
    <ul class="legend windows">${(Object.keys(TEXT) as WindowState[]).map((state) => html`<li><span class="key w-${state}"></span>${TEXT[state]}</li>`)}</ul>
    ${table("Windows of quality by party", [
      { head: "Party", cell: (party) => (isProbe(party.account) ? "Probe" : address(app, party.account)) },
      { head: `Windows ${count(quality.first)} to ${count(Math.max(0, quality.begun - 1))}`, cell: (party) => strip(quality, party, name(party)) },
      { head: "Kept of final", numeric: true, cell: (party) => {
        const { kept, missed } = tally(party);
        return html`<span class="figure">${kept} of ${kept + missed}</span>`;
      } },
      { head: "Weight", numeric: true, cell: (party) => bps(party.weightBps) },
    ], quality.parties, "No operator is expected to keep windows.")}
    <p class="note">Windows of which the answers begin more than ${duration(quality.retention)} ago are forgotten by the contract, and are not shown.</p>`;
}
