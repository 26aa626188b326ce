/** Resources of a class on the teacher's page. */
import assert from "node:assert/strict";
import { type Signal, signal } from "@preact/signals";
import fc from "fast-check";
import * as Y from "yjs";
import type { MemberCommand } from "../../../classroom/commands.ts";
import { quizBody } from "../../../classroom/library/resource_bodies.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { isNonEmptyAnswer } from "../../../classroom/model/resources/questions.ts";
import type {
  AnswerSheet,
  CheckResource,
  SharedPoll,
  SharedQuiz,
} from "../../../classroom/model/resources/shared_resources.ts";
import { ownAnswerSheets } from "../../../classroom/model/roots.ts";
import { answerSheets } from "../../../classroom/model/staff_roots.ts";
import type {
  ClassSession,
  SessionPart,
} from "../../../components/client/class_session.ts";
import {
  CheckCard,
  isBusyWithOther,
} from "../../../components/resources/class/check_card.ts";
import { StudentResources } from "../../../components/resources/class/student_resources.ts";
import { ClassResources } from "../../../components/resources/class_resources.ts";
import { QuizTerms } from "../../../components/resources/quiz_terms.ts";
import type { ConnectionStatus } from "../../../sync/client/backoff.ts";
import { Outbox } from "../../../sync/client/outbox.ts";
import { Lesson } from "../../classroom/lesson.ts";
import { propertyOptions } from "../../random.ts";

/*
 * Model test of R-2: two pages and the real classroom end equal after any answers in any order, and a page shows its
 * own answer at once.
 */

const questions = [
  { kind: "single", text: "The longest?", choices: ["Nile", "Rhine"] },
  { kind: "text", text: "Through Vienna?" },
  { kind: "number", text: "How many?" },
];

/** A step of one page or of the teacher. */
type Deed =
  | { page: 0 | 1; does: "answer"; question: number; value: number }
  | { page: 0 | 1; does: "hand-in" }
  | { page: 0 | 1; does: "connect" }
  /** The network is lost before the reply. */
  | { page: 0 | 1; does: "send" }
  | { does: "close" };

const page = fc.constantFrom(0 as const, 1 as const);
const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      page,
      does: fc.constant("answer" as const),
      question: fc.nat(2),
      value: fc.nat(2),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ page, does: fc.constant("connect" as const) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ page, does: fc.constant("send" as const) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ page, does: fc.constant("hand-in" as const) }),
  },
  { weight: 1, arbitrary: fc.constant({ does: "close" as const }) },
);

class MemberPage {
  readonly facts = new Y.Doc();
  readonly own = new Y.Doc();
  readonly outbox: Outbox<MemberCommand> = new Outbox(this.own);
  readonly resources: ClassResources;

  readonly status: Signal<ConnectionStatus> = signal({ state: "online" });
  readonly breakouts: Signal<{ openedAt?: number }> = signal({});
  readonly #parts: SessionPart[] = [];
  readonly #session: ClassSession;

  constructor(member: string) {
    this.#session = {
      seat: { session: "s", member },
      facts: {
        document: { doc: this.facts },
        members: signal({ [member]: { room: null } }),
        info: signal({ state: "active" }),
        clockOffset: signal(0),
        breakouts: this.breakouts,
      },
      ownDocument: {
        doc: this.own,
        synced: signal(true),
        whenLoaded: Promise.resolve(),
      },
      status: this.status,
      outbox: this.outbox,
      part: (Part: new (session: ClassSession) => SessionPart) =>
        this.part(Part),
    } as unknown as ClassSession;
    this.resources = this.part(ClassResources);
  }

  isBusyWithOther(open: string | null, check: CheckResource): boolean {
    return isBusyWithOther(this.#session, open, check);
  }

  part<P extends SessionPart>(Part: new (session: ClassSession) => P): P {
    const before = this.#parts.find((it): it is P => it instanceof Part);
    if (before) return before;
    const made = new Part(this.#session);
    this.#parts.push(made);
    return made;
  }

  /** Ends the page, as a reload does: the tab's memory stays. */
  close() {
    for (const part of this.#parts) part.close();
  }

  takes(from: Y.Doc, into: Y.Doc) {
    Y.applyUpdate(into, Y.encodeStateAsUpdate(from));
  }

  given(quiz: string) {
    const { answers = {}, done = false, unsent = false } =
      this.resources.answersByResource.value[quiz] ?? {};
    const given = Object.entries(answers).filter(([, it]) =>
      isNonEmptyAnswer(it)
    );
    return { answers: Object.fromEntries(given), done, unsent };
  }
}

Deno.test("two pages of a student, on and offline, end in the class's state (R-2)", async () => {
  const lesson = await Lesson.begin({ students: ["Amy"] });
  await using _ = lesson;
  const [who] = lesson.students;
  const { teacher, school, session: { id: s } } = lesson;
  const { app } = school;
  const quiz = await app.library.add(
    "quiz",
    teacher.teacher!,
    quizBody.parse({ name: "Rivers", questions }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { maxLength: 24 }), async (deeds) => {
      const shared = await app.resources.share(teacher, {
        quiz: quiz.id,
        pace: "own",
      }) as SharedQuiz;
      const server = new Y.Doc();
      const outbox = server.getArray<MemberCommand>("outbox");
      const receipts = server.getMap("receipts");
      const pages = [new MemberPage(who.member), new MemberPage(who.member)];
      const facts = await lesson.read(names.session(s), (doc) => {
        const copy = new Y.Doc();
        Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
        return copy;
      });
      for (const one of pages) one.takes(facts, one.facts);

      /** Decides each arrived command once, in order. */
      const decide = async () => {
        while (outbox.length > 0) {
          const command = outbox.get(0);
          const refused = await school.runCommand(who, { ...command });
          const own = await lesson.read(
            names.member(s, who.member),
            (doc) => ownAnswerSheets(doc).toJSON(),
          );
          server.transact(() => {
            outbox.delete(0);
            if (refused) receipts.set(command.id, { at: 0, refused, command });
            for (const [key, sheet] of Object.entries(own)) {
              server.getMap("answers").set(key, sheet);
            }
          });
        }
      };
      const send = async (one: MemberPage) => {
        Y.applyUpdate(server, Y.encodeStateAsUpdate(one.own));
        await decide();
      };
      const connect = async (one: MemberPage) => {
        await send(one);
        one.takes(server, one.own);
      };
      const valueOf = (at: number, value: number) => {
        const { kind, choices } = shared.questions[at];
        if (value === 0) return kind === "single" ? [] : "";
        if (kind === "single") return [choices![value - 1].id];
        return kind === "text" ? `river ${value}` : value;
      };
      for (const it of deeds) {
        if (it.does === "close") {
          await app.resources.change(teacher, shared.id, { closed: true });
          continue;
        }
        const one = pages[it.page];
        if (it.does === "connect") await connect(one);
        else if (it.does === "send") await send(one);
        else if (one.given(shared.id).done) continue;
        else if (it.does === "hand-in") {
          one.resources.answer(shared, {}, true);
          assert(one.given(shared.id).done);
        } else {
          const { id } = shared.questions[it.question];
          const answer = valueOf(it.question, it.value);
          const before = one.resources.answersByResource.value[shared.id]
            ?.answers;
          one.resources.answer(shared, { [id]: answer });
          const now = one.resources.answersByResource.value[shared.id];
          assert.deepEqual(now.answers, { ...before, [id]: answer });
          assert(now.unsent && now.unsentAnswers.includes(id));
        }
      }
      for (const one of [...pages, pages[0]]) await connect(one);
      const [first, ...others] = await lesson.read(
        names.staff(s),
        (doc) =>
          [...answerSheets(doc)].filter(([key]) => key.startsWith(shared.id))
            .map(([, sheet]) => sheet as AnswerSheet),
      );
      assert.equal(others.length, 0, "one sheet");
      const answers = Object.entries(first?.answers ?? {})
        .filter(([, it]) => isNonEmptyAnswer(it));
      for (const one of pages) {
        assert.deepEqual(one.given(shared.id), {
          answers: Object.fromEntries(answers),
          done: first?.done === true,
          unsent: false,
        });
        assert.equal(one.outbox.pending.value.length, 0);
      }
      // A class has at most a hundred shared things.
      await app.resources.takeBack(teacher, shared.id);
    }),
    propertyOptions("answers", 100),
  );
});

Deno.test("one press answers, Undo takes it back, and a reload keeps dismissed items", async () => {
  const lesson = await Lesson.begin({ students: ["Amy"] });
  await using _ = lesson;
  const [who] = lesson.students;
  const { teacher, school, session: { id: s } } = lesson;
  const { app } = school;
  const asked = await app.resources.share(teacher, {
    poll: {
      kind: "letters",
      question: "Which?",
      anonymous: false,
      words: ["Yes", "No"],
    },
  }) as SharedPoll;
  const [{ id: question, choices = [] }] = asked.questions;
  let own = new Y.Doc();
  const open = async () => {
    const page = new MemberPage(who.member);
    page.takes(own, page.own);
    await lesson.read(
      names.session(s),
      (doc) => page.takes(doc, page.facts),
    );
    await page.part(StudentResources).resources.shared.value;
    const card = page.part(CheckCard);
    return { page, card };
  };
  const send = async ({ page }: Awaited<ReturnType<typeof open>>) => {
    const outbox = page.own.getArray<MemberCommand>("outbox");
    for (const command of outbox.toArray()) {
      assert.equal(await school.runCommand(who, { ...command }), null);
    }
    const sheets = await lesson.read(
      names.member(s, who.member),
      (doc) => ownAnswerSheets(doc).toJSON(),
    );
    page.own.transact(() => {
      outbox.delete(0, outbox.length);
      for (const [key, sheet] of Object.entries(sheets)) {
        page.own.getMap("answers").set(key, sheet);
      }
    });
    own = page.own;
  };
  const counted = async () => {
    const { questions } = await app.resources.view(teacher, asked.id);
    return questions![0].answered;
  };
  sessionStorage.clear();

  let now = await open();
  assert.equal(now.card.form.value, "card", "a student who joins late");
  now.card.fold();
  assert.equal(now.card.form.value, "line");
  now.page.close();
  now = await open();
  assert.equal(now.card.form.value, "line", "reloaded");
  now.card.unfold();
  assert.equal(now.card.form.value, "card");

  const answer = { [question]: [choices[1].id] };
  now.page.resources.answer(asked, answer);
  now.card.noteAnswer(asked);
  assert.equal(now.card.form.value, "card", "with Undo");
  assert.equal(await counted(), 0, "without a network it waits");
  await send(now);
  assert.equal(await counted(), 1);
  now.page.close();
  now = await open();
  assert.equal(now.card.justAnswered.value?.check, asked.id, "reloaded");
  assert(
    !sessionStorage.getItem(`homeroom/answered/s/${who.member}`)!
      .includes(choices[1].id),
  );

  now.page.resources.answer(asked, { [question]: [] });
  now.card.noteUndo();
  await send(now);
  assert.equal(await counted(), 0);
  now.page.resources.answer(asked, answer);
  now.card.noteAnswer(asked);
  now.card.fold();
  assert.equal(now.card.form.value, "line", "put aside, with Undo");
  await send(now);
  now.card.noteUndo();
  assert.equal(now.card.form.value, "rest", "the time to undo is over");
  await app.resources.change(teacher, asked.id, { showResults: true });
  now.page.close();
  now = await open();
  assert.equal(now.card.form.value, "card", "the results");
  now.card.noteResults(asked);
  now.page.close();
  now = await open();
  assert.equal(now.card.form.value, "line", "the results, after a reload");
  now.card.unfold();
  assert.equal(now.card.form.value, "card");
  now.card.fold();
  assert.equal(now.card.form.value, null, "the results were seen");
  now.page.close();
});

Deno.test("only the newest results rise, once, and never over something newer (V-3)", async () => {
  sessionStorage.clear();
  const page = new MemberPage("amy");
  const { breakouts } = page;
  const opened = Date.now() + 1_000;
  const shared = (id: string, at: number, shownAt?: number) => ({
    id,
    kind: "poll",
    poll: "word",
    at: opened + at,
    questions: [{ id: "q", kind: "text", text: "" }],
    ...(shownAt && { closed: true, results: [], shownAt: opened + shownAt }),
  });
  const list = page.facts.getArray<ReturnType<typeof shared> | object>(
    "resources",
  );
  const showResults = (id: string, at: number, shownAt: number) =>
    page.facts.transact(() => {
      const found = list.toJSON().findIndex((it) => it.id === id);
      list.delete(found);
      list.insert(found, [shared(id, at, shownAt)]);
    });
  const { news } = page.part(StudentResources);
  const card = page.part(CheckCard);
  const current = () => card.check.value?.id;
  await Promise.resolve();
  list.push([shared("first", 1), shared("second", 2)]);
  showResults("second", 2, 3);
  assert.equal(current(), "first", "a question comes before results");
  showResults("first", 1, 4);
  assert.equal(current(), "first", "whose results are the newest");
  assert(page.isBusyWithOther("page", card.check.value!), "not over a page");
  card.fold();
  assert.equal(current(), undefined, "the older ones don't rise");
  assert.equal(news.value.length, 1, "but are still new in the list");

  list.push([shared("third", 5, 6)]);
  assert.equal(current(), "third");
  list.push([{
    id: "page",
    kind: "page",
    name: "",
    per: "class",
    at: opened + 7,
  }]);
  assert.equal(current(), undefined, "a page came");
  showResults("third", 5, 8);
  assert.equal(current(), "third", "shown again");
  breakouts.value = { openedAt: opened + 9 };
  assert.equal(current(), undefined, "groups opened");
  page.close();
});

Deno.test("results that were on screen are no news once something newer comes, also after a reload", async () => {
  sessionStorage.clear();
  const shared = (id: string, at: number, results?: []) => ({
    id,
    kind: "poll",
    poll: "word",
    anonymous: true,
    at,
    questions: [{ id: "q", kind: "text", text: "" }],
    ...(results && { closed: true, results, shownAt: at + 1 }),
  });
  const now = Date.now() + 1_000;
  for (const isReloaded of [false, true]) {
    sessionStorage.clear();
    let page = new MemberPage("amy");
    page.part(CheckCard);
    await Promise.resolve();
    page.facts.getArray("resources").push([
      shared("unseen", now, []),
      shared("seen", now + 2, []),
    ]);
    const card = page.part(CheckCard);
    assert.equal(card.check.value?.id, "seen");
    card.noteResults(card.check.value!);
    assert.equal(card.form.value, "card", "they stay while nothing comes");
    if (isReloaded) {
      page.close();
      const { facts } = page;
      page = new MemberPage("amy");
      page.takes(facts, page.facts);
      await Promise.resolve();
      assert.equal(page.part(CheckCard).form.value, "line");
    }
    const { news } = page.part(StudentResources);
    page.facts.getArray("resources").push([shared("newer", now + 4)]);
    assert.equal(page.part(CheckCard).check.value?.id, "newer");
    const ids = news.value.map(({ shared }) => shared.id);
    assert.deepEqual(ids.toSorted(), ["newer", "unseen"]);
    page.close();
  }
});

Deno.test("a running exit ticket comes first, and no card lies over an open check (R-7)", async () => {
  sessionStorage.clear();
  const at = Date.now();
  const shared = (id: string, exit: boolean, kind: string) => ({
    id,
    kind: "quiz",
    at: at + 1,
    of: 1,
    pace: "own",
    ...(exit && { exit, endsAt: at + 60_000 }),
    questions: [{ id: "q", kind, text: "Why?", choices: [] }],
  });
  const page = new MemberPage("amy");
  await Promise.resolve();
  const list = page.facts.getArray("resources");
  const [ticket, quiz, long] = [
    shared("ticket", true, "text"),
    shared("quiz", false, "single"),
    shared("long", false, "text"),
  ];
  list.push([ticket, long, quiz]);
  const card = page.part(CheckCard);
  assert.equal(card.check.value?.id, "ticket", "though others are newer");
  assert.equal(card.form.value, "line", "it has its own dialog");
  page.resources.answer(
    page.resources.shared.value[0] as CheckResource,
    { q: "Light" },
    true,
  );
  assert.equal(card.check.value?.id, "quiz");
  assert.equal(card.form.value, "card");
  const isOver = (open: string | null) =>
    !page.isBusyWithOther(open, card.check.value!);
  assert.deepEqual(
    [null, "quiz", "ticket", "long", "gone"].map(isOver),
    [true, true, true, false, true],
  );
  page.close();
});

Deno.test("a time limit is read as people type numbers, in minutes or seconds (R-2)", () => {
  const terms = new QuizTerms();
  const given = (pace: "own" | "together", time: string) => {
    terms.pace.value = pace;
    terms.time.value = time;
    return terms.toRequest();
  };
  assert.deepEqual(given("own", " "), { pace: "own" });
  assert.deepEqual(given("own", "1,5"), { pace: "own", minutes: 1.5 });
  assert.deepEqual(given("own", "１０"), { pace: "own", minutes: 10 });
  assert.deepEqual(given("together", "90"), { pace: "together", minutes: 1.5 });
  for (const typed of ["1e1", "0", "1441", "-5", "ten", "10 min"]) {
    assert.equal(given("own", typed), null, typed);
    assert.equal(terms.invalidField.value, "time");
  }
  assert.equal(given("together", "14"), null);
  assert(given("together", "15"));
  assert.equal(terms.invalidField.value, null);
});

Deno.test("a quiz is for the whole class, or for at least one group (R-2)", () => {
  const terms = new QuizTerms();
  terms.rooms.value = new Set();
  assert.equal(terms.toRequest(), null);
  assert.equal(terms.invalidField.value, "rooms");
  terms.rooms.value = new Set(["a", "b"]);
  assert.deepEqual(terms.toRequest(), { pace: "own", rooms: ["a", "b"] });
});
