/** Workers and their messages. On Deno they have no permissions; on Node, those of the process. */
import { parentPort, Worker as NodeWorker } from "node:worker_threads";
import { isDeno } from "./runtime.ts";

export interface WorkerHandle {
  /** Sends a message; `bytes` are transferred. */
  post(given: unknown, bytes?: readonly ArrayBuffer[]): void;
  /** Ends it as soon as it is not computing. */
  end(): void;
}

/** Starts a module of one file; calls `said` with its messages, `failed` with its error. */
export function startWorker(
  program: URL,
  said: (given: unknown) => void,
  failed: (why: string) => void,
): WorkerHandle {
  if (!isDeno) {
    const worker = new NodeWorker(program, { env: {} });
    worker.on("message", said).on("error", (error) => failed(String(error)));
    return {
      post: (given, bytes = []) => worker.postMessage(given, bytes),
      end: () => void worker.terminate(),
    };
  }
  const worker = new Worker(program, {
    type: "module",
    deno: { permissions: "none" },
  });
  worker.onmessage = ({ data }) => said(data);
  worker.onerror = (event) => {
    event.preventDefault();
    failed(event.message);
  };
  return {
    post: (given, bytes = []) => worker.postMessage(given, [...bytes]),
    end: () => worker.terminate(),
  };
}

/** Inside the program: answers each message. */
export function answerInWorker(
  answer: (given: unknown) => Promise<unknown>,
): void {
  if (!isDeno) {
    const port = parentPort!;
    port.on("message", async (given) => port.postMessage(await answer(given)));
    return;
  }
  addEventListener("message", async (event) => {
    const said = await answer((event as MessageEvent).data);
    (globalThis as unknown as Worker).postMessage(said);
  });
}
