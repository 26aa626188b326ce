/**
 * SYNC-1–SYNC-3: the server is killed while twenty answers stream, and while it starts. No turn stays unfinished, no
 * seen word is lost, every answer can be retried. `SEED` and `ROUNDS`: see `random.ts`.
 */
import assert from "node:assert/strict";
import type { Turn } from "../../classroom/model/conversations.ts";
import { documentNames } from "../../classroom/model/documents.ts";
import { newId } from "../../classroom/model/ids.ts";
import { testClassAlone } from "../class.ts";
import {
  type ModelServer,
  startModelServer,
  streamed,
} from "../model_server.ts";
import { OpenDocument, type Seat } from "../people.ts";
import { type Random, run } from "../random.ts";
import { Starts, untilKilled } from "./crashing.ts";
import { swiftStudents } from "../server.ts";

const students = 20;
const whole = ["It ", "is ", "done."];
const long = Array.from({ length: 400 }, (_, n) => `word${n} `);

/** Slows the model, so that kills come in mid-answer. */
let slow = true;
let model: ModelServer | undefined;

class Screen {
  readonly #open: OpenDocument;

  constructor(seat: Seat, conversation: string) {
    const name = documentNames.conversation(seat.session, conversation);
    this.#open = new OpenDocument(seat.visitor, name);
  }

  turns(): Turn[] {
    return this.#open.doc.getArray("turns").toJSON();
  }

  until(good: (turns: Turn[]) => boolean, what: string): Promise<void> {
    return this.#open.until(() => good(this.turns()), what);
  }

  close(): void {
    this.#open.close();
  }
}

/** A student with this round's conversation, which the teacher watches. */
class Asker {
  readonly asked: string[] = [];
  conversation = newId();
  /** The student's screen, and the teacher's, once the conversation is listed. */
  screens: Screen[] = [];

  constructor(readonly seat: Seat, readonly teaching: Seat) {}

  begin(): void {
    this.close();
    this.conversation = newId();
    this.asked.length = 0;
    this.ask();
  }

  ask(): void {
    const { conversation } = this;
    this.asked.push(
      this.seat.command({ kind: "ask", conversation, text: "And then?" }),
    );
  }

  /** Opens the conversation on both screens once it is listed. */
  look(): void {
    const listed = this.seat.own.doc.getMap("conversations");
    if (this.screens.length > 0 || !listed.has(this.conversation)) return;
    this.screens = [this.seat, this.teaching].map((seat) =>
      new Screen(seat, this.conversation)
    );
  }

  act(random: Random): void {
    this.look();
    const { conversation } = this;
    const kind = random.below(30);
    if (kind === 0) this.seat.command({ kind: "stop", conversation });
    else if (kind === 1 && this.asked.length < 4) this.ask();
    else if (kind === 2) this.retry();
  }

  /** Retries the last answer if it is incomplete. */
  retry(): void {
    const last = this.screens[0]?.turns().findLast(({ role }) =>
      role === "assistant"
    );
    if (!last || last.state === "done" || last.state === "streaming") return;
    const { conversation } = this;
    this.seat.command({ kind: "retry", conversation, message: last.id });
  }

  close(): void {
    this.screens.forEach((screen) => screen.close());
    this.screens = [];
  }
}

const isOver = (turns: Turn[]) =>
  turns.every(({ state }) => state !== "streaming");

/** True while a screen shows part of an unfinished answer. */
const seesHalf = ({ screens }: Asker) =>
  screens.some((screen) =>
    screen.turns().some(({ state, text }) => state === "streaming" && text)
  );

const crash = run("crashes in answers", 6);

testClassAlone(
  "a kill while 20 answers stream leaves none pending and loses no word (SYNC-1, SYNC-2, SYNC-3)",
  async (given) => {
    const { teaching, enter, teacher, session } = given;
    await teaching.enter();
    await teacher.get(200, "PATCH", `/api/sessions/${session.id}`, {
      limits: { perMinute: null },
    });
    const seats = await Promise.all(
      Array.from({ length: students }, (_, n) => enter(`Student ${n}`)),
    );
    const askers = seats.map((seat) => new Asker(seat, teaching));
    const starts = new Starts(given.server);
    let kills = 0, cut = 0, seenWords = 0;
    try {
      await crash.each(async (random) => {
        slow = true;
        askers.forEach((asker) => asker.begin());
        // Some kills come before the first word, most after it.
        if (random.chance(0.8)) {
          const [{ seat, conversation }] = askers;
          await seat.own.until(
            () => seat.own.doc.getMap("conversations").has(conversation),
            "the first was asked",
          );
        }
        await untilKilled(given, random, () => {
          askers.forEach((asker) => asker.look());
          random.pick(askers).act(random);
        }, { happened: () => kills > 0 || askers.some(seesHalf) });
        const seen = askers.map(({ screens }) =>
          screens.map((screen) => screen.turns())
        );
        slow = false;
        kills++;
        await starts.again(random);

        for (const [n, asker] of askers.entries()) {
          const { seat } = asker;
          await seat.own.until(() => {
            asker.look();
            return seat.outbox().length === 0 && asker.screens.length > 0;
          }, "what was asked is there");
          for (const screen of asker.screens) {
            await screen.until(
              (turns) =>
                isOver(turns) &&
                asker.asked.every((id) => turns.some((it) => it.id === id)),
              "SYNC-2: no turn hangs, and every question is there",
            );
          }
          const turns = asker.screens[0].turns();
          for (const before of seen[n].flat()) {
            const now = turns.find(({ id }) => id === before.id);
            assert.ok(now, "SYNC-2: a turn stands");
            assert.ok(
              now.text.startsWith(before.text),
              "SYNC-1, SYNC-2: words stand",
            );
            seenWords += before.text.length;
            if (before.state === "streaming") cut++;
            else assert.equal(now.state, before.state, "what had ended has");
          }
          const ids = turns.map(({ id }) => id);
          assert.equal(new Set(ids).size, ids.length, "SYNC-3: nothing twice");
          for (const { state, failure, prompt } of turns) {
            if (state === "failed") assert.equal(failure, "interrupted");
            if (prompt) assert.ok(asker.asked.includes(prompt));
          }
        }
        for (const asker of askers) asker.retry();
        for (const asker of askers) {
          await asker.seat.own.until(
            () => asker.seat.outbox().length === 0,
            "it is asked again",
          );
          for (const screen of asker.screens) {
            await screen.until(
              (turns) => isOver(turns) && turns.at(-1)?.state === "done",
              "it is answered at last",
            );
          }
          const [mine, theirs] = asker.screens.map((it) => it.turns());
          assert.deepEqual(mine, theirs, "both see the same");
        }
      });
      assert.ok(cut > 0 && seenWords > 0, "answers were cut off");
      console.log(
        `${kills} kills, ${starts.killed} at the start, ${cut} views of an answer cut off, ${seenWords} letters seen before a kill`,
      );
    } finally {
      askers.forEach((asker) => asker.close());
      void model?.stop();
      model = undefined;
    }
  },
  {
    env: {
      ...swiftStudents,
      get OPENAI_BASE_URL() {
        model ??= startModelServer(() =>
          slow ? streamed(long, { pause: 15 }) : streamed(whole)
        );
        return model.url;
      },
      OPENAI_MODEL: "tiny",
      FOLD_AFTER: "40",
    },
  },
);
