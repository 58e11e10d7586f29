// Runs the blocks of a page that are marked so, in an empty folder, and compares what they print with the block of text below.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { blocksOf } from "./blocks.mjs";

/** What one block prints, errors included, and its exit code. */
function run(code, folder, command) {
  const path = `${dirname(resolve(command))}:${process.env.PATH}`;
  const env = { PATH: path, HOME: folder, LANG: "C.UTF-8" };
  const { stdout, status, error } = spawnSync("bash", ["-c", `set -o pipefail\nexec 2>&1\n${code}`], { cwd: folder, env, encoding: "utf8", timeout: 60_000 });
  if (error) throw error;
  return { printed: stdout.trimEnd(), status };
}

/** What is wrong with the blocks of a page that are run by the command `blueprint-hooks` at a path. */
export function runPage({ id, text }, command) {
  if (basename(command) !== "blueprint-hooks") throw new Error(`expected a program called blueprint-hooks, received ${command}`);
  const blocks = blocksOf(text);
  if (!blocks.some(({ kind }) => kind === "run")) return [];
  const folder = mkdtempSync(join(tmpdir(), "book-"));
  try {
    return blocks.flatMap((block, at) => {
      if (block.kind !== "run") return [];
      if (block.value) {
        writeFileSync(join(folder, block.value), `${block.code}\n`);
        return [];
      }
      const { printed, status } = run(block.code, folder, command);
      const next = blocks[at + 1];
      if (next?.language !== "text") {
        return status === 0 ? [] : [`${id}:${block.line}: expected exit code 0, received ${status} and\n${printed}`];
      }
      return printed === next.code.trimEnd() ? [] : [`${id}:${next.line}: expected this output, received\n${printed}`];
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
