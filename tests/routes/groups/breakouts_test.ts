/** The HTTP interface of groups, flags, the record and the class list. */
import assert from "node:assert/strict";
import { newId } from "../../../classroom/model/ids.ts";
import { type Answer, ask } from "../../http.ts";
import { withSharedServer } from "../../shared_server.ts";
import type { Place } from "../../people.ts";

const kind = ({ status, json }: Answer) => `${status} ${json?.type ?? ""}`;

async function lesson(server: Place, more: Record<string, unknown> = {}) {
  const email = `${newId()}@example.org`.toLowerCase();
  const account = { email, name: "Ms Lin", password: "correct horse" };
  const { cookie } = await ask(server, "POST", "/api/teachers", {
    body: account,
  });
  const body = { name: "Biology", ...more };
  const { json } = await ask(server, "POST", "/api/sessions", { body, cookie });
  const { session } = json;
  const call = (method: string, path: string, body?: unknown) =>
    ask(server, method, `/api/sessions/${session.id}${path}`, { body, cookie });
  const join = async (name: string) => {
    const body = { code: session.code, name };
    const answer = await ask(server, "POST", "/api/join", { body });
    assert.equal(answer.status, 201);
    return { id: answer.json.member.id as string, cookie: answer.cookie };
  };
  const roomsOf = async () => {
    const { members } = (await call("GET", "/members")).json;
    return Object.fromEntries(
      members.map((it: { name: string; room: string }) => [it.name, it.room]),
    );
  };
  return { session, call, join, roomsOf };
}

Deno.test("breakout rooms work over HTTP (Protocol)", async (test) => {
  await withSharedServer({}, async (server) => {
    await test.step("automatic groups exist from the creation of the session (Protocol)", async () => {
      const { call, join, roomsOf } = await lesson(server, {
        breakouts: { auto: true, capacity: 2 },
      });
      for (const name of ["Amy", "Ben", "Cem"]) await join(name);
      const { json } = await call("GET", "/breakouts");
      assert.deepEqual(json.breakouts, {
        auto: true,
        capacity: 2,
        entry: "assigned",
        open: true,
        openedAt: json.breakouts.openedAt,
        minutes: null,
        endsAt: null,
        stopAtZero: true,
        stopsAt: null,
        instructions: null,
        file: null,
      });
      assert.match(json.breakouts.openedAt, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
      const [a, b] = json.rooms;
      assert.deepEqual(a, {
        id: a.id,
        name: "Group A",
        order: 0,
        instructions: null,
        file: null,
      });
      assert.equal(b.name, "Group B");
      const at = await roomsOf();
      assert.deepEqual([at.Amy, at.Ben, at.Cem], [a.id, a.id, b.id]);
      const names = { names: ["Red"] };
      assert.equal(
        kind(await call("POST", "/breakouts/rooms", names)),
        "409 auto-breakouts",
      );
      const bad = await call("PATCH", "/breakouts", { capacity: 31 });
      assert.equal(kind(bad), "400 malformed");
      assert.deepEqual(bad.json.errors, [{
        path: "capacity",
        reason: "not-within",
        values: { least: 2, most: 30 },
        message: "This must be from 2 to 30.",
      }], "U22, B-1");
      const off = await call("PATCH", "/breakouts", { auto: false });
      assert.deepEqual([off.status, off.json.breakouts.auto], [200, false]);
    });

    await test.step("manual rooms are set up, used and deleted (Protocol)", async () => {
      const { call, join, roomsOf } = await lesson(server);
      assert.equal(
        kind(await call("POST", "/breakouts/groups", { of: 4 })),
        "409 conflict",
      );
      const amy = await join("Amy"), ben = await join("Ben");
      assert.equal(
        kind(await call("POST", "/breakouts/start", {})),
        "409 conflict",
      );
      for (const second of ["A", " "]) {
        const names = ["a", second];
        const { json } = await call("POST", "/breakouts/rooms", { names });
        assert.equal(json.errors[0].path, "names.1");
        assert.ok(!/[Ss]omebody/.test(json.title));
      }
      const how = { how: "shuffle" };
      assert.equal(
        kind(await call("POST", "/breakouts/distribute", how)),
        "409 conflict",
      );
      const made = await call("POST", "/breakouts/rooms", {
        names: ["Red", "Blue"],
      });
      assert.equal(made.status, 201);
      const [red, blue] = made.json.rooms;
      const taken = await call("POST", "/breakouts/rooms", { names: ["red"] });
      assert.equal(kind(taken), "409 name-taken");
      const many = { names: Array.from({ length: 51 }, (_, i) => `R${i}`) };
      assert.equal(
        kind(await call("POST", "/breakouts/rooms", many)),
        "400 malformed",
      );
      const room = `/breakouts/rooms/${red.id}`;
      const renamed = await call("PATCH", room, {
        name: "Crimson",
        instructions: "Read page 4",
      });
      assert.deepEqual(renamed.json, {
        room: { ...red, name: "Crimson", instructions: "Read page 4" },
      });
      assert.equal(
        kind(await call("PATCH", `/breakouts/rooms/${newId()}`, { name: "X" })),
        "404 not-found",
      );

      const move = (moves: unknown) =>
        call("POST", "/breakouts/moves", { moves });
      const moved = await move([{ member: amy.id, room: red.id }]);
      assert.deepEqual([moved.status, moved.json], [200, {
        moved: [{ member: amy.id, from: null, to: red.id }],
      }]);
      const half = await move([
        { member: ben.id, room: red.id },
        { member: amy.id, room: newId() },
      ]);
      assert.equal(kind(half), "404 not-found");
      assert.equal(half.json.errors[0].path, "moves.1.room");
      assert.equal((await roomsOf()).Ben, null);
      const twice = [{ member: ben.id, room: null }, {
        member: ben.id,
        room: red.id,
      }];
      assert.equal(kind(await move(twice)), "400 malformed");
      const even = await call("POST", "/breakouts/distribute", { how: "even" });
      assert.deepEqual(even.json, {
        moved: [{ member: ben.id, from: null, to: blue.id }],
      });
      const undone = await call("POST", "/breakouts/undo", {});
      assert.deepEqual(undone.json, {
        moved: [{ member: ben.id, from: blue.id, to: null }],
      });
      assert.equal(
        kind(await call("POST", "/breakouts/undo", {})),
        "409 conflict",
      );

      await call("PATCH", "/breakouts", { minutes: 10, stopAtZero: false });
      const opened = await call("POST", "/breakouts/start", {});
      const { open, endsAt: none10 } = opened.json.breakouts;
      assert.deepEqual([open, none10], [true, null]);
      const timer = (minutes: unknown) =>
        call("POST", "/breakouts/timer", { minutes });
      assert.equal(kind(await timer(0)), "400 malformed");
      const before = Date.now();
      const started = await timer(10);
      const after = Date.now();
      const { minutes, endsAt } = started.json.breakouts;
      assert.equal(minutes, 10);
      const begun = Date.parse(endsAt) - 600_000;
      assert(before <= begun && begun <= after);
      const more = await call("POST", "/breakouts/extend", { minutes: 5 });
      assert.equal(
        Date.parse(more.json.breakouts.endsAt) - Date.parse(endsAt),
        300_000,
      );
      const off = await call("DELETE", "/breakouts/timer");
      const still = off.json.breakouts;
      assert.deepEqual(
        [off.status, still.open, still.endsAt, still.minutes, still.stopAtZero],
        [200, true, null, 10, false],
      );
      const ends = await call("POST", "/breakouts/timer", {
        minutes: 3,
        stopAtZero: true,
      });
      assert.equal(ends.json.breakouts.stopAtZero, true);
      assert.equal(
        kind(
          await call("POST", "/breakouts/timer", { minutes: 3, stopAtZero: 1 }),
        ),
        "400 malformed",
      );
      const said = await call("POST", "/breakouts/broadcast", {
        text: "Five minutes",
      });
      assert.equal(said.status, 201);
      assert.deepEqual(said.json.broadcast.rooms, [red.id, blue.id]);
      assert.equal(
        kind(await call("POST", "/breakouts/broadcast", { text: "" })),
        "400 empty",
      );
      const none = await call("POST", "/breakouts/bring-back", {});
      assert.deepEqual([none.status, none.json], [200, { messages: [] }]);
      assert.equal((await call("DELETE", `/help/${amy.id}`)).status, 204);
      const back = await call("POST", `/help/${amy.id}/undo`);
      assert.equal(kind(back), "409 conflict", "it was not up");
      assert.equal(kind(await call("DELETE", "/help/x")), "404 not-found");
      const stopping = await call("POST", "/breakouts/stop", { grace: 30 });
      assert(stopping.json.breakouts.open && stopping.json.breakouts.stopsAt);
      const stopped = await call("POST", "/breakouts/stop");
      assert.equal(stopped.json.breakouts.open, false);
      assert.equal(
        kind(await call("POST", "/breakouts/extend", { minutes: 5 })),
        "409 rooms-closed",
      );
      assert.equal((await call("DELETE", "/breakouts/rooms")).status, 204);
      assert.deepEqual((await call("GET", "/breakouts/rooms")).json, {
        rooms: [],
      });

      const chat = (await call("GET", "/history?part=chat")).json;
      assert.deepEqual(
        chat.rooms.map((it: { name: string }) => it.name),
        [null, "Crimson", "Blue"],
      );
      assert(chat.rooms[1].archivedAt && !chat.rooms[0].archivedAt);
      const spoken = chat.messages
        .filter((it: { kind: string }) => it.kind !== "system");
      assert.equal(spoken.length, 2);
      const groups = (await call("GET", "/history?part=groups")).json;
      assert.deepEqual(
        groups.stays.map((it: Record<string, string>) =>
          [it.name, it.roomName, it.from < it.until].join(" ")
        ),
        ["Amy Crimson true", "Ben Blue true"],
      );
      assert.equal(groups.openings.length, 1);

      const quick = await call("POST", "/breakouts/groups", { of: 4 });
      assert.deepEqual([quick.status, quick.json.moved.length], [201, 2]);
      assert.equal(
        kind(await call("POST", "/breakouts/groups", { of: 4 })),
        "409 conflict",
      );
    });

    await test.step("the class list is the teacher's, and its names are for holders of the code (Protocol)", async () => {
      const { session, call, join, roomsOf } = await lesson(server);
      const put = await call("PUT", "/class-list", {
        names: [{ name: "Amy", room: "Red" }, { name: "Ben" }],
      });
      assert.equal(put.status, 200);
      const [amy] = put.json.names;
      assert.deepEqual(amy, {
        id: amy.id,
        name: "Amy",
        room: amy.room,
        member: null,
        online: false,
      });
      const { id } = await join("Amy");
      assert.equal((await roomsOf()).Amy, amy.room);
      const now = (await call("GET", "/class-list")).json.names;
      assert.equal(now[0].member, id);
      const names = (code: string) =>
        ask(server, "POST", "/api/join/names", { body: { code } });
      assert.deepEqual((await names(session.code)).json, {
        names: [{ name: "Amy", taken: true }, { name: "Ben", taken: false }],
      });
      const wrong = session.code === "000000" ? "000001" : "000000";
      assert.equal(kind(await names(wrong)), "404 no-such-code");
      assert.equal(
        kind(await call("PUT", "/class-list", { names: [{ name: "" }] })),
        "400 empty",
      );
      const wrongs: [wrong: { name: string; room?: string }, path: string][] = [
        [{ name: "" }, "names.1.name"],
        [{ name: "cem" }, "names.1.name"],
        [{ name: "Dan", room: "x".repeat(41) }, "names.1.room"],
      ];
      for (const [wrong, path] of wrongs) {
        const list = { names: [{ name: "Cem" }, wrong] };
        const { json } = await call("PUT", "/class-list", list);
        assert.equal(json.errors[0].path, path);
      }
    });
  });
});
