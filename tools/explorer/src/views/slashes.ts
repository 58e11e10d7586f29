// Slash proposals with their clocks and what can be done about them.
import { html, nothing } from "lit";
import type { Address } from "viem";
import type { App, Live } from "../app.js";
import { matching, type History } from "../chain/history.js";
import { COURT_STATES, OFFENCE_TEXT, STATE_TEXT, ended, readOpen, type CourtProposal, type EndedSlash, type OpenSlash } from "../chain/slashes.js";
import { PALLET_TO_WEI } from "../chain/rewards.js";
import { readCourt } from "../chain/contracts.js";
import { timeNow } from "../chain/connection.js";
import { steps, type Step } from "../chain/steps.js";
import { obstacle, progressOfAll, stepButton } from "../ui/steps.js";
import { address, bps, clock, count, facts, figure, hash, moment, section, shown, table, tag, wei, words, type Part } from "../ui/index.js";
import { coverage, happeningsTable } from "./happenings.js";
import { reviewSection, vetoOf } from "./veto.js";

const OUTCOMES: Readonly<Record<EndedSlash["outcome"], Part>> = {
  executed: tag("Executed", "bad"), vetoed: tag("Vetoed", "good"), dismissed: tag("Dismissed", "good"), expired: tag("Expired"),
  unknown: tag("Ended"),
};

const stateOf = (slash: OpenSlash) => (slash.lapsed ? tag("Lapsed", "wait") : slash.executable ? tag("Executable", "bad") : tag(STATE_TEXT[slash.state], "wait"));

function actionsOf(live: Live, slash: OpenSlash): readonly Step[] {
  const before = timeNow(live.head) < slash.deadline;
  return [
    ...(slash.state === "underReview" && before ? [steps.dispute(slash.slashId)] : []),
    ...(slash.executable && !slash.lapsed ? [steps.execute(slash.slashId)] : []),
    ...(slash.lapsed ? [steps.expire(slash.slashId)] : []),
    ...(before && live.connection.abilities.dev ? [steps.veto(slash.slashId)] : []),
    ...(slash.state === "disputed" && live.connection.abilities.dev ? [steps.rule(slash.slashId, true), steps.rule(slash.slashId, false)] : []),
  ];
}

/** The ids of the steps of a proposal of the pallet, also of those that it no longer offers. */
const isOf = (slashId: bigint) => (id: string): boolean => new RegExp(`^(dispute|execute|expire|veto|rule)-${slashId}(-|$)`).test(id);

function actions(app: App, live: Live, slash: OpenSlash): Part {
  const all = actionsOf(live, slash);
  return html`<span class="actions">${all.map((step) => stepButton(app, step, `slash ${slash.slashId}`, step.id.startsWith("execute") ? "danger" : ""))}</span>
    ${progressOfAll(app, all, isOf(slash.slashId))}`;
}

export function slashRows(app: App, live: Live, open: readonly OpenSlash[], history: History, serviceId?: bigint): Part {
  const past = ended(history, open).filter((slash) => serviceId === undefined || slash.serviceId === serviceId);
  return html`
    ${table("Open slash proposals", [
      { head: "Proposal", cell: (slash) => html`<a href="#/slash/${slash.slashId}">Slash ${slash.slashId}</a>` },
      { head: "Operator", cell: (slash) => address(app, slash.operator) },
      ...(serviceId === undefined ? [{ head: "Service", cell: (slash: OpenSlash) => html`<a href="#/service/${slash.serviceId}">Service ${slash.serviceId}</a>` }] : []),
      { head: "Offence", cell: (slash) => OFFENCE_TEXT[slash.offence] },
      { head: "Share", numeric: true, cell: (slash) => bps(slash.slashBps) },
      { head: "State", cell: stateOf },
      { head: "Executable", cell: (slash) => clock(live, slash.executableFrom) },
      { head: "Actions", cell: (slash) => actions(app, live, slash) },
    ], open, "No slash proposal is open.")}
    ${past.length === 0 ? nothing : table("Ended slash proposals", [
      { head: "Proposal", cell: (slash) => html`<a href="#/slash/${slash.slashId}">Slash ${slash.slashId}</a>` },
      { head: "Operator", cell: (slash) => address(app, slash.operator) },
      ...(serviceId === undefined ? [{ head: "Service", cell: (slash: EndedSlash) => html`<a href="#/service/${slash.serviceId}">Service ${slash.serviceId}</a>` }] : []),
      { head: "Offence", cell: (slash) => OFFENCE_TEXT[slash.offence] ?? words(slash.offence) },
      { head: "Share", numeric: true, cell: (slash) => bps(slash.slashBps) },
      { head: "Outcome", cell: (slash) => OUTCOMES[slash.outcome] },
      { head: "Ended in block", numeric: true, cell: (slash) => (slash.endedIn === undefined ? html`<span class="quiet">not in the events read</span>` : figure(slash.endedIn)) },
      { head: "Taken of the bond", numeric: true, cell: (slash) => (slash.amount === undefined ? html`<span class="quiet">none</span>` : wei(app, slash.amount * PALLET_TO_WEI)) },
    ], past, nothing, { hideCaption: false })}
    ${past.map(({ slashId }) => progressOfAll(app, [], isOf(slashId)))}`;
}

function courtActions(app: App, live: Live, court: Address, governance: Address, proposal: CourtProposal): Part {
  const now = timeNow(live.head);
  const ruler = app.account === governance.toLowerCase();
  const open = proposal.state >= 1 && proposal.state <= 3;
  const all: Step[] = [];
  if (proposal.state === 1 && now < proposal.deadline) all.push(steps.court(court, "dispute", proposal.id, proposal.bond));
  if (open && now < proposal.deadline && ruler) all.push(steps.court(court, "veto", proposal.id));
  if (proposal.state === 2 && now < proposal.deadline && ruler) {
    all.push(steps.court(court, "resolve", proposal.id, undefined, true), steps.court(court, "resolve", proposal.id, undefined, false));
  }
  if (open && now >= proposal.deadline && now <= proposal.expiresAt && !proposal.lapsed) all.push(steps.court(court, "execute", proposal.id));
  if (open && proposal.lapsed) all.push(steps.court(court, "expire", proposal.id));
  const waits = open && now < proposal.deadline && !ruler;
  return html`<span class="actions">${all.map((step) => stepButton(app, step, `proposal ${proposal.id} of the court`))}</span>
    ${waits ? html`<span class="quiet">Veto: by governance's account</span>` : nothing}${progressOfAll(app, all, (id) => id.startsWith("court-") && id.endsWith(`-${proposal.id}`))}`;
}

function courtSection(app: App, live: Live): Part {
  const { court } = app.settings.contracts;
  if (!court) return section("Slashing court", html`<p class="empty">No slashing court in the <a href="#/settings">settings</a>. Give its address to see its proposals.</p>`);
  const read = app.use("court", () => readCourt(live.connection, court, 50));
  return section("Slashing court", shown(read, ({ governance, count: many, proposals }) => html`
    ${facts([["Contract", address(app, court)], ["Governance", address(app, governance)], ["Proposals", figure(many)]])}
    ${table("Proposals of the court", [
      { head: "Proposal", cell: (one) => `Proposal ${one.id}` },
      { head: "Operator", cell: (one) => address(app, one.operator) },
      { head: "Service", cell: (one) => html`<a href="#/service/${one.serviceId}">${one.serviceId}</a>` },
      { head: "State", cell: (one) => tag(words(COURT_STATES[one.state] ?? "none"), one.state === 6 ? "bad" : one.state <= 3 ? "wait" : "plain") },
      { head: "Requested", numeric: true, cell: (one) => html`<span class="stack">${figure(one.requested, "base units")}<span class="quiet figure">of ${count(one.stake)} at stake</span></span>` },
      { head: "Dispute bond", numeric: true, cell: (one) => wei(app, one.bond) },
      { head: "Deadline", cell: (one) => clock(live, one.deadline) },
      { head: "Actions", cell: (one) => courtActions(app, live, court, governance, one) },
    ], proposals, "The court has no proposal.")}`));
}

export function slashes(app: App, live: Live) {
  const open = app.use("slashes", () => readOpen(live.connection, live.head));
  return {
    title: "Slash proposals",
    body: html`
      ${section("Services pallet", shown(open, (all) => slashRows(app, live, all, live.history)), {
        note: "Until the deadline governance can veto a proposal, and any account but the proposer can dispute it. From then on any account can execute it.",
      })}
      ${reviewSection(app, live)}
      ${courtSection(app, live)}
      ${coverage(app, live)}`,
  };
}

export function slash(app: App, live: Live, slashId: bigint) {
  const { history, connection, head } = live;
  const read = app.use(`slash/${slashId}`, async () => {
    const all = await readOpen(connection, head);
    return { all, open: all.find((one) => one.slashId === slashId) };
  });
  const events = matching(history.list, { slash: slashId });
  return {
    title: `Slash ${slashId}`,
    body: html`${shown(read, ({ all, open }) => {
      if (open) {
        const reason = obstacle(app, steps.execute(slashId));
        return html`
          ${facts([
            ["State", stateOf(open)],
            ["Operator", address(app, open.operator)],
            ["Service", html`<a href="#/service/${open.serviceId}">Service ${open.serviceId}</a>`],
            ["Proposer", address(app, open.proposer)],
            ["Offence", OFFENCE_TEXT[open.offence]],
            ["Share", html`${bps(open.slashBps)} <span class="quiet">of bond and stake at the proposal</span>`],
            ["Evidence", hash(app, open.evidence)],
            [open.state === "disputed" ? "Ruling until" : "Review until", html`${clock(live, open.deadline)} <span class="quiet">${moment(open.deadline)}</span>`],
            ["Executable", html`${clock(live, open.executableFrom)} <span class="quiet">${moment(open.executableFrom)}</span>`],
          ])}
          ${section("Act", html`${actions(app, live, open)}${reason ? html`<p class="hint">${reason}</p>` : nothing}`)}
          ${timeNow(head) < open.deadline ? vetoOf(app, live, slashId) : nothing}`;
      }
      const past = ended(history, all).find((one) => one.slashId === slashId);
      if (!past) return html`<p class="empty">Slash ${slashId} is not open, and no event of it was read. See the <a href="#/slashes">list of proposals</a>.</p>`;
      return html`${facts([
        ["Outcome", OUTCOMES[past.outcome]],
        ["Operator", address(app, past.operator)],
        ["Service", html`<a href="#/service/${past.serviceId}">Service ${past.serviceId}</a>`],
        ["Offence", OFFENCE_TEXT[past.offence] ?? past.offence],
        ["Share", bps(past.slashBps)],
        ["Taken of the bond", past.amount === undefined ? html`<span class="quiet">none</span>` : wei(app, past.amount * PALLET_TO_WEI)],
      ])}
      ${progressOfAll(app, [], isOf(slashId))}`;
    })}
    ${section("Events", html`${happeningsTable(app, events, "Events of the proposal", "No event of this proposal was read.")}${coverage(app, live)}`)}`,
  };
}
