/** The staff's actions on calls, and undoing an end. */
import assert from "node:assert/strict";
import { calls as words, callStaff as t } from "texts/calls.ts";
import { Call } from "../../../components/calls/call.ts";
import { StaffCall } from "../../../components/calls/staff/staff_call.ts";
import { eventually } from "../../people.ts";
import { callOverNoticeMs } from "../../../components/calls/call.ts";
import { Random } from "../../random.ts";
import { SimulatedTime } from "../../sync/simulated_time.ts";
import { madeUp } from "./made_up.ts";

const until = (what: string, is: () => boolean) =>
  eventually(() => Promise.resolve(is()), Boolean, what);

/** Ms Lin's page, and a server that answers at once. */
function sit() {
  sessionStorage.clear();
  const made = madeUp({ as: "lin" });
  const call = new Call(made.session);
  const part = (Kind: unknown) =>
    Kind === Call ? call : { currentRoom: made.shown };
  Object.assign(made.session, { part });
  const desk = new StaffCall(made.session);
  const asked: string[] = [];
  const refused = new Set<string | undefined>();
  let now = 10;
  desk.api.act = (at, ...[given]) => {
    const { m = "", rooms } = (given ?? {}) as { m?: string; rooms?: string };
    const [method, path] = at.replace(":m", m).split(" ");
    asked.push([method, path, rooms].filter(Boolean).join(" "));
    if (refused.has(rooms)) return Promise.resolve(null);
    if (path !== "/call") {
      made.set("callOut", { [path.split("/").at(-1)!]: now++ });
    } else if (method === "DELETE") {
      made.set("callOut", { amy: undefined, ben: undefined });
      made.set("call", { main: undefined, groups: undefined });
    } else if (rooms) made.set("call", { [rooms]: now++ });
    return Promise.resolve({} as never);
  };
  return {
    ...made,
    call,
    desk,
    asked,
    refused,
    async isIn() {
      await until(
        "she is in",
        () =>
          call.voice.value?.isJoined.value === true &&
          call.voice.value.ownDevices.tracks.value !== null,
      );
    },
    leave() {
      desk.close();
      call.close();
      made.facts.document.close();
    },
  };
}

async function inTime(prove: (time: SimulatedTime) => Promise<void>) {
  const time = new SimulatedTime(new Random(1));
  const giveBack = time.takeTimers();
  try {
    await prove(time);
  } finally {
    giveBack();
  }
}

Deno.test("K-1: who ends a call starts it again where it was, and is in it again, not heard", async () => {
  const lin = sit();
  const { call, desk } = lin;
  lin.set("breakouts", { open: true });
  lin.set("call", { main: 1, groups: 2, cameras: true });
  lin.shown.value = { id: "a" };
  await call.join();
  await lin.isIn();
  await call.voice.value!.ownDevices.switchDevice("microphone", true);
  lin.shown.value = { id: "main" };
  await desk.end();
  assert.equal(desk.lastAction.value?.text, words.out.over);
  await until("she is out", () => call.voice.value === null);
  await until("it is not said twice", () => call.exitReason.value === "left");
  await desk.startAgain(desk.lastAction.value!.ended!);
  assert.deepEqual(lin.asked, [
    "DELETE /call",
    "POST /call main",
    "POST /call groups",
  ]);
  assert.equal(desk.lastAction.value, null);
  await lin.isIn();
  assert.equal(call.room.value, "a");
  assert.equal(call.voice.value!.ownDevices.switchedOn.value.microphone, false);
  lin.leave();
});

Deno.test("K-1: who was removed is out of the call that is started again", async () => {
  const lin = sit();
  const { desk, facts } = lin;
  lin.set("breakouts", { open: true });
  lin.set("call", { main: 1, groups: 2 });
  lin.set("callOut", { ben: 3 });
  await desk.end();
  assert.deepEqual(facts.callRemovals.value, {});
  await desk.startAgain(desk.lastAction.value!.ended!);
  assert.deepEqual(lin.asked, [
    "DELETE /call",
    "POST /call main",
    "DELETE /call/members/ben",
    "POST /call groups",
  ]);
  assert.deepEqual(Object.keys(facts.callRemovals.value), ["ben"]);
  lin.leave();
});

Deno.test("K-1: of groups that have closed since, the main room's call is started again", async () => {
  for (const was of [{ main: 1, groups: 2 }, { groups: 2 }]) {
    const lin = sit();
    const { call, desk } = lin;
    lin.set("breakouts", { open: true });
    lin.set("call", was);
    lin.shown.value = { id: "a" };
    await call.join();
    await lin.isIn();
    await desk.end();
    await until("she is out", () => call.voice.value === null);
    lin.set("breakouts", { open: false });
    await desk.startAgain(desk.lastAction.value!.ended!);
    assert.deepEqual(lin.asked, ["DELETE /call", "POST /call main"]);
    await lin.isIn();
    assert.equal(call.room.value, "main");
    lin.leave();
  }
});

Deno.test("K-1: where the groups' call is refused, who started again is in the main room's", async () => {
  const lin = sit();
  const { call, desk } = lin;
  lin.set("breakouts", { open: true });
  lin.set("call", { main: 1, groups: 2 });
  lin.shown.value = { id: "a" };
  await call.join();
  await lin.isIn();
  await desk.end();
  await until("she is out", () => call.voice.value === null);
  lin.refused.add("groups");
  lin.shown.value = { id: "main" };
  await desk.startAgain(desk.lastAction.value!.ended!);
  await lin.isIn();
  assert.equal(call.room.value, "main");
  lin.leave();
});

Deno.test("K-1: where nothing could be started again, that the call has ended stands still", async () => {
  const lin = sit();
  const { desk } = lin;
  lin.set("call", { main: 1 });
  await desk.end();
  const deed = desk.lastAction.value!;
  lin.refused.add("main");
  await desk.startAgain(deed.ended!);
  assert.equal(desk.lastAction.value, deed);
  lin.leave();
});

Deno.test("K-1: who started a call again, and hears of it late, is not put in", async () => {
  await inTime(async (time) => {
    const lin = sit();
    const { call, desk } = lin;
    lin.set("call", { main: 1 });
    await desk.end();
    const ended = { ...desk.lastAction.value!.ended!, room: "main" };
    desk.api.act = <T>() => Promise.resolve({} as T);
    await desk.startAgain(ended);
    await time.pass(11_000);
    lin.set("call", { main: 5 });
    assert(!call.isJoining.value && call.voice.value === null);
    lin.leave();
  });
});

Deno.test("K-1: what was done goes by itself, with a refusal, but not from under a hand", async () => {
  await inTime(async (time) => {
    const lin = sit();
    const { desk } = lin;
    const told = () => desk.lastAction.value?.text ?? null;
    lin.set("call", { main: 1 });
    await desk.muteAll();
    await time.pass(7_000);
    assert.equal(told(), t.mutedAll);
    await time.pass(2_000);
    assert.equal(told(), null);
    await desk.end();
    desk.api.refusal.value = { detail: "No." };
    await time.pass(20_000);
    let isHeld = true;
    desk.keepsNotice.add(() => isHeld);
    await time.pass(20_000);
    assert.equal(told(), words.out.over);
    isHeld = false;
    await time.pass(1_000);
    assert.equal(told(), null);
    assert.equal(desk.api.refusal.value, null);
    lin.leave();
  });
});

Deno.test("K-1: that a call has ended is no news once there is another; who was not in it is not put in", async () => {
  const lin = sit();
  const { call, desk } = lin;
  lin.set("call", { main: 1 });
  await desk.end();
  const { ended } = desk.lastAction.value!;
  lin.set("call", { main: 5 });
  assert.equal(desk.lastAction.value, null);
  lin.set("call", { main: undefined });
  await desk.startAgain(ended!);
  assert(!call.isJoining.value && call.voice.value === null);
  lin.leave();
});

Deno.test("K-1: what was done is said, and what was refused is not", async () => {
  const lin = sit();
  const { desk } = lin;
  lin.set("call", { main: 1 });
  await desk.muteAll();
  assert.equal(desk.lastAction.value?.text, t.mutedAll);
  desk.api.act = () => Promise.resolve(null);
  await desk.muteAll();
  assert.equal(desk.lastAction.value, null);
  await desk.end();
  assert.equal(desk.lastAction.value, null);
  assert.equal(await desk.setRights({ cameras: true }), false);
  lin.leave();
});

Deno.test("it is said for a few seconds that a call is over, and then no more (V16)", () =>
  inTime(async (time) => {
    const lin = sit();
    const { call } = lin;
    call.leave("over");
    await time.pass(callOverNoticeMs - 1_000);
    assert.equal(call.exitReason.value, "over");
    await time.pass(2_000);
    assert.equal(call.exitReason.value, null);
    lin.leave();
  }));
