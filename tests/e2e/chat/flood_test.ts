import assert from "node:assert/strict";
import * as Y from "yjs";
import { limits } from "../../../sync/limits.ts";
import { testClass as test } from "../../class.ts";
import { joinClass, type Seat } from "../../people.ts";

const names = 8;
const length = 3900;
/** Messages of one name that pass at once; afterwards one a second. */
const atOnce = 5;

function flood(seat: Seat): () => void {
  const words = "spam ".repeat(length / 5);
  const fill = () => {
    const room = limits.outboxBytes - seat.readOutbox().length * (length + 200);
    for (let n = 0; n < Math.floor(room / (length + 200)); n++) {
      seat.queueMessage(words);
    }
  };
  const timer = setInterval(fill, 100);
  fill();
  return () => clearInterval(timer);
}

test("a flood from eight names is slowed, and two clicks per name remove it (SYNC-12, C-11, J-4)", async ({ server, teacher, session, enter, keep }) => {
  const ben = await enter("Ben");
  const bad = [];
  for (let n = 0; n < names; n++) bad.push(await enter(`Name ${n}`));
  /** Bytes of the main room that a new member loads. */
  const load = async (name: string) => {
    const seat = await keep(await joinClass(server, session.code, name))
      .openPage();
    await seat.room.waitUntil(
      () => seat.readMessages().length >= ben.readMessages().length,
      "all was there",
    );
    return Y.encodeStateAsUpdate(seat.room.doc).length;
  };
  const began = Date.now();
  const stops = bad.map(flood);
  try {
    const ofName = ({ member }: Seat) =>
      ben.readMessages().filter(({ from }) => from === member).length;
    for (let kind = 0; bad.some((seat) => ofName(seat) < 2 * atOnce);) {
      await ben.sayAndSee(`kind words ${kind++}`);
    }
    const counts = bad.map(ofName);
    const bytes = await load("Cleo");
    // A slow machine lets less through in that time.
    const most = atOnce + 1 + (Date.now() - began) / 1000;
    console.log(`${counts} messages, ${bytes} bytes to load`);
    for (const count of counts) assert.ok(count <= most, `${count}`);
    assert.ok(bytes < names * most * (length + 200), `${bytes} bytes`);
  } finally {
    stops.forEach((stop) => stop());
  }

  const members = `/api/sessions/${session.id}/members`;
  for (const { member } of bad) {
    await teacher.askExpecting(204, "DELETE", `${members}/${member}`);
    const path = `${members}/${member}/messages`;
    const { body } = await teacher.askExpecting(200, "DELETE", path);
    assert.ok(body.deleted > 0);
  }
  await ben.room.waitUntil(
    () =>
      ben.readMessages().every(({ from, kind }) =>
        from === ben.member || kind === "deleted"
      ),
    "only Ben's words were left",
  );
  const bytes = await load("Dan");
  console.log(`${bytes} bytes to load after that`);
  assert.ok(bytes < 100_000, `${bytes} bytes`);

  const [first] = bad;
  const undo = `${members}/${first.member}/messages/undo`;
  await ben.visitor.askExpecting(403, "POST", undo, {});
  const { body } = await teacher.askExpecting(200, "POST", undo, {});
  assert.ok(body.restored > 0);
  await ben.room.waitUntil(
    () =>
      ben.readMessages().filter(({ from, kind }) =>
        from === first.member && kind === "text"
      ).length === body.restored,
    "they were back",
  );
  await teacher.askExpecting(409, "POST", undo, {});
  await teacher.askExpecting(404, "DELETE", `${members}/nobody/messages`);
  const own = `${members}/${session.member}/messages`;
  await teacher.askExpecting(403, "DELETE", own);
  await ben.visitor.askExpecting(
    403,
    "DELETE",
    `${members}/${first.member}/messages`,
  );
});
