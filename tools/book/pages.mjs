// The pages of the book, in the order of its summary: files of the repository, and what is made of them.
import { dirname, join, normalize, relative } from "node:path";
import { codeSizes, costsOfContract } from "./costs.mjs";
import { contractPage, contracts, contractsOverview } from "./contracts.mjs";
import { GROUPS, hookPage, hooks, hooksOverview } from "./hooks.mjs";
import { exists, isFolder, isOutside, mapLinks, markdownTable, read, rooted, section, tracked } from "./sources.mjs";

const SUMMARY = "docs/book/SUMMARY.md";

/** Crates that another project may link, whose documentation is beside the book. */
export function libraryCrates() {
  return tracked("*Cargo.toml").flatMap((path) => {
    const text = read(path);
    const [, name] = text.match(/^name = "([^"]+)"/m) ?? [];
    const isLibrary = /^publish = true$/m.test(text) || /^chain\/(services|stake|liquid)\/Cargo\.toml$/.test(path);
    const [, description] = text.match(/^description = "([^"]+)"/m) ?? [];
    return isLibrary ? [{ name, folder: dirname(path), description: description ?? "" }] : [];
  });
}

const cratesTable = () => markdownTable(["crate", "description", "folder"], libraryCrates().map(({ name, folder, description }) =>
  [`[\`${name}\`](/api/${name.replaceAll("-", "_")}/index.html)`, description, `\`${folder}\``]));

const GENERATED = {
  hooks: hooksOverview,
  contracts: contractsOverview,
  crates: cratesTable,
  "code-sizes": codeSizes,
  "base-manager": () => costsOfContract("base_manager"),
};

/** A written page with what its comments name: a section of another file, or something generated. */
function filled(path) {
  return rooted(read(path), path)
    .replace(/^<!-- include: (\S+)#(\S+) -->$/gm, (_, file, name) => section(file, name))
    .replace(/^<!-- generated: (\S+) -->$/gm, (_, name) => {
      if (!GENERATED[name]) throw new Error(`${path}: expected one of ${Object.keys(GENERATED).join(", ")}, received ${name}`);
      return GENERATED[name]();
    });
}

/** Where a file of the repository is in the book. */
function place(path) {
  if (path === "README.md") return "repository.md";
  return path.replace(/^docs\/(book\/)?/, "").replace(/README\.md$/, "index.md").replace(/^[A-Z]+\.md$/, (name) => name.toLowerCase());
}

/** The lines of the summary: `{ depth, title, id }` of a page, or `{ text }`. An id is a page's path from the root. */
function summaryLines() {
  return read(SUMMARY).split("\n").flatMap((line) => {
    const [, depth, title, target] = line.match(/^( *)(?:- )?\[([^\]]+)\]\(([^)]+)\)$/) ?? [];
    if (target) return [{ depth: depth.length, bullet: line.trimStart().startsWith("-"), title, id: normalize(join(dirname(SUMMARY), target)) }];
    const [, indent, kind] = line.match(/^( *)<!-- pages: (\w+) -->$/) ?? [];
    if (kind === "hooks") {
      return GROUPS.flatMap(([, names]) => names.map((name) => ({ depth: indent.length, bullet: true, title: name, id: `hooks/${name}` })));
    }
    if (kind === "contracts") {
      return contracts().map(({ name, build }) => ({ depth: indent.length, bullet: true, title: name[0].toUpperCase() + name.slice(1), id: `contracts/${build}` }));
    }
    if (kind === "decisions") {
      return tracked("docs/decisions/0*.md").map((path) => {
        const [, title] = read(path).match(/^# (.*)$/m);
        return { depth: indent.length, bullet: true, title: title.replace(/`/g, ""), id: path };
      });
    }
    return [{ text: line }];
  });
}

/** Every page: `id`, its text with links from the root, and where it is in the book. */
export function pages() {
  const declared = hooks();
  const library = new Map(contracts().map((one) => [`contracts/${one.build}`, one]));
  return summaryLines().filter(({ id }) => id).map(({ id, title }) => {
    const hook = id.startsWith("hooks/") && declared.get(id.slice("hooks/".length));
    if (hook) return { id, title, out: `${id}.md`, text: hookPage(title, hook), generated: true };
    if (library.has(id)) return { id, title, out: `${id}.md`, text: contractPage(library.get(id)), generated: true };
    return { id, title, out: place(id), text: filled(id), generated: false };
  });
}

/** The summary as mdBook reads it. */
export function summary(all) {
  const outs = new Map(all.map(({ id, out }) => [id, out]));
  return summaryLines().map(({ text, depth, bullet, title, id }) =>
    text ?? `${" ".repeat(depth)}${bullet ? "- " : ""}[${title}](${outs.get(id)})`).join("\n");
}

/**
 * The text of a page with its links as they are in the book. What they name is a page, a file that goes along, or a folder, which is
 * a page where it has one and else plain text. `files` collects what goes along.
 */
export function linked({ id, out, text }, outs, files) {
  const here = dirname(out);
  const from = (target) => relative(here, target) || ".";
  return mapLinks(text, (target, isImage) => {
    if (isOutside(target)) return target;
    const [path, anchor] = target.replace(/^\//, "").split("#");
    const end = anchor === undefined ? "" : `#${anchor}`;
    if (path === id) return end || from(out);
    for (const page of [path, `${path}/README.md`, path.replace(/^contracts\/(.*)$/, (_, name) => `contracts/${name.replaceAll("-", "_")}`)]) {
      if (outs.has(page)) return `${from(outs.get(page))}${end}`;
    }
    if (path.startsWith("api/")) return from(path);
    if (isFolder(path)) return null;
    if (!exists(path)) throw new Error(`${id}: expected a page, file or folder, received the link ${target}`);
    const copy = isImage || /\.(svg|png)$/.test(path) ? place(path) : `files/${path.replace(/\.md$/, "")}.txt`;
    files.set(copy, path);
    return from(copy);
  });
}
