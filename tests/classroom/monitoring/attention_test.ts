/** S-9: what calls the teachers of a class, from what the staff's document says. */
import assert from "node:assert/strict";
import {
  attentionOf,
  takenBy,
} from "../../../classroom/model/monitoring/attention.ts";
import type { Waiting } from "../../../classroom/model/members.ts";

Deno.test("S-9: worrying words, hands and the door call a teacher; who waits for the class to begin does not", () => {
  const early = { kind: "start", name: "Eva", at: 9 } as unknown as Waiting;
  const attention = attentionOf({
    help: [{ member: "amy", room: "main", at: 1 }],
    waiting: {
      one: { kind: "new", name: "Finn", at: 2 },
      two: {
        kind: "observe",
        teacher: "t",
        email: "h@x.org",
        name: "Mr Ho",
        at: 3,
      },
      early,
    },
    byName: { three: { member: "ben", at: 4 } },
    students: {
      amy: {
        signals: [
          { kind: "worrying", at: 7 },
          { kind: "worrying", at: 6 },
          { kind: "waiting", at: 5, for: "teacher" },
        ],
      },
      ben: { signals: [{ kind: "off-task", at: 8 }] },
    },
  });
  assert.deepEqual(Object.fromEntries(attention), {
    "words-amy": 6,
    "hand-amy": 1,
    "door-one": 2,
    "door-two": 3,
    "door-three": 4,
  });
});

Deno.test("S-9: what was taken is another's only for the call that it was taken for", () => {
  const taken = { by: "wu", at: 5, of: 1 };
  assert.equal(takenBy(taken, 1), "wu");
  assert.equal(takenBy(taken, 2), undefined);
  assert.equal(takenBy(taken, undefined), undefined);
  assert.equal(takenBy(undefined, undefined), undefined);
});
