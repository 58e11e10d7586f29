// Checks the dependencies of each workspace given as `Cargo.toml` paths against deny.toml: their
// licences, and the registries in the lock file. Needs no network once the crates are fetched.
//
//   node tools/lint/dependencies.mjs Cargo.toml
//
// deny.toml is cargo-deny's format, of which this reads `licenses.allow`, `licenses.exceptions`,
// `sources.allow-registry` and `bans.deny`. docs/decisions/0011-dependency-check.md says why.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const deny = readFileSync("deny.toml", "utf8").replace(/^\s*#.*$/gm, "");

/** The text between the brackets of `key = [ ... ]`. */
function array(key) {
    const found = deny.match(new RegExp(`^${key} = \\[((?:[^\\[\\]]|\\[[^\\]]*\\])*)\\]`, "m"));
    if (!found) throw new Error(`expected an array \`${key}\` in deny.toml`);
    return found[1];
}
const strings = (text) => [...text.matchAll(/"([^"]+)"/g)].map((match) => match[1]);

const allowed = new Set(strings(array("allow")));
const exceptions = new Map(
    [...array("exceptions").matchAll(/crate = "([^"]+)", allow = \[([^\]]*)\]/g)].map(
        ([, crate, licences]) => [crate, new Set(strings(licences))],
    ),
);
const registries = new Set(strings(array("allow-registry")).map((url) => `registry+${url}`));
const banned = new Set(strings(array("deny")));

/** Whether an SPDX expression is satisfied by licences for which `permits` is true. */
function satisfied(expression, permits) {
    const tokens = expression.replaceAll("/", " OR ").match(/[()]|[^\s()]+/g) ?? [];
    let at = 0;
    const term = () => {
        if (tokens[at] === "(") {
            at += 1;
            const inner = any();
            at += 1; // ")"
            return inner;
        }
        let licence = tokens[at++];
        if (tokens[at] === "WITH") {
            licence += ` WITH ${tokens[at + 1]}`;
            at += 2;
        }
        return permits(licence);
    };
    const all = () => {
        let value = term();
        while (tokens[at] === "AND") {
            at += 1;
            value = term() && value;
        }
        return value;
    };
    const any = () => {
        let value = all();
        while (tokens[at] === "OR") {
            at += 1;
            value = all() || value;
        }
        return value;
    };
    return tokens.length > 0 && any();
}

/** One line a crate: name, version and origin, a tab, its licence. */
function dependencyTree(manifest) {
    const options = ["--locked", "--workspace", "--manifest-path", manifest];
    const shape = ["--edges", "normal,build,dev", "--prefix", "none", "--format", "{p}\t{l}"];
    const cargo = spawnSync("cargo", ["tree", ...options, ...shape], {
        encoding: "utf8",
        maxBuffer: 1 << 28,
    });
    if (cargo.status !== 0) {
        process.stderr.write(cargo.stderr ?? "cargo could not be run\n");
        process.exit(1);
    }
    return cargo.stdout;
}

const faults = [];
let checked = 0;
for (const manifest of process.argv.slice(2)) {
    // What cargo compiles on this host, tests and build scripts included.
    const tree = dependencyTree(manifest);
    const lines = tree.split("\n").map((line) => line.replace(/ \(\*\)$/, ""));
    for (const line of new Set(lines.filter(Boolean))) {
        const [crate, licence] = line.split("\t");
        const name = crate.split(" ")[0];
        checked += 1;
        const exception = exceptions.get(name);
        if (satisfied(licence, (one) => allowed.has(one))) continue;
        if (exception && satisfied(licence, (one) => allowed.has(one) || exception.has(one))) continue;
        faults.push(`${manifest}: ${crate}: expected a licence of deny.toml, received "${licence}"`);
    }

    const lock = readFileSync(join(dirname(manifest), "Cargo.lock"), "utf8");
    for (const [, name, version, source] of lock.matchAll(
        /name = "(.+)"\nversion = "(.+)"\nsource = "(.+)"/g,
    )) {
        if (!registries.has(source)) {
            faults.push(`${manifest}: ${name}: expected a source of deny.toml, received ${source}`);
        }
        if (banned.has(`${name}@${version}`) || banned.has(name)) {
            faults.push(`${manifest}: ${name} ${version} is banned by deny.toml`);
        }
    }
}

for (const fault of faults) console.error(fault);
console.log(`dependencies: ${checked} crates checked against deny.toml, ${faults.length} faults`);
process.exit(faults.length > 0 ? 1 : 0);
