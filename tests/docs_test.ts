import assert from "node:assert/strict";
import type { z } from "zod";
import { commandDefinitions } from "../classroom/commands.ts";
import { bounds } from "../classroom/model/bounds.ts";
import { documentNames } from "../classroom/model/documents.ts";
import { drawingBounds } from "../classroom/model/drawing_bounds.ts";
import { pageBounds } from "../classroom/model/page_bounds.ts";
import { refusalStatuses } from "../classroom/model/refusals.ts";
import { readSettings, settingNames } from "../classroom/settings.ts";
import { updateProtocol } from "../docs/protocol.ts";
import { limits } from "../sync/limits.ts";
import { readSources } from "./source.ts";

const protocol = await Deno.readTextFile("docs/protocol.md");
const parsed = await readSources("classroom", "server", "sync");

/** The text up to the next heading of this level or above. */
function section(text: string, heading: string): string {
  const start = text.indexOf(`${heading}\n`);
  assert(start >= 0, `there is a heading “${heading}”`);
  const level = heading.indexOf(" ");
  const rest = text.slice(start + heading.length);
  const end = rest.search(new RegExp(`^#{1,${level}} `, "m"));
  return end < 0 ? rest : rest.slice(0, end);
}

/** Table rows whose first cell is code. */
function rows(text: string): string[][] {
  return text.split("\n").filter((line) => line.startsWith("| `"))
    .map((line) =>
      line.slice(1, -1).split(/(?<!\\)\|/).map((cell) => cell.trim())
    );
}

/** List items, each in one line. */
function items(text: string): string[] {
  return text.split(/\n(?=- )|\n\n|\n(?=#)/)
    .filter((part) => part.startsWith("- "))
    .map((part) => part.slice(2).replace(/\s+/g, " ").trim());
}

const inCode = (text: string) =>
  [...text.matchAll(/`([^`]+)`/g)].map(([, code]) => code);

function same(
  inDocs: Iterable<string>,
  inTheCode: Iterable<string>,
  what: string,
): void {
  const documented = new Set(inDocs);
  const real = new Set(inTheCode);
  assert(real.size > 0, `the code has ${what}`);
  assert.deepEqual(
    [...real.difference(documented)],
    [],
    `${what} that the papers lack`,
  );
  assert.deepEqual(
    [...documented.difference(real)],
    [],
    `${what} that the code lacks`,
  );
}

async function* filesOf(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (/^[_.]/.test(name)) continue;
    if (isDirectory) yield* filesOf(`${folder}/${name}`);
    else if (/\.tsx?$/.test(name)) yield `${folder}/${name}`;
  }
}

const folders =
  "bench classroom components exports formats islands locales routes server sync tests";

/** Every file of code and every paper. */
async function textsOfProject(): Promise<string[]> {
  const all: string[] = await papers();
  for (const folder of folders.split(" ")) {
    for await (const file of filesOf(folder)) all.push(file);
  }
  return all;
}

async function papers(): Promise<string[]> {
  const found: string[] = [];
  for (const folder of [".", "docs", "docs/deploy"]) {
    for await (const { name } of Deno.readDir(folder)) {
      if (name.endsWith(".md")) {
        found.push(`${folder}/${name}`.replace(/^\.\//, ""));
      }
    }
  }
  return found;
}

/** The path at which Fresh serves a file. */
function addressOf(file: string): string {
  const parts = file.replace(/\.tsx?$/, "").split("/").slice(1)
    .filter((part) => part !== "index" && !part.startsWith("("));
  return "/" + parts.join("/").replace(/\[(?!\.)(\w+)\]/g, ":$1");
}

Deno.test("docs/protocol.md is as `deno task protocol` writes it", async () => {
  assert.equal(await updateProtocol(protocol), protocol);
  const request = "- `GET /api/health`, anybody: ";
  assert(protocol.includes(request));
  const changed = protocol.replace(request, `${request}of old `);
  assert.equal(await updateProtocol(changed), protocol);
});

Deno.test("the docs list exactly the pages' addresses", async () => {
  const pages: string[] = [];
  for await (const file of filesOf("routes")) {
    const address = addressOf(file);
    if (!address.startsWith("/api/")) pages.push(address);
  }
  const text = section(protocol, "### Other addresses");
  const listed = inCode(text.slice(text.indexOf("Pages, for people")))
    .filter((it) => it.startsWith("/"));
  same(listed, pages, "pages");
});

Deno.test("the docs list exactly the commands with their fields", async () => {
  const described = items(section(protocol, "## Commands"))
    .map((item) => /^`([\w-]+)` \(`([^`]+)`\): (.*)/.exec(item)!.slice(1));
  const documented = described.map(([kind, , fields]) =>
    `${kind} ${fields.split(/, (?=`)/).map((it) => inCode(it)[0]).sort()}`
  );
  for (const [kind, file] of described) {
    const text = await Deno.readTextFile(file);
    assert(text.includes(`kind: "${kind}"`), `${file} defines ${kind}`);
  }
  const real = [...commandDefinitions].map(([kind, { fields }]) =>
    `${kind} ${
      Object.entries(fields).map(([name, schema]) =>
        (schema as z.ZodType).safeParse(undefined).success ? `${name}?` : name
      ).sort()
    }`
  );
  same(documented, real, "commands");
});

Deno.test("the docs list every limit and bound with its value (SYNC-12)", () => {
  const all: [string, object][] = [
    ["### Of the engine (`sync/limits.ts`)", limits],
    ["### Of the classroom (`classroom/model/bounds.ts`)", bounds],
    ["### Of a page (`classroom/model/page_bounds.ts`)", pageBounds],
    [
      "### Of a drawing board (`classroom/model/drawing_bounds.ts`)",
      drawingBounds,
    ],
  ];
  for (const [heading, real] of all) {
    same(
      items(section(protocol, heading))
        .map((item) => /^`(\w+)` = ([^:]+): /.exec(item)!)
        .map(([, name, value]) => `${name}: ${readValue(value)}`),
      Object.entries(real).map(([name, value]) =>
        `${name}: ${JSON.stringify(value)}`
      ),
      "limits",
    );
  }
});

/** Converts `256 KiB`, `10 s` or `least 2, most 30` to JSON. */
function readValue(text: string): string {
  if (/^[a-z]/i.test(text)) {
    const parts = text.split(/, (?=[a-z])/i).map((part) => part.split(" "));
    const entries = parts.map(([name, value]) => [name, numberOf(value)]);
    return JSON.stringify(Object.fromEntries(entries));
  }
  const units = { KiB: 1024, MiB: 1024 ** 2, s: 1000, ms: 1, bytes: 1 };
  const [value, unit = "bytes", , more = "0"] = text.split(" ");
  assert(unit in units, `${text} has a unit that is known`);
  return `${numberOf(value) * units[unit as keyof typeof units] + +more}`;
}

const numberOf = (text: string) => Number(text.replaceAll(",", ""));

Deno.test("the docs list every refusal with its status (ACCESS-5)", () => {
  const documented = items(section(protocol, "## Refusals"))
    .flatMap((item) => {
      const [, status, kinds] = /^(\d+): (.*)/.exec(item)!;
      return inCode(kinds).map((kind) => `${status} ${kind}`);
    });
  const real = Object.entries(refusalStatuses)
    .map(([kind, status]) => `${status} ${kind}`);
  same(documented, real, "refusals");
});

Deno.test("the docs list exactly the close codes and their reasons (ACCESS-1)", () => {
  const found = new Set<string>();
  const codes = new Set<string>();
  for (const { code } of parsed) {
    const pairs = [
      ...code.matchAll(/\b(44\d\d|101[1-3]), "([a-z-]+)"/g),
      ...code.matchAll(/code: (44\d\d|101[1-3]), reason: "([a-z-]+)"/g),
    ];
    for (const [, number, reason] of pairs) found.add(`${number} ${reason}`);
    for (const [number] of code.matchAll(/\b(44\d\d|101[1-3])\b/g)) {
      codes.add(number);
    }
  }
  const table = items(section(protocol, "### Close codes"))
    .map((item) => /^(\d+) ([^:]+): /.exec(item)!);
  same(table.map(([, code]) => code), codes, "close codes");
  const documented = table.flatMap(([, code, reasons]) =>
    inCode(reasons).map((reason) => `${code} ${reason}`)
  );
  same(documented, found, "close codes with reasons");
});

Deno.test("the docs list exactly the kinds of documents", () => {
  const kindOf = (name: string) => name.split("/")[1];
  same(
    items(section(protocol, "## Documents"))
      .filter((item) => item.includes(" is written by "))
      .map((item) => kindOf(inCode(item)[0])),
    Object.values(documentNames).map((name) =>
      kindOf(name("<s>", "<id>", "<m>"))
    ),
    "documents",
  );
});

Deno.test("the docs list every root of every document (SYNC-13)", () => {
  const found = new Set<string>();
  for (const { code } of parsed) {
    const roots = code.matchAll(
      /\.get(?:Map|Array)(?:<(?:[^<>]|<[^<>]*>)*>)?\(\s*"(\w+)"/g,
    );
    for (const [, root] of roots) found.add(root);
  }
  // `colleagues` uses a variable as name.
  for (const root of ["moderators", "observers"]) found.add(root);
  const text = section(protocol, "## Documents");
  const listed = text.split(/^- /m).slice(1).flatMap((item) => {
    const heads = item.split("; ").map((part) => part.split(":")[0]);
    return heads.filter((head) => /^(`\w+`(,\s+)?)+$/.test(head.trim()))
      .flatMap(inCode);
  });
  same(listed, found, "roots");
});

Deno.test("the docs list exactly the messages of wires and peer rooms", async () => {
  const format = await Deno.readTextFile("sync/wire_format.ts");
  const kinds = [...format.matchAll(/\b([A-Z]+) = (\d)/g)]
    .filter(([, name]) => name !== "CONTROL")
    .map(([, name, number]) => `${number} ${name.toLowerCase()}`);
  const wire = items(section(protocol, "## One wire"))
    .map((item) => /^(\d) `(\w+)`, /.exec(item))
    .filter((it) => it !== null);
  same(wire.map(([, n, name]) => `${n} ${name}`), kinds, "messages");

  const signals = await Deno.readTextFile("sync/signaling_messages.ts");
  const said = [...signals.matchAll(/readonly kind: "(\w+)"/g)]
    .map(([, kind]) => kind);
  const peerRoom = items(section(protocol, "## Peer rooms"))
    .map((item) => /^`(\w+)`, (?:client|server|both)/.exec(item))
    .filter((it) => it !== null);
  same(peerRoom.map(([, kind]) => kind), said, "signals");
});

Deno.test("the docs list exactly the settings with their defaults", async () => {
  const text = await Deno.readTextFile("docs/settings.md");
  const usual: Record<string, unknown> = readSettings({});
  const named = text.search(/not\s+yours\s+to\s+set/);
  assert(named > 0);
  const others = inCode(text.slice(0, named)).slice(-4);
  const inTable: string[] = [];
  for (const [names, without, what] of rows(text)) {
    inTable.push(...inCode(names), ...inCode(what));
    const values = without.replaceAll("`", "").split(/, /);
    inCode(names).forEach((name, at) => {
      const value = numberOf(values[at] ?? "");
      if (typeof usual[name] === "number") {
        assert.equal(value, usual[name], `${name} without it`);
      }
    });
  }
  const settings = new Set(settingNames);
  // The table also contains examples.
  const real = inTable.filter((it) => /^[A-Z][A-Z\d_]+[A-Z\d]$/.test(it));
  same([...real, ...others], settings, "settings");
});

Deno.test("every feature id is defined in docs/features.md, and each path there exists", async () => {
  const text = await Deno.readTextFile("docs/features.md");
  const defined = new Set(
    [...text.matchAll(/^\| ([A-Z]-\d+) +\|/gm)].map(([, id]) => id),
  );
  assert(defined.size > 80, `${defined.size} features`);
  // A test uses the name “X Æ A-12”.
  const ids = /(?<![\w-]|Æ )[A-Z]-\d{1,2}(?![\w-])/g;
  const unknown = new Set<string>();
  for (const file of await textsOfProject()) {
    for (const [id] of (await Deno.readTextFile(file)).matchAll(ids)) {
      if (!defined.has(id)) unknown.add(`${file}: ${id}`);
    }
  }
  // Titles of tests have ids of no other form, such as a letter and a number in brackets.
  const foreign = / \((?:[A-Z]+-\d+, )*[A-Z]\d{1,2}[,)]|["`][A-Z]\d{1,2}: /g;
  for await (const file of filesOf("tests")) {
    const text = await Deno.readTextFile(file);
    for (const [id] of text.matchAll(foreign)) unknown.add(`${file}: ${id}`);
  }
  assert.deepEqual([...unknown], []);
  const paths = inCode(text).filter((it) => /^[a-z]+\/|\.tsx?$/.test(it));
  assert(paths.length > 80, `${paths.length} paths`);
  for (const path of paths) await Deno.stat(path);
});

Deno.test("each path of the project that a paper names exists", async () => {
  // An example, and a folder that tests write.
  const unwritten = /^(locales\/pt-BR|tests\/screenshots)\//;
  const top =
    /^(?:tests|classroom|components|server|sync|islands|routes|exports|formats|locales|styles|bench|docs|static)\/[\w./()\[\]$-]+$/;
  const gone: string[] = [];
  let count = 0;
  for (const paper of await papers()) {
    for (const path of inCode(await Deno.readTextFile(paper))) {
      if (!top.test(path) || unwritten.test(path)) continue;
      count++;
      await Deno.stat(path).catch(() => gone.push(`${paper}: ${path}`));
    }
  }
  assert(count > 100, `${count} paths`);
  assert.deepEqual(gone, []);
});

Deno.test("docs/styles.md lists exactly the layout primitives", async () => {
  const text = section(await Deno.readTextFile("docs/styles.md"), "## Layout")
    .replace(/^```.*?^```/gms, "");
  const css = await Deno.readTextFile("styles/layout.css");
  const primitives = new Set(
    [...css.replace(/\/\*.*?\*\//gs, "").matchAll(/\.([a-z]+)(?=[^{};]*\{)/g)]
      .map(([, name]) => name),
  );
  // It only makes what it contains lie flat.
  primitives.delete("dialog");
  same(
    inCode(text).filter((code) => /^[a-z]+$/.test(code)),
    primitives,
    "layout primitives",
  );
});

Deno.test("every rule is named by a test, and every rule named anywhere is defined", async () => {
  const architecture = await Deno.readTextFile("docs/architecture.md");
  const rules = new Set(
    [...architecture.matchAll(/^- \*\*([A-Z]{2,}-\d+)\*\* /gm)]
      .map(([, rule]) => rule),
  );
  assert(rules.size >= 30, `${rules.size} rules`);
  const prefixes = new Set([...rules].map((rule) => rule.split("-")[0]));
  const named = new RegExp(`\\b(?:${[...prefixes].join("|")})-\\d+\\b`, "g");
  const byTests = new Set<string>();
  for await (const file of filesOf("tests")) {
    const text = await Deno.readTextFile(file);
    for (const [ids] of text.matchAll(testIds)) {
      for (const [rule] of ids.matchAll(named)) byTests.add(rule);
    }
  }
  same(rules, byTests, "rules that tests name");
  const unknown = new Set<string>();
  for (const file of await textsOfProject()) {
    for (const [rule] of (await Deno.readTextFile(file)).matchAll(named)) {
      if (!rules.has(rule)) unknown.add(`${file}: ${rule}`);
    }
  }
  assert.deepEqual([...unknown], []);
});

/** In names of tests: "(SYNC-3, J-2)" at the end. */
const testIds = /\([\w–-]+(?:(?:, | to )[\w–-]+)*\)["`]/g;

Deno.test("the README has at most 900 words, five minutes to read", async () => {
  const words = (await Deno.readTextFile("README.md")).split(/\s+/).length;
  assert(words <= 900, `${words} words`);
});

Deno.test("every link in the docs leads to an existing file and heading", async () => {
  const wrong: string[] = [];
  for (const paper of await papers()) {
    const text = await Deno.readTextFile(paper);
    for (const [, link] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https?:/.test(link)) continue;
      const [file, heading] = link.split("#");
      const folder = paper.replace(/[^/]*$/, "");
      const there = await Deno.readTextFile(file ? folder + file : paper)
        .catch(() => null);
      const headings = [...(there ?? "").matchAll(/^#+ (.*)$/gm)]
        .map(([, words]) => anchorOf(words));
      if (there === null || heading && !headings.includes(heading)) {
        wrong.push(`${paper}: ${link}`);
      }
    }
  }
  assert.deepEqual(wrong, []);
});

const anchorOf = (heading: string) =>
  heading.toLowerCase().replace(/[^\w\s-]/g, "").replace(/\s/g, "-");
