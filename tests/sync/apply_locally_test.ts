import assert from "node:assert/strict";
import fc from "fast-check";
import * as Y from "yjs";
import { applyLocally } from "../../sync/space/apply_locally.ts";
import { property } from "../random.ts";

const lettersOf = (doc: Y.Doc) => doc.getArray<string>("list");

Deno.test("remote list changes do not misplace later server changes (SYNC-6)", () => {
  const place = fc.nat(1000);
  const change = fc.record({
    by: fc.constantFrom("server", "server", "other", "other in one batch"),
    what: fc.constantFrom("insert", "delete"),
    place,
  });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
      const server = new Y.Doc(), other = new Y.Doc();
      const letters = [..."abcdefghijklmnopqrst"];
      server.clientID = 1;
      other.clientID = 2;
      lettersOf(server).insert(0, letters);
      Y.applyUpdate(other, Y.encodeStateAsUpdate(server));
      const put = (doc: Y.Doc, what: string, at: number, letter: string) => {
        const list = lettersOf(doc);
        if (what === "insert") list.insert(at % (list.length + 1), [letter]);
        else if (list.length > 0) list.delete(at % list.length);
      };
      for (const [n, { by, what, place }] of changes.entries()) {
        if (by === "server") {
          const now = lettersOf(server).toArray();
          put(server, what, place, `${n}`);
          if (what === "insert") {
            now.splice(place % (now.length + 1), 0, `${n}`);
          } else if (now.length > 0) now.splice(place % now.length, 1);
          assert.deepEqual(lettersOf(server).toArray(), now);
          Y.applyUpdate(other, Y.encodeStateAsUpdate(server));
        } else {
          put(other, what, place, `${n}`);
          const update = Y.encodeStateAsUpdate(other);
          const inBatch = () => {
            put(server, "insert", place, "-");
            applyLocally(server, [update]);
            const now = lettersOf(server).toArray();
            put(server, "delete", place, "");
            if (now.length > 0) now.splice(place % now.length, 1);
            assert.deepEqual(lettersOf(server).toArray(), now);
          };
          if (by === "other") applyLocally(server, [update]);
          else server.transact(inBatch);
          Y.applyUpdate(other, Y.encodeStateAsUpdate(server));
          assert.equal(server.clientID, 1);
        }
        assert.deepEqual(
          lettersOf(server).toArray(),
          lettersOf(other).toArray(),
        );
      }
    }),
    property("lists that two write", 300),
  );
});
