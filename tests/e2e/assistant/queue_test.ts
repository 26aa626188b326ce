/** M-1: a queue for a model that writes two answers at once, over the public interface. */
import assert from "node:assert/strict";
import type {
  ConversationPlace,
  StaffPlaces,
} from "../../../classroom/model/assistant.ts";
import type { Turn } from "../../../classroom/model/conversations.ts";
import { documents } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { type Class, testClass } from "../../class.ts";
import { HeldModel } from "../../model_server.ts";
import { join, type OpenDocument, type Seat } from "../../people.ts";
import { swiftStudents } from "../../server.ts";

/** What the server says beside a document now. */
function beside<T>({ provider }: OpenDocument): T | null {
  return [...provider.awareness.getStates().values()].find((state) =>
    "queue" in state || "queues" in state
  ) as T | undefined ?? null;
}

/** A question that was asked, and each place that was seen of it. */
class Question {
  readonly places: number[] = [];

  constructor(
    readonly seat: Seat,
    readonly conversation: string,
    readonly open: OpenDocument,
  ) {
    const look = () => {
      const place = this.place;
      if (place !== null && place !== this.places.at(-1)) {
        this.places.push(place);
      }
    };
    open.provider.awareness.on("change", look);
    look();
  }

  get place(): number | null {
    return beside<ConversationPlace>(this.open)?.queue.ahead ?? null;
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

/** A class with such a model. */
function testQueue(
  name: string,
  test: (given: Class, model: HeldModel) => Promise<void>,
  concurrency = "2",
) {
  testClass(name, async (given) => {
    try {
      await test(given, model!);
    } finally {
      model?.answerAll();
      void model?.server.stop();
      model = undefined;
    }
  }, {
    env: {
      ...swiftStudents,
      get OPENAI_BASE_URL() {
        return (model ??= new HeldModel()).server.url;
      },
      OPENAI_MODEL: "tiny",
      OPENAI_CONCURRENCY: concurrency,
    },
  });
}

testQueue(
  "A-5: thirty ask, one of them ten things at once: each sees a place that only falls, all are answered, and the loudest is not ahead",
  async ({ enter, teaching, teacher, session }, model) => {
    await teaching.enter();
    await teacher.get(200, "PATCH", `/api/sessions/${session.id}`, {
      limits: { perMinute: null },
    });
    const loud = await enter("Loud");
    const quiet = await Promise.all(
      Array.from({ length: 29 }, (_, n) => enter(`Student ${n}`)),
    );
    const louds: Question[] = [];
    for (let n = 0; n < 10; n++) louds.push(await ask(loud, "loud"));
    const quiets = await Promise.all(
      quiet.map((seat, n) => ask(seat, `quiet ${n}`)),
    );
    for (const one of quiets) {
      await one.until(() => one.place !== null, "a place was shown");
    }
    // The teacher sees the same places, by student.
    const staff = teaching.open(documents.staff(session.id));
    const queues = () => beside<StaffPlaces>(staff)?.queues ?? {};
    await staff.until(
      () => Object.keys(queues()).length === 30,
      "the teacher saw who waits",
    );
    const firsts = quiets.map((one) => one.place);
    assert.deepEqual(quiets.map(({ seat }) => queues()[seat.member]), firsts);
    assert.equal(new Set(firsts).size, 29);

    const all = [...louds, ...quiets];
    for (const _ of all) model.answerOne();
    for (const one of all) {
      await one.until(() => one.answer?.state === "done", "all are answered");
    }
    for (const { places } of quiets) {
      const falling = [...places].sort((a, b) => b - a);
      assert.deepEqual(places, falling, "a place only falls");
    }
    assert.equal(model.asked.length, 39);
    const last = model.asked.findLastIndex((it) => it.startsWith("quiet"));
    // Two turns before anybody else had asked, and one in the round of all.
    const before = model.asked.slice(0, last).filter((it) => it === "loud");
    assert.ok(before.length <= 3, `${before.length} turns of the loudest`);
    await staff.until(() => beside(staff) === null, "nobody waits any more");
    for (const one of all) {
      await one.until(() => one.place === null, "the place is gone");
    }
  },
);

testQueue(
  "A-1, S2, S3: a reload and a kill keep the queue: what waited is answered in order and once, and what was stopped is not",
  async ({ enter, server, session, keep }, model) => {
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
    model.answerAll();
    for (const one of [ben, dan, eve]) {
      await one.until(() => one.answer?.state === "done", "it is answered");
    }
    assert.deepEqual(
      model.asked,
      ["question 0", "question 1", "question 3", "question 4"],
    );
    assert.equal(chloe.answer?.state, "stopped");
  },
  "1",
);
