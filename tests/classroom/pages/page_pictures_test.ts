import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import * as Y from "yjs";
import { Erasure } from "../../../classroom/deletion/erasure.ts";
import { abandonedAfterMs, Files } from "../../../classroom/files/files.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { pageBounds } from "../../../classroom/model/page_bounds.ts";
import {
  type PageNode,
  pageRoot,
  readPage,
  writePage,
} from "../../../classroom/model/page_tree.ts";
import {
  makePictureTest,
  pictureIdsOnPage,
} from "../../../classroom/model/pictures_in_pages.ts";
import type { SharedPage } from "../../../classroom/model/resources/shared_resources.ts";
import type { Identity } from "../../../classroom/model/members.ts";
import { pageEntries } from "../../../classroom/model/roots.ts";
import { fileEntries as entries } from "../../../classroom/model/staff_roots.ts";
import { isRefusal } from "../../../sync/refusal.ts";
import { clearVersions } from "../../../classroom/pages/page_versions.ts";
import type { Lesson } from "../lesson.ts";
import { MemoryBlobStore } from "../files/memory_bytes.ts";
import { assertRefused, refusalNameOf } from "../school.ts";
import { beginPagedLesson, writeNodes } from "./paged_lesson.ts";

const pixel = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABpfZFQAAAAABJRU5ErkJggg==",
  "base64",
);

/** A JPEG whose size comes later than the reader looks. */
const ofUnknownSize = Uint8Array.from([
  0xff,
  0xd8,
  ...Array.from({ length: 1_100 }, () => [0xff, 0xe0, 0, 2]).flat(),
]);

const imageOf = (file: string): PageNode => ({
  type: "paragraph",
  content: [{ type: "image", attrs: { file, alt: "A leaf" } }],
});

async function withPictures(per: SharedPage["per"] = "group") {
  const all = await beginPagedLesson(per);
  const { lesson, app, teacher, shared } = all;
  const { kv, sync, authority, settings } = app;
  const bytes = new MemoryBlobStore();
  const clock = () => lesson.school.time.now;
  const files = new Files({ kv, sync, authority, settings, clock, bytes });
  const upload = async (who: Identity, given: Uint8Array = pixel) => {
    const id = newId();
    const size = given.length;
    await files.beginUpload(who, id, {
      name: "leaf.png",
      type: "image/png",
      size,
    });
    bytes.kept.set(id, new Uint8Array(given));
    await files.finishUpload(id);
    return id;
  };
  const put = (who: Identity, page: string, file: string) =>
    app.pagePictures.addPicture(who, { page, file });
  const place = async (who: Identity, page: string) => {
    const file = await upload(who);
    await put(who, page, file);
    await writeNodes(lesson, who, await pageNow(page), [imageOf(file)]);
    return file;
  };
  const pageNow = (page: string) =>
    lesson.read(
      names.session(lesson.session.id),
      (doc) =>
        [...pageEntries(doc).values()]
          .find((it) => it.page === page || it.was?.includes(page))!.page,
    );
  const reads = (who: Identity, file: string) =>
    files.read([who], file).then(() => true, (thrown) => {
      if (!isRefusal(thrown)) throw thrown;
      return false;
    });
  const readers = async (file: string) => {
    const everybody = { teacher, ...named(lesson.students) };
    const found: string[] = [];
    for (const [name, who] of Object.entries(everybody)) {
      if (await reads(who, file)) found.push(name);
    }
    return found.join();
  };
  return {
    ...all,
    files,
    bytes,
    upload,
    putInto: put,
    place,
    pageNow,
    readers,
    end: () => lesson.endClass(),
    bringBack: (of: string, to: "class" | "present" = "class") =>
      app.broughtBack.bringBack(teacher, {
        resource: shared.id,
        of,
        name: "A leaf",
        to,
        press: undefined,
      }),
  };
}

async function deleteLast({ session, school }: Lesson, page: string) {
  const name = names.page(session.id, page);
  await school.app.sync.decide(session.id, [name], (tx) => {
    const root = pageRoot(tx.doc(name));
    root.delete(root.length - 1, 1);
  });
}

const named = ([amy, ben, cem]: readonly Identity[]) => ({ amy, ben, cem });

Deno.test("a picture in a page is read by the page's readers alone (W-1, ACCESS-1)", async () => {
  const { lesson, red, blue, put, open, upload, putInto, readers } =
    await withPictures();
  await using _ = lesson;
  const [amy, , cem] = lesson.students;
  const page = await open(amy);
  const file = await upload(amy);
  assert.equal(await readers(file), "amy", "it is her own until it is there");
  assert.deepEqual(await putInto(amy, page, file), { width: 1, height: 1 });
  assert.equal(await readers(file), "teacher,amy", "it stands nowhere yet");
  await writeNodes(lesson, amy, page, [imageOf(file)]);
  assert.equal(await readers(file), "teacher,amy,ben");
  await put(cem, red);
  assert.equal(await readers(file), "teacher,amy,ben,cem");
  await put(amy, blue);
  assert.equal(await readers(file), "teacher,ben,cem", "she has left the page");
});

Deno.test("naming a file in a page gives no access to it (W-1, ACCESS-1)", async () => {
  const all = await withPictures("student");
  const { lesson, open, upload, place, readers } = all;
  await using _ = lesson;
  const [amy, , cem] = lesson.students;
  const hers = await open(amy), his = await open(cem);
  const [unposted, placed] = [await upload(amy), await place(amy, hers)];
  await writeNodes(lesson, cem, his, [imageOf(unposted), imageOf(placed)]);
  assert.equal(await readers(unposted), "amy");
  assert.equal(await readers(placed), "teacher,amy");
  await all.bringBack(cem.member);
  assert.equal(await readers(unposted), "amy");
  assert.equal(await readers(placed), "teacher,amy");
});

Deno.test("a picture deleted from a page is not served until it is back (CHAT-3)", async () => {
  const all = await withPictures();
  const { lesson, open, place, readers } = all;
  await using _ = lesson;
  const [amy] = lesson.students;
  const page = await open(amy);
  const file = await place(amy, page);
  assert.equal(await readers(file), "teacher,amy,ben");
  await deleteLast(lesson, page);
  assert.equal(
    await readers(file),
    "teacher,amy",
    "who uploaded it, and staff",
  );
  await writeNodes(lesson, amy, page, [imageOf(file)]);
  assert.equal(await readers(file), "teacher,amy,ben", "undone");
});

Deno.test("after the class a student reads the remaining pictures of their own page (ACCESS-3, CHAT-3)", async () => {
  const all = await withPictures("student");
  const { lesson, teacher, open, place, end, files } = all;
  await using _ = lesson;
  const [amy] = lesson.students;
  const page = await open(amy);
  const [left, deleted] = [
    await place(teacher, page),
    await place(teacher, page),
  ];
  await deleteLast(lesson, page);
  await end();
  assert.equal((await files.read([amy], left)).done, true);
  await assertRefused(files.read([amy], deleted), "ended");
});

Deno.test("a writer of a page adds only pictures of their own (W-1)", async () => {
  const { lesson, app, shared, teacher, ...all } = await withPictures();
  await using _ = lesson;
  const { open, upload, putInto, readers, end } = all;
  const [amy, ben, cem] = lesson.students;
  const page = await open(amy);
  const [file, words] = [
    await upload(amy),
    await upload(amy, new TextEncoder().encode("no picture")),
  ];
  const said = (who: Identity, id = file) =>
    refusalNameOf(putInto(who, page, id));
  assert.equal(await said(ben), "not-found", "it is another's");
  assert.equal(await said(teacher), "not-found", "staff have none of hers");
  assert.equal(await said(cem, await upload(cem)), "not-found");
  assert.equal(await said(amy, newId()), "not-found");
  await assertRefused(putInto(amy, page, words), "malformed");
  const large = await upload(amy, ofUnknownSize);
  await assertRefused(putInto(amy, page, large), "malformed");
  await assertRefused(putInto(amy, newId(), file), "not-found");

  await app.resources.change(teacher, shared.id, { locked: true });
  assert.equal(await said(amy), "not-allowed", "the page is locked");
  await app.resources.change(teacher, shared.id, { locked: false });
  await app.membership.changeMember(teacher, amy.member, { muted: true });
  assert.equal(await said(amy), "muted");
  await app.membership.changeMember(teacher, amy.member, { muted: false });
  assert.equal(await readers(file), "amy", "so far it is hers alone");
  await app.resources.takeBack(teacher, shared.id);
  assert.equal(await said(amy), "not-found");
  await app.resources.restore(teacher, shared.id);
  await end();
  assert.equal(await said(amy), "ended");
});

Deno.test("pictures of a page taken back are for staff alone (CHAT-3)", async () => {
  const { lesson, app, shared, teacher, open, place, readers, end } =
    await withPictures();
  await using _ = lesson;
  const [amy] = lesson.students;
  const file = await place(amy, await open(amy));
  await app.resources.takeBack(teacher, shared.id);
  assert.equal(await readers(file), "teacher");
  await app.resources.restore(teacher, shared.id);
  assert.equal(await readers(file), "teacher,amy,ben");
  await end();
  assert.equal(await readers(file), "teacher,amy,ben", "still the group's");
});

Deno.test("a picture on a page is not swept or cancelled (C-5)", async () => {
  const { lesson, open, upload, place, files, bytes } = await withPictures();
  await using _ = lesson;
  const [amy] = lesson.students;
  const file = await place(amy, await open(amy)), left = await upload(amy);
  await assertRefused(files.cancelUpload(file), "conflict");
  lesson.school.time.now += abandonedAfterMs + 1;
  assert.equal(await files.sweep(), 1);
  assert(bytes.kept.has(file));
  assert(!bytes.kept.has(left));
});

Deno.test("a picture cancelled or never placed is freed (C-5)", async () => {
  const { lesson, open, upload, putInto, files, bytes } = await withPictures();
  await using _ = lesson;
  const [amy] = lesson.students;
  const page = await open(amy);
  const [cancelled, left] = [await upload(amy), await upload(amy)];
  await putInto(amy, page, cancelled);
  await putInto(amy, page, left);
  await files.cancelUpload(cancelled);
  assert.deepEqual([...bytes.kept.keys()], [left]);
  lesson.school.time.now += abandonedAfterMs + 1;
  assert.equal(await files.sweep(), 1);
  assert.equal(bytes.kept.size, 0);
  const known = await lesson.read(
    names.staff(lesson.session.id),
    (staff) => entries(staff).size,
  );
  assert.equal(known, 0, "it counts no more");
});

Deno.test("a picture deleted from a page is freed once no version of the page has it (C-5, W-2)", async () => {
  const all = await withPictures();
  const { lesson, app, shared, teacher, red, open, place, files, bytes } = all;
  await using _ = lesson;
  const [amy] = lesson.students;
  const page = await open(amy);
  const of = { resource: shared.id, of: red.id };
  const times = () => app.versions.listTimes(teacher, of);
  /** Runs work a minute later, and waits for the new version. */
  const later = async <T>(work: () => Promise<T>) => {
    const { length } = await times();
    lesson.school.time.now += pageBounds.versionEvery;
    const done = await work();
    while ((await times()).length === length) {
      await new Promise((go) => setTimeout(go));
    }
    return done;
  };
  const daysLater = async () => {
    lesson.school.time.now += abandonedAfterMs + 1;
    return await files.sweep();
  };
  const file = await later(() => place(amy, page));
  assert.equal(await daysLater(), 0);
  await later(() => deleteLast(lesson, page));
  assert.equal(await daysLater(), 0, "the page can be put back to it");
  await assertRefused(files.cancelUpload(file), "conflict");
  assert(bytes.kept.has(file));
  const kept = names.versions(lesson.session.id, of.resource, of.of);
  await app.sync.decide(lesson.session.id, [kept], (tx) => {
    clearVersions(tx.doc(kept));
  });
  assert.equal(await daysLater(), 1);
  assert(!bytes.kept.has(file));
});

Deno.test("a page's pictures are known during a transaction, and text names none (CHAT-3, C-5)", () => {
  const page = new Y.Doc(), [file, word] = [newId(), newId()];
  assert.deepEqual([...pictureIdsOnPage(page)], []);
  page.transact(() => {
    writePage(page, [imageOf(file)]);
    assert.deepEqual([...pictureIdsOnPage(page)], [file]);
    pageRoot(page).delete(0, pageRoot(page).length);
    assert.deepEqual([...pictureIdsOnPage(page)], []);
  });
  writePage(page, [
    imageOf(file),
    { type: "paragraph", content: [{ type: "text", text: word }] },
  ]);
  const named = makePictureTest({
    state: Y.encodeStateAsUpdate(page),
    wrote: 0,
    words: 0,
  });
  assert.deepEqual([file, word, newId()].map(named), [true, false, false]);
});

Deno.test("the pictures of a page are limited (W-1)", async () => {
  const { lesson, open, upload, putInto } = await withPictures();
  await using _ = lesson;
  const [amy] = lesson.students;
  const page = await open(amy);
  const others = Array.from(
    { length: pageBounds.pictures },
    () => imageOf(newId()),
  );
  await writeNodes(lesson, amy, page, others);
  await assertRefused(putInto(amy, page, await upload(amy)), "conflict");
});

Deno.test("a renewed or restored page keeps its pictures (W-2)", async () => {
  const all = await withPictures();
  const { lesson, app, shared, teacher, red, open, place, readers } = all;
  await using _ = lesson;
  const [amy, ben] = lesson.students;
  const first = await open(amy);
  const of = { resource: shared.id, of: red.id };
  const times = () => app.versions.listTimes(teacher, of);
  while ((await times()).length === 0) {
    await new Promise((go) => setTimeout(go));
  }
  const [{ at }] = await times();
  const file = await place(amy, first);
  const before = await app.versions.restoreVersion(teacher, { ...of, at });
  const stands = async () => {
    const name = names.page(lesson.session.id, await all.pageNow(first));
    return JSON.stringify(await lesson.read(name, readPage)).includes(file);
  };
  assert(!await stands(), "it was not there then");
  await app.versions.restoreVersion(teacher, { ...of, at: before });
  assert(await stands());
  assert.notEqual(await all.pageNow(first), first);
  assert.equal(await readers(file), "teacher,amy,ben");
  const later = await all.place(ben, first);
  assert.equal(await readers(later), "teacher,amy,ben");
});

Deno.test("a restored group page shows its pictures to its readers (W-3)", async () => {
  const all = await withPictures();
  const { lesson, app, teacher, red, open, place, readers } = all;
  await using _ = lesson;
  const [amy] = lesson.students;
  const file = await place(amy, await open(amy));
  const live = await all.bringBack(red.id);
  assert.equal(await readers(file), "teacher,amy,ben,cem", "as it grows");
  await app.resources.takeBack(teacher, live!.id);
  assert.equal(await readers(file), "teacher,amy,ben");
});

Deno.test("a copy of a student's page keeps its pictures, also those deleted later (W-3, CHAT-3)", async () => {
  const all = await withPictures("student");
  const { lesson, app, teacher, open, place, readers } = all;
  await using _ = lesson;
  const [amy] = lesson.students;
  const page = await open(amy);
  const file = await place(amy, page);
  const copy = await all.bringBack(amy.member, "present");
  assert.equal(await readers(file), "teacher,amy", "it is staff's at first");
  await deleteLast(lesson, page);
  await app.broughtBack.shareWithClass(teacher, copy!.id);
  assert.equal(await readers(file), "teacher,amy,ben,cem", "the copy has it");
  await app.resources.takeBack(teacher, copy!.id);
  assert.equal(await readers(file), "teacher,amy");
});

Deno.test("erasure removes a student's pictures and their places (O-3)", async () => {
  const all = await withPictures();
  const { lesson, app, teacher, open, place, readers, files, bytes } = all;
  await using _ = lesson;
  const [amy, ben] = lesson.students;
  const page = await open(amy);
  const [hers, his] = [await place(amy, page), await place(ben, page)];
  const erasure = new Erasure({ ...app, files, onRoomChanged() {} });
  await erasure.erase(teacher, amy.member);
  assert(!bytes.kept.has(hers));
  assert.equal(await readers(hers), "");
  assert.equal(await readers(his), "teacher,ben");
  const name = names.page(lesson.session.id, await all.pageNow(page));
  const left = JSON.stringify(await lesson.read(name, readPage));
  assert(!left.includes(hers));
  assert(left.includes(his));
  const known = await lesson.read(
    names.staff(lesson.session.id),
    (staff) => [...entries(staff).keys()],
  );
  assert.deepEqual(known, [his]);
});

Deno.test("an erased student’s own page keeps no trace of a teacher’s picture (O-3)", async () => {
  const all = await withPictures("student");
  const { lesson, app, teacher, open, place, files } = all;
  await using _ = lesson;
  const [amy] = lesson.students;
  const file = await place(teacher, await open(amy));
  const erasure = new Erasure({ ...app, files, onRoomChanged() {} });
  await erasure.erase(teacher, amy.member);
  const entry = await lesson.read(
    names.staff(lesson.session.id),
    (staff) => entries(staff).get(file),
  );
  assert.deepEqual(entry?.pages, []);
});
