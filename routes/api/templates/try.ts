/**
 * Tries a prompt template: streams an answer as lines of JSON, `{text}`, and `{failure}` if it breaks off. A
 * client that disconnects ends it. Nothing is stored.
 */
import { getApp } from "../../../classroom/app.ts";
import { trialBody } from "../../../classroom/assistant/trials.ts";
import { refusal } from "../../../classroom/model/refuse.ts";
import { readBody } from "../../(http)/_body.ts";
import { requireSignedIn } from "../../(http)/_staff.ts";
import type { TrialPiece } from "../../../classroom/model/resources/views.ts";
import { handler } from "./$try.ts";

const signOfLifeMs = 20_000;

export const handlers = handler({
  async POST({ req, state }) {
    const { id: teacher, plan } = requireSignedIn(state);
    if (!plan) throw refusal("plan-needed");
    const body = await readBody(req, trialBody);
    const { address } = state;
    const abort = new AbortController();
    const { signal } = abort;
    const pieces = await getApp().trials.ask(
      { teacher, address },
      body,
      signal,
    );
    const lines = new ReadableStream<Uint8Array>({
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
    return new Response(lines, {
      headers: {
        "content-type": "application/x-ndjson",
        "cache-control": "no-store",
        // A buffering proxy would show nothing until the end.
        "x-accel-buffering": "no",
      },
    });
  },
});
