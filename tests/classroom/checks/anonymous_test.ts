/**
 * M2, R-4: from what staff are told of an anonymous poll nobody finds out a vote, whatever a script of theirs does between
 * the votes: any two counts that anybody is told are the same, or at least five votes apart.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { recordOf } from "../../../classroom/record/resource_record.ts";
import { readBatches } from "../../../classroom/checks/poll_counts.ts";
import { documents as names } from "../../../classroom/model/documents.ts";
import { sheetKey, sheets } from "../../../classroom/model/resources_layout.ts";
import { keys } from "../../../classroom/storage/session_keys.ts";
import { votesIn } from "../../../classroom/model/resources/results.ts";
import { property } from "../../random.ts";
import { pollLesson } from "./poll_lesson.ts";

type Counts = Readonly<Record<string, number>>;

/** A poll, and all counts of it that anybody can have by now: over HTTP, in the record, and in a document. */
async function toldPoll(students: number) {
  const given = await pollLesson({ students, kind: "letters" });
  const { lesson, app, teacher, poll, view, inClass } = given;
  const tellings = async (): Promise<Counts[]> => {
    const recorded = await recordOf(app, teacher, poll.id);
    const staff = await lesson.staff<{ counts?: Counts }>("resources", poll.id);
    return [
      (await view()).counts ?? {},
      recorded.questions[0].counts ?? {},
      // What was taken back is in no class.
      (await inClass() ?? {}).results?.[0].counts ?? {},
      staff?.counts ?? {},
    ];
  };
  return { ...given, tellings };
}

Deno.test("M2, R-4: closing and opening between votes tells nothing, and twenty-one votes show the first fifteen", async () => {
  const { lesson, vote, view, change } = await pollLesson({
    students: 21,
    kind: "letters",
  });
  await using _ = lesson;
  const seen: number[] = [];
  for (let n = 0; n < 21; n++) {
    await vote(n, n % 3);
    for (const closed of [true, false]) {
      await change({ closed });
      const { answered, counts = {} } = await view();
      assert.equal(answered, n + 1);
      seen.push(votesIn(counts));
    }
  }
  assert.deepEqual([...new Set(seen)], [0, 5, 10, 15]);
  const shown = await change({ showResults: true });
  assert.equal(votesIn(shown.questions[0].counts!), 21);
  for (const closed of [false, true]) await change({ closed }).catch(() => {});
  assert.equal(votesIn((await view()).counts!), 21);
});

Deno.test("M2, R-4: after the class all votes are told, since none can come", async () => {
  const { lesson, app, school, vote, view } = await pollLesson({
    students: 7,
    kind: "letters",
  });
  await using _ = lesson;
  for (let n = 0; n < 7; n++) await vote(n, 0);
  assert.deepEqual((await view()).counts, {});
  await app.sessions.end(school.teacher, lesson.session.id, { now: true });
  assert.equal(votesIn((await view()).counts!), 7);
});

Deno.test("M2, R-4: words are told, and kept, in no order of their votes", async () => {
  const { lesson, app, vote, view, poll } = await pollLesson({ students: 10 });
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

Deno.test("R-4: a poll that has votes of versions before takes more, and shows all of them", async () => {
  const { lesson, app, poll, vote, change } = await pollLesson({
    students: 8,
    kind: "letters",
  });
  await using _ = lesson;
  const { session: { id: s }, students } = lesson;
  const [{ choices = [] }] = poll.questions, [a, b] = choices;
  // As they stored it: one count, of no batch, and who has voted.
  await app.kv.set(keys.tally(s, poll.id), { [a.id]: 2, [b.id]: 1 });
  const staff = names.staff(s);
  const earlier = students.slice(0, 3);
  await app.sync.decide(s, [staff], (tx) => {
    for (const { member } of earlier) {
      sheets(tx.doc(staff)).set(sheetKey(poll.id, member), true);
    }
  });
  assert.equal(await vote(0, 1), "already-answered");
  for (let n = 3; n < 8; n++) assert.equal(await vote(n, 1), null);
  const { questions: [shown] } = await change({ showResults: true });
  assert.deepEqual(shown.counts, { [a.id]: 2, [b.id]: 6 });
  assert.equal(shown.answered, 8);
});

/** What somebody does between votes; whom it is about, by their number. */
const acts = [
  "close",
  "open",
  "show",
  "erase",
  "merge",
  "leave",
  "take back",
] as const;

const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constant("vote" as const), of: fc.nat(3) }),
  },
  fc.record({ kind: fc.constantFrom(...acts), of: fc.nat(22) }),
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("look" as const), of: fc.nat(0) }),
  },
);

Deno.test("M2, R-4: whatever happens between votes, any two counts that are told are equal or at least five votes apart", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 10, maxLength: 60 }),
      fc.boolean(),
      async (steps, ends) => {
        const { lesson, app, teacher, poll, vote, change, tellings } =
          await toldPoll(23);
        await using _ = lesson;
        const told = new Map<string, Counts>();
        const look = async () => {
          for (const counts of await tellings()) {
            told.set(JSON.stringify(Object.entries(counts).sort()), counts);
          }
        };
        let next = 0;
        const does: Record<
          (typeof acts)[number] | "vote" | "look",
          (of: number) => Promise<unknown>
        > = {
          vote: async (of) => next < 23 && await vote(next++, of),
          look: () => Promise.resolve(),
          close: () => change({ closed: true }),
          open: () => change({ closed: false }),
          // Rarely: nothing comes after it.
          show: async (of) => of > 19 && await change({ showResults: true }),
          erase: (of) => app.erasure.erase(teacher, lesson.students[of].member),
          merge: (of) =>
            app.membership.thisIs(teacher, lesson.students[of].member, {
              member: lesson.students[0].member,
            }),
          leave: (of) =>
            app.membership.remove(teacher, lesson.students[of].member),
          "take back": async () => {
            await app.resources.takeBack(teacher, poll.id);
            await look();
            await app.resources.bringBack(teacher, poll.id);
          },
        };
        for (const { kind, of } of steps) {
          // What is refused tells nothing.
          await does[kind](of).catch(() => {});
          if (kind !== "vote") await look();
        }
        await look();
        if (ends) {
          await app.sessions.end(lesson.school.teacher, lesson.session.id, {
            now: true,
          });
          await look();
        }
        await change({ showResults: true }).catch(() => {});
        await look();
        const all = [...told.values()].sort((a, b) => votesIn(a) - votesIn(b));
        for (const [n, later] of all.entries()) {
          for (const earlier of all.slice(0, n)) {
            assert.ok(
              votesIn(later) - votesIn(earlier) >= 5,
              `${JSON.stringify(earlier)} and ${JSON.stringify(later)}`,
            );
          }
        }
      },
    ),
    property("an anonymous poll", 25),
  );
});
