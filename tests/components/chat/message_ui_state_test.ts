/** How long a deleted message can be had back (C-10). */
import assert from "node:assert/strict";
import { MessageUiState } from "../../../components/chat/message_ui_state.ts";
import { Random } from "../../random.ts";
import { SimulatedTime } from "../../sync/simulated_time.ts";

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
    state.remove("m", { go: () => gone = time.now - start });
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
  assert.equal(await goneAfter((state) => state.wait("m", true)), 20_000);
});

Deno.test("once they have left Undo it goes as usual (C-10)", async () => {
  const gone = await goneAfter(async (state, time) => {
    state.wait("m", true);
    await time.pass(10_000);
    state.wait("m", false);
  });
  assert.equal(gone, 16_000);
});
