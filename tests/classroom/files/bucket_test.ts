/** S5, C-5: two instances that write the same upload into a bucket at once leave a file that is whole. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { PassThrough, Readable } from "node:stream";
import { Upload } from "@tus/server";
import { BucketBlobStore } from "../../../classroom/files/bucket_blob_store.ts";
import { readSettings } from "../../../classroom/settings.ts";
import { openBucket } from "../../bucket.ts";
import { noise } from "../../uploading.ts";

const piece = 5 << 20, id = "2NEpo7TZRRrLZSi2";

for (const first of ["before", "after"]) {
  Deno.test({
    name:
      `S5, C-5: what an instance has of a piece that broke off, ${first} another took the whole piece, is none of the file`,
    // The bucket's client keeps its connections.
    sanitizeOps: false,
    sanitizeResources: false,
    async fn() {
      await using bucket = openBucket();
      const settings = readSettings({
        S3_BUCKET: "files",
        S3_ENDPOINT: bucket.endpoint,
        AWS_ACCESS_KEY_ID: "key",
        AWS_SECRET_ACCESS_KEY: "secret",
      });
      const [a, b] = [1, 2].map(() =>
        new BucketBlobStore(settings, "files").dataStore
      );
      const bytes = Buffer.from(noise(12_000_000));
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

      // A piece too small for a part of its own still counts where it belongs.
      const small = Readable.from([bytes.subarray(piece, piece + 1000)]);
      await b.write(small, id, piece);
      assert.equal(await offset(), piece + 1000);
      const rest = Readable.from([bytes.subarray(piece + 1000)]);
      await a.write(rest, id, piece + 1000);
      assert.ok(Buffer.from(bucket.objects.get(id)!).equals(bytes));
    },
  });
}
