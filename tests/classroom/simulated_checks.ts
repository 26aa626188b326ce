/** What students answer, ask and vote in a simulated lesson, and what must have come of it. */
import assert from "node:assert/strict";
import type * as Y from "yjs";
import type { App } from "../../classroom/app.ts";
import type { Who } from "../../classroom/model/who.ts";
import { quizBody } from "../../classroom/library/resource_bodies.ts";
import { documents as names } from "../../classroom/model/documents.ts";
import { newId } from "../../classroom/model/ids.ts";
import type {
  AnswerSheet,
  Ballot,
  SharedPoll,
  SharedQuiz,
} from "../../classroom/model/resources/shared.ts";
import { allVotes, readBatches } from "../../classroom/checks/poll_counts.ts";
import type { Random } from "../random.ts";
import type { LessonDevice } from "./simulated_device.ts";

/** A quiz, an anonymous poll and a wall. */
export interface Checks {
  quiz: SharedQuiz;
  poll: SharedPoll;
  wall: string;
}

export async function shareChecks(app: App, who: Who): Promise<Checks> {
  const { id } = await app.library.add(
    "quiz",
    who.teacher!,
    quizBody.parse({
      name: "Rivers",
      questions: ["The longest?", "The widest?", "The oldest?"].map((text) => ({
        kind: "single",
        text,
        choices: ["Nile", "Rhine", "Amazon"],
      })),
    }),
  );
  const ask = { question: "", words: ["Yes", "No"] as [string, string] };
  return {
    quiz: await app.resources.share(who, { quiz: id, pace: "own" }),
    poll: await app.resources.share(who, {
      poll: { kind: "letters", anonymous: true, ...ask },
    }),
    wall: (await app.resources.share(who, { wall: {} })).id,
  } as Checks;
}

/** A student answers, asks or votes. */
export function takePart(
  device: LessonDevice,
  { quiz, poll, wall }: Checks,
  random: Random,
): void {
  const check = random.pick([quiz, quiz, poll]);
  const { id, choices } = random.pick<SharedQuiz["questions"][number]>(
    check.questions,
  );
  const answer = {
    kind: "answer",
    resource: check.id,
    answers: { [id]: [random.pick(choices!).id] },
    ...(random.chance(0.1) && { done: true }),
  };
  const session = device.doc(names.session(device.who.session))!;
  const wishes = [...session.getMap("wishes").keys()];
  const kind = random.below(4);
  if (kind < 2) device.push(answer);
  else if (kind === 2 || wishes.length === 0) {
    device.push({ kind: "wish", resource: wall, text: newId() });
  } else {
    const wish = random.pick(wishes), on = random.chance(0.7);
    device.push({ kind: "vote", resource: wall, wish, on });
  }
}

/** Holds what is stored against what was sent: everything once, in its order, or refused. */
export async function checkChecks(
  { quiz, poll, wall }: Checks,
  students: readonly LessonDevice[],
  { session, staff }: { session: Y.Doc; staff: Y.Doc },
  kv: Deno.Kv,
): Promise<string> {
  const sheets = staff.getMap<AnswerSheet | Ballot>("answers");
  const wishes = session.getMap("wishes");
  const expected: Record<string, number> = {};
  let answers = 0;
  for (const { who, pushed, receipts } of students) {
    const sent = (kind: string, resource = wall) =>
      pushed.filter((it) => it.kind === kind && it.resource === resource);
    const given = (it: typeof pushed[number]) =>
      it.answers as AnswerSheet["answers"];

    const all: AnswerSheet["answers"] = {};
    let isDone = false;
    for (const it of sent("answer", quiz.id)) {
      assert.equal(receipts.has(it.id), isDone, "R-2: nothing once handed in");
      if (isDone) continue;
      Object.assign(all, given(it));
      answers++;
      isDone = it.done === true;
    }
    const sheet = sheets.get(`${quiz.id} ${who.member}`) as AnswerSheet;
    assert.deepEqual(sheet?.answers ?? {}, all, "S3, S4: the last of each");
    assert.equal(sheet?.done === true, isDone);

    const [first, ...more] = sent("answer", poll.id);
    const ballot = sheets.get(`${poll.id} ${who.member}`);
    assert.equal(ballot, first && true, "R-4: that they have voted");
    if (first) {
      assert.ok(!receipts.has(first.id));
      const [[choice]] = Object.values(given(first)) as string[][];
      expected[choice] = (expected[choice] ?? 0) + 1;
    }
    for (const { id } of more) assert.ok(receipts.has(id), "R-4: once each");

    for (const { id } of sent("wish")) {
      assert.equal(wishes.has(id), !receipts.has(id), "S3: a question, once");
    }
    const last = new Map<string, boolean>();
    for (const { id, wish, on } of sent("vote")) {
      if (!receipts.has(id)) last.set(String(wish), on === true);
    }
    for (const [wish, on] of last) {
      const has = staff.getMap("wishVotes").has(`${wish} ${who.member}`);
      assert.equal(has, on, "S4: the last vote counts");
    }
  }
  const { session: s } = students[0].who;
  const counted = allVotes(await readBatches(kv, s, poll.id));
  assert.deepEqual(counted, expected, "S3: each vote is counted once");
  for (const [wish, votes] of session.getMap<number>("wishVotes")) {
    const voters = [...staff.getMap("wishVotes").keys()]
      .filter((key) => key.startsWith(`${wish} `));
    assert.equal(votes, voters.length, "R-5: as many as voted");
  }
  return `${answers} answers, ${wishes.size} questions`;
}
