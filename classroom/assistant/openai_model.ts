/**
 * A model behind any endpoint that speaks OpenAI's API: streaming, abort, timeouts, one retry where no
 * connection came about. The package is loaded with the first question, so that it costs nothing before.
 */
import type OpenAI from "openai";
import type { Settings } from "../settings.ts";
import { DemonstrationModel } from "./demonstration_model.ts";
import {
  isModelFailure,
  type Model,
  ModelFailure,
  type ModelRequest,
} from "./model.ts";
import { modelEvents } from "./model_events.ts";
import { AnswerWords } from "./thoughts.ts";

/**
 * The model that the settings name; without any, the built-in demonstration. `fetch`: how one over the network is asked.
 */
export function modelOf(
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
    beginsWithin: silence,
    goesOnWithin: silence,
  });
}

/** The endpoint, and its time limits in ms. */
export interface OpenAiOptions {
  baseUrl?: string;
  key?: string;
  model?: string;
  fetch?: typeof globalThis.fetch;
  /** Until the answer begins. */
  beginsWithin?: number;
  /** Between two pieces of it. */
  goesOnWithin?: number;
  /** Until its end. */
  endsWithin?: number;
}

const usualSilence = 60_000;
/** A whole answer may take so many times as long as a silence in it. */
const timesWhole = 10;
const usualModel = "gpt-4o-mini";

/** OpenAI's newer models refuse the old name; many other servers know no other, and some overlook the new one. */
type Cap = "max_tokens" | "max_completion_tokens";
/** Fields that are sent where the endpoint accepts them. */
interface Extras {
  cap: Cap | undefined;
  counts: boolean;
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
  #client: Promise<OpenAI> | undefined;
  /** Names of the field for the longest answer that the endpoint has not refused; the first is used. */
  #caps: readonly Cap[];
  /** The endpoint is asked to count tokens. */
  #counts = true;
  /** The model's answers begin within a thought: its template has the tag that begins it. */
  #beginInThought = false;

  constructor(options: OpenAiOptions) {
    this.#options = options;
    this.name = options.model ?? usualModel;
    this.#caps = isOpenAi(options.baseUrl)
      ? [newCap, oldCap]
      : [oldCap, newCap];
  }

  async *answer(question: ModelRequest): AsyncGenerator<string> {
    const { beginsWithin = usualSilence, goesOnWithin = usualSilence } =
      this.#options;
    const { endsWithin = timesWhole * goesOnWithin } = this.#options;
    const silence = new AbortController();
    const signal = AbortSignal.any([question.signal, silence.signal]);
    const whole = setTimeout(() => silence.abort(), endsWithin);
    let timer = setTimeout(() => silence.abort(), beginsWithin);
    try {
      const { body } = await this.#open(question, signal);
      const words = new AnswerWords(this.#beginInThought);
      let finish: string | undefined;
      for await (const event of modelEvents(body, signal)) {
        clearTimeout(timer);
        timer = setTimeout(() => silence.abort(), goesOnWithin);
        if (event.alive) continue;
        tell(question, event.usage);
        const text = words.push(event.text);
        if (text) yield text;
        // The token usage comes after that, and the end of the stream.
        if (finish === undefined || finish === "done") finish = event.finish;
        if (finish === "content_filter") throw new ModelFailure("refused");
      }
      const last = words.end();
      if (last) yield last;
      this.#beginInThought = words.beganInThought;
      if (finish === "length") throw new ModelFailure("too-long");
      if (silence.signal.aborted) throw new ModelFailure("too-slow");
      if (finish === undefined && !question.signal.aborted) {
        throw new ModelFailure("cut-off");
      }
    } catch (thrown) {
      if (silence.signal.aborted) throw new ModelFailure("too-slow");
      throw isModelFailure(thrown) ? thrown : failureOf(thrown);
    } finally {
      clearTimeout(whole);
      clearTimeout(timer);
    }
  }

  /** Begins the answer; tries twice where there is no connection. */
  async #open(
    { system, words, maxTokens }: ModelRequest,
    signal: AbortSignal,
  ) {
    const client = await (this.#client ??= this.#load());
    const messages = [
      ...(system ? [{ role: "system" as const, content: system }] : []),
      ...words.map(({ role, text }) => ({ role, content: text })),
    ];
    const begin = ({ cap, counts }: Extras) =>
      client.chat.completions.create({
        model: this.name,
        messages,
        stream: true,
        ...(cap && { [cap]: maxTokens }),
        ...(counts && { stream_options: { include_usage: true } }),
      }, { signal }).asResponse();
    let again = 1;
    for (;;) {
      const extras = { cap: this.#caps.at(0), counts: this.#counts };
      try {
        return await begin(extras);
      } catch (thrown) {
        if (signal.aborted) throw thrown;
        if (this.#unlearn(thrown, extras)) continue;
        const { failure } = failureOf(thrown);
        if (failure !== "unreachable" || again-- === 0) throw thrown;
      }
    }
  }

  /** Drops the field that the endpoint has refused; false: it refused something else. */
  #unlearn(thrown: unknown, { cap, counts }: Extras): boolean {
    const { status, param, message } = thrown as Record<string, unknown>;
    if (status !== 400 && status !== 422) return false;
    const names = (name: string) =>
      typeof param === "string"
        ? param.startsWith(name)
        : String(message).includes(name);
    if (cap && names(cap)) {
      this.#caps = this.#caps.filter((it) => it !== cap);
      return true;
    }
    if (counts && names("stream_options")) {
      this.#counts = false;
      return true;
    }
    return false;
  }

  async #load(): Promise<OpenAI> {
    const { default: OpenAI } = await import("openai");
    const { baseUrl, key, fetch } = this.#options;
    return new OpenAI({
      // Servers in one's own house often ask for none, the package always does.
      apiKey: key ?? "none",
      // Given even where it is null, so that nothing is looked up in the environment.
      adminAPIKey: null,
      organization: null,
      project: null,
      webhookSecret: null,
      ...(baseUrl && { baseURL: baseUrl }),
      ...(fetch && { fetch }),
      maxRetries: 0,
      // Our own clocks run instead.
      timeout: 24 * 60 * 60_000,
      logLevel: "off",
    });
  }
}

/** Reports the tokens of an answer. Some servers send the numbers with every piece, and some send zeros. */
function tell(
  { onUsage }: ModelRequest,
  usage: { prompt_tokens: number; completion_tokens: number } | null = null,
): void {
  const prompt = Number(usage?.prompt_tokens ?? 0);
  const completion = Number(usage?.completion_tokens ?? 0);
  const isGood = [prompt, completion].every((it) =>
    Number.isSafeInteger(it) && it >= 0
  );
  if (isGood && prompt > 0) onUsage?.({ prompt, completion });
}

/** The failure for an error of the package or of the server. */
export function failureOf(thrown: unknown): ModelFailure {
  const { status, code, type, message } = thrown as {
    status?: unknown;
    code?: unknown;
    type?: unknown;
    message?: unknown;
  };
  // Only codes go into the log, whatever a server puts there.
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
    return new ModelFailure("overloaded", detail, retryAfterOf(thrown));
  }
  // An error within a stream has no status.
  if (says("rate_limit_exceeded", "overloaded", "server_overloaded")) {
    return new ModelFailure("overloaded", detail);
  }
  if (typeof status === "number") {
    return new ModelFailure("unknown", detail);
  }
  const { name } = (thrown as { constructor?: { name?: string } })
    ?.constructor ?? {};
  if (name === "APIConnectionError") {
    return new ModelFailure("unreachable", name);
  }
  if (name === "APIConnectionTimeoutError") {
    return new ModelFailure("too-slow", name);
  }
  // The body broke off: what the platform's fetch, or the reader of events, throws.
  const broke = thrown instanceof TypeError || thrown instanceof SyntaxError ||
    /terminated|connection|reset|body|closed/i.test(String(message));
  return new ModelFailure(broke ? "cut-off" : "unknown", name ?? detail);
}

/** The `retry-after` header in ms: it has seconds, or a date. */
function retryAfterOf(thrown: unknown): number | undefined {
  const { headers } = thrown as { headers?: unknown };
  const said = headers instanceof Headers && headers.get("retry-after");
  if (!said) return undefined;
  const wait = /^\d+$/.test(said)
    ? Number(said) * 1000
    : Date.parse(said) - Date.now();
  return wait >= 0 ? wait : undefined;
}
