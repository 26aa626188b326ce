/**
 * SYNC-2, SYNC-3, R-2, R-4: the server is killed while a class answers a quiz and an anonymous poll, with and without a
 * network. Acknowledged votes stand, each counts once, and the log names no voter. `SEED` and `ROUNDS`: see
 * `random.ts`.
 */
import assert from "node:assert/strict";
import type { ResourceView } from "../../classroom/model/resources/views.ts";
import type {
  OwnSheet,
  SharedPoll,
  SharedQuiz,
} from "../../classroom/model/resources/shared_resources.ts";
import {
  readVoteBatches,
  sumVotes,
} from "../../classroom/checks/poll_counts.ts";
import { testClassAlone } from "../class.ts";
import { type Random, run } from "../random.ts";
import { swiftStudents } from "../server.ts";
import {
  killedAfter,
  ReopeningSeat,
  Starts,
  untilKilled,
  untilKilledAfter,
} from "./crashing.ts";

const students = 8;
/** The choices: words that occur nowhere else. */
const words = ["zqnile", "zqrhine", "zqamazon"];

/** A student's browser that records its answers. */
class Pupil extends ReopeningSeat {
  answers: Record<string, string> = {};
  vote: { word: string; isCounted: boolean } | undefined;

  answer(quiz: SharedQuiz, random: Random): void {
    const { id, choices } = random.pick(quiz.questions);
    this.answers[id] = random.pick(choices!).id;
    const answers = { [id]: [this.answers[id]] };
    this.seat.command({ kind: "answer", resource: quiz.id, answers });
  }

  /** Votes, or repeats a vote that got no reply. */
  async cast(poll: SharedPoll, random: Random): Promise<void> {
    this.vote ??= { word: random.pick(words), isCounted: false };
    const { vote, seat } = this;
    if (vote.isCounted) return;
    // A killed server gives no answer.
    const answer = await seat.vote(poll.id, vote.word).catch(() => null);
    if (answer === null) return;
    assert.ok([204, 409].includes(answer.status), `${answer.status}`);
    vote.isCounted = true;
  }

  sheet(resource: string): OwnSheet | undefined {
    return this.seat.own.doc.getMap<OwnSheet>("answers").get(resource);
  }
}

const crash = run("crashes of votes", 8);

testClassAlone(
  "a kill while a class answers loses and duplicates no vote (SYNC-2, SYNC-3, R-2, R-4)",
  async (given) => {
    const { server, session, teacher, teaching, enter } = given;
    const path = `/api/sessions/${session.id}/resources`;
    const seats = await Promise.all(
      Array.from({ length: students }, (_, n) => enter(`Student ${n}`)),
    );
    const pupils = seats.map((seat) => new Pupil(seat));
    await teaching.enter();
    const { body: { quiz: { id } } } = await teacher.get(
      201,
      "POST",
      "/api/quizzes",
      {
        name: "Rivers",
        questions: ["The longest?", "The widest?"].map((text) => ({
          kind: "single",
          text,
          choices: ["Nile", "Rhine", "Amazon"],
        })),
      },
    );
    const share = async <S>(ask: unknown) =>
      (await teacher.get(201, "POST", path, ask)).body.resource as S;
    const quiz = await share<SharedQuiz>({ quiz: id });
    const starts = new Starts(server);
    let kills = 0, acknowledged = 0;
    try {
      await crash.each(async (random, seed) => {
        const poll = await share<SharedPoll>({ poll: { kind: "word" } });
        for (const pupil of pupils) pupil.vote = undefined;
        const act = () => {
          const pupil = random.pick(pupils);
          const kind = random.below(12);
          if (kind === 0) pupil.online(false);
          else if (kind === 1) pupil.reopen();
          else if (kind < 4) pupil.online(true);
          else if (kind < 6) void pupil.cast(poll, random);
          else pupil.answer(quiz, random);
        };
        // Every other kill comes right after a vote is stored.
        if (seed % 2) await untilKilledAfter(given, "set tally", act);
        else await untilKilled(given, random, act);
        kills++;
        acknowledged += pupils.filter((it) => it.vote?.isCounted).length;
        await starts.again(random);
        for (const pupil of pupils) {
          pupil.online(true);
          await pupil.cast(poll, random);
        }
        for (const { seat } of pupils) {
          await seat.own.until(
            () => seat.outbox().length === 0,
            "nothing waits",
          );
          assert.equal(seat.own.doc.getMap("receipts").size, 0, "none refused");
        }
        for (const pupil of pupils) {
          await pupil.seat.own.until(
            () => pupil.sheet(poll.id)?.done === true,
            "the page knows of the vote",
          );
        }
        const view = async (id: string) =>
          (await teacher.get(200, "GET", `${path}/${id}`)).body as ResourceView;
        const { questions: [{ answered, counts }], done } = await view(poll.id);
        const expected: Record<string, number> = {};
        for (const { vote } of pupils) {
          assert.ok(vote!.isCounted, "SYNC-2: it counts");
          expected[vote!.word] = (expected[vote!.word] ?? 0) + 1;
        }
        assert.deepEqual(counts, {}, "M2: of eight votes none is told yet");
        assert.deepEqual([answered, done], [students, []]);
        const { answers } = await view(quiz.id);
        for (const pupil of pupils) {
          const stored = answers
            .filter(({ member }) => member === pupil.seat.member)
            .map(({ question, answer }) => [question, (answer as string[])[0]]);
          assert.deepEqual(
            Object.fromEntries(stored),
            pupil.answers,
            "SYNC-2, SYNC-4",
          );
        }
        // The stopped server's disk holds votes without voters.
        await server.kill();
        const kv = await Deno.openKv(`${server.dataDir}/homeroom.kv`);
        const batches = await readVoteBatches(kv, session.id, poll.id);
        assert.deepEqual(
          sumVotes(batches),
          expected,
          "SYNC-3: each vote is counted once",
        );
        const latin = new TextDecoder("latin1");
        for await (const { key, value } of kv.list({ prefix: [] })) {
          if (key[2] === "tally") continue;
          const text = value instanceof Uint8Array
            ? latin.decode(value)
            : JSON.stringify(value) ?? "";
          const found = words.find((word) => text.includes(word));
          assert.equal(found, undefined, `a vote is in ${key.join(" ")}`);
        }
        kv.close();
        await server.restart();
        await Promise.all(pupils.map(({ seat }) => seat.own.synced()));
      });
      starts.mustHaveBeenKilled();
      console.log(
        `${kills} kills, ${starts.killed} of ${starts.meant} at the start, ` +
          `${acknowledged} votes seen before a kill`,
      );
    } finally {
      pupils.forEach(({ seat }) => seat.close());
    }
  },
  { env: { ...swiftStudents, FOLD_AFTER: "30" }, flags: killedAfter },
);
