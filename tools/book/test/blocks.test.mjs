// Blocks, their commands, and what the checks say of wrong ones.
import assert from "node:assert/strict";
import { test } from "node:test";
import { blocksOf, commandsOf, hasPart } from "../blocks.mjs";
import { checkBlock, checkPages, nothing } from "../check.mjs";
import { checkCommand, checkInline, coverageOf } from "../commands.mjs";
import { runPage } from "../run.mjs";

const fence = "```";
const page = (text) => ({ id: "page.md", text });
const wrong = (text) => checkPages([page(text)], nothing());

test("a block has its language, its code without indentation and the mark above it", () => {
  const text = `# A\n\n<!-- file: a/b.rs -->\n${fence}rust\nfn a() {\n}\n${fence}\n\n- item\n  ${fence}sh\n  make test\n  ${fence}\n`;
  const [first, second] = blocksOf(text);
  assert.deepEqual(first, { line: 4, language: "rust", code: "fn a() {\n}", kind: "file", value: "a/b.rs" });
  assert.deepEqual([second.language, second.code, second.kind], ["sh", "make test", undefined]);
});

test("commands are without comments, assignments, redirections and quotes", () => {
  const commands = commandsOf("make test   # all\nX=1 cast call \"$y\" 'f(a b)' > out.txt | head -n 1 &\ncall=$(cast rpc x | tr -d '\"')\na \\\n  b\n! make lint");
  assert.deepEqual(commands, [
    ["make", "test"], ["cast", "call", "$y", "f(a b)"], ["head", "-n", "1"], ["cast", "rpc", "x"], ["tr", "-d", '"'], ["a", "b"], ["make", "lint"],
  ]);
});

test("part of a file has its lines in order and their indentation", () => {
  const file = "mod a {\n    fn b() {\n        c();\n\n        d();\n    }\n}\n";
  assert.ok(hasPart(file, "fn b() {\n    c();\n\n    d();\n}"));
  for (const other of ["fn b() {\n    d();\n}", "fn b() {\nc();", "c();\nd();", "fn x() {"]) assert.ok(!hasPart(file, other), other);
});

test("a block that no test covers is a fault", () => {
  const manager = "blueprint-examples/hello-blueprint/solidity/HelloBlueprint.sol";
  for (const [text, expected] of [
    [`${fence}rust\nfn a() {}\n${fence}`, /page\.md:1: expected a file that it is of/],
    [`${fence}\nplain\n${fence}`, /a block of no language/],
    [`<!-- file: ${manager} -->\n${fence}solidity\ncontract Other {}\n${fence}`, /expected lines of blueprint-examples.*, received others/],
    [`<!-- file: none.rs -->\n${fence}rust\nfn a() {}\n${fence}`, /expected the file none\.rs, received none/],
    [`<!-- file: LICENSE -->\n${fence}rust\nfn a() {}\n${fence}`, /expected a file that a test compiles or runs, received LICENSE/],
    [`${fence}sh\nrm -rf target\n${fence}`, /expected `rm -rf target` in tools\/book\/runs\.json/],
    [`${fence}sh\nmake tests\n${fence}`, /make tests: expected a target of the Makefile/],
    [`${fence}sh\nmake e2e ARG=1\n${fence}`, /make e2e ARG=: expected a variable of the Makefile/],
    [`${fence}sh\nmake node ARGS="--seals 1"\n${fence}`, /make node: expected --seals in chain\/node\/src\/cli\.rs/],
    [`${fence}sh\nblueprint-hooks chek\n${fence}`, /expected a subcommand of docs\/command\.md, received chek/],
    [`${fence}sh\nblueprint-hooks check --lock\n${fence}`, /expected --lock in docs\/command\.md/],
    [`${fence}sh\nblueprint-hooks life slash-for 1\n${fence}`, /expected a function of IServices, received slashFor/],
    [`<!-- run -->\n${fence}sh\nblueprint-hooks encode --ful hooks\n${fence}`, /expected --ful in docs\/command\.md/],
    ["See `make tests`.", /in a sentence: make tests/],
    ["See `cargo test -p blueprint-e2e --test none`.", /expected the test none of blueprint-e2e/],
    ["See `cargo test -p blueprint-none`.", /expected a crate of the repository, received blueprint-none/],
  ]) assert.match(wrong(text).join("\n"), expected, text);
});

test("blocks that tests cover are none, and are counted by how", () => {
  const covered = nothing();
  const manager = "blueprint-examples/hello-blueprint/solidity/HelloBlueprint.sol";
  const text = [
    `<!-- file: ${manager} -->\n${fence}solidity\nemit Hello(serviceId, jobCallId, calls);\n${fence}`,
    `${fence}text\nanything\n${fence}`,
    `<!-- run -->\n${fence}sh\nblueprint-hooks encode hooks canJoin\n${fence}`,
    `${fence}sh\nmake e2e-node ARGS="--test network"\nmake node\nmake load\n${fence}`,
  ].join("\n\n");
  assert.deepEqual(checkPages([page(text)], covered), []);
  const { file, run, listed, similar, not } = covered;
  assert.deepEqual([file, covered.text, run, listed, similar, not], [1, 1, 1, 1, 1, 1]);
});

test("the longest entry of the list that a command begins with is its test", () => {
  assert.equal(coverageOf(["blueprint-hooks", "life", "delegate", "--amount", "1"]).command, "blueprint-hooks life delegate");
  assert.equal(coverageOf(["make", "test-npm"]).command, "make test-npm");
  assert.equal(coverageOf(["make", "testing"]), undefined);
  assert.deepEqual(checkCommand(["forge", "anything"]), []);
  assert.deepEqual(checkInline("`make test` and `blueprint-hooks levels show`, `cargo test -p blueprint-e2e --test world`"), []);
  assert.equal(checkBlock(blocksOf(`${fence}sh\nmake\n${fence}`)[0], nothing()).length, 1);
});

const command = process.env.BLUEPRINT_HOOKS;
test("a block that is run must print what stands below it", { skip: !command }, () => {
  const block = (code, output) => page(`<!-- run -->\n${fence}sh\n${code}\n${fence}\n\n${output === undefined ? "" : `${fence}text\n${output}\n${fence}\n`}`);
  assert.deepEqual(runPage(block("blueprint-hooks scenarios --list | head -n 1 | cut -c 1-11", "recommended"), command), []);
  assert.match(runPage(block("echo other", "this"), command)[0], /page\.md:6: expected this output, received\nother/);
  assert.match(runPage(block("false"), command)[0], /expected exit code 0, received 1/);
  assert.deepEqual(runPage(page("no block"), command), []);
});
