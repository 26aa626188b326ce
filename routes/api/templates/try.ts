/**
 * Tries a prompt template: streams an answer as lines of JSON, `{text}`, and `{failure}` if it breaks off. A
 * client that disconnects ends it. Nothing is stored.
 */
import { getApp } from "../../../classroom/app.ts";
import { refusal } from "../../../classroom/model/refuse.ts";
import { answerRequest } from "../../(http)/_define_request.ts";
import { templateRequests } from "../../(http)/_library_requests.ts";
import type { TrialPiece } from "../../../classroom/model/resources/views.ts";
import { handler } from "./$try.ts";

const signOfLifeMs = 20_000;

export const handlers = handler({
  POST: answerRequest(
    templateRequests.try,
    async ({ teacher: { id, plan }, state, body }) => {
      if (!plan) throw refusal("plan-needed");
      const ask = await body();
      const { address } = state;
      const abort = new AbortController();
      const { signal } = abort;
      const pieces = await getApp().trials.ask(
        { teacher: id, address },
        ask,
        signal,
      );
      return new Response(linesOf(pieces, abort), {
        headers: {
          "content-type": "application/x-ndjson",
          "cache-control": "no-store",
          // A buffering proxy would show nothing until the end.
          "x-accel-buffering": "no",
        },
      });
    },
  ),
});

/** The pieces as lines of JSON; a client that disconnects aborts. */
function linesOf(
  pieces: AsyncIterable<TrialPiece>,
  abort: AbortController,
): ReadableStream<Uint8Array> {
  const { signal } = abort;
  return new ReadableStream<Uint8Array>({
    async start(controller) {
      const encoder = new TextEncoder();
      const send = (piece: TrialPiece) =>
        controller.enqueue(encoder.encode(`${JSON.stringify(piece)}\n`));
      // Proxies give up after a minute of silence; a turn in the queue or a slow model's first word takes longer.
      const lives = setInterval(() => send({ text: "" }), signOfLifeMs);
      signal.addEventListener("abort", () => clearInterval(lives));
      try {
        for await (const piece of pieces) {
          if (signal.aborted) return;
          send(piece);
        }
      } finally {
        clearInterval(lives);
      }
      if (!signal.aborted) controller.close();
    },
    cancel: () => abort.abort(),
  });
}
