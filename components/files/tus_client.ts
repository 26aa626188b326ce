/** Uploads a file by the tus protocol, which can resume. */
import { DetailedError, Upload } from "tus-js-client";
import { language } from "../../locales/current.ts";
import { stripMetadata } from "./strip_metadata.ts";

interface TusUpload {
  readonly endpoint: string;
  readonly blob: Blob;
  readonly metadata: Record<string, string>;
  readonly url?: string;
  onBegun(url: string): void;
  onProgress(sentBytes: number): void;
}

export interface UploadFailure {
  readonly status: number;
  readonly body: string;
}

type Outcome = { url: string } | { failed: UploadFailure | null };

/** Bytes per request: few enough for proxies that buffer or limit requests. */
const piece = 5 * 1024 * 1024;

/** `whenDone` resolves to the upload's URL or its failure. `stop(true)` also deletes the bytes from the server. */
export function sendTusUpload(
  sending: TusUpload,
): {
  whenDone: Promise<Outcome>;
  stop(shouldDelete: boolean): void;
} {
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  let upload: Upload | undefined, isStopped = false;
  const begin = (blob: Blob) => {
    if (!isStopped) upload = uploadOf(blob, sending, resolve);
    upload?.start();
  };
  const { blob, metadata } = sending;
  if (metadata.original) begin(blob);
  // If this fails, for example for lack of memory, the server removes the metadata.
  else void stripMetadata(blob).catch(() => blob).then(begin);
  return {
    whenDone: promise,
    stop(shouldDelete) {
      isStopped = true;
      const urlToDelete = shouldDelete && sending.url;
      const ended = upload
        ? upload.abort(shouldDelete)
        : urlToDelete && Upload.terminate(urlToDelete);
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
    // Without retries of its own: `send_file.ts` retries.
    retryDelays: null as unknown as number[],
    storeFingerprintForResuming: false,
    onUploadUrlAvailable: () => {
      if (upload.url) sending.onBegun(upload.url);
    },
    onProgress: (sentBytes) => sending.onProgress(sentBytes),
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
