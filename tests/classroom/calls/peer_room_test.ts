import assert from "node:assert/strict";
import type { ActInput, ActName } from "../../../classroom/acts.ts";
import { areGroupsOpen } from "../../../classroom/groups/broadcast.ts";
import { callsState } from "../../../classroom/model/calls_layout.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { readSessionDocument } from "../../../classroom/model/layout.ts";
import type { Identity } from "../../../classroom/model/members.ts";
import {
  callRemovals,
  members,
  rooms,
  singleMutes,
  unmuteRequests,
} from "../../../classroom/model/roots.ts";
import { isRefusal } from "../../../sync/refusal.ts";
import type { PeerState } from "../../../sync/signaling_messages.ts";
import { type Random, seededRounds } from "../../random.ts";
import { runAct } from "../asking.ts";
import {
  distributionBody,
  makeRedAndBlue,
} from "../groups/class_with_groups.ts";
import { Lesson } from "../lesson.ts";

const silent = { microphone: false, camera: false, screen: false };
const pictured = { microphone: true, camera: true, screen: false };

async function ask(
  { school, session }: Lesson,
  who: Identity,
  {
    document = names.room(session.id, "main"),
    wanted = silent as PeerState,
    allowed = null as PeerState | null,
    others = [] as readonly PeerState[],
  } = {},
) {
  const answer = await school.app.sync.read(
    session.id,
    [names.session(session.id)],
    (documents) =>
      school.app.authority.decidePeerState(documents, who, document, {
        requestedState: wanted,
        allowedState: allowed,
        otherStates: others,
      }),
  );
  if ("refused" in answer) return answer.refused;
  const { state, shown } = answer;
  const { mutedAt: _, ...on } = state;
  assert.deepEqual(shown, {
    call: { room: document.split("/").at(-1), ...on },
  });
  return state;
}

Deno.test("only a room of the class has a call, and a state is exactly three booleans (K-1, ACCESS-1)", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy"] });
  const { session, students: [amy], teacher, school } = lesson;
  assert.equal(await ask(lesson, amy), "not-on");
  await runAct(school.app, teacher, "POST /call", { rooms: "main" });
  assert.deepEqual(await ask(lesson, amy), silent);
  for (
    const document of [
      names.session(session.id),
      names.staff(session.id),
      names.member(session.id, amy.member),
      names.room(session.id, newId()),
      names.room(newId(), "main"),
      "nonsense",
    ]
  ) assert.equal(await ask(lesson, amy, { document }), "not-on", document);
  for (
    const wanted of [
      {},
      { ...silent, microphone: "yes" },
      { ...silent, camera: undefined },
      { ...silent, room: "main" },
    ]
  ) assert.equal(await ask(lesson, amy, { wanted }), "malformed");
});

Deno.test("from browser to browser eight talk and four pictures are shown, and teachers always fit (K-1)", async () => {
  const settings = {
    LIVEKIT_URL: "ws://livekit.example.org:7880",
    LIVEKIT_API_KEY: "key",
    LIVEKIT_API_SECRET: "secret",
  };
  for (const more of [{}, settings]) {
    await using lesson = await Lesson.begin({
      students: ["Amy"],
      settings: more,
    });
    const { students: [amy], teacher, school } = lesson;
    const { calls } = school.app;
    await runAct({ calls }, teacher, "POST /call", { rooms: "main" });
    await runAct({ calls }, teacher, "PATCH /call", {
      cameras: true,
      screens: true,
    });
    const isMesh = more !== settings;
    const many = (count: number, state: PeerState = silent) =>
      Array.from({ length: count }, () => state);
    const answers = async (
      who: Identity,
      wanted: PeerState,
      others: PeerState[],
    ) => {
      const answer = await ask(lesson, who, { wanted, others });
      return typeof answer === "string" ? answer : "in";
    };
    for (const who of [amy, teacher]) {
      const end = (name: string) => isMesh && who === amy ? name : "in";
      assert.equal(await answers(who, silent, many(7)), "in");
      assert.equal(await answers(who, silent, many(8)), end("full"));
      assert.equal(await answers(who, pictured, many(3, pictured)), "in");
      const four = many(4, pictured);
      assert.equal(await answers(who, pictured, four), end("pictures"));
      assert.equal(await answers(who, silent, four), "in");
      const both = { ...pictured, screen: true };
      assert.equal(await answers(who, both, many(1, both)), "in");
      const three = [...many(1, both), pictured];
      assert.equal(await answers(who, both, three), end("pictures"));
    }
    // Bounds take nothing that a member has.
    const has = { wanted: pictured, allowed: pictured };
    const screen = { ...pictured, screen: true };
    const crowd = many(9, pictured);
    const keeps = await ask(lesson, amy, { ...has, others: crowd });
    assert.deepEqual(keeps, pictured);
    const greedy = { ...has, wanted: screen, others: crowd };
    const answer = await ask(lesson, amy, greedy);
    assert.deepEqual(answer, isMesh ? "pictures" : screen);
    await runAct({ calls }, teacher, "PATCH /call", { cameras: false });
    assert.equal(await answers(amy, pictured, many(4, pictured)), "in");
  }
});

Deno.test("a device that became another student's is in the call as that student (J-2, J-7, S-8)", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy", "Ben"] });
  const { students: [amy, ben], teacher, school } = lesson;
  const { calls, membership } = school.app;
  await runAct({ calls }, teacher, "POST /call", { rooms: "main" });
  await membership.mergeMember(teacher, ben.member, { member: amy.member });
  const phone: Identity = { ...amy, by: ben.member };
  assert.deepEqual(await ask(lesson, phone), silent);
  assert.deepEqual(await ask(lesson, ben), silent);
  const looksOn: Identity = { ...amy, role: "observer", member: newId() };
  assert.equal(await ask(lesson, looksOn), "not-yours");
  await lesson.changeMemberEntry(amy, { role: "observer" });
  assert.equal(await ask(lesson, amy), "not-yours");
});

Deno.test("an answered request to unmute ends that request, and none still to come (K-1)", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy"] });
  const { students: [amy], teacher, school: { app } } = lesson;
  await runAct(app, teacher, "POST /call", { rooms: "main" });
  const answers = (answered: unknown, declined?: unknown) =>
    ask(lesson, amy, { wanted: { ...silent, answered, declined } });
  assert.deepEqual(await answers(5, true), silent, "nobody has asked");
  await runAct(app, teacher, "POST /call/members/:m/unmute", { m: amy.member });
  const askedAt = await readSessionDocument(
    app.sync,
    lesson.session.id,
    (doc) => unmuteRequests(doc).get(amy.member)!,
  );
  const unmuted = { ...silent, answered: askedAt };
  const declines = { ...unmuted, declined: true };
  assert.deepEqual(await answers(askedAt), unmuted);
  assert.deepEqual(await answers(askedAt, false), unmuted);
  assert.deepEqual(await answers(askedAt, true), declines);
  assert.deepEqual(await answers(askedAt + 60_000, true), declines);
  assert.deepEqual(await answers(-1, true), silent);
  assert.deepEqual(await answers(undefined, true), silent);
  for (const wrong of ["no", null, Infinity]) {
    assert.equal(await answers(wrong), "malformed");
  }
  for (const wrong of ["no", null, askedAt]) {
    assert.equal(await answers(askedAt, wrong), "malformed");
  }
  await runAct(app, teacher, "POST /call/mute");
  assert.deepEqual(await answers(askedAt), silent, "nobody asks any more");
});

Deno.test("Mute all mutes everybody who was heard, or unmuted before they knew of it (K-1)", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy"] });
  const { students: [amy], teacher, school: { app } } = lesson;
  await runAct(app, teacher, "POST /call", { rooms: "main" });
  const heard = { ...silent, microphone: true };
  const before = await ask(lesson, amy, { wanted: heard });
  assert.deepEqual(before, heard);
  await runAct(app, teacher, "POST /call/mute");
  assert.deepEqual(await ask(lesson, amy, { wanted: heard }), silent);
  const { mutedAt } = await readSessionDocument(
    app.sync,
    lesson.session.id,
    callsState,
  );
  assert.deepEqual(
    await ask(lesson, amy, { wanted: { ...heard, mutedAt } }),
    { ...heard, mutedAt },
  );
  const ahead = { ...heard, mutedAt: 9e15 };
  assert.deepEqual(await ask(lesson, amy, { wanted: ahead }), {
    ...heard,
    mutedAt,
  });
  assert.deepEqual(await ask(lesson, teacher, { wanted: heard }), heard);
});

Deno.test("Mute mutes one student who was heard, or unmuted before they knew of it (K-1)", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy", "Ben"] });
  const { students: [amy, ben], teacher, school } = lesson;
  const { app, time } = school;
  await runAct(app, teacher, "POST /call", { rooms: "main" });
  await runAct(app, teacher, "POST /call/mute");
  const heard = { ...silent, microphone: true };
  const known = { ...heard, mutedAt: time.now };
  time.now += 1_000;
  await runAct(app, teacher, "POST /call/members/:m/mute", { m: amy.member });
  assert.deepEqual(await ask(lesson, amy, { wanted: known }), {
    ...silent,
    mutedAt: known.mutedAt,
  });
  assert.deepEqual(await ask(lesson, ben, { wanted: known }), known);
  const both = { ...heard, mutedAt: time.now };
  assert.deepEqual(await ask(lesson, amy, { wanted: both }), both);
});

Deno.test("a student in by name alone is in no call until they are let in (J-2)", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy"] });
  const { students: [amy], teacher, school: { app } } = lesson;
  await runAct(app, teacher, "POST /call", { rooms: "main" });
  const byName = { ...amy, own: newId() };
  assert.equal(await ask(lesson, byName), "not-yours");
  assert.deepEqual(await ask(lesson, amy), silent);
});

type Class = Awaited<ReturnType<typeof makeRedAndBlue>>;

/** Only `end` ends a call. */
function steps({ school, teacher, who, rooms, membership }: Class) {
  const { calls } = school.app;
  const desk = <At extends ActName>(at: At, given?: Partial<ActInput<At>>) =>
    runAct({ calls, breakouts: rooms }, teacher, at, given);
  const { member: amy } = who.Amy, { member: ben } = who.Ben;
  const all: Record<string, (random: Random) => Promise<unknown>> = {
    start: (random) =>
      desk("POST /call", {
        rooms: random.pick(["main", "groups"] as const),
      }),
    end: (random) =>
      desk("DELETE /call", {
        rooms: random.pick(["main", "groups", undefined] as const),
      }),
    "take out": () => desk("DELETE /call/members/:m", { m: amy }),
    "let back": () => desk("POST /call/members/:m/undo", { m: amy }),
    ask: () => desk("POST /call/members/:m/unmute", { m: ben }),
    mute: () => desk("POST /call/members/:m/mute", { m: ben }),
    open: () => desk("POST /breakouts/start"),
    close: () => desk("POST /breakouts/stop"),
    delete: () => desk("DELETE /breakouts/rooms"),
    groups: () =>
      desk("POST /breakouts/groups", {
        of: 2,
        onlineOnly: false,
      }),
    undo: () => desk("POST /breakouts/undo"),
    add: () =>
      desk("POST /breakouts/rooms", {
        count: 1,
      }),
    distribute: () =>
      desk("POST /breakouts/distribute", distributionBody("even")),
    automatic: (random) =>
      desk("PATCH /breakouts", {
        auto: random.chance(0.5),
        capacity: 2,
      }),
    remove: () => membership.removeMember(teacher, ben),
    allow: () => membership.allowMember(teacher, ben),
    merge: () =>
      membership.mergeMember(teacher, amy, { member: who.Cem.member }),
    unmerge: () => membership.separateMember(teacher, amy),
  };
  return all;
}

async function look({ school, session, who, read }: Class) {
  const facts = await read((doc) => ({
    ...callsState(doc),
    open: areGroupsOpen(doc),
    rooms: [...rooms(doc).keys()],
    named: unmuteRequests(doc).size + singleMutes(doc).size +
      callRemovals(doc).size,
    out: [...callRemovals(doc).keys()],
    gone: [...members(doc)].flatMap(([id, it]) => it.removed ? id : []),
  }));
  const { authority, sync } = school.app;
  const places = await sync.read(
    session.id,
    [names.session(session.id)],
    (documents) =>
      Object.values(who).map((it) => ({
        id: it.member,
        rooms: ["main", ...facts.rooms].filter((room) =>
          "state" in authority.decidePeerState(
            documents,
            it,
            names.room(session.id, room),
            { requestedState: silent, allowedState: null, otherStates: [] },
          )
        ),
      })),
  );
  return { ...facts, places, isOn: (facts.main ?? facts.groups) !== undefined };
}

Deno.test("a running call follows all changes of groups and people, one call per student (K-2)", async () => {
  await seededRounds("calls and groups", 12).each(async (random) => {
    const given = await makeRedAndBlue();
    await using _ = given.school;
    const all = steps(given);
    let before = await look(given);
    for (let step = 0; step < 40; step++) {
      const name = random.pick(Object.keys(all));
      try {
        await all[name](random);
      } catch (error) {
        if (!isRefusal(error)) throw error;
      }
      const now = await look(given);
      if (now.groups !== undefined) assert(now.open, `${name}: closed groups`);
      if (name !== "end" && before.isOn) assert(now.isOn, `${name}: no call`);
      if (!now.isOn) assert.equal(now.named, 0, `${name}: somebody is left`);
      for (const { id, rooms } of now.places) {
        assert(rooms.length <= 1, `${name}: in two calls`);
        // Aliases are checked as the other member.
        if (now.gone.includes(id) || now.out.includes(id)) continue;
        if (now.main !== undefined) assert.equal(rooms.length, 1, name);
      }
      before = now;
    }
  });
});
