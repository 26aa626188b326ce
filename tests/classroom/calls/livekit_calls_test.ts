/** K-2: removals from LiveKit and rights at LiveKit, also when LiveKit fails. */
import { asks } from "../asking.ts";
import assert from "node:assert/strict";
import {
  LiveKitCalls,
  LiveKitSweeper,
} from "../../../classroom/calls/livekit_calls.ts";
import type { Identity } from "../../../classroom/model/members.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { FakeLiveKit } from "../../e2e/calls/fake_livekit.ts";
import { Lesson } from "../lesson.ts";

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
  await asks(app, teacher, "POST /call", { rooms: "main" });
  await livekit.until(() => livekit.of("ListRooms").length > 0, "it had begun");
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
  await asks(app, lesson.teacher, "POST /call", { rooms: "main" });
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

Deno.test("K-2: a page in no peer room is put out after its time to come back, by a round or an event", () =>
  withRounds(async ({ amy, at, shows, isBack, rounds, out, timeIsUp }) => {
    const [one, two, three] = [pageOf(amy), pageOf(amy), pageOf(amy)];
    shows.push(() => [one]);
    await rounds.look();
    shows.push(() => [two]);
    await rounds.sweepPage(at, two);
    assert.deepEqual(out, []);
    await timeIsUp();
    assert.deepEqual(out, [one, two]);
    shows.push(() => [three]);
    await rounds.look();
    isBack.now = true;
    await timeIsUp();
    assert.deepEqual(out, [one, two]);
  }));

Deno.test("K-2: an event of a page during a look at it has it looked at again", () =>
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

Deno.test("K-2: who may not be in a call is put out at once; another Homeroom's are left alone", () =>
  withCalls(["Amy", "Ben", "Cem"], async ({ lesson, livekit, calls }) => {
    const { session, school: { app }, teacher } = lesson;
    const [amy, ben, cem] = lesson.students;
    const main = names.room(session.id, "main");
    const room = `${session.id}.main`;
    const hers = pageOf(amy), his = pageOf(ben), theirs = pageOf(cem);
    calls.notePeerState(main, hers, silent);
    await asks(app, teacher, "DELETE /call/members/:m", { m: cem.member });
    livekit.present.set(room, [hers, his, theirs, "recorder"]);
    livekit.present.set(`${newId()}.main`, [pageOf(amy)]);
    livekit.present.set("someone.elses", ["they"]);
    livekit.present.set(`${session.id}.main.more`, ["they"]);
    await calls.sweeper.look();
    const out = livekit.of("RemoveParticipant");
    assert.deepEqual(out.map((it) => it.identity), [theirs, "recorder"]);
    assert(out.every((it) => it.room === room));
  }));

Deno.test("K-5: who has more than eight tracks at LiveKit is put out, though they may be in the call", () =>
  withCalls(["Amy", "Ben"], async ({ lesson, livekit, calls }) => {
    const { session, students } = lesson;
    const [hers, his] = students.map(pageOf);
    const main = names.room(session.id, "main");
    for (const peer of [hers, his]) calls.notePeerState(main, peer, silent);
    livekit.present.set(`${session.id}.main`, [hers, his]);
    livekit.tracks.set(hers, 8).set(his, 9);
    await calls.sweeper.look();
    const out = livekit.of("RemoveParticipant").map((it) => it.identity);
    assert.deepEqual(out, [his]);
  }));

Deno.test("K-2: who was merged into somebody who may be in the call is not put out at once", () =>
  withCalls(["Amy", "Ben"], async ({ lesson, livekit, calls }) => {
    const { session, school: { app }, students: [amy, ben], teacher } = lesson;
    await asks(app, teacher, "DELETE /call/members/:m", { m: amy.member });
    await app.membership.mergeMember(teacher, amy.member, {
      member: ben.member,
    });
    await asks(app, teacher, "POST /call/members/:m/undo", { m: ben.member });
    livekit.present.set(`${session.id}.main`, [pageOf(ben)]);
    await calls.sweeper.look();
    assert.deepEqual(livekit.of("RemoveParticipant"), []);
  }));

Deno.test("K-2: one whom LiveKit does not put out, or one room that it does not show, keeps nobody else in", () =>
  withCalls(["Amy", "Ben"], async ({ lesson, livekit, calls, reports }) => {
    const { session, school: { app }, students, teacher } = lesson;
    const [hers, his] = students.map(pageOf);
    for (const it of students) {
      await asks(app, teacher, "DELETE /call/members/:m", { m: it.member });
    }
    const other = await lesson.student("Cem");
    const lost = `${session.id}.${newId()}`, room = `${session.id}.main`;
    livekit.present.set(lost, [pageOf(other)]);
    livekit.present.set(room, [hers, his]);
    livekit.fails = ({ body }) =>
      body.room === lost || body.identity === hers ? 503 : undefined;
    await calls.sweeper.look();
    const asked = livekit.of("RemoveParticipant").map((it) => it.identity);
    assert.equal(asked.at(-1), his);
    assert.deepEqual(reports, ["LiveKit's rooms could not be checked"]);
  }));

Deno.test("K-1: rights that change before LiveKit has let somebody in are told once it has", () =>
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
    await asks(app, teacher, "PATCH /call", { cameras: true });
    joined();
    const told = () => livekit.of("UpdateParticipant");
    await livekit.until(() => told().length === 3, "it was told for good");
    // A page without a socket gets its rights with the next token.
    left();
    livekit.fails = () => 404;
    await asks(app, teacher, "PATCH /call", { screens: true });
    calls.notePeerState(main, peer, silent);
    await livekit.until(() => told().length === 4, "it was told once more");
    const token = await calls.admit(asking, () => {});
    assert.ok(atob(token.token.split(".")[1]).includes("screen_share"));
  }));

Deno.test("K-1, K-2: of whom LiveKit tells is looked at once: out with who may not be there or sends too much, and all others are told what they may have now", () =>
  withCalls(["Amy", "Ben", "Cem"], async ({ lesson, livekit, calls }) => {
    const { session, school: { app }, students, teacher } = lesson;
    const [amy, , cem] = students;
    const [hers, his, theirs] = students.map(pageOf);
    const main = names.room(session.id, "main");
    const room = `${session.id}.main`;
    for (const it of [hers, his]) calls.notePeerState(main, it, silent);
    await calls.admit({ who: amy, room: "main", peer: hers }, () => {});
    await asks(app, teacher, "DELETE /call/members/:m", { m: cem.member });
    livekit.present.set(room, [hers, his, theirs]);
    livekit.tracks.set(his, 9);
    const out = () => livekit.of("RemoveParticipant").map((it) => it.identity);
    const rights = () => livekit.of("UpdateParticipant");

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
