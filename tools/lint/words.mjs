// Reports words that only this repository uses where the field has a term: in documents, in comments
// and in identifiers. It reports and exits with 0: whether a word stands is a matter of judgement.
//
//   node tools/lint/words.mjs                 totals by word, and the files with most of them
//   node tools/lint/words.mjs --lines [PATH]  every line, of all files or of those below PATH
//
// The term to use instead is in the list; ARCHITECTURE.md has the glossary.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** In documents and comments: the word's forms, and the term. */
const PROSE = [
    [/\b(nobody|no one)\b/gi, "nobody", "name the actor, or use the passive"],
    [/\b(whoever|whomever)\b/gi, "whoever", "the account that …"],
    [/\b(somebody|anybody)\b/gi, "somebody", "an account, any account"],
    [/\b(tells?|told|telling)\b/gi, "tell", "notify, report, pass, return"],
    [/\b(asks?|asked|asking)\b/gi, "ask", "call, query, read"],
    [/\btwins?\b/gi, "twin", "the Solidity implementation, both implementations"],
    [/\bwire\b/gi, "wire", "ABI"],
    [/\b(in the words of|words of a|speaks?|spoken)\b/gi, "words of", "function signatures, interface version"],
    [/\b(silen(t|tly|ce|ces))\b/gi, "silence", "offline, missed heartbeat, without data"],
    [/\bdesks?\b/gi, "desk", "report registry"],
    [/\bdockets?\b/gi, "docket", "open proposals"],
    [/\bcards?\b/gi, "card", "tally"],
    [/\bdeeds?\b/gi, "deed", "point event"],
    [/\bpulses?\b/gi, "pulse", "heartbeat record"],
    [/\b(tellers?|scenes?)\b/gi, "teller", "scenario, step, run"],
    [/\b(refusals?)\b/gi, "refusal", "error, revert"],
    [/\b(answer(s|ed|ing)?)\b/gi, "answer", "return value, response"],
    [/\b(wardens?|thaw(s|ed)?)\b/gi, "warden", "freezer, unfreeze"],
    [/\b(hijack(s|ed|ing)?)\b/gi, "hijack", "takeover"],
    [/\bwhat (becomes|became|comes|came) of\b/gi, "what becomes of", "result, outcome"],
];

/** In identifiers, by the parts of their names. */
const IDENTIFIERS = new Map([
    ["twin", "implementation, build"],
    ["twins", "implementations, builds"],
    ["told", "returned, called"],
    ["tell", "call"],
    ["ask", "static_call"],
    ["asked", "queried"],
    ["answered", "returned"],
    ["refusal", "error"],
    ["refusals", "errors"],
    ["wire", "messages, errors, events"],
    ["card", "tally"],
    ["deed", "point event"],
    ["pulse", "heartbeat record"],
    ["docket", "open proposals"],
    ["motion", "slash request"],
    ["charter", "court config"],
    ["desk", "report registry"],
    ["warden", "freezer"],
    ["thaw", "unfreeze"],
    ["teller", "narration"],
    ["scene", "run"],
    ["conduct", "accountability"],
    ["agenda", "cleanup"],
    ["spoken", "signature"],
    ["speaks", "supports"],
    ["silence", "offline"],
    ["silent", "offline"],
    ["nobody", "none"],
    ["whoever", "any"],
    ["trio", "builds"],
]);

/** Published by others, generated, or this list itself. */
const SKIPPED = [
    /^abi\/solidity\/(seed-2024|substrate-1\.4|tnt-core-)/,
    /^abi\/tests\/pins\//,
    /^LICENSE$/,
    /^tools\/lint\/words\.mjs$/,
    /(^|\/)(Cargo\.lock|package-lock\.json)$/,
];
const C_LIKE = /\.(rs|sol|mjs|js|ts)$/;
const HASH = /(\.(toml|sh)|(^|\/)Makefile|^\.ci\/run)$/;

/** A line's prose and code. In a document all is prose. */
function split(path, line) {
    if (path.endsWith(".md")) return [line, ""];
    if (C_LIKE.test(path)) {
        const block = line.match(/^\s*(\/\*\*?|\*)\s/);
        if (block) return [line, ""];
        const at = line.search(/(^|[^:"])\/\//);
        return at < 0 ? ["", line] : [line.slice(at), line.slice(0, at)];
    }
    if (HASH.test(path)) {
        const at = line.search(/(^|\s)#/);
        return at < 0 ? ["", ""] : [line.slice(at), ""];
    }
    return ["", ""];
}

const parts = (name) => name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase().split("_");

const [option, below = ""] = process.argv.slice(2);
const tracked = execFileSync("git", ["ls-files"], { encoding: "utf8" }).split("\n").filter(Boolean);
const byWord = new Map();
const byFile = new Map();
const count = (map, key) => map.set(key, (map.get(key) ?? 0) + 1);

for (const path of tracked) {
    if (!path.startsWith(below) || SKIPPED.some((skip) => skip.test(path))) continue;
    if (!path.endsWith(".md") && !C_LIKE.test(path) && !HASH.test(path)) continue;
    let text;
    try {
        text = readFileSync(path, "utf8");
    } catch {
        continue; // tracked, and removed in the work tree
    }
    text.split("\n").forEach((line, index) => {
        const found = [];
        const [prose, code] = split(path, line);
        for (const [pattern, word] of PROSE) {
            // Code in a sentence is an identifier, counted where it is declared.
            for (const _ of prose.replace(/`[^`]*`/g, "").matchAll(pattern)) found.push(`prose: ${word}`);
        }
        if (C_LIKE.test(path)) {
            for (const [name] of code.replace(/"(\\.|[^"\\])*"/g, "").matchAll(/[A-Za-z_]\w+/g)) {
                const hit = parts(name).find((part) => IDENTIFIERS.has(part));
                if (hit) found.push(`identifier: ${hit}`);
            }
        }
        for (const word of found) {
            count(byWord, word);
            count(byFile, path);
        }
        if (option === "--lines" && found.length > 0) {
            console.log(`${path}:${index + 1}: [${[...new Set(found)].join(", ")}] ${line.trim()}`);
        }
    });
}

if (option !== "--lines") {
    const sum = (kind) =>
        [...byWord].reduce((total, [word, n]) => (word.startsWith(kind) ? total + n : total), 0);
    const top = (map, most, strip = "") =>
        [...map]
            .filter(([key]) => key.startsWith(strip))
            .sort(([, a], [, b]) => b - a)
            .slice(0, most)
            .map(([key, n]) => `${key.slice(strip.length)} ${n}`)
            .join(", ");
    console.log(`private words: ${sum("prose")} in prose, ${sum("identifier")} in identifiers, ${byFile.size} files`);
    console.log(`  prose: ${top(byWord, 30, "prose: ")}`);
    console.log(`  identifiers: ${top(byWord, 30, "identifier: ")}`);
    console.log(`  files: ${top(byFile, 8)}`);
    console.log("  every line: node tools/lint/words.mjs --lines [PATH]");
}
