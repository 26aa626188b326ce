/** B-11, B-16, B-18, S-6 over the public interface alone: files with instructions, later groups, a class held again. */
import assert from "node:assert/strict";
import { documents } from "../../../classroom/model/documents.ts";
import type { Message } from "../../../classroom/model/messages.ts";
import { testClass } from "../../class.ts";
import { join, Visitor } from "../../people.ts";
import { read, upload } from "../../uploading.ts";

testClass(
  "B-18, A1: a file with the instructions is its group's, by stock clients",
  async ({ teacher, teaching, session, enter }) => {
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
  },
);

testClass(
  "B-11, C-12: a group that is made later has what was said to all, and the main room says what has opened",
  async ({ teacher, session, enter }) => {
    const path = `/api/sessions/${session.id}/breakouts`;
    const amy = await enter("Amy");
    const make = async (name: string) => {
      const answer = await teacher.get(201, "POST", `${path}/rooms`, {
        names: [name],
      });
      return answer.body.rooms[0].id as string;
    };
    await make("Red");
    await teacher.get(200, "POST", `${path}/start`, {});
    await teacher.get(201, "POST", `${path}/broadcast`, { text: "Page 12" });
    const late = await make("Late");
    await teacher.get(200, "POST", `${path}/moves`, {
      moves: [{ member: amy.member, room: late }],
    });
    const said = (room: string) => {
      const open = amy.open(documents.room(session.id, room));
      const list = open.doc.getArray<Message>("messages");
      return { open, all: () => list.toArray() };
    };
    const group = said(late), main = said("main");
    await group.open.until(
      () =>
        group.all().some((it) =>
          it.kind === "broadcast" && it.text === "Page 12"
        ),
      "Amy had read what was said before there was her group",
    );
    await main.open.until(
      () =>
        main.all().some((it) =>
          it.kind === "system" && it.event === "groups-opened"
        ),
      "the main room had a line",
    );
  },
);

testClass(
  "S-6, B-16: a class is held again with its name, its settings and its groups",
  async ({ server, teacher, session, enter, keep }) => {
    const path = `/api/sessions/${session.id}`;
    const amy = await enter("Amy");
    const { body: { rooms: [red] } } = await teacher.get(
      201,
      "POST",
      `${path}/breakouts/rooms`,
      { names: ["Red", "Blue"] },
    );
    await teacher.get(200, "POST", `${path}/breakouts/moves`, {
      moves: [{ member: amy.member, room: red.id }],
    });
    const again = { restartOf: session.id, keepGroups: true };
    await teacher.get(409, "POST", "/api/sessions", again);
    await teacher.get(200, "POST", `${path}/end`, { now: true });
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
    assert.deepEqual([first.name, rooms.length], ["Red", 2]);
    assert.notEqual(first.id, red.id);
    const student = members.find(({ name }: { name: string }) =>
      name === "Amy"
    );
    assert.equal(student.room, first.id);
  },
);
