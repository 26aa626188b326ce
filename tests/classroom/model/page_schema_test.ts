/** W-1: what a page may hold, by the one table that its guard and its editor read. */
import assert from "node:assert/strict";
import { pageBounds } from "../../../classroom/model/page_bounds.ts";
import {
  deepestList,
  pageNodes,
  pageShape,
} from "../../../classroom/model/page_schema.ts";

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

/** What each may hold, and nothing else. */
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

Deno.test("W-1: each node of a page holds what it may, and nothing else", () => {
  const strangers = ["script", "doc", "__proto__", "constructor", "toString"];
  const names = [...Object.keys(pageNodes), ...strangers];
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

Deno.test("W-1: lists are in each other six deep and no deeper", () => {
  for (let lists = 1; lists <= deepestList + 2; lists++) {
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
  Deno.test(`W-1: ${element} ${may ? "takes" : "refuses"} ${key}=${written}`, () => {
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
  Deno.test(`W-1: a page ${may ? "takes" : "refuses"} the mark ${name} ${written}`, () => {
    assert.equal(pageShape.mark(name, value), may);
  });
}
