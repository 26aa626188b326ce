/** Workers and their messages. On Deno they have no permissions; on Node, those of the process. */
import { parentPort, Worker as NodeWorker } from "node:worker_threads";
import { isDeno } from "./runtime.ts";

export interface WorkerHandle {
  /** Sends a message; `bytes` are transferred. */
  post(message: unknown, bytes?: readonly ArrayBuffer[]): void;
  /** Ends it as soon as it is not computing. */
  end(): void;
}

/** Starts a module of one file; calls `onMessage` with its messages, `failed` with its error. */
export function startWorker(
  program: URL,
  onMessage: (message: unknown) => void,
  failed: (why: string) => void,
): WorkerHandle {
  if (!isDeno) {
    const worker = new NodeWorker(program, { env: {} });
    worker.on("message", onMessage).on(
      "error",
      (error) => failed(String(error)),
    );
    return {
      post: (message, bytes = []) => worker.postMessage(message, bytes),
      end: () => void worker.terminate(),
    };
  }
  const worker = new Worker(program, {
    type: "module",
    deno: { permissions: "none" },
  });
  worker.onmessage = ({ data }) => onMessage(data);
  worker.onerror = (event) => {
    event.preventDefault();
    failed(event.message);
  };
  return {
    post: (message, bytes = []) => worker.postMessage(message, [...bytes]),
    end: () => worker.terminate(),
  };
}

/** Inside the program: answers each message. */
export function answerInWorker(
  answer: (message: unknown) => Promise<unknown>,
): void {
  if (!isDeno) {
    const port = parentPort!;
    port.on(
      "message",
      async (message) => port.postMessage(await answer(message)),
    );
    return;
  }
  addEventListener("message", async (event) => {
    const reply = await answer((event as MessageEvent).data);
    (globalThis as unknown as Worker).postMessage(reply);
  });
}
