/**
 * S-7, SYNC-2: the server is killed before a scheduled start, during it and after it. The class begins once, by itself,
 * and early students get in once.
 */
import assert from "node:assert/strict";
import type { Message } from "../../classroom/model/messages.ts";
import type { SessionInfo } from "../../classroom/model/session.ts";
import { createSession, eventually, signUp, teachersSeat } from "../people.ts";
import { Visitor } from "../people.ts";
import { startServer } from "../server.ts";
import { killedAfter, killOrdered, orderKill } from "./crashing.ts";

/** Milliseconds until the start: enough to set it and to order the kill. */
const ahead = 2500;

Deno.test("a server killed during a scheduled start starts the class once after its restart (S-7, SYNC-2)", async () => {
  const server = await startServer({}, killedAfter);
  try {
    const teacher = await signUp(server);
    // Killed before the time; after each of the two commits; not at all.
    for (const step of ["", "set active", "delete starts", null]) {
      const later = (ms: number) => new Date(Date.now() + ms).toISOString();
      const session = await createSession(teacher, {
        startsAt: later(3_600_000),
      });
      const early = await Promise.all(["Amy", "Ben"].map(async (name) => {
        const visitor = new Visitor(server);
        const { code } = session;
        const { body } = await visitor.get(202, "POST", "/api/join", {
          code,
          name,
        });
        return { visitor, waiting: body.waiting };
      }));
      // Early students wait before the start is set close.
      const path = `/api/sessions/${session.id}`;
      const startsAt = later(ahead);
      await teacher.get(200, "PATCH", path, { startsAt });
      // Changing the start also deletes an entry of `starts`.
      if (step) await orderKill(server, step);
      if (step === "") {
        await server.kill();
        await eventually(
          () => Promise.resolve(Date.now() > Date.parse(startsAt)),
          (isPast) => isPast,
          "its time had come",
        );
      } else if (step !== null) {
        await killOrdered(server);
      }
      if (step !== null) await server.restart();
      // An open page is updated without a request.
      const seat = teachersSeat(teacher, session);
      try {
        const { doc } = seat.sessionDocument;
        const info = () => doc.getMap("info").toJSON() as SessionInfo;
        await eventually(
          () => Promise.resolve(info()),
          ({ state }) => state === "active",
          `it began after ${step}`,
        );
        const main = seat.room.doc.getArray<Message>("messages");
        await eventually(
          () => Promise.resolve(main.length),
          (length) => length > 0,
          "its first line is there",
        );
        for (const { visitor, waiting } of [...early, ...early]) {
          const { status } = await visitor.ask(
            "GET",
            `/api/waiting/${waiting}`,
          );
          assert(status < 400 || status === 404, `${status}`);
        }
        const { body } = await teacher.get(200, "GET", `${path}/members`);
        assert.deepEqual(
          body.members.map(({ name }: { name: string }) => name).sort(),
          ["Amy", "Ben", "Ms Lin"],
        );
        assert.equal(main.length, 1);
        await teacher.get(200, "POST", `${path}/end`, { now: true });
      } finally {
        seat.close();
      }
    }
  } finally {
    await server.stop();
  }
});
