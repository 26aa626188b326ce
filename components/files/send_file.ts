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
  readonly original?: boolean | undefined;
  readonly url?: string | undefined;
  onBegun?(url: string): void;
  onSent(bytes: number): void;
  /** Called with true while it waits for the network or for a retry. */
  onWaits(waits: boolean): void;
}

/** The file's id, or why it was refused; null: it was stopped. */
type Sent = { file: string } | { refused: string; detail?: string } | null;

const longestPauseMs = 20_000;

/** Uploads a file. `stop(true)` also deletes its bytes from the server. */
export function sendFile(
  { seat: { session, as }, status }: ClassSession,
  given: Given,
): { done: Promise<Sent>; stop(forGood: boolean): void } {
  const { blob, name, type, original } = given;
  let { url } = given;
  let isStopped = false;
  let end: ((forGood: boolean) => void) | undefined;

  async function once() {
    const { done, stop } = sendTusUpload({
      endpoint: localPath(`/api/files?as=${as}`),
      blob,
      metadata: { session, name, type, ...(original && { original: "yes" }) },
      url,
      onBegun(begun) {
        url = begun;
        given.onBegun?.(begun);
      },
      onProgress: given.onSent,
    });
    end = stop;
    const outcome = await done;
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
      end = (forGood) => {
        wake();
        if (forGood && url) deleteUpload(url);
      };
    });
  }

  async function run(): Promise<Sent> {
    for (let tries = 0; !isStopped; tries++) {
      if (tries > 0 || status.peek().state !== "online") {
        given.onWaits(true);
        await pause(tries);
        if (isStopped) break;
      }
      given.onWaits(false);
      const outcome = await once();
      if (isStopped) break;
      if ("url" in outcome) return { file: fileIdOfUrl(outcome.url) };
      const refused = outcome.failed && readUploadRefusal(outcome.failed);
      if (refused) return refused;
    }
    return null;
  }

  return {
    done: run(),
    stop(forGood) {
      isStopped = true;
      if (end) end(forGood);
      else if (forGood && url) deleteUpload(url);
    },
  };
}

/** Deletes an upload. Ignores errors, since the server deletes unfinished uploads later. */
export function deleteUpload(url: string): void {
  const headers = { "tus-resumable": "1.0.0" };
  fetch(url, { method: "DELETE", headers }).catch(() => {});
}
