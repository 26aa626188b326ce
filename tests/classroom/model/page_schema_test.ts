import assert from "node:assert/strict";
import { pageBounds } from "../../../classroom/model/page_bounds.ts";
import {
  maxListDepth,
  pageNodeRules,
  pageShape,
} from "../../../classroom/model/page_schema.ts";
import * as Y from "yjs";
import {
  countAuthorShares,
  lastLinesBy,
  lastWrittenBlock,
  readAuthoredLines,
} from "../../../classroom/model/page_authors.ts";
import {
  type PageNode,
  pageRoot,
  writePage,
} from "../../../classroom/model/page_tree.ts";
import { pageWriters } from "../../../classroom/model/roots.ts";

const blocks = [
  "paragraph",
  "heading",
  "bullet_list",
  "ordered_list",
  "code_block",
  "math_block",
  "table",
  "horizontal_rule",
];

const inlines = ["image", "math_inline", "hard_break"];

const children: Record<string, readonly string[]> = {
  root: blocks,
  paragraph: ["text", ...inlines],
  heading: ["text", ...inlines],
  bullet_list: ["list_item"],
  ordered_list: ["list_item"],
  list_item: blocks,
  code_block: ["text"],
  math_block: [],
  table: ["table_row"],
  table_row: ["table_cell"],
  table_cell: ["text", ...inlines],
  horizontal_rule: [],
  image: [],
  math_inline: [],
  hard_break: [],
};

Deno.test("each node of a page holds only its own children (W-1)", () => {
  const strangers = ["script", "doc", "__proto__", "constructor", "toString"];
  const names = [...Object.keys(pageNodeRules), ...strangers];
  for (const [name, held] of Object.entries(children)) {
    const parent = name === "root" ? null : name;
    const found = names.filter((it) => pageShape.element(it, parent, 0));
    assert.deepEqual(
      found.sort(),
      held.filter((it) => it !== "text").sort(),
      `elements in ${name}`,
    );
    assert.equal(pageShape.text(parent), held.includes("text"), name);
  }
  for (const stranger of strangers) {
    assert(!pageShape.text(stranger), stranger);
    assert(!pageShape.element("paragraph", stranger, 1), stranger);
  }
});

Deno.test("lists nest six levels deep and no deeper (W-1)", () => {
  for (let lists = 1; lists <= maxListDepth + 2; lists++) {
    const depth = 2 * (lists - 1);
    const parent = lists === 1 ? null : "list_item";
    for (const name of ["bullet_list", "ordered_list"]) {
      assert.equal(
        pageShape.element(name, parent, depth),
        lists <= 6,
        `${lists} lists`,
      );
    }
    assert(pageShape.element("paragraph", parent, depth));
  }
});

const id = "a".repeat(16);

const attributes: [
  element: string,
  key: string,
  value: unknown,
  may: boolean,
][] = [
  ["heading", "level", 1, true],
  ["heading", "level", 3, true],
  ["heading", "level", 4, false],
  ["heading", "level", "1", false],
  ["heading", "id", "x", false],
  ["paragraph", "level", 1, false],
  ["paragraph", "constructor", 1, false],
  ["list_item", "checked", true, true],
  ["list_item", "checked", false, true],
  ["list_item", "checked", "true", false],
  ["list_item", "checked", null, false],
  ["table_cell", "header", true, true],
  ["table_cell", "header", false, false],
  ["table_cell", "colspan", 2, false],
  ["math_inline", "tex", "x^2", true],
  ["math_block", "tex", "x".repeat(pageBounds.formula), true],
  ["math_block", "tex", "x".repeat(pageBounds.formula + 1), false],
  ["math_block", "tex", { length: 1 }, false],
  ["image", "file", id, true],
  ["image", "file", "https://example.org/a.png", false],
  ["image", "file", "", false],
  ["image", "src", id, false],
  ["image", "alt", "A leaf", true],
  ["image", "alt", "x".repeat(pageBounds.alt + 1), false],
  ["text", "level", 1, false],
  ["script", "src", "x", false],
];

for (const [element, key, value, may] of attributes) {
  const written = JSON.stringify(value)?.slice(0, 40);
  Deno.test(`${element} ${may ? "takes" : "refuses"} ${key}=${written} (W-1)`, () => {
    assert.equal(pageShape.attribute(element, key, value), may);
  });
}

const marks: [name: string, value: unknown, may: boolean][] = [
  ["strong", {}, true],
  ["em", {}, true],
  ["code", {}, true],
  ["strong", null, true],
  ["strong", true, false],
  ["strong", { color: "red" }, false],
  ["em", [], false],
  ["link", { href: "https://example.org/a" }, true],
  ["link", { href: "http://example.org" }, true],
  ["link", { href: "mailto:lin@school.example" }, true],
  ["link", null, true],
  ["link", {}, false],
  ["link", { href: "javascript:alert(1)" }, false],
  ["link", { href: " java\nscript:alert(1)" }, false],
  ["link", { href: "data:text/html,x" }, false],
  ["link", { href: "/class" }, false],
  ["link", { href: "https://example.org", onclick: "x" }, false],
  ["link", { href: `https://example.org/${"x".repeat(2000)}` }, false],
  ["underline", {}, false],
  ["toString", {}, false],
];

for (const [name, value, may] of marks) {
  const written = JSON.stringify(value).slice(0, 60);
  Deno.test(`a page ${may ? "takes" : "refuses"} the mark ${name} ${written} (W-1)`, () => {
    assert.equal(pageShape.mark(name, value), may);
  });
}

Deno.test("each piece of a page has its writer, also within another's (W-2)", () => {
  const page = new Y.Doc();
  writePage(page, [{
    type: "heading",
    attrs: { level: 1 },
    content: [{ type: "text", text: "A leaf" }],
  }]);
  const [amy, ben] = [new Y.Doc(), new Y.Doc()];
  /** Writes on a device of its own. */
  const as = (device: Y.Doc, name: string, write: () => void) => {
    Y.applyUpdate(device, Y.encodeStateAsUpdate(page));
    write();
    Y.applyUpdate(page, Y.encodeStateAsUpdate(device));
    pageWriters(page).set(String(device.clientID), name);
  };
  as(amy, "amy", () =>
    writePage(amy, [{
      type: "bullet_list",
      content: [{
        type: "list_item",
        content: [{
          type: "paragraph",
          content: [
            { type: "text", text: "needs light" },
            { type: "math_inline", attrs: { tex: "x^2" } },
          ],
        }],
      }],
    }]));
  as(ben, "ben", () => {
    const list = pageRoot(ben).get(1) as Y.XmlElement;
    const paragraph = (list.get(0) as Y.XmlElement).get(0) as Y.XmlElement;
    (paragraph.get(0) as Y.XmlText).insert(6, "水 and ");
  });
  const lines = readAuthoredLines(page);
  assert.deepEqual(lines, [
    { block: "heading", pieces: [{ author: null, text: "A leaf" }] },
    {
      block: "item",
      pieces: [
        { author: "amy", text: "needs " },
        { author: "ben", text: "水 and " },
        { author: "amy", text: "lightx^2" },
      ],
    },
  ]);
  assert.deepEqual(countAuthorShares(lines), [
    { author: "amy", words: 3 },
    { author: "ben", words: 2 },
    { author: null, words: 2 },
  ]);
});

Deno.test("characters and pictures count as written, line breaks do not (W-2)", () => {
  const page = new Y.Doc();
  const add = (author: string, ...content: PageNode[]) => {
    const device = new Y.Doc();
    Y.applyUpdate(device, Y.encodeStateAsUpdate(page));
    writePage(device, content);
    Y.applyUpdate(page, Y.encodeStateAsUpdate(device));
    pageWriters(page).set(String(device.clientID), author);
  };
  const paragraph = (...content: PageNode[]): PageNode => ({
    type: "paragraph",
    content,
  });
  add("amy", paragraph({ type: "text", text: "🙂!" }));
  add(
    "ben",
    paragraph({ type: "image", attrs: { file: "f", width: 1, height: 1 } }),
  );
  add("cleo", paragraph({ type: "hard_break" }));
  assert.deepEqual(countAuthorShares(readAuthoredLines(page)), [
    { author: "amy", words: 0 },
    { author: "ben", words: 0 },
  ]);
});

Deno.test("an empty cell keeps its place beside the others (W-2)", () => {
  const page = new Y.Doc();
  const cell = (...content: PageNode[]) => ({ type: "table_cell", content });
  writePage(page, [{
    type: "table",
    content: [{
      type: "table_row",
      content: [cell(), cell({ type: "text", text: "b" })],
    }],
  }]);
  assert.deepEqual(readAuthoredLines(page), [
    { block: "cell", row: 1, pieces: [] },
    { block: "cell", row: 1, pieces: [{ author: null, text: "b" }] },
  ]);
});

Deno.test("the most recently written block is known, also above others (W-2)", () => {
  const page = new Y.Doc();
  const paragraph = (text: string) => ({
    type: "paragraph",
    content: [{ type: "text", text }],
  });
  writePage(page, ["What I saw", "Why?", "And then?"].map(paragraph));
  assert.equal(lastWrittenBlock(page), -1);
  const amy = new Y.Doc();
  const writes = (work: () => void) => {
    Y.applyUpdate(amy, Y.encodeStateAsUpdate(page));
    work();
    Y.applyUpdate(page, Y.encodeStateAsUpdate(amy));
    pageWriters(page).set(String(amy.clientID), "amy");
  };
  const textOf = (block: number) =>
    (pageRoot(amy).get(block) as Y.XmlElement).get(0) as Y.XmlText;
  const linesBy = (member: string, count = 8) =>
    lastLinesBy(page, (it) => it === member, count);
  assert.deepEqual(linesBy("amy"), []);
  writes(() => textOf(1).insert(4, " It needs light."));
  assert.equal(lastWrittenBlock(page), 1);
  assert.deepEqual(linesBy("amy"), ["Why? It needs light."]);
  writes(() => writePage(amy, [paragraph("Then it grows.")]));
  assert.equal(lastWrittenBlock(page), 3);
  assert.deepEqual(linesBy("amy", 1), ["Then it grows."]);
  assert.deepEqual(linesBy("ben"), []);
  writes(() => pageRoot(amy).delete(3));
  assert.equal(lastWrittenBlock(page), 1);
});
