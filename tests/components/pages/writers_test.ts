/** The list of people writing in a page (W-1). */
import assert from "node:assert/strict";
import * as Y from "yjs";
import { pageWriters, writePage } from "../../../classroom/model/page_tree.ts";
import type { Caret, Carets } from "../../../components/pages/editor/carets.ts";
import {
  Writers,
  writingTimeoutMs,
} from "../../../components/pages/editor/use_writers.ts";
import { Random } from "../../random.ts";
import { SimulatedTime } from "../../sync/simulated_time.ts";

async function withPage(
  test: (it: {
    said: () => readonly string[];
    puts: (client: number, member: string, at: number | null) => void;
    /** Writes as this member, by another client than the caret's. */
    writes: (member: string) => void;
    time: SimulatedTime;
  }) => Promise<void>,
) {
  const time = new SimulatedTime(new Random(1));
  const giveBack = time.takeTimers();
  const states = new Map<number, Caret>();
  const listeners = new Set<() => void>();
  const carets: Carets = {
    clientID: 1,
    getStates: () => states,
    getLocalState: () => states.get(1) ?? null,
    setLocalStateField: () => {},
    on: (_, listener) => void listeners.add(listener),
    off: (_, listener) => void listeners.delete(listener),
  };
  const page = new Y.Doc(), server = new Y.Doc();
  const send = () => Y.applyUpdate(page, Y.encodeStateAsUpdate(server), "wire");
  const puts = (client: number, member: string, at: number | null) => {
    states.set(client, {
      member,
      cursor: at === null ? null : { anchor: at, head: at },
    });
    listeners.forEach((it) => it());
  };
  const writes = (member: string) => {
    const own = new Y.Doc();
    Y.applyUpdate(own, Y.encodeStateAsUpdate(server));
    writePage(own, [{ type: "paragraph" }]);
    Y.applyUpdate(server, Y.encodeStateAsUpdate(own));
    pageWriters(server).set(String(own.clientID), member);
    send();
  };
  puts(2, "ben", 4);
  const made = new Writers(carets, page);
  try {
    await test({ said: () => made.writingMembers.value, puts, writes, time });
  } finally {
    made.close();
    giveBack();
  }
  assert.equal(listeners.size, 0);
}

Deno.test("who has a caret in a page writes while it moves, and half a minute after (W-1)", () =>
  withPage(async ({ said, puts, time }) => {
    assert.deepEqual(said(), [], "it may have stood there for an hour");
    puts(2, "ben", 5);
    puts(3, "cem", 1);
    assert.deepEqual(said(), ["ben"]);
    await time.pass(writingTimeoutMs - 1_000);
    puts(2, "ben", 6);
    await time.pass(writingTimeoutMs - 1_000);
    assert.deepEqual(said(), ["ben"]);
    await time.pass(1_001);
    assert.deepEqual(said(), [], "the caret still stands there");
    puts(3, "cem", 2);
    assert.deepEqual(said(), ["cem"]);
    puts(3, "cem", null);
    assert.deepEqual(said(), []);
    puts(2, "ben", null);
    puts(2, "ben", 6);
    assert.deepEqual(said(), [], "who comes back to where they were");
  }));

Deno.test("who writes at the end of a line writes, though their caret stays at that end (W-1)", () =>
  withPage(async ({ said, writes, time }) => {
    writes("ben");
    writes("cem");
    assert.deepEqual(said(), ["ben"], "Cem has no caret in it any more");
    await time.pass(writingTimeoutMs - 1_000);
    writes("ben");
    await time.pass(writingTimeoutMs - 1_000);
    assert.deepEqual(said(), ["ben"]);
    await time.pass(1_001);
    assert.deepEqual(said(), []);
  }));
