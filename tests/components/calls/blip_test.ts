/** A call whose page was offline for a moment or asleep. */
import assert from "node:assert/strict";
import type { CallPresence } from "../../../classroom/model/calls.ts";
import { Call } from "../../../components/calls/call.ts";
import { Random } from "../../random.ts";
import { SimulatedTime } from "../../sync/simulated_time.ts";
import { madeUp } from "./made_up.ts";

const speaks = { microphone: true };
const all = { lin: speaks, amy: {}, ben: speaks };

/** Amy's call in simulated time; Ms Lin and Ben speak. */
function test(
  name: string,
  prove: (
    it: { call: Call; made: ReturnType<typeof madeUp>; time: SimulatedTime },
  ) => Promise<void>,
) {
  Deno.test(name, async () => {
    sessionStorage.clear();
    const time = new SimulatedTime(new Random(1));
    const giveBack = time.takeTimers();
    const made = madeUp();
    made.set("call", { main: 1, mutedAt: 5 });
    made.present(all);
    const call = new Call(made.session);
    try {
      await prove({ call, made, time });
    } finally {
      call.close();
      made.facts.document.close();
      giveBack();
    }
  });
}

const people = ({ callers: people }: Call) =>
  people.value.map(({ member, microphone }) => `${member} ${microphone}`);

const here = ["lin true", "amy false", "ben true"];

const lose = ({ facts }: ReturnType<typeof madeUp>) =>
  facts.online.value = new Map();

const present = (
  { present }: ReturnType<typeof madeUp>,
  all: Record<string, Partial<CallPresence>>,
) => present(all);

test("K-5: a blip of the connection takes nobody out of the call, and silences nobody", async ({ call, made, time }) => {
  const seen: string[][] = [];
  const stop = call.callers.subscribe(() => seen.push(people(call)));
  lose(made);
  await time.pass(19_000);
  // The restarted server knows Ben first, before his call.
  const ben = { member: "ben", since: 0 };
  made.facts.online.value = new Map([["ben", ben]]);
  present(made, { amy: {} });
  made.facts.online.value = new Map([...made.facts.online.value, ["ben", ben]]);
  await time.pass(19_000);
  present(made, { ...all, ben: { microphone: false } });
  stop();
  const muted = ["lin true", "amy false", "ben false"];
  assert.deepEqual(
    new Set(seen.map(String)),
    new Set([here, muted].map(String)),
  );
  // A member who came back goes with their presence.
  present(made, { lin: speaks, amy: {} });
  assert.deepEqual(people(call), ["lin true", "amy false"]);
});

test("K-5: who does not come back is not in the call for ever, neither where one's own connection does not", async ({ call, made, time }) => {
  assert.equal(call.callersFreshness.value, "now");
  lose(made);
  await time.pass(19_999);
  assert.deepEqual(people(call), here);
  assert.equal(call.callersFreshness.value, "before");
  await time.pass(1);
  assert.deepEqual(people(call), []);
  assert.equal(call.callersFreshness.value, "nobody");
  present(made, { amy: {} });
  assert.deepEqual(people(call), ["amy false"]);
  assert.equal(call.callersFreshness.value, "now");
  present(made, all);
  lose(made);
  present(made, { amy: {} });
  for (let n = 0; n < 4; n++) {
    await time.pass(6_000);
    lose(made);
    present(made, { amy: {} });
  }
  assert.deepEqual(people(call), ["amy false"]);
  present(made, all);
  lose(made);
  await call.join();
  call.leave("left");
  assert.deepEqual(people(call), [], "it is nobody's call any more");
});

test("K-5: a second blip within the grace of the first takes nobody out who was back", async ({ call, made, time }) => {
  lose(made);
  await time.pass(5_000);
  // Ms Lin does not come back from the first blip.
  present(made, { amy: {}, ben: speaks });
  await time.pass(15_000);
  lose(made);
  await time.pass(10_000);
  assert.deepEqual(people(call), ["amy false", "ben true"]);
  assert.equal(call.callersFreshness.value, "before");
  present(made, { amy: {} });
  assert.deepEqual(people(call), ["amy false", "ben true"]);
  await time.pass(40_000);
  assert.deepEqual(people(call), ["amy false"]);
  assert.equal(call.callersFreshness.value, "now");
});

test("K-1, ACCESS-1: who is waited for has no more than the class lets them, and is out where it says so", async ({ call, made }) => {
  lose(made);
  present(made, { amy: {} });
  assert.deepEqual(people(call), here);
  made.set("info", { eyesOnMe: 7 });
  assert.deepEqual(people(call), ["lin true", "amy false", "ben false"]);
  made.set("info", { eyesOnMe: null });
  assert.deepEqual(people(call), here);
  made.set("callMuted", { ben: { at: 7, by: "lin" } });
  assert.deepEqual(people(call), ["lin true", "amy false", "ben false"]);
  made.set("callMuted", { ben: undefined });
  assert.deepEqual(people(call), here);
  made.set("call", { mutedAt: 8 });
  assert.deepEqual(people(call), ["lin true", "amy false", "ben false"]);
  made.set("callOut", { ben: 9 });
  assert.deepEqual(people(call), ["lin true", "amy false"]);
  made.set("call", { main: undefined });
  assert.deepEqual(people(call), []);
  await Promise.resolve();
});

test("K-4: nobody who is waited for is said to be at another server", async ({ call, made, time }) => {
  await call.join();
  await time.pass(10);
  const { membersElsewhere: elsewhere } = made.seen[0];
  assert.deepEqual(elsewhere.value, ["lin", "amy", "ben"]);
  lose(made);
  assert.deepEqual(elsewhere.value, []);
});

test("K-1: a page that slept comes back silent, and says so; after a blip it is heard as it was", async ({ call, made, time }) => {
  const now = Date.now;
  try {
    // Timers sleep with the machine, its clock does not.
    let slept = 0;
    Date.now = () => time.now + slept;
    await call.join();
    await time.pass(10);
    const { ownDevices: own } = call.voice.value!;
    await own.switchDevice("microphone", true);
    await time.pass(600_000);
    made.lose("main");
    await time.pass(50_000);
    made.reopen("main");
    await time.pass(10);
    assert.equal(own.switchedOn.value.microphone, true);
    slept = 61_000;
    await time.pass(20_000);
    made.lose("main");
    await time.pass(2_000);
    made.reopen("main");
    await time.pass(10);
    assert.equal(own.switchedOn.value.microphone, false);
    assert.deepEqual(own.trouble.value, { kind: "away" });
    const enter = made.said.findLast(({ request }) => request.kind === "enter");
    assert.equal(
      enter?.request.kind === "enter" && enter.request.state.microphone,
      false,
    );
    assert.equal(made.medias[0].sent.microphone, null);
    await own.switchDevice("microphone", true);
    assert.equal(own.trouble.value, null);
    made.lose("main");
    made.reopen("main");
    await time.pass(10);
    assert.equal(own.switchedOn.value.microphone, true);
    // Also when it wakes in another room.
    slept += 61_000;
    made.set("breakouts", { open: true });
    made.set("call", { groups: 3 });
    made.move("amy", "a");
    await time.pass(10);
    assert.equal(call.room.value, "a");
    assert.equal(own.switchedOn.value.microphone, false);
  } finally {
    Date.now = now;
  }
});
