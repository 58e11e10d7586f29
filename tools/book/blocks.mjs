// The fenced blocks of pages, and the commands in them.

/** The fenced blocks of a text: line, language, code, and what the comment above says: `file: path` or `run`. */
export function blocksOf(text) {
  const found = [];
  const lines = text.split("\n");
  for (let at = 0; at < lines.length; at += 1) {
    const [, indentation, marks, language] = lines[at].match(/^( *)(`{3,})\s*(.*)$/) ?? [];
    if (marks === undefined) continue;
    const first = at;
    const code = [];
    for (at += 1; at < lines.length && lines[at].trim() !== marks; at += 1) {
      code.push(lines[at].startsWith(indentation) ? lines[at].slice(indentation.length) : lines[at]);
    }
    const above = lines.slice(0, first).reverse().find((line) => line.trim() !== "") ?? "";
    const [, kind, value] = above.match(/^<!-- (file|run)(?:: (.*))? -->$/) ?? [];
    found.push({ line: first + 1, language: language.trim(), code: code.join("\n"), kind, value });
  }
  return found;
}

/** Whether the lines of `part` follow one another in `file`, all indented by the same more. */
export function hasPart(file, part) {
  const lines = file.split("\n");
  const wanted = part.split("\n");
  for (let at = 0; at + wanted.length <= lines.length; at += 1) {
    const more = lines[at].length - wanted[0].length;
    if (more < 0) continue;
    const indentation = " ".repeat(more);
    const same = (line, expected) => (expected === "" ? line.trim() === "" : line === indentation + expected);
    if (wanted.every((expected, index) => same(lines[at + index], expected))) return true;
  }
  return false;
}

/** A line of a shell as words; quotes keep what is between them together. Operators are words of their own. */
function words(line) {
  const found = [];
  let word = null;
  for (let at = 0; at < line.length; at += 1) {
    const char = line[at];
    if (char === "'" || char === '"') {
      const end = line.indexOf(char, at + 1);
      if (end < 0) throw new Error(`a quote does not end: ${line}`);
      word = (word ?? "") + line.slice(at + 1, end);
      at = end;
    } else if (char === "$" && line[at + 1] === "(") {
      // A command in the place of a word is a command, too.
      const end = closing(line, at + 1);
      word = `${word ?? ""}\u0000${line.slice(at + 2, end)}\u0000`;
      at = end;
    } else if (/\s/.test(char)) {
      if (word !== null) found.push(word);
      word = null;
    } else if (char === "#" && word === null) {
      break;
    } else if ("|&;<>".includes(char)) {
      if (word !== null) found.push(word);
      word = null;
      found.push({ operator: char });
    } else {
      word = (word ?? "") + char;
    }
  }
  if (word !== null) found.push(word);
  return found;
}

function closing(line, open) {
  let depth = 0;
  for (let at = open; at < line.length; at += 1) {
    if (line[at] === "(") depth += 1;
    if (line[at] === ")" && (depth -= 1) === 0) return at;
  }
  throw new Error(`a parenthesis does not end: ${line}`);
}

/** The commands of a block of shell, each as its words: without comments, assignments and redirections. */
export function commandsOf(code) {
  const commands = [];
  for (const line of code.replace(/\\\n\s*/g, " ").replace(/\|\n\s*/g, "| ").split("\n")) {
    let command = [];
    let skip = false;
    const end = () => {
      const [first] = command;
      if (first === "!") command.shift();
      while (/^\w+=/.test(command[0] ?? "")) command.shift();
      if (command.length > 0) commands.push(command);
      command = [];
    };
    for (const word of words(line)) {
      if (word.operator === "<" || word.operator === ">") skip = true;
      else if (word.operator) end();
      else if (skip) skip = false;
      else {
        for (const [, inner] of word.matchAll(/\u0000([^\u0000]*)\u0000/g)) commands.push(...commandsOf(inner));
        command.push(word.replace(/\u0000[^\u0000]*\u0000/g, "…"));
      }
    }
    end();
  }
  return commands;
}
