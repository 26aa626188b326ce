/**
 * Code as coloured pieces of text (C-4), for the languages that are taught. Pure; loaded when a message has code
 * that says its language.
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

/** A piece of code; `kind` is what it is, such as `keyword`. */
export interface CodePiece {
  readonly text: string;
  readonly kind: CodeKind | null;
}

/** What a piece can be. */
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
const longest = 8000;

const lowlight = createLowlight({
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
});

/** What lowlight gives, as far as it is read here. */
type Given =
  | {
    type: "element";
    properties: { className?: unknown };
    children: readonly unknown[];
  }
  | { type: "text"; value: string };

/** The pieces of some code, which together are all of it; null for a language that is not known. */
export function codeTokens(
  code: string,
  language: string,
): readonly CodePiece[] | null {
  const name = language.toLowerCase();
  if (code.length > longest || !lowlight.registered(name)) return null;
  const pieces: CodePiece[] = [];
  const read = (given: Given, kind: CodeKind | null) => {
    if (given.type === "text") {
      pieces.push({ text: given.value, kind });
    } else if (given.type === "element") {
      const own = kindOf(given.properties.className);
      for (const child of given.children) read(child as Given, own ?? kind);
    }
  };
  for (const given of lowlight.highlight(name, code).children) {
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
