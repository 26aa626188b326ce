import assert from "node:assert/strict";
import { breakouts } from "../../../classroom/model/breakouts_layout.ts";
import { groupHistory } from "../../../classroom/groups/group_history.ts";
import { searchHistory } from "../../../classroom/record/history_search.ts";
import { documents as names } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { refuses } from "../school.ts";
import { redAndBlue, say } from "./class_with_groups.ts";

Deno.test("deleting groups brings everyone back, and the teacher finds the messages (B-15)", async () => {
  const { school, session, teacher, who, red, roomOf, read, act, view } =
    await redAndBlue();
  await using _ = school;
  await act("POST /breakouts/start");
  const { Amy: amy } = who;
  await school.command(amy, say(red, "our secret"));
  const socket = await school.connect(amy, names.room(session.id, red));
  const at = school.time.now += 1000;
  await act("DELETE /breakouts/rooms");
  assert.equal((await socket.closed).reason, "not-in-room");
  for (const it of Object.values(who)) assert.equal(await roomOf(it), null);
  assert.deepEqual(await view().then((it) => it.rooms), []);
  assert.equal(await read((doc) => breakouts(doc, "open")), false);
  await refuses(act("POST /breakouts/undo"), "conflict");
  const { rooms: [main, first] } = await searchHistory(school.app, teacher, {});
  assert.deepEqual(
    [main.id, first.id, first.name, first.archivedAt],
    ["main", red, "Red", at],
  );
  assert.deepEqual(
    first.entries.map((it) => [it.name, it.kind === "text" && it.text]),
    [["Amy", "our secret"]],
  );
  assert.equal(await school.command(teacher, say(red)), "rooms-closed");
  const readable = await school.connect(teacher, names.room(session.id, red));
  assert.equal(await readable.registered, true);
  await act("POST /breakouts/rooms", { names: ["Red", "Blue"] });
  await refuses(searchHistory(school.app, amy, {}), "not-allowed");
});

Deno.test("the record has who was in which group when, under its new name (B-16)", async () => {
  const { school, teacher, who, red, blue, session, act } = await redAndBlue();
  await using _ = school;
  const began = school.time.now;
  const { Amy: amy } = who;
  school.time.now += 1000;
  await act("POST /breakouts/start");
  await act("PATCH /breakouts/rooms/:r", { r: red, name: "Crimson" });
  await refuses(
    act("PATCH /breakouts/rooms/:r", { r: red, name: "BLUE" }),
    "name-taken",
  );
  await refuses(
    act("PATCH /breakouts/rooms/:r", { r: newId(), name: "X" }),
    "not-found",
  );
  school.time.now += 1000;
  await act("POST /breakouts/moves", {
    moves: [{ member: amy.member, room: blue }],
  });
  const isSaid = async (until: number | null) => {
    const { now } = school.time;
    const record = await groupHistory(school.app.sync, teacher, now);
    const hers = record.stays.filter((it) => it.member === amy.member);
    assert.deepEqual(
      hers.map((it) => [it.name, it.roomName, it.from, it.until]),
      [
        ["Amy", "Crimson", began, began + 2000],
        ["Amy", "Blue", began + 2000, until],
      ],
    );
    assert.deepEqual(record.openings, [{ from: began + 1000, until }]);
  };
  await isSaid(null);
  // Stays end with the class.
  school.time.now = Date.parse(session.endsAt) + 1;
  await isSaid(Date.parse(session.endsAt));
});

Deno.test("a merged student's stays keep both names (B-16, J-7)", async () => {
  const { school, teacher, who, red, blue, act } = await redAndBlue();
  await using _ = school;
  const { Amy: amy, Ben: ben } = who;
  await act("POST /breakouts/moves", {
    moves: [
      { member: amy.member, room: red },
      { member: ben.member, room: blue },
    ],
  });
  const { membership, sync } = school.app;
  await membership.thisIs(teacher, ben.member, { member: amy.member });
  const { stays } = await groupHistory(sync, teacher, school.time.now);
  assert.deepEqual(
    stays.map(({ name, roomName, until }) => [name, roomName, until === null])
      .filter(([name]) => name === "Amy" || name === "Ben").sort(),
    [["Amy", "Red", true], ["Ben", "Blue", false], ["Ben", "Red", false]],
  );
});

Deno.test("instructions for all or for one (B-18)", async () => {
  const { school, red, act } = await redAndBlue();
  await using _ = school;
  const all = { instructions: " Read page 4 " };
  assert.equal(
    (await act("PATCH /breakouts", all))
      .breakouts.instructions,
    "Read page 4",
  );
  const one = { instructions: "Read page 5" };
  assert.equal(
    (await act("PATCH /breakouts/rooms/:r", {
      r: red,
      ...one,
    })).room.instructions,
    "Read page 5",
  );
  const none = (await act("PATCH /breakouts/rooms/:r", {
    r: red,
    instructions: null,
  })).room;
  assert.equal(none.instructions, null);
  const long = { instructions: "x".repeat(4001) };
  await refuses(
    act("PATCH /breakouts/rooms/:r", { r: red, ...long }),
    "too-long",
  );
});

Deno.test("one room is deleted and restored by Undo (U34, B-15)", async () => {
  const { school, who, roomOf, help, red, blue, act, view } =
    await redAndBlue();
  await using _ = school;
  const { Amy: amy, Ben: ben, Cem: cem } = who;
  await act("POST /breakouts/start");
  await school.command(amy, { kind: "help", on: true });
  await act("DELETE /breakouts/rooms/:r", { r: red });
  const where = () => Promise.all([amy, ben, cem].map(roomOf));
  assert.deepEqual(await where(), [null, null, blue]);
  const { breakouts, rooms: left } = await view();
  assert.deepEqual([breakouts.open, left.map(({ id }) => id)], [true, [blue]]);
  assert.deepEqual(await help(), [], "nobody is to come to it any more");
  await refuses(act("DELETE /breakouts/rooms/:r", { r: red }), "not-found");
  await act("POST /breakouts/undo");
  assert.deepEqual(await where(), [red, red, blue]);
  assert.equal((await view()).rooms.length, 2);
});
