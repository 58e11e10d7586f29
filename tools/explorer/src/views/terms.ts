// The terms of a blueprint: what its services have in common, and what offences cost.
import { html, nothing } from "lit";
import type { App } from "../app.js";
import type { Defined } from "../chain/blueprints.js";
import { CLASSES } from "../chain/definitions.js";
import { OFFENCE_TEXT } from "../chain/slashes.js";
import { bps, count, duration, facts, figure, plural, section, table, type Part } from "../ui/index.js";

const SLASHED = { burned: "it is burned", treasury: "to the treasury", customer: "to the owner of the service", rewards: "to later rewards" } as const;

export function termsOf(_: App, defined: Defined, action: unknown = nothing): Part {
  if ("missing" in defined) {
    return section("Terms", html`<p class="empty">The definition cannot be read: ${defined.missing}. A node is given in the <a href="#/settings">settings</a>.</p>`, { action });
  }
  const { definition } = defined;
  return section("Terms", html`
    ${facts([
      ["Interface version", definition.generation],
      ["Jobs", figure(definition.jobs)],
      ["Operators of a service", html`<span class="figure">${count(definition.minOperators)} to ${count(definition.maxOperators)}</span>`],
      ["Services at a time", html`<span class="figure">at most ${count(definition.maxInstances)}</span>`],
      ["Points", definition.mostPoints === undefined ? "one for each accepted result" : html`by the verdict, <span class="figure">at most ${count(definition.mostPoints)}</span>`],
      ["Points of an operator in a service and era", html`<span class="figure">at most ${count(definition.pointsPerEra)}</span>`],
      ["Review of a slash", html`<span class="figure">${duration(definition.review)}</span>`],
      ["What is slashed", SLASHED[definition.slashed]],
      ["Reports", html`${definition.reporting ? "of results" : "none of results"}, ${definition.qualityKinds === 0 ? "none of quality" : html`${plural(definition.qualityKinds, "kind")} of quality`}`],
    ])}
    ${table("Penalties", [
      { head: "Offence", cell: (name) => OFFENCE_TEXT[name] },
      { head: "Costs", cell: (name) => {
        const { floor, cap } = definition.penalties[name];
        return cap === 0 ? html`<span class="quiet">not slashed</span>` : html`${bps(floor)} to ${bps(cap)} <span class="quiet">of bond and stake</span>`;
      } },
      { head: "More for each earlier offence", numeric: true, cell: (name) => bps(definition.penalties[name].history) },
      { head: "More where others offend, too", numeric: true, cell: (name) => bps(definition.penalties[name].correlation) },
      { head: "Ejected with", numeric: true, cell: (name) => (definition.penalties[name].ejectsAt === 0 ? html`<span class="quiet">never</span>` : figure(definition.penalties[name].ejectsAt, "offences")) },
    ], [...CLASSES], nothing)}`, { action, note: "Fixed when the blueprint was created. What is added is of the share that was proposed." });
}
