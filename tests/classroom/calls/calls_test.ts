/** K-1, K-2, B-17: the staff's decisions on calls, and what other changes of a class do to calls. */
import { asks } from "../asking.ts";
import assert from "node:assert/strict";
import {
  callRemovals,
  singleMutes,
  unmuteRequests,
} from "../../../classroom/model/calls_layout.ts";
import type { ActInput, ActName } from "../../../classroom/acts.ts";
import type { Identity } from "../../../classroom/model/members.ts";
import { messages } from "../../../classroom/model/layout.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { redAndBlue, until } from "../groups/class_with_groups.ts";
import { refusalOf } from "../school.ts";

async function talking() {
  const all = await redAndBlue();
  const { read, rooms, school, session, teacher } = all;
  const { calls } = school.app;
  const desk = <At extends ActName>(at: At, given?: Partial<ActInput<At>>) =>
    asks({ calls, breakouts: rooms }, teacher, at, given);
  const facts = () =>
    read((doc) => doc.getMap("call").toJSON()) as Promise<
      Record<string, number | boolean>
    >;
  const where = async () =>
    Object.keys(await facts()).filter((it) => /^(main|groups)$/.test(it))
      .sort().join(" ");
  const asked = () => read((doc) => [...unmuteRequests(doc).keys()]);
  const muted = () => read((doc) => singleMutes(doc).toJSON());
  const out = () => read((doc) => [...callRemovals(doc).keys()].sort());
  const lines = () =>
    school.app.sync.read(
      session.id,
      [names.room(session.id, "main")],
      ({ doc }) =>
        messages(doc(names.room(session.id, "main"))).toArray()
          .flatMap((it) => it.kind === "system" ? [it.event] : []),
    );
  /** The authority's answer to a member who wants everything on. */
  const everything = { microphone: true, camera: true, screen: true };
  const joins = (who: Identity, room: string) =>
    school.app.sync.read(
      session.id,
      [names.session(session.id)],
      (documents) =>
        school.app.authority.decidePeerState(
          documents,
          who,
          names.room(session.id, room),
          { wanted: everything, allowed: null, others: [] },
        ),
    );
  const isIn = async (who: Identity, room: string) => {
    const answer = await joins(who, room);
    return "refused" in answer ? answer.refused : "in";
  };
  return {
    ...all,
    calls,
    desk,
    facts,
    where,
    asked,
    muted,
    out,
    lines,
    joins,
    isIn,
  };
}

Deno.test("K-1: a call starts and ends in the main room and in all groups at once; twice is once, and a line tells of it", async () => {
  const { school, session, facts, where, lines, desk } = await talking();
  await using _ = school;
  const { main, groups } = (await desk("POST /call", { rooms: "main" })).call;
  assert.deepEqual([main, groups], [
    new Date(school.time.now).toISOString(),
    null,
  ]);
  const before = await facts();
  school.time.now += 1000;
  await desk("POST /call", { rooms: "main" });
  assert.deepEqual(await facts(), before);
  assert.equal(
    await refusalOf(
      desk("POST /call", { rooms: "groups" }),
    ),
    "rooms-closed",
  );
  await desk("POST /breakouts/start");
  await desk("DELETE /call", { rooms: "groups" });
  await desk("POST /call", { rooms: "groups" });
  assert.equal(await where(), "groups main");
  await desk("DELETE /call", { rooms: "main" });
  assert.equal(await where(), "groups");
  await desk("DELETE /call");
  await desk("DELETE /call");
  assert.deepEqual(await facts(), {});
  assert.deepEqual(await lines(), [
    "session-started",
    "call-started",
    "groups-opened",
    "call-ended",
  ]);
  await desk("DELETE /breakouts/rooms");
  assert.equal(await where(), "");
  await school.app.sessions.end(school.teacher, session.id, { now: true });
  for (
    const late of [
      desk("POST /call", { rooms: "main" }),
      desk("PATCH /call", { cameras: true }),
      desk("POST /call/mute"),
    ]
  ) assert.equal(await refusalOf(late), "ended");
});

Deno.test("K-1: mute all, ask to unmute, take out and let back; of students, while there is a call, and gone with the call", async () => {
  const { school, teacher, who, calls, facts, asked, muted, out, isIn, desk } =
    await talking();
  await using _ = school;
  const { Amy: amy, Ben: ben } = who;
  await desk("POST /call/mute");
  await desk("POST /call/members/:m/mute", { m: amy.member });
  assert.deepEqual(await muted(), {});
  await desk("POST /call/members/:m/unmute", {
    m: amy.member,
  });
  await desk("DELETE /call/members/:m", { m: amy.member });
  assert.deepEqual([await facts(), await asked(), await out()], [{}, [], []]);
  assert.equal(await isIn(amy, "main"), "not-on");

  await desk("POST /call", { rooms: "main" });
  await desk("POST /call/members/:m/unmute", {
    m: amy.member,
  });
  await desk("POST /call/members/:m/unmute", {
    m: ben.member,
  });
  await desk("DELETE /call/members/:m", { m: amy.member });
  assert.deepEqual([await asked(), await out()], [[ben.member], [amy.member]]);
  assert.equal(await isIn(amy, "main"), "out");
  assert.equal(await isIn(ben, "main"), "in");
  await desk("POST /call/members/:m/unmute", { m: who.Cem.member });
  await desk("POST /call/members/:m/mute", { m: ben.member });
  assert.deepEqual(await muted(), {
    [ben.member]: { at: school.time.now, by: teacher.member },
  });
  assert.deepEqual(await asked(), [who.Cem.member]);
  await desk("POST /call/mute");
  assert.equal((await facts()).mutedAt, school.time.now);
  assert.deepEqual([await asked(), await muted()], [[], {}]);
  await desk("POST /call/members/:m/undo", {
    m: amy.member,
  });
  assert.equal(await isIn(amy, "main"), "in");

  await desk("DELETE /call/members/:m", { m: amy.member });
  await desk("DELETE /call");
  await desk("POST /call", { rooms: "main" });
  assert.equal(await isIn(amy, "main"), "in");
  for (
    const wrong of [
      desk("DELETE /call/members/:m", {
        m: teacher.member,
      }),
      desk("POST /call/members/:m/unmute", {
        m: teacher.member,
      }),
      desk("POST /call/members/:m/mute", { m: teacher.member }),
    ]
  ) assert.equal(await refusalOf(wrong), "not-allowed");
  for (const id of [newId(), "nonsense"]) {
    assert.equal(
      await refusalOf(
        desk("DELETE /call/members/:m", { m: id }),
      ),
      "not-found",
    );
  }
  for (
    const wrong of [
      asks({ calls }, amy, "POST /call", { rooms: "main" }),
      asks({ calls }, amy, "POST /call/mute"),
      asks({ calls }, amy, "POST /call/members/:m/mute", { m: ben.member }),
      asks({ calls }, amy, "DELETE /call/members/:m", { m: ben.member }),
    ]
  ) assert.equal(await refusalOf(wrong), "not-allowed");
});

Deno.test("K-2: groups that start take the call along; each end of them brings everybody to the main room's call", async () => {
  const { school, teacher, who, where, isOpen, isIn, red, blue, desk } =
    await talking();
  await using _ = school;
  const { Amy: amy, Cem: cem } = who;
  const inCalls = async (it: Identity) => {
    const all = ["main", red, blue];
    const is = await Promise.all(all.map((room) => isIn(it, room)));
    return is.map((answer) => answer === "in" ? "in" : "-").join(" ");
  };
  await desk("POST /call", { rooms: "main" });
  assert.equal(await inCalls(amy), "in - -");
  await desk("POST /breakouts/start");
  assert.equal(await where(), "groups main");
  assert.equal(await inCalls(amy), "- in -");
  assert.equal(await inCalls(cem), "- - in");
  assert.equal(await inCalls(teacher), "in in in");
  assert.equal(await isIn(amy, blue), "not-yours");
  await desk("POST /breakouts/moves", {
    moves: [{ member: amy.member, room: blue }],
  });
  assert.equal(await inCalls(amy), "- - in");
  await desk("POST /breakouts/moves", {
    moves: [{ member: amy.member, room: null }],
  });
  assert.equal(await inCalls(amy), "in - -");

  const ends: Record<string, () => Promise<unknown>> = {
    "by the button": () => desk("POST /breakouts/stop"),
    "after a grace": async () => {
      await desk("POST /breakouts/stop", {
        grace: 0.05,
      });
      school.time.now += 60;
    },
    "by the clock": async () => {
      await desk("POST /breakouts/timer", {
        minutes: 0.001,
        stopAtZero: true,
      });
      school.time.now += 60;
    },
  };
  for (const [how, end] of Object.entries(ends)) {
    await desk("POST /breakouts/start");
    // A call only in groups comes to the main room, too.
    await desk("POST /call", { rooms: "groups" });
    await desk("DELETE /call", { rooms: "main" });
    assert.equal(await where(), "groups", how);
    assert.equal(await inCalls(cem), "- - in", how);
    await end();
    await until(async () => !await isOpen());
    assert.equal(await where(), "main", how);
    assert.equal(await inCalls(cem), "in - -", how);
  }
  await desk("POST /breakouts/start");
  await desk("DELETE /breakouts/rooms");
  assert.equal(await where(), "main");
  assert.equal(await inCalls(cem), "in - -");
  assert.equal(
    await refusalOf(
      desk("POST /call", { rooms: "groups" }),
    ),
    "rooms-closed",
  );
});

Deno.test("K-2: automatic groups that are deleted are open still, and their call comes to the main room", async () => {
  const { school, teacher, rooms, where, desk } = await talking();
  await using _ = school;
  await desk("PATCH /breakouts", {
    auto: true,
    capacity: 4,
  });
  await desk("POST /call", { rooms: "groups" });
  await desk("DELETE /breakouts/rooms");
  assert.equal((await rooms.view(teacher)).breakouts.open, true);
  assert.equal(await where(), "main");
});

Deno.test("K-2: nothing of a call is left when the class is over, and a class that is held again begins without", async () => {
  const {
    school,
    session,
    teacher,
    who,
    calls,
    facts,
    asked,
    out,
    isIn,
    desk,
  } = await talking();
  await using _ = school;
  const { Amy: amy, Ben: ben } = who;
  await desk("PATCH /call", { cameras: true });
  await desk("POST /call", { rooms: "main" });
  await desk("DELETE /call/members/:m", { m: amy.member });
  await desk("POST /call/members/:m/unmute", {
    m: ben.member,
  });
  const { sessions } = school.app;
  await sessions.end(school.teacher, session.id, {});
  assert.equal(await isIn(ben, "main"), "in", "while it can be undone");
  await sessions.end(school.teacher, session.id, { now: true });
  assert.deepEqual([await facts(), await asked(), await out()], [{}, [], []]);
  assert.equal(await isIn(ben, "main"), "not-on");
  assert.equal(await isIn(teacher, "main"), "not-on");
  const again = await school.session({ restartOf: session.id });
  const owner = await school.owner(again.id);
  assert.deepEqual(await calls.view(owner), {
    main: null,
    groups: null,
    cameras: false,
    screens: false,
  });
});

Deno.test("J-7, J-4, O-3: who is out of the call stays so as the one they are merged with; who is removed or erased is not asked for", async () => {
  const { school, teacher, who, asked, out, isIn, membership, desk } =
    await talking();
  await using _ = school;
  const { Amy: amy, Ben: ben, Cem: cem } = who;
  await desk("POST /call", { rooms: "main" });
  await desk("DELETE /call/members/:m", { m: ben.member });
  await membership.mergeMember(teacher, ben.member, { member: amy.member });
  assert.equal(await isIn(amy, "main"), "out");
  assert.equal(
    await refusalOf(
      desk("POST /call/members/:m/undo", {
        m: ben.member,
      }),
    ),
    "conflict",
  );
  await membership.separateMember(teacher, ben.member);
  for (const it of [amy, ben]) {
    assert.equal(await isIn(it, "main"), "out");
    await desk("POST /call/members/:m/undo", { m: it.member });
    assert.equal(await isIn(it, "main"), "in");
  }
  assert.deepEqual(await out(), []);

  await desk("POST /call/members/:m/unmute", {
    m: cem.member,
  });
  await membership.removeMember(teacher, cem.member);
  assert.deepEqual(await asked(), []);
  assert.equal(await isIn(cem, "main"), "not-yours");
  await membership.allowMember(teacher, cem.member);
  await desk("DELETE /call/members/:m", { m: cem.member });
  await membership.removeMember(teacher, cem.member);
  await membership.allowMember(teacher, cem.member);
  assert.equal(await isIn(cem, "main"), "in", "as everybody is");
  await desk("POST /call/members/:m/unmute", {
    m: ben.member,
  });
  await desk("DELETE /call/members/:m", { m: amy.member });
  await school.app.erasure.erase(teacher, amy.member);
  await school.app.erasure.erase(teacher, ben.member);
  assert.deepEqual([await asked(), await out()], [[], []]);
});
