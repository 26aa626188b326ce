import { runAct } from "../asking.ts";
import assert from "node:assert/strict";
import { abandonedAfterMs, Files } from "../../../classroom/files/files.ts";
import type { Identity } from "../../../classroom/model/members.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import {
  maxUnfinishedUploads,
  reservationMs,
} from "../../../classroom/files/file_quota.ts";
import { Membership } from "../../../classroom/people/membership.ts";
import { Lesson } from "../lesson.ts";
import { assertRefused, refusalNameOf } from "../school.ts";
import { MemoryBlobStore } from "./memory_bytes.ts";
import { Buffer } from "node:buffer";
import { PassThrough, Readable } from "node:stream";
import { Upload } from "@tus/server";
import { NoSuchBlob } from "../../../classroom/files/blob_store.ts";
import { BucketBlobStore } from "../../../classroom/files/bucket_blob_store.ts";
import { readSettings } from "../../../classroom/settings.ts";
import { openBucket } from "../../bucket.ts";
import { randomBytesOf } from "../../uploading.ts";
import { countedTest, growsLinearly } from "../../counted_work.ts";
import fc from "fast-check";
import {
  safeMediaType,
  safeName,
} from "../../../classroom/files/file_names.ts";
import { bounds } from "../../../classroom/model/bounds.ts";
import { messages } from "../../../classroom/model/roots.ts";
import { propertyOptions } from "../../random.ts";

const MB = 1024 * 1024;

/** @param room MB for the class, and for each member: `own`; absent: the usual bounds */
async function classWithFiles(room?: number, own = room) {
  const lesson = await Lesson.begin({ students: ["Amy", "Ben"] });
  const { school, session, teacher, students: [amy, ben] } = lesson;
  const { kv, sync, authority, settings } = school.app;
  const bytes = new MemoryBlobStore();
  const clock = () => school.time.now;
  const files = new Files({
    kv,
    sync,
    authority,
    settings: {
      ...settings,
      ...(room && { FILES_SESSION_MB: room, FILES_MEMBER_MB: own }),
    },
    clock,
    bytes,
  });
  /** Announces an upload; no byte arrives. */
  const begin = async (who: Identity, size = 1, name = "x") => {
    const id = newId();
    await files.beginUpload(who, id, { name, type: "", size });
    return id;
  };
  const upload = async (who: Identity) => {
    const id = newId();
    await files.beginUpload(who, id, {
      name: "a.txt",
      type: "text/plain",
      size: 5,
    });
    bytes.kept.set(id, new TextEncoder().encode("hello"));
    await files.finishUpload(id);
    return id;
  };
  const fill = async (id: string, size: number) => {
    bytes.kept.set(id, new Uint8Array(size));
    await files.finishUpload(id);
  };
  const post = (who: Identity, file: string, room = "main") =>
    school.runCommand(who, { kind: "say", room, text: "", file });
  /** Whether Amy, Ben and the teacher read a file: the refusal, or null. */
  const readers = async (id: string) => {
    const answers = [amy, ben, teacher].map((who) =>
      files.read([who], id).then(
        () => null,
        (thrown) => refusalNameOf(Promise.reject(thrown)),
      )
    );
    return await Promise.all(answers);
  };
  return {
    ...{ lesson, school, session, amy, ben, teacher },
    ...{ files, bytes, begin, upload, fill, post, readers },
  };
}

const none = "not-found";

Deno.test("a file is no longer served to students once its message is deleted (CHAT-3)", async () => {
  const { lesson, school, session, amy, upload, post, readers } =
    await classWithFiles();
  await using _ = lesson;
  const id = await upload(amy);
  assert.deepEqual(await readers(id), [null, none, none]);
  assert.equal(await post(amy, id), null);
  assert.equal(await post(amy, id), null);
  assert.deepEqual(await readers(id), [null, null, null]);
  const name = names.room(session.id, "main");
  const remove = () =>
    school.app.sync.decide(session.id, [name], ({ doc }) => {
      const list = messages(doc(name));
      const at = list.toArray().findIndex(({ kind }) => kind === "file");
      const { id, from, at: when } = list.get(at);
      list.delete(at);
      list.insert(at, [{ id, from, at: when, kind: "deleted", by: from }]);
    });
  await remove();
  assert.deepEqual(await readers(id), [null, null, null], "stands once more");
  await remove();
  assert.deepEqual(await readers(id), [none, none, null]);
});

Deno.test("a file of a group is for its current members and the staff (ACCESS-1)", async () => {
  const { lesson, amy, ben, upload, post, readers } = await classWithFiles();
  await using _ = lesson;
  const room = await lesson.makeGroup(amy);
  const id = await upload(amy);
  assert.equal(await post(amy, id, room), null);
  assert.deepEqual(await readers(id), [null, none, null]);
  await lesson.changeMemberEntry(ben, { room });
  assert.deepEqual(await readers(id), [null, null, null]);
  await lesson.changeMemberEntry(amy, { room: null });
  assert.deepEqual(await readers(id), [none, null, null]);
});

Deno.test("a member posts only finished uploads of their own (C-5)", async () => {
  const { lesson, school, amy, ben, teacher, begin, upload, post } =
    await classWithFiles();
  await using _ = lesson;
  const id = await upload(amy);
  assert.equal(await post(ben, id), none);
  assert.equal(await post(teacher, id), none);
  assert.equal(await post(amy, newId()), none);
  assert.equal(await post(amy, await begin(amy)), none);
  assert.equal(await post(amy, id), null);
  const words = { kind: "say", room: "main", text: "" };
  assert.equal(await school.runCommand(amy, words), "empty");
});

Deno.test("the server removes place and camera from a photo unless it is an original", async () => {
  const { lesson, files, bytes, amy, post } = await classWithFiles();
  await using _ = lesson;
  const photo = await Deno.readFile("tests/sample_pictures/photo.jpg");
  const send = async (name: string, given: Uint8Array, original = false) => {
    const id = newId();
    const type = "image/jpeg", size = given.length;
    await files.beginUpload(amy, id, {
      name,
      type,
      size,
      isOriginal: original,
    });
    bytes.kept.set(id, Uint8Array.from(given));
    await files.finishUpload(id);
    const kept = bytes.kept.get(id)!;
    assert.equal(await post(amy, id), null);
    return { entry: await files.read([amy], id), kept };
  };
  const cleaned = await send("photo.jpg", photo);
  assert.doesNotMatch(String.fromCharCode(...cleaned.kept), /SERIAL|Phone/);
  assert.deepEqual(
    [cleaned.entry.type, cleaned.entry.width, cleaned.entry.height],
    ["image/jpeg", 480, 640],
  );
  assert.equal(cleaned.kept.length, photo.length);
  assert.equal(cleaned.entry.size, photo.length);
  const original = await send("photo.jpg", photo, true);
  assert.deepEqual(original.kept, photo);
  assert.deepEqual(
    [original.entry.type, original.entry.width],
    ["application/octet-stream", undefined],
  );
  const film = new TextEncoder().encode(
    "\0\0\0\x0cftypisom\0\0\0\x1cmoov\0\0\0\x14udta\0\0\0\x0cloci+25.0\0",
  ).slice(0, 40);
  const filmed = await send("film.mp4", film);
  assert.equal(filmed.kept.length, film.length);
  assert.doesNotMatch(String.fromCharCode(...filmed.kept), /25/);
  assert.deepEqual((await send("film.mp4", film, true)).kept, film);
  const other = new TextEncoder().encode("%PDF Exif\0\0 tEXt");
  assert.deepEqual((await send("a.pdf", other)).kept, other);
});

Deno.test("an abandoned or unposted upload is deleted after a day (C-5)", async () => {
  const { lesson, school, amy, ben, files, bytes, begin, upload, post } =
    await classWithFiles();
  await using _ = lesson;
  const [posted, unposted] = [await upload(amy), await upload(amy)];
  await post(amy, posted);
  const begun = await begin(ben, 9);
  bytes.kept.set(begun, new Uint8Array(3));
  school.time.now += abandonedAfterMs - 1;
  assert.equal(await files.sweep(), 0);
  school.time.now += 1;
  assert.equal(await files.sweep(), 2);
  assert.deepEqual([...bytes.kept.keys()], [posted]);
  assert.equal(await files.sessionOf(unposted), null);
  assert.equal(await files.sessionOf(begun), null);
  assert.equal(await files.sweep(), 0);
  bytes.at = school.time.now - abandonedAfterMs;
  bytes.kept.set(unposted, new Uint8Array(3));
  assert.equal(await files.sweepBytes(), 1);
  assert.deepEqual([...bytes.kept.keys()], [posted]);
});

Deno.test("a member's unposted files and upload rate are limited (C-5)", async () => {
  const { lesson, school, amy, ben, files, begin, upload, post } =
    await classWithFiles();
  await using _ = lesson;
  const posted = await upload(amy);
  await post(amy, posted);
  for (let i = 0; i < 20; i++) await upload(amy);
  await assertRefused(begin(amy), "too-often");
  await begin(ben);
  // Repeated uploads and deletions are limited, too.
  let begun = 1;
  for (; begun < 200; begun++) {
    const id = newId();
    try {
      await files.beginUpload(ben, id, { name: "x", type: "", size: 1 });
    } catch (thrown) {
      await assertRefused(Promise.reject(thrown), "too-often");
      break;
    }
    await files.cancelUpload(id);
  }
  assert.equal(begun, 100);
  school.time.now += 5000;
  await begin(ben);
});

Deno.test("a sixth unfinished upload replaces the one idle the longest (C-5)", async () => {
  const { lesson, school, amy, ben, files, bytes, begin } =
    await classWithFiles();
  await using _ = lesson;
  const begins = async (who: Identity) => {
    const id = await begin(who, 50 * MB);
    bytes.kept.set(id, new Uint8Array(3));
    return id;
  };
  const begun: string[] = [];
  for (let i = 0; i < maxUnfinishedUploads; i++) begun.push(await begins(amy));
  await assertRefused(begins(amy), "too-often");
  await begins(ben);
  school.time.now += reservationMs - 1;
  await assertRefused(begins(amy), "too-often");
  for (const id of [begun[0], begun[2]]) await files.extendUpload(id, 1);
  school.time.now += 1;
  const sixth = await begins(amy);
  await assertRefused(files.requireOwnUpload(begun[1], [amy]), none);
  await assertRefused(files.extendUpload(begun[1], 1), none);
  for (const id of [begun[0], begun[2], begun[3], sixth]) {
    await files.requireOwnUpload(id, [amy]);
  }
  assert.equal(bytes.kept.has(begun[1]), false, "its bytes go at once");
  await assertRefused(files.requireOpenUpload(begun[1]), none);
  assert.equal(await files.sweep(), 1);
  assert.equal(await files.sessionOf(begun[1]), null);
});

Deno.test("only arrived bytes take room, and a tenth is reserved for staff (C-5)", async () => {
  const { lesson, school, amy, ben, teacher, files, begin, fill } =
    await classWithFiles(10);
  await using _ = lesson;
  const begins = async (who: Identity, size: number) => {
    const id = await begin(who, size);
    school.time.now += 1;
    return id;
  };
  const refused = (who: Identity, size: number) =>
    refusalNameOf(begins(who, size));
  assert.equal(await refused(amy, 9.5 * MB), "too-large");
  const first = await begins(amy, 6 * MB);
  const second = await begins(ben, 6 * MB);
  // A running upload reserves as much as has arrived, for two minutes.
  assert.equal(await files.extendUpload(first, 2 * MB), 4 * MB);
  assert.equal(await refused(ben, 6 * MB), "too-large");
  const third = await begins(ben, 4 * MB);
  school.time.now += reservationMs;
  assert.equal(await refused(ben, 7.5 * MB), "too-large", "two are there");
  await begins(ben, 7 * MB);
  // An hour later it continues if there is room; later uploads do not block it.
  school.time.now += 3_600_000;
  assert.equal(await files.extendUpload(first, 4 * MB), 6 * MB);
  await assertRefused(files.extendUpload(third, 1), "too-large");
  await files.cancelUpload(second);
  await fill(first, 6 * MB);
  assert.equal(await refused(ben, 3.5 * MB), "too-large");
  await begins(teacher, 3.5 * MB);
  assert.equal(await refused(teacher, 4.5 * MB), "too-large");
  await files.cancelUpload(first);
  await begins(ben, 5 * MB);
});

Deno.test("a member's files have a limit of their own, before any byte is sent (C-5)", async () => {
  const { lesson, amy, ben, begin, fill } = await classWithFiles(10, 2);
  await using _ = lesson;
  await fill(await begin(amy, 1.5 * MB), 1.5 * MB);
  assert.equal(await refusalNameOf(begin(amy, MB)), "too-large");
  await begin(ben, MB);
});

/** Devices that came by Amy's name alone. */
async function devicesByName(lesson: Lesson, count: number) {
  const devices: Identity[] = [];
  for (let n = 0; n < count; n++) {
    const device = await lesson.addStudent("Amy");
    assert.notEqual(device.own, undefined);
    devices.push(device);
  }
  return devices;
}

Deno.test("unconfirmed devices share room for files, until It's Amy none of the student's (C-5, ACCESS-6)", async () => {
  const { lesson, amy, begin, fill } = await classWithFiles(10, 2);
  await using _ = lesson;
  const [one, other] = await devicesByName(lesson, 2);
  await fill(await begin(one, 1.5 * MB), 1.5 * MB);
  await assertRefused(begin(other, MB), "too-large");
  await fill(await begin(amy, MB), MB);
  const { roster } = lesson.school.app;
  await roster.decideWaiting(lesson.teacher, one.own!, "let-in");
  await assertRefused(begin(amy, MB), "too-large");
  await begin(other, MB);
});

Deno.test("uploads of unconfirmed devices use up neither the student's number nor their pace (C-5, ACCESS-6)", async () => {
  const { lesson, amy, files, begin } = await classWithFiles();
  await using _ = lesson;
  const [one, other] = await devicesByName(lesson, 2);
  for (let n = 0; n < maxUnfinishedUploads; n++) await begin(one);
  await assertRefused(begin(other), "too-often");
  for (let n = 0; n < 100; n++) await begin(one).catch(() => {});
  await files.cancelUpload(await begin(amy));
});

Deno.test("of two uploads that do not fit together, the one begun first completes (C-5)", async () => {
  const { lesson, school, amy, ben, files, begin, fill } = await classWithFiles(
    10,
  );
  await using _ = lesson;
  const ids = [await begin(amy, 7 * MB)];
  school.time.now += 1;
  ids.push(await begin(ben, 7 * MB));
  const arrived = [0, 0];
  const refused: boolean[] = [false, false];
  for (let step = 0; step < 20; step++) {
    for (const [which, id] of ids.entries()) {
      if (refused[which] || arrived[which] === 7 * MB) continue;
      try {
        const upTo = await files.extendUpload(id, arrived[which] + 1);
        arrived[which] = Math.min(upTo, arrived[which] + MB / 2);
      } catch (thrown) {
        await assertRefused(Promise.reject(thrown), "too-large");
        refused[which] = true;
      }
    }
  }
  assert.deepEqual(refused, [false, true]);
  assert.equal(arrived[0], 7 * MB);
  assert.equal(await files.sessionOf(ids[1]), null, "nothing is left of it");
  await fill(ids[0], 7 * MB);
});

Deno.test("an upload is not refused for what a later one has reserved (C-5)", async () => {
  const { lesson, school, amy, ben, files, begin } = await classWithFiles(10);
  await using _ = lesson;
  const first = await begin(amy, 8 * MB);
  school.time.now += 1;
  const later = await begin(ben, 4 * MB);
  assert.equal(await files.extendUpload(later, MB), 2 * MB);
  assert.equal(await files.extendUpload(first, MB), 2 * MB);
});

Deno.test("a removed student's unposted files are deleted, posted and held ones stay (J-4)", async () => {
  const class10 = await classWithFiles(10);
  const { lesson, school, session, amy, ben, teacher, files } = class10;
  const { begin, bytes, fill, post, readers } = class10;
  await using _ = lesson;
  const upload = async (who: Identity, size: number) => {
    const id = await begin(who, size, "bad words.txt");
    await fill(id, size);
    return id;
  };
  const posted = await upload(ben, MB), unposted = await upload(ben, 4 * MB);
  await post(ben, posted);
  await school.app.sessions.change(
    school.teacher,
    session.id,
    { blockedWords: ["bad"] },
  );
  const held = await upload(ben, MB);
  await post(ben, held);
  assert.deepEqual(await readers(held), [none, null, null], "it is held");
  const half = await begin(ben, 2 * MB);
  await files.extendUpload(half, MB);
  await assertRefused(begin(amy, 5 * MB), "too-large");

  const { kv, sync, tokens } = school.app;
  const membership = new Membership({
    kv,
    sync,
    tokens,
    clock: () => school.time.now,
    bulkDeletion: school.app.bulkDeletion,
    onJoined: () => Promise.resolve(),
    onRemoved: (session, member) => files.releaseUploads(session, member),
  });
  await membership.removeMember(teacher, ben.member);
  assert.deepEqual([...bytes.kept.keys()].sort(), [posted, held].sort());
  for (const id of [unposted, half]) {
    assert.equal(await files.sessionOf(id), null);
    await assertRefused(files.extendUpload(id, MB), none);
  }
  await begin(amy, 5 * MB);
});

Deno.test("a student removed with a crowd takes no room until allowed back (J-4)", async () => {
  const { lesson, school, amy, ben, teacher, files, bytes, begin, fill } =
    await classWithFiles(10);
  await using _ = lesson;
  const id = await begin(ben, 5 * MB);
  await fill(id, 5 * MB);
  const begins = () => begin(amy, 8 * MB);
  await assertRefused(begins(), "too-large");
  const { membership } = school.app;
  const joinedSince = new Date(0).toISOString();
  const keep = [amy.member];
  await membership.removeJoinedSince(teacher, {
    joinedSince,
    keep,
    messages: false,
  });
  await begins();
  await membership.allowMember(teacher, ben.member);
  assert.equal((await files.requireOwnUpload(id, [ben])).done, true);
  assert.equal(bytes.kept.has(id), true);
  await assertRefused(begins(), "too-large");
});

Deno.test("unreferenced bytes are deleted after a day, unless the KV knows no file at all", async () => {
  const { lesson, school, amy, files, bytes, upload, post } =
    await classWithFiles();
  await using _ = lesson;
  const stray = newId();
  bytes.kept.set(stray, new Uint8Array(3));
  bytes.at = school.time.now - abandonedAfterMs;
  assert.equal(await files.sweepBytes(), 0);
  const id = await upload(amy);
  await post(amy, id);
  bytes.at++;
  assert.equal(await files.sweepBytes(), 0);
  bytes.at--;
  assert.equal(await files.sweepBytes(), 1);
  assert.deepEqual([...bytes.kept.keys()], [id]);
});

Deno.test("a deleted session leaves no file, in the KV or elsewhere (O-3)", async () => {
  const { lesson, school, session, amy, ben, files, bytes, upload, post } =
    await classWithFiles();
  await using _ = lesson;
  const ids = [await upload(amy), await upload(ben)];
  await post(amy, ids[0]);
  await files.forgetMember(session.id, ben.member);
  assert.deepEqual([...bytes.kept.keys()], [ids[0]]);
  await files.forgetSession(session.id);
  assert.equal(bytes.kept.size, 0);
  const { kv } = school.app;
  const left = await Array.fromAsync(kv.list({ prefix: [] }));
  assert.ok(left.length > 0);
  for (const { key } of left) {
    assert.ok(!key.some((part) => ids.includes(String(part))), String(key));
  }
});

Deno.test("an instruction file is its group's, or belongs to all groups without their own (B-18)", async () => {
  const { lesson, school, amy, ben, teacher, upload, readers } =
    await classWithFiles();
  await using _ = lesson;
  const { app } = school;
  const red = await lesson.makeGroup(amy);
  await lesson.makeGroup(ben);
  const ofRed = async (change: { file?: string | null; name?: string }) => {
    const at = "PATCH /breakouts/rooms/:r";
    return (await runAct(app, teacher, at, { r: red, ...change })).room.file;
  };
  const [map, key] = [await upload(teacher), await upload(teacher)];
  assert.deepEqual(await readers(map), [none, none, null]);
  const all = await runAct(app, teacher, "PATCH /breakouts", { file: map });
  assert.equal(all.breakouts.file?.name, "a.txt");
  assert.deepEqual(await readers(map), [null, null, null]);
  assert.equal((await ofRed({ file: key }))?.id, key);
  assert.deepEqual(await readers(key), [null, none, null]);
  // The file for all groups is not on top of this one.
  assert.deepEqual(await readers(map), [none, null, null]);

  // Other changes keep the file; null removes it, and it can be set again.
  assert.equal((await ofRed({ name: "Crimson" }))?.id, key);
  assert.equal(await ofRed({ file: null }), null);
  assert.deepEqual(await readers(key), [none, none, null]);
  assert.deepEqual(await readers(map), [null, null, null]);
  await ofRed({ file: key });
  assert.deepEqual(await readers(key), [null, none, null]);
  await runAct(app, teacher, "POST /breakouts/moves", {
    moves: [{ member: amy.member, room: null }],
  });
  assert.deepEqual(await readers(key), [none, none, null]);
  assert.deepEqual(await readers(map), [none, null, null]);
  await runAct(app, teacher, "DELETE /breakouts/rooms");
  assert.deepEqual(await readers(map), [none, none, null]);
});

Deno.test("only a finished upload of the teacher's own accompanies the instructions (B-18)", async () => {
  const { lesson, school, amy, teacher, files, begin, upload } =
    await classWithFiles();
  await using _ = lesson;
  const { app } = school;
  const red = await lesson.makeGroup();
  for (const file of [await upload(amy), await begin(teacher, 5), newId()]) {
    for (
      const given of [
        runAct(app, teacher, "PATCH /breakouts", { file }),
        runAct(app, teacher, "PATCH /breakouts/rooms/:r", { r: red, file }),
      ]
    ) await assertRefused(given, none);
  }
  const map = await upload(teacher);
  await runAct(app, teacher, "PATCH /breakouts", { file: map });
  school.time.now += abandonedAfterMs + 1;
  assert.equal(await files.sweep(), 2);
  await assertRefused(files.cancelUpload(map), "conflict");
});

const piece = 5 << 20, id = "2NEpo7TZRRrLZSi2";

function openBucketStore({ endpoint }: { endpoint: string }): BucketBlobStore {
  const settings = readSettings({
    S3_BUCKET: "files",
    S3_ENDPOINT: endpoint,
    AWS_ACCESS_KEY_ID: "key",
    AWS_SECRET_ACCESS_KEY: "secret",
  });
  return new BucketBlobStore(settings, "files");
}

for (const first of ["before", "after"]) {
  Deno.test({
    name:
      `a piece that broke off ${first} another instance completed it is not in the file (SYNC-5, C-5)`,
    // The bucket's client keeps its connections open.
    sanitizeOps: false,
    sanitizeResources: false,
    async fn() {
      await using bucket = openBucket();
      const [a, b] = [1, 2].map(() => openBucketStore(bucket).dataStore);
      const bytes = Buffer.from(randomBytesOf(12_000_000));
      await a.create(new Upload({ id, size: bytes.length, offset: 0 }));
      const offset = async () => (await b.getUpload(id)).offset;

      const [slow, other] = [new PassThrough(), new PassThrough()];
      const writing = a.write(slow, id, 0);
      slow.write(bytes.subarray(0, 3 << 20));
      const taking = b.write(other, id, 0);
      other.write(bytes.subarray(0, 1 << 20));
      const finish = {
        async a() {
          slow.end();
          assert.equal(await writing, 3 << 20);
        },
        async b() {
          other.end(bytes.subarray(1 << 20, piece));
          assert.equal(await taking, piece);
        },
      };
      for (const of of first === "before" ? ["a", "b"] : ["b", "a"]) {
        await finish[of as "a" | "b"]();
      }
      assert.equal(await offset(), piece);

      // A piece below the minimum part size still counts at its offset.
      const small = Readable.from([bytes.subarray(piece, piece + 1000)]);
      await b.write(small, id, piece);
      assert.equal(await offset(), piece + 1000);
      const rest = Readable.from([bytes.subarray(piece + 1000)]);
      await a.write(rest, id, piece + 1000);
      assert.ok(Buffer.from(bucket.objects.get(id)!).equals(bytes));
    },
  });
}

Deno.test({
  name: "a file that is missing from the bucket is gone, not a bug (C-5)",
  // The bucket's client keeps its connections open.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    await using bucket = openBucket();
    const store = openBucketStore(bucket);
    await assert.rejects(store.read(id, 0, 5), NoSuchBlob);
  },
});

Deno.test("safeName() keeps a good name, and makes other names harmless", () => {
  const table: [given: string, safe: string][] = [
    ["Worksheet 3 (final).pdf", "Worksheet 3 (final).pdf"],
    ["作業一.docx", "作業一.docx"],
    ["été.png", "été.png"],
    ["e\u0301te\u0301.png", "été.png"],
    ["../../etc/passwd", "passwd"],
    ["C:\\Users\\amy\\x.txt", "x.txt"],
    ["..", "file"],
    ["", "file"],
    [" . ", "file"],
    ["/", "file"],
    [".htaccess", "htaccess"],
    ["a\r\nSet-Cookie: x=1", "a Set-Cookie_ x=1"],
    ["a\0b.txt", "a b.txt"],
    ["photo\u202egpj.exe", "photogpj.exe"],
    ["\u2066a\u2069.txt", "a.txt"],
    [
      '<img src=x onerror="alert(1)">.png',
      "_img src=x onerror=_alert(1)__.png",
    ],
    ["CON", "_CON"],
    ["nul.txt", "_nul.txt"],
    ["console.log", "console.log"],
    ["a\ud800.txt", "a\ufffd.txt"],
    ["👩‍🏫.png", "👩‍🏫.png"],
    ["trailing. ", "trailing"],
  ];
  for (const [given, safe] of table) assert.equal(safeName(given), safe);
  const long = safeName("x".repeat(5000) + ".docx");
  assert.equal(long.length, bounds.fileName);
  assert.match(long, /^x+…\.docx$/);
});

Deno.test("safeName() is idempotent", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), (given) => {
      const name = safeName(given);
      assert.ok(name.length > 0 && name.length <= bounds.fileName + 1);
      assert.doesNotMatch(
        name,
        /[/\\<>:"|?*\p{Cc}\u202a-\u202e\u2066-\u2069]/u,
      );
      assert.doesNotMatch(name, /^[. ]|[. ]$/);
      assert.ok(name.isWellFormed());
      encodeURIComponent(name);
    }),
    propertyOptions("names of files", 100),
  );
});

Deno.test("safeType() returns only a type, and an image type only for inspected images", () => {
  const bytes = "application/octet-stream";
  const table: [given: string, safe: string][] = [
    ["application/pdf", "application/pdf"],
    ["Text/Plain; charset=utf-8", "text/plain"],
    ["image/svg+xml", "image/svg+xml"],
    ["image/png", bytes],
    ["", bytes],
    ["html", bytes],
    ["text/html\r\nx: y", bytes],
    ["a/b/c", bytes],
    ["x/" + "y".repeat(200), bytes],
  ];
  for (const [given, safe] of table) assert.equal(safeMediaType(given), safe);
});

countedTest(
  import.meta.url,
  "safeName() takes time proportional to a name's length",
  async () => {
    const hostile = [
      (n: number) => ". ".repeat(n / 2) + "x",
      (n: number) => "x" + ".".repeat(n) + "x",
      (n: number) => " ".repeat(n) + "x",
      (n: number) => "/".repeat(n) + "x",
      (n: number) => "\u202e".repeat(n) + "x.pdf",
    ];
    for (const name of hostile) {
      assert.match(safeName(name(200_000)), /x(\.pdf)?$/);
      assert.ok(await growsLinearly((n) => safeName(name(n)), 500), name(3));
    }
  },
);
