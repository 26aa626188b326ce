/**
 * Our own source, parsed: what the tests about the source itself (layers, locales) look at. The parser is
 * the one that the build uses.
 */
import { dirname, join, normalize } from "node:path/posix";
import { parseSync } from "rolldown/utils";

/** A node of the syntax tree, as far as these tests look. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

/** One import of a file: as written, and the file of ours that it means (null for a package). */
export interface Import {
  readonly written: string;
  readonly file: string | null;
  readonly typeOnly: boolean;
}

/** One file of ours. */
export interface Source {
  /** From the repository's root, with slashes. */
  readonly path: string;
  readonly text: string;
  /** The text with comments blanked out. */
  readonly code: string;
  readonly body: readonly Node[];
  readonly comments: readonly { start: number; end: number; value: string }[];
  readonly imports: readonly Import[];
}

/** Every TypeScript file under these folders. */
export async function sources(...folders: string[]): Promise<Source[]> {
  const all: Source[] = [];
  for (const folder of folders) {
    for await (const path of files(folder)) {
      all.push(parse(path, await Deno.readTextFile(path)));
    }
  }
  return all.sort((a, b) => a.path < b.path ? -1 : 1);
}

/** A file, parsed. */
export function parse(path: string, text: string): Source {
  const lang = path.endsWith("x") ? "tsx" : "ts";
  const { program, comments, errors } = parseSync(path, text, { lang });
  if (errors.length > 0) throw new Error(`${path}: ${errors[0].message}`);
  const body = program.body as unknown as Node[];
  let code = text;
  for (const { start, end } of comments) {
    const blank = code.slice(start, end).replace(/[^\n]/g, " ");
    code = code.slice(0, start) + blank + code.slice(end);
  }
  return { path, text, code, body, comments, imports: importsOf(path, body) };
}

/** Every node under these, depth first. */
export function* walk(nodes: Iterable<Node>): Generator<Node> {
  for (const node of nodes) {
    yield node;
    yield* walk(children(node));
  }
}

/** The line on which a position stands, for messages. */
export function at(source: Source, position: number): string {
  return `${source.path}:${source.text.slice(0, position).split("\n").length}`;
}

async function* files(folder: string): AsyncGenerator<string> {
  for await (const entry of Deno.readDir(folder)) {
    // The bench installs its peers where it is.
    if (entry.name === "node_modules") continue;
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) yield* files(path);
    else if (/\.tsx?$/.test(entry.name)) yield path;
  }
}

function importsOf(path: string, body: Node[]): Import[] {
  const found: Import[] = [];
  for (const node of walk(body)) {
    // Imports, re-exports, `import()` and `typeof import()`: all have what they name in `source`.
    const written = (node.source as { value?: unknown } | null)?.value;
    if (
      typeof written !== "string" ||
      !/^(Import|Export|TSImport)/.test(node.type)
    ) {
      continue;
    }
    const file = written.startsWith(".")
      ? normalize(join(dirname(path), written))
      : null;
    const typeOnly = node.type === "TSImportType" ||
      node.importKind === "type" || node.exportKind === "type";
    found.push({ written, file, typeOnly });
  }
  return found;
}

/** The nodes right under one. */
export function* children(node: Node): Generator<Node> {
  for (const value of Object.values(node)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (typeof one?.type === "string") yield one as Node;
    }
  }
}
