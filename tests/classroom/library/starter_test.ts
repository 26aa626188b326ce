/** the examples that come with the app can be kept and shared as they are, in every language. */
import assert from "node:assert/strict";
import { languages } from "texts/languages.ts";
import {
  example,
  examples,
  starterLanguages,
} from "../../../classroom/library/starter/examples.ts";
import { questionKinds } from "../../../classroom/model/resources/questions.ts";
import { Lesson } from "../lesson.ts";
import { refuses } from "../school.ts";

const written = languages.filter(({ tag }) => starterLanguages.includes(tag));

Deno.test("R-1: each language has a dozen prompt templates, whole, for students, and none twice", async () => {
  assert(written.length >= 2);
  for (const { tag } of written) {
    const all = await examples("template", tag);
    assert(all.length >= 12, tag);
    assert.equal(new Set(all.map(({ id }) => id)).size, all.length);
    assert.equal(new Set(all.map(({ name }) => name)).size, all.length);
    for (const { description, firstMessage, instructions } of all) {
      assert(description && firstMessage, tag);
      // Who they talk with, what to do about what worries them, and what of themselves they keep.
      assert.match(instructions, /student|學生/);
      assert.match(instructions, /grown-up they trust|信任的大人/);
      assert.match(instructions, /Do not ask for a name|不要詢問姓名/);
    }
  }
});

Deno.test("R-2: each language has three quizzes, with questions of every kind, and what is right says why", async () => {
  for (const { tag } of written) {
    const all = await examples("quiz", tag);
    assert(all.length >= 3, tag);
    for (const { name, questions } of all) {
      const kinds = new Set(questions.map(({ kind }) => kind));
      assert.deepEqual(
        [...questionKinds].filter((it) => !kinds.has(it)),
        [],
        name,
      );
      for (const it of questions) {
        if (it.kind === "scale") continue;
        assert(it.explanation, `${name}: ${it.text}`);
        assert(it.correct === undefined || it.points, `${name}: ${it.text}`);
      }
    }
  }
});

Deno.test("R-1, L-2: a language without examples has the English ones", async () => {
  const [english] = await examples("template", "en");
  const [other] = await examples("template", "pt-BR");
  assert.equal(other.name, english.name);
});

Deno.test("R-1: what is taken over is a teacher’s own, and is shared with a class like any other", async () => {
  const lesson = await Lesson.begin();
  await using _ = lesson;
  const { teacher, school: { app } } = lesson;
  const own = teacher.teacher!;
  assert.deepEqual(
    await app.library.list("template", own),
    [],
    "none by itself",
  );
  for (const tag of starterLanguages) {
    for (const { id } of await examples("template", tag)) {
      const item = await example("template", tag, id);
      const { id: template } = await app.library.add("template", own, item);
      await app.resources.share(teacher, { template });
    }
    for (const { id } of await examples("quiz", tag)) {
      const item = await example("quiz", tag, id);
      const { id: quiz } = await app.library.add("quiz", own, item);
      await app.resources.share(teacher, { quiz, pace: "own" });
    }
  }
  await refuses(example("quiz", "en", "none"), "not-found");
});
