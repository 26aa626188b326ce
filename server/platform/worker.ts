/**
 * Programs that run apart from the main thread, and how they and those who wait speak. On Deno they have no permission;
 * on Node a thread has those of its process.
 */
import { parentPort, Worker as NodeWorker } from "node:worker_threads";
import { onDeno } from "./runtime.ts";

/** A program that runs apart. */
export interface Apart {
  /** Gives it something; these bytes are given away. */
  post(given: unknown, bytes?: readonly ArrayBuffer[]): void;
  /** Ends it, as soon as it does not compute. */
  end(): void;
}

/** Starts a program, a module of one file, apart; `said` is called with what it says, `failed` with why it broke. */
export function startApart(
  program: URL,
  said: (given: unknown) => void,
  failed: (why: string) => void,
): Apart {
  if (!onDeno) {
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

/** In a program that runs apart: answers what it is given. */
export function answerApart(
  answer: (given: unknown) => Promise<unknown>,
): void {
  if (!onDeno) {
    const port = parentPort!;
    port.on("message", async (given) => port.postMessage(await answer(given)));
    return;
  }
  addEventListener("message", async (event) => {
    const said = await answer((event as MessageEvent).data);
    (globalThis as unknown as Worker).postMessage(said);
  });
}
