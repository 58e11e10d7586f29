// One page for each hook: what its `.sol` files, the table of failures and the pallet's calls say of it.
import { costsOfHook } from "./costs.mjs";
import { markdownTable, read, rooted, section, sections, slug, table } from "./sources.mjs";
import { byCaller, readInterface } from "./solidity.mjs";

const TABLE = "abi/README.md";
const FAILURES = "docs/hook-failures.md";
const CALLS = "chain/services/src/calls.rs";

/** The interfaces that have hooks, by generation. What `library` has, this project's pallet calls in every generation. */
const INTERFACES = [
  ["seed-2024", "IBlueprintServiceManager"],
  ["seed-2024", "IReportVerifier"],
  ["seed-2024", "IJobResultVerifier"],
  ["substrate-1.4", "IBlueprintServiceManager"],
  ["tnt-core-0.10", "IBlueprintServiceManager"],
  ["tnt-core-0.20", "IBlueprintServiceManager"],
  ["library", "IQualityVerifier"],
];

/** Hooks by the step of a service's life in which they are called. Each hook is in one group; a test compares. */
export const GROUPS = [
  ["Blueprints and operators", [
    "onBlueprintCreated", "onRegister", "onUnregister", "onUpdatePreferences", "onUpdateRpcAddress", "getMinOperatorStake",
    "onBinaryVersionPublished", "onOperatorBinaryAcked",
  ]],
  ["Requests and services", [
    "onRequest", "onApprove", "onReject", "onServiceInitialized", "onServiceTermination", "getHeartbeatInterval",
    "getHeartbeatThreshold", "getNonPaymentTerminationPolicy",
  ]],
  ["Joining and leaving", [
    "canJoin", "onOperatorJoined", "canLeave", "getExitConfig", "onExitScheduled", "onExitCanceled", "onOperatorLeft",
    "forceRemoveAllowsBelowMin",
  ]],
  ["Jobs and results", [
    "onJobCall", "onJobResult", "getRequiredResultCount", "requiresAggregation", "getAggregationThreshold", "onAggregatedResult",
    "onJobCallResult", "verifyJobCallResult", "verify",
  ]],
  ["Reports and slashes", [
    "verifyReport", "verifyQualityReport", "querySlashingOrigin", "queryDisputeOrigin", "getSlashingWindow", "onUnappliedSlash", "onSlash",
  ]],
  ["Payments", ["queryDeveloperPaymentAddress", "queryIsPaymentAssetAllowed", "computeBillAdjustmentBps"]],
];

/** Every hook: its name, and its declaration in each generation. */
export function hooks() {
  const found = new Map();
  for (const [generation, name] of INTERFACES) {
    const path = `abi/solidity/${generation}/${name}.sol`;
    const { declarations } = readInterface(read(path));
    for (const one of declarations) {
      // `getRuntimeAddress` is no hook: it says who may call one.
      if (one.kind !== "function" || one.name === "getRuntimeAddress") continue;
      if (!found.has(one.name)) found.set(one.name, []);
      const types = declarations.filter(({ kind, name: type }) =>
        (kind === "struct" || kind === "enum") && new RegExp(`\\b${type}\\b`).test(one.declaration));
      found.get(one.name).push({ generation, path, types, ...one });
    }
  }
  return found;
}

/** The calls of the services pallet: their documentation, by name. */
export function palletCalls() {
  const found = new Map();
  let comment = [];
  for (const line of read(CALLS).split("\n")) {
    const [, text] = line.match(/^\s*\/\/\/ ?(.*)$/) ?? [];
    const [, name] = line.match(/^\s*pub fn (\w+)\(/) ?? [];
    if (text !== undefined) comment.push(text);
    else if (name && comment.length > 0) {
      // Links of rustdoc lead into the pallet's own documentation.
      found.set(name, comment.join("\n").replace(/\[`([^`]+)`\](\([^)]*\))?/g, "`$1`"));
      comment = [];
    }
  }
  return found;
}

const isCalledIn = (hook, documentation) => documentation.includes(`\`${hook}\``);

/** The sections of the table of failures that are about a hook, with what the list of hooks says beside its name. */
function failures(hook) {
  return sections(read(FAILURES)).flatMap(({ title, text }) => {
    const [hooksOf] = text.match(/^Hooks: [^]*?\.$/m) ?? [];
    const entry = hooksOf?.replace(/\n/g, " ").match(new RegExp(`\`${hook}\`( \\([^)]*\\))?`));
    if (!entry) return [];
    return [{ title, which: entry[1]?.trim() ?? "", text: rooted(text.replace(hooksOf, "").replace(/\n{3,}/g, "\n\n").trim(), FAILURES) }];
  });
}

const CALLER_NAMES = {
  Pallet: "The services pallet of this repository",
  "Core 0.10": "Tangle's core 0.10",
  "Core 0.20": "Tangle's core 0.20",
  "Pallet 1.4": "Tangle's pallet-services 1.4",
  "Pallets of 2024": "Tangle's services pallets of 2024",
  "": "",
};

/** What `@dev` says, by caller: equal texts of several generations once. */
function callers(declared) {
  const found = [];
  for (const { generation, tags } of declared) {
    for (const [caller, text] of byCaller(tags.dev)) {
      const same = found.find((one) => one.caller === caller && one.text === text);
      if (same) same.generations.push(generation);
      else found.push({ caller, text, generations: [generation] });
    }
  }
  found.sort((a, b) => Object.keys(CALLER_NAMES).indexOf(a.caller) - Object.keys(CALLER_NAMES).indexOf(b.caller));
  return found.map(({ caller, text, generations }) => {
    const of = `${generations.map((one) => `\`${one}\``).join(", ")}`;
    const who = CALLER_NAMES[caller] ? `**${CALLER_NAMES[caller]}** (${of})` : `${of}`;
    return `- ${who}: ${text}`;
  }).join("\n");
}

/** Items that are equal in several generations, once: `[text, generations]`. */
function grouped(declared, textOf) {
  const found = new Map();
  for (const one of declared) {
    const text = textOf(one);
    if (text) found.set(text, [...(found.get(text) ?? []), one]);
  }
  return [...found];
}

const DEFAULTS = {
  "()": "nothing happens",
  this: "the manager's own address",
  "guard.bind": "the guard binds the manager to the blueprint",
  "guard.owner": "the owner of the blueprint to which the guard is bound",
};

function summary(name, declared) {
  const first = declared.at(-1);
  const kinds = { view: first.view ? "a query: it changes nothing" : "changes state", pays: first.payable ? ", and may carry value; no caller sends any" : "" };
  const defaults = grouped(declared, ({ tags }) => tags.default).map(([text, ones]) => {
    const said = DEFAULTS[text] ?? `\`${text}\``;
    return ones.length === declared.length ? said : `${said} (${ones.map(({ generation }) => generation).join(", ")})`;
  });
  const failing = failures(name).map(({ title, which }) =>
    `[${title[0].toLowerCase()}${title.slice(1)}](/${FAILURES}#${slug(title)})${which ? ` ${which}` : ""}`);
  const generations = declared.map(({ generation }) => (generation === "library" ? "every generation, on the services pallet" : generation));
  return markdownTable(["", ""], [
    ["generations", generations.join(", ")],
    ["kind", `${kinds.view}${kinds.pays}`],
    ["a manager that does not change it", defaults.join("; ") || "there is no default: the function is the manager's own"],
    ["if it fails on the services pallet", failing.join("; ") || "not called there"],
  ]);
}

function declarations(declared) {
  return grouped(declared, ({ declaration }) => declaration).map(([declaration, ones]) => {
    const title = ones.map(({ generation }) => `\`${generation}\``).join(", ");
    const { path, types } = ones[0];
    const block = (text) => `<!-- file: ${path} -->\n\`\`\`solidity\n${text}\n\`\`\``;
    return `${title}:\n\n${[declaration, ...types.map((one) => one.declaration)].map(block).join("\n\n")}`;
  }).join("\n\n");
}

function values(declared) {
  const list = (kind) => grouped(declared, ({ tags, declaration }) => tags[kind].map((one) => {
    const [name] = one.match(/^\w+/);
    // A return value without a name has a sentence alone.
    const isNamed = new RegExp(`\\b${name}\\s*[,)]`).test(declaration);
    return isNamed ? `- \`${name}\`: ${one.slice(name.length).trim()}` : `- returns ${one}`;
  }).join("\n"));
  const parts = [...list("params"), ...list("returns")];
  return parts.map(([text, ones]) => (ones.length === declared.length ? text : `In ${ones.map(({ generation }) => `\`${generation}\``).join(", ")}:\n\n${text}`)).join("\n\n");
}

/** The page of a hook. */
export function hookPage(name, declared) {
  const notices = grouped(declared, ({ tags }) => tags.notice);
  const about = notices.length === 1
    ? notices[0][0]
    : notices.map(([text, ones]) => `- ${ones.map(({ generation }) => `\`${generation}\``).join(", ")}: ${text}`).join("\n");
  const [selectors] = table(read(TABLE), "| hook | seed-2024").filter(([cell]) => cell === `\`${name}\``);
  const steps = [...palletCalls()].filter(([, documentation]) => isCalledIn(name, documentation));
  const failing = failures(name);
  const parts = [`# ${name}`, about, summary(name, declared), "## Declaration", declarations(declared)];
  const described = values(declared);
  if (described) parts.push("### Parameters and results", described);
  if (selectors) {
    const [, , , , core10, core20] = selectors;
    const cells = selectors.slice(1, -1).concat(core20 === "same" ? core10 : core20);
    parts.push("### Selectors", markdownTable(
      ["generation", "parameters and selector"],
      ["seed-2024", "substrate-1.4, manager", "substrate-1.4, what the pallet sends to the master manager", "tnt-core-0.10", "tnt-core-0.20"]
        .map((generation, at) => [generation, cells[at]]).filter(([, cell]) => cell !== "–"),
    ));
  }
  parts.push("## Callers", "Who calls it, on which state, and what a revert does there:", callers(declared));
  if (steps.length > 0) {
    parts.push("## Steps of the services pallet", "The extrinsics whose documentation names it. A hook runs last, on the state that the step has written, and is rolled back with it where the step fails; what is called earlier is named so above.");
    for (const [call, documentation] of steps) parts.push(`### ${call}`, documentation);
  }
  if (failing.length > 0) {
    parts.push("## Failures on the services pallet", section(FAILURES, "effects-of-a-failing-hook").split("\n\n").at(-1));
    for (const { title, which, text } of failing) parts.push(`### ${title}${which ? ` ${which}` : ""}`, text);
  }
  const costs = costsOfHook(name);
  if (costs) parts.push("## Costs", "Of the call alone, without the extrinsic around it ([how it is measured](/docs/book/costs.md)):", costs);
  return `${parts.join("\n\n")}\n`;
}

/** The list of all hooks by the step of a service's life. */
export function hooksOverview() {
  const all = hooks();
  return GROUPS.map(([group, names]) => {
    const rows = names.map((name) => {
      const declared = all.get(name);
      if (!declared) throw new Error(`tools/book/hooks.mjs: expected a hook of an interface, received ${name}`);
      const [notice] = declared.at(-1).tags.notice.split(/(?<=\.) /);
      const generations = declared.map(({ generation }) => generation).join(", ");
      return [`[${name}](/hooks/${name})`, notice, generations];
    });
    return `## ${group}\n\n${markdownTable(["hook", "description", "generations"], rows)}`;
  }).join("\n\n");
}
