/** The editor's copy of a page, and its unsent changes (W-1). */
import assert from "node:assert/strict";
import * as Y from "yjs";
import { pageRoot, writePage } from "../../../classroom/model/page_tree.ts";
import { flushEdits } from "../../../sync/client/shared.ts";
import { eventually } from "../../people.ts";
import { EditorCopy } from "../../../components/pages/editor/editor_copy.ts";

Deno.test("what is deleted in the editor is unsent, and what others delete is not (W-1)", () => {
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
  copy.sendChanges();
  assert.deepEqual(own, [1]);
  assert.equal(pageRoot(page).toString(), copy.root.toString());

  Y.applyUpdate(other, Y.encodeStateAsUpdate(page));
  pageRoot(other).delete(0, 1);
  Y.applyUpdate(page, Y.encodeStateAsUpdate(other));
  assert.deepEqual(own, [1]);
  assert.equal(copy.root.length, 0);
  copy.close();
});

Deno.test("what one writes is in the page a moment later, and at once where it is asked for or closed (W-1)", async () => {
  const page = new Y.Doc();
  const copy = new EditorCopy(page, () => {});
  const updates: number[] = [];
  page.on("update", (update: Uint8Array) => updates.push(update.length));
  const write = (text: string) => {
    const line = new Y.XmlElement("paragraph");
    line.insert(0, [new Y.XmlText(text)]);
    copy.root.push([line]);
  };
  write("Leaves");
  write("Roots");
  assert.equal(pageRoot(page).length, 0);
  await eventually(
    () => Promise.resolve(pageRoot(page).length),
    (length) => length === 2,
    "both lines were in the page",
  );
  assert.equal(updates.length, 1);
  const leaving = [() => flushEdits(page), () => copy.close()];
  for (const [n, leave] of leaving.entries()) {
    write("Bark");
    leave();
    assert.equal(pageRoot(page).length, 3 + n);
  }
});
