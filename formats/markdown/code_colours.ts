/**
 * Coloured code (C-4), loaded on first use. Recent results are kept; only a limited amount is highlighted per second.
 */
import bash from "highlight.js/lib/languages/bash";
import c from "highlight.js/lib/languages/c";
import cpp from "highlight.js/lib/languages/cpp";
import csharp from "highlight.js/lib/languages/csharp";
import css from "highlight.js/lib/languages/css";
import java from "highlight.js/lib/languages/java";
import javascript from "highlight.js/lib/languages/javascript";
import json from "highlight.js/lib/languages/json";
import php from "highlight.js/lib/languages/php";
import python from "highlight.js/lib/languages/python";
import r from "highlight.js/lib/languages/r";
import sql from "highlight.js/lib/languages/sql";
import typescript from "highlight.js/lib/languages/typescript";
import xml from "highlight.js/lib/languages/xml";
import { createLowlight } from "lowlight";
import { makeRateLimitedCache } from "./rate_limited_cache.ts";

interface CodePiece {
  readonly text: string;
  readonly kind: CodeKind | null;
}

type CodeKind = "comment" | "keyword" | "name" | "number" | "string";

const kinds: Readonly<Record<string, CodeKind>> = {
  comment: "comment",
  quote: "comment",
  meta: "comment",
  keyword: "keyword",
  literal: "keyword",
  operator: "keyword",
  "selector-tag": "keyword",
  tag: "keyword",
  "template-tag": "keyword",
  title: "name",
  name: "name",
  attr: "name",
  attribute: "name",
  built_in: "name",
  type: "name",
  property: "name",
  "selector-class": "name",
  "selector-id": "name",
  variable: "name",
  number: "number",
  symbol: "number",
  string: "string",
  regexp: "string",
  char: "string",
};

/** Longer code is not coloured: it would block a small device (characters). */
const longestCode = 4000;

/**
 * Code is not coloured either if it is unlike real code: some languages' patterns take quadratic time on long
 * words and rows of words.
 */
const longestLine = 400, longestRow = 1000, maxWords = 60, maxNested = 4;

function isOrdinary(code: string): boolean {
  return code.split("\n").every(({ length }) => length <= longestLine) &&
    code.split(/[(){}[\];,.="'`]/)
      .every((row) =>
        row.length <= longestRow && row.split(/[\s*&]+/).length <= maxWords
      ) &&
    code.split(/<(?:script|style|\?)/i).length <= maxNested + 1;
}

/** Characters that can be highlighted at once, and more per second. A growing answer counts as new code each time. */
const colouredAtOnce = 40_000;
const perSecond = 4000;

const languages: unknown = {
  bash,
  c,
  cpp,
  csharp,
  css,
  java,
  javascript,
  json,
  php,
  python,
  r,
  sql,
  typescript,
  xml,
};
// The package's types do not cover these languages.
const lowlight = createLowlight(
  languages as Parameters<typeof createLowlight>[0],
);

type LowlightNode =
  | {
    type: "element";
    properties: { className?: unknown };
    children: readonly unknown[];
  }
  | { type: "text"; value: string };

/** The pieces of a code; null: it stays uncoloured. */
export type CodeColourer = (
  code: string,
  language: string,
) => readonly CodePiece[] | null;

/** Highlights at most `max` characters at once, and `perSecond` more each second. Keeps recent results. */
export function makeCodeColourer(
  max: number,
  perSecond: number,
  now: () => number,
): CodeColourer {
  const highlightCached = makeRateLimitedCache<readonly CodePiece[]>(
    max,
    perSecond,
    now,
  );
  return (code, language) => {
    const name = language.toLowerCase();
    if (code.length > longestCode || !lowlight.registered(name)) return null;
    if (!isOrdinary(code)) return null;
    const key = `${name}\n${code}`;
    return highlightCached(key, code.length, () => piecesOf(code, name));
  };
}

export const colourCode: CodeColourer = makeCodeColourer(
  colouredAtOnce,
  perSecond,
  () => performance.now(),
);

function piecesOf(code: string, language: string): readonly CodePiece[] {
  const pieces: CodePiece[] = [];
  const read = (node: LowlightNode, kind: CodeKind | null) => {
    if (node.type === "text") {
      pieces.push({ text: node.value, kind });
    } else if (node.type === "element") {
      const nodeKind = kindOf(node.properties.className);
      for (const child of node.children) {
        read(child as LowlightNode, nodeKind ?? kind);
      }
    }
  };
  for (const node of lowlight.highlight(language, code).children) {
    read(node as LowlightNode, null);
  }
  return pieces;
}

function kindOf(classes: unknown): CodeKind | undefined {
  for (const name of Array.isArray(classes) ? classes : []) {
    const kind = kinds[String(name).replace(/^hljs-/, "")];
    if (kind) return kind;
  }
}
