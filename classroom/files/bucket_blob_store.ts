/** Uploads in a bucket that speaks S3's protocol. */
import { S3Store } from "@tus/s3-store";
import type { BlobStore } from "./blob_store.ts";
import type { Settings } from "../settings.ts";

/** Keeps bytes in a bucket, under the ids of their files. */
export class BucketBlobStore implements BlobStore {
  readonly dataStore: Bucket;

  constructor(settings: Settings, bucket: string) {
    const { S3_ENDPOINT, S3_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } =
      settings;
    this.dataStore = new Bucket({
      // Later features, such as tags, are missing in some servers.
      useTags: false,
      s3ClientConfig: {
        bucket,
        region: S3_REGION ?? "us-east-1",
        ...(S3_ENDPOINT && { endpoint: S3_ENDPOINT, forcePathStyle: true }),
        requestChecksumCalculation: "WHEN_REQUIRED",
        responseChecksumValidation: "WHEN_REQUIRED",
        ...(AWS_ACCESS_KEY_ID && AWS_SECRET_ACCESS_KEY && {
          credentials: {
            accessKeyId: AWS_ACCESS_KEY_ID,
            secretAccessKey: AWS_SECRET_ACCESS_KEY,
            sessionToken: settings.AWS_SESSION_TOKEN,
          },
        }),
      },
    });
    this.dataStore.extensions = [
      "creation",
      "creation-with-upload",
      "termination",
    ];
  }

  async read(id: string, from: number, to: number): Promise<ReadableStream> {
    return await this.dataStore.range(id, from, to);
  }

  async write(id: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.dataStore.put(id, bytes);
  }

  async remove(id: string): Promise<void> {
    await this.dataStore.remove(id);
  }
}

class Bucket extends S3Store {
  /** Some bytes of a finished file. */
  async range(id: string, from: number, to: number): Promise<ReadableStream> {
    if (from >= to) return new Blob([]).stream();
    const { Body } = await this.client.getObject({
      Bucket: this.bucket,
      Key: id,
      Range: `bytes=${from}-${to - 1}`,
    });
    if (!Body) throw new Deno.errors.NotFound(id);
    return Body.transformToWebStream();
  }

  /** A whole file. */
  async put(Key: string, Body: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.client.putObject({ Bucket: this.bucket, Key, Body });
  }

  /** Deletes a file however far it has got; the store's own way stops at one that is finished. */
  override async remove(id: string): Promise<void> {
    const Bucket = this.bucket;
    const { Uploads = [] } = await this.client.listMultipartUploads({
      Bucket,
      Prefix: id,
    });
    for (const { Key, UploadId } of Uploads) {
      await this.client.abortMultipartUpload({ Bucket, Key, UploadId });
    }
    for (const Key of [id, this.infoKey(id), this.partKey(id, true)]) {
      await this.client.deleteObject({ Bucket, Key });
    }
    await this.clearCache(id);
  }
}
