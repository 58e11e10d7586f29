// Modules of the page for tests in node: compiled by the builder of the page.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../..", import.meta.url));
// Within the folder, so that its packages are found.
mkdirSync(join(root, "node_modules/.cache"), { recursive: true });
const out = mkdtempSync(join(root, "node_modules/.cache/explorer-"));
process.on("exit", () => rmSync(out, { recursive: true, force: true }));

/** A module of `src`. */
export async function load(path) {
  const outfile = join(out, `${basename(path, ".ts")}.mjs`);
  await build({
    entryPoints: [join(root, "src", path)], outfile, bundle: true, format: "esm", platform: "node", preserveSymlinks: true,
    external: ["viem", "viem/*", "blueprint-hooks", "blueprint-hooks/*", "lit"], logLevel: "warning",
  });
  return import(outfile);
}
