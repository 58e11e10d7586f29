// Writes what mdBook takes into a folder: the pages, what they link, the summary, the style and the configuration.
//   stage.mjs FOLDER
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { linked, pages, summary } from "./pages.mjs";
import { ROOT } from "./sources.mjs";

const folder = process.argv[2];
if (!folder) throw new Error("expected a folder, received none");
const write = (path, text) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};

rmSync(folder, { recursive: true, force: true });
const all = pages();
const outs = new Map(all.map(({ id, out }) => [id, out]));
const files = new Map();
for (const page of all) {
  const text = linked(page, outs, files)
    // mdBook would offer to run such a block elsewhere, and would hide lines of it.
    .replace(/^( *```)rust$/gm, "$1rust,noplayground")
    .replace(/^<!-- (file|run|table|end)\b.*-->\n/gm, "");
  write(join("src", page.out), text);
}
write("src/SUMMARY.md", summary(all));
for (const [copy, path] of files) {
  mkdirSync(dirname(join(folder, "src", copy)), { recursive: true });
  cpSync(join(ROOT, path), join(folder, "src", copy));
}
for (const name of ["book.toml", "book.css", "solidity.js"]) cpSync(join(ROOT, "docs/book", name), join(folder, name));
console.log(`${all.length} pages, ${all.filter(({ generated }) => generated).length} of them made of interfaces and tables; ${files.size} files beside them`);
