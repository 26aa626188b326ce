/**
 * Code as coloured pieces of text (C-4), for the languages that are taught. Loaded when a message has code that
 * says its language. No code may hold up who reads it: each is read once, and only so much in a time.
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
import { rationed } from "./rationed.ts";

/** A piece of code; `kind` is what it is, such as `keyword`. */
export interface CodePiece {
  readonly text: string;
  readonly kind: CodeKind | null;
}

export type CodeKind = "comment" | "keyword" | "name" | "number" | "string";

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

/** Longer code is shown as it is: it would hold up a small device. */
const longestCode = 4000;

/**
 * Code that nobody writes is shown as it is, too. Patterns of some languages look at each word of a long row of them
 * again, and at each letter of a long word; and code within code is read by a language of its own.
 */
const longestLine = 400, longestRow = 1000, mostWords = 60, mostWithin = 4;

function isOrdinary(code: string): boolean {
  return code.split("\n").every(({ length }) => length <= longestLine) &&
    code.split(/[(){}[\];,.="'`]/)
      .every((row) =>
        row.length <= longestRow && row.split(/[\s*&]+/).length <= mostWords
      ) &&
    code.split(/<(?:script|style|\?)/i).length <= mostWithin + 1;
}

/**
 * How many characters are coloured at once, and how many more with each second: an answer that is being written is
 * new code at each look at it.
 */
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
// The package has no types of them, and what is read out of its scripts is wrong for some.
const lowlight = createLowlight(
  languages as Parameters<typeof createLowlight>[0],
);

/** What lowlight gives, as far as it is read here. */
type Given =
  | {
    type: "element";
    properties: { className?: unknown };
    children: readonly unknown[];
  }
  | { type: "text"; value: string };

/** Gives the pieces of some code, which together are all of it; null where it is to be shown as it is. */
export type Colours = (
  code: string,
  language: string,
) => readonly CodePiece[] | null;

/** The colours of code in known languages, for so many characters, and so many more a second. What was read last is kept. */
export function coloursFor(
  most: number,
  perSecond: number,
  now: () => number,
): Colours {
  const ration = rationed<readonly CodePiece[]>(most, perSecond, now);
  return (code, language) => {
    const name = language.toLowerCase();
    if (code.length > longestCode || !lowlight.registered(name)) return null;
    if (!isOrdinary(code)) return null;
    const key = `${name}\n${code}`;
    return ration(key, code.length, () => piecesOf(code, name));
  };
}

/** The colours of code on this page. */
export const codeTokens: Colours = coloursFor(
  colouredAtOnce,
  perSecond,
  () => performance.now(),
);

function piecesOf(code: string, language: string): readonly CodePiece[] {
  const pieces: CodePiece[] = [];
  const read = (given: Given, kind: CodeKind | null) => {
    if (given.type === "text") {
      pieces.push({ text: given.value, kind });
    } else if (given.type === "element") {
      const own = kindOf(given.properties.className);
      for (const child of given.children) read(child as Given, own ?? kind);
    }
  };
  for (const given of lowlight.highlight(language, code).children) {
    read(given as Given, null);
  }
  return pieces;
}

function kindOf(classes: unknown): CodeKind | undefined {
  for (const name of Array.isArray(classes) ? classes : []) {
    const kind = kinds[String(name).replace(/^hljs-/, "")];
    if (kind) return kind;
  }
}
