// Commands in the book: whether what they name exists, and which test runs them.
import { blocksOf } from "./blocks.mjs";
import { exists, read, tracked } from "./sources.mjs";

const REFERENCE = "docs/command.md";
const RUNS = "tools/book/runs.json";

/** Which step of CI compiles or runs a file, by the folder that it is in; the longest that fits. */
const STEPS = [
  ["abi/", "test"],
  ["blueprint-examples/", "test"],
  ["chain/", "test"],
  ["chain/node/", "e2e-node"],
  ["contracts/", "test"],
  ["e2e/", "test"],
  ["e2e/clients/", "e2e-node"],
  ["e2e/outside.sh", "outside"],
  ["e2e/tools/", "test-tools"],
  ["tools/", "test"],
  ["tools/book/", "docs"],
  ["tools/cli/template/", "outside"],
  ["tools/explorer/", "test-explorer"],
  ["tools/npm/", "test-npm"],
];

const isStep = (target) => new RegExp(`^(make|in_time_left) ${target}( |$)`, "m").test(read(".ci/run"));

/** The step of CI that runs a file of the repository; nothing for one that no step runs. */
export function stepOf(path) {
  if (path === ".ci/run" || path === "Makefile") return path;
  const fitting = STEPS.filter(([folder]) => path.startsWith(folder)).sort(([a], [b]) => b.length - a.length);
  const [, step] = fitting[0] ?? [];
  if (step && !isStep(step)) throw new Error(`expected make ${step} in .ci/run, received none`);
  return step;
}

let runs;
/** The entry of the list that a command begins with, once it is what it says: its test exists and has the text. */
export function coverageOf(words) {
  runs ??= JSON.parse(read(RUNS)).map((entry) => {
    if (entry.reason) return entry;
    if (!exists(entry.test)) throw new Error(`${RUNS}: ${entry.command}: expected the test ${entry.test}, received none`);
    if (!read(entry.test).includes(entry.has)) throw new Error(`${RUNS}: ${entry.command}: expected ${JSON.stringify(entry.has)} in ${entry.test}`);
    if (!stepOf(entry.test)) throw new Error(`${RUNS}: ${entry.command}: no step of .ci/run runs ${entry.test}`);
    return entry;
  });
  const line = `${words.join(" ")} `;
  return runs.filter(({ command }) => line.startsWith(`${command} `)).sort((a, b) => b.command.length - a.command.length)[0];
}

const flagsIn = (words) => words.filter((word) => /^--\w/.test(word)).map((word) => word.split("=")[0]);

/** What is wrong with a command: a target, a variable, a subcommand, a flag or a crate that does not exist. */
export function checkCommand(words) {
  const [program] = words;
  if (program === "make") return checkMake(words.slice(1));
  if (program === "blueprint-hooks") return checkOwn(words.slice(1));
  if (program === "cargo") return checkCargo(words.slice(1));
  return [];
}

function checkMake(words) {
  const makefile = read("Makefile");
  const wrong = [];
  const [target] = words.filter((word) => !word.startsWith("-") && !word.includes("=") && word !== "…");
  if (target && !new RegExp(`^${target}:`, "m").test(makefile)) wrong.push(`make ${target}: expected a target of the Makefile, received none`);
  for (const word of words) {
    const [, variable, value] = word.match(/^([A-Z_]+)=(.*)$/s) ?? [];
    if (!variable) continue;
    const isUsed = new RegExp(`\\b${variable}\\b`).test(makefile) || ["KILLS", "SEED", "BURNING"].includes(variable);
    if (!isUsed) wrong.push(`make ${target} ${variable}=: expected a variable of the Makefile, received none`);
    const { flags } = coverageOf(["make", target]) ?? {};
    if (variable !== "ARGS" || !flags) continue;
    for (const flag of flagsIn(value.split(" "))) {
      const name = flag.slice(2);
      const has = [flag, `"${name}"`, `"${name.replaceAll("-", "_")}"`, `pub ${name.replaceAll("-", "_")}:`];
      // `--test` is cargo's own.
      if (flag !== "--test" && !has.some((text) => read(flags).includes(text))) wrong.push(`make ${target}: expected ${flag} in ${flags}, received none`);
    }
  }
  return wrong;
}

let reference;
/** Usage and options of every subcommand, by its words. */
function subcommands() {
  if (reference) return reference;
  reference = new Map();
  const text = read(REFERENCE);
  for (const part of text.split(/^#+ (?=blueprint-hooks)/m).slice(1)) {
    const [name] = part.split("\n");
    const [usage] = blocksOf(part);
    if (usage) reference.set(name.trim(), usage.code);
  }
  return reference;
}

function checkOwn(words) {
  const known = subcommands();
  // Options that every subcommand has may come before it.
  const rest = words.filter((word) => word !== "--json");
  let name = "blueprint-hooks";
  let at = 0;
  while (at < rest.length && known.has(`${name} ${rest[at]}`)) {
    name = `${name} ${rest[at]}`;
    at += 1;
  }
  const usage = known.get(name);
  const line = ["blueprint-hooks", ...words].join(" ");
  // It prints the reference, which does not list it.
  if (rest[0] === "reference") return [];
  if (at === 0 && rest.length > 0 && !rest[0].startsWith("-")) return [`${line}: expected a subcommand of ${REFERENCE}, received ${rest[0]}`];
  // Steps of `life` are the functions of IServices, which the reference does not repeat.
  if (name === "blueprint-hooks life") return checkLife(rest.slice(at), line);
  return flagsIn(rest).filter((flag) => !new RegExp(`${flag}\\b(?!-)`).test(usage)).map((flag) => `${line}: expected ${flag} in ${REFERENCE}, ${name}; received none`);
}

function checkLife([step], line) {
  if (!step || step.startsWith("-")) return [];
  const name = step.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
  return read("abi/solidity/library/IServices.sol").includes(`function ${name}(`) ? [] : [`${line}: expected a function of IServices, received ${name}`];
}

let crates;
function checkCargo(words) {
  crates ??= new Map(tracked("*Cargo.toml").flatMap((path) => {
    const [, name] = read(path).match(/^name = "([^"]+)"/m) ?? [];
    return name ? [[name, path.replace(/Cargo\.toml$/, "")]] : [];
  }));
  const wrong = [];
  const of = (flag) => words.flatMap((word, at) => (word === flag ? [words[at + 1]] : []));
  const named = of("-p");
  for (const crate of named) {
    if (!crates.has(crate) && crate !== "my_blueprint") wrong.push(`cargo ${words.join(" ")}: expected a crate of the repository, received ${crate}`);
  }
  for (const test of of("--test")) {
    const [folder] = named.filter((crate) => crates.has(crate)).map((crate) => crates.get(crate));
    if (folder !== undefined && !exists(`${folder}tests/${test}.rs`) && !exists(`${folder}tests/${test}/main.rs`)) {
      const declared = new RegExp(`name = "${test}"`).test(read(`${folder}Cargo.toml`));
      if (!declared) wrong.push(`cargo ${words.join(" ")}: expected the test ${test} of ${named[0]}, received none`);
    }
  }
  return wrong;
}

/** What is wrong with commands in the sentences of a page: their targets, subcommands, flags and crates. */
export function checkInline(text) {
  let fenced = false;
  const prose = text.split("\n").filter((line) => {
    const isFence = /^ *```/.test(line);
    if (isFence) fenced = !fenced;
    return !fenced && !isFence;
  }).join("\n");
  return [...prose.matchAll(/`((?:make|blueprint-hooks|cargo (?:test|run|bench)) [^`]+)`/g)].flatMap(([, code]) => {
    const words = code.replace(/\s+/g, " ").split(" ").map((word) => word.replace(/^["']|["']$/g, "").replace(/="/, "="));
    return checkCommand(words).map((wrong) => `in a sentence: ${wrong}`);
  });
}
