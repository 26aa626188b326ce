import assert from "node:assert/strict";
import * as Y from "yjs";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import {
  type ClassDocuments,
  decideOnClass,
  readClassDocuments,
} from "../../../classroom/model/layout.ts";
import type { Identity } from "../../../classroom/model/members.ts";
import type { SyncEngine } from "../../../sync/sync.ts";
import { isId, newId, nextId } from "../../../classroom/model/ids.ts";
import { memoize } from "../../../classroom/model/memoize.ts";

const s = "a".repeat(16);

function held(before: (session: Y.Doc, n: number) => void) {
  const all = new Map<string, Y.Doc>();
  const docOf = (name: string) => {
    if (!all.has(name)) all.set(name, new Y.Doc());
    return all.get(name)!;
  };
  let n = 0;
  const given = (
    _: string,
    needs: readonly string[],
    act: (given: unknown) => unknown,
  ) => {
    before(docOf(names.session(s)), n++);
    const doc = (name: string) => {
      assert(needs.includes(name), `${name} was asked for`);
      return docOf(name);
    };
    return Promise.resolve(act({ doc }));
  };
  return { read: given, decide: given } as unknown as SyncEngine<Identity>;
}

const roomOf = ({ session }: ClassDocuments) =>
  names.room(s, session.getMap<string>("info").get("room")!);

for (
  const [how, take] of [["read", readClassDocuments], [
    "decided on",
    decideOnClass,
  ]] as const
) {
  Deno.test(`a class is ${how} with the documents that it names at that moment`, async () => {
    const taken: string[] = [];
    const sync = held((session, n) => {
      // The room changes after the first and the second look.
      session.getMap("info").set("room", `room${Math.min(n, 3)}`);
    });
    const result = await take(sync, s, (docs, all) => {
      all.doc(roomOf(docs));
      taken.push(roomOf(docs));
      return "done";
    }, (docs) => [roomOf(docs)]);
    assert.equal(result, "done");
    assert.deepEqual(taken, [names.room(s, "room3")], "once");
  });
}

Deno.test("two pages make the same new id of an old one, and never the old one (SYNC-3)", () => {
  const id = newId();
  assert.equal(nextId(id), nextId(id));
  const all = [...Array(57)].reduce<string[]>(
    (ids) => [...ids, nextId(ids.at(-1)!)],
    [id],
  );
  assert(all.every(isId));
  assert.equal(new Set(all).size, 58);
});

Deno.test("an answer is given again as long as it is among those asked for last, also where it is none", () => {
  const made: string[] = [];
  const half = memoize(2, (text) => {
    made.push(text);
    return text === "" ? undefined : text.slice(0, text.length / 2);
  });
  assert.equal(half("abcd"), "ab");
  assert.equal(half(""), undefined);
  assert.equal(half("abcd"), "ab");
  assert.equal(half(""), undefined);
  assert.deepEqual(made, ["abcd", ""]);
  half("abcd");
  half("xy");
  assert.equal(half("abcd"), "ab", "asked for lately, so it stays");
  assert.equal(half(""), undefined);
  assert.deepEqual(made, ["abcd", "", "xy", ""]);
});
