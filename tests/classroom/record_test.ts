/** The record piece by piece: a long one is never held whole. */
import assert from "node:assert/strict";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { attendance, saidIn } from "../../classroom/record.ts";
import { messages } from "../../classroom/layout.ts";
import { documents as names, newId } from "../../classroom/schema.ts";
import { formats, partOf, written } from "../../routes/_record.ts";
import { streamed } from "../../routes/_streamed.ts";
import { School } from "./school.ts";

setFlagsFromString("--expose-gc");
const collect: () => void = runInNewContext("gc");

const count = 50_000;

Deno.test("C-9: 50,000 messages do not grow the process, in any format", async () => {
  await using school = await School.open();
  const session = await school.session();
  const who = await school.owner(session.id);
  const room = names.room(session.id, "main");
  for (let at = 0; at < count; at += 1000) {
    await school.app.sync.decide(session.id, [room], (tx) => {
      messages(tx.doc(room)).push(
        Array.from({ length: 1000 }, (_, n) => ({
          id: newId(),
          from: who.member,
          at: tx.now,
          kind: "text" as const,
          text: `第${at + n}句 ` + "*words* ".repeat(20),
        })),
      );
    });
  }
  const reader = { app: school.app, who, view: session, zone: "Asia/Taipei" };
  const files = { read: () => Promise.resolve(null), href: () => null };
  for (const format of formats) {
    const part = await partOf(reader, "chat");
    const text = written(part, "chat", format, reader, files, "http://x");
    let size = 0, chunks = 0, first = 0, most = 0;
    for await (const bytes of streamed(text)) {
      size += bytes.length;
      assert.ok(bytes.length < 64 * 1024);
      if (chunks++ % 60 !== 5) continue;
      collect();
      const { heapUsed, external } = Deno.memoryUsage();
      first ||= heapUsed + external;
      most = Math.max(most, heapUsed + external);
    }
    assert.ok(size > 8 * 1024 * 1024, `${format}: ${size} bytes`);
    const grown = most - first;
    assert.ok(grown < 2 * 1024 * 1024, `${format}: grew by ${grown} bytes`);
  }
  const [teacher] = await attendance(school.app.sync, who);
  assert.equal(teacher.messages, count);
});

Deno.test("C-9: the record is read only as far as it is taken, and what is said meanwhile comes at its end", async () => {
  await using school = await School.open();
  const session = await school.session();
  const who = await school.owner(session.id);
  const room = names.room(session.id, "main");
  const say = (text: string) =>
    school.app.sync.decide(session.id, [room], (tx) => {
      messages(tx.doc(room)).push([
        { id: newId(), from: who.member, at: tx.now, kind: "text", text },
      ]);
    });
  for (let n = 0; n < 250; n++) await say(String(n));
  let reads = 0;
  const { sync } = school.app;
  const counting = {
    read: (...args: Parameters<typeof sync.read>) => {
      reads++;
      return sync.read(...args);
    },
  } as unknown as typeof sync;
  const all = saidIn(counting, who, "main");
  const texts: string[] = [];
  const take = async () => {
    const { value } = await all.next();
    if (value && "text" in value) texts.push(value.text ?? "");
  };
  await take();
  assert.equal(reads, 1);
  await say("late");
  for (let n = 0; n < 250; n++) await take();
  assert.equal(reads, 2);
  assert.deepEqual(texts.slice(-2), ["249", "late"]);
  assert.equal((await all.next()).done, true);
});
