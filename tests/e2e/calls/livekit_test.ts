import assert from "node:assert/strict";
import {
  createSession,
  joinClass,
  makeTeacherSeat,
  Seat,
  signUp,
  upgradeStatus,
  type Visitor,
} from "../../people.ts";
import { startServer, type TestServer } from "../../server.ts";
import { CallerPage } from "./caller.ts";
import {
  type AdmittedPage,
  FakeLiveKit,
  signalResponse,
} from "./fake_livekit.ts";

interface Lesson {
  readonly teacher: Visitor;
  readonly session: string;
  readonly path: string;
  readonly seats: readonly Seat[];
  readonly staff: Seat;
  /** LiveKit's record of this class's calls. */
  letIn(): AdmittedPage[];
  of(method: string): Record<string, unknown>[];
}

let livekit: FakeLiveKit;
let server: TestServer;

Deno.test.beforeAll(async () => {
  livekit = new FakeLiveKit();
  server = await startServer(livekit.settings);
});
Deno.test.afterAll(async () => {
  await server?.stop();
  await livekit?.[Symbol.asyncDispose]();
});

async function withCall(
  test: (lesson: Lesson) => Promise<void>,
  names = ["Amy", "Ben"],
): Promise<void> {
  const teacher = await signUp(server);
  const { id: session, ...made } = await createSession(teacher);
  const path = `/api/sessions/${session}`;
  const seats: Seat[] = [];
  for (const name of names) {
    seats.push(await (await joinClass(server, made.code, name)).openPage());
  }
  const staff = await makeTeacherSeat(teacher, { id: session, ...made })
    .openPage();
  await teacher.askExpecting(200, "POST", `${path}/call`, { rooms: "main" });
  const isOurs = (room: unknown) => String(room).startsWith(`${session}.`);
  try {
    await test({
      teacher,
      session,
      path,
      seats,
      staff,
      letIn: () =>
        livekit.letIn.filter(({ claims }) =>
          isOurs((claims.video as { room: string }).room)
        ),
      of: (method) =>
        livekit.requestsOf(method).filter(({ room }) => isOurs(room)),
    });
  } finally {
    for (const seat of [...seats, staff]) seat.close();
  }
}

const test = (name: string, fn: () => Promise<void>) =>
  Deno.test({ name, fn, sanitizeOps: false, sanitizeResources: false });

async function inCall(seat: Seat, room = "main") {
  const caller = new CallerPage(seat, room);
  assert.equal((await caller.enter()).kind, "entered");
  const call = caller.openCallSocket();
  const there = () =>
    livekit.letIn.findLast(({ claims }) => claims.sub === caller.peer);
  await livekit.until(() => there() !== undefined, "LiveKit had let them in");
  return { caller, call, there: there()! };
}

test("LiveKit gets a token for one room and one page with the current rights (K-2, K-4)", () =>
  withCall(async (lesson) => {
    const { seats: [amy], session, staff, teacher, path } = lesson;
    const { caller, call, there } = await inCall(amy);
    const { video, exp, nbf, sub, iss: _key, ...more } = there.claims as {
      video: unknown;
      exp: number;
      nbf: number;
      sub: string;
      iss: string;
    };
    assert.deepEqual(video, {
      roomJoin: true,
      room: `${session}.main`,
      canSubscribe: true,
      canPublishData: false,
      canUpdateOwnMetadata: false,
      canPublish: true,
      canPublishSources: ["microphone"],
    });
    assert.equal(sub, caller.peer);
    assert.deepEqual(more, {}, "no name, and nothing else of her");
    assert.ok(exp - nbf <= 60, `it is good for ${exp - nbf} s`);
    assert.deepEqual(
      [...there.query.keys()],
      ["auto_subscribe", "sdk", "protocol"],
    );

    call.socket.send(signalResponse(1, "an offer"));
    await livekit.until(() => there.heard.length === 1, "it had heard her");
    assert.deepEqual(there.heard, [signalResponse(1, "an offer")]);
    const answer = signalResponse(2, "an answer");
    there.socket.send(answer as Uint8Array<ArrayBuffer>);
    await call.waitForFrames(1);
    assert.deepEqual(call.heard, [answer]);

    const theirs = await inCall(staff);
    const { canPublishSources } = theirs.there.claims.video as {
      canPublishSources: string[];
    };
    assert.deepEqual(
      canPublishSources,
      ["microphone", "camera", "screen_share"],
    );
    await teacher.askExpecting(200, "PATCH", `${path}/call`, { cameras: true });
    const permitted = () => lesson.of("UpdateParticipant").at(-1);
    await livekit.until(() => permitted() !== undefined, "it was told");
    assert.deepEqual(permitted(), {
      room: `${session}.main`,
      identity: caller.peer,
      permission: {
        canSubscribe: true,
        canPublish: true,
        canPublishSources: ["MICROPHONE", "CAMERA"],
      },
    });
    assert.equal(lesson.of("UpdateParticipant").length, 1, "her alone");
    assert.ok(!server.output().includes(there.token));
    assert.ok(!server.output().includes("an offer"));
  }));

test("nobody else can open a call, from any origin, room or page (ACCESS-1, ACCESS-4, ACCESS-5)", () =>
  withCall(async (lesson) => {
    const { seats: [amy, ben], session, staff, teacher } = lesson;
    const { caller } = await inCall(amy);
    const own = new CallerPage(ben);
    const at = (path: string, headers: Record<string, string>) =>
      upgradeStatus(server, path, headers);
    const { visitor } = amy;
    const rtc = `${caller.path}/rtc?access_token=none`;
    assert.equal(await at(rtc, {}), 401, "no cookie");
    const foreign = { ...visitor.headers(), origin: "https://elsewhere.test" };
    assert.equal(await at(rtc, foreign), 403, "another site");
    assert.equal(await at(rtc, ben.visitor.headers()), 409, "her page as Ben");
    assert.equal(
      await at(`${own.path}/rtc`, ben.visitor.headers()),
      409,
      "not in it",
    );
    assert.equal(await at(rtc, staff.visitor.headers()), 409, "as the teacher");
    const others = [
      `/calls/${session}/staff/${caller.page}/rtc`,
      `/calls/${session}/main/x/rtc`,
      `/calls/${session}/main/${caller.page}/rtc/v1`,
      `/calls/${session}/main/${caller.page}/agent`,
      "/calls/",
    ];
    for (const path of others) {
      assert.equal(await at(path, visitor.headers()), 404, path);
    }
    const elsewhere = `/calls/${session}/${caller.page}/${caller.page}/rtc`;
    assert.equal(await at(elsewhere, visitor.headers()), 403, "no such room");
    // LiveKit's client asks for the reason of a refusal, and checks the network.
    const why = (seat: Seat, { path }: CallerPage) =>
      seat.visitor.ask("GET", `${path}/rtc/validate`);
    assert.equal((await why(amy, caller)).status, 200);
    assert.equal((await why(ben, own)).status, 409);
    const network = await visitor.ask("HEAD", caller.path);
    assert.equal(network.status, 204);

    const observer = await signUp(server, "Mr Ko");
    const me = await observer.askExpecting(200, "GET", "/api/me");
    const path = `/api/sessions/${session}`;
    await teacher.askExpecting(204, "PUT", `${path}/invitations`, {
      email: me.body.teacher.email,
    });
    const { body } = await teacher.askExpecting(200, "GET", path);
    const look = await observer.askExpecting(201, "POST", "/api/observe", {
      code: body.session.code,
    });
    const seat = new Seat(observer, {
      session,
      member: look.body.session.member,
      as: "teacher",
    });
    const looking = new CallerPage(seat);
    assert.equal((await looking.enter()).kind, "refused");
    for (const as of ["", "as=teacher", "as=member"]) {
      const status = await at(`${looking.path}/rtc?${as}`, observer.headers());
      assert.equal(status, as === "as=member" ? 401 : 403, `observer ${as}`);
    }
    seat.close();
    assert.equal(lesson.letIn().length, 1);
  }));

test("a person who is moved, removed or leaves is disconnected from LiveKit at once (K-2)", () =>
  withCall(async (lesson) => {
    const { seats: [amy, ben, cem, dan], teacher, path, session } = lesson;
    const removed = () => lesson.of("RemoveParticipant");
    const room = `${session}.main`;
    const hers = await inCall(amy);
    const his = await inCall(ben);

    await teacher.askExpecting(
      204,
      "DELETE",
      `${path}/call/members/${amy.member}`,
    );
    assert.deepEqual(await hers.call.closed, {
      code: 4403,
      reason: "not-in-room",
    });
    await hers.there.closed;
    await livekit.until(() => removed().length === 1, "she was put out");
    assert.deepEqual(removed()[0], { room, identity: hers.caller.peer });
    assert.equal(
      await hers.caller.openCallSocket().opened,
      false,
      "and stays so",
    );

    const again = his.caller.openCallSocket();
    await again.opened;
    await his.call.closed;
    await his.there.closed;
    assert.equal(removed().length, 1, "he is the same");
    const other = new CallerPage(ben);
    await other.enter();
    await again.closed;
    await livekit.until(() => removed().length === 2, "the first page was out");
    assert.deepEqual(removed()[1], { room, identity: his.caller.peer });

    const theirs = await inCall(cem);
    theirs.caller.leave();
    await theirs.call.closed;
    await livekit.until(() => removed().length === 3, "they had left");

    const { body } = await teacher.askExpecting(
      201,
      "POST",
      `${path}/breakouts/rooms`,
      { names: ["Red"] },
    );
    const [{ id: red }] = body.rooms;
    await teacher.askExpecting(200, "POST", `${path}/breakouts/start`, {});
    const last = await inCall(dan);
    await teacher.askExpecting(200, "POST", `${path}/breakouts/moves`, {
      moves: [{ member: dan.member, room: red }],
    });
    await last.call.closed;
    await livekit.until(() => removed().length === 4, "Dan was moved");
    assert.deepEqual(removed()[3], { room, identity: last.caller.peer });
    assert.equal(
      await last.caller.openCallSocket().opened,
      false,
      "nor back again",
    );
    const inRed = await inCall(dan, red);
    const { video } = inRed.there.claims as { video: { room: string } };
    assert.equal(video.room, `${session}.${red}`);

    await teacher.askExpecting(200, "DELETE", `${path}/call`);
    await inRed.call.closed;
    const ended = () => lesson.of("DeleteRoom").map((it) => it.room);
    await livekit.until(() => ended().length > 0, "the room had ended");
    assert.ok(ended().includes(`${session}.${red}`));
  }, ["Amy", "Ben", "Cem", "Dan"]));

test("malformed, long or frequent messages end only the call's socket (SYNC-11, SYNC-12)", () =>
  withCall(async (lesson) => {
    const { seats: [amy] } = lesson;
    const { caller, call } = await inCall(amy);
    call.socket.send("text");
    assert.equal((await call.closed).code, 4400);
    const long = caller.openCallSocket();
    await livekit.until(() => lesson.letIn().length === 2, "it was let in");
    long.socket.send(new Uint8Array(600 * 1024));
    assert.equal((await long.closed).code, 4413);
    const often = caller.openCallSocket();
    await livekit.until(() => lesson.letIn().length === 3, "it was let in");
    for (let n = 0; n < 5000; n++) often.socket.send(signalResponse(1, "x"));
    await often.closed;
    await lesson.letIn()[2].closed;
    const came = lesson.letIn()[2].heard.length;
    assert.ok(came > 1000 && came < 2500, `${came} came through`);
    const renewed = caller.openCallSocket();
    await livekit.until(() => lesson.letIn().length === 4, "it was let in");
    for (let n = 0; n < 5000; n++) renewed.socket.send(signalResponse(1, "x"));
    await renewed.closed;
    await lesson.letIn()[3].closed;
    const cameThen = lesson.letIn()[3].heard.length;
    assert.ok(cameThen < 1000, `${cameThen} came through then`);
    const left = caller.openCallSocket();
    await livekit.until(() => lesson.letIn().length === 5, "it was let in");
    lesson.letIn()[4].socket.close();
    assert.equal((await left.closed).code, 1013);
    await amy.sayAndSee("and I can still write");
  }));

test("one person may open only a limited number of call sockets (K-2)", () =>
  withCall(async ({ seats: [amy] }) => {
    const { caller } = await inCall(amy);
    const { visitor } = amy;
    const answers: number[] = [];
    while (!answers.includes(429) && answers.length < 20) {
      answers.push(
        await upgradeStatus(server, `${caller.path}/rtc`, visitor.headers()),
      );
    }
    assert.deepEqual(answers, [...Array(9).fill(101), 429]);
    const refused = await visitor.ask("GET", `${caller.path}/rtc`);
    assert.equal(refused.status, 426, "and what is no socket is no try");
    await amy.sayAndSee("and I can still write");
  }));

test("a client that joined LiveKit without Homeroom is removed when LiveKit reports it (K-2, ACCESS-5)", () =>
  withCall(async (lesson) => {
    const { seats: [amy, ben], session, teacher, path } = lesson;
    const room = `${session}.main`;
    const { caller, there } = await inCall(amy);
    const his = await inCall(ben);
    await teacher.askExpecting(
      204,
      "DELETE",
      `${path}/call/members/${amy.member}`,
    );
    const removed = () => lesson.of("RemoveParticipant");
    await livekit.until(() => removed().length === 1, "she was put out");

    livekit.present.set(room, [caller.peer, his.caller.peer]);
    const comes = (identity: string) => ({
      event: "participant_joined",
      room: { name: room },
      participant: { identity },
    });
    const hers = comes(caller.peer);
    const { url } = server;
    assert.equal(
      await livekit.sendWebhook(url, hers, { secret: "another" }),
      401,
    );
    assert.equal(await livekit.sendWebhook(url, hers, { signed: {} }), 401);
    for (const authorization of [undefined, there.token]) {
      const { status } = await fetch(`${url}/calls/livekit`, {
        method: "POST",
        headers: { ...authorization && { authorization } },
        body: JSON.stringify(hers),
      });
      assert.equal(status, 401);
    }
    assert.equal(
      await livekit.sendWebhook(url, { event: "room_started" }),
      204,
    );
    assert.equal(await livekit.sendWebhook(url, comes(his.caller.peer)), 204);
    assert.equal(await livekit.sendWebhook(url, hers), 204);
    await livekit.until(() => removed().length === 2, "she was out again");
    assert.deepEqual(removed()[1], { room, identity: caller.peer });
    livekit.present.delete(room);
  }));
