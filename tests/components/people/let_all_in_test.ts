/** U6: **Let all in** at the door. */
import assert from "node:assert/strict";
import { signal } from "@preact/signals";
import {
  LetAllIn,
  letAllInDelayMs,
} from "../../../components/people/let_all_in.ts";
import type { ClassSession } from "../../../components/client/class_session.ts";
import { Random } from "../../random.ts";
import { SimulatedTime } from "../../sync/simulated_time.ts";

Deno.test("U6: Undo keeps all out within ten seconds, and then those whose turn has not come while the first are let in", async () => {
  const time = new SimulatedTime(new Random(1));
  const giveBack = time.takeTimers();
  try {
    const asked: string[] = [];
    const answers: (() => void)[] = [];
    const session = {
      staff: {
        membersByName: signal({ amy: {}, ben: {}, cem: {} }),
        joinRequests: signal({}),
      },
      api: {
        act: (_: string, { id }: { id: string }) => {
          asked.push(id);
          return new Promise((resolve) => answers.push(() => resolve(true)));
        },
      },
    } as unknown as ClassSession;
    const all = new LetAllIn(session);
    all.start(["amy", "ben"]);
    await time.pass(letAllInDelayMs - 1);
    all.undo();
    await time.pass(letAllInDelayMs);
    assert.deepEqual([asked, all.pendingIds.value], [[], null]);
    all.start(["amy", "ben"]);
    await time.pass(letAllInDelayMs);
    assert.deepEqual(asked, ["amy"]);
    all.undo();
    all.start(["cem"]);
    answers.shift()!();
    await time.pass(1);
    assert.deepEqual(asked, ["amy"]);
    assert.deepEqual(
      all.pendingIds.value,
      ["cem"],
      "nor is a later press ended",
    );
    await time.pass(letAllInDelayMs);
    assert.deepEqual(asked, ["amy", "cem"]);
    answers.shift()!();
    await time.pass(1);
    assert.equal(all.pendingIds.value, null);
  } finally {
    giveBack();
  }
});
