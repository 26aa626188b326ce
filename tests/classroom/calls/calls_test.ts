/** Calls: decisions of staff, rules of rooms and devices, LiveKit and ICE servers (K-1 to K-5, B-17). */
import assert from "node:assert/strict";
import fc from "fast-check";
import { decideAccess } from "../../../classroom/access.ts";
import type { ActInput, ActName } from "../../../classroom/acts.ts";
import { iceServers } from "../../../classroom/calls/calls.ts";
import {
  LiveKitCalls,
  LiveKitSweeper,
} from "../../../classroom/calls/livekit_calls.ts";
import {
  callRights,
  callRoomOf,
  type CallSituation,
  isAllowedInCall,
  isCallOn,
} from "../../../classroom/model/calls.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import type { Room } from "../../../classroom/model/groups.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { parseDocumentName } from "../../../classroom/model/layout.ts";
import type {
  Identity,
  Member,
  MemberRole,
} from "../../../classroom/model/members.ts";
import {
  callRemovals,
  messages,
  singleMutes,
  unmuteRequests,
} from "../../../classroom/model/roots.ts";
import { FakeLiveKit } from "../../e2e/calls/fake_livekit.ts";
import { propertyOptions } from "../../random.ts";
import { runAct } from "../asking.ts";
import { makeRedAndBlue, waitUntil } from "../groups/class_with_groups.ts";
import { Lesson } from "../lesson.ts";
import { refusalNameOf } from "../school.ts";

async function talking() {
  const all = await makeRedAndBlue();
  const { read, rooms, school, session, teacher } = all;
  const { calls } = school.app;
  const desk = <At extends ActName>(at: At, given?: Partial<ActInput<At>>) =>
    runAct({ calls, breakouts: rooms }, teacher, at, given);
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
          { requestedState: everything, allowedState: null, otherStates: [] },
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

Deno.test("a call starts and ends in all rooms at once, repeated or not, with a chat line (K-1)", async () => {
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
    await refusalNameOf(
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
  ) assert.equal(await refusalNameOf(late), "ended");
});

Deno.test("staff mute all, ask to unmute, and remove students from a call and allow them back (K-1)", async () => {
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
  ) assert.equal(await refusalNameOf(wrong), "not-allowed");
  for (const id of [newId(), "nonsense"]) {
    assert.equal(
      await refusalNameOf(
        desk("DELETE /call/members/:m", { m: id }),
      ),
      "not-found",
    );
  }
  for (
    const wrong of [
      runAct({ calls }, amy, "POST /call", { rooms: "main" }),
      runAct({ calls }, amy, "POST /call/mute"),
      runAct({ calls }, amy, "POST /call/members/:m/mute", { m: ben.member }),
      runAct({ calls }, amy, "DELETE /call/members/:m", { m: ben.member }),
    ]
  ) assert.equal(await refusalNameOf(wrong), "not-allowed");
});

Deno.test("groups that start take the call along, and bring it back at their end (K-2)", async () => {
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
    await desk("POST /call", { rooms: "groups" });
    await desk("DELETE /call", { rooms: "main" });
    assert.equal(await where(), "groups", how);
    assert.equal(await inCalls(cem), "- - in", how);
    await end();
    await waitUntil(async () => !await isOpen());
    assert.equal(await where(), "main", how);
    assert.equal(await inCalls(cem), "in - -", how);
  }
  await desk("POST /breakouts/start");
  await desk("DELETE /breakouts/rooms");
  assert.equal(await where(), "main");
  assert.equal(await inCalls(cem), "in - -");
  assert.equal(
    await refusalNameOf(
      desk("POST /call", { rooms: "groups" }),
    ),
    "rooms-closed",
  );
});

Deno.test("deleting groups that are open ends the breakout, also of automatic ones (B-15, K-2)", async () => {
  const { school, teacher, rooms, where, desk } = await talking();
  await using _ = school;
  await desk("PATCH /breakouts", {
    auto: true,
    capacity: 4,
  });
  await desk("POST /call", { rooms: "groups" });
  await desk("DELETE /breakouts/rooms");
  assert.equal((await rooms.view(teacher)).breakouts.open, false);
  assert.equal(await where(), "main");
});

Deno.test("a class that ends or is held again keeps nothing of its call (K-2)", async () => {
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
  const again = await school.createSession({ restartOf: session.id });
  const owner = await school.ownerIdentity(again.id);
  assert.deepEqual(await calls.view(owner), {
    main: null,
    groups: null,
    cameras: false,
    screens: false,
  });
});

Deno.test("a removal from the call survives a merge, and a removed student is not asked back (J-7, J-4, O-3)", async () => {
  const { school, teacher, who, asked, out, isIn, membership, desk } =
    await talking();
  await using _ = school;
  const { Amy: amy, Ben: ben, Cem: cem } = who;
  await desk("POST /call", { rooms: "main" });
  await desk("DELETE /call/members/:m", { m: ben.member });
  await membership.mergeMember(teacher, ben.member, { member: amy.member });
  assert.equal(await isIn(amy, "main"), "out");
  assert.equal(
    await refusalNameOf(
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

const s = newId(), amy = newId(), red = newId(), blue = newId();
const noSuchRoom = newId();

const usual: CallSituation = {
  call: { main: 1, groups: 2 },
  info: { state: "active", eyesOnMe: null },
  breakouts: { open: true },
  room: (id) => id === red || id === blue ? {} : undefined,
  isOut: () => false,
};

const member = (more: Partial<Member> = {}): Member => ({
  name: "Amy",
  role: "student",
  joinedAt: 1,
  room: red,
  ...more,
});

Deno.test("a student's only call is their group's while groups talk, else the main room's (K-2)", () => {
  const table: [
    why: string,
    member: Member | undefined,
    situation: Partial<CallSituation>,
    room: string | null,
  ][] = [
    ["in their group", member(), {}, red],
    ["without a group", member({ room: null }), {}, "main"],
    ["groups are closed", member(), { breakouts: { open: false } }, "main"],
    ["no call in groups", member(), { call: { main: 1 } }, "main"],
    ["none in the main room", member(), { call: { groups: 1 } }, red],
    ["no group, groups alone", member({ room: null }), {
      call: { groups: 1 },
    }, null],
    ["no call", member(), { call: {} }, null],
    ["the group is archived", member(), {
      room: () => ({ archived: true }),
    }, "main"],
    ["the group is not there", member({ room: noSuchRoom }), {}, "main"],
    ["out of the call", member(), { isOut: (id) => id === amy }, null],
    ["removed", member({ removed: true }), {}, null],
    [
      "merged",
      member({ removed: true, mergedInto: newId(), room: null }),
      {},
      null,
    ],
    ["an observer", member({ role: "observer" }), {}, null],
    ["staff, who choose", member({ role: "teacher", room: null }), {}, null],
    ["not in", undefined, {}, null],
    ["while the end can be undone", member(), {
      info: { state: "ending", eyesOnMe: null },
    }, red],
    ["before the class", member(), {
      info: { state: "scheduled", eyesOnMe: null },
    }, null],
    ["after the class", member(), {
      info: { state: "ended", eyesOnMe: null },
    }, null],
  ];
  for (const [why, it, more, room] of table) {
    assert.equal(callRoomOf(amy, it, { ...usual, ...more }), room, why);
  }
});

Deno.test("staff may send everything, students a microphone and what is allowed (K-1)", () => {
  const rights = (role: MemberRole, more: Partial<CallSituation> = {}) => {
    const it = callRights({ role }, { ...usual, ...more });
    return `${it.microphone} ${it.camera} ${it.screen}`;
  };
  const silent = { info: { state: "active", eyesOnMe: { text: "" } } } as const;
  assert.equal(rights("student"), "true false false");
  assert.equal(
    rights("student", { call: { cameras: true } }),
    "true true false",
  );
  assert.equal(
    rights("student", { call: { screens: true } }),
    "true false true",
  );
  assert.equal(rights("student", silent), "false false false");
  assert.equal(rights("teacher", silent), "true true true");
});

const rooms = [red, blue, noSuchRoom];
const situations = fc.record({
  call: fc.record({
    main: fc.nat(),
    groups: fc.nat(),
    cameras: fc.boolean(),
    screens: fc.boolean(),
  }, { requiredKeys: [] }),
  state: fc.constantFrom("scheduled", "active", "ending", "ended"),
  eyesOnMe: fc.constantFrom(null, { text: "" }),
  open: fc.boolean(),
  archived: fc.subarray([red, blue]),
  isOut: fc.boolean(),
}).map(({ call, state, eyesOnMe, open, archived, isOut }) => ({
  call,
  info: { state, eyesOnMe } as CallSituation["info"],
  breakouts: { open },
  room: (id: string): Pick<Room, "archived"> | undefined =>
    id === noSuchRoom
      ? undefined
      : archived.includes(id)
      ? { archived: true }
      : {},
  isOut: () => isOut,
}));

const people = fc.record({
  role: fc.constantFrom<MemberRole>("student", "teacher", "observer"),
  room: fc.constantFrom(null, red, blue, noSuchRoom),
  removed: fc.boolean(),
  refused: fc.boolean(),
}).map(({ removed, refused, role, room }) =>
  member({
    role,
    room: role === "student" && !removed ? room : null,
    ...(removed && { removed }),
    ...(refused && { refused }),
  })
);

Deno.test("a student may be in one call, and nobody in a room that they may not read (K-2, ACCESS-1)", () => {
  fc.assert(
    fc.property(people, situations, (it, situation) => {
      const may = ["main", ...rooms]
        .filter((room) => isAllowedInCall(amy, it, room, situation));
      if (it.role !== "teacher") {
        const one = callRoomOf(amy, it, situation);
        assert.deepEqual(may, one === null ? [] : [one]);
      }
      if (it.role === "observer") assert.deepEqual(may, []);
      const { state } = situation.info;
      const isOn = state === "active" || state === "ending";
      if (!isOn || it.removed) assert.deepEqual(may, []);
      const who: Identity = { role: it.role, session: s, member: amy };
      for (const room of may) {
        assert(isCallOn(room, situation));
        const granted = decideAccess(
          who,
          parseDocumentName(names.room(s, room)),
          {
            state,
            member: it,
            rooms: new Set([red, blue]),
            isCollected: false,
            former: [],
          },
        );
        assert.equal(granted, "read");
      }
    }),
    propertyOptions("who may be in a call", 1000),
  );
});

const silent = { microphone: false, camera: false, screen: false };

/** `calls` starts fresh, as after a restart. */
async function withCalls(
  students: readonly string[],
  test: (
    parts: {
      lesson: Lesson;
      livekit: FakeLiveKit;
      calls: LiveKitCalls;
      reports: string[];
    },
  ) => Promise<void>,
) {
  await using livekit = new FakeLiveKit();
  await using lesson = await Lesson.begin({
    students: [...students],
    settings: livekit.settings,
  });
  const { school: { app }, teacher } = lesson;
  await runAct(app, teacher, "POST /call", { rooms: "main" });
  await livekit.until(
    () => livekit.requestsOf("ListRooms").length > 0,
    "it had begun",
  );
  livekit.told.length = 0;
  const reports: string[] = [];
  const calls = new LiveKitCalls(app.livekit!.livekit, {
    sync: app.sync,
    report: (what) => void reports.push(what),
  });
  try {
    await test({ lesson, livekit, calls, reports });
  } finally {
    calls.stop();
  }
}

const pageOf = ({ member }: Identity) => `${member}.${newId()}`;

/** Rounds with a made-up LiveKit server and clock. */
async function withRounds(
  test: (parts: {
    amy: Identity;
    /** LiveKit's name of the room. */
    at: { name: string; session: string; room: string };
    /** One function per listing of the room. */
    shows: (() => string[])[];
    isBack: { now: boolean };
    rounds: LiveKitSweeper;
    out: string[];
    /** Ends all waits. */
    timeIsUp(): Promise<void>;
  }) => Promise<void>,
) {
  await using lesson = await Lesson.begin({ students: ["Amy"] });
  const { session: { id: session }, school: { app }, students } = lesson;
  await runAct(app, lesson.teacher, "POST /call", { rooms: "main" });
  const at = { name: `${session}.main`, session, room: "main" };
  const shows: (() => string[])[] = [], out: string[] = [];
  const isBack = { now: false };
  const waits: (() => void)[] = [];
  const rounds = new LiveKitSweeper({
    sync: app.sync,
    report: (_, error) => assert.ifError(error),
    isGathered: () => isBack.now,
    wait: () => new Promise((resolve) => waits.push(resolve)),
    livekit: {
      listRooms: () => Promise.resolve([at.name]),
      listPages: () => {
        const peers = shows.shift()?.() ?? [];
        return Promise.resolve(peers.map((peer) => ({ peer, tracks: 1 })));
      },
      removePage: (_, peer) => Promise.resolve(void out.push(peer)),
    },
  });
  const timeIsUp = async () => {
    waits.splice(0).forEach((it) => it());
    await new Promise((resolve) => setTimeout(resolve));
  };
  await test({ amy: students[0], at, shows, isBack, rounds, out, timeIsUp });
}

Deno.test("a page in no peer room is removed after its grace period, by a round or an event (K-2)", () =>
  withRounds(async ({ amy, at, shows, isBack, rounds, out, timeIsUp }) => {
    const [one, two, three] = [pageOf(amy), pageOf(amy), pageOf(amy)];
    shows.push(() => [one]);
    await rounds.sweepAll();
    shows.push(() => [two]);
    await rounds.sweepPage(at, two);
    assert.deepEqual(out, []);
    await timeIsUp();
    assert.deepEqual(out, [one, two]);
    shows.push(() => [three]);
    await rounds.sweepAll();
    isBack.now = true;
    await timeIsUp();
    assert.deepEqual(out, [one, two]);
  }));

Deno.test("an event of a page during its check repeats the check (K-2)", () =>
  withRounds(async ({ amy, at, shows, rounds, out, timeIsUp }) => {
    const peer = pageOf(amy);
    let second: Promise<void> | undefined;
    shows.push(() => {
      second = rounds.sweepPage(at, peer);
      return [];
    }, () => [peer]);
    await rounds.sweepPage(at, peer);
    await second;
    await timeIsUp();
    assert.deepEqual(out, [peer]);
  }));

Deno.test("a person who may not be in a call is removed at once, and other Homerooms' are left (K-2)", () =>
  withCalls(["Amy", "Ben", "Cem"], async ({ lesson, livekit, calls }) => {
    const { session, school: { app }, teacher } = lesson;
    const [amy, ben, cem] = lesson.students;
    const main = names.room(session.id, "main");
    const room = `${session.id}.main`;
    const hers = pageOf(amy), his = pageOf(ben), theirs = pageOf(cem);
    calls.notePeerState(main, hers, silent);
    await runAct(app, teacher, "DELETE /call/members/:m", { m: cem.member });
    livekit.present.set(room, [hers, his, theirs, "recorder"]);
    livekit.present.set(`${newId()}.main`, [pageOf(amy)]);
    livekit.present.set("someone.elses", ["they"]);
    livekit.present.set(`${session.id}.main.more`, ["they"]);
    await calls.sweeper.sweepAll();
    const out = livekit.requestsOf("RemoveParticipant");
    assert.deepEqual(out.map((it) => it.identity), [theirs, "recorder"]);
    assert(out.every((it) => it.room === room));
  }));

Deno.test("a person with more than eight tracks at LiveKit is removed, even if they may be in the call (K-5)", () =>
  withCalls(["Amy", "Ben"], async ({ lesson, livekit, calls }) => {
    const { session, students } = lesson;
    const [hers, his] = students.map(pageOf);
    const main = names.room(session.id, "main");
    for (const peer of [hers, his]) calls.notePeerState(main, peer, silent);
    livekit.present.set(`${session.id}.main`, [hers, his]);
    livekit.tracks.set(hers, 8).set(his, 9);
    await calls.sweeper.sweepAll();
    const out = livekit.requestsOf("RemoveParticipant").map((it) =>
      it.identity
    );
    assert.deepEqual(out, [his]);
  }));

Deno.test("a member merged into one in the call is not removed at once (K-2)", () =>
  withCalls(["Amy", "Ben"], async ({ lesson, livekit, calls }) => {
    const { session, school: { app }, students: [amy, ben], teacher } = lesson;
    await runAct(app, teacher, "DELETE /call/members/:m", { m: amy.member });
    await app.membership.mergeMember(teacher, amy.member, {
      member: ben.member,
    });
    await runAct(app, teacher, "POST /call/members/:m/undo", { m: ben.member });
    livekit.present.set(`${session.id}.main`, [pageOf(ben)]);
    await calls.sweeper.sweepAll();
    assert.deepEqual(livekit.requestsOf("RemoveParticipant"), []);
  }));

Deno.test("a failing removal or room at LiveKit does not delay the others (K-2)", () =>
  withCalls(["Amy", "Ben"], async ({ lesson, livekit, calls, reports }) => {
    const { session, school: { app }, students, teacher } = lesson;
    const [hers, his] = students.map(pageOf);
    for (const it of students) {
      await runAct(app, teacher, "DELETE /call/members/:m", { m: it.member });
    }
    const other = await lesson.addStudent("Cem");
    const lost = `${session.id}.${newId()}`, room = `${session.id}.main`;
    livekit.present.set(lost, [pageOf(other)]);
    livekit.present.set(room, [hers, his]);
    livekit.fails = ({ body }) =>
      body.room === lost || body.identity === hers ? 503 : undefined;
    await calls.sweeper.sweepAll();
    const asked = livekit.requestsOf("RemoveParticipant").map((it) =>
      it.identity
    );
    assert.equal(asked.at(-1), his);
    assert.deepEqual(reports, ["LiveKit's rooms could not be checked"]);
  }));

Deno.test("rights changed before LiveKit admitted a person are sent once it has (K-1)", () =>
  withCalls(["Amy"], async ({ lesson, livekit, calls }) => {
    const { session, school: { app }, students: [amy], teacher } = lesson;
    const main = names.room(session.id, "main");
    const peer = pageOf(amy);
    calls.notePeerState(main, peer, silent);
    let count = 0;
    livekit.fails = ({ method, body }) =>
      method === "UpdateParticipant" && body.identity === peer && ++count < 3
        ? 404
        : undefined;
    const asking = { who: amy, room: "main", peer };
    const { joined, left } = await calls.admit(asking, () => {});
    await runAct(app, teacher, "PATCH /call", { cameras: true });
    joined();
    const told = () => livekit.requestsOf("UpdateParticipant");
    await livekit.until(() => told().length === 3, "it was told for good");
    // A page without a socket gets its rights with the next token.
    left();
    livekit.fails = () => 404;
    await runAct(app, teacher, "PATCH /call", { screens: true });
    calls.notePeerState(main, peer, silent);
    await livekit.until(() => told().length === 4, "it was told once more");
    const token = await calls.admit(asking, () => {});
    assert.ok(atob(token.token.split(".")[1]).includes("screen_share"));
  }));

Deno.test("a person that LiveKit reports is checked at once, and removed or told their rights (K-1, K-2)", () =>
  withCalls(["Amy", "Ben", "Cem"], async ({ lesson, livekit, calls }) => {
    const { session, school: { app }, students, teacher } = lesson;
    const [amy, , cem] = students;
    const [hers, his, theirs] = students.map(pageOf);
    const main = names.room(session.id, "main");
    const room = `${session.id}.main`;
    for (const it of [hers, his]) calls.notePeerState(main, it, silent);
    await calls.admit({ who: amy, room: "main", peer: hers }, () => {});
    await runAct(app, teacher, "DELETE /call/members/:m", { m: cem.member });
    livekit.present.set(room, [hers, his, theirs]);
    livekit.tracks.set(his, 9);
    const out = () =>
      livekit.requestsOf("RemoveParticipant").map((it) => it.identity);
    const rights = () => livekit.requestsOf("UpdateParticipant");

    calls.handleEvent({ kind: "participant_joined", room, peer: hers });
    await livekit.until(() => rights().length === 1, "she was told");
    assert.deepEqual(rights()[0].identity, hers);
    calls.handleEvent({ kind: "participant_left", room, peer: theirs });
    calls.handleEvent({ kind: "track_published", room: "else", peer: theirs });
    calls.handleEvent({ kind: "track_published", room, peer: his });
    await livekit.until(() => out().length === 1, "he sent too much");
    calls.handleEvent({ kind: "participant_joined", room, peer: theirs });
    await livekit.until(() => out().length === 2, "they had been taken out");
    assert.deepEqual(out(), [his, theirs]);
    assert.equal(rights().length, 1);
  }));

const now = 1_700_000_000_123;
const caller = { session: "a class", member: "Amy" };

Deno.test("without a TURN server none is sent, and with one its STUN follows once per host (K-3)", () => {
  assert.deepEqual(iceServers({}, caller, now), []);
  const servers = (...TURN_URL: string[]) =>
    iceServers({ TURN_URL, TURN_SECRET: "secret" }, caller, now);
  const udp = "turn:turn.example.org:3478?transport=udp";
  const tcp = "turn:turn.example.org:3478?transport=tcp";
  const tls = "turns:turn.example.org:5349";
  const [stun, turn] = servers(udp, tcp, tls);
  assert.deepEqual(stun, { urls: ["stun:turn.example.org:3478"] });
  assert.deepEqual(turn.urls, [udp, tcp, tls]);
  const [only, ...more] = servers(tls);
  assert.deepEqual([only.urls, more], [[tls], []]);
});

Deno.test("a TURN password expires after 2 to 3 hours, and its name identifies nobody (K-3, K-4)", async () => {
  const settings = { TURN_URL: ["turn:t"], TURN_SECRET: "north wind" };
  const nameOf = (
    who: typeof caller,
    at: number,
    TURN_SECRET = "north wind",
  ) => {
    const [, { username }] = iceServers({ ...settings, TURN_SECRET }, who, at);
    return username!.split(":");
  };
  const [, one] = iceServers(settings, caller, now);
  const [until, nobody] = one.username!.split(":");
  assert.match(nobody, /^[0-9a-f]{16}$/);
  const hour = 60 * 60 * 1000;
  const left = Number(until) * 1000 - now;
  assert.ok(left >= 2 * hour && left <= 3 * hour, `${left} ms`);
  const begun = Math.floor(now / hour) * hour;
  for (const at of [begun, begun + hour - 1]) {
    assert.deepEqual(nameOf(caller, at), [until, nobody]);
  }
  // Only the secret reveals that it was the same person.
  const others = [
    nameOf({ ...caller, member: "Ben" }, now),
    nameOf({ ...caller, session: "another" }, now),
    nameOf(caller, begun + hour),
    nameOf(caller, now, "south wind"),
  ].map(([, name]) => name);
  assert.equal(new Set([nobody, ...others]).size, 5);
  const bytes = (text: string) => new TextEncoder().encode(text);
  const key = await crypto.subtle.importKey(
    "raw",
    bytes(settings.TURN_SECRET),
    { name: "HMAC", hash: "SHA-1" },
    false,
    ["sign"],
  );
  const mac = await crypto.subtle.sign("HMAC", key, bytes(one.username!));
  assert.equal(
    one.credential,
    btoa(String.fromCharCode(...new Uint8Array(mac))),
  );
});
