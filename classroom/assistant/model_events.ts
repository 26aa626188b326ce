/**
 * The events of a model's answer, as servers that speak OpenAI's API send them: a stream of events with any line ends
 * and comments, or one JSON object where a server does not stream.
 */
import { z } from "zod";
import { ModelFailure } from "./model.ts";

const part = z.union([
  z.string(),
  z.object({
    type: z.enum(["text", "output_text"]).optional(),
    text: z.string(),
  })
    .transform(({ text }) => text),
  // Of other kinds, such as a thought.
  z.unknown().transform(() => ""),
]);

const words = z.object({
  content: z.union([z.array(part), part]).nullish().catch(null),
  refusal: z.string().nullish().catch(null),
}).nullish().catch(null);

const schema = z.object({
  choices: z.array(z.object({
    delta: words,
    message: words,
    finish_reason: z.string().nullish().catch(null),
  })).nullish().catch(null),
  usage: z.object({
    prompt_tokens: z.number(),
    completion_tokens: z.number(),
  }).nullish().catch(null),
  error: z.unknown().optional(),
});

/** One event. `alive`: a comment, which says only that the server is still there. */
export type ModelEvent = { alive: true } | {
  alive?: undefined;
  /** Words of the answer; "": none. */
  text: string;
  /** Why the answer has ended. */
  finish?: string;
  usage?: { prompt_tokens: number; completion_tokens: number };
};

/** More characters of an event are none that a server means (4 MiB). */
const maxEventLength = 4 * 1024 * 1024;

/**
 * Reads the events of a response's body until its end or its `[DONE]`; `finish: "done"` stands for the latter where no reason
 * was given. Throws the error that the server sent in their place, and SyntaxError for what is no event.
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
      // A line end may be cut in two.
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
      const event = eventOf(JSON.parse(rest));
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

/** Puts lines together to events. */
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
      // Some servers leave out the empty line that ends an event.
      if (!/^\[DONE\]|\}\s*$/.test(this.#data)) return;
    } else if (line !== "") return;
    const whole = this.#data.trim();
    if (whole === "") return;
    if (whole.startsWith("[DONE]")) return "done";
    const value = parsed(whole, line === "");
    if (value === undefined) return;
    this.#data = "";
    return eventOf(value);
  }
}

/** The value of JSON; undefined: more of it may come. */
function parsed(json: string, isAll: boolean): unknown {
  try {
    return JSON.parse(json);
  } catch (thrown) {
    if (isAll) throw thrown;
    return undefined;
  }
}

function eventOf(value: unknown): ModelEvent & { alive?: undefined } {
  const { data: event } = schema.safeParse(value);
  if (!event) return { text: "" };
  if (event.error) throw errorOf(event.error);
  const choice = event.choices?.[0];
  const said = choice?.delta ?? choice?.message;
  const { content, refusal } = said ?? {};
  const text = Array.isArray(content) ? content.join("") : content;
  return {
    text: text || refusal || "",
    ...(choice?.finish_reason && { finish: choice.finish_reason }),
    ...(event.usage && { usage: event.usage }),
  };
}

/** The error that a server sent in the place of an event, with its status where it has one. */
function errorOf(error: unknown): object {
  if (typeof error !== "object" || error === null) {
    return { message: String(error) };
  }
  const { code } = error as { code?: unknown };
  return typeof code === "number" ? { status: code, ...error } : error;
}
