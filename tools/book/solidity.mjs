// Reads the functions of a `.sol` interface with their NatSpec, as the text has them. Interfaces of this repository have one
// declaration a statement and no bodies; solc compiles each of them in other tests.

const TAG = /^@(title|notice|dev|param|return|custom:[a-z]+)\b ?/;

/** A NatSpec comment by its tags: `@param` and `@return` as lists, the others as text. */
export function natspec(lines) {
  const tags = { params: [], returns: [] };
  let add = (text) => {
    tags.notice = tags.notice ? `${tags.notice} ${text}` : text;
  };
  for (const line of lines) {
    const text = line.replace(/^\s*\/\/\/ ?/, "").trim();
    const [found, tag] = text.match(TAG) ?? [];
    if (!tag) {
      if (text) add(text);
      continue;
    }
    const rest = text.slice(found.length).trim();
    if (tag === "param" || tag === "return") {
      const list = tag === "param" ? tags.params : tags.returns;
      list.push(rest);
      add = (more) => {
        list[list.length - 1] += ` ${more}`;
      };
    } else {
      const key = tag.replace("custom:", "");
      tags[key] = tags[key] ? `${tags[key]} ${rest}` : rest;
      add = (more) => {
        tags[key] += ` ${more}`;
      };
    }
  }
  return tags;
}

/** Lines without the indentation of the first one. */
export function dedent(lines) {
  const [indentation] = lines[0].match(/^ */);
  return lines.map((line) => (line.startsWith(indentation) ? line.slice(indentation.length) : line.trimStart())).join("\n");
}

const KIND = /^\s*(function|event|error|struct|enum|constructor)\b/;

/** The interface of a file: its name, its own NatSpec, and its declarations in order. */
export function readInterface(text) {
  const lines = text.split("\n");
  const declarations = [];
  let comment = [];
  let name;
  let about = {};
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at];
    if (/^\s*\/\/\//.test(line)) {
      comment.push(line);
      continue;
    }
    const opened = line.match(/^(?:abstract )?(?:interface|contract) (\w+)/);
    if (opened) {
      [, name] = opened;
      about = natspec(comment);
    } else if (KIND.test(line)) {
      const [, kind] = line.match(KIND);
      const first = at;
      const ends = kind === "struct" || kind === "enum" ? /\}/ : /;/;
      while (!ends.test(lines[at])) at += 1;
      const own = lines.slice(first, at + 1);
      const declaration = dedent(own);
      declarations.push({
        kind,
        name: declaration.match(/^\w+\s+(\w+)/)?.[1] ?? kind,
        declaration,
        view: /\b(view|pure)\b/.test(declaration),
        payable: /\)[^()]*\bpayable\b[^()]*(\breturns\b|;$)/.test(declaration.replace(/address payable/g, "address")),
        tags: natspec(comment),
      });
    }
    if (line.trim() !== "") comment = [];
  }
  return { name, about, declarations };
}

/** The labels by which NatSpec says which caller a sentence is about. */
const CALLERS = /(?:^|(?<=[.;] ))(This pallet|Pallets of 2024|Pallet 1\.4|Pallet|Core 0\.10|Core 0\.20): /g;

/** The text of `@dev` by caller; what comes before the first label is under "". */
export function byCaller(dev = "") {
  const parts = dev.split(CALLERS);
  const found = new Map();
  if (parts[0].trim()) found.set("", parts[0].trim());
  for (let at = 1; at < parts.length; at += 2) {
    const caller = parts[at] === "This pallet" ? "Pallet" : parts[at];
    found.set(caller, parts[at + 1].trim());
  }
  return found;
}
