/** W-1: the editor's own copy of a page, and what of it the page takes for one's own. */
import assert from "node:assert/strict";
import * as Y from "yjs";
import { pageRoot, writePage } from "../../../classroom/model/page_tree.ts";
import { EditorCopy } from "../../../components/pages/editor/editor_copy.ts";

Deno.test("W-1: what is only deleted in the editor is one's own in the page, and so unsent; what others delete is not", () => {
  const page = new Y.Doc(), other = new Y.Doc();
  writePage(page, [
    { type: "paragraph", content: [{ type: "text", text: "Leaves" }] },
    { type: "paragraph", content: [{ type: "text", text: "Roots" }] },
  ]);
  Y.applyUpdate(other, Y.encodeStateAsUpdate(page));
  const own: number[] = [];
  page.on("afterTransaction", ({ local, deleteSet }: Y.Transaction) => {
    if (local) own.push(deleteSet.clients.size);
  });
  const copy = new EditorCopy(page, () => {});
  copy.root.delete(0, 1);
  assert.deepEqual(own, [1]);
  assert.equal(pageRoot(page).toString(), copy.root.toString());

  Y.applyUpdate(other, Y.encodeStateAsUpdate(page));
  pageRoot(other).delete(0, 1);
  Y.applyUpdate(page, Y.encodeStateAsUpdate(other));
  assert.deepEqual(own, [1]);
  assert.equal(copy.root.length, 0);
  copy.close();
});
