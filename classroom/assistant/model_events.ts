/**
 * Parses an answer from a server with OpenAI's API: server-sent events with any line ends and comments, or
 * one JSON object without streaming.
 */
import { z } from "zod";
import { ModelFailure } from "./model.ts";

const partSchema = z.union([
  z.string(),
  z.object({
    type: z.enum(["text", "output_text"]).optional(),
    text: z.string(),
  })
    .transform(({ text }) => text),
  // Other kinds of pieces, such as a thought, count as empty text.
  z.unknown().transform(() => ""),
]);

const messageSchema = z.object({
  content: z.union([z.array(partSchema), partSchema]).nullish().catch(null),
  refusal: z.string().nullish().catch(null),
}).nullish().catch(null);

const eventSchema = z.object({
  choices: z.array(z.object({
    delta: messageSchema,
    message: messageSchema,
    finish_reason: z.string().nullish().catch(null),
  })).nullish().catch(null),
  usage: z.object({
    prompt_tokens: z.number(),
    completion_tokens: z.number(),
  }).nullish().catch(null),
  error: z.unknown().optional(),
});

/** `alive`: a comment, sent only to keep the connection open. */
type ModelEvent = { alive: true } | {
  alive?: undefined;
  text: string;
  finish?: string;
  usage?: { prompt_tokens: number; completion_tokens: number };
};

/** Maximum length of an event; a longer one is an attack or a fault. */
const maxEventLength = 4 * 1024 * 1024;

/**
 * Reads the events of a response until its end or `[DONE]`, which yields `finish: "done"`. Throws the error
 * that the server sent instead, and SyntaxError for malformed events.
 */
export async function* modelEvents(
  body: ReadableStream<Uint8Array> | null,
  signal: AbortSignal,
): AsyncGenerator<ModelEvent> {
  if (!body) return;
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const cancel = () => void reader.cancel(signal.reason).catch(() => {});
  signal.addEventListener("abort", cancel, { once: true });
  let rest = "";
  let isWhole: boolean | undefined;
  try {
    const lines = new EventLines();
    for (;;) {
      const { done, value } = await reader.read();
      rest += decoder.decode(value, { stream: !done });
      if (rest.length > maxEventLength) throw new ModelFailure("too-long");
      if (isWhole === undefined && rest.trim() !== "") {
        isWhole = /^\s*\{/.test(rest);
      }
      if (done) break;
      if (isWhole !== false) continue;
      // A chunk may end within a CRLF.
      const ended = rest.match(/^[^]*(?:\n|\r(?!$))/)?.[0] ?? "";
      rest = rest.slice(ended.length);
      for (const line of ended.split(/\r\n|\n|\r/).slice(0, -1)) {
        const event = lines.push(line);
        if (event === "done") return yield { text: "", finish: "done" };
        if (event) yield event;
        if (signal.aborted) return;
      }
    }
    if (signal.aborted) return;
    if (isWhole) {
      const event = toEvent(JSON.parse(rest));
      yield { ...event, finish: event.finish || "done" };
      return;
    }
    for (const line of [...rest.split(/\r\n|\n|\r/), ""]) {
      const event = lines.push(line);
      if (event === "done") return yield { text: "", finish: "done" };
      if (event) yield event;
    }
  } finally {
    signal.removeEventListener("abort", cancel);
    cancel();
  }
}

class EventLines {
  #data = "";

  push(line: string): ModelEvent | "done" | undefined {
    if (line.startsWith(":")) return { alive: true };
    const [, data] = /^data: ?([^]*)$/.exec(line) ?? [];
    if (data !== undefined) {
      this.#data += (this.#data && "\n") + data;
      if (this.#data.length > maxEventLength) {
        throw new ModelFailure("too-long");
      }
      // Some servers leave out the empty line after an event.
      if (!/^\[DONE\]|\}\s*$/.test(this.#data)) return;
    } else if (line !== "") return;
    const whole = this.#data.trim();
    if (whole === "") return;
    if (whole.startsWith("[DONE]")) return "done";
    const value = parseJson(whole, line === "");
    if (value === undefined) return;
    this.#data = "";
    return toEvent(value);
  }
}

/** Returns undefined for incomplete JSON, or throws if `isAll`. */
function parseJson(json: string, isAll: boolean): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    if (isAll) throw error;
    return undefined;
  }
}

function toEvent(value: unknown): ModelEvent & { alive?: undefined } {
  const { data: event } = eventSchema.safeParse(value);
  if (!event) return { text: "" };
  if (event.error) throw toError(event.error);
  const choice = event.choices?.[0];
  const delta = choice?.delta ?? choice?.message;
  const { content, refusal } = delta ?? {};
  const text = Array.isArray(content) ? content.join("") : content;
  return {
    text: text || refusal || "",
    ...(choice?.finish_reason && { finish: choice.finish_reason }),
    ...(event.usage && { usage: event.usage }),
  };
}

/** The error that was sent instead of an event, with `status` if its code is a number. */
function toError(error: unknown): object {
  if (typeof error !== "object" || error === null) {
    return { message: String(error) };
  }
  const { code } = error as { code?: unknown };
  return typeof code === "number" ? { status: code, ...error } : error;
}
