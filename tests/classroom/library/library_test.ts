import assert from "node:assert/strict";
import { makePictureCopies } from "../../../classroom/files/picture_copies.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { readClassDocuments } from "../../../classroom/model/layout.ts";
import { quizBody } from "../../../classroom/library/resource_bodies.ts";
import { bounds } from "../../../classroom/model/bounds.ts";
import type { SharedQuiz } from "../../../classroom/model/resources/shared_resources.ts";
import { Lesson } from "../lesson.ts";
import { assertRefused, makeTempFolder, School } from "../school.ts";
import { Library } from "../../../classroom/library/library.ts";
import type {
  Kv,
  KvEntryMaybe,
  KvKey,
  KvListIterator,
  KvListSelector,
} from "../../../sync/kv/kv.ts";
import { languages } from "texts/languages.ts";
import {
  loadExample,
  loadExamples,
  starterLanguages,
} from "../../../classroom/library/starter/examples.ts";
import { fileEntries } from "../../../classroom/model/staff_roots.ts";
import { smallestPng } from "../files/memory_bytes.ts";
import { questionKinds } from "../../../classroom/model/resources/question_kinds.ts";

const minute = 60_000, day = 24 * 60 * minute;

const ask = (text: string, more: Record<string, unknown> = {}) => ({
  kind: "text",
  text,
  ...more,
});

const quiz = (name: string, ...questions: unknown[]) =>
  quizBody.parse({ name, questions });

async function schoolWithFolder(settings: Record<string, string> = {}) {
  const folder = await Deno.makeTempDir();
  const school = await School.open(":memory:", Date.now(), {}, {
    DATA_DIR: folder,
    ...settings,
  });
  const uploads = async () => {
    try {
      const all = await Array.fromAsync(Deno.readDir(`${folder}/uploads`));
      return all.map(({ name }) => name).sort();
    } catch {
      return [];
    }
  };
  const { library, images } = school.app;
  return {
    school,
    library,
    images,
    me: school.teacher.id,
    uploads,
    async [Symbol.asyncDispose]() {
      await school[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

Deno.test("a teacher keeps at most 300 quizzes (R-2)", async () => {
  await using school = await School.open();
  const { library } = school.app;
  const { id: me } = school.teacher;
  let last = "";
  for (let n = 0; n < bounds.library; n++) {
    last = (await library.add("quiz", me, quiz(`Quiz ${n}`, ask("?")))).id;
  }
  const more = () => library.add("quiz", me, quiz("More", ask("?")));
  await assertRefused(more(), "conflict");
  await library.remove("quiz", me, last);
  assert.equal((await more()).name, "More");
  const back = () => library.restore("quiz", me, last);
  await assertRefused(back(), "conflict");
  const [{ id: another }] = await Array.fromAsync(library.items("quiz", me));
  await library.remove("quiz", me, another);
  const two = [quiz("One", ask("?")), quiz("Two", ask("?"))];
  await assertRefused(library.addAll("quiz", me, two), "conflict");
  await back();
  assert.equal(
    (await Array.fromAsync(library.items("quiz", me))).length,
    bounds.library,
  );
});

Deno.test("unused pictures are deleted after a week, and nothing else (R-2)", async () => {
  await using place = await schoolWithFolder();
  const { school, library, images, me, uploads } = place;
  const [former, now] = await Promise.all([
    images.add(me, smallestPng),
    images.add(me, smallestPng),
  ]);
  const of = ({ id: image }: typeof now) => quiz("One", ask("?", { image }));
  const { id } = await library.add("quiz", me, of(former));
  await library.replace("quiz", me, id, of(now));
  school.time.now += 6 * day;
  await images.sweepAll();
  assert.equal((await uploads()).length, 2, "Undo may bring one back");
  school.time.now += 2 * day;
  await images.sweepAll();
  assert.deepEqual(await uploads(), [now.id]);
});

Deno.test("a long quiz is stored in pieces, and a shorter one leaves none of them (R-2)", async () => {
  await using school = await School.open();
  const { library, kv } = school.app;
  const { id: me } = school.teacher;
  const long = quiz(
    "Long",
    ...Array.from({ length: 60 }, (_, n) => ask(`${n}`.repeat(1000))),
  );
  const { id } = await library.add("quiz", me, long);
  const pieces = async () =>
    (await Array.fromAsync(kv.list({ prefix: ["kept", "quiz", me] }))).length;
  assert(await pieces() > 1);
  assert.deepEqual(
    (await library.get("quiz", me, id)).questions,
    long.questions,
  );
  await library.replace("quiz", me, id, quiz("Short", ask("?")));
  assert.equal(await pieces(), 1);
  const huge = quiz(
    "Huge",
    ...Array.from(
      { length: 60 },
      () => ask("a".repeat(2000), { explanation: "b".repeat(2000) }),
    ),
  );
  await assertRefused(library.replace("quiz", me, id, huge), "too-large");
});

Deno.test("a later save keeps an unknown one, and a repeated save adds nothing (R-2)", async () => {
  await using school = await School.open();
  const { library } = school.app;
  const { id: me } = school.teacher;
  const first = await library.add("quiz", me, quiz("One", ask("?")));
  const again = library.add("quiz", me, quiz("One", ask("?")), first.id);
  await assertRefused(again, "conflict");
  const put = (name: string, expected: number) =>
    library.replace("quiz", me, first.id, quiz(name, ask("?")), expected);
  const [mine, theirs] = await Promise.allSettled([
    put("Mine", first.at),
    put("Theirs", first.at),
  ]);
  assert.deepEqual(
    [mine.status, theirs.status].sort(),
    ["fulfilled", "rejected"],
    "of two at once one is kept, also within one millisecond",
  );
  const now = await library.get("quiz", me, first.id);
  assert(now.at > first.at);
  assert.equal((await put("Known", now.at)).name, "Known");
});

Deno.test("a deleted quiz can be restored for ten minutes, and then goes with its picture (R-2)", async () => {
  await using place = await schoolWithFolder();
  const { school, library, images, me, uploads } = place;
  const { kv } = school.app;
  const image = await images.add(me, smallestPng);
  assert.deepEqual([image.type, image.width, image.height], [
    "image/png",
    1,
    1,
  ]);
  const { id } = await library.add(
    "quiz",
    me,
    quiz("One", ask("?", { image: image.id, alt: "A point" })),
  );
  const sweep = () => library.sweep((teacher) => images.sweep(teacher));
  await library.remove("quiz", me, id);
  await assertRefused(library.get("quiz", me, id), "not-found");
  await library.restore("quiz", me, id);
  school.time.now += 8 * day;
  await sweep();
  assert.equal((await library.get("quiz", me, id)).name, "One");
  assert.deepEqual(await uploads(), [image.id]);
  await library.remove("quiz", me, id);
  school.time.now += 11 * minute;
  await assertRefused(library.restore("quiz", me, id), "conflict");
  await sweep();
  assert.deepEqual(await uploads(), []);
  for (const prefix of ["quiz", "kept", "discarded", "image", "image-of"]) {
    const left = await Array.fromAsync(kv.list({ prefix: [prefix] }));
    assert.deepEqual(left, [], prefix);
  }
});

Deno.test("pictures of questions and their copies lose place and camera", async () => {
  await using place = await schoolWithFolder();
  const { school, images, me } = place;
  const { kv, files } = school.app;
  const photo = await Deno.readFile("tests/sample_pictures/photo.jpg");
  const image = await images.add(me, photo.slice());
  const bytes = await files.bytes();
  const read = async ({ id, size }: { id: string; size: number }) =>
    await new Response(await bytes.read(id, 0, size)).bytes();
  const kept = await read(image);
  assert.equal(image.size, kept.length);
  assert.doesNotMatch(String.fromCharCode(...kept), /SERIAL|Phone/);
  // An earlier version kept the metadata.
  await bytes.write(image.id, photo);
  const source = { ...image, size: photo.length };
  const [copy] = await makePictureCopies({ kv, bytes, now: 0 }, newId(), [
    source,
  ]);
  assert.doesNotMatch(
    String.fromCharCode(...await read({ id: copy.id, size: source.size })),
    /SERIAL|Phone/,
  );
});

Deno.test("quiz pictures are small, only their owner's, and deleted with the account (R-2)", async () => {
  await using place = await schoolWithFolder();
  const { school, library, images, me, uploads } = place;
  const { deletion, kv } = school.app;
  const text = new TextEncoder().encode("<svg onload=alert(1)>");
  await assertRefused(images.add(me, text), "malformed");
  const large = new Uint8Array(bounds.image + 1);
  large.set(smallestPng);
  await assertRefused(images.add(me, large), "too-large");
  // A few bytes can claim more pixels than fit into memory.
  const claiming = (width: number, height: number) => {
    const bytes = new DataView(new ArrayBuffer(33));
    [0x89504e47, 0x0d0a1a0a, 13, 0x49484452, width, height].forEach(
      (word, at) => bytes.setUint32(at * 4, word),
    );
    return images.add(me, new Uint8Array(bytes.buffer));
  };
  for (
    const [w, h] of [[2 ** 31 - 1, 2 ** 31 - 1], [10_001, 1], [9000, 9000]]
  ) {
    await assertRefused(claiming(w, h), "too-large", `${w}`);
  }
  assert.equal((await claiming(4000, 3000)).width, 4000);
  await images.forgetTeacher(me);
  const { id } = await images.add(me, smallestPng);
  await assertRefused(images.get("another", id), "not-found");
  await images.sweep(me);
  assert.deepEqual(await uploads(), [id], "it may be on its way into a quiz");
  await deletion.deleteAccount(me);
  assert.deepEqual(await uploads(), []);
  await assertRefused(images.get(me, id), "not-found");
  // Items added while the account is deleted are refused.
  await kv.delete(["account", me]);
  const late = library.add("quiz", me, quiz("Late", ask("?")));
  await assertRefused(late, "not-found");
  await assertRefused(images.add(me, smallestPng), "not-found");
  assert.deepEqual(await uploads(), []);
  for (const prefix of ["quiz", "kept"]) {
    const left = await Array.fromAsync(kv.list({ prefix: [prefix] }));
    assert.deepEqual(left, [], prefix);
  }
});

Deno.test("a quiz with an unfinished question is kept, and not shared before it is finished (R-2)", async () => {
  await using lesson = await Lesson.begin({ students: [] });
  const { library, resources } = lesson.school.app;
  const me = lesson.teacher.teacher!;
  const half = { kind: "single", text: "Which?", id: "123456789abcdefg" };
  const body = {
    name: "Half",
    questions: [ask("Ready?")],
    unfinished: [{ place: 0, question: half }],
  };
  const { id } = await library.add("quiz", me, quizBody.parse(body));
  const { unfinished } = await library.get("quiz", me, id);
  assert.deepEqual(unfinished, [{ place: 0, question: half }]);
  const share = () =>
    resources.share(lesson.teacher, { quiz: id, pace: "own" });
  await assertRefused(share(), "malformed");
  await library.replace("quiz", me, id, quiz("Whole", ask("Ready?")));
  assert.equal((await share()).kind, "quiz");
  assert(!quizBody.safeParse({ name: "None", questions: [] }).success);
  const twice = { ...body, questions: [ask("?", { id: half.id })] };
  assert(!quizBody.safeParse(twice).success);
});

Deno.test("a class's copies of pictures are read by members who have the question (R-2)", async () => {
  await using folder = await makeTempFolder();

  await using lesson = await Lesson.begin({
    students: ["Amy"],
    settings: { DATA_DIR: folder.path },
  });
  const { app } = lesson.school;
  const { library, images, resources, files, deletion } = app;
  const { teacher, students: [amy] } = lesson;
  const me = teacher.teacher!;
  const all = await Promise.all([1, 2].map(() => images.add(me, smallestPng)));
  const item = await library.add(
    "quiz",
    me,
    quiz(
      "Two",
      ...all.map(({ id }) => ask("?", { image: id, alt: "A point" })),
    ),
  );
  const shared = await resources.share(teacher, {
    quiz: item.id,
    pace: "together",
  }) as SharedQuiz;
  const [{ image, imageSize, alt }] = shared.questions;
  assert(image && !all.some(({ id }) => id === image));
  assert.deepEqual([imageSize, alt], [[1, 1], "A point"]);
  const view = await resources.view(teacher, shared.id);
  const second = view.questions[1].image!;
  const reads = (who: typeof amy, id: string) =>
    files.read([who], id).then(() => true, () => false);
  assert.deepEqual(
    [
      await reads(amy, image),
      await reads(amy, second),
      await reads(teacher, second),
      await reads(amy, all[0].id),
    ],
    [true, false, true, false],
    "one by one: no picture before its question",
  );
  await resources.change(teacher, shared.id, { step: 1 });
  assert.equal(await reads(amy, second), true);
  // A shared picture is not swept.
  lesson.school.time.now += 2 * day;
  await files.sweep();
  await files.sweepBytes();
  assert.equal(await files.sessionOf(image), lesson.session.id);
  await library.remove("quiz", me, item.id);
  await resources.takeBack(teacher, shared.id);
  assert.deepEqual(
    [await reads(amy, image), await reads(teacher, image)],
    [false, true],
  );
  const short = await library.add(
    "quiz",
    me,
    quiz("Exit", ask("?", { image: all[0].id })),
  );
  const ticket = await app.exitTickets.prepare(teacher, { quiz: short.id });
  const [{ image: shown }] = ticket.questions;
  assert(shown && shown !== all[0].id, "an exit ticket has its own, too");
  assert.equal(await files.sessionOf(shown), lesson.session.id);
  await deletion.deleteSession(lesson.session.id);
  assert.equal(await files.sessionOf(shown), null);
  assert.equal(await files.sessionOf(image), null);
  const left = await Array.fromAsync(Deno.readDir(`${folder.path}/uploads`));
  assert.equal(left.length, 2, "the teacher's own stay");
});

Deno.test("a refused quiz leaves no copies of its pictures (R-2)", async () => {
  await using place = await schoolWithFolder();
  const { school, library, images, me, uploads } = place;
  const { resources } = school.app;
  const session = await school.createSession();
  const teacher = await school.ownerIdentity(session.id);
  const { id: image } = await images.add(me, smallestPng);
  const item = await library.add("quiz", me, quiz("One", ask("?", { image })));
  const rooms = ["123456789abcdefg"];
  const share = resources.share(teacher, { quiz: item.id, pace: "own", rooms });
  await assertRefused(share, "not-found");
  assert.deepEqual(await uploads(), [image]);
});

Deno.test("pictures that do not all fit are all refused (R-2)", async () => {
  await using place = await schoolWithFolder({ FILES_SESSION_MB: "1" });
  const { school, library, images, me, uploads } = place;
  const { resources, sync } = school.app;
  const session = await school.createSession();
  const teacher = await school.ownerIdentity(session.id);
  const all = await Promise.all(
    Array.from({ length: 6 }, () => images.add(me, smallestPng)),
  );
  const of = (pictures: typeof all) =>
    library.add(
      "quiz",
      me,
      quiz("Many", ...pictures.map(({ id }) => ask("?", { image: id }))),
    );
  const share = async (pictures: typeof all) =>
    await resources.share(teacher, {
      quiz: (await of(pictures)).id,
      pace: "own",
    });
  const inClass = () =>
    readClassDocuments(
      sync,
      session.id,
      ({ staff }) => [...fileEntries(staff)].length,
    );
  await assertRefused(share(all), "too-large");
  assert.equal(await inClass(), 0);
  assert.deepEqual(await uploads(), all.map(({ id }) => id).sort());
  await share(all.slice(0, 4));
  assert.equal(await inClass(), 4);
});

/** A store that awaits `read` after each read. */
function reading(
  kv: Kv,
  read: (entries: readonly KvEntryMaybe<unknown>[]) => unknown,
): Kv {
  const reads: Partial<Kv> = {
    async get<T>(key: KvKey) {
      const entry = await kv.get<T>(key);
      await read([entry]);
      return entry;
    },
    async getMany<T extends readonly unknown[]>(
      wanted: readonly [...{ [K in keyof T]: KvKey }],
    ) {
      const entries = await kv.getMany<T>(wanted);
      await read(entries as readonly KvEntryMaybe<unknown>[]);
      return entries;
    },
    list<T>(selector: KvListSelector) {
      const found = (async function* () {
        const entries = await Array.fromAsync(kv.list<T>(selector));
        await read(entries);
        yield* entries;
      })();
      return found as unknown as KvListIterator<T>;
    },
    atomic: () => kv.atomic(),
  };
  return reads as Kv;
}

Deno.test("adding and listing quizzes read no questions (R-2)", async () => {
  await using school = await School.open();
  const { id: me } = school.teacher;
  let bytes = 0;
  const library = new Library({
    clock: Date.now,
    kv: reading(school.app.kv, (entries) => {
      for (const { value } of entries) {
        if (value instanceof Uint8Array) bytes += value.length;
      }
    }),
  });
  const long = quiz("Long", ask("?".repeat(1000)), ask("!".repeat(1000)));
  await library.addAll("quiz", me, Array.from({ length: 20 }, () => long));
  const listed = await library.listSummaries("quiz", me);
  assert.equal(listed.length, 20);
  const [{ name, count, left }] = listed;
  assert.deepEqual([name, count, left], ["Long", 2, 0]);
  assert.equal(bytes, 0);
});

Deno.test("a quiz saved during a read is read whole with its pictures (R-2)", async () => {
  await using school = await School.open();
  const { app } = school;
  const { id: me } = school.teacher;
  const image = newId();
  const short = quiz("Short", ask("?", { image }));
  const long = quiz(
    "Long",
    ask("?", { image }),
    ...Array.from({ length: 59 }, (_, n) => ask(`${n}`.repeat(1000))),
  );
  const { id } = await app.library.add("quiz", me, short);
  let saved = 0;
  const library = new Library({
    clock: Date.now,
    // Another tab saves the quiz after each read.
    kv: reading(app.kv, async () => {
      const next = saved++ % 2 ? short : long;
      await app.library.replace("quiz", me, id, next);
    }),
  });
  for (let n = 0; n < 4; n++) {
    const found = await library.get("quiz", me, id);
    const { questions } = found.name === "Long" ? long : short;
    assert.deepEqual(found.questions, questions);
    assert.deepEqual([...await library.picturesOf(me)], [image]);
    assert.equal((await Array.fromAsync(library.items("quiz", me))).length, 1);
  }
});

const written = languages.filter(({ tag }) => starterLanguages.includes(tag));

Deno.test("each language has a dozen distinct prompt templates for students (R-1)", async () => {
  assert(written.length >= 2);
  for (const { tag } of written) {
    const all = await loadExamples("template", tag);
    assert(all.length >= 12, tag);
    assert.equal(new Set(all.map(({ id }) => id)).size, all.length);
    assert.equal(new Set(all.map(({ name }) => name)).size, all.length);
    for (const { description, firstMessage, instructions } of all) {
      assert(description && firstMessage, tag);
      // Each example names its reader, a grown-up to turn to, and what to keep private.
      assert.match(instructions, /student|學生/);
      assert.match(instructions, /grown-up they trust|信任的大人/);
      assert.match(instructions, /Do not ask for a name|不要詢問姓名/);
    }
  }
});

Deno.test("each language has three example quizzes with every kind and explanations (R-2)", async () => {
  for (const { tag } of written) {
    const all = await loadExamples("quiz", tag);
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

Deno.test("a language without examples uses the English ones (R-1, L-2)", async () => {
  const [english] = await loadExamples("template", "en");
  const [other] = await loadExamples("template", "pt-BR");
  assert.equal(other.name, english.name);
});

Deno.test("examples can be kept and shared (R-1)", async () => {
  const lesson = await Lesson.begin();
  await using _ = lesson;
  const { teacher, school: { app } } = lesson;
  const own = teacher.teacher!;
  assert.deepEqual(
    await Array.fromAsync(app.library.items("template", own)),
    [],
    "none by itself",
  );
  for (const tag of starterLanguages) {
    for (const { id } of await loadExamples("template", tag)) {
      const item = await loadExample("template", tag, id);
      const { id: template } = await app.library.add("template", own, item);
      await app.resources.share(teacher, { template });
    }
    for (const { id } of await loadExamples("quiz", tag)) {
      const item = await loadExample("quiz", tag, id);
      const { id: quiz } = await app.library.add("quiz", own, item);
      await app.resources.share(teacher, { quiz, pace: "own" });
    }
  }
  await assertRefused(loadExample("quiz", "en", "none"), "not-found");
});
