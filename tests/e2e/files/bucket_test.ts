import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { openBucket } from "../../bucket.ts";
import { createSession, joinClass, signUp } from "../../people.ts";
import { startServer } from "../../server.ts";
import {
  beginUpload,
  randomBytesOf,
  readFileBytes,
  sendTusRequest,
  uploadFile,
} from "../../uploading.ts";

Deno.test({
  name: "with S3_BUCKET, files are in the bucket and nowhere else (C-5)",
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    await using bucket = openBucket();
    const server = await startServer({
      S3_BUCKET: "files",
      S3_ENDPOINT: bucket.endpoint,
      AWS_ACCESS_KEY_ID: "key",
      AWS_SECRET_ACCESS_KEY: "secret",
    });
    try {
      const teacher = await signUp(server);
      const session = await createSession(teacher);
      const amy = await joinClass(server, session.code, "Amy");
      const { visitor } = amy;
      const bytes = randomBytesOf(12_000_000);
      const id = await uploadFile(amy, {
        bytes,
        name: "f.mp4",
        type: "video/mp4",
      });
      const whole = await readFileBytes(visitor, id);
      assert.equal(whole.headers.get("content-length"), "12000000");
      assert.ok(Buffer.from(await whole.bytes()).equals(Buffer.from(bytes)));
      const part = await readFileBytes(visitor, id, { range: "bytes=5-9" });
      assert.equal(part.status, 206);
      assert.deepEqual(await part.bytes(), bytes.slice(5, 10));
      assert.equal((await sendTusRequest(visitor, "DELETE", id)).status, 204);

      // In pieces smaller than a bucket's.
      const begun = await beginUpload(visitor, session.id, 6_000_000);
      const file = begun.headers.get("location")!.split("/").at(-1)!;
      const first = bytes.slice(0, 1000);
      assert.equal(
        (await sendTusRequest(visitor, "PATCH", file, {}, first)).status,
        204,
      );
      await server.restart();
      const head = await sendTusRequest(visitor, "HEAD", file);
      assert.equal(head.headers.get("upload-offset"), "1000");
      const rest = bytes.slice(1000, 6_000_000);
      const offset = { "upload-offset": "1000" };
      const done = await sendTusRequest(visitor, "PATCH", file, offset, rest);
      assert.equal(done.status, 204);
      const back = await readFileBytes(visitor, file);
      assert.ok(
        Buffer.from(await back.bytes())
          .equals(Buffer.from(bytes.slice(0, 6_000_000))),
      );
      assert.equal((await sendTusRequest(visitor, "DELETE", file)).status, 204);
      assert.deepEqual([...bucket.objects.keys()], []);
      assert.deepEqual([...bucket.uploads.keys()], []);

      const png = Uint8Array.fromBase64(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
      );
      const sent = await fetch(`${server.url}/api/images`, {
        method: "POST",
        headers: { ...teacher.headers(), "content-type": "image/png" },
        body: png,
      });
      const { image } = await sent.json();
      const question = { kind: "text", text: "What is it?", image: image.id };
      const made = await teacher.askExpecting(201, "POST", "/api/quizzes", {
        name: "Point",
        questions: [question],
      });
      const resources = `/api/sessions/${session.id}/resources`;
      const given = await teacher.askExpecting(201, "POST", resources, {
        quiz: made.body.quiz.id,
      });
      const { body } = await teacher.askExpecting(
        200,
        "GET",
        `${resources}/${given.body.resource.id}`,
      );
      const copy = body.resource.questions[0].image;
      assert.deepEqual(await (await readFileBytes(visitor, copy)).bytes(), png);
      assert.deepEqual(
        [...bucket.objects.keys()].sort(),
        [copy, image.id].sort(),
      );
      await assert.rejects(Deno.stat(`${server.dataDir}/uploads`));
    } finally {
      await server.stop();
    }
  },
});
