// Checks the book: every fenced block is covered by a test, commands and what they name exist, and no link is dead.
//   check.mjs             blocks and commands of the pages; those that are marked to run, run where BLUEPRINT_HOOKS is the command
//   check.mjs --html DIR  the links of the built book, too
import { fileURLToPath } from "node:url";
import { resolve } from "node:path";
import { blocksOf, commandsOf, hasPart } from "./blocks.mjs";
import { checkCommand, checkInline, coverageOf, stepOf } from "./commands.mjs";
import { deadLinks } from "./links.mjs";
import { pages } from "./pages.mjs";
import { exists, read } from "./sources.mjs";
import { runPage } from "./run.mjs";

/** What is wrong with one block; nothing where a test covers it. `covered` collects how. */
export function checkBlock(block, covered) {
  const { language, code, kind, value } = block;
  if (kind === "file") {
    if (!exists(value)) return [`expected the file ${value}, received none`];
    if (!stepOf(value)) return [`expected a file that a test compiles or runs, received ${value}`];
    if (!hasPart(read(value), code)) return [`expected lines of ${value}, received others`];
    covered.file += 1;
    return [];
  }
  if (language === "text") {
    covered.text += 1;
    return [];
  }
  if (kind === "run") {
    covered.run += 1;
    return language === "sh" ? commandsOf(code).flatMap(checkCommand) : [];
  }
  if (language !== "sh") {
    return [`expected a file that it is of, a mark to run it, or output as \`text\`, received a block of ${language || "no language"}`];
  }
  return commandsOf(code).flatMap((words) => {
    const wrong = checkCommand(words);
    const coverage = coverageOf(words);
    if (!coverage) return [...wrong, `expected \`${words.join(" ")}\` in tools/book/runs.json with the test that runs it, received none`];
    const { command, reason, instead } = coverage;
    covered[reason ? "not" : instead ? "similar" : "listed"] += 1;
    if (reason) covered.reasons.add(`not run: ${command}: ${reason}`);
    if (instead) covered.reasons.add(`not as it stands: ${command}: ${instead}`);
    return wrong;
  });
}

/** Everything that is wrong with the pages, by page and line. */
export function checkPages(all, covered) {
  return all.flatMap(({ id, text }) => {
    const blocks = blocksOf(text).flatMap((block) => checkBlock(block, covered).map((wrong) => `${id}:${block.line}: ${wrong}`));
    return [...blocks, ...checkInline(text).map((wrong) => `${id}: ${wrong}`)];
  });
}

export const nothing = () => ({ file: 0, text: 0, run: 0, listed: 0, similar: 0, not: 0, reasons: new Set() });

function main() {
  const [option, folder] = process.argv.slice(2);
  const all = pages();
  const covered = nothing();
  const wrong = checkPages(all, covered);
  const command = process.env.BLUEPRINT_HOOKS;
  if (command) wrong.push(...all.flatMap((page) => runPage(page, command)));
  if (option === "--html") wrong.push(...deadLinks(resolve(folder)));
  for (const one of wrong) console.error(one);
  console.log(`${all.length} pages: ${covered.file} blocks are parts of files that tests compile or run, ${covered.run} are run here, ` +
    `${covered.text} are output; ${covered.listed} commands are run by tests, ${covered.similar} in another way, ${covered.not} by none:`);
  for (const reason of covered.reasons) console.log(`  ${reason}`);
  if (!command) console.log("BLUEPRINT_HOOKS is not set: the blocks that are marked to run were not run");
  if (wrong.length > 0) {
    console.error(`${wrong.length} faults`);
    process.exitCode = 1;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
