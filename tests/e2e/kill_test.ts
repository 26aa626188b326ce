/**
 * The server is killed while a whole class writes (SYNC-1, SYNC-2, SYNC-3, SYNC-4). A seed decides who writes and when
 * it dies; see `random.ts` for `SEED` and `ROUNDS`.
 */
import assert from "node:assert/strict";
import type { Message } from "../../classroom/model/messages.ts";
import { testClassAlone } from "../class.ts";
import { run } from "../random.ts";
import { swiftStudents } from "../server.ts";

const members = 20, perSecond = 50, total = 400;

testClassAlone(
  "a kill during 50 messages a second loses and duplicates none (SYNC-2, SYNC-3)",
  async ({ server, teaching, enter, random }) => {
    const dies = total / 8 + random.below(total / 2);
    await teaching.enter();
    const names = Array.from({ length: members }, (_, n) => `Student ${n}`);
    const seats = await Promise.all(names.map((name) => enter(name)));

    const written = new Map(seats.map((seat) => [seat.member, [] as string[]]));
    const write = (seat: typeof seats[number]) => {
      const ids = written.get(seat.member)!;
      ids.push(seat.say(`${ids.length}`));
    };
    const count = () => [...written.values()].flat().length;
    const writer = setInterval(() => {
      if (count() < total) write(random.pick(seats));
    }, 1000 / perSecond);

    let seen: Set<string>;
    try {
      await teaching.room.until(
        () => teaching.messages().length >= dies,
        `${dies} were said`,
      );
      await server.kill();
      // What members other than the author had on screen when the server died.
      seen = new Set(
        [teaching, ...seats].flatMap((seat) =>
          seat.messages().filter(({ from }) => from !== seat.member)
        ).map(({ id }) => id),
      );
      assert.ok(seen.size >= dies);
      const before = count();
      await new Promise<void>((resolve) => {
        const look = setInterval(() => {
          if (count() < Math.min(before + perSecond, total)) return;
          clearInterval(look);
          resolve();
        }, 20);
      });
      await server.restart();
      await teaching.room.until(
        () => teaching.messages().length >= total,
        "all was said",
      );
    } finally {
      clearInterval(writer);
    }

    for (const seat of seats) {
      await seat.own.until(() => seat.outbox().length === 0, "nothing waited");
      await seat.room.until(() => seat.messages().length >= total, "all came");
      assert.equal(seat.own.doc.getMap("receipts").size, 0, "none was refused");
    }
    const messages = teaching.messages();
    const ids = messages.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length, "nothing came twice (SYNC-3)");
    assert.deepEqual(
      [...seen].filter((id) => !ids.includes(id)),
      [],
      "what had been seen is there (SYNC-1, SYNC-2)",
    );
    for (const [member, mine] of written) {
      const said = messages.filter(({ from }: Message) => from === member);
      assert.deepEqual(said.map(({ id }) => id), mine, "in order (SYNC-4)");
    }
    for (const seat of seats) assert.deepEqual(seat.messages(), messages);
  },
  { env: swiftStudents, seeds: run("kills", 1).seeds },
);
