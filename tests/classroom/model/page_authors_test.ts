/** W-2: who wrote what of a page, and how much. */
import assert from "node:assert/strict";
import * as Y from "yjs";
import {
  authoredLines,
  lastWritten,
  sharesOf,
} from "../../../classroom/model/page_authors.ts";
import {
  type PageNode,
  pageRoot,
  writePage,
  writers,
} from "../../../classroom/model/page_tree.ts";

Deno.test("W-2: each piece of a page is its writer's, be it in the middle of another's, and what nobody knows any more is nobody's", () => {
  const page = new Y.Doc();
  writePage(page, [{
    type: "heading",
    attrs: { level: 1 },
    content: [{ type: "text", text: "A leaf" }],
  }]);
  const [amy, ben] = [new Y.Doc(), new Y.Doc()];
  /** Writes on a device of one's own. */
  const as = (device: Y.Doc, name: string, write: () => void) => {
    Y.applyUpdate(device, Y.encodeStateAsUpdate(page));
    write();
    Y.applyUpdate(page, Y.encodeStateAsUpdate(device));
    writers(page).set(String(device.clientID), name);
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
  const lines = authoredLines(page);
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
  assert.deepEqual(sharesOf(lines), [
    { author: "amy", words: 3 },
    { author: "ben", words: 2 },
    { author: null, words: 2 },
  ]);
});

Deno.test("W-2: who put signs or a picture alone into a page is known, and who broke lines alone has nothing in it", () => {
  const page = new Y.Doc();
  const add = (author: string, ...content: PageNode[]) => {
    const device = new Y.Doc();
    Y.applyUpdate(device, Y.encodeStateAsUpdate(page));
    writePage(device, content);
    Y.applyUpdate(page, Y.encodeStateAsUpdate(device));
    writers(page).set(String(device.clientID), author);
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
  assert.deepEqual(sharesOf(authoredLines(page)), [
    { author: "amy", words: 0 },
    { author: "ben", words: 0 },
  ]);
});

Deno.test("W-2: an empty cell keeps its place beside the others", () => {
  const page = new Y.Doc();
  const cell = (...content: PageNode[]) => ({ type: "table_cell", content });
  writePage(page, [{
    type: "table",
    content: [{
      type: "table_row",
      content: [cell(), cell({ type: "text", text: "b" })],
    }],
  }]);
  assert.deepEqual(authoredLines(page), [
    { block: "cell", row: 1, pieces: [] },
    { block: "cell", row: 1, pieces: [{ author: null, text: "b" }] },
  ]);
});

Deno.test("W-2: where somebody wrote last in a page is known, below and above what it begins with", () => {
  const page = new Y.Doc();
  const paragraph = (text: string) => ({
    type: "paragraph",
    content: [{ type: "text", text }],
  });
  writePage(page, ["What I saw", "Why?", "And then?"].map(paragraph));
  assert.equal(lastWritten(page), -1);
  const amy = new Y.Doc();
  const writes = (work: () => void) => {
    Y.applyUpdate(amy, Y.encodeStateAsUpdate(page));
    work();
    Y.applyUpdate(page, Y.encodeStateAsUpdate(amy));
    writers(page).set(String(amy.clientID), "amy");
  };
  const textOf = (block: number) =>
    (pageRoot(amy).get(block) as Y.XmlElement).get(0) as Y.XmlText;
  writes(() => textOf(1).insert(4, " It needs light."));
  assert.equal(lastWritten(page), 1);
  writes(() => writePage(amy, [paragraph("Then it grows.")]));
  assert.equal(lastWritten(page), 3);
  writes(() => pageRoot(amy).delete(3));
  assert.equal(lastWritten(page), 1);
});
