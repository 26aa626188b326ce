/** Private words wait ten seconds before they reach a room (U1). */
import assert from "node:assert/strict";
import type { CommandOf } from "../../../classroom/commands.ts";
import type { ClassSession } from "../../../components/client/class_session.ts";
import {
  HeldCommands,
  holdSeconds,
} from "../../../components/client/held_commands.ts";
import { Random } from "../../random.ts";
import { SimulatedTime } from "../../sync/simulated_time.ts";

async function withHeld(
  test: (
    held: HeldCommands,
    sent: string[],
    time: SimulatedTime,
    outbox: { hasRoom: boolean },
  ) => Promise<void>,
) {
  const time = new SimulatedTime(new Random(1));
  const giveBack = time.takeTimers();
  const now = Date.now;
  Date.now = () => time.now;
  const sent: string[] = [];
  const outbox = {
    hasRoom: true,
    isFull: () => !outbox.hasRoom,
    push: ({ id }: CommandOf<"share">) => {
      if (outbox.hasRoom) sent.push(id);
      return outbox.hasRoom;
    },
  };
  const held = new HeldCommands({ outbox } as unknown as ClassSession);
  try {
    await test(held, sent, time, outbox);
  } finally {
    held.close();
    Date.now = now;
    giveBack();
  }
}

const share = (id: string): CommandOf<"share"> => ({
  id,
  kind: "share",
  conversation: "c",
  message: "m",
  room: "main",
});

const whole = holdSeconds * 1000;

Deno.test("what is held goes out after ten seconds, once, and its seconds are told (U1)", () =>
  withHeld(async (held, sent, time) => {
    assert(held.holdCommand(share("one")));
    await time.pass(whole - 500);
    assert.deepEqual(sent, []);
    assert.equal(held.heldCommands.value[0].seconds, 1);
    await time.pass(1000);
    assert.deepEqual(sent, ["one"]);
    assert.deepEqual(held.heldCommands.value, []);
    await time.pass(3 * whole);
    assert.deepEqual(sent, ["one"]);
  }));

Deno.test("what was undone never goes out; another one does at its own time (U1)", () =>
  withHeld(async (held, sent, time) => {
    held.holdCommand(share("one"));
    await time.pass(whole / 2);
    held.holdCommand(share("two"));
    held.undoCommand("one");
    assert.equal(held.lastUndone.value?.id, "one");
    await time.pass(whole - 1000);
    assert.deepEqual(sent, []);
    await time.pass(1500);
    assert.deepEqual(sent, ["two"]);
    held.undoCommand("two");
    assert.equal(
      held.lastUndone.value?.id,
      "one",
      "what has gone is not taken back",
    );
  }));

Deno.test("a page that is closed sends nothing (U1)", () =>
  withHeld(async (held, sent, time) => {
    held.holdCommand(share("one"));
    held.close();
    time.after(2 * whole, () => {});
    await time.pass(2 * whole);
    assert.deepEqual(sent, []);
  }));

Deno.test("what finds no room in the outbox waits for it, and can still be undone (U1)", () =>
  withHeld(async (held, sent, time, outbox) => {
    held.holdCommand(share("one"));
    held.holdCommand(share("two"));
    outbox.hasRoom = false;
    assert.equal(held.holdCommand(share("three")), false);
    await time.pass(2 * whole);
    assert.deepEqual(sent, []);
    held.undoCommand("two");
    outbox.hasRoom = true;
    await time.pass(1000);
    assert.deepEqual(sent, ["one"]);
  }));

Deno.test("what the outbox has no room for is not held, and that is told for a moment (U1)", () =>
  withHeld(async (held, sent, time, outbox) => {
    outbox.hasRoom = false;
    assert.equal(held.holdCommand(share("one")), false);
    assert.equal(held.isOutboxFull.value, true);
    await time.pass(whole + 500);
    assert.equal(held.isOutboxFull.value, false);
    assert.deepEqual(sent, []);
    assert.equal(held.holdCommand(share("one")), false);
    outbox.hasRoom = true;
    assert.equal(held.holdCommand(share("one")), true);
    assert.equal(held.isOutboxFull.value, false);
  }));
