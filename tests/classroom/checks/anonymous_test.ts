/**
 * M2, R-4: from what staff are told of an anonymous poll nobody finds out a vote, whatever a script of theirs does between
 * the votes: any two counts that anybody is told are the same, or at least five votes apart.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { recordOf } from "../../../classroom/record/resource_record.ts";
import { readBatches } from "../../../classroom/checks/poll_counts.ts";
import { votesIn } from "../../../classroom/model/resources/results.ts";
import type { SharedPoll } from "../../../classroom/model/resources/shared.ts";
import { documents as names } from "../../../classroom/model/documents.ts";
import { property } from "../../random.ts";
import { Lesson } from "../lesson.ts";

type Counts = Readonly<Record<string, number>>;

async function pollLesson(students: number, kind = "letters") {
  const lesson = await Lesson.begin({
    students: Array.from({ length: students }, (_, n) => `Student ${n}`),
  });
  const { teacher, school: { app }, session } = lesson;
  const poll = await app.resources.share(
    teacher,
    {
      poll: { kind, question: "", anonymous: true, words: ["Yes", "No"] },
    } as Parameters<typeof app.resources.share>[1],
  ) as SharedPoll;
  const [{ id, choices = [] }] = poll.questions;
  const vote = (student: number, answer: number | string) =>
    lesson.school.command(lesson.students[student], {
      kind: "answer",
      resource: poll.id,
      answers: {
        [id]: typeof answer === "string" ? answer : [choices[answer].id],
      },
      done: true,
    });
  const view = async () =>
    (await app.resources.view(teacher, poll.id)).questions[0];
  /** All counts that anybody can have by now: over HTTP, in the record, and in a document. */
  const tellings = async (): Promise<Counts[]> => {
    const recorded = await recordOf(app, teacher, poll.id);
    const inClass = await lesson.read(
      names.session(session.id),
      (doc) =>
        (doc.getArray("resources").toArray() as SharedPoll[])
          .find((it) => it.id === poll.id)?.results?.[0].counts,
    );
    const staff = await lesson.read(
      names.staff(session.id),
      (doc) =>
        (doc.getMap("resources").get(poll.id) as { counts?: Counts }).counts,
    );
    return [
      (await view()).counts ?? {},
      recorded.questions[0].counts ?? {},
      inClass ?? {},
      staff ?? {},
    ];
  };
  const { school } = lesson;
  return { lesson, school, app, teacher, poll, vote, view, tellings };
}

Deno.test("M2, R-4: closing and opening between votes tells nothing, and twenty-one votes show the first fifteen", async () => {
  const { lesson, app, teacher, poll, vote, view } = await pollLesson(21);
  await using _ = lesson;
  const seen: number[] = [];
  for (let n = 0; n < 21; n++) {
    await vote(n, n % 3);
    for (const closed of [true, false]) {
      await app.resources.change(teacher, poll.id, { closed });
      const { answered, counts = {} } = await view();
      assert.equal(answered, n + 1);
      seen.push(votesIn(counts));
    }
  }
  assert.deepEqual([...new Set(seen)], [0, 5, 10, 15]);
  const shown = await app.resources.change(teacher, poll.id, {
    showResults: true,
  });
  assert.equal(votesIn(shown.questions[0].counts!), 21);
  for (const change of [{ closed: false }, { closed: true }]) {
    await app.resources.change(teacher, poll.id, change).catch(() => {});
  }
  assert.equal(votesIn((await view()).counts!), 21);
});

Deno.test("M2, R-4: after the class all votes are told, since none can come", async () => {
  const { lesson, app, school, vote, view } = await pollLesson(7);
  await using _ = lesson;
  for (let n = 0; n < 7; n++) await vote(n, 0);
  assert.deepEqual((await view()).counts, {});
  await app.sessions.end(school.teacher, lesson.session.id, { now: true });
  assert.equal(votesIn((await view()).counts!), 7);
});

Deno.test("M2, R-4: words are told, and kept, in no order of their votes", async () => {
  const { lesson, app, vote, view, poll } = await pollLesson(10, "word");
  await using _ = lesson;
  const words = ["zebra", "yak", "wolf", "vole", "toad"];
  for (let n = 0; n < 10; n++) await vote(n, words[n % 5]);
  const batches = await readBatches(app.kv, lesson.session.id, poll.id);
  assert.equal(batches.length, 2);
  for (
    const counts of [...batches.map((it) => it.counts), (await view()).counts!]
  ) {
    assert.deepEqual(Object.keys(counts), words.toReversed());
  }
});

const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant("vote" as const),
      answer: fc.nat(3),
    }),
  },
  fc.record({
    kind: fc.constantFrom(
      "close" as const,
      "open" as const,
      "show" as const,
      "erase" as const,
      "merge" as const,
      "leave" as const,
      "take back" as const,
    ),
    of: fc.nat(22),
  }),
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("look" as const) }) },
);

Deno.test("M2, R-4: whatever happens between votes, any two counts that are told are equal or at least five votes apart", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 10, maxLength: 60 }),
      fc.boolean(),
      async (steps, ends) => {
        const { lesson, app, teacher, poll, vote, tellings } = await pollLesson(
          23,
        );
        await using _ = lesson;
        const told = new Map<string, Counts>();
        const look = async () => {
          for (const counts of await tellings()) {
            told.set(JSON.stringify(Object.entries(counts).sort()), counts);
          }
        };
        let next = 0;
        const tried = async (act: () => Promise<unknown>) => {
          // What is refused tells nothing.
          await act().catch(() => {});
        };
        for (const step of steps) {
          switch (step.kind) {
            case "vote":
              if (next < 23) await vote(next++, step.answer);
              break;
            case "look":
              await look();
              break;
            case "close":
            case "open":
              await tried(() =>
                app.resources.change(teacher, poll.id, {
                  closed: step.kind === "close",
                })
              );
              await look();
              break;
            case "show":
              // Rarely: nothing comes after it.
              if (step.of > 19) {
                await tried(() =>
                  app.resources.change(teacher, poll.id, { showResults: true })
                );
              }
              await look();
              break;
            case "erase":
              await tried(() =>
                app.erasure.erase(teacher, lesson.students[step.of].member)
              );
              break;
            case "merge":
              await tried(() =>
                app.membership.merge(
                  teacher,
                  lesson.students[step.of].member,
                  { into: lesson.students[0].member },
                )
              );
              break;
            case "leave":
              await tried(() =>
                app.membership.remove(
                  teacher,
                  lesson.students[step.of].member,
                )
              );
              break;
            case "take back":
              await tried(() => app.resources.takeBack(teacher, poll.id));
              await look();
              await tried(() => app.resources.bringBack(teacher, poll.id));
              break;
          }
        }
        await look();
        if (ends) {
          await app.sessions.end(lesson.school.teacher, lesson.session.id, {
            now: true,
          });
          await look();
        }
        await tried(() =>
          app.resources.change(teacher, poll.id, { showResults: true })
        );
        await look();
        const all = [...told.values()].sort((a, b) => votesIn(a) - votesIn(b));
        for (const [n, later] of all.entries()) {
          for (const earlier of all.slice(0, n)) {
            const apart = votesIn(later) - votesIn(earlier);
            assert.ok(
              apart >= 5,
              `${JSON.stringify(earlier)} and ${JSON.stringify(later)}`,
            );
          }
        }
      },
    ),
    property("an anonymous poll", 25),
  );
});
