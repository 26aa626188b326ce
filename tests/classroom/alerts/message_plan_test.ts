/** How many messages all classes together make of their alerts (T-2). */
import assert from "node:assert/strict";
import {
  type MessagePace,
  planMessages,
} from "../../../classroom/alerts/message_plan.ts";

const minute = 60_000, start = 1_000 * minute;
const none: MessagePace = { singles: [], jointAt: 0 };

const alerts = (count: number, session = "a", at = start) =>
  Array.from({ length: count }, (_, n) => ({
    session,
    at: at + n,
    name: `${session}${n}`,
  }));

const namesOf = (messages: readonly { name: string }[][]) =>
  messages.map((it) => it.map(({ name }) => name).join(" "));

Deno.test("thirty alerts an hour have a message of their own, and the rest one together (T-2)", () => {
  const { messages, pace } = planMessages(alerts(33), none, start);
  assert.deepEqual(messages.map((it) => it.length), [...Array(30).fill(1), 3]);
  const singles = Array(30).fill({ session: "a", at: start });
  assert.deepEqual(pace, { singles, jointAt: start });
  const late = alerts(2, "a");
  const now = start + 5 * minute;
  const rows: [string, number, string[]][] = [
    ["joined a moment ago", now - 1, []],
    ["five minutes later", now, ["a0 a1"]],
    ["an hour later", start + 60 * minute, ["a0", "a1"]],
  ];
  for (const [state, at, expected] of rows) {
    const { messages } = planMessages(late, pace, at);
    assert.deepEqual(namesOf(messages), expected, state);
  }
});

Deno.test("the first alert of a class has its own message after others used up the hour's (T-2)", () => {
  const flood = [...alerts(22, "a"), ...alerts(22, "b")];
  const { pace } = planMessages(flood, none, start);
  const now = start + minute;
  const more = [...alerts(2, "quiet", now), ...alerts(5, "a", now)];
  const { messages, pace: after } = planMessages(more, pace, now);
  assert.deepEqual(namesOf(messages), ["quiet0"]);
  // Ten classes at most, so that many classes bury no mailbox.
  const many = Array.from({ length: 20 }, (_, n) => alerts(1, `${n}`, now));
  assert.equal(planMessages(many.flat(), after, now).messages.length, 9);
});

Deno.test("a class with many alerts keeps no other class waiting (T-2)", () => {
  const waiting = [
    ...alerts(300, "flood", start - minute),
    ...alerts(40, "more", start - minute),
    ...alerts(1, "quiet", start),
  ];
  const busy = { singles: Array(40).fill(start), jointAt: 0 };
  const [joint] = planMessages(waiting, busy, start).messages;
  assert.equal(joint.length, 200);
  assert.deepEqual(namesOf([joint.slice(0, 4)]), [
    "flood0 more0 quiet0 flood1",
  ]);
});

Deno.test("a rush from 50 classes makes 52 messages an hour, with each alert once, in time (T-2)", () => {
  let waiting: ReturnType<typeof alerts> = [];
  let pace = none;
  const sent: { at: number; alert: (typeof waiting)[number] }[] = [];
  const times: number[] = [];
  // Each class has 26 messages an hour at most.
  for (let second = 0; second < 2 * 3600; second += 15) {
    const now = start + second * 1000;
    if (second < 3600 && second % 120 === 0) {
      for (let n = 0; n < 50; n++) {
        waiting.push({ session: `${n}`, at: now, name: `${n} ${second}` });
      }
    }
    const plan = planMessages(waiting, pace, now);
    pace = plan.pace;
    for (const message of plan.messages) {
      times.push(now);
      sent.push(...message.map((alert) => ({ at: now, alert })));
    }
    const gone = new Set(plan.messages.flat());
    waiting = waiting.filter((it) => !gone.has(it));
  }
  for (const time of times) {
    const inHour = times.filter((at) => at > time - 60 * minute && at <= time);
    assert(inHour.length <= 52, `${inHour.length}`);
  }
  assert.equal(new Set(sent.map(({ alert }) => alert.name)).size, 1500);
  assert.equal(sent.length, 1500);
  const waits = sent.map(({ at, alert }) => at - alert.at);
  assert(Math.max(...waits) <= 5 * minute, `${Math.max(...waits)}`);
});
