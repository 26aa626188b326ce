/** Sends one file (C-5), again and again until all of it has arrived or the server says no. Loaded when it is first needed. */
import { effect } from "@preact/signals";
import { localPath } from "../../locales/local_path.ts";
import type { ClassSession } from "../client/class_session.ts";
import { send } from "./tus_client.ts";
import { fileAt, refusalOf } from "./upload_answers.ts";

// It is needed without a network as well, and with what sends it is there.
export { shrunkFile } from "./shrunk.ts";

/** What is sent, and what is to be told of it. */
interface Given {
  readonly blob: Blob;
  readonly name: string;
  readonly type: string;
  /** Whether the server is to leave a picture as it is. */
  readonly original?: boolean | undefined;
  /** Where it was begun before, if it was. */
  readonly url?: string | undefined;
  onBegun?(url: string): void;
  onSent(bytes: number): void;
  /** Whether it waits, for the network or after a failure. */
  onWaits(waits: boolean): void;
}

/** The id of the file, or what was refused for good; null: it was stopped. */
type Sent = { file: string } | { refused: string; detail?: string } | null;

/** How long to wait before the next try, at most (ms). */
const longestPauseMs = 20_000;

/** Begins to send. `stop` ends it, and may delete what has arrived, all of it too. */
export function sendFile(
  { seat: { session, as }, status }: ClassSession,
  given: Given,
): { done: Promise<Sent>; stop(forGood: boolean): void } {
  const { blob, name, type, original } = given;
  let { url } = given;
  let isStopped = false;
  /** Ends what goes on now: a try, or a pause. */
  let end: ((forGood: boolean) => void) | undefined;

  async function once() {
    const { done, stop } = send({
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

  /** Until the network is back, as the class sees it; with a network, after each failure longer. */
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
      if ("url" in outcome) return { file: fileAt(outcome.url) };
      const refused = outcome.failed && refusalOf(outcome.failed);
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

/** Has the server forget an upload. Where that fails it does so by itself, later. */
export function deleteUpload(url: string): void {
  const headers = { "tus-resumable": "1.0.0" };
  fetch(url, { method: "DELETE", headers }).catch(() => {});
}
