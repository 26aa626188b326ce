/** Sending the bytes of one file by tus, from where they were left. Loaded when a file is first sent. */
import { DetailedError, Upload } from "tus-js-client";
import { language } from "../../locales/current.ts";
import { withoutMetadata } from "./without_metadata.ts";

/** What is sent, and what is to be told of it. */
export interface Sending {
  readonly endpoint: string;
  readonly blob: Blob;
  readonly metadata: Record<string, string>;
  /** Where it was begun before, if it was. */
  readonly url?: string;
  onBegun(url: string): void;
  onProgress(sent: number): void;
}

/** Why it did not go through: what the server said, or null where it did not answer. */
export interface UploadFailure {
  readonly status: number;
  readonly body: string;
}

type Outcome = { url: string } | { failed: UploadFailure | null };

/** Piece by piece, so that a proxy that gathers requests, or limits them, is no obstacle. */
const piece = 5 * 1024 * 1024;

/** Sends until all is there, and answers with the address; or with why not. `stop` ends it, and may delete what is there. */
export function send(
  sending: Sending,
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
  // Where the device has too little memory, the server takes them out.
  else void withoutMetadata(blob).catch(() => blob).then(begin);
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
  sending: Sending,
  resolve: (outcome: Outcome) => void,
): Upload {
  const upload = new Upload(blob, {
    endpoint: sending.endpoint,
    uploadUrl: sending.url,
    metadata: sending.metadata,
    chunkSize: piece,
    headers: { "accept-language": language().tag },
    // When to try again is decided by whoever knows of the connection.
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
