/** Answers, questions and votes of a simulated lesson, and what must be stored of them. */
import assert from "node:assert/strict";
import type * as Y from "yjs";
import type { App } from "../../classroom/app.ts";
import type { Identity } from "../../classroom/model/members.ts";
import { quizBody } from "../../classroom/library/resource_bodies.ts";
import { documentNames as names } from "../../classroom/model/documents.ts";
import { newId } from "../../classroom/model/ids.ts";
import type {
  AnonymousVote,
  AnswerSheet,
  SharedPoll,
  SharedQuiz,
} from "../../classroom/model/resources/shared_resources.ts";
import {
  readVoteBatches,
  sumVotes,
} from "../../classroom/checks/poll_counts.ts";
import { isRefusal } from "../../sync/refusal.ts";
import type { Random } from "../random.ts";
import type { LessonDevice } from "./simulated_device.ts";

export interface SharedChecks {
  quiz: SharedQuiz;
  poll: SharedPoll;
  wall: string;
}

export async function shareChecks(
  app: App,
  who: Identity,
): Promise<SharedChecks> {
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
  } as SharedChecks;
}

export class SimulatedVotes {
  readonly #votes = new Map<string, { who: Identity; answer: string[] }>();
  readonly #counted = new Set<string>();

  constructor(readonly poll: SharedPoll) {}

  /** Votes, or repeats the vote; returns whether it counts. */
  async cast(app: App | null, who: Identity, random: Random): Promise<boolean> {
    const [{ choices = [] }] = this.poll.questions;
    const choice = random.pick(choices).id;
    const vote = this.#votes.getOrInsertComputed(
      who.member,
      () => ({ who, answer: [choice] }),
    );
    return await this.#send(app, vote);
  }

  /** Repeats uncounted votes. Returns the counts of choices, and the voters. */
  async settle(app: App) {
    const counts: Record<string, number> = {};
    for (const vote of this.#votes.values()) {
      const isKnown = this.#counted.has(vote.who.member);
      assert.ok(isKnown || await this.#send(app, vote), "R-4: it counts");
      const [choice] = vote.answer;
      counts[choice] = (counts[choice] ?? 0) + 1;
    }
    return { counts, voters: new Set(this.#votes.keys()) };
  }

  async #send(
    app: App | null,
    { who, answer }: { who: Identity; answer: string[] },
  ): Promise<boolean> {
    if (!app) return false;
    try {
      await app.votes.count(who, this.poll.id, { answer });
    } catch (thrown) {
      if (!isRefusal(thrown)) throw thrown;
      // The first reply was lost.
      if (thrown.kind !== "already-answered") return false;
    }
    this.#counted.add(who.member);
    return true;
  }
}

export function answerAtRandom(
  device: LessonDevice,
  { quiz, wall }: SharedChecks,
  random: Random,
): void {
  const { id, choices } = random.pick(quiz.questions);
  const answer = {
    kind: "answer",
    resource: quiz.id,
    answers: { [id]: [random.pick(choices!).id] },
    ...(random.chance(0.1) && { done: true }),
  };
  const session = device.findDoc(names.session(device.who.session))!;
  const wishes = [...session.getMap("wishes").keys()];
  const kind = random.below(4);
  if (kind < 2) device.pushCommand(answer);
  else if (kind === 2 || wishes.length === 0) {
    device.pushCommand({ kind: "wish", resource: wall, text: newId() });
  } else {
    const wish = random.pick(wishes), on = random.chance(0.7);
    device.pushCommand({ kind: "vote", resource: wall, wish, on });
  }
}

/** Compares the store with what was sent: everything once and in order, or refused. */
export async function verifyChecks(
  { quiz, poll, wall }: SharedChecks,
  students: readonly LessonDevice[],
  { session, staff }: { session: Y.Doc; staff: Y.Doc },
  { kv, cast }: {
    kv: Deno.Kv;
    cast: Awaited<ReturnType<SimulatedVotes["settle"]>>;
  },
): Promise<string> {
  const sheets = staff.getMap<AnswerSheet | AnonymousVote>("answers");
  const wishes = session.getMap("wishes");
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
    assert.deepEqual(
      sheet?.answers ?? {},
      all,
      "SYNC-3, SYNC-4: the last of each",
    );
    assert.equal(sheet?.done === true, isDone);

    const hasVoted = sheets.get(`${poll.id} ${who.member}`) === true;
    assert.equal(hasVoted, cast.voters.has(who.member), "R-4: who has voted");

    for (const { id } of sent("wish")) {
      assert.equal(
        wishes.has(id),
        !receipts.has(id),
        "SYNC-3: a question, once",
      );
    }
    const last = new Map<string, boolean>();
    for (const { id, wish, on } of sent("vote")) {
      if (!receipts.has(id)) last.set(String(wish), on === true);
    }
    for (const [wish, on] of last) {
      const has = staff.getMap("wishVotes").has(`${wish} ${who.member}`);
      assert.equal(has, on, "SYNC-4: the last vote counts");
    }
  }
  const { session: s } = students[0].who;
  const counted = sumVotes(await readVoteBatches(kv, s, poll.id));
  assert.deepEqual(counted, cast.counts, "SYNC-3: each vote is counted once");
  for (const [wish, votes] of session.getMap<number>("wishVotes")) {
    const voters = [...staff.getMap("wishVotes").keys()]
      .filter((key) => key.startsWith(`${wish} `));
    assert.equal(votes, voters.length, "R-5: as many as voted");
  }
  const { size } = cast.voters;
  return `${answers} answers, ${size} votes, ${wishes.size} questions`;
}
