// The pages: every hook and contract has one, with what its sources say.
import assert from "node:assert/strict";
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { costsOfHook, functionOf, snapshot } from "../costs.mjs";
import { contracts } from "../contracts.mjs";
import { GROUPS, hookPage, hooks, palletCalls } from "../hooks.mjs";
import { deadLinks } from "../links.mjs";
import { linked, pages } from "../pages.mjs";
import { mapLinks, read, rooted, section, sections, table, tracked } from "../sources.mjs";
import { byCaller, natspec, readInterface } from "../solidity.mjs";

test("a comment is read by its tags", () => {
  const tags = natspec(["/// @notice One.", "/// Two.", "/// @dev Pallet: a.", "/// @param x the", "/// value", "/// @return y", "/// @custom:default true"]);
  assert.deepEqual(tags, { params: ["x the value"], returns: ["y"], notice: "One. Two.", dev: "Pallet: a.", default: "true" });
});

test("what is said of several callers is apart", () => {
  const text = "General. Pallet: by call; a revert fails it. Core 0.20: by submitJob. A revert is ignored.";
  assert.deepEqual([...byCaller(text)], [
    ["", "General."], ["Pallet", "by call; a revert fails it."], ["Core 0.20", "by submitJob. A revert is ignored."],
  ]);
  assert.deepEqual([...byCaller("This pallet: x. Pallet 1.4: y.")], [["Pallet", "x."], ["Pallet 1.4", "y."]]);
});

test("declarations have their kinds", () => {
  const { name, declarations } = readInterface(`
/// @title T
interface I {
    /// @notice N.
    function a(uint64 x)
        external payable returns (address payable y);
    function b() external view returns (address payable y);
    struct S { uint64 z; }
    error E();
}`);
  assert.equal(name, "I");
  assert.deepEqual(declarations.map(({ kind, name: one, view, payable }) => [kind, one, view, payable]), [
    ["function", "a", false, true], ["function", "b", true, false], ["struct", "S", false, false], ["error", "E", false, false],
  ]);
  assert.equal(declarations[0].declaration, "function a(uint64 x)\n    external payable returns (address payable y);");
});

test("every hook of every interface is in one group, and in the table of signatures", () => {
  const grouped = GROUPS.flatMap(([, names]) => names);
  assert.deepEqual([...grouped].sort(), [...hooks().keys()].sort());
  assert.equal(new Set(grouped).size, grouped.length);
  const rows = table(read("abi/README.md"), "| hook | seed-2024").map(([cell]) => cell.replaceAll("`", ""));
  // The table is of Tangle's interfaces.
  assert.deepEqual(rows.sort(), grouped.filter((name) => name !== "verifyQualityReport").sort());
});

test("every hook of the table of failures and of the pallet's calls is on its page", () => {
  const named = sections(read("docs/hook-failures.md")).flatMap(({ text }) => {
    const [list] = text.match(/^Hooks: [^]*?\.$/m) ?? [""];
    return [...list.matchAll(/`(\w+)`/g)].map(([, name]) => name);
  });
  assert.ok(named.length > 20, named.join());
  const all = hooks();
  for (const name of named) assert.match(hookPage(name, all.get(name)), /## Failures on the services pallet/, name);
  const steps = palletCalls();
  assert.match(steps.get("approve"), /`onServiceInitialized` may veto/);
  const mentioned = [...all.keys()].filter((name) => [...steps.values()].some((text) => text.includes(`\`${name}\``)));
  assert.ok(mentioned.length > 15, mentioned.join());
  for (const name of mentioned) assert.match(hookPage(name, all.get(name)), /## Steps of the services pallet/, name);
});

test("the page of a hook says what its sources say", () => {
  const text = hookPage("onJobResult", hooks().get("onJobResult"));
  for (const part of [
    "bytes32 inputsHash", "`(uint64,uint8,uint64,address,bytes32,bytes)` `e649fc03`", "**Tangle's core 0.20**",
    "It does not reject the result.", "### submit_result", "error `HookRevertedWithoutData`", "nothing happens",
  ]) assert.ok(text.includes(part), part);
  assert.match(hookPage("canJoin", hooks().get("canJoin")), /\| a manager that does not change it \| `true` \|/);
  assert.match(hookPage("onServiceTermination", hooks().get("onServiceTermination")), /### The hook at a service's end \(by the owner\)/);
});

test("every measured call of a hook has its price", () => {
  const names = new Set(snapshot().map(({ hook }) => functionOf(hook)));
  const measured = [...hooks().keys()].filter((name) => names.has(name));
  assert.ok(measured.length > 30, measured.join());
  for (const name of measured) {
    const rows = snapshot().filter(({ hook }) => functionOf(hook) === name);
    assert.equal(costsOfHook(name).split("\n").length, rows.length + 2, name);
  }
});

test("every contract of the library has a page with grants and threats of its own", () => {
  const folders = tracked("contracts/*/Cargo.toml").map((path) => path.split("/")[1]).filter((name) => name !== "lib");
  assert.deepEqual(contracts().map(({ folder }) => folder.split("/")[1]).sort(), [...new Set(folders)].sort());
  const texts = new Map(pages().filter(({ id }) => id.startsWith("contracts/") && !id.endsWith(".md")).map(({ id, text }) => [id, text]));
  assert.equal(texts.size, contracts().length);
  const lines = (text, heading) => (text.split(`## ${heading}\n`)[1] ?? "").split("\n## ")[0].split("\n").filter((line) => line.startsWith("| ")).length;
  const threats = (text) => (text.split("## Threats\n")[1] ?? "").split("\n## ")[0].split("\n").filter((line) => line.startsWith("### ")).length;
  assert.ok(threats(texts.get("contracts/service_levels")) >= 4);
  assert.ok(lines(texts.get("contracts/slashing_court"), "Grants") >= 3);
  const checks = table(read("docs/quality.md"), "| check |");
  const shown = [...texts.values()].reduce((sum, text) => sum + threats(text), 0);
  assert.equal(shown, checks.length);
});

test("a section and a table of a file must exist", () => {
  assert.match(section("ARCHITECTURE.md", "terms"), /\| manager \|/);
  assert.throws(() => section("ARCHITECTURE.md", "none"), /expected one section #none, received 0/);
  assert.throws(() => table("text", "| none |"), /expected a table \| none \|, received none/);
});

test("links lead to pages, to files beside them, or to nothing where a folder has no page", () => {
  const outs = new Map([["docs/a.md", "a.md"], ["b/README.md", "b/index.md"], ["contracts/points_ledger", "contracts/points_ledger.md"]]);
  const files = new Map();
  const text = "[a](/docs/a.md#x) [b\nc](/b) [l](/contracts/points-ledger) [f](/chain) [s](/docs/node.md) [o](https://example.org) `[c](x)` [`d`](/docs/a.md)";
  assert.equal(
    linked({ id: "docs/c/d.md", out: "c/d.md", text }, outs, files),
    "[a](../a.md#x) [b\nc](../b/index.md) [l](../contracts/points_ledger.md) f [s](../files/docs/node.txt) [o](https://example.org) `[c](x)` [`d`](../a.md)",
  );
  assert.deepEqual([...files], [["files/docs/node.txt", "docs/node.md"]]);
  assert.throws(() => linked({ id: "p", out: "p.md", text: "[x](/none.md)" }, outs, files), /p: expected a page, file or folder, received the link \/none\.md/);
  assert.equal(rooted("[a](../x.md) [b](#c)", "docs/y.md"), "[a](/x.md) [b](/docs/y.md#c)");
  assert.equal(mapLinks("```sh\n[a](b)\n```", () => "c"), "```sh\n[a](b)\n```");
});

test("dead links and anchors of the built book are faults", () => {
  const folder = mkdtempSync(join(tmpdir(), "links-"));
  try {
    mkdirSync(join(folder, "sub"));
    writeFileSync(join(folder, "a.html"), '<a href="sub/b.html#here"></a><a href="sub/b.html#gone"></a><a href="none.html"></a><a href="https://example.org"></a><a href="api/x/index.html"></a><img src="x.png">');
    writeFileSync(join(folder, "sub/b.html"), '<p id="here"></p><a href="../a.html"></a>');
    assert.deepEqual(deadLinks(folder), [
      "a.html: expected an element #gone in sub/b.html, received none",
      "a.html: expected none.html, received no such file",
      "a.html: expected x.png, received no such file",
    ]);
    mkdirSync(join(folder, "api"));
    assert.equal(deadLinks(folder).length, 4);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
