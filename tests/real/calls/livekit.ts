/** K-2, K-3: calls through a real LiveKit server, checked by its own lists. */
import assert from "node:assert/strict";
import { AccessToken } from "livekit-server-sdk";
import { CallerPage } from "../../e2e/calls/caller.ts";
import {
  createSession,
  eventually,
  joinClass,
  makeTeacherSeat,
  type Seat,
  signUp,
  upgradeStatus,
} from "../../people.ts";
import { findTracesOnDisk } from "../../traces.ts";
import { setUpLiveKit } from "./around_livekit.ts";
import { CallPage } from "./livekit_page.ts";
import { key, secret } from "./livekit_server.ts";

const around = setUpLiveKit();
const { place } = around;

const test = (name: string, fn: () => Promise<void>) =>
  Deno.test({
    name: `${name} (through LiveKit)`,
    sanitizeOps: false,
    sanitizeResources: false,
    fn,
  });

async function lesson(names: readonly string[]) {
  const teacher = await signUp(place);
  const session = await createSession(teacher);
  const path = `/api/sessions/${session.id}`;
  const seats: Seat[] = [];
  for (const name of names) {
    seats.push(await (await joinClass(place, session.code, name)).openPage());
  }
  const staff = await makeTeacherSeat(teacher, session).openPage();
  await teacher.askExpecting(200, "POST", `${path}/call`, { rooms: "main" });
  const close = () => [...seats, staff].forEach((seat) => seat.close());
  return { teacher, session: session.id, path, seats, staff, close };
}

/** Numbers of unmuted tracks by identity. */
async function present(room: string): Promise<Map<string, number>> {
  const all = await around.livekit.rooms.listParticipants(room).catch(() => []);
  return new Map(all.map(({ identity, tracks }) => [
    identity,
    tracks.filter(({ muted }) => !muted).length,
  ]));
}

/** K-4: Homeroom's output and storage contain no addresses of these pages. */
async function keepsNothingOf(pages: readonly CallPage[]): Promise<void> {
  const traces = (await Promise.all(pages.map((it) => it.readTraces()))).flat();
  assert.ok(traces.some((it) => it.startsWith("a=fingerprint:")));
  assert.ok(traces.some((it) => /^candidate:.* udp /.test(it)));
  traces.push("candidate:", "a=ice-", "m=audio");
  const said = traces.filter((it) => around.app.output().includes(it));
  assert.deepEqual(said, []);
  assert.deepEqual(await findTracesOnDisk(around.app.dataDir, traces), []);
}

const until = (
  room: string,
  good: (there: Map<string, number>) => boolean,
  what: string,
) => eventually(() => present(room), good, what);

async function talking(seats: readonly Seat[], room = "main") {
  const callers = seats.map((seat) => new CallerPage(seat, room));
  const pages: CallPage[] = [];
  for (const caller of callers) {
    assert.equal((await caller.enter()).kind, "entered");
    pages.push(await CallPage.open(around.browser, caller.seat));
  }
  for (const [n, page] of pages.entries()) {
    await page.join(callers[n], callers.filter((_, m) => m !== n));
  }
  return { callers, pages };
}

test("two pages hear and see each other, and contact only Homeroom (K-1, K-3, K-4)", async () => {
  const { teacher, path, seats, session, close } = await lesson(["Amy", "Ben"]);
  const room = `${session}.main`;
  await teacher.askExpecting(200, "PATCH", `${path}/call`, { cameras: true });
  const { callers: [amy, ben], pages: [hers, his] } = await talking(seats);
  await hers.send({ microphone: true, camera: true });
  await his.send({ microphone: true, camera: true });
  for (const page of [hers, his]) {
    await page.until(
      ({ others: [other] }) => /^connected audio camera/.test(other ?? ""),
      "they had each other",
    );
    await page.waitForMoreSound(true);
    await page.until(({ level }) => level > 0, "one saw oneself speak");
    await page.until(
      ({ others: [other] }) => other.endsWith("loud"),
      "it was seen who speaks",
    );
    assert.equal((await page.state()).trouble, null);
    // LiveKit names others.
    assert.deepEqual(
      new Set((await page.iceServers()).flatMap(({ urls }) => urls)),
      new Set(["stun:127.0.0.1:9"]),
    );
    const elsewhere = page.asked.filter((it) =>
      new URL(it).host !== new URL(place.url).host
    );
    assert.deepEqual(elsewhere, []);
    const way = page.asked.find((it) => it.startsWith("ws"));
    assert.ok(way && way.length < 600, `no description fits in ${way}`);
  }
  assert.deepEqual(
    await present(room),
    new Map([[amy.peer, 2], [ben.peer, 2]]),
  );
  await hers.send({ microphone: false, camera: false });
  await his.until(
    ({ others: [other] }) => other === "connected",
    "neither voice nor picture",
  );
  await until(room, (there) => there.get(amy.peer) === 0, "nor on LiveKit");
  await hers.send({ microphone: true });
  await his.until(({ others: [it] }) => it.includes("loud"), "heard again");

  await teacher.askExpecting(200, "PATCH", path, {
    eyesOnMe: { text: "Look" },
  });
  await until(
    room,
    (there) => there.get(amy.peer) === 0 && there.get(ben.peer) === 1,
    "Ben's picture was left",
  );
  await teacher.askExpecting(200, "PATCH", path, { eyesOnMe: null });
  await hers.send({ microphone: true });
  await until(room, (there) => there.get(amy.peer) === 1, "and she may again");
  const said = around.app.output() + around.livekit.output();
  assert.ok(!said.includes(secret));
  await keepsNothingOf([hers, his]);
  await hers.leave();
  await until(room, (there) => !there.has(amy.peer), "she had left");
  close();
  await hers.page.context().close();
  await his.page.context().close();
});

test("of extra tracks, one voice and one camera arrive while presence allows them (K-1, K-3)", async () => {
  const { teacher, path, seats, session, close } = await lesson(["Amy", "Ben"]);
  await teacher.askExpecting(200, "PATCH", `${path}/call`, { cameras: true });
  const [amy, ben] = seats.map((seat) => new CallerPage(seat));
  for (const caller of [amy, ben]) await caller.enter();
  const hers = await CallPage.open(around.browser, amy.seat);
  const his = await CallPage.open(around.browser, ben.seat);
  await hers.join(amy, [ben]);
  const taken = await his.sendExtraVoices(ben, 4);
  assert.ok(taken >= 6, `LiveKit took ${taken}`);
  const gets = (audio: number, video: number) =>
    eventually(
      () => hers.countGrowingStreams(),
      (it) => it.audio === audio && it.video === video,
      `${audio} voices and ${video} pictures came`,
    );
  await gets(1, 1);
  await hers.show(ben.seat.member, { microphone: false, camera: false });
  await gets(0, 0);
  await hers.show(ben.seat.member, { camera: false });
  await gets(1, 0);
  assert.equal((await present(`${session}.main`)).get(ben.peer), taken);
  close();
  await hers.page.context().close();
  await his.page.context().close();
});

test("a moved or removed person leaves LiveKit's room, and no token leads back (K-2, ACCESS-1)", async () => {
  const { teacher, path, seats, session, close } = await lesson(["Amy", "Ben"]);
  const main = `${session}.main`;
  const { callers: [amy, ben], pages: [hers, his] } = await talking(seats);
  await hers.send({ microphone: true });
  await his.send({ microphone: true });
  await hers.waitForMoreSound();
  await his.waitForMoreSound();
  const { body } = await teacher.askExpecting(
    201,
    "POST",
    `${path}/breakouts/rooms`,
    {
      names: ["Red"],
    },
  );
  const [{ id: red }] = body.rooms;
  await teacher.askExpecting(200, "POST", `${path}/breakouts/start`, {});
  await teacher.askExpecting(200, "POST", `${path}/breakouts/moves`, {
    moves: [{ member: amy.seat.member, room: red }],
  });
  await until(main, (there) => !there.has(amy.peer), "she was out");
  await hers.until(({ trouble }) => trouble === "lost", "her page knew");
  assert.ok((await present(main)).has(ben.peer), "who stays, stays");
  // Neither her page nor a token that LiveKit would accept passes Homeroom.
  const token = new AccessToken(key, secret, { identity: amy.peer });
  token.addGrant({ roomJoin: true, room: main });
  const forged = await new AccessToken(key, "another secret", {
    identity: amy.peer,
  }).toJwt();
  for (const it of [await token.toJwt(), forged, "none"]) {
    const at = `${amy.path}/rtc?access_token=${it}`;
    assert.equal(
      await upgradeStatus(place, at, amy.seat.visitor.headers()),
      403,
    );
  }
  const direct = { ...place, url: around.livekit.url.replace("ws", "http") };
  const withForged = await upgradeStatus(direct, `/rtc?access_token=${forged}`);
  assert.equal(withForged, 401, "LiveKit itself");
  await hers.leave();
  const past = await CallPage.open(around.browser, amy.seat, {
    bypassCSP: true,
  });
  const from = around.livekit.output().length;
  // She is removed before her program knows that it was in.
  past.openForeignSocket(around.livekit.url, await token.toJwt()).catch(
    () => {},
  );
  await eventually(
    () => Promise.resolve(around.livekit.output().slice(from)),
    (said) =>
      said.includes("participant active") &&
      said.includes("SERVICE_REQUEST_REMOVE_PARTICIPANT"),
    "she came in and was put out",
  );
  await until(main, (there) => !there.has(amy.peer), "she was out again");
  await past.page.context().close();
  const there = new CallerPage(amy.seat, red);
  await there.enter();
  await hers.join(there, []);
  await until(`${session}.${red}`, (all) => all.has(there.peer), "she came");
  assert.ok(!(await present(main)).has(amy.peer));

  await teacher.askExpecting(
    204,
    "DELETE",
    `${path}/members/${amy.seat.member}`,
  );
  await until(
    `${session}.${red}`,
    (all) => !all.has(there.peer),
    "she was removed",
  );
  await teacher.askExpecting(200, "DELETE", `${path}/call`);
  await eventually(
    () => around.livekit.rooms.listRooms(),
    (rooms) => !rooms.some(({ name }) => name === main),
    "its room was gone",
  );
  close();
  await hers.page.context().close();
  await his.page.context().close();
});

test("voices continue during a Homeroom restart, and a removal meanwhile takes effect (K-2, SYNC-15)", async () => {
  const { teacher, path, seats, session, close } = await lesson(["Amy", "Ben"]);
  const main = `${session}.main`;
  const { callers, pages: [hers, his] } = await talking(seats);
  await hers.send({ microphone: true });
  await his.send({ microphone: true });
  await hers.waitForMoreSound();
  await his.waitForMoreSound();
  const sids = async () =>
    (await around.livekit.rooms.listParticipants(main)).map(({ sid }) => sid)
      .sort();
  const before = await sids();
  await around.app.end();
  await hers.waitForMoreSound();
  await his.waitForMoreSound();
  await around.app.begin();
  for (const caller of callers) {
    assert.equal((await caller.enter()).kind, "entered");
  }
  for (const page of [hers, his]) {
    await page.until(({ trouble }) => trouble === null, "it was well");
    await page.waitForMoreSound();
  }
  assert.deepEqual(await sids(), before, "nobody had to come in anew");

  const [amy, ben] = callers;
  await around.app.kill();
  amy.seat.close();
  await around.app.begin();
  await teacher.askExpecting(
    204,
    "DELETE",
    `${path}/call/members/${amy.seat.member}`,
  );
  await around.app.end();
  await around.app.begin();
  await until(main, (there) => !there.has(amy.peer), "Amy was out");
  assert.ok((await present(main)).has(ben.peer), "and Ben was not");
  close();
  await hers.page.context().close();
  await his.page.context().close();
});
