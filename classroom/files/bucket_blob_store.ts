/** Uploads in a bucket that speaks S3's protocol. */
import { S3Store } from "@tus/s3-store";
import { type BlobStore, NoSuchBlob } from "./blob_store.ts";
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

/** What is said of a piece that is too small for a part of its own: where in the file it begins. */
const begins = "begins";

/**
 * The library keeps such a piece beside the parts, and takes it for what follows on them. Of two instances that take the
 * same upload, because its sender has lost the one and come back by the other, the one may leave its piece after the
 * other has put a part in that place: so each piece says where it begins, and counts only there.
 */
class Bucket extends S3Store {
  /** Where the next piece of each upload that is written begins: one request at a time is at an upload here. */
  readonly #next = new Map<string, number>();

  protected override async uploadParts(
    ...given: Parameters<S3Store["uploadParts"]>
  ): Promise<number> {
    const [{ file }, , , offset] = given;
    this.#next.set(file.id, offset);
    try {
      return await super.uploadParts(...given);
    } finally {
      this.#next.delete(file.id);
    }
  }

  protected override async uploadPart(
    ...given: Parameters<S3Store["uploadPart"]>
  ): Promise<string> {
    const [{ file }] = given;
    const at = this.#next.get(file.id);
    // What follows on it; after a shorter one nothing does.
    const next = (at ?? 0) + this.calcOptimalPartSize(file.size);
    if (at !== undefined) this.#next.set(file.id, next);
    return await super.uploadPart(...given);
  }

  protected override async uploadIncompletePart(
    ...[id, Body]: Parameters<S3Store["uploadIncompletePart"]>
  ): Promise<string> {
    const { ETag } = await this.client.putObject({
      Bucket: this.bucket,
      Key: this.partKey(id, true),
      Body,
      Metadata: { [begins]: String(this.#next.get(id)) },
    });
    return ETag ?? "";
  }

  protected override async getIncompletePart(id: string) {
    if (!await this.#follows(id)) return undefined;
    return await super.getIncompletePart(id);
  }

  protected override async getIncompletePartSize(id: string) {
    if (!await this.#follows(id)) return undefined;
    return await super.getIncompletePartSize(id);
  }

  /** Whether the piece beside the parts begins where they end. */
  async #follows(id: string): Promise<boolean> {
    const Key = this.partKey(id, true);
    let said: string | undefined;
    try {
      const { Metadata } = await this.client.headObject({
        Bucket: this.bucket,
        Key,
      });
      said = Metadata?.[begins];
    } catch (error) {
      const answer = error as { $metadata?: { httpStatusCode?: number } };
      // There is none.
      if (answer.$metadata?.httpStatusCode === 404) return false;
      throw error;
    }
    // One of before 0.17 does not say.
    if (said === undefined) return true;
    const parts = await this.retrieveParts(id);
    const end = parts.reduce((sum, { Size = 0 }) => sum + Size, 0);
    return said === String(end);
  }

  /** Some bytes of a finished file. */
  async range(id: string, from: number, to: number): Promise<ReadableStream> {
    if (from >= to) return new Blob([]).stream();
    const { Body } = await this.client.getObject({
      Bucket: this.bucket,
      Key: id,
      Range: `bytes=${from}-${to - 1}`,
    });
    if (!Body) throw new NoSuchBlob(id);
    return Body.transformToWebStream();
  }

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
