/**
 * Our own source, parsed: what the tests about the source itself (layers, locales) look at. The build's parser has
 * threads of its own, which a test file that ends can take the process of all tests down with; this one has none.
 */
import { dirname, join, normalize } from "node:path/posix";
import { parse as parseTree, type ParserPlugin } from "@babel/parser";

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
  const { body, comments } = treeOf(text, [
    "typescript",
    ...path.endsWith("x") ? ["jsx"] as const : [],
  ]);
  let code = text;
  for (const { start, end } of comments) {
    const blank = code.slice(start, end).replace(/[^\n]/g, " ");
    code = code.slice(0, start) + blank + code.slice(end);
  }
  return { path, text, code, body, comments, imports: importsOf(path, body) };
}

/** A module's statements and comments; throws where it is none. */
export function treeOf(
  text: string,
  plugins: ParserPlugin[] = [],
): Pick<Source, "body" | "comments"> {
  const { program, comments } = parseTree(text, {
    sourceType: "module",
    plugins: ["estree", ...plugins],
    attachComment: false,
    createImportExpressions: true,
    createParenthesizedExpressions: true,
  });
  const body = program.body as unknown as Node[];
  const all = (comments ?? []) as unknown as Source["comments"];
  return { body, comments: all };
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

function importsOf(path: string, body: readonly Node[]): Import[] {
  const found: Import[] = [];
  for (const node of walk(body)) {
    // Imports, re-exports, `import()` and `typeof import()`.
    const named = node.type === "TSImportType" ? node.argument : node.source;
    const written = (named as { value?: unknown } | null)?.value;
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
