/** Uploads one file by tus, resuming. Loaded with the first file. */
import { DetailedError, Upload } from "tus-js-client";
import { language } from "../../locales/current.ts";
import { stripMetadata } from "./strip_metadata.ts";

interface TusUpload {
  readonly endpoint: string;
  readonly blob: Blob;
  readonly metadata: Record<string, string>;
  /** Continues this upload. */
  readonly url?: string;
  onBegun(url: string): void;
  onProgress(sent: number): void;
}

export interface UploadFailure {
  readonly status: number;
  readonly body: string;
}

type Outcome = { url: string } | { failed: UploadFailure | null };

/** Bytes per request, small enough for proxies that buffer or limit. */
const piece = 5 * 1024 * 1024;

/**
 * Resolves to the upload's address or the failure. `stop(true)` deletes
 * uploaded bytes.
 */
export function sendTusUpload(
  sending: TusUpload,
): {
  done: Promise<Outcome>;
  stop(forGood: boolean): void;
} {
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  let upload: Upload | undefined, isStopped = false;
  const begin = (blob: Blob) => {
    if (!isStopped) upload = uploadOf(blob, sending, resolve);
    upload?.start();
  };
  const { blob, metadata } = sending;
  if (metadata.original) begin(blob);
  // Without enough memory, the server removes the metadata.
  else void stripMetadata(blob).catch(() => blob).then(begin);
  return {
    done: promise,
    stop(forGood) {
      isStopped = true;
      const begun = forGood && sending.url;
      const ended = upload
        ? upload.abort(forGood)
        : begun && Upload.terminate(begun);
      if (ended) ended.catch(() => {});
      resolve({ failed: null });
    },
  };
}

function uploadOf(
  blob: Blob,
  sending: TusUpload,
  resolve: (outcome: Outcome) => void,
): Upload {
  const upload = new Upload(blob, {
    endpoint: sending.endpoint,
    uploadUrl: sending.url,
    metadata: sending.metadata,
    chunkSize: piece,
    headers: { "accept-language": language().tag },
    // `send_file.ts` retries instead.
    retryDelays: null as unknown as number[],
    storeFingerprintForResuming: false,
    onUploadUrlAvailable: () => {
      if (upload.url) sending.onBegun(upload.url);
    },
    onProgress: (sent) => sending.onProgress(sent),
    onSuccess: () => resolve({ url: upload.url ?? "" }),
    onError: (error) => {
      const answer = error instanceof DetailedError
        ? error.originalResponse
        : null;
      resolve({
        failed: answer && answer.getStatus() > 0
          ? { status: answer.getStatus(), body: answer.getBody() }
          : null,
      });
    },
  });
  return upload;
}
