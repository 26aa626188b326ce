/**
 * A model behind an endpoint with OpenAI's API: streaming, abort, timeouts, one retry without a
 * connection.
 */
import { z } from "zod";
import type { Settings } from "../settings.ts";
import { DemonstrationModel } from "./demonstration_model.ts";
import {
  type AnswerPiece,
  isModelFailure,
  type Model,
  ModelFailure,
  type ModelRequest,
} from "./model.ts";
import { modelEvents } from "./model_events.ts";
import { networkFailureOf } from "../../formats/network_failure.ts";
import { ThoughtFilter } from "./thought_filter.ts";

/** The model of the settings, else the demonstration. `fetch`: used for requests to the endpoint. */
export function makeModel(
  settings: Settings,
  fetch?: typeof globalThis.fetch,
): Model {
  const { OPENAI_BASE_URL, OPENAI_API_KEY, OPENAI_MODEL } = settings;
  const silence = settings.OPENAI_TIMEOUT * 1000;
  if (!OPENAI_BASE_URL && !OPENAI_API_KEY) return new DemonstrationModel();
  return new OpenAiModel({
    baseUrl: OPENAI_BASE_URL,
    key: OPENAI_API_KEY,
    model: OPENAI_MODEL,
    fetch,
    firstWordTimeoutMs: silence,
    nextWordTimeoutMs: silence,
  });
}

/** `baseUrl` undefined: OpenAI's. */
export interface Endpoint {
  readonly baseUrl?: string;
  readonly key?: string;
  readonly fetch?: typeof globalThis.fetch;
}

export interface OpenAiOptions extends Endpoint {
  model?: string;
  /** The form of the answer, if the endpoint knows such forms. */
  responseFormat?: object;
  /** Maximum wait until the answer begins (ms). */
  firstWordTimeoutMs?: number;
  /** Maximum wait between two pieces of an answer (ms). */
  nextWordTimeoutMs?: number;
}

type HttpResponse = Awaited<ReturnType<typeof globalThis.fetch>>;

const defaultSilenceMs = 60_000;
/** Longest time of an answer, as a multiple of `nextWordTimeoutMs`. */
const wholeAnswerFactor = 10;
/** Pause between two questions of its own (ms). */
const askAgainMs = 10 * 60_000;
const defaultModel = "gpt-4o-mini";

/**
 * The field for the length limit. Newer models of OpenAI refuse `max_tokens`; many servers know only that, and some
 * ignore the other.
 */
type Cap = "max_tokens" | "max_completion_tokens";
interface RequestOptions {
  cap: Cap | undefined;
  counts: boolean;
  format: object | undefined;
}

/** Fields that the endpoint has not refused; of those for the length limit, the first is used. */
interface Fields extends Omit<RequestOptions, "cap"> {
  readonly caps: readonly Cap[];
}

const oldCap: Cap = "max_tokens", newCap: Cap = "max_completion_tokens";

function isOpenAi(baseUrl: string | undefined): boolean {
  if (baseUrl === undefined) return true;
  const host = URL.parse(baseUrl)?.hostname ?? "";
  return host === "api.openai.com" || host.endsWith(".openai.azure.com");
}

export class OpenAiModel implements Model {
  readonly name: string;
  readonly #options: OpenAiOptions;
  #fields: Fields;
  /** The model's answers begin within a thought, whose opening tag the endpoint does not send. */
  #beginsInThought = false;
  /** The earliest time of the next question of its own, by `performance.now()`. */
  #asksAgainAt = -Infinity;

  constructor(options: OpenAiOptions) {
    this.#options = options;
    this.name = options.model ?? defaultModel;
    this.#fields = {
      caps: isOpenAi(options.baseUrl) ? [newCap, oldCap] : [oldCap, newCap],
      counts: true,
      format: options.responseFormat,
    };
  }

  async *answer(question: ModelRequest): AsyncGenerator<AnswerPiece> {
    const begins = this.#beginsInThought;
    const words = new ThoughtFilter(begins);
    yield* this.#read(question, words);
    if (words.beganInThought !== begins) void this.#askIfInThought(question);
  }

  /**
   * Finds out by a question of its own whether the model's answers begin within a thought, after one that looked
   * otherwise than expected: what a student makes the model write must not change the answers of other classes.
   */
  async #askIfInThought({ maxTokens }: ModelRequest): Promise<void> {
    const now = performance.now();
    if (now < this.#asksAgainAt) return;
    this.#asksAgainAt = now + askAgainMs;
    const words = new ThoughtFilter();
    const question: ModelRequest = {
      system: "",
      words: [{ role: "user", text: "OK?" }],
      maxTokens,
      signal: AbortSignal.timeout(askAgainMs),
    };
    try {
      for await (const _ of this.#read(question, words));
      this.#beginsInThought = words.beganInThought;
    } catch (error) {
      // Without an answer nothing is learned, and a later answer makes it ask again.
      if (!isModelFailure(error)) throw error;
    }
  }

  async *#read(
    question: ModelRequest,
    words: ThoughtFilter,
  ): AsyncGenerator<AnswerPiece> {
    const {
      firstWordTimeoutMs = defaultSilenceMs,
      nextWordTimeoutMs = defaultSilenceMs,
    } = this.#options;
    const silence = new AbortController();
    const signal = AbortSignal.any([question.signal, silence.signal]);
    const whole = setTimeout(
      () => silence.abort(),
      wholeAnswerFactor * nextWordTimeoutMs,
    );
    let timer = setTimeout(() => silence.abort(), firstWordTimeoutMs);
    try {
      const { body } = await this.#openStream(question, signal);
      let finish: string | undefined;
      for await (const event of modelEvents(body, signal)) {
        clearTimeout(timer);
        timer = setTimeout(() => silence.abort(), nextWordTimeoutMs);
        if (event.alive) continue;
        reportUsage(question, event.usage);
        yield* words.push(event.text);
        // Reads on after the end: events with the token usage follow.
        if (finish === undefined || finish === "done") finish = event.finish;
        if (finish === "content_filter") throw new ModelFailure("refused");
      }
      yield* words.end();
      if (finish === "length") throw new ModelFailure("too-long");
      if (silence.signal.aborted) throw new ModelFailure("too-slow");
      if (finish === undefined && !question.signal.aborted) {
        throw new ModelFailure("cut-off");
      }
    } catch (error) {
      if (silence.signal.aborted) throw new ModelFailure("too-slow");
      throw toModelFailure(error);
    } finally {
      clearTimeout(whole);
      clearTimeout(timer);
    }
  }

  /** Begins the answer. Tries a second time if there is no connection. */
  async #openStream(
    { system, words, maxTokens }: ModelRequest,
    signal: AbortSignal,
  ) {
    const messages = [
      ...(system ? [{ role: "system", content: system }] : []),
      ...words.map(({ role, text }) => ({ role, content: text })),
    ];
    const begin = ({ cap, counts, format }: RequestOptions) =>
      postJson(this.#options, "chat/completions", {
        model: this.name,
        messages,
        stream: true,
        ...(cap && { [cap]: maxTokens }),
        ...(counts && { stream_options: { include_usage: true } }),
        ...(format && { response_format: format }),
      }, signal);
    let retries = 1, fields = this.#fields;
    for (;;) {
      const [cap] = fields.caps;
      const extras = { cap, counts: fields.counts, format: fields.format };
      try {
        const response = await begin(extras);
        // Only now it is known that the fields were to blame: a refusal may repeat a student's words.
        this.#fields = fields;
        return response;
      } catch (error) {
        if (signal.aborted) throw error;
        const supported = withoutRefused(fields, error);
        if (supported) {
          fields = supported;
          continue;
        }
        const isUnreachable = isModelFailure(error) &&
          error.failure === "unreachable";
        if (!isUnreachable || retries-- === 0) throw error;
      }
    }
  }
}

/** The fields without the one that the endpoint has refused; null: it refused something else. */
function withoutRefused(fields: Fields, error: unknown): Fields | null {
  const { status, param, message } = error as Record<string, unknown>;
  if (status !== 400 && status !== 422) return null;
  const names = (name: string) =>
    typeof param === "string"
      ? param.startsWith(name)
      : String(message).includes(name);
  const { caps: [cap, ...caps], counts, format } = fields;
  if (cap && names(cap)) return { ...fields, caps };
  if (counts && names("stream_options")) return { ...fields, counts: false };
  if (format && names("response_format")) {
    return { ...fields, format: undefined };
  }
  return null;
}

/**
 * Posts to a path of an endpoint. If the endpoint refuses, or there is no connection, throws what
 * {@link toModelFailure} reads.
 */
export async function postJson(
  { baseUrl, key, fetch: send = globalThis.fetch }: Endpoint,
  path: string,
  body: object,
  signal: AbortSignal,
): Promise<HttpResponse> {
  const headers = {
    accept: "text/event-stream, application/json",
    "content-type": "application/json",
    ...(key !== undefined && { authorization: `Bearer ${key}` }),
  };
  const request = {
    method: "POST",
    headers,
    body: JSON.stringify(body),
    signal,
  };
  const response = await send(endpointUrl(baseUrl, path), request)
    .catch((error) => {
      if (signal.aborted) throw error;
      const { code } = error.cause ?? {};
      const reason = networkFailureOf(error) ?? code ?? error.name;
      throw new ModelFailure("unreachable", String(reason));
    });
  if (response.ok) return response;
  throw await readRefusal(response);
}

/** The endpoint's address keeps its query, such as an `api-version`. */
function endpointUrl(baseUrl = "https://api.openai.com/v1", path: string): URL {
  const url = new URL(baseUrl);
  url.pathname = `${url.pathname.replace(/\/$/, "")}/${path}`;
  return url;
}

const refusalSchema = z.looseObject({
  error: z.looseObject({}).optional().catch(undefined),
});

const maxRefusalLength = 64 * 1024;

/** The status and headers of a refusal, with the error that its body states. */
async function readRefusal(
  { status, headers, body }: HttpResponse,
): Promise<object> {
  let text = "";
  try {
    const pieces = body?.pipeThrough(new TextDecoderStream());
    for await (const piece of pieces ?? []) {
      text += piece;
      if (text.length > maxRefusalLength) break;
    }
  } catch {
    // If the body breaks off, the status says enough.
  }
  return { message: text, ...parseRefusal(text), status, headers };
}

/** Reads `{ "error": { "code", "type", "param", "message" } }`; some servers send only the inner object. */
function parseRefusal(text: string): object {
  try {
    const { data: body } = refusalSchema.safeParse(JSON.parse(text));
    return body?.error ?? body ?? {};
  } catch {
    return {};
  }
}
/** Some servers send counts with every piece, some send zeros. */
function reportUsage(
  { onUsage }: ModelRequest,
  usage: { prompt_tokens: number; completion_tokens: number } | null = null,
): void {
  const prompt = Number(usage?.prompt_tokens ?? 0);
  const completion = Number(usage?.completion_tokens ?? 0);
  const isGood = [prompt, completion].every((count) =>
    Number.isSafeInteger(count) && count >= 0
  );
  if (isGood && prompt > 0) onUsage?.({ prompt, completion });
}

export function toModelFailure(error: unknown): ModelFailure {
  if (isModelFailure(error)) return error;
  const { status, code, type, message } = error as {
    status?: unknown;
    code?: unknown;
    type?: unknown;
    message?: unknown;
  };
  // Logs only codes, as a server may put anything into the message.
  const detail = [status, code, type]
    .filter((it) => /^[\w.-]{1,60}$/.test(String(it ?? ""))).join(" ");
  const says = (...words: string[]) =>
    words.some((word) => code === word || type === word);
  if (says("content_filter", "content_policy_violation")) {
    return new ModelFailure("refused", detail);
  }
  if (says("context_length_exceeded") || status === 413) {
    return new ModelFailure("too-long", detail);
  }
  if (says("insufficient_quota", "billing_hard_limit_reached")) {
    return new ModelFailure("no-quota", detail);
  }
  if (status === 402) return new ModelFailure("no-quota", detail);
  if (says("model_not_found") || status === 404) {
    return new ModelFailure("no-model", detail);
  }
  if (status === 401 || status === 403) {
    return new ModelFailure("wrong-key", detail);
  }
  if (status === 408 || status === 504) {
    return new ModelFailure("too-slow", detail);
  }
  if (status === 429 || status === 502 || status === 503) {
    return new ModelFailure("overloaded", detail, retryAfterOf(error));
  }
  // An error within a stream has no status.
  if (says("rate_limit_exceeded", "overloaded", "server_overloaded")) {
    return new ModelFailure("overloaded", detail);
  }
  if (typeof status === "number") {
    return new ModelFailure("unknown", detail);
  }
  const { name } = (error as { constructor?: { name?: string } })
    ?.constructor ?? {};
  // The body broke off: thrown by the platform's fetch or the event reader.
  const broke = error instanceof TypeError || error instanceof SyntaxError ||
    /terminated|connection|reset|body|closed/i.test(String(message));
  return new ModelFailure(broke ? "cut-off" : "unknown", name ?? detail);
}

/** Reads `retry-after`, in seconds or as a date; returns ms. */
function retryAfterOf(error: unknown): number | undefined {
  const { headers } = error as { headers?: unknown };
  const retryAfter = headers instanceof Headers && headers.get("retry-after");
  if (!retryAfter) return undefined;
  const wait = /^\d+$/.test(retryAfter)
    ? Number(retryAfter) * 1000
    : Date.parse(retryAfter) - Date.now();
  return wait >= 0 ? wait : undefined;
}
