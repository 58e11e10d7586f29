// What pages are made of: files of the repository, their tables and sections.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");

export const exists = (path) => existsSync(join(ROOT, path));
export const isFolder = (path) => exists(path) && statSync(join(ROOT, path)).isDirectory();
const texts = new Map();
export function read(path) {
  if (!texts.has(path)) texts.set(path, readFileSync(join(ROOT, path), "utf8"));
  return texts.get(path);
}

/** Files that git has, below a folder or of a pattern. */
export function tracked(...patterns) {
  return execFileSync("git", ["ls-files", "--", ...patterns], { cwd: ROOT, encoding: "utf8" }).split("\n").filter(Boolean);
}

/** The name of a heading in addresses, as mdBook and GitHub make it. */
export const slug = (heading) =>
  heading.trim().toLowerCase().replace(/`/g, "").replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/[^\p{L}\p{N} _-]/gu, "").replace(/ /g, "-");

/** The sections of a document: level, title and text below the heading, up to the next heading. */
export function sections(text) {
  const found = [{ level: 0, title: "", lines: [] }];
  let fenced = false;
  for (const line of text.split("\n")) {
    if (/^ *```/.test(line)) fenced = !fenced;
    const [, marks, title] = (!fenced && line.match(/^(#{1,6}) (.*)$/)) || [];
    if (marks) found.push({ level: marks.length, title, lines: [] });
    else found.at(-1).lines.push(line);
  }
  return found.map(({ level, title, lines }) => ({ level, title, text: lines.join("\n").trim() }));
}

/** The text below one heading of a file, with its links as from the root of the repository. */
export function section(path, name) {
  const found = sections(read(path)).filter(({ title }) => slug(title) === name);
  if (found.length !== 1) throw new Error(`${path}: expected one section #${name}, received ${found.length}`);
  return rooted(found[0].text, path);
}

/** The rows of the table whose header begins so, as cells. */
export function table(text, header) {
  const lines = text.split("\n");
  const at = lines.findIndex((line) => line.startsWith(header));
  if (at < 0) throw new Error(`expected a table ${header}, received none`);
  const rows = [];
  for (const line of lines.slice(at + 2)) {
    if (!line.startsWith("|")) break;
    rows.push(line.replace(/^\|/, "").replace(/\|\s*$/, "").split(/(?<!\\)\|/).map((cell) => cell.trim()));
  }
  return rows;
}

/** A table in Markdown. */
export function markdownTable(header, rows, align = []) {
  const line = (cells) => `| ${cells.map((cell) => String(cell).replace(/\n/g, " ")).join(" | ")} |`;
  return [line(header), `|${header.map((_, at) => (align[at] === "right" ? "--:" : "---")).join("|")}|`, ...rows.map(line)].join("\n");
}

const LINK = /(!?\[[^\]]*\]\()([^)\s]+)(\))/g;

/** Calls back for each link of a text outside of fenced blocks and code: `change(target)` returns another target, or null for none. */
export function mapLinks(text, change) {
  const inParagraph = (paragraph) => {
    // Code holds no links, but a link may have code as its text.
    const hidden = [];
    const kept = paragraph.replace(/`[^`]*`/g, (code) => `\u0000${hidden.push(code) - 1}\u0000`);
    const changed = kept.replace(LINK, (_, before, target, after) => {
      const now = change(target, before.startsWith("!"));
      return now === null ? before.slice(1, -2) : `${before}${now}${after}`;
    });
    return changed.replace(/\u0000(\d+)\u0000/g, (_, at) => hidden[at]);
  };
  const isFenced = (part) => /^ *```/.test(part);
  return text.split(/(^ *```[^]*?^ *```$)/m)
    .map((part) => (isFenced(part) ? part : part.split(/(\n\n+)/).map(inParagraph).join("")))
    .join("");
}

const isOutside = (target) => /^[a-z][a-z+.-]*:/i.test(target);

/** A text with its relative links as from the root of the repository, beginning with `/`. */
export function rooted(text, path) {
  return mapLinks(text, (target) => {
    if (isOutside(target) || target.startsWith("/")) return target;
    if (target.startsWith("#")) return `/${path}${target}`;
    return `/${normalize(join(dirname(path), target))}`;
  });
}

export { isOutside };
