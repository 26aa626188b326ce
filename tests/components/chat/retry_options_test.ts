/** What can be done with a message that was refused (C-3). */
import assert from "node:assert/strict";
import {
  retryOptions,
  waitsForTeacher,
} from "../../../components/chat/retry_options.ts";

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
