/** Order and frequency of a page's announcements (docs/announcements.md). */
import assert from "node:assert/strict";
import { Announcer } from "../../../components/ui/announce.ts";

function voice() {
  const said: string[] = [];
  const waiting: { at: number; run: () => void }[] = [];
  let now = 0;
  const announcer = new Announcer(
    (words) => said.push(String(words)),
    (run, ms) => waiting.push({ at: now + ms, run }),
    () => now,
  );
  const tick = (ms: number) => {
    now += ms;
    const due = waiting.filter(({ at }) => at <= now);
    for (const item of due.toSorted((a, b) => a.at - b.at)) {
      waiting.splice(waiting.indexOf(item), 1);
      item.run();
    }
  };
  return { said, announcer, tick };
}

Deno.test("equal words are said again, and what has no topic is never merged", () => {
  const { said, announcer, tick } = voice();
  announcer.schedule("yes");
  announcer.schedule("yes");
  tick(300);
  assert.deepEqual(said, ["yes", "yes"]);
});

Deno.test("what of one topic still waits gives way to what comes later", () => {
  const { said, announcer, tick } = voice();
  announcer.schedule("1 new message", { topic: "room" });
  announcer.schedule("Connected again.", { topic: "connection" });
  announcer.schedule("2 new messages", { topic: "room" });
  tick(300);
  assert.deepEqual(said, ["2 new messages", "Connected again."]);
});

Deno.test("a topic is said so often at most, and then as it is by then", () => {
  const { said, announcer, tick } = voice();
  let count = 0;
  const tell = () => {
    count++;
    announcer.schedule(() => `${count} new`, { topic: "room", every: 10_000 });
  };
  tell();
  tick(300);
  for (let n = 0; n < 5; n++) tell();
  tick(9_000);
  assert.deepEqual(said, ["1 new"]);
  tick(1_000);
  assert.deepEqual(said, ["1 new", "6 new"]);
});

Deno.test("what is no longer so when its turn comes is not said", () => {
  const { said, announcer, tick } = voice();
  announcer.schedule(() => null, { topic: "room" });
  tick(300);
  assert.deepEqual(said, []);
  announcer.schedule("1 new", { topic: "room", every: 10_000 });
  tick(300);
  assert.deepEqual(said, ["1 new"]);
});
