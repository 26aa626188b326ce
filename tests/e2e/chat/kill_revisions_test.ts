/**
 * The server is killed amid edits (SYNC-2, SYNC-3, CHAT-3): no version is lost, doubled or left in a room. A seed
 * decides order and time; see `random.ts` for `SEED` and `ROUNDS`.
 */
import assert from "node:assert/strict";
import { newId } from "../../../classroom/model/ids.ts";
import { testClassAlone } from "../../class.ts";
import { eventually } from "../../people.ts";
import { run } from "../../random.ts";
import { swiftStudents } from "../../server.ts";

const members = 6, rounds = 4, edits = 6;

testClassAlone(
  "a server killed during edits keeps every version once, and none in the room (SYNC-2, SYNC-3, CHAT-3)",
  async ({ server, teacher, session, teaching, enter, random }) => {
    await teaching.enter();
    const seats = await Promise.all(
      Array.from({ length: members }, (_, n) => enter(`Student ${n}`)),
    );
    const room = "main";
    /** Versions of each message in order; null at the end: retracted. */
    const told = new Map<string, (string | null)[]>();
    for (let round = 0; round < rounds; round++) {
      for (const seat of random.shuffled(seats)) {
        const message = newId();
        const versions: (string | null)[] = [];
        for (let n = 0; n <= edits; n++) {
          const text = `Secret${n} of ${message}`;
          versions.push(text);
          seat.command(
            n === 0
              ? { kind: "say", room, text }
              : { kind: "edit", room, message, text },
            n === 0 ? message : newId(),
          );
        }
        if (random.chance(0.5)) {
          versions.push(null);
          seat.command({ kind: "retract", room, message });
        }
        told.set(message, versions);
      }
      if (round === 1 || round === 2) {
        const some = 1 + random.below(members * (round + 1));
        await teaching.room.until(
          () => teaching.messages().length >= some,
          "some of it was there",
        );
        await server.kill();
        await server.restart();
      }
    }
    for (const seat of seats) {
      await seat.own.until(() => seat.outbox().length === 0, "nothing waited");
      assert.equal(seat.own.doc.getMap("receipts").size, 0, "none was refused");
    }
    const isWhole = (it: { kind: string; edits?: string[] }) =>
      it.kind === "deleted" || it.edits?.length === edits;
    for (const seat of [teaching, seats[0]]) {
      await seat.room.until(
        () =>
          seat.messages().length === told.size &&
          seat.messages().every(isWhole),
        "all of it was there",
      );
    }
    const { body } = await eventually(
      () =>
        teacher.get(
          200,
          "GET",
          `/api/sessions/${session.id}/history?part=chat`,
        ),
      ({ body }) => body.messages.length > told.size,
      "the record was there",
    );
    for (const [id, versions] of told) {
      const said = body.messages.find((it: { id: string }) => it.id === id);
      const before = said.versions.map((it: { text: string }) => it.text);
      const now = said.kind === "deleted" ? null : said.text;
      assert.deepEqual([...before, now], versions);
    }
    const shown = JSON.stringify(seats[0].room.doc.toJSON());
    for (let n = 0; n < edits; n++) {
      assert.ok(!shown.includes(`Secret${n}`), `version ${n} is nowhere`);
    }
  },
  { env: swiftStudents, seeds: run("kills amid revisions", 1).seeds },
);
