import assert from "node:assert/strict";
import * as Y from "yjs";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { pageBounds } from "../../../classroom/model/page_bounds.ts";
import {
  pageRoot,
  pageWriters,
  readPage,
} from "../../../classroom/model/page_tree.ts";
import type { Identity } from "../../../classroom/model/members.ts";
import { limits } from "../../../sync/limits.ts";
import { refuses } from "../school.ts";
import { isStored } from "../storage/is_stored.ts";
import { withPages, writes } from "./paged_lesson.ts";

const turn = () => new Promise<void>((done) => setTimeout(done));

/** A lesson whose writes are a minute apart. */
async function inTime() {
  const paged = await withPages();
  const { lesson, app, teacher, shared, red, open } = paged;
  const of = { resource: shared.id, of: red.id };
  const times = () => app.versions.listTimes(teacher, of);
  return {
    ...paged,
    of,
    times,
    /** Writes, and waits until the state before is a version. */
    async later(who: Identity, text: string, page?: string) {
      const before = (await times()).length;
      lesson.school.time.now += pageBounds.versionEvery;
      await writes(lesson, who, page ?? await open(who), text);
      while ((await times()).length === before) await turn();
    },
    reads: async () =>
      await lesson.read(
        names.page(lesson.session.id, await open(teacher, red.id)),
        (doc) =>
          readPage(doc).map(({ content }) =>
            content?.map(({ text }) => text).join("")
          ),
      ),
  };
}

Deno.test("a removed student's words can be taken out of a page, and put back (W-4)", async () => {
  const { lesson, app, teacher, open, of, reads } = await inTime();
  await using _ = lesson;
  const [amy, ben, cem] = lesson.students;
  const page = await open(amy);
  await writes(lesson, amy, page, "Stomata let air in");
  await writes(lesson, ben, page, "Roots drink water");
  await app.membership.removeMember(teacher, amy.member);
  const takeOut = (who: Identity, member: string) =>
    app.versions.removeTextOf(who, { ...of, member });
  await refuses(takeOut(ben, amy.member), "not-allowed");
  await refuses(takeOut(teacher, cem.member), "not-found");
  const before = await takeOut(teacher, amy.member);
  assert.deepEqual(await reads(), ["Leaves", "Roots drink water"]);
  await app.versions.restoreVersion(teacher, { ...of, at: before });
  assert.deepEqual(await reads(), [
    "Leaves",
    "Stomata let air in",
    "Roots drink water",
  ]);
});

Deno.test("a page is put back to an earlier version, and that can be undone (W-2)", async () => {
  const { lesson, app, teacher, open, may, of, times, later, reads } =
    await inTime();
  await using _ = lesson;
  const [amy, ben] = lesson.students;
  const page = await open(amy);
  await later(amy, "Stomata let air in");
  await later(ben, "Roots drink 水分");
  const [now, then] = await times();
  assert.deepEqual([then.wrote, then.words], [1, 5]);
  assert.deepEqual([now.wrote, now.words], [2, 9]);
  assert.deepEqual(
    [now.newLine, then.newLine],
    ["Roots drink 水分", "Stomata let air in"],
    "what is new at each time is told",
  );
  const before = await app.versions.restoreVersion(teacher, {
    ...of,
    at: then.at,
  });
  assert.deepEqual(await reads(), ["Leaves", "Stomata let air in"]);
  assert.equal(await may(amy, page), 4409);
  assert.equal(before, now.at, "it was kept as it was already");
  await app.versions.restoreVersion(teacher, { ...of, at: before });
  assert.deepEqual(await reads(), [
    "Leaves",
    "Stomata let air in",
    "Roots drink 水分",
  ]);
});

Deno.test("only staff restore, and only a version that exists (W-2)", async () => {
  const { lesson, app, teacher, open, of, times, later } = await inTime();
  await using _ = lesson;
  const [amy] = lesson.students;
  await later(amy, "Stomata let air in", await open(amy));
  const [{ at }] = await times();
  for (const wrong of [{ ...of, at: at + 1 }, { ...of, of: "class", at }]) {
    const asked = app.versions.restoreVersion(teacher, wrong);
    await refuses(asked, "not-found");
  }
  const student = app.versions.restoreVersion(amy, { ...of, at });
  await refuses(student, "not-allowed");
});

Deno.test("the page before a restore can be had back, whatever is kept (W-2)", async () => {
  const { lesson, app, teacher, open, of, times, reads } = await inTime();
  await using _ = lesson;
  const [amy] = lesson.students;
  const writesFor = async (minutes: number, text: string) => {
    for (let n = 0; n < minutes; n++) {
      const [newest] = await times();
      lesson.school.time.now += pageBounds.versionEvery;
      await writes(lesson, amy, await open(amy), `${text} ${n}`);
      while ((await times())[0]?.at === newest?.at) await turn();
    }
  };
  await writesFor(pageBounds.versions + 1, "before");
  // Within a minute of the last version.
  lesson.school.time.now += 10;
  await writes(lesson, amy, await open(amy), "the last of it");
  const { at } = (await times()).at(-1)!;
  const before = await app.versions.restoreVersion(teacher, { ...of, at });
  await writesFor(5, "after");
  await app.versions.restoreVersion(teacher, { ...of, at: before });
  assert.equal((await reads()).at(-1), "the last of it");
});

Deno.test("erasure takes a student's words from every earlier version (O-3, W-4)", async () => {
  const { lesson, app, teacher, of, times, later, reads } = await inTime();
  await using _ = lesson;
  const [amy, ben] = lesson.students;
  await later(amy, "Stomata let air in");
  await later(ben, "Roots drink water");
  const [both, first] = await times();
  await app.versions.restoreVersion(teacher, { ...of, at: first.at });
  await app.versions.restoreVersion(teacher, { ...of, at: both.at });
  assert(await isStored(lesson, "Stomata"), "it would be found");
  await app.erasure.erase(teacher, amy.member);
  assert.equal(await isStored(lesson, "Stomata"), false);
  assert.deepEqual(await reads(), ["Leaves", "Roots drink water"]);
  await app.versions.restoreVersion(teacher, { ...of, at: both.at });
  assert.deepEqual(await reads(), ["Leaves", "Roots drink water"]);
  await app.erasure.erase(teacher, ben.member);
  assert.equal(await isStored(lesson, "Roots drink"), false);
  assert.deepEqual(await reads(), ["Leaves"]);
});

Deno.test("erasure takes all versions of a student's own page (O-3, W-4)", async () => {
  const { lesson, app, teacher, shared, open } = await withPages("student");
  await using _ = lesson;
  const [amy] = lesson.students;
  const page = await open(amy);
  const times = () =>
    app.versions.listTimes(teacher, { resource: shared.id, of: amy.member });
  for (const text of ["Stomata let air in", "and water out"]) {
    const before = (await times()).length;
    lesson.school.time.now += pageBounds.versionEvery;
    await writes(lesson, amy, page, text);
    while ((await times()).length === before) await turn();
  }
  assert(await isStored(lesson, "Stomata"), "it would be found");
  await app.erasure.erase(teacher, amy.member);
  assert.equal(await isStored(lesson, "Stomata"), false);
});

Deno.test("erasure during a restore of the page overlooks nothing (O-3, W-4)", async () => {
  const { lesson, app, teacher, of, times, later, reads } = await inTime();
  await using _ = lesson;
  const [amy, ben] = lesson.students;
  await later(amy, "Stomata let air in");
  await later(ben, "Roots drink water");
  const [both] = await times();
  await Promise.all([
    app.erasure.erase(teacher, amy.member),
    ...[1, 2, 3].map(() =>
      app.versions.restoreVersion(teacher, { ...of, at: both.at })
    ),
  ]);
  assert.equal(await isStored(lesson, "Stomata"), false);
  assert.deepEqual(await reads(), ["Leaves", "Roots drink water"]);
});

Deno.test("long versions push out none but long ones (W-2)", async () => {
  const { lesson, app, teacher, of, times, later, open } = await inTime();
  await using _ = lesson;
  const [amy] = lesson.students;
  const page = await open(amy);
  for (const text of ["one", "two", "three"]) await later(amy, text, page);
  const short = (await times()).map(({ at }) => at);
  for (let n = 0; n < 20; n++) {
    const [{ at }] = await times();
    lesson.school.time.now += pageBounds.versionEvery;
    await writes(lesson, amy, page, n === 0 ? "x".repeat(60_000) : "more");
    while ((await times())[0].at === at) await turn();
  }
  const left = (await times()).map(({ at }) => at);
  assert(left.length < short.length + 20, "some long ones went");
  assert.deepEqual(left.slice(-3), short.slice(-3));
  for (let n = 0; n < 20; n++) {
    lesson.school.time.now += 10;
    await writes(lesson, amy, await open(amy), `${n}`);
    const [{ at }] = await times();
    const before = await app.versions.restoreVersion(teacher, { ...of, at });
    await app.versions.restoreVersion(teacher, { ...of, at: before });
  }
  const still = (await times()).map(({ at }) => at);
  assert.deepEqual(still.slice(-3), short.slice(-3));
});

Deno.test("the longest page is restored and erased from: a commit takes two copies (O-3, SYNC-6, Y7, Z3)", async () => {
  const { lesson, app, teacher, open, of, times, later } = await inTime();
  await using _ = lesson;
  const [amy, ben] = lesson.students;
  const page = await open(amy), s = lesson.session.id;
  await later(ben, "Roots drink water", page);
  const [{ at }] = await times();
  const name = names.page(s, page);
  await app.sync.decide(s, [name], (tx) => {
    const doc = tx.doc(name), device = new Y.Doc();
    Y.applyUpdate(device, Y.encodeStateAsUpdate(doc));
    const line = new Y.XmlElement("paragraph");
    pageRoot(device).push([line]);
    const formulas = (limits.sharedDocument - 8000) / 6100;
    for (let n = 0; n < formulas; n++) {
      const formula = new Y.XmlElement("math_inline");
      formula.setAttribute("tex", "葉".repeat(2000));
      line.push([formula]);
    }
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(device));
    doc._transaction!.local = true;
    pageWriters(doc).set(String(device.clientID), amy.member);
  });
  const full = await app.versions.restoreVersion(teacher, { ...of, at });
  await app.versions.restoreVersion(teacher, { ...of, at: full });
  const taken = await app.versions.removeTextOf(teacher, {
    ...of,
    member: ben.member,
  });
  await app.versions.restoreVersion(teacher, { ...of, at: taken });
  assert(await isStored(lesson, "Roots drink"), "it would be found");
  await app.erasure.erase(teacher, ben.member);
  assert.equal(await isStored(lesson, "Roots drink"), false);
  assert.notEqual(await open(amy), page);
  await app.erasure.erase(teacher, amy.member);
  assert.equal(await isStored(lesson, "葉葉葉"), false);
});

Deno.test("a page full of empty runs is erased from, to the last byte (O-3, Y5)", async () => {
  const { lesson, app, teacher, open } = await inTime();
  await using _ = lesson;
  const [amy, ben] = lesson.students;
  const page = await open(amy), s = lesson.session.id;
  await writes(lesson, ben, page, "Roots drink water");
  const name = names.page(s, page);
  await app.sync.decide(s, [name], (tx) => {
    const doc = tx.doc(name), device = new Y.Doc();
    Y.applyUpdate(device, Y.encodeStateAsUpdate(doc));
    device.clientID = 1;
    const line = new Y.XmlElement("paragraph");
    pageRoot(device).push([line]);
    line.insert(
      0,
      Array.from({ length: limits.sharedStructs }, () => new Y.XmlText()),
    );
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(device));
    doc._transaction!.local = true;
    pageWriters(doc).set("1", amy.member);
  });
  assert(await isStored(lesson, "Roots drink"), "it would be found");
  await app.erasure.erase(teacher, ben.member);
  assert.equal(await isStored(lesson, "Roots drink"), false);
  const next = await open(amy);
  const { clients } = await lesson.read(
    names.page(s, next),
    ({ store }) => store,
  );
  assert.ok([...clients.values()].every(({ length }) => length < 100));
});

Deno.test("a page at rest is kept, so that a later deletion can be undone (W-2)", async () => {
  const { lesson, times, later, open } = await inTime();
  await using _ = lesson;
  const [amy] = lesson.students;
  const page = await open(amy);
  const set = globalThis.setTimeout;
  let minute: { ends(): void; ms: number } | undefined;
  globalThis.setTimeout = ((ends: () => void, ms = 0) => {
    if (ms < pageBounds.versionEvery / 2) return set(ends, ms);
    minute = { ends, ms };
    return 0;
  }) as typeof setTimeout;
  try {
    await later(amy, "Stomata let air in", page);
    const [first] = await times();
    await writes(lesson, amy, page, "and water out");
    while (!minute) await turn();
    assert.equal((await times())[0].at, first.at);
    lesson.school.time.now += minute.ms;
    minute.ends();
    while ((await times())[0].at === first.at) await turn();
    assert.equal((await times())[0].words, first.words + 3);
  } finally {
    globalThis.setTimeout = set;
  }
});

Deno.test("versions are limited, and the first and newest stay (W-2)", async () => {
  const { lesson, times, later, open } = await inTime();
  await using _ = lesson;
  const [amy] = lesson.students;
  const page = await open(amy);
  while ((await times()).length < pageBounds.versions) {
    await later(amy, "more", page);
  }
  const before = await times();
  lesson.school.time.now += pageBounds.versionEvery;
  await writes(lesson, amy, page, "the last of all");
  let now = await times();
  while (now[0].at === before[0].at) {
    await turn();
    now = await times();
  }
  assert.equal(now.length, pageBounds.versions);
  assert.equal(now.at(-1)!.at, before.at(-1)!.at);
});

Deno.test("a page document beyond 256 KiB begins again with its writers (W-4)", async () => {
  const { lesson, app, open, may, reads } = await inTime();
  await using _ = lesson;
  const [amy] = lesson.students;
  const page = await open(amy), s = lesson.session.id;
  const name = names.page(s, page);
  lesson.school.time.now += pageBounds.versionEvery;
  await app.sync.decide(s, [name], (tx) => {
    const doc = tx.doc(name), device = new Y.Doc();
    Y.applyUpdate(device, Y.encodeStateAsUpdate(doc));
    const text = new Y.XmlText(), line = new Y.XmlElement("paragraph");
    device.transact(() => {
      line.insert(0, [text]);
      pageRoot(device).push([line]);
      // Each insertion at the start is a struct of its own.
      for (let n = 0; n < 60_000; n++) text.insert(0, "ab"[n % 2]);
    });
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(device));
    doc._transaction!.local = true;
    pageWriters(doc).set(String(device.clientID), amy.member);
  });
  while (await may(amy, page) !== 4409) await turn();
  const fresh = await open(amy);
  const [size, known] = await lesson.read(
    names.page(s, fresh),
    (
      doc,
    ) => [Y.encodeStateAsUpdate(doc).length, [...pageWriters(doc).values()]],
  );
  assert((size as number) < 70_000, `${size} bytes`);
  assert.deepEqual(known, [amy.member]);
  assert.deepEqual(await reads(), ["Leaves", "ba".repeat(30_000)]);
});
