import { S3Store } from "@tus/s3-store";
import { type BlobStore, NoSuchBlob } from "./blob_store.ts";
import type { Settings } from "../settings.ts";

/** Uploads in a bucket with S3's protocol, by file id. */
export class BucketBlobStore implements BlobStore {
  readonly dataStore: Bucket;

  constructor(settings: Settings, bucket: string) {
    const { S3_ENDPOINT, S3_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } =
      settings;
    this.dataStore = new Bucket({
      // Some servers lack later features, such as tags.
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

/** Metadata key: a piece's offset in the file. */
const startMetadataKey = "begins";

/**
 * The package stores a piece that is too small for a part separately, and continues from it. After a client has moved
 * to another server instance, the old one may store such a piece late; it is ignored, as its offset does not fit.
 */
class Bucket extends S3Store {
  /** Offset of the next piece, by upload; each has one request at a time in this process. */
  readonly #next = new Map<string, number>();

  protected override async uploadParts(
    ...args: Parameters<S3Store["uploadParts"]>
  ): Promise<number> {
    const [{ file }, , , offset] = args;
    this.#next.set(file.id, offset);
    try {
      return await super.uploadParts(...args);
    } finally {
      this.#next.delete(file.id);
    }
  }

  protected override async uploadPart(
    ...args: Parameters<S3Store["uploadPart"]>
  ): Promise<string> {
    const [{ file }] = args;
    const offset = this.#next.get(file.id);
    // Offset after this part; only the last part is shorter.
    const next = (offset ?? 0) + this.calcOptimalPartSize(file.size);
    if (offset !== undefined) this.#next.set(file.id, next);
    return await super.uploadPart(...args);
  }

  protected override async uploadIncompletePart(
    ...[id, Body]: Parameters<S3Store["uploadIncompletePart"]>
  ): Promise<string> {
    const { ETag } = await this.client.putObject({
      Bucket: this.bucket,
      Key: this.partKey(id, true),
      Body,
      Metadata: { [startMetadataKey]: String(this.#next.get(id)) },
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

  /** Whether the stored piece begins where the parts end. */
  async #follows(id: string): Promise<boolean> {
    const Key = this.partKey(id, true);
    let message: string | undefined;
    try {
      const { Metadata } = await this.client.headObject({
        Bucket: this.bucket,
        Key,
      });
      message = Metadata?.[startMetadataKey];
    } catch (error) {
      const answer = error as { $metadata?: { httpStatusCode?: number } };
      // There is no such piece.
      if (answer.$metadata?.httpStatusCode === 404) return false;
      throw error;
    }
    // Pieces from before 0.17 have no offset.
    if (message === undefined) return true;
    const parts = await this.retrieveParts(id);
    const end = parts.reduce((sum, { Size = 0 }) => sum + Size, 0);
    return message === String(end);
  }

  async range(id: string, from: number, to: number): Promise<ReadableStream> {
    if (from >= to) return new Blob([]).stream();
    const { Body } = await this.client.getObject({
      Bucket: this.bucket,
      Key: id,
      Range: `bytes=${from}-${to - 1}`,
    }).catch((error) => {
      throw error.name === "NoSuchKey" ? new NoSuchBlob(id) : error;
    });
    if (!Body) throw new NoSuchBlob(id);
    return Body.transformToWebStream();
  }

  async put(Key: string, Body: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.client.putObject({ Bucket: this.bucket, Key, Body });
  }

  /** Deletes a file in any state; the package only deletes unfinished ones. */
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
