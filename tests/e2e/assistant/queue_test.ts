/** A-1, S2, S3: the queue before a model that writes one answer at a time, over the public interface. */
import assert from "node:assert/strict";
import type { ConversationPlace } from "../../../classroom/model/assistant.ts";
import type { Turn } from "../../../classroom/model/conversations.ts";
import { documents } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { testClass } from "../../class.ts";
import { HeldModel } from "../../model_server.ts";
import { join, type OpenDocument, type Seat } from "../../people.ts";
import { swiftStudents } from "../../server.ts";

/** A question that was asked, and its place in the queue. */
class Question {
  constructor(
    readonly seat: Seat,
    readonly conversation: string,
    readonly open: OpenDocument,
  ) {}

  /** What the server says beside the document now. */
  get place(): number | null {
    const all = this.open.provider.awareness.getStates().values();
    const state = [...all].find((it) => "queue" in it);
    return (state as ConversationPlace | undefined)?.queue.ahead ?? null;
  }

  get answer(): Turn | undefined {
    return this.open.doc.getArray("turns").toJSON().at(-1);
  }

  until(good: () => boolean, what: string): Promise<void> {
    return this.open.until(good, what);
  }
}

async function ask(seat: Seat, text: string): Promise<Question> {
  const conversation = newId();
  seat.command({ kind: "ask", conversation, text });
  await seat.own.until(
    () => seat.own.doc.getMap("conversations").has(conversation),
    "the conversation was listed",
  );
  const open = seat.open(documents.conversation(seat.session, conversation));
  return new Question(seat, conversation, open);
}

let model: HeldModel | undefined;

testClass(
  "A-1, S2, S3: a reload and a kill keep the queue: what waited is answered in order and once, and what was stopped is not",
  async ({ enter, server, session, keep }) => {
    const seats = await Promise.all(
      ["Amy", "Ben", "Chloe", "Dan", "Eve"].map(enter),
    );
    const all: Question[] = [];
    for (const [n, seat] of seats.entries()) {
      all.push(await ask(seat, `question ${n}`));
    }
    const [amy, ben, chloe, dan, eve] = all;
    for (const [n, one] of [ben, chloe, dan, eve].entries()) {
      await one.until(() => one.place === n, `place ${n} is shown`);
    }
    // A second device has the same place at once, the first is stopped there and leaves the queue.
    const again = keep(
      await join(server, session.code, "Chloe", chloe.seat.visitor),
    );
    await again.enter();
    const other = new Question(
      again,
      chloe.conversation,
      again.open(documents.conversation(session.id, chloe.conversation)),
    );
    await other.until(() => other.place === 1, "the place is there");
    again.command({ kind: "stop", conversation: chloe.conversation });
    await other.until(() => other.answer?.state === "stopped", "it ends");
    for (const [n, one] of [ben, dan, eve].entries()) {
      await one.until(() => one.place === n, "the others move up");
    }

    await server.kill();
    await server.restart();
    for (const [n, one] of [dan, eve].entries()) {
      await one.until(() => one.place === n, "those behind move up again");
    }
    await amy.until(() => amy.answer?.state === "failed", "it was cut off");
    model!.answerAll();
    for (const one of [ben, dan, eve]) {
      await one.until(() => one.answer?.state === "done", "it is answered");
    }
    assert.deepEqual(
      model!.asked,
      ["question 0", "question 1", "question 3", "question 4"],
    );
    assert.equal(chloe.answer?.state, "stopped");
    await model!.server.stop();
  },
  {
    env: {
      ...swiftStudents,
      get OPENAI_BASE_URL() {
        return (model ??= new HeldModel()).server.url;
      },
      OPENAI_MODEL: "tiny",
      OPENAI_CONCURRENCY: "1",
    },
  },
);
