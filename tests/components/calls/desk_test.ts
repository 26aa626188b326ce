/** What staff do with the calls of a class as a whole, and how the end is taken back. */
import assert from "node:assert/strict";
import { calls as words, callStaff as t } from "texts/calls.ts";
import { Call } from "../../../components/calls/call.ts";
import { CallDesk } from "../../../components/calls/staff/call_desk.ts";
import { eventually } from "../../people.ts";
import { madeUp } from "./made_up.ts";

const until = (what: string, is: () => boolean) =>
  eventually(() => Promise.resolve(is()), Boolean, what);

/** Ms Lin at hers, and a server that does what it is asked at once. */
function sit() {
  sessionStorage.clear();
  const made = madeUp({ as: "lin" });
  const call = new Call(made.session);
  const part = (Kind: unknown) =>
    Kind === Call ? call : { current: made.shown };
  Object.assign(made.session, { part });
  const desk = new CallDesk(made.session);
  const asked: string[] = [];
  let now = 10;
  desk.api.act = <T>(method: string, path: string, body: unknown = {}) => {
    const { rooms } = body as { rooms?: string };
    asked.push([method, path, rooms].filter(Boolean).join(" "));
    if (method === "DELETE") {
      made.set("call", { main: undefined, groups: undefined });
    } else if (rooms) made.set("call", { [rooms]: now++ });
    return Promise.resolve({} as T);
  };
  return {
    ...made,
    call,
    desk,
    asked,
    async isIn() {
      await until("she is in", () =>
        call.voice.value?.isIn.value === true &&
        call.voice.value.own.tracks.value !== null);
    },
    leave() {
      desk.close();
      call.close();
      made.facts.document.close();
    },
  };
}

Deno.test("K-1: who ends a call starts it again where it was, and is in it again, not heard", async () => {
  const lin = sit();
  const { call, desk } = lin;
  lin.set("breakouts", { open: true });
  lin.set("call", { main: 1, groups: 2, cameras: true });
  await call.join();
  await lin.isIn();
  await call.voice.value!.own.turn("microphone", true);
  await desk.end();
  assert.equal(desk.done.value?.words, words.out.over);
  await until("she is out", () => call.voice.value === null);
  await until("it is not said twice", () => call.out.value === "left");
  await desk.startAgain(desk.done.value!.ended!);
  assert.deepEqual(lin.asked, [
    "DELETE /call",
    "POST /call main",
    "POST /call groups",
  ]);
  assert.equal(desk.done.value, null);
  await lin.isIn();
  assert.equal(call.voice.value!.own.on.value.microphone, false);
  lin.leave();
});

Deno.test("K-1: that a call has ended is no news once there is another; who was not in it is not put in", async () => {
  const lin = sit();
  const { call, desk } = lin;
  lin.set("call", { main: 1 });
  await desk.end();
  const { ended } = desk.done.value!;
  lin.set("call", { main: 5 });
  assert.equal(desk.done.value, null);
  lin.set("call", { main: undefined });
  await desk.startAgain(ended!);
  assert(!call.joining.value && call.voice.value === null);
  lin.leave();
});

Deno.test("K-1: what was done is said, and what was refused is not", async () => {
  const lin = sit();
  const { desk } = lin;
  lin.set("call", { main: 1 });
  await desk.muteAll();
  assert.equal(desk.done.value?.words, t.mutedAll);
  desk.api.act = () => Promise.resolve(null);
  await desk.muteAll();
  assert.equal(desk.done.value, null);
  await desk.end();
  assert.equal(desk.done.value, null);
  assert.equal(await desk.allow({ cameras: true }), false);
  lin.leave();
});
