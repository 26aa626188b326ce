/** Yjs does nothing by itself after others' changes, on servers and in browsers (SYNC-13). */
import assert from "node:assert/strict";
import * as Y from "yjs";
import { EditorCopy } from "../../components/pages/editor/editor_copy.ts";
import { Replica } from "../../sync/space/loaded_documents.ts";
import { makeDoc } from "../../sync/y_doc.ts";
import { countedTest, growsWithLength } from "../counted_work.ts";
import { build, type Id, type Struct } from "./forge.ts";
import { append, format, text, textIn, xmlOf } from "./shared_world.ts";

/** A page with a bold letter before `length` letters of alternating clients. */
function attack(length: number): { page: Uint8Array; deletion: Uint8Array } {
  const first = 100, clients = 50;
  const doc = new Y.Doc();
  doc.clientID = 1;
  append(doc, "ab");
  textIn(doc).format(0, 1, { strong: {} });
  const end = [...doc.store.clients.get(1)!].findLast((it) =>
    it instanceof Y.Item && it.content instanceof Y.ContentString
  )!;
  const idOf = (n: number): Id =>
    n < 0
      ? [1, end.id.clock + end.length - 1]
      : [first + n % clients, Math.floor(n / clients)];
  const sections = Array.from({ length: clients }, (_, k) => ({
    client: first + k,
    clock: 0,
    structs: [] as Struct[],
  }));
  for (let n = 0; n < length; n++) {
    sections[n % clients].structs.push(text("x", { origin: idOf(n - 1) }));
  }
  Y.applyUpdate(doc, build({ sections, deletions: [] }));
  assert.equal(textIn(doc).length, 2 + length);
  const deletions = sections.map(({ client, structs }) => ({
    client,
    ranges: [[0, structs.length] as [number, number]],
  }));
  return {
    page: Y.encodeStateAsUpdate(doc),
    deletion: build({ sections: [], deletions }),
  };
}

const length = 500;
const attacks = new Map([length, 4 * length].map((it) => [it, attack(it)]));

countedTest(
  import.meta.url,
  "letters of many clients beside a mark are deleted in linear time (SYNC-13, Y6)",
  async () => {
    const isGood = await growsWithLength((length) => {
      const { page, deletion } = attacks.get(length)!;
      const doc = makeDoc();
      Y.applyUpdate(doc, page);
      const copy = new EditorCopy(doc, () => {});
      Y.applyUpdate(doc, deletion, "the server");
      assert.equal(xmlOf(copy.doc), "<p><strong>a</strong>b</p>");
      copy.close();
      doc.destroy();
    }, length);
    assert(isGood);
  },
);

countedTest(
  import.meta.url,
  "so does measuring what such an update would leave (SYNC-12, Y2)",
  async () => {
    const isGood = await growsWithLength((length) => {
      const { page, deletion } = attacks.get(length)!;
      const replica = new Replica(1, [page]);
      const size = replica.measureWith(deletion, new Set(["page"]));
      assert(size < page.length);
      replica.doc.destroy();
    }, length);
    assert(isGood);
  },
);

Deno.test("a document removes no marks by itself after remote changes (SYNC-9)", () => {
  const doc = makeDoc(), other = new Y.Doc();
  append(doc, "words");
  textIn(doc).format(0, 2, { strong: {} });
  const own: unknown[] = [];
  doc.on("update", (_, origin) => own.push(origin));
  Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
  const [client] = doc.store.clients.keys();
  const marks = [{}, {}, null, null].map((value) =>
    format("strong", value, { parent: [client, 1] })
  );
  const sections = [{ client: 77, clock: 0, structs: marks }];
  Y.applyUpdate(doc, build({ sections, deletions: [] }), "others");
  textIn(other).delete(0, 3);
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(other), "others");
  assert.deepEqual(own, ["others", "others"]);
});
