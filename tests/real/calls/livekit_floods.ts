/** K-5: what one page can do to the calls of all others through a real LiveKit server, which tells everybody of much. */
import assert from "node:assert/strict";
import { Caller } from "../../e2e/calls/caller.ts";
import {
  createSession,
  eventually,
  join,
  type Seat,
  signUp,
} from "../../people.ts";
import { aroundLiveKit } from "./around_livekit.ts";
import { CallPage, type InPage } from "./livekit_page.ts";

const around = aroundLiveKit();
const { place } = around;

/** Somebody who floods the call. */
interface Mal {
  readonly caller: Caller;
  readonly page: CallPage;
}

/** Two talk, and see each other; a third, who is in the call by a program, does this, and the two go on. Gives how many messages came to one. */
async function floodedBy(flood: (mal: Mal) => Promise<void>): Promise<number> {
  const teacher = await signUp(place);
  const session = await createSession(teacher);
  const path = `/api/sessions/${session.id}`;
  await teacher.get(200, "POST", `${path}/call`, { rooms: "main" });
  await teacher.get(200, "PATCH", `${path}/call`, { cameras: true });
  const seats: Seat[] = [];
  for (const name of ["Amy", "Ben", "Mal"]) {
    seats.push(await (await join(place, session.code, name)).enter());
  }
  const callers = seats.map((seat) => new Caller(seat));
  const pages: CallPage[] = [];
  for (const caller of callers) {
    await caller.enter();
    pages.push(await CallPage.open(around.browser, caller.seat));
  }
  const [amy, ben, caller] = callers;
  const [hers, his, page] = pages;
  await hers.join(amy, [ben, caller]);
  await his.join(ben, [amy, caller]);
  for (const it of [hers, his]) {
    await it.send({ microphone: true, camera: true });
  }
  for (const it of [hers, his]) await it.hears(true);
  await page.intrude(caller.path);
  const connected = (state: string) => state.startsWith("connected");
  await hers.until(({ others }) => others.every(connected), "Mal was there");

  const before = hers.told.length;
  await flood({ caller, page });
  // Whatever LiveKit has to tell of the flood it tells before this.
  await his.send({ microphone: false });
  await hers.until(({ others: [ben] }) => !ben.includes("audio"), "Ben's word");
  await his.send({ microphone: true });
  for (const it of [hers, his]) await it.hears(true);
  assert.equal(hers.cut + his.cut, 0, "nobody's socket was closed");
  const messages = hers.told.length - before;
  seats.forEach((seat) => seat.close());
  for (const { page } of pages) await page.context().close();
  return messages;
}

const test = (name: string, fn: () => Promise<void>) =>
  Deno.test({
    name: `${name} (through LiveKit)`,
    sanitizeOps: false,
    sanitizeResources: false,
    fn,
  });

/** It is over for a page that says too much. */
const isPutOff = (page: CallPage) =>
  eventually(() => Promise.resolve(page.cut), (cut) => cut > 0, "put off");

test("K-5: of somebody who mutes and unmutes as fast as they can others are told some twelve hundred times, and then as often as sixty a second", async () => {
  const messages = await floodedBy(async ({ page }) => {
    await page.page.evaluate(async () => {
      const { cheat, room } = globalThis as unknown as InPage;
      await cheat(room, 1);
      const [{ trackSid }] = room.localParticipant.audioTrackPublications
        .values();
      for (let n = 0; n < 2_000; n++) {
        void room.engine.client.sendMuteTrack(trackSid, n % 2 === 0)
          .catch(() => {});
      }
    });
    await isPutOff(page);
  });
  assert.ok(messages < 1_600, `${messages} came`);
});

for (const what of ["how they take", "which they take"] as const) {
  test(`K-5: of somebody who changes ${what} of the others' pictures as fast as they can nobody is told`, async () => {
    const messages = await floodedBy(async ({ page }) => {
      await page.page.waitForFunction(() => {
        const { room } = globalThis as unknown as InPage;
        const others = [...room.remoteParticipants.values()];
        return others.every((it) =>
          [...it.videoTrackPublications.values()].some(({ isSubscribed }) =>
            isSubscribed
          )
        );
      });
      await page.page.evaluate((what) => {
        const { room } = globalThis as unknown as InPage;
        const all = [...room.remoteParticipants.values()]
          .flatMap((it) => [...it.videoTrackPublications.values()]);
        for (let n = 0; n < 2_000; n++) {
          const isOn = n % 2 === 1;
          for (const it of all) {
            if (what === "how they take") it.setEnabled(isOn);
            else it.setSubscribed(isOn);
          }
        }
      }, what);
      await isPutOff(page);
    });
    assert.ok(messages < 100, `${messages} came`);
  });
}

test("K-5: of somebody who comes and goes as fast as they can others are told some ten times, and then as often as each other second", async () => {
  const messages = await floodedBy(async ({ caller: { seat } }) => {
    const { closes } = seat.room;
    for (let n = 0; closes.length === 0; n++) {
      const caller = new Caller(seat);
      const isIn = caller.enter().then(({ kind }) => kind === "entered");
      const isOver = seat.room.until(() => closes.length > 0, "it was put off");
      if (!await Promise.race([isIn, isOver.then(() => false)])) break;
      const call = caller.call();
      if (await call.opened) await Promise.race([call.hears(1), call.closed]);
      caller.leave();
      await call.closed;
    }
    assert.deepEqual(closes[0], { code: 4429, reason: "too-often" });
  });
  assert.ok(messages < 100, `${messages} came`);
});
