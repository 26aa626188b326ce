import assert from "node:assert/strict";
import * as Y from "yjs";
import { ReadMark } from "../../../components/chat/read_mark.ts";

function page(doc = new Y.Doc()) {
  const messages = [..."abcdefghij"];
  const marks = doc.getMap<string>("read");
  let due: (() => void) | undefined;
  let isLive = true;
  const mark = new ReadMark(
    marks,
    "main",
    { placeOf: (id) => messages.indexOf(id ?? ""), isLive: () => isLive },
    (act) => {
      due = act;
      return () => due = undefined;
    },
  );
  let written = 0;
  marks.observe(({ transaction }) => written += transaction.local ? 1 : 0);
  return {
    mark,
    stored: () => marks.get("main"),
    written: () => written,
    waits: () => due !== undefined,
    end: () => isLive = false,
    pass() {
      const act = due;
      due = undefined;
      act?.();
    },
  };
}

Deno.test("what is read is stored at once, and what is read soon after it later, in one (C-13)", () => {
  const { mark, pass, stored, waits, written } = page();
  assert.equal(mark.lastReadIndex, -1);
  mark.markRead("a");
  assert.equal(stored(), "a");
  for (const id of "bcd") mark.markRead(id);
  assert.equal(mark.lastReadIndex, 3, "this page knows at once");
  assert.equal(stored(), "a");
  pass();
  assert.equal(stored(), "d");
  assert.equal(written(), 2);
  pass();
  assert.equal(written(), 2, "there was nothing new");
  assert.ok(!waits());
  mark.markRead("e");
  assert.equal(stored(), "e", "after a quiet while it is stored at once again");
});

Deno.test("whoever looks away, or closes the page, has all of it stored (C-13)", () => {
  const one = page();
  one.mark.markRead("a");
  one.mark.markRead("b");
  one.mark.storeNow();
  assert.equal(one.stored(), "b");
  one.mark.markRead("c");
  assert.equal(one.stored(), "b");
  one.mark.close();
  assert.equal(one.stored(), "c");
  assert.ok(!one.waits());
});

Deno.test("a page that was behind sets nothing back that was read on another device (C-13)", () => {
  const doc = new Y.Doc(), other = new Y.Doc();
  const { mark, pass, stored, written } = page(doc);
  mark.markRead("a");
  mark.markRead("b");
  Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
  other.getMap<string>("read").set("main", "h");
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(other));
  assert.equal(mark.lastReadIndex, 7);
  pass();
  assert.equal(stored(), "h");
  mark.markRead("c");
  assert.equal(mark.lastReadIndex, 7);
  assert.equal(written(), 1);
});

Deno.test("once the class has ended nothing is stored any more (C-13)", () => {
  const { end, mark, pass, stored } = page();
  mark.markRead("a");
  mark.markRead("b");
  end();
  pass();
  mark.close();
  assert.equal(stored(), "a");
});
