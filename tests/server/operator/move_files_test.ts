/** Uploads that go from the disk to a bucket and back (C-5). */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { openBucket } from "../../bucket.ts";
import { createSession, joinClass, signUp, Visitor } from "../../people.ts";
import { startServer } from "../../server.ts";
import { beginUpload, randomBytesOf, sendTusRequest } from "../../uploading.ts";
import { readFileBytes, uploadFile } from "../../uploading.ts";
import { runOperatorCommand } from "./operating.ts";

const dir = await Deno.makeTempDir({ prefix: "homeroom-" });
Deno.test.afterAll(() => Deno.remove(dir, { recursive: true }));

const picture = await Deno.readFile("tests/sample_pictures/4x3.png");
const bytes = randomBytesOf(300_000);

/** A class with a file, half of one, and a teacher's picture, on a server with these settings. */
async function fill(settings: Record<string, string>) {
  const server = await startServer(settings);
  const teacher = await signUp(server);
  const session = await createSession(teacher);
  const amy = await joinClass(server, session.code, "Amy");
  const file = await uploadFile(amy, { bytes });
  const half = await beginUpload(amy.visitor, session.id, 500);
  await half.body?.cancel();
  const begun = half.headers.get("location")!.split("/").at(-1)!;
  await sendTusRequest(amy.visitor, "PATCH", begun, {}, bytes.slice(0, 200));
  const made = await fetch(`${server.url}/api/images`, {
    method: "POST",
    headers: { ...teacher.headers(), "content-type": "image/png" },
    body: picture,
  });
  assert.equal(made.status, 201);
  const { image } = await made.json();
  const id: string = image.id;
  return { server, amy: amy.visitor, teacher, file, picture: id };
}

/** What the people get who use the server. */
async function assertThere(
  at: { url: string; wsUrl: string },
  { amy, teacher, file, picture: id }: Awaited<ReturnType<typeof fill>>,
): Promise<void> {
  const as = ({ cookies }: Visitor) => {
    const visitor = new Visitor(at);
    cookies.forEach((value, name) => visitor.cookies.set(name, value));
    return visitor;
  };
  const whole = await readFileBytes(as(amy), file);
  assert(Buffer.from(await whole.bytes()).equals(Buffer.from(bytes)));
  const image = await fetch(`${at.url}/api/files/${id}`, {
    headers: as(teacher).headers(),
  });
  assert.equal(image.status, 200);
  assert.match(image.headers.get("content-type") ?? "", /image/);
  assert((await image.bytes()).length > 0);
}

const test = (name: string, fn: () => Promise<void>) =>
  // The stock client leaves a reconnection timer.
  Deno.test({ name, sanitizeOps: false, sanitizeResources: false, fn });

test("uploads move to a bucket and back, each compared, and people read them there (C-5)", async () => {
  await using bucket = openBucket();
  const DATA_DIR = `${dir}/bucket`;
  const inBucket = {
    S3_BUCKET: "files",
    S3_ENDPOINT: bucket.endpoint,
    AWS_ACCESS_KEY_ID: "key",
    AWS_SECRET_ACCESS_KEY: "secret",
  };
  const move = (to: string, env: Record<string, string> = inBucket) =>
    runOperatorCommand("move-files", DATA_DIR, to, [], env);

  const filled = await fill({ DATA_DIR });
  const running = await move("bucket");
  assert.equal(running.code, 1);
  assert.match(running.said, /Stop it first/);
  await filled.server.kill();
  assert.match((await move("bucket", {})).said, /S3_BUCKET is not set/);
  assert.match((await move("cloud")).said, /bucket or disk/);
  assert.equal(bucket.objects.size, 0, "nothing was copied");

  const there = await move("bucket");
  assert.equal(there.code, 0, there.said);
  assert.match(there.said, /2 files are in files, and equal: 2 copied now, 0/);
  assert.match(there.said, /1 are not complete/);
  assert.deepEqual(
    [...bucket.objects.keys()].sort(),
    [filled.file, filled.picture].sort(),
  );
  const again = await move("bucket");
  assert.match(again.said, /0 copied now, 2 were there/);

  const second = await startServer({ DATA_DIR, ...inBucket });
  await Deno.remove(`${DATA_DIR}/uploads`, { recursive: true });
  await assertThere(second, filled);
  await second.kill();

  const back = await move("disk");
  assert.equal(back.code, 0, back.said);
  assert.match(back.said, /2 copied now, 0 were there/);
  const uploads = `${DATA_DIR}/uploads`;
  // A copy that an interruption left half written is written again.
  await Deno.truncate(`${uploads}/${filled.file}`, 1000);
  await Deno.writeFile(`${uploads}/${filled.picture}`, picture.map(() => 7));
  const repaired = await move("disk");
  assert.match(repaired.said, /2 copied now, 0 were there/);
  const third = await startServer({ DATA_DIR });
  await assertThere(third, filled);
  await third.kill();
});

test("a restored backup has the pictures of teachers too (SYNC-2)", async () => {
  const DATA_DIR = `${dir}/restored`, backup = `${dir}/restored.backup`;
  const filled = await fill({ DATA_DIR });
  const made = await runOperatorCommand("backup", DATA_DIR, backup);
  assert.equal(made.code, 0, made.said);
  await filled.server.kill();
  const restored = await runOperatorCommand("restore", DATA_DIR, [
    backup,
    "--yes",
  ]);
  assert.equal(restored.code, 0, restored.said);
  const server = await startServer({ DATA_DIR });
  await assertThere(server, filled);
  await server.kill();
});
