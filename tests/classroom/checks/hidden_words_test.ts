/** U5, R-4: a word of a poll that its teacher hides is nowhere before the class, and stays with the teacher. */
import assert from "node:assert/strict";
import { answersPart } from "../../../exports/answers.ts";
import { readBatches } from "../../../classroom/checks/poll_counts.ts";
import { bounds } from "../../../classroom/model/bounds.ts";
import { votesIn } from "../../../classroom/model/resources/results.ts";
import { pollLesson } from "./poll_lesson.ts";
import { refuses } from "../school.ts";

async function wordLesson(students: number, anonymous: boolean) {
  const given = await pollLesson({ students, anonymous });
  const hide = (text: string, hidden = true) =>
    given.change({ words: [{ text, hidden }] });
  return { ...given, say: given.vote, hide };
}

Deno.test("U5, R-4: a hidden word is in nothing that students have, in no spelling and not when it is sent again, and comes back", async () => {
  const { lesson, say, change, hide, view, inClass } = await wordLesson(
    6,
    false,
  );
  await using _ = lesson;
  await say(0, "Fair");
  await say(1, "ＲＵＤＥ");
  await say(2, "rude ");
  await say(3, "fair");
  const { questions: [hidden] } = await hide(" Rude");
  assert.deepEqual(hidden.hiddenWords, ["rude"]);
  assert.deepEqual(hidden.counts, { fair: 2, rude: 2 }, "the teacher sees it");
  assert(!JSON.stringify(await inClass()).includes("rude"));
  await say(4, "RuDe");
  await change({ showResults: true });
  const shown = await inClass();
  assert.deepEqual(shown.results![0].counts, { fair: 2 });
  assert.equal(shown.results![0].answered, 2, "bars add up");
  assert(!JSON.stringify(shown).includes("rude"));
  assert.deepEqual((await view()).counts, { fair: 2, rude: 3 });
  await hide("fair");
  assert.deepEqual((await inClass()).results![0], {
    ...shown.results![0],
    answered: 0,
    counts: {},
  });
  await hide("fair", false);
  await hide("RUDE", false);
  assert.equal((await view()).hiddenWords, undefined);
  assert.deepEqual((await inClass()).results![0].counts, { fair: 2, rude: 3 });
  assert.equal((await inClass()).results![0].answered, 5);
});

Deno.test("U5, M2, R-4: of an anonymous poll hiding tells nothing about a vote, and what the class is shown adds up", async () => {
  const { lesson, app, poll, say, change, hide, view, inClass } =
    await wordLesson(21, true);
  await using _ = lesson;
  const seen = new Set<number>();
  for (let n = 0; n < 21; n++) {
    await say(n, n % 7 === 0 ? "rude" : ["calm", "tired"][n % 2]);
    for (const hidden of [true, false]) {
      await hide("rude", hidden);
      const { answered, counts = {} } = await view();
      assert.equal(answered, n + 1);
      seen.add(votesIn(counts));
    }
  }
  await hide("rude");
  assert.deepEqual([...seen], [0, 5, 10, 15], "by fives, hidden or not");
  const { questions: [told] } = await change({ showResults: true });
  assert.deepEqual(told.counts, { calm: 9, rude: 3, tired: 9 });
  const result = async () => (await inClass()).results![0];
  assert.deepEqual((await result()).counts, { calm: 9, tired: 9 });
  assert.equal((await result()).answered, 18);
  assert.equal(
    (await readBatches(app.kv, lesson.session.id, poll.id)).length,
    0,
  );
  await hide("rude", false);
  assert.deepEqual(
    (await result()).counts,
    told.counts,
    "and it is there again",
  );
  assert.equal((await result()).answered, 21);
  await hide("tired");
  assert.deepEqual((await result()).counts, { calm: 9, rude: 3 });
});

Deno.test("U5, M2, R-4: with fewer than five votes no word is told, hidden or not", async () => {
  const { lesson, say, change, hide, inClass } = await wordLesson(4, true);
  await using _ = lesson;
  for (let n = 0; n < 4; n++) await say(n, "rude");
  await change({ showResults: true });
  await hide("rude");
  const { answered, counts } = (await inClass()).results![0];
  assert.deepEqual([answered, counts], [4, {}]);
});

Deno.test("U5, R-4: only words of a poll of words can be hidden, by its teacher, and not without end", async () => {
  const { lesson, app, teacher, poll, change, hide, say } = await wordLesson(
    2,
    false,
  );
  await using _ = lesson;
  const letters = await app.resources.share(teacher, {
    poll: { kind: "letters", question: "", anonymous: true, words: ["Y", "N"] },
  });
  const words = [{ text: "a", hidden: true }];
  await refuses(
    app.resources.change(teacher, letters.id, { words }),
    "not-found",
  );
  await refuses(
    app.resources.change(lesson.students[0], poll.id, { words }),
    "not-allowed",
  );
  const many = Array.from({ length: bounds.hiddenWords }, (_, n) => ({
    text: `word ${n}`,
    hidden: true,
  }));
  await change({ words: many });
  await hide("Word 3");
  await refuses(hide("one more"), "conflict");
  await hide("word 3", false);
  await hide("one more");
  await say(0, "__proto__");
  await hide("word 4", false);
  const { questions: [{ hiddenWords }] } = await hide("__PROTO__");
  assert(hiddenWords!.includes("proto"), "by the key that it is counted by");
});

Deno.test("U5, R-8, O-3: the record says which words were hidden, and forgets one whose only author is erased", async () => {
  const { lesson, app, teacher, say, hide, view } = await wordLesson(3, false);
  await using _ = lesson;
  await say(0, "fair");
  await say(1, "rude");
  await say(2, "Mr Ko");
  await hide("rude");
  await hide("mr ko");
  const session = await app.sessions.view(
    lesson.school.teacher,
    lesson.session.id,
  );
  const part = await answersPart(
    { app, who: teacher, view: session, zone: "UTC" } as Parameters<
      typeof answersPart
    >[0],
  );
  const pieces = JSON.stringify(await Array.fromAsync(part.pieces()));
  assert.match(pieces, /"rude \(hidden\)"/);
  const { resources: [{ questions: [question] }] } = part.head as unknown as {
    resources: { questions: { hiddenWords?: string[] }[] }[];
  };
  assert.deepEqual(question.hiddenWords, ["rude", "mr ko"]);
  await app.erasure.erase(teacher, lesson.students[2].member);
  assert.deepEqual((await view()).hiddenWords, ["rude"]);
});
