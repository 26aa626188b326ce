/** Undo of a deleted message, and retries of a refused one (C-3, C-10). */
import assert from "node:assert/strict";
import { MessageUiState } from "../../../components/chat/message_ui_state.ts";
import { Random } from "../../random.ts";
import { SimulatedTime } from "../../sync/simulated_time.ts";
import {
  retryOptions,
  waitsForTeacher,
} from "../../../components/chat/retry_options.ts";

/** Time (ms) from the deletion to the end of **Undo**, after what its user does there. */
async function goneAfter(
  work: (state: MessageUiState, time: SimulatedTime) => Promise<void> | void,
): Promise<number> {
  const time = new SimulatedTime(new Random(1));
  const giveBack = time.takeTimers();
  try {
    const state = new MessageUiState();
    let gone: number | null = null;
    const start = time.now;
    state.startRemoval("m", { onExpire: () => gone = time.now - start });
    await work(state, time);
    await time.run(() => gone !== null, 60_000);
    return gone!;
  } finally {
    giveBack();
  }
}

Deno.test("a message is gone after six seconds (C-10)", async () => {
  assert.equal(await goneAfter(() => {}), 6_000);
});

Deno.test("who comes to Undo by keyboard has time to hear it (C-10)", async () => {
  assert.equal(await goneAfter((state) => state.extendUndo("m", true)), 20_000);
});

Deno.test("once they have left Undo it goes as usual (C-10)", async () => {
  const gone = await goneAfter(async (state, time) => {
    state.extendUndo("m", true);
    await time.pass(10_000);
    state.extendUndo("m", false);
  });
  assert.equal(gone, 16_000);
});

const toA = { room: "a", groups: [] };

Deno.test("what a room did not take is sent there again, but for what the teacher has not allowed (C-3)", () => {
  const { to } = retryOptions({ ...toA, refused: "too-often" });
  assert.equal(to, "a");
  assert.equal(retryOptions({ ...toA, refused: "not-allowed" }).to, null);
});

Deno.test("a room that was closed or left is no way out; the own group and the main room are (C-3)", () => {
  for (const refused of ["rooms-closed", "not-in-room"]) {
    assert.deepEqual(retryOptions({ ...toA, refused }), {
      to: null,
      left: true,
      passed: false,
    });
    assert.deepEqual(retryOptions({ ...toA, groups: ["b"], refused }), {
      to: "b",
      left: true,
      passed: refused === "rooms-closed",
    });
  }
});

Deno.test("once the same group is open again, one can try again, and the reason has passed (C-3, B-7)", () => {
  assert.deepEqual(
    retryOptions({ ...toA, groups: ["a"], refused: "rooms-closed" }),
    { to: "a", left: true, passed: true },
  );
});

Deno.test("what the teacher holds, and what a pause held up, needs nothing from its writer (C-11)", () => {
  assert.deepEqual(
    ["held", "chat-paused", "rooms-closed"].map(waitsForTeacher),
    [true, true, false],
  );
});
