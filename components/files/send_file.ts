/** Uploads a file, with retries, until it is complete or refused (C-5). */
import { effect } from "@preact/signals";
import { localPath } from "../../locales/local_path.ts";
import type { ClassSession } from "../client/class_session.ts";
import { sendTusUpload } from "./tus_client.ts";
import { fileIdOfUrl, readUploadRefusal } from "./upload_replies.ts";

// `shrinkPictureFile` is in the same chunk, since it is needed offline too.
export { shrinkPictureFile } from "./shrink_picture.ts";

interface Given {
  readonly blob: Blob;
  readonly name: string;
  readonly type: string;
  readonly isOriginal?: boolean | undefined;
  readonly url?: string | undefined;
  onBegun?(url: string): void;
  onSent(bytes: number): void;
  /** Called with true while it waits for the network or for a retry. */
  onWaits(isWaiting: boolean): void;
}

/** The file's id, or why it was refused; null: it was stopped. */
type Sent = { file: string } | { refused: string; detail?: string } | null;

const longestPauseMs = 20_000;

/** Uploads a file. `stop(true)` also deletes its bytes from the server. */
export function sendFile(
  { seat: { session, cookieRole }, status }: ClassSession,
  upload: Given,
): { whenDone: Promise<Sent>; stop(shouldDelete: boolean): void } {
  const { blob, name, type, isOriginal } = upload;
  let { url } = upload;
  let isStopped = false;
  let end: ((shouldDelete: boolean) => void) | undefined;

  async function once() {
    const { whenDone, stop } = sendTusUpload({
      endpoint: localPath(`/api/files?as=${cookieRole}`),
      blob,
      metadata: { session, name, type, ...(isOriginal && { original: "yes" }) },
      url,
      onBegun(newUrl) {
        url = newUrl;
        upload.onBegun?.(newUrl);
      },
      onProgress: upload.onSent,
    });
    end = stop;
    const outcome = await whenDone;
    end = undefined;
    return outcome;
  }

  /** Waits for the network; if there is one, for an exponentially growing delay. */
  async function pause(tries: number) {
    const wasOnline = status.peek().state === "online";
    const time = wasOnline
      ? Math.min(longestPauseMs, 500 * 2 ** Math.min(tries, 10))
      : longestPauseMs;
    await new Promise<void>((go) => {
      const wake = () => {
        clearTimeout(timer);
        stop();
        removeEventListener("online", wake);
        end = undefined;
        go();
      };
      const timer = setTimeout(wake, time * (0.5 + Math.random() / 2));
      const stop = effect(() => {
        const isBack = status.value.state === "online" && !wasOnline;
        if (isBack) queueMicrotask(wake);
      });
      addEventListener("online", wake);
      end = (shouldDelete) => {
        wake();
        if (shouldDelete && url) deleteUpload(url);
      };
    });
  }

  async function run(): Promise<Sent> {
    for (let tries = 0; !isStopped; tries++) {
      if (tries > 0 || status.peek().state !== "online") {
        upload.onWaits(true);
        await pause(tries);
        if (isStopped) break;
      }
      upload.onWaits(false);
      const outcome = await once();
      if (isStopped) break;
      if ("url" in outcome) return { file: fileIdOfUrl(outcome.url) };
      const refused = outcome.failed && readUploadRefusal(outcome.failed);
      if (refused) return refused;
    }
    return null;
  }

  return {
    whenDone: run(),
    stop(shouldDelete) {
      isStopped = true;
      if (end) end(shouldDelete);
      else if (shouldDelete && url) deleteUpload(url);
    },
  };
}

/** Deletes an upload. Ignores errors, since the server deletes unfinished uploads later. */
export function deleteUpload(url: string): void {
  const headers = { "tus-resumable": "1.0.0" };
  fetch(url, { method: "DELETE", headers }).catch(() => {});
}
