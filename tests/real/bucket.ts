/** C-5, O-3: files in a real S3 bucket, configured by settings alone. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { createSession, eventually, joinClass, signUp } from "../people.ts";
import {
  beginUpload,
  randomBytesOf,
  readFileBytes,
  sendTusRequest,
  uploadFile,
} from "../uploading.ts";
import { launchApp, type LaunchedApp } from "./launched.ts";
import { type S3Server, startS3 } from "./s3_server.ts";

let s3: S3Server, app: LaunchedApp;
const place = { url: "", wsUrl: "" };

Deno.test.beforeAll(async () => {
  s3 = await startS3();
  app = await launchApp(s3.settings);
  place.url = `http://127.0.0.1:${app.port}`;
  place.wsUrl = `ws://127.0.0.1:${app.port}`;
});
Deno.test.afterAll(async () => {
  await app?.stop();
  await s3?.stop();
});

const test = (name: string, fn: () => Promise<void>) =>
  Deno.test({
    name: `${name} (in versitygw)`,
    // The stock client leaves a reconnection timer.
    sanitizeOps: false,
    sanitizeResources: false,
    fn,
  });

const empty = () =>
  eventually(
    () => s3.kept(),
    (kept) => kept.length === 0,
    "nothing was in the bucket",
    20_000,
  );

test("a file is stored in the bucket, read whole and in part, and gone once deleted (C-5)", async () => {
  const teacher = await signUp(place);
  const session = await createSession(teacher);
  const amy = await joinClass(place, session.code, "Amy");
  const { visitor } = amy;
  const bytes = randomBytesOf(52_428_800);
  const id = await uploadFile(amy, { bytes, name: "f.mp4", type: "video/mp4" });
  assert.notDeepEqual(await s3.kept(), []);
  const whole = await readFileBytes(visitor, id);
  assert.equal(whole.headers.get("content-length"), String(bytes.length));
  assert.ok(Buffer.from(await whole.bytes()).equals(Buffer.from(bytes)));
  for (const [first, last] of [[0, 0], [5, 9], [52_428_790, 52_428_799]]) {
    const part = await readFileBytes(visitor, id, {
      range: `bytes=${first}-${last}`,
    });
    assert.equal(part.status, 206);
    assert.deepEqual(await part.bytes(), bytes.slice(first, last + 1));
  }
  assert.equal((await sendTusRequest(visitor, "DELETE", id)).status, 204);
  await empty();
  assert.equal((await readFileBytes(visitor, id)).status, 404);
});

test("an upload resumes despite small pieces and a killed Homeroom (C-5)", async () => {
  const session = await createSession(await signUp(place));
  const amy = await joinClass(place, session.code, "Amy");
  const { visitor } = amy;
  const bytes = randomBytesOf(12_000_000);
  const begun = await beginUpload(visitor, session.id, bytes.length);
  await begun.body?.cancel();
  const id = begun.headers.get("location")!.split("/").at(-1)!;
  const offset = async () => {
    const answer = await sendTusRequest(visitor, "HEAD", id);
    return answer.headers.get("upload-offset");
  };
  for (const [from, to] of [[0, 1000], [1000, 6_000_000]]) {
    const at = { "upload-offset": String(from) };
    const piece = bytes.slice(from, to);
    assert.equal(
      (await sendTusRequest(visitor, "PATCH", id, at, piece)).status,
      204,
    );
    await app.kill();
    await app.begin();
    assert.equal(await offset(), String(to));
  }
  const uploadUrl = `${place.url}/api/files/${id}`;
  await uploadFile(amy, { bytes }, { uploadUrl });
  const whole = await readFileBytes(visitor, id);
  assert.ok(Buffer.from(await whole.bytes()).equals(Buffer.from(bytes)));
  assert.equal((await sendTusRequest(visitor, "DELETE", id)).status, 204);
  await empty();
});

test("a deleted class or account leaves nothing in the bucket, not even half uploads (O-3)", async () => {
  const teacher = await signUp(place);
  const session = await createSession(teacher);
  const amy = await joinClass(place, session.code, "Amy");
  const bytes = randomBytesOf(6_000_000);
  const id = await uploadFile(amy, { bytes });
  const posted = amy.queueCommand({ kind: "say", room: "main", file: id });
  await amy.waitForMessage(posted);
  amy.close();
  const half = await beginUpload(amy.visitor, session.id, 20_000_000);
  await half.body?.cancel();
  const file = half.headers.get("location")!.split("/").at(-1)!;
  const sent = await sendTusRequest(amy.visitor, "PATCH", file, {}, bytes);
  assert.equal(sent.status, 204);
  const png = await Deno.readFile("tests/sample_pictures/4x3.png");
  const image = await fetch(`${place.url}/api/images`, {
    method: "POST",
    headers: { ...teacher.headers(), "content-type": "image/png" },
    body: png,
  });
  assert.equal(image.status, 201);
  await image.body?.cancel();
  const before = await s3.kept();
  assert.ok(before.length > 2, `${before}`);
  await teacher.askExpecting(204, "DELETE", `/api/sessions/${session.id}`);
  await eventually(
    () => s3.kept(),
    (kept) => kept.length === 1,
    `of ${before} the picture was left`,
    20_000,
  );
  await teacher.askExpecting(204, "DELETE", "/api/me", {
    password: "correct horse",
  });
  await empty();
});
