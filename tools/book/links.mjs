// Links of the built book.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { isOutside } from "./sources.mjs";

function htmlFiles(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    // rustdoc sees to its own links.
    if (entry.isDirectory()) return entry.name === "api" ? [] : htmlFiles(path);
    return entry.name.endsWith(".html") && !["404.html", "toc.html"].includes(entry.name) ? [path] : [];
  });
}

const decoded = (text) => text.replace(/&amp;/g, "&").replace(/&quot;/g, '"').replace(/&#39;|&#x27;/g, "'");

/** Links and images whose target is not there, and anchors that no element has. Links into `api` count once that was built. */
export function deadLinks(folder) {
  const texts = new Map();
  const text = (path) => {
    if (!texts.has(path)) texts.set(path, readFileSync(path, "utf8"));
    return texts.get(path);
  };
  const dead = [];
  const hasApi = existsSync(join(folder, "api"));
  for (const path of htmlFiles(folder)) {
    for (const [, link] of text(path).matchAll(/\s(?:href|src)="([^"]*)"/g)) {
      const target = decoded(link);
      if (target === "" || isOutside(target) || target.startsWith("//")) continue;
      const [file, anchor] = target.split("#");
      const found = file === "" ? path : resolve(dirname(path), decodeURIComponent(file.split("?")[0]));
      const inApi = relative(folder, found).startsWith("api/");
      if (inApi && !hasApi) continue;
      if (!existsSync(found) || statSync(found).isDirectory()) {
        dead.push(`${relative(folder, path)}: expected ${target}, received no such file`);
      } else if (anchor && found.endsWith(".html") && !inApi && !text(found).includes(` id="${decodeURIComponent(anchor)}"`)) {
        dead.push(`${relative(folder, path)}: expected an element #${anchor} in ${relative(folder, found)}, received none`);
      }
    }
  }
  return dead;
}
