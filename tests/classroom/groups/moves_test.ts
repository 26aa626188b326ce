/** B-8, A1, G4, S5: students are moved and distributed, and it is undone. */
import assert from "node:assert/strict";
import type { Who } from "../../../classroom/model/who.ts";
import { members } from "../../../classroom/model/layout.ts";
import { documents as names } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { refuses } from "../school.ts";
import { automatic, classOf, redAndBlue, say } from "./class_with_groups.ts";

Deno.test("A1, G4: a move closes the old room for who moved, and nobody else notices", async () => {
  const { school, session, who, red, blue, act } = await redAndBlue();
  await using _ = school;
  await act("POST /breakouts/start");
  const { Amy: amy, Ben: ben } = who;
  const document = names.room(session.id, red);
  const [hers, his] = [
    await school.connect(amy, document),
    await school.connect(ben, document),
  ];
  const moves = [{ member: amy.member, room: blue }];
  assert.deepEqual(
    (await act("POST /breakouts/moves", { moves })).moved,
    [{ member: amy.member, from: red, to: blue }],
  );
  const { code, reason } = await hers.closed;
  assert.deepEqual([code, reason], [4403, "not-in-room"]);
  const again = await (await school.connect(amy, document)).closed;
  assert.deepEqual([again.code, again.reason], [4403, "not-in-room"]);
  const never = await (await school.connect(ben, names.room(session.id, blue)))
    .closed;
  assert.deepEqual([never.code, never.reason], [4404, "not-found"]);
  const now = await school.connect(amy, names.room(session.id, blue));
  assert.equal(await now.registered, true);
  assert.equal(
    await Promise.race([his.closed, Promise.resolve("open")]),
    "open",
  );
  assert.equal(await school.command(amy, say(red)), "not-in-room");
});

Deno.test("B-8: moves are all or nothing", async () => {
  const { school, teacher, who, red, blue, roomOf, act } = await redAndBlue();
  await using _ = school;
  const { Amy: amy, Ben: ben } = who;
  for (
    const wrong of [
      { member: newId(), room: red },
      { member: teacher.member, room: red },
      { member: ben.member, room: newId() },
    ]
  ) {
    const moves = [{ member: amy.member, room: blue }, wrong];
    await refuses(act("POST /breakouts/moves", { moves }), "not-found");
  }
  assert.equal(await roomOf(amy), red);
});

Deno.test("G4: Undo leaves who has gone to another group since where they are", async () => {
  const { school, who, red, blue, roomOf, act } = await redAndBlue();
  await using _ = school;
  const { Amy: amy, Ben: ben, Cem: cem } = who;
  await act("PATCH /breakouts", { entry: "free" });
  await act("POST /breakouts/start");
  const moves = [amy, ben].map(({ member }) => ({ member, room: blue }));
  await act("POST /breakouts/moves", { moves });
  const choice = { kind: "choose-room", room: null };
  assert.equal(await school.command(amy, choice), null);
  await act("POST /breakouts/undo");
  const where = await Promise.all([amy, ben, cem].map(roomOf));
  assert.deepEqual(where, [null, red, blue]);
});

Deno.test("S5: joins, moves and distributions at once leave everybody in one group that there is", async () => {
  const { school, session, who, read, act, view } = await classOf(
    ["Amy", "Ben", "Cem", "Dan"],
    automatic,
  );
  await using _ = school;
  const [{ id: room }] = (await view()).rooms;
  const work: Promise<unknown>[] = [];
  for (let i = 0; i < 20; i++) {
    work.push(school.browser().join(session.code, `Pupil ${i}`));
    const moves = [{ member: who.Amy.member, room: i % 2 ? room : null }];
    work.push(act("POST /breakouts/moves", { moves }).catch(() => {}));
    work.push(act("POST /breakouts/distribute", { how: "shuffle" }));
  }
  await Promise.all(work);
  await act("POST /breakouts/distribute", { how: "even" });
  const sizes = await read((doc) => {
    const found = new Map<string, number>();
    for (const { role, room } of members(doc).values()) {
      if (role !== "student") continue;
      assert(room);
      assert(!doc.getMap<{ archived?: true }>("rooms").get(room)?.archived);
      found.set(room, (found.get(room) ?? 0) + 1);
    }
    return [...found.values()];
  });
  assert.deepEqual(sizes, [4, 4, 4, 4, 4, 4]);
});

Deno.test("B-8: two students of one name are two; who is offline stays with onlineOnly", async () => {
  const { school, session, who, roomOf, act } = await classOf([], {
    rejoin: false,
  });
  await using _ = school;
  const twins: Who[] = [];
  for (let i = 0; i < 2; i++) {
    const browser = school.browser();
    await browser.join(session.code, "Amy");
    const it = await browser.who(session.id);
    assert(it);
    twins.push(it);
  }
  await school.online(twins[0]);
  await act("POST /breakouts/rooms", { names: ["Red"] });
  const { moved } = await act("POST /breakouts/distribute", {
    how: "shuffle",
    onlineOnly: true,
  });
  assert.deepEqual(moved.map(({ member }) => member), [twins[0].member]);
  assert.equal(await roomOf(twins[1]), null);
  assert.deepEqual(who, {});
});
