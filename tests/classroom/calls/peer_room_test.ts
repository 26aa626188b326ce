/** K-1, ACCESS-1: the authority's answers to members who want to be in a room's call. */
import { asks } from "../asking.ts";
import assert from "node:assert/strict";
import {
  callsState,
  unmuteRequests,
} from "../../../classroom/model/calls_layout.ts";
import type { Identity } from "../../../classroom/model/members.ts";
import { readSessionDocument } from "../../../classroom/model/layout.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import type { PeerState } from "../../../sync/signals.ts";
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
        wanted,
        allowed,
        others,
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

Deno.test("K-1, ACCESS-1: only a room of the class has a call, and only three answers of yes or no are a state", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy"] });
  const { session, students: [amy], teacher, school } = lesson;
  assert.equal(await ask(lesson, amy), "not-on");
  await asks(school.app, teacher, "POST /call", { rooms: "main" });
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

Deno.test("K-1: from browser to browser eight talk, and four pictures are shown, but that keeps no teacher out; with a LiveKit server there is no such end", async () => {
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
    await asks({ calls }, teacher, "POST /call", { rooms: "main" });
    await asks({ calls }, teacher, "PATCH /call", {
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
    // A camera that is not allowed does not count.
    await asks({ calls }, teacher, "PATCH /call", { cameras: false });
    assert.equal(await answers(amy, pictured, many(4, pictured)), "in");
  }
});

Deno.test("J-2, J-7, S-8: whose device became another student's is in the call as that one; who looks on is not in it", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy", "Ben"] });
  const { students: [amy, ben], teacher, school } = lesson;
  const { calls, membership } = school.app;
  await asks({ calls }, teacher, "POST /call", { rooms: "main" });
  await membership.mergeMember(teacher, ben.member, { member: amy.member });
  const phone: Identity = { ...amy, by: ben.member };
  assert.deepEqual(await ask(lesson, phone), silent);
  assert.deepEqual(await ask(lesson, ben), silent);
  const looksOn: Identity = { ...amy, role: "observer", member: newId() };
  assert.equal(await ask(lesson, looksOn), "not-yours");
  await lesson.put(amy, { role: "observer" });
  assert.equal(await ask(lesson, amy), "not-yours");
});

Deno.test("K-1: who has answered the wish that they unmute, or declined it, has done so with what they were asked, and nothing that is still to come", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy"] });
  const { students: [amy], teacher, school: { app } } = lesson;
  await asks(app, teacher, "POST /call", { rooms: "main" });
  const answers = (answered: unknown, declined?: unknown) =>
    ask(lesson, amy, { wanted: { ...silent, answered, declined } });
  assert.deepEqual(await answers(5, true), silent, "nobody has asked");
  await asks(app, teacher, "POST /call/members/:m/unmute", { m: amy.member });
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
  await asks(app, teacher, "POST /call/mute");
  assert.deepEqual(await answers(askedAt), silent, "nobody asks any more");
});

Deno.test("K-1: Mute all mutes whoever was heard, and whoever unmuted before they knew of it; then they unmute themselves", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy"] });
  const { students: [amy], teacher, school: { app } } = lesson;
  await asks(app, teacher, "POST /call", { rooms: "main" });
  const heard = { ...silent, microphone: true };
  const before = await ask(lesson, amy, { wanted: heard });
  assert.deepEqual(before, heard);
  await asks(app, teacher, "POST /call/mute");
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
  // A time in the future is ignored.
  const ahead = { ...heard, mutedAt: 9e15 };
  assert.deepEqual(await ask(lesson, amy, { wanted: ahead }), {
    ...heard,
    mutedAt,
  });
  // Nobody mutes a teacher.
  assert.deepEqual(await ask(lesson, teacher, { wanted: heard }), heard);
});

Deno.test("K-1: Mute mutes one student who was heard, or unmuted before they knew of it, and nobody else; then they unmute themselves", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy", "Ben"] });
  const { students: [amy, ben], teacher, school } = lesson;
  const { app, time } = school;
  await asks(app, teacher, "POST /call", { rooms: "main" });
  await asks(app, teacher, "POST /call/mute");
  const heard = { ...silent, microphone: true };
  const known = { ...heard, mutedAt: time.now };
  time.now += 1_000;
  await asks(app, teacher, "POST /call/members/:m/mute", { m: amy.member });
  assert.deepEqual(await ask(lesson, amy, { wanted: known }), {
    ...silent,
    mutedAt: known.mutedAt,
  });
  assert.deepEqual(await ask(lesson, ben, { wanted: known }), known);
  const both = { ...heard, mutedAt: time.now };
  assert.deepEqual(await ask(lesson, amy, { wanted: both }), both);
});

Deno.test("J-2: who came by a name alone is in nobody's call until they are let in", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy"] });
  const { students: [amy], teacher, school: { app } } = lesson;
  await asks(app, teacher, "POST /call", { rooms: "main" });
  const byName = { ...amy, own: newId() };
  assert.equal(await ask(lesson, byName), "not-yours");
  assert.deepEqual(await ask(lesson, amy), silent);
});
