/** S12, C-11, J-4: eight names that write as fast as programs can, beside a child who does not. */
import assert from "node:assert/strict";
import * as Y from "yjs";
import { limits } from "../../../sync/limits.ts";
import { testClass } from "../../class.ts";
import { join, type Seat } from "../../people.ts";

const names = 8;
const length = 3900;
/** For how long they do it (ms), and what of it may come through: five at once and then one a second, each. */
const lasts = 10_000;
const most = names * (5 + lasts / 1000 + 2);

/** Keeps an outbox as full as it may be. */
function flood(seat: Seat): () => void {
  const words = "spam ".repeat(length / 5);
  const fill = () => {
    const room = limits.outboxBytes - seat.outbox().length * (length + 200);
    for (let n = 0; n < Math.floor(room / (length + 200)); n++) seat.say(words);
  };
  const timer = setInterval(fill, 100);
  fill();
  return () => clearInterval(timer);
}

testClass(
  "S12, C-11, J-4: a flood from eight names is slowed down to what people write, and gone by two presses a name",
  async ({ server, teacher, session, enter, keep }) => {
    const ben = await enter("Ben");
    const bad = [];
    for (let n = 0; n < names; n++) bad.push(await enter(`Name ${n}`));
    /** What somebody who joins now has to load of the main room, in bytes. */
    const load = async (name: string) => {
      const seat = await keep(await join(server, session.code, name)).enter();
      await seat.room.until(
        () => seat.messages().length >= ben.messages().length,
        "all was there",
      );
      return Y.encodeStateAsUpdate(seat.room.doc).length;
    };
    const stops = bad.map(flood);
    try {
      const ends = performance.now() + lasts;
      let kind = 0;
      while (performance.now() < ends) {
        // A child among them is heard all the time.
        await ben.sayAndSee(`kind words ${kind++}`);
        await new Promise((resolve) => setTimeout(resolve, 1000));
      }
      const spam = ben.messages().filter(({ from }) => from !== ben.member);
      const bytes = await load("Cleo");
      console.log(`${spam.length} messages, ${bytes} bytes to load`);
      assert.ok(spam.length <= most, `${spam.length} messages`);
      assert.ok(bytes < most * (length + 200), `${bytes} bytes`);
      assert.ok(kind > 5, `Ben was heard ${kind} times`);
    } finally {
      stops.forEach((stop) => stop());
    }

    const members = `/api/sessions/${session.id}/members`;
    for (const { member } of bad) {
      await teacher.get(204, "DELETE", `${members}/${member}`);
      const path = `${members}/${member}/messages`;
      const { body } = await teacher.get(200, "DELETE", path);
      assert.ok(body.deleted > 0);
    }
    await ben.room.until(
      () =>
        ben.messages().every(({ from, kind }) =>
          from === ben.member || kind === "deleted"
        ),
      "only Ben's words were left",
    );
    const bytes = await load("Dan");
    console.log(`${bytes} bytes to load after that`);
    assert.ok(bytes < 100_000, `${bytes} bytes`);

    const [first] = bad;
    const undo = `${members}/${first.member}/messages/undo`;
    await ben.visitor.get(403, "POST", undo, {});
    const { body } = await teacher.get(200, "POST", undo, {});
    assert.ok(body.restored > 0);
    await ben.room.until(
      () =>
        ben.messages().filter(({ from, kind }) =>
          from === first.member && kind === "text"
        ).length === body.restored,
      "they were back",
    );
    await teacher.get(409, "POST", undo, {});
    await teacher.get(404, "DELETE", `${members}/nobody/messages`);
    const own = `${members}/${session.member}/messages`;
    await teacher.get(403, "DELETE", own);
    await ben.visitor.get(403, "DELETE", `${members}/${first.member}/messages`);
  },
);
