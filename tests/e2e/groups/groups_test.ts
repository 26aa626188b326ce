/** B-11, B-16, B-18, C-12, S-6 over the public interface alone: files with instructions, later groups, a class held again. */
import assert from "node:assert/strict";
import { documents } from "../../../classroom/model/documents.ts";
import type { Message } from "../../../classroom/model/messages.ts";
import { testClass } from "../../class.ts";
import { join, Visitor } from "../../people.ts";
import { read, upload } from "../../uploading.ts";

testClass(
  "B-11, B-16, B-18, A1, S-6: files are their group's, later groups have what was said to all, and a class is held again with its groups",
  async ({ server, teacher, teaching, session, enter, keep }) => {
    const path = `/api/sessions/${session.id}/breakouts`;
    const amy = await enter("Amy"), ben = await enter("Ben");
    const { body: { rooms: [red, blue] } } = await teacher.get(
      201,
      "POST",
      `${path}/rooms`,
      { names: ["Red", "Blue"] },
    );
    await teacher.get(200, "POST", `${path}/moves`, {
      moves: [
        { member: amy.member, room: red.id },
        { member: ben.member, room: blue.id },
      ],
    });
    const bytes = new TextEncoder().encode("a map");
    const file = await upload(teaching, { name: "map.txt", bytes });
    const { body: { room } } = await teacher.get(
      200,
      "PATCH",
      `${path}/rooms/${red.id}`,
      { file, instructions: "Look at the map" },
    );
    assert.deepEqual(
      [room.file.id, room.file.name, room.file.size, room.instructions],
      [file, "map.txt", 5, "Look at the map"],
    );
    const status = async ({ visitor }: typeof amy) => {
      const answer = await read(visitor, file);
      await answer.body?.cancel();
      return answer.status;
    };
    assert.deepEqual([await status(amy), await status(ben)], [200, 404]);
    const theirs = await upload(amy, { bytes });
    await teacher.get(404, "PATCH", path, { file: theirs });
    await teacher.get(200, "PATCH", path, { file: null });
    await teacher.get(400, "PATCH", path, { file: "map.txt" });
    await teacher.get(200, "PATCH", `${path}/rooms/${red.id}`, { file: null });
    assert.equal(await status(amy), 404);

    // A group that is made later has what was said to all.
    await teacher.get(200, "POST", `${path}/start`, {});
    await teacher.get(201, "POST", `${path}/broadcast`, { text: "Page 12" });
    const { body: { rooms: [late] } } = await teacher.get(
      201,
      "POST",
      `${path}/rooms`,
      { names: ["Late"] },
    );
    await teacher.get(200, "POST", `${path}/moves`, {
      moves: [{ member: amy.member, room: late.id }],
    });
    const hears = async (room: string, is: (said: Message) => boolean) => {
      const open = amy.open(documents.room(session.id, room));
      const list = open.doc.getArray<Message>("messages");
      await open.until(() => list.toArray().some(is), `heard in ${room}`);
    };
    await hears(
      late.id,
      (it) => it.kind === "broadcast" && it.text === "Page 12",
    );
    await hears(
      "main",
      (it) => it.kind === "system" && it.event === "groups-opened",
    );

    // The class is held again, with its groups.
    const again = { restartOf: session.id, keepGroups: true };
    await teacher.get(409, "POST", "/api/sessions", again);
    await teacher.get(200, "POST", `/api/sessions/${session.id}/end`, {
      now: true,
    });
    const { body: { session: next } } = await teacher.get(
      201,
      "POST",
      "/api/sessions",
      again,
    );
    assert.deepEqual(
      [next.name, next.restartOf, next.state],
      [session.name, session.id, "active"],
    );
    assert.notEqual(next.code, session.code);
    const stranger = new Visitor(server);
    await stranger.get(202, "POST", "/api/join", {
      code: next.code,
      name: "amy",
    });
    await keep(await join(server, next.code, "amy", amy.visitor)).enter();
    const { body: { members } } = await teacher.get(
      200,
      "GET",
      `/api/sessions/${next.id}/members`,
    );
    const { body: { rooms } } = await teacher.get(
      200,
      "GET",
      `/api/sessions/${next.id}/breakouts`,
    );
    const [first] = rooms;
    assert.deepEqual([first.name, rooms.length], ["Red", 3]);
    assert.notEqual(first.id, red.id);
    const student = members.find(({ name }: { name: string }) =>
      name === "Amy"
    );
    assert.equal(student.room, rooms[2].id);
  },
);
