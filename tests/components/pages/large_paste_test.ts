/** The editor's large changes, as the server inspects them (W-1). */
import assert from "node:assert/strict";
import { createDecoder, readVarUint, readVarUint8Array } from "lib0/decoding";
import { Node } from "prosemirror-model";
import { updateYFragment, ySyncPluginKey } from "y-prosemirror";
import * as Y from "yjs";
import { pageBounds } from "../../../classroom/model/page_bounds.ts";
import { pageShape } from "../../../classroom/model/page_schema.ts";
import { type PageNode, pageRoot } from "../../../classroom/model/page_tree.ts";
import { schema } from "../../../components/pages/editor/schema.ts";
import { textLengthOf } from "../../../components/pages/editor/limits.ts";
import { splitLargeUpdate } from "../../../sync/client/split_update.ts";
import { inspectUpdate } from "../../../sync/guard.ts";
import { limits } from "../../../sync/limits.ts";
import { makeUpdateFrame } from "../../../sync/protocol.ts";
import { SharedWriteProfile } from "../../../sync/shape.ts";
import { applyLocally } from "../../../sync/space/apply_locally.ts";

const text = (
  text: string,
  ...marks: PageNode["marks"] & object
): PageNode => ({ type: "text", text, ...marks.length > 0 && { marks } });
const paragraph = (...content: PageNode[]): PageNode => ({
  type: "paragraph",
  content,
});
const many = <T>(length: number, make: (n: number) => T): T[] =>
  Array.from({ length }, (_, n) => make(n));
const link = (n: number) => ({
  type: "link",
  attrs: { href: `https://example.org/${n}` },
});

const pasted: Record<string, PageNode[]> = {
  "3,000 lines": many(3000, (n) => paragraph(text(`line ${n}`))),
  "5,000 lines": many(5000, (n) => paragraph(text(`${n}`))),
  "a sheet of 300 × 10": [{
    type: "table",
    content: many(300, (row) => ({
      type: "table_row",
      content: many(10, (n) => ({
        type: "table_cell",
        content: [text(`${row}.${n}`)],
      })),
    })),
  }],
  "200 paragraphs of ten links": many(
    200,
    (n) =>
      paragraph(
        ...many(10, (k) => [text("see "), text("here", link(10 * n + k))])
          .flat(),
      ),
  ),
  "a long paragraph": [paragraph(text("字".repeat(pageBounds.text - 1000)))],
  "a paragraph in which every second word is bold": [
    paragraph(
      ...many(
        3000,
        (n) =>
          n % 2 ? text("bold", { type: "strong", attrs: {} }) : text(" plain "),
      ),
    ),
  ],
};

class Writing {
  readonly #mine = new Y.Doc();
  readonly server = new Y.Doc();
  readonly #meta = { mapping: new Map(), isOMark: new Map() };
  readonly history = new Y.UndoManager(pageRoot(this.#mine), {
    trackedOrigins: new Set([ySyncPluginKey]),
    captureTimeout: 0,
  });
  most = 0;

  write(content: readonly PageNode[]): void {
    const doc = Node.fromJSON(schema, { type: "doc", content });
    assert(textLengthOf(doc) <= pageBounds.text, "the editor takes it");
    this.#mine.transact(
      () => updateYFragment(this.#mine, pageRoot(this.#mine), doc, this.#meta),
      ySyncPluginKey,
    );
  }

  send(): void {
    const known = Y.encodeStateVector(this.server);
    const update = Y.encodeStateAsUpdate(this.#mine, known);
    const isOwn = (client: number) => client === this.#mine.clientID;
    for (
      const message of splitLargeUpdate(makeUpdateFrame(update), this.#mine)
    ) {
      const decoder = createDecoder(message);
      for (let n = 0; n < 2; n++) readVarUint(decoder);
      const piece = readVarUint8Array(decoder);
      assert(piece.length <= limits.update, `${piece.length} bytes`);
      const profile = new SharedWriteProfile(pageShape, isOwn);
      const { steps } = inspectUpdate(piece, this.server, profile);
      this.most = Math.max(this.most, steps);
      applyLocally(this.server, [piece]);
    }
    const [here, there] = [this.#mine, this.server].map((doc) =>
      pageRoot(doc).toString()
    );
    assert(here === there, "both have the same");
    this.#meta.mapping.clear();
  }
}

for (const [what, content] of Object.entries(pasted)) {
  Deno.test(`${what} can be pasted, taken back, pasted again and deleted (W-1, Z5)`, () => {
    const writing = new Writing();
    const around = [paragraph(text("first")), paragraph(text("last"))];
    writing.write(around);
    writing.send();
    const before = pageRoot(writing.server).toString();
    writing.write([around[0], ...content, around[1]]);
    writing.send();
    const after = pageRoot(writing.server).toString();
    assert(after !== before);
    writing.history.undo();
    writing.send();
    assert.equal(pageRoot(writing.server).toString(), before, "in one step");
    writing.history.redo();
    writing.send();
    assert(pageRoot(writing.server).toString() === after);
    writing.write([around[1]]);
    writing.send();
    assert.equal(pageRoot(writing.server).length, 1);
    assert(writing.most < limits.steps, `${writing.most} steps`);
  });
}

Deno.test("a text that gets its links after it was sent costs no page its connection (W-1, Z5)", () => {
  const content = pasted["200 paragraphs of ten links"];
  const plain = content.map((it) =>
    paragraph(...it.content!.map(({ text: words }) => text(words!)))
  );
  const writing = new Writing();
  for (const each of [plain, content, plain, content]) {
    writing.write(each);
    writing.send();
  }
  assert(writing.most < limits.steps, `${writing.most} steps`);
});
